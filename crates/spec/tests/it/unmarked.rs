//! Members, values and states with nothing between them, or with less than it takes.

use domain::{Spec, spec::FieldType};
use serde_json::{Value, json};

use crate::reading::read;

fn members(spec: &Spec, entity: &str) -> Vec<String> {
    spec.entities[entity].fields.keys().cloned().collect()
}

fn values(spec: &Spec, entity: &str, field: &str) -> Vec<Value> {
    spec.entities[entity].fields[field].values.clone().unwrap_or_default()
}

/// Read whole: nothing is asked about words.
fn whole(text: &str) -> Spec {
    let spec = read(text);
    let asked: Vec<&str> = spec
        .open_questions
        .iter()
        .filter(|question| question.text.starts_with("not understood"))
        .map(|question| question.text.as_str())
        .collect();
    assert_eq!(asked, Vec::<&str>::new(), "{text}");
    assert_eq!(spec.coverage.silent, 0, "{text}");
    spec
}

#[test]
fn members_may_have_only_blanks_between_them() {
    let spec = whole("API for kennels. A dog has name breed weight and a birthday.");
    assert_eq!(members(&spec, "Dog"), ["name", "breed", "weight", "birthday"]);
}

#[test]
fn values_may_have_only_blanks_or_commas_between_them() {
    let spec = whole("API for plants. A plant has a name and a season (spring summer autumn winter).");
    assert_eq!(values(&spec, "Plant", "season").len(), 4);
    let spec = whole("API for golf. Rounds have a date and statuses requested confirmed played cancelled.");
    assert_eq!(
        values(&spec, "Round", "status"),
        [json!("requested"), json!("confirmed"), json!("played"), json!("cancelled")]
    );
    let spec =
        whole("API for waste. A device has a type out of phone, laptop, fridge, other, and a weight in kg.");
    assert_eq!(values(&spec, "Device", "type").len(), 4);
    let spec = whole("API for cars. Cars: vin unique, status in yard / dismantling / crushed.");
    assert_eq!(values(&spec, "Car", "status"), [json!("in_yard"), json!("dismantling"), json!("crushed")]);
    let spec = whole("API for books. Books have a title and a condition (like new, good, worn).");
    assert_eq!(values(&spec, "Book", "condition"), [json!("like_new"), json!("good"), json!("worn")]);
}

#[test]
fn a_row_of_states_may_be_told_by_from_and_to() {
    for text in [
        "API for shops. A job has a description and moves from received to in repair to ready.",
        "API for shops. Job: description, and goes received → in repair → ready.",
    ] {
        let spec = whole(text);
        assert_eq!(
            values(&spec, "Job", "status"),
            [json!("received"), json!("in_repair"), json!("ready")],
            "{text}"
        );
    }
}

#[test]
fn what_a_thing_is_made_of_may_be_added_up() {
    let spec = whole(
        "API for taxis. Drivers have a name, vehicles have a plate. A shift is driver + vehicle + start + end.",
    );
    assert_eq!(members(&spec, "Shift"), ["start", "end"]);
    let to: Vec<&str> = spec.relations.iter().filter(|r| r.from == "Shift").map(|r| r.to.as_str()).collect();
    assert_eq!(to, ["Driver", "Vehicle"]);
}

#[test]
fn from_and_to_are_two_members() {
    let spec = whole("API for kids. Groups have a name, age from/to and a room.");
    assert_eq!(members(&spec, "Group"), ["name", "age_from", "age_to", "room"]);
}

#[test]
fn what_binds_is_read_alike_in_any_word() {
    for word in ["must", "shall", "should"] {
        let spec = whole(&format!(
            "API for flats. Flats have a building, floor and unit. The combination of building and unit {word} be unique."
        ));
        assert_eq!(spec.entities["Flat"].unique, [["building", "unit"]], "{word}");
    }
}

#[test]
fn a_day_is_no_number_of_months() {
    let spec = read("API for permits. A permit has a plate and an end date, no longer than 12 months.");
    let end = &spec.entities["Permit"].fields["end_date"];
    assert_eq!((end.ql_type, end.maximum.clone()), (FieldType::Date, None));
    assert!(!spec.open_questions.is_empty());
}

#[test]
fn lists_of_plain_words_stay_what_they_were() {
    // A name of several words, a note in brackets and a state alone are no lists.
    let spec = read("API for firms. A firm has a full legal name and a contact (first come first served).");
    assert_eq!(members(&spec, "Firm"), ["full_legal_name", "contact"]);
    assert_eq!(values(&spec, "Firm", "contact"), Vec::<Value>::new());
    let spec = read("API for firms. A firm has a title and a contact (first name last name).");
    let all = spec.entities.values().flat_map(|entity| entity.fields.keys());
    assert!(!all.into_iter().any(|name| name == "first" || name == "last"), "{:?}", spec.entities);
}
