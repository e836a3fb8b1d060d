//! The sentences of a text as clauses of lives, each with the thing that it speaks of.

use super::{
    super::{clause::numbered, cursor::eat_first, evidence::Fact, memory::Memory, token::Tok},
    Heard,
    clause::{Clause, Grammar, Link, Told},
    owners::is_person,
    things::{heads, key_of},
};

/// The clauses of every sentence, each with the thing that it speaks of.
pub(super) fn all_clauses(
    heard: &[Heard<'_>],
    grammar: &Grammar<'_>,
    things: &[String],
) -> Vec<Vec<(String, Clause)>> {
    let mut clauses: Vec<Vec<(String, Clause)>> = Vec::new();
    let mut spoken: Option<String> = None;
    for sentence in heard {
        let mut told = if sentence.fixed { Vec::new() } else { clauses_of(grammar, sentence.toks) };
        // Members of a thing are no clauses of its life.
        told.retain(|clause| {
            // "Calls: agree, serve": names of steps, though a thing and its members look the same.
            clause.listed
                || matches!(clause.told, Told::Values(_))
                || !sentence.facts.iter().any(|fact| match fact {
                    Fact::Has { subject, items, toks, .. } => {
                        (subject.is_some() && items.len() >= 2
                            || items.iter().any(|item| {
                                !item.mods.is_empty() && !item.np.person && item.np.low.len() > 1
                            }))
                            && toks.start < clause.toks.end
                            && clause.toks.start < toks.end
                    }
                    _ => false,
                })
        });
        clauses.push(of_things(sentence, told, things, &mut spoken));
    }
    clauses
}

/// The clauses of a sentence, from left to right, wherever one may begin.
pub(super) fn clauses_of(grammar: &Grammar<'_>, toks: &[Tok]) -> Vec<Clause> {
    let _memory = Memory::of(toks);
    let mut found: Vec<Clause> = Vec::new();
    // "The state of a repair: in the beginning …"
    let headed = (0..toks.len().min(7)).find(|n| toks[*n].is(":"));
    let headed = headed.and_then(|colon| Some((heads(grammar.things, toks.get(..colon)?)?, colon + 1)));
    let mut at = headed.as_ref().map_or_else(|| numbered(toks), |(_, next)| *next);
    while at < toks.len() {
        let here = connected(toks, at);
        // "It is a draft until the author submits it": what ends the beginning.
        let until = found.last().is_some_and(|last| {
            matches!(last.told, Told::Begins(_))
                && last.toks.end == at
                && (toks[at].is("until") || toks[at].is("till"))
        });
        let here = if until && at + 1 < toks.len() { at + 1 } else { here };
        // "then", "afterwards": it comes behind the step before it.
        let then = until
            || toks.get(at..here).unwrap_or_default().iter().any(|tok| {
                matches!(
                    tok.low.as_str(),
                    "then"
                        | "afterwards"
                        | "later"
                        | "finally"
                        | "next"
                        | "after"
                        | "end"
                        | "there"
                        | "last"
                        | "whereupon"
                )
            });
        let or = here > 0 && toks[here - 1].is("or");
        let behind = (then || or)
            && found.last().is_some_and(|last: &Clause| {
                last.toks.end + 1 >= at && matches!(last.told, Told::Begins(_) | Told::Steps(_))
            });
        let onward = || if behind { grammar.onward(toks, here) } else { None };
        let elided = || {
            let goes_on = found.last().is_some_and(|last: &Clause| {
                last.toks.end + 1 >= at && matches!(last.told, Told::Begins(_) | Told::Steps(_))
            });
            if goes_on { grammar.elided(toks, here) } else { None }
        };
        match grammar.clause(toks, here).or_else(elided).or_else(onward) {
            Some(mut clause) => {
                let start = at;
                let instead = toks
                    .get(at..here)
                    .unwrap_or_default()
                    .iter()
                    .any(|tok| tok.is("otherwise") || tok.is("or"));
                if (then || instead)
                    && let Told::Steps(steps) = &mut clause.told
                    && let Some(first) = steps.first_mut()
                {
                    first.link = if instead { Link::Or } else { Link::Then };
                    first.after = then && !instead;
                }
                at = clause.toks.end.max(here + 1);
                clause.toks.start = clause.toks.start.min(here);
                // "one day", "at the end": when it is, and nothing else.
                if toks.get(start..here).unwrap_or_default().iter().any(|tok| tok.content) {
                    clause.toks.start = start;
                }
                found.push(clause);
            }
            None => {
                let next = next_clause(toks, at);
                // "If something is missing it goes back to draft": the clause behind the occasion.
                const WHEN: &[&str] = &[
                    "if", "when", "once", "whenever", "as", "after", "unless", "on", "upon", "at", "before",
                    "in", "the", "during",
                ];
                let when = WHEN.contains(&toks[here].low.as_str());
                let stop = next.max(toks.len().min(here + 2));
                let begins = |n: usize| {
                    matches!(toks[n].low.as_str(), "it" | "they" | "the" | "a" | "an" | "he" | "she" | "we")
                        || toks[n - 1].is(",")
                };
                let behind = (here + 2..=stop.min(toks.len().saturating_sub(1)))
                    .filter(|n| when && begins(*n))
                    .find_map(|n| {
                        let clause = grammar.clause(toks, n)?;
                        matches!(clause.told, Told::Steps(_)).then_some((n, clause))
                    });
                if let Some((n, mut clause)) = behind {
                    // Whoever does it sees to when: only what holds is asked about.
                    if is_occasion(toks.get(here..n).unwrap_or_default()) {
                        clause.toks.start = at;
                    }
                    at = clause.toks.end.max(n + 1);
                    found.push(clause);
                    continue;
                }
                at = next;
            }
        }
    }
    if let (Some((thing, _)), Some(first)) = (headed, found.first_mut()) {
        first.thing.get_or_insert(thing);
        let named = || toks.iter().take(3).find(|tok| tok.is("state")).map(|tok| tok.low.clone());
        first.field = first.field.take().or_else(named);
        first.toks.start = 0;
    }
    found
}

/// Behind the words that lead from one clause to the next.
pub(super) fn connected(toks: &[Tok], at: usize) -> usize {
    const LEADS: &[&str] = &[
        ",|;|:|—|-|(|)",
        "later on",
        "and|but|or|then|whereupon|afterwards|later|finally|next|also|so|thus|otherwise|usually|normally|please|eventually|thereafter",
        "after that|this",
        "at last",
        "at the end",
        "at long? last",
        "from there|then|that|here on?",
        "on the day|spot",
        "one|some day",
        "the? system|app|application|api|service shall|must|should allow|let|enable",
        "life|lifecycle|workflow|flow|process :",
    ];
    let mut at = at;
    while let Some(next) = eat_first(toks, at, LEADS).filter(|next| *next > at && *next < toks.len()) {
        at = next;
    }
    at
}

/// `when the guest arrives`, `after landing`, `the next morning`: a moment, and no condition.
pub(super) fn is_occasion(toks: &[Tok]) -> bool {
    let when = toks.first().is_some_and(|tok| !matches!(tok.low.as_str(), "if" | "unless"));
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
                    | "hours"
                    | "days"
                    | "minutes"
                    | "weeks"
                    | "without"
                    | "all"
                    | "no"
                    | "every"
                    | "each"
            )
    };
    when && toks.len() <= 7 && !toks.iter().any(limits)
}

pub(super) fn next_clause(toks: &[Tok], at: usize) -> usize {
    (at..toks.len())
        .find(|n| {
            !toks[*n].word && !toks[*n].is("-") && !toks[*n].is("/")
                || matches!(toks[*n].low.as_str(), "and" | "but" | "or" | "otherwise")
        })
        .map_or(toks.len(), |n| n + 1)
}

/// The clauses with the thing that each speaks of.
pub(super) fn of_things(
    sentence: &Heard<'_>,
    clauses: Vec<Clause>,
    things: &[String],
    spoken: &mut Option<String>,
) -> Vec<(String, Clause)> {
    let mut named: Vec<(usize, String)> = Vec::new();
    for fact in sentence.facts {
        let np = match fact {
            Fact::Has { subject: Some(np), .. }
            | Fact::Relation { from: Some(np), .. }
            | Fact::Flow { owner: Some(np), .. }
            | Fact::Transition { owner: np, .. }
            | Fact::About { owner: Some(np), .. } => Some(np),
            Fact::Permit { objects, .. } => objects.first(),
            Fact::Mention { np, .. } => Some(np),
            _ => None,
        };
        named.extend(np.and_then(|np| Some((np.toks.start, key_of(np, things)?))));
    }
    named.sort_by_key(|(at, _)| *at);
    if let Some(thing) = heads(things, sentence.toks) {
        *spoken = Some(thing);
    }
    let mut found = Vec::new();
    let mut names = named.into_iter().peekable();
    for clause in clauses {
        while let Some((_, name)) = names.next_if(|(at, _)| *at < clause.toks.start) {
            if !is_person(&name) || spoken.is_none() {
                *spoken = Some(name);
            }
        }
        let thing = clause.thing.clone().or_else(|| spoken.clone());
        let Some(thing) = thing else { continue };
        *spoken = Some(thing.clone());
        found.push((thing, clause));
    }
    for (_, name) in names {
        if !is_person(&name) || spoken.is_none() {
            *spoken = Some(name);
        }
    }
    found
}
