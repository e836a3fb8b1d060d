//! Whatever is typed: no panic, no silent word, spans inside the text, the same bytes twice.

use domain::{intent::Intent, roles::Reader};
use proptest::prelude::*;
use spec::RulesReader;

use crate::reading::{promises, read};

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_silence(text in "\\PC{0,120}") {
        read(&text);
    }

    #[test]
    fn any_mix_of_the_words_of_requests_is_read_without_silence(
        words in proptest::collection::vec(proptest::sample::select(WORDS.to_vec()), 0..40)
    ) {
        let text = words.join(" ");
        let once = serde_json::to_string(&read(&text)).unwrap();
        prop_assert_eq!(once, serde_json::to_string(&read(&text)).unwrap());
    }
}

const WORDS: &[&str] = &[
    "a",
    "the",
    "each",
    "book",
    "books",
    "task",
    "has",
    "have",
    "with",
    "title",
    "status",
    "(",
    ")",
    ",",
    ".",
    ";",
    ":",
    "and",
    "or",
    "is",
    "unique",
    "per",
    "project",
    "belongs",
    "to",
    "from",
    "1",
    "5",
    "between",
    "max",
    "200",
    "characters",
    "only",
    "admins",
    "can",
    "delete",
    "users",
    "own",
    "their",
    "edit",
    "cannot",
    "be",
    "booked",
    "twice",
    "filter",
    "by",
    "sort",
    "newest",
    "first",
    "25",
    "page",
    "->",
    "open",
    "closed",
    "goes",
    "must",
    "after",
    "before",
    "start",
    "end",
    "API",
    "build",
    "for",
    "Postgres",
    "in",
    "Go",
    "optional",
    "defaults",
    "one",
    "of",
    "many",
    "at",
    "most",
    "3",
    "é",
    "日本",
    "\n",
    "- ",
    "\"",
    "'s",
    "—",
    "`x`",
    "CREATE TABLE",
    "{",
    "}",
    "[",
    "]",
    "e.g.",
    "i.e.",
    "not",
    "no",
];

#[test]
fn texts_of_attachments_are_accounted_for_too() {
    let text = "An API for books.";
    let attached = "Books have a title and a price. Only admins may delete them.";
    let intent = Intent {
        attachments: vec![domain::intent::Attachment { name: "notes.txt".into(), text: attached.into() }],
        ..Intent::of(text)
    };
    let spec = RulesReader::default().read(&intent).unwrap();
    promises(&spec, &[text, attached]);
    assert_eq!(spec.entities["Book"].fields.len(), 2);
}

#[test]
fn a_text_beyond_the_bound_is_refused_with_a_code() {
    let reader = RulesReader { limit_bytes: 100, ..RulesReader::default() };
    let error = reader.read(&Intent::of("x ".repeat(60))).unwrap_err();
    assert_eq!(error.code, "QL-R001");
}

#[test]
fn deep_nesting_and_long_texts_are_read_in_bounded_time() {
    read(&"(".repeat(2000));
    read(&"book (title ".repeat(300));
    read(&"a -> ".repeat(400));
    read(&"Each book has a title. ".repeat(300));
}
