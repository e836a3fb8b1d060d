//! Turns of speech that say the same as a plain one, brought into it.
//!
//! ```text
//! Visitor { name, age }                          Visitor (name, age)
//! we wanna log rides                             we want to log rides
//! serial no. (unique), year                      serial no (unique), year
//! Coaches are people too: name, email            Coaches: name, email
//! Cooks are staff with a name                    Cooks with a name
//! Pitches are named and have a surface           Pitches have a name and have a surface
//! Jobs are of type mowing, watering or other     Jobs have a type of mowing, watering or other
//! Each show is of a genre: rock or jazz          Each show has a genre: rock or jazz
//! price required (yes/no)                        price-required (yes/no)
//! passed/failed                                  passed boolean
//! his or her own bookings                        their own bookings
//! ```

use super::super::{
    clause::is_choice_name,
    cursor::{any, closing, eat_first, low},
    token::Tok,
};
use crate::words;

/// Rewrites the turns of one sentence.
pub(super) fn plain(toks: &mut Vec<Tok>) {
    braces(toks);
    abbreviated(toks);
    chatty(toks);
    are_people(toks);
    are_named(toks);
    are_of_a_kind(toks);
    yes_or_no(toks);
    has_something(toks);
    opposites(toks);
    from_to(toks);
    reasoned(toks);
    flattened(toks);
    headed_clause(toks);
    date_and_time(toks);
    values_and_more(toks);
    his_or_her(toks);
    in_total(toks);
}

/// `no more than 10 votes in total`: of all that there are, as it is meant anyway.
fn in_total(toks: &mut Vec<Tok>) {
    let bounded = |toks: &[Tok], at: usize| {
        (0..at).any(|n| eat_first(toks, n, &["more than", "at most", "up to"]).is_some())
    };
    let mut at = 1;
    while at < toks.len() {
        if let Some(end) = eat_first(toks, at, &["in total|all", "altogether|overall"])
            && toks.get(end).is_none_or(|tok| !tok.word)
            && words::is_plural(&toks[at - 1].low)
            && bounded(toks, at)
        {
            toks[at - 1].end = toks[end - 1].end;
            toks.drain(at..end);
        }
        at += 1;
    }
}

/// `his or her own bookings`: theirs.
fn his_or_her(toks: &mut Vec<Tok>) {
    let mut at = 0;
    while at + 2 < toks.len() {
        if any(toks, at, &["his", "her"])
            && any(toks, at + 1, &["or", "/", "and"])
            && any(toks, at + 2, &["his", "her"])
        {
            let end = toks[at + 2].end;
            toks.drain(at + 1..at + 3);
            toks[at].low = "their".to_owned();
            toks[at].end = end;
        }
        at += 1;
    }
}

/// `result (white, black, draw; empty at first)`: the values, and in brackets of their own what is said of them.
fn values_and_more(toks: &mut Vec<Tok>) {
    let mut at = 1;
    while at + 4 < toks.len() {
        let chosen = toks[at].is("(") && is_choice_name(low(toks, at - 1));
        if let Some(close) = closing(toks, at).filter(|_| chosen) {
            let stop = (at + 2..close).find(|n| !toks[*n].word && !any(toks, *n, &[",", "-", "/"]));
            let listed = stop.is_some_and(|n| toks[n].is(";") && toks[at..n].iter().any(|tok| tok.is(",")));
            if let Some(stop) = stop.filter(|_| listed) {
                let place = toks[stop].end;
                ")".clone_into(&mut toks[stop].low);
                toks.insert(stop + 1, Tok { word: false, ..Tok::added("(", place) });
            }
        }
        at += 1;
    }
}

/// `(both date + time)`, `(date/time)`: one moment.
fn date_and_time(toks: &mut [Tok]) {
    for at in 1..toks.len() {
        let joined = any(toks, at, &["+", "/", "&"]) && any(toks, at - 1, &["date"]);
        if joined && eat_first(toks, at + 1, &["time ,|)", "time of day )"]).is_some() {
            toks[at].word = true;
            "and".clone_into(&mut toks[at].low);
        }
    }
}

/// What people count through in this order.
const SCALES: &[&[&str]] = &[
    &["xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"],
    &["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
];

/// `number (it is on the plate, hence unique)`: why it is so stands before what is so.
fn reasoned(toks: &mut Vec<Tok>) {
    let mut at = 1;
    while at + 4 < toks.len() {
        let tells = toks[at].is("(")
            && eat_first(
                toks,
                at + 1,
                &["it|they|this|that|we is|are|has|have|stands|need|use", "it's|they're|that's|this|we"],
            )
            .is_some();
        let Some(close) = closing(toks, at).filter(|_| tells) else {
            at += 1;
            continue;
        };
        const HENCE: &[&str] = &[", hence|so|therefore|thus|which it|they|is|means|makes? it|them? is|are?"];
        let so = (at + 2..close).find_map(|n| eat_first(toks, n, HENCE));
        let said =
            so.filter(|n| any(toks, *n, &["unique", "optional", "required", "mandatory"]) && n + 1 == close);
        if let Some(said) = said {
            let from = toks[at + 1].start;
            toks[said].start = from;
            toks.drain(at + 1..said);
        }
        at += 1;
    }
}

/// `shirt size XS-XXL`, `weekday (Mon-Sun)`: all from the first to the last.
fn from_to(toks: &mut Vec<Tok>) {
    let mut at = 2;
    while at < toks.len() {
        let bracket = toks[at - 1].is("(");
        let name = if bracket { at - 2 } else { at - 1 };
        let chosen = any(toks, name, &["size", "sizes", "weekday", "weekdays", "day", "week"]);
        let span = || {
            let next = eat_first(toks, at + 1, &["-|–|—|to"])?;
            let scale = SCALES.iter().find(|scale| scale.contains(&low(toks, at)))?;
            let place = |n: usize| scale.iter().position(|word| toks.get(n).is_some_and(|tok| tok.is(word)));
            let (first, last) = (place(at)?, place(next)?);
            let ends = toks.get(next + 1).is_none_or(|tok| !tok.word || tok.is("and"));
            (first + 1 < last && ends).then(|| (next, &scale[first..=last]))
        };
        if let Some((last, values)) = span().filter(|_| chosen) {
            let (from, to) = (toks[at].start, toks[last].end);
            let upper = toks[at].raw.bytes().all(|b| b.is_ascii_uppercase());
            let mut said: Vec<Tok> = Vec::new();
            for (n, value) in values.iter().enumerate() {
                if n > 0 {
                    said.push(Tok { word: false, ..Tok::added(",", from) });
                }
                let raw = if upper { value.to_uppercase() } else { (*value).to_owned() };
                said.push(Tok { raw, start: from, end: from, ..Tok::added(value, from) });
            }
            if let Some(first) = said.first_mut() {
                first.end = to;
                first.content = true;
            }
            if !bracket {
                said.insert(0, Tok { word: false, ..Tok::added("(", from) });
                said.push(Tok { word: false, ..Tok::added(")", to) });
            }
            let length = said.len();
            toks.splice(at..=last, said);
            at += length;
        }
        at += 1;
    }
}

/// `an address (street, zip, city)`, `dimensions (width, height)`: what it is made of is what the thing around it has.
fn flattened(toks: &mut Vec<Tok>) {
    const WHOLES: &[&str] =
        &["address", "addresses", "dimensions", "dimension", "measurements", "measures", "coordinates"];
    const SAID: &[&str] =
        &["required", "optional", "unique", "default", "mandatory", "nullable", "compulsory", "empty"];
    let mut at = 1;
    while at + 3 < toks.len() {
        let named = toks[at].is("(") && any(toks, at - 1, WHOLES) && !toks[at - 1].quoted;
        let Some(close) = closing(toks, at).filter(|_| named) else {
            at += 1;
            continue;
        };
        let start =
            if at >= 2 && any(toks, at - 2, &["a", "an", "the", "its", "their"]) { at - 2 } else { at - 1 };
        let listed = start > 0
            && any(
                toks,
                start - 1,
                &[",", "and", ":", "(", "has", "have", "with", "is", "needs", "contains"],
            );
        let inner = &toks[at + 1..close];
        let plain = inner.iter().filter(|tok| tok.is(",")).count() >= 1
            && inner.iter().all(|tok| tok.word && !tok.is("or") && !tok.is("either") || tok.is(","))
            // "an address (mandatory, at most 150 characters)" is made of nothing.
            && !inner.iter().any(|tok| tok.is_number() || SAID.contains(&tok.low.as_str()));
        if listed && plain {
            let (from, to) = (toks[start].start, toks[close].end);
            toks[at + 1].start = from;
            toks[at + 1].content = true;
            toks[close - 1].end = to;
            toks.remove(close);
            toks.drain(start..=at);
        }
        at += 1;
    }
}

/// `Duties: links an exam to an invigilator`: what stands before the colon is who does it.
fn headed_clause(toks: &mut Vec<Tok>) {
    let Some(colon) = (1..toks.len().min(4)).find(|n| toks[*n].is(":")) else { return };
    let named = toks[..colon].iter().all(|tok| tok.word);
    const DOES: &[&str] = &["links|connects|joins|ties|relates|assigns|combines a|an|one|each"];
    if named && eat_first(toks, colon + 1, DOES).is_some() {
        toks.remove(colon);
    }
}

/// `Visitor { name, age }`: brackets of another shape.
fn braces(toks: &mut [Tok]) {
    let mut at = 1;
    while at < toks.len() {
        let named = toks[at].is("{") && toks[at - 1].word;
        let close = (at + 1..toks.len()).find(|n| any(toks, *n, &["{", "}"]));
        if let Some(close) = close.filter(|n| named && toks[*n].is("}") && *n > at + 1) {
            // "{ "name": 5 }" is no list of names.
            let values = toks[at + 1].quoted && any(toks, at + 2, &[":"]);
            if !values {
                "(".clone_into(&mut toks[at].low);
                ")".clone_into(&mut toks[close].low);
                // What holds members is a name, as the one before brackets is.
                toks[at - 1].quoted |= at == 1 || !toks[at - 2].word;
                at = close;
            }
        }
        at += 1;
    }
}

/// `serial no. (unique)`, `max. 80 characters`: the stop ends no sentence and says nothing.
fn abbreviated(toks: &mut Vec<Tok>) {
    let mut at = 1;
    while at + 1 < toks.len() {
        let short = any(toks, at - 1, &["no", "nr", "tel", "max", "min"]);
        if toks[at].is(".") && short {
            toks.remove(at);
        }
        at += 1;
    }
}

/// "wanna", "gotta", "we got": words of a chat.
fn chatty(toks: &mut Vec<Tok>) {
    let mut at = 0;
    while at < toks.len() {
        let spelled: Option<(&str, &str)> = match toks[at].low.as_str() {
            "wanna" => Some(("want", "to")),
            "gonna" => Some(("want", "to")),
            "gotta" => Some(("have", "to")),
            "lemme" => Some(("let", "me")),
            "gimme" => Some(("give", "me")),
            _ => None,
        };
        if let Some((verb, small)) = spelled.filter(|_| !toks[at].quoted) {
            verb.clone_into(&mut toks[at].low);
            let end = toks[at].end;
            toks.insert(at + 1, Tok::added(small, end));
        }
        if matches!(toks[at].low.as_str(), "pls" | "plz") && !toks[at].quoted {
            "please".clone_into(&mut toks[at].low);
        }
        // "we got a darkroom", "we've got 4 boats"
        if toks[at].is("got")
            && at > 0
            && any(toks, at - 1, &["we", "i", "we've", "i've"])
            && toks.get(at + 1).is_some_and(|next| next.word)
        {
            let bare = any(toks, at - 1, &["we", "i"]);
            if !bare {
                let short = if toks[at - 1].is("we've") { "we" } else { "i" };
                short.clone_into(&mut toks[at - 1].low);
            }
            "have".clone_into(&mut toks[at].low);
        }
        at += 1;
    }
}

/// Where the name that a sentence begins with ends: one to three plain words before the verb.
fn subject_end(toks: &[Tok], verbs: &[&str]) -> Option<usize> {
    let start = eat_first(toks, 0, &["a|an|each|every|the|all"]).unwrap_or(0);
    let verb = (start + 1..toks.len().min(start + 4)).find(|n| any(toks, *n, verbs))?;
    let plain = (start..verb).all(|n| toks[n].word && !words::stop::is_stop(low(toks, n)));
    plain.then_some(verb)
}

/// `Coaches are people too: name`, `Cooks are staff with a name`: what they are besides is nothing that is kept.
fn are_people(toks: &mut Vec<Tok>) {
    let Some(verb) = subject_end(toks, &["are", "is"]) else { return };
    const BESIDES: &[&str] = &[
        "simply|just|also|all|both|basically? people|persons|staff|users|employees|volunteers|humans too|also|as_?",
        "simply|just|also|basically? a|an person|user|employee|human too|also?",
        "simply|just|basically? described|defined|identified|known|characterised|characterized by",
        "simply|just|basically? given|recorded|entered|stored|registered|kept as",
    ];
    let Some(next) = eat_first(toks, verb + 1, BESIDES) else { return };
    // "Walkers are volunteers: they have a name"
    if let Some(they) = eat_first(toks, next, &[":|,|;|— they|who"]).filter(|n| any(toks, *n, &["have"])) {
        toks[verb - 1].end = toks[they - 1].end;
        toks[verb - 1].content = true;
        toks.drain(verb..they);
        return;
    }
    let by = any(toks, next - 1, &["by", "as"]);
    // "A reading is entered as provisional": how it stands, and no member of it.
    let until = (next..toks.len()).find(|n| any(toks, *n, &[";", ".", ":"])).unwrap_or(toks.len());
    let several = (next..until).any(|n| any(toks, n, &[",", "and", "with"]));
    if any(toks, next - 1, &["as"])
        && any(toks, next - 2, &["recorded", "entered", "stored", "registered"])
        && !several
    {
        return;
    }
    let marked = any(toks, next, &[":", "—"]) || any(toks, next, &["with"]);
    if !(marked || by && toks.get(next).is_some_and(|tok| tok.word)) {
        return;
    }
    toks[verb - 1].end = toks[next - 1].end;
    toks[verb - 1].content = true;
    if by {
        "have".clone_into(&mut toks[verb].low);
        toks.drain(verb + 1..next);
    } else {
        toks.drain(verb..next);
    }
}

/// `Pitches are named and have a surface`: they have a name.
fn are_named(toks: &mut Vec<Tok>) {
    let Some(verb) = subject_end(toks, &["are", "is"]) else { return };
    let ends = |n: usize| toks.get(n).is_none_or(|tok| matches!(tok.low.as_str(), "." | ";" | "," | "and"));
    if !any(toks, verb + 1, &["named", "numbered", "titled"]) || !ends(verb + 2) {
        return;
    }
    let name = match low(toks, verb + 1) {
        "named" => "name",
        "numbered" => "number",
        _ => "title",
    };
    if toks[verb].is("are") { "have" } else { "has" }.clone_into(&mut toks[verb].low);
    name.clone_into(&mut toks[verb + 1].low);
    name.clone_into(&mut toks[verb + 1].raw);
    let at = toks[verb].end;
    toks.insert(verb + 1, Tok::added("a", at));
}

/// `Jobs are of type mowing, watering or other`, `Each show is of a genre`.
fn are_of_a_kind(toks: &mut Vec<Tok>) {
    let Some(verb) = subject_end(toks, &["are", "is"]) else { return };
    let Some(named) = eat_first(toks, verb + 1, &["always|either? of one|a|an|the?"]) else { return };
    if !any(toks, named, &["type", "kind", "category", "genre", "status", "class", "size", "species"])
        || !toks.get(named + 1).is_some_and(|tok| tok.word || tok.is(":"))
    {
        return;
    }
    let bare = toks.get(named + 1).is_some_and(|tok| tok.word && !tok.is("of"));
    let (end, start) = (toks[named].end, toks[verb].end);
    if bare {
        toks.insert(named + 1, Tok::added("of", end));
    }
    if toks[verb].is("are") { "have" } else { "has" }.clone_into(&mut toks[verb].low);
    toks.drain(verb + 1..named);
    toks.insert(verb + 1, Tok::added("a", start));
}

/// `prescription required (yes/no)`, `music yes or no`: a name whatever its words do elsewhere, and a yes or no.
fn yes_or_no(toks: &mut Vec<Tok>) {
    const ASKED: &[&str] = &[
        "( yes|y|true / no|n|false )",
        "( yes|true or no|false )",
        "( yes|no|boolean|bool )",
        "( y / n )",
        "( yes|y / no|n ,? yes|no|y|n by|as default )",
        ": yes|y|true / no|n|false",
        ": yes|true or no|false",
        "yes|y / no|n",
        "yes or no",
    ];
    let mut at = 1;
    while at < toks.len() {
        let Some(next) = eat_first(toks, at, ASKED).filter(|_| toks[at - 1].word) else {
            at += 1;
            continue;
        };
        let ends =
            toks.get(next).is_none_or(|tok| matches!(tok.low.as_str(), "," | ";" | "." | ")" | "and" | "("));
        // "on call (yes/no, no by default)": a name that begins with a small word.
        let placed = at >= 3
            && toks[at].is("(")
            && any(toks, at - 2, &["on", "in", "out", "off", "under"])
            && !toks[at - 3].word;
        if placed && let Some(both) = eat_first(toks, at, &["( yes|y / no|n ,|)"]) {
            let open = toks[both - 1].is(",");
            let end = toks[both - 1].end;
            let said = Tok { end, content: true, ..Tok::added("boolean", toks[at].start) };
            let bracket = open.then(|| Tok { word: false, ..Tok::added("(", end) });
            toks.splice(at..both, [Some(said), bracket].into_iter().flatten());
            at += 1;
            continue;
        }
        // "prescription required", "sold out": the last words of a name that ends elsewhere.
        let bound = any(toks, at - 1, &["required", "optional", "unique", "included", "needed", "possible"]);
        let listed = at >= 3 && toks[at - 2].word && !toks[at - 3].word
            || at >= 4 && toks[at - 2].word && toks[at - 3].word && !toks[at - 4].word;
        if ends && bound && listed && at >= 2 && !words::stop::is_stop(low(toks, at - 2)) {
            toks[at - 1].quoted = true;
        }
        if ends && !toks[at].is("(") && !toks[at].is(":") {
            let end = toks[next - 1].end;
            let mut said = Tok::added("boolean", toks[at].start);
            said.end = end;
            said.content = true;
            said.raw = toks[at..next].iter().map(|tok| tok.raw.as_str()).collect::<Vec<_>>().concat();
            toks.splice(at..next, [said]);
        }
        at += 1;
    }
}

/// `number, has electricity, price`: a yes or no.
fn has_something(toks: &mut Vec<Tok>) {
    let mut at = 1;
    while at + 1 < toks.len() {
        let begins = matches!(toks[at - 1].low.as_str(), "," | "(" | ":");
        let end = (at + 1..toks.len().min(at + 4)).find(|n| !toks[*n].word).unwrap_or(toks.len());
        let plain = end > at + 1
            && end <= at + 3
            && (at + 1..end).all(|n| {
                toks[n].word
                    && !toks[n].is_number()
                    && !words::stop::is_stop(low(toks, n))
                    && !words::is_plural(low(toks, n))
            });
        let ends = toks.get(end).is_none_or(|tok| matches!(tok.low.as_str(), "," | ")" | ";" | "."));
        if toks[at].is("has") && begins && plain && ends {
            let from = toks[at].start;
            toks[at + 1].start = from;
            let stop = toks[end - 1].end;
            toks.insert(end, Tok::added("boolean", stop));
            toks.remove(at);
        }
        at += 1;
    }
}

/// `passed/failed`, `paid/unpaid`: one of the two is a yes or no.
fn opposites(toks: &mut Vec<Tok>) {
    const PAIRS: &[(&str, &str)] = &[
        ("passed", "failed"),
        ("pass", "fail"),
        ("paid", "unpaid"),
        ("present", "absent"),
        ("done", "open"),
        ("active", "inactive"),
        ("attended", "missed"),
    ];
    let mut at = 1;
    while at + 2 < toks.len() {
        let (one, other) = (low(toks, at).to_owned(), low(toks, at + 2));
        let pair = PAIRS.iter().any(|(a, b)| one == *a && other == *b);
        let begins = matches!(low(toks, at - 1), "," | "(" | ":" | "and");
        let ends =
            toks.get(at + 3).is_none_or(|tok| matches!(tok.low.as_str(), "," | ")" | ";" | "." | "and"));
        if pair && begins && ends && any(toks, at + 1, &["/"]) && !alone_in_brackets(toks, at) {
            "boolean".clone_into(&mut toks[at + 2].low);
            if one == "pass" {
                "passed".clone_into(&mut toks[at].low);
                "passed".clone_into(&mut toks[at].raw);
            }
            toks.remove(at + 1);
        }
        at += 1;
    }
}

/// `result (passed/failed)`: the values of a choice that has a name.
fn alone_in_brackets(toks: &[Tok], at: usize) -> bool {
    let before = low(toks, at - 1);
    before == "(" && closing(toks, at - 1) == Some(at + 3)
        || before == ":" && at >= 2 && is_choice_name(low(toks, at - 2))
}
