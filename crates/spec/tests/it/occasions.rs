//! What meets what, told in whichever place: events that are records of their own, records whose keys stand in another
//! sentence, many on both sides told in two halves, and values that are there only once.

use domain::{
    Spec,
    spec::{FieldType, RelationKind},
};

use crate::reading::read;

fn key(spec: &Spec, from: &str, to: &str) -> bool {
    spec.relations.iter().any(|r| r.from == from && r.to == to && r.kind == RelationKind::ManyToOne)
}

fn kind(spec: &Spec, entity: &str, field: &str) -> Option<FieldType> {
    Some(spec.entities.get(entity)?.fields.get(field)?.ql_type)
}

#[test]
fn what_meets_what_at_a_moment_is_a_record_of_its_own() {
    const THINGS: &str = "Pilots have a name. Gliders have a sign. ";
    for (said, name, fields) in [
        ("A pilot books a glider for a slot (date and time).", "Booking", vec!["starts_at"]),
        ("Pilots can reserve a glider for a period.", "Reservation", vec!["starts_at", "ends_at"]),
        (
            "The chief assigns a pilot to a glider for a period (take-off, landing).",
            "Assignment",
            vec!["take_off", "landing"],
        ),
        ("Pilots are assigned to gliders on a date.", "Assignment", vec!["date"]),
        (
            "A pilot rents a glider from a start date to an end date, with a deposit.",
            "Rental",
            vec!["start_date", "end_date", "deposit"],
        ),
    ] {
        let spec = read(&format!("{THINGS}{said}"));
        assert!(key(&spec, name, "Pilot") && key(&spec, name, "Glider"), "{said}: {:?}", spec.relations);
        assert_eq!(spec.relations.len(), 2, "{said}: {:?}", spec.relations);
        assert_eq!(spec.entities[name].fields.keys().collect::<Vec<_>>(), fields, "{said}");
        assert_eq!(spec.entities.len(), 3, "{said}: {:?}", spec.entities.keys());
    }
    // What takes place is no part in anything.
    let spec = read("A concert takes place at a date and time. Concerts have a title.");
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Concert"]);
}

#[test]
fn what_is_noted_of_each_of_them_is_a_record_where_they_are_described_elsewhere() {
    let spec = read(
        "Skippers have a name. Boats have a number. Races have a date. For every race we note which skipper sailed which boat.",
    );
    for to in ["Race", "Skipper", "Boat"] {
        assert!(key(&spec, "RaceEntry", to), "{to}: {:?}", spec.relations);
    }
    assert!(spec.open_questions.iter().all(|q| !q.text.contains("sailed")), "{:?}", spec.open_questions);
    let spec = read(
        "For each hire we store which guest took which canoe, from when to when and the deposit paid. Guests have a name, canoes have a number.",
    );
    assert!(key(&spec, "Hire", "Guest") && key(&spec, "Hire", "Canoe"), "{:?}", spec.relations);
    assert_eq!(kind(&spec, "Hire", "ends_at"), Some(FieldType::DateTime));
    // "until which day", "it really came back"
    let spec = read(
        "A hire says which guest took which canoe, from which day and until which day it should be back, and the day it really came back. Guests have a name, canoes have a number.",
    );
    for name in ["start_date", "end_date", "came_back_on"] {
        assert_eq!(kind(&spec, "Hire", name), Some(FieldType::Date), "{:?}", spec.entities);
    }
}

#[test]
fn whose_a_record_is_may_be_told_by_the_verb_it_is_named_for() {
    let spec = read("Treatments have a date. Horses have a name. Vets have a name. A vet treats horses.");
    assert!(key(&spec, "Treatment", "Vet") && key(&spec, "Treatment", "Horse"), "{:?}", spec.relations);
    // Those that nobody described are asked about rather than forgotten.
    let spec = read("Pupils enrol in workshops; for each enrolment we keep the date.");
    assert!(key(&spec, "Enrolment", "Pupil") && key(&spec, "Enrolment", "Workshop"), "{:?}", spec.relations);
    // Without such a record nothing is made of it, and it is asked about.
    for text in [
        "A vet treats horses. Horses have a name. Vets have a name.",
        "Horses have a name. Vets have a name. A vet treats horses.",
    ] {
        let spec = read(text);
        assert!(spec.relations.is_empty() && !spec.open_questions.is_empty(), "{text}");
    }
}

#[test]
fn many_on_both_sides_may_be_told_in_two_halves() {
    for said in [
        "A play has a title and several actors. An actor has a name and can be in many plays.",
        "A play has a title and one or more actors. Actors have a name. An actor may act in several plays.",
        "Plays have a title. Actors have a name. Plays and actors are many-to-many.",
        "Plays have a title. Actors have a name. Plays and actors have a many-to-many relationship.",
    ] {
        let spec = read(said);
        assert_eq!(spec.relations.len(), 1, "{said}: {:?}", spec.relations);
        assert_eq!(spec.relations[0].kind, RelationKind::ManyToMany, "{said}");
    }
    // One half alone does not say how many of the others there may be.
    let spec = read("A trader has a name and may rent several stalls. Stalls have a number.");
    assert!(spec.relations.is_empty() && !spec.open_questions.is_empty(), "{:?}", spec.relations);
}

#[test]
fn a_value_that_is_there_only_once_is_unique_in_any_words() {
    for said in [
        "Boats have a sign that nobody else has, and a colour.",
        "Boats have a sign, which may be used only once, and a colour.",
        "Boats have a sign that can't be used twice and a colour.",
        "Boats have a sign (must be different for each boat) and a colour.",
        "Boats have a sign and a colour. No two boats share a sign.",
        "Boats have a sign and a colour. Two boats never have the same sign.",
    ] {
        let spec = read(said);
        let fields = &spec.entities["Boat"].fields;
        assert_eq!(fields["sign"].unique, Some(true), "{said}");
        assert!(fields["colour"].unique.is_none(), "{said}");
        assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
    }
    for said in [
        "A berth code may be used only once per harbour.",
        "No two berths of a harbour share a code.",
        "Two berths never share a code of a harbour.",
        "Berth codes unique per harbour.",
    ] {
        let spec = read(&format!("Harbours have a name. Berths have a code and belong to a harbour. {said}"));
        let mut sets = spec.entities["Berth"].unique.clone();
        sets.iter_mut().for_each(|set| set.sort());
        assert_eq!(sets, [["code", "harbour_id"]], "{said}");
        assert!(spec.entities["Berth"].fields["code"].unique.is_none(), "{said}");
    }
}

#[test]
fn a_list_of_those_of_one_record_stands_below_it() {
    for said in [
        "List of a captain's boats.",
        "List the boats of a captain.",
        "I want to see a captain's boats.",
        "I'd like to see the boats of a captain on one page.",
        "View a captain with its boats.",
        "When I open a captain I see its boats.",
        "Which boats does a captain have?",
        "Return every boat of a captain.",
        "Fetch the boats that belong to a specific captain.",
        "A captain's boats can be listed.",
    ] {
        let spec = read(&format!("Captains have a name. Boats have a sign and belong to a captain. {said}"));
        let below = spec.operations.iter().filter(|op| op.path.as_deref() == Some("/captains/{id}/boats"));
        assert_eq!(below.count(), 1, "{said}");
        let list = spec.operations.iter().find(|op| op.id == "listBoats").map(|op| op.filters.clone());
        assert_eq!(list, Some(Vec::new()), "{said}");
        assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
    }
    // Its order and its pages are its own.
    for said in [
        "List a captain's boats sorted by sign, 30 per page.",
        "The boats of a captain come sorted by sign, 30 per page.",
    ] {
        let spec = read(&format!("Captains have a name. Boats have a sign and belong to a captain. {said}"));
        let told = |path: &str| {
            let op = spec.operations.iter().find(|op| op.path.as_deref() == Some(path)).unwrap();
            (op.sort.clone(), op.page.as_ref().map(|page| page.default).filter(|size| *size == 30))
        };
        assert_eq!(told("/captains/{id}/boats"), (vec!["sign".to_owned()], Some(30)), "{said}");
        assert_eq!(told("/boats"), (Vec::new(), None), "{said}");
    }
}

#[test]
fn whoever_asks_for_it_is_no_record() {
    for text in [
        "The town hall needs a service for market stalls. A stall has a number.",
        "Our choir needs an app for its stalls. A stall has a number.",
        "I conduct an amateur choir and want to keep track of stalls. Stalls have a number.",
        "we're a volunteer fire brigade and want to get rid of our excel sheet. stalls (number, size).",
        "Hello, I need API for my dog hotel. Every stall have number.",
    ] {
        let spec = read(text);
        assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Stall"], "{text}");
        assert!(spec.open_questions.is_empty(), "{text}: {:?}", spec.open_questions);
    }
    // What may be wanted is asked about.
    let spec = read("An API for stalls and lanterns. Stalls have a number.");
    assert!(!spec.open_questions.is_empty());
}

#[test]
fn a_name_tells_what_kind_of_value_it_has() {
    let spec = read(
        "A pass has a valid-from date and a valid-until date, a starting price, a floor number, an amount in whole euros and a price/day.",
    );
    for (name, ql_type) in [
        ("valid_from", FieldType::Date),
        ("valid_until", FieldType::Date),
        ("starting_price", FieldType::Decimal),
        ("floor_number", FieldType::Integer),
        ("amount", FieldType::Integer),
        ("price_per_day", FieldType::Decimal),
    ] {
        assert_eq!(kind(&spec, "Pass", name), Some(ql_type), "{name}: {:?}", spec.entities);
    }
    let spec = read(
        "Cheese: name, member since, ripe from and ripe until (years), weekday, a minimum and a maximum number of wheels.",
    );
    for (name, ql_type) in [
        ("member_since", FieldType::Date),
        ("ripe_from", FieldType::Integer),
        ("ripe_until", FieldType::Integer),
        ("weekday", FieldType::Enum),
        ("minimum_wheels", FieldType::Integer),
        ("maximum_wheels", FieldType::Integer),
    ] {
        assert_eq!(kind(&spec, "Cheese", name), Some(ql_type), "{name}: {:?}", spec.entities);
    }
    for text in [
        "Teams have a name and a captain, who is a rower. Rowers have a name.",
        "Teams have a captain who must be one of the rowers. Rowers have a name.",
    ] {
        let spec = read(text);
        let captain = spec.relations.iter().find(|r| r.field.as_deref() == Some("captain_id"));
        assert_eq!(captain.map(|r| r.to.as_str()), Some("Rower"), "{text}: {:?}", spec.relations);
    }
}
