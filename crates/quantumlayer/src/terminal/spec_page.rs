//! A spec as a page: every fact beside the words it came from.

use domain::spec::{Field, Origin, RuleStatus, Span, Spec};

use super::{
    Terminal,
    ask::plain,
    clean, marked, program_page, style,
    table::{table, terminal_width},
};
use crate::exit::Result;

pub fn show(spec: &Spec, terminal: &Terminal) -> Result<()> {
    let mut text = String::new();
    if !spec.source.intent.trim().is_empty() {
        section(&mut text, "Request", marked::request(spec, terminal_width()));
    }
    section(&mut text, "Project", project(spec));
    for (name, entity) in &spec.entities {
        let keys = spec.relations.iter().filter(|r| r.from == *name).map(|r| {
            let on_delete = r.on_delete.map(|d| format!("{d:?}").to_lowercase()).unwrap_or_default();
            [
                r.field.clone().unwrap_or_default(),
                format!("-> {}", r.to),
                format!("{} {on_delete}", if r.required == Some(true) { "required" } else { "optional" }),
                from_words(spec, r.origin, r.src),
            ]
        });
        let fields = entity.fields.iter().map(|(field_name, field)| {
            [
                field_name.clone(),
                type_of(field),
                constraints(field),
                from_words(spec, field.origin, field.src),
            ]
        });
        let rows: Vec<_> = fields.chain(keys).collect();
        section(
            &mut text,
            &format!("{name}  {}", from_words(spec, entity.origin, entity.src)),
            table(["FIELD", "TYPE", "CONSTRAINTS", "FROM"], rows),
        );
    }
    if !spec.operations.is_empty() {
        let rows = spec.operations.iter().map(|op| {
            let mut more = Vec::new();
            if let Some(route) = &op.route {
                more.push(route.words(op.entity.as_deref().unwrap_or_default()));
            }
            if !op.filters.is_empty() {
                more.push(format!("filter {}", op.filters.join(", ")));
            }
            if !op.search.is_empty() {
                more.push(format!("search {}", op.search.join(", ")));
            }
            if !op.sort.is_empty() {
                more.push(format!("order {}", op.sort.join(", ")));
            }
            if let Some(t) = &op.transition {
                more.push(format!("{}: {} -> {}", t.field, t.from.join("|"), t.to));
            }
            [
                op.method.clone().unwrap_or_default(),
                op.path.clone().unwrap_or_default(),
                more.join("; "),
                from_words(spec, op.origin, op.src),
            ]
        });
        section(&mut text, "Operations", table(["METHOD", "PATH", "WITH", "FROM"], rows));
    }
    if let Some(auth) = spec.auth.as_ref().filter(|a| !a.permissions.is_empty() || a.scheme != "none") {
        let rows = auth.permissions.iter().map(|p| {
            let effect = format!("{:?}", p.effect).to_lowercase();
            let object = format!(
                "{} {}",
                p.condition.as_deref().unwrap_or(""),
                p.entity.as_deref().unwrap_or("everything")
            );
            [
                p.roles.join(", "),
                format!("{effect} {}", p.ops.join(", ")),
                object.trim().to_owned(),
                from_words(spec, p.origin, p.src),
            ]
        });
        section(&mut text, &format!("Access ({})", auth.scheme), table(["ROLE", "MAY", "ON", "FROM"], rows));
    }
    for (title, body) in program_page::sections(spec, |origin, src| from_words(spec, origin, src)) {
        section(&mut text, title, body);
    }
    // Rules that stand with their entity; a field that is unique by itself says so in its row.
    let together = spec.entities.iter().flat_map(|(name, entity)| {
        entity.unique.iter().map(move |set| {
            let text = format!("{name}: no two with the same {}", set.join(" and "));
            [String::new(), "unique".to_owned(), "formal".to_owned(), text, String::new()]
        })
    });
    let together: Vec<[String; 5]> = together.collect();
    if !spec.rules.is_empty() || !together.is_empty() {
        let rows = spec.rules.iter().map(|r| {
            let status = match r.status {
                RuleStatus::Formal => "formal".to_owned(),
                RuleStatus::TextOnly => "text only".to_owned(),
                RuleStatus::Conflict => "contradicts".to_owned(),
            };
            [r.id.clone(), r.kind.clone(), status, r.text.clone(), from_words(spec, r.origin, r.src)]
        });
        section(
            &mut text,
            "Rules",
            table(["ID", "KIND", "STATUS", "RULE", "FROM"], together.into_iter().chain(rows)),
        );
    }
    if !spec.assumptions.is_empty() {
        let rows = spec.assumptions.iter().map(|a| [a.id.clone(), a.text.clone(), a.alternatives.join(", ")]);
        section(&mut text, "Assumed", table(["ID", "ASSUMPTION", "INSTEAD"], rows));
    }
    if !spec.open_questions.is_empty() {
        let rows = spec.open_questions.iter().map(|q| {
            let state = match (&q.answer, q.blocking) {
                (Some(answer), _) if q.by_proposal => format!("as proposed: {}", plain(answer)),
                (Some(answer), _) => format!("answered: {}", plain(answer)),
                (None, true) => "blocking".into(),
                (None, false) => "may stay open".into(),
            };
            [q.id.clone(), state, q.text.clone(), plain(&q.proposal)]
        });
        section(&mut text, "Questions", table(["ID", "STATE", "QUESTION", "PROPOSAL"], rows));
    }
    let c = &spec.coverage;
    text.push_str(&format!(
        "\n{} content words: {} understood, {} in questions, {} unaccounted\n",
        c.content_words, c.understood, c.reported, c.silent
    ));
    terminal.say(text.trim())
}

fn section(text: &mut String, title: &str, body: String) {
    text.push_str(&format!("\n{}{}{}\n{body}\n", style::BOLD, clean(title), style::RESET));
}

fn project(spec: &Spec) -> String {
    let p = &spec.project;
    let rows = [
        ("name", Some(p.name.clone())),
        ("type", Some(p.kind.as_str().to_owned())),
        ("language", p.language.clone()),
        ("framework", p.framework.clone()),
        ("storage", p.storage.clone()),
    ];
    let rows = rows.into_iter().map(|(key, value)| {
        let from = from_words(spec, p.origin.get(key).copied(), p.src.get(key).copied());
        [key.to_owned(), value.unwrap_or_else(|| "-".into()), from]
    });
    table(["", "VALUE", "FROM"], rows)
}

/// The words, quoted, or who else said it.
fn from_words(spec: &Spec, origin: Option<Origin>, src: Option<Span>) -> String {
    let origin = origin.map(|o| format!("{o:?}").to_lowercase()).unwrap_or_default();
    let Some(span) = src else { return origin };
    if span.attachment > 0 {
        let name =
            spec.source.attachments.get(span.attachment - 1).map(|a| a.name.as_str()).unwrap_or("attachment");
        return format!("{origin} in {name}");
    }
    let words = spec.source.intent.get(span.start..span.end).unwrap_or_default();
    let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(48).collect();
    if origin == "stated" { format!("“{words}”") } else { format!("{origin}: “{words}”") }
}

fn type_of(field: &Field) -> String {
    serde_json::to_value(field.ql_type).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn constraints(field: &Field) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.push(if field.required { "required".into() } else { "optional".into() });
    if field.unique == Some(true) {
        parts.push("unique".into());
    }
    let mut number = |word: &str, value: Option<String>| {
        if let Some(value) = value {
            parts.push(format!("{word} {value}"));
        }
    };
    number("min length", field.min_length.map(|n| n.to_string()));
    number("max length", field.max_length.map(|n| n.to_string()));
    number("≥", field.minimum.as_ref().map(|n| n.to_string()));
    number("≤", field.maximum.as_ref().map(|n| n.to_string()));
    number(">", field.exclusive_minimum.as_ref().map(|n| n.to_string()));
    number("<", field.exclusive_maximum.as_ref().map(|n| n.to_string()));
    number("multiple of", field.multiple_of.as_ref().map(|n| n.to_string()));
    number("matches", field.pattern.clone());
    number("default", field.default.as_ref().map(plain));
    if let Some(values) = &field.values {
        parts.push(values.iter().map(plain).collect::<Vec<_>>().join(" | "));
    }
    if field.write_only == Some(true) {
        parts.push("never given back".into());
    }
    parts.join(", ")
}
