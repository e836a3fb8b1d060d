//! Requirements: the facts of a spec that must hold, numbered, each with its words.
//!
//! One function decides what counts as a requirement, so that the FRD, the test
//! plan, the blueprint's tests and the gate cannot disagree.

use serde::{Deserialize, Serialize};

use crate::ownership::Ownership;
use crate::spec::{Entity, Field, FieldType, OperationKind, Origin, RuleStatus, Span, Spec};
use crate::unasked;

/// One thing that must hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Requirement {
    /// `FR-001`, …, in the order of the spec.
    pub id: String,
    /// JSON pointer into the spec; constraints point at the keyword (`…/fields/title/maxLength`).
    pub pointer: String,
    pub kind: RequirementKind,
    pub entity: Option<String>,
    /// One sentence for people.
    pub text: String,
    pub origin: Origin,
    pub src: Option<Span>,
}

/// The kinds of facts; a blueprint's proof table has a row for each it claims to prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequirementKind {
    Entity,
    Field,
    Required,
    Unique,
    UniqueTogether,
    MinLength,
    MaxLength,
    Pattern,
    Minimum,
    Maximum,
    ExclusiveMinimum,
    ExclusiveMaximum,
    MultipleOf,
    MinItems,
    MaxItems,
    Enum,
    Format,
    Default,
    ReadOnly,
    WriteOnly,
    Relation,
    RelationRequired,
    OnDelete,
    Operation,
    Filter,
    Search,
    Sort,
    Page,
    /// A route's rows hang on the record that its path names.
    Scope,
    /// A route's rows are only those for which this holds.
    Condition,
    /// A route answers no more than so many.
    Take,
    /// A number that a route works out.
    Figure,
    /// A route's numbers are told apart by a field.
    Per,
    /// What a route does to a field.
    Change,
    Permission,
    Overlap,
    Limit,
    Order,
    StateMachine,
    Immutable,
    Time,
    TextRule,
    Nfr,
}

/// Every requirement of the spec, numbered from `FR-001`.
pub fn requirements(spec: &Spec) -> Vec<Requirement> {
    let mut list = Numbered { spec, list: Vec::new() };
    for (name, entity) in &spec.entities {
        list.entity(name, entity);
    }
    list.relations();
    list.operations();
    list.permissions();
    list.rules();
    list.list
}

struct Numbered<'a> {
    spec: &'a Spec,
    list: Vec<Requirement>,
}

impl Numbered<'_> {
    fn add(
        &mut self,
        pointer: String,
        kind: RequirementKind,
        entity: Option<&str>,
        text: String,
        origin: Option<Origin>,
        src: Option<Span>,
    ) {
        let id = format!("FR-{:03}", self.list.len() + 1);
        let entity = entity.map(str::to_owned);
        self.list.push(Requirement {
            id,
            pointer,
            kind,
            entity,
            text,
            origin: origin.unwrap_or(Origin::Default),
            src,
        });
    }

    fn entity(&mut self, name: &str, entity: &Entity) {
        use RequirementKind::*;
        let base = format!("/entities/{name}");
        self.add(
            base.clone(),
            Entity,
            Some(name),
            format!("{name} records are kept"),
            entity.origin,
            entity.src,
        );
        for (field_name, field) in &entity.fields {
            self.field(name, field_name, field);
        }
        for (i, set) in entity.unique.iter().enumerate() {
            let text = format!("no two {name} records share {}", set.join(" and "));
            self.add(
                format!("{base}/unique/{i}"),
                UniqueTogether,
                Some(name),
                text,
                entity.origin,
                entity.src,
            );
        }
    }

    fn field(&mut self, entity: &str, name: &str, field: &Field) {
        use RequirementKind::*;
        let at = format!("/entities/{entity}/fields/{name}");
        let what = format!("{entity}.{name}");
        let bound = |kind| match kind {
            MinLength => field.min_length.map(Into::into),
            MaxLength => field.max_length.map(Into::into),
            Minimum => field.minimum.clone(),
            Maximum => field.maximum.clone(),
            _ => None,
        };
        let mut add = |suffix: &str, kind, text: String| {
            // A limit that nobody asked for stands beside no words.
            let stated = field.origin == Some(Origin::Stated);
            let ours = stated && bound(kind).is_some_and(|number| unasked::limit(self.spec, kind, &number));
            let (origin, src) = if ours { (None, None) } else { (field.origin, field.src) };
            self.add(format!("{at}{suffix}"), kind, Some(entity), text, origin, src);
        };
        add("", Field, format!("{what} is kept and given back as {}", type_name(field.ql_type)));
        if field.required {
            add("/x-ql-required", Required, format!("{what} must be given"));
        }
        if field.unique == Some(true) {
            add("/x-ql-unique", Unique, format!("{what} is unique"));
        }
        if let Some(n) = field.min_length {
            add("/minLength", MinLength, format!("{what} has at least {n} characters"));
        }
        if let Some(n) = field.max_length {
            add("/maxLength", MaxLength, format!("{what} has at most {n} characters"));
        }
        if let Some(p) = &field.pattern {
            add("/pattern", Pattern, format!("{what} matches {p}"));
        }
        if let Some(n) = &field.minimum {
            add("/minimum", Minimum, format!("{what} is at least {n}"));
        }
        if let Some(n) = &field.maximum {
            add("/maximum", Maximum, format!("{what} is at most {n}"));
        }
        if let Some(n) = &field.exclusive_minimum {
            add("/exclusiveMinimum", ExclusiveMinimum, format!("{what} is greater than {n}"));
        }
        if let Some(n) = &field.exclusive_maximum {
            add("/exclusiveMaximum", ExclusiveMaximum, format!("{what} is less than {n}"));
        }
        if let Some(n) = &field.multiple_of {
            add("/multipleOf", MultipleOf, format!("{what} is a multiple of {n}"));
        }
        if let Some(n) = field.min_items {
            add("/minItems", MinItems, format!("{what} has at least {n} items"));
        }
        if let Some(n) = field.max_items {
            add("/maxItems", MaxItems, format!("{what} has at most {n} items"));
        }
        if let Some(values) = &field.values {
            let shown: Vec<String> = values.iter().map(plain).collect();
            add("/enum", Enum, format!("{what} is one of {}", shown.join(", ")));
        }
        // `decimal` only says how the type is written in JSON: the field itself is the requirement.
        if let Some(format) = field.format.as_ref().filter(|format| *format != "decimal") {
            add("/format", Format, format!("{what} has the form {format}"));
        }
        if let Some(value) = &field.default {
            add("/default", Default, format!("{what} is {} unless given", plain(value)));
        }
        if field.read_only == Some(true) {
            add("/readOnly", ReadOnly, format!("{what} cannot be written by clients"));
        }
        if field.write_only == Some(true) {
            add("/writeOnly", WriteOnly, format!("{what} is never given back"));
        }
    }

    fn relations(&mut self) {
        use RequirementKind::*;
        for (i, relation) in self.spec.relations.iter().enumerate() {
            let at = format!("/relations/{i}");
            let (from, to) = (relation.from.as_str(), relation.to.as_str());
            let key = relation.field.clone().unwrap_or_default();
            let (origin, src) = (relation.origin, relation.src);
            self.add(
                at.clone(),
                Relation,
                Some(from),
                format!("{from} refers to {to} by {key}"),
                origin,
                src,
            );
            if relation.required == Some(true) {
                let text = format!("{from}.{key} must be given");
                self.add(format!("{at}/required"), RelationRequired, Some(from), text, origin, src);
            }
            if let Some(on_delete) = relation.on_delete {
                let text = match on_delete {
                    crate::spec::OnDelete::Restrict => {
                        format!("{} with {from} records cannot be deleted", with_article(to))
                    }
                    crate::spec::OnDelete::Cascade => {
                        format!("deleting {} deletes its {from} records", with_article(to))
                    }
                    crate::spec::OnDelete::SetNull => {
                        format!("deleting {} clears {from}.{key}", with_article(to))
                    }
                };
                // What is said among the assumptions is nobody's words.
                let pointer = format!("{at}/on_delete");
                let ours = origin == Some(Origin::Stated)
                    && self.spec.assumptions.iter().any(|one| one.path.as_deref() == Some(&pointer));
                let (origin, src) = if ours { (None, None) } else { (origin, src) };
                self.add(pointer, OnDelete, Some(from), text, origin, src);
            }
        }
    }

    fn operations(&mut self) {
        use RequirementKind::*;
        for (i, op) in self.spec.operations.iter().enumerate() {
            let at = format!("/operations/{i}");
            let entity = op.entity.as_deref();
            let (origin, src) = (op.origin, op.src);
            let route =
                format!("{} {}", op.method.as_deref().unwrap_or("?"), op.path.as_deref().unwrap_or("?"));
            let text = match op.kind {
                OperationKind::Action => match &op.transition {
                    Some(t) => format!("{route} moves {} from {} to {}", t.field, t.from.join(" or "), t.to),
                    None => format!("{route} is offered"),
                },
                _ => format!("{route} is offered"),
            };
            self.add(at.clone(), Operation, entity, text, origin, src);
            for (k, filter) in op.filters.iter().enumerate() {
                let text = format!("{route} filters by {filter}");
                self.add(format!("{at}/filters/{k}"), Filter, entity, text, origin, src);
            }
            if !op.search.is_empty() {
                let text = format!("{route} searches in {}", op.search.join(", "));
                self.add(format!("{at}/search"), Search, entity, text, origin, src);
            }
            if !op.sort.is_empty() {
                let text = format!("{route} lists by {}", op.sort.join(", "));
                self.add(format!("{at}/sort"), Sort, entity, text, origin, src);
            }
            if let Some(page) = &op.page {
                let text = format!("{route} answers pages of {} (at most {})", page.default, page.max);
                self.add(format!("{at}/page"), Page, entity, text, origin, src);
            }
            if op.route.is_some() {
                self.route(op, &at, &route);
            }
        }
    }

    /// Each part of a route of its own is a fact that can be wrong alone.
    fn route(&mut self, op: &crate::spec::Operation, at: &str, shown: &str) {
        use crate::route::Gives;
        use RequirementKind::*;
        let Some(route) = &op.route else { return };
        let entity = op.entity.as_deref();
        let mut add = |tail: String, kind, text: String| {
            self.add(format!("{at}/route/{tail}"), kind, entity, text, op.origin, op.src);
        };
        if let Some(key) = &route.scope {
            let what = format!("{shown} is about the record that its path names, by {key}");
            add("scope".to_owned(), Scope, what);
        }
        for (k, condition) in route.conditions.iter().enumerate() {
            add(format!("where/{k}"), Condition, format!("{shown}: only where {}", condition.words()));
        }
        match &route.gives {
            Gives::Top(n) => add("gives/top".to_owned(), Take, format!("{shown} answers at most {n}")),
            Gives::Figures(figures) => {
                if let Some(apart) = figures.apart() {
                    let what = format!("{shown} tells its numbers apart by {apart}");
                    add("gives/figures/per".to_owned(), Per, what);
                }
                if let Some(n) = figures.top {
                    let what = format!("{shown} answers at most {n} lines, the largest first");
                    add("gives/figures/top".to_owned(), Take, what);
                }
                for (k, figure) in figures.list.iter().enumerate() {
                    let what = format!("{shown} answers as {}: {}", figure.name, figure.words());
                    add(format!("gives/figures/list/{k}"), Figure, what);
                }
            }
            Gives::Change(changes) => {
                for (k, change) in changes.iter().enumerate() {
                    add(format!("gives/change/{k}"), Change, format!("{shown} {}", change.words()));
                }
            }
            Gives::Page | Gives::First | Gives::Csv | Gives::Record | Gives::Create => {}
        }
    }

    fn permissions(&mut self) {
        let Some(auth) = &self.spec.auth else { return };
        if let Some(role) = &auth.first_role {
            let text = format!("an account begins with the role {role}");
            self.add(
                "/auth/first_role".to_owned(),
                RequirementKind::Permission,
                None,
                text,
                auth.origin,
                None,
            );
        }
        for (i, p) in auth.permissions.iter().enumerate() {
            let verb = match p.effect {
                crate::spec::Effect::Allow => "may",
                crate::spec::Effect::Deny => "may not",
            };
            let (own, by) = match p.condition.as_deref().map(|c| (c, Ownership::of(c))) {
                None => (String::new(), String::new()),
                Some((_, Some(Ownership::Named { key }))) => ("own ".to_owned(), format!(" (by its {key})")),
                Some((_, Some(Ownership::Through { key, owner }))) => {
                    ("own ".to_owned(), format!(" (by the {owner} of its {key})"))
                }
                Some((said, _)) => (format!("{said} "), String::new()),
            };
            let object = p.entity.as_deref().unwrap_or("any record");
            let text = format!("{} {verb} {} {own}{object}{by}", p.roles.join(", "), p.ops.join(", "));
            let at = format!("/auth/permissions/{i}");
            self.add(at, RequirementKind::Permission, p.entity.as_deref(), text, p.origin, p.src);
        }
    }

    fn rules(&mut self) {
        use RequirementKind::*;
        for (i, rule) in self.spec.rules.iter().enumerate() {
            let kind = match (rule.status, rule.kind.as_str()) {
                (RuleStatus::TextOnly | RuleStatus::Conflict, _) => TextRule,
                // These restate a field keyword or a permission, which is a requirement already.
                (
                    _,
                    "authorization" | "unique" | "range" | "length" | "pattern" | "format" | "enum"
                    | "reference",
                ) => {
                    continue;
                }
                (_, "unique_together") => UniqueTogether,
                (_, "overlap") => Overlap,
                (_, "capacity") => Limit,
                (_, "limit" | "cardinality") => Limit,
                (_, "order" | "compare" | "differ" | "requires") => Order,
                (_, "state_machine" | "transition") => StateMachine,
                (_, "immutable") => Immutable,
                (_, "time" | "deadline") => Time,
                (_, _) => TextRule,
            };
            self.add(
                format!("/rules/{i}"),
                kind,
                rule.entity.as_deref(),
                rule.text.clone(),
                rule.origin,
                rule.src,
            );
        }
    }
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map(str::to_owned).unwrap_or_else(|| value.to_string())
}

fn type_name(ty: FieldType) -> String {
    serde_json::to_value(ty).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}
/// `a pet`, `an Owner`, `a user`.
pub fn with_article(noun: &str) -> String {
    let lower = noun.to_lowercase();
    let spoken_you = ["us", "uni", "eu", "one"].iter().any(|start| lower.starts_with(start));
    let vowel = lower.starts_with(['a', 'e', 'i', 'o', 'u']) && !spoken_you;
    format!("{} {noun}", if vowel { "an" } else { "a" })
}
