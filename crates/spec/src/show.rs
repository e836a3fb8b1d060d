//! A spec as a few lines, for people who look at a reading: one fact per line.

use std::fmt::Write;

use domain::{Origin, Spec, spec::Field};
use serde_json::Value;

/// `Book: title string 1..200, isbn string unique` and so on.
pub fn brief(spec: &Spec) -> String {
    let mut out = String::new();
    let project = &spec.project;
    let _ = writeln!(out, "# {}", spec.source.intent.replace('\n', "\\n"));
    let _ = writeln!(
        out,
        "project {} {} {} {} {}",
        project.name,
        project.kind.as_str(),
        project.language.as_deref().unwrap_or("-"),
        project.framework.as_deref().unwrap_or("-"),
        project.storage.as_deref().unwrap_or("-")
    );
    for (name, entity) in &spec.entities {
        let fields: Vec<String> =
            entity.fields.iter().map(|(name, field)| format!("{name} {}", field_line(field))).collect();
        let _ = writeln!(out, "entity {name}: {}", fields.join(", "));
        for set in &entity.unique {
            let _ = writeln!(out, "unique {name}: {}", set.join("+"));
        }
    }
    for relation in &spec.relations {
        let kind = serde_json::to_value(relation.kind).unwrap_or_default();
        let delete = serde_json::to_value(relation.on_delete).unwrap_or_default();
        let _ = writeln!(
            out,
            "relation {}.{} -> {} {}{} {}{}",
            relation.from,
            relation.field.as_deref().unwrap_or("-"),
            relation.to,
            kind.as_str().unwrap_or_default(),
            if relation.required == Some(false) { " optional" } else { "" },
            delete.as_str().unwrap_or("-"),
            if relation.origin == Some(domain::Origin::Default) { " (default)" } else { "" }
        );
    }
    if let Some(auth) = &spec.auth {
        let _ = writeln!(out, "auth {} [{}]", auth.scheme, auth.roles.join(" "));
        for permission in &auth.permissions {
            let effect = serde_json::to_value(permission.effect).unwrap_or_default();
            let _ = writeln!(
                out,
                "permission {} [{}] [{}] {} {}{}",
                effect.as_str().unwrap_or_default(),
                permission.roles.join(" "),
                permission.ops.join(" "),
                permission.entity.as_deref().unwrap_or("*"),
                permission.condition.as_deref().unwrap_or(""),
                if permission.origin == Some(Origin::Default) { " (default)" } else { "" }
            );
        }
    }
    let plain = |op: &&domain::spec::Operation| {
        op.transition.is_none()
            && op.route.is_none()
            && op.filters.is_empty()
            && op.search.is_empty()
            && op.sort.is_empty()
            && op.page.as_ref().is_none_or(|p| p.default == 20)
    };
    let _ = writeln!(
        out,
        "operations {}",
        spec.operations.iter().filter(plain).map(|op| op.id.clone()).collect::<Vec<_>>().join(" ")
    );
    for op in spec.operations.iter().filter(|op| !plain(op)) {
        let _ = write!(
            out,
            "operation {} {} {}",
            op.id,
            op.method.as_deref().unwrap_or("-"),
            op.path.as_deref().unwrap_or("-")
        );
        for (label, list) in [("filter", &op.filters), ("search", &op.search), ("sort", &op.sort)] {
            if !list.is_empty() {
                let _ = write!(out, " {label}={}", list.join(","));
            }
        }
        if let Some(page) = op.page.as_ref().filter(|page| page.default != 20) {
            let _ = write!(out, " page={}/{}", page.default, page.max);
        }
        if let Some(route) = &op.route {
            let _ = write!(out, " route={}", serde_json::to_string(route).unwrap_or_default());
        }
        let _ = writeln!(out);
    }
    for rule in &spec.rules {
        let status = serde_json::to_value(rule.status).unwrap_or_default();
        let _ = writeln!(
            out,
            "rule {} {} {} {} \u{201c}{}\u{201d}{}",
            rule.kind,
            status.as_str().unwrap_or_default(),
            rule.entity.as_deref().unwrap_or("-"),
            Value::Object(rule.params.clone()),
            rule.text,
            if rule.origin == Some(Origin::Default) { " (default)" } else { "" }
        );
    }
    for function in &spec.functions {
        let names = function.params.iter().filter_map(|p| p.get("name")?.as_str());
        let count = |key: &str| function.more.get(key).and_then(Value::as_array).map_or(0, Vec::len);
        let _ = writeln!(
            out,
            "function {}({}) -> {}, {} examples",
            function.name,
            names.collect::<Vec<_>>().join(", "),
            function.returns.get("x-ql-type").and_then(Value::as_str).unwrap_or("?"),
            count("examples")
        );
    }
    for command in &spec.commands {
        let _ = writeln!(out, "command {}", command.usage);
    }
    for step in &spec.steps {
        let with = step.more.get("with").cloned().unwrap_or_default();
        let _ = writeln!(out, "step {} {with}", step.kind);
    }
    for nfr in &spec.nfr {
        let _ = writeln!(out, "nfr {} {} {} {}", nfr.metric, nfr.op, nfr.value, nfr.unit);
    }
    for question in &spec.open_questions {
        let kind = serde_json::to_value(question.kind).unwrap_or_default();
        let words: Vec<&str> = question
            .src
            .iter()
            .filter(|s| s.attachment == 0)
            .filter_map(|s| spec.source.intent.get(s.start..s.end))
            .collect();
        let _ = writeln!(
            out,
            "question {} {}{} {} [{}]",
            question.id,
            kind.as_str().unwrap_or_default(),
            if question.blocking { " BLOCKING" } else { "" },
            question.text,
            words.join(" | ")
        );
    }
    let _ = writeln!(
        out,
        "coverage {} words, {} understood, {} reported, {} silent",
        spec.coverage.content_words, spec.coverage.understood, spec.coverage.reported, spec.coverage.silent
    );
    out
}

fn field_line(field: &Field) -> String {
    let ql_type = serde_json::to_value(field.ql_type).unwrap_or_default();
    let mut line = ql_type.as_str().unwrap_or_default().to_owned();
    if let Some(values) = &field.values {
        let shown: Vec<String> =
            values.iter().map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).collect();
        let _ = write!(line, "({})", shown.join("|"));
    }
    if field.min_length.is_some() || field.max_length.is_some() {
        let _ = write!(
            line,
            " {}..{}",
            field.min_length.map(|n| n.to_string()).unwrap_or_default(),
            field.max_length.map(|n| n.to_string()).unwrap_or_default()
        );
    }
    for (label, bound) in [
        (">=", &field.minimum),
        ("<=", &field.maximum),
        (">", &field.exclusive_minimum),
        ("<", &field.exclusive_maximum),
    ] {
        if let Some(n) = bound {
            let _ = write!(line, " {label}{n}");
        }
    }
    if let Some(value) = &field.default {
        let _ = write!(line, " default={}", value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    }
    if field.unique == Some(true) {
        line.push_str(" unique");
    }
    if !field.required {
        line.push_str(" optional");
    }
    if field.origin == Some(Origin::Inferred) {
        line.push_str(" inferred");
    }
    line
}
