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

#[test]
fn a_thing_told_by_what_happens_between_two_others_is_of_both() {
    for (way, fields) in [
        (
            "- Loan: one painting goes to one museum. Start date, end date, courier (optional).",
            vec!["start_date", "end_date", "courier"],
        ),
        ("- Loan: a museum borrows a painting, with a start date and a fee", vec!["start_date", "fee"]),
        ("- Loan: a museum takes over one painting; start date, fee", vec!["start_date", "fee"]),
        ("- Loan: sends a painting to a museum, with a start date and a fee", vec!["start_date", "fee"]),
        ("- Loan: about one painting, for one museum. Start date and fee.", vec!["start_date", "fee"]),
    ] {
        let text = format!(
            "An API for an archive.\n\n- Painting: title (unique), year\n{way}\n- Museum: name (unique), town\n"
        );
        let (found_fields, mut keys) = found(&text, "Loan");
        keys.sort();
        assert_eq!(
            (found_fields, keys),
            (
                fields.iter().map(|name| (*name).to_owned()).collect(),
                vec!["Museum".to_owned(), "Painting".to_owned()]
            ),
            "{text}"
        );
        assert_eq!(found(&text, "Painting").0, ["title", "year"], "{text}");
    }
}

#[test]
fn what_stands_on_a_card_that_is_not_understood_goes_to_no_other_thing() {
    let text = "An API.\n\n- Painting: title (unique), year\n- Loan: glim the frobnication of it. Start date, fee, note (optional).\n- Museum: name";
    assert_eq!(found(text, "Painting").0, ["title", "year"]);
    assert_eq!(found(text, "Loan").0, ["start_date", "fee", "note"]);
}

#[test]
fn members_below_a_heading_are_members_of_what_the_heading_names() {
    for text in [
        "A gym API.\n\n## Member\nName, email (unique), joined on.\n\n## Visit\nOne member comes to one gym. Time in, remark (optional).\n\n## Gym\nName, street.",
        "A gym API.\n\n## Member\nName, email (unique), joined on.\n\n## Visit\nBelongs to a member and to a gym. Time in, remark (optional).\n\n## Gym\nName, street.",
        "A gym API.\n\nMembers\n- name, email (unique)\n- joined on\n\nVisits\n- for one member and one gym\n- time in\n- remark (optional)\n\nGyms\n- name\n- street",
    ] {
        let (fields, mut keys) = found(text, "Visit");
        keys.sort();
        assert_eq!(fields, ["time_in", "remark"], "{text}");
        assert_eq!(keys, ["Gym", "Member"], "{text}");
        assert_eq!(found(text, "Member").0, ["name", "email", "joined_on"], "{text}");
    }
}

#[test]
fn names_that_documents_have_for_their_parts_are_things_beside_other_things() {
    for name in [
        "Route", "Key", "Report", "List", "Page", "Test", "Task", "Order", "Rule", "Project", "Service",
        "Model",
    ] {
        let text = format!(
            "A climbing API.\n\n- Wall: name (unique), height in metres\n- {name}: name (optional), grade (at most 4 characters)\n"
        );
        assert_eq!(found(&text, name).0, ["name", "grade"], "{text}");
    }
    let spec = read(
        "An API.\n\n- Wall: name (unique), height in metres\n- Rules: a wall with holds cannot be deleted\n- Roles: setter, climber",
    );
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Wall"]);
}

#[test]
fn a_role_that_has_a_name_is_a_thing_and_is_given_no_right() {
    let text = "A REST API.\n\n- lamps: code (unique), weight in kg\n- owners: name\n";
    assert_eq!(found(text, "Owner").0, ["name"]);
    let spec = read("A REST API.\n\n- clerks: read lamps\n- lamps: code (unique), weight in kg\n");
    assert!(!spec.entities.contains_key("Clerk"), "{:?}", spec.entities.keys());
}
