//! Who may do what, where people are named beside a route, in brackets, or together with others.

use domain::{Spec, spec::Permission};

use crate::reading::read;

const HALL: &str = "A hall API. Rooms have a name and seats. A reservation is for a room and has a name, a day and a \
                    status (requested, confirmed, cancelled).";

fn stated<'s>(spec: &'s Spec, role: &str) -> Vec<&'s Permission> {
    let all = spec.auth.iter().flat_map(|auth| &auth.permissions);
    all.filter(|p| p.origin == Some(domain::Origin::Stated) && p.roles.iter().any(|r| r == role)).collect()
}

#[test]
fn a_role_beside_a_route_is_who_may_call_it() {
    for (said, role, entity, op) in [
        ("- DELETE /rooms/{id} (admin only)", "admin", "Room", "delete"),
        ("- DELETE /rooms/{id} – only for staff", "staff", "Room", "delete"),
        ("- POST /rooms: requires the manager role", "manager", "Room", "create"),
        ("- POST /reservations/{id}/confirm - staff only", "staff", "Reservation", "confirm"),
    ] {
        let spec = read(&format!("{HALL}\n\n{said}\n- GET /rooms"));
        assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
        let rights = stated(&spec, role);
        assert_eq!(rights.len(), 1, "{said}: {rights:?}");
        assert_eq!(
            (rights[0].entity.as_deref(), rights[0].ops.as_slice()),
            (Some(entity), &[op.to_owned()][..]),
            "{said}"
        );
    }
}

#[test]
fn brackets_behind_a_role_say_what_it_may_do() {
    let said = "Roles: admin (all), member (create reservations, read rooms), guest (can read rooms).";
    let spec = read(&format!("{HALL} {said}"));
    assert_eq!(spec.open_questions.len(), 0, "{:?}", spec.open_questions);
    assert_eq!(spec.entities.len(), 2, "{:?}", spec.entities.keys());
    assert_eq!(stated(&spec, "admin")[0].entity, None);
    let member: Vec<_> =
        stated(&spec, "member").iter().map(|p| (p.entity.clone().unwrap(), p.ops.len())).collect();
    assert_eq!(member, [("Reservation".to_owned(), 1), ("Room".to_owned(), 2)]);
    assert_eq!(stated(&spec, "guest").len(), 1);
}

/// "The owner or a manager": theirs for the one, any for the other.
#[test]
fn what_a_holder_may_do_to_theirs_others_may_do_to_any() {
    let spec = read(&format!("{HALL} Only the owner of a reservation or a manager can cancel it."));
    let [manager] = stated(&spec, "manager")[..] else { panic!("{:?}", spec.auth) };
    assert_eq!((manager.ops.as_slice(), manager.condition.as_deref()), (&["cancel".to_owned()][..], None));
    let [owner] = stated(&spec, "user")[..] else { panic!("{:?}", spec.auth) };
    assert_eq!(owner.condition.as_deref(), Some("own"));
}

#[test]
fn people_without_an_account_are_no_second_thing_of_a_list() {
    let said = "Only the caretaker can confirm a reservation, and visitors without an account may only make reservations \
                and see the rooms.";
    let spec = read(&format!("{HALL} {said}"));
    assert_eq!(spec.open_questions.len(), 0, "{:?}", spec.open_questions);
    assert_eq!(stated(&spec, "caretaker")[0].ops, ["confirm"]);
    assert_eq!(stated(&spec, "public").len(), 2);
}

#[test]
fn everything_else_is_no_deed_of_the_people_before() {
    let said = "Anybody can make a reservation without logging in, everything else is for staff only.";
    let spec = read(&format!("{HALL} {said}"));
    assert_eq!(stated(&spec, "public").iter().map(|p| p.ops.len()).collect::<Vec<_>>(), [1]);
    assert_eq!(stated(&spec, "staff")[0].entity, None);
    let spec =
        read(&format!("{HALL} Confirming a reservation needs the role manager. Admins can change anything."));
    assert_eq!(
        spec.auth.as_ref().map(|auth| auth.roles.clone()),
        Some(vec!["manager".to_owned(), "admin".to_owned()])
    );
    assert_eq!(stated(&spec, "admin")[0].ops.len(), 5);
}

#[test]
fn whoever_can_look_for_things_by_a_field_has_the_right_to_see_them() {
    for (said, role) in [
        ("Porters can only look up rooms by name, and admins can do everything.", "porter"),
        ("Admins can do everything, porters can only search rooms by name.", "porter"),
        ("Teachers may find rooms by seats.", "teacher"),
    ] {
        let spec = read(&format!("{HALL} {said}"));
        assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
        let [right] = stated(&spec, role)[..] else { panic!("{said}: {:?}", spec.auth) };
        assert_eq!(right.entity.as_deref(), Some("Room"), "{said}");
        assert_eq!(right.ops, ["read", "list"], "{said}");
    }
    let list = read(&format!("{HALL} Teachers may find rooms by seats."));
    let list = list.operations.iter().find(|one| one.id == "listRooms").map(|one| one.filters.clone());
    assert_eq!(list, Some(vec!["seats".to_owned()]));
}
