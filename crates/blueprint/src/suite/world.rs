//! The project as its tests see it: entities with their routes, examples and rules.
//!
//! Names, routes and columns come from the typed model, which is a reading of the spec
//! that code and tests share. What is tested (values, edges, who may do what) is read
//! from the spec itself here: code and tests must not be wrong together.

use std::collections::BTreeMap;

use domain::requirement::{Requirement, RequirementKind};
use domain::route::NewValue;
use domain::rule::{RowOp, StateChange};
use domain::spec::{Field, RelationKind, Spec};
use serde_json::Number;

use super::DatabaseKinds;
use super::access::{Accounts, Op};
use super::scenario::LooseKey;
use super::values::{FieldValues, When};
use crate::model::{Entity, Model, Operation, Owner, Relation, Verb};

pub struct World<'a> {
    pub spec: &'a Spec,
    pub model: &'a Model,
    pub things: Vec<Thing<'a>>,
    pub accounts: Accounts<'a>,
    requirements: BTreeMap<&'a str, &'a Requirement>,
    database: DatabaseKinds,
}

/// One entity that has routes.
pub struct Thing<'a> {
    pub entity: &'a Entity,
    pub name: &'a str,
    /// `book`, as in `make_book`
    pub one: &'a str,
    /// Under which scenarios keep a record: `book`, or `the_class` where the word has another meaning.
    pub var: String,
    /// `order item`, `order items`, for sentences.
    pub label: &'a str,
    pub labels: &'a str,
    pub path: &'a str,
    pub fields: Vec<(&'a str, FieldValues)>,
    pub machine: Option<Machine>,
}

/// A state machine, as the spec states it.
#[derive(Debug, Clone)]
pub struct Machine {
    pub field: String,
    pub initial: String,
    pub changes: Vec<StateChange>,
}

/// Words that mean something else in a stack's language or in a scenario.
const TAKEN: &[&str] = &[
    "abstract",
    "and",
    "answer",
    "answered",
    "any",
    "anyone",
    "anonymous",
    "arguments",
    "as",
    "assert",
    "async",
    "await",
    "begin",
    "body",
    "bool",
    "boolean",
    "break",
    "byte",
    "case",
    "catch",
    "chan",
    "changed",
    "char",
    "class",
    "client",
    "const",
    "continue",
    "count",
    "database",
    "debugger",
    "def",
    "default",
    "defer",
    "del",
    "delete",
    "do",
    "double",
    "elif",
    "else",
    "end",
    "ensure",
    "enum",
    "error",
    "event",
    "except",
    "export",
    "extends",
    "false",
    "final",
    "finally",
    "first",
    "float",
    "for",
    "from",
    "func",
    "function",
    "global",
    "go",
    "goto",
    "if",
    "implements",
    "import",
    "in",
    "int",
    "interface",
    "is",
    "item",
    "lambda",
    "let",
    "list",
    "long",
    "map",
    "module",
    "native",
    "new",
    "next",
    "nil",
    "none",
    "not",
    "null",
    "or",
    "other",
    "package",
    "page",
    "pass",
    "print",
    "private",
    "protected",
    "public",
    "raise",
    "range",
    "record",
    "redo",
    "refused",
    "rescue",
    "retry",
    "return",
    "second",
    "select",
    "self",
    "set",
    "short",
    "static",
    "status",
    "statuses",
    "str",
    "struct",
    "super",
    "switch",
    "synchronized",
    "test",
    "then",
    "this",
    "third",
    "throw",
    "token",
    "transient",
    "true",
    "try",
    "type",
    "undef",
    "unless",
    "until",
    "var",
    "void",
    "volatile",
    "when",
    "while",
    "with",
    "yield",
];

/// The word, unless it means something else.
pub fn variable(word: &str) -> String {
    if TAKEN.contains(&word) { format!("the_{word}") } else { word.to_owned() }
}

impl<'a> World<'a> {
    pub fn of(spec: &'a Spec, model: &'a Model, database: DatabaseKinds) -> Self {
        let things = model.entities.iter().filter(|entity| entity.stated);
        let requirements = model.requirements.iter().map(|r| (r.pointer.as_str(), r)).collect();
        Self {
            spec,
            model,
            things: things.map(|entity| Thing::of(spec, entity)).collect(),
            accounts: Accounts::of(spec, model),
            requirements,
            database,
        }
    }

    /// The requirement that a JSON pointer of the spec stands for.
    pub fn requirement(&self, pointer: &str) -> Option<&'a Requirement> {
        self.requirements.get(pointer).copied()
    }

    pub fn thing(&self, entity: &str) -> Option<&Thing<'a>> {
        self.things.iter().find(|thing| thing.name == entity)
    }

    /// The requirement about an operation; where none is stated, the entity's own.
    pub fn about(&self, thing: &Thing<'a>, verb: Verb) -> Option<&'a Requirement> {
        let operation = thing.operation(verb)?;
        let stated = operation.pointer.as_ref().and_then(|pointer| self.requirement(pointer));
        stated.or_else(|| self.requirement(&thing.entity.pointer))
    }

    /// The requirement about a field's keyword; `""` is the field itself.
    pub fn about_field(&self, thing: &Thing<'a>, field: &str, keyword: &str) -> Option<&'a Requirement> {
        let pointer = thing.entity.field(field)?.pointer.as_ref()?;
        self.requirement(&format!("{pointer}{keyword}"))
    }

    /// Whether the blueprint says that its database holds facts of this kind too.
    pub fn held_by_database(&self, kind: RequirementKind) -> bool {
        self.database.contains(&kind)
    }

    /// The account that may do it to the records that factories make.
    pub fn who(&self, thing: &Thing<'a>, verb: Verb) -> Option<String> {
        let op = Op::of(thing.operation(verb)?);
        self.accounts.who(thing.entity, &op)
    }

    pub fn who_acts(&self, thing: &Thing<'a>, operation: &Operation) -> Option<String> {
        self.accounts.who(thing.entity, &Op::of(operation))
    }

    /// Tables without the accounts', those that hold keys before those they point at.
    pub fn tables(&self) -> Vec<String> {
        let mut links: Vec<String> = Vec::new();
        let mut left: Vec<&Entity> = self.model.entities.iter().collect();
        for relation in left.iter().flat_map(|entity| &entity.relations) {
            links.extend(relation.link.as_ref().map(|link| link.table.clone()));
        }
        let mut tables = links;
        while !left.is_empty() {
            let free = |entity: &&Entity, left: &[&Entity]| {
                !entity
                    .incoming
                    .iter()
                    .any(|i| i.from != entity.name && left.iter().any(|other| other.name == i.from))
            };
            // In a circle the one goes first that others need not point at: their keys are let go before.
            let loose = |entity: &&Entity, left: &[&Entity]| {
                !left.iter().filter(|other| other.name != entity.name).any(|other| {
                    other.relations.iter().any(|r| r.link.is_none() && r.required && r.to == entity.name)
                })
            };
            let at = left
                .iter()
                .position(|entity| free(entity, &left))
                .or_else(|| left.iter().position(|entity| loose(entity, &left)))
                .unwrap_or(0);
            let entity = left.remove(at);
            if !entity.account {
                tables.push(entity.table.clone());
            }
        }
        tables
    }
}

impl World<'_> {
    /// Keys that stand in the way when tables are emptied in that order: rows of one circle point at each other.
    pub fn loose_keys(&self, tables: &[String]) -> Vec<LooseKey> {
        let at = |table: &String| tables.iter().position(|known| known == table);
        let mut keys = Vec::new();
        for entity in &self.model.entities {
            for relation in
                entity.relations.iter().filter(|relation| relation.link.is_none() && !relation.required)
            {
                if let (Some(own), Some(target)) = (at(&entity.table), at(&relation.to_table))
                    && target <= own
                {
                    keys.push(LooseKey { table: entity.table.clone(), column: relation.field.clone() });
                }
            }
        }
        keys
    }
}

/// Examples that some record pointed at can hold: of at most four seats nobody takes ten.
fn within_others(spec: &Spec, entity: &Entity, field: &str, keywords: &mut Field) {
    for rule in entity.compares.iter().filter(|rule| rule.field == field) {
        let Some(other) = spec.entities.get(&rule.to).and_then(|to| to.fields.get(&rule.other)) else {
            continue;
        };
        let known = |bound: &Option<Number>| bound.as_ref().and_then(Number::as_f64);
        if rule.op.is_upper() {
            if let Some(most) = known(&other.maximum)
                && known(&keywords.maximum).is_none_or(|own| own > most)
            {
                let bound = other.maximum.clone();
                if rule.op.is_strict() {
                    keywords.exclusive_maximum = bound;
                } else {
                    keywords.maximum = bound;
                }
            }
        } else if let Some(least) = known(&other.minimum)
            && known(&keywords.minimum).is_none_or(|own| own < least)
        {
            let bound = other.minimum.clone();
            if rule.op.is_strict() {
                keywords.exclusive_minimum = bound;
            } else {
                keywords.minimum = bound;
            }
        }
    }
}

impl<'a> Thing<'a> {
    fn of(spec: &'a Spec, entity: &'a Entity) -> Self {
        let fields = entity.fields.iter().map(|field| {
            let mut keywords = field.keywords.clone();
            keywords.required = field.required;
            keywords.read_only = Some(field.read_only);
            within_others(spec, entity, &field.name, &mut keywords);
            (field.name.as_str(), FieldValues::of(&field.name, &keywords))
        });
        let var = variable(&entity.snake);
        let mut thing = Self {
            entity,
            name: &entity.name,
            one: &entity.snake,
            var,
            label: &entity.label,
            labels: &entity.label_plural,
            path: &entity.path,
            fields: fields.collect(),
            machine: machine(spec, entity),
        };
        thing.stay_changeable();
        thing.make_room();
        thing.leave_way();
        thing.look_at_the_clock();
        thing.keep_orders();
        thing
    }

    /// Examples begin with values that leave a record changeable.
    fn stay_changeable(&mut self) {
        for rule in &self.entity.settled {
            if let Some((_, values)) = self.fields.iter_mut().find(|(name, _)| *name == rule.filter.field) {
                values.settled.extend(rule.filter.values.iter().cloned());
            }
        }
        // … and as what records that point here require.
        for (field, allowed) in &self.entity.required {
            if let Some((_, values)) = self.fields.iter_mut().find(|(name, _)| name == field) {
                let flags = [serde_json::json!(true), serde_json::json!(false)];
                let known = values.field.values.clone().unwrap_or(flags.to_vec());
                values.settled.extend(known.into_iter().filter(|value| !allowed.contains(value)));
            }
        }
    }

    /// Whether records that have some values of the field are not changed any more.
    pub fn settles(&self, field: &str) -> bool {
        self.entity.settled.iter().any(|rule| rule.filter.field == field && rule.ops.contains(&RowOp::Update))
    }

    /// States in which records cannot be deleted, where they start in one of them.
    pub fn kept_at_first(&self) -> Option<Vec<&str>> {
        let machine = self.machine.as_ref()?;
        let rules = self.entity.settled.iter().filter(|rule| rule.filter.field == machine.field);
        let kept: Vec<&str> = rules
            .filter(|rule| rule.ops.contains(&RowOp::Delete))
            .flat_map(|rule| rule.filter.values.iter().filter_map(|value| value.as_str()))
            .collect();
        kept.contains(&machine.initial.as_str()).then_some(kept)
    }

    /// Examples with room for the records that tests make: a capacity of none would refuse them all.
    fn make_room(&mut self) {
        const ROOM: i128 = 60;
        for room in &self.entity.rooms {
            let Some((_, values)) = self.fields.iter_mut().find(|(name, _)| *name == room.field) else {
                continue;
            };
            let Some(range) = values.number() else { continue };
            let enough = (0..400).find(|n| range.nth(*n).is_some_and(|units| units >= ROOM));
            // Examples end with the values below their start: the last is not the most.
            let most = (0..400).filter(|n| range.nth(*n).is_some()).max_by_key(|n| range.nth(*n));
            values.offset = enough.or(most).unwrap_or_default();
        }
    }

    /// Examples that leave the records that point here, or the one pointed to, every value that tests try.
    fn leave_way(&mut self) {
        /// Days beyond every moment that a factory makes.
        const FAR_DAYS: u64 = 40_000;
        const FAR_STEPS: i128 = 100_000;
        let pairs = self.ordered_pairs();
        for rule in &self.entity.compared {
            let Some((_, values)) = self.fields.iter_mut().find(|(name, _)| *name == rule.field) else {
                continue;
            };
            let upper = rule.op.is_upper();
            if values.is_moment() {
                values.offset = values.offset.max(if upper { FAR_DAYS } else { 0 });
            } else if let Some(range) = values.number()
                && !pairs.iter().any(|(before, after)| *(if upper { before } else { after }) == rule.field)
            {
                let (start, step) = range.start_and_step();
                values.usual = Some(if upper {
                    range.high.unwrap_or(start + FAR_STEPS * step)
                } else {
                    range.low.unwrap_or(start - FAR_STEPS * step)
                });
            }
        }
        for rule in self.entity.compares.iter().filter(|rule| !rule.op.is_upper()) {
            if let Some((_, values)) = self.fields.iter_mut().find(|(name, _)| *name == rule.field)
                && values.is_moment()
            {
                values.offset = values.offset.max(10);
            }
        }
    }

    /// Moves the examples of fields that a rule wants in the future or the past.
    fn look_at_the_clock(&mut self) {
        let mut when: BTreeMap<String, When> = BTreeMap::new();
        for rule in &self.entity.times {
            let side = if rule.direction.is_ahead() { When::Future } else { When::Past };
            when.insert(rule.field.clone(), side);
        }
        for field in &self.entity.closing {
            when.entry(field.clone()).or_insert(When::Future);
        }
        let pairs = self.ordered_pairs();
        // A deed that sets a field to now must meet its neighbours on their sides of now.
        let changes =
            self.entity.operations.iter().filter_map(|op| op.route.as_ref()).flat_map(|r| &r.changes);
        for change in changes.filter(|change| change.to == NewValue::Now) {
            for (before, after) in &pairs {
                if *after == change.field {
                    when.entry(before.clone()).or_insert(When::Past);
                } else if *before == change.field {
                    when.entry(after.clone()).or_insert(When::Future);
                }
            }
        }
        // What stands in an order with such a field moves with it.
        for _ in 0..pairs.len() {
            for (before, after) in &pairs {
                for (from, to) in [(before, after), (after, before)] {
                    if let Some(side) = when.get(from).copied() {
                        when.entry(to.clone()).or_insert(side);
                    }
                }
            }
        }
        for (name, values) in &mut self.fields {
            if let Some(side) = when.get(*name) {
                values.when = *side;
            }
        }
    }

    /// Moves examples up so that every stated order holds between them.
    fn keep_orders(&mut self) {
        let pairs = self.ordered_pairs();
        for _ in 0..pairs.len() {
            for (before, after) in &pairs {
                let Some(low) = self.values(before).cloned() else { continue };
                let Some((_, high)) = self.fields.iter_mut().find(|(name, _)| name == after) else {
                    continue;
                };
                if let (Some(low_range), Some(high_range)) = (low.number(), high.number()) {
                    let scale = low_range.scale.max(high_range.scale);
                    let lift = |units: i128, own: u32| units * 10_i128.pow(scale - own);
                    let top = (0..6)
                        .rev()
                        .find_map(|n| low_range.nth(low.offset + n))
                        .map(|v| lift(v, low_range.scale));
                    let Some(top) = top else { continue };
                    let found = (high.offset..high.offset + 2_000)
                        .find(|n| high_range.nth(*n).is_some_and(|v| lift(v, high_range.scale) > top));
                    high.offset = found.unwrap_or(high.offset);
                } else if low.when == high.when && high.offset < low.offset + 10 {
                    high.offset = low.offset + 10;
                }
            }
        }
    }

    /// Pairs of fields of which the first comes before the second.
    pub fn ordered_pairs(&self) -> Vec<(String, String)> {
        let orders = self.entity.orders.iter().map(|order| (order.before.clone(), order.after.clone()));
        let spans = self.entity.overlaps.iter().map(|span| (span.start.clone(), span.end.clone()));
        let mut pairs: Vec<(String, String)> = orders.chain(spans).collect();
        pairs.sort();
        pairs.dedup();
        pairs
    }

    pub fn values(&self, field: &str) -> Option<&FieldValues> {
        self.fields.iter().find(|(name, _)| *name == field).map(|(_, values)| values)
    }

    pub fn operation(&self, verb: Verb) -> Option<&'a Operation> {
        self.entity.operation(verb)
    }

    /// Fields that clients may write, without the machine's.
    pub fn writable(&self) -> impl Iterator<Item = (&'a str, &FieldValues)> {
        let all = self
            .fields
            .iter()
            .filter(|(name, values)| values.field.read_only != Some(true) && !self.is_state(name));
        all.map(|(name, values)| (*name, values))
    }

    /// Members that some overlap, limit or capacity counts by.
    pub fn scopes(&self) -> Vec<String> {
        let overlaps = self.entity.overlaps.iter().flat_map(|rule| &rule.scope);
        let limits = self.entity.limits.iter().flat_map(|rule| &rule.scope);
        let capacities = self.entity.capacities.iter().map(|rule| &rule.key);
        overlaps.chain(limits).chain(capacities).cloned().collect()
    }

    /// Whether another rule is tried with several records of the same scope.
    pub fn is_shared(&self, scope: &[String]) -> bool {
        let within = |names: &[String]| scope.iter().all(|name| names.contains(name));
        self.entity.limits.iter().any(|rule| within(&rule.scope))
            || self.entity.unique.iter().any(|set| within(&set.fields))
            || self.entity.capacities.iter().any(|rule| within(std::slice::from_ref(&rule.key)))
    }

    pub fn is_state(&self, field: &str) -> bool {
        self.machine.as_ref().is_some_and(|machine| machine.field == field)
    }

    /// Whether a rule forbids that the member changes after creation.
    pub fn is_frozen(&self, member: &str) -> bool {
        self.entity
            .immutables
            .iter()
            .any(|rule| rule.fields.is_empty() || rule.fields.iter().any(|field| field == member))
    }

    pub fn has_secret(&self, field: &str) -> bool {
        self.entity.field(field).is_some_and(|field| field.write_only)
    }

    /// Whether records say by that key whose they are, and it is not whoever made them.
    pub fn is_named_by(&self, owner: &str) -> bool {
        !matches!(&self.entity.owner, Some(Owner::Key(made)) if made == owner)
    }

    /// Its value may be null, and is when absent.
    pub fn is_nullable(&self, field: &str) -> bool {
        self.entity.field(field).is_some_and(|field| field.nullable)
    }

    pub fn column(&self, member: &str) -> String {
        self.entity.field(member).map_or_else(|| member.to_owned(), |field| field.column.clone())
    }

    /// Keys that bodies give, with one target each.
    pub fn given_keys(&self) -> impl Iterator<Item = &'a Relation> {
        self.entity.relations.iter().filter(|relation| !relation.owner)
    }

    /// Whether a key gives each record a target of its own.
    pub fn is_fresh_key(&self, name: &str) -> bool {
        self.entity.relation(name).is_some_and(|key| {
            key.required && !key.owner && key.to != "User" && key.kind != RelationKind::ManyToMany
        })
    }
}

/// The machine that a rule or, where there is none, the actions state.
fn machine(spec: &Spec, entity: &Entity) -> Option<Machine> {
    let known = entity.machine.as_ref()?;
    let mut changes: Vec<StateChange> = Vec::new();
    for action in entity.operations.iter().filter_map(|operation| operation.action.as_ref()) {
        let change =
            StateChange { verb: action.verb.clone(), from: action.from.clone(), to: action.to.clone() };
        changes.push(change);
    }
    let rule = spec.rules.iter().filter(|rule| rule.entity.as_deref() == Some(&entity.name));
    let initial = rule
        .filter_map(domain::rule::FormalRule::of)
        .find_map(|rule| match rule {
            domain::rule::FormalRule::StateMachine { initial, .. } => Some(initial),
            _ => None,
        })
        .unwrap_or_else(|| known.initial.clone());
    Some(Machine { field: known.field.clone(), initial, changes })
}
