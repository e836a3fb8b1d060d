//! The words of a remark, and what they name in the draft.

use domain::spec::{Field, FieldType, RelationKind};
use serde_json::{Value, json};

use crate::{
    assemble::{called::Called, draft::Draft},
    english::{
        evidence::Np,
        lexicon::Form,
        phrases::{List, first_that},
    },
    words::{plural, singular, snake},
};

/// A word in lower case, or one sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub low: String,
    pub start: usize,
    pub end: usize,
}

impl Word {
    pub fn is(&self, low: &str) -> bool {
        self.low == low
    }
    pub fn is_name(&self) -> bool {
        self.low.starts_with(|c: char| c.is_alphanumeric())
    }
}

/// The words of a text; `at` is where it begins in the whole.
pub fn split(text: &str, at: usize) -> Vec<Word> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() || matches!(c, '`' | '*' | '"' | '“' | '”') {
            continue;
        }
        let mut end = start + c.len_utf8();
        if c.is_alphanumeric() || c == '_' {
            let mut previous = c;
            while let Some((n, next)) = chars.peek().copied() {
                let after = text.get(n + next.len_utf8()..).and_then(|rest| rest.chars().next());
                let more = |c: Option<char>, test: fn(char) -> bool| c.is_some_and(test);
                // "5.5" is one number, "customer's" one word.
                let point = next == '.' && previous.is_ascii_digit() && more(after, |c| c.is_ascii_digit());
                let mark = matches!(next, '\'' | '’') && more(after, char::is_alphabetic);
                if !(next.is_alphanumeric() || next == '_' || point || mark) {
                    break;
                }
                previous = next;
                end = n + next.len_utf8();
                chars.next();
            }
        } else if let Some((n, '=')) = chars.peek().copied().filter(|_| matches!(c, '<' | '>' | '!' | '=')) {
            end = n + 1;
            chars.next();
        }
        let low = text.get(start..end).unwrap_or_default().to_lowercase().replace('’', "'");
        let low = low.strip_suffix("'s").map_or(low.clone(), str::to_owned);
        found.push(Word { low, start: at + start, end: at + end });
    }
    found
}

/// `pattern` is words with `|` between choices and `?` behind what may be missing; the index behind it.
pub fn eat(words: &[Word], at: usize, pattern: &str) -> Option<usize> {
    let mut n = at;
    for part in pattern.split(' ') {
        let (part, optional) = part.strip_suffix('?').map_or((part, false), |p| (p, true));
        if words.get(n).is_some_and(|word| part.split('|').any(|choice| word.is(choice))) {
            n += 1;
        } else if !optional {
            return None;
        }
    }
    (n > at).then_some(n)
}

/// The first pattern that fits.
pub fn eat_any(words: &[Word], at: usize, patterns: List) -> Option<usize> {
    first_that(patterns, words.get(at).map(|word| word.low.as_str()), |pattern| eat(words, at, pattern))
}

pub fn number(words: &[Word], at: usize) -> Option<f64> {
    let word = words.get(at)?;
    const NAMES: &[&str] =
        &["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let named = NAMES.iter().position(|name| word.is(name)).map(|n| n as f64);
    named.or_else(|| word.low.parse::<f64>().ok().filter(|n| n.is_finite()))
}

/// The entity that the words from `at` name, the longest name first.
pub fn entity(draft: &Draft, words: &[Word], at: usize) -> Option<(String, usize)> {
    (1..=3).rev().find_map(|count| {
        let part = words.get(at..at + count)?;
        if !part.iter().all(Word::is_name) {
            return None;
        }
        named_entity(draft, &joined(part)).map(|name| (name, at + count))
    })
}

pub fn joined(words: &[Word]) -> String {
    words.iter().map(|word| word.low.as_str()).collect::<Vec<_>>().join(" ")
}

/// The entity of that name, in one or many.
pub fn named_entity(draft: &Draft, name: &str) -> Option<String> {
    let name = name.replace(['-', '_'], " ");
    let key = match name.rsplit_once(' ') {
        Some((lead, last)) => format!("{lead} {}", singular(last)),
        None => singular(&name),
    };
    let known = draft.names.get(&key).or_else(|| draft.names.get(&name));
    let found = known.cloned().or_else(|| {
        // "entries" are the diary entries where nothing else is an entry.
        let ends = |n: &str| n.strip_suffix(key.as_str()).is_some_and(|lead| lead.ends_with(' '));
        let mut ending = draft.names.iter().filter(|(n, _)| ends(n));
        match (ending.next(), ending.next()) {
            (Some((_, name)), None) => Some(name.clone()),
            _ => None,
        }
    })?;
    draft.entities.contains_key(&found).then_some(found)
}

/// The field (or key) of the entity that the words from `at` name, the longest name first.
pub fn field(draft: &Draft, entity: &str, words: &[Word], at: usize) -> Option<(String, usize)> {
    Named::at(draft, words, at).field_of(entity)
}

/// What the words from a place may name, the longest name first: worked out once, asked of any entity.
pub struct Named<'d>(Vec<(Name<'d>, usize)>);

enum Name<'d> {
    /// What every thing has.
    Own(String),
    Called(Called<'d>),
}

impl<'d> Named<'d> {
    pub fn at(draft: &'d Draft, words: &[Word], at: usize) -> Self {
        let parts = (1..=4).rev().filter_map(|count| words.get(at..at + count).map(|part| (part, count)));
        let named = parts.filter(|(part, _)| part.iter().all(Word::is_name));
        Self(named.filter_map(|(part, n)| Some((Name::of(draft, &joined(part))?, at + n))).collect())
    }

    /// The field (or key) of the entity, and where its name ends.
    pub fn field_of(&self, entity: &str) -> Option<(String, usize)> {
        self.0.iter().find_map(|(name, end)| Some((name.field_of(entity)?, *end)))
    }
}

impl<'d> Name<'d> {
    fn of(draft: &'d Draft, name: &str) -> Option<Self> {
        let name = name.replace(['-', '_'], " ");
        let own = snake(&name)?;
        if matches!(own.as_str(), "created_at" | "updated_at" | "id") {
            return Some(Self::Own(own));
        }
        let low: Vec<String> = name.split(' ').map(str::to_owned).collect();
        Some(Self::Called(Called::of(draft, &Np { name, low, ..Np::default() })))
    }

    fn field_of(&self, entity: &str) -> Option<String> {
        match self {
            Self::Own(name) => Some(name.clone()),
            Self::Called(called) => called.member_of(entity),
        }
    }
}

pub fn named_field(draft: &Draft, entity: &str, name: &str) -> Option<String> {
    Name::of(draft, name)?.field_of(entity)
}

pub fn stated<'d>(draft: &'d Draft, entity: &str, field: &str) -> Option<&'d Field> {
    draft.entities.get(entity)?.fields.get(field)
}

pub fn is_number(draft: &Draft, entity: &str, field: &str) -> bool {
    use FieldType::{Decimal, Duration, Float, Integer};
    stated(draft, entity, field).is_some_and(|f| matches!(f.ql_type, Integer | Decimal | Float | Duration))
}

pub fn is_moment(draft: &Draft, entity: &str, field: &str) -> bool {
    matches!(field, "created_at" | "updated_at")
        || stated(draft, entity, field)
            .is_some_and(|f| matches!(f.ql_type, FieldType::Date | FieldType::DateTime))
}

pub fn is_flag(draft: &Draft, entity: &str, field: &str) -> bool {
    stated(draft, entity, field).is_some_and(|f| f.ql_type == FieldType::Boolean)
}

/// Fields of the entity that pass, in order.
pub fn fields(draft: &Draft, entity: &str, test: impl Fn(&str, &Field) -> bool) -> Vec<String> {
    let all = draft.entities.get(entity).map(|e| &e.fields).into_iter().flatten();
    all.filter(|(name, field)| test(name, field)).map(|(name, _)| name.clone()).collect()
}

/// The one of them, where there is one only.
pub fn only(mut list: Vec<String>) -> Option<String> {
    if list.len() == 1 { list.pop() } else { None }
}

/// Keys that let rows of `child` hang on a `parent`: `author_id`, or `Post.tag_ids` where the parent holds it,
/// or `Enrolment.course_id.student_id` where a third thing joins them.
pub fn keys(draft: &Draft, child: &str, parent: &str) -> Vec<String> {
    let field = |r: &domain::spec::Relation| r.field.clone();
    let own = draft.relations.iter().filter(|r| r.from == child && r.to == parent).filter_map(field);
    let mut found: Vec<String> = own.collect();
    if found.is_empty() {
        let held = draft.relations.iter().filter(|r| r.from == parent && r.to == child);
        found.extend(held.filter_map(field).map(|key| format!("{parent}.{key}")));
    }
    if found.is_empty() {
        let single = |r: &&domain::spec::Relation| r.kind == RelationKind::ManyToOne;
        for near in draft.relations.iter().filter(|r| r.to == parent).filter(single) {
            for far in draft.relations.iter().filter(|r| r.from == near.from && r.to == child).filter(single)
            {
                if let (Some(near_key), Some(far_key)) = (&near.field, &far.field) {
                    found.push(format!("{}.{near_key}.{far_key}", near.from));
                }
            }
        }
    }
    found
}

/// Things whose rows have a key of their own to a `parent`.
pub fn children(draft: &Draft, parent: &str) -> Vec<(String, String)> {
    let own = draft.relations.iter().filter(|r| r.to == parent && r.from != parent);
    own.filter_map(|r| Some((r.from.clone(), r.field.clone()?))).collect()
}

/// A word that says something of a row: a flag, a value of a choice, or what happened to it.
#[derive(Debug, Clone, PartialEq)]
pub enum Trait {
    Flag(String, bool),
    Value(String, Value),
    /// A moment that is there (or not) once it happened.
    Happened(String, bool),
}

pub fn trait_of(draft: &Draft, entity: &str, word: &str) -> Option<Trait> {
    let word = word.replace(['-', ' '], "_");
    if let Some((field, value)) = choice(draft, entity, &word) {
        return Some(Trait::Value(field, value));
    }
    if let Some(found) = plain_trait(draft, entity, &word, true) {
        return Some(found);
    }
    let opposite =
        ["un", "not_", "in", "non_", "de", "dis"].iter().find_map(|lead| word.strip_prefix(lead))?;
    plain_trait(draft, entity, opposite, false)
}

/// The choice field and its value of that name.
pub fn choice(draft: &Draft, entity: &str, word: &str) -> Option<(String, Value)> {
    let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "_");
    draft.entities.get(entity)?.fields.iter().find_map(|(name, field)| {
        let named =
            |word: &str| field.values.as_ref()?.iter().find(|v| v.as_str().is_some_and(|v| plain(v) == word));
        // "tools that are ladders"
        let value = named(word).or_else(|| named(&crate::words::singular(word)))?;
        Some((name.clone(), value.clone()))
    })
}

fn plain_trait(draft: &Draft, entity: &str, word: &str, truth: bool) -> Option<Trait> {
    let stems = stems(word);
    let of = |test: &dyn Fn(&Field) -> bool, tails: &[&str]| {
        let fields = &draft.entities.get(entity)?.fields;
        stems.iter().find_map(|stem| {
            tails.iter().map(|tail| tail.replace('*', stem)).find(|name| fields.get(name).is_some_and(test))
        })
    };
    let flag = of(&|f| f.ql_type == FieldType::Boolean, &["*", "is_*", "has_*", "was_*"]);
    if let Some(flag) = flag {
        return Some(Trait::Flag(flag, truth));
    }
    let moment = |f: &Field| matches!(f.ql_type, FieldType::Date | FieldType::DateTime) && !f.required;
    of(&moment, &["*_at", "*_on", "*_date"]).map(|field| Trait::Happened(field, truth))
}

/// `publish`, `published`, `publishing`: all names under which a field may know the word.
pub fn stems(word: &str) -> Vec<String> {
    let mut found = vec![word.to_owned()];
    // "hand in", "handed in"
    if let Some((verb, small)) = crate::english::phrasal::parts(word) {
        found.extend(stems(verb).into_iter().map(|stem| format!("{stem}_{small}")));
        return found;
    }
    let lexicon = crate::english::lexicon::lexicon();
    match lexicon.verb(word) {
        Some((_, Form::Base)) => found.push(lexicon.past_of(word)),
        Some((base, Form::Past)) => found.push(base.to_owned()),
        _ => {}
    }
    let done = ["done", "completed", "complete", "finished", "finish", "checked", "ticked"];
    if done.contains(&word) {
        found.extend(done.iter().map(|w| (*w).to_owned()));
    }
    let irregular = [
        ("pay", "paid"),
        ("send", "sent"),
        ("read", "read"),
        ("sell", "sold"),
        ("hide", "hidden"),
        ("lose", "lost"),
        ("give", "given"),
        ("return", "returned"),
        ("pin", "pinned"),
        ("ship", "shipped"),
        ("ban", "banned"),
        ("favorite", "favourite"),
        ("favourite", "favorite"),
        ("star", "starred"),
        ("flag", "flagged"),
        ("cancel", "cancelled"),
        ("cancel", "canceled"),
        ("feature", "featured"),
        ("activate", "active"),
    ];
    found.extend(irregular.iter().filter(|(base, _)| *base == word).map(|(_, past)| (*past).to_owned()));
    found.extend(irregular.iter().filter(|(_, past)| *past == word).map(|(base, _)| (*base).to_owned()));
    found.push(match word.strip_suffix('y') {
        _ if word.ends_with('e') => format!("{word}d"),
        Some(stem) if !word.ends_with("ay") && !word.ends_with("oy") && !word.ends_with("ey") => {
            format!("{stem}ied")
        }
        _ => format!("{word}ed"),
    });
    found.extend(word.strip_suffix("ed").map(str::to_owned));
    found.extend(word.strip_suffix('d').map(str::to_owned));
    found.dedup();
    found
}

/// `kilograms harvested`, `amount paid`: what was done with it says no more of it.
pub fn is_done(word: &str) -> bool {
    crate::english::is_past(word)
        || matches!(
            word,
            "paid" | "spent" | "sold" | "driven" | "eaten" | "won" | "lost" | "drunk" | "flown" | "run"
        )
}

/// A field that tells when the thing happened: what "latest" goes by.
pub fn happened_at(draft: &Draft, entity: &str) -> String {
    const OTHER: &[&str] = &[
        "due",
        "deadline",
        "expir",
        "end",
        "until",
        "birth",
        "next",
        "valid",
        "return",
        "start",
        "scheduled",
        "updated",
        "closed",
        "finish",
        "deliver",
        "dob",
        "pickup",
        "release",
        "resolv",
        "complet",
        "cancel",
        "dispos",
        "archiv",
        "remov",
    ];
    let tells = |name: &str, f: &Field| {
        matches!(f.ql_type, FieldType::DateTime | FieldType::Date)
            && !OTHER.iter().any(|word| name.contains(word))
    };
    only(fields(draft, entity, tells)).unwrap_or_else(|| "created_at".to_owned())
}

/// The words of a value as the field keeps it.
pub fn value(draft: &Draft, entity: &str, name: &str, words: &[Word], at: usize) -> Option<(Value, usize)> {
    let field = stated(draft, entity, name)?;
    if field.values.is_some() {
        return (1..=3).rev().find_map(|count| {
            let part = words.get(at..at + count)?;
            let (found, value) = choice(draft, entity, &joined(part).replace(' ', "_"))?;
            (found == name).then_some((value, at + count))
        });
    }
    match field.ql_type {
        FieldType::Boolean => match words.get(at)?.low.as_str() {
            "true" | "yes" | "on" => Some((json!(true), at + 1)),
            "false" | "no" | "off" => Some((json!(false), at + 1)),
            _ => None,
        },
        FieldType::Integer | FieldType::Duration => {
            let n = number(words, at).filter(|n| n.fract() == 0.0 && n.abs() < 9e15)?;
            Some((json!(n as i64), at + 1))
        }
        FieldType::Decimal | FieldType::Float => {
            let n = number(words, at)?;
            let whole = n.fract() == 0.0 && n.abs() < 9e15;
            Some((if whole { json!(n as i64) } else { json!(n) }, at + 1))
        }
        _ => None,
    }
}

/// `books` for `Book`, as a name in JSON.
pub fn many(entity: &str) -> String {
    snake(&plural(&crate::assemble::finish::spaced(entity))).unwrap_or_else(|| entity.to_lowercase())
}
