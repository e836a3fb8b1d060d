//! Lists of fields: `a title (required), optional notes, a status of draft or sent and many tags`.

use domain::spec::FieldType;

use super::{
    cursor::{any, closing, eat, eat_first, low},
    evidence::{Item, Mod, Quant},
    lexicon::lexicon,
    modifier::{self, modifiers},
    noun::{self, begins_clause, list_divider, noun_phrase},
    said,
    token::Tok,
};

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
    while let Some(next) = list_divider(toks, at) {
        let again = closed && any(toks, next - 1, &["and"]) && any(toks, at, &[","]);
        closed |= any(toks, next - 1, &["and"]);
        let next = eat_first(toks, next, &["optionally", "with", "has", "finally"])
            .map_or(next, |n| if low(toks, n - 1) == "optionally" { next } else { n });
        // "for a watchlist, Python/FastAPI, SQLite": what it is built with.
        if super::clause::is_stack(toks, next) {
            break;
        }
        // "… and ride on one bus", ", stands at a gate", "and stores the time": the same thing does more.
        if noun::predicate(toks, next) && !super::astray::heads_members(toks, next)
            || super::astray::begins(toks, next)
        {
            break;
        }
        if let Some((flag, after)) = super::unless::flag(toks, next, found.last()) {
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
        if ends_list(toks, &member, after) || again && member.np.plural && member.np.quant == Quant::Bare {
            break;
        }
        // "a home score and an away score that are both optional"
        if (member.toks.clone()).any(|n| any(toks, n, &["both"]))
            && let Some(before) = found.last_mut()
        {
            before
                .mods
                .extend(member.mods.iter().filter(|m| matches!(m, Mod::Optional | Mod::Required)).cloned());
        }
        found.extend(apart(member));
        at = after;
    }
    share_unit(&mut found);
    Some((found, at))
}

/// `case-insensitive`, `regardless of case`: a comparison of letters that no form has.
pub fn letter_case(toks: &[Tok], at: usize) -> Option<usize> {
    const CASE: &[&str] = &[
        "case - insensitive|insensitively|sensitive",
        "case insensitive|insensitively|sensitive",
        "regardless|independent|irrespective of upper|letter? case",
        "ignoring the? upper|letter? case",
        "in any case",
    ];
    eat_first(toks, at, CASE)
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

/// "first and last name", "start and end date": two names that share their last word.
pub fn two_of_one(toks: &[Tok], at: usize) -> Option<(Vec<Item>, usize)> {
    const FIRST: &[&str] = &[
        "first",
        "given",
        "start",
        "opening",
        "min",
        "minimum",
        "home",
        "buying",
        "sender",
        "gross",
        "from",
        "birth",
        "departure",
        "street",
        "front",
        "work",
        "arrival",
        "billing",
        "pickup",
        "check-in",
        "planned",
        "purchase",
        "upper",
        "lower",
        "last",
    ];
    let lead = eat_first(toks, at, &["a", "an", "the", "its", "their", "his"]).unwrap_or(at);
    if let Some(found) = hyphened(toks, at, lead) {
        return Some(found);
    }
    let first = toks.get(lead).filter(|tok| FIRST.contains(&tok.low.as_str()))?;
    let joint = eat_first(toks, lead + 1, &["and|&|/"])?;
    // "a start and an end date" are two dates; "a first and an email address" are none.
    let article = eat_first(toks, joint, &["a|an|the"])
        .filter(|n| any(toks, n + 1, &["date", "time"]) && !any(toks, *n, &["due", "birth"]));
    let joint = article.unwrap_or(joint);
    let second = toks.get(joint).filter(|tok| tok.word && !crate::words::stop::is_stop(&tok.low))?;
    let (mut shared, end) = item(toks, joint + 1).filter(|(item, _)| {
        item.np.quant == Quant::Bare && item.np.low.len() == 1 && item.np.toks.start == joint + 1
    })?;
    // "start and end dates"
    let head = crate::words::singular(shared.np.last());
    // "a minimum and maximum number of players"
    let bounds = matches!(first.low.as_str(), "min" | "minimum");
    let head = if bounds { shared.np.last().to_owned() } else { head };
    if !bounds
        && !super::clause::is_field_word(&head)
        && !matches!(head.as_str(), "time" | "name" | "place" | "point")
    {
        return None;
    }
    let named = |word: &str, toks: std::ops::Range<usize>| super::evidence::Np {
        name: format!("{word} {head}"),
        low: vec![word.to_owned(), head.clone()],
        toks: toks.clone(),
        name_toks: toks,
        ..Default::default()
    };
    let one =
        Item { np: named(&first.low, at..joint), mods: shared.mods.clone(), ..Item::spanning(at..joint) };
    shared.np = named(&second.low, joint..end);
    shared.toks = joint..end;
    Some((vec![one, shared], end))
}

/// "check-in and check-out dates", "drop-off and pick-up times"
fn hyphened(toks: &[Tok], at: usize, lead: usize) -> Option<(Vec<Item>, usize)> {
    let part = |n: usize| {
        let particle =
            any(toks, n + 1, &["-"]) && any(toks, n + 2, &["in", "out", "up", "off", "on", "over"]);
        let named = toks.get(n).is_some_and(|t| t.word && !crate::words::stop::is_stop(&t.low));
        (particle && named).then(|| (vec![low(toks, n).to_owned(), low(toks, n + 2).to_owned()], n + 3))
    };
    let (first, next) = part(lead)?;
    let (second, next) = part(eat_first(toks, next, &["and|&|/"])?)?;
    let head = crate::words::singular(low(toks, next));
    if !matches!(head.as_str(), "date" | "time" | "day") {
        return None;
    }
    let end = next + 1;
    let named = |mut words: Vec<String>, range: std::ops::Range<usize>| {
        words.push(head.clone());
        let np = super::evidence::Np {
            name: words.join(" "),
            low: words,
            toks: range.clone(),
            name_toks: range.clone(),
            ..Default::default()
        };
        Item { np, ..Item::spanning(range) }
    };
    Some((vec![named(first, at..lead + 3), named(second, lead + 3..end)], end))
}

/// "status active/paused", "membership type basic or premium", "difficulty easy medium hard": the
/// words behind the name of a choice are its values.
fn choice(toks: &[Tok], np: &mut super::evidence::Np, next: usize) -> Option<(Vec<String>, usize)> {
    let named = np.low.iter().position(|word| super::clause::is_choice_name(word));
    // "section news/culture": a glued slash says as much.
    let slashed = np.low.len() == 2 && low(toks, next) == "/" && toks.get(next + 1).is_some_and(|t| t.glued);
    let coded = np.low.len() == 2 && super::clause::is_coded(toks, np.name_toks.start + 1);
    let cut = named.or((slashed || coded).then_some(0)).filter(|cut| cut + 1 < np.low.len())?;
    if np.name_toks.len() != np.low.len() || np.of.is_some() || np.low.iter().any(|word| word == "of") {
        return None;
    }
    let first = np.name_toks.start + cut + 1;
    let divided = any(toks, next, &["/", "|", "or"])
        || any(toks, next, &[","]) && (next..toks.len().min(next + 16)).any(|n| any(toks, n, &["or"]));
    let (values, end) = if divided {
        let plain = |v: &String| named.is_some() || !v.contains(' ') && !super::clause::is_field_word(v);
        modifier::value_list(toks, first, false)
            .filter(|(values, _)| values.len() >= 2 && values.iter().all(plain))?
    } else {
        let values: Vec<String> = np.low[cut + 1..].to_vec();
        let plain = values.len() >= 2
            && super::cursor::divider(toks, next)
            && values.iter().all(|v| !super::clause::is_field_word(v));
        plain.then_some((values, next))?
    };
    np.low.truncate(cut + 1);
    np.name = np.low.join(" ");
    np.name_toks.end = first;
    np.plural = false;
    Some((values, end))
}

/// "from" and "until" as names of times.
fn preposition(toks: &[Tok], at: usize) -> Option<(super::evidence::Np, usize)> {
    let alone = any(toks, at, &["from", "until", "till", "to"])
        && any(toks, at.wrapping_sub(1), &[",", "(", "and"])
        && toks.get(at + 1).is_none_or(|t| !t.word || t.is("and"))
        && !any(toks, at + 1, &[":"]);
    // "a move in date and a drop off time": what is done, and when.
    let done = any(toks, at + 1, &["in", "out", "off", "up", "back", "over"])
        && any(toks, at + 2, &["date", "time", "day"])
        && toks.get(at).is_some_and(|t| t.word && !crate::words::stop::is_stop(&t.low) && !t.is_number());
    if done {
        let low: Vec<String> = (at..at + 3).map(|n| low(toks, n).to_owned()).collect();
        let np = super::evidence::Np {
            name: low.join(" "),
            low,
            quant: if at > 0 && any(toks, at - 1, &["a", "an"]) { Quant::One } else { Quant::Bare },
            toks: at..at + 3,
            name_toks: at..at + 3,
            ..Default::default()
        };
        return Some((np, at + 3));
    }
    // "a from account, a to account": the part and what plays it.
    let part = any(toks, at, &["from", "to"])
        && any(toks, at.wrapping_sub(1), &["a", "an", "the", "one"])
        && toks.get(at + 1).is_some_and(|t| t.word && !crate::words::stop::is_stop(&t.low) && !t.is_number())
        && toks.get(at + 2).is_none_or(|t| !t.word || t.is("and"));
    if part {
        let low = vec![low(toks, at).to_owned(), low(toks, at + 1).to_owned()];
        let np = super::evidence::Np {
            name: low.join(" "),
            low,
            quant: Quant::One,
            toks: at - 1..at + 2,
            name_toks: at..at + 2,
            ..Default::default()
        };
        return Some((np, at + 2));
    }
    let word = low(toks, at).to_owned();
    alone.then(|| {
        let np = super::evidence::Np {
            name: word.clone(),
            low: vec![word],
            toks: at..at + 1,
            name_toks: at..at + 1,
            ..Default::default()
        };
        (np, at + 1)
    })
}

/// "departs at", "warranty until", "airs from", "built in (year)": a member ends with a preposition only where
/// that is the end of its name.
fn hanging(toks: &[Tok], at: usize) -> Option<(super::evidence::Np, usize)> {
    const LAST: &[&str] = &["at", "on", "from", "until", "till", "in", "since", "for"];
    const PARTICLES: &[&str] = &["in", "out", "off", "up", "back", "over", "down"];
    let plain = |n: usize| {
        toks.get(n).is_some_and(|t| {
            t.word
                && !t.is_number()
                && !crate::words::stop::is_stop(&t.low)
                && t.low.chars().all(char::is_alphabetic)
        })
    };
    let mut end = at;
    while end < at + 3
        && (plain(end) && !any(toks, end, LAST)
            || end > at && any(toks, end, PARTICLES) && plain(end - 1) && any(toks, end + 1, LAST))
    {
        end += 1;
    }
    let ends = |n: usize| {
        toks.get(n).is_none_or(|t| matches!(t.low.as_str(), "," | ")" | "(" | ";" | "." | "\n" | "—" | "and"))
            || any(toks, n, &["optional", "required", "nullable", "set", "automatically", "generated"])
    };
    let last = end;
    // "status in (open, closed)", "price for (adults, children)": values, no name.
    let bracket = any(toks, last + 1, &["("]) && !any(toks, last, &["at", "on", "until", "till", "since"]);
    let dated =
        any(toks, last + 2, &["year", "date", "time", "datetime", "empty", "optional", "nullable", "month"]);
    if end == at || !any(toks, last, LAST) || !ends(last + 1) || bracket && !dated {
        return None;
    }
    let verbal = |n: usize| {
        lexicon().verb(low(toks, n)).is_some()
            || super::clause::past_of(toks, n)
            || low(toks, n).ends_with('s')
            || any(toks, n, &["due", "valid", "born", "open", "free", "available"])
    };
    let timely = any(toks, last, &["until", "till", "since", "from"]);
    if !timely && !verbal(at) || any(toks, last, &["for"]) && !verbal(at) {
        return None;
    }
    let low: Vec<String> = (at..=last).map(|n| low(toks, n).to_owned()).collect();
    let determined = at > 0 && any(toks, at - 1, &["a", "an"]);
    let np = super::evidence::Np {
        name: low.join(" "),
        low,
        quant: if determined { Quant::One } else { Quant::Bare },
        toks: at..last + 1,
        name_toks: at..last + 1,
        ..Default::default()
    };
    Some((np, last + 1))
}

/// What follows shows that the phrase was the subject of a new clause.
pub fn ends_list(toks: &[Tok], member: &Item, after: usize) -> bool {
    // "…, albums with a title": the next thing with fields of its own.
    if member.np.plural && member.mods.is_empty() && any(toks, after, &["with", "containing", "having"]) {
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
    if super::astray::acts(toks, member, after) {
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
    let next = eat_first(toks, start, &["which|what"])?;
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

/// One member with everything that is said about it.
pub fn item(toks: &[Tok], start: usize) -> Option<(Item, usize)> {
    let mut mods = Vec::new();
    let mut at = start;
    if let Some(found) = which(toks, start) {
        return Some(found);
    }
    // "an optional", "a unique", "a required"
    let lead = eat_first(toks, at, &["a", "an", "the", "its", "their"]).unwrap_or(at);
    let mut here = lead;
    loop {
        if let Some(next) =
            eat_first(toks, here, &["optional", "optionally", "nullable", "maybe|perhaps|possibly|sometimes"])
        {
            mods.push(Mod::Optional);
            here = eat_first(toks, next, &["a", "an", "the"]).unwrap_or(next);
        } else if let Some(next) =
            eat_first(toks, here, &["required", "mandatory", "non - empty", "non empty"])
        {
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
    Some((found, at))
}

/// "price per litre", "grams of salt per square metre": what one is counted for belongs to the name.
fn per_what(toks: &[Tok], np: &mut super::evidence::Np, next: usize) -> usize {
    const COUNTED: &[&str] = &[
        "price",
        "cost",
        "costs",
        "fee",
        "rate",
        "amount",
        "dose",
        "salary",
        "rent",
        "wage",
        "pay",
        "charge",
        "tariff",
        "consumption",
        "yield",
        "calories",
        "points",
        "discount",
        "commission",
        "bonus",
        "emission",
        "emissions",
    ];
    let per = eat_first(toks, next, &["per"]);
    let measured = COUNTED.contains(&np.last())
        || np.low.iter().any(|w| w == "of") && np.low.first().is_some_and(|w| modifier::is_unit(w));
    // "days to germination"
    let span = modifier::is_unit(np.last()) || matches!(np.last(), "time" | "distance");
    if span
        && np.low.len() <= 2
        && let Some(to) = eat_first(toks, next, &["to|until|till"])
        && toks.get(to).is_some_and(|t| t.word && !t.is_number() && !crate::words::stop::is_stop(&t.low))
        && super::cursor::divider(toks, to + 1)
    {
        np.low.extend(["to".to_owned(), low(toks, to).to_owned()]);
        np.name = np.low.join(" ");
        np.toks.end = to + 1;
        np.name_toks.end = to + 1;
        return to + 1;
    }
    // "a price for pupils and a price for staff"
    if np.low.len() == 1
        && let Some(whom) = eat_first(toks, next, &["for"])
        && let Some((who, end)) = noun_phrase(toks, whom).filter(|(who, _)| who.low.len() == 1)
        && super::cursor::divider(toks, end)
    {
        let head = np.last().to_owned();
        let again = |n: usize| low(toks, n) == head && any(toks, n + 1, &["for"]);
        let near = (end..toks.len().min(end + 4)).any(again)
            || (np.toks.start.saturating_sub(6)..np.toks.start).any(again);
        if near {
            np.low.extend(["for".to_owned(), who.low.join(" ")]);
            np.name = np.low.join(" ");
            np.toks.end = end;
            np.name_toks.end = end;
            return end;
        }
    }
    let Some(at) = per.filter(|_| measured && !np.low.is_empty() && np.name_toks.len() >= np.low.len())
    else {
        return next;
    };
    let plain = |n: usize| {
        toks.get(n).is_some_and(|t| t.word && !t.is_number() && !crate::words::stop::is_stop(&t.low))
    };
    let ends = |n: usize| {
        super::cursor::divider(toks, n) || any(toks, n, &["optional", "required", "in", "default"])
    };
    let Some(end) = [at + 1, at + 2].into_iter().find(|end| (at..*end).all(plain) && ends(*end)) else {
        return next;
    };
    let tail: Vec<String> = (at..end).map(|n| low(toks, n).to_owned()).collect();
    np.name = format!("{} per {}", np.name, tail.join(" "));
    np.low.push("per".to_owned());
    np.low.extend(tail);
    np.plural = false;
    np.toks.end = end;
    np.name_toks.end = end;
    end
}

/// Units that are never the name of a field.
fn is_measure(word: &str) -> bool {
    matches!(
        word,
        "kg" | "km"
            | "cm"
            | "mm"
            | "ml"
            | "kwh"
            | "eur"
            | "usd"
            | "gbp"
            | "chf"
            | "kcal"
            | "mb"
            | "gb"
            | "litres"
            | "liters"
            | "celsius"
    )
}

/// "a 200-character title"
fn character_prefix(toks: &[Tok], at: usize) -> Option<(Mod, usize)> {
    let (n, next) = super::cursor::number(toks, at)?;
    let next = eat_first(toks, next, &["- character|char|digit|letter", "character|char|digit|letter"])?;
    Some((Mod::AtMost(n, super::evidence::Unit::Characters), next))
}

/// `done flag`, `title field`, `price decimal`: the last word is a type, the name is before it.
fn type_suffix(toks: &[Tok], item: &mut Item, next: usize) -> usize {
    if item.np.low.len() < 2 {
        return next;
    }
    // "a donated on date", "a starts_on date": the name is whole without its type.
    let dated = {
        let before =
            item.np.low.len().checked_sub(2).and_then(|n| item.np.low.get(n)).map_or("", String::as_str);
        (item.np.low.len() >= 3 && matches!(before, "on" | "at" | "by"))
            || item.np.low.len() >= 3 && matches!(before, "from" | "until" | "till")
            || before.contains('_')
    };
    let ql_type = match item.np.last() {
        "jsonb" | "json" => Some(FieldType::Json),
        "date" if dated => Some(FieldType::Date),
        "time" if dated => Some(FieldType::DateTime),
        "flag" | "boolean" | "bool" => Some(FieldType::Boolean),
        "string" => Some(FieldType::String),
        "text" if among_columns(toks) => Some(FieldType::Text),
        "integer" | "int" => Some(FieldType::Integer),
        "decimal" => Some(FieldType::Decimal),
        "float" => Some(FieldType::Float),
        "timestamp" | "datetime" => Some(FieldType::DateTime),
        "time"
            if matches!(
                item.np.low.get(item.np.low.len().saturating_sub(2)).map(String::as_str),
                Some("at")
            ) =>
        {
            Some(FieldType::DateTime)
        }
        "enum" => None,
        "value" if matches!(item.np.low[0].as_str(), "min" | "max" | "minimum" | "maximum") => return next,
        "value" if item.np.quant == Quant::One => return next,
        "field" | "attribute" | "property" | "value" | "column" => None,
        _ => return next,
    };
    if let Some(ql_type) = ql_type {
        item.mods.push(Mod::Type(ql_type));
    }
    let np = &mut item.np;
    np.low.pop();
    np.name = np.name.rsplit_once(' ').map(|(name, _)| name.to_owned()).unwrap_or_default();
    np.plural = crate::words::is_plural(np.last());
    next
}

/// `serial_no varchar(32)`, `value decimal(12,3)`, `meter_id fk`: what a column's type says.
fn column_type(toks: &[Tok], item: &mut Item, next: usize) -> usize {
    // "value decimal(12,3)": the word is gone from the name already.
    let told = item.mods.iter().any(|m| matches!(m, Mod::Type(FieldType::Decimal | FieldType::String)));
    let word = if told { "" } else { item.np.last() };
    let ql_type = match word {
        "" => None,
        "varchar" | "char" | "nvarchar" | "nchar" | "varchar2" | "character" | "citext" => {
            Some(FieldType::String)
        }
        "bigint" | "smallint" | "tinyint" | "mediumint" | "bigserial" | "int4" | "int8" => {
            Some(FieldType::Integer)
        }
        "numeric" => Some(FieldType::Decimal),
        "timestamptz" => Some(FieldType::DateTime),
        "jsonb" => Some(FieldType::Json),
        "fk" | "pk" => None,
        _ => return next,
    };
    if !told {
        if item.np.low.len() < 2 {
            return next;
        }
        let key = matches!(word, "fk" | "pk");
        let np = &mut item.np;
        let mut drop_last = || {
            np.low.pop();
            np.name = np.name.rsplit_once(' ').map(|(name, _)| name.to_owned()).unwrap_or_default();
            np.plural = crate::words::is_plural(np.last());
        };
        drop_last();
        // "meter_id int fk"
        if key && item.np.low.len() >= 2 && matches!(item.np.last(), "int" | "integer" | "bigint" | "uuid") {
            let np = &mut item.np;
            np.low.pop();
            np.name = np.name.rsplit_once(' ').map(|(name, _)| name.to_owned()).unwrap_or_default();
        }
        item.mods.extend(ql_type.map(Mod::Type));
    }
    let size =
        |at: usize| toks.get(at).filter(|tok| tok.is_number()).and_then(|tok| tok.low.parse::<u32>().ok());
    let Some(open) = eat(toks, next, "(") else { return next };
    let Some(first) = size(open) else { return next };
    let second = eat(toks, open + 1, ",").and_then(|at| size(at).map(|n| (n, at + 1)));
    let end = second.map_or(open + 1, |(_, end)| end);
    let Some(close) = eat(toks, end, ")") else { return next };
    let textual = item.mods.iter().any(|m| matches!(m, Mod::Type(FieldType::String)));
    match second {
        _ if textual => item.mods.push(Mod::AtMost(f64::from(first), super::evidence::Unit::Characters)),
        Some((places, _)) => item.mods.push(Mod::Places(places)),
        None => item.mods.push(Mod::Places(0)),
    }
    close
}

/// Whether other members have the types of columns: then `text` is one, too.
fn among_columns(toks: &[Tok]) -> bool {
    toks.iter().take(400).any(|tok| {
        matches!(
            tok.low.as_str(),
            "varchar"
                | "nvarchar"
                | "bigint"
                | "smallint"
                | "int"
                | "fk"
                | "pk"
                | "numeric"
                | "timestamptz"
                | "jsonb"
        )
    })
}

fn after_name(toks: &[Tok], item: &mut Item, at: usize) -> usize {
    let mut at = at;
    for _ in 0..6 {
        let before = at;
        // "published_at?"
        if let Some(next) = super::unless::stamped(toks, at, item) {
            item.mods.push(Mod::Note);
            at = next;
        } else if low(toks, at) == "?" && toks.get(at).is_some_and(|tok| tok.glued) {
            item.mods.push(Mod::Optional);
            at += 1;
        } else if let Some((said, next)) = kind_of_value(toks, at, item) {
            item.mods.push(said);
            at = next;
        } else if let Some((np, next)) = refers(toks, at) {
            item.mods.push(Mod::Refers(np));
            at = next;
        } else if let Some((steps, next)) = way(toks, at).filter(|_| item.members.is_empty()) {
            item.mods.push(Mod::Line(steps));
            at = next;
        } else if low(toks, at) == "(" {
            if let Some((mods, next)) =
                modifier::parenthesis(toks, at).filter(|_| !reads_as_members(toks, at, item))
            {
                item.mods.extend(mods);
                at = next;
            } else if let Some((members, next)) = members(toks, at) {
                item.members = members;
                at = next;
            } else if let Some((mods, gaps, next)) = super::piecemeal::read(toks, at) {
                item.mods.extend(mods);
                item.unread.extend(gaps);
                at = next;
            } else if let Some(close) = closing(toks, at).filter(|_| !item.np.low.is_empty()) {
                // What the parentheses say is not understood; the name before them still is.
                item.unread.push(at..close + 1);
                at = close + 1;
            } else {
                return at;
            }
        } else if low(toks, at) == ":"
            && item.np.plural
            && (item.np.quant == Quant::Bare || any(toks, item.np.toks.start, &["my", "our"]))
            && item.mods.is_empty()
            && !super::clause::is_field_word(item.np.last())
            // "species: dog, cat, other" is one of them.
            && crate::words::singular(item.np.last()) != item.np.last()
            && modifiers(toks, at + 1).0.is_empty()
        {
            // "with links: target url, slug unique": what each of them is made of.
            let Some((members, next)) = items(toks, at + 1) else { return at };
            // "Budget approvals: a budget has a department": a title, and a clause of its own.
            if members.first().is_some_and(|first| matches!(first.np.quant, Quant::One | Quant::Each))
                && any(toks, next, &["has", "have", "contains", "belongs", "is"])
            {
                return at;
            }
            // "ski rentals: customers (…), skis (…)" holds things of their own.
            if members.iter().any(|member| !member.members.is_empty()) {
                return at;
            }
            item.members = members;
            return next;
        } else if low(toks, at) == ":" {
            let next = eat_first(toks, at + 1, &["a", "an", "the"]).unwrap_or(at + 1);
            let values = || {
                modifier::value_list(toks, next, true)
                    .filter(|(found, _)| found.len() >= 2)
                    .map(|(found, end)| (vec![Mod::Values(found)], end))
            };
            let (mods, end) = modifiers(toks, next);
            let (mods, end) = if mods.is_empty() { values().unwrap_or((mods, at)) } else { (mods, end) };
            if mods.is_empty() {
                return at;
            }
            item.mods.extend(mods);
            at = end;
        } else if let Some(next) = letter_case(toks, at) {
            item.unread.push(at..next);
            at = next;
        } else if let Some((found, next)) = belongs(toks, at).filter(|(_, next)| {
            !item.members.is_empty() || item.np.plural && described_behind(toks, *next)
        }) {
            item.mods.extend(found);
            at = next;
        } else if let Some((states, next)) = lived(toks, at, item) {
            item.mods.push(Mod::Line(super::clause::step::steps_of(&states)));
            at = next;
        } else if let Some((found, next)) = numbers(toks, at) {
            item.mods.push(Mod::Values(found));
            at = next;
        } else if let Some((found, next)) =
            directions(toks, at).filter(|_| super::clause::is_choice_name(item.np.last()))
        {
            item.mods.push(Mod::Values(found));
            at = next;
        } else if let Some((found, next)) = slashed(toks, at) {
            item.mods.push(Mod::Values(found));
            at = next;
        } else if let Some((found, next)) = values_after(toks, at) {
            item.mods.push(Mod::Values(found));
            at = next;
        } else {
            let lead = eat_first(toks, at, &["as a|an?", "of type", "—", "with"]).unwrap_or(at);
            let (mods, next) = modifiers(toks, lead);
            if mods.is_empty() {
                // ", which must be unique", ", optional" is told by what follows the comma.
                if let Some((mods, next)) =
                    late(toks, at).filter(|_| super::unless::flag(toks, at + 1, Some(item)).is_none())
                {
                    item.mods.extend(mods);
                    at = next;
                }
            } else if !takes_next_member(toks, lead, &mods) {
                item.mods.extend(mods);
                at = next;
            }
        }
        if at == before {
            break;
        }
    }
    at
}

/// "pets that belong to an owner (name, species)": the parenthesis is of the pets.
fn described_behind(toks: &[Tok], at: usize) -> bool {
    any(toks, at, &["("]) && members(toks, at).is_some()
}

/// "contacts (…) that belong to a company and optionally to a person", "spots (…) in a garage"
fn belongs(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let told = eat_first(
        toks,
        at,
        &[
            "that|which|who belong|belongs to",
            "that|which|who is|are in|of|for|part_",
            "belonging to",
            "assigned to",
        ],
    );
    let mut next = told.or_else(|| eat_first(toks, at, &["in", "of", "for", "per"]))?;
    let mut found = Vec::new();
    let mut end = at;
    let mut optional = false;
    while let Some((np, after)) = noun_phrase(toks, next) {
        if np.plural || !matches!(np.quant, Quant::One | Quant::Each) && told.is_none() {
            break;
        }
        found.push(Mod::BelongsTo(np, optional));
        end = after;
        let Some(more) = eat_first(
            toks,
            end,
            &["and optionally|maybe|perhaps to?", "and may also belong to", "and possibly to?"],
        ) else {
            break;
        };
        optional = true;
        next = more;
    }
    (!found.is_empty()).then_some((found, end))
}

/// "a status that starts as available and can become reserved and then adopted"
fn lived(toks: &[Tok], at: usize, item: &Item) -> Option<(Vec<String>, usize)> {
    let named = matches!(item.np.last(), "status" | "state" | "stage" | "phase");
    let next = eat_first(toks, at, &["that|which", "( it|which?", ","]).filter(|_| named)?;
    let (states, end) = super::clause::step::line(toks, next)?;
    Some((states, if any(toks, at, &["("]) { eat_first(toks, end, &[")"])? } else { end }))
}

/// "state (waiting → in repair → ready)"
fn way(toks: &[Tok], at: usize) -> Option<(Vec<super::evidence::Step>, usize)> {
    let open = eat_first(toks, at, &["("])?;
    let close = closing(toks, at)?;
    let (steps, end) = super::clause::arrow::chain(toks.get(..close)?, open)?;
    (end == close).then_some((steps, close + 1))
}

/// "vintage (year)", "row (letter)": one word that says what kind of value it is.
fn kind_of_value(toks: &[Tok], at: usize, item: &Item) -> Option<(Mod, usize)> {
    let open = eat_first(toks, at, &["("])?;
    let word = eat_first(toks, open, &["a|an|the"]).unwrap_or(open);
    let end = eat_first(toks, word + 1, &[")"]).filter(|_| !item.np.low.is_empty())?;
    let said = match low(toks, word) {
        "year" => Mod::Type(FieldType::Integer),
        "letter" | "letters" | "word" | "words" | "code" | "abbreviation" | "initials" => {
            Mod::Type(FieldType::String)
        }
        _ => return None,
    };
    (!item.np.plural || crate::words::singular(item.np.last()) == item.np.last()).then_some((said, end))
}

/// "winner (a member)": the member is one of those.
fn refers(toks: &[Tok], at: usize) -> Option<(super::evidence::Np, usize)> {
    let open = eat_first(toks, at, &["("])?;
    let next =
        eat_first(toks, open, &["refers|references|points|links to", "→", "fk|reference to", "is|which is"])
            .unwrap_or(open);
    let (np, end) = noun_phrase(toks, next)?;
    let one = matches!(np.quant, Quant::One | Quant::Each) && !any(toks, next, &["one", "1"]) || next > open;
    let typed = super::kind::type_word(toks, next).is_some()
        || eat_first(toks, next, &["a|an"]).is_some_and(|n| super::kind::type_word(toks, n).is_some())
        || np.low.iter().any(|word| {
            matches!(
                word.as_str(),
                "list" | "number" | "integer" | "date" | "time" | "whole" | "word" | "text"
            )
        });
    let end = eat_first(toks, end, &[")"])?;
    (one && !np.plural && !typed && np.low.len() <= 2).then_some((np, end))
}

/// "age rating 0, 6, 12, 16 or 18", "rounds 5/7/9": numbers that are the values of a choice.
fn numbers(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let mut values = Vec::new();
    let mut here = at;
    let mut closed = false;
    while let Some(tok) = toks.get(here).filter(|tok| tok.is_number()) {
        values.push(tok.low.clone());
        here += 1;
        match eat_first(toks, here, &[", or", "or", "/", "|", ","]) {
            Some(next) if toks.get(next).is_some_and(Tok::is_number) => {
                closed |= !any(toks, next - 1, &[","]);
                here = next;
            }
            _ => break,
        }
    }
    // "20, 40 or 60 minutes": the unit is of all of them.
    let unit = toks.get(here).is_some_and(|tok| modifier::is_unit(&tok.low));
    here += usize::from(unit);
    let ends = toks.get(here).is_none_or(|t| !t.word || t.is("and"));
    (values.len() >= 3 && closed && ends).then_some((values, here))
}

/// `type in or out`: small words are values behind the name of a choice.
fn directions(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    const WAYS: &[&str] = &["in", "out", "on", "off", "up", "down", "to", "from"];
    let second = eat_first(toks, at + 1, &["or", "/", "|"])?;
    (any(toks, at, WAYS) && any(toks, second, WAYS) && super::cursor::divider(toks, second + 1))
        .then(|| (vec![low(toks, at).to_owned(), low(toks, second).to_owned()], second + 1))
}

/// `direction above/below`, `rpm 33/45/78`: plain words or numbers between slashes are values.
fn slashed(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let mut values = Vec::new();
    let mut here = at;
    loop {
        let tok = toks.get(here).filter(|tok| tok.word)?;
        values.push(tok.low.clone());
        here += 1;
        if !(any(toks, here, &["/", "|"]) && toks.get(here + 1).is_some_and(|t| t.word)) {
            break;
        }
        here += 1;
    }
    let types = ["yes", "no", "true", "false", "and", "or", "date", "time", "lat", "lng"];
    let ends =
        toks.get(here).is_none_or(|t| !t.word || matches!(t.low.as_str(), "and" | "default" | "defaults"));
    (values.len() >= 2 && ends && !values.iter().any(|v| types.contains(&v.as_str())))
        .then_some((values, here))
}

/// `a status of draft, sent or paid`, `a status which is draft or sent`
fn values_after(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let next = eat_first(
        toks,
        at,
        &[
            "of",
            "being",
            "that|which is|are one? of?",
            "that|which can|may|must|should be one? of?",
            "with values|options|choices :?",
            "in",
            "with the? values",
            "with possible values",
            "with the? following? states|options",
        ],
    )?;
    let stated = !any(toks, next - 1, &["of", "in", "being", "is", "be"])
        || any(toks, next - 1, &["of"]) && any(toks, next.wrapping_sub(2), &["one"]);
    let next = eat_first(toks, next, &["either", ":"]).unwrap_or(next);
    let (found, end) = modifier::value_list(toks, next, stated)?;
    (found.len() >= 2).then_some((found, end))
}

/// ", required" or ", which must be unique" behind a member.
fn late(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let comma = eat(toks, at, ",")?;
    if any(toks, comma, &["unique"]) && letter_case(toks, comma + 1).is_some() {
        return Some((vec![Mod::Unique], comma + 1));
    }
    // ", negative values allowed", ", up to 3 decimals"
    if let Some(found) = super::amount::read(toks, comma) {
        return Some(found);
    }
    let relative = any(toks, comma, &["that", "which", "must"]);
    // ", unique within the board"
    let (mods, end) = modifier::bare_run(toks, comma);
    if any(toks, comma, &["unique"])
        && mods.iter().any(|said| matches!(said, Mod::UniquePer(_)))
        && toks.get(end).is_none_or(|t| !t.word || t.is("and"))
    {
        return Some((mods, end));
    }
    let bare = any(toks, comma, &["optional", "required", "unique", "mandatory", "nullable"])
        && toks.get(comma + 1).is_none_or(|t| !t.word || t.is("and"));
    let bare = bare
        || any(toks, comma, &["true", "false", "yes", "no", "on", "off"])
            && eat_first(toks, comma + 1, &["by|as default"]).is_some();
    let bound = any(
        toks,
        comma,
        &[
            "max",
            "maximum",
            "min",
            "at",
            "up",
            "between",
            "defaults",
            "default",
            "defaulting",
            "not",
            "cannot",
            "limited",
        ],
    );
    if !(relative || bare || bound) {
        return None;
    }
    let (mods, end) = modifiers(toks, comma);
    (!mods.is_empty()).then_some((mods, end))
}

/// "title, unique isbn": `unique` belongs to the member after it.
fn takes_next_member(toks: &[Tok], at: usize, mods: &[Mod]) -> bool {
    let _ = mods;
    any(toks, at, &["a", "an", "and"])
        && !any(toks, at + 1, &["max", "maximum", "min", "minimum", "default", "length", "positive"])
}

/// Whether parentheses hold fields of an entity rather than values or modifiers of a field.
fn reads_as_members(toks: &[Tok], open: usize, item: &Item) -> bool {
    let Some(close) = closing(toks, open) else { return false };
    let inside = &toks[open + 1..close];
    let nested = inside.iter().any(|tok| tok.is("("));
    if nested {
        return true;
    }
    let enum_name = super::clause::is_choice_name(item.np.last());
    if enum_name {
        return false;
    }
    let typed = inside.iter().any(|tok| matches!(tok.low.as_str(), "unique" | "optional" | "required" | ":"))
        && inside.iter().filter(|tok| tok.is(",")).count() >= 1;
    let first_is_mod = modifier::parenthesis(toks, open)
        .is_some_and(|(mods, _)| !mods.iter().any(|m| matches!(m, Mod::Values(_))));
    if first_is_mod {
        return false;
    }
    let telling = |tok: &&Tok| {
        tok.word
            && (super::clause::is_field_word(&tok.low)
                || crate::types::infer(&tok.low).field.ql_type != FieldType::String)
    };
    if (item.np.plural || item.np.capitalised && item.np.quant == Quant::Bare && item.np.low.len() == 1)
        && inside.iter().any(|tok| telling(&tok))
    {
        return true;
    }
    if item.np.plural && item.np.quant != Quant::One && super::astray::points_elsewhere(toks, inside) {
        return true;
    }
    // "loan(book, patron, borrowed_on, due_on)"
    if inside.iter().filter(|tok| tok.low.contains('_') && telling(tok)).count() >= 2 {
        return true;
    }
    // `borrowed_on` is spelled like nothing but a field.
    let spelled = |tok: &Tok| tok.low.contains('_') && !tok.low.starts_with('_');
    let known = inside
        .iter()
        .filter(|tok| tok.word && (super::clause::is_field_word(&tok.low) || spelled(tok)))
        .count();
    typed && known > 0 || known >= 2
}

fn members(toks: &[Tok], open: usize) -> Option<(Vec<Item>, usize)> {
    super::declare::inside(toks, open)
}

/// Reads a whole text as a list of fields: answers such as "title, isbn unique, year".
pub fn whole(toks: &[Tok]) -> Option<Vec<Item>> {
    let (found, end) = items(toks, 0)?;
    let end = eat_first(toks, end, &["."]).unwrap_or(end);
    (end >= toks.len()).then_some(found)
}

pub use noun::noun_list;
