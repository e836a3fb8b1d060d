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

#[test]
fn a_column_may_have_commas_behind_its_name_and_an_arrow_for_its_key() {
    let spec = read(
        "Tables, Java and MySQL:\n\n* apiaries\n  - name, not null, unique\n* hives\n  - apiary_id -> apiaries, on delete cascade\n  \
         - queen_year, int, nullable\n  - inspected_on, date, not null\n  - weight_kg, numeric(5,2)\n  - frames, int, 0..12\n",
    );
    let hive = &spec.entities["Hive"].fields;
    let kinds: Vec<_> = hive.iter().map(|(name, field)| (name.as_str(), field.ql_type)).collect();
    assert_eq!(
        kinds,
        [
            ("queen_year", FieldType::Integer),
            ("inspected_on", FieldType::Date),
            ("weight_kg", FieldType::Decimal),
            ("frames", FieldType::Integer),
        ]
    );
    assert!(!hive["queen_year"].required && hive["inspected_on"].required);
    assert_eq!(hive["frames"].maximum.as_ref().and_then(serde_json::Number::as_f64), Some(12.0));
    let [key] = spec.relations.as_slice() else { panic!("one key: {:?}", spec.relations) };
    assert_eq!((key.from.as_str(), key.to.as_str()), ("Hive", "Apiary"));
    assert_eq!(key.on_delete, Some(domain::spec::OnDelete::Cascade));
    assert!(spec.rules.is_empty() && spec.open_questions.is_empty(), "{:?}", spec.open_questions);
}

#[test]
fn words_between_commas_are_members_where_no_column_says_otherwise() {
    let spec = read("Visits API.\n\n* visits\n  - title, date, required\n* halls\n  - name, text\n");
    let names = |entity: &str| spec.entities[entity].fields.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names("Visit"), ["title", "date"]);
    assert_eq!(names("Hall"), ["name", "text"]);
    // An arrow between other words is a life.
    let spec = read("A visit has a title. Visit: planned -> held");
    assert!(spec.rules.iter().any(|rule| rule.kind == "state_machine"), "{:?}", spec.rules);
}

#[test]
fn what_kind_of_word_stands_before_a_name_is_no_word_of_it() {
    for kind in ["class", "struct", "table", "entity"] {
        let spec = read(&format!(
            "Flask backend.\n\n{kind} GreenLot: origin str, bags int >= 0\n{kind} Batch: weight_in decimal, note text optional\n"
        ));
        let things: Vec<&str> = spec.entities.keys().map(String::as_str).collect();
        assert_eq!(things, ["GreenLot", "Batch"], "{kind}");
    }
    let spec = read("Class schedule: room, day, teacher name");
    assert!(spec.entities.contains_key("ClassSchedule"), "{:?}", spec.entities.keys());
}
