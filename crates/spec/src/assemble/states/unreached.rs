//! States of a stated list that no step leads to: "planned, running, finished or cancelled; trainers can finish a
//! course" says of one step, and a machine of that step alone would keep records from all other states.

use super::{
    Change,
    verbs::{ends, step_to},
};
use crate::assemble::draft::Draft;

/// Adds a step to each state that none reaches, and lets steps without a stated beginning
/// begin there too. `bare` are the indices of those steps. Every addition is an assumption.
pub fn lead_on(
    draft: &mut Draft,
    entity: &str,
    values: &[String],
    initial: &str,
    changes: &mut Vec<Change>,
    bare: &[usize],
) {
    let reached = |state: &String, changes: &[Change]| changes.iter().any(|(_, _, to)| to == state);
    let lost: Vec<String> =
        values.iter().filter(|v| *v != initial && !reached(v, changes)).cloned().collect();
    let place = |state: &String| values.iter().position(|v| v == state);
    let on_the_way = |to: &String| -> Vec<String> {
        lost.iter().filter(|v| !ends(v) && *v != to && place(v) < place(to)).cloned().collect()
    };
    for index in bare {
        if let Some((_, from, to)) = changes.get_mut(*index) {
            let more: Vec<String> = on_the_way(to).into_iter().filter(|v| !from.contains(v)).collect();
            from.extend(more);
        }
    }
    for state in &lost {
        let before = values.iter().filter(|v| !ends(v) && *v != state && place(v) < place(state));
        let from: Vec<String> = before.cloned().collect();
        let from = if from.is_empty() { vec![initial.to_owned()] } else { from };
        let verb = step_to(state, initial, changes);
        draft.assume(
            format!(
                "nothing says how {} becomes {}: `{}` does it, from {}",
                domain::requirement::with_article(entity),
                state.replace('_', " "),
                verb.replace('_', "-"),
                from.join(" or ").replace('_', " "),
            ),
            Some(format!("/entities/{entity}")),
            &["no way to it", "another step"],
        );
        let verbs = draft.verbs.entry(entity.to_owned()).or_default();
        if !verbs.contains(&verb) {
            verbs.push(verb.clone());
        }
        changes.push((verb, from, state.clone()));
    }
}
