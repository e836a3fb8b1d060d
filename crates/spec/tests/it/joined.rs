//! Things that hang together over a third one, or as the list that one of them holds.

use domain::{Spec, spec::RelationKind};

use crate::reading::read;

fn keys(spec: &Spec, from: &str) -> Vec<String> {
    let mut keys: Vec<String> = spec
        .relations
        .iter()
        .filter(|r| r.from == from && r.kind == RelationKind::ManyToOne)
        .map(|r| r.to.clone())
        .collect();
    keys.sort();
    keys
}

#[test]
fn what_joins_two_things_has_a_key_to_each() {
    for (said, middle, ends) in [
        (
            "Lawyers and courts are linked through mandates. A lawyer has a name. A court has a name. A mandate has a fee.",
            "Mandate",
            ["Court", "Lawyer"],
        ),
        (
            "Chefs are linked to kitchens via contracts. A chef has a name. A kitchen has a city. A contract has a start date.",
            "Contract",
            ["Chef", "Kitchen"],
        ),
        (
            "A runner has a name. A race has a date. A runner enters a race through an entry, which stores the start number.",
            "Entry",
            ["Race", "Runner"],
        ),
        (
            "A pupil has a name. A course has a title. A pupil joins a course through an enrolment, which also stores the grade.",
            "Enrolment",
            ["Course", "Pupil"],
        ),
        (
            "A rider has a name. A tour has a date. Riders take part in a tour via a ticket with a price.",
            "Ticket",
            ["Rider", "Tour"],
        ),
    ] {
        let spec = read(&format!("An API in FastAPI. {said}"));
        assert_eq!(keys(&spec, middle), ends, "{said}");
        assert_eq!(spec.relations.len(), 2, "{said} {:?}", spec.relations);
        assert_eq!(spec.entities[middle].fields.len(), 1, "{said}");
        assert_eq!(spec.entities.len(), 3, "{said} {:?}", spec.entities.keys());
    }
}

#[test]
fn the_way_on_which_people_come_is_no_thing() {
    let spec = read(
        "An API in FastAPI. A guest has a name. A table has a number. Guests book a table through the website.",
    );
    assert_eq!(spec.entities.keys().cloned().collect::<Vec<_>>(), ["Guest", "Table"]);
}

#[test]
fn a_member_that_is_a_list_of_things_holds_many_of_them() {
    for (said, from, to) in [
        ("A song has a title. A show has a place and a set list, which is a list of songs.", "Show", "Song"),
        (
            "A piece has a title. A concert has a date and a programme, which is a list of pieces, and a place.",
            "Concert",
            "Piece",
        ),
        ("A song has a title. A party has a date and a playlist made up of several songs.", "Party", "Song"),
        ("A leg has a distance. A tour has a name and a schedule that consists of legs.", "Tour", "Leg"),
    ] {
        let spec = read(&format!("An API in FastAPI. {said}"));
        let [relation] = spec.relations.as_slice() else { panic!("{said} {:?}", spec.relations) };
        assert_eq!((relation.from.as_str(), relation.to.as_str()), (from, to), "{said}");
        assert_eq!(relation.kind, RelationKind::ManyToMany, "{said}");
    }
}

#[test]
fn what_has_a_life_of_its_own_in_the_middle_of_a_sentence_is_a_thing() {
    for (said, thing) in [
        ("A pump has a code and a probe is first taken then it is received and finally approved.", "Probe"),
        ("A shop has a city and a parcel is first packed then it is sent and finally delivered.", "Parcel"),
    ] {
        let spec = read(&format!("An API in FastAPI. {said}"));
        assert!(spec.entities[thing].fields.contains_key("status"), "{said}");
        assert_eq!(
            spec.rules.iter().filter_map(|r| r.entity.as_deref()).collect::<Vec<_>>(),
            [thing],
            "{said}"
        );
    }
    // What nobody understood takes its members along.
    let spec = read(
        "An API in FastAPI. A pump has a code and a result is a parameter which can be ph or lead plus a value and the value can never be negative.",
    );
    assert_eq!(spec.entities["Pump"].fields.keys().cloned().collect::<Vec<_>>(), ["code"]);
}

#[test]
fn a_thing_that_is_called_like_a_small_word_is_a_thing_where_it_has_members() {
    for (said, thing) in [
        ("A pump has a code and a well has a depth.", "Well"),
        ("A well has a code. A sample has a date. Samples are taken from wells.", "Well"),
        ("A museum has a name. A work has a title and belongs to a museum.", "Work"),
        ("A present has a price and a giver.", "Present"),
    ] {
        let spec = read(&format!("An API in FastAPI. {said}"));
        assert!(spec.entities.contains_key(thing), "{said} {:?}", spec.entities.keys());
    }
}

#[test]
fn a_key_that_leads_nowhere_at_times_may_be_missing() {
    for said in ["is in no room", "is in no room at the moment"] {
        let spec = read(&format!("An API in FastAPI. A room has a number. A patient has a name and {said}."));
        let [relation] = spec.relations.as_slice() else { panic!("{said} {:?}", spec.relations) };
        assert_eq!(relation.required, Some(false), "{said}");
    }
}
