//! Rows by what whoever asks gives: `exhibits with a given status`, `pick a status and see the matching exhibits`,
//! `repairs whose title contains a word`, `orders placed between two dates`.

use super::super::{
    super::{
        cursor::{any, eat_first},
        evidence::{Fact, Np},
        noun::noun_phrase,
        token::Tok,
    },
    Read, begins_clause_here,
};
use super::field_list;

/// What may stand behind rows and says only that they may be seen.
pub(super) const SEEN: &[&str] = &[
    "can|could|should|must|may|shall also? be listed|requested|queried|retrieved|fetched|shown|found|seen|viewed|displayed|returned|got|read|accessed",
    "is|are listed|shown|returned|displayed",
    "should|must|shall be possible|retrievable|available",
    "is|are needed|wanted|required",
];

/// Who wants to see rows, and which.
const LISTS: &[&str] = &[
    "i|we|you|one|users|people|clients|everyone|anybody|they can|could|should|may|must|want|need|would also? like? to? be? able? to? only? list|see|show|get|find|view|fetch|browse|retrieve only|just? all? the?",
    "i|we|you|one|users|people|clients? often|usually|sometimes|mostly|regularly|always? look|search|ask for only|just? all? the?",
    "list|show|get|find|see|view|fetch|return|display|give me|us? only|just? all? the?",
    "only|just? all? the?",
];
const GIVEN: &[&str] = &[
    "a|an|the|one|any|some given|certain|specific|particular|chosen|selected|single",
    "given|specific",
    "one single?",
];

/// A clause of such rows, read to its end.
pub(super) fn read(toks: &[Tok], at: usize) -> Read {
    if !begins_clause_here(toks, at) {
        return None;
    }
    picked(toks, at).or_else(|| typed(toks, at)).or_else(|| valued(toks, at)).or_else(|| spanned(toks, at))
}

/// `find an animal by typing bits of its name or chip number`
fn typed(toks: &[Tok], at: usize) -> Read {
    const WHO: &[&str] = &[
        "i|we|you|one|users|people|clients|everyone|anybody|they can|could|should|may|must|want|need|needs|would also? like? to? be? able? to?",
        "i'd|we'd|they'd also? need|like|want|love? to? be? able? to?",
        "it should|must|can|shall be possible to",
    ];
    const FIND: &[&str] =
        &["find|search|see|get|look|looking up|for? all? a|an|the|one?", "search|look for a|an|the?"];
    const BY: &[&str] = &[
        "by|when|after typing|entering|giving|writing|keying in? a|an|the|some|any?",
        "by|with a|an|some|any?",
    ];
    const PART: &[&str] = &[
        "few|couple|some? of? first? letters|characters|bits|parts|pieces|words|bit|part|piece|word|beginning|start of|from|in a|an|the|its|their?",
    ];
    let verb = eat_first(toks, at, WHO).unwrap_or(at);
    let start = eat_first(toks, verb, FIND)?;
    let (on, next) = noun_phrase(toks, start).filter(|(np, _)| np.of.is_none())?;
    let part = eat_first(toks, next, BY)?;
    let named = eat_first(toks, part, PART)?;
    let (fields, end, _) = field_list(toks, named)?;
    let fact = Fact::Search { on: Some(Np { plural: true, ..on }), fields, toks: at..end };
    ends(toks, end).then(|| (among(fact, std::iter::once(next..named)), end))
}

/// The fact, and before it what is said around it, so that those words are no claim of the list.
fn among(fact: Fact, asides: impl IntoIterator<Item = std::ops::Range<usize>>) -> Vec<Fact> {
    let asides = asides.into_iter().filter(|toks| !toks.is_empty());
    asides.map(|toks| Fact::Aside { left_out: false, toks }).chain([fact]).collect()
}

fn ends(toks: &[Tok], at: usize) -> bool {
    toks.get(at).is_none_or(|tok| !tok.word && !tok.is("-") || tok.is("and") || tok.is("so") || tok.is("but"))
}

/// `(see only the) exhibits with a given status`, `the exhibits whose status matches a parameter`
fn valued(toks: &[Tok], at: usize) -> Read {
    let start = eat_first(toks, at, LISTS).unwrap_or(at);
    let (on, next) = noun_phrase(toks, start).filter(|(np, _)| np.plural && np.of.is_none())?;
    let (fields, told, end) = match eat_first(toks, next, &["whose the?"]) {
        Some(next) => {
            const IS: &[&str] = &[
                "matches|match|equals|equal|is|are|has|have a|an|the|one|any|some? given|certain|specific|particular|chosen|selected|passed|requested? parameter|value|choice",
                "matches|match|equals|equal|is|are a|an|the given|certain|specific|particular|chosen|selected|requested one",
                "is|are given|chosen|selected|requested|passed|specified as|in? a|the? parameter|query?",
            ];
            let (fields, next, _) = field_list(toks, next)?;
            (fields, next, eat_first(toks, next, IS)?)
        }
        None => {
            let with = eat_first(toks, next, &["with|having|of|in|by", "that|which have|has|are|is of|in?"])?;
            let given = eat_first(toks, with, GIVEN)?;
            // "of a given customer" may be whose they are: only what stands behind "only" or "with" is a value.
            let only = (at..start).any(|n| any(toks, n, &["only", "just"]));
            let told = any(toks, next, &["with", "having", "that", "which"]) || only;
            let (fields, end, _) = field_list(toks, given).filter(|_| told)?;
            (fields, end, end)
        }
    };
    let end = eat_first(toks, end, SEEN).unwrap_or(end);
    let fact = Fact::Filter { on: Some(on), fields, range: false, toks: at..end };
    ends(toks, end).then(|| (among(fact, [at..start, told..end]), end))
}

/// `pick a status and see the matching exhibits`, `type part of the title and get the exhibits`
fn picked(toks: &[Tok], at: usize) -> Read {
    const WHO: &[&str] = &[
        "i|we|you|one|users|people|clients|everyone|anybody|they can|could|should|may|must|want|need|would also? like? to? be? able? to?",
        "let|lets|allow|allows users|people|me|us|them|clients|somebody to?",
        "it should|must|can be possible to",
        "by",
    ];
    const PICKS: &[&str] = &[
        "pick|choose|select|enter|type|give|specify|provide|state|picking|choosing|selecting|entering|typing|giving in? a|an|the|one|any|some",
    ];
    const PART: &[&str] = &["part|parts|piece|bit|a? word|words of|from|in a|the|its|their?"];
    const SEES: &[&str] = &[
        ",? and|to then? i|we|you|they|one|users? can? see|get|find|list|view|show|gets|sees|finds only|just? the|those|these|all? matching|corresponding|fitting|relevant?",
    ];
    let verb = eat_first(toks, at, WHO).unwrap_or(at);
    let next = eat_first(toks, verb, PICKS)?;
    let part = eat_first(toks, next, PART).or_else(|| eat_first(toks, next - 1, PART));
    let named = part.unwrap_or(next);
    let (fields, next, _) = field_list(toks, named)?;
    let rows = eat_first(toks, next, SEES)?;
    let (on, told) = noun_phrase(toks, rows).filter(|(np, _)| np.plural)?;
    let end = told;
    let end = eat_first(toks, end, &["with|for|of|that match|have? it|that|them", "of that|this kind"])
        .unwrap_or(end);
    let on = Some(on);
    let fact = match part {
        Some(_) => Fact::Search { on, fields, toks: at..end },
        None => Fact::By { on, fields, find: true, toks: at..end },
    };
    ends(toks, end).then(|| (among(fact, [at..named, next..rows, told..end]), end))
}

/// `exhibits can be queried for a date range`, `the list of hives can be limited to a period of time`
fn spanned(toks: &[Tok], at: usize) -> Read {
    const LED: &[&str] = &["the? list|lists of all? the?", "all? the?"];
    const NARROWED: &[&str] = &[
        "can|could|should|must|may|shall also? be limited|restricted|narrowed|queried|requested|listed|filtered|fetched|shown|searched|retrieved down? to|for|by|within|in|over",
        "by|for|in|within|over_",
    ];
    const SPAN: &[&str] = &[
        "a|an|the|any|one|some? given|certain|specific|particular|chosen|selected? date|time|day period|range|span|window|frame|interval",
        "a|an|the|any|one|some? given|certain|specific|particular|chosen|selected? period|span|range|interval of time|dates|days?",
        "a|an|the|any|one|some given|certain|specific|particular|chosen|selected month|year|week|day|period|interval",
        "two dates",
    ];
    const NARROW: &[&str] =
        &["limit|restrict|narrow|limiting|restricting the? list|lists of?", "limit|restrict|narrow the?"];
    let led = eat_first(toks, at, NARROW);
    let start = led.or_else(|| eat_first(toks, at, LED)).unwrap_or(at);
    let (on, next) = noun_phrase(toks, start).filter(|(np, _)| np.plural && np.of.is_none())?;
    let told = next;
    let next = match led {
        Some(_) => eat_first(toks, told, &["down? to|by"])?,
        None => eat_first(toks, told, NARROWED)?,
    };
    let end = eat_first(toks, next, SPAN).filter(|end| *end > next)?;
    let range = next..end;
    let field = Np {
        name: "date".to_owned(),
        low: vec!["date".to_owned()],
        of: Some("range".to_owned()),
        toks: range.clone(),
        name_toks: range,
        ..Np::default()
    };
    let stop = eat_first(toks, end, SEEN).unwrap_or(end);
    let fact = Fact::Filter { on: Some(on), fields: vec![field], range: true, toks: at..stop };
    ends(toks, stop).then(|| (among(fact, [at..start, told..stop]), stop))
}

/// `Find repairs whose description contains a word`
pub(super) fn containing(toks: &[Tok], at: usize) -> Read {
    let lead = eat_first(toks, at, &["find|finds|list|show|get|search|see|look for? all? the?"])?;
    let (on, next) = noun_phrase(toks, lead).filter(|(np, _)| np.plural)?;
    let told = next;
    // "repairs that have a word in their title"
    const WORD: &[&str] = &[
        "that|which have|contain|has a|an|some|the|any|certain given|certain? word|text|term|string|keyword|phrase in their|the|its?",
    ];
    if let Some(next) = eat_first(toks, next, WORD) {
        let (fields, end, _) = field_list(toks, next)?;
        return Some((
            among(Fact::Search { on: Some(on), fields, toks: at..end }, std::iter::once(told..next)),
            end,
        ));
    }
    let next = eat_first(toks, next, &["whose", "where|with the|a"])?;
    let (fields, next, _) = field_list(toks, next)?;
    const CONTAINS: &[&str] = &[
        "contains|contain|includes|include|matches|match|has|containing|matching a|an|some|the|any|certain given|certain|particular|search? word|text|term|string|phrase|keyword",
    ];
    let end = eat_first(toks, next, CONTAINS)?;
    let found = Fact::Search { on: Some(on), fields, toks: at..next };
    Some((vec![found, Fact::Aside { left_out: false, toks: next..end }], end))
}

/// `List vaccinations due before a given date`, `show all orders placed between two dates`: rows by a date that
/// whoever asks gives.
pub(super) fn dated(toks: &[Tok], at: usize) -> Read {
    const LISTS: &[&str] = &[
        "list|lists|show|shows|get|gets|find|finds|see|view|fetch|return|returns|search|query|display|filter|give me|us|for? only?",
        "look up|for",
        "ask|look for",
        "i|we also? want|need all?",
        "all the?",
    ];
    const GIVEN: &[&str] = &[
        "before|after|until|till|since|from|on|by|up a|the|some|any given|certain|specific|particular|chosen|selected|stated? date|day|time|moment|month|year|deadline",
        "before|after|until|till|since|from|on|by given|certain|specific date|dates|day|days",
        "between|within|in two|the|any|a|given|certain|chosen given|certain|chosen|stated? dates|days|times|date|time|period|range range|period|interval?",
        "from|since a|one|some date to|until another|a|one? date?",
        "in|within|during a|the|any|some given|certain|chosen|particular|specific period|interval|range|timeframe",
        "between from|start|min and to|end|max",
        "in|within|during|for|of a|the|any|some given|certain|chosen|particular|specific date|time|day? period|range|span|window|frame",
        "in|within|during|for|of a|the|any|some given|certain|chosen|particular|specific month|year|week|day",
        "between a|the start|first and an|a|the? end|last date|day?",
    ];
    let lead = eat_first(toks, at, LISTS)?;
    let (turn, end) = (lead + 1..toks.len().min(lead + 8))
        .take_while(|n| toks[*n].word || toks[*n].is("-"))
        .find_map(|n| eat_first(toks, n, GIVEN).map(|end| (n, end)))?;
    // "vaccinations due": the longest field that leaves a name in the plural.
    let (on, left) = (lead + 1..=turn)
        .find_map(|n| noun_phrase(toks.get(..n)?, lead).filter(|(np, end)| *end == n && np.plural))?;
    let left = eat_first(toks, left, &["that|which are|is|were|was|have|has|been?", "with|by|whose a|the?"])
        .unwrap_or(left);
    let left = eat_first(toks, left, &["been", "is|are|lies|falls"]).unwrap_or(left);
    // "whose due date lies between two dates"
    let turn_of = |n: usize| n > left && any(toks, n - 1, &["lies", "lie", "falls", "fall", "is", "are"]);
    let stop = if turn_of(turn) { turn - 1 } else { turn };
    // "the measurements of a patient in a given period": whose they are is no field.
    let plain = |tok: &Tok| {
        tok.word && !matches!(tok.low.as_str(), "of" | "for" | "in" | "by" | "to" | "from" | "a" | "an")
    };
    let words = toks.get(left..stop).filter(|words| words.len() <= 3 && words.iter().all(plain))?;
    let low: Vec<String> = match words {
        [] => vec!["date".to_owned()],
        words => {
            words.iter().filter(|tok| !tok.is("is") && !tok.is("are")).map(|tok| tok.low.clone()).collect()
        }
    };
    let range = left.min(stop)..stop.max(left);
    let field = Np {
        name: low.join(" "),
        low,
        of: Some("range".to_owned()),
        toks: range.clone(),
        name_toks: range,
        ..Np::default()
    };
    let tail = eat_first(toks, end, &["range|ranges"]).unwrap_or(end);
    let tail = eat_first(toks, tail, SEEN).unwrap_or(tail);
    let ends = toks.get(tail).is_none_or(|tok| !tok.word || tok.is("and") || tok.is("or"));
    ends.then(|| {
        let fact = Fact::Filter { on: Some(on), fields: vec![field], range: true, toks: at..tail };
        (among(fact, std::iter::once(stop.max(left)..tail)), tail)
    })
}
