//! Spans as OTLP writes them: in JSON, and in protobuf by the field numbers of `trace.proto`.

use serde_json::json;

use super::span::{Span, Value};

const SCOPE: &str = "quantumlayer.llm";
const VERSION: &str = env!("CARGO_PKG_VERSION");
const ERROR: u64 = 2;

fn resource(service: &str) -> [(&'static str, Value); 2] {
    [("service.name", Value::Text(service.to_owned())), ("service.version", Value::Text(VERSION.to_owned()))]
}

pub fn json(service: &str, spans: &[Span]) -> Vec<u8> {
    let any = |value: &Value| match value {
        Value::Text(text) => json!({ "stringValue": text }),
        // Numbers of 64 bits are texts in protobuf's JSON.
        Value::Int(number) => json!({ "intValue": number.to_string() }),
        Value::Double(number) => json!({ "doubleValue": number }),
        Value::Texts(texts) => {
            let values: Vec<_> = texts.iter().map(|text| json!({ "stringValue": text })).collect();
            json!({ "arrayValue": { "values": values } })
        }
    };
    let pairs = |list: &[(&str, Value)]| -> serde_json::Value {
        list.iter().map(|(key, value)| json!({ "key": key, "value": any(value) })).collect()
    };
    let spans: Vec<serde_json::Value> = spans
        .iter()
        .map(|span| {
            let mut out = json!({
                "traceId": hex::encode(span.trace), "spanId": hex::encode(span.id), "name": span.name,
                "kind": span.kind as u8, "startTimeUnixNano": span.begun_ns.to_string(),
                "endTimeUnixNano": span.ended_ns.to_string(), "attributes": pairs(&span.attributes),
                "status": {},
            });
            if let Some(parent) = span.parent {
                out["parentSpanId"] = hex::encode(parent).into();
            }
            if let Some(error) = &span.error {
                out["status"] = json!({ "code": ERROR, "message": error });
            }
            out
        })
        .collect();
    json!({ "resourceSpans": [{
        "resource": { "attributes": pairs(&resource(service)) },
        "scopeSpans": [{ "scope": { "name": SCOPE, "version": VERSION }, "spans": spans }],
    }] })
    .to_string()
    .into_bytes()
}

pub fn protobuf(service: &str, spans: &[Span]) -> Vec<u8> {
    let mut scope = Vec::new();
    bytes(1, SCOPE.as_bytes(), &mut scope);
    bytes(2, VERSION.as_bytes(), &mut scope);
    let mut scoped = Vec::new();
    bytes(1, &scope, &mut scoped);
    for span in spans {
        bytes(2, &span_of(span), &mut scoped);
    }
    let mut attributes = Vec::new();
    for (key, value) in resource(service) {
        bytes(1, &pair(key, &value), &mut attributes);
    }
    let mut of_resource = Vec::new();
    bytes(1, &attributes, &mut of_resource);
    bytes(2, &scoped, &mut of_resource);
    let mut out = Vec::new();
    bytes(1, &of_resource, &mut out);
    out
}

fn span_of(span: &Span) -> Vec<u8> {
    let mut out = Vec::new();
    bytes(1, &span.trace, &mut out);
    bytes(2, &span.id, &mut out);
    if let Some(parent) = span.parent {
        bytes(4, &parent, &mut out);
    }
    bytes(5, span.name.as_bytes(), &mut out);
    number(6, span.kind as u64, &mut out);
    fixed(7, span.begun_ns, &mut out);
    fixed(8, span.ended_ns, &mut out);
    for (key, value) in &span.attributes {
        bytes(9, &pair(key, value), &mut out);
    }
    if let Some(error) = &span.error {
        let mut status = Vec::new();
        bytes(2, error.as_bytes(), &mut status);
        number(3, ERROR, &mut status);
        bytes(15, &status, &mut out);
    }
    out
}

fn pair(key: &str, value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    bytes(1, key.as_bytes(), &mut out);
    let mut any = Vec::new();
    match value {
        Value::Text(text) => bytes(1, text.as_bytes(), &mut any),
        Value::Int(value) => number(3, *value as u64, &mut any),
        Value::Double(value) => fixed(4, value.to_bits(), &mut any),
        Value::Texts(texts) => {
            let mut list = Vec::new();
            for text in texts {
                let mut inner = Vec::new();
                bytes(1, text.as_bytes(), &mut inner);
                bytes(1, &inner, &mut list);
            }
            bytes(5, &list, &mut any);
        }
    }
    bytes(2, &any, &mut out);
    out
}

/// Wire type 2: a length, and so many bytes.
fn bytes(field: u64, content: &[u8], out: &mut Vec<u8>) {
    varint(field << 3 | 2, out);
    varint(content.len() as u64, out);
    out.extend_from_slice(content);
}

/// Wire type 0.
fn number(field: u64, value: u64, out: &mut Vec<u8>) {
    varint(field << 3, out);
    varint(value, out);
}

/// Wire type 1: eight bytes, the least first.
fn fixed(field: u64, value: u64, out: &mut Vec<u8>) {
    varint(field << 3 | 1, out);
    out.extend_from_slice(&value.to_le_bytes());
}

fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
