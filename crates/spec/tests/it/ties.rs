//! What one thing is of others: any subject with any tie to any two others, and what it is made of behind them.

use domain::spec::{OnDelete, RelationKind};

use crate::reading::read;

const THINGS: &str =
    "An API for a school. A teacher has a name and an email. A room has a number and a floor.";

fn keys(said: &str) -> Vec<String> {
    let spec = read(&format!("{THINGS} {said}"));
    assert_eq!(spec.coverage.silent, 0, "{said}");
    let mut found: Vec<String> = spec
        .relations
        .iter()
        .filter(|relation| relation.from == "Lesson")
        .map(|relation| relation.to.clone())
        .collect();
    found.sort();
    found
}

fn fields(said: &str) -> Vec<String> {
    let spec = read(&format!("{THINGS} {said}"));
    spec.entities.get("Lesson").map(|lesson| lesson.fields.keys().cloned().collect()).unwrap_or_default()
}

#[test]
fn a_thing_is_of_what_its_clause_names() {
    let subjects = ["A lesson", "Each lesson", "Every lesson"];
    let ties = [
        "is an hour of one teacher in one room",
        "is given by one teacher in a room",
        "puts a teacher into a room",
        "brings a teacher and a room together",
        "ties a teacher to a room",
    ];
    let ends =
        [", with a topic and a fee.", " and has a topic and a fee.", ". A lesson has a topic and a fee."];
    for subject in subjects {
        for tie in ties {
            for end in ends {
                let said = format!("{subject} {tie}{end}");
                assert_eq!(keys(&said), ["Room", "Teacher"], "{said}");
                assert_eq!(fields(&said), ["topic", "fee"], "{said}");
            }
        }
    }
}

#[test]
fn people_make_things_that_are_of_others() {
    let said =
        "Pupils place a request for one teacher in one room; store the topic and when it was requested.";
    let spec = read(&format!("{THINGS} {said}"));
    let keys: Vec<&str> =
        spec.relations.iter().filter(|r| r.from == "Request").map(|r| r.to.as_str()).collect();
    assert_eq!(keys, ["Teacher", "Room"]);
}

#[test]
fn the_values_behind_the_last_tie_are_a_choice() {
    let said = "A lesson puts a teacher into a room for a slot: morning, afternoon or evening.";
    let spec = read(&format!("{THINGS} {said}"));
    assert_eq!(keys(said), ["Room", "Teacher"]);
    let slot = &spec.entities["Lesson"].fields["slot"];
    assert_eq!(slot.values.as_ref().map(Vec::len), Some(3));
}

#[test]
fn a_span_of_two_moments_is_two_fields_and_no_change_of_state() {
    let said =
        "A lesson takes one teacher for one room, from a start time to an end time, and stores the fee.";
    let spec = read(&format!("{THINGS} {said}"));
    assert_eq!(fields(said), ["start_time", "end_time", "fee"]);
    assert!(spec.rules.is_empty(), "{:?}", spec.rules);
}

#[test]
fn what_is_tied_to_nothing_that_is_kept_makes_no_key() {
    assert_eq!(keys("A lesson is a kind of fun. A lesson has a topic."), Vec::<String>::new());
}

#[test]
fn a_route_below_another_ties_rows_that_nothing_else_does() {
    let spec = read(
        "An API. Parcels have a code and a weight. Couriers have a name and a phone.\nGET /couriers/{id}/parcels",
    );
    let relation = &spec.relations[0];
    assert_eq!((relation.from.as_str(), relation.to.as_str()), ("Parcel", "Courier"));
    let assumed = spec.assumptions.iter().any(|one| one.path.as_deref() == Some("/relations/0"));
    assert!(assumed, "{:?}", spec.assumptions);
}

#[test]
fn several_clauses_of_what_holds_what_are_each_a_tie() {
    for text in [
        "Freezers hold boxes, boxes hold samples.",
        "Freezers contain boxes and boxes contain samples.",
        "Lab inventory: Freezers hold boxes; boxes hold samples.",
    ] {
        let text = format!("{text} A freezer has a name. A box has a label. A sample has a barcode.");
        let spec = read(&text);
        let found: Vec<_> = spec.relations.iter().map(|r| (r.from.as_str(), r.to.as_str())).collect();
        assert_eq!(found, [("Box", "Freezer"), ("Sample", "Box")], "{text}");
    }
}

#[test]
fn one_on_either_side_is_said_in_one_clause() {
    for said in [
        "a boat lies at one berth, a berth takes only one boat",
        "each boat has exactly one berth in the harbour, and a berth is for one boat only",
        "a boat lies at one berth and a berth takes exactly one boat",
    ] {
        let spec = read(&format!("An API for a marina. Boats: name. Berths: number. {said}."));
        let kinds: Vec<RelationKind> = spec.relations.iter().map(|relation| relation.kind).collect();
        assert_eq!(kinds, [RelationKind::OneToOne], "{said}");
    }
    for said in [
        "a plot has at most one tenant and a tenant can rent several plots",
        "each plot can have only one tenant, but a tenant can rent several plots",
    ] {
        let spec = read(&format!(
            "An API. Plots (number, size), tenants (name), {said}; if the tenant is deleted the plot just has none."
        ));
        let [only] = spec.relations.as_slice() else { panic!("{said}: {:?}", spec.relations) };
        assert_eq!((only.from.as_str(), only.kind), ("Plot", RelationKind::ManyToOne), "{said}");
        assert_eq!(only.on_delete, Some(OnDelete::SetNull), "{said}");
    }
}

#[test]
fn a_record_of_a_deed_is_of_who_does_it_and_of_what_it_is_done_with() {
    let spec = read(
        "An API for a club. Members: name, email. Equipment: name, value. Loans: a member borrows one piece of equipment. \
         From date, due date (after the from date), returned yes/no, no to start with.",
    );
    let keys: Vec<&str> = spec.relations.iter().filter(|r| r.from == "Loan").map(|r| r.to.as_str()).collect();
    assert_eq!(keys, ["Member", "Equipment"]);
    let names: Vec<&str> = spec.entities["Loan"].fields.keys().map(String::as_str).collect();
    assert_eq!(names, ["from_date", "due_date", "returned"]);
}

#[test]
fn a_verb_that_ends_with_its_place_ties_to_nothing() {
    for line in ["expires on", "lies in", "comes from"] {
        let text = format!("API for stock.\n\nBatch:\n  - code: string\n  - {line}\n  - weight: decimal\n");
        assert!(crate::reading::read(&text).entities.contains_key("Batch"), "{line}");
    }
}
