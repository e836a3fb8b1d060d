//! What holds for any text at all.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{honest, sniff};

/// Pieces of formats, whole and broken, that a text is put together from.
const PIECES: &[&str] = &[
    "CREATE TABLE books (",
    "id INT PRIMARY KEY,",
    "title TEXT NOT NULL",
    "price NUMERIC(6,2) CHECK (price > 0)",
    "CHECK (a < b)",
    "UNIQUE (a, b)",
    ");",
    ")",
    "(",
    ",",
    "'",
    "\"",
    "`",
    "-- x\n",
    "/*",
    "*/",
    "REFERENCES authors(id)",
    "CREATE TYPE m AS ENUM ('a','b');",
    "{",
    "}",
    "[",
    "]",
    ":",
    "{\"books\": [{\"title\": \"x\", \"größe\": 1}]}",
    "{\"a\": {\"b\": [1, 2.5, null]}}",
    "Book:",
    "\n",
    "\n\n",
    "  ",
    "\t",
    "GET /books",
    "POST /books/{id}/borrow - 名前",
    "DELETE /ü",
    "- **Book**: title, isbn (unique)",
    "- title: string, required",
    "| Field | Type |\n|---|---|\n| a | int |",
    "## Book\n",
    "title: string(200), required",
    "price: decimal = 5",
    "entity Book {",
    "名前",
    "größer",
    "\u{301}",
    "\u{200d}",
    "🦀",
    "\u{2028}",
    "\r\n",
    "\0",
    "a book looks like",
    "```json\n",
    "```sql\n",
    "```\n",
    "user_id",
    "\\",
    "title",
    "é",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_mixture_of_formats_is_read_honestly(picks in proptest::collection::vec(0..PIECES.len(), 0..40)) {
        let text: String = picks.iter().flat_map(|at| [PIECES[*at], " "]).collect();
        honest(&text, &sniff(&text, 0, None));
    }

    #[test]
    fn any_text_is_read_honestly(text in "\\PC{0,200}") {
        honest(&text, &sniff(&text, 0, Some("notes.md")));
    }
}

#[test]
fn the_same_text_gives_the_same_facts() {
    let text = PIECES.join(" ");
    assert_eq!(sniff(&text, 0, None), sniff(&text, 0, None));
}

#[test]
fn hostile_lengths_cost_linear_time() {
    for piece in [
        "create table x (",
        "create table x (a int, ",
        "{\"a\":",
        "[{\"a\":1},",
        "{\"a\":[{",
        "GET /a ",
        "'",
        "- a: b, ",
        "a: string\n",
        "|a",
        "Book:\n  title: string\n",
        "# Book\n- a: int\n",
        "```json\n",
        "((((",
        "**",
        "create type x as enum (",
        "CREATE TABLE x (a int); ",
        "> ",
        "- ",
        "{\"books\":[{\"a\":1}]} ",
        "model A { a Int }\n",
        "a:\n b:\n",
        "entity A {\n",
        "INSERT INTO x VALUES (1);\n",
    ] {
        let text = piece.repeat((1 << 18) / piece.len());
        let started = Instant::now();
        let sniffed = sniff(&text, 0, None);
        // Linear costs well under a second; what grows with the square would take many minutes. The bound
        // lies between the two, so that a busy machine does not decide.
        assert!(started.elapsed() < Duration::from_secs(60), "{piece:?} took {:?}", started.elapsed());
        assert!(sniffed.entities.len() <= 300 && sniffed.questions.len() <= 201, "{piece:?}");
    }
}

#[test]
fn a_text_beyond_the_limit_is_refused_with_a_question() {
    let text = "a ".repeat(6 << 20);
    let sniffed = sniff(&text, 0, None);
    assert_eq!(sniffed.questions.len(), 1);
    assert!(sniffed.questions[0].blocking);
}
