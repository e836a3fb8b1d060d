//! Before and after, more and less: the order of two fields, be they of one record or of two.

use domain::rule::Direction;

use super::{
    super::super::{
        cursor::{any, eat, eat_first, number, refusal},
        evidence::{Fact, Mod, Np},
        noun::noun_phrase,
        token::Tok,
    },
    super::Read,
};

/// `a shift ends after it starts`, `a booking cannot end before it starts`, `it can't be sold before it was
/// bought`: two things that happen to one record.
pub fn in_order(toks: &[Tok], at: usize) -> Read {
    let turn = (at + 2..toks.len().min(at + 10)).find(|n| any(toks, *n, &["after", "before"]))?;
    let later = any(toks, turn, &["after"]);
    let own = turn - 1;
    let passive = any(toks, own - 1, &["be", "is", "are", "was", "were", "gets", "get"]) && past(toks, own);
    let group = if passive { own - 1 } else { own };
    let (owner, next) = match eat_first(toks, at, &["it", "they"]) {
        Some(next) => (None, next),
        None => noun_phrase(&toks[..group], at).map(|(np, next)| (Some(np), next))?,
    };
    let (negated, verb_at) = match refusal(toks, next) {
        Some(verb_at) => (true, verb_at),
        None => (false, eat_first(toks, next, &MUST).unwrap_or(next)),
    };
    if verb_at != group || !passive && !happens(toks, own) {
        return None;
    }
    let other = eat_first(toks, turn + 1, &["it|they is|are|was|were|has|have been?", "it|they"])?;
    if !(happens(toks, other) || past(toks, other)) {
        return None;
    }
    // "after they are created": no field says when.
    let kept = |n: usize| {
        matches!(
            super::super::past_verb(toks, n).as_deref(),
            Some("create" | "edit" | "change" | "update" | "delete" | "remove" | "modify" | "see" | "view")
        )
    };
    if kept(own) || kept(other) {
        return None;
    }
    let end = other + 1;
    let (first, second) = if later != negated {
        (name(toks, other), name(toks, own))
    } else {
        (name(toks, own), name(toks, other))
    };
    // "cannot end before it starts": at the same moment it may.
    let fact = Fact::Order { before: first, after: second, owner, strict: !negated, toks: at..end };
    Some((vec![fact], end))
}

const MUST: [&str; 2] = ["must|should|shall|will always?", "has|have|needs|need always? to"];

fn happens(toks: &[Tok], at: usize) -> bool {
    use super::super::Form::{Base, Third};
    // Verbs that only journeys and the like know.
    if any(toks, at, &["departs", "depart", "lands", "land", "docks", "commences", "concludes"]) {
        return true;
    }
    let known = super::super::lexicon().verb(super::super::low(toks, at));
    known.is_some_and(|(base, form)| matches!(form, Base | Third) && !matches!(base, "have" | "be" | "do"))
}

fn past(toks: &[Tok], at: usize) -> bool {
    super::super::past_verb(toks, at).is_some()
}

fn name(toks: &[Tok], at: usize) -> Np {
    let low = super::super::low(toks, at);
    // "it starts" names the start.
    let low = match super::super::lexicon().verb(low) {
        Some((base, super::super::Form::Third)) => base.to_owned(),
        None if low == "departs" => "depart".to_owned(),
        _ => low.to_owned(),
    };
    Np { name: low.clone(), low: vec![low], toks: at..at + 1, name_toks: at..at + 1, ..Np::default() }
}

/// How two sides are held against each other: whether the left one is the later or larger, and strictly.
pub struct Held {
    pub after: bool,
    pub strict: bool,
}

/// `must be after`, `cannot be longer than`, `is never before`, `must not exceed`, `can never fall below`, `<=`; the
/// index where the right side begins. The parts are a modal or a refusal, a verb, and how the two stand.
pub fn comparison(toks: &[Tok], at: usize) -> Option<(Held, usize)> {
    for (sign, after, strict) in
        [("≥", true, false), ("≤", false, false), (">", true, true), ("<", false, true)]
    {
        if let Some(next) = eat(toks, at, sign) {
            return Some((Held { after, strict }, next));
        }
    }
    const MUST: &[&str] = &[
        "must|should|has|have|needs|shall|will always|also|strictly? to? always?",
        "can|may only ever?",
        "is|are always|also|strictly?",
        "always|also",
    ];
    let told = refusal(toks, at).map(|next| (true, eat_first(toks, next, &["ever"]).unwrap_or(next)));
    let said = || {
        let next = eat_first(toks, at, MUST).unwrap_or(at);
        match eat_first(toks, next, &["not|never ever?"]) {
            Some(behind) => (true, behind),
            None => (false, next),
        }
    };
    let (negated, verb) = told.unwrap_or_else(said);
    let be = eat_first(
        toks,
        verb,
        &["be|lie|lies|come|comes|fall|falls|stay|stays|remain|remains|happen|occur", "take place", "is|are"],
    );
    let (after, strict, read) = match crossing(toks, verb) {
        Some((after, read)) => (after, true, read),
        // "is after", "must come after", "always after"; a name and "after" alone compare nothing.
        None if be.is_some()
            || verb > at && !any(toks, verb - 1, &["has", "have", "needs", "will", "to"]) =>
        {
            standing(toks, be.unwrap_or(verb))?
        }
        None => return None,
    };
    if be.is_none() && told.is_some() && crossing(toks, verb).is_none() {
        return None;
    }
    let (after, strict) = if negated { (!after, !strict) } else { (after, strict) };
    Some((Held { after, strict }, read))
}

/// `exceed`, `go above`, `fall below`: whether the left one gets to be the larger.
fn crossing(toks: &[Tok], at: usize) -> Option<(bool, usize)> {
    const OVER: &[&str] = &[
        "exceed|exceeds|surpass|surpasses|outnumber|outnumbers|overtake",
        "go|goes|rise|rises|climb|grow|get|gets|run above|over|beyond|past",
        "follow|follows",
    ];
    const UNDER: &[&str] = &[
        "go|goes|fall|falls|drop|drops|sink|sinks|get|gets|run below|under|beneath",
        "undercut|undercuts|precede|precedes",
    ];
    let over = eat_first(toks, at, OVER).map(|next| (true, next));
    over.or_else(|| eat_first(toks, at, UNDER).map(|next| (false, next)))
}

/// `after`, `no later than`, `at least`, `heavier than`: how the left one stands to the right one.
fn standing(toks: &[Tok], at: usize) -> Option<(bool, bool, usize)> {
    const LATER: &[&str] = &[
        "strictly? after|later|greater|larger|bigger|higher|more|longer|older|beyond|above|over|past than?",
        ">",
    ];
    const EARLIER: &[&str] = &[
        "strictly? before|earlier|less|smaller|lower|sooner|fewer|shorter|younger|cheaper|below|under|beneath than?",
        "prior to",
        "<",
    ];
    const NOT_EARLIER: &[&str] = &[
        "≥",
        "on or after",
        "at or after",
        "at least",
        "no|not earlier|less|sooner|smaller|lower|fewer|shorter than",
        "no|not before|below|under",
        "after or equal to",
        "the same as or after|later than?",
        "the? same or after|later than?",
        "greater|later|larger|higher|more than or equal to|than?",
        "equal to or after|greater|later|larger|higher|more than?",
        "above or equal to",
    ];
    const NOT_LATER: &[&str] = &[
        "≤",
        "on or before",
        "at or before",
        "at most",
        "up to",
        "no|not later|more|larger|greater|longer|bigger|higher than",
        "no|not after|above|over|beyond",
        "before or equal to",
        "the same as or before|earlier than?",
        "less|earlier|smaller|lower than or equal to|than?",
        "equal to or less|earlier|smaller|lower|before than?",
        "below or equal to",
    ];
    let told = |n: usize| member(toks, n).is_some();
    if let Some(next) = eat_first(toks, at, NOT_EARLIER).filter(|n| told(*n)) {
        return Some((true, false, next));
    }
    if let Some(next) = eat_first(toks, at, NOT_LATER).filter(|n| told(*n)) {
        return Some((false, false, next));
    }
    if let Some(next) = eat_first(toks, at, LATER) {
        return Some((true, true, next));
    }
    if let Some(next) = eat_first(toks, at, EARLIER) {
        return Some((false, true, next));
    }
    // "heavier than", "lighter than"
    let compared = toks.get(at).filter(|tok| tok.word && tok.low.len() > 4 && tok.low.ends_with("er"))?;
    let lesser = ["lighter", "slower", "thinner", "narrower", "weaker"];
    Some((!lesser.contains(&compared.low.as_str()), true, eat(toks, at + 1, "than")?))
}

/// `end must be after start`, `the due date cannot be before the start date`, `valid until > valid from`
pub fn order(toks: &[Tok], at: usize) -> Read {
    if let Some(found) = done_before(toks, at).or_else(|| between(toks, at)) {
        return Some(found);
    }
    let anchor = (at + 1..toks.len().min(at + 12))
        .take_while(|n| toks[*n - 1].word || toks[*n - 1].is("-"))
        .find(|n| comparison(toks, *n).is_some() || bare(toks, at, *n).is_some())?;
    let (held, read) = comparison(toks, anchor).or_else(|| bare(toks, at, anchor))?;
    // "Show parts where stock is below reorder level" wants to see them.
    let told = |n: usize| any(toks, n, &["where", "whose"]);
    if (at.saturating_sub(1)..anchor).any(told)
        && (0..anchor).any(|n| {
            any(toks, n, &["show", "list", "get", "find", "return", "returns", "lists", "shows", "see"])
        })
    {
        return None;
    }
    let (left, owner) = left_side(toks, at, anchor)?;
    let (right, end) = right_side(toks, read)?;
    if matches!(
        right.last(),
        "today" | "now" | "tomorrow" | "creation" | "zero" | "character" | "characters" | "past" | "future"
    ) || number(toks, right.name_toks.start).is_some()
        // "at least 20 euros"
        || number(toks, read).is_some_and(|(_, next)| next == right.name_toks.start)
        || reckons(toks, end)
    {
        return None;
    }
    // "end_km >= start_km" and no sum of them.
    if !toks[anchor].word && toks.get(end).is_some_and(|tok| tok.word) {
        return None;
    }
    // "never higher than the requested one": what the left one is called.
    let named = |np: Np, other: &Np| match np.low.as_slice() {
        [before @ .., one] if one == "one" && !before.is_empty() && np.of.is_none() => {
            let low: Vec<String> = before.iter().cloned().chain([other.last().to_owned()]).collect();
            Np { name: low.join(" "), low, ..np }
        }
        _ => np,
    };
    let right = named(right, &left);
    let (before, after) = if held.after { (right, left) } else { (left, right) };
    // "…, if there is one": rows without either value pass anyway.
    const GIVEN: &[&str] = &[
        ",? if|when|where there is one|any",
        ",? if|when|where it|that? is? given|set|present|stated|filled|known|provided|specified",
        ",? if any",
    ];
    let end = eat_first(toks, end, GIVEN).filter(|n| toks.get(*n).is_none_or(|tok| !tok.word)).unwrap_or(end);
    Some((vec![Fact::Order { before, after, owner, strict: held.strict, toks: at..end }], end))
}

/// `The group size must be between the room's min players and max players`: not below the one, and not above the other.
fn between(toks: &[Tok], at: usize) -> Read {
    let (left, next) = noun_phrase(toks, at)?;
    let next = eat_first(
        toks,
        next,
        &["must|should|shall|has|have|needs|need to? always? be|lie|fall|stay", "is|are|lies always?"],
    )?;
    let next = eat_first(toks, next, &["between"])?;
    let (low, next) = noun_phrase(toks, next)?;
    let next = eat_first(toks, next, &["and"])?;
    let (high, end) = noun_phrase(toks, next)?;
    let (high, end) = of_whom(toks, high, end);
    let measured = |np: &Np| number(toks, np.name_toks.start).is_some() || np.plural && np.low.len() == 1;
    if measured(&low) || number(toks, high.name_toks.start).is_some() || reckons(toks, end) {
        return None;
    }
    let whose = low.of.clone().or_else(|| high.of.clone())?;
    let low = Np { of: Some(whose.clone()), ..low };
    let high = Np { of: high.of.clone().or(Some(whose)), ..high };
    let one =
        |before: Np, after: Np| Fact::Order { before, after, owner: None, strict: false, toks: at..end };
    Some((vec![one(low, left.clone()), one(left, high)], end))
}

/// `a vaccination can't be given before the horse was born`: when that was done to it, and another moment.
fn done_before(toks: &[Tok], at: usize) -> Read {
    let (thing, next) = noun_phrase(toks, at)?;
    let verb = eat_first(toks, refusal(toks, next)?, &["be"])?;
    super::super::past_verb(toks, verb)?;
    let before = eat_first(toks, verb + 1, &["before|until"])?;
    let (right, end) = right_side(toks, before)?;
    // "the horse's birth date": whose it is.
    let (right, end) = match (right.of.is_none()).then(|| possessed(toks, before)).flatten() {
        Some(found) => found,
        None => (right, end),
    };
    let left = Np { of: Some(thing.key()), ..name(toks, verb) };
    let told =
        right.of.is_some() || right.low.iter().any(|word| matches!(word.as_str(), "date" | "day" | "time"));
    told.then(|| {
        (vec![Fact::Order { before: right, after: left, owner: None, strict: false, toks: at..end }], end)
    })
}

/// `the horse's birth date`
fn possessed(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let own = (at..toks.len().min(at + 4)).find(|n| toks[*n].possessive)?;
    let (owner, _) = noun_phrase(toks.get(..=own)?, at).filter(|(_, next)| *next == own + 1)?;
    let (np, next) = noun_phrase(toks, own + 1)?;
    Some((Np { of: Some(owner.key()), ..np }, next))
}

/// `a bid below the start price of its auction is refused`, `amounts exceeding the limit are rejected`
pub fn turned_away(toks: &[Tok], at: usize) -> Read {
    const TURNED: &[&str] = &[
        "is|are|must|should|shall|will|get|gets be? refused|rejected|invalid|forbidden|declined|blocked|prohibited",
        "is|are|must|should|shall|will not be? accepted|allowed|permitted|valid|possible",
    ];
    let (left, next) = member(toks, at)?;
    let next =
        eat_first(toks, next, &["that|which is|are|lies|lie|comes|come", "that|which"]).unwrap_or(next);
    let over = eat_first(toks, next, &["exceeding|exceeds|exceed|surpassing|above|over"])
        .map(|read| (true, true, read));
    let (after, strict, read) = over.or_else(|| standing(toks, next))?;
    let turned = (read + 1..toks.len().min(read + 12)).find(|n| eat_first(toks, *n, TURNED).is_some())?;
    let end = eat_first(toks, turned, TURNED)?;
    let (right, after_it) = right_side(toks.get(..turned)?, read)?;
    if after_it != turned || number(toks, right.name_toks.start).is_some() {
        return None;
    }
    // What is refused is the contrary of the rule.
    let (before, after) = if after { (left, right) } else { (right, left) };
    Some((vec![Fact::Order { before, after, owner: None, strict: !strict, toks: at..end }], end))
}

/// `end after start`, without a verb: of names that say when.
fn bare(toks: &[Tok], at: usize, anchor: usize) -> Option<(Held, usize)> {
    const WHEN: &[&str] = &[
        "end",
        "ends",
        "until",
        "to",
        "finish",
        "till",
        "departure",
        "return",
        "due",
        "start",
        "starts",
        "from",
        "begin",
        "beginning",
        "arrival",
        "since",
        "in",
        "out",
        "opens",
        "closes",
    ];
    let next =
        eat_first(toks, anchor, &["strictly? after", "later than", "strictly? before", "earlier than"])?;
    let after = any(toks, next - 1, &["after"]) || any(toks, anchor, &["later"]);
    // "left_at later than arrived_at", "finished after started": nothing else stands in the clause.
    let when = |tok: &Tok| {
        WHEN.contains(&tok.low.as_str())
            || tok.low.ends_with("_at")
            || tok.low.ends_with("_on")
            || tok.low.ends_with("_date")
            || tok.low.ends_with("_time")
    };
    let alone = anchor == at + 1
        && toks.get(next + 1).is_none_or(|tok| !tok.word)
        && past(toks, at)
        && past(toks, next);
    let named = alone || toks.get(at..anchor)?.iter().any(when);
    let behind = toks.iter().skip(next).take(3).take_while(|tok| tok.word);
    let other = alone || behind.clone().any(when);
    (named && other && anchor <= at + 3).then_some((Held { after, strict: true }, next))
}

/// A name and whose it is; where no phrase of the grammar fills the place, the words as they stand.
fn left_side(toks: &[Tok], at: usize, anchor: usize) -> Option<(Np, Option<Np>)> {
    if let Some((np, next)) = member(&toks[..anchor], at) {
        if next == anchor {
            return Some((np, None));
        }
        if let Some((owner, _)) =
            eat(toks, next, "of").and_then(|n| noun_phrase(&toks[..anchor], n)).filter(|(_, n)| *n == anchor)
        {
            return Some((np, Some(owner)));
        }
    }
    as_it_stands(toks, at, anchor).map(|np| (np, None))
}

fn right_side(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    const BEHIND: &[&str] = &[
        "and",
        "or",
        "but",
        "when",
        "if",
        "while",
        "unless",
        "because",
        "so",
        "who",
        "that",
        "which",
        "where",
        "ofc",
        "obviously",
        "naturally",
        "please",
        "pls",
        "though",
        "too",
        "must",
        "should",
        "can",
        "may",
        "is",
        "are",
    ];
    // "before the pet was born": when that happened to what a key leads to.
    if let Some((thing, next)) = noun_phrase(toks, at).filter(|(np, _)| !np.plural && np.of.is_none())
        && let Some(done) = eat_first(toks, next, &["was|were|is|are|got|gets", "has|have been"])
        && (past(toks, done) || any(toks, done, &["born"]))
        && toks.get(done + 1).is_none_or(|tok| !tok.word || tok.is("and"))
    {
        let when = name(toks, done);
        return Some((Np { of: Some(thing.key()), ..when }, done + 1));
    }
    let stop = (at..toks.len())
        .find(|n| !toks[*n].word && !toks[*n].is("-") || any(toks, *n, BEHIND))
        .unwrap_or(toks.len());
    let slice = toks.get(..stop)?;
    // "the planted on date of its planting": whose it is stands behind words that read like no noun.
    if let Some(of) = (at + 1..stop)
        .find(|n| any(toks, *n, &["of", "in", "on"]) && any(toks, n + 1, &["its", "the", "their"]))
        && let Some(np) = as_it_stands(slice, at, of)
        && let Some((owner, next)) = noun_phrase(slice, of + 1).filter(|(_, next)| *next == stop)
    {
        return Some((Np { of: Some(owner.key()), ..np }, next));
    }
    if let Some((np, next)) = member(slice, at) {
        let (np, next) = of_whom(slice, np, next);
        if next == stop {
            return Some((np, stop));
        }
    }
    as_it_stands(slice, at, stop).map(|np| (np, stop)).or_else(|| {
        let (np, next) = member(toks, at)?;
        let (np, next) = of_whom(toks, np, next);
        // "before the planted | on date": what goes on belonged to the name.
        let cut =
            any(toks, next, &["on", "at", "from", "until"]) && toks.get(next + 1).is_some_and(|tok| tok.word);
        (!cut).then_some((np, next))
    })
}

/// `valid to`, `from date`, `leaves at`: a name that reads like no noun.
fn as_it_stands(toks: &[Tok], at: usize, end: usize) -> Option<Np> {
    let start = eat_first(toks, at, &["the|a|an|its|their|his|her|each|every|one|this"]).unwrap_or(at);
    let words = toks.get(start..end).filter(|words| (1..=4).contains(&words.len()))?;
    if any(words, 0, &["there", "it", "they", "this", "that", "you", "we", "i", "no", "what", "which"])
        || !words.iter().all(|tok| tok.word)
        || words.iter().any(|tok| {
            tok.possessive
                || tok.is_number()
                || matches!(
                    tok.low.as_str(),
                    "is" | "are" | "be" | "must" | "may" | "can" | "should" | "not" | "and"
                )
        })
    {
        return None;
    }
    let low: Vec<String> = words.iter().map(|tok| tok.low.clone()).collect();
    Some(Np { name: low.join(" "), low, toks: at..end, name_toks: start..end, ..Np::default() })
}

/// `a birth date can't lie in the future`, `the pickup must start in the future`, `due on must be today or later`
pub fn timely(toks: &[Tok], at: usize) -> Read {
    let turn = (at + 2..toks.len().min(at + 9)).find(|n| {
        eat_first(
            toks,
            *n,
            &[
                "in the past|future",
                "before|after today|now",
                "today or later|earlier",
                "a past|future date|day|time",
            ],
        )
        .is_some()
    })?;
    let (past_side, end) = if let Some(end) = eat_first(
        toks,
        turn,
        &["in the past", "before today|now", "today or earlier", "a past date|day|time"],
    ) {
        (true, end)
    } else {
        (
            false,
            eat_first(
                toks,
                turn,
                &["in the future", "after today|now", "today or later", "a future date|day|time"],
            )?,
        )
    };
    let anchor = (at + 1..turn).find(|n| {
        refusal(toks, *n).is_some()
            || eat_first(toks, *n, &MUST).is_some()
            || any(toks, *n, &["is", "are", "lies"])
    })?;
    let (negated, verb) = match refusal(toks, anchor) {
        Some(verb) => (true, verb),
        None => (false, eat_first(toks, anchor, &MUST).unwrap_or(anchor)),
    };
    let (negated, verb) = match eat_first(toks, verb, &["be not|never", "is|are not|never"]) {
        Some(verb) => (true, verb),
        None => (negated, verb),
    };
    let stays = eat_first(toks, verb, &["be|lie|is|are|lies|fall|falls", "be set|dated|placed"])
        == Some(turn)
        || verb == turn;
    let (left, owner) = left_side(toks, at, anchor)?;
    // "an episode can't be published in the future": when it was published.
    let done = eat_first(toks, verb, &["be|is|are|was|were", "have|has been"])
        .filter(|n| n + 1 == turn && past(toks, *n) && !stays);
    // "a hire can't start in the past": the start of the hire.
    let (field, owner) = match (stays, owner) {
        (true, owner) => (left, owner),
        (false, None) if done.is_some() => (name(toks, turn - 1), Some(left)),
        (false, None) if verb + 1 == turn && happens(toks, verb) => (name(toks, verb), Some(left)),
        (false, _) => return None,
    };
    // What is not in the past is today's or later.
    let direction = match (past_side, negated) {
        (true, true) => Direction::NotPast,
        (false, true) => Direction::NotFuture,
        (true, false) => Direction::Past,
        (false, false) => Direction::Future,
    };
    let said = Mod::When(direction);
    Some((vec![Fact::About { field: Some(field), owner, mods: vec![said], toks: at..end }], end))
}

/// `closes on`, `departs at`: a name that begins like a verb; else any noun phrase.
pub fn member(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let start = eat_first(toks, at, &["the|its|their"]).unwrap_or(at);
    let named = super::super::lexicon().verb(super::super::low(toks, start)).is_some()
        || super::super::past_verb(toks, start).is_some()
        || any(toks, start, &["done", "born", "sent", "held"])
        || any(toks, start, &["valid", "due", "available"]);
    if named
        && any(toks, start + 1, &["at", "on", "from", "until"])
        && toks.get(start + 2).is_none_or(|tok| {
            !tok.word
                || any(
                    toks,
                    start + 2,
                    &[
                        "must", "has", "should", "cannot", "can't", "may", "can", "is", "needs", "shall",
                        "before", "after", "and", "mustn't",
                    ],
                )
        })
    {
        let low =
            vec![super::super::low(toks, start).to_owned(), super::super::low(toks, start + 1).to_owned()];
        let np = Np {
            name: low.join(" "),
            low,
            toks: at..start + 2,
            name_toks: start..start + 2,
            ..Np::default()
        };
        return Some((np, start + 2));
    }
    // "\"to\" must be after \"from\"": the quoted word is a name.
    if let Some(tok) =
        toks.get(start).filter(|tok| tok.quoted && any(toks, start, &["from", "to", "until", "start", "end"]))
    {
        let np = Np {
            name: tok.low.clone(),
            low: vec![tok.low.clone()],
            toks: at..start + 1,
            name_toks: start..start + 1,
            ..Np::default()
        };
        return Some((np, start + 1));
    }
    // "the planted on date of its planting"
    if super::super::past_verb(toks, start).is_some()
        && any(toks, start + 1, &["at", "on"])
        && any(toks, start + 2, &["date", "time", "day"])
    {
        let low =
            vec![super::super::low(toks, start).to_owned(), super::super::low(toks, start + 1).to_owned()];
        let np = Np {
            name: low.join(" "),
            low,
            toks: at..start + 3,
            name_toks: start..start + 2,
            ..Np::default()
        };
        return Some((np, start + 3));
    }
    noun_phrase(toks, at)
}

/// `the seats of the table`: whose the right side is.
pub fn of_whom(toks: &[Tok], right: Np, end: usize) -> (Np, usize) {
    // "of its planting": a name that may be a verb elsewhere.
    let named = |n: usize| {
        let mut quoted = toks.get(..(n + 2).min(toks.len()))?.to_vec();
        quoted.get_mut(n + 1).filter(|tok| tok.low.ends_with("ing"))?.quoted = true;
        noun_phrase(&quoted, n)
    };
    match eat_first(toks, end, &["of"]).and_then(|n| noun_phrase(toks, n).or_else(|| named(n))) {
        Some((owner, after)) if right.of.is_none() => (Np { of: Some(owner.key()), ..right }, after),
        _ => (right, end),
    }
}

/// `seats - 1`, `twice the rent`: more than a comparison.
pub fn reckons(toks: &[Tok], at: usize) -> bool {
    any(toks, at, &["-", "—", "+", "*", "×", "/", "plus", "minus", "times", "x", "%"])
}
