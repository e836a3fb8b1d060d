//! Sentences whose matter is who there is: `users have the roles reporter and admin`, `accounts for hosts and
//! guests`, `each user is either a coach or an athlete`, `there are two kinds of users: …`, `shelters and
//! adopters have accounts`. A list of names, and what makes roles of them; no list has the names themselves.

use std::ops::Range;

use super::{
    super::{
        cursor::{any, closing, eat_first, low},
        lexicon::{Form, lexicon},
        token::Tok,
    },
    person_like,
};
use crate::words::{self, stop::is_stop};

/// The people that a statement names, the index behind it, and whether accounts begin with the role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    pub names: Vec<Range<usize>>,
    pub end: usize,
    pub at_first: bool,
}

/// Whoever has an account, whatever their role.
const EVERYBODY: &[&str] = &[
    "a|an|each|every|any|one|the|all|our user account|accounts",
    "user accounts",
    "a|an|each|every|any|one|the|all|our|my|different? user|account|person|users|accounts|people",
    "everybody|everyone|they",
];
const MODAL: &[&str] = &["can|may|must|should|shall|will also|only|always?", "always|also|only"];
const HOLDS: &[&str] = &[
    "have|has|get|gets|hold|holds|carry|carries|receive|receives|take|takes",
    "be|is|are given|assigned|granted",
    "come|comes in|with",
    "belong|belongs to",
];
const ROLE: &[&str] = &[
    "exactly|always? one of the|these|following following|possible|user|account? roles",
    "exactly|always|either? the|a|an|one|two|three|four|five|six|2|3|4|5|6|these|several|different following|possible|different|user|account|access? role|roles",
    "exactly|always? user? roles",
];
const BEHIND_ROLE: &[&str] = &[
    ":|—|-|= either|one|any? of?",
    "of|called|named|being|like either?",
    "which|that is|are either?",
    "is|are either|one|any? of?",
    "either",
];
const ACCOUNTS: &[&str] = &[
    "have|has|get|gets|need|needs their|an|a? own|user|personal|separate? account|accounts|login|logins",
    "can|may|must|should? log|sign in|up",
    "logs|signs in|up",
    "can|may|must|should? login|register|signup",
];

/// What reads at `at`, where a clause begins.
pub fn read(toks: &[Tok], at: usize) -> Option<Stated> {
    new_ones(toks, at)
        .or_else(|| holding(toks, at))
        .or_else(|| being(toks, at))
        .or_else(|| accounts_for(toks, at))
        .or_else(|| kinds(toks, at))
        .or_else(|| there_are(toks, at))
        .or_else(|| the_roles(toks, at))
        .or_else(|| are_users(toks, at))
}

/// `Makers and backers are both users`, `Teachers, pupils and parents are users of the system`
fn are_users(toks: &[Tok], at: usize) -> Option<Stated> {
    let (names, next) = list(toks, at, true)?;
    let plural = names.len() > 1 && names.iter().all(|name| words::is_plural(low(toks, name.end - 1)));
    let end = eat_first(
        toks,
        next,
        &[
            "are both|all|our|the? users of|with the|our system|app|platform|site|service|api",
            "are both|all|our|the? users",
            "are both|all? user accounts",
        ],
    )?;
    (plural && ends(toks, end)).then_some(Stated { names, end, at_first: false })
}

/// The people before a way in: `shelters and adopters` of `shelters and adopters have accounts`, and the same with
/// `accounts:` before them.
pub fn crowd(toks: &[Tok], at: usize) -> Option<Stated> {
    entering(toks, at).or_else(|| {
        let start = eat_first(toks, at, &["user? accounts|logins :|—"])?;
        let (names, end) = list(toks, start, true)?;
        eat_first(toks, end, ACCOUNTS)?;
        Some(Stated { names, end, at_first: false })
    })
}

/// Whether `have` at the place gives an account or a role: that describes nobody.
pub fn of_people(toks: &[Tok], at: usize) -> bool {
    // "accounts (email, password)"
    if any(toks, at, &["("]) {
        return login_behind(toks, at) > at;
    }
    let role = || eat_first(toks, eat_first(toks, at, HOLDS)?, ROLE);
    let accounts = eat_first(toks, at, ACCOUNTS).filter(|end| ends(toks, login_behind(toks, *end)));
    let listed = || eat_first(toks, at.checked_sub(1)?, &["accounts|logins :"]);
    accounts.is_some()
        || role().is_some()
        || listed().is_some_and(|n| list(toks, n, true).is_some_and(|(names, _)| sure(toks, &names[0])))
}

/// `… with the roles reader and writer`, `with a role (admin, staff)`, `with accounts for hosts and guests`: behind
/// what else is said.
pub fn beside(toks: &[Tok], at: usize) -> Option<Stated> {
    let next = eat_first(toks, at, &[",? with|having"])?;
    let role = eat_first(toks, next, ROLE).and_then(|role| behind_role(toks, role));
    if let Some(found) = role.filter(|found| ends(toks, found.end)) {
        return Some(found);
    }
    accounts_for(toks, next).filter(|_| eat_first(toks, next, &["user? accounts|logins|login"]).is_some())
}

/// `Users have one of the roles …`
fn holding(toks: &[Tok], at: usize) -> Option<Stated> {
    // "Members of the club have one of these roles": the people that there are.
    let members = || {
        let end = (at + 1..toks.len().min(at + 8)).find(|n| eat_first(toks, *n, HOLDS).is_some())?;
        let plain =
            toks[at..end].iter().all(|tok| tok.word || tok.is("-")) && words::is_plural(low(toks, at));
        (plain && sure(toks, &(at..at + 1))).then_some(end)
    };
    let next = eat_first(toks, at, EVERYBODY).or_else(members)?;
    let next = eat_first(toks, next, MODAL).unwrap_or(next);
    let held = eat_first(toks, next, HOLDS);
    let next = held.or_else(|| eat_first(toks, next, &["with"]))?;
    let found = behind_role(toks, eat_first(toks, next, ROLE)?)?;
    // "Users with the role technician can …" are some of them.
    (held.is_some() || ends(toks, found.end)).then_some(found)
}

/// What stands behind the word: `(admin, staff)`, `: employee, manager`, `reporter and admin`.
fn behind_role(toks: &[Tok], at: usize) -> Option<Stated> {
    if any(toks, at, &["("]) {
        let close = closing(toks, at)?;
        let next = eat_first(toks, at + 1, BEHIND_ROLE).unwrap_or(at + 1);
        let names = list(&toks[..close], next, false).filter(|(_, end)| *end == close)?.0;
        return Some(Stated { names, end: close + 1, at_first: false });
    }
    let told = eat_first(toks, at, BEHIND_ROLE);
    let (names, end) = list(toks, told.unwrap_or(at), false)?;
    let several = names.len() > 1 && (told.is_some() || names.iter().any(|name| sure(toks, name)));
    (several || names.iter().all(|name| sure(toks, name))).then_some(Stated { names, end, at_first: false })
}

/// `… and have one of the roles employee, manager or admin`: behind what the same people do.
pub fn and_roles(toks: &[Tok], at: usize) -> Option<Stated> {
    let next = eat_first(toks, at, &[", and|each?", "and|who|each also?"])?;
    let next = eat_first(toks, next, MODAL).unwrap_or(next);
    behind_role(toks, eat_first(toks, eat_first(toks, next, HOLDS)?, ROLE)?)
}

/// `Each user is either a coach or an athlete`, `users are clerks or chiefs`
fn being(toks: &[Tok], at: usize) -> Option<Stated> {
    let next = eat_first(toks, at, EVERYBODY)
        .or_else(|| {
            eat_first(toks, at, &["some|one|two|most of the|our|these|those? users|them|accounts|people"])
        })
        .or_else(|| eat_first(toks, at, &["some users|accounts|people"]))?;
    let next = eat_first(toks, next, &["is|are also|always?", "can|may|must|should|will also|always? be"])?;
    let either = eat_first(toks, next, &["either"]);
    let next = either.unwrap_or(next);
    let (names, end) = list(toks, next, false).filter(|(_, end)| ends(toks, *end))?;
    let one = |name: &Range<usize>| any(toks, name.start.wrapping_sub(1), &["a", "an"]);
    let many = |name: &Range<usize>| words::is_plural(low(toks, name.end - 1));
    // "active or blocked" is how they are, and no kind of people.
    let nouns = names.iter().all(|name| one(name) || many(name));
    let known = names.iter().filter(|name| sure(toks, name)).count();
    let bare = either.is_some() && names.len() > 1 && known > 0;
    let told = (nouns && (names.len() > 1 || known == 1) || bare)
        && names.iter().all(|name| !adjective(low(toks, name.end - 1)));
    told.then_some(Stated { names, end, at_first: false })
}

fn adjective(word: &str) -> bool {
    lexicon().adjectives.contains(word) || lexicon().verb(word).is_some_and(|(_, form)| form == Form::Past)
}

/// `, reader by default`: with which role of the list an account begins.
pub fn default_behind(toks: &[Tok], at: usize) -> Option<(Range<usize>, usize)> {
    let start = eat_first(toks, at, &[", and|with?", "and|with"])?;
    let start = eat_first(
        toks,
        start,
        &["default|defaults|defaulting to|is|:?", "default to?", "the default is|being"],
    )
    .map(|n| (n, true))
    .unwrap_or((start, false));
    let (names, end) = list(toks, start.0, false)?;
    let end = match start.1 {
        true => end,
        false => eat_first(toks, end, &["by default", "is|being the default", "as the? default"])?,
    };
    (names.len() == 1).then(|| (names[0].clone(), end))
}

/// `Users sign up as a guide or a tourist`: the names, and where the choice begins.
pub fn choosing(toks: &[Tok], at: usize) -> Option<(Stated, usize)> {
    let next = eat_first(toks, at, EVERYBODY)?;
    let next = eat_first(toks, next, MODAL)
        .or_else(|| eat_first(toks, next, &["can|may|must|should"]))
        .unwrap_or(next);
    let next = eat_first(toks, next, &["sign|signs up", "register|registers|join|joins"])?;
    let start = eat_first(toks, next, &["as"])?;
    let (names, end) = list(toks, start, false)?;
    let known = names.iter().any(|name| sure(toks, name));
    (names.len() > 1 && known && ends(toks, end)).then_some((Stated { names, end, at_first: false }, next))
}

/// `Accounts for teachers and students with login`, `accounts: librarians and pupils`
fn accounts_for(toks: &[Tok], at: usize) -> Option<Stated> {
    let lead = eat_first(toks, at, &["there are|is|should? be?"]).unwrap_or(at);
    let next = eat_first(toks, lead, &["user|separate|different|own? accounts|logins|login"])?;
    let next = eat_first(toks, next, &["are|exist|is needed|required?"]).unwrap_or(next);
    let for_whom = eat_first(toks, next, &["for the|all|our?"]);
    let start = for_whom.or_else(|| eat_first(toks, next, &[":|—"]))?;
    let (names, listed) = list(toks, start, true)?;
    let told = names.iter().filter(|name| sure(toks, name)).count();
    // "Accounts: name, balance" has fields, "accounts for companies" may be kept by anybody.
    let people = told > 0 && (told == names.len() || for_whom.is_some());
    let plural = names.iter().all(|name| words::is_plural(low(toks, name.end - 1)));
    let end = login_behind(toks, listed);
    (people && plural && ends(toks, end)).then_some(Stated { names, end, at_first: false })
}

fn login_behind(toks: &[Tok], at: usize) -> usize {
    const LOGIN: &[&str] = &[
        "( email|e-mail|username address? and|/|,|+|& a? password )",
        "with|using|via|by a|an? email|e-mail|username address? and|/|& password",
        "with|using|via|by a|an|their? password|passwords|login|logins|jwt",
        ", who|which|they? log|sign in with|using|by|via an? email|e-mail|username address? and|/|& password",
        ",? who|which|they? log|sign in",
    ];
    eat_first(toks, at, LOGIN).unwrap_or(at)
}

/// `There are three kinds of users: coaches, athletes and admins`, `user types: buyers and sellers`
fn kinds(toks: &[Tok], at: usize) -> Option<Stated> {
    let next = eat_first(
        toks,
        at,
        &[
            "there are|is|exist|will? be?",
            "we|it|i have|need|has|distinguish|distinguishes|know|want",
            "have|need|has|want|distinguish",
        ],
    )
    .unwrap_or(at);
    let next = eat_first(
        toks,
        next,
        &["the|these|following|two|three|four|five|six|2|3|4|5|6|several|different following|different?"],
    )
    .unwrap_or(next);
    let next = eat_first(
        toks,
        next,
        &[
            "kinds|types|sorts|groups|categories|classes of users|user|accounts|account|people|members",
            "user|account kinds|types|groups|roles|kinds",
        ],
    )?;
    let next = eat_first(toks, next, &["are|exist? :|,|—|- namely?", "are|exist|namely :?"])?;
    let (names, end) = list(toks, next, false)?;
    (names.len() > 1 && ends(toks, end)).then_some(Stated { names, end, at_first: false })
}

/// `There are listeners, hosts and admins`
fn there_are(toks: &[Tok], at: usize) -> Option<Stated> {
    let ours = || eat_first(toks, at, &["have"]).filter(|_| at > 0 && any(toks, at - 1, &["we", "i"]));
    let next = eat_first(toks, at, &["there are", "we have", "there should|will be"]).or_else(ours)?;
    let (names, end) = list(toks, next, false)?;
    let many =
        |name: &Range<usize>| words::is_plural(low(toks, name.end - 1)) || low(toks, name.end - 1) == "staff";
    let admin = names.iter().any(|name| is_admin(toks, name));
    let thing = |name: &Range<usize>| {
        let last = words::singular(low(toks, name.end - 1));
        lexicon().proposals.contains_key(&last) || lexicon().technical.contains(&last)
    };
    // "… and admins": whoever stands beside them is one of them, but books are not.
    let people = names.iter().all(|name| sure(toks, name) || admin && !thing(name));
    (people && names.len() > 1 && names.iter().all(many) && ends(toks, end)).then_some(Stated {
        names,
        end,
        at_first: false,
    })
}

/// `The roles are clerk and chief`, `three roles exist: …`, `we need the roles reader, writer and admin`
fn the_roles(toks: &[Tok], at: usize) -> Option<Stated> {
    let next = eat_first(
        toks,
        at,
        &[
            "there are|is",
            "we|it|i have|need|has|distinguish|use|want",
            "have|need|has|want|distinguish",
            "use|with",
        ],
    )
    .unwrap_or(at);
    let next = eat_first(
        toks,
        next,
        &[
            "the|these|two|three|four|five|six|2|3|4|5|6 following|different|possible|user? roles exist|available?",
            "user|account roles exist?",
        ],
    )?;
    let told = eat_first(toks, next, BEHIND_ROLE);
    if any(toks, next, &["("]) {
        return behind_role(toks, next);
    }
    let (names, end) = list(toks, told.unwrap_or(next), false)?;
    let people = told.is_some() || names.iter().any(|name| sure(toks, name));
    (names.len() > 1 && people && ends(toks, eat_first(toks, end, &["exist"]).unwrap_or(end)))
        .then_some(Stated { names, end: eat_first(toks, end, &["exist"]).unwrap_or(end), at_first: false })
}

/// `Shelters, adopters and admins have accounts`, `coaches and athletes log in`; one alone is read with the way in.
fn entering(toks: &[Tok], at: usize) -> Option<Stated> {
    let start = eat_first(toks, at, &["the|all|our"]).unwrap_or(at);
    let (names, listed) = list(toks, start, true)?;
    let many = names.iter().all(|name| words::is_plural(low(toks, name.end - 1)) || sure(toks, name));
    let next = eat_first(toks, listed, &["all|both|each|also"]).unwrap_or(listed);
    let end = eat_first(toks, next, ACCOUNTS)?;
    let entered = login_behind(toks, end);
    (many && names.len() > 1 && ends(toks, entered)).then_some(Stated { names, end: listed, at_first: false })
}

/// `New users are employees`, `new accounts start with the role reader`, `the default role is member`
fn new_ones(toks: &[Tok], at: usize) -> Option<Stated> {
    const DEFAULT: &[&str] = &[
        "the default role of|for new? users|accounts|user|account is|:",
        "the? default role is|:",
        "the role of|for new users|accounts|members is",
        "by default ,? everybody|everyone|users|accounts|people is|are",
    ];
    const NEW: &[&str] = &[
        "a|an|each|every|all? new|newly|freshly registered|created|signed-up? user|account|users|accounts",
        "whoever|everybody|everyone who? registers|signs up?",
    ];
    const BECOME: &[&str] = &[
        "is|are|become|becomes",
        "start|starts|begin|begins|register|registers as|with",
        "get|gets|have|has|receive|receives",
        "is|are given|assigned",
    ];
    // "People sign up as tourists by default"
    let begun = || {
        let next = eat_first(toks, at, EVERYBODY)?;
        eat_first(
            toks,
            next,
            &["sign|signs up as", "register|registers|start|starts|begin|begins|join|joins as"],
        )
    };
    let next = begun()
        .or_else(|| eat_first(toks, at, DEFAULT))
        .or_else(|| eat_first(toks, eat_first(toks, at, NEW)?, BECOME))?;
    let role = eat_first(toks, next, &["the|a|an role of?"]);
    let (names, end) = list(toks, role.unwrap_or(next), false)?;
    let end = eat_first(toks, end, &["by default|first", "at first", "first", "role"]).unwrap_or(end);
    let told = role.is_some()
        || sure(toks, names.first()?)
        || begun().is_some()
        || eat_first(toks, at, DEFAULT).is_some();
    (names.len() == 1 && told && ends(toks, end)).then_some(Stated { names, end, at_first: true })
}

/// The names of a list, each without its article: `a coach, an athlete or admins`. With `acting` a verb may follow,
/// for they are who does it; else what a verb follows begins another clause.
fn list(toks: &[Tok], at: usize, acting: bool) -> Option<(Vec<Range<usize>>, usize)> {
    let mut names: Vec<Range<usize>> = Vec::new();
    let mut end = at;
    let mut at = at;
    loop {
        let start =
            eat_first(toks, at, &["a|an|the|their|our|his|her|either|maybe|optionally"]).unwrap_or(at);
        let mut stop = start;
        while stop < toks.len() && stop - start < 3 && part_of_name(toks, stop) {
            stop += 1;
        }
        let named =
            stop > start && toks.get(stop).is_none_or(|tok| !tok.is("(")) && !is_field(toks, start..stop);
        let clause = !acting && !names.is_empty() && begins_clause(toks, stop);
        if !named || clause {
            break;
        }
        names.push(start..stop);
        end = stop;
        match eat_first(toks, stop, &[", and|or|nor", ",", "and|or|/|&|and/or|nor|plus", "|", "as well as"]) {
            Some(more) if names.len() < 12 => at = more,
            _ => break,
        }
    }
    (!names.is_empty()).then_some((names, end))
}

fn part_of_name(toks: &[Tok], at: usize) -> bool {
    let Some(tok) = toks.get(at) else { return false };
    let breaks = [
        "log",
        "logs",
        "sign",
        "signs",
        "login",
        "register",
        "registers",
        "signup",
        "exist",
        "exists",
        "per",
        "only",
        "by",
        "at",
        "each",
        "all",
        "both",
        "also",
        "everybody",
        "role",
        "roles",
        "themselves",
        "respectively",
    ];
    tok.word
        && tok.low.chars().all(|c| c.is_alphabetic() || c == '-')
        && !is_stop(&tok.low)
        && !breaks.contains(&tok.low.as_str())
        && !matches!(
            tok.low.as_str(),
            "have" | "has" | "can" | "may" | "must" | "should" | "is" | "are" | "who"
        )
}

/// `a name and an email` are no people.
fn is_field(toks: &[Tok], name: Range<usize>) -> bool {
    let last = low(toks, name.end - 1);
    let last = words::singular(last);
    let is = super::super::clause::is_field_word(&last) && !lexicon().roles.contains(&last);
    is || matches!(last.as_str(), "permission" | "right" | "password" | "user" | "account" | "group" | "team")
}

fn begins_clause(toks: &[Tok], at: usize) -> bool {
    any(
        toks,
        at,
        &["have", "has", "can", "may", "must", "should", "is", "are", "belong", "belongs", "do", "does"],
    ) || toks.get(at).is_some_and(|tok| tok.word && !is_stop(&tok.low))
        && lexicon().verb(low(toks, at)).is_some_and(|(_, form)| matches!(form, Form::Base | Form::Third))
}

fn ends(toks: &[Tok], at: usize) -> bool {
    toks.get(at).is_none_or(|tok| {
        !tok.word && !tok.is("(") && !tok.is("-")
            || matches!(tok.low.as_str(), "and" | "but" | "who" | "while")
    })
}

fn is_admin(toks: &[Tok], name: &Range<usize>) -> bool {
    matches!(words::singular(low(toks, name.end - 1)).as_str(), "admin" | "administrator")
}

/// The form or a list says that these are people, or the text does elsewhere.
fn sure(toks: &[Tok], name: &Range<usize>) -> bool {
    let last = words::singular(low(toks, name.end - 1));
    is_admin(toks, name)
        || toks.get(name.end - 1).is_some_and(|tok| tok.person)
        || lexicon().roles.contains(&last)
        || person_like(&last)
}

/// `night clerk`, in the singular.
pub fn phrase(toks: &[Tok], name: &Range<usize>) -> String {
    super::singular(toks.get(name.clone()).unwrap_or_default())
}

/// The role that the words name: `night_clerk`; an administrator is an admin.
pub fn role(toks: &[Tok], name: &Range<usize>) -> Option<String> {
    if is_admin(toks, name) && name.len() == 1 {
        return Some("admin".to_owned());
    }
    words::snake(&phrase(toks, name))
        .filter(|role| !matches!(role.as_str(), "user" | "public" | "account" | "person"))
}
