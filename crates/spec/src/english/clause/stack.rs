//! Languages, frameworks and databases: stated words win, where they stand as a stack.
//!
//! Most names are words too: a parcel goes express, a pocket is on the go. Such a name counts where
//! its neighbours say so: other names of a stack, what is being built, or how it is built.

mod around;

use around::{before_type, built_before, built_earlier, closes, is_trade_word, opens, preferred, titled};

use super::{
    super::{
        cursor::{any, eat, eat_first, low},
        evidence::Fact,
        lexicon::{StackName, lexicon},
        token::{LINE, Tok},
    },
    Read, unchosen,
};

/// Words behind which nothing but a name of the stack stands.
const LABELS: &[&str] = &[
    "programming language :|=|is?",
    "tech|technology stack :|=|is?",
    "technology|technologies|tech|stack|language|lang|framework|runtime|database|db|storage|backend|server|frontend|platform|tooling :|=",
    "technical? constraints|requirements|environment|preferences :",
    "gems|packages|libraries|libs|dependencies allowed|used|permitted? :",
    "stack|language ..|?|is",
    "preferably|ideally|probably in|with|using?",
];

/// Words that build something of what follows.
const SURE_LEADS: &[&str] = &[
    "written|implemented|built|made|coded|done|developed|programmed|realised|realized in|with|on|using|by",
    "build|write|implement|code|develop|make|do it|this|that|everything in|with|on|using",
    "stored|saved|kept|persisted|backed|powered in|by|with|on|using",
    "data is|are|should|must be? stored|saved|kept|persisted in|by|with|on|using",
    "store|save|keep|persist the|all? data|everything|it|them? in|on|to",
    "use|uses|using",
    "running|runs|run on|in",
    "based on",
    "on top of",
    "lean|leans|leaning|tend|tends|tending to|towards|toward",
    "go|going with|for",
    // "you know Rust, right?": who is asked shall write in it.
    "you all? know|knows|speak",
    "comfortable|familiar|fluent|experienced|proficient|at-home with|in|using",
    "fit|fits|fitting in|into our|the|your existing|current?",
    "something|anything like",
];

/// What has to be so is a name of the stack where it is written like one: "it has to be Go", but "shipping must be express".
const NAMED_LEADS: &[&str] = &[
    "has|have|needs|need|ought to be|stay|remain",
    "must|should|shall|will be|stay|remain",
    "hence|thus|therefore|so",
];

/// Words that lead to anything.
const LEADS: &[&str] = &["in", "with", "via", "on", "by", "as"];

/// Between two names of one stack.
const BETWEEN: &[&str] = &[
    ", and",
    ", with",
    ", using",
    ",",
    "/",
    "+",
    "&",
    "|",
    "and",
    "with",
    "on top of",
    "on",
    "plus",
    "using",
];

pub fn read(toks: &[Tok], at: usize) -> Read {
    let (run, end) = labelled(toks, at).or_else(|| led(toks, at)).or_else(|| alone(toks, at))?;
    if run.iter().any(|name| name.key == "storage") || !several_of_a_kind(&run) {
        if let Some((left_out, end)) = unchosen::set_aside(toks, at, end) {
            return Some((vec![Fact::Aside { left_out, toks: at..end }], end));
        }
        if let Some(begin) = unchosen::another_works(toks, at, end) {
            return Some((vec![Fact::Aside { left_out: false, toks: begin..end }], end));
        }
        let chosen = !unchosen::spoken_of(toks, at) && !unchosen::one_of(toks, at, end);
        return chosen.then(|| (facts(run, at), end));
    }
    None
}

/// `Language: TypeScript`, `db: mongo`: nothing else can be meant.
pub fn labelled(toks: &[Tok], at: usize) -> Option<(Vec<Name>, usize)> {
    let next = eat_first(toks, at, LABELS)?;
    let bare = eat_first(toks, next, PLAIN).unwrap_or(next);
    run(toks, bare)
        .filter(|(found, _)| found.first().is_some_and(|first| closes(toks, first.end, first.capitalised)))
}

/// "Node with Express", "TypeScript + NestJS": names that tell each other's meaning, before anything else
/// reads one of them as a thing that has the other.
pub fn together(toks: &[Tok], at: usize) -> Read {
    let (found, _) = run(toks, eat_first(toks, at, PLAIN).unwrap_or(at))?;
    let kept = found.last().is_some_and(|last| last.key == "storage" || ends_here(toks, last));
    if found.len() < 2 || !sure(&found) || !kept {
        return None;
    }
    read(toks, at)
}

/// The same as a clause, before anything else reads the label as the name of a thing.
pub fn label(toks: &[Tok], at: usize) -> Read {
    let (run, end) = labelled(toks, at).filter(|(run, _)| !several_of_a_kind(run))?;
    Some((facts(run, at), end))
}

const PLAIN: &[&str] = &["plain|vanilla|pure|modern"];

fn facts(run: Vec<Name>, at: usize) -> Vec<Fact> {
    let mut begin = at;
    run.into_iter()
        .map(|name| {
            let toks = begin..name.end;
            begin = name.end;
            Fact::Stack { key: name.key, value: name.value, toks }
        })
        .collect()
}

/// "a language (Python, Go, Rust)": one program has one, so these are values or skills.
fn several_of_a_kind(run: &[Name]) -> bool {
    let scripts = |value: &str| matches!(value, "javascript" | "typescript");
    let mut languages: Vec<&str> =
        run.iter().filter(|name| name.key == "language").map(|name| name.value.as_str()).collect();
    languages.dedup_by(|one, other| one == other || scripts(one) && scripts(other));
    languages.len() > 1
}

/// A name of the stack in a text whose other words are not known: spelled as it is, or behind a
/// small word that means `in` or `with`.
pub fn capitalised(toks: &[Tok], at: usize) -> Read {
    const ABROAD: &[&str] = &[
        "en",
        "in",
        "mit",
        "avec",
        "con",
        "com",
        "em",
        "met",
        "sur",
        "auf",
        "usando",
        "utilisant",
        "z",
        "w",
        "y",
        "und",
        "et",
        "e",
    ];
    let before = at.checked_sub(1)?;
    let name = name_at(toks, at).filter(|name| name.capitalised || any(toks, before, ABROAD))?;
    // "Los Express": a name in two words is none of ours.
    let ends = toks.get(name.end).is_none_or(|tok| !tok.capitalised());
    ends.then(|| (vec![Fact::Stack { key: name.key, value: name.value, toks: at..name.end }], name.end))
}

/// One name, with the words that belong to it: `Postgres database`, `Slim 4`, `chi router`.
pub struct Name {
    key: &'static str,
    pub(super) value: String,
    /// It is an everyday word as well.
    ambiguous: bool,
    /// The language that a framework is of.
    of: Option<&'static str>,
    capitalised: bool,
    /// A word behind it says what it is: `framework`, `router`, a version.
    told: bool,
    pub(super) end: usize,
}

impl Name {
    pub(super) fn end(&self) -> usize {
        self.end
    }

    /// With the words behind it that only tell its version.
    pub(super) fn ending(self, end: usize) -> Self {
        Self { end: self.end.max(end), ..self }
    }

    pub(super) fn is_sure(&self) -> bool {
        !self.ambiguous
    }

    pub(super) fn capitalised(&self) -> bool {
        self.capitalised
    }

    pub(super) fn fact(self, toks: std::ops::Range<usize>) -> Fact {
        Fact::Stack { key: self.key, value: self.value, toks }
    }
}

/// What is built, and who builds it: words beside which an everyday word is a name of the stack.
const BESIDE: &[&str] = &[
    "api",
    "apis",
    "service",
    "services",
    "backend",
    "server",
    "cli",
    "tool",
    "lib",
    "app",
    "code",
    "team",
    "shop",
    "stack",
    "developer",
    "developers",
    "project",
    "router",
    "please",
    "thing",
    "standard",
    "plain",
    "node",
];

/// Whether the word is one of what is built, or of who builds it.
pub fn is_built(word: &str) -> bool {
    BESIDE.contains(&word)
}

/// Whether what is written in the language may be built with what is of the other.
pub fn speaks(language: &str, of: &str) -> bool {
    let script = |name: &str| matches!(name, "javascript" | "typescript");
    language == of || script(language) && script(of)
}

/// Names of languages and frameworks wherever they stand. One that is an everyday word too needs a capital inside of
/// a sentence if it is a language, another name beside it ("api, go + gin"), or a word that says what it is there for.
pub fn anywhere(toks: &[Tok]) -> Vec<Fact> {
    let mut names: Vec<(usize, Name)> = Vec::new();
    let mut at = 0;
    while at < toks.len() {
        match name_at(toks, at) {
            Some(name) => {
                let end = name.end.max(at + 1);
                names.push((at, name));
                at = end;
            }
            None => at += 1,
        }
    }
    let beside = |at: usize, end: usize| {
        let word = |n: usize| toks.get(n).is_some_and(|tok| BESIDE.contains(&tok.low.as_str()));
        at.checked_sub(1).is_some_and(word) || word(end)
    };
    let near = |at: usize, end: usize| {
        names.iter().any(|(other, name)| {
            *other != at && (name.end <= at && at - name.end <= 1 || end <= *other && *other - end <= 1)
        })
    };
    let sure = |(at, name): &(usize, Name)| {
        let inside = at.checked_sub(1).and_then(|n| toks.get(n)).is_some_and(|tok| tok.word || tok.is(","));
        !name.ambiguous
            || name.told
            || name.capitalised && inside && name.key == "language"
            || beside(*at, name.end)
            || near(*at, name.end)
    };
    let kept = names.iter().filter(|named| sure(named));
    let kept =
        kept.map(|(at, name)| Fact::Stack { key: name.key, value: name.value.clone(), toks: *at..name.end });
    kept.collect()
}

/// Every name of the stack, whatever is said of it: where it stands, its key and value, and whether it is an everyday
/// word as well.
pub fn names(toks: &[Tok]) -> Vec<(std::ops::Range<usize>, &'static str, String, bool)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < toks.len() {
        match name_at(toks, at) {
            Some(name) => {
                let end = name.end.max(at + 1);
                found.push((at..end, name.key, name.value, name.ambiguous));
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

pub(super) fn name_at(toks: &[Tok], at: usize) -> Option<Name> {
    let first = toks.get(at).filter(|tok| tok.word || tok.is("."))?;
    let mut best: Option<(&StackName, usize)> = None;
    for name in lexicon().stack_names(&first.low) {
        if let Some(end) = eat_joined(toks, at, &name.words)
            && best.is_none_or(|(_, old)| end > old)
        {
            best = Some((name, end));
        }
    }
    let (StackName { key, value, ambiguous, .. }, next) = best?;
    let (key, ambiguous) = (*key, *ambiguous);
    // A code in capitals is no name of a language: "the SWIFT code".
    if ambiguous && first.raw.len() > 3 && first.raw.chars().all(char::is_uppercase) {
        return None;
    }
    let end = version(toks, tail(toks, key, version(toks, next)));
    Some(Name {
        key,
        value: value.clone(),
        // "Node.js" is nothing but itself.
        ambiguous: ambiguous && !toks.get(next - 1).is_some_and(|t| t.is("js") && next > at + 1),
        of: (key == "framework").then(|| lexicon().language_of(value)).flatten(),
        capitalised: first.capitalised(),
        told: end > next,
        end,
    })
}

/// Takes the words that only repeat what the thing is: `Postgres database`, `FastAPI framework`.
fn tail(toks: &[Tok], key: &str, at: usize) -> usize {
    let tails: &[&str] = match key {
        "storage" => &[
            "as a|an|the? database|db|storage|store|backend",
            "for the? storage|persistence|database|data",
            "database|db|storage|instance|file",
        ],
        _ => &[
            // "Go (chi as the router)", "Rust (rocket for the routes)"
            "as a|an|the|our|its? web? framework|router|backend",
            "for the? routing|routes|router|web",
            "web? framework|router|stack",
            "programming? language",
            "as the|a? language|framework",
            "for the backend|server|api",
            "setup|codebase|ecosystem|environment",
            "throughout|everywhere",
            "end to end",
            "all the way",
        ],
    };
    eat_first(toks, at, tails).unwrap_or(at)
}

/// `Slim 4`, `Java 17+`, `PHP 8.2`, `.NET 8`
fn version(toks: &[Tok], at: usize) -> usize {
    let number = eat_first(toks, at, &["version?", "v"]).unwrap_or(at);
    let Some(tok) = toks.get(number) else { return at };
    let digits = tok.low.strip_prefix('v').unwrap_or(&tok.low);
    let plain =
        tok.word && !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit());
    if !plain {
        return at;
    }
    let mut end = number + 1;
    while any(toks, end, &["."]) && toks.get(end + 1).is_some_and(|t| t.is_number() && t.glued) {
        end += 2;
    }
    // "Go 3 rooms" has no version.
    if toks.get(end).is_some_and(|t| t.word && crate::words::is_plural(&t.low)) { at } else { end }
}

/// Names divided by commas, slashes, `and`, `with`.
fn run(toks: &[Tok], at: usize) -> Option<(Vec<Name>, usize)> {
    let mut found = vec![name_at(toks, at)?];
    let mut end = found.last()?.end;
    while let Some(name) = eat_first(toks, end, BETWEEN).and_then(|next| next_name(toks, next)) {
        if name.ambiguous && !name.told && !closes(toks, name.end, name.capitalised) {
            break;
        }
        end = name.end;
        found.push(name);
    }
    Some((found, end))
}

/// "…, plain JavaScript", "…, one SQLite file", "… and the Gin framework": a later name of a run, with what leads to it.
fn next_name(toks: &[Tok], at: usize) -> Option<Name> {
    let plain = eat_first(toks, at, PLAIN).unwrap_or(at);
    let stored = || name_at(toks, eat_first(toks, at, &["one|a|an single?"])?);
    let called = || name_at(toks, eat_first(toks, at, &["the"])?);
    name_at(toks, plain)
        .or_else(|| stored().filter(|name| name.key == "storage"))
        .or_else(|| called().filter(|name| name.told && name.key != "storage"))
}

/// Behind a lead: "in Go with Gin", "using Express", "language: Java".
fn led(toks: &[Tok], at: usize) -> Option<(Vec<Name>, usize)> {
    let start = eat_first(toks, at, SURE_LEADS);
    let required = eat_first(toks, at, NAMED_LEADS);
    let next = start.or(required).or_else(|| eat_first(toks, at, LEADS))?;
    let bare = eat_first(toks, next, &["a|an|the", "plain|vanilla|pure|modern"]).unwrap_or(next);
    let (found, end) = run(toks, bare)?;
    let first = found.first()?;
    let kept = found.last().is_some_and(|last| last.key == "storage" || ends_here(toks, last));
    let closed = first.told || closes(toks, first.end, first.capitalised);
    let spoken_for = bare == next || first.told || !any(toks, next, &["a", "an", "the"]);
    let told = match start {
        Some(_) => closed && (spoken_for || first.capitalised),
        None if required.is_some() => {
            // "Must be Express because that is what we know": nothing else is spoken of.
            let whole = opens(toks, at) && eat_first(toks, end, &["because|since|as|,"]).is_some();
            closed && first.capitalised && (first.key == "language" || !first.ambiguous || whole)
        }
        // "in Go", but "in Spring we plant" and "with one click" need somebody to speak for them.
        None => {
            closed
                && spoken_for
                && (first.key == "language" && any(toks, at, &["in"])
                    || first.told
                    || built_before(toks, at)
                    || is_trade_word(&first.value) && built_earlier(toks, at)
                    || opens(toks, at) && !any(toks, at, &["in"]))
        }
    };
    let sure = sure(&found)
        && kept
        && (required.is_none() || start.is_some() || found.iter().all(|name| !name.ambiguous));
    (sure || told || before_type(toks, first)).then_some((found, end))
}

/// "Kotlin." and "a Kotlin service", but not "the Kotlin team".
fn ends_here(toks: &[Tok], name: &Name) -> bool {
    name.told
        || closes(toks, name.end, true)
        || before_type(toks, name)
        || any(toks, name.end, &["-"])
        || toks
            .get(name.end)
            .is_some_and(|t| lexicon().fillers.contains(&t.low) || lexicon().wishes.contains(&t.low))
}

/// Without a lead: "Go, Gin, Postgres", "a Rails app", "(Express, MySQL)".
fn alone(toks: &[Tok], at: usize) -> Option<(Vec<Name>, usize)> {
    let bare = eat_first(toks, at, PLAIN).unwrap_or(at);
    let (found, end) = run(toks, bare)?;
    let first = found.first()?;
    let kept = found.last().is_some_and(|last| last.key == "storage" || ends_here(toks, last));
    if sure(&found) && kept || before_type(toks, first) {
        return Some((found, end));
    }
    // "beautiful Go" and "go to the next page"
    let closed = closes(toks, first.end, first.capitalised) || first.told;
    let joined = found.len() > 1
        && (found.iter().all(|name| name.capitalised)
            || !any(toks, first.end, &["and", "with", "on", "using"]));
    let ends = toks.get(end).is_none_or(|t| {
        matches!(t.low.as_str(), ";" | "." | ":" | "—" | ")" | "(") || t.is(",") && first.key == "language"
    });
    let told = closed
        && (joined && (opens(toks, at) || built_before(toks, at))
            || first.capitalised && built_before(toks, at)
            || is_trade_word(&first.value) && built_earlier(toks, at)
            || first.capitalised && opens(toks, at) && ends
            || (opens(toks, at) || any(toks, at.wrapping_sub(1), &["and", "but", ","])) && preferred(toks, end)
            // "an api (express pls)"
            || (opens(toks, at) || any(toks, at.wrapping_sub(1), &["(", ","]))
                && eat_first(toks, end, &["please|pls|plz|thanks|thx"]).is_some()
            // "We agreed on Express.", "everything else here is Go": a word of every day would be small there.
            || first.capitalised && named_here(toks, at, end)
            // "observatory log -- gin": a title, and what it is made with.
            || any(toks, at.wrapping_sub(1), &["—"])
                && toks.get(end).is_none_or(|tok| tok.is(LINE))
                && titled(toks, at - 1));
    told.then_some((found, end))
}

/// Whether a word written as a name stands where a clause about what is used ends: no value of anything, and nothing
/// behind it that it could be a part of.
fn named_here(toks: &[Tok], at: usize, end: usize) -> bool {
    const BEFORE: &[&str] = &[
        "is", "are", "be", "on", "in", "with", "to", "for", "use", "using", "like", "prefer", "read",
        "speak", "write", "learning", "want", "chose", "chosen", "picked", "run", "runs", "only",
    ];
    // "Could this be Express?" and "something in Gin for the boats" speak of what is built.
    const BUILT: &[&str] =
        &["this", "that", "it", "everything", "something", "anything", "we", "i", "our", "you"];
    let ends = toks.get(end).is_none_or(|tok| !tok.word && !tok.is("/") && !tok.is("-") && !tok.is("("))
        || any(toks, end, &["for", "at", "so", "because", "since", "please", "and"]);
    let subject = (0..at).any(|n| any(toks, n, BUILT));
    at > 0
        && any(toks, at - 1, BEFORE)
        && ends
        && subject
        && !(0..at).any(|n| any(toks, n, &["has", "have", "status", "can"]))
}

/// A name that means nothing else is among them: the rest is no everyday word either. Nor are "Node with
/// Express" and "Go, chi", a language and what is of it.
fn sure(found: &[Name]) -> bool {
    let language = |value: &str| found.iter().any(|name| name.key == "language" && name.value == value);
    let scripts = |of: &str| matches!(of, "javascript" | "typescript");
    found.iter().any(|name| {
        !name.ambiguous
            || name.of.is_some_and(|of| {
                language(of) || scripts(of) && (language("javascript") || language("typescript"))
            })
    })
}

/// `(Go)`, `(Express, TypeScript)`, `(we like FastAPI)`: parentheses with nothing but names of the stack, and `[go]`
/// before everything else.
pub fn parenthesised(toks: &[Tok]) -> Vec<Fact> {
    const LEADS: &[&str] =
        &["we|i like|love|use|prefer|know|want", "using|with|via|ideally|preferably|maybe|probably|in"];
    let mut found = Vec::new();
    for open in 0..toks.len() {
        let tag = open == 0 && any(toks, open, &["["]);
        if !tag && !any(toks, open, &["("]) {
            continue;
        }
        let first = eat_first(toks, open + 1, LEADS).unwrap_or(open + 1);
        let close = if tag { "]" } else { ")" };
        let Some((names, end)) =
            run(toks, first).filter(|(run, end)| any(toks, *end, &[close]) && !several_of_a_kind(run))
        else {
            continue;
        };
        // "shipping (Express)" is a value of something unless the text says what is built.
        let last = toks.get(end + 1).is_none_or(|t| !t.word);
        let told = tag || first > open + 1;
        if told
            || sure(&names)
            || names.len() > 1
            || last && built_before(toks, open)
            || end + 1 >= toks.len()
        {
            let mut begin = open + 1;
            for name in names {
                found.push(Fact::Stack { key: name.key, value: name.value, toks: begin..name.end });
                begin = name.end;
            }
        }
    }
    found
}

/// `node.js`, `spring-boot` and `spring boot` are the same words.
fn eat_joined(toks: &[Tok], at: usize, words: &[String]) -> Option<usize> {
    let mut at = at;
    for (n, part) in words.iter().enumerate() {
        if n > 0 && part != "." && any(toks, at, &[".", "-"]) {
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
