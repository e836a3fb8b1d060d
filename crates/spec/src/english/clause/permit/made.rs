//! For whom and to what something is made: `teachers enter grades of a student for a course`.

use super::{
    super::{
        super::{
            cursor::{any, eat_first},
            evidence::{Act, Fact, Np, Quant},
            noun::noun_phrase,
            token::Tok,
        },
        Read,
    },
    acts::conditional,
};
use crate::assemble::permits::ops_of;

/// Behind a right to make things: each of them has a key to what is named.
pub fn made_for(toks: &[Tok], at: usize, acts: &[Act], made: &Np) -> Read {
    let makes = |act: &Act| ops_of(&act.verb).is_some_and(|ops| ops.contains(&"create"));
    if !acts.iter().any(makes) || made.toks.end != at {
        return None;
    }
    let mut facts = Vec::new();
    let mut end = at;
    while let Some(next) = eat_first(toks, end, &["and|,? of|for|to|about|in|on", "of|for|to|about|in|on"]) {
        let Some((np, after)) = noun_phrase(toks, next) else { break };
        let one =
            matches!(np.quant, Quant::One | Quant::Each | Quant::The) || np.plural && np.quant == Quant::Bare;
        if !one || np.own || conditional(toks, after) {
            break;
        }
        let to = Np { plural: false, quant: Quant::One, ..np };
        facts.push(Fact::Link { from: Some(made.clone()), to, optional: false, toks: end..after });
        end = after;
    }
    let over = toks.get(end).is_none_or(|tok| !tok.word || any(toks, end, &["and", "but", "with"]));
    (!facts.is_empty() && over).then_some((facts, end))
}
