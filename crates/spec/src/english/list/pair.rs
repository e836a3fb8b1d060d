//! What is said behind a pair is said of both: `home goals and away goals, 0 to 20`, `…, each between 0 and 20`.

use domain::spec::FieldType;

use super::super::{
    cursor::{any, divider, eat_first},
    evidence::{Item, Mod},
    modifier,
    token::Tok,
};

/// How many members at the end of the list are named after one thing: `home goals and away goals`.
pub(super) fn alike(found: &[Item]) -> usize {
    let Some(last) = found.last() else { return 0 };
    found.iter().rev().take_while(|item| same_head(item, last)).count()
}

fn same_head(one: &Item, other: &Item) -> bool {
    one.np.low.len() > 1 && other.np.low.len() > 1 && one.np.last() == other.np.last()
}

/// `each between 0 and 20`, `0 to 20 each`: the bounds, and where they end.
pub(super) fn of_each(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let lead = eat_first(toks, at, &["each of? them? is|are|must|should|can|may? be?"]);
    let (mods, end) = modifier::bare_run(toks, lead.unwrap_or(at));
    let end = match lead {
        Some(_) => end,
        None => eat_first(toks, end, &["each", "apiece", "for|of both|each", "in both|each"])?,
    };
    (!mods.is_empty() && mods.iter().all(is_bound) && divider(toks, end)).then_some((mods, end))
}

/// `the second is optional`, `of which the first is required`: which of the two before it, counted from the end.
pub(super) fn of_one(toks: &[Tok], at: usize) -> Option<(usize, Vec<Mod>, usize)> {
    let lead = eat_first(toks, at, &["of which", "where|with"]).unwrap_or(at);
    let verb = eat_first(toks, lead, &["the? first|second|former|latter is|being|may|can|must|should be?"])?;
    let first = (lead..verb).any(|n| any(toks, n, &["first", "former"]));
    let (mods, end) = modifier::bare_run(toks, verb);
    (!mods.is_empty() && divider(toks, end)).then_some((if first { 2 } else { 1 }, mods, end))
}

/// A bound behind the last of members that are named after one thing holds for all of them. Where each has an article, it
/// does so behind a comma only: `a first name and a last name of at most 40 characters`.
pub(super) fn share_bound(toks: &[Tok], items: &mut [Item]) {
    let mut shared = false;
    for n in (1..items.len()).rev() {
        let (before, here) = items.split_at_mut(n);
        let (Some(before), Some(here)) = (before.last_mut(), here.first()) else { continue };
        let between = before.toks.end;
        let joined = any(toks, between, &["and", "&"]) || shared && any(toks, between, &[","]);
        let behind = any(toks, here.np.toks.end, &[","]);
        let bare = any(toks, here.toks.start, &[here.np.low.first().map_or("", String::as_str)]);
        let bounds: Vec<Mod> = here.mods.iter().filter(|said| is_bound(said)).cloned().collect();
        shared = joined
            && same_head(before, here)
            && (behind || bare || shared)
            && before.mods.is_empty()
            && before.members.is_empty()
            && !bounds.is_empty();
        if shared {
            before.mods.extend(bounds);
        }
    }
}

/// "take-off and landing (date and time)": the two ends of one thing are of one kind.
pub(super) fn share_moment(toks: &[Tok], before: &mut Item, here: &Item) {
    let joined = any(toks, before.toks.end, &["and", "&"]) && before.toks.end + 1 == here.toks.start;
    let moment = here
        .mods
        .iter()
        .find(|said| matches!(said, Mod::Type(FieldType::DateTime | FieldType::Date | FieldType::Time)));
    let plain = before.mods.is_empty() && before.members.is_empty();
    if let Some(moment) = moment.filter(|_| joined && plain && opposed(&before.np.key(), &here.np.key())) {
        before.mods.push(moment.clone());
    }
}

fn is_bound(said: &Mod) -> bool {
    said.is_bound() || matches!(said, Mod::In(_)) || matches!(said, Mod::Default(value) if value.is_number())
}

/// Words of which each calls for the other.
pub(super) fn opposed(one: &str, other: &str) -> bool {
    const PAIRS: &[(&str, &str)] = &[
        ("lower", "upper"),
        ("first", "second"),
        ("first", "last"),
        ("minimum", "maximum"),
        ("min", "max"),
        ("start", "end"),
        ("left", "right"),
        ("home", "away"),
        ("gross", "net"),
        ("take off", "landing"),
        ("departure", "arrival"),
        ("pickup", "return"),
        ("opening", "closing"),
        ("check in", "check out"),
        ("drop off", "pickup"),
    ];
    PAIRS.iter().any(|(a, b)| one == *a && other == *b || one == *b && other == *a)
}
