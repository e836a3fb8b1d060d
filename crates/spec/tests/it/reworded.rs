//! Rules told the other way round: what is refused, who can do no more, what comes after what.

use domain::rule::FormalRule;

use crate::reading::read;

const STUDIO: &str = "An API for a radio station. A studio has a name and a seat count. A host has a name. A show belongs \
                      to a studio and a host and has a title, a start, an end and a stage (planned, live, aired).";

/// The one rule of shows that the text states, whatever else follows from them.
fn rule(said: &str) -> FormalRule {
    let spec = read(&format!("{STUDIO} {said}"));
    assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    let stated: Vec<_> =
        spec.rules.iter().filter(|rule| rule.origin != Some(domain::Origin::Default)).collect();
    let [rule] = stated.as_slice() else { panic!("{said}: {stated:?}") };
    assert_eq!(rule.entity.as_deref(), Some("Show"), "{said}");
    FormalRule::of(rule).unwrap()
}

#[test]
fn two_at_once_are_refused_in_many_words() {
    let wanted = FormalRule::Overlap {
        scope: vec!["studio_id".into()],
        start: "start".into(),
        end: "end".into(),
        inclusive: false,
        filter: None,
    };
    for said in [
        "Only one show can be in a studio at the same time.",
        "Each studio can host only one show at any moment.",
        "No two shows may share a studio at the same time.",
        "No studio may be used by two shows at the same time.",
        "A show may not overlap another one of the same studio.",
        "Overlapping shows of a studio are rejected.",
        "A show is refused if its studio is already taken at that time.",
        "If a studio is already occupied in that period, the show is refused.",
        "Shows of a studio may not run in parallel.",
        "At any time there is at most one show per studio.",
        "Don't let anyone book a studio twice for the same time.",
    ] {
        assert_eq!(rule(said), wanted, "{said}");
    }
}

#[test]
fn an_order_is_told_by_what_is_refused() {
    for (said, strict) in [
        ("If the end lies before the start, the show is refused.", false),
        ("Shows with an end before the start are rejected.", false),
        ("Shows that end before they start are invalid.", false),
        ("The system must refuse a show if it ends before it starts.", false),
        ("The system shall reject shows whose end is not after their start.", true),
        ("A show ends later than it starts.", true),
        ("Consistency: the end must be after the start.", true),
    ] {
        let wanted = FormalRule::Order { before: "start".into(), after: "end".into(), strict };
        assert_eq!(rule(said), wanted, "{said}");
    }
}

#[test]
fn so_many_are_the_most_that_somebody_has() {
    let planned = domain::rule::RowFilter { field: "stage".into(), values: vec!["planned".into()] };
    for said in [
        "A host with 3 planned shows can't plan another one.",
        "A host that has 3 planned shows cannot plan any more.",
        "Once a host has 3 planned shows, no more can be added.",
        "If a host already has 3 planned shows, a new one is refused.",
        "A host's planned shows are limited to 3.",
    ] {
        let wanted = FormalRule::Limit {
            scope: vec!["host_id".into()],
            max: 3,
            per: None,
            at: None,
            filter: Some(planned.clone()),
        };
        assert_eq!(rule(said), wanted, "{said}");
    }
    for (said, max) in [("A host only gets 4 shows a day.", 4), ("Only one show per host per day.", 1)] {
        let wanted = FormalRule::Limit {
            scope: vec!["host_id".into()],
            max,
            per: Some(domain::rule::CalendarUnit::Day),
            at: Some("start".into()),
            filter: None,
        };
        assert_eq!(rule(said), wanted, "{said}");
    }
}

#[test]
fn what_stays_is_told_by_what_nobody_does() {
    let aired = domain::rule::RowFilter { field: "stage".into(), values: vec!["aired".into()] };
    for said in [
        "Changes to aired shows are not allowed.",
        "No changes to aired shows.",
        "Nothing may be changed on an aired show.",
        "After being aired, a show can no longer be changed.",
        "After a show was aired nobody may change it.",
    ] {
        let wanted = FormalRule::Immutable {
            fields: Vec::new(),
            filter: Some(aired.clone()),
            ops: vec![domain::rule::RowOp::Update],
        };
        assert_eq!(rule(said), wanted, "{said}");
    }
    let title = FormalRule::Immutable { fields: vec!["title".into()], filter: None, ops: Vec::new() };
    assert_eq!(rule("The title can't change once set."), title);
}

#[test]
fn no_more_than_that_is_the_member_told_last() {
    let wanted = FormalRule::Capacity { key: "league_id".into(), field: "capacity".into() };
    for said in [
        "A league has a capacity and cannot take more entries than that.",
        "A league has a capacity. There can be no more entries in a league than its capacity.",
    ] {
        let spec = read(&format!(
            "An API for a club. A league has a name. An entry has a date and belongs to a league. {said}"
        ));
        let [rule] = spec.rules.as_slice() else { panic!("{said}: {:?}", spec.rules) };
        assert_eq!(FormalRule::of(rule), Some(wanted.clone()), "{said}");
        assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    }
}

#[test]
fn a_rewording_that_says_less_than_the_clause_is_none() {
    // Which shows, the rule could not say.
    for said in [
        "A show is refused if its studio is already taken.",
        "A host with 3 planned shows can't plan another one on Sundays after 10 shows.",
    ] {
        let spec = read(&format!("{STUDIO} {said}"));
        assert!(!spec.open_questions.is_empty(), "{said}: {:?}", spec.rules);
        assert!(spec.rules.iter().all(|rule| FormalRule::of(rule).is_none()), "{said}: {:?}", spec.rules);
    }
}

#[test]
fn what_is_refused_besides_the_counted_is_no_limit() {
    for said in
        ["A host with 2 studios cannot get another email.", "Once a host has 3 shows, he cannot be removed."]
    {
        let spec = read(&format!("{STUDIO} {said}"));
        let limits = spec.rules.iter().filter(|rule| rule.kind == "limit").count();
        assert_eq!(limits, 0, "{said}: {:?}", spec.rules);
    }
}
