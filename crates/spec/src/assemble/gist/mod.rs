//! Rules read by their words of weight, where no shape of a clause took them.
//!
//! ```text
//! members for whom there are loans shall not be deletable    two things that a key ties, a deletion, a refusal
//! a speaker speaks just once for each motion                 two things that speeches tie, "once"
//! a volunteer isn't allowed more than ten sign-ups           two things that a key ties, "more than", a number
//! ```
//! People turn the same rule in more ways than shapes can list. Once things and keys are known, its words of weight hardly
//! leave open what is meant. A frame takes a stretch only where it accounts for every word of weight in it, and what it
//! says counts only where nothing new is asked for it and a form holds it.

mod again;
mod capacity;
mod deletion;
mod first;
mod held;
mod limit;
mod once;
mod overlap;
mod presence;
mod rights;
mod scene;
mod selves;
mod start;

use std::{cell::Cell, ops::Range};

use domain::spec::{QuestionKind, Relation, RelationKind, RuleStatus};

use self::scene::Scene;
use super::{
    apply as told, counts, differ,
    draft::{Draft, Sentence, Target},
    listing, permits, relate, requires, rules, settled, unique,
};
use crate::{
    english::{
        cursor::{any, eat_first},
        evidence::Fact,
        token::Tok,
    },
    questions,
};

/// Each kind of rule; the first that takes a stretch has it.
const FRAMES: &[fn(&Scene<'_>) -> Option<Fact>] = &[
    deletion::read,
    once::read,
    limit::read,
    capacity::read,
    overlap::read,
    selves::read,
    again::read,
    start::read,
    first::read,
];

/// More parts than a sentence of a person has between commas.
const MOST_PARTS: usize = 8;
/// More rules than a person tells: each is tried on a copy of the draft.
const MOST_TRIED: usize = 200;

/// Looks through the words that nothing took, and through rules that stayed text. Answers whether they speak of accounts
/// where nothing else did: the text has to be read again with them.
pub fn settle(draft: &mut Draft, sentences: &mut [Sentence]) -> bool {
    let accounts = Cell::new(false);
    if draft.entities.is_empty() {
        return false;
    }
    let mut left = MOST_TRIED;
    for n in 0..sentences.len() {
        // Each turn takes a word that was open.
        while let Some((tried, facts)) = stretches(draft, sentences, n)
            .find_map(|range| read(draft, sentences, n, &range, &mut left, &accounts))
        {
            *draft = tried;
            if let Some(sentence) = sentences.get_mut(n) {
                sentence.facts.extend(facts);
            }
        }
    }
    accounts.get()
}

/// The stretches of a sentence, the longest first, that begin and end where a part does and have an open word.
fn stretches(draft: &Draft, sentences: &[Sentence], n: usize) -> impl Iterator<Item = Range<usize>> + use<> {
    let sentence = sentences.get(n);
    let toks = sentence.map(|s| s.toks.as_slice()).unwrap_or_default();
    let opens = |range: &Range<usize>| {
        sentence
            .is_some_and(|s| range.clone().any(|at| s.toks.get(at).is_some_and(|tok| is_open(draft, s, tok))))
    };
    let parts = if opens(&(0..toks.len())) { parts(toks) } else { Vec::new() };
    let mut all: Vec<Range<usize>> = Vec::new();
    for (from, first) in parts.iter().enumerate() {
        for last in parts.iter().skip(from) {
            all.push(first.start..last.end);
        }
    }
    all.retain(opens);
    all.sort_by_key(|range| std::cmp::Reverse(range.len()));
    all.into_iter()
}

/// A sentence between its marks and the words that join clauses.
fn parts(toks: &[Tok]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for at in 0..=toks.len() {
        let mark =
            toks.get(at).is_none_or(|tok| !tok.word && !matches!(tok.low.as_str(), "=" | "-" | "/" | "'"));
        let joins = any(toks, at, &["and", "but", "so"]);
        if mark || joins {
            if start < at {
                found.push(start..at);
            }
            start = at + 1;
        }
    }
    found.truncate(MOST_PARTS);
    found
}

/// Whether nothing took the word, or a rule that stays text.
fn is_open(draft: &Draft, sentence: &Sentence, tok: &Tok) -> bool {
    tok.content
        && match draft.cover.get(&(sentence.text, tok.start)) {
            None => true,
            Some(Target::Question(id)) => draft
                .questions
                .iter()
                .any(|question| question.id == *id && question.kind == QuestionKind::RuleNotFormalised),
            Some(_) => false,
        }
}

/// What the stretch says and the draft with it, where a frame takes all of it.
fn read(
    draft: &Draft,
    sentences: &[Sentence],
    n: usize,
    range: &Range<usize>,
    left: &mut usize,
    accounts: &Cell<bool>,
) -> Option<(Draft, Vec<Fact>)> {
    let sentence = sentences.get(n)?;
    let before =
        n.checked_sub(1).and_then(|n| sentences.get(n)).filter(|before| before.text == sentence.text);
    if is_conditional(&sentence.toks, range) {
        return None;
    }
    let scene = Scene::of(draft, before, sentence, range.clone());
    let one = FRAMES.iter().find_map(|frame| frame(&scene)).map(|fact| vec![fact]);
    let facts = one
        .or_else(|| held::read(&scene))
        .or_else(|| presence::read(&scene))
        .or_else(|| rights::read(&scene))?;
    if !draft.needs_accounts && facts.iter().any(|fact| matches!(fact, Fact::Permit { .. })) {
        accounts.set(true);
        return None;
    }
    *left = left.checked_sub(1)?;
    let mut tried = draft.clone();
    give_back(&mut tried, sentence, range, facts.first()?)?;
    let (rules, asked) = (tried.rules.len(), tried.questions.len());
    let members = |draft: &Draft| {
        draft.entities.values().map(|entity| entity.fields.len()).sum::<usize>() + draft.relations.len()
    };
    let before = members(&tried);
    let done = facts.iter().all(|fact| apply(&mut tried, sentence, fact));
    let formal = tried.rules.iter().skip(rules).all(|rule| rule.status == RuleStatus::Formal);
    let open = |draft: &Draft| {
        range
            .clone()
            .filter(|at| sentence.toks.get(*at).is_some_and(|tok| is_open(draft, sentence, tok)))
            .count()
    };
    let nothing_new = tried.questions.len() == asked && members(&tried) == before;
    (done && formal && nothing_new && open(&tried) < open(draft)).then_some((tried, facts))
}

/// Whether what stands beside the stretch says when it holds: half of a rule is another rule.
fn is_conditional(toks: &[Tok], range: &Range<usize>) -> bool {
    const WHEN: &[&str] = &[
        "if",
        "unless",
        "until",
        "till",
        "while",
        "when",
        "whenever",
        "except",
        "provided",
        "as long as",
        "where",
    ];
    let ends = |n: &usize| any(toks, *n, &[";"]);
    let start = (0..range.start).rev().find(ends).map_or(0, |n| n + 1);
    let end = (range.end..toks.len()).find(ends).unwrap_or(toks.len());
    (start..range.start).chain(range.end..end).any(|n| eat_first(toks, n, WHEN).is_some())
}

fn apply(draft: &mut Draft, sentence: &Sentence, fact: &Fact) -> bool {
    match fact {
        Fact::Cascade { parent, children, effect, toks } => {
            relate::cascade(draft, sentence, parent, children, *effect, toks)
        }
        Fact::UniqueTogether { on, with, toks } => {
            unique::together_of(draft, sentence, on.as_ref(), with, toks)
        }
        Fact::Capacity { counted, holder, field, toks } => {
            counts::capacity(draft, sentence, counted, holder.as_ref(), field, toks)
        }
        Fact::Link { from: Some(one), to: other, optional, toks } => {
            let (one, other) = (draft.resolve(one), draft.resolve(other));
            let many = |r: &Relation| r.kind == RelationKind::ManyToMany;
            let from = |r: &Relation, from: &Option<String>, to: &Option<String>| {
                (Some(&r.from), Some(&r.to)) == (from.as_ref(), to.as_ref()) && many(r) != *optional
            };
            let forth = draft.relations.iter().position(|r| from(r, &one, &other));
            if let Some(key) = forth.and_then(|at| draft.relations.get_mut(at)).filter(|_| *optional) {
                key.required = Some(false);
            }
            let index = forth.or_else(|| draft.relations.iter().position(|r| from(r, &other, &one)));
            if let Some(index) = index {
                draft.cover(sentence, toks, &Target::Relation(index));
            }
            index.is_some()
        }
        Fact::About { field: Some(np), owner, mods, toks } => {
            told::about(draft, sentence, np, owner.as_ref(), mods, toks)
        }
        // It says again what holds anyway.
        Fact::About { field: None, owner: Some(np), toks, .. } => {
            let entity = draft.resolve(np);
            if let Some(entity) = &entity {
                draft.cover(sentence, toks, &Target::Pointer(format!("/entities/{entity}")));
            }
            entity.is_some()
        }
        Fact::Limit { holder, also, max, counted, per, toks } => {
            counts::limit(draft, sentence, holder.as_ref(), also, *max, counted, *per, toks)
        }
        Fact::Overlap { subject, scope, toks } => {
            rules::overlap(draft, sentence, subject.as_ref(), scope.as_ref(), toks)
        }
        Fact::Sort { .. } => {
            listing::apply(draft, sentence, fact);
            true
        }
        Fact::Deny { acts, objects, toks } => permits::deny_all(draft, sentence, acts, objects, toks),
        Fact::Requires { .. } => {
            let before = draft.rules.len();
            requires::rule(draft, sentence, fact);
            draft.rules.len() > before
        }
        Fact::Settled { subject, states, but, lasting, ops, toks } => {
            let how = settled::How { states, but: *but, lasting: *lasting, ops };
            settled::rule(draft, sentence, subject, &how, toks)
        }
        Fact::Permit { who, acts, objects, own, only, deny, toks } => {
            permits::permit(draft, sentence, who, acts, objects, *own, *only, *deny, toks)
        }
        Fact::Differ { one, other, owner, toks } => {
            differ::rule(draft, sentence, one, other.as_ref(), owner.as_ref(), toks)
        }
        _ => false,
    }
}

/// Takes back what stayed text in the stretch. `None`: a rule that is only text goes on behind it.
fn give_back(draft: &mut Draft, sentence: &Sentence, range: &Range<usize>, fact: &Fact) -> Option<()> {
    let span = sentence.span(range)?;
    let text_only = |draft: &Draft| {
        draft.rules.iter().position(|rule| {
            rule.status == RuleStatus::TextOnly && rule.src.is_some_and(|src| src.overlaps(span))
        })
    };
    while let Some(index) = text_only(draft) {
        let rule = draft.rules.get(index)?;
        let src = rule.src?;
        if src.start < span.start || src.end > span.end {
            return None;
        }
        let pointer = format!("/rules/{}", questions::short(&rule.text));
        draft.retract(index, &pointer);
    }
    // "A court cannot be used for overlapping games": the overlap was heard, and not of what.
    let heard = |draft: &Draft| {
        draft.rules.iter().position(|rule| {
            matches!(fact, Fact::Overlap { .. })
                && rule.kind == "overlap"
                && rule.src.is_some_and(|src| span.start <= src.start && src.end <= span.end)
        })
    };
    while let Some(index) = heard(draft) {
        draft.retract(index, "");
    }
    if matches!(fact, Fact::Permit { .. }) {
        permits::take_back(draft, span)?;
    }
    for tok in sentence.toks.get(range.clone()).unwrap_or_default() {
        if is_open(draft, sentence, tok) {
            draft.cover.remove(&(sentence.text, tok.start));
        }
    }
    Some(())
}
