//! `The registrar approves or rejects a request; a rejection needs a reason`: what is done, by the noun of the verb.
//! What it needs is said of the deed, and no thing is kept under its name.

use crate::{
    english::{
        cursor::any,
        evidence::{Fact, Quant},
        lexicon::lexicon,
    },
    words,
};

use super::draft::Sentence;

/// Leaves such a sentence as text, where the deed itself is told elsewhere.
pub fn settle(sentences: &mut [Sentence]) {
    let mut deeds: Vec<String> = Vec::new();
    for fact in sentences.iter().flat_map(|sentence| &sentence.facts) {
        match fact {
            Fact::Permit { acts, .. } => deeds.extend(acts.iter().map(|act| act.verb.clone())),
            Fact::Transition { verb, .. } => deeds.push(verb.clone()),
            Fact::Flow { steps, .. } => {
                let states =
                    steps.iter().filter_map(|step| lexicon().verb(&step.to)).map(|(base, _)| base.to_owned());
                deeds.extend(states.chain(steps.iter().filter_map(|step| step.verb.clone())));
            }
            _ => {}
        }
    }
    let things = things(sentences);
    if alone(sentences) {
        return;
    }
    for sentence in sentences.iter_mut() {
        let toks = &sentence.toks;
        for fact in &mut sentence.facts {
            let Fact::Has { subject: Some(np), items, toks: told, .. } = fact else { continue };
            let needs = any(
                toks,
                np.toks.end,
                &["needs", "need", "requires", "require", "must", "should", "shall", "has"],
            );
            let one = np.low.len() == 1 && np.quant != Quant::The && items.len() <= 2;
            let thing = things.contains(&words::singular(np.last()));
            if needs && one && !thing && deed_of(np.last()).is_some_and(|verb| deeds.contains(&verb)) {
                *fact = Fact::Unread { toks: told.clone() };
            }
        }
    }
}

/// Nothing else is described: the text is about it, and it is no deed on another thing.
fn alone(sentences: &[Sentence]) -> bool {
    let mut described = sentences.iter().flat_map(|sentence| &sentence.facts).filter_map(|fact| match fact {
        Fact::Has { subject: Some(np), .. } => Some(words::singular(np.last())),
        _ => None,
    });
    described.next().is_some_and(|first| described.all(|other| other == first))
}

/// "A shipment has a code. A shipment goes from packed to shipped": what has states, keys or rights of its own is kept.
fn things(sentences: &[Sentence]) -> Vec<String> {
    let mut found = Vec::new();
    let mut take = |np: &crate::english::evidence::Np| found.push(words::singular(np.last()));
    for fact in sentences.iter().flat_map(|sentence| &sentence.facts) {
        match fact {
            Fact::Flow { owner: Some(np), .. } | Fact::Transition { owner: np, .. } => take(np),
            Fact::Relation { from, to, .. } => from.iter().chain([to]).for_each(&mut take),
            Fact::Permit { objects, .. } => objects.iter().for_each(&mut take),
            _ => {}
        }
    }
    found
}

/// `rejection` → `reject`, `approval` → `approve`, `cancellation` → `cancel`.
fn deed_of(noun: &str) -> Option<String> {
    let noun = words::singular(noun);
    let stems =
        ["lation", "ation", "ition", "ion", "al", "ment"].iter().filter_map(|end| noun.strip_suffix(end));
    let verb = |stem: &str| {
        [stem.to_owned(), format!("{stem}e"), format!("{stem}y")]
            .into_iter()
            .find_map(|word| lexicon().verb(&word).map(|(base, _)| base.to_owned()))
    };
    stems.filter_map(verb).next()
}
