//! What people want to see, whoever wants it and in whatever order they say it: any lead with any wish.

use domain::{Spec, spec::OperationKind};

use crate::reading::read;

const THINGS: &str = "An API for a clinic. Vets have a name and a licence number (unique). Pets have a name, a species and \
                      a born on date. A visit belongs to a pet and a vet and has a start time, a fee (decimal), a reason \
                      and a status (open, done).";

fn spec(said: &str) -> Spec {
    let spec = read(&format!("{THINGS} {said}"));
    assert_eq!(spec.coverage.silent, 0, "{said}");
    assert_eq!(spec.entities.len(), 3, "{said}: {:?}", spec.entities.keys());
    spec
}

fn routes(spec: &Spec) -> Vec<String> {
    let own = spec.operations.iter().filter(|op| op.route.is_some());
    own.map(|op| op.path.clone().unwrap_or_default()).collect()
}

fn filters(spec: &Spec, entity: &str) -> Vec<String> {
    let list = spec
        .operations
        .iter()
        .find(|op| op.kind == OperationKind::List && op.entity.as_deref() == Some(entity))
        .unwrap();
    list.filters.clone()
}

const LEADS: &[&str] = &[
    "I want to see",
    "We would like to get",
    "It would be nice if I could get",
    "It should also be possible to get",
    "Please show",
    "The staff need",
    "The API should return",
    "FR-7 The system shall return",
    "Give me",
];

#[test]
fn numbers_of_one_record_have_a_route_below_it() {
    for lead in LEADS {
        let said = format!("{lead} the average fee of a vet.");
        assert_eq!(routes(&spec(&said)), ["/vets/{id}/average-fee"], "{said}");
    }
}

#[test]
fn numbers_for_each_of_many_have_a_route_beside_the_list() {
    for lead in LEADS {
        let said = format!("{lead} the number of visits per vet.");
        assert_eq!(routes(&spec(&said)), ["/visits/count-by-vet"], "{said}");
    }
}

#[test]
fn a_span_of_time_is_a_filter_with_two_ends() {
    for span in ["between two dates", "in a given period", "within a date range", "of a given month"] {
        for lead in LEADS {
            let said = format!("{lead} all visits {span}.");
            assert_eq!(filters(&spec(&said), "Visit"), ["start_time_from", "start_time_to"], "{said}");
        }
    }
}

#[test]
fn rows_of_one_record_in_a_span_of_time_are_filtered_by_both() {
    let found = filters(&spec("We want to see the visits of a vet between two dates."), "Visit");
    assert_eq!(found, ["vet_id", "start_time_from", "start_time_to"]);
}

#[test]
fn several_wishes_of_one_sentence_are_read_each() {
    let spec = spec(
        "Show me visits by status, the average fee of a vet, and the number of visits per pet. List the visits of a vet, \
         newest first.",
    );
    assert_eq!(filters(&spec, "Visit"), ["status"]);
    assert_eq!(routes(&spec), ["/vets/{id}/average-fee", "/visits/count-by-pet", "/vets/{id}/visits"]);
}

#[test]
fn one_record_is_fetched_by_a_value_that_only_it_has() {
    for said in
        ["A vet can be fetched by its licence number.", "Each vet can be looked up by the licence number."]
    {
        assert_eq!(routes(&spec(said)), ["/vets/by-licence-number/{licence_number}"], "{said}");
    }
}

#[test]
fn numbers_for_chosen_values_are_asked_about_rather_than_counted_over_all() {
    let spec = spec("The staff need the number of visits per vet for a given day.");
    assert!(routes(&spec).is_empty(), "{:?}", routes(&spec));
    assert!(!spec.open_questions.is_empty());
}

#[test]
fn who_may_see_it_is_no_part_of_the_wish() {
    let spec = spec("Only managers may see the average fee of a vet.");
    assert!(routes(&spec).is_empty(), "{:?}", routes(&spec));
}

#[test]
fn what_documents_ask_of_a_list_is_kept() {
    let spec = read(
        "Build this API.\n\nGET /articles?topic=...&is_read=true lists the articles\n\nAn article has a title, a topic and an \
         is_read flag.",
    );
    assert_eq!(filters(&spec, "Article"), ["topic", "is_read"]);
}

#[test]
fn a_sentence_of_nothing_but_pages_goes_on_with_the_list_before_it() {
    let spec = spec("Visits can be filtered by status. Pages of 30.");
    let size = |entity: &str| {
        let list = spec
            .operations
            .iter()
            .find(|op| op.kind == OperationKind::List && op.entity.as_deref() == Some(entity));
        list.and_then(|op| op.page.as_ref()).map(|page| page.default)
    };
    assert_eq!((size("Visit"), size("Pet")), (Some(30), Some(20)));
}

#[test]
fn the_reason_of_a_wish_keeps_nothing() {
    let spec = read(
        "An API for schools. A trip has a title, a departure date and a status. As a headteacher, I want to see all \
         trips filtered by status, next departure first, so that I can plan the substitutes.",
    );
    assert!(!spec.entities.contains_key("Substitute"), "{:?}", spec.entities.keys());
}
