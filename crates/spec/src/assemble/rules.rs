//! Rules between rows and fields, in the forms of `domain::rule`; what does not fit stays text.

use domain::{
    Origin,
    rule::FormalRule,
    spec::{Field, FieldType, QuestionKind, Rule, RuleStatus},
};
use serde_json::{Map, Value, json};

use super::draft::{Draft, Sentence, Target, key_of};
use crate::{
    english::{clause::is_choice_name, evidence::Np},
    questions, types, words,
};

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

/// A requirement that stays text: a rule and the question about it, not blocking.
pub fn text_only(draft: &mut Draft, sentence: &Sentence, toks: &Toks, entity: Option<String>) {
    let Some(span) = sentence.span(toks) else { return };
    let text = questions::quote(sentence, toks);
    let index = draft.rule(Rule {
        id: String::new(),
        kind: "other".into(),
        text: text.clone(),
        entity,
        fields: Vec::new(),
        expr: None,
        params: Map::new(),
        status: RuleStatus::TextOnly,
        src: Some(span),
        origin: Some(Origin::Stated),
        rule: Some("G7.text".into()),
    });
    let _ = index;
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
        false,
    );
    let id = draft.ask(question);
    draft.cover(sentence, toks, &Target::Question(id));
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
    let start = find(&["start", "starts", "begin", "begins", "from", "pickup", "arrival", "checkin"])
        .or_else(|| {
            fields.keys().find(|n| n.starts_with("check_in") || n.starts_with("valid_from")).cloned()
        })?;
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
    let any = || draft.entities.keys().find(|entity| range_fields(draft, entity).is_some()).cloned();
    let Some(entity) = by_subject
        .or(by_scope)
        .or_else(any)
        .or_else(|| draft.entities.keys().find(|e| booking_like(e)).cloned())
    else {
        return false;
    };
    let (start, end) = match range_fields(draft, &entity) {
        Some(found) => found,
        None => infer_range(draft, sentence, &entity, toks),
    };
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
        if let [only] = targets.as_slice() {
            keys.push(only.clone());
        }
    }
    formal(
        draft,
        sentence,
        toks,
        &entity,
        vec![start.clone(), end.clone()],
        &FormalRule::Overlap { scope: keys, start, end, filter: None },
        "G11.overlap",
    )
}

fn person(entity: &str) -> bool {
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

/// `each member may have at most 3 active loans`
#[expect(clippy::too_many_arguments, reason = "one clause, read in one go")]
pub fn limit(
    draft: &mut Draft,
    sentence: &Sentence,
    holder: Option<&Np>,
    also: &[Np],
    max: u64,
    counted: &Np,
    per: Option<&str>,
    toks: &Toks,
) -> bool {
    let by_verb = || super::permits::thing_of_verb(draft, &counted.key());
    let Some(entity) = draft.resolve(counted).or_else(by_verb) else {
        return field_limit(draft, sentence, holder, max, counted, toks);
    };
    let mut scope = Vec::new();
    if let Some(np) = holder {
        // "per borrower" is the borrower's name where loans have one.
        let named = || {
            draft
                .member(&entity, np)
                .filter(|name| draft.entities.get(&entity).is_some_and(|e| e.fields.contains_key(name)))
        };
        let target = draft.resolve(np).or_else(|| {
            (named().is_none() && (Draft::is_user(np) || person(&key_of(np)))).then(|| "User".to_owned())
        });
        match target {
            // A list of ids on one side is nothing that rows could be counted by.
            Some(target)
                if draft.relations.iter().any(|r| {
                    r.kind == domain::spec::RelationKind::ManyToMany
                        && (r.from == entity && r.to == target || r.from == target && r.to == entity)
                }) =>
            {
                return false;
            }
            // A flight's pilot is an account: the key has its name.
            Some(target)
                if target == "User"
                    && draft.member(&entity, np).is_some_and(|member| {
                        draft
                            .relations
                            .iter()
                            .any(|r| r.from == entity && r.to == target && r.field.as_ref() == Some(&member))
                    }) =>
            {
                scope.extend(draft.member(&entity, np));
            }
            Some(target) if target != entity => match draft
                .relations
                .iter()
                .find(|r| r.from == entity && r.to == target)
                .and_then(|r| r.field.clone())
            {
                Some(key) => scope.push(key),
                None => {
                    let key = format!("{}_id", words::snake(&target).unwrap_or_default());
                    let mut relation = super::draft::many_to_one(&entity, &target, key.clone());
                    relation.origin = Some(Origin::Inferred);
                    relation.src = sentence.span(toks);
                    relation.rule = Some("G11.limit".into());
                    draft.relate(relation);
                    scope.push(key);
                }
            },
            Some(_) => {}
            None => match draft.member(&entity, np) {
                Some(member) => scope.push(member),
                None => return false,
            },
        }
    }
    for np in also {
        let Some(key) = key_for(draft, sentence, &entity, np, toks) else { return false };
        if !scope.contains(&key) {
            scope.push(key);
        }
    }
    let mut filter = None;
    let verbal = draft.resolve(counted).is_none();
    for word in counted.low.iter().take(counted.low.len().saturating_sub(1)) {
        let own_name = words::pascal(&key_of(counted)).is_some_and(|name| name == entity);
        if own_name || verbal {
            break;
        }
        match row_filter(draft, &entity, word) {
            Some(found) => filter = Some(found),
            None => return false,
        }
    }
    let unit = match per {
        Some("day") => Some(domain::rule::CalendarUnit::Day),
        Some("week") => Some(domain::rule::CalendarUnit::Week),
        Some("month") => Some(domain::rule::CalendarUnit::Month),
        Some("year") => Some(domain::rule::CalendarUnit::Year),
        _ => None,
    };
    let at = unit.and_then(|_| {
        range_fields(draft, &entity).map(|(start, _)| start).or_else(|| {
            let fields = &draft.entities.get(&entity)?.fields;
            fields
                .iter()
                .find(|(_, f)| matches!(f.ql_type, FieldType::Date | FieldType::DateTime))
                .map(|(name, _)| name.clone())
        })
    });
    if unit.is_some() && at.is_none() {
        return false;
    }
    let rule = FormalRule::Limit { scope, max, per: unit, at, filter };
    formal(draft, sentence, toks, &entity, Vec::new(), &rule, "G11.limit")
}

/// `no more registrations than the capacity of the event`
pub fn capacity(
    draft: &mut Draft,
    sentence: &Sentence,
    counted: &Np,
    holder: Option<&Np>,
    field: &Np,
    toks: &Toks,
) -> bool {
    let field = &whose(draft, field);
    // "passengers may not exceed the seats of the vehicle": a number of the trip, not a count of trips.
    let number = |draft: &Draft| {
        draft.entities.keys().any(|e| {
            draft
                .member(e, counted)
                .is_some_and(|name| draft.entities.get(e).is_some_and(|e| e.fields.contains_key(&name)))
        })
    };
    if draft.resolve(counted).is_none() && number(draft) {
        let of = field.of.clone().or_else(|| holder.map(Np::key));
        return compare(
            draft,
            sentence,
            counted,
            domain::rule::Comparison::AtMost,
            field,
            of.as_deref(),
            toks,
        )
        .unwrap_or(false);
    }
    let child = draft
        .resolve(counted)
        .or_else(|| super::permits::thing_of_verb(draft, &words::singular(&counted.key())));
    let stated = holder.and_then(|np| draft.resolve(np));
    // Keys to a record that says how much room it has.
    let fits = |draft: &Draft| -> Vec<(String, String, String)> {
        let mut found = Vec::new();
        for relation in draft.relations.iter().filter(|r| {
            r.kind != domain::spec::RelationKind::ManyToMany
                && child.as_ref().is_none_or(|name| *name == r.from)
                && stated.as_ref().is_none_or(|name| *name == r.to)
        }) {
            let (Some(key), Some(name)) = (relation.field.clone(), draft.member(&relation.to, field)) else {
                continue;
            };
            let whole = draft
                .entities
                .get(&relation.to)
                .and_then(|e| e.fields.get(&name))
                .is_some_and(|f| f.ql_type == FieldType::Integer);
            if whole {
                found.push((relation.from.clone(), key, name));
            }
        }
        found
    };
    let mut found = fits(draft);
    // Registrations of an event, though no sentence gave them a key to it.
    if found.is_empty()
        && let (Some(child), Some(parent)) = (child.clone(), stated.clone())
        && child != parent
        && draft.member(&parent, field).is_some()
    {
        let key = format!("{}_id", words::snake(&parent).unwrap_or_default());
        let mut relation = super::draft::many_to_one(&child, &parent, key);
        relation.origin = Some(Origin::Inferred);
        relation.src = sentence.span(toks);
        relation.rule = Some("G11.capacity".into());
        draft.relate(relation);
        found = fits(draft);
    }
    let [(entity, key, field)] = found.as_slice() else { return false };
    let rule = FormalRule::Capacity { key: key.clone(), field: field.clone() };
    formal(draft, sentence, toks, entity, vec![key.clone()], &rule, "G11.capacity")
}

/// `active loans`: rows whose choice, flag or absent date says so.
fn row_filter(draft: &Draft, entity: &str, word: &str) -> Option<domain::rule::RowFilter> {
    let record = draft.entities.get(entity)?;
    if let Some(field) = draft.state_field(entity, word) {
        return Some(domain::rule::RowFilter { field, values: vec![json!(word)] });
    }
    let flag = |name: &str| record.fields.get(name).is_some_and(|f| f.ql_type == FieldType::Boolean);
    if flag(word) {
        return Some(domain::rule::RowFilter { field: word.to_owned(), values: vec![json!(true)] });
    }
    let open = matches!(
        word,
        "active"
            | "open"
            | "current"
            | "outstanding"
            | "unfinished"
            | "pending"
            | "unreturned"
            | "running"
            | "ongoing"
            | "incomplete"
            | "unpaid"
    );
    if open {
        if let Some(name) = [
            "returned",
            "done",
            "completed",
            "closed",
            "finished",
            "paid",
            "cancelled",
            "is_returned",
            "is_done",
        ]
        .iter()
        .find(|name| flag(name))
        {
            return Some(domain::rule::RowFilter { field: (*name).to_owned(), values: vec![json!(false)] });
        }
        // Every state that is no end.
        if let Some((name, field)) =
            record.fields.iter().find(|(name, f)| f.ql_type == FieldType::Enum && is_choice_name(name))
        {
            let values: Vec<Value> = field
                .values
                .clone()
                .unwrap_or_default()
                .into_iter()
                .filter(|v| {
                    !matches!(
                        v.as_str().unwrap_or_default(),
                        "returned"
                            | "done"
                            | "closed"
                            | "completed"
                            | "cancelled"
                            | "canceled"
                            | "paid"
                            | "finished"
                            | "rejected"
                            | "resolved"
                            | "archived"
                    )
                })
                .collect();
            if !values.is_empty() {
                return Some(domain::rule::RowFilter { field: name.clone(), values });
            }
        }
        // A date that is not there yet.
        let ends = |name: &str| {
            ["returned", "return", "closed", "completed", "ended", "finished", "paid"]
                .iter()
                .any(|stem| name.starts_with(stem))
        };
        if let Some((name, _)) = record.fields.iter().find(|(name, f)| {
            matches!(f.ql_type, FieldType::Date | FieldType::DateTime) && !f.required && ends(name)
        }) {
            return Some(domain::rule::RowFilter { field: name.clone(), values: vec![Value::Null] });
        }
    }
    None
}

/// `a post can have at most 5 tags`, where tags are a field.
fn field_limit(
    draft: &mut Draft,
    sentence: &Sentence,
    holder: Option<&Np>,
    max: u64,
    counted: &Np,
    toks: &Toks,
) -> bool {
    let Some(entity) = holder.and_then(|np| draft.resolve(np)).or_else(|| draft.current.clone()) else {
        return false;
    };
    let Some(name) = draft.member(&entity, counted) else { return false };
    let Some(field) = draft.field(&entity, &name) else { return false };
    match field.ql_type {
        FieldType::StringArray | FieldType::IntegerArray | FieldType::DecimalArray => {
            field.max_items = Some(max)
        }
        FieldType::Integer | FieldType::Decimal | FieldType::Float => field.maximum = Some(max.into()),
        _ => return false,
    }
    draft.cover(sentence, toks, &super::draft::pointer_of_field(&entity, &name));
    true
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
    let (before, after) = (&whose(draft, before), &whose(draft, after));
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
    let candidates: Vec<String> = owner
        .and_then(|np| draft.resolve(np))
        .into_iter()
        .chain(draft.current.clone())
        .chain(draft.entities.keys().cloned())
        .collect();
    for entity in candidates {
        let (Some(before), Some(after)) = (draft.member(&entity, before), draft.member(&entity, after))
        else {
            continue;
        };
        if before == after {
            continue;
        }
        let known = |name: &String| draft.entities.get(&entity).is_some_and(|e| e.fields.contains_key(name));
        if !known(&before) || !known(&after) {
            continue;
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
    false
}

/// "the start date of the project": the tail names the thing, where no field has the whole name.
fn whose(draft: &Draft, np: &Np) -> Np {
    let Some(at) = np.low.iter().position(|word| word == "of").filter(|at| *at > 0 && np.of.is_none()) else {
        return np.clone();
    };
    let (head, tail) = np.low.split_at(at);
    let of = tail.get(1..).unwrap_or_default().join(" ");
    let known = draft.entities.keys().any(|entity| draft.member(entity, np).is_some());
    if known || draft.resolve_key(&of).is_none() {
        return np.clone();
    }
    Np { name: head.join(" "), low: head.to_vec(), of: Some(of), ..np.clone() }
}

/// `the party size may not exceed the room's seats`: a field against one of the record that a key leads to.
/// Answers `None` where the words name no such pair.
fn compare(
    draft: &mut Draft,
    sentence: &Sentence,
    field: &Np,
    op: domain::rule::Comparison,
    other: &Np,
    of: Option<&str>,
    toks: &Toks,
) -> Option<bool> {
    let kind = |draft: &Draft, entity: &str, name: &str| {
        let field = draft.entities.get(entity)?.fields.get(name)?;
        match field.ql_type {
            FieldType::Integer | FieldType::Decimal | FieldType::Duration => Some("number"),
            FieldType::Date => Some("date"),
            FieldType::DateTime => Some("moment"),
            _ => None,
        }
    };
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
            *from != to && draft.member(from, field).is_some_and(|mine| kind(draft, from, &mine).is_some())
        });
        if let (Some(from), None) = (near.next().cloned(), near.next())
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
        let (Some(mine), Some(theirs)) =
            (draft.member(&relation.from, field), draft.member(&relation.to, other))
        else {
            continue;
        };
        let (own, far) = (kind(draft, &relation.from, &mine), kind(draft, &relation.to, &theirs));
        if own.is_some() && own == far {
            found.push((relation.from.clone(), mine, key, theirs, own == Some("number")));
        }
    }
    let [(entity, mine, key, theirs, number)] = found.as_slice() else { return None };
    // From below, numbers meet the least value that their type allows: no blueprint tests both.
    if *number && !op.is_upper() {
        return None;
    }
    let rule = FormalRule::Compare { field: mine.clone(), op, key: key.clone(), other: theirs.clone() };
    Some(formal(draft, sentence, toks, entity, vec![mine.clone(), key.clone()], &rule, "G11.compare"))
}

/// `unique per project`: the field and the keys together.
pub fn unique_per(
    draft: &mut Draft,
    sentence: &Sentence,
    entity: &str,
    field: &str,
    scopes: &[Np],
    toks: &Toks,
) -> bool {
    let mut set = vec![field.to_owned()];
    for np in scopes {
        let Some(key) = key_for(draft, sentence, entity, np, toks) else { return false };
        if !set.contains(&key) {
            set.push(key);
        }
    }
    together(draft, sentence, entity, set, toks)
}

/// The field or key of the entity that a phrase names; a key to a known entity is added where it is missing.
fn key_for(draft: &mut Draft, sentence: &Sentence, entity: &str, np: &Np, toks: &Toks) -> Option<String> {
    if let Some(member) = draft.member(entity, np) {
        return Some(member);
    }
    if matches!(np.key().as_str(), "day" | "date") {
        let mut dates =
            draft.entities.get(entity)?.fields.iter().filter(|(_, f)| f.ql_type == FieldType::Date);
        return dates.next().map(|(name, _)| name.clone());
    }
    let target = draft
        .resolve(np)
        .or_else(|| (Draft::is_user(np) && draft.needs_accounts).then(|| "User".to_owned()))?;
    if target == entity {
        return None;
    }
    let key = format!("{}_id", words::snake(&target)?);
    let mut relation = super::draft::many_to_one(entity, &target, key.clone());
    relation.origin = Some(Origin::Inferred);
    relation.src = sentence.span(toks);
    relation.rule = Some("G11.unique-per".into());
    draft.relate(relation);
    Some(key)
}

fn together(draft: &mut Draft, sentence: &Sentence, entity: &str, set: Vec<String>, toks: &Toks) -> bool {
    let Some(record) = draft.entities.get_mut(entity) else { return false };
    if set.len() < 2 {
        return false;
    }
    let index = record.unique.iter().position(|old| *old == set).unwrap_or_else(|| {
        record.unique.push(set);
        record.unique.len() - 1
    });
    draft.cover(sentence, toks, &Target::Pointer(format!("/entities/{entity}/unique/{index}")));
    true
}

/// `one review per user and product`, `a student can enroll in a course only once`
pub fn unique_together(
    draft: &mut Draft,
    sentence: &Sentence,
    on: Option<&Np>,
    with: &[Np],
    toks: &Toks,
) -> bool {
    // "One customer per invoice" says again where an invoice's key leads.
    if let (Some(one), [per]) = (on.and_then(|np| draft.resolve(np)), with) {
        let holder = draft.resolve(per);
        let back = draft.relations.iter().position(|r| Some(&r.from) == holder.as_ref() && r.to == one);
        let forth = draft.relations.iter().any(|r| r.from == one && Some(&r.to) == holder.as_ref());
        if let Some(index) = back.filter(|_| !forth) {
            draft.cover(sentence, toks, &Target::Relation(index));
            return true;
        }
        if !forth && let Some(holder) = holder.filter(|holder| *holder != one) {
            let mut relation = super::draft::many_to_one(
                &holder,
                &one,
                format!("{}_id", words::snake(&one).unwrap_or_default()),
            );
            relation.src = sentence.span(toks);
            relation.rule = Some("G3.one-per".to_owned());
            let index = draft.relate(relation);
            draft.cover(sentence, toks, &Target::Relation(index));
            return true;
        }
    }
    let by_verb = |np: &Np| {
        let verb = np.key();
        draft.resolve(np).or_else(|| super::permits::thing_of_verb(draft, &verb))
    };
    let by_members = || {
        draft.entities.keys().find(|entity| with.iter().all(|np| draft.member(entity, np).is_some())).cloned()
    };
    // A field of its own, and a key that only this rule speaks of.
    let by_field = || {
        let fits = |entity: &&String| {
            let field = |np: &Np| draft.member(entity, np).is_some();
            with.iter().any(field)
                && with.iter().all(|np| field(np) || draft.resolve(np).is_some_and(|other| other != **entity))
        };
        draft.entities.keys().find(fits).cloned()
    };
    let found = on.map_or_else(by_members, |np| by_verb(np).or_else(by_members));
    let Some(entity) = found.or_else(by_field) else { return false };
    let mut set = Vec::new();
    for np in with {
        let Some(key) = key_for(draft, sentence, &entity, np, toks) else { return false };
        if !set.contains(&key) {
            set.push(key);
        }
    }
    together(draft, sentence, &entity, set, toks)
}
