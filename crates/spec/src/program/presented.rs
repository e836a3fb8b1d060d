//! "a small website made with Django would be perfect", "as a web app": a page for people that somebody wants,
//! in whichever sentence it stands. A website that a record has is a field, and a web app that calls is another's.

use domain::Span;

use crate::{
    assemble::draft::Sentence,
    english::{
        clause::stack_name,
        cursor::{any, eat_first},
        lexicon::lexicon,
        token::Tok,
    },
};

/// Nothing that a record has is called so.
const APPS: &[&str] =
    &["web app|application|frontend|interface|ui|portal", "webapp", "browser app|application"];

/// What a record may have too: only what is said behind it tells that it is to be made.
const SITES: &[&str] = &["website|webpage", "web site"];

/// Where a web app stands that is wanted or that the whole shall be.
pub fn web_app(sentences: &[Sentence]) -> Option<Span> {
    sentences.iter().filter(|sentence| sentence.text == 0).find_map(|sentence| {
        let toks = &sentence.toks;
        (0..toks.len()).find_map(|at| {
            let app = eat_first(toks, at, APPS);
            let end = app.or_else(|| eat_first(toks, at, SITES))?;
            let begin = article(toks, at)?;
            let told = ends(toks, end) && (app.is_some() || made(toks, end));
            (told && wanted(toks, begin) && !refused(toks, begin)).then(|| sentence.span(&(at..end)))?
        })
    })
}

/// Behind `Kind:` or `a`, `a small`, `a Rails`: where the phrase begins.
fn article(toks: &[Tok], at: usize) -> Option<usize> {
    const OTHERS: &[&str] =
        &["separate", "other", "another", "existing", "old", "different", "second", "later", "current"];
    let mut begin = at;
    loop {
        let before = begin.checked_sub(1)?;
        let tok = toks.get(before)?;
        if tok.is("a") || tok.is("an") {
            return Some(before);
        }
        if tok.is(":") {
            let label = before.checked_sub(1)?;
            return any(toks, label, &["type", "kind", "form", "target", "product", "deliverable"])
                .then_some(begin);
        }
        let plain = lexicon().adjectives.contains(&tok.low)
            || lexicon().fillers.contains(&tok.low)
            || lexicon().wishes.contains(&tok.low)
            || lexicon().technical.contains(&tok.low)
            || matches!(tok.low.as_str(), "normal" | "ordinary" | "proper" | "regular" | "plain" | "classic")
            || stack_name(toks, before) == Some(begin);
        if !plain || OTHERS.contains(&tok.low.as_str()) || at - begin > 4 {
            return None;
        }
        begin = before;
    }
}

/// What may stand behind it where it does nothing itself: "a web app calls these routes" is somebody else's.
fn ends(toks: &[Tok], end: usize) -> bool {
    const BEHIND: &[&str] = &[
        "in|with|using|on|for|where|that|which|and|so|please|pls|instead|to|running",
        "made|built|written|done|based|developed",
        "would|will|should|might|'d be|do|work|suit|is? best|perfect|ideal|great|nice|fine|good|enough|us",
        "is what|best|perfect|ideal|fine|enough",
    ];
    toks.get(end).is_none_or(|tok| !tok.word) || eat_first(toks, end, BEHIND).is_some()
}

/// "… made with Django", "… where members book boats", "… for the club would be nice": it is to be made.
fn made(toks: &[Tok], end: usize) -> bool {
    const MADE: &[&str] = &[
        "made|built|written|done|based|developed",
        "where|in which|on which",
        "in|with|using|on",
        "would|will|should|might be|do|work|suit",
    ];
    eat_first(toks, end, MADE).is_some()
        || (end..toks.len()).any(|n| eat_first(toks, n, &["would be|do"]).is_some())
}

/// What stands before it says that it is wanted, or what the whole is.
fn wanted(toks: &[Tok], begin: usize) -> bool {
    const WANTS: &[&str] = &[
        "as",
        "be",
        "is",
        "it's",
        "into",
        "like",
        "want",
        "wants",
        "need",
        "needs",
        "prefer",
        "love",
        "wish",
        "build",
        "make",
        "create",
        "get",
        "have",
        "just",
        "simply",
        "preferably",
        "ideally",
    ];
    let Some(last) = begin.checked_sub(1) else { return true };
    let earlier = |words: &[&str]| (0..last).any(|n| any(toks, n, words));
    let tok = &toks[last];
    if tok.is("by") || tok.is("with") {
        return earlier(&["replace", "replaced", "exchange", "swap", "substitute", "replacing"]);
    }
    if tok.is("of") {
        return earlier(&["dream", "dreaming", "think", "thinking", "thought"]);
    }
    // "we have a web app" is there already, "we would like to have a web app" is not.
    if tok.is("have") {
        return last > 0 && any(toks, last - 1, &["to", "us", "should", "could"]);
    }
    !tok.word && !tok.is(",") || WANTS.contains(&tok.low.as_str())
}

/// "no API, and we do not want a web app"
fn refused(toks: &[Tok], begin: usize) -> bool {
    const NOT: &[&str] = &[
        "not", "no", "never", "without", "don't", "doesn't", "isn't", "than", "instead", "already", "unlike",
    ];
    (begin.saturating_sub(5)..begin).any(|n| any(toks, n, NOT))
}
