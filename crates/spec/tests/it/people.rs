//! Who there is: roles however a text lists them, never as fields, never as records, none of them lost.

use domain::{Spec, spec::QuestionKind};

use crate::reading::read;

/// Names that no list of roles has beside ones that it has.
const GROUPS: [[&str; 3]; 4] = [
    ["beekeeper", "smelter", "admin"],
    ["nurse", "night porter", "surgeon"],
    ["weaver", "curator", "admin"],
    ["reader", "auditor", "chief editor"],
];

fn roles(spec: &Spec) -> Vec<String> {
    let mut roles = spec.auth.as_ref().unwrap().roles.clone();
    roles.sort();
    roles
}

fn check(said: &str, expected: &[&str]) -> Spec {
    let spec = read(&format!("API for looms (name, width). {said}"));
    let mut expected: Vec<String> = expected.iter().map(|name| name.replace(' ', "_")).collect();
    expected.sort();
    assert_eq!(roles(&spec), expected, "{said}");
    let entities: Vec<&String> = spec.entities.keys().filter(|name| *name != "User").collect();
    assert_eq!(entities, ["Loom"], "{said}");
    let role =
        spec.entities.get("User").is_some_and(|user| user.fields.keys().any(|name| name.contains("role")));
    assert!(!role, "{said}: {:?}", spec.entities.get("User"));
    assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    assert_eq!(spec.coverage.silent, 0, "{said}");
    spec
}

fn many(name: &str) -> String {
    format!("{name}s")
}

fn with_article(name: &str) -> String {
    domain::requirement::with_article(name)
}

#[test]
fn accounts_that_have_roles_have_those_roles() {
    let who = ["Users", "Every user", "Accounts", "Each account", "Our users", "People"];
    let how = [
        "have the roles",
        "have one of the roles",
        "has the role",
        "can have the following roles:",
        "hold exactly one role:",
    ];
    for (n, who) in who.iter().enumerate() {
        for (k, how) in how.iter().enumerate() {
            let [a, b, c] = GROUPS[(n + k) % GROUPS.len()];
            for said in [format!("{who} {how} {a}, {b} and {c}."), format!("{who} {how} {a}, {b} or {c}.")] {
                check(&said, &[a, b, c]);
            }
        }
    }
}

#[test]
fn accounts_that_are_people_have_their_roles() {
    for [a, b, c] in GROUPS {
        let [x, y, z] = [a, b, c].map(with_article);
        let [k, l, m] = [a, b, c].map(many);
        for said in [
            format!("Each user is either {x} or {y}."),
            format!("Users are either {k} or {l}."),
            format!("A user can be {x} or {y}."),
            format!("An account is {x} or {y}."),
        ] {
            check(&said, &[a, b]);
        }
        for said in [
            format!("A user is {x}, {y} or {z}."),
            format!("There are three kinds of users: {k}, {l} and {m}."),
            format!("We have three user groups: {k}, {l} and {m}."),
            format!("User types: {k}, {l} and {m}."),
            format!("Three roles exist: {a}, {b} and {c}."),
            format!("We need the roles {a}, {b} and {c}."),
            format!("Users sign up with email and password and have one of the roles {a}, {b} or {c}."),
            format!("Users log in and have a role ({a}, {b}, {c})."),
            format!("The role of a user is {a}, {b} or {c}."),
            format!("Users have an email, a password and a role ({a}, {b}, {c})."),
            format!("{k}, {l} and {m} have accounts."),
            format!("{k}, {l} and {m} log in with email and password."),
            format!("{k}, {l} and {m} sign in."),
            format!("Members of the co-op have one of these roles: {a}, {b}, {c}."),
            format!("Accounts: {k}, {l} and {m} log in with email and password."),
            format!("Accounts for {k}, {l} and {m} with login."),
            format!("There are user accounts for {k}, {l} and {m}."),
        ] {
            check(&said, &[a, b, c]);
        }
    }
}

#[test]
fn who_stands_beside_admins_is_one_of_them_and_books_are_not() {
    check("There are weavers, dyers and admins.", &["weaver", "dyer", "admin"]);
    let spec = read("There are books, members and admins. Books have a title and a year.");
    assert!(spec.entities.contains_key("Book"), "{:?}", spec.entities.keys());
    assert!(!spec.entities.contains_key("Admin") && !spec.auth.unwrap().roles.contains(&"book".to_owned()));
}

#[test]
fn states_of_accounts_are_no_roles() {
    for said in [
        "Users are active or blocked.",
        "A user can be online or offline.",
        "Users have a role and a phone number.",
    ] {
        let spec = read(&format!("API for looms (name, width). {said}"));
        assert_eq!(roles(&spec), Vec::<String>::new(), "{said}");
    }
    let spec = read(
        "A bank API. Customers have a name. Customers have accounts. An account has a number and a balance.",
    );
    assert!(spec.entities.contains_key("Account"), "{:?}", spec.entities.keys());
}

#[test]
fn an_account_begins_with_the_role_that_new_ones_have() {
    for said in [
        "New users are weavers.",
        "New accounts start with the role weaver.",
        "Whoever registers is a weaver.",
        "By default everybody is a weaver.",
        "The default role is weaver.",
        "Users sign up as weavers by default.",
    ] {
        let spec = check(&format!("Users have the roles weaver and dyer. {said}"), &["weaver", "dyer"]);
        assert_eq!(spec.auth.unwrap().first_role.as_deref(), Some("weaver"), "{said}");
    }
    // A status beside it keeps its own beginning.
    let spec = read(
        "Users have the roles weaver and dyer. New users are weavers. A bale has a name and a status: raw, dyed. It starts as raw.",
    );
    let status = &spec.entities["Bale"].fields["status"];
    assert_eq!(status.default.as_ref().unwrap(), "raw");
    assert!(!format!("{:?}", status.values).contains("weaver"));
}

#[test]
fn a_role_that_people_take_for_themselves_is_a_role_and_asked_about() {
    for said in ["Users sign up as a weaver or a dyer.", "People register as weavers or dyers."] {
        let spec = read(&format!("API for looms (name, width). {said}"));
        assert_eq!(roles(&spec), ["dyer", "weaver"], "{said}");
        let asked = spec.open_questions.iter().any(|q| q.kind == QuestionKind::RuleNotFormalised);
        assert!(asked, "{said}: {:?}", spec.open_questions);
    }
}

#[test]
fn a_guest_who_is_listed_has_an_account() {
    let listed = read("Roles: guest, host. Guests can create stays. A stay has a date and a price.");
    let public = read("Hosts log in. Guests can create stays. A stay has a date and a price.");
    let creates = |spec: &Spec| {
        let mut all = spec.auth.iter().flat_map(|auth| &auth.permissions);
        all.find(|p| p.ops == ["create"] && p.src.is_some()).unwrap().roles.clone()
    };
    assert_eq!(creates(&listed), ["guest"]);
    assert_eq!(creates(&public), ["public"]);
}

#[test]
fn what_is_said_of_those_who_register_is_the_accounts() {
    for (said, fields) in [
        ("Users register with email and password and have a nickname.", vec!["nickname"]),
        ("Users sign up with a nickname, an email and a password.", vec!["nickname"]),
        (
            "People register with email and password and each have a nickname and a birth date.",
            vec!["nickname", "birth_date"],
        ),
        ("Users sign up with email, password and a nickname.", vec!["nickname"]),
    ] {
        let spec = read(&format!("{said} Looms have a name and a width."));
        let of = |entity: &str| spec.entities[entity].fields.keys().cloned().collect::<Vec<_>>();
        assert_eq!(of("User"), fields, "{said}");
        assert_eq!(of("Loom"), ["name", "width"], "{said}");
        assert_eq!(spec.auth.as_ref().unwrap().scheme, "jwt", "{said}");
    }
}

#[test]
fn that_admins_give_roles_is_there_anyway() {
    for said in [
        "Admins can change the role of a user.",
        "Only admins may assign roles to users.",
        "Admins hand out roles.",
        "An administrator manages user roles.",
        "The role of an account can only be changed by admins.",
        "Only admins can change users' roles.",
    ] {
        check(&format!("Users log in. {said}"), &["admin"]);
    }
    // Nobody else does.
    let spec = read("API for looms (name, width). Users log in. Weavers can change the role of a user.");
    assert!(!spec.open_questions.is_empty());
}

#[test]
fn the_one_story_of_who_asks_makes_no_role_and_the_stories_of_several_do() {
    let told = "As a coordinator of a food bank I want to record donations so that I know what is on the shelves. \
                A donation has a weight.";
    let spec = read(told);
    assert!(spec.open_questions.is_empty(), "{:?}", spec.open_questions);
    assert!(spec.auth.as_ref().is_none_or(|auth| auth.roles.is_empty()), "{:?}", spec.auth);
    let spec = read(&format!("{told} As an admin I want to delete donations."));
    assert_eq!(spec.auth.as_ref().expect("accounts").roles, ["coordinator", "admin"]);
}
