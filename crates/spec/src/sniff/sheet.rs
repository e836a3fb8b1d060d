//! What the sniffers write on: facts so far, which text is taken, and keys that wait for
//! their entity.

use std::{
    collections::{BTreeMap, HashSet},
    ops::Range,
};

use domain::{
    Origin, Span,
    spec::{Entity, Field, FieldType, OnDelete, Question, QuestionKind, Relation, RelationKind, Rule},
};
use serde_json::json;

use super::{Sniffed, ask};
use crate::words::{is_plural, pascal, singular, snake};

/// More than any described system has; a text beyond it is a dump.
const MAX_ENTITIES: usize = 300;
const MAX_FIELDS: usize = 300;
const MAX_QUESTIONS: usize = 200;
const MAX_RELATIONS: usize = 1000;
const MAX_RULES: usize = 500;

/// Names of persons that act on records: accounts, where the text describes a `User`.
const PERSONS: &[&str] = &[
    "owner",
    "assignee",
    "organiser",
    "organizer",
    "creator",
    "created_by",
    "assigned_to",
    "author",
    "uploaded_by",
];

pub struct Sheet<'a> {
    pub text: &'a str,
    pub file_name: Option<&'a str>,
    pub out: Sniffed,
    attachment: usize,
    /// Start → end of text that a sniffer has read.
    taken: BTreeMap<usize, usize>,
    keys: Vec<Key>,
    mentions: Vec<Key>,
    /// Fields that are unique among the records of another, which is known when all is read.
    together: Vec<(String, String, String, Range<usize>)>,
}

/// A field such as `book_id` that is a relation where there is a `Book`.
struct Key {
    entity: String,
    field: String,
    target: String,
    range: Range<usize>,
    rule: &'static str,
}

impl<'a> Sheet<'a> {
    pub fn new(text: &'a str, attachment: usize, file_name: Option<&'a str>) -> Self {
        Self {
            text,
            file_name,
            out: Sniffed::default(),
            attachment,
            taken: BTreeMap::new(),
            keys: Vec::new(),
            mentions: Vec::new(),
            together: Vec::new(),
        }
    }

    pub fn span(&self, range: &Range<usize>) -> Span {
        Span { start: range.start, end: range.end, attachment: self.attachment }
    }

    /// Stretches never lie inside each other, so that the nearest start tells.
    pub fn take(&mut self, range: Range<usize>) {
        let mut range = range;
        if let Some((start, end)) = self.taken.range(..=range.start).next_back().map(|(s, e)| (*s, *e))
            && end > range.start
        {
            range = start..range.end.max(end);
        }
        while let Some((start, end)) = self.taken.range(range.clone()).next().map(|(s, e)| (*s, *e)) {
            self.taken.remove(&start);
            range.end = range.end.max(end);
        }
        self.taken.insert(range.start, range.end);
    }

    /// The end of the taken stretch that `at` lies in.
    pub fn taken_until(&self, at: usize) -> Option<usize> {
        let (_, end) = self.taken.range(..=at).next_back()?;
        (*end > at).then_some(*end)
    }

    pub fn is_free(&self, range: &Range<usize>) -> bool {
        self.taken_until(range.start).is_none() && self.taken.range(range.clone()).next().is_none()
    }

    pub fn cover(&mut self, range: Range<usize>, pointer: impl Into<String>) {
        if !range.is_empty() {
            let span = self.span(&range);
            self.out.covered.push((span, pointer.into()));
        }
    }

    /// Adds a question about the text in `range`; a second one with the same id adds its span.
    pub fn ask(&mut self, mut question: Question, range: Range<usize>) {
        let span = self.span(&range);
        if let Some(known) = self.out.questions.iter_mut().find(|known| known.id == question.id) {
            known.src.push(span);
            return;
        }
        if self.out.questions.len() == MAX_QUESTIONS {
            // One more for all the rest, so that nothing is silent.
            question = ask::question(
                QuestionKind::Unrecognised,
                "/source/unread",
                "many more places could not be read",
            );
            question.options = vec![json!("leave them out"), json!("I will describe them in other words")];
            question.blocking = true;
        }
        if self.out.questions.len() > MAX_QUESTIONS {
            if let Some(rest) = self.out.questions.last_mut() {
                rest.src.push(span);
            }
            return;
        }
        question.src = vec![span];
        self.out.questions.push(question);
    }

    /// Says that a block was seen and not read.
    pub fn unread(&mut self, range: Range<usize>, why: &str) {
        let words = self.text.get(range.clone()).unwrap_or_default();
        let pointer = format!("/source/unread/{}", ask::digest(words));
        let mut question = ask::question(QuestionKind::Unrecognised, &pointer, format!("not read: {why}"));
        question.options = vec![json!("leave it out"), json!("I will describe it in other words")];
        question.blocking = true;
        self.ask(question, range);
    }

    /// Quotes what will not be built.
    pub fn refuse(&mut self, range: Range<usize>, why: &str) {
        let words = self.text.get(range.clone()).unwrap_or_default();
        let pointer = format!("/source/refused/{}", ask::digest(words));
        let text = format!("left out, because it {why}: \u{201c}{words}\u{201d}");
        let mut question = ask::question(QuestionKind::Refused, &pointer, text);
        question.proposal = json!("leave it out");
        question.options = vec![json!("leave it out"), json!("describe what you need instead")];
        self.ask(question, range);
    }

    /// Asks about a field whose description was understood only in part.
    pub fn doubt(&mut self, entity: &str, field: &str, range: Range<usize>) {
        let pointer = format!("/entities/{entity}/fields/{field}");
        let text =
            format!("{entity}.{field}: not all of its description was understood: go on without the rest?");
        let mut question = ask::question(QuestionKind::Ambiguous, &pointer, text);
        question.proposal = json!("without the rest");
        question.options = vec![json!("without the rest"), json!("leave the field out")];
        self.ask(question, range);
    }

    /// The entity's name in the spec, or nothing where the word cannot be a name.
    pub fn entity_name(word: &str) -> Option<String> {
        pascal(&singular(word.trim()))
    }

    /// The entity of that name, made where it is new. `false` where there is no room for more.
    pub fn entity(&mut self, name: &str, range: Range<usize>, rule: &str) -> bool {
        let span = self.span(&range);
        if !self.out.entities.contains_key(name) {
            if self.out.entities.len() >= MAX_ENTITIES {
                self.unread(range, "there are more than 300 entities");
                return false;
            }
            let entity = Entity {
                origin: Some(Origin::Stated),
                src: Some(span),
                rule: Some(rule.to_owned()),
                ..Entity::default()
            };
            self.out.entities.insert(name.to_owned(), entity);
        }
        self.cover(range, format!("/entities/{name}"));
        true
    }

    /// Adds a stated field. A second statement of the same field either agrees or is a conflict.
    pub fn field(&mut self, entity: &str, name: &str, mut field: Field, range: Range<usize>, rule: &str) {
        field.origin = Some(Origin::Stated);
        field.src = Some(self.span(&range));
        field.rule = Some(rule.to_owned());
        let pointer = format!("/entities/{entity}/fields/{name}");
        let Some(described) = self.out.entities.get_mut(entity) else { return };
        match described.fields.get(name) {
            None if described.fields.len() >= MAX_FIELDS => {
                self.unread(range, "an entity has more than 300 fields");
                return;
            }
            None => {
                described.fields.insert(name.to_owned(), field);
            }
            Some(known) if same_meaning(known, &field) => {}
            Some(_) => {
                let text = format!(
                    "{entity}.{name} is described twice, and not alike: the first (proposed) or the second?"
                );
                let mut question = ask::question(QuestionKind::Conflict, &pointer, text);
                question.proposal = json!("the first");
                question.options = vec![json!("the first"), json!("the second")];
                self.ask(question, range);
                return;
            }
        }
        self.cover(range, pointer);
    }

    /// A field named like a key: a relation once its target is known to be an entity or the account.
    pub fn key(&mut self, entity: &str, field: &str, range: Range<usize>, rule: &'static str) {
        let Some(stem) = field.strip_suffix("_id") else { return };
        let Some(target) = Self::entity_name(stem) else { return };
        self.keys.push(Key { entity: entity.to_owned(), field: field.to_owned(), target, range, rule });
    }

    /// A field without a type, which stands for another record where there is one of that name.
    pub fn mention(&mut self, entity: &str, field: &str, range: Range<usize>, rule: &'static str) {
        if let Some(target) = Self::entity_name(field) {
            self.mentions.push(Key {
                entity: entity.to_owned(),
                field: field.to_owned(),
                target,
                range,
                rule,
            });
        }
    }

    /// Adds a relation; stated again it is the same one.
    pub fn relation(&mut self, mut relation: Relation, range: Range<usize>, rule: &str) {
        let known = self.out.relations.iter().position(|known| {
            known.from == relation.from && known.to == relation.to && known.field == relation.field
        });
        let at = known.unwrap_or(self.out.relations.len());
        if at >= MAX_RELATIONS {
            return self.unread(range, "there are more than 1000 relations");
        }
        if known.is_none() {
            relation.origin = Some(Origin::Stated);
            relation.src = Some(self.span(&range));
            relation.rule = Some(rule.to_owned());
            self.out.relations.push(relation);
        }
        self.cover(range, format!("/relations/{at}"));
    }

    /// Adds a rule, numbers it and gives its pointer; nothing where there is no room.
    pub fn rule(&mut self, mut rule: Rule, range: &Range<usize>) -> Option<String> {
        let index = self.out.rules.len();
        if index >= MAX_RULES {
            self.unread(range.clone(), "there are more than 500 rules");
            return None;
        }
        rule.id = format!("R{}", index + 1);
        rule.origin = Some(Origin::Stated);
        rule.src = Some(self.span(range));
        self.out.rules.push(rule);
        Some(format!("/rules/{index}"))
    }

    pub fn finish(mut self) -> Sniffed {
        self.resolve_keys();
        self.resolve_mentions();
        self.drop_second_keys();
        self.resolve_together();
        self.leave_questions_uncovered();
        self.out
    }

    fn resolve_keys(&mut self) {
        let mut moved = HashSet::new();
        for key in std::mem::take(&mut self.keys) {
            if key.target == "User" || self.out.entities.contains_key(&key.target) {
                self.becomes_relation(key, &mut moved);
            }
        }
        self.forget(&moved);
    }

    fn resolve_mentions(&mut self) {
        let mut moved = HashSet::new();
        // One before many: `books` of an author is the other side of a book's `author`.
        let (many, one): (Vec<Key>, Vec<Key>) =
            std::mem::take(&mut self.mentions).into_iter().partition(|key| is_plural(&key.field));
        for mut key in one {
            let is_person = PERSONS.contains(&key.field.as_str()) && self.out.entities.contains_key("User");
            if self.out.entities.contains_key(&key.target) && key.target != key.entity {
                self.becomes_relation(key, &mut moved);
            } else if is_person {
                key.target = "User".to_owned();
                self.becomes_relation(key, &mut moved);
            }
        }
        for key in many {
            if !self.out.entities.contains_key(&key.target) || key.target == key.entity {
                continue;
            }
            let Some(entity) = self.out.entities.get_mut(&key.entity) else { continue };
            let Some(field) = entity.fields.shift_remove(&key.field) else { continue };
            moved.insert(format!("/entities/{}/fields/{}", key.entity, key.field));
            let stem = singular(&key.field);
            let other_side =
                self.out.relations.iter().position(|r| r.from == key.target && r.to == key.entity);
            if let Some(at) = other_side {
                self.cover(key.range, format!("/relations/{at}"));
            } else if field.ql_type == FieldType::StringArray {
                let mut relation = many_to_one(&key.entity, &key.target, format!("{stem}_ids"), false, None);
                relation.kind = RelationKind::ManyToMany;
                self.relation(relation, key.range, key.rule);
            } else {
                let back = format!("{}_id", snake(&key.entity).unwrap_or_default());
                self.relation(many_to_one(&key.target, &key.entity, back, true, None), key.range, key.rule);
            }
        }
        self.forget(&moved);
    }

    /// Says that the field is unique among the rows that point to the same record, or have the same value.
    pub fn unique_in(&mut self, entity: &str, field: &str, word: &str, range: Range<usize>) {
        self.together.push((entity.to_owned(), field.to_owned(), word.to_owned(), range));
    }

    fn resolve_together(&mut self) {
        for (entity, field, word, range) in std::mem::take(&mut self.together) {
            let target = Self::entity_name(&word);
            let key = format!("{}_id", snake(&singular(&word)).unwrap_or_default());
            let named = |relation: &&Relation| {
                relation.from == entity
                    && (relation.field.as_ref() == Some(&key) || Some(&relation.to) == target.as_ref())
            };
            let by = self.out.relations.iter().find(named).and_then(|relation| relation.field.clone());
            let Some(described) = self.out.entities.get_mut(&entity) else { continue };
            let by = by.or_else(|| snake(&word).filter(|name| described.fields.contains_key(name)));
            match by.filter(|_| described.fields.contains_key(&field)) {
                Some(by) => {
                    let set = vec![field, by];
                    if !described.unique.contains(&set) {
                        described.unique.push(set);
                    }
                }
                None => self.doubt(&entity, &field, range),
            }
        }
    }

    /// `author User` and `authorId Int` side by side are one key.
    fn drop_second_keys(&mut self) {
        let mut moved = HashSet::new();
        for at in 0..self.out.relations.len() {
            let Some(relation) = self.out.relations.get(at) else { break };
            let (Some(name), from) = (relation.field.clone(), relation.from.clone()) else { continue };
            let Some(entity) = self.out.entities.get_mut(&from) else { continue };
            let Some(key) = entity.fields.shift_remove(&name) else { continue };
            if let Some(relation) = self.out.relations.get_mut(at) {
                if key.required {
                    relation.required = Some(true);
                }
                if key.unique == Some(true) && relation.kind == RelationKind::ManyToOne {
                    relation.kind = RelationKind::OneToOne;
                }
            }
            let old = format!("/entities/{from}/fields/{name}");
            let spans: Vec<Span> = self
                .out
                .covered
                .iter()
                .filter(|(_, pointer)| *pointer == old)
                .map(|(span, _)| *span)
                .collect();
            self.out.covered.extend(spans.into_iter().map(|span| (span, format!("/relations/{at}"))));
            moved.insert(old);
        }
        self.forget(&moved);
    }

    /// Turns a field into the relation that it is the key of.
    fn becomes_relation(&mut self, key: Key, moved: &mut HashSet<String>) {
        let Some(entity) = self.out.entities.get_mut(&key.entity) else { return };
        let Some(field) = entity.fields.shift_remove(&key.field) else { return };
        moved.insert(format!("/entities/{}/fields/{}", key.entity, key.field));
        let stem = key.field.strip_suffix("_id").unwrap_or(&key.field);
        let mut relation = many_to_one(&key.entity, &key.target, format!("{stem}_id"), field.required, None);
        if field.unique == Some(true) {
            relation.kind = RelationKind::OneToOne;
        }
        let known = self.out.relations.iter_mut().find(|known| {
            known.from == relation.from && known.to == relation.to && known.field == relation.field
        });
        if let Some(known) = known.filter(|_| field.required) {
            known.required = Some(true);
        }
        self.relation(relation, key.range, key.rule);
    }

    /// What pointed to a field that is a relation now.
    fn forget(&mut self, moved: &HashSet<String>) {
        self.out.covered.retain(|(_, pointer)| !moved.contains(pointer));
        for question in &mut self.out.questions {
            if question.pointer.as_ref().is_some_and(|pointer| moved.contains(pointer)) {
                question.pointer = Some("/relations".to_owned());
            }
        }
    }

    /// Cuts every question's span out of what is covered.
    fn leave_questions_uncovered(&mut self) {
        let holes = self.holes();
        if holes.is_empty() {
            return;
        }
        let mut rest = Vec::new();
        for (span, pointer) in std::mem::take(&mut self.out.covered) {
            let mut start = span.start;
            let first = holes.partition_point(|hole| hole.end <= span.start);
            for hole in holes.iter().skip(first).take_while(|hole| hole.start < span.end) {
                if hole.start > start {
                    rest.push((Span { start, end: hole.start, ..span }, pointer.clone()));
                }
                start = start.max(hole.end);
            }
            if start < span.end {
                rest.push((Span { start, ..span }, pointer));
            }
        }
        self.out.covered = rest;
    }

    /// The spans of all questions, sorted and joined where they meet.
    fn holes(&self) -> Vec<Span> {
        let mut spans: Vec<Span> = self.out.questions.iter().flat_map(|q| q.src.iter().copied()).collect();
        spans.sort_unstable();
        let mut holes: Vec<Span> = Vec::new();
        for span in spans {
            match holes.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => holes.push(span),
            }
        }
        holes
    }
}

/// A relation as the formats state them: one row points to another.
pub fn many_to_one(
    from: &str,
    to: &str,
    field: String,
    required: bool,
    on_delete: Option<OnDelete>,
) -> Relation {
    Relation {
        from: from.to_owned(),
        to: to.to_owned(),
        kind: RelationKind::ManyToOne,
        field: Some(field),
        required: Some(required),
        on_delete,
        origin: None,
        src: None,
        rule: None,
    }
}

/// Whether two statements of a field say the same.
pub fn same_meaning(a: &Field, b: &Field) -> bool {
    let bare = |field: &Field| Field { origin: None, src: None, rule: None, ..field.clone() };
    bare(a) == bare(b)
}
