//! Sentences that speak of nothing but what the software is made with: `On the server we would like Python`,
//! `The framework should be Gin`, `Use Fastify rather than Express`, `The language is up to you`.
//!
//! Every word of such a sentence is one of the trade or a small one, so even a name that is an everyday word as well
//! ("express", "node") can mean nothing else, and a name that is refused, compared or of former days is told from the
//! one that is wanted. One word of another kind, and the sentence is left to the other shapes.

use std::ops::Range;

use super::{
    super::{
        cursor::{any, eat_first, low},
        evidence::Fact,
        token::Tok,
    },
    stack::{Name, name_at},
};

/// Words that such a sentence is made with.
const SMALL: &str = "a all also always an and any anything are as at based be because best better but by could do done \
    either else everything fine for free friend from good great has have here host hosted hoster hosting \
    how i i'd i'm if in is it it's its just latest least like love made make me mine most mostly much my \
    need needs new newer newest nice of ok okay on one only or other others our ours perfect plain \
    please pls plz possible prefer preferably preferred pure recent run runs running same shall should \
    since so something support supports supported sure thanks that that's the there thing think this thx \
    to too up us usually use used uses using vanilla version want wants wanted was way we we'd we're \
    welcome well were what which will with work works would write written you your yours built build \
    coded developed develop implemented implement ideally needed required must can may already deployed \
    stay stick everywhere go going day today ones existing mode pick picked chosen choose decided \
    settled rewrite rewritten replaces replace replacing moved moving migrated migrating away bit little \
    know knows familiar comfortable experienced experience everybody everyone guy guys dev devs \
    developer developers colleagues people team company shop house stand modern clean simple";

/// Words of the trade.
const TRADE: &str = "api apis app apps application applications backend backends code codebase crud data database \
    databases db dependencies dependency end endpoints framework frameworks http implementation json \
    lang language languages libraries library lib libs microservice microservices orm package packages \
    part persistence platform program programming project projects rest restful router runtime script \
    server servers side service services software solution stack standard stdlib storage system systems \
    tech technology technologies tool tools toolkit version versions web thing things";

/// What draws, and is somebody else's where it stands beside what serves.
const DRAWN: &str = "frontend frontends client clients mobile ui spa";

/// Behind these words stands what is not to be built with, up to the next divider.
const REFUSING: &[&str] = &[
    "not|no|never|without|avoid|nor|neither in|on|with|use|using|a|an|any?",
    "do not|n't use|want|like|need|have",
    "don't|doesn't|won't|isn't|aren't use|want|like|need|know|be?",
    "anything|everything but|except",
    "instead|ahead of",
    "rather|other|better than",
    "as opposed to",
    "unlike",
    "over",
    "away from",
    "replaces|replace|replacing the|our|my|an? old|existing|current?",
    "old|legacy|previous|former|current|existing system|app|application|backend|service|one|script|api|server? is|was|were|runs|ran? written|built|made|done? in|on|with?",
    "like",
];

/// Behind a name: it is refused.
const DROPPED: &[&str] = &[
    "is|are|was|were? not|never really? wanted|allowed|possible|desired|needed|required|necessary|okay|ok|preferred|an",
    "is|are unnecessary|out|forbidden|obsolete|gone",
    "isn't|aren't|wasn't really? wanted|allowed|possible|needed|required|necessary|an|preferred",
    "doesn't|won't|cannot work|do|run|fit",
];

/// A part begins behind these.
const DIVIDERS: &[&str] = &[";", ".", "—", "!", "?"];

/// Nothing is said of how it is made, or the maker may choose.
const FREE: &[&str] = &[
    "the? programming? technology|tech|language|framework|stack|database|platform|tooling stack? does not matter|count to|for? us|me?",
    "the? programming? technology|tech|language|framework|stack|database|platform|tooling stack? doesn't|don't matter|count to|for? us|me?",
    "the? programming? technology|tech|language|framework|stack|database|platform|tooling stack? is|are irrelevant|unimportant|open|free|secondary",
    "the? programming? technology|tech|language|framework|stack|database|platform|tooling stack? is not|n't important|relevant|fixed|decided",
    "the? programming? technology|tech|language|framework|stack|database|platform|tooling stack? is|are|: up to you",
    "the? choice of? the? programming? technology|tech|language|framework|stack|database|platform? is|: yours|free|open",
    "the? programming? technology|tech|language|framework|stack|database|platform|tooling stack? is|: your choice|decision|call",
    "the? programming? technology|tech|language|framework|stack|database|platform|tooling stack? : any|open|free|whatever|irrelevant",
    "any programming? technology|tech|language|framework|stack|database|platform stack? is|are|will|works|would|does do|be? fine|ok|okay|good|welcome|great?",
    "any programming? technology|tech|language|framework|stack|database|platform",
    "i|we do not|n't really? care|mind about? which|what? the? programming? technology|tech|language|framework|stack|database|platform",
    "i|we don't care|mind about|which|what the? programming? technology|tech|language|framework|stack|database|platform stack? you|it? use|choose|pick|is|be? written? in?",
    "i|we have no preference|preferences for|on|about|regarding? the? programming? technology|tech|language|framework|stack|database|platform?",
    "no preference|preferences for|on|about|regarding? the? programming? technology|tech|language|framework|stack|database|platform?",
    "you|please can|may|should|could? choose|pick|decide|select on? the? programming? technology|tech|language|framework|stack|database|platform stack?",
    "use|choose|pick|take whatever|whichever|any|what language|framework|stack|technology|tech? you like|want|prefer|know|think|find is? best|fits|fit?",
];

/// `No frameworks please`, `without a framework`, `Framework: none`
const BARE: &[&str] = &[
    "no|without|zero a|any|external|web|third? party? framework|frameworks",
    "do not|n't|don't use|want|need a|any web? framework|frameworks",
    "don't use|want|need a|any? web? framework|frameworks",
    "framework : none|no|-",
    "framework is not|n't needed|wanted|required",
];

/// `standard library only`, `only the standard library`, `with no dependencies`
const OWN_ONLY: &[&str] = &[
    "only|just? the|its|pure|plain? standard library|lib only?",
    "only|just? the|its? stdlib only?",
    "no|without|zero any|external|third? party? dependencies|libraries|packages",
];

/// The facts of a sentence that speaks of nothing else.
pub fn read(toks: &[Tok]) -> Option<Vec<Fact>> {
    let end = (0..toks.len()).rev().find(|n| toks[*n].word).map_or(0, |n| n + 1);
    if let Some(after) = free(toks).filter(|after| *after >= end) {
        return Some(vec![Fact::Aside { left_out: false, toks: 0..after }]);
    }
    let Named { names, bare, built } = parsed(toks, end)?;
    let mut facts: Vec<Fact> = Vec::new();
    let mut begin = 0;
    if let Some(n) = built.filter(|_| names.iter().any(|name| name.1)) {
        let kind = Some(("api".to_owned(), n..n + 1));
        facts.push(Fact::Frame { kind, topics: Vec::new(), called: None, place: None, toks: n..n + 1 });
    }
    for (name, wanted) in names {
        let range = begin..name.end();
        begin = name.end();
        facts.push(if wanted { name.fact(range) } else { Fact::Aside { left_out: true, toks: range } });
    }
    if let Some(range) = bare {
        facts.push(Fact::Stack { key: "framework", value: NONE.to_owned(), toks: range });
    }
    if begin < toks.len() {
        facts.push(Fact::Filler { toks: begin..toks.len() });
    }
    Some(facts)
}

/// No framework at all: what the project is made with is settled where its language is.
pub const NONE: &str = "none";

/// `Technology doesn't matter.`, `Any language is fine.`
fn free(toks: &[Tok]) -> Option<usize> {
    const LEADS: &[&str] = &["as for|to the?", "regarding the?", "for", "about"];
    let start = eat_first(toks, 0, LEADS).unwrap_or(0);
    let end = eat_first(toks, start, FREE).or_else(|| eat_first(toks, 0, FREE))?;
    const TAILS: &[&str] = &[", thanks|please", ", as|so long as it works", "for|to us|me", "."];
    Some(eat_first(toks, end, TAILS).unwrap_or(end))
}

/// What a sentence names.
#[derive(Default)]
struct Named {
    /// Each with whether it is wanted.
    names: Vec<(Name, bool)>,
    /// Where a framework is refused.
    bare: Option<Range<usize>>,
    /// The word for what is built: `backend`, `service`.
    built: Option<usize>,
}

/// The names, each with whether it is wanted, and where a framework is refused.
fn parsed(toks: &[Tok], end: usize) -> Option<Named> {
    let Named { mut names, mut bare, mut built } = Named::default();
    let (mut at, mut refused, mut drawn) = (0, false, false);
    let serves = |n: usize| any(toks, n, &["backend", "api", "server", "service"]);
    let beside = (0..end).any(|n| one_of(DRAWN, low(toks, n)));
    if beside && !(0..end).any(serves) {
        return None;
    }
    while at < end {
        if let Some(next) = eat_first(toks, at, BARE) {
            bare = Some(at..next);
            at = next;
            continue;
        }
        if let Some(next) = eat_first(toks, at, OWN_ONLY) {
            bare = bare.or(Some(at..next));
            at = next;
            continue;
        }
        // "with go" names one, "go with" leads to one.
        if let Some(name) = name_at(toks, at).filter(|name| !leads(toks, at, name)) {
            let next = numbered(toks, name.end());
            let name = name.ending(next);
            let next = name.end();
            // "The tool is for our Kotlin team": who uses it.
            let folk =
                eat_first(toks, next, &["team|developers|devs|people|guys|colleagues|community|course"]);
            if folk.is_some() && (0..at).any(|n| any(toks, n, &["for", "by"])) {
                return None;
            }
            let dropped = eat_first(toks, next, DROPPED);
            // "a Next frontend, a Nest backend": what draws may be named before it is told.
            let draws = beside && (next..next + 1).any(|n| one_of(DRAWN, low(toks, n)));
            names.push((name, !refused && !drawn && !draws && dropped.is_none()));
            at = dropped.unwrap_or(next);
            continue;
        }
        if let Some(next) = eat_first(toks, at, REFUSING).filter(|next| refuses(toks, at, *next)) {
            refused = true;
            at = next;
            continue;
        }
        let word = low(toks, at);
        if DIVIDERS.contains(&word) || matches!(word, "," | "but" | "so" | "please") {
            refused = false;
            drawn = drawn && word == "so";
            at += 1;
            continue;
        }
        if matches!(word, "use" | "shall" | "new" | "preferably" | "in") && refused && !names.is_empty() {
            refused = false;
        }
        if one_of(DRAWN, word) {
            drawn = true;
        } else if matches!(word, "backend" | "server" | "api" | "service" | "microservice") {
            drawn = false;
            let other = any(toks, at.wrapping_sub(1), &["other", "every", "another"]);
            built = built.or(Some(at).filter(|_| !refused && !other && word != "server"));
        } else if !(one_of(SMALL, word)
            || one_of(TRADE, word)
            || matches!(word, "/" | "+" | "&" | "|" | "(" | ")" | ":" | "=" | "-" | "\n"))
        {
            return None;
        }
        at += 1;
    }
    spoken(toks, &names, bare.is_some()).then_some(Named { names, bare, built })
}

/// "go with Gin", "we go for Python": the verb.
fn leads(toks: &[Tok], at: usize, name: &Name) -> bool {
    any(toks, at, &["go"])
        && !toks[at].capitalised()
        && any(toks, name.end(), &["with", "for"])
        && !any(toks, at.wrapping_sub(1), &["in", "using", "use"])
}

/// `Python >= 3.11`, `Java 17 or newer`
fn numbered(toks: &[Tok], at: usize) -> usize {
    let sign = (at..at + 2).find(|n| !any(toks, *n, &[">", "=", "≥", ">=", "~", "^"])).unwrap_or(at + 2);
    let number = |n: usize| toks.get(n).is_some_and(Tok::is_number);
    if !number(sign) {
        return eat_first(toks, at, &["or newer|later|higher|above|up"]).unwrap_or(at);
    }
    let mut end = sign + 1;
    while any(toks, end, &["."]) && number(end + 1) {
        end += 2;
    }
    eat_first(toks, end, &["or newer|later|higher|above|up", "+"]).unwrap_or(end)
}

/// "like" refuses in "like Rails but in Go", and wishes in "we would like Python"; "no" belongs to a name.
fn refuses(toks: &[Tok], at: usize, next: usize) -> bool {
    match low(toks, at) {
        "like" => at == 0 || any(toks, at - 1, &[",", "something", "just", "a", "much"]),
        "existing" | "current" | "old" => true,
        // "not only Python"
        "not" => !any(toks, next, &["only"]),
        _ => true,
    }
}

/// Whether the names are names here: one that is nothing else, one that is spelled as one, or one that somebody speaks
/// for with a word of the trade.
fn spoken(toks: &[Tok], names: &[(Name, bool)], bare: bool) -> bool {
    let trade = toks.iter().any(|tok| {
        one_of(TRADE, &tok.low)
            || matches!(
                tok.low.as_str(),
                "use" | "using" | "in" | "written" | "prefer" | "without" | "built" | "with" | "coded"
            )
    });
    let certain = |name: &Name| name.is_sure() || name.capitalised();
    names.iter().any(|(name, _)| certain(name)) && (trade || asks(toks) || names.len() > 1)
        || names.iter().any(|(name, _)| !certain(name)) && names.len() > 1 && toks.len() < 8
        || bare
}

/// Somebody wants it: `Flask please`, `I know Ruby`.
fn asks(toks: &[Tok]) -> bool {
    toks.iter().any(|tok| {
        matches!(
            tok.low.as_str(),
            "please"
                | "pls"
                | "plz"
                | "know"
                | "knows"
                | "prefer"
                | "preferably"
                | "preferred"
                | "ideally"
                | "would"
                | "want"
                | "like"
                | "only"
                | "fine"
                | "instead"
                | "rather"
                | "not"
                | "but"
                | "possible"
                | "host"
                | "shop"
                | "house"
        )
    })
}

/// Whether the word is one of those that the list has between spaces.
fn one_of(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|one| one == word)
}
