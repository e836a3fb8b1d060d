//! How much and how long, in the words of many, is a bound and never a choice, a text or nothing.

use domain::spec::FieldType;
use serde_json::json;

use crate::reading::read;

/// The field `it` of a thing told so, as JSON without what the reader adds.
fn field(told: &str) -> serde_json::Value {
    let text = format!("API for things. A thing has a name and {told}.");
    let spec = read(&text);
    assert!(spec.open_questions.is_empty(), "{text}: {:?}", spec.open_questions);
    let fields = &spec.entities.values().next().unwrap().fields;
    assert_eq!(fields.len(), 2, "{text}: {:?}", fields.keys().collect::<Vec<_>>());
    serde_json::to_value(fields.values().last().unwrap()).unwrap()
}

fn bounded(told: &str, low: Option<f64>, high: Option<f64>) {
    let field = field(told);
    let bound = |name: &str| field.get(name).and_then(serde_json::Value::as_f64);
    assert_eq!((bound("minimum"), bound("maximum")), (low, high), "{told}: {field}");
    assert_eq!(field.get("maxLength"), None, "{told}: {field}");
}

#[test]
fn one_side_is_enough() {
    for told in ["a deposit of 50 euros or more", "a deposit (50 euros or more)", "a deposit of €50 or more"]
    {
        bounded(told, Some(50.0), None);
    }
    for told in ["a position of 1 or higher", "a position (1 or higher)", "a position, 1 or more"] {
        bounded(told, Some(1.0), None);
    }
    bounded("a mark (10 or less)", None, Some(10.0));
    bounded("a load (3 kg or below)", Some(0.0), Some(3.0));
    bounded("a height of 3 m or more", Some(3.0), None);
    bounded("an age of 16 or older", Some(16.0), None);
}

#[test]
fn an_amount_per_something_keeps_its_bounds() {
    bounded("a price per cycle between 1.00 and 20.00", Some(1.0), Some(20.0));
    bounded("a fee per berth from 10 to 90", Some(10.0), Some(90.0));
    bounded("a rate per guest of at most 300", None, Some(300.0));
    bounded("a wage per shift, at least 80", Some(80.0), None);
}

#[test]
fn a_rule_of_its_own_bounds_an_amount_too() {
    for rule in [
        "The fee is at least 20 euros.",
        "The fee must be at least 20 euros.",
        "The fee is 20 euros or more.",
    ] {
        let spec = read(&format!("API for sessions. A session has a name and a fee. {rule}"));
        let fee = &spec.entities["Session"].fields["fee"];
        assert_eq!(fee.minimum.as_ref().and_then(serde_json::Number::as_f64), Some(20.0), "{rule}");
        assert!(spec.rules.is_empty() && spec.open_questions.is_empty(), "{rule}: {:?}", spec.rules);
    }
}

#[test]
fn the_length_of_a_thing_is_no_length_of_a_text() {
    for told in ["a length of 2.0–30.0 m", "a length from 2 to 30 m", "a length between 2 and 30 metres"] {
        let spec = read(&format!("API for boats. A boat has {told} and a name."));
        let length = &spec.entities["Boat"].fields["length"];
        assert_eq!(length.ql_type, FieldType::Decimal, "{told}");
        assert_eq!(serde_json::to_value(&length.maximum).unwrap().as_f64(), Some(30.0), "{told}");
    }
}

#[test]
fn letters_are_letters_in_a_code_and_characters_in_a_text() {
    for (told, pattern) in [
        ("a code of exactly 4 letters", "^[A-Za-z]{4}$"),
        ("a code (4 letters)", "^[A-Za-z]{4}$"),
        ("initials (2 to 4 letters)", "^[A-Za-z]{2,4}$"),
        ("a short code of up to 6 letters", "^[A-Za-z]{1,6}$"),
    ] {
        assert_eq!(field(told)["pattern"], json!(pattern), "{told}");
    }
    for told in ["a title (max 200 letters)", "a title of up to 80 letters"] {
        assert_eq!(field(told).get("pattern"), None, "{told}");
    }
}

#[test]
fn letters_from_one_to_another_are_each_of_them() {
    for told in ["a zone (A to D)", "a zone (A-D)", "a zone from A to D", "a zone (A, B, C or D)"] {
        assert_eq!(field(told)["enum"], json!(["A", "B", "C", "D"]), "{told}");
    }
}

#[test]
fn a_measure_before_a_name_is_one() {
    for told in ["a kWh used", "kWh imported"] {
        let field = field(told);
        assert_eq!(
            (&field["x-ql-type"], &field["minimum"]),
            (&json!("decimal"), &json!(0)),
            "{told}: {field}"
        );
    }
}
