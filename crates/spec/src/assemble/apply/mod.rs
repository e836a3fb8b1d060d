//! Each fact finds its place in the draft, in three passes: what there is, how it changes, what holds.

mod about;
mod keys;
mod members;

use domain::{
    Origin,
    spec::{FieldType, Nfr, QuestionKind},
};

use serde_json::json;
use std::ops::Range;

use super::{
    counts,
    draft::{Draft, Sentence, Target, key_of, pointer_of_field},
    fields, permits, relate, rules,
    states::{self, Machines},
    unique,
};

use crate::{
    english::{
        cursor::any,
        evidence::{Fact, Np, Who},
    },
    questions,
};

pub(super) use about::about;
use about::made_of_ties;
use keys::keys;
pub(crate) use members::has_them;
use members::{field_rules, has, limited};

/// Facts with the entity that was spoken of when they were said.
type Context = Vec<(usize, usize, Option<String>)>;

pub fn all(draft: &mut Draft, sentences: &[Sentence], machines: &mut Machines) {
    draft.needs_accounts = draft.accounts_routed || permits::wants_accounts(draft, sentences);
    let people = |fact: &Fact| match fact.said() {
        Fact::Permit { who, .. } if draft.needs_accounts => who.clone(),
        _ => Vec::new(),
    };
    let told = sentences.iter().flat_map(|sentence| sentence.facts.iter().flat_map(people));
    let told = told.filter_map(|(who, _)| if let Who::Role(name) = who { Some(name) } else { None });
    draft.told_roles = told.collect();
    let mut context: Context = Vec::new();
    for (n, sentence) in sentences.iter().enumerate() {
        for (m, fact) in sentence.facts.iter().enumerate() {
            context.push((n, m, draft.current.clone()));
            if let Fact::Refused { why, toks } = fact {
                draft.refuse_words(sentence, toks, why);
            }
            things(draft, sentence, fact);
            if let Some(last) = context.last_mut() {
                last.2 = spoken_of(draft, fact).or(last.2.take()).or_else(|| draft.current.clone());
            }
        }
    }
    super::deeds::relate(draft);
    super::defaults::settle_types(draft);
    // A one-entity text needs no antecedent.
    let only = if draft.entities.len() == 1 { draft.entities.keys().next().cloned() } else { None };
    // Keys after all entities have their fields, and again what was said of fields that came later.
    // Where a machine starts is known best when its steps are: those facts come after the others.
    let starts = |fact: &Fact| matches!(fact, Fact::Flow { steps, .. } if steps.is_empty());
    let late: Context = context
        .iter()
        .filter(|(n, m, _)| sentences.get(*n).and_then(|s| s.facts.get(*m)).is_some_and(starts))
        .cloned()
        .collect();
    // Who may move a record is said before or after its states: the states come first.
    let rights = |fact: &Fact| matches!(fact.said(), Fact::Permit { .. });
    let told: Context = context
        .iter()
        .filter(|(n, m, _)| sentences.get(*n).and_then(|s| s.facts.get(*m)).is_some_and(rights))
        .cloned()
        .collect();
    for pass in 0..4 {
        for (n, m, current) in
            context.iter().chain(late.iter().filter(|_| pass == 1)).chain(told.iter().filter(|_| pass == 1))
        {
            let Some(sentence) = sentences.get(*n) else { continue };
            let Some(fact) = sentence.facts.get(*m) else { continue };
            draft.current = current.clone().or_else(|| only.clone());
            match pass {
                0 => keys(draft, sentence, fact.said()),
                // "cancel their bookings while they are pending": from there it leads on.
                1 => match sentence.facts.get(m + 1) {
                    Some(held @ Fact::While { .. }) if matches!(fact, Fact::Permit { .. }) => {
                        let moved = super::held::moved(draft, fact, held);
                        moved.iter().for_each(|moved| changes(draft, machines, sentence, moved));
                    }
                    _ => changes(draft, machines, sentence, fact.said()),
                },
                2 => {
                    holds(draft, sentence, fact);
                    stays_text(draft, sentence, fact);
                }
                // "… while they are pending" stands behind a right, and both are one.
                _ => match (fact, sentence.facts.get(m + 1)) {
                    (Fact::While { .. }, _) => {}
                    (Fact::Permit { .. }, Some(held @ Fact::While { .. })) => {
                        super::held::right(draft, sentences, (sentence, fact, held));
                    }
                    _ => match super::held::before(draft, fact) {
                        Some((right, held)) => {
                            super::held::right(draft, sentences, (sentence, &right, &held))
                        }
                        None => allowed(draft, sentence, fact),
                    },
                },
            }
        }
        if pass == 0 {
            relate::below_routes(draft);
            super::whose::theirs(draft, sentences);
            super::whose::lines(draft);
            super::tied::settle(draft, sentences);
        }
        if pass == 2 {
            // What only the weights say of lists comes behind all that the text says of them.
            super::likely_lists::apply(draft, sentences);
        }
        if pass == 1 {
            crate::own::prose::steps(draft, sentences, machines);
            states::settle(draft, machines);
            draft.moves = machines
                .iter()
                .map(|(entity, machine)| {
                    let moves = machine.changes.iter().map(|(_, from, to)| (from.clone(), to.clone()));
                    (entity.clone(), moves.collect())
                })
                .collect();
            // Verbs are known before anybody may or may not use them.
            draft.verbs = machines
                .iter()
                .map(|(entity, machine)| {
                    (entity.clone(), machine.changes.iter().map(|(verb, _, _)| verb.clone()).collect())
                })
                .collect();
        }
    }
}

fn spoken_of(draft: &Draft, fact: &Fact) -> Option<String> {
    match fact {
        Fact::About { owner: Some(np), .. } | Fact::Flow { owner: Some(np), .. } => draft.resolve(np),
        _ => None,
    }
}

/// Entities and their fields.
fn things(draft: &mut Draft, sentence: &Sentence, fact: &Fact) {
    match fact {
        Fact::Mention { np, .. } => {
            if let Some(name) = draft.resolve(np) {
                // "List free spots": which of them, no fact says.
                if !limited(draft, sentence, np) {
                    draft.cover(sentence, &np.toks, &Target::Pointer(format!("/entities/{name}")));
                }
                draft.current = Some(name);
            } else if super::opening::opens(&draft.openings, sentence)
                && matches!(fact, Fact::Mention { weight: 1, .. })
                || draft.topics.contains(&key_of(np))
            {
                // What the whole is about, but nothing that is stored.
                draft.cover(sentence, &np.toks, &Target::Pointer("/project/name".into()));
            }
        }
        Fact::Likely(fact) => super::entities::likely(draft, sentence, fact),
        Fact::Has { subject, items, toks, from_frame } => {
            has(draft, sentence, subject.as_ref(), items, toks, *from_frame)
        }
        Fact::About { field: Some(np), owner, mods, toks } => {
            // First the ones that make or shape a field.
            about(draft, sentence, np, owner.as_ref(), mods, toks);
        }
        Fact::Aside { left_out, toks } => {
            let target = if *left_out {
                let words = questions::quote(sentence, toks);
                draft.assume(format!("not built, as the text says: \u{201c}{words}\u{201d}"), None, &[]);
                Target::Pointer("/assumptions".to_owned())
            } else {
                Target::Pointer("/source/intent".to_owned())
            };
            draft.cover(sentence, toks, &target);
        }
        Fact::Deed { noun, toks, .. } => {
            super::deeds::cover(draft, sentence, noun, toks);
        }
        Fact::Frame { topics, .. } => {
            for np in topics {
                // "a service for market stalls", where stalls are described.
                let known = || draft.resolve_key(&crate::words::singular(np.last()));
                if let Some(name) = draft.resolve(np).or_else(known) {
                    draft.cover(sentence, &np.name_toks, &Target::Pointer(format!("/entities/{name}")));
                    draft.current.get_or_insert(name);
                }
            }
        }
        Fact::Permit { objects, .. } => {
            if let Some(name) = objects.iter().find_map(|np| draft.resolve(np)) {
                draft.current = Some(name);
            }
        }
        Fact::Relation { from: Some(np), .. }
        | Fact::Link { from: Some(np), .. }
        | Fact::Transition { owner: np, .. }
        | Fact::Flow { owner: Some(np), .. } => {
            draft.current = draft.resolve(np).or(draft.current.take());
        }
        _ => {}
    }
}

pub fn only_entity(draft: &Draft) -> Option<String> {
    if draft.entities.len() == 1 { draft.entities.keys().next().cloned() } else { None }
}

fn changes(draft: &mut Draft, machines: &mut Machines, sentence: &Sentence, fact: &Fact) {
    match fact {
        // "managers can approve or reject requests" moves the status, where there is one.
        Fact::Permit { acts, objects, .. } => {
            if let Some(entity) = draft.current.clone().filter(|_| objects.is_empty()) {
                let begin = fact.toks().start;
                let then = ["then", "afterwards", "finally", "next", "later", "that"];
                let later = (begin.saturating_sub(2)..begin)
                    .any(|n| sentence.toks.get(n).is_some_and(|tok| then.contains(&tok.low.as_str())));
                let low = if later { states::led_to(machines, &entity) } else { Vec::new() };
                // "a clerk submits it": it is there already, so one of its states tells where that leads.
                let it = super::reach::says_it(sentence, fact.toks());
                let hands =
                    |verb: &str| it && super::reach::hands_over(verb) && states::leads(draft, &entity, verb);
                let steps: Vec<_> = acts
                    .iter()
                    .filter(|act| permits::ops_of(&act.verb).is_none() || hands(&act.verb))
                    .collect();
                for act in steps {
                    states::moved_by(draft, machines, &entity, &low, &act.verb, sentence.span(&act.toks));
                }
            }
            for np in objects {
                // "submit" makes a claim, or hands in the one that is there: its steps tell.
                let steps = |verb: &str| {
                    let told = permits::some_rows(draft, np) && super::reach::hands_over(verb);
                    draft.resolve(np).is_some_and(|entity| {
                        states::enters(draft, machines, &entity, verb)
                            || told && states::leads(draft, &entity, verb)
                    })
                };
                let moving: Vec<_> = acts
                    .iter()
                    .filter(|act| {
                        permits::ops_of(&act.verb).is_none_or(|ops| ops == ["create"] && steps(&act.verb))
                    })
                    .collect();
                for act in moving {
                    states::by_role(draft, machines, np, &act.verb, sentence.span(&act.toks));
                }
            }
        }
        Fact::Flow { field, owner, steps, initial, toks } => {
            let _ = states::flow(
                draft,
                machines,
                sentence,
                field.as_ref(),
                owner.as_ref(),
                steps,
                initial.as_deref(),
                toks,
            );
        }
        Fact::Transition { owner, from, verb, to, toks, .. }
            if !states::transition(draft, machines, sentence, owner, from, verb, to.as_deref(), toks) =>
        {
            passive_capability(draft, sentence, owner, verb, toks);
        }
        _ => {}
    }
}

/// `books can be deleted`: an operation that is there anyway; `tasks can be marked as done`: a flag.
fn passive_capability(
    draft: &mut Draft,
    sentence: &Sentence,
    owner: &Np,
    verb: &str,
    toks: &std::ops::Range<usize>,
) {
    let Some(entity) = draft.resolve(owner) else { return };
    if owner.low.len() > 1 && !draft.names.contains_key(&key_of(owner)) || permits::some_rows(draft, owner) {
        return;
    }
    let flag = draft.entities.get(&entity).and_then(|e| {
        e.fields
            .iter()
            .find(|(name, field)| {
                field.ql_type == FieldType::Boolean
                    && (crate::english::lexicon::lexicon().verb(name).is_some_and(|(base, _)| base == verb)
                        || matches!(verb, "mark" | "complete" | "finish" | "check")
                            && matches!(
                                name.as_str(),
                                "done" | "completed" | "finished" | "is_done" | "complete"
                            ))
            })
            .map(|(name, _)| name.clone())
    });
    if let Some(name) = flag {
        draft.cover(sentence, toks, &pointer_of_field(&entity, &name));
        return;
    }
    if let Some(op) = permits::ops_of(verb).and_then(|ops| ops.first()) {
        let plain = !sentence
            .toks
            .get(toks.clone())
            .unwrap_or_default()
            .iter()
            .any(|t| matches!(t.low.as_str(), "only" | "when" | "if" | "once" | "while" | "until"));
        if plain {
            draft.cover(sentence, toks, &Target::Operation(super::finish::op_id(op, &entity)));
        }
    }
}

/// "participants belong to a team of at most 5 participants": each team.
fn held_by<'s>(sentence: &'s Sentence, limit: &Range<usize>) -> Option<&'s Np> {
    let tied = |fact: &'s Fact| match fact {
        Fact::Relation { to, .. } | Fact::Link { to, .. } => Some(to),
        _ => None,
    };
    let joined = |np: &&Np| {
        let between = np.toks.end..limit.start + 1;
        let of = |n: usize| any(&sentence.toks, n, &["of", "with", "for"]);
        np.toks.end <= limit.start && between.len() <= 2 && between.clone().any(of)
    };
    sentence.facts.iter().filter_map(tied).find(joined)
}

fn holds(draft: &mut Draft, sentence: &Sentence, fact: &Fact) {
    match fact {
        Fact::Overlap { subject, scope, toks } => {
            let _ = rules::overlap(draft, sentence, subject.as_ref(), scope.as_ref(), toks);
        }
        Fact::Limit { holder, also, max, counted, per, toks } => {
            let holder = holder.as_ref().or_else(|| held_by(sentence, toks));
            let _ = counts::limit(draft, sentence, holder, also, *max, counted, *per, toks);
        }
        Fact::Counting { what, states, only, toks } => {
            let _ = super::exempt::leave_out(draft, sentence, what.as_ref(), states, *only, toks);
        }
        Fact::Settled { subject, states, but, lasting, ops, toks } => {
            let how = super::settled::How { states, but: *but, lasting: *lasting, ops };
            let _ = super::settled::rule(draft, sentence, subject, &how, toks);
        }
        Fact::Requires { .. } => super::requires::rule(draft, sentence, fact),
        Fact::Capacity { counted, holder, field, toks } => {
            let _ = counts::capacity(draft, sentence, counted, holder.as_ref(), field, toks);
        }
        Fact::Order { before, after, owner, strict, toks } => {
            let done = rules::order(draft, sentence, before, after, owner.as_ref(), *strict, toks);
            // "a due date which is not later than the project's deadline": said of a member, so its words have a
            // place already.
            let placed = sentence
                .toks
                .get(toks.clone())
                .unwrap_or_default()
                .iter()
                .all(|tok| !tok.content || draft.covered(sentence, tok));
            if !done && placed {
                let words: Vec<usize> =
                    sentence.toks.get(toks.clone()).unwrap_or_default().iter().map(|tok| tok.start).collect();
                draft.cover.retain(|(text, at), _| *text != sentence.text || !words.contains(at));
                let entity = owner.as_ref().and_then(|np| draft.resolve(np));
                rules::text_only(draft, sentence, toks, entity);
            }
        }
        Fact::Deadline { deeds, thing, owner, field, toks } => {
            let moment = (owner.as_ref(), field);
            let _ = super::deadline::rule(draft, sentence, deeds, thing.as_ref(), moment, toks);
        }
        Fact::Differ { one, other, owner, toks } => {
            let _ = super::differ::rule(draft, sentence, one, other.as_ref(), owner.as_ref(), toks);
        }
        Fact::UniqueTogether { on, with, toks } => {
            for set in unique::apart(with) {
                let _ = unique::together_of(draft, sentence, on.as_ref(), &set, toks);
            }
        }
        Fact::Has { toks, .. } | Fact::About { toks, .. } => {
            let start = sentence.toks.first().map_or(0, |t| t.start);
            let pending: Vec<_> = draft
                .pending_unique
                .iter()
                .filter(|p| {
                    p.3 == sentence.text && p.5 == start && p.4.start >= toks.start && p.4.end <= toks.end
                })
                .cloned()
                .collect();
            for (entity, field, scopes, _, range, _) in pending {
                if !unique::per(draft, sentence, &entity, &field, &scopes, &range) {
                    draft.cover.retain(|(text, at), _| {
                        *text != sentence.text
                            || !sentence
                                .toks
                                .get(range.clone())
                                .unwrap_or_default()
                                .iter()
                                .any(|t| t.start == *at)
                    });
                    rules::text_only(draft, sentence, &range, Some(entity));
                }
            }
        }
        Fact::Cascade { parent, children, effect, toks } => {
            let _ = relate::cascade(draft, sentence, parent, children, *effect, toks);
        }
        Fact::Quality { metric, op, value, unit, measurable, toks } => {
            let Some(value) = fields::number(*value) else { return };
            draft.nfr.push(Nfr {
                metric: (*metric).to_owned(),
                op: (*op).to_owned(),
                value,
                unit: unit.clone(),
                load: None,
                provable: Some(
                    if *measurable { "measured_here" } else { "not_provable_by_build" }.to_owned(),
                ),
                src: sentence.span(toks),
                origin: Some(Origin::Stated),
                rule: Some("G14.nfr".to_owned()),
            });
            let index = draft.nfr.len() - 1;
            if *measurable {
                draft.cover(sentence, toks, &Target::Nfr(index));
            } else if let Some(span) = sentence.span(toks) {
                let id = draft.ask(questions::new(
                    QuestionKind::NotProvable,
                    format!("/nfr/{metric}"),
                    format!(
                        "no build can prove this: \u{201c}{}\u{201d}. It is kept as a note",
                        questions::quote(sentence, toks)
                    ),
                    vec![span],
                    json!("keep as a note"),
                    vec![json!("keep as a note"), json!("leave it out")],
                    false,
                ));
                draft.cover(sentence, toks, &Target::Question(id));
            }
        }
        Fact::Filter { .. }
        | Fact::By { .. }
        | Fact::Search { .. }
        | Fact::Sort { .. }
        | Fact::NewestFirst { .. }
        | Fact::Page { .. } => super::nested::apply(draft, sentence, fact),
        _ => {}
    }
}

/// A rule that was read, but names what nobody described.
fn stays_text(draft: &mut Draft, sentence: &Sentence, fact: &Fact) {
    let (Fact::Overlap { toks, .. }
    | Fact::Limit { toks, .. }
    | Fact::Order { toks, .. }
    | Fact::Differ { toks, .. }
    | Fact::Deadline { toks, .. }
    | Fact::Capacity { toks, .. }
    | Fact::Counting { toks, .. }
    | Fact::Settled { toks, .. }
    | Fact::UniqueTogether { toks, .. }
    | Fact::Deed { toks, .. }
    | Fact::Cascade { toks, .. }) = fact
    else {
        return;
    };
    let open = sentence
        .toks
        .get(toks.clone())
        .unwrap_or_default()
        .iter()
        .filter(|t| t.content && !draft.covered(sentence, t))
        .count();
    if open > 0 && !draft.entities.is_empty() {
        let entity = draft.current.clone();
        rules::text_only(draft, sentence, toks, entity);
    }
}

/// The step of a thing that a deed on it is, where nothing is kept of the deed.
fn step_of(draft: &Draft, noun: &str, what: &Np) -> Option<String> {
    let entity = draft.resolve(what).filter(|_| draft.resolve_key(noun).is_none())?;
    let mut verbs = crate::english::clause::deed::verbs_of(noun);
    verbs.find_map(|verb| states::verb_of(draft, &entity, verb))
}

fn allowed(draft: &mut Draft, sentence: &Sentence, fact: &Fact) {
    match fact {
        Fact::Likely(right) if matches!(**right, Fact::Permit { .. }) => {
            permits::likely(draft, sentence, right, allowed);
        }
        Fact::Likely(rule) => super::likely::apply(draft, sentence, rule),
        // "DELETE /rooms/{id} (admin only)"
        Fact::Permit { who, acts, toks, .. } if acts.is_empty() => {
            permits::of_route(draft, sentence, who, toks);
        }
        Fact::Permit { who, acts, objects, own, only, deny, toks } => {
            let _ = permits::permit(draft, sentence, who, acts, objects, *own, *only, *deny, toks);
        }
        // "create batches and reserve them", where a batch may be reserved: its step, and nothing that is kept.
        Fact::Deed { who, noun, what, toks, right: true, .. }
            if draft.needs_accounts && step_of(draft, noun, what).is_some() =>
        {
            let Some(verb) = step_of(draft, noun, what) else { return };
            let who = [(crate::english::clause::deed::role(who), who.toks.clone())];
            let acts = [crate::english::evidence::Act { verb, toks: toks.clone() }];
            let things = std::slice::from_ref(what);
            let _ = permits::permit(draft, sentence, &who, &acts, things, false, false, false, toks);
        }
        // Whoever does it makes what is kept of it.
        Fact::Deed { who, noun, toks, right: true, .. } if draft.needs_accounts => {
            let role = crate::english::clause::deed::role(who);
            // Pupils that are kept are no role until something else says that they log in.
            let known = matches!(&role, Who::Role(name) if draft.roles.contains(name));
            if draft.resolve(who).is_some() && !known {
                return;
            }
            let low: Vec<String> = noun.split(' ').map(str::to_owned).collect();
            let object = Np { name: (*noun).to_owned(), low, toks: toks.clone(), ..Np::default() };
            let act = crate::english::evidence::Act { verb: "create".to_owned(), toks: toks.clone() };
            let who = [(role, who.toks.clone())];
            let before = draft.permissions.len();
            let _ = permits::permit(draft, sentence, &who, &[act], &[object], false, false, false, toks);
            if draft.permissions.len() > before {
                permits::personal(draft);
            }
        }
        Fact::Unread { toks } if !draft.entities.is_empty() => {
            if crate::own::prose::takes(draft, sentence, toks) {
                return;
            }
            let entity = draft.current.clone();
            rules::text_only(draft, sentence, toks, entity);
        }
        Fact::Transition { owner, verb, by, toks, .. } if !by.is_empty() => {
            let acts = [crate::english::evidence::Act { verb: verb.clone(), toks: toks.clone() }];
            permits::permit(
                draft,
                sentence,
                by,
                &acts,
                std::slice::from_ref(owner),
                false,
                true,
                false,
                toks,
            );
        }
        Fact::Roles { names, toks } => {
            for name in names {
                if name != "user" && name != "public" && !draft.roles.contains(name) {
                    draft.roles.push(name.clone());
                }
            }
            draft.cover(sentence, toks, &Target::Pointer("/auth/roles".to_owned()));
        }
        Fact::FirstRole { name, toks } => {
            if !draft.roles.contains(name) {
                draft.roles.push(name.clone());
            }
            draft.first_role = Some(name.clone());
            draft.cover(sentence, toks, &Target::Pointer("/auth/first_role".to_owned()));
        }
        Fact::Deny { acts, objects, toks } => {
            let _ = permits::deny_all(draft, sentence, acts, objects, toks);
        }
        Fact::Auth { scheme, toks } => {
            if let Some(entity) = permits::records(draft, sentence, toks) {
                draft.cover(sentence, toks, &Target::Pointer(format!("/entities/{entity}")));
                return;
            }
            let span = sentence.span(toks);
            let known = draft.scheme.as_ref().map(|(name, _)| name.clone());
            match (scheme, known) {
                (Some("none"), _) if draft.needs_accounts => {
                    if let Some(span) = span {
                        let id = draft.ask(questions::new(
                            QuestionKind::Conflict,
                            "/auth/scheme".to_owned(),
                            "the text asks for no accounts, and for rights that need them: which holds?"
                                .to_owned(),
                            vec![span],
                            json!("accounts"),
                            vec![json!("accounts"), json!("no accounts")],
                            true,
                        ));
                        draft.cover(sentence, toks, &Target::Question(id));
                    }
                    return;
                }
                (Some(name), None) => draft.scheme = Some(((*name).to_owned(), span)),
                (None, None) => {}
                _ => {}
            }
            draft.cover(sentence, toks, &Target::Pointer("/auth/scheme".to_owned()));
        }
        _ => {}
    }
}
