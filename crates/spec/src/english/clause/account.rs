//! People with accounts, and what is theirs, put together from their parts: who (`users`, `every member`), how they
//! get in (`register`, `sign up with email and password`, `have accounts`); and what they see or change (`only what
//! they created`, `just their own data`), or whose everything is (`all data belongs to the user who made it`).

use super::{
    super::{
        cursor::{any, eat_first, refusal},
        evidence::{Act, Fact, Item, Np, Who},
        lexicon::lexicon,
        list,
        noun::noun_phrase,
        people::stated,
        token::Tok,
    },
    Read, has, permit,
};
use crate::words;

pub fn read(toks: &[Tok], at: usize) -> Read {
    who_there_is(toks, at)
        .or_else(|| giving_roles(toks, at))
        .or_else(|| enters(toks, at))
        .or_else(|| theirs(toks, at))
        .or_else(|| belongs(toks, at))
        .or_else(|| strangers(toks, at))
}

/// `Users have the roles reporter and admin`, `new users are employees`
pub fn who_there_is(toks: &[Tok], at: usize) -> Read {
    // There are roles then; that somebody takes one for themselves is no right that can be built.
    if let Some((chosen, begin)) = stated::choosing(toks, at) {
        let names = chosen.names.iter().filter_map(|name| stated::role(toks, name)).collect();
        let facts = vec![
            Fact::Auth { scheme: None, toks: at..begin },
            Fact::Roles { names, toks: begin..begin },
            Fact::Unread { toks: begin..chosen.end },
        ];
        return Some((facts, chosen.end));
    }
    let found = stated::read(toks, at).or_else(|| stated::beside(toks, at))?;
    let toks_of = at..found.end;
    let names: Vec<String> = found.names.iter().filter_map(|name| stated::role(toks, name)).collect();
    let facts = match (found.at_first, names.first()) {
        (true, Some(name)) => vec![Fact::FirstRole { name: name.clone(), toks: toks_of }],
        _ => vec![Fact::Roles { names, toks: toks_of }],
    };
    if let Some((name, end)) = stated::default_behind(toks, found.end)
        && let Some(role) = stated::role(toks, &name)
            .filter(|role| matches!(&facts[..], [Fact::Roles { names, .. }] if names.contains(role)))
    {
        let first = Fact::FirstRole { name: role, toks: found.end..end };
        return Some((facts.into_iter().chain([first]).collect(), end));
    }
    Some((facts, found.end))
}

/// `… with accounts for hosts and guests`, behind what else is said.
pub fn beside(toks: &[Tok], at: usize) -> Read {
    let found = stated::beside(toks, at)?;
    let names = found.names.iter().filter_map(|name| stated::role(toks, name)).collect();
    Some((vec![Fact::Roles { names, toks: at..found.end }], found.end))
}

type People = Vec<(Who, std::ops::Range<usize>)>;

/// `users`, `each member`, `everybody`; never things.
fn people(toks: &[Tok], at: usize) -> Option<(People, usize)> {
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "all|the|our|my|different|multiple? users|people|accounts",
            "a|an|each|every|any|one|the user|person|account",
            "everybody|everyone|anybody|anyone|you|they|we|i|people",
        ],
    ) {
        return Some((vec![(Who::User, at..next)], next));
    }
    let (np, next) = noun_phrase(toks, at)?;
    let role = np.low.len() <= 2 && (np.person || lexicon().roles.contains(&words::singular(np.last())));
    let who = permit::role_of(&np).unwrap_or_else(|| Who::Role(permit::low_singular(&np)));
    (role && !matches!(who, Who::Public)).then(|| (vec![(who, at..next)], next))
}

/// `register with a name, email and password`: what they enter beside what every account has.
fn with_more(toks: &[Tok], at: usize, end: usize, who: &People) -> Read {
    let next = eat_first(toks, end, &["with|using|by giving|entering|providing? their?"])?;
    let (mut items, after) = list::items(toks, next)?;
    let entered = |item: &Item| {
        matches!(
            item.np.key().as_str(),
            "email" | "e-mail" | "email address" | "mail address" | "password" | "username"
        )
    };
    let known = items.iter().filter(|item| entered(item)).count();
    items.retain(|item| !entered(item));
    // "Attendees register with name and email" for what they attend; a password is for an account.
    let secret = toks.get(next..after)?.iter().any(|tok| tok.is("password"));
    let users = who.iter().all(|(who, _)| *who == Who::User);
    if known == 0 || items.is_empty() || !(secret || users) {
        return None;
    }
    let auth = Fact::Auth { scheme: None, toks: at..next };
    let names = roles_of(who);
    let subject = Some(crowd_as_thing(toks, who));
    let mut facts = vec![auth];
    if !names.is_empty() {
        facts.push(Fact::Roles { names, toks: at..next });
    }
    facts.push(Fact::Has { subject, items, toks: next..after, from_frame: false });
    Some((facts, after))
}

/// The people as what is described: accounts, or those of a role.
fn crowd_as_thing(toks: &[Tok], who: &People) -> Np {
    let named = who.first().filter(|(who, _)| *who != Who::User).map(|(_, at)| at.clone());
    let low = named.map(|at| toks[at].iter().map(|tok| tok.low.clone()).collect::<Vec<_>>());
    let low = low.filter(|low| !low.is_empty()).unwrap_or_else(|| vec!["users".to_owned()]);
    Np { name: low.join(" "), low, plural: true, ..Np::default() }
}

/// `Admins can change the role of a user`, `roles are given by admins`: what accounts have anyway.
fn giving_roles(toks: &[Tok], at: usize) -> Read {
    const WHOSE: &[&str] = &[
        "the? role|roles of|to a|an|any|all|every|other|another|each|the? other|new? user|users|account|accounts|people|member|members|person|others",
        "a|an|any|all|every|other|another|each|the? other|new? user|users|account|accounts|member|members|people|person role|roles",
        "a|the? role|roles to a|an|any|all|other|new? user|users|account|accounts|people|members|others",
        "user? roles",
    ];
    const ADMINS: &[&str] = &["the|an|all? admin|admins|administrator|administrators"];
    let start = eat_first(toks, at, &["only|just the?"]).unwrap_or(at);
    let active = || {
        let next = eat_first(toks, start, ADMINS)?;
        let next =
            eat_first(toks, next, &["can|may|should|must|shall|will also|only?", "is|are allowed|able to"])
                .unwrap_or(next);
        let next = eat_first(
            toks,
            next,
            &[
                "change|changes|assign|assigns|give|gives|set|sets|edit|edits|update|updates|manage|manages|grant|grants|choose|chooses|decide|decides|modify|modifies and|or? change|revoke|remove|edit?",
                "hand|hands|give|gives out",
            ],
        )?;
        // "give users a role"
        let turned =
            eat_first(toks, next, &["other|new? users|accounts|people|members a|the|their? role|roles"]);
        eat_first(toks, next, WHOSE).or(turned)
    };
    let passive = || {
        let next = eat_first(toks, start, WHOSE)?;
        let next = eat_first(toks, next, &["can|may|must|should only|also? be", "is|are only?"])?;
        let next = eat_first(toks, next, &["given|changed|set|assigned|granted|handed|edited|managed out?"])?;
        let by = eat_first(toks, next, &["only? by only? the|an?"])?;
        eat_first(toks, by, ADMINS)
    };
    let end = active().or_else(passive)?;
    let over = toks.get(end).is_none_or(|tok| !tok.word || tok.is("and") || tok.is("but"));
    over.then(|| (vec![Fact::Roles { names: vec!["admin".to_owned()], toks: at..end }], end))
}

/// `shelters, adopters and admins`, where an account or a login follows.
fn crowd(toks: &[Tok], at: usize) -> Option<(People, usize)> {
    let found = stated::crowd(toks, at)?;
    let who =
        found.names.iter().map(|name| (stated::role(toks, name).map_or(Who::User, Who::Role), name.clone()));
    Some((who.collect(), found.end))
}

fn roles_of(who: &People) -> Vec<String> {
    who.iter()
        .filter_map(|(who, _)| if let Who::Role(role) = who { Some(role.clone()) } else { None })
        .collect()
}

/// With what they enter: nothing that would be kept besides.
const WITH: &[&str] = &[
    "with|using|via|by|through a|an|their? e - mail|mail address? and|/|+|& a|their? password",
    "with|using|via|by|through a|an|their? email|username|name address? and|/|+|& a|their? password",
    "with|using|via|by|through a|an|their? password and|/|+|& an? email|username|name address?",
    "with|using|via|by a|an|their? email|e-mail|username address?",
    "( email|username address? and|/|,|+|& password )",
];

/// `Users register with email and password`, `members have accounts and log in`, `everybody needs to sign up`.
fn enters(toks: &[Tok], at: usize) -> Read {
    const MODAL: &[&str] = &[
        "can|may|must|should|shall|will also|all|first?",
        "have|has|need|needs|want|wants|be|are|is able? to",
    ];
    const ENTERS: &[&str] = &[
        "register and|,|/|then log|sign in",
        "registers and|,|/|then logs|signs in",
        "sign|signs up and|,|/|then log|logs|sign|signs in",
        "register|registers themselves|himself|herself?",
        "sign|signs up themselves?",
        "signup themselves?",
        "log|logs|sign|signs in and|/|or out",
        "log|logs|sign|signs in",
        "login",
        "create|creates|open|opens|make|makes an|their|own account|accounts",
        "have|has|get|gets|need|needs|own a|an|their|own? own|user|personal? account|accounts|login|logins",
        "authenticate|authenticates",
    ];
    let (who, next) = crowd(toks, at).or_else(|| people(toks, at))?;
    let next = eat_first(toks, next, MODAL).unwrap_or(next);
    let mut end = eat_first(toks, next, ENTERS)?;
    let mut told = !any(toks, next, &["register", "registers"]);
    // "… with a name, an email and a password": what else is kept of them.
    if let Some((facts, after)) = with_more(toks, at, end, &who) {
        return Some((facts, after));
    }
    loop {
        if let Some(next) = eat_first(toks, end, WITH) {
            told = true;
            end = next;
        } else if let Some(next) = eat_first(toks, end, &[", and|then?", "and then?", "/"])
            .map(|n| eat_first(toks, n, MODAL).unwrap_or(n))
            .and_then(|n| eat_first(toks, n, ENTERS))
        {
            told = true;
            end = next;
        } else {
            break;
        }
    }
    // "… sign up with a role (admin, staff)"
    let role = stated::beside(toks, end);
    let roles_toks = end..role.as_ref().map_or(end, |role| role.end);
    end = roles_toks.end;
    told |= role.is_some();
    // "Members register for events" is a deed; "users register." gets them an account.
    let ends = toks.get(end).is_none_or(|tok| !tok.word || tok.is("and") || tok.is("but") || tok.is("so"));
    if !(ends || told && eat_first(toks, end, &["to", "before", "first"]).is_some()) {
        return None;
    }
    let mut facts = vec![Fact::Auth { scheme: None, toks: at..roles_toks.start }];
    if let Some(role) = role {
        let names = role.names.iter().filter_map(|name| stated::role(toks, name)).collect();
        facts.push(Fact::Roles { names, toks: roles_toks });
    }
    let names = roles_of(&who);
    if !names.is_empty() {
        facts.push(Fact::Roles { names, toks: at..end });
    }
    // "… and have one of the roles clerk and chief"
    if let Some(role) = stated::and_roles(toks, end) {
        let names = role.names.iter().filter_map(|name| stated::role(toks, name)).collect();
        facts.push(Fact::Roles { names, toks: end..role.end });
        return Some((facts, role.end));
    }
    // "… and have a name": of the same people.
    if let Some((found, after)) = eat_first(toks, end, &[", and|each?", "and|who each|also?"])
        .filter(|n| any(toks, *n, &["have", "has"]))
        .and_then(|n| has::read(toks, n, Some(&crowd_as_thing(toks, &who))))
    {
        facts.extend(found);
        return Some((facts, after));
    }
    // "… and manage only their own notes": the same people.
    let Some(more) = eat_first(toks, end, &[",|; and|but|then?", "and|but|then", "to"]) else {
        return Some((facts, end));
    };
    let own = |next: usize| {
        let modal = eat_first(toks, next, &["they|he|she? can|may|should|must"]).unwrap_or(next);
        let only = eat_first(toks, modal, &["only|just"]);
        theirs_of(toks, end, who.clone(), next)
            .or_else(|| permit::same_people(toks, only.unwrap_or(modal), &who, only.is_some(), false, end))
    };
    match own(more) {
        Some((found, after)) => {
            facts.extend(found);
            Some((facts, after))
        }
        None => Some((facts, end)),
    }
}

const WHAT: &[&str] = &[
    "what|whatever|things|the|stuff|data|records|items|entries|everything that|which? they|he|she have|has? created|made|added|entered|own|owns|wrote|written|posted|uploaded|recorded|saved",
    "what|whatever is theirs|his|hers",
    "what|whatever belongs to them|him|her",
    "what they have themselves? created|made|added|entered",
    "their|his|her|your own data|stuff|things|records|items|entries|content|information|resources|objects|ones",
    "data|records|things|items|entries of their own",
    "records|data|items|things|entries|those that|which belong|belongs to them|him|her",
];

fn everything(at: std::ops::Range<usize>) -> Np {
    Np {
        name: "everything".to_owned(),
        low: vec!["everything".to_owned()],
        own: true,
        toks: at.clone(),
        name_toks: at,
        ..Np::default()
    }
}

/// `Users only see what they created`, `everyone can just access their own data`.
fn theirs(toks: &[Tok], at: usize) -> Read {
    let (who, next) = people(toks, at)?;
    theirs_of(toks, at, who, next)
}

fn theirs_of(toks: &[Tok], at: usize, who: People, next: usize) -> Read {
    let next =
        eat_first(toks, next, &["they|he|she? can|may|should|must|shall|will", "are|is allowed|able to"])
            .unwrap_or(next);
    let only = eat_first(toks, next, &["only|just|ever"]);
    let verbs = only.unwrap_or(next);
    // "can only work with": whatever they do.
    let (acts, next) = match eat_first(toks, verbs, &["work with|on", "deal with", "do anything with"]) {
        Some(next) => (vec![Act { verb: "manage".to_owned(), toks: verbs..next }], next),
        None => permit::verbs(toks, verbs)?,
    };
    let told = |act: &Act| crate::assemble::permits::ops_of(&act.verb).is_some();
    if !acts.iter().all(told) {
        return None;
    }
    let behind = eat_first(toks, next, &["only|just"]);
    let what = behind.unwrap_or(next);
    let end = eat_first(toks, what, WHAT)?;
    // "their own entries" may be a thing of the text, "their own records of visits" is.
    let ends = toks.get(end).is_none_or(|tok| {
        !tok.word || matches!(tok.low.as_str(), "and" | "but" | "while" | "except" | "unless" | "so")
    });
    ends.then(|| {
        let objects = vec![everything(what..end)];
        let own = true;
        let only = only.or(behind).is_some();
        (vec![Fact::Permit { who, acts, objects, own, only, deny: false, toks: at..end }], end)
    })
}

/// `Everything belongs to the user who made it`, `all data is private to its owner`.
fn belongs(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(
        toks,
        at,
        &[
            "everything",
            "all of it|this|that|them",
            "all|any|the of|the? data|records|entries|items|things|content|objects",
            "each|every record|entry|item|object|thing|resource",
        ],
    )?;
    let next = eat_first(toks, next, &["is|are|must|should|shall|will always?"]).unwrap_or(next);
    let next = eat_first(
        toks,
        next,
        &[
            "belongs|belong to",
            "be? owned by",
            "private|visible|accessible|available|restricted only? to|for|by",
            "only|just visible|accessible|available|shown to|for|by",
            "tied|linked|attached|bound|assigned to",
        ],
    )?;
    let next = eat_first(toks, next, &["only|just|exactly"]).unwrap_or(next);
    let person = eat_first(
        toks,
        next,
        &[
            "the|a|an|its|their|each|one user|account|person|owner|owners|creator|author|member",
            "whoever|who|whoever's",
            "users|those",
        ],
    )?;
    let end = eat_first(
        toks,
        person,
        &[
            "who|that|which has|have? created|made|added|entered|wrote|owns|recorded|saved it|them|that|this",
            "created|made|added|entered|wrote|owns it|them|that",
            "that|who it belongs to",
        ],
    )
    .unwrap_or(person);
    let who = vec![(Who::User, next..end)];
    let acts = vec![Act { verb: "manage".to_owned(), toks: at..end }];
    let objects = vec![everything(at..at + 1)];
    Some((vec![Fact::Permit { who, acts, objects, own: true, only: true, deny: false, toks: at..end }], end))
}

/// `Users can't see each other's data`, `nobody sees other people's records`.
fn strangers(toks: &[Tok], at: usize) -> Read {
    let nobody = eat_first(toks, at, &["nobody|noone else?", "no one|user|users else?"]);
    let (who, verb) = match nobody {
        Some(next) => {
            let verb = eat_first(toks, next, &["can|may|should|must ever?"]).unwrap_or(next);
            (vec![(Who::User, at..next)], verb)
        }
        None => {
            let (who, next) = people(toks, at)?;
            let verb =
                refusal(toks, next).or_else(|| eat_first(toks, next, &["never", "do|does not", "don't"]))?;
            (who, verb)
        }
    };
    let (acts, next) = permit::verbs(toks, verb)?;
    if !acts.iter().all(|act| crate::assemble::permits::ops_of(&act.verb).is_some()) {
        return None;
    }
    let end = eat_first(
        toks,
        next,
        &[
            "each other data|things|records|stuff|items|entries|content",
            "each other",
            "other|another|other's|anyone|anybody|someone|somebody|others|else user|users|person|people? else? data|things|records|stuff|items|entries|content",
            "the? data|things|records|stuff|items|entries|anything|what of|from|by|belonging|belongs to? other|others|another|someone|somebody|anyone users|user|people|else|person?",
        ],
    )?;
    let objects = vec![everything(next..end)];
    Some((vec![Fact::Permit { who, acts, objects, own: true, only: true, deny: false, toks: at..end }], end))
}
