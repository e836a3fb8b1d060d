//! Functions in words: "a function `is_prime` that takes an integer n and returns a boolean".
//!
//! What the words leave open is proposed in a question, never settled here: a function that is only
//! described by what it does has no name yet.

use domain::{
    Origin,
    spec::{FieldType, Function, ProjectType, QuestionKind},
};
use serde_json::{Map, Value, json};

use crate::{
    assemble::draft::{Draft, Sentence, Target},
    english::{
        cursor::{any, eat_first, low},
        lexicon::lexicon,
        token::Tok,
    },
    questions, sniff, types, words,
};

const TAKES: &[&str] = &[
    "that|which|it|and takes|accepts|receives|gets|expects",
    "takes|accepts|receives|expects",
    "taking|accepting|given|for",
    "that is|gets given",
];
const RETURNS: &[&str] = &[
    "and|it|which|that ,? returns|gives|yields back?",
    "returns|returning|return|gives back?",
    "the result is",
];

/// Longer lists of parameters are no sentence.
const MAX_PARAMS: usize = 8;

struct Param {
    name: String,
    of: Option<FieldType>,
}

pub fn read(draft: &mut Draft, sentences: &[Sentence], kind: ProjectType) {
    for sentence in sentences {
        if draft.functions.is_empty() {
            named(draft, sentence);
        }
    }
    if draft.functions.is_empty() && kind == ProjectType::Function {
        ask(draft, sentences);
    }
}

/// `a function (called) NAME that takes A and B and returns C`
fn named(draft: &mut Draft, sentence: &Sentence) {
    let toks = &sentence.toks;
    let found = (0..toks.len()).find_map(|at| {
        let next =
            eat_first(toks, at, &["function|method|func called|named", "function|method|func|called|named"])?;
        let told = any(toks, next - 1, &["called", "named"]);
        let name =
            toks.get(next).filter(|tok| is_name(tok) && (told || tok.quoted || code_like(&tok.raw)))?;
        Some((at, next + 1, name.raw.clone()))
    });
    let Some((start, after, name)) = found else { return };
    let (params, mut end) = params(toks, after).unwrap_or((Vec::new(), after));
    let mut returns = None;
    if let Some((of, next)) = (end..toks.len().min(end + 3)).find_map(|n| returned(toks, n)) {
        returns = Some(of);
        end = next;
    }
    if params.is_empty() && returns.is_none() {
        return;
    }
    let mut more = Map::new();
    more.insert("origin".into(), json!(Origin::Stated));
    more.insert("src".into(), json!(sentence.span(&(start..end))));
    more.insert("rule".into(), json!("G15.words"));
    let index = draft.functions.len();
    draft.functions.push(Function {
        name,
        params: params.into_iter().map(|p| json!({ "name": p.name, "schema": schema(p.of) })).collect(),
        returns: schema(returns),
        more,
    });
    draft.cover(sentence, &(start..end), &Target::Pointer(format!("/functions/{index}")));
}

fn is_name(tok: &Tok) -> bool {
    tok.word && tok.raw.len() >= 2 && tok.raw.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn code_like(word: &str) -> bool {
    word.contains('_')
        || word.chars().skip(1).any(|c| c.is_ascii_uppercase())
            && word.chars().any(|c| c.is_ascii_lowercase())
}

/// `takes a string and a maximum length`
fn params(toks: &[Tok], at: usize) -> Option<(Vec<Param>, usize)> {
    let mut at = eat_first(toks, at, TAKES)?;
    let mut found: Vec<Param> = Vec::new();
    while found.len() < MAX_PARAMS {
        let (mut several, next) = param(toks, at)?;
        found.append(&mut several);
        at = next;
        let more = eat_first(toks, at, &[", and", ",", "and", "plus"]);
        match more.filter(|n| param(toks, *n).is_some() && returned(toks, *n).is_none()) {
            Some(next) => at = next,
            None => break,
        }
    }
    Some((found, at))
}

/// `an integer n`, `two strings`, `a list of numbers`, `a maximum length`
fn param(toks: &[Tok], at: usize) -> Option<(Vec<Param>, usize)> {
    let two = eat_first(toks, at, &["two"]);
    let start = two.or_else(|| eat_first(toks, at, &["a|an|one|the|any optional?", "a|an|one|the|any"]))?;
    let Some((of, next)) = type_words(toks, start) else {
        // "a maximum length": its own name, of a type that nobody said.
        let plain =
            |n: usize| toks.get(n).is_some_and(|tok| tok.content && lexicon().verb(&tok.low).is_none());
        let next = (start..start + 3).find(|n| !plain(*n)).unwrap_or(start + 3);
        let spoken: Vec<&str> = (start..next).map(|n| low(toks, n)).collect();
        let name = words::snake(&spoken.join(" ")).filter(|_| start > at)?;
        return Some((vec![Param { name, of: None }], next));
    };
    if two.is_some() {
        let param = |name: &str| Param { name: name.to_owned(), of: Some(of) };
        return Some((vec![param("a"), param("b")], next));
    }
    // "an integer n", "a string `text`", "a string called text"
    let called = eat_first(toks, next, &["called|named"]).unwrap_or(next);
    let named = toks
        .get(called)
        .filter(|tok| tok.word && (called > next || tok.quoted || tok.raw.len() == 1 && !tok.is("a")));
    if let Some(tok) = named {
        return Some((vec![Param { name: tok.raw.clone(), of: Some(of) }], called + 1));
    }
    let name = match of {
        FieldType::Integer | FieldType::Float | FieldType::Decimal => "n",
        FieldType::StringArray | FieldType::IntegerArray | FieldType::DecimalArray => "items",
        FieldType::Date | FieldType::DateTime => "date",
        FieldType::Boolean => "flag",
        _ => "text",
    };
    Some((vec![Param { name: name.to_owned(), of: Some(of) }], next))
}

/// `a boolean`, `true or false`, `a list of strings`
fn returned(toks: &[Tok], at: usize) -> Option<(FieldType, usize)> {
    let next = eat_first(toks, at, RETURNS)?;
    if let Some(end) = eat_first(toks, next, &["true|false or|/ true|false", "true if|when|for", "whether"]) {
        return Some((FieldType::Boolean, end));
    }
    let next = eat_first(toks, next, &["a|an|the"]).unwrap_or(next);
    type_words(toks, next)
}

fn type_words(toks: &[Tok], at: usize) -> Option<(FieldType, usize)> {
    if let Some(next) = eat_first(toks, at, &["list|lists|array|arrays|sequence of"]) {
        let of = sniff::code_type(&format!("list of {}", low(toks, next)))?;
        return Some((of, next + 1));
    }
    let at = eat_first(toks, at, &["positive|whole|negative|single"]).unwrap_or(at);
    let word = words::singular(low(toks, at));
    let of = sniff::code_type(&word)?;
    Some((of, at + 1))
}

fn schema(of: Option<FieldType>) -> Value {
    of.map_or_else(|| json!({}), |of| json!({ "x-ql-type": of, "type": types::json_type(of) }))
}

/// Nobody said what the function is called and what it takes.
fn ask(draft: &mut Draft, sentences: &[Sentence]) {
    let told = sentences.iter().any(|sentence| sentence.toks.iter().any(|tok| tok.word));
    if !told {
        return;
    }
    draft.ask(questions::new(
        QuestionKind::Missing,
        "/functions".to_owned(),
        "the function has no signature yet: what is it called, what does it take and what does it return?"
            .to_owned(),
        Vec::new(),
        Value::Null,
        vec![
            json!("is_prime(n: integer) -> boolean"),
            json!("another signature in this form, with examples: f(2) -> true"),
        ],
        true,
    ));
}
