//! Who may do what: `only admins may delete`, `users can edit their own notes`, user stories.

use super::{
    super::{
        cursor::{any, eat, eat_first, low},
        evidence::{Act, Fact, Np, Quant, Who},
        lexicon::{Form, lexicon},
        noun::{begins_clause, noun_list, noun_phrase},
        token::Tok,
    },
    Read,
};
use crate::words;
use std::ops::Range;

/// `As a librarian I want to add books so that …`
pub fn story(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(toks, at, &["as a|an|the"])?;
    let (np, next) = noun_phrase(toks, next)?;
    // Whoever a story speaks for is a role.
    let who = vec![(role_of(&np).unwrap_or_else(|| Who::Role(low_singular(&np))), np.toks.clone())];
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
    )?;
    let next = eat_first(toks, next, &["also", "be able to", "to be able to", "to"]).unwrap_or(next);
    let (mut facts, mut end) = acts(toks, next, &who, false, false, at)?;
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

pub fn read(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    listed(toks, at)
        .or_else(|| append_only(toks, at))
        .or_else(|| the_only_ones(toks, at))
        .or_else(|| passive(toks, at))
        .or_else(|| enabling(toks, at))
        .or_else(|| requirement(toks, at))
        .or_else(|| active(toks, at, subject))
}

/// The role a phrase stands for; `None` where it is a thing.
fn role_of(np: &Np) -> Option<Who> {
    let last = words::singular(np.last());
    let low = np.key();
    if matches!(
        np.last(),
        "anyone"
            | "everyone"
            | "everybody"
            | "anybody"
            | "public"
            | "guests"
            | "guest"
            | "visitors"
            | "visitor"
            | "world"
            | "people"
    ) || low.contains("unauthenticated")
        || low.contains("anonymous")
    {
        return Some(Who::Public);
    }
    if matches!(last.as_str(), "admin" | "administrator") || low == "superuser" || low == "superusers" {
        return Some(Who::Role("admin".to_owned()));
    }
    if last == "user" || last == "account" {
        // "logged-in users", "registered users", "users"; but "premium users" is a role.
        let general = np.low.len() == 1
            || np.low.iter().any(|w| {
                matches!(
                    w.as_str(),
                    "logged"
                        | "registered"
                        | "authenticated"
                        | "signed"
                        | "normal"
                        | "regular"
                        | "ordinary"
                        | "other"
                        | "different"
                        | "standard"
                        | "individual"
                        | "app"
                        | "end"
                        | "api"
                        | "new"
                        | "verified"
                )
            });
        return Some(if general { Who::User } else { Who::Role(low_singular(np)) });
    }
    if lexicon().holders.contains(&last) && matches!(np.quant, Quant::The) && !np.plural {
        return Some(Who::Holder(last));
    }
    (lexicon().roles.contains(&last) || np.last() == "staff").then(|| Who::Role(low_singular(np)))
}

fn low_singular(np: &Np) -> String {
    let mut words_of = np.low.clone();
    if let Some(last) = words_of.last_mut() {
        *last = words::singular(last);
    }
    if words_of.last().is_some_and(|w| w == "member") && words_of.first().is_some_and(|w| w == "staff") {
        return "staff".to_owned();
    }
    words::snake(&words_of.join(" ")).unwrap_or_default()
}

/// Who is spoken of, with the words that name them.
type People = Vec<(Who, Range<usize>)>;

/// One or more roles: `admins and managers`, `anyone`, `logged-in users`.
fn roles(toks: &[Tok], at: usize) -> Option<(People, usize)> {
    let mut found = Vec::new();
    let mut at = at;
    loop {
        let (who, next) = one_role(toks, at)?;
        found.push((who, at..next));
        at = next;
        match eat_first(toks, at, &["and|or|and/or", ", and|or?", ","]) {
            Some(next) if one_role(toks, next).is_some() => at = next,
            _ => break,
        }
    }
    Some((found, at))
}

fn one_role(toks: &[Tok], at: usize) -> Option<(Who, usize)> {
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "anyone",
            "everyone",
            "everybody",
            "anybody",
            "the public",
            "public users",
            "unauthenticated|anonymous users|visitors|callers?",
            "all visitors",
            "guests",
            "visitors",
            "people",
        ],
    ) {
        return Some((Who::Public, eat_first(toks, next, &["else"]).unwrap_or(next)));
    }
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "any|every|all|each|the? logged in users|user|people|members?",
            "any|every|all|each|the? logged - in users|user|people|members?",
            "signed - in users|user",
            "authenticated|registered users|user|people?",
            "someone who is logged in",
        ],
    ) {
        return Some((Who::User, next));
    }
    // "by two people": how many, not who.
    let (np, next) = noun_phrase(toks, at).filter(|(np, _)| np.quant != Quant::Many)?;
    let who = role_of(&np)?;
    // "the author of a post"
    let next = match (&who, eat(toks, next, "of")) {
        (Who::Holder(_), Some(of)) => noun_phrase(toks, of).map_or(next, |(_, end)| end),
        _ => next,
    };
    Some((who, eat_first(toks, next, &["role", "themselves", "users", "( role )"]).unwrap_or(next)))
}

const CAN: &[&str] = &[
    "can|may|could|should|must|shall|will also? be able to",
    "can|may|could|should|must|shall|will",
    "is|are allowed|able|permitted|authorised|authorized to",
    "has|have the? right|ability|permission to",
    "is|are only allowed|able|permitted to",
    "gets|get to",
];
const CANNOT: &[&str] = &[
    "cannot|can't|mustn't|shouldn't",
    "can|may|must|should|shall|will not be? able? to?",
    "is|are not allowed|able|permitted to",
    "isn't|aren't allowed|able|permitted to",
    "is|are forbidden to|from",
    "may never",
];

fn active(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    // "… and can only edit the deals they own": still the same people.
    if let (Some(who), Some(verb)) = (subject.and_then(role_of), eat_first(toks, at, CAN)) {
        let only = eat(toks, verb, "only");
        let who = [(who, at..at)];
        return acts(toks, only.unwrap_or(verb), &who, only.is_some(), false, at);
    }
    let only_at = eat_first(toks, at, &["only", "just"])
        .or_else(|| eat_first(toks, at, &["nobody|noone but|except", "no one but|except"]));
    if let Some(next) =
        eat_first(toks, at, &["nobody", "no one", "noone", "no user|users"]).filter(|_| only_at.is_none())
    {
        let next = eat_first(toks, next, CAN)?;
        let (found, end) = acts(toks, next, &[], false, true, at)?;
        let denied = found
            .into_iter()
            .filter_map(|fact| {
                if let Fact::Permit { acts, objects, toks, .. } = fact {
                    Some(Fact::Deny { acts, objects, toks })
                } else {
                    None
                }
            })
            .collect();
        return Some((denied, end));
    }
    if let Some((list, next)) = eat(toks, at, "no")
        .filter(|_| only_at.is_none())
        .and_then(|n| verbs(toks, n))
        .filter(|(list, _)| list.iter().all(|act| low(toks, act.toks.start).ends_with("ing")))
    {
        let (objects, end) =
            noun_list(toks, eat(toks, next, "of").unwrap_or(next)).unwrap_or((Vec::new(), next));
        return Some((vec![Fact::Deny { acts: list, objects, toks: at..end }], end));
    }
    let (who, next) = roles(toks, only_at.unwrap_or(at))
        .or_else(|| owners(toks, at))
        .or_else(|| strangers(toks, only_at.unwrap_or(at)))?;
    let holder_alone = who.iter().all(|(who, _)| matches!(who, Who::Holder(_)));
    let (deny, verb) = match eat_first(toks, next, CANNOT) {
        Some(verb) => (true, verb),
        None => match eat_first(toks, next, CAN) {
            Some(verb) => (false, verb),
            // "admins manage everything", "librarians add and edit books"
            None if begins_act(toks, next) && !holder_alone => (false, next),
            None => return None,
        },
    };
    let (only_verb, verb) = match eat_first(toks, verb, &["only", "just"]) {
        Some(verb) => (true, verb),
        None => (false, verb),
    };
    acts(toks, verb, &who, only_at.is_some() || only_verb, deny, at)
}

/// `readings are append-only: never updated, never deleted`
fn append_only(toks: &[Tok], at: usize) -> Read {
    let (np, next) = noun_phrase(toks, at)?;
    let next = eat_first(
        toks,
        next,
        &[
            "is|are|must be? append - only",
            "is|are|must be? append only",
            "is|are|must be? write - once",
            "is|are|must be? write once",
            "is|are|must be? immutable|final",
        ],
    )?;
    let mut end = next;
    while let Some(next) = eat_first(
        toks,
        end,
        &[
            ":|,|—|( they|it|so? is|are? never|not updated|changed|edited|deleted|removed|modified",
            "and|or never|not? updated|changed|edited|deleted|removed|modified",
            ") ",
        ],
    ) {
        end = next;
    }
    let acts = ["update", "delete"].map(|verb| Act { verb: verb.to_owned(), toks: next - 1..next });
    Some((vec![Fact::Deny { acts: acts.to_vec(), objects: vec![np], toks: at..end }], end))
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

/// `Residents can only see their own permits`: whoever has things of their own is a role.
fn owners(toks: &[Tok], at: usize) -> Option<(People, usize)> {
    let (np, next) = noun_phrase(toks, at)?;
    let verb = eat_first(toks, next, CAN)?;
    let verb = eat_first(toks, verb, &["only", "just"]).unwrap_or(verb);
    let (_, after) = verbs(toks, verb)?;
    let own = eat_first(toks, after, &["only? their own"]).is_some();
    let plain = np.plural && np.quant == Quant::Bare && np.low.len() == 1;
    (own && plain).then(|| (vec![(Who::Role(low_singular(&np)), at..next)], next))
}

/// `headteachers may delete grades`, `the commander can close operations`: whoever may do what only
/// people do is a role, though no list has the word.
fn strangers(toks: &[Tok], at: usize) -> Option<(People, usize)> {
    const ACTS: &[&str] = &[
        "create", "add", "edit", "update", "delete", "remove", "manage", "read", "view", "see", "list",
        "approve", "reject", "publish", "cancel", "close", "reopen", "pin", "lock", "unlock", "moderate",
        "assign", "ban", "archive", "export", "change", "modify", "confirm", "decline", "accept", "browse",
        "register", "submit", "upload", "resolve", "merge", "review", "rate", "grade",
    ];
    let mut found = Vec::new();
    let mut next = at;
    loop {
        let (np, after) = noun_phrase(toks, next)?;
        let named =
            np.plural && np.quant == Quant::Bare || matches!(np.quant, Quant::The | Quant::One | Quant::Each);
        let thing =
            lexicon().technical.contains(np.last()) || super::is_field_word(np.last()) || np.low.len() > 2;
        if !named || thing {
            return None;
        }
        found.push((Who::Role(low_singular(&np)), next..after));
        next = after;
        match eat_first(toks, next, &["and|or", ", and|or?", ","]) {
            Some(more) if found.len() < 4 => next = more,
            _ => break,
        }
    }
    let verb = eat_first(toks, next, CAN).or_else(|| eat_first(toks, next, CANNOT))?;
    let verb = eat_first(toks, verb, &["only", "just", "also"]).unwrap_or(verb);
    let (acts, after) = verbs(toks, verb)?;
    let does = acts.first().is_some_and(|act| ACTS.contains(&act.verb.as_str()));
    let many = noun_phrase(toks, after).is_some_and(|(np, _)| np.quant == Quant::Many);
    (does && !many).then_some((found, next))
}

/// `Roles: member, trainer, admin`, `There are three roles: …`
pub fn listed(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(
        toks,
        at,
        &[
            "user? roles|role :|=|—",
            "the? roles|role are|is :?",
            "there are|is two|three|four|five|2|3|4|5? user? roles|role ,|:",
            "with roles|the_ :?",
        ],
    )?;
    let mut names = Vec::new();
    let mut end = next;
    while let Some((np, after)) = noun_phrase(toks, end).filter(|(np, _)| np.low.len() <= 2) {
        let name = match low_singular(&np).as_str() {
            "administrator" => "admin".to_owned(),
            name => name.to_owned(),
        };
        names.push(name);
        // "admin (everything), …": what stands in parentheses is told elsewhere.
        end = after;
        match eat_first(toks, end, &[", and|or", ",", "and|or", "/", "|", ";"]) {
            Some(more) => end = more,
            None => break,
        }
    }
    (!names.is_empty()).then(|| (vec![Fact::Roles { names, toks: at..end }], end))
}

/// A verb in its base form whose object follows, as the act of a role.
fn begins_act(toks: &[Tok], at: usize) -> bool {
    const ACTS: &[&str] = &[
        "manage", "create", "add", "edit", "update", "delete", "remove", "approve", "reject", "view", "see",
        "browse", "read", "publish", "assign", "close", "resolve", "submit", "confirm", "cancel", "accept",
        "report", "record", "log",
    ];
    lexicon()
        .verb(low(toks, at))
        .is_some_and(|(base, form)| matches!(form, Form::Base | Form::Third) && ACTS.contains(&base))
}

/// `allow users to create tasks`, `lets members borrow books`
fn enabling(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(
        toks,
        at,
        &["allow|allows|allowing|let|lets|letting|enable|enables|enabling|permit|permits"],
    )?;
    let (who, next) = roles(toks, next)?;
    let next = eat(toks, next, "to").unwrap_or(next);
    acts(toks, next, &who, false, false, at)
}

/// `deleting requires the admin role`, `only deletable by admins`, `you must be logged in to create posts`
fn requirement(toks: &[Tok], at: usize) -> Read {
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "you|users|people|callers|one must|should|have|need|needs|has to? be? logged|signed - in to",
            "you|users|people|callers|one must|should|have|need|needs|has to? be? logged|signed in to",
            "one|you|users must|need to? log in to",
        ],
    ) {
        return acts(toks, next, &[(Who::User, at..next)], false, false, at);
    }
    let (list, next) = verbs(toks, at)?;
    if list.iter().any(|act| !low(toks, act.toks.start).ends_with("ing")) {
        return None;
    }
    let (objects, next) =
        objects(toks, next).map_or((Vec::new(), next), |(objects, _, next)| (objects, next));
    let next = eat_first(
        toks,
        next,
        &[
            "requires|require",
            "is|are only|reserved|restricted|limited for|to|allowed|possible? for|to?",
            "needs|need",
            "is|are for",
            "is|are",
        ],
    )?;
    let next = eat_first(toks, next, &["an?", "the", "only"]).unwrap_or(next);
    if let Some(end) = eat_first(
        toks,
        next,
        &["login", "authentication", "a|an? login|account", "being logged in", "log in"],
    ) {
        return Some((
            vec![Fact::Permit {
                who: vec![(Who::User, next..end)],
                acts: list,
                objects,
                own: false,
                only: false,
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

/// `books can only be deleted by admins`; without `by` see the states and denials.
fn passive(toks: &[Tok], at: usize) -> Read {
    let (objects, next) = noun_list(toks, at)?;
    let start = next;
    let (deny, next) = match eat_first(
        toks,
        next,
        &["cannot|can't|mustn't only? be", "can|may|must|should not|never be", "are|is never"],
    ) {
        Some(next) => (true, next),
        None => {
            (false, eat_first(toks, next, &["can|may|must|should only|also? be", "is|are only", "is|are"])?)
        }
    };
    let only = (at..next).any(|n| any(toks, n, &["only"]));
    let (acts, mut next) = past_acts(toks, next)?;
    if let Some(by) = eat_first(toks, next, &["only? by", "by only?", "exclusively by"]) {
        let plain = any(toks, start, &["is", "are"]) && !only;
        if plain && any(toks, by, &["a", "an", "one", "exactly", "the"]) {
            return None;
        }
        let (who, end) = roles(toks, by)?;
        return Some((
            vec![Fact::Permit { who, acts, objects, own: false, only: true, deny, toks: at..end }],
            end,
        ));
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

fn past_acts(toks: &[Tok], at: usize) -> Option<(Vec<Act>, usize)> {
    let mut found = Vec::new();
    let mut at = at;
    loop {
        let verb = super::past_verb(toks, at)?;
        found.push(Act { verb, toks: at..at + 1 });
        at += 1;
        match eat_first(toks, at, &[", and|or?", "and|or", "/", ","]) {
            Some(next) if super::past_verb(toks, next).is_some() => at = next,
            _ => break,
        }
    }
    Some((found, at))
}

/// `create, edit and delete`
fn verbs(toks: &[Tok], at: usize) -> Option<(Vec<Act>, usize)> {
    let mut found = Vec::new();
    let mut at = at;
    while let Some((verb, next)) = verb_phrase(toks, at) {
        found.push(Act { verb, toks: at..next });
        at = next;
        match eat_first(toks, at, &[", and|or?", "and|or|and/or", "/", ",", "&"]) {
            Some(next)
                if verb_phrase(toks, eat(toks, next, "to").unwrap_or(next))
                    .is_some_and(|(_, after)| !begins_clause(toks, after)) =>
            {
                at = eat(toks, next, "to").unwrap_or(next)
            }
            _ => break,
        }
    }
    (!found.is_empty()).then_some((found, at))
}

fn verb_phrase(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    for (phrase, verb) in [
        ("look at|up", "view"),
        ("search for|through?", "search"),
        ("sign up", "register_account"),
        ("log in|out?", "login"),
        ("login", "login"),
        ("register", "register"),
        ("do|perform everything|anything", "manage"),
        ("mark", "mark"),
        ("have full access to?", "manage"),
        ("full access to", "manage"),
        ("access", "view"),
        ("crud", "manage"),
        ("write|leave", "create"),
        ("keep track of", "manage"),
        ("take out", "take"),
        ("check out", "checkout"),
    ] {
        if let Some(next) = eat(toks, at, phrase) {
            return Some((verb.to_owned(), next));
        }
    }
    let (base, form) = lexicon().verb(low(toks, at))?;
    matches!(form, Form::Base | Form::Third | Form::Gerund).then(|| (base.to_owned(), at + 1))
}

/// What the verbs act on; `own` for `their own notes`.
fn objects(toks: &[Tok], at: usize) -> Option<(Vec<Np>, bool, usize)> {
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "everything",
            "all of them",
            "all",
            "anything",
            "them all?",
            "it",
            "these",
            "all data|records|resources|items|of it",
        ],
    ) && (!toks.get(next).is_some_and(|t| t.word && noun_phrase(toks, at).is_some())
        || any(toks, at, &["everything", "anything", "them", "it"]))
    {
        return Some((Vec::new(), false, next));
    }
    let only = eat_first(toks, at, &["only"]).unwrap_or(at);
    // "sees only his own"
    if let Some(next) = eat_first(toks, only, &["their|his|her|my own ones?", "theirs", "his"])
        .filter(|n| toks.get(*n).is_none_or(|t| !t.word || t.is("and")))
    {
        return Some((Vec::new(), true, next));
    }
    let (found, next) = noun_list(toks, only)?;
    let mut own = found.iter().any(|np| np.own);
    let their = any(toks, only, &["their", "his", "her"]);
    own |= their;
    // "notes that they created", "tasks assigned to them"
    let end = match eat_first(
        toks,
        next,
        &[
            "that|which? they|he|she|i have|has? created|wrote|written|own|posted|made|added|uploaded",
            "created|written|owned|posted|made|added by them|themselves|me",
            "of their own",
            "they own|created|wrote",
            "that|which are|is? assigned to them|me",
            "belonging to them|me",
            "that|which belong|belongs to them|me",
        ],
    ) {
        Some(end) => {
            own = true;
            end
        }
        None => next,
    };
    Some((found, own, end))
}

/// Groups of verbs with their objects, one fact each.
fn acts(
    toks: &[Tok],
    start: usize,
    who: &[(Who, Range<usize>)],
    only: bool,
    deny: bool,
    from: usize,
) -> Read {
    let mut facts = Vec::new();
    let mut at = start;
    let mut begin = from;
    for _ in 0..8 {
        if let Some((found, end)) = super::listing::verbal(toks, at).filter(|_| !deny) {
            if begin < at {
                facts.push(Fact::Filler { toks: begin..at });
            }
            facts.extend(found);
            at = end;
        } else if let Some((found, end)) = super::auth::read(toks, at).filter(|_| !deny) {
            if begin < at {
                facts.push(Fact::Filler { toks: begin..at });
            }
            facts.extend(found);
            at = end;
        } else {
            let Some((list, next)) = verbs(toks, at) else { break };
            let prefixed = eat_first(toks, next, &["for|in|to|on|at"]).unwrap_or(next);
            let (found, own, end) = objects(toks, prefixed).unwrap_or((Vec::new(), false, next));
            let end = eat_first(
                toks,
                end,
                &[
                    "from the list|system|database|collection",
                    "in|into|to the system|database|app|list|collection",
                    "as well",
                    "too",
                    "freely",
                    "at any time",
                    ", even without logging|signing in",
                    ", even without a|an? login|account|authentication|registration",
                    "even? without logging|signing in",
                    "even? without a|an? login|account|authentication|registration|registering",
                ],
            )
            .unwrap_or(end);
            let made = found.last().cloned().filter(|np| np.plural || np.quant == Quant::One);
            facts.push(Fact::Permit {
                who: who.to_vec(),
                acts: list,
                objects: found,
                own,
                only,
                deny,
                toks: begin..end,
            });
            at = end;
            // "create assignments with a title and a due date"
            if let (Some(np), Some((items, after))) =
                (made, eat(toks, end, "with").and_then(|n| super::super::list::items(toks, n)))
                && items
                    .iter()
                    .any(|item| item.np.quant == Quant::One || super::is_field_word(item.np.last()))
            {
                facts.push(Fact::Has { subject: Some(np), items, toks: end..after, from_frame: false });
                at = after;
            }
        }
        // "… and see their own loans": another group of the same people.
        let Some(next) = eat_first(
            toks,
            at,
            &[", and also? to?", ", but", "and also? to?", ", as well as", ", or to?", "or to?", ", to", ","],
        ) else {
            break;
        };
        let next = eat_first(toks, next, &["can|may|only|also", "can only", "be able to"])
            .filter(|n| verb_phrase(toks, *n).is_some())
            .unwrap_or(next);
        let more = verb_phrase(toks, next).is_some_and(|(_, after)| !begins_clause(toks, after))
            && noun_phrase(toks, next).is_none_or(|(_, after)| !begins_clause(toks, after))
            || super::listing::verbal(toks, next).is_some();
        let other_subject = roles(toks, next).is_some_and(|(_, after)| {
            eat_first(toks, after, CAN).or_else(|| eat_first(toks, after, CANNOT)).is_some()
        });
        if !more || other_subject {
            break;
        }
        begin = at;
        at = next;
    }
    (!facts.is_empty()).then_some((facts, at))
}
