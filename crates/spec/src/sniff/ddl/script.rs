//! A whole SQL script, as `pg_dump`, `mysqldump` or a migration writes it: statements around the tables,
//! rows, remarks. Each byte of it is a fact's, or is asked about.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

/// Statements of one script; what follows is one piece.
const MAX_STATEMENTS: usize = 20_000;

/// What a statement is about, beside tables, indexes and additions to tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// How the script is run, who owns what, how numbers are counted: nothing about records.
    Running,
    Rows,
    View,
    Routine,
    Rights,
    /// A type of its own that no field can have.
    Type,
    /// `COMMENT ON TABLE` or `COLUMN`.
    Comment,
    /// `ALTER TABLE … ATTACH PARTITION`, or `CREATE TABLE … PARTITION OF`.
    Partition,
    /// One of those that are read elsewhere, or unknown.
    Other,
}

static KINDS: LazyLock<Vec<(Kind, Regex)>> = LazyLock::new(|| {
    let table = [
        (
            Kind::Partition,
            r"^alter\s+table\s[^;]*\battach\s+partition\b|^create\s+table\s+\S+\s+partition\s+of\b",
        ),
        (
            Kind::Running,
            r"^alter\s[^;]*\bowner\s+to\b|^alter\s+table\s[^;]*\balter\s+column\s+\S+\s+(?:set\s+default\s+nextval|add\s+generated)|^alter\s+table\s[^;]*\b(?:disable|enable)\s+keys|^alter\s+(?:table|index)\s[^;]*\b(?:cluster\s+on|replica\s+identity|attach\s+partition|auto_increment|modify\b[^;]*auto_increment|enable\s+row\s+level)",
        ),
        (
            Kind::Running,
            r"^(?:set|begin|commit|start\s+transaction|rollback|use|lock|unlock|pragma|delimiter|drop|analyze|vacuum|flush|source|go|show|reset|truncate|call|do|create\s+(?:database|schema|extension|(?:temporary\s+|temp\s+)?sequence|statistics|role|user|or\s+replace\s+language|tablespace|collation)|alter\s+(?:sequence|database|schema|role|user|default\s+privileges|type|system|extension)|comment\s+on\s+(?:extension|schema|index|constraint|database|sequence|type|function|view))\b",
        ),
        (Kind::Running, r"^select\b"),
        (Kind::Rows, r"^(?:insert|replace\s+into|copy|update|delete|merge|load\s+data)\b"),
        (
            Kind::View,
            r"^(?:create|alter|refresh)\s+(?:or\s+replace\s+)?(?:algorithm\s*=\s*\w+\s+)?(?:definer\s*=\s*\S+\s+)?(?:sql\s+security\s+\w+\s+)?(?:temporary\s+|recursive\s+)?(?:materialized\s+)?view\b",
        ),
        (
            Kind::Routine,
            r"^(?:create|alter)\s+(?:or\s+replace\s+)?(?:definer\s*=\s*\S+\s+)?(?:constraint\s+)?(?:function|procedure|trigger|rule|aggregate|operator|event|policy|cast|publication|subscription|property\s+graph|text\s+search)\b",
        ),
        (Kind::Rights, r"^(?:grant|revoke)\b"),
        (Kind::Comment, r"^comment\s+on\s+(?:table|column)\b"),
        (Kind::Type, r"^create\s+(?:domain|type)\b"),
    ];
    table
        .into_iter()
        .filter_map(|(kind, regex)| Some((kind, Regex::new(&format!("(?is){regex}")).ok()?)))
        .collect()
});

pub struct Statement {
    pub range: Range<usize>,
    pub kind: Kind,
}

/// Remarks that tools write about the script itself.
static MACHINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:name:.*type:|table structure for|dumping|dump completed|dumped (?:from|by)|postgresql database dump|host:|server version|mysql dump|mariadb dump|data for name|toc entry|started on|completed on|dependencies:|create(?:table|index|enum|foreignkey|schema)|add(?:foreignkey|primarykey)|alter(?:table|enum)|drop(?:table|index|foreignkey)|final view structure|temporary view structure|indexes for|auto_increment for|constraints for|phpmyadmin|version \d|https?://www\.phpmyadmin|generation time|database:|\(class|tables?\b.{0,40}$|[\W\d]*$)").ok()
});

/// The parts of the text that are SQL scripts: a `.sql` file, or the inside of a fence, with a table in it.
pub fn regions(text: &str, file_name: Option<&str>, tables: &[Range<usize>]) -> Vec<Range<usize>> {
    let (Some(first), Some(last)) = (tables.first(), tables.iter().map(|table| table.end).max()) else {
        return Vec::new();
    };
    if file_name.is_some_and(|name| name.to_lowercase().ends_with(".sql")) {
        return std::iter::once(0..text.len()).collect();
    }
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        if line.trim_start().starts_with("```") {
            match open.take() {
                Some(start) if tables.iter().any(|table| start <= table.start && table.end <= at) => {
                    found.push(start..at)
                }
                Some(_) => {}
                None => open = Some(end),
            }
        }
        at = end;
    }
    let begins = text.trim_start().get(..2).is_some_and(|sign| sign == "--" || sign == "/*");
    let verb = text.split_whitespace().next().unwrap_or_default().to_uppercase();
    let is_verb = ["CREATE", "SET", "DROP", "BEGIN", "BEGIN;", "PRAGMA", "USE"].contains(&verb.as_str());
    let starts = is_verb
        && text
            .get(..first.start)
            .is_some_and(|lead| lead.trim().is_empty() || lead.trim_end().ends_with(';'));
    if found.is_empty() && (begins || starts) {
        let end = text.get(last..).and_then(|rest| rest.rfind(';')).map_or(last, |at| last + at + 1);
        // Prose may follow the tables and end in a semicolon nowhere; only statements are taken along.
        found.push(0..end);
    }
    found
}

/// The statements of a region, each from its first word to its semicolon.
pub fn statements(text: &str, region: &Range<usize>) -> Vec<Statement> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = region.start;
    while at < region.end && found.len() < MAX_STATEMENTS {
        at = skip(bytes, at, region.end);
        if at >= region.end {
            break;
        }
        // `\connect`, `\.` and the like are lines for psql.
        let end = match bytes.get(at) {
            Some(b'\\') => line_end(bytes, at, region.end),
            _ => statement_end(bytes, at, region.end),
        };
        let words = text.get(at..end).unwrap_or_default();
        let head = head_of(words);
        let kind = match words.starts_with('\\') {
            true => Kind::Running,
            false => {
                KINDS.iter().find(|(_, regex)| regex.is_match(head)).map_or(Kind::Other, |(kind, _)| *kind)
            }
        };
        let mut end = end;
        let copies =
            kind == Kind::Rows && head.get(..4).is_some_and(|verb| verb.eq_ignore_ascii_case("copy"));
        if copies && head.to_lowercase().contains("stdin") {
            // Rows follow, up to a line with `\.` alone.
            end = text
                .get(end..region.end)
                .and_then(|rest| rest.find("\n\\."))
                .map_or(region.end, |n| end + n + 3);
        }
        found.push(Statement { range: at..end, kind });
        at = end.max(at + 1);
    }
    found
}

/// The words that tell the kind: enough for every pattern, and not the megabytes of an INSERT.
fn head_of(words: &str) -> &str {
    let mut end = words.len().min(600);
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    words.get(..end).unwrap_or_default()
}

/// Behind blanks and remarks.
fn skip(bytes: &[u8], from: usize, end: usize) -> usize {
    let mut at = from;
    while at < end {
        let rest = bytes.get(at..end).unwrap_or_default();
        if rest.first().is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b';') {
            at += 1;
        } else if rest.starts_with(b"--") || rest.first() == Some(&b'#') {
            at = line_end(bytes, at, end);
        } else if rest.starts_with(b"/*") {
            at = rest.windows(2).skip(2).position(|w| w == b"*/").map_or(end, |n| at + n + 4);
        } else {
            break;
        }
    }
    at
}

fn line_end(bytes: &[u8], from: usize, end: usize) -> usize {
    bytes
        .get(from..end)
        .and_then(|rest| rest.iter().position(|byte| *byte == b'\n'))
        .map_or(end, |n| from + n)
}

/// Behind the semicolon that ends the statement; those in quotes, remarks and `$$` bodies are none.
fn statement_end(bytes: &[u8], from: usize, end: usize) -> usize {
    let mut at = from;
    while at < end {
        let rest = bytes.get(at..end).unwrap_or_default();
        match rest.first() {
            Some(b';') => return at + 1,
            Some(quote @ (b'\'' | b'"' | b'`')) => at += quoted(rest, *quote),
            Some(b'-') if rest.starts_with(b"--") => at = line_end(bytes, at, end),
            Some(b'/') if rest.starts_with(b"/*") => {
                at = rest.windows(2).skip(2).position(|w| w == b"*/").map_or(end, |n| at + n + 4);
            }
            Some(b'$') => match dollar_tag(rest) {
                Some(tag) => {
                    let inner = rest.get(tag.len()..).unwrap_or_default();
                    let close = inner.windows(tag.len()).position(|w| w == tag);
                    at = close.map_or(end, |n| at + n + 2 * tag.len());
                }
                None => at += 1,
            },
            _ => at += 1,
        }
    }
    end
}

/// The length of a quoted piece; a doubled or escaped quote stays inside.
fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'\\' if quote == b'\'' => at += 1,
            _ if *byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    rest.len()
}

/// `$$` or `$body$`.
fn dollar_tag(rest: &[u8]) -> Option<&[u8]> {
    let close = rest.iter().skip(1).take(64).position(|byte| *byte == b'$')? + 1;
    let tag = rest.get(..=close)?;
    tag.get(1..close)?.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').then_some(tag)
}

/// Remarks outside of the statements that a person wrote.
pub fn prose(text: &str, region: &Range<usize>, statements: &[Statement]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = region.start;
    let ends = statements.iter().map(|s| s.range.clone()).chain(std::iter::once(region.end..region.end));
    for statement in ends {
        let gap = text.get(at..statement.start.max(at)).unwrap_or_default();
        for line in gap.split_inclusive('\n') {
            let start = at + (line.as_ptr() as usize - gap.as_ptr() as usize);
            let words = line
                .trim()
                .trim_start_matches(['-', '#', '/', '*', ' '])
                .trim_end_matches(['*', '/', ' ', ';']);
            let is_machine = line.trim_start().starts_with("/*!")
                || MACHINE.as_ref().is_some_and(|regex| regex.is_match(words));
            if words.is_empty() || is_machine {
                continue;
            }
            let range = start + (words.as_ptr() as usize - line.as_ptr() as usize)
                ..start + (words.as_ptr() as usize - line.as_ptr() as usize) + words.len();
            match found.last_mut() {
                // Lines that follow each other are one remark.
                Some(last)
                    if range.start - last.end < 40
                        && text
                            .get(last.end..range.start)
                            .is_some_and(|between| between.matches('\n').count() <= 1) =>
                {
                    last.end = range.end
                }
                _ => found.push(range),
            }
        }
        at = statement.end.max(at);
    }
    found
}
