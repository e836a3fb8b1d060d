//! The spec as the tests see it: entities with their routes, values and rules.
//!
//! A second reading of the spec, on purpose: the tests must not learn from the code
//! (nor from the model that the code is printed from) what the spec means.

use std::collections::BTreeMap;

use domain::requirement::{Requirement, RequirementKind};
use domain::rule::{Direction, FormalRule, StateChange};
use domain::spec::{Entity, Field, FieldType, OnDelete, Operation, OperationKind, RelationKind, Spec};

use super::scenario::Account;
use super::values::{FieldValues, When};
use super::{DatabaseKinds, naming};

pub struct World<'a> {
    pub spec: &'a Spec,
    requirements: BTreeMap<&'a str, &'a Requirement>,
    pub things: Vec<Thing<'a>>,
    /// Whether callers have accounts and tokens.
    pub accounts: bool,
    database: DatabaseKinds,
}

/// One entity.
pub struct Thing<'a> {
    pub entity: &'a Entity,
    /// `Book`
    pub name: &'a str,
    /// `book`
    pub one: String,
    /// `books`
    pub many: String,
    /// `/books`
    pub path: String,
    pub table: String,
    pub fields: Vec<(&'a str, FieldValues)>,
    pub keys: Vec<Key<'a>>,
    pub rules: Vec<(usize, FormalRule)>,
    pub machine: Option<Machine>,
    pub operations: Vec<(usize, &'a Operation)>,
}

/// A relation seen from the side that holds the key.
pub struct Key<'a> {
    pub index: usize,
    pub name: String,
    pub to: &'a str,
    pub kind: RelationKind,
    pub required: bool,
    pub on_delete: OnDelete,
    /// The caller's own account: taken from the token, refused in bodies.
    pub own: bool,
}

#[derive(Debug, Clone)]
pub struct Machine {
    /// Index of the rule.
    pub rule: usize,
    pub field: String,
    pub initial: String,
    pub transitions: Vec<StateChange>,
}

impl<'a> World<'a> {
    pub fn of(spec: &'a Spec, requirements: &'a [Requirement], database: DatabaseKinds) -> Self {
        let accounts = spec.auth.as_ref().is_some_and(|auth| auth.scheme != "none");
        let things = spec.entities.iter().map(|(name, entity)| Thing::of(spec, name, entity)).collect();
        let requirements = requirements.iter().map(|r| (r.pointer.as_str(), r)).collect();
        Self { spec, requirements, things, accounts, database }
    }

    /// The requirement that a JSON pointer of the spec stands for.
    pub fn requirement(&self, pointer: &str) -> Option<&'a Requirement> {
        self.requirements.get(pointer).copied()
    }

    pub fn thing(&self, entity: &str) -> Option<&Thing<'a>> {
        self.things.iter().find(|thing| thing.name == entity)
    }

    /// The requirement about an operation of an entity; where none is stated, the entity's own.
    pub fn about(&self, thing: &Thing<'a>, kind: OperationKind) -> Option<&'a Requirement> {
        let stated = thing.operations.iter().find(|(_, op)| op.kind == kind);
        stated
            .and_then(|(i, _)| self.requirement(&format!("/operations/{i}")))
            .or_else(|| self.requirement(&format!("/entities/{}", thing.name)))
    }

    pub fn about_field(&self, thing: &Thing<'a>, field: &str, keyword: &str) -> Option<&'a Requirement> {
        self.requirement(&format!("/entities/{}/fields/{field}{keyword}", thing.name))
    }

    pub fn about_rule(&self, index: usize) -> Option<&'a Requirement> {
        self.requirement(&format!("/rules/{index}")).filter(|r| r.kind != RequirementKind::TextRule)
    }

    /// Whether the blueprint says that its database holds facts of this kind too.
    pub fn held_by_database(&self, kind: RequirementKind) -> bool {
        self.database.contains(&kind)
    }

    /// The account that may do it to the records that factories make.
    pub fn who(&self, _thing: &Thing<'a>, _kind: OperationKind) -> Option<String> {
        Some("client".to_owned())
    }

    pub fn usual_account(&self) -> String {
        "client".to_owned()
    }

    pub fn all_accounts(&self) -> Vec<Account> {
        vec![Account { name: "client".to_owned(), role: None }]
    }

    pub fn tables(&self) -> Vec<String> {
        self.things.iter().map(|thing| thing.table.clone()).collect()
    }

    /// Keys of other entities that point at this one.
    pub fn pointing_at(&self, entity: &str) -> impl Iterator<Item = (&Thing<'a>, &Key<'a>)> {
        self.things
            .iter()
            .flat_map(|thing| thing.keys.iter().map(move |key| (thing, key)))
            .filter(move |(_, key)| key.to == entity)
    }
}

impl<'a> Thing<'a> {
    fn of(spec: &'a Spec, name: &'a str, entity: &'a Entity) -> Self {
        let operations: Vec<(usize, &Operation)> =
            spec.operations.iter().enumerate().filter(|(_, op)| op.entity.as_deref() == Some(name)).collect();
        let rules: Vec<(usize, FormalRule)> = spec
            .rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| rule.entity.as_deref() == Some(name))
            .filter_map(|(i, rule)| FormalRule::of(rule).map(|formal| (i, formal)))
            .collect();
        let machine = rules.iter().find_map(|(i, rule)| match rule {
            FormalRule::StateMachine { field, initial, transitions } => Some(Machine {
                rule: *i,
                field: field.clone(),
                initial: initial.clone(),
                transitions: transitions.clone(),
            }),
            _ => None,
        });
        let one = naming::snake(name);
        let path = operations
            .iter()
            .filter_map(|(_, op)| op.path.as_deref())
            .find_map(naming::collection)
            .unwrap_or_else(|| naming::path(name));
        let mut thing = Self {
            entity,
            name,
            many: path.trim_start_matches('/').replace('-', "_"),
            table: naming::table(name, entity),
            path,
            one,
            fields: entity
                .fields
                .iter()
                .map(|(name, field)| (name.as_str(), FieldValues::of(name, field)))
                .collect(),
            keys: keys(spec, name),
            rules,
            machine,
            operations,
        };
        thing.look_at_the_clock();
        thing.keep_orders();
        thing
    }

    /// Moves the examples of fields that a rule wants in the future or the past.
    fn look_at_the_clock(&mut self) {
        let mut when: BTreeMap<String, When> = BTreeMap::new();
        for (_, rule) in &self.rules {
            if let FormalRule::Time { field, direction } = rule {
                let side = if *direction == Direction::Future { When::Future } else { When::Past };
                when.insert(field.clone(), side);
            }
        }
        // What stands in an order with such a field moves with it.
        for _ in 0..self.rules.len() {
            for (before, after) in self.ordered_pairs() {
                for (from, to) in [(&before, &after), (&after, &before)] {
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
        for _ in 0..self.rules.len() {
            for (before, after) in self.ordered_pairs() {
                let Some(low) = self.values(&before).cloned() else { continue };
                let Some((_, high)) = self.fields.iter_mut().find(|(name, _)| *name == after) else {
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
        let orders = self.rules.iter().filter_map(|(_, rule)| match rule {
            FormalRule::Order { before, after, .. } => Some((before.clone(), after.clone())),
            FormalRule::Overlap { start, end, .. } => Some((start.clone(), end.clone())),
            _ => None,
        });
        let mut pairs: Vec<(String, String)> = orders.collect();
        pairs.dedup();
        pairs
    }

    pub fn values(&self, field: &str) -> Option<&FieldValues> {
        self.fields.iter().find(|(name, _)| *name == field).map(|(_, values)| values)
    }

    pub fn field(&self, field: &str) -> Option<&'a Field> {
        self.entity.fields.get(field)
    }

    pub fn key(&self, name: &str) -> Option<&Key<'a>> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// Fields that clients may write, without the machine's.
    pub fn writable(&self) -> impl Iterator<Item = (&'a str, &FieldValues)> {
        self.fields
            .iter()
            .filter(|(name, values)| values.field.read_only != Some(true) && !self.is_state(name))
            .map(|(name, values)| (*name, values))
    }

    pub fn column(&self, member: &str) -> String {
        member.to_owned()
    }

    /// Whether another field's order stands on this one.
    pub fn ordered_start(&self, field: &str) -> bool {
        self.rules.iter().any(|(_, rule)| matches!(rule, FormalRule::Overlap { start, end, .. } if start == field || end == field))
    }

    pub fn is_state(&self, field: &str) -> bool {
        self.machine.as_ref().is_some_and(|machine| machine.field == field)
    }

    /// Whether a rule forbids that the member changes after creation.
    pub fn is_frozen(&self, member: &str) -> bool {
        self.rules.iter().any(|(_, rule)| match rule {
            FormalRule::Immutable { fields } => {
                fields.is_empty() || fields.iter().any(|field| field == member)
            }
            _ => false,
        })
    }

    pub fn has_secret(&self, field: &str) -> bool {
        self.field(field).is_some_and(|f| f.write_only == Some(true) || f.ql_type == FieldType::Password)
    }

    pub fn list(&self) -> Option<(usize, &'a Operation)> {
        self.operations.iter().copied().find(|(_, op)| op.kind == OperationKind::List)
    }
}

fn keys<'a>(spec: &'a Spec, entity: &str) -> Vec<Key<'a>> {
    let held = spec.relations.iter().enumerate().filter(|(_, relation)| relation.from == entity);
    held.map(|(index, relation)| {
        let many = relation.kind == RelationKind::ManyToMany;
        let required = relation.required == Some(true);
        let name = relation.field.clone().unwrap_or_else(|| naming::key(&relation.to, many));
        let usual = if required { OnDelete::Restrict } else { OnDelete::SetNull };
        Key {
            index,
            own: false,
            to: &relation.to,
            kind: relation.kind,
            required,
            on_delete: relation.on_delete.unwrap_or(usual),
            name,
        }
    })
    .collect()
}
