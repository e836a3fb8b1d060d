//! From a name and what is said of it to a field.

mod bounds;
mod company;

use domain::{
    Origin, Span,
    spec::{Field, FieldType, QuestionKind},
};
use serde_json::{Number, Value, json};

use super::draft::{Draft, Sentence, Target, pointer_of_field};
use crate::{
    english::evidence::{Item, Mod},
    questions, types, words,
};

use bounds::{bound, in_unit, numeric, range_conflict};

/// Adds the field of a list member, or says more about the one that is there.
pub fn add(draft: &mut Draft, sentence: &Sentence, entity: &str, item: &Item, rule: &str) -> Option<String> {
    // "the guest's name" of a stay: of somebody who is no record.
    if let Some(of) = item.np.of.as_ref().filter(|of| *of != "range")
        && matches!(item.np.key().as_str(), "name" | "phone" | "phone number" | "email" | "address")
        && draft.resolve_key(&words::singular(of)).is_none()
        && !matches!(of.as_str(), "user" | "it")
    {
        let name = format!("{} {}", words::singular(of), item.np.name);
        let low = name.split(' ').map(str::to_lowercase).collect();
        let item = Item {
            np: crate::english::evidence::Np { name, low, of: None, ..item.np.clone() },
            ..item.clone()
        };
        return add(draft, sentence, entity, &item, rule);
    }
    let name =
        words::snake(&item.np.name).or_else(|| words::snake(&item.np.low.join(" "))).filter(|name| {
            !matches!(name.as_str(), "id" | "ids" | "id_uuid" | "id_int" | "id_integer" | "id_serial")
        })?;
    if name.len() > 60 {
        return None;
    }
    // "Flat: number, building; flat number unique per building": its number, named with whose it is.
    let own =
        words::snake(entity).and_then(|thing| name.strip_prefix(&format!("{thing}_")).map(str::to_owned));
    let known =
        |name: &String| draft.entities.get(entity).is_some_and(|record| record.fields.contains_key(name));
    let name = own.filter(|own| known(own) && !known(&name)).unwrap_or(name);
    // What every record says of itself.
    if matches!(name.as_str(), "created_at" | "updated_at")
        && item.mods.iter().all(|m| matches!(m, Mod::Note | Mod::Type(_)))
    {
        draft.entities.get_mut(entity)?.timestamps = Some(true);
        draft.cover_item(sentence, item, &Target::Pointer(format!("/entities/{entity}/timestamps")));
        return None;
    }
    let span = sentence.span(&item.toks);
    let known = draft.entities.get(entity)?.fields.contains_key(&name);
    if !known {
        let mut field = types::infer(&item.np.name).field;
        if field.ql_type == FieldType::String
            && item.np.plural
            && field.pattern.is_none()
            && item.mods.iter().all(|m| matches!(m, Mod::Optional | Mod::Required | Mod::Note | Mod::Shared))
            && plural_means_list(&name)
        {
            field = types::of(FieldType::StringArray);
            draft.assume(
                format!("{name} of {entity} is a list of texts"),
                Some(format!("/entities/{entity}/fields/{name}")),
                &["a number", "records of their own"],
            );
        }
        if let Some(better) = beside(draft, entity, &name) {
            field = better;
        }
        let open =
            item.mods.iter().all(|m| matches!(m, Mod::Optional | Mod::Required | Mod::Note | Mod::Unique));
        if open && matches!(name.as_str(), "weekday" | "week_day" | "day_of_week") {
            field = types::choice(WEEK.iter().map(|day| (*day).to_owned()));
            draft.assume(
                format!("{name} of {entity} is one of the seven days, from monday to sunday"),
                Some(format!("/entities/{entity}/fields/{name}")),
                &["a number from 1 to 7", "any text"],
            );
        }
        let likely = item.mods.contains(&Mod::Likely);
        field.origin = Some(if likely { Origin::Inferred } else { Origin::Stated });
        field.src = sentence.span(&item.np.toks).or(span);
        field.rule = Some(if likely { LIKELY } else { rule }.to_owned());
        if likely {
            let said = name.replace('_', " ");
            draft.assume(
                format!("{said} is kept of each {entity}, {LIKELY_BY}"),
                Some(format!("/entities/{entity}/fields/{name}")),
                &["it is nothing to keep", "it is kept of something else"],
            );
        }
        if field.ql_type == FieldType::Boolean {
            field.required = false;
            field.default = Some(json!(false));
        }
        let record = draft.entities.get_mut(entity)?;
        record.fields.insert(name.clone(), field);
        // "amount and unit": an amount of something, and of no money.
        if name == "unit"
            && let Some(amount) = record.fields.get_mut("amount").filter(|f| f.multiple_of.is_some())
        {
            amount.multiple_of = None;
        }
        company::settle(draft, entity);
    }
    if known && !item.mods.contains(&Mod::Likely) {
        said_after_all(draft, entity, &name, item, sentence, rule);
    }
    modify(draft, sentence, entity, &name, &item.mods, &item.toks);
    draft.cover_contested(sentence, &item.toks);
    draft.cover_item(sentence, item, &pointer_of_field(entity, &name));
    Some(name)
}

/// What was only likely so far is said here.
fn said_after_all(draft: &mut Draft, entity: &str, name: &str, item: &Item, sentence: &Sentence, rule: &str) {
    let field = draft.entities.get_mut(entity).and_then(|record| record.fields.get_mut(name));
    let Some(field) = field.filter(|field| field.rule.as_deref() == Some(LIKELY)) else { return };
    field.origin = Some(Origin::Stated);
    field.src = sentence.span(&item.np.toks).or(field.src);
    field.rule = Some(rule.to_owned());
    let path = format!("/entities/{entity}/fields/{name}");
    draft
        .assumptions
        .retain(|(text, at, _)| at.as_deref() != Some(path.as_str()) || !text.ends_with(LIKELY_BY));
}

/// The rule of a member that nothing but the words around it speaks for: see [`crate::weigh`].
const LIKELY: &str = "W1.likely";
const LIKELY_BY: &str = "as the words around it suggest";

const WEEK: &[&str] = &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A name that means something else beside others: the value of a key, the port of a host.
fn beside(draft: &Draft, entity: &str, name: &str) -> Option<Field> {
    let record = draft.entities.get(entity)?;
    let has = |names: &[&str]| names.iter().any(|name| record.fields.contains_key(*name));
    let is = |ends: &[&str]| ends.iter().any(|end| entity.ends_with(end));
    match name {
        "value"
            if has(&["key"])
                || is(&["Setting", "Option", "Attribute", "Property", "Preference", "Translation"]) =>
        {
            Some(types::of(FieldType::String))
        }
        // A place in a list is a number, a place in a team is none.
        "position"
            if crate::english::lexicon::lexicon().roles.contains(&entity.to_lowercase())
                || is(&[
                    "Player",
                    "Employee",
                    "Job",
                    "Candidate",
                    "Person",
                    "Worker",
                    "Vacancy",
                    "Applicant",
                ]) =>
        {
            Some(types::of(FieldType::String))
        }
        "port"
            if has(&["host", "hostname", "host_name", "ip", "ip_address", "protocol", "address"])
                || is(&["Server", "Host", "Node", "Proxy", "Service", "Listener", "Endpoint"]) =>
        {
            Some(types::infer("port number").field)
        }
        _ => None,
    }
}

fn plural_means_list(name: &str) -> bool {
    !matches!(
        name.rsplit('_').next().unwrap_or_default(),
        "species"
            | "news"
            | "series"
            | "status"
            | "details"
            | "specs"
            | "goods"
            | "terms"
            | "hours"
            | "minutes"
            | "days"
            | "initials"
            | "directions"
            | "credits"
            | "pros"
            | "cons"
            | "sms"
    )
}

/// Applies what was said; what contradicts an earlier word becomes a question.
pub fn modify(
    draft: &mut Draft,
    sentence: &Sentence,
    entity: &str,
    name: &str,
    mods: &[Mod],
    toks: &std::ops::Range<usize>,
) {
    let Some(span) = sentence.span(toks) else { return };
    let key = (entity.to_owned(), name.to_owned());
    // "0-10 with one decimal": a bound holds for the number that it turns out to be.
    let kind_of_number =
        |said: &&Mod| matches!(said, Mod::Type(FieldType::Decimal | FieldType::Integer | FieldType::Float));
    for said in mods.iter().filter(kind_of_number).chain(mods.iter().filter(|said| !kind_of_number(said))) {
        match said {
            Mod::Optional | Mod::Required => {
                let required = *said == Mod::Required;
                if let Some((before, _)) =
                    draft.presence.get(&key).copied().filter(|(before, _)| *before != required)
                {
                    conflict(
                        draft,
                        entity,
                        name,
                        "required",
                        if before { "required" } else { "optional" },
                        (if required { "required" } else { "optional" }, span),
                    );
                    continue;
                }
                draft.presence.insert(key.clone(), (required, span));
                if let Some(field) = draft.field(entity, name) {
                    field.required = required;
                }
            }
            Mod::Type(ql_type) => retype(draft, &key, types::refine(name, types::of(*ql_type)), span),
            Mod::Values(values) => {
                let states = ["status", "state", "stage", "phase"].iter().any(|word| name.ends_with(word));
                let said = |value: &String| written(sentence, toks, value).filter(|_| !states);
                let raw = |value: &String| {
                    let tok = sentence
                        .toks
                        .get(toks.clone())
                        .and_then(|toks| toks.iter().find(|tok| tok.low == *value));
                    tok.map_or_else(|| value.clone(), |tok| tok.raw.clone())
                };
                // "A-" is no "a".
                let graded = values.iter().any(|value| value.ends_with(['+', '-']))
                    && values.iter().all(|value| value.len() <= 3);
                let letters: Option<Vec<String>> =
                    values.iter().map(|value| letter(sentence.toks.get(toks.clone())?, value)).collect();
                let values: Vec<String> = match (graded, letters) {
                    (true, _) => values.iter().map(raw).collect(),
                    (false, Some(letters)) => letters,
                    (false, None) => {
                        values.iter().filter_map(|value| said(value).or_else(|| value_name(value))).collect()
                    }
                };
                let (values, unit) = numerals(values);
                if let Some(unit) = &unit
                    && let Some(whole) = whole_numbers(&values)
                {
                    retype(draft, &key, types::of(FieldType::Integer), span);
                    set(draft, &key, |field| {
                        field.values = Some(whole);
                        field.minimum = None;
                        field.description =
                            (!unit.is_empty()).then(|| format!("in {unit}")).or(field.description.take());
                    });
                    continue;
                }
                // "compulsory (yes or no)" is no choice between words.
                if let [one, other] = values.as_slice()
                    && [("yes", "no"), ("true", "false"), ("y", "n")]
                        .iter()
                        .any(|(a, b)| one == a && other == b || one == b && other == a)
                {
                    retype(draft, &key, types::of(FieldType::Boolean), span);
                    continue;
                }
                let old = draft.field(entity, name).and_then(|field| field.values.clone());
                if let Some(old) = old.filter(|old| {
                    draft.typed.contains_key(&key)
                        && !old.iter().all(|v| values.iter().any(|n| v.as_str() == Some(n)))
                }) {
                    let before = old.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ");
                    conflict(draft, entity, name, "enum", &before, (&values.join(", "), span));
                    continue;
                }
                if values.len() >= 2 {
                    retype(draft, &key, types::choice(values), span);
                    if let Some(unit) = unit.filter(|unit| !unit.is_empty()) {
                        set(draft, &key, |field| field.description = Some(format!("in {unit}")));
                    }
                }
            }
            Mod::Unique => set(draft, &key, |field| field.unique = Some(true)),
            Mod::Default(value) if moving(draft, &key, value) => ask_about_today(draft, sentence, toks),
            Mod::Default(value) => default(draft, &key, value),
            Mod::Pattern(pattern) => {
                set(draft, &key, |field| {
                    field.pattern = Some(pattern.clone()).filter(|_| textual(field.ql_type))
                });
            }
            Mod::Step(step) => {
                numeric(draft, &key, mods);
                set(draft, &key, |field| {
                    if types::is_number(field.ql_type) {
                        field.multiple_of = number(*step);
                    }
                });
            }
            Mod::Places(places) => set(draft, &key, |field| {
                field.multiple_of = types::step_of(*places).filter(|_| types::is_number(field.ql_type));
            }),
            Mod::In(unit) => in_unit(draft, &key, unit),
            Mod::AtLeast(n, unit) => bound(draft, &key, *n, *unit, true, mods),
            Mod::AtMost(n, unit) => bound(draft, &key, *n, *unit, false, mods),
            Mod::MoreThan(n) => {
                numeric(draft, &key, mods);
                set(draft, &key, |field| {
                    field.exclusive_minimum = number(*n);
                    field.minimum = None;
                });
            }
            Mod::LessThan(n) => {
                numeric(draft, &key, mods);
                set(draft, &key, |field| {
                    field.exclusive_maximum = number(*n);
                    field.maximum = None;
                });
            }
            Mod::Signed => {
                numeric(draft, &key, mods);
                set(draft, &key, |field| {
                    field.minimum = None;
                    field.exclusive_minimum = None;
                });
            }
            Mod::Exactly(n) => set(draft, &key, |field| {
                if textual(field.ql_type) {
                    field.min_length = Some(*n as u64);
                    field.max_length = Some(*n as u64);
                } else {
                    field.minimum = number(*n);
                    field.maximum = number(*n);
                }
            }),
            Mod::UniquePer(_)
            | Mod::Refers(_)
            | Mod::BelongsTo(..)
            | Mod::Than { .. }
            | Mod::Differs(_)
            | Mod::Line(_)
            | Mod::Immutable
            | Mod::Shared
            | Mod::When(_)
            | Mod::Amount
            | Mod::Likely
            | Mod::Note => {}
        }
    }
    range_conflict(draft, entity, name, span);
}

/// "15, 30 or 60" as numbers; none where one is written as no number is, such as "007" or "1.5".
fn whole_numbers(values: &[String]) -> Option<Vec<Value>> {
    let one =
        |value: &String| value.parse::<i64>().ok().filter(|n| n.to_string() == *value).map(|n| json!(n));
    values.iter().map(one).collect::<Option<Vec<Value>>>().filter(|found| found.len() >= 2)
}

/// "20, 40 or 60 minutes": the unit is said once and is no word of the last value. Answers with the unit, empty
/// where there is none, and with none at all where the values are no numbers.
fn numerals(values: Vec<String>) -> (Vec<String>, Option<String>) {
    let split = |value: &String| {
        let end = value.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(value.len());
        let (number, unit) = value.split_at(end);
        (!number.is_empty()).then(|| (number.to_owned(), unit.trim_matches(['_', ' ', '-']).to_owned()))
    };
    let parts: Option<Vec<(String, String)>> = values.iter().map(split).collect();
    let Some(parts) = parts.filter(|parts| parts.len() >= 2) else { return (values, None) };
    let unit = parts.last().map(|(_, unit)| unit.clone()).unwrap_or_default();
    let plain = unit.chars().all(|c| c.is_alphabetic());
    if !plain || parts.iter().any(|(_, other)| !other.is_empty() && *other != unit) {
        return (values, None);
    }
    (parts.into_iter().map(|(number, _)| number).collect(), Some(unit))
}

fn set(draft: &mut Draft, key: &(String, String), change: impl FnOnce(&mut Field)) {
    if let Some(field) = draft.field(&key.0, &key.1) {
        change(field);
    }
}

pub fn number(n: f64) -> Option<Number> {
    if n.fract() == 0.0 && n.abs() < 1e15 { Some(Number::from(n as i64)) } else { Number::from_f64(n) }
}

pub fn textual(ql_type: FieldType) -> bool {
    matches!(
        ql_type,
        FieldType::String
            | FieldType::Text
            | FieldType::Slug
            | FieldType::Phone
            | FieldType::Email
            | FieldType::Url
            | FieldType::Password
    )
}

/// `A`, `B2`, where the text writes the letter as a capital, alone or as the end of a run of them.
fn letter(toks: &[crate::english::token::Tok], value: &str) -> Option<String> {
    let capital = value.to_ascii_uppercase();
    let one = value.split_at_checked(1).is_some_and(|(letter, number)| {
        letter.bytes().all(|byte| byte.is_ascii_alphabetic())
            && number.len() <= 2
            && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    let told = || value == capital || toks.iter().any(|tok| tok.raw == capital);
    (one && told()).then_some(capital)
}

/// `EUR`: a value that the text writes in capitals is written so.
fn written(sentence: &Sentence, toks: &std::ops::Range<usize>, value: &str) -> Option<String> {
    let capital = |tok: &&crate::english::token::Tok| {
        tok.word && tok.raw.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) && !tok.is_number()
    };
    // "a blood group (A, B, AB)": the small one is no value.
    let named =
        || sentence.toks.get(toks.clone()).into_iter().flatten().filter(|tok| tok.word && tok.low == value);
    let tok = named().find(capital).or_else(|| named().next())?;
    // "XS, S, M": a letter alone is one beside longer ones.
    let among = sentence.toks.get(toks.clone())?.iter().filter(capital).any(|tok| tok.raw.len() >= 2);
    (capital(&tok) && among).then(|| tok.raw.clone())
}

/// `in progress` → `in_progress`; a value that cannot be spelled stays out.
pub fn value_name(value: &str) -> Option<String> {
    words::snake(value).or_else(|| {
        (!value.is_empty()
            && value.len() <= 40
            && value.chars().all(|c| c.is_alphanumeric() || " -_+<>".contains(c)))
        .then(|| {
            // "11-50" is written so.
            let number = value.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'<' | b'>'));
            if number { value.to_owned() } else { value.replace([' ', '-'], "_") }
        })
    })
}

/// Another type for the field, keeping what was said before about presence, uniqueness and default.
fn retype(draft: &mut Draft, key: &(String, String), mut new: Field, span: Span) {
    let label = serde_json::to_value(new.ql_type)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default();
    if let Some((before, _)) = draft.typed.get(key).cloned().filter(|(before, _)| *before != label) {
        // "flag" beside values, "text" beside a length are no contradiction of kind.
        let near = matches!(
            (before.as_str(), label.as_str()),
            ("string", "text")
                | ("text", "string")
                | ("string", "enum")
                | ("text", "enum")
                | ("enum", "string")
        );
        if !near {
            conflict(draft, &key.0.clone(), &key.1.clone(), "x-ql-type", &before, (&label, span));
        }
        if before == "enum" || !near {
            return;
        }
    }
    draft.typed.insert(key.clone(), (label, span));
    let presence = draft.presence.get(key).copied();
    set(draft, key, |field| {
        new.unique = field.unique;
        new.origin = field.origin;
        new.src = field.src;
        new.rule = field.rule.clone();
        new.required =
            presence.map_or(field.required || field.ql_type == FieldType::Boolean, |(required, _)| required);
        if textual(new.ql_type) && textual(field.ql_type) {
            new.max_length = field.max_length.or(new.max_length);
            new.min_length = field.min_length.or(new.min_length);
        }
        if new.ql_type == FieldType::Boolean {
            new.required = presence.is_some_and(|(required, _)| required);
            new.default = Some(json!(false));
        }
        if new.pii.is_none() {
            new.pii = field.pii.clone();
        }
        *field = new;
    });
}

/// `today`, `now`: a default that is another one each day, which no field can hold.
fn moving(draft: &Draft, key: &(String, String), value: &Value) -> bool {
    let field = draft.entities.get(&key.0).and_then(|e| e.fields.get(&key.1));
    let timely =
        field.is_some_and(|f| matches!(f.ql_type, FieldType::Date | FieldType::DateTime | FieldType::Time));
    timely && value.is_string()
}

/// The words that say so are asked about; the field stays as it is without them.
fn ask_about_today(draft: &mut Draft, sentence: &Sentence, toks: &std::ops::Range<usize>) {
    const LEADS: &[&str] = &[
        "default",
        "defaults",
        "defaulting",
        "initially",
        "starts",
        "starting",
        "set",
        "by",
        "as",
        "to",
        "the",
        "is",
    ];
    let leads = |n: usize| sentence.toks.get(n).is_some_and(|tok| LEADS.contains(&tok.low.as_str()));
    let named = |n: &usize| {
        sentence
            .toks
            .get(*n)
            .is_some_and(|tok| matches!(tok.low.as_str(), "today" | "now" | "current" | "tomorrow"))
    };
    let Some(at) = toks.clone().rev().find(named) else { return };
    let start = (toks.start..at).rev().take_while(|n| leads(*n)).last().unwrap_or(at);
    let end = (at + 1..toks.end).take_while(|n| leads(*n)).last().map_or(at + 1, |n| n + 1);
    let Some(span) = sentence.span(&(start..end)) else { return };
    let quoted = questions::quote(sentence, &(start..end));
    let id = draft.ask(questions::unrecognised(&quoted, vec![span], false));
    draft.cover(sentence, &(start..end), &Target::Question(id));
}

fn default(draft: &mut Draft, key: &(String, String), value: &Value) {
    let presence = draft.presence.contains_key(key);
    let textual = draft.field(&key.0, &key.1).is_some_and(|field| {
        matches!(field.ql_type, FieldType::String | FieldType::Text) && field.values.is_none()
    });
    // "a click counter that starts at 0" is a number, as nothing says that it is a text.
    if textual && !draft.typed.contains_key(key) {
        let kind = match value {
            Value::Number(n) if n.is_f64() => Some(FieldType::Decimal),
            Value::Number(_) => Some(FieldType::Integer),
            Value::Bool(_) => Some(FieldType::Boolean),
            _ => None,
        };
        if let Some(kind) = kind {
            retype_quietly(draft, key, types::of(kind));
        }
    }
    // "toll=false" is no price, whatever its name.
    let flag = value.is_boolean()
        && !draft.typed.contains_key(key)
        && draft.field(&key.0, &key.1).is_some_and(|field| types::is_number(field.ql_type));
    if flag {
        retype_quietly(draft, key, types::of(FieldType::Boolean));
    }
    set(draft, key, |field| {
        let value = match (field.ql_type, value) {
            (FieldType::String | FieldType::Text, Value::Number(n)) => json!(n.to_string()),
            (FieldType::Enum, Value::String(text)) => {
                let name = value_name(text).unwrap_or_default();
                let values = field.values.iter().flatten().filter_map(Value::as_str);
                // One that is none of them is kept, and asked about.
                let known = values.into_iter().find(|v| v.eq_ignore_ascii_case(&name)).map(str::to_owned);
                match known {
                    None if field.values.is_none() || name.is_empty() => return,
                    known => json!(known.unwrap_or(name)),
                }
            }
            (FieldType::Boolean, Value::String(text)) => {
                json!(!matches!(
                    text.to_lowercase().as_str(),
                    "off" | "no" | "n" | "false" | "unchecked" | "inactive" | "unset" | "open"
                ))
            }
            (FieldType::Decimal, Value::Number(n)) => json!(n.to_string()),
            (FieldType::Date | FieldType::DateTime, Value::String(text))
                if matches!(
                    text.to_lowercase().as_str(),
                    "today" | "now" | "current date" | "current time"
                ) =>
            {
                return;
            }
            (FieldType::Integer | FieldType::Float | FieldType::Decimal, Value::String(_)) => return,
            (_, value) => value.clone(),
        };
        field.default = Some(value);
        if !presence {
            field.required = false;
        }
    });
}

fn retype_quietly(draft: &mut Draft, key: &(String, String), mut new: Field) {
    set(draft, key, |field| {
        new.required = field.required;
        new.unique = field.unique;
        new.origin = field.origin;
        new.src = field.src;
        new.rule = field.rule.clone();
        *field = new;
    });
}

/// Two things that cannot both hold: the person decides, nothing is built before. The words of the
/// second statement belong to the question; those of the first stay with the field.
pub fn conflict(draft: &mut Draft, entity: &str, name: &str, what: &str, first: &str, second: (&str, Span)) {
    let pointer = format!("/entities/{entity}/fields/{name}/{what}");
    let text = format!(
        "{entity}.{name} is said to be \u{201c}{first}\u{201d} and \u{201c}{}\u{201d}: which holds?",
        second.0
    );
    let id = draft.ask(questions::new(
        QuestionKind::Conflict,
        pointer,
        text,
        vec![second.1],
        json!(first),
        vec![json!(first), json!(second.0)],
        true,
    ));
    draft.contested.push((second.1, id));
}
