//! A rule in brackets behind a member: `start, end (end after start)`, `valid to (to after valid from)`. The list takes the
//! member and leaves what the brackets say, which is a clause of its own.

use super::{
    super::{
        cursor::{closing, eat_first},
        evidence::{Fact, Item},
        token::Tok,
    },
    rule,
};

/// More brackets than a list of a person has.
const MOST: usize = 40;

/// The facts with the rules that brackets hold.
pub(super) fn rules(toks: &[Tok], mut facts: Vec<Fact>) -> Vec<Fact> {
    fn left(item: &Item) -> bool {
        !item.unread.is_empty() || item.members.iter().any(left)
    }
    let open = |fact: &Fact| matches!(fact, Fact::Has { items, .. } if items.iter().any(left));
    if !facts.iter().any(open) {
        return facts;
    }
    for open in (0..toks.len()).filter(|n| toks[*n].is("(")).take(MOST) {
        let Some(close) = closing(toks, open) else { continue };
        let Some((rule, end)) = toks
            .get(..close)
            .and_then(|slice| rule::order::order(slice, open + 1))
            .filter(|_| close > open + 3)
        else {
            continue;
        };
        const SAID: &[&str] = &[",? of course", ",? obviously|naturally|always|ofc|please|that is"];
        let over = eat_first(toks, end, SAID).unwrap_or(end) == close;
        let mut items = facts.iter_mut().filter_map(|fact| match fact {
            Fact::Has { items, .. } => Some(items),
            _ => None,
        });
        if over && items.any(|items| items.iter_mut().any(|item| take(item, open, close))) {
            facts.extend(rule);
        }
    }
    facts
}

/// Takes the brackets out of what nothing read of the member; whether they were there.
fn take(item: &mut Item, open: usize, close: usize) -> bool {
    let within = |range: &std::ops::Range<usize>| range.start <= open + 1 && range.end >= close;
    let found = item.unread.iter().any(within);
    item.unread.retain(|range| !within(range));
    found || item.members.iter_mut().any(|member| take(member, open, close))
}
