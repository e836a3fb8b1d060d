//! `As a chicken keeper I want to write down how many eggs each hen laid`: one person who says what they are, and keeps
//! records for themselves. Where nothing else speaks of anybody who logs in, that is no role.

use crate::english::{
    cursor::{any, eat_first},
    evidence::{Fact, Who},
    token::Tok,
};

use super::draft::Sentence;

/// Takes the right out of the one story of such a text; its words stay read.
pub fn settle(sentences: &mut [Sentence]) {
    let told = |fact: &Fact| match fact {
        Fact::Auth { .. } | Fact::Roles { .. } | Fact::FirstRole { .. } | Fact::Deny { .. } => true,
        Fact::Permit { .. } => true,
        Fact::Transition { by, .. } => !by.is_empty(),
        _ => false,
    };
    let stories: Vec<usize> = (0..sentences.len())
        .filter(|n| sentences.get(*n).is_some_and(|s| story(&s.toks).is_some()))
        .collect();
    let [only] = stories.as_slice() else { return };
    let others = sentences.iter().enumerate().any(|(n, s)| n != *only && s.facts.iter().any(told));
    let Some(sentence) = sentences.get_mut(*only).filter(|s| !others && keeps_records(&s.toks)) else {
        return;
    };
    if sentence.facts.iter().any(|fact| told(fact) && !matches!(fact, Fact::Permit { .. })) {
        return;
    }
    for fact in &mut sentence.facts {
        if let Fact::Permit { who, toks, own: false, only: false, deny: false, .. } = fact
            && who.iter().all(|(who, _)| matches!(who, Who::Role(_)))
        {
            *fact = Fact::Filler { toks: toks.clone() };
        }
    }
}

/// `As a hobby brewer I want to`: where what they want begins.
fn story(toks: &[Tok]) -> Option<usize> {
    let who = eat_first(toks, 0, &["as a|an"])?;
    let speaks = (who + 1..who + 9).find(|n| any(toks, *n, &["i", "i'd"]))?;
    eat_first(toks, speaks, &["i want|need|wish|would like? to", "i'd like to", "i want|need|can|may"])
}

fn keeps_records(toks: &[Tok]) -> bool {
    const FOR_MYSELF: &[&str] = &[
        "write|note|jot|put down",
        "keep a? track|record|log|diary|list|note|notes|book of|on",
        "note|record|log|track|remember|count",
    ];
    story(toks).is_some_and(|at| eat_first(toks, at, FOR_MYSELF).is_some())
}
