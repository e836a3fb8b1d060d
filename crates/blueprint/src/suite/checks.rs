//! What holds for every generated suite, whatever the spec.

use std::collections::BTreeSet;

use domain::Spec;
use domain::requirement::RequirementKind;

use super::print::Printer;
use super::scenario::{Recipe, Scenario, Step, Suite};
use crate::Model;

fn specs() -> Vec<(String, Spec)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/specs");
    let mut specs: Vec<(String, Spec)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path.file_stem().unwrap().to_string_lossy().into_owned(), serde_json::from_str(&text).unwrap())
        })
        .collect();
    specs.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(specs.len() >= 3);
    specs
}

fn printer() -> Printer {
    Printer::new("python-fastapi", crate::blueprint::folder("python-fastapi/tests")).unwrap()
}

fn suite_of(spec: &Spec, printer: &Printer) -> (Model, Suite) {
    let model = Model::of(spec).unwrap();
    let suite = super::suite(spec, &model, printer.database());
    (model, suite)
}

#[test]
fn every_requirement_has_a_test_or_a_reason() {
    let printer = printer();
    for (name, spec) in specs() {
        let (model, suite) = suite_of(&spec, &printer);
        let named: BTreeSet<&str> = suite
            .scenarios
            .iter()
            .flat_map(|scenario| &scenario.requirements)
            .chain(suite.untestable.iter().map(|untestable| &untestable.requirement))
            .map(String::as_str)
            .collect();
        for requirement in &model.requirements {
            let is_text = matches!(requirement.kind, RequirementKind::TextRule | RequirementKind::Nfr);
            assert!(
                is_text || named.contains(requirement.id.as_str()),
                "{name}: {} {}",
                requirement.pointer,
                requirement.text
            );
        }
    }
}

#[test]
fn records_of_two_sets_that_share_a_member_differ_in_another_one() {
    let printer = printer();
    let mut seen = 0;
    for (name, spec) in specs() {
        let (model, suite) = suite_of(&spec, &printer);
        for entity in &model.entities {
            for set in &entity.unique {
                let others = entity.unique.iter().filter(|other| other.pointer != set.pointer);
                let shared: BTreeSet<&String> = others.flat_map(|other| &other.fields).collect();
                let own: Vec<&String> = set.fields.iter().filter(|field| !shared.contains(field)).collect();
                if own.len() == set.fields.len() || own.is_empty() {
                    continue;
                }
                seen += 1;
                let factory = suite.factories.iter().find(|factory| factory.path == entity.path).unwrap();
                let varies = factory.members.iter().any(|member| {
                    own.contains(&&member.name) && !matches!(member.recipe, Recipe::Same { .. })
                });
                assert!(varies, "{name}: {:?}", set.fields);
            }
        }
    }
    assert!(seen > 0);
}

#[test]
fn every_test_asks_for_something() {
    let printer = printer();
    for (name, spec) in specs() {
        for scenario in suite_of(&spec, &printer).1.scenarios {
            assert!(scenario.steps.iter().any(expects), "{name}: {}", scenario.name);
            assert!(!scenario.requirements.is_empty(), "{name}: {}", scenario.name);
        }
    }
}

fn expects(step: &Step) -> bool {
    match step {
        Step::Call(call) => !call.expect.is_empty(),
        Step::AtOnce { statuses, .. } => !statuses.is_empty(),
        Step::Rivals { statuses, .. } => !statuses.is_empty(),
        Step::Crowd { statuses, .. } => statuses.is_some(),
        Step::Overwrite { .. } | Step::Erase { .. } | Step::Insert { .. } | Step::AnyRequests { .. } => true,
        Step::Body { .. } | Step::Make { .. } | Step::Token { .. } => false,
    }
}

#[test]
fn plan_and_files_name_the_same_tests() {
    let printer = printer();
    for (name, spec) in specs() {
        let (model, suite) = suite_of(&spec, &printer);
        let tree = printer.print(&suite, &model).unwrap();
        let printed: Vec<String> = tree
            .iter()
            .flat_map(|(path, file)| {
                let tests =
                    file.content.lines().filter_map(|line| line.strip_prefix("def ")?.split('(').next());
                tests
                    .filter(|test| test.starts_with("test_"))
                    .map(move |test| format!("{path}::{test}"))
                    .collect::<Vec<_>>()
            })
            .collect();
        let planned: BTreeSet<String> = printer.test_cases(&suite).into_iter().map(|case| case.id).collect();
        assert_eq!(planned.len(), printed.len(), "{name}: an id is there twice");
        assert_eq!(planned, printed.into_iter().collect(), "{name}");
        let planned_files: BTreeSet<String> =
            printer.files(&suite).into_iter().map(|(path, _)| path).collect();
        assert_eq!(planned_files, tree.keys().map(|path| path.as_str().to_owned()).collect(), "{name}");
    }
}

#[test]
fn ids_are_short_names_of_their_requirement() {
    let printer = printer();
    for (_, spec) in specs() {
        for case in printer.test_cases(&suite_of(&spec, &printer).1) {
            let function = case.id.rsplit("::").next().unwrap();
            assert!(case.id.is_ascii() && case.id.len() <= 120, "{}", case.id);
            assert!(
                function.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'),
                "{function}"
            );
            let first = case.requirements.first().unwrap().replace('-', "").to_lowercase();
            assert!(function.starts_with(&format!("test_{first}_")), "{function}");
        }
    }
}

#[test]
fn the_same_spec_gives_the_same_bytes() {
    let printer = printer();
    for (name, spec) in specs() {
        let print = || {
            let (model, suite) = suite_of(&spec, &printer);
            printer.print(&suite, &model).unwrap()
        };
        assert_eq!(print(), print(), "{name}");
    }
}

#[test]
fn words_of_a_user_stay_words() {
    let (_, mut spec) = specs().swap_remove(0);
    let entity = spec.entities.values_mut().next().unwrap();
    let field = entity
        .fields
        .values_mut()
        .find(|field| field.min_length.is_some() || field.max_length.is_some())
        .unwrap();
    field.pattern = Some(r#"^["'\\{}%x]+$"#.to_owned());
    field.min_length = None;
    field.max_length = Some(30);
    let printer = printer();
    let (model, suite) = suite_of(&spec, &printer);
    let tree = printer.print(&suite, &model).unwrap();
    let named = |scenario: &&Scenario| scenario.because.contains(r#"["'\\{}%x]"#);
    assert!(suite.scenarios.iter().filter(named).count() > 0);
    for file in tree.values() {
        for line in file.content.lines().filter(|line| line.contains("{}%x]")) {
            assert!(line.trim_start().starts_with("\"FR-"), "{line}");
            assert!(serde_json::from_str::<String>(line.trim()).is_ok(), "{line}");
        }
    }
}
