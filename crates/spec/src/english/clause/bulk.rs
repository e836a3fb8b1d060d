//! Deeds on many records with one call: `delete several bookings at once`, `bulk import of members`, `orders can be
//! created in bulk`. No route does that, and each alone is another wish: it stays text as a whole.

use super::{
    super::{
        cursor::{any, eat_first},
        evidence::Fact,
        noun::noun_phrase,
        token::Tok,
    },
    Read,
};

const DEEDS: &[&str] = &[
    "create|add|insert|post|import|upload|delete|remove|update|edit|change|cancel|archive|move|assign|mark|save|record|register",
];
const DONE: &[&str] = &[
    "created|added|inserted|posted|imported|uploaded|deleted|removed|updated|edited|changed|cancelled|archived|moved|assigned|marked|saved|recorded|registered",
];
const AT_ONCE: &[&str] = &[
    "at once",
    "at the same time",
    "in bulk|batches",
    "in one|a|1 single? go|call|request|step|batch|operation",
    "in one",
    "together",
    "with one|a|1 single? call|request",
];

pub fn read(toks: &[Tok], at: usize) -> Read {
    let end = named(toks, at).or_else(|| several(toks, at)).or_else(|| suffered(toks, at))?;
    let end = (end..toks.len()).find(|n| !toks[*n].word && !toks[*n].is("-")).unwrap_or(toks.len());
    Some((vec![Fact::Unread { toks: at..end }], end))
}

/// `bulk create bookings`, `batch import of members`
fn named(toks: &[Tok], at: usize) -> Option<usize> {
    let next = eat_first(toks, at, &["bulk|batch|mass"])?;
    let next = eat_first(toks, next, &["-"]).unwrap_or(next);
    const NOUNS: &[&str] =
        &["import|upload|creation|deletion|update|updates|delete|insert|operations|edit|endpoint|endpoints"];
    eat_first(toks, next, DEEDS).or_else(|| eat_first(toks, next, NOUNS))
}

/// `delete several bookings at once`
fn several(toks: &[Tok], at: usize) -> Option<usize> {
    let next = eat_first(toks, at, DEEDS)?;
    let many = eat_first(toks, next, &["several|multiple|many|some", "a|the? list|batch|number|set of"]);
    let (np, end) = noun_phrase(toks, many.unwrap_or(next)).filter(|(np, _)| np.plural)?;
    let at_once = eat_first(toks, end, AT_ONCE)?;
    // "add members in one group" says where.
    let told = many.is_some() || np.plural && !any(toks, at_once - 1, &["together", "one"]);
    told.then_some(at_once)
}

/// `orders can be created in bulk`
fn suffered(toks: &[Tok], at: usize) -> Option<usize> {
    let (_, next) = noun_phrase(toks, at).filter(|(np, _)| np.plural)?;
    let next = eat_first(toks, next, &["can|may|should|must also? be"])?;
    let next = eat_first(toks, next, DONE)?;
    eat_first(toks, next, &["in bulk|batches", "several|many at once", "in one go|request|call"])
}
