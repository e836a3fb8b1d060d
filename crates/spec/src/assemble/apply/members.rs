//! Members of a list: each becomes a field or a key of what has it, or a thing of its own.

use domain::{rule::FormalRule, spec::FieldType};

use super::super::{
    draft::{Draft, Sentence, Target, many_to_one},
    entities, fields, permits, relate, rules,
};
use super::only_entity;

use crate::{
    english::{
        cursor::eat_first,
        evidence::{Item, Mod, Np, Quant},
    },
    questions, words,
};

/// "free spots", "booked rooms": a word that picks some of the rows.
pub(super) fn limited(draft: &Draft, sentence: &Sentence, np: &Np) -> bool {
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

/// "their pets (…)", "It has inspections with …", "Orders are placed for it with …": of what was spoken of before.
fn pointed_back(sentence: &Sentence, item: &Item) -> bool {
    let is =
        |n: usize, words: &[&str]| sentence.toks.get(n).is_some_and(|tok| words.contains(&tok.low.as_str()));
    let members = item.members.first().map_or(item.toks.end, |member| member.toks.start);
    is(item.toks.start, &["their", "its", "it", "they"])
        || (item.np.toks.end..members).any(|n| is(n, &["it", "them", "him", "her"]))
}

/// People whose name says that others are theirs: "their owners", "their tenants".
pub(crate) fn has_them(np: &Np) -> bool {
    matches!(
        words::singular(np.last()).as_str(),
        "owner"
            | "keeper"
            | "holder"
            | "proprietor"
            | "landlord"
            | "publisher"
            | "manufacturer"
            | "supplier"
            | "maker"
            | "producer"
            | "breeder"
            | "composer"
            | "donor"
            | "sponsor"
            | "manager"
            | "caretaker"
            | "operator"
    )
}

pub(super) fn has(
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
    // "For each boat: number of bookings and total amount", where bookings are kept: worked out, and kept by none.
    if let (Some(np), Some(name)) = (subject, &owner)
        && numbers_of_others(draft, sentence, np, name, items)
    {
        draft.current = Some(name.clone());
        return;
    }
    // "Boats with a rating of 4 or more", where a boat has a rating: which of them are meant.
    if let (Some(np), Some(name)) = (subject, &owner)
        && chosen_by_bound(draft, sentence, np, name, items)
    {
        draft.current = Some(name.clone());
        return;
    }
    if let (Some(np), Some(name)) = (subject, &owner)
        && only_some_must(draft, sentence, np, name, items)
    {
        rules::text_only(draft, sentence, toks, Some(name.clone()));
        return;
    }
    if let (Some(np), Some(name)) = (subject, &owner) {
        draft.cover(sentence, &np.toks, &Target::Pointer(format!("/entities/{name}")));
        draft.current = Some(name.clone());
    }
    let mut untold = Vec::new();
    // "they simply have no gallery afterwards": what is not there is no field, and says something else.
    untold
        .extend(items.iter().skip(1).filter(|item| item.np.quant == Quant::No).map(|item| item.toks.clone()));
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
                    && (draft.described.contains(&name)
                        || draft.entities.get(&name).is_some_and(|known| !known.fields.is_empty()))
                    && relate::goes_into(holder, item)
            });
            if let Some(holder) = shared.cloned() {
                // How much one of them takes is said of the two together: a thing between them.
                if let Some(between) = relate::joint(draft, sentence, &holder, &name, item) {
                    draft.cover(sentence, &item.np.toks, &Target::Pointer(format!("/entities/{between}")));
                    for member in &item.members {
                        place(draft, sentence, &between, member, "G2.joint");
                    }
                    draft.cover_item(sentence, item, &Target::Pointer(format!("/entities/{between}")));
                    continue;
                }
                let bare = Item { members: Vec::new(), ..item.clone() };
                relate::member(draft, sentence, &holder, &bare);
                draft.cover(sentence, &item.np.toks, &Target::Pointer(format!("/entities/{name}")));
                untold.extend(item.members.iter().map(|member| member.toks.clone()));
                continue;
            }
            let mut read = item.clone();
            for member in &item.members {
                if !place(draft, sentence, &name, member, "G1.paren-list") {
                    read.unread.push(member.toks.clone());
                }
            }
            draft.cover_item(sentence, &read, &Target::Pointer(format!("/entities/{name}")));
            for said in &item.mods {
                if let Mod::BelongsTo(to, optional) = said {
                    relate::clause(draft, sentence, Some(&item.np), to, false, false, *optional, &to.toks);
                }
            }
            // "orders have order lines (product, quantity)": each of them is of one order; "each case has a contact
            // person (name, phone)": the case names it.
            if let Some(holder) = owner.clone().filter(|holder| *holder != name && subject.is_some())
                && !draft
                    .relations
                    .iter()
                    .any(|r| r.from == name && r.to == holder || r.from == holder && r.to == name)
            {
                let key = |to: &str| format!("{}_id", words::snake(to).unwrap_or_default());
                let mut relation = if item.np.plural {
                    many_to_one(&name, &holder, key(&holder))
                } else {
                    many_to_one(&holder, &name, key(&name))
                };
                if !item.np.plural {
                    relation.required = Some(!item.mods.contains(&Mod::Optional));
                }
                relation.src = sentence.span(&item.np.toks);
                relation.rule = Some(if item.np.plural { "G2.has-many" } else { "G2.has-one" }.to_owned());
                draft.relate(relation);
            }
            // "owners (…) and their pets (…)"
            if pointed_back(sentence, item)
                && let Some(holder) = draft.current.clone().filter(|holder| *holder != name)
            {
                // "dogs (…) and their owners (…)": whoever has one is named by it.
                let (from, to) = if has_them(&item.np) { (&holder, &name) } else { (&name, &holder) };
                let mut relation =
                    many_to_one(from, to, format!("{}_id", words::snake(to).unwrap_or_default()));
                relation.src = sentence.span(&item.np.toks);
                relation.rule = Some("G2.theirs".to_owned());
                let known = draft.relations.iter().any(|r| r.from == *from && r.to == *to);
                if !known {
                    draft.relate(relation);
                }
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

fn numbers_of_others(draft: &Draft, sentence: &Sentence, np: &Np, owner: &str, items: &[Item]) -> bool {
    let colon = sentence.toks.get(np.toks.end).is_some_and(|tok| tok.is(":"));
    let counted = |item: &Item| {
        eat_first(&sentence.toks, item.toks.start, &["the? total? number|count of"]).is_some()
            && draft.resolve(&item.np).is_some_and(|other| other != owner)
    };
    colon && np.quant == Quant::Each && items.iter().any(counted)
}

fn chosen_by_bound(draft: &Draft, sentence: &Sentence, np: &Np, owner: &str, items: &[Item]) -> bool {
    let [item] = items else { return false };
    let with = sentence.toks.get(np.toks.end).is_some_and(|tok| tok.is("with"));
    // "with at least 4 seats"
    let counted = || {
        let mut said = np.toks.end..item.np.name_toks.start;
        item.mods.is_empty() && said.any(|n| crate::english::cursor::number(&sentence.toks, n).is_some())
    };
    let told = !item.mods.is_empty() && item.mods.iter().all(Mod::is_bound) || counted();
    let known = draft
        .member(owner, &item.np)
        .is_some_and(|name| draft.entities.get(owner).is_some_and(|e| e.fields.contains_key(&name)));
    with && told && known && np.plural && item.members.is_empty()
}

/// "A cancelled booking must have a reason", "a high severity defect needs a due date": what only some of the rows have to
/// have is no member of all.
fn only_some_must(draft: &Draft, sentence: &Sentence, np: &Np, entity: &str, items: &[Item]) -> bool {
    let end = items.first().map_or(np.toks.end, |item| item.toks.start);
    let told = sentence.toks.get(np.toks.end..end).unwrap_or_default();
    let must = told.iter().any(|tok| {
        matches!(
            tok.low.as_str(),
            "must" | "should" | "shall" | "needs" | "need" | "requires" | "require" | "to"
        )
    });
    let known = || items.iter().all(|item| item.mods.is_empty() && draft.member(entity, &item.np).is_some());
    (must || known()) && picked(draft, np, entity)
}

/// `cancelled booking`, `high severity defect`: the words before the thing tell which of its rows are meant.
fn picked(draft: &Draft, np: &Np, entity: &str) -> bool {
    let lexicon = crate::english::lexicon::lexicon();
    let key = super::super::draft::key_of(np);
    let words: Vec<&str> = key.split(' ').collect();
    let named = |from: usize| draft.names.get(&words[from..].join(" ")).is_some_and(|name| name == entity);
    let Some(thing) = (1..words.len()).find(|from| named(*from)) else { return false };
    let whole = words::pascal(&key).is_some_and(|name| name == *entity);
    let values = |word: &str| {
        draft.has_value(entity, word)
            || draft
                .entities
                .get(entity)
                .is_some_and(|e| e.fields.keys().any(|name| name.split('_').any(|part| part == word)))
    };
    let tells = |word: &&str| {
        lexicon.is_state(word)
            || lexicon.adjectives.contains(*word)
            || lexicon.verb(word).is_some_and(|(_, form)| form == crate::english::lexicon::Form::Past)
            || values(word)
    };
    !whole
        && words[..thing].iter().all(tells)
        && !matches!(words[0], "new" | "other" | "own" | "existing" | "single")
}

/// "Every user has their own expenses (amount, spent on)": things that belong to accounts.
pub(super) fn owned(draft: &mut Draft, sentence: &Sentence, items: &[Item], toks: &std::ops::Range<usize>) {
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

/// The values of a choice whose name no word of the text is.
fn nameless<'a>(sentence: &Sentence, item: &'a Item) -> Option<&'a [String]> {
    let made_up = matches!(item.np.name.as_str(), "kind" | "status") && item.np.toks == item.np.name_toks;
    let said = sentence.toks.get(item.np.toks.clone())?.iter().any(|tok| tok.is(&item.np.name));
    item.mods.iter().filter(|_| made_up && !said).find_map(|said| match said {
        Mod::Values(values) => Some(values.as_slice()),
        _ => None,
    })
}

/// A member of a list as a key or a field of the owner. Answers whether it became anything, a question included.
pub(super) fn place(draft: &mut Draft, sentence: &Sentence, owner: &str, item: &Item, rule: &str) -> bool {
    if let Some(values) = nameless(sentence, item) {
        // "(room or desk, from, until)", where both are kept: one of two keys, and no form has that.
        if values.iter().any(|value| draft.names.contains_key(&words::singular(value))) {
            return false;
        }
        // "washer or dryer, gas or electric": the second is called by its values.
        if draft.entities.get(owner).is_some_and(|known| known.fields.contains_key(&item.np.name)) {
            let named = Item::named(&values.join(" or "), item.mods.clone(), item.toks.clone());
            let item = Item { unread: item.unread.clone(), ..named };
            return fields::add(draft, sentence, owner, &item, rule).is_some();
        }
    }
    if relate::member(draft, sentence, owner, item) {
        return true;
    }
    // "clinic appointments with accounts": people log in, and an appointment has none.
    if rule == "G2.list"
        && item.np.plural
        && item.mods.is_empty()
        && matches!(item.np.last(), "accounts" | "logins")
    {
        draft.needs_accounts = true;
        draft.cover_item(sentence, item, &Target::Pointer("/auth/scheme".to_owned()));
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
    // "the people who took part": nobody says who they are here.
    if item.mods.contains(&Mod::Shared) && matches!(item.np.last(), "people" | "persons") {
        let quoted = questions::quote(sentence, &item.toks);
        let span = sentence.span(&item.toks).into_iter().collect();
        let id = draft.ask(questions::unrecognised(&quoted, span, true));
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
    words::snake(&item.np.name).is_some_and(|name| {
        matches!(
            name.as_str(),
            "id" | "ids" | "id_uuid" | "id_int" | "id_integer" | "id_serial" | "created_at" | "updated_at"
        )
    })
}

/// What is said of a field that is no keyword of it.
pub(super) fn field_rules(
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
            // "logged at defaults to now": nothing sets a moment by itself but what every record has.
            Mod::Default(serde_json::Value::String(now))
                if timely
                    && matches!(
                        now.as_str(),
                        "today" | "now" | "current date" | "current time" | "current timestamp"
                    ) =>
            {
                let words = sentence.toks.get(toks.clone()).unwrap_or_default();
                let words: Vec<usize> = words.iter().map(|tok| tok.start).collect();
                draft.cover.retain(|(text, at), _| *text != sentence.text || !words.contains(at));
                rules::text_only(draft, sentence, toks, Some(entity.to_owned()));
            }
            // "a publication year not in the future": no form holds a number against the clock.
            Mod::When(_) if !timely => {
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
            Mod::When(direction) => {
                let _ = rules::formal(
                    draft,
                    sentence,
                    toks,
                    entity,
                    vec![name.to_owned()],
                    &FormalRule::Time { field: name.to_owned(), direction: *direction },
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
