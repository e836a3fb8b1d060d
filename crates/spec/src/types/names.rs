//! What a name alone says: `due_date` is a date, `stock` counts, `status` has a few values.

use std::sync::LazyLock;

use domain::spec::{Field, FieldType};
use serde_json::Number;

use crate::{
    types,
    words::{case, plural, table::Table},
};

static TYPES: LazyLock<Table> = LazyLock::new(|| Table::read(include_str!("../../data/types.txt")));
static PII: LazyLock<Table> = LazyLock::new(|| Table::read(include_str!("../../data/pii.txt")));

/// What a name says about a field.
#[derive(Debug, Clone, PartialEq)]
pub struct Inferred {
    pub field: Field,
    pub question: Option<Doubt>,
    /// The name may stand for another record (`author`, `book_id`): a relation where there is such
    /// an entity, to `User` for persons, a field otherwise.
    pub relation_like: bool,
}

/// What the name leaves open. Not blocking: the field is free text until somebody says more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// `status`, `category` …: which values?
    Values,
}

/// The field that a name stands for when nothing else is stated; required unless it is a flag.
/// Any text is a name here; one that cannot be spelled gives a plain string.
pub fn infer(name: &str) -> Inferred {
    let parts = case::parts(name).unwrap_or_default();
    let key = key_of(&parts);
    let mut field = field_of(key);
    field.pii = pii(name);
    let question = (key == "choice").then_some(Doubt::Values);
    let is_key = parts.len() > 1 && parts.last().is_some_and(|last| last == "id" || last == "ids");
    Inferred { field, question, relation_like: key == "reference" || is_key }
}

/// Whether the name says nothing of its values: neither what kind they are nor that they are words.
pub fn is_untold(name: &str) -> bool {
    let parts = case::parts(name).unwrap_or_default();
    let words = parts.last().is_some_and(|last| WORDS.contains(&last.as_str()));
    key_of(&parts) == "string" && TYPES.of_ending(&parts).is_none() && !words
}

/// What is called so is made of words or letters: a range beside it says how long it is.
const WORDS: &[&str] = &[
    "name",
    "names",
    "title",
    "label",
    "caption",
    "subject",
    "username",
    "nickname",
    "surname",
    "firstname",
    "lastname",
    "fullname",
    "headline",
    "heading",
    "slogan",
    "motto",
    "city",
    "town",
    "village",
    "country",
    "street",
    "brand",
    "author",
    "maker",
    "manufacturer",
    "publisher",
    "company",
    "model",
    "code",
    "reference",
    "ref",
    "location",
    "place",
    "password",
    "login",
    "handle",
    "alias",
    "tag",
    "keyword",
    "question",
    "answer",
    "topic",
    "theme",
    "initials",
    "plate",
    "barcode",
    "sku",
    "callsign",
    "word",
    "phrase",
    "term",
    "species",
    "breed",
    "colour",
    "color",
    "material",
    "language",
    "nationality",
    "occupation",
    "profession",
    "designation",
    "string",
    "identifier",
    "id",
    "serial",
    "symbol",
    "abbreviation",
    "acronym",
    "letter",
    "letters",
    "lyrics",
    "text",
    "pin",
    "postcode",
    "zip",
];

/// The kind of personal data that a name stands for.
pub fn pii(name: &str) -> Option<String> {
    let parts = case::parts(name)?;
    let anywhere = || parts.iter().find_map(|part| any_entry(part));
    let found = anywhere().or_else(|| PII.of_ending(&parts))?;
    Some(found.to_owned())
}

fn any_entry(part: &str) -> Option<&'static str> {
    match part {
        "patient" | "lab" | "diagnosis" => Some("health"),
        "iban" | "salary" => Some("financial"),
        "password" => Some("credential"),
        _ => None,
    }
}

fn key_of(parts: &[String]) -> &'static str {
    let has = |at: usize, words: &[&str]| parts.get(at).is_some_and(|part| words.contains(&part.as_str()));
    if parts.len() > 1 {
        if has(0, &["is", "has", "can", "should", "was", "allows", "allow", "accepts", "requires", "needs"]) {
            return "boolean";
        }
        if has(0, &["num", "number", "no", "count"]) && (has(1, &["of"]) || has(0, &["num"])) {
            return "count";
        }
        if parts.windows(2).any(|two| two[0] == "number" && two[1] == "of") {
            return "count";
        }
        // `min players` counts.
        if has(
            0,
            &["min", "max", "minimum", "maximum", "current", "expected", "remaining", "available", "total"],
        ) && parts.last().is_some_and(|last| plural::is_plural(last))
            && TYPES.of_ending(parts).is_none_or(|found| matches!(found, "string" | "strings"))
        {
            return "count";
        }
        // `minimum pledge`: whatever it is, it is a number.
        if has(0, &["min", "max", "minimum", "maximum", "average"]) && TYPES.of_ending(parts).is_none() {
            return "measure";
        }
        // "day of the last check"
        if has(0, &["date"]) || has(0, &["day"]) && has(1, &["of"]) {
            return "date";
        }
        if has(0, &["year"]) {
            return "year";
        }
    }
    // `times per day` counts.
    if has(0, &["times"]) && has(1, &["per"]) {
        return "count";
    }
    // `washes per month` counts them.
    if let [.., counted, per, span] = parts
        && per == "per"
        && plural::is_plural(counted)
        && matches!(
            span.as_str(),
            "hour" | "day" | "week" | "month" | "quarter" | "year" | "season" | "term" | "semester" | "shift"
        )
        && TYPES
            .of_ending(&parts[..parts.len() - 2])
            .is_none_or(|found| matches!(found, "string" | "strings" | "count"))
    {
        return "count";
    }
    // `valid for months` counts them.
    if let [.., lead, unit] = parts
        && lead == "for"
        && matches!(unit.as_str(), "minutes" | "hours" | "days" | "weeks" | "months" | "years")
    {
        return "count";
    }
    // `price per night` is a price.
    let head = match parts.iter().position(|part| part == "per" || part == "for") {
        Some(at) if at > 0 => &parts[..at],
        _ => parts,
    };
    // `kwh imported`, `minutes left`: an amount, whatever became of it.
    if let [unit, last] = head {
        const MEASURES: &[&str] = &[
            "kg",
            "kilos",
            "kilograms",
            "grams",
            "tonnes",
            "tons",
            "litres",
            "liters",
            "ml",
            "km",
            "kilometres",
            "kilometers",
            "miles",
            "metres",
            "meters",
            "kwh",
            "mwh",
            "hours",
            "euros",
            "dollars",
            "pounds",
        ];
        const COUNTS: &[&str] = &[
            "minutes", "seconds", "days", "nights", "weeks", "pages", "points", "goals", "pieces", "steps",
            "laps",
        ];
        const BECAME: &[&str] = &[
            "left",
            "used",
            "imported",
            "exported",
            "worked",
            "spent",
            "driven",
            "taken",
            "missing",
            "played",
            "scored",
            "won",
            "lost",
            "needed",
            "produced",
            "consumed",
            "harvested",
            "picked",
            "given",
            "served",
            "paid",
            "made",
            "done",
            "remaining",
            "run",
            "flown",
            "delivered",
            "collected",
            "booked",
            "stayed",
            "read",
        ];
        if BECAME.contains(&last.as_str()) {
            if MEASURES.contains(&unit.as_str()) {
                return "measure";
            }
            if COUNTS.contains(&unit.as_str()) {
                return "count";
            }
        }
    }
    // `copies available` counts, `available` is a flag.
    if let [.., counted, last] = head
        && matches!(last.as_str(), "available" | "sold" | "used" | "reserved")
        && plural::is_plural(counted)
    {
        return "count";
    }
    // "product used" is the product, "used" a flag.
    if let [.., thing, last] = head
        && last == "used"
        && TOOLS.contains(&thing.as_str())
    {
        return "string";
    }
    // "kWh used", "litres left"
    if let [amount, last] = head
        && MEASURES.contains(&amount.as_str())
        && matches!(last.as_str(), "used" | "left" | "sold" | "reserved" | "available" | "paid")
    {
        return "measure";
    }
    let known = TYPES.of_ending(head);
    // "kilos going in", "litres sold": so much of it.
    if let [amount, _, ..] = head
        && known.is_none_or(|found| matches!(found, "string" | "strings"))
        && MEASURES.contains(&amount.as_str())
    {
        return "measure";
    }
    known.unwrap_or("string")
}

/// Units that begin the name of an amount.
const MEASURES: &[&str] = &[
    "kilos",
    "kilograms",
    "grams",
    "kg",
    "litres",
    "liters",
    "metres",
    "meters",
    "kilometres",
    "kilometers",
    "km",
    "miles",
    "tonnes",
    "tons",
    "hours",
    "kwh",
    "mwh",
];

/// What is used for something.
const TOOLS: &[&str] = &[
    "product",
    "material",
    "tool",
    "method",
    "machine",
    "medicine",
    "equipment",
    "technique",
    "ingredient",
    "software",
    "drug",
    "vaccine",
    "device",
    "model",
    "fertiliser",
    "fertilizer",
    "language",
];

fn field_of(key: &str) -> Field {
    let zero = || Some(Number::from(0));
    match key {
        "boolean" => types::of(FieldType::Boolean),
        "datetime" => types::of(FieldType::DateTime),
        "date" => types::of(FieldType::Date),
        "time" => types::of(FieldType::Time),
        "duration" => types::of(FieldType::Duration),
        "email" => types::of(FieldType::Email),
        "url" => types::of(FieldType::Url),
        "phone" => types::of(FieldType::Phone),
        "password" => types::of(FieldType::Password),
        "slug" => types::of(FieldType::Slug),
        "uuid" => types::of(FieldType::Uuid),
        "ip" => types::of(FieldType::Ip),
        "isbn" => code(types::ISBN),
        "iban" => code(types::IBAN),
        "vin" => code(types::VIN),
        "currency" => code(types::CURRENCY),
        "country_code" => code(types::COUNTRY_CODE),
        "year" => {
            Field { minimum: zero(), maximum: Some(Number::from(2100)), ..types::of(FieldType::Integer) }
        }
        "count" => Field { minimum: zero(), ..types::of(FieldType::Integer) },
        "port" => {
            Field { minimum: zero(), maximum: Some(Number::from(65_535)), ..types::of(FieldType::Integer) }
        }
        "integer" => types::of(FieldType::Integer),
        "money" => Field { minimum: zero(), multiple_of: types::step_of(2), ..types::of(FieldType::Decimal) },
        "signed" => types::of(FieldType::Decimal),
        "measure" => Field { minimum: zero(), ..types::of(FieldType::Decimal) },
        "latitude" => degrees(90),
        "longitude" => degrees(180),
        "geo" => types::of(FieldType::Geo),
        "text" => types::of(FieldType::Text),
        "file" => types::of(FieldType::File),
        "json" => types::of(FieldType::Json),
        "strings" => types::of(FieldType::StringArray),
        // `choice` and `reference` are decided by the caller, who knows values and entities.
        _ => types::of(FieldType::String),
    }
}

/// A string whose pattern says all about its length.
fn code(pattern: &str) -> Field {
    Field {
        pattern: Some(pattern.into()),
        min_length: None,
        max_length: None,
        ..types::of(FieldType::String)
    }
}

fn degrees(limit: i64) -> Field {
    Field {
        minimum: Some(Number::from(-limit)),
        maximum: Some(Number::from(limit)),
        ..types::of(FieldType::Float)
    }
}
