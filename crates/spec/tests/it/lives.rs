//! The life of a thing in plain words: where it begins, what comes next, and who takes the step.

use crate::{courses::course, reading::read, rights::rights};

fn check(said: &str, initial: &str, steps: &[&str], allowed: &[&str]) {
    let spec = read(&format!("API in Gin. {said}"));
    let sorted = |list: &[&str]| {
        let mut list: Vec<String> = list.iter().map(|step| (*step).to_owned()).collect();
        list.sort();
        list
    };
    assert_eq!(course(&spec), (initial.to_owned(), sorted(steps)), "{said}");
    assert_eq!(rights(&spec), sorted(allowed), "{said}");
    assert_eq!(spec.coverage.silent, 0, "{said}");
    assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
}

#[test]
fn what_a_status_is_and_then_is_goes_from_one_to_the_next() {
    for said in [
        "A sample has a code. The status of a sample is stored, then thawed, then discarded.",
        "A sample has a code. A sample has the status stored, then thawed, then discarded.",
        "A sample has a code. Sample status: stored, then thawed, then discarded.",
        "A sample has a code. Status: stored, then thawed, then discarded.",
        "A sample has a code. The status is stored, then thawed and finally discarded.",
        "A sample has a code. Its status is stored, thawed, then discarded.",
        "A sample has a code. Stored, then thawed, then discarded.",
    ] {
        check(said, "stored", &["stored>thawed", "thawed>discarded"], &[]);
    }
}

#[test]
fn who_does_something_to_a_thing_in_a_state_takes_its_step() {
    check(
        "A game has a date. A game has the status scheduled, then played, then approved. A captain reports a scheduled \
         game, which makes it played; an arbiter approves it.",
        "scheduled",
        &["scheduled>played", "played>approved"],
        &["captain report Game", "arbiter approve Game"],
    );
    check(
        "A defect has a title. A defect has a status: it starts as open, the quartermaster can accept or reject it, and \
         resolve it once it is accepted.",
        "open",
        &["open>accepted", "open>rejected", "accepted>resolved"],
        &["quartermaster accept Defect", "quartermaster reject Defect", "quartermaster resolve Defect"],
    );
    check(
        "A visit has a date. Planned first; the chief nurse confirms or declines it; a confirmed one is completed.",
        "planned",
        &["planned>confirmed", "planned>declined", "confirmed>completed"],
        &["chief_nurse confirm Visit", "chief_nurse decline Visit"],
    );
    check(
        "A poster has a title. A poster is active at first, a printer's assistant can retire it.",
        "active",
        &["active>retired"],
        &["assistant retire Poster"],
    );
    check(
        "A parcel has a weight. Parcel status: offered, then collected, then distributed. Offered ones may also be \
         declined. Drivers collect. Only coordinators decline parcels.",
        "offered",
        &["offered>collected", "collected>distributed", "offered>declined"],
        &["driver collect Parcel", "coordinator decline Parcel"],
    );
    check(
        "A permit has a code and a status: filed, done or approved. The inspector shall complete a filed permit, \
         which makes it done; a supervisor shall approve one that is done.",
        "filed",
        &["filed>done", "done>approved"],
        &["inspector complete Permit", "supervisor approve Permit"],
    );
}

#[test]
fn where_it_begins_and_what_is_possible_as_long_as_it_is_there() {
    check(
        "An order has a date. An order is requested, then confirmed, then shipped. As long as it is only requested it can \
         be cancelled.",
        "requested",
        &["requested>confirmed", "confirmed>shipped", "requested>cancelled"],
        &[],
    );
    check(
        "A pump has a name. A new pump is ready. It goes to repair and from there back to ready.",
        "ready",
        &["ready>repair", "repair>ready"],
        &[],
    );
    check(
        "A permit has a code. Its status shall be requested, approved or refused, and shall initially be requested. A \
         clerk approves or refuses a requested permit.",
        "requested",
        &["requested>approved", "requested>refused"],
        &["clerk approve Permit", "clerk refuse Permit"],
    );
}
