//! The spec while it grows, with the place in it that each word went to.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Origin, Span,
    spec::{
        Entity, Field, OnDelete, Operation, OperationKind, Permission, Project, ProjectType, Question,
        Relation, RelationKind, Rule,
    },
};
use indexmap::IndexMap;

use super::called::Called;
use crate::{
    english::{
        evidence::{Fact, Item, Np},
        token::Tok,
    },
    questions, words,
};

/// One sentence with its reading. `text` is 0 for the intent, n for attachment n.
#[derive(Debug, Clone)]
pub struct Sentence {
    pub text: usize,
    pub toks: Vec<Tok>,
    pub facts: Vec<Fact>,
}

impl Sentence {
    pub fn span(&self, range: &std::ops::Range<usize>) -> Option<Span> {
        let toks = self.toks.get(range.clone())?;
        let first = toks.iter().find(|tok| tok.word).or_else(|| toks.first())?;
        let last = toks.iter().rev().find(|tok| tok.word).or_else(|| toks.last())?;
        (first.start <= last.end).then_some(Span { start: first.start, end: last.end, attachment: self.text })
    }
}

/// Where a word went. Indexes become pointers when the spec is whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    Pointer(String),
    Relation(usize),
    Permission(usize),
    Operation(String),
    Rule(usize),
    Nfr(usize),
    Question(String),
}

/// A list of rows below a record that may be meant, and which words of which sentence say so.
#[derive(Debug, Clone)]
pub struct Below {
    pub line: usize,
    pub rows: Np,
    pub record: Np,
    pub toks: std::ops::Range<usize>,
}

/// What somebody said of an operation of an entity.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    pub filters: Vec<String>,
    pub search: Vec<String>,
    pub sort: Vec<String>,
    pub page: Option<(u32, u32)>,
    pub src: Option<Span>,
}

/// Entity, field, scopes, text, tokens, start of the sentence.
type PendingUnique = (String, String, Vec<Np>, usize, std::ops::Range<usize>, usize);
/// Parent, children, effect, text, tokens, start of the sentence.
type PendingCascade = (Np, Vec<Np>, OnDelete, usize, std::ops::Range<usize>, usize);

#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// What lists are likely filtered by, searched in and sorted by, the likeliest first: the sentence, and what it may
    /// say. They stand beside the facts, so that no sentence reads otherwise because of them.
    pub likely_lists: Vec<(usize, Fact)>,
    /// Lists below a record, until what asks for them in plain words is read.
    pub likely_below: Vec<Below>,
    /// What the whole is about, by key, and no thing of its own.
    pub topics: std::collections::BTreeSet<String>,
    /// Nouns, by key, of which hardly anything says that they are things: see [`crate::weigh::thing`].
    pub unlikely: std::collections::BTreeSet<String>,
    /// How likely each noun, by key, is the name of a thing.
    pub sure: std::collections::BTreeMap<String, f32>,
    /// Things that may have keys to others, until what is read ties them: see [`crate::weigh::key`].
    pub pairs: Vec<crate::weigh::key::Pair>,
    /// Runs of words that nothing took, and what speaks for each to be talk.
    pub left: Vec<crate::background::rest::Left>,
    /// Short ones that ask for nothing.
    pub talk: Vec<String>,
    /// Where the texts say what is built.
    pub openings: super::opening::Openings,
    /// Lines of which a block says whose member they are, and only the grammar what.
    pub spoken: Vec<(Span, String)>,
    /// Lines below the name of a thing that are no members of it, and the thing.
    pub said_below: Vec<(Span, String)>,
    /// Entities of which some sentence says what they are made of.
    pub described: std::collections::BTreeSet<String>,
    /// By Pascal name.
    pub entities: IndexMap<String, Entity>,
    /// Singular phrase → Pascal name, aliases included.
    pub names: BTreeMap<String, String>,
    pub relations: Vec<Relation>,
    pub rules: Vec<Rule>,
    pub nfr: Vec<domain::spec::Nfr>,
    pub permissions: Vec<Permission>,
    pub operations: Vec<Operation>,
    pub functions: Vec<domain::spec::Function>,
    pub commands: Vec<domain::spec::Command>,
    pub steps: Vec<domain::spec::Step>,
    pub questions: Vec<Question>,
    pub assumptions: Vec<(String, Option<String>, Vec<String>)>,
    pub project: Option<Project>,
    pub listings: IndexMap<String, Listing>,
    /// Listing words that name no entity hold for every list.
    pub everywhere: Listing,
    pub denied: BTreeSet<(String, &'static str)>,
    pub stated_ops: IndexMap<(String, &'static str), Span>,
    pub scheme: Option<(String, Option<Span>)>,
    pub roles: Vec<String>,
    /// People that some right is told of, before it is known what they may do.
    pub told_roles: BTreeSet<String>,
    /// The route that stands before a sentence on its line, by the text and where the sentence begins.
    pub beside_routes: BTreeMap<(usize, usize), String>,
    /// By what thing the records of another are somebody's: `the schools of their own region`.
    pub own_of: std::collections::BTreeMap<String, String>,
    /// Records whose key to an account makes it the owner of others, with those who may change them.
    pub kept_by: BTreeMap<String, Vec<String>>,
    /// With which an account begins, where the text says so.
    pub first_role: Option<String>,
    /// Fields that were called optional or required in so many words.
    pub presence: BTreeMap<(String, String), (bool, Span)>,
    pub typed: BTreeMap<(String, String), (String, Span)>,
    pub cover: BTreeMap<(usize, usize), Target>,
    /// The entity that "it" and "the status" speak of.
    pub current: Option<String>,
    /// Of software that is told by more than its frame.
    pub kind: Option<(ProjectType, Option<Span>)>,
    /// What is built by the words of the whole text, and how likely: see [`crate::weigh::kind`].
    pub likely_kind: Option<(ProjectType, f32)>,
    pub needs_accounts: bool,
    /// Words that contradict earlier ones, with the question that asks.
    pub contested: Vec<(Span, String)>,
    /// "unique per X", until every key is known: entity, field, scopes, text, tokens, start of the sentence.
    pub pending_unique: Vec<PendingUnique>,
    pub cascades: Vec<PendingCascade>,
    /// The database whose dialect a block of SQL is written in.
    pub dialect: Option<(String, Span)>,
    /// Routes for registration and login were listed.
    pub accounts_routed: bool,
    /// Which states lead to which, of each entity.
    pub moves: BTreeMap<String, Vec<(Vec<String>, String)>>,
    /// Verbs of the state machine of each entity.
    pub verbs: BTreeMap<String, Vec<String>>,
    /// Routes of their own that are not understood, by id: what is unclear.
    pub unclear: BTreeMap<String, String>,
    /// Operations that turned out to be another one, by id.
    pub same_operation: BTreeMap<String, String>,
    /// Paths that nobody stated, by the operation's id, with the words that say so.
    pub own_paths: Vec<(String, String)>,
    /// Keys of what deeds are kept as, until every thing has its fields.
    pub deed_keys: Vec<Relation>,
    pub stated_delete: BTreeMap<(String, String), (OnDelete, Span)>,
}

impl Draft {
    /// The words of `range` went to `target`; what went somewhere before stays there.
    pub fn cover(&mut self, sentence: &Sentence, range: &std::ops::Range<usize>, target: &Target) {
        for tok in sentence.toks.get(range.clone()).unwrap_or_default() {
            if tok.content {
                self.cover.entry((sentence.text, tok.start)).or_insert_with(|| target.clone());
            }
        }
    }

    /// As [`Self::cover`], without the parts of a member that nothing read.
    pub fn cover_item(&mut self, sentence: &Sentence, item: &Item, target: &Target) {
        let mut at = item.toks.start;
        for gap in item.gaps() {
            self.cover(sentence, &(at..gap.start.max(at)), target);
            at = at.max(gap.end);
        }
        self.cover(sentence, &(at..item.toks.end.max(at)), target);
    }

    /// The words of a contradiction inside `range` go to its question.
    pub fn cover_contested(&mut self, sentence: &Sentence, range: &std::ops::Range<usize>) {
        let Some(span) = sentence.span(range) else { return };
        let ids: Vec<String> =
            self.contested.iter().filter(|(at, _)| at.overlaps(span)).map(|(_, id)| id.clone()).collect();
        if let Some(id) = ids.into_iter().next() {
            self.cover(sentence, range, &Target::Question(id));
        }
    }

    pub fn covered(&self, sentence: &Sentence, tok: &Tok) -> bool {
        self.cover.contains_key(&(sentence.text, tok.start))
    }

    /// Rows are told by having no value there: it may be absent, unless somebody said that it never is.
    pub fn let_lack(&mut self, entity: &str, name: &str) {
        let stated = self.presence.get(&(entity.to_owned(), name.to_owned()));
        if stated.is_some_and(|(required, _)| *required) {
            return;
        }
        let field = self.entities.get_mut(entity).and_then(|e| e.fields.get_mut(name));
        match field {
            Some(field) if field.required => field.required = false,
            Some(_) => return,
            None => {
                let key =
                    self.relations.iter_mut().find(|r| r.from == entity && r.field.as_deref() == Some(name));
                match key {
                    Some(key) if key.required != Some(false) => key.required = Some(false),
                    _ => return,
                }
            }
        }
        self.assume(
            format!(
                "{} of {entity} may be absent, because some rows are told by having none",
                name.replace('_', " ")
            ),
            Some(format!("/entities/{entity}/fields/{name}")),
            &["always required"],
        );
    }

    /// The entity a phrase names.
    pub fn resolve(&self, np: &Np) -> Option<String> {
        // "a proposed one": of what was spoken of.
        if np.low.len() == 2 && matches!(np.last(), "one" | "ones") {
            return self.current.clone();
        }
        self.resolve_key(&key_of(np))
    }

    pub fn resolve_key(&self, key: &str) -> Option<String> {
        if let Some(name) = self.names.get(key) {
            return Some(name.clone());
        }
        // "an entry" is the diary entry, where nothing else is an entry.
        let mut ending =
            self.names.iter().filter(|(name, _)| name.strip_suffix(key).is_some_and(|s| s.ends_with(' ')));
        if let (Some((_, name)), None) = (ending.next(), ending.next()) {
            return Some(name.clone());
        }
        // "the menu" is the menu items, where nothing else is a menu.
        let mut beginning = self.names.iter().filter(|(name, _)| {
            name.strip_prefix(key)
                .is_some_and(|rest| matches!(rest, " item" | " entry" | " record" | " position" | " line"))
        });
        if let (Some((_, name)), None) = (beginning.next(), beginning.next()) {
            return Some(name.clone());
        }
        // "overdue books", "active loans": the head names the thing.
        let (_, rest) = key.split_once(' ')?;
        let first = key.split(' ').next()?;
        let lexicon = crate::english::lexicon::lexicon();
        let bent = lexicon.adjectives.contains(first)
            || lexicon.verb(first).is_some_and(|(_, form)| form == crate::english::lexicon::Form::Past)
            || first.ends_with("ed");
        let value = self.names.get(rest).is_some_and(|name| self.has_value(name, first));
        // "museum objects", where objects are kept: the place says whose they are.
        let place = lexicon.domains.contains(first) && self.names.contains_key(rest);
        if bent || value || place { self.resolve_key(rest) } else { None }
    }

    /// Whether a choice field of the entity has the value, or a flag of that name exists.
    pub fn has_value(&self, entity: &str, word: &str) -> bool {
        self.state_field(entity, word).is_some()
            || self.entities.get(entity).is_some_and(|e| e.fields.contains_key(word))
    }

    /// The choice field that has the value.
    pub fn state_field(&self, entity: &str, value: &str) -> Option<String> {
        let fields = &self.entities.get(entity)?.fields;
        let has = |field: &Field| {
            field.values.as_ref().is_some_and(|values| values.iter().any(|v| v.as_str() == Some(value)))
        };
        fields.iter().find(|(_, field)| has(field)).map(|(name, _)| name.clone())
    }

    pub fn field(&mut self, entity: &str, name: &str) -> Option<&mut Field> {
        self.entities.get_mut(entity)?.fields.get_mut(name)
    }

    /// Whether the words name a record that the entity has several keys to, and none of the keys: "a team" of a
    /// match that has a home team and an away team.
    pub fn is_any_of(&self, entity: &str, np: &Np) -> bool {
        Called::of(self, np).is_any_of(entity)
    }

    /// The name of a field or a relation key of the entity that the phrase stands for.
    pub fn member(&self, entity: &str, np: &Np) -> Option<String> {
        Called::of(self, np).member_of(entity)
    }

    /// Entities in order that have the member.
    pub fn owner_of(&self, np: &Np) -> Option<String> {
        let called = Called::of(self, np);
        let has = |entity: &&String| called.member_of(entity).is_some();
        self.current.as_ref().filter(has).or_else(|| self.entities.keys().find(has)).cloned()
    }

    /// Adds a relation unless the same is there; answers with its index.
    pub fn relate(&mut self, relation: Relation) -> usize {
        let same = self.relations.iter().position(|old| {
            old.from == relation.from
                && old.to == relation.to
                && (old.field == relation.field
                    || old.kind == relation.kind && relation.rule.as_deref() == Some("G2.has-one"))
        });
        if let Some(index) = same {
            return index;
        }
        // "a bag comes from exactly one donation and a donation fills exactly one bag": one to one, and
        // the side that was named first holds the key.
        let single = |r: &Relation| {
            matches!(r.kind, RelationKind::ManyToOne | RelationKind::OneToOne)
                && matches!(r.rule.as_deref(), Some("G2.has-one" | "G3.belongs-to"))
                && r.from != r.to
        };
        let back = self.relations.iter().position(|old| {
            single(old) && single(&relation) && old.from == relation.to && old.to == relation.from
        });
        if let Some(index) = back {
            if let Some(old) = self.relations.get_mut(index) {
                old.kind = RelationKind::OneToOne;
            }
            return index;
        }
        self.relations.push(relation);
        self.relations.len() - 1
    }

    pub fn rule(&mut self, mut rule: Rule) -> usize {
        if let Some(index) = self.rules.iter().position(|old| {
            old.kind == rule.kind
                && old.entity == rule.entity
                && old.params == rule.params
                && old.text == rule.text
        }) {
            return index;
        }
        rule.id = format!("R{}", self.rules.len() + 1);
        self.rules.push(rule);
        self.rules.len() - 1
    }

    /// Takes a rule back with the question about it. What points behind it moves up.
    pub fn retract(&mut self, index: usize, question: &str) {
        if index >= self.rules.len() {
            return;
        }
        self.rules.remove(index);
        for (n, rule) in self.rules.iter_mut().enumerate() {
            rule.id = format!("R{}", n + 1);
        }
        let gone: Vec<String> = self
            .questions
            .iter()
            .filter(|asked| asked.pointer.as_deref() == Some(question))
            .map(|asked| asked.id.clone())
            .collect();
        self.questions.retain(|asked| !gone.contains(&asked.id));
        self.cover.retain(|_, target| match target {
            Target::Rule(at) if *at == index => false,
            Target::Question(id) => !gone.contains(id),
            _ => true,
        });
        for target in self.cover.values_mut() {
            if let Target::Rule(at) = target
                && *at > index
            {
                *at -= 1;
            }
        }
    }

    /// Asks once; the same question again only adds its place.
    pub fn ask(&mut self, question: Question) -> String {
        let id = question.id.clone();
        match self.questions.iter_mut().find(|old| old.id == id) {
            Some(old) => old
                .src
                .extend(question.src.into_iter().filter(|span| !old.src.contains(span)).collect::<Vec<_>>()),
            None => self.questions.push(question),
        }
        id
    }

    pub fn assume(
        &mut self,
        text: impl Into<String>,
        path: impl Into<Option<String>>,
        alternatives: &[&str],
    ) {
        let text = text.into();
        if !self.assumptions.iter().any(|(old, _, _)| *old == text) {
            self.assumptions.push((
                text,
                path.into(),
                alternatives.iter().map(|a| (*a).to_owned()).collect(),
            ));
        }
    }

    pub fn refuse_words(&mut self, sentence: &Sentence, range: &std::ops::Range<usize>, why: &str) {
        let Some(span) = sentence.span(range) else { return };
        let quoted = questions::quote(sentence, range);
        let id = self.ask(questions::refused(&quoted, why, span));
        self.cover(sentence, range, &Target::Question(id));
    }

    pub fn is_user(np: &Np) -> bool {
        matches!(words::singular(np.last()).as_str(), "user" | "account") && np.low.len() == 1
    }
}

/// The singular of a phrase, as entities are keyed.
pub fn key_of(np: &Np) -> String {
    let mut words_of = np.low.clone();
    if let Some(last) = words_of.last_mut() {
        *last = words::singular(last);
    }
    words_of.join(" ").replace('_', " ")
}

pub fn pointer_of_field(entity: &str, field: &str) -> Target {
    Target::Pointer(format!("/entities/{entity}/fields/{field}"))
}

pub fn many_to_one(from: &str, to: &str, field: String) -> Relation {
    Relation {
        from: from.to_owned(),
        to: to.to_owned(),
        kind: RelationKind::ManyToOne,
        field: Some(field),
        required: Some(true),
        on_delete: None,
        origin: Some(Origin::Stated),
        src: None,
        rule: None,
    }
}

pub fn op_name(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::Create => "create",
        OperationKind::Read => "read",
        OperationKind::List => "list",
        OperationKind::Update => "update",
        OperationKind::Delete => "delete",
        OperationKind::Action => "action",
        OperationKind::Query => "query",
        OperationKind::Upsert => "upsert",
        OperationKind::Custom => "custom",
    }
}
