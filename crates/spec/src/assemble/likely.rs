//! Rules between rows that only the weights tell: taken where all that they name is there and nothing says otherwise.

use domain::{Origin, rule::FormalRule, spec::RuleStatus};

use super::{
    draft::{Draft, Sentence},
    rules, unique,
};
use crate::{english::evidence::Fact, questions};

/// The rule of a rule that nothing but the words around it speaks for: see [`crate::weigh::row`].
const LIKELY: &str = "W5.likely-rule";

/// Applies a rule that is likely, unless the same or its contrary is there.
pub fn apply(draft: &mut Draft, sentence: &Sentence, fact: &Fact) {
    // What is read already, or asked about, is no more than that.
    let words = sentence.toks.get(fact.toks().clone()).unwrap_or_default();
    if words.iter().all(|tok| !tok.content || draft.covered(sentence, tok)) {
        return;
    }
    let mut tried = draft.clone();
    if !done(&mut tried, sentence, fact) {
        return;
    }
    let said = questions::quote(sentence, fact.toks());
    let told = |what: &str| format!("{what}, as \u{201c}{said}\u{201d} suggests");
    let other = ["nothing of the kind is checked", "it holds for some of them only"];
    let unasked = tried.questions.len() == draft.questions.len();
    let formal = tried.rules.iter().skip(draft.rules.len()).all(|rule| rule.status == RuleStatus::Formal);
    // A rule about members that nobody named would make them.
    let fields = |draft: &Draft| draft.entities.values().map(|entity| entity.fields.len()).sum::<usize>();
    if !unasked || !formal || fields(draft) < fields(&tried) || again(draft, &tried) {
        return;
    }
    let mut new: Vec<(String, String)> = Vec::new();
    let from = draft.rules.len();
    for rule in tried.rules.iter_mut().skip(from) {
        rule.origin = Some(Origin::Inferred);
        rule.rule = Some(LIKELY.to_owned());
        let Some(entity) = rule.entity.clone() else { continue };
        let fields = rule.fields.join(" and ");
        let what = match fact {
            Fact::Order { .. } => format!("{fields} of {entity} come in this order"),
            Fact::Overlap { .. } => format!("no two of {entity} overlap from {fields}"),
            Fact::UniqueTogether { .. } => format!("there is one of {entity} for each {fields}"),
            _ => format!("what is kept of {entity} never changes"),
        };
        new.push((entity, what));
    }
    for (name, entity) in &tried.entities {
        if draft.entities.get(name).is_some_and(|old| old.unique.len() < entity.unique.len()) {
            let fields = entity.unique.last().map(|set| set.join(" and ")).unwrap_or_default();
            new.push((name.clone(), format!("there is one of {name} for each {fields}")));
        }
    }
    for (entity, what) in new {
        tried.assume(told(&what), Some(format!("/entities/{entity}")), &other);
    }
    *draft = tried;
}

fn done(draft: &mut Draft, sentence: &Sentence, fact: &Fact) -> bool {
    match fact {
        Fact::UniqueTogether { on, with, toks } => {
            let known = on.as_ref().and_then(|np| draft.resolve(np));
            known.is_some() && unique::together_of(draft, sentence, on.as_ref(), with, toks)
        }
        Fact::Order { before, after, owner, strict, toks } => {
            rules::order(draft, sentence, before, after, owner.as_ref(), *strict, toks)
        }
        Fact::Overlap { subject, scope, toks } => {
            rules::overlap(draft, sentence, subject.as_ref(), scope.as_ref(), toks)
        }
        Fact::Settled { subject, toks, .. } => {
            let Some(entity) = draft.resolve(subject) else { return false };
            let rule = FormalRule::Immutable { fields: Vec::new(), filter: None, ops: Vec::new() };
            draft.denied.insert((entity.clone(), "update"));
            rules::formal(draft, sentence, toks, &entity, Vec::new(), &rule, LIKELY)
        }
        _ => false,
    }
}

/// Whether nothing new was said: the same rule, one of the same fields, or a set that holds or is held by another.
fn again(draft: &Draft, tried: &Draft) -> bool {
    let old = draft.rules.len();
    let mut new = tried.rules.iter().skip(old).peekable();
    let sets = tried.entities.iter().any(|(name, entity)| {
        let known = draft.entities.get(name).map(|old| old.unique.as_slice()).unwrap_or_default();
        let fresh = entity.unique.iter().skip(known.len());
        let mut fresh = fresh.peekable();
        fresh.peek().is_some()
            && fresh.all(|set| {
                set.len() > 1
                    && known.iter().all(|old| {
                        !old.iter().all(|part| set.contains(part))
                            && !set.iter().all(|part| old.contains(part))
                    })
            })
    });
    let rules = new.peek().is_some()
        && new.all(|rule| {
            let same = |known: &domain::spec::Rule| {
                let fields = rule.fields.iter().all(|field| known.fields.contains(field));
                known.kind == rule.kind
                    && known.entity == rule.entity
                    && fields
                    && known.status == RuleStatus::Formal
            };
            !draft.rules.iter().any(same)
        });
    !sets && !rules
}
