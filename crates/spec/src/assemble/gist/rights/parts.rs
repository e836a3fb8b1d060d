//! The parts of a right, one behind the other.

use std::ops::Range;

use super::super::{
    super::{permits, states},
    scene::{self, Scene},
};
use crate::{
    english::{
        clause::permit,
        cursor::{any, eat_first, low},
        evidence::{Np, Who},
        lexicon::{Form, lexicon},
        token::Tok,
    },
    words,
};

#[derive(Debug, Clone)]
pub enum Part {
    /// People; the thing that the same words name.
    Who {
        who: Who,
        thing: Option<Np>,
    },
    Deed(Vec<String>),
    Thing(Np),
    /// What was spoken of.
    Them,
    Everything,
    /// Theirs, or what they made.
    Own,
    Only,
    NobodyElse,
    Not,
    Except,
    /// What leads from deeds to people.
    For,
    /// The people spoken of.
    They,
    /// What is theirs and belongs to somebody else.
    Others,
    /// Nobody logs in for it.
    Freely,
    /// `edit none of them`
    None,
    Nobody,
    /// What the thing before belongs to: "a booking for a class".
    Below,
    Mark(&'static str),
}

#[derive(Debug, Clone)]
pub struct Piece {
    pub part: Part,
    pub toks: Range<usize>,
}

const EXCEPT: &[&str] =
    &["except for|from?", "apart from", "other than", "but not", "save for", "with the exception of"];
const ONLY: &[&str] = &["only", "just", "solely", "exclusively", "alone"];
const NOBODY_ELSE: &[&str] =
    &["nobody|noone else", "no one|others else?", "no - one else", "not anyone|anybody else"];
const NOT: &[&str] = &[
    "not",
    "never",
    "cannot",
    "can't",
    "mustn't",
    "shouldn't",
    "don't",
    "doesn't",
    "aren't",
    "isn't",
    "couldn't",
    "no",
];
/// Nobody logs in for it.
const NO_ACCOUNT: &[&str] = &[
    "without any|an|a|having? to? an|a|need? account|login|registration|logging|signing|authentication|auth|log|sign in?",
    "( no login|account|registration|auth|authentication needed|required|necessary? )",
    ",? no login|account|registration|auth|authentication needed|required|necessary",
    ", no login|account|registration ,",
    "( not logged in )",
    "publicly",
];
const LEADS: &[&str] = &[
    "restricted|limited|reserved|open|available|allowed|permitted|granted|left|confined|accessible|up only? to|for|by",
    "requires|require|needs|need the|an|a?",
    "is|are? a? matter|job|task|business|privilege|responsibility|duty|prerogative for|of",
    "is|are? something|what that|which? only?",
    "for|by|through",
];
const EVERYTHING: &[&str] = &["everything|anything", "all of it", "it all", "all data", "do|does all", "all"];
const THEM: &[&str] = &["all|any|some of them|these|those", "them|it|these|those|both", "the? ones"];
const OWN: &[&str] = &["that|which are|is theirs|their own", "their|his|her own", "own", "theirs"];
const THEIR: &[&str] = &["their", "his", "her", "his/her"];

/// Deeds that are more than a verb.
const DEEDS: &[(&[&str], &[&str])] = &[
    (
        &[
            "look|looks|looking after",
            "take|takes|taking care of",
            "is|are? in charge of",
            "is|are? responsible for",
        ],
        &["manage"],
    ),
    (
        &[
            "full|complete|unrestricted|unlimited|all|total crud? access|control|rights|permissions|crud|privileges",
            "do|does|perform|performs? all|full|the? crud operations|actions?",
            "all operations|actions",
            "crud operations|rights|access?",
        ],
        &["manage"],
    ),
    (
        &[
            "read|view - only",
            "read|view only",
            "readonly",
            "read|view|viewing|reading access|rights|permission",
        ],
        &["read"],
    ),
    (&["read|view and|/|& write"], &["read", "create", "update"]),
    (
        &["make|makes|making|do any? changes|modifications", "write|writing|edit access|rights|permission"],
        &["touch"],
    ),
    (&["creation"], &["create"]),
    (&["deletion|deletions|removal"], &["delete"]),
    (&["modification|modifications|edits|changes|updates"], &["update"]),
    (&["look|looks|looking at|through|over?", "readable|visible|viewable|browsable"], &["read"]),
    (&["add/edit", "create/edit|update", "creates/edits"], &["create", "update"]),
];

/// Words of weight that only join the others.
const JOINS: &[&str] = &[
    "role",
    "roles",
    "right",
    "rights",
    "permission",
    "permissions",
    "allowed",
    "able",
    "permitted",
    "possible",
    "additionally",
    "addition",
    "record",
    "records",
    "entry",
    "entries",
    "likewise",
    "too",
    "also",
    "please",
    "new",
    "existing",
    "free",
    "entitled",
    "authorised",
    "authorized",
    "may",
    "can",
    "have",
    "has",
    "get",
    "gets",
    "given",
    "granted",
    "themselves",
    "himself",
    "herself",
    "well",
    "though",
    "however",
    "obviously",
    "simply",
    "freely",
    "directly",
    "always",
    "generally",
    "basically",
    "besides",
    "again",
    "further",
    "furthermore",
    "moreover",
    "operation",
    "operations",
    "data",
    "list",
    "somebody",
    "person",
    "who",
    "every",
];

/// `None`: some word of weight is no part of a right.
pub fn of(scene: &Scene<'_>) -> Option<Vec<Piece>> {
    let toks = scene.toks().get(..scene.range.end)?;
    let mut found: Vec<Piece> = Vec::new();
    let mut at = scene.range.start;
    while at < toks.len() {
        const SAID: &[&str] =
            &["of course", "as well", "in addition", "in general", "make|makes|making sure|certain that?"];
        if let Some(end) = eat_first(toks, at, SAID) {
            at = end;
            continue;
        }
        if let Some((part, end)) = part(scene, toks, at, &found) {
            found.push(Piece { part, toks: at..end });
            at = end;
            continue;
        }
        let tok = toks.get(at)?;
        // "only I can add hives": who that is, no role says.
        if matches!(tok.low.as_str(), "i" | "we" | "me" | "us") {
            return None;
        }
        if tok.content && !JOINS.contains(&tok.low.as_str()) {
            return None;
        }
        at += 1;
    }
    Some(found)
}

fn part(scene: &Scene<'_>, toks: &[Tok], at: usize, before: &[Piece]) -> Option<(Part, usize)> {
    let eat = |phrases: &'static [&'static str]| eat_first(toks, at, phrases).filter(|end| *end > at);
    if let Some(end) = eat(NO_ACCOUNT) {
        return Some((Part::Freely, end));
    }
    if let Some(end) = others(scene, toks, at) {
        return Some((Part::Others, end));
    }
    if any(toks, at, &["they", "he", "she"])
        && before
            .last()
            .is_none_or(|piece| piece.toks.end < at || matches!(piece.part, Part::Mark(_) | Part::Only))
    {
        return Some((Part::They, at + 1));
    }
    for (phrases, part) in [(EXCEPT, Part::Except), (NOBODY_ELSE, Part::NobodyElse)] {
        if let Some(end) = eat(phrases) {
            return Some((part, end));
        }
    }
    if let Some(end) = eat(&["nobody|noone", "no one", "no - one"]) {
        return Some((Part::Nobody, end));
    }
    let acted =
        before.last().is_some_and(|piece| piece.toks.end == at && matches!(piece.part, Part::Deed(_)));
    if let Some(end) = eat(&["none|nothing of? them|it?"]).filter(|_| acted) {
        return Some((Part::None, end));
    }
    if let Some(mark) = mark(toks, at) {
        return Some((Part::Mark(mark), at + 1));
    }
    if let Some(end) = eat(LEADS).filter(|end| who(scene, toks, *end).is_some()) {
        return Some((Part::For, end));
    }
    if let Some(end) =
        eat(&["open|available|accessible to all"]).filter(|end| !toks.get(*end).is_some_and(|tok| tok.word))
    {
        return Some((Part::For, end - 1));
    }
    if any(toks, at, &["all"]) && matches!(before.last(), Some(Piece { part: Part::For, .. })) {
        return Some((Part::Who { who: Who::Public, thing: None }, at + 1));
    }
    if let Some((verbs, end)) = DEEDS.iter().find_map(|(phrases, verbs)| Some((verbs, eat(phrases)?))) {
        return Some((Part::Deed(verbs.iter().map(|verb| (*verb).to_owned()).collect()), end));
    }
    if let Some(end) = eat(ONLY) {
        return Some((Part::Only, end));
    }
    if let Some(end) = eat(NOT) {
        return Some((Part::Not, end));
    }
    // "the bookings they made", and not "…, and they book rooms".
    let told = before.last().is_some_and(|piece| {
        piece.toks.end == at
            && matches!(
                piece.part,
                Part::Thing(_) | Part::Them | Part::Everything | Part::Who { thing: Some(_), .. }
            )
    });
    let did = || permit::they_did(toks, at).filter(|_| told || eat_first(toks, at, &["what"]).is_some());
    if let Some(end) = eat(OWN).or_else(did) {
        return Some((Part::Own, end));
    }
    let thing = scene::thing(scene.draft, toks, at);
    let leads = matches!(
        before.last().map(|piece| &piece.part),
        Some(Part::Who { .. } | Part::Only | Part::Not | Part::Deed(_))
    ) || before.last().is_some_and(|piece| piece.toks.end < at);
    if let Some((verbs, end)) = deed(scene, toks, at)
        && (thing.is_none() || leads && acts_on(scene, toks, end))
    {
        return Some((Part::Deed(verbs), end));
    }
    if let Some((who, end)) = who(scene, toks, at) {
        let thing = thing.filter(|(_, behind)| *behind == end).map(|(named, _)| named.np);
        return Some((Part::Who { who, thing }, end));
    }
    if let Some((named, end)) = thing {
        return place(scene, toks, at, before, named).map(|part| (part, end));
    }
    if eat(THEIR).is_some() && scene::thing(scene.draft, toks, at + 1).is_some() {
        let first = !before.iter().any(|piece| matches!(piece.part, Part::Thing(_)));
        return first.then_some((Part::Own, at + 1));
    }
    // "all courses" are those.
    let of = eat_first(toks, at, &["all of? the|their|our?"]);
    if of.is_some_and(|n| scene::thing(scene.draft, toks, n).is_some()) {
        return None;
    }
    if let Some(end) = eat(EVERYTHING).filter(|end| !toks.get(*end).is_some_and(|tok| tok.is("else"))) {
        return Some((Part::Everything, end));
    }
    eat(THEM).map(|end| (Part::Them, end))
}

/// What a thing is to the words before it. `None`: it only says where or with what.
fn place(scene: &Scene<'_>, toks: &[Tok], at: usize, before: &[Piece], named: scene::Named) -> Option<Part> {
    const PLACES: &[&str] = &[
        "for", "in", "from", "with", "into", "onto", "at", "of", "under", "during", "through", "by", "to",
        "on", "about",
    ];
    const ARTICLES: &[&str] = &["the", "a", "an", "each", "every", "any", "all", "its", "new"];
    let lead = (scene.range.start..at).rev().find(|n| !any(toks, *n, ARTICLES));
    let Some(lead) = lead.filter(|lead| any(toks, *lead, PLACES)) else { return Some(Part::Thing(named.np)) };
    let last = before.last()?;
    // "creation of courses", "access to rooms", "look at cats", "the list of exhibits"
    if matches!(last.part, Part::Deed(_) | Part::Everything)
        || any(toks, lead.checked_sub(1)?, &["list", "records", "data"])
    {
        return Some(Part::Thing(named.np));
    }
    let Part::Thing(np) = &last.part else { return None };
    let held = scene.draft.resolve(np)?;
    let tied = |r: &&domain::spec::Relation| r.from == held && r.to == named.entity;
    scene.draft.relations.iter().find(tied).map(|_| Part::Below)
}

/// Whether a thing or a word for one is next: the word before is what is done to it.
fn acts_on(scene: &Scene<'_>, toks: &[Tok], at: usize) -> bool {
    let at = eat_first(toks, at, &["the|a|an|all|any|new|their|his|her|own?"]).unwrap_or(at);
    any(toks, at, &["them", "it", "everything", "anything", "those", "these", "and", ","])
        || scene::thing(scene.draft, toks, at).is_some()
}

fn mark(toks: &[Tok], at: usize) -> Option<&'static str> {
    const MARKS: &[(&str, &str)] = &[
        (",", ","),
        (";", ";"),
        (":", ":"),
        ("=", "="),
        ("-", "-"),
        ("–", "-"),
        ("—", "-"),
        ("→", "-"),
        ("->", "-"),
        ("and", "and"),
        ("or", "or"),
        ("/", "or"),
        ("&", "and"),
        ("but", "but"),
        ("+", "and"),
    ];
    MARKS.iter().find(|(mark, _)| any(toks, at, &[mark])).map(|(_, mark)| *mark)
}

/// The people that the words at `at` name.
fn who(scene: &Scene<'_>, toks: &[Tok], at: usize) -> Option<(Who, usize)> {
    let at = eat_first(toks, at, &["the|a|an|any|each|every|all"]).unwrap_or(at);
    // "R6 Inspectors shall …"
    if toks.get(at)?.low.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // A role that was told elsewhere: "the front desk".
    let known = (1..=3).rev().find_map(|len| {
        let here = toks.get(at..at + len)?;
        let last = words::singular(&here.last()?.low);
        let role: Vec<&str> =
            here.iter().take(len - 1).map(|tok| tok.low.as_str()).chain([last.as_str()]).collect();
        let role = role.join("_");
        scene.draft.roles.contains(&role).then_some((Who::Role(role), at + len))
    });
    if known.is_some() {
        return known;
    }
    if any(toks, at, &["others", "other", "else", "person", "people", "you"]) {
        return None;
    }
    permit::one_role(toks, at)
}

/// `those of others`, `bookings of other members`, `other members' bookings`, `somebody else's posts`.
fn others(scene: &Scene<'_>, toks: &[Tok], at: usize) -> Option<usize> {
    let thing = |at: usize| scene::thing(scene.draft, toks, at).map(|(_, end)| end);
    let people = |at: usize| {
        let next = eat_first(toks, at, &["other|another"])?;
        who(scene, toks, next)
            .map(|(_, end)| end)
            .or_else(|| eat_first(toks, next, &["people|person|users|user|ones"]))
    };
    const OTHERS: &[&str] = &["others", "other people", "somebody|someone|anybody|anyone else", "another"];
    let of = |at: usize| {
        let next = eat_first(toks, at, &["of|from|by"])?;
        people(next).or_else(|| eat_first(toks, next, OTHERS))
    };
    let start = eat_first(toks, at, &["the|any"]).unwrap_or(at);
    let named =
        eat_first(toks, start, &["those|that|ones|one|records|data"]).or_else(|| thing(start)).and_then(of);
    // "other members' bookings"
    let held = || {
        let end = people(start).or_else(|| eat_first(toks, start, OTHERS))?;
        let held = toks.get(end - 1)?.possessive;
        thing(end).or_else(|| eat_first(toks, end, &["data|records|ones|stuff"])).filter(|_| held)
    };
    named.or_else(held)
}

/// The people that the words before `end` name last.
pub fn last_who(scene: &Scene<'_>, end: usize) -> Option<(Who, Range<usize>)> {
    let toks = scene.toks().get(..end)?;
    (0..end).rev().find_map(|at| {
        let (who, behind) = who(scene, toks, at)?;
        Some((who, at..behind))
    })
}

/// What the verb at `at` does.
fn deed(scene: &Scene<'_>, toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let word = toks.get(at)?;
    match word.raw.as_str() {
        "GET" => return Some((vec!["read".to_owned()], at + 1)),
        "POST" => return Some((vec!["create".to_owned()], at + 1)),
        "PUT" | "PATCH" => return Some((vec!["update".to_owned()], at + 1)),
        "DELETE" => return Some((vec!["delete".to_owned()], at + 1)),
        _ => {}
    }
    if word.is("access") {
        return Some((vec!["access".to_owned()], at + 1));
    }
    let (base, form) = lexicon().verb(low(toks, at))?;
    let behind = permit::verb_phrase(toks, at).filter(|(_, end)| *end > at + 1);
    if let Some((phrase, end)) = behind.filter(|(phrase, _)| phrase != base) {
        return permits::ops_of(&phrase).map(|_| (vec![phrase.clone()], end));
    }
    // "write" alone is all that changes something.
    if base == "write" && form == Form::Base && eat_first(toks, at + 1, &["by|for|to|only"]).is_some() {
        return Some((["create", "update"].map(str::to_owned).to_vec(), at + 1));
    }
    let moves = scene.draft.entities.keys().any(|name| states::verb_of(scene.draft, name, base).is_some());
    let known = permits::ops_of(base).is_some()
        || permits::is_recall(base)
        || moves
        || form != Form::Past && base.len() > 4 && permits::thing_of_verb(scene.draft, base).is_some()
        || permits::made_by(base).iter().any(|key| scene.draft.names.contains_key(*key));
    known.then(|| (vec![base.to_owned()], at + 1))
}
