//! What stands behind a step: what comes of it, where it leads from, and what is said beside.

use super::{
    super::{
        cursor::{any, eat_first},
        evidence::Quant,
        noun::noun_phrase,
        token::Tok,
    },
    clause::{From, Grammar, Link},
    words,
};

/// Words behind a step that hold it back: `after 14 days`, `up to the race`, `if the photos are complete`.
pub(super) fn held_back(toks: &[Tok], at: usize) -> Option<usize> {
    const HOLDS: &[&str] = &[
        "after|within|before|until|if|when|once|unless|while|up|by|at|on|in|during|as|with|without|for|provided|only",
    ];
    eat_first(toks, at, HOLDS)?;
    Some((at..toks.len()).find(|n| any(toks, *n, &[";", ".", "—"])).unwrap_or(toks.len()))
}

/// What leads on from one step to the next: the index behind it, and how they are joined.
pub(super) fn joins(toks: &[Tok], at: usize) -> Option<(usize, Link)> {
    const THEN: &[&str] = &[
        ",|;? and|but? then|later|afterwards|finally|next|subsequently ,?",
        ",|;? and? after that|which ,?",
        ",|;? whereupon ,?",
        ",|;? and? at the end ,?",
        ",|;? and? at long? last ,?",
        ",|;? and|but? once|when|after that|this is|has? been? done ,?",
    ];
    if let Some(next) = eat_first(toks, at, THEN) {
        return Some((next, Link::Then));
    }
    if let Some(next) = eat_first(toks, at, &[",? or else|alternatively?", "/", ",? otherwise ,?"]) {
        return Some((next, Link::Or));
    }
    eat_first(toks, at, &[",? and", ",|;"]).map(|next| (next, Link::Then))
}

/// What is said of the occasion, the place or the manner of a step, and holds nobody: `once the gear is back`, `by scanning it`.
pub(super) fn aside(toks: &[Tok], at: usize) -> Option<usize> {
    const OCCASION: &[&str] = &[
        "once|when|after|as soon? as? the|a|an|his|her|their|our|we|they|all|everything|everybody|somebody|someone",
        "on|at|in|from|during|before|after the|his|her|their|our|its day|counter|desk|door|spot|phone|site|morning|evening|end|night|event|visit|appointment",
        "by|with|through|via scanning|clicking|pressing|entering|tapping|checking|hand|phone|mail|email|e-mail",
        "in this|that|the order",
        "again|manually|anyway|immediately|later|afterwards|themselves|himself|herself|too|online|automatically",
        "in person",
        "as well",
    ];
    const HOW: &[&str] = &[
        "straight|right away",
        "straightaway|directly|instead|eventually",
        "at once",
        "in the end",
        "at some point",
    ];
    if let Some(end) = eat_first(toks, at, HOW) {
        return Some(end);
    }
    let next = eat_first(toks, at, OCCASION)?;
    let end = (next..toks.len())
        .find(|n| !toks[*n].word && !toks[*n].is("-") || any(toks, *n, &["and", "but", "or"]))
        .unwrap_or(toks.len());
    let rest = toks.get(at..end)?;
    let limits = |tok: &Tok| {
        tok.is_number()
            || matches!(
                tok.low.as_str(),
                "only"
                    | "not"
                    | "never"
                    | "than"
                    | "least"
                    | "most"
                    | "unless"
                    | "hours"
                    | "days"
                    | "minutes"
                    | "weeks"
                    | "until"
                    | "without"
            )
    };
    let short = end - at <= 9;
    (short && !rest.iter().any(limits)).then_some(end)
}

/// `and the skipper cancels it`
pub(super) fn begins_with_somebody(toks: &[Tok], at: usize) -> bool {
    let Some((_, end)) = noun_phrase(toks, at).filter(|(np, _)| np.quant != Quant::No) else { return false };
    toks.get(end).is_some_and(|tok| tok.word) && !any(toks, end, &["of", "and", "or"])
}

impl Grammar<'_> {
    /// What comes of a deed: `(accepted)`, `as done`, `to ready`, `, then it is cancelled`, `marks it done`
    pub(super) fn outcome(&self, toks: &[Tok], at: usize, verb: &str, held: bool) -> Option<(String, usize)> {
        if let Some(open) = eat_first(toks, at, &["( status|state|now|= :|=?", "("]) {
            let open = eat_first(toks, open, &["→", "="]).unwrap_or(open);
            let (state, end) = words::state(toks, open)?;
            let end = eat_first(toks, end, &[")"])?;
            let named = open > at + 1;
            let bound = state.split(' ').any(|word| {
                matches!(
                    word,
                    "optional"
                        | "unique"
                        | "required"
                        | "default"
                        | "max"
                        | "maximum"
                        | "min"
                        | "minimum"
                        | "true"
                        | "false"
                        | "text"
                        | "date"
                )
            });
            let alone = !state.contains(' ') && !verb.is_empty();
            return (!bound && (named || alone || self.is_state(&state))).then_some((state, end));
        }
        let base = verb.split('_').next().unwrap_or_default();
        let moves = words::moves(base);
        if moves
            && let Some((state, end)) = eat_first(toks, at, &["back? to|into|as"])
                .or_else(|| eat_first(toks, at, &["back_"]))
                .and_then(|n| words::state(toks, n))
        {
            let whole = self.over(toks, end)
                || joins(toks, end).is_some()
                || aside(toks, end).is_some()
                || any(toks, end, &["by"]);
            let state = self.known_as(state);
            return (self.is_state(&state) && whole).then_some((state, end));
        }
        // "promote a young wheel to ripe"
        if let Some((state, end)) =
            eat_first(toks, at, &["to"]).filter(|_| held).and_then(|n| words::state(toks, n))
            && !state.contains(' ')
            && (self.over(toks, end) || joins(toks, end).is_some())
        {
            return Some((state, end));
        }
        // "the vet signs it → signed"
        if let Some((state, end)) = eat_first(toks, at, &["→"]).and_then(|n| words::state(toks, n))
            && (self.is_state(&state) || !state.contains(' ') && !verb.is_empty())
            && self.over(toks, end)
        {
            return Some((state, end));
        }
        const COMES: &[&str] = &[
            ",|;|—? and? then|afterwards|so|thereby|whereupon it|they then|now? is|are|becomes|become|counts|gets|goes as|to|back|into?",
            ",|;|—? and? after that it|they then|now? is|are|becomes|become|counts|gets|goes as|to|back|into?",
            ",|— which|that|this makes|sets|turns|puts|moves|brings|sends|takes it|them back? to|in|into|back|as?",
            ",|;|—? and|but? then|afterwards|so|thereby|now? it's|they're then|now?",
            ",|;|—? so|and? it|they is|are|becomes|become then|now",
            ",? and is|are|becomes then|now|thus",
        ];
        if let Some((state, end)) = eat_first(toks, at, COMES).and_then(|n| words::state(toks, n))
            && self.is_state(&state)
            && let end = eat_first(toks, end, &["again"]).unwrap_or(end)
            && let end = eat_first(toks, end, &["again"]).unwrap_or(end)
            && self.over(toks, end)
        {
            return Some((state, end));
        }
        let bare = matches!(
            base,
            "mark" | "set" | "flag" | "declare" | "label" | "report" | "make" | "put" | "tick" | "take"
        );
        let (state, end) = words::state(toks, at).filter(|_| bare)?;
        let fits = self.over(toks, end)
            || joins(toks, end).is_some()
            || self.condition(toks, end).is_some()
            || any(toks, end, &["by"]);
        let state = self.known_as(state);
        (self.is_state(&state) && fits).then_some((state, end))
    }

    /// Where a step leads from, told behind it: `while it is open`, `until it is shipped`, `once paid`, `from ready`
    pub(super) fn condition(&self, toks: &[Tok], at: usize) -> Option<(From, usize)> {
        const WHILE: &[&str] = &[
            ",? but|and? only? while|when|once|if|after it|they is|are|was|were|has|have still|already|only? been|in?",
            ",? but|and? only? while|when|once|if|after it's|they're still|already|in?",
            ",? but|and? only? as long as it|they is|are still|only|in?",
            ",? but|and? only? while|when|once|if|after its|their|the status|state is|are still?",
            ",? but|and? only? while|when|once|after|if still|already?",
            ",? only? from|in",
        ];
        const UNTIL: &[&str] = &[
            ",? but|and? only? until|before it|they is|are|was|were|gets|get|has|have been?",
            ",? but|and? only? until|before it's|they're been?",
            ",? until|before",
            ",? unless it|they is|are|was|were|has|have already? been?",
            ",? as long as it|they is|are not yet?",
            ",? while|when|if it|they is|are not yet?",
        ];
        let read = |next: usize| {
            let (states, end) = words::states(toks, next)?;
            let end = eat_first(toks, end, &["yet|already"]).unwrap_or(end);
            let whole = self.over(toks, end) || joins(toks, end).is_some();
            (states.iter().all(|state| self.is_state(state)) && whole).then_some((states, end))
        };
        if let Some((states, end)) = eat_first(toks, at, UNTIL).and_then(read) {
            let lasting = any(toks, at, &["until", "before", "unless"])
                || (at..at + 3).any(|n| any(toks, n, &["until", "before", "unless"]));
            return Some((From { states, but: true, lasting }, end));
        }
        let (states, end) = eat_first(toks, at, WHILE).and_then(read)?;
        Some((From { states, but: false, lasting: false }, end))
    }

    /// Nothing of the clause is left.
    pub(super) fn over(&self, toks: &[Tok], at: usize) -> bool {
        let ends =
            |tok: &Tok| !tok.word && !tok.is("-") || tok.is("but") || tok.is("while") || tok.is("otherwise");
        toks.get(at).is_none_or(ends)
            || eat_first(toks, at, &["and|or"])
                .is_some_and(|n| self.object(toks, n).is_some() || begins_with_somebody(toks, n))
    }
}
