//! GraphQL schemas: object types become entities, input types describe the same records, the fields of
//! `Query` and `Mutation` that are plain reading and writing are what every entity has anyway.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    sync::LazyLock,
};

use apollo_parser::{
    Parser,
    cst::{self, CstNode, Definition},
};
use domain::spec::{Field, FieldType};
use regex::Regex;
use serde_json::{Value, json};

use super::{
    lines::Line,
    routes, schema,
    sheet::Sheet,
    typed::{self, Member, Records, Type, Values},
};
use crate::{
    types,
    words::{kebab, plural, singular, snake},
};

/// Longer schemas describe more than one project holds.
const MAX_BYTES: usize = 1 << 20;
const MAX_TOKENS: usize = 200_000;
const MAX_DEPTH: usize = 64;
/// Types of one schema; those beyond are asked about.
const MAX_TYPES: usize = 1000;

static HEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"^(?:extend\s+)?(?:(?:type|input|interface|enum)\s+[A-Z_]\w*(?:\s+implements\s+[\w& ,]+)?(?:\s*@[^{]*)?\s*\{|union\s+[A-Z]\w*\s*=|scalar\s+[A-Z]\w*\s*(?:@.*)?$|schema\s*\{|directive\s+@|""")"#).ok()
});
static OURS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)(?:^[ \t]*|[{,][ \t]*)\w+\s*(?:\([^)]*\))?\s*:\s*\[?\s*(?:String|Int|Float|Boolean|ID|DateTime|Date)\b").ok()
});

pub fn read(sheet: &mut Sheet<'_>, lines: &[Line]) {
    let named = sheet.file_name.and_then(|name| name.rsplit_once('.')).is_some_and(|(_, extension)| {
        ["graphql", "gql", "graphqls"].contains(&extension.to_lowercase().as_str())
    });
    if named {
        return document(sheet, 0..sheet.text.len(), true);
    }
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let words = sheet.text.get(line.range.clone()).unwrap_or_default();
        let begins = HEAD.as_ref().is_some_and(|regex| regex.is_match(words));
        if !begins || !sheet.is_free(&line.range) {
            at += 1;
            continue;
        }
        let (end, last) = end_of(sheet.text, lines, at);
        document(sheet, line.range.start..last, false);
        at = end.max(at + 1);
    }
}

/// Behind the last closing brace of the definitions that follow each other: the next line, and the byte.
fn end_of(text: &str, lines: &[Line], first: usize) -> (usize, usize) {
    let mut depth = 0_i32;
    let mut quoted = false;
    let (mut end, mut last) = (first + 1, lines.get(first).map_or(0, |line| line.range.end));
    for (at, line) in lines.iter().enumerate().skip(first) {
        let words = text.get(line.range.clone()).unwrap_or_default();
        let marks = words.matches("\"\"\"").count();
        let outside = depth <= 0 && !quoted;
        let begins = HEAD.as_ref().is_some_and(|regex| regex.is_match(words));
        let belongs = !outside || begins || line.is_blank() || words.starts_with(['#', '{', '|', '"']);
        if !belongs
            || words.starts_with("```")
            || line.range.end > lines.get(first).map_or(0, |l| l.range.start) + MAX_BYTES
        {
            break;
        }
        quoted ^= marks % 2 == 1;
        if !quoted && marks == 0 && !words.starts_with('#') {
            depth += i32::try_from(words.matches('{').count()).unwrap_or(0)
                - i32::try_from(words.matches('}').count()).unwrap_or(0);
        }
        if !line.is_blank() {
            (end, last) = (at + 1, line.range.end);
        }
    }
    (end, last)
}

/// A type of the schema, in one form for all its kinds.
struct Described {
    name: String,
    name_range: Range<usize>,
    whole: Range<usize>,
    fields: Vec<cst::FieldDefinition>,
    inputs: Vec<cst::InputValueDefinition>,
}

fn document(sheet: &mut Sheet<'_>, range: Range<usize>, named: bool) {
    let Some(text) = sheet.text.get(range.clone()) else { return };
    if text.len() > MAX_BYTES {
        sheet.take(range.clone());
        return sheet.unread(range, "the GraphQL schema is longer than 1 MB");
    }
    if !named && !OURS.as_ref().is_some_and(|regex| regex.is_match(text)) {
        return;
    }
    let parsed = Parser::new(text).recursion_limit(MAX_DEPTH).token_limit(MAX_TOKENS).parse();
    let base = range.start;
    if let Some(error) = parsed.errors().next() {
        // Other languages write types with braces too.
        if named {
            let why = format!("the GraphQL schema has an error: {}", error.message());
            sheet.take(range.clone());
            sheet.unread(range, &why);
        }
        return;
    }
    sheet.take(range.clone());
    let mut objects: Vec<Described> = Vec::new();
    let mut enums: HashMap<String, (Vec<String>, Range<usize>)> = HashMap::new();
    let mut rest: Vec<(&'static str, Range<usize>)> = Vec::new();
    for definition in parsed.document().definitions() {
        let whole = place(&definition, base);
        match definition {
            Definition::ObjectTypeDefinition(d) => {
                objects.extend(described(d.name(), d.fields_definition(), None, whole, base))
            }
            Definition::ObjectTypeExtension(d) => {
                objects.extend(described(d.name(), d.fields_definition(), None, whole, base))
            }
            Definition::InputObjectTypeDefinition(d) => {
                objects.extend(described(d.name(), None, d.input_fields_definition(), whole, base))
            }
            Definition::EnumTypeDefinition(d) => {
                let values = d.enum_values_definition().map(|all| {
                    let names = all
                        .enum_value_definitions()
                        .filter_map(|v| v.enum_value()?.name().map(|n| n.text().to_string()));
                    names.collect::<Vec<_>>()
                });
                if let Some(name) = d.name() {
                    enums.insert(name.text().to_string(), (values.unwrap_or_default(), whole));
                }
            }
            Definition::ScalarTypeDefinition(_) => {}
            Definition::InterfaceTypeDefinition(_) | Definition::InterfaceTypeExtension(_) => {
                rest.push(("an interface", whole))
            }
            Definition::UnionTypeDefinition(_) | Definition::UnionTypeExtension(_) => {
                rest.push(("a union", whole))
            }
            Definition::DirectiveDefinition(_) => rest.push(("a directive", whole)),
            Definition::SchemaDefinition(_) | Definition::SchemaExtension(_) => {}
            _ => rest.push(("a part of the GraphQL schema", whole)),
        }
    }
    if let Some(beyond) = objects.get(MAX_TYPES) {
        sheet.unread(beyond.whole.clone(), "there are more than 1000 GraphQL types");
        objects.truncate(MAX_TYPES);
    }
    let roots = |name: &str| ["Query", "Mutation", "Subscription"].contains(&name);
    let names: Vec<String> = objects.iter().filter(|d| !roots(&d.name)).map(|d| d.name.clone()).collect();
    let known: HashSet<String> = names.iter().filter_map(|name| snake(name)).collect();
    let records: HashMap<String, String> =
        names.iter().filter_map(|name| Some((name.clone(), record_of(name, &known)?))).collect();
    let mut found: Vec<Type> = Vec::new();
    let mut ordered: Vec<&Described> = objects.iter().filter(|d| !roots(&d.name)).collect();
    // The type itself first: inputs repeat it.
    ordered.sort_by_key(|d| !d.inputs.is_empty());
    for object in ordered {
        let Some(entity) = records.get(&object.name) else {
            rest.push(("how pages and answers look", object.whole.clone()));
            continue;
        };
        let members = members(object, &records, &enums, base);
        match found.iter_mut().find(|of| of.entity == *entity) {
            Some(of) => more(sheet, of, object, members),
            None => found.push(Type {
                entity: entity.clone(),
                name_range: object.name_range.clone(),
                whole: object.whole.clone(),
                members,
                uniques: Vec::new(),
                table: None,
            }),
        }
    }
    let entities: Vec<String> = found.iter().map(|of| of.entity.clone()).collect();
    typed::write(sheet, found, "graphql.type");
    for (name, (values, whole)) in &enums {
        value_list(sheet, name, values, whole.clone());
    }
    for object in objects.iter().filter(|d| roots(&d.name)) {
        root(sheet, object, &entities, base);
    }
    for (what, whole) in rest {
        typed::not_carried(sheet, what, whole);
    }
    if !entities.is_empty() {
        sheet.cover(range, "/project/type");
    }
}

fn place(node: &impl CstNode, base: usize) -> Range<usize> {
    let range = node.syntax().text_range();
    let text = node.syntax().text().to_string();
    let start = base + usize::from(range.start());
    start..start + text.trim_end().len()
}

fn described(
    name: Option<cst::Name>,
    fields: Option<cst::FieldsDefinition>,
    inputs: Option<cst::InputFieldsDefinition>,
    whole: Range<usize>,
    base: usize,
) -> Option<Described> {
    let name = name?;
    let name_range = place(&name, base);
    Some(Described {
        name: name.text().to_string(),
        name_range,
        whole,
        fields: fields.map(|all| all.field_definitions().collect()).unwrap_or_default(),
        inputs: inputs.map(|all| all.input_value_definitions().collect()).unwrap_or_default(),
    })
}

/// The entity that a type describes; none for pages, edges, answers and filters.
fn record_of(name: &str, known: &HashSet<String>) -> Option<String> {
    let ends = [
        "Connection",
        "Edge",
        "PageInfo",
        "Payload",
        "Response",
        "Result",
        "Error",
        "Filter",
        "FilterInput",
        "WhereInput",
        "OrderBy",
        "OrderByInput",
        "Page",
        "Sort",
    ];
    if ends.iter().any(|end| name.ends_with(end)) {
        return None;
    }
    let own = snake(name)?;
    let stem = schema::stem_of(&own, &|stem| known.contains(stem));
    Sheet::entity_name(&stem.unwrap_or(own))
}

fn members(
    object: &Described,
    records: &HashMap<String, String>,
    enums: &HashMap<String, (Vec<String>, Range<usize>)>,
    base: usize,
) -> Vec<Member> {
    let outputs = object.fields.iter().filter_map(|field| {
        let asks = field.arguments_definition().is_some();
        let mut member =
            member(field.name()?, field.ty()?, field.directives(), place(field, base), records, enums)?;
        if asks {
            member.doubts.push("its arguments".to_owned());
        }
        describe(&mut member, field.description());
        Some(member)
    });
    let inputs = object.inputs.iter().filter_map(|input| {
        let mut member =
            member(input.name()?, input.ty()?, input.directives(), place(input, base), records, enums)?;
        let default =
            input.default_value().and_then(|value| value.value()).map(|value| value.source_string());
        if let (Values::Field(field), Some(default)) = (&mut member.value, default) {
            let default = default.trim();
            let value = serde_json::from_str::<Value>(default).unwrap_or_else(|_| json!(default));
            field.default = Some(value).filter(|value| !value.is_null());
            field.required = false;
        }
        describe(&mut member, input.description());
        Some(member)
    });
    outputs.chain(inputs).collect()
}

fn describe(member: &mut Member, description: Option<cst::Description>) {
    let Some(words) = description.and_then(|d| d.string_value()).map(String::from) else { return };
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Values::Field(field) = &mut member.value
        && !words.is_empty()
        && words.chars().count() <= 500
    {
        field.description = Some(words);
    }
}

fn member(
    name: cst::Name,
    ty: cst::Type,
    directives: Option<cst::Directives>,
    range: Range<usize>,
    records: &HashMap<String, String>,
    enums: &HashMap<String, (Vec<String>, Range<usize>)>,
) -> Option<Member> {
    let name = name.text().to_string();
    let (kind, is_list, required) = kind_of(&ty, 0)?;
    let mut doubts = Vec::new();
    let mut unique = None;
    for directive in directives.iter().flat_map(cst::Directives::directives) {
        match directive.name().map(|name| name.text().to_string()).as_deref() {
            Some("unique") => unique = Some(true),
            Some("deprecated" | "id" | "relation" | "key") | None => {}
            Some(other) => doubts.push(format!("@{other}")),
        }
    }
    let mut member = Member {
        is_id: name == "id",
        name,
        range,
        value: Values::Field(Box::new(types::of(FieldType::String))),
        doubts,
    };
    if let Some(to) = records.get(&kind) {
        member.value = Values::Records(Records {
            to: to.clone(),
            is_list,
            owns: true,
            key: None,
            required,
            unique: unique == Some(true),
            on_delete: None,
            name: None,
        });
        return Some(member);
    }
    let own = snake(&member.name)?;
    let mut field = match enums.get(&kind) {
        Some((values, _)) if !is_list => types::choice(values.iter().cloned()),
        Some(_) => types::of(FieldType::StringArray),
        None => scalar(&own, &kind, is_list).unwrap_or_else(|| {
            member.doubts.push(format!("the type {kind}"));
            types::of(FieldType::String)
        }),
    };
    field.required = required && field.ql_type != FieldType::Boolean;
    field.unique = unique;
    member.value = Values::Field(Box::new(field));
    Some(member)
}

/// The innermost name, whether there is a list around it, and whether it must be there.
fn kind_of(ty: &cst::Type, depth: usize) -> Option<(String, bool, bool)> {
    if depth > 8 {
        return None;
    }
    match ty {
        cst::Type::NamedType(named) => Some((named.name()?.text().to_string(), false, false)),
        cst::Type::ListType(list) => kind_of(&list.ty()?, depth + 1).map(|(name, _, _)| (name, true, false)),
        cst::Type::NonNullType(inner) => match (inner.named_type(), inner.list_type()) {
            (Some(named), _) => Some((named.name()?.text().to_string(), false, true)),
            (None, Some(list)) => kind_of(&list.ty()?, depth + 1).map(|(name, _, _)| (name, true, true)),
            (None, None) => None,
        },
    }
}

fn scalar(name: &str, kind: &str, is_list: bool) -> Option<Field> {
    use FieldType as T;
    let scalar = match kind {
        "String" => T::String,
        "ID" if name.ends_with("_id") => T::Integer,
        "ID" => T::String,
        "Int" | "BigInt" | "Long" | "PositiveInt" | "NonNegativeInt" | "UnsignedInt" => T::Integer,
        "Float" => T::Float,
        "Decimal" | "BigDecimal" | "Money" => T::Decimal,
        "Boolean" => T::Boolean,
        "Date" | "LocalDate" => T::Date,
        "DateTime" | "Timestamp" | "ISODate" | "ISO8601DateTime" => T::DateTime,
        "Time" | "LocalTime" => T::Time,
        "Email" | "EmailAddress" => T::Email,
        "URL" | "URI" | "Url" => T::Url,
        "UUID" | "Uuid" => T::Uuid,
        "JSON" | "Json" | "JSONObject" | "Object" => T::Json,
        "Upload" | "File" => T::File,
        _ => return None,
    };
    let inferred = types::infer(name).field;
    Some(match (scalar, is_list) {
        (T::String, true) => types::of(T::StringArray),
        (T::Integer, true) => types::of(T::IntegerArray),
        (T::Float | T::Decimal, true) => types::of(T::DecimalArray),
        (_, true) => types::of(T::Json),
        (T::Float, false) if inferred.ql_type == T::Decimal => inferred,
        (T::String, false) if inferred.ql_type == T::Text => inferred,
        _ => types::refine(name, types::of(scalar)),
    })
}

/// An input type repeats the record: what it adds is a member, what it says otherwise is left to the type.
fn more(sheet: &mut Sheet<'_>, of: &mut Type, object: &Described, members: Vec<Member>) {
    sheet.entity(&of.entity, object.name_range.clone(), "graphql.type");
    sheet.cover(object.whole.clone(), format!("/entities/{}", of.entity));
    for member in members {
        let stem =
            |name: &str| singular(name.strip_suffix("Ids").or(name.strip_suffix("Id")).unwrap_or(name));
        let known = of
            .members
            .iter()
            .any(|known| known.name == member.name || stem(&known.name) == stem(&member.name));
        if !known {
            of.members.push(member);
        }
    }
}

fn value_list(sheet: &mut Sheet<'_>, name: &str, values: &[String], whole: Range<usize>) {
    let wanted: Vec<Value> = values.iter().map(|value| json!(value)).collect();
    let user = sheet.out.entities.iter().find_map(|(entity, known)| {
        let (field, _) = known.fields.iter().find(|(_, field)| field.values.as_ref() == Some(&wanted))?;
        Some(format!("/entities/{entity}/fields/{field}"))
    });
    match user {
        Some(pointer) => sheet.cover(whole, pointer),
        None if name.contains("Sort") || name.contains("Order") => {
            typed::not_carried(sheet, "how pages and answers look", whole)
        }
        None => typed::not_carried(sheet, "a list of values that nothing uses", whole),
    }
}

/// Queries and mutations that read and write records are the entity's own; others are asked about.
fn root(sheet: &mut Sheet<'_>, object: &Described, entities: &[String], base: usize) {
    sheet.cover(object.whole.clone(), "/project/type");
    const VERBS: &[&str] = &[
        "get", "list", "all", "find", "fetch", "create", "add", "new", "insert", "update", "edit", "change",
        "delete", "remove", "upsert", "save", "by", "id", "many", "one",
    ];
    for field in &object.fields {
        let range = place(field, base);
        let Some(name) = field.name().and_then(|name| snake(name.text().as_ref())) else { continue };
        let parts: Vec<&str> = name.split('_').filter(|part| !VERBS.contains(part)).collect();
        let entity = Sheet::entity_name(&parts.join("_")).filter(|entity| entities.contains(entity));
        match entity {
            Some(entity) if object.name != "Subscription" => {
                let lists = object.name == "Query"
                    && field.ty().and_then(|ty| kind_of(&ty, 0)).is_some_and(|kind| kind.1);
                if lists {
                    asked(sheet, field, &entity, range.clone());
                }
                sheet.cover(range, format!("/entities/{entity}"))
            }
            _ if [
                "login",
                "sign_in",
                "signin",
                "register",
                "sign_up",
                "signup",
                "me",
                "current_user",
                "viewer",
                "logout",
            ]
            .contains(&name.as_str()) =>
            {
                let span = sheet.span(&range);
                sheet.out.accounts.get_or_insert(span);
                sheet.cover(range, "/auth/scheme");
            }
            _ => typed::not_carried(sheet, &format!("{} {name}", object.name.to_lowercase()), range),
        }
    }
}

/// The arguments of a query that answers many records choose among them.
fn asked(sheet: &mut Sheet<'_>, field: &cst::FieldDefinition, entity: &str, range: Range<usize>) {
    const PAGES: &[&str] =
        &["limit", "offset", "first", "last", "after", "before", "page", "skip", "take", "id"];
    let arguments = field.arguments_definition().into_iter().flat_map(|all| all.input_value_definitions());
    let names: Vec<String> = arguments
        .filter_map(|argument| snake(argument.name()?.text().as_ref()))
        .filter(|name| !PAGES.contains(&name.as_str()))
        .collect();
    if names.is_empty() {
        return;
    }
    let path = format!(
        "/{}",
        kebab(&plural(&snake(entity).unwrap_or_default().replace('_', " "))).unwrap_or_default()
    );
    let pointer = routes::route(sheet, "GET", &path, "", range);
    let at = pointer.strip_prefix("/operations/").and_then(|at| at.parse::<usize>().ok());
    if let Some(operation) = at.and_then(|at| sheet.out.operations.get_mut(at)) {
        operation.filters.extend(names);
    }
}
