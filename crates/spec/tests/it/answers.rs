//! Answers by question id, accepted proposals, remembered answers, edited specs.

use domain::{Origin, Spec, intent::Intent, roles::Reader};
use serde_json::json;
use spec::RulesReader;

use crate::reading::{promises, read};

const LIBRARY: &str = "An API for a library with books (title, isbn) and loans. Filter books by author.";

fn answered(pointer: &str, answer: serde_json::Value) -> Spec {
    let id = id_of(&read(LIBRARY), pointer);
    let mut intent = Intent::of(LIBRARY);
    intent.answers.insert(id, answer);
    let spec = RulesReader::default().read(&intent).unwrap();
    promises(&spec, &[LIBRARY]);
    spec
}

fn id_of(spec: &Spec, pointer: &str) -> String {
    spec.open_questions.iter().find(|q| q.pointer.as_deref() == Some(pointer)).unwrap().id.clone()
}

#[test]
fn a_list_of_fields_answers_the_question_for_them() {
    let spec = answered("/entities/Loan/fields", json!("borrower, loaned at, returned at optional"));
    let loan = &spec.entities["Loan"];
    assert_eq!(loan.fields.keys().collect::<Vec<_>>(), ["borrower", "loaned_at", "returned_at"]);
    assert!(!loan.fields["returned_at"].required);
    assert!(loan.fields.values().all(|f| f.origin == Some(Origin::Confirmed)));
    assert_eq!(spec.blocking().count(), 0, "the question stays, answered");
}

#[test]
fn yes_takes_the_proposal_and_so_does_accept_proposals() {
    let yes = answered("/entities/Loan/fields", json!("yes"));
    let accepted =
        RulesReader::default().read(&Intent { accept_proposals: true, ..Intent::of(LIBRARY) }).unwrap();
    assert_eq!(yes.entities["Loan"], accepted.entities["Loan"]);
    assert_eq!(accepted.blocking().count(), 0);
    assert!(accepted.open_questions.iter().all(|q| q.answer.is_some()));
}

#[test]
fn a_remembered_answer_counts_and_one_given_now_wins() {
    let id = id_of(&read(LIBRARY), "/entities/Loan/fields");
    let mut intent = Intent::of(LIBRARY);
    intent.remembered.insert(id.clone(), json!("borrower"));
    intent.remembered.insert("q-00000000".into(), json!("from another text"));
    let spec = RulesReader::default().read(&intent).unwrap();
    assert!(spec.entities["Loan"].fields.contains_key("borrower"));
    intent.answers.insert(id, json!("note"));
    let spec = RulesReader::default().read(&intent).unwrap();
    assert_eq!(spec.entities["Loan"].fields.keys().collect::<Vec<_>>(), ["note"]);
}

#[test]
fn an_answer_to_an_unknown_question_is_an_error_that_names_the_known_ones() {
    let mut intent = Intent::of(LIBRARY);
    intent.answers.insert("q-00000000".into(), json!("yes"));
    let error = RulesReader::default().read(&intent).unwrap_err();
    assert_eq!(error.code, "QL-R002");
    assert!(error.hint.unwrap().contains(&id_of(&read(LIBRARY), "/entities/Loan/fields")));
}

#[test]
fn an_unknown_field_is_kept_left_out_or_made_an_entity() {
    let pointer = "/entities/Book/fields/author";
    assert_eq!(
        answered(pointer, json!("field")).entities["Book"].fields["author"].origin,
        Some(Origin::Confirmed)
    );
    let id = id_of(&read(LIBRARY), pointer);
    for (answer, filters) in [("leave it out", vec![]), ("Author entity", vec!["author_id"])] {
        let mut intent = Intent::of(LIBRARY);
        intent.answers.insert(id.clone(), json!(answer));
        let spec = RulesReader::default().read(&intent).unwrap();
        assert!(!spec.entities["Book"].fields.contains_key("author"));
        let list = spec.operations.iter().find(|op| op.id == "listBooks").unwrap();
        assert_eq!(list.filters, filters);
    }
}

#[test]
fn a_conflict_is_settled_by_its_answer() {
    let text = "A product has a title and a price. The title is optional. The title is required.";
    let question = read(text).open_questions[0].clone();
    let mut intent = Intent::of(text);
    intent.answers.insert(question.id, json!("required"));
    let spec = RulesReader::default().read(&intent).unwrap();
    assert!(spec.entities["Product"].fields["title"].required);
    assert_eq!(spec.blocking().count(), 0);
}

#[test]
fn an_edited_spec_keeps_what_was_read_and_confirms_what_was_changed() {
    let text = "A todo API. Each task has a title (max 200 characters), a due date and a done flag.";
    let mut edited = read(text);
    let same = RulesReader::default()
        .read(&Intent { spec: Some(Box::new(edited.clone())), ..Intent::default() })
        .unwrap();
    assert_eq!(same, edited, "an unchanged spec reads as itself");
    let title = edited.entities["Task"].fields.get_mut("title").unwrap();
    title.max_length = Some(80);
    let spec =
        RulesReader::default().read(&Intent { spec: Some(Box::new(edited)), ..Intent::default() }).unwrap();
    let task = &spec.entities["Task"];
    assert_eq!(
        (task.fields["title"].max_length, task.fields["title"].origin),
        (Some(80), Some(Origin::Confirmed))
    );
    assert_eq!(task.fields["due_date"].origin, Some(Origin::Stated));
}

#[test]
fn a_rule_that_stays_text_can_be_set_aside() {
    let text = "A recipe has a title. Users can rate recipes from 1 to 5.";
    let spec = read(text);
    let question =
        spec.open_questions.iter().find(|q| q.kind == domain::spec::QuestionKind::RuleNotFormalised).unwrap();
    assert!(!question.blocking);
    let mut intent = Intent::of(text);
    intent.answers.insert(question.id.clone(), json!("set aside"));
    let spec = RulesReader::default().read(&intent).unwrap();
    assert!(spec.open_questions.iter().any(|q| q.answer == Some(json!("set aside"))));
}

const LEASE: &str = "An API for members. A member has a name. Leasing as agreed on the phone with Bob.";

fn said_again(text: &str, answer: &str) -> Result<Spec, domain::Explained> {
    use domain::spec::QuestionKind::{RuleNotFormalised, Unrecognised};
    let asked = read(text).open_questions;
    let question = asked.iter().find(|q| matches!(q.kind, Unrecognised | RuleNotFormalised)).unwrap();
    let mut intent = Intent::of(text);
    intent.answers.insert(question.id.clone(), json!(answer));
    RulesReader::default().read(&intent)
}

#[test]
fn words_that_were_not_understood_can_be_said_again_as_a_list_or_a_sentence() {
    for answer in [
        "leases (begin date, end date optional, price per year)",
        "A lease has a begin date, an optional end date and a price per year.",
    ] {
        let spec = said_again(LEASE, answer).unwrap();
        let lease = &spec.entities["Lease"];
        assert_eq!(lease.fields.keys().collect::<Vec<_>>(), ["begin_date", "end_date", "price_per_year"]);
        assert_eq!(spec.blocking().count(), 0, "{answer}");
        assert_eq!(spec.left_out().count(), 0, "{answer}");
        assert_eq!(spec.coverage.silent, 0, "{answer}");
        assert!(spec.operations.iter().any(|op| op.path.as_deref() == Some("/leases")));
    }
}

#[test]
fn an_answer_of_which_nothing_is_understood_settles_nothing() {
    for answer in
        ["no idea, whatever", "yes please", "???", "the same as a list: name (field, other field optional)"]
    {
        let error = said_again(LEASE, answer).unwrap_err();
        assert_eq!(error.code, "QL-R003", "{answer}: {error}");
    }
    for answer in ["leave it out", "keep it as a note for a person"] {
        assert_eq!(said_again(LEASE, answer).unwrap().left_out().count(), 1, "{answer}");
    }
}

#[test]
fn a_rule_that_stayed_text_can_be_said_again() {
    let text = "An API for seats. A seat has a row and a number. Nobody may ever sit where somebody else of that row is.";
    let spec = said_again(text, "The number is unique within a row.").unwrap();
    assert_eq!(spec.entities["Seat"].unique, [["number", "row"]], "{:?}", spec.rules);
    assert!(spec.rules.iter().all(|rule| rule.kind != "other"), "{:?}", spec.rules);
}

#[test]
fn a_text_in_another_language_is_answered_in_english() {
    let text = "Vorrei una API per la gestione dei libri. Ogni libro ha un titolo e un ISBN, che è unico.";
    let spec = said_again(text, "An API for books. A book has a title and an isbn that is unique.").unwrap();
    assert_eq!(spec.entities["Book"].fields.keys().collect::<Vec<_>>(), ["title", "isbn"]);
    assert_eq!(spec.blocking().count(), 0);

    // Of a language that is read, what was not known is said in English.
    let text =
        "Wir brauchen eine API für unser Lager. Ein Buch hat einen Titel und einen Quetschkommodenstand.";
    let spec = said_again(text, "A book has a weight.").unwrap();
    assert_eq!(spec.entities["Book"].fields.keys().collect::<Vec<_>>(), ["title", "weight"]);
}
