//! Fields with the types of columns, flags and the mark of what may be missing, in any kind of list.

use domain::spec::{Field, FieldType};

use crate::reading::read;

/// The kinds of list that hold fields.
const LISTS: &[&str] = &[
    "meters: name, FIELD, colour\npumps: name, colour",
    "Meter: name, FIELD, colour\nPump: name, colour",
    "- Meter: name, FIELD, colour\n- Pump: name, colour",
    "API with meters (name, FIELD, colour) and pumps (name, colour).",
    "Meter(name, FIELD, colour). Pump(name, colour).",
];

fn field(list: &str, said: &str, name: &str) -> Field {
    let text = list.replace("FIELD", said);
    let spec = read(&text);
    let meter = spec.entities.get("Meter").unwrap_or_else(|| panic!("no meter: {text}"));
    let names: Vec<&String> = meter.fields.keys().collect();
    assert_eq!(names, ["name", name, "colour"], "{text}");
    meter.fields[name].clone()
}

#[test]
fn the_type_of_a_column_is_no_word_of_its_name() {
    for list in LISTS {
        for (said, name, kind, max, unique) in [
            ("serial_no varchar(32) unique", "serial_no", FieldType::String, Some(32), true),
            ("serial_no varchar(32)", "serial_no", FieldType::String, Some(32), false),
            ("steps int", "steps", FieldType::Integer, None, false),
            ("steps bigint", "steps", FieldType::Integer, None, false),
            ("level decimal(12,3)", "level", FieldType::Decimal, None, false),
            ("sealed boolean", "sealed", FieldType::Boolean, None, false),
        ] {
            let found = field(list, said, name);
            assert_eq!(found.ql_type, kind, "{list}: {said}");
            if max.is_some() {
                assert_eq!(found.max_length, max, "{list}: {said}");
            }
            assert_eq!(found.unique == Some(true), unique, "{list}: {said}");
        }
    }
}

#[test]
fn a_flag_is_yes_or_no() {
    for list in LISTS {
        for (said, default) in [("sealed flag", false), ("sealed flag (default true)", true)] {
            let found = field(list, said, "sealed");
            assert_eq!(found.ql_type, FieldType::Boolean, "{list}: {said}");
            assert_eq!(
                found.default.and_then(|v| v.as_bool()).unwrap_or_default(),
                default,
                "{list}: {said}"
            );
        }
    }
}

#[test]
fn a_question_mark_behind_a_name_says_that_it_may_be_missing() {
    for list in LISTS {
        for said in ["sealed_at?", "nickname?", "seal?"] {
            let found = field(list, said, said.trim_end_matches('?'));
            assert!(!found.required, "{list}: {said}");
        }
    }
    let spec = read("A meter has a name, a nickname? and a sealed_at?");
    assert!(spec.entities["Meter"].fields.values().filter(|field| !field.required).count() == 2);
    let spec = read("A meter has a name. Is a meter sealed?");
    assert!(spec.entities["Meter"].fields["name"].required);
}

#[test]
fn a_column_that_holds_an_id_is_a_key() {
    for said in ["meter_id fk", "meter_id int fk", "meter_id", "meter id"] {
        let spec =
            read(&format!("meters: serial_no varchar(32) unique\nreadings: {said}, level decimal(12,3)"));
        let keys: Vec<_> = spec.relations.iter().map(|r| (r.from.as_str(), r.to.as_str())).collect();
        assert_eq!(keys, [("Reading", "Meter")], "{said}: {:?}", spec.entities["Reading"].fields);
        let level = &spec.entities["Reading"].fields["level"];
        assert_eq!(level.multiple_of.as_ref().and_then(|n| n.as_f64()), Some(0.001), "{said}");
    }
}
