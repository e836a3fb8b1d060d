//! What everybody may do, with or without an account: `animals are public`, `reading posts works without logging in`,
//! `everything needs a login except reading posts`, `no login is needed to read posts`.

use super::{
    super::{
        super::{
            cursor::{any, eat_first, low},
            evidence::{Act, Fact, Np, Who},
            noun::noun_list,
            token::Tok,
        },
        Read,
    },
    acts::{objects, past_acts, verbs},
    halves,
};
use crate::assemble::permits::ops_of;

const WITHOUT: &[&str] = &[
    "without logging|signing in",
    "without being|having logged|signed in",
    "without a|an|any? login|account|token|authentication|registration|authenticating|registering|log-in|sign-in",
    "with no login|account|token|authentication",
    "anonymously",
];
const LOGIN: &[&str] = &[
    "a|an|the|any|some|valid? login|account|token|authentication|log-in|sign-in|registration",
    "a|an user|valid account|token",
    "being|to be? logged|signed in",
    "logging|signing in",
    "to log|sign in",
];
const EVERYTHING: &[&str] = &[
    "everything|anything else?",
    "all|every|each|any of|the|other? routes|route|requests|request|endpoints|endpoint|operations|actions|calls|call",
    "all of it",
    "the whole|rest|entire of|the? api|app|service?",
    "the api|app",
];
const EXCEPT: &[&str] = &[
    "( except|excluding for?",
    ",? except|excluding|besides for?",
    ",? apart|aside from",
    ",? other than",
    ",? with the exception of",
    ",? but not? for?",
];

pub fn read(toks: &[Tok], at: usize) -> Read {
    halves::read(toks, at)
        // "Reading stations is open to all": stations are read, and there are no reading stations.
        .or_else(|| by_deed(toks, at))
        .or_else(|| public(toks, at))
        .or_else(|| but_for(toks, at))
        .or_else(|| needless(toks, at))
        .or_else(|| unasked(toks, at))
}

fn everybody(acts: Vec<Act>, objects: Vec<Np>, at: std::ops::Range<usize>) -> Fact {
    Fact::Permit {
        who: vec![(Who::Public, at.start..at.start)],
        acts,
        objects,
        own: false,
        only: false,
        deny: false,
        toks: at,
    }
}

fn ends(toks: &[Tok], at: usize) -> bool {
    toks.get(at).is_none_or(|tok| {
        !tok.word && !tok.is("(") && !tok.is("/")
            || matches!(tok.low.as_str(), "and" | "but" | "while" | "whereas")
    })
}

/// `Animals are public`, `posts can be read without an account`
fn public(toks: &[Tok], at: usize) -> Read {
    let (things, next) = noun_list(toks, at)?;
    // "A note is public or private" says what a note has.
    let all =
        things.iter().all(|np| np.plural || matches!(np.quant, super::super::super::evidence::Quant::Each));
    if !all {
        return None;
    }
    let be = eat_first(
        toks,
        next,
        &["is|are|stay|stays|remain|remains always|all?", "should|must|shall|will all? be"],
    );
    const OPEN: &[&str] = &[
        "public|publicly visible|readable|accessible|available|viewable",
        "public for reading",
        "public to read|see|view|browse",
        "public",
        "open to|for the public",
        "open to|for everybody|everyone|anyone|all|anybody",
        "free|open to|for read|see|view|browse",
    ];
    const SEEN: &[&str] = &["visible|readable|accessible|available|viewable|open"];
    let told = be.and_then(|n| eat_first(toks, n, OPEN)).map(|n| eat_first(toks, n, WITHOUT).unwrap_or(n));
    let seen = || {
        let n = eat_first(toks, be?, SEEN)?;
        eat_first(
            toks,
            eat_first(toks, n, &["to|for|by everybody|everyone|anyone|anybody"]).unwrap_or(n),
            WITHOUT,
        )
    };
    if let Some(end) = told.or_else(seen).filter(|end| ends(toks, *end)) {
        let act = Act { verb: "read".to_owned(), toks: at..end };
        return Some((vec![everybody(vec![act], things, at..end)], end));
    }
    let passive = eat_first(toks, next, &["can|may|should|must also? be"])?;
    let (acts, after) = past_acts(toks, passive)?;
    let after = eat_first(toks, after, &["by everybody|everyone|anyone|anybody|all", ", even", "even"])
        .unwrap_or(after);
    let end = eat_first(toks, after, WITHOUT).filter(|end| ends(toks, *end))?;
    acts.iter().all(|act| ops_of(&act.verb).is_some()).then(|| (vec![everybody(acts, things, at..end)], end))
}

/// `Everything needs a login except reading posts`
fn but_for(toks: &[Tok], at: usize) -> Read {
    let whole = eat_first(toks, at, EVERYTHING).and_then(|next| {
        let next = eat_first(toks, next, &["should|must|shall|will"]).unwrap_or(next);
        let next = eat_first(
            toks,
            next,
            &[
                "needs|need|requires|require|wants",
                "is|are only? possible|allowed|open with|after",
                "is|are behind",
                "be? behind|protected by",
            ],
        )?;
        eat_first(toks, next, LOGIN)
    });
    let turned = || {
        let next = eat_first(
            toks,
            at,
            &[
                "a|an? login|account|token|authentication is|are required|needed|necessary for|to do?",
                "you|users|people|everybody|everyone must|need|have|has to? be? logged|signed in for|to do?",
                "you|users|people|everybody|everyone must|need|needs|have|has to? log|sign in for|to do?",
            ],
        )?;
        eat_first(toks, next, EVERYTHING)
    };
    let next = whole.or_else(turned)?;
    let behind = eat_first(toks, next, EXCEPT)?;
    let (acts, things, end) = gerunds(toks, behind)?;
    let end = if any(toks, next, &["("]) { eat_first(toks, end, &[")"])? } else { end };
    ends(toks, end).then(|| {
        let login = Fact::Auth { scheme: None, toks: at..behind };
        (vec![login, everybody(acts, things, behind..end)], end)
    })
}

/// `reading posts and comments`
fn gerunds(toks: &[Tok], at: usize) -> Option<(Vec<Act>, Vec<Np>, usize)> {
    let start = eat_first(toks, at, &["the"]).unwrap_or(at);
    let (acts, next) = verbs(toks, start)?;
    let plain = acts.iter().all(|act| ops_of(&act.verb).is_some());
    let told = low(toks, start).ends_with("ing") || start == at && acts.iter().all(|act| act.verb == "read");
    let next = eat_first(toks, next, &["of"]).unwrap_or(next);
    let (things, _, end) = objects(toks, next)?;
    (plain && told && !things.is_empty()).then_some((acts, things, end))
}

/// `Reading posts works without logging in`, `only looking at posts is possible anonymously`
fn by_deed(toks: &[Tok], at: usize) -> Read {
    let only = eat_first(toks, at, &["only|just"]);
    let (acts, things, next) = gerunds(toks, only.unwrap_or(at))
        .filter(|(acts, ..)| acts.iter().all(|act| low(toks, act.toks.start).ends_with("ing")))?;
    let works = eat_first(
        toks,
        next,
        &[
            "should|must|shall|will also? work|be possible|allowed|okay|free?",
            "works|work also?",
            "is|are also|only? possible|allowed|okay|open|free?",
            "goes",
        ],
    )?;
    let all = eat_first(toks, works, &["to|for everybody|everyone|anyone|anybody|all ,? even?"]);
    let end =
        all.and_then(|n| eat_first(toks, n, WITHOUT)).or(all).or_else(|| eat_first(toks, works, WITHOUT))?;
    ends(toks, end).then(|| {
        let mut facts = vec![everybody(acts, things, at..end)];
        if only.is_some() {
            facts.push(Fact::Auth { scheme: None, toks: at..at + 1 });
        }
        (facts, end)
    })
}

/// `No login is needed to read posts`, `you don't need an account for reading posts`
fn needless(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(
        toks,
        at,
        &[
            "no login|account|token|authentication|registration is|are? needed|required|necessary to|for",
            "you|users|people|one|visitors do|does not need|require a|an? login|account|token to|for",
            "you|users|people|one|visitors don't|doesn't need|require a|an? login|account|token to|for",
            "you|users|people|one|visitors don't|needn't|do have|need? not? to? log|sign in to|for",
        ],
    )?;
    let (acts, after) = verbs(toks, next)?;
    let (things, _, end) = objects(toks, after)?;
    let plain = acts.iter().all(|act| ops_of(&act.verb).is_some()) && !things.is_empty();
    (plain && ends(toks, end)).then(|| (vec![everybody(acts, things, at..end)], end))
}

/// `Without logging in one can only read posts`
fn unasked(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(toks, at, WITHOUT)?;
    let next = eat_first(toks, next, &[","]).unwrap_or(next);
    let next = eat_first(
        toks,
        next,
        &["one|you|people|visitors|everybody|everyone|anyone|users|it can|may", "visitors|people"],
    )?;
    let only = eat_first(toks, next, &["only|just"]);
    let (acts, after) = verbs(toks, only.unwrap_or(next))?;
    let (things, _, end) = objects(toks, after)?;
    let plain = acts.iter().all(|act| ops_of(&act.verb).is_some()) && !things.is_empty();
    (plain && ends(toks, end)).then(|| {
        let mut facts = vec![everybody(acts, things, at..end)];
        if only.is_some() {
            facts.push(Fact::Auth { scheme: None, toks: at..at + 1 });
        }
        (facts, end)
    })
}
