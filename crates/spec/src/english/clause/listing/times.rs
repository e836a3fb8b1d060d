//! Two times between which rows are asked for, without the name of their field: `filter by station, from, to`.

use super::super::super::{cursor::eat_first, evidence::Np, token::Tok};

/// `from, to`, `since and until` among fields to filter by: a span of the date that the rows have.
pub(super) fn between(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    const ENDS: &[&str] =
        &["from ,|and|&|/ to|until|till", "since ,|and|&|/ until|till|to", "after , before"];
    let end = eat_first(toks, at, ENDS)
        .filter(|end| toks.get(*end).is_none_or(|tok| !tok.word || tok.is("and")))?;
    let np = Np {
        name: "date".to_owned(),
        low: vec!["date".to_owned()],
        of: Some("range".to_owned()),
        toks: at..end,
        name_toks: at..end,
        ..Np::default()
    };
    Some((np, end))
}
