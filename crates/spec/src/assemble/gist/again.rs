//! What says again that each of two things may go with many of the other.

use domain::spec::RelationKind;

use super::scene::Scene;
use crate::english::evidence::{Fact, Mod};

const BESIDE: &[&str] =
    &["many", "several", "multiple", "different", "various", "number", "belong", "appear", "occur"];
const ELSE: &[&str] = &[
    "unless", "until", "till", "except", "before", "after", "or", "if", "when", "while", "other", "least",
    "without", "only", "most", "more", "than", "exactly", "one", "own",
];

/// What is done to no record, and what may be done all the same.
const EDIT: &[&str] = &["edit", "change", "alter", "modify", "update", "amend", "correct", "overwrite"];
const ELSEWISE: &[&str] = &[
    "delete",
    "remove",
    "cancel",
    "add",
    "create",
    "never",
    "can't",
    "cannot",
    "isn't",
    "aren't",
    "afterwards",
    "later",
    "only",
    "just",
];

/// `rentals are never edited, only deleted`, where nobody may edit them anyway.
fn never_edited(scene: &Scene<'_>) -> Option<Fact> {
    let [thing] = scene.entities()[..] else { return None };
    let denied = scene.draft.denied.contains(&(thing.to_owned(), "update"));
    (denied && scene.refusals() == 1 && scene.says("only deleted") && scene.accounts_for(&[EDIT, ELSEWISE]))
        .then(|| Fact::About {
            field: None,
            owner: Some(scene.phrase(thing)),
            mods: vec![Mod::Immutable],
            toks: scene.range.clone(),
        })
}

/// `a plot has only one member or none at the moment`: the key may be empty.
fn or_none(scene: &Scene<'_>) -> Option<Fact> {
    const NONE: &[&str] = &["none", "nobody", "noone", "nothing"];
    const THEN: &[&str] = &["moment", "yet", "present", "time", "now", "currently", "all"];
    let [one, other] = scene.entities()[..] else { return None };
    // "… one member or none": of what stands before it.
    let other_is_told = scene.last_before_word(NONE)? == other;
    let (holder, held) = if other_is_told { (one, other) } else { (other, one) };
    // Where the held one has the key, there may be none of it anyway.
    scene.key(holder, held).or_else(|| scene.key(held, holder))?;
    let said = scene.has(NONE) && scene.has(&["or"]) && scene.refusals() == 1 && scene.numbers.is_empty();
    (said
        && scene.accounts_for(&[
            NONE,
            THEN,
            BESIDE,
            &["one", "only", "exactly", "belong", "assign", "single", "just"],
        ]))
    .then(|| Fact::Link {
        from: Some(scene.phrase(holder)),
        to: scene.phrase(held),
        optional: true,
        toks: scene.range.clone(),
    })
}

pub fn read(scene: &Scene<'_>) -> Option<Fact> {
    if let Some(found) = or_none(scene) {
        return Some(found);
    }
    if let Some(found) = never_edited(scene) {
        return Some(found);
    }
    let many = scene.has(&["many", "several", "multiple"]);
    if !many
        || scene.refusals() > 0
        || scene.has(ELSE)
        || !scene.numbers.is_empty()
        || !scene.accounts_for(&[BESIDE])
    {
        return None;
    }
    let [one, other] = scene.entities()[..] else { return None };
    let tied = |from: &str, to: &str| {
        scene
            .draft
            .relations
            .iter()
            .any(|r| r.from == from && r.to == to && r.kind == RelationKind::ManyToMany)
    };
    (tied(one, other) || tied(other, one)).then(|| Fact::Link {
        from: Some(scene.phrase(one)),
        to: scene.phrase(other),
        optional: false,
        toks: scene.range.clone(),
    })
}
