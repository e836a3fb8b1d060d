//! Deeds that a moment or a state holds: the end of a deed is a rule, anything else stays text, whole, and nothing is
//! made of it.

use domain::{
    rule::FormalRule,
    spec::{RuleStatus, Spec},
};

use crate::reading::read;

const THINGS: &str = "An API for a hall. An event has a name, a start time and a capacity. A booking has a name and a \
                      status (open, paid, void) and belongs to an event.";

fn stays_text(said: &str) {
    let spec = nothing_else(said);
    assert_eq!(spec.rules[0].status, RuleStatus::TextOnly, "{said}");
    let [question] = spec.open_questions.as_slice() else { panic!("{said}: {:?}", spec.open_questions) };
    assert!(!question.blocking, "{said}");
}

/// One rule, and neither a field nor a key that the things alone have not.
fn nothing_else(said: &str) -> Spec {
    let plain = read(THINGS);
    let spec = read(&format!("{THINGS} {said}"));
    assert_eq!(spec.coverage.silent, 0, "{said}");
    let fields = |spec: &Spec| -> Vec<(String, Vec<String>)> {
        spec.entities.iter().map(|(name, e)| (name.clone(), e.fields.keys().cloned().collect())).collect()
    };
    assert_eq!(fields(&spec), fields(&plain), "{said}");
    assert_eq!(spec.relations.len(), plain.relations.len(), "{said}");
    assert_eq!(spec.rules.len(), 1, "{said}: {:?}", spec.rules);
    spec
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
    let mut ends = 0;
    for deed in deeds {
        for moment in moments {
            let said = format!("{deed} {moment}.");
            let spec = nothing_else(&said);
            if spec.rules[0].status == RuleStatus::TextOnly {
                stays_text(&said);
                continue;
            }
            // What is allowed until then, or refused from then on.
            let until = moment.starts_with("until") || moment.starts_with("before");
            let allowed = deed.starts_with("Bookings");
            assert_eq!(until, allowed, "{said}");
            let Some(FormalRule::Deadline { key, field, .. }) = FormalRule::of(&spec.rules[0]) else {
                panic!("{said}: {:?}", spec.rules)
            };
            assert_eq!((key.as_deref(), field.as_str()), (Some("event_id"), "start_time"), "{said}");
            ends += 1;
        }
    }
    assert!(ends >= 12, "{ends} of them are rules");
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
