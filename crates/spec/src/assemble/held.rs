//! Rights that a state holds: `members can edit their own bookings while they are pending`. A permission knows no states,
//! but where nobody else may do the same, that the record stays as it is otherwise says just this.

use domain::rule::RowOp;

use super::{
    draft::{Draft, Sentence, Target},
    finish::spaced,
    permits::{is_recall, ops_of, permit},
    rules::text_only,
    settled::{How, rule},
    states::verb_of,
};
use crate::english::evidence::{Act, Fact, Np, Who};

/// The right with what holds it; the whole stays text where others have a right to the same, whom no state holds.
pub fn right(draft: &mut Draft, sentences: &[Sentence], (sentence, right, held): (&Sentence, &Fact, &Fact)) {
    let Fact::Permit { who, acts, objects, own, only, deny, toks } = right else { return };
    let Fact::While { states, but, lasting, toks: condition } = held else { return };
    let whole = toks.start..condition.end;
    let entity = match objects.first() {
        Some(np) => draft.resolve(np),
        None => super::permits::spoken(draft, sentence, toks),
    };
    // What moves them has the states for itself.
    let moves = |entity: &String| acts.iter().all(|act| verb_of(draft, entity, &act.verb).is_some());
    if entity.as_ref().is_some_and(moves) && moved(draft, right, held).is_some() {
        permit(draft, sentence, who, acts, objects, *own, *only, *deny, toks);
        draft.cover(sentence, condition, &Target::Pointer("/auth/permissions".to_owned()));
        return;
    }
    let deeds: Option<Vec<(RowOp, Act)>> = entity.as_ref().and_then(|entity| {
        acts.iter().map(|act| deed(draft, entity, act).map(|op| (op, plain(act, op)))).collect()
    });
    let alone = entity.as_ref().zip(deeds.as_ref()).is_some_and(|(entity, deeds)| {
        let other = |fact: &&Fact| fact.toks() != toks || !matches!(fact, Fact::Permit { .. });
        let held: Vec<&str> = deeds.iter().map(|(_, act)| act.verb.as_str()).collect();
        let mut others = sentences.iter().flat_map(|s| &s.facts).filter(other);
        !others.any(|fact| also(draft, fact, entity, who, &held))
    });
    if let (Some(entity), Some(deeds), true) = (&entity, deeds, alone) {
        let (mut ops, plainly): (Vec<RowOp>, Vec<Act>) = deeds.into_iter().unzip();
        ops.sort_unstable();
        ops.dedup();
        let named = spaced(entity);
        let subject = Np { low: named.split(' ').map(str::to_owned).collect(), name: named, ..Np::default() };
        let how = How { states, but: *but, lasting: *lasting, ops: &ops };
        if rule(draft, sentence, &subject, &how, &whole) {
            permit(draft, sentence, who, &plainly, std::slice::from_ref(&subject), *own, *only, *deny, toks);
            for act in acts.iter().filter(|act| is_recall(&act.verb)) {
                let text = format!(
                    "whoever may {} {} deletes it by that",
                    act.verb,
                    domain::requirement::with_article(entity)
                );
                draft.assume(text, None, &["a status that it gets"]);
            }
            draft.assume(
                format!(
                    "what \u{201c}{}\u{201d} allows in some states nobody may do to {} in others, admins no more than others",
                    crate::questions::quote(sentence, toks),
                    domain::requirement::with_article(&spaced(entity))
                ),
                None,
                &["admins always may"],
            );
            return;
        }
    }
    for (who, _) in who.iter().filter(|_| draft.needs_accounts) {
        if let Who::Role(role) = who
            && !draft.roles.contains(role)
        {
            draft.roles.push(role.clone());
        }
    }
    text_only(draft, sentence, &whole, entity);
}

/// The right as `cancel pending bookings`, for whatever moves records from one state to another; `while it is not done` is
/// from all states but that.
pub fn moved(draft: &Draft, right: &Fact, held: &Fact) -> Option<Fact> {
    let Fact::While { states, but, lasting: false, .. } = held else { return None };
    let Fact::Permit { who, acts, objects, own, only, deny, toks } = right else { return None };
    let [np] = objects.as_slice() else { return None };
    let from: Vec<String> = match but {
        true => states.clone(),
        false => {
            let entity = draft.resolve(np)?;
            let field = draft.state_field(&entity, states.first()?)?;
            let values = draft.entities.get(&entity)?.fields.get(&field)?.values.as_ref()?;
            let values = values.iter().filter_map(|value| value.as_str().map(str::to_owned));
            values.filter(|value| !states.contains(value)).collect()
        }
    };
    let low = from.into_iter().chain(np.low.iter().cloned()).collect();
    let (who, acts, objects) = (who.clone(), acts.clone(), vec![Np { low, ..np.clone() }]);
    Some(Fact::Permit { who, acts, objects, own: *own, only: *only, deny: *deny, toks: toks.clone() })
}

/// `edit pending bookings`: the right and the state that stands before the thing.
pub fn before(draft: &Draft, fact: &Fact) -> Option<(Fact, Fact)> {
    let Fact::Permit { who, acts, objects, own, only: false, deny: false, toks } = fact else { return None };
    let [np] = objects.as_slice() else { return None };
    let state = np.low.first().filter(|_| super::permits::some_rows(draft, np))?;
    let changes = |act: &Act| matches!(ops_of(&act.verb), Some(&["update"] | &["delete"]));
    if who.is_empty() || acts.is_empty() || !acts.iter().all(changes) {
        return None;
    }
    let low = np.low.get(1..)?.to_vec();
    let objects = vec![Np { name: low.join(" "), low, ..np.clone() }];
    let (who, acts, own) = (who.clone(), acts.clone(), *own || np.own);
    let right = Fact::Permit { who, acts, objects, own, only: false, deny: false, toks: toks.clone() };
    let at = toks.end..toks.end;
    Some((right, Fact::While { states: vec![state.clone()], but: true, lasting: false, toks: at }))
}

/// What it does to a row; to take back what has no state for it is to delete it.
fn deed(draft: &Draft, entity: &str, act: &Act) -> Option<RowOp> {
    let stem = act.verb.get(..act.verb.len().min(5)).unwrap_or_default();
    let record = draft.entities.get(entity)?;
    let state = |value: &serde_json::Value| value.as_str().is_some_and(|value| value.starts_with(stem));
    let kept =
        record.fields.iter().any(|(name, f)| name.contains(stem) || f.values.iter().flatten().any(state));
    match ops_of(&act.verb) {
        Some(&["update"]) => Some(RowOp::Update),
        Some(&["delete"]) => Some(RowOp::Delete),
        None if is_recall(&act.verb) && !kept => Some(RowOp::Delete),
        _ => None,
    }
}

fn plain(act: &Act, op: RowOp) -> Act {
    let verb = if op == RowOp::Delete { "delete" } else { "update" };
    Act { verb: verb.to_owned(), toks: act.toks.clone() }
}

/// Whether others may do the same to such records.
fn also(
    draft: &Draft,
    fact: &Fact,
    entity: &str,
    by: &[(Who, std::ops::Range<usize>)],
    held: &[&str],
) -> bool {
    let Fact::Permit { who, acts, objects, deny: false, .. } = fact else { return false };
    let others = who.iter().any(|(who, _)| !by.iter().any(|(known, _)| known == who));
    let same =
        acts.iter().any(|act| ops_of(&act.verb).is_some_and(|ops| ops.iter().any(|op| held.contains(op))));
    let everything = objects.is_empty() || objects.iter().any(|np| np.key() == "everything");
    others && same && (everything || objects.iter().any(|np| draft.resolve(np).as_deref() == Some(entity)))
}
