//! Terse lists: types behind names, choices between blanks, flags of several words, `x=default`, keys in brackets.

use domain::{
    Spec,
    spec::{Field, FieldType},
};
use serde_json::json;

use crate::reading::read;

/// The field of the only thing that the text describes with it.
fn field<'a>(spec: &'a Spec, name: &str) -> &'a Field {
    let mut found = spec.entities.values().filter_map(|entity| entity.fields.get(name));
    let Some(field) = found.next() else {
        panic!("{}: no {name} in {:?}", spec.source.intent, spec.entities)
    };
    field
}

/// All of it is understood: no question, no word left out.
fn whole(spec: &Spec) {
    let text = &spec.source.intent;
    assert!(spec.open_questions.is_empty(), "{text}: {:?}", spec.open_questions);
    assert_eq!(spec.coverage.silent, 0, "{text}");
}

fn names(spec: &Spec, entity: &str) -> Vec<String> {
    spec.entities[entity].fields.keys().cloned().collect()
}

#[test]
fn a_type_may_follow_the_name_with_nothing_between() {
    let lists = [
        ("donor: NAME, email unique", ""),
        ("machine: NAME, age int", ""),
        ("An API. Parcels (NAME, weight decimal > 0)", "."),
        ("An API. A boat has a NAME and a length float", "."),
    ];
    let typed = [
        ("name text", "name", FieldType::Text),
        ("label string", "label", FieldType::String),
        ("pages int", "pages", FieldType::Integer),
        ("price decimal", "price", FieldType::Decimal),
        ("depth float", "depth", FieldType::Float),
        ("broken bool", "broken", FieldType::Boolean),
        ("read boolean", "read", FieldType::Boolean),
        ("seen_at datetime", "seen_at", FieldType::DateTime),
        ("extra json", "extra", FieldType::Json),
    ];
    for (list, end) in lists {
        for (said, name, ql_type) in typed {
            let spec = read(&format!("{}{end}", list.replace("NAME", said)));
            assert_eq!(field(&spec, name).ql_type, ql_type, "{list} {said}");
            whole(&spec);
        }
    }
}

#[test]
fn a_text_by_its_name_stays_one_where_no_type_stands_beside() {
    let spec = read("An API. A post has a title, a body text and an alt text.");
    assert_eq!(names(&spec, "Post"), ["title", "body_text", "alt_text"]);
    let spec = read("post: title string, body text, pages int");
    assert_eq!(names(&spec, "Post"), ["title", "body", "pages"]);
}

#[test]
fn values_may_stand_apart_by_blanks() {
    let said = [
        ("currency one of EUR USD CHF", json!(["EUR", "USD", "CHF"])),
        ("size one of S M L XL", json!(["S", "M", "L", "XL"])),
        ("genre one of rock pop jazz", json!(["rock", "pop", "jazz"])),
        ("method either cash card transfer", json!(["cash", "card", "transfer"])),
    ];
    let behind = ["", ", date", ", note optional", " and a total"];
    for (list, values) in said {
        let name = list.split(' ').next().unwrap();
        for more in behind {
            for form in [
                format!("bill: number, {list}{more}"),
                format!("An API. A bill has a number, a {list}{more}."),
            ] {
                let spec = read(&form);
                assert_eq!(json!(field(&spec, name).values), values, "{form}");
                assert_eq!(field(&spec, name).default, None, "{form}");
            }
        }
        let first = values[0].as_str().unwrap();
        let spec = read(&format!("bill: number, {list} default {first}, date"));
        assert_eq!(field(&spec, name).default, Some(json!(first)), "{list}");
        whole(&spec);
    }
    // Two words may be one value, and so may three among others.
    for (said, values) in [
        ("kind one of full time, part time, contract", json!(["full_time", "part_time", "contract"])),
        (
            "kind one of fresh cut flowers, potted plants or seeds",
            json!(["fresh_cut_flowers", "potted_plants", "seeds"]),
        ),
    ] {
        let spec = read(&format!("An API. Jobs: title, {said}"));
        assert_eq!(json!(field(&spec, "kind").values), values, "{said}");
    }
}

#[test]
fn an_equals_sign_says_what_holds_from_the_start() {
    for (said, name, ql_type, default) in [
        ("enabled=false", "enabled", FieldType::Boolean, json!(false)),
        ("active = true", "active", FieldType::Boolean, json!(true)),
        ("toll=false", "toll", FieldType::Boolean, json!(false)),
        ("rollout int 0..100 = 0", "rollout", FieldType::Integer, json!(0)),
        ("floor int -2..40 = 0", "floor", FieldType::Integer, json!(0)),
        ("retries int 0..10 = 3", "retries", FieldType::Integer, json!(3)),
        ("state=queued", "state", FieldType::String, json!("queued")),
    ] {
        for form in [format!("job: name unique, {said}, note?"), format!("An API. Jobs (name, {said}).")] {
            let spec = read(&form);
            assert_eq!(
                (field(&spec, name).ql_type, field(&spec, name).default.clone()),
                (ql_type, Some(default.clone())),
                "{form}"
            );
            whole(&spec);
        }
    }
    assert_eq!(field(&read("job: name, floor int -2..40 = 0"), "floor").minimum, Some((-2).into()));
}

#[test]
fn characters_told_in_words_are_a_pattern() {
    for (said, pattern) in [
        ("lowercase letters, digits and dashes", "^[a-z0-9-]+$"),
        ("small letters and underscores", "^[a-z_]+$"),
        ("uppercase letters and digits", "^[A-Z0-9]+$"),
        ("letters, digits and dots", "^[A-Za-z0-9.]+$"),
    ] {
        let spec = read(&format!("flag: key ({said}, unique), description?"));
        assert_eq!(field(&spec, "key").pattern.as_deref(), Some(pattern), "{said}");
        assert_eq!(field(&spec, "key").unique, Some(true), "{said}");
        whole(&spec);
    }
}

#[test]
fn members_are_unique_together_behind_a_semicolon() {
    for said in [
        "; unique(flag, environment)",
        ", unique (flag, environment)",
        "; unique together: flag, environment",
    ] {
        let spec = read(&format!(
            "flag: key unique, description?\nenvironment: name unique\noverride: flag, environment, enabled{said}"
        ));
        assert_eq!(spec.entities["Override"].unique, [["flag_id", "environment_id"]], "{said}");
        whole(&spec);
    }
    let spec = read("hall: name\nseat: hall, row, number int; unique(hall, row, number)");
    assert_eq!(spec.entities["Seat"].unique, [["hall_id", "row", "number"]]);
}

#[test]
fn a_flag_is_named_by_all_the_words_before_it() {
    for (said, name) in [
        ("prescription only flag", "prescription_only"),
        ("members only boolean", "members_only"),
        ("in stock flag", "in_stock"),
        ("is vegetarian flag", "is_vegetarian"),
        ("for export only flag", "for_export_only"),
        ("planned yes/no flag", "planned"),
        ("black and white flag", "black_and_white"),
        ("vegetarian or not", "vegetarian"),
        ("neutered or not", "neutered"),
        ("free entry y/n", "free_entry"),
    ] {
        for form in [
            format!("An API. Items: number, {said}."),
            format!("An API. Items: number, {said}, weight in kg."),
            format!("An API. Items (number, {said}, price)."),
        ] {
            let spec = read(&form);
            assert_eq!(field(&spec, name).ql_type, FieldType::Boolean, "{form}");
            whole(&spec);
        }
    }
    // A clause is none.
    let spec = read("An API. A bed has a label. A bed is isolation capable or not.");
    assert_eq!(names(&spec, "Bed"), ["label", "isolation_capable"]);
}

#[test]
fn a_choice_with_its_beginning_in_brackets_is_one_field() {
    let values = ["waiting", "offered", "accepted", "declined"];
    let rest = values[1..].join(", ");
    let mut lists = vec![
        format!("status waiting (default), {rest}"),
        format!("status: waiting (default), {rest}"),
        format!("status (waiting (default), {rest})"),
        format!("status waiting default, {rest}"),
        format!("status waiting, {rest} (waiting by default)"),
        format!("status waiting, {rest} (default: waiting)"),
        format!("status waiting (default)/{}", values[1..].join("/")),
        "status waiting (default), offered, accepted or declined".to_owned(),
    ];
    lists.push("status waiting|offered|accepted|declined (waiting by default)".to_owned());
    for list in lists {
        for form in [
            format!("An API. Children with a name, {list}."),
            format!("An API. Children: name, {list}, birth date."),
            format!("An API. Child: name, {list}, price, email."),
            format!("child: name. {}{}.", list[..1].to_uppercase(), &list[1..]),
        ] {
            let spec = read(&form);
            let status = field(&spec, "status");
            assert_eq!(json!(status.values), json!(values), "{form}");
            assert_eq!(status.default, Some(json!("waiting")), "{form}");
            let fields = names(&spec, "Child");
            assert!(!fields.iter().any(|name| values.contains(&name.as_str())), "{form}: {fields:?}");
            whole(&spec);
        }
    }
}

#[test]
fn the_values_of_a_choice_end_where_a_thing_of_the_text_is_named() {
    let spec = read("An API. Room: name. Child: name, status waiting (default), offered, room.");
    assert_eq!(json!(field(&spec, "status").values), json!(["waiting", "offered"]));
    assert_eq!(spec.relations.len(), 1);
}

#[test]
fn values_have_their_signs_and_end_before_the_next_field() {
    let groups = ["A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-"];
    let all = groups.join(", ");
    for (said, after) in [
        (format!("blood group: {all}, date of birth"), "date_of_birth"),
        (format!("blood group {all}, email"), "email"),
        (format!("blood group ({all}), date of birth"), "date_of_birth"),
        (format!("blood group: {}, birth date", groups.join("/")), "birth_date"),
    ] {
        for form in [format!("An API. Donors (name, {said})."), format!("An API. Donors: name, {said}.")] {
            let spec = read(&form);
            assert_eq!(json!(field(&spec, "blood_group").values), json!(groups), "{form}");
            assert_eq!(names(&spec, "Donor"), ["name", "blood_group", after], "{form}");
            whole(&spec);
        }
    }
    for (said, values, after) in [
        ("surface: clay, grass, hard, opening time", json!(["clay", "grass", "hard"]), "opening_time"),
        ("rating: G, PG, PG-13, R, release date", json!(["G", "PG", "pg_13", "R"]), "release_date"),
        (
            "kind: whole blood, plasma, platelets, donated on",
            json!(["whole_blood", "plasma", "platelets"]),
            "donated_on",
        ),
        ("plug: USB-A, USB-C, HDMI, length in cm", json!(["usb_a", "usb_c", "HDMI"]), "length"),
    ] {
        let spec = read(&format!("An API. Items (label, {said})."));
        let name = said.split(':').next().unwrap();
        assert_eq!(json!(field(&spec, name).values), values, "{said}");
        assert_eq!(names(&spec, "Item"), ["label", name, after], "{said}");
    }
}

#[test]
fn letters_are_marks_behind_a_name_that_has_some() {
    for said in ["grade A, B, C, D or F", "grade: A, B, C, D, F", "grade (A, B, C, D or F)", "mark A/B/C/D/F"]
    {
        for form in [
            format!("An API. Exam: title, {said}, taken on."),
            format!("An API. Exams (title, {said}, taken on)."),
        ] {
            let spec = read(&form);
            let name = said.split([' ', ':']).next().unwrap();
            assert_eq!(json!(field(&spec, name).values.as_ref().map(Vec::len)), json!(5), "{form}");
            assert_eq!(names(&spec, "Exam"), ["title", name, "taken_on"], "{form}");
        }
    }
}

#[test]
fn who_is_what_by_default_stays_asked_about() {
    let spec = read("An API. A note has a title. Users log in. Roles: viewer (default), editor, admin.");
    assert!(!spec.open_questions.is_empty());
}

#[test]
fn whom_software_is_for_is_no_word_of_what_it_keeps() {
    for (title, thing) in [
        ("Carbon accounting for a small company:", "facilities"),
        ("Energy tracking for a big house:", "facilities"),
        ("Waste log in a small town:", "facilities"),
        ("What we keep at the old mill:", "facilities"),
    ] {
        for bullet in ["*", "-", " *"] {
            let text = format!(
                "{title}\n{bullet} {thing} (name, country as 2-letter code)\n{bullet} records: facility, scope (1, 2 or 3), \
                 year between 2000 and 2100, tonnes (not negative)\n{bullet} one record per facility, scope and year\n"
            );
            let spec = read(&text);
            assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Facility", "Record"], "{text}");
            let country = field(&spec, "country");
            assert_eq!((country.min_length, country.max_length), (Some(2), Some(2)), "{text}");
            assert_eq!(json!(field(&spec, "scope").values), json!([1, 2, 3]), "{text}");
            assert_eq!(spec.entities["Record"].unique, [["facility_id", "scope", "year"]], "{text}");
        }
    }
}

#[test]
fn codes_have_as_many_letters_as_are_said() {
    for (said, length) in [
        ("region as 2-letter code", 2),
        ("region as a two-letter code", 2),
        ("region as a 3 letter code", 3),
        ("region (ISO code, two letters)", 2),
        ("region (3 letters)", 3),
        ("region (a 5-digit code)", 5),
    ] {
        let spec = read(&format!("An API. Shops: name, {said}, city."));
        let region = field(&spec, "region");
        assert_eq!((region.min_length, region.max_length), (Some(length), Some(length)), "{said}");
        whole(&spec);
    }
    for names in [["source_lang", "target_lang"], ["origin", "destination"], ["from_place", "to_place"]] {
        let spec = read(&format!(
            "An API. Segment: title, {}, {} (ISO codes, two letters), note.",
            names[0], names[1]
        ));
        for name in names {
            assert_eq!(field(&spec, name).max_length, Some(2), "{name}");
        }
        assert_ne!(field(&spec, "title").max_length, Some(2));
        whole(&spec);
    }
}

#[test]
fn what_every_list_has_is_no_question() {
    for said in [
        "Pagination with limit and offset.",
        "Paging via limit and offset parameters.",
        "Use limit/offset pagination.",
        "Lists are paged with limit and offset.",
        "List endpoints support limit and offset.",
    ] {
        whole(&read(&format!("An API. Books have a title. {said}")));
    }
}

#[test]
fn two_names_with_an_unequal_sign_between_differ() {
    let spec = read("An API. Pair: first_word, second_word. first_word != second_word.");
    assert_eq!(spec.rules.len(), 1, "{:?}", spec.rules);
    whole(&spec);
}

#[test]
fn the_name_of_the_thing_before_its_own_field_is_no_other_field() {
    for (thing, of) in [("flat", "building"), ("wagon", "train"), ("seat", "hall"), ("lesson", "course")] {
        for unique in ["unique per", "is unique per", "unique within the", "must be unique within a"] {
            let (one, many) = (spec::words::pascal(of).unwrap(), spec::words::pascal(thing).unwrap());
            let text =
                format!("An API. {one}: name. {many}: number, size, {of}; {thing} number {unique} {of}.");
            let spec = read(&text);
            assert_eq!(names(&spec, &many), ["number", "size"], "{text}");
            assert_eq!(spec.entities[&many].unique, [["number".to_owned(), format!("{of}_id")]], "{text}");
        }
    }
}

#[test]
fn a_line_of_things_says_which_belongs_to_which() {
    for line in
        ["Buildings -> flats -> leases.", "Buildings > flats > leases.", "buildings → flats → leases."]
    {
        let spec = read(&format!(
            "Landlord app. {line} Building: street, city. Flat: number. Lease: tenant name, start date."
        ));
        let keys: Vec<_> = spec.relations.iter().map(|r| (r.from.as_str(), r.to.as_str())).collect();
        assert_eq!(keys, [("Flat", "Building"), ("Lease", "Flat")], "{line}");
        whole(&spec);
    }
}

#[test]
fn a_part_or_a_set_is_described_and_what_it_is_made_of_is_no_thing() {
    for (said, name) in [
        ("parcels of vines", "Parcel"),
        ("boxes of tools", "Box"),
        ("herds of cows", "Herd"),
        ("sets of cards", "Set"),
        ("bottles of wine", "Bottle"),
        ("rows of trees", "Row"),
    ] {
        for form in [
            format!("An API. {said} (name, weight in kg), and checks (date, note)."),
            format!("Harvest log: {said} (name, weight in kg), and checks (date, note)."),
        ] {
            let spec = read(&form);
            assert_eq!(spec.entities.keys().collect::<Vec<_>>(), [name, "Check"], "{form}");
            assert_eq!(names(&spec, name), ["name", "weight"], "{form}");
        }
    }
    // Reviews are of things of their own.
    let spec = read("An API. Reviews of books (rating 1-5, text).");
    assert!(spec.entities.contains_key("Book"), "{:?}", spec.entities.keys());
}

#[test]
fn a_unit_that_is_no_word_is_one_by_its_numbers() {
    for (said, name, max) in [
        ("sugar in Brix optional between 0 and 40", "sugar", 40),
        ("acidity in mol between 0 and 14", "acidity", 14),
        ("bitterness in IBU between 0 and 120", "bitterness", 120),
    ] {
        let spec = read(&format!("An API. Beers: name, {said}, brewed on."));
        let field = field(&spec, name);
        assert_eq!((field.ql_type, field.maximum.clone()), (FieldType::Decimal, Some(max.into())), "{said}");
        whole(&spec);
    }
    // Nothing says that this one is a number.
    let spec = read("An API. Lamps: label, warmth in mired, price.");
    assert!(
        spec.open_questions.iter().any(|question| question.text.contains("mired")),
        "{:?}",
        spec.open_questions
    );
}

#[test]
fn who_does_it_stands_between_a_thing_and_its_brackets() {
    for (they, does) in [("rowers", "do"), ("customers", "place"), ("farmers", "send"), ("students", "write")]
    {
        let one = spec::words::pascal(&spec::words::singular(they)).unwrap();
        for form in [
            format!(
                "An API where I keep the {they} (name, email) and the tests they {does} (distance in metres, date)."
            ),
            format!("Keep {they} (name, email) and the tests that they {does} (distance in metres, date)."),
            format!("An API. {they} have a name and an email. They {does} tests (distance in metres, date)."),
        ] {
            let spec = read(&form);
            assert_eq!(names(&spec, "Test"), ["distance", "date"], "{form}");
            let keys: Vec<_> = spec.relations.iter().map(|r| (r.from.as_str(), r.to.as_str())).collect();
            assert_eq!(keys, [("Test", one.as_str())], "{form}");
            assert_eq!(spec.coverage.silent, 0, "{form}");
        }
    }
    // What many attend belongs to none of them.
    let spec = read("An API. Members (name, email) and the courses they attend (title, start date).");
    assert!(spec.relations.is_empty(), "{:?}", spec.relations);
}

#[test]
fn a_member_may_be_held_against_another() {
    for (said, before, after) in [
        ("issued on, due on not before issued on", "issued_on", "due_on"),
        ("rented on, returned on not earlier than rented on", "rented_on", "returned_on"),
        ("begins at, finishes at (later than begins at)", "begins_at", "finishes_at"),
        ("signed on, valid until after signed on", "signed_on", "valid_until"),
        ("start date, end date (after start date)", "start_date", "end_date"),
        ("min_temp, max_temp above min_temp", "min_temp", "max_temp"),
        ("max_price, min_price below max_price", "min_price", "max_price"),
    ] {
        for form in
            [format!("An API. Items: label, {said}, weight."), format!("An API. Items (label, {said}).")]
        {
            let spec = read(&form);
            let rule = spec.rules.iter().find_map(|rule| rule.expr.as_ref());
            let shown = serde_json::to_value(&spec.rules).unwrap().to_string();
            assert!(rule.is_some() || shown.contains(before) && shown.contains(after), "{form}: {shown}");
            assert!(names(&spec, "Item").contains(&after.to_owned()), "{form}: {:?}", names(&spec, "Item"));
            whole(&spec);
        }
    }
}

#[test]
fn a_percentage_goes_from_nought_to_a_hundred() {
    for form in [
        "An API. Reading: humidity int. humidity is a percentage.",
        "An API. Reading: label, humidity. The humidity is a percentage.",
        "An API. Readings: label, humidity (percentage).",
        "An API. A reading has a label and a humidity in percent.",
    ] {
        let spec = read(form);
        let humidity = field(&spec, "humidity");
        if !form.contains("in percent") {
            assert_eq!(
                (humidity.minimum.clone(), humidity.maximum.clone()),
                (Some(0.into()), Some(100.into())),
                "{form}"
            );
        }
        assert_eq!(spec.entities.len(), 1, "{form}");
        whole(&spec);
    }
}

#[test]
fn a_moment_that_nobody_gives_is_asked_about() {
    for said in [
        "scanned_at (now)",
        "scanned at (server time)",
        "scanned_at = now",
        "scanned at default now",
        "scanned_at set automatically",
        "scanned at (set by the server)",
        "scanned_at (automatic)",
        "scanned at filled automatically",
    ] {
        for form in
            [format!("An API. Scan: code, {said}."), format!("An API. Scan: code, {said}, weight in kg.")]
        {
            let spec = read(&form);
            assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Scan"], "{form}");
            assert_eq!(field(&spec, "scanned_at").ql_type, FieldType::DateTime, "{form}");
            assert!(!spec.open_questions.is_empty(), "{form}");
        }
    }
}

#[test]
fn whoever_is_logged_in_is_a_key_and_asked_about() {
    for said in ["the logged in user", "the logged-in user", "the current user", "whoever is logged in"] {
        let spec = read(&format!(
            "An API. Users log in. Chemical: name, stock_ml. Usage: chemical, amount_ml > 0, used_by ({said})."
        ));
        assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Chemical", "Usage"], "{said}");
        let keys: Vec<_> = spec.relations.iter().map(|r| (r.from.as_str(), r.to.as_str())).collect();
        assert!(keys.contains(&("Usage", "User")), "{said}: {keys:?}");
    }
}
