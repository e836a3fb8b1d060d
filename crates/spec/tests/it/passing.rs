//! Words said in passing change nothing: a request with them has the facts of the same request without.

use domain::Spec;
use serde_json::Value;

use crate::reading::read;

const THINGS: &str =
    "An API for a club. A member has a name. A boat has a name and a length and belongs to a member.";

/// What was read, without where it stands and in which words.
fn facts(said: &str) -> Value {
    let spec: Spec = read(&format!("{THINGS} {said}"));
    assert_eq!(spec.coverage.silent, 0, "{said}");
    let asked: Vec<&str> = spec.open_questions.iter().map(|one| one.text.as_str()).collect();
    assert!(asked.is_empty(), "{said}: {asked:?}");
    fn plain(value: &mut Value) {
        match value {
            Value::Object(map) => {
                for gone in ["src", "x-ql-src", "span", "text", "statement", "id", "confidence"] {
                    map.remove(gone);
                }
                map.values_mut().for_each(plain);
            }
            Value::Array(list) => list.iter_mut().for_each(plain),
            _ => {}
        }
    }
    let mut told = serde_json::json!({
        "entities": spec.entities, "relations": spec.relations, "permissions": spec.auth.as_ref().map(|auth| &auth.permissions),
        "rules": spec.rules, "operations": spec.operations,
    });
    plain(&mut told);
    told
}

#[track_caller]
fn says_the_same(plain: &str, others: &[&str]) {
    let wanted = facts(plain);
    assert_ne!(wanted, facts(""), "{plain} says nothing");
    for said in others {
        assert_eq!(facts(said), wanted, "{said}");
    }
}

#[test]
fn between_an_auxiliary_and_its_verb() {
    says_the_same(
        "Skippers can delete boats.",
        &[
            "Skippers can also delete boats.",
            "Skippers can of course delete boats.",
            "Skippers can, of course, delete boats.",
            "Skippers can obviously delete boats.",
            "Skippers can in addition delete boats.",
            "Skippers naturally can delete boats.",
        ],
    );
    says_the_same(
        "The name of a member must be unique.",
        &[
            "The name of a member must always be unique.",
            "The name of a member must of course be unique.",
            "The name of a member must, however, be unique.",
            "The name of a member should ideally be unique.",
        ],
    );
    says_the_same(
        "Boats can never be changed.",
        &["Boats can of course never be changed.", "Boats can, naturally, never be changed."],
    );
}

#[test]
fn before_the_matter_of_a_sentence() {
    let plain = "Only skippers may delete boats.";
    let leads = [
        "PS: only",
        "Btw only",
        "Oh, and only",
        "For now, only",
        "In other words, only",
        "Needless to say, only",
        "Last but not least, only",
        "As you'd expect, only",
        "As usual, only",
        "Also important: only",
        "It's important that only",
        "One more thing: only",
        "Of course only",
        "Obviously, only",
        "By the way, only",
    ];
    let said: Vec<String> = leads.iter().map(|lead| format!("{lead} skippers may delete boats.")).collect();
    says_the_same(plain, &said.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn behind_the_matter_of_a_sentence() {
    let plain = "Only skippers may delete boats.";
    let tails = [
        ", of course",
        ", obviously",
        " though",
        ", please",
        ", that's important",
        ", no exceptions",
        ", thank you very much",
        ", because otherwise there is chaos",
        ", since they know the boats",
        ", so nothing gets lost",
        " (for obvious reasons)",
    ];
    let said: Vec<String> =
        tails.iter().map(|tail| format!("Only skippers may delete boats{tail}.")).collect();
    says_the_same(plain, &said.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn among_the_members_of_a_list() {
    says_the_same(
        "A race has a date and a place.",
        &[
            "A race has a date and, of course, a place.",
            "A race has of course a date and a place.",
            "A race has a date and a place, of course.",
            "A race has a date and also a place.",
        ],
    );
    says_the_same("A race has a title (required).", &["A race has a title (required, of course)."]);
}

#[test]
fn what_one_may_do_in_more_words() {
    says_the_same(
        "Skippers can delete boats.",
        &[
            "Skippers should be able to delete boats.",
            "Skippers are allowed to delete boats.",
            "Skippers are permitted to delete boats.",
            "Skippers have the right to delete boats.",
            "Skippers need to be able to delete boats.",
            "Skippers should also be able to delete boats.",
        ],
    );
    says_the_same(
        "Only skippers can delete boats.",
        &["Only skippers are allowed to delete boats.", "Only skippers should be able to delete boats."],
    );
}

#[test]
fn a_reason_that_binds_is_no_reason_alone() {
    let spec =
        read(&format!("{THINGS} Only skippers may delete boats, because a member may have at most 3 boats."));
    let limited = spec.rules.iter().any(|rule| rule.kind == "limit") || !spec.open_questions.is_empty();
    assert!(limited, "{:?}", spec.rules);
}

#[test]
fn a_reason_ends_where_the_sentence_goes_on() {
    let spec =
        read("I would like it in Rust, as I am learning it, with a SQLite database. A tree has a name.");
    assert_eq!(spec.project.storage.as_deref(), Some("sqlite"));
    assert_eq!(spec.project.origin.get("storage"), Some(&domain::Origin::Stated));
}

#[test]
fn words_that_limit_are_never_said_in_passing() {
    let only = read(&format!("{THINGS} Guests can only read boats."));
    let also = read(&format!("{THINGS} Guests can also read boats."));
    let rows = |spec: &Spec| serde_json::to_value(spec.auth.as_ref().map(|auth| &auth.permissions)).unwrap();
    assert_eq!(only.coverage.silent + also.coverage.silent, 0);
    let deny = read(&format!("{THINGS} Skippers should not be able to delete boats."));
    assert_ne!(rows(&deny), rows(&read(&format!("{THINGS} Skippers should be able to delete boats."))));
}
