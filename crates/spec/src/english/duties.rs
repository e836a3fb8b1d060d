//! A table of people and what each of them may do, in words.
//!
//! ```text
//! | Role    | May                    |
//! |---------|------------------------|
//! | keeper  | create and edit boxes  |     keeper: create and edit boxes
//! ```

use super::token::Tok;

const PEOPLE: &[&str] = &["role", "roles", "who", "user", "users", "actor", "actors", "person", "people"];
const MAY: &[&str] = &[
    "may",
    "can",
    "rights",
    "permissions",
    "allowed",
    "does",
    "do",
    "what",
    "access",
    "tasks",
    "actions",
    "abilities",
];

/// Such a table, until the first row has taken the words of its head.
pub struct Duties {
    head: Option<usize>,
}

/// The two cells of a line.
fn cells(line: &[Tok]) -> Option<(&[Tok], &[Tok])> {
    let bars: Vec<usize> = (0..line.len()).filter(|n| line[*n].is("|")).collect();
    let [0, middle, last] = bars.as_slice() else { return None };
    (*last + 1 == line.len()).then_some((line.get(1..*middle)?, line.get(middle + 1..*last)?))
}

impl Duties {
    /// The table that a line is the head of.
    pub fn opened(line: &[Tok]) -> Option<Self> {
        let (people, may) = cells(line)?;
        let named = |cell: &[Tok], words: &[&str]| {
            cell.len() <= 4 && cell.iter().any(|tok| words.contains(&tok.low.as_str()))
        };
        (named(people, PEOPLE) && named(may, MAY)).then(|| Self { head: line.first().map(|tok| tok.start) })
    }

    /// A further line: the one that it stands for, none for the rule under the head. `None`: the table has ended.
    pub fn goes_on(&mut self, line: &[Tok]) -> Option<Option<Vec<Tok>>> {
        if line.first().is_some_and(|tok| tok.is("|")) && !line.iter().any(|tok| tok.word) {
            return Some(None);
        }
        let (who, may) = cells(line).filter(|(who, may)| !who.is_empty() && !may.is_empty())?;
        let at = who.last()?.end;
        let mut told = who.to_vec();
        told.push(Tok { word: false, glued: true, ..Tok::added(":", at) });
        told.extend(may.iter().cloned());
        if let (Some(head), Some(first)) = (self.head.take(), told.first_mut()) {
            first.start = head;
        }
        Some(Some(told))
    }
}
