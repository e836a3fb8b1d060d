//! Whose a thing is: told by where it comes from, by "their", by a pronoun or in the passive; and people of whom
//! records are kept where nobody logs in.

use domain::Spec;

use crate::reading::read;

fn tied(spec: &Spec, from: &str, to: &str) -> bool {
    spec.relations.iter().any(|r| r.from == from && r.to == to)
}

fn scheme(spec: &Spec) -> &str {
    spec.auth.as_ref().map_or("none", |auth| auth.scheme.as_str())
}

fn roles(spec: &Spec) -> Vec<String> {
    spec.auth.as_ref().map(|auth| auth.roles.clone()).unwrap_or_default()
}

fn fields(spec: &Spec, entity: &str) -> Vec<String> {
    spec.entities.get(entity).map(|e| e.fields.keys().cloned().collect()).unwrap_or_default()
}

#[test]
fn a_list_behind_a_colon_is_of_what_is_got_and_not_of_whom_it_comes_from() {
    for (text, thing, people) in [
        ("We get orders from dentists: patient code, due date, tooth shade.", "Order", "Dentist"),
        (
            "We take bookings from guests: arrival date, nights, room type single or double.",
            "Booking",
            "Guest",
        ),
        ("I keep samples for patients: barcode unique, taken on, volume in ml.", "Sample", "Patient"),
        ("We receive parcels from senders: weight, tracking number, arrived at.", "Parcel", "Sender"),
        ("we collect claims from drivers: date, place, damage amount", "Claim", "Driver"),
        ("We do repairs for customers: device, price, promised date.", "Repair", "Customer"),
    ] {
        let spec = read(text);
        assert_eq!(fields(&spec, thing).len(), 3, "{text}: {:?}", spec.entities);
        assert!(
            fields(&spec, people).is_empty() && tied(&spec, thing, people),
            "{text}: {:?}",
            spec.relations
        );
        // Nobody asked for accounts.
        assert_eq!(scheme(&spec), "none", "{text}");
    }
}

#[test]
fn what_is_theirs_or_is_done_about_it_has_a_key_to_it() {
    for (text, thing, of) in [
        (
            "I need to keep donors (name, phone) and their donations with the date and the volume in ml.",
            "Donation",
            "Donor",
        ),
        ("We track members and their payments with amount and date.", "Payment", "Member"),
        ("Store trees and their inspections with date, result and a note.", "Inspection", "Tree"),
        (
            "Each machine (number, price per run) gets faults reported on it with a date and a text.",
            "Fault",
            "Machine",
        ),
        ("Machines get faults reported on them with a date and a text.", "Fault", "Machine"),
        ("A product has a name. Orders are placed for it with a quantity and a date.", "Order", "Product"),
        (
            "A boiler has a serial number. It has inspections with a date and a result.",
            "Inspection",
            "Boiler",
        ),
        (
            "A locomotive has a number. Repairs are logged against it with a date and a cost.",
            "Repair",
            "Locomotive",
        ),
        ("Rooms have a name. Complaints are filed about them with a text and a date.", "Complaint", "Room"),
        (
            "A lift has a serial number. Inspections are carried out on it with a date and a result.",
            "Inspection",
            "Lift",
        ),
        (
            "Reviews are written for each hotel with stars and a comment. A hotel has a name.",
            "Review",
            "Hotel",
        ),
    ] {
        let spec = read(text);
        assert!(tied(&spec, thing, of), "{text}: {:?}", spec.relations);
        assert!(fields(&spec, thing).len() >= 2, "{text}: {:?}", spec.entities);
    }
}

#[test]
fn people_of_whom_nothing_but_a_record_is_said_need_no_login() {
    for text in [
        "A piece has a weight in grams and belongs to a member.",
        "A garden plot has a number and a size and belongs to a gardener.",
        "A lesson has a date and is given by a teacher.",
    ] {
        let spec = read(text);
        assert_eq!(scheme(&spec), "none", "{text}");
        assert!(spec.relations.iter().all(|r| r.to != "User"), "{text}: {:?}", spec.relations);
    }
    // Whoever does something in the software has an account, and so has a user.
    for text in [
        "A ticket has a subject and is assigned to an agent. Only agents can close tickets.",
        "A task has a title and belongs to a user.",
    ] {
        assert!(read(text).relations.iter().any(|r| r.to == "User"), "{text}");
    }
}

#[test]
fn whoever_keeps_records_for_themselves_is_no_role() {
    let spec = read("As a hobby brewer I want to log brews with a name, a date and a gravity.");
    assert_eq!((scheme(&spec), roles(&spec).len()), ("none", 0));
    assert_eq!(fields(&spec, "Brew"), ["name", "date", "gravity"]);
    let two = "As a brewer I want to log brews with a name and a date. As a guest I want to see brews.";
    assert!(roles(&read(two)).contains(&"brewer".to_owned()));
}

#[test]
fn things_that_are_asked_for_by_what_they_have_get_no_fields_of_it() {
    let things = "A machine has a number. A fault has a date and belongs to a machine.";
    for said in [
        "List machines that have an open fault.",
        "Show me the machines that have a fault.",
        "I want to see machines that have an open fault, and number of faults per hall this month.",
    ] {
        let spec = read(&format!("{things} {said}"));
        assert_eq!(fields(&spec, "Machine"), ["number"], "{said}");
        assert_eq!(spec.relations.len(), 1, "{said}: {:?}", spec.relations);
    }
}

#[test]
fn what_is_said_of_lending_or_giving_is_no_member_of_whoever_gets_it() {
    for (text, whom) in [
        ("A costume has a size. Actors have a name. We lend costumes to actors: lent on, due back.", "Actor"),
        ("Pupils have a name. Teachers give lessons to pupils: date, minutes, topic.", "Pupil"),
        ("Clients have a name. Invoices are sent to clients: number, date, total.", "Client"),
    ] {
        assert_eq!(fields(&read(text), whom), ["name"], "{text}");
    }
}
