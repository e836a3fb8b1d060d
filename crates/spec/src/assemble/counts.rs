//! How many records there may be: at most k, as many as another record has room for.

use domain::{Origin, rule::FormalRule, spec::FieldType};
use serde_json::{Value, json};

use super::{
    draft::{Draft, Sentence, Target, key_of},
    orders::{Kind, kind},
    rules::{compare, formal, person, range_fields, whose},
    unique::key_for,
};
use crate::{
    english::{clause::is_choice_name, evidence::Np},
    words,
};

type Toks = std::ops::Range<usize>;

/// "be in", "belong to", "is assigned to", "join": said of whoever is a part of something.
fn membership(sentence: &Sentence, toks: &Toks) -> bool {
    const IN: &[&str] = &[
        "be|is|are in|on|part|within|inside",
        "be|is|are a? member|part of",
        "be|is|are assigned|attached|allocated to",
        "belong|belongs to",
        "join|joins",
        "live|work|stand|sit|stay|play in|on|for|at",
    ];
    toks.clone().any(|n| crate::english::cursor::eat_first(&sentence.toks, n, IN).is_some())
}

/// A key of the one to the other, that may be missing.
fn belongs(draft: &mut Draft, sentence: &Sentence, holder: &Np, to: &str, toks: &Toks) -> bool {
    let Some(from) = draft.resolve(holder).filter(|from| from != to && from != "User") else { return false };
    let known = draft.relations.iter().position(|r| r.from == from && r.to == to);
    let many = |n: usize| draft.relations[n].kind == domain::spec::RelationKind::ManyToMany;
    let index = match known {
        Some(n) if many(n) => return false,
        Some(n) => n,
        None => {
            let key = format!("{}_id", words::snake(to).unwrap_or_default());
            let mut relation = super::draft::many_to_one(&from, to, key);
            relation.required = Some(false);
            relation.src = sentence.span(toks);
            relation.rule = Some("G11.member".into());
            draft.relate(relation)
        }
    };
    draft.cover(sentence, toks, &Target::Relation(index));
    true
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
    let named = draft.resolve(counted).or_else(|| behind_state(draft, counted));
    let verbal = named.is_none();
    let Some(entity) = named.or_else(by_verb) else {
        return field_limit(draft, sentence, holder, max, counted, toks);
    };
    // "A neighbour may borrow up to 3 tools": the loans that tie the two are counted.
    let tie = holder.and_then(|np| draft.resolve(np)).and_then(|holder| tie_of(draft, &entity, &holder));
    let tied = tie.is_some();
    // "No boat can be booked by two customers", where bookings tie the two: whose they are is no number of them.
    let done_by = |n: usize| {
        crate::english::cursor::any(&sentence.toks, n, &["be"])
            && crate::english::clause::past(&sentence.toks, n + 1).is_some()
            && crate::english::cursor::any(&sentence.toks, n + 2, &["by"])
    };
    if tied && max == 1 && toks.clone().any(done_by) {
        return false;
    }
    // "A participant can be in at most one team": where each of them is, and nothing that a team has of them.
    if !tied
        && let Some(holder) = holder
        && membership(sentence, toks)
        && !draft.relations.iter().any(|r| r.from == entity && draft.resolve(holder).as_ref() == Some(&r.to))
    {
        return per.is_none()
            && also.is_empty()
            && max == 1
            && belongs(draft, sentence, holder, &entity, toks);
    }
    // "No more than 2 exams on the same day": the day of the exam, and none that the row between the two has.
    let timed = |name: &str| {
        let fields = draft.entities.get(name).map(|e| &e.fields).into_iter().flatten();
        fields.into_iter().any(|(_, f)| matches!(f.ql_type, FieldType::Date | FieldType::DateTime))
    };
    if tied && per.is_some() && timed(&entity) {
        return false;
    }
    let entity = tie.unwrap_or(entity);
    // No key is made for a rule that stays text.
    let known =
        |np: &Np| draft.member(&entity, np).is_some() || draft.resolve(np).is_some() || Draft::is_user(np);
    if !also.iter().all(known) && !also.iter().any(|np| matches!(np.last(), "day" | "date" | "time")) {
        return false;
    }
    // "A team has only one match per date", and a match has two of them: a rule for one of its keys is another.
    if holder.into_iter().chain(also).any(|np| draft.is_any_of(&entity, np)) {
        return false;
    }
    let mut scope = Vec::new();
    if let Some(np) = holder {
        // "per borrower" is the borrower's name where loans have one.
        let named = || {
            draft
                .member(&entity, np)
                .filter(|name| draft.entities.get(&entity).is_some_and(|e| e.fields.contains_key(name)))
        };
        // "Nobody may have more than 3 open loans": the one that loans belong to among people.
        let somebody = || {
            let mut people = draft.relations.iter().filter(|r| r.from == entity && person(&r.to));
            let accounts = draft.relations.iter().any(|r| r.from == entity && r.to == "User");
            let only = people.next().filter(|_| Draft::is_user(np) && !accounts)?;
            people.next().is_none().then(|| only.to.clone())
        };
        let target = draft.resolve(np).or_else(somebody).or_else(|| {
            let role = words::snake(&key_of(np)).is_some_and(|name| draft.told_roles.contains(&name));
            (named().is_none() && (Draft::is_user(np) || person(&key_of(np)) || role))
                .then(|| "User".to_owned())
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
    // "at a time": those that are still running.
    let at_once = |words: &[&str]| {
        let said = sentence.toks.get(toks.clone()).unwrap_or_default();
        said.windows(words.len()).any(|toks| toks.iter().zip(words).all(|(tok, word)| tok.is(word)))
    };
    const AT_ONCE: &[&[&str]] =
        &[&["at", "a", "time"], &["at", "once"], &["at", "the", "same", "time"], &["simultaneously"]];
    let together = AT_ONCE.iter().any(|words| at_once(words));
    if filter.is_none() && per.is_none() && (tied || together) {
        filter = row_filter(draft, &entity, "open");
    }
    // "At most 20 stays at the same time", where stays are from one day to another: not 20 of all times. One alone never
    // overlaps another; how many of several do, no form holds.
    if filter.is_none() && per.is_none() && together && spans_time(draft, &entity) {
        return max == 1 && super::rules::overlap(draft, sentence, Some(counted), holder, toks);
    }
    // Only one for each of two keys: what they lead to is there together once.
    if max == 1 && per.is_none() && filter.is_none() && scope.len() >= 2 {
        return super::unique::together(draft, sentence, &entity, scope, toks);
    }
    let unit = match per {
        Some("day") => Some(domain::rule::CalendarUnit::Day),
        Some("week") => Some(domain::rule::CalendarUnit::Week),
        Some("month") => Some(domain::rule::CalendarUnit::Month),
        Some("year") => Some(domain::rule::CalendarUnit::Year),
        _ => None,
    };
    // A time of day is in no month.
    let dated = |name: &String| {
        let field = draft.entities.get(&entity).and_then(|e| e.fields.get(name));
        field.is_some_and(|f| matches!(f.ql_type, FieldType::Date | FieldType::DateTime))
    };
    let at = unit.and_then(|_| {
        range_fields(draft, &entity).map(|(start, _)| start).filter(dated).or_else(|| {
            let fields = &draft.entities.get(&entity)?.fields;
            fields
                .iter()
                .find(|(_, f)| matches!(f.ql_type, FieldType::Date | FieldType::DateTime))
                .map(|(name, _)| name.clone())
        })
    });
    // "One scorecard per service and month", where the month is kept: the two are there together once.
    let paired = |unit: &str| {
        toks.clone().any(|n| {
            let said = |n: usize, word: &str| sentence.toks.get(n).is_some_and(|tok| tok.is(word));
            said(n, "and") && said(n + 1, unit)
        })
    };
    let kept = per.filter(|_| max == 1 && filter.is_none() && !scope.is_empty()).filter(|per| {
        paired(per) && draft.entities.get(&entity).is_some_and(|record| record.fields.contains_key(*per))
    });
    if let Some(kept) = kept {
        let scope = scope.into_iter().chain([kept.to_owned()]).collect();
        return super::unique::together(draft, sentence, &entity, scope, toks);
    }
    if unit.is_some() && at.is_none() {
        return false;
    }
    // "One attendance per child and day", where the day is kept: the two are there together once.
    let daily = |name: &String| {
        let field = draft.entities.get(&entity).and_then(|e| e.fields.get(name));
        let named = toks.clone().any(|n| {
            let said = |n: usize, word: &str| sentence.toks.get(n).is_some_and(|tok| tok.is(word));
            said(n, "and") && said(n + 1, "day")
        });
        named && field.is_some_and(|f| f.ql_type == FieldType::Date)
    };
    if let Some(day) =
        at.clone().filter(|name| max == 1 && per == Some("day") && filter.is_none() && daily(name))
    {
        let mut scope = scope;
        scope.push(day);
        return super::unique::together(draft, sentence, &entity, scope, toks);
    }
    if let Some(filter) = filter.as_ref().filter(|filter| filter.values.contains(&Value::Null)) {
        draft.let_lack(&entity, &filter.field);
    }
    let rule = FormalRule::Limit { scope, max, per: unit, at, filter };
    formal(draft, sentence, toks, &entity, Vec::new(), &rule, "G11.limit")
}

/// Whether a row lasts from one day or moment, which it always has, to another.
fn spans_time(draft: &Draft, entity: &str) -> bool {
    let timed = |name: &String| {
        let field = draft.entities.get(entity).and_then(|e| e.fields.get(name));
        field.is_some_and(|f| matches!(f.ql_type, FieldType::Date | FieldType::DateTime))
    };
    range_fields(draft, entity).is_some_and(|(start, end)| timed(&start) && timed(&end))
}

/// The only record with keys to both, where neither has one to the other.
fn tie_of(draft: &Draft, one: &str, other: &str) -> Option<String> {
    let keyed = |from: &str, to: &str| draft.relations.iter().any(|r| r.from == from && r.to == to);
    if one == other || keyed(one, other) || keyed(other, one) {
        return None;
    }
    let mut ties = draft.entities.keys().filter(|e| keyed(e, one) && keyed(e, other));
    let found = ties.next()?;
    ties.next().is_none().then(|| found.clone())
}

/// "not_returned loans": the thing that stands behind its state.
fn behind_state(draft: &Draft, counted: &Np) -> Option<String> {
    let (_, name) = counted.low.split_first().filter(|(_, name)| !name.is_empty())?;
    draft.resolve(&Np { low: name.to_vec(), ..counted.clone() })
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
    // "at most max students enrollments": the field of the one and the name of the others stand side by side.
    if counted.low.is_empty()
        && let Some(parent) = holder.and_then(|np| draft.resolve(np))
        && draft.member(&parent, field).is_none()
    {
        let split = (1..field.low.len()).find_map(|n| {
            let part = |low: &[String]| Np { name: low.join(" "), low: low.to_vec(), ..field.clone() };
            let (field, counted) = (part(field.low.get(..n)?), part(field.low.get(n..)?));
            (draft.member(&parent, &field).is_some() && draft.resolve(&counted).is_some_and(|e| e != parent))
                .then_some((field, counted))
        });
        if let Some((field, counted)) = split {
            return capacity(draft, sentence, &counted, holder, &field, toks);
        }
    }
    let field = &whose(draft, field);
    // "current players can never exceed max players": two numbers of one record.
    if draft.resolve(counted).is_none()
        && field.of.is_none()
        && holder.is_none()
        && super::rules::order(draft, sentence, counted, field, None, false, toks)
    {
        return true;
    }
    // "passengers may not exceed the seats of the vehicle": a number of the trip, not a count of trips.
    let number = |draft: &Draft| {
        draft.entities.keys().any(|e| {
            draft
                .member(e, counted)
                .is_some_and(|name| matches!(kind(draft, (e, &name)), Kind::Number | Kind::Open))
        })
    };
    // "The used count must not exceed max uses": two numbers of one record.
    let both = |draft: &Draft, e: &String| {
        let told = |np: &Np| {
            draft
                .member(e, np)
                .filter(|name| draft.entities.get(e).is_some_and(|e| e.fields.contains_key(name)))
        };
        told(counted).zip(told(field)).is_some_and(|(one, two)| one != two)
    };
    if draft.resolve(counted).is_none()
        && holder.is_none()
        && field.of.is_none()
        && draft.entities.keys().any(|e| both(draft, e))
    {
        return super::rules::order(draft, sentence, counted, field, None, false, toks);
    }
    // "The number of guests may not exceed the room's max guests", where a stay says how many guests it has.
    let told = |draft: &Draft| {
        let many = counted.low.join("_");
        let named = [many.clone(), format!("number_of_{many}"), format!("{many}_count")];
        draft.entities.iter().any(|(name, e)| {
            let held = draft.relations.iter().any(|r| r.from == *name && holds_room(draft, &r.to, field));
            held && named.iter().any(|n| e.fields.get(n).is_some_and(|f| f.ql_type == FieldType::Integer))
        })
    };
    if draft.resolve(counted).is_none() && number(draft) || told(draft) {
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
        .or_else(|| super::deeds::kept_as(draft, &key_of(counted)))
        .or_else(|| super::permits::thing_of_verb(draft, &words::singular(&counted.key())));
    // "no more accepted requests than seats": which of them is no small matter, and no form holds it.
    let picked = counted.low.len() > 1
        && counted.low.first().is_some_and(|word| {
            crate::english::lexicon::lexicon().is_state(word) || crate::english::is_past(word)
        })
        && !draft.entities.contains_key(&words::pascal(&words::singular(&counted.key())).unwrap_or_default());
    if picked {
        return false;
    }
    // "a course takes at most its seats": whatever has the key.
    let child = child.filter(|_| !counted.low.is_empty());
    let stated = holder.and_then(|np| draft.resolve(np));
    // "a course can't exceed its max participants": whatever has a key to the course.
    let itself = child.clone().filter(|child| stated.is_none() && holds_room(draft, child, field));
    let (child, stated) = match itself {
        Some(itself) => (None, Some(itself)),
        None => (child, stated),
    };
    // "never more students than …", where enrollments tie students and courses: those are counted.
    let child = child.map(|child| {
        let keyed = |from: &str, to: &str| draft.relations.iter().any(|r| r.from == from && r.to == to);
        let between = stated.as_ref().filter(|parent| !keyed(&child, parent)).and_then(|parent| {
            let mut found = draft.entities.keys().filter(|e| keyed(e, &child) && keyed(e, parent));
            found.next().filter(|_| found.next().is_none()).cloned()
        });
        between.unwrap_or(child)
    });
    // Keys to a record that says how much room it has.
    let fits = |draft: &Draft| -> Vec<(String, String, String)> {
        let mut found = Vec::new();
        for relation in draft.relations.iter().filter(|r| {
            r.kind != domain::spec::RelationKind::ManyToMany
                && child.as_ref().is_none_or(|name| *name == r.from)
                && stated.as_ref().is_none_or(|name| *name == r.to)
        }) {
            let named = draft.member(&relation.to, field).or_else(|| room_of(draft, &relation.to, field));
            let (Some(key), Some(name)) = (relation.field.clone(), named) else { continue };
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
        && (draft.member(&parent, field).is_some() || room_of(draft, &parent, field).is_some())
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

/// Whether the entity has the number that says how much room there is.
fn holds_room(draft: &Draft, entity: &str, field: &Np) -> bool {
    draft.member(entity, field).is_some_and(|name| {
        let record = draft.entities.get(entity);
        record.and_then(|e| e.fields.get(&name)).is_some_and(|f| f.ql_type == FieldType::Integer)
    })
}

/// "Once it is full": the one number of a thing that says how much room it has.
fn room_of(draft: &Draft, entity: &str, field: &Np) -> Option<String> {
    const ROOM: &[&str] =
        &["seats", "places", "spots", "slots", "spaces", "capacity", "limit", "size", "max", "maximum"];
    if field.key() != "capacity" {
        return None;
    }
    let fields = &draft.entities.get(entity)?.fields;
    let mut found = fields.iter().filter(|(name, field)| {
        field.ql_type == FieldType::Integer && name.split('_').any(|word| ROOM.contains(&word))
    });
    let (name, _) = found.next()?;
    found.next().is_none().then(|| name.clone())
}

/// `loans that are not returned`: every other value, the flag that is not set, the date that is not there.
pub(super) fn all_but(draft: &Draft, entity: &str, state: &str) -> Option<domain::rule::RowFilter> {
    let record = draft.entities.get(entity)?;
    if let Some(name) = draft.state_field(entity, state) {
        let values = record.fields.get(&name)?.values.clone()?;
        let values = values.into_iter().filter(|v| v.as_str() != Some(state)).collect();
        return Some(domain::rule::RowFilter { field: name, values });
    }
    let of = |kinds: &[FieldType], names: [String; 5]| {
        record
            .fields
            .iter()
            .find(|(name, f)| kinds.contains(&f.ql_type) && names.contains(name))
            .map(|(name, _)| name.clone())
    };
    let names = || {
        let base = crate::english::lexicon::lexicon().verb(state).map_or(state, |(base, _)| base);
        [
            state.to_owned(),
            format!("is_{state}"),
            format!("{state}_at"),
            format!("{state}_on"),
            format!("{base}_date"),
        ]
    };
    if let Some(field) = of(&[FieldType::Boolean], names()) {
        return Some(domain::rule::RowFilter { field, values: vec![json!(false)] });
    }
    let field = of(&[FieldType::Date, FieldType::DateTime], names())?;
    Some(domain::rule::RowFilter { field, values: vec![Value::Null] })
}

/// Behind which nothing more happens to a record.
fn is_end(state: &str) -> bool {
    matches!(
        state,
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
            | "ended"
    )
}

/// `active loans`: rows whose choice, flag or absent date says so.
pub(super) fn row_filter(draft: &Draft, entity: &str, word: &str) -> Option<domain::rule::RowFilter> {
    let record = draft.entities.get(entity)?;
    for said in [word.to_owned(), word.replace('_', " "), word.replace('_', "-"), word.replace(' ', "_")] {
        if let Some(field) = draft.state_field(entity, &said) {
            return Some(domain::rule::RowFilter { field, values: vec![json!(said)] });
        }
    }
    // "leases without an end date"
    if let Some(name) = word.strip_prefix("without_") {
        let low = name.split('_').map(str::to_owned).collect();
        let np = Np { name: name.replace('_', " "), low, ..Np::default() };
        let field = draft.member(entity, &np).filter(|name| record.fields.contains_key(name))?;
        return Some(domain::rule::RowFilter { field, values: vec![Value::Null] });
    }
    if let Some(state) = word.strip_prefix("not_").or_else(|| word.strip_prefix("un")) {
        return all_but(draft, entity, state)
            .or_else(|| row_filter(draft, entity, "open").filter(|_| is_end(state)));
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
                .filter(|v| !is_end(v.as_str().unwrap_or_default()))
                .collect();
            if !values.is_empty() {
                return Some(domain::rule::RowFilter { field: name.clone(), values });
            }
        }
        // A date that is not there yet.
        let ends = |name: &str| {
            [
                "returned",
                "return",
                "closed",
                "completed",
                "ended",
                "finished",
                "paid",
                "given_back",
                "handed_back",
                "brought_back",
                "checked_out",
                "discharged",
                "released",
                "resolved",
            ]
            .iter()
            .any(|stem| name.starts_with(stem))
        };
        // "an end, which is empty while it is running": said to be absent at first.
        let unended = record.fields.iter().find(|(name, f)| {
            let stated = draft.presence.get(&(entity.to_owned(), (*name).clone()));
            let end = [
                "end",
                "ends",
                "end_time",
                "end_at",
                "ends_at",
                "finish",
                "finish_time",
                "stop",
                "stop_time",
            ];
            f.ql_type == FieldType::DateTime
                && end.contains(&name.as_str())
                && stated.is_some_and(|(needed, _)| !needed)
        });
        let may_lack = |name: &String, f: &domain::spec::Field| {
            let stated = draft.presence.get(&(entity.to_owned(), name.clone()));
            !f.required || stated.is_none_or(|(required, _)| !required)
        };
        let moments = || {
            record
                .fields
                .iter()
                .filter(|(name, f)| matches!(f.ql_type, FieldType::Date | FieldType::DateTime) && ends(name))
        };
        if let Some((name, _)) = moments()
            .find(|(_, f)| !f.required)
            .or(unended)
            .or_else(|| moments().find(|(name, f)| may_lack(name, f)))
        {
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
