//! The typed meaning of an intent. Every later stage reads the spec, never the text.
//!
//! The JSON form is QSpec 1: `docs/generated/spec.schema.json`. Facts carry `origin`
//! (who said it), `src` (where, in bytes) and `rule` (which reader rule made it).

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

/// Half-open byte range `[start, end)` in the intent, or in attachment `n` (counted from 1).
/// JSON: `[start, end]` or `[start, end, n]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<usize>", into = "Vec<usize>")]
pub struct Span {
    pub start: usize,
    pub end: usize,
    /// 0 is the intent itself.
    pub attachment: usize,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end, attachment: 0 }
    }
    pub fn contains(&self, other: Span) -> bool {
        self.attachment == other.attachment && self.start <= other.start && other.end <= self.end
    }
    pub fn overlaps(&self, other: Span) -> bool {
        self.attachment == other.attachment && self.start < other.end && other.start < self.end
    }
}

impl TryFrom<Vec<usize>> for Span {
    type Error = String;
    fn try_from(parts: Vec<usize>) -> Result<Self, String> {
        match parts[..] {
            [start, end] if start <= end => Ok(Span { start, end, attachment: 0 }),
            [start, end, n] if start <= end && n > 0 => Ok(Span { start, end, attachment: n }),
            _ => Err(format!("{parts:?} is not a span [start, end] or [start, end, attachment]")),
        }
    }
}

impl From<Span> for Vec<usize> {
    fn from(span: Span) -> Vec<usize> {
        if span.attachment == 0 {
            vec![span.start, span.end]
        } else {
            vec![span.start, span.end, span.attachment]
        }
    }
}

/// Who said it. Stated beats inferred beats default; `confirmed` is a person's answer and beats all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    Default,
    Inferred,
    Stated,
    Confirmed,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    pub qspec: u8,
    pub source: Source,
    pub project: Project,
    #[serde(default)]
    pub entities: IndexMap<String, Entity>,
    #[serde(default)]
    pub relations: Vec<Relation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth: Option<Auth>,
    #[serde(default)]
    pub operations: Vec<Operation>,
    #[serde(default)]
    pub functions: Vec<Function>,
    #[serde(default)]
    pub commands: Vec<Command>,
    #[serde(default)]
    pub steps: Vec<Step>,
    #[serde(default)]
    pub rules: Vec<Rule>,
    #[serde(default)]
    pub nfr: Vec<Nfr>,
    #[serde(default)]
    pub assumptions: Vec<Assumption>,
    #[serde(default)]
    pub open_questions: Vec<Question>,
    #[serde(default)]
    pub coverage: Coverage,
    #[serde(default)]
    pub tests: Vec<TestPointer>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    pub intent: String,
    pub sha256: crate::Sha256,
    /// `rules@1` for the rules reader, `human` for a spec written by hand.
    pub reader: String,
    /// Of the text: `en`, `de`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<SourceAttachment>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceAttachment {
    pub name: String,
    pub sha256: crate::Sha256,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProjectType {
    Api,
    WebApp,
    StaticWeb,
    Cli,
    Library,
    Worker,
    Pipeline,
    Function,
    Game,
}

impl ProjectType {
    pub fn as_str(self) -> &'static str {
        match self {
            ProjectType::Api => "api",
            ProjectType::WebApp => "web_app",
            ProjectType::StaticWeb => "static_web",
            ProjectType::Cli => "cli",
            ProjectType::Library => "library",
            ProjectType::Worker => "worker",
            ProjectType::Pipeline => "pipeline",
            ProjectType::Function => "function",
            ProjectType::Game => "game",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// `[a-z][a-z0-9-]{0,62}`
    pub name: String,
    #[serde(rename = "type")]
    pub kind: ProjectType,
    /// `python javascript typescript go java php ruby rust csharp kotlin html`
    #[serde(default)]
    pub language: Option<String>,
    /// Lower case, as its package is called.
    #[serde(default)]
    pub framework: Option<String>,
    /// `sqlite postgres mysql mongodb memory none`
    #[serde(default)]
    pub storage: Option<String>,
    /// By key of this object: `name`, `type`, `language`, `framework`, `storage`.
    #[serde(default)]
    pub origin: IndexMap<String, Origin>,
    #[serde(default)]
    pub src: IndexMap<String, Span>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// By `snake_case` name, in the order stated. Foreign keys are relations, not fields;
    /// id, created_at and updated_at appear only when stated.
    pub fields: IndexMap<String, Field>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// Sets of fields (or relation fields such as `book_id`) that are unique together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unique: Vec<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub soft_delete: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamps: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub src: Option<Span>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldType {
    String,
    Text,
    Integer,
    Decimal,
    Float,
    Boolean,
    Date,
    #[serde(rename = "datetime")]
    DateTime,
    Time,
    Duration,
    Email,
    Url,
    Uuid,
    Slug,
    Phone,
    Ip,
    Password,
    File,
    Json,
    Geo,
    Enum,
    #[serde(rename = "array<string>")]
    StringArray,
    #[serde(rename = "array<integer>")]
    IntegerArray,
    #[serde(rename = "array<decimal>")]
    DecimalArray,
}

/// JSON Schema 2020-12 keywords beside `x-ql-*` keys: dropping the latter gives an OpenAPI 3.1 schema.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    #[serde(rename = "x-ql-type")]
    pub ql_type: FieldType,
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub json_type: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    #[serde(rename = "enum", default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Number>,
    #[serde(rename = "exclusiveMinimum", default, skip_serializing_if = "Option::is_none")]
    pub exclusive_minimum: Option<Number>,
    #[serde(rename = "exclusiveMaximum", default, skip_serializing_if = "Option::is_none")]
    pub exclusive_maximum: Option<Number>,
    #[serde(rename = "multipleOf", default, skip_serializing_if = "Option::is_none")]
    pub multiple_of: Option<Number>,
    #[serde(rename = "minLength", default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    #[serde(rename = "maxLength", default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    #[serde(rename = "minItems", default, skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u64>,
    #[serde(rename = "maxItems", default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "readOnly", default, skip_serializing_if = "Option::is_none")]
    pub read_only: Option<bool>,
    #[serde(rename = "writeOnly", default, skip_serializing_if = "Option::is_none")]
    pub write_only: Option<bool>,
    /// Always written out: true unless optional, or with a default, or a flag.
    #[serde(rename = "x-ql-required", default)]
    pub required: bool,
    #[serde(rename = "x-ql-unique", default, skip_serializing_if = "Option::is_none")]
    pub unique: Option<bool>,
    /// `none contact identity health financial credential`
    #[serde(rename = "x-ql-pii", default, skip_serializing_if = "Option::is_none")]
    pub pii: Option<String>,
    #[serde(rename = "x-ql-origin", default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    #[serde(rename = "x-ql-src", default, skip_serializing_if = "Option::is_none")]
    pub src: Option<Span>,
    #[serde(rename = "x-ql-rule", default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

impl Field {
    /// A field with nothing but its type: optional, no constraint, no origin.
    pub fn of(ql_type: FieldType) -> Self {
        Self {
            ql_type,
            json_type: None,
            format: None,
            values: None,
            minimum: None,
            maximum: None,
            exclusive_minimum: None,
            exclusive_maximum: None,
            multiple_of: None,
            min_length: None,
            max_length: None,
            pattern: None,
            min_items: None,
            max_items: None,
            items: None,
            default: None,
            description: None,
            read_only: None,
            write_only: None,
            required: false,
            unique: None,
            pii: None,
            origin: None,
            src: None,
            rule: None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    ManyToOne,
    OneToOne,
    ManyToMany,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDelete {
    Restrict,
    Cascade,
    SetNull,
}

/// `from` holds the key. The target `User` is the account even where no entity of that name is stated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    pub from: String,
    pub to: String,
    pub kind: RelationKind,
    /// The key on `from`, such as `book_id`; `<targets>_ids` for many-to-many (an array of ids in JSON).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_delete: Option<OnDelete>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub src: Option<Span>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Auth {
    /// `none jwt session api_key basic oidc`
    pub scheme: String,
    /// Beside `public` (no credentials) and `user` (any), which need no entry; `admin` is listed when used.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Once any permission is stated for an operation of an entity, what is not allowed is denied.
    #[serde(default)]
    pub permissions: Vec<Permission>,
    /// The role with which an account begins; `user` where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    Allow,
    Deny,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Permission {
    pub effect: Effect,
    pub roles: Vec<String>,
    /// `create read list update delete`, or the verb of an action.
    pub ops: Vec<String>,
    /// None means every entity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// Whose records: `own` of those who made them, `own:student_id` of those whom a key names,
    /// `own:animal_id.shelter_id` of those who own what a key points to. See [`crate::ownership::Ownership`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub src: Option<Span>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OperationKind {
    Create,
    Read,
    List,
    Update,
    Delete,
    Action,
    Query,
    Upsert,
    Custom,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    pub kind: OperationKind,
    #[serde(default)]
    pub method: Option<String>,
    /// Plural, lower case with hyphens, no prefix: `/order-items/{id}`.
    #[serde(default)]
    pub path: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
    /// Query parameters: field names, and `<field>_from` / `<field>_to` for ranges.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<String>,
    /// Fields that `q=` looks into, without regard to case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub search: Vec<String>,
    /// The default order, most important first; `-field` for descending.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sort: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Page>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transition: Option<Transition>,
    /// What a route of its own works out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<crate::route::Route>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub src: Option<Span>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// `offset cursor`
    pub style: String,
    pub default: u32,
    pub max: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Transition {
    pub field: String,
    pub from: Vec<String>,
    pub to: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Function {
    pub name: String,
    #[serde(default)]
    pub params: Vec<Value>,
    #[serde(default)]
    pub returns: Value,
    /// `raises`, `examples`, `properties`, `body`, `origin`, `src`, `rule`
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Command {
    pub usage: String,
    /// `args`, `flags`, `exit_codes`, `origin`, `src`, `rule`
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// `read filter map join aggregate validate write schedule consume publish`
    pub kind: String,
    /// `with`, `origin`, `src`, `rule`
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// A rule that is more than one field's keyword. `kind` and `params` together are read by [`crate::rule`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// `R1`, `R2`, …
    pub id: String,
    pub kind: String,
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expr: Option<String>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub params: Map<String, Value>,
    pub status: RuleStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub src: Option<Span>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleStatus {
    Formal,
    TextOnly,
    Conflict,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Nfr {
    pub metric: String,
    pub op: String,
    pub value: Number,
    pub unit: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load: Option<String>,
    /// `measured_here not_provable_by_build`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provable: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub src: Option<Span>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assumption {
    /// `A1`, `A2`, …
    pub id: String,
    pub text: String,
    /// JSON pointer of the value that rests on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    Unrecognised,
    RuleNotFormalised,
    Ambiguous,
    Conflict,
    Missing,
    Refused,
    NotProvable,
}

/// The answer (and proposal) by which words that were not understood stay without effect.
pub const LEFT_OUT: &str = "leave it out";

/// The answer by which such words are kept for a person to look at: without effect too.
pub const KEPT_AS_NOTE: &str = "keep it as a note for a person";

/// The answer (and option) by which a person sets a rule aside that stays text.
pub const SET_ASIDE: &str = "set aside";

/// What is not known. `src` spans only words that no fact covers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// `q-` and 8 hexadecimal digits of the hash of kind and pointer: the same after re-reading.
    pub id: String,
    pub kind: QuestionKind,
    pub text: String,
    /// What the answer decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    #[serde(default)]
    pub src: Vec<Span>,
    /// What is assumed until somebody answers; null where nothing is.
    #[serde(default)]
    pub proposal: Value,
    /// At least two.
    pub options: Vec<Value>,
    pub blocking: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Value>,
    /// Whether nobody answered and the proposal was taken instead.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_proposal: bool,
}

impl Question {
    /// Whether a person said what the answer is, now or earlier.
    pub fn is_answered_by_person(&self) -> bool {
        self.answer.is_some() && !self.by_proposal
    }
}

/// Every content word and where it went. The counts are recomputed from `words`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    pub words: Vec<CoveredWord>,
    pub content_words: usize,
    pub understood: usize,
    pub reported: usize,
    pub silent: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CoveredWord {
    pub src: Span,
    /// JSON pointer of the fact, or id of the question; null is silent.
    pub by: Option<String>,
}

impl Coverage {
    /// The counts that `words` imply; the printed ones must equal these.
    pub fn counted(words: Vec<CoveredWord>) -> Self {
        let reported =
            words.iter().filter(|w| w.by.as_deref().is_some_and(|by| by.starts_with("q-"))).count();
        let silent = words.iter().filter(|w| w.by.is_none()).count();
        let content_words = words.len();
        Self { words, content_words, understood: content_words - reported - silent, reported, silent }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TestPointer {
    /// The test's id as its runner reports it.
    pub id: String,
    /// JSON pointer into the spec.
    #[serde(rename = "for")]
    pub pointer: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(default)]
    pub result: Option<String>,
}

impl Spec {
    /// Questions that nobody answered and without whose answer nothing is built.
    pub fn blocking(&self) -> impl Iterator<Item = &Question> {
        self.open_questions.iter().filter(|q| q.blocking && q.answer.is_none())
    }

    /// Words that were not understood and stayed without effect: left out by an answer, or, where nothing had to
    /// be answered, by nobody. A word or two of a sentence change what it says as much as all of it.
    pub fn left_out(&self) -> impl Iterator<Item = &Question> {
        let said = |q: &&Question| match &q.answer {
            Some(answer) => answer.as_str().is_some_and(|said| [LEFT_OUT, KEPT_AS_NOTE].contains(&said)),
            None => !q.blocking,
        };
        // What is refused is no wish that anybody may claim.
        let unread = |q: &&Question| q.kind == QuestionKind::Unrecognised;
        let wished = move |q: &&Question| (q.blocking || unread(q)) && q.kind != QuestionKind::Refused;
        self.open_questions.iter().filter(wished).filter(said)
    }

    /// Whether the question points at the rule at this index, by its id or by its place.
    pub fn is_about(&self, question: &Question, rule: usize) -> bool {
        let Some(id) = self.rules.get(rule).map(|rule| rule.id.as_str()) else { return false };
        let at = format!("/rules/{rule}");
        question.pointer.as_deref().is_some_and(|p| {
            p == id
                || p.strip_prefix(at.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Whether a person set the rule at this index aside: a question about it was answered with
    /// [`SET_ASIDE`]. The reader offers that option; the gate lists the rule instead of failing.
    pub fn is_set_aside(&self, rule: usize) -> bool {
        let aside = |answer: &Value| {
            answer.as_str().is_some_and(|text| text.trim().replace('_', " ").eq_ignore_ascii_case(SET_ASIDE))
        };
        let mut about = self.open_questions.iter().filter(|q| self.is_about(q, rule));
        about.any(|q| q.is_answered_by_person() && q.answer.as_ref().is_some_and(aside))
    }
}
