//! Keys between entities, from lists ("has many items") and from verbs ("belongs to").

use domain::{
    Origin,
    spec::{OnDelete, Relation, RelationKind},
};

pub use super::gathered::{goes_into, joint};
use super::{
    draft::{Draft, Sentence, Target, key_of, many_to_one},
    gathered,
};
use crate::{
    english::{
        evidence::{self, Item, Mod, Np, Quant},
        lexicon::lexicon,
    },
    words,
};

/// `GET /couriers/{id}/parcels`: where nothing else ties the two, each parcel is of one courier.
pub fn below_routes(draft: &mut Draft) {
    let nested: Vec<(String, String, Option<domain::Span>)> = draft
        .operations
        .iter()
        .filter_map(|op| {
            let path = op.path.as_deref()?.trim_start_matches('/');
            let [parent, id, child] = path.split('/').collect::<Vec<_>>().try_into().ok()?;
            let named = |step: &str| {
                let name = crate::own::named_entity(draft, &step.replace('-', " "))?;
                words::is_plural(step).then_some(name)
            };
            let (parent, child) = (named(parent)?, named(child)?);
            (id.starts_with('{') && parent != child).then_some((child, parent, op.src))
        })
        .collect();
    for (child, parent, src) in nested {
        // "students of a course", "books of a customer": where they are tied to others already, the route may
        // mean what these tell.
        if draft.relations.iter().any(|r| r.from == child || r.to == child) {
            continue;
        }
        let key = format!("{}_id", words::snake(&parent).unwrap_or_default());
        let mut relation = super::draft::many_to_one(&child, &parent, key.clone());
        relation.origin = Some(domain::Origin::Inferred);
        relation.src = src;
        relation.rule = Some("G3.route".into());
        let index = draft.relate(relation);
        draft.assume(
            format!(
                "each record of {child} belongs to one of {parent} ({key}), for a route lists them below it"
            ),
            Some(format!("/relations/{index}")),
            &["many of each", "no key"],
        );
    }
}

/// A list member that names an entity is a key, not a field.
pub fn member(draft: &mut Draft, sentence: &Sentence, owner: &str, item: &Item) -> bool {
    if item.np.counts() {
        return false;
    }
    if let Some(np) =
        item.mods.iter().find_map(|said| if let Mod::Refers(np) = said { Some(np) } else { None })
        && let Some(target) = draft
            .resolve(np)
            .or_else(|| (Draft::is_user(np) && draft.needs_accounts).then(|| "User".to_owned()))
            .or_else(|| (np.key() == evidence::ITSELF).then(|| owner.to_owned()))
    {
        in_role(draft, sentence, owner, item, &target);
        return true;
    }
    // `meter_id`, "meter id": the key to one of those, where there are any.
    let written = item.np.low.join("_");
    if let Some(target) =
        written.strip_suffix("_id").and_then(|thing| draft.names.get(&thing.replace('_', " "))).cloned()
        && !item.np.plural
        && target != owner
    {
        let mut item = item.clone();
        item.np.name = written.trim_end_matches("_id").replace('_', " ");
        item.np.low = item.np.name.split(' ').map(str::to_owned).collect();
        in_role(draft, sentence, owner, &item, &target);
        return true;
    }
    // "lot reference", "sensor ref": the key to one of those, where there are any.
    if let [thing @ .., "reference" | "ref" | "key"] =
        item.np.low.iter().map(String::as_str).collect::<Vec<_>>().as_slice()
        && let Some(target) = draft.names.get(&thing.join(" ")).cloned()
    {
        let mut item = item.clone();
        item.np.low.pop();
        item.np.name = item.np.low.join(" ");
        in_role(draft, sentence, owner, &item, &target);
        return true;
    }
    // "max guests", "number of rooms" count what is kept, and are none of it.
    const COUNTS: &[&str] =
        &["max", "min", "maximum", "minimum", "number", "total", "current", "expected", "remaining"];
    let counts = item.np.low.len() >= 2
        && item.np.plural
        && item.np.low.first().is_some_and(|word| COUNTS.contains(&word.as_str()))
        && draft
            .names
            .get(&key_of(&item.np))
            .is_none_or(|name| words::pascal(&key_of(&item.np)).as_ref() != Some(name));
    // "minimum pledge", "average score": a figure, and no record of those.
    let figure = item.np.low.len() >= 2
        && item.np.low.first().is_some_and(|word| {
            matches!(word.as_str(), "max" | "min" | "maximum" | "minimum" | "total" | "average")
        })
        && !draft.names.contains_key(&key_of(&item.np));
    if counts || figure {
        return false;
    }
    let Some(target) = draft
        .resolve(&item.np)
        .filter(|_| !draft.entities.get(owner).is_some_and(|e| e.fields.contains_key(&snake(&item.np))))
    else {
        return user_member(draft, sentence, owner, item) || in_part(draft, sentence, owner, item);
    };
    // Nothing is a part of itself because its name is said twice.
    if target == owner && item.np.low.len() == 1 {
        draft.cover_item(sentence, item, &Target::Pointer(format!("/entities/{owner}")));
        return true;
    }
    let optional = item.mods.contains(&Mod::Optional);
    let src = sentence.span(&item.toks);
    // "aircraft" is one and many.
    let bent = words::singular(item.np.last()) != item.np.last();
    let many = item.np.plural && bent || item.np.quant == Quant::Many;
    // "a done flag" is a field even where a thing is called so; values and bounds say field too.
    if item
        .mods
        .iter()
        .any(|m| matches!(m, Mod::Values(_) | Mod::Type(_) | Mod::AtMost(..) | Mod::AtLeast(..)))
    {
        return false;
    }
    // What was said to be many to many from one side is no less so from the other.
    let known = |r: &Relation| {
        r.kind == RelationKind::ManyToMany
            && (r.from == owner && r.to == target || r.from == target && r.to == owner)
    };
    if let Some(index) = draft.relations.iter().position(known).filter(|_| many) {
        draft.cover_item(sentence, item, &Target::Relation(index));
        return true;
    }
    let index = if !many {
        let field = format!("{}_id", snake(&item.np));
        let mut relation = many_to_one(owner, &target, field);
        relation.required = Some(!optional);
        relation.src = src;
        relation.rule = Some("G2.has-one".to_owned());
        draft.relate(relation)
    } else if item.mods.contains(&Mod::Shared)
        || gathered::goes_into(owner, item)
        || gathered::partakers(draft, sentence, &target, item)
        || draft
            .relations
            .iter()
            .any(|r| r.from == owner && r.to == target && r.rule.as_deref() == Some("G2.has-many"))
    {
        // Said from both sides: many to many.
        draft
            .relations
            .retain(|r| !(r.from == owner && r.to == target && r.rule.as_deref() == Some("G2.has-many")));
        let mut relation = shared(owner, &target, src, "G2.has-many");
        relation.required = Some(at_least_one(sentence, &item.np));
        draft.relate(relation)
    } else {
        if at_least_one(sentence, &item.np) {
            let (one, other) = (super::finish::spaced(owner), super::finish::spaced(&target));
            draft.assume(
                format!("a {one} can be there before the first {other} of it: that it has one at least is not checked"),
                Some(format!("/entities/{target}")),
                &[],
            );
        }
        let mut relation =
            many_to_one(&target, owner, format!("{}_id", words::snake(owner).unwrap_or_default()));
        relation.src = src;
        relation.rule = Some("G2.has-many".to_owned());
        draft.relate(relation)
    };
    draft.cover_item(sentence, item, &Target::Relation(index));
    true
}

/// `a home team and an away team`, `a parent category`: the last word names the thing, the one
/// before it the part it plays.
fn in_part(draft: &mut Draft, sentence: &Sentence, owner: &str, item: &Item) -> bool {
    let spelled: Vec<String> = match item.np.low.as_slice() {
        // `source_language`
        [one] => one.split('_').map(str::to_owned).collect(),
        words => words.to_vec(),
    };
    let [part, thing] = spelled.as_slice() else { return false };
    let Some(target) = draft.names.get(thing).cloned() else { return false };
    let plain =
        item.mods.iter().all(|m| matches!(m, Mod::Optional | Mod::Required | Mod::Note | Mod::Differs(_)));
    let itself = target == owner
        && !matches!(part.as_str(), "parent" | "previous" | "next" | "original" | "related" | "main");
    if !plain || item.np.plural || itself {
        return false;
    }
    in_role(draft, sentence, owner, item, &target);
    true
}

/// A key named by the part that the target plays.
fn in_role(draft: &mut Draft, sentence: &Sentence, owner: &str, item: &Item, target: &str) {
    let mut relation = many_to_one(owner, target, format!("{}_id", snake(&item.np)));
    relation.required = Some(!item.mods.contains(&Mod::Optional));
    relation.src = sentence.span(&item.toks);
    relation.rule = Some("G2.has-role".to_owned());
    let index = draft.relate(relation);
    draft.cover_item(sentence, item, &Target::Relation(index));
}

fn snake(np: &Np) -> String {
    words::snake(&key_of(np)).unwrap_or_default()
}

/// `an assignee`, `an owner`, `a user`: the account where there is no such entity.
fn user_member(draft: &mut Draft, sentence: &Sentence, owner: &str, item: &Item) -> bool {
    let role = snake(&item.np);
    let account = matches!(role.as_str(), "user" | "owner" | "assignee" | "creator" | "assigned_user" | "account")
            && item.mods.iter().all(|m| matches!(m, Mod::Optional | Mod::Required | Mod::Note))
            // "A loan has a pupil and a book", where pupils log in.
            || item.np.person
                && draft.needs_accounts
                && item.members.is_empty()
                && item.mods.iter().all(|m| matches!(m, Mod::Optional | Mod::Required));
    if !account || item.np.plural || owner == "User" {
        return false;
    }
    if matches!(role.as_str(), "creator" | "owner" | "assignee") && !draft.needs_accounts {
        return false;
    }
    let mut relation = many_to_one(owner, "User", format!("{}_id", role.trim_start_matches("assigned_")));
    relation.required = Some(!item.mods.contains(&Mod::Optional));
    relation.src = sentence.span(&item.toks);
    relation.rule = Some("G2.has-one".to_owned());
    let index = draft.relate(relation);
    draft.cover_item(sentence, item, &Target::Relation(index));
    true
}

/// `one or more members`, `at least one actor`: an empty list is none.
fn at_least_one(sentence: &Sentence, np: &Np) -> bool {
    const BOUND: &[&str] = &["one|1 or more|several|many", "at least one|1", "one|1 to many"];
    let from = np.toks.start.saturating_sub(4);
    (from..=np.name_toks.start).any(|n| {
        crate::english::cursor::eat_first(&sentence.toks, n, BOUND)
            .is_some_and(|end| end <= np.name_toks.start && np.name_toks.start - end <= 1)
    })
}

pub fn shared(from: &str, to: &str, src: Option<domain::Span>, rule: &str) -> Relation {
    Relation {
        from: from.to_owned(),
        to: to.to_owned(),
        kind: RelationKind::ManyToMany,
        field: Some(format!("{}_ids", words::snake(to).unwrap_or_default())),
        required: Some(false),
        on_delete: None,
        origin: Some(Origin::Stated),
        src,
        rule: Some(rule.to_owned()),
    }
}

/// `Farmers send us samples`: how things come to whoever writes.
pub(super) fn to_the_writer(sentence: &Sentence, people: &Np, toks: &std::ops::Range<usize>) -> bool {
    let says = |n: usize| sentence.toks.get(n).is_some_and(|tok| tok.is("us") || tok.is("me"));
    people.plural && people.toks.start == toks.start && toks.clone().any(says)
}

/// `from` belongs to `to`. Answers whether the words found a place.
#[expect(clippy::too_many_arguments, reason = "one clause, read in one go")]
pub fn clause(
    draft: &mut Draft,
    sentence: &Sentence,
    from: Option<&Np>,
    to: &Np,
    many: bool,
    one: bool,
    optional: bool,
    toks: &std::ops::Range<usize>,
) -> bool {
    let Some(from_name) = from.map_or_else(|| draft.current.clone(), |np| draft.resolve(np)) else {
        return false;
    };
    let src = sentence.span(toks);
    let (target, key) = match draft.resolve(to) {
        Some(name) => (name, snake(to)),
        // Nobody logs in, and nothing is said of them: who brings it is no part of it.
        None if !draft.needs_accounts && to_the_writer(sentence, to, toks) => {
            let (thing, people) = (super::finish::spaced(&from_name), to.key());
            draft.assume(
                format!("who brings a {thing} is not kept: nothing is said of {people}"),
                Some(format!("/entities/{from_name}")),
                &[],
            );
            draft.cover(sentence, toks, &Target::Pointer(format!("/entities/{from_name}")));
            return true;
        }
        None if Draft::is_user(to)
            || lexicon().roles.contains(&words::singular(to.last()))
            || to.person && draft.needs_accounts =>
        {
            ("User".to_owned(), snake(to))
        }
        None => return false,
    };
    // "a lesson has many students, students can be in many lessons": the one said first holds the keys.
    let said_first = many
        && draft
            .relations
            .iter()
            .any(|r| r.from == from_name && r.to == target && r.rule.as_deref() == Some("G2.has-many"));
    let (from_name, target, key) = if said_first && target != "User" {
        let key = words::snake(&from_name).unwrap_or_default();
        (target, from_name, key)
    } else {
        (from_name, target, key)
    };
    let mut relation = if many {
        // Written from the other side before: "a course has many students".
        draft.relations.retain(|r| {
            !((r.from == target && r.to == from_name || r.from == from_name && r.to == target)
                && r.rule.as_deref() == Some("G2.has-many"))
        });
        // "Each plant comes from one supplier" says more than "a supplier can deliver many plants".
        if let Some(index) = draft
            .relations
            .iter()
            .position(|r| r.kind == RelationKind::ManyToOne && r.from == target && r.to == from_name)
        {
            draft.cover(sentence, toks, &Target::Relation(index));
            return true;
        }
        if draft
            .relations
            .iter()
            .any(|r| r.kind == RelationKind::ManyToMany && r.from == target && r.to == from_name)
        {
            let index = draft
                .relations
                .iter()
                .position(|r| r.kind == RelationKind::ManyToMany && r.from == target && r.to == from_name)
                .unwrap_or_default();
            draft.cover(sentence, toks, &Target::Relation(index));
            return true;
        }
        draft.relations.retain(|r| {
            !(r.from == from_name && r.to == target && r.rule.as_deref() == Some("G3.belongs-to"))
        });
        let mut relation = shared(&from_name, &target, src, "G3.many-to-many");
        if target == "User" {
            relation.field = Some(format!("{key}_ids"));
        }
        relation
    } else {
        many_to_one(&from_name, &target, format!("{key}_id"))
    };
    if one {
        relation.kind = RelationKind::OneToOne;
    }
    if many && target == relation.to && at_least_one(sentence, to) {
        relation.required = Some(true);
    }
    if !many {
        relation.required = Some(!optional);
        relation.rule = Some("G3.belongs-to".to_owned());
    }
    relation.src = src;
    // "dogs (…) and their owners (…). Every dog has one owner": whose they are was said the other way round.
    if !many {
        draft.relations.retain(|r| {
            !(r.from == target && r.to == relation.from && r.rule.as_deref() == Some("G2.theirs"))
        });
    }
    if !many && matches!(to.quant, Quant::One) && !optional {
        draft
            .relations
            .retain(|r| !(r.kind == RelationKind::ManyToMany && r.from == target && r.to == relation.from));
    }
    let existing = draft.relations.iter_mut().position(|old| {
        !many
            && old.from == relation.from
            && old.to == relation.to
            && old.kind != RelationKind::ManyToMany
            && (old.field == relation.field || old.rule.as_deref() == Some("G2.has-many"))
    });
    let index = match existing {
        Some(index) => {
            if let Some(old) = draft.relations.get_mut(index)
                && optional
            {
                old.required = Some(false);
            }
            index
        }
        None => draft.relate(relation),
    };
    draft.current = Some(from_name);
    draft.cover(sentence, toks, &Target::Relation(index));
    true
}

/// The child's key to something that has a key to the parent.
fn between(draft: &Draft, child: &str, parent: &str) -> Option<usize> {
    draft.relations.iter().position(|r| {
        r.from == child
            && r.to != child
            && r.kind != RelationKind::ManyToMany
            && draft.relations.iter().any(|up| up.from == r.to && up.to == parent)
    })
}

/// What is deleted with what.
pub fn cascade(
    draft: &mut Draft,
    sentence: &Sentence,
    parent: &Np,
    children: &[Np],
    effect: OnDelete,
    toks: &std::ops::Range<usize>,
) -> bool {
    let Some(parent_name) =
        draft.resolve(parent).or_else(|| Draft::is_user(parent).then(|| "User".to_owned()))
    else {
        return of_part(draft, sentence, parent, children, effect, toks);
    };
    // "A vaccine in use cannot be deleted": by whatever has a key to it.
    if children.is_empty() && effect == OnDelete::Restrict {
        // "In use" may be a state of its own.
        if ["in use", "in_use", "used"].iter().any(|state| draft.state_field(&parent_name, state).is_some()) {
            return false;
        }
        let mut first = None;
        for (index, relation) in draft.relations.iter_mut().enumerate() {
            if relation.to == parent_name && relation.from != parent_name {
                relation.on_delete = Some(effect);
                first.get_or_insert(index);
            }
        }
        if let Some(index) = first {
            draft.cover(sentence, toks, &Target::Relation(index));
        }
        return first.is_some();
    }
    // "… while they have open bookings": a key that holds all of them says more.
    if children.iter().any(|child| super::permits::some_rows(draft, child)) {
        return false;
    }
    let mut done = None;
    for child in children {
        let Some(child_name) = draft.resolve(child) else { continue };
        // "A plan has exercises. When a plan goes, so do its exercises": what goes with one is of that one alone.
        if effect == OnDelete::Cascade {
            own_alone(draft, &parent_name, &child_name);
        }
        let index = match draft.relations.iter().position(|r| r.from == child_name && r.to == parent_name) {
            Some(index) => index,
            // A review of a card of a deck goes with the deck because it goes with the card.
            None if between(draft, &child_name, &parent_name).is_some() => {
                between(draft, &child_name, &parent_name).unwrap_or_default()
            }
            None => {
                let mut relation = many_to_one(
                    &child_name,
                    &parent_name,
                    format!("{}_id", words::snake(&parent_name).unwrap_or_default()),
                );
                relation.origin = Some(Origin::Inferred);
                relation.src = sentence.span(toks);
                relation.rule = Some("G3.cascade".to_owned());
                draft.relate(relation)
            }
        };
        if let Some(relation) = draft.relations.get_mut(index) {
            relation.on_delete = Some(effect);
            if effect == OnDelete::SetNull {
                relation.required = Some(false);
            }
        }
        done = Some(index);
    }
    if let Some(index) = done {
        draft.cover(sentence, toks, &Target::Relation(index));
    }
    done.is_some()
}

/// Turns `a plan has exercises` round: each of them has a key to its plan.
fn own_alone(draft: &mut Draft, parent: &str, child: &str) {
    let held = |r: &Relation| r.from == child && r.to == parent;
    if draft.relations.iter().any(held) {
        return;
    }
    let shared = draft.relations.iter_mut().find(|r| {
        r.from == parent
            && r.to == child
            && r.kind == RelationKind::ManyToMany
            && r.rule.as_deref() == Some("G2.has-many")
    });
    if let Some(relation) = shared {
        let field = format!("{}_id", words::snake(parent).unwrap_or_default());
        let turned = many_to_one(child, parent, field);
        *relation = Relation {
            origin: relation.origin,
            src: relation.src.take(),
            rule: relation.rule.take(),
            ..turned
        };
    }
}

/// "His jobs lose the translator": no thing is a translator, and a job has a key to an account that is its translator.
fn of_part(
    draft: &mut Draft,
    sentence: &Sentence,
    parent: &Np,
    children: &[Np],
    effect: OnDelete,
    toks: &std::ops::Range<usize>,
) -> bool {
    let Some(key) = words::snake(&words::singular(&parent.name)).map(|name| format!("{name}_id")) else {
        return false;
    };
    let owners: Vec<String> = children.iter().filter_map(|child| draft.resolve(child)).collect();
    let found = draft
        .relations
        .iter()
        .position(|r| owners.contains(&r.from) && r.field.as_deref() == Some(key.as_str()));
    let Some((index, relation)) = found.and_then(|n| Some((n, draft.relations.get_mut(n)?))) else {
        return false;
    };
    relation.on_delete = Some(effect);
    if effect == OnDelete::SetNull {
        relation.required = Some(false);
    }
    draft.cover(sentence, toks, &Target::Relation(index));
    true
}
