//! Deletions put together from their parts: the event (`deleting a plant`, `when I delete a plant`, `you
//! can't delete a plant`), what holds it (`that has waterings`, `while it has waterings`), and what comes of
//! it (`is forbidden`, `its waterings go too`, `they stay`). Each part has many forms and they combine freely.

use domain::spec::OnDelete;

use super::{
    super::{
        cursor::{any, eat_first, low},
        evidence::{Fact, Np},
        noun::{noun_list, noun_phrase},
        token::Tok,
    },
    Read,
    deleted::{for_a_reason, nothing_of},
    fate::fate,
};

pub(super) const GONE: &[&str] = &[
    "deleted",
    "removed",
    "erased",
    "gone",
    "dropped",
    "destroyed",
    "purged",
    "discarded",
    "thrown away|out",
    "wiped out?",
];
pub(super) const NOT_TO_BE: &[&str] = &[
    "cannot|can't|mustn't|shouldn't ever? be",
    "can|may|must|should|shall|will not|never be",
    "is|are not allowed|permitted to be",
    "isn't|aren't allowed|permitted to be",
    "can|may|must|should|shall never ever? be",
];
/// Behind what was tried.
const REFUSED: &[&str] = &[
    "is|are|must|should|shall|will|has be? forbidden|refused|rejected|blocked|prevented|denied|prohibited|disallowed|impossible",
    "is|are|must|should|shall|will not|never be? allowed|permitted|possible",
    "isn't|aren't|mustn't|shouldn't be? allowed|permitted|possible",
    "must|should|shall|will? fail|fails",
    "has|have to be refused|rejected|blocked|prevented",
];
pub(super) const TOO: &[&str] = &[
    "too",
    "as well",
    "also",
    "with it|them",
    "along with it|them",
    "together with it|them",
    "away",
    "automatically",
];

pub fn read(toks: &[Tok], at: usize) -> Read {
    refused(toks, at)
        .or_else(|| only_without(toks, at))
        .or_else(|| only_those_without(toks, at))
        .or_else(|| super::deleted::outlives(toks, at))
        .or_else(|| followed(toks, at))
        .or_else(|| fronted(toks, at))
        .or_else(|| super::deleted::read(toks, at))
}

/// The index behind `is forbidden`, `must fail`.
pub(super) fn refusal_behind(toks: &[Tok], at: usize) -> Option<usize> {
    eat_first(toks, at, REFUSED)
}

/// `A boat can only be deleted if it has no bookings`
fn only_without(toks: &[Tok], at: usize) -> Read {
    let only = eat_first(toks, at, &["only"]);
    let (what, next) = noun_phrase(toks, only.unwrap_or(at))?;
    let may = eat_first(toks, next, &["can|may|must|should only? be", "is|are only"])?;
    let gone = eat_first(toks, may, GONE)?;
    // "A room can only be deleted when empty": whatever points to it holds it.
    const EMPTY: &[&str] = &[
        "only? if|when|while|once|after it|they? is|are? completely? empty|unused",
        "only? if|when|while|once nothing|nobody uses|references|needs it|them any? more?",
        "only? if|when|while|once nothing points|refers|belongs to it|them any? more?",
    ];
    let alone = only.is_some() || (at..gone + 1).any(|n| any(toks, n, &["only"]));
    if let Some(end) = eat_first(toks, gone, EMPTY).filter(|end| alone && ends(toks, *end)) {
        return Some((vec![cascade(&what, Vec::new(), OnDelete::Restrict, at..end)], end));
    }
    let next = eat_first(
        toks,
        gone,
        &["only? if|when|while|once|after it|they|he|she|there has|have|is|are no any? more|longer|open_?"],
    )?;
    let told = only.is_some() || any(toks, gone, &["only"]) || (at..gone).any(|n| any(toks, n, &["only"]));
    let (children, end) = others(toks, next).filter(|_| told)?;
    let end = eat_first(toks, end, &["any more", "anymore", "left"]).unwrap_or(end);
    Some((vec![cascade(&what, children, OnDelete::Restrict, at..end)], end))
}

/// `Only films without screenings can be deleted`, `a film can only be deleted without screenings`
fn only_those_without(toks: &[Tok], at: usize) -> Read {
    const MAY: &[&str] = &["can|may|must|should be", "is|are"];
    let only = eat_first(toks, at, &["only"]);
    let (what, next) = noun_phrase(toks, only.unwrap_or(at))?;
    if only.is_some() {
        let held = eat_first(toks, next, &["without any?", "that|which|who has|have no"])?;
        let (children, next) = others(toks, held)?;
        let gone = eat_first(toks, next, MAY)?;
        let end = eat_first(toks, gone, GONE).or_else(|| eat_first(toks, gone, &["deletable|removable"]))?;
        return Some((vec![cascade(&what, children, OnDelete::Restrict, at..end)], end));
    }
    let gone =
        eat_first(toks, next, &["can|may|must|should only be", "can|may|must|should be", "is|are only"])?;
    let end = eat_first(toks, gone, GONE).or_else(|| eat_first(toks, gone, &["deletable|removable"]))?;
    let told = (next..end).any(|n| any(toks, n, &["only"])) || any(toks, end, &["only"]);
    let held = eat_first(toks, end, &["only? without any?"]).filter(|_| told)?;
    let (children, end) = others(toks, held)?;
    Some((vec![cascade(&what, children, OnDelete::Restrict, at..end)], end))
}

/// What is deleted, and whether the words already say that it may not be.
pub(super) struct Event {
    pub(super) whats: Vec<Np>,
    pub(super) refused: bool,
    /// Where what holds it stood before the verb: `a bed with crops cannot be deleted`.
    held_by: Vec<Np>,
    /// `a vaccine in use cannot be deleted`
    used: bool,
    pub(super) end: usize,
}

fn event(toks: &[Tok], at: usize) -> Option<Event> {
    acted(toks, at).or_else(|| suffered(toks, at))
}

/// `deleting a plant`, `the removal of a plant`, `I delete a plant`, `nobody may remove a plant`
pub(super) fn acted(toks: &[Tok], at: usize) -> Option<Event> {
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "deleting|removing of?",
            "throwing away|out",
            "the|a? deletion|removal of",
            "trying|attempting|attempts to delete|remove",
        ],
    ) {
        // "deleting a satellite cascades to its passes": the verb is no word of the name.
        const VERBS: &[&str] =
            &["cascades", "cascade", "removes", "deletes", "also", "takes", "wipes", "erases", "throws"];
        let verb = |n: &usize| any(toks, *n, VERBS);
        let stop = (next + 1..toks.len().min(next + 6)).find(verb).unwrap_or(toks.len());
        let (whats, end) = either(toks.get(..stop)?, next)?;
        return Some(Event { whats, refused: false, held_by: Vec::new(), used: false, end });
    }
    // "satellite delete is blocked while passes exist"
    let named = (at + 1..toks.len().min(at + 4)).find(|n| {
        any(toks, *n, &["delete", "deletion", "removal", "deletes"])
            && any(toks, n + 1, &["is", "are", "must", "should", "will", "fails"])
    });
    if let Some(verb) = named
        && let Some((what, _)) = noun_phrase(toks.get(..verb)?, at).filter(|(_, end)| *end == verb)
    {
        let whats = vec![what];
        return Some(Event { whats, refused: false, held_by: Vec::new(), used: false, end: verb + 1 });
    }
    let impersonal = eat_first(
        toks,
        at,
        &[
            "it is|must|should|shall not|never be? possible|allowed|permitted to",
            "it isn't|mustn't|shouldn't be? possible|allowed|permitted to",
            "it must|should|shall be impossible|forbidden to",
            "it is impossible|forbidden to",
            "don't|never allow|let? anybody|anyone|users|people? to?",
            "do not allow|let? anybody|anyone|users|people? to?",
        ],
    );
    let nobody = eat_first(toks, at, &["nobody", "no one|user"]);
    let somebody = || {
        const PEOPLE: &[&str] = &[
            "i|we|you|one|someone|somebody|anyone|anybody|users|people|they",
            "a|an|the user|admin|client|person|manager|owner|operator",
        ];
        eat_first(toks, at, PEOPLE)
    };
    let refusal = |next: usize| {
        const REFUSALS: &[&str] = &[
            "cannot|can't|mustn't|shouldn't be? able? to?",
            "can|may|must|should|shall not|never be? able? to?",
            "am|is|are not allowed|permitted|able to",
            "isn't|aren't allowed|permitted|able to",
        ];
        eat_first(toks, next, REFUSALS)
    };
    let (refused, next) = match impersonal {
        Some(next) => (true, next),
        None => {
            let next = nobody.or_else(somebody)?;
            match refusal(next) {
                Some(next) => (true, next),
                None => {
                    const TRIES: &[&str] =
                        &["can|may|is|are|should|must allowed? to?", "want|wants|try|tries to"];
                    (nobody.is_some(), eat_first(toks, next, TRIES).unwrap_or(next))
                }
            }
        }
    };
    let next = eat_first(
        toks,
        next,
        &["delete|deletes|deleted|remove|removes|removed|erase|erases", "throw|throws away|out"],
    )?;
    let (whats, end) = either(toks, next)?;
    Some(Event { whats, refused, held_by: Vec::new(), used: false, end })
}

/// `a singer or a rehearsal`
fn either(toks: &[Tok], at: usize) -> Option<(Vec<Np>, usize)> {
    let (first, mut end) = noun_phrase(toks, at)?;
    let mut found = vec![first];
    while let Some((np, next)) =
        eat_first(toks, end, &[", or|nor", "or|nor"]).and_then(|n| noun_phrase(toks, n))
    {
        found.push(np);
        end = next;
    }
    Some((found, end))
}

/// `a plant is deleted`, `a bed with crops cannot be removed`
fn suffered(toks: &[Tok], at: usize) -> Option<Event> {
    // "neither a film nor a cinema", "no film with screenings may be deleted"
    let no = || eat_first(toks, at, &["no"]);
    let neither = eat_first(toks, at, &["neither"]).or_else(no);
    let (whats, next) = match neither {
        Some(next) => either(toks, next)?,
        None => either(toks, at).filter(|(found, _)| found.len() > 1).or_else(|| noun_list(toks, at))?,
    };
    let (held_by, next) = guard(toks, next).unwrap_or((Vec::new(), next));
    // "cars with drives can't go", "a course with certificates stays"
    const LEAVES: &[&str] = &[
        "cannot|can't|mustn't go|leave|disappear|vanish|away?",
        "can|may|must|should not go|leave|disappear|vanish|away?",
        "stays|stay|remains|remain",
    ];
    if let Some(end) = eat_first(toks, next, LEAVES).filter(|end| !held_by.is_empty() && ends(toks, *end)) {
        return Some(Event { whats, refused: true, held_by, used: false, end });
    }
    // "Lamps with faults are protected against removal", "… must be safe from being deleted"
    const GUARDED: &[&str] = &[
        "is|are|must|should|shall|stays|stay|remain|remains be? protected|guarded|safe|secured|shielded from|against deletion|removal|deleting|removing",
        "is|are|must|should|shall|stays|stay|remain|remains be? protected|guarded|safe|secured|shielded from|against being deleted|removed",
    ];
    if let Some(end) = eat_first(toks, next, GUARDED).filter(|end| ends(toks, *end)) {
        return Some(Event { whats, refused: true, held_by, used: false, end });
    }
    let (used, next) = match in_use(toks, next).filter(|_| held_by.is_empty()) {
        Some(next) => (true, next),
        None => (false, next),
    };
    let may = || eat_first(toks, next, &["can|may|must|should be", "is|are allowed|permitted to be"]);
    let (refused, next) =
        match eat_first(toks, next, NOT_TO_BE).or_else(|| may().filter(|_| neither.is_some())) {
            Some(next) => (true, next),
            None => (false, eat_first(toks, next, &["is|are|gets|get|was|were", "has|have been"])?),
        };
    let end = eat_first(toks, next, GONE)?;
    Some(Event { whats, refused, held_by, used, end })
}

/// Where a clause is over.
pub(super) fn ends(toks: &[Tok], at: usize) -> bool {
    toks.get(at).is_none_or(|tok| !tok.word || matches!(tok.low.as_str(), "and" | "but"))
}

/// `in use`, `that is still used`, `while it is in use`: whatever points at it holds it.
fn in_use(toks: &[Tok], at: usize) -> Option<usize> {
    let next = eat_first(
        toks,
        at,
        &[
            "that|which is|are",
            "that's",
            "while|if|when|whenever it|they|he|she|this is|are",
            "as|so long as it|they|he|she is|are",
            "while|if|when",
        ],
    )
    .unwrap_or(at);
    let next = eat_first(toks, next, &["still|already|currently"]).unwrap_or(next);
    const USED: &[&str] = &["in use", "used|referenced|needed anywhere|somewhere?"];
    let end = eat_first(toks, next, USED)?;
    // "used in two recipes" says by what.
    eat_first(toks, end, &["in|by|for|on|from"]).is_none().then_some(end)
}

/// `that still has courses`, `with courses`, `while it has courses`, `as long as there are courses`
pub(super) fn guard(toks: &[Tok], at: usize) -> Option<(Vec<Np>, usize)> {
    // "while passes exist", "on which a container stands"
    const WHILE: &[&str] = &["while|if|when|whenever|where", "as|so long as"];
    const WHERE: &[&str] =
        &["on|in|at|to|for|with|of|under which|whom a|an|any|some|another|other?", "where a|an|any"];
    let there = eat_first(toks, at, WHILE).and_then(|next| {
        let stop = (next + 1..toks.len().min(next + 5)).find(|n| {
            any(toks, *n, &["exist", "exists", "remain", "remains", "point", "points", "refer", "refers"])
        })?;
        let (found, end) = others(toks.get(..stop)?, next).filter(|(_, end)| *end == stop)?;
        Some((found, eat_first(toks, end + 1, &["for|to it|them", "left"]).unwrap_or(end + 1)))
    });
    if there.is_some() {
        return there;
    }
    // "while books stand on it"
    let on_it = eat_first(toks, at, WHILE).and_then(|next| {
        const ON_IT: &[&str] = &["in|on|at|to|under|inside|for it|them|there"];
        let verb = (next + 1..toks.len().min(next + 5)).find(|n| {
            eat_first(toks, n + 1, ON_IT).is_some()
                && crate::english::lexicon::lexicon().verb(super::low(toks, *n)).is_some()
        })?;
        let (found, end) = others(toks.get(..verb)?, next)?;
        let still = if any(toks, end, &["still"]) { end + 1 } else { end };
        (still == verb).then_some((found, eat_first(toks, verb + 1, ON_IT)?))
    });
    if on_it.is_some() {
        return on_it;
    }
    if let Some(next) = eat_first(toks, at, WHERE) {
        let stop = (next + 1..toks.len().min(next + 5)).find(|n| {
            any(toks, *n, &["is", "are", "still"])
                || crate::english::lexicon::lexicon()
                    .verb(super::low(toks, *n))
                    .is_some_and(|(_, form)| form == crate::english::lexicon::Form::Third)
        })?;
        let (found, end) = others(toks.get(..stop)?, next).filter(|(_, end)| *end == stop)?;
        let end = eat_first(toks, end, &["still"]).unwrap_or(end);
        // "stands", "is stored"
        let past = any(toks, end, &["is", "are"]) && super::past_verb(toks, end + 1).is_some();
        return Some((found, if past { end + 2 } else { end + 1 }));
    }
    // "before all its screenings are gone"
    const THEY_ARE: &[&str] = &["are|is|have|has been? deleted|removed|gone", "are|is"];
    let first = eat_first(toks, at, &["before|until all|the|its|their"])
        .and_then(|n| others(toks, n - 1))
        .and_then(|(found, end)| Some((found, eat_first(toks, end, THEY_ARE)?)));
    if first.is_some() {
        return first;
    }
    let next = eat_first(
        toks,
        at,
        &[
            "that|which|who still|already? has|have|had got",
            "while|if|when|whenever|once it|they|they've|he|she still? has|have? got",
            "as|so long as it|they|they've|he|she still? has|have? got",
            "that|which|who still|already? has|have|had|owns|own|contains|contain|holds|hold",
            "with|having still?",
            "while|if|when|whenever|once it|they|he|she|there|this|that|one still? has|have|is|are|contains|contain|owns|own",
            "as|so long as it|they|he|she|there still? has|have|is|are|contains|contain|owns|own",
        ],
    )?;
    let next = eat_first(toks, next, &["any|some|existing|one|at"]).unwrap_or(next);
    let next = eat_first(toks, next, &["least one|1", "or more"]).unwrap_or(next);
    let (found, end) = others(toks, next)?;
    let end = eat_first(
        toks,
        end,
        &["for|in|of|on|to it|them|him|her", "left", "attached", "assigned", "exist|exists"],
    )
    .unwrap_or(end);
    Some((found, end))
}

/// `its waterings`, `all their orders and invoices`
pub(super) fn others(toks: &[Tok], at: usize) -> Option<(Vec<Np>, usize)> {
    let next = eat_first(toks, at, &["all|any|both? of? its|their|his|her|the", "all"]).unwrap_or(at);
    // "her books stay": the verb is no word of the name.
    let verb = |tok: &Tok| {
        matches!(
            tok.low.as_str(),
            "stay"
                | "stays"
                | "remain"
                | "remains"
                | "survive"
                | "survives"
                | "outlive"
                | "vanish"
                | "disappear"
                | "follow"
                | "lose"
                | "get"
                | "keep"
                | "along"
        )
    };
    let stop = (next + 1..toks.len().min(next + 12)).find(|n| verb(&toks[*n])).unwrap_or(toks.len());
    noun_list(&toks[..stop], next)
}

/// `Deleting a teacher who has courses is forbidden`, `you can't delete a customer that has rentals`
fn refused(toks: &[Tok], at: usize) -> Read {
    let Event { whats, refused, mut held_by, mut used, mut end } = event(toks, at)?;
    let mut refused = refused;
    for _ in 0..2 {
        if !refused && let Some(next) = eat_first(toks, end, REFUSED) {
            refused = true;
            end =
                eat_first(toks, next, &["with|by a|an|the? 409|conflict error?", "( 409 )"]).unwrap_or(next);
        }
        if held_by.is_empty()
            && let Some((found, next)) = guard(toks, end)
        {
            held_by = found;
            end = next;
        }
        if held_by.is_empty()
            && !used
            && let Some(next) = in_use(toks, end)
        {
            used = true;
            end = next;
        }
    }
    let told = refused && (used || !held_by.is_empty());
    // "A donor's donations cannot be deleted with the donor": they are what holds the donor.
    if told
        && let [what] = whats.as_slice()
        && let [with] = held_by.as_slice()
        && what.of.as_deref() == Some(with.key().as_str())
    {
        return Some((vec![cascade(with, whats.clone(), OnDelete::Restrict, at..end)], end));
    }
    told.then(|| {
        let held = |what: &Np| cascade(what, held_by.clone(), OnDelete::Restrict, at..end);
        (whats.iter().map(held).collect(), end)
    })
}

/// `when I delete a plant its waterings should go too`, `deleting a company removes its contacts but is not
/// possible while it has deals`
fn followed(toks: &[Tok], at: usize) -> Read {
    // "On deletion of a film, its screenings go too"
    const ON: &[&str] = &["deleting|removing|deletion|removal", "the|a deletion|removal"];
    let on = eat_first(toks, at, &["on|upon|at|with|by"]).filter(|n| eat_first(toks, *n, ON).is_some());
    let lead = eat_first(toks, at, &["as soon as", "when|whenever|if|once|after|as"]).or(on);
    let Event { whats, refused, end, .. } = event(toks, lead.unwrap_or(at))
        .or_else(|| for_a_reason(toks, lead?).map(|(what, end)| by_itself(what, end)))
        .or_else(|| left(toks, lead?))
        .or_else(|| gone_already(toks, at))
        .filter(|event| event.held_by.is_empty() && !event.used)?;
    if refused {
        return None;
    }
    let all = |children: &[Np], effect: OnDelete, toks: std::ops::Range<usize>| -> Vec<Fact> {
        whats.iter().map(|what| cascade(what, children.to_vec(), effect, toks.clone())).collect()
    };
    if lead.is_none() {
        // "Deleting a film should leave the screenings alone"
        const ALONE: &[&str] = &["alone|untouched|intact|unchanged", "in place|peace", "as they are"];
        let left = eat_first(toks, end, &["should|must|shall|will? leave|leaves"]).and_then(|n| {
            let stop = (n..toks.len()).find(|n| eat_first(toks, *n, ALONE).is_some())?;
            let (children, _) = others(toks.get(..stop)?, n).filter(|(_, end)| *end == stop)?;
            Some((children, eat_first(toks, stop, ALONE)?))
        });
        if let Some((children, end)) = left {
            return Some((all(&children, OnDelete::SetNull, at..end), end));
        }
        let (children, next) = active(toks, end)?;
        let mut facts = all(&children, OnDelete::Cascade, at..next);
        let more = eat_first(toks, next, &[", but", "but", "; it", "and"])
            .and_then(|n| eat_first(toks, n, REFUSED))
            .and_then(|n| guard(toks, n));
        let Some((held_by, end)) = more else { return Some((facts, next)) };
        facts.extend(all(&held_by, OnDelete::Restrict, next..end));
        return Some((facts, end));
    }
    let next = eat_first(toks, end, &[", then?", "then"]).unwrap_or(end);
    let it = eat_first(toks, next, &["it|this|that"]).unwrap_or(next);
    if let Some((children, end)) = active(toks, it) {
        return Some((all(&children, OnDelete::Cascade, at..end), end));
    }
    if let Some((children, end)) =
        eat_first(toks, next, &["keep|retain", "leave"]).and_then(|next| others(toks, next))
    {
        return Some((all(&children, OnDelete::SetNull, at..end), end));
    }
    // "so are its certificates"
    const SO: &[&str] = &[
        ",? so too? are|is|do|does|go|goes",
        ",? so must|should|shall|will be?",
        ",? and so are|is|do|does|go|goes",
    ];
    if let Some((children, end)) = eat_first(toks, end, SO).and_then(|next| others(toks, next)) {
        let end = eat_first(toks, end, TOO).unwrap_or(end);
        return ends(toks, end).then(|| (all(&children, OnDelete::Cascade, at..end), end));
    }
    if let Some((children, effect, said)) = nothing_of(toks, next, &whats) {
        return Some((all(&children, effect, at..said.end), said.end));
    }
    let (children, next) = others(toks, next)?;
    let next = eat_first(toks, next, &["for|of|in|on|at it|them|that|him|her"]).unwrap_or(next);
    let (effect, end) = fate(toks, next, &whats)?;
    Some((all(&children, effect, at..end), end))
}

/// `A deleted film takes its screenings with it`
fn gone_already(toks: &[Tok], at: usize) -> Option<Event> {
    let next = eat_first(toks, at, &["a|an|the|any|every|each deleted|removed|erased"])?;
    let stop = (next + 1..toks.len().min(next + 4)).find(|n| active(toks, *n).is_some())?;
    let (what, end) = noun_phrase(toks.get(..stop)?, next).filter(|(_, end)| *end == stop)?;
    Some(by_itself(what, end))
}

fn by_itself(what: Np, end: usize) -> Event {
    Event { whats: vec![what], refused: false, held_by: Vec::new(), used: false, end }
}

/// `If the translator leaves`
fn left(toks: &[Tok], at: usize) -> Option<Event> {
    let (what, next) = noun_phrase(toks, at)?;
    let end = eat_first(
        toks,
        next,
        &[
            "leaves|leave|quits|quit|retires|retire|resigns|resign|goes|go|disappears|disappear|vanishes|vanish",
        ],
    )?;
    any(toks, end, &[",", "so"]).then(|| by_itself(what, end))
}

/// `removes its contacts`, `takes all its defects along`, `wipes out its players`: what goes, and where the words end.
fn active(toks: &[Tok], at: usize) -> Option<(Vec<Np>, usize)> {
    let next = eat_first(toks, at, &["also|automatically", "should|must|shall|will also|automatically?"])
        .unwrap_or(at);
    const TAKES: &[&str] = &["takes|take|pulls|pull along|away|down", "takes|take|pulls|pull"];
    if let Some(taken) = eat_first(toks, next, TAKES) {
        let (children, end) = others(toks, taken)?;
        const ALONG: &[&str] = &[
            "along|away|down with|too|also? it|them?",
            "with it|them",
            "with it|them too|also",
            "too|as well?",
        ];
        let along = eat_first(toks, end, ALONG);
        let told = taken > next + 1 || along.is_some();
        let end = along.unwrap_or(end);
        return (told && ends(toks, end)).then_some((children, end));
    }
    let verb = eat_first(
        toks,
        next,
        &[
            "deletes|removes|delete|remove also|all?",
            "erases|erase|destroys|destroy|wipes|wipe also|out|away|all?",
            "throws|throw away|out",
            "cascades|cascade to",
            "includes|include also?",
        ],
    )?;
    let (children, end) = others(toks, verb)?;
    // "deletes its waterings as well"
    let too = match low(toks, end) {
        "too" => end + 1,
        "as" if any(toks, end + 1, &["well"]) => end + 2,
        _ => end,
    };
    Some((children, too))
}

pub(super) fn cascade(
    parent: &Np,
    children: Vec<Np>,
    effect: OnDelete,
    toks: std::ops::Range<usize>,
) -> Fact {
    Fact::Cascade { parent: parent.clone(), children, effect, toks }
}

/// `Players stay when their team is deleted`, `parcels lose their tour if it is deleted`: what becomes of the others comes
/// first.
fn fronted(toks: &[Tok], at: usize) -> Read {
    let (children, next) = others(toks, at).filter(|(found, _)| found.iter().all(|np| np.low.len() <= 3))?;
    let lost = fate(toks, next, &[])?;
    let when = eat_first(toks, lost.1, &[",? when|if|once|after|whenever"])?;
    // "lose their tour if it is deleted": the one that is lost.
    let named = || {
        let end = eat_first(toks, when, &["it|this|that is|gets"]).and_then(|n| eat_first(toks, n, GONE))?;
        let what = (next..lost.1).find_map(|n| {
            noun_phrase(toks, n).filter(|(np, end)| *end == lost.1 && !np.low.is_empty()).map(|(np, _)| np)
        })?;
        Some((vec![what], end))
    };
    let (whats, end) = named().or_else(|| {
        let event =
            suffered(toks, when).filter(|event| !event.refused && event.held_by.is_empty() && !event.used)?;
        Some((event.whats, event.end))
    })?;
    let facts = whats.iter().map(|what| cascade(what, children.clone(), lost.0, at..end)).collect();
    ends(toks, end).then_some((facts, end))
}
