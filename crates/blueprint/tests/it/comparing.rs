//! A field held against one of the record that its key points to, checked from both sides.

use domain::{
    Spec,
    project::Part,
    roles::Blueprints,
    spec::{Entity, Rule},
};
use serde_json::json;

use crate::{file, library, spec};

/// Teams of at most as many as their room has seats; a team's day is not before the room's opening.
fn teams(op: &str, field: &str, other: &str) -> Spec {
    let mut spec = spec("booking-api");
    let integer = json!({ "x-ql-type": "integer", "x-ql-required": true, "type": "integer", "minimum": 1, "maximum": 12 });
    let date = json!({ "x-ql-type": "date", "x-ql-required": true, "type": "string", "format": "date" });
    let entity = |fields: serde_json::Value| -> Entity {
        serde_json::from_value(json!({ "fields": fields, "origin": "stated" })).unwrap()
    };
    spec.entities.insert("Hall".into(), entity(json!({ "seats": integer, "opens": date })));
    spec.entities.insert("Team".into(), entity(json!({ "size": integer, "day": date })));
    spec.relations.push(
        serde_json::from_value(
            json!({ "from": "Team", "to": "Hall", "kind": "many_to_one", "field": "hall_id",
            "required": true, "on_delete": "restrict", "origin": "stated" }),
        )
        .unwrap(),
    );
    let rule: Rule =
        serde_json::from_value(json!({ "id": "R90", "kind": "compare", "text": "a team fits its hall",
        "entity": "Team", "status": "formal", "origin": "stated",
        "params": { "field": field, "op": op, "key": "hall_id", "other": other } }))
        .unwrap();
    spec.rules.push(rule);
    spec
}

/// All test files of the project, one behind the other.
fn tests(spec: &Spec) -> String {
    let tree = library().render(spec, Part::Tests).unwrap();
    tree.values().map(|file| file.content.clone()).collect()
}

#[test]
fn both_records_are_checked_when_either_changes() {
    let spec = teams("<=", "size", "seats");
    let team = file(&spec, "app/services/teams.py");
    assert!(team.contains("if bound is not None and not team.size <= bound:"), "{team}");
    let hall = file(&spec, "app/services/halls.py");
    assert!(hall.contains("sa.not_(theirs.size <= hall.seats)"), "{hall}");
}

#[test]
fn the_suite_tries_within_at_and_beyond_the_bound_from_both_sides() {
    let suite = tests(&teams("<=", "size", "seats"));
    for name in ["size_within_the_seats", "size_above_the_seats", "seats_that_team_records_already_break"] {
        assert!(suite.contains(name), "no test named {name}");
    }
    assert!(tests(&teams(">=", "day", "opens")).contains("day_below_the_opens"));
}

#[test]
fn the_suite_moves_both_records_at_once_and_lets_one_of_them_do_it() {
    let suite = tests(&teams("<=", "size", "seats"));
    let (_, test) = suite.split_once("size_and_seats_that_move_past_each_other_at_once").unwrap();
    let (test, _) = test.split_once("\n\n\n").unwrap_or((test, ""));
    assert!(test.contains("for _ in range(25):"), "{test}");
    assert!(test.contains("json=one[3]), sent) in [[200, 409], [200, 422]]"), "{test}");
    // Where equal values are refused anyway there is no bound to meet at.
    assert!(!tests(&teams("<", "size", "seats")).contains("move_past_each_other"));
}

#[test]
fn a_mutant_takes_the_rule_out_on_both_sides() {
    let spec = teams("<=", "size", "seats");
    let library = library();
    let mutants = library.mutants(&spec).unwrap();
    let mutant = mutants.iter().find(|m| m.title.contains("a team fits its hall")).unwrap();
    let tree = library.render_mutant(&spec, &mutant.id).unwrap();
    let whole = tree.values().map(|file| file.content.clone()).collect::<String>();
    assert!(!whole.contains("_check_compar"), "{}", mutant.title);
}

#[test]
fn values_of_different_kinds_are_refused() {
    let error = library().render(&teams("<=", "size", "opens"), Part::Code).unwrap_err();
    assert!(error.message.contains("cannot be compared"), "{}", error.message);
}

#[test]
fn what_others_are_held_against_leaves_them_every_value() {
    let suite = tests(&spec("event-desk-api"));
    let (_, factory) = suite.split_once("def venue_body(").unwrap();
    assert!(factory.split_once("return body").unwrap().0.contains("\"seats\": 200,"), "{factory}");
    // Examples still ascend from a readable start: what is sorted by them can be told.
    let (_, sorted) = suite.split_once("venues_are_sorted_by_seats_both_ways").unwrap();
    assert!(sorted.split_once("\n\n\n").unwrap().0.contains("seats=11"), "{sorted}");
    let (_, edge) = suite.split_once("event_capacity_above_200_is_refused(").unwrap();
    assert!(edge.split_once("\n\n\n").unwrap().0.contains("capacity=200"), "{edge}");
}

#[test]
fn records_of_which_each_account_may_have_one_are_made_by_many() {
    let suite = tests(&spec("event-desk-api"));
    let (_, full) = suite.split_once("registration_beyond_the_capacity_is_refused(").unwrap();
    assert!(full.split_once("\n\n\n").unwrap().0.contains("for person in crowd("), "{full}");
    let (_, race) = suite.split_once("of_many_comments_at_once_3_are_kept(").unwrap();
    assert!(race.split_once("assert").unwrap().0.contains("people = crowd(\"user\", 10)"), "{race}");
    // Where nothing of the kind is stated there is no crowd.
    assert!(!tests(&spec("booking-api")).contains("crowd"));
}

#[test]
fn examples_stay_within_what_any_record_that_they_point_at_can_hold() {
    let mut spec = teams("<=", "size", "seats");
    spec.entities["Hall"].fields["seats"].maximum = Some(4.into());
    spec.entities["Team"].fields["size"].maximum = None;
    let suite = tests(&spec);
    let sizes: Vec<u32> = suite
        .split("size=")
        .chain(suite.split("\"size\": "))
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
        .collect();
    let above = sizes.iter().filter(|size| **size > 4).count();
    // Only the tests of the rule itself ask for more than there is room for.
    assert!(!sizes.is_empty() && above <= 2, "{sizes:?}");
}
