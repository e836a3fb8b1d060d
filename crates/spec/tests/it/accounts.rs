//! How people get in, and what is theirs: any way in with any word for what is one's own.

use domain::{Spec, spec::Effect};

use crate::reading::read;

const THINGS: &str = "A todo app. A task has a title and a done flag. A note has a text.";

/// Whether nobody but administrators may do the operation with what is somebody else's.
fn kept_apart(spec: &Spec, op: &str) -> bool {
    let auth = spec.auth.as_ref().unwrap();
    spec.entities.keys().all(|entity| {
        let of = |p: &&domain::spec::Permission| {
            p.effect == Effect::Allow
                && p.ops.iter().any(|o| o == op)
                && p.entity.as_ref().is_none_or(|e| e == entity)
        };
        let owned = spec.relations.iter().any(|r| r.from == *entity && r.to == "User");
        owned && auth.permissions.iter().filter(of).all(|p| p.condition.as_deref() == Some("own"))
    })
}

fn understood(said: &str) -> Spec {
    let spec = read(&format!("{THINGS} {said}"));
    assert_eq!(spec.entities.len(), 2, "{said}: {:?}", spec.entities.keys());
    assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    assert_eq!(spec.rules.len(), 0, "{said}");
    assert_ne!(spec.auth.as_ref().unwrap().scheme, "none", "{said}");
    spec
}

#[test]
fn users_come_in_and_see_only_what_is_theirs() {
    let ins = [
        "Users register.",
        "Users sign up with email and password.",
        "Everyone has an account.",
        "People can create an account and log in.",
        "Users register and log in with an email address and a password;",
        "",
    ];
    let only = ["Users only see", "Each user can only access", "Everybody may just view", "Users see only"];
    let what = ["what they created", "their own data", "things they have added", "their own stuff"];
    for way in ins {
        for who in only {
            for what in what {
                let said = format!("{way} {who} {what}.");
                let spec = understood(&said);
                for op in ["read", "list", "update", "delete"] {
                    assert!(kept_apart(&spec, op), "{said} {op}: {:?}", spec.auth);
                }
            }
        }
    }
}

#[test]
fn everything_belongs_to_whoever_made_it() {
    for what in ["Everything", "All data", "Each record", "All of it", "Every entry"] {
        for whose in [
            "belongs to the user who made it",
            "is owned by the user who created it",
            "is private to its owner",
            "is only visible to the user who added it",
        ] {
            let said = format!("Users register with email and password. {what} {whose}.");
            assert!(kept_apart(&understood(&said), "delete"), "{said}");
        }
    }
    for said in [
        "Users can't see each other's data.",
        "Nobody can see other people's records.",
        "Users may not access the data of other users.",
    ] {
        assert!(kept_apart(&understood(said), "read"), "{said}");
    }
}

#[test]
fn what_follows_the_way_in_is_of_the_same_people() {
    for said in [
        "Users register, log in and manage their own notes.",
        "Users have accounts and manage only their own notes.",
        "Users sign up with email and password and can edit just their own notes.",
    ] {
        let spec = read(&format!("{THINGS} {said}"));
        let owned: Vec<_> =
            spec.relations.iter().filter(|r| r.to == "User").map(|r| r.from.as_str()).collect();
        assert_eq!(owned, ["Note"], "{said}");
        assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    }
    let spec = read(&format!("{THINGS} Agents have accounts and manage only their own notes."));
    assert_eq!(spec.auth.unwrap().roles, ["agent"]);
}

#[test]
fn registering_for_something_is_no_account() {
    let spec = read("An API. An event has a name. An attendee has a name. Attendees register for events.");
    assert_eq!(spec.auth.unwrap().scheme, "none");
}

#[test]
fn an_api_with_accounts_has_people_who_log_in_and_no_records_of_that_name() {
    let heads =
        ["A REST API for photo albums HAS.", "An API for albums HAS, please.", "Build an albums API HAS!"];
    let words = [
        "with accounts",
        "with user accounts",
        "with accounts and roles",
        "with accounts, roles and login",
        "with accounts and passwords",
    ];
    for head in heads {
        for has in words {
            let said = format!("{} An album has a title.", head.replace("HAS", has));
            let spec = read(&said);
            assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Album"], "{said}");
            assert_eq!(spec.auth.as_ref().map(|auth| auth.scheme.as_str()), Some("jwt"), "{said}");
            assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
        }
    }
    // Where they are described they are records like all others.
    for said in [
        "A bank API with accounts. An account has a balance.",
        "A bank API with accounts and transactions. An account has a balance. A transaction has an amount.",
    ] {
        let spec = read(said);
        assert!(spec.entities.contains_key("Account"), "{said}");
        assert_eq!(spec.auth.as_ref().map(|auth| auth.scheme.as_str()), Some("none"), "{said}");
    }
}
