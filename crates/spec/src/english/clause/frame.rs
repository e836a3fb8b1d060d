//! The frame of a request: `build a REST API called Shelf for a library`.

use super::{
    super::{
        cursor::{any, eat, eat_first, low, number},
        evidence::{Fact, Np, Quant},
        lexicon::{Form, lexicon},
        list,
        noun::{self, noun_phrase},
        token::Tok,
    },
    Read, aside, stack,
};
use crate::words::{self, graded::graded_at};

const OPENERS: &[&str] = &[
    "please",
    "hi|hello|hey there?",
    "what i|we need|want is",
    "turn|convert|transform the? attached|following|given? schema|file|tables|model|sql|ddl into",
    "i'm|i am|we're|we are looking for",
    "i'm|i am|we're|we are building|making|developing|creating|starting",
    "i'd|we'd like|love you to",
    "i'd|we'd like|love",
    "whip|knock|cook|throw|rig up|together",
    "i|we would like|love",
    "i|we want|need",
    "can|could|would you|u|somebody|someone|anybody|anyone please? to?",
    "help me|us",
    "let's|lets",
    "my|our team|company|business|school|club|shop needs|wants",
    "you to",
    "you will|should|must|shall need|have to?",
    "you will|should|must|shall build|create|make|write|develop|design|implement",
    "you are|have to",
    "to",
    "me|us",
    "the task|goal|idea is to?",
    "your task is to",
    "build|create|make|write|develop|design|implement|generate|code|program|provide|prepare|produce|deliver|craft|set",
    "have",
    "put together",
    "set up",
    "give",
    "up",
    "need",
    "want",
    "looking for",
    "wanted :",
    "needed :",
    "project :",
    "this is",
    "it is",
    "it's",
    "just",
    "from scratch",
    "build me",
    "quickly",
    "simply",
    "for",
];

pub fn read(toks: &[Tok], at: usize) -> Read {
    // "Application: job, applicant" among other things is one of them.
    if toks.get(at).is_some_and(|tok| tok.quoted) && any(toks, at + 1, &[":"]) {
        return None;
    }
    if at > 0 && !only_openers(toks, at) || super::names_an_end(toks, at) {
        return None;
    }
    opening(toks, at)
}

/// "As a member I want to borrow a game": who speaks wants to do something with the software, and builds none.
fn deed_of_a_story(toks: &[Tok], at: usize) -> bool {
    const BUILDS: &[&str] = &[
        "build|create|make|write|develop|design|implement|generate|code|program|have|get|set|provide|produce|put",
    ];
    let story = at > 0 && any(toks, 0, &["as"]);
    let deed = eat_first(toks, at, &["i|we want|need|wish to", "i|we would like to", "i'd|we'd like to"]);
    story
        && deed.is_some_and(|verb| {
            toks.get(verb).is_some_and(|tok| tok.word) && eat_first(toks, verb, BUILDS).is_none()
        })
}

/// "I volunteer for a club and we'd like an API for …", "so for the hotel we need an api": who writes
/// stands before what they want. Answers with where the wish begins.
pub fn late_opening(toks: &[Tok], at: usize) -> Option<usize> {
    const WISHES: &[&str] = &[
        "i|we would like|love a|an|to",
        "i'd|we'd like|love a|an|to",
        "i|we need|want a|an|to|some",
        "i'm|we're|i am|we are looking for",
        "what i|we need is",
        "it should be_",
    ];
    // "I run a repair shop and need an API": the wish begins behind its verb.
    let writer = eat_first(toks, at, &["i|we", "i'm|we're"]).is_some();
    let shared = |n: usize| {
        let bare = writer && any(toks, n - 1, &["and"]) && eat_first(toks, n, &["need|want a|an"]).is_some();
        bare.then_some(n + 1)
    };
    let (stop, wish) = (at + 1..toks.len().min(at + 40))
        .find_map(|n| eat_first(toks, n, WISHES).map(|_| n).or_else(|| shared(n)).map(|wish| (n, wish)))?;
    let before = toks.get(at..stop)?;
    let told = aside::tells_of_the_writer(before)
        || before.iter().all(|t| !t.word || lexicon().verb(&t.low).is_none()) && before.len() <= 6
        || eat_first(toks, at, &["hi|hello|hey|good|dear"]).is_some();
    let kind = opening(toks, wish)?.0.iter().any(|fact| matches!(fact, Fact::Frame { kind: Some(_), .. }));
    (told && kind && !before.iter().any(|t| t.is(":"))).then_some(wish)
}

/// A frame that begins here, whatever stood before.
pub fn opening(toks: &[Tok], at: usize) -> Read {
    if deed_of_a_story(toks, at) {
        return None;
    }
    let mut start = at;
    for _ in 0..8 {
        match eat_first(toks, start, OPENERS).map(|next| eat_first(toks, next, &[","]).unwrap_or(next)) {
            Some(next) if next < toks.len() => start = next,
            _ => break,
        }
    }
    if let Some(found) = place_needs(toks, at) {
        return Some(found);
    }
    let opened = start > 0 && (start > at || at > 0);
    let head = head_end(toks, start);
    // "Observers log in and add counts": what they do, and no log.
    if any(toks, head, &["in", "on"]) && head > start + 1 && any(toks, head - 1, &["log", "sign"]) {
        return None;
    }
    // "To change anything you need an API key": a clause about those who use it, and no software.
    const USERS: &[&str] =
        &["you|they|clients|users|callers|people|one need|needs|must|have|has|can|may|should"];
    if (start + 1..head).any(|n| eat_first(toks, n, USERS).is_some()) {
        return None;
    }
    // "Site: name, city" is a thing; only who asks for one ("I need a site") asks for a program.
    let kind = type_in(toks, start, head)
        .filter(|(_, range)| opened || range.len() > 1 || !any(toks, range.start, &["site"]));
    let whole_head =
        kind.as_ref().is_some_and(|(_, range)| range.end == head) && !noun::begins_clause(toks, head);
    let verbal = (start..head).any(|n| {
        lexicon().pure_verb(low(toks, n)) && !low(toks, n).ends_with("ing") && !low(toks, n).ends_with("ed")
    }) || is_do_verb(toks, start) && !lexicon().noun_verbs.contains(low(toks, start));
    let names_it = whole_head && !verbal && !any(toks, start, &["each", "every", "the"]);
    if !(opened || names_it) {
        return None;
    }
    // "Best score per game": told by each game, and none is wanted.
    if kind.as_ref().is_some_and(|(_, range)| range.start > start && any(toks, range.start - 1, &["per"])) {
        return None;
    }
    // "Give me the total per month": an answer they want, and no software.
    const FIGURES: &[&str] = &[
        "total",
        "sum",
        "average",
        "number",
        "count",
        "overview",
        "report",
        "statistics",
        "summary",
        "minimum",
        "maximum",
        "top",
        "highest",
        "lowest",
        "mean",
        "median",
        "list",
    ];
    let figure = noun_phrase(toks, start)
        .is_some_and(|(np, _)| np.low.iter().any(|word| FIGURES.contains(&word.as_str())));
    // "Give me the five longest films": so many of what there is.
    let some = eat_first(toks, start, &["the"])
        .is_some_and(|n| number(toks, n).is_some() || graded_at(low(toks, n), low(toks, n + 1)).is_some());
    if kind.is_none() && (figure || some) {
        return None;
    }
    if kind.is_none() && !(opened && any(toks, start, &["a", "an", "the", "something"])) {
        return (start > at && is_do_verb(toks, start))
            .then(|| (vec![Fact::Filler { toks: at..start }], start));
    }
    let mut facts = Vec::new();
    let (type_start, type_end) = kind.as_ref().map_or((head, head), |(_, range)| (range.start, range.end));
    let (topics, place, mut extra) = before_type(toks, start, type_start);
    facts.append(&mut extra);
    let mut at_end = type_end.max(head);
    if kind.as_ref().is_some_and(|(_, range)| range.end < head) {
        at_end = kind.as_ref().map_or(head, |(_, range)| range.end);
    }
    let mut frame = Frame { kind, topics, called: None, place };
    at_end = frame.suffixes(toks, at_end, &mut facts);
    facts.insert(
        0,
        Fact::Frame {
            kind: frame.kind.clone(),
            topics: frame.topics.clone(),
            called: frame.called.clone(),
            place: frame.place.clone(),
            toks: at..at_end,
        },
    );
    // "… with title and done flag": what the thing is made of.
    if let Some(next) = eat_first(
        toks,
        at_end,
        &[
            "with",
            "that|which has|have|contains|stores",
            "containing",
            "including",
            "featuring",
            "having",
            "where each has|have",
            ":",
        ],
    ) && super::island(toks, at_end).is_none()
        && super::island(toks, next).is_none()
        // "… with filters for city": what its lists can do.
        && eat_first(toks, next, &["a|an? filters|filter|filtering|sorting|searching|search for|by|on|of|over"]).is_none()
    {
        let next = eat_first(
            toks,
            next,
            &[
                "the following? fields|entities|models|resources|attributes|properties|data :?",
                "these? fields|entities|models|resources :?",
                "entities|models|resources|fields :?",
                "the following :?",
                "endpoints|operations|routes|crud for",
            ],
        )
        .unwrap_or(next);
        if let Some((items, end)) = list::items(toks, next)
            .filter(|(items, end)| {
                let bare = items.iter().all(|i| i.members.is_empty());
                !(any(toks, at_end, &[":"]) && bare && any(toks, *end, &["with"]))
            })
            .filter(|(items, end)| !(items.len() == 1 && noun::begins_clause(toks, *end)))
        {
            facts.push(Fact::Has { subject: None, items, toks: at_end..end, from_frame: true });
            at_end = end;
        }
    }
    (at_end > at).then_some((facts, at_end))
}

/// `An online shop sells products`, `our school needs …`: the place names the project.
fn place_needs(toks: &[Tok], at: usize) -> Read {
    let (np, next) = noun_phrase(toks, at)?;
    // "The town hall needs a service for parking permits": whoever asks for it.
    let asks = eat_first(toks, next, &["needs|wants|requires|seeks", "would like", "is looking for"]);
    if let Some(wish) = asks.filter(|_| np.quant != super::super::evidence::Quant::Bare || np.own)
        && let Some((mut facts, end)) = opening(toks, wish)
        && facts.iter().any(|fact| matches!(fact, Fact::Frame { kind: Some(_), .. }))
    {
        facts.insert(0, Fact::Filler { toks: at..wish });
        return Some((facts, end));
    }
    // "a Go library" is software, not a place with books.
    let of_code = |word: &String| lexicon().stack.languages.values().any(|names| names.contains(word));
    if !lexicon().domains.contains(np.last()) || np.plural || np.low.iter().any(of_code) {
        return None;
    }
    let frame = |end: usize, np: Np| Fact::Frame {
        kind: None,
        topics: Vec::new(),
        called: None,
        place: Some(np),
        toks: at..end,
    };
    if let Some(listed) = eat_first(
        toks,
        next,
        &[
            "needs|wants|requires|would like|to? to? manage|store|track?",
            "has",
            "sells",
            "keeps",
            "manages",
            "stores",
            "tracks",
            "offers",
            "lends",
            "rents",
            "runs",
            "organises",
            "organizes",
            "with",
            "for",
        ],
    ) {
        if let Some((items, end)) = list::items(toks, listed)
            .filter(|(items, _)| items.iter().all(|item| item.np.plural || !item.members.is_empty()))
        {
            let with_fields = items.len() == 1 && any(toks, end, &["with", "that", "which"]);
            let mut facts = vec![frame(listed, np)];
            if with_fields || noun::begins_clause(toks, end) {
                return Some((facts, listed));
            }
            facts.extend(items.iter().map(|item| Fact::Mention { np: item.np.clone(), weight: 2 }));
            facts.push(Fact::Has { subject: None, items, toks: listed..end, from_frame: true });
            return Some((facts, end));
        }
        if any(toks, next, &["needs", "wants", "requires"]) {
            return Some((vec![frame(listed, np)], listed));
        }
    }
    None
}

/// Only the first words of a sentence open a request.
fn only_openers(toks: &[Tok], at: usize) -> bool {
    let mut start = super::labelled(toks, 0);
    while start < at {
        match eat_first(toks, start, OPENERS) {
            Some(next) => start = next,
            None => return false,
        }
    }
    true
}

fn is_do_verb(toks: &[Tok], at: usize) -> bool {
    lexicon().verb(low(toks, at)).is_some_and(|(_, form)| matches!(form, Form::Base | Form::Gerund))
}

/// Where the phrase that names the thing ends: a verb, a preposition or a mark.
fn head_end(toks: &[Tok], start: usize) -> usize {
    let mut at = start;
    while at < toks.len() && at < start + 12 {
        let tok = &toks[at];
        let stops = !tok.word && !matches!(tok.low.as_str(), "-" | "/" | "." | "," | "+")
            || matches!(
                tok.low.as_str(),
                "with"
                    | "for"
                    | "that"
                    | "which"
                    | "to"
                    | "in"
                    | "using"
                    | "where"
                    | "called"
                    | "named"
                    | "has"
                    | "have"
                    | "is"
                    | "are"
                    | "can"
                    | "must"
                    | "should"
                    | "so"
                    | "on"
                    | "and"
                    | "of"
                    | "about"
                    | "like"
                    | "who"
                    | "may"
                    | "only"
                    | "containing"
                    | "by"
                    | "i"
                    | "we"
            );
        let next_number = tok.is(".") || tok.is(",");
        if stops
            || next_number
                && !toks.get(at + 1).is_some_and(|n| {
                    n.word && (n.glued && tok.is(".") || tok.is(",") && lexicon().adjectives.contains(&n.low))
                })
        {
            break;
        }
        if noun::begins_clause(toks, at) {
            break;
        }
        at += 1;
    }
    // "a to-do list"
    if eat(toks, at, "to - do").is_some() && at < start + 4 {
        return head_end(toks, at + 3);
    }
    at
}

/// The type whose words end furthest to the right; `library` and the like only as a last word.
fn type_in(toks: &[Tok], start: usize, end: usize) -> Option<(String, std::ops::Range<usize>)> {
    let head = &toks[..end];
    let mut best: Option<(String, std::ops::Range<usize>)> = None;
    for (kind, phrases) in &lexicon().stack.types {
        for phrase in phrases {
            for at in start..end {
                let Some(next) = eat(head, at, phrase) else { continue };
                let generic = kind == "generic";
                // "a shop" with nothing before it is a place; "task list" is an app for tasks.
                if generic
                    && matches!(
                        phrase.as_str(),
                        "store"
                            | "shop"
                            | "product"
                            | "list"
                            | "log"
                            | "register"
                            | "collection"
                            | "inventory"
                            | "directory"
                            | "journal"
                            | "diary"
                            | "catalog"
                            | "catalogue"
                            | "management"
                    )
                    && (at == start || any(head, at - 1, &["a", "an", "the"]) || next < end)
                {
                    continue;
                }
                let better = best.as_ref().is_none_or(|(old, range)| {
                    let old_generic = old == "generic";
                    (old_generic && !generic)
                        || (old_generic == generic
                            && (next > range.end || next == range.end && at < range.start))
                });
                if better && !(generic && best.as_ref().is_some_and(|(old, _)| old != "generic")) {
                    best = Some((kind.clone(), at..next));
                }
            }
        }
    }
    let (kind, mut range) = best?;
    // "a TypeScript library": the language is no word of the type.
    if let Some((_, next)) = stack::read(head, range.start).filter(|(_, next)| *next < range.end) {
        range.start = next;
    }
    // "REST API", "backend service", "web app": the neighbours are part of the name of the type.
    while range.start > start
        && any(
            head,
            range.start - 1,
            &[
                "rest", "restful", "http", "json", "web", "crud", "backend", "api", "server", "rest-api",
                "graphql", "online", "based", "-", "back",
            ],
        )
    {
        range.start -= 1;
    }
    while range.end < end
        && any(
            head,
            range.end,
            &[
                "api",
                "service",
                "backend",
                "server",
                "app",
                "application",
                "system",
                "platform",
                "tool",
                "project",
                "program",
                "software",
            ],
        )
    {
        range.end += 1;
    }
    Some((kind, range))
}

/// What stands before the type: a database, a place, or the thing that is stored.
fn before_type(toks: &[Tok], start: usize, end: usize) -> (Vec<Np>, Option<Np>, Vec<Fact>) {
    let lexicon = lexicon();
    let mut facts = Vec::new();
    let mut run: Vec<usize> = Vec::new();
    let mut at = eat_first(toks, start, &["a", "an", "the", "my", "our", "some", "another"]).unwrap_or(start);
    while at < end {
        if let Some((found, next)) = stack::read(toks, at).filter(|(_, next)| *next <= end) {
            facts.extend(found);
            at = next;
            continue;
        }
        let tok = &toks[at];
        let plain = tok.word && !words::stop::is_stop(&tok.low);
        let taste = lexicon.fillers.contains(&tok.low)
            || lexicon.wishes.contains(&tok.low)
            || lexicon.technical.contains(&tok.low)
            || (run.is_empty() && lexicon.adjectives.contains(&tok.low))
            || tok.low.ends_with("ing")
                && lexicon.verb(&tok.low).is_some()
                && !lexicon.noun_verbs.contains(&tok.low)
                && !matches!(
                    tok.low.as_str(),
                    "booking" | "parking" | "meeting" | "rating" | "training" | "listing"
                );
        if plain && !taste {
            run.push(at);
        }
        at += 1;
    }
    // "to-do list" is one word.
    let name: Vec<&Tok> = run.iter().filter_map(|n| toks.get(*n)).collect();
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        let todo = (start..end).find(|n| eat(toks, *n, "to do").is_some());
        return match todo {
            Some(n) => (vec![np_of("todo", "todo", n..n + 3)], None, facts),
            None => (Vec::new(), None, facts),
        };
    };
    let text = name.iter().map(|t| t.raw.as_str()).collect::<Vec<_>>().join(" ");
    let lows: Vec<String> = name.iter().map(|t| t.low.clone()).collect();
    let mut np = np_of(&text, &lows.join(" "), *first..*last + 1);
    np.low = lows;
    np.plural = words::is_plural(np.last());
    if np.low.len() == 1 && lexicon.domains.contains(np.last()) {
        return (Vec::new(), Some(np), facts);
    }
    (vec![np], None, facts)
}

fn np_of(name: &str, low: &str, toks: std::ops::Range<usize>) -> Np {
    Np {
        name: name.to_owned(),
        low: vec![low.to_owned()],
        plural: false,
        quant: Quant::Bare,
        own: false,
        toks: toks.clone(),
        name_toks: toks,
        capitalised: false,
        of: None,
        person: false,
    }
}

/// "API for contacts, FastAPI: first name, …": what it is built with heads no list.
fn stack_before_colon(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(toks, at, &[","])?;
    let (mut found, mut end) = stack::read(toks, next)?;
    while let Some((more, after)) =
        eat_first(toks, end, &[", and", ",", "and", "+", "/"]).and_then(|n| stack::read(toks, n))
    {
        found.extend(more);
        end = after;
    }
    any(toks, end, &[":"]).then_some((found, end))
}

struct Frame {
    kind: Option<(String, std::ops::Range<usize>)>,
    topics: Vec<Np>,
    called: Option<(String, std::ops::Range<usize>)>,
    place: Option<Np>,
}

impl Frame {
    /// `called X`, `for a library`, `in Go`, in any order.
    fn suffixes(&mut self, toks: &[Tok], at: usize, facts: &mut Vec<Fact>) -> usize {
        let mut at = at;
        for _ in 0..6 {
            if let Some(next) = eat_first(toks, at, &["called", "named", ", called", "with the name"]) {
                let mut end = next;
                while toks
                    .get(end)
                    .is_some_and(|tok| tok.word && (tok.capitalised() || tok.quoted || end == next))
                {
                    end += 1;
                }
                let name = toks[next..end].iter().map(|tok| tok.raw.as_str()).collect::<Vec<_>>().join(" ");
                self.called = Some((name, next..end));
                at = end;
            } else if let Some(next) = self.purpose(toks, at, facts) {
                at = next;
            } else if let Some((found, next)) = stack::read(toks, at).or_else(|| stack_before_colon(toks, at))
            {
                facts.extend(found);
                at = next;
            } else {
                break;
            }
        }
        at
    }

    /// `for a library`, `for books and authors`; "for managing …" is left to the clause it is.
    fn purpose(&mut self, toks: &[Tok], at: usize, facts: &mut Vec<Fact>) -> Option<usize> {
        let next = eat_first(toks, at, &["for use? in|by|at?", "of", "about", "to help", "around", "over"])?;
        if any(toks, at, &["to"])
            || is_do_verb(toks, next)
                && (next..next + 1).all(|n| low(toks, n).ends_with("ing"))
                && !any(
                    toks,
                    next,
                    &["booking", "meeting", "training", "parking", "rating", "ratings", "bookings"],
                )
        {
            return None;
        }
        let lexicon = lexicon();
        let (np, end) = noun_phrase(toks, next)?;
        let place =
            lexicon.domains.contains(np.last()) || lexicon.domains.contains(&words::singular(np.last()));
        if place && !np.plural
            || np.low.len() == 1
                && lexicon.domains.contains(&words::singular(np.last()))
                && np.quant != Quant::Bare
        {
            self.place.get_or_insert(np);
            return Some(end);
        }
        if np.last() == "management"
            || np.last() == "tracking"
            || np.last() == "handling"
            || np.last() == "bookings_"
        {
            let mut topic = np.clone();
            topic.low.pop();
            topic.name = topic.name.rsplit_once(' ').map(|(name, _)| name.to_owned()).unwrap_or_default();
            if !topic.low.is_empty() {
                self.topics.push(topic);
            }
            return Some(end);
        }
        if lexicon.roles.contains(&words::singular(np.last())) && !np.plural {
            return Some(end);
        }
        let (found, end) = list::items(toks, next)?;
        if found.len() == 1 && found.iter().all(|item| !item.np.plural && item.members.is_empty()) {
            if matches!(np.quant, Quant::Bare | Quant::One | Quant::The)
                && !lexicon.technical.contains(np.last())
            {
                self.topics.push(np);
            }
            return Some(end);
        }
        for item in &found {
            facts.push(Fact::Mention { np: item.np.clone(), weight: if item.np.plural { 2 } else { 1 } });
        }
        facts.push(Fact::Has { subject: None, items: found, toks: next..end, from_frame: true });
        Some(end)
    }
}
