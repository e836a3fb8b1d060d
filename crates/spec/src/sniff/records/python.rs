//! Classes of Python with typed members: dataclasses, Pydantic, SQLModel, Django and SQLAlchemy.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    Found,
    members::{Member, stem},
};

static CLASS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^(?P<indent>[ \t]*)class[ \t]+(?P<name>[A-Z][A-Za-z0-9_]*)[ \t]*(?:\((?P<bases>[^)\n]*)\))?[ \t]*:",
    )
    .ok()
});
static ANNOTATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?P<name>[a-z_][a-z0-9_]*)[ \t]*:[ \t]*(?P<type>[^=#]+?)[ \t]*(?:=[ \t]*(?P<value>[^#]+?))?[ \t]*(?:#(?P<remark>.*))?$").ok()
});
static ASSIGNED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?P<name>[a-z_][a-z0-9_]*)[ \t]*=[ \t]*(?:models\.|db\.|sa\.)?(?P<call>[A-Z][A-Za-z]*)\((?P<arguments>.*)\)[ \t]*(?:#(?P<remark>.*))?$").ok()
});
static FOREIGN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"ForeignKey\([ \t]*["']?(?P<to>[A-Za-z_]+)"#).ok());

/// Longer classes are programs.
const MAX_LINES: usize = 200;

pub fn read(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        lines.push((at, line.trim_end_matches(['\n', '\r'])));
        at += line.len();
    }
    let mut n = 0;
    while let Some((start, line)) = lines.get(n).copied() {
        n += 1;
        let Some(head) = CLASS.as_ref().and_then(|class| class.captures(line)) else { continue };
        let (Some(name), indent) = (head.name("name"), head.name("indent").map_or(0, |i| i.as_str().len()))
        else {
            continue;
        };
        let decorated =
            n >= 2 && lines.get(n - 2).is_some_and(|(_, line)| line.trim_start().starts_with('@'));
        let begin = if decorated { lines.get(n - 2).map_or(start, |(at, _)| *at) } else { start };
        let mut members = Vec::new();
        let mut end = start + line.len();
        let from = n;
        while let Some((at, line)) = lines.get(n).copied().filter(|_| n < from + MAX_LINES) {
            let deeper = line.len() - line.trim_start().len() > indent;
            if !deeper && !line.trim().is_empty() {
                break;
            }
            // What stands deeper than the members belongs to a method or an inner class.
            if deeper {
                let lead = line.len() - line.trim_start().len();
                members.extend(member(line.trim(), at + lead..at + line.trim_end().len()));
                end = at + line.trim_end().len();
            }
            n += 1;
        }
        let dressed = head.name("bases").is_some() || decorated;
        if !members.is_empty() && (dressed || members.len() > 1) {
            found.push(Found {
                name: name.as_str().to_owned(),
                name_range: start + name.start()..start + name.end(),
                whole: begin..end,
                members,
            });
        }
    }
    found
}

fn member(line: &str, range: Range<usize>) -> Option<Member> {
    if ["def ", "class ", "return ", "@", "\"\"\"", "#"].iter().any(|lead| line.starts_with(lead)) {
        return None;
    }
    if let Some(found) = ASSIGNED.as_ref()?.captures(line) {
        let (name, call) = (found.name("name")?.as_str(), found.name("call")?.as_str());
        let arguments = found.name("arguments").map_or("", |part| part.as_str());
        let mut member = Member {
            name: name.to_owned(),
            range,
            beside: format!("{call}({arguments})"),
            ..Member::default()
        };
        match call {
            "ForeignKey" | "OneToOneField" | "ManyToManyField" => {
                let to = arguments.split(',').next()?.trim().trim_matches(['"', '\'']);
                member.target = Some(to.rsplit('.').next()?.to_owned());
                member.is_list = call == "ManyToManyField";
            }
            "Column" | "mapped_column" => column(&mut member, arguments),
            "relationship" | "Meta" | "Index" | "UniqueConstraint" => return None,
            _ => member.type_word = call.to_owned(),
        }
        return Some(member);
    }
    let found = ANNOTATED.as_ref()?.captures(line)?;
    let (name, written) = (found.name("name")?.as_str(), found.name("type")?.as_str());
    let value = found.name("value").map_or("", |value| value.as_str());
    let remark = found.name("remark").map_or("", |remark| remark.as_str());
    if value.starts_with("relationship") || matches!(name, "model_config" | "class_config") {
        return None;
    }
    let mut member =
        Member { name: name.to_owned(), range, beside: format!("{value} {remark}"), ..Member::default() };
    member.read_type(written);
    if written.starts_with("Literal[") {
        member.beside = format!("{written} {}", member.beside);
        member.type_word = "string".to_owned();
    }
    if value.starts_with("mapped_column") || value.starts_with("Column") {
        let arguments = value.split_once('(').map_or("", |(_, rest)| rest.strip_suffix(')').unwrap_or(rest));
        let stated = member.type_word.clone();
        column(&mut member, arguments);
        if member.type_word.is_empty() || member.target.is_some() {
            member.type_word = stated;
        }
    } else if let Some(to) = FOREIGN.as_ref()?.captures(value).and_then(|found| found.name("to")) {
        member.target = Some(to.as_str().to_owned());
    } else if value.contains("foreign_key=") {
        member.target = Some(stem(name));
    } else {
        // `done: bool = False`, `stock: int = 0`
        let plain = value.trim().trim_matches(['"', '\'']);
        let simple = matches!(plain, "True" | "False")
            || plain.parse::<f64>().is_ok()
            || value.starts_with(['"', '\'']);
        if simple {
            member.beside =
                format!("default={} {remark}", value.replace("True", "true").replace("False", "false"));
        }
        member.optional |=
            plain == "None" || value.contains("default=None") || value.starts_with("Field(None");
    }
    Some(member)
}

/// `Column(String(200), nullable=False, unique=True)`
fn column(member: &mut Member, arguments: &str) {
    let mut depth = 0_i32;
    let first = arguments.char_indices().find(|(_, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        *c == ',' && depth == 0
    });
    let word = arguments.get(..first.map_or(arguments.len(), |(at, _)| at)).unwrap_or_default();
    let word = word.trim();
    if let Some(to) = FOREIGN.as_ref().and_then(|f| f.captures(arguments)).and_then(|found| found.name("to"))
    {
        member.target = Some(to.as_str().to_owned());
    }
    let named = word.starts_with(|c: char| c.is_ascii_uppercase()) && !word.starts_with("ForeignKey");
    member.type_word =
        if named { word.rsplit("db.").next().unwrap_or(word).to_owned() } else { String::new() };
    // A column of SQLAlchemy's old style may be empty unless it says otherwise.
    member.optional |= arguments.contains("nullable=True");
    member.beside = arguments.replace("True", "true").replace("False", "false");
}
