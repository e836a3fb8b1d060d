//! A spec as comparable facts, beside those of [`super::label`].

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Origin, Spec,
    rule::FormalRule,
    spec::{Effect, Function, Operation, OperationKind, QuestionKind, RelationKind},
};
use serde_json::Value;

use super::{
    compare::{Kind, Said},
    field,
};

/// Words as one name: `In progress` and `in_progress` are the same value.
pub fn plain(text: &str) -> String {
    if let Ok(n) = text.parse::<f64>() {
        return n.to_string();
    }
    let lower = text.trim().to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_")
}

/// A member of an entity, be it a field or the key of a relation, as a filter or a rule names it.
pub fn member(name: &str) -> String {
    let name = field::known_as(&plain(name));
    let name = ["_from", "_to", "_min", "_max", "_ids", "_id"]
        .iter()
        .find_map(|tail| name.strip_suffix(tail))
        .unwrap_or(&name);
    spec::words::singular(name)
}

/// `/tickets/{id}/check-in` and `/tickets/:ticket_id/check_in` are the same route.
pub fn route(path: &str) -> String {
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    let segments =
        segments.map(|s| if s.starts_with(['{', ':', '<']) { "{}".to_owned() } else { s.replace('_', "-") });
    format!("/{}", segments.collect::<Vec<_>>().join("/"))
}

pub fn related(from: &str, to: &str, kind: &str) -> String {
    // Of two that hold many of each other, or one of each other, the text does not say who holds the key.
    let (from, to) = if kind != "many_to_one" && from > to { (to, from) } else { (from, to) };
    format!("{from} -> {to} {kind}")
}

/// Reading one and reading all is the same right.
pub fn right(role: &str, op: &str, entity: &str, own: bool, denied: bool) -> String {
    let op = if op == "list" { "read" } else { op };
    let (not, own) = (if denied { "!" } else { "" }, if own { " own" } else { "" });
    format!("{not}{role} {} {entity}{own}", plain(op))
}

pub fn together<'a>(entity: &str, fields: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<String> = fields.map(member).collect();
    names.sort();
    format!("unique_together {entity} {}", names.join(","))
}

/// A measurable wish; people count load in several words.
pub fn wish(metric: &str, op: &str, value: f64, unit: &str) -> String {
    let metric = if metric == "concurrent_users" { "concurrency" } else { metric };
    let unit = match unit {
        "requests/s" => "rps",
        "" | "users" | "requests" | "connections" => "clients",
        unit => unit,
    };
    format!("{metric} {op} {value} {unit}")
}

pub fn said(spec: &Spec) -> Said {
    let mut said = Said::default();
    entities(&mut said, spec);
    relations(&mut said, spec);
    spec.operations.iter().for_each(|op| operation(&mut said, op));
    rights(&mut said, spec);
    rules(&mut said, spec);
    for nfr in spec.nfr.iter().filter(|nfr| claimed(nfr.origin) && nfr.unit != "stated") {
        let value = nfr.value.as_f64().unwrap_or_default();
        said.claim(Kind::Nfr, wish(&nfr.metric, &nfr.op, value, &nfr.unit));
    }
    spec.functions.iter().for_each(|f| function(&mut said, f));
    for command in &spec.commands {
        usage(&mut said, &command.usage);
        for flag in command.more.get("flags").and_then(Value::as_array).into_iter().flatten() {
            let name = flag.as_str().or_else(|| flag.get("name").and_then(Value::as_str));
            name.into_iter().for_each(|name| said.claim(Kind::Commands, name));
        }
    }
    said
}

/// A default is an assumption: the reader says so and names alternatives.
fn claimed(origin: Option<Origin>) -> bool {
    origin != Some(Origin::Default)
}

fn entities(said: &mut Said, spec: &Spec) {
    let first_states: BTreeMap<(&str, String), String> = spec
        .rules
        .iter()
        .filter_map(|rule| match FormalRule::of(rule)? {
            FormalRule::StateMachine { field, initial, .. } => {
                Some(((rule.entity.as_deref()?, field), initial))
            }
            _ => None,
        })
        .collect();
    for (entity, of) in spec.entities.iter().filter(|(_, of)| claimed(of.origin)) {
        said.claim(Kind::Entities, entity);
        for (name, field) in of.fields.iter().filter(|(_, field)| claimed(field.origin)) {
            let at = format!("{entity}.{}", field::known_as(name));
            // "you look for a colour: a field of its own?" proposes the field.
            if field.origin == Some(Origin::Inferred) && proposed(spec, entity, name) {
                said.imply(Kind::Fields, &at);
                continue;
            }
            said.claim(Kind::Fields, &at);
            let initial = first_states.get(&(entity.as_str(), name.clone()));
            field::say(said, &at, name, field, initial.map(String::as_str));
            if field.read_only == Some(true) && !matches!(name.as_str(), "id" | "created_at" | "updated_at") {
                said.claim(Kind::Rules, format!("computed {entity} {name}"));
            }
        }
        for set in of.unique.iter().filter(|set| set.len() > 1) {
            said.claim(Kind::Rules, together(entity, set.iter().map(String::as_str)));
        }
    }
}

fn proposed(spec: &Spec, entity: &str, field: &str) -> bool {
    let path = format!("/entities/{entity}/fields/{field}");
    spec.open_questions
        .iter()
        .any(|question| question.kind == QuestionKind::Missing && question.pointer.as_deref() == Some(&path))
}

fn relations(said: &mut Said, spec: &Spec) {
    // Two keys to the same entity share one assumption.
    let assumed: BTreeSet<(&str, &str)> = spec
        .relations
        .iter()
        .enumerate()
        .filter(|(index, _)| {
            let path = format!("/relations/{index}/on_delete");
            spec.assumptions.iter().any(|a| a.path.as_deref() == Some(&path))
        })
        .map(|(_, relation)| (relation.from.as_str(), relation.to.as_str()))
        .collect();
    for (index, relation) in spec.relations.iter().enumerate().filter(|(_, r)| claimed(r.origin)) {
        let kind = match relation.kind {
            RelationKind::ManyToOne => "many_to_one",
            RelationKind::OneToOne => "one_to_one",
            RelationKind::ManyToMany => "many_to_many",
        };
        let fact = related(&relation.from, &relation.to, kind);
        let path = format!("/relations/{index}");
        // What only the weights tell is a claim, as a field that only they tell is.
        let likely = relation.rule.as_deref() == Some("W4.likely-key");
        if !likely && spec.assumptions.iter().any(|a| a.path.as_deref() == Some(&path)) {
            said.imply(Kind::Relations, fact);
        } else {
            said.claim(Kind::Relations, fact);
        }
        let Some(effect) = relation.on_delete.and_then(|effect| serde_json::to_value(effect).ok()) else {
            continue;
        };
        let fact = format!("{} -> {} {}", relation.from, relation.to, effect.as_str().unwrap_or_default());
        if assumed.contains(&(relation.from.as_str(), relation.to.as_str())) {
            said.imply(Kind::Deletions, fact);
        } else {
            said.claim(Kind::Deletions, fact);
        }
    }
}

/// Beyond plain create, read, update, delete and list.
fn operation(said: &mut Said, op: &Operation) {
    let (Some(method), Some(path)) = (&op.method, &op.path) else { return };
    if !claimed(op.origin) {
        return;
    }
    let path = route(path);
    let at = format!("{method} {path}");
    let plain_kind = !matches!(
        op.kind,
        OperationKind::Action | OperationKind::Query | OperationKind::Upsert | OperationKind::Custom
    );
    let nested = path.matches('/').count() > if path.ends_with("/{}") { 2 } else { 1 };
    if !plain_kind || nested {
        said.claim(Kind::Endpoints, &at);
    }
    op.filters.iter().for_each(|f| said.claim(Kind::Endpoints, format!("{at} filter={}", member(f))));
    op.search.iter().for_each(|f| said.claim(Kind::Endpoints, format!("{at} search={}", member(f))));
    for key in &op.sort {
        let fact = format!("{at} sort={}", sorted(key));
        // "Latest" is an order by itself: where a route works something out, it is part of that.
        if op.route.is_some() { said.imply(Kind::Endpoints, fact) } else { said.claim(Kind::Endpoints, fact) }
    }
    if let Some(page) = &op.page {
        let fact = format!("{at} page={}", page.default);
        if page.default == 20 { said.imply(Kind::Endpoints, fact) } else { said.claim(Kind::Endpoints, fact) }
    }
}

pub fn sorted(field: &str) -> String {
    match field.strip_prefix('-') {
        Some(field) => format!("-{}", member(field)),
        None => member(field),
    }
}

fn rights(said: &mut Said, spec: &Spec) {
    let Some(auth) = &spec.auth else { return };
    auth.roles.iter().for_each(|role| said.claim(Kind::Roles, role));
    for permission in auth.permissions.iter().filter(|p| claimed(p.origin)) {
        let entities: Vec<&String> = match &permission.entity {
            Some(entity) => vec![entity],
            None => spec.entities.keys().collect(),
        };
        // By which key a record is one's own, no label says.
        let own = permission.condition.is_some();
        for entity in entities {
            for role in &permission.roles {
                for op in &permission.ops {
                    let denied = permission.effect == Effect::Deny;
                    said.claim(Kind::Permissions, right(role, op, entity, own, denied));
                }
            }
        }
    }
}

fn rules(said: &mut Said, spec: &Spec) {
    for rule in spec.rules.iter().filter(|rule| claimed(rule.origin)) {
        let (Some(formal), Some(entity)) = (FormalRule::of(rule), rule.entity.as_deref()) else { continue };
        match formal {
            FormalRule::UniqueTogether { fields } => {
                said.claim(Kind::Rules, together(entity, fields.iter().map(String::as_str)));
            }
            FormalRule::Overlap { .. } => said.claim(Kind::Rules, format!("overlap {entity}")),
            FormalRule::Limit { scope, max, .. } => {
                let per: Vec<String> = scope.iter().map(|name| format!(" per {}", member(name))).collect();
                said.claim(Kind::Rules, format!("limit {entity} {max}{}", per.concat()));
            }
            FormalRule::Capacity { key, field } => {
                said.claim(Kind::Rules, format!("limit {entity} {field} per {}", member(&key)));
            }
            FormalRule::Compare { field, op, key, other } => {
                let op = op.as_str();
                said.claim(Kind::Rules, format!("compare {entity} {field}{op}{}.{other}", member(&key)));
            }
            FormalRule::Requires { key, field, values } => {
                let values: Vec<String> = values.iter().map(|v| plain(&v.to_string())).collect();
                let said_of = format!("requires {entity} {}.{field}={}", member(&key), values.join("|"));
                said.claim(Kind::Rules, said_of);
            }
            FormalRule::Order { before, after, strict } => {
                let op = if strict { "<" } else { "<=" };
                said.claim(Kind::Rules, format!("order {entity} {before}{op}{after}"));
            }
            FormalRule::Differ { one, other } => {
                let mut names = [member(&one), member(&other)];
                names.sort();
                said.claim(Kind::Rules, format!("differ {entity} {}", names.join(",")));
            }
            FormalRule::StateMachine { transitions, .. } => {
                for change in &transitions {
                    for from in &change.from {
                        let step = format!("{}>{}", plain(from), plain(&change.to));
                        said.claim(Kind::Rules, format!("state_machine {entity} {step}"));
                    }
                }
            }
            FormalRule::Immutable { fields, filter: None, .. } if fields.is_empty() => {
                said.claim(Kind::Rules, format!("immutable {entity}"));
            }
            // Labels have no form for a field that never changes, a deadline, or one in the future or the past.
            FormalRule::Immutable { .. } | FormalRule::Time { .. } | FormalRule::Deadline { .. } => {}
        }
    }
}

fn function(said: &mut Said, function: &Function) {
    let names = function.params.iter().map(|p| p.get("name").and_then(Value::as_str).unwrap_or("?"));
    said.claim(Kind::Functions, format!("{}({})", function.name, names.collect::<Vec<_>>().join(", ")));
    let schema = function.returns.get("schema").unwrap_or(&function.returns);
    let of = schema.get("x-ql-type").or_else(|| schema.get("type")).and_then(Value::as_str);
    if let Some(of) = of {
        let of = if of == "number" { "float" } else { of };
        said.claim(Kind::Functions, format!("{} -> {of}", function.name));
    }
}

/// `todo add <text> [--due DATE]`: the subcommand and the flags.
fn usage(said: &mut Said, usage: &str) {
    let words: Vec<&str> = usage.split_whitespace().collect();
    let is_name =
        |word: &&&str| word.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit());
    if let Some(name) = words.get(1).filter(is_name).filter(|word| !word.starts_with('-')) {
        said.claim(Kind::Commands, *name);
    }
    for word in words {
        let flag = word.trim_matches(['[', ']', '(', ')']);
        let flag = flag.split(['=', '|']).next().unwrap_or(flag);
        if flag.starts_with("--") {
            said.claim(Kind::Commands, flag);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::{
        compare::{Outcome, Wanted, compare},
        label,
        request::Expect,
    };

    fn check(rest: &str, expect: Expect, kind: Kind) -> Outcome {
        let json = format!(
            r#"{{"qspec": 1, "source": {{"intent": "", "sha256": "{}", "reader": "human"}},
               "project": {{"name": "x", "type": "api"}}, {rest}}}"#,
            "0".repeat(64)
        );
        let said = serde_json::from_str::<Spec>(&json).map(|spec| said(&spec)).unwrap_or_default();
        let wanted: Wanted = label::wanted(&expect).unwrap_or_default();
        compare(&wanted, &said).remove(&kind).unwrap_or_default()
    }

    #[test]
    fn what_is_there_by_default_is_no_claim() {
        let field = |origin: &str| {
            format!(
                r#""entities": {{"A": {{"fields": {{"b": {{"x-ql-type": "date", "x-ql-origin": "{origin}"}}}}}}}}"#
            )
        };
        let seen = |origin| check(&field(origin), Expect::default(), Kind::Fields).surplus;
        assert_eq!(seen("default"), Vec::<String>::new());
        assert_eq!(seen("inferred"), ["A.b"]);
    }

    #[test]
    fn a_field_that_a_question_proposes_is_no_claim() {
        let asked = r#""entities": {"A": {"fields": {"b": {"x-ql-type": "date", "x-ql-origin": "inferred"}}}},
            "open_questions": [{"id": "q-00000000", "kind": "missing", "text": "", "options": ["field", "none"],
            "pointer": "/entities/A/fields/b", "blocking": false}]"#;
        assert_eq!(check(asked, Expect::default(), Kind::Fields), Outcome::default());
        let stated = asked.replace("inferred", "stated");
        assert_eq!(check(&stated, Expect::default(), Kind::Fields).surplus, ["A.b"]);
    }

    #[test]
    fn an_assumed_deletion_counts_only_where_it_is_wanted() {
        let relations = r#""relations": [{"from": "A", "to": "B", "kind": "many_to_one", "on_delete": "restrict"}],
            "assumptions": [{"id": "A1", "text": "", "path": "/relations/0/on_delete"}]"#;
        assert_eq!(check(relations, Expect::default(), Kind::Deletions), Outcome::default());
        let label = vec!["A -> B many_to_one restrict".to_owned()];
        let seen = check(relations, Expect { relations: label, ..Expect::default() }, Kind::Deletions);
        assert_eq!(seen.right, 1);
        let stated = relations.replace("/relations/0/on_delete", "/project/type");
        assert_eq!(check(&stated, Expect::default(), Kind::Deletions).surplus, ["A -> B restrict"]);
    }

    #[test]
    fn an_assumed_relation_counts_only_where_it_is_wanted() {
        let relations = r#""relations": [{"from": "A", "to": "B", "kind": "many_to_one", "origin": "inferred"}],
            "assumptions": [{"id": "A1", "text": "", "path": "/relations/0"}]"#;
        assert_eq!(check(relations, Expect::default(), Kind::Relations), Outcome::default());
        let label = vec!["A -> B many_to_one".to_owned()];
        let seen = check(relations, Expect { relations: label, ..Expect::default() }, Kind::Relations);
        assert_eq!(seen.right, 1);
        let stated = relations.replace("/relations/0", "/project/type");
        assert_eq!(check(&stated, Expect::default(), Kind::Relations).surplus, ["A -> B many_to_one"]);
    }

    #[test]
    fn a_plain_list_is_no_endpoint_but_its_parameters_are() {
        let operation = r#""operations": [{"id": "listA", "entity": "A", "kind": "list", "method": "GET",
            "path": "/as", "filters": ["b_id"], "page": {"style": "offset", "default": 20, "max": 100}},
            {"id": "doneA", "entity": "A", "kind": "action", "method": "POST", "path": "/as/:id/done"}]"#;
        let seen = check(operation, Expect::default(), Kind::Endpoints).surplus;
        assert_eq!(seen, ["GET /as filter=b", "POST /as/{}/done"]);
    }

    #[test]
    fn commands_are_their_subcommand_and_flags() {
        let commands =
            r#""commands": [{"usage": "todo add <text> [--due DATE]", "flags": [{"name": "--tag"}]}]"#;
        let expect = Expect { commands: vec!["add".into(), "--due".into()], ..Expect::default() };
        let seen = check(commands, expect, Kind::Commands);
        assert_eq!((seen.right, seen.surplus), (2, vec!["--tag".to_owned()]));
    }
}
