//! Amounts, however they are told: places behind the point, values below zero, sizes in other units, bounds with a
//! remark, letters of one kind.

use domain::spec::FieldType;

use super::{
    cursor::{any, closing, eat_first, low, number},
    evidence::{Mod, Unit},
    token::Tok,
};

/// No number has more places behind the point that could be kept.
const MOST_PLACES: f64 = 12.0;

pub fn read(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    places(toks, at)
        .or_else(|| super::unless::read(toks, at))
        .or_else(|| super::spelling::read(toks, at))
        .or_else(|| signed(toks, at))
        .or_else(|| spelled(toks, at))
        .or_else(|| remarked(toks, at))
        .or_else(|| sized(toks, at))
}

/// `with up to 3 decimal places`, `two decimals`, `rounded to four digits after the decimal point`
fn places(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    const LEAD: &[&str] = &[
        "with|to|of|having up to",
        "with|to|of|having at most",
        "with|to|of|having exactly",
        "with|to|of|having",
        "up to",
        "at most",
        "exactly",
        "rounded to",
    ];
    let next = eat_first(toks, at, LEAD).unwrap_or(at);
    let (count, next) = number(toks, next)?;
    let end = eat_first(
        toks,
        next,
        &[
            "decimal places|place|digits|digit",
            "decimals|decimal",
            "places|digits after|behind the decimal? point|comma",
            "fraction|fractional digits",
        ],
    )?;
    (1.0..=MOST_PLACES).contains(&count).then(|| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 12")]
        let count = count as u32;
        (vec![Mod::Type(FieldType::Decimal), Mod::Places(count)], end)
    })
}

/// `that may be negative`, `negative values allowed`, `positive or negative`
fn signed(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    const BELOW: &[&str] = &[
        "that|which? can|may|might|could also|sometimes? be negative|minus",
        "that|which? can|may|might|could also|sometimes? be|go|fall|drop below zero|0",
        "possibly|optionally negative",
        "negative values|amounts|numbers? allowed|permitted|possible",
        "negative values|amounts|numbers? are|is allowed|permitted|possible",
        "positive or|and negative",
        "allowed to be negative",
    ];
    eat_first(toks, at, BELOW).map(|end| (vec![Mod::Signed], end))
}

/// Of a text that is longer, "letters" are any characters.
const LONGEST_CODE: f64 = 12.0;

/// `2 to 10 uppercase letters`, `exactly 64 hex characters`, `up to 6 letters`
fn spelled(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    const MOST: &[&str] = &["of|with up to", "up to", "of|with at most", "at most", "max|maximum"];
    let up_to = eat_first(toks, at, MOST);
    let next = up_to.or_else(|| eat_first(toks, at, &["of exactly", "exactly|of|with"])).unwrap_or(at);
    let (least, next) = number(toks, next)?;
    let (most, next) =
        eat_first(toks, next, &["to", "-", "–"]).and_then(|n| number(toks, n)).unwrap_or((least, next));
    const CASES: [(&[&str], &str); 5] = [
        (&["uppercase|capital letters|characters|chars", "upper - case letters|characters"], "A-Z"),
        (&["lowercase letters|characters|chars", "lower - case letters|characters"], "a-z"),
        (&["hex|hexadecimal characters|chars|digits|letters"], "0-9a-f"),
        (&["alphanumeric characters|chars|letters"], "A-Za-z0-9"),
        (&["letters|letter"], "A-Za-z"),
    ];
    let (class, end) =
        CASES.iter().find_map(|(phrases, class)| eat_first(toks, next, phrases).map(|end| (*class, end)))?;
    let bounded =
        eat_first(toks, end, &["at most|least", "maximum|max|minimum|min|limit", "or more|less|fewer"]);
    if class == "A-Za-z" && (most > LONGEST_CODE || bounded.is_some()) {
        return None;
    }
    let least = if up_to.is_some() { 1.0 } else { least };
    let sound =
        least >= 1.0 && most >= least && most <= 10_000.0 && least.fract() == 0.0 && most.fract() == 0.0;
    sound.then(|| {
        let times = if least == most { format!("{least}") } else { format!("{least},{most}") };
        let bounds = [Mod::AtLeast(least, Unit::Characters), Mod::AtMost(most, Unit::Characters)];
        let mut mods = vec![Mod::Pattern(format!("^[{class}]{{{times}}}$"))];
        mods.extend(bounds);
        (mods, eat_first(toks, end, &["long", "in length"]).unwrap_or(end))
    })
}

/// `from 1 (highest) to 5 (lowest)`
fn remarked(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let remark = |n: usize| {
        let close = closing(toks, n).filter(|_| any(toks, n, &["("]))?;
        let plain = toks.get(n + 1..close)?;
        (plain.len() <= 4 && plain.iter().all(|tok| tok.word && !tok.is_number())).then_some(close + 1)
    };
    let next = eat_first(toks, at, &["from|between", "ranging from"]).unwrap_or(at);
    let (least, next) = number(toks, next)?;
    let next = remark(next)?;
    let (most, next) = eat_first(toks, next, &["to", "and", "-", "–"]).and_then(|n| number(toks, n))?;
    let end = remark(next).unwrap_or(next);
    Some((vec![Mod::AtLeast(least.min(most), Unit::None), Mod::AtMost(least.max(most), Unit::None)], end))
}

/// `in bytes up to 10 GB`: the bound in the unit of the field.
fn sized(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    const MOST: &[&str] = &[
        "of? up to",
        "of? at most",
        "max|maximum of?",
        "no more|larger|bigger than",
        "not more|larger than",
    ];
    const LEAST: &[&str] = &["at least", "min|minimum of?", "from_"];
    let (most, next) = match eat_first(toks, at, MOST) {
        Some(next) => (true, next),
        None => (false, eat_first(toks, at, LEAST)?),
    };
    let (count, next) = number(toks, next)?;
    let factor = match low(toks, next) {
        "kb" | "kilobytes" => 1e3,
        "mb" | "megabytes" => 1e6,
        "gb" | "gigabytes" => 1e9,
        "tb" | "terabytes" => 1e12,
        _ => return None,
    };
    let in_bytes = toks.get(at.saturating_sub(4)..at)?.iter().any(|tok| tok.is("bytes"));
    let said =
        if most { Mod::AtMost(count * factor, Unit::None) } else { Mod::AtLeast(count * factor, Unit::None) };
    in_bytes.then_some((vec![said], next + 1))
}

/// `A+, A-, AB+, O-`: marks and blood groups, which are values whatever the signs mean elsewhere.
pub fn grades(toks: &[Tok], at: usize) -> Option<Vec<String>> {
    let mut found = Vec::new();
    let mut signs = 0;
    for piece in toks.get(at..)?.split(|tok| matches!(tok.low.as_str(), "," | "or" | "/" | "|" | ";")) {
        let letters =
            |tok: &Tok| tok.word && tok.raw.len() <= 2 && tok.raw.bytes().all(|b| b.is_ascii_uppercase());
        match piece {
            [] => {}
            [one] if letters(one) => found.push(one.raw.clone()),
            [one] if one.word && one.raw.len() <= 4 && one.raw.ends_with(['+', '-']) => {
                signs += 1;
                found.push(one.raw.clone());
            }
            [one, sign] if letters(one) && matches!(sign.low.as_str(), "+" | "-" | "–") => {
                signs += 1;
                found.push(format!("{}{}", one.raw, if sign.is("+") { "+" } else { "-" }));
            }
            _ => return None,
        }
    }
    (found.len() >= 2 && signs > 0).then_some(found)
}
