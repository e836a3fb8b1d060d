//! Steps of a status in other words than a line of states: who hands a thing in, what has to come first, what order.

use domain::rule::FormalRule;

use crate::reading::read;

/// The steps of the one machine, as `open>closed`.
fn steps(text: &str) -> Vec<String> {
    let spec = read(text);
    assert_eq!(spec.open_questions.len(), 0, "{text}: {:?}", spec.open_questions);
    let machine = spec.rules.iter().find_map(|rule| match FormalRule::of(rule) {
        Some(FormalRule::StateMachine { transitions, .. }) => Some(transitions),
        _ => None,
    });
    let one = |from: &String, to: &String| format!("{from}>{to}");
    machine
        .unwrap_or_else(|| panic!("{text}: {:?}", spec.rules))
        .iter()
        .flat_map(|step| step.from.iter().map(|from| one(from, &step.to)).collect::<Vec<_>>())
        .collect()
}

const CLAIM: &str = "An API for a repair shop. A claim has a title.";
const LISTED: &str =
    "An API for a repair shop. A claim has a title and a status (draft, submitted, approved, rejected).";

#[test]
fn a_line_of_states_has_many_forms() {
    for said in [
        "A draft claim is submitted, then approved.",
        "The lifecycle of a claim is draft, submitted, approved.",
        "A claim runs through these steps: draft, submitted, approved.",
        "A claim is draft, submitted or approved; it moves in that order.",
        "A claim's status is draft, submitted or approved and changes only in this order.",
        "A claim is created as draft. Drafts can be submitted. Submitted claims can be approved.",
        "Each claim has a status. It starts as draft and goes to submitted and then approved.",
    ] {
        assert_eq!(steps(&format!("{CLAIM} {said}")), ["draft>submitted", "submitted>approved"], "{said}");
    }
}

#[test]
fn what_is_handed_in_is_decided_on_then() {
    for said in [
        "A claim starts out as a draft; a clerk submits it, and a manager approves or rejects it.",
        "When a claim is created it is a draft. The technician submits it. A supervisor approves or rejects it.",
        "Clerks submit draft claims. A submitted claim is approved or rejected by a manager.",
    ] {
        let found = steps(&format!("{LISTED} {said}"));
        assert_eq!(found, ["draft>submitted", "submitted>approved", "submitted>rejected"], "{said}");
    }
}

#[test]
fn one_state_comes_before_another() {
    for said in [
        "A claim can't be approved before it's submitted.",
        "A claim has to be submitted before it can be approved.",
    ] {
        let found = steps(&format!("{LISTED} {said}"));
        assert!(found.contains(&"submitted>approved".to_owned()), "{said}: {found:?}");
        assert!(!found.contains(&"draft>approved".to_owned()), "{said}: {found:?}");
    }
}

#[test]
fn back_is_no_word_of_a_state() {
    let found = steps(&format!("{LISTED} A claim that is rejected can go back to draft."));
    assert!(found.contains(&"rejected>draft".to_owned()), "{found:?}");
}

#[test]
fn whoever_calls_off_some_of_the_rows_may_not_delete_all() {
    let spec = read(&format!("{CLAIM} Open claims can be cancelled by a supervisor."));
    let permissions = spec.auth.map(|auth| auth.permissions).unwrap_or_default();
    let theirs = permissions.iter().filter(|one| one.roles == ["supervisor"]).flat_map(|one| &one.ops);
    assert_eq!(theirs.collect::<Vec<_>>(), ["cancel"], "{permissions:?}");
    assert!(spec.rules.iter().any(|rule| rule.kind == "state_machine"), "{:?}", spec.rules);
}

#[test]
fn when_and_how_a_record_is_are_no_states() {
    for said in [
        "Claims are entered in the evening.",
        "A draft can be edited.",
        "An empty claim is checked by a clerk.",
    ] {
        let spec = read(&format!("{LISTED} {said}"));
        let values = spec.entities["Claim"].fields["status"].values.clone().unwrap();
        assert_eq!(values.len(), 4, "{said}: {values:?}");
    }
}
