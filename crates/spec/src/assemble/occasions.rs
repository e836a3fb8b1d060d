//! What is told of a record in another place than where it is described: `a vet treats animals` beside treatments,
//! `a host can do several shows` beside shows that have hosts. Each half alone says too little, so this looks at all
//! sentences, before anything is weighed.

use super::{draft::Sentence, permits};
use crate::{
    english::{
        clause::{self, deed},
        cursor::{any, eat_first, low},
        evidence::{Fact, Item, Np, Quant},
        lexicon::{Form, lexicon},
        noun::noun_phrase,
    },
    words,
};

/// Adds what two places say together.
pub fn settle(sentences: &mut [Sentence]) {
    let by_sentence: Vec<Vec<String>> = sentences.iter().map(declared).collect();
    let declared: Vec<String> = by_sentence.concat();
    let tied = tied(sentences, &declared);
    let many = many(sentences);
    for n in 0..sentences.len() {
        let elsewhere = |name: &str| {
            by_sentence
                .iter()
                .enumerate()
                .any(|(other, names)| other != n && names.iter().any(|known| known == name))
        };
        let Some(sentence) = sentences.get_mut(n) else { continue };
        several(sentence, &many);
        undeclared(sentence, &declared, &tied);
        done(sentence, &declared);
        linking(sentence, elsewhere);
    }
}

fn key(np: &Np) -> String {
    words::singular(&np.key())
}

/// The things that the sentence describes, by their names in the singular.
fn declared(sentence: &Sentence) -> Vec<String> {
    let mut found = Vec::new();
    for fact in &sentence.facts {
        match fact {
            Fact::Has { subject, items, .. } => {
                found.extend(subject.as_ref().filter(|_| !items.is_empty()).map(key));
                found.extend(items.iter().filter(|item| item.members.len() > 1).map(|item| key(&item.np)));
            }
            Fact::Mention { np, weight: 3 } => found.push(key(np)),
            _ => {}
        }
    }
    found
}

/// Of which there are many: `a show has one or more hosts` is (show, host).
fn many(sentences: &[Sentence]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for fact in sentences.iter().flat_map(|sentence| &sentence.facts) {
        if let Fact::Has { subject: Some(np), items, .. } = fact {
            let several = items.iter().filter(|item| item.np.quant == Quant::Many && item.members.is_empty());
            found.extend(several.map(|item| (key(np), key(&item.np))));
        }
    }
    found
}

/// Records that say themselves whose they are: `Loan: device, employee, due date`.
fn tied(sentences: &[Sentence], declared: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for fact in sentences.iter().flat_map(|sentence| &sentence.facts) {
        match fact {
            Fact::Has { subject: Some(np), items, .. }
                if items.iter().any(|item| declared.contains(&key(&item.np))) =>
            {
                found.push(key(np));
            }
            Fact::Relation { from: Some(np), .. } => found.push(key(np)),
            _ => {}
        }
    }
    found
}

/// Which tokens no fact of the sentence holds yet.
fn open(sentence: &Sentence, at: usize) -> bool {
    !sentence.facts.iter().any(|fact| {
        let range = match fact {
            Fact::Has { toks, .. }
            | Fact::Relation { toks, .. }
            | Fact::Link { toks, .. }
            | Fact::Deed { toks, .. }
            | Fact::Permit { toks, .. } => toks.clone(),
            Fact::Unread { .. } | Fact::Filler { .. } | Fact::Mention { .. } => return false,
            _ => 0..sentence.toks.len(),
        };
        range.contains(&at)
    })
}

/// `A host has a name and can do several shows`, where shows have several hosts: many on both sides.
fn several(sentence: &mut Sentence, many: &[(String, String)]) {
    let mut found = Vec::new();
    for at in 0..sentence.toks.len() {
        let toks = &sentence.toks;
        let Some((what, end)) = clause::several_behind(toks, at).filter(|_| open(sentence, at)) else {
            continue;
        };
        let before = sentence.facts.iter().rev().find_map(|fact| match fact {
            Fact::Has { subject, toks, .. } if toks.end == at => subject.clone(),
            _ => None,
        });
        let start = (0..at).rev().find(|n| !toks[*n].word || toks[*n].is("and")).map_or(0, |n| n + 1);
        let who = before.map(|np| (np, at)).or_else(|| {
            noun_phrase(toks.get(..at)?, start).filter(|(_, n)| *n == at).map(|(np, _)| (np, start))
        });
        let Some((who, start)) = who else { continue };
        if many.contains(&(key(&what), key(&who))) {
            found.push((who, what, start..end));
        }
    }
    for (who, what, toks) in found {
        take(sentence, &toks);
        let item = Item { np: what, ..Item::spanning(toks.clone()) };
        sentence.facts.push(Fact::Has { subject: Some(who), items: vec![item], toks, from_frame: false });
    }
}

/// No other reading holds what is read now.
fn take(sentence: &mut Sentence, range: &std::ops::Range<usize>) {
    sentence.facts.retain(|fact| {
        let (Fact::Unread { toks } | Fact::Filler { toks }) = fact else { return true };
        toks.end <= range.start || range.end <= toks.start
    });
}

fn relation(from: &Np, to: Np, toks: std::ops::Range<usize>) -> Fact {
    Fact::Relation {
        from: Some(from.clone()),
        to: Np { quant: Quant::One, plural: false, ..to },
        loose: false,
        many_to_many: false,
        one_to_one: false,
        optional: false,
        toks,
    }
}

/// `Students enrol in courses; for each enrolment we keep the grade`: whoever and whatever it is, each enrolment is of
/// one of both, described or not.
fn undeclared(sentence: &mut Sentence, declared: &[String], tied: &[String]) {
    let mut found = Vec::new();
    for fact in &sentence.facts {
        let Fact::Deed { who, noun, what, toks, .. } = fact else { continue };
        let kept = deed::verbs_of(noun)
            .flat_map(permits::made_by)
            .copied()
            .chain([*noun])
            .find(|name| declared.iter().any(|known| known == name))
            .filter(|name| !tied.iter().any(|known| known == name));
        let both = [who, what].map(|np| declared.contains(&key(np)));
        if let Some(name) = kept.filter(|_| !both[1] && !what.own && !what.low.is_empty()) {
            found.push((record(name, toks), who.clone(), what.clone(), both[0], toks.clone()));
        }
    }
    for (record, who, what, known, toks) in found {
        let split = what.toks.start.max(toks.start);
        if !known && deed::is_people(&who) || who.plural {
            sentence.facts.push(relation(&record, who, toks.start..split));
        }
        sentence.facts.push(relation(&record, what, split..toks.end));
    }
}

fn record(name: &str, toks: &std::ops::Range<usize>) -> Np {
    Np {
        name: name.to_owned(),
        low: name.split(' ').map(str::to_owned).collect(),
        quant: Quant::One,
        toks: toks.clone(),
        name_toks: toks.clone(),
        ..Np::default()
    }
}

/// `A vet treats animals`, where treatments are kept: each is of one of both.
fn done(sentence: &mut Sentence, declared: &[String]) {
    let toks = &sentence.toks;
    let found = (1..toks.len().min(8)).find_map(|verb| {
        // "treats", which no list has: named by what the treatments are called.
        let word = low(toks, verb);
        let base = match lexicon().verb(word) {
            Some((base, Form::Base | Form::Third)) => base,
            Some(_) => return None,
            None => word.strip_suffix('s').filter(|base| !base.ends_with('s'))?,
        };
        if !open(sentence, verb) {
            return None;
        }
        let stop = if any(toks, verb - 1, &["can", "may", "will"]) { verb - 1 } else { verb };
        let start = eat_first(toks, 0, &["and|also"]).unwrap_or(0);
        let (who, _) = noun_phrase(toks.get(..stop)?, start)
            .filter(|(np, end)| *end == stop && np.quant != Quant::No)?;
        let (what, end) = noun_phrase(toks, verb + 1)
            .or_else(|| noun_phrase(toks, eat_first(toks, verb + 1, &["on|to|at|in|for|with"])?))?;
        let name = of_the_verb(base, declared)?;
        let both = [&who, &what].into_iter().all(|np| declared.contains(&key(np)) && key(np) != name);
        let whole = toks.get(end).is_none_or(|tok| !tok.word);
        (both && whole).then(|| (record(&name, &(verb..verb + 1)), who, what, start..end))
    });
    if let Some((record, who, what, range)) = found {
        take(sentence, &range);
        let split = what.toks.start;
        sentence.facts.push(relation(&record, who, range.start..split));
        sentence.facts.push(relation(&record, what, split..range.end));
    }
}

/// The described thing that is named for the verb: `treat` → treatment, `inspect` → inspection.
fn of_the_verb(base: &str, declared: &[String]) -> Option<String> {
    let made = permits::made_by(base).iter().find(|name| declared.iter().any(|known| known == *name));
    if let Some(name) = made {
        return Some((*name).to_owned());
    }
    let stem = base.strip_suffix('e').unwrap_or(base);
    const ENDS: &[&str] =
        &["", "e", "ment", "ement", "ion", "ation", "ition", "al", "ing", "ance", "ence", "ery", "y", "ture"];
    declared
        .iter()
        .find(|name| name.strip_prefix(stem).is_some_and(|end| ENDS.contains(&end)) && stem.len() >= 3)
        .cloned()
}

/// `For every call-out we enter which firefighter rode in which vehicle`: where call-outs are described elsewhere there
/// are many of those to each, kept as records of their own.
fn linking(sentence: &mut Sentence, elsewhere: impl Fn(&str) -> bool) {
    let each = |fact: &Fact| match fact {
        Fact::Relation { from: Some(from), .. } if from.quant == Quant::Each => Some(from.clone()),
        _ => None,
    };
    let lead = eat_first(&sentence.toks, 0, &["and|also? for|after|at|on|in|with each|every"]).is_some();
    let keys: Vec<Np> = sentence.facts.iter().filter_map(each).collect();
    let Some(from) =
        keys.first().filter(|np| lead && keys.len() > 1 && keys.iter().all(|other| key(other) == key(np)))
    else {
        return;
    };
    if !elsewhere(&key(from)) {
        return;
    }
    let link = record(&format!("{} entry", key(from)), &from.toks);
    let holder = from.clone();
    for fact in &mut sentence.facts {
        match fact {
            Fact::Relation { from: Some(np), .. } | Fact::Has { subject: Some(np), .. }
                if key(np) == key(&holder) =>
            {
                *np = link.clone();
            }
            _ => {}
        }
    }
    let toks = holder.toks.clone();
    sentence.facts.push(relation(&link, holder, toks));
}
