//! How a text is spelled and how a number steps: `8 digits`, `two capital letters followed by 6 digits`,
//! `format INV-00000`, `in steps of 0.5`.

use super::{
    cursor::{any, eat_first, number},
    evidence::{Mod, Unit},
    token::Tok,
};

/// No code is longer.
const LONGEST: f64 = 200.0;

pub fn read(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    steps(toks, at)
        .or_else(|| begins_with(toks, at))
        .or_else(|| parts(toks, at))
        .or_else(|| template(toks, at))
}

/// `starts with D and then 6 digits`, `beginning with "INV-" followed by four digits`: letters that stay, and what follows.
fn begins_with(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let next = eat_first(
        toks,
        at,
        &[
            "must|should|always? start|starts|starting|begin|begins|beginning with the? letter|letters|prefix?",
        ],
    )?;
    let mut end = next;
    let mut raw = String::new();
    while let Some(tok) = toks.get(end).filter(|tok| end == next || tok.glued && !tok.is(",")) {
        let mark = matches!(tok.low.as_str(), "-" | "_" | "/");
        let capitals = tok.raw.chars().all(|c| c.is_ascii_uppercase() || c == '-' || c == '_');
        if !(mark || tok.word && capitals) {
            break;
        }
        raw.push_str(&tok.raw);
        end += 1;
    }
    if raw.is_empty() || raw.len() > 8 {
        return None;
    }
    let more = eat_first(toks, end, &[",? and? then", ",? and? followed by", "and|plus|,"]);
    let rest = more.and_then(|more| {
        let mut here = more;
        let (mut pattern, mut least, mut most, mut stop) = (String::new(), 0.0, 0.0, None);
        while let Some((class, (a, b), after)) = part(toks, here) {
            pattern.push_str(class);
            if b > 1.0 {
                pattern.push_str(&if a == b { format!("{{{a}}}") } else { format!("{{{a},{b}}}") });
            }
            (least, most, stop) = (least + a, most + b, Some(after));
            match eat_first(toks, after, &[",? and? then", ",? followed by", ",? and"]) {
                Some(more) => here = more,
                None => break,
            }
        }
        stop.map(|stop| (pattern, least, most, stop))
    });
    #[expect(clippy::cast_precision_loss, reason = "a few letters")]
    let letters = raw.len() as f64;
    Some(match rest {
        Some((pattern, least, most, stop)) => (
            vec![
                Mod::AtLeast(letters + least, Unit::Characters),
                Mod::AtMost(letters + most, Unit::Characters),
                Mod::Pattern(format!("^{raw}{pattern}$")),
            ],
            stop,
        ),
        None => (vec![Mod::Pattern(format!("^{raw}.*$"))], end),
    })
}

/// `in steps of 0.5`, `in half steps`, `a multiple of 5`, `divisible by 15`
fn steps(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    const LEADS: &[&str] = &[
        "in|with|by? steps|increments|multiples of",
        "in|with|by? a step|increment size? of",
        "must|should|has|have? to? be? a multiple of",
        "a? multiple of",
        "must|should? be? divisible by",
    ];
    // "from 1 to 6 in halves"
    const PORTIONS: [(&[&str], f64); 4] = [
        (&["in|with|by halves", "in|with|by half points|marks|grades|stars"], 0.5),
        (&["in|with|by quarters", "in|with|by quarter points|marks|grades|stars"], 0.25),
        (&["in|with|by tenths"], 0.1),
        (&["in|with|by hundredths"], 0.01),
    ];
    const HALVES: &[&str] = &["halves", "quarters", "tenths", "hundredths", "half", "quarter"];
    if any(toks, at, &["in", "with", "by"])
        && any(toks, at + 1, HALVES)
        && let Some((step, end)) =
            PORTIONS.iter().find_map(|(said, step)| eat_first(toks, at, said).map(|end| (*step, end)))
    {
        return super::cursor::divider(toks, end).then_some((vec![Mod::Step(step)], end));
    }
    let (step, end) = match eat_first(toks, at, LEADS) {
        Some(next) => match eat_first(toks, next, &["a half", "half", "a quarter", "quarter"]) {
            Some(end) if any(toks, end - 1, &["half"]) => (0.5, end),
            Some(end) => (0.25, end),
            None => number(toks, next)?,
        },
        None => {
            let next = eat_first(toks, at, &["in|with|by"])?;
            let (step, next) = match eat_first(toks, next, &["half", "quarter"]) {
                Some(end) => (if any(toks, end - 1, &["half"]) { 0.5 } else { 0.25 }, end),
                None => number(toks, next)?,
            };
            (step, eat_first(toks, next, &["- ? steps|step|increments", "steps|step|increments"])?)
        }
    };
    (step > 0.0).then_some((vec![Mod::Step(step)], end))
}

/// `exactly 13 digits`, `2 capital letters and 4 digits`, `three letters, a dash and 4 digits`: one part that is counted
/// exactly, or several in their order.
fn parts(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    const LEADS: &[&str] = &[
        "matching|matches|match",
        "in|of|with the? format|form|pattern|shape of?",
        "format|pattern :|of?",
        "consisting|consists|consist of",
        "made up? of",
        "that|which? is|are? of? exactly",
        "always",
        "of|with",
    ];
    let next = eat_first(toks, at, LEADS).unwrap_or(at);
    let mut next = eat_first(toks, next, &["of? exactly"]).unwrap_or(next);
    let (mut pattern, mut least, mut most) = (String::new(), 0.0, 0.0);
    let mut found = 0;
    let mut digits = false;
    let mut end = next;
    while let Some((class, times, after)) = part(toks, next) {
        pattern.push_str(class);
        if times.1 > 1.0 {
            let (a, b) = times;
            pattern.push_str(&if a == b { format!("{{{a}}}") } else { format!("{{{a},{b}}}") });
        }
        least += times.0;
        most += times.1;
        found += 1;
        digits = class == "[0-9]";
        end = after;
        let Some(more) =
            eat_first(toks, after, &[",? and? then", ",? followed by", ",? and", ",", "plus", "+"])
        else {
            break;
        };
        next = more;
    }
    // "10 digits at most" is a bound, and "2 digits behind the point" a number of places.
    let bounded = eat_first(
        toks,
        end,
        &["at most|least", "maximum|max|minimum|min", "or more|less|fewer", "after|behind|limit"],
    );
    // "exactly 4 letters", "2 to 4 capital letters" are letters; "500 letters" is how long a text is.
    let lettered = found == 1 && pattern.starts_with("[A-Z") && most <= 12.0;
    let one = found == 1 && (digits || lettered);
    if !(one || found >= 2) || bounded.is_some() || most > LONGEST {
        return None;
    }
    let end = eat_first(toks, end, &["long", "in length"]).unwrap_or(end);
    let mods = vec![
        Mod::AtLeast(least, Unit::Characters),
        Mod::AtMost(most, Unit::Characters),
        Mod::Pattern(format!("^{pattern}$")),
    ];
    Some((mods, end))
}

/// `two capital letters`, `a dash`, `3-5 digits`
fn part(toks: &[Tok], at: usize) -> Option<(&'static str, (f64, f64), usize)> {
    const CLASSES: &[(&str, &str)] = &[
        ("capital|uppercase letters|letter|characters", "[A-Z]"),
        ("upper - case letters|letter|characters", "[A-Z]"),
        ("lowercase|small letters|letter|characters", "[a-z]"),
        ("lower - case letters|letter|characters", "[a-z]"),
        ("letters|letter", "[A-Za-z]"),
        ("alphanumeric characters", "[A-Za-z0-9]"),
        ("digits|digit", "[0-9]"),
        ("dash|dashes|hyphen|hyphens", "-"),
        ("slash|slashes", "/"),
        ("underscore|underscores", "_"),
        ("space|blank", " "),
        ("dot|dots|full stop", "\\."),
    ];
    let (times, next) = match eat_first(toks, at, &["a|an|another"]) {
        Some(next) => ((1.0, 1.0), next),
        None => {
            let (least, next) = number(toks, at)?;
            match eat_first(toks, next, &["to", "-", "–"]).and_then(|n| number(toks, n)) {
                Some((most, next)) => ((least, most), next),
                None => ((least, least), next),
            }
        }
    };
    let sound = |n: f64| (1.0..=LONGEST).contains(&n) && n.fract() == 0.0;
    if !sound(times.0) || !sound(times.1) || times.0 > times.1 {
        return None;
    }
    CLASSES.iter().find_map(|(phrase, class)| Some((*class, times, super::cursor::eat(toks, next, phrase)?)))
}

/// `format INV-00000`: noughts, nines and crosses stand for digits, runs of `A` for letters, the rest for itself.
fn template(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let next = eat_first(
        toks,
        at,
        &[
            "in|of|with the? format|form|pattern|shape of|like|:|is?",
            "format|pattern|form|shape :|=|is|of|like?",
            "like_",
        ],
    )?;
    let mut end = next;
    let mut raw = String::new();
    while let Some(tok) = toks.get(end).filter(|tok| end == next || tok.glued) {
        if !tok.word && !matches!(tok.low.as_str(), "-" | "/" | "." | "_" | ":") {
            break;
        }
        // A full stop ends the sentence.
        if !tok.word && !toks.get(end + 1).is_some_and(|more| more.word && more.glued) {
            break;
        }
        raw.push_str(&tok.raw);
        end += 1;
    }
    let pattern = of_template(&raw)?;
    let length = raw.chars().count() as f64;
    let mods = vec![
        Mod::AtLeast(length, Unit::Characters),
        Mod::AtMost(length, Unit::Characters),
        Mod::Pattern(format!("^{pattern}$")),
    ];
    Some((mods, end))
}

fn of_template(raw: &str) -> Option<String> {
    let letters: Vec<char> = raw.chars().collect();
    let mut pattern = String::new();
    let mut digits = 0;
    let mut at = 0;
    while let Some(letter) = letters.get(at).copied() {
        let run = letters[at..].iter().take_while(|other| **other == letter).count();
        match letter {
            '0' | '9' | '#' => {
                digits += run;
                pattern.push_str(&times("[0-9]", run));
            }
            // "YYYY.NNN": the parts of a date, where a year stands among them.
            'Y' if matches!(run, 2 | 4) => {
                digits += run;
                pattern.push_str(&times("[0-9]", run));
            }
            'M' | 'D' if run == 2 && raw.contains("YY") => {
                digits += run;
                pattern.push_str(&times("[0-9]", run));
            }
            'X' | 'N' if run >= 2 => {
                digits += run;
                pattern.push_str(&times("[0-9]", run));
            }
            'A' if run >= 2 => pattern.push_str(&times("[A-Z]", run)),
            // "AB-1234" may be an example of anything.
            '1'..='8' => return None,
            '.' => pattern.push_str(&"\\.".repeat(run)),
            _ if letter.is_ascii_alphanumeric() || matches!(letter, '-' | '/' | '_' | ':') => {
                pattern.extend(std::iter::repeat_n(letter, run));
            }
            _ => return None,
        }
        at += run;
    }
    (digits >= 1 && letters.len() >= 3).then_some(pattern)
}

fn times(class: &str, run: usize) -> String {
    if run == 1 { class.to_owned() } else { format!("{class}{{{run}}}") }
}
