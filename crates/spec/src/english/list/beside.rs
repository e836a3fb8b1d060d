//! Words behind a member that are no name of another: `the mood of the guests from 1 to 10`, `half day? yes/no`, `a mother
//! who is also in the list`.

use super::super::{
    cursor::{any, eat_first},
    evidence::{Item, Mod, Np, Quant, Unit},
    modifier,
    noun::noun_phrase,
    token::Tok,
};

/// `of the guests`, where what follows says something of the member and not of the guests.
pub(super) fn of_what(toks: &[Tok], at: usize) -> Option<usize> {
    // A long list is tried at every place: the word first, then the phrases.
    any(toks, at, &["of"]).then_some(())?;
    let next = eat_first(toks, at, &["of the|its|their|our|this|that"])?;
    let (_, end) = noun_phrase(toks, next - 1).filter(|(np, _)| np.of.is_none() && np.low.len() <= 2)?;
    let bracket = any(toks, end, &["("]) && modifier::parenthesis(toks, end).is_some();
    let (mods, after) = modifier::bare_run(toks, end);
    (bracket || !mods.is_empty() && after > end && !any(toks, end, &["and", ","])).then_some(end)
}

/// `? yes/no`, `(y/n)`
pub(super) fn yes_or_no(toks: &[Tok], at: usize) -> Option<usize> {
    any(toks, at, &["?"]).then_some(())?;
    eat_first(toks, at, &["? ( yes|y / no|n )", "? yes|y / no|n", "? yes|y or no|n"])
}

/// `with at least one letter and one digit`: what a text must hold somewhere. No form has it, and it is no bound.
pub(super) fn holds(toks: &[Tok], at: usize) -> Option<usize> {
    const HOLDS: &[&str] = &[
        ",? that|which? with|containing|contains|contain|including|includes|has|having at least? a|an|one|1 lowercase|uppercase|capital|special? letter|digit|number|symbol|sign|character",
        ",? that|which must contain|have|include at least? a|an|one|1 lowercase|uppercase|capital|special? letter|digit|number|symbol|sign|character",
    ];
    const MORE: &[&str] = &[
        "and|or at least a|an|one|1 lowercase|uppercase|capital|special? letter|digit|number|symbol|sign|character",
        "and|or a|an|one|1? lowercase|uppercase|capital|special? letter|digit|number|symbol|sign|character",
    ];
    const FIRST: &[&str] = &[
        "that",
        "which",
        "with",
        "containing",
        "contains",
        "contain",
        "including",
        "includes",
        "has",
        "having",
    ];
    let first = if any(toks, at, &[","]) { at + 1 } else { at };
    any(toks, first, FIRST).then_some(())?;
    let mut end = eat_first(toks, at, HOLDS)?;
    while let Some(next) = eat_first(toks, end, MORE) {
        end = next;
    }
    toks.get(end).is_none_or(|tok| !tok.word || tok.is("and")).then_some(end)
}

/// `a code of 10 characters`: what tells things apart is as long as that, where a name or a text is at most.
pub(super) fn whole_length(toks: &[Tok], item: &mut Item) {
    const CODES: &[&str] = &[
        "code",
        "number",
        "id",
        "key",
        "pin",
        "identifier",
        "barcode",
        "serial",
        "token",
        "abbreviation",
        "isbn",
    ];
    const LIMITS: &[&str] = &[
        "max",
        "maximum",
        "maximal",
        "most",
        "up",
        "to",
        "than",
        "exceed",
        "exceeding",
        "limited",
        "limit",
        "less",
        "fewer",
        "or",
        "longer",
        "capped",
    ];
    let told = item.np.name_toks.end..item.toks.end;
    let short = item.mods.iter().any(|said| matches!(said, Mod::AtLeast(_, Unit::Characters)));
    let limited = told.clone().any(|n| any(toks, n, LIMITS));
    let [longest] = item
        .mods
        .iter()
        .filter_map(|said| if let Mod::AtMost(n, Unit::Characters) = said { Some(*n) } else { None })
        .collect::<Vec<_>>()[..]
    else {
        return;
    };
    if CODES.contains(&item.np.last()) && !short && !limited {
        item.mods.push(Mod::AtLeast(longest, Unit::Characters));
    }
}

/// `a set list, which is a list of songs`, `a playlist made up of several songs`: the things that the member is made of.
pub(super) fn several_of_those(toks: &[Tok], at: usize, item: &Item) -> Option<(Np, usize)> {
    const MADE: &[&str] = &[
        ",? that|which is|holds|contains a|an ordered|sorted|simple? list|set|sequence|series|collection|row of",
        ",? that|which? is? made up of",
        ",? that|which? is? composed of",
        ",? that|which consists of",
    ];
    let single =
        !item.np.plural && item.mods.is_empty() && item.members.is_empty() && !item.np.low.is_empty();
    // A long list is tried at every place: the word first, then the phrases.
    let first = if any(toks, at, &[","]) { at + 1 } else { at };
    (single && any(toks, first, &["that", "which", "is", "made", "composed", "consists"])).then_some(())?;
    let next = eat_first(toks, at, MADE)?;
    let (np, end) =
        noun_phrase(toks, next).filter(|(np, _)| np.plural && np.of.is_none() && np.low.len() <= 2)?;
    let ends = toks.get(end).is_none_or(|tok| !tok.word || tok.is("and"));
    let words = crate::assemble::entities::is_array(&np);
    // "a code that consists of two letters and four digits": how it is spelled.
    let spelled = matches!(
        crate::words::singular(np.last()).as_str(),
        "letter" | "digit" | "character" | "number" | "capital" | "symbol"
    );
    let words = words || spelled;
    (ends && !words).then_some((Np { quant: Quant::Many, ..np }, end))
}

/// `who is also in the list`: one of those that the member is said of.
pub(super) fn one_of_the_list(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    const LISTED: &[&str] = &[
        ",? who|which|that is|are|must also|too? be? in|on|among the|our|this list|table|register|system|database|file too?",
        ",? from the same list|table|register",
    ];
    let who = if any(toks, at, &[","]) { at + 1 } else { at };
    any(toks, who, &["who", "which", "that", "from"]).then_some(())?;
    let next = eat_first(toks, at, LISTED)?;
    let itself = vec![super::super::evidence::ITSELF.to_owned()];
    Some((
        Np {
            name: itself.join(""),
            low: itself,
            quant: Quant::One,
            toks: at..next,
            name_toks: at..next,
            ..Np::default()
        },
        next,
    ))
}
