//! How things and their fields are declared: any way of saying it with any form of a member.

use crate::reading::read;

/// A member as people write it, and the field that it is.
const MEMBERS: &[(&str, &str)] = &[
    ("min crew", "min_crew"),
    ("max value", "max_value"),
    ("from date", "from_date"),
    ("until", "until"),
    ("built on", "built_on"),
    ("called at", "called_at"),
    ("checked out on", "checked_out_on"),
    ("length in m", "length"),
    ("draught (m, > 0)", "draught"),
    ("rating 0-10 with one decimal (optional)", "rating"),
    ("size: S, M, L, XL", "size"),
    ("result: 1-0, 0-1, drawn", "result"),
    ("twitter handle", "twitter_handle"),
    ("timestamp", "timestamp"),
    ("back", "back"),
    ("sold yes/no", "sold"),
    ("genres (list of strings)", "genres"),
    ("returned on (empty while out)", "returned_on"),
];

/// Ways of saying what a boat is made of.
const WAYS: &[&str] = &[
    "Boats (title, {}, price).",
    "Boat: title, {}, price",
    "boat — title, {}, price",
    "Sailors offer boats (title, {}, price).",
    "Sailors (name, email unique) propose boats (title, {}, price).",
    "Register of old boats: boat (title, {}, price), club (name unique).",
    "Manage harbour days: boats (title, {}, price), clubs (name, city).",
    "As a sailor I want to add boats (title, {}, price).",
    "As a sailor, I want to register boats (title, {}, price) so that I know them.",
];

#[test]
fn every_way_of_declaring_takes_every_form_of_a_member() {
    let mut wrong = String::new();
    for way in WAYS {
        for (member, field) in MEMBERS {
            let text = way.replace("{}", member);
            let spec = read(&text);
            let found: Vec<&str> = spec
                .entities
                .get("Boat")
                .map(|boat| boat.fields.keys().map(String::as_str).collect())
                .unwrap_or_default();
            if found != ["title", field, "price"] || spec.coverage.silent > 0 {
                wrong.push_str(&format!("{text}\n  {found:?} {:?}\n", spec.entities.keys()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_has_members_needs_no_known_verb() {
    for deed in ["propose", "offer", "sketch", "auction", "bid on", "sign up for"] {
        let spec = read(&format!("Members (name, email unique) {deed} boats (title, price)."));
        let names: Vec<&str> = spec.entities.keys().map(String::as_str).collect();
        assert_eq!(names, ["Member", "Boat"], "{deed}");
    }
}

#[test]
fn things_that_are_no_people_record_values() {
    for verb in ["record", "note", "list", "capture"] {
        let said = format!("Pets have a name. Vaccinations {verb} pet, vaccine, given on and next due.");
        let spec = read(&said);
        let fields: Vec<&str> = spec.entities["Vaccination"].fields.keys().map(String::as_str).collect();
        assert_eq!(fields, ["vaccine", "given_on", "next_due"], "{said}");
        assert!(spec.relations.iter().any(|key| key.from == "Vaccination" && key.to == "Pet"), "{said}");
    }
    let people = read("Pets have a name. Inspectors record pet, vaccine, given on and next due.");
    assert!(!people.entities.contains_key("Inspector"), "{:?}", people.entities.keys());
}

#[test]
fn what_is_not_surely_a_field_is_none() {
    let of = |said: &str, thing: &str| {
        let spec = read(said);
        spec.entities[thing].fields.keys().cloned().collect::<Vec<_>>()
    };
    let employee = "Employees have a name and an email. A leave request is pending, approved or rejected.";
    assert_eq!(of(employee, "Employee"), ["name", "email"]);
    let jab = "Vaccinations have a vaccine and a next due date. List vaccinations due before a given date.";
    assert!(!of(jab, "Vaccination").contains(&"vaccinations_due".to_owned()));
    let games = "Games have a title. Members can borrow games: loan with game, borrower name, borrowed on.";
    assert_eq!(of(games, "Game"), ["title"]);
    assert_eq!(of(games, "Loan"), ["borrower_name", "borrowed_on"]);
    let lines = "Data:\n  ship - name, bought on\n  trip - ship, from port, to port, left at\n";
    assert_eq!(of(lines, "Ship"), ["name", "bought_on"]);
    assert_eq!(of(lines, "Trip"), ["from_port", "to_port", "left_at"]);
}

#[test]
fn what_names_the_project_is_no_thing() {
    let expenses = "Expenses have an amount and a date.";
    for opening in [
        "Design a service for tracking expenses in a shared flat.",
        "I run a small bike repair shop and need an API.",
        "Backend for storing family expenses.",
        "Build an API to track expenses for our choir.",
    ] {
        let spec = read(&format!("{opening} {expenses}"));
        let names: Vec<&str> = spec.entities.keys().map(String::as_str).collect();
        assert_eq!(names, ["Expense"], "{opening}");
        assert_eq!(spec.blocking().count(), 0, "{opening}: {:?}", spec.blocking().collect::<Vec<_>>());
    }
}

#[test]
fn a_table_may_list_the_values_beside_the_type() {
    let text = "| Model | Field | Type | Notes |\n|---|---|---|---|\n| Recipe | title | string | required, max 100 |\n\
                | Recipe | difficulty | enum | easy, medium, hard |\n| Step | text | text | required |\n";
    let spec = read(text);
    let values = spec.entities["Recipe"].fields["difficulty"].values.clone().unwrap();
    assert_eq!(values, ["easy", "medium", "hard"]);
    assert_eq!(spec.open_questions.len(), 0, "{:?}", spec.open_questions);
}

#[test]
fn what_a_record_answers_is_what_it_keeps() {
    for verb in ["records", "notes", "says", "stores"] {
        for (asked, fields) in [
            ("which member took which book and when", vec!["took_at"]),
            ("which book was taken by which member, how many pages and when", vec!["pages", "taken_at"]),
            ("which member, which book, the fee and where", vec!["fee", "place"]),
        ] {
            let text = format!("An API. Members have a name. Books have a title. A loan {verb} {asked}.");
            let spec = crate::reading::read(&text);
            let found: Vec<_> = spec.entities["Loan"].fields.keys().map(String::as_str).collect();
            assert_eq!(found, fields, "{text}");
            let mut keys: Vec<_> = spec.relations.iter().map(|r| format!("{} {}", r.from, r.to)).collect();
            keys.sort();
            assert_eq!(keys, ["Loan Book", "Loan Member"], "{text}");
            assert_eq!(spec.open_questions.len(), 0, "{text}: {:?}", spec.open_questions);
        }
    }
}

#[test]
fn a_name_that_a_parenthesis_hangs_on_is_a_thing() {
    let text = "API: show(title, slug unique), loan(book, patron, borrowed_on, due_on, returned_on?), book(title), patron(name).";
    let spec = crate::reading::read(text);
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Show", "Loan", "Book", "Patron"]);
    assert!(!spec.entities["Loan"].fields["returned_on"].required);
    assert_eq!(spec.relations.len(), 2);
}

#[test]
fn people_open_what_they_give_fields_to() {
    for verb in ["open", "can open", "file", "raise", "may lodge"] {
        let text = format!("An API. Customers {verb} tickets with a subject and a description.");
        let spec = crate::reading::read(&text);
        assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Ticket"], "{text}");
        assert_eq!(spec.entities["Ticket"].fields.len(), 2, "{text}");
        assert_eq!(spec.auth.unwrap().roles, ["customer"], "{text}");
    }
}
