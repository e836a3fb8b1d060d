//! Operations: the routes of each entity, with who may use them.

use domain::spec::{FieldType, Operation as Stated, OperationKind, Spec};

use super::{
    Access, Action, Entity, Filter, FilterKind, Machine, Operation, SortKey, Verb, access::Permissions,
    entity::SYSTEM, names, routes, rules::Transitions,
};
use crate::Error;

const PAGE_DEFAULT: u32 = 20;
const PAGE_MAX: u32 = 100;
const CRUD: [Verb; 6] = [Verb::Create, Verb::List, Verb::Read, Verb::Update, Verb::Replace, Verb::Delete];

pub(super) fn operations(
    spec: &Spec,
    entities: &mut [Entity],
    transitions: &Transitions,
    permissions: &Permissions<'_>,
) -> Result<(), Error> {
    for (i, stated) in spec.operations.iter().enumerate() {
        let known = stated.entity.as_ref().is_some_and(|name| entities.iter().any(|e| e.name == *name));
        let covered = stated.route.is_some()
            || !matches!(stated.kind, OperationKind::Query | OperationKind::Upsert | OperationKind::Custom);
        if !known || !covered {
            let route = format!(
                "{} {}",
                stated.method.as_deref().unwrap_or(""),
                stated.path.as_deref().unwrap_or(&stated.id)
            );
            let why = format!("`{}` is neither a record's operation nor a state change", route.trim());
            return Err(Error::NotCovered { place: format!("/operations/{i}"), why });
        }
    }
    for entity in entities.iter_mut().filter(|e| e.stated) {
        one_entity(spec, entity, transitions, permissions)?;
    }
    own_routes(spec, entities, permissions)
}

/// Routes of their own, once every entity has its lists.
fn own_routes(spec: &Spec, entities: &mut [Entity], permissions: &Permissions<'_>) -> Result<(), Error> {
    for (i, op) in spec.operations.iter().enumerate().filter(|(_, op)| op.route.is_some()) {
        let Some(at) = entities.iter().position(|e| op.entity.as_ref() == Some(&e.name)) else { continue };
        let found = match entities.get(at) {
            Some(entity) => {
                routes::operation(entities, entity, &format!("/operations/{i}"), op, permissions)?
            }
            None => None,
        };
        if let Some(entity) = entities.get_mut(at) {
            entity.operations.extend(found);
        }
    }
    routes::shadows(entities);
    Ok(())
}

fn one_entity(
    spec: &Spec,
    entity: &mut Entity,
    transitions: &Transitions,
    permissions: &Permissions<'_>,
) -> Result<(), Error> {
    let stated: Vec<(usize, &Stated)> = spec
        .operations
        .iter()
        .enumerate()
        .filter(|(_, op)| op.entity.as_ref() == Some(&entity.name) && op.route.is_none())
        .collect();
    if let Some(path) = stated.iter().find_map(|(_, op)| collection_path(op)) {
        entity.path = path;
    }
    let frozen =
        entity.immutables.iter().find(|rule| rule.fields.is_empty()).map(|rule| rule.pointer.clone());
    let mut list: Vec<Operation> = Vec::new();
    let mut crud = false;
    for (i, op) in &stated {
        let verb = match op.kind {
            OperationKind::Create => Verb::Create,
            OperationKind::Read => Verb::Read,
            OperationKind::List => Verb::List,
            OperationKind::Delete => Verb::Delete,
            OperationKind::Update if op.method.as_deref() == Some("PUT") => Verb::Replace,
            OperationKind::Update => Verb::Update,
            _ => continue,
        };
        crud = true;
        if let (Verb::Update | Verb::Replace, Some(rule)) = (verb, &frozen) {
            let why = format!("{rule} says that {} never change", entity.label_plural);
            return Err(Error::Contradiction { place: format!("/operations/{i}"), why });
        }
        list.push(crud_operation(entity, verb, Some((*i, op)))?);
    }
    // PATCH and PUT go together: whichever the spec names, the other is offered too.
    for (have, lacking) in [(Verb::Update, Verb::Replace), (Verb::Replace, Verb::Update)] {
        let named = list.iter().find(|op| op.verb == have).cloned();
        if let (Some(named), false) = (named, list.iter().any(|op| op.verb == lacking)) {
            let method = if lacking == Verb::Replace { "PUT" } else { "PATCH" };
            list.push(Operation {
                verb: lacking,
                method: method.into(),
                id: operation_id(entity, lacking),
                ..named
            });
        }
    }
    if !crud {
        for verb in CRUD {
            if frozen.is_none() || !matches!(verb, Verb::Update | Verb::Replace) {
                list.push(crud_operation(entity, verb, None)?);
            }
        }
    }
    actions(entity, &stated, transitions, &mut list)?;
    list.sort_by_key(|op| op.verb);
    for (i, op) in list.iter().enumerate() {
        if list.iter().skip(i + 1).any(|other| other.method == op.method && other.path == op.path) {
            let why = format!("{} {} is there twice", op.method, op.path);
            return Err(Error::Contradiction {
                place: op.pointer.clone().unwrap_or(entity.pointer.clone()),
                why,
            });
        }
    }
    for op in &mut list {
        let action = op.action.as_ref().map(|a| (a.verb.as_str(), a.name.as_str()));
        op.access = permissions.access(&entity.name, op.verb, action, entity.owner.as_ref());
        // Nobody owns what a caller without a token makes.
        let owned = entity.relations.iter().any(|r| r.owner);
        if op.verb == Verb::Create && op.access.public && owned && permissions.are_whole() {
            let why = format!("own {} need an account, but anybody may create one", entity.label_plural);
            let place = op.access.pointers.first().cloned().unwrap_or_else(|| entity.pointer.clone());
            return Err(Error::Contradiction { place, why });
        }
    }
    entity.operations = list;
    Ok(())
}

/// `/books` where an operation states its path.
fn collection_path(op: &Stated) -> Option<String> {
    let path = op.path.as_deref()?;
    match op.kind {
        OperationKind::Create | OperationKind::List => Some(path.to_owned()),
        OperationKind::Read | OperationKind::Update | OperationKind::Delete => {
            path.rsplit_once('/').map(|(collection, _)| collection.to_owned()).filter(|c| !c.is_empty())
        }
        _ => None,
    }
}

fn operation_id(entity: &Entity, verb: Verb) -> String {
    match verb {
        Verb::Create => format!("create_{}", entity.snake),
        Verb::List => format!("list_{}", entity.plural),
        Verb::Read => format!("read_{}", entity.snake),
        Verb::Update => format!("update_{}", entity.snake),
        Verb::Replace => format!("replace_{}", entity.snake),
        Verb::Delete => format!("delete_{}", entity.snake),
        Verb::Action | Verb::Route => entity.snake.clone(),
    }
}

fn crud_operation(entity: &Entity, verb: Verb, stated: Option<(usize, &Stated)>) -> Result<Operation, Error> {
    let pointer = stated.map(|(i, _)| format!("/operations/{i}"));
    let op = stated.map(|(_, op)| op);
    let (method, on_row) = match verb {
        Verb::Create => ("POST", false),
        Verb::List => ("GET", false),
        Verb::Read => ("GET", true),
        Verb::Update => ("PATCH", true),
        Verb::Replace => ("PUT", true),
        Verb::Delete => ("DELETE", true),
        Verb::Action | Verb::Route => ("POST", true),
    };
    if let Some(other) = op.and_then(|op| op.method.as_deref()).filter(|m| *m != method) {
        let why = format!("{method} is the method for this, not {other}");
        return Err(Error::NotCovered { place: pointer.unwrap_or_default(), why });
    }
    let default = if on_row { format!("{}/{{id}}", entity.path) } else { entity.path.clone() };
    let path = match op.and_then(|op| op.path.as_deref()) {
        Some(path) => checked_path(path, on_row).ok_or_else(|| Error::NotCovered {
            place: format!("{}/path", pointer.clone().unwrap_or_default()),
            why: format!("`{path}` is not of the form `/things{}`", if on_row { "/{id}" } else { "" }),
        })?,
        None => default,
    };
    let mut operation = Operation { method: method.to_owned(), path, ..listed(entity, verb, pointer, op)? };
    if verb == Verb::List {
        by_keys(entity, &mut operation.filters);
    }
    Ok(operation)
}

/// A list is narrowed by whatever its records point at, whether or not that was stated.
fn by_keys(entity: &Entity, filters: &mut Vec<Filter>) {
    for key in &entity.relations {
        if !filters.iter().any(|filter| filter.name == key.field) {
            let (name, field) = (key.field.clone(), key.field.clone());
            filters.push(Filter { name, pointer: key.pointer.clone(), field, kind: FilterKind::Equal });
        }
    }
}

/// What a route of its own has in common with a list.
pub(super) fn plain(entity: &Entity, verb: Verb, at: &str, op: &Stated) -> Result<Operation, Error> {
    listed(entity, verb, Some(at.to_owned()), Some(op))
}

/// Filters, search, order and page; method and path are the caller's.
fn listed(
    entity: &Entity,
    verb: Verb,
    pointer: Option<String>,
    op: Option<&Stated>,
) -> Result<Operation, Error> {
    let at = |suffix: &str| pointer.as_ref().map(|p| format!("{p}/{suffix}"));
    let page = op.and_then(|op| op.page.as_ref());
    let page_max = page.map_or(PAGE_MAX, |p| p.max.max(1));
    Ok(Operation {
        id: operation_id(entity, verb),
        method: String::new(),
        path: String::new(),
        access: Access::default(),
        filters: filters(entity, pointer.as_deref(), op)?,
        search: searched(entity, op, pointer.as_deref())?,
        search_pointer: op.filter(|op| !op.search.is_empty()).and_then(|_| at("search")),
        sort: sort_keys(entity, op, pointer.as_deref())?,
        sort_pointer: op.filter(|op| !op.sort.is_empty()).and_then(|_| at("sort")),
        page_default: page.map_or(PAGE_DEFAULT, |p| p.default.max(1)).min(page_max),
        page_max,
        page_pointer: page.and_then(|_| at("page")),
        action: None,
        route: None,
        verb,
        pointer,
    })
}

/// Segments of lower case letters, digits and hyphens; on a row, the last one is a parameter (renamed `id`).
fn checked_path(path: &str, on_row: bool) -> Option<String> {
    let mut segments: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    if on_row {
        let last = segments.pop()?;
        let parameter =
            last.strip_prefix('{').and_then(|l| l.strip_suffix('}')).or_else(|| last.strip_prefix(':'))?;
        if names::identifier(parameter).is_empty() {
            return None;
        }
    }
    let reserved = ["health", "auth"];
    if segments.is_empty() || !segments.iter().all(|s| is_segment(s)) || reserved.contains(segments.first()?)
    {
        return None;
    }
    let collection = format!("/{}", segments.join("/"));
    Some(if on_row { format!("{collection}/{{id}}") } else { collection })
}

/// Lower case letters, digits, hyphens and underscores.
pub(super) fn is_segment(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
}

/// A plain value that can be compared and ordered.
pub(super) fn comparable(entity: &Entity, name: &str) -> bool {
    let key = entity.relation(name).is_some_and(|r| r.link.is_none());
    let field = entity.field(name).is_some_and(|f| {
        !f.write_only
            && !matches!(
                f.ql_type,
                FieldType::Password
                    | FieldType::File
                    | FieldType::Json
                    | FieldType::Geo
                    | FieldType::StringArray
                    | FieldType::IntegerArray
                    | FieldType::DecimalArray
            )
    });
    key || field || SYSTEM.contains(&name)
}

/// A list of texts or whole numbers, of which one can be asked for. Of decimals there is no one text.
fn holds_items(entity: &Entity, name: &str) -> bool {
    entity.field(name).is_some_and(|f| {
        !f.write_only && matches!(f.ql_type, FieldType::StringArray | FieldType::IntegerArray)
    })
}

fn unknown(entity: &Entity, place: String, name: &str) -> Error {
    Error::Contradiction { place, why: format!("{} has no plain field `{name}`", entity.name) }
}

fn filters(entity: &Entity, pointer: Option<&str>, op: Option<&Stated>) -> Result<Vec<Filter>, Error> {
    let (Some(pointer), Some(op)) = (pointer, op) else { return Ok(Vec::new()) };
    let mut list = Vec::new();
    for (k, name) in op.filters.iter().enumerate() {
        let at = format!("{pointer}/filters/{k}");
        let ranged = |suffix| name.strip_suffix(suffix).filter(|f| comparable(entity, f));
        let many = entity.relation(name).is_some_and(|r| r.link.is_some());
        let (field, kind) = if comparable(entity, name) || many {
            (name.as_str(), FilterKind::Equal)
        } else if holds_items(entity, name) {
            (name.as_str(), FilterKind::Holds)
        } else if let Some(field) = ranged("_from") {
            (field, FilterKind::From)
        } else if let Some(field) = ranged("_to") {
            (field, FilterKind::To)
        } else {
            return Err(unknown(entity, at, name));
        };
        list.push(Filter { name: name.clone(), pointer: at, field: field.to_owned(), kind });
    }
    Ok(list)
}

fn searched(entity: &Entity, op: Option<&Stated>, pointer: Option<&str>) -> Result<Vec<String>, Error> {
    let fields = op.map(|op| op.search.clone()).unwrap_or_default();
    let textual = |name: &String| {
        entity.field(name).is_some_and(|f| {
            matches!(
                f.ql_type,
                FieldType::String
                    | FieldType::Text
                    | FieldType::Email
                    | FieldType::Url
                    | FieldType::Slug
                    | FieldType::Phone
                    | FieldType::Ip
                    | FieldType::Enum
            )
        })
    };
    match fields.iter().find(|name| !textual(name)) {
        Some(name) => Err(unknown(entity, format!("{}/search", pointer.unwrap_or_default()), name)),
        None => Ok(fields),
    }
}

fn sort_keys(entity: &Entity, op: Option<&Stated>, pointer: Option<&str>) -> Result<Vec<SortKey>, Error> {
    let mut keys = Vec::new();
    for key in op.map(|op| op.sort.as_slice()).unwrap_or_default() {
        let field = key.trim_start_matches('-');
        if !comparable(entity, field) {
            return Err(unknown(entity, format!("{}/sort", pointer.unwrap_or_default()), field));
        }
        keys.push(SortKey { field: field.to_owned(), descending: key.starts_with('-') });
    }
    Ok(keys)
}

/// State changes: those that operations state, then those that only the machine's rule states.
fn actions(
    entity: &mut Entity,
    stated: &[(usize, &Stated)],
    transitions: &Transitions,
    list: &mut Vec<Operation>,
) -> Result<(), Error> {
    for (i, op) in stated.iter().filter(|(_, op)| op.kind == OperationKind::Action) {
        let pointer = format!("/operations/{i}");
        let Some(change) = &op.transition else {
            let why = format!("`{}` says no state change", op.path.as_deref().unwrap_or(&op.id));
            return Err(Error::NotCovered { place: pointer, why });
        };
        let verb = op.path.as_deref().and_then(|p| p.rsplit('/').next()).unwrap_or(&op.id).to_owned();
        let machine = machine_for(entity, &change.field, &change.from, &pointer)?;
        let action = action(
            &verb,
            &change.field,
            &change.from,
            &change.to,
            machine.pointer.as_ref().unwrap_or(&pointer),
            &pointer,
        )?;
        list.push(action_operation(entity, action, Some(pointer)));
    }
    for (_, rule, changes) in transitions.iter().filter(|(name, ..)| *name == entity.name) {
        let Some(field) = entity.machine.as_ref().map(|m| m.field.clone()) else { continue };
        for change in changes {
            let action = action(&change.verb, &field, &change.from, &change.to, rule, rule)?;
            let have = |op: &&mut Operation| op.action.as_ref().is_some_and(|a| a.name == action.name);
            match list.iter_mut().find(have) {
                None => list.push(action_operation(entity, action, None)),
                // The same verb from several states is one route.
                Some(op) if op.action.as_ref().is_some_and(|a| a.to == action.to) => {
                    for from in action.from {
                        if let Some(known) = op.action.as_mut().filter(|a| !a.from.contains(&from)) {
                            known.from.push(from);
                        }
                    }
                }
                Some(_) => {
                    let why = format!("`{}` leads to two different states", action.verb);
                    return Err(Error::NotCovered { place: rule.clone(), why });
                }
            }
        }
    }
    Ok(())
}

fn machine_for(entity: &mut Entity, field: &str, from: &[String], place: &str) -> Result<Machine, Error> {
    if let Some(machine) = entity.machine.clone() {
        if machine.field != field {
            let why = format!("{} has a state machine for `{}` already", entity.name, machine.field);
            return Err(Error::NotCovered { place: place.to_owned(), why });
        }
        return Ok(machine);
    }
    let Some(known) = entity.field(field) else {
        return Err(unknown(entity, place.to_owned(), field));
    };
    let stated = known.keywords.default.clone().or_else(|| known.keywords.values.as_ref()?.first().cloned());
    let initial = stated.and_then(|v| v.as_str().map(str::to_owned)).or_else(|| from.first().cloned());
    let machine = Machine { field: field.to_owned(), initial: initial.unwrap_or_default(), pointer: None };
    entity.machine = Some(machine.clone());
    Ok(machine)
}

fn action(
    verb: &str,
    field: &str,
    from: &[String],
    to: &str,
    pointer: &str,
    place: &str,
) -> Result<Action, Error> {
    let name = names::identifier(verb);
    if !names::is_snake(&name) {
        return Err(Error::BadName { place: place.to_owned(), name: verb.to_owned() });
    }
    Ok(Action {
        verb: name.replace('_', "-"),
        name,
        field: field.to_owned(),
        from: from.to_vec(),
        to: to.to_owned(),
        pointer: Some(pointer.to_owned()),
    })
}

fn action_operation(entity: &Entity, action: Action, pointer: Option<String>) -> Operation {
    Operation {
        verb: Verb::Action,
        pointer,
        id: format!("{}_{}", action.name, entity.snake),
        method: "POST".into(),
        path: format!("{}/{{id}}/{}", entity.path, action.verb),
        access: Access::default(),
        filters: Vec::new(),
        search: Vec::new(),
        search_pointer: None,
        sort: Vec::new(),
        sort_pointer: None,
        page_default: PAGE_DEFAULT,
        page_max: PAGE_MAX,
        page_pointer: None,
        action: Some(action),
        route: None,
    }
}
