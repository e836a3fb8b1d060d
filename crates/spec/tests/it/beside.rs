//! Words beside a field that are no field of their own: an apposition, an adverb, whose it is, codes, rows and strokes.

use domain::Spec;
use serde_json::json;

use crate::reading::read;

fn names(spec: &Spec, entity: &str) -> Vec<String> {
    let mut names: Vec<String> =
        spec.entities.get(entity).map(|e| e.fields.keys().cloned().collect()).unwrap_or_default();
    names.sort();
    names
}

#[test]
fn what_a_comma_adds_to_a_field_is_no_field() {
    for (said, name, minimum, maximum) in [
        ("the waiting days, a whole number from 0 to 10", "waiting_days", 0, 10),
        ("the level, an integer between 1 and 5", "level", 1, 5),
        ("the mood of the guests from 1 to 10", "mood", 1, 10),
        ("the temper of the bees from 1 to 5", "temper", 1, 5),
    ] {
        let text = format!("An API in FastAPI. A visit has a date and {said}.");
        let spec = read(&text);
        assert_eq!(names(&spec, "Visit").len(), 2, "{text} {:?}", names(&spec, "Visit"));
        let field = &spec.entities["Visit"].fields[name];
        assert_eq!(
            (field.minimum.clone(), field.maximum.clone()),
            (Some(minimum.into()), Some(maximum.into())),
            "{text}"
        );
    }
    for (said, name, default) in [
        ("a colour, usually red", "colour", json!("red")),
        ("a colour, normally red, and a date", "colour", json!("red")),
        ("a sold flag, usually no", "sold", json!(false)),
    ] {
        let spec = read(&format!("An API in FastAPI. A pen has {said}."));
        assert_eq!(spec.entities["Pen"].fields[name].default, Some(default), "{said}");
        assert!(!names(&spec, "Pen").iter().any(|field| field.contains("ly_")), "{said}");
    }
    let spec = read("An API in FastAPI. A match has points, 0 to 8, empty until played.");
    assert_eq!(names(&spec, "Match"), ["points"]);
    assert!(!spec.entities["Match"].fields["points"].required);
    let spec = read("An API in FastAPI. A host has a name and a motto limited to 40 characters.");
    assert_eq!(spec.entities["Host"].fields["motto"].max_length, Some(40));
}

#[test]
fn the_last_of_several_codes_is_one_of_them() {
    for (said, entity, name, values) in [
        ("A vote has a weight of 1, 2 or 3 and everyone can see it.", "Vote", "weight", json!([1, 2, 3])),
        (
            "A driver has a licence class: A, B, C or BE.",
            "Driver",
            "licence_class",
            json!(["A", "B", "C", "BE"]),
        ),
        ("A lorry has a weight class C or D and a date.", "Lorry", "weight_class", json!(["C", "D"])),
        ("Pilots: name, licence class B or C, hired on.", "Pilot", "licence_class", json!(["B", "C"])),
    ] {
        let spec = read(&format!("An API in FastAPI. {said}"));
        let field = serde_json::to_value(&spec.entities[entity].fields[name]).unwrap();
        assert_eq!(field["enum"], values, "{said} {:?}", names(&spec, entity));
    }
}

#[test]
fn rows_between_strokes_and_columns_of_a_sheet_are_fields() {
    let spec = read(
        "An API in FastAPI.\nDRIVER: name | mobile (unique) | hired on\nTOUR: driver (optional) | day | name of the area",
    );
    assert_eq!(names(&spec, "Driver"), ["hired_on", "mobile", "name"]);
    assert_eq!(names(&spec, "Tour"), ["area_name", "day"]);
    assert!(spec.relations.iter().any(|r| r.from == "Tour" && r.to == "Driver"));
    let spec = read("An API in FastAPI.\nTask: title | due date | done\nStatus: open | in progress | closed");
    assert!(!spec.entities.contains_key("Status"), "{:?}", spec.entities.keys());
    for said in [
        "The sheet \"Samples\" has these columns: code (unique), taken on.",
        "The table Samples has the columns code (unique), taken on.",
        "The Samples sheet contains the following fields: code (unique), taken on.",
    ] {
        let spec = read(&format!("An API in FastAPI. {said}"));
        assert_eq!(names(&spec, "Sample"), ["code", "taken_on"], "{said}");
        assert_eq!(spec.entities.len(), 1, "{said}");
    }
    let spec = read(
        "An API in FastAPI. The table trucks has the columns plate and colour. The restaurant table has these fields: number, seats.",
    );
    assert_eq!(names(&spec, "Truck"), ["colour", "plate"]);
    assert_eq!(names(&spec, "RestaurantTable"), ["number", "seats"]);
}

#[test]
fn the_states_of_a_thing_are_its_one_status() {
    for said in [
        "Parcel states: registered, loaded, delivered. registered->loaded, loaded->delivered.",
        "Parcel status: registered, loaded, delivered. From registered to loaded, from loaded to delivered.",
    ] {
        let spec = read(&format!("An API in FastAPI. A parcel has a code. {said}"));
        assert_eq!(names(&spec, "Parcel"), ["code", "status"], "{said}");
        assert_eq!(spec.entities.len(), 1, "{said}");
    }
}

#[test]
fn a_choice_ends_with_its_line() {
    for head in ["A pen has these fields:", "A pen contains the following:", "A pen has"] {
        let spec = read(&format!(
            "An API in FastAPI.\n\n{head}\n- name\n- kind: red, blue\n- paid (yes/no)\n- remark, optional\n"
        ));
        assert_eq!(names(&spec, "Pen"), ["kind", "name", "paid", "remark"], "{head}");
        let kind = serde_json::to_value(&spec.entities["Pen"].fields["kind"]).unwrap();
        assert_eq!(kind["enum"], json!(["red", "blue"]), "{head}");
        assert!(spec.entities["Pen"].fields["kind"].required, "{head}");
    }
}

#[test]
fn what_is_counted_once_or_pointed_to_is_no_thing() {
    let spec = read(
        "An API in FastAPI. Ideas have a title. Members have a name. A vote has an idea, a member and an opinion. One opinion per member and idea.",
    );
    assert!(!spec.entities.contains_key("Opinion"));
    assert_eq!(spec.entities["Vote"].unique.len(), 1);
    let spec =
        read("An API in FastAPI. A parcel has a code. Anyone with the tracking code may look up a parcel.");
    assert_eq!(spec.entities.len(), 1, "{:?}", spec.entities.keys());
    for said in [
        "Some cows have a mother who is also in the list.",
        "Cows can have a mother, who is a cow too.",
        "Cows can have a mother, who is another cow.",
    ] {
        let spec = read(&format!("An API in FastAPI. Cows have a tag and a name. {said}"));
        assert!(
            spec.relations
                .iter()
                .any(|r| r.from == "Cow" && r.to == "Cow" && r.field.as_deref() == Some("mother_id")),
            "{said} {:?}",
            spec.relations
        );
    }
    let spec =
        read("An API in FastAPI. A company has a name. A defect has a number and the company responsible.");
    assert!(spec.relations.iter().any(|r| r.from == "Defect" && r.to == "Company"));
    let spec = read("An API in FastAPI. A pen has a name and a budget (whole euros, at most 500).");
    assert_eq!(spec.entities.len(), 1, "{:?}", spec.entities.keys());
}

#[test]
fn what_may_be_missing_behind_a_clause_of_uniqueness_is_the_next_member() {
    for (said, first, second) in [
        ("an email nobody else may have, and optionally a phone number", "email", "phone_number"),
        ("a code that must be unique, and optionally a nickname", "code", "nickname"),
        ("a badge that must not repeat, and optionally a birth date", "badge", "birth_date"),
        ("a call sign no two members share and possibly a home port", "call_sign", "home_port"),
        ("a licence which must not be repeated, and maybe a remark", "licence", "remark"),
    ] {
        let spec = read(&format!("An API in FastAPI. A member has a name, {said}."));
        let fields = &spec.entities["Member"].fields;
        assert_eq!((fields[first].required, fields[first].unique), (true, Some(true)), "{said}");
        assert!(!fields[second].required, "{said}");
    }
}

#[test]
fn a_code_is_as_long_as_it_is_said_to_be_and_a_text_at_most() {
    for (said, name, shortest, longest) in [
        ("a code of 10 characters", "code", Some(10), 10),
        ("a serial number (7 characters)", "serial_number", Some(7), 7),
        ("a code of up to 8 characters", "code", Some(1), 8),
        ("a title of 100 characters", "title", Some(1), 100),
        ("a code (max 12 characters)", "code", Some(1), 12),
    ] {
        let spec = read(&format!("An API in FastAPI. A patient has {said} and a birth date."));
        let field = &spec.entities["Patient"].fields[name];
        assert_eq!((field.min_length, field.max_length), (shortest, Some(longest)), "{said}");
    }
}

#[test]
fn what_stands_between_strokes_or_dashes_behind_a_name_is_chosen_from() {
    for (said, name, values) in [
        ("a result: 1-0, 0-1, draw or unplayed", "result", json!(["1-0", "0-1", "draw", "unplayed"])),
        (
            "a size, small/medium/large (medium if nothing is given)",
            "size",
            json!(["small", "medium", "large"]),
        ),
        (
            "a finish, matt/satin/gloss (matt if nothing is given)",
            "finish",
            json!(["matt", "satin", "gloss"]),
        ),
    ] {
        let spec = read(&format!("An API in FastAPI. A game has a date and {said}."));
        let field = serde_json::to_value(&spec.entities["Game"].fields[name]).unwrap();
        assert_eq!(field["enum"], values, "{said} {:?}", names(&spec, "Game"));
    }
    for (said, name, values) in [
        ("a class of licence: A, B or C", "class_of_licence", json!(["A", "B", "C"])),
        ("a grade of steel (S235, S355)", "grade_of_steel", json!(["S235", "S355"])),
    ] {
        let spec = read(&format!("An API in FastAPI. A beam has a date and {said}."));
        let field = serde_json::to_value(&spec.entities["Beam"].fields[name]).unwrap();
        assert_eq!(field["enum"], values, "{said} {:?}", names(&spec, "Beam"));
    }
    let spec =
        read("An API in FastAPI. A fault has a description, minimum 10 characters, and a weight, minimum 3.");
    assert_eq!(spec.entities["Fault"].fields["description"].min_length, Some(10));
    assert_eq!(spec.entities["Fault"].fields["weight"].minimum, Some(3.into()));
    let spec = read("An API in FastAPI. A shift has a task and a number of places, from 1 to 15.");
    let field = &spec.entities["Shift"].fields["places"];
    assert_eq!((field.minimum.clone(), field.maximum.clone()), (Some(1.into()), Some(15.into())));
}

#[test]
fn lines_under_a_name_may_say_in_words_what_others_say_in_marks() {
    let spec = read(
        "An API in FastAPI.\n\nBoat:\n- a title\n- an optional remark of up to 500 characters\n- a price of at least 5 euros\n\
         - a colour, either red, green or blue\n- a hull, one of steel, wood and plastic\n- whether it is insured\n\
         - how many seats it has\n- a phone number if there is one\n- a weight in kg, at most 40\n\
         - a code made of exactly 6 digits\n- an origin",
    );
    assert_eq!(
        names(&spec, "Boat"),
        [
            "code",
            "colour",
            "hull",
            "insured",
            "origin",
            "phone_number",
            "price",
            "remark",
            "seats",
            "title",
            "weight"
        ]
    );
    let fields = &spec.entities["Boat"].fields;
    assert_eq!((fields["remark"].required, fields["remark"].max_length), (false, Some(500)));
    assert_eq!(fields["price"].minimum, Some(5.into()));
    assert_eq!(fields["weight"].maximum, Some(40.into()));
    assert_eq!((fields["code"].min_length, fields["code"].max_length), (Some(6), Some(6)));
    assert!(!fields["phone_number"].required);
    let json = |name: &str| serde_json::to_value(&fields[name]).unwrap();
    assert_eq!(json("colour")["enum"], json!(["red", "green", "blue"]));
    assert_eq!(json("hull")["enum"], json!(["steel", "wood", "plastic"]));
    assert_eq!(json("insured")["x-ql-type"], "boolean");
    assert_eq!(json("seats")["x-ql-type"], "integer");
    assert_eq!(spec.entities.len(), 1, "{:?}", spec.entities.keys());
}

#[test]
fn lines_that_are_no_members_stay_what_they_are() {
    let spec = read(
        "An API in FastAPI. A kiosk has a city.\n\nNon-functional:\n- at least 100 requests/s\n- memory usage below 512 MB",
    );
    assert_eq!(spec.entities.keys().cloned().collect::<Vec<_>>(), ["Kiosk"]);
}

#[test]
fn what_a_member_is_made_of_is_no_part_of_its_name() {
    for (said, name, expected) in [
        ("a code made of exactly 6 digits", "code", json!({"minLength": 6, "maxLength": 6})),
        ("a mark from 1 to 6 in halves", "mark", json!({"minimum": 1, "maximum": 6, "multipleOf": 0.5})),
        ("a serial number that no other one has", "serial_number", json!({"x-ql-unique": true})),
        ("a yes/no whether it was paid", "paid", json!({"x-ql-type": "boolean"})),
        (
            "a link to a picture (optional)",
            "picture_link",
            json!({"x-ql-type": "url", "x-ql-required": false}),
        ),
        (
            "the day of its last check, if known",
            "day_of_last_check",
            json!({"x-ql-type": "date", "x-ql-required": false}),
        ),
        ("an empty weight and a full weight, both in kg", "full_weight", json!({"x-ql-type": "decimal"})),
    ] {
        let spec = read(&format!("An API in FastAPI. A violin has a title, {said}, and an origin."));
        let fields = &spec.entities["Violin"].fields;
        let field =
            serde_json::to_value(fields.get(name).unwrap_or_else(|| panic!("{said} {:?}", fields.keys())))
                .unwrap();
        for (key, value) in expected.as_object().unwrap() {
            assert_eq!(field[key], *value, "{said} {field}");
        }
        assert!(fields.contains_key("origin"), "{said} {:?}", fields.keys());
    }
    // What a text must hold somewhere bounds nothing, and is asked about.
    let spec = read("An API in FastAPI. A user has a nickname with at least one letter and one digit.");
    let said: Vec<&str> = spec.open_questions.iter().map(|q| q.text.as_str()).collect();
    assert!(said.iter().any(|text| text.contains("with at least one letter and one digit")), "{said:?}");
}
