//! What is said of some deeds binds those that nobody spoke of.

use domain::{
    Spec,
    spec::{Effect, Permission},
};

use crate::reading::read;

/// Those who may do the deed, `own` behind a role that may for its own records only.
fn may(spec: &Spec, op: &str, entity: &str) -> Vec<String> {
    let permissions = spec.auth.as_ref().map_or(&[][..], |auth| &auth.permissions);
    let speaks = |p: &&Permission| {
        p.effect == Effect::Allow
            && p.ops.iter().any(|one| one == op)
            && p.entity.as_ref().is_none_or(|named| named == entity)
    };
    let mut found: Vec<String> = permissions
        .iter()
        .filter(speaks)
        .flat_map(|p| {
            let own = if p.condition.is_some() { " own" } else { "" };
            p.roles.iter().map(move |role| format!("{role}{own}"))
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

const EXPENSES: &str = "An API for expenses. An expense has an amount and a note.";

#[test]
fn what_they_see_only_of_their_own_they_change_only_of_their_own() {
    let seeing = [
        "can only VERB their own expenses",
        "can just VERB their own expenses",
        "can VERB only their own expenses",
        "can VERB just their own expenses",
        "may solely VERB their own expenses",
        "may VERB nothing but their own expenses",
        "can VERB exclusively their own expenses",
        "only VERB their own expenses",
        "just VERB their own expenses",
    ];
    let verbs = ["see", "view", "read", "see and edit", "view, update", "see and change", "edit", "delete"];
    for (people, role) in [("Users", "user"), ("Customers", "customer"), ("Employees", "employee")] {
        for form in seeing {
            for verb in verbs {
                let said = format!("{EXPENSES} {people} {}.", form.replace("VERB", verb));
                let spec = read(&said);
                for op in ["update", "delete"] {
                    assert_eq!(may(&spec, op, "Expense"), [format!("{role} own")], "{op}: {said}");
                }
                assert_eq!(may(&spec, "create", "Expense"), [role], "{said}");
                assert_eq!(spec.rules.len(), 0, "{said}: {:?}", spec.rules);
                assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
            }
        }
    }
}

#[test]
fn who_alone_may_make_or_edit_alone_may_delete() {
    let people = ["organizers", "organizers and admins"];
    for verbs in ["create or edit", "create", "edit", "add and update", "change"] {
        for who in people {
            for form in
                ["Only WHO may VERB events.", "Events can only be PAST by WHO.", "WHO can VERB events."]
            {
                let past = match verbs {
                    "create or edit" => "created or edited",
                    "create" => "created",
                    "edit" => "edited",
                    "add and update" => "added and updated",
                    _ => "changed",
                };
                let said = format!(
                    "An event has a name. {}",
                    form.replace("WHO", who).replace("VERB", verbs).replace("PAST", past)
                );
                let spec = read(&said);
                let others = may(&spec, "delete", "Event");
                assert!(
                    others.iter().all(|role| role.starts_with("organizer") || role == "admin")
                        && others.iter().any(|role| role.starts_with("organizer")),
                    "{said}: {others:?}"
                );
                assert!(may(&spec, "read", "Event").iter().any(|role| role == "user"), "{said}");
            }
        }
    }
}

#[test]
fn who_alone_may_delete_leaves_the_rest_to_all() {
    let spec = read("A task has a title. Only admins may delete tasks.");
    assert_eq!(may(&spec, "create", "Task"), ["admin", "user"]);
    assert_eq!(may(&spec, "update", "Task"), ["admin", "user"]);
    assert_eq!(may(&spec, "delete", "Task"), ["admin"]);
}

#[test]
fn who_may_only_look_changes_nothing() {
    for form in ["can only view", "may only see", "can just read", "can view", "only view"] {
        for own in ["", "their own "] {
            let said = format!(
                "Roles: student, teacher. An enrollment has a date. Students {form} {own}enrollments."
            );
            let spec = read(&said);
            for op in ["create", "update", "delete"] {
                assert_eq!(may(&spec, op, "Enrollment"), ["teacher"], "{op}: {said}");
            }
        }
    }
    let spec = read("A product has a name. Anyone can browse products.");
    assert_eq!(spec.auth.as_ref().map(|auth| auth.scheme.as_str()), Some("none"));
}

#[test]
fn what_everybody_may_is_open_to_all_who_are_logged_in() {
    let spec = read("With JWT. A post has a title. Anyone can read posts. Users can create posts.");
    assert_eq!(may(&spec, "delete", "Post"), ["user"]);
    let spec = read("With JWT. A post has a title. Anyone can read posts. Users can write posts.");
    assert_eq!(may(&spec, "delete", "Post"), ["user own"]);
    let spec = read("A note has a title. Only the author may edit a note.");
    assert_eq!(may(&spec, "read", "Note"), ["user"]);
    assert_eq!(may(&spec, "delete", "Note"), ["user own"]);
    assert_eq!(may(&spec, "create", "Note"), ["user"]);
}

#[test]
fn what_belongs_to_a_record_that_people_see_only_of_their_own_is_theirs_too() {
    let parts = [
        "An album has many photos. A photo has a caption.",
        "Photos belong to an album and have a caption.",
        "Each photo belongs to one album. A photo has a caption.",
    ];
    let seeing = ["Users see only their own albums.", "Users can only view and edit their own albums."];
    for part in parts {
        for sees in seeing {
            let said = format!("An API for albums. An album has a title. {part} {sees}");
            let spec = read(&said);
            for op in ["read", "list", "update", "delete"] {
                assert_eq!(may(&spec, op, "Photo"), ["user own"], "{op}: {said}");
            }
            assert_eq!(may(&spec, "create", "Photo"), ["user"], "{said}");
            let owners = spec.relations.iter().filter(|r| r.from == "Photo" && r.to == "User").count();
            assert_eq!(owners, 1, "{said}");
        }
    }
    // Parts of parts, too.
    let spec = read(
        "An API for albums. An album has a title. Photos belong to an album and have a caption. \
         Comments belong to a photo and have a text. Users see only their own albums.",
    );
    assert_eq!(may(&spec, "read", "Comment"), ["user own"]);
    // What was said of the part itself holds, and what everybody sees keeps nothing.
    let spec = read(
        "An API for albums. An album has a title. Photos belong to an album and have a caption. \
         Users see only their own albums. Everybody can read photos.",
    );
    assert!(!may(&spec, "read", "Photo").contains(&"user own".to_owned()), "{:?}", spec.auth);
    let spec = read(
        "An API for albums. An album has a title. Photos belong to an album and have a caption. \
         Users can only edit their own albums.",
    );
    assert_eq!(may(&spec, "read", "Photo"), ["user"]);
}

#[test]
fn that_administrators_may_do_everything_takes_nothing_from_others() {
    for blanket in ["Admins can do everything.", "Admins can do anything.", "Admins may do everything."] {
        for sees in ["Users see and edit only their own expenses.", "Users can only view their own expenses."]
        {
            let said = format!("{EXPENSES} {sees} {blanket}");
            let spec = read(&said);
            assert_eq!(may(&spec, "create", "Expense"), ["admin", "user"], "{said}");
            for op in ["read", "list", "update", "delete"] {
                assert_eq!(may(&spec, op, "Expense"), ["admin", "user own"], "{op}: {said}");
            }
        }
        // Who was only told to look does not change anything, told or not.
        for looks in ["Users can view expenses.", ""] {
            let said = format!("{EXPENSES} {looks} {blanket}");
            let spec = read(&said);
            for op in ["create", "update", "delete"] {
                assert_eq!(may(&spec, op, "Expense"), ["admin"], "{op}: {said}");
            }
            assert_eq!(may(&spec, "read", "Expense"), ["admin", "user"], "{said}");
        }
    }
}

#[test]
fn nobody_does_to_a_record_what_they_may_not_see() {
    let deeds = [
        ("Members can delete loans.", "delete"),
        ("A member can edit a loan.", "update"),
        ("Members may update and delete loans.", "delete"),
        ("Members may update and delete loans.", "update"),
    ];
    for (deed, op) in deeds {
        for sees in ["Members see only their own loans.", "Members can only view their own loans."] {
            for said in [format!("{sees} {deed}"), format!("{deed} {sees}")] {
                let said = format!(
                    "An API with accounts. A loan has a due date. {said} Librarians manage all loans."
                );
                let spec = read(&said);
                assert_eq!(may(&spec, op, "Loan"), ["librarian", "member own"], "{op}: {said}");
            }
        }
    }
    let spec = read(
        "An API with accounts. A loan has a due date and a status: open or returned, starting as open. \
         Members see only their own loans. Members can return an open loan.",
    );
    assert_eq!(may(&spec, "return", "Loan"), ["member own"]);
}

#[test]
fn everybody_looks_after_the_own_account_and_no_other() {
    for users in [
        "Users have an email, a password and a display name.",
        "A user has a display name.",
        "Users: display name, email, password.",
    ] {
        let said = format!(
            "A blog API with login. {users} Posts belong to a user and have a title. Users can only change and delete their own posts."
        );
        let spec = read(&said);
        if !spec.entities.contains_key("User") {
            continue;
        }
        for op in ["update", "delete"] {
            assert_eq!(may(&spec, op, "User"), ["admin", "user own"], "{op}: {said}");
        }
        assert_eq!(may(&spec, "create", "User"), ["admin"], "{said}");
    }
}

#[test]
fn what_nobody_does_without_login_everybody_does_who_is_logged_in() {
    for without in [
        "without login",
        "without a login",
        "without logging in",
        "without an account",
        "without being logged in",
    ] {
        for (verb, op) in [("read", "read"), ("delete", "delete"), ("edit", "update")] {
            for nobody in ["Nobody can", "No one may"] {
                let said = format!("{EXPENSES} {nobody} {verb} expenses {without}.");
                let spec = read(&said);
                assert_eq!(spec.auth.as_ref().unwrap().scheme, "jwt", "{said}");
                assert_eq!(may(&spec, op, "Expense"), ["user"], "{said}");
                let kinds: Vec<_> = spec.operations.iter().map(|o| o.kind).collect();
                assert!(kinds.len() >= 5, "{said}: {kinds:?}");
            }
        }
    }
}
