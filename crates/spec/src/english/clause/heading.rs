//! What stands before a text or a requirement: the number of one, a name that is all of a sentence.

use super::{
    super::{
        cursor::{any, eat_first},
        evidence::{Fact, Np},
        lexicon::lexicon,
        token::Tok,
    },
    lead_in,
};

/// The number of a requirement or a section before what it says: `R1`, `FR-2:`, `3.1`, `US 4 -`.
pub(in crate::english) fn numbered(toks: &[Tok]) -> usize {
    let Some(first) = toks.first().filter(|tok| tok.word && !tok.quoted) else { return 0 };
    let (letters, digits): (Vec<char>, Vec<char>) = first.raw.chars().partition(|c| c.is_ascii_alphabetic());
    let is_id = (1..=4).contains(&letters.len())
        && letters.iter().all(char::is_ascii_uppercase)
        && digits.iter().all(char::is_ascii_digit)
        && digits.len() <= 3;
    let glued_number = |at: usize| {
        eat_first(toks, at, &["-", ".", "_"])
            .filter(|n| toks.get(*n).is_some_and(|t| t.is_number() && t.glued))
            .map(|n| n + 1)
    };
    let mut at = match (is_id, digits.is_empty(), first.is_number()) {
        (true, false, _) => 1,
        // "FR-2", "REQ 7:"
        (true, true, _) => match glued_number(1) {
            Some(next) => next,
            None => return 0,
        },
        (false, _, true) if first.low.len() <= 2 => 1,
        _ => return 0,
    };
    while let Some(next) = glued_number(at) {
        at = next;
    }
    let marked = eat_first(toks, at, &[":", ".", ")", "—", "-"]);
    let at = marked.unwrap_or(at);
    // "3 rooms", "A4 paper": what follows begins like a sentence.
    // "R4 due back on is …": no paper has this number.
    let told = matches!(
        letters.iter().collect::<String>().as_str(),
        "R" | "FR" | "BR" | "RQ" | "REQ" | "AC" | "UC" | "US"
    );
    if toks.get(at).is_some_and(|next| next.word && (next.capitalised() || marked.is_some() || told && is_id))
    {
        at
    } else {
        0
    }
}

/// `User story 2:`, `Ticket:`, `AC:`, `Title -` before a clause that says what is wanted: the label says nothing.
pub(super) fn labelled(toks: &[Tok], at: usize) -> usize {
    const LABELS: &[&str] = &[
        "user? story|epic|use-case|feature|requirement|task|ticket|issue|story|case|scenario",
        "use case",
        "ac|acceptance criteria|criterion?",
        "title|summary|background|context|goal|subject|topic|request|description|overview|purpose|idea|wish|todo|intro",
    ];
    // Whether a clause begins is asked at every word, so what is cheap to see comes first.
    if !(at + 1..toks.len().min(at + 5)).any(|n| matches!(toks[n].low.as_str(), ":" | "—")) {
        return at;
    }
    let Some(next) = eat_first(toks, at, LABELS) else { return at };
    let next = match toks.get(next) {
        Some(tok) if tok.is_number() => next + 1,
        _ => eat_first(toks, next, &["#"])
            .filter(|n| toks.get(*n).is_some_and(Tok::is_number))
            .map_or(next, |n| n + 1),
    };
    let Some(next) = eat_first(toks, next, &[":", "—"]) else { return at };
    if any(toks, at, &["ac", "acceptance"]) {
        return next;
    }
    const SAID: &[&str] = &[
        "as a|an|the",
        "i|we|i'd|we'd|i'm|we're|you",
        "crud for",
        "build|create|add|implement|make|develop|provide|please|manage|track|store|need|want|allow|let",
        "an|a|the|our|my simple|small|tiny|new|rest|crud? api|backend|service|system|app|tool|database",
    ];
    if eat_first(toks, next, SAID).is_some() { next } else { at }
}

/// `States: a parcel is packed at first`, `Lifecycle: every order starts as new`: what the sentence is about stands before
/// it, and no thing. Behind "States: packed, shipped" stands what they are.
pub(super) fn of_states(toks: &[Tok], at: usize) -> Option<usize> {
    const HEADS: &[&str] = &[
        "the? possible|allowed? states|state|statuses|stages|phases|steps|transitions|moves :|—",
        "the? life cycle :|—",
        "the? lifecycle|lifespan|flow|workflow|process|progress|course|machine :|—",
        "the? state|status|work machine|flow|transitions|changes|model|handling|diagram :|—",
    ];
    const GOES: &[&str] = &[
        "is|are|starts|start|begins|begin|goes|go|moves|move|becomes|become|can|may|must|has|have|cannot",
        "first|initially|always|only is|are|starts|begins|goes|moves|becomes|can|may",
    ];
    let next = eat_first(toks, at, HEADS)?;
    let said = eat_first(toks, next, &["a|an|the|each|every|all|any|new|only"])?;
    let (_, verb) = super::super::noun::noun_phrase(toks, said)?;
    eat_first(toks, verb, GOES).map(|_| next)
}

/// A first sentence that is a name and nothing more: "Expense reports.", "Leave requests for our HR team".
pub fn title(toks: &[Tok]) -> Vec<Fact> {
    let start = lead_in(toks, 0);
    let Some((np, next)) = super::super::noun::noun_phrase(toks, start) else { return Vec::new() };
    // "A vet treats animals": one of several is no name.
    if np.quant == super::super::evidence::Quant::One && np.plural {
        return Vec::new();
    }
    let next =
        eat_first(toks, next, &["tracking|management|planning|scheduling|handling|sharing|administration"])
            .unwrap_or(next);
    let np = Np { toks: np.toks.start..next, ..np };
    let mut end = next;
    let mut facts = Vec::new();
    if let Some((place, after)) =
        eat_first(toks, next, &["for|of|in|at|over"]).and_then(|n| super::super::noun::noun_phrase(toks, n))
    {
        end = after;
        let named = lexicon().domains.contains(place.last());
        let schema = matches!(place.last(), "schema" | "tables" | "database" | "model");
        let toks = next..after;
        facts.push(match named {
            true => Fact::Frame { kind: None, topics: Vec::new(), called: None, place: Some(place), toks },
            false if schema => Fact::Filler { toks },
            false if place.plural => Fact::Mention { np: Np { toks: toks.clone(), ..place }, weight: 1 },
            false => Fact::Frame { kind: None, topics: Vec::new(), called: None, place: Some(place), toks },
        });
    }
    end = eat_first(toks, end, &["please", "thanks"]).unwrap_or(end);
    let whole = end >= toks.len() || toks.get(end).is_some_and(|t| t.is(":")) && end + 1 >= toks.len();
    if !whole {
        return Vec::new();
    }
    facts.insert(0, Fact::Mention { np, weight: 1 });
    facts
}
