//! The course of a thing: any subject with any verb of going, any chain of states, any turn.

use domain::{Spec, rule::FormalRule, spec::RuleStatus};

use crate::reading::read;

/// Where a record begins and its steps, `a>b` each.
pub fn course(spec: &Spec) -> (String, Vec<String>) {
    let rule =
        spec.rules.iter().find(|rule| rule.status == RuleStatus::Formal && rule.kind == "state_machine");
    let Some(FormalRule::StateMachine { initial, transitions, .. }) = rule.and_then(FormalRule::of) else {
        return (String::new(), Vec::new());
    };
    let mut steps: Vec<String> = transitions
        .iter()
        .flat_map(|step| step.from.iter().map(move |from| format!("{from}>{}", step.to)))
        .collect();
    steps.sort();
    (initial, steps)
}

fn check(said: &str, initial: &str, steps: &[&str]) {
    let spec = read(said);
    let mut steps: Vec<String> = steps.iter().map(|step| (*step).to_owned()).collect();
    steps.sort();
    assert_eq!(course(&spec), (initial.to_owned(), steps), "{said}");
    assert_eq!(spec.coverage.silent, 0, "{said}");
    assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    let fields: Vec<&String> = spec.entities["Sample"].fields.keys().collect();
    assert_eq!(fields.len(), 2, "{said}: {fields:?}");
}

const SAMPLE: &str = "A sample has a barcode.";

#[test]
fn any_subject_goes_any_way_through_any_states() {
    let goings = [
        "Each sample moves",
        "Every sample goes",
        "Samples move",
        "A sample goes",
        "The sample passes",
        "The status of a sample changes",
        "A sample's status goes",
        "Its status moves",
        "Samples can only move",
        "A sample must go",
        "Each sample runs",
        "Samples are moved",
    ];
    let ways = [
        "from received to in analysis to reported",
        "from received to in analysis and then to reported",
        "from received to in analysis, then to reported",
        "from received -> in analysis -> reported",
        "received -> in analysis -> reported",
        "received → in_analysis → reported",
        "through received, in analysis and reported",
        ": received -> in analysis -> reported",
    ];
    for going in goings {
        for way in ways {
            check(
                &format!("{SAMPLE} {going} {way}."),
                "received",
                &["received>in_analysis", "in_analysis>reported"],
            );
        }
    }
}

#[test]
fn stages_that_are_only_listed_are_states() {
    for going in ["Each sample moves", "A sample goes", "Samples pass"] {
        for way in ["through these stages:", "through the states", "through the following steps:"] {
            let said = format!("{SAMPLE} {going} {way} received, under review, granted or refused.");
            let spec = read(&said);
            let values = spec.entities["Sample"].fields.get("status").and_then(|f| f.values.clone());
            assert_eq!(values.map(|v| v.len()), Some(4), "{said}");
        }
    }
}

#[test]
fn what_begins_somewhere_goes_on_from_there() {
    let begins = ["starts as", "begins as", "starts in", "starts", "is initially"];
    let ways = [
        "received, then is analysed, then reported",
        "received, then analysed, then reported",
        "received and then is analysed and finally reported",
        "received, becomes analysed and then reported",
        "received, later analysed, finally reported",
        "received and is later analysed, then reported",
    ];
    for begin in begins {
        for way in ways {
            check(
                &format!("{SAMPLE} A sample {begin} {way}."),
                "received",
                &["received>analysed", "analysed>reported"],
            );
        }
    }
}

#[test]
fn a_course_may_turn() {
    let turns = [
        ", or rejected from received",
        ", and from received to rejected",
        ", or from received to rejected",
        "; from received it may also go to rejected",
        ". From received it can also be moved to rejected",
        ", or to rejected from received",
    ];
    for way in ["from received to in analysis to reported", "received -> in analysis -> reported"] {
        for turn in turns {
            check(
                &format!("{SAMPLE} A sample goes {way}{turn}."),
                "received",
                &["received>in_analysis", "in_analysis>reported", "received>rejected"],
            );
        }
    }
}

#[test]
fn people_who_move_it_may_do_so() {
    for who in ["Agents can move samples", "Agents may only set samples", "Only agents can change samples"] {
        for way in [
            "from open to in progress to resolved to closed",
            "from open -> in progress -> resolved -> closed",
        ] {
            let said = format!("{SAMPLE} {who} {way}.");
            let spec = read(&said);
            let steps = ["in_progress>resolved", "open>in_progress", "resolved>closed"].map(str::to_owned);
            assert_eq!(course(&spec), ("open".to_owned(), steps.to_vec()), "{said}");
            let stated: Vec<String> = spec
                .auth
                .iter()
                .flat_map(|auth| &auth.permissions)
                .filter(|p| p.roles == ["agent"])
                .flat_map(|p| p.ops.clone())
                .collect();
            for verb in ["start", "resolve", "close"] {
                assert!(stated.iter().any(|op| op == verb), "{said}: {stated:?}");
            }
        }
    }
}

#[test]
fn the_first_of_a_list_is_where_it_begins() {
    for said in [
        "A sample has a barcode and a status (open, in progress, resolved, closed). Resolved samples can be reopened.",
        "A sample has a barcode and a status (open, in progress, resolved, closed). A resolved sample can be reopened.",
    ] {
        assert_eq!(course(&read(said)).0, "open", "{said}");
    }
}

#[test]
fn words_of_the_sentence_are_no_part_of_a_state() {
    for said in ["Each sample zooms received -> in analysis.", "Samples whirl received -> reported."] {
        let spec = read(&format!("{SAMPLE} {said}"));
        let states: Vec<_> =
            spec.entities["Sample"].fields.values().filter_map(|f| f.values.clone()).flatten().collect();
        let glued = states.iter().filter_map(|v| v.as_str()).any(|v| v.contains("sample"));
        assert!(!glued, "{said}: {states:?}");
        assert!(!states.is_empty() || !spec.open_questions.is_empty(), "{said}");
    }
}

#[test]
fn places_are_no_states() {
    for said in [
        "A sample has a barcode. Users can move samples from one shelf to another.",
        "A sample has a barcode. A sample is open to all visitors.",
        "A sample has a barcode. Samples go to the customer.",
    ] {
        assert_eq!(course(&read(said)).1, Vec::<String>::new(), "{said}");
    }
}

#[test]
fn a_verb_that_only_marks_says_nothing_but_what_comes_of_it() {
    for verb in ["marked", "set", "flagged"] {
        for link in ["", "as ", "to "] {
            let said = format!(
                "API. An invoice has a number and a status: draft, sent or paid. \
                 Sent invoices can be {verb} {link}paid."
            );
            let spec = read(&said);
            let steps = vec!["draft>sent".to_owned(), "sent>paid".to_owned()];
            assert_eq!(course(&spec), ("draft".to_owned(), steps), "{said}");
        }
    }
}

#[test]
fn small_words_of_the_way_are_no_states() {
    let line = ["received>in_analysis", "in_analysis>reported"];
    let forked = ["received>in_analysis", "in_analysis>reported", "in_analysis>rejected"];
    for (said, steps) in [
        ("Every sample is received first, then in analysis, then reported or rejected.", &forked[..]),
        ("A sample is received, then in analysis, then reported or rejected.", &forked[..]),
        ("A sample moves from received to in analysis and from there to reported or rejected.", &forked[..]),
        ("A sample's status moves from received through in analysis to reported.", &line[..]),
        ("Samples go from received through in analysis to reported.", &line[..]),
    ] {
        check(&format!("{SAMPLE} {said}"), "received", steps);
    }
    let back = ["received>in_analysis", "in_analysis>reported", "in_analysis>received"];
    let said = "A sample goes from received to in analysis. From in analysis it can go to reported or back to received.";
    check(&format!("{SAMPLE} {said}"), "received", &back);
}

#[test]
fn a_label_says_whose_states_they_are() {
    for label in [
        "Life cycle of an order",
        "Life-cycle of orders",
        "The life of an order",
        "Order life cycle",
        "An order's life",
        "Journey of the order",
        "Lifecycle of an order",
        "Stages of an order",
    ] {
        let spec = read(&format!(
            "FastAPI. An order has a number and a city. An invoice has a total and an order. {label}: new -> paid -> shipped"
        ));
        assert!(spec.entities["Order"].fields.contains_key("status"), "{label}");
        assert!(!spec.entities["Invoice"].fields.contains_key("status"), "{label}");
    }
}
