//! How many of one thing in some state there may be for each of another: any number, state and place.

use domain::rule::FormalRule;
use serde_json::{Value, json};

use crate::reading::read;

const THINGS: &str = "An API for a workshop. A car has a plate. A driver has a name. A ticket has a text and a status \
                      (open, waiting, in progress, closed) and a closed at time, and belongs to a car and a driver.";

/// Scope, most and the values that count, of the one rule that was read.
fn limit(said: &str) -> (String, u64, Vec<Value>) {
    let spec = read(&format!("{THINGS} {said}"));
    assert_eq!(spec.coverage.silent, 0, "{said}");
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Car", "Driver", "Ticket"], "{said}");
    assert_eq!(spec.relations.len(), 2, "{said}: {:?}", spec.relations);
    assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    let [rule] = spec.rules.as_slice() else { panic!("{said}: {:?}", spec.rules) };
    assert_eq!(rule.entity.as_deref(), Some("Ticket"), "{said}");
    let Some(FormalRule::Limit { scope, max, per: None, at: None, filter: Some(filter) }) =
        FormalRule::of(rule)
    else {
        panic!("{said}: {rule:?}")
    };
    assert_eq!(filter.field, "status", "{said}");
    (scope.join(","), max, filter.values)
}

#[test]
fn a_thing_has_at_most_so_many_in_a_state() {
    let holders = ["A car", "Each car", "Every car"];
    let verbs = ["may only have", "can have at most", "must not have more than", "may never have more than"];
    let counts = [("one", 1), ("2", 2), ("three", 3)];
    let states = [
        ("open {}", json!(["open"])),
        ("{} that are still waiting", json!(["waiting"])),
        ("{} in status in progress", json!(["in_progress"])),
        ("{} that are not closed", json!(["open", "waiting", "in_progress"])),
    ];
    for holder in holders {
        for verb in verbs {
            for (count, max) in counts {
                for (state, values) in &states {
                    let noun = if max == 1 { "ticket" } else { "tickets" };
                    let what = state.replace("{}", noun);
                    let said = format!("{holder} {verb} {count} {what}.");
                    assert_eq!(
                        limit(&said),
                        ("car_id".into(), max, values.as_array().unwrap().clone()),
                        "{said}"
                    );
                }
            }
        }
    }
}

#[test]
fn there_are_at_most_so_many_for_each() {
    let mosts =
        ["Only one", "At most one", "No more than one", "There can only be one", "Never more than one"];
    let scopes = ["per car", "for each car", "for the same car", "of a car"];
    let behind = ["", " at a time", " at the same time", " is allowed"];
    for most in mosts {
        for scope in scopes {
            for tail in behind {
                if most.starts_with("There") && tail.contains("allowed") {
                    continue;
                }
                let said = format!("{most} open ticket {scope}{tail}.");
                assert_eq!(limit(&said), ("car_id".into(), 1, vec![json!("open")]), "{said}");
            }
        }
    }
}

#[test]
fn the_words_may_stand_in_any_order() {
    for said in [
        "Per car there is only one open ticket.",
        "For each car at most one ticket may be open.",
        "Only one ticket per car can be open at a time.",
        "At most one ticket of a car may be open.",
        "One open ticket per car max.",
        "A second open ticket for the same car is refused.",
        "Reject a second open ticket for the same car.",
        "A car with an open ticket cannot get another one.",
        "A car that already has an open ticket can't get a second ticket.",
        "There must never be two open tickets for the same car.",
        "No car may have more than one open ticket.",
        "A car can be on only one open ticket.",
    ] {
        assert_eq!(limit(said), ("car_id".into(), 1, vec![json!("open")]), "{said}");
    }
    assert_eq!(
        limit("Nobody may have more than 3 waiting tickets."),
        ("driver_id".into(), 3, vec![json!("waiting")])
    );
}

#[test]
fn without_a_state_nothing_is_made_of_it() {
    let spec = read(&format!("{THINGS} A car has at most 4 tickets."));
    let rules: Vec<_> = spec.rules.iter().filter_map(FormalRule::of).collect();
    assert!(rules.iter().all(|rule| !matches!(rule, FormalRule::Limit { filter: Some(_), .. })), "{rules:?}");
}

#[test]
fn a_ceiling_among_members_is_of_the_thing_that_has_them() {
    for list in [
        "a title and a maximum of 12 students",
        "a title, a fee and at most 12 students",
        "a title, max 12 students",
    ] {
        let text = format!("A course has {list}. A student has a name and belongs to a course.");
        let spec = read(&text);
        let rules: Vec<_> = spec.rules.iter().filter_map(FormalRule::of).collect();
        let [FormalRule::Limit { scope, max: 12, .. }] = rules.as_slice() else {
            panic!("{text}: {rules:?}")
        };
        assert_eq!(scope, &["course_id"], "{text}");
        assert_ne!(spec.entities["Course"].fields["title"].max_length, Some(12), "{text}");
    }
    // What no relation leads to is no ceiling of all there are.
    let spec = read("A room has a name and a maximum of 12 seats.");
    assert!(spec.rules.iter().all(|rule| FormalRule::of(rule).is_none()), "{:?}", spec.rules);
    assert!(!spec.open_questions.is_empty());
}
