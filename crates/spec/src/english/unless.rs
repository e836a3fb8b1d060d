//! What holds where nobody says anything: `7 unless given`, `"Anonymous" if left out`, `active at first`; and a flag
//! that is named by how it begins: `active by default`.

use domain::spec::FieldType;
use serde_json::Value;

use super::{
    cursor::{any, divider, eat_first, low},
    evidence::{Item, Mod, Np},
    lexicon::lexicon,
    modifier::literal,
    token::Tok,
};

/// Words behind a value that make it the one to begin with.
const TAILS: &[&str] = &[
    "unless otherwise? given|stated|specified|set|provided|told|said|chosen otherwise?",
    "unless somebody|someone|one|they|you|we|i says|say|decides|decide|states|state|chooses|choose|specifies|specify otherwise|differently|different|so",
    "unless something|anything else is given|stated|specified|set|provided|said|chosen",
    "if|when|where nothing|none else? is|was? given|stated|specified|set|provided|said|chosen",
    "if|when|where it|this is|was not given|stated|specified|set|provided|said|chosen|filled",
    "if|when|where not given|stated|specified|set|provided|said|chosen|filled",
    "if|when it|this is left out|empty|blank",
    "if|when left out|empty|blank",
    "if|when it|this is omitted|missing|absent|unset|unspecified",
    "if|when omitted|missing|absent|unset|unspecified",
    "if|when unknown|unsure|undecided",
    "if|when it|this is|was? not? unknown|known|sure|decided",
    "if they|you|we|i|he|she|people|guests do|does? not|don't|doesn't say|know|tell|specify|choose|mention|give one|any|anything|it|so?",
    "if nobody|noone|nothing says|said|knows|tells|gives|chooses|specifies one|anything|it|otherwise?",
    "if no one says|knows|tells|gives|chooses|specifies one|anything|it|otherwise?",
    "if nothing else? is? known",
    "at first",
    "at the start|beginning|outset",
    "to begin|start with",
    "in the beginning",
    "on|at|upon|after creation",
    "when|once created|new",
    "initially",
];

/// `may be unknown`, and a value with one of the tails behind it.
pub fn read(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    if let Some(next) = eat_first(toks, at, &["can|may|might be unknown|unset|unspecified|undefined"]) {
        return Some((vec![Mod::Optional], next));
    }
    if any(
        toks,
        at,
        &[
            "not", "no", "is", "it", "unknown", "optional", "empty", "required", "missing", "blank", "null",
            "unset",
        ],
    ) {
        return None;
    }
    // The words of the tail are none of the value: "blue unless given".
    (at + 1..=at + 6).find_map(|stop| {
        let end = eat_first(toks, stop, TAILS)?;
        let (value, next) = literal(toks.get(..stop)?, at)?;
        (next == stop).then(|| (vec![Mod::Default(value)], end))
    })
}

/// `if they don't say then it's other`: the value comes behind its occasion.
pub fn fronted(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let next = eat_first(toks, at, &["and|otherwise"]).unwrap_or(at);
    // "left empty, it is 4"
    const LEFT: &[&str] = &["if|when? left empty|blank|out|open|unset"];
    let tail = match eat_first(toks, next, LEFT) {
        Some(tail) => tail,
        None => {
            any(toks, next, &["if", "when", "unless", "where"]).then_some(())?;
            eat_first(toks, next, TAILS)?
        }
    };
    let then = eat_first(toks, tail, &[", then", ",", "then"]).unwrap_or(tail);
    let is = eat_first(
        toks,
        then,
        &["it|this|that is|becomes|counts|defaults as|to?", "take|use|assume|we take|use?"],
    )
    .or_else(|| {
        (any(toks, then, &["it"]) && toks[then].possessive || any(toks, then, &["it's"])).then_some(then + 1)
    })?;
    let (value, end) = literal(toks, is)?;
    divider(toks, end).then(|| (vec![Mod::Default(value)], end))
}

/// `normally no`, `usually red`: the value that most begin with.
pub fn mostly(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    const MOSTLY: &[&str] =
        &["normally|usually|mostly|typically|ordinarily|generally|commonly", "by default"];
    let next = eat_first(toks, at, MOSTLY)?;
    // "whether it is in service, normally it is"
    const SO: &[(&[&str], bool)] = &[
        (
            &[
                "it isn't|aren't",
                "it|they is|are|does|do|has|have not",
                "they aren't",
                "it|they doesn't|don't|hasn't|haven't",
            ],
            false,
        ),
        (&["it|they is|are|does|do|has|have"], true),
    ];
    if let Some((end, so)) = SO.iter().find_map(|(forms, so)| Some((eat_first(toks, next, forms)?, *so)))
        && divider(toks, end)
    {
        return Some((vec![Mod::Default(Value::Bool(so))], end));
    }
    // "usually 4 unless said otherwise"
    let tail = (next + 1..=next + 4).find_map(|n| Some((n, eat_first(toks, n, TAILS)?)));
    let (value, end) = match tail {
        Some((stop, end)) => (literal(toks.get(..stop)?, next).filter(|(_, n)| *n == stop)?.0, end),
        None => literal(toks, next)?,
    };
    divider(toks, end).then(|| (vec![Mod::Default(value)], end))
}

/// `active by default`, `initially active`, `active at first`: a yes or no of its own, unless the member before it is a
/// choice that has the word.
pub fn flag(toks: &[Tok], at: usize, before: Option<&Item>) -> Option<(Item, usize)> {
    if let Some(found) = asked(toks, at) {
        return Some(found);
    }
    let lead = eat_first(toks, at, &["initially", "by default"]);
    let word = lead.unwrap_or(at);
    let tok = toks.get(word).filter(|tok| tok.word && tells_how(&tok.low))?;
    let end = match lead {
        Some(_) => word + 1,
        None => eat_first(toks, word + 1, &["by|as default"]).or_else(|| eat_first(toks, word + 1, TAILS))?,
    };
    let chosen = before.is_some_and(|item| {
        item.mods.iter().any(|said| match said {
            Mod::Values(values) => values.contains(&tok.low),
            Mod::Line(_) => true,
            _ => false,
        })
    });
    if chosen || !divider(toks, end) || any(toks, end, &["or"]) {
        return None;
    }
    let (name, begins) = positive(&tok.low);
    let np =
        Np { name: name.clone(), low: vec![name], toks: at..end, name_toks: word..word + 1, ..Np::default() };
    let mods = vec![Mod::Type(FieldType::Boolean), Mod::Default(Value::Bool(begins))];
    Some((Item { np, mods, ..Item::spanning(at..end) }, end))
}

/// `vaccinated (yes or no)`, `queenless yes or no, normally no`: one word that says how something is, both answers, and
/// perhaps the usual one.
fn asked(toks: &[Tok], at: usize) -> Option<(Item, usize)> {
    const BOTH: &[&str] = &["yes / no", "yes or no", "y / n", "true / false", "true or false", "yesorno"];
    let tok =
        toks.get(at).filter(|tok| tok.word && !tok.is_number() && !crate::words::stop::is_stop(&tok.low))?;
    let open = (low(toks, at + 1) == "(").then_some(at + 2);
    let first = open.unwrap_or(at + 1);
    toks.get(first).filter(|tok| matches!(tok.low.as_str(), "yes" | "y" | "true" | "yesorno"))?;
    let both = eat_first(toks, first, BOTH)?;
    let mut mods = vec![Mod::Type(FieldType::Boolean)];
    let usual = mostly(toks, eat_first(toks, both, &[",|;"]).unwrap_or(both));
    let end = match usual.filter(|(said, _)| matches!(said[..], [Mod::Default(Value::Bool(_))])) {
        Some((said, end)) => {
            mods.extend(said);
            end
        }
        None => both,
    };
    let end = if open.is_some() { eat_first(toks, end, &[")"])? } else { end };
    let low = vec![tok.low.clone()];
    let np = Np { name: tok.low.clone(), low, toks: at..at + 1, name_toks: at..at + 1, ..Np::default() };
    divider(toks, end).then_some((Item { np, mods, ..Item::spanning(at..end) }, end))
}

/// `inactive` is what is not active.
fn positive(word: &str) -> (String, bool) {
    match word {
        "inactive" => ("active".to_owned(), false),
        "disabled" => ("enabled".to_owned(), false),
        "unpublished" => ("published".to_owned(), false),
        _ => (word.to_owned(), true),
    }
}

fn tells_how(word: &str) -> bool {
    matches!(
        word,
        "active"
            | "inactive"
            | "enabled"
            | "disabled"
            | "visible"
            | "public"
            | "private"
            | "available"
            | "present"
            | "absent"
            | "open"
            | "vegan"
    ) || super::is_past(word)
        || lexicon().adjectives.contains(word) && !matches!(word, "new" | "empty" | "low" | "medium" | "high")
        || ["able", "ible"].iter().any(|tail| word.len() > 5 && word.ends_with(tail))
}

/// `created at set automatically`, `updated at (by the server)`: every record says so of itself.
pub fn stamped(toks: &[Tok], at: usize, item: &Item) -> Option<usize> {
    if !matches!(item.np.key().as_str(), "created at" | "updated at" | "created_at" | "updated_at") {
        return None;
    }
    stamps(toks, if low(toks, at) == "," { at + 1 } else { at })
}

/// `scanned at (now)`, `achieved_at set automatically`, `checked_at (server time)`: a moment that nobody gives.
pub fn automatic(toks: &[Tok], at: usize, item: &Item) -> Option<usize> {
    let ql_type = crate::types::infer(&item.np.name).field.ql_type;
    let moment = |kind: &FieldType| matches!(kind, FieldType::DateTime | FieldType::Date | FieldType::Time);
    let timely =
        moment(&ql_type) || item.mods.iter().any(|said| matches!(said, Mod::Type(kind) if moment(kind)));
    const NOW: &[&str] = &[
        "( now|today )",
        "( server time )",
        "( the? current time|date|timestamp|moment )",
        "= now|today",
        "( datetime|timestamp|date|time ,? set|filled|given|assigned|stamped automatically )",
        "( datetime|timestamp|date|time ,? set|filled|given|assigned|stamped by the? server|system|api|backend )",
    ];
    // "a creation time, which is set automatically"
    let behind = (low(toks, at) == "," && matches!(low(toks, at + 1), "that" | "which" | "filled" | "set"))
        .then_some(at + 1);
    let end = || eat_first(toks, at, NOW).or_else(|| stamps(toks, at)).or_else(|| stamps(toks, behind?));
    timely.then(end).flatten().filter(|end| toks.get(*end).is_none_or(|tok| !tok.is("(")))
}

fn stamps(toks: &[Tok], at: usize) -> Option<usize> {
    let open = eat_first(toks, at, &["("]);
    let end = eat_first(
        toks,
        open.unwrap_or(at),
        &[
            "that|which? is|are? set|filled|generated|assigned|added|stored|kept in? automatically|by the? server|system|api|service",
            "that|which? is|are? set|filled|generated|assigned|added|stored|kept automatically",
            "that|which is|are automatic|automatically set|filled|generated|assigned?",
            "filled|set|added|put|generated in? automatically|by the? server|system|api|service",
            "automatically set|filled|generated|assigned|added|stored? in?",
            "auto - set|filled|generated?",
            "automatic",
            "auto",
            "automatically",
            "by the server|system",
        ],
    )?;
    let end = if open.is_some() { eat_first(toks, end, &[")"])? } else { end };
    (low(toks, end) != "-").then_some(end)
}
