//! What is said of a member that is there already: `the title is required`, `the status is draft, sent or paid`.

use domain::{rule::FormalRule, spec::FieldType};

use super::super::{
    draft::{Draft, Sentence, Target, key_of, pointer_of_field},
    fields, permits, rules,
};
use super::{field_rules, only_entity};

use crate::{
    english::clause::is_field_word,
    english::evidence::{Fact, Item, Mod, Np, Quant},
    words,
};

/// Whether the same sentence names it before, in words that no fact was read from.
fn named_unread(draft: &Draft, sentence: &Sentence, np: &Np, toks: &std::ops::Range<usize>) -> bool {
    let read = |n: usize| sentence.facts.iter().any(|fact| fact.toks().contains(&n));
    let known = draft.owner_of(np).is_some();
    let named = |n: &usize| {
        let here = sentence.toks.get(*n..n + np.low.len());
        here.is_some_and(|here| here.iter().zip(&np.low).all(|(tok, word)| tok.is(word)))
    };
    !known && !np.low.is_empty() && (0..toks.start).filter(named).any(|n| !read(n))
}

/// `The status is draft, sent or paid`
pub(in crate::assemble) fn about(
    draft: &mut Draft,
    sentence: &Sentence,
    np: &Np,
    owner: Option<&Np>,
    mods: &[Mod],
    toks: &std::ops::Range<usize>,
) -> bool {
    // "spot number": the number of a spot.
    if owner.is_none()
        && np.low.len() >= 2
        && let Some((of, rest)) = np.low.split_first()
        && let Some(entity) = draft.names.get(of).cloned()
        && draft.owner_of(np).is_none()
    {
        let rest = Np { name: rest.join(" "), low: rest.to_vec(), ..np.clone() };
        let of = Np { name: of.clone(), low: vec![of.clone()], ..np.clone() };
        if draft.member(&entity, &rest).is_some() {
            return about(draft, sentence, &rest, Some(&of), mods, toks);
        }
        // "Claim status: draft, sent, paid": the status of a claim.
        let state = matches!(rest.last(), "status" | "state" | "stage");
        if rest.low.len() == 1 && state && mods.iter().any(|said| matches!(said, Mod::Values(_))) {
            draft.current = Some(entity.clone());
            let np = Np { plural: false, ..rest };
            let item = Item { np, mods: mods.to_vec(), ..Item::spanning(toks.clone()) };
            return fields::add(draft, sentence, &entity, &item, "G9.about").is_some();
        }
        // "Park names are unique": each park has one, though nothing else says so.
        let one = words::singular(&rest.name);
        let single = Np { name: one.clone(), low: vec![one], plural: false, ..rest.clone() };
        if rest.low.len() == 1 && np.plural && mods.contains(&Mod::Unique) && is_field_word(single.last()) {
            if draft.member(&entity, &single).is_some() {
                return about(draft, sentence, &single, Some(&of), mods, toks);
            }
            draft.current = Some(entity.clone());
            let item = Item { np: single, mods: mods.to_vec(), ..Item::spanning(toks.clone()) };
            return fields::add(draft, sentence, &entity, &item, "G9.about").is_some();
        }
    }
    // "The ranks are recruit, firefighter and captain": what a rank may be, where something has one.
    let said = |word: &str| toks.clone().any(|n| sentence.toks.get(n).is_some_and(|tok| tok.is(word)));
    // "The rooms are clean and tidy": all of them are both, and no state is chosen.
    if let (None, true, [Mod::Values(_)]) = (owner, np.plural, mods)
        && draft.resolve(np).is_some()
        && said("are")
        && said("and")
    {
        return false;
    }
    if let (None, true, [Mod::Values(_)]) = (owner, np.plural, mods)
        && draft.resolve(np).is_none()
        && said("are")
    {
        let led = np
            .low
            .iter()
            .skip_while(|word| matches!(word.as_str(), "possible" | "allowed" | "valid" | "permitted"));
        let mut low: Vec<String> = led.cloned().collect();
        let last = low.pop().map(|word| words::singular(&word)).unwrap_or_default();
        low.push(last);
        let single = Np { name: low.join(" "), low, plural: false, ..np.clone() };
        return draft.owner_of(&single).is_some() && about(draft, sentence, &single, None, mods, toks);
    }
    // "The year of a film must not be before 1978": the year that films have.
    if let (None, Some(of)) = (owner, np.low.iter().position(|word| word == "of"))
        && let (Some(head), Some(tail)) = (np.low.get(..of), np.low.get(of + 1..))
        && draft.owner_of(np).is_none()
    {
        let named =
            |words: &[String]| Np { name: words.join(" "), low: words.to_vec(), plural: false, ..np.clone() };
        let (field, of) = (named(head), named(tail));
        if draft.resolve(&of).is_some_and(|entity| draft.member(&entity, &field).is_some()) {
            return about(draft, sentence, &field, Some(&of), mods, toks);
        }
    }
    // "The limits are optional", where there are a lower and an upper one: each of them.
    if let (None, Some(entity), [head]) = (owner, draft.current.clone(), np.low.as_slice())
        && np.plural
        && draft.owner_of(np).is_none()
    {
        let tail = format!("_{}", words::singular(head));
        let fields = draft.entities.get(&entity).map(|e| e.fields.keys().cloned().collect::<Vec<_>>());
        let alike: Vec<String> = fields.into_iter().flatten().filter(|name| name.ends_with(&tail)).collect();
        if alike.len() > 1 {
            for name in alike {
                fields::modify(draft, sentence, &entity, &name, mods, toks);
                draft.cover(sentence, toks, &pointer_of_field(&entity, &name));
            }
            return true;
        }
    }
    // "A guest is unique by name and country": of the guest, whatever points to one.
    if let (None, Some(entity), [Mod::UniquePer(by)]) = (owner, draft.resolve(np), mods) {
        let set: Option<Vec<String>> = by.iter().map(|np| draft.member(&entity, np)).collect();
        if let Some(set) = set.filter(|set| set.len() > 1) {
            return super::super::unique::together(draft, sentence, &entity, set, toks);
        }
    }
    // "… and a result is a parameter plus a value and the value can never be negative": what the words before, which
    // nobody understood, name is no member of another thing.
    if owner.is_none() && np.quant == Quant::The && named_unread(draft, sentence, np, toks) {
        return false;
    }
    // "The hours in one week must not be more than 60": of all that fall in it, and of none alone.
    let stretch = |np: &Np| matches!(np.last(), "day" | "week" | "month" | "quarter" | "year" | "season");
    if mods.iter().any(Mod::is_bound) && owner.is_some_and(|of| stretch(of) && draft.resolve(of).is_none()) {
        return false;
    }
    let stated_owner = owner.and_then(|np| draft.resolve(np));
    if stated_owner.is_some() {
        draft.current = stated_owner.clone();
    }
    let holder = stated_owner
        .clone()
        .filter(|o| draft.member(o, np).is_some())
        .or_else(|| draft.owner_of(np).filter(|_| stated_owner.is_none()));
    // "A job is open or done": the states of the job, and not of the number that is called after it.
    let called_after = |entity: &String| {
        let named = draft.member(entity, np);
        owner.is_none()
            && draft.names.contains_key(&key_of(np))
            && mods.iter().any(|said| matches!(said, Mod::Values(_)))
            && named
                .is_some_and(|name| words::snake(&words::singular(&np.name)).is_some_and(|own| own != name))
    };
    let holder = holder.filter(|entity| !called_after(entity));
    if let Some(entity) = holder {
        let Some(name) = draft.member(&entity, np) else { return false };
        draft.current = Some(entity.clone());
        if !draft.entities.get(&entity).is_some_and(|e| e.fields.contains_key(&name)) {
            return about_key(draft, sentence, &entity, &name, mods, toks);
        }
        fields::modify(draft, sentence, &entity, &name, mods, toks);
        field_rules(draft, sentence, &entity, &name, mods, toks);
        draft.cover_contested(sentence, toks);
        draft.cover(sentence, toks, &pointer_of_field(&entity, &name));
        return true;
    }
    // "Statuses: draft, sent, paid": of what was spoken of last, where nothing has such a field.
    let plain = words::singular(np.last());
    if owner.is_none()
        && np.low.len() == 1
        && matches!(plain.as_str(), "status" | "state" | "stage")
        && mods.iter().any(|m| matches!(m, Mod::Values(_)))
        && let Some(entity) = draft.current.clone().or_else(|| only_entity(draft))
    {
        let named = Np { name: plain.clone(), low: vec![plain], ..np.clone() };
        let item = Item { np: named, mods: mods.to_vec(), ..Item::spanning(toks.clone()) };
        return fields::add(draft, sentence, &entity, &item, "G9.states").is_some();
    }
    // "the recipe of a batch never changes": the key, which is known when all things are.
    let of_another = stated_owner.is_some() && mods.contains(&Mod::Immutable);
    // "tickets are open, pending or closed": the states of the thing itself.
    if let Some(entity) =
        draft.resolve(np).filter(|entity| !of_another || stated_owner.as_ref() == Some(entity))
    {
        draft.current = Some(entity.clone());
        if mods.iter().any(|m| matches!(m, Mod::Values(_))) {
            let mods =
                mods.iter().filter(|m| matches!(m, Mod::Values(_) | Mod::Default(_))).cloned().collect();
            let item = Item {
                np: Np {
                    name: "status".into(),
                    low: vec!["status".into()],
                    toks: toks.clone(),
                    name_toks: toks.clone(),
                    ..Np::default()
                },
                mods,
                ..Item::spanning(toks.clone())
            };
            fields::add(draft, sentence, &entity, &item, "G9.states");
            return true;
        }
        // "Done tasks are read-only": the others may change.
        if mods.contains(&Mod::Immutable) && permits::some_rows(draft, np) {
            rules::text_only(draft, sentence, toks, Some(entity));
            return true;
        }
        if mods.contains(&Mod::Immutable) {
            draft.denied.insert((entity.clone(), "update"));
            return rules::formal(
                draft,
                sentence,
                toks,
                &entity,
                Vec::new(),
                &FormalRule::Immutable { fields: Vec::new(), filter: None, ops: Vec::new() },
                "G9.immutable",
            );
        }
        return false;
    }
    // "The total amount of a customer's bookings": worked out over many, and held by none.
    let worked_out = matches!(
        np.low.first().map(String::as_str),
        Some("total" | "sum" | "average" | "number" | "count" | "combined" | "overall" | "mean")
    ) && (np.low.iter().any(|word| word == "of" || word == "per" || word == "all")
        // "The total insurance value of a loan must not exceed five million": no loan was said to have one.
        || np.low.len() > 1 && owner.is_some() && mods.iter().any(|said| matches!(said, Mod::AtMost(..) | Mod::LessThan(_))));
    if worked_out {
        let entity = draft.current.clone();
        rules::text_only(draft, sentence, toks, entity);
        return true;
    }
    // "A sack's weight is given in kg", where no sack is known: of nothing else.
    let of_unknown = owner.is_some_and(|of| {
        let behind = of.toks.start.checked_sub(1).and_then(|n| sentence.toks.get(n));
        of.toks == np.toks || behind.is_some_and(|tok| tok.is("of"))
    });
    if of_unknown && stated_owner.is_none() {
        return false;
    }
    // A field that nothing else named: the thing spoken of has it.
    let entity = stated_owner.or_else(|| draft.current.clone()).or_else(|| only_entity(draft));
    let telling = mods.iter().any(|m| !matches!(m, Mod::Note | Mod::Immutable | Mod::When(_)));
    // "Notes are optional", "allergies may be empty": in the plural, and one field all the same.
    let of_many = np.low.len() <= 2
        && np.quant == Quant::Bare
        && matches!(crate::types::infer(&np.name).field.ql_type, FieldType::Text | FieldType::StringArray);
    let plain = np.low.len() <= 3 && !np.plural || matches!(np.quant, Quant::The) || of_many;
    // "A leave request is pending or approved": one of many things, no field of the one before.
    let one_of_many = matches!(np.quant, Quant::One | Quant::Each)
        && np.of.is_none()
        && owner.is_none()
        && !crate::english::clause::is_field_word(np.last())
        && !crate::english::clause::is_choice_name(np.last())
        && mods.iter().any(|said| matches!(said, Mod::Values(_)));
    if one_of_many {
        return false;
    }
    // "Labels must not repeat": each record has one.
    let each = mods.iter().any(|said| matches!(said, Mod::Unique | Mod::Pattern(_)));
    let np = &match np.plural && each && np.low.len() == 1 {
        true => {
            let one = words::singular(&np.name);
            Np { name: one.clone(), low: vec![one], plural: false, ..np.clone() }
        }
        false => np.clone(),
    };
    match entity.filter(|_| telling && plain) {
        Some(entity) => {
            let item = Item { np: np.clone(), mods: mods.to_vec(), ..Item::spanning(toks.clone()) };
            match fields::add(draft, sentence, &entity, &item, "G9.about") {
                Some(name) => {
                    field_rules(draft, sentence, &entity, &name, mods, toks);
                    true
                }
                None => false,
            }
        }
        None => false,
    }
}

/// "A spraying is done on a row, on a date, with a product": nothing else says what it is made of.
pub(super) fn made_of_ties(draft: &Draft, sentence: &Sentence, owner: &str, from: Option<&Np>) -> bool {
    let tied = sentence
        .facts
        .iter()
        .filter(|fact| matches!(fact, Fact::Link { from: one, .. } if one.as_ref() == from))
        .count();
    let bare = draft
        .entities
        .get(owner)
        .is_some_and(|e| e.fields.values().all(|field| field.rule.as_deref() == Some("G3.as-field")));
    bare && tied > 2 && from.is_some_and(|np| matches!(np.quant, Quant::One | Quant::Each))
}

/// `the project is optional`, where the project is a key.
pub(super) fn about_key(
    draft: &mut Draft,
    sentence: &Sentence,
    entity: &str,
    key: &str,
    mods: &[Mod],
    toks: &std::ops::Range<usize>,
) -> bool {
    let Some(index) =
        draft.relations.iter().position(|r| r.from == entity && r.field.as_deref() == Some(key))
    else {
        return false;
    };
    // What a key cannot be said to be is asked about: nothing of it may be lost beside what is there already.
    let known = |said: &Mod| matches!(said, Mod::Optional | Mod::Required | Mod::Immutable | Mod::Note);
    if !mods.iter().all(known) {
        return false;
    }
    for said in mods {
        if let (Mod::Optional | Mod::Required, Some(relation)) = (said, draft.relations.get_mut(index)) {
            relation.required = Some(*said == Mod::Required);
        }
    }
    if mods.contains(&Mod::Immutable) {
        let fields = vec![key.to_owned()];
        let rule = FormalRule::Immutable { fields: fields.clone(), filter: None, ops: Vec::new() };
        return rules::formal(draft, sentence, toks, entity, fields, &rule, "G9.immutable");
    }
    draft.cover(sentence, toks, &Target::Relation(index));
    true
}
