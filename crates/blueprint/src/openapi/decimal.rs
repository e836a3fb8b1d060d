//! Decimals as schemas: a number or a text in, a text out; the text's pattern says exactly what is taken.

use domain::spec::Field as Keywords;
use serde_json::{Map, Number, Value, json};

use super::values::{bounds, object};
use crate::{model::Field, units};

/// Digits of a decimal in all, as every stack keeps them.
pub(super) const DIGITS: u32 = 18;
/// Digits behind the point that a text may have, zeros at its end included.
const PLACES: u32 = 30;
/// Behind the point of a bound, as far as bounds are read.
const FINEST: u32 = 12;

/// What is answered: a text without an exponent.
pub(super) fn answered() -> Map<String, Value> {
    object(json!({ "type": "string", "pattern": format!("^-?[0-9]{{1,{DIGITS}}}(\\.[0-9]{{1,12}})?$") }))
}

/// What is taken: a JSON number, or a text.
pub(super) fn taken(field: &Field) -> Map<String, Value> {
    let k = &field.keywords;
    let mut number = bounds(field, json!({ "type": "number" }));
    let limit = 10_i64.pow(DIGITS - field.scale);
    if k.minimum.is_none() && k.exclusive_minimum.is_none() {
        number.insert("exclusiveMinimum".into(), json!(-limit));
    }
    if k.maximum.is_none() && k.exclusive_maximum.is_none() {
        number.insert("exclusiveMaximum".into(), json!(limit));
    }
    if k.multiple_of.is_none() {
        number.insert("multipleOf".into(), json!(0.000_001));
    }
    object(
        json!({ "anyOf": [Value::Object(number), { "type": "string", "pattern": pattern(k, field.scale) }] }),
    )
}

/// Every text that is taken and no other, but for steps that are no power of ten: of these a pattern
/// can only name one.
fn pattern(k: &Keywords, scale: u32) -> String {
    let (low, high) = (edge(k, scale, Side::Low), edge(k, scale, Side::High));
    if let Some(step) = &k.multiple_of
        && let units = units::read(step, FINEST).unwrap_or(1).max(1)
        && units != 10_i128.pow(FINEST.saturating_sub(scale))
    {
        let step = (units / 10_i128.pow(FINEST.saturating_sub(scale))).max(1);
        let least = low.div_euclid(step) + i128::from(low.rem_euclid(step) != 0);
        let one = if low <= 0 && high >= 0 { 0 } else { least * step };
        return format!("^{}$", regex::escape(&units::text(one, scale)));
    }
    Texts { scale: scale as usize, zeros: (PLACES - scale) as usize }.between(low, high)
}

/// Every text that a list of decimals takes as an item.
pub(super) fn item() -> String {
    let most = 10_i128.pow(2 * DIGITS) - 1;
    Texts { scale: DIGITS as usize, zeros: (PLACES - DIGITS) as usize }.between(-most, most)
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Low,
    High,
}

/// The last value that is taken on a side, in units of 10^-`scale`.
fn edge(k: &Keywords, scale: u32, side: Side) -> i128 {
    let (closed, open) = match side {
        Side::Low => (&k.minimum, &k.exclusive_minimum),
        Side::High => (&k.maximum, &k.exclusive_maximum),
    };
    let sign = if side == Side::Low { -1 } else { 1 };
    let room = 10_i128.pow(DIGITS) - 1;
    // Mirrored for the low side, so that both round inwards by rounding down.
    let fine = |bound: &Option<Number>| {
        bound.as_ref().and_then(|bound| units::read(bound, FINEST)).map(|b| b * sign)
    };
    let coarse = 10_i128.pow(FINEST.saturating_sub(scale));
    let closed = fine(closed).map(|bound| bound.div_euclid(coarse));
    let open = fine(open).map(|bound| (bound - 1).div_euclid(coarse));
    [closed, open].into_iter().flatten().fold(room, i128::min) * sign
}

/// Texts of decimals in whole units of 10^-`scale`: no leading zero, no `-0`, and up to `zeros` more
/// zeros at the end than the scale has digits.
struct Texts {
    scale: usize,
    zeros: usize,
}

impl Texts {
    fn between(&self, low: i128, high: i128) -> String {
        let mut parts = Vec::new();
        if low < 0 && low <= high {
            parts.push(format!("-{}", self.positive(-high.min(-1), -low)));
        }
        if high >= 0 && low <= high {
            parts.push(self.positive(low.max(0), high));
        }
        if parts.is_empty() {
            parts.push("0".into());
        }
        format!("^{}$", either(parts))
    }

    /// From `low` to `high`, neither below zero.
    fn positive(&self, low: i128, high: i128) -> String {
        let unit = 10_i128.pow(self.scale as u32);
        let (mut first, mut last) = (low / unit, high / unit);
        let (from, to) = (low % unit, high % unit);
        if first == last {
            return format!("{first}{}", self.fraction(from, to));
        }
        let mut parts = Vec::new();
        if from > 0 {
            parts.push(format!("{first}{}", self.fraction(from, unit - 1)));
            first += 1;
        }
        let rest = (to < unit - 1).then(|| {
            last -= 1;
            format!("{}{}", last + 1, self.fraction(0, to))
        });
        if first <= last {
            parts.push(format!("{}{}", whole(first, last), self.fraction(0, unit - 1)));
        }
        parts.extend(rest);
        either(parts)
    }

    /// The point and what follows, for fractions of `low` to `high` units; none where that is zero.
    fn fraction(&self, low: i128, high: i128) -> String {
        if self.scale == 0 {
            // Zeros may follow all the same: `5.0` is five.
            return format!("(?:\\.0{{1,{}}})?", self.zeros);
        }
        if (low, high) == (0, 10_i128.pow(self.scale as u32) - 1) {
            return format!("(?:\\.{}{})?", counted(1, self.scale), zeros(self.zeros));
        }
        let digits = |units: i128| -> Vec<u8> {
            format!("{units:0>width$}", width = self.scale).into_bytes().iter().map(|b| b - b'0').collect()
        };
        let (from, to) = (digits(low), digits(high));
        let places = self.places(Some(&from), Some(&to), false);
        if low == 0 { format!("(?:\\.{places})?") } else { format!("\\.{places}") }
    }

    /// Digits up to the last place, from `low` on and up to `high` where these still bind. What is left
    /// out counts as zeros, which is right where `low` has only zeros left.
    fn places(&self, low: Option<&[u8]>, high: Option<&[u8]>, may_end: bool) -> String {
        let left = low.or(high).map_or(0, <[u8]>::len);
        if left == 0 {
            return zeros(self.zeros);
        }
        let (l, h) = (low.map_or(0, |d| d[0]), high.map_or(9, |d| d[0]));
        let low_rest = low.map(|d| &d[1..]);
        let high_rest = high.map(|d| &d[1..]);
        let rest_is = |digits: Option<&[u8]>, digit: u8| digits.is_none_or(|d| d.iter().all(|x| *x == digit));
        // Whether a whole class of digits leaves the rest free.
        let low_free = rest_is(low_rest, 0);
        let high_free = rest_is(high_rest, 9);
        let mut parts = Vec::new();
        let (mut from, mut to) = (l, h);
        if l == h && !(low_free && high_free) {
            parts.push(format!("{l}{}", self.places(low_rest, high_rest, true)));
            return self.ended(parts, low, may_end);
        }
        if !low_free {
            parts.push(format!("{l}{}", self.places(low_rest, None, true)));
            from += 1;
        }
        let last = (!high_free).then(|| {
            to -= 1;
            format!("{h}{}", self.places(None, high_rest, true))
        });
        if from <= to {
            parts.push(format!("{}{}", class(from, to), self.free(left - 1)));
        }
        parts.extend(last);
        self.ended(parts, low, may_end)
    }

    fn ended(&self, parts: Vec<String>, low: Option<&[u8]>, may_end: bool) -> String {
        let all = either(parts);
        let zero = low.is_none_or(|digits| digits.iter().all(|digit| *digit == 0));
        if may_end && zero { format!("(?:{all})?") } else { all }
    }

    /// Any digits in `left` places, and zeros behind them.
    fn free(&self, left: usize) -> String {
        format!("{}{}", counted(0, left), zeros(self.zeros))
    }
}

/// Whole numbers from `low` to `high` without a leading zero.
fn whole(low: i128, high: i128) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut full: Option<(usize, usize)> = None;
    let width = |number: i128| number.to_string().len();
    if low == 0 {
        parts.push("0".into());
    }
    for length in width(low)..=width(high) {
        let least = 10_i128.pow(length as u32 - 1);
        let most = 10_i128.pow(length as u32) - 1;
        let (from, to) = (low.max(least), high.min(most));
        if from > to {
            continue;
        }
        if (from, to) == (least, most) {
            full = Some((full.map_or(length, |(first, _)| first), length));
            continue;
        }
        parts.push(same_length(from.to_string().as_bytes(), to.to_string().as_bytes()));
    }
    if let Some((first, last)) = full {
        parts.push(format!("[1-9]{}", counted(first - 1, last - 1)));
    }
    either(parts)
}

/// Numbers of one length between two.
fn same_length(low: &[u8], high: &[u8]) -> String {
    let (Some((l, low_rest)), Some((h, high_rest))) = (low.split_first(), high.split_first()) else {
        return String::new();
    };
    let (l, h) = (l - b'0', h - b'0');
    let all = |digits: &[u8], digit: u8| digits.iter().all(|d| *d == digit);
    if l == h {
        return format!("{l}{}", same_length(low_rest, high_rest));
    }
    let nines = vec![b'9'; low_rest.len()];
    let noughts = vec![b'0'; low_rest.len()];
    let mut parts = Vec::new();
    let (mut from, mut to) = (l, h);
    if !all(low_rest, b'0') {
        parts.push(format!("{l}{}", same_length(low_rest, &nines)));
        from += 1;
    }
    let last = (!all(high_rest, b'9')).then(|| {
        to -= 1;
        format!("{h}{}", same_length(&noughts, high_rest))
    });
    if from <= to {
        parts.push(format!("{}{}", class(from, to), counted(low_rest.len(), low_rest.len())));
    }
    parts.extend(last);
    either(parts)
}

fn class(from: u8, to: u8) -> String {
    if from == to { from.to_string() } else { format!("[{from}-{to}]") }
}

fn counted(least: usize, most: usize) -> String {
    match (least, most) {
        (_, 0) => String::new(),
        (1, 1) => "[0-9]".into(),
        _ if least == most => format!("[0-9]{{{least}}}"),
        _ => format!("[0-9]{{{least},{most}}}"),
    }
}

fn zeros(most: usize) -> String {
    if most == 0 { String::new() } else { format!("0{{0,{most}}}") }
}

fn either(mut parts: Vec<String>) -> String {
    if parts.len() == 1 { parts.remove(0) } else { format!("(?:{})", parts.join("|")) }
}

#[cfg(test)]
mod tests {
    use domain::spec::FieldType;
    use regex::Regex;

    use super::*;

    /// Ways to write a number of units, those that are not taken among them.
    fn written(units: i128, scale: u32) -> Vec<(String, bool)> {
        let full = units::text(units, scale);
        let short = match full.contains('.') {
            true => full.trim_end_matches('0').trim_end_matches('.').to_owned(),
            false => full.clone(),
        };
        let point = if full.contains('.') { "" } else { "." };
        let (sign, digits) = full.split_at(usize::from(units < 0));
        vec![
            (format!("{full}{point}000"), true),
            (format!("{sign}0{digits}"), false),
            (format!("+{digits}"), false),
            (format!("{full}{point}{}1", "0".repeat(scale as usize)), false),
            (format!("{short}."), false),
            (short, true),
            (full, true),
        ]
    }

    #[test]
    fn the_pattern_takes_exactly_the_numbers_between_the_bounds() {
        let edges = [
            -1_307, -1_000, -999, -110, -100, -17, -10, -1, 0, 1, 9, 10, 11, 99, 100, 101, 250, 1_099, 1_999,
        ];
        for scale in 0..=3_u32 {
            let texts = Texts { scale: scale as usize, zeros: (PLACES - scale) as usize };
            for low in edges {
                for high in edges.into_iter().filter(|high| *high >= low) {
                    let pattern = Regex::new(&texts.between(low, high)).unwrap();
                    let near = (low - 12..=low + 12).chain(high - 12..=high + 12).chain(edges).chain(-3..=3);
                    for units in near {
                        for (text, canonical) in written(units, scale) {
                            let wanted = canonical && (low..=high).contains(&units);
                            assert_eq!(
                                pattern.is_match(&text),
                                wanted,
                                "{text} in {low}..{high} at {scale}: {pattern}"
                            );
                        }
                    }
                    for nought in ["-0", "-0.0", "-0.00", "00", ".5", ""] {
                        assert!(!pattern.is_match(nought), "{nought} in {low}..{high}: {pattern}");
                    }
                }
            }
        }
    }

    #[test]
    fn open_and_closed_bounds_round_inwards() {
        let of = |change: &dyn Fn(&mut Keywords)| {
            let mut field = Keywords::of(FieldType::Decimal);
            change(&mut field);
            field
        };
        let number = |text: &str| Some(text.parse::<Number>().unwrap());
        for (field, taken, refused) in [
            (of(&|f| f.exclusive_minimum = number("0")), vec!["0.01", "0.5", "1"], vec!["0", "0.00", "-1"]),
            (of(&|f| f.minimum = number("0.5")), vec!["0.5", "0.50", "7"], vec!["0.49", "0"]),
            (
                of(&|f| f.exclusive_maximum = number("100")),
                vec!["99.99", "-5"],
                vec!["100", "100.0", "100.01"],
            ),
        ] {
            let pattern = Regex::new(&pattern(&field, 2)).unwrap();
            assert!(taken.iter().all(|text| pattern.is_match(text)), "{pattern}");
            assert!(!refused.iter().any(|text| pattern.is_match(text)), "{pattern}");
        }
    }
}
