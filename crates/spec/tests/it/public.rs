//! What everybody may do, with or without an account, and what contradicts it.

use domain::{
    Spec,
    intent::Intent,
    roles::Reader,
    spec::{Effect, QuestionKind},
};
use spec::RulesReader;

use crate::reading::read;

const THINGS: &str = "A blog API. Posts have a title and a text. Authors create posts.";

fn who(spec: &Spec, op: &str) -> Vec<String> {
    let mut found: Vec<String> = spec
        .auth
        .iter()
        .flat_map(|auth| &auth.permissions)
        .filter(|p| p.effect == Effect::Allow && p.entity.as_ref().is_none_or(|named| named == "Post"))
        .filter(|p| p.ops.iter().any(|named| named == op))
        .flat_map(|p| p.roles.clone())
        .collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn everybody_reads_what_is_public_however_that_is_said() {
    for said in [
        "Posts are public.",
        "Posts are publicly readable.",
        "All posts are visible to everyone.",
        "Posts are open to everybody.",
        "Posts can be read without an account.",
        "Posts are readable without logging in.",
        "Everybody, even without logging in, can read posts.",
        "Anyone can see posts without a login.",
        "Reading posts works without logging in.",
        "Viewing posts is possible without an account.",
        "No login is needed to read posts.",
        "You don't need an account to view posts.",
        "Without logging in you can only read posts.",
        "Everything needs a login except reading posts.",
        "A login is required for everything but reading posts.",
        "You must log in for everything except viewing posts.",
    ] {
        let spec = read(&format!("{THINGS} {said}"));
        assert!(who(&spec, "read").contains(&"public".to_owned()), "{said}: {:?}", spec.auth);
        for op in ["create", "update", "delete"] {
            assert!(!who(&spec, op).contains(&"public".to_owned()), "{op}: {said}");
        }
        assert_ne!(spec.auth.as_ref().unwrap().scheme, "none", "{said}");
        assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    }
}

#[test]
fn what_everybody_may_and_only_some_may_is_told_with_both_sides() {
    let open = ["Everybody can read posts.", "Posts are public.", "Posts can be read without logging in."];
    let kept = [
        ("Only logged-in users can read posts.", "who is logged in"),
        ("Only editors may see posts.", "editor"),
    ];
    for open in open {
        for (kept, people) in kept {
            for said in [format!("{open} {kept}"), format!("{kept} {open}")] {
                let spec = read(&format!("{THINGS} {said}"));
                let question = spec.blocking().find(|q| q.kind == QuestionKind::Conflict);
                let question = question.unwrap_or_else(|| panic!("{said}: {:?}", spec.open_questions));
                assert!(
                    question.text.contains(people) && question.text.contains("without an account"),
                    "{question:?}"
                );
                assert_eq!(question.options.len(), 2, "{question:?}");
                let answered = |option: usize| {
                    let answers =
                        [(question.id.clone(), question.options[option].clone())].into_iter().collect();
                    let intent = Intent { answers, ..Intent::of(format!("{THINGS} {said}")) };
                    RulesReader::default().read(&intent).unwrap()
                };
                assert!(!who(&answered(0), "read").contains(&"public".to_owned()), "{said}");
                assert!(!who(&answered(0), "list").contains(&"public".to_owned()), "{said}");
                assert!(who(&answered(1), "read").contains(&"public".to_owned()), "{said}");
            }
        }
    }
}

#[test]
fn what_bounds_deeds_or_leaves_out_an_exception_contradicts_nothing() {
    for said in [
        "Everybody can read posts. Readers can only read posts.",
        "Everything needs a login except reading posts.",
        "Posts are public. Only authors may change posts.",
    ] {
        let spec = read(&format!("{THINGS} {said}"));
        let conflict = spec.open_questions.iter().find(|q| q.kind == QuestionKind::Conflict);
        assert!(conflict.is_none(), "{said}: {conflict:?}");
    }
}

#[test]
fn a_note_that_is_public_or_private_has_a_field() {
    let spec = read("A note has a title and a text. A note is public or private. Users log in.");
    let public =
        spec.auth.iter().flat_map(|auth| &auth.permissions).any(|p| p.roles.iter().any(|r| r == "public"));
    assert!(!public, "{:?}", spec.auth);
}
