//! Rules and wishes in the words of every day.

use domain::rule::{Comparison, FormalRule};
use serde_json::{Value, json};

use crate::reading::read;

fn rules(text: &str) -> Vec<FormalRule> {
    let spec = read(text);
    assert_eq!(spec.open_questions.len(), 0, "{text}: {:?}", spec.open_questions);
    spec.rules
        .iter()
        .filter(|rule| rule.origin != Some(domain::Origin::Default))
        .filter_map(FormalRule::of)
        .collect()
}

#[test]
fn two_at_one_time_overlap() {
    const THINGS: &str = "Teachers have a name. Students have a name. A lesson belongs to one teacher and one student and has a \
                          start time and an end time.";
    for said in [
        "The teacher can not have two lessons in same time.",
        "A teacher cannot have two lessons in the same period.",
        "A teacher cannot give two lessons which overlap.",
        "A teacher cannot be booked by two students in the same slot.",
        "A teacher can have only one lesson at a time.",
    ] {
        let found = rules(&format!("{THINGS} {said}"));
        assert!(
            matches!(found.as_slice(), [FormalRule::Overlap { scope, .. }] if *scope == ["teacher_id"]),
            "{said}: {found:?}"
        );
    }
    // How many of those that last overlap, no form holds; 20 of all times would be another rule.
    let spec = read(&format!("{THINGS} There are at most 20 lessons at the same time."));
    assert!(spec.rules.iter().all(|rule| !matches!(FormalRule::of(rule), Some(FormalRule::Limit { .. }))));
    assert_eq!(spec.open_questions.len(), 1);
}

#[test]
fn what_runs_has_no_end_yet() {
    let said = "A vehicle has a plate. A trip belongs to a vehicle and has a start and an end which is empty while the trip is \
                running. A vehicle can have only one running trip at a time.";
    let found = rules(said);
    let [FormalRule::Limit { max: 1, filter: Some(filter), .. }] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!((filter.field.as_str(), filter.values.as_slice()), ("end", &[Value::Null][..]));
}

#[test]
fn things_in_a_state_take_no_more() {
    const THINGS: &str =
        "Machines have a number and an out of order flag. A cycle belongs to a machine and has a start time.";
    for said in [
        "Machines which are out of order accept no new cycles.",
        "Out of order machines get no cycles.",
        "Machines that are out of order cannot start new cycles.",
    ] {
        let found = rules(&format!("{THINGS} {said}"));
        assert!(
            matches!(found.as_slice(), [FormalRule::Requires { values, .. }] if *values == [json!(false)]),
            "{said}: {found:?}"
        );
    }
}

#[test]
fn a_number_lies_between_a_number_and_a_member() {
    const THINGS: &str = "Halls have a name and seats. Bookings belong to a hall and have guests and a date.";
    let spec = read(&format!("{THINGS} Guests must be between 1 and the seats of the hall."));
    assert_eq!(spec.entities["Booking"].fields["guests"].minimum, Some(1.into()));
    let found: Vec<_> = spec.rules.iter().filter_map(FormalRule::of).collect();
    assert!(matches!(found.as_slice(), [FormalRule::Compare { op: Comparison::AtMost, .. }]), "{found:?}");
}

#[test]
fn listed_states_come_one_after_the_other() {
    const JOB: &str =
        "Repair jobs have a description and a stage: received, in progress, finished, handed over.";
    for (said, last) in [
        ("The stages can only go forward one by one.", vec!["finished"]),
        ("No stage can be skipped.", vec!["finished"]),
        ("The stage can only move forward, never back.", vec!["received", "in_progress", "finished"]),
    ] {
        let found = rules(&format!("{JOB} {said}"));
        let [FormalRule::StateMachine { initial, transitions, .. }] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!(initial, "received", "{said}");
        assert_eq!(transitions.len(), 3, "{said}");
        assert_eq!(transitions[2].from, last, "{said}");
    }
}

#[test]
fn what_each_has_is_counted_by_it() {
    const THINGS: &str = "Tools have a name and a daily price. Customers have a name. A rental belongs to a tool and a customer and \
                          has a start date.";
    for (said, path) in [
        ("Show for each customer how many rentals they have.", "/rentals/count-by-customer"),
        ("Per customer show how many rentals they have.", "/rentals/count-by-customer"),
        ("Show for every tool how often it was rented.", "/rentals/count-by-tool"),
    ] {
        let spec = read(&format!("{THINGS} {said}"));
        assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
        assert!(spec.operations.iter().any(|op| op.path.as_deref() == Some(path)), "{said}");
    }
    // What stands before an order is what is in that order, and no price of a day is an income.
    let spec = read(&format!("{THINGS} Tools cheapest first."));
    let sorted: Vec<_> = spec
        .operations
        .iter()
        .filter(|op| !op.sort.is_empty())
        .map(|op| (op.id.as_str(), op.sort[0].as_str()))
        .collect();
    assert_eq!(sorted, [("listTools", "daily_price")]);
}
