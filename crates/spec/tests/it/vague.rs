//! Vague, contradictory and foreign texts end in questions, never in invented entities.

use domain::spec::QuestionKind;

use crate::reading::read;

#[test]
fn vague_texts_name_no_entity_and_ask_what_to_store() {
    for text in [
        "build me something cool",
        "make an app for my business",
        "I want a fast, secure and scalable platform",
        "an API please",
        "I need software",
        "Do whatever you think is best.",
        "Create a modern, beautiful website for my company",
        "",
    ] {
        let spec = read(text);
        assert!(spec.entities.is_empty(), "{text}: {:?}", spec.entities.keys());
        let asks = |q: &&domain::spec::Question| {
            q.kind == QuestionKind::Missing && q.pointer.as_deref() == Some("/entities")
        };
        let question = spec.blocking().find(asks).unwrap_or_else(|| panic!("{text} is asked about"));
        assert!(!question.proposal.is_null());
    }
}

#[test]
fn a_thing_without_fields_is_asked_about_with_a_proposal() {
    let spec = read("An API for books (title, isbn) and loans.");
    let question = spec.blocking().find(|q| q.pointer.as_deref() == Some("/entities/Loan/fields")).unwrap();
    assert!(question.proposal.as_array().is_some_and(|fields| !fields.is_empty()));
    assert!(spec.entities["Loan"].fields.is_empty(), "nothing is taken silently");
}

#[test]
fn contradictions_are_asked_about_and_block() {
    for text in [
        "A product has a title and a price. The title is optional. The title is required.",
        "A product has a quantity between 10 and 5.",
        "A task has a title and a status (open, closed). The status is one of draft, sent or paid.",
    ] {
        let spec = read(text);
        let conflict = spec.blocking().find(|q| q.kind == QuestionKind::Conflict);
        assert!(conflict.is_some_and(|q| !q.src.is_empty()), "{text}: {:?}", spec.open_questions);
    }
}

#[test]
fn a_filter_by_an_unknown_field_asks_and_adds_the_field_as_inferred() {
    let spec = read(
        "build a REST API for a library with books (title, isbn, published year) and loans; only admins may delete; paginate; filter by author; JWT auth; Postgres",
    );
    let author = &spec.entities["Book"].fields["author"];
    assert_eq!(author.origin, Some(domain::Origin::Inferred));
    let question = spec
        .open_questions
        .iter()
        .find(|q| q.pointer.as_deref() == Some("/entities/Book/fields/author"))
        .unwrap();
    assert!(!question.blocking);
}

#[test]
fn other_languages_are_asked_about_and_give_no_entity() {
    for text in [
        "Crea una API per i clienti con nome, e-mail e indirizzo. Ogni cliente ha molti ordini.",
        "Criar uma API para gerir livros com título, autor e ano de publicação.",
        "Maak een API voor boeken met een titel, een auteur en het jaar van uitgave.",
        "書籍を管理するAPIを作ってください",
        "Создай API для управления книгами и авторами",
    ] {
        let spec = read(text);
        assert!(spec.entities.is_empty(), "{text}: {:?}", spec.entities.keys());
        assert!(spec.blocking().count() >= 1, "{text}");
        assert_ne!(spec.source.language.as_deref(), Some("en"), "{text}");
    }
}

#[test]
fn other_kinds_of_software_are_read_truly() {
    for (text, kind) in [
        ("Write a CLI in Python that converts CSV files to JSON.", "cli"),
        ("Create a Python function that checks whether a string is a palindrome.", "function"),
        ("A landing page for my bakery.", "static_web"),
        ("Build a snake game.", "game"),
        ("Build a Rust library for parsing dates", "library"),
        ("A web scraper that collects prices every night", "worker"),
        ("A data pipeline that reads CSV files, drops bad rows and writes Parquet", "pipeline"),
    ] {
        let spec = read(text);
        assert_eq!(spec.project.kind.as_str(), kind, "{text}");
        assert!(spec.entities.is_empty() && spec.operations.is_empty(), "{text}");
    }
}
