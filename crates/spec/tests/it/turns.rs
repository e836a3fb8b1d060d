//! Steps between states, as arrows and small words draw them.

use domain::Spec;

use crate::reading::read;

/// `from>to` for every step of the one machine there is.
fn steps(spec: &Spec) -> Vec<String> {
    let machine = spec.rules.iter().find(|rule| rule.kind == "state_machine");
    let list = machine.and_then(|rule| rule.params.get("transitions")).and_then(|list| list.as_array());
    let mut found = Vec::new();
    for step in list.into_iter().flatten() {
        for from in step["from"].as_array().into_iter().flatten() {
            found.push(format!("{}>{}", from.as_str().unwrap(), step["to"].as_str().unwrap()));
        }
    }
    found.sort();
    found
}

fn check(said: &str, expected: &[&str]) {
    let spec = read(&format!("An API in FastAPI. {said}"));
    let mut expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
    expected.sort();
    assert_eq!(steps(&spec), expected, "{said}");
    assert_eq!(spec.coverage.silent, 0, "{said}");
}

#[test]
fn an_arrow_both_ways_is_two_steps() {
    check(
        "A pump has a name. A pump is idle, running or broken. idle <-> running, running -> broken.",
        &["idle>running", "running>idle", "running>broken"],
    );
    check(
        "A run has a name. Status: planned -> running -> finished, running <-> paused.",
        &["planned>running", "running>finished", "running>paused", "paused>running"],
    );
    check(
        "A run has a name. A run is planned, running, paused or finished; planned -> running -> finished, and running \
         <-> paused.",
        &["planned>running", "running>finished", "running>paused", "paused>running"],
    );
}

#[test]
fn a_heading_over_arrows_is_no_word_of_the_first_state() {
    for head in ["Moves", "Workflow", "Lifecycle", "Life cycle", "Transitions", "Pump flow"] {
        check(
            &format!("A pump has a name.\n\n{head}\nidle -> busy\nbusy -> broken"),
            &["idle>busy", "busy>broken"],
        );
    }
}

#[test]
fn as_long_as_it_is_not_so_is_from_everywhere_else() {
    let claim = "A claim has a title. Status: open -> sent -> paid.";
    for said in [
        "It can be cancelled as long as it is not paid.",
        "It can be cancelled while it is not paid.",
        "A claim can be cancelled only when it is not yet paid.",
    ] {
        check(&format!("{claim} {said}"), &["open>sent", "sent>paid", "open>cancelled", "sent>cancelled"]);
    }
}
