//! Keys between things: by verbs, by ties, and where no such thing is, the field that says as much.

use domain::{Origin, spec::FieldType};

use super::super::{
    draft::{Draft, Sentence, Target, key_of, many_to_one, pointer_of_field},
    fields, permits, relate,
};
use super::{about, has, made_of_ties};

use crate::{
    english::{
        clause::deed::noun_at,
        evidence::{Act, Fact, Item, Mod, Np, Quant},
    },
    words,
};

/// Relations by verbs and cascades.
pub(super) fn keys(draft: &mut Draft, sentence: &Sentence, fact: &Fact) {
    match fact {
        Fact::Relation { from, to, many_to_many, one_to_one, optional, toks, .. }
            if !relate::clause(
                draft,
                sentence,
                from.as_ref(),
                to,
                *many_to_many,
                *one_to_one,
                *optional,
                toks,
            ) => {
                relation_as_field(draft, sentence, from.as_ref(), to, toks);
            }
        Fact::Link { from, to, optional, toks } => {
            let owner = from.as_ref().map_or_else(|| draft.current.clone(), |np| draft.resolve(np));
            let Some(owner) = owner else { return };
            let mut mods = if *optional { vec![Mod::Optional] } else { Vec::new() };
            // "at a time": a moment, where no day is told apart.
            let dated = draft
                .entities
                .get(&owner)
                .is_some_and(|e| e.fields.contains_key("date") || e.fields.contains_key("day"));
            if matches!(to.key().as_str(), "time" | "moment") && !dated {
                mods.push(Mod::Type(FieldType::DateTime));
            }
            let item = Item { np: to.clone(), mods, ..Item::spanning(toks.clone()) };
            if !relate::member(draft, sentence, &owner, &item)
                && (crate::english::clause::is_field_word(to.last())
                    || timely(to)
                    || matches!(to.quant, Quant::One | Quant::Each)
                        && made_of_ties(draft, sentence, &owner, from.as_ref()))
            {
                fields::add(draft, sentence, &owner, &item, "G3.as-field");
            }
        }
        Fact::Has { subject: None, items, toks, from_frame: false }
            // "it has many comments", read before the entity was known.
            if toks
                .clone()
                .any(|n| sentence.toks.get(n).is_some_and(|t| t.content && !draft.covered(sentence, t)))
            => {
                has(draft, sentence, None, items, toks, false);
            }
        Fact::About { field: Some(np), owner, mods, toks } => {
            // What was said of a field before the field was named.
            let open = sentence
                .toks
                .get(toks.clone())
                .unwrap_or_default()
                .iter()
                .any(|t| t.content && !draft.covered(sentence, t));
            if open {
                about(draft, sentence, np, owner.as_ref(), mods, toks);
            }
        }
        Fact::About { field: None, mods, toks, .. } => {
            if let Some(entity) = draft.current.clone() {
                let names: Vec<String> = draft
                    .entities
                    .get(&entity)
                    .map(|e| e.fields.keys().cloned().collect())
                    .unwrap_or_default();
                for name in names {
                    if !draft.presence.contains_key(&(entity.clone(), name.clone())) {
                        let required = mods.contains(&Mod::Required);
                        if let Some(field) = draft
                            .field(&entity, &name)
                            .filter(|f| f.ql_type != FieldType::Boolean && f.default.is_none())
                        {
                            field.required = required;
                        }
                    }
                }
                draft.cover(sentence, toks, &Target::Pointer(format!("/entities/{entity}")));
            }
        }
        Fact::Permit { acts, objects, deny: false, toks, .. } => done_to(draft, sentence, acts, objects, toks),
        Fact::Cascade { parent, children, effect, toks } => {
            draft.cascades.push((
                parent.clone(),
                children.clone(),
                *effect,
                sentence.text,
                toks.clone(),
                sentence.toks.first().map_or(0, |t| t.start),
            ));
        }
        _ => {}
    }
}

/// "Listeners can rate episodes", and ratings are kept: each has a key to what was rated.
fn done_to(
    draft: &mut Draft,
    sentence: &Sentence,
    acts: &[Act],
    objects: &[Np],
    toks: &std::ops::Range<usize>,
) {
    let things: Vec<String> = match objects {
        [] => permits::pronoun(draft, sentence, toks).into_iter().collect(),
        objects => objects.iter().filter_map(|np| draft.resolve(np)).collect(),
    };
    for act in acts {
        let Some(noun) = noun_at(&sentence.toks, act) else { continue };
        let Some(kept) = crate::assemble::deeds::kept_as(draft, noun) else { continue };
        let [thing] = things.as_slice() else { continue };
        let tied = draft
            .relations
            .iter()
            .any(|r| r.from == kept && r.to == *thing || r.from == *thing && r.to == kept);
        if tied || *thing == kept || thing == "User" || kept == "User" {
            continue;
        }
        let Some(key) = words::snake(thing) else { continue };
        let mut relation = many_to_one(&kept, thing, format!("{key}_id"));
        relation.origin = Some(Origin::Inferred);
        relation.src = sentence.span(&act.toks);
        relation.rule = Some("G15.deed".to_owned());
        draft.relate(relation);
    }
}

/// A name that says when: `a date`, `a start time`.
pub(super) fn timely(np: &Np) -> bool {
    np.low.len() <= 2
        && matches!(
            crate::types::infer(&np.name).field.ql_type,
            FieldType::Date | FieldType::DateTime | FieldType::Time
        )
}

/// `taken at` of "is taken at a time", `held on` of "is held on a given day".
fn moment_of_deed(sentence: &Sentence, to: &Np) -> Option<(Np, FieldType)> {
    let (ending, ql_type) = match (to.quant, to.key().as_str()) {
        (Quant::One, "time" | "moment") => ("at", FieldType::DateTime),
        (Quant::One, "day" | "date") => ("on", FieldType::Date),
        _ => return None,
    };
    let lead = to.toks.start.checked_sub(1)?;
    let verb = lead.checked_sub(1)?;
    let done = &sentence.toks.get(verb)?.low;
    let told = sentence.toks.get(lead)?.is("at") || sentence.toks.get(lead)?.is("on");
    if !told || !crate::english::is_past(done) {
        return None;
    }
    let low = vec![done.clone(), ending.to_owned()];
    Some((Np { name: low.join(" "), low, plural: false, ..to.clone() }, ql_type))
}

/// `is written by a publisher` where no such entity is: a field says as much.
pub(super) fn relation_as_field(
    draft: &mut Draft,
    sentence: &Sentence,
    from: Option<&Np>,
    to: &Np,
    toks: &std::ops::Range<usize>,
) {
    let Some(entity) = from.map_or_else(|| draft.current.clone(), |np| draft.resolve(np)) else { return };
    if draft.entities.get(&entity).is_none() || to.low.len() > 2 {
        return;
    }
    let key = key_of(to);
    let name = words::snake(&key).unwrap_or_default();
    // "A reading is taken at a time", "a visit is made on a day": the moment at which that is done.
    if let Some((np, ql_type)) = moment_of_deed(sentence, to) {
        let item = Item { np, mods: vec![Mod::Type(ql_type)], ..Item::spanning(toks.clone()) };
        fields::add(draft, sentence, &entity, &item, "G3.as-field");
        return;
    }
    if let Some(member) = draft.member(&entity, to) {
        // "the vehicle must be in service" asks for one value of a flag, and says more than that there is one.
        let chosen = draft
            .field(&entity, &member)
            .is_some_and(|field| field.ql_type == FieldType::Boolean || field.values.is_some());
        if chosen {
            return;
        }
        draft.cover(sentence, toks, &pointer_of_field(&entity, &member));
    } else if matches!(
        name.as_str(),
        "author"
            | "category"
            | "genre"
            | "brand"
            | "country"
            | "city"
            | "location"
            | "publisher"
            | "manufacturer"
            | "day"
            | "week"
            | "month"
            | "year"
            | "quarter"
            | "date"
    ) {
        let mut np = to.clone();
        np.name = key.clone();
        np.low = key.split(' ').map(str::to_owned).collect();
        np.plural = false;
        fields::add(
            draft,
            sentence,
            &entity,
            &Item { np, mods: Vec::new(), ..Item::spanning(toks.clone()) },
            "G3.as-field",
        );
    }
}
