//! `Admins have the same rights as clerks`: whatever the text says that some may or may not, the others may or may not
//! as well.

use super::draft::Sentence;
use crate::english::evidence::{Fact, Who};

/// Gives the rights told of the ones to the others, who are nothing but roles then. Where nothing is told of the ones,
/// the words stay unread.
pub fn settle(sentences: &mut [Sentence]) {
    // Those who have what others have who have what a third has come after them.
    for _ in 0..3 {
        for n in 0..sentences.len() {
            for m in 0..sentences[n].facts.len() {
                if let Some(Fact::Alike { who, like, .. }) = sentences[n].facts.get(m).cloned()
                    && let Some(like) = like.or_else(|| told_before(sentences, n))
                {
                    share(sentences, &who, &like);
                }
            }
        }
    }
    let given: Vec<Who> = rights(sentences).flat_map(|who| who.iter().map(|(who, _)| who.clone())).collect();
    for n in 0..sentences.len() {
        let last = told_before(sentences, n);
        for fact in &mut sentences[n].facts {
            if let Fact::Alike { who, like, toks } = fact {
                let like = like.clone().or_else(|| last.clone());
                let known = like.is_some_and(|like| given.contains(&like));
                let names = who.iter().filter_map(|(who, _)| match who {
                    Who::Role(role) => Some(role.clone()),
                    _ => None,
                });
                let (names, toks) = (names.collect(), toks.clone());
                *fact = if known { Fact::Roles { names, toks } } else { Fact::Unread { toks } };
            }
        }
    }
}

fn rights(sentences: &[Sentence]) -> impl Iterator<Item = &Vec<(Who, std::ops::Range<usize>)>> {
    sentences.iter().flat_map(|sentence| &sentence.facts).filter_map(|fact| match fact {
        Fact::Permit { who, .. } => Some(who),
        _ => None,
    })
}

/// Whom the last right before the sentence is about.
fn told_before(sentences: &[Sentence], n: usize) -> Option<Who> {
    let role = |(who, _): &(Who, std::ops::Range<usize>)| matches!(who, Who::Role(_)).then(|| who.clone());
    rights(sentences.get(..n)?).filter_map(|who| who.iter().find_map(role)).last()
}

fn share(sentences: &mut [Sentence], others: &[(Who, std::ops::Range<usize>)], like: &Who) {
    for fact in sentences.iter_mut().flat_map(|sentence| &mut sentence.facts) {
        let Fact::Permit { who, .. } = fact else { continue };
        let Some(at) = who.iter().find(|(one, _)| one == like).map(|(_, at)| at.clone()) else { continue };
        for (other, _) in others {
            if !who.iter().any(|(one, _)| one == other) {
                who.push((other.clone(), at.clone()));
            }
        }
    }
}
