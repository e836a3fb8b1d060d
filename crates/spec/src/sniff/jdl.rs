//! JHipster's domain language: `entity`, `enum` and `relationship` blocks, and the options around them.

use std::{collections::HashMap, ops::Range, sync::LazyLock};

use domain::spec::{Field, FieldType};
use regex::{Captures, Regex};
use serde_json::Number;

use super::{
    sheet::Sheet,
    typed::{self, Block, Member, Records, Type, Values},
};
use crate::{types, words::snake};

static HEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t]*(?P<keyword>entity|enum|relationship|application|deployment)[ \t]*(?P<name>[A-Za-z]\w*)?[ \t]*(?:\((?P<table>\w+)\))?[ \t]*(?:extends[ \t]+\w+[ \t]*)?\r?\n?[ \t]*\{").ok()
});
/// An entity without members has no braces.
static BARE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)^[ \t]*entity[ \t]+(?P<name>[A-Z]\w*)[ \t]*(?:\(\w+\))?[ \t]*$").ok());
static MEMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?P<name>[A-Za-z]\w*)\s+(?P<type>[A-Za-z]\w*)(?P<rest>(?:[\s,].*)?)$").ok()
});
static DEMAND: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?P<name>[a-z]+)(?:\s*\((?P<inside>/(?:[^/\\]|\\.)*/|[^()]*)\))?").ok());
static OPTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t]*(?:(?:paginate|dto|service|search|microservice|angularSuffix|clientRootFolder|filter|skipClient|skipServer|noFluentMethod|readOnly|embedded)[ \t]+[\w*, \t]+(?:[ \t]+(?:with|except)[ \t]+[\w-]+)?|@[A-Za-z]+(?:\([^()\n]*\))?)[ \t]*$").ok()
});
/// `Blog{posts(title) required} to Post{blog}`
static ENDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?P<from>[A-Za-z]\w*)(?:\s*\{\s*(?P<a>[^{}]*)\})?\s+to\s+(?P<to>[A-Za-z]\w*)(?:\s*\{\s*(?P<b>[^{}]*)\})?(?P<rest>.*)$").ok()
});

const SCALARS: &[(&str, FieldType)] = &[
    ("String", FieldType::String),
    ("TextBlob", FieldType::Text),
    ("Integer", FieldType::Integer),
    ("Long", FieldType::Integer),
    ("BigDecimal", FieldType::Decimal),
    ("Float", FieldType::Float),
    ("Double", FieldType::Float),
    ("Boolean", FieldType::Boolean),
    ("LocalDate", FieldType::Date),
    ("LocalTime", FieldType::Time),
    ("Instant", FieldType::DateTime),
    ("ZonedDateTime", FieldType::DateTime),
    ("Duration", FieldType::Duration),
    ("UUID", FieldType::Uuid),
    ("Blob", FieldType::File),
    ("AnyBlob", FieldType::File),
    ("ImageBlob", FieldType::File),
];

pub fn read(sheet: &mut Sheet<'_>) {
    let Some(head) = HEAD.as_ref() else { return };
    let text = sheet.text;
    let blocks: Vec<Block> =
        typed::blocks(text, head).into_iter().filter(|block| sheet.is_free(&block.whole)).collect();
    let of = |keyword: &'static str| blocks.iter().filter(move |block| block.keyword == keyword);
    if !is_jdl(sheet, &blocks) {
        return;
    }
    let enums: HashMap<&str, Vec<String>> =
        of("enum").map(|block| (block.name.as_str(), values(text, block))).collect();
    let mut found: Vec<Type> = of("entity").filter_map(|block| entity(sheet, block, &enums)).collect();
    found.extend(bare(sheet));
    for block in of("relationship") {
        relationship(sheet, block, &mut found);
    }
    for of in &found {
        sheet.take(of.whole.clone());
    }
    for block in of("relationship") {
        sheet.take(typed::with_remarks(text, block.whole.start)..block.whole.end);
    }
    let first = found.first().map(|of| format!("/entities/{}", of.entity));
    typed::write(sheet, found, "jdl.entity");
    for block in of("relationship") {
        if let Some(first) = &first {
            sheet.cover(typed::with_remarks(text, block.whole.start)..block.whole.end, first.clone());
        }
    }
    for block in of("enum") {
        typed::list_of_values(sheet, block, &enums);
    }
    for block in of("application").chain(of("deployment")) {
        application(sheet, block);
    }
    options(sheet);
}

/// Words that only JDL has: a type of its own, a list of values as a type, or a block of relationships.
fn is_jdl(sheet: &Sheet<'_>, blocks: &[Block]) -> bool {
    let is_type = |kind: &str| {
        SCALARS.iter().any(|(name, _)| *name == kind)
            || blocks.iter().any(|block| block.keyword == "enum" && block.name == kind)
    };
    let has_type = |block: &Block| {
        let members = members(sheet.text, &block.body);
        members.into_iter().any(|range| {
            let parts = sheet.text.get(range).and_then(|words| MEMBER.as_ref()?.captures(words));
            parts.is_some_and(|parts| is_type(&parts["type"]))
        })
    };
    let entities = blocks.iter().any(|block| block.keyword == "entity" && has_type(block));
    let relationship = blocks.iter().any(|block| {
        block.keyword == "relationship"
            && ["OneToMany", "ManyToOne", "OneToOne", "ManyToMany"].contains(&block.name.as_str())
    });
    entities || relationship
}

/// The members of a block: divided by line ends, and by commas outside of parentheses.
fn members(text: &str, body: &Range<usize>) -> Vec<Range<usize>> {
    let words = text.get(body.clone()).unwrap_or_default();
    let bytes = words.as_bytes();
    let mut found = Vec::new();
    let (mut start, mut at, mut depth) = (0, 0, 0_u32);
    let mut push = |from: usize, to: usize| {
        let piece = words.get(from..to).unwrap_or_default();
        let lead = piece.len() - piece.trim_start().len();
        let piece = piece.trim();
        if !piece.is_empty() {
            found.push(body.start + from + lead..body.start + from + lead + piece.len());
        }
    };
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        if rest.starts_with(b"/*") || rest.starts_with(b"//") {
            let end: &[u8] = if rest.starts_with(b"/*") { b"*/" } else { b"\n" };
            push(start, at);
            let length = rest
                .windows(end.len())
                .skip(2)
                .position(|w| w == end)
                .map_or(rest.len(), |n| n + 2 + end.len());
            at = if end == b"\n" { at + length - 1 } else { at + length };
            start = at.min(bytes.len());
            continue;
        }
        match rest.first() {
            Some(b'(' | b'{') => depth += 1,
            Some(b')' | b'}') => depth = depth.saturating_sub(1),
            Some(b'\n' | b',') if depth == 0 => {
                push(start, at);
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    push(start, bytes.len());
    found
}

fn values(text: &str, block: &Block) -> Vec<String> {
    let word = |range: Range<usize>| {
        text.get(range).map(|words| words.split(['(', ' ']).next().unwrap_or(words).to_owned())
    };
    members(text, &block.body).into_iter().filter_map(word).collect()
}

fn entity(sheet: &mut Sheet<'_>, block: &Block, enums: &HashMap<&str, Vec<String>>) -> Option<Type> {
    let text = sheet.text;
    let mut of = Type {
        entity: Sheet::entity_name(&block.name)?,
        name_range: block.name_range.clone(),
        whole: typed::with_remarks(text, block.whole.start)..block.whole.end,
        members: Vec::new(),
        uniques: Vec::new(),
        table: None,
    };
    for range in members(text, &block.body) {
        let words = text.get(range.clone()).unwrap_or_default();
        if words.starts_with('@') {
            continue;
        }
        match MEMBER.as_ref().and_then(|regex| regex.captures(words)) {
            Some(parts) => of.members.push(member(&parts, range, enums)),
            None => sheet.unread(range, "this line is no member of a JDL entity"),
        }
    }
    Some(of)
}

/// Entities that are only named; their members may come by relationships.
fn bare(sheet: &Sheet<'_>) -> Vec<Type> {
    let Some(regex) = BARE.as_ref() else { return Vec::new() };
    let mut found = Vec::new();
    for captures in regex.captures_iter(sheet.text).take(300) {
        let (Some(all), Some(name)) = (captures.get(0), captures.name("name")) else { continue };
        let opens = sheet.text.get(all.end()..).is_some_and(|rest| rest.trim_start().starts_with('{'));
        let Some(entity) =
            Sheet::entity_name(name.as_str()).filter(|_| !opens && sheet.is_free(&name.range()))
        else {
            continue;
        };
        let start = all.end() - all.as_str().trim_start().len();
        found.push(Type {
            entity,
            name_range: name.range(),
            whole: start..name.end(),
            members: Vec::new(),
            uniques: Vec::new(),
            table: None,
        });
    }
    found
}

fn member(parts: &Captures<'_>, range: Range<usize>, enums: &HashMap<&str, Vec<String>>) -> Member {
    let (name, kind) = (&parts["name"], &parts["type"]);
    let own = snake(name).unwrap_or_default();
    let mut doubts = Vec::new();
    let scalar = SCALARS.iter().find(|(name, _)| *name == kind).map(|(_, kind)| *kind);
    let inferred = types::infer(&own).field;
    let mut field = match (scalar, enums.get(kind)) {
        // Money is never a float.
        (Some(FieldType::Float | FieldType::Decimal), _) if inferred.ql_type == FieldType::Decimal => {
            inferred
        }
        (Some(scalar), _) => types::refine(&own, types::of(scalar)),
        (None, Some(values)) => types::choice(values.iter().cloned()),
        (None, None) => {
            doubts.push(format!("the type {kind}"));
            types::of(FieldType::String)
        }
    };
    field.required = false;
    let demands = DEMAND
        .as_ref()
        .map(|regex| regex.captures_iter(&parts["rest"]).collect::<Vec<_>>())
        .unwrap_or_default();
    for demand in demands {
        let inside = demand.name("inside").map_or("", |inside| inside.as_str().trim());
        if !demanded(&mut field, &demand["name"], inside) {
            doubts.push(demand[0].to_owned());
        }
    }
    Member { name: name.to_owned(), range, value: Values::Field(Box::new(field)), is_id: false, doubts }
}

/// Writes one validation into the field; `false` where it cannot hold it.
fn demanded(field: &mut Field, name: &str, inside: &str) -> bool {
    let numeric = types::is_number(field.ql_type);
    let textual = types::is_text(field.ql_type);
    match name {
        "required" => field.required = true,
        "unique" => field.unique = Some(true),
        "min" | "max" if numeric => {
            let Ok(bound) = inside.parse::<Number>() else { return false };
            if name == "min" { field.minimum = Some(bound) } else { field.maximum = Some(bound) }
        }
        "minlength" if textual => {
            let Ok(bound) = inside.parse() else { return false };
            field.min_length = Some(bound);
        }
        "maxlength" if textual => {
            let Ok(bound) = inside.parse() else { return false };
            field.max_length = Some(bound);
        }
        "pattern" if textual => {
            let pattern = inside.trim_matches('/');
            let portable = pattern.starts_with('^')
                && pattern.ends_with('$')
                && !pattern.contains("(?")
                && Regex::new(pattern).is_ok();
            if !portable {
                return false;
            }
            field.pattern = Some(pattern.to_owned());
        }
        _ => return false,
    }
    true
}

fn relationship(sheet: &mut Sheet<'_>, block: &Block, found: &mut Vec<Type>) {
    let text = sheet.text;
    for range in members(text, &block.body) {
        let words = text.get(range.clone()).unwrap_or_default();
        let Some(parts) = ENDS.as_ref().and_then(|regex| regex.captures(words)) else {
            sheet.unread(range, "this line is no relationship of JDL");
            continue;
        };
        let end = |name: &str| parts.name(name).map_or("", |end| end.as_str()).trim();
        let member =
            |end: &str| end.split(['(', ' ']).next().filter(|name| !name.is_empty()).map(str::to_owned);
        let required = |end: &str| end.split_whitespace().any(|word| word == "required");
        let (Some(from), Some(to)) = (Sheet::entity_name(&parts["from"]), Sheet::entity_name(&parts["to"]))
        else {
            continue;
        };
        let (a, b) = (end("a"), end("b"));
        // In OneToMany the many hold the key; else the left side does.
        let swapped = block.name == "OneToMany";
        let (owner, target, own, other) = if swapped { (to, from, b, a) } else { (from, to, a, b) };
        let is_list = block.name == "ManyToMany";
        let name = member(own).unwrap_or_else(|| {
            let base = snake(&target).unwrap_or_default();
            if is_list { crate::words::plural(&base) } else { base }
        });
        let required = required(own) || swapped && required(other);
        let records = Records {
            to: target.clone(),
            is_list,
            owns: true,
            key: None,
            required,
            unique: block.name == "OneToOne",
            on_delete: None,
            name: None,
        };
        let shared = is_list.then(|| Records {
            to: owner.clone(),
            is_list: true,
            owns: false,
            key: None,
            required: false,
            unique: false,
            on_delete: None,
            name: None,
        });
        let mut add = |entity: &str, name: String, records: Records| match found
            .iter_mut()
            .find(|of| of.entity == *entity)
        {
            Some(of) => of.members.push(Member {
                name,
                range: range.clone(),
                value: Values::Records(records),
                is_id: false,
                doubts: Vec::new(),
            }),
            None => found.push(Type {
                entity: entity.to_owned(),
                name_range: range.clone(),
                whole: range.clone(),
                members: vec![Member {
                    name,
                    range: range.clone(),
                    value: Values::Records(records),
                    is_id: false,
                    doubts: Vec::new(),
                }],
                uniques: Vec::new(),
                table: None,
            }),
        };
        // `User` is the account, which is there without an entity of its own.
        if owner == "User" {
            continue;
        }
        add(&owner, name, records);
        if let Some(shared) = shared.filter(|_| target != "User") {
            add(
                &target,
                member(other).unwrap_or_else(|| crate::words::plural(&snake(&owner).unwrap_or_default())),
                shared,
            );
        }
    }
}

/// Settings of a JHipster application: the database is carried over, the rest is asked about.
fn application(sheet: &mut Sheet<'_>, block: &Block) {
    let body = sheet.text.get(block.body.clone()).unwrap_or_default();
    let database = [("postgresql", "postgres"), ("mysql", "mysql"), ("mongodb", "mongodb")].iter().find_map(
        |(mark, name)| {
            let at = body.find("prodDatabaseType").or_else(|| body.find("databaseType"))?;
            let line = body.get(at..)?.lines().next()?;
            let found = line.find(mark)?;
            Some((*name, block.body.start + at + found..block.body.start + at + found + mark.len()))
        },
    );
    if let Some((name, range)) = database {
        let span = sheet.span(&range);
        sheet.out.storage.get_or_insert((name.to_owned(), span));
    }
    typed::not_carried(sheet, "settings of JHipster", block.whole.clone());
}

fn options(sheet: &mut Sheet<'_>) {
    let Some(regex) = OPTION.as_ref() else { return };
    let text = sheet.text;
    for found in regex.find_iter(text).take(500) {
        let lead = found.as_str().len() - found.as_str().trim_start().len();
        let range = found.start() + lead..found.start() + found.as_str().trim_end().len();
        if sheet.is_free(&range) {
            typed::not_carried(sheet, "options of JHipster", range);
        }
    }
}
