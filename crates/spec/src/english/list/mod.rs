//! Lists of fields: `a title (required), optional notes, a status of draft or sent and many tags`.

mod behind;
mod beside;
mod brackets;
mod line;
mod names;
pub(in crate::english) mod occasion;
mod pair;
mod typed;

use domain::spec::FieldType;

use super::{
    astray,
    cursor::{any, eat_first, low},
    evidence::{Item, Mod, Quant, Unit},
    lexicon::lexicon,
    memory, modifier,
    noun::{self, begins_clause, list_divider, noun_phrase},
    said,
    token::Tok,
    unless,
};
use crate::words::graded::graded_at;

use behind::after_name;
pub use behind::one_of_those;
pub use line::{members_of, whole};
use names::{character_prefix, choice, hanging, is_measure, per_what, preposition};
pub use names::{is_portion, timed, two_of_one};
use typed::{column_type, type_suffix};

/// Words between commas that let the next member be absent.
const PERHAPS: &[&str] = &[
    "optionally|possibly|perhaps|maybe ,",
    "if|when|where any|known|available|present|given|applicable|possible|needed|wanted ,",
    "if there is|are one|any|some ,",
];

/// Members divided by commas and `and`. Ends before a member that begins a clause of its own.
pub fn items(toks: &[Tok], at: usize) -> Option<(Vec<Item>, usize)> {
    let (mut found, mut at) = match two_of_one(toks, at) {
        Some(both) => both,
        None => {
            let (first, next) = item(toks, at)?;
            // "houseplants: each plant has a nickname": a clause of its own.
            if first.np.quant == Quant::Each && first.mods.is_empty() && begins_clause(toks, next) {
                return None;
            }
            (apart(first), next)
        }
    };
    let mut closed = false;
    loop {
        // "home team, away team (they must be different)"
        if let Some(end) = super::clause::they_differ(toks, at)
            && let [.., before, last] = found.as_mut_slice()
        {
            last.mods.push(Mod::Differs(before.np.clone()));
            last.toks.end = end;
            at = end;
        }
        let Some(next) = list_divider(toks, at) else { break };
        // "a phone number and, if available, an email address"
        let next =
            eat_first(toks, next, &[","]).filter(|n| eat_first(toks, *n, PERHAPS).is_some()).unwrap_or(next);
        let again = closed && any(toks, next - 1, &["and"]) && any(toks, at, &[","]);
        closed |= any(toks, next - 1, &["and"]);
        // "kWh imported and kWh exported, both zero or more": said of each of them.
        let alike = pair::alike(&found);
        if let Some((count, mods, after)) = of_several(toks, next)
            .or_else(|| pair::of_each(toks, next).map(|(mods, after)| (alike.max(2), mods, after)))
            .filter(|_| any(toks, next - 1, &[","]))
        {
            let from = found.len().saturating_sub(count);
            // "a name, sets and reps, all at least 1": no name is at least 1.
            let amount = mods.iter().any(|said| {
                matches!(
                    said,
                    Mod::AtLeast(_, Unit::None)
                        | Mod::AtMost(_, Unit::None)
                        | Mod::MoreThan(_)
                        | Mod::LessThan(_)
                        | Mod::Default(_)
                )
            });
            let counts = |item: &Item| {
                let name = item.np.key().replace(' ', "_");
                crate::types::is_untold(&name)
                    || crate::types::is_number(crate::types::infer(&name).field.ql_type)
                    || item.mods.iter().any(|said| matches!(said, Mod::In(_) | Mod::Type(_)))
            };
            for item in found.iter_mut().skip(from).filter(|item| !amount || counts(item)) {
                item.mods.extend(mods.iter().cloned());
            }
            if let Some(last) = found.last_mut() {
                last.toks.end = after;
            }
            at = after;
            continue;
        }
        // "a lower and an upper limit, the second is optional": of which of the two that is said.
        if let Some((back, mods, after)) = pair::of_one(toks, next)
            && let Some(said) = found.len().checked_sub(back).and_then(|n| found.get_mut(n))
        {
            said.mods.extend(mods);
            if let Some(last) = found.last_mut() {
                last.toks.end = after;
            }
            at = after;
            continue;
        }
        // "to have divers, with name, email and level": what each of them is made of.
        if any(toks, next, &["with"])
            && any(toks, next - 1, &[","])
            && let Some(before) = found.last_mut()
            && before.np.plural
            && matches!(before.np.quant, Quant::Bare | Quant::Many)
            && before.mods.is_empty()
            && before.members.is_empty()
            && crate::words::singular(before.np.last()) != before.np.last()
            && !super::clause::is_field_word(before.np.last())
            && let Some((members, end)) = items(toks, next + 1)
            && crate::assemble::entities::field_like(&members)
        {
            before.members = members;
            before.toks.end = end;
            at = end;
            break;
        }
        // "the owner, who has a name, phone and address": a thing of its own, and what it is made of.
        if any(toks, next - 1, &[","])
            && let Some(made) = eat_first(toks, next, &["who|which|that has|have"])
            && let Some(before) = found.last_mut()
            && before.mods.is_empty()
            && before.members.is_empty()
            && !super::clause::is_field_word(before.np.last())
            && let Some((members, end)) = items(toks, made)
            && members.len() > 1
            && crate::assemble::entities::field_like(&members)
        {
            before.members = members;
            before.toks.end = end;
            at = end;
            break;
        }
        // "a name and, optionally, a website", "and, if I feel like it, a note"
        const SPARED: &[&str] = &[
            ",? optionally ,",
            ",? if i|we|they|you|he|she feel|feels|like|likes|want|wants|wish|wishes like? it? ,",
            ",? if known|wanted|needed|available|desired|given ,",
            ",? later|eventually|sometimes|perhaps|maybe|possibly ,",
        ];
        let spared = matches!(
            low(toks, next),
            "," | "if"
                | "optionally"
                | "once"
                | "when"
                | "after"
                | "as"
                | "later"
                | "eventually"
                | "sometimes"
                | "perhaps"
                | "maybe"
                | "possibly"
        );
        let later =
            spared.then(|| eat_first(toks, next, SPARED).or_else(|| once_it_is(toks, next))).flatten();
        if let Some((mut member, after)) = later.and_then(|n| item(toks, n)) {
            member.mods.insert(0, Mod::Optional);
            found.extend(apart(member));
            at = after;
            continue;
        }
        let next = eat_first(toks, next, &["optionally", "with", "has", "finally"])
            .map_or(next, |n| if low(toks, n - 1) == "optionally" { next } else { n });
        // "for a watchlist, Python/FastAPI, SQLite": what it is built with.
        if super::clause::is_stack(toks, next) {
            break;
        }
        // "… and ride on one bus", ", stands at a gate", "and stores the time": the same thing does more.
        // What stands between two members is asked about, and the list goes on.
        if let Some(after) = astray::over(toks, next)
            && let Some(before) = found.last_mut()
        {
            before.unread.push(next..after);
            before.toks.end = after;
            at = after;
            continue;
        }
        // "…, started at some time": the same thing does more.
        if super::clause::moment_behind(toks, next).is_some()
            || any(toks, next, &["lasts"]) && super::cursor::number(toks, next + 1).is_some()
        {
            break;
        }
        if another_has(toks, next)
            || super::clause::which_of_which(toks, next)
            || occasion::begins(toks, next)
        {
            break;
        }
        // "…, and people vote for a game": what they do, and no member.
        if people_act(toks, next) {
            break;
        }
        // "a guest has stays, newest first": an order, and no member.
        if ranks_first(toks, next) {
            break;
        }
        // "a plate and is active by default"
        if let Some((flag, after)) = super::cursor::eat_first(toks, next, &["is|are"])
            .and_then(|n| unless::flag(toks, n, found.last()))
            && !found.iter().any(|item| super::evidence::Item::can_be(item, flag.np.last()))
        {
            found.push(flag);
            at = after;
            continue;
        }
        if noun::predicate(toks, next) && !astray::heads_members(toks, next) || astray::begins(toks, next) {
            break;
        }
        if let Some((flag, after)) = unless::flag(toks, next, found.last()) {
            found.push(flag);
            at = after;
            continue;
        }
        if let Some((both, after)) = two_of_one(toks, next) {
            found.extend(both);
            at = after;
            continue;
        }
        // "unique, case-insensitive": said of the one before, and no form has it.
        if let Some(after) = letter_case(toks, next)
            && let Some(before) = found.last_mut()
        {
            before.unread.push(next..after);
            before.toks.end = after;
            at = after;
            continue;
        }
        let Some((member, after)) = item(toks, next) else { break };
        // "a name and a price, and orders": a second "and" goes on with what holds the list.
        let another = again
            && member.np.plural
            && member.np.quant == Quant::Bare
            && member.mods.is_empty()
            && !super::clause::is_field_word(member.np.last());
        if ends_list(toks, &member, after) || another {
            break;
        }
        // "a home score and an away score that are both optional"
        if (member.toks.clone()).any(|n| any(toks, n, &["both"]))
            && let Some(before) = found.last_mut()
        {
            let both = |said: &&Mod| matches!(said, Mod::Optional | Mod::Required | Mod::Type(_));
            before.mods.extend(member.mods.iter().filter(both).cloned());
        }
        found.extend(apart(member));
        at = after;
    }
    share_unit(&mut found);
    pair::share_bound(toks, &mut found);
    for n in 1..found.len() {
        let (before, here) = found.split_at_mut(n);
        if let (Some(before), Some(here)) = (before.last_mut(), here.first()) {
            share_type(before, here);
            pair::share_moment(toks, before, here);
        }
        if let [one, other] = &mut found[n - 1..=n] {
            either(toks, one, other);
        }
    }
    Some((found, at))
}

/// "a due date and, once it's back, a return date": what leads to a member that is there later.
fn once_it_is(toks: &[Tok], at: usize) -> Option<usize> {
    const WORDS: usize = 5;
    let first = eat_first(toks, at, &[",? once|when|if|after|as soon? as?"])?;
    let comma = (first..toks.len()).find(|n| !toks[*n].word).filter(|n| any(toks, *n, &[",", ")"]))?;
    let said = any(toks, comma, &[","]) && comma > first && comma - first <= WORDS;
    let (np, after) = noun_phrase(toks, comma + 1).filter(|_| any(toks, comma + 1, &["a", "an", "the"]))?;
    let whole = super::cursor::divider(toks, after) || any(toks, after, &["(", "in", "of"]);
    (said && whole && !np.plural).then_some(comma + 1)
}

/// "needs at least an email or a phone": no form has one of two. Neither has to be there, and the words are asked about.
pub fn either(toks: &[Tok], one: &mut Item, other: &mut Item) {
    let between = one.toks.end..other.toks.start;
    let told = between.len() == 1 && any(toks, between.start, &["or"]);
    let bare = |item: &Item| item.np.quant == Quant::Bare && item.np.low.len() == 1 && !item.np.plural;
    let single = |item: &Item| {
        (item.np.quant == Quant::One || bare(item)) && item.mods.is_empty() && item.members.is_empty()
    };
    if told && single(one) && single(other) {
        one.mods.push(Mod::Optional);
        other.mods.push(Mod::Optional);
        one.unread.push(one.toks.start..other.toks.start);
        other.unread.push(other.toks.clone());
        one.toks.end = other.toks.start;
    }
}

/// `both zero or more`, `all required`: of how many of the members before it is that said, what, and where it ends.
pub fn of_several(toks: &[Tok], at: usize) -> Option<(usize, Vec<Mod>, usize)> {
    let next = eat_first(toks, at, &["both|all of? them|which? are|must|can|may? be?"])?;
    let count = if any(toks, at, &["both"]) { 2 } else { usize::MAX };
    // "an empty weight and a full weight, both in kg"
    let (mods, end) = match eat_first(toks, next, &["in|given|measured|counted|stored in?"]) {
        Some(unit) if any(toks, unit - 1, &["in"]) && modifier::is_unit(low(toks, unit)) => {
            (vec![Mod::In(low(toks, unit).to_owned())], unit + 1)
        }
        _ => modifier::bare_run(toks, next),
    };
    let plain = |said: &Mod| match said {
        Mod::Default(value) => value.is_number(),
        other => !matches!(other, Mod::Unique | Mod::UniquePer(_) | Mod::Than { .. } | Mod::Values(_)),
    };
    (!mods.is_empty() && mods.iter().all(plain) && super::cursor::divider(toks, end))
        .then_some((count, mods, end))
}

/// "…, an event has a text and a timestamp": a clause of its own begins, whatever its verb is the name of elsewhere.
pub fn another_has(toks: &[Tok], at: usize) -> bool {
    const HAS: &[&str] = &[
        "has|contains|needs|gets|records|holds|stores a|an|one|its|the|exactly|many|several|at|up|no",
        "consists of",
        "belongs to",
        "must|cannot|can|may|should have|belong|be",
    ];
    // "…, nights have a date": several of them, each with its own.
    const HAVE: &[&str] = &["have|contain|need a|an|one|the|their|many|several|at|up|no|only|just"];
    let several = toks.get(at).is_some_and(|tok| {
        tok.word && crate::words::is_plural(&tok.low) && !crate::words::stop::is_stop(&tok.low)
    });
    if several && (at + 1..at + 3).any(|verb| eat_first(toks, verb, HAVE).is_some()) {
        return true;
    }
    any(toks, at, &["a", "an", "each", "every"])
        && (at + 2..toks.len().min(at + 5)).any(|verb| {
            eat_first(toks, verb, HAS).is_some()
                && (at + 1..verb).all(|n| toks[n].word && !crate::words::stop::is_stop(&toks[n].low))
        })
}

/// "people vote for a game", "guests book a table": several, and what they do.
fn people_act(toks: &[Tok], at: usize) -> bool {
    let several = toks.get(at).is_some_and(|tok| {
        tok.word
            && (tok.person || any(toks, at, &["people", "everybody", "everyone"]))
            && crate::words::is_plural(&tok.low)
    });
    several
        && lexicon().verb(low(toks, at + 1)).is_some_and(|(_, form)| form == super::lexicon::Form::Base)
        && any(
            toks,
            at + 2,
            &["for", "on", "in", "at", "to", "a", "an", "the", "up", "their", "one", "several"],
        )
}

/// `case-insensitive`, `regardless of case`: a comparison of letters that no form has.
pub fn letter_case(toks: &[Tok], at: usize) -> Option<usize> {
    const CASE: &[&str] = &[
        "case - insensitive|insensitively|sensitive",
        "case insensitive|insensitively|sensitive",
        "regardless|independent|irrespective of upper|letter? case",
        "ignoring the? upper|letter? case",
        "in any case",
        "always? stored|saved|kept|written|entered|normalised|normalized|converted|shown as|in|to upper|lower - case",
        "always? stored|saved|kept|written|entered|normalised|normalized|converted|shown as|in|to upper|lower case",
        "always? stored|saved|kept|written|entered|normalised|normalized|converted|shown as|in|to uppercase|lowercase|capitals",
        "always? stored|saved|kept|written|entered|shown in|as capital letters",
        "always? in? upper|lower - case",
        "always? in upper|lower case",
        "always? in capitals|uppercase|lowercase",
    ];
    eat_first(toks, at, CASE)
}

/// "drink from and drink until (years)": the two ends of one span are of one kind.
pub fn share_type(before: &mut Item, here: &Item) {
    let ends = before.np.last() == "from" && matches!(here.np.last(), "until" | "to" | "till");
    let stem = |item: &Item| item.np.low.split_last().map(|(_, stem)| stem.to_vec());
    if ends && stem(before) == stem(here) && before.mods.is_empty() {
        before.mods.extend(here.mods.iter().find(|said| matches!(said, Mod::Type(_))).cloned());
    }
}

/// "prep time and cook time in minutes": both are counted so.
fn share_unit(items: &mut [Item]) {
    for n in (1..items.len()).rev() {
        let (before, here) = items.split_at_mut(n);
        let (Some(before), Some(here)) = (before.last_mut(), here.first()) else { continue };
        let unit = here
            .mods
            .iter()
            .find_map(|said| if let Mod::In(unit) = said { Some(unit.clone()) } else { None });
        let same = before.np.last() == here.np.last() && before.np.low.len() > 1 && before.mods.is_empty();
        if let Some(unit) = unit.filter(|_| same && before.members.is_empty()) {
            before.mods.push(Mod::In(unit));
        }
        // "drink_from and drink_until (years)": the two ends of one thing.
        let ends = before.np.low.first().zip(here.np.low.first()).is_some_and(|(one, other)| {
            let (one, other) = (one.rsplit_once('_'), other.rsplit_once('_'));
            one.zip(other).is_some_and(|((a, from), (b, until))| {
                a == b
                    && matches!(
                        (from, until),
                        ("from" | "start" | "begin" | "min", "until" | "to" | "till" | "end" | "max")
                    )
            })
        });
        let year = here.mods.iter().find(|said| matches!(said, Mod::Type(_))).cloned();
        if let Some(year) = year.filter(|_| ends && before.mods.is_empty() && before.members.is_empty()) {
            before.mods.push(year);
        }
    }
}

/// "name email phone": fields that somebody did not divide.
pub fn apart(item: Item) -> Vec<Item> {
    const PLAIN: &[&str] = &[
        "name",
        "title",
        "email",
        "phone",
        "description",
        "price",
        "quantity",
        "author",
        "isbn",
        "age",
        "stock",
        "year",
        "sku",
        "city",
        "country",
    ];
    const PAIRS: &[(&str, &str)] = &[
        ("title", "author"),
        ("stock", "price"),
        ("stock", "quantity"),
        ("author", "name"),
        ("name", "title"),
    ];
    let low = &item.np.low;
    let glued = low.len() >= 2
        && low.iter().all(|word| PLAIN.contains(&word.as_str()))
        && !(low.len() == 2 && PAIRS.iter().any(|(a, b)| low[0] == *a && low[1] == *b && *a != "title"))
        && item.members.is_empty()
        && item.np.name_toks.len() == low.len();
    if !glued {
        return vec![item];
    }
    let last = low.len() - 1;
    low.iter()
        .enumerate()
        .map(|(n, word)| {
            let at = item.np.name_toks.start + n;
            let np = super::evidence::Np {
                name: word.clone(),
                low: vec![word.clone()],
                toks: at..at + 1,
                name_toks: at..at + 1,
                ..Default::default()
            };
            let mods = if n == last { item.mods.clone() } else { Vec::new() };
            let end = if n == last { item.toks.end } else { at + 1 };
            Item { np, mods, ..Item::spanning(at..end.max(at + 1)) }
        })
        .collect()
}

/// What follows shows that the phrase was the subject of a new clause.
pub fn ends_list(toks: &[Tok], member: &Item, after: usize) -> bool {
    // "…, albums with a title": the next thing with fields of its own.
    if member.np.plural && member.mods.is_empty() && any(toks, after, &["with", "containing", "having"]) {
        return true;
    }
    // "…, and inspections of a hive with a date": the next thing, and whose it is.
    if member.np.plural
        && member.mods.iter().all(|said| matches!(said, Mod::BelongsTo(..)))
        && member.members.is_empty()
        && !super::clause::is_field_word(member.np.last())
        && eat_first(toks, member.np.toks.end, &["of|for|in|on|at|by a|an|one|each|every"])
            .and_then(|n| noun_phrase(toks, n - 1))
            .is_some_and(|(np, end)| !np.plural && any(toks, end, &["with", "having", ":"]))
    {
        return true;
    }
    // "…, meetings with date and place": the type word is the first of its fields.
    let typed = !member.mods.is_empty() && member.mods.iter().all(|m| matches!(m, Mod::Type(_)));
    if member.np.plural && typed && any(toks, member.np.toks.end, &["with", "containing", "having"]) {
        return true;
    }
    // "…, and a page that still has child pages cannot be deleted"
    let refused = any(toks, after, &["that", "who", "which"])
        && (after..toks.len().min(after + 10))
            .any(|n| eat_first(toks, n, &["cannot|can't be", "can|may|must|should not be"]).is_some());
    if refused {
        return true;
    }
    if astray::acts(toks, member, after) {
        return true;
    }
    begins_clause(toks, after) && !matches!(member.mods.last(), Some(Mod::Values(_)))
}

/// "present?", "indoor?": a word that says how something is, with a question mark behind it.
pub fn asked(toks: &[Tok], at: usize) -> Option<(Item, usize)> {
    let tok = toks.get(at).filter(|tok| tok.word && !tok.is_number())?;
    let mark = toks.get(at + 1).filter(|mark| mark.is("optional") && mark.end - mark.start == 1)?;
    let how = lexicon().adjectives.contains(&tok.low)
        || super::is_past(&tok.low)
        || matches!(
            tok.low.as_str(),
            "present" | "indoor" | "outdoor" | "absent" | "open" | "closed" | "vegan" | "vegetarian"
        )
        || ["able", "ible", "ous", "ful", "less"].iter().any(|tail| tok.low.ends_with(tail));
    if !how || !super::cursor::divider(toks, at + 2) || mark.glued {
        return None;
    }
    let np = super::evidence::Np {
        name: tok.low.clone(),
        low: vec![tok.low.clone()],
        toks: at..at + 1,
        name_toks: at..at + 1,
        ..Default::default()
    };
    Some((Item { np, mods: vec![Mod::Type(FieldType::Boolean)], ..Item::spanning(at..at + 2) }, at + 2))
}

/// "which garage", "which tank they live in": the one that each belongs to.
fn which(toks: &[Tok], start: usize) -> Option<(Item, usize)> {
    let next = eat_first(toks, start, &["which|what", "by|for|in|on|at|with|from|to|of which"])?;
    let stop = (next + 1..toks.len().min(next + 4))
        .find(|n| any(toks, *n, &["it", "they", "he", "she", "i", "we", "you"]));
    let (np, end) = noun_phrase(toks.get(..stop.unwrap_or(toks.len()))?, next)?;
    let end = stop.map_or(end, |stop| {
        (stop..toks.len()).find(|n| !toks[*n].word || any(toks, *n, &["and", "or"])).unwrap_or(toks.len())
    });
    if !super::cursor::divider(toks, end) || np.plural || np.low.len() > 2 {
        return None;
    }
    let np = super::evidence::Np { quant: Quant::One, toks: start..end, ..np };
    Some((Item { np, ..Item::spanning(start..end) }, end))
}

/// "parcels of vines (name, area)": what is in the brackets is said of the parcels.
fn portions(toks: &[Tok], np: &super::evidence::Np, next: usize) -> Option<usize> {
    let of = eat_first(toks, next, &["of"])
        .filter(|_| np.plural && is_portion(np.last()) && np.quant != Quant::One)?;
    let end = noun_phrase(toks, of)
        .filter(|(of, _)| of.quant == Quant::Bare && of.low.len() == 1)
        .map(|(_, end)| end)?;
    (any(toks, end, &["("]) && super::declare::inside(toks, end).is_some()).then_some(end)
}

/// "minutes in the oven", "days on the road": how long it is there.
fn spent(toks: &[Tok], start: usize) -> Option<(Item, usize)> {
    let unit = eat_first(toks, start, &["the? minutes|hours|days|weeks|months"])?;
    let place = eat_first(toks, unit, &["in|on|at|under the|a|an"])?;
    let (place, end) = noun_phrase(toks, place).filter(|(place, _)| place.low.len() == 1 && !place.plural)?;
    let mods = vec![Mod::Type(FieldType::Integer), Mod::AtLeast(0.0, Unit::None)];
    let mut found = Item::named(&format!("{} {}", place.key(), low(toks, unit - 1)), mods, start..end);
    let after = after_name(toks, &mut found, end);
    found.toks.end = after;
    super::cursor::divider(toks, after).then_some((found, after))
}

/// `a note for the driver`: whoever reads it is no word of the name.
fn meant_for(toks: &[Tok], np: &super::evidence::Np, at: usize) -> Option<usize> {
    let text = matches!(
        crate::words::singular(np.last()).as_str(),
        "note"
            | "remark"
            | "comment"
            | "message"
            | "instruction"
            | "direction"
            | "hint"
            | "info"
            | "information"
    );
    let who = eat_first(toks, at, &["for|to the|our|its|their"]).filter(|_| text)?;
    let (reader, end) = noun_phrase(toks, who)?;
    (reader.low.len() <= 2 && !begins_clause(toks, end)).then_some(end)
}

/// One member with everything that is said about it.
pub fn item(toks: &[Tok], start: usize) -> Option<(Item, usize)> {
    memory::item(toks, start, || member(toks, start))
}

fn member(toks: &[Tok], start: usize) -> Option<(Item, usize)> {
    let mut mods = Vec::new();
    let mut at = start;
    if let Some(found) = which(toks, start).or_else(|| spent(toks, start)) {
        return Some(found);
    }
    // "an optional", "a unique", "a required"
    let lead = eat_first(toks, at, &["a", "an", "the", "its", "their"]).unwrap_or(at);
    let mut here = lead;
    loop {
        if let Some(next) = eat_first(
            toks,
            here,
            &[
                "optional",
                "optionally",
                "nullable",
                "maybe|perhaps|possibly|sometimes",
                "may|might|can|could also|optionally|sometimes? have a|an",
                "optionally|possibly|perhaps|maybe ,",
                "if|when|where any|known|available|present|given|applicable|possible|needed|wanted ,?",
                "if there is|are one|any|some ,?",
            ],
        ) {
            mods.push(Mod::Optional);
            here = eat_first(toks, next, &["a", "an", "the"]).unwrap_or(next);
        } else if let Some(next) = eat_first(
            toks,
            here,
            &["required", "mandatory", "compulsory", "obligatory", "non - empty", "non empty"],
        ) {
            mods.push(Mod::Required);
            here = next;
        } else if let Some(next) = eat_first(toks, here, &["unique", "globally unique"]) {
            mods.push(Mod::Unique);
            here = next;
        } else if let Some(next) = eat_first(toks, here, &["positive"]) {
            mods.push(Mod::MoreThan(0.0));
            here = next;
        } else if let Some(next) = eat_first(toks, here, &["non - negative", "nonnegative", "non negative"]) {
            mods.push(Mod::AtLeast(0.0, super::evidence::Unit::None));
            here = next;
        } else if let Some((bound, next)) = character_prefix(toks, here) {
            mods.push(bound);
            here = next;
        } else {
            break;
        }
    }
    if !mods.is_empty() {
        at = here;
    }
    if let Some((mut found, next)) = said::member(toks, at) {
        mods.append(&mut found.mods);
        found.mods = mods;
        let after = after_name(toks, &mut found, next);
        found.toks = start..after;
        return Some((found, after));
    }
    // "free-text notes", "multi-line remarks"
    if let Some(next) =
        eat_first(toks, at, &["free - text", "free text", "plain text", "multi - line text?", "long text_"])
            .filter(|next| noun_phrase(toks, *next).is_some())
    {
        mods.push(Mod::Type(FieldType::Text));
        at = next;
    }
    // "a limit of participants", "maximum of persons": so many of them at most.
    if let Some((np, end)) = names::limit_of(toks, lead) {
        mods.extend([Mod::Type(FieldType::Integer), Mod::AtLeast(0.0, super::evidence::Unit::None)]);
        return Some((Item { np, mods, ..Item::spanning(start..end) }, end));
    }
    // "assigned to an employee (optional)", "posted by a company": a key among the fields.
    let tied = super::clause::past_of(toks, at)
        .then(|| eat_first(toks, at + 1, &["to|by|from|at|in|on|with|for|into"]))
        .flatten()
        .or_else(|| eat_first(toks, at, &["belonging to", "part of"]));
    let mut at = tied.filter(|n| any(toks, *n, &["a", "an", "one", "exactly"])).unwrap_or(at);
    let (mut np, next) = preposition(toks, at)
        .or_else(|| preposition(toks, lead))
        .or_else(|| hanging(toks, lead))
        .or_else(|| noun_phrase(toks, at))?;
    // "the name of the passenger" is the passenger's.
    let theirs = eat_first(toks, next, &["of the|a|an"])
        .filter(|_| matches!(np.last(), "name" | "phone" | "email" | "address") && np.low.len() == 1)
        .and_then(|n| noun_phrase(toks, n - 1))
        .filter(|(of, _)| of.low.len() <= 2 && of.of.is_none());
    let next = match theirs {
        Some((of, after)) => {
            np.of = Some(of.key());
            after
        }
        None => next,
    };
    let next = portions(toks, &np, next).unwrap_or(next);
    let next = meant_for(toks, &np, next).unwrap_or(next);
    // "a link to a picture": what it leads to is part of the name.
    const SEEN: &[&str] = &[
        "to a|an|the|its|their picture|photo|image|video|map|document|file|recording|website|page|article|pdf|profile|manual",
    ];
    let leads = np.low.len() == 1 && matches!(np.last(), "link" | "url");
    let next = match leads.then(|| eat_first(toks, next, SEEN)).flatten() {
        Some(after) => {
            np.low.insert(0, low(toks, after - 1).to_owned());
            np.name = np.low.join(" ");
            np.name_toks.end = after;
            np.toks.end = after;
            after
        }
        None => next,
    };
    // "a licence that expires on a date": when it does.
    if let Some((words, ql_type, end)) =
        eat_first(toks, next, &["that|which"]).and_then(|verb| super::clause::moment_behind(toks, verb))
    {
        np.low.extend(words);
        np.name = np.low.join(" ");
        np.name_toks.end = end;
        np.toks.end = end;
        mods.push(Mod::Type(ql_type));
        return Some((Item { np, mods, ..Item::spanning(start..end) }, end));
    }
    // "the day it went out" is named by what happened.
    let moment = matches!(np.last(), "day" | "date" | "time" | "year" | "moment");
    let next = modifier::whose(toks, next).filter(|_| !moment).unwrap_or(next);
    if let Some((values, end)) = choice(toks, &mut np, next) {
        mods.push(Mod::Values(values));
        let mut found = Item { np, mods, ..Item::spanning(start..end) };
        let at = after_name(toks, &mut found, end);
        found.toks = start..at;
        return Some((found, at));
    }
    // "skill level beginner to expert": a scale whose steps nobody names.
    if let Some((name, end)) = names::scale(&np, toks, next) {
        let gap = name.name_toks.end..end;
        let mut found = Item { np: name, mods, ..Item::spanning(start..end) };
        found.unread.push(gap);
        return Some((found, end));
    }
    // "the product used" is the product.
    if np.low.len() == 2 && np.last() == "used" && np.quant == Quant::The && np.name_toks.len() == 2 {
        np.low.pop();
        np.name = np.name.rsplit_once(' ').map(|(name, _)| name.to_owned()).unwrap_or_default();
    }
    let next = per_what(toks, &mut np, next);
    // "payload kg": the unit is no word of the name.
    if np.low.len() >= 2
        && np.name_toks.len() == np.low.len()
        && is_measure(np.last())
        && !np.low.iter().any(|word| word == "per")
    {
        mods.push(Mod::In(np.low.pop().unwrap_or_default()));
        np.name = np.name.rsplit_once(' ').map(|(name, _)| name.to_owned()).unwrap_or_default();
        np.plural = crate::words::is_plural(np.last());
    }
    // "achieved_at auto": nobody gives it.
    let auto =
        np.low.len() >= 2 && np.name_toks.len() == np.low.len() && matches!(np.last(), "auto" | "automatic");
    let next = if auto {
        np.low.pop();
        np.name = np.name.rsplit_once(' ').map(|(name, _)| name.to_owned()).unwrap_or_default();
        np.name_toks.end -= 1;
        np.toks.end -= 1;
        next - 1
    } else {
        next
    };
    // "kWh imported": a unit is no two words.
    if np.name_toks.len() == np.low.len() && np.low.iter().any(|word| modifier::is_unit(word)) {
        np.name = np.low.join(" ");
    }
    // "oil level ok?": asked, so a yes or no.
    let mark = toks.get(next).filter(|tok| (tok.is("optional") || tok.is("?")) && tok.end - tok.start == 1);
    if np.low.len() >= 2
        && matches!(np.last(), "ok" | "okay" | "done" | "passed" | "present" | "paid" | "working")
        && mark.is_some()
    {
        mods.push(Mod::Type(FieldType::Boolean));
        return Some((Item { np, mods, ..Item::spanning(start..next + 1) }, next + 1));
    }
    let mut found = Item { np, mods, ..Item::spanning(start..next) };
    if !found.mods.is_empty() && found.np.quant == Quant::Bare && lead > start {
        found.np.quant = Quant::One;
    }
    at = type_suffix(toks, &mut found, next);
    at = column_type(toks, &mut found, at);
    // "a scheduled date/time"
    if found.np.low.len() >= 2
        && found.np.last() == "date"
        && let Some(after) = eat_first(toks, at, &["/ time", "and time_"])
    {
        found.np.low.pop();
        found.np.name = found.np.low.join(" ");
        found.mods.push(Mod::Type(FieldType::DateTime));
        at = after;
    }
    // "a date with time"
    if found.np.last() == "date"
        && let Some(after) = eat_first(toks, at, &["with|including|incl|plus the|a? time"])
            .filter(|after| super::cursor::divider(toks, *after))
    {
        found.mods.push(Mod::Type(FieldType::DateTime));
        at = after;
    }
    // "a number of seats" counts seats.
    if found.np.low.len() > 2
        && found.np.low.first().is_some_and(|word| word == "number")
        && found.np.low.get(1).is_some_and(|word| word == "of")
        && crate::words::is_plural(found.np.last())
    {
        found.np.low.drain(..2);
        found.np.name = found.np.low.join(" ");
        found.mods.push(Mod::Type(FieldType::Integer));
        found.mods.push(Mod::AtLeast(0.0, super::evidence::Unit::None));
    }
    at = after_name(toks, &mut found, at);
    found.toks = start..at;
    beside::whole_length(toks, &mut found);
    Some((found, at))
}

pub use noun::noun_list;

fn ranks_first(toks: &[Tok], at: usize) -> bool {
    let graded = graded_at(low(toks, at), low(toks, at + 1)).map(|(_, length)| at + length);
    let next =
        graded.or_else(|| eat_first(toks, at, &["newest|latest|oldest|earliest|soonest", "most recent"]));
    next.is_some_and(|next| eat_first(toks, next, &["ones? first"]).is_some())
}
