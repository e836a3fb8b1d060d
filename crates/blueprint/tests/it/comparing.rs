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

/// Teams that come at a moment and go on a day, kept in one of the two databases.
fn visits(rule: &serde_json::Value, storage: &str) -> Spec {
    let mut spec = teams("<=", "size", "seats");
    spec.project.storage = Some(storage.into());
    let field = |json: serde_json::Value| serde_json::from_value(json).unwrap();
    let moment =
        json!({ "x-ql-type": "datetime", "x-ql-required": true, "type": "string", "format": "date-time" });
    let clock = json!({ "x-ql-type": "time", "x-ql-required": true, "type": "string", "format": "time" });
    let team = &mut spec.entities["Team"];
    team.fields.insert("comes_at".into(), field(moment.clone()));
    team.fields.insert("at_noon".into(), field(clock));
    spec.entities["Hall"].fields.insert("opens_at".into(), field(moment));
    let rule = json!({ "id": "R91", "text": "in this order", "entity": "Team", "status": "formal", "origin": "stated",
        "kind": rule["kind"], "params": rule["params"] });
    spec.rules.push(serde_json::from_value(rule).unwrap());
    spec
}

fn order_of_visits(before: &str, after: &str, strict: bool) -> Spec {
    let params = json!({ "before": before, "after": after, "strict": strict });
    visits(&json!({ "kind": "order", "params": params }), "sqlite")
}

#[test]
fn of_a_moment_in_an_order_with_a_date_the_day_counts() {
    let strict = order_of_visits("comes_at", "day", true);
    let team = file(&strict, "app/services/teams.py");
    assert!(team.contains("and not team.comes_at.date() < team.day:"), "{team}");
    let loose = order_of_visits("day", "comes_at", false);
    let team = file(&loose, "app/services/teams.py");
    assert!(team.contains("and not team.day <= team.comes_at.date():"), "{team}");
    // On the day itself, whatever the hour: refused by the one, kept by the other.
    let edge = |spec: &Spec, title: &str| {
        let all = tests(spec);
        let (_, test) = all.split_once(title).unwrap_or_else(|| panic!("no {title}"));
        test.split_once("\n\n\n").unwrap_or((test, "")).0.to_owned()
    };
    let test = edge(&strict, "team_with_comes_at_behind_day_is_refused(");
    assert!(test.contains("comes_at=\"2030-01-03T09:00:00Z\", day=\"2030-01-03\")), 422"), "{test}");
    let test = edge(&loose, "team_with_day_behind_comes_at_is_refused(");
    assert!(test.contains("day=\"2030-01-03\", comes_at=\"2030-01-03T09:00:00Z\")), 201"), "{test}");
}

#[test]
fn of_a_moment_that_is_held_against_a_date_elsewhere_the_day_counts() {
    let compare = |field: &str, other: &str, storage: &str| {
        let params = json!({ "field": field, "op": ">=", "key": "hall_id", "other": other });
        visits(&json!({ "kind": "compare", "params": params }), storage)
    };
    for (storage, day) in
        [("sqlite", "sa.func.date(moment"), ("postgres", "sa.func.timezone(\"UTC\", moment)")]
    {
        let moment = compare("comes_at", "opens", storage);
        let team = file(&moment, "app/services/teams.py");
        assert!(team.contains("and not team.comes_at.date() >= bound:"), "{team}");
        let hall = file(&moment, "app/services/halls.py");
        assert!(hall.contains("sa.not_(columns.day(theirs.comes_at) >= hall.opens)"), "{hall}");
        assert!(file(&moment, "app/columns.py").contains(day), "{storage}");
        let date = compare("day", "opens_at", storage);
        let team = file(&date, "app/services/teams.py");
        assert!(team.contains("and not team.day >= bound.date():"), "{team}");
        let hall = file(&date, "app/services/halls.py");
        assert!(hall.contains("sa.not_(theirs.day >= hall.opens_at.date())"), "{hall}");
        assert!(!file(&date, "app/columns.py").contains("def day"), "{storage}");
    }
}

#[test]
fn neither_a_date_nor_a_moment_is_held_against_an_hour_or_a_number() {
    let all = [("day", "at_noon"), ("at_noon", "comes_at"), ("size", "day"), ("comes_at", "size")];
    for (before, after) in all {
        let error = library().render(&order_of_visits(before, after, true), Part::Code).unwrap_err();
        assert_eq!(error.code, "QL-T003", "{}", error.message);
    }
    let params = json!({ "scope": [], "start": "day", "end": "comes_at" });
    let spec = visits(&json!({ "kind": "overlap", "params": params }), "sqlite");
    assert_eq!(library().render(&spec, Part::Code).unwrap_err().code, "QL-T003");
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
