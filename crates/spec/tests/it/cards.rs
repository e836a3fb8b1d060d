//! Cards: the name of a thing, a mark, and clauses that all speak of it.

use crate::reading::read;

/// The fields of the thing, and where its keys lead.
fn found(text: &str, thing: &str) -> (Vec<String>, Vec<String>) {
    let spec = read(text);
    let fields = spec.entities.get(thing).map_or(Vec::new(), |one| one.fields.keys().cloned().collect());
    let keys = spec.relations.iter().filter(|r| r.from == thing).map(|r| r.to.clone()).collect();
    (fields, keys)
}

#[test]
fn every_sentence_on_the_line_of_a_name_speaks_of_it() {
    const WAYS: &[&str] = &[
        "**Crate**: stands in one cellar. It has a label and a weight.",
        "**Crate** – lies in a cellar. Label, weight.",
        "- Crate: belongs to one cellar. Has a label and a weight.",
        "Crate: of one cellar. Label and weight.",
        "Crate: of one cellar; label, weight.",
        "- Crates: each one is in a cellar and has a label and a weight.",
        "Crates: they belong to a cellar. Each has a label and a weight.",
        "Crates: for a cellar; label, weight",
        "Crate – one box of a cellar: label, weight.",
        "* Crate: part of a cellar; label, weight",
        "Crate: sits in one cellar, has a label and a weight.",
    ];
    for way in WAYS {
        let text = format!("An API for a winery.\n\n**Cellar**: name, town.\n\n{way}\n");
        assert_eq!(
            found(&text, "Crate"),
            (vec!["label".to_owned(), "weight".to_owned()], vec!["Cellar".to_owned()]),
            "{text}"
        );
        assert_eq!(found(&text, "Cellar").0, ["name", "town"], "{text}");
    }
}

#[test]
fn who_made_it_is_behind_whose_it_is() {
    for text in [
        "An API.\n\nTool: name, serial number.\nMember: name, email.\nLoan: of one tool, by a member; due date, note (optional).",
        "An API.\n\nTool: name, serial number.\nMember: name, email.\nLoan: of one tool, by a member. Due date, note (optional).",
        "An API.\n\nTool: name, serial number.\n\nMember: name, email.\n\nLoan – one borrowing of a tool by a member: due date, note (optional).",
    ] {
        let (fields, mut keys) = found(text, "Loan");
        keys.sort();
        assert_eq!(fields, ["due_date", "note"], "{text}");
        assert_eq!(keys, ["Member", "Tool"], "{text}");
    }
}

#[test]
fn what_is_said_of_anybody_else_is_not_said_of_the_thing_on_the_card() {
    let spec =
        read("An API.\n\nCourse: title, price. Only trainers may change courses.\nTrainer: name, email.");
    let fields: Vec<_> = spec.entities["Course"].fields.keys().collect();
    assert_eq!(fields, ["title", "price"]);
    let spec = read("An API.\n\nPriority: low, medium or high. Tickets: title, priority.");
    assert!(!spec.entities.contains_key("Priority"), "{:?}", spec.entities.keys());
}
