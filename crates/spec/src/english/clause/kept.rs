//! What people say that they keep of a thing: `We also record the row`, `There are rooms, each with a name`.

use super::{
    super::{
        cursor::{any, eat_first, low},
        evidence::{Fact, Item, Mod, Np, Quant},
        list,
        noun::noun_phrase,
        token::Tok,
    },
    Read,
};

/// `What we keep about a parcel: its name, the surface`, `We also record the row and its health`.
pub fn read(toks: &[Tok], at: usize) -> Read {
    const KEEP: &[&str] = &["what|things i|we|you also? keep|store|record|save|note|track|know|need|want"];
    if let Some(next) = eat_first(toks, at, KEEP) {
        let next = eat_first(toks, next, &["to? store|save|know|keep|record", "track of"]).unwrap_or(next);
        let next = eat_first(toks, next, &["about|on|of|for|per"])?;
        let (np, next) = noun_phrase(toks, next)?;
        // "a parcel of land"
        let next = eat_first(toks, next, &["of"])
            .and_then(|n| noun_phrase(toks, n))
            .filter(|(_, n)| any(toks, *n, &[":", "—", "is"]))
            .map_or(next, |(_, n)| n);
        let listed = eat_first(toks, next, &[":", "—", "is|are :?"])?;
        let (items, end) = list::items(toks, listed)?;
        return Some((vec![Fact::Has { subject: Some(np), items, toks: at..end, from_frame: false }], end));
    }
    // "For the installation we record the number of panels, the price"
    const FOR: &[&str] = &["for|about|of the|a|an|each|every"];
    const WE: &[&str] = &[
        ",? we|i also? keep|store|record|save|note|track",
        ",? we|i want|need to keep|store|record|save|note|track",
    ];
    let article = || {
        eat_first(toks, at, &["the|a|an|each|every"])
            .filter(|_| at == 1 && any(toks, 0, &["for", "about", "of"]))
    };
    let lead = if at == 0 { eat_first(toks, at, FOR) } else { article() };
    let told = lead.and_then(|next| noun_phrase(toks, next));
    if let Some((np, listed)) = told.and_then(|(np, next)| Some((np, eat_first(toks, next, WE)?)))
        && let Some((items, end)) = list::items(toks, listed).filter(|(items, _)| items.len() > 1)
    {
        return Some((vec![Fact::Has { subject: Some(np), items, toks: at..end, from_frame: false }], end));
    }
    if let Some(found) = notes(toks, at)
        .or_else(|| employs(toks, at))
        .or_else(|| holds(toks, at))
        .or_else(|| recorded(toks, at))
    {
        return Some(found);
    }
    const ALSO: &[&str] = &[
        "i|we also? note|write|jot|put|take down",
        "i|we also record|store|keep|note|save|track|log|need",
        "i|we record|store|note|save|log",
        "also record|store|note|save|log",
    ];
    // "We also …" may be read as what leads to the clause.
    let spoken = at > 0 && any(toks, at - 1, &["i", "we", "also"]);
    let verb = || eat_first(toks, at, &["record|store|note|save|log|track"]).filter(|_| spoken);
    let next = eat_first(toks, at, ALSO).or_else(verb)?;
    let told = any(toks, next, &["the", "its", "their", "whether", "when", "how"]);
    let (items, end) = list::items(toks, next).filter(|(items, _)| items.len() > 1 && told)?;
    crate::assemble::entities::field_like(&items)
        .then(|| (vec![Fact::Has { subject: None, items, toks: at..end, from_frame: false }], end))
}

/// `A loan records which member took which book and when`, `each count notes who counted, how many and where`: what
/// is asked behind the verb is what it keeps.
fn notes(toks: &[Tok], at: usize) -> Read {
    const VERBS: &[&str] = &[
        "records",
        "record",
        "notes",
        "note",
        "logs",
        "log",
        "stores",
        "store",
        "says",
        "say",
        "tells",
        "tell",
        "keeps",
        "keep",
        "captures",
        "capture",
        "tracks",
        "track",
        "shows",
        "show",
        "remembers",
        "states",
    ];
    const ASKS: &[&str] = &["which", "what", "when", "how", "who", "where"];
    let verb = (at + 1..toks.len().min(at + 5)).find(|n| any(toks, *n, VERBS) && any(toks, n + 1, ASKS))?;
    let (np, _) = noun_phrase(&toks[..verb], at).filter(|(_, end)| *end == verb)?;
    asked(toks, at, np, verb + 1)
}

/// `For every call-out we enter which firefighter rode in which vehicle`: the same of each of what comes first.
pub fn of_each(toks: &[Tok], at: usize) -> Read {
    const FOR_EACH: &[&str] = &["for|after|at|on|in|with each|every"];
    let led = || {
        let each = at > 0 && any(toks, at - 1, &["for"]) && any(toks, at, &["each", "every"]);
        each.then_some(at + 1)
    };
    let (np, end) = noun_phrase(toks, eat_first(toks, at, FOR_EACH).or_else(led)?)?;
    const ENTER: &[&str] = &[
        ",? i|we|they|you need|want|have to know|store|record|keep|note|enter|see",
        ",? i|we|they|you also? enter|record|note|store|keep|write|log|track|save|register|put|need|list|mark|tick down|off?",
    ];
    let next = eat_first(toks, end, ENTER)?;
    any(toks, next, &["which", "what"]).then_some(())?;
    asked(toks, at, Np { quant: Quant::Each, ..np }, next)
}

/// "which player scored": behind what is asked for stands what it did, known or not.
fn past_of(toks: &[Tok], at: usize) -> bool {
    any(toks, at, &["did", "had", "was", "were"])
        || super::past_of(toks, at)
        || low(toks, at).len() > 4 && low(toks, at).ends_with("ed")
}

/// What is asked from `next` on, of the thing: keys, moments and other members.
fn asked(toks: &[Tok], at: usize, np: Np, next: usize) -> Read {
    let named = |name: &str, toks: std::ops::Range<usize>, mods: Vec<Mod>| Item::named(name, mods, toks);
    let (mut keys, mut items) = (Vec::new(), Vec::new());
    // Words that only say what is done.
    let mut said: Vec<std::ops::Range<usize>> = std::iter::once(at..next).collect();
    let mut done: Option<String> = None;
    let mut next = next;
    let mut end;
    loop {
        if let Some((both, after)) = super::occasion::from_until(toks, next) {
            items.extend(both);
            end = after;
        // "which product (was taken from which room)"
        } else if let Some(thing) = eat_first(toks, next, &["which|what"]) {
            // "which member took which book": the verb is no word of the name.
            let stop = (thing + 1..toks.len().min(thing + 4)).find(|n| past_of(toks, *n));
            let (to, mut after) = noun_phrase(toks.get(..stop.unwrap_or(toks.len()))?, thing)?;
            // "which pupils were absent" are many, and each of them may be in others too.
            let many = to.plural && crate::words::singular(to.last()) != to.last();
            keys.push((Np { plural: false, quant: Quant::One, ..to }, many, next..after));
            let past = eat_first(toks, after, &["was|were|is|are|has|have been?"]).unwrap_or(after);
            let doing = toks.get(past).filter(|_| past_of(toks, past));
            if let Some(word) = doing {
                let particle = eat_first(toks, past + 1, &["up|out|off|back|over|down"]);
                done = Some(match particle {
                    Some(n) => format!("{} {}", word.low, low(toks, n - 1)),
                    None => word.low.clone(),
                });
                let past = particle.unwrap_or(past + 1);
                after = eat_first(toks, past, &["from|by|to|in|at|on|for|into|with|out|of"]).unwrap_or(past);
            }
            said.push(past..after);
            end = after;
            if doing.is_some() && any(toks, after, &["which", "what"]) {
                next = after;
                continue;
            }
        } else if let Some(after) = eat_first(toks, next, &["when"]) {
            let clause = eat_first(toks, after, &["it|they|that was|were|is|are|happened"])
                .and_then(|n| super::past_of(toks, n).then(|| (toks[n].low.clone(), n + 1)))
                .map(|(word, n)| if word == "done" { (done.clone().unwrap_or(word), n) } else { (word, n) });
            let (word, after) = clause.map_or((done.clone(), after), |(word, n)| (Some(word), n));
            let name = word.map_or("happened at".to_owned(), |word| format!("{word} at"));
            items.push(named(&name, next..after, vec![Mod::Type(domain::spec::FieldType::DateTime)]));
            end = after;
        } else if let Some(after) = eat_first(toks, next, &["how many|much"]) {
            let many = any(toks, after - 1, &["many"]);
            let counted = noun_phrase(toks, after).filter(|(np, _)| many && np.plural);
            let (name, after) = counted
                .map_or(((if many { "quantity" } else { "amount" }).to_owned(), after), |(np, n)| {
                    (np.key(), n)
                });
            let kind = if many { domain::spec::FieldType::Integer } else { domain::spec::FieldType::Decimal };
            items.push(named(&name, next..after, vec![Mod::Type(kind)]));
            end = after;
        } else if let Some(after) = eat_first(toks, next, &["on|in|at what|which"])
            .filter(|n| any(toks, *n, &["day", "date", "time", "year", "month"]))
        {
            // "and on what day"
            items.push(named(low(toks, after), next..after + 1, Vec::new()));
            end = after + 1;
        } else if let Some(after) = eat_first(toks, next, &["where"]) {
            items.push(named("place", next..after, Vec::new()));
            end = after;
        } else {
            let (item, after) = list::item(toks, next)?;
            items.push(item);
            end = after;
        }
        match super::super::noun::list_divider(toks, end) {
            Some(more) if toks.get(more).is_some_and(|tok| tok.word) => next = more,
            _ => break,
        }
    }
    if keys.is_empty() {
        return None;
    }
    let mut facts = vec![Fact::Mention { np: np.clone(), weight: 2 }];
    facts.extend(keys.into_iter().map(|(to, many, toks)| Fact::Relation {
        from: Some(np.clone()),
        to,
        loose: false,
        many_to_many: many,
        one_to_one: false,
        optional: many,
        toks,
    }));
    if !items.is_empty() {
        facts.push(Fact::Has { subject: Some(np), items, toks: at..end, from_frame: false });
    }
    facts.extend(said.into_iter().map(|toks| Fact::Filler { toks }));
    Some((facts, end))
}

/// `record an ascent of a route: climber name, date`: the list is of what is recorded.
fn recorded(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(
        toks,
        at,
        &["record|log|register|add|create|book|enter|save|store|place|submit|report|track"],
    )?;
    let (np, next) = noun_phrase(toks, next).filter(|(np, _)| np.quant == Quant::One && np.low.len() <= 2)?;
    let of = eat_first(toks, next, &["of|for|to|in|on a|an|one|the"])?;
    let (to, end) = noun_phrase(toks, of - 1)?;
    let listed = eat_first(toks, end, &[":", "—", "with"])?;
    let (items, after) = list::items(toks, listed).filter(|(items, _)| items.len() > 1)?;
    if !crate::assemble::entities::field_like(&items) {
        return None;
    }
    let thing = Np { plural: false, ..np };
    Some((super::has::of_its_own(thing, to, items, at..end, at..after), after))
}

/// `We employ about twenty workers; we only need their name and a badge number`
fn employs(toks: &[Tok], at: usize) -> Read {
    let start = at - usize::from(at > 0 && any(toks, at - 1, &["i", "we"]));
    let verb = eat_first(toks, start, &["i|we|she|he|they"])?;
    let next =
        eat_first(toks, verb + 1, &["about|around|roughly|some|over|nearly|almost"]).unwrap_or(verb + 1);
    let (np, after) = noun_phrase(toks, next).filter(|(np, _)| np.plural && np.low.len() <= 3)?;
    let next = eat_first(toks, after, &[";", ",", "and", ", and", "—"])?;
    let next = eat_first(toks, next, &["for|of them ,?"]).unwrap_or(next);
    let listed = eat_first(
        toks,
        next,
        &[
            "i|we only|just|also? need|store|keep|save|record|want|know to? store|know|keep?",
            "i|we only|just|also? want|need to store|keep|know|save|record",
        ],
    )?;
    let (items, end) =
        list::items(toks, listed).filter(|_| any(toks, listed, &["their", "the", "a", "his", "her"]))?;
    crate::assemble::entities::field_like(&items).then(|| {
        let facts = vec![
            Fact::Mention { np: np.clone(), weight: 2 },
            Fact::Has { subject: Some(np), items, toks: at..end, from_frame: false },
        ];
        (facts, end)
    })
}

/// `She has eight rooms, each with a name`, `there are reservations for a sailing, with a name`.
fn holds(toks: &[Tok], at: usize) -> Read {
    let start = at - usize::from(at > 0 && any(toks, at - 1, &["i", "we"]));
    let lead = eat_first(
        toks,
        start,
        &[
            "i|we|you|she|he|they|it have|has|run|runs|own|owns|keep|keeps|offer|offers also?",
            "there are|is also?",
        ],
    )?;
    let (np, next) = noun_phrase(toks, lead).filter(|(np, _)| np.plural && np.low.len() <= 3)?;
    let owner =
        eat_first(toks, next, &["for|of|in|on a|an|one|the|each"]).and_then(|n| noun_phrase(toks, n - 1));
    let behind = owner.as_ref().map_or(next, |(_, end)| *end);
    let listed = eat_first(
        toks,
        behind,
        &[",? each|every|all with|having|has|have", ",? each one|of them? with|having|has|have", ", with"],
    )?;
    let (items, end) = list::items(toks, listed)?;
    if !crate::assemble::entities::field_like(&items) {
        return None;
    }
    let mut facts = vec![Fact::Mention { np: np.clone(), weight: 2 }];
    if let Some((to, to_end)) = owner {
        facts.push(Fact::Relation {
            from: Some(np.clone()),
            to,
            loose: false,
            many_to_many: false,
            one_to_one: false,
            optional: false,
            toks: at..to_end,
        });
    }
    facts.push(Fact::Has { subject: Some(np), items, toks: at..end, from_frame: false });
    Some((facts, end))
}
