//! Ranges of codes are the codes between their ends, and neither words of a name nor states.

use serde_json::json;

use crate::reading::read;

fn values(text: &str, entity: &str, field: &str) -> serde_json::Value {
    let spec = read(text);
    assert!(spec.open_questions.is_empty(), "{text}: {:?}", spec.open_questions);
    assert!(spec.rules.is_empty(), "{text}: {:?}", spec.rules);
    let fields = &spec.entities[entity].fields;
    let found =
        fields.get(field).unwrap_or_else(|| panic!("{text}: {:?}", fields.keys().collect::<Vec<_>>()));
    serde_json::to_value(found).unwrap()["enum"].clone()
}

#[test]
fn a_letter_with_a_number_runs_through_both() {
    for text in [
        "Courses have a title, a level A1-C2 and a fee.",
        "A course has a title and a level (A1 to C2).",
        "Course: title, level from A1 to C2, fee",
        "A course has a title and a level between A1 and C2, and a fee.",
        "A course has a title, a level (A1–C2, optional) and a fee.",
        "A course has a title and a level. The level goes from A1 to C2.",
    ] {
        assert_eq!(values(text, "Course", "level"), json!(["A1", "A2", "B1", "B2", "C1", "C2"]), "{text}");
    }
    let text = "A locker has a name and a row F1-F4.";
    assert_eq!(values(text, "Locker", "row"), json!(["F1", "F2", "F3", "F4"]));
}

#[test]
fn letters_alone_do_so_too() {
    for text in [
        "A permit has a zone A-C and a fee.",
        "Permit: zone A-C, fee",
        "A permit has a zone (A to C) and a fee.",
    ] {
        assert_eq!(values(text, "Permit", "zone"), json!(["A", "B", "C"]), "{text}");
    }
}

#[test]
fn what_is_no_range_is_asked_about() {
    let spec = read("A course has a title and a level C2-A1.");
    assert!(spec.entities["Course"].fields.contains_key("level"), "{:?}", spec.entities);
    assert!(spec.open_questions.iter().any(|q| q.text.contains("C2-A1")), "{:?}", spec.open_questions);
}
