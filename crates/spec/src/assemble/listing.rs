//! Filters, search, order and pages find the list that they are about.

use domain::{
    Origin,
    spec::{FieldType, QuestionKind},
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

pub fn apply(draft: &mut Draft, sentence: &Sentence, fact: &Fact) {
    match fact {
        Fact::Filter { on, fields, toks, range } => {
            for np in fields {
                if let Some((entity, name)) = field_for(draft, sentence, on.as_ref(), np, "filter") {
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
            for np in fields {
                if let Some((entity, name)) = field_for(draft, sentence, on.as_ref(), np, "search") {
                    let text =
                        draft.entities.get(&entity).and_then(|e| e.fields.get(&name)).is_some_and(|f| {
                            super::fields::textual(f.ql_type) || f.ql_type == FieldType::StringArray
                        });
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
                if let Some((entity, name)) = field_for(draft, sentence, on.as_ref(), np, "sort") {
                    let name = if *descending { format!("-{name}") } else { name };
                    let listing = listing(draft, sentence, &entity, toks);
                    if !listing.sort.contains(&name) {
                        listing.sort.push(name);
                    }
                    draft.cover(sentence, toks, &Target::Operation(op_id("list", &entity)));
                }
            }
        }
        Fact::NewestFirst { on, by, descending, toks } => {
            let on = on.as_ref().and_then(|np| draft.resolve(np));
            let named = by.as_ref().and_then(|np| draft.resolve(np));
            let here = told_here(draft, sentence);
            let entity = on.or(named).or(here).or_else(|| draft.current.clone());
            let of = |entity: &String| draft.member(entity, by.as_ref()?).map(|name| (entity.clone(), name));
            let field = entity.as_ref().and_then(of).or_else(|| draft.entities.keys().find_map(of));
            let (entity, name) = match field {
                Some((entity, name)) => (Some(entity), name),
                None => (entity, "created_at".to_owned()),
            };
            let order = format!("{}{name}", if *descending { "-" } else { "" });
            match entity.or_else(|| super::apply::only_entity(draft)) {
                Some(entity) => {
                    listing(draft, sentence, &entity, toks).sort.push(order);
                    draft.cover(sentence, toks, &Target::Operation(op_id("list", &entity)));
                }
                None => everywhere(draft, sentence, toks, |listing| listing.sort.push(order)),
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
        None => draft.owner_of(np).or_else(|| {
            let described =
                |entity: &String| draft.entities.get(entity).is_some_and(|e| !e.fields.is_empty());
            draft
                .current
                .clone()
                .filter(described)
                .or_else(|| draft.entities.keys().find(|e| described(e)).cloned())
                .or_else(|| draft.entities.keys().next().cloned())
        }),
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
        if let Some(name) = times(&np.key()).filter(|_| matches!(np.key().as_str(), "date" | "time")) {
            return Some((entity, name));
        }
        return Some((entity, "created_at".to_owned()));
    }
    let name = words::snake(&words::singular(&np.low.join(" ")))?;
    let span = sentence.span(&np.name_toks)?;
    // A thing that the listed ones have no key to is no field of theirs.
    if let Some(other) = draft.resolve(np).filter(|other| *other != entity) {
        let many = words::plural(&super::finish::spaced(&entity));
        let shown = super::finish::spaced(&other);
        let text =
            format!("{many} have no key to a {shown}, but you look for it: leave that out, or add a key?");
        let pointer = format!("/operations/list{}/{use_}/{name}", entity);
        let options = vec![json!("leave it out"), json!("add a key")];
        let question = questions::new(
            QuestionKind::Missing,
            pointer,
            text,
            vec![span],
            json!("leave it out"),
            options,
            false,
        );
        let id = draft.ask(question);
        draft.cover(sentence, &np.name_toks, &Target::Question(id));
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
