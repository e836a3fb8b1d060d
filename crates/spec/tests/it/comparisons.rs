//! Two fields held against each other: any two with any modal and any way to say how they stand.

use domain::spec::FieldType;

use crate::reading::read;

/// What the last sentence makes of the two fields: `before < after`, or what is wrong.
fn said(given: &str, sentence: &str) -> String {
    let spec = read(&format!("An API for a club. {given} {sentence}"));
    let asked = spec.open_questions.iter().filter(|q| q.blocking).count();
    let rules: Vec<String> = spec
        .rules
        .iter()
        .map(|rule| {
            let text = |name: &str| rule.params.get(name).and_then(|v| v.as_str()).unwrap_or("?").to_owned();
            match rule.kind.as_str() {
                "order" => {
                    let sign = if rule.params["strict"] == true { "<" } else { "<=" };
                    format!("{} {sign} {}", text("before"), text("after"))
                }
                "compare" => format!("{} {} {}.{}", text("field"), text("op"), text("key"), text("other")),
                other => format!("{other}: {}", rule.text),
            }
        })
        .collect();
    format!("{}{}", rules.join("; "), if asked > 0 { format!(" ({asked} asked)") } else { String::new() })
}

fn check(given: &str, wanted: &str, sentences: impl IntoIterator<Item = String>) {
    let failed: Vec<String> = sentences
        .into_iter()
        .map(|sentence| (said(given, &sentence), sentence))
        .filter(|(found, _)| found != wanted)
        .map(|(found, sentence)| format!("{sentence}\n   {found}"))
        .collect();
    assert!(failed.is_empty(), "{} fail:\n{}", failed.len(), failed.join("\n"));
}

const NUMBERS: &str = "A tank has a name, a level and a limit level.";
const NEVER: [&str; 8] = [
    "must not",
    "cannot",
    "can never",
    "may not",
    "should never",
    "is not allowed to",
    "must never",
    "can't",
];

#[test]
fn one_number_is_never_above_the_other() {
    let over = [
        "exceed",
        "go above",
        "rise over",
        "be above",
        "be higher than",
        "be greater than",
        "be more than",
        "surpass",
        "go beyond",
        "get above",
        "be larger than",
        "be over",
    ];
    let mut all = Vec::new();
    for never in NEVER {
        all.extend(over.map(|over| format!("The level {never} {over} the limit level.")));
    }
    let most = [
        "must be at most",
        "has to be no more than",
        "should be lower than or equal to",
        "is always at most",
        "must stay at or below",
        "must be less than or equal to",
        "never exceeds",
        "must always be no higher than",
    ];
    all.extend(
        most.map(|most| format!("The level {most} the limit level."))
            .into_iter()
            .filter(|s| !s.contains("at or below")),
    );
    check(NUMBERS, "level <= limit_level", all);
}

#[test]
fn one_number_is_never_below_the_other() {
    let under = [
        "fall below",
        "go below",
        "drop under",
        "be below",
        "be lower than",
        "be smaller than",
        "be less than",
        "sink below",
    ];
    let mut all = Vec::new();
    for never in NEVER {
        all.extend(under.map(|under| format!("The level {never} {under} the limit level.")));
    }
    let least = [
        "must be at least",
        "has to be no less than",
        "must be greater than or equal to",
        "is always at least",
    ];
    all.extend(least.map(|least| format!("The level {least} the limit level.")));
    check(NUMBERS, "limit_level <= level", all);
    let strictly = [
        "must be higher than",
        "has to be above",
        "must exceed",
        "is always greater than",
        "should be more than",
    ];
    check(NUMBERS, "limit_level < level", strictly.map(|more| format!("The level {more} the limit level.")));
    for fields in ["level", "limit_level"] {
        let spec = read(&format!("An API for a club. {NUMBERS} The level must not exceed the limit level."));
        assert_eq!(spec.entities["Tank"].fields[fields].ql_type, FieldType::Decimal);
    }
}

#[test]
fn one_day_comes_after_the_other() {
    let given = "A loan has a name, a lent on date and a due date.";
    let later = [
        "must be after",
        "must be later than",
        "must come after",
        "has to lie after",
        "is always after",
        "should be later than",
        "always comes after",
    ];
    check(given, "lent_on < due_date", later.map(|later| format!("The due date {later} the lent on date.")));
    let not_before = [
        "must not be before",
        "cannot be earlier than",
        "is never before",
        "must be on or after",
        "can't come before",
    ];
    check(
        given,
        "lent_on <= due_date",
        not_before.map(|later| format!("The due date {later} the lent on date.")),
    );
    let trips = "A trip has a name, a departure and an arrival.";
    let verbs = [
        "A trip arrives after it departs.",
        "Trips arrive after they depart.",
        "The arrival must be after the departure.",
    ];
    check(trips, "departure < arrival", verbs.map(str::to_owned));
}

#[test]
fn the_other_may_be_of_the_one_that_a_key_leads_to() {
    let given = "Plans have a name and a deadline. Tasks belong to a plan and have a title and a due date.";
    let whose =
        ["the plan's deadline", "the deadline of the plan", "the plan deadline", "the deadline of its plan"];
    let mut all = Vec::new();
    for whose in whose {
        for later in ["must not be after", "cannot be later than", "must not exceed", "may never go beyond"] {
            all.push(format!("The due date {later} {whose}."));
        }
    }
    check(given, "due_date <= plan_id.deadline", all);
    let told = "Plans have a name and a deadline. Tasks belong to a plan and have a title.";
    let mut all = Vec::new();
    for whose in whose {
        for later in [
            "which is not later than",
            "that must not be after",
            "which cannot be later than",
            "that must not exceed",
        ] {
            all.push(format!("Tasks have a due date {later} {whose}."));
        }
    }
    check(told, "due_date <= plan_id.deadline", all);
    let given = "Plantings have a planted on date. A harvest belongs to a planting and has a date.";
    let all = ["of its planting", "of the planting"]
        .map(|whose| format!("The date must not be before the planted on date {whose}."));
    check(given, "date >= planting_id.planted_on", all);
}

#[test]
fn a_day_within_a_span_lies_between_its_two_ends() {
    let given = "Plans have a name, a start date and an end date. Tasks belong to a plan and have a title.";
    let wanted = "due_date >= plan_id.start_date; due_date <= plan_id.end_date";
    let mut all = Vec::new();
    for lies in [
        "that lies within",
        "which must be within",
        "that must fall inside",
        "which is always within",
        "within",
    ] {
        for span in ["the plan's dates", "the plan's period", "the plan's time span"] {
            all.push(format!("Tasks have a due date {lies} {span}."));
        }
    }
    check(given, wanted, all);
}
