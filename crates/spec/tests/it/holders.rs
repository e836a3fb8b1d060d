//! Whose a record is to people who see or change only their own, where others make it for them.

use std::collections::BTreeMap;

use domain::{Spec, intent::Intent, roles::Reader, spec::Effect};
use spec::RulesReader;

use crate::reading::read;

/// The conditions under which the role may do it: `` is any record.
fn may(spec: &Spec, role: &str, op: &str, entity: &str) -> Vec<String> {
    let mut found: Vec<String> = spec
        .auth
        .iter()
        .flat_map(|auth| &auth.permissions)
        .filter(|p| p.effect == Effect::Allow && p.entity.as_ref().is_none_or(|named| named == entity))
        .filter(|p| p.roles.iter().any(|named| named == role) && p.ops.iter().any(|named| named == op))
        .map(|p| p.condition.clone().unwrap_or_default())
        .collect();
    found.sort();
    found.dedup();
    found
}

fn key(spec: &Spec, from: &str, field: &str) -> Option<String> {
    let found = spec.relations.iter().find(|r| r.from == from && r.field.as_deref() == Some(field));
    found.map(|r| r.to.clone())
}

const ONLY: [&str; 4] = [
    "can see only their own bales",
    "can only see their own bales",
    "only see their own bales",
    "may view just their own bales",
];

#[test]
fn a_key_to_the_people_makes_records_theirs_whoever_makes_them() {
    for tie in [
        "A bale belongs to a weaver.",
        "Each bale is assigned to a weaver.",
        "A bale links a weaver to a loom.",
        "A bale has a weaver and a loom.",
        "Foremen enter bales of a weaver.",
        "Foremen create bales for weavers.",
    ] {
        for only in ONLY {
            let said = format!(
                "Foremen and weavers have accounts. A loom has a name and a width. A bale has a weight and a day. {tie} \
                 Foremen create and delete bales. Weavers {only}."
            );
            let spec = read(&said);
            assert_eq!(
                key(&spec, "Bale", "weaver_id").as_deref(),
                Some("User"),
                "{said}: {:?}",
                spec.relations
            );
            assert_eq!(may(&spec, "weaver", "list", "Bale"), ["own:weaver_id"], "{said}");
            assert_eq!(may(&spec, "foreman", "delete", "Bale"), [""], "{said}");
            // Who makes and deletes them sees them.
            assert_eq!(may(&spec, "foreman", "list", "Bale"), [""], "{said}");
            assert_eq!(spec.blocking().count(), 0, "{said}: {:?}", spec.open_questions);
        }
    }
}

const UNSAID: &str = "Foremen and weavers have accounts. A bale has a weight and a day. Only foremen may create, change and \
                      delete bales. Weavers can only see their own bales.";

#[test]
fn where_nobody_says_whose_a_record_is_the_person_decides() {
    let spec = read(UNSAID);
    let question = spec.blocking().find(|q| q.pointer.as_deref() == Some("/auth/own/Bale/weaver")).unwrap();
    assert_eq!(question.options.len(), 2);
    let answered = |value: &serde_json::Value| {
        let answers = BTreeMap::from([(question.id.clone(), value.clone())]);
        RulesReader::default()
            .read(&Intent { answers: answers.into_iter().collect(), ..Intent::of(UNSAID) })
            .unwrap()
    };
    let named = answered(&question.options[0]);
    assert_eq!(may(&named, "weaver", "list", "Bale"), ["own:weaver_id"]);
    let made = answered(&question.options[1]);
    assert_eq!(may(&made, "weaver", "list", "Bale"), ["own"]);
    assert!(made.relations.iter().any(|r| r.from == "Bale" && r.to == "User"));
}

#[test]
fn people_who_are_kept_as_records_are_known_by_an_account() {
    let spec = read(
        "A weaver has a name and a town. A bale has a weight and a day and belongs to a weaver. Only foremen may create and \
         delete bales. Weavers can only see their own bales.",
    );
    assert_eq!(may(&spec, "weaver", "list", "Bale"), ["own:weaver_id.account_id"]);
    assert!(
        spec.blocking().any(|q| q.pointer.as_deref() == Some("/auth/own/Bale/weaver")),
        "{:?}",
        spec.open_questions
    );
    // Whoever could change that account would own what is another's.
    assert_eq!(may(&spec, "user", "update", "Weaver"), Vec::<String>::new());
    assert_eq!(may(&spec, "foreman", "update", "Weaver"), [""]);
}

#[test]
fn who_makes_the_whole_decides_about_its_parts() {
    for (who, verb) in
        [("the dealer that posted the loom", "posted"), ("the dealer who created the loom", "created")]
    {
        let said = format!(
            "Dealers and weavers have accounts. Dealers post looms. Looms have a name and a width. Weavers apply for looms with \
             a message. An application is open, granted or refused, open at first. Only {who} may grant or refuse an \
             application. Weavers can see only their own applications."
        );
        let spec = read(&said);
        let owner = spec.relations.iter().find(|r| r.from == "Loom" && r.to == "User").unwrap();
        let through = format!("own:loom_id.{}", owner.field.clone().unwrap());
        assert_eq!(
            may(&spec, "dealer", "grant", "Application"),
            std::slice::from_ref(&through),
            "{verb}: {said}"
        );
        // Who decides sees what there is to decide, and nobody sees more for it.
        assert_eq!(may(&spec, "dealer", "list", "Application"), [through], "{said}");
        assert_eq!(may(&spec, "weaver", "list", "Application"), ["own"], "{said}");
    }
    let spec = read(
        "There are listeners, hosts and admins. Shows have a title and a topic and belong to a host. Episodes have a title, a \
         number and belong to a show. Only the host who owns the show can change or delete it or its episodes.",
    );
    assert_eq!(may(&spec, "host", "update", "Show"), ["own"]);
    assert_eq!(may(&spec, "host", "delete", "Episode"), ["own:show_id.host_id"]);
    assert_eq!(may(&spec, "user", "update", "Episode"), Vec::<String>::new());
    assert_eq!(may(&spec, "host", "create", "Episode"), [""]);
}

#[test]
fn what_hangs_on_things_of_their_own_is_theirs() {
    for said in [
        "Owners may see only the visits of their own pets.",
        "Owners can only read visits of their own pets.",
    ] {
        let spec = read(&format!(
            "Vets and owners have logins. Pets have a name and a species and belong to an owner. Visits have a day and a \
             diagnosis and belong to a pet. Vets create visits. {said}"
        ));
        assert_eq!(may(&spec, "owner", "list", "Visit"), ["own:pet_id.owner_id"], "{said}");
        assert_eq!(may(&spec, "vet", "list", "Visit"), ["own"], "{said}");
        // Who could make a pet their own would see the visits of others.
        for op in ["create", "update", "delete"] {
            assert_eq!(may(&spec, "user", op, "Pet"), Vec::<String>::new(), "{op}: {said}");
            assert_eq!(may(&spec, "owner", op, "Pet"), Vec::<String>::new(), "{op}: {said}");
        }
    }
}

#[test]
fn who_was_given_the_deed_alone_changes_no_records_of_others() {
    let things = "Weavers, dealers and admins have accounts. A loom has a name and a width. A rating has stars from 1 to 5. An \
                  application has a letter.";
    for (said, entity) in [
        ("Weavers can rate looms.", "Rating"),
        ("Weavers apply for looms.", "Application"),
        ("Weavers may submit applications.", "Application"),
        ("Dealers post looms.", "Loom"),
        ("Dealers can create looms.", "Loom"),
    ] {
        let spec = read(&format!("{things} {said}"));
        let role = if said.starts_with("Weavers") { "weaver" } else { "dealer" };
        assert!(!may(&spec, role, "create", entity).is_empty(), "{said}");
        for op in ["update", "delete"] {
            assert_eq!(may(&spec, role, op, entity), ["own"], "{op}: {said}");
            assert_eq!(may(&spec, "user", op, entity), Vec::<String>::new(), "{op}: {said}");
        }
        assert!(spec.relations.iter().any(|r| r.from == entity && r.to == "User"), "{said}");
    }
    // Who alone may make them looks after all of them.
    let spec = read(&format!("{things} Only dealers may create looms."));
    assert_eq!(may(&spec, "dealer", "update", "Loom"), [""]);
    // What somebody without an account made is nobody's.
    let spec = read(&format!("{things} Anyone can rate looms."));
    assert_eq!(may(&spec, "user", "delete", "Rating"), Vec::<String>::new());
}

#[test]
fn what_is_done_to_a_thing_has_a_key_to_it() {
    for said in ["Weavers can see all looms and comment on them.", "Weavers can comment on looms."] {
        for described in ["Comments have a text.", ""] {
            let spec =
                read(&format!("Weavers have accounts. Looms have a name and a width. {described} {said}"));
            assert_eq!(key(&spec, "Comment", "loom_id").as_deref(), Some("Loom"), "{said} {described}");
            assert!(!may(&spec, "weaver", "create", "Comment").is_empty(), "{said} {described}");
            assert_eq!(may(&spec, "weaver", "delete", "Comment"), ["own"], "{said} {described}");
        }
    }
    let spec = read(
        "Weavers have accounts. Looms have a name and a width. Weavers can rate looms from 1 to 5 stars.",
    );
    assert_eq!(key(&spec, "Rating", "loom_id").as_deref(), Some("Loom"));
    assert!(spec.entities["Rating"].fields.contains_key("stars"));
    // Two who comment are one maker.
    let spec = read(
        "Weavers and dyers have accounts. Looms have a name and a width. Comments have a text. Weavers can comment on looms. \
         Dyers can comment on looms.",
    );
    let makers = spec.relations.iter().filter(|r| r.from == "Comment" && r.to == "User").count();
    assert_eq!(makers, 1, "{:?}", spec.relations);
}

#[test]
fn what_the_text_bounds_for_admins_stays_so() {
    let things = "Users log in. Notes have a title and a text. Tags have a name and a color. Users can only see, change and delete \
                  their own notes.";
    for said in ["Admins can see all notes.", "Admins may only see notes.", "Admins can only view all notes."]
    {
        let spec = read(&format!("{things} {said}"));
        assert_eq!(may(&spec, "admin", "list", "Note"), [""], "{said}");
        for op in ["update", "delete"] {
            assert_eq!(may(&spec, "admin", op, "Note"), Vec::<String>::new(), "{op}: {said}");
            assert_eq!(may(&spec, "admin", op, "Tag"), [""], "{op}: {said}");
        }
    }
    let spec = read(&format!("{things} Admins can delete any note."));
    assert_eq!(may(&spec, "admin", "update", "Note"), [""]);
}

#[test]
fn accounts_are_looked_at_by_their_own_and_by_administrators() {
    let spec =
        read("Users register with email and password and have a nickname. Looms have a name and a width.");
    for op in ["read", "list", "update", "delete"] {
        assert_eq!(may(&spec, "user", op, "User"), ["own"], "{op}");
        assert_eq!(may(&spec, "admin", op, "User"), [""], "{op}");
    }
}
