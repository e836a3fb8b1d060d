//! Prisma schemas: `model`, `enum`, `type`, `datasource` and `generator` blocks.

use std::{collections::HashMap, ops::Range, sync::LazyLock};

use domain::spec::{Field, FieldType, OnDelete};
use regex::{Captures, Regex};
use serde_json::{Value, json};

use super::{
    sheet::Sheet,
    typed::{self, Block, Member, Records, Type, Values},
};
use crate::{
    types,
    words::{plural, snake},
};

static HEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t]*(?P<keyword>model|enum|type|view|datasource|generator)[ \t]+(?P<name>[A-Za-z]\w*)[ \t]*\{[ \t]*$").ok()
});
/// `name Type? @attributes`
static MEMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"^(?P<name>[A-Za-z]\w*)\s+(?P<type>[A-Za-z]\w*|Unsupported\("[^"]*"\))(?P<mark>\?|\[\])?(?P<rest>\s+@.*)?$"#).ok()
});
static ATTRIBUTE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"@(?P<name>[a-z][A-Za-z.]*)(?:\((?P<inside>(?:[^()"]|"[^"]*"|\([^()]*\))*)\))?"#).ok()
});
static SET: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^@@(?P<what>[a-zA-Z.]+)(?:\((?:fields\s*:\s*)?\[?(?P<inside>[^\])]*))?").ok()
});

const SCALARS: &[(&str, FieldType)] = &[
    ("String", FieldType::String),
    ("Boolean", FieldType::Boolean),
    ("Int", FieldType::Integer),
    ("BigInt", FieldType::Integer),
    ("Float", FieldType::Float),
    ("Decimal", FieldType::Decimal),
    ("DateTime", FieldType::DateTime),
    ("Json", FieldType::Json),
    ("Bytes", FieldType::File),
];

/// What other blocks a member's type may name.
struct Names<'a> {
    models: HashMap<&'a str, String>,
    enums: HashMap<&'a str, Vec<String>>,
    composites: Vec<&'a str>,
}

pub fn read(sheet: &mut Sheet<'_>) {
    let Some(head) = HEAD.as_ref() else { return };
    let text = sheet.text;
    let blocks: Vec<Block> =
        typed::blocks(text, head).into_iter().filter(|block| sheet.is_free(&block.whole)).collect();
    let models = || blocks.iter().filter(|block| block.keyword == "model");
    if models().next().is_none() || !is_prisma(text, &blocks) {
        return;
    }
    let names = Names {
        models: models().filter_map(|b| Some((b.name.as_str(), Sheet::entity_name(&b.name)?))).collect(),
        enums: blocks
            .iter()
            .filter(|b| b.keyword == "enum")
            .map(|b| (b.name.as_str(), values(text, b)))
            .collect(),
        composites: blocks.iter().filter(|b| b.keyword == "type").map(|b| b.name.as_str()).collect(),
    };
    let mut found = Vec::new();
    for block in &blocks {
        match block.keyword.as_str() {
            "model" => found.extend(model(sheet, block, &names)),
            "view" => typed::not_carried(sheet, "a database view", block.whole.clone()),
            "type" => typed::not_carried(sheet, "a composite type", block.whole.clone()),
            _ => {}
        }
    }
    for of in &found {
        sheet.take(of.whole.clone());
    }
    typed::write(sheet, found, "prisma.model");
    for block in &blocks {
        match block.keyword.as_str() {
            "enum" => typed::list_of_values(sheet, block, &names.enums),
            "datasource" | "generator" => settings(sheet, block),
            _ => {}
        }
    }
}

/// A member with a scalar of Prisma or with an attribute; other languages write `model X {` too.
fn is_prisma(text: &str, blocks: &[Block]) -> bool {
    let model = |b: &&Block| b.keyword == "model";
    blocks.iter().filter(model).any(|block| {
        lines(text, &block.body).any(|range| {
            let Some(parts) = text.get(range).and_then(|words| MEMBER.as_ref()?.captures(words)) else {
                return false;
            };
            parts.name("rest").is_some()
                || SCALARS.iter().any(|(name, _)| parts.name("type").is_some_and(|t| t.as_str() == *name))
        })
    })
}

/// The lines of a block without remarks and blanks.
fn lines<'a>(text: &'a str, body: &Range<usize>) -> impl Iterator<Item = Range<usize>> + 'a {
    let start = body.start;
    let words = text.get(body.clone()).unwrap_or_default();
    words.split('\n').filter_map(move |line| {
        let from = start + (line.as_ptr() as usize - words.as_ptr() as usize);
        let code = without_remark(line);
        let lead = code.len() - code.trim_start().len();
        let code = code.trim();
        (!code.is_empty()).then(|| from + lead..from + lead + code.len())
    })
}

fn without_remark(line: &str) -> &str {
    let mut quoted = false;
    let bytes = line.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'/' if !quoted && bytes.get(at + 1) == Some(&b'/') => return &line[..at],
            _ => {}
        }
    }
    line
}

fn values(text: &str, block: &Block) -> Vec<String> {
    let first = |range: Range<usize>| text.get(range)?.split_whitespace().next();
    lines(text, &block.body)
        .filter_map(first)
        .filter(|word| !word.starts_with('@'))
        .map(str::to_owned)
        .collect()
}

fn model(sheet: &mut Sheet<'_>, block: &Block, names: &Names<'_>) -> Option<Type> {
    let text = sheet.text;
    let mut of = Type {
        entity: names.models.get(block.name.as_str())?.clone(),
        name_range: block.name_range.clone(),
        whole: typed::with_remarks(text, block.whole.start)..block.whole.end,
        members: Vec::new(),
        uniques: Vec::new(),
        table: None,
    };
    for range in lines(text, &block.body) {
        let words = text.get(range.clone()).unwrap_or_default();
        if let Some(set) = SET.as_ref().and_then(|regex| regex.captures(words)) {
            about(&mut of, &set, range);
            continue;
        }
        match MEMBER
            .as_ref()
            .and_then(|regex| regex.captures(words))
            .and_then(|parts| member(&of.entity, &parts, range.clone(), names))
        {
            Some(member) => of.members.push(member),
            None => sheet.unread(range, "this line is no member of a Prisma model"),
        }
    }
    Some(of)
}

/// `@@unique([a, b])`, `@@id([a, b])`, `@@map("posts")`; an index says nothing about values.
fn about(of: &mut Type, set: &Captures<'_>, range: Range<usize>) {
    let inside = set.name("inside").map_or("", |inside| inside.as_str());
    match &set["what"] {
        "unique" | "id" => {
            let names = inside
                .split(',')
                .map(|name| name.trim().to_owned())
                .filter(|name| !name.is_empty())
                .collect();
            of.uniques.push((names, range));
        }
        "map" => {
            let name = inside.trim_matches('"');
            let usual = snake(&plural(&of.entity));
            of.table = snake(name).filter(|stated| stated == name && Some(stated) != usual.as_ref());
        }
        _ => {}
    }
}

fn member(entity: &str, parts: &Captures<'_>, range: Range<usize>, names: &Names<'_>) -> Option<Member> {
    let (name, kind) = (parts.name("name")?.as_str(), parts.name("type")?.as_str());
    let mark = parts.name("mark").map_or("", |mark| mark.as_str());
    let rest = parts.name("rest").map_or("", |rest| rest.as_str());
    let attributes: Vec<(&str, &str)> = ATTRIBUTE
        .as_ref()?
        .captures_iter(rest)
        .filter_map(|found| {
            Some((found.name("name")?.as_str(), found.name("inside").map_or("", |i| i.as_str())))
        })
        .collect();
    let has = |wanted: &str| attributes.iter().any(|(name, _)| *name == wanted);
    let mut member = Member {
        name: name.to_owned(),
        range,
        value: Values::Field(Box::new(types::of(FieldType::String))),
        is_id: false,
        doubts: Vec::new(),
    };
    // `User` is the account, which is there without a model of its own.
    let account = (kind == "User").then(|| "User".to_owned());
    if let Some(to) = names.models.get(kind).or(account.as_ref()) {
        let inside = attributes.iter().find(|(name, _)| *name == "relation").map_or("", |(_, inside)| inside);
        member.value = Values::Records(records(to, mark, inside));
        return Some(member);
    }
    let scalar = SCALARS.iter().find(|(name, _)| *name == kind).map(|(_, kind)| *kind);
    let own = snake(name)?;
    let mut field = match (scalar, names.enums.get(kind)) {
        (Some(scalar), _) => scalar_field(&own, scalar, mark == "[]"),
        (None, Some(values)) if mark == "[]" => {
            member.doubts.push(format!("that each item is one of {}", values.join(", ")));
            types::of(FieldType::StringArray)
        }
        (None, Some(values)) => types::choice(values.iter().cloned()),
        (None, None) if names.composites.contains(&kind) => types::of(FieldType::Json),
        (None, None) => {
            member.doubts.push(format!("the type {kind}"));
            types::of(FieldType::String)
        }
    };
    field.required = mark.is_empty() && field.ql_type != FieldType::Boolean;
    if has("unique") || has("id") {
        field.unique = Some(true);
    }
    // A key of numbers or of made values is the record's own number.
    let made = attributes.iter().any(|(name, inside)| *name == "default" && inside.ends_with("()"));
    let own_id = own == "uuid" || snake(entity).is_some_and(|entity| own == format!("{entity}_id"));
    member.is_id = has("id") && (made || own_id);
    for (name, inside) in &attributes {
        attribute(&mut field, name, inside, &mut member.doubts);
    }
    if has("updatedAt") && own != "updated_at" {
        member.doubts.push("@updatedAt".to_owned());
    }
    member.value = Values::Field(Box::new(field));
    Some(member)
}

fn scalar_field(name: &str, scalar: FieldType, is_list: bool) -> Field {
    use FieldType as T;
    let inferred = types::infer(name).field;
    match (scalar, is_list) {
        (T::String, true) => types::of(T::StringArray),
        (T::Integer, true) => types::of(T::IntegerArray),
        (T::Decimal | T::Float, true) => types::of(T::DecimalArray),
        (_, true) => types::of(T::Json),
        (T::Float | T::Decimal, _) if inferred.ql_type == T::Decimal => inferred,
        _ => types::refine(name, types::of(scalar)),
    }
}

fn attribute(field: &mut Field, name: &str, inside: &str, doubts: &mut Vec<String>) {
    match name {
        "default" => match default_of(inside) {
            Some(value) => {
                field.default = Some(value);
                field.required = false;
            }
            None if inside == "autoincrement()" => {}
            None => {
                doubts.push(format!("the default {inside}"));
                field.required = false;
            }
        },
        "db.VarChar" | "db.Char" | "db.NVarChar" => {
            field.max_length = inside.trim().parse().ok().or(field.max_length)
        }
        "db.Text" | "db.LongText" | "db.MediumText" if types::is_text(field.ql_type) => {
            let (required, unique) = (field.required, field.unique);
            *field = Field { required, unique, ..types::of(FieldType::Text) };
        }
        "db.Date" => {
            let (required, unique) = (field.required, field.unique);
            *field = Field { required, unique, ..types::of(FieldType::Date) };
        }
        "db.Decimal" => {
            if let Some(sized) = types::of_type_word(&format!("decimal({inside})")) {
                let (required, unique) = (field.required, field.unique);
                *field = Field { required, unique, ..sized };
            }
        }
        "db.Uuid" if field.ql_type == FieldType::String => {
            let (required, unique) = (field.required, field.unique);
            *field = Field { required, unique, ..types::of(FieldType::Uuid) };
        }
        _ => {}
    }
}

fn default_of(inside: &str) -> Option<Value> {
    let inside = inside.trim();
    if let Some(text) = inside.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return Some(json!(text));
    }
    match inside {
        "true" => Some(json!(true)),
        "false" => Some(json!(false)),
        _ if inside.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && inside.starts_with(|c: char| c.is_ascii_alphabetic()) =>
        {
            Some(json!(inside))
        }
        _ => serde_json::from_str::<Value>(inside).ok().filter(Value::is_number),
    }
}

/// `@relation("Written", fields: [authorId], references: [id], onDelete: Cascade)`
fn records(to: &str, mark: &str, inside: &str) -> Records {
    let part = |key: &str| {
        let rest = inside.split_once(key)?.1.trim_start().strip_prefix(':')?.trim_start();
        Some(rest.trim_start_matches('[').split([',', ']', ')']).next().unwrap_or_default().trim().to_owned())
    };
    let name = inside
        .trim_start()
        .strip_prefix("name")
        .map_or(inside, |rest| rest.trim_start().trim_start_matches(':'));
    let name = name.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next()).map(str::to_owned);
    let key = part("fields");
    Records {
        to: to.to_owned(),
        is_list: mark == "[]",
        owns: key.is_some(),
        required: mark.is_empty(),
        unique: false,
        on_delete: match part("onDelete").as_deref() {
            Some("Cascade") => Some(OnDelete::Cascade),
            Some("SetNull" | "SetDefault") => Some(OnDelete::SetNull),
            Some("Restrict" | "NoAction") => Some(OnDelete::Restrict),
            _ => None,
        },
        key,
        name,
    }
}

fn settings(sheet: &mut Sheet<'_>, block: &Block) {
    let whole = typed::with_remarks(sheet.text, block.whole.start)..block.whole.end;
    sheet.take(whole.clone());
    let body = sheet.text.get(block.body.clone()).unwrap_or_default();
    let database = [
        ("postgres", "postgres"),
        ("cockroach", "postgres"),
        ("mysql", "mysql"),
        ("sqlite", "sqlite"),
        ("mongodb", "mongodb"),
    ]
    .iter()
    .find_map(|(mark, name)| {
        let at = body.find("provider").filter(|_| block.keyword == "datasource")?;
        let line = body.get(at..)?.lines().next()?;
        let found = line.find(mark)?;
        Some((*name, block.body.start + at + found..block.body.start + at + found + mark.len()))
    });
    match database {
        Some((name, range)) => {
            let span = sheet.span(&range);
            sheet.out.storage.get_or_insert((name.to_owned(), span));
            sheet.cover(whole, "/project/storage");
        }
        None => sheet.cover(whole, "/project/type"),
    }
}
