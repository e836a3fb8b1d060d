//! Two things that a third one joins: `lawyers and courts are linked through mandates`, `a runner enters a race through an
//! entry, which stores the start number`. The third one has a key to each.

use super::{
    super::{
        cursor::{any, eat_first},
        evidence::{Fact, Np, Quant},
        lexicon::lexicon,
        list,
        noun::noun_phrase,
        token::Tok,
    },
    Read,
};

const THROUGH: &[&str] = &["through", "via", "by means|way of"];

pub fn read(toks: &[Tok], at: usize) -> Read {
    (at..toks.len().min(at + 14)).any(|n| any(toks, n, &["through", "via", "means", "way"])).then_some(())?;
    tied(toks, at).or_else(|| entered(toks, at))
}

/// `lawyers and courts are linked through mandates`
fn tied(toks: &[Tok], at: usize) -> Read {
    const TIED: &[&str] = &[
        "can|may|will be linked|connected|joined|related|associated|tied|matched together|with|to? each? other?",
        "is|are always|only? linked|connected|joined|related|associated|tied|matched together|with|to? each? other?",
    ];
    let (one, next) = noun_phrase(toks, at)?;
    let both = eat_first(toks, next, &["and"]).and_then(|n| noun_phrase(toks, n));
    let (ends, next) = match both {
        Some((other, next)) => (vec![one, other], eat_first(toks, next, TIED)?),
        // "lawyers are linked to courts through mandates"
        None => {
            let tied = eat_first(toks, next, TIED)?;
            let to = eat_first(toks, tied, &["to|with"])
                .or_else(|| any(toks, tied - 1, &["to", "with"]).then_some(tied))?;
            let (other, next) = noun_phrase(toks, to)?;
            (vec![one, other], next)
        }
    };
    let (middle, end) = middle(toks, eat_first(toks, next, THROUGH)?)?;
    joins(toks, at, ends, middle, end)
}

/// `a runner enters a race through an entry`: what somebody takes part in, and the record of it.
fn entered(toks: &[Tok], at: usize) -> Read {
    const ENTERS: &[&str] = &[
        "can|may|must? enters|enter|joins|join|attends|attend|visits|visit|books|book|borrows|borrow|rents|rent",
        "can|may|must? takes|take part in",
        "can|may|must? participates|participate in",
        "can|may|must? enrols|enrol|enrolls|enroll|registers|register|signs|sign up? in|for|to|at|on",
        "can|may|must? applies|apply|subscribes|subscribe for|to",
        "is|are linked|connected|tied|assigned to",
    ];
    let (one, next) = noun_phrase(toks, at)?;
    let (other, next) = noun_phrase(toks, eat_first(toks, next, ENTERS)?)?;
    let (middle, end) = middle(toks, eat_first(toks, next, THROUGH)?)?;
    joins(toks, at, vec![one, other], middle, end)
}

/// The record between the two; "through a website" is the way on which people come.
fn middle(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let (np, end) = noun_phrase(toks, at)?;
    let last = crate::words::singular(np.last());
    let way = lexicon().technical.contains(&last)
        || matches!(
            last.as_str(),
            "website"
                | "site"
                | "app"
                | "form"
                | "link"
                | "portal"
                | "page"
                | "phone"
                | "mail"
                | "email"
                | "reception"
                | "desk"
                | "door"
                | "gate"
                | "agent"
                | "browser"
                | "agency"
                | "code"
        );
    let single =
        matches!(np.quant, Quant::One | Quant::Each) && !np.plural || np.plural && np.quant == Quant::Bare;
    (single && !way && np.of.is_none() && np.low.len() <= 2 && !np.person).then_some((np, end))
}

/// The keys of the one between, and what it is said to hold behind that.
fn joins(toks: &[Tok], at: usize, ends: Vec<Np>, middle: Np, end: usize) -> Read {
    let plain = |np: &Np| np.of.is_none() && !np.own && np.low.len() <= 2 && np.quant != Quant::No;
    if !ends.iter().all(plain) || ends.iter().any(|np| np.key() == middle.key()) {
        return None;
    }
    let one = Np { plural: false, quant: Quant::One, ..middle.clone() };
    let mut begin = at;
    let mut facts = vec![Fact::Mention { np: middle.clone(), weight: 2 }];
    for to in ends {
        let stop = to.toks.end;
        facts.push(Fact::Relation {
            from: Some(middle.clone()),
            to: Np { plural: false, quant: Quant::One, ..to },
            loose: false,
            many_to_many: false,
            one_to_one: false,
            optional: false,
            toks: begin..stop,
        });
        begin = stop;
    }
    facts.push(Fact::Filler { toks: begin..end });
    // ", which also stores the start number"
    const HOLDS: &[&str] = &[
        ",? that|which also? stores|store|holds|hold|has|have|records|record|carries|carry|contains|contain|keeps|keep",
        ",? with",
    ];
    let held = eat_first(toks, end, HOLDS).and_then(|next| list::items(toks, next));
    let Some((items, stop)) = held.filter(|(items, _)| !items.is_empty()) else {
        return Some((facts, end));
    };
    facts.push(Fact::Has { subject: Some(one), items, toks: end..stop, from_frame: false });
    Some((facts, stop))
}
