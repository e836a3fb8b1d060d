//! Languages, frameworks and databases: stated words win, where they stand as a stack.

use super::{
    super::{
        cursor::{any, eat, eat_first, low},
        evidence::Fact,
        lexicon::lexicon,
        token::Tok,
    },
    Read,
};

const LEADS: &[&str] = &[
    "written|implemented|built|made|coded|done|developed in|with|on|using|by",
    "stored|saved|kept|persisted|backed|powered in|by|with|on|using",
    "data is|are|should|must be? stored|saved|kept|persisted in|by|with|on|using",
    "store|save|keep|persist the|all? data|everything|it|them? in|on|to",
    "use|uses|using",
    "running? on|in",
    "based on",
    "on top of",
    "in",
    "with",
    "via",
    "on",
    "by",
    "as",
];

pub fn read(toks: &[Tok], at: usize) -> Read {
    let lead = eat_first(toks, at, LEADS).map(|next| eat_first(toks, next, &["a|an|the"]).unwrap_or(next));
    if let Some(found) = lead.and_then(|next| named(toks, next, Sure::Led)) {
        return Some(finish(toks, at, found));
    }
    named(toks, at, Sure::Alone).map(|found| finish(toks, at, found))
}

/// A name of the stack as it is spelled, in a text whose other words are not known.
pub fn capitalised(toks: &[Tok], at: usize) -> Read {
    toks.get(at).filter(|tok| tok.capitalised() && at > 0)?;
    let found = named(toks, at, Sure::Spelled)?;
    // "Los Express": a name in two words is none of ours.
    let ends = toks.get(found.2).is_none_or(|tok| !tok.capitalised());
    ends.then(|| {
        let (key, value, next) = found;
        (vec![Fact::Stack { key, value, toks: at..next }], next)
    })
}

/// Takes the words that only repeat what the thing is: `Postgres database`, `FastAPI framework`.
fn finish(toks: &[Tok], at: usize, (key, value, next): (&'static str, String, usize)) -> (Vec<Fact>, usize) {
    let tails: &[&str] = match key {
        "storage" => &[
            "as a|an|the? database|db|storage|store|backend",
            "for the? storage|persistence|database|data",
            "database|db|storage|backend|instance|server",
        ],
        _ => &[
            "as the|a? language|framework|backend_",
            "web? framework|language|stack",
            "programming language",
            "for the backend|server",
        ],
    };
    let end = eat_first(toks, next, tails).unwrap_or(next);
    let end = eat_first(toks, end, &["version?", "v"])
        .filter(|n| toks.get(*n).is_some_and(Tok::is_number))
        .map_or(end, |n| {
            let n = n + 1;
            if low(toks, n) == "." && toks.get(n + 1).is_some_and(Tok::is_number) { n + 2 } else { n }
        });
    (vec![Fact::Stack { key, value, toks: at..end }], end)
}

/// How much is known of a word that may name part of the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sure {
    /// Nothing but the word.
    Alone,
    /// The words before it say that one follows.
    Led,
    /// It is spelled as the name is, among words of another language.
    Spelled,
}

/// `(Go)`, `(Express, TypeScript)`: parentheses with nothing but names of the stack.
pub fn parenthesised(toks: &[Tok]) -> Vec<Fact> {
    let mut found = Vec::new();
    for open in 0..toks.len() {
        if !any(toks, open, &["("]) {
            continue;
        }
        let mut inside = Vec::new();
        let mut at = open + 1;
        while let Some((key, value, next)) = named(toks, at, Sure::Spelled) {
            inside.push(Fact::Stack { key, value, toks: at..next });
            at = eat_first(toks, next, &[",", "/", "+", "and", "&", "with", "on"]).unwrap_or(next);
        }
        if any(toks, at, &[")"]) {
            found.append(&mut inside);
        }
    }
    found
}

/// A name of the stack at `at`.
fn named(toks: &[Tok], at: usize, sure: Sure) -> Option<(&'static str, String, usize)> {
    let stack = &lexicon().stack;
    let first = toks.get(at).filter(|tok| tok.word || tok.is("."))?;
    let mut best: Option<(&'static str, String, usize)> = None;
    let mut consider = |key: &'static str, value: &str, phrase: &str| {
        let spaced = phrase.replace(['.', '-'], " ");
        let Some(next) = eat_joined(toks, at, &spaced) else { return };
        let ambiguous = stack.ambiguous.iter().any(|word| word == phrase);
        let told = match sure {
            Sure::Spelled => true,
            Sure::Led if plausible(toks, at, next) => true,
            Sure::Led | Sure::Alone => before_type(toks, first, next) || alone(toks, at, next),
        };
        if ambiguous && !told {
            return;
        }
        if best.as_ref().is_none_or(|(_, _, end)| next > *end) {
            best = Some((key, value.to_owned(), next));
        }
    };
    for (value, phrases) in &stack.storages {
        phrases.iter().for_each(|phrase| consider("storage", value, phrase));
    }
    for (value, phrases) in &stack.frameworks {
        phrases.iter().skip(1).for_each(|phrase| consider("framework", value, phrase));
    }
    for (value, phrases) in &stack.languages {
        phrases.iter().for_each(|phrase| consider("language", value, phrase));
    }
    best
}

/// `node.js`, `spring-boot` and `spring boot` are the same words.
fn eat_joined(toks: &[Tok], at: usize, phrase: &str) -> Option<usize> {
    let mut at = at;
    for (n, part) in phrase.split_whitespace().enumerate() {
        if n > 0 && any(toks, at, &[".", "-"]) {
            at += 1;
        }
        if low(toks, at) != part {
            return None;
        }
        at += 1;
    }
    // "Node.js", "Express.js": the ending belongs to the name.
    Some(eat(toks, at, ". js").filter(|_| toks.get(at).is_some_and(|t| t.glued)).unwrap_or(at))
}

/// "in Go" but not "with express delivery": capitalised, or nothing but a divider follows.
fn plausible(toks: &[Tok], at: usize, next: usize) -> bool {
    let ends = toks.get(next).is_none_or(|tok| {
        !tok.word
            || matches!(
                tok.low.as_str(),
                "and"
                    | "with"
                    | "using"
                    | "for"
                    | "on"
                    | "or"
                    | "as"
                    | "framework"
                    | "backend"
                    | "that"
                    | "which"
                    | "to"
                    | "api"
                    | "please"
                    | "version"
            )
    });
    ends || toks.get(at).is_some_and(Tok::capitalised)
        && !toks.get(next).is_some_and(|tok| tok.word && !crate::words::stop::is_stop(&tok.low))
}

/// "a Go API", "Express backend"
fn before_type(toks: &[Tok], first: &Tok, next: usize) -> bool {
    // "a node cli": nothing else is called so before a program.
    let sure = first.capitalised()
        || matches!(
            first.low.as_str(),
            "node" | "python" | "golang" | "typescript" | "ruby" | "rust" | "java"
        );
    sure && eat_first(
        toks,
        next,
        &[
            "rest? api",
            "backend",
            "service",
            "server",
            "microservice",
            "web? app",
            "application",
            "cli",
            "rest api",
            "library",
            "package",
            "script",
            "crud",
            "json api",
            "http api",
            "rest",
            "function",
            "method",
            "script",
            "tool",
            "module",
            "program",
            "app",
            "crate",
            "code",
        ],
    )
    .is_some()
}

/// "; Go; Postgres": a clause of its own.
fn alone(toks: &[Tok], at: usize, next: usize) -> bool {
    let before = at == 0 || any(toks, at - 1, &[";", ",", ".", ":", "—", "(", "+", "&", "/"]);
    let after = toks.get(next).is_none_or(|tok| !tok.word);
    // "…, python, fastapi": beside another name of the stack it needs no capital.
    let beside = any(toks, next, &[",", "+", "&", "/"])
        && lexicon().stack.frameworks.keys().any(|name| eat_joined(toks, next + 1, name).is_some());
    before && after && (beside || toks.get(at).is_some_and(Tok::capitalised))
}
