//! What a thing is made of, told by what happens to it rather than by what it has.
//!
//! ```text
//! A licence starts on a day, ends at some time       starts on (date), ends at (datetime)
//! A visit lasts 15, 30 or 45 minutes                 duration (15, 30 or 45)
//! Donors are registered with their name and sex      name, sex
//! Photos attached to a case have a caption           caption, and a key to the case
//! A garment is a suit, a dress or a shirt            kind (suit, dress or shirt)
//! ```

use domain::spec::FieldType;

use super::{
    super::{
        cursor::{any, eat_first, low},
        declare::tells_a_field,
        evidence::{Fact, Item, Mod, Np, Quant},
        lexicon::{Form, lexicon},
        list, modifier,
        noun::noun_phrase,
        token::Tok,
    },
    Read, past_of,
};
use crate::assemble::entities::field_like;

pub fn read(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    with_accounts(toks, at)
        .or_else(|| stamped(toks, at, subject))
        .or_else(|| made_for(toks, at))
        .or_else(|| valid_for(toks, at, subject))
        .or_else(|| happens(toks, at, subject))
        .or_else(|| for_each_of_them(toks, at))
        .or_else(|| lasts(toks, at, subject))
        .or_else(|| entered_with(toks, at))
        .or_else(|| attached(toks, at))
        .or_else(|| one_of_kinds(toks, at))
}

/// `not API keys, use accounts`: how people get in.
fn with_accounts(toks: &[Tok], at: usize) -> Read {
    if !any(toks, at, &["use", "using"]) {
        return None;
    }
    let end =
        eat_first(toks, at + 1, &["proper|real|normal|plain|user? accounts|logins|login please|instead?"])?;
    let ends = toks.get(end).is_none_or(|tok| !tok.word);
    ends.then(|| (vec![Fact::Auth { scheme: None, toks: at..end }], end))
}

/// `Created timestamps are set automatically`: what every record says of itself.
fn stamped(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    const STAMPS: &[&str] = &["created", "creation", "updated", "modification", "timestamps"];
    if !(any(toks, at, STAMPS) || any(toks, at + 1, STAMPS)) {
        return None;
    }
    let start = eat_first(toks, at, &["the|all"]).unwrap_or(at);
    let named = eat_first(
        toks,
        start,
        &[
            "created|creation|updated|modification at|date|time|timestamp|timestamps|dates|times",
            "created|creation and|/|, updated|modification at|date|time|timestamp|timestamps|dates|times",
            "timestamps",
        ],
    )?;
    let end = eat_first(
        toks,
        named,
        &[
            "is|are|get|gets set|filled|added|recorded|stored|kept|saved|generated in? automatically",
            "is|are automatically set|filled|added|recorded|stored|kept|saved|generated",
            "is|are automatic",
            "is|are set|filled|added|recorded by the server|system|backend|api",
        ],
    )?;
    let low = vec!["created".to_owned(), "at".to_owned()];
    let np = Np { name: low.join(" "), low, toks: at..end, name_toks: at..end, ..Np::default() };
    let items = vec![Item { np, ..Item::spanning(at..end) }];
    Some((vec![Fact::Has { subject: subject.cloned(), items, toks: at..end, from_frame: false }], end))
}

/// `A recipe uses many ingredients, with a weight in grams for each`: what is said of the two together.
fn for_each_of_them(toks: &[Tok], at: usize) -> Read {
    let each = ["each", "every", "per"];
    if !super::begins_clause_here(toks, at) || !toks[at..].iter().any(|tok| each.contains(&tok.low.as_str()))
    {
        return None;
    }
    let (holder, next) = noun_phrase(toks, at).filter(|(np, _)| np.of.is_none() && !np.own)?;
    let verb = eat_first(
        toks,
        next,
        &[
            "can|may|must|should? have|has|use|uses|need|needs|contain|contains|include|includes|hold|holds|take|takes|require|requires",
            "consists|consist of",
            "is|are made of|from|with",
        ],
    )?;
    let (thing, after) = noun_phrase(toks, verb).filter(|(np, _)| np.plural && np.of.is_none())?;
    const EACH: &[&str] = &[
        "for|of each|every of them|those|these",
        "for|of each|every one",
        "for|of each|every",
        "per piece|unit",
        "each",
    ];
    let each_behind = |n: usize| {
        let of_one = || {
            let next = eat_first(toks, n, &["per", "for|of each|every|a|the", "of"])?;
            noun_phrase(toks, next)
                .filter(|(np, _)| crate::words::singular(np.last()) == crate::words::singular(thing.last()))
                .map(|(_, end)| end)
        };
        of_one().or_else(|| eat_first(toks, n, EACH))
    };
    // "and for each (of them) the amount"
    // "has many stops, and each stop has a place": a clause of its own about what was named.
    let anew = |n: &usize| {
        noun_phrase(toks, *n)
            .is_some_and(|(np, _)| crate::words::singular(np.last()) == crate::words::singular(thing.last()))
    };
    let ahead =
        eat_first(toks, after, &[", and", ",", "and", ";"]).and_then(each_behind).filter(|n| !anew(n));
    let (items, end) = match ahead {
        Some(start) => {
            let start =
                eat_first(toks, start, &["with|we|i|you? store|keep|record|note|need|say|know?", ","])
                    .unwrap_or(start);
            list::items(toks, start)?
        }
        None => {
            let start = eat_first(
                toks,
                after,
                &[",? with|including|together|along with?", ",? and", ",? stating|giving"],
            )?;
            let (items, end) = list::items(toks, start)?;
            (items, each_behind(end)?)
        }
    };
    if !field_like(&items) || items.iter().any(|item| item.np.plural && item.np.quant == Quant::Bare) {
        return None;
    }
    let item = Item { np: thing, members: items, ..Item::spanning(verb..end) };
    Some((
        vec![Fact::Has { subject: Some(holder), items: vec![item], toks: at..end, from_frame: false }],
        end,
    ))
}

/// Who a clause speaks of, and where its verb stands: a thing before it, or the one spoken of before.
fn whom(toks: &[Tok], at: usize, verb: usize, subject: Option<&Np>) -> Option<Np> {
    if verb == at || verb == at + 1 && any(toks, at, &["it", "they", "each", "is", "was", "are", "were"]) {
        return subject.cloned();
    }
    noun_phrase(toks.get(..verb)?, at)
        .filter(|(np, end)| *end == verb && !np.own && np.of.is_none() && np.quant != Quant::No)
        .map(|(np, _)| np)
}

/// `starts on a day`, `moved in on a date`, `started at some time`: the moment at which that is.
fn happens(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let verb = (at..toks.len().min(at + 5)).find(|n| moment_behind(toks, *n).is_some())?;
    let np = whom(toks, at, verb, subject)?;
    let (words, ql_type, end) = moment_behind(toks, verb)?;
    let named =
        Np { name: words.join(" "), low: words, toks: verb..end, name_toks: verb..end, ..Np::default() };
    let item = Item { np: named, mods: vec![Mod::Type(ql_type)], ..Item::spanning(verb..end) };
    Some((vec![Fact::Has { subject: Some(np), items: vec![item], toks: at..end, from_frame: false }], end))
}

/// `A reservation is made for a table, a name, a phone number and a day`: where fields stand among what it is made for, it
/// is made of all of them.
fn made_for(toks: &[Tok], at: usize) -> Read {
    const MADE: &[&str] =
        &["is|are always|usually? made|placed|booked|done|given|written|issued|taken for|of|on"];
    let verb = (at + 1..toks.len().min(at + 6)).find(|n| any(toks, *n, &["is", "are"]))?;
    let start = eat_first(toks, verb, MADE)?;
    let (np, _) = noun_phrase(toks.get(..verb)?, at)
        .filter(|(np, end)| *end == verb && np.of.is_none() && !np.own && np.quant != Quant::No)?;
    let (items, end) = list::items(toks, start)?;
    let one = items.iter().all(|item| {
        matches!(item.np.quant, Quant::One | Quant::Bare) && !(item.np.plural && item.mods.is_empty())
    });
    let fields = items.iter().filter(|item| tells_a_field(item)).count();
    (items.len() >= 3 && one && fields * 2 >= items.len()).then(|| {
        let np = Np { plural: false, quant: Quant::One, ..np };
        (vec![Fact::Has { subject: Some(np), items, toks: at..end, from_frame: false }], end)
    })
}

/// `is valid from a date until a date, which must be later`, `runs from a day to a later day`: both ends, and their order.
fn valid_for(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    const HOLDS: &[&str] = &[
        "is|are valid|open|available|active|booked|rented|leased|planned|reserved",
        "runs|run",
        "lasts|last",
        "goes|go",
    ];
    const ONE: &[&str] = &["from a|one|some|the? start|given|certain|first? date|day|time|moment"];
    const OTHER: &[&str] = &[
        "until|till|to|through a|one|some|another|the? end|later|second|given|certain|last? date|day|time|moment",
    ];
    const LATER: &[&str] = &[
        ",? which|that must|has|should to? be|lie later|after",
        ",? which|that is|comes later|after",
        "( later )",
        ",? the second must be later",
    ];
    let verb = (at..toks.len().min(at + 5)).find(|n| eat_first(toks, *n, HOLDS).is_some())?;
    let next = eat_first(toks, verb, HOLDS)?;
    let from = eat_first(toks, next, ONE)?;
    let until = eat_first(toks, from, OTHER)?;
    let np = whom(toks, at, verb, subject)?;
    let day = any(toks, from - 1, &["date", "day"]);
    let kind = if day { FieldType::Date } else { FieldType::DateTime };
    let stem = toks.get(next - 1).filter(|tok| tok.is("valid") || tok.is("open") || tok.is("available"));
    let named = |end: &str| match (stem, day) {
        (Some(tok), _) => format!("{} {end}", tok.low),
        (None, true) => format!("{} date", if end == "from" { "start" } else { "end" }),
        (None, false) => (if end == "from" { "starts at" } else { "ends at" }).to_owned(),
    };
    let item =
        |end: &str, toks: std::ops::Range<usize>| Item::named(&named(end), vec![Mod::Type(kind)], toks);
    let (one, other) = (item("from", verb..from), item("until", from..until));
    let order = eat_first(toks, until, LATER);
    let strict = order.is_some() || any(toks, until.saturating_sub(2), &["later"]);
    let end = order.unwrap_or(until);
    let mut facts = Vec::new();
    if strict {
        facts.push(Fact::Order {
            before: one.np.clone(),
            after: other.np.clone(),
            owner: Some(np.clone()),
            strict: true,
            toks: until..end,
        });
    }
    facts.insert(
        0,
        Fact::Has { subject: Some(np), items: vec![one, other], toks: at..until, from_frame: false },
    );
    Some((facts, end))
}

/// `starts on a day`: the words of a name, what kind of moment it is, and where the phrase ends.
pub(in crate::english) fn moment_behind(
    toks: &[Tok],
    verb: usize,
) -> Option<(Vec<String>, FieldType, usize)> {
    let tok = toks.get(verb).filter(|tok| tok.word && !tok.quoted)?;
    if !(verb + 1..verb + 3).any(|n| any(toks, n, &["on", "at"])) {
        return None;
    }
    let (_, form) = lexicon().verb(&tok.low)?;
    if !matches!(form, Form::Third | Form::Past | Form::Base)
        || any(toks, verb, &["is", "are", "has", "have", "takes"])
    {
        return None;
    }
    let particle = eat_first(toks, verb + 1, &["in|out|up|off|back|over"]).unwrap_or(verb + 1);
    let lead = eat_first(toks, particle, &["on|at"])?;
    let start = eat_first(toks, lead, &["a|some|one given|certain|specific|particular|fixed?"])?;
    let (ending, ql_type) = match low(toks, start) {
        "day" | "date" => ("on", FieldType::Date),
        "time" | "moment" => ("at", FieldType::DateTime),
        _ => return None,
    };
    let end = start + 1;
    let ends = toks.get(end).is_none_or(|tok| {
        !tok.word || matches!(tok.low.as_str(), "and" | "with" | "by" | "for" | "in" | "at")
    });
    let mut words = vec![tok.low.clone()];
    words.extend((verb + 1..particle).map(|n| low(toks, n).to_owned()));
    words.push(ending.to_owned());
    ends.then_some((words, ql_type, end))
}

/// `lasts 15, 30 or 45 minutes`, `takes between 10 and 90 minutes`: how long one of them is.
fn lasts(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let verb = (at..toks.len().min(at + 5)).find(|n| any(toks, *n, &["lasts", "last", "takes"]))?;
    let np = whom(toks, at, verb, subject)?;
    // What stands behind is read as it is behind the name of a member.
    let mut told = toks.to_vec();
    let named = told.get_mut(verb)?;
    "duration".clone_into(&mut named.low);
    "duration".clone_into(&mut named.raw);
    named.quoted = true;
    let (mut item, end) = list::item(&told, verb)?;
    let counted = item.np.low.len() == 1
        && (verb..end).any(|n| modifier::is_unit(low(toks, n)))
        && item.mods.iter().any(|said| {
            matches!(said, Mod::Values(_) | Mod::AtLeast(..) | Mod::AtMost(..) | Mod::Exactly(_))
        });
    if !counted {
        return None;
    }
    item.toks = verb..end;
    Some((vec![Fact::Has { subject: Some(np), items: vec![item], toks: at..end, from_frame: false }], end))
}

/// `Donors are registered with their full name, date of birth and sex`: what is put down about them.
pub fn entered_with(toks: &[Tok], at: usize) -> Read {
    const PUT_DOWN: &[&str] = &[
        "is|are|gets|get always|also|all? registered|recorded|stored|saved|kept|entered|captured|filed|catalogued|cataloged|logged|added|created|identified|set|reported|opened|submitted|noted|documented|announced|posted|published|planned|scheduled|described|defined up? with|by at? least? the|a|an|their|its|his|her?",
        "must|should|shall|can|may|will|need|needs|has|have to? be registered|recorded|stored|saved|kept|entered|captured|catalogued|logged|added|created|noted|documented|described with|by|using at? least? the|a|an|their|its|his|her?",
        "signs|sign|registers|register|joins|join|enrols|enrol|enrolls|enroll up? with|by|using at? least? the|a|an|their|its|his|her?",
        "gives|give|tells|tell|provides|provide|leaves|leave us|me? their|its|his|her",
    ];
    let first: &[&str] = &[
        "is",
        "are",
        "gets",
        "get",
        "must",
        "should",
        "shall",
        "can",
        "may",
        "will",
        "need",
        "needs",
        "has",
        "have",
        "signs",
        "sign",
        "registers",
        "register",
        "joins",
        "join",
        "enrols",
        "enrol",
        "enrolls",
        "enroll",
        "gives",
        "give",
        "tells",
        "tell",
        "provides",
        "provide",
        "leaves",
        "leave",
    ];
    let verb = (at + 1..toks.len().min(at + 7)).find(|n| any(toks, *n, first))?;
    eat_first(toks, verb, PUT_DOWN)?;
    let (np, next) = noun_phrase(toks.get(..verb)?, at).filter(|(np, _)| np.of.is_none())?;
    // "Dogs in our shelter are recorded with …": where they are is where the software is used.
    let housed = || {
        let place = eat_first(toks, next, &["in|at|of|on our|the|my"])?;
        noun_phrase(toks.get(..verb)?, place).filter(|(_, end)| *end == verb)
    };
    if next != verb && housed().is_none() {
        return None;
    }
    let listed = eat_first(toks, verb, PUT_DOWN)?;
    let start = if any(toks, listed - 1, &["a", "an", "the", "their", "its", "his", "her"]) {
        listed - 1
    } else {
        listed
    };
    // "People sign up with an email and a password" gives accounts.
    if matches!(
        np.last(),
        "user" | "users" | "people" | "everybody" | "everyone" | "anybody" | "anyone" | "somebody"
    ) {
        return None;
    }
    let (items, end) = list::items(toks, start)?;
    let told = items.iter().filter(|item| tells_a_field(item)).count();
    let sure = field_like(&items) && told > 0 && (items.len() > 1 || told == 1 && !items[0].np.plural);
    // "a photo and a login": how they get in is no field of theirs.
    let login = items.iter().all(|item| matches!(item.np.last(), "email" | "password" | "login" | "account"));
    (sure && !login)
        .then(|| (vec![Fact::Has { subject: Some(np), items, toks: at..end, from_frame: false }], end))
}

/// `Files attached to a job have a name and a size`: what they are made of, and whose they are.
fn attached(toks: &[Tok], at: usize) -> Read {
    const HAVE: &[&str] = &["have", "contain", "need", "consist"];
    let told = (at + 4..toks.len().min(at + 10)).any(|n| any(toks, n, HAVE));
    if !told || !super::begins_clause_here(toks, at) {
        return None;
    }
    let (np, next) = noun_phrase(toks, at).filter(|(np, _)| np.plural && np.quant == Quant::Bare)?;
    if !past_of(toks, next) {
        return None;
    }
    let whose = eat_first(toks, next + 1, &["to|for|by|in|on|from|at|with"])?;
    let (to, after) = noun_phrase(toks, whose)
        .filter(|(to, _)| !to.plural && matches!(to.quant, Quant::One | Quant::The | Quant::Each))?;
    let start = eat_first(toks, after, &["have|contain|need", "consist of"])?;
    let (items, end) = list::items(toks, start).filter(|(items, _)| field_like(items))?;
    let relation = Fact::Relation {
        from: Some(np.clone()),
        to: Np { quant: Quant::One, ..to },
        loose: false,
        many_to_many: false,
        one_to_one: false,
        optional: false,
        toks: at..after,
    };
    let has = Fact::Has { subject: Some(np), items, toks: after..end, from_frame: false };
    Some((vec![relation, has], end))
}

/// `A garment is a suit, a dress, trousers or a shirt`: which of several kinds each of them is.
fn one_of_kinds(toks: &[Tok], at: usize) -> Read {
    if !any(toks, at, &["a", "an", "each", "every"]) || !super::begins_clause_here(toks, at) {
        return None;
    }
    let (np, next) = noun_phrase(toks, at).filter(|(np, _)| {
        matches!(np.quant, Quant::One | Quant::Each) && !np.plural && !np.person && np.of.is_none()
    })?;
    let start = eat_first(toks, next, &["is|are always? either?", "can|may be either?"])?;
    if !any(toks, start, &["a", "an"]) {
        return None;
    }
    let mut values = Vec::new();
    let (mut end, mut next) = (start, start);
    // "a suit, a dress, trousers or a shirt": what is one of each begins with a word that says so.
    while let Some((value, after)) =
        modifier::value_words(toks, eat_first(toks, next, &["a|an"]).unwrap_or(next))
    {
        values.push(value);
        end = after;
        let Some(more) = eat_first(toks, end, &[", or", ",", "or"]) else { break };
        next = more;
    }
    let closed = any(toks, next.wrapping_sub(1), &["or"]);
    if values.len() < 3 || !closed {
        return None;
    }
    let ends = toks.get(end).is_none_or(|tok| !tok.word || tok.is("and"));
    if !ends || lexicon().roles.contains(np.last()) || np.last() == "user" {
        return None;
    }
    let named = Np {
        name: "kind".to_owned(),
        low: vec!["kind".to_owned()],
        toks: start..end,
        name_toks: start..end,
        ..Np::default()
    };
    let item = Item { np: named, mods: vec![Mod::Values(values)], ..Item::spanning(start..end) };
    Some((vec![Fact::Has { subject: Some(np), items: vec![item], toks: at..end, from_frame: false }], end))
}
