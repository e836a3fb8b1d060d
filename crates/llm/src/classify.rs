//! From a provider's error to its class: status first, then the words that tell alike statuses apart.

use serde_json::Value;

use crate::fault::{Class, Fault};

/// What a provider says about a failure, in whichever shape it says it.
#[derive(Debug, Default)]
pub struct Complaint {
    pub message: String,
    /// `type`, `code`, `__type`, an exception's name: all of them, in lower case.
    pub words: String,
    pub code: Option<String>,
}

/// Reads `{"error": {…}}`, `{"error": "…"}`, `{"message": "…"}`, `{"type": "error", …}` or a list of these.
pub fn complaint(value: &Value) -> Complaint {
    let value = value.get(0).unwrap_or(value);
    let error = value.get("error").unwrap_or(value);
    if let Some(text) = error.as_str() {
        return Complaint { message: text.to_owned(), ..Complaint::default() };
    }
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let mut words = Vec::new();
    for key in ["type", "code", "__type", "status"] {
        words.extend(text(error, key));
    }
    if let Some(inner) = error.get("innererror").or_else(|| error.get("inner_error")) {
        words.extend(text(inner, "code"));
    }
    // FastAPI's servers list what is wrong, each with its place.
    let listed = || {
        let list = value.get("detail")?.as_array()?;
        let rows = list.iter().take(5).filter_map(|row| {
            let place = row.get("loc").map(Value::to_string).unwrap_or_default();
            text(row, "msg").map(|text| format!("{place}: {text}"))
        });
        Some(rows.collect::<Vec<_>>().join("; ")).filter(|text| !text.is_empty())
    };
    let message = text(error, "message")
        .or_else(|| text(error, "Message"))
        .or_else(|| text(value, "message"))
        .or_else(|| text(value, "detail"))
        .or_else(listed)
        .unwrap_or_default();
    let code = text(error, "code").or_else(|| text(error, "type"));
    Complaint { message, words: words.join(" ").to_lowercase(), code }
}

/// `status` is none inside a stream that began with 200.
pub fn class(status: Option<u16>, words: &str, message: &str) -> Class {
    let message = message.to_lowercase();
    let says = |list: &[&str]| list.iter().any(|word| words.contains(word) || message.contains(word));
    let named = |list: &[&str]| list.iter().any(|word| words.contains(word));
    const CONTEXT: &[&str] = &[
        "context_length_exceeded",
        "maximum context length",
        "context window",
        "prompt is too long",
        "input is too long",
        "too many input tokens",
        "exceeds the available context",
        "exceed_context_size",
        "context_exceeded",
        "exceeded max context length",
        "context length of only",
        "longer than the model's context length",
        "longer than the maximum model length",
        "maximum prompt length",
        "exceeds the maximum number of tokens",
        "input tokens exceeded",
        "too many tokens",
        "`max_new_tokens` must be <=",
        "reduce the length",
        "request_too_large",
    ];
    const MONEY: &[&str] =
        &["insufficient_quota", "billing", "credit balance", "quota exceeded", "exceeded your current quota"];
    const FILTER: &[&str] =
        &["content_filter", "content_policy", "responsibleaipolicyviolation", "guardrail"];
    const KEY: &[&str] = &[
        "authentication_error",
        "invalid_api_key",
        "unrecognizedclient",
        "expiredtoken",
        "invalidsignature",
        "signaturedoesnotmatch",
        "accessdenied",
        "permission_error",
        "incompletesignature",
    ];
    match status {
        Some(401) => Class::Auth,
        Some(402) => Class::Billing,
        Some(403) => {
            if says(MONEY) {
                Class::Billing
            } else {
                Class::Auth
            }
        }
        Some(404 | 410) => Class::NotFound,
        Some(408) => Class::FirstToken,
        Some(413) => Class::ContextTooLong,
        Some(429) if named(&["modelnotready"]) => Class::Overloaded,
        Some(429) => {
            if says(MONEY) {
                Class::Billing
            } else {
                Class::RateLimited
            }
        }
        Some(498) => Class::RateLimited,
        Some(503 | 529) => Class::Overloaded,
        Some(423 | 424 | 425 | 499) => Class::Server,
        // How this one is spoken to is wrong, not what is asked.
        Some(405 | 406 | 407 | 411 | 415 | 417 | 421 | 426 | 428 | 431) => Class::Unable,
        Some(400..=499) => {
            if says(CONTEXT) {
                Class::ContextTooLong
            } else if named(&["throttling", "toomanyrequests"]) {
                Class::RateLimited
            } else if named(KEY) {
                Class::Auth
            } else if says(MONEY) {
                Class::Billing
            } else if says(FILTER) {
                Class::ContentFilter
            } else if status == Some(409) {
                Class::Server
            } else {
                Class::BadRequest
            }
        }
        // Some servers of one's own machine answer so to what is too long.
        Some(500) if says(CONTEXT) => Class::ContextTooLong,
        Some(_) => Class::Server,
        None => {
            if named(&["overloaded", "serviceunavailable", "modelnotready", "server_is_overloaded"]) {
                Class::Overloaded
            } else if says(MONEY) {
                Class::Billing
            } else if named(&["rate_limit", "throttling", "toomanyrequests", "429"]) {
                Class::RateLimited
            } else if says(CONTEXT) {
                Class::ContextTooLong
            } else if says(FILTER) {
                Class::ContentFilter
            } else if named(KEY) {
                Class::Auth
            } else if named(&["invalid_request", "validationexception"]) {
                Class::BadRequest
            } else {
                Class::Server
            }
        }
    }
}

/// An error that stands inside a stream.
pub fn in_stream(value: &Value, name: Option<&str>) -> Fault {
    let mut complaint = complaint(value);
    if let Some(name) = name {
        complaint.words.push(' ');
        complaint.words.push_str(&name.to_lowercase());
    }
    let message = match complaint.message.as_str() {
        "" => name.unwrap_or("the provider reported an error without a message").to_owned(),
        text => text.to_owned(),
    };
    let mut fault = Fault::new(class(None, &complaint.words, &message), message);
    fault.code = complaint.code.or_else(|| name.map(str::to_owned));
    fault
}
