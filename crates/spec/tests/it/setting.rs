//! Words that say nothing of what is built: they are asked about by nobody, and nothing else goes with them.

use crate::reading::read;

fn asked(text: &str) -> Vec<String> {
    let spec = read(text);
    assert_eq!(spec.coverage.silent, 0, "{text}");
    spec.open_questions.iter().map(|question| question.text.clone()).collect()
}

const THINGS: &str = "A boat has a name and a length. A trip belongs to a boat and has a start and a fee.";

#[test]
fn the_place_and_the_title_are_no_riddles() {
    for opening in [
        "An API for a ferry company.",
        "Ferry company API.",
        "I need a backend for our harbour office.",
        "As discussed on the phone, we need a backend for our ferry company.",
        "Harbour log.",
    ] {
        assert_eq!(asked(&format!("{opening} {THINGS}")), Vec::<String>::new(), "{opening}");
    }
}

#[test]
fn what_is_said_beside_the_matter_is_left_there() {
    for aside in [
        "Nothing fancy.",
        "Django is fine for us.",
        "The mobile app is being built by another team.",
        "Could you send me an offer until Friday?",
        "Is your feature request related to a problem?",
        "Contributions welcome.",
        "R4",
    ] {
        assert_eq!(
            asked(&format!("An API for a harbour. {THINGS}\n\n{aside}")),
            Vec::<String>::new(),
            "{aside}"
        );
    }
}

#[test]
fn what_wants_something_is_asked_about_all_the_same() {
    for wish in [
        "Reports as needed.",
        "A reminder goes out when a trip is late.",
        "Crews and trips are removed with their boat.",
        "The client pays when the boat leaves.",
    ] {
        assert!(!asked(&format!("An API for a harbour. {THINGS} {wish}")).is_empty(), "{wish}");
    }
}
