//! Which words may be part of a name, and where a clause begins instead.

use super::super::{
    cursor::{any, eat_first, low},
    lexicon::{Form, lexicon},
    token::Tok,
};
use super::{
    begins_clause,
    stoppers::{COMPOUND_HEADS, DETERMINERS, NOUN_FORMS, STOPPERS},
};
use crate::words;

/// Whether the token may be a word of a name.
pub(super) fn name_word(toks: &[Tok], at: usize, inside: bool) -> bool {
    let Some(tok) = toks.get(at) else { return false };
    if !tok.word || (tok.is_number() && !inside) {
        return false;
    }
    // "Supervisors report faults": people in the plural are no part of a longer name.
    if inside && at > 0 && toks[at - 1].person && words::is_plural(low(toks, at - 1)) {
        return false;
    }
    // "the finance team marks them as paid"
    if inside
        && at > 0
        && toks[at - 1].person
        && lexicon().verb(&tok.low).is_some_and(|(_, form)| form == Form::Third)
        && any(toks, at + 1, &["them", "it", "a", "an", "the", "their", "all", "every", "any", "only"])
    {
        return false;
    }
    // "The janitor assigns lockers": one of people and what they do.
    if inside
        && at >= 2
        && any(toks, at - 2, &["the", "a", "an", "each", "every"])
        && lexicon().roles.contains(low(toks, at - 1))
        && lexicon().verb(&tok.low).is_some_and(|(_, form)| form == Form::Third)
        && toks.get(at + 1).is_some_and(|next| next.word && words::is_plural(&next.low))
    {
        return false;
    }
    // "a box holds samples": one of something, and several of another behind what it does.
    if inside
        && at >= 2
        && any(toks, at - 2, &["a", "an", "each", "every", "one"])
        && tok.low.ends_with('s')
        && lexicon().verb(&tok.low).is_some_and(|(_, form)| form == Form::Third)
        && toks.get(at + 1).is_some_and(|next| next.word && words::is_plural(&next.low))
        && super::super::cursor::divider(toks, at + 2)
    {
        return false;
    }
    // "species one of dog, cat or other"
    if inside && any(toks, at, &["one", "either", "any"]) && any(toks, at + 1, &["of"]) {
        return false;
    }
    // "the bed they're installed in"
    if any(toks, at, &["they're", "it's", "he's", "she's", "we're", "you're", "i'm", "that's", "there's"]) {
        return false;
    }
    if inside && crate::english::astray::lasts(toks, at) {
        return false;
    }
    // "a motto limited to 40 characters", "the company responsible"
    if inside
        && (any(toks, at, &["limited", "capped", "restricted"]) && any(toks, at + 1, &["to", "at"])
            || any(toks, at, &["responsible", "concerned", "involved", "affected"])
                && super::super::cursor::divider(toks, at + 1))
    {
        return false;
    }
    // "enters a race through an entry", "a playlist made up of songs"
    if inside
        && (tok.is("through") && low(toks, at - 1) != "-"
            || any(toks, at, &["made", "composed"]) && eat_first(toks, at + 1, &["up? of"]).is_some())
    {
        return false;
    }
    // "licence class B or C": codes to choose between.
    if inside && code(toks, at) && any(toks, at + 1, &["or", "/"]) && code(toks, at + 2) {
        return false;
    }
    // "date today or later": a day of the calendar is no word of a name.
    if inside && any(toks, at, &["today", "tomorrow", "yesterday"]) {
        return false;
    }
    // "staff sign in with e-mail and password": what they do.
    if inside
        && any(toks, at, &["sign", "log"])
        && any(toks, at + 1, &["in", "up", "on"])
        && any(toks, at + 2, &["with", "using", "by", "and", "first", "before"])
    {
        return false;
    }
    // "a presenter several shows": a number of others is no word of the name.
    if inside && any(toks, at, &["several", "multiple"]) {
        return false;
    }
    // "tags many to many"
    if inside && tok.is("many") && any(toks, at + 1, &["to", "-"]) {
        return false;
    }
    if inside && tok.is_number() {
        // "address line 2", but "rating 5" is a bound.
        return any(toks, at - 1, &["line", "address", "phone", "phase", "level_"]) && tok.low.len() == 1;
    }
    if !tok.low.starts_with(|c: char| c.is_alphabetic()) {
        return false;
    }
    // "valid from date", "available until"
    if inside
        && any(toks, at, &["from", "until", "to", "till"])
        && any(toks, at - 1, &["valid", "available", "effective", "active"])
        && (super::super::cursor::divider(toks, at + 1) || any(toks, at + 1, &["date", "time"]))
    {
        return true;
    }
    // "age from, age to": one word and the end of a span, and nothing else in the member.
    if inside
        && any(toks, at, &["from", "to", "until"])
        && at >= 2
        && !toks[at - 2].word
        && super::super::cursor::divider(toks, at + 1)
        && !any(toks, at + 1, &["→", "("])
    {
        return true;
    }
    // "starts at", "published on" are names of their own where the member ends behind them.
    if inside
        && any(toks, at, &["at", "on", "by"])
        && (low(toks, at - 1) == "-" && tok.glued
            || super::super::cursor::divider(toks, at + 1)
            || any(toks, at + 1, &["date", "time", "timestamp"])
                && super::super::cursor::divider(toks, at + 2)
            || any(toks, at + 1, &["must", "should", "cannot", "can't", "may", "has", "is"])
            || any(
                toks,
                at + 1,
                &[
                    "optional",
                    "required",
                    "unique",
                    "descending",
                    "ascending",
                    "desc",
                    "asc",
                    "nullable",
                    "defaults",
                ],
            ))
    {
        // "checked-in at", "moved in on"
        let small = any(toks, at - 1, &["-", "in", "out", "up", "off"]);
        let before = if small { at.saturating_sub(2) } else { at - 1 };
        return lexicon().verb(low(toks, before)).is_some()
            || low(toks, before).ends_with("ed")
            || any(toks, at - 1, &["due", "valid", "born"]);
    }
    // "best before date", "checked in at", "joined in (year)"
    let hangs = inside && at >= 2 && any(toks, at - 1, &["-"]) && toks[at - 1].glued;
    let lead = at.saturating_sub(if hangs { 2 } else { 1 });
    if inside && any(toks, at, &["before", "by"]) && any(toks, lead, &["best", "use", "sell"]) {
        return true;
    }
    if inside
        && any(toks, at, &["in", "out", "up", "off"])
        && matches!(lexicon().verb(low(toks, at - 1)), Some((_, Form::Past)))
        && (any(toks, at + 1, &["at", "on"]) && (super::super::cursor::divider(toks, at + 2))
            || any(toks, at + 1, &["("]) && any(toks, at + 2, &["year", "date", "time", "datetime"]))
    {
        return true;
    }
    if inside
        && any(toks, at, &["at", "on"])
        && any(toks, at - 1, &["in", "out", "up", "off"])
        && at >= 2
        && matches!(lexicon().verb(low(toks, at - 2)), Some((_, Form::Past)))
        && super::super::cursor::divider(toks, at + 1)
    {
        return true;
    }
    // "a valid-from date", "a shot from date": where a span ends, joined to what lasts so long.
    if inside && any(toks, at, &["from", "until", "to", "till", "through"]) {
        let date = any(toks, at + 1, &["date", "dates", "day", "time", "year"]);
        let ends = super::super::cursor::divider(toks, if date { at + 2 } else { at + 1 });
        let joined = low(toks, at - 1) == "-" && tok.glued && toks[at - 1].glued;
        let span = any(toks, at - 1, &["valid", "available", "open"]);
        if ends && (joined || date || span && !any(toks, at, &["to", "through"])) {
            return true;
        }
    }
    // "the kilos coming out"
    if inside
        && any(toks, at, &["in", "out", "up", "off", "back"])
        && any(toks, at - 1, &["coming", "going", "paid", "checked", "taken", "brought", "handed"])
        && super::super::cursor::divider(toks, at + 1)
    {
        return true;
    }
    // "a starting price"
    if tok.is("starting")
        && (any(toks, at + 1, super::stoppers::COMPOUND_HEADS)
            || any(
                toks,
                at + 1,
                &["bid", "balance", "value", "weight", "capital", "salary", "grid", "lineup"],
            ))
    {
        return true;
    }
    // "a from date and a due date", "(customer, from date, to date)"
    if !inside
        && any(toks, at, &["from", "until", "to", "till"])
        && any(toks, at + 1, &["date", "time", "day"])
        && (super::super::cursor::divider(toks, at + 2)
            || any(toks, at + 2, &["optional", "nullable", "null", "required"]))
        && at > 0
        && any(toks, at - 1, &["a", "an", "the", ",", "(", ";", "and"])
    {
        return true;
    }
    if !inside && tok.is("make") && super::super::cursor::divider(toks, at + 1) {
        return true;
    }
    // "`from`", and a cell of a table "range to": all of it is the name.
    let joined = inside && toks[at - 1].quoted;
    if tok.quoted && (!inside || joined) && any(toks, at, &["from", "to", "until", "till"]) {
        return true;
    }
    // "inventory no", "serial no."
    if inside
        && tok.is("no")
        && (super::super::cursor::divider(toks, at + 1)
            || any(toks, at + 1, &["optional", "unique", "required"]))
        && !any(toks, at - 1, &["by", "default", "defaults", "or", "is", "yes", "to"])
    {
        return true;
    }
    // "a use-by date": joined, it is what a date is called.
    if !inside
        && any(toks, at, &["use", "sell"])
        && any(toks, at + 1, &["-"])
        && toks[at + 1].glued
        && any(toks, at + 2, &["by"])
    {
        return true;
    }
    // "a build year", "the use date": behind its article and before the head of a name no verb is a small word.
    if !inside
        && any(toks, at.wrapping_sub(1), DETERMINERS)
        && any(toks, at + 1, COMPOUND_HEADS)
        && matches!(lexicon().verb(&tok.low), Some((_, Form::Base)))
        && !super::super::cursor::divider(toks, at)
    {
        return true;
    }
    if words::stop::is_stop(&tok.low) {
        // "quantity in stock" is a name.
        if inside
            && tok.is("in")
            && any(toks, at + 1, &["stock"])
            && any(
                toks,
                at - 1,
                &["quantity", "number", "units", "items", "copies", "amount", "count", "pieces"],
            )
        {
            return true;
        }
        // "a valid-to date": joined without blanks, and the other end of something.
        if inside
            && any(toks, at, &["to", "until", "till", "from"])
            && low(toks, at - 1) == "-"
            && tok.glued
            && toks[at - 1].glued
            && (any(toks, at + 1, &["date", "time", "day"]) || super::super::cursor::divider(toks, at + 1))
        {
            return true;
        }
        // `check in` and `check out` are names.
        return inside
            && any(toks, at, &["in", "out", "up", "off", "on", "over", "down", "back"])
            && (any(toks, at - 1, &["check", "sign", "follow"]) && !any(toks, at, &["on", "off"])
                || low(toks, at - 1) == "-"
                    && at > 1
                    // "newsletter opt-in": a hyphen without blanks joins whatever it stands between.
                    && (lexicon().verb(low(toks, at - 2)).is_some() || tok.glued && toks[at - 1].glued));
    }
    // "a sign-up", "two fill-ups": a verb and its particle, joined, name what is done.
    const PARTICLES: &[&str] =
        &["in", "out", "up", "off", "over", "down", "by", "ins", "outs", "ups", "offs", "overs", "downs"];
    let joined = |n: usize| toks.get(n).is_some_and(|tok| tok.glued);
    let particle =
        any(toks, at + 1, &["-"]) && any(toks, at + 2, PARTICLES) && joined(at + 1) && joined(at + 2);
    if tok.quoted || !inside && particle && lexicon().verb(&tok.low).is_some() {
        return true;
    }
    let lexicon = lexicon();
    let bound_name = !inside
        && any(toks, at, &["max", "min", "maximum", "minimum"])
        && toks.get(at + 1).is_some_and(|n| {
            n.word
                && !n.is_number()
                // "max length 80" is a bound, "a min value" ends as a name.
                && (!any(toks, at + 1, &["length", "of", "value", "size"])
                    || any(toks, at + 1, &["value", "size"]) && super::super::cursor::divider(toks, at + 2)
                        && !any(toks, at + 2, &[":", "=", "≤", "≥"]))
        })
        && name_word(toks, at + 1, true);
    if bound_name {
        return true;
    }
    // "salary min and salary max" are names, "price max 100" is a bound.
    if inside
        && any(toks, at, &["max", "min", "maximum", "minimum"])
        && toks.get(at + 1).is_none_or(|n| {
            !n.word || n.is("and") || lexicon.verb(&n.low).is_some() || begins_clause(toks, at + 1)
        })
        && !any(toks, at + 1, &[":", "=", ".", "(", "-"])
        && super::super::cursor::number(toks, at.wrapping_sub(2)).is_none()
        && super::super::cursor::number(toks, at.wrapping_sub(1)).is_none()
    {
        return true;
    }
    let determined =
        tok.is("order") && at > 0 && any(toks, at - 1, &["a", "an", "the", "each", "every", "one"]);
    if any(toks, at, &["filter", "sort", "search", "order", "paginate"])
        && any(toks, at + 1, &["by"])
        && !determined
    {
        return false;
    }
    if tok.is("log") && any(toks, at + 1, &["in", "out", "on"]) {
        return false;
    }
    // "called at, arrived at" are moments.
    let moment =
        tok.is("called") && any(toks, at + 1, &["at", "on"]) && super::super::cursor::divider(toks, at + 2);
    if STOPPERS.contains(&tok.low.as_str()) && !moment {
        return false;
    }
    // "rooms cheapest first" is an order of rooms.
    if inside && tok.is("first") && toks.get(at + 1).is_none_or(|t| !t.word || t.is("and") || t.is("then")) {
        return false;
    }
    if inside
        && (any(toks, at + 1, &["first"])
            && (tok.low.ends_with("est") || lexicon.adjectives.contains(&tok.low)))
    {
        return false;
    }
    if !inside && names_here(toks, at) {
        return true;
    }
    // "a rental links a car", "a station stores measurements": the verb of a singular subject.
    if inside
        && at >= 2
        && lexicon.verb(&tok.low).is_some_and(|(_, form)| form == Form::Third)
        && (any(toks, at + 1, &["a", "an", "the", "one", "many", "any", "exactly", "several", "its"])
            || works_in(toks, at)
            || eat_first(toks, at + 1, &["at most|least", "once", "only", "no more", "up to"]).is_some()
            || begins_clause(toks, at) && toks.get(at + 1).is_some_and(|t| t.word))
        && !words::is_plural(low(toks, at - 1))
    {
        return false;
    }
    // "open bugs": before a thing in the plural it says which.
    if !inside
        && lexicon.adjectives.contains(&tok.low)
        && toks
            .get(at + 1)
            .is_some_and(|n| n.word && words::is_plural(&n.low) && !words::stop::is_stop(&n.low))
    {
        return true;
    }
    match lexicon.verb(&tok.low) {
        Some((base, form)) if lexicon.verbs.contains(base) => match form {
            // "sunlight needs (full sun, shade)"
            Form::Third
                if inside && any(toks, at + 1, &["("]) && !lexicon.technical.contains(low(toks, at - 1)) =>
            {
                true
            }
            Form::Base | Form::Third => {
                let subject_before = inside
                    && words::is_plural(low(toks, at - 1))
                    && toks.get(at + 1).is_some_and(|next| next.word);
                // "twitter handle, …": a verb takes more than this.
                let ends = inside
                    && form == Form::Base
                    && !words::is_plural(low(toks, at - 1))
                    && toks
                        .get(at + 1)
                        .is_none_or(|n| !n.word || any(toks, at + 1, &["optional", "required", "unique"]));
                if ends {
                    return true;
                }
                let named = lexicon.noun_verbs.contains(base) || NOUN_FORMS.contains(&tok.low.as_str());
                named && !subject_before || any(toks, at + 1, COMPOUND_HEADS)
            }
            // "published year" and "created by" differ in what follows.
            Form::Past => {
                let next = toks.get(at + 1);
                let verbal = next.is_some_and(|n| {
                    n.word
                        && matches!(
                            n.low.as_str(),
                            "by" | "to"
                                | "in"
                                | "with"
                                | "from"
                                | "as"
                                | "into"
                                | "for"
                                | "until"
                                | "before"
                                | "after"
                                | "when"
                                | "once"
                        )
                });
                !verbal || any(toks, at + 1, &["at", "on"])
            }
            Form::Gerund => NOUN_FORMS.contains(&tok.low.as_str()) || any(toks, at + 1, COMPOUND_HEADS),
        },
        _ => true,
    }
}

/// `B`, `BE`, `C1`
fn code(toks: &[Tok], at: usize) -> bool {
    toks.get(at).is_some_and(|tok| {
        tok.raw.len() <= 2
            && tok.raw.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && tok.raw.starts_with(|c: char| c.is_ascii_uppercase())
    })
}

/// A verb form that stands where only a name can: behind `a` or `many`, before another verb.
pub(super) fn names_here(toks: &[Tok], at: usize) -> bool {
    let Some((_, form)) = lexicon().verb(low(toks, at)) else { return false };
    let before = at.checked_sub(1);
    // "an optional cover image url"
    let told = |n: usize| {
        any(toks, n, &["optional", "mandatory", "unique", "required"])
            && n.checked_sub(1).is_some_and(|n| any(toks, n, &["a", "an", "the", "one"]))
    };
    let determined = before.is_some_and(|n| any(toks, n, DETERMINERS) || told(n));
    match form {
        Form::Base => {
            let heads = low(toks, at + 1) == ":"
                && !any(
                    toks,
                    at,
                    &["filter", "sort", "search", "list", "order", "paginate", "use", "build", "create"],
                );
            determined || heads || begins_clause(toks, at + 1) && !any(toks, at + 1, &["will", "may"])
        }
        // "a name, sets and reps": nothing that is set.
        Form::Third
            if any(toks, at, &["sets"])
                && before.is_some_and(|n| any(toks, n, &[",", "and", "(", ":"]))
                && super::super::cursor::divider(toks, at + 1) =>
        {
            true
        }
        // "an opens at time and a closes at time"
        Form::Third if any(toks, at + 1, &["at", "on"]) && determined => {
            any(toks, at + 2, &["time", "date", "timestamp", "datetime"])
                || super::super::cursor::divider(toks, at + 2)
        }
        Form::Third => {
            before.is_some_and(|n| {
                any(
                    toks,
                    n,
                    &["many", "several", "multiple", "its", "their", "the", "own", "my", "his", "her", "our"],
                )
            }) || begins_clause(toks, at + 1)
        }
        // "a charging session", "each parking permit"
        Form::Gerund => {
            // "has tracking events", "several charging sessions"
            let several = before.is_some_and(|n| {
                any(
                    toks,
                    n,
                    &[
                        "has", "have", "many", "several", "multiple", "contains", "contain", "the", "its",
                        "their",
                    ],
                )
            }) && toks.get(at + 1).is_some_and(|t| {
                t.word
                    && words::is_plural(&t.low)
                    && !words::stop::is_stop(&t.low)
                    && lexicon().verb(&t.low).is_none()
            });
            several
                || before.is_some_and(|n| any(toks, n, &["a", "an", "each", "every", "one", "another"]))
                    && (begins_clause(toks, at + 1)
                        || toks.get(at + 1).is_some_and(|t| {
                            t.word
                                && !words::stop::is_stop(&t.low)
                                && lexicon().verb(&t.low).is_none_or(|(_, f)| f == Form::Base)
                        }))
        }
        Form::Past => false,
    }
}

/// "every employee works in exactly one department": a verb that names nothing.
pub(super) fn works_in(toks: &[Tok], at: usize) -> bool {
    let lexicon = lexicon();
    // "a guest sits at one table": behind a singular thing with its article no plural stands.
    let alone = at >= 2
        && any(toks, at - 2, &["a", "an", "each", "every", "one"])
        && toks.get(at - 1).is_some_and(|t| t.word && !words::is_plural(&t.low))
        && toks
            .get(at)
            .is_some_and(|t| t.word && t.low.len() > 3 && t.low.ends_with('s') && !t.low.ends_with("ss"))
        && any(toks, at + 1, &["in", "on", "at", "under", "for", "to"])
        && any(toks, at + 2, &["a", "an", "one", "exactly", "the", "several", "many"]);
    if alone {
        return true;
    }
    lexicon.verb(low(toks, at)).is_some_and(|(base, form)| {
        form == Form::Third && (base == "work" || !lexicon.noun_verbs.contains(base))
    }) && any(toks, at + 1, &["in", "for", "on", "at", "to", "with", "under", "into"])
        && any(toks, at + 2, &["a", "an", "the", "one", "exactly", "each", "at", "its", "their"])
}
