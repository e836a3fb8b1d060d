//! Clauses that go on about a thing of which nothing was read: `A sack weighs something and is made of linen or paper`.
//!
//! What has no subject of its own there speaks of the sack, whatever was spoken of before it; so its words are asked about.

use super::draft::Sentence;
use crate::english::{cursor::any, evidence::Fact, noun::noun_phrase};

pub fn settle(sentences: &mut [Sentence]) {
    for sentence in sentences {
        if !any(&sentence.toks, 0, &["a", "an", "each", "every"]) {
            continue;
        }
        let Some((np, end)) = noun_phrase(&sentence.toks, 0) else { continue };
        let heard = |fact: &Fact| {
            fact.toks().start < end && !matches!(fact, Fact::Filler { .. } | Fact::Unread { .. })
        };
        if np.of.is_some() || sentence.facts.iter().any(heard) {
            continue;
        }
        for fact in &mut sentence.facts {
            if let Fact::Has { subject: None, from_frame: false, toks, .. }
            | Fact::About { owner: None, toks, .. } = fact
            {
                *fact = Fact::Unread { toks: toks.clone() };
            }
        }
    }
}
