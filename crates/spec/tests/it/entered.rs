//! Who makes records of a kind, and what they enter: a right, a thing and its members in one sentence.

use crate::reading::read;

fn of(said: &str) -> (Vec<String>, Vec<String>) {
    let spec = read(said);
    assert_eq!(spec.coverage.silent, 0, "{said}");
    assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
    let things = spec
        .entities
        .iter()
        .map(|(name, entity)| {
            format!("{name}: {}", entity.fields.keys().cloned().collect::<Vec<_>>().join(" "))
        })
        .collect();
    let rights = spec.auth.iter().flat_map(|auth| &auth.permissions);
    let made = rights.filter(|right| right.origin == Some(domain::Origin::Stated)).map(|right| {
        format!(
            "{} {} {}",
            right.roles.join(" "),
            right.ops.join(" "),
            right.entity.as_deref().unwrap_or("*")
        )
    });
    (things, made.collect())
}

#[test]
fn who_enters_what_says_three_things_at_once() {
    for (said, thing, right) in [
        (
            "Owners register their dogs: name, breed, birthday.",
            "Dog: name breed birthday",
            "owner create Dog",
        ),
        (
            "Members enter their boats: name, length and colour.",
            "Boat: name length colour",
            "member create Boat",
        ),
        (
            "Customers open tickets with a subject and a text.",
            "Ticket: subject text",
            "customer create Ticket",
        ),
        (
            "An owner requests a walk, with a start (date and time) and a price.",
            "Walk: start price",
            "owner create Walk",
        ),
        (
            "Nurses log readings (value, unit, taken at).",
            "Reading: value unit taken_at",
            "nurse create Reading",
        ),
    ] {
        let (things, rights) = of(said);
        assert_eq!((things, rights), (vec![thing.to_owned()], vec![right.to_owned()]), "{said}");
    }
}

#[test]
fn what_is_entered_may_be_of_something_else() {
    let spec =
        read("Articles have a title. Any reader can leave a comment on an article with a text and a rating.");
    assert_eq!(spec.entities["Comment"].fields.keys().collect::<Vec<_>>(), ["text", "rating"]);
    assert!(spec.relations.iter().any(|one| one.from == "Comment" && one.to == "Article"));
}

#[test]
fn everybody_needs_no_account_and_that_may_be_said_twice() {
    for tail in ["even without an account", "even without logging in", "even if not logged in"] {
        let (things, rights) = of(&format!("Reviews have a text. Reviews can be read by everybody, {tail}."));
        assert_eq!(things, ["Review: text"], "{tail}");
        assert_eq!(rights, ["public read list Review"], "{tail}");
    }
}
