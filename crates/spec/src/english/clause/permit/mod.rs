//! Who may do what: `only admins may delete`, `users can edit their own notes`, user stories.

mod acts;
mod alike;
mod besides;
mod except;
mod halves;
mod holding;
mod kept;
mod listed;
mod looking;
mod made;
mod managed;
mod nobody;
mod open;
mod people;
mod route;
pub mod sparing;
mod those;
mod whole;

use std::ops::Range;

use super::{
    super::{
        cursor::{any, eat, eat_first, low, refusal},
        evidence::{Act, Fact, Np, Who},
        lexicon::{Form, lexicon},
        noun::{noun_list, noun_phrase},
        token::Tok,
    },
    Read,
};
use crate::words;
pub use acts::{acts, conditional, has_access, objects, past_acts, they_did, verb_phrase, verbs, who_did};
pub use besides::with_the_same_verb;
use holding::{holding, plain_people};
pub(super) use kept::unchanging;
use kept::{append_only, impossible, stays_as_it_is};
pub use listed::listed;
pub use looking::looking;
pub use made::made_for;
pub use managed::managed;
pub use nobody::but_never;
use nobody::{but_those, ends_there, nobody};
pub use open::read as open;
use people::{CAN, CANNOT};
pub use people::{low_singular, one_role, role_of, roles};

/// `As a librarian I want to add books so that …`
pub fn story(toks: &[Tok], at: usize) -> Read {
    // "As anybody who is logged in I want to add ideas"
    if let Some((who @ Who::User, next)) = eat_first(toks, at, &["as"])
        .filter(|n| any(toks, *n, &["anybody", "anyone", "everybody", "everyone", "somebody", "someone"]))
        .and_then(|n| people::one_role(toks, n))
        && let Some(wish) =
            eat_first(toks, next, &[",? i|we want|need|wish to", ",? i|we would like to", ",? i|we can|may"])
        && let Some((mut facts, end)) = acts(toks, wish, &[(who, at..next)], true, false, at)
    {
        facts.insert(0, Fact::Filler { toks: at..next });
        return Some((facts, end));
    }
    let next = eat_first(toks, at, &["as a|an|the"])?;
    // "As a gardener I want": who speaks is no word of the role.
    let speaks = (next + 1..next + 9).find(|n| any(toks, *n, &["i", "we", ","])).unwrap_or(toks.len());
    let (np, next) = noun_phrase(toks.get(..speaks)?, next)?;
    // "As a coordinator of a food bank"
    let of = eat_first(toks, next, &["of|at|in|for|from a|an|the|our|my"])
        .and_then(|n| noun_phrase(toks.get(..speaks.max(n))?, n));
    let next = of.map_or(next, |(_, next)| next);
    // Whoever a story speaks for is a role.
    let who = vec![(role_of(&np).unwrap_or_else(|| Who::Role(low_singular(&np))), np.toks.clone())];
    let next = eat_first(toks, next, &["without a|an? login|account|registration"]).unwrap_or(next);
    let next = eat(toks, next, ",").unwrap_or(next);
    let next = eat_first(
        toks,
        next,
        &[
            "i|we want|need|wish|would like|should|must|can|may|am able|have to? be? able? to?",
            "i'd like to be? able? to?",
            "i|we want|need",
            "i|we can|could|may|should|must",
        ],
    )
    .or_else(|| eat_first(toks, next, &["i am the only"]).map(|_| next + 1))
    .or_else(|| eat_first(toks, next, &["i'm the only"]).map(|_| next))
    .or_else(|| does(toks, next))?;
    // "As the owner of a café I want visitors to be able to register items": the visitors do.
    let others = roles(toks, next)
        .and_then(|(others, after)| Some((others, eat_first(toks, after, &["to be? able? to?"])?)));
    if let Some((others, verb)) = others
        && let Some((mut facts, end)) = acts(toks, verb, &others, false, false, at)
    {
        facts.insert(0, Fact::Filler { toks: at..next });
        return Some((facts, end));
    }
    // "As a coordinator I want the system to refuse more than 3 parcels per household": a rule, whoever wants it.
    const SYSTEM: &[&str] = &[
        "the|our|this|my system|app|application|api|service|software|program|tool|site|backend to",
        "it to",
    ];
    if let Some(rule) = eat_first(toks, next, SYSTEM) {
        let stop = (rule..toks.len())
            .find(|n| eat_first(toks, *n, &[",? so that|i|we|nobody|everybody|it", ",? because"]).is_some())
            .unwrap_or_else(|| super::clause_end(toks, rule));
        let (mut facts, end) = super::reworded::read(toks.get(..stop)?, rule, None)?;
        let end = if end >= stop { super::clause_end(toks, stop) } else { end };
        let names = who.iter().filter_map(|(who, _)| match who {
            Who::Role(role) => Some(role.clone()),
            _ => None,
        });
        facts.push(Fact::Roles { names: names.collect(), toks: at..rule });
        if end > stop {
            facts.push(Fact::Filler { toks: stop..end });
        }
        return Some((facts, end));
    }
    let next = eat_first(toks, next, &["also", "be able to", "to be able to", "to"]).unwrap_or(next);
    // "As a gardener I can only see greenhouses"
    if let Some((mut facts, end)) =
        eat_first(toks, next, &["only|just"]).and_then(|verb| acts(toks, verb, &who, true, false, at))
    {
        facts.insert(0, Fact::Filler { toks: at..next });
        return Some((facts, end));
    }
    // "I want to be the only one who can delete depots"
    const ALONE: &[&str] = &[
        "i'm|be|am the only one|role|person|people|ones who|that can|may|could?",
        "i'm|be|am the only one|role|person|people|ones who|that is|are allowed|able to",
        "i'm|be|am the only one|role|person|people|ones allowed|able? to",
    ];
    if let Some(verb) = eat_first(toks, next, ALONE)
        && let Some((mut facts, end)) = acts(toks, verb, &who, true, false, at)
    {
        facts.insert(0, Fact::Filler { toks: at..verb });
        return Some((facts, end));
    }
    let (mut facts, mut end) = super::made::kept(toks, next, &who, at)
        .or_else(|| looking::looked(toks, next, &who, at))
        .or_else(|| acts(toks, next, &who, false, false, at))?;
    // The reason says why, not what.
    if let Some(reason) = eat_first(
        toks,
        end,
        &[
            ", so that|i|we?",
            "so that",
            ", in order to",
            "in order to",
            "so i|we",
            ", because",
            "because",
            ", to",
            "to",
        ],
    ) {
        let stop = super::clause_end(toks, reason);
        facts.push(Fact::Filler { toks: end..stop });
        end = stop;
    }
    Some((facts, end))
}

/// `As a producer I reserve a location`: what they do, without a word of wishing.
fn does(toks: &[Tok], at: usize) -> Option<usize> {
    let next = eat_first(toks, at, &["i|we also?"])?;
    let (_, form) = lexicon().verb(low(toks, next))?;
    (form == super::Form::Base && !any(toks, next, &["have", "am", "are", "do", "own", "run", "be"]))
        .then_some(next)
}

pub fn read(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    listed(toks, at)
        .or_else(|| alike::read(toks, at))
        .or_else(|| whole::read(toks, at))
        .or_else(|| route::read(toks, at))
        .or_else(|| append_only(toks, at))
        .or_else(|| impossible(toks, at))
        .or_else(|| the_rest(toks, at))
        .or_else(|| stays_as_it_is(toks, at))
        .or_else(|| the_only_ones(toks, at))
        .or_else(|| passive(toks, at))
        .or_else(|| done_only_by(toks, at, subject))
        .or_else(|| enabling(toks, at))
        .or_else(|| up_to(toks, at))
        .or_else(|| requirement(toks, at))
        .or_else(|| active(toks, at, subject))
}

fn active(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    // "… and can only edit the deals they own": still the same people.
    if let (Some(who), Some(verb)) = (subject.and_then(role_of), eat_first(toks, at, CAN)) {
        let only = eat(toks, verb, "only");
        let who = [(who, at..at)];
        return acts(toks, only.unwrap_or(verb), &who, only.is_some(), false, at);
    }
    let only_at = eat_first(toks, at, &["only", "just"]).or_else(|| {
        eat_first(
            toks,
            at,
            &[
                "nobody|noone but|except|besides",
                "no one but|except|besides",
                "nobody|noone other than",
                "no one other than",
            ],
        )
    });
    if only_at.is_none()
        && let Some(found) = nobody(toks, at)
    {
        return Some(found);
    }
    if let Some(found) = holding(toks, at, only_at) {
        return Some(found);
    }
    if let Some(found) = plain_people(toks, at) {
        return Some(found);
    }
    // "Neither vets nor receptionists may delete visits"
    let neither = eat_first(toks, at, &["neither"]).filter(|_| only_at.is_none());
    let (who, next) = match neither {
        Some(next) => {
            let (mut who, next) = roles(toks, eat_first(toks, next, &["the", "a"]).unwrap_or(next))?;
            let (more, next) = eat_first(toks, next, &["nor"]).and_then(|n| roles(toks, n))?;
            who.extend(more);
            (who, next)
        }
        None => roles(toks, only_at.unwrap_or(at))?,
    };
    // "authenticated users can create surveys": there are accounts then.
    let known = ["authenticated", "registered", "logged", "signed", "account", "login"];
    let accounts = who.iter().any(|(who, _)| *who == Who::User)
        && toks.get(at..next).is_some_and(|named| named.iter().any(|tok| known.contains(&tok.low.as_str())));
    // "Observers log in and add counts": with an account, and what they do with it.
    const LOGIN: &[&str] = &["can|may|must|should|have|need|has? to? log|sign in|on and|to can|may?"];
    if let Some(after) = eat_first(toks, next, LOGIN).filter(|_| neither.is_none())
        && let Some((acts, objects, end)) = verb_phrase_of(toks, after)
    {
        let login = Fact::Auth { scheme: None, toks: next..after };
        let fact = Fact::Permit { who, acts, objects, own: false, only: true, deny: false, toks: at..end };
        return Some((vec![login, fact], end));
    }
    same_people(toks, next, &who, only_at.is_some() || accounts, neither.is_some(), at)
}

/// Deeds on things, and nothing else behind them.
fn verb_phrase_of(toks: &[Tok], at: usize) -> Option<(Vec<Act>, Vec<Np>, usize)> {
    let (found, next) = verbs(toks, at)?;
    let (things, own, end) = objects(toks, next)?;
    let known = found.iter().all(|act| crate::assemble::permits::ops_of(&act.verb).is_some());
    let ends = toks.get(end).is_none_or(|tok| !tok.word || tok.is("and") || tok.is("but"));
    (known && !own && !things.is_empty() && ends).then_some((found, things, end))
}

/// What stands behind the people: `may edit posts`, `cannot delete anything`, `have read access to posts`.
pub fn same_people(
    toks: &[Tok],
    next: usize,
    who: &[(Who, Range<usize>)],
    only: bool,
    neither: bool,
    from: usize,
) -> Read {
    // "Nurses have no access to visits"
    const NO_ACCESS: &[&str] = &[
        "have|has|get|gets no access at? all? to",
        "have|has|get|gets no rights|permissions at? all? on|to|for|over|with",
        "is|are denied|refused access to",
    ];
    if let Some(told) = eat_first(toks, next, NO_ACCESS)
        && let Some((found, own, end)) = objects(toks, told)
        && !own
        && ends_there(toks, end)
        && who.iter().any(|(who, _)| matches!(who, Who::Role(_)))
    {
        let act = |verb: &str| Act { verb: verb.to_owned(), toks: next..told };
        let acts = ["create", "read", "update", "delete"].map(act).to_vec();
        let (who, objects) = (who.to_vec(), found);
        let fact = Fact::Permit { who, acts, objects, own, only: false, deny: true, toks: from..end };
        return Some((vec![fact], end));
    }
    let holder_alone = who.iter().all(|(who, _)| matches!(who, Who::Holder(_)));
    // "the players only can read matches"
    let turned = eat_first(toks, next, &["only|just"]).filter(|n| eat_first(toks, *n, CAN).is_some());
    let (only, next) = (only || turned.is_some(), turned.unwrap_or(next));
    // "Clerks do not delete bookings", "members never change them"
    let never = eat_first(toks, next, &["don't|doesn't|never", "do|does not|never"]).filter(|verb| {
        let base =
            lexicon().verb(low(toks, *verb)).filter(|(_, form)| matches!(form, Form::Base | Form::Third));
        base.is_some_and(|(base, _)| crate::assemble::permits::ops_of(base).is_some())
            && who.iter().all(|(who, _)| matches!(who, Who::Role(_)))
    });
    let (deny, verb) = match eat_first(toks, next, CANNOT).or(never) {
        Some(verb) => (true, verb),
        None => match eat_first(toks, next, CAN) {
            Some(verb) => (neither, verb),
            None => {
                let sparing =
                    eat_first(toks, next, &["only", "just", "also", "additionally"]).unwrap_or(next);
                // "admins manage everything", "librarians add and edit books", "nurses have read access"
                let people = who.iter().any(|(who, _)| matches!(who, Who::Role(_)));
                let does = begins_act(toks, sparing) && (!holder_alone || only)
                    || people && deeds_on(toks, sparing)
                    || people && only && deed_of_those(toks, sparing)
                    || people && steps_alone(toks, sparing)
                    || has_access(toks, sparing).is_some();
                if !does {
                    return None;
                }
                (neither, next)
            }
        },
    };
    let (only_verb, verb) = match eat_first(toks, verb, &["only|just ever?"]) {
        Some(verb) => (true, verb),
        None => (false, eat_first(toks, verb, &["also", "additionally"]).unwrap_or(verb)),
    };
    // "the host creates reservations": nobody holds what is not there yet.
    let makes = verbs(toks, verb).is_some_and(|(list, _)| {
        list.iter().any(|act| matches!(act.verb.as_str(), "create" | "add" | "schedule" | "plan"))
    });
    let told: Vec<(Who, Range<usize>)> = who
        .iter()
        .map(|(who, toks)| match who {
            Who::Holder(name) if makes => (Who::Role(name.clone()), toks.clone()),
            who => (who.clone(), toks.clone()),
        })
        .collect();
    let (mut facts, end) = acts(toks, verb, &told, only || only_verb, deny, from)?;
    // "only the creator of a survey can see its answers": whose answers those are no key says.
    let of = who.iter().any(|(who, _)| matches!(who, Who::Holder(_)))
        && toks.get(from..next).is_some_and(|named| named.iter().any(|tok| tok.is("of")));
    let held = words::singular(low(toks, next.saturating_sub(1)));
    let other = |np: &Np| words::singular(np.last()) != held && !np.low.is_empty();
    if of
        && let [Fact::Permit { objects, .. }] = facts.as_slice()
        && objects.iter().any(other)
    {
        facts = vec![Fact::Unread { toks: from..end }];
    }
    Some((facts, end))
}

/// `everything else is for the committee only`
fn the_rest(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(
        toks,
        at,
        &[
            "everything|anything|all else is only? for|reserved|restricted|limited|allowed|left for|to?",
            "the rest is only? for|reserved|restricted|limited|left for|to?",
        ],
    )?;
    let next = eat_first(toks, next, &["only", "the"]).unwrap_or(next);
    let (who, end) = roles(toks, next).or_else(|| {
        let (np, end) = noun_phrase(toks, next)?;
        let who = role_of(&np).unwrap_or_else(|| Who::Role(low_singular(&np)));
        Some((vec![(who, np.toks.clone())], end))
    })?;
    let end = eat_first(toks, end, &["only|alone|exclusively"]).unwrap_or(end);
    let act = Act { verb: "manage".to_owned(), toks: at..next };
    let fact = Fact::Permit {
        who,
        acts: vec![act],
        objects: Vec::new(),
        own: false,
        only: true,
        deny: false,
        toks: at..end,
    };
    Some((vec![fact], end))
}

/// `arbiters should be the only ones who can update games`
fn the_only_ones(toks: &[Tok], at: usize) -> Read {
    let (np, next) = noun_phrase(toks, at)?;
    let who = role_of(&np).unwrap_or_else(|| Who::Role(low_singular(&np)));
    let next = eat_first(
        toks,
        next,
        &[
            "should|must|shall|will be the only ones|people|one|users",
            "are|is the only ones|people|one|users",
        ],
    )?;
    let next =
        eat_first(toks, next, &["who|that|which can|may|could|should?", "allowed|able|permitted to", "to"])?;
    acts(toks, next, &[(who, np.toks.clone())], true, false, at)
}

/// A verb in its base form whose object follows, as the act of a role.
fn begins_act(toks: &[Tok], at: usize) -> bool {
    const ACTS: &[&str] = &[
        "manage",
        "create",
        "add",
        "edit",
        "update",
        "delete",
        "remove",
        "approve",
        "reject",
        "view",
        "see",
        "browse",
        "read",
        "publish",
        "assign",
        "close",
        "resolve",
        "submit",
        "confirm",
        "cancel",
        "accept",
        "report",
        "record",
        "log",
        "enter",
        "schedule",
        "moderate",
        "maintain",
        "modify",
        "change",
        "set",
        "upload",
        "triage",
        "verify",
        "fix",
        "mark",
        "announce",
        "look",
        "move",
        "handle",
        "administer",
    ];
    // "Members write reviews" is a right; "users write articles" says whose the articles are.
    const MAKES: &[&str] = &["write", "post"];
    let accounts = at > 0 && any(toks, at - 1, &["users", "user"]);
    eat_first(toks, at, &["do|does everything|anything|all"]).is_some()
        || lexicon().verb(low(toks, at)).is_some_and(|(base, form)| {
            matches!(form, Form::Base | Form::Third)
                && (ACTS.contains(&base)
                    || super::with_particle(toks, at, base).1 > at + 1
                    || !accounts && MAKES.contains(&base)
                    || form == Form::Third && base == "register")
        })
}

/// `(only coordinators) decline donations`, `(only vets) finish them`: who alone does it, may.
fn deed_of_those(toks: &[Tok], at: usize) -> bool {
    let Some((list, next)) = verbs(toks, at) else { return false };
    let plain = list.iter().all(|act| {
        lexicon().verb(low(toks, act.toks.start)).is_some_and(|(base, form)| {
            matches!(form, Form::Base | Form::Third)
                && !matches!(
                    base,
                    "have" | "be" | "need" | "want" | "know" | "belong" | "own" | "use" | "work"
                )
        })
    });
    plain && objects(toks, next).is_some_and(|(found, _, _)| found.iter().all(|np| np.plural))
}

/// `(drivers) collect`: nothing but the deed, of what was spoken of.
fn steps_alone(toks: &[Tok], at: usize) -> bool {
    let Some((list, next)) = verbs(toks, at) else { return false };
    let steps = list.iter().all(|act| {
        crate::assemble::permits::ops_of(&act.verb).is_none()
            && !matches!(
                act.verb.as_str(),
                "have" | "be" | "work" | "live" | "come" | "go" | "exist" | "help"
            )
            && lexicon().verb(low(toks, act.toks.start)).is_some_and(|(_, form)| form == Form::Base)
    });
    steps && toks.get(next).is_none_or(|tok| matches!(tok.low.as_str(), "." | ";"))
}

/// Several deeds, or one on things of their own: `book and cancel their own bookings`, `start, finish and
/// abort jobs`. One deed on somebody's things may only say whose they are: `customers place orders`.
fn deeds_on(toks: &[Tok], at: usize) -> bool {
    const DESCRIBES: &[&str] = &[
        "have", "has", "be", "is", "belong", "contain", "consist", "include", "need", "own", "live", "come",
        "want", "use", "know", "speak", "become", "exist", "hold", "work", "depend", "teach", "run", "lead",
        "keep", "store",
    ];
    let Some((list, next)) = verbs(toks, at) else { return false };
    let plain = list.iter().all(|act| {
        !DESCRIBES.contains(&act.verb.as_str())
            && lexicon()
                .verb(low(toks, act.toks.start))
                .is_some_and(|(_, form)| matches!(form, Form::Base | Form::Third))
    });
    let object = objects(toks, next);
    let own = object.as_ref().is_some_and(|(_, own, _)| *own);
    let things = object.as_ref().is_some_and(|(found, _, _)| found.iter().any(|np| np.plural));
    plain && (own || list.len() >= 2 && things)
}

/// `allow users to create tasks`, `lets members borrow books`
fn enabling(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(
        toks,
        at,
        &[
            "allow|allows|allowing|let|lets|letting|enable|enables|enabling|permit|permits",
            "not|never allow|let|enable|permit",
            "do|does not allow|let|enable|permit",
            "don't|doesn't allow|let|enable|permit",
        ],
    )?;
    let deny = any(toks, at, &["not", "never", "do", "does", "don't", "doesn't"]);
    let only = eat_first(toks, next, &["only|just", "none|nobody but"]);
    let (who, next) = roles(toks, only.unwrap_or(next))?;
    let next = eat(toks, next, "to").unwrap_or(next);
    // What nobody may is no denial of somebody.
    let named = who.iter().all(|(who, _)| matches!(who, Who::Role(_)));
    acts(toks, next, &who, only.is_some(), deny, at).filter(|_| !deny || named && only.is_none())
}

/// `it is up to the curators to add greenhouses`, `it must be impossible for gardeners to delete specimens`
fn up_to(toks: &[Tok], at: usize) -> Read {
    const UP_TO: &[&str] = &[
        "it is|'s? up to the?",
        "it is|'s? the? job|task|business|duty of the?",
        "it is|'s? only? allowed|permitted|possible for the?",
        "it must|should|shall only? be possible|allowed for the?",
    ];
    const NOT: &[&str] = &[
        "it must|should|shall|is be? impossible|forbidden for the?",
        "it must|should|shall|is not be? possible|allowed|permitted for the?",
    ];
    let denied = eat_first(toks, at, NOT);
    let (who, next) = roles(toks, denied.or_else(|| eat_first(toks, at, UP_TO))?)?;
    let verb =
        eat_first(toks, next, &["to"]).filter(|_| who.iter().all(|(who, _)| matches!(who, Who::Role(_))))?;
    acts(toks, verb, &who, denied.is_none(), denied.is_some(), at)
}

/// `deleting requires the admin role`, `only deletable by admins`, `you must be logged in to create posts`
fn requirement(toks: &[Tok], at: usize) -> Read {
    // "you need to be an admin to delete sailings"
    const BE: &[&str] = &[
        "you|users|people|callers|one|somebody|someone must|should|have|need|needs|has to? be a|an|the",
        "you|users|people|callers|one|somebody|someone must|should|have|need|needs|has to? have the? role|rights|permissions of? a|an|the?",
    ];
    if let Some((who, next)) = eat_first(toks, at, BE).and_then(|n| roles(toks, n))
        && let Some(next) = eat_first(toks, next, &["in order? to", "to"])
        && who.iter().all(|(who, _)| matches!(who, Who::Role(_)))
    {
        return acts(toks, next, &who, true, false, at);
    }
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "you|users|people|callers|one must|should|have|need|needs|has to? be? authenticated|registered|logged-in in order? to",
            "you|users|people|callers|one must|should|have|need|needs|has to? be? authenticated|registered|logged-in to",
            "you|users|people|callers|one must|should|have|need|needs|has to? be? logged|signed - in to",
            "you|users|people|callers|one must|should|have|need|needs|has to? be? logged|signed in to",
            "one|you|users must|need to? log in to",
        ],
    ) {
        return acts(toks, next, &[(Who::User, at..next)], true, false, at);
    }
    // "Write access to devices is limited to managers", "POST and DELETE require the editor role"
    let named = has_access(toks, at)
        .or_else(|| methods(toks, at))
        .or_else(|| gerunds(toks, at))
        .or_else(|| writing(toks, at));
    let is_named = named.is_some();
    let (list, next) = match named {
        Some(named) => named,
        None => verbs(toks, at)?,
    };
    if !is_named && list.iter().any(|act| !low(toks, act.toks.start).ends_with("ing")) {
        return None;
    }
    // "… and hives is reserved": the last name begins no clause.
    let (objects, next) =
        objects(toks, next).map_or((Vec::new(), next), |(objects, _, next)| (objects, next));
    let more = eat_first(toks, next, &[", and", "and"]).filter(|_| !objects.is_empty());
    let (objects, next) = match more.and_then(|n| noun_phrase(toks, n)) {
        Some((np, after)) if any(toks, after, &["is", "are", "requires", "needs"]) => {
            (objects.into_iter().chain([np]).collect(), after)
        }
        _ => (objects, next),
    };
    // "Reading devices does not require authentication"
    if let Some(end) = eat_first(
        toks,
        next,
        &[
            "does|do not require|need an? authentication|login|account|token",
            "doesn't|don't require|need an? authentication|login|account|token",
            "requires|require|needs|need no authentication|login|account|token",
            "is|are possible|allowed without an? authentication|login|account|token",
        ],
    ) {
        let who = vec![(Who::Public, next..end)];
        let fact =
            Fact::Permit { who, acts: list, objects, own: false, only: false, deny: false, toks: at..end };
        return Some((vec![fact], end));
    }
    // "Deleting tickets is forbidden for clerks"
    const FORBIDDEN: &[&str] = &[
        "is|are not|never allowed|permitted|possible for|to the?",
        "is|are forbidden|prohibited|impossible|disallowed for|to the?",
    ];
    let those = eat_first(toks, next, FORBIDDEN).and_then(|n| roles(toks, n));
    if let Some((who, end)) = those
        .filter(|(who, end)| ends_there(toks, *end) && who.iter().all(|(who, _)| matches!(who, Who::Role(_))))
    {
        let toks = at..end;
        let fact = Fact::Permit { who, acts: list, objects, own: false, only: false, deny: true, toks };
        return Some((vec![fact], end));
    }
    // "Deleting tickets is not allowed for anyone"
    if let Some(end) = eat_first(
        toks,
        next,
        &[
            "is|are not|never allowed|permitted|possible|supported",
            "is|are forbidden|prohibited|impossible|disallowed",
            "must|shall|should|may not be? possible|allowed",
        ],
    ) {
        let end = eat_first(toks, end, &["for|to anyone|anybody|everyone|all"]).unwrap_or(end);
        let whole = toks.get(end).is_none_or(|tok| !tok.word);
        return whole.then(|| (vec![Fact::Deny { acts: list, objects, toks: at..end }], end));
    }
    let next = eat_first(
        toks,
        next,
        &[
            "requires|require",
            "is|are only|reserved|restricted|limited for|to|allowed|possible? for|to?",
            "is|are only? up|left|open to",
            "is|are a? matter|job|task|business|responsibility of|for",
            "needs|need",
            "is|are for",
            "is|are open|available|visible to|for",
            "is|are",
        ],
    )?;
    let next = eat_first(toks, next, &["an?", "the", "only"]).unwrap_or(next);
    if let Some(end) =
        eat_first(toks, next, &["public", "open", "open to everyone|all|anyone", "free for all"])
            .filter(|end| toks.get(*end).is_none_or(|tok| !tok.word))
    {
        let who = vec![(Who::Public, next..end)];
        let fact =
            Fact::Permit { who, acts: list, objects, own: false, only: false, deny: false, toks: at..end };
        return Some((vec![fact], end));
    }
    if let Some(end) = eat_first(
        toks,
        next,
        &["login", "authentication", "a|an? login|account", "being logged in", "log in"],
    ) {
        // "everything requires login": nobody without an account, and no right to all for everybody.
        if objects.is_empty() && any(toks, at, &["everything", "anything", "all"]) {
            return Some((vec![Fact::Auth { scheme: None, toks: at..end }], end));
        }
        return Some((
            vec![Fact::Permit {
                who: vec![(Who::User, next..end)],
                acts: list,
                objects,
                own: false,
                // Nobody without an account.
                only: true,
                deny: false,
                toks: at..end,
            }],
            end,
        ));
    }
    let (who, end) = roles(toks, next)?;
    let end = eat_first(toks, end, &["role|rights|permission|permissions|only", "- only"]).unwrap_or(end);
    Some((
        vec![Fact::Permit { who, acts: list, objects, own: false, only: true, deny: false, toks: at..end }],
        end,
    ))
}

/// `writing (requires the admin role)`: whatever is changed by it.
fn writing(toks: &[Tok], at: usize) -> Option<(Vec<Act>, usize)> {
    const NEEDS: &[&str] = &["is|are|needs|need|requires|require"];
    let end = eat_first(toks, at, &["writing|writes"]).filter(|n| eat_first(toks, *n, NEEDS).is_some())?;
    let act = |verb: &str| Act { verb: verb.to_owned(), toks: at..end };
    Some((["create", "update"].map(act).to_vec(), end))
}

/// `granting and refusing (is up to …)`: deeds without a thing, the last of which begins no clause.
fn gerunds(toks: &[Tok], at: usize) -> Option<(Vec<Act>, usize)> {
    let mut acts: Vec<Act> = Vec::new();
    let mut next = at;
    while let Some((base, Form::Gerund)) = lexicon().verb(low(toks, next)) {
        acts.push(Act { verb: base.to_owned(), toks: next..next + 1 });
        next += 1;
        match eat_first(toks, next, &[", and|or", ",", "and|or", "/"]) {
            Some(more) => next = more,
            None => break,
        }
    }
    (acts.len() > 1 && any(toks, next, &["is", "are"])).then_some((acts, next))
}

/// `POST, PUT and DELETE requests`: what the methods of HTTP do.
fn methods(toks: &[Tok], at: usize) -> Option<(Vec<Act>, usize)> {
    let mut acts = Vec::new();
    let mut next = at;
    loop {
        let tok = toks.get(next)?;
        let verbs: &[&str] = match tok.raw.as_str() {
            "GET" => &["read"],
            "POST" => &["create"],
            "PUT" | "PATCH" => &["update"],
            "DELETE" => &["delete"],
            _ => return None,
        };
        acts.extend(verbs.iter().map(|verb| Act { verb: (*verb).to_owned(), toks: next..next + 1 }));
        next += 1;
        match eat_first(toks, next, &[", and|or?", "and|or|/|&"]) {
            Some(more) => next = more,
            None => break,
        }
    }
    let end = eat_first(toks, next, &["requests|calls|operations|endpoints|routes|methods on|for|to?"])
        .unwrap_or(next);
    Some((acts, end))
}

/// `Albums are visible to everyone`
pub fn visible(toks: &[Tok], at: usize) -> Read {
    // "can be seen by everyone but changed only by clerks"
    let seen =
        |toks: &[Tok]| (at + 1..toks.len().min(at + 8)).any(|n| any(toks, n, &["seen", "viewed", "read"]));
    if seen(toks)
        && let Some((facts, end)) = passive(toks, at)
        && facts.len() > 1
    {
        return Some((facts, end));
    }
    let (objects, next) = noun_list(toks, at)?;
    let next = eat_first(
        toks,
        next,
        &[
            "is|are only? visible|readable|accessible|viewable to|by|for only?",
            "must|should be only? visible|readable|accessible|viewable to|by|for only?",
            "can be seen|viewed|read by",
        ],
    )?;
    let (who, end) = roles(toks, next)?;
    let end = eat_first(toks, end, &["only"]).unwrap_or(end);
    let act = Act { verb: "read".to_owned(), toks: at..end };
    Some((
        vec![Fact::Permit {
            who,
            acts: vec![act],
            objects,
            own: false,
            only: true,
            deny: false,
            toks: at..end,
        }],
        end,
    ))
}

/// `books can only be deleted by admins`; without `by` see the states and denials.
/// `(results …) and are entered by timekeepers only`: of what was spoken of.
fn done_only_by(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    let object = subject.filter(|_| at > 0 && any(toks, at, &["is", "are"]))?.clone();
    let next = eat_first(toks, at, &["is|are only?"])?;
    let (acts, by) = past_acts(toks, next)?;
    let by = eat_first(toks, by, &["only? by", "by only?", "exclusively by"])?;
    let (who, end) = roles(toks, by)?;
    let behind = eat_first(toks, end, &["only|exclusively|alone"]);
    let only = behind.is_some() || (at..by).any(|n| any(toks, n, &["only", "exclusively"]));
    let end = behind.unwrap_or(end);
    only.then(|| {
        let objects = vec![object];
        (vec![Fact::Permit { who, acts, objects, own: false, only: true, deny: false, toks: at..end }], end)
    })
}

fn passive(toks: &[Tok], at: usize) -> Read {
    let (mut objects, mut next) = noun_list(toks, at)?;
    // "Rehearsals and pieces are created …": the last name begins no clause of its own.
    if objects.iter().all(|np| np.plural)
        && let Some((np, after)) = eat_first(toks, next, &[", and", "and"]).and_then(|n| noun_phrase(toks, n))
        && np.plural
        && eat_first(toks, after, &["is|are|can|may|must|cannot"]).is_some()
    {
        objects.push(np);
        next = after;
    }
    // "the recipe of a batch can't be changed": what the batch says of it.
    if let [np] = objects.as_slice()
        && let Some((owner, after)) = eat(toks, next, "of").and_then(|n| noun_phrase(toks, n))
        && let Some(verb) = refusal(toks, after).and_then(|n| eat_first(toks, n, &["be"]))
        && let Some((acts, end)) = past_acts(toks, verb)
        && acts
            .iter()
            .all(|act| matches!(act.verb.as_str(), "change" | "edit" | "update" | "modify" | "alter"))
    {
        let end = eat_first(toks, end, &["later|afterwards|anymore|again", "any more", "after creation"])
            .unwrap_or(end);
        let field = Some(np.clone());
        let mods = vec![super::super::evidence::Mod::Immutable];
        return Some((vec![Fact::About { field, owner: Some(owner), mods, toks: at..end }], end));
    }
    let start = next;
    let (deny, next) = match eat_first(
        toks,
        next,
        &[
            "cannot|can't|mustn't only? be",
            "can|may|must|should not|never be",
            "can|may|must|should neither be",
            "are|is never",
        ],
    ) {
        Some(next) => (true, next),
        None => {
            // "Sailings: read by everyone, written by admins"
            let told = eat_first(toks, next, &[":"])
                .filter(|n| past_acts(toks, *n).is_some_and(|(_, by)| any(toks, by, &["by", "only"])));
            let is = || {
                eat_first(
                    toks,
                    next,
                    &["can|may|must|should|shall|will|has|have only|also|to? be", "is|are only", "is|are"],
                )
            };
            (false, told.or_else(is)?)
        }
    };
    let only = (at..next).any(|n| any(toks, n, &["only"]));
    let (acts, mut next) = past_acts(toks, next)?;
    if let Some(by) = eat_first(toks, next, &["only? by", "by only?", "exclusively by"]) {
        let plain = any(toks, start, &["is", "are"]) && !only;
        // "pieces are created and edited by the conductor": two deeds on records are a right.
        let deeds = acts.len() > 1
            && acts
                .iter()
                .all(|act| crate::assemble::permits::ops_of(&act.verb).is_some_and(|ops| ops.len() == 1))
            && any(toks, by, &["the"]);
        if plain && !deeds && any(toks, by, &["a", "an", "one", "exactly", "the", "at", "max", "no", "up"]) {
            return None;
        }
        // "may be changed by nobody but inspectors"
        if let Some((who, end)) = eat_first(toks, by, &["nobody|noone", "no one|user"])
            .filter(|_| !deny)
            .and_then(|n| but_those(toks, n))
            .filter(|(_, end)| ends_there(toks, *end))
        {
            let fact =
                Fact::Permit { who, acts, objects, own: false, only: true, deny: false, toks: at..end };
            return Some((vec![fact], end));
        }
        // "must never be deleted by anybody": by nobody, with or without an account.
        const NOBODY: &[&str] =
            &["anybody|anyone|everybody|everyone else?", "any user|users|role|person|account"];
        if let Some(end) = eat_first(toks, by, NOBODY).filter(|_| deny && !only) {
            // "… by anybody but the author", "… by anyone except admins": by those, and by nobody else.
            const BUT: &[&str] = &[",? but|except|besides for?", ",? other than", ",? apart|aside from"];
            if let Some(but) = eat_first(toks, end, BUT) {
                let (who, end) = roles(toks, but).or_else(|| people::named(toks, but))?;
                let made = acts::who_did(toks, end);
                let (own, end) = (made.is_some(), made.unwrap_or(end));
                if !ends_there(toks, end) {
                    return None;
                }
                let fact = Fact::Permit { who, acts, objects, own, only: true, deny: false, toks: at..end };
                return Some((vec![fact], end));
            }
            let whole = toks.get(end).is_none_or(|tok| !tok.word || any(toks, end, &["and", "but", "or"]));
            return whole.then(|| (vec![Fact::Deny { acts, objects, toks: at..end }], end));
        }
        // "by the person who created it"
        const SOMEBODY: &[&str] = &["the|a|an? person|people|user|users|one|those|somebody|someone"];
        let somebody = || {
            let end = eat_first(toks, by, SOMEBODY)?;
            acts::who_did(toks, end)?;
            Some((vec![(Who::User, by..end)], end))
        };
        let (who, end) = somebody().or_else(|| roles(toks, by))?;
        let end = eat_first(toks, end, &["only|exclusively|alone"]).unwrap_or(end);
        // Who may not do it says nothing of whether there are accounts: "a song cannot be sung by a singer".
        let only = only || !deny;
        // "by the clerk who created it and by inspectors"
        let made = acts::who_did(toks, end).filter(|_| !deny && who.len() == 1);
        let (own, mut end) = (made.is_some(), made.unwrap_or(end));
        let things = objects.clone();
        let mut facts =
            vec![Fact::Permit { who, acts: acts.clone(), objects, own, only, deny, toks: at..end }];
        let also = || {
            let (who, end) = roles(toks, eat_first(toks, end, &["and|or also? by"])?)?;
            ends_there(toks, end).then_some((who, end))
        };
        if let Some((who, over)) = also().filter(|_| own) {
            let (acts, objects) = (acts.clone(), things.clone());
            facts.push(Fact::Permit { who, acts, objects, own: false, only, deny, toks: end..over });
            end = over;
        }
        // "sailings are created by admins, tickets by clerks": the same deeds, on others.
        while let Some((others, by)) = eat_first(toks, end, &["and|while", ", and|while?"])
            .and_then(|n| noun_list(toks, n))
            .filter(|(others, _)| !deny && !own && others.iter().all(|np| np.plural))
            && let Some((who, after)) = eat_first(toks, by, &["only? by"]).and_then(|n| roles(toks, n))
            && ends_there(toks, after)
        {
            let (acts, objects) = (acts.clone(), others);
            facts.push(Fact::Permit { who, acts, objects, own: false, only, deny, toks: end..after });
            end = after;
        }
        // "can be created by clerks and deleted by inspectors only"
        while let Some((acts, by)) = eat_first(toks, end, &["and|but|while", ", and|but?"])
            .and_then(|n| past_acts(toks, eat_first(toks, n, &["can? be"]).unwrap_or(n)))
            .filter(|_| !deny)
            && let Some((who, after)) =
                eat_first(toks, by, &["only? by", "by only?", "exclusively by"]).and_then(|n| roles(toks, n))
        {
            let over = eat_first(toks, after, &["only|exclusively|alone"]).unwrap_or(after);
            let objects = things.clone();
            facts.push(Fact::Permit { who, acts, objects, own: false, only: true, deny, toks: end..over });
            end = over;
        }
        return Some((facts, end));
    }
    if !deny || only {
        return None;
    }
    next = eat_first(
        toks,
        next,
        &[
            "once|after created|creation",
            "at all",
            "anymore",
            "any more",
            "again",
            "afterwards|later",
            "after they|it are|is? created",
            "once stored|saved|created|cast|placed|recorded|submitted|booked|entered",
            "after they|it have|has been stored|saved|created|cast|placed|recorded|submitted",
            "after creation",
        ],
    )
    .unwrap_or(next);
    let known = acts.iter().all(|act| {
        matches!(act.verb.as_str(), "delete" | "remove" | "edit" | "update" | "change" | "modify" | "create")
    });
    let cut = any(
        toks,
        next,
        &[
            "while", "if", "when", "unless", "until", "before", "by", "twice", "as", "outside", "without",
            "except",
        ],
    );
    (known && !cut).then(|| (vec![Fact::Deny { acts, objects, toks: at..next }], next))
}
