//! Reading apart from writing, where one of them needs a key or a login: `you need an API key to write`, `writing
//! requires a login`, `API key required for writing, reading is open`. What is asked of those who write is not asked of
//! those who read.

use super::super::{
    super::{
        cursor::{any, eat_first},
        evidence::{Act, Fact, Who},
        token::Tok,
    },
    Read,
};

const WRITING: &[&str] = &[
    "writing|writes",
    "write access|operations|operation|requests|request|calls|endpoints|routes",
    "changing|modifying|editing anything|something|data|things|records|stuff?",
    "changes|modifications to|of the? data?",
    "changes|modifications",
    "create|creating ,|and|/? update|updating|change|changing ,? and|or|/ delete|deleting",
    "post|posting , put|patch , patch|put ,? and|or delete",
    "post|put|patch|delete / put|patch|delete / patch|delete / delete",
];
const WRITE: &[&str] = &[
    "write|change|modify|edit|alter anything|something|data|things|stuff",
    "write|make to it|the|them|data?",
    "write|make changes|modifications",
    "write",
];
const NEEDS: &[&str] = &[
    "needs|need|requires|require|takes|wants|demands",
    "is|are only? possible|allowed|open|available with|after",
    "is|are only? for people|users|clients with",
    "is|are protected|secured|guarded|locked by|with|behind",
    "only? with|behind",
    "must have|send|carry",
];
const NEEDED: &[&str] =
    &["is|are? only? required|needed|necessary|mandatory for|to|when|if", "only? for|to", "is|are for|to"];

/// What is asked for: a key, a token, or any login.
fn pass(toks: &[Tok], at: usize) -> Option<(Option<&'static str>, usize)> {
    const KEY: &[&str] =
        &["a|an|the|any|some|valid|correct? valid? api key|keys", "a|an|the|any|some? valid? x - api - key"];
    const TOKEN: &[&str] =
        &["a|an|the|any|some? valid? bearer token", "a|an|the|any|some? valid? jwt token?"];
    const LOGIN: &[&str] = &[
        "a|an|the|any|some|valid? user? login|account|authentication|log-in|sign-in|token",
        "a|an|the? user account",
        "to be logged|signed in",
        "being logged|signed in",
        "logging|signing in",
        "to log|sign in",
    ];
    let found = eat_first(toks, at, KEY).map(|next| (Some("api_key"), next));
    let found = found.or_else(|| eat_first(toks, at, TOKEN).map(|next| (Some("jwt"), next)));
    found.or_else(|| eat_first(toks, at, LOGIN).map(|next| (None, next)))
}

fn write(toks: &[Tok], at: usize) -> Option<usize> {
    eat_first(toks, at, WRITING).or_else(|| eat_first(toks, at, WRITE))
}

fn told(toks: &[Tok], at: usize) -> Option<(Option<&'static str>, usize)> {
    // "writing needs a login"
    let needs = || {
        let next = eat_first(toks, at, WRITING)?;
        pass(toks, eat_first(toks, next, NEEDS)?)
    };
    // "an API key is required for writing", "login only for changes"
    let needed = || {
        let (scheme, next) = pass(toks, at)?;
        Some((scheme, write(toks, eat_first(toks, next, NEEDED)?)?))
    };
    // "you need an API key to write", "clients must send an API key for writing"
    let people = || {
        const WHO: &[&str] = &[
            "you|clients|users|callers|one|we|people|everybody|everyone only|always? need|needs|require|requires|must|have|has to? have|send|use|be?",
            "you|clients|users|callers|one|we|people|everybody|everyone only? need|needs",
        ];
        let (scheme, next) = pass(toks, eat_first(toks, at, WHO)?)?;
        Some((scheme, write(toks, eat_first(toks, next, &["in order? to|for", "to|for|when|before"])?)?))
    };
    // "to write you need a key"
    let turned = || {
        let led = at > 0 && any(toks, at - 1, &["to", "for"]);
        let next = write(toks, eat_first(toks, at, &["to|for"]).or(led.then_some(at))?)?;
        let next = eat_first(toks, next, &[","]).unwrap_or(next);
        const THEN: &[&str] = &[
            "you|clients|users|callers|one|we|people need|needs|must|have|has to? have|send|use?",
            "you|clients|users|callers|one|we|people need|needs",
        ];
        pass(toks, eat_first(toks, next, THEN)?)
    };
    needs().or_else(needed).or_else(people).or_else(turned)
}

/// "reads are public", "read access is free"
fn open_to_read(toks: &[Tok], at: usize) -> Read {
    const READS: &[&str] = &[
        "reading is|stays public|open|free for|to? everyone|everybody|anyone|all?",
        "reads are public|open|free for|to? everyone|everybody|anyone|all?",
        "read access|operations|requests|calls|endpoints is|are public|open|free for|to? everyone|everybody|anyone|all?",
        "gets|get requests|endpoints? are public|open|free for|to? everyone|everybody|anyone|all?",
    ];
    let end = eat_first(toks, at, READS)?;
    let ends =
        toks.get(end).is_none_or(|tok| !tok.word || any(toks, end, &["and", "but", "while", "whereas"]));
    ends.then(|| (vec![everybody_reads(at..end)], end))
}

fn everybody_reads(toks: std::ops::Range<usize>) -> Fact {
    Fact::Permit {
        who: vec![(Who::Public, toks.start..toks.start)],
        acts: vec![Act { verb: "read".to_owned(), toks: toks.start..toks.start }],
        objects: Vec::new(),
        own: false,
        only: false,
        deny: false,
        toks,
    }
}

pub fn read(toks: &[Tok], at: usize) -> Read {
    if let Some(found) = open_to_read(toks, at) {
        return Some(found);
    }
    const BEGINS: &[&str] = &[
        "a|an|the|any|some|valid|api|x|read|reads|reading|get|gets|jwt|bearer|user|login|account|authentication|token",
        "write|writing|writes|change|modify|edit|alter|make|changing|modifying|editing|changes|modifications|create|creating|post|posting",
        "you|clients|users|callers|one|we|people|everybody|everyone|to|for|logging|being|put|patch|delete",
    ];
    eat_first(toks, at, BEGINS)?;
    let (scheme, end) = told(toks, at)?;
    // "…, but not for reading", "… (reading doesn't)"
    const SPARED: &[&str] = &[
        "( reading|reads doesn't|does|is not|open|free|public )",
        ",? but? not for? reading|reads",
        ",? but? not to read",
        ",? only",
    ];
    let end = eat_first(toks, end, SPARED).unwrap_or(end);
    let ends =
        toks.get(end).is_none_or(|tok| !tok.word || any(toks, end, &["and", "but", "while", "whereas"]));
    if !ends {
        return None;
    }
    Some((vec![Fact::Auth { scheme, toks: at..end }, everybody_reads(at..end)], end))
}
