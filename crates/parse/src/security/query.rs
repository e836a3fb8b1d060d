//! Runs the rules that are tree-sitter queries, and checks their conditions.
//!
//! A condition is a predicate in the query: `(#name? @f "os.system" "*.popen")`. All of a
//! pattern's conditions must hold; `not-` before a condition's name turns it round.

use regex::Regex;
use tree_sitter::{Node, QueryCursor, QueryMatch, QueryPredicate, QueryPredicateArg, StreamingIterator};

use super::{
    Hit, Library,
    meaning::{Keyword, Meaning},
};
use crate::{file::Source, grammars};

/// Matches in progress at one time; ordinary code needs a few dozen.
const MATCH_LIMIT: u32 = 4_096;

pub fn hits(library: &Library, source: &Source<'_>, language: &str, tree: &tree_sitter::Tree) -> Vec<Hit> {
    let (Some(rules), Some(grammar)) = (library.queries.get(language), grammars::of(language)) else {
        return Vec::new();
    };
    let parsed = grammars::Parsed { source, tree };
    let meaning = (grammar.meaning)(&parsed);
    let mut cursor = QueryCursor::new();
    cursor.set_match_limit(MATCH_LIMIT);
    let mut matches = cursor.matches(&rules.query, tree.root_node(), source.text.as_bytes());
    let mut hits = Vec::new();
    while let Some(found) = matches.next() {
        let Some((rule, conditions)) = rules.patterns.get(found.pattern_index) else { continue };
        if !conditions.iter().all(|condition| condition.holds(found, meaning.as_ref(), source)) {
            continue;
        }
        let capture = |wanted: Option<u32>| {
            found.captures().iter().find(|capture| Some(capture.index) == wanted).map(|capture| capture.node)
        };
        let Some(node) = capture(rules.at).or_else(|| found.captures().first().map(|first| first.node))
        else {
            continue;
        };
        let secret = capture(rules.secret).map(|node| node.byte_range());
        hits.push(Hit { rule: *rule, start: node.start_byte(), secret });
    }
    hits
}

pub(super) struct Condition {
    holds: bool,
    capture: u32,
    test: Test,
}

enum Test {
    /// The full name is one of these; `*.` stands for any beginning.
    Name(Vec<String>),
    /// The call has this named argument, and its text matches.
    Keyword(String, Regex),
    /// The call certainly has no such named argument.
    NoKeyword(String),
    /// The literal parts of the text match.
    Text(Regex),
    /// Something with one of these names is called inside.
    Calls(Vec<String>),
    /// The name of the function around matches.
    Function(Regex),
    /// The text of the function around, or of the file outside of any, matches.
    Scope(Regex),
    Built,
    Constant,
    Request,
}

impl Condition {
    pub fn of(predicate: &QueryPredicate) -> Result<Self, String> {
        let operator = predicate.operator.trim_end_matches('?');
        let (holds, operator) = match operator.strip_prefix("not-") {
            Some(operator) => (false, operator),
            None => (true, operator),
        };
        let mut arguments = predicate.args.iter();
        let Some(QueryPredicateArg::Capture(capture)) = arguments.next() else {
            return Err(format!("condition `{operator}` needs a capture first"));
        };
        let words: Vec<String> = arguments
            .map(|argument| match argument {
                QueryPredicateArg::String(text) => Ok(text.to_string()),
                QueryPredicateArg::Capture(_) => Err(format!("condition `{operator}` takes one capture")),
            })
            .collect::<Result<_, _>>()?;
        let regex = |text: &String| Regex::new(text).map_err(|e| e.to_string());
        let test = match (operator, words.as_slice()) {
            ("name", [_, ..]) => Test::Name(words),
            ("calls", [_, ..]) => Test::Calls(words),
            ("keyword", [name, value]) => Test::Keyword(name.clone(), regex(value)?),
            ("no-keyword", [name]) => Test::NoKeyword(name.clone()),
            ("text", [pattern]) => Test::Text(regex(pattern)?),
            ("function", [pattern]) => Test::Function(regex(pattern)?),
            ("scope", [pattern]) => Test::Scope(regex(pattern)?),
            ("built", []) => Test::Built,
            ("constant", []) => Test::Constant,
            ("request", []) => Test::Request,
            _ => return Err(format!("there is no condition `{operator}` with {} words", words.len())),
        };
        Ok(Self { holds, capture: *capture, test })
    }

    fn holds<'t>(&self, found: &QueryMatch<'_, 't>, meaning: &dyn Meaning<'t>, source: &Source<'_>) -> bool {
        let mut nodes = found.captures().iter().filter(|c| c.index == self.capture).map(|c| c.node);
        let Some(node) = nodes.next() else { return false };
        self.test.passes(node, meaning, source) == self.holds
    }
}

impl Test {
    fn passes<'t>(&self, node: Node<'t>, meaning: &dyn Meaning<'t>, source: &Source<'_>) -> bool {
        match self {
            Test::Name(names) => {
                let name = meaning.name(node);
                names.iter().any(|wanted| is_named(&name, wanted))
            }
            Test::Calls(names) => {
                let calls = meaning.calls_in(node);
                calls.iter().any(|name| names.iter().any(|wanted| is_named(name, wanted)))
            }
            Test::Keyword(name, value) => match meaning.keyword(node, name) {
                Keyword::Given(given) => value.is_match(source.text_of(given)),
                Keyword::Absent | Keyword::Unknown => false,
            },
            Test::NoKeyword(name) => matches!(meaning.keyword(node, name), Keyword::Absent),
            Test::Text(pattern) => pattern.is_match(&meaning.literal_text(node)),
            Test::Function(pattern) => pattern.is_match(&meaning.function_around(node)),
            Test::Scope(pattern) => pattern.is_match(meaning.scope_text(node)),
            Test::Built => meaning.is_built(node),
            Test::Constant => meaning.is_constant(node),
            Test::Request => meaning.is_from_request(node),
        }
    }
}

fn is_named(name: &str, wanted: &str) -> bool {
    match wanted.strip_prefix('*') {
        Some(ending) => name.len() > ending.len() && name.ends_with(ending),
        None => name == wanted,
    }
}
