//! Many on both sides: `recipes use many ingredients and the other way round`, `tags <-> posts`.

use super::{
    super::{
        cursor::{any, eat_first, low},
        evidence::{Fact, Np, Quant},
        noun::{noun_list, noun_phrase},
        token::Tok,
    },
    Read, finite_verb, past_verb,
};

pub fn read(toks: &[Tok], at: usize) -> Read {
    both_ways(toks, at).or_else(|| enrolled(toks, at)).or_else(|| between(toks, at))
}

/// `A recipe uses many ingredients and an ingredient appears in many recipes`, `students can be in
/// many lessons and the other way round`: many on both sides, the first one holds the keys.
pub fn both_ways(toks: &[Tok], at: usize) -> Read {
    if let Some(found) = one_to_several(toks, at) {
        return Some(found);
    }
    let (from, to, next) = many_of(toks, at).or_else(|| several_in(toks, at))?;
    // "A show may have several presenters and a presenter several shows": the verb is said once.
    if let Some(end) = gapped(toks, next, &from, &to) {
        return Some((vec![many_of_both(from, to, at..end)], end));
    }
    let joint = eat_first(toks, next, &[", and", ", while", "and", "while", ",", ";", "but", ", but"])?;
    let back =
        eat_first(toks, joint, &["the other way round|around", "vice versa", "the reverse", "conversely"])
            .or_else(|| {
                let (second, first, end) = many_of(toks, joint)?;
                let crossed =
                    same(&second, &to) && same(&first, &from) || same(&second, &from) && same(&first, &to);
                crossed.then_some(end)
            })?;
    let end = eat_first(toks, back, &["obviously", "too", "as well", "also"]).unwrap_or(back);
    Some((vec![many_of_both(from, to, at..end)], end))
}

/// `A plot has at most one tenant and a tenant can rent several plots`, `a boat lies at one berth, a berth takes only one
/// boat`: what is said of both sides in one clause.
pub fn of_both_sides(toks: &[Tok], at: usize) -> Read {
    if !matches!(low(toks, at), "a" | "an" | "each" | "every" | "one") {
        return None;
    }
    one_to_several(toks, at).or_else(|| one_to_one(toks, at))
}

/// `a boat lies at one berth, a berth takes only one boat`: one on either side; the first one has the key.
fn one_to_one(toks: &[Tok], at: usize) -> Read {
    const JOINT: &[&str] = &[", and", ", but", ", while", ";", "and", "but", "while", ","];
    let (one, other, optional, next) = one_of(toks, at)?;
    // "Each member has exactly one locker in the shack, and …"
    let placed = eat_first(toks, next, &["in|on|at the|our|its"])
        .and_then(|n| noun_phrase(toks, n))
        .map_or(next, |(_, end)| end);
    let (back, first, _, end) = one_of(toks, eat_first(toks, placed, JOINT)?)?;
    let only = (next..end).any(|n| any(toks, n, &["only", "exactly", "most", "just", "single"]));
    let end = eat_first(toks, end, &["only", "at a time", "as well|too"]).unwrap_or(end);
    let told = only || any(toks, end - 1, &["only"]);
    // "at a time" counts those that are there now, and others were before.
    if any(toks, end - 1, &["time"]) || !told || !same(&back, &other) || !same(&first, &one) {
        return None;
    }
    let fact = Fact::Relation {
        from: Some(one),
        to: other,
        loose: false,
        many_to_many: false,
        one_to_one: true,
        optional,
        toks: at..end,
    };
    Some((vec![fact], end))
}

/// `Each plot can have only one tenant, but a tenant can rent several plots`, or the other way round: the one that has
/// one of the others has the key.
fn one_to_several(toks: &[Tok], at: usize) -> Read {
    const JOINT: &[&str] = &[", and", ", but", ", while", ";", "and", "but", "while", "whereas", ","];
    if let Some((one, other, optional, next)) = one_of(toks, at)
        && let Some(joint) = eat_first(toks, next, JOINT)
        && let Some((back, many, end)) = many_of(toks, joint)
        && same(&back, &other)
        && same(&many, &one)
    {
        return Some((vec![key(one, other, optional, at..end)], end));
    }
    let (one, many, next) = many_of(toks, at)?;
    let (back, other, optional, end) = one_of(toks, eat_first(toks, next, JOINT)?)?;
    // "… and each frame belongs to a hive and a colony": to more than the one that was named.
    let more = eat_first(toks, end, &[", and", "and", ","])
        .and_then(|n| noun_phrase(toks, n))
        .is_some_and(|(np, _)| np.quant == Quant::One && !np.plural);
    (same(&back, &many) && same(&other, &one) && !more)
        .then(|| (vec![key(back, other, optional, at..end)], end))
}

fn key(from: Np, to: Np, optional: bool, toks: std::ops::Range<usize>) -> Fact {
    Fact::Relation {
        from: Some(from),
        to,
        loose: false,
        many_to_many: false,
        one_to_one: false,
        optional,
        toks,
    }
}

/// `each plot can have only one tenant`: a thing, one of another, and whether there may be none.
fn one_of(toks: &[Tok], at: usize) -> Option<(Np, Np, bool, usize)> {
    let (from, next) =
        noun_phrase(toks, at).filter(|(np, _)| matches!(np.quant, Quant::One | Quant::Each) && !np.plural)?;
    let modal = eat_first(toks, next, &["can|may|could|might", "must|should|will|always"]);
    let may = any(toks, next, &["can", "may", "could", "might"]);
    let verb = modal.unwrap_or(next);
    let known = any(toks, verb, &["be", "is", "has", "have", "belong", "belongs"])
        || finite_verb(toks, verb).is_some();
    const MOST: &[&str] = &["at most", "max|maximum"];
    let behind = eat_first(toks, verb + 1, MOST)
        .map_or_else(|| eat_first(toks, verb + 1, &["part of", "in|to|on|by|at|with|of|for"]), |_| None)
        .unwrap_or(verb + 1);
    let most = eat_first(toks, behind, MOST);
    let (to, end) = noun_phrase(
        toks,
        most.or_else(|| eat_first(toks, behind, &["only|exactly|just"])).unwrap_or(behind),
    )?;
    let single = to.quant == Quant::One
        && !to.plural
        && any(toks, to.toks.start, &["one", "exactly", "only", "a", "an", "1"]);
    (known && single).then_some((from, to, may || most.is_some(), end))
}

/// `and a presenter several shows`
fn gapped(toks: &[Tok], at: usize, from: &Np, to: &Np) -> Option<usize> {
    let joint = eat_first(toks, at, &[", and", "and", ",", "while"])?;
    let (one, next) = noun_phrase(toks, joint)
        .filter(|(np, _)| matches!(np.quant, Quant::One | Quant::Each) && !np.plural)?;
    let next = eat_first(toks, next, &["can|may|could? have|be? in|on?"]).unwrap_or(next);
    let (many, end) = noun_phrase(toks, next).filter(|(np, _)| np.quant == Quant::Many && np.plural)?;
    (same(&one, to) && same(&many, from)).then_some(end)
}

/// Any number on both sides, and none is enough.
fn many_of_both(from: Np, to: Np, toks: std::ops::Range<usize>) -> Fact {
    Fact::Relation {
        from: Some(from),
        to,
        loose: false,
        many_to_many: true,
        one_to_one: false,
        optional: true,
        toks,
    }
}

/// `a recipe uses many ingredients`: a thing, whatever it does, and many of another.
fn many_of(toks: &[Tok], at: usize) -> Option<(Np, Np, usize)> {
    let (from, next) = noun_phrase(toks, at)?;
    let verb = eat_first(toks, next, &["can|may|could|might|should|will|must also?"]).unwrap_or(next);
    // "a host can do several shows": behind "can" stands a verb.
    let modal =
        verb > next && toks.get(verb).is_some_and(|tok| tok.word && !tok.is("not") && !tok.is_number());
    let known = any(toks, verb, &["be", "is", "are", "has", "have", "appear", "appears"])
        || finite_verb(toks, verb).is_some();
    if !known && !modal {
        return None;
    }
    let verb = eat_first(toks, verb + 1, &["up for", "up", "part", "to|be"]).unwrap_or(verb + 1);
    let verb = if past_verb(toks, verb).is_some() && !any(toks, verb, &["several", "many"]) {
        verb + 1
    } else {
        verb
    };
    let object = eat_first(toks, verb, &["part of", "in|for|to|on|by|at|with|of|into|from"]).unwrap_or(verb);
    let (to, end) = noun_phrase(toks, object)?;
    let end = eat_first(toks, end, &["at once", "at the same time_"]).unwrap_or(end);
    (to.quant == Quant::Many && to.plural).then_some((from, to, end))
}

/// `several members take part in an operation`: many of one kind in one of another, which has them.
fn several_in(toks: &[Tok], at: usize) -> Option<(Np, Np, usize)> {
    let (many, next) = noun_phrase(toks, at).filter(|(np, _)| np.quant == Quant::Many && np.plural)?;
    let verb = eat_first(toks, next, &["can|may|could|might|should|will|must also?"]).unwrap_or(next);
    let known = any(toks, verb, &["be", "are", "appear"]) || finite_verb(toks, verb).is_some();
    if !known {
        return None;
    }
    let verb = eat_first(toks, verb + 1, &["part"]).unwrap_or(verb + 1);
    let verb = if past_verb(toks, verb).is_some() { verb + 1 } else { verb };
    let object = eat_first(toks, verb, &["in|for|to|on|by|at|with|of|into|from"])?;
    let (one, end) = noun_phrase(toks, object)?;
    (matches!(one.quant, Quant::One | Quant::Each | Quant::The) && !one.plural).then_some((one, many, end))
}

/// `Several vehicles can be used in an operation`: they serve the next one too.
pub fn used_in(toks: &[Tok], at: usize) -> Read {
    let (one, many, end) = several_in(toks, at)?;
    any(toks, many.toks.end, &["can", "may", "could"]).then_some(())?;
    Some((vec![pair_of(&[one, many], at..end)?], end))
}

pub(super) fn same(one: &Np, other: &Np) -> bool {
    crate::words::singular(one.last()) == crate::words::singular(other.last())
}

/// `Players are members of teams`: of one each or of several, and several holds for both.
pub fn members_of(toks: &[Tok], at: usize) -> Read {
    let (from, next) = noun_phrase(toks, at).filter(|(np, _)| np.plural)?;
    let next = eat_first(toks, next, &["are|can|may be? also? members of"])?;
    let (to, end) = noun_phrase(toks, next)
        .filter(|(np, _)| np.plural && matches!(np.quant, Quant::Bare | Quant::Many))?;
    Some((vec![many_of_both(from, to, at..end)], end))
}

/// `Guests appear in episodes`, `actors play in several movies`, `a musician plays on songs`: what many do in many;
/// and `guests sit at a table`, `teachers work in one school`: where each of them has its place.
pub fn done_in(toks: &[Tok], at: usize) -> Read {
    const SHARED: &[&str] = &[
        "appear",
        "appears",
        "play",
        "plays",
        "perform",
        "performs",
        "act",
        "acts",
        "star",
        "stars",
        "feature",
        "features",
        "sing",
        "sings",
        "compete",
        "competes",
        "speak",
        "speaks",
        "dance",
        "dances",
        "occur",
        "occurs",
        "participate",
        "participates",
        "contribute",
        "contributes",
        "fight",
        "fights",
        "race",
        "races",
    ];
    const PLACED: &[&str] = &[
        "sit", "sits", "stand", "stands", "live", "lives", "work", "works", "stay", "stays", "study",
        "studies", "sleep", "sleeps", "grow", "grows", "hang", "hangs", "lie", "lies", "park", "reside",
    ];
    let verb = (at + 1..toks.len().min(at + 4)).find(|n| any(toks, *n, SHARED) || any(toks, *n, PLACED))?;
    let start = eat_first(toks, at, &["the"]).unwrap_or(at);
    let modal = any(toks, verb - 1, &["can", "may", "often", "usually", "always"]);
    let stop = if modal { verb - 1 } else { verb };
    let (from, _) = noun_phrase(&toks[..stop], start).filter(|(_, end)| *end == stop)?;
    let next = eat_first(toks, verb + 1, &["in|on|at|for|with|to|under"])?;
    let (to, end) = noun_phrase(toks, next)?;
    let ends = toks
        .get(end)
        .is_none_or(|tok| !tok.word || matches!(tok.low.as_str(), "and" | "but" | "with" | "as"));
    if !ends || from.quant == Quant::No || from.low.len() > 2 || to.low.len() > 3 {
        return None;
    }
    if any(toks, verb, SHARED) && to.plural && (from.plural || to.quant == Quant::Many) {
        // It makes no things of what it names.
        let fact = Fact::Relation {
            from: Some(from),
            to,
            loose: true,
            many_to_many: true,
            one_to_one: false,
            optional: true,
            toks: at..end,
        };
        return Some((vec![fact], end));
    }
    const LIE: &[&str] = &["sit", "stand", "live", "lie", "hang", "park", "grow", "sleep", "stay"];
    // "Bottles lie in racks": each of them in one.
    let each = from.plural
        && to.plural
        && to.quant == Quant::Bare
        && from.quant == Quant::Bare
        && any(toks, verb, LIE);
    let to = if each { Np { plural: false, quant: Quant::One, ..to } } else { to };
    let one = !to.plural && matches!(to.quant, Quant::One | Quant::Each);
    (any(toks, verb, PLACED) && one && !modal).then(|| {
        let fact = Fact::Relation {
            from: Some(from),
            to,
            loose: true,
            many_to_many: false,
            one_to_one: false,
            optional: false,
            toks: at..end,
        };
        (vec![fact], end)
    })
}

/// `which pupils attend which course`, `which singer sings in which pieces`: many of both.
pub fn which_of_which(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(toks, at, &["and|also? which|what"])?;
    let second = (next + 2..toks.len().min(next + 8)).find(|n| any(toks, *n, &["which", "what"]))?;
    let verb = (next + 1..second).find(|n| {
        finite_verb(toks, *n).is_some()
            || past_verb(toks, *n).is_some()
            || any(toks, *n, &["is", "are", "was", "were"])
    })?;
    let (from, _) = noun_phrase(toks.get(..verb)?, next).filter(|(_, end)| *end == verb)?;
    let (to, end) = noun_phrase(toks, second + 1)?;
    let whole = toks.get(end).is_none_or(|tok| !tok.word || tok.is("and"));
    let fact = |from, to| Fact::Relation {
        from: Some(from),
        to,
        loose: true,
        many_to_many: true,
        one_to_one: false,
        optional: true,
        toks: at..end,
    };
    let thing = |np: &Np| !super::is_field_word(np.last()) && np.of.is_none();
    (whole && thing(&from) && thing(&to)).then(|| {
        // The one that has the others holds the keys.
        (vec![fact(to, from)], end)
    })
}

/// `students can enroll in many courses`, `a course can have many students`
pub fn enrolled(toks: &[Tok], at: usize) -> Read {
    let (from, next) = noun_phrase(toks, at)?;
    let verb = eat_first(toks, next, &["can|may|could be?"])?;
    // "students can be in many lessons"
    let inside = any(toks, verb.wrapping_sub(1), &["be"]) && any(toks, verb, &["in", "on", "part", "at"]);
    let verb = if inside { verb - 1 } else { verb };
    let known = inside
        || super::lexicon().verb(low(toks, verb)).is_some()
            && !any(
                toks,
                verb,
                &[
                    "have", "contain", "create", "add", "manage", "view", "see", "edit", "delete", "make",
                    "place", "own", "write", "post", "borrow", "upload", "include", "hold",
                ],
            )
        || past_verb(toks, verb).is_some();
    let object =
        eat_first(toks, verb + 1, &["a? member|members|part of", "up for|to", "in|for|to|on|by|at|with"])
            .unwrap_or(verb + 1);
    // "in more than one team"
    let more = eat_first(toks, object, &["more than one|1", "two or more", "as many"]);
    let (to, end) = noun_phrase(toks, more.unwrap_or(object))?;
    let many = to.quant == Quant::Many && to.plural || more.is_some() && to.quant == Quant::Bare;
    (known && many).then(|| (vec![many_of_both(from, to, at..end)], end))
}

/// Words for a relation with many on both sides.
pub(super) const SHARED: &[&str] =
    &["many to many", "many - to - many", "n : m", "m : n", "m2m", "n - m", "m - n"];

/// `bookmarks <-> tags (many-to-many)`
pub fn paired(toks: &[Tok], at: usize) -> Read {
    let (from, next) = noun_phrase(toks, at)?;
    let (to, end) = eat_first(toks, next, &["↔"]).and_then(|n| noun_phrase(toks, n))?;
    let open = eat_first(toks, end, &["(", ":", ",", "—", "is|are"]).unwrap_or(end);
    let end = eat_first(toks, open, SHARED).map_or(end, |n| eat_first(toks, n, &[")"]).unwrap_or(n));
    Some((vec![pair_of(&[from, to], at..end)?], end))
}

/// `Hosts and shows are many-to-many`, whatever its names may mean elsewhere.
pub fn stated(toks: &[Tok], at: usize) -> Read {
    let be =
        (at + 3..toks.len().min(at + 9)).find(|n| any(toks, *n, &["are", "is", "have", "has", "stand"]))?;
    let next = eat_first(toks, be, &["have|has|are|is|stand in? a|an?", "have|has|are|is"])?;
    let end = eat_first(toks, next, SHARED)?;
    let end = eat_first(toks, end, &["relation|relationship|association|link", "related|linked|connected"])
        .unwrap_or(end);
    let joint = (at + 1..be).find(|n| any(toks, *n, &["and"]))?;
    let (one, _) = noun_phrase(toks.get(..joint)?, at).filter(|(_, stop)| *stop == joint)?;
    let (other, _) = noun_phrase(toks.get(..be)?, joint + 1).filter(|(_, stop)| *stop == be)?;
    Some((vec![pair_of(&[one, other], at..end)?], end))
}

/// `(a host …) can do several shows`, `may be in many recipes`: of how many, behind who it is. Said alone it does not
/// tell how many of the first one of the others may have.
pub fn several_behind(toks: &[Tok], at: usize) -> Option<(Np, usize)> {
    let next =
        eat_first(toks, at, &["and|but|,? and? can|may|might|could also?", "can|may|might|could also?"])?;
    let verb = toks.get(next).filter(|tok| tok.word && !tok.is("not") && !tok.is_number())?;
    let verb = if verb.is("be") && past_verb(toks, next + 1).is_some() { next + 2 } else { next + 1 };
    let object = eat_first(toks, verb, &["up for", "part of|in", "in|for|to|on|by|at|with|of|into|from"])
        .unwrap_or(verb);
    noun_phrase(toks, object).filter(|(np, _)| np.quant == Quant::Many && np.plural)
}

fn between(toks: &[Tok], at: usize) -> Read {
    let words = SHARED;
    if let Some(next) = eat_first(toks, at, &["there is", "a", "an"])
        .or(Some(at))
        .and_then(|n| eat_first(toks, n, &["a", "an"]).or(Some(n)))
        .and_then(|n| eat_first(toks, n, words))
    {
        let next = eat_first(toks, next, &["relation|relationship|association|link between", "between"])?;
        let (pair, end) = noun_list(toks, next).filter(|(pair, _)| pair.len() == 2)?;
        return Some((vec![pair_of(&pair, at..end)?], end));
    }
    if let Some(found) = paired(toks, at) {
        return Some(found);
    }
    let (pair, next) = noun_list(toks, at)?;
    let next = eat_first(toks, next, &["have|has|are|is a|an|in|in a?", "have", "are", "is"])?;
    let after = eat_first(toks, next, words)?;
    let end =
        eat_first(toks, after, &["relation|relationship|association|related", "linked"]).unwrap_or(after);
    if pair.len() == 2 {
        return Some((vec![pair_of(&pair, at..end)?], end));
    }
    let (to, end) = eat_first(toks, end, &["with|to"]).and_then(|n| noun_phrase(toks, n))?;
    let from = pair.into_iter().next()?;
    Some((vec![many_of_both(from, to, at..end)], end))
}

fn pair_of(pair: &[Np], toks: std::ops::Range<usize>) -> Option<Fact> {
    let [from, to] = pair else { return None };
    Some(Fact::Relation {
        from: Some(from.clone()),
        to: to.clone(),
        loose: false,
        many_to_many: true,
        one_to_one: false,
        optional: true,
        toks,
    })
}
