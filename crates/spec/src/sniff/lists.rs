//! Bullets that describe an entity on one line: `- **Book**: title, isbn (unique), price: decimal`.
//!
//! A bullet counts only if all of it is a list of fields; any other bullet is prose.

use std::{collections::HashSet, ops::Range};

use super::{
    blocks,
    lines::Line,
    phrase::{self, Phrase, Style},
    sections,
    sheet::Sheet,
};
use crate::words::stop;

/// An entity's name, where it stands, and its fields.
type Found = (String, Range<usize>, Vec<Phrase>);

pub fn read(sheet: &mut Sheet<'_>, lines: &[Line]) {
    let text = sheet.text;
    let mut found: Vec<(Range<usize>, Found)> = Vec::new();
    let mut unsure: Vec<(Range<usize>, Found)> = Vec::new();
    let mut in_model_part = false;
    for line in lines.iter().filter(|line| !line.is_blank()) {
        if line.heading > 0 || (!line.is_bullet() && line.indent == 0) {
            in_model_part = sections::is_model_part(text, line);
        }
        if !line.is_bullet() || !sheet.is_free(&line.range) {
            continue;
        }
        match entity_line(text, line, in_model_part) {
            Some((found_here, true)) => found.push((line.range.clone(), found_here)),
            Some((found_here, false)) => unsure.push((line.range.clone(), found_here)),
            None => {}
        }
    }
    // "- Car: plate" beside "- Driver: name, licence number, active flag": what is one of a list is like the others.
    for (range, here) in unsure {
        let beside = |other: &Range<usize>| {
            let gap = if other.end <= range.start { other.end..range.start } else { range.end..other.start };
            text.get(gap).is_some_and(|gap| gap.trim().is_empty() && gap.matches('\n').count() <= 1)
        };
        if found.iter().any(|(other, _)| beside(other)) {
            found.push((range, here));
        }
    }
    found.sort_by_key(|(range, _)| range.start);
    // A word in parentheses may be the name of another entity: `owner (User)`.
    let mut names: HashSet<String> = found.iter().map(|(_, (name, ..))| name.clone()).collect();
    names.extend(sheet.out.entities.keys().cloned());
    names.insert("User".to_owned());
    let named = |field: &Phrase| {
        let word = field.odd_type.as_deref().map(|word| word.trim_matches(phrase::MARKS));
        word.and_then(Sheet::entity_name).is_some_and(|name| names.contains(&name))
    };
    found.retain(|(_, (_, _, fields))| fields.iter().all(|field| field.is_whole || named(field)));
    // "- Vaccination: horse, vaccine" beside "- Vaccine: …" that only the grammar reads: it names those two, and the grammar
    // knows them both.
    let heads: Vec<(Range<usize>, String)> = lines
        .iter()
        .filter(|line| line.is_bullet() && sheet.is_free(&line.range))
        .filter_map(|line| Some((line.range.clone(), head_of(text, line)?)))
        .collect();
    loop {
        let left: HashSet<&str> = heads
            .iter()
            .filter(|(range, _)| !found.iter().any(|(taken, _)| taken == range))
            .map(|(_, head)| head.as_str())
            .collect();
        let before = found.len();
        found.retain(|(_, (_, _, fields))| !fields.iter().any(|field| left.contains(field.name.as_str())));
        if found.len() == before {
            break;
        }
    }
    for (line, _) in &found {
        sheet.take(line.clone());
    }
    let found: Vec<Found> = found.into_iter().map(|(_, found)| found).collect();
    for (name, range, _) in &found {
        sheet.entity(name, range.clone(), "md.list");
    }
    for (name, _, fields) in found {
        for field in fields {
            blocks::field(sheet, &name, field, "md.list");
        }
    }
}

/// `horse` of `- Horse: name, born (date)`, as the member of another would be called.
fn head_of(text: &str, line: &Line) -> Option<String> {
    let words = text.get(line.words())?;
    let (head, _) = words.split_once(':')?;
    let name = sections::name_in(text, line.start, head)?;
    let name = Sheet::entity_name(text.get(name.range)?)?;
    crate::words::snake(&name)
}

/// What the line describes, and whether it does so by itself; else it may as one of a list.
fn entity_line(text: &str, line: &Line, in_model_part: bool) -> Option<(Found, bool)> {
    let words = text.get(line.words())?;
    let at = words.find([':', '(', '–', '—']).or_else(|| words.find(" - "))?;
    let at = words.find(" - ").map_or(at, |dash| dash.min(at));
    let head = &words[..at];
    let is_bold = head.starts_with(['*', '`']);
    let header = sections::name_in(text, line.start, head)?;
    let name_range = header.range;
    let plain = text.get(name_range.clone())?;
    if !(is_bold || in_model_part || plain.starts_with(char::is_uppercase)) {
        return None;
    }
    let sign = words[at..].chars().next().map_or(1, char::len_utf8);
    let skip = if words[at..].starts_with(" - ") { 3 } else { sign };
    let mut body = line.start + at + skip..line.range.end;
    if words[at..].starts_with('(') {
        let inner = text.get(body.clone())?.trim_end_matches(['.', ' ']);
        body.end = body.start + inner.strip_suffix(')')?.len();
    }
    let listed = text.get(body.clone())?.trim_start_matches(['*', ':', ' ']);
    let body = body.end - listed.len()..body.end;
    // "Batch: part of a delivery; weight, price": whose it is, and the grammar reads that.
    let first = text.get(body.clone())?;
    if ["part of ", "of one ", "of a ", "of an ", "for one ", "for a ", "for an "]
        .iter()
        .any(|lead| first.starts_with(lead))
    {
        return None;
    }
    let fields: Option<Vec<Phrase>> =
        items(text, body).into_iter().map(|item| phrase::read(text, item, Style::Lines)).collect();
    let fields = fields?;
    let all_whole =
        fields.iter().all(|field| (field.is_whole || field.odd_type.is_some()) && is_field_like(field));
    let described = fields.iter().any(|field| field.is_described);
    let sure = in_model_part || !header.is_doubtful || fields.iter().all(|field| field.is_described);
    // One bare word behind a colon may be anything; a list of fields has more, or types.
    let is_list = fields.len() > 1 && (is_bold || in_model_part || described || fields.len() > 2);
    let alone = is_list || described && fields.len() == 1 && (is_bold || in_model_part);
    // One name in small letters: "Language: Python" names no field.
    let small = |field: &Phrase| {
        text.get(field.range.clone()).is_some_and(|said| said.starts_with(|c: char| c.is_lowercase()))
    };
    let named = fields.iter().all(|field| {
        small(field)
            && (field.is_described || !field.name.contains('_') || phrase::names_a_field(&field.name))
    });
    (all_whole && sure && (alone || named))
        .then(|| Some(((Sheet::entity_name(plain)?, name_range, fields), alone)))?
}

/// The items between commas; the last may stand behind `and`.
fn items(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let Some(words) = text.get(range.clone()) else { return Vec::new() };
    let place = |piece: &str| {
        let at = piece.as_ptr() as usize - words.as_ptr() as usize + range.start;
        at..at + piece.len()
    };
    let mut found = Vec::new();
    let pieces = phrase::pieces(words, &[',', ';']);
    for (n, piece) in pieces.iter().enumerate() {
        let piece = piece.strip_prefix("and ").unwrap_or(piece);
        // `status (open, done), default open`: more of the field before it.
        if phrase::says_more(piece)
            && let Some(last) = found.last_mut()
        {
            let whole: &mut Range<usize> = last;
            whole.end = place(piece).end;
            continue;
        }
        // `kind = bakery, farm or shop`: the values of the one before, to the last.
        let open = |range: &Range<usize>| {
            text.get(range.clone()).is_some_and(|said| {
                said.contains([':', '=']) && !said.contains(" or ") && !said.contains('(')
            })
        };
        let value = |piece: &str| {
            piece.split(' ').count() <= 2 && piece.chars().all(|c| c.is_alphanumeric() || " -_".contains(c))
        };
        let closes = pieces[n..]
            .iter()
            .take_while(|piece| value(piece) || piece.contains(" or "))
            .any(|piece| piece.contains(" or "));
        if closes
            && found.last().is_some_and(open)
            && let Some(last) = found.last_mut()
        {
            last.end = place(piece).end;
            continue;
        }
        // `email (unique) and speciality (back, knee)`: each has its own brackets.
        if let Some((first, second)) = bracketed_both(piece) {
            found.push(place(first));
            found.push(place(second));
            continue;
        }
        // `isbn and price` at the end without a comma before `and`.
        match piece.split_once(" and ") {
            Some((first, second)) if !first.contains(['(', ':']) => {
                found.push(place(first));
                found.push(place(second));
            }
            _ => found.push(place(piece)),
        }
    }
    found
}

/// The two around an `and` that stands behind the brackets of the first.
fn bracketed_both(piece: &str) -> Option<(&str, &str)> {
    let at = piece.find(") and ")? + 1;
    let (first, second) = (piece.get(..at)?, piece.get(at + " and ".len()..)?);
    let whole = |part: &str| part.matches('(').count() == part.matches(')').count();
    (whole(first) && whole(second)).then_some((first, second))
}

/// Verbs and names of techniques are no fields.
fn is_field_like(field: &Phrase) -> bool {
    const OTHERS: &[&str] = &[
        "create",
        "read",
        "update",
        "delete",
        "list",
        "get",
        "edit",
        "remove",
        "view",
        "search",
        "crud",
        "jwt",
        "oauth",
        "fastapi",
        "postgres",
        "postgresql",
        "sqlite",
        "mysql",
        "docker",
        "redis",
        "python",
        "go",
        "node",
        "express",
        "react",
        "login",
        "register",
        "logout",
        "filter",
        "sort",
        "paginate",
        "admin",
        "etc",
        "none",
        "yes",
        "add",
        "can",
    ];
    let first = field.name.split('_').next().unwrap_or_default();
    field.is_described
        || !(OTHERS.contains(&first) || OTHERS.contains(&field.name.as_str()) || stop::is_stop(first))
}
