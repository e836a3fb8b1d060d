//! Formal rules, put where they belong.

use domain::{
    rule::{Comparison, FormalRule, RowOp, StateChange},
    spec::{FieldType, RuleStatus, Spec},
};

use super::{
    Capacity, Compare, Compared, DaySide, Deadline, Differ, Entity, Immutable, Limit, Machine, Order,
    Overlap, Requires, Room, Settled, TextRule, Time, entity::unique_set,
};
use crate::Error;

/// Kinds that restate a keyword or a permission, which is enforced there.
const RESTATED: &[&str] =
    &["authorization", "unique", "range", "length", "pattern", "format", "enum", "reference"];

/// The transitions that a machine's rule states, by entity.
pub(super) type Transitions = Vec<(String, String, Vec<StateChange>)>;

pub(super) fn rules(spec: &Spec, entities: &mut [Entity]) -> Result<(Vec<TextRule>, Transitions), Error> {
    let (mut text, mut transitions) = (Vec::new(), Vec::new());
    for entity in entities.iter_mut() {
        let Some(stated) = spec.entities.get(&entity.name) else { continue };
        for (i, fields) in stated.unique.iter().enumerate() {
            let set = unique_set(entity, format!("{}/unique/{i}", entity.pointer), fields)?;
            entity.unique.push(set);
        }
    }
    for (i, rule) in spec.rules.iter().enumerate() {
        let pointer = format!("/rules/{i}");
        if rule.status == RuleStatus::Formal && RESTATED.contains(&rule.kind.as_str()) {
            continue;
        }
        let Some(formal) = FormalRule::of(rule) else {
            text.push(TextRule { pointer, entity: rule.entity.clone(), text: rule.text.clone() });
            continue;
        };
        let Some(entity) = entities.iter_mut().find(|e| Some(&e.name) == rule.entity.as_ref()) else {
            return Err(Error::Contradiction {
                place: pointer,
                why: "the rule names no entity that exists".into(),
            });
        };
        if let FormalRule::Capacity { key, field } = formal {
            let name = entity.name.clone();
            capacity(entities, &name, pointer, key, field)?;
            continue;
        }
        if let FormalRule::Compare { field, op, key, other } = formal {
            let name = entity.name.clone();
            compare(entities, &name, pointer, (field, op, key, other))?;
            continue;
        }
        if let FormalRule::Deadline { key, field, ops } = formal {
            let name = entity.name.clone();
            deadline(entities, &name, pointer, (key, field, ops))?;
            continue;
        }
        if let FormalRule::Requires { key, field, values } = formal {
            let name = entity.name.clone();
            requires(entities, &name, pointer, (key, field, values))?;
            continue;
        }
        place(entity, pointer, formal, &mut transitions)?;
    }
    entities.iter_mut().for_each(spans);
    for entity in entities.iter() {
        changeable(entity)?;
    }
    Ok((text, transitions))
}

/// A span that ends before it begins meets no other: it would slip past the rule.
fn spans(entity: &mut Entity) {
    for overlap in &entity.overlaps {
        let (before, after) = (&overlap.start, &overlap.end);
        if !entity.orders.iter().any(|order| order.before == *before && order.after == *after) {
            let (pointer, before, after) = (overlap.pointer.clone(), before.clone(), after.clone());
            entity.orders.push(Order { pointer, before, after, strict: true, day: None });
        }
    }
}

/// Where records start they can be changed, or they never could be.
fn changeable(entity: &Entity) -> Result<(), Error> {
    let Some(machine) = &entity.machine else { return Ok(()) };
    let stuck = entity.settled.iter().find(|rule| {
        rule.ops.contains(&RowOp::Update)
            && rule.filter.field == machine.field
            && rule.filter.values.iter().any(|value| value.as_str() == Some(&machine.initial))
    });
    match stuck {
        None => Ok(()),
        Some(rule) => {
            let why = format!(
                "{} start as {}, where nothing of them may change",
                entity.label_plural, machine.initial
            );
            Err(Error::NotCovered { place: rule.pointer.clone(), why })
        }
    }
}

fn place(
    entity: &mut Entity,
    pointer: String,
    rule: FormalRule,
    transitions: &mut Transitions,
) -> Result<(), Error> {
    match rule {
        FormalRule::UniqueTogether { fields } => {
            let set = unique_set(entity, pointer, &fields)?;
            entity.unique.push(set);
        }
        FormalRule::Overlap { scope, start, end, inclusive, filter } => {
            known(entity, &pointer, scope.iter().chain([&start, &end]))?;
            known(entity, &pointer, filter.iter().map(|f| &f.field))?;
            if ordered(entity, &pointer, &start, &end)?.is_some() {
                return Err(incomparable(&pointer, entity, &start, &end));
            }
            entity.overlaps.push(Overlap { pointer, scope, start, end, inclusive, filter });
        }
        FormalRule::Limit { scope, max, per, at, filter } => {
            known(entity, &pointer, scope.iter())?;
            known(entity, &pointer, filter.iter().map(|f| &f.field))?;
            let at = per.map(|_| at.unwrap_or_else(|| "created_at".into()));
            if let Some(field) = at.as_deref().filter(|f| *f != "created_at") {
                let timed = entity.field(field).map(|f| f.ql_type);
                if !matches!(timed, Some(FieldType::Date | FieldType::DateTime)) {
                    let why = format!("`{field}` is no date of {}", entity.name);
                    return Err(Error::Contradiction { place: pointer, why });
                }
            }
            entity.limits.push(Limit { pointer, scope, max, per, at, filter });
        }
        // Between two entities: `capacity` and `compare` put it down on both.
        FormalRule::Capacity { .. }
        | FormalRule::Compare { .. }
        | FormalRule::Deadline { .. }
        | FormalRule::Requires { .. } => {}
        FormalRule::Order { before, after, strict } => {
            known(entity, &pointer, [&before, &after].into_iter())?;
            let day = ordered(entity, &pointer, &before, &after)?;
            entity.orders.push(Order { pointer, before, after, strict, day });
        }
        FormalRule::Differ { one, other } => {
            known(entity, &pointer, [&one, &other].into_iter())?;
            of_one_kind(entity, &pointer, &one, &other)?;
            entity.differing.push(Differ { pointer, one, other });
        }
        FormalRule::StateMachine { field, initial, transitions: changes } => {
            known(entity, &pointer, [&field].into_iter())?;
            if entity.machine.is_some() {
                let why = format!("{} has a state machine already", entity.name);
                return Err(Error::NotCovered { place: pointer, why });
            }
            entity.machine = Some(Machine { field, initial, pointer: Some(pointer.clone()) });
            transitions.push((entity.name.clone(), pointer, changes));
        }
        FormalRule::Immutable { fields, filter: Some(filter), mut ops } => {
            known(entity, &pointer, fields.iter().chain([&filter.field]))?;
            if filter.values.is_empty() || !fields.is_empty() || ops.contains(&RowOp::Create) {
                let why = "rows are settled as a whole, by at least one value".to_owned();
                return Err(Error::NotCovered { place: pointer, why });
            }
            if ops.is_empty() {
                ops.push(RowOp::Update);
            }
            entity.settled.push(Settled { pointer, filter, ops });
        }
        FormalRule::Immutable { fields, filter: None, .. } => {
            known(entity, &pointer, fields.iter())?;
            entity.immutables.push(Immutable { pointer, fields });
        }
        FormalRule::Time { field, direction } => {
            let timed = entity.field(&field).map(|f| f.ql_type);
            if !matches!(timed, Some(FieldType::Date | FieldType::DateTime)) {
                let why = format!("`{field}` is no date of {}", entity.name);
                return Err(Error::Contradiction { place: pointer, why });
            }
            entity.times.push(Time { pointer, field, direction });
        }
    }
    Ok(())
}

/// A rule between two entities: the one whose records take room, and the one that says how much there is.
fn capacity(
    entities: &mut [Entity],
    from: &str,
    pointer: String,
    key: String,
    field: String,
) -> Result<(), Error> {
    let contradiction = |why: String| Error::Contradiction { place: pointer.clone(), why };
    let table = entities.iter().find(|e| e.name == from).map(|e| e.table.clone()).unwrap_or_default();
    let to = entities
        .iter()
        .find(|e| e.name == from)
        .and_then(|e| e.relation(&key))
        .filter(|relation| relation.link.is_none())
        .map(|relation| relation.to.clone())
        .ok_or_else(|| contradiction(format!("{from} has no key `{key}`")))?;
    let holder = entities.iter_mut().find(|e| e.name == to);
    let counted = holder.as_ref().and_then(|e| e.field(&field)).map(|f| f.ql_type);
    let Some(holder) = holder.filter(|_| counted == Some(FieldType::Integer)) else {
        return Err(contradiction(format!("{to} has no whole number `{field}`")));
    };
    holder.rooms.push(Room {
        pointer: pointer.clone(),
        field: field.clone(),
        from: from.to_owned(),
        key: key.clone(),
        table,
    });
    if let Some(entity) = entities.iter_mut().find(|e| e.name == from) {
        entity.capacities.push(Capacity { pointer, key, to, field });
    }
    Ok(())
}

/// What kind of values can be held against each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Measure {
    Number,
    Date,
    Moment,
    TimeOfDay,
}

fn measure(entity: &Entity, field: &str) -> Option<Measure> {
    match entity.field(field).filter(|f| !f.write_only)?.ql_type {
        FieldType::Integer | FieldType::Decimal | FieldType::Float | FieldType::Duration => {
            Some(Measure::Number)
        }
        FieldType::Date => Some(Measure::Date),
        FieldType::DateTime => Some(Measure::Moment),
        FieldType::Time => Some(Measure::TimeOfDay),
        _ => None,
    }
}

/// Whether the two can be held against each other, and which of them by its day: texts have no order that
/// anybody means, and a date is neither before nor behind a number or a time of day.
fn against(one: Option<Measure>, other: Option<Measure>) -> Option<Option<DaySide>> {
    match (one?, other?) {
        (Measure::Moment, Measure::Date) => Some(Some(DaySide::One)),
        (Measure::Date, Measure::Moment) => Some(Some(DaySide::Other)),
        (one, other) => (one == other).then_some(None),
    }
}

fn ordered(entity: &Entity, pointer: &str, before: &str, after: &str) -> Result<Option<DaySide>, Error> {
    against(measure(entity, before), measure(entity, after))
        .ok_or_else(|| incomparable(pointer, entity, before, after))
}

fn incomparable(pointer: &str, entity: &Entity, before: &str, after: &str) -> Error {
    let why = format!("`{before}` and `{after}` of {} cannot be compared", entity.name);
    Error::Contradiction { place: pointer.to_owned(), why }
}

/// A moment that ends what may be done to the records of an entity.
fn deadline(
    entities: &mut [Entity],
    from: &str,
    pointer: String,
    (key, field, ops): (Option<String>, String, Vec<RowOp>),
) -> Result<(), Error> {
    let contradiction = |why: String| Error::Contradiction { place: pointer.clone(), why };
    let near = entities.iter().find(|e| e.name == from);
    let to = match &key {
        Some(key) => near
            .and_then(|e| e.relation(key))
            .filter(|relation| relation.link.is_none() && !relation.owner)
            .map(|relation| relation.to.clone())
            .ok_or_else(|| contradiction(format!("{from} has no key `{key}`")))?,
        None => from.to_owned(),
    };
    let ends = entities.iter_mut().find(|e| e.name == to);
    let moment = ends.as_ref().and_then(|e| e.field(&field)).map(|f| f.ql_type);
    let Some(ends) = ends.filter(|_| matches!(moment, Some(FieldType::Date | FieldType::DateTime))) else {
        return Err(contradiction(format!("`{field}` is no date of {to}")));
    };
    // What is made before its own moment has a moment in the future, which is another rule.
    if ops.is_empty() || key.is_none() && ops.contains(&RowOp::Create) {
        return Err(contradiction(format!("nothing of {from} ends with `{field}`")));
    }
    ends.closing.push(field.clone());
    if let Some(entity) = entities.iter_mut().find(|e| e.name == from) {
        let day = moment == Some(FieldType::Date);
        entity.deadlines.push(Deadline { pointer, key, to, field, day, ops });
    }
    Ok(())
}

/// What the record that a key points to must be.
fn requires(
    entities: &mut [Entity],
    from: &str,
    pointer: String,
    (key, field, allowed): (String, String, Vec<serde_json::Value>),
) -> Result<(), Error> {
    let contradiction = |why: String| Error::Contradiction { place: pointer.clone(), why };
    let to = entities
        .iter()
        .find(|e| e.name == from)
        .and_then(|e| e.relation(&key))
        .filter(|relation| relation.link.is_none() && !relation.owner)
        .map(|relation| relation.to.clone())
        .ok_or_else(|| contradiction(format!("{from} has no key `{key}`")))?;
    let holder = entities.iter_mut().find(|e| e.name == to);
    let kind = holder.as_ref().and_then(|e| e.field(&field)).map(|f| (f.ql_type, f.keywords.values.clone()));
    let (flag, known) = match kind {
        Some((FieldType::Boolean, _)) => (true, vec![serde_json::json!(true), serde_json::json!(false)]),
        Some((_, Some(values))) => (false, values),
        _ => return Err(contradiction(format!("`{field}` is no flag and no choice of {to}"))),
    };
    let some = !allowed.is_empty() && known.iter().any(|value| !allowed.contains(value));
    let Some(holder) = holder.filter(|_| some && allowed.iter().all(|value| known.contains(value))) else {
        return Err(contradiction(format!("`{field}` of {to} cannot be required to have these values")));
    };
    holder.required.push((field.clone(), allowed.clone()));
    if let Some(entity) = entities.iter_mut().find(|e| e.name == from) {
        entity.requires.push(Requires { pointer, key, to, field, allowed, flag });
    }
    Ok(())
}

/// Two keys differ when they lead to different records of one entity, two texts when they are not equal.
fn of_one_kind(entity: &Entity, pointer: &str, one: &str, other: &str) -> Result<(), Error> {
    let target = |name: &str| entity.relation(name).filter(|key| !key.owner).map(|key| key.to.clone());
    let text = |name: &str| {
        let plain = |f: &&super::Field| f.keywords.pattern.is_none() && f.keywords.values.is_none();
        entity
            .field(name)
            .filter(plain)
            .is_some_and(|f| matches!(f.ql_type, FieldType::String | FieldType::Text))
    };
    let keys = target(one).is_some() && target(one) == target(other);
    if one != other && (keys || text(one) && text(other)) {
        return Ok(());
    }
    let why =
        format!("`{one}` and `{other}` of {} are no two keys to one entity and no two texts", entity.name);
    Err(Error::NotCovered { place: pointer.to_owned(), why })
}

/// A rule between a record and the one that its key points to.
fn compare(
    entities: &mut [Entity],
    from: &str,
    pointer: String,
    (field, op, key, other): (String, Comparison, String, String),
) -> Result<(), Error> {
    let contradiction = |why: String| Error::Contradiction { place: pointer.clone(), why };
    let near = entities.iter().find(|e| e.name == from);
    let to = near
        .and_then(|e| e.relation(&key))
        .filter(|relation| relation.link.is_none())
        .map(|relation| relation.to.clone())
        .ok_or_else(|| contradiction(format!("{from} has no key `{key}`")))?;
    let table = near.map(|e| e.table.clone()).unwrap_or_default();
    let own = near.and_then(|e| measure(e, &field));
    let Some(far) = entities.iter_mut().find(|e| e.name == to) else {
        return Err(contradiction(format!("there is no entity `{to}` with a field `{other}`")));
    };
    let Some(day) = against(own, measure(far, &other)) else {
        return Err(contradiction(format!("`{field}` of {from} and `{other}` of {to} cannot be compared")));
    };
    far.compared.push(Compared {
        pointer: pointer.clone(),
        field: other.clone(),
        op,
        from: from.to_owned(),
        key: key.clone(),
        theirs: field.clone(),
        table,
        day,
    });
    if let Some(entity) = entities.iter_mut().find(|e| e.name == from) {
        entity.compares.push(Compare { pointer, field, op, key, to, other, day });
    }
    Ok(())
}

fn known<'a>(entity: &Entity, pointer: &str, names: impl Iterator<Item = &'a String>) -> Result<(), Error> {
    for name in names {
        let key = entity.relation(name).is_some_and(|r| r.link.is_none());
        if entity.field(name).is_none_or(|f| f.write_only) && !key {
            let why = format!("{} has no field `{name}`", entity.name);
            return Err(Error::Contradiction { place: pointer.to_owned(), why });
        }
    }
    Ok(())
}
