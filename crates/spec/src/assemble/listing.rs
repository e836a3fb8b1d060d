//! Filters, search, order and pages find the list that they are about.

use domain::{
    Origin, Span,
    spec::{FieldType, Question, QuestionKind},
};
use serde_json::json;

use super::{
    draft::{Draft, Listing, Sentence, Target},
    finish::op_id,
};
use crate::{
    english::evidence::{Fact, Np},
    questions, types, words,
};

/// The sentences that stand behind a route on its line, however many blanks are between: `POST /pens     admin only`.
pub fn behind_routes(draft: &mut Draft, sentences: &[Sentence], texts: &[&str]) {
    for op in &draft.operations {
        let Some(src) = op.src.filter(|_| op.rule.as_deref() == Some("route.line")) else { continue };
        for sentence in sentences.iter().filter(|sentence| sentence.text == src.attachment) {
            let Some(start) = sentence.toks.first().map(|tok| tok.start) else { continue };
            let gap = texts.get(src.attachment).and_then(|text| text.get(src.end..start));
            if gap.is_some_and(|gap| !gap.contains('\n') && !gap.contains(char::is_alphanumeric)) {
                draft.beside_routes.insert((sentence.text, start), op.id.clone());
            }
        }
    }
}

/// The words beside a route that lists are about its rows: `GET /songs - newest first, filter by year`.
pub fn beside_routes(draft: &Draft, sentences: &mut [Sentence], texts: &[&str]) {
    // "GET /songs returns 30 per page", "GET /songs are newest first"
    const TELLS: &[&str] = &[
        "returns", "return", "gives", "lists", "shows", "answers", "with", "is", "are", "should", "must",
        "can", "be", "and", "them", "the", "results", "come", "comes", "sorted", "in",
    ];
    for op in draft.operations.iter().filter(|op| op.kind == domain::spec::OperationKind::List) {
        let (Some(entity), Some(src)) = (&op.entity, op.src) else { continue };
        let gap = |start: usize| texts.get(src.attachment).and_then(|text| text.get(src.end..start));
        let beside = |sentence: &&mut Sentence| {
            let start = sentence.toks.first().map_or(0, |tok| tok.start);
            let right_behind = |tok: &crate::english::token::Tok| {
                gap(tok.start).is_some_and(|gap| {
                    let mut words = gap.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
                    !gap.contains('\n') && words.all(|word| TELLS.contains(&word))
                })
            };
            let mut of_lists = sentence.facts.iter().filter(|fact| list_of(fact).is_some());
            let first = of_lists.next().and_then(|fact| sentence.toks.get(fact.toks().start));
            let none = |gap: &str| !gap.contains('\n') && !gap.contains(char::is_alphanumeric);
            sentence.text == src.attachment
                && (gap(start).is_some_and(none) || start <= src.start && first.is_some_and(right_behind))
        };
        let low: Vec<String> = super::finish::spaced(entity).split(' ').map(str::to_owned).collect();
        let rows = Np { name: low.join(" "), low, plural: true, ..Np::default() };
        for sentence in sentences.iter_mut().filter(beside) {
            for fact in &mut sentence.facts {
                if let Some(on) = list_of_mut(fact) {
                    on.get_or_insert_with(|| rows.clone());
                }
            }
        }
    }
}

/// `POST /sessions/:id/confirm   requested -> confirmed`: the way is of the sessions, and that is the verb of its step.
pub fn steps_beside_routes(draft: &Draft, sentences: &mut [Sentence], texts: &[&str]) {
    for op in &draft.operations {
        let (Some(entity), Some(src), Some(path)) = (&op.entity, op.src, op.path.as_deref()) else {
            continue;
        };
        let Some(verb) = path
            .split_once("}/")
            .map(|(_, verb)| verb)
            .filter(|verb| verb.chars().all(|c| c.is_ascii_lowercase()))
        else {
            continue;
        };
        // "draft to sent with POST /invoices/{id}/send, sent to paid with …": there it stands behind its step.
        let before = texts.get(src.attachment).and_then(|text| text.get(..src.start)).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        if line.contains(char::is_alphanumeric) {
            continue;
        }
        let low: Vec<String> = super::finish::spaced(entity).split(' ').map(str::to_owned).collect();
        let whose = Np { name: low.join(" "), low, ..Np::default() };
        for sentence in sentences.iter_mut().filter(|sentence| sentence.text == src.attachment) {
            let toks = &sentence.toks;
            for fact in &mut sentence.facts {
                let Fact::Flow { owner: owner @ None, field: None, steps, toks: said, .. } = fact else {
                    continue;
                };
                let Some(start) = toks.get(said.start).map(|tok| tok.start) else { continue };
                let gap = texts.get(src.attachment).and_then(|text| text.get(src.end..start));
                if gap.is_none_or(|gap| gap.contains('\n') || gap.contains(char::is_alphanumeric)) {
                    continue;
                }
                *owner = Some(whose.clone());
                if let [only] = steps.as_mut_slice() {
                    only.verb.get_or_insert_with(|| verb.to_owned());
                }
            }
        }
    }
}

/// The rows that most of the names are said of, those spoken of first where several have as many.
fn rows_with(draft: &Draft, on: Option<&Np>, fields: &[&Np]) -> Option<String> {
    if let Some(stated) = on.and_then(|np| draft.resolve(np)) {
        return Some(stated);
    }
    let known = |entity: &String| fields.iter().filter(|np| draft.member(entity, np).is_some()).count();
    let current = draft.current.clone().map(|entity| (known(&entity), entity));
    let best =
        draft.entities.keys().map(|entity| (known(entity), entity.clone())).rev().max_by_key(|(n, _)| *n);
    match (current, best) {
        (Some((here, entity)), Some((most, _))) if here >= most && here > 0 => Some(entity),
        (_, Some((most, entity))) if most > 1 || fields.len() == 1 && most > 0 => Some(entity),
        _ => None,
    }
}

/// The name in which people are looked for: searched, where another text has to be met as a whole.
fn is_told(draft: &Draft, entity: &str, name: &str) -> bool {
    let Some(field) = draft.entities.get(entity).and_then(|e| e.fields.get(name)) else { return false };
    let names = ["name", "title", "author", "caption", "summary", "subject", "label", "artist", "keyword"];
    field.unique != Some(true)
        && (field.ql_type == FieldType::Text
            || field.ql_type == FieldType::String
                && field.values.is_none()
                && names.iter().any(|word| name == *word || name.ends_with(&format!("_{word}")))
            || field.ql_type == FieldType::String && name == "surname")
}

/// Whether rows are put in order by it rather than chosen.
fn is_order(draft: &Draft, entity: &str, name: &str) -> bool {
    use FieldType::{Date, DateTime, Decimal, Duration, Float, Integer};
    let field = draft.entities.get(entity).and_then(|e| e.fields.get(name));
    field.is_none_or(|f| matches!(f.ql_type, Date | DateTime | Decimal | Duration | Float | Integer))
        && !draft.relations.iter().any(|r| r.from == entity && r.field.as_deref() == Some(name))
        || is_told(draft, entity, name)
}

/// `list orders by customer and status`: by what the fields are.
fn by(draft: &mut Draft, sentence: &Sentence, fact: &Fact) {
    let Fact::By { on, fields, find, toks } = fact else { return };
    let names: Vec<&Np> = fields.iter().collect();
    let Some(entity) = rows_with(draft, on.as_ref(), &names) else { return };
    let known: Vec<String> = fields.iter().filter_map(|np| draft.member(&entity, np)).collect();
    if known.is_empty() && !find {
        return;
    }
    // "repairs by due date, newest first": the order behind it says how.
    let turned = sentence.facts.iter().any(|other| {
        matches!(other, Fact::NewestFirst { by: None, toks: behind, .. }
            if behind.start >= toks.end && behind.start - toks.end <= 1 && after_fields(draft, sentence, other).is_some())
    });
    if turned && fields.len() == 1 {
        draft.cover(sentence, toks, &Target::Operation(op_id("list", &entity)));
        return;
    }
    let rows = Np { low: vec![super::finish::spaced(&entity)], ..on.clone().unwrap_or_default() };
    let rows = on.clone().filter(|np| draft.resolve(np).is_some()).unwrap_or(rows);
    // "by hive and by date range"
    let ranged = sentence
        .toks
        .get(toks.clone())
        .unwrap_or_default()
        .iter()
        .any(|tok| tok.is("range") || tok.is("between"));
    let ordered = !find && !ranged && known.iter().all(|name| is_order(draft, &entity, name));
    let (searched, chosen): (Vec<&Np>, Vec<&Np>) = fields.iter().partition(|np| {
        *find && draft.member(&entity, np).is_some_and(|name| is_told(draft, &entity, &name))
    });
    let owned = |list: Vec<&Np>| list.into_iter().cloned().collect::<Vec<Np>>();
    let on = Some(rows);
    if ordered {
        let fields = owned(names).into_iter().map(|np| (np, false)).collect();
        return apply(draft, sentence, &Fact::Sort { on, fields, toks: toks.clone() });
    }
    if !searched.is_empty() {
        let fields = owned(searched);
        apply(draft, sentence, &Fact::Search { on: on.clone(), fields, toks: toks.clone() });
    }
    if !chosen.is_empty() {
        apply(draft, sentence, &Fact::Filter { on, fields: owned(chosen), range: false, toks: toks.clone() });
    }
}

/// "upcoming rehearsals of a play, soonest first": the thing that the sentence has named before.
fn spoken_before(draft: &Draft, sentence: &Sentence, fact: &Fact) -> Option<Np> {
    let (Fact::Filter { on: None, toks, .. }
    | Fact::Sort { on: None, toks, .. }
    | Fact::NewestFirst { on: None, by: None, toks, .. }
    | Fact::Page { on: None, size: Some(_), toks, .. }) = fact
    else {
        return None;
    };
    let of_list = matches!(fact, Fact::NewestFirst { .. } | Fact::Page { .. });
    if of_list && told_here(draft, sentence).is_some() {
        return None;
    }
    let before = sentence.toks.get(..toks.start)?;
    let named = |at: usize| {
        (1..=3).rev().find_map(|count| {
            let words: Vec<String> = before
                .get(at..at + count)?
                .iter()
                .filter(|tok| tok.word)
                .map(|tok| tok.low.clone())
                .collect();
            (words.len() == count && crate::words::is_plural(words.last()?)).then_some(())?;
            let np = Np { name: words.join(" "), low: words, plural: true, ..Np::default() };
            draft.names.contains_key(&super::draft::key_of(&np)).then_some(np)
        })
    };
    let found = (0..before.len()).find_map(named)?;
    let entity = draft.resolve(&found)?;
    let fits = match fact {
        Fact::Filter { fields, .. } => fields.iter().all(|np| draft.member(&entity, np).is_some()),
        Fact::Sort { fields, .. } => {
            !fields.is_empty() && fields.iter().all(|(np, _)| draft.member(&entity, np).is_some())
        }
        _ => true,
    };
    fits.then_some(found)
}

/// What `min` or `max` stands before.
fn bounded(np: &Np) -> Option<Np> {
    let (first, rest) = np.low.split_first().filter(|(_, rest)| !rest.is_empty())?;
    let bound = matches!(first.as_str(), "min" | "max" | "minimum" | "maximum" | "minimal" | "maximal");
    bound.then(|| Np { name: rest.join(" "), low: rest.to_vec(), ..np.clone() })
}

/// "by route and by departure date, earliest first": the order goes by the moment that was named last.
fn after_fields(draft: &Draft, sentence: &Sentence, fact: &Fact) -> Option<Fact> {
    let Fact::NewestFirst { on, by: None, descending, toks } = fact else { return None };
    let before = sentence.facts.iter().find_map(|other| match other {
        Fact::Filter { on, fields, toks: before, .. } | Fact::By { on, fields, toks: before, .. }
            if before.end <= toks.start && toks.start - before.end <= 1 =>
        {
            Some((on, fields))
        }
        _ => None,
    })?;
    let entity = rows_with(draft, on.as_ref().or(before.0.as_ref()), &before.1.iter().collect::<Vec<_>>())?;
    let np = before.1.last()?;
    let name = draft.member(&entity, np)?;
    let moment = draft.entities.get(&entity)?.fields.get(&name)?;
    matches!(moment.ql_type, FieldType::Date | FieldType::DateTime).then(|| Fact::Sort {
        on: before.0.clone(),
        fields: vec![(np.clone(), *descending)],
        toks: toks.clone(),
    })
}

/// "Phrases can be searched by key. They are sorted by length. Pages of 100.": what is said of lists and names none goes
/// on with the list that was spoken of before it.
pub fn pages_of_the_last(sentences: &mut [Sentence]) {
    let mut last: Option<(usize, Np)> = None;
    for here in sentences {
        let every = here.toks.iter().any(|tok| {
            matches!(
                tok.low.as_str(),
                "list" | "lists" | "all" | "every" | "each" | "results" | "everything" | "endpoints"
            )
        });
        let spoken = here.toks.iter().take(3).any(|tok| tok.is("they") || tok.is("these") || tok.is("them"));
        let of_lists = here
            .facts
            .iter()
            .all(|fact| list_of(fact).is_some() || matches!(fact, Fact::Aside { .. } | Fact::Filler { .. }));
        let page =
            |fact: &Fact| matches!(fact, Fact::Page { on: None, size: Some(_), .. } | Fact::Filler { .. });
        let paged = here.facts.iter().all(page);
        let rows = last.take().filter(|(text, _)| *text == here.text).map(|(_, np)| np);
        if let Some(np) = rows.filter(|_| of_lists && (spoken || paged) && !every) {
            here.facts.iter_mut().filter_map(list_of_mut).for_each(|on| {
                on.get_or_insert_with(|| Np { toks: 0..0, name_toks: 0..0, ..np.clone() });
            });
        }
        last = here.facts.iter().rev().find_map(|fact| Some((here.text, list_of(fact)?.clone()?)));
    }
}

/// The list that something is said of, where the fact is of lists.
fn list_of(fact: &Fact) -> Option<&Option<Np>> {
    match fact {
        Fact::Filter { on, .. }
        | Fact::By { on, .. }
        | Fact::Search { on, .. }
        | Fact::Sort { on, .. }
        | Fact::NewestFirst { on, .. }
        | Fact::Page { on, .. } => Some(on),
        _ => None,
    }
}

fn list_of_mut(fact: &mut Fact) -> Option<&mut Option<Np>> {
    match fact {
        Fact::Filter { on, .. }
        | Fact::By { on, .. }
        | Fact::Search { on, .. }
        | Fact::Sort { on, .. }
        | Fact::NewestFirst { on, .. }
        | Fact::Page { on, .. } => Some(on),
        _ => None,
    }
}

pub fn apply(draft: &mut Draft, sentence: &Sentence, fact: &Fact) {
    if let Some(sorted) = after_fields(draft, sentence, fact) {
        return apply(draft, sentence, &sorted);
    }
    if let Some(np) = spoken_before(draft, sentence, fact) {
        let mut fact = fact.clone();
        if let Fact::Filter { on, .. }
        | Fact::Sort { on, .. }
        | Fact::NewestFirst { on, .. }
        | Fact::Page { on, .. } = &mut fact
        {
            *on = Some(np);
        }
        return apply(draft, sentence, &fact);
    }
    match fact {
        Fact::By { .. } => by(draft, sentence, fact),
        Fact::Filter { on, fields, toks, range } => {
            let group = rows_with(draft, on.as_ref(), &fields.iter().collect::<Vec<_>>());
            for np in fields {
                let here = group.as_ref().and_then(|e| Some((e.clone(), draft.member(e, np)?)));
                // "filter by min bedrooms": from so many bedrooms on.
                if let Some(bound) = bounded(np).filter(|_| here.is_none()) {
                    let fact = Fact::Filter {
                        on: on.clone(),
                        fields: vec![bound.clone()],
                        range: true,
                        toks: toks.clone(),
                    };
                    if group.as_ref().is_some_and(|e| draft.member(e, &bound).is_some()) {
                        apply(draft, sentence, &fact);
                        continue;
                    }
                }
                let found = here.or_else(|| field_for(draft, sentence, on.as_ref(), np, "filter"));
                if let Some((entity, name)) = found {
                    let ranged = np.of.as_deref() == Some("range") || *range && fields.len() == 1;
                    let listing = listing(draft, sentence, &entity, toks);
                    let names =
                        if ranged { vec![format!("{name}_from"), format!("{name}_to")] } else { vec![name] };
                    names.into_iter().for_each(|name| {
                        if !listing.filters.contains(&name) {
                            listing.filters.push(name)
                        }
                    });
                    draft.cover(sentence, toks, &Target::Operation(op_id("list", &entity)));
                }
            }
        }
        Fact::Search { on, fields, toks } => {
            // "search title": the field, where nothing is called so.
            let named = on.as_ref().filter(|np| fields.is_empty() && draft.resolve(np).is_none());
            if let Some(np) = named.filter(|np| draft.owner_of(np).is_some()) {
                let fields = vec![np.clone()];
                return apply(draft, sentence, &Fact::Search { on: None, fields, toks: toks.clone() });
            }
            if fields.is_empty() {
                let entity = on.as_ref().and_then(|np| draft.resolve(np)).or_else(|| draft.current.clone());
                let Some(entity) = entity else { return };
                let texts: Vec<String> = draft
                    .entities
                    .get(&entity)
                    .map(|e| {
                        e.fields
                            .iter()
                            .filter(|(_, f)| matches!(f.ql_type, FieldType::String | FieldType::Text))
                            .map(|(name, _)| name.clone())
                            .collect()
                    })
                    .unwrap_or_default();
                if texts.is_empty() {
                    return;
                }
                let listing = listing(draft, sentence, &entity, toks);
                texts.into_iter().for_each(|name| {
                    if !listing.search.contains(&name) {
                        listing.search.push(name)
                    }
                });
                draft.cover(sentence, toks, &Target::Operation(op_id("list", &entity)));
            }
            let group = rows_with(draft, on.as_ref(), &fields.iter().collect::<Vec<_>>());
            for np in fields {
                let here = group.as_ref().and_then(|e| Some((e.clone(), draft.member(e, np)?)));
                let found = here.or_else(|| field_for(draft, sentence, on.as_ref(), np, "search"));
                if let Some((entity, name)) = found {
                    // Of tags one is asked for whole.
                    let text = draft
                        .entities
                        .get(&entity)
                        .and_then(|e| e.fields.get(&name))
                        .is_some_and(|f| super::fields::textual(f.ql_type));
                    let listing = listing(draft, sentence, &entity, toks);
                    let list = if text { &mut listing.search } else { &mut listing.filters };
                    if !list.contains(&name) {
                        list.push(name);
                    }
                    draft.cover(sentence, toks, &Target::Operation(op_id("list", &entity)));
                }
            }
        }
        Fact::Sort { on, fields, toks } => {
            if fields.is_empty() {
                let entity = on.as_ref().and_then(|np| draft.resolve(np)).or_else(|| draft.current.clone());
                let Some((entity, name)) = entity.and_then(|e| {
                    ["title", "name", "label", "last_name"]
                        .iter()
                        .find(|n| draft.entities.get(&e).is_some_and(|x| x.fields.contains_key(**n)))
                        .map(|n| (e.clone(), (*n).to_owned()))
                }) else {
                    return;
                };
                listing(draft, sentence, &entity, toks).sort.push(name);
                draft.cover(sentence, toks, &Target::Operation(op_id("list", &entity)));
            }
            for (np, descending) in fields {
                // "heaviest first": by what the rows have of that kind, and by nothing else.
                if crate::words::graded::graded(&np.name).is_some() {
                    // "highest scores first": by the scores.
                    if let Some(named) = on.as_ref().filter(|np| draft.resolve(np).is_none()) {
                        let one = Np { plural: false, ..named.clone() };
                        let held = draft.owner_of(&one);
                        if let Some((entity, name)) =
                            held.and_then(|e| Some((e.clone(), draft.member(&e, &one)?)))
                        {
                            let name = if *descending { format!("-{name}") } else { name };
                            sorted_by(listing(draft, sentence, &entity, toks), name);
                            draft.cover(sentence, toks, &Target::Operation(op_id("list", &entity)));
                        }
                        continue;
                    }
                    let entity =
                        on.as_ref().and_then(|np| draft.resolve(np)).or_else(|| draft.current.clone());
                    let found = entity.and_then(|entity| {
                        let (name, down) = crate::own::adjective::graded(draft, &entity, &np.name)?;
                        Some((entity, if down { format!("-{name}") } else { name }))
                    });
                    if let Some((entity, name)) = found {
                        let listing = listing(draft, sentence, &entity, toks);
                        sorted_by(listing, name);
                        draft.cover(sentence, toks, &Target::Operation(op_id("list", &entity)));
                    }
                    continue;
                }
                if let Some((entity, name)) = field_for(draft, sentence, on.as_ref(), np, "sort") {
                    let name = if *descending { format!("-{name}") } else { name };
                    let listing = listing(draft, sentence, &entity, toks);
                    sorted_by(listing, name);
                    draft.cover(sentence, toks, &Target::Operation(op_id("list", &entity)));
                }
            }
        }
        // "all visits with the newest on top", where nobody said what a visit is: the order is of nothing else.
        Fact::NewestFirst { on: Some(np), by: None, .. }
            if draft.resolve(np).is_none()
                && np.plural
                && !np.low.iter().any(|word| crate::english::lexicon::lexicon().technical.contains(word))
                && !matches!(
                    np.last(),
                    "results" | "entries" | "records" | "items" | "ones" | "rows" | "lists"
                ) => {}
        // "earliest due date first", where nothing has a due date: the order is by nothing else.
        Fact::NewestFirst { by: Some(np), .. }
            if !np.plural
                // "most recently taken first": by when it was.
                && !np.low.first().is_some_and(|word| matches!(word.as_str(), "recently" | "recent"))
                && draft.resolve(np).is_none()
                && !draft.entities.keys().any(|entity| draft.member(entity, np).is_some()) => {}
        Fact::NewestFirst { on, by, descending, toks } => {
            let on = on.as_ref().and_then(|np| draft.resolve(np));
            let named = by.as_ref().and_then(|np| draft.resolve(np));
            let here = told_here(draft, sentence);
            let entity = on.or(named).or(here).or_else(|| draft.current.clone());
            let of = |entity: &String| draft.member(entity, by.as_ref()?).map(|name| (entity.clone(), name));
            let field = entity.as_ref().and_then(of).or_else(|| draft.entities.keys().find_map(of));
            let (entity, name) = match field {
                Some((entity, name)) => (Some(entity), name),
                // The moment that the rows have, else that of their making.
                None => {
                    let rows = entity.or_else(|| super::apply::only_entity(draft));
                    // What comes soonest has not happened yet.
                    let soon = toks.clone().any(|n| {
                        crate::english::cursor::any(&sentence.toks, n, &["soonest", "earliest", "nearest"])
                    });
                    let own = rows.as_ref().map(|rows| {
                        let start = crate::own::adjective::starts(draft, rows).filter(|_| soon);
                        start.unwrap_or_else(|| crate::own::adjective::newest_order(draft, rows, false))
                    });
                    (rows, own.unwrap_or_else(|| "created_at".to_owned()))
                }
            };
            let order = format!("{}{name}", if *descending { "-" } else { "" });
            match entity.or_else(|| super::apply::only_entity(draft)) {
                Some(entity) => {
                    towards(listing(draft, sentence, &entity, toks), order);
                    draft.cover(sentence, toks, &Target::Operation(op_id("list", &entity)));
                }
                None => everywhere(draft, sentence, toks, |listing| towards(listing, order)),
            }
        }
        Fact::Page { on, size, max, toks } => {
            let default = size.unwrap_or(20);
            let most = max.unwrap_or(100).max(default);
            let page = (default.min(most), most);
            // "Search jobs by title, 15 per page": of the list that the sentence is about.
            let here = told_here(draft, sentence).filter(|_| size.is_some());
            match on.as_ref().and_then(|np| draft.resolve(np)).or(here) {
                Some(entity) => {
                    listing(draft, sentence, &entity, toks).page = Some(page);
                    draft.cover(sentence, toks, &Target::Operation(op_id("list", &entity)));
                }
                None => everywhere(draft, sentence, toks, |listing| {
                    if size.is_some() || max.is_some() || listing.page.is_none() {
                        listing.page = Some(page);
                    }
                }),
            }
        }
        _ => {}
    }
}

/// The one list that the sentence has spoken of already.
fn told_here(draft: &Draft, sentence: &Sentence) -> Option<String> {
    let whole = sentence.span(&(0..sentence.toks.len()))?;
    let mut here =
        draft.listings.iter().filter(|(_, listing)| listing.src.is_some_and(|src| whole.contains(src)));
    let found = here.next().map(|(entity, _)| entity.clone());
    found.filter(|_| here.next().is_none())
}

fn everywhere(
    draft: &mut Draft,
    sentence: &Sentence,
    toks: &std::ops::Range<usize>,
    change: impl FnOnce(&mut Listing),
) {
    change(&mut draft.everywhere);
    draft.everywhere.src = draft.everywhere.src.or_else(|| sentence.span(toks));
    if let Some(first) = draft.entities.keys().next().cloned() {
        draft.cover(sentence, toks, &Target::Operation(op_id("list", &first)));
    }
}

/// "Sorted by date with the newest on top": the direction that the field before it left open.
fn towards(listing: &mut Listing, name: String) {
    let field = name.trim_start_matches('-');
    match listing.sort.iter_mut().find(|known| known.as_str() == field) {
        Some(known) => *known = name,
        None => listing.sort.push(name),
    }
}

/// One order by each field, in the direction that was said first.
fn sorted_by(listing: &mut Listing, name: String) {
    let field = name.trim_start_matches('-');
    if !listing.sort.iter().any(|known| known.trim_start_matches('-') == field) {
        listing.sort.push(name);
    }
}

fn listing<'a>(
    draft: &'a mut Draft,
    sentence: &Sentence,
    entity: &str,
    toks: &std::ops::Range<usize>,
) -> &'a mut Listing {
    let span = sentence.span(toks);
    let listing = draft.listings.entry(entity.to_owned()).or_default();
    listing.src = listing.src.or(span);
    listing
}

/// Turns a relation of many to many around, so that its keys stand where they are looked for.
fn turned(draft: &mut Draft, entity: &str, other: &str) -> Option<String> {
    let key = format!("{}_ids", words::snake(other)?);
    let taken = draft.entities.get(entity).is_some_and(|e| e.fields.contains_key(&key));
    let relation = draft
        .relations
        .iter_mut()
        .find(|r| r.kind == domain::spec::RelationKind::ManyToMany && r.from == other && r.to == entity)?;
    if taken || entity == other {
        return None;
    }
    std::mem::swap(&mut relation.from, &mut relation.to);
    relation.field = Some(key.clone());
    Some(key)
}

/// The entity and the field or key that a listing word names. Where there is none, the field is
/// added as inferred and the person is told; a filter that does nothing is never made.
fn field_for(
    draft: &mut Draft,
    sentence: &Sentence,
    on: Option<&Np>,
    np: &Np,
    use_: &str,
) -> Option<(String, String)> {
    let stated = on.and_then(|np| draft.resolve(np));
    let entity = match stated {
        Some(entity) => Some(entity),
        None => draft.owner_of(np).or_else(|| told_here(draft, sentence).filter(|_| use_ != "sort")).or_else(
            || {
                let described =
                    |entity: &String| draft.entities.get(entity).is_some_and(|e| !e.fields.is_empty());
                draft
                    .current
                    .clone()
                    .filter(described)
                    .or_else(|| draft.entities.keys().find(|e| described(e)).cloned())
                    .or_else(|| draft.entities.keys().next().cloned())
            },
        ),
    }?;
    if let Some(name) = draft.member(&entity, np) {
        return Some((entity, name));
    }
    // "by date added", "by creation date"
    if matches!(
        np.key().as_str(),
        "date"
            | "creation date"
            | "created date"
            | "date created"
            | "date of creation"
            | "time of creation"
            | "creation"
            | "created"
            | "creation time"
            | "created at"
            | "date added"
            | "recency"
            | "time"
    ) && use_ != "search"
    {
        let times = |wanted: &str| {
            let fields = &draft.entities.get(&entity)?.fields;
            let mut found = fields.iter().filter(|(_, f)| {
                f.ql_type == FieldType::DateTime || wanted == "date" && f.ql_type == FieldType::Date
            });
            found.next().filter(|_| found.next().is_none()).map(|(name, _)| name.clone())
        };
        // "by time range" where there is one time.
        let general = matches!(np.key().as_str(), "date" | "time");
        if let Some(name) = times(&np.key()).filter(|_| general) {
            return Some((entity, name));
        }
        // "filter by date range", where there is none or there are several: which one is not for us to choose.
        if !(general && use_ == "filter") {
            return Some((entity, "created_at".to_owned()));
        }
    }
    // "filter orders" names no field.
    if draft.resolve(np).as_ref() == Some(&entity) {
        return None;
    }
    // "by the flag", where there is one.
    if np.low.as_slice() == ["flag"] {
        let fields = &draft.entities.get(&entity)?.fields;
        let mut flags = fields.iter().filter(|(_, field)| field.ql_type == FieldType::Boolean);
        if let Some((name, _)) = flags.next().filter(|_| flags.next().is_none()) {
            return Some((entity.clone(), name.clone()));
        }
    }
    let name = words::snake(&words::singular(&np.low.join(" ")))?;
    let span = sentence.span(&np.name_toks)?;
    // Many of each: whichever of the two is listed may hold the keys.
    if let Some(other) = draft.resolve(np)
        && let Some(name) = turned(draft, &entity, &other)
    {
        return Some((entity, name));
    }
    // "a search on repair title": the name of the thing before that of its field.
    let named = words::snake(&entity)?.replace('_', " ");
    if let Some(rest) = np.key().strip_prefix(&format!("{named} ")) {
        let low = rest.split(' ').map(str::to_owned).collect();
        let rest = Np { name: rest.to_owned(), low, ..np.clone() };
        if let Some(name) = draft.member(&entity, &rest) {
            return Some((entity, name));
        }
    }
    // A thing that the listed ones have no key to is no field of theirs.
    if let Some(other) = draft.resolve(np).filter(|other| *other != entity) {
        let many = words::plural(&super::finish::spaced(&entity));
        let shown = super::finish::spaced(&other);
        let text =
            format!("{many} have no key to a {shown}, but you look for it: leave that out, or add a key?");
        let pointer = format!("/operations/list{}/{use_}/{name}", entity);
        let id = draft.ask(left_out(pointer, text, span, "add a key"));
        draft.cover(sentence, &np.name_toks, &Target::Question(id));
        return None;
    }
    // "containers by size and block", where the block is one of the place that a container points to: no list looks
    // there, and a field of its own would be another.
    let above = draft.relations.iter().filter(|r| r.from == entity && r.to != entity);
    let theirs = |other: &String| {
        // "customer name": the name of the customer.
        let key = crate::words::snake(other).unwrap_or_default().replace('_', " ");
        let rest = np.key().strip_prefix(&format!("{key} ")).map(str::to_owned);
        let rest =
            rest.map(|name| Np { low: name.split(' ').map(str::to_owned).collect(), name, ..np.clone() });
        draft.member(other, np).is_some() || rest.is_some_and(|rest| draft.member(other, &rest).is_some())
    };
    if let Some(other) = above.map(|r| r.to.clone()).find(theirs) {
        let many = words::plural(&super::finish::spaced(&entity));
        let (shown, holder) = (name.replace('_', " "), super::finish::spaced(&other));
        let text = format!(
            "{many} have no {shown}, but the {holder} that each points to has one, and no list is searched or sorted by \
             that: leave it out, or add a {shown} to {many}?"
        );
        let pointer = format!("/operations/list{entity}/{use_}/{name}");
        let id = draft.ask(left_out(pointer, text, span, "say it in other words"));
        let before = sentence.toks.get(..np.name_toks.start).unwrap_or_default();
        let start = before.iter().rposition(|tok| !tok.word).map_or(0, |n| n + 1);
        draft.cover(sentence, &(start..np.name_toks.end), &Target::Question(id));
        return None;
    }
    let mut field = types::infer(&name.replace('_', " ")).field;
    field.required = false;
    field.origin = Some(Origin::Inferred);
    field.src = Some(span);
    field.rule = Some("G12.unknown-field".to_owned());
    draft.entities.get_mut(&entity)?.fields.entry(name.clone()).or_insert(field);
    let pointer = format!("/entities/{entity}/fields/{name}");
    let shown = name.replace('_', " ");
    let many = words::plural(&entity.to_lowercase());
    let verb = if use_ == "sort" { "you sort by it" } else { "you look for it" };
    let text =
        format!("{many} have no {shown} field, but {verb}: a field of its own (proposed) or an entity?");
    let question = questions::new(
        QuestionKind::Missing,
        pointer,
        text,
        vec![span],
        json!("field"),
        vec![json!("field"), json!(format!("{} entity", words::pascal(&name)?)), json!("leave it out")],
        false,
    );
    let id = draft.ask(question);
    draft.cover(sentence, &np.name_toks, &Target::Question(id));
    Some((entity, name))
}

/// What a list cannot look for: left out by the proposal, or done in the other way.
fn left_out(pointer: String, text: String, span: Span, other: &str) -> Question {
    let leave = json!("leave it out");
    questions::new(
        QuestionKind::Missing,
        pointer,
        text,
        vec![span],
        leave.clone(),
        vec![leave, json!(other)],
        false,
    )
}
