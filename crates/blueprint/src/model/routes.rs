//! Routes of their own, resolved: whose rows, which of them, and what is answered or changed.
//!
//! Everything a template needs is decided here; what the spec says that does not fit the fields it
//! names is refused with its place, not generated to fail later.

use domain::{
    route::{Comparison, Condition as Stated, Every, Gives, Measure, NewValue, Term},
    spec::{FieldType, Operation as StatedOperation},
};
use serde::Serialize;
use serde_json::Value;

use super::{Access, Entity, Operation, Verb, access::Permissions, names, operations};
use crate::Error;

/// Names that the functions of a service have already.
const TAKEN: [&str; 9] =
    ["create", "delete", "fields", "find", "find_account", "find_to_change", "page", "replace", "update"];

/// What is answered, as templates ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Page,
    Top,
    First,
    Csv,
    Figures,
    Record,
    Change,
    Create,
}

/// A route of its own.
#[derive(Debug, Clone, Serialize)]
pub struct Route {
    pub gives: Kind,
    /// The operation that permissions call it by, where none names it itself.
    pub as_verb: Verb,
    /// The path's parameter: `id`, or the field of `by`.
    pub parameter: Option<String>,
    pub scope: Option<Scope>,
    /// The unique field that the parameter holds.
    pub by: Option<String>,
    pub conditions: Vec<Condition>,
    pub take: Option<u32>,
    pub take_pointer: Option<String>,
    pub per: Option<Per>,
    pub figures: Vec<Figure>,
    pub changes: Vec<Change>,
    /// Whether it has an order, filters or pages of its own; else it is listed like the entity.
    pub lists_itself: bool,
    /// Its name in schemas: `GetStats`.
    pub shape: String,
    /// For people: `list the books of that author`.
    pub words: String,
    /// Its path looks like that of one record: other methods must not take its last word for an id.
    pub shadows: bool,
}

/// Rows hang on the record that the path names.
#[derive(Debug, Clone, Serialize)]
pub struct Scope {
    pub pointer: String,
    pub key: String,
    /// The entity whose id the path holds.
    pub parent: String,
    pub hold: Hold,
    /// What joins the two, with its key to the parent: `Ticket`, `flight_id`.
    pub joint: Option<(String, String)>,
}

/// Who holds the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// The rows, one target each.
    Rows,
    /// The rows, many targets each.
    RowsMany,
    /// The record that the path names, one target.
    Parent,
    /// The record that the path names, many targets.
    ParentMany,
    /// A third thing, with a key to each.
    Joint,
}

#[derive(Debug, Clone, Serialize)]
pub struct Condition {
    pub pointer: String,
    pub field: String,
    pub is: Comparison,
    pub than: Term,
    /// Whether the value may be absent.
    pub nullable: bool,
}

/// The field that tells lines of numbers apart.
#[derive(Debug, Clone, Serialize)]
pub struct Per {
    pub pointer: String,
    pub field: String,
    /// Moments of one such span are told together.
    pub every: Option<Every>,
    /// The member of the line that holds it: the field, or `month`.
    pub member: String,
    pub nullable: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    pub pointer: String,
    pub name: String,
    pub measure: Measure,
    pub field: Option<String>,
    /// Type of the field.
    pub ql_type: Option<FieldType>,
    pub entity: String,
    pub conditions: Vec<Condition>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Change {
    pub pointer: String,
    pub field: String,
    pub to: NewValue,
    pub ql_type: FieldType,
    pub nullable: bool,
    /// The field's stated bounds, inclusive.
    pub low: Option<i64>,
    pub high: Option<i64>,
    /// The bounds of what its column holds.
    pub floor: i64,
    pub ceiling: i64,
}

/// The operation of one route; `at` is `/operations/3`.
pub(super) fn operation(
    entities: &[Entity],
    entity: &Entity,
    at: &str,
    op: &StatedOperation,
    permissions: &Permissions<'_>,
) -> Result<Option<Operation>, Error> {
    let Some(route) = &op.route else { return Ok(None) };
    let gives = kind(&route.gives);
    let method = method(gives, op, at)?;
    let (path, parameter) = path(op, route.by.as_deref(), at)?;
    let scope = route.scope.as_ref().map(|key| scope(entities, entity, key, at)).transpose()?;
    let named = scope.is_some() || route.by.is_some() || gives == Kind::Change;
    if named != parameter.is_some() {
        let why =
            if named { "its path names no record" } else { "nothing says what its path's parameter is" };
        return Err(not_covered(at, why));
    }
    if let Some(by) = &route.by {
        let unique = entity.field(by).is_some_and(|f| f.unique && !f.write_only);
        if !unique {
            return Err(Error::Contradiction {
                place: format!("{at}/route/by"),
                why: format!("`{by}` is no unique field of {}", entity.name),
            });
        }
    }
    let conditions = conditions(entity, &route.conditions, &format!("{at}/route/where"))?;
    let (mut take, mut take_pointer, mut per, mut figures, mut changes) = (None, None, None, vec![], vec![]);
    match &route.gives {
        Gives::Top(0) => return Err(not_covered(at, "it answers nothing")),
        Gives::Top(n) => {
            take = Some((*n).min(1000));
            take_pointer = Some(format!("{at}/route/gives/top"));
        }
        Gives::Figures(stated) => {
            if let Some(field) = &stated.per {
                let pointer = format!("{at}/route/gives/figures/per");
                per = Some(grouped(entity, field, stated.every, pointer)?);
            }
            if let Some(n) = stated.top {
                let pointer = format!("{at}/route/gives/figures/top");
                if n == 0 || per.is_none() {
                    return Err(not_covered(&pointer, "there are no lines of which it could be the first"));
                }
                (take, take_pointer) = (Some(n.min(1000)), Some(pointer));
            }
            for (k, figure) in stated.list.iter().enumerate() {
                let pointer = format!("{at}/route/gives/figures/list/{k}");
                let of = match &figure.entity {
                    Some(name) => entities.iter().find(|e| e.name == *name && e.stated),
                    None => Some(entity),
                };
                let of = of.ok_or_else(|| not_covered(&pointer, "there is no such entity"))?;
                if of.name != entity.name && (per.is_some() || scope.is_some() || !conditions.is_empty()) {
                    return Err(not_covered(&pointer, "numbers of two entities share no condition"));
                }
                figures.push(self::figure(of, figure, pointer)?);
            }
            if figures.is_empty() {
                return Err(not_covered(at, "it names no number"));
            }
            if let Some(figure) = per.as_ref().and_then(|p| figures.iter().find(|f| f.name == p.member)) {
                let why = format!("a line would have two members `{}`", figure.name);
                return Err(Error::Contradiction { place: figure.pointer.clone(), why });
            }
        }
        Gives::Change(stated) => {
            for (k, change) in stated.iter().enumerate() {
                changes.push(self::change(entity, change, format!("{at}/route/gives/change/{k}"))?);
            }
        }
        Gives::Create => {
            let hold = scope.as_ref().map(|s| s.hold);
            if !matches!(hold, Some(Hold::Rows | Hold::RowsMany)) {
                return Err(not_covered(at, "what is made does not hang on the record of the path"));
            }
        }
        Gives::Page | Gives::First | Gives::Csv | Gives::Record => {}
    }
    let id = identifier(&op.id, entity);
    if !names::is_snake(&id) {
        return Err(Error::BadName { place: at.to_owned(), name: op.id.clone() });
    }
    let verb = path.rsplit('/').find(|s| !s.starts_with('{')).unwrap_or_default().to_owned();
    let as_verb = governed_by(gives, &verb, entity, permissions);
    let shape = id.split('_').map(capitalised).collect();
    let mut operation = operations::plain(entity, Verb::Route, at, op)?;
    operation.access = access(permissions, entities, entity, as_verb, &verb, &figures, at)?;
    if let Some(n) = take {
        (operation.page_default, operation.page_max) = (n, n);
    }
    let words = words(entity, route, scope.as_ref(), &figures);
    let page = operation.page_pointer.is_some() || !operation.sort.is_empty();
    let lists_itself = page
        || !operation.filters.is_empty()
        || !operation.search.is_empty()
        || take.is_some()
        || entity.operation(Verb::List).is_none();
    // With an order of its own it is still filtered and searched like the entity's list.
    if let (true, true, Some(list)) = (
        matches!(gives, Kind::Page | Kind::Csv),
        operation.filters.is_empty() && operation.search.is_empty(),
        entity.operation(Verb::List),
    ) {
        operation.filters = list.filters.clone();
        (operation.search, operation.search_pointer) = (list.search.clone(), list.search_pointer.clone());
    }
    operation.route = Some(Route {
        gives,
        as_verb,
        parameter,
        scope,
        by: route.by.clone(),
        conditions,
        take,
        take_pointer,
        per,
        figures,
        changes,
        lists_itself,
        shape,
        words,
        shadows: false,
    });
    Ok(Some(Operation { id, method, path, ..operation }))
}

/// Marks the routes whose paths look like that of one record.
pub(super) fn shadows(entities: &mut [Entity]) {
    let records: Vec<String> = entities
        .iter()
        .flat_map(|e| &e.operations)
        .map(|op| op.path.clone())
        .filter(|p| p.ends_with("/{id}"))
        .collect();
    for op in entities.iter_mut().flat_map(|e| &mut e.operations) {
        let Some((collection, word)) = op.path.rsplit_once('/') else { continue };
        let record = format!("{collection}/{{id}}");
        if let Some(route) = op.route.as_mut().filter(|_| !word.starts_with('{')) {
            route.shadows = records.contains(&record);
        }
    }
}

/// What the route does, for a line of a document.
fn words(entity: &Entity, route: &domain::route::Route, scope: Option<&Scope>, figures: &[Figure]) -> String {
    let (one, many) = (domain::requirement::with_article(&entity.label), &entity.label_plural);
    let label = |name: &str| names::label(&names::snake(name));
    let of = scope.map(|s| format!(" of that {}", label(&s.parent))).unwrap_or_default();
    let only: Vec<String> = route.conditions.iter().map(Stated::words).collect();
    let only = if only.is_empty() { String::new() } else { format!(" whose {}", only.join(" and ")) };
    match &route.gives {
        Gives::Page => format!("list {many}{of}{only}"),
        Gives::Top(n) => format!("list the first {n} {many}{of}{only}"),
        Gives::First => format!("read the first of the {many}{of}{only}"),
        Gives::Csv => format!("get {many}{of}{only} as CSV"),
        Gives::Figures(stated) => {
            let names: Vec<&str> = figures.iter().map(|f| f.name.as_str()).collect();
            let per = stated.apart().map(|apart| format!(" per {apart}")).unwrap_or_default();
            let top = stated.top.map(|n| format!(", the {n} largest first")).unwrap_or_default();
            format!("numbers over {many}{of}{only}: {}{per}{top}", names.join(", "))
        }
        Gives::Record => format!("read {one} by {}", route.by.as_deref().unwrap_or("id")),
        Gives::Change(changes) => {
            let deeds: Vec<String> = changes.iter().map(domain::route::Change::words).collect();
            format!("change {one}: it {}", deeds.join(" and "))
        }
        Gives::Create => format!("create {one}{of}"),
    }
}

fn not_covered(place: &str, why: &str) -> Error {
    Error::NotCovered { place: place.to_owned(), why: why.to_owned() }
}

fn kind(gives: &Gives) -> Kind {
    match gives {
        Gives::Page => Kind::Page,
        Gives::Top(_) => Kind::Top,
        Gives::First => Kind::First,
        Gives::Csv => Kind::Csv,
        Gives::Figures(_) => Kind::Figures,
        Gives::Record => Kind::Record,
        Gives::Change(_) => Kind::Change,
        Gives::Create => Kind::Create,
    }
}

fn method(gives: Kind, op: &StatedOperation, at: &str) -> Result<String, Error> {
    let fits: &[&str] = match gives {
        Kind::Change => &["POST", "PATCH", "PUT"],
        Kind::Create => &["POST"],
        _ => &["GET"],
    };
    let stated = op.method.as_deref().unwrap_or(fits.first().copied().unwrap_or_default());
    if !fits.contains(&stated) {
        return Err(not_covered(at, &format!("{} is the method for this, not {stated}", fits.join(" or "))));
    }
    Ok(stated.to_owned())
}

/// The path with its one parameter renamed, and that parameter.
fn path(op: &StatedOperation, by: Option<&str>, at: &str) -> Result<(String, Option<String>), Error> {
    let stated = op.path.as_deref().unwrap_or_default();
    let bad = |why: &str| Error::NotCovered { place: format!("{at}/path"), why: format!("`{stated}` {why}") };
    let mut parameter = None;
    let mut segments = Vec::new();
    for segment in stated.strip_prefix('/').ok_or_else(|| bad("is no path"))?.split('/') {
        if segment.starts_with(['{', ':']) {
            let name = by.unwrap_or("id").to_owned();
            if parameter.replace(name.clone()).is_some() {
                return Err(bad("has more than one parameter"));
            }
            segments.push(format!("{{{name}}}"));
        } else if operations::is_segment(segment) {
            segments.push(segment.to_owned());
        } else {
            return Err(bad("is not made of lower case words"));
        }
    }
    let reserved = ["health", "auth", "openapi.json"];
    if segments.first().is_none_or(|first| reserved.contains(&first.as_str())) {
        return Err(bad("is taken"));
    }
    Ok((format!("/{}", segments.join("/")), parameter))
}

/// `author_id` on the rows, `Post.tag_ids` on the record that the path names, or `Ticket.flight_id.passenger_id`
/// on what joins them.
fn scope(entities: &[Entity], entity: &Entity, key: &str, at: &str) -> Result<Scope, Error> {
    let pointer = format!("{at}/route/scope");
    let unknown =
        || Error::Contradiction { place: pointer.clone(), why: format!("there is no key `{key}` to follow") };
    if let [joint, near, far] = key.split('.').collect::<Vec<_>>().as_slice() {
        let between = entities.iter().find(|e| e.name == *joint).ok_or_else(unknown)?;
        let single = |name: &str| between.relation(name).filter(|r| r.link.is_none()).ok_or_else(unknown);
        if single(far)?.to != entity.name {
            return Err(unknown());
        }
        let parent = single(near)?.to.clone();
        let joint = Some(((*joint).to_owned(), (*near).to_owned()));
        return Ok(Scope { pointer, key: (*far).to_owned(), parent, hold: Hold::Joint, joint });
    }
    if let Some((parent, key)) = key.split_once('.') {
        let parent = entities.iter().find(|e| e.name == parent).ok_or_else(unknown)?;
        let relation = parent.relation(key).filter(|r| r.to == entity.name).ok_or_else(unknown)?;
        let hold = if relation.link.is_some() { Hold::ParentMany } else { Hold::Parent };
        return Ok(Scope { pointer, key: key.to_owned(), parent: parent.name.clone(), hold, joint: None });
    }
    let relation = entity.relation(key).ok_or_else(unknown)?;
    let hold = if relation.link.is_some() { Hold::RowsMany } else { Hold::Rows };
    Ok(Scope { pointer, key: key.to_owned(), parent: relation.to.clone(), hold, joint: None })
}

fn conditions(entity: &Entity, stated: &[Stated], at: &str) -> Result<Vec<Condition>, Error> {
    let resolved = stated.iter().enumerate().map(|(k, c)| condition(entity, c, format!("{at}/{k}")));
    resolved.collect()
}

fn condition(entity: &Entity, stated: &Stated, pointer: String) -> Result<Condition, Error> {
    let wrong = |why: String| Error::Contradiction { place: pointer.clone(), why };
    if !operations::comparable(entity, &stated.field) {
        return Err(wrong(format!("{} has no plain field `{}`", entity.name, stated.field)));
    }
    let ql_type = type_of(entity, &stated.field);
    let ordered = is_number(ql_type) || is_moment(ql_type);
    let alike = |other: FieldType| {
        other == ql_type
            || is_number(other)
                && is_number(ql_type)
                && (other == FieldType::Decimal) == (ql_type == FieldType::Decimal)
    };
    let choice = matches!(stated.is, Comparison::OneOf | Comparison::NotOneOf);
    let fits = match &stated.than {
        Term::Values(values) => {
            choice && !values.is_empty() && values.iter().all(|v| is_value(entity, &stated.field, v))
        }
        Term::Value(value) => {
            !choice && ordered && is_value(entity, &stated.field, value) && !value.is_null()
        }
        Term::Field(other) => {
            !choice && ordered && operations::comparable(entity, other) && alike(type_of(entity, other))
        }
        Term::DaysFromNow(days) => !choice && is_moment(ql_type) && days.abs() <= 36_500,
    };
    if !fits {
        return Err(wrong(format!("`{}` cannot be compared so", stated.words())));
    }
    Ok(Condition {
        nullable: nullable(entity, &stated.field),
        pointer,
        field: stated.field.clone(),
        is: stated.is,
        than: stated.than.clone(),
    })
}

/// System fields are moments, the id and keys are integers.
fn type_of(entity: &Entity, name: &str) -> FieldType {
    match entity.field(name) {
        Some(field) => field.ql_type,
        None if name.ends_with("_at") => FieldType::DateTime,
        None => FieldType::Integer,
    }
}

fn nullable(entity: &Entity, name: &str) -> bool {
    match entity.field(name) {
        Some(field) => field.nullable,
        None => entity.relation(name).is_some_and(|r| !r.required),
    }
}

fn is_number(ql_type: FieldType) -> bool {
    matches!(ql_type, FieldType::Integer | FieldType::Decimal | FieldType::Float | FieldType::Duration)
}

fn is_moment(ql_type: FieldType) -> bool {
    matches!(ql_type, FieldType::Date | FieldType::DateTime)
}

/// Whether the field may hold the value.
fn is_value(entity: &Entity, name: &str, value: &Value) -> bool {
    if value.is_null() {
        return nullable(entity, name);
    }
    let Some(field) = entity.field(name) else { return value.is_i64() };
    if let Some(values) = &field.keywords.values {
        return values.contains(value);
    }
    match field.ql_type {
        FieldType::Boolean => value.is_boolean(),
        FieldType::Integer | FieldType::Duration => value.is_i64(),
        FieldType::Decimal | FieldType::Float => value.is_number(),
        FieldType::String | FieldType::Text | FieldType::Enum | FieldType::Slug => {
            value.as_str().is_some_and(|text| !text.contains('\0'))
        }
        _ => false,
    }
}

fn grouped(entity: &Entity, field: &str, every: Option<Every>, pointer: String) -> Result<Per, Error> {
    if !operations::comparable(entity, field) {
        let why = format!("{} has no plain field `{field}`", entity.name);
        return Err(Error::Contradiction { place: pointer, why });
    }
    if let Some(every) = every.filter(|_| !is_moment(type_of(entity, field))) {
        let why = format!("`{field}` is no moment that lies in a {}", every.as_str());
        return Err(Error::Contradiction { place: pointer, why });
    }
    let member = every.map_or_else(|| field.to_owned(), |every| every.as_str().to_owned());
    Ok(Per { pointer, field: field.to_owned(), every, member, nullable: nullable(entity, field) })
}

fn figure(entity: &Entity, stated: &domain::route::Figure, pointer: String) -> Result<Figure, Error> {
    let wrong = |why: String| Error::Contradiction { place: pointer.clone(), why };
    if !names::is_snake(&stated.name) {
        return Err(Error::BadName { place: pointer, name: stated.name.clone() });
    }
    let ql_type = match (&stated.field, stated.measure) {
        (None, Measure::Count) => None,
        (Some(name), Measure::Minimum | Measure::Maximum | Measure::Sum | Measure::Average) => {
            if !operations::comparable(entity, name) {
                return Err(wrong(format!("{} has no plain field `{name}`", entity.name)));
            }
            let ql_type = type_of(entity, name);
            let ends = matches!(stated.measure, Measure::Minimum | Measure::Maximum);
            let counts = entity.field(name).is_some() && is_number(ql_type);
            if !(counts || ends && is_moment(ql_type)) {
                return Err(wrong(format!("`{name}` is no number")));
            }
            Some(ql_type)
        }
        (_, measure) => return Err(wrong(format!("{} of what?", measure.as_str()))),
    };
    Ok(Figure {
        conditions: conditions(entity, &stated.conditions, &format!("{pointer}/where"))?,
        pointer,
        name: stated.name.clone(),
        measure: stated.measure,
        field: stated.field.clone(),
        ql_type,
        entity: entity.name.clone(),
    })
}

fn change(entity: &Entity, stated: &domain::route::Change, pointer: String) -> Result<Change, Error> {
    let wrong = |why: String| Error::Contradiction { place: pointer.clone(), why };
    let Some(field) = entity.field(&stated.field).filter(|f| !f.write_only) else {
        return Err(wrong(format!("{} has no plain field `{}`", entity.name, stated.field)));
    };
    if entity.machine.as_ref().is_some_and(|m| m.field == stated.field) {
        return Err(wrong(format!("`{}` changes by its state machine only", stated.field)));
    }
    let fits = match &stated.to {
        NewValue::Value(value) => is_value(entity, &stated.field, value),
        NewValue::Now => is_moment(field.ql_type),
        NewValue::Flip => field.ql_type == FieldType::Boolean,
        NewValue::Add(n) => *n != 0 && matches!(field.ql_type, FieldType::Integer | FieldType::Decimal),
    };
    if !fits {
        return Err(wrong(format!("it {}, which that field cannot hold", stated.words())));
    }
    let (low, high) = bounds(field);
    let ceiling = match field.ql_type {
        FieldType::Decimal => 10_i64.pow(18_u32.saturating_sub(field.scale)) - 1,
        _ => i64::MAX,
    };
    Ok(Change {
        pointer,
        field: stated.field.clone(),
        to: stated.to.clone(),
        ql_type: field.ql_type,
        nullable: field.nullable,
        low,
        high,
        floor: -ceiling,
        ceiling,
    })
}

/// The whole numbers that lie inside the field's bounds.
fn bounds(field: &super::Field) -> (Option<i64>, Option<i64>) {
    let k = &field.keywords;
    let number = |n: &Option<serde_json::Number>| n.as_ref().and_then(serde_json::Number::as_f64);
    let whole = |value: f64| (value.abs() < 9e15).then_some(value as i64);
    let low = number(&k.minimum).map(f64::ceil).or(number(&k.exclusive_minimum).map(|n| n.floor() + 1.0));
    let high = number(&k.maximum).map(f64::floor).or(number(&k.exclusive_maximum).map(|n| n.ceil() - 1.0));
    (low.and_then(whole), high.and_then(whole))
}

/// `getAuthorBooks` → `get_author_books`
fn identifier(id: &str, entity: &Entity) -> String {
    let name = names::snake(id);
    if TAKEN.contains(&name.as_str()) { format!("{name}_{}", entity.snake) } else { name }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
}

/// A permission that names the route's own verb speaks of it; else it counts as what it comes nearest to.
fn governed_by(gives: Kind, verb: &str, entity: &Entity, permissions: &Permissions<'_>) -> Verb {
    match gives {
        Kind::Page | Kind::Top | Kind::First | Kind::Csv | Kind::Figures => Verb::List,
        Kind::Record => Verb::Read,
        Kind::Create => Verb::Create,
        Kind::Change if permissions.names_action(&entity.name, verb) => Verb::Action,
        Kind::Change => Verb::Update,
    }
}

fn access(
    permissions: &Permissions<'_>,
    entities: &[Entity],
    entity: &Entity,
    as_verb: Verb,
    verb: &str,
    figures: &[Figure],
    at: &str,
) -> Result<Access, Error> {
    let name = names::identifier(verb);
    let action = (as_verb == Verb::Action).then_some((verb, name.as_str()));
    let access = permissions.access(&entity.name, as_verb, action, entity.owner.as_ref());
    for other in figures.iter().filter(|f| f.entity != entity.name) {
        let of = entities.iter().find(|e| e.name == other.entity);
        let theirs = permissions.access(&other.entity, as_verb, None, of.and_then(|e| e.owner.as_ref()));
        let same =
            Access { pointers: Vec::new(), ..theirs } == Access { pointers: Vec::new(), ..access.clone() };
        if permissions.are_whole() && (!same || !access.own.is_empty()) {
            return Err(not_covered(at, "its numbers are open to different people"));
        }
    }
    Ok(access)
}
