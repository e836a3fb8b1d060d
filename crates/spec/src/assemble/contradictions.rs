//! What was said cannot all hold: a default outside its own bounds, an order of two fields both ways, two counts of
//! the same things. The person decides, and nothing is built before.

use domain::{
    Span,
    rule::FormalRule,
    spec::{Effect, Field, Permission, QuestionKind},
};
use serde_json::json;

use super::draft::Draft;
use crate::questions;

pub fn ask(draft: &mut Draft) {
    defaults(draft);
    rules(draft);
    rights(draft);
}

fn defaults(draft: &mut Draft) {
    let outside: Vec<(String, String, String, String, Vec<Span>)> = draft
        .entities
        .iter()
        .flat_map(|(entity, record)| record.fields.iter().map(move |(name, field)| (entity, name, field)))
        .filter_map(|(entity, name, field)| {
            let allowed = refuses(field)?;
            let given = field.default.as_ref()?;
            let given = given.as_str().map_or_else(|| given.to_string(), str::to_owned);
            Some((entity.clone(), name.clone(), allowed, given, field.src.into_iter().collect()))
        })
        .collect();
    for (entity, name, allowed, given, src) in outside {
        // Nothing is built of it before the answer, which names it.
        if let Some(field) = draft.field(&entity, &name) {
            field.default = None;
        }
        let by_default = format!("{given} by default");
        draft.ask(questions::new(
            QuestionKind::Conflict,
            format!("/entities/{entity}/fields/{name}/default"),
            format!(
                "{entity}.{name} is said to be \u{201c}{allowed}\u{201d} and \u{201c}{by_default}\u{201d}, which it could \
                 not be: which holds?"
            ),
            src,
            json!(allowed),
            vec![json!(allowed), json!(by_default)],
            true,
        ));
    }
}

/// What the field allows, where its own default is nothing of that.
fn refuses(field: &Field) -> Option<String> {
    let given = field.default.as_ref()?;
    if let Some(values) = field.values.as_ref().filter(|values| !values.contains(given)) {
        let values: Vec<String> =
            values.iter().map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).collect();
        return Some(format!("one of {}", values.join(", ")));
    }
    let bound = |n: &Option<serde_json::Number>| n.as_ref().and_then(serde_json::Number::as_f64);
    let n = given.as_f64().or_else(|| given.as_str()?.parse().ok())?;
    let (low, high) = (bound(&field.minimum), bound(&field.maximum));
    let below = low.is_some_and(|low| n < low) || bound(&field.exclusive_minimum).is_some_and(|low| n <= low);
    let above =
        high.is_some_and(|high| n > high) || bound(&field.exclusive_maximum).is_some_and(|high| n >= high);
    let shown = |n: Option<f64>, word: &str| n.map(|n| format!("{word} {n}"));
    (below || above).then(|| {
        let low = shown(low, "at least").or_else(|| shown(bound(&field.exclusive_minimum), "more than"));
        let high = shown(high, "at most").or_else(|| shown(bound(&field.exclusive_maximum), "less than"));
        [low, high].into_iter().flatten().collect::<Vec<_>>().join(" and ")
    })
}

fn rules(draft: &mut Draft) {
    let formal: Vec<(String, String, Option<Span>, FormalRule)> = draft
        .rules
        .iter()
        .filter_map(|rule| Some((rule.entity.clone()?, rule.text.clone(), rule.src, FormalRule::of(rule)?)))
        .collect();
    for (n, (entity, text, src, rule)) in formal.iter().enumerate() {
        let against =
            formal.iter().skip(n + 1).find(|(other, _, _, second)| other == entity && clash(rule, second));
        let Some((_, other, other_src, _)) = against else { continue };
        let id = draft.ask(questions::new(
            QuestionKind::Conflict,
            format!("/rules/{entity}/{}", questions::short(&format!("{text}/{other}"))),
            format!("\u{201c}{text}\u{201d} and \u{201c}{other}\u{201d} cannot both hold: which does?"),
            [*src, *other_src].into_iter().flatten().collect(),
            json!(text),
            vec![json!(text), json!(other)],
            true,
        ));
        // The words of the second statement belong to the question, those of the first to its rule.
        draft.contested.extend(other_src.map(|span| (span, id)));
    }
}

/// Two rules of one entity of which no record keeps both, or that count the same things differently.
fn clash(one: &FormalRule, other: &FormalRule) -> bool {
    match (one, other) {
        (
            FormalRule::Order { before, after, strict },
            FormalRule::Order { before: second, after: last, strict: strictly },
        ) => before == last && after == second && (*strict || *strictly),
        (
            FormalRule::Limit { scope, max, per, filter, .. },
            FormalRule::Limit { scope: scopes, max: most, per: unit, filter: among, .. },
        ) => scope == scopes && per == unit && filter == among && max != most,
        _ => false,
    }
}

fn people(role: &str) -> String {
    match role {
        "public" => "everybody, even without an account,".to_owned(),
        "user" => "who is logged in".to_owned(),
        role => role.to_owned(),
    }
}

/// "Only admins may delete notes. Members can delete notes."
fn rights(draft: &mut Draft) {
    let only = |p: &Permission| super::permits::is_only(p);
    let plain = |p: &Permission| p.effect == Effect::Allow && p.condition.is_none() && p.ops.len() < 4;
    let mut found = Vec::new();
    for first in draft.permissions.iter().filter(|p| only(p) && plain(p)) {
        for second in draft.permissions.iter().filter(|p| !only(p) && plain(p) && p.entity == first.entity) {
            // Who alone may look is contradicted by what everybody may.
            let open = second.roles.iter().any(|role| role == "public");
            let op = first.ops.iter().find(|op| {
                second.ops.contains(op) && (open || matches!(op.as_str(), "create" | "update" | "delete"))
            });
            let others: Vec<&String> = second
                .roles
                .iter()
                .filter(|role| !first.roles.contains(role) && role.as_str() != "admin")
                .collect();
            if let (Some(op), [other, ..], Some(entity)) = (op, others.as_slice(), &first.entity) {
                let sources: Vec<Span> = [first.src, second.src].into_iter().flatten().collect();
                found.push((entity.clone(), op.clone(), first.roles.join(", "), (*other).clone(), sources));
            }
        }
    }
    for (entity, op, only, other, src) in found {
        draft.ask(questions::new(
            QuestionKind::Conflict,
            format!("/auth/permissions/{entity}/{op}/only"),
            format!(
                "the text says that only {} may {op} a record of {entity}, and that {} may too: which holds?",
                people(&only),
                people(&other)
            ),
            src,
            json!(format!("only {}", people(&only))),
            vec![
                json!(format!("only {}", people(&only))),
                json!(if other == "public" { "everybody" } else { "both" }),
            ],
            true,
        ));
    }
}
