//! What a text tells and asks nobody for, and what only looks like it.

use domain::Spec;

use crate::reading::read;

const THINGS: &str = "We need a REST API. A kiln has a name (unique) and a maximum temperature. A booking belongs to a kiln and has a \
                      start, an end and a note. Members can create bookings. Only the studio manager can delete them.";

fn asked(spec: &Spec) -> Vec<&str> {
    spec.open_questions.iter().map(|question| question.text.as_str()).collect()
}

fn assumed(spec: &Spec) -> Vec<&str> {
    spec.assumptions.iter().map(|one| one.text.as_str()).filter(|text| text.contains("background")).collect()
}

/// The text reads as it does without what is told in it, and nobody is asked what that means.
#[track_caller]
fn asks_for_nothing(text: &str, without: &str) -> Spec {
    let (spec, plain) = (read(text), read(without));
    let fresh: Vec<&str> = asked(&spec).into_iter().filter(|one| !asked(&plain).contains(one)).collect();
    assert_eq!(fresh, Vec::<&str>::new(), "{text}");
    let made = |spec: &Spec| {
        (spec.entities.keys().cloned().collect::<Vec<_>>(), spec.rules.len(), spec.relations.len())
    };
    assert_eq!(made(&spec), made(&plain), "{text}");
    spec
}

#[test]
fn how_it_was_until_now_is_asked_about_by_nobody() {
    for told in [
        "Three kilns, sixty potters, one whiteboard.",
        "Last month two glaze firings were booked on the same Saturday.",
        "Nobody knows who is firing what, and on Mondays the kiln is cold.",
        "Our phone never stops ringing before Christmas.",
        "Offers get lost, and volunteers no longer know which shelf is still free.",
        "Right now neighbours phone the office to get a slot.",
        "A former colleague left us these tables.",
        "I am tired of getting up at four in the morning to look at a paper calendar.",
        "At present slips are torn off a roll and counted by hand in the evening.",
    ] {
        asks_for_nothing(&format!("Pottery\n\n{told}\n\n{THINGS}"), &format!("Pottery\n\n{THINGS}"));
    }
}

#[test]
fn what_stands_under_a_heading_of_reasons_is_background_to_its_end_and_no_further() {
    let told = "The rain usually wins. Honey fetches a good price these days.";
    for heading in ["## Background", "## 1. Problem", "## Why", "Motivation"] {
        asks_for_nothing(
            &format!("# Bees\n\n{heading}\n{told}\n\n## Data\n{THINGS}"),
            &format!("# Bees\n\n## Data\n{THINGS}"),
        );
    }
    let spec =
        read(&format!("# Bees\n\n## Why\n{told}\n\n## Data\n{THINGS}\n\n## Rules\nRainy days count double."));
    assert!(asked(&spec).iter().any(|one| one.contains("Rainy days count double")), "{:?}", asked(&spec));
    let spec = read(&format!("## Problem\nEach potter may book two kilns at most.\n\n## Data\n{THINGS}"));
    assert!(
        assumed(&spec).is_empty() && (!asked(&spec).is_empty() || !spec.rules.is_empty()),
        "a duty is one under any heading"
    );
}

#[test]
fn who_makes_the_rest_and_what_it_may_cost_is_no_requirement() {
    for told in [
        "The frontend is somebody else's problem.",
        "Somebody else does the frontend later.",
        "Jana makes the phone app.",
        "Timo will build the mobile client.",
        "The web shop is done by an agency in Graz.",
        "The mobile app already exists.",
        "Budget 1,800 euros fixed.",
        "Around 8 days of work, start in March, invoice at the end of each month.",
        "Tests are part of the job.",
        "The choice of framework is left to the contractor.",
        "If you have questions, I am in the office until four.",
    ] {
        asks_for_nothing(&format!("{THINGS}\n\n{told}"), THINGS);
    }
}

#[test]
fn headings_heads_of_documents_and_signatures_name_nothing_to_build() {
    for told in
        ["1.4 Deletion", "Life of a booking", "Story 2", "Acceptance criteria", "## 2. Rules and limits"]
    {
        asks_for_nothing(
            &format!("{THINGS}\n\n{told}\n\nBookings can be filtered by kiln."),
            &format!("{THINGS}\n\nBookings can be filtered by kiln."),
        );
    }
    for head in [
        "Author: Priya\nProduct: Firing\nStage: MVP\nTarget: Q3",
        "**Owner:** Priya N. | **Reviewers:** ops, IT",
    ] {
        asks_for_nothing(
            &format!("# Kilns\n\n{head}\n\n## Data\n{THINGS}"),
            &format!("# Kilns\n\n## Data\n{THINGS}"),
        );
    }
    for name in [
        "Love, Greta",
        "Kind regards\nIngrid Holm\nharbour master",
        "Yours sincerely, H. Brandt (secretary)",
        "Until soon,\nIngrid",
    ] {
        asks_for_nothing(&format!("{THINGS}\n\n{name}"), THINGS);
    }
}

#[test]
fn why_somebody_wants_it_is_no_part_of_what_they_want() {
    for wish in ["Bookings can be filtered by kiln", "Bookings are sorted by start"] {
        let why = "so that the commander stops ringing me on Sundays";
        asks_for_nothing(&format!("{THINGS} {wish}, {why}."), &format!("{THINGS} {wish}."));
    }
}

/// What is likely background can be taken back.
#[test]
fn what_is_only_likely_background_is_an_assumption() {
    let told = "In autumn people bring their pots to our village and we fire them together.";
    let spec = asks_for_nothing(&format!("Pottery\n\n{told}\n\n{THINGS}"), &format!("Pottery\n\n{THINGS}"));
    let one =
        spec.assumptions.iter().find(|one| one.text.contains("In autumn people bring their pots")).unwrap();
    assert!(one.text.starts_with("taken as background, and not built"), "{}", one.text);
    assert_eq!(one.alternatives, ["it is a requirement"]);
}

#[test]
fn a_requirement_that_is_told_is_no_background() {
    for told in [
        "We lend three keys per member at most.",
        "Nobody sees the notes of others.",
        "Each Friday the list is sent by email.",
        "In autumn the prices double.",
        "A firing that ended early is cheaper.",
        "Bookings from last month are hidden.",
        "Bookings made last season stay visible.",
        "We charge two euros a day.",
        "We send a reminder by email.",
        "Our couriers sign by hand.",
        "Lost keys are charged in full.",
        "A booking that was cancelled stays in the list.",
        "Every booking was made by somebody.",
        "The insurance pays up to the value.",
        "Potters who complained get their money back.",
        "Old bookings were free and stay free.",
        "We confirm and fire it.",
        "I read the figures on Monday mornings.",
    ] {
        for text in [format!("{THINGS} {told}"), format!("{THINGS}\n\n## More\n{told}")] {
            let (spec, plain) = (read(&text), read(THINGS));
            assert_eq!(assumed(&spec), Vec::<&str>::new(), "{text}");
            let more = |spec: &Spec| {
                (
                    asked(spec).len(),
                    spec.rules.len(),
                    spec.relations.len(),
                    spec.nfr.len(),
                    spec.operations.len(),
                )
            };
            assert_ne!(more(&spec), more(&plain), "{told}");
        }
    }
    let spec =
        read("Ferry\n\nOur crossings run for six months.\n\nA crossing has a harbour and a departure time.");
    assert!(
        !asked(&spec).is_empty(),
        "what a thing that is kept does is told of it in the first sentence also"
    );
}
