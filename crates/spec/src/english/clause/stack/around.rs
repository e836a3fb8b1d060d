//! What stands around a name of the stack and tells that it is one.

use super::{
    super::super::{
        cursor::{any, eat_first, low},
        lexicon::{Form, lexicon},
        token::Tok,
    },
    Name, name_at,
};

/// Whether what stands before is a title: few words, and none of them says that something is or has something.
pub(super) fn titled(toks: &[Tok], dash: usize) -> bool {
    let end = (0..dash).rev().find(|n| !any(toks, *n, &["—"])).map_or(0, |n| n + 1);
    end > 0
        && end <= 6
        && toks.iter().take(end).all(|tok| tok.word)
        && !(0..end).any(|n| any(toks, n, &["a", "an", "has", "have", "is", "are", "with", "can", "may"]))
}

/// Names that are words of the trade more than of every day.
pub(super) fn is_trade_word(value: &str) -> bool {
    matches!(
        value,
        "flask" | "python" | "javascript" | "typescript" | "java" | "vue" | "hono" | "typer" | "scala"
    )
}

/// The sentence speaks of what is to be built.
pub(super) fn built_earlier(toks: &[Tok], at: usize) -> bool {
    (0..at).any(|n| BUILT.contains(&low(toks, n)))
}

/// What follows lets the word before it be a name.
pub(super) fn closes(toks: &[Tok], at: usize, capitalised: bool) -> bool {
    toks.get(at).is_none_or(|tok| {
        !tok.word && !tok.is("-")
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
                    | "api"
                    | "rest"
                    | "service"
                    | "app"
                    | "server"
                    | "please"
                    | "pls"
                    | "version"
                    | "named"
                    | "called"
                    | "is"
                    | "if"
                    | "because"
                    | "but"
                    | "works"
                    | "would"
                    | "will"
                    | "can"
                    | "should"
                    | "preferred"
                    | "preferably"
                    | "ideally"
                    | "it"
                    | "then"
            )
            || capitalised && crate::words::stop::is_stop(&tok.low)
            || matches!(tok.low.as_str(), "that" | "which" | "to" | "where" | "so")
    })
}

/// "Rails would be best", "django is what we can host": a wish behind the name, and nothing that it is of or for.
pub(super) fn preferred(toks: &[Tok], at: usize) -> bool {
    const WISHES: &[&str] = &[
        "would|will|should|might|'d be|work|do really? best|perfect|ideal|great|nice|fine|good|well|lovely|preferred|preferable",
        "is|are really? best|preferred|preferable|ideal|perfect",
        "would|will|should|might really? suit|fit|help|please me|us|the|our? team?",
        "suits|fits me|us best|well?",
        "would be my|our choice|preference|favourite|favorite",
        "is my|our choice|preference",
        "it is|shall|will|should be?",
        "please|pls|preferably|preferred|ideally",
    ];
    eat_first(toks, at, WISHES).is_some_and(|end| {
        toks.get(end)
            .is_none_or(|tok| !tok.word || matches!(tok.low.as_str(), "since" | "because" | "as" | "and"))
            || eat_first(toks, end, &["for us|me|it|this|that|them"]).is_some()
    })
}

/// Nothing stands before it in its sentence or part of one.
pub(super) fn opens(toks: &[Tok], at: usize) -> bool {
    at == 0 || any(toks, at - 1, &[";", ".", ":", "—", "!", "?"])
}

/// What people have built.
const BUILT: &[&str] = &[
    "api",
    "apis",
    "backend",
    "service",
    "microservice",
    "app",
    "server",
    "application",
    "tool",
    "cli",
    "library",
    "script",
    "program",
    "site",
    "website",
    "crud",
    "rest",
    "frontend",
    "ui",
    "system",
    "portal",
    "dashboard",
    "end",
    "it",
    "this",
    "project",
    "package",
    "module",
    "bot",
    "worker",
    "pipeline",
    "endpoints",
    "code",
];

/// What is being built, or how, stands before it: "a backend in …", "rewritten, with …".
pub(super) fn built_before(toks: &[Tok], at: usize) -> bool {
    let mut before = at;
    while before > 0 && any(toks, before - 1, &[",", ":", "—", "-", "(", "…", "yes", "please", "preferably"])
    {
        before -= 1;
    }
    let Some(last) = before.checked_sub(1) else { return at > 0 };
    let word = low(toks, last);
    let builds = lexicon().verb(word).is_some_and(|(base, form)| {
        matches!(
            base,
            "build" | "write" | "implement" | "make" | "do" | "develop" | "code" | "create" | "design"
        ) && form != Form::Third
    });
    BUILT.contains(&word)
        || builds
        || matches!(
            word,
            "done"
                | "code"
                | "coded"
                | "programmed"
                | "want"
                | "wants"
                | "prefer"
                | "prefers"
                | "like"
                | "likes"
                | "need"
                | "needs"
        )
        || (last.saturating_sub(2)..=last).any(|n| name_at(toks, n).is_some_and(|name| name.end == before))
}

/// "a Go API", "Express backend"
pub(super) fn before_type(toks: &[Tok], name: &Name) -> bool {
    // "a node cli": nothing else is called so before a program.
    let sure = name.capitalised
        || !name.ambiguous
        || matches!(
            name.value.as_str(),
            "javascript" | "python" | "go" | "typescript" | "ruby" | "rust" | "java"
        ) && !any(toks, name.end.wrapping_sub(1), &["go"]);
    // "a gin api": nothing is a kind of those but what it is made with.
    let sure = sure
        || eat_first(toks, name.end, &["rest|json|http? api", "backend", "rest|http server|service"])
            .is_some();
    // "Node.js scheduled job"
    let next = (name.end..name.end + 2)
        .find(|n| {
            !toks.get(*n).is_some_and(|t| {
                lexicon().adjectives.contains(&t.low)
                    || lexicon().verb(&t.low).is_some_and(|(_, form)| form == Form::Past)
            })
        })
        .unwrap_or(name.end);
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
            "web? application",
            "cli",
            "library",
            "package",
            "script",
            "crud",
            "json api",
            "http api",
            "rest",
            "function",
            "method",
            "tool",
            "module",
            "program",
            "crate",
            "code",
            "app",
            "application",
            "project",
            "site|website",
            "game",
            "data? pipeline",
            "worker",
            "job",
            "bot",
            "solution",
            "implementation",
            "codebase",
            "single - page app|application",
            "command - line tool|app|program|utility",
            "http service|server",
            "etl",
            "class|types_",
            "helper|utility? functions|helpers|methods|utilities|utils",
        ],
    )
    .is_some()
}
