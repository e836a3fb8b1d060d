//! Words said in passing: "can also be closed", "that is of course unique", "must, however, be paid". They weigh nothing, stand
//! anywhere in a clause and would have to be a part of every shape; so no shape sees them. Words that limit or
//! say how often ("only", "never", "at most", "once") are none of these.

use super::{
    cursor::{any, eat_first},
    lexicon::{Form, lexicon},
    token::Tok,
};

/// What may stand behind an auxiliary or before a verb without saying anything of its own.
const PASSING: &[&str] = &[
    "of course",
    "obviously|naturally|certainly|clearly|evidently|ofc",
    "also|additionally|furthermore|moreover|likewise",
    "in addition",
    "however|therefore|hence|thus|indeed|actually|basically|essentially|simply",
    "for sure",
];

/// Where more can be said in passing, since the verb follows: "must always be unique".
const BEHIND_AN_OBLIGATION: &[&str] =
    &["always|ideally|preferably|definitely|absolutely|please", "at all times"];

/// Behind these no shape expects one of them, and a verb or what is said of the subject follows.
const AUXILIARIES: &[&str] =
    &["can", "could", "may", "might", "must", "shall", "should", "will", "would", "is", "are", "has", "have"];

/// Behind these the list goes on: "a name and, of course, a code".
const JOINING: &[&str] = &["and", "but", "with", "plus", "or"];

/// How a sentence may begin before its matter: "PS:", "Oh, and", "It's important that".
const LEADING: &[&str] = &[
    "ps|p.s|btw|fyi|nb|n.b|tldr :|,|.?",
    "oh|ah|um|hm|hmm|well|okay|ok|yes|yeah|right|alright|sorry , and|yes? ,?",
    "ah|oh yes|right|and ,?",
    "and yes|btw|obviously|also ,",
    "for now ,?",
    "for the moment|record ,?",
    "in other words :|,?",
    "in general|short|particular|principle|essence ,",
    "needless to say :|,?",
    "last but not least :|,?",
    "first of all :|,?",
    "first and foremost :|,?",
    "as you|one would|might|may|can expect|imagine|guess ,",
    "as you'd|one'd expect|imagine|guess ,",
    "as usual|always|ever|said|mentioned|discussed|agreed ,",
    "as said|mentioned|discussed|agreed before|above|already|earlier ,",
    "also|very|most|really|equally? important|crucial|essential|vital :|,",
    "importantly|crucially|naturally|evidently|essentially|frankly|honestly|luckily|unfortunately|sadly ,",
    "be aware|advised that|:|,?",
    "beware|reminder|attention|caution|mind :|,|!",
    "it is also|very|really|quite|most? important|essential|crucial|vital|key|clear|obvious|understood that",
    "it's also|very|really|quite|most? important|essential|crucial|vital|key|clear|obvious|understood that",
    "one|another more|last|final? thing|point|remark|wish :|,",
    "by the way :|,?",
    "afterwards|afterward ,?",
    "after that|this ,",
];

/// How one may end behind it: ", of course", "though", "no exceptions".
const TRAILING: &[&str] = &[
    ", of course",
    ", obviously|naturally|clearly|certainly|please|thanks|thx|actually|basically|though|however|indeed|always",
    ",? thank you|u very|so? much?",
    ", that's|it's very|really|quite? important|crucial|essential|vital|clear|obvious",
    ", that|it is very|really|quite? important|crucial|essential|vital|clear|obvious",
    ", no exceptions|exception|discussion|excuses",
    ", no matter what",
    "of course",
    "obviously|naturally|though|anyway|please",
    ", too",
    ", as well",
    ", for sure",
    ", if you ask me",
];

/// The words of a line without those. Their place in the text goes to the word beside them, so that each is accounted
/// for where that word is.
pub fn without(body: Vec<Tok>) -> Vec<Tok> {
    let mut body = before(body);
    no_more(&mut body);
    let mut at = 1;
    while at < body.len() {
        let behind = |at: usize| {
            let next = eat_first(&body, at, TRAILING)?;
            let comma = |n: usize| any(&body, n, &[","]);
            // "…, which is unique of course, a breed": the clause ends there and the list goes on.
            let ends = body.get(next).is_none_or(|tok| matches!(tok.low.as_str(), "." | "!" | ")" | ";"))
                || !comma(at) && comma(next) && any(&body, next - 1, &["course", "obviously", "naturally"]);
            (ends && body[at - 1].word && !body[at..next].iter().any(|tok| tok.quoted)).then_some(next)
        };
        if let Some(next) = passed(&body, at).or_else(|| behind(at)).or_else(|| agreed(&body, at)) {
            let content = body[at..next].iter().any(|tok| tok.content);
            let end = body[next - 1].end;
            let said: String =
                body[at..next].iter().filter(|tok| tok.word).map(|tok| format!(" {}", tok.raw)).collect();
            let before = &mut body[at - 1];
            before.end = before.end.max(end);
            before.content |= content;
            // What is quoted is quoted as it is written; names are no auxiliaries.
            if AUXILIARIES.contains(&before.low.as_str()) {
                before.raw.push_str(&said);
            }
            body.drain(at..next);
        } else {
            at += 1;
        }
    }
    body
}

/// ", that was promised to the union", ", as we agreed with the board": who has a say in it is no matter of the software.
fn agreed(body: &[Tok], at: usize) -> Option<usize> {
    const AGREED: &[&str] = &[
        ", that|which|this was|is|has|had been? promised|agreed|decided|settled|demanded|requested|voted to|by|with|on|at|in|upon the|our|a?",
        ", as? we|i promised|agreed|decided|told|settled to|with|on|at|in? the|our|a?",
        ", as? promised|agreed|decided|settled to|by|with|at|in the|our|a?",
    ];
    const WORDS: usize = 3;
    let next = eat_first(body, at, AGREED)?;
    let end = (next..body.len()).find(|n| !body[*n].word).unwrap_or(body.len());
    let ends = body.get(end).is_none_or(|tok| matches!(tok.low.as_str(), "." | "!"));
    (ends && end <= next + WORDS && body[at - 1].word).then_some(end)
}

/// "Groomers: just name and phone": how little it is says nothing of its own.
fn no_more(body: &mut Vec<Tok>) {
    let colon = (1..body.len().min(5)).find(|n| body[*n].is(":"));
    if let Some(at) = colon
        && let Some(next) = eat_first(body, at + 1, &["just|simply|basically"])
        && body.get(next).is_some_and(|tok| tok.word)
        && !body[at + 1].quoted
    {
        body[next].start = body[at + 1].start;
        body.drain(at + 1..next);
    }
}

/// Without what stands before the matter.
fn before(mut body: Vec<Tok>) -> Vec<Tok> {
    const AT_MOST: usize = 3;
    for _ in 0..AT_MOST {
        let Some(next) = eat_first(&body, 0, LEADING) else { break };
        let told = body.get(next).is_some_and(|tok| tok.word && !tok.quoted);
        if !told || body.len() < next + 3 || body[..next].iter().any(|tok| tok.quoted) {
            break;
        }
        let start = body[0].start;
        let content = body[..next].iter().any(|tok| tok.content);
        body.drain(..next);
        body[0].start = start;
        body[0].content |= content;
    }
    body
}

/// The index after what is said in passing at a token.
fn passed(body: &[Tok], at: usize) -> Option<usize> {
    let before = body.get(at.checked_sub(1)?).filter(|tok| tok.word && !tok.quoted)?;
    // "can, of course, be …"
    let comma = any(body, at, &[","]);
    let from = if comma { at + 1 } else { at };
    let joins = JOINING.contains(&before.low.as_str()) && !any(body, from, &["also", "simply"]);
    let auxiliary = AUXILIARIES.contains(&before.low.as_str()) || refuses(before) || joins;
    let obliged = matches!(before.low.as_str(), "must" | "should" | "shall" | "will");
    let next = eat_first(body, from, PASSING)
        .or_else(|| if obliged { eat_first(body, from, BEHIND_AN_OBLIGATION) } else { None })?;
    if body[from..next].iter().any(|tok| tok.quoted) {
        return None;
    }
    let next = match (comma, any(body, next, &[","])) {
        (true, true) => next + 1,
        (true, false) => return None,
        (false, _) => next,
    };
    let follows = body.get(next).filter(|tok| tok.word)?;
    // "is also a member", "has of course a name", "can also read"
    if auxiliary {
        return Some(next);
    }
    // "Members also create", "who of course owns": between who does it and the verb.
    let does = lexicon().verb(&follows.low).is_some_and(|(_, form)| matches!(form, Form::Base | Form::Third))
        || matches!(follows.low.as_str(), "can" | "may" | "must" | "should" | "has" | "have" | "is" | "are");
    let named = matches!(before.low.as_str(), "who" | "that" | "which" | "it" | "they" | "we" | "i")
        || crate::words::is_plural(&before.low);
    (does && named).then_some(next)
}

fn refuses(tok: &Tok) -> bool {
    matches!(tok.low.as_str(), "cannot" | "can't" | "mustn't" | "shouldn't" | "won't" | "isn't" | "aren't")
        || tok.is("not")
}
