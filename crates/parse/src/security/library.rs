//! All rules, compiled: one query per language and one set of expressions for texts.

use std::collections::{BTreeMap, BTreeSet};

use regex::{Regex, RegexSet};

use super::{
    query::Condition,
    rule::{Rule, RuleError, RuleFile},
};
use crate::grammars;

#[derive(rust_embed::RustEmbed)]
#[folder = "rules/"]
struct Embedded;

pub struct Library {
    rules: Vec<Rule>,
    pub(super) queries: BTreeMap<String, LanguageRules>,
    /// Tells which of `expressions` are worth running on a text.
    pub(super) filter: RegexSet,
    /// Index of the rule, and its expression.
    pub(super) expressions: Vec<(usize, Regex)>,
}

/// The rules of one language as one query: a tree is walked once for all of them.
pub(super) struct LanguageRules {
    pub query: tree_sitter::Query,
    /// By pattern of the query: index of the rule, and what its captures have to be.
    pub patterns: Vec<(usize, Vec<Condition>)>,
    pub at: Option<u32>,
    pub secret: Option<u32>,
}

impl Library {
    pub fn empty() -> Self {
        Self {
            rules: Vec::new(),
            queries: BTreeMap::new(),
            filter: RegexSet::empty(),
            expressions: Vec::new(),
        }
    }

    /// The rules that come with this crate.
    pub fn embedded() -> Result<Self, RuleError> {
        Self::with(&[])
    }

    /// The rules that come with this crate and further files `(name, text)`. A rule with a known
    /// id replaces the one that has it.
    pub fn with(more: &[(String, String)]) -> Result<Self, RuleError> {
        let mut files = Vec::new();
        for name in Embedded::iter().filter(|name| name.ends_with(".toml")) {
            let bytes = Embedded::get(&name).map(|file| file.data.into_owned()).unwrap_or_default();
            files.push((name.into_owned(), String::from_utf8_lossy(&bytes).into_owned()));
        }
        files.sort();
        let mut rules: Vec<(String, Rule)> = Vec::new();
        let mut ids = BTreeSet::new();
        for (file, text) in &files {
            for rule in read(file, text)? {
                if !ids.insert(rule.id.clone()) {
                    return Err(wrong(file, &rule.id, "the id is taken"));
                }
                rules.push((file.clone(), rule));
            }
        }
        for (file, text) in more {
            for rule in read(file, text)? {
                rules.retain(|(_, known)| known.id != rule.id);
                rules.push((file.to_string(), rule));
            }
        }
        compile(rules)
    }

    pub fn rule(&self, index: usize) -> Option<&Rule> {
        self.rules.get(index)
    }

    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Whether rules read this language's trees.
    pub fn covers(&self, language: &str) -> bool {
        self.queries.contains_key(language)
    }
}

fn read(file: &str, text: &str) -> Result<Vec<Rule>, RuleError> {
    let parsed: Result<RuleFile, _> = toml::from_str(text);
    parsed
        .map(|file| file.rules)
        .map_err(|e| RuleError::Unreadable { file: file.to_owned(), cause: e.to_string() })
}

fn wrong(file: &str, rule: &str, cause: impl std::fmt::Display) -> RuleError {
    RuleError::Wrong { file: file.to_owned(), rule: rule.to_owned(), cause: cause.to_string() }
}

fn compile(rules: Vec<(String, Rule)>) -> Result<Library, RuleError> {
    let mut expressions = Vec::new();
    let mut sources: BTreeMap<&str, Vec<(usize, &str)>> = BTreeMap::new();
    for (index, (file, rule)) in rules.iter().enumerate() {
        match (&rule.query, &rule.regex) {
            (Some(query), None) => sources.entry(&rule.language).or_default().push((index, query)),
            (None, Some(regex)) => {
                expressions.push((index, Regex::new(regex).map_err(|e| wrong(file, &rule.id, e))?));
            }
            (None, None) | (Some(_), Some(_)) => {
                return Err(wrong(file, &rule.id, "exactly one of `query` and `regex` is needed"));
            }
        }
    }
    let mut queries = BTreeMap::new();
    for (language, parts) in sources {
        let mistake = |index: usize, cause: String| match rules.get(index) {
            Some((file, rule)) => wrong(file, &rule.id, cause),
            None => wrong("", "", cause),
        };
        let first = parts.first().map_or(0, |(index, _)| *index);
        let grammar =
            grammars::of(language).ok_or_else(|| mistake(first, format!("no grammar for `{language}`")))?;
        let loaded = (grammar.load)();
        let mut text = String::new();
        // Where each rule's query begins in the whole: patterns and mistakes are told apart by it.
        let mut begins: Vec<(usize, usize)> = Vec::new();
        for (index, part) in &parts {
            begins.push((text.len(), *index));
            text.push_str(part);
            text.push('\n');
        }
        let owner = |byte: usize| {
            let after = begins.partition_point(|(begin, _)| *begin <= byte);
            begins.get(after.saturating_sub(1)).map_or(first, |(_, index)| *index)
        };
        let query =
            tree_sitter::Query::new(&loaded, &text).map_err(|e| mistake(owner(e.offset), e.to_string()))?;
        let mut patterns = Vec::new();
        for pattern in 0..query.pattern_count() {
            let owner = owner(query.start_byte_for_pattern(pattern));
            let conditions: Result<Vec<Condition>, String> =
                query.general_predicates(pattern).iter().map(Condition::of).collect();
            patterns.push((owner, conditions.map_err(|e| mistake(owner, e))?));
        }
        let (at, secret) = (query.capture_index_for_name("at"), query.capture_index_for_name("secret"));
        queries.insert(language.to_owned(), LanguageRules { query, patterns, at, secret });
    }
    let texts: Vec<&str> = expressions.iter().map(|(_, regex): &(usize, Regex)| regex.as_str()).collect();
    let filter = RegexSet::new(&texts).map_err(|e| wrong("", "all expressions together", e))?;
    Ok(Library { queries, filter, expressions, rules: rules.into_iter().map(|(_, rule)| rule).collect() })
}
