//! What cannot all hold is asked about, and nothing is built before the answer.

use domain::{intent::Intent, roles::Reader, spec::QuestionKind};
use spec::RulesReader;

use crate::reading::read;

#[test]
fn both_sides_of_a_contradiction_are_named() {
    let notes = "An API for notes with JWT login. A note has a title.";
    for (said, one, other) in [
        ("A note has a color (red, green; default blue).", "one of red, green", "blue by default"),
        ("A note has a rating from 1 to 5, default 9.", "at least 1 and at most 5", "9 by default"),
        ("A note has a rating from 5 to 1.", "at least 5", "at most 1"),
        (
            "A note has a start date and an end date. The end date must be after the start date. The start date must be \
             after the end date.",
            "The end date must be after the start date",
            "The start date must be after the end date",
        ),
        (
            "A tag belongs to a note and has a word. A note has at most 3 tags. A note has at most 5 tags.",
            "A note has at most 3 tags",
            "A note has at most 5 tags",
        ),
        ("Only editors may delete notes. Members can delete notes.", "only editor", "member"),
        ("Everyone may delete notes; nobody may delete notes.", "nobody", "somebody"),
    ] {
        let spec = read(&format!("{notes} {said}"));
        let asked: Vec<_> = spec.open_questions.iter().filter(|q| q.kind == QuestionKind::Conflict).collect();
        let [question] = asked.as_slice() else { panic!("{said}: {:?}", spec.open_questions) };
        assert!(question.blocking, "{said}");
        assert!(question.text.contains(one) && question.text.contains(other), "{said}: {}", question.text);
    }
}

#[test]
fn the_answer_decides() {
    let text = "An API for notes. A note has a rating from 1 to 5, default 9.";
    let asked = read(text);
    assert_eq!(asked.entities["Note"].fields["rating"].default, None);
    let id = asked.open_questions[0].id.clone();
    let settled = |answer: &str| {
        let mut intent = Intent::of(text);
        intent.answers.insert(id.clone(), serde_json::json!(answer));
        RulesReader::default().read(&intent).unwrap().entities["Note"].fields["rating"].clone()
    };
    let kept = settled("at least 1 and at most 5");
    assert_eq!((kept.default, kept.maximum), (None, Some(5.into())));
    let given = settled("9 by default");
    assert_eq!((given.default, given.maximum), (Some(9.into()), None));
}
