//! Descriptions of one entity over several lines, and on one line without blanks:
//!
//! ```text
//! Book:                        model Book {              Book title:string isbn:string:unique
//!   title: string, required      title String unique
//! ```
//! A heading with a list of fields under it is such a block too.

use std::{collections::HashSet, ops::Range, sync::LazyLock};

use domain::spec::RelationKind;
use regex::Regex;

use super::{
    heard,
    lines::Line,
    phrase::{self, Phrase, Style},
    sections, shared,
    sheet::{Sheet, many_to_one},
};
use crate::words::snake;

static OPENED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:export\s+)?(?:entity|model|class|type|interface|table|struct|record|data class)\s+(?P<name>[A-Za-z][A-Za-z0-9_]*)\s*=?\s*\{").ok()
});
/// `Animal { name, species, born on }` on one line
static INLINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:[-*] )?(?P<name>[A-Z][A-Za-z0-9_]*)\s*[:=]?\s*\{(?P<fields>[^{}]+)\}[;,.]?$").ok()
});
static COMPACT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:rails\s+(?:g|generate)\s+(?:model|scaffold|resource)\s+)?(?P<name>[A-Za-z][A-Za-z0-9_]*):?(?P<fields>(?:\s+[A-Za-z][A-Za-z0-9_]*:[A-Za-z][A-Za-z0-9_{},.]*(?::[a-z_]+)*)+)$").ok()
});

/// A block longer than this is a dump.
const MAX_LINES: usize = 300;

/// What one header and the lines under it say.
struct Block {
    name: String,
    name_range: Range<usize>,
    /// All words of the header.
    head: Range<usize>,
    fields: Vec<Phrase>,
    rule: &'static str,
}

pub fn read(sheet: &mut Sheet<'_>, lines: &[Line]) {
    let mut blocks = below(sheet, lines, false);
    // Beside a card, a name with a single bare member below it is one as well.
    if !blocks.is_empty() {
        blocks.extend(below(sheet, lines, true));
        blocks.sort_by_key(|block| block.head.start);
    }
    // Entities first, so that a type may name one that comes later.
    let lists: HashSet<(String, String)> = blocks.iter().flat_map(lists_of).collect();
    blocks.retain(|block| sheet.entity(&block.name, block.name_range.clone(), block.rule));
    for block in &blocks {
        sheet.cover(block.head.clone(), format!("/entities/{}", block.name));
    }
    for block in blocks {
        write(sheet, block, &lists);
    }
}

/// The blocks on the lines that nothing has taken yet.
fn below(sheet: &mut Sheet<'_>, lines: &[Line], with_others: bool) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        if line.is_blank() || !sheet.is_free(&line.range) {
            continue;
        }
        if let Some(block) = compact(sheet.text, line) {
            sheet.take(line.range.clone());
            blocks.push(block);
        } else if let Some(block) = inline(sheet.text, line) {
            sheet.take(line.range.clone());
            blocks.push(block);
        } else if let Some((block, used)) = braces(sheet, lines, at - 1) {
            blocks.push(block);
            at = used;
        } else if let Some((block, used)) = indented(sheet, lines, at - 1, with_others) {
            blocks.push(block);
            at = used;
        }
    }
    blocks
}

/// The entities that a block has lists of: `tags Tag[]`.
fn lists_of(block: &Block) -> Vec<(String, String)> {
    let odd = block.fields.iter().filter_map(|field| field.odd_type.as_deref());
    odd.filter(|word| word.contains('['))
        .filter_map(|word| Some((block.name.clone(), Sheet::entity_name(word.trim_matches(phrase::MARKS))?)))
        .collect()
}

/// How many lines under a name on a line of its own are `name: type` lines that are not set in:
///
/// ```text
/// Dog
///
/// name: string
/// chip_number: string, unique
/// ```
fn flat_lines(text: &str, lines: &[Line], at: usize) -> usize {
    let Some(head) = lines.get(at) else { return 0 };
    let named =
        text.get(head.range.clone()).is_some_and(|words| words.starts_with(|c: char| c.is_ascii_uppercase()));
    let alone = at == 0 || lines.get(at - 1).is_some_and(Line::is_blank);
    if !named || !alone || head.heading > 0 || head.is_bullet() {
        return 0;
    }
    let skipped = usize::from(lines.get(at + 1).is_some_and(Line::is_blank));
    let typed = |line: &&Line| {
        let words = text.get(line.range.clone()).unwrap_or_default();
        !line.is_bullet()
            && line.heading == 0
            && words.contains(':')
            && phrase::read(text, line.words(), Style::Lines)
                .is_some_and(|field| field.is_described || field.odd_type.is_some())
    };
    let count = lines.iter().skip(at + 1 + skipped).take(MAX_LINES).take_while(typed).count();
    if count >= 2 { skipped + count } else { 0 }
}

/// `comes from one donor`, `held by a trainer`: what stands behind the verb, where a part of the text describes such things.
fn tied<'t>(text: &str, part: &'t str) -> Option<&'t str> {
    const PLACES: &[&str] = &["from", "in", "on", "at", "by", "of", "for", "to", "with", "under"];
    let words: Vec<&str> = part.split(' ').collect();
    let place = words.iter().take(4).position(|word| PLACES.contains(word)).filter(|at| *at > 0)?;
    let verb = words.first().filter(|word| {
        let past = crate::english::is_past(word) && words.get(1).is_some_and(|next| PLACES.contains(next));
        (word.ends_with('s') || past) && word.chars().all(char::is_alphabetic)
    })?;
    // A place that is the last word has nothing behind it: "expires on".
    let rest = part.get(words.get(..=place)?.iter().map(|word| word.len() + 1).sum::<usize>()..)?;
    let one = ["exactly one ", "one ", "an ", "a "].iter().find_map(|lead| rest.strip_prefix(lead))?;
    let named = one.split(" and ").next().unwrap_or(one).trim_end_matches(['.', ';', ',']);
    let headed = text.lines().any(|line| {
        let head = line.trim_start_matches(|c: char| !c.is_alphabetic()).trim_end_matches([':', '*', ' ']);
        head.eq_ignore_ascii_case(named) || head.eq_ignore_ascii_case(&crate::words::plural(named))
    });
    (headed && !verb.is_empty()).then_some(rest)
}

/// `belongs to a chemical`: a member that stands for another record, where there is one of that name.
fn kept_in(text: &str, line: &Line) -> Option<Vec<Phrase>> {
    const LEADS: &[&str] =
        &["belongs to ", "is part of ", "is assigned to ", "assigned to ", "linked to ", "is for "];
    let range = line.words();
    let words = text.get(range.clone())?.trim_end_matches(['.', ';', ',']);
    let lower = words.to_lowercase();
    let rest = LEADS.iter().find_map(|lead| lower.strip_prefix(lead)).or_else(|| tied(text, &lower))?;
    // "belongs to a site and to a worker"
    let (mut found, mut start) = (Vec::new(), range.start);
    for part in rest.split(" and ") {
        let part = ["to ", "of ", "for "].iter().find_map(|lead| part.strip_prefix(lead)).unwrap_or(part);
        let part = tied(text, part).unwrap_or(part);
        let one = ["exactly one ", "a single ", "one ", "an ", "a ", "the "]
            .iter()
            .find_map(|lead| part.strip_prefix(lead))?;
        let plain = one.split(' ').count() <= 2 && one.chars().all(|c| c.is_alphabetic() || c == ' ');
        let name = snake(one).filter(|_| plain)?;
        // Small letters may be longer than capital ones: where that is so, the line is prose.
        let end = range.start + lower.find(part)? + part.len();
        if lower.len() != words.len() || start > end {
            return None;
        }
        found.push(Phrase {
            name,
            field: crate::types::of(domain::spec::FieldType::String),
            target: None,
            on_delete: None,
            unique_in: None,
            odd_type: None,
            range: start..end,
            is_described: true,
            is_whole: true,
            is_bare: true,
        });
        start = end;
    }
    Some(found)
}

/// `name: required; cold storage: yes or no`, `sent and received (dates); received is after sent`: each part by itself.
/// What says something of two of them is left to the grammar.
fn beside(text: &str, line: &Line) -> Option<(Vec<Phrase>, Vec<Range<usize>>)> {
    let words = text.get(line.words())?;
    let pieces = phrase::pieces(words, &[';']);
    let place = |piece: &str| {
        let at = piece.as_ptr() as usize - words.as_ptr() as usize + line.start;
        at..at + piece.len()
    };
    let (first, rest) = pieces.split_first()?;
    if rest.is_empty() {
        return None;
    }
    let part = Line { range: place(first), indent: line.indent, start: place(first).start, heading: 0 };
    if let Some(found) = two(text, &part) {
        return Some((found, vec![place(first)]));
    }
    let named = |piece: &&str| {
        piece
            .split_once(':')
            .is_some_and(|(name, said)| !name.contains([',', '(']) && !said.trim().is_empty())
    };
    if !pieces.iter().all(named) {
        return None;
    }
    let found: Option<Vec<Phrase>> = pieces
        .iter()
        .map(|piece| phrase::read(text, place(piece), Style::Lines).filter(|field| field.is_whole))
        .collect();
    Some((found?, pieces.iter().map(|piece| place(piece)).collect()))
}

/// The fields of a line that holds nothing but several.
fn several(text: &str, line: &Line) -> Option<Vec<Phrase>> {
    let words = text.get(line.words())?;
    let pieces = phrase::pieces(words, &[',']);
    if pieces.len() < 2 {
        return None;
    }
    let mut places: Vec<Range<usize>> = Vec::new();
    for piece in pieces {
        let at = piece.as_ptr() as usize - words.as_ptr() as usize + line.start;
        match places.last_mut().filter(|_| phrase::says_more(piece)) {
            // "title, year: integer, required": more of the one before it, and no name.
            Some(last) => last.end = at + piece.len(),
            None => places.push(at..at + piece.len()),
        }
    }
    places.into_iter().map(|place| phrase::read(text, place, Style::Lines)).collect()
}

/// `start and end (date and time)`, `start and end, each with date and time`: two fields of one kind.
fn two(text: &str, line: &Line) -> Option<Vec<Phrase>> {
    let words = text.get(line.words())?.trim_end_matches(['.', ';']);
    let (names, told) = match words.find(['(', ',', ':']) {
        Some(at) => (words[..at].trim_end(), words[at..].trim_matches(['(', ')', ',', ':', ' '])),
        None => (words, ""),
    };
    let (one, other) = names.split_once(" and ")?;
    let start = line.words().start;
    let read = |from: usize, to: usize| phrase::read(text, start + from..start + to, Style::Lines);
    let first = read(0, one.len())?;
    let behind = names.len() - other.len();
    let mut second = read(behind, names.len())?;
    // "sent on and received on (dates)": what they are is said, whatever they are called.
    let dated = matches!(told.to_lowercase().as_str(), "dates" | "both dates" | "dates and times");
    let known = |name: &Phrase| dated || phrase::names_a_field(&name.name) && !name.name.contains('_');
    if !known(&first) || !known(&second) {
        return None;
    }
    let mut first = first;
    let plain = ["each", "both", "with", "a", "have"];
    let told: Vec<&str> = told.split_whitespace().skip_while(|word| plain.contains(word)).collect();
    let told = told.join(" ").to_lowercase();
    if told == "dates" || told == "both dates" {
        for field in [&mut first, &mut second] {
            field.field = crate::types::of(domain::spec::FieldType::Date);
            field.is_described = true;
        }
    } else if matches!(told.as_str(), "date and time" | "dates and times" | "datetime" | "timestamp") {
        for field in [&mut first, &mut second] {
            field.field = crate::types::of(domain::spec::FieldType::DateTime);
            field.is_described = true;
        }
    } else if !told.is_empty() {
        return None;
    }
    second.range.end = start + words.len();
    Some(vec![first, second])
}

/// `Book title:string isbn:string:unique`
fn compact(text: &str, line: &Line) -> Option<Block> {
    let words = line.words();
    let found = COMPACT.as_ref()?.captures(text.get(words.clone())?.trim_matches('`'))?;
    let skipped = usize::from(text.get(words.clone())?.starts_with('`'));
    let at = |range: Range<usize>| words.start + skipped + range.start..words.start + skipped + range.end;
    let name = found.name("name")?;
    let listed = found.name("fields")?;
    let mut fields = Vec::new();
    let mut start = listed.start();
    for piece in listed.as_str().split_inclusive(char::is_whitespace) {
        let range = at(start..start + piece.trim_end().len());
        start += piece.len();
        if !piece.trim().is_empty() {
            fields.push(phrase::read(text, range, Style::Lines)?);
        }
    }
    let described = fields.iter().all(|field| field.is_described);
    let name_range = at(name.range());
    (described && !fields.is_empty()).then(|| {
        Some(Block {
            name: Sheet::entity_name(name.as_str())?,
            name_range,
            head: words.start..words.start + skipped + listed.start(),
            fields,
            rule: "lines.compact",
        })
    })?
}

/// `Animal { name, species, born on }`
fn inline(text: &str, line: &Line) -> Option<Block> {
    let found = INLINE.as_ref()?.captures(text.get(line.range.clone())?)?;
    let at = |range: Range<usize>| line.range.start + range.start..line.range.start + range.end;
    let (name, listed) = (found.name("name")?, found.name("fields")?);
    let mut fields = Vec::new();
    for piece in phrase::pieces(listed.as_str(), &[',', ';']) {
        let from = piece.as_ptr() as usize - text.as_ptr() as usize;
        fields.push(phrase::read(text, from..from + piece.len(), Style::Lines)?);
    }
    let told = fields.iter().filter(|field| field.is_described || phrase::names_a_field(&field.name)).count();
    (fields.len() > 1 && told * 2 >= fields.len()).then(|| {
        Some(Block {
            name: Sheet::entity_name(name.as_str())?,
            name_range: at(name.range()),
            head: at(name.range()),
            fields,
            rule: "lines.braces",
        })
    })?
}

/// `model Book {` … `}`
fn braces(sheet: &mut Sheet<'_>, lines: &[Line], at: usize) -> Option<(Block, usize)> {
    let text = sheet.text;
    let head = lines.get(at)?;
    let opened = OPENED.as_ref()?.captures(text.get(head.range.clone())?)?;
    let name = opened.name("name")?;
    let start = head.range.start + opened.get(0)?.end();
    let limit = lines.get((at + MAX_LINES).min(lines.len() - 1))?.range.end;
    let body_end = start + text.get(start..limit)?.find('}')?;
    let mut fields = Vec::new();
    let body = text.get(start..body_end)?;
    for piece in phrase::pieces(body, &[',', ';', '\n']) {
        let from = start + (piece.as_ptr() as usize - body.as_ptr() as usize);
        if let Some(field) = phrase::read(text, from..from + piece.len(), Style::Braces) {
            fields.push(field);
        }
    }
    let described = fields.iter().filter(|field| field.is_described).count();
    if described == 0 {
        return None;
    }
    let inside = lines.get(at..)?.iter().take_while(|line| line.range.start <= body_end).count();
    let used = at + inside.max(1);
    sheet.take(head.range.start..body_end + 1);
    let name_range = head.range.start + name.start()..head.range.start + name.end();
    let head = head.range.start..name_range.end;
    Some((
        Block { name: Sheet::entity_name(name.as_str())?, name_range, head, fields, rule: "lines.braces" },
        used,
    ))
}

/// A header line with deeper lines or bullets under it.
fn indented(sheet: &mut Sheet<'_>, lines: &[Line], at: usize, with_others: bool) -> Option<(Block, usize)> {
    let text = sheet.text;
    let head = lines.get(at)?;
    let deeper = lines.get(at + 1).is_some_and(|line| {
        !line.is_blank() && (line.indent > head.indent || line.is_bullet() && !head.is_bullet())
    });
    let flat = flat_lines(text, lines, at);
    let deeper = deeper || flat > 0;
    let header = sections::entity_header(text, head, deeper)?;
    let name_range = header.range;
    let name = Sheet::entity_name(text.get(name_range.clone())?)?;
    let mut fields: Vec<Phrase> = Vec::new();
    let mut taken: Vec<Range<usize>> = Vec::new();
    let mut labels: Vec<Range<usize>> = Vec::new();
    let mut spoken: Vec<Range<usize>> = Vec::new();
    let mut told_in_words = 0;
    let mut strange: Vec<Range<usize>> = Vec::new();
    let mut next = at + 1;
    let mut blanks = 0;
    while let Some(line) = lines.get(next) {
        if next > at + MAX_LINES {
            break;
        }
        if line.is_blank() {
            blanks += 1;
            // A heading may be followed by an empty line; inside a block it is the end.
            if blanks > 1 || !fields.is_empty() || head.heading == 0 && flat == 0 {
                break;
            }
            next += 1;
            continue;
        }
        let belongs = line.indent > head.indent
            || (line.is_bullet() && !head.is_bullet() && line.indent >= head.indent)
            || next < at + 1 + flat;
        if line.heading > 0 || !belongs {
            break;
        }
        next += 1;
        if sections::is_fields_label(text, line) {
            labels.push(line.words());
            continue;
        }
        if let Some(found) = shared::read(text, line)
            .or_else(|| two(text, line))
            .or_else(|| kept_in(text, line))
            .filter(|_| sheet.is_free(&line.range))
        {
            taken.push(line.range.clone());
            fields.extend(found);
            continue;
        }
        if let Some((found, ranges)) = beside(text, line).filter(|_| sheet.is_free(&line.range)) {
            taken.extend(ranges);
            fields.extend(found);
            continue;
        }
        let field = phrase::read(text, line.words(), Style::Lines);
        // "name, email (unique), phone" on one line
        let listed = || several(text, line).filter(|found| found.iter().all(|field| !heard::loosely(field)));
        let known = |found: &Vec<Phrase>| found.iter().all(|field| field.is_whole);
        let free = sheet.is_free(&line.range);
        // "latitude from -90 to 90, longitude from -180 to 180": two that are whole say more than one that is not.
        let field = field.filter(|field| {
            let two = |found: &Vec<Phrase>| known(found) && found.iter().all(|field| field.is_described);
            field.is_whole || !listed().is_some_and(|found| two(&found))
        });
        let in_words = if free && (field.is_some() || !listed().is_some_and(|found| known(&found))) {
            heard::in_words(text, line, field.as_ref())
        } else {
            None
        };
        if let Some(members) = in_words {
            spoken.push(line.words());
            told_in_words += members;
            continue;
        }
        match field
            .filter(|field| !heard::no_name(field))
            .map(|field| vec![field])
            .or_else(listed)
            .filter(|_| free)
        {
            Some(found) => {
                taken.push(line.range.clone());
                fields.extend(found);
            }
            None => strange.push(line.words()),
        }
    }
    // "can't be moved", "starts as booked", "always of one member": what is said of it is no strange member.
    let said = |line: &&Range<usize>| text.get((*line).clone()).is_some_and(heard::says_of_it);
    let odd = strange.len() - strange.iter().filter(said).count();
    if heard::holds_things(text, lines.get(at + 1..next).unwrap_or_default()) {
        return None;
    }
    // A name that only a field has says as much as a type.
    let told = |field: &&Phrase| field.is_described || phrase::names_a_field(&field.name);
    let described = match header.is_doubtful {
        true => fields.iter().filter(|field| field.is_described).count(),
        // "Keeper:" and "- name" below it: one bare name is a card only beside another one.
        false if fields.len() > 1 || strange.len() + told_in_words > 0 || with_others => {
            fields.iter().filter(told).count()
        }
        false => fields.iter().filter(|field| field.is_described).count(),
    };
    let described = described + told_in_words;
    let all = fields.len() + told_in_words;
    let enough = described * 2 >= all || (described > 0 && odd == 0);
    // Prose under a header is no list of fields.
    let sure = !header.is_doubtful || (described == all && odd == 0);
    if described == 0 || !enough || !sure || odd > all || fields.is_empty() && told_in_words < 2 {
        return None;
    }
    for label in labels {
        sheet.take(label.clone());
        sheet.cover(label, format!("/entities/{name}"));
    }
    sheet.take(head.range.clone());
    for range in taken {
        sheet.take(range);
    }
    for line in spoken {
        let span = sheet.span(&line);
        sheet.out.spoken.push((span, name.clone()));
    }
    for line in strange {
        let span = sheet.span(&line);
        sheet.out.said_below.push((span, name.clone()));
    }
    Some((Block { name, name_range, head: header.phrase, fields, rule: "lines.name-type" }, next))
}

fn write(sheet: &mut Sheet<'_>, block: Block, lists: &HashSet<(String, String)>) {
    for phrase in block.fields {
        let target =
            phrase.odd_type.as_deref().and_then(|word| Sheet::entity_name(word.trim_matches(phrase::MARKS)));
        let both_ways = target.as_ref().is_some_and(|target| {
            lists.contains(&(block.name.clone(), target.clone()))
                && lists.contains(&(target.clone(), block.name.clone()))
        });
        match target {
            Some(target) if both_ways => many_to_many(sheet, &block.name, &target, phrase.range, block.rule),
            _ => field(sheet, &block.name, phrase, block.rule),
        }
    }
}

/// Lists on both sides: the first one written holds the keys.
fn many_to_many(sheet: &mut Sheet<'_>, from: &str, to: &str, range: Range<usize>, rule: &'static str) {
    let known = sheet
        .out
        .relations
        .iter()
        .position(|r| r.from == to && r.to == from && r.kind == RelationKind::ManyToMany);
    if let Some(at) = known {
        return sheet.cover(range, format!("/relations/{at}"));
    }
    let mut relation = many_to_one(from, to, format!("{}_ids", snake(to).unwrap_or_default()), false, None);
    relation.kind = RelationKind::ManyToMany;
    sheet.relation(relation, range, rule);
}

/// A described field on the sheet: a relation, a field, or a question about what is odd.
pub fn field(sheet: &mut Sheet<'_>, entity: &str, phrase: Phrase, rule: &'static str) {
    let pointer = format!("/entities/{entity}");
    match phrase.name.as_str() {
        "id" => return sheet.cover(phrase.range, pointer),
        "created_at" | "updated_at" => {
            if let Some(known) = sheet.out.entities.get_mut(entity) {
                known.timestamps = Some(true);
            }
            return sheet.cover(phrase.range, format!("{pointer}/timestamps"));
        }
        _ => {}
    }
    let named = phrase.target.as_ref().map(|target| target.word.clone()).or_else(|| {
        let word = phrase.odd_type.as_deref()?.trim_matches(phrase::MARKS);
        let target = Sheet::entity_name(word)?;
        (sheet.out.entities.contains_key(&target) || target == "User").then(|| word.to_owned())
    });
    if let Some(target) = named.as_deref().and_then(Sheet::entity_name) {
        let is_list = phrase.odd_type.as_deref().is_some_and(|word| word.contains('['));
        return relation(sheet, entity, &target, is_list, phrase, rule);
    }
    // "station (required; removed along with it)": the key, and what becomes of the row.
    if phrase.on_delete.is_some()
        && phrase.is_whole
        && phrase.is_bare
        && let Some(target) = Sheet::entity_name(&phrase.name)
            .filter(|target| sheet.out.entities.contains_key(target) && target != entity)
    {
        return relation(sheet, entity, &target, false, phrase, rule);
    }
    // Several words that nobody understood name no type: what stands before them may still be a key.
    let odd = phrase.odd_type.as_deref().is_some_and(|word| !word.trim().contains(' '));
    let open = !odd && phrase.field.ql_type == domain::spec::FieldType::String;
    // A field of its own points nowhere: what was said of where it points was not understood.
    let is_whole = phrase.is_whole && phrase.on_delete.is_none();
    let is_bare = phrase.is_bare || !is_whole && open;
    let range = phrase.range.clone();
    let mut phrase = phrase;
    // "e-mail" and "number of roles" are what they are elsewhere.
    if let Some(rest) = phrase.name.strip_prefix("number_of_").filter(|rest| crate::words::is_plural(rest)) {
        phrase.name = rest.to_owned();
    }
    if phrase.name == "e_mail" {
        phrase.name = "email".to_owned();
    }
    let name = phrase.name.clone();
    sheet.field(entity, &name, phrase.field, range.clone(), rule);
    if let Some(word) = phrase.unique_in.as_deref() {
        sheet.unique_in(entity, &name, word, range.clone());
    }
    sheet.key(entity, &name, range.clone(), rule);
    if is_bare {
        sheet.mention(entity, &name, range.clone(), rule);
    }
    if !is_whole {
        sheet.doubt(entity, &name, range);
    }
}

fn relation(sheet: &mut Sheet<'_>, from: &str, to: &str, is_list: bool, phrase: Phrase, rule: &'static str) {
    let range = phrase.range.clone();
    if is_list {
        // `comments: Comment[]` is the other side of a comment's own key.
        let known = sheet.out.relations.iter().position(|known| known.from == to && known.to == from);
        if let Some(at) = known {
            return sheet.cover(range, format!("/relations/{at}"));
        }
        let key = format!("{}_id", snake(from).unwrap_or_default());
        sheet.relation(many_to_one(to, from, key, true, None), range, rule);
        return;
    }
    let stem = phrase.name.strip_suffix("_id").unwrap_or(&phrase.name);
    let key = format!("{stem}_id");
    let mut relation = many_to_one(from, to, key.clone(), phrase.field.required, phrase.on_delete);
    if phrase.field.unique == Some(true) {
        relation.kind = RelationKind::OneToOne;
    }
    sheet.relation(relation, range.clone(), rule);
    if !phrase.is_whole && phrase.odd_type.is_none() {
        sheet.doubt(from, &key, range);
    }
}
