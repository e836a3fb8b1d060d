//! Records for routes of their own: those that a route shall see, and those it shall not.

use domain::route::{Comparison, Condition, Term};
use domain::spec::{FieldType, Operation as Stated};
use serde_json::Value;

use crate::model::Relation;
use crate::model::routes::{Hold, Scope};
use crate::suite::scenario::{Member, MomentForm, Operand, Step};
use crate::suite::values::FieldValues;
use crate::suite::world::Thing;
use crate::suite::write::Writer;
use crate::suite::{access, factory, states, targets, world};

const DAY: i64 = 86_400;

/// One record to make.
#[derive(Clone, Default)]
pub struct Row<'a> {
    /// Under which name it is kept.
    pub save: String,
    /// What holds for it.
    pub conditions: Vec<&'a Condition>,
    /// The one of them that does not hold.
    pub broken: Option<usize>,
    pub with: Vec<Member>,
    /// Keeps records apart that share a parent.
    pub n: u64,
    pub by: Option<String>,
}

impl<'a> Row<'a> {
    pub fn new(save: &str, n: u64, conditions: &[&'a Condition]) -> Self {
        Self { save: save.to_owned(), n, conditions: conditions.to_vec(), ..Self::default() }
    }
    pub fn with(mut self, field: &str, value: Operand) -> Self {
        self.with.push(Member::new(field, value));
        self
    }
    pub fn without(mut self, condition: usize) -> Self {
        self.broken = Some(condition);
        self
    }
}

/// What the spec says of a route's operation; `at` is the model's pointer to it.
pub fn stated<'s>(operations: &'s [Stated], at: Option<&String>) -> Option<&'s Stated> {
    let index = at?.strip_prefix("/operations/")?.parse::<usize>().ok()?;
    operations.get(index)
}

/// Steps that make the rows so that they hang on one record, and that record's id for the path.
pub fn settle(
    w: &Writer<'_, '_>,
    scope: Option<&Scope>,
    prefix: &str,
    rows: Vec<Row<'_>>,
) -> Option<(Vec<Step>, Option<Operand>)> {
    let Some(scope) = scope else {
        let steps = rows.iter().map(|row| make(w, row, &[])).collect::<Option<Vec<_>>>()?;
        return Some((steps.concat(), None));
    };
    match scope.hold {
        Hold::Rows | Hold::RowsMany => {
            let key = w.thing.entity.relation(&scope.key)?;
            if key.owner {
                return owned(w, prefix, rows);
            }
            let mut shared = targets::Shared::default();
            let value = targets::target(w, key, prefix, &mut shared)?;
            let id = match &value {
                Operand::List { items } => items.first()?.clone(),
                one => one.clone(),
            };
            let mut steps = shared.steps;
            for row in &rows {
                steps.extend(make(w, row, &[Member::new(&scope.key, value.clone())])?);
            }
            Some((steps, Some(id)))
        }
        Hold::Joint => joined(w, scope, prefix, &rows),
        Hold::Parent | Hold::ParentMany => {
            let parent = w.world.thing(&scope.parent)?;
            factory::factory(w.world, parent).ok()?;
            let key = parent.entity.relation(&scope.key)?;
            let mut steps = rows.iter().map(|row| make(w, row, &[])).collect::<Option<Vec<_>>>()?.concat();
            let save = format!("{prefix}{}", world::variable(parent.one));
            let value = held(key, &rows)?;
            steps.push(Step::Make {
                factory: parent.one.to_owned(),
                with: vec![Member::new(&scope.key, value)],
                by: None,
                save: Some(save.clone()),
                times: 1,
            });
            Some((steps, Some(Operand::id_of(&save))))
        }
    }
}

/// The rows, the record that the path names, and what joins the two.
fn joined(
    w: &Writer<'_, '_>,
    scope: &Scope,
    prefix: &str,
    rows: &[Row<'_>],
) -> Option<(Vec<Step>, Option<Operand>)> {
    let (joint, near) = scope.joint.as_ref()?;
    let (parent, joint) = (w.world.thing(&scope.parent)?, w.world.thing(joint)?);
    factory::factory(w.world, parent).ok()?;
    factory::factory(w.world, joint).ok()?;
    let mut steps = rows.iter().map(|row| make(w, row, &[])).collect::<Option<Vec<_>>>()?.concat();
    let save = format!("{prefix}{}", world::variable(parent.one));
    let made = |factory: &str, with: Vec<Member>, save: Option<String>| Step::Make {
        factory: factory.to_owned(),
        with,
        by: None,
        save,
        times: 1,
    };
    steps.push(made(parent.one, vec![], Some(save.clone())));
    for row in rows {
        let keys = vec![
            Member::new(near, Operand::id_of(&save)),
            Member::new(&scope.key, Operand::id_of(&row.save)),
        ];
        steps.push(made(joint.one, keys, None));
    }
    Some((steps, Some(Operand::id_of(&save))))
}

/// The key of a record to those rows.
fn held(key: &Relation, rows: &[Row<'_>]) -> Option<Operand> {
    let ids: Vec<Operand> = rows.iter().map(|row| Operand::id_of(&row.save)).collect();
    match (key.link.is_some(), ids.len()) {
        (true, 0) if key.required => None,
        (true, _) => Some(Operand::List { items: ids }),
        (false, 0) if key.required => None,
        (false, 0) => Some(Operand::json(Value::Null)),
        (false, 1) => ids.into_iter().next(),
        (false, _) => None,
    }
}

/// Rows belong to whoever makes them.
fn owned(w: &Writer<'_, '_>, prefix: &str, rows: Vec<Row<'_>>) -> Option<(Vec<Step>, Option<Operand>)> {
    let maker = w.world.accounts.maker(w.thing.entity)?;
    let by = if prefix.is_empty() {
        maker
    } else {
        let role = w.world.accounts.roles.iter().find(|role| access::account(role) == maker)?;
        access::other(role)
    };
    let mut steps = Vec::new();
    for row in rows {
        steps.extend(make(w, &Row { by: Some(by.clone()), ..row }, &[])?);
    }
    Some((steps, Some(Operand::AccountId { account: by })))
}

/// Steps that make one row; None where nothing valid is such a row.
pub fn make(w: &Writer<'_, '_>, row: &Row<'_>, key: &[Member]) -> Option<Vec<Step>> {
    let mut members: Vec<Member> = key.to_vec();
    members.extend(row.with.iter().cloned());
    let mut state = None;
    let mut done: Vec<&str> = row.with.iter().map(|member| member.name.as_str()).collect();
    for (k, condition) in row.conditions.iter().enumerate() {
        let name = condition.field.as_str();
        if let Term::Field(other) = &condition.than {
            if !done.contains(&name) && !done.contains(&other.as_str()) {
                members.extend(pair(w, condition, other, row.broken != Some(k))?);
                done.extend([name, other.as_str()]);
            }
            continue;
        }
        if done.contains(&name) {
            continue;
        }
        done.push(name);
        let wanted = |value: &Operand| {
            let about = row.conditions.iter().enumerate().filter(|(_, c)| c.field == name);
            about.into_iter().all(|(j, c)| holds(w, c, value) == Some(row.broken != Some(j)))
        };
        if w.thing.is_state(name) {
            state = Some(states_of(w.thing).into_iter().find(|s| wanted(&Operand::json(s.clone())))?);
            continue;
        }
        if is_system(w.thing, name) {
            // It is written when the row is made.
            if !wanted(&Operand::FromNow { seconds: 0, form: MomentForm::DateTime }) {
                return None;
            }
            continue;
        }
        let all: Vec<&Condition> = row.conditions.iter().copied().filter(|c| c.field == name).collect();
        let value = candidates(w, name, &all).into_iter().find(wanted)?;
        members.push(Member::new(name, value));
    }
    let partners = partners(w, &members);
    members.extend(partners);
    let apart = apart(w, row.n, &members)?;
    members.extend(apart);
    let mut steps = vec![Step::Make {
        factory: w.thing.one.to_owned(),
        with: members,
        by: row.by.clone(),
        save: Some(row.save.clone()),
        times: 1,
    }];
    if let Some((machine, state)) = w.thing.machine.as_ref().zip(state) {
        steps.extend(states::lead(w, &machine.initial, &state, &row.save)?);
    }
    Some(steps)
}

fn is_system(thing: &Thing<'_>, name: &str) -> bool {
    thing.entity.system.iter().any(|system| system.name == name)
}

/// The initial state first.
pub fn states_of(thing: &Thing<'_>) -> Vec<String> {
    thing.machine.as_ref().map(states::states).unwrap_or_default()
}

/// Two fields of one row, so that the comparison holds (or, at its edge, does not).
fn pair(w: &Writer<'_, '_>, condition: &Condition, other: &str, truth: bool) -> Option<Vec<Member>> {
    let (own, their) = (w.thing.values(&condition.field)?, w.thing.values(other)?);
    let all = |values: &FieldValues| -> Vec<Operand> { (0..6).filter_map(|n| values.nth(n)).collect() };
    for left in all(own) {
        for right in all(their) {
            let (a, b) = (rank(own, &left)?, rank(their, &right)?);
            if compare(condition.is, &a, &b)? == truth && (truth || a == b || strictness(condition.is)) {
                return Some(vec![Member::new(&condition.field, left), Member::new(other, right)]);
            }
        }
    }
    None
}

/// Whether equal values fulfil the comparison: then its edge is no edge of what is refused.
fn strictness(is: Comparison) -> bool {
    matches!(is, Comparison::AtMost | Comparison::AtLeast)
}

/// Whether the value fulfils the condition.
fn holds(w: &Writer<'_, '_>, condition: &Condition, value: &Operand) -> Option<bool> {
    let null = matches!(value, Operand::Json { value } if value.is_null());
    match (&condition.than, condition.is) {
        (Term::Values(values), is) => {
            let found = match value {
                Operand::Json { value } => values.iter().any(|v| same(v, value)),
                _ => false,
            };
            Some(found == (is == Comparison::OneOf))
        }
        _ if null => Some(false),
        (Term::Value(edge), is) => {
            let values = w.thing.values(&condition.field)?;
            compare(is, &rank(values, value)?, &rank(values, &Operand::json(edge.clone()))?)
        }
        (Term::DaysFromNow(days), is) => match value {
            Operand::FromNow { seconds, .. } => compare(is, seconds, &(i64::from(*days) * DAY)),
            _ => None,
        },
        (Term::Field(_), _) => None,
    }
}

/// 5 and 5.0, `"12.50"` and 12.5 are the same.
fn same(a: &Value, b: &Value) -> bool {
    let number = |v: &Value| v.as_f64().or_else(|| v.as_str().and_then(|t| t.parse().ok()));
    a == b || a.is_number() && number(a).is_some() && number(a) == number(b)
}

fn compare<T: PartialOrd>(is: Comparison, a: &T, b: &T) -> Option<bool> {
    Some(match is {
        Comparison::Below => a < b,
        Comparison::AtMost => a <= b,
        Comparison::Above => a > b,
        Comparison::AtLeast => a >= b,
        Comparison::OneOf | Comparison::NotOneOf => return None,
    })
}

/// What a value is ordered by: a number's units (of a millionth), or its text.
type Rank = (i128, String);

fn rank(values: &FieldValues, value: &Operand) -> Option<Rank> {
    if let Some(range) = values.number() {
        let units = range.read(value)?;
        return Some((units * 10_i128.pow(9_u32.saturating_sub(range.scale)), String::new()));
    }
    match value {
        Operand::FromNow { seconds, .. } => Some((i128::from(*seconds), String::new())),
        Operand::Json { value: Value::Bool(flag) } => Some((i128::from(*flag), String::new())),
        Operand::Json { value: Value::String(text) } => Some((0, text.clone())),
        _ => None,
    }
}

/// Values of a field worth trying: examples, those at the edges of conditions, and none at all.
fn candidates(w: &Writer<'_, '_>, name: &str, conditions: &[&Condition]) -> Vec<Operand> {
    let mut found = Vec::new();
    if let Some(key) = w.thing.entity.relation(name) {
        if !key.required {
            found.push(Operand::json(Value::Null));
        }
        return found;
    }
    let Some(values) = w.thing.values(name) else { return found };
    if values.field.read_only == Some(true) {
        return found;
    }
    let form = if values.is_date() { MomentForm::Date } else { MomentForm::DateTime };
    let clock: Vec<i64> = conditions
        .iter()
        .filter_map(|c| match c.than {
            Term::DaysFromNow(days) => Some(i64::from(days)),
            _ => None,
        })
        .collect();
    for days in &clock {
        for away in 2..6 {
            found.push(Operand::FromNow { seconds: (days - away) * DAY, form });
            found.push(Operand::FromNow { seconds: (days + away) * DAY, form });
        }
    }
    if clock.is_empty() {
        for condition in conditions {
            match &condition.than {
                Term::Values(list) => {
                    found.extend(list.iter().filter(|v| !v.is_null()).map(|v| sent(values, v)))
                }
                Term::Value(edge) => found.extend(around(values, edge)),
                Term::Field(_) | Term::DaysFromNow(_) => {}
            }
        }
        found.extend((0..8).map_while(|n| values.nth(n)));
    }
    if w.thing.is_nullable(name) {
        found.push(Operand::json(Value::Null));
    }
    found
}

/// A number of a condition, as a body holds it.
fn sent(values: &FieldValues, value: &Value) -> Operand {
    let units = values.number().and_then(|range| range.read(&Operand::json(value.clone())));
    match (values.number(), units) {
        (Some(range), Some(units)) => Operand::json(range.json(units)),
        _ => Operand::json(value.clone()),
    }
}

/// The edge itself and its neighbours.
fn around(values: &FieldValues, edge: &Value) -> Vec<Operand> {
    let Some(range) = values.number() else { return Vec::new() };
    let Some(units) = range.read(&Operand::json(edge.clone())) else { return Vec::new() };
    let near =
        [units, units - range.step, units + range.step, units + 2 * range.step, units - 2 * range.step];
    near.into_iter().filter(|v| range.contains(*v)).map(|v| Operand::json(range.json(v))).collect()
}

/// So many different values of a field that ascend and fulfil the conditions.
pub fn ascending(
    w: &Writer<'_, '_>,
    name: &str,
    conditions: &[&Condition],
    count: usize,
) -> Option<Vec<Operand>> {
    let values = w.thing.values(name)?;
    let about: Vec<&Condition> = conditions.iter().copied().filter(|c| c.field == name).collect();
    if about.iter().any(|c| matches!(c.than, Term::Field(_))) || w.thing.is_state(name) {
        return None;
    }
    let mut found: Vec<(Rank, Operand)> = candidates(w, name, &about)
        .into_iter()
        .filter(|value| about.iter().all(|c| holds(w, c, value) == Some(true)))
        .filter_map(|value| Some((rank(values, &value)?, value)))
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found.dedup_by(|a, b| a.0 == b.0);
    (found.len() >= count).then(|| found.into_iter().take(count).map(|(_, value)| value).collect())
}

/// What stands in an order with a member moves along with it.
fn partners(w: &Writer<'_, '_>, members: &[Member]) -> Vec<Member> {
    let mut found: Vec<Member> = Vec::new();
    for member in members {
        for (before, after) in w.thing.ordered_pairs() {
            let (other, days) = match (before == member.name, after == member.name) {
                (true, _) => (after, 1),
                (_, true) => (before, -1),
                _ => continue,
            };
            if members.iter().chain(&found).any(|known| known.name == other) {
                continue;
            }
            let moved = match (&member.value, w.thing.values(&other)) {
                (Operand::FromNow { seconds, .. }, Some(partner)) if partner.is_moment() => {
                    let form = if partner.is_date() { MomentForm::Date } else { MomentForm::DateTime };
                    Some(Operand::FromNow { seconds: seconds + days * DAY, form })
                }
                _ => None,
            };
            match moved {
                Some(value) => found.push(Member::new(&other, value)),
                None => {
                    let along = w.along(&member.name, member.value.clone()).unwrap_or_default();
                    found.extend(along.into_iter().skip(1).filter(|m| m.name == other));
                }
            }
        }
    }
    found
}

/// What differs from row to row because a rule wants it to, once rows share a parent.
fn apart(w: &Writer<'_, '_>, n: u64, members: &[Member]) -> Option<Vec<Member>> {
    let mut found: Vec<Member> = Vec::new();
    let pinned = |name: &str, found: &[Member]| members.iter().chain(found).any(|member| member.name == name);
    let thing = w.thing;
    for set in &thing.entity.unique {
        // A key that nothing pins is a new record each time.
        let differs = set.fields.iter().any(|name| {
            thing.is_fresh_key(name) && !pinned(name, &found)
                || thing.entity.field(name).is_some_and(|f| f.unique)
        });
        let given = found.iter().any(|member| set.fields.contains(&member.name));
        if differs || given || !set.fields.iter().any(|name| pinned(name, &[])) {
            continue;
        }
        let free = set.fields.iter().find_map(|name| {
            let value = thing.values(name).filter(|_| !pinned(name, &found))?.nth(n)?;
            Some(Member::new(name, value))
        });
        match free {
            Some(member) => found.push(member),
            // What the row is given is all that could differ: the caller gave it different values.
            None if set.fields.iter().all(|name| pinned(name, &[])) => {}
            None => return None,
        }
    }
    for overlap in &thing.entity.overlaps {
        for name in [&overlap.start, &overlap.end] {
            if let Some(values) = thing.values(name).filter(|v| v.is_moment() && !pinned(name, &found)) {
                let member = Member::new(name, values.moment(i64::try_from(n).ok()? * 30, 0));
                found.push(member);
            }
        }
    }
    for limit in thing.entity.limits.iter().filter(|limit| limit.per.is_some()) {
        if let Some(name) = limit.at.as_ref().filter(|at| !pinned(at, &found))
            && let Some(values) = thing.values(name).filter(|v| v.is_moment())
        {
            let member = Member::new(name, values.moment(i64::try_from(n).ok()? * 400, 0));
            found.push(member);
        }
    }
    Some(found)
}

/// Records that rules let stand side by side below one parent.
pub fn room(w: &Writer<'_, '_>, scope: Option<&Scope>) -> u64 {
    let single = scope
        .and_then(|s| w.thing.entity.relation(&s.key))
        .is_some_and(|key| key.kind == domain::spec::RelationKind::OneToOne);
    if single {
        return 1;
    }
    let held = scope.is_some_and(|s| s.hold == Hold::Parent);
    if held {
        return 1;
    }
    let counted = w.thing.entity.limits.iter().filter(|limit| {
        limit.per.is_none() && limit.scope.iter().all(|name| scope.is_some_and(|s| s.key == *name))
    });
    let counted = counted.map(|limit| limit.max);
    let seats = w.thing.entity.capacities.iter().filter(|rule| scope.is_some_and(|s| s.key == rule.key));
    let seats = seats.filter_map(|rule| {
        let values = w.world.thing(&rule.to)?.values(&rule.field)?;
        u64::try_from(values.number()?.nth(values.offset)?).ok()
    });
    counted.chain(seats).min().unwrap_or(u64::MAX)
}

/// The example type of a field, for numbers.
pub fn type_of(thing: &Thing<'_>, name: &str) -> Option<FieldType> {
    thing.values(name).map(|values| values.field.ql_type)
}
