//! What the record that another points to must be when one is made, and words that no fact may swallow.

use domain::rule::FormalRule;
use serde_json::{Value, json};

use crate::reading::read;

const HOUSE: &str = "API for a guest house. Rooms have a number, a capacity and an active flag. Guests have a name, an \
                     age and a country. A stay has a room, a guest, an arrival date and a status (booked, checked in, \
                     left). An invoice has a stay and an amount.";

/// The record, its key, the field there and the values that the one rule of the text names.
fn required(said: &str) -> (String, String, String, Vec<Value>) {
    let spec = read(&format!("{HOUSE} {said}"));
    let [rule] = spec.rules.as_slice() else { panic!("{said}: {:?}", spec.rules) };
    match FormalRule::of(rule) {
        Some(FormalRule::Requires { key, field, values }) => {
            (rule.entity.clone().unwrap_or_default(), key, field, values)
        }
        other => panic!("{said}: {other:?}"),
    }
}

#[test]
fn any_words_say_what_the_other_record_must_be() {
    let wanted = ("Stay".to_owned(), "room_id".to_owned(), "active".to_owned(), vec![json!(true)]);
    for said in [
        "A stay needs an active room.",
        "A stay must have an active room.",
        "Stays are only for active rooms.",
        "Stays are only possible in active rooms.",
        "Only active rooms can be booked.",
        "Only active rooms can have stays.",
        "Inactive rooms must not have stays.",
        "No stays in inactive rooms.",
        "Stays in inactive rooms are refused.",
        "You cannot book an inactive room.",
        "Nobody may add a stay to a room that is not active.",
        "A room must be active to be booked.",
        "The room must be active when a stay is created.",
    ] {
        assert_eq!(required(said), wanted, "{said}");
        let spec = read(&format!("{HOUSE} {said}"));
        assert_eq!(spec.relations.len(), 3, "no key of its own: {said}: {:?}", spec.relations);
    }
}

#[test]
fn several_states_may_be_named_and_one_may_be_excluded() {
    let (thing, key, field, values) = required("Invoices can only be created for checked in or left stays.");
    assert_eq!((&*thing, &*key, &*field), ("Invoice", "stay_id", "status"));
    assert_eq!(values, ["checked_in", "left"]);
    assert_eq!(required("No invoices for booked stays.").3, ["checked_in", "left"]);
    for said in [
        "Only stays with status checked in or left may have invoices.",
        "Only stays in the status checked in or left can be invoiced.",
        "An invoice needs a stay whose status is checked in or left.",
    ] {
        assert_eq!(required(said).3, ["checked_in", "left"], "{said}");
    }
}

#[test]
fn what_may_be_done_with_the_record_itself_is_no_such_rule() {
    for said in
        ["Only active rooms can be edited.", "Active rooms can be booked.", "Inactive rooms can be deleted."]
    {
        let spec = read(&format!("{HOUSE} {said}"));
        let any = spec.rules.iter().any(|rule| rule.kind == "requires");
        assert!(!any, "{said}: {:?}", spec.rules);
    }
}

#[test]
fn a_key_that_is_there_swallows_nothing_that_is_said_of_its_record() {
    let spec = read(&format!("{HOUSE} A guest is unique by name and country."));
    assert_eq!(spec.entities["Guest"].unique, [["name", "country"]]);
    let spec = read(&format!("{HOUSE} The guest of a stay never changes."));
    assert!(
        matches!(FormalRule::of(&spec.rules[0]), Some(FormalRule::Immutable { fields, .. }) if fields == ["guest_id"])
    );
    let spec = read(&format!("{HOUSE} A guest is unique."));
    assert!(
        spec.open_questions.iter().any(|q| q.text.contains("guest is unique")),
        "{:?}",
        spec.open_questions
    );
    let spec = read(&format!("{HOUSE} A guest has stays, newest first."));
    assert!(!spec.entities["Guest"].fields.contains_key("newest"));
}

#[test]
fn whoever_is_one_of_a_kind_is_a_key_to_it() {
    let spec = read(&format!("{HOUSE} Every room has exactly one caretaker, who is a guest."));
    let key = spec.relations.iter().find(|r| r.from == "Room").expect("a key");
    assert_eq!((key.field.as_deref(), &*key.to), (Some("caretaker_id"), "Guest"));
}

#[test]
fn who_sends_or_lends_things_has_them() {
    for (said, to) in [
        ("Museums lend us paintings. A museum has a name. A painting has a title.", "Museum"),
        ("Sensors send us readings. A sensor has a name. A reading has a value.", "Sensor"),
    ] {
        let spec = read(&format!("API. {said}"));
        assert_eq!(spec.relations.iter().map(|r| &*r.to).collect::<Vec<_>>(), [to], "{said}");
    }
}

#[test]
fn a_stated_value_can_be_reached_whatever_deed_is_named() {
    let spec = read(
        "API. A course has a title and a status: planned, running, finished or cancelled. \
         A course can be finished.",
    );
    let Some(FormalRule::StateMachine { initial, transitions, .. }) = FormalRule::of(&spec.rules[0]) else {
        panic!("{:?}", spec.rules)
    };
    for value in ["running", "finished", "cancelled"] {
        assert!(transitions.iter().any(|step| step.to == value), "{value}: {transitions:?}");
    }
    assert_eq!(initial, "planned");
    let told = spec.assumptions.iter().filter(|a| a.text.starts_with("nothing says how"));
    assert_eq!(told.count(), 2, "{:?}", spec.assumptions);
}

#[test]
fn a_number_of_characters_is_no_state_and_a_lists_bound_is_each_owners() {
    let spec =
        read("API. A report contains a description (10 to 1000 characters), a street and a photo url.");
    let report = &spec.entities["Report"];
    assert_eq!(report.fields["description"].min_length, Some(10));
    assert!(report.fields.contains_key("photo_url") && spec.rules.is_empty(), "{report:?}");
    let spec = read(
        "API. Participants (name, email) belong to a team of at most 5 participants. A team has a name.",
    );
    assert!(
        matches!(FormalRule::of(&spec.rules[0]), Some(FormalRule::Limit { scope, max: 5, .. }) if scope == ["team_id"])
    );
}

#[test]
fn times_of_day_meet_on_one_day_only() {
    for (day, field) in [("a date", "date"), ("a weekday", "weekday")] {
        let spec = read(&format!(
            "API. Instructors have a name. A lesson has an instructor, {day}, a start time and an end time. \
             Lessons of an instructor must not overlap."
        ));
        let Some(FormalRule::Overlap { scope, .. }) = FormalRule::of(&spec.rules[0]) else {
            panic!("{day}: {:?}", spec.rules)
        };
        assert_eq!(scope, ["instructor_id", field], "{day}");
    }
}

#[test]
fn a_state_of_the_other_locks_what_is_made() {
    for said in [
        "Lines can only be added while the order is a draft.",
        "Lines can only be added while the order is in draft.",
        "Lines can be added only as long as the order is draft.",
        "Lines cannot be added after the order is sent.",
        "Lines must not be added once the order is sent.",
        "No lines may be added once the order is sent.",
    ] {
        let spec = read(&format!(
            "API. An order has a number and a status (draft, sent). A line has a text and belongs to an order. {said}"
        ));
        let [rule] = spec.rules.as_slice() else { panic!("{said}: {:?}", spec.rules) };
        let Some(FormalRule::Requires { key, field, values }) = FormalRule::of(rule) else {
            panic!("{said}: {rule:?}")
        };
        assert_eq!((key.as_str(), field.as_str()), ("order_id", "status"), "{said}");
        assert_eq!(values, [json!("draft")], "{said}");
        assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    }
}
