//! A rule says all that its sentence says, or stays text and is asked about.

use domain::{Spec, spec::OnDelete};
use serde_json::json;

use crate::reading::read;

const GARDEN: &str = "An API for a garden. A plot has a number (unique) and a size (integer). A tenant has a name. A lease has a \
                      plot, a tenant, a begin date, an optional end date and a status (draft, running, ended). A team has a \
                      name. A match has a home team and an away team and a date. A player has a name, a team and a shirt \
                      number (integer). ";

fn garden(said: &str) -> Spec {
    read(&format!("{GARDEN}{said}"))
}

fn formal(spec: &Spec) -> Vec<serde_json::Value> {
    let formal = |rule: &&domain::spec::Rule| rule.status == domain::spec::RuleStatus::Formal;
    spec.rules.iter().filter(formal).map(|rule| json!([rule.kind, rule.params])).collect()
}

#[test]
fn a_condition_behind_a_rule_is_not_cut_off() {
    for said in [
        "A tenant may have at most 2 leases without a garden shed.",
        "A tenant may have at most 2 leases unless they are retired.",
        "A tenant may have at most 2 leases, if the size of the plot is above 100.",
        "A plot can't be leased twice for the same begin date when it rains.",
        "The end date must be after the begin date for plots above 100 square metres.",
        "When the season is over, a tenant may have at most 2 leases.",
    ] {
        let spec = garden(said);
        assert_eq!(formal(&spec), Vec::<serde_json::Value>::new(), "{said}");
        assert!(!spec.open_questions.is_empty(), "{said}");
    }
    let spec = garden("The end date must be after the begin date, if there is one.");
    assert_eq!(
        formal(&spec),
        [json!(["order", {"before": "begin_date", "after": "end_date", "strict": true}])]
    );
}

#[test]
fn a_limit_keeps_what_its_rows_lack() {
    for said in [
        "A tenant may have at most 2 leases without an end date.",
        "A tenant can't have more than 2 leases without an end date.",
        "At most 2 leases that have no end date per tenant.",
    ] {
        let rule = json!(["limit", {"scope": ["tenant_id"], "max": 2, "where": {"field": "end_date", "values": [null]}}]);
        assert_eq!(formal(&garden(said)), [rule], "{said}");
    }
}

#[test]
fn one_in_a_state_is_no_one_at_all() {
    for said in
        ["A tenant may have only one running lease per plot.", "Only one running lease per tenant and plot."]
    {
        let spec = garden(said);
        let mut rules = formal(&spec);
        assert!(spec.entities["Lease"].unique.is_empty(), "{said}");
        let rule = rules.pop().unwrap();
        assert_eq!(rule[1]["where"], json!({"field": "status", "values": ["running"]}), "{said}: {rule}");
        assert_eq!(rule[1]["max"], json!(1), "{said}");
    }
}

#[test]
fn a_rule_for_either_of_two_keys_is_asked() {
    for said in [
        "A team can have only one match per date.",
        "A team can't play two matches on the same date.",
        "One match per team and date.",
        "At most 3 matches per team.",
    ] {
        let spec = garden(said);
        assert!(spec.entities["Match"].unique.is_empty(), "{said}");
        assert_eq!(formal(&spec), Vec::<serde_json::Value>::new(), "{said}");
        assert!(!spec.open_questions.is_empty(), "{said}");
    }
    let spec = garden("GET /matches?team=&date=");
    let list = spec.operations.iter().find(|op| op.id == "listMatches").unwrap();
    assert_eq!(list.filters, ["date"]);
    assert!(spec.open_questions.iter().any(|q| q.text.contains("team")), "{:?}", spec.open_questions);
}

#[test]
fn what_is_in_use_stays() {
    for said in [
        "A plot in use can't be deleted.",
        "A plot that is still in use cannot be removed.",
        "Deleting a plot is refused while it is in use.",
        "You can't delete a plot that is still used.",
    ] {
        let spec = garden(said);
        let key = spec.relations.iter().find(|r| r.from == "Lease" && r.to == "Plot").unwrap();
        assert_eq!(key.on_delete, Some(OnDelete::Restrict), "{said}");
        assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
    }
}

#[test]
fn a_record_in_a_state_is_shut_in_any_words() {
    for (said, ops) in [
        ("A running lease cannot be deleted.", json!(["delete"])),
        ("Once a lease is running nothing in it may be changed.", json!(["update"])),
        ("When a lease is running, no changes are allowed.", json!(["update"])),
        (
            "As soon as a lease is running nothing can be changed or deleted any more.",
            json!(["update", "delete"]),
        ),
    ] {
        let rules = formal(&garden(said));
        assert_eq!(rules.len(), 1, "{said}");
        assert_eq!(rules[0][0], "immutable", "{said}");
        assert_eq!(rules[0][1]["ops"], ops, "{said}");
        assert_eq!(rules[0][1]["where"]["values"][0], "running", "{said}");
    }
}

#[test]
fn no_two_share_what_is_theirs_alone() {
    for said in [
        "No two players of a team share a shirt number.",
        "Each shirt number is given out only once in a team.",
        "A team does not get the same shirt number twice.",
    ] {
        let spec = garden(said);
        let mut set = spec.entities["Player"].unique.first().cloned().unwrap_or_default();
        set.sort();
        assert_eq!(set, ["shirt_number", "team_id"], "{said}");
    }
}

#[test]
fn states_are_told_in_prose() {
    let steps = |said: &str| -> Vec<String> {
        let spec = read(&format!(
            "An API for jobs. A job has a title and a state (queued, running, done, failed). {said}"
        ));
        assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
        let rule = spec.rules.iter().find(|rule| rule.kind == "state_machine").unwrap();
        let mut found: Vec<String> = rule.params["transitions"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|change| {
                let to = change["to"].as_str().unwrap().to_owned();
                let from = change["from"].as_array().unwrap().clone();
                from.into_iter().map(move |from| format!("{}>{to}", from.as_str().unwrap()))
            })
            .collect();
        found.sort();
        found
    };
    let usual = ["queued>running", "running>done", "running>failed"];
    for said in [
        "A job starts queued, goes to running and ends as done or failed.",
        "Jobs start as queued and become running. A running one can become done or failed.",
        "Jobs start as queued and become running. Only a running one can become done or failed.",
    ] {
        assert_eq!(steps(said), usual, "{said}");
    }
    let ended = steps("A job is queued until it is failed or done.");
    for step in ["queued>done", "queued>failed"] {
        assert!(ended.iter().any(|known| known == step), "{ended:?}");
    }
}
