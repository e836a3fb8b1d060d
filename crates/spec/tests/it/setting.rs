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
        "The client pays when the boat leaves.",
    ] {
        assert!(!asked(&format!("An API for a harbour. {THINGS} {wish}")).is_empty(), "{wish}");
    }
}

/// Before the things, behind them, and on a line of its own.
fn around(said: &str) -> [String; 3] {
    [format!("{said} {THINGS}"), format!("{THINGS} {said}"), format!("{said}\n\n{THINGS}")]
}

#[test]
fn a_letter_around_the_matter_says_nothing_of_it() {
    let plain = read(THINGS);
    for said in [
        "We are a dialysis ward with 14 beds.",
        "We're a family-run campsite at the lake with 60 pitches.",
        "Hi, I'm Tom, I run a bike workshop in Ghent.",
        "We have about 200 pupils and 12 teachers.",
        "I have a language school in Lyon and I am looking for somebody to make the backend in FastAPI.",
        "I am looking for someone who can build this.",
        "The following table lists the objects and their attributes.",
        "If anything is unclear just ask.",
        "Right now it's all in one big spreadsheet.",
        "So far we did this with a whiteboard.",
        "Until now everything was on paper.",
        "It should be ready by the end of June.",
        "The deadline is May 1.",
        "Sorry for my English.",
        "This is for my thesis.",
        "Could you help me with this?",
        "More features will follow.",
        "Background: our old tool died last week.",
        "The goal is to replace our paper lists.",
    ] {
        for text in around(said) {
            let spec = read(&text);
            assert_eq!(spec.open_questions, Vec::new(), "{text}");
            assert_eq!(
                spec.entities.keys().collect::<Vec<_>>(),
                plain.entities.keys().collect::<Vec<_>>(),
                "{text}"
            );
            assert_eq!(spec.rules.len(), plain.rules.len(), "{text}");
            let fields =
                |spec: &domain::Spec| spec.entities.values().map(|e| e.fields.len()).collect::<Vec<_>>();
            assert_eq!(fields(&spec), fields(&plain), "{text}");
        }
    }
    let signed =
        asked(&format!("Here's what we have in mind: {THINGS}\n\nBest regards\nMaria Lopez\nHotel Sol"));
    assert_eq!(signed, Vec::<String>::new());
}

#[test]
fn a_letter_names_what_it_is_to_be_built_with() {
    let text = "I have a bakery in Lyon and I am looking for somebody to make the backend in Flask. A bread has a name.";
    let spec = read(text);
    assert_eq!(spec.project.framework.as_deref(), Some("flask"));
    assert_eq!(spec.entities["Bread"].fields.len(), 1, "a bread has no bakery");
}

#[test]
fn what_binds_is_no_part_of_a_letter() {
    for said in
        ["Nobody can cancel a trip.", "A trip should be paid by Friday.", "We have three kinds of trips."]
    {
        assert!(
            !asked(&format!("{THINGS} {said}")).is_empty()
                || !read(&format!("{THINGS} {said}")).rules.is_empty(),
            "{said}"
        );
    }
}
