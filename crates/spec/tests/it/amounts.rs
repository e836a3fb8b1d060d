//! Amounts, however they are told: any field with any bound, places and sign.

use domain::spec::{Field, FieldType};
use serde_json::json;

use crate::reading::read;

fn field(said: &str, name: &str) -> Field {
    let spec = read(&format!("An API for a lab. A probe has a title and {said}."));
    let asked: Vec<_> = spec.open_questions.iter().map(|q| &q.text).collect();
    assert!(asked.is_empty(), "{said}: {asked:?}");
    assert!(spec.entities.contains_key("Probe"), "{said}: {:?}", spec.entities.keys());
    assert_eq!(spec.entities["Probe"].fields.len(), 2, "{said}: {:?}", spec.entities["Probe"].fields.keys());
    spec.entities["Probe"].fields.get(name).unwrap_or_else(|| panic!("{said}")).clone()
}

#[test]
fn places_behind_the_point_are_no_greatest_value() {
    for (name, bare) in [("weight", "a weight in kg"), ("price", "a price"), ("score", "a score")] {
        for lead in ["with", "with up to", "with at most", "with exactly"] {
            for (count, step) in [("two", 0.01), ("3", 0.001), ("four", 0.0001)] {
                for places in ["decimals", "decimal places", "digits after the decimal point"] {
                    let said = format!("{bare} {lead} {count} {places}");
                    let found = field(&said, name);
                    assert_eq!(found.ql_type, FieldType::Decimal, "{said}");
                    assert_eq!(found.maximum, None, "{said}");
                    assert_eq!(found.multiple_of.map(|n| json!(n)), Some(json!(step)), "{said}");
                }
            }
        }
    }
}

#[test]
fn what_may_be_negative_has_no_least_value() {
    for (name, bare) in [("amount", "an amount"), ("price", "a price"), ("stock", "a stock")] {
        assert!(field(bare, name).minimum.is_some());
        for sign in [
            "that may be negative",
            "which can be negative",
            "that can also be below zero",
            "(can be negative)",
            "(negative values allowed)",
            ", negative values are allowed",
            "that may be negative, with two decimals",
        ] {
            let said = format!("{bare} {sign}").replace(" ,", ",");
            assert_eq!(field(&said, name).minimum, None, "{said}");
        }
    }
}

#[test]
fn bounds_keep_their_remarks_and_their_units() {
    for range in ["from 1 (highest) to 5 (lowest)", "between 1 (best) and 5 (worst)"] {
        for tail in ["", ", default 3"] {
            let found = field(&format!("a priority {range}{tail}"), "priority");
            assert_eq!((found.minimum, found.maximum), (Some(1.into()), Some(5.into())), "{range}{tail}");
            assert_eq!(found.default.is_some(), !tail.is_empty(), "{range}{tail}");
        }
    }
    for (unit, most) in [("KB", 10_000u64), ("MB", 10_000_000), ("GB", 10_000_000_000)] {
        for lead in ["up to", "of at most", "of up to"] {
            let found = field(&format!("a size in bytes {lead} 10 {unit}"), "size");
            assert_eq!(found.maximum, Some(most.into()), "{lead} {unit}");
        }
    }
}

#[test]
fn letters_of_one_kind_are_a_pattern() {
    for (letters, class) in [
        ("uppercase letters", "[A-Z]"),
        ("capital letters", "[A-Z]"),
        ("lowercase letters", "[a-z]"),
        ("hex characters", "[0-9a-f]"),
        ("hexadecimal digits", "[0-9a-f]"),
    ] {
        for (count, times) in [("2 to 10", "{2,10}"), ("2-10", "{2,10}"), ("exactly 4", "{4}")] {
            for said in [format!("a mark of {count} {letters}"), format!("a mark ({count} {letters})")] {
                let found = field(&said, "mark");
                assert_eq!(found.pattern.as_deref(), Some(format!("^{class}{times}$").as_str()), "{said}");
            }
        }
    }
}

#[test]
fn signs_behind_letters_belong_to_the_values() {
    let found = field("a blood type (A+, A-, AB+, AB-, O+, O-)", "blood_type");
    assert_eq!(found.values.unwrap(), ["A+", "A-", "AB+", "AB-", "O+", "O-"]);
    let found = field("a mark (A, A-, B+, B or C)", "mark");
    assert_eq!(found.values.unwrap(), ["A", "A-", "B+", "B", "C"]);
}

#[test]
fn letters_compared_in_any_case_are_asked_about_and_make_no_field() {
    for said in
        ["a name, unique regardless of case, and a color", "a name, unique, case-insensitive, and a color"]
    {
        let spec = read(&format!("An API for a lab. A probe has {said}."));
        let fields: Vec<_> = spec.entities["Probe"].fields.keys().collect();
        assert_eq!(fields, ["name", "color"], "{said}");
        assert_eq!(spec.entities["Probe"].fields["name"].unique, Some(true), "{said}");
        assert_eq!(spec.open_questions.len(), 1, "{said}");
    }
}

#[test]
fn from_and_to_name_two_keys_and_parts_name_two_fields() {
    let spec = read(
        "An API for a bank. Accounts have a number. Transfers have a from account, a to account and an amount greater \
         than 0.",
    );
    let keys: Vec<_> = spec.relations.iter().map(|r| r.field.as_deref().unwrap()).collect();
    assert_eq!(keys, ["from_account_id", "to_account_id"]);
}

#[test]
fn a_year_is_held_against_no_clock() {
    let spec = read("An API for a library. A book has a title and a publication year not in the future.");
    assert_eq!(spec.entities["Book"].fields["publication_year"].ql_type, FieldType::Integer);
    assert!(spec.rules.iter().all(|rule| rule.kind == "other"), "{:?}", spec.rules);
    assert_eq!(spec.rules.len(), 1);
}
