//! What the sniffers read out of exact formats, and that nothing they say is made up.

mod attachments;
mod csv;
mod ddl;
mod described;
mod documents;
mod dumps;
mod graphql;
mod jdl;
mod json;
mod limits;
mod openapi;
mod prisma;
mod properties;
mod routes;

use domain::spec::{Field, Question};
use serde_json::Value;
use spec::sniff::{Sniffed, sniff};

/// One line per fact, questions last; compared with `want` without regard to indentation.
#[track_caller]
fn check(text: &str, want: &str) {
    check_file(text, None, want);
}

#[track_caller]
fn check_file(text: &str, file: Option<&str>, want: &str) {
    let sniffed = sniff(text, 0, file);
    honest(text, &sniffed);
    let want: Vec<&str> = want.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let got = lines(text, &sniffed);
    assert_eq!(got.join("\n"), want.join("\n"), "\n--- got ---\n{}\n", got.join("\n"));
}

fn lines(text: &str, sniffed: &Sniffed) -> Vec<String> {
    let mut all = Vec::new();
    for (name, entity) in &sniffed.entities {
        let mut head = name.clone();
        if let Some(table) = &entity.table {
            head += &format!(" table={table}");
        }
        if entity.timestamps == Some(true) {
            head += " timestamps";
        }
        for set in &entity.unique {
            head += &format!(" unique({})", set.join(", "));
        }
        all.push(head);
        all.extend(entity.fields.iter().map(|(name, field)| format!("{name}: {}", field_line(field))));
    }
    for relation in &sniffed.relations {
        let kind = serde_json::to_value(relation.kind).unwrap();
        let mut line = format!(
            "{} -> {} {} {}",
            relation.from,
            relation.to,
            relation.field.as_deref().unwrap_or("?"),
            kind.as_str().unwrap()
        );
        if relation.required == Some(true) {
            line += " required";
        }
        if let Some(on_delete) = relation.on_delete {
            line += &format!(" {}", serde_json::to_value(on_delete).unwrap().as_str().unwrap());
        }
        all.push(line);
    }
    for operation in &sniffed.operations {
        let kind = serde_json::to_value(operation.kind).unwrap();
        let mut line = format!(
            "{} {}: {} {} {}",
            operation.method.as_deref().unwrap_or("?"),
            operation.path.as_deref().unwrap_or("?"),
            kind.as_str().unwrap(),
            operation.id,
            operation.entity.as_deref().unwrap_or("-"),
        );
        if !operation.filters.is_empty() {
            line += &format!(" filters={}", operation.filters.join(","));
        }
        all.push(line);
    }
    for rule in &sniffed.rules {
        let status = serde_json::to_value(rule.status).unwrap();
        all.push(format!(
            "{} {} {} {}",
            rule.id,
            rule.kind,
            status.as_str().unwrap(),
            Value::Object(rule.params.clone())
        ));
    }
    if let Some((scheme, _)) = &sniffed.scheme {
        all.push(format!("scheme {scheme}"));
    }
    if let Some((storage, _)) = &sniffed.storage {
        all.push(format!("storage {storage}"));
    }
    all.extend(sniffed.questions.iter().map(|question| question_line(text, question)));
    all
}

fn field_line(field: &Field) -> String {
    let mut line = serde_json::to_value(field.ql_type).unwrap().as_str().unwrap().to_owned();
    if field.required {
        line += " required";
    }
    if field.unique == Some(true) {
        line += " unique";
    }
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            line += &format!(" {name}{value}");
        }
    };
    let number = |n: &Option<serde_json::Number>| n.as_ref().map(ToString::to_string);
    add(">=", number(&field.minimum));
    add(">", number(&field.exclusive_minimum));
    add("<=", number(&field.maximum));
    add("<", number(&field.exclusive_maximum));
    add("step=", number(&field.multiple_of));
    add("min=", field.min_length.filter(|n| *n != 1).map(|n| n.to_string()));
    add("max=", field.max_length.filter(|n| ![255, 254, 2048, 10_000].contains(n)).map(|n| n.to_string()));
    add("in ", field.values.as_ref().map(|v| Value::Array(v.clone()).to_string()));
    add("matches ", field.pattern.clone());
    add("default=", field.default.as_ref().map(ToString::to_string));
    add("pii=", field.pii.clone());
    add("# ", field.description.clone());
    line
}

fn question_line(text: &str, question: &Question) -> String {
    let kind = serde_json::to_value(question.kind).unwrap();
    let spans: Vec<&str> = question.src.iter().map(|span| &text[span.start..span.end]).collect();
    let spans = spans.join(" | ").split_whitespace().collect::<Vec<_>>().join(" ");
    format!("? {}{}: {spans}", kind.as_str().unwrap(), if question.blocking { "!" } else { "" })
}

/// What holds for every text: spans lie in it, facts say where they come from, pointers point to
/// something, and no word is both understood and asked about.
#[track_caller]
fn honest(text: &str, sniffed: &Sniffed) {
    let facts = serde_json::json!({
        "entities": sniffed.entities,
        "relations": sniffed.relations,
        "operations": sniffed.operations,
        "rules": sniffed.rules,
        "project": {"type": "api", "storage": "sqlite"},
        "auth": {"scheme": "jwt"},
    });
    let mut spans: Vec<domain::Span> = sniffed.covered.iter().map(|(span, _)| *span).collect();
    for (span, pointer) in &sniffed.covered {
        assert!(facts.pointer(pointer).is_some(), "{pointer} leads nowhere");
        for question in &sniffed.questions {
            for asked in &question.src {
                assert!(!asked.overlaps(*span), "{pointer} covers what {} asks about", question.text);
            }
        }
    }
    for question in &sniffed.questions {
        assert!(question.options.len() >= 2, "{}: no choice", question.text);
        assert!(!question.src.is_empty(), "{}: about nothing", question.text);
        assert!(question.id.starts_with("q-") && question.id.len() == 10);
        spans.extend(&question.src);
    }
    for (name, entity) in &sniffed.entities {
        assert!(entity.src.is_some() && entity.origin.is_some() && entity.rule.is_some(), "{name}");
        assert!(
            name.starts_with(|c: char| c.is_ascii_uppercase())
                && name.chars().all(|c| c.is_ascii_alphanumeric())
        );
        spans.extend(entity.src);
        for (name, field) in &entity.fields {
            assert!(field.src.is_some() && field.origin.is_some() && field.rule.is_some(), "{name}");
            spans.extend(field.src);
        }
    }
    spans.extend(sniffed.relations.iter().map(|relation| relation.src.unwrap()));
    spans.extend(sniffed.operations.iter().map(|operation| operation.src.unwrap()));
    spans.extend(sniffed.rules.iter().map(|rule| rule.src.unwrap()));
    for span in spans {
        assert!(span.start < span.end, "{span:?} is empty");
        assert!(text.get(span.start..span.end).is_some(), "{span:?} is not in the text");
    }
}
