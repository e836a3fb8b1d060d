//! What every role answers: `/health`, `/ready`, `/metrics`, `/openapi.json`.

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Value, json};

use super::{Roles, llm};

pub fn routes(roles: Roles) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/ready", get(ready))
        .route("/metrics", get(metrics))
        .route("/openapi.json", get(openapi))
        .with_state(roles)
}

/// The process lives.
async fn health(State(roles): State<Roles>) -> Json<Value> {
    let ready = roles.llm.as_ref().map(|role| role.ready().is_ok());
    Json(json!({ "status": "ok", "version": roles.version, "roles": { "llm": ready } }))
}

/// It can do its work; else what is missing.
async fn ready(State(roles): State<Roles>) -> Response {
    match roles.llm.as_ref().map(|role| role.ready()) {
        Some(Err(error)) => {
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "ready": false, "error": error }))).into_response()
        }
        Some(Ok(())) | None => Json(json!({ "ready": true })).into_response(),
    }
}

async fn metrics(State(roles): State<Roles>) -> Response {
    let text = roles.llm.as_ref().map(|role| role.metrics()).unwrap_or_default();
    ([("content-type", "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

async fn openapi(State(roles): State<Roles>) -> Json<Value> {
    let mut paths = serde_json::Map::new();
    let mut add = |path: &str, method: &str, summary: &str| {
        let entry = paths.entry(path).or_insert_with(|| json!({}));
        entry[method] = json!({ "summary": summary, "responses": { "200": { "description": "done" } } });
    };
    add("/health", "get", "the process lives");
    add("/ready", "get", "whether it can do its work");
    add("/metrics", "get", "counters in the Prometheus text format");
    if roles.llm.is_some() {
        for (method, path, summary) in llm::PATHS {
            add(path, method, summary);
        }
    }
    Json(json!({
        "openapi": "3.1.0", "info": { "title": "QuantumLayer", "version": roles.version }, "paths": paths,
    }))
}
