//! What people do: verbs, what they act on, and whose it is.

use std::ops::Range;

use super::{
    super::{
        super::{
            cursor::{any, eat, eat_first, low},
            evidence::{Act, Fact, Np, Quant, Who},
            lexicon::{Form, lexicon},
            modifier::value_words,
            noun::{begins_clause, noun_list, noun_phrase},
            token::Tok,
        },
        Read,
    },
    besides::{by_whose, changes, changes_or_sees, deed_on, without_a_verb, without_others, without_people},
    except::{all_but, all_but_them, except, of_others, sparing},
    people::{CAN, CANNOT, roles},
    those::{Those, narrow, only_those, own_alone},
};
use crate::words;

pub fn past_acts(toks: &[Tok], at: usize) -> Option<(Vec<Act>, usize)> {
    let mut found = Vec::new();
    let mut at = at;
    loop {
        let verb = super::super::past_verb(toks, at)?;
        // "looked at"
        let end = if verb == "look" && any(toks, at + 1, &["at"]) { at + 2 } else { at + 1 };
        found.push(Act { verb, toks: at..end });
        at = end;
        match eat_first(toks, at, &[", and|or|nor?", "and|or|nor", "/", ","]) {
            Some(next) if super::super::past_verb(toks, next).is_some() => at = next,
            _ => break,
        }
    }
    Some((found, at))
}

/// `create, edit and delete`
pub fn verbs(toks: &[Tok], at: usize) -> Option<(Vec<Act>, usize)> {
    let mut found = Vec::new();
    let mut at = at;
    while let Some((verb, next)) = verb_phrase(toks, at) {
        found.push(Act { verb, toks: at..next });
        at = next;
        if let (Some((verb, next)), Some(last)) = (gloss(toks, at), found.last_mut()) {
            *last = Act { verb, toks: last.toks.start..next };
            at = next;
        }
        match eat_first(toks, at, &[", and|or?", "and|or|and/or", "/", ",", "&"]) {
            Some(next)
                if verb_phrase(toks, eat(toks, next, "to").unwrap_or(next))
                    .is_some_and(|(_, after)| !begins_clause(toks, after)) =>
            {
                at = eat(toks, next, "to").unwrap_or(next)
            }
            _ => break,
        }
    }
    (!found.is_empty()).then_some((found, at))
}

/// `take down (delete)`: the plain word for what was said.
fn gloss(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    let open = eat(toks, at, "(")?;
    let (verb, next) = verb_phrase(toks, open)?;
    let end = eat(toks, next, ")")?;
    crate::assemble::permits::ops_of(&verb).map(|_| (verb, end))
}

pub fn verb_phrase(toks: &[Tok], at: usize) -> Option<(String, usize)> {
    // "admins can change anything": make and delete too, unless it is a part of something.
    if let Some(next) = eat_first(toks, at, &["change|alter everything|anything"])
        && toks.get(next).is_none_or(|tok| !tok.word || any(toks, next, &["and", "but", "else", "too"]))
    {
        return Some(("manage".to_owned(), eat(toks, next, "else").unwrap_or(next)));
    }
    // "everything else is for staff": no deed.
    let is = eat_first(toks, at, &["everything|anything else", "everything|anything"])
        .is_some_and(|n| any(toks, n, &["is", "are", "requires", "needs", "must", "should", "else"]));
    if is {
        return None;
    }
    for (phrase, verb) in [
        ("look at|up|through|over", "view"),
        ("search for|through?", "search"),
        ("sign up", "register_account"),
        ("log in|out", "login"),
        ("login", "login"),
        ("register", "register"),
        ("do|does|perform|performs everything|anything|all of it|them", "manage"),
        ("do|does whatever|what they|he|she like|likes|want|wants with|to?", "manage"),
        ("do|does|make|makes|perform|performs it all", "manage"),
        ("do|does|make|makes|perform|performs everything|anything|all", "manage"),
        ("set up", "create"),
        ("put in", "create"),
        ("call off", "cancel"),
        ("hand|hands in", "hand_in"),
        ("hand|hands|give|gives out", "hand_out"),
        ("mark", "mark"),
        ("have full access to?", "manage"),
        ("full access to", "manage"),
        ("access", "view"),
        ("crud", "manage"),
        ("write|note|put|jot down", "create"),
        ("leave", "create"),
        ("keep track of", "manage"),
        ("read|view - only access? to?", "view"),
        ("read|view only access? to?", "view"),
        ("have|has|get|gets read|view - only? access to?", "view"),
        ("have|has|get|gets read|view only? access to?", "view"),
        ("have|has|get|gets full|complete|unlimited|all access|control|rights to|on|over|of?", "manage"),
        ("full|complete|unrestricted access|control|rights to|on|over|of?", "manage"),
        ("full crud on|for?", "manage"),
        ("all operations|rights|permissions|access on|to|for?", "manage"),
        ("everything|anything", "manage"),
        ("do everything|anything|all", "manage"),
        ("take down", "delete"),
        ("take out", "take"),
        ("check out", "checkout"),
    ] {
        if let Some(next) = eat(toks, at, phrase) {
            // "can't do anything but view keys": what is left is what they may, and not everything is refused.
            let refused = at > 0 && any(toks, at - 1, &["can't", "cannot", "not", "never", "mustn't"]);
            if refused && verb == "manage" && any(toks, next, &["but", "except", "besides", "apart", "other"])
            {
                return None;
            }
            return Some((verb.to_owned(), next));
        }
    }
    let (base, form) =
        lexicon().verb(low(toks, at)).filter(|_| !any(toks, at, &["including", "following"]))?;
    // "write a review"; "write off a van" is another deed.
    let base = if base == "write" && super::super::with_particle(toks, at, base).1 == at + 1 {
        "create"
    } else {
        base
    };
    // "pay out claims", "hand out keys"
    let (verb, end) = match toks.get(at + 2).filter(|tok| tok.word) {
        Some(_) => super::super::with_particle(toks, at, base),
        None => (base.to_owned(), at + 1),
    };
    matches!(form, Form::Base | Form::Third | Form::Gerund).then_some((verb, end))
}

/// "send a report back", "hand it in": the small word of the verb stands behind what is done to.
fn taken_apart(toks: &[Tok], mut list: Vec<Act>, found: &mut [Np], at: usize) -> (Vec<Act>, usize) {
    // "send a report back": read as the last word of a name.
    if let ([act], Some(np)) = (list.as_mut_slice(), found.last_mut())
        && np.low.len() > 1
        && np.last() == "back"
        && super::super::super::phrasal::belongs(&act.verb, "back", None)
        && toks.get(at).is_none_or(|tok| !tok.is("to") && !tok.is("into"))
    {
        np.low.pop();
        np.name = np.name.rsplit_once(' ').map(|(name, _)| name.to_owned()).unwrap_or_default();
        np.name_toks.end -= 1;
        act.verb = format!("{}_back", act.verb);
        return (list, at);
    }
    let Some(tok) = toks.get(at) else { return (list, at) };
    let behind = toks.get(at + 1).map(|tok| tok.low.as_str());
    match list.as_mut_slice() {
        [act]
            if super::super::super::phrasal::belongs(&act.verb, &tok.low, behind)
                && crate::assemble::permits::ops_of(&act.verb).is_none() =>
        {
            act.verb = format!("{}_{}", act.verb, tok.low);
            (list, at + 1)
        }
        _ => (list, at),
    }
}

/// `have read and write access to records`: what the access is, and the index behind `to`.
pub fn has_access(toks: &[Tok], at: usize) -> Option<(Vec<Act>, usize)> {
    let next = eat_first(toks, at, &["has|have|get|gets|receive|receives|with"]).unwrap_or(at);
    let next = eat_first(toks, next, &["a|the"]).unwrap_or(next);
    for (phrase, verbs) in [
        ("full|complete|unlimited|unrestricted|all", &["manage"] as &[&str]),
        ("read and|/|&|+ write", &["create", "read", "update"]),
        ("read - write", &["create", "read", "update"]),
        ("read|view - only", &["read"]),
        ("read|view only", &["read"]),
        ("read|view|viewing|reading", &["read"]),
        ("write", &["create", "update"]),
    ] {
        if let Some(end) = eat(toks, next, phrase)
            .and_then(|n| eat_first(toks, n, &["access|rights|permission|permissions|control|privileges"]))
        {
            let end = eat_first(toks, end, &["to|on|over|for"]).unwrap_or(end);
            let acts = verbs.iter().map(|verb| Act { verb: (*verb).to_owned(), toks: at..end }).collect();
            return Some((acts, end));
        }
    }
    None
}

/// What people may do to what is theirs.
fn of_their_own(
    who: &[(Who, std::ops::Range<usize>)],
    acts: Vec<Act>,
    objects: Vec<Np>,
    toks: std::ops::Range<usize>,
) -> Fact {
    Fact::Permit { who: who.to_vec(), acts, objects, own: true, only: false, deny: false, toks }
}

/// What makes things theirs behind the name of them.
const THEIRS: &[&str] = &[
    "that|which? they|he|she|i have|has? created|wrote|written|own|posted|made|added|uploaded",
    "created|written|owned|posted|made|added|uploaded|started|reported by them|themselves|me",
    "assigned|belonging to them|themselves|me",
    "of their own_",
    "they|i own|created|wrote",
    "they|i have|has? placed|ordered|booked|posted|submitted|uploaded|reserved|made|started|opened|reported",
    "of his|her|their own",
    "( own|theirs only? )",
    "only? if|when|where they|he|she has|have? themselves? created|made|wrote|written|added|posted|uploaded it|them",
    "that|which are|is? assigned to them|me",
    "belonging to them|me",
    "that|which belong|belongs to them|me",
    "for themselves|himself|herself|myself",
    "that|which are|is theirs|his|hers|mine",
    "that|which are|is their|his|her|my|your own",
    "only? if|when|where it|they is|are theirs|his|hers|mine",
    "only? if|when|where they|he|she logged|made|wrote|created|added|posted|filed|entered|booked|placed|reported it|them themselves?",
    "only? if|when|where it|they is|are their|his|her|my|your own",
];

/// What the verbs act on; `own` for `their own notes`.
pub fn objects(toks: &[Tok], at: usize) -> Option<(Vec<Np>, bool, usize)> {
    if let Some(next) = eat_first(
        toks,
        at,
        &[
            "everything",
            "all of them",
            "all",
            "anything",
            "them all?",
            "it",
            "these",
            "all data|records|resources|items|of it",
            "stuff",
        ],
    ) && !(any(toks, at, &["all"]) && toks.get(next).is_some_and(|tok| tok.content))
        && (!toks.get(next).is_some_and(|t| t.word && noun_phrase(toks, at).is_some())
            || any(toks, at, &["everything", "anything", "them", "it"]))
    {
        return Some((Vec::new(), false, next));
    }
    const ONLY: &[&str] =
        &["only|just|exclusively|solely", "nothing|none but|except|besides", "nothing other than"];
    let only = eat_first(toks, at, ONLY).unwrap_or(at);
    // "sees only his own", "edit their own while they are open"
    const BEHIND: &[&str] = &[
        "and|but|or|while|until|till|unless|if|when|once|before|after|provided",
        "during|within|in|on|at|by|for|via|through|from|too",
        "as|so long as",
        "as soon as",
    ];
    if let Some(next) = eat_first(toks, only, &["their|his|her|my|your own ones?", "theirs", "yours", "his"])
        .filter(|n| toks.get(*n).is_none_or(|t| !t.word) || eat_first(toks, *n, BEHIND).is_some())
    {
        return Some((Vec::new(), true, next));
    }
    // "edit those they created", "delete those that belong to them": of what was spoken of, theirs alone.
    if let Some(next) = eat_first(toks, only, &["the ones|one", "those|these|ones ones?"])
        && let Some(end) = they_did(toks, next).or_else(|| eat_first(toks, next, THEIRS))
    {
        return Some((Vec::new(), true, end));
    }
    // "approve permits": a name that is a verb elsewhere.
    let verbal = || {
        let tok = toks.get(only).filter(|tok| tok.word && words::is_plural(&tok.low))?;
        let (_, form) = lexicon().verb(&tok.low)?;
        let alone = toks.get(only + 1).is_none_or(|next| !next.word || any(toks, only + 1, &["and", "or"]));
        (form == Form::Third && alone).then(|| {
            let mut end = only + 1;
            let np = Np {
                name: tok.raw.clone(),
                low: vec![tok.low.clone()],
                plural: true,
                toks: only..only + 1,
                name_toks: only..only + 1,
                ..Np::default()
            };
            // "shows and episodes"
            let more = eat_first(toks, end, &[", and|or?", "and|or"])
                .filter(|n| !begins_clause(toks, *n))
                .and_then(|n| noun_list(toks, n));
            let mut found = vec![np];
            if let Some((others, after)) = more.filter(|(others, _)| others.iter().all(|np| np.plural)) {
                found.extend(others);
                end = after;
            }
            (found, end)
        })
    };
    let (found, next) = noun_list(toks, only).or_else(verbal)?;
    let (found, next) = without_a_verb(toks, found, next);
    let (found, next) = without_others(toks, found, next);
    let (found, next) = without_people(toks, found, next);
    // "the visits of their own pets": theirs by what they belong to.
    if let Some((whole, end)) =
        eat_first(toks, next, &["of|for|on|about|in their|his|her own"]).and_then(|n| noun_phrase(toks, n))
    {
        let of = Some(words::singular(whole.last()));
        let found = found.into_iter().map(|np| Np { of: of.clone(), own: true, ..np }).collect();
        return Some((found, true, end));
    }
    let mut own = found.iter().any(|np| np.own);
    let their = any(toks, only, &["their", "his", "her"]);
    own |= their;
    // "notes that they created", "tasks assigned to them"
    let end = match eat_first(toks, next, THEIRS) {
        Some(end) => {
            own = true;
            end
        }
        None => match they_did(toks, next) {
            Some(end) => {
                own = true;
                end
            }
            None => next,
        },
    };
    // "see all books and the loans they made": only those are theirs.
    let mut found = found;
    if own
        && end > next
        && let [before @ .., last] = found.as_mut_slice()
        && last.quant == Quant::The
        && !before.iter().any(|np| np.quant == Quant::The)
    {
        last.own = true;
    }
    // "see the ones they added": of what was spoken of.
    let found =
        if own && found.iter().all(|np| matches!(np.last(), "ones" | "one")) { Vec::new() } else { found };
    Some((found, own, end))
}

/// `(that) they run`, `they have added`, `which he manages`: what makes a thing theirs.
pub fn they_did(toks: &[Tok], at: usize) -> Option<usize> {
    let next = eat_first(toks, at, &["that|which? they|he|she|i have|has? themselves|personally?"])?;
    let word = toks.get(next).filter(|tok| tok.word && tok.content && !tok.is_number())?;
    let known = lexicon().verb(&word.low);
    let plain = known.is_none_or(|(base, form)| {
        matches!(form, Form::Past | Form::Base | Form::Third)
            && !matches!(base, "be" | "have" | "need" | "want" | "like" | "see" | "find" | "do" | "get")
    });
    let end = eat_first(toks, next + 1, &["themselves|himself|herself|myself"]).unwrap_or(next + 1);
    // "the rooms they book for others": more than whose it is.
    let over = toks.get(end).is_none_or(|tok| {
        !tok.word
            || any(
                toks,
                end,
                &["and", "but", "or", "while", "as", "until", "unless", "before", "if", "when", "once"],
            )
    });
    (plain && over).then_some(end)
}

/// `(the surveyor) who made them`, `that wrote it`: whose they are.
pub fn who_did(toks: &[Tok], at: usize) -> Option<usize> {
    let next = eat_first(toks, at, &["who|that has|have|had? originally|first?"])?;
    let (base, form) = lexicon().verb(low(toks, next))?;
    let plain =
        form == Form::Past && !matches!(base, "be" | "have" | "need" | "want" | "see" | "find" | "do");
    eat_first(toks, next + 1, &["it|them|this"]).filter(|_| plain)
}

/// Groups of verbs with their objects, one fact each.
pub fn acts(
    toks: &[Tok],
    start: usize,
    who: &[(Who, Range<usize>)],
    only: bool,
    deny: bool,
    from: usize,
) -> Read {
    let mut facts = Vec::new();
    let mut at = start;
    let mut begin = from;
    for _ in 0..8 {
        if let Some((found, end)) = super::super::listing::verbal(toks, at).filter(|_| !deny) {
            if begin < at {
                facts.push(Fact::Filler { toks: begin..at });
            }
            facts.extend(found);
            at = end;
        } else if let Some((found, end)) = super::super::auth::read(toks, at).filter(|_| !deny) {
            if begin < at {
                facts.push(Fact::Filler { toks: begin..at });
            }
            facts.extend(found);
            at = end;
        } else {
            let Some((list, next)) = has_access(toks, at).or_else(|| verbs(toks, at)) else { break };
            let prefixed = eat_first(toks, next, &["for|in|to|on|at|with"]).unwrap_or(next);
            // "sees nothing", "can't sell more tickets than …": no right, or a rule.
            // "can do nothing but add waterings"
            if !deny
                && list.iter().all(|act| matches!(act.verb.as_str(), "do" | "manage"))
                && let Some(verb) = eat_first(toks, prefixed, &["nothing else? but|than|except"])
                && let Some((found, end)) = self::acts(toks, verb, who, true, false, begin)
            {
                facts.extend(found);
                return Some((facts, end));
            }
            if let Some(end) = eat_first(toks, prefixed, &["nothing else?", "none of it|them"])
                .filter(|end| !any(toks, *end, &["but", "except", "besides", "other"]))
            {
                facts.push(Fact::Roles { names: Vec::new(), toks: begin..end });
                return Some((facts, end));
            }
            if any(toks, prefixed, &["more", "fewer", "less", "at", "up"])
                && !any(toks, prefixed + 1, &["any"])
            {
                break;
            }
            // "write reports and edit only those"
            match only_those(toks, next, &facts).filter(|_| !deny) {
                Some(Those::Own(end)) => {
                    facts.push(of_their_own(who, list, Vec::new(), begin..end));
                    at = end;
                    if let Some(next) = another(toks, at) {
                        (begin, at) = (at, next);
                        continue;
                    }
                    return Some((facts, end));
                }
                Some(Those::Unknown) => {
                    let end = super::super::clause_end(toks, next);
                    facts.push(Fact::Unread { toks: begin..end });
                    return Some((facts, end));
                }
                None => {}
            }
            // "must not see other users' lists or tasks": their own they can.
            if deny
                && let Some(whose) =
                    eat_first(toks, prefixed, &["the? other|another|someone|somebody else?", "others"])
                && let Some(things) = (whose..toks.len().min(whose + 3))
                    .find(|n| {
                        toks[*n].possessive
                            || words::is_plural(&toks[*n].low)
                                && matches!(
                                    words::singular(&toks[*n].low).as_str(),
                                    "user" | "member" | "person"
                                )
                    })
                    .map(|n| n + 1)
                && let Some((found, end)) = noun_list(toks, things)
            {
                facts.push(of_their_own(who, list, found, begin..end));
                return Some((facts, end));
            }
            // "approve one that is done": one of what was spoken of.
            let one = || {
                let end = eat_first(toks, prefixed, &["one|ones|those"])?;
                eat_first(toks, end, &["that|which is|are|was|were", "that|which has|have been"])
                    .is_some()
                    .then(|| (Vec::new(), false, end))
            };
            let (found, own, end) =
                one().or_else(|| objects(toks, prefixed)).unwrap_or((Vec::new(), false, next));
            let mut found = found;
            let (list, end) = taken_apart(toks, list, &mut found, end);
            // "can move tickets from open to done": which steps they take.
            if !deny
                && let [act] = list.as_slice()
                && let Some((told, end)) =
                    super::super::course::moved_by(toks, end, act, who, &found, begin, only)
            {
                facts.extend(told);
                return Some((facts, end));
            }
            // "can't see the loans of other neighbours": their own they can.
            if deny && let Some(end) = of_others(toks, end) {
                facts.push(of_their_own(who, list, found, begin..end));
                return Some((facts, end));
            }
            // "may do everything except deleting permits": all but that.
            if !deny
                && found.is_empty()
                && list.iter().all(|act| act.verb == "manage")
                && let Some((refused, things, end)) = all_but(toks, end)
            {
                return Some((sparing(who, &refused, &things, only, begin..end), end));
            }
            // "may do everything with permits except delete them"
            if !deny
                && !found.is_empty()
                && list.iter().all(|act| act.verb == "manage")
                && let Some((refused, end)) = all_but_them(toks, end)
            {
                return Some((sparing(who, &refused, &found, only, begin..end), end));
            }
            // "may write" alone is making and changing.
            let mut list = list;
            if found.is_empty()
                && let Some(act) = list.iter().find(|act| any(toks, act.toks.start, &["write"])).cloned()
            {
                list.push(Act { verb: "update".to_owned(), toks: act.toks });
            }
            // "may move pallets (update)", "mark orders as shipped": the plain word for it.
            let (list, end) = match (gloss(toks, end), target(toks, &list, end)) {
                (Some((verb, after)), _) => (vec![Act { verb, toks: at..after }], after),
                (None, Some(told)) => told,
                (None, None) => (list, end),
            };
            // "assign mechanics to jobs": which of the two holds the other, only the keys say.
            let assigned =
                list.iter().all(|act| matches!(act.verb.as_str(), "assign" | "reassign" | "allocate"));
            let goal = eat_first(toks, end, &["to"])
                .filter(|_| assigned && !found.is_empty())
                .and_then(|n| noun_list(toks, n))
                .filter(|(_, after)| toks.get(*after).is_none_or(|tok| !tok.word));
            let (found, end) = match goal {
                Some((goals, after)) => (found.into_iter().chain(goals).collect(), after),
                None => (found, end),
            };
            let open = eat_first(
                toks,
                end,
                &[
                    "without logging|signing in",
                    "without a|an? login|account|authentication|registration|registering",
                    "even? anonymously",
                    ", even anonymously",
                ],
            );
            let everybody: Vec<(Who, Range<usize>)> =
                who.first().map(|(_, toks)| vec![(Who::Public, toks.clone())]).unwrap_or_default();
            let who = if open.is_some() && !deny { &everybody } else { who };
            let end = open.unwrap_or(end);
            // "Nurses can view visits only"
            let alone = eat_first(toks, end, &["only|exclusively"])
                .filter(|n| !found.is_empty() && toks.get(*n).is_none_or(|tok| !tok.word));
            let (only, end) = (only || alone.is_some(), alone.unwrap_or(end));
            let end = eat_first(
                toks,
                end,
                &[
                    "from the list|system|database|collection",
                    "in|into|to the system|database|app|list|collection",
                    ", including the|all? deletion|deletions|deleting",
                    "as well",
                    "too",
                    "freely",
                    "at any time",
                    ", even without logging|signing in",
                    ", even without a|an? login|account|authentication|registration",
                    "even? without logging|signing in",
                    "even? without a|an? login|account|authentication|registration|registering",
                ],
            )
            .unwrap_or(end);
            // "reports a scheduled game, which makes it played": what comes of it.
            if !deny
                && !own
                && let [act] = list.as_slice()
                && let Some((flow, things, after)) =
                    super::super::step::outcome(toks, end, &act.verb, &found, begin)
            {
                let who = who.to_vec();
                let toks_of = begin..after;
                facts.push(flow);
                facts.push(Fact::Permit { who, acts: list, objects: things, own, only, deny, toks: toks_of });
                at = after;
                let Some(next) = another(toks, at) else { break };
                (begin, at) = (at, next);
                continue;
            }
            // "only admins can edit pages that are locked": the others may be edited by others.
            let barred = any(toks, from, &["only", "just", "nobody", "noone"]);
            let held = super::super::settled::held(toks, end, found.last()).filter(|_| !deny);
            // "edit their own bookings while they are pending": and nobody otherwise.
            if let Some((held, after)) = held.clone()
                && list.iter().all(changes)
                && !barred
            {
                facts.push(Fact::Permit {
                    who: who.to_vec(),
                    acts: list,
                    objects: found,
                    own,
                    only,
                    deny,
                    toks: begin..end,
                });
                facts.push(held);
                return Some((facts, after));
            }
            // "resolve it once it is accepted": from which state it leads, of what was spoken of.
            let spoken = found.is_empty() && end > next && !deny && !list.iter().any(changes_or_sees);
            let held_one = held.clone().filter(|_| spoken);
            if let Some((Fact::While { states, but: true, .. }, after)) = held_one
                && let [state] = states.as_slice()
            {
                let one = || Np { name: "one".to_owned(), low: vec!["one".to_owned()], ..Np::default() };
                facts.extend(list.iter().map(|act| Fact::Transition {
                    owner: one(),
                    from: vec![state.clone()],
                    verb: act.verb.clone(),
                    to: None,
                    by: Vec::new(),
                    toks: begin..after,
                }));
                let (who, objects) = (who.to_vec(), Vec::new());
                let toks_of = begin..after;
                facts.push(Fact::Permit { who, acts: list, objects, own, only, deny, toks: toks_of });
                at = after;
                if let Some((listed, over)) = super::super::state::in_brackets(toks, at) {
                    facts.push(listed);
                    at = over;
                }
                let Some(next) = another(toks, at) else { break };
                (begin, at) = (at, next);
                continue;
            }
            // "publish an article that is in review": from which state it leads.
            let (found, end) = match (held, found.as_slice()) {
                (Some((Fact::While { states, but: true, lasting: false, .. }, after)), [np])
                    if states.len() == 1 && !list.iter().any(changes_or_sees) =>
                {
                    let low = states.iter().chain(&np.low).cloned().collect();
                    (vec![Np { low, ..np.clone() }], after)
                }
                _ => (found, end),
            };
            // "… until the first bid arrives": a right on a condition is no plain right.
            if conditional(toks, end) && (deny || !super::super::deadline::follows(toks, end)) {
                // "correct the results they entered as long as …": on their own at most; the rest is asked about.
                if own && !deny && !found.is_empty() && list.iter().all(changes) {
                    let told = Fact::Permit {
                        who: who.to_vec(),
                        acts: list,
                        objects: found,
                        own,
                        only,
                        deny,
                        toks: begin..end,
                    };
                    let over = super::super::clause_end(toks, end);
                    facts.extend([told, Fact::Unread { toks: end..over }]);
                    return Some((facts, over));
                }
                if facts.is_empty() {
                    let end = super::super::clause_end(toks, end);
                    // Of nobody but those whom a list knows: the words said too little.
                    let known =
                        |role: &String| lexicon().roles.contains(role.rsplit('_').next().unwrap_or_default());
                    let names = who.iter().filter_map(|(who, _)| match who {
                        Who::Role(role) if known(role) => Some(role.clone()),
                        _ => None,
                    });
                    let roles = Fact::Roles { names: names.collect(), toks: from..from };
                    return Some((vec![Fact::Unread { toks: from..end }, roles], end));
                }
                let end = super::super::clause_end(toks, end);
                facts.push(Fact::Unread { toks: begin..end });
                return Some((facts, end));
            }
            let made = found.last().cloned().filter(|np| np.plural || np.quant == Quant::One);
            // "request leave with a start date and a reason": what is kept is the request.
            let asked = list.iter().all(|act| act.verb == "request") && any(toks, end, &["with"]);
            let made = match (found.last(), asked) {
                (Some(np), true) if words::singular(np.last()) != "request" => {
                    let low: Vec<String> = np.low.iter().cloned().chain(["request".to_owned()]).collect();
                    Some(Np { name: low.join(" "), low, quant: Quant::One, plural: false, ..np.clone() })
                }
                _ => made,
            };
            let (list, found) = match (&made, asked) {
                (Some(np), true) => {
                    let act = Act { verb: "create".to_owned(), toks: at..end };
                    (vec![act], vec![np.clone()])
                }
                _ => (list, found),
            };
            let kept =
                if deny || !found.is_empty() { None } else { deed_on(toks, &facts, &list, who, begin..end) };
            let whole = kept.is_some() && list.len() == 1;
            facts.extend(kept);
            if !whole {
                facts.extend(by_whose(found, own).into_iter().map(|(objects, own)| Fact::Permit {
                    who: who.to_vec(),
                    acts: list.clone(),
                    objects,
                    own,
                    only,
                    deny,
                    toks: begin..end,
                }));
            }
            at = end;
            // "create assignments with a title and a due date"
            if let (Some(np), Some((items, after))) =
                (made, eat(toks, end, "with").and_then(|n| super::super::super::list::items(toks, n)))
                && items
                    .iter()
                    .any(|item| item.np.quant == Quant::One || super::super::is_field_word(item.np.last()))
            {
                facts.push(Fact::Has { subject: Some(np), items, toks: end..after, from_frame: false });
                at = after;
            }
        }
        // "edit plans, but only their own"
        if let Some(end) = own_alone(toks, at).filter(|_| !deny) {
            narrow(&mut facts, end);
            at = end;
        }
        // "edit their own ascents, but nobody else's": it is said already.
        const NO_OTHERS: &[&str] = &[
            ",|—? but|and? not? nobody|noone|anybody|anyone else's",
            ",|—? but|and? not? no|any one else's",
            ",|—? but|and? no|not others|other ones?",
            ",|—? but|and? nothing|none else",
            ",|—? but|and? not those|the ones of others|anybody|anyone|someone|somebody else?",
        ];
        let theirs = matches!(facts.last(), Some(Fact::Permit { own: true, deny: false, .. }));
        if let Some(end) =
            eat_first(toks, at, NO_OTHERS).filter(|n| theirs && toks.get(*n).is_none_or(|tok| !tok.word))
        {
            facts.push(Fact::Filler { toks: at..end });
            at = end;
        }
        // "view sailings and nothing else"
        const NOTHING_ELSE: &[&str] =
            &[",|—? and|but? nothing else|more|beyond", ",|—? and|but? that is|'s all"];
        let told = eat_first(toks, at, NOTHING_ELSE)
            .filter(|n| !deny && toks.get(*n).is_none_or(|tok| !tok.word))
            .filter(|_| matches!(facts.last(), Some(Fact::Permit { own: false, .. })));
        if let Some(end) = told {
            for fact in &mut facts {
                if let Fact::Permit { only, toks, .. } = fact {
                    *only = true;
                    toks.end = end;
                }
            }
            return Some((facts, end));
        }
        // "…, except admins, who can delete all of them": the same deeds, of others.
        if let Some((found, end)) = except(toks, at, &facts, deny) {
            facts.extend(found);
            at = end;
        }
        // "… but not edit them"
        if !deny
            && let Some(next) = eat_first(
                toks,
                at,
                &[
                    ", but not to?",
                    "but not to?",
                    ", and|but i|we|they|he|she? cannot|can't",
                    "but i|we|they|he|she? cannot|can't",
                    ", not",
                ],
            )
            && verb_phrase(toks, next).is_some()
            && let Some((found, end)) = self::acts(toks, next, who, false, true, at)
        {
            facts.extend(found);
            return Some((facts, end));
        }
        // "can see all slots but edit none"
        if !deny
            && let Some(next) = eat_first(toks, at, &[",? but never|not", ",? never", ",? but", "and never"])
            && let Some((list, after)) = verbs(toks, next)
            && let never = any(toks, next - 1, &["never", "not"])
            && let Some(end) = match never {
                true => eat_first(toks, after, &["any|one of? them?", "a single one?"]).or_else(|| {
                    eat_first(toks, after, &["anything|something|them|it else?"])
                        .filter(|_| low(toks, next - 1) == "never")
                }),
                false => eat_first(toks, after, &["none of? them?", "nothing else?"]),
            }
            && toks.get(end).is_none_or(|tok| !tok.word)
            && let Some(Fact::Permit { objects, .. }) = facts.last()
        {
            let objects = if any(toks, after, &["none"]) || never { objects.clone() } else { Vec::new() };
            facts.push(match objects.is_empty() {
                true => Fact::Roles { names: Vec::new(), toks: at..end },
                false => Fact::Permit {
                    who: who.to_vec(),
                    acts: list,
                    objects,
                    own: false,
                    only: false,
                    deny: true,
                    toks: at..end,
                },
            });
            return Some((facts, end));
        }
        // "… and is the only one to delete depots"
        const ONLY_ONE: &[&str] = &[
            ",? and|but? is|are the only one|ones|role|people who|that can|may|could",
            ",? and|but? is|are the only one|ones|role|people allowed|able? to",
        ];
        if let Some((found, end)) = eat_first(toks, at, ONLY_ONE)
            .filter(|_| !deny)
            .and_then(|next| self::acts(toks, next, who, true, false, at))
        {
            facts.extend(found);
            return Some((facts, end));
        }
        // "… and see their own loans": another group of the same people.
        let Some(next) = another(toks, at) else { break };
        begin = at;
        at = next;
    }
    (!facts.is_empty()).then_some((facts, at))
}

/// `… and see their own loans`: where another group of deeds of the same people begins.
fn another(toks: &[Tok], at: usize) -> Option<usize> {
    let next = eat_first(
        toks,
        at,
        &[", and also? to?", ", but", "and also? to?", ", as well as", ", or to?", "or to?", ", to", ","],
    )?;
    let next = eat_first(toks, next, &["can|may|only|also", "can only", "be able to"])
        .filter(|n| verb_phrase(toks, *n).is_some())
        .unwrap_or(next);
    // "… and search the description": how the list is searched.
    if eat_first(toks, next, &["search|filter|sort the|their|its|in|by|over|through"]).is_some()
        && super::super::listing::verbal(toks, next).is_none()
    {
        return None;
    }
    // "…, but editing them is for curators": others do.
    if lexicon().verb(low(toks, next)).is_some_and(|(_, form)| form == Form::Gerund)
        && (next + 1..next + 5).any(|n| any(toks, n, &["is", "are"]))
    {
        return None;
    }
    let more = verb_phrase(toks, next).is_some_and(|(_, after)| !begins_clause(toks, after))
        && noun_phrase(toks, next).is_none_or(|(_, after)| !begins_clause(toks, after))
        || super::super::listing::verbal(toks, next).is_some();
    let other_subject = roles(toks, next).is_some_and(|(_, after)| {
        eat_first(toks, after, CAN).or_else(|| eat_first(toks, after, CANNOT)).is_some()
    });
    (more && !other_subject).then_some(next)
}

/// Whether what follows limits the right to a time or a state.
pub fn conditional(toks: &[Tok], at: usize) -> bool {
    eat_first(
        toks,
        at,
        &[
            "as long as",
            "while|until|unless|when|once|if",
            "before|after|within",
            "up to",
            "only? if|when|while|until|after|before|within",
            "at most|least",
            "no later than",
            "which|what|who|whose|whether|how|where|why",
            "that are|is|have|has|were|was",
            "can|may|do",
            "of|in|from|for their|his|her own?",
            "of|from|by|belonging other|others|another|someone|somebody|anyone to?",
        ],
    )
    .is_some()
}

/// `mark orders as shipped`, `set bugs to wontfix`: the deed is named by the state that it leads to.
fn target(toks: &[Tok], list: &[Act], at: usize) -> Option<(Vec<Act>, usize)> {
    let moves = |act: &Act| matches!(act.verb.as_str(), "mark" | "set" | "move" | "flag" | "put" | "switch");
    if list.is_empty() || !list.iter().all(moves) {
        return None;
    }
    let mut next = eat_first(toks, at, &["as|to|into"]).unwrap_or(at);
    let mut acts = Vec::new();
    loop {
        let stop = (next..toks.len().min(next + 3))
            .find(|n| !toks[*n].word || any(toks, *n, &["and", "or", "when", "if", "once", "by", "after"]))
            .unwrap_or(toks.len().min(next + 3));
        let (state, end) =
            value_words(toks.get(..stop)?, next).filter(|(_, end)| *end == stop).or_else(|| {
                // "under review"
                let words_of: Vec<&str> = toks.get(next..stop)?.iter().map(|tok| tok.low.as_str()).collect();
                (next > at && (2..=3).contains(&words_of.len())).then(|| (words_of.join(" "), stop))
            })?;
        let verb = match lexicon().verb(&state) {
            Some((base, Form::Past)) => base.to_owned(),
            _ => words::snake(&state)?,
        };
        // "mark forms as read" moves them, and nobody reads one by it.
        let verb = if crate::assemble::permits::ALL.contains(&verb.as_str()) {
            format!("mark_{verb}")
        } else {
            verb
        };
        // Without "as" only a participle says where it leads.
        if next == at && lexicon().verb(&state).is_none_or(|(_, form)| form != Form::Past) {
            return None;
        }
        acts.push(Act { verb, toks: next..end });
        match eat_first(toks, end, &["and|or", ", and|or?"]) {
            Some(more) if !any(toks, end, &[","]) || acts.len() > 1 => next = more,
            _ => return Some((acts, end)),
        }
    }
}
