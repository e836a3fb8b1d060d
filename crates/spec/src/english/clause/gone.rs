//! What a deletion does to the rest, in the shapes that speak around it: `disappears with the page`,
//! `a professor who still teaches a course cannot be deleted`, `delete film -> screenings deleted`.

use domain::spec::OnDelete;

use super::{
    super::{
        cursor::{any, eat_first},
        evidence::{Fact, Np},
        noun::noun_phrase,
        token::Tok,
    },
    Read,
};

const REFUSED: &[&str] = &[
    "cannot|can't|mustn't|shouldn't ever? be deleted|removed",
    "can|may|must|should|shall not|never be deleted|removed",
    "is|are not allowed|permitted to be deleted|removed",
    "is|are not deletable|removable",
    "can|may only be deleted|removed_",
];
const GONE: &[&str] = &[
    "goes|go away|down? with|together with?",
    "disappears|disappear|vanishes|vanish together? with",
    "is|are|get|gets also|automatically? deleted|removed|gone|erased|dropped together|along? with",
    "should|must|shall|will be also|automatically? deleted|removed|gone|erased|dropped together|along? with",
    "also|automatically? deleted|removed|gone|erased|dropped together|along? with",
    "is|are|get|gets also|automatically? thrown away|out together|along? with",
    "should|must|shall|will be also|automatically? thrown away|out together|along? with",
    "is|are|get|gets also|automatically? wiped|discarded|destroyed|lost together|along? with",
    "dies|die with",
];

pub fn read(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    still(toks, at)
        .or_else(|| allow(toks, at))
        .or_else(|| with_parent(toks, at, subject))
        .or_else(|| goes(toks, at))
        .or_else(|| keeps(toks, at))
        .or_else(|| while_it_has(toks, at))
        .or_else(|| only_without(toks, at))
        .or_else(|| goes_when(toks, at))
        .or_else(|| arrow(toks, at))
}

/// `while a show has airings it may not be deleted`, `if a trip has sign-ups, the system shall refuse to delete it`
pub(super) fn while_it_has(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(toks, at, &["as long as", "while|if|when", "given a|an"])?;
    // "a box still has hives": the small word is no part of the name.
    let still = (next + 1..toks.len().min(next + 6)).find(|n| any(toks, *n, &["still"]));
    let (parent, next) = noun_phrase(toks.get(..still.unwrap_or(toks.len()))?, next)?;
    let next = eat_first(toks, next, &["still? has|have|contains|contain|owns", "with"])?;
    let next = eat_first(toks, next, &["any|some|open|active"]).unwrap_or(next);
    let (child, next) = noun_phrase(toks, next)?;
    let next = eat_first(toks, next, &[", then?", ","]).unwrap_or(next);
    let end = eat_first(toks, next, &["it|they", "the"])
        .map(|n| noun_phrase(toks, next).filter(|(np, _)| np.last() == parent.last()).map_or(n, |(_, n)| n))
        .and_then(|n| eat_first(toks, n, REFUSED))
        .or_else(|| {
            eat_first(
                toks,
                next,
                &[
                    "the? system|api|service|server|we shall|must|should|will? refuse|refuses|reject|rejects to? delete|deleting|remove|removing it|them?",
                    "deleting|removing it is|must|should be? refused|rejected|forbidden|denied",
                ],
            )
        })
        .or_else(|| {
            let n = eat_first(toks, next, &["deleting|removing it|them"])?;
            super::deletion::refusal_behind(toks, n)
        })
        .or_else(|| {
            // "when somebody deletes it, then the API answers 409"
            let n = eat_first(toks, next, &["when somebody|someone|anybody|a|an user|client|person|one? deletes|removes it|them"])?;
            let n = eat_first(toks, n, &[",? then", ","])?;
            let stop = super::clause_end(toks, n);
            (n..stop)
                .any(|n| any(toks, n, &["409", "refused", "rejected", "denied", "conflict", "fails"]))
                .then_some(stop)
        })?;
    Some((vec![fact(parent, vec![child], OnDelete::Restrict, at..end)], end))
}

/// `a packet can only be deleted if it has no loans`
fn only_without(toks: &[Tok], at: usize) -> Read {
    let (parent, next) = noun_phrase(toks, at)?;
    let next = eat_first(
        toks,
        next,
        &["can|may|must|should only be deleted|removed", "can|may be deleted|removed only"],
    )?;
    let next = eat_first(
        toks,
        next,
        &[
            "if|when|while|once it|they has|have no more?",
            "if|when|while|once there are|is no more?",
            "as long as it|they|there has|have|are|is no",
        ],
    )?;
    let (child, end) = noun_phrase(toks, next)?;
    let end = eat_first(toks, end, &["left", "for|in|of|on it|them"]).unwrap_or(end);
    Some((vec![fact(parent, vec![child], OnDelete::Restrict, at..end)], end))
}

/// `speeches go away when the motion is deleted`
fn goes_when(toks: &[Tok], at: usize) -> Read {
    let (child, next) = noun_phrase(toks, at)?;
    let next = match eat_first(toks, next, &["with|of|for|in a|an|the"]) {
        Some(after) => noun_phrase(toks, after).map_or(next, |(_, n)| n),
        None => next,
    };
    let next = eat_first(
        toks,
        next,
        &[
            "goes|go|disappears|disappear|vanishes|vanish|leave|leaves away? when|once|if|as",
            "is|are|get|gets deleted|removed|gone when|once|if|as",
        ],
    )?;
    let (parent, next) = noun_phrase(toks, next)?;
    let end = eat_first(toks, next, &["is|are|gets|get deleted|removed|gone", "goes|go|disappears"])?;
    Some((vec![fact(parent, vec![child], OnDelete::Cascade, at..end)], end))
}

fn fact(parent: Np, children: Vec<Np>, effect: OnDelete, toks: std::ops::Range<usize>) -> Fact {
    Fact::Cascade { parent, children, effect, toks }
}

/// `a page that still has child pages cannot be deleted`, `a tariff that is used by a station may not …`
fn still(toks: &[Tok], at: usize) -> Read {
    let (parent, next) = noun_phrase(toks, at)?;
    let relative = eat_first(toks, next, &["that|who|which", "with", "having"])?;
    // "Boats that have crossings must stay in the system"
    const STAY: &[&str] = &[
        "must|should|have|has|shall to? always? stay|remain in? the? system|database|register|list|archive?",
        "must|should|have|has|shall to? always? be kept in? the? system|database|register|list|archive?",
    ];
    let kept = |n: usize| {
        eat_first(toks, n, REFUSED)
            .or_else(|| eat_first(toks, n, STAY).filter(|end| toks.get(*end).is_none_or(|tok| !tok.word)))
    };
    let stop = (relative..toks.len().min(relative + 9)).find(|n| kept(*n).is_some())?;
    let end = kept(stop)?;
    // The last thing named before the refusal is what holds the parent.
    let child = (relative..stop)
        .find_map(|n| noun_phrase(&toks[..stop], n).filter(|(_, end)| *end == stop))
        .map(|(np, _)| np)?;
    Some((vec![fact(parent, vec![child], OnDelete::Restrict, at..end)], end))
}

/// `never allow deleting a donor who has donations`, `deleting an airline must be impossible while it has aircraft`
fn allow(toks: &[Tok], at: usize) -> Read {
    let lead = eat_first(
        toks,
        at,
        &[
            "the? service|system|api|app|application|backend? must|shall|should|may|can|will? never|not allow|permit|allows|permits",
            "never allow|permit",
            "do not|don't allow|permit",
            "it must|should|shall|may not be possible to",
            "prevent|forbid|block|refuse|reject|disallow",
        ],
    );
    let verb =
        eat_first(toks, lead.unwrap_or(at), &["the? deleting|deletion|removal|removing|delete|remove of?"])?;
    let (parent, next) = noun_phrase(toks, verb)?;
    let (refused, next) = match eat_first(
        toks,
        next,
        &[
            "must|should|shall|is|are be? impossible|forbidden|refused|rejected|blocked|prevented|denied|prohibited",
            "must|should|shall|is|are not be? possible|allowed|permitted",
            "fails|fail",
        ],
    ) {
        Some(next) => (true, next),
        None => (lead.is_some(), next),
    };
    if !refused {
        return None;
    }
    let next = eat_first(
        toks,
        next,
        &[
            "that|who|which|while|if|when it|they|he|she? still? has|have|contains|contain|owns|own",
            "as long as it|they|he|she? still? has|have|contains|contain|owns|own",
            "with",
            "while|if|when there are|is still?",
        ],
    )?;
    let next = eat_first(toks, next, &["any|some|open|active"]).unwrap_or(next);
    let (child, end) = noun_phrase(toks, next)?;
    let end = eat_first(toks, end, &["for|in|of|on it|them", "left", "assigned"]).unwrap_or(end);
    Some((vec![fact(parent, vec![child], OnDelete::Restrict, at..end)], end))
}

/// `a rating … is deleted together with its recipe`, `and disappears with the page`
fn with_parent(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    // "Milkings and treatments are thrown away with the cow"
    let gone_with = |at: usize| {
        let next = eat_first(toks, at, GONE)?;
        noun_phrase(toks, eat_first(toks, next, &["their", "its", "the"]).unwrap_or(next))
    };
    if let Some((children, next)) = things(toks, at).filter(|(found, _)| found.len() > 1)
        && let Some((parent, end)) = gone_with(next)
    {
        return Some((vec![fact(parent, children, OnDelete::Cascade, at..end)], end));
    }
    // "Samples die with their launch": what happens to them is no word of the name.
    let named = || {
        let verb = (at + 1..toks.len().min(at + 4)).find(|n| eat_first(toks, *n, GONE).is_some())?;
        noun_phrase(toks.get(..verb)?, at).filter(|(np, end)| *end == verb && np.plural)
    };
    let (child, next) =
        match noun_phrase(toks, at).filter(|(_, next)| eat_first(toks, *next, GONE).is_some()).or_else(named)
        {
            Some((np, next)) => (np, next),
            None => (subject?.clone(), eat_first(toks, at, &["it|they", "each|every"]).unwrap_or(at)),
        };
    let (parent, end) = gone_with(next)?;
    Some((vec![fact(parent, vec![child], OnDelete::Cascade, at..end)], end))
}

/// `(deleted with it)`, `and is removed together with it` behind a key: it is what the key points to.
pub fn with_it(toks: &[Tok], at: usize, child: &Np, parent: &Np) -> Read {
    let open = eat_first(toks, at, &["(", ", and", "and", ",", "— and?"]).unwrap_or(at);
    let next = eat_first(toks, open, GONE)
        .or_else(|| eat_first(toks, open, &["deleted|removed|gone together|along? with"]))
        .and_then(|n| eat_first(toks, n, &["it", "them", "that"]))?;
    let end = if any(toks, at, &["("]) { eat_first(toks, next, &[")"])? } else { next };
    Some((vec![fact(parent.clone(), vec![child.clone()], OnDelete::Cascade, at..end)], end))
}

/// `When the property goes, the photos go`, `if the tournament is deleted they are gone too`
fn goes(toks: &[Tok], at: usize) -> Read {
    const LEAVES: &[&str] =
        &["is|are|gets|get deleted|removed|gone|dropped", "goes|go|disappears|vanishes|leaves away?"];
    let next = eat_first(toks, at, &["when|if|once|whenever"])?;
    let (parent, next) = noun_phrase(toks, next)?;
    let next = eat_first(toks, next, LEAVES)?;
    let next = eat_first(toks, next, &[", then", ",", "then", "so"]).unwrap_or(next);
    let (children, next) = things(toks, next)?;
    if let Some(end) = eat_first(
        toks,
        next,
        &[
            "go|goes|disappear|vanish|leave|are|is gone|deleted|removed|dropped|too|away|as|with|also? well|it|too?",
        ],
    ) {
        return Some((vec![fact(parent, children, OnDelete::Cascade, at..end)], end));
    }
    None
}

/// `its contacts and deals`: several things, each a noun phrase.
fn things(toks: &[Tok], at: usize) -> Option<(Vec<Np>, usize)> {
    let at = eat_first(toks, at, &["all of? its|their|the?", "its|their|the|his|her"]).unwrap_or(at);
    let (first, mut end) = noun_phrase(toks, at)?;
    let mut found = vec![first];
    while let Some((np, next)) = eat_first(toks, end, &[", and", "and", ",", "&"])
        .map(|n| eat_first(toks, n, &["its|their|the|all"]).unwrap_or(n))
        .and_then(|n| noun_phrase(toks, n))
    {
        found.push(np);
        end = next;
    }
    Some((found, end))
}

/// `Deleting a gallery must not delete its artifacts`, `when a company is deleted, its contacts and deals are deleted as well`
fn keeps(toks: &[Tok], at: usize) -> Read {
    if let Some((parent, next)) = eat_first(toks, at, &["deleting|removing", "the? deletion|removal of"])
        .and_then(|n| noun_phrase(toks, n))
        && let Some(next) = eat_first(
            toks,
            next,
            &[
                "must|should|shall|may|does|do not delete|remove|affect|touch",
                "never deletes|removes|affects",
                "just|simply|only|merely? leaves|keeps",
            ],
        )
    {
        let (children, end) = things(toks, next)?;
        let end = aside_of(toks, end, &parent);
        return Some((vec![fact(parent, children, OnDelete::SetNull, at..end)], end));
    }
    let (parent, next) =
        eat_first(toks, at, &["when|if|once|whenever"]).and_then(|n| noun_phrase(toks, n))?;
    let next = eat_first(toks, next, &["is|are|gets|get deleted|removed"])?;
    let next = eat_first(toks, next, &[", then?", "then"]).unwrap_or(next);
    let (children, next) = things(&without_adverb(toks, next), next)?;
    if let Some(end) = bereft(toks, next, &parent) {
        return Some((vec![fact(parent, children, OnDelete::SetNull, at..end)], end));
    }
    if let Some(end) = eat_first(
        toks,
        next,
        &[
            "must|should|shall|will also? be deleted|removed too|also|as? well?",
            "is|are|get|gets also|automatically? deleted|removed too|also|as? well?",
        ],
    ) {
        return Some((vec![fact(parent, children, OnDelete::Cascade, at..end)], end));
    }
    let end = eat_first(
        toks,
        next,
        &[
            "stay|stays|remain|remains|are|is kept|there|unassigned|detached?",
            "must|should stay|remain|be kept",
        ],
    )?;
    let end = aside_of(toks, end, &parent);
    let end = eat_first(toks, end, &["without one|it|them"]).unwrap_or(end);
    Some((vec![fact(parent, children, OnDelete::SetNull, at..end)], end))
}

/// "its boxes simply have": the adverb is no word of the name.
fn without_adverb(toks: &[Tok], at: usize) -> Vec<Tok> {
    let stop = (at..toks.len()).find(|n| any(toks, *n, &["simply", "just", "only", "merely", "then"]));
    toks.get(..stop.unwrap_or(toks.len())).unwrap_or_default().to_vec()
}

/// `Boxes simply have no shelf then`: nothing of the parent is left to them.
fn bereft(toks: &[Tok], at: usize, parent: &Np) -> Option<usize> {
    let next = eat_first(toks, at, &["then|simply|just|only|merely"]).unwrap_or(at);
    // "if the tenant is deleted the plot just has none"
    if let Some(end) = eat_first(toks, next, &["has|have none left|then|afterwards?"]) {
        return Some(end);
    }
    any(toks, next, &["have", "has", "lose", "loses", "are", "is", "stay", "stays", "remain", "remains"])
        .then_some(())?;
    // "stay without one" is read where things stay.
    if next == at && any(toks, next, &["stay", "stays", "remain", "remains"]) {
        return None;
    }
    Some(aside_of(toks, next, parent)).filter(|end| *end > next)
}

/// `…, they simply have no gallery afterwards`: the same said again.
pub(super) fn aside_of(toks: &[Tok], at: usize, parent: &Np) -> usize {
    let start = eat_first(toks, at, &[", and", "and", ",", ", but", "but"]).unwrap_or(at);
    // "…, just without truck"
    let next =
        eat_first(toks, start, &["they|it then|simply|just|only?", "then|simply|just|only"]).unwrap_or(start);
    let Some(no) = eat_first(
        toks,
        next,
        &[
            "have|has|lose|loses no|their|its|the",
            "are|is|stay|stays|remain|remains without a|the|any|their|its?",
            "without a|the|any|their|its?",
            "becomes|become",
        ],
    ) else {
        return at;
    };
    if let Some(end) = eat_first(toks, no, &["one"]).filter(|_| !any(toks, next, &["stay", "stays"])) {
        return end;
    }
    match noun_phrase(toks, no) {
        Some((np, end))
            if np.last() == parent.last()
                || crate::words::singular(np.last()) == crate::words::singular(parent.last()) =>
        {
            eat_first(toks, end, &["any more", "anymore", "afterwards|then|left"]).unwrap_or(end)
        }
        _ => at,
    }
}

/// `delete film -> screenings deleted; delete cinema -> refused while it has screenings`
fn arrow(toks: &[Tok], at: usize) -> Read {
    let lead = eat_first(toks, at, &["on|at|upon"]).unwrap_or(at);
    let next = eat_first(toks, lead, &["delete|deleting|remove|removing of? a|an|the?"])?;
    let (parent, next) = noun_phrase(toks, next)?;
    let next = eat_first(toks, next, &["→", ":", "="])?;
    if let Some(next) = eat_first(
        toks,
        next,
        &["refused|forbidden|rejected|blocked|denied|error", "not allowed|possible|permitted"],
    ) {
        let next = eat_first(toks, next, &["while|if|when|as it|there still? has|have|are|is"])?;
        let (children, end) = things(toks, next)?;
        let end = eat_first(toks, end, &["left", "for it"]).unwrap_or(end);
        return Some((vec![fact(parent, children, OnDelete::Restrict, at..end)], end));
    }
    let next = eat_first(toks, next, &["delete|deletes|remove|removes also?"]).unwrap_or(next);
    let stop = (next..toks.len())
        .find(|n| {
            any(
                toks,
                *n,
                &[
                    "deleted", "removed", "gone", "are", "is", "stay", "stays", "remain", "go", "too", ";",
                    "kept",
                ],
            )
        })
        .unwrap_or(toks.len());
    let (children, next) = things(&toks[..stop], next)?;
    let kept = eat_first(toks, next, &["stay|stays|remain|remains|kept"]);
    let end = kept
        .or_else(|| {
            eat_first(toks, next, &["are|is|get? deleted|removed|gone too|also|as? well?", "go too?", "too"])
        })
        .unwrap_or(next);
    let effect = if kept.is_some() { OnDelete::SetNull } else { OnDelete::Cascade };
    Some((vec![fact(parent, children, effect, at..end)], end))
}
