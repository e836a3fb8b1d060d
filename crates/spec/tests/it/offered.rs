//! What a list takes or does, told of the list rather than of who looks at it.

use domain::{
    Spec,
    spec::{Operation, OperationKind},
};

use crate::reading::read;

const BASE: &str = "An API in FastAPI. A workshop has a name and a city. A repair has a title, a cost, a due date, a status of \
                    open, busy or done and belongs to a workshop.";

fn list<'a>(spec: &'a Spec, entity: &str) -> &'a Operation {
    spec.operations
        .iter()
        .find(|op| op.entity.as_deref() == Some(entity) && op.kind == OperationKind::List)
        .unwrap()
}

#[test]
fn a_list_may_be_said_to_take_its_filters() {
    for (said, filters) in [
        ("The repair list takes a status filter.", vec!["status"]),
        ("The repair list has filters for status and workshop.", vec!["status", "workshop_id"]),
        ("Repairs can be listed per workshop.", vec!["workshop_id"]),
        ("Repairs may be fetched for each workshop.", vec!["workshop_id"]),
    ] {
        let spec = read(&format!("{BASE} {said}"));
        let found = serde_json::to_value(list(&spec, "Repair")).unwrap();
        let names = found["filters"].to_string();
        assert!(filters.iter().all(|name| names.contains(name)), "{said} {names}");
        assert_eq!(spec.entities.len(), 2, "{said} {:?}", spec.entities.keys());
        assert!(spec.rules.is_empty(), "{said} {:?}", spec.rules);
    }
}

#[test]
fn the_order_of_rows_may_stand_behind_a_comma() {
    for (said, order) in [
        ("Show the repairs, soonest due date first.", "due_date"),
        ("Repairs come back newest first.", "-created_at"),
        ("Repairs are listed sorted by cost, the highest first.", "-cost"),
    ] {
        let spec = read(&format!("{BASE} {said}"));
        let found = serde_json::to_value(list(&spec, "Repair")).unwrap();
        assert_eq!(found["sort"][0], order, "{said} {found}");
        assert!(spec.open_questions.is_empty(), "{said} {:?}", spec.open_questions);
    }
}

#[test]
fn a_part_of_a_name_is_no_field() {
    let spec = read(&format!("{BASE} Workshops can be searched by name or part of it."));
    let found = serde_json::to_value(list(&spec, "Workshop")).unwrap();
    assert_eq!(found["search"], serde_json::json!(["name"]));
    assert!(!spec.entities["Workshop"].fields.contains_key("part"));
}
