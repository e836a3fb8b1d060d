//! What the sniffers write on: facts so far, which text is taken, and keys that wait for
//! their entity.

use std::{collections::BTreeMap, ops::Range};

use domain::{
    Origin, Span,
    spec::{Entity, Field, OnDelete, Question, QuestionKind, Relation, RelationKind},
};
use serde_json::json;

use super::{Sniffed, ask};
use crate::words::{pascal, singular};

/// More than any described system has; a text beyond it is a dump.
const MAX_ENTITIES: usize = 300;
const MAX_FIELDS: usize = 300;
const MAX_QUESTIONS: usize = 200;

pub struct Sheet<'a> {
    pub text: &'a str,
    pub file_name: Option<&'a str>,
    pub out: Sniffed,
    attachment: usize,
    /// Start → end of text that a sniffer has read.
    taken: BTreeMap<usize, usize>,
    keys: Vec<Key>,
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
        }
    }

    pub fn span(&self, range: &Range<usize>) -> Span {
        Span { start: range.start, end: range.end, attachment: self.attachment }
    }

    pub fn take(&mut self, range: Range<usize>) {
        let end = self.taken.entry(range.start).or_insert(range.end);
        *end = range.end.max(*end);
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
            question =
                ask::question(QuestionKind::Unrecognised, "/source", "many more places could not be read");
            question.options = vec![json!("leave them out"), json!("stop")];
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
        let pointer = format!("/source#{},{}", self.attachment, range.start);
        let mut question = ask::question(QuestionKind::Unrecognised, &pointer, format!("not read: {why}"));
        question.pointer = None;
        question.options = vec![json!("leave it out"), json!("stop and let me describe it")];
        question.blocking = true;
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

    /// Adds a relation and says where it stands.
    pub fn relation(&mut self, mut relation: Relation, range: Range<usize>, rule: &str) -> String {
        relation.origin = Some(Origin::Stated);
        relation.src = Some(self.span(&range));
        relation.rule = Some(rule.to_owned());
        let pointer = format!("/relations/{}", self.out.relations.len());
        self.out.relations.push(relation);
        self.cover(range, pointer.clone());
        pointer
    }

    pub fn finish(mut self) -> Sniffed {
        self.resolve_keys();
        self.leave_questions_uncovered();
        self.out
    }

    fn resolve_keys(&mut self) {
        for key in std::mem::take(&mut self.keys) {
            if key.target != "User" && !self.out.entities.contains_key(&key.target) {
                continue;
            }
            let Some(entity) = self.out.entities.get_mut(&key.entity) else { continue };
            let Some(field) = entity.fields.shift_remove(&key.field) else { continue };
            let old = format!("/entities/{}/fields/{}", key.entity, key.field);
            let relation = Relation {
                from: key.entity,
                to: key.target,
                kind: if field.unique == Some(true) {
                    RelationKind::OneToOne
                } else {
                    RelationKind::ManyToOne
                },
                field: Some(key.field),
                required: Some(field.required),
                on_delete: None,
                origin: None,
                src: None,
                rule: None,
            };
            self.out.covered.retain(|(_, pointer)| *pointer != old);
            self.relation(relation, key.range, key.rule);
        }
    }

    /// Cuts every question's span out of what is covered.
    fn leave_questions_uncovered(&mut self) {
        let mut holes: Vec<Span> = self.out.questions.iter().flat_map(|q| q.src.iter().copied()).collect();
        holes.sort_unstable();
        if holes.is_empty() {
            return;
        }
        let mut rest = Vec::new();
        for (span, pointer) in std::mem::take(&mut self.out.covered) {
            let mut start = span.start;
            // Questions are few (see MAX_QUESTIONS), so looking at each is cheap enough.
            for hole in holes.iter().filter(|hole| hole.overlaps(span)) {
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

fn same_meaning(a: &Field, b: &Field) -> bool {
    let bare = |field: &Field| Field { origin: None, src: None, rule: None, ..field.clone() };
    bare(a) == bare(b)
}
