//! What lists are filtered by, searched in and sorted by, where no clause shape reads it.

use domain::{Spec, spec::Operation};

use crate::reading::read;

const VAULT: &str = "API for a seed vault in Go. A vial has a label (text), a genus (fern, moss, lichen), a shelf number and a \
                     sealing date. A drawer has a colour and a label. We collect in the hills every autumn, and what comes back is dried, \
                     cleaned and sealed before the first frost. Until now a card box did the work, and the cards are \
                     as yellow as the moss by now.";

fn list<'a>(spec: &'a Spec, id: &str) -> &'a Operation {
    let found = spec.operations.iter().find(|op| op.id == id);
    found.unwrap_or_else(|| {
        panic!("{id} is there: {:?}", spec.operations.iter().map(|op| &op.id).collect::<Vec<_>>())
    })
}

fn assumed(spec: &Spec, path: &str) -> bool {
    spec.assumptions.iter().any(|a| a.path.as_deref() == Some(path) && a.alternatives.len() >= 2)
}

#[test]
fn filters_that_only_the_words_around_them_tell_are_shown_as_assumptions() {
    let spec = read(&format!("{VAULT} Overview of the vials: narrow it down by genus and shelf number."));
    let vials = list(&spec, "listVials");
    for name in ["genus", "shelf_number"] {
        assert!(vials.filters.iter().any(|filter| filter == name), "{name}: {:?}", vials.filters);
        assert!(
            assumed(&spec, &format!("/operations/listVials/filter/{name}")),
            "{name}: {:?}",
            spec.assumptions
        );
    }
    assert_eq!(list(&spec, "listDrawers").filters, Vec::<String>::new());
}

#[test]
fn a_filter_that_the_text_says_is_no_assumption() {
    let spec = read(&format!("{VAULT} Vials can be filtered by genus."));
    assert_eq!(list(&spec, "listVials").filters, ["genus"]);
    assert!(!assumed(&spec, "/operations/listVials/filter/genus"));
}

#[test]
fn members_that_are_only_spoken_of_choose_no_rows() {
    for said in [
        "We print a sticker with the genus and the shelf number.",
        "The genus of a vial never changes.",
        "A shelf number is painted on the wood.",
    ] {
        let spec = read(&format!("{VAULT} {said}"));
        let vials = list(&spec, "listVials");
        assert_eq!(
            (vials.filters.len(), vials.search.len(), vials.sort.len()),
            (0, 0, 0),
            "{said} {vials:?}"
        );
    }
}

#[test]
fn a_member_of_one_thing_chooses_no_rows_of_another() {
    let spec = read(&format!("{VAULT} On the page of vials one should be able to choose the genus."));
    assert_eq!(list(&spec, "listVials").filters, ["genus"]);
    assert!(assumed(&spec, "/operations/listVials/filter/genus"), "{:?}", spec.assumptions);
    assert_eq!(list(&spec, "listDrawers").filters, Vec::<String>::new());
}

#[test]
fn what_is_searched_is_no_filter() {
    let spec = read(&format!("{VAULT} Overview of the vials: narrow it down by genus, find them by label."));
    let vials = list(&spec, "listVials");
    assert_eq!(
        (&vials.filters[..], &vials.search[..]),
        (&["genus".to_owned()][..], &["label".to_owned()][..])
    );
    assert!(assumed(&spec, "/operations/listVials/search/label"), "{:?}", spec.assumptions);
}

const DRAWERS: &str = "Each vial lies in one drawer.";

#[test]
fn a_list_below_a_record_that_only_the_words_around_it_tell_is_shown_as_an_assumption() {
    for said in [
        "Under a drawer, its vials.",
        "On a drawer page all its vials.",
        "And from a drawer I want to get to all its vials.",
    ] {
        let spec = read(&format!("{VAULT} {DRAWERS} {said}"));
        let below = list(&spec, "getDrawersVials");
        assert_eq!(below.path.as_deref(), Some("/drawers/{id}/vials"), "{said}");
        assert_eq!(below.rule.as_deref(), Some("W6.likely-below"), "{said}");
        assert!(assumed(&spec, "/operations/getDrawersVials"), "{said} {:?}", spec.assumptions);
    }
}

#[test]
fn what_is_said_of_the_rows_of_a_record_asks_for_no_list_of_them() {
    for said in [
        "The vials of a drawer are dry.",
        "Each vial of a drawer is sealed.",
        "A drawer with vials can't be deleted.",
        "A vial is in one drawer only.",
        "I want to see the latest vial of a drawer.",
    ] {
        let spec = read(&format!("{VAULT} {DRAWERS} {said}"));
        let below = spec.operations.iter().find(|op| op.path.as_deref() == Some("/drawers/{id}/vials"));
        assert!(below.is_none(), "{said} {below:?}");
    }
}
