//! A table of members without a column of types: what is noted of each is English.
//!
//! ```text
//! | table  | column   | notes                         |
//! |--------|----------|-------------------------------|
//! | kiln   | name     | required, at most 30 letters  |     Each kiln has a name (required, at most 30 letters)
//! | firing | started  | date                          |     Each firing has a started (date)
//! ```
//! Where a heading names the thing, the column of things may be left out. Tables with a column of types are read by
//! [`crate::sniff`].

use super::token::Tok;

const THINGS: &[&str] = &[
    "table",
    "entity",
    "object",
    "thing",
    "model",
    "resource",
    "record",
    "item",
    "type",
    "collection",
    "what",
];
const MEMBERS: &[&str] =
    &["column", "field", "attribute", "property", "member", "name", "detail", "info", "information", "data"];
const NOTES: &[&str] = &[
    "note",
    "notes",
    "remark",
    "remarks",
    "comment",
    "comments",
    "description",
    "details",
    "explanation",
    "meaning",
    "rules",
    "constraints",
    "values",
    "type",
    "kind",
    "format",
    "required",
    "allowed",
    "example",
    "limits",
    "more",
];

/// The head of such a table, and how far it has been read.
pub struct Grid {
    /// The column of things, or else the words of the heading above.
    thing: Result<usize, Vec<Tok>>,
    member: usize,
    notes: Vec<usize>,
    /// Where the head begins, until the first row has taken its words.
    head: Option<usize>,
}

/// The cells of a line of a table, without the bars.
fn cells(line: &[Tok]) -> Option<Vec<&[Tok]>> {
    let inner = line.strip_prefix(line.first().filter(|tok| tok.is("|")).map(std::slice::from_ref)?)?;
    let inner = match inner.split_last() {
        Some((last, rest)) if last.is("|") => rest,
        _ => inner,
    };
    Some(inner.split(|tok| tok.is("|")).collect())
}

impl Grid {
    /// The table that a line is the head of, below a heading of so many words.
    pub fn opened(line: &[Tok], above: Option<&[Tok]>) -> Option<Self> {
        let cells = cells(line)?;
        let names: Vec<&str> =
            cells.iter().map(|cell| cell.last().map_or("", |tok| tok.low.as_str())).collect();
        let one_word =
            cells.iter().all(|cell| (1..=2).contains(&cell.len()) && cell.iter().all(|tok| tok.word));
        let column = |words: &[&str], from: usize| {
            names.iter().enumerate().skip(from).find(|(_, name)| words.contains(name)).map(|(n, _)| n)
        };
        let (thing, member) = match column(THINGS, 0) {
            Some(0) => (Ok(0), column(MEMBERS, 1)?),
            _ => {
                // "Calibration (several per gauge)": the name stands before the bracket.
                let open = above.and_then(|words| words.iter().position(|tok| tok.is("(")));
                let above = above.and_then(|words| words.get(..open.unwrap_or(words.len())));
                let above = above
                    .filter(|words| (1..=3).contains(&words.len()) && words.iter().all(|tok| tok.word))?;
                (Err(above.to_vec()), column(MEMBERS, 0).filter(|n| *n == 0)?)
            }
        };
        let taken = |n: usize| n == member || thing == Ok(n);
        let notes: Vec<usize> = (0..cells.len()).filter(|n| !taken(*n)).collect();
        let noted = notes.iter().all(|n| names.get(*n).is_some_and(|name| NOTES.contains(name)));
        (one_word && noted && !notes.is_empty()).then(|| Self {
            thing,
            member,
            notes,
            head: line.first().map(|tok| tok.start),
        })
    }

    /// A further line: the sentence that it stands for, none for the rule under the head. `None`: the table has ended.
    pub fn goes_on(&mut self, line: &[Tok]) -> Option<Option<Vec<Tok>>> {
        let cells = cells(line)?;
        if !line.iter().any(|tok| tok.word) {
            return Some(None);
        }
        let start = self.head.unwrap_or(line.first()?.start);
        let mut member: Vec<Tok> = cells.get(self.member)?.to_vec();
        // "range from", "calibrated on": all of the cell is the name.
        let named = member.len() > 1 && member.iter().all(|tok| tok.word);
        member.iter_mut().filter(|_| named).for_each(|tok| tok.quoted = true);
        let first = member.first().filter(|tok| tok.word)?;
        let (from, to) = (first.start, member.last()?.end);
        let small = |low: &str, at: usize| Tok::added(low, at);
        let mark = |low: &str, at: usize| Tok { word: false, glued: true, ..Tok::added(low, at) };
        let mut told = vec![small("each", start)];
        match &self.thing {
            Ok(column) => {
                told.extend(cells.get(*column)?.iter().map(|tok| Tok { quoted: false, ..tok.clone() }))
            }
            Err(above) => told.extend(above.iter().map(|tok| Tok {
                start: from,
                end: from,
                content: false,
                ..tok.clone()
            })),
        }
        let thing = told.last_mut().filter(|tok| tok.word)?;
        let singular = crate::words::singular(&thing.low);
        (thing.low, thing.raw) = (singular.clone(), singular);
        told.push(small("has", from));
        told.push(small(if first.low.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }, from));
        told.extend(member);
        let noted: Vec<Tok> =
            self.notes.iter().filter_map(|n| cells.get(*n)).fold(Vec::new(), |mut noted, cell| {
                let empty = !cell.iter().any(|tok| tok.word);
                if !noted.is_empty() && !empty {
                    noted.push(mark(",", noted.last().map_or(to, |tok: &Tok| tok.end)));
                }
                if !empty {
                    noted.extend(cell.iter().cloned());
                }
                noted
            });
        if !noted.is_empty() {
            let end = noted.last().map_or(to, |tok| tok.end);
            told.push(Tok { glued: false, ..mark("(", to) });
            told.extend(noted);
            told.push(mark(")", end));
        }
        // The words of the head go where those of the first row go.
        if let (Some(head), Some(tok)) = (self.head.take(), told.iter_mut().find(|tok| tok.content)) {
            tok.start = head;
        }
        Some(Some(told))
    }
}
