//! What is done to a thing by somebody is kept as a thing of its own, with a key to each: `attendees register
//! for events` are registrations. Where the text says no more of them, they are proposed in a question.

use domain::{
    Origin,
    spec::{Entity, QuestionKind},
};
use serde_json::json;

use super::draft::{Draft, Sentence, Target, key_of, many_to_one};
use crate::{
    english::{
        clause::deed::{noun_of, verbs_of},
        evidence::{Fact, Np},
    },
    questions, words,
};

/// One deed, wherever it was told.
struct Deed<'f> {
    sentence: &'f Sentence,
    who: &'f Np,
    what: &'f Np,
    noun: &'static str,
    told: bool,
    toks: std::ops::Range<usize>,
}

/// Makes the things that deeds are kept as, once all others are known.
pub fn accept(draft: &mut Draft, sentences: &[Sentence]) {
    let accounts = draft.accounts_routed || super::permits::wants_accounts(draft, sentences);
    let mut deeds: Vec<Deed<'_>> = Vec::new();
    for sentence in sentences {
        // Of what is limited or unique the deed itself is told by its noun.
        let told = |key: &str, who, what, toks: &std::ops::Range<usize>| {
            noun_of(key).map(|noun| Deed { sentence, who, what, noun, told: true, toks: toks.clone() })
        };
        for fact in &sentence.facts {
            let found = match fact {
                Fact::Deed { who, noun, what, told, toks, .. } => {
                    Some(Deed { sentence, who, what, noun, told: *told, toks: toks.clone() })
                }
                Fact::UniqueTogether { on: Some(on), with, toks } if on.toks.is_empty() => match &with[..] {
                    [who, what] => told(&on.key(), who, what, toks),
                    _ => None,
                },
                Fact::Limit { holder: Some(who), also, counted, toks, .. } if counted.toks.is_empty() => {
                    match &also[..] {
                        [what] => told(&counted.key(), who, what, toks),
                        _ => None,
                    }
                }
                _ => None,
            };
            deeds.extend(found);
        }
    }
    // "A stored batch can be reserved", beside "reserve them": a step of what is there, and nothing that is kept.
    let moved: Vec<&str> = sentences
        .iter()
        .flat_map(|sentence| &sentence.facts)
        .filter_map(|fact| match fact {
            Fact::Transition { verb, .. } => Some(verb.as_str()),
            _ => None,
        })
        .collect();
    deeds.retain(|deed| {
        !verbs_of(deed.noun).any(|verb| moved.contains(&verb)) || draft.resolve_key(deed.noun).is_some()
    });
    let counted = |noun: &str| {
        sentences.iter().flat_map(|sentence| &sentence.facts).any(|fact| {
            matches!(fact, Fact::Capacity { counted, .. } | Fact::Limit { counted, .. } if key_of(counted) == noun)
        })
    };
    for noun in deeds.iter().map(|deed| deed.noun).collect::<std::collections::BTreeSet<_>>() {
        let of: Vec<&Deed<'_>> = deeds.iter().filter(|deed| deed.noun == noun).collect();
        let told = counted(noun) || of.iter().any(|deed| deed.told);
        for deed in of {
            make(draft, deed, accounts, told);
        }
    }
}

/// The thing that deeds of the noun are kept as, whatever the text calls it.
pub fn kept_as(draft: &Draft, noun: &str) -> Option<String> {
    // Volunteers are no deed of volunteering.
    let doers = |verb: &str, name: &str| {
        name.to_lowercase().starts_with(verb) && !name.to_lowercase().ends_with("ing")
    };
    // A sign-up is a signup.
    let joined =
        || draft.names.iter().find(|(key, _)| key.replace(' ', "") == noun).map(|(_, name)| name.clone());
    draft.resolve_key(noun).or_else(joined).or_else(|| {
        verbs_of(noun).find_map(|verb| {
            super::permits::thing_of_verb(draft, verb)
                .filter(|name| !(verb == "volunteer" && doers(verb, name)))
        })
    })
}

fn make(draft: &mut Draft, deed: &Deed<'_>, accounts: bool, told: bool) {
    let known = kept_as(draft, deed.noun);
    let Some(what) = draft.resolve(deed.what).filter(|what| known.as_ref() != Some(what)) else { return };
    // "Movement: quantity, booked at" beside "storekeepers book movements": each tells itself when that was done.
    let done_at = |field: &String| {
        field.strip_suffix("_at").or_else(|| field.strip_suffix("_on")).is_some_and(|done| {
            crate::english::lexicon::lexicon()
                .verb(done)
                .is_some_and(|(base, _)| verbs_of(deed.noun).any(|verb| verb == base))
        })
    };
    if known.is_none() && draft.entities.get(&what).is_some_and(|thing| thing.fields.keys().any(done_at)) {
        return;
    }
    // Somebody described it without saying whose it is: only then are keys added.
    if let Some(name) = &known
        && draft.entities.get(name).is_some_and(|e| e.rule.as_deref() != Some("G15.deed"))
        && key_of(deed.what) != what.to_lowercase()
        && words::pascal(deed.noun).as_ref() != Some(name)
    {
        return;
    }
    let Some(who) = doer(draft, deed, accounts).filter(|who| *who != what) else { return };
    let Some(name) = known.clone().or_else(|| words::pascal(deed.noun)) else { return };
    if known.is_none() {
        draft.names.insert(deed.noun.to_owned(), name.clone());
        draft.entities.insert(
            name.clone(),
            Entity {
                origin: Some(Origin::Inferred),
                src: deed.sentence.span(&deed.toks),
                rule: Some("G15.deed".to_owned()),
                ..Entity::default()
            },
        );
        if told {
            let text = format!(
                "{} are kept: each with a key to a {} and a {}",
                words::plural(deed.noun),
                words::singular(&deed.who.key()),
                words::singular(&deed.what.key())
            );
            draft.assume(text, Some(format!("/entities/{name}")), &["a list of keys on one side"]);
        } else {
            ask(draft, deed, &name);
        }
    }
    for (target, np) in [(&who, deed.who), (&what, deed.what)] {
        let key = if *target == "User" { key_of(np) } else { super::finish::spaced(target) };
        let Some(key) = words::snake(&key) else { continue };
        let mut relation = many_to_one(&name, target, format!("{key}_id"));
        relation.origin = Some(Origin::Inferred);
        relation.src = deed.sentence.span(&np.toks);
        relation.rule = Some("G15.deed".to_owned());
        draft.deed_keys.push(relation);
    }
}

/// The keys of what deeds are kept as, once every thing has its fields.
pub fn relate(draft: &mut Draft) {
    let keys = std::mem::take(&mut draft.deed_keys);
    for mut relation in keys.clone() {
        // "Customers comment on tickets. Agents comment on tickets.": whoever it was made it.
        let several = keys
            .iter()
            .any(|other| other.from == relation.from && other.to == "User" && other.field != relation.field);
        if relation.to == "User" && several {
            relation.field = Some("owner_id".to_owned());
        }
        draft.relate(relation);
    }
}

/// Who does it: a thing of the text, an account, or people who are a thing now.
fn doer(draft: &mut Draft, deed: &Deed<'_>, accounts: bool) -> Option<String> {
    if let Some(name) = draft.resolve(deed.who) {
        return Some(name);
    }
    // "The same email cannot register twice": nobody.
    let people = crate::english::clause::deed::is_people(deed.who);
    if !people || crate::english::clause::deed::is_public(deed.who) {
        return None;
    }
    if accounts {
        return Some("User".to_owned());
    }
    if Draft::is_user(deed.who) {
        return None;
    }
    let key = key_of(deed.who);
    let name = words::pascal(&key).filter(|_| deed.who.low.len() <= 2)?;
    draft.names.insert(key, name.clone());
    draft.entities.entry(name.clone()).or_insert(Entity {
        origin: Some(Origin::Inferred),
        src: deed.sentence.span(&deed.who.name_toks),
        rule: Some("G15.doer".to_owned()),
        ..Entity::default()
    });
    Some(name)
}

fn ask(draft: &mut Draft, deed: &Deed<'_>, name: &str) {
    let said = questions::quote(deed.sentence, &deed.toks);
    let moment = format!("{} at optional", done(deed.noun));
    let text = format!(
        "\u{201c}{said}\u{201d}: is that kept as {}, each with a key to a {} and a {}? What else is kept of one?",
        words::plural(deed.noun),
        words::singular(&deed.who.key()),
        words::singular(&deed.what.key())
    );
    draft.ask(questions::new(
        QuestionKind::Missing,
        format!("/entities/{name}/fields"),
        text,
        deed.sentence.span(&deed.toks).into_iter().collect(),
        json!([moment]),
        vec![json!(moment), json!("other fields, as a list: title, price optional, …")],
        false,
    ));
}

/// `registered`, of a registration.
fn done(noun: &str) -> String {
    verbs_of(noun)
        .next()
        .filter(|verb| !matches!(*verb, "take" | "check"))
        .map_or_else(|| "created".to_owned(), |verb| crate::english::lexicon::lexicon().past_of(verb))
}

/// The words of a deed go to the thing that it is kept as.
pub fn cover(draft: &mut Draft, sentence: &Sentence, noun: &str, toks: &std::ops::Range<usize>) -> bool {
    let Some(name) = kept_as(draft, noun) else { return false };
    draft.cover(sentence, toks, &Target::Pointer(format!("/entities/{name}")));
    true
}
