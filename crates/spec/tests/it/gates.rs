//! Deeds that a moment or a state holds: no form holds them, so they stay text, whole, and nothing is made of them.

use domain::spec::RuleStatus;

use crate::reading::read;

const THINGS: &str = "An API for a hall. An event has a name, a start time and a capacity. A booking has a name and a \
                      status (open, paid, void) and belongs to an event.";

fn stays_text(said: &str) {
    let plain = read(THINGS);
    let spec = read(&format!("{THINGS} {said}"));
    assert_eq!(spec.coverage.silent, 0, "{said}");
    let fields = |spec: &domain::Spec| -> Vec<(String, Vec<String>)> {
        spec.entities.iter().map(|(name, e)| (name.clone(), e.fields.keys().cloned().collect())).collect()
    };
    assert_eq!(fields(&spec), fields(&plain), "{said}");
    assert_eq!(spec.relations.len(), plain.relations.len(), "{said}");
    let [rule] = spec.rules.as_slice() else { panic!("{said}: {:?}", spec.rules) };
    assert_eq!(rule.status, RuleStatus::TextOnly, "{said}");
    let [question] = spec.open_questions.as_slice() else { panic!("{said}: {:?}", spec.open_questions) };
    assert!(!question.blocking, "{said}");
}

#[test]
fn a_deed_may_be_bounded_by_a_moment_of_another_thing() {
    let deeds = [
        "Bookings can only be made",
        "Bookings are only accepted",
        "Nobody may change a booking",
        "A booking cannot be created",
        "No bookings are allowed",
        "You can't book",
        "Bookings are possible",
        "A booking can be cancelled",
    ];
    let moments = [
        "until the event starts",
        "after the event has started",
        "before the event begins",
        "while the event is open",
        "after the event's start time",
        "up to 24 hours before the event starts",
        "before the start of the event",
        "once the event is over",
    ];
    for deed in deeds {
        for moment in moments {
            stays_text(&format!("{deed} {moment}."));
        }
    }
    stays_text("You can't book an event that has already started.");
    stays_text("Before the event starts nobody may change a booking.");
}

#[test]
fn states_that_forbid_a_deed_and_lengths_are_no_fields() {
    for said in [
        "Bookings last at most 12 hours.",
        "A booking must be at least 20 minutes long.",
        "Bookings shorter than 30 minutes are not accepted.",
        "A booking can't last longer than 3 days.",
    ] {
        stays_text(said);
    }
}
