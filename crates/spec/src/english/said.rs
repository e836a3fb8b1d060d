//! Members of a list that are clauses: `whether it is done`, `when it starts`, `how many people they
//! bring`, `the date it was bought`.
//!
//! Each names one value. The name is the word that carries it, with the ending that its kind of value
//! has everywhere: `starts_at`, `bought_on`.

use domain::spec::FieldType;

use super::{
    cursor::{any, eat_first, low},
    evidence::{Item, Mod, Np, Unit},
    lexicon::{Form, lexicon},
    noun::noun_phrase,
    token::Tok,
};

/// A clause that stands for a member.
pub fn member(toks: &[Tok], start: usize) -> Option<(Item, usize)> {
    if super::list::occasion::begins(toks, start) {
        return None;
    }
    super::nameless::member(toks, start)
        .or_else(|| whether(toks, start))
        .or_else(|| called(toks, start))
        .or_else(|| alone(toks, start))
        .or_else(|| flag(toks, start))
        .or_else(|| how(toks, start))
        .or_else(|| interval(toks, start))
        .or_else(|| when(toks, start))
        .or_else(|| several(toks, start))
        .or_else(|| who(toks, start))
        .or_else(|| found_where(toks, start))
}

/// "what it's called", "what it costs": its name, and what one pays for it.
fn called(toks: &[Tok], start: usize) -> Option<(Item, usize)> {
    const NAMED: &[&str] = &[
        "what|how it's|they're|he's|she's called|named",
        "what|how it|they|he|she is|are called|named",
        "what we|i call it|them",
        "how we|i call it|them",
    ];
    const COSTS: &[&str] = &["what it|they|one costs|cost", "what i|we charge for it|them?"];
    let short = any(toks, start, &["what", "how"])
        && toks
            .get(start + 1)
            .is_some_and(|tok| tok.possessive && (tok.is("it") || tok.is("she") || tok.is("he")))
        && any(toks, start + 2, &["called", "named"]);
    if let Some(end) = eat_first(toks, start, NAMED).or(short.then_some(start + 3)) {
        return Some(named(start..end, &["name"], Vec::new()));
    }
    eat_first(toks, start, COSTS).map(|end| named(start..end, &["price"], Vec::new()))
}

/// "the place where found", "the day when found": the moment or the place of what is done to it.
fn found_where(toks: &[Tok], start: usize) -> Option<(Item, usize)> {
    if !(start + 1..start + 3).any(|n| any(toks, n, &["where", "when"])) {
        return None;
    }
    let next = eat_first(toks, start, &["the|a? place|location|date|day|time where|when it? was|is?"])?;
    let done = toks.get(next).filter(|tok| super::is_past(&tok.low))?;
    let lead = eat_first(toks, start, &["the|a"]).unwrap_or(start);
    if next == lead + 1 || !super::cursor::divider(toks, next + 1) {
        return None;
    }
    let what = low(toks, lead);
    let (words, mods): (Vec<&str>, _) = match what {
        "date" | "day" => (vec![&done.low, "on"], vec![Mod::Type(FieldType::Date)]),
        "time" => (vec![&done.low, "at"], vec![Mod::Type(FieldType::DateTime)]),
        _ => (vec![what, &done.low], Vec::new()),
    };
    Some(named(start..next + 1, &words, mods))
}

/// "which firefighters took part", "the people who attended", "the languages they speak", "the vehicles used": several of
/// a kind, told by what they did here or what is done with them. Others may have them too.
fn several(toks: &[Tok], start: usize) -> Option<(Item, usize)> {
    const WHO: &[&str] =
        &["they", "it", "he", "she", "we", "i", "you", "they're", "it's", "that", "which", "who"];
    const ROLE: &[&str] = &[
        "used",
        "involved",
        "needed",
        "required",
        "concerned",
        "present",
        "invited",
        "affected",
        "covered",
        "included",
        "attending",
        "participating",
        "taking",
        "taken",
        "helping",
        "spoken",
        "played",
        "served",
    ];
    let asked = eat_first(toks, start, &["which|what"]);
    let lead = asked.or_else(|| eat_first(toks, start, &["all the", "the|all"]))?;
    // The name: one or two plain words, the last of them a plural.
    let stop = (lead + 1..toks.len().min(lead + 4)).find(|n| {
        any(toks, *n, WHO)
            || any(toks, *n, ROLE)
            || super::is_past(low(toks, *n))
            || any(toks, *n, &["are", "were", "have", "take", "took", "came", "attend"])
    })?;
    let (np, end) = noun_phrase(toks.get(..stop)?, lead)?;
    let bent = crate::words::singular(np.last()) != np.last();
    if end != stop || !np.plural && !bent || np.of.is_some() || super::clause::is_field_word(np.last()) {
        return None;
    }
    let close = end_of(toks, stop);
    let modal = (stop..close)
        .any(|n| any(toks, n, &["can", "cannot", "can't", "may", "must", "should", "only", "not"]));
    if modal
        || close - stop > 6
        || asked.is_none() && any(toks, stop, &["are", "were", "have", "take", "attend"])
    {
        return None;
    }
    let np = Np { quant: super::evidence::Quant::Many, plural: true, toks: start..close, ..np };
    Some((Item { np, mods: vec![Mod::Shared], ..Item::spanning(start..close) }, close))
}

/// "who drove (driver)", "who did it (a technician)": whoever it was, by the name in the brackets.
fn who(toks: &[Tok], start: usize) -> Option<(Item, usize)> {
    let next = any(toks, start, &["who", "whom", "by"])
        .then(|| eat_first(toks, start, &["who|whom", "by whom"]))??;
    let open = (next..toks.len().min(next + 5)).find(|n| any(toks, *n, &["("]))?;
    let plain = (next..open).all(|n| toks[n].word && !any(toks, n, &["and", "or"]));
    let (np, close) = noun_phrase(toks, open + 1)?;
    let end = eat_first(toks, close, &[")"]).filter(|_| plain && !np.plural)?;
    let np = Np { quant: super::evidence::Quant::One, toks: start..end, ..np };
    Some((Item { np, ..Item::spanning(start..end) }, end))
}

/// "when, and how much in ml", "what for": a question by itself is a member.
fn alone(toks: &[Tok], start: usize) -> Option<(Item, usize)> {
    const ASKED: &[(&[&str], &str)] = &[
        (&["where from", "from where"], "from"),
        (&["where to", "to where"], "to"),
        (&["how much"], "amount"),
        (&["how many"], "quantity"),
        (&["when"], "happened_at"),
        (&["what for"], "purpose"),
        (&["why"], "reason"),
        (&["where"], "place"),
    ];
    let (next, word) =
        ASKED.iter().find_map(|(asked, word)| Some((eat_first(toks, start, asked)?, *word)))?;
    let unit = eat_first(toks, next, &["in"]).filter(|n| super::modifier::is_unit(low(toks, *n)));
    let end = unit.map_or(next, |n| n + 1);
    if !super::cursor::divider(toks, end) || any(toks, end, &[":"]) {
        return None;
    }
    let mut mods: Vec<Mod> = unit.map(|n| Mod::In(low(toks, n).to_owned())).into_iter().collect();
    if matches!(word, "from" | "to") {
        mods.push(Mod::Type(FieldType::String));
    }
    if word == "happened_at" {
        mods.push(Mod::Type(FieldType::DateTime));
    }
    Some(named(start..end, &[word], mods))
}

/// "how often it needs water in days": the time between two.
fn interval(toks: &[Tok], start: usize) -> Option<(Item, usize)> {
    let next = eat_first(toks, start, &["how often"])?;
    let stop = end_of(toks, subject(toks, next)?);
    let unit = (next..stop).find(|n| any(toks, *n, &["in"])).map(|n| low(toks, n + 1).to_owned());
    let unit =
        unit.filter(|unit| matches!(unit.as_str(), "days" | "weeks" | "months" | "hours" | "minutes"))?;
    let mods = vec![Mod::Type(FieldType::Integer), Mod::AtLeast(1.0, Unit::None)];
    Some(named(start..stop, &["interval", &unit], mods))
}

fn named(toks: std::ops::Range<usize>, words: &[&str], mods: Vec<Mod>) -> (Item, usize) {
    let end = toks.end;
    let np = Np {
        name: words.join(" "),
        low: words.iter().map(|word| (*word).to_owned()).collect(),
        toks: toks.clone(),
        name_toks: toks.clone(),
        ..Np::default()
    };
    (Item { np, mods, ..Item::spanning(toks) }, end)
}

/// "it", "the call", "they": whom the clause speaks of, and where its verb stands.
fn subject(toks: &[Tok], at: usize) -> Option<usize> {
    if let Some(next) = eat_first(toks, at, &["it|they|i|we|he|she|one|you|this|that|there"]) {
        return Some(next);
    }
    let determined = any(toks, at, &["a", "an", "the", "each", "this", "his", "her", "their", "its"]);
    // "the call took place", "the queen was seen"
    (at + 1 + usize::from(determined)..at + 4)
        .find(|n| {
            any(
                toks,
                *n,
                &["is", "are", "was", "were", "has", "have", "had", "can", "must", "may", "will", "should"],
            ) || lexicon()
                .verb(low(toks, *n))
                .is_some_and(|(_, form)| matches!(form, Form::Past | Form::Third))
        })
        .filter(|n| toks.get(at..*n).is_some_and(|words| words.iter().all(|t| t.word)))
        .filter(|_| determined || toks.get(at).is_some_and(|t| crate::words::is_plural(&t.low)))
}

/// Where the clause ends: at what divides members.
fn end_of(toks: &[Tok], at: usize) -> usize {
    (at..toks.len())
        .find(|n| !toks[*n].word && !toks[*n].is("-") || any(toks, *n, &["and", "but", "or", "plus"]))
        .unwrap_or(toks.len())
}

/// "whether it is done", "whether I have watched it", "if they're coming or not": a flag.
fn whether(toks: &[Tok], start: usize) -> Option<(Item, usize)> {
    // "is it vegan", "are they insured": asked rather than said.
    let asked = any(toks, start, &["is", "are", "was", "were"])
        .then(|| eat_first(toks, start, &["is it|he|she", "are they", "was it", "were they"]))
        .flatten();
    if let Some(at) = asked {
        let tok = toks.get(at).filter(|tok| tok.word && !crate::words::stop::is_stop(&tok.low))?;
        let second = toks
            .get(at + 1)
            .filter(|t| t.word && !crate::words::stop::is_stop(&t.low))
            .or_else(|| toks.get(at + 1).filter(|_| any(toks, at + 1, &["out", "up", "off", "in"])));
        let end = at + 1 + usize::from(second.is_some());
        let mut words = vec![tok.low.as_str()];
        words.extend(second.map(|t| t.low.as_str()));
        let end = if any(toks, end, &["?"]) { end + 1 } else { end };
        return (super::cursor::divider(toks, end) || end >= toks.len())
            .then(|| named(start..end, &words, vec![Mod::Type(FieldType::Boolean)]));
    }
    const LEADS: &[&str] = &[
        "whether or? not?",
        "a|an|the mark|marker|tick|note|sign|indication|indicator|field whether|if",
        "if",
        "a flag whether|if|for",
        "a? yes / no flag|field|value|answer? whether|if|for|on?",
        "a? true / false flag|field|value? whether|if|for?",
        "a boolean|checkbox|tick field|flag|value? whether|if",
    ];
    let at = eat_first(toks, start, LEADS)?;
    let sure = any(toks, start, &["whether", "a"]);
    // "they're coming", "it's indoor": the verb is part of the word.
    let short = toks.get(at).is_some_and(|t| {
        matches!(t.low.as_str(), "it's" | "they're" | "he's" | "she's" | "there's" | "we're" | "you're")
            || t.possessive && any(toks, at, &["it", "he", "she", "that"])
    });
    let (told, at) = if short {
        (None, at + 1)
    } else {
        // "whether pets are allowed" names what is allowed.
        let thing = toks.get(at).filter(|t| {
            t.word && crate::words::is_plural(&t.low) && any(toks, at + 1, &["are", "were"]) && !t.is("they")
        });
        // "whether a high chair is needed" names the chair too.
        let one =
            eat_first(toks, at, &["a|an"]).filter(|n| (*n + 1..*n + 4).any(|v| any(toks, v, &["is", "was"])));
        let thing = thing.or_else(|| one.and_then(|n| toks.get(n)));
        let more = one
            .and_then(|n| toks.get(n + 1))
            .filter(|t| t.word && !any(toks, one.unwrap_or(0) + 1, &["is", "was"]));
        let at = eat_first(toks, at, &["it|they|i|we|he|she", "the|a|this", "its"]).unwrap_or(at);
        let verb = (at..at + 4).find(|n| any(toks, *n, &["is", "are", "was", "were", "has", "have", "been"]));
        // "whether it has to be cooled"
        let must = eat_first(toks, at, &["has|have|needs|need|ought to be", "must|should|shall be"]);
        match verb {
            _ if must.is_some() => (None, must?),
            Some(verb) => (
                thing.map(|thing| (thing, more)),
                eat_first(toks, verb, &["has|have been", "is|are|was|were|has|have"])?,
            ),
            // "whether it needs sun", "whether it works"
            None if sure => return acts(toks, start, at),
            None => return None,
        }
    };
    // "whether it is upright or grand"
    if let Some(found) = super::nameless::chosen(toks, start, eat_first(toks, at, &["either"]).unwrap_or(at))
    {
        return Some(found);
    }
    let at = eat_first(toks, at, &["been", "currently", "already", "still", "a|an", "for"]).unwrap_or(at);
    let at = eat_first(toks, at, &["a|an"]).unwrap_or(at);
    // "whether it is in service or not"
    if any(toks, at, &["in", "on", "out", "under", "up"])
        && toks.get(at + 1).is_some_and(|tok| tok.word && !crate::words::stop::is_stop(&tok.low))
    {
        let end = eat_first(toks, at + 2, &["or not"]).unwrap_or(at + 2);
        let words = [low(toks, at), low(toks, at + 1)];
        return super::cursor::divider(toks, end)
            .then(|| named(start..end, &words, vec![Mod::Type(FieldType::Boolean)]));
    }
    // "whether I have it twice": how it is had.
    if any(toks, at, &["it", "them", "this"]) && any(toks, at - 1, &["has", "have"]) {
        let end = at + 2;
        let how = toks.get(at + 1).filter(|tok| tok.word && super::cursor::divider(toks, end))?;
        return Some(named(start..end, &["have", &how.low], vec![Mod::Type(FieldType::Boolean)]));
    }
    let tok = toks.get(at).filter(|tok| tok.word && !crate::words::stop::is_stop(&tok.low))?;
    // "prescription only", "wheelchair accessible"
    let second = toks
        .get(at + 1)
        .filter(|t| {
            t.word && (t.is("only") || !crate::words::stop::is_stop(&t.low)) && !t.is("in") && !t.is("right")
        })
        .filter(|_| lexicon().verb(&tok.low).is_none_or(|(_, form)| form != Form::Past));
    let last = if second.is_some() { at + 2 } else { at + 1 };
    let now = eat_first(toks, last, &["right? now", "at|for the moment", "currently|today"]).unwrap_or(last);
    let end = eat_first(toks, now, &["it|them", "or not", "in stock_"]).unwrap_or(now);
    let mut words: Vec<&str> = told
        .into_iter()
        .flat_map(|(thing, more)| [Some(thing), more])
        .flatten()
        .map(|thing| thing.low.as_str())
        .collect();
    words.push(&tok.low);
    words.extend(second.map(|t| t.low.as_str()));
    let (mut item, _) = named(start..end, &words, vec![Mod::Type(FieldType::Boolean)]);
    item.np.name_toks = at..last;
    Some((item, end))
}

/// "whether it needs sun": what it does is the name.
fn acts(toks: &[Tok], start: usize, at: usize) -> Option<(Item, usize)> {
    // "whether it bites": a verb that nobody knows, which ends as one and is all that is said.
    let unknown = toks.get(at).filter(|tok| {
        let ends = |end: &str| tok.low.len() > 3 && tok.low.ends_with(end);
        tok.word && lexicon().verb(&tok.low).is_none() && ends("s") && !ends("ss")
    });
    if let Some(tok) = unknown.filter(|_| any(toks, at - 1, &["it", "he", "she"])) {
        let end = eat_first(toks, at + 1, &["or not"]).unwrap_or(at + 1);
        return super::cursor::divider(toks, end)
            .then(|| named(start..end, &[&tok.low], vec![Mod::Type(FieldType::Boolean)]));
    }
    let (base, form) = lexicon().verb(low(toks, at))?;
    let base = base.to_owned();
    if !matches!(form, Form::Third | Form::Base | Form::Past) {
        return None;
    }
    let object = noun_phrase(toks, at + 1);
    let end = object.as_ref().map_or(at + 1, |(_, end)| *end);
    let end = eat_first(toks, end, &["or not"]).unwrap_or(end);
    let mut words = vec![if form == Form::Base { base.as_str() } else { low(toks, at) }];
    let things: Vec<String> = object.map(|(np, _)| np.low).unwrap_or_default();
    words.extend(things.iter().map(String::as_str));
    (words.len() <= 4).then(|| named(start..end, &words, vec![Mod::Type(FieldType::Boolean)]))
}

/// "a boolean that says if it is done", "a flag for archived"
fn flag(toks: &[Tok], start: usize) -> Option<(Item, usize)> {
    let next = eat_first(
        toks,
        start,
        &[
            "a|an|the? boolean|bool|flag|checkbox field|value|column? that|which? indicates|indicate|says|shows|tells|marks|indicating|saying|showing|telling|marking|specifying",
            "a|an|the? boolean|bool|flag|checkbox field|value|column? to say|show|indicate|tell|mark",
        ],
    )?;
    let (mut item, end) = whether(toks, next)?;
    item.toks.start = start;
    item.np.toks.start = start;
    Some((item, end))
}

/// "how many people they bring", "how long it takes in minutes", "how much it costs"
fn how(toks: &[Tok], start: usize) -> Option<(Item, usize)> {
    let end = |from: usize| end_of(toks, from);
    if let Some(next) = eat_first(toks, start, &["how many|much"]) {
        if let Some((np, after)) = many(toks, next) {
            let stop = end(after);
            let words: Vec<&str> = np.iter().map(String::as_str).collect();
            let mods = vec![Mod::Type(FieldType::Integer), Mod::AtLeast(0.0, Unit::None)];
            return Some(named(start..stop, &words, mods));
        }
        let verb = subject(toks, next)?;
        // "how many we have in stock", "how many there are"
        if any(toks, next - 1, &["many"]) {
            let stop = end(verb);
            let word = if (verb..stop).any(|n| any(toks, n, &["stock"])) { "stock" } else { "quantity" };
            let mods = vec![Mod::Type(FieldType::Integer), Mod::AtLeast(0.0, Unit::None)];
            return Some(named(start..stop, &[word], mods));
        }
        let (base, _) = lexicon().verb(low(toks, verb))?;
        let word = match base {
            "cost" => "cost",
            "pay" => "amount_paid",
            "weigh" => "weight",
            _ => return None,
        };
        return Some(named(start..end(verb), &[word], Vec::new()));
    }
    let word = match eat_first(toks, start, &["how long"]) {
        Some(_) => "duration",
        None if eat_first(toks, start, &["how old"]).is_some() => "age",
        None if eat_first(toks, start, &["how far"]).is_some() => "distance",
        None if eat_first(toks, start, &["how big|large"]).is_some() => "size",
        None if eat_first(toks, start, &["how heavy"]).is_some() => "weight",
        None => return None,
    };
    let verb = subject(toks, start + 2)?;
    let stop = end(verb);
    let unit = (verb..stop).find(|n| any(toks, *n, &["in"])).map(|n| low(toks, n + 1).to_owned());
    let mods = unit.filter(|unit| super::modifier::is_unit(unit)).map(Mod::In).into_iter().collect();
    Some(named(start..stop, &[word], mods))
}

/// "people they bring", "minutes it lasted": the counted words before whoever does it.
fn many(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let mut words = Vec::new();
    let mut n = at;
    while let Some(tok) = toks.get(n).filter(|t| t.word && words.len() < 3) {
        if crate::words::stop::is_stop(&tok.low)
            || !words.is_empty() && words.last().is_some_and(|w: &String| crate::words::is_plural(w))
        {
            break;
        }
        words.push(tok.low.clone());
        n += 1;
    }
    let counted = words.last().is_some_and(|word| crate::words::is_plural(word));
    counted.then_some((words, n))
}

/// "when it starts", "when it was finished", "the date it was last watered", "who brought it"
fn when(toks: &[Tok], start: usize) -> Option<(Item, usize)> {
    let dated = eat_first(toks, start, &["the|a? date|day|time|moment|year when|that|at|on|in? which?"])
        .filter(|next| *next > start && !any(toks, *next, &[",", "and"]));
    let next = eat_first(toks, start, &["when", "since when", "until when"]).or(dated)?;
    let verb = subject(toks, next)?;
    let day = any(toks, start, &["date", "day"]) || any(toks, start + 1, &["date", "day"]);
    let suffix = if day { "on" } else { "at" };
    let mods = vec![Mod::Type(if day { FieldType::Date } else { FieldType::DateTime })];
    let stop = end_of(toks, verb);
    // "it was finished", "it has been opened"
    let be = eat_first(
        toks,
        verb,
        &["has|have|had been", "is|are|was|were|be|gets|got|has|have|had", "must|should|can|will be"],
    );
    let at = be.unwrap_or(verb);
    let at = eat_first(toks, at, &["really|actually|finally|eventually|originally"]).unwrap_or(at);
    let last = eat_first(toks, at, &["last", "first"]);
    let at = last.unwrap_or(at);
    let done = (super::clause::past(toks, at).is_some() || be.is_some() && any(toks, at, &["born"]))
        && (be.is_some() || lexicon().verb(low(toks, at)).is_some());
    if done {
        let said = low(toks, at).to_owned();
        let said =
            if said == "took" && any(toks, at + 1, &["place"]) { "took_place".to_owned() } else { said };
        let mut words: Vec<&str> = last.map(|n| low(toks, n - 1)).into_iter().collect();
        // "the year it was planted"
        if any(toks, start, &["year"]) || any(toks, start + 1, &["year"]) {
            let mods = vec![Mod::Type(FieldType::Integer)];
            // "the year its queen was born": of the queen.
            let whose = any(toks, next, &["its", "their", "his", "her"]) && verb == next + 2;
            let words: Vec<&str> = match whose {
                true => vec![low(toks, next + 1), &said, "year"],
                false => vec!["year", &said],
            };
            return Some(named(start..stop, &words, mods));
        }
        words.push(&said);
        // "the day it came back"
        let particle = eat_first(toks, at + 1, &["back|out|up|off|over|in"]).filter(|n| *n == stop);
        words.extend(particle.map(|n| low(toks, n - 1)));
        words.push(suffix);
        return Some(named(start..stop, &words, mods));
    }
    let word = low(toks, at);
    let acts = lexicon().verb(word).is_some_and(|(_, form)| form == Form::Third)
        || word.ends_with('s') && be.is_none();
    let due = be.is_some()
        && any(toks, at, &["due", "open", "free", "available", "ready", "over", "full", "complete"]);
    // "when the harbour master assigns a boat": what happens to something else, and no moment of this one.
    let object = any(toks, at + 1, &["a", "an", "the", "each", "every", "his", "her", "its", "their", "one"]);
    (acts && !object || due).then(|| named(start..stop, &[word, suffix], mods))
}
