//! Mutants differ from the program in what they are named after.

use std::collections::BTreeSet;

use domain::{project::Part, requirement::RequirementKind, roles::Blueprints};

use crate::{SPECS, library, spec};

#[test]
fn every_mutant_differs_from_the_program() {
    let library = library();
    for name in SPECS {
        let spec = spec(name);
        let whole = library.render(&spec, Part::Code).unwrap();
        let mutants = library.mutants(&spec).unwrap();
        let ids: BTreeSet<_> = mutants.iter().map(|m| &m.id).collect();
        assert_eq!(ids.len(), mutants.len(), "{name}: ids repeat");
        // One of each kind and layer: all of them take seconds.
        let mut seen = BTreeSet::new();
        for mutant in mutants.iter().filter(|m| seen.insert((m.kind, m.layer.clone()))) {
            let tree = library.render_mutant(&spec, &mutant.id).unwrap();
            assert_ne!(tree, whole, "{name}: {} {}", mutant.id, mutant.title);
        }
    }
}

#[test]
fn what_is_enforced_twice_is_taken_out_one_layer_at_a_time() {
    let spec = spec("library-api");
    let mutants = library().mutants(&spec).unwrap();
    let layers = |kind: RequirementKind| -> BTreeSet<String> {
        mutants.iter().filter(|m| m.kind == kind).map(|m| m.layer.clone()).collect()
    };
    assert_eq!(layers(RequirementKind::Required), ["database".to_owned(), "schema".to_owned()].into());
    assert_eq!(layers(RequirementKind::Unique), ["database".to_owned()].into());
    assert_eq!(layers(RequirementKind::Relation), ["database".to_owned(), "service".to_owned()].into());
}

#[test]
fn an_unknown_mutant_is_an_error() {
    let error = library().render_mutant(&spec("notes-api"), "FR-999@schema").unwrap_err();
    assert_eq!(error.code, "QL-T005");
}
