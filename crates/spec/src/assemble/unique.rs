//! What may be there only once: several fields and keys that are unique together.

use domain::{Origin, rule::FormalRule, spec::FieldType};

use super::draft::{Draft, Sentence, Target};
use crate::{
    english::evidence::{Np, Quant},
    words,
};

type Toks = std::ops::Range<usize>;

/// `unique per project`: the field and the keys together.
pub fn per(
    draft: &mut Draft,
    sentence: &Sentence,
    entity: &str,
    field: &str,
    scopes: &[Np],
    toks: &Toks,
) -> bool {
    let mut set = vec![field.to_owned()];
    for np in scopes {
        let Some(key) = key_for(draft, sentence, entity, np, toks) else { return false };
        if !set.contains(&key) {
            set.push(key);
        }
    }
    together(draft, sentence, entity, set, toks)
}

/// The field or key of the entity that a phrase names; a key to a known entity is added where it is missing.
pub fn key_for(draft: &mut Draft, sentence: &Sentence, entity: &str, np: &Np, toks: &Toks) -> Option<String> {
    if draft.is_any_of(entity, np) {
        return None;
    }
    if let Some(member) = draft.member(entity, np) {
        return Some(member);
    }
    if matches!(np.key().as_str(), "day" | "date") {
        return day(draft, entity, np);
    }
    if matches!(np.key().as_str(), "timestamp" | "time" | "moment") {
        let mut moments =
            draft.entities.get(entity)?.fields.iter().filter(|(_, f)| f.ql_type == FieldType::DateTime);
        let found = moments.next().map(|(name, _)| name.clone());
        return found.filter(|_| moments.next().is_none());
    }
    let target = draft
        .resolve(np)
        .or_else(|| (Draft::is_user(np) && draft.needs_accounts).then(|| "User".to_owned()))?;
    if target == entity {
        return None;
    }
    let key = format!("{}_id", words::snake(&target)?);
    let mut relation = super::draft::many_to_one(entity, &target, key.clone());
    relation.origin = Some(Origin::Inferred);
    relation.src = sentence.span(toks);
    relation.rule = Some("G11.unique-per".into());
    draft.relate(relation);
    Some(key)
}

/// "twice on one day": by the first date that the record has.
fn day(draft: &Draft, entity: &str, np: &Np) -> Option<String> {
    let told = matches!(np.key().as_str(), "day" | "date");
    let mut dates = draft.entities.get(entity)?.fields.iter().filter(|(_, f)| f.ql_type == FieldType::Date);
    dates.next().filter(|_| told).map(|(name, _)| name.clone())
}

pub fn together(draft: &mut Draft, sentence: &Sentence, entity: &str, set: Vec<String>, toks: &Toks) -> bool {
    let Some(record) = draft.entities.get_mut(entity) else { return false };
    // "No two courses have the same title": a field that is unique by itself.
    if let [only] = set.as_slice() {
        let key = draft.relations.iter().any(|r| {
            r.from == entity
                && r.field.as_ref() == Some(only)
                && r.kind != domain::spec::RelationKind::ManyToMany
        });
        // "Two students never have the same locker": one row for each.
        if key {
            let rule = FormalRule::Limit { scope: set.clone(), max: 1, per: None, at: None, filter: None };
            return super::rules::formal(draft, sentence, toks, entity, set, &rule, "G11.one-each");
        }
        let Some(field) = record.fields.get_mut(only) else { return false };
        field.unique = Some(true);
        draft.cover(sentence, toks, &Target::Pointer(format!("/entities/{entity}/fields/{only}")));
        return true;
    }
    if set.is_empty() {
        return false;
    }
    let index = record.unique.iter().position(|old| *old == set).unwrap_or_else(|| {
        record.unique.push(set);
        record.unique.len() - 1
    });
    draft.cover(sentence, toks, &Target::Pointer(format!("/entities/{entity}/unique/{index}")));
    true
}

/// `episode number` as the record and its member, where no member is called so as a whole.
fn owner_in(draft: &Draft, np: &Np) -> Option<(String, Np)> {
    if np.low.len() < 2
        || draft.owner_of(np).is_some()
        || draft
            .resolve(np)
            .is_some_and(|name| words::pascal(&words::singular(&np.key())).as_ref() == Some(&name))
    {
        return None;
    }
    (1..np.low.len()).find_map(|split| {
        let (first, rest) = np.low.split_at(split);
        let named = |low: &[String]| Np { name: low.join(" "), low: low.to_vec(), of: None, ..np.clone() };
        let entity = draft.names.get(&super::draft::key_of(&named(first))).cloned()?;
        let field = draft.entities.get(&entity)?.fields.contains_key(&draft.member(&entity, &named(rest))?);
        field.then(|| (entity, named(rest)))
    })
}

/// "Every position and every piece occurs only once in a concert": each of them with what they are in.
pub fn apart(with: &[Np]) -> Vec<Vec<Np>> {
    let (each, inside): (Vec<&Np>, Vec<&Np>) = with.iter().partition(|np| np.quant == Quant::Each);
    if each.len() < 2 || inside.is_empty() {
        return vec![with.to_vec()];
    }
    let set = |one: &&Np| std::iter::once(*one).chain(inside.iter().copied()).cloned().collect();
    each.iter().map(set).collect()
}

/// `one review per user and product`, `a student can enroll in a course only once`
pub fn together_of(
    draft: &mut Draft,
    sentence: &Sentence,
    on: Option<&Np>,
    with: &[Np],
    toks: &Toks,
) -> bool {
    // "One customer per invoice" says again where an invoice's key leads.
    if let (Some(one), [per]) = (on.and_then(|np| draft.resolve(np)), with) {
        let holder = draft.resolve(per);
        let back = draft.relations.iter().position(|r| Some(&r.from) == holder.as_ref() && r.to == one);
        let forth = draft.relations.iter().any(|r| r.from == one && Some(&r.to) == holder.as_ref());
        if let Some(index) = back.filter(|_| !forth) {
            draft.cover(sentence, toks, &Target::Relation(index));
            return true;
        }
        if !forth && let Some(holder) = holder.filter(|holder| *holder != one) {
            let mut relation = super::draft::many_to_one(
                &holder,
                &one,
                format!("{}_id", words::snake(&one).unwrap_or_default()),
            );
            relation.src = sentence.span(toks);
            relation.rule = Some("G3.one-per".to_owned());
            let index = draft.relate(relation);
            draft.cover(sentence, toks, &Target::Relation(index));
            return true;
        }
    }
    // "each episode number": the number of an episode.
    let whole: Vec<Np>;
    let owned = with.iter().find_map(|np| owner_in(draft, np).map(|(owner, rest)| (np, owner, rest)));
    let (on, with, owner) = match owned {
        Some((said, owner, rest)) => {
            whole = with.iter().map(|np| if np == said { rest.clone() } else { np.clone() }).collect();
            (None, whole.as_slice(), Some(owner))
        }
        None => (on, with, None),
    };
    let by_verb = |np: &Np| {
        let verb = np.key();
        draft.resolve(np).or_else(|| super::permits::thing_of_verb(draft, &verb))
    };
    // "Nobody is entered for an exam twice": its date is no member of that name.
    let has = |entity: &str, np: &Np| {
        draft.resolve(np).as_deref() != Some(entity)
            && (draft.member(entity, np).is_some() || day(draft, entity, np).is_some())
    };
    let by_members = || draft.entities.keys().find(|entity| with.iter().all(|np| has(entity, np))).cloned();
    // A field of its own, and a key that only this rule speaks of.
    let by_field = || {
        let fits = |entity: &&String| {
            let field = |np: &Np| draft.member(entity, np).is_some();
            let plain = |np: &Np| {
                draft.member(entity, np).is_some_and(|name| {
                    draft.entities.get(*entity).is_some_and(|record| record.fields.contains_key(&name))
                })
            };
            with.iter().any(plain)
                && with.iter().all(|np| field(np) || draft.resolve(np).is_some_and(|other| other != **entity))
        };
        draft.entities.keys().find(fits).cloned()
    };
    let found = owner.or_else(|| on.map_or_else(by_members, |np| by_verb(np).or_else(by_members)));
    let Some(entity) = found.or_else(by_field) else { return false };
    // "Nobody is entered for an exam twice", where no entries are kept: not the date of the exam.
    let verbal = on.is_some_and(|np| np.toks.is_empty());
    if verbal && with.len() == 1 && with.iter().any(|np| draft.resolve(np).as_ref() == Some(&entity)) {
        return false;
    }
    // "Only one open request per member and club": those that are open, and not all there ever were.
    if let Some((counted, holder)) = on.filter(|np| np.low.len() > 1).zip(with.first()) {
        let state = counted.low.first().is_some_and(|word| draft.state_field(&entity, word).is_some());
        let own = words::pascal(&words::singular(&counted.key())).as_ref() == Some(&entity);
        if state && !own {
            let also = &with[1..];
            return super::counts::limit(draft, sentence, Some(holder), also, 1, counted, None, toks);
        }
    }
    // "Everyone can vote only once per idea": whoever votes is the other key.
    let said: Vec<Np>;
    let everybody = |np: &Np| {
        matches!(
            np.key().as_str(),
            "everyone"
                | "everybody"
                | "anyone"
                | "anybody"
                | "nobody"
                | "somebody"
                | "person"
                | "people"
                | "one"
                | "you"
        ) && draft.resolve(np).is_none()
            && draft.member(&entity, np).is_none()
    };
    let pair = draft.relations.iter().filter(|r| r.from == entity).count() == 2;
    let with = if pair && with.len() == 2 && with.iter().filter(|np| everybody(np)).count() == 1 {
        said = with.iter().filter(|np| !everybody(np)).cloned().collect();
        said.as_slice()
    } else {
        with
    };
    let mut set = Vec::new();
    // "you can't subscribe to the same newsletter twice": whoever subscribes is the other key.
    if with.len() == 1 {
        let keys = draft.relations.iter().filter(|r| r.from == entity);
        let keys: Vec<String> = keys.filter_map(|r| r.field.clone()).collect();
        if keys.len() == 2 {
            set = keys;
        }
    }
    for np in with {
        let Some(key) = key_for(draft, sentence, &entity, np, toks) else { return false };
        if !set.contains(&key) {
            set.push(key);
        }
    }
    together(draft, sentence, &entity, set, toks)
}
