//! Whose life it is where a clause names nothing, a heading names it, or it was never described otherwise.

use domain::{Spec, rule::FormalRule};

use crate::reading::read;

/// `Thing verb: from > to` for every step of every machine.
fn steps(spec: &Spec) -> Vec<String> {
    let mut found = Vec::new();
    for rule in &spec.rules {
        let Some(FormalRule::StateMachine { transitions, .. }) = FormalRule::of(rule) else { continue };
        let thing = rule.entity.as_deref().unwrap_or("?");
        let told = transitions.iter();
        found
            .extend(told.map(|step| format!("{thing} {}: {} > {}", step.verb, step.from.join(","), step.to)));
    }
    found.sort();
    found
}

#[track_caller]
fn lives(text: &str, expected: &[&str]) {
    let spec = read(text);
    assert_eq!(steps(&spec), expected, "{text}");
    assert_eq!(spec.coverage.silent, 0, "{text}");
}

#[test]
fn what_is_said_of_nothing_by_name_is_said_of_what_has_a_life() {
    const SAUNA: &str = "An API for a sauna. A stove has a number. A guest has a name. A slot is for one guest on one stove \
                         and has a start.\n\n";
    for told in [
        "Slots begin as booked. A stove has a maker. The host can also cancel it (cancelled), but only while it's booked.",
        "Slots begin as booked. Each stove has a maker. We can also cancel it while it is still booked, then it is cancelled.",
    ] {
        lives(&format!("{SAUNA}{told}"), &["Slot cancel: booked > cancelled"]);
    }
}

#[test]
fn what_begins_as_something_is_kept_though_nothing_else_says_so() {
    lives(
        "An API. An animal has a name. Now the referral. referral begins as draft. vet signs it -> signed. then a nurse files it -> filed.",
        &["Referral file: signed > filed", "Referral sign: draft > signed"],
    );
}

#[test]
fn a_heading_says_whose_states_follow() {
    let things =
        "# Ferry desk\n\n- **Boat**: name\n- **Crossing**: boat, date\n- **Fare class**: name, price\n\n";
    for told in [
        "## How a crossing lives\n\nIt comes in as planned. The mate confirms it.\n",
        "## Crossing states\n\nplanned --confirm--> confirmed\n",
        "Crossing lifecycle:\n\n    planned --confirm--> confirmed\n",
    ] {
        lives(&format!("{things}{told}"), &["Crossing confirm: planned > confirmed"]);
    }
}

#[test]
fn whose_a_step_is_and_what_is_made_so_are_no_states() {
    lives(
        "An API. A van has a name. Life of a van: free > out > back.\n  return -> mechanic\n",
        &["Van back: out > back", "Van out: free > out"],
    );
    // They make a record so, and take no step of one.
    lives("An API. A hire has a date. Hires begin as reserved. Other clubs hire them.", &[]);
}
