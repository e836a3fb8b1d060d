//! Whom a rule leaves out: any rule with any way to leave some of its rows out.

use serde_json::json;

use crate::reading::read;

const THINGS: &str = "An API for a practice. Doctors have a name. Appointments belong to a doctor and have a start, an end \
                      and a status (planned, done, cancelled, missed).";
const RULES: [(&str, &str); 4] = [
    ("A doctor's appointments must not overlap", "overlap"),
    ("Appointments of the same doctor cannot overlap", "overlap"),
    ("No two appointments of a doctor may overlap", "overlap"),
    ("A doctor can have at most 12 appointments per day", "limit"),
];

fn check(said: Vec<(String, &str, Vec<&str>)>) {
    let mut failed = Vec::new();
    for (said, kind, wanted) in said {
        let said = said.replace(" ,", ",");
        let spec = read(&format!("{THINGS} {said}"));
        let found: Vec<_> = spec
            .rules
            .iter()
            .filter(|r| r.origin != Some(domain::Origin::Default))
            .map(|r| (r.kind.as_str(), r.params.get("where").cloned()))
            .collect();
        let wanted = [(kind, Some(json!({ "field": "status", "values": wanted })))];
        if found != wanted || spec.open_questions.iter().any(|q| q.blocking) {
            failed.push(format!("{said}\n   {found:?}"));
        }
    }
    assert!(failed.is_empty(), "{} fail:\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn rows_in_some_states_may_be_left_out_behind_the_rule() {
    let one = [
        "unless they are cancelled",
        "unless one of them is cancelled",
        ", unless cancelled",
        "except for cancelled ones",
        ", except cancelled appointments",
        "(except for cancelled ones)",
        "(unless cancelled)",
        ", not counting cancelled ones",
        "excluding cancelled appointments",
        ", apart from cancelled appointments",
        "unless an appointment is cancelled",
        ", ignoring the cancelled ones",
    ];
    let both = ["unless they are cancelled or missed", "except for cancelled and missed ones"];
    let mut said = Vec::new();
    for (rule, kind) in RULES {
        said.extend(one.map(|tail| (format!("{rule} {tail}."), kind, vec!["planned", "done", "missed"])));
        said.extend(both.map(|tail| (format!("{rule} {tail}."), kind, vec!["planned", "done"])));
    }
    check(said);
}

#[test]
fn rows_in_some_states_may_be_left_out_in_a_sentence_of_their_own() {
    let who = ["Cancelled ones", "Cancelled appointments", "The cancelled appointments"];
    let out = [
        "don't count",
        "do not count",
        "are ignored",
        "are not counted",
        "should not be considered",
        "must not block the slot",
        "don't count towards this limit",
        "are excluded",
    ];
    let mut said = Vec::new();
    for (rule, kind) in RULES {
        for who in who {
            for out in out {
                said.push((format!("{rule}. {who} {out}."), kind, vec!["planned", "done", "missed"]));
            }
        }
        let joined = format!("{rule}; cancelled appointments don't count.");
        said.push((joined, kind, vec!["planned", "done", "missed"]));
        for only in ["Only planned appointments count", "Only planned ones are counted"] {
            said.push((format!("{rule}. {only}."), kind, vec!["planned"]));
        }
    }
    said.push((
        "Two planned appointments of a doctor must not overlap.".to_owned(),
        "overlap",
        vec!["planned"],
    ));
    check(said);
}

#[test]
fn states_that_nothing_knows_leave_the_words_unread() {
    let spec = read(&format!("{THINGS} A doctor's appointments must not overlap unless they are urgent."));
    assert!(spec.rules.iter().any(|rule| rule.kind == "other"), "{:?}", spec.rules);
}
