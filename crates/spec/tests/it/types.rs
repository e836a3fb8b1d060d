//! From names and stated types to JSON Schema keywords.

use domain::spec::{Field, FieldType};
use serde_json::{Value, json};
use spec::types::{Doubt, infer, of_type_word, pii, refine, stated};

fn ql(name: &str) -> String {
    let value = serde_json::to_value(infer(name).field.ql_type).unwrap();
    value.as_str().unwrap().to_owned()
}

/// `type: names, …` per line.
fn check_types(table: &str) {
    let mut wrong = Vec::new();
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (want, names) = line.split_once(':').unwrap();
        for name in names.split(',').map(str::trim) {
            let got = ql(name);
            if got != want {
                wrong.push(format!("{name}: {got}, not {want}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn keywords(field: &Field) -> Value {
    serde_json::to_value(field).unwrap()
}

#[test]
fn a_name_says_its_type() {
    check_types(
        "boolean: is_active, has wifi, canEdit, active, done, paid, email verified, published, archived, in stock
         datetime: created_at, start time, ends_at, deadline, timestamp, departure time, starts
         date: due date, published on, birthday, dob, date_of_birth, expiry, hire_date, date added, valid until
         time: opening time, time
         email: email, contact email, e-mail, email address, customerEmail
         url: url, website, image_url, homepage, avatar url, link
         phone: phone, mobile, phone number
         password: password, api_key, secret, password_hash
         integer: stock, quantity, age, year, published year, pages, seats, capacity, price_cents, number of guests
         integer: num_rooms, review_count, copies available, calories, floor, likes
         decimal: price, total cost, amount, balance, salary, weight, height, rating, price per night, tax rate
         decimal: discount, temperature, distance, kilos, draught
         float: latitude, lng, longitude, lat
         slug: slug
         uuid: uuid
         ip: ip, ip address
         duration: duration, runtime, prep time, length
         text: description, body, notes, comment, bio, reason, message, address, instructions, shipping address
         file: photo, avatar, cover image, logo
         json: metadata, settings, payload
         array<string>: tags, labels, genres, skills, ingredients
         geo: gps, coordinates
         string: title, name, isbn, currency, country, status, category, author, first name, order number, sku
         string: location, color, room number, book_id, postal code, language, instagram handle, film stock",
    );
}

#[test]
fn keywords_follow_from_the_name() {
    for (name, want) in [
        (
            "title",
            json!({"x-ql-type": "string", "type": "string", "minLength": 1, "maxLength": 255, "x-ql-required": true}),
        ),
        (
            "price",
            json!({"x-ql-type": "decimal", "type": "string", "format": "decimal", "minimum": 0, "multipleOf": 0.01, "x-ql-required": true}),
        ),
        (
            "balance",
            json!({"x-ql-type": "decimal", "type": "string", "format": "decimal", "x-ql-required": true}),
        ),
        ("stock", json!({"x-ql-type": "integer", "type": "integer", "minimum": 0, "x-ql-required": true})),
        (
            "published year",
            json!({"x-ql-type": "integer", "type": "integer", "minimum": 0, "maximum": 2100, "x-ql-required": true}),
        ),
        ("active", json!({"x-ql-type": "boolean", "type": "boolean", "x-ql-required": false})),
        (
            "email",
            json!({"x-ql-type": "email", "type": "string", "format": "email", "maxLength": 254, "x-ql-required": true, "x-ql-pii": "contact"}),
        ),
        (
            "latitude",
            json!({"x-ql-type": "float", "type": "number", "minimum": -90, "maximum": 90, "x-ql-required": true}),
        ),
        (
            "password",
            json!({"x-ql-type": "password", "type": "string", "minLength": 8, "maxLength": 128, "writeOnly": true, "x-ql-required": true, "x-ql-pii": "credential"}),
        ),
        (
            "currency",
            json!({"x-ql-type": "string", "type": "string", "pattern": "^[A-Z]{3}$", "x-ql-required": true}),
        ),
        (
            "tags",
            json!({"x-ql-type": "array<string>", "type": "array", "items": {"type": "string", "minLength": 1, "maxLength": 255}, "maxItems": 100, "x-ql-required": true}),
        ),
        (
            "duration",
            json!({"x-ql-type": "duration", "type": "integer", "minimum": 0, "x-ql-required": true}),
        ),
        (
            "starts at",
            json!({"x-ql-type": "datetime", "type": "string", "format": "date-time", "x-ql-required": true}),
        ),
    ] {
        assert_eq!(keywords(&infer(name).field), want, "{name}");
    }
}

#[test]
fn patterns_are_anchored_and_fit_what_they_stand_for() {
    for (name, good, bad) in [
        ("isbn", &["9783161484100", "316148410X"][..], &["978316148410", "abc", "9783161484100 "][..]),
        (
            "phone",
            &["+4915123456789", "0301234567", "(555) 123-4567", "+49 30 123456"],
            &["phone", "+", "123456", "1234567890123456"],
        ),
        ("slug", &["a", "hello-world-2"], &["", "Hello", "-a", "a--b", "a-"]),
        ("currency", &["EUR"], &["eur", "EURO", "EU"]),
        ("iban", &["DE89370400440532013000"], &["DE", "de89370400440532013000"]),
        ("vin", &["1HGCM82633A004352"], &["1HGCM82633A00435I", "1HGCM"]),
    ] {
        let pattern = infer(name).field.pattern.unwrap();
        assert!(pattern.starts_with('^') && pattern.ends_with('$'), "{pattern}");
        assert!(!pattern.contains("(?"), "{pattern} must be read alike by Python, JavaScript and RE2");
        let regex = regex::Regex::new(&pattern).unwrap();
        for value in good {
            assert!(regex.is_match(value), "{name}: {value}");
        }
        for value in bad {
            assert!(!regex.is_match(value), "{name}: {value}");
        }
    }
}

#[test]
fn a_name_with_a_few_values_asks_for_them() {
    for name in ["status", "order status", "state", "type", "category", "role", "gender", "priority", "level"]
    {
        assert_eq!(infer(name).question, Some(Doubt::Values), "{name}");
    }
    for name in ["title", "statement", "real estate"] {
        assert_eq!(infer(name).question, None, "{name}");
    }
}

#[test]
fn names_of_persons_and_keys_may_be_relations() {
    for name in ["author", "owner", "assignee", "book_id", "created by", "user"] {
        assert!(infer(name).relation_like || name == "user", "{name}");
    }
    for name in ["title", "id", "valid", "price"] {
        assert!(!infer(name).relation_like, "{name}");
    }
}

#[test]
fn personal_data_is_marked_by_kind() {
    for (name, kind) in [
        ("email", Some("contact")),
        ("home address", Some("contact")),
        ("date of birth", Some("identity")),
        ("first name", Some("identity")),
        ("diagnosis", Some("health")),
        ("patient notes", Some("health")),
        ("iban", Some("financial")),
        ("monthly salary", Some("financial")),
        ("api key", Some("credential")),
        ("title", None),
        ("label", None),
        ("name", None),
    ] {
        assert_eq!(pii(name).as_deref(), kind, "{name}");
    }
}

#[test]
fn any_text_may_be_asked_about() {
    for name in ["", "   ", "Größe", "名前", "per", "available", "is_", "_", &"x".repeat(100_000)] {
        assert!(infer(name).field.x_type_is_plain(), "{name:.20}");
    }
}

trait Plain {
    fn x_type_is_plain(&self) -> bool;
}

impl Plain for Field {
    fn x_type_is_plain(&self) -> bool {
        matches!(self.ql_type, FieldType::String | FieldType::Boolean)
    }
}

#[test]
fn stated_types_are_read_in_the_words_of_many_languages() {
    for (word, want) in [
        ("string", FieldType::String),
        ("Text", FieldType::Text),
        ("VARCHAR(200)", FieldType::String),
        ("int", FieldType::Integer),
        ("bigint", FieldType::Integer),
        ("tinyint(1)", FieldType::Boolean),
        ("number", FieldType::Decimal),
        ("decimal(10,2)", FieldType::Decimal),
        ("money", FieldType::Decimal),
        ("float", FieldType::Float),
        ("bool", FieldType::Boolean),
        ("date-time", FieldType::DateTime),
        ("timestamp with time zone", FieldType::DateTime),
        ("uuid", FieldType::Uuid),
        ("jsonb", FieldType::Json),
        ("list of strings", FieldType::StringArray),
        ("string[]", FieldType::StringArray),
        ("array<integer>", FieldType::IntegerArray),
        ("[decimal]", FieldType::DecimalArray),
        ("enum(draft, open, 'done')", FieldType::Enum),
    ] {
        assert_eq!(of_type_word(word).map(|field| field.ql_type), Some(want), "{word}");
    }
}

#[test]
fn what_is_no_type_is_no_type() {
    for word in [
        "",
        "book",
        "string(",
        "string(x)",
        "string(0)",
        "decimal(2,9)",
        "decimal(a)",
        "int[][]",
        "enum(a)",
        "list of files",
        "array<array<string>>",
        "varchar(99999999999)",
    ] {
        assert_eq!(of_type_word(word), None, "{word}");
    }
}

#[test]
fn sizes_become_bounds() {
    assert_eq!(of_type_word("string(200)").unwrap().max_length, Some(200));
    let exact = of_type_word("decimal(10,2)").unwrap();
    assert_eq!(
        json!([exact.minimum, exact.maximum, exact.multiple_of]),
        json!([-99999999.99, 99999999.99, 0.01])
    );
    let whole = of_type_word("numeric(5)").unwrap();
    assert_eq!(json!([whole.minimum, whole.maximum, whole.multiple_of]), json!([-99999, 99999, 1]));
    assert_eq!(of_type_word("enum(a, b)").unwrap().values, Some(vec![json!("a"), json!("b")]));
}

#[test]
fn a_stated_type_holds_and_the_name_only_sharpens_it() {
    let email = refine("email", of_type_word("varchar(100)").unwrap());
    assert_eq!((email.ql_type, email.max_length), (FieldType::Email, Some(100)));
    let year = refine("year", of_type_word("string").unwrap());
    assert_eq!(year.ql_type, FieldType::String);
    let stock = refine("stock", of_type_word("int").unwrap());
    assert_eq!((stock.ql_type, stock.minimum), (FieldType::Integer, None));
    let hash = refine("password_hash", of_type_word("char(6)").unwrap());
    assert_eq!((hash.ql_type, hash.min_length, hash.max_length), (FieldType::Password, None, Some(6)));
}

#[test]
fn a_bare_number_gets_the_bounds_of_its_name() {
    assert_eq!(stated("price", "decimal"), Some(infer("price").field));
    assert_eq!(stated("pages", "number"), Some(infer("pages").field));
    assert_eq!(stated("code", "int"), of_type_word("int"));
    assert_eq!(stated("price", "decimal(6,3)"), of_type_word("decimal(6,3)"));
    assert_eq!(stated("price", "book"), None);
}

#[test]
fn other_fields_and_the_thing_itself_tell_what_a_name_leaves_open() {
    use domain::spec::FieldType as T;
    for (said, entity, field, kind) in [
        ("A server has a host and a port.", "Server", "port", T::Integer),
        ("A tide has a port and a height.", "Tide", "port", T::String),
        ("A poll has a question and a closing time.", "Poll", "closing_time", T::DateTime),
        ("A shop has an opening time and a closing time.", "Shop", "closing_time", T::Time),
        ("A player has a name and a position.", "Player", "position", T::String),
        ("A module has a name and a position.", "Module", "position", T::Integer),
        ("A reading has a value and a taken at time.", "Reading", "value", T::Decimal),
        ("A setting has a key and a value.", "Setting", "value", T::String),
        ("A trip has a departure and an arrival.", "Trip", "arrival", T::DateTime),
        ("A payslip has a gross and a net.", "Payslip", "net", T::Decimal),
        ("A leave has a first day and a last day.", "Leave", "last_day", T::Date),
    ] {
        let spec = crate::reading::read(&format!("An API for us. {said}"));
        assert_eq!(spec.entities[entity].fields[field].ql_type, kind, "{said}");
    }
}

#[test]
fn numbers_are_read_with_what_stands_between_them() {
    let text = "An API. A task has a title, a priority from 1 (highest) to 5 (lowest), default 3, a duration of 20, 40 or \
                60 minutes and a weight with up to 3 decimal places.";
    let spec = crate::reading::read(text);
    let fields = &spec.entities["Task"].fields;
    let bounds = (fields["priority"].minimum.clone(), fields["priority"].maximum.clone());
    assert_eq!(bounds, (Some(1.into()), Some(5.into())));
    assert_eq!(serde_json::json!(fields["duration"].values), serde_json::json!([20, 40, 60]));
    assert_eq!(fields["weight"].maximum, None);
}

#[test]
fn what_may_be_negative_has_no_least_value() {
    for said in [
        "an amount that may be negative",
        "an amount which can be negative",
        "an amount (may be negative)",
        "an amount that can also be negative, with four decimals",
    ] {
        let spec = crate::reading::read(&format!("An API. An account has a name and {said}."));
        let fields = &spec.entities["Account"].fields;
        assert_eq!(fields.keys().collect::<Vec<_>>(), ["name", "amount"], "{said}");
        let amount = &fields["amount"];
        assert_eq!((amount.ql_type, amount.minimum.clone()), (FieldType::Decimal, None), "{said}");
    }
}

#[test]
fn a_time_without_a_day_is_a_moment_and_says_so() {
    use domain::spec::FieldType::{DateTime, Time};
    for (text, expected) in [
        ("A meter has a code. A reading of a meter has a value and a time.", DateTime),
        ("A reading has a value, a date and a time.", Time),
        ("A reading has a value, a weekday and a time.", Time),
    ] {
        let spec = crate::reading::read(&format!("An API in FastAPI. {text}"));
        let time = spec.entities["Reading"].fields["time"].ql_type;
        assert_eq!(time, expected, "{text}");
        let told =
            spec.assumptions.iter().any(|a| a.path.as_deref() == Some("/entities/Reading/fields/time"));
        assert_eq!(told, expected == DateTime, "{text}: {:?}", spec.assumptions);
    }
}
