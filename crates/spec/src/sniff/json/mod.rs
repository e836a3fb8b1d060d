//! Sample JSON: objects and lists of objects, in the text, in a fence or in a file.
//!
//! A sample shows which fields a record has and of what kind their values are. What it is a
//! sample of is said by its key, its file or the words before it; else it is asked.

mod described;
pub mod name;
pub mod values;

use std::ops::Range;

use domain::spec::{QuestionKind, RelationKind};
use serde_json::json;

use super::{
    ask, blocks, routes, schema,
    sheet::{Sheet, many_to_one},
    tree::{self, Kind, Member, Node},
};
use crate::{
    types,
    words::{is_plural, singular, snake},
};

/// A sample longer than this is a dump.
const MAX_BLOCK: usize = 1 << 20;
/// Bytes that may be read in vain; behind them the search gives up.
const MAX_WASTE: usize = 8 << 20;
/// Records of a list that are looked at.
const MAX_SAMPLES: usize = 100;
const MAX_KEYS: usize = 300;

pub fn read(sheet: &mut Sheet<'_>) {
    let bytes = sheet.text.as_bytes();
    let mut at = 0;
    let mut waste = 0;
    while at < bytes.len() {
        if let Some(end) = sheet.taken_until(at) {
            at = end;
            continue;
        }
        if !begins_sample(bytes, at) {
            at += 1;
            continue;
        }
        let end = (at + MAX_BLOCK).min(bytes.len());
        match tree::read(sheet.text, at, end) {
            Ok(node) => {
                at = node.range.end;
                sample(sheet, &node);
            }
            Err(reached) => {
                if reached >= end && end < bytes.len() {
                    sheet.unread(at..next_boundary(sheet.text, at), "a JSON block is longer than 1 MB");
                }
                waste += reached - at;
                if waste > MAX_WASTE {
                    sheet.unread(at..next_boundary(sheet.text, at), "too many JSON blocks do not end");
                    return;
                }
                at += 1;
            }
        }
    }
}

/// `{"`, `[{` or `["` with blanks between; anything else in braces is no JSON or says nothing.
fn begins_sample(bytes: &[u8], at: usize) -> bool {
    let next =
        || bytes.get(at + 1..).unwrap_or_default().iter().take(200).find(|byte| !byte.is_ascii_whitespace());
    match bytes.get(at) {
        Some(b'{') => next() == Some(&b'"'),
        Some(b'[') => next() == Some(&b'{'),
        _ => false,
    }
}

/// An answer about the call itself, such as `{"error": "not found"}`.
fn is_message(records: &[&Vec<Member>]) -> bool {
    const WORDS: &[&str] = &[
        "error",
        "errors",
        "message",
        "msg",
        "status",
        "code",
        "detail",
        "success",
        "token",
        "access_token",
        "token_type",
    ];
    records.iter().all(|record| record.iter().all(|member| WORDS.contains(&member.key.as_str())))
}

fn next_boundary(text: &str, at: usize) -> usize {
    (at + 1..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

fn sample(sheet: &mut Sheet<'_>, node: &Node) {
    sheet.take(node.range.clone());
    if let Kind::Object(members) = &node.kind {
        if schema::document(sheet, node) {
            return;
        }
        if members.iter().all(is_collection) {
            // What a description names comes before it, so that it points to one of those.
            let names: Vec<&str> = members.iter().map(|member| member.key.as_str()).collect();
            let mut ordered: Vec<&Member> = members.iter().collect();
            ordered.sort_by_key(|member| pointing(member, &names));
            for member in ordered {
                let records = records(&member.value);
                let Some(name) = Sheet::entity_name(&member.key) else { return unnamed(sheet, node) };
                entity(sheet, &name, &records, member.key_range.clone(), &member.value.range);
            }
            return;
        }
    }
    let records = records(node);
    if records.is_empty() {
        return unnamed(sheet, node);
    }
    if let Some((name, lead)) = name::before(sheet.text, node.range.start) {
        entity(sheet, &name, &records, node.range.clone(), &(lead..node.range.end));
    } else if let Some(name) = name::after(sheet.text, node.range.end) {
        entity(sheet, &name, &records, node.range.clone(), &node.range);
    } else if let Some((name, _)) = name::of_file(sheet.text, node.range.start) {
        entity(sheet, &name, &records, node.range.clone(), &node.range);
    } else if let Some(name) =
        routes::entity_before(sheet.text, node.range.start).filter(|_| !is_message(&records))
    {
        entity(sheet, &name, &records, node.range.clone(), &node.range);
    } else if let Some(name) = file_entity(sheet, node) {
        entity(sheet, &name, &records, node.range.clone(), &node.range);
    } else {
        unnamed(sheet, node);
    }
}

/// How many values of a record are the name of another: `"pilot": "Pilot"`.
fn pointing(member: &Member, names: &[&str]) -> usize {
    let named = |node: &Node| match &node.kind {
        Kind::Scalar(serde_json::Value::String(text)) => {
            names.iter().any(|name| *name != member.key && text.trim_matches(['?', '!', ' ']) == *name)
        }
        _ => false,
    };
    records(&member.value).iter().flat_map(|record| record.iter()).filter(|field| named(&field.value)).count()
}

/// `"books": [{…}]` or `"book": {…}`: the key names an entity.
fn is_collection(member: &Member) -> bool {
    !records(&member.value).is_empty()
}

/// The objects of a list of objects, or the object itself.
fn records(node: &Node) -> Vec<&Vec<Member>> {
    match &node.kind {
        Kind::Object(members) if !members.is_empty() => vec![members],
        Kind::Array(items) => {
            let objects = items.iter().map(|item| match &item.kind {
                Kind::Object(members) if !members.is_empty() => Some(members),
                _ => None,
            });
            objects.collect::<Option<Vec<_>>>().unwrap_or_default()
        }
        Kind::Object(_) | Kind::Scalar(_) => Vec::new(),
    }
}

/// `books.json` holds books, where the file is this one sample.
fn file_entity(sheet: &Sheet<'_>, node: &Node) -> Option<String> {
    let (stem, extension) = sheet.file_name?.rsplit_once('.')?;
    let all = sheet.text.trim().len() == node.range.len();
    (extension.eq_ignore_ascii_case("json") && all).then(|| Sheet::entity_name(stem)).flatten()
}

fn unnamed(sheet: &mut Sheet<'_>, node: &Node) {
    let words = sheet.text.get(node.range.clone()).unwrap_or_default();
    let pointer = format!("/entities/sample-{}", ask::digest(words));
    let mut question = ask::question(QuestionKind::Missing, &pointer, "what is this JSON a sample of?");
    question.pointer = Some("/entities".into());
    question.options = vec![json!("a record to store: name it"), json!("only an example: leave it out")];
    question.blocking = true;
    sheet.ask(question, node.range.clone());
}

fn entity(
    sheet: &mut Sheet<'_>,
    name: &str,
    records: &[&Vec<Member>],
    at: Range<usize>,
    block: &Range<usize>,
) {
    if !sheet.entity(name, at, "json.sample") {
        return;
    }
    let pointer = format!("/entities/{name}");
    sheet.cover(block.clone(), pointer.clone());
    let samples = records.get(..records.len().min(MAX_SAMPLES)).unwrap_or_default();
    let described = matches!(samples, [one] if described::is_description(one));
    let mut seen: Vec<&str> = Vec::new();
    for member in samples.iter().flat_map(|record| record.iter()) {
        if seen.contains(&member.key.as_str()) {
            continue;
        }
        if seen.len() > MAX_KEYS {
            return sheet.unread(member.key_range.clone(), "a JSON record has more than 300 keys");
        }
        seen.push(&member.key);
        let values: Vec<&Node> = samples
            .iter()
            .filter_map(|record| record.iter().find(|other| other.key == member.key))
            .map(|other| &other.value)
            .collect();
        field(sheet, name, member, &values, (values.len() == samples.len(), described));
    }
}

fn field(
    sheet: &mut Sheet<'_>,
    entity_name: &str,
    member: &Member,
    values: &[&Node],
    (always, described): (bool, bool),
) {
    let range = member.key_range.start..member.value.range.end;
    let Some(name) = snake(&member.key) else {
        let pointer = format!("/entities/{entity_name}/fields/{}", ask::digest(&member.key));
        let text = format!("{entity_name}: what is the key “{}” called in ASCII letters?", member.key);
        let mut question = ask::question(QuestionKind::Ambiguous, &pointer, text);
        question.pointer = Some(format!("/entities/{entity_name}/fields"));
        question.options = vec![json!("leave it out"), json!("a name of your own")];
        question.blocking = true;
        return sheet.ask(question, range);
    };
    let pointer = format!("/entities/{entity_name}");
    match name.as_str() {
        "id" | "_id" => return sheet.cover(range, pointer),
        _ if is_own_id(entity_name, &name) => return sheet.cover(range, pointer),
        "created_at" | "updated_at" => {
            if let Some(entity) = sheet.out.entities.get_mut(entity_name) {
                entity.timestamps = Some(true);
            }
            return sheet.cover(range, format!("{pointer}/timestamps"));
        }
        _ => {}
    }
    if described
        && let [value] = values
        && let Some(found) = described::phrase(&member.key, value, range.clone())
    {
        return blocks::field(sheet, entity_name, found, "json.described");
    }
    let nested: Vec<&Vec<Member>> = values.iter().flat_map(|value| records(value)).collect();
    let is_list = values.iter().any(|value| matches!(value.kind, Kind::Array(_)));
    if !nested.is_empty() && (is_list || !values::stays_inside(&name)) {
        return related(sheet, entity_name, &name, (&nested, is_list, always), range);
    }
    let mut field = values::field(&name, values);
    field.required &= always;
    sheet.field(entity_name, &name, field, range.clone(), "json.key");
    sheet.key(entity_name, &name, range, "json.key");
}

/// `id_room` or `room_id` of a room.
fn is_own_id(entity: &str, name: &str) -> bool {
    let own = snake(entity).unwrap_or_default();
    name.strip_prefix("id_") == Some(&own) || name.strip_suffix("_id") == Some(&own)
}

/// A record inside a record is an entity of its own.
fn related(
    sheet: &mut Sheet<'_>,
    owner: &str,
    name: &str,
    (nested, is_list, always): (&[&Vec<Member>], bool, bool),
    range: Range<usize>,
) {
    // The lines of an invoice are invoice lines.
    let general = is_list
        && matches!(singular(name).as_str(), "line" | "item" | "entry" | "row" | "position" | "detail");
    let called =
        if general { format!("{}_{name}", snake(owner).unwrap_or_default()) } else { name.to_owned() };
    let Some(target) = Sheet::entity_name(&called) else { return };
    let own_key = snake(owner).unwrap_or_default();
    entity(sheet, &target, nested, range.clone(), &range);
    let mut relation = if is_list {
        many_to_one(&target, owner, format!("{own_key}_id"), true, None)
    } else {
        many_to_one(owner, &target, format!("{}_id", singular(name)), always, None)
    };
    // Tags, genres and the like are shared between their owners.
    let is_shared =
        nested.iter().all(|record| record.iter().filter(|member| member.key != "id").count() == 1);
    if is_list
        && is_shared
        && is_plural(name)
        && types::infer(name).field.ql_type == domain::spec::FieldType::StringArray
    {
        relation = many_to_one(owner, &target, format!("{}_ids", singular(name)), false, None);
        relation.kind = RelationKind::ManyToMany;
    }
    sheet.relation(relation, range, "json.nested");
}
