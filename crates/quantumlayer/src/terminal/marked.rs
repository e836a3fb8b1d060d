//! The request itself, each phrase marked by what it became. The marks stand on a line of their own below
//! the words, so that they are there without colours too.

use domain::spec::Spec;
use unicode_width::UnicodeWidthStr;

use super::{clean, style};

/// Lines of a request that are shown; `--json` has them all.
const LINES: usize = 200;

/// What a phrase became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    letter: char,
    name: &'static str,
}

/// In the order of the legend; the first whose beginning fits the pointer.
const MARKS: &[(&str, Mark)] = &[
    ("?", Mark { letter: '?', name: "asked about" }),
    ("!", Mark { letter: '!', name: "unaccounted" }),
    ("/project", Mark { letter: 'P', name: "project" }),
    ("/relations", Mark { letter: 'R', name: "relation" }),
    ("/operations", Mark { letter: 'O', name: "operation" }),
    ("/auth", Mark { letter: 'A', name: "access" }),
    ("/rules", Mark { letter: 'L', name: "rule" }),
    ("/functions", Mark { letter: 'U', name: "function" }),
    ("/commands", Mark { letter: 'C', name: "command" }),
    ("/nfr", Mark { letter: 'N', name: "quality" }),
    ("/entities", Mark { letter: 'E', name: "thing" }),
    ("/entities/*/", Mark { letter: 'F', name: "field" }),
    ("", Mark { letter: '·', name: "says nothing of the software" }),
];

fn mark(by: Option<&str>) -> Mark {
    let kind = match by {
        None => "!",
        Some(by) if by.starts_with("q-") => "?",
        Some(by) if by.starts_with("/entities/") && by.contains("/unique/") => "/rules",
        Some(by) if by.starts_with("/entities/") && by.matches('/').count() > 2 => "/entities/*/",
        Some(by) => by,
    };
    let fits = |(begin, _): &&(&str, Mark)| match *begin {
        "/entities" => kind.starts_with("/entities/") && kind != "/entities/*/",
        begin => kind.starts_with(begin),
    };
    MARKS.iter().find(fits).map_or(Mark { letter: '·', name: "" }, |(_, mark)| *mark)
}

/// Words that became the same, together.
struct Phrase {
    start: usize,
    end: usize,
    mark: Mark,
}

fn phrases(spec: &Spec) -> Vec<Phrase> {
    let text = &spec.source.intent;
    let mut words: Vec<_> = spec.coverage.words.iter().filter(|word| word.src.attachment == 0).collect();
    words.sort_by_key(|word| word.src.start);
    let mut found: Vec<(Phrase, Option<&str>)> = Vec::new();
    for word in words {
        let by = word.by.as_deref();
        let (start, end) = (word.src.start, word.src.end);
        match found.last_mut() {
            Some((phrase, before))
                if *before == by
                    && text.get(phrase.end..start).is_some_and(|gap| !gap.contains(['\n', '.', ';'])) =>
            {
                phrase.end = end;
            }
            _ => found.push((Phrase { start, end, mark: mark(by) }, by)),
        }
    }
    found.into_iter().map(|(phrase, _)| phrase).collect()
}

/// Lines of at most `width` columns, as byte ranges.
fn lines(text: &str, width: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut begin = 0;
    for line in text.split_inclusive('\n') {
        let end = begin + line.trim_end_matches(['\n', '\r']).len();
        let (mut from, mut columns, mut space) = (begin, 0, None);
        for (at, c) in text.get(begin..end).unwrap_or_default().char_indices() {
            let at = begin + at;
            columns += clean(c.encode_utf8(&mut [0; 4])).width();
            if columns > width && at > from {
                let cut = space.filter(|space| *space > from).unwrap_or(at);
                found.push((from, cut));
                from = cut;
                columns = text.get(cut..at + c.len_utf8()).map_or(0, |rest| clean(rest).width());
                space = None;
            }
            if c == ' ' {
                space = Some(at + 1);
            }
        }
        found.push((from, end));
        begin += line.len();
    }
    found
}

/// The request with its marks and their legend; `width` in columns.
pub fn request(spec: &Spec, width: usize) -> String {
    let text = &spec.source.intent;
    let phrases = phrases(spec);
    let all = lines(text, width.max(20));
    let mut page = String::new();
    let mut used: Vec<char> = Vec::new();
    for (from, to) in all.iter().take(LINES).copied() {
        let shown = clean(text.get(from..to).unwrap_or_default());
        page.push_str(shown.trim_end());
        page.push('\n');
        let mut below = String::new();
        let mut column = 0;
        for phrase in phrases.iter().filter(|phrase| phrase.start < to && phrase.end > from) {
            let (start, end) = (phrase.start.max(from), phrase.end.min(to));
            let columns = |end: usize| text.get(from..end).map_or(0, |part| clean(part).width());
            let (begin, stop) = (columns(start), columns(end));
            below.push_str(&" ".repeat(begin.saturating_sub(column)));
            let letter = if phrase.start >= from { phrase.mark.letter } else { '─' };
            let colour = match phrase.mark.letter {
                '?' => style::YELLOW,
                '!' => style::RED,
                'E' => style::CYAN,
                _ => style::GREEN,
            };
            let rest = "─".repeat(stop.saturating_sub(begin + 1));
            below.push_str(&format!("{colour}{letter}{rest}{}", style::RESET));
            column = stop.max(begin + 1);
            if !used.contains(&phrase.mark.letter) {
                used.push(phrase.mark.letter);
            }
        }
        if column > 0 {
            page.push_str(&below);
            page.push('\n');
        }
    }
    if all.len() > LINES {
        page.push_str(&format!("… {} more lines\n", all.len() - LINES));
    }
    let legend: Vec<String> = MARKS
        .iter()
        .filter(|(_, mark)| used.contains(&mark.letter))
        .map(|(_, mark)| format!("{} {}", mark.letter, mark.name))
        .collect();
    page.push_str(&format!("{}{}{}", style::DIM, legend.join(" · "), style::RESET));
    page
}
