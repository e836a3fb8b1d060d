//! The pieces of a list of members, each read for itself.

use super::{
    super::{
        astray,
        cursor::{any, closing, eat_first, low},
        evidence::{Fact, Item, Mod, Np, Quant},
        lexicon::{Form, lexicon},
        list,
        memory::Memory,
        modifier,
        noun::noun_phrase,
        token::Tok,
        unless,
    },
    Members, Piece,
};

/// The members in `at..limit`.
pub fn members(toks: &[Tok], at: usize, limit: usize) -> Members {
    let _memory = Memory::of(&toks[..limit]);
    let mut found: Vec<Piece> = Vec::new();
    let mut keys = Vec::new();
    let mut beside = Vec::new();
    let mut skipped: Option<std::ops::Range<usize>> = None;
    let mut at = at;
    let mut end = at;
    while at < limit {
        if let Some(next) =
            eat_first(&toks[..limit], at, &[",", ";", "and", "&", "+", "plus", "as well as", "also"])
        {
            at = next;
            continue;
        }
        // "… and ride on one bus": the same thing does more.
        if !found.is_empty()
            && (super::super::noun::predicate(&toks[..limit], at)
                || astray::begins(&toks[..limit], at) && modifier::bare_run(&toks[..limit], at).0.is_empty())
        {
            break;
        }
        if !found.is_empty()
            && (list::another_has(&toks[..limit], at)
                || super::super::clause::which_of_which(&toks[..limit], at))
        {
            break;
        }
        // "crown or splint, with tooth shade, due date"
        if !found.is_empty() && any(toks, at, &["with"]) && at > 0 && any(toks, at - 1, &[","]) {
            at += 1;
        }
        // "belongs to a course, has a status"
        if at > 0 && any(toks, at - 1, &[",", ";", "and"]) {
            at = eat_first(&toks[..limit], at, &["it? has|have"]).unwrap_or(at);
        }
        let stop = piece_end(toks, at, limit);
        let slice = &toks[..stop];
        // "unique, case-insensitive": said of the piece before it, and no form has it.
        if let Some(next) = list::letter_case(slice, at).filter(|next| *next == stop)
            && let Some(last) = found.last_mut()
        {
            last.item.unread.push(at..next);
            last.item.toks.end = next;
            at = next;
            end = next;
            continue;
        }
        // "present?": a yes or no of its own.
        if let Some((item, next)) = list::asked(slice, at).filter(|(_, next)| *next == stop) {
            found.push(Piece { item, whole: true });
            at = next;
            end = next;
            continue;
        }
        // "active by default": a yes or no, unless it is a value of the choice before it.
        if let Some((item, next)) =
            unless::flag(slice, at, found.last().map(|piece| &piece.item)).filter(|(_, next)| *next == stop)
        {
            found.push(Piece { item, whole: true });
            at = next;
            end = next;
            continue;
        }
        // "challenger -> player": the key to one of those, under a name of its own.
        if let Some((item, next)) = points_to(slice, at).filter(|(_, next)| *next == stop) {
            found.push(Piece { item, whole: true });
            at = next;
            end = next;
            continue;
        }
        // ", who is a participant": whose key the piece before it is.
        if let Some((np, next)) = list::one_of_those(slice, at).filter(|(_, next)| *next == stop)
            && let Some(last) = found.last_mut().filter(|last| last.item.mods.is_empty())
        {
            last.item.mods.push(Mod::Refers(np));
            last.item.toks.end = next;
            at = next;
            end = next;
            continue;
        }
        // "both zero or more": said of each of the pieces before.
        if let Some((count, mods, next)) = list::of_several(slice, at).filter(|(_, _, next)| *next == stop)
            && !found.is_empty()
        {
            let from = found.len().saturating_sub(count);
            for piece in found.iter_mut().skip(from) {
                piece.item.mods.extend(mods.iter().cloned());
            }
            if let Some(last) = found.last_mut() {
                last.item.toks.end = next;
            }
            at = next;
            end = next;
            continue;
        }
        // "unique", "max 80" or "a whole number from 1 to 9" behind a comma says more of the piece before it.
        let behind = at > 0 && any(toks, at - 1, &[","]) && !found.is_empty();
        let (mods, next) = modifier::apposed(slice, at)
            .filter(|(_, next)| behind && *next == stop)
            .unwrap_or_else(|| modifier::bare_run(slice, at));
        if !mods.is_empty()
            && next == stop
            && let Some(last) = found.last_mut()
        {
            last.item.mods.extend(mods);
            last.item.toks.end = stop;
            at = stop;
            end = stop;
            continue;
        }
        // "unique(flag, environment)": said of the thing itself.
        if let Some((with, next)) = together(&toks[..limit], at).filter(|(_, next)| *next >= stop) {
            beside.push(Fact::UniqueTogether { on: None, with, toks: at..next });
            at = next;
            end = next;
            continue;
        }
        // "status (new → ready → picked up)", "state new → ready, or new → cancelled": a chain may run across commas.
        let chain = (at..stop).any(|n| any(toks, n, &["→", ">"])).then(|| {
            super::super::clause::arrow::read(&toks[..limit], at)
                .filter(|(_, next)| ends_piece(toks, *next, limit))
        });
        if let Some((facts, next)) = chain
            .flatten()
            .or_else(|| super::super::clause::arrow::read(slice, at))
            .filter(|(_, next)| *next >= stop)
        {
            beside.extend(facts);
            at = next;
            end = next;
            continue;
        }
        if let Some((facts, next)) = super::super::clause::many::paired(slice, at) {
            beside.extend(facts);
            at = next;
            end = next;
            continue;
        }
        if let Some((targets, optional, next)) = key_piece(slice, at) {
            keys.extend(targets.into_iter().map(|to| {
                let range = to.toks.clone();
                (to, optional, range)
            }));
            if let Some((_, _, range)) = keys.last_mut() {
                range.end = next;
            }
            at = next;
            end = next;
            continue;
        }
        // "first and last name"
        if let Some((both, next)) = list::two_of_one(slice, at).filter(|(_, next)| *next >= stop) {
            found.extend(both.into_iter().map(|item| Piece { item, whole: true }));
            at = next;
            end = next;
            continue;
        }
        // Values may run across commas: "status draft, sent or paid".
        let across = list::item(&toks[..limit], at).filter(|(item, next)| {
            *next > stop
                && ends_piece(toks, *next, limit)
                && item.mods.iter().any(|m| matches!(m, Mod::Values(_)))
        });
        let Some((mut item, next)) = across.or_else(|| list::item(slice, at)) else {
            if clause_like(slice, at) {
                break;
            }
            if found.is_empty() {
                skipped = Some(skipped.map_or(at, |range| range.start)..stop);
            }
            unread(&mut found, at..stop);
            at = stop;
            end = stop;
            continue;
        };
        // "…, albums with a title", "…, orders belong to a customer": another thing is spoken of.
        if list::ends_list(&toks[..limit], &item, next) {
            break;
        }
        // "home team, away team (they must be different)"
        if let Some(after) = super::super::clause::they_differ(slice, next).filter(|after| *after == stop)
            && let Some(before) = found.last()
        {
            item.mods.push(Mod::Differs(before.item.np.clone()));
            item.toks.end = after;
            found.push(Piece { item, whole: true });
            at = stop;
            end = stop;
            continue;
        }
        if next >= stop {
            at = next;
            end = next;
            found.extend(list::apart(item).into_iter().map(|item| Piece { item, whole: true }));
            continue;
        }
        if let Some(after) = eat_first(slice, next, &["and", "&", "plus", "as well as", "or"])
            .filter(|after| list::item(slice, *after).is_some())
        {
            at = after;
            end = next;
            found.extend(list::apart(item).into_iter().map(|item| Piece { item, whole: true }));
            continue;
        }
        // "… a date of birth and belong to an owner (name, phone)": the same thing does more.
        let does = eat_first(slice, next, &["and"]).is_some_and(|after| {
            super::super::noun::predicate(slice, after)
                || eat_first(slice, after, &["belongs|belong|refers|refer to", "is|are", "has|have"])
                    .is_some()
        });
        if does {
            end = next;
            found.extend(list::apart(item).into_iter().map(|item| Piece { item, whole: true }));
            break;
        }
        item.unread.push(next..stop);
        item.toks.end = stop;
        at = stop;
        end = stop;
        found.push(Piece { item, whole: false });
    }
    // "start, end and place are all required"
    if let Some((last, before)) = found.split_last_mut()
        && let all = last.item.toks.clone()
        && all.clone().any(|n| any(toks, n, &["are"]) && any(toks, n + 1, &["all", "both"]))
    {
        let said: Vec<Mod> =
            last.item.mods.iter().filter(|m| matches!(m, Mod::Optional | Mod::Required)).cloned().collect();
        for piece in before {
            piece.item.mods.extend(said.iter().cloned());
        }
    }
    for n in 1..found.len() {
        let (before, here) = found.split_at_mut(n);
        if let (Some(before), Some(here)) = (before.last_mut(), here.first()) {
            list::share_type(&mut before.item, &here.item);
        }
        if let [one, other] = &mut found[n - 1..=n] {
            list::either(toks, &mut one.item, &mut other.item);
        }
    }
    if let (Some(range), Some(first)) = (skipped, found.first_mut()) {
        first.item.toks.start = range.start;
        first.item.unread.insert(0, range);
        first.whole = false;
    }
    Members { pieces: found, keys, beside, end }
}

/// `unique(flag, environment)`, `unique together: team + number`: members that are unique only as a whole.
pub(super) fn together(toks: &[Tok], at: usize) -> Option<(Vec<Np>, usize)> {
    let open = eat_first(
        toks,
        at,
        &["unique together|constraint|index|key? on|over? (", "unique together ,?", "unique :"],
    )?;
    let close = any(toks, open - 1, &["("]).then(|| closing(toks, open - 1)).flatten();
    let limit = close.unwrap_or(toks.len());
    let inside = toks.get(..limit)?;
    let (first, mut end) = noun_phrase(inside, eat_first(inside, open, &["on|of|over|:"]).unwrap_or(open))?;
    let mut found = vec![first];
    while let Some(next) = eat_first(inside, end, &[", and", ",", "and", "&", "+", "/"]) {
        let (np, after) = noun_phrase(inside, next)?;
        found.push(np);
        end = after;
    }
    (end >= limit && found.len() >= 2).then(|| (found, close.map_or(end, |close| close + 1)))
}

/// `opponent -> player`; what is done or how something is are states: `draft -> sent`.
fn points_to(toks: &[Tok], at: usize) -> Option<(Item, usize)> {
    let (np, next) = noun_phrase(toks, at)?;
    let mut mods = Vec::new();
    // "manager: another employee, optional"
    let one = eat_first(toks, next, &[":|=|-|—"]).filter(|n| any(toks, *n, &["another", "one", "a", "an"]));
    let (to, mut end) = eat_first(toks, next, &["→"]).or(one).and_then(|n| noun_phrase(toks, n))?;
    if one.is_some()
        && (to.quant != Quant::One || to.plural || super::super::kind::type_word(toks, one?).is_some())
    {
        return None;
    }
    if one.is_some() && !any(toks, one?, &["another"]) {
        return None;
    }
    if let Some(after) = eat_first(toks, end, &["( optional )", "( nullable )", "optional"]) {
        mods.push(Mod::Optional);
        end = after;
    }
    let state = |np: &Np| {
        np.low.iter().any(|word| {
            lexicon().adjectives.contains(word)
                || matches!(word.as_str(), "status" | "state" | "stage" | "phase" | "draft" | "done" | "new")
                || super::super::is_past(word)
                || word.ends_with("ing")
        })
    };
    let plain = !np.plural && !state(&np) && !state(&to) && np.low.len() <= 2 && to.low.len() <= 2;
    let to = Np { plural: false, quant: Quant::One, ..to };
    mods.insert(0, Mod::Refers(to));
    (plain && end >= toks.len()).then(|| (Item { np, mods, ..Item::spanning(at..end) }, end))
}

/// "always for one property", "belongs to one singer and one rehearsal", "each for exactly one order".
fn key_piece(toks: &[Tok], at: usize) -> Option<(Vec<Np>, bool, usize)> {
    // "station it belongs to"
    if let Some((np, next)) = noun_phrase(toks, at)
        && let Some(end) = eat_first(
            toks,
            next,
            &["it|they belongs|belong|refers|points to", "it|they is|are|was for|of|about|in|on"],
        )
        && end >= toks.len()
    {
        return Some((vec![Np { plural: false, quant: Quant::One, ..np }], false, end));
    }
    let next = eat_first(toks, at, &["each", "always", "they|it", "each always"]).unwrap_or(at);
    let next = eat_first(toks, next, &["always|also"]).unwrap_or(next);
    let told = eat_first(
        toks,
        next,
        &[
            "belongs|belong|belonging|linked|assigned|attached to",
            "is|are part of",
            "is|are linked|assigned|attached to",
            "is|are for|of|in|on|by",
        ],
    );
    let next =
        told.or_else(|| eat_first(toks, next, &["for", "of", "in", "on", "by", "from", "at", "to"]))?;
    let (optional, next) = match eat_first(toks, next, &["at most", "optionally", "zero or"]) {
        Some(next) => (true, next),
        None => (false, eat_first(toks, next, &["exactly", "only", "just"]).unwrap_or(next)),
    };
    let mut found = Vec::new();
    let mut end = next;
    while let Some((np, after)) = noun_phrase(toks, end) {
        let one = np.quant == Quant::One
            || told.is_some() && np.quant == Quant::The
            || told.is_some() && np.quant == Quant::Each;
        if !one || np.plural {
            break;
        }
        found.push(np);
        end = after;
        // "belongs to a course and to a member"
        let joined = if told.is_some() { eat_first(toks, end, &["and to|for|of"]) } else { None };
        match joined.or_else(|| eat_first(toks, end, &["and", "&"])) {
            Some(after) if noun_phrase(toks, after).is_some_and(|(np, _)| np.quant == Quant::One) => {
                end = after
            }
            _ => break,
        }
    }
    let stated = any(toks, next, &["one", "1"])
        || any(toks, next.wrapping_sub(1), &["exactly", "most", "only"])
        || told.is_some();
    (!found.is_empty() && stated && end >= toks.len()).then_some((found, optional, end))
}

/// A list of members holds names: verbs and small words that begin a piece are words of one.
pub(super) fn names(toks: &[Tok], open: usize) -> Vec<Tok> {
    let mut named = toks.to_vec();
    let mut depth = 0usize;
    for n in open..toks.len() {
        match low(toks, n) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        let begins = n == open || any(toks, n.wrapping_sub(1), &[",", ";"]);
        let ends = |at: usize| toks.get(at).is_none_or(|t| matches!(t.low.as_str(), "," | ";" | "(" | "."));
        let bent = lexicon().verb(low(toks, n)).is_some_and(|(_, form)| form == Form::Gerund)
            && toks.get(n + 1).is_some_and(|t| t.word && !crate::words::stop::is_stop(&t.low));
        let verb = lexicon().verb(low(toks, n)).is_some()
            && (bent
                || ends(n + 1)
                || toks.get(n + 1).is_some_and(|t| t.word) && ends(n + 2)
                // "cover image url"
                || (n + 1..n + 3).all(|m| toks.get(m).is_some_and(|t| t.word && !crate::words::stop::is_stop(&t.low)))
                    && ends(n + 3)
                    && super::super::clause::is_field_word(low(toks, n + 2)))
            && !any(toks, n, &["has", "have", "belongs", "is", "are"]);
        // "read bool", "up boolean": a type stands behind the name.
        let typed = super::super::kind::type_word(toks, n + 1).is_some_and(|(_, end)| {
            ends(end)
                || any(toks, end, &["default", "optional", "required", "unique", "=", ">", "<", "≥", "≤"])
        }) && toks.get(n).is_some_and(|tok| tok.word && !tok.is_number())
            && !any(
                toks,
                n,
                &["has", "have", "a", "an", "the", "optional", "required", "unique", "and", "with", "each"],
            );
        let edge = any(toks, n, &["from", "to", "until", "till"])
            && (ends(n + 1) || toks.get(n + 1).is_some_and(|t| t.word && !t.is_number()) && ends(n + 2));
        if depth == 0
            && begins
            && (verb
                || edge
                || typed && crate::words::stop::is_stop(low(toks, n))
                || typed && lexicon().verb(low(toks, n)).is_some())
            && let Some(tok) = named.get_mut(n)
        {
            tok.quoted = true;
        }
    }
    named
}

/// Words between two pieces that are neither: they go along, unread.
fn unread(found: &mut [Piece], range: std::ops::Range<usize>) {
    if let Some(last) = found.last_mut() {
        last.item.toks.end = range.end;
        last.item.unread.push(range);
        last.whole = false;
    }
}

/// "…, and each belongs to a user": a clause of its own.
pub(super) fn clause_like(toks: &[Tok], at: usize) -> bool {
    (at..toks.len()).any(|n| super::super::noun::begins_clause(toks, n))
}

fn ends_piece(toks: &[Tok], at: usize, limit: usize) -> bool {
    at >= limit || any(toks, at, &[",", ";", ".", "and", "plus", "&"])
}

/// The next comma or semicolon outside of parentheses.
fn piece_end(toks: &[Tok], at: usize, limit: usize) -> usize {
    let mut n = at;
    while n < limit {
        match low(toks, n) {
            "(" => n = closing(&toks[..limit], n).map_or(n + 1, |close| close + 1),
            "," if !in_number(toks, n) => return n,
            ";" => return n,
            _ => n += 1,
        }
    }
    limit
}

/// The comma of `10,000`.
fn in_number(toks: &[Tok], at: usize) -> bool {
    toks.get(at).is_some_and(|t| t.glued)
        && at > 0
        && toks.get(at - 1).is_some_and(Tok::is_number)
        && toks.get(at + 1).is_some_and(|t| t.is_number() && t.glued && t.low.len() == 3)
}
