//! What is said about a field beside its type: `required`, `unique`, `max 200`, `default 5`.

use std::sync::LazyLock;

use domain::spec::{Field, OnDelete};
use regex::Regex;
use serde_json::Number;

use super::default_value;
use crate::types;

#[derive(Debug, Clone, PartialEq)]
pub enum Modifier {
    Required,
    Optional,
    Unique,
    /// `unique per race`: among those that point to the same one.
    UniquePer(String),
    /// Says nothing about values: an index, the record's own key.
    Silent,
    Default(String),
    Between(Number, Number),
    AtLeast(Number),
    AtMost(Number),
    MoreThan(Number),
    LessThan(Number),
    Length(Option<u64>, Option<u64>),
    Pattern(String),
    ReadOnly,
    /// What becomes of the row when the one that it points to goes.
    OnDelete(OnDelete),
}

const NUMBER: &str = r"(-?\d+(?:\.\d+)?)";

static BETWEEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"^(length |between |from |range |in range )?{NUMBER}(?: ?- ?| ?\.\.\.? ?| ?– ?| to | and ){NUMBER}( characters| chars| stars)?$")).ok()
});
static ONE_SIDED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r"^(max|maximum|at most|no more than|not more than|up to|<=|≤|min|minimum|at least|no less than|not less than|>=|≥|>|<|greater than|less than|over|under)( ?length| ?len)?[ :=(]*{NUMBER}\)?( characters| chars| char| letters)?( long)?$"
    ))
    .ok()
});

static EXACT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^(?:always |fixed )?(exactly|length|len|fixed length)(?: of|:)? ?(\d+)( ?(?:characters?|chars?|letters|digits|symbols))?(?: long)?$|^(\d+)( characters| chars| letters| digits)(?: long)?$",
    )
    .ok()
});

/// The modifier that these words are.
pub fn read(words: &str) -> Option<Modifier> {
    let lower = words.trim().to_lowercase();
    if let Some(rest) = ["must be ", "should be ", "has to be ", "needs to be ", "always "]
        .iter()
        .find_map(|lead| lower.strip_prefix(lead))
        .filter(|rest| *rest != "unique")
    {
        return read(rest);
    }
    // Prisma's `@relation(…)`, `@db.VarChar(9)`: how a row is stored.
    if ["@relation", "@db.", "@map(", "@updatedat", "@@"].iter().any(|sign| lower.starts_with(sign)) {
        return Some(Modifier::Silent);
    }
    let plain = match lower.as_str() {
        "required" | "mandatory" | "req" | "req." | "not null" | "non-null" | "notnull" | "not-null"
        | "not empty" | "non-empty" | "not blank" | "@required" => Modifier::Required,
        "optional" | "opt" | "opt." | "nullable" | "null" | "not required" | "can be empty"
        | "may be empty" => Modifier::Optional,
        "unique" | "@unique" | "must be unique" | "distinct" => Modifier::Unique,
        "primary key" | "pk" | "primary" | "@id" | "index" | "indexed" | "@index" | "auto increment"
        | "auto-increment" | "autoincrement" | "auto" | "generated" | "auto-generated" => Modifier::Silent,
        "positive" => Modifier::MoreThan(Number::from(0)),
        "non-negative" | "nonnegative" | "not negative" | "never negative" | "never below zero"
        | "not below zero" | "never below 0" | "cannot be negative" | "can't be negative" => {
            Modifier::AtLeast(Number::from(0))
        }
        // How it is measured.
        // "G" among values is none.
        "g" if words.trim() == "g" => Modifier::Silent,
        "kg" | "km" | "cm" | "mm" | "ml" | "litres" | "liters" | "minutes" | "hours" | "seconds" | "days"
        | "eur" | "euro" | "usd" | "percent" | "percentage" | "m2" | "m²" | "kw" | "kwh" | "celsius"
        | "in kg" | "in g" | "in km" | "in cm" | "in mm" | "in m" | "in ml" | "in litres" | "in liters"
        | "in minutes" | "in hours" | "in seconds" | "in days" | "in eur" | "in euro" | "in usd"
        | "in percent" | "in metres" | "in meters" | "metres" | "meters" => Modifier::Silent,
        "read-only" | "readonly" | "read only" => Modifier::ReadOnly,
        _ => {
            return on_delete(&lower)
                .map(Modifier::OnDelete)
                .or_else(|| unique_per(&lower))
                .or_else(|| sized(&lower))
                .or_else(|| default(words.trim(), &lower))
                .or_else(|| pattern(words.trim()));
        }
    };
    Some(plain)
}

/// `on delete cascade`, `cascade`, `deleted with the recipe`, `kept when the shelf goes`.
fn on_delete(lower: &str) -> Option<OnDelete> {
    let bare = lower.strip_prefix("on delete").map_or(lower, |rest| rest.trim_start_matches([':', '=', ' ']));
    match bare.replace(['_', '-'], " ").as_str() {
        "cascade" | "cascades" | "cascading" | "delete cascade" | "cascade delete" => {
            return Some(OnDelete::Cascade);
        }
        "restrict" | "restricted" | "protect" | "no action" if bare != lower || bare == "restrict" => {
            return Some(OnDelete::Restrict);
        }
        "set null" | "nullify" | "set to null" => return Some(OnDelete::SetNull),
        _ => {}
    }
    if takes_along(lower) {
        return Some(OnDelete::Cascade);
    }
    let goes = ["deleted", "removed", "gone", "goes", "dies", "is deleted", "is removed", "gets deleted"];
    let with = goes.iter().find_map(|verb| lower.strip_prefix(verb)?.strip_prefix(" "))?;
    let with = with.strip_prefix("together ").or_else(|| with.strip_prefix("along ")).unwrap_or(with);
    let whom = with.strip_prefix("with ")?;
    let whom = ["the ", "its ", "their ", "that ", "a "]
        .iter()
        .find_map(|lead| whom.strip_prefix(lead))
        .unwrap_or(whom);
    (!whom.is_empty() && whom.split(' ').count() <= 3).then_some(OnDelete::Cascade)
}

/// `remove the readings along with the station`, `delete them together with it`.
fn takes_along(lower: &str) -> bool {
    let rest = ["remove ", "delete ", "drop "].iter().find_map(|verb| lower.strip_prefix(verb));
    let ends = [" along with ", " together with "].iter().find_map(|with| rest?.split_once(with));
    ends.is_some_and(|(what, whom)| {
        let short =
            |words: &str| (1..=3).contains(&words.split(' ').count()) && !words.contains([',', ';', '.']);
        short(what) && short(whom)
    })
}

/// `unique per race`, `unique within its ward`; `unique across all races` is unique and no more.
fn unique_per(lower: &str) -> Option<Modifier> {
    let rest = lower.strip_prefix("must be ").unwrap_or(lower).strip_prefix("unique ")?;
    let within = ["per ", "within ", "in ", "inside ", "for ", "by "]
        .iter()
        .find_map(|lead| rest.strip_prefix(lead))?;
    let word = ["each ", "every ", "the ", "its ", "their ", "a ", "an ", "one "]
        .iter()
        .find_map(|lead| within.strip_prefix(lead))
        .unwrap_or(within);
    let named =
        word.split(' ').count() <= 2 && word.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '_');
    (named && !word.is_empty()).then(|| Modifier::UniquePer(word.to_owned()))
}

/// `exactly 6 characters`, `length 6`, `6 chars long`: no more and no less. Of a number it is the number itself.
fn exact(lower: &str) -> Option<Modifier> {
    let found = EXACT.as_ref()?.captures(lower)?;
    let value = found.get(2).or(found.get(4))?.as_str();
    let counted = found.get(3).or(found.get(5)).is_some()
        || found.get(1).is_some_and(|word| word.as_str() != "exactly");
    // "max 6 characters" is said by "6 characters" as well.
    if found.get(4).is_some() && !lower.ends_with("long") && !lower.ends_with("digits") {
        return None;
    }
    if counted {
        return Some(Modifier::Length(value.parse().ok(), value.parse().ok()));
    }
    Some(Modifier::Between(number(value)?, number(value)?))
}

fn sized(lower: &str) -> Option<Modifier> {
    if let Some(found) = exact(lower) {
        return Some(found);
    }
    if let Some(found) = BETWEEN.as_ref()?.captures(lower) {
        let (low, high) = (found.get(2)?.as_str(), found.get(3)?.as_str());
        let of_length = found.get(1).is_some_and(|word| word.as_str() == "length ")
            || found.get(4).is_some_and(|word| word.as_str().starts_with(" char"));
        if of_length {
            return Some(Modifier::Length(low.parse().ok(), high.parse().ok()));
        }
        return Some(Modifier::Between(number(low)?, number(high)?));
    }
    let compact = lower
        .replace("minlength", "min length")
        .replace("maxlength", "max length")
        .replace("max_length", "max length")
        .replace("min_length", "min length");
    let found = ONE_SIDED.as_ref()?.captures(&compact)?;
    let value = found.get(3)?.as_str();
    let of_length = found.get(2).is_some() || found.get(4).is_some();
    let is_upper = matches!(
        &found[1],
        "max"
            | "maximum"
            | "at most"
            | "no more than"
            | "not more than"
            | "up to"
            | "<="
            | "≤"
            | "<"
            | "less than"
            | "under"
    );
    if of_length {
        let limit: u64 = value.parse().ok()?;
        return Some(if is_upper {
            Modifier::Length(None, Some(limit))
        } else {
            Modifier::Length(Some(limit), None)
        });
    }
    let value = number(value)?;
    Some(match &found[1] {
        ">" | "greater than" | "over" => Modifier::MoreThan(value),
        "<" | "less than" | "under" => Modifier::LessThan(value),
        _ if is_upper => Modifier::AtMost(value),
        _ => Modifier::AtLeast(value),
    })
}

fn default<'a>(words: &'a str, lower: &'a str) -> Option<Modifier> {
    let signs = [
        "default is ",
        "default: ",
        "default = ",
        "default=",
        "default(",
        "default ",
        "defaults to ",
        "by default ",
        "= ",
        "=",
        "@default(",
    ];
    // "stored to begin with", "private by default": the value stands in front.
    const BEHIND: &[&str] = &[
        " by default",
        " as default",
        " as the default",
        " to begin with",
        " to start with",
        " at first",
        " initially",
        " unless chosen otherwise",
        " unless said otherwise",
        " unless stated otherwise",
    ];
    let ahead = BEHIND.iter().find_map(|tail| lower.strip_suffix(tail)).filter(|value| {
        value.split(' ').count() <= 2 && value.chars().all(|c| c.is_alphanumeric() || " -_.".contains(c))
    });
    if let Some(value) = ahead {
        return words.get(..value.len()).map(|value| Modifier::Default(value.to_owned()));
    }
    let sign = signs.iter().find(|sign| lower.starts_with(**sign))?;
    let value = words.get(sign.len()..)?.trim().trim_end_matches(')').trim();
    (!value.is_empty() && value.len() < 200).then(|| Modifier::Default(value.to_owned()))
}

/// `pattern /^[A-Z]+$/`, `matches ^[A-Z]+$`: only whole-value patterns that every language reads alike.
fn pattern(words: &str) -> Option<Modifier> {
    let rest = ["pattern ", "pattern: ", "pattern(", "matches ", "regex ", "regex: "]
        .iter()
        .find_map(|sign| words.strip_prefix(sign))?;
    let rest = if words.starts_with("pattern(") { rest.strip_suffix(')')? } else { rest };
    let inner = rest.trim().trim_matches('`');
    let inner = inner.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')).unwrap_or(inner);
    let portable =
        inner.starts_with('^') && inner.ends_with('$') && !inner.contains("(?") && Regex::new(inner).is_ok();
    portable.then(|| Modifier::Pattern(inner.to_owned()))
}

fn number(text: &str) -> Option<Number> {
    text.parse::<Number>().ok()
}

impl Modifier {
    /// The order of application: what a later one says stays.
    pub fn rank(&self) -> u8 {
        match self {
            Modifier::Required
            | Modifier::Silent
            | Modifier::Unique
            | Modifier::UniquePer(_)
            | Modifier::ReadOnly
            | Modifier::OnDelete(_) => 0,
            Modifier::AtLeast(_)
            | Modifier::AtMost(_)
            | Modifier::MoreThan(_)
            | Modifier::LessThan(_)
            | Modifier::Between(..)
            | Modifier::Length(..)
            | Modifier::Pattern(_) => 1,
            Modifier::Default(_) | Modifier::Optional => 2,
        }
    }

    pub fn on_delete(&self) -> Option<OnDelete> {
        if let Modifier::OnDelete(effect) = self { Some(*effect) } else { None }
    }

    /// `1-5`, not `0.5-1`.
    /// The word for what it is unique in.
    pub fn unique_in(&self) -> Option<String> {
        if let Modifier::UniquePer(word) = self { Some(word.clone()) } else { None }
    }

    pub fn is_whole_range(&self) -> bool {
        matches!(self, Modifier::Between(low, high) if low.is_i64() && high.is_i64())
    }

    /// `1 to 200`: steps from the first on.
    pub fn counts_from_one(&self) -> bool {
        matches!(self, Modifier::Between(low, _) if low.as_i64().is_some_and(|low| (0..=1).contains(&low)))
    }

    /// Writes the modifier into the field; `false` where the type cannot hold it.
    pub fn apply(&self, field: &mut Field) -> bool {
        let is_number = types::is_number(field.ql_type);
        let is_text = types::is_text(field.ql_type);
        match self {
            Modifier::Required => field.required = true,
            Modifier::Optional => field.required = false,
            Modifier::Unique => field.unique = Some(true),
            // The latter is said of the key, by whoever makes one of the field.
            Modifier::Silent | Modifier::OnDelete(_) | Modifier::UniquePer(_) => {}
            Modifier::ReadOnly => field.read_only = Some(true),
            Modifier::Default(words) => match default_value(field, words) {
                Some(value) => {
                    field.default = Some(value);
                    field.required = false;
                }
                None => return false,
            },
            Modifier::Between(low, high) => {
                return Modifier::AtLeast(low.clone()).apply(field)
                    && Modifier::AtMost(high.clone()).apply(field);
            }
            Modifier::AtLeast(n) if is_number => {
                field.minimum = Some(n.clone());
                field.exclusive_minimum = None;
            }
            Modifier::MoreThan(n) if is_number => {
                field.exclusive_minimum = Some(n.clone());
                field.minimum = None;
            }
            Modifier::AtMost(n) if is_number => {
                field.maximum = Some(n.clone());
                field.exclusive_maximum = None;
            }
            Modifier::LessThan(n) if is_number => {
                field.exclusive_maximum = Some(n.clone());
                field.maximum = None;
            }
            // `title: string, max 200` counts characters.
            Modifier::AtLeast(n) if is_text && n.is_u64() => field.min_length = n.as_u64(),
            Modifier::AtMost(n) if is_text && n.is_u64() => field.max_length = n.as_u64(),
            Modifier::Length(min, max) if is_text => {
                field.min_length = min.or(field.min_length);
                field.max_length = max.or(field.max_length);
            }
            Modifier::Pattern(pattern) if is_text => field.pattern = Some(pattern.clone()),
            Modifier::AtLeast(_)
            | Modifier::MoreThan(_)
            | Modifier::AtMost(_)
            | Modifier::LessThan(_)
            | Modifier::Length(..)
            | Modifier::Pattern(_) => return false,
        }
        true
    }
}
