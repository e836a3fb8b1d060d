//! The part of a spec's page about what a program does: functions, commands, steps, qualities.

use domain::{Span, Spec, spec::Origin};
use serde_json::{Map, Value};

use super::{ask::plain, table::table};

/// Titles with their tables; only of what there is.
pub fn sections(
    spec: &Spec,
    from: impl Fn(Option<Origin>, Option<Span>) -> String,
) -> Vec<(&'static str, String)> {
    let said = |more: &Map<String, Value>| {
        let read = |key: &str| more.get(key).cloned().unwrap_or_default();
        from(serde_json::from_value(read("origin")).ok(), serde_json::from_value(read("src")).ok())
    };
    let mut found = Vec::new();
    if !spec.functions.is_empty() {
        let rows = spec.functions.iter().map(|f| {
            let param = |param: &Value| {
                let name = param.get("name").and_then(Value::as_str).unwrap_or_default();
                format!("{name}{}", typed(param.get("schema").unwrap_or(&Value::Null), ": "))
            };
            let params: Vec<String> = f.params.iter().map(param).collect();
            let examples = f.more.get("examples").and_then(Value::as_array).map_or(0, Vec::len);
            [f.name.clone(), params.join(", "), typed(&f.returns, ""), examples.to_string(), said(&f.more)]
        });
        found.push(("Functions", table(["NAME", "TAKES", "RETURNS", "EXAMPLES", "FROM"], rows)));
    }
    if !spec.commands.is_empty() {
        let rows = spec.commands.iter().map(|c| [c.usage.clone(), said(&c.more)]);
        found.push(("Commands", table(["USAGE", "FROM"], rows)));
    }
    if !spec.steps.is_empty() {
        let rows = spec.steps.iter().map(|step| {
            let with = step.more.get("with").and_then(Value::as_object);
            let parts = with.into_iter().flatten().map(|(key, value)| format!("{key} {}", plain(value)));
            [step.kind.clone(), parts.collect::<Vec<_>>().join(", "), said(&step.more)]
        });
        found.push(("Steps", table(["STEP", "WITH", "FROM"], rows)));
    }
    if !spec.nfr.is_empty() {
        let rows = spec.nfr.iter().map(|n| {
            let bound =
                if n.unit == "stated" { "-".to_owned() } else { format!("{} {} {}", n.op, n.value, n.unit) };
            let shown = match n.provable.as_deref() {
                Some("measured_here") => "measured here",
                _ => "no build can show it",
            };
            [n.metric.replace('_', " "), bound, shown.to_owned(), from(n.origin, n.src)]
        });
        found.push(("Qualities", table(["QUALITY", "BOUND", "SHOWN BY", "FROM"], rows)));
    }
    found
}

fn typed(schema: &Value, before: &str) -> String {
    let of = schema.get("x-ql-type").and_then(Value::as_str);
    of.map_or_else(String::new, |of| format!("{before}{of}"))
}
