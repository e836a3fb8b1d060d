//! Lists of fields: whose they are, and what is said of each, in any order and by any mark.

use domain::{
    Spec,
    spec::{Field, FieldType},
};
use serde_json::json;

use crate::reading::read;

fn field(spec: &Spec, entity: &str, name: &str) -> Field {
    let known = spec.entities.get(entity).unwrap_or_else(|| panic!("{entity}: {:?}", spec.entities.keys()));
    known.fields.get(name).cloned().unwrap_or_else(|| panic!("{name}: {:?}", known.fields.keys()))
}

fn names(spec: &Spec, entity: &str) -> Vec<String> {
    spec.entities.get(entity).map(|e| e.fields.keys().cloned().collect()).unwrap_or_default()
}

#[test]
fn a_value_may_hold_where_nothing_is_given() {
    let tails = [
        "unless given",
        "unless otherwise stated",
        "if not specified",
        "when nothing is said",
        "if left out",
        "if omitted",
        "at first",
        "at the start",
        "initially",
        "on creation",
    ];
    for tail in tails {
        let said = format!(
            "API for our lamps: name, colour (red or blue, blue {tail}), watts (1 to 90, 7 {tail}), price."
        );
        let spec = read(&said);
        assert_eq!(names(&spec, "Lamp"), ["name", "colour", "watts", "price"], "{said}");
        assert_eq!(field(&spec, "Lamp", "colour").default, Some(json!("blue")), "{said}");
        let watts = field(&spec, "Lamp", "watts");
        assert_eq!(
            (watts.default, watts.minimum, watts.maximum),
            (Some(json!(7)), Some(1.into()), Some(90.into()))
        );
        assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    }
    let spec = read("A gift has a sender (optional, \"Aunt May\" if left out) and a price.");
    assert_eq!(field(&spec, "Gift", "sender").default, Some(json!("Aunt May")));
}

#[test]
fn a_flag_may_be_named_by_how_it_begins() {
    for (said, name, begins) in [
        ("active by default", "active", true),
        ("visible at first", "visible", true),
        ("initially enabled", "enabled", true),
        ("inactive by default", "active", false),
        ("published at the start", "published", true),
    ] {
        for spec in [
            read(&format!("Badges: holder, valid until, {said}.")),
            read(&format!("API for badges (holder, valid until, {said}).")),
            read(&format!("A badge has a holder, a valid until date, {said}.")),
        ] {
            let flag = field(&spec, "Badge", name);
            assert_eq!((flag.ql_type, flag.default), (FieldType::Boolean, Some(json!(begins))), "{said}");
            assert_eq!(field(&spec, "Badge", "valid_until").default, None, "{said}");
        }
    }
    let spec = read("API for badges (holder, state open or active, active by default).");
    assert_eq!(names(&spec, "Badge"), ["holder", "state"]);
    assert_eq!(field(&spec, "Badge", "state").default, Some(json!("active")));
}

#[test]
fn how_a_text_is_spelled_is_a_pattern() {
    for (said, pattern) in [
        ("exactly 13 digits", "^[0-9]{13}$"),
        ("8 digits, unique", "^[0-9]{8}$"),
        ("unique, 3 to 5 digits", "^[0-9]{3,5}$"),
        ("format INV-00000, unique", "^INV-[0-9]{5}$"),
        ("in the form AA-999", "^[A-Z]{2}-[0-9]{3}$"),
        ("two capital letters followed by 6 digits", "^[A-Z]{2}[0-9]{6}$"),
        ("3 letters, a dash and 4 digits", "^[A-Za-z]{3}-[0-9]{4}$"),
    ] {
        for name in ["isbn", "badge number"] {
            let text = format!("API for cards: holder, {name} ({said}), colour.");
            let spec = read(&text);
            let found = field(&spec, "Card", &name.replace(' ', "_"));
            assert_eq!(found.pattern.as_deref(), Some(pattern), "{text}");
            assert_eq!(found.unique == Some(true), said.contains("unique"), "{text}");
            assert_eq!(names(&spec, "Card").len(), 3, "{text}");
            assert_eq!(spec.open_questions.len(), 0, "{text}: {:?}", spec.open_questions);
        }
    }
    let spec = read(
        "API for doctors (name, licence number unique, matching two capital letters followed by 6 digits).",
    );
    assert_eq!(names(&spec, "Doctor"), ["name", "licence_number"]);
}

#[test]
fn a_choice_among_numbers_holds_numbers() {
    for said in [
        "length in minutes (15, 30 or 60, default 30)",
        "length in minutes (15, 30 or 60; 30 if not given)",
        "length (15, 30 or 60 minutes, 30 by default)",
    ] {
        let spec = read(&format!("API for lessons: title, {said}, price."));
        let length = field(&spec, "Lesson", "length");
        assert_eq!(length.ql_type, FieldType::Integer, "{said}");
        assert_eq!(json!(length.values), json!([15, 30, 60]), "{said}");
        assert_eq!(length.default, Some(json!(30)), "{said}");
    }
    let spec = read("API for lessons: title, code (007, 008 or 009).");
    assert_eq!(json!(field(&spec, "Lesson", "code").values), json!(["007", "008", "009"]));
}

#[test]
fn numbers_may_go_in_steps() {
    for said in ["in steps of 0.5", "in half steps", "in 0.5 steps", "a multiple of 0.5"] {
        let spec = read(&format!("A review has a film title and stars from 0.5 to 5 {said}."));
        let stars = field(&spec, "Review", "stars");
        assert_eq!(stars.ql_type, FieldType::Decimal, "{said}");
        assert_eq!(stars.multiple_of.and_then(|n| n.as_f64()), Some(0.5), "{said}");
    }
}

#[test]
fn a_bracket_belongs_to_what_is_described() {
    let ties = ["that belong to an owner", "of an owner", "for an owner", "that belong to one owner"];
    let visits = ["visits for a pet", "visits of a pet", "checks of a pet"];
    for tie in ties {
        for visit in visits {
            let said = format!(
                "API for owners (name, phone), pets {tie} (name, species) and {visit} (date, reason)."
            );
            let spec = read(&said);
            let third = if visit.starts_with("checks") { "Check" } else { "Visit" };
            assert_eq!(names(&spec, "Owner"), ["name", "phone"], "{said}");
            assert_eq!(names(&spec, "Pet"), ["name", "species"], "{said}");
            assert_eq!(names(&spec, third), ["date", "reason"], "{said}");
            let mut keys: Vec<(&str, &str)> =
                spec.relations.iter().map(|r| (r.from.as_str(), r.to.as_str())).collect();
            keys.sort_unstable();
            let mut wanted = [("Pet", "Owner"), (third, "Pet")];
            wanted.sort_unstable();
            assert_eq!(keys, wanted, "{said}");
        }
    }
    let spec = read("API for tables (number unique, seats) and reservations (table, party size).");
    assert_eq!(names(&spec, "Reservation"), ["party_size"]);
    assert_eq!(spec.relations.len(), 1);
}

#[test]
fn what_is_said_among_members_is_no_member() {
    for clause in
        ["no double sign-ups", "never over capacity", "only grown-ups", "cannot be full", "not twice a day"]
    {
        let spec = read(&format!("Gym classes have a title, a capacity, {clause}."));
        assert_eq!(names(&spec, "GymClass"), ["title", "capacity"], "{clause}");
        assert!(!spec.open_questions.is_empty() || !spec.rules.is_empty(), "{clause} is asked about");
    }
    let spec = read("API for contacts, FastAPI: first name, last name, phone.");
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Contact"]);
    assert_eq!(names(&spec, "Contact"), ["first_name", "last_name", "phone"]);
    let spec = read("API for notes (title). Field names: import, class, None.");
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Note"]);
}

#[test]
fn what_a_parenthesis_says_is_read_part_by_part() {
    let spec = read("Permits: plate (2-10 characters, stored in upper case), garage name.");
    let plate = field(&spec, "Permit", "plate");
    assert_eq!((plate.min_length, plate.max_length), (Some(2), Some(10)));
    assert!(spec.open_questions.iter().any(|q| q.text.contains("upper case")), "{:?}", spec.open_questions);
    let spec =
        read("API for artworks (title, year (can be negative, -3000 to 2026), an artist (may be unknown)).");
    let year = field(&spec, "Artwork", "year");
    assert_eq!((year.minimum, year.maximum), (Some((-3000).into()), Some(2026.into())));
    assert!(!field(&spec, "Artwork", "artist").required);
    let spec = read("API for patients (name, insurance number optional & unique).");
    let number = field(&spec, "Patient", "insurance_number");
    assert_eq!((number.required, number.unique), (false, Some(true)));
}

#[test]
fn values_and_units_are_no_words_of_a_name() {
    let spec =
        read("API for films (title, language de, en or fr, default en, species one of dog, cat or other).");
    assert_eq!(names(&spec, "Film"), ["title", "language", "species"]);
    assert_eq!(field(&spec, "Film", "language").default, Some(json!("en")));
    let spec = read("API for trips (start km, end km, driver name).");
    assert_eq!(field(&spec, "Trip", "start").ql_type, FieldType::Decimal);
    assert_eq!(field(&spec, "Trip", "end").ql_type, FieldType::Decimal);
    let spec = read("API for projects (name, budget, created at set automatically).");
    assert_eq!(names(&spec, "Project"), ["name", "budget"]);
}

#[test]
fn a_choice_ends_where_the_next_member_begins() {
    let spec = read(
        "API for bikes (frame number unique, size s, m or l, default m, length in minutes 60, 90 or 120, default 90).",
    );
    assert_eq!(names(&spec, "Bike"), ["frame_number", "size", "length"]);
    assert_eq!(field(&spec, "Bike", "size").default, Some(json!("m")));
    assert_eq!(json!(field(&spec, "Bike", "length").values), json!([60, 90, 120]));
    let spec = read(
        "A ticket has a title, a status (open or done, open when created), never more than 5 per desk, and a note.",
    );
    assert_eq!(names(&spec, "Ticket"), ["title", "status", "note"]);
    assert_eq!(field(&spec, "Ticket", "status").default, Some(json!("open")));
    let spec = read("A cake has a name, a tin number of exactly 4 digits and is vegan by default.");
    assert_eq!(field(&spec, "Cake", "tin_number").default, None);
    let spec = read("API for shelves (code, floor) and books on a shelf (title, isbn of 13 digits).");
    assert_eq!(names(&spec, "Book"), ["title", "isbn"]);
}

#[test]
fn a_key_that_is_listed_by_its_name_is_one() {
    let spec =
        read("- Booking: car, driver, start, end\n- Driver: name, phone\n- Car: plate (unique), seats");
    assert_eq!(names(&spec, "Booking"), ["start", "end"]);
    let keys: Vec<&str> = spec.relations.iter().map(|r| r.to.as_str()).collect();
    assert_eq!(keys, ["Car", "Driver"]);
}

#[test]
fn a_member_that_can_be_added_need_not_be_there() {
    for later in [
        "A description of up to 2000 characters can be added.",
        "A remark of at most 200 characters may also be given.",
        "Optionally a note of up to 300 characters.",
    ] {
        let spec = crate::reading::read(&format!("API for trips. A trip has a title. {later}"));
        let (name, field) = spec.entities["Trip"].fields.last().unwrap();
        assert_ne!(name, "title", "{later}");
        assert!(!field.required && field.max_length.is_some(), "{later}: {field:?}");
    }
}

#[test]
fn one_word_with_both_answers_is_a_yes_or_no() {
    let spec = crate::reading::read(
        "API for cats. A cat has a name, is vaccinated (yes or no) and is sterilised (yes/no).",
    );
    assert_eq!(spec.entities["Cat"].fields.keys().collect::<Vec<_>>(), ["name", "vaccinated", "sterilised"]);
    assert!(spec.open_questions.is_empty(), "{:?}", spec.open_questions);
}

#[test]
fn kinds_told_later_are_those_of_the_member_that_is_called_so() {
    let spec = crate::reading::read(
        "API for a fire brigade. A firefighter has a name and a rank. The ranks are recruit, firefighter and captain.",
    );
    let rank = serde_json::to_value(&spec.entities["Firefighter"].fields["rank"]).unwrap();
    assert_eq!(rank["enum"], serde_json::json!(["recruit", "firefighter", "captain"]));
    // Nothing is called so, or all of them are both: asked about.
    for other in ["The windows are small, big and round.", "The rooms are clean and tidy."] {
        let spec = crate::reading::read(&format!("API for rooms. A room has a name. {other}"));
        assert_eq!(spec.entities["Room"].fields.len(), 1, "{other}");
        assert!(!spec.open_questions.is_empty(), "{other}");
    }
}

#[test]
fn what_differs_or_may_stay_empty_need_not_be_there() {
    let spec = crate::reading::read(
        "API for films. A film has a title, an original title if it's different, an end date (may stay empty) and a year.",
    );
    let film = &spec.entities["Film"].fields;
    let optional: Vec<&String> =
        film.iter().filter(|(_, field)| !field.required).map(|(name, _)| name).collect();
    assert_eq!(optional, ["original_title", "end_date"]);
    assert_eq!(film.len(), 4);
}
