//! Rules between rows and fields, in the forms of `domain::rule`; what does not fit stays text.

use domain::{
    Origin,
    rule::FormalRule,
    spec::{Field, FieldType, QuestionKind, Rule, RuleStatus},
};
use serde_json::{Map, Value, json};

use super::{
    draft::{Draft, Sentence, Target},
    orders::{self, Kind},
};
use crate::{english::evidence::Np, questions, types, words};

type Toks = std::ops::Range<usize>;

/// Puts the rule down and gives its words to it.
pub fn formal(
    draft: &mut Draft,
    sentence: &Sentence,
    toks: &Toks,
    entity: &str,
    fields: Vec<String>,
    rule: &FormalRule,
    id: &str,
) -> bool {
    let Ok(Value::Object(mut whole)) = serde_json::to_value(rule) else { return false };
    let kind = whole.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
    let params = match whole.remove("params") {
        Some(Value::Object(params)) => params,
        _ => Map::new(),
    };
    let index = draft.rule(Rule {
        id: String::new(),
        kind,
        text: questions::quote(sentence, toks),
        entity: Some(entity.to_owned()),
        fields,
        expr: None,
        params,
        status: RuleStatus::Formal,
        src: sentence.span(toks),
        origin: Some(Origin::Stated),
        rule: Some(id.to_owned()),
    });
    draft.cover(sentence, toks, &Target::Rule(index));
    true
}

/// "No plot may be leased twice" without its "no" says the contrary, "when a goat is sold …" without its "when" what holds
/// always.
fn negated(sentence: &Sentence, toks: &Toks) -> Toks {
    const HEADS: &[&str] = &[
        "no", "not", "never", "only", "nobody", "none", "neither", "without", "unless", "if", "when",
        "whenever", "once", "while", "until", "till", "to",
    ];
    let small = |n: &usize| sentence.toks.get(*n).is_some_and(|tok| tok.word && !tok.content);
    let head = (0..toks.start)
        .rev()
        .take_while(small)
        .find(|n| crate::english::cursor::any(&sentence.toks, *n, HEADS));
    head.unwrap_or(toks.start)..toks.end
}

/// What a program that keeps no records does, as it is told: a requirement of its own. What proves it is a test, and
/// nothing is proven while there is none ([`RuleStatus::TextOnly`]).
pub fn behaviour(draft: &mut Draft, sentence: &Sentence, toks: &Toks) {
    if let Some((index, _, _)) = in_words(draft, sentence, toks, None, ("behaviour", "G15.behaviour")) {
        draft.cover(sentence, toks, &Target::Rule(index));
    }
}

/// A requirement that stays text: a rule and the question about it, not blocking.
pub fn text_only(draft: &mut Draft, sentence: &Sentence, toks: &Toks, entity: Option<String>) {
    let toks = &negated(sentence, toks);
    let Some((_, text, span)) = in_words(draft, sentence, toks, entity, ("other", "G7.text")) else { return };
    let pointer = format!("/rules/{}", questions::short(&text));
    let question = questions::new(
        QuestionKind::RuleNotFormalised,
        pointer,
        format!(
            "understood as a rule, but not in a form that can be built and tested: \u{201c}{text}\u{201d}"
        ),
        vec![span],
        json!("keep as text"),
        vec![json!("keep as text"), json!("set aside")],
        super::lost::right(draft, sentence, toks),
    );
    let id = draft.ask(question);
    draft.cover(sentence, toks, &Target::Question(id));
}

/// A rule in the words of the text, of a kind and by a rule of the reader: its index, its words and where they stand.
fn in_words(
    draft: &mut Draft,
    sentence: &Sentence,
    toks: &Toks,
    entity: Option<String>,
    (kind, rule): (&str, &str),
) -> Option<(usize, String, domain::Span)> {
    let span = sentence.span(toks)?;
    let text = questions::quote(sentence, toks);
    let index = draft.rule(Rule {
        id: String::new(),
        kind: kind.into(),
        text: text.clone(),
        entity,
        fields: Vec::new(),
        expr: None,
        params: Map::new(),
        status: RuleStatus::TextOnly,
        src: Some(span),
        origin: Some(Origin::Stated),
        rule: Some(rule.into()),
    });
    Some((index, text, span))
}

/// The two fields that span a time, or two numbers.
pub fn range_fields(draft: &Draft, entity: &str) -> Option<(String, String)> {
    let fields = &draft.entities.get(entity)?.fields;
    let timed = |field: &Field| {
        matches!(field.ql_type, FieldType::DateTime | FieldType::Date | FieldType::Time | FieldType::Integer)
    };
    let find = |names: &[&str]| {
        fields
            .iter()
            .find(|(name, field)| timed(field) && name.split('_').any(|part| names.contains(&part)))
            .map(|(name, _)| name.clone())
    };
    // "admitted on" and "discharged on": the only two of a kind.
    let pair = || {
        let of = |kind: FieldType| {
            let mut found = fields.iter().filter(|(name, f)| {
                f.ql_type == kind && !name.contains("birth") && !name.starts_with("created")
            });
            let (one, two) = (found.next()?, found.next()?);
            found.next().is_none().then(|| (one.0.clone(), two.0.clone()))
        };
        of(FieldType::Date).xor(of(FieldType::DateTime))
    };
    let Some(start) = find(&["start", "starts", "begin", "begins", "from", "pickup", "arrival", "checkin"])
        .or_else(|| {
            fields.keys().find(|n| n.starts_with("check_in") || n.starts_with("valid_from")).cloned()
        })
    else {
        return pair();
    };
    let end = find(&["end", "ends", "until", "to", "finish", "return", "departure", "checkout", "due"])
        .or_else(|| {
            fields.keys().find(|n| n.starts_with("check_out") || n.starts_with("valid_to")).cloned()
        })?;
    // A guest arrives before departing, a train departs before arriving.
    let travels = ["Trip", "Flight", "Journey", "Ride", "Voyage", "Crossing", "Train"]
        .iter()
        .any(|t| entity.ends_with(t));
    let (start, end) = if travels && start.contains("arrival") && end.contains("departure") {
        (end, start)
    } else {
        (start, end)
    };
    (start != end).then_some((start, end))
}

/// `a room cannot be booked twice for overlapping times`
pub fn overlap(
    draft: &mut Draft,
    sentence: &Sentence,
    subject: Option<&Np>,
    scope: Option<&Np>,
    toks: &Toks,
) -> bool {
    let scope_entity =
        scope.and_then(|np| draft.resolve(np).or_else(|| Draft::is_user(np).then(|| "User".to_owned())));
    let by_subject = subject.and_then(|np| draft.resolve(np));
    // "a run holds one dog at a time": of the stays, which span a time and lead to both.
    let tie =
        by_subject.as_ref().zip(scope_entity.as_ref()).filter(|(one, _)| range_fields(draft, one).is_none());
    let tie = tie.and_then(|(one, other)| {
        let keyed = |from: &str, to: &str| draft.relations.iter().any(|r| r.from == from && r.to == to);
        let mut ties = draft
            .entities
            .keys()
            .filter(|e| *e != one && keyed(e, one) && keyed(e, other) && range_fields(draft, e).is_some());
        ties.next().filter(|_| ties.next().is_none()).cloned()
    });
    let by_subject = tie.or(by_subject);
    // The entity that spans time and points to the scope.
    let by_scope = scope_entity.as_ref().and_then(|target| {
        let holds = |entity: &&String| draft.relations.iter().any(|r| r.from == **entity && r.to == *target);
        draft
            .entities
            .keys()
            .filter(holds)
            .find(|entity| range_fields(draft, entity).is_some())
            .cloned()
            .or_else(|| draft.entities.keys().filter(holds).find(|entity| booking_like(entity)).cloned())
    });
    // "Two reservations of one location", where nobody said what a reservation is: of no others.
    let told = |np: &Np| {
        np.plural
            && !matches!(
                np.last(),
                "ones" | "entries" | "records" | "times" | "dates" | "periods" | "slots" | "people" | "users"
            )
    };
    let nothing_kept = by_subject.is_none() && by_scope.is_none() && scope_entity.is_some();
    if nothing_kept && subject.is_some_and(told) {
        return false;
    }
    let any = || draft.entities.keys().find(|entity| range_fields(draft, entity).is_some()).cloned();
    let Some(entity) = by_subject
        .or(by_scope)
        .or_else(any)
        .or_else(|| draft.entities.keys().find(|e| booking_like(e)).cloned())
    else {
        return false;
    };
    if scope.is_some_and(|np| draft.is_any_of(&entity, np)) {
        return false;
    }
    // "two confirmed bookings": only those.
    let state = subject.and_then(|np| np.low.split_first()).filter(|(_, rest)| !rest.is_empty());
    let filter = state.and_then(|(state, _)| super::counts::row_filter(draft, &entity, state));
    let mut keys = Vec::new();
    if let Some(target) = &scope_entity {
        if *target != entity {
            let key = match draft
                .relations
                .iter()
                .find(|r| r.from == entity && r.to == *target)
                .and_then(|r| r.field.clone())
            {
                Some(key) => key,
                None => {
                    let key = format!("{}_id", words::snake(target).unwrap_or_default());
                    let mut relation = super::draft::many_to_one(&entity, target, key.clone());
                    relation.origin = Some(Origin::Inferred);
                    relation.src = sentence.span(toks);
                    relation.rule = Some("G11.overlap".into());
                    draft.relate(relation);
                    key
                }
            };
            keys.push(key);
        }
    } else if let Some(np) = scope {
        match draft.member(&entity, np) {
            Some(member) => keys.push(member),
            None => return false,
        }
    } else {
        // "no double bookings": per thing that is booked, where there is just one.
        let targets: Vec<String> = draft
            .relations
            .iter()
            .filter(|r| r.from == entity && r.to != "User" && !person(&r.to))
            .filter_map(|r| r.field.clone())
            .collect();
        match targets.as_slice() {
            [only] => keys.push(only.clone()),
            // A room that is only named is booked all the same; what else it could be of is asked.
            [] if subject.is_none() => match booked(draft, &entity) {
                Some(name) => keys.push(name),
                None if texts(draft, &entity).is_empty() => {}
                None => return false,
            },
            _ => {}
        }
        // "Desk booking: desk, date": a day has no two of them.
        if let ([key], None, Some(day)) =
            (keys.as_slice(), range_fields(draft, &entity), sole_date(draft, &entity))
            && subject.is_none()
        {
            return super::unique::together(draft, sentence, &entity, vec![key.clone(), day], toks);
        }
    }
    let (start, end) = match range_fields(draft, &entity) {
        Some(found) => found,
        None => infer_range(draft, sentence, &entity, toks),
    };
    if !orders::align(draft, (&entity, &start), (&entity, &end)) {
        return false;
    }
    // Times of day meet on one day only.
    match days(draft, &entity, &start).as_slice() {
        [] => {}
        [day] if keys.contains(day) => {}
        [day] => keys.push(day.clone()),
        _ => {
            text_only(draft, sentence, toks, Some(entity));
            return true;
        }
    }
    formal(
        draft,
        sentence,
        toks,
        &entity,
        vec![start.clone(), end.clone()],
        &FormalRule::Overlap { scope: keys, start, end, inclusive: false, filter },
        "G11.overlap",
    )
}

/// The days (or days of the week) that records have beside a time of day.
fn days(draft: &Draft, entity: &str, start: &str) -> Vec<String> {
    let Some(record) = draft.entities.get(entity) else { return Vec::new() };
    if record.fields.get(start).is_none_or(|field| field.ql_type != FieldType::Time) {
        return Vec::new();
    }
    let day = |(name, field): &(&String, &domain::spec::Field)| {
        field.ql_type == FieldType::Date
            || field.values.is_some() && name.split('_').any(|word| matches!(word, "day" | "weekday"))
            || name.as_str() == "weekday"
    };
    record.fields.iter().filter(day).map(|(name, _)| name.clone()).collect()
}

/// The one field that names what is booked: `room`, `desk`, `licence plate`.
fn booked(draft: &Draft, entity: &str) -> Option<String> {
    const THINGS: &[&str] = &[
        "room",
        "table",
        "desk",
        "court",
        "lane",
        "machine",
        "car",
        "vehicle",
        "van",
        "bike",
        "boat",
        "studio",
        "hall",
        "field",
        "pitch",
        "bay",
        "dock",
        "locker",
        "bench",
        "seat",
        "slot",
        "station",
        "lab",
        "device",
        "tool",
        "plot",
        "space",
        "place",
        "plate",
        "equipment",
        "resource",
        "instrument",
        "cabin",
        "bed",
        "booth",
        "stand",
        "track",
    ];
    let mut found = texts(draft, entity);
    found.retain(|name| THINGS.iter().any(|thing| name == thing || name.starts_with(&format!("{thing}_"))));
    if found.len() == 1 { found.pop() } else { None }
}

fn texts(draft: &Draft, entity: &str) -> Vec<String> {
    let fields = draft.entities.get(entity).map(|e| &e.fields).into_iter().flatten();
    fields.filter(|(_, f)| f.ql_type == FieldType::String).map(|(name, _)| name.clone()).collect()
}

fn sole_date(draft: &Draft, entity: &str) -> Option<String> {
    let fields = draft.entities.get(entity).map(|e| &e.fields).into_iter().flatten();
    let mut dates = fields.filter(|(_, f)| f.ql_type == FieldType::Date).map(|(name, _)| name.clone());
    dates.next().filter(|_| dates.next().is_none())
}

pub(crate) fn person(entity: &str) -> bool {
    crate::english::lexicon::lexicon().roles.contains(&entity.to_lowercase())
}

fn booking_like(entity: &str) -> bool {
    ["Booking", "Reservation", "Appointment", "Rental", "Loan", "Lease", "Shift", "Meeting", "Session"]
        .iter()
        .any(|name| entity.ends_with(name))
}

/// Times that nobody stated, but the rule needs.
fn infer_range(draft: &mut Draft, sentence: &Sentence, entity: &str, toks: &Toks) -> (String, String) {
    let span = sentence.span(toks);
    for name in ["starts_at", "ends_at"] {
        let mut field = types::of(FieldType::DateTime);
        field.origin = Some(Origin::Inferred);
        field.src = span;
        field.rule = Some("G11.overlap".into());
        if let Some(record) = draft.entities.get_mut(entity) {
            record.fields.entry(name.to_owned()).or_insert(field);
        }
    }
    draft.assume(
        format!("{entity} spans a time: starts_at and ends_at are added, because the rule needs them"),
        Some(format!("/entities/{entity}/fields/starts_at")),
        &["dates without a time"],
    );
    ("starts_at".into(), "ends_at".into())
}

/// `end must be after start`
pub fn order(
    draft: &mut Draft,
    sentence: &Sentence,
    before: &Np,
    after: &Np,
    owner: Option<&Np>,
    strict: bool,
    toks: &Toks,
) -> bool {
    let (mut before, mut after) = (whose(draft, before), whose(draft, after));
    let own = own_order(draft, &before, &after);
    if own.is_some() {
        before.of = None;
        after.of = None;
    }
    let (before, after) = (&before, &after);
    let owner = own.as_ref().or(owner);
    // "the end must lie after the project's start": the record that a key leads to.
    let away = before.of.as_ref().or(after.of.as_ref());
    if away.is_some() {
        use domain::rule::Comparison::{AtLeast, AtMost, Less, More};
        let told = if after.of.is_some()
            && (before.of.is_none() || draft.resolve_key(after.of.as_deref().unwrap_or_default()).is_some())
        {
            let op = if strict { Less } else { AtMost };
            compare(draft, sentence, before, op, after, after.of.as_deref(), toks)
        } else {
            None
        };
        let told = told.or_else(|| {
            let op = if strict { More } else { AtLeast };
            before.of.as_deref().and_then(|of| compare(draft, sentence, after, op, before, Some(of), toks))
        });
        if let Some(done) = told {
            return done;
        }
    }
    // "the number of bookings must not be more than the room's seats": a count, not a field.
    let counted = match before.low.as_slice() {
        [number, of, rest @ ..] if number == "number" && of == "of" => {
            Some(Np { name: rest.join(" "), low: rest.to_vec(), ..before.clone() })
        }
        _ => None,
    };
    let counted = counted.filter(|np| draft.resolve(np).is_some() && draft.owner_of(before).is_none());
    if let Some(counted) = counted.filter(|_| !strict) {
        let holder = after.of.as_ref().map(|of| Np {
            name: of.clone(),
            low: of.split(' ').map(str::to_owned).collect(),
            ..Np::default()
        });
        return super::counts::capacity(draft, sentence, &counted, holder.as_ref(), after, toks);
    }
    let candidates: Vec<String> = owner
        .and_then(|np| draft.resolve(np))
        .into_iter()
        .chain(draft.current.clone())
        .chain(draft.entities.keys().cloned())
        .collect();
    // "begins" and "finishes" are other words for the same two ends, and what departs has a departure.
    const SAME: [&[&str]; 6] = [
        &["start", "begin", "beginning"],
        &["end", "finish", "ending"],
        &["arrival", "arrive", "arrived", "arrived at", "arrives at"],
        &["departure", "depart", "departed", "leave", "departed at", "departs at"],
        &["return", "returned", "returned at", "returned on", "return date"],
        &["pickup", "pick", "picked", "picked up", "picked up at"],
    ];
    let end_of = |draft: &Draft, entity: &str, np: &Np| {
        let key = np.low.join(" ");
        let same = SAME.iter().find(|words| words.contains(&key.as_str())).copied().unwrap_or_default();
        let other = |word: &&str| {
            let low = word.split(' ').map(str::to_owned).collect();
            draft.member(entity, &Np { name: (*word).to_owned(), low, ..np.clone() })
        };
        // "The end is not before the start", where they are called from and to.
        let ends = || {
            let plain = np.of.is_none() && np.low.len() == 1;
            let (start, end) = range_fields(draft, entity).filter(|_| plain)?;
            match key.as_str() {
                "start" | "beginning" | "begin" => Some(start),
                "end" | "ending" | "finish" => Some(end),
                _ => None,
            }
        };
        // "(to after from)" of "valid from" and "valid to", "check out after check in" of the dates of both.
        let short = || {
            let key = key.replace(' ', "_");
            let part = |name: &&String| {
                name.strip_suffix(key.as_str()).is_some_and(|rest| rest.ends_with('_'))
                    || name.strip_prefix(key.as_str()).is_some_and(|rest| rest.starts_with('_'))
            };
            let mut found = draft.entities.get(entity)?.fields.keys().filter(part);
            found.next().filter(|_| found.next().is_none() && np.of.is_none() && !key.is_empty()).cloned()
        };
        draft.member(entity, np).or_else(|| same.iter().find_map(other)).or_else(ends).or_else(short)
    };
    let (before_np, after_np) = (before.clone(), after.clone());
    for entity in candidates {
        let (Some(before), Some(after)) = (end_of(draft, &entity, before), end_of(draft, &entity, after))
        else {
            continue;
        };
        if before == after || elsewhere(draft, &entity, &before_np) || elsewhere(draft, &entity, &after_np) {
            continue;
        }
        let known = |name: &String| draft.entities.get(&entity).is_some_and(|e| e.fields.contains_key(name));
        if !known(&before) || !known(&after) {
            continue;
        }
        if !orders::settle(draft, sentence, toks, (&entity, &before), (&entity, &after)) {
            return false;
        }
        return formal(
            draft,
            sentence,
            toks,
            &entity,
            vec![before.clone(), after.clone()],
            &FormalRule::Order { before, after, strict },
            "G11.order",
        );
    }
    // "Bids must not be lower than the start price": what a bid has one of that can be held against it.
    use domain::rule::Comparison::{AtLeast, AtMost, Less, More};
    let (more, less) = if strict { (More, Less) } else { (AtLeast, AtMost) };
    // "Party size can't be more than the seats": of what has the one and a key to what has the other.
    let sides = [(after, before, more), (before, after, less)];
    let reach = |mine: &Np, other: &Np| {
        let keyed = |r: &&domain::spec::Relation| {
            r.kind != domain::spec::RelationKind::ManyToMany
                && draft.member(&r.from, mine).is_some_and(|name| holds(draft, &r.from, &name))
                && draft.member(&r.to, other).is_some_and(|name| holds(draft, &r.to, &name))
        };
        draft.relations.iter().filter(keyed).count()
    };
    let reached: Vec<_> = sides.iter().filter(|(mine, other, _)| reach(mine, other) > 0).collect();
    if let [(mine, other, op)] = reached.as_slice()
        && reach(mine, other) == 1
        && mine.of.is_none()
        && other.of.is_none()
        && let Some(done) = compare(draft, sentence, mine, *op, other, None, toks)
    {
        return done;
    }
    for (mine, other, op) in sides {
        let held = draft.resolve(mine).is_some_and(|entity| draft.member(&entity, other).is_none());
        if held && let Some(done) = compare(draft, sentence, mine, op, other, other.of.as_deref(), toks) {
            return done;
        }
    }
    false
}

fn holds(draft: &Draft, entity: &str, name: &str) -> bool {
    draft.entities.get(entity).is_some_and(|e| e.fields.contains_key(name))
}

/// "The end time of a rental must be after its start time": both are of the record that the first is said of, however
/// many other things have two such members.
fn own_order(draft: &Draft, before: &Np, after: &Np) -> Option<Np> {
    let (left, right) = if before.toks.start < after.toks.start { (before, after) } else { (after, before) };
    let entity = left.of.as_deref().and_then(|of| draft.resolve_key(of)).filter(|_| right.of.is_none())?;
    let (one, other) = (draft.member(&entity, left)?, draft.member(&entity, right)?);
    if one == other || !holds(draft, &entity, &one) || !holds(draft, &entity, &other) {
        return None;
    }
    let of = left.of.clone()?;
    Some(Np { low: of.split(' ').map(str::to_owned).collect(), name: of, ..Np::default() })
}

/// "the start date of the project": the tail names the thing, where no field has the whole name.
pub(super) fn whose(draft: &Draft, np: &Np) -> Np {
    let Some(at) = np.low.iter().position(|word| word == "of").filter(|at| *at > 0 && np.of.is_none()) else {
        return before_it(draft, np);
    };
    let (head, tail) = np.low.split_at(at);
    let of = tail.get(1..).unwrap_or_default().join(" ");
    let known = draft.entities.keys().any(|entity| draft.member(entity, np).is_some());
    if known || draft.resolve_key(&of).is_none() {
        return np.clone();
    }
    Np { name: head.join(" "), low: head.to_vec(), of: Some(of), ..np.clone() }
}

/// "the harvest date" is the date of the harvest, and no expected harvest date of a crop.
fn elsewhere(draft: &Draft, entity: &str, np: &Np) -> bool {
    let exact = |name: &str| draft.entities.get(entity).is_some_and(|e| e.fields.contains_key(name));
    let whole = np.low.join("_");
    !exact(&whole)
        && (1..np.low.len()).any(|at| {
            let (head, tail) = np.low.split_at(at);
            let owner = draft.names.get(&head.join(" ")).filter(|owner| *owner != entity);
            owner
                .and_then(|owner| draft.entities.get(owner))
                .is_some_and(|e| e.fields.contains_key(&tail.join("_")))
        })
}

/// "hall capacity": the capacity of the hall, where no field has the whole name.
fn before_it(draft: &Draft, np: &Np) -> Np {
    let known = draft.entities.keys().any(|entity| draft.member(entity, np).is_some());
    if known || np.of.is_some() || np.low.len() < 2 {
        return np.clone();
    }
    let split = (1..np.low.len()).find_map(|at| {
        let (head, tail) = np.low.split_at(at);
        let entity = draft.names.get(&head.join(" "))?;
        let rest = Np { name: tail.join(" "), low: tail.to_vec(), of: Some(head.join(" ")), ..np.clone() };
        draft.member(entity, &rest).map(|_| rest)
    });
    split.unwrap_or_else(|| np.clone())
}

/// "A bid below the start price": what a bid has one of that can be held against it.
fn only_one_like(draft: &Draft, entity: &str, said: &Np, to: &str, other: &Np) -> Option<String> {
    if draft.resolve(said).as_deref() != Some(entity) {
        return None;
    }
    let theirs = orders::kind(draft, (to, &draft.member(to, other)?));
    let fields = draft.entities.get(entity)?.fields.keys();
    let mut alike =
        fields.filter(|name| theirs != Kind::Open && orders::kind(draft, (entity, name)) == theirs);
    let found = alike.next()?;
    alike.next().is_none().then(|| found.clone())
}

/// `the party size may not exceed the room's seats`: a field against one of the record that a key leads to.
/// Answers `None` where the words name no such pair.
pub(super) fn compare(
    draft: &mut Draft,
    sentence: &Sentence,
    field: &Np,
    op: domain::rule::Comparison,
    other: &Np,
    of: Option<&str>,
    toks: &Toks,
) -> Option<bool> {
    let kind = |draft: &Draft, entity: &str, name: &str| orders::kind(draft, (entity, name));
    let owner = of.map(|key| Np {
        low: key.split(' ').map(words::singular).collect(),
        name: key.to_owned(),
        ..Np::default()
    });
    let target = owner.as_ref().map(|np| draft.resolve(np));
    if matches!(target, Some(None)) {
        return None;
    }
    let target = target.flatten();
    let near = field.of.as_ref().and_then(|of| draft.resolve_key(of));
    // A booking's party and a room's seats, though no sentence gave bookings a key to rooms.
    if let Some(to) = &target
        && !draft.relations.iter().any(|r| r.to == *to && draft.member(&r.from, field).is_some())
    {
        let mut near = draft.entities.keys().filter(|from| {
            *from != to
                && draft
                    .member(from, field)
                    .is_some_and(|mine| !matches!(kind(draft, from, &mine), Kind::Other | Kind::Open))
        });
        // A session ties a band to a room: neither has a key to the other.
        let tied = |from: &String| {
            let keyed = |e: &String, to: &String| draft.relations.iter().any(|r| r.from == *e && r.to == *to);
            draft.entities.keys().any(|e| keyed(e, from) && keyed(e, to))
        };
        if let (Some(from), None) = (near.next().cloned(), near.next())
            && !tied(&from)
            && draft.member(to, other).is_some()
            && !draft.relations.iter().any(|r| r.from == from && r.to == *to || r.from == *to && r.to == from)
        {
            let mut relation =
                super::draft::many_to_one(&from, to, format!("{}_id", words::snake(to).unwrap_or_default()));
            relation.origin = Some(Origin::Inferred);
            relation.src = sentence.span(toks);
            relation.rule = Some("G11.compare".into());
            draft.relate(relation);
        }
    }
    let mut found = Vec::new();
    for relation in draft.relations.iter().filter(|r| {
        r.kind != domain::spec::RelationKind::ManyToMany
            && r.from != r.to
            && target.as_ref().is_none_or(|name| *name == r.to)
            && near.as_ref().is_none_or(|name| *name == r.from)
    }) {
        let Some(key) = relation.field.clone() else { continue };
        // "the harvest date" is the date of the harvest.
        let own_name = words::snake(&relation.from).unwrap_or_default().replace('_', " ");
        let whole = field.key();
        let rest =
            whole.strip_prefix(&own_name).map(|rest| rest.trim().to_owned()).filter(|rest| !rest.is_empty());
        let short = rest.map(|rest| Np {
            low: rest.split(' ').map(str::to_owned).collect(),
            name: rest,
            ..field.clone()
        });
        let mine = draft
            .member(&relation.from, field)
            .or_else(|| short.as_ref().and_then(|np| draft.member(&relation.from, np)))
            .or_else(|| only_one_like(draft, &relation.from, field, &relation.to, other));
        let (Some(mine), Some(theirs)) = (mine, draft.member(&relation.to, other)) else {
            continue;
        };
        let (own, far) = (kind(draft, &relation.from, &mine), kind(draft, &relation.to, &theirs));
        // A day and a moment of two records have no form; a deadline may be either.
        let days = |own: Kind, far: Kind, name: &str, of: &str| {
            own == Kind::Day && far == Kind::Moment && orders::may_be_day(draft, (of, name))
        };
        let days = days(own, far, &theirs, &relation.to) || days(far, own, &mine, &relation.from);
        if orders::fit(own, far) && (own == far || [own, far].contains(&Kind::Open) || days) {
            found.push((relation.from.clone(), mine, key, relation.to.clone(), theirs));
        }
    }
    let [(entity, mine, key, target, theirs)] = found.as_slice() else { return None };
    if kind(draft, entity, mine) != kind(draft, target, theirs) {
        orders::take_as_day(draft, (entity, mine));
        orders::take_as_day(draft, (target, theirs));
    }
    if !orders::settle(draft, sentence, toks, (entity, mine), (target, theirs)) {
        return None;
    }
    let rule = FormalRule::Compare { field: mine.clone(), op, key: key.clone(), other: theirs.clone() };
    Some(formal(draft, sentence, toks, entity, vec![mine.clone(), key.clone()], &rule, "G11.compare"))
}
