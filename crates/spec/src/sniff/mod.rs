//! Reads the exact formats inside a text: SQL DDL, OpenAPI and JSON Schema, Prisma, JDL and
//! GraphQL schemas, sample JSON, CSV, `name: type` lines, Markdown lists and tables, HTTP route lines,
//! signatures of functions with examples.
//!
//! Each sniffer takes only what it understands wholly; prose is left to the reader of
//! English. What looks like a format and cannot be read becomes a question.

mod ask;
mod blocks;
mod code;
mod code_type;
mod csv;
mod ddl;
mod graphql;
mod headers;
mod heard;
mod jdl;
mod json;
mod lines;
mod links;
mod lists;
mod literal;
mod merge;
mod pairs;
mod pattern;
mod phrase;
mod prisma;
mod records;
pub mod remark;
mod routes;
mod schema;
mod sections;
mod shared;
mod sheet;
mod tables;
mod tree;
mod typed;
mod yaml;

use domain::{
    Span,
    intent::Intent,
    spec::{Entity, Function, Operation, Question, Relation, Rule},
};
use indexmap::IndexMap;

pub use ask::question_id;
pub use code_type::named as code_type;
use sheet::Sheet;

use crate::english::guess;

/// Longer texts are not read at all; the reader refuses them before.
pub const MAX_TEXT_BYTES: usize = 10 << 20;

/// What the formats in one text say. Positions in `relations`, `operations` and `rules` are those
/// that the pointers in `covered` name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sniffed {
    pub entities: IndexMap<String, Entity>,
    pub relations: Vec<Relation>,
    /// An operation's entity is the one its path names, whether described here or not.
    pub operations: Vec<Operation>,
    pub rules: Vec<Rule>,
    pub functions: Vec<Function>,
    /// Which text went into which fact. Spans nest (a column in its table): the smallest one that
    /// contains a word says best. None overlaps the span of a question.
    pub covered: Vec<(Span, String)>,
    pub questions: Vec<Question>,
    /// The database whose dialect a DDL block is written in.
    pub storage: Option<(String, Span)>,
    /// Routes for registration and login, which every project with accounts has.
    pub accounts: Option<Span>,
    /// How callers prove who they are, where a document says so.
    pub scheme: Option<(String, Span)>,
    /// Lines under the name of an entity that only the grammar reads: `- a remark that may be left empty`.
    pub spoken: Vec<(Span, String)>,
    /// Lines below the name of a thing that are no members of it, and the thing.
    pub said_below: Vec<(Span, String)>,
}

/// Reads the intent and all its attachments into one set of facts.
///
/// Lists and tables in another language are not read: their names would be spelled over, which is worse than a question.
pub fn sniff_all(intent: &Intent) -> Sniffed {
    let english = guess::of(&intent.text).is_none();
    let mut all = if english { sniff(&intent.text, 0, None) } else { in_formats(&intent.text) };
    for (at, attachment) in intent.attachments.iter().enumerate() {
        merge::into(&mut all, sniff(&attachment.text, at + 1, Some(&attachment.name)));
    }
    if !intent.attachments.is_empty() {
        merge::join_keys(&mut all);
    }
    all
}

/// Reads one text: the intent (`attachment` 0) or the n-th attachment.
pub fn sniff(text: &str, attachment: usize, file_name: Option<&str>) -> Sniffed {
    let mut sheet = Sheet::new(text, attachment, file_name);
    if text.len() > MAX_TEXT_BYTES {
        sheet.unread(0..text.len(), "the text is longer than 10 MB");
        return sheet.finish();
    }
    let lines = lines::of(text);
    formats(&mut sheet, &lines);
    csv::read(&mut sheet, &lines);
    tables::read(&mut sheet, &lines);
    blocks::read(&mut sheet, &lines);
    lists::read(&mut sheet, &lines);
    pairs::read(&mut sheet, &lines);
    routes::read(&mut sheet);
    headers::read(&mut sheet, &lines);
    sheet.finish()
}

/// The parts of the text in languages of no people, sorted: SQL, JSON, code.
pub fn formal(text: &str) -> Vec<(usize, usize)> {
    let found = in_formats(text);
    let asked = found.questions.iter().flat_map(|question| question.src.iter());
    let mut parts: Vec<(usize, usize)> =
        found.covered.iter().map(|(span, _)| span).chain(asked).map(|span| (span.start, span.end)).collect();
    parts.sort_unstable();
    parts
}

fn in_formats(text: &str) -> Sniffed {
    let mut sheet = Sheet::new(text, 0, None);
    if text.len() > MAX_TEXT_BYTES {
        sheet.unread(0..text.len(), "the text is longer than 10 MB");
        return sheet.finish();
    }
    formats(&mut sheet, &lines::of(text));
    routes::read(&mut sheet);
    sheet.finish()
}

fn formats(sheet: &mut Sheet<'_>, lines: &[lines::Line]) {
    ddl::read(sheet);
    schema::read(sheet, lines);
    json::read(sheet);
    prisma::read(sheet);
    jdl::read(sheet);
    graphql::read(sheet, lines);
    records::read(sheet);
    code::read(sheet);
}
