//! Names of a stack that are not what is to be built with: refused, former, somebody else's, or open.

use super::{
    super::{
        cursor::{any, eat, eat_first},
        token::Tok,
    },
    stack::name_at,
};

/// "not in PHP", "instead of Django", "our old Rails app": a name that is not what is wanted; and
/// whether the text leaves it out on purpose.
pub fn set_aside(toks: &[Tok], at: usize, end: usize) -> Option<(bool, usize)> {
    const REFUSED: &[&str] =
        &["not", "no", "never", "without", "avoid", "mustn't", "don't", "isn't", "nor", "neither"];
    const FORMER: &[&str] =
        &["old", "existing", "legacy", "previous", "former", "current", "currently", "today"];
    let begin = at.saturating_sub(4);
    let before = |words: &[&str]| {
        (begin..at).rev().take_while(|n| toks.get(*n).is_some_and(|t| t.word)).any(|n| any(toks, n, words))
    };
    let instead = (begin..at).any(|n| {
        eat_first(
            toks,
            n,
            &["instead of", "rather than", "unlike", "migrate|migrating|moving|move away? from"],
        )
        .is_some_and(|next| next >= at.saturating_sub(1) && next <= at + 1)
    });
    if before(REFUSED) && !before(&["only", "need"]) || instead {
        return Some((true, end));
    }
    if let Some(after) = eat_first(
        toks,
        end,
        &[
            "is|are? not|never wanted|allowed|possible|desired|needed|required|necessary|okay|ok",
            "is|are unnecessary",
            "is|are not|never an option",
            "isn't|aren't wanted|allowed|possible|needed|required|necessary",
            "isn't an option",
            "is out|forbidden",
        ],
    ) {
        return Some((true, after));
    }
    before(FORMER).then_some((false, end))
}

/// "our clients are in Go", "the mobile app is built in Flutter", "was written in Perl": what stands beside
/// the project, or stood before it, is made so. Where that is said begins at the index.
pub fn another_works(toks: &[Tok], at: usize, end: usize) -> Option<usize> {
    const BESIDE: &[&str] = &[
        "client",
        "clients",
        "frontend",
        "frontends",
        "front",
        "mobile",
        "script",
        "scripts",
        "dashboard",
        "dashboards",
        "prototype",
        "interface",
        "importer",
        "exporter",
        "agency",
        "colleague",
        "colleagues",
        "consumer",
        "consumers",
        "widget",
        "phone",
        "ios",
        "android",
        "reporting",
        "app",
        "apps",
    ];
    const WORKS: &[&str] = &["is", "are", "uses", "use", "runs", "run", "will", "talks", "talk"];
    if eat_first(toks, end, &["for their|his|her|the other"]).is_some() {
        return Some(at);
    }
    const PAST: &[&str] = &["was", "were"];
    let verb = (0..=at)
        .rev()
        .take_while(|n| toks.get(*n).is_some_and(|t| !t.is(";") && !t.is(".")))
        .find(|n| any(toks, *n, WORKS) || any(toks, *n, PAST));
    let verb = verb?;
    let divider = |n: &usize| any(toks, *n, &[";", ".", ",", "and", "but"]);
    let begin = (0..verb).rev().find(divider).map_or(0, |n| n + 1);
    if verb == at && !any(toks, at, &["use", "uses", "run", "runs"]) {
        return None;
    }
    let made = |n: usize| {
        eat_first(
            toks,
            n,
            &["being? also? built|written|made|done|developed|coded|implemented? in|with|on|using"],
        )
        .is_some_and(|next| next > at)
    };
    if any(toks, verb, &["was", "were"]) {
        return made(verb + 1).then_some(begin);
    }
    // "Mobile clients call it; it is written in Go": a subject in between is the one that works so.
    let named = (begin..verb).any(|n| any(toks, n, BESIDE));
    let ours = (begin..verb)
        .any(|n| any(toks, n, &["backend", "api", "server", "service", "this", "it", "project"]));
    (named && !ours).then_some(begin)
}

/// "courses about Django", "skills such as Java", "maybe Go": what the data speaks of, or a thought.
pub fn spoken_of(toks: &[Tok], at: usize) -> bool {
    let wished = at > 1 && any(toks, at - 1, &["like"]) && any(toks, at - 2, &["would", "i'd", "we'd", "d"]);
    // "I'm learning Flask and would like to use it for this", "I can read Go, so please that"
    const CHOSEN: &[&str] = &["use|try|take it|that", "so|and please that|it|this?", "please in? that|it"];
    let chosen = (at + 1..toks.len()).any(|n| eat_first(toks, n, CHOSEN).is_some());
    at > 0
        && !wished
        && !chosen
        && (any(
            toks,
            at - 1,
            &[
                "maybe", "perhaps", "possibly", "about", "like", "likes", "loves", "teach", "teaches",
                "learn", "learning", "know", "knows", "called", "named",
            ],
        ) || at > 1 && eat(toks, at - 2, "such as").is_some()
            || any(toks, at, &["as"]) && any(toks, at - 1, &["such"]))
}

/// "Flask or FastAPI": whoever writes has not chosen.
pub fn one_of(toks: &[Tok], at: usize, end: usize) -> bool {
    let value = |n: usize| name_at(toks, n).map(|name| name.value);
    let here = (at..end).find_map(value);
    let another = |n: usize| value(n).is_some_and(|other| Some(&other) != here.as_ref());
    eat_first(toks, end, &["or", ", or", "/ or"]).is_some_and(another)
        || at > 1 && any(toks, at - 1, &["or"]) && (at.saturating_sub(3)..at - 1).any(another)
}
