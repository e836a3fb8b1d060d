//! Tables told in words: `The sheet "Samples" has these columns: code, name`, `the Samples table contains the fields …`.

use super::{
    super::{
        cursor::{any, eat_first},
        declare,
        evidence::{Fact, Np},
        list,
        noun::noun_phrase,
        token::Tok,
    },
    Read,
};

/// What people keep rows in.
const KEPT_IN: &[&str] = &["sheet", "table", "spreadsheet", "worksheet", "tab", "file", "form"];

pub fn read(toks: &[Tok], at: usize) -> Read {
    const LEAD: &[&str] = &["the|our|a|one|another", "there is a|another", "we have a|another"];
    let kind = eat_first(toks, at, LEAD).unwrap_or(at);
    let (name, after) = if any(toks, kind, KEPT_IN) {
        let name = eat_first(toks, kind + 1, &["called|named|for"]).unwrap_or(kind + 1);
        (name, name + 1)
    } else if any(toks, kind + 1, KEPT_IN) {
        (kind, kind + 2)
    } else {
        return None;
    };
    // "The table trucks has the columns …": many of something behind the word; "the restaurant table" is a table.
    let many = name > kind
        && any(toks, kind, &["table", "sheet", "spreadsheet"])
        && toks.get(name).is_some_and(|tok| tok.content && crate::words::is_plural(&tok.low));
    toks.get(name).filter(|tok| tok.word && (tok.quoted || tok.capitalised() || many))?;
    const COLUMNS: &[&str] = &[
        "has|have|contains|with|holds|includes the|these? following? columns|fields|attributes :?",
        ", with|having the|these? columns|fields|attributes :?",
        ": columns|fields|attributes :?",
    ];
    let listed = eat_first(toks, after, COLUMNS)?;
    let mut alone = toks.get(..=name)?.to_vec();
    alone.last_mut()?.quoted = true;
    let (np, _) = noun_phrase(&alone, name)?;
    let np = Np { toks: name..name + 1, name_toks: name..name + 1, ..np };
    let (mut facts, end) = match any(toks, listed - 1, &[":"]) {
        true => declare::behind_colon(toks, listed - 1, &np)?,
        false => {
            let (items, end) = list::items(toks, listed)?;
            let has = Fact::Has { subject: Some(np.clone()), items, toks: listed..end, from_frame: false };
            (vec![has], end)
        }
    };
    facts.insert(0, Fact::Mention { np, weight: 3 });
    facts.push(Fact::Aside { left_out: false, toks: at..name });
    facts.push(Fact::Aside { left_out: false, toks: name + 1..listed });
    Some((facts, end))
}
