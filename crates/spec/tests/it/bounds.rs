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

#[test]
fn bounds_are_told_by_exactly_by_not_before_and_by_where_counting_begins() {
    let field = |text: &str, name: &str| {
        let spec = read(text);
        let field = spec.entities.values().find_map(|entity| entity.fields.get(name).cloned());
        field.unwrap_or_else(|| panic!("{text}: {:?}", spec.entities))
    };
    for text in [
        "## Stations\n- code: string, exactly 6 characters, unique\n- name: string, required, up to 80",
        "## Stations\n- code: string, fixed length 6, unique\n- name: string",
        "Stations: code (exactly 6 characters, unique), name",
    ] {
        let code = field(text, "code");
        assert_eq!((code.min_length, code.max_length, code.unique), (Some(6), Some(6), Some(true)), "{text}");
    }
    for (text, name) in [
        ("A piano has a maker and the year it was built, if known, not before 1800.", "year_built"),
        (
            "A piano has a maker and a year of construction, if known, and not before 1800.",
            "year_of_construction",
        ),
        ("A piano has a maker and a building year not earlier than 1800 (optional).", "building_year"),
    ] {
        let year = field(text, name);
        assert_eq!(year.minimum.as_ref().and_then(|n| n.as_i64()), Some(1800), "{text}");
        assert!(!year.required, "{text}");
    }
    for (text, name, least) in [
        ("A stop has an address and a position number starting at 1.", "position_number", 1),
        ("A line has a text and a position number starting from 1.", "position_number", 1),
        ("A ticket has a subject and a queue number beginning at 100.", "queue_number", 100),
    ] {
        let number = field(text, name);
        assert_eq!(number.minimum.as_ref().and_then(|n| n.as_i64()), Some(least), "{text}");
        assert!(number.required && number.default.is_none(), "{text}: {number:?}");
    }
    for text in [
        "Dogs have a chip number no other dog has, a name and a breed.",
        "As a vet I create dogs with a chip number that no other dog may have, a name and a breed.",
        "Dogs have a chip number nobody else has, a name and a breed.",
    ] {
        assert_eq!(field(text, "chip_number").unique, Some(true), "{text}");
        assert!(field(text, "breed").required, "{text}");
    }
}

#[test]
fn what_may_not_be_is_a_bound() {
    bounded("a weight, which can't be more than 90 kg", Some(0.0), Some(90.0));
    bounded("a weight that may never be above 90 kg", Some(0.0), Some(90.0));
    bounded("a score which must not go below 3", Some(3.0), None);
    bounded("a build year, which can't be before 1978", Some(1978.0), Some(2100.0));
    bounded("a use year that mustn't be after 2050", Some(0.0), Some(2050.0));
    bounded("the year it was made, somewhere from 1888 to 2000", Some(1888.0), Some(2000.0));
    let spec =
        read("API for films. A film has a year and a title. The year of a film must not be before 1978.");
    let film = &spec.entities["Film"];
    assert_eq!(film.fields.keys().collect::<Vec<_>>(), ["year", "title"]);
    assert_eq!(film.fields["year"].minimum, serde_json::Number::from_u128(1978));
}

#[test]
fn a_year_with_nothing_behind_it_is_a_bound_and_a_stretch_of_time_is_none() {
    let built = field("a build year that must be after 1900");
    assert_eq!(built["exclusiveMinimum"], json!(1900), "{built}");
    let spec = read("API for pots. A pot has a name and a colour. After 1900 days a pot is sold.");
    assert!(!spec.entities["Pot"].fields.contains_key("days"));
}
