//! What a state holds back, in whatever order it is said.

use domain::rule::{FormalRule, RowOp};
use serde_json::{Value, json};

use crate::reading::read;

const TOOLS: &str = "An API. A tool has a name and a status (available, out, maintenance). A checkout is of a tool, with a \
     date. A member has a name and is active or not. A booking is of a tool for a member, with a date. A report has a title \
     and a status (fresh, fixed, refused).";

/// The only rule of the reading that hangs on a state: of which records, and the states.
fn held(said: &str) -> Vec<(String, Vec<Value>, Vec<RowOp>)> {
    let spec = read(&format!("{TOOLS} {said}"));
    spec.rules
        .iter()
        .filter_map(|rule| {
            let of = rule.entity.clone()?;
            match FormalRule::of(rule)? {
                FormalRule::Requires { values, .. } => Some((of, values, Vec::new())),
                FormalRule::Immutable { filter: Some(filter), ops, .. } => Some((of, filter.values, ops)),
                _ => None,
            }
        })
        .collect()
}

fn requires(of: &str, values: &[&str]) -> (String, Vec<Value>, Vec<RowOp>) {
    (of.to_owned(), values.iter().map(|value| json!(value)).collect(), Vec::new())
}

#[test]
fn nothing_is_made_for_one_in_such_a_state() {
    let free = || vec![requires("Checkout", &["available"])];
    assert_eq!(held("A tool which is out or in maintenance can't be checked out."), free());
    assert_eq!(held("A checkout can only be entered while the tool is available."), free());
    assert_eq!(
        held("No checkouts or bookings on tools in maintenance please."),
        [requires("Checkout", &["available", "out"]), requires("Booking", &["available", "out"])]
    );
    assert_eq!(
        held("No one can book a tool that is in maintenance."),
        [requires("Booking", &["available", "out"])]
    );
}

#[test]
fn two_refusals_are_none() {
    let active = || vec![("Booking".to_owned(), vec![json!(true)], Vec::new())];
    assert_eq!(held("Members who are not active cannot make a booking."), active());
    assert_eq!(held("Inactive members can't book."), active());
}

#[test]
fn what_stands_so_stays_as_it_is() {
    let stays =
        |ops: &[RowOp]| vec![("Report".to_owned(), vec![json!("fixed"), json!("refused")], ops.to_vec())];
    assert_eq!(held("Reports that are fixed or refused can't be edited any more."), stays(&[RowOp::Update]));
    assert_eq!(held("A report may be changed only while it's fresh."), stays(&[RowOp::Update]));
    assert_eq!(held("A fixed or refused report is locked."), stays(&[RowOp::Update]));
}

#[test]
fn a_condition_beside_it_is_another_rule() {
    for said in [
        "Refused reports must be deleted.",
        "A tool which is out can't be checked out before its inspection.",
        "Unless the boss agrees, a tool in maintenance can't be checked out.",
        "A tool in maintenance can't be checked out twice.",
    ] {
        assert_eq!(held(said), Vec::new(), "{said}");
    }
}
