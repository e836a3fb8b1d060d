//! Paths as operations, and security schemes as accounts.

use std::collections::HashSet;

use domain::spec::{OperationKind, Page, QuestionKind};
use serde_json::json;

use super::{
    document::Document,
    entities,
    names::{Part, Plan},
    not_carried,
};
use crate::{
    sniff::{
        ask, routes,
        sheet::Sheet,
        tree::{Member, Node},
    },
    words::snake,
};

const METHODS: &[&str] = &["get", "post", "put", "patch", "delete"];
/// Parameters that every list has.
const USUAL: &[&str] = &[
    "limit",
    "offset",
    "page",
    "sort",
    "q",
    "per_page",
    "page_size",
    "size",
    "skip",
    "cursor",
    "order",
    "sort_by",
    "order_by",
    "search",
    "page_number",
    "pagesize",
    "query",
    "id",
];

/// The entities that the paths of a document speak about.
pub fn collections(root: &Node) -> HashSet<String> {
    let paths = root.get("paths").map_or(&[][..], Node::members);
    paths.iter().filter_map(|path| routes::collection(&path.key)).collect()
}

pub fn write<'a>(sheet: &mut Sheet<'_>, document: &Document<'a>, plan: &Plan) {
    // Parameters last, for a later body may describe the fields that they name.
    let mut parameters: Vec<(usize, &Node)> = Vec::new();
    for path in document.root.get("paths").map_or(&[][..], Node::members) {
        for member in path.value.members() {
            match member.key.as_str() {
                method if METHODS.contains(&method) => {
                    operation(sheet, document, plan, (path, member), &mut parameters);
                }
                "head" | "options" | "trace" => not_carried(sheet, &member.key, member.range()),
                _ => {}
            }
        }
    }
    for (index, parameter) in parameters {
        query(sheet, document, index, parameter);
    }
    let three = document.root.get("components").and_then(|components| components.get("securitySchemes"));
    for scheme in three.or_else(|| document.root.get("securityDefinitions")).map_or(&[][..], Node::members) {
        security(sheet, scheme);
    }
}

fn operation<'a>(
    sheet: &mut Sheet<'_>,
    document: &Document<'a>,
    plan: &Plan,
    (path, member): (&'a Member, &'a Member),
    parameters: &mut Vec<(usize, &'a Node)>,
) {
    let method = member.key.to_uppercase();
    if !path.key.starts_with('/') || path.key.len() > 300 {
        return not_carried(sheet, "path", path.key_range.clone());
    }
    let before = sheet.out.operations.len();
    let pointer = routes::route(sheet, &method, &path.key, "", member.key_range.clone());
    // The path's own words belong to its first operation.
    sheet.cover(path.key_range.clone(), pointer.clone());
    sheet.cover(member.range(), pointer.clone());
    let index = pointer.strip_prefix("/operations/").and_then(|at| at.parse::<usize>().ok());
    let Some(index) = index.filter(|at| *at >= before) else { return };
    describe_inline(sheet, document, plan, index, &member.value);
    let own = member.value.get("parameters").map_or(&[][..], Node::items).iter();
    let shared = path.value.get("parameters").map_or(&[][..], Node::items).iter();
    parameters.extend(own.chain(shared).map(|parameter| (index, parameter)));
    if let Some(part) = member.value.member("callbacks") {
        not_carried(sheet, &part.key, part.range());
    }
}

/// A body without a named schema describes the entity of its path.
fn describe_inline<'a>(
    sheet: &mut Sheet<'_>,
    document: &Document<'a>,
    plan: &Plan,
    index: usize,
    operation: &'a Node,
) {
    let Some(known) = sheet.out.operations.get(index) else { return };
    let (Some(entity), OperationKind::Create | OperationKind::Update) = (known.entity.clone(), known.kind)
    else {
        return;
    };
    let Some(body) = operation.get("requestBody").map(|body| document.resolved(body)) else { return };
    let Some(schema) = entities::body_schema(body) else { return };
    let resolved = document.resolved(schema);
    let named = document.name_of(schema).is_some_and(|name| plan.contains_key(name));
    if named || resolved.get("properties").is_none_or(|p| p.members().is_empty()) {
        return;
    }
    let is_new =
        !plan.values().any(|part| matches!(part, Part::Record { entity: known, .. } if *known == entity));
    if is_new && sheet.entity(&entity, resolved.range.clone(), "schema.body") {
        entities::inline(sheet, document, plan, &entity, resolved);
    }
}

/// A query parameter of a list filters it by a field; one without a field is asked about.
fn query<'a>(sheet: &mut Sheet<'_>, document: &Document<'a>, index: usize, parameter: &'a Node) {
    let parameter = document.resolved(parameter);
    if parameter.get("in").and_then(Node::text) != Some("query") {
        return;
    }
    let Some(name) = parameter.get("name").and_then(Node::text).and_then(snake) else { return };
    let Some(operation) = sheet.out.operations.get(index) else { return };
    if operation.kind != OperationKind::List {
        return;
    }
    if USUAL.contains(&name.as_str()) {
        return length(sheet, index, &name, parameter);
    }
    let entity = operation.entity.clone().unwrap_or_default();
    let is_field = sheet.out.entities.get(&entity).is_some_and(|known| known.fields.contains_key(&name))
        || sheet.out.relations.iter().any(|r| r.from == entity && r.field.as_deref() == Some(&name));
    if is_field {
        if let Some(operation) = sheet.out.operations.get_mut(index).filter(|o| !o.filters.contains(&name)) {
            operation.filters.push(name);
        }
        return;
    }
    let id = operation.id.clone();
    let pointer = format!("/operations/{index}/filters/{name}");
    let text = format!("{id}: “{name}” is no field of {entity}; leave the parameter out?");
    let mut question = ask::question(QuestionKind::Ambiguous, &pointer, text);
    question.pointer = Some(format!("/operations/{index}"));
    question.proposal = json!("leave it out");
    question.options = vec![json!("leave it out"), json!("I will describe what it does")];
    sheet.ask(question, parameter.range.clone());
}

/// `limit` with a default says how long a page is.
fn length(sheet: &mut Sheet<'_>, index: usize, name: &str, parameter: &Node) {
    if !["limit", "per_page", "page_size", "pagesize", "size"].contains(&name) {
        return;
    }
    let schema = parameter.get("schema").unwrap_or(parameter);
    let number = |key: &str| {
        let n = u32::try_from(schema.get(key)?.scalar()?.as_u64()?).ok()?;
        (1..=1000).contains(&n).then_some(n)
    };
    let Some(default) = number("default") else { return };
    let max = number("maximum").unwrap_or(100).max(default);
    if let Some(operation) = sheet.out.operations.get_mut(index) {
        operation.page.get_or_insert(Page { style: "offset".to_owned(), default, max });
    }
}

fn security(sheet: &mut Sheet<'_>, scheme: &Member) {
    let kind = scheme.value.get("type").and_then(Node::text).unwrap_or_default();
    let how = scheme.value.get("scheme").and_then(Node::text).unwrap_or_default().to_lowercase();
    let place = scheme.value.get("in").and_then(Node::text).unwrap_or_default();
    let name = match (kind, how.as_str(), place) {
        ("http", "bearer", _) => "jwt",
        ("http", "basic", _) | ("basic", _, _) => "basic",
        ("apiKey", _, "cookie") => "session",
        // How documents say "a token in the usual header" where the format has no word for it.
        ("apiKey", _, "header") if scheme.value.get("name").and_then(Node::text) == Some("Authorization") => {
            "jwt"
        }
        ("apiKey", _, _) => "api_key",
        ("oauth2", _, _) => {
            let flows = scheme.value.get("flows");
            let own = flows.is_some_and(|flows| flows.get("password").is_some());
            if own { "jwt" } else { "oidc" }
        }
        ("openIdConnect", _, _) => "oidc",
        _ => return not_carried(sheet, "securitySchemes", scheme.range()),
    };
    let range = scheme.range();
    match &sheet.out.scheme {
        Some((known, _)) if known != name => not_carried(sheet, "securitySchemes", range),
        _ => {
            let span = sheet.span(&range);
            sheet.out.scheme.get_or_insert((name.to_owned(), span));
            sheet.cover(range, "/auth/scheme");
        }
    }
}
