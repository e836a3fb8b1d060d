//! Which words of a text name the people that use the software, before any clause is read.
//!
//! No list has every role that people have. But whoever "may delete grades", whom a story speaks
//! for and who stands over a column of ticks is one, and is one wherever else the text names them.

mod kinds;
pub mod stated;
pub mod they;

use std::collections::BTreeSet;

use super::{
    cursor::{any, eat_first, low},
    lexicon::{Form, lexicon},
    rights,
    token::Tok,
};
use crate::words;
pub use kinds::person_like;

/// The singular names of the people that the sentences speak of as acting.
pub fn named(sentences: &[&[Tok]]) -> BTreeSet<String> {
    let things = described(sentences);
    let mut found = rights::table::people(sentences);
    for toks in sentences {
        story(toks, &mut found);
        found.extend(rights::with_access(toks).into_iter().filter(|name| !things.contains(name)));
        found.extend(super::clause::reworded::rights::people(toks).filter(|name| !things.contains(name)));
        for at in 0..toks.len() {
            found.extend(acting(toks, at, &things));
            found.extend(alone(toks, at, &things));
            found.extend(by_whom(toks, at));
            found.extend(logging_in(toks, at));
            if begins_statement(toks, at) {
                let read = stated::read(toks, at).or_else(|| stated::beside(toks, at));
                let crowd = || stated::crowd(toks, at).filter(|_| !things.contains("account"));
                let chosen = || stated::choosing(toks, at).map(|(chosen, _)| chosen);
                let told = read.or_else(crowd).or_else(chosen);
                found.extend(told.iter().flat_map(|told| &told.names).map(|name| stated::phrase(toks, name)));
            }
        }
    }
    let mut listed = false;
    for toks in sentences {
        listed = rights::heads_roles(toks)
            || listed && (rights::role_line(toks).is_some() || rights::alone_name(toks).is_some());
        if listed {
            found.extend(rights::alone_name(toks));
        }
        if let Some(names) = rights::role_line(toks) {
            found.extend(
                names
                    .into_iter()
                    .filter(|(name, sure)| {
                        !things.contains(name) && (listed || *sure || person_like(last_word(name)))
                    })
                    .map(|(name, _)| name),
            );
        }
    }
    found.retain(|name| !general(name) && !sentences.iter().any(|toks| uses_it(toks, name)));
    found
}

/// "so a dentist office can manage patients", "that helps a bakery track orders": a place that uses the software.
fn uses_it(toks: &[Tok], name: &str) -> bool {
    let place = lexicon().domains.contains(last_word(name));
    let length = name.split(' ').count();
    place
        && (0..toks.len()).any(|at| {
            let here = toks
                .get(at..at + length)
                .is_some_and(|words| words.iter().all(|t| t.word) && singular(words) == name);
            let lead = at.checked_sub(1).filter(|n| any(toks, *n, &["a", "an", "small"])).unwrap_or(at);
            let lead = lead.checked_sub(1).filter(|n| any(toks, *n, &["a", "an"])).unwrap_or(lead);
            let used = lead > 0
                && any(
                    toks,
                    lead - 1,
                    &["so", "that", "where", "helps", "help", "lets", "let", "for", "allows", "enables"],
                );
            here && lead < at && used
        })
}

/// Where somebody may begin to say who there is.
fn begins_statement(toks: &[Tok], at: usize) -> bool {
    at == 0
        || !toks[at - 1].word
        || any(toks, at - 1, &["and", "but", "where", "that"])
        || any(toks, at, &["with", "having"])
}

/// Marks the last word of each place where one of the names stands.
pub fn mark(toks: &mut [Tok], named: &BTreeSet<String>) {
    if named.is_empty() {
        return;
    }
    let lasts: BTreeSet<&str> = named.iter().map(|name| last_word(name)).collect();
    for end in 0..toks.len() {
        if !toks[end].word || !lasts.contains(words::singular(&toks[end].low).as_str()) {
            continue;
        }
        let fits = (1..=4usize.min(end + 1)).any(|length| {
            let start = end + 1 - length;
            toks[start..=end].iter().all(|tok| tok.word) && named.contains(&singular(&toks[start..=end]))
        });
        toks[end].person = fits;
    }
}

fn last_word(name: &str) -> &str {
    name.rsplit(' ').next().unwrap_or(name)
}

fn singular(toks: &[Tok]) -> String {
    let mut words_of: Vec<String> = toks.iter().map(|tok| tok.low.clone()).collect();
    if let Some(last) = words_of.last_mut() {
        *last = words::singular(last);
    }
    words_of.join(" ")
}

/// Names that have a meaning of their own.
fn general(name: &str) -> bool {
    matches!(
        last_word(name),
        "user"
            | "admin"
            | "administrator"
            | "guest"
            | "visitor"
            | "public"
            | "everyone"
            | "anyone"
            | "everybody"
            | "anybody"
            | "nobody"
            | "people"
            | "person"
            | "account"
            | "system"
            | "api"
            | "service"
            | "client"
            | "server"
            | "app"
            | "application"
            | "one"
            | "else"
            | "someone"
            | "somebody"
            | "it"
            | "they"
            | "we"
            | "you"
            | "who"
            | "that"
            | "which"
            | "this"
            | "superuser"
    )
}

/// `A loan has …`, `loans (…)`: what is described is a thing, whatever it can do.
fn described(sentences: &[&[Tok]]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for toks in sentences {
        for at in 0..toks.len() {
            if any(toks, at, &["has", "have", "(", ":", "contains", "contain", "belong", "belongs"])
                && !(any(toks, at, &[":"]) && rights::role_line(toks).is_some())
                && !stated::of_people(toks, at)
            {
                for length in 1..=2usize.min(at) {
                    if toks[at - length..at].iter().all(|tok| tok.word) {
                        found.insert(singular(&toks[at - length..at]));
                    }
                }
            }
        }
    }
    found
}

/// `As a facility manager I want to …`
fn story(toks: &[Tok], found: &mut BTreeSet<String>) {
    let Some(start) = eat_first(toks, 0, &["as a|an|the"]) else { return };
    let end = (start..toks.len().min(start + 5)).find(|n| any(toks, *n, &[",", "i", "we", "i'd"]));
    if let Some(end) = end.filter(|end| *end > start && toks[start..*end].iter().all(|tok| tok.word)) {
        found.insert(singular(&toks[start..end]));
    }
}

const MODALS: &[&str] = &[
    "can|may|could|should|must|shall|will not? also|only|just? be? able|allowed|permitted? to?",
    "cannot|can't|mustn't|shouldn't",
    "have|has|get|gets full|read|write|complete|view",
    "is|are not|only? allowed|able|permitted|authorised|authorized to",
    "has|have the? right|permission|ability to",
];

/// What people do with records; a thing does none of it.
const DEEDS: &[&str] = &[
    "open",
    "file",
    "raise",
    "lodge",
    "create",
    "add",
    "edit",
    "update",
    "delete",
    "remove",
    "manage",
    "read",
    "view",
    "see",
    "list",
    "approve",
    "reject",
    "publish",
    "cancel",
    "close",
    "reopen",
    "pin",
    "lock",
    "unlock",
    "moderate",
    "assign",
    "ban",
    "archive",
    "export",
    "change",
    "modify",
    "confirm",
    "decline",
    "accept",
    "browse",
    "register",
    "submit",
    "upload",
    "resolve",
    "merge",
    "review",
    "rate",
    "grade",
    "enter",
    "correct",
    "schedule",
    "plan",
    "mark",
    "terminate",
    "hide",
    "withdraw",
    "apply",
    "vote",
    "sign",
    "order",
    "book",
    "reserve",
    "enrol",
    "enroll",
    "maintain",
    "search",
    "report",
    "comment",
    "post",
    "write",
    "announce",
    "follow",
    "refund",
    "void",
    "access",
    "triage",
    "move",
    "set",
    "fix",
    "verify",
    "download",
    "invite",
    "edit",
    "record",
    "look",
    "do",
    "buy",
    "borrow",
    "start",
    "finish",
    "abort",
    "grant",
    "refuse",
    "revoke",
    "touch",
    "pay",
    "hand",
    "release",
    "pause",
    "resume",
];

/// What people do with a thing on its way, where their name says already that they are people: what a thing does
/// itself ("parcels return") is nobody's deed.
const HANDLES: &[&str] = &[
    "return",
    "donate",
    "collect",
    "inspect",
    "complete",
    "retire",
    "deliver",
    "escalate",
    "examine",
    "weigh",
    "repair",
    "clean",
    "pack",
    "load",
    "unload",
    "thaw",
    "discard",
    "analyse",
    "analyze",
    "distribute",
    "certify",
    "issue",
    "receive",
    "press",
    "scan",
    "dispatch",
    "ship",
    "send",
    "check",
    "test",
    "discharge",
    "admit",
];

/// The names before a modal and a deed, or before a deed that their trade tells: `Clerks may approve`,
/// `Dispatchers create trips`, `only the treasurer may void`.
fn acting(toks: &[Tok], at: usize, things: &BTreeSet<String>) -> Vec<String> {
    let modal = eat_first(toks, at, MODALS);
    let verb = modal.or_else(|| eat_first(toks, at, &["only|just|also"])).unwrap_or(at);
    let all = eat_first(toks, verb, &["do|does everything|anything|all"]).is_some();
    let access = all
        || super::clause::permit::has_access(toks, at).is_some()
            && (at > 0 && toks[at - 1].word || any(toks, at, &["have", "has", "get", "gets"]));
    let bare = access && !all && !any(toks, at, &["have", "has", "get", "gets"]);
    let (base, form) = match lexicon().verb(low(toks, verb)) {
        _ if access => ("read", Form::Base),
        Some(known) => known,
        None => return Vec::new(),
    };
    let handles = HANDLES.contains(&base);
    if !handles && !DEEDS.contains(&base) || modal.is_some() && form != Form::Base {
        return Vec::new();
    }
    if modal.is_none() && !matches!(form, Form::Base | Form::Third) {
        return Vec::new();
    }
    let chunks = chunks_before(toks, at);
    // Without a modal a deed is one only of people, and only with an object: "orders list items".
    let object = all
        || bare
        || base == "look"
        || toks
            .get(verb + 1)
            .is_some_and(|next| next.word && !any(toks, verb + 1, &["by", "in", "at", "from"]))
        // "Masters create, change and delete kilns", "Drivers collect."
        || any(toks, verb + 1, &[","]) && lexicon().verb(low(toks, verb + 2)).is_some()
        || form == Form::Base && toks.get(verb + 1).is_none_or(|tok| matches!(tok.low.as_str(), "." | ";"));
    chunks
        .into_iter()
        .filter(|chunk| {
            let last = last_word(&chunk.name);
            let people = person_like(last) || lexicon().roles.contains(last);
            if handles && !DEEDS.contains(&base) && !people {
                return false;
            }
            if modal.is_none() || bare {
                return (people || chunk.only && chunk.plural && !chunk.long)
                    && object
                    && !things.contains(&chunk.name);
            }
            // "Prices can change over time": what happens to a thing, and nothing that it does.
            if !people && modal.is_some() && happens(toks, verb, base) {
                return false;
            }
            let told = chunk.only || chunk.plural && !chunk.long || chunk.named;
            // "Clubs may edit their own": whoever has things of their own acts.
            let own = (at..toks.len()).any(|n| eat_first(toks, n, &["their own"]).is_some());
            people || told && (own || !things.contains(&chunk.name))
        })
        .map(|chunk| chunk.name)
        .collect()
}

/// `Observers log in and add counts`: whoever does has an account.
fn logging_in(toks: &[Tok], at: usize) -> Vec<String> {
    if eat_first(toks, at, &["can|must|may|should|need|have? to? log|sign in|on and|to"]).is_none() {
        return Vec::new();
    }
    chunks_before(toks, at)
        .into_iter()
        .filter(|chunk| chunk.plural && !chunk.long && person_like(last_word(&chunk.name)))
        .map(|chunk| chunk.name)
        .collect()
}

/// A verb that says what a thing undergoes where nobody stands behind it that it is done to.
fn happens(toks: &[Tok], verb: usize, base: &str) -> bool {
    const ALONE: &[&str] =
        &["change", "move", "start", "finish", "open", "close", "pause", "resume", "apply", "order", "book"];
    ALONE.contains(&base)
        && (super::cursor::divider(toks, verb + 1)
            || any(
                toks,
                verb + 1,
                &[
                    "over", "during", "with", "at", "in", "on", "any", "often", "daily", "later", "from",
                    "once", "again", "after", "before", "every", "between", "when", "whenever", "while",
                    "to",
                ],
            ))
}

/// `only referees record scores`, `nobody except editors may publish`: who stands alone.
fn alone(toks: &[Tok], at: usize, things: &BTreeSet<String>) -> Vec<String> {
    let Some(start) = eat_first(toks, at, &["nobody|noone but|except|besides", "no one but|except|besides"])
    else {
        return Vec::new();
    };
    let start = eat_first(toks, start, &["the|an|a"]).unwrap_or(start);
    let end = (start..toks.len().min(start + 4))
        .find(|n| !toks[*n].word || eat_first(toks, *n, MODALS).is_some() || verb_here(toks, *n));
    match end.filter(|end| *end > start) {
        Some(end) => {
            let name = singular(&toks[start..end]);
            if things.contains(&name) { Vec::new() } else { vec![name] }
        }
        None => Vec::new(),
    }
}

fn verb_here(toks: &[Tok], at: usize) -> bool {
    lexicon()
        .verb(low(toks, at))
        .is_some_and(|(base, form)| DEEDS.contains(&base) && matches!(form, Form::Base | Form::Third))
}

/// `can only be deleted by managers`, `restricted to managers`, `requires the manager role`
fn by_whom(toks: &[Tok], at: usize) -> Vec<String> {
    let only = |at: usize| {
        (at.saturating_sub(6)..at).any(|n| any(toks, n, &["only", "exclusively", "can", "may", "cannot"]))
    };
    // "are entered by timekeepers only"
    let only_behind = |at: usize| {
        (at + 2..toks.len().min(at + 5))
            .find(|n| any(toks, *n, &["only", "exclusively", "alone"]))
            .is_some_and(|n| (at + 1..n).all(|m| toks[m].word) && super::cursor::divider(toks, n + 1))
    };
    let start = eat_first(toks, at, &["only|exclusively by"])
        .or_else(|| {
            eat_first(toks, at, &["by"])
                .filter(|_| at > 1 && (only(at) || only_behind(at)) && super::clause::past_of(toks, at - 1))
        })
        .or_else(|| {
            eat_first(toks, at, &["reserved|restricted|limited to|for"])
                .filter(|n| super::cursor::number(toks, *n).is_none())
        })
        .or_else(|| eat_first(toks, at, &["is|are up|left to"]))
        .or_else(|| eat_first(toks, at, &["is|are for"]).filter(|n| only_behind(n - 1)))
        .or_else(|| eat_first(toks, at, &["by"]).filter(|_| at > 3 && kept_by(toks, at)))
        .or_else(|| {
            eat_first(toks, at, &["requires|require the"])
                .filter(|n| (*n..n + 4).any(|m| any(toks, m, &["role", "permission", "rights"])))
        });
    let Some(start) = start else { return Vec::new() };
    let start = eat_first(toks, start, &["the|an|a|all"]).unwrap_or(start);
    let end = (start..=toks.len().min(start + 3))
        .find(|n| {
            toks.get(*n).is_none_or(|tok| {
                !tok.word || words::stop::is_stop(&tok.low) || any(toks, *n, &["role", "only", "rights"])
            })
        })
        .unwrap_or(toks.len());
    if end <= start || end > start + 3 {
        return Vec::new();
    }
    let name = singular(&toks[start..end]);
    let known = person_like(last_word(&name)) || lexicon().roles.contains(last_word(&name));
    let role = any(toks, end, &["role"]);
    if known || role { vec![name] } else { Vec::new() }
}

/// `(pieces are) created and edited by`: two deeds on records before somebody's name.
fn kept_by(toks: &[Tok], at: usize) -> bool {
    let deed = |n: usize| {
        any(
            toks,
            n,
            &[
                "created", "added", "edited", "updated", "changed", "deleted", "removed", "entered",
                "modified",
            ],
        )
    };
    deed(at - 1) && any(toks, at - 2, &["and", "or"]) && deed(at - 3)
}

struct Chunk {
    name: String,
    only: bool,
    plural: bool,
    /// The, each, a
    named: bool,
    long: bool,
}

/// The one or several names right before `at`, back to where their clause begins.
fn chunks_before(toks: &[Tok], at: usize) -> Vec<Chunk> {
    let mut found = Vec::new();
    let mut end = at;
    loop {
        let mut start = end;
        while start > 0 && end - start < 5 && name_part(toks, start - 1) {
            start -= 1;
        }
        let boundary = start == 0
            || !toks[start - 1].word
            || any(
                toks,
                start - 1,
                &[
                    "and", "or", "but", "while", "whereas", "then", "neither", "nor", "that", "so", "except",
                    "to",
                ],
            );
        let Some(chunk) = chunk(toks, start, end).filter(|_| boundary) else { break };
        found.push(chunk);
        // "Pickers and packers may": another one before.
        let joined = start > 0 && any(toks, start - 1, &["and", "or", ",", "nor"]);
        if !joined || found.len() >= 5 {
            break;
        }
        end = start - 1;
        while end > 0 && any(toks, end - 1, &[",", "and", "or"]) {
            end -= 1;
        }
        // Only a list of plain names: "items have a name and users can …" ends here.
        let whole = (0..end)
            .rev()
            .take_while(|n| toks[*n].word && !any(toks, *n, &["and", "or", "but", "neither"]))
            .count();
        let plain = whole <= 3 && whole > 0 && (end - whole..end).all(|n| name_part(toks, n));
        if !plain {
            break;
        }
    }
    found
}

fn name_part(toks: &[Tok], at: usize) -> bool {
    let Some(tok) = toks.get(at) else { return false };
    tok.word
        && !tok.is_number()
        && !any(
            toks,
            at,
            &[
                "and", "or", "but", "while", "whereas", "then", "that", "so", "to", "by", "nor", "neither",
                "except",
            ],
        )
}

fn chunk(toks: &[Tok], start: usize, end: usize) -> Option<Chunk> {
    let mut at = start;
    let mut only = false;
    let mut named = false;
    while at < end {
        if any(toks, at, &["only", "just"]) {
            only = true;
        } else if any(
            toks,
            at,
            &["the", "a", "an", "all", "each", "every", "any", "our", "other", "no", "nobody", "one"],
        ) {
            named |= !any(toks, at, &["all", "no"]);
        } else {
            break;
        }
        at += 1;
    }
    let name = toks.get(at..end).filter(|name| !name.is_empty() && name.len() <= 3)?;
    let plain = name.iter().all(|tok| {
        tok.low.chars().all(|c| c.is_alphabetic() || c == '\'')
            && !words::stop::is_stop(&tok.low) | tok.is("of")
            && !tok.possessive
    });
    let last = name.last()?;
    let bent = name.len() > 1 && lexicon().verb(&name[0].low).is_some_and(|(_, form)| form == Form::Past)
        || lexicon().verb(&last.low).is_some_and(|(base, _)| {
            lexicon().verbs.contains(base) && !person_like(&words::singular(&last.low))
        });
    let thing = lexicon().technical.contains(&last.low)
        || super::clause::is_field_word(&last.low)
        || super::clause::is_choice_name(&last.low);
    if !plain || bent || thing {
        return None;
    }
    Some(Chunk {
        name: singular(name),
        only,
        plural: words::is_plural(&last.low),
        named,
        long: name.len() > 2,
    })
}

/// "The office (admin) can do all": people named with the role that they have, as one word.
pub fn admins(toks: &mut Vec<Tok>) {
    const ADMINS: &[&str] = &["admin", "admins", "administrator", "administrators", "superuser"];
    let mut at = 0;
    while at + 4 < toks.len() {
        let role = any(toks, at + 1, &["("]) && any(toks, at + 2, ADMINS) && any(toks, at + 3, &[")"]);
        let begins = at == 0
            || any(toks, at - 1, &["the", "our", "a", "an", ".", ";", ",", "and", "only", "\n", "•"])
            || at == 1;
        let acts = any(
            toks,
            at + 4,
            &[
                "can", "may", "must", "should", "shall", "will", "cannot", "can't", "has", "have", "is",
                "are", "sees", "see",
            ],
        ) || lexicon().verb(low(toks, at + 4)).is_some();
        if role && begins && acts && toks[at].word && !toks[at].is_number() {
            let end = toks[at + 3].end;
            let name = "admin".to_owned();
            toks.drain(at + 1..at + 4);
            let tok = &mut toks[at];
            tok.raw.clone_from(&name);
            tok.low = name;
            tok.end = end;
        }
        at += 1;
    }
}
