//! What is chosen between: `one of a, b, c`, `draft, sent or paid`, `EUR, USD`, `1-10, 11-50, 200+`.

use domain::spec::FieldType;

use super::super::{
    cursor::{any, eat, eat_first, low},
    evidence::Mod,
    kind::type_word,
    noun,
    token::Tok,
    unless,
};
use super::{presence, uniqueness};

/// Values of an enumeration: `one of a, b or c`, `of draft, sent or paid`, `a, b or c` after `is`.
pub(super) fn values(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    // "and one or several objects": how many, and no choice.
    if eat_first(toks, at, &["one|1|zero|0 or several|more|many|multiple"]).is_some() {
        return None;
    }
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "one|any of the? following? values|options|states?",
            "either",
            "one of",
            "values|options|choices|allowed|possible values|are|:|=?",
            "an? enum|enumeration of|with|:?",
            "chosen from",
            "one? out of following? values|options?",
            "selected from",
            "limited to the values",
        ],
    ) {
        let next = eat_first(toks, next, &[":", "values :", "are", "of", "("]).unwrap_or(next);
        let inside = low(toks, next.wrapping_sub(1)) == "(";
        if let Some((found, end)) = apart(toks, next) {
            return Some((vec![Mod::Values(found)], end));
        }
        let (found, end) = value_list(toks, next, true)?;
        let end = if inside && low(toks, end) == ")" { end + 1 } else { end };
        return (found.len() >= 2).then_some((vec![Mod::Values(found)], end));
    }
    if type_word(toks, at).is_some_and(|(mods, _)| mods.contains(&Mod::Type(FieldType::Boolean))) {
        return None;
    }
    if let Some((found, end)) = opposites(toks, at) {
        return Some((vec![Mod::Values(found)], end));
    }
    // "in minutes 60, 90 or 120": the unit is no value.
    if any(toks, at, &["in"]) && super::is_unit(low(toks, at + 1)) && !stroke(toks, at + 2) {
        return None;
    }
    // "draft, sent or paid": only a list that an `or` or `/` closes is one of values.
    let (found, end) = value_list(toks, at, false)?;
    (found.len() >= 2).then_some((vec![Mod::Values(found)], end))
}

/// `for or against`, `in or out`: two small words that are opposites.
pub(super) fn opposites(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    const OPPOSITES: &[(&[&str], &[&str])] =
        &[(&["in"], &["out"]), (&["for"], &["against"]), (&["up"], &["down"]), (&["with"], &["without"])];
    let told = OPPOSITES.iter().any(|(one, other)| {
        any(toks, at, one) && any(toks, at + 1, &["or", "/"]) && any(toks, at + 2, other)
    });
    (told && super::super::cursor::divider(toks, at + 3))
        .then(|| (vec![low(toks, at).to_owned(), low(toks, at + 2).to_owned()], at + 3))
}

/// `one of EUR USD CHF`, `one of rock pop jazz, title`: values with nothing but blanks between them, up to what divides
/// members. Two words may be one value: "one of full time, part time".
fn apart(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let value = |n: usize| {
        toks.get(n).filter(|tok| {
            tok.word
                && !tok.is_number()
                && (!crate::words::stop::is_stop(&tok.low) || tok.raw == "A")
                && eat_first(toks, n, &["default|defaults|optional|required|unique|nullable|max|min"])
                    .is_none()
        })
    };
    let end = (at..toks.len()).find(|n| value(*n).is_none()).unwrap_or(toks.len());
    let words = toks.get(at..end)?;
    let capitals =
        words.iter().all(|tok| tok.raw.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()));
    let ends = |n: usize| {
        toks.get(n).is_none_or(|tok| matches!(tok.low.as_str(), ")" | ";" | "." | "," | "and"))
            || eat_first(toks, n, &["default|defaults|optional|required|unique|nullable"]).is_some()
    };
    // "one of cut flowers, potted plants or seeds": what follows is divided by commas and an "or".
    let mut next = end;
    let mut more = 0;
    while any(toks, next, &[","])
        && let Some((_, after)) = value_words(toks, next + 1)
    {
        next = after;
        more += 1;
    }
    let listed = more > 0 && any(toks, next, &["or"]) || any(toks, end, &["or", "/", "|"]);
    let enough = words.len() >= 3 || words.len() == 2 && (capitals || !any(toks, end, &[","]));
    (enough && ends(end) && !listed && (capitals || words.len() <= 12))
        .then(|| (words.iter().map(|tok| tok.low.clone()).collect(), end))
}

/// Names of fields that nobody chooses between.
pub(super) const NO_VALUES: &[&str] = &[
    "price",
    "quantity",
    "amount",
    "title",
    "name",
    "description",
    "notes",
    "stock",
    "isbn",
    "sku",
    "deadline",
    "capacity",
    "quantity",
    "salary",
    "birthday",
    "remarks",
];

/// `stated`: the text said that values follow, so `and` and plain commas divide them too.
pub fn value_list(toks: &[Tok], at: usize, stated: bool) -> Option<(Vec<String>, usize)> {
    if super::bounds::one_sided(toks, at) {
        return None;
    }
    let mut found = Vec::new();
    // What stands in parentheses of its own is one list to its end.
    let apart = any(toks, at.wrapping_sub(1), &["("]);
    // "enum dry|wet": the word that says what kind of value it is is none of them.
    let mut at = eat_first(toks, at, &["enum|enumeration of?"])
        .filter(|n| toks.get(*n).is_some_and(|tok| tok.word))
        .unwrap_or(at);
    let mut closed = false;
    let mut slashed = false;
    let mut last_end = at;
    loop {
        let grade = toks.get(at).is_some_and(|t| t.raw == "A")
            && !toks.get(at + 1).is_some_and(|t| t.word && !t.is("or") && !t.is("|"));
        at = eat_first(toks, at, &["either", "a", "an", "the"]).filter(|_| !grade).unwrap_or(at);
        let Some((value, next)) = value_words(toks, at) else { break };
        // A modifier that follows the values is none of them.
        let said = || {
            presence(toks, at)
                .or_else(|| uniqueness(toks, at))
                .or_else(|| unless::read(toks, at))
                .or_else(|| super::default(toks, at).filter(|_| begins_with(toks, at)))
        };
        if !found.is_empty() && said().is_some() {
            break;
        }
        if stated && closed && noun::begins_clause(toks, next) {
            break;
        }
        // "room: Room, guest: string": what has a colon of its own is the next member.
        if !found.is_empty() && any(toks, next, &[":"]) {
            at = last_end;
            break;
        }
        // "…, won, lost, expected close date": a name that only a field has ends the values.
        let typed = value.contains(' ')
            && crate::types::infer(&value).field.ql_type != FieldType::String
            && !found.iter().any(|v: &String| v.contains(' ') && !hyphened(toks, v));
        // "hard, opening time": a name that was marked as one.
        let marked =
            toks[at].quoted && toks.get(next).is_some_and(|tok| tok.word && !tok.quoted && !tok.is("or"));
        if found.len() >= 2 && (typed || ends_in_field(toks, at, next) || marked && stated) {
            at = last_end;
            break;
        }
        // "size: S, M, L, price, brand": a name that is no value goes on with the list around.
        if stated
            && found.len() >= 2
            && (NO_VALUES.contains(&value.as_str()) || !apart && named_field(toks, at, next, &found))
            && !any(toks, next, &["or", ", or"])
        {
            at = last_end;
            break;
        }
        found.push(value);
        at = next;
        last_end = next;
        if let Some(next) = eat_first(toks, at, &[", or", "or", "/", "|"]) {
            let slash = any(toks, next - 1, &["/", "|"]);
            // "plan, started on, status active/paused" is a list of fields whose last has values.
            if slash && !slashed && found.len() > 1 && !stated {
                return None;
            }
            closed = true;
            slashed |= slash;
            if !slash {
                let next = eat_first(toks, next, &["a", "an", "the"]).unwrap_or(next);
                if let Some((value, end)) = value_words(toks, next) {
                    found.push(value);
                    at = end;
                    // "low, medium or high or urgent"
                    if !any(toks, at, &["or"]) {
                        break;
                    }
                    at += 1;
                    continue;
                }
                break;
            }
            at = next;
            continue;
        }
        if stated && let Some(next) = eat_first(toks, at, &[", and", "and"]) {
            let Some((value, end)) =
                value_words(toks, next).filter(|(_, end)| !noun::begins_clause(toks, *end))
            else {
                break;
            };
            // "…, done and a due date" goes on with another field.
            if any(toks, next, &["a", "an", "the", "optional"]) {
                break;
            }
            found.push(value);
            at = end;
            closed = true;
            break;
        }
        match eat(toks, at, ",").filter(|_| !slashed) {
            Some(next) if value_words(toks, next).is_some() => at = next,
            _ => break,
        }
    }
    // "1 or higher" bounds.
    let bounded = |found: &[String]| {
        let [first, second] = found else { return false };
        first.parse::<f64>().is_ok()
            && matches!(
                second.as_str(),
                "higher"
                    | "more"
                    | "above"
                    | "later"
                    | "up"
                    | "greater"
                    | "larger"
                    | "less"
                    | "fewer"
                    | "lower"
                    | "below"
                    | "earlier"
                    | "longer"
                    | "newer"
                    | "older"
                    | "under"
            )
    };
    if bounded(&found) {
        return None;
    }
    // "age from/to" is two members.
    let ends = found.len() == 2 && found[0] == "from" && found[1] == "to";
    let worthy = (stated || closed) && !ends;
    (worthy && !found.is_empty()).then_some((found, at))
}

/// "…, closed, starting as draft": what it begins with is no value more.
fn begins_with(toks: &[Tok], at: usize) -> bool {
    eat_first(
        toks,
        at,
        &[
            "starting|starts|start|beginning|begins|begin out? as|at|with|in|from",
            "initially",
            "initial value|state|status",
        ],
    )
    .is_some()
}

/// "date of birth", "donated on", "length in cm": names with a small word in them, which no value has.
fn ends_in_field(toks: &[Tok], at: usize, next: usize) -> bool {
    let timed =
        any(toks, next, &["of"]) && any(toks, next.wrapping_sub(1), &["date", "time", "year", "place"]);
    let dated = super::super::is_past(low(toks, at))
        && any(toks, at + 1, &["on", "at"])
        && toks.get(at + 2).is_none_or(|tok| !tok.word);
    let measured = (at + 1..next).any(|n| any(toks, n, &["in"]) && super::is_unit(low(toks, n + 1)))
        || any(toks, next, &["in"]) && super::is_unit(low(toks, next + 1));
    timed || dated || measured
}

/// "rank: trainee, captain, phone": a name that tells what kind of value it has, behind values that tell none, is the next
/// field. "channel: letter, post, phone or mail" closes with an "or".
fn named_field(toks: &[Tok], at: usize, next: usize, found: &[String]) -> bool {
    use FieldType as T;
    let tells = |name: &str| {
        let last = name.rsplit(' ').next().unwrap_or_default();
        matches!(
            crate::types::infer(name).field.ql_type,
            T::Email | T::Phone | T::Url | T::Password | T::Date | T::DateTime
        ) && !matches!(
            last,
            "link" | "secret" | "token" | "mobile" | "at" | "to" | "due" | "start" | "end" | "from" | "until"
        ) || matches!(
            last,
            "price" | "fee" | "salary" | "deposit" | "weight" | "address" | "birthday" | "nickname"
        )
    };
    let name: Vec<&str> = (at..next).filter(|n| toks[*n].word).map(|n| low(toks, n)).collect();
    // "email, sms, phone" are all of one kind, and so is a list that an "or" or a slash closes.
    let close = (next..toks.len()).find(|n| any(toks, *n, &[";", ".", ")", "\n", ":"])).unwrap_or(toks.len());
    let closed =
        (next..close).any(|n| any(toks, n, &["or"])) || any(toks, at.wrapping_sub(1), &["/", "|", "or"]);
    tells(&name.join(" ")) && !found.iter().any(|value| tells(value)) && !closed
}

/// Whether the words of the value hang together: "PG-13".
fn hyphened(toks: &[Tok], value: &str) -> bool {
    let words: Vec<&str> = value.split(' ').collect();
    let [first, second] = words.as_slice() else { return false };
    toks.windows(3).any(|three| three[0].is(first) && three[1].is("-") && three[2].is(second))
}

/// "1, 3, 6, 12": numbers divided like values.
pub(super) fn stated_number(toks: &[Tok], at: usize, words: &[String]) -> bool {
    words.is_empty()
        && toks.get(at).is_some_and(|t| t.is_number() || t.word && t.low.len() == 1)
        && toks.get(at + 1).is_none_or(|t| matches!(t.low.as_str(), "," | ")" | "/" | "|" | "or" | ";" | "."))
        && any(toks, at.wrapping_sub(1), &["(", ",", "/", "|", "or", "of", ":"])
        // "1, 2 or 3 and everyone …": the last of them, whatever follows.
        || words.is_empty()
            && toks.get(at).is_some_and(Tok::is_number)
            && any(toks, at.wrapping_sub(1), &["or"])
            && toks.get(at.wrapping_sub(2)).is_some_and(Tok::is_number)
            && any(toks, at + 1, &["and", "but"])
}

/// `1-0, 0-1, draw`: two numbers and a dash among values are how something ended.
pub(super) fn score(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    let digits = |n: usize| toks.get(n).filter(|tok| tok.is_number() && tok.low.len() <= 2);
    let (one, two) = (digits(at)?, digits(at + 2)?);
    let ends = toks.get(at + 3).is_none_or(|tok| !tok.word || tok.is("or"));
    let among = any(toks, at.wrapping_sub(1), &["(", ",", ":", "or", "/", "|"]);
    (ends && among && any(toks, at + 1, &["-", "–", ":"]))
        .then(|| (format!("{}-{}", one.low, two.low), at + 3))
}

/// `out of order`, `waiting for parts`, `being worked on`, `no longer available`: a value with small words in it, alone
/// between what divides values.
fn phrase(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    const BEGINS: &[&str] = &["(", ",", ":", "or", "/", "|", "of", "either"];
    const OPENS: &[&str] = &[
        "in", "out", "on", "off", "under", "over", "up", "at", "by", "not", "no", "without", "being", "back",
        "behind", "ready", "due", "left", "gone", "lost", "sold", "sent", "kept", "never", "still", "too",
        "like",
    ];
    const PARTICLES: &[&str] =
        &["up", "out", "off", "on", "over", "in", "down", "away", "back", "through", "by"];
    let end = (at..toks.len().min(at + 6))
        .find(|n| !toks[*n].word || any(toks, *n, &["or", "and"]))
        .or((toks.len() < at + 6).then_some(toks.len()))
        .filter(|end| *end > at)?;
    let words = toks.get(at..end)?;
    let divides = matches!(low(toks, end), "" | "," | ")" | ";" | "/" | "|" | "or" | "and" | "." | "\n");
    let first = words.first()?;
    let opens = OPENS.contains(&first.low.as_str())
        || super::super::is_past(&first.low)
        || first.low.len() > 4 && (first.low.ends_with("ing") || first.low.ends_with("ed"));
    let small = |tok: &Tok| crate::words::stop::is_stop(&tok.low);
    let last = words.last()?;
    let ends = !small(last) || PARTICLES.contains(&last.low.as_str());
    // "donated on", "starts at": the name of a moment.
    let named = words.len() == 2 && small(last);
    let telling = |tok: &Tok| {
        matches!(
            tok.low.as_str(),
            "must"
                | "can"
                | "cannot"
                | "may"
                | "should"
                | "has"
                | "have"
                | "is"
                | "are"
                | "that"
                | "which"
                | "who"
                | "only"
                | "if"
                | "when"
                | "default"
                | "their"
                | "its"
                | "an"
                | "all"
                | "each"
                | "every"
                | "optional"
                | "required"
                | "unique"
                | "nullable"
                | "mandatory"
                | "needed"
                | "necessary"
                | "empty"
                | "blank"
                | "null"
                | "past"
                | "future"
                | "most"
                | "least"
                | "than"
                | "negative"
                | "same"
                | "set"
                | "automatically"
        ) || tok.is_number()
            || tok.quoted
    };
    let apart = any(toks, at.wrapping_sub(1), BEGINS);
    let worthy = words.len() >= 2 && words.iter().any(small) && opens && ends && divides && apart && !named;
    let sound = !words.iter().any(telling)
        && (at..end).all(|n| super::bounds(toks, n).is_none() && super::length(toks, n).is_none())
        && !(any(toks, at, &["in"]) && super::is_unit(low(toks, at + 1)) && !stroke(toks, end));
    (worthy && sound).then(|| (words.iter().map(|tok| tok.low.as_str()).collect::<Vec<_>>().join(" "), end))
}

/// A stroke with a space before it divides values: "in yard / sold", and not "in µS/cm".
fn stroke(toks: &[Tok], at: usize) -> bool {
    any(toks, at, &["/", "|"]) && toks.get(at).is_some_and(|mark| !mark.glued)
}

/// One to three words that may be the value of an enumeration.
pub fn value_words(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    words_of(toks, at).filter(|(_, end)| !toks.get(at..*end).unwrap_or_default().iter().any(points))
}

/// "While it's still scheduled": what points at something is no word of a value.
pub fn points(tok: &Tok) -> bool {
    let pronoun = ["it", "it's", "they", "they're", "them", "he", "he's", "she", "she's", "we"];
    !tok.quoted && pronoun.contains(&tok.low.as_str())
}

fn words_of(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    if let Some(found) = score(toks, at).or_else(|| phrase(toks, at)) {
        return Some(found);
    }
    let mut words: Vec<String> = Vec::new();
    let mut next = at;
    while words.len() < 3 {
        let Some(tok) = toks.get(next) else { break };
        // "starts as draft until …": what ends it is no word of it.
        if !words.is_empty() && !tok.quoted && matches!(tok.low.as_str(), "until" | "till") {
            break;
        }
        if low(toks, next) == "-"
            && !words.is_empty()
            && toks.get(next + 1).is_some_and(|t| t.word && t.glued)
        {
            next += 1;
            continue;
        }
        let small = matches!(
            tok.low.as_str(),
            "in" | "on"
                | "not"
                | "no"
                | "to"
                | "out"
                | "up"
                | "do"
                | "over"
                | "under"
                | "off"
                | "down"
                | "away"
                | "back"
                | "through"
        );
        let joins = small
            && !tok.quoted
            && toks.get(next + 1).is_some_and(|n| n.word && !crate::words::stop::is_stop(&n.low))
            && matches!(tok.low.as_str(), "in" | "on" | "not" | "no" | "to" | "out");
        let tail = small
            && !words.is_empty()
            && (toks.get(next + 1).is_none_or(|n| !n.word || matches!(n.low.as_str(), "or" | "and")))
            || (tok.is("do") && !words.is_empty());
        let plain = tok.word
            && (!crate::words::stop::is_stop(&tok.low)
                && (tok.low.len() > 1
                    || tok.raw.chars().all(char::is_uppercase)
                    || matches!(tok.low.as_str(), "+" | "-")
                    || any(toks, next + 1, &["/"])
                    || any(toks, next.wrapping_sub(1), &["/"]))
                || tok.raw == "A"
                    && words.is_empty()
                    && !toks.get(next + 1).is_some_and(|n| n.word && !n.is("or"))
                // "A, B, C or BE": a code, however it reads in small letters.
                || tok.raw.len() >= 2
                    && tok.raw.bytes().all(|b| b.is_ascii_uppercase())
                    && (any(toks, next.wrapping_sub(1), &[",", "or", "/", "|"])
                        || any(toks, next + 1, &[",", "or", "/", "|"]))
                || tok.quoted);
        let direction = words.is_empty()
            && matches!(tok.low.as_str(), "in" | "out" | "on" | "off" | "up" | "down")
            && any(toks, next.wrapping_sub(1), &["of", "(", ",", "or", "either", "/", "is"])
            && toks.get(next + 1).is_none_or(|n| {
                n.is("or")
                    || n.is("/")
                    || n.is(")")
                    || n.is(",")
                    || any(toks, next.wrapping_sub(1), &["or", "/"])
            });
        // "no-show", "drop-off": a word and another that hangs on it, whatever they are alone.
        let hangs = |n: usize| {
            low(toks, n) == "-"
                && toks.get(n).is_some_and(|dash| dash.glued)
                && toks
                    .get(n + 1)
                    .is_some_and(|t| t.word && t.glued && t.low.starts_with(char::is_alphabetic))
        };
        let joined = tok.word
            && tok.low.starts_with(char::is_alphabetic)
            && (hangs(next + 1) || !words.is_empty() && next > 0 && hangs(next - 1));
        let plain = plain || direction || joined || stated_number(toks, next, &words);
        let plain = plain
            || words.is_empty()
                && matches!(tok.low.as_str(), "other" | "others" | "both")
                && toks.get(next + 1).is_none_or(|n| !n.word || n.is("or") || n.is("and"));
        let first_bad = words.is_empty()
            && matches!(
                tok.low.as_str(),
                "optional" | "required" | "unique" | "max" | "default" | "defaults" | "cannot" | "must"
            );
        if first_bad || !(plain || joins || tail) {
            break;
        }
        if !words.is_empty()
            && !tok.quoted
            && (eat_first(toks, next, &["defaults|default|defaulting|optional|required|unique|by"]).is_some())
        {
            break;
        }
        words.push(tok.low.clone());
        next += 1;
        let quoted_ends = tok.quoted && !toks.get(next).is_some_and(|n| n.quoted);
        if quoted_ends {
            break;
        }
    }
    (!words.is_empty()).then(|| (words.join(" "), next))
}

/// `operational / out of order / retired`: between strokes a value may be of several words.
pub(super) fn phrases(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let end = (at..toks.len()).find(|n| any(toks, *n, &[";", ",", "("])).unwrap_or(toks.len());
    let pieces: Vec<&[Tok]> = toks.get(at..end)?.split(|tok| matches!(tok.low.as_str(), "/" | "|")).collect();
    let plain = |piece: &&[Tok]| {
        (1..=3).contains(&piece.len())
            && piece.iter().all(|tok| tok.word && !tok.is_number() && tok.raw.len() > 1)
    };
    let several = pieces.len() >= 2 && pieces.iter().all(plain) && pieces.iter().any(|piece| piece.len() > 1);
    let said = |piece: &&[Tok]| piece.iter().map(|tok| tok.low.as_str()).collect::<Vec<_>>().join(" ");
    let modified = pieces.iter().any(|piece| {
        piece.iter().any(|tok| {
            matches!(tok.low.as_str(), "optional" | "required" | "unique" | "default" | "max" | "min")
        })
    });
    (several && !modified).then(|| (pieces.iter().map(said).collect(), end))
}

/// `EUR, USD or GBP`: words in capitals are values, whatever else they may mean.
pub(super) fn capitals(toks: &[Tok], at: usize) -> Option<Vec<String>> {
    let capital =
        |tok: &Tok| tok.word && tok.raw.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    // "XS, S, M": letters beside longer ones.
    if !toks.get(at..)?.iter().any(|tok| capital(tok) && tok.raw.len() >= 2) {
        return None;
    }
    let all = toks.get(at..)?.iter().all(|tok| {
        capital(tok) || matches!(tok.low.as_str(), "," | "or" | "/" | "|" | "and" | "either" | ";")
    });
    let values: Vec<String> =
        toks.get(at..)?.iter().filter(|tok| capital(tok)).map(|tok| tok.low.clone()).collect();
    let lettered = values.iter().all(|value| value.starts_with(char::is_alphabetic));
    (all && lettered && values.len() >= 2).then_some(values)
}

/// `1-10, 11-50, 51-200, 200+`: several ranges are what is chosen between.
pub(super) fn bands(toks: &[Tok], at: usize) -> Option<Vec<String>> {
    let mut found = Vec::new();
    for piece in toks.get(at..)?.split(|tok| matches!(tok.low.as_str(), "," | "or" | "/" | "|" | ";")) {
        let said = match piece {
            [] => continue,
            [one, dash, two]
                if one.is_number() && two.is_number() && matches!(dash.low.as_str(), "-" | "–") =>
            {
                format!("{}-{}", one.low, two.low)
            }
            [one, plus] if one.is_number() && plus.is("+") => format!("{}+", one.low),
            [below, one] if one.is_number() && matches!(below.low.as_str(), "<" | ">") => {
                format!("{}{}", below.low, one.low)
            }
            _ => return None,
        };
        found.push(said);
    }
    (found.len() >= 3).then_some(found)
}
