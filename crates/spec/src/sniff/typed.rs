//! Record types with typed members, as Prisma, JDL and GraphQL write them, put on the sheet.

use std::{collections::HashMap, ops::Range};

use domain::spec::{Field, OnDelete, QuestionKind};
use serde_json::{Value, json};

use super::{ask, links, links::Link, sheet::Sheet};
use crate::words::snake;

pub struct Type {
    /// As the spec spells it.
    pub entity: String,
    pub name_range: Range<usize>,
    pub whole: Range<usize>,
    pub members: Vec<Member>,
    /// Sets of members that are unique together, as written.
    pub uniques: Vec<(Vec<String>, Range<usize>)>,
    pub table: Option<String>,
}

pub struct Member {
    pub name: String,
    pub range: Range<usize>,
    pub value: Values,
    /// It is what tells records apart, and needs no field of its own.
    pub is_id: bool,
    /// What of the member no field can hold.
    pub doubts: Vec<String>,
}

pub enum Values {
    Field(Box<Field>),
    Records(Records),
}

/// Other records: one or many.
pub struct Records {
    pub to: String,
    pub is_list: bool,
    pub owns: bool,
    /// The member that holds the key, where it is written beside.
    pub key: Option<String>,
    pub required: bool,
    pub unique: bool,
    pub on_delete: Option<OnDelete>,
    pub name: Option<String>,
}

/// Entities first, so that a member may name a type that comes later.
pub fn write(sheet: &mut Sheet<'_>, mut types: Vec<Type>, rule: &'static str) {
    types.retain(|of| {
        let accepted = sheet.entity(&of.entity, of.name_range.clone(), rule);
        if accepted {
            sheet.cover(of.whole.clone(), format!("/entities/{}", of.entity));
        }
        if let (Some(table), Some(entity)) = (&of.table, sheet.out.entities.get_mut(&of.entity)) {
            entity.table = Some(table.clone());
        }
        accepted
    });
    let mut found = Vec::new();
    let mut uniques = Vec::new();
    for of in types {
        for member in of.members {
            self::member(sheet, &of.entity, member, &mut found, rule);
        }
        uniques.extend(of.uniques.into_iter().map(|(names, range)| (of.entity.clone(), names, range)));
    }
    links::write(sheet, &found, rule);
    for (entity, names, range) in uniques {
        unique(sheet, &entity, &names, range, &found);
    }
}

fn member(sheet: &mut Sheet<'_>, entity: &str, member: Member, found: &mut Vec<Link>, rule: &'static str) {
    let pointer = format!("/entities/{entity}");
    let range = member.range;
    let Some(name) = snake(&member.name) else {
        return sheet.unread(range, "the name has no ASCII letters");
    };
    if member.is_id || name == "id" {
        return sheet.cover(range, pointer);
    }
    if matches!(name.as_str(), "created_at" | "updated_at") {
        if let Some(known) = sheet.out.entities.get_mut(entity) {
            known.timestamps = Some(true);
        }
        return sheet.cover(range, format!("{pointer}/timestamps"));
    }
    match member.value {
        Values::Records(records) => {
            let key = records.key.as_deref().and_then(snake);
            found.push(Link {
                from: entity.to_owned(),
                member: key.unwrap_or(name),
                to: records.to,
                is_list: records.is_list,
                owns: records.owns,
                required: records.required,
                unique: records.unique,
                on_delete: records.on_delete,
                name: records.name,
                range,
            });
        }
        Values::Field(field) => {
            sheet.field(entity, &name, *field, range.clone(), rule);
            sheet.key(entity, &name, range.clone(), rule);
            if member.doubts.is_empty() {
                return;
            }
            let text = format!(
                "{entity}.{name}: {} is not carried over: go on without it?",
                member.doubts.join(", ")
            );
            let at = format!("{pointer}/fields/{name}");
            let mut question = ask::question(QuestionKind::Ambiguous, &at, text);
            question.proposal = json!("without it");
            question.options = vec![json!("without it"), json!("leave the field out")];
            sheet.ask(question, range);
        }
    }
}

/// Members that are unique together; one that stands for a record is its key.
fn unique(sheet: &mut Sheet<'_>, entity: &str, names: &[String], range: Range<usize>, links: &[Link]) {
    let key_of = |name: &String| {
        let name = snake(name)?;
        let is_link = links.iter().any(|link| link.from == entity && link.member == name && !link.is_list);
        Some(if is_link && !name.ends_with("_id") { format!("{name}_id") } else { name })
    };
    let Some(names) = names.iter().map(key_of).collect::<Option<Vec<_>>>() else { return };
    let Some(known) = sheet.out.entities.get_mut(entity) else { return };
    let pointer = match names.as_slice() {
        [only] if known.fields.contains_key(only) => {
            if let Some(field) = known.fields.get_mut(only) {
                field.unique = Some(true);
            }
            format!("/entities/{entity}/fields/{only}")
        }
        [_] => format!("/entities/{entity}"),
        _ => {
            let at = known.unique.iter().position(|set| *set == names).unwrap_or_else(|| {
                known.unique.push(names.clone());
                known.unique.len() - 1
            });
            format!("/entities/{entity}/unique/{at}")
        }
    };
    sheet.cover(range, pointer);
}

/// Parts that are understood and that no generated project holds: one question for each kind.
pub fn not_carried(sheet: &mut Sheet<'_>, what: &str, range: Range<usize>) {
    sheet.take(range.clone());
    let pointer = format!("/source/not-carried/{}", snake(what).unwrap_or_default());
    let text = format!("{what}: not carried over; go on without it?");
    let mut question = ask::question(QuestionKind::Unrecognised, &pointer, text);
    question.proposal = json!("without it");
    question.options = vec![json!("without it"), json!("I will describe it in other words")];
    sheet.ask(question, range);
}

/// One `name … { … }` found in a text.
pub struct Block {
    pub keyword: String,
    pub name: String,
    pub name_range: Range<usize>,
    pub whole: Range<usize>,
    /// Between the braces.
    pub body: Range<usize>,
}

/// Longer blocks are dumps.
const MAX_BLOCK_BYTES: usize = 64 << 10;
const MAX_BLOCKS: usize = 2000;
/// Blocks without an end; behind them the search gives up, so that no text costs more than linear time.
const MAX_OPEN: usize = 32;

/// The blocks whose heads `head` finds (with groups `keyword` and `name`, up to the brace).
pub fn blocks(text: &str, head: &regex::Regex) -> Vec<Block> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut open = 0;
    while let Some(captures) =
        head.captures_at(text, from).filter(|_| found.len() < MAX_BLOCKS && open < MAX_OPEN)
    {
        let (Some(all), Some(keyword)) = (captures.get(0), captures.name("keyword")) else { break };
        from = all.end();
        let name = captures.name("name").unwrap_or(keyword);
        let Some(close) = closing(text, all.end()) else {
            open += 1;
            continue;
        };
        from = close + 1;
        found.push(Block {
            keyword: keyword.as_str().to_owned(),
            name: name.as_str().to_owned(),
            name_range: name.range(),
            whole: keyword.start()..close + 1,
            body: all.end()..close,
        });
    }
    found
}

/// The brace that closes the one before `from`, quoted text and remarks aside.
fn closing(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let end = (from + MAX_BLOCK_BYTES).min(bytes.len());
    let mut depth = 1_u32;
    let mut at = from;
    while at < end {
        let rest = bytes.get(at..end)?;
        match rest.first()? {
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(at),
            b'}' => depth -= 1,
            b'"' => at += rest.iter().skip(1).position(|b| matches!(b, b'"' | b'\n'))?,
            b'/' if rest.starts_with(b"//") => at += rest.iter().position(|b| *b == b'\n')?,
            b'/' if rest.starts_with(b"/*") => at += rest.windows(2).skip(2).position(|w| w == b"*/")? + 2,
            _ => {}
        }
        at += 1;
    }
    None
}

/// How far back the remarks before a statement may begin.
const MAX_REMARK_BYTES: usize = 4 << 10;

/// Where the remarks begin that stand right before `at`: `-- Table structure`, `/** A post. */`. They
/// belong to what follows, with at most one blank line between.
pub fn with_remarks(text: &str, at: usize) -> usize {
    let mut floor = at.saturating_sub(MAX_REMARK_BYTES);
    while !text.is_char_boundary(floor) {
        floor += 1;
    }
    let (mut start, mut end) = (at, at);
    let mut blanks = 0;
    while let Some(before) = text.get(floor..end) {
        let Some(before) = before.strip_suffix('\n').or_else(|| before.trim().is_empty().then_some(before))
        else {
            // The statement does not begin its line.
            let Some(line) = before.rfind('\n').map(|at| floor + at + 1).or((floor == 0).then_some(0)) else {
                break;
            };
            if end == at && text.get(line..at).is_some_and(|lead| lead.trim().is_empty()) && line < at {
                end = line;
                continue;
            }
            break;
        };
        let line_start = before.rfind('\n').map_or(floor, |at| floor + at + 1);
        let line = text.get(line_start..floor + before.len()).unwrap_or_default().trim();
        let is_remark = ["--", "//", "#", "/*", "*"].iter().any(|sign| line.starts_with(sign))
            && !line.starts_with("/*!")
            && !line.starts_with("# ");
        if is_remark {
            start = line_start;
        } else if line.is_empty() && blanks == 0 && line_start > floor {
            blanks += 1;
        } else {
            break;
        }
        if line_start == floor {
            break;
        }
        end = line_start;
    }
    start
}

/// A list of values belongs to the first field that uses it.
pub fn list_of_values(sheet: &mut Sheet<'_>, block: &Block, enums: &HashMap<&str, Vec<String>>) {
    let wanted: Option<Vec<Value>> =
        enums.get(block.name.as_str()).map(|values| values.iter().map(|value| json!(value)).collect());
    let user = sheet.out.entities.iter().find_map(|(name, entity)| {
        let (field, _) = entity.fields.iter().find(|(_, field)| field.values == wanted)?;
        Some(format!("/entities/{name}/fields/{field}"))
    });
    match user {
        Some(pointer) => {
            let whole = with_remarks(sheet.text, block.whole.start)..block.whole.end;
            sheet.take(whole.clone());
            sheet.cover(whole, pointer);
        }
        None => not_carried(sheet, "a list of values that nothing uses", block.whole.clone()),
    }
}
