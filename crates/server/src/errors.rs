//! Errors of the frame as problem+json, with a string member `error` for older clients.

use axum::{
    body::Body,
    http::{Response, StatusCode},
};
use domain::Explain;

#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error("cannot listen on {address}: {source}")]
    Listen { address: String, source: std::io::Error },
}

impl Explain for ServerError {
    fn code(&self) -> &'static str {
        match self {
            Self::Listen { .. } => "QL-H001",
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Listen { .. } => {
                "choose another address with --listen, or stop what listens there".to_owned()
            }
        })
    }
}

/// A problem document; `detail` holds nothing of ours but words for the caller.
pub fn problem(status: StatusCode, detail: &str, request_id: &str) -> Response<Body> {
    let title = status.canonical_reason().unwrap_or("Error");
    let document = serde_json::json!({
        "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail,
        "instance": request_id, "trace_id": request_id, "error": detail,
    });
    let mut response = Response::new(Body::from(document.to_string()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert("content-type", axum::http::HeaderValue::from_static("application/problem+json"));
    response
}
