//! Verbs of two words, "hand in" and "send back", and deeds that nobody in particular does.

use domain::Spec;

use crate::reading::read;

const BOOKS: &str =
    "We need an API. Logbooks have a week and a status (draft, handed in, sent back, signed off).";
const CLAIMS: &str =
    "Backend for a charity. Claims have an amount and a status (open, approved, rejected, paid out).";

fn steps(spec: &Spec) -> Vec<&str> {
    let posts = spec.operations.iter().filter(|op| op.method.as_deref() == Some("POST"));
    posts.filter_map(|op| op.path.as_deref()?.split_once("{id}/")).map(|(_, verb)| verb).collect()
}

#[test]
fn a_verb_and_its_small_word_are_one_step() {
    for (text, said, verb) in [
        (BOOKS, "A logbook can be handed in.", "hand-in"),
        (BOOKS, "Apprentices can send back a logbook.", "send-back"),
        (BOOKS, "A trainer can send a logbook back.", "send-back"),
        (BOOKS, "Only trainers may sign off logbooks.", "sign-off"),
        (BOOKS, "Trainers sign off logbooks.", "sign-off"),
        (BOOKS, "POST /logbooks/{id}/hand-in", "hand-in"),
        (BOOKS, "I want to hand in a logbook.", "hand-in"),
        (CLAIMS, "Claims can be paid out.", "pay-out"),
        (CLAIMS, "The accountant pays out the claim.", "pay-out"),
        (CLAIMS, "Claims can be marked as paid out.", "pay-out"),
        (CLAIMS, "A claim can be marked rejected.", "reject"),
    ] {
        let spec = read(&format!("{text} {said}"));
        assert!(steps(&spec).contains(&verb), "{said} {:?}", steps(&spec));
        assert!(spec.open_questions.is_empty(), "{said} {:?}", spec.open_questions);
    }
}

#[test]
fn nothing_goes_out_by_going_in() {
    let kept = "An API for specimens. A specimen has a label and a state (registered, checked in, frozen).";
    for said in
        ["A specimen can be checked out.", "I can check out a specimen.", "A clerk can check out specimens."]
    {
        let spec = read(&format!("{kept} {said}"));
        assert!(!steps(&spec).iter().any(|verb| verb.contains("check-in")), "{said} {:?}", steps(&spec));
    }
    // "Send it back" is another deed than "send".
    let spec =
        read("An API for letters. A letter has a text and a state (draft, sent). A letter can be sent back.");
    assert!(!steps(&spec).contains(&"sent") && !spec.open_questions.is_empty(), "{:?}", steps(&spec));
}

#[test]
fn a_deed_that_nobody_in_particular_does_is_a_step() {
    for said in [
        "It should be possible to reject claims.",
        "I can reject a claim.",
        "We need to be able to reject a claim.",
        "There should be a button to reject a claim.",
        "An action to reject a claim is needed.",
        "One can reject a claim with a click.",
        "Please let me reject a claim.",
        "Claims must be able to be rejected.",
    ] {
        let spec = read(&format!("{CLAIMS} {said}"));
        assert!(steps(&spec).contains(&"reject"), "{said} {:?}", steps(&spec));
        assert!(spec.open_questions.is_empty(), "{said} {:?}", spec.open_questions);
        // Where the way of the states is told, it is one of its steps.
        let spec = read(&format!("{CLAIMS} The status goes from open to approved or rejected. {said}"));
        assert!(steps(&spec).contains(&"reject"), "{said} {:?}", steps(&spec));
    }
}
