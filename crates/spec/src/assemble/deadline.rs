//! What may be done only before a moment: of the record itself, or of the one that its key points to.

use domain::{
    rule::{FormalRule, RowOp},
    spec::{FieldType, RelationKind},
};

use super::{
    draft::{Draft, Sentence},
    permits,
    rules::{formal, whose},
};
use crate::english::evidence::Np;

type Toks = std::ops::Range<usize>;

/// Names of the field that says when something starts, or ends, the most telling first.
const STARTS: &[&str] = &[
    "starts_at",
    "start_at",
    "start_time",
    "start_date",
    "starts_on",
    "start",
    "begins_at",
    "begins_on",
    "begin",
    "departs_at",
    "departs_on",
    "leaves_at",
    "leaves_on",
    "takes_place_on",
    "takes_place_at",
    "held_on",
    "event_date",
    "departure_time",
    "departure",
    "kickoff",
    "kick_off",
    "scheduled_at",
    "scheduled_for",
    "date",
];
const ENDS: &[&str] = &[
    "ends_at",
    "end_at",
    "end_time",
    "end_date",
    "ends_on",
    "end",
    "closes_at",
    "closes_on",
    "closing_time",
    "closing_date",
    "closing_at",
    "deadline",
    "closing",
    "expires_at",
    "expires_on",
    "expiry_date",
    "expiry",
    "finishes_at",
    "until",
];

pub fn rule(
    draft: &mut Draft,
    sentence: &Sentence,
    deeds: &[String],
    thing: Option<&Np>,
    (owner, field): (Option<&Np>, &Np),
    toks: &Toks,
) -> bool {
    let told = whose(draft, field);
    let holder = owner
        .and_then(|np| draft.resolve(np))
        .or_else(|| told.of.as_deref().and_then(|of| draft.resolve_key(of)));
    if owner.is_some() && holder.is_none() {
        return false;
    }
    let mut ops: Vec<RowOp> = deeds.iter().map(|verb| op(verb)).collect();
    ops.sort_unstable();
    ops.dedup();
    let named = thing.and_then(|np| draft.resolve(np));
    // "book a class until it starts": what booking makes has a key to the class that starts.
    let holder = holder.or_else(|| made_for(draft, deeds, &ops, named.as_deref()));
    let Some(entity) = done_to(draft, deeds, &ops, named, holder.as_deref()) else { return false };
    // What a verb of the record's own states does is no deletion.
    let kept = |deed: &String| {
        op(deed) == RowOp::Delete
            && !matches!(deed.as_str(), "delete" | "remove" | "erase")
            && !permits::calls_off(draft, &entity, deed)
    };
    if deeds.iter().any(kept) {
        return false;
    }
    if draft.verbs.get(&entity).is_some_and(|verbs| deeds.iter().any(|deed| verbs.contains(deed))) {
        return false;
    }
    let keys: Vec<(String, String)> = draft
        .relations
        .iter()
        .filter(|r| {
            r.from == entity && r.to != entity && r.kind != RelationKind::ManyToMany && r.to != "User"
        })
        .filter_map(|r| Some((r.field.clone()?, r.to.clone())))
        .collect();
    let own = || moment(draft, &entity, &told).map(|name| (None, name));
    let away = |to: Option<&str>| {
        let mut found = keys
            .iter()
            .filter(|(_, target)| to.is_none_or(|to| to == target))
            .filter_map(|(key, target)| moment(draft, target, &told).map(|name| (Some(key.clone()), name)));
        let first = found.next()?;
        found.next().is_none().then_some(first)
    };
    let found = match holder.as_deref() {
        Some(holder) if holder == entity => own(),
        Some(holder) => away(Some(holder)),
        None => own().or_else(|| away(None)),
    };
    let Some((key, field)) = found else { return false };
    if key.is_none() && ops.contains(&RowOp::Create) {
        return false;
    }
    let fields = vec![key.clone().unwrap_or_else(|| field.clone())];
    let rule = FormalRule::Deadline { key, field, ops };
    formal(draft, sentence, toks, &entity, fields, &rule, "G11.deadline")
}

fn op(verb: &str) -> RowOp {
    match verb {
        "change" | "edit" | "update" | "modify" | "alter" | "amend" | "adjust" | "revise" | "move"
        | "reschedule" => RowOp::Update,
        "delete" | "remove" | "cancel" | "withdraw" | "erase" | "revoke" | "retract" => RowOp::Delete,
        _ => RowOp::Create,
    }
}

fn made_for(draft: &Draft, deeds: &[String], ops: &[RowOp], named: Option<&str>) -> Option<String> {
    let named = named.filter(|_| ops == [RowOp::Create])?;
    let made = deeds.iter().find_map(|verb| permits::thing_of_verb(draft, verb))?;
    draft.relations.iter().any(|r| r.from == made && r.to == named).then(|| named.to_owned())
}

/// What is made, changed or deleted: the thing that was named, or what the verb makes of the other one.
fn done_to(
    draft: &Draft,
    deeds: &[String],
    ops: &[RowOp],
    named: Option<String>,
    holder: Option<&str>,
) -> Option<String> {
    let made = || {
        let mut found = deeds.iter().filter_map(|verb| permits::thing_of_verb(draft, verb));
        found.next().filter(|entity| Some(entity.as_str()) != holder)
    };
    let points = |entity: &String| {
        holder.is_none_or(|holder| {
            entity == holder || draft.relations.iter().any(|r| r.from == *entity && r.to == holder)
        })
    };
    match named {
        // "register for the event": what registering makes.
        Some(name) if ops == [RowOp::Create] && Some(name.as_str()) == holder => made(),
        Some(name) => Some(name),
        None => made(),
    }
    .filter(points)
}

/// The field of the entity that says when.
fn moment(draft: &Draft, entity: &str, field: &Np) -> Option<String> {
    let fields = &draft.entities.get(entity)?.fields;
    let timed = |name: &str| {
        fields.get(name).is_some_and(|f| matches!(f.ql_type, FieldType::Date | FieldType::DateTime))
    };
    let names = match field.key().as_str() {
        "start" | "beginning" => STARTS,
        "end" => ENDS,
        _ => &[],
    };
    let found = names.iter().find(|name| timed(name)).map(|name| (*name).to_owned());
    found.or_else(|| draft.member(entity, field).filter(|name| timed(name)))
}
