//! What things have, in the words that different people use for it.

use crate::reading::read;

/// The fields of a thing with their types, as `name type`.
fn fields(text: &str, thing: &str) -> Vec<String> {
    let spec = read(text);
    let Some(found) = spec.entities.get(thing) else { return Vec::new() };
    let kind = |field: &domain::spec::Field| serde_json::to_value(field.ql_type).unwrap();
    found.fields.iter().map(|(name, field)| format!("{name} {}", kind(field).as_str().unwrap())).collect()
}

fn names(text: &str, thing: &str) -> Vec<String> {
    let spec = read(text);
    let mut found: Vec<String> =
        spec.entities.get(thing).map_or(Vec::new(), |one| one.fields.keys().cloned().collect());
    found.sort();
    found
}

#[test]
fn a_line_under_a_name_may_say_in_words_what_others_say_in_marks() {
    const LINES: &[(&str, &str)] = &[
        ("weight in kg, at least 1", "weight decimal"),
        ("temperature in °C", "temperature decimal"),
        ("a flow in m³/s", "flow decimal"),
        ("a dose in mg/kg", "dose decimal"),
        ("grain, one of wheat, rye, spelt", "grain enum"),
        ("size, small or large", "size enum"),
        ("a grain that can be wheat, rye or spelt", "grain enum"),
        ("positive fee", "fee decimal"),
        ("whether it is organic", "organic boolean"),
        ("flag whether it is organic", "organic boolean"),
        ("the day it was filled", "filled_on date"),
        ("when it was filled", "filled_at datetime"),
        ("number between 1 and 99, unique", "number integer"),
        ("six-letter code", "code string"),
        ("code (two letters followed by three digits)", "code string"),
        ("a remark which need not be given", "remark text"),
        ("remark that can be left out", "remark text"),
        ("compulsory remark", "remark text"),
    ];
    for (line, expected) in LINES {
        let text = format!("An API for a mill.\n\nSack:\n- label\n- {line}\n\nMiller:\n- name\n");
        let mut found = fields(&text, "Sack");
        found.retain(|field| field != "label string");
        assert_eq!(found, [*expected], "{line}");
        // One bare name is a card beside another one.
        assert_eq!(names(&text, "Miller"), ["name"], "{line}");
    }
}

#[test]
fn one_line_may_hold_two_members() {
    let text = "An API for a mill.\n\nSack:\n- label\n- when it arrived and when it left\n- a start date and an optional end date\n";
    let bounds =
        "An API for a mill.\n\nPlace:\n- name\n- latitude from -90 to 90, longitude from -180 to 180\n";
    let place = serde_json::to_value(&read(bounds).entities["Place"].fields).unwrap();
    assert_eq!(
        (&place["latitude"]["maximum"], &place["longitude"]["maximum"]),
        (&90.into(), &180.into()),
        "{place}"
    );
    assert_eq!(names(text, "Sack"), ["arrived_at", "end_date", "label", "left_at", "start_date"]);
}

#[test]
fn a_line_that_nothing_reads_is_asked_about_and_costs_the_card_nothing() {
    for line in
        ["up to three photos", "colour as hex code", "stamp set automatically", "size like small or large"]
    {
        let text = format!("An API for a mill.\n\nSack:\n- label\n- {line}\n");
        let spec = read(&text);
        assert_eq!(names(&text, "Sack"), ["label"], "{line}");
        assert!(!spec.open_questions.is_empty(), "{line}");
    }
}

#[test]
fn a_moment_that_is_always_another_is_no_default() {
    let spec = read("An API for a mill.\n\nSack:\n- label\n- filled on (default today)\n");
    let field = serde_json::to_value(&spec.entities["Sack"].fields["filled_on"]).unwrap();
    assert_eq!(field["default"], serde_json::Value::Null);
    assert!(!spec.open_questions.is_empty());
}

#[test]
fn a_list_of_members_is_headed_in_many_words() {
    for head in [
        "For every sack we store:",
        "For each sack:",
        "What we know about a sack:",
        "A sack has:",
        "Every sack needs:",
        "We keep for each sack:",
        "Details we record about a sack:",
        "Entity Sack:",
    ] {
        let text = format!("An API for a mill.\n\n{head}\n- label\n- weight in kg\n");
        assert_eq!(names(&text, "Sack"), ["label", "weight"], "{head}");
        assert_eq!(read(&text).entities.len(), 1, "{head}");
    }
    let text =
        "An API for a mill.\n\nSack\n| field | type |\n|---|---|\n| label | text |\n| weight | number |\n";
    assert_eq!(names(text, "Sack"), ["label", "weight"]);
}

#[test]
fn a_thing_has_what_other_verbs_say_of_it() {
    for said in [
        "A sack features a label, a weight and a grain.",
        "Each sack is given a label, a weight and a grain.",
        "A sack knows its label, its weight and its grain.",
        "Sacks all have their own label, a weight and a grain.",
        "A sack, identified by its label, has a weight and a grain.",
        "A sack has not only a label but also a weight and a grain.",
        "Sacks must be stored with a label, a weight and a grain.",
        "The system shall store for each sack: label, weight, grain.",
        "For sacks, store a label, a weight and a grain.",
        "Adding a sack requires a label, a weight and a grain.",
        "To add a sack you give a label, a weight and a grain.",
        "When adding a sack I enter its label, its weight and its grain.",
        "When a sack is added, its label, weight and grain are entered.",
        "There should be a label, a weight and a grain for each sack.",
        "The label, the weight and the grain of a sack are saved.",
        "A sack's label, weight and grain should be stored.",
        "Please save a sack's label, its weight and its grain.",
        "Besides its label, a sack has a weight and a grain.",
        "In addition to a label, each sack has a weight and a grain.",
        "Keep track of sacks, their label, weight and grain.",
        "What is a sack? It has a label, a weight and a grain.",
        "Table sack: label, weight, grain.",
        "Entity Sack with fields label, weight and grain.",
        "A Sack object has the properties label, weight and grain.",
        "Sack (label: text, weight: number, grain: text).",
        "Sack -> label, weight, grain",
    ] {
        let text = format!("An API for a mill. {said}");
        assert_eq!(names(&text, "Sack"), ["grain", "label", "weight"], "{said}");
        assert_eq!(read(&text).entities.len(), 1, "{said}");
    }
    let text =
        "An API for a mill. We store sacks, each with a weight and a grain, and millers, each with a name.";
    assert_eq!(names(text, "Sack"), ["grain", "weight"]);
    assert_eq!(names(text, "Miller"), ["name"]);
}

#[test]
fn a_verb_that_is_said_once_holds_for_every_thing_behind_it() {
    let text = "An API for a mill. Sacks have a label, millers a name and stones a weight.";
    assert_eq!(names(text, "Sack"), ["label"]);
    assert_eq!(names(text, "Miller"), ["name"]);
    assert_eq!(names(text, "Stone"), ["weight"]);
    let text = "An API for a mill. A sack has a label, a weight, a note a person left.";
    assert!(!read(text).entities.contains_key("Note"));
}

#[test]
fn what_a_thing_is_identified_by_is_a_field_of_it_and_of_nothing_else() {
    for said in [
        "Each show is identified by a five-letter code and has a title.",
        "Shows are identified by a code and have a title.",
    ] {
        let text = format!("An API for a radio station. {said}");
        assert_eq!(names(&text, "Show"), ["code", "title"], "{said}");
        assert_eq!(read(&text).entities.len(), 1, "{said}");
    }
}

#[test]
fn who_is_also_one_of_those_is_a_key_to_another() {
    let spec = read("An API for a mill. Workers have a name and a boss (also a worker).");
    let [only] = spec.relations.as_slice() else { panic!("{:?}", spec.relations) };
    assert_eq!(
        (only.from.as_str(), only.to.as_str(), only.field.as_deref()),
        ("Worker", "Worker", Some("boss_id"))
    );
}

#[test]
fn what_may_be_empty_in_a_table_is_none_of_the_values() {
    let text = "An API for a mill.\n\nSack\n| field | type | required |\n|---|---|---|\n| label | text | yes |\n| grain | one of rye, oat | no |\n";
    let spec = read(text);
    let grain = serde_json::to_value(&spec.entities["Sack"].fields["grain"]).unwrap();
    assert_eq!(grain["enum"], serde_json::json!(["rye", "oat"]));
    assert!(!spec.entities["Sack"].fields["grain"].required);
}

#[test]
fn what_is_measured_or_weighed_is_a_number() {
    let text =
        "An API for a mill. A probe measures temperature in °C and humidity in percent. A probe has a code.";
    assert_eq!(names(text, "Probe"), ["code", "humidity", "temperature"]);
    let spec = read("An API for a mill. A sack weighs between 1 and 50 kg. A sack has a label.");
    let weight = serde_json::to_value(&spec.entities["Sack"].fields["weight"]).unwrap();
    assert_eq!((&weight["minimum"], &weight["maximum"]), (&1.into(), &50.into()), "{weight}");
}

#[test]
fn number_and_text_in_brackets_are_types_beside_other_types() {
    let text = "A car rental API. Car: plate (text), doors (number). Owner: name (text).";
    assert_eq!(names(text, "Car"), ["doors", "plate"]);
    assert_eq!(read(text).entities.len(), 2);
    let text = "An API for plants. A plant has a name and a height (number, optional, cm, 0-500).";
    assert_eq!(names(text, "Plant"), ["height", "name"]);
    // By themselves they may be what a thing is made of.
    let spec = read("An API for hotels. We have rooms (number, floor) and guests (name, phone).");
    assert!(spec.entities.contains_key("Room"), "{:?}", spec.entities.keys());
}

#[test]
fn two_teams_play_in_other_matches_too() {
    let spec = read("An API for a league. A match has a date and two teams. A team has a name.");
    let [only] = spec.relations.as_slice() else { panic!("{:?}", spec.relations) };
    assert_eq!((only.from.as_str(), only.to.as_str()), ("Match", "Team"));
    assert_eq!(only.kind, domain::spec::RelationKind::ManyToMany);
    assert!(spec.assumptions.iter().any(|one| one.text.contains("exactly 2")), "{:?}", spec.assumptions);
}

#[test]
fn how_a_code_is_spelled_makes_nothing_of_its_letters() {
    for said in [
        "Sacks have a label that consists of two capital letters and four digits.",
        "Sacks have a label and a weight. Labels consist of two letters and four digits.",
    ] {
        let spec = read(&format!("An API for a mill. {said}"));
        assert_eq!(spec.entities.len(), 1, "{said}");
        let label = serde_json::to_value(&spec.entities["Sack"].fields["label"]).unwrap();
        assert_eq!(label["maxLength"], 6, "{said} {label}");
    }
}

#[test]
fn nothing_is_said_of_another_thing_where_a_sentence_begins_with_one_nobody_knows() {
    let spec = read(
        "An API for mills. A mill has a name. A sack's weight is given in kg. A sack jumps and is made of linen or paper.",
    );
    let mill: Vec<_> = spec.entities["Mill"].fields.keys().collect();
    assert_eq!(mill, ["name"]);
    assert!(!spec.open_questions.is_empty());
}

#[test]
fn each_word_of_a_measure_is_accounted_for() {
    for measure in ["l/min", "mg/l", "km/h", "m³/s"] {
        let spec =
            read(&format!("An API for wells.\n\nWell:\n- depth (m)\n- flow in {measure}, at least 1\n"));
        assert_eq!(spec.coverage.silent, 0, "{measure}");
        assert!(spec.entities["Well"].fields.contains_key("flow"), "{measure}");
    }
}
