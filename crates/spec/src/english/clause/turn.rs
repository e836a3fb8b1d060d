//! One change of a state, told by its two ends: `from under review, an inspector may refuse it`, `when a
//! clerk starts the review, a received permit becomes under review`.

use super::{
    super::{
        cursor::{any, eat_first},
        evidence::{Act, Fact, Np, Step, Who},
        noun::noun_phrase,
        token::Tok,
    },
    Read, finite_verb, lexicon,
    state::{state_words, states},
};

/// `from under review, an inspector may grant or refuse it`, `from there it can be bottled`
pub fn from_there(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(toks, at, &["from"])?;
    let comma = (next..toks.len().min(next + 6)).find(|n| any(toks, *n, &[","]))?;
    let (from, _) = states(&toks[..comma], next).filter(|(_, n)| *n == comma)?;
    let (who, verb_at) = super::permit::roles(toks, comma + 1)?;
    let mut verb_at = eat_first(toks, verb_at, &["can|may|must"])?;
    let (mut steps, mut acts) = (Vec::new(), Vec::new());
    loop {
        let verb = finite_verb(toks, verb_at)?;
        acts.push(Act { verb: verb.to_owned(), toks: verb_at..verb_at + 1 });
        steps.push(Step { from: from.clone(), to: lexicon().past_of(verb), verb: Some(verb.to_owned()) });
        verb_at = eat_first(toks, verb_at + 1, &["it", "them"]).unwrap_or(verb_at + 1);
        match eat_first(toks, verb_at, &["or", ", or", ",", "and"])
            .filter(|n| finite_verb(toks, *n).is_some())
        {
            Some(more) => verb_at = more,
            None => break,
        }
    }
    let toks = at..verb_at;
    let flow = Fact::Flow { field: None, owner: None, steps, initial: None, toks: toks.clone() };
    let permit = Fact::Permit { who, acts, objects: Vec::new(), own: false, only: true, deny: false, toks };
    Some((vec![flow, permit], verb_at))
}

/// `when a clerk starts the review, a received permit becomes under review`: a step told by its two ends.
pub fn turns(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(toks, at, &["when|once|if a|an|the"])?;
    let (np, verb_at) = noun_phrase(toks, next)?;
    let verb = finite_verb(toks, verb_at)?;
    let (object, behind) = noun_phrase(toks, verb_at + 1)?;
    let (thing, next) = eat_first(toks, behind, &[", then?"]).and_then(|n| noun_phrase(toks, n))?;
    let next = eat_first(toks, next, &["becomes", "is|gets now|then?", "turns|changes into|to?"])?;
    let (to, end) = state_words(toks, next)?;
    let (state, head) = thing.low.split_first().filter(|(_, rest)| !rest.is_empty())?;
    let owner = Np { name: head.join(" "), low: head.to_vec(), ..thing.clone() };
    let verb =
        if object.last() == owner.last() { verb.to_owned() } else { format!("{verb}_{}", object.last()) };
    let step = Step { from: vec![state.clone()], to, verb: Some(verb.clone()) };
    let who = super::permit::role_of(&np).unwrap_or_else(|| Who::Role(super::permit::low_singular(&np)));
    let flow = Fact::Flow {
        field: None,
        owner: Some(owner.clone()),
        steps: vec![step],
        initial: None,
        toks: at..end,
    };
    let permit = Fact::Permit {
        who: vec![(who, np.toks.clone())],
        acts: vec![Act { verb, toks: verb_at..behind }],
        objects: vec![owner],
        own: false,
        only: true,
        deny: false,
        toks: at..end,
    };
    Some((vec![flow, permit], end))
}
