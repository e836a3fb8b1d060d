//! Rights that a state of the record holds, and what is theirs among several things.

use domain::rule::{FormalRule, RowOp};
use serde_json::json;

use crate::reading::read;

const BOOKINGS: &str =
    "An API with login. Bookings have a day and a status (pending, approved, done). Members create bookings.";

#[test]
fn what_people_may_do_in_a_state_nobody_may_do_in_others() {
    let update = vec![RowOp::Update];
    let both = vec![RowOp::Update, RowOp::Delete];
    for (said, ops) in [
        ("Members can edit their own bookings while they are pending.", &update),
        ("Members can only edit their own bookings as long as they are pending.", &update),
        ("Members may change their bookings only while they are pending.", &update),
        ("Members can edit their own bookings if they are still pending.", &update),
        ("Members can edit or delete their own bookings while they are pending.", &both),
        ("Members can change or delete their own bookings that are pending.", &both),
        ("Members can edit their pending bookings.", &update),
    ] {
        let spec = read(&format!("{BOOKINGS} {said}"));
        assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
        let [rule] = spec.rules.as_slice() else { panic!("{said}: {:?}", spec.rules) };
        let Some(FormalRule::Immutable { filter: Some(filter), ops: held, .. }) = FormalRule::of(rule) else {
            panic!("{said}: {rule:?}")
        };
        assert_eq!(filter.values, [json!("approved"), json!("done")], "{said}");
        assert_eq!(held, *ops, "{said}");
        let right =
            spec.auth.iter().flat_map(|a| &a.permissions).find(|p| p.ops.iter().any(|op| op == "update"));
        assert_eq!(right.and_then(|p| p.condition.as_deref()), Some("own"), "{said}");
    }
}

/// No permission has a condition on states, and a rule would hold the others too.
#[test]
fn a_right_that_others_have_without_the_state_stays_text() {
    let said = "Members can edit their own bookings while they are pending. Clerks can edit all bookings.";
    let spec = read(&format!("{BOOKINGS} {said}"));
    assert_eq!(spec.rules.len(), 1, "{:?}", spec.rules);
    assert_eq!(FormalRule::of(&spec.rules[0]), None);
    let allowed =
        |p: &&domain::spec::Permission| p.roles == ["member"] && p.ops.iter().any(|op| op == "update");
    assert_eq!(spec.auth.iter().flat_map(|a| &a.permissions).find(allowed), None);
}

#[test]
fn a_step_leads_from_the_state_in_which_somebody_may_take_it() {
    for said in [
        "Only clerks may finish a report that is in review. Reports have a status: draft, review, finished.",
        "Reports have a status: draft, review, finished. Clerks can finish reports while they are in review.",
        "Reports have a status: draft, review, finished. Clerks can finish reports which are in review.",
    ] {
        let spec = read(&format!("An API with login. Reports have a title. {said}"));
        let steps = spec.rules.iter().find_map(|rule| match FormalRule::of(rule) {
            Some(FormalRule::StateMachine { transitions, .. }) => Some(transitions),
            _ => None,
        });
        let step = steps.iter().flatten().find(|step| step.to == "finished");
        assert_eq!(step.map(|step| step.from.clone()), Some(vec!["review".to_owned()]), "{said}");
    }
}

#[test]
fn while_it_is_not_done_is_from_all_other_states() {
    let said = "Sittings have a day and a status (requested, confirmed, done, cancelled). Sitters confirm requested sittings.";
    let said = format!("An API with login. {said} Parents can cancel a sitting as long as it is not done.");
    let spec = read(&said);
    assert_eq!(spec.open_questions.len(), 0, "{:?}", spec.open_questions);
    let steps = spec.rules.iter().find_map(|rule| match FormalRule::of(rule) {
        Some(FormalRule::StateMachine { transitions, .. }) => Some(transitions),
        _ => None,
    });
    let step = steps.iter().flatten().find(|step| step.to == "cancelled");
    assert_eq!(
        step.map(|step| step.from.as_slice()),
        Some(&["requested".to_owned(), "confirmed".to_owned()][..])
    );
}

#[test]
fn only_what_their_stands_before_is_theirs() {
    let spec = read(
        "Berths have a code. Boats have a name. Skippers create boats. Skippers may see the berths and their own boats.",
    );
    let seen = |entity: &str| {
        let mut found = spec.auth.iter().flat_map(|a| &a.permissions);
        let found = found.find(|p| {
            p.entity.as_deref() == Some(entity) && p.ops == ["read", "list"] && p.roles == ["skipper"]
        });
        found.map(|p| p.condition.clone())
    };
    assert_eq!(seen("Berth"), Some(None));
    assert_eq!(seen("Boat"), Some(Some("own".to_owned())));
}
