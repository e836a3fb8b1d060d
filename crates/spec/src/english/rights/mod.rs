//! Rights as people set them down in lines and tables rather than in sentences:
//!
//! ```text
//! Technicians: create, read and update samples        Delete posts: editors only
//! Roles:                                              | | Customer | Clerk |
//! - employee                                          |---|---|---|
//! - manager                                           | Account | R | CRU |
//! ```

mod prose;
pub mod table;

use super::{
    clause::{is_choice_name, is_field_word, permit},
    cursor::{any, eat_first, low},
    evidence::{Act, Fact, Who},
    lexicon::{Form, lexicon},
    noun::noun_phrase,
    token::Tok,
};
use crate::words;

/// The facts of each sentence that is such a line or a row of such a table; `None` is prose.
pub fn read(sentences: &[&[Tok]]) -> Vec<Option<Vec<Fact>>> {
    let mut found = table::read(sentences);
    for (slot, steps) in found.iter_mut().zip(super::moves::read(sentences)) {
        *slot = slot.take().or(steps);
    }
    let mut listed = false;
    for (at, toks) in sentences.iter().enumerate() {
        if heads_roles(toks) {
            listed = true;
            continue;
        }
        let facts = prose::read(toks)
            .or_else(|| line(toks))
            .or_else(|| described(toks))
            .or_else(|| by_thing(toks))
            .or_else(|| access_alone(toks))
            .or_else(|| by_deed(toks))
            .or_else(|| if listed { role_alone(toks) } else { None });
        listed &= facts.is_some();
        if let Some(slot) = found.get_mut(at).filter(|slot| slot.is_none()) {
            *slot = facts;
        }
    }
    found
}

/// `Roles`, `Who may do what:`, `Permissions`: what follows are people and their rights.
pub fn heads_roles(toks: &[Tok]) -> bool {
    let words_of: Vec<&str> = toks.iter().filter(|tok| tok.word).map(|tok| tok.low.as_str()).collect();
    let names =
        ["role", "roles", "permission", "permissions", "rights", "access", "authorization", "authorisation"];
    let ends = toks.last().is_some_and(|tok| tok.is(":")) || toks.iter().all(|tok| tok.word);
    ends && words_of.len() <= 8
        && (words_of.iter().any(|word| names.contains(word)) && words_of.len() <= 5
            || words_of.first() == Some(&"who")
                && words_of.iter().any(|word| matches!(*word, "may" | "can" | "is" | "does")))
        && role_line(toks).is_none()
}

/// The names before the colon of `Clerks: approve permits`, and whether what follows leaves no doubt.
pub fn role_line(toks: &[Tok]) -> Option<Vec<(String, bool)>> {
    let (names, next) = heads(toks)?;
    let next = eat_first(toks, next, &["can|may", "are|is allowed|able to"]).unwrap_or(next);
    let plain = eat_first(
        toks,
        next,
        &[
            "read|view only|access",
            "read - only",
            "only read|view",
            "everything|anything",
            "all operations|rights|permissions|access|of",
            "full access|control|rights|crud",
            "full crud",
            "no access|rights",
            "crud",
            "get only",
        ],
    );
    let lettered = (next + 1..toks.len().min(next + 4)).any(|n| {
        table::letters(toks, n).is_some_and(|(_, end)| toks.get(end).is_none_or(|tok| !tok.word))
            && noun_phrase(&toks[..n], next).is_some_and(|(_, end)| end == n)
    });
    let (base, form) = lexicon().verb(low(toks, next)).unwrap_or(("", Form::Past));
    let deed = matches!(form, Form::Base | Form::Third)
        && matches!(
            base,
            "create"
                | "read"
                | "update"
                | "delete"
                | "view"
                | "edit"
                | "add"
                | "manage"
                | "list"
                | "see"
                | "approve"
                | "browse"
                | "remove"
                | "post"
                | "submit"
                | "apply"
                | "write"
                | "access"
                | "change"
                | "modify"
        );
    // "Status: open, closed" has a verb too, but one value beside it is none.
    let sure = plain.is_some()
        || lettered
        || deed && toks.get(next..).is_some_and(|rest| rest.iter().filter(|tok| tok.word).count() >= 2);
    if !sure && a_member(toks, next) {
        return None;
    }
    if !sure
        && !deed
        && lexicon()
            .verb(low(toks, next))
            .is_none_or(|(base, form)| form != Form::Base || lexicon().noun_verbs.contains(base))
    {
        return None;
    }
    Some(names.into_iter().map(|name| (name, plain.is_some() && next > 0)).collect())
}

/// `Pickers, packers:` at the start of a line; the index behind the colon.
fn heads(toks: &[Tok]) -> Option<(Vec<String>, usize)> {
    let colon = (1..toks.len().min(9)).find(|n| any(toks, *n, &[":", "—"]))?;
    let mut names = Vec::new();
    let mut at = 0;
    while at < colon {
        let (np, next) = noun_phrase(&toks[..colon], at)?;
        let mut words_of = np.low.clone();
        let last = words_of.last_mut()?;
        *last = words::singular(last);
        let last = last.clone();
        let word = np.last();
        if is_field_word(word)
            || is_choice_name(word)
            || lexicon().technical.contains(word)
            || lexicon().technical.contains(&last)
            || matches!(
                last.as_str(),
                "feature"
                    | "action"
                    | "function"
                    | "story"
                    | "note"
                    | "rule"
                    | "example"
                    | "step"
                    | "flow"
                    | "must"
                    | "nice"
                    | "scope"
                    | "verb"
                    | "status"
                    | "state"
                    | "op"
            )
            || words_of.len() > 3
        {
            return None;
        }
        names.push(words_of.join(" "));
        at = next;
        match eat_first(toks, at, &[", and|or?", "and|or|/|&"]) {
            Some(more) if more < colon => at = more,
            _ => break,
        }
    }
    (at == colon && !names.is_empty()).then_some((names, colon + 1))
}

/// `Technicians: create, read and update samples`
fn line(toks: &[Tok]) -> Option<Vec<Fact>> {
    let (_, start) = heads(toks)?;
    let (who, next) = permit::roles(&toks[..start - 1], 0)?;
    if next != start - 1 || a_member(toks, start) {
        return None;
    }
    let start = eat_first(toks, start, &["can|may", "are|is allowed|able to", "has|have"]).unwrap_or(start);
    if let Some(end) =
        eat_first(toks, start, &["no access|rights", "nothing", "none"]).filter(|n| ends(toks, *n))
    {
        return Some(vec![Fact::Roles { names: roles_of(&who), toks: 0..end }]);
    }
    let begin = eat_first(toks, start, &["only|just"])
        .filter(|n| permit::verb_phrase(toks, *n).is_some())
        .unwrap_or(start);
    letters(toks, begin, &who)
        .or_else(|| permit::acts(toks, begin, &who, false, false, 0))
        .filter(|(_, end)| ends(toks, *end))
        .map(|(facts, _)| facts)
}

/// `Owners: name`: what each of them has, whatever else the word may do; a verb would have something behind it.
fn a_member(toks: &[Tok], at: usize) -> bool {
    let alone = toks.get(at + 1).is_none_or(|tok| !tok.word && !tok.is("/"));
    alone && is_field_word(low(toks, at))
}

fn ends(toks: &[Tok], at: usize) -> bool {
    let at = eat_first(toks, at, &["only", "access", "rights"]).unwrap_or(at);
    toks.get(at..).is_none_or(|rest| rest.iter().all(|tok| !tok.word))
}

fn roles_of(who: &[(Who, std::ops::Range<usize>)]) -> Vec<String> {
    who.iter()
        .filter_map(|(who, _)| if let Who::Role(role) = who { Some(role.clone()) } else { None })
        .collect()
}

/// `customers r/w, deals r/w/d (own only)`
fn letters(toks: &[Tok], at: usize, who: &[(Who, std::ops::Range<usize>)]) -> Option<(Vec<Fact>, usize)> {
    let mut facts = Vec::new();
    let mut at = at;
    loop {
        let stop = (at + 1..toks.len().min(at + 4)).find(|n| table::letters(toks, *n).is_some())?;
        let (np, next) = noun_phrase(&toks[..stop], at).filter(|(_, next)| *next == stop)?;
        let (acts, mut end) = table::letters(toks, next)?;
        let own = eat_first(toks, end, &["( own only? )", "own only?"]);
        end = own.unwrap_or(end);
        facts.push(Fact::Permit {
            who: who.to_vec(),
            acts,
            objects: vec![np],
            own: own.is_some(),
            only: false,
            deny: false,
            toks: if facts.is_empty() { 0..end } else { at..end },
        });
        match eat_first(toks, end, &[",", ";", "and"]) {
            Some(more) => at = more,
            None => return Some((facts, end)),
        }
    }
}

/// `Roles: technician (read and update repairs), clerk (create devices)`
fn described(toks: &[Tok]) -> Option<Vec<Fact>> {
    let lead = eat_first(
        toks,
        0,
        &[
            "user? roles|role|permissions|rights :",
            "the? roles|role are|is :?",
            "there are two|three|four|2|3|4|the? roles :?",
        ],
    );
    let mut at = lead.unwrap_or(0);
    let mut facts = Vec::new();
    loop {
        let open = (at + 1..toks.len().min(at + 4)).find(|n| any(toks, *n, &["("]))?;
        let (np, next) = noun_phrase(&toks[..open], at).filter(|(_, next)| *next == open)?;
        let known = permit::role_of(&np);
        let close = super::cursor::closing(toks, open)?;
        if lead.is_none() && known.is_none() {
            return None;
        }
        let who = known.unwrap_or_else(|| Who::Role(permit::low_singular(&np)));
        let begin = if facts.is_empty() { 0 } else { at };
        let people = [(who, at..next)];
        let (found, end) = letters(&toks[..close], open + 1, &people)
            .or_else(|| permit::acts(&toks[..close], open + 1, &people, false, false, begin))?;
        if !ends(&toks[..close], end) {
            return None;
        }
        facts.extend(found);
        match eat_first(toks, close + 1, &[", and?", "and|;|/", "."]) {
            Some(more) if more < toks.len() => at = more,
            _ => return ends(toks, close + 1).then_some(facts),
        }
    }
}

/// `devices: everyone may read, only managers may write`
fn by_thing(toks: &[Tok]) -> Option<Vec<Fact>> {
    let colon = (1..toks.len().min(5)).find(|n| any(toks, *n, &[":", "—"]))?;
    let (thing, next) = noun_phrase(&toks[..colon], 0).filter(|(_, next)| *next == colon)?;
    if permit::role_of(&thing).is_some() || lexicon().technical.contains(thing.last()) {
        return None;
    }
    let mut facts = Vec::new();
    let mut at = next + 1;
    loop {
        let only = eat_first(toks, at, &["only|just"]);
        let (who, next) = permit::roles(toks, only.unwrap_or(at))?;
        let begin = if facts.is_empty() { 0 } else { at };
        let (found, end) = permit::same_people(toks, next, &who, only.is_some(), false, begin)?;
        for fact in found {
            match fact {
                Fact::Permit { who, acts, objects, own, only, deny, toks } if objects.is_empty() => {
                    let objects = vec![thing.clone()];
                    facts.push(Fact::Permit { who, acts, objects, own, only, deny, toks });
                }
                _ => return None,
            }
        }
        match eat_first(toks, end, &[", and|but|while?", ";", "and|but|while"]) {
            Some(more) => at = more,
            None => return ends(toks, end).then_some(facts),
        }
    }
}

/// `Create and update posts: editors`, `Delete: admins only`
fn by_deed(toks: &[Tok]) -> Option<Vec<Fact>> {
    let colon = toks.iter().position(|tok| tok.is(":") || tok.is("—")).filter(|at| *at > 0)?;
    let head = &toks[..colon];
    let (acts, next) = permit::verbs(head, 0)?;
    let plain = acts.iter().all(|act| {
        lexicon().verb(low(toks, act.toks.start)).is_some_and(|(base, _)| {
            matches!(
                base,
                "create"
                    | "read"
                    | "update"
                    | "delete"
                    | "view"
                    | "edit"
                    | "add"
                    | "remove"
                    | "list"
                    | "manage"
                    | "approve"
                    | "publish"
                    | "see"
                    | "cancel"
                    | "close"
            )
        })
    });
    let (objects, own) = match permit::objects(head, next) {
        Some((objects, own, end)) if end == colon => (objects, own),
        None if next == colon => (Vec::new(), false),
        _ => return None,
    };
    let start = eat_first(toks, colon + 1, &["only|just"]).unwrap_or(colon + 1);
    let (who, end) = permit::roles(toks, start)?;
    let end = eat_first(toks, end, &["only", "( only )"]).unwrap_or(end);
    (plain && ends(toks, end))
        .then(|| vec![Fact::Permit { who, acts, objects, own, only: true, deny: false, toks: 0..end }])
}

/// The people behind `Write access:`, `Read access:`, and what it lets them do.
fn access_of(toks: &[Tok]) -> Option<(&'static [&'static str], usize)> {
    const WRITE: &[&str] = &["write|writing|edit|editing|change|full access|rights|permission|permissions :"];
    const READ: &[&str] = &["read|reading|view|viewing access|rights|permission|permissions :"];
    const DELETE: &[&str] = &["delete|deletion|deleting access|rights|permission|permissions :"];
    let start = eat_first(toks, 0, &["-|*"]).unwrap_or(0);
    let told = |shapes, verbs| eat_first(toks, start, shapes).map(|next| (verbs, next));
    told(WRITE, &["create", "update", "delete"][..])
        .or_else(|| told(READ, &["read"][..]))
        .or_else(|| told(DELETE, &["delete"][..]))
}

/// `Write access: chemists`: of all that is kept.
fn access_alone(toks: &[Tok]) -> Option<Vec<Fact>> {
    let (verbs, next) = access_of(toks)?;
    let only = eat_first(toks, next, &["only|just"]);
    let (who, end) = permit::roles(toks, only.unwrap_or(next))?;
    let end = eat_first(toks, end, &["only|alone"]).unwrap_or(end);
    let acts = verbs.iter().map(|verb| Act { verb: (*verb).to_owned(), toks: 0..next }).collect();
    let fact =
        Fact::Permit { who, acts, objects: Vec::new(), own: false, only: true, deny: false, toks: 0..end };
    ends(toks, end).then(|| vec![fact])
}

/// The singular names behind such a label.
pub fn with_access(toks: &[Tok]) -> Vec<String> {
    let Some((_, next)) = access_of(toks) else { return Vec::new() };
    let rest = toks.get(next..).unwrap_or_default();
    rest.split(|tok| !tok.word || tok.is("and") || tok.is("or") || tok.is("only") || tok.is("the"))
        .filter(|name| (1..=3).contains(&name.len()))
        .map(|name| {
            let mut words_of: Vec<String> = name.iter().map(|tok| tok.low.clone()).collect();
            if let Some(last) = words_of.last_mut() {
                *last = words::singular(last);
            }
            words_of.join(" ")
        })
        .collect()
}

/// The name that stands alone under a heading "Roles".
pub fn alone_name(toks: &[Tok]) -> Option<String> {
    let whole = toks.iter().all(|tok| tok.word) && (1..=3).contains(&toks.len());
    let plain = whole
        && toks.iter().all(|tok| !words::stop::is_stop(&tok.low) && !lexicon().technical.contains(&tok.low));
    let (np, next) = noun_phrase(toks, 0).filter(|_| plain)?;
    if next != toks.len() {
        return None;
    }
    let mut words_of = np.low.clone();
    if let Some(last) = words_of.last_mut() {
        *last = words::singular(last);
    }
    Some(words_of.join(" "))
}

/// `employee` under a heading "Roles"; what stands behind the name describes it.
fn role_alone(toks: &[Tok]) -> Option<Vec<Fact>> {
    let whole = toks.iter().all(|tok| tok.word) && toks.len() <= 3;
    let colon = (1..toks.len().min(4)).find(|n| any(toks, *n, &[":", "—", "("]));
    let end = colon.or(if whole { Some(toks.len()) } else { None })?;
    let (np, next) = noun_phrase(&toks[..end], 0).filter(|(_, next)| *next == end)?;
    if !np.person && permit::role_of(&np).is_none() && !whole {
        return None;
    }
    let who = permit::role_of(&np).unwrap_or_else(|| Who::Role(permit::low_singular(&np)));
    Some(vec![Fact::Roles { names: roles_of(&[(who, 0..next)]), toks: 0..next }])
}
