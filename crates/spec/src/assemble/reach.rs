//! How far the words of a right reach: whose records, whether a thing is made by the verb, what of it nothing names.

use super::draft::{Draft, Sentence};
use crate::{
    english::evidence::{Act, Np, Who},
    words,
};

/// `the visits of their own ward`, where a visit has no key to a ward, or a ward and the people know each other by a
/// record of theirs: no condition of a right says so.
pub fn unreached(draft: &Draft, who: &[(Who, std::ops::Range<usize>)], objects: &[Np]) -> bool {
    let tied = |one: &str, other: &str| {
        draft.relations.iter().any(|r| r.from == one && r.to == other || r.from == other && r.to == one)
    };
    let records: Vec<String> = who
        .iter()
        .filter_map(|(who, _)| match who {
            Who::Role(role) => draft.resolve_key(&role.replace('_', " ")).filter(|name| name != "User"),
            _ => None,
        })
        .collect();
    objects.iter().filter(|np| np.own).any(|np| {
        let (Some(of), Some(entity)) = (np.of.as_deref(), draft.resolve(np)) else { return false };
        let Some(parent) = draft.resolve_key(of) else { return true };
        let keyed = draft
            .relations
            .iter()
            .any(|r| r.from == entity && r.to == parent && r.kind != domain::spec::RelationKind::ManyToMany);
        !keyed || records.iter().any(|record| *record != parent && tied(record, &parent))
    })
}

/// "open a ticket" makes one; a door is there before it is opened.
pub fn made_by_opening(draft: &Draft, entity: &str) -> bool {
    const MADE: &[&str] = &[
        "ticket",
        "case",
        "account",
        "issue",
        "dispute",
        "request",
        "claim",
        "complaint",
        "incident",
        "thread",
        "discussion",
        "topic",
        "poll",
        "inquiry",
        "enquiry",
        "question",
        "order",
        "tab",
        "position",
        "vacancy",
        "report",
        "file",
        "bug",
        "task",
        "project",
        "conversation",
        "chat",
        "session",
        "survey",
        "round",
        "auction",
    ];
    let name = super::finish::spaced(entity);
    let last = name.rsplit(' ').next().unwrap_or_default();
    let closes = ["open", "opened", "closed", "resolved"].iter().any(|state| draft.has_value(entity, state));
    closes || MADE.contains(&last)
}

/// "see books and photographs", where none are kept: that right is not built, whatever becomes of the other.
pub fn give_back(draft: &mut Draft, sentence: &Sentence, objects: &[Np], told: &[String]) {
    for np in objects.iter().filter(|np| !np.toks.is_empty()) {
        let member = told.iter().any(|entity| draft.member(entity, np).is_some());
        let role = draft.roles.contains(&words::singular(np.last()));
        if told.is_empty() || member || role || draft.resolve(np).is_some() {
            continue;
        }
        for tok in sentence.toks.get(np.name_toks.clone()).unwrap_or_default() {
            draft.cover.remove(&(sentence.text, tok.start));
        }
    }
}

/// `register parcels` makes them; `register for courses` makes none.
pub fn direct(sentence: &Sentence, act: &Act) -> bool {
    let behind = sentence.toks.get(act.toks.end);
    !behind.is_some_and(|tok| matches!(tok.low.as_str(), "for" | "in" | "to" | "at" | "with" | "on" | "as"))
}

/// Whether the words speak of one that was named before.
pub fn says_it(sentence: &Sentence, toks: &std::ops::Range<usize>) -> bool {
    sentence.toks.get(toks.clone()).is_some_and(|words| words.iter().any(|tok| tok.is("it")))
}

/// What is done to a record that there is, as often as it makes one.
pub fn hands_over(verb: &str) -> bool {
    matches!(verb, "submit" | "file" | "report" | "post" | "upload")
}

/// `assign mechanics to jobs`: what changes is the one of the two that holds the other, here the job. `None`
/// outside says that no key tells, the inner one that the keys tell of no holder.
pub fn holding(draft: &Draft, objects: &[Np], entities: &[Option<String>]) -> Option<Option<String>> {
    let mut named: Vec<&String> = entities.iter().flatten().collect();
    named.dedup();
    match named.as_slice() {
        [one, other] => {
            let holds =
                |from: &String, to: &String| draft.relations.iter().any(|r| &r.from == from && &r.to == to);
            let holder = [(*one, *other), (*other, *one)].into_iter().find(|(from, to)| holds(from, to));
            Some(holder.map(|(from, _)| from.clone()))
        }
        // "Supervisors can assign officers": to what holds them, where only one thing does.
        [one] => {
            let people = objects.iter().all(|np| {
                draft.resolve(np).as_ref() != Some(one) || crate::english::clause::deed::is_people(np)
            });
            let alone = !draft.relations.iter().any(|r| &r.from == *one && r.to != "User");
            let mut holders: Vec<&String> =
                draft.relations.iter().filter(|r| &r.to == *one).map(|r| &r.from).collect();
            holders.dedup();
            if !people || !alone || holders.is_empty() {
                return None;
            }
            Some(if let [holder] = holders.as_slice() { Some((*holder).clone()) } else { None })
        }
        _ => None,
    }
}
