//! Which schemas are records to store, and which are the same record as it travels: `BookCreate`,
//! `BookList`, `PaginatedBooks`, an error, a login.

use std::collections::{HashMap, HashSet};

use super::document::Document;
use crate::{
    sniff::{sheet::Sheet, tree::Node},
    words::snake,
};

/// What one named schema is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The record itself, or the record as it is sent or answered; by the entity's name.
    Record { entity: String, variant: Variant },
    /// Records of the entity with page numbers or in an envelope.
    Envelope { entity: String },
    /// Values such as an enum, which fields use.
    Value,
    /// How errors look.
    Error,
    /// Names and passwords for a token.
    Login,
}

/// In this order a field is described best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Variant {
    Create,
    Itself,
    Other,
}

pub type Plan = HashMap<String, Part>;

const CREATE: &[&str] =
    &["create", "creation", "new", "input", "request", "in", "insert", "params", "payload", "body", "write"];
const OTHER: &[&str] = &[
    "update", "patch", "patched", "put", "edit", "partial", "response", "res", "req", "out", "output", "dto",
    "read", "base", "detail", "details", "detailed", "summary", "schema", "model", "public", "in_db", "db",
    "result", "upsert", "reply", "full", "brief",
];
const ENVELOPE: &[&str] = &[
    "list",
    "page",
    "paged",
    "paginated",
    "collection",
    "array",
    "results",
    "response",
    "data",
    "wrapper",
    "envelope",
];
const LOGIN: &[&str] = &[
    "login",
    "credentials",
    "token",
    "access_token",
    "auth_token",
    "jwt",
    "sign_in",
    "signin",
    "authentication",
    "auth",
];
/// Members of an envelope beside its records.
const PAGE: &[&str] = &[
    "total",
    "count",
    "page",
    "size",
    "limit",
    "offset",
    "next",
    "previous",
    "prev",
    "has_more",
    "has_next",
    "cursor",
    "next_cursor",
    "pages",
    "total_pages",
    "total_count",
    "per_page",
    "page_size",
    "links",
    "meta",
    "metadata",
    "pagination",
    "first",
    "last",
    "next_page_token",
    "success",
    "status",
    "code",
    "message",
    "object",
    "kind",
    "etag",
];

/// Decides for each schema; `served` are the entities that paths speak about.
pub fn plan(document: &Document<'_>, served: &HashSet<String>) -> Plan {
    let mut plan = Plan::new();
    let names: HashSet<String> = document.schemas.keys().filter_map(|key| snake(key)).collect();
    let mut shared: HashMap<String, usize> = HashMap::new();
    for name in &names {
        for (stem, _) in stems(name) {
            *shared.entry(stem).or_default() += 1;
        }
    }
    for (key, schema) in &document.schemas {
        let Some(name) = snake(key) else { continue };
        let known = |stem: &str| {
            names.contains(stem)
                || Sheet::entity_name(stem).is_some_and(|entity| served.contains(&entity))
                || shared.get(stem).is_some_and(|count| *count > 1)
        };
        let part = kind(document, &name, schema.node, &known);
        plan.insert(key.clone(), part);
    }
    envelopes(document, &mut plan);
    plan
}

fn kind(document: &Document<'_>, name: &str, node: &Node, known: &dyn Fn(&str) -> bool) -> Part {
    let has_members = !document.properties(node).is_empty();
    if is_error(name) {
        return Part::Error;
    }
    if !has_members {
        return Part::Value;
    }
    let found = shortest(name, known);
    let plain = found.as_ref().map_or(name, |(stem, _)| stem.as_str());
    let is_login =
        |name: &str| LOGIN.contains(&name) || name.starts_with("login_") || name.ends_with("_login");
    if is_login(plain) || is_login(name) || stems(name).iter().any(|(stem, _)| is_login(stem)) {
        return Part::Login;
    }
    let (entity, variant) = match &found {
        Some((stem, variant)) if alike(document, name, stem, node) => (stem.as_str(), *variant),
        _ => (name, Variant::Itself),
    };
    match Sheet::entity_name(entity) {
        Some(entity) => Part::Record { entity, variant },
        None => Part::Value,
    }
}

/// The known name that is left without the words for how a record travels: `create_book_input` → `book`.
pub fn stem_of(name: &str, known: &dyn Fn(&str) -> bool) -> Option<String> {
    shortest(name, known).map(|(stem, _)| stem)
}

fn shortest(name: &str, known: &dyn Fn(&str) -> bool) -> Option<(String, Variant)> {
    let found = stems(name).into_iter().filter(|(stem, _)| known(stem));
    let (stem, variant) = found.min_by_key(|(stem, _)| stem.len())?;
    let changes =
        name.split('_').any(|part| ["update", "patch", "patched", "put", "edit", "partial"].contains(&part));
    Some((stem, if changes { Variant::Other } else { variant }))
}

/// All names that are left when words for how a record travels are taken away.
fn stems(name: &str) -> Vec<(String, Variant)> {
    let mut found: Vec<(String, Variant)> = Vec::new();
    let mut open = vec![(name.to_owned(), Variant::Other)];
    for _ in 0..3 {
        let next: Vec<(String, Variant)> = open
            .iter()
            .flat_map(|(name, so_far)| {
                let create = *so_far == Variant::Create;
                shorter(name)
                    .into_iter()
                    .map(move |(stem, variant)| (stem, if create { Variant::Create } else { variant }))
            })
            .filter(|(stem, _)| !found.iter().any(|(known, _)| known == stem))
            .collect();
        found.extend(next.iter().cloned());
        open = next;
    }
    found
}

/// The name without its first or without its last word, where that is one of ours.
fn shorter(name: &str) -> Vec<(String, Variant)> {
    let mut found = Vec::new();
    let variant = |word: &str| match word {
        _ if CREATE.contains(&word) => Some(Variant::Create),
        _ if OTHER.contains(&word) => Some(Variant::Other),
        _ => None,
    };
    if let Some(front) = name.strip_suffix("_in_db") {
        found.push((front.to_owned(), Variant::Other));
    }
    if let Some((front, last)) = name.rsplit_once('_')
        && let Some(variant) = variant(last)
    {
        found.push((front.to_owned(), variant));
    }
    // `NewBook` and `UpdateBook`, but `InputDevice` and `PostOffice` are things.
    let leads =
        ["new", "create", "add", "update", "patch", "patched", "partial", "edit", "upsert", "public", "dto"];
    if let Some((first, rest)) = name.split_once('_')
        && leads.contains(&first)
    {
        found.push((
            rest.to_owned(),
            if first == "add" { Variant::Create } else { variant(first).unwrap_or(Variant::Other) },
        ));
    }
    found
}

/// `BookDetail` repeats what a book has; the `OrderDetail` of an order is another record.
fn alike(document: &Document<'_>, name: &str, stem: &str, node: &Node) -> bool {
    let Some((_, base)) = document.schemas.iter().find(|(key, _)| snake(key).as_deref() == Some(stem)) else {
        return true;
    };
    let keys = |node| -> HashSet<String> {
        let properties = document.properties(node);
        properties.iter().filter_map(|p| snake(&p.member.key)).filter(|key| key != "id").collect()
    };
    let (own, base) = (keys(node), keys(base.node));
    let shared = own.intersection(&base).count();
    let doubtful = name.split('_').any(|part| {
        ["detail", "details", "detailed", "summary", "result", "full", "public", "model"].contains(&part)
    });
    let needed = if doubtful { own.len().min(base.len()).div_ceil(2) } else { 1 };
    own.is_empty() || base.is_empty() || shared >= needed
}

fn is_error(name: &str) -> bool {
    let parts: Vec<&str> = name.split('_').collect();
    let last = parts.last().copied().unwrap_or_default();
    ["error", "errors", "problem", "exception", "fault"].contains(&last)
        || parts.contains(&"problem") && parts.contains(&"details")
        || parts.contains(&"error")
            && [
                "response", "model", "details", "detail", "object", "message", "dto", "body", "schema",
                "type",
            ]
            .contains(&last)
        || name == "api_response"
}

/// Records in a list with nothing beside them but page numbers, or one record under its own name.
fn envelopes(document: &Document<'_>, plan: &mut Plan) {
    let mut found = Vec::new();
    for (key, schema) in &document.schemas {
        let node = schema.node;
        let named = snake(key).unwrap_or_default();
        let entity_of = |node: &Node| {
            let name = document.name_of(node)?;
            match plan.get(name) {
                Some(Part::Record { entity, .. }) => Some(entity.clone()),
                _ => None,
            }
        };
        if let (Some(items), true) = (node.get("items"), plan.get(key) == Some(&Part::Value)) {
            found.extend(entity_of(items).map(|entity| (key.clone(), entity)));
            continue;
        }
        let Some(Part::Record { entity: own, .. }) = plan.get(key) else { continue };
        let properties = document.properties(node);
        let target = |node: &Node| {
            node.get("items")
                .and_then(entity_of)
                .map(|e| (e, true))
                .or_else(|| entity_of(node).map(|e| (e, false)))
        };
        let mut targets =
            properties.iter().filter_map(|p| Some((target(&p.member.value)?, p.member.key.as_str())));
        let (Some(((entity, is_list), member)), None) = (targets.next(), targets.next()) else { continue };
        let is_page = |name: &str| snake(name).is_some_and(|name| PAGE.contains(&name.as_str()));
        let only_pages = properties.iter().all(|p| p.member.key == member || is_page(&p.member.key));
        let said = named.split('_').any(|part| {
            ENVELOPE.contains(&part)
                || ["new", "update", "create", "request", "input", "single"].contains(&part)
        });
        let pages = properties.len() > 1;
        if only_pages && *own != entity && (said || is_list && pages) {
            found.push((key.clone(), entity));
        }
    }
    for (key, entity) in found {
        plan.insert(key, Part::Envelope { entity });
    }
}
