//! Two at once, told in other words: `only one band can be in a booth at a time`, `a booking may not overlap another one of
//! the same booth`, `don't let anyone book a studio twice for the same time`.

use super::{
    super::super::{
        cursor::{any, eat_first},
        noun::noun_phrase,
        token::Tok,
    },
    MUST_NOT, Plain, ends,
};
use crate::words;

const AT_ONCE: &[&str] = &[
    "at the? same? time|moment",
    "at a|any|one? given? time|moment",
    "at once",
    "simultaneously|concurrently|then",
    "for the same|that time|period|slot",
];

pub(super) fn told(toks: &[Tok], at: usize) -> Option<Plain> {
    overlaps_another(toks, at)
        .or_else(|| shared(toks, at))
        .or_else(|| held_once(toks, at))
        .or_else(|| does_two(toks, at))
        .or_else(|| not_in_parallel(toks, at))
        .or_else(|| booked_twice(toks, at))
        .or_else(|| one_at_any_time(toks, at))
        .or_else(|| two_in_the_same(toks, at))
        .or_else(|| no_two_whose(toks, at))
}

/// `two exams must not be in the same room at overlapping times`
fn two_in_the_same(toks: &[Tok], at: usize) -> Option<Plain> {
    let two = eat_first(toks, at, &["two|2|several|multiple|any"]).unwrap_or(at);
    let (np, next) = noun_phrase(toks, two).filter(|(np, _)| np.plural)?;
    let verb = eat_first(toks, next, MUST_NOT)
        .or_else(|| eat_first(toks, next, &["must|may|can|shall|should not|never"]))?;
    let same = eat_first(
        toks,
        verb,
        &[
            "be|happen|run|lie|take|use|have|occupy|share|sit|go|stand place? in|on|at|for|with|to? the|a|one same",
            "be|happen|run|lie|take|go place? in|on|at|for|with|to one",
        ],
    )?;
    let (scope, next) = noun_phrase(toks, same)?;
    const TIMES: &[&str] = &[
        "at|in|for|during overlapping|the|colliding|conflicting|intersecting same? times|time|periods|period|hours|slots|slot|dates|moment",
        "at once",
        "simultaneously|concurrently",
        "in parallel",
    ];
    ends(toks, eat_first(toks, next, TIMES)?)?;
    let plain = Plain::from(at).several(toks, &np).say("of the same").keep(toks, scope.name_toks);
    Some(plain.say("must not overlap"))
}

/// `(there shall be) no two permits for the same vehicle whose periods overlap`
fn no_two_whose(toks: &[Tok], at: usize) -> Option<Plain> {
    let lead = eat_first(toks, at, &["there shall|must|may|can|should|are|is be?"]).unwrap_or(at);
    let two = eat_first(toks, lead, &["no two|2|overlapping?", "never two"])
        .or_else(|| eat_first(toks, lead, &["not|never be? two"]))?;
    let (np, next) = noun_phrase(toks, two).filter(|(np, _)| np.plural)?;
    let of =
        eat_first(toks, next, &["of|for|in|on|at|by|with the|one? same", "of|for|in|on|at|by|with one|a"])?;
    let (scope, next) = noun_phrase(toks, of)?;
    const OVERLAP: &[&str] = &[
        "whose|with times|time|periods|period|dates|slots|hours|intervals|ranges|validity overlap|collide|clash|intersect",
        "that|which overlap|collide|clash|intersect|coincide in|at? time?",
        "at the same time",
        "with|at|in overlapping times|periods|dates|hours|slots",
        "at overlapping times",
    ];
    ends(toks, eat_first(toks, next, OVERLAP)?)?;
    let plain = Plain::from(at).several(toks, &np).say("of the same").keep(toks, scope.name_toks);
    Some(plain.say("must not overlap"))
}

/// `a host can't present two shows at the same time`, `no studio may be used by two shows at once`
fn does_two(toks: &[Tok], at: usize) -> Option<Plain> {
    let no = eat_first(toks, at, &["no"]);
    let (scope, next) = noun_phrase(toks, no.unwrap_or(at))?;
    let next = match no {
        Some(_) => eat_first(toks, next, &["can|may|must|should|shall|will ever?"])?,
        None => eat_first(toks, next, MUST_NOT)?,
    };
    let next = match eat_first(toks, next, &["be"]) {
        Some(past) => super::super::past_verb(toks, past).map(|_| past + 1)?,
        // Whatever stands there is a verb.
        None => toks.get(next).filter(|tok| tok.word && !tok.is_number()).map(|_| next + 1)?,
    };
    let two = eat_first(
        toks,
        next,
        &["in|on|at|by|for|to|with? two|2|several|multiple", "in|on|at|by|for|to|with? more than one|1"],
    )?;
    // "two shows simultaneously"
    let stop = (two + 1..toks.len()).find(|n| eat_first(toks, *n, AT_ONCE).is_some())?;
    let (counted, _) = noun_phrase(toks.get(..stop)?, two).filter(|(_, end)| *end == stop)?;
    ends(toks, eat_first(toks, stop, AT_ONCE)?)?;
    let plain = Plain::from(at).say("a").keep(toks, scope.name_toks).say("cannot have two");
    Some(plain.several(toks, &counted).say("at the same time"))
}

/// `shows of a host may not run in parallel`
fn not_in_parallel(toks: &[Tok], at: usize) -> Option<Plain> {
    let (np, next) = noun_phrase(toks, at).filter(|(np, _)| np.plural)?;
    let of = eat_first(toks, next, &["of|in|on|for|at|by|with"])?;
    let (_, next) = noun_phrase(toks, of)?;
    let verb = eat_first(toks, next, MUST_NOT)?;
    const RUN: &[&str] = &["run|happen|be|lie|start|go on?", "take place", "be held|scheduled|planned"];
    const PARALLEL: &[&str] = &[
        "in parallel",
        "at the same time",
        "simultaneously|concurrently|together",
        "at once",
        "for the same time|period|slot",
    ];
    ends(toks, eat_first(toks, eat_first(toks, verb, RUN)?, PARALLEL)?)?;
    Some(Plain::from(at).keep(toks, np.toks.start..next).say("must not overlap"))
}

/// `don't let anyone book a studio twice for the same time`, `nobody can book a studio twice at once`
fn booked_twice(toks: &[Tok], at: usize) -> Option<Plain> {
    const NOBODY: &[&str] = &[
        "don't|never let|allow anyone|anybody|people|users|somebody|someone|two to?",
        "do|does? not let|allow anyone|anybody|people|users|somebody|someone to?",
        "nobody|noone can|may|should|must",
        "no one can|may|should|must",
        "you|we|people|users cannot",
        "it must|should|may not be possible to",
        "it is|'s? not possible to",
        "never",
    ];
    let next = eat_first(toks, at, NOBODY)?;
    let book = eat_first(
        toks,
        next,
        &[
            "book|reserve|rent|hire|lend|assign|schedule|use|sell|give|plan|occupy|allocate out? the|a|an|one? same?",
        ],
    )?;
    let (np, next) = noun_phrase(toks, book)?;
    let twice = eat_first(toks, next, &["out? twice|again", "out? more than once", "out? two times"])?;
    const TIME: &[&str] = &[
        "for|in|at|during|on overlapping|the|one? same? times|time|periods|period|dates|slots|slot|intervals|days|hours",
        "at once",
    ];
    ends(toks, eat_first(toks, twice, TIME)?)?;
    let plain = Plain::from(at).say("a").keep(toks, np.name_toks);
    Some(plain.say("cannot be booked twice at the same time"))
}

/// `at any time there is at most one show per studio`, `at most one show per studio at any time`
fn one_at_any_time(toks: &[Tok], at: usize) -> Option<Plain> {
    const ANY: &[&str] = &["at any? given? one|a? time|moment", "at any point in time", "at once"];
    let lead = eat_first(toks, at, ANY).map(|n| eat_first(toks, n, &[","]).unwrap_or(n));
    const ONE: &[&str] = &[
        "there? is|are|can|may|must|should|shall|runs? be? at most one|1",
        "there? is|are|can|may|must|should|shall|runs? be? only one|1",
        "there? is|are|can|may|must|should|shall? be? no more than one|1",
        "only one|1",
        "at most one|1",
    ];
    let one = eat_first(toks, lead.unwrap_or(at), ONE)?;
    let (counted, next) = noun_phrase(toks, one)?;
    let per = eat_first(toks, next, &["per", "in|on|for|at|with|of each|every|any|a|an|the|one same?"])?;
    let (scope, next) = noun_phrase(toks, per)?;
    let end = match lead {
        Some(_) => next,
        None => eat_first(toks, next, ANY)?,
    };
    ends(toks, end)?;
    let plain = Plain::from(at).say("a").keep(toks, scope.name_toks).say("cannot have two");
    Some(plain.several(toks, &counted).say("at the same time"))
}

/// `a booking may not overlap another one of the same booth`
fn overlaps_another(toks: &[Tok], at: usize) -> Option<Plain> {
    let (np, next) = noun_phrase(toks, at)?;
    let verb = eat_first(toks, next, MUST_NOT)?;
    let next = eat_first(toks, verb, &["overlap|overlaps|clash|collide|conflict|intersect|coincide with?"])?;
    let other = eat_first(toks, next, &["another|other|any|an other|existing? one|ones?"])?;
    // "another booking of the booth"
    let next = match noun_phrase(toks, other) {
        Some((named, next)) if named.last() == np.last() || words::singular(named.last()) == np.last() => {
            next
        }
        _ => other,
    };
    let of = eat_first(toks, next, &["of|in|on|for|at|by|from the|that? same?"])?;
    let (scope, end) = noun_phrase(toks, of)?;
    ends(toks, end)?;
    Some(
        Plain::from(at)
            .several(toks, &np)
            .say("of the same")
            .keep(toks, scope.name_toks)
            .say("must not overlap"),
    )
}

/// `no two bookings may share a booth at the same time`, `no two lanes of a hall share a number`
fn shared(toks: &[Tok], at: usize) -> Option<Plain> {
    let two = eat_first(toks, at, &["no two"])?;
    let (np, next) = noun_phrase(toks, two)?;
    let next = eat_first(toks, next, &["can|may|must|should|shall|will ever?"]).unwrap_or(next);
    let of = eat_first(toks, next, &["share|use|take|occupy|have the|a|an|one same?"])?;
    let (scope, next) = noun_phrase(toks, of)?;
    ends(toks, eat_first(toks, next, AT_ONCE)?)?;
    Some(
        Plain::from(at)
            .several(toks, &np)
            .say("of the same")
            .keep(toks, scope.name_toks)
            .say("must not overlap"),
    )
}

/// `only one band can be in a booth at the same time`, `a booth can hold only one booking at any moment`
fn held_once(toks: &[Tok], at: usize) -> Option<Plain> {
    const BE: &[&str] = &[
        "can|may|must|should|shall|will be in|on|at|inside|assigned|using to?",
        "can|may|must|should|shall|will use|have|book|occupy|rent|hold|take|drive|borrow|reserve",
        "is|are allowed|permitted in|on|at|per",
    ];
    const HOLDS: &[&str] = &[
        "can|may|must|should|shall|will only? host|serve|fit|see|receive|treat|carry",
        "only? hosts|serves|fits|sees|receives|treats|carries",
    ];
    let only = eat_first(toks, at, &["only|just|exactly one|1|a", "at most one|1", "no more than one|1"]);
    let (scope, one, end) = if let Some(only) = only {
        let (one, next) = noun_phrase(toks, only)?;
        let of = eat_first(toks, next, BE)?;
        let (scope, end) = noun_phrase(toks, of)?;
        (scope, one, end)
    } else {
        let (scope, next) = noun_phrase(toks, at)?;
        let verb = eat_first(toks, next, HOLDS)?;
        let only = (next..verb).any(|n| any(toks, n, &["only"]));
        let one = eat_first(toks, verb, &["only|just|exactly one|1", "at most one|1", "no more than one|1"])
            .or_else(|| eat_first(toks, verb, &["one|1"]).filter(|_| only))?;
        let (one, end) = noun_phrase(toks, one)?;
        (scope, one, end)
    };
    ends(toks, eat_first(toks, end, AT_ONCE)?)?;
    Some(
        Plain::from(at)
            .say("a")
            .keep(toks, scope.name_toks.clone())
            .say("cannot have two")
            .several(toks, &one)
            .say("at the same time"),
    )
}
