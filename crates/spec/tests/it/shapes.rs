//! Short forms: `Show(title, …)`, a choice among numbers, what all the things of a title have.

use domain::{
    Spec,
    spec::{FieldType, QuestionKind},
};

use crate::reading::read;

#[test]
fn members_right_behind_a_word_make_it_a_thing() {
    for word in ["Show", "Track", "Field", "Report", "Order", "Episode", "Review"] {
        for text in [
            format!("{word}(title, slug unique)."),
            format!("{word}(title, slug unique). Gizmo(name)."),
            format!("Gizmo(name), {word}(title, slug unique)"),
        ] {
            let spec = read(&text);
            let found =
                spec.entities.get(word).unwrap_or_else(|| panic!("{text}: {:?}", spec.entities.keys()));
            assert_eq!(found.fields.keys().collect::<Vec<_>>(), ["title", "slug"], "{text}");
        }
    }
    let spec = read("book(title), patron(name), loan(book, patron, borrowed_on, due_on)");
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Book", "Patron", "Loan"]);
    assert_eq!(spec.relations.len(), 2, "{:?}", spec.relations);
}

#[test]
fn a_choice_among_numbers_names_its_unit_once() {
    for said in [
        "a duration of 20, 40 or 60 minutes",
        "a duration (20, 40 or 60 minutes)",
        "a duration: 20, 40 or 60 minutes",
    ] {
        let spec = read(&format!("A flight has a name and {said}."));
        let field = &spec.entities["Flight"].fields["duration"];
        let values: Vec<i64> = field.values.iter().flatten().filter_map(|v| v.as_i64()).collect();
        assert_eq!((field.ql_type, values), (FieldType::Integer, vec![20, 40, 60]), "{said}");
        assert_eq!(field.description.as_deref(), Some("in minutes"), "{said}");
    }
}

#[test]
fn two_times_share_their_unit() {
    for said in ["prep time and cook time in minutes", "prep time, rest time and cook time in minutes"] {
        let spec = read(&format!("A recipe has a title, {said}."));
        let mut kinds: Vec<FieldType> = spec.entities["Recipe"]
            .fields
            .iter()
            .filter(|(n, _)| n.ends_with("time"))
            .map(|(_, f)| f.ql_type)
            .collect();
        kinds.dedup();
        assert_eq!(kinds, [FieldType::Integer], "{said}");
    }
}

/// Whether the fields of the only thing are asked for.
fn asked(spec: &Spec) -> bool {
    spec.open_questions.iter().any(|q| q.kind == QuestionKind::Missing && q.blocking)
}

#[test]
fn what_all_of_them_have_each_has() {
    for (said, fields) in [
        ("due dates and priorities", &["due_date", "priority"][..]),
        ("deadlines", &["deadline"]),
        ("tags", &["tags"]),
    ] {
        for frame in ["todo api with", "Build me a todo app with", "I need a todo API with"] {
            let text = format!("{frame} {said}");
            let spec = read(&text);
            assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Todo"], "{text}");
            assert_eq!(spec.entities["Todo"].fields.keys().collect::<Vec<_>>(), fields, "{text}");
            assert!(asked(&spec), "{text}: a todo without a title");
        }
    }
    let spec = read("todo API with title and due date");
    assert!(!asked(&spec));
}

#[test]
fn a_hyphen_without_blanks_joins() {
    let spec = read("A reader has an email and a newsletter opt-in (default no).");
    let field = &spec.entities["Reader"].fields["newsletter_opt_in"];
    assert_eq!((field.ql_type, field.default.clone()), (FieldType::Boolean, Some(false.into())));
}

#[test]
fn a_place_in_a_team_is_no_number() {
    for (thing, kind) in
        [("Player", FieldType::String), ("Employee", FieldType::String), ("Track", FieldType::Integer)]
    {
        let spec = read(&format!("{thing}(name, position)"));
        assert_eq!(spec.entities[thing].fields["position"].ql_type, kind, "{thing}");
    }
}
