//! Each fact finds its place in the draft, in three passes: what there is, how it changes, what holds.

use domain::{
    Origin,
    rule::{Direction, FormalRule},
    spec::{FieldType, Nfr, QuestionKind},
};
use serde_json::json;

use super::{
    counts,
    draft::{Draft, Sentence, Target, key_of, many_to_one, pointer_of_field},
    entities, fields, permits, relate, rules,
    states::{self, Machines},
    unique,
};
use crate::{
    english::evidence::{Fact, Item, Mod, Np, Quant, Who},
    questions, words,
};

/// Facts with the entity that was spoken of when they were said.
type Context = Vec<(usize, usize, Option<String>)>;

pub fn all(draft: &mut Draft, sentences: &[Sentence], machines: &mut Machines) {
    draft.needs_accounts = draft.accounts_routed || permits::wants_accounts(draft, sentences);
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
    let rights = |fact: &Fact| matches!(fact, Fact::Permit { .. });
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
                0 => keys(draft, sentence, fact),
                1 => changes(draft, machines, sentence, fact),
                2 => {
                    holds(draft, sentence, fact);
                    stays_text(draft, sentence, fact);
                }
                _ => allowed(draft, sentence, fact),
            }
        }
        if pass == 0 {
            relate::below_routes(draft);
        }
        if pass == 1 {
            states::settle(machines);
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

/// "free spots", "booked rooms": a word that picks some of the rows.
fn limited(draft: &Draft, sentence: &Sentence, np: &Np) -> bool {
    let before = sentence.toks.get(..np.toks.start).unwrap_or_default().iter().rev();
    let shown = before
        .take_while(|tok| tok.word)
        .find(|tok| !matches!(tok.low.as_str(), "me" | "us" | "all" | "the" | "only" | "any" | "just"))
        .is_some_and(|tok| {
            matches!(
                tok.low.as_str(),
                "list"
                    | "show"
                    | "display"
                    | "get"
                    | "see"
                    | "view"
                    | "give"
                    | "find"
                    | "fetch"
                    | "return"
                    | "print"
                    | "browse"
            )
        });
    if !shown {
        return false;
    }
    let lexicon = crate::english::lexicon::lexicon();
    let picks = |word: &String| {
        let bent = lexicon.adjectives.contains(word)
            || lexicon.verb(word).is_some_and(|(_, form)| form == crate::english::lexicon::Form::Past);
        let shaped =
            ["ive", "ful", "ous", "able", "ible", "less", "est"].iter().any(|end| word.ends_with(end));
        bent || shaped
            || matches!(
                word.as_str(),
                "vacant" | "empty" | "occupied" | "unused" | "unsold" | "busy" | "late" | "broken"
            )
    };
    permits::some_rows(draft, np) && np.low.first().is_some_and(picks)
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
                if let Some(name) = draft.resolve(np) {
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
        | Fact::Transition { owner: np, .. } => draft.current = draft.resolve(np).or(draft.current.take()),
        _ => {}
    }
}

fn has(
    draft: &mut Draft,
    sentence: &Sentence,
    subject: Option<&Np>,
    items: &[Item],
    toks: &std::ops::Range<usize>,
    from_frame: bool,
) {
    let owner = match subject {
        Some(np) => match draft.resolve(np) {
            Some(name) => Some(name),
            None if Draft::is_user(np) => return owned(draft, sentence, items, toks),
            // "the system has …"
            None => return,
        },
        None if from_frame => {
            if entities::field_like(items) {
                draft.current.clone().or_else(|| only_entity(draft))
            } else {
                None
            }
        }
        None => draft.current.clone().or_else(|| only_entity(draft)),
    };
    if let (Some(np), Some(name)) = (subject, &owner) {
        draft.cover(sentence, &np.toks, &Target::Pointer(format!("/entities/{name}")));
        draft.current = Some(name.clone());
    }
    let mut untold = Vec::new();
    // "they simply have no gallery afterwards": what is not there is no field, and says something else.
    untold.extend(items.iter().skip(1).filter(|item| item.np.quant == Quant::No).map(|item| item.toks.clone()));
    for item in items.iter().filter(|item| item.np.quant != Quant::No) {
        // "books (title, isbn)" is an entity wherever it stands.
        if !item.members.is_empty()
            && let Some(name) = draft.resolve(&item.np)
        {
            draft.cover(sentence, &item.np.toks, &Target::Pointer(format!("/entities/{name}")));
            // "recipes have ingredients with an amount", where an ingredient has a name of its own: many share it,
            // and nothing says how much of it one of them takes.
            let shared = owner.as_ref().filter(|holder| {
                subject.is_some()
                    && draft.entities.get(&name).is_some_and(|known| !known.fields.is_empty())
                    && relate::goes_into(holder, item)
            });
            if let Some(holder) = shared.cloned() {
                let bare = Item { members: Vec::new(), ..item.clone() };
                relate::member(draft, sentence, &holder, &bare);
                draft.cover(sentence, &item.np.toks, &Target::Pointer(format!("/entities/{name}")));
                untold.extend(item.members.iter().map(|member| member.toks.clone()));
                continue;
            }
            for member in &item.members {
                place(draft, sentence, &name, member, "G1.paren-list");
            }
            draft.cover_item(sentence, item, &Target::Pointer(format!("/entities/{name}")));
            for said in &item.mods {
                if let Mod::BelongsTo(to, optional) = said {
                    relate::clause(draft, sentence, Some(&item.np), to, false, false, *optional, &to.toks);
                }
            }
            // "orders have order lines (product, quantity)": each of them is of one order.
            if let Some(holder) = owner.clone().filter(|holder| *holder != name && subject.is_some())
                && item.np.plural
                && !draft
                    .relations
                    .iter()
                    .any(|r| r.from == name && r.to == holder || r.from == holder && r.to == name)
            {
                let mut relation =
                    many_to_one(&name, &holder, format!("{}_id", words::snake(&holder).unwrap_or_default()));
                relation.src = sentence.span(&item.np.toks);
                relation.rule = Some("G2.has-many".to_owned());
                draft.relate(relation);
            }
            // "owners (…) and their pets (…)"
            if sentence.toks.get(item.toks.start).is_some_and(|t| t.is("their") || t.is("its"))
                && let Some(holder) = draft.current.clone().filter(|holder| *holder != name)
            {
                let mut relation =
                    many_to_one(&name, &holder, format!("{}_id", words::snake(&holder).unwrap_or_default()));
                relation.src = sentence.span(&item.np.toks);
                relation.rule = Some("G2.theirs".to_owned());
                draft.relate(relation);
            }
            draft.current = Some(name);
            continue;
        }
        if owner.is_none()
            || from_frame && draft.resolve(&item.np).is_some() && item.mods.is_empty() && item.np.plural
        {
            if let Some(name) = draft.resolve(&item.np) {
                draft.cover_item(sentence, item, &Target::Pointer(format!("/entities/{name}")));
                draft.current = Some(name);
            }
            continue;
        }
        if let Some(owner) = &owner {
            let rule = if subject.is_some() { "G2.has-list" } else { "G2.list" };
            if !place(draft, sentence, owner, item, rule) {
                untold.push(item.toks.clone());
            }
        }
    }
    if let Some(owner) = &owner
        && !items.is_empty()
    {
        let whole = Item {
            unread: items.iter().flat_map(Item::gaps).chain(untold).collect(),
            ..Item::spanning(toks.clone())
        };
        draft.cover_item(sentence, &whole, &Target::Pointer(format!("/entities/{owner}")));
    }
}

/// "Every user has their own expenses (amount, spent on)": things that belong to accounts.
fn owned(draft: &mut Draft, sentence: &Sentence, items: &[Item], toks: &std::ops::Range<usize>) {
    let mut last = None;
    for item in items {
        let Some(name) = draft.resolve(&item.np) else { continue };
        for member in &item.members {
            place(draft, sentence, &name, member, "G1.paren-list");
        }
        let mut relation = many_to_one(&name, "User", "user_id".to_owned());
        relation.src = sentence.span(&item.np.toks);
        relation.rule = Some("G2.own".to_owned());
        last = Some(draft.relate(relation));
        draft.current = Some(name);
    }
    if let Some(index) = last {
        draft.needs_accounts = true;
        draft.cover(sentence, toks, &Target::Relation(index));
    }
}

pub fn only_entity(draft: &Draft) -> Option<String> {
    if draft.entities.len() == 1 { draft.entities.keys().next().cloned() } else { None }
}

/// A member of a list as a key or a field of the owner. Answers whether it became anything, a question included.
fn place(draft: &mut Draft, sentence: &Sentence, owner: &str, item: &Item, rule: &str) -> bool {
    if relate::member(draft, sentence, owner, item) {
        return true;
    }
    // "size: S, M, L": a letter is a value of something, unless it is a place in a plane.
    if let [letter] = item.np.low.as_slice()
        && letter.chars().count() == 1
        && !matches!(letter.as_str(), "x" | "y" | "z")
    {
        return false;
    }
    // "1 or more connectors of type A, B or C": each of them has a type, and they are no choice of one.
    if item.np.quant == Quant::Many
        && item.np.plural
        && item.mods.iter().any(|m| matches!(m, Mod::Values(_)))
        && !crate::english::clause::is_choice_name(item.np.last())
    {
        let quoted = questions::quote(sentence, &item.toks);
        let mut question =
            questions::unrecognised(&quoted, sentence.span(&item.toks).into_iter().collect(), true);
        questions::without_proposal(&mut question);
        let id = draft.ask(question);
        draft.cover(sentence, &item.toks, &Target::Question(id));
        return true;
    }
    let lexicon = crate::english::lexicon::lexicon();
    // "with basic details" names nothing; with a type or values it is a field whatever its name.
    let described = item.mods.iter().any(|m| !matches!(m, Mod::Note | Mod::Required | Mod::Optional));
    if !described
        && item.np.low.iter().all(|w| {
            lexicon.fillers.contains(w)
                && !crate::english::clause::is_field_word(w)
                && !crate::english::clause::is_choice_name(w)
                && !matches!(
                    w.as_str(),
                    "value"
                        | "items"
                        | "detail"
                        | "label"
                        | "mode"
                        | "goal"
                        | "private"
                        | "public"
                        | "website"
                        | "team"
                        | "project"
                        | "office"
                        | "company"
                        | "item"
                        | "part"
                        | "purpose"
                        | "complete"
                        | "available"
                        | "modern"
                        | "named"
                        | "back"
                        | "side"
                        | "table"
                        | "record"
                        | "system"
                        | "tool"
                        | "platform"
                        | "overview"
                        | "program"
                        | "kind"
                        | "store"
                        | "support"
                        | "sample"
                )
        })
    {
        return false;
    }
    if let Some(name) = fields::add(draft, sentence, owner, item, rule) {
        field_rules(draft, sentence, owner, &name, &item.mods, &item.toks);
        return true;
    }
    // "id" and "created at" are in every record.
    words::snake(&item.np.name)
        .is_some_and(|name| matches!(name.as_str(), "id" | "ids" | "created_at" | "updated_at"))
}

/// What is said of a field that is no keyword of it.
fn field_rules(
    draft: &mut Draft,
    sentence: &Sentence,
    entity: &str,
    name: &str,
    mods: &[Mod],
    toks: &std::ops::Range<usize>,
) {
    let timely =
        draft.entities.get(entity).and_then(|e| e.fields.get(name)).is_none_or(|field| {
            matches!(field.ql_type, FieldType::Date | FieldType::DateTime | FieldType::Time)
        });
    for said in mods {
        match said {
            // "a publication year not in the future": no form holds a number against the clock.
            Mod::Future | Mod::Past if !timely => {
                let words = sentence.toks.get(toks.clone()).unwrap_or_default();
                let words: Vec<usize> = words.iter().map(|tok| tok.start).collect();
                draft.cover.retain(|(text, at), _| *text != sentence.text || !words.contains(at));
                rules::text_only(draft, sentence, toks, Some(entity.to_owned()));
            }
            Mod::Immutable => {
                let _ = rules::formal(
                    draft,
                    sentence,
                    toks,
                    entity,
                    vec![name.to_owned()],
                    &FormalRule::Immutable { fields: vec![name.to_owned()], filter: None, ops: Vec::new() },
                    "G9.immutable",
                );
            }
            Mod::Future => {
                let _ = rules::formal(
                    draft,
                    sentence,
                    toks,
                    entity,
                    vec![name.to_owned()],
                    &FormalRule::Time { field: name.to_owned(), direction: Direction::Future },
                    "G11.time",
                );
            }
            Mod::Past => {
                let _ = rules::formal(
                    draft,
                    sentence,
                    toks,
                    entity,
                    vec![name.to_owned()],
                    &FormalRule::Time { field: name.to_owned(), direction: Direction::Past },
                    "G11.time",
                );
            }
            Mod::UniquePer(scopes) => draft.pending_unique.push((
                entity.to_owned(),
                name.to_owned(),
                scopes.clone(),
                sentence.text,
                toks.clone(),
                sentence.toks.first().map_or(0, |t| t.start),
            )),
            _ => {}
        }
    }
}

/// `The status is draft, sent or paid`
fn about(
    draft: &mut Draft,
    sentence: &Sentence,
    np: &Np,
    owner: Option<&Np>,
    mods: &[Mod],
    toks: &std::ops::Range<usize>,
) -> bool {
    // "spot number": the number of a spot.
    if owner.is_none()
        && np.low.len() >= 2
        && let Some((of, rest)) = np.low.split_first()
        && let Some(entity) = draft.names.get(of).cloned()
        && draft.owner_of(np).is_none()
    {
        let rest = Np { name: rest.join(" "), low: rest.to_vec(), ..np.clone() };
        let of = Np { name: of.clone(), low: vec![of.clone()], ..np.clone() };
        if draft.member(&entity, &rest).is_some() {
            return about(draft, sentence, &rest, Some(&of), mods, toks);
        }
    }
    let stated_owner = owner.and_then(|np| draft.resolve(np));
    if stated_owner.is_some() {
        draft.current = stated_owner.clone();
    }
    let holder = stated_owner
        .clone()
        .filter(|o| draft.member(o, np).is_some())
        .or_else(|| draft.owner_of(np).filter(|_| stated_owner.is_none()));
    if let Some(entity) = holder {
        let Some(name) = draft.member(&entity, np) else { return false };
        draft.current = Some(entity.clone());
        if !draft.entities.get(&entity).is_some_and(|e| e.fields.contains_key(&name)) {
            return about_key(draft, sentence, &entity, &name, mods, toks);
        }
        fields::modify(draft, sentence, &entity, &name, mods, toks);
        field_rules(draft, sentence, &entity, &name, mods, toks);
        draft.cover_contested(sentence, toks);
        draft.cover(sentence, toks, &pointer_of_field(&entity, &name));
        return true;
    }
    // "Statuses: draft, sent, paid": of what was spoken of last, where nothing has such a field.
    let plain = words::singular(np.last());
    if owner.is_none()
        && np.low.len() == 1
        && matches!(plain.as_str(), "status" | "state" | "stage")
        && mods.iter().any(|m| matches!(m, Mod::Values(_)))
        && let Some(entity) = draft.current.clone().or_else(|| only_entity(draft))
    {
        let named = Np { name: plain.clone(), low: vec![plain], ..np.clone() };
        let item = Item { np: named, mods: mods.to_vec(), ..Item::spanning(toks.clone()) };
        return fields::add(draft, sentence, &entity, &item, "G9.states").is_some();
    }
    // "the recipe of a batch never changes": the key, which is known when all things are.
    let of_another = stated_owner.is_some() && mods.contains(&Mod::Immutable);
    // "tickets are open, pending or closed": the states of the thing itself.
    if let Some(entity) =
        draft.resolve(np).filter(|entity| !of_another || stated_owner.as_ref() == Some(entity))
    {
        draft.current = Some(entity.clone());
        if mods.iter().any(|m| matches!(m, Mod::Values(_))) {
            let mods =
                mods.iter().filter(|m| matches!(m, Mod::Values(_) | Mod::Default(_))).cloned().collect();
            let item = Item {
                np: Np {
                    name: "status".into(),
                    low: vec!["status".into()],
                    toks: toks.clone(),
                    name_toks: toks.clone(),
                    ..Np::default()
                },
                mods,
                ..Item::spanning(toks.clone())
            };
            fields::add(draft, sentence, &entity, &item, "G9.states");
            return true;
        }
        // "Done tasks are read-only": the others may change.
        if mods.contains(&Mod::Immutable) && permits::some_rows(draft, np) {
            rules::text_only(draft, sentence, toks, Some(entity));
            return true;
        }
        if mods.contains(&Mod::Immutable) {
            draft.denied.insert((entity.clone(), "update"));
            return rules::formal(
                draft,
                sentence,
                toks,
                &entity,
                Vec::new(),
                &FormalRule::Immutable { fields: Vec::new(), filter: None, ops: Vec::new() },
                "G9.immutable",
            );
        }
        return false;
    }
    // A field that nothing else named: the thing spoken of has it.
    let entity = stated_owner.or_else(|| draft.current.clone()).or_else(|| only_entity(draft));
    let telling = mods.iter().any(|m| !matches!(m, Mod::Note | Mod::Immutable | Mod::Future | Mod::Past));
    let plain = np.low.len() <= 3 && !np.plural || matches!(np.quant, Quant::The);
    // "A leave request is pending or approved": one of many things, no field of the one before.
    let one_of_many = matches!(np.quant, Quant::One | Quant::Each)
        && np.of.is_none()
        && owner.is_none()
        && !crate::english::clause::is_field_word(np.last())
        && !crate::english::clause::is_choice_name(np.last())
        && mods.iter().any(|said| matches!(said, Mod::Values(_)));
    if one_of_many {
        return false;
    }
    match entity.filter(|_| telling && plain) {
        Some(entity) => {
            let item = Item { np: np.clone(), mods: mods.to_vec(), ..Item::spanning(toks.clone()) };
            match fields::add(draft, sentence, &entity, &item, "G9.about") {
                Some(name) => {
                    field_rules(draft, sentence, &entity, &name, mods, toks);
                    true
                }
                None => false,
            }
        }
        None => false,
    }
}

/// "A spraying is done on a row, on a date, with a product": nothing else says what it is made of.
fn made_of_ties(draft: &Draft, sentence: &Sentence, owner: &str, from: Option<&Np>) -> bool {
    let tied = sentence
        .facts
        .iter()
        .filter(|fact| matches!(fact, Fact::Link { from: one, .. } if one.as_ref() == from))
        .count();
    let bare = draft
        .entities
        .get(owner)
        .is_some_and(|e| e.fields.values().all(|field| field.rule.as_deref() == Some("G3.as-field")));
    bare && tied > 2 && from.is_some_and(|np| matches!(np.quant, Quant::One | Quant::Each))
}

/// `the project is optional`, where the project is a key.
fn about_key(
    draft: &mut Draft,
    sentence: &Sentence,
    entity: &str,
    key: &str,
    mods: &[Mod],
    toks: &std::ops::Range<usize>,
) -> bool {
    let Some(index) =
        draft.relations.iter().position(|r| r.from == entity && r.field.as_deref() == Some(key))
    else {
        return false;
    };
    for said in mods {
        if let (Mod::Optional | Mod::Required, Some(relation)) = (said, draft.relations.get_mut(index)) {
            relation.required = Some(*said == Mod::Required);
        }
    }
    draft.cover(sentence, toks, &Target::Relation(index));
    true
}

/// Relations by verbs and cascades.
fn keys(draft: &mut Draft, sentence: &Sentence, fact: &Fact) {
    match fact {
        Fact::Relation { from, to, many_to_many, one_to_one, optional, toks, .. }
            if !relate::clause(
                draft,
                sentence,
                from.as_ref(),
                to,
                *many_to_many,
                *one_to_one,
                *optional,
                toks,
            ) => {
                relation_as_field(draft, sentence, from.as_ref(), to, toks);
            }
        Fact::Link { from, to, optional, toks } => {
            let owner = from.as_ref().map_or_else(|| draft.current.clone(), |np| draft.resolve(np));
            let Some(owner) = owner else { return };
            let mods = if *optional { vec![Mod::Optional] } else { Vec::new() };
            let item = Item { np: to.clone(), mods, ..Item::spanning(toks.clone()) };
            if !relate::member(draft, sentence, &owner, &item)
                && (crate::english::clause::is_field_word(to.last())
                    || timely(to)
                    || matches!(to.quant, Quant::One | Quant::Each)
                        && made_of_ties(draft, sentence, &owner, from.as_ref()))
            {
                fields::add(draft, sentence, &owner, &item, "G3.as-field");
            }
        }
        Fact::Has { subject: None, items, toks, from_frame: false }
            // "it has many comments", read before the entity was known.
            if toks
                .clone()
                .any(|n| sentence.toks.get(n).is_some_and(|t| t.content && !draft.covered(sentence, t)))
            => {
                has(draft, sentence, None, items, toks, false);
            }
        Fact::About { field: Some(np), owner, mods, toks } => {
            // What was said of a field before the field was named.
            let open = sentence
                .toks
                .get(toks.clone())
                .unwrap_or_default()
                .iter()
                .any(|t| t.content && !draft.covered(sentence, t));
            if open {
                about(draft, sentence, np, owner.as_ref(), mods, toks);
            }
        }
        Fact::About { field: None, mods, toks, .. } => {
            if let Some(entity) = draft.current.clone() {
                let names: Vec<String> = draft
                    .entities
                    .get(&entity)
                    .map(|e| e.fields.keys().cloned().collect())
                    .unwrap_or_default();
                for name in names {
                    if !draft.presence.contains_key(&(entity.clone(), name.clone())) {
                        let required = mods.contains(&Mod::Required);
                        if let Some(field) = draft
                            .field(&entity, &name)
                            .filter(|f| f.ql_type != FieldType::Boolean && f.default.is_none())
                        {
                            field.required = required;
                        }
                    }
                }
                draft.cover(sentence, toks, &Target::Pointer(format!("/entities/{entity}")));
            }
        }
        Fact::Cascade { parent, children, effect, toks } => {
            draft.cascades.push((
                parent.clone(),
                children.clone(),
                *effect,
                sentence.text,
                toks.clone(),
                sentence.toks.first().map_or(0, |t| t.start),
            ));
        }
        _ => {}
    }
}

/// A name that says when: `a date`, `a start time`.
fn timely(np: &Np) -> bool {
    np.low.len() <= 2
        && matches!(
            crate::types::infer(&np.name).field.ql_type,
            FieldType::Date | FieldType::DateTime | FieldType::Time
        )
}

/// `is written by a publisher` where no such entity is: a field says as much.
fn relation_as_field(
    draft: &mut Draft,
    sentence: &Sentence,
    from: Option<&Np>,
    to: &Np,
    toks: &std::ops::Range<usize>,
) {
    let Some(entity) = from.map_or_else(|| draft.current.clone(), |np| draft.resolve(np)) else { return };
    if draft.entities.get(&entity).is_none() || to.low.len() > 2 {
        return;
    }
    let key = key_of(to);
    let name = words::snake(&key).unwrap_or_default();
    if let Some(member) = draft.member(&entity, to) {
        draft.cover(sentence, toks, &pointer_of_field(&entity, &member));
    } else if matches!(
        name.as_str(),
        "author"
            | "category"
            | "genre"
            | "brand"
            | "country"
            | "city"
            | "location"
            | "publisher"
            | "manufacturer"
            | "day"
            | "week"
            | "month"
            | "year"
            | "quarter"
            | "date"
    ) {
        let mut np = to.clone();
        np.name = key.clone();
        np.low = key.split(' ').map(str::to_owned).collect();
        np.plural = false;
        fields::add(
            draft,
            sentence,
            &entity,
            &Item { np, mods: Vec::new(), ..Item::spanning(toks.clone()) },
            "G3.as-field",
        );
    }
}

fn changes(draft: &mut Draft, machines: &mut Machines, sentence: &Sentence, fact: &Fact) {
    match fact {
        // "managers can approve or reject requests" moves the status, where there is one.
        Fact::Permit { acts, objects, .. } => {
            if let Some(entity) = draft.current.clone().filter(|_| objects.is_empty()) {
                for act in acts.iter().filter(|act| permits::ops_of(&act.verb).is_none()) {
                    states::moved_by(draft, machines, &entity, &[], &act.verb, sentence.span(&act.toks));
                }
            }
            for np in objects {
                // "submit" makes a claim, or hands in the one that is there: its steps tell.
                let steps = |verb: &str| {
                    draft.resolve(np).is_some_and(|entity| states::enters(draft, machines, &entity, verb))
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
    if owner.low.len() > 1 && !draft.names.contains_key(&key_of(owner)) {
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

fn holds(draft: &mut Draft, sentence: &Sentence, fact: &Fact) {
    match fact {
        Fact::Overlap { subject, scope, toks } => {
            let _ = rules::overlap(draft, sentence, subject.as_ref(), scope.as_ref(), toks);
        }
        Fact::Limit { holder, also, max, counted, per, toks } => {
            let _ = counts::limit(draft, sentence, holder.as_ref(), also, *max, counted, *per, toks);
        }
        Fact::Counting { what, states, only, toks } => {
            let _ = super::exempt::leave_out(draft, sentence, what.as_ref(), states, *only, toks);
        }
        Fact::Settled { subject, states, but, lasting, ops, toks } => {
            let how = super::settled::How { states, but: *but, lasting: *lasting, ops };
            let _ = super::settled::rule(draft, sentence, subject, &how, toks);
        }
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
            let _ = unique::together_of(draft, sentence, on.as_ref(), with, toks);
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
        | Fact::Page { .. } => super::listing::apply(draft, sentence, fact),
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

fn allowed(draft: &mut Draft, sentence: &Sentence, fact: &Fact) {
    match fact {
        Fact::Permit { who, acts, objects, own, only, deny, toks } => {
            let _ = permits::permit(draft, sentence, who, acts, objects, *own, *only, *deny, toks);
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
            let _ = permits::permit(draft, sentence, &who, &[act], &[object], false, false, false, toks);
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
