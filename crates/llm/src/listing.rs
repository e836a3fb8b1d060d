//! What can be asked, as each wire lists it.

use serde_json::{Value, json};

use crate::{
    fault::{Class, Fault},
    router::Router,
    wires::Wire,
};

/// Before any router: a list states a date for each model, and this one has none to tell.
const NO_DATE: &str = "1970-01-01T00:00:00Z";

/// Routes and their targets, by name.
fn names(router: &Router) -> Vec<String> {
    let snapshot = router.inner.snapshot();
    let mut names: Vec<String> = snapshot.settings.routes.keys().cloned().collect();
    for plan in snapshot.plans.values() {
        names.extend(plan.targets.iter().map(|target| target.name.clone()));
    }
    names.sort();
    names.dedup();
    names
}

fn row(wire: Wire, name: &str) -> Value {
    match wire {
        Wire::Ollama | Wire::OllamaGenerate => json!({
            "name": name, "model": name, "size": 0, "digest": "", "modified_at": NO_DATE, "details": {},
        }),
        Wire::Anthropic => {
            json!({ "id": name, "type": "model", "display_name": name, "created_at": NO_DATE })
        }
        Wire::OpenAi | Wire::Responses | Wire::Bedrock => {
            json!({ "id": name, "object": "model", "created": 0, "owned_by": "quantumlayer" })
        }
    }
}

pub fn models(router: &Router, wire: Wire) -> Value {
    let names = names(router);
    let rows: Vec<Value> = names.iter().map(|name| row(wire, name)).collect();
    match wire {
        Wire::Ollama | Wire::OllamaGenerate => json!({ "models": rows }),
        Wire::Anthropic => json!({
            "data": rows, "has_more": false, "first_id": names.first(), "last_id": names.last(),
        }),
        Wire::OpenAi | Wire::Responses | Wire::Bedrock => json!({ "object": "list", "data": rows }),
    }
}

/// Errors: nothing can be asked under that name.
pub fn model(router: &Router, wire: Wire, name: &str) -> Result<Value, Fault> {
    match router.inner.snapshot().find(name) {
        Some(_) => Ok(row(wire, name)),
        None => Err(Fault::new(Class::UnknownModel, format!("there is no route or target `{name}`"))),
    }
}

/// A model as Ollama shows it. Errors: nothing can be asked under that name.
pub fn show(router: &Router, body: &[u8]) -> Result<Value, Fault> {
    let body: Value = serde_json::from_slice(body)
        .map_err(|e| Fault::new(Class::BadRequest, format!("the body is not JSON: {e}")))?;
    let name = body.get("model").or_else(|| body.get("name")).and_then(Value::as_str).unwrap_or("");
    let Some(plan) = router.inner.snapshot().find(name) else {
        return Err(Fault::new(Class::UnknownModel, format!("there is no route or target `{name}`")));
    };
    let context = plan.targets.iter().filter_map(|target| target.context).min();
    let mut info = json!({ "general.architecture": "quantumlayer" });
    if let Some(context) = context {
        info["quantumlayer.context_length"] = context.into();
    }
    Ok(json!({
        "capabilities": ["completion", "tools"], "details": {}, "model_info": info, "modified_at": NO_DATE,
    }))
}

pub fn providers(router: &Router) -> Value {
    let snapshot = router.inner.snapshot();
    let rows: Vec<Value> = snapshot
        .settings
        .providers
        .iter()
        .map(|(name, provider)| {
            json!({
                "name": name, "kind": provider.kind, "keys": provider.keys.len(),
                "usable": !provider.keys.is_empty() || !provider.needs_key(),
            })
        })
        .collect();
    json!({ "providers": rows })
}
