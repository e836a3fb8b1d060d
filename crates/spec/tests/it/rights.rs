//! Who may do what, as people write it: tables, lines, sentences about roles that no list has.

use domain::{
    Origin, Spec,
    spec::{Effect, QuestionKind},
};

use crate::reading::read;

/// The stated permissions, one role, operation and entity each; reading one and reading all is one right.
pub fn rights(spec: &Spec) -> Vec<String> {
    let mut found = Vec::new();
    for permission in spec.auth.iter().flat_map(|auth| &auth.permissions) {
        if permission.origin == Some(Origin::Default) {
            continue;
        }
        let entities = match &permission.entity {
            Some(entity) => vec![entity.clone()],
            None => spec.entities.keys().cloned().collect(),
        };
        for (role, entity) in permission.roles.iter().flat_map(|role| entities.iter().map(move |e| (role, e)))
        {
            for op in permission.ops.iter().filter(|op| *op != "list") {
                let not = if permission.effect == Effect::Deny { "!" } else { "" };
                let own = if permission.condition.is_some() { " own" } else { "" };
                found.push(format!("{not}{role} {op} {entity}{own}"));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

/// What is said about boats and their trips gives just these rights, and no question.
fn check(said: &str, expected: &[&str]) {
    let spec = read(&format!("{THINGS}\n\n{said}"));
    let mut expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
    expected.sort();
    assert_eq!(rights(&spec), expected, "{said}");
    assert_eq!(spec.coverage.silent, 0, "{said}");
}

/// A right that holds for some rows or at some times only: asked about, not granted.
fn check_asked(said: &str) {
    let spec = read(&format!("{THINGS}\n\n{said}"));
    assert_eq!(rights(&spec), Vec::<String>::new(), "{said}");
    let asked = |q: &domain::spec::Question| {
        matches!(q.kind, QuestionKind::RuleNotFormalised | QuestionKind::Unrecognised)
    };
    assert!(spec.open_questions.iter().any(asked), "{said}: nothing is asked");
    assert_eq!(spec.coverage.silent, 0, "{said}");
}

const THINGS: &str = "API with JWT. A boat has a name and a length. A trip belongs to a boat and has a title and a \
                      status (planned, sailed, cancelled).";

#[test]
fn who_cannot_do_anything_but_one_thing_is_not_refused_that_one() {
    for refused in ["can't do anything but view keys", "cannot do anything except look at keys"] {
        let spec = read(&format!("API for keys. A key has a code. Tenants {refused}."));
        let rights = spec.auth.iter().flat_map(|auth| &auth.permissions);
        assert!(rights.clone().all(|right| right.effect != domain::spec::Effect::Deny), "{refused}");
        assert!(spec.blocking().count() > 0, "{refused}: {:?}", spec.open_questions);
    }
}

#[test]
fn a_table_of_ticks_has_people_on_one_side_and_deeds_on_the_other() {
    check(
        "| | Skipper | Bosun | Guest |\n|---|---|---|---|\n| Read boats | x | x | x |\n| Create boats | x | | |\n\
         | Delete boats | | | |",
        &["bosun read Boat", "public read Boat", "skipper create Boat", "skipper read Boat"],
    );
    check(
        "| | Admin | Gardener |\n|---|:-:|:-:|\n| Trips: create | yes | no |\n| Trips: update | yes | own |",
        &["admin create Trip", "admin update Trip", "gardener update Trip own"],
    );
}

#[test]
fn who_looks_after_things_may_do_all_to_them() {
    let all = ["bosun create Boat", "bosun read Boat", "bosun update Boat", "bosun delete Boat"];
    for said in [
        "Boats are managed by the bosun.",
        "Boats are maintained by bosuns.",
        "Boats are administered by our bosuns.",
    ] {
        check(&format!("The bosun can read boats. {said}"), &all);
    }
    let seen = [all.as_slice(), &["user read Boat"]].concat();
    check(
        "Bosuns can read boats. Boats are managed by the bosun and visible to everyone who is logged in.",
        &seen,
    );
}

#[test]
fn a_deed_that_no_column_ticks_is_there_for_nobody() {
    let spec = read(&format!(
        "{THINGS}\n\n| | Skipper | Bosun |\n|---|---|---|\n| Read boats | x | x |\n| Delete boats | | |"
    ));
    assert!(spec.operations.iter().any(|op| op.id == "createBoat"));
    assert!(!spec.operations.iter().any(|op| op.id == "deleteBoat"));
}

#[test]
fn a_table_of_letters_or_verbs_has_people_and_things() {
    check(
        "| | Clerk | Manager |\n|---|---|---|\n| Boat | R | CRUD |\n| Trip | CRU | R |",
        &[
            "clerk create Trip",
            "clerk read Boat",
            "clerk read Trip",
            "clerk update Trip",
            "manager create Boat",
            "manager delete Boat",
            "manager read Boat",
            "manager read Trip",
            "manager update Boat",
        ],
    );
    check(
        "| Role | Boats | Trips |\n|------|---|---|\n| intern | read | none |\n| harbour master | create, update | read only |",
        &[
            "harbour_master create Boat",
            "harbour_master read Trip",
            "harbour_master update Boat",
            "intern read Boat",
        ],
    );
}

#[test]
fn a_line_gives_a_role_its_rights() {
    check("Dispatchers: create and update trips", &["dispatcher create Trip", "dispatcher update Trip"]);
    check(
        "Who may do what:\n- bosun: read trips, update own trips",
        &["bosun read Trip", "bosun update Trip own"],
    );
    check("- Auditors: read only", &["auditor read Boat", "auditor read Trip"]);
    check(
        "Create and delete boats: harbour masters\n\nHarbour masters may read trips.",
        &["harbour_master create Boat", "harbour_master delete Boat", "harbour_master read Trip"],
    );
    check(
        "Sales reps: boats r/w, trips r (own only)",
        &["sales_rep create Boat", "sales_rep read Boat", "sales_rep read Trip own", "sales_rep update Boat"],
    );
}

#[test]
fn a_line_may_begin_with_the_thing_or_tell_a_role_in_parentheses() {
    check(
        "boats: everyone may read, only pursers may write",
        &["public read Boat", "purser create Boat", "purser update Boat"],
    );
    check(
        "User roles: technician (read and update boats), clerk (create trips)",
        &["clerk create Trip", "technician read Boat", "technician update Boat"],
    );
    check("Users with the role technician can update boats.", &["technician update Boat"]);
}

#[test]
fn methods_of_http_are_deeds() {
    check(
        "DELETE requires the editor role. Reading boats does not require authentication.",
        &["editor delete Boat", "editor delete Trip", "public read Boat"],
    );
}

#[test]
fn names_under_a_heading_are_roles() {
    let spec = read(&format!("{THINGS}\n\nRoles\n- bosun\n- purser\n\nThe purser can delete trips."));
    assert_eq!(spec.auth.as_ref().unwrap().roles, ["bosun", "purser"]);
    assert_eq!(rights(&spec), ["purser delete Trip"]);
}

#[test]
fn whoever_does_what_only_people_do_is_a_role_wherever_the_text_names_them() {
    check("As a harbour master I want to add boats.", &["harbour_master create Boat"]);
    check(
        "Pursers and bosuns may create trips; they can't delete boats.",
        &["!bosun delete Boat", "!purser delete Boat", "bosun create Trip", "purser create Trip"],
    );
    check("The finance team can only view trips.", &["finance_team read Trip"]);
    check(
        "Only the sommelier may update boats. The sommelier deletes trips.",
        &["sommelier delete Trip", "sommelier update Boat"],
    );
    check(
        "Stakeholders have read-only access to trips, foremen full access.",
        &[
            "foreman create Boat",
            "foreman create Trip",
            "foreman delete Boat",
            "foreman delete Trip",
            "foreman read Boat",
            "foreman read Trip",
            "foreman update Boat",
            "foreman update Trip",
            "stakeholder read Trip",
        ],
    );
}

#[test]
fn what_is_described_is_a_thing_whatever_it_can_do() {
    let spec = read("Fleet API. A sensor has a name. A tracker has a code. Trackers can update sensors.");
    assert!(spec.auth.as_ref().unwrap().roles.is_empty(), "{:?}", spec.auth);
}

#[test]
fn exceptions_and_negations_turn_a_right_around() {
    check(
        "Users can only delete their own trips, except admins who can delete all of them.",
        &["admin delete Trip", "user delete Trip own"],
    );
    check(
        "Everyone can read boats except interns. Interns may update boats.",
        &["!intern read Boat", "intern update Boat", "public read Boat"],
    );
    check("Neither bosuns nor pursers may delete boats.", &["!bosun delete Boat", "!purser delete Boat"]);
    check("Bosuns can read every boat but not edit it.", &["!bosun update Boat", "bosun read Boat"]);
    check(
        "Boats are visible to everyone. Nobody but the purser may create boats.",
        &["public read Boat", "purser create Boat"],
    );
}

#[test]
fn a_right_to_all_but_what_nobody_may() {
    check(
        "Pursers manage trips. Nobody can delete trips.",
        &["purser create Trip", "purser read Trip", "purser update Trip"],
    );
    check(
        "Nobody can delete trips. Pursers manage trips.",
        &["purser create Trip", "purser read Trip", "purser update Trip"],
    );
}

#[test]
fn whoever_needs_no_login_is_the_public_and_whoever_needs_one_is_a_user() {
    check("Everyone who is logged in can read trips.", &["user read Trip"]);
    check("Bosuns can read boats without logging in.", &["public read Boat"]);
    check("You must be logged in to create trips.", &["user create Trip"]);
    check("Only logged-in staff can read trips.", &["staff read Trip"]);
}

#[test]
fn a_right_on_a_condition_is_asked_about() {
    check_asked("Pursers may only update a trip until the first passenger arrives.");
    check_asked("Cancelled trips can only be deleted by pursers.");
    check_asked("Pursers may delete trips within 24 hours.");
    check_asked("Only the creator of a boat can see its trips.");
}

#[test]
fn what_somebody_marks_as_is_named_by_the_deed() {
    check("Pursers mark trips as cancelled.", &["purser cancel Trip"]);
}

#[test]
fn a_cell_may_say_what_holds_for_ones_own() {
    check(
        "| | Boat | Trip |\n|---|---|---|\n| skipper | read | create, read, own: update |\n| deckhand | - | read |",
        &[
            "skipper read Boat",
            "skipper create Trip",
            "skipper read Trip",
            "skipper update Trip own",
            "deckhand read Trip",
        ],
    );
}

#[test]
fn what_may_not_be_seen_of_others_may_be_seen_of_ones_own() {
    check("Skippers can't see the trips of other skippers.", &["skipper read Trip own"]);
    check("Skippers may edit only the trips they run.", &["skipper update Trip own"]);
    check("Only the skipper who owns the boat may edit it.", &["skipper update Boat own"]);
}

#[test]
fn everything_may_leave_out_a_deed_and_the_rest_may_go_to_somebody() {
    check(
        "Skippers may do everything except deleting trips.",
        &["skipper create Trip", "skipper read Trip", "skipper update Trip", "!skipper delete Trip"],
    );
    check("Everything requires login. Skippers may edit boats.", &["skipper update Boat"]);
}

/// What is left by default for changing and deleting: roles, and whether only what is theirs.
fn left(text: &str, op: &str) -> Vec<(String, bool)> {
    let spec = read(text);
    let permissions = spec.auth.unwrap().permissions;
    let of = permissions
        .iter()
        .filter(|p| p.origin == Some(Origin::Default) && p.ops.iter().any(|o| o == op))
        .flat_map(|p| p.roles.iter().map(|role| (role.clone(), p.condition.as_deref() == Some("own"))));
    of.collect()
}

#[test]
fn whoever_sees_or_changes_only_their_own_deletes_only_their_own() {
    for verbs in ["see", "see and change", "edit", "view", "read and update"] {
        for whose in ["their own expenses", "expenses that they created"] {
            let text =
                format!("An API. An expense has an amount and a note. Users can only {verbs} {whose}.");
            assert_eq!(left(&text, "delete"), [("user".to_owned(), true)], "{text}");
        }
    }
    let text = "An API for lessons. As a teacher I want to record lessons with a date and notes. As a student I want \
                to see only my own lessons.";
    for op in ["update", "delete"] {
        assert_eq!(left(text, op), [("teacher".to_owned(), true)]);
    }
}

/// Who may do what with courses, as `role op` and `role op own`.
fn may(said: &str) -> Vec<String> {
    let spec = read(&format!("API for courses. Courses have a title and a fee. {said}"));
    let auth = spec.auth.as_ref().expect("accounts");
    let of_courses = auth.permissions.iter().filter(|p| p.entity.as_deref().is_none_or(|e| e == "Course"));
    let mut found: Vec<String> = of_courses
        .filter(|p| p.effect == domain::spec::Effect::Allow)
        .flat_map(|p| p.roles.iter().flat_map(move |role| p.ops.iter().map(move |op| (p, role, op))))
        .map(|(p, role, op)| format!("{role} {op}{}", if p.condition.is_some() { " own" } else { "" }))
        .collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn who_may_only_do_so_much_does_no_more() {
    for said in [
        "Members can only view courses.",
        "Members can view courses but not change them.",
        "Members have read-only access.",
        "Members can view courses.",
    ] {
        let writes = |right: &&String| {
            right.starts_with("member ") && !right.contains("read") && !right.contains("list")
        };
        assert_eq!(may(said).iter().filter(writes).collect::<Vec<_>>(), Vec::<&String>::new(), "{said}");
        assert!(may(said).contains(&"admin create".to_owned()), "{said}: {:?}", may(said));
    }
    let said = may("Customers can only create courses and see their own.");
    let theirs: Vec<&String> = said.iter().filter(|right| right.starts_with("customer ")).collect();
    assert_eq!(theirs, ["customer create", "customer list own", "customer read own"]);
}

#[test]
fn to_write_one_has_to_log_in_where_the_text_says_so() {
    for said in [
        "Anybody can read; writing needs a login.",
        "Reading is open to anybody. Writing requires an account.",
    ] {
        let rights = may(said);
        assert!(rights.contains(&"public read".to_owned()), "{said}: {rights:?}");
        assert!(
            !rights.iter().any(|r| r.starts_with("public ") && r.contains("create")),
            "{said}: {rights:?}"
        );
    }
    let rights = may("Visitors may only read.");
    assert!(
        rights.contains(&"public list".to_owned()) && rights.contains(&"user create".to_owned()),
        "{rights:?}"
    );
}

#[test]
fn deeds_whose_object_is_cut_short_reach_nothing_else() {
    for condition in [
        "as long as they are submitted",
        "while they are open",
        "until somebody accepts them",
        "during the night",
        "within a week",
    ] {
        let text = format!(
            "API for a telescope. A proposal has a title. A dome has a name. Members log in. Members create \
             proposals and can edit or withdraw their own {condition}."
        );
        let spec = crate::reading::read(&text);
        let auth = spec.auth.as_ref().unwrap();
        let changes = |p: &&domain::spec::Permission| p.ops.iter().any(|op| op == "update");
        for right in auth.permissions.iter().filter(changes).filter(|p| p.origin != Some(Origin::Default)) {
            assert!(right.condition.is_some(), "{text}: {right:?}");
            assert_eq!(right.entity.as_deref(), Some("Proposal"), "{text}: {right:?}");
        }
        assert!(!spec.open_questions.is_empty(), "{text}");
    }
    for object in ["only such of which they are the author", "the old ones", "those by themselves"] {
        let text = format!(
            "API for a telescope. A proposal has a title. A dome has a name. Members log in. Members create \
             proposals. Members can edit {object}."
        );
        let spec = crate::reading::read(&text);
        let rights = &spec.auth.as_ref().unwrap().permissions;
        let all = |p: &&domain::spec::Permission| p.entity.is_none() && p.ops.iter().any(|op| op == "update");
        assert_eq!(rights.iter().find(all), None, "{text}");
    }
}

#[test]
fn a_right_told_by_the_deed_the_duty_or_the_role_one_must_have_is_one() {
    for said in [
        "Deleting a box needs a steward.",
        "It takes a steward to delete a box.",
        "You have to be a steward to delete a box.",
        "Deleting boxes is something only stewards do.",
        "Stewards are the only ones who delete boxes.",
        "Stewards look after the boxes: they add and delete them.",
        "A user with the steward role can delete boxes.",
        "| Role | May |\n|---|---|\n| steward | delete boxes |",
    ] {
        let spec = crate::reading::read(&format!("An API. A box has a code and a weight in kg.\n\n{said}\n"));
        let auth = serde_json::to_value(&spec.auth).unwrap();
        let told = auth["permissions"].as_array().unwrap().iter().any(|right| {
            right["roles"] == serde_json::json!(["steward"])
                && right["origin"] != "default"
                && right["ops"].to_string().contains("delete")
        });
        assert!(told, "{said}: {auth}");
    }
}
