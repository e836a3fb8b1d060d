//! From wherever a thing is: `at any stage`, `from any state except done`, `cancelled possible from anything but
//! shipped`.

use super::{
    super::{
        super::{
            cursor::{any, eat_first, low},
            evidence::{Fact, Step},
            lexicon::{Form, lexicon},
            token::Tok,
        },
        Read, past_verb,
    },
    from_states,
    verbed::conditions,
};

/// Stands for all states but the one that is entered.
pub const EVERY: &str = "*";

/// Stands before a state that [`EVERY`] leaves out.
pub const BUT: char = '!';

/// Stands before a state that [`EVERY`] leaves out with all that come behind it: "until it is shipped".
pub const UNTIL: char = '^';

/// Stands before a state that no text names: it is what the verb says, unless a list has another word for it.
pub const GUESSED: char = '~';

/// A state before the first step that no text names.
pub const UNTOLD: &str = "new?";

/// `from every state`, `at any stage other than done or failed`: wherever it is, and where it may not be.
pub(super) fn everywhere(toks: &[Tok], at: usize) -> Option<(Vec<String>, usize)> {
    let end = eat_first(
        toks,
        at,
        &[
            "at|in|from|during any|every|all|each|whatever other? stage|stages|state|states|status|statuses|step|point|phase",
            "from|at anywhere",
            "from|in anything|everything",
            "whatever its|the status|state|stage is?",
            "regardless of its|the status|state|stage",
        ],
    )?;
    let mut from = vec![EVERY.to_owned()];
    let except = eat_first(
        toks,
        end,
        &[
            ",? except|but|besides|save for|from?",
            ",? other than",
            ",? apart|aside from",
            ",? with the exception of",
        ],
    )
    .and_then(|next| conditions(toks, eat_first(toks, next, &["the|in|from"]).unwrap_or(next)));
    let end = except.as_ref().map_or(end, |(_, end)| *end);
    from.extend(except.into_iter().flat_map(|(states, _)| states).map(|state| format!("{BUT}{state}")));
    Some((from, end))
}

/// `cancelled possible from anything except done`, `cancellation is allowed while it is open`: a step, told without
/// anybody who takes it.
pub fn possible(toks: &[Tok], at: usize) -> Read {
    let word = low(toks, at);
    let (verb, state) = match lexicon().verb(word) {
        Some((base, Form::Gerund)) => (base.to_owned(), lexicon().past_of(base)),
        Some((_, Form::Past)) => (past_verb(toks, at)?, word.to_owned()),
        _ => {
            let base = word.strip_suffix("lation").or_else(|| word.strip_suffix("ation"))?;
            let base = lexicon().verb(base).map(|(base, _)| base)?;
            (base.to_owned(), lexicon().past_of(base))
        }
    };
    let next =
        eat_first(toks, at + 1, &["is|are|should|must|shall also|always|only? be?", "also|always|only"])
            .unwrap_or(at + 1);
    let next = eat_first(toks, next, &["possible|allowed|permitted|ok|okay"])?;
    const ANY_TIME: &[&str] = &["at? any time|moment|point", "anytime|always", "at all times"];
    let (from, end) = from_states(toks, next)
        .or_else(|| Some((vec![EVERY.to_owned()], eat_first(toks, next, ANY_TIME)?)))?;
    let end = eat_first(toks, end, &["only|alone"]).unwrap_or(end);
    let ends = toks.get(end).is_none_or(|tok| !tok.word || any(toks, end, &["and", "but"]));
    let steps = vec![Step { from, to: state, verb: Some(verb) }];
    ends.then(|| (vec![Fact::Flow { field: None, owner: None, steps, initial: None, toks: at..end }], end))
}
