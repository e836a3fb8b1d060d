//! What is said of a field by itself: `The title of a book is required`, `all fields are optional`.

use super::{
    super::{
        super::{
            cursor::{any, eat, eat_first, low},
            evidence::{Fact, Item, Mod, Np, Quant},
            lexicon::lexicon,
            list, modifier,
            noun::{noun_list, noun_phrase},
            token::Tok,
        },
        Read,
    },
    mention,
};

/// `(active by default)` behind `active or not`: which of the two it is at first.
fn begins_so(toks: &[Tok], at: usize, flag: &Np) -> Option<(Vec<Mod>, usize)> {
    let open = eat_first(toks, at, &["(", ","])?;
    let lead = eat_first(toks, open, &["by default", "initially|normally|usually"]);
    let word = lead.unwrap_or(open);
    let not = eat_first(toks, word, &["not"]);
    let begins = match not {
        Some(_) => false,
        None => {
            any(toks, word, &[flag.last()]).then_some(())?;
            true
        }
    };
    let end = not.unwrap_or(word) + usize::from(not.is_none() || any(toks, word + 1, &[flag.last()]));
    let end = match lead {
        Some(_) => end,
        None => eat_first(toks, end, &["by|as default", "at first", "initially", "at the start"])?,
    };
    let end = if any(toks, at, &["("]) { eat_first(toks, end, &[")"])? } else { end };
    Some((vec![Mod::Default(serde_json::json!(begins))], end))
}

/// `… and is published or not`, `it is either open or done`: said of the thing spoken of.
pub fn is_or_not(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let named = noun_phrase(toks, at)
        .filter(|(np, next)| np.quant != Quant::Bare && any(toks, *next, &["is", "are"]) && at == 0);
    let (subject, start) = match &named {
        Some((np, next)) => (np, *next),
        None => (subject?, eat_first(toks, at, &["it", "they"]).unwrap_or(at)),
    };
    if let Some(can) = eat_first(toks, start, &["can|may be"]) {
        let np = Np { toks: at..at, name_toks: at..at, ..subject.clone() };
        return super::super::state::states_of(toks, at, can, &np);
    }
    let is = eat_first(toks, start, &["is|are"])?;
    // "is either active or not"
    let next =
        eat_first(toks, is, &["either"]).filter(|n| eat(toks, n + 1, "or not").is_some()).unwrap_or(is);
    let not = (next + 1..next + 4)
        .take_while(|n| toks.get(n - 1).is_some_and(|t| t.word && !crate::words::stop::is_stop(&t.low)))
        .find(|n| eat(toks, *n, "or not").is_some());
    if let Some((not, end)) = not.and_then(|n| Some((n, eat(toks, n, "or not")?))) {
        let low: Vec<String> =
            toks.get(next..not).unwrap_or_default().iter().map(|t| t.low.clone()).collect();
        let np = Np { name: low.join(" "), low, toks: next..end, name_toks: next..not, ..Np::default() };
        let mut mods = vec![Mod::Type(domain::spec::FieldType::Boolean)];
        let said = begins_so(toks, end, &np)
            .or_else(|| modifier::parenthesis(toks, end).filter(|_| any(toks, end, &["("])));
        let end = said.as_ref().map_or(end, |(_, next)| *next);
        mods.extend(said.into_iter().flat_map(|(found, _)| found));
        let items = vec![Item { np, mods, ..Item::spanning(at..end) }];
        let subject = Some(subject.clone());
        return Some((vec![Fact::Has { subject, items, toks: at..end, from_frame: false }], end));
    }
    let sure = eat_first(toks, next, &["either"]);
    if named.is_some() && sure.is_none() {
        return None;
    }
    let next = sure.unwrap_or(next);
    // "… and is vacant or occupied": plain words, nothing that stands in a sentence of its own.
    let plain = |values: &[String], end: usize| {
        values
            .iter()
            .all(|v| !v.contains(' ') && !crate::words::is_plural(v) && !super::super::is_field_word(v))
            && toks.get(end).is_none_or(|t| !t.word)
            && !any(toks, next, &["a", "an", "the", "for", "in", "on", "of", "by", "not"])
    };
    let (values, end) = modifier::value_list(toks, next, false)
        .filter(|(values, end)| values.len() >= 2 && (sure.is_some() || plain(values, *end)))?;
    // "… and are sail or motor": which kind each of them is, and no state that it is in.
    let stands = |value: &String| lexicon().is_state(value) || super::super::super::is_past(value);
    if !values.iter().any(stands) && values.iter().all(|value| crate::words::singular(value) == *value) {
        let item = Item::named("kind", vec![Mod::Values(values)], at..end);
        let subject = Some(subject.clone());
        return Some((vec![Fact::Has { subject, items: vec![item], toks: at..end, from_frame: false }], end));
    }
    let mods = vec![Mod::Values(values)];
    let field = Some(Np { toks: at..at, name_toks: at..at, ..subject.clone() });
    Some((vec![Fact::About { field, owner: None, mods, toks: at..end }], end))
}

/// Behind a heading stand clauses or things with members rather than fields.
pub(super) fn introduces(toks: &[Tok], at: usize) -> bool {
    let bare = noun_list(toks, at).is_some_and(|(things, end)| {
        end >= toks.len()
            && things.len() > 2
            && things.iter().all(|np| np.plural && !super::super::is_field_word(np.last()))
    });
    if bare && toks.first().is_some_and(|t| lexicon().domains.contains(&t.low)) {
        return true;
    }
    let sentence =
        toks.get(at).is_some_and(|t| t.capitalised()) && any(toks, at, &["a", "an", "each", "every"]);
    if sentence || super::super::frame::read(toks, at).is_some() || mention(toks, at).is_some() {
        return true;
    }
    match list::items(toks, at) {
        Some((items, end)) => {
            items.iter().any(|item| !item.members.is_empty())
                || super::super::super::noun::begins_clause(toks, end) && items.len() == 1
        }
        None => super::super::super::lexicon::lexicon().pure_verb(low(toks, at)),
    }
}

/// `The title is required`, `Price must be between 0 and 1000`, `names are unique per project`.
pub fn about(toks: &[Tok], at: usize, _subject: Option<&Np>) -> Read {
    if let Some(found) = all_fields(toks, at).or_else(|| default_of(toks, at)) {
        return Some(found);
    }
    let (fields, next) = noun_list(toks, at)?;
    let (owner, next) = owner_after(toks, next);
    // "The fields of an inspection are date and score": what it is made of.
    if let ([only], Some(_)) = (fields.as_slice(), &owner)
        && matches!(only.last(), "fields" | "attributes" | "properties" | "columns" | "details")
    {
        return None;
    }
    // "Ratings go from 1 to 5"
    let goes = eat_first(toks, next, &["always? goes|go|runs|run|varies|vary|lies|lie|reaches|reach"])
        .filter(|n| any(toks, *n, &["from", "between"]))
        .filter(|n| modifier::modifiers(toks, *n).1 > *n);
    let verb = goes.is_some() || eat_first(toks, next, &["is|are|must|should|can|cannot|can't|may|has|have|needs|will|shall|defaults|default|starts|start|begins|begin|consists|consist|ranges|range|mustn't|shouldn't|never", ":", "—"]).is_some();
    // "A locker has a number from 1 to 200": the number is a member of its own.
    if any(toks, next, &["has", "have"])
        && eat_first(toks, next + 1, &["a|an number|value|score|rate|amount|total|count"]).is_some()
    {
        return None;
    }
    // "Rating from 1 to 5." says it without a verb.
    let bare = !verb
        && fields.len() == 1
        && (fields
            .iter()
            .all(|np| super::super::is_field_word(np.last()) || !matches!(np.quant, Quant::Bare))
            || any(toks, next, &["between"])
                && super::super::super::cursor::number(toks, next + 1).is_some()
            || eat_first(toks, next, &["unique per|within|in|for"]).is_some());
    let shown = bare
        && any(
            toks,
            next,
            &[
                "from", "between", "at", "max", "maximum", "min", "minimum", "up", "optional", "required",
                "unique", "defaults", "default", "≥", "≤", ">", "<", "must",
            ],
        );
    if !(verb || shown) {
        return None;
    }
    let lead = if any(toks, next, &[":", "—"]) { next + 1 } else { goes.unwrap_or(next) };
    // "Status: draft, sent, paid."
    let listed = || {
        fields.first().filter(|np| {
            fields.len() == 1 && super::super::is_choice_name(&crate::words::singular(np.last()))
        })?;
        let (values, end) =
            modifier::value_list(toks, lead, true).filter(|(values, _)| values.len() >= 2 && lead > next)?;
        // "Category: name, position" has them, and chooses between nothing.
        if values.iter().any(|value| matches!(value.as_str(), "name" | "title" | "description" | "slug")) {
            return None;
        }
        let (mut more, end) = more_mods(toks, end);
        more.insert(0, Mod::Values(values));
        Some((more, end))
    };
    // "The ranks are recruit, firefighter and captain", "Allowed priorities are low and high".
    let kinds = || {
        let [only] = fields.as_slice() else { return None };
        if !only.plural || low(toks, next) != "are" {
            return None;
        }
        let led = eat_first(toks, only.toks.start, &["the? possible|allowed|valid|permitted"]).is_some();
        let next = eat_first(toks, next, &["are"]).filter(|_| led || only.quant == Quant::The)?;
        let (values, end) = modifier::value_list(toks, next, true).filter(|(values, _)| values.len() >= 2)?;
        let more = toks.get(end).is_some_and(|tok| tok.word);
        (!more).then(|| (vec![Mod::Values(values)], end))
    };
    let (mods, end) = listed().or_else(|| said(toks, lead)).or_else(kinds)?;
    // "the birth date and the breed: holstein, jersey or rubia": what is chosen is a breed, and no date.
    let told = |np: &Np| {
        let kind = crate::types::infer(&np.key().replace(' ', "_")).field.ql_type;
        !matches!(kind, domain::spec::FieldType::String | domain::spec::FieldType::Enum)
    };
    let values = mods.iter().any(|said| matches!(said, Mod::Values(_)));
    if values && fields.iter().rev().skip(1).any(told) {
        return None;
    }
    // "a visit has a date" lists a field; "a title has at most 80 characters" says something of one.
    let owns = any(toks, next, &["has", "have", "needs", "must", "should", "can", "may", "will", "shall"])
        && (next..next + 3).any(|n| any(toks, n, &["has", "have", "needs"]));
    // "has exactly one office" counts offices.
    let counts = mods.iter().any(|m| matches!(m, Mod::Exactly(_) | Mod::AtMost(..) | Mod::AtLeast(..)))
        && noun_phrase(toks, end).is_some();
    // "A show has a five-letter code": the code is a member of the show, which is no text of five letters.
    let member = end > next + 2
        && any(toks, next + 1, &["a", "an"])
        && super::super::is_field_word(super::super::super::cursor::low(toks, end - 1));
    if owns && (counts || member) {
        return None;
    }
    if owns
        && mods.iter().any(|m| {
            matches!(
                m,
                Mod::Type(_) | Mod::Default(_) | Mod::Values(_) | Mod::Optional | Mod::Required | Mod::Unique
            )
        })
    {
        return None;
    }
    let owner = owner.or_else(|| fields.iter().find_map(|np| np.of.as_ref().map(|of| named(of, np))));
    let count = fields.len();
    let facts = fields
        .into_iter()
        .enumerate()
        .map(|(n, np)| {
            // The verb and what it says go with the last name.
            let toks = if n + 1 == count { np.toks.start..end } else { np.toks.clone() };
            Fact::About { field: Some(np), owner: owner.clone(), mods: mods.clone(), toks }
        })
        .collect();
    Some((facts, end))
}

/// `A code may be used only once`, `a team name is used once per tournament`: what a value may not do again makes it
/// unique, and is no deed.
pub fn only_once(toks: &[Tok], at: usize) -> Read {
    let (np, next) = noun_phrase(toks, at)
        .filter(|(np, _)| !np.plural && super::super::is_field_word(np.last()) && np.quant != Quant::No)?;
    let (owner, next) = owner_after(toks, next);
    let next = eat_first(toks, next, &["can|may|must|should|shall|will"]).unwrap_or(next);
    let (mods, end) = modifier::modifiers(toks, next);
    let unique = matches!(mods.as_slice(), [Mod::Unique | Mod::UniquePer(_)]);
    let once = (next..end).any(|n| any(toks, n, &["once", "twice", "again"]));
    let owner = owner.or_else(|| np.of.as_ref().map(|of| named(of, &np)));
    // "a team name" is the name of a team.
    let (np, owner) = match (owner, np.low.as_slice()) {
        (None, [of, field]) => {
            let one = Np { name: field.clone(), low: vec![field.clone()], ..np.clone() };
            (one, Some(named(of, &np)))
        }
        (owner, _) => (np, owner),
    };
    let fact = Fact::About { field: Some(np), owner, mods, toks: at..end };
    (unique && once).then(|| (vec![fact], end))
}

fn named(of: &str, np: &Np) -> Np {
    Np {
        name: of.to_owned(),
        low: of.split(' ').map(str::to_owned).collect(),
        toks: np.toks.clone(),
        name_toks: np.toks.clone(),
        ..Np::default()
    }
}

/// Modifiers, or a list of values after `is` or `can be`.
fn said(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let lead = eat_first(
        toks,
        at,
        &[
            "is|are one of",
            "can|may|must|should be one of",
            "has|have one of the? values|states?",
            "is|are|has|have",
            "can|may|must|should only? be",
        ],
    );
    if let Some(next) = lead {
        let next = eat_first(
            toks,
            next,
            &["either", "one of :?", "the? values :?", "one of the? following? :?", "a? choice of", ":"],
        )
        .unwrap_or(next);
        if let Some((values, end)) =
            modifier::value_list(toks, next, false).filter(|(values, _)| values.len() >= 2)
        {
            let (mut more, end) = more_mods(toks, end);
            more.insert(0, Mod::Values(values));
            return Some((more, end));
        }
    }
    let (mods, end) = modifier::modifiers(toks, at);
    if !mods.is_empty() {
        return Some((mods, end));
    }
    // "can be low, medium, high" (no closing `or`)
    let next = eat_first(toks, at, &["can|may|must|should be one? of? :?", "is|are one of :?", "values :?"])?;
    let (values, end) = modifier::value_list(toks, next, true).filter(|(values, _)| values.len() >= 3)?;
    Some((vec![Mod::Values(values)], end))
}

fn more_mods(toks: &[Tok], at: usize) -> (Vec<Mod>, usize) {
    let next = eat_first(toks, at, &[", and", ",", "and"]).unwrap_or(at);
    let (mods, end) = modifier::modifiers(toks, next);
    if mods.is_empty() { (mods, at) } else { (mods, end) }
}

fn owner_after(toks: &[Tok], at: usize) -> (Option<Np>, usize) {
    match eat(toks, at, "of")
        .or_else(|| eat(toks, at, "on"))
        .or_else(|| eat(toks, at, "in"))
        .and_then(|next| noun_phrase(toks, next))
    {
        Some((np, next)) => (Some(np), next),
        None => (None, at),
    }
}

/// `all fields are required except description`
fn all_fields(toks: &[Tok], at: usize) -> Option<(Vec<Fact>, usize)> {
    let next = eat_first(
        toks,
        at,
        &[
            "all other? fields|attributes|properties are|must",
            "all|everything of them|these? are|is",
            "everything else? is",
            "every field is",
            "the? other|rest|remaining fields? are|is",
        ],
    )?;
    let (mods, end) = modifier::modifiers(toks, next);
    if mods.is_empty() {
        return None;
    }
    let mut facts = vec![Fact::About { field: None, owner: None, mods: mods.clone(), toks: at..end }];
    if let Some((excepted, end)) =
        eat_first(toks, end, &["except for?", "but", "apart from", ", except for?"])
            .and_then(|next| noun_list(toks, next))
    {
        let opposite = if mods.contains(&Mod::Required) { Mod::Optional } else { Mod::Required };
        let from = facts.len();
        for np in excepted {
            facts.push(Fact::About {
                toks: np.toks.clone(),
                field: Some(np),
                owner: None,
                mods: vec![opposite.clone()],
            });
        }
        if let Some(Fact::About { toks, .. }) = facts.get_mut(from) {
            toks.end = toks.end.max(toks.start);
        }
        if let Some(Fact::About { toks, .. }) = facts.first_mut() {
            toks.end = toks.end.max(at);
        }
        return Some((facts, end));
    }
    Some((facts, end))
}

/// `the default status is open`, `by default the priority is low`
fn default_of(toks: &[Tok], at: usize) -> Option<(Vec<Fact>, usize)> {
    let next = eat_first(
        toks,
        at,
        &["the? default|initial value of|for the?", "the? default|initial", "by default ,? the?"],
    )?;
    let (np, next) = noun_phrase(toks, next)?;
    let next = eat_first(toks, next, &["value? is|:|="])?;
    let (value, end) = modifier::literal(toks, next)?;
    Some((
        vec![Fact::About { field: Some(np), owner: None, mods: vec![Mod::Default(value)], toks: at..end }],
        end,
    ))
}
