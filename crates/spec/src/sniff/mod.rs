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
}

/// Reads the intent and all its attachments into one set of facts.
pub fn sniff_all(intent: &Intent) -> Sniffed {
    let mut all = sniff(&intent.text, 0, None);
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
    ddl::read(&mut sheet);
    let lines = lines::of(text);
    schema::read(&mut sheet, &lines);
    json::read(&mut sheet);
    prisma::read(&mut sheet);
    jdl::read(&mut sheet);
    graphql::read(&mut sheet, &lines);
    records::read(&mut sheet);
    code::read(&mut sheet);
    csv::read(&mut sheet, &lines);
    tables::read(&mut sheet, &lines);
    blocks::read(&mut sheet, &lines);
    lists::read(&mut sheet, &lines);
    pairs::read(&mut sheet, &lines);
    routes::read(&mut sheet);
    headers::read(&mut sheet, &lines);
    sheet.finish()
}
