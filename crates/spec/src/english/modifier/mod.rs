//! What is said about a field: `required`, `max 200 characters`, `between 1 and 5`, `one of a, b, c`.

mod apposition;
mod bounds;
mod choices;
pub mod codes;
mod denied;
mod units;

use domain::rule::Direction;
use serde_json::{Value, json};

use super::{
    cursor::{any, closing, eat, eat_first, low, number},
    evidence::Mod,
    kind::{kind, type_word},
    lexicon::lexicon,
    noun,
    token::Tok,
    unless,
};

pub use apposition::apposed;
pub use bounds::distance;
use bounds::{bounds, length, sign, than};
use choices::{bands, capitals, values};
pub use choices::{points, value_list, value_words};
pub use units::is_unit;
use units::unit;

/// All modifiers that stand at `at`, with the glue between them.
pub fn modifiers(toks: &[Tok], at: usize) -> (Vec<Mod>, usize) {
    let mut found = Vec::new();
    let mut at = at;
    loop {
        if let Some((mods, next)) = apposition::read(toks, at) {
            found.extend(mods);
            at = next;
            continue;
        }
        // Across a comma or `and` another member may begin: only what cannot be a name goes on.
        let crossed = if found.is_empty() {
            at
        } else {
            eat_first(toks, at, &[", and", ", but", ",", "and", "but", "&"]).unwrap_or(at)
        };
        // "a code that must be unique, and optionally a nickname": what may be missing is the next one.
        let next_member = crossed > at
            && (any(toks, crossed, &["a", "an", "the", "its", "their"])
                || any(
                    toks,
                    crossed,
                    &["optionally", "possibly", "perhaps", "maybe", "if", "when", "where"],
                ) && eat_first(toks, crossed, MAYBE_ANOTHER).is_some());
        if next_member {
            break;
        }
        let glued = glue(toks, crossed, false);
        // "4 digits and is vegan by default": a yes or no of its own.
        let chosen = found.iter().any(|said| matches!(said, Mod::Values(_)));
        if crossed > at && !chosen && unless::flag(toks, glued, None).is_some() {
            break;
        }
        let read = |here: usize| if crossed > at { bare(toks, here) } else { modifier(toks, here) };
        let whole = super::amount::read(toks, crossed).filter(|_| glued > crossed);
        let first =
            whole.or_else(|| read(glued)).or_else(|| if glued == crossed { None } else { read(crossed) });
        let Some((mods, next)) = first.filter(|(_, next)| *next > at) else { break };
        // "tasks have a title, done or not done": what somebody has is no choice between values.
        if (crossed..glued).any(|n| any(toks, n, &["has", "have"])) && matches!(mods[..], [Mod::Values(_)]) {
            break;
        }
        // "unique isbn" behind a comma says something of the next member.
        if crossed > at
            && glued == crossed
            && toks.get(next).is_some_and(|tok| tok.word && !crate::words::stop::is_stop(&tok.low))
            && !any(
                toks,
                next,
                &["per", "max", "maximum", "min", "default", "defaults", "unique", "required", "optional"],
            )
        {
            break;
        }
        found.extend(mods);
        at = next;
    }
    (found, at)
}

/// `optionally a nickname`, `possibly some remarks`: another member, whose presence is said in front of it.
const MAYBE_ANOTHER: &[&str] = &[
    "optionally|possibly|perhaps|maybe a|an|the|its|their|his|her|some|several|one|more|another",
    "if|when|where any|known|available|present|given|applicable|possible|needed|wanted ,? a|an|the|its|their|his|her",
];

/// Modifiers that can be no names, as many as stand at `at`.
pub fn bare_run(toks: &[Tok], at: usize) -> (Vec<Mod>, usize) {
    let mut found = Vec::new();
    let mut at = at;
    loop {
        let here =
            if found.is_empty() { at } else { eat_first(toks, at, &["and", "but", "&"]).unwrap_or(at) };
        let glued = glue(toks, here, false);
        // "that can be below zero": no bound, though one stands behind what leads to it.
        let whole = super::amount::read(toks, here).filter(|_| glued > here);
        let Some((mods, next)) = whole.or_else(|| bare(toks, glued)).or_else(|| bare(toks, here)) else {
            break;
        };
        found.extend(mods);
        at = next;
    }
    (found, at)
}

/// A modifier that is no name: no type word, no list of values.
fn bare(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    presence(toks, at)
        .or_else(|| super::amount::read(toks, at))
        .or_else(|| uniqueness(toks, at))
        .or_else(|| default(toks, at))
        .or_else(|| time_direction(toks, at))
        .or_else(|| length(toks, at))
        .or_else(|| bounds(toks, at))
        .or_else(|| codes::range(toks, at).map(|(values, next)| (vec![Mod::Values(values)], next)))
        .or_else(|| than(toks, at))
}

/// Words that only lead to a modifier; the caller falls back where none follows.
fn glue(toks: &[Tok], at: usize, _crossed: bool) -> usize {
    let mut at = at;
    if any(toks, at, &["that's", "which's", "who's"]) {
        return eat_first(toks, at + 1, &["always|also? a|an?"]).unwrap_or(at + 1);
    }
    let what = eat_first(toks, at, &["what is|are|must|should|can|has"]).map(|_| at + 1);
    at = what.or_else(|| eat_first(toks, at, &["that|which|who", "it"])).unwrap_or(at);
    at = eat_first(
        toks,
        at,
        &[
            "must|should|has|have|shall|can|may|will to? be",
            "is|are always|also|both|all?",
            "always",
            "must|should|shall|needs|has to? have",
            "has|have",
            "must|should|shall",
            "being",
            "with",
        ],
    )
    .unwrap_or(at);
    eat_first(toks, at, &["a", "an", "the", "stored as", "of"]).unwrap_or(at)
}

/// One modifier, without glue.
pub fn modifier(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    bare(toks, at)
        .or_else(|| sign(toks, at))
        .or_else(|| values(toks, at))
        .or_else(|| note(toks, at))
        .or_else(|| unit(toks, at))
        .or_else(|| type_word(toks, at))
}

fn presence(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    // "a result, which is optional, and a report, likewise optional"
    let again =
        matches!(low(toks, at), "likewise" | "equally") && any(toks, at + 1, &["optional", "nullable"]);
    let at = if again { at + 1 } else { at };
    const OPTIONAL: &[&str] = &[
        "optional field|value?",
        "opt .?",
        "optionl",
        "optionally",
        "nullable",
        "not required|mandatory|needed|necessary",
        "that|which? can|may|might be|stay|remain empty|blank|null|missing|omitted|unknown|absent|open|unset",
        "may|can be left empty|blank|out|open",
        "empty|blank|null allowed",
        "if any|known|available|present|given|applicable",
        "if it|they is|are? different|differs|differ|known|given|available|applicable|needed|set",
        "if it's|they're different|known|given|available|applicable|needed|set",
        "can|may be absent",
        "left empty|blank|out|away|off|open",
        "need|needs not be given|set|filled|stated|entered|present|known in|out?",
        "needn't be given|set|filled|stated|entered|present|known in|out?",
        "don't|doesn't have|need to be given|set|filled|stated|entered|present|known in|out?",
        "possibly empty",
        "doesn't have to be set|given|filled",
        "if they|he|she|it|we|you has|have one|it|any",
        "if they|he|she|we|you want|wants|like|likes|wish|wishes|prefer|prefers it|one|to?",
        "if there is|are? one|any",
        "if wanted|desired|needed|possible|provided|there",
        "if there's one|any|some|anything",
        "if they|he|she|it|we|you|people|somebody|someone|anybody give|gives|gave|leave|leaves|left|tell|tells|told|know|knows|knew|got|provide|provides|provided|enter|entered|enters us|me? it|one|any|that?",
        "maybe|perhaps|possibly",
        "that|which may|might|can be left out|blank|off|away",
        "but|and? not always known|given|there|present|available|filled|set",
        "which|that? is often|sometimes|frequently|mostly unknown|missing|empty|not known",
        "when known|available|present",
        "if something|anything to say|add|note",
        "if there's|theres something|anything to say|add|note|report|mention?",
        "if there is something|anything to say|add|note|report|mention?",
        "empty|unknown|open at|in first|first_|start|the? beginning?",
    ];
    if let Some(next) = eat_first(toks, at, OPTIONAL) {
        return Some((vec![Mod::Optional], next));
    }
    if let Some(next) = super::list::occasion::if_there_is_one(toks, at) {
        return Some((vec![Mod::Optional], next));
    }
    // "unique but not every animal has one"
    if let Some(next) = eat_first(
        toks,
        at,
        &["but|though|although|yet? not every|all|each", "but|though|although|yet? not everyone|everybody"],
    ) && let Some(end) = (next..toks.len().min(next + 3))
        .find_map(|n| eat_first(toks, n, &["has|have|needs|need one|it|any|them", "will have one|it"]))
    {
        return Some((vec![Mod::Optional], end));
    }
    // "last_emptied datetime null"
    if any(toks, at, &["null"]) && toks.get(at + 1).is_none_or(|tok| !tok.word) {
        return Some((vec![Mod::Optional], at + 1));
    }
    // "empty while the car is inside", "null until it is returned"
    if let Some(next) = eat_first(
        toks,
        at,
        &["empty|blank|null|unset|missing|open while|until|till|if|when|unless|before|as"],
    )
    .filter(|_| unless::read(toks, at).is_none())
    {
        let end =
            (next..toks.len()).find(|n| matches!(low(toks, *n), ")" | "," | ";" | ".")).unwrap_or(toks.len());
        return Some((vec![Mod::Optional], end));
    }
    const REQUIRED: &[&str] = &[
        "required field|value?",
        "req .?",
        "mandatory",
        "obligatory",
        "compulsory",
        "not null|nullable|empty|blank|optional",
        "non - empty|null|blank",
        "non empty|null|blank",
        "cannot|can't|mustn't|shouldn't be empty|blank|null|missing|omitted",
        "must|may|can|should not be empty|blank|null|missing|omitted",
        "be present|set|given|provided|filled",
        "always be given|provided|filled|stated|entered|present|set in|out?",
        "must|shall|should|has|have|needs to? always? be given|provided|filled|stated|entered|present|set in|out?",
        "present",
        "never empty|blank|null",
        "we|i always|definitely|really|certainly|absolutely need|want that|this|it|them one?",
        "is|that's|it's a must",
        "always set|present|required",
        "not be empty|blank|null|missing",
    ];
    if let Some(next) = eat_first(toks, at, REQUIRED) {
        return Some((vec![Mod::Required], next));
    }
    const IMMUTABLE: &[&str] = &[
        "immutable",
        "read only",
        "read - only",
        "cannot|can't|mustn't be changed|edited|modified|updated after|once? creation|created?",
        "never changes|changed|change",
        "never editable|changeable|edited|altered|modified|updated|modifiable",
        "not editable|changeable|modifiable",
        "unchangeable|unalterable|uneditable",
        "not be changed|edited|modified|updated",
        "must|can|may not be changed|edited|modified|updated",
        "fixed after creation",
        "set once",
    ];
    // "unique and permanent"
    if any(toks, at, &["permanent"]) && any(toks, at.wrapping_sub(1), &["and", "is", "be", "but"]) {
        return Some((vec![Mod::Immutable], at + 1));
    }
    let next = eat_first(toks, at, IMMUTABLE)?;
    let next = eat_first(
        toks,
        next,
        &[
            "after creation|creating",
            "after it is? created|set|placed",
            "once it? is? created|set|placed|assigned",
            "afterwards|later",
        ],
    )
    .unwrap_or(next);
    Some((vec![Mod::Immutable], next))
}

fn uniqueness(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    // "a licence no two drivers share": the verb may be a noun too, and is the last word of the clause.
    if any(toks, at, &["no"])
        && let Some((np, next)) = eat_first(toks, at, &["no two|2"]).and_then(|n| noun::noun_phrase(toks, n))
        && np.low.len() > 1
        && np.last() == "share"
        && super::cursor::divider(toks, next)
    {
        return Some((vec![Mod::Unique], next));
    }
    // "only one boat of each name"
    if let Some((_, next)) = eat_first(toks, at, &["only|just one|1", "never more than one|1"])
        .and_then(|n| noun::noun_phrase(toks, n))
        && let Some(end) = eat_first(toks, next, &["of|with each|every|any|the|a|that same?"])
        && toks.get(end).is_some_and(|tok| tok.word && !tok.is_number())
        && super::cursor::divider(toks, end + 1)
    {
        return Some((vec![Mod::Unique], end + 1));
    }
    // "no two guardians share one"
    if let Some((_, next)) = eat_first(toks, at, &["no two|2"]).and_then(|n| noun::noun_phrase(toks, n))
        && let Some(end) = eat_first(
            toks,
            next,
            &[
                "may|can|must|should? ever? share|have one|it|the|same same?",
                "are|is the same",
                "may|can be the same",
                "share|have|use",
            ],
        )
    {
        let end = eat_first(toks, end, &["one", "number|name|code|value"]).unwrap_or(end);
        return Some((vec![Mod::Unique], end));
    }
    // "no two with the same", "no duplicates", "never twice the same"
    const ALIKE: &[&str] = &[
        "obviously|ofc? no two|2 with|have|having|of the same value?",
        "obviously|ofc? no two|2 alike",
        "obviously|ofc? no two|2 the same",
        "obviously|ofc? no duplicates|doubles allowed?",
        "obviously|ofc? never|not twice the? same?",
        "obviously|ofc? never|not the same twice",
        "obviously|ofc? must|may|can? not repeat",
        "obviously|ofc? must|may|can? not be repeated|reused",
    ];
    // "email (no two with the same email)"
    if low(toks, at) == "no"
        && let Some(next) =
            eat_first(toks, at, &["no two|2 of? them? with|have|having|share|sharing the? same"])
        && toks.get(next).is_some_and(|tok| tok.word)
        && toks.get(next + 1).is_none_or(|tok| !tok.word)
    {
        return Some((vec![Mod::Unique], next + 1));
    }
    if let Some(next) = eat_first(toks, at, ALIKE)
        && toks.get(next).is_none_or(|tok| !tok.word)
    {
        return Some((vec![Mod::Unique], next));
    }
    // "that nobody else has", "no other member has", "different for each car"
    const ALONE: &[&str] = &[
        "nobody|noone else has|have|had|uses|shares the same one|name|number|code|value",
        "nobody|noone else has|have|had|uses|shares it|one too?",
        "nobody|noone else has|have|had|uses|shares|owns too?",
        "no one|body else has|have|uses|shares|owns too?",
        "nobody|noone|no-one else may|can|must|should|could also|ever? have|use|take|share|own too?",
        "no one|body else may|can|must|should|could also|ever? have|use|take|share|own too?",
        "exists|exist|occurs|occur|appears|appear|is|are|used|given|assigned only|just once",
        "is|are never used|given|assigned|issued twice",
        "no other|second one|thing|record may|can? has|have|had|uses|use|shares|share",
        "only|just? one|1 of them can|may? have|has",
        "of its|their|his|her very? own",
    ];
    if let Some(end) = eat_first(toks, at, ALONE) {
        return Some((vec![Mod::Unique], end));
    }
    if let Some(end) = eat_first(toks, at, &["no other|second"]).and_then(|next| no_other(toks, next)) {
        return Some((vec![Mod::Unique], end));
    }
    if let Some(end) = eat_first(toks, at, &["no two|2"]).and_then(|next| no_other(toks, next)) {
        return Some((vec![Mod::Unique], end));
    }
    if let Some((_, end)) = eat_first(toks, at, &["be? different|distinct for|on|in|with each|every"])
        .and_then(|n| noun::noun_phrase(toks, n))
    {
        return Some((vec![Mod::Unique], end));
    }
    // "may be used only once", "can only be given once", "can't be used twice"
    const ONCE: &[&str] = &[
        "globally? unique",
        "not be duplicated",
        "cannot|can't be duplicated|shared|reused",
        "cannot|can't be used|taken|given|assigned|issued|handed|registered out? twice|again|repeatedly",
        "cannot|can't be used|taken|given|assigned|issued|handed|registered out? more than once",
        "be? used|taken|given|assigned|issued|handed|registered|present|found out? only|just|exactly once",
        "only|just be? used|taken|given|assigned|issued|handed|registered|exist|exists|occur|occurs|appear|appears out? once",
        "exist|exists|occur|occurs|appear|appears only|just once",
        "be? used|taken|given|assigned|issued|registered at most once",
        "distinct",
    ];
    let next = eat_first(toks, at, ONCE)?;
    if let Some(inside) = eat_first(
        toks,
        next,
        &[
            "per",
            "within",
            "inside",
            "for each|every|the",
            "among",
            "in its|the|their|each|a|one",
            "by",
            "within the|its|a|each",
            "across",
        ],
    ) {
        let inside =
            eat_first(toks, inside, &["each", "every", "the", "a", "an", "its", "one"]).unwrap_or(inside);
        if any(toks, inside, &["all", "system", "users_", "database", "whole"]) {
            let (_, end) = noun::noun_phrase(toks, inside).unwrap_or((Default::default(), inside + 1));
            return Some((vec![Mod::Unique], end));
        }
        if let Some((mut np, mut end)) = noun::noun_phrase(toks, inside) {
            np.plural = false;
            let mut scopes = vec![np];
            while let Some((more, after)) = eat_first(toks, end, &["and"])
                .and_then(|n| noun::noun_phrase(toks, n))
                .filter(|(_, after)| !noun::begins_clause(toks, *after))
            {
                scopes.push(more);
                end = after;
            }
            return Some((vec![Mod::UniquePer(scopes)], end));
        }
    }
    Some((vec![Mod::Unique], next))
}

/// "no other production uses": the verb is no word of the name.
fn no_other(toks: &[Tok], at: usize) -> Option<usize> {
    const HAS: &[&str] = &[
        "may|can|must|should|could ever? have|share|use|bear|carry",
        "has|have|shares|share|uses|use|bears|carries",
    ];
    (at + 1..at + 4).find_map(|verb| {
        let end = eat_first(toks, verb, HAS)?;
        noun::noun_phrase(toks.get(..verb)?, at).filter(|(_, stop)| *stop == verb).map(|_| end)
    })
}

fn default(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    const LEAD: &[&str] = &[
        "defaults|defaulting|default to",
        "defaults to",
        "a? default value? of|is|:|=|to?",
        "by default",
        "default|defaults|def :|=|-|.?",
        "initially",
        "starts|start|starting|begins|begin|beginning out? as|at|with|in",
        "everybody|everyone|anybody|anyone|each|all|it|they|he|she starts|start|begins|begin out? as|at|with|in",
        "new|all ones start|begin out? as|at|with|in",
        "initial value|state|status :|=|is?",
        "initial value of|is?",
        "set to",
    ];
    if let Some(next) = eat_first(toks, at, LEAD) {
        let next = eat_first(toks, next, &["the|a|an", "as", "set to", ":", "="]).unwrap_or(next);
        if let Some((value, next)) = literal(toks, next) {
            return Some((vec![Mod::Default(value)], eat(toks, next, "by default").unwrap_or(next)));
        }
    }
    // "(active / swarmed / dead, starts active)"
    if any(toks, at.wrapping_sub(1), &[",", ";", "("])
        && let Some(next) = eat_first(toks, at, &["starts|begins"])
        && let Some((value, end)) = literal(toks, next).filter(|(_, end)| *end == next + 1)
        && toks.get(end).is_none_or(|tok| !tok.word)
    {
        return Some((vec![Mod::Default(value)], end));
    }
    if let Some(found) = equals(toks, at) {
        return Some(found);
    }
    // "1–5 with 3 as the default"
    if let Some((value, next)) = literal(toks, eat_first(toks, at, &["with"]).unwrap_or(at))
        && let Some(end) = eat_first(toks, next, &["as|for the|a default value?"])
    {
        return Some((vec![Mod::Default(value)], end));
    }
    if let Some(found) = being(toks, at).or_else(|| unless::mostly(toks, at)) {
        return Some(found);
    }
    // "false by default"; "active true by default" names the flag first.
    let (value, next) = literal(toks, at)?;
    let flagged = next > at + 1 && any(toks, next - 1, &["true", "false", "yes", "no", "on", "off"]);
    if flagged {
        return None;
    }
    let next = eat_first(toks, next, &["by|as default", "( default )", "to start|begin with"])?;
    Some((vec![Mod::Default(value)], next))
}

/// `shut being the default`, `auto being the usual one`: one of the values, told by itself.
fn being(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let stop = (at + 1..toks.len().min(at + 5)).find(|n| any(toks, *n, &["being", "is"]))?;
    const USUAL: &[&str] = &[
        "being the|our|its default|standard|initial|usual|normal|preset value|one|choice|state|status|case?",
        "is the|our|its default|standard|initial|usual|normal|preset value|one|choice|state|status|case?",
    ];
    let end = eat_first(toks, stop, USUAL)?;
    let whole = toks.get(end).is_none_or(|tok| !tok.word || tok.is("and"));
    let (value, _) = literal(toks.get(..stop)?, at).filter(|(_, after)| *after == stop && whole)?;
    Some((vec![Mod::Default(value)], end))
}

/// `= 0`, `=false`, `=queued`: what holds from the start. A word apart from its sign may be another field.
fn equals(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let next = eat(toks, at, "=").filter(|next| !any(toks, *next, &["="]))?;
    let (value, end) = literal(toks, next)?;
    let first = toks.get(next)?;
    let close = first.glued && toks.get(at)?.glued;
    let sure = !value.is_string() || first.quoted || close && end == next + 1 && !first.low.contains('_');
    let ends =
        toks.get(end).is_none_or(|tok| matches!(tok.low.as_str(), "," | ";" | ")" | "." | "\n" | "and"))
            || eat_first(toks, end, &["optional|required|unique|nullable"]).is_some();
    (sure && ends).then(|| (vec![Mod::Default(value)], end))
}

/// A value: a number, a quoted text, true or false, one to three plain words.
pub fn literal(toks: &[Tok], at: usize) -> Option<(Value, usize)> {
    if any(toks, at, &["true", "yes", "on"]) {
        return Some((Value::Bool(true), at + 1));
    }
    if any(toks, at, &["false", "no", "off"]) {
        return Some((Value::Bool(false), at + 1));
    }
    if any(toks, at, &["not"]) {
        return Some((Value::Bool(false), at + 2)).filter(|(_, next)| *next <= toks.len());
    }
    if let Some((value, next)) = number(toks, at) {
        return Some((number_value(value), next));
    }
    // "size s, m or l, default m"
    let letter = toks.get(at).filter(|tok| tok.word && tok.low.len() == 1 && !tok.quoted);
    if let Some(letter) = letter.filter(|_| super::cursor::divider(toks, at + 1)) {
        return Some((json!(letter.low), at + 1));
    }
    let (words, next) = value_words(toks, at)?;
    // A text between quotation marks is meant as it is written.
    let code = |tok: &Tok| tok.raw.len() >= 2 && tok.raw.bytes().all(|b| b.is_ascii_uppercase());
    if toks.get(at..next)?.iter().all(|tok| tok.quoted || code(tok)) {
        let raw: Vec<&str> = toks.get(at..next)?.iter().map(|tok| tok.raw.as_str()).collect();
        return Some((json!(raw.join(" ")), next));
    }
    // "default Lyon", "default Hello World": a name keeps its capitals.
    let said = toks.get(at..next)?;
    if said.iter().all(|tok| tok.word && tok.capitalised()) {
        let raw: Vec<&str> = said.iter().map(|tok| tok.raw.as_str()).collect();
        return Some((json!(raw.join(" ")), next));
    }
    Some((json!(words), next))
}

pub fn number_value(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 1e15 { json!(value as i64) } else { json!(value) }
}

fn time_direction(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    // What is not in the past is today's or later.
    const SIDES: &[(Direction, &[&str])] = &[
        (
            Direction::NotPast,
            &[
                "cannot|can't|mustn't be in the past",
                "must|may|should|can not be in the past",
                "not be in the past",
                "not|never in the past",
                "today or later",
                "from today on|onwards",
            ],
        ),
        (
            Direction::NotFuture,
            &[
                "cannot|can't|mustn't be in the future",
                "must|may|should|can not be in the future",
                "not be in the future",
                "not|never in the future",
                "today or earlier",
                "up to today",
            ],
        ),
        (
            Direction::Future,
            &[
                "in the future",
                "a? future date",
                "after today|now",
                "after the current date|time|day",
                "later than today|now",
            ],
        ),
        (Direction::Past, &["in the past", "before today|now"]),
    ];
    SIDES.iter().find_map(|(direction, forms)| {
        eat_first(toks, at, forms).map(|next| (vec![Mod::When(*direction)], next))
    })
}

/// `the club he joins`, `the product we used`: who does what with it, to the end of the member.
pub fn whose(toks: &[Tok], at: usize) -> Option<usize> {
    // "the shift it is about", "the engineer who would take over"
    const ABOUT: &[&str] = &[
        "that|which? it|this|they is|was|are|were|belongs|refers|happens about|for|on|in|of|with|from|at|to|under",
    ];
    const SHORTLY: &[&str] = &[
        "that|which? it's|they're|he's|she's about|for|on|in|of|with|from|at|to|under",
        "that|which? it|they stands|hangs|lies|lives|sits|goes|stand|hang|lie|live|sit|go about|for|on|in|of|with|from|at|to|under",
    ];
    let it_is = any(toks, at, &["it", "he", "she"]) && toks[at].possessive;
    let shortly = eat_first(toks, at, SHORTLY)
        .or_else(|| eat_first(toks, at + 1, &["about|for|on|in|of|with|from|at|to|under"]).filter(|_| it_is));
    if let Some(end) = eat_first(toks, at, ABOUT).or(shortly).filter(|end| super::cursor::divider(toks, *end))
    {
        return Some(end);
    }
    if let Some(verb) = eat_first(toks, at, &["who|that|which would|will|should|might|shall"]) {
        let end = (verb + 1..toks.len().min(verb + 4))
            .find(|n| super::cursor::divider(toks, *n))
            .unwrap_or(toks.len());
        let plain = (verb..end).all(|n| toks[n].word && !any(toks, n, &["be", "have", "not"]));
        return (plain && end <= verb + 4 && end > verb).then_some(end);
    }
    let at = eat_first(toks, at, &["that|which"]).unwrap_or(at);
    const SHORT: &[&str] = &[
        "he|she|it|they|we|you|i can|may|could|must|should|will|would",
        "he's|she's|it's|they're|we're",
        "he|she|it|they|we|you|i was|were|is|are|has|have|last?",
    ];
    let verb = eat_first(toks, at, SHORT)?;
    // "the ergo tests they do (…)": before a bracket stands nothing but what they do.
    let base = lexicon().verb(low(toks, verb)).is_some()
        || low(toks, verb).ends_with("ed")
        || toks.get(verb).is_some_and(|tok| tok.word) && any(toks, verb + 1, &["("]);
    let end = eat_first(toks, verb + 1, &["in|at|on|to|from|for|with|by"]).unwrap_or(verb + 1);
    let ends = toks.get(end).is_none_or(|t| !t.word || t.is("and") || t.is("or"));
    (base && ends).then_some(end)
}

/// `as coordinates from the phone`, `as lat/lon`: where on the earth.
pub fn placed(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    const PLACE: &[&str] = &[
        "as|in the? gps? coordinates",
        "as|in lat|latitude /|and|,|+|- lon|lng|long|longitude",
        "as a? gps|geo|map? point|position|location",
        "as|in gps",
    ];
    let next = eat_first(toks, at, PLACE)?;
    let end = eat_first(
        toks,
        next,
        &["from|of|by|off the|their|a? phone|device|app|gps|map|browser|tracker|camera"],
    )
    .unwrap_or(next);
    Some((vec![Mod::Type(domain::spec::FieldType::Geo)], end))
}

/// Examples and asides state nothing that could be checked.
pub fn note(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    // "the email of whoever sent it": whose it is goes without saying.
    if let Some(next) =
        eat_first(toks, at, &["of|from whoever|whomever", "of|from the? person|one|those|people who|that"])
    {
        let end = (next..toks.len()).find(|n| super::cursor::divider(toks, *n)).unwrap_or(toks.len());
        let plain = toks.get(next..end).is_some_and(|said| said.iter().all(|tok| tok.word));
        if plain && end > next && end <= next + 5 {
            return Some((vec![Mod::Note], end));
        }
    }
    // "a number which is printed on its label": where it can be seen.
    const SEEN: &[&str] = &[
        ",? that|which is|are also|always? printed|written|shown|stamped|engraved|painted|displayed|stuck|burned|marked on|in|at a|an|the|its|their|every|each",
        "printed|written|stamped|engraved|painted|stuck on|in its|their|the",
    ];
    if let Some((_, end)) = eat_first(toks, at, SEEN).and_then(|next| noun::noun_phrase(toks, next)) {
        return Some((vec![Mod::Note], end));
    }
    // "the company responsible"
    if let Some(next) = eat_first(toks, at, &["responsible|concerned|involved|affected"])
        .filter(|next| super::cursor::divider(toks, *next))
    {
        return Some((vec![Mod::Note], next));
    }
    // "(like new, good, worn)"
    if any(toks, at, &["like"]) && any(toks, at + 1, &["new"]) && any(toks, at + 2, &[",", "/", "or"]) {
        return None;
    }
    let start = eat_first(
        toks,
        at,
        &["e . g . ,?", "e . g ,?", "eg ,?", "for example|instance ,?", "such as", "i . e . ,?", "like"],
    )?;
    let mut depth = 0usize;
    let mut end = start;
    while let Some(tok) = toks.get(end) {
        match tok.low.as_str() {
            "(" if depth == 0 && low(toks, at.wrapping_sub(1)) != "(" => break,
            "(" => depth += 1,
            ")" if depth == 0 => break,
            ")" => depth -= 1,
            "," | ";" | "and" if depth == 0 && low(toks, at.wrapping_sub(1)) != "(" => break,
            // "a code like A-01 that is unique"
            "that" | "which" if depth == 0 => break,
            // "a code like A-12 (unique)", "(e.g. TR-2024, unique)": what follows is said of the field.
            "," | ";" if depth == 0 && end > start && strict(toks, end + 1).is_some() => break,
            _ => {}
        }
        end += 1;
    }
    Some((vec![Mod::Note], end))
}

/// The inside of parentheses as modifiers: all of it, or nothing. `(draft, sent, paid)` are values.
pub fn parenthesis(toks: &[Tok], open: usize) -> Option<(Vec<Mod>, usize)> {
    let close = closing(toks, open)?;
    let inside = &toks[..close];
    // "(1 or higher)" bounds, however it looks like a choice.
    if let Some((mods, _)) = bounds(inside, open + 1)
        .filter(|(_, end)| *end == close && super::amount::read(inside, open + 1).is_none())
    {
        return Some((mods, close + 1));
    }
    if let Some(values) = super::amount::grades(inside, open + 1)
        .or_else(|| capitals(inside, open + 1))
        .or_else(|| bands(inside, open + 1))
        .or_else(|| {
            choices::opposites(inside, open + 1).filter(|(_, end)| *end == close).map(|(found, _)| found)
        })
    {
        return Some((vec![Mod::Values(values)], close + 1));
    }
    if let Some((values, end)) = choices::phrases(inside, open + 1) {
        let (mut more, end) = modifiers(inside, eat_first(inside, end, &[";", ",", "—"]).unwrap_or(end));
        if end >= close {
            more.insert(0, Mod::Values(values));
            return Some((more, close + 1));
        }
    }
    let mut at = open + 1;
    let mut found = Vec::new();
    while at < close {
        // "lower limit and upper limit (decimals, both optional)"
        let at_each = eat_first(inside, at, &["both|all of? them? are?"]).unwrap_or(at);
        let here = glue(inside, at_each, false);
        let read = year(inside, at)
            .or_else(|| strict(inside, here))
            .or_else(|| strict(inside, at))
            .or_else(|| kind(inside, here))
            .or_else(|| type_word(inside, here))
            // "(number, optional, cm)": behind what is said of a value, the unit it is counted in.
            .or_else(|| {
                let unit =
                    !found.is_empty() && is_unit(low(inside, at)) && super::cursor::divider(inside, at + 1);
                unit.then(|| (vec![Mod::In(low(inside, at).to_owned())], at + 1))
            });
        let Some((mods, next)) = read.filter(|(_, next)| *next > at) else { break };
        found.extend(mods);
        at = eat_first(inside, next, &[", and", ",", ";", "and", "&", "/", "—", "."]).unwrap_or(next);
    }
    // "type (text, number, date)" chooses between kinds, and is of none of them.
    if found.len() >= 2 && found.iter().all(|said| matches!(said, Mod::Type(_))) {
        (found, at) = (Vec::new(), open + 1);
    }
    if at >= close {
        return Some((found, close + 1));
    }
    // "period (day, week, month)" chooses between units, and is counted in none of them.
    if let [Mod::In(_)] = found.as_slice() {
        (found, at) = (Vec::new(), open + 1);
    }
    // The rest may be the values of an enumeration: "(required, one of …)" came above; "(a, b, c)" here.
    let (list, mut end) = value_list(inside, at, true)?;
    // "(letter, dash, digits)" tells how it is spelled.
    let class = |value: &String| {
        let last = crate::words::singular(value.rsplit(' ').next().unwrap_or_default());
        matches!(last.as_str(), "letter" | "digit" | "dash" | "hyphen" | "underscore" | "space" | "character")
    };
    // "(satellite fk, aos datetime)" are columns.
    let column = |value: &String| {
        value.rsplit_once(' ').is_some_and(|(_, last)| {
            matches!(
                last,
                "fk" | "pk"
                    | "int"
                    | "integer"
                    | "datetime"
                    | "timestamp"
                    | "string"
                    | "str"
                    | "bool"
                    | "boolean"
                    | "decimal"
                    | "float"
                    | "uuid"
                    | "varchar"
                    | "bigint"
            )
        })
    };
    if list.iter().filter(|value| class(value)).count() >= 2 || list.iter().any(column) {
        return None;
    }
    if end < close {
        let (more, after) =
            modifiers(inside, eat_first(inside, end, &[",", ";", "—", "-", "–", ":"]).unwrap_or(end));
        found.extend(more);
        end = after;
    }
    (end >= close && list.len() >= 2).then(|| {
        // A default counts among the values, so they come first.
        found.insert(0, Mod::Values(list));
        (found, close + 1)
    })
}

/// What is said between commas, as many as nothing else can be: "optional, cm, 0-500".
pub fn bracketed(toks: &[Tok], at: usize) -> (Vec<Mod>, usize) {
    let mut found = Vec::new();
    let mut at = at;
    while at < toks.len() {
        let unit = || is_unit(low(toks, at)).then(|| (vec![Mod::In(low(toks, at).to_owned())], at + 1));
        let Some((mods, next)) = strict(toks, at).or_else(unit) else { break };
        found.extend(mods);
        at = eat_first(toks, next, &[", and", ",", ";", "and"]).unwrap_or(next);
    }
    (found, at)
}

/// "(year, 1900 or later)": a number, where a bound of it follows; "(year, month, day)" are values.
fn year(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let next = eat_first(toks, at, &["a|the? year"])?;
    let more = eat_first(toks, next, &[",|;"])?;
    bounds(toks, more).is_some().then(|| (vec![Mod::Type(domain::spec::FieldType::Integer)], next))
}

/// A modifier that cannot be the value of an enumeration.
pub fn strict(toks: &[Tok], at: usize) -> Option<(Vec<Mod>, usize)> {
    let stated_values = || {
        eat_first(
            toks,
            at,
            &[
                "one|any of",
                "either",
                "values",
                "options",
                "enum",
                "allowed",
                "possible values",
                "chosen from",
            ],
        )
        .and_then(|_| values(toks, at))
    };
    presence(toks, at)
        .or_else(|| super::amount::read(toks, at))
        .or_else(|| uniqueness(toks, at))
        .or_else(|| default(toks, at))
        .or_else(|| time_direction(toks, at))
        .or_else(|| length(toks, at))
        .or_else(|| bounds(toks, at))
        .or_else(|| codes::range(toks, at).map(|(values, next)| (vec![Mod::Values(values)], next)))
        .or_else(|| than(toks, at))
        .or_else(stated_values)
        .or_else(|| note(toks, at))
        .or_else(|| unit(toks, at))
        .or_else(|| {
            type_word(toks, at).filter(|(_, next)| {
                any(toks, *next, &[",", ";", "("]) || toks.get(*next).is_none() || *next >= toks.len()
            })
        })
}

/// Whether the word may be a value but is rather a type or a modifier.
pub fn is_wish(word: &str) -> bool {
    lexicon().wishes.contains(word)
}
