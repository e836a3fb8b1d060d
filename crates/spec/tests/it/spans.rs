//! What a rule against overlaps leaves unsaid is decided, said and checked.

use domain::Origin;
use serde_json::{Value, json};

use crate::reading::read;

/// The rule against overlaps with its ends, and the order of its two fields with whether somebody said it.
fn rules(text: &str) -> (Value, Option<(Value, Origin)>, Vec<String>) {
    let spec = read(text);
    let overlap = spec.rules.iter().find(|rule| rule.kind == "overlap").unwrap();
    let order = spec.rules.iter().find(|rule| rule.kind == "order");
    let inclusive = overlap.params.get("inclusive").cloned().unwrap_or(json!(false));
    let order = order.map(|rule| (rule.params["strict"].clone(), rule.origin.unwrap()));
    (inclusive, order, spec.assumptions.iter().map(|assumption| assumption.text.clone()).collect())
}

fn told(assumptions: &[String], words: &str) -> bool {
    assumptions.iter().any(|text| text.contains(words))
}

#[test]
fn the_last_day_belongs_to_a_span_of_days() {
    for text in [
        "Rentals have a car, a start date and an end date. Rentals of the same car must not overlap. Cars have a plate.",
        "Leases have a plot, a begin date and an end date. No two leases of a plot may overlap. Plots have a number.",
    ] {
        let (inclusive, order, assumptions) = rules(text);
        assert_eq!(inclusive, true, "{text}");
        assert_eq!(order, Some((json!(false), Origin::Default)), "{text}");
        assert!(told(&assumptions, "the last day belongs to the"), "{text}: {assumptions:?}");
        assert!(told(&assumptions, "is not before its"), "{text}: {assumptions:?}");
    }
}

#[test]
fn who_leaves_on_a_day_makes_room_for_the_next() {
    for text in [
        "Stays have a room, an arrival date and a departure date. Stays of the same room must not overlap. Rooms have a number.",
        "Bookings have a room, a check-in date and a check-out date. Bookings of the same room must not overlap. Rooms have a number.",
    ] {
        let (inclusive, order, assumptions) = rules(text);
        assert_eq!(inclusive, false, "{text}");
        assert_eq!(order, Some((json!(true), Origin::Default)), "{text}");
        assert!(told(&assumptions, "may begin on the day on which one ends"), "{text}: {assumptions:?}");
    }
}

#[test]
fn moments_touch_and_an_order_that_is_said_stays_as_it_is() {
    let text = "Meetings have a room, a start time and an end time (date and time). Meetings in the same room must not \
                overlap. Rooms have a name.";
    let (inclusive, order, assumptions) = rules(text);
    assert_eq!((inclusive, order), (json!(false), Some((json!(true), Origin::Default))));
    assert!(!told(&assumptions, "day"), "{assumptions:?}");

    let text = "Rentals have a car, a start date and an end date. The end date must be after the start date. Rentals of \
                the same car must not overlap. Cars have a plate.";
    let (_, order, assumptions) = rules(text);
    assert_eq!(order, Some((json!(true), Origin::Stated)));
    assert!(!told(&assumptions, "its start_date"), "{assumptions:?}");
}

#[test]
fn a_word_of_a_sample_that_turns_out_to_be_a_key_is_told_there() {
    let spec = crate::reading::read(
        "A water test is of one tank.\n\n{\"tank\": {\"name\": \"Reef\", \"water\": \"salt\"}}\n\
         {\"water_test\": {\"tank\": \"Reef\", \"taken_at\": \"2024-03-02T08:15:00Z\", \"ph\": 8.1}}\n",
    );
    assert!(
        spec.relations.iter().any(|one| one.from == "WaterTest" && one.to == "Tank"),
        "{:?}",
        spec.relations
    );
    let json = serde_json::to_value(&spec).unwrap();
    for word in &spec.coverage.words {
        let by = word.by.as_deref().unwrap();
        let known = spec.open_questions.iter().any(|question| question.id == by);
        assert!(known || json.pointer(by).is_some(), "{by} leads nowhere");
    }
}
