//! What follows from the entities: operations, accounts, defaults, and the pointers of every word.

use domain::{
    Origin,
    spec::{Auth, Effect, Operation, OperationKind, Page, Permission, ProjectType, Transition},
};

use super::{
    draft::{Draft, Target},
    permits::ALL,
    unspoken,
};
use crate::words;

/// `listBooks`, `createBook`
pub fn op_id(op: &str, entity: &str) -> String {
    match op {
        "list" => format!("list{}", plural_name(entity)),
        "create" | "read" | "update" | "delete" => format!("{op}{entity}"),
        verb => {
            let name = words::pascal(&verb.replace('_', " ")).unwrap_or_default();
            let mut chars = name.chars();
            let first = chars.next().map(|c| c.to_ascii_lowercase().to_string()).unwrap_or_default();
            format!("{first}{}{entity}", chars.as_str())
        }
    }
}

fn plural_name(entity: &str) -> String {
    words::pascal(&words::plural(&spaced(entity))).unwrap_or_else(|| format!("{entity}s"))
}

pub fn spaced(entity: &str) -> String {
    words::snake(entity).unwrap_or_else(|| entity.to_lowercase()).replace('_', " ")
}

pub fn path_of(entity: &str) -> String {
    format!("/{}", words::kebab(&words::plural(&spaced(entity))).unwrap_or_else(|| entity.to_lowercase()))
}

/// Where the rows of a record are listed: `/sensors/{id}/readings`.
pub fn below(record: &str, rows: &str) -> String {
    format!("{}/{{id}}{}", path_of(record), path_of(rows))
}

/// The five operations of each entity less what was denied, and one per change of state.
pub fn operations(draft: &mut Draft) {
    let mut found: Vec<Operation> = Vec::new();
    let names: Vec<String> = draft.entities.keys().cloned().collect();
    for entity in &names {
        let path = path_of(entity);
        for (kind, op, method, at) in [
            (OperationKind::List, "list", "GET", path.clone()),
            (OperationKind::Create, "create", "POST", path.clone()),
            (OperationKind::Read, "read", "GET", format!("{path}/{{id}}")),
            (OperationKind::Update, "update", "PATCH", format!("{path}/{{id}}")),
            (OperationKind::Delete, "delete", "DELETE", format!("{path}/{{id}}")),
        ] {
            if draft.denied.contains(&(entity.clone(), op)) {
                continue;
            }
            let mut operation = plain(op_id(op, entity), Some(entity.clone()), kind, method, at);
            if let Some(span) = draft.stated_ops.get(&(entity.clone(), op)) {
                operation.origin = Some(Origin::Stated);
                operation.src = Some(*span);
            }
            if kind == OperationKind::List {
                listing(draft, entity, &mut operation);
            }
            found.push(operation);
        }
        for rule in draft
            .rules
            .iter()
            .filter(|rule| rule.kind == "state_machine" && rule.entity.as_deref() == Some(entity))
        {
            let Some(domain::rule::FormalRule::StateMachine { field, transitions, .. }) =
                domain::rule::FormalRule::of(rule)
            else {
                continue;
            };
            for change in transitions {
                let verb = words::kebab(&change.verb).unwrap_or_else(|| change.verb.clone());
                let mut operation = plain(
                    op_id(&change.verb, entity),
                    Some(entity.clone()),
                    OperationKind::Action,
                    "POST",
                    format!("{path}/{{id}}/{verb}"),
                );
                operation.transition =
                    Some(Transition { field: field.clone(), from: change.from, to: change.to });
                operation.origin = Some(Origin::Stated);
                operation.src = rule.src;
                operation.rule = Some("G10.action".to_owned());
                found.push(operation);
            }
        }
    }
    // A stated route stands for the one that would have been made.
    for stated in std::mem::take(&mut draft.operations) {
        let same_id = found.iter().any(|op| op.id == stated.id);
        if let Some(old) = found.iter_mut().find(|op| op.method == stated.method && op.path == stated.path) {
            old.origin = Some(Origin::Stated);
            old.src = stated.src.or(old.src);
            old.rule = stated.rule.clone().or(old.rule.take());
            if old.kind == OperationKind::List {
                for unknown in asked_along(draft, old, &stated.filters, stated.page.clone()) {
                    super::apart::unclear_parameter(draft, &stated, &unknown);
                }
                if !stated.search.is_empty() && old.search.is_empty() {
                    let Some(entity) = old.entity.clone() else { continue };
                    old.search = texts_of(draft, &entity);
                    match old.search.is_empty() {
                        true => super::apart::unclear_parameter(draft, &stated, "q"),
                        false => draft.assume(
                            format!(
                                "searching {} looks into {}",
                                words::plural(&spaced(&entity)),
                                old.search.join(", ")
                            ),
                            None,
                            &["other fields"],
                        ),
                    }
                }
                for unknown in asked_order(draft, old, &stated.sort) {
                    super::apart::unclear_parameter(draft, &stated, &unknown);
                }
            }
        } else if !same_id {
            found.push(stated);
        }
    }
    draft.operations = found;
}

/// What a route or a document says that the list takes along: its filters, and how long its pages are. Answers the
/// parameters that name nothing the rows have.
fn asked_along(draft: &Draft, list: &mut Operation, filters: &[String], page: Option<Page>) -> Vec<String> {
    let mut unknown = Vec::new();
    let Some(entity) = list.entity.clone() else { return unknown };
    for asked in filters {
        let bound = ["_from", "_to", "_min", "_max"].iter().find(|tail| asked.ends_with(**tail));
        let stem = bound.map_or(asked.as_str(), |tail| asked.trim_end_matches(tail));
        let field = |name: &str| crate::own::named_field(draft, &entity, name);
        let Some(name) = field(asked).or_else(|| {
            let tail = if matches!(*bound?, "_from" | "_min") { "_from" } else { "_to" };
            Some(format!("{}{tail}", field(stem)?))
        }) else {
            // "?from=&to=": the ends of the moment that the rows have.
            match crate::own::parameter(draft, &entity, asked) {
                Some(name) if list.filters.contains(&name) => {}
                Some(name) => list.filters.push(name),
                None if crate::own::is_of_lists(asked) => {}
                None => unknown.push(asked.clone()),
            }
            continue;
        };
        if !list.filters.contains(&name) {
            list.filters.push(name);
        }
    }
    if let Some(page) = page.filter(|_| draft.listings.get(&entity).is_none_or(|own| own.page.is_none())) {
        list.page = Some(page);
    }
    unknown
}

/// The fields with words of people in them.
fn texts_of(draft: &Draft, entity: &str) -> Vec<String> {
    use domain::spec::FieldType::{String, Text};
    let fields = draft.entities.get(entity).map(|e| &e.fields).into_iter().flatten();
    fields.filter(|(_, f)| matches!(f.ql_type, String | Text)).map(|(name, _)| name.clone()).collect()
}

/// `GET /tours?sort=-day`: rows can be sorted by any field that can be; where nothing else was said, they come in the
/// order of the line by themselves. Answers the keys that name nothing the rows have.
fn asked_order(draft: &mut Draft, list: &mut Operation, keys: &[String]) -> Vec<String> {
    let Some(entity) = list.entity.clone().filter(|_| !keys.is_empty()) else { return Vec::new() };
    let mut found = Vec::new();
    for key in keys {
        match order_key(draft, &entity, key) {
            Some(name) => found.push(name),
            None => return vec![key.trim_start_matches('-').to_owned()],
        }
    }
    for (asked, name) in keys.iter().zip(&found).filter(|(asked, name)| asked != name) {
        draft.assume(format!("the order {asked} is called {name}"), None, &[]);
    }
    if list.sort.is_empty() {
        draft.assume(
            format!(
                "{} come by {} where no other order is asked for",
                words::plural(&spaced(&entity)),
                found.join(", ")
            ),
            None,
            &["in the order of their making"],
        );
        list.sort = found;
    }
    Vec::new()
}

/// The key of an order, `-` before what descends, under the name that the rows have for it.
pub(crate) fn order_key(draft: &Draft, entity: &str, key: &str) -> Option<String> {
    let name = key.trim_start_matches('-');
    let name = crate::own::named_field(draft, entity, name)?;
    Some(format!("{}{name}", if key.starts_with('-') { "-" } else { "" }))
}

fn plain(id: String, entity: Option<String>, kind: OperationKind, method: &str, path: String) -> Operation {
    Operation {
        id,
        entity,
        kind,
        method: Some(method.to_owned()),
        path: Some(path),
        input: None,
        output: None,
        filters: Vec::new(),
        search: Vec::new(),
        sort: Vec::new(),
        page: None,
        transition: None,
        route: None,
        origin: Some(Origin::Default),
        src: None,
        rule: None,
    }
}

fn listing(draft: &Draft, entity: &str, operation: &mut Operation) {
    let own = draft.listings.get(entity).cloned().unwrap_or_default();
    let every = &draft.everywhere;
    let (default, max) = own.page.or(every.page).unwrap_or((20, 100));
    operation.page = Some(Page { style: "offset".to_owned(), default, max });
    operation.filters = own.filters;
    operation.search = own.search;
    operation.sort = if own.sort.is_empty() { every.sort.clone() } else { own.sort };
    operation.sort.dedup();
    if let Some(span) = own.src.or(every.src) {
        operation.origin = Some(Origin::Stated);
        operation.src = Some(span);
    }
}

/// Accounts: the scheme, the roles, and what was left open for those who are logged in.
pub fn auth(draft: &mut Draft) -> Auth {
    let to_user = draft.relations.iter().any(|r| r.to == "User") && !draft.entities.contains_key("User");
    let stated = draft.scheme.clone();
    let wanted =
        draft.needs_accounts || to_user || stated.as_ref().is_some_and(|(scheme, _)| scheme != "none");
    if !wanted {
        let origin = if stated.is_some() { Origin::Stated } else { Origin::Default };
        let serves =
            draft.kind.is_none_or(|(kind, _)| matches!(kind, ProjectType::Api | ProjectType::WebApp));
        if stated.is_none() && serves {
            draft.assume(
                "no accounts are asked for: everybody who reaches the API may call it",
                Some("/auth/scheme".to_owned()),
                &["jwt", "api_key"],
            );
        }
        return Auth {
            scheme: "none".to_owned(),
            roles: Vec::new(),
            permissions: Vec::new(),
            first_role: None,
            tenant: None,
            origin: Some(origin),
        };
    }
    let scheme =
        stated.as_ref().map(|(scheme, _)| scheme.clone()).filter(|scheme| scheme != "none").unwrap_or_else(
            || {
                draft.assume(
                    "accounts with e-mail and password, and JWT bearer tokens",
                    Some("/auth/scheme".to_owned()),
                    &["session", "api_key"],
                );
                "jwt".to_owned()
            },
        );
    let origin = if stated.is_some() { Origin::Stated } else { Origin::Inferred };
    let mut permissions = std::mem::take(&mut draft.permissions);
    merge(&mut permissions);
    narrow(draft, &mut permissions);
    unspoken::rest(draft, &mut permissions);
    unspoken::sight(draft, &mut permissions);
    administrator(draft, &mut permissions);
    Auth {
        scheme,
        roles: draft.roles.clone(),
        permissions,
        first_role: draft.first_role.clone(),
        tenant: None,
        origin: Some(origin),
    }
}

/// The same words twice are one permission; indexes of words stay valid because nothing is removed.
fn merge(permissions: &mut [Permission]) {
    for permission in permissions.iter_mut() {
        permission.ops.dedup();
        permission.roles.dedup();
    }
}

/// "Supervisors: everything" beside "nobody may delete a sample": all that there is, for each thing.
fn narrow(draft: &Draft, permissions: &mut Vec<Permission>) {
    let mut more = Vec::new();
    for permission in permissions.iter_mut().filter(|p| p.effect == Effect::Allow && p.entity.is_none()) {
        let denied = |entity: &String, op: &String| draft.denied.iter().any(|(e, d)| e == entity && d == op);
        if !draft.entities.keys().any(|entity| permission.ops.iter().any(|op| denied(entity, op))) {
            continue;
        }
        let whole = permission.clone();
        for (n, entity) in draft.entities.keys().enumerate() {
            let mut part = whole.clone();
            part.entity = Some(entity.clone());
            part.ops.retain(|op| !denied(entity, op));
            if n == 0 {
                *permission = part;
            } else if !part.ops.is_empty() {
                more.push(part);
            }
        }
    }
    permissions.extend(more);
}

/// The administrator may do all, except what was denied, and what goes beyond a right that the text bounds: to see it,
/// or to do only so much.
fn administrator(draft: &mut Draft, permissions: &mut Vec<Permission>) {
    if !draft.roles.iter().any(|role| role == "admin") {
        return;
    }
    let looks = |entity: &String| {
        let mut told = permissions
            .iter()
            .filter(|p| {
                p.origin == Some(Origin::Stated) && p.entity.as_ref().is_none_or(|named| named == entity)
            })
            .filter(|p| p.effect == Effect::Allow && p.roles.iter().any(|role| role == "admin"))
            .peekable();
        let bounded = super::permits::is_bounded;
        told.peek().is_some()
            && told.all(|p| bounded(p) || p.ops.iter().all(|op| matches!(op.as_str(), "read" | "list")))
    };
    let (seen, others): (Vec<String>, Vec<String>) = draft.entities.keys().cloned().partition(looks);
    let denied: Vec<String> = permissions
        .iter()
        .filter(|p| p.effect == Effect::Deny && p.roles.iter().any(|r| r == "admin"))
        .flat_map(|p| p.ops.clone())
        .collect();
    let mut ops: Vec<String> =
        ALL.iter().map(|op| (*op).to_owned()).chain(unspoken::actions(draft, None)).collect();
    ops.retain(|op| !denied.contains(op));
    if ops.is_empty() {
        return;
    }
    let index = permissions.len();
    let scopes = if seen.is_empty() { vec![None] } else { others.into_iter().map(Some).collect::<Vec<_>>() };
    for entity in scopes {
        permissions.push(Permission {
            effect: Effect::Allow,
            roles: vec!["admin".to_owned()],
            ops: ops.clone(),
            entity,
            condition: None,
            src: None,
            origin: Some(Origin::Default),
            rule: None,
        });
    }
    let text = match seen.as_slice() {
        [] => "administrators may do everything that the API offers".to_owned(),
        seen => format!("administrators do no more than the text says with: {}", seen.join(", ")),
    };
    let path =
        if index < permissions.len() { format!("/auth/permissions/{index}") } else { "/auth".to_owned() };
    draft.assume(text, Some(path), &["only what is stated", "everything"]);
}

/// The JSON pointer that a target stands for.
pub fn pointer(draft: &Draft, target: &Target) -> String {
    // A field of a sample that turned out to be a key is told where the key is.
    let key_of = |draft: &Draft, pointer: &str| {
        let (entity, field) = pointer.strip_prefix("/entities/")?.split_once("/fields/")?;
        let field = field.split('/').next()?;
        if draft.entities.get(entity)?.fields.contains_key(field) {
            return None;
        }
        let named =
            |name: &str| name.strip_suffix("_id").or_else(|| name.strip_suffix("_ids")) == Some(field);
        let key = draft.relations.iter().position(|relation| {
            relation.from == entity
                && relation.field.as_deref().is_some_and(|name| name == field || named(name))
        });
        Some(key.map_or_else(|| format!("/entities/{entity}"), |at| format!("/relations/{at}")))
    };
    match target {
        Target::Pointer(pointer) => key_of(draft, pointer).unwrap_or_else(|| pointer.clone()),
        Target::Relation(index) => format!("/relations/{index}"),
        Target::Permission(index) => format!("/auth/permissions/{index}"),
        Target::Rule(index) => format!("/rules/{index}"),
        Target::Nfr(index) => format!("/nfr/{index}"),
        Target::Question(id) => id.clone(),
        Target::Operation(id) => draft
            .operations
            .iter()
            .position(|op| op.id == *draft.same_operation.get(id).unwrap_or(id))
            .map_or_else(|| "/project/type".to_owned(), |index| format!("/operations/{index}")),
    }
}
