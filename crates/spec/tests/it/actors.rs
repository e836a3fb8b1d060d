//! Who takes a step, and what is no state, no thing and no object beside it.

use domain::{Spec, rule::FormalRule};

use crate::{reading::read, rights::rights};

/// What the status begins with and its steps, `a>b` each, with the thing that it is of.
fn steps(spec: &Spec) -> (String, Vec<String>) {
    let machine = spec.rules.iter().find_map(|rule| match FormalRule::of(rule) {
        Some(FormalRule::StateMachine { initial, transitions, .. }) => {
            Some((rule.entity.clone(), initial, transitions))
        }
        _ => None,
    });
    let Some((entity, initial, transitions)) = machine else { return (String::new(), Vec::new()) };
    let pairs =
        transitions.iter().flat_map(|step| step.from.iter().map(move |from| format!("{from}>{}", step.to)));
    let mut pairs: Vec<String> = pairs.collect();
    pairs.sort();
    (format!("{} {initial}", entity.unwrap_or_default()), pairs)
}

fn check(said: &str, begins: &str, expected: &[&str], may: &[&str]) {
    let spec = read(&format!("FastAPI API in Python. {said}"));
    let expected: Vec<String> = expected.iter().map(|step| (*step).to_owned()).collect();
    assert_eq!(steps(&spec), (begins.to_owned(), expected), "{said}");
    assert_eq!(rights(&spec), may, "{said}");
    assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    assert_eq!(spec.coverage.silent, 0, "{said}");
}

#[test]
fn who_acts_is_no_state() {
    for (said, may) in [
        ("A job has a title. A job begins as new, and a mechanic can close it.", "mechanic close Job"),
        ("A job has a title. A job starts as new, and the mechanic may close it.", "mechanic close Job"),
        ("A job has a title. A job starts as new, then a clerk closes it.", "clerk close Job"),
        ("A job has a title. A job starts as new, and can be closed by a clerk.", "clerk close Job"),
    ] {
        check(said, "Job new", &["new>closed"], &[may]);
    }
    check(
        "A valve has a code. A valve starts as open, and an engineer can lock it.",
        "Valve open",
        &["open>locked"],
        &["engineer lock Valve"],
    );
}

#[test]
fn a_second_actor_goes_on_where_the_first_one_led() {
    for said in [
        "An article has a title. An article starts as new, and a publisher can review it. Then an editor can archive it.",
        "An article has a title. An article starts as new and a publisher can review it. An editor can archive a \
         reviewed article.",
    ] {
        let may = ["editor archive Article", "publisher review Article"];
        check(said, "Article new", &["new>reviewed", "reviewed>archived"], &may);
    }
}

#[test]
fn a_heading_over_the_states_is_no_thing() {
    for head in ["States", "Lifecycle", "Phases", "Status", "State machine", "Workflow"] {
        for (thing, first, next) in [("parcel", "packed", "shipped"), ("crate", "empty", "full")] {
            let said = format!(
                "A {thing} has a weight.\n{head}: a {thing} is {first} at first. From {first} it goes to {next} or \
                 lost."
            );
            let spec = read(&format!("FastAPI API in Python.\n{said}"));
            let (begins, steps) = steps(&spec);
            assert_eq!(spec.entities.len(), 1, "{said}: {:?}", spec.entities.keys());
            assert!(begins.ends_with(first), "{said}: {begins}");
            let mut expected = [format!("{first}>{next}"), format!("{first}>lost")];
            expected.sort();
            assert_eq!(steps, expected, "{said}");
            assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
        }
    }
}

#[test]
fn what_has_states_of_its_own_is_a_thing_and_no_deed() {
    for (thing, first, last) in [("shipment", "packed", "shipped"), ("payment", "open", "paid")] {
        for goes in [
            format!("A {thing} goes from {first} to {last}."),
            format!("It moves from {first} to {last}."),
            format!("Its status goes {first} -> {last}."),
        ] {
            let spec = read(&format!("FastAPI API in Python. A {thing} has a code. {goes}"));
            assert_eq!(steps(&spec).1, [format!("{first}>{last}")], "{thing}: {goes}");
            assert_eq!(spec.open_questions.len(), 0, "{goes}: {:?}", spec.open_questions);
        }
    }
}

#[test]
fn whoever_assigns_changes_what_holds_the_other() {
    for (said, may) in [
        (
            "A job has a title and may have a mechanic. A mechanic has a name. Planners can assign mechanics to jobs.",
            "planner update Job",
        ),
        (
            "A job has a title and may have a driver. A driver has a name. Dispatchers assign a driver to a job.",
            "dispatcher update Job",
        ),
        (
            "A case has a title and may have an officer. An officer has a name. Supervisors can assign officers.",
            "supervisor update Case",
        ),
        (
            "A shift has a day and may have a nurse. A nurse has a name. Coordinators can assign shifts to nurses.",
            "coordinator update Shift",
        ),
        (
            "A post has a title and tags. A tag has a name. Editors can assign tags to posts.",
            "editor update Post",
        ),
    ] {
        let spec = read(&format!("FastAPI API in Python. {said}"));
        assert_eq!(rights(&spec), [may], "{said}");
        assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    }
    // Where nothing holds either of the two, what changes is not known.
    let said = "A lamp has a code. A room has a name. Porters can assign lamps to rooms.";
    let spec = read(&format!("FastAPI API in Python. {said}"));
    assert_eq!(rights(&spec), Vec::<String>::new(), "{said}");
    assert!(!spec.open_questions.is_empty(), "{said}");
}
