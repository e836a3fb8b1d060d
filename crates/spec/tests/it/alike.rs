//! Rights of others, and the small words that widen or narrow a right.

use domain::spec::Effect;

use crate::reading::read;

const FERRY: &str = "An API for a ferry line. A sailing has a departure. A ticket belongs to a sailing and has a seat and a price.";

/// What the text says of somebody, as `allow create Ticket`.
fn rights(said: &str, role: &str) -> Vec<String> {
    let spec = read(&format!("{FERRY} {said}"));
    assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    let permissions = spec.auth.map(|auth| auth.permissions).unwrap_or_default();
    let mut found: Vec<String> = permissions
        .iter()
        .filter(|one| one.origin != Some(domain::Origin::Default) && one.roles.iter().any(|r| r == role))
        .flat_map(|one| {
            let effect = if one.effect == Effect::Deny { "deny" } else { "allow" };
            let own = one.condition.as_deref().map(|own| format!(" {own}")).unwrap_or_default();
            let entity = one.entity.clone().unwrap_or_else(|| "*".to_owned());
            one.ops.iter().map(move |op| format!("{effect} {op} {entity}{own}")).collect::<Vec<_>>()
        })
        .collect();
    found.sort();
    found
}

#[test]
fn the_rights_of_others_are_theirs_too() {
    for said in [
        "Clerks create tickets. Managers can do everything a clerk can, plus delete tickets.",
        "Clerks create tickets. Managers have the same rights as clerks and may additionally delete tickets.",
        "Clerks create tickets. Managers can do the same and also delete them.",
        "Managers can do what clerks can and delete tickets too. Clerks can create tickets.",
    ] {
        assert_eq!(rights(said, "manager"), ["allow create Ticket", "allow delete Ticket"], "{said}");
        assert_eq!(rights(said, "clerk"), ["allow create Ticket"], "{said}");
    }
    let spec = read(&format!("{FERRY} Managers have the same rights as clerks."));
    assert!(!spec.open_questions.is_empty(), "nothing is told of clerks");
}

#[test]
fn never_any_is_a_refusal() {
    for said in
        ["Clerks can create tickets, but never delete any.", "Clerks can create tickets but not delete them."]
    {
        assert_eq!(rights(said, "clerk"), ["allow create Ticket", "deny delete Ticket"], "{said}");
    }
    for said in ["The system shall not allow clerks to delete tickets.", "Don't let clerks delete tickets."] {
        assert_eq!(rights(said, "clerk"), ["deny delete Ticket"], "{said}");
    }
}

#[test]
fn nothing_else_bounds_what_they_do() {
    for said in ["Clerks can view sailings, nothing else.", "Clerks can view sailings and nothing more."] {
        assert_eq!(rights(said, "clerk"), ["allow list Sailing", "allow read Sailing"], "{said}");
    }
}

#[test]
fn several_people_share_a_verb() {
    let said = "Tickets can be created by clerks or pursers.";
    assert_eq!(rights(said, "purser"), ["allow create Ticket"], "{said}");
    assert_eq!(rights(said, "clerk"), ["allow create Ticket"], "{said}");
    let said = "Sailings are created by managers, tickets by clerks.";
    assert_eq!(rights(said, "manager"), ["allow create Sailing"], "{said}");
    assert_eq!(rights(said, "clerk"), ["allow create Ticket"], "{said}");
    let said = "Tickets can be seen by everyone but changed only by clerks.";
    assert_eq!(rights(said, "clerk"), ["allow update Ticket"], "{said}");
}

#[test]
fn somebody_must_be_one_to_do_it() {
    for said in [
        "You need to be a manager to delete sailings.",
        "As a manager I want to be the only one who can delete sailings.",
        "The system shall let only managers delete sailings.",
    ] {
        assert_eq!(rights(said, "manager"), ["allow delete Sailing"], "{said}");
    }
}

#[test]
fn theirs_is_their_own() {
    for said in [
        "Clerks can delete only tickets that are theirs.",
        "Clerks may delete a ticket only if it is theirs.",
    ] {
        assert_eq!(rights(said, "clerk"), ["allow delete Ticket own"], "{said}");
    }
}
