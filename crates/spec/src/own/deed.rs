//! POST, PATCH, PUT: what happens to one record, or a record that is made below another.

use domain::{
    route::{Change, Gives, NewValue},
    spec::{FieldType, Operation},
};
use serde_json::{Value, json};

use super::{
    Found, Own,
    path::Path,
    quoted,
    words::{
        Trait, Word, eat, eat_any, field, fields, is_flag, is_moment, is_number, number, only, stated,
        trait_of, value,
    },
};
use crate::{
    assemble::draft::Draft,
    english::{lexicon::Form, phrasal},
    words::stop,
};

pub fn read(draft: &Draft, path: &Path, op: &Operation, remark: &[Word]) -> Found {
    let found = match (&path.parent, &path.below) {
        (Some(parent), Some((below, keys)))
            if path.tail.is_empty() && op.method.as_deref() == Some("POST") =>
        {
            create(draft, parent, below, keys)
        }
        (Some(thing), None) if path.by.is_none() && !path.tail.is_empty() => {
            change(draft, thing, &path.tail, remark)
        }
        _ => Err("what it changes".to_owned()),
    };
    match found {
        Ok(own) => Found::Route(Box::new(own)),
        Err(why) => Found::Unclear(why),
    }
}

fn create(draft: &Draft, parent: &str, below: &str, keys: &[String]) -> Result<Own, String> {
    let [key] = keys else { return Err(format!("how a {below} belongs to a {parent}")) };
    if key.contains('.') || draft.denied.contains(&(below.to_owned(), "create")) {
        return Err(format!("how a {below} belongs to a {parent}"));
    }
    let mut own = Own::of(below, Gives::Create);
    own.route.scope = Some(key.clone());
    Ok(own)
}

fn change(draft: &Draft, thing: &str, tail: &[String], remark: &[Word]) -> Result<Own, String> {
    let machine = |name: &str| {
        draft.rules.iter().any(|rule| {
            rule.kind == "state_machine"
                && rule.entity.as_deref() == Some(thing)
                && rule.params.get("field").and_then(Value::as_str) == Some(name)
        })
    };
    let mut changes = said(draft, thing, remark)?;
    let assumed = changes.is_empty();
    if assumed {
        changes = by_verb(draft, thing, tail)
            .ok_or_else(|| format!("what \u{201c}{}\u{201d} changes", tail.join(" ")))?;
    }
    if let Some(change) = changes.iter().find(|change| machine(&change.field)) {
        return Err(format!("from which states `{}` may change", change.field));
    }
    let mut own = Own::of(thing, Gives::Change(Vec::new()));
    if assumed {
        let words: Vec<String> = changes.iter().map(Change::words).collect();
        own.assumed.push(format!(
            "\u{201c}{}\u{201d} {} whatever it was before",
            tail.join(" "),
            words.join(" and ")
        ));
    }
    own.route.gives = Gives::Change(changes);
    Ok(own)
}

/// Who may ask for a deed, and what it is asked for as: `i can`, `it should be possible to`, `an endpoint to`.
const ASKED: &[&str] = &[
    "to be? able? to?",
    "be able to",
    "there is|are|should|must|shall|will be? an|a|one? action|endpoint|button|way|route|call|option|function|operation|possibility|feature to|for",
    "we|i need|want|would? like? an|a|one? action|endpoint|button|way|route|call|option|function|operation|possibility|feature to|for",
    "an|a|one? action|endpoint|button|way|route|call|option|function|operation|possibility|feature to|for",
    "the? system|service|api|app|application|backend|platform shall|should|must|will|can provide|offer|have|include|contain an|a|one? action|endpoint|button|way|route|call|option|function|operation|possibility|feature to|for",
    "the? system|service|api|app|application|backend|platform allows|lets|enables|allow|let users|people|us|me|clients|somebody|someone to?",
    "the? system|service|api|app|application|backend|platform allows|lets|enables|allow|let an|a|the user|client|person to?",
    "one|an action|operation :",
    "please? let me|us",
    "it is|must|should|shall|will|can be? possible to|for",
    "possible to",
    "i|we|you|one|users|people|somebody|someone|anybody|anyone|they also? can|could|may|must|should|will|want|need|would also? like? to? be? able? to?",
    "let|lets|allow|allows|enable|enables users|people|us|me|clients|them|somebody|someone|one|you to?",
    "the? system|service|api|app|application|backend|platform shall|should|must|will|can allow|let|enable users|people|us|me|clients|somebody|someone a? user? to?",
    "the? system|service|api|app|application|backend|platform shall|should|must|will|can allow|let|enable an|a|the? user|client|person to?",
];

/// What may stand behind a deed and says nothing of it.
const BEHIND: &[&str] = &[
    "with an|a|one single? click|call|request|button|tap",
    "is|are needed|required|wanted|necessary|useful|missing",
    "at any time",
    "by hand",
    "if needed|necessary|required",
    "when needed|ready|necessary",
    "later|afterwards|again|too|please|manually",
    "later on",
];

/// The words of what is done, without who asks for it and what is beside the matter.
fn bare(words: &[Word]) -> Option<&[Word]> {
    let words = match words.split_last() {
        Some((last, rest)) if !last.is_name() => rest,
        _ => words,
    };
    let mut words = words.get(eat_any(words, 0, ASKED).unwrap_or(0)..)?;
    while let Some(n) = (1..words.len()).find(|n| eat_any(words, *n, BEHIND) == Some(words.len())) {
        words = words.get(..n)?;
    }
    Some(words)
}

/// `reject a claim`, `send a report back`: the steps of machines of states that are told by what is done, each with the
/// verb, the thing and its field.
pub(super) fn steps(draft: &Draft, words: &[Word]) -> Option<Vec<(String, String, String)>> {
    let step = |deed: Deed| match deed.changes.as_slice() {
        [Change { field, to: NewValue::Value(_) }] => Some((deed.verb, deed.thing, field.clone())),
        _ => None,
    };
    done(draft, bare(words)?)?.into_iter().map(step).collect()
}

/// `mark orders as paid`, `finish a run`, `returning a loan sets the return date to today`: deeds that are asked for
/// without a route, each with the path that it gets.
pub(super) fn asked(draft: &Draft, words: &[Word]) -> Option<Vec<(Own, String)>> {
    let words = bare(words)?;
    let asked = marked(draft, words)
        .or_else(|| told(draft, words).map(|deed| vec![deed]))
        .or_else(|| done(draft, words))?;
    // What moves by a machine of states has its steps already.
    let moved = |thing: &String, change: &Change| {
        draft.moves.contains_key(thing)
            && stated(draft, thing, &change.field).is_some_and(|f| f.values.is_some())
    };
    let route = |Deed { verb, thing, changes, assumed }: Deed| {
        if changes.is_empty() || changes.iter().any(|change| moved(&thing, change)) {
            return None;
        }
        let mut own = Own::of(&thing, Gives::Change(Vec::new()));
        let said: Vec<String> = changes.iter().map(Change::words).collect();
        if assumed {
            own.assumed.push(format!("\u{201c}{verb}\u{201d} {} whatever it was before", said.join(" and ")));
        }
        own.route.gives = Gives::Change(changes);
        let things = crate::assemble::finish::path_of(&thing);
        Some((own, format!("{things}/{{id}}/{}", crate::words::kebab(&verb)?)))
    };
    asked.into_iter().map(route).collect()
}

/// What is done to one of a thing.
struct Deed {
    verb: String,
    thing: String,
    changes: Vec<Change>,
    /// Nobody said from which state on.
    assumed: bool,
}

/// `mark an item (as) sold out`, `mark orders as paid and as packed`
fn marked(draft: &Draft, words: &[Word]) -> Option<Vec<Deed>> {
    let next = eat_any(words, 0, &["mark|flag|set a|an|the|any|one?"])?;
    let (thing, mut next) = super::words::entity(draft, words, next)?;
    let mut found = Vec::new();
    loop {
        next = eat_any(words, next, &["as|to not?", "as|to", "not"]).unwrap_or(next);
        let truth = !words.get(next - 1)?.is("not");
        let end =
            (next..words.len()).find(|n| eat_any(words, *n, &["and|or|/"]).is_some()).unwrap_or(words.len());
        let said = super::words::joined(words.get(next..end).filter(|said| (1..=3).contains(&said.len()))?);
        let changes = of_trait(draft, &thing, trait_of(draft, &thing, &said)?, truth)?;
        let verb = if truth { said } else { format!("not {said}") };
        found.push(Deed { verb, thing: thing.clone(), changes, assumed: true });
        match eat_any(words, end, &["and|or|/"]) {
            Some(more) => next = more,
            None => return (end == words.len()).then_some(found),
        }
    }
}

/// `returning a loan sets the return date to today`
fn told(draft: &Draft, words: &[Word]) -> Option<Deed> {
    let known = crate::english::lexicon::lexicon().verb(&words.first()?.low);
    let (verb, _) = known.filter(|(_, form)| *form == Form::Gerund)?;
    let next = eat_any(words, 1, &["a|an|the|one"])?;
    let (thing, next) = super::words::entity(draft, words, next)?;
    let changes = said(draft, &thing, words.get(next..)?).ok()?;
    Some(Deed { verb: verb.to_owned(), thing, changes, assumed: false })
}

/// `finish a run`, `tick off a deadline`, `approve or reject claims`, `send a report back`
fn done(draft: &Draft, words: &[Word]) -> Option<Vec<Deed>> {
    let mut verbs: Vec<(String, usize)> = Vec::new();
    let mut next = 0;
    loop {
        let known = crate::english::lexicon::lexicon().verb(&words.get(next)?.low);
        let (verb, _) = known.filter(|(_, form)| matches!(form, Form::Base | Form::Gerund))?;
        let small = words.get(next + 1).filter(|word| {
            let behind = words.get(next + 2).map(|word| word.low.as_str());
            phrasal::belongs(verb, &word.low, behind)
        });
        let (verb, end) = match small {
            Some(word) => (format!("{verb} {}", word.low), next + 2),
            None => (verb.to_owned(), next + 1),
        };
        verbs.push((verb, end));
        match eat_any(words, end, &[", and|or?", "and|or|/"]) {
            Some(more) => next = more,
            None => {
                next = end;
                break;
            }
        }
    }
    let next = eat_any(words, next, &["a|an|the|one|any|single|existing"]).unwrap_or(next);
    let (thing, mut end) = super::words::entity(draft, words, next)?;
    // "hand the report in"
    if let ([(verb, _)], Some(word)) = (verbs.as_mut_slice(), words.get(end))
        && phrasal::belongs(verb, &word.low, None)
    {
        *verb = format!("{verb} {}", word.low);
        end += 1;
    }
    (end == words.len()).then_some(())?;
    verbs.into_iter().map(|(verb, _)| deed_of(draft, verb, &thing)).collect()
}

/// What the verb alone changes in the thing.
fn deed_of(draft: &Draft, verb: String, thing: &str) -> Option<Deed> {
    const KEPT: &[&str] = &[
        "create", "add", "make", "edit", "update", "change", "delete", "remove", "list", "show", "get",
        "see", "view", "find", "search", "export", "track", "manage", "record", "store", "keep", "count",
        "have", "be", "send",
    ];
    if KEPT.contains(&verb.as_str()) {
        return None;
    }
    let ticked = matches!(verb.as_str(), "tick off" | "check off" | "cross off" | "tick out" | "cross out");
    let tail = if ticked { "done".to_owned() } else { verb.replace(' ', "_") };
    // "tick up", where the verb alone is told: the small word adds nothing.
    let plain = || Some(vec![phrasal::parts(&tail)?.0.to_owned()]);
    let changes = by_verb(draft, thing, std::slice::from_ref(&tail))
        .or_else(|| by_verb(draft, thing, &plain().filter(|_| !other_way(draft, thing, &tail))?))?;
    Some(Deed { verb, thing: thing.to_owned(), changes, assumed: true })
}

/// "check out", where only `checked_in` is known: another deed than that.
fn other_way(draft: &Draft, thing: &str, verb: &str) -> bool {
    let Some((verb, small)) = phrasal::parts(verb) else { return false };
    let heads = super::words::stems(verb);
    let other = |value: &str| {
        phrasal::parts(value).is_some_and(|(head, word)| word != small && heads.iter().any(|h| h == head))
    };
    let known = draft.entities.get(thing).into_iter().flat_map(|record| record.fields.values());
    known.filter_map(|field| field.values.as_ref()).flatten().filter_map(Value::as_str).any(other)
}

/// `sets the status to done`, `adds one to likes`, `toggles done`, `published at becomes now`.
fn said(draft: &Draft, thing: &str, words: &[Word]) -> Result<Vec<Change>, String> {
    let mut found: Vec<Change> = Vec::new();
    let mut left = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let next = one(draft, thing, words, at, &mut found);
        match next.filter(|next| *next > at) {
            Some(next) => at = next,
            None => {
                let word = &words[at];
                let plain = !word.is_name()
                    || !stop::is_content(&word.low)
                    || FILLERS.contains(&word.low.as_str())
                    || super::words::named_entity(draft, &word.low).as_deref() == Some(thing);
                if !plain {
                    left.push(word.clone());
                }
                at += 1;
            }
        }
    }
    if left.is_empty() { Ok(found) } else { Err(format!("what {} means for it", quoted(&left))) }
}

const FILLERS: &[&str] = &[
    "it",
    "the",
    "a",
    "an",
    "this",
    "that",
    "which",
    "should",
    "must",
    "will",
    "can",
    "also",
    "just",
    "endpoint",
    "route",
    "record",
    "one",
    "single",
    "given",
    "flag",
    "field",
    "value",
    "and",
    "to",
    "returns",
    "return",
    "updated",
    "answers",
    "simply",
    "only",
    "current",
    "time",
    "timestamp",
    "counter",
    "count",
    "its",
    "atomically",
    "automatically",
];

fn one(draft: &Draft, thing: &str, words: &[Word], at: usize, found: &mut Vec<Change>) -> Option<usize> {
    let lead = |n: usize| eat_any(words, n, &["the", "its", "a", "an", "their"]).unwrap_or(n);
    let mut push = |field: String, to: NewValue| {
        if !found.iter().any(|change: &Change| change.field == field) {
            found.push(Change { field, to });
        }
    };
    if let Some(next) = eat_any(
        words,
        at,
        &["toggles|toggle|toggling", "flips|flip|flipping", "switches|switch", "inverts|invert"],
    ) {
        let named = field(draft, thing, words, lead(next)).filter(|(name, _)| is_flag(draft, thing, name));
        let (name, next) = named.or_else(|| Some((the_flag(draft, thing)?, next)))?;
        push(name, NewValue::Flip);
        return Some(eat_any(words, next, &["flag|field|value|status", "on and|or|/ off"]).unwrap_or(next));
    }
    // "adds one to likes", "increments views by 2", "decreases the stock by one"
    let ways: &[(&str, i64)] = &[
        ("adds|add|adding", 1),
        ("increments|increment|incrementing|increases|increase|raises|raise|bumps|bump", 1),
        ("decrements|decrement|decreases|decrease|reduces|reduce|lowers|lower|decreasing|reducing", -1),
        ("subtracts|subtract|takes|removes", -1),
    ];
    if let Some((next, sign)) =
        ways.iter().find_map(|(pattern, sign)| Some((eat(words, at, pattern)?, *sign)))
    {
        if let Some(n) = number(words, next).filter(|n| n.fract() == 0.0 && *n > 0.0 && *n < 1e9) {
            let to = eat_any(words, next + 1, &["to|from|of"])?;
            let (name, end) =
                field(draft, thing, words, lead(to)).filter(|(name, _)| is_number(draft, thing, name))?;
            push(name, NewValue::Add(sign * n as i64));
            return Some(end);
        }
        let (name, end) =
            field(draft, thing, words, lead(next)).filter(|(name, _)| is_number(draft, thing, name))?;
        let end = eat_any(words, end, &["count|counter"]).unwrap_or(end);
        let (n, end) = match eat(words, end, "by").and_then(|n| Some((number(words, n)?, n + 1))) {
            Some((n, end)) if n.fract() == 0.0 && n > 0.0 && n < 1e9 => (n as i64, end),
            Some(_) => return None,
            None => (1, end),
        };
        push(name, NewValue::Add(sign * n));
        return Some(end);
    }
    // "sets published at to now", "sets done to true", "marks the task as done"
    if let Some(next) = eat_any(words, at, &["sets|set|setting", "changes|change", "turns|turn", "puts|put"])
        && let Some((name, next)) = field(draft, thing, words, lead(next))
    {
        let next = eat_any(words, next, &["flag|field|value? to", "to|=|as", "flag|field"]).unwrap_or(next);
        let (to, mut end) = target(draft, thing, &name, words, next)?;
        push(name, to);
        // "… and published at to now"
        while let Some((name, to, after)) = eat_any(words, end, &[", and", "and", ","])
            .and_then(|n| field(draft, thing, words, lead(n)))
            .and_then(|(name, n)| Some((name, eat_any(words, n, &["flag|field? to", "to|="])?)))
            .and_then(|(name, n)| target(draft, thing, &name, words, n).map(|(to, end)| (name, to, end)))
        {
            push(name, to);
            end = after;
        }
        return Some(end);
    }
    if let Some((name, next)) = field(draft, thing, words, at)
        && let Some(next) = eat_any(words, next, &["becomes|become", "is set to", "is? now? set to"])
    {
        let (to, end) = target(draft, thing, &name, words, next)?;
        push(name, to);
        return Some(end);
    }
    let mark = eat_any(words, at, &["marks|mark|marking|makes|make|flags|sets|set|declares"])?;
    let as_ =
        (mark..words.len().min(mark + 5)).find(|n| words[*n].is("as") || words[*n].is("to")).map(|n| n + 1);
    let at = as_.unwrap_or_else(|| {
        let next = lead(mark);
        let past = super::words::entity(draft, words, next).map_or(next, |(_, n)| n);
        eat_any(words, past, &["it"]).unwrap_or(past)
    });
    let (truth, at) = match eat(words, at, "not") {
        Some(next) => (false, next),
        None => (true, at),
    };
    let word = words.get(at)?;
    for change in of_trait(draft, thing, trait_of(draft, thing, &word.low)?, truth)? {
        push(change.field, change.to);
    }
    Some(at + 1)
}

/// What a field is set to.
fn target(draft: &Draft, thing: &str, name: &str, words: &[Word], at: usize) -> Option<(NewValue, usize)> {
    let at = eat_any(words, at, &["the"]).unwrap_or(at);
    if is_moment(draft, thing, name) {
        const NOW: &[&str] =
            &["now", "current time|date|timestamp|moment", "time|date of the? request", "today"];
        if let Some(end) = eat_any(words, at, NOW) {
            return Some((NewValue::Now, end));
        }
    }
    if let Some(end) = eat_any(words, at, &["null|nothing|none|empty"]) {
        return Some((NewValue::Value(Value::Null), end));
    }
    let (value, end) = value(draft, thing, name, words, at)?;
    Some((NewValue::Value(value), end))
}

fn of_trait(draft: &Draft, thing: &str, found: Trait, truth: bool) -> Option<Vec<Change>> {
    let one = |field: String, to: NewValue| vec![Change { field, to }];
    match found {
        Trait::Flag(field, yes) => {
            let mut list = one(field.clone(), NewValue::Value(json!(yes == truth)));
            // The moment it happened goes with it.
            let stem = field.trim_start_matches("is_");
            for tail in ["_at", "_on"] {
                let moment = format!("{stem}{tail}");
                if stated(draft, thing, &moment).is_some_and(|f| !f.required)
                    && is_moment(draft, thing, &moment)
                {
                    let to = if yes == truth { NewValue::Now } else { NewValue::Value(Value::Null) };
                    list.push(Change { field: moment, to });
                }
            }
            Some(list)
        }
        Trait::Value(field, value) if truth => Some(one(field, NewValue::Value(value))),
        Trait::Value(..) => None,
        Trait::Happened(field, yes) if yes == truth => Some(one(field, NewValue::Now)),
        Trait::Happened(field, _) => Some(one(field, NewValue::Value(Value::Null))),
    }
}

/// The one flag of the thing.
fn the_flag(draft: &Draft, thing: &str) -> Option<String> {
    only(fields(draft, thing, |_, f| f.ql_type == FieldType::Boolean))
        .or_else(|| super::adjective::done_flag(draft, thing))
}

/// What a verb alone can only mean: `publish`, `unarchive`, `toggle`, `like`.
fn by_verb(draft: &Draft, thing: &str, tail: &[String]) -> Option<Vec<Change>> {
    let one = |field: String, to: NewValue| Some(vec![Change { field, to }]);
    let verb = tail.join("_");
    if let Some(rest) = verb.strip_prefix("toggle").or_else(|| verb.strip_prefix("flip")) {
        let name = rest.trim_start_matches('_');
        let flag = if name.is_empty() {
            the_flag(draft, thing)?
        } else {
            super::words::named_field(draft, thing, name).filter(|name| is_flag(draft, thing, name))?
        };
        return one(flag, NewValue::Flip);
    }
    let verb = verb.strip_prefix("mark_as_").or_else(|| verb.strip_prefix("mark_")).unwrap_or(&verb);
    let verb = verb.strip_prefix("set_").unwrap_or(verb);
    if let Some(found) = trait_of(draft, thing, verb).or_else(|| by_stem(draft, thing, verb)) {
        return of_trait(draft, thing, found, true);
    }
    let (count, sign) = match verb {
        "increment" | "increase" | "plus" | "add" | "hit" => (None, 1),
        "decrement" | "decrease" | "minus" | "subtract" => (None, -1),
        "like" | "upvote" | "vote" | "view" | "visit" | "click" | "download" | "clap" | "share" | "star"
        | "play" => (Some(verb.trim_start_matches("up")), 1),
        "unlike" | "unvote" | "unstar" => (Some(verb.trim_start_matches("un")), -1),
        _ => return None,
    };
    let counts = |name: &str, word: &str| {
        let plain = [
            format!("{word}s"),
            format!("{word}_count"),
            format!("{word}s_count"),
            format!("{word}_counter"),
        ];
        plain.iter().any(|known| name == known || name.ends_with(&format!("_{known}")))
    };
    let whole = |f: &domain::spec::Field| f.ql_type == FieldType::Integer;
    let name = match count {
        Some(word) => only(fields(draft, thing, |name, f| whole(f) && counts(name, word)))?,
        None => only(fields(draft, thing, |_, f| whole(f)))?,
    };
    one(name, NewValue::Add(sign))
}

/// `ship` for the value `shipped`.
fn by_stem(draft: &Draft, thing: &str, verb: &str) -> Option<Trait> {
    super::words::stems(verb).iter().find_map(|stem| {
        super::words::choice(draft, thing, stem).map(|(field, value)| Trait::Value(field, value))
    })
}
