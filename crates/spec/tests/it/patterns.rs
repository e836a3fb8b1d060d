//! Requirements by pattern (when, if, given), and qualities with a number.

use domain::{rule::FormalRule, spec::QuestionKind};

use crate::reading::read;

const SAMPLES: &str = "Lab API. A sample has a barcode, a weight and a status.";

#[test]
fn an_event_moves_a_record_and_says_who_may() {
    let text = format!(
        "{SAMPLES} When a technician receives a sample, the system shall move it from registered to received. \
         When a technician rejects a sample, its status changes from received to rejected."
    );
    let spec = read(&text);
    let machine = spec.rules.iter().find_map(FormalRule::of).unwrap();
    let FormalRule::StateMachine { initial, transitions, .. } = machine else { panic!("{machine:?}") };
    let steps: Vec<String> =
        transitions.iter().map(|t| format!("{} {}>{}", t.verb, t.from.join("|"), t.to)).collect();
    assert_eq!(initial, "registered");
    assert_eq!(steps, ["receive registered>received", "reject received>rejected"]);
    let auth = spec.auth.as_ref().unwrap();
    assert_eq!(auth.roles, ["technician"]);
    assert!(auth.permissions.iter().any(|p| p.ops == ["receive"] && p.roles == ["technician"]));
}

#[test]
fn a_scenario_is_a_change_of_state() {
    let spec = read(
        "Invoices API. An invoice has a number. Given a draft invoice, when a clerk sends it, then its status is sent.",
    );
    let machine = spec.rules.iter().find_map(FormalRule::of).unwrap();
    let FormalRule::StateMachine { initial, transitions, .. } = machine else { panic!("{machine:?}") };
    assert_eq!(
        (initial.as_str(), transitions[0].to.as_str(), transitions[0].verb.as_str()),
        ("draft", "sent", "send")
    );
}

#[test]
fn what_is_refused_bounds_the_field() {
    let text = format!("{SAMPLES} If the weight of a sample is negative, then the system shall refuse it.");
    let weight = &read(&text).entities["Sample"].fields["weight"];
    assert_eq!(weight.minimum.as_ref().and_then(|n| n.as_i64()), Some(0));
    let text = format!("{SAMPLES} If the weight is above 500, the sample must be rejected.");
    let weight = &read(&text).entities["Sample"].fields["weight"];
    assert_eq!(weight.maximum.as_ref().and_then(|n| n.as_i64()), Some(500));
}

#[test]
fn qualities_with_a_number_are_read_in_many_words() {
    for (text, wish) in [
        ("p95 latency at most 250 ms.", "latency_p95 <= 250 ms"),
        ("The p99 latency must stay below 80 ms at 400 rps.", "latency_p99 < 80 ms"),
        ("GET /samples must stay under 50 ms p95.", "latency_p95 < 50 ms"),
        ("A read should take less than 50 ms (p99).", "latency_p99 < 50 ms"),
        ("Memory has to stay below 256 MB.", "memory < 256 MB"),
        ("Availability at least 99.5 %.", "availability >= 99.5 %"),
        ("It must handle 200 requests per second.", "throughput >= 200 requests/s"),
    ] {
        let spec = read(&format!("{SAMPLES} {text}"));
        let seen: Vec<String> =
            spec.nfr.iter().map(|n| format!("{} {} {} {}", n.metric, n.op, n.value, n.unit)).collect();
        assert!(seen.iter().any(|seen| seen == wish), "{text}: {seen:?}");
    }
}

#[test]
fn promises_that_no_build_can_show_are_asked_about() {
    for text in [
        "It must have zero downtime.",
        "The code must be well documented.",
        "It has to be horizontally scalable.",
    ] {
        let spec = read(&format!("{SAMPLES} {text}"));
        let asked =
            spec.open_questions.iter().any(|q| q.kind == QuestionKind::NotProvable && !q.src.is_empty());
        assert!(asked, "{text}: {:?}", spec.open_questions);
    }
}
