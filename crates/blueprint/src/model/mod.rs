//! The typed view of a spec that code and tests are both generated from.
//!
//! Everything that needs a decision (table names, routes, who may do what, what may be
//! null) is decided here once, from the spec alone, for every stack alike. It says
//! nothing about how a stack enforces it.

mod access;
mod build;
mod entity;
mod holders;
pub mod names;
mod operations;
mod pattern;
mod reach;
mod refuse;
pub mod routes;
mod rules;

use std::collections::BTreeMap;

use domain::{
    requirement::Requirement,
    rule::{CalendarUnit, Comparison, Direction, RowFilter, RowOp},
    spec::{FieldType, OnDelete, RelationKind},
};
use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Storage {
    Sqlite,
    Postgres,
}

/// A spec, resolved.
#[derive(Debug, Clone, Serialize)]
pub struct Model {
    /// `library-api`
    pub project: String,
    /// `Library API`
    pub title: String,
    /// The intent's own words; data, never code.
    pub intent: String,
    pub storage: Storage,
    /// Whether there are accounts and tokens (`auth.scheme` is `jwt`).
    pub accounts: bool,
    /// All roles that can be given out, `admin` and `user` always among them; empty without accounts.
    pub roles: Vec<String>,
    /// With which an account begins.
    pub first_role: String,
    /// With accounts, `User` is always among them (see [`Entity::account`], [`Entity::stated`]).
    pub entities: Vec<Entity>,
    /// Indexes into `entities`, so that targets come before what refers to them (but see [`Relation::late`]).
    pub creation: Vec<usize>,
    pub requirements: Vec<Requirement>,
    /// Requirement id by JSON pointer.
    pub requirement_ids: BTreeMap<String, String>,
    /// Rules that stayed text: printed and marked, never invented.
    pub text_rules: Vec<TextRule>,
    pub assumptions: Vec<String>,
    pub questions: Vec<OpenQuestion>,
}

#[derive(Debug, Clone, Serialize)]
pub struct TextRule {
    pub pointer: String,
    pub entity: Option<String>,
    pub text: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct OpenQuestion {
    pub id: String,
    pub text: String,
    /// As JSON text; empty where nothing is assumed.
    pub proposal: String,
    pub answer: Option<String>,
    pub by_proposal: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct Entity {
    /// `OrderItem`
    pub name: String,
    /// `order_item`
    pub snake: String,
    /// `order_items`: module and function names.
    pub plural: String,
    /// `order item`, `order items`: for sentences.
    pub label: String,
    pub label_plural: String,
    /// SQL table; an underscore is added to reserved words (`groups_`).
    pub table: String,
    /// `/order-items`
    pub path: String,
    /// `/entities/OrderItem`
    pub pointer: String,
    /// False only for the `User` that accounts need and nobody stated: it has no routes beside `/auth`.
    pub stated: bool,
    /// The rows are the accounts.
    pub account: bool,
    /// All fields in order, stated ones and (for `User`) the account's own; without id and time stamps.
    pub fields: Vec<Field>,
    /// `id`, `created_at`, `updated_at` as kept by the system; absent where the entity has a field of its own.
    pub system: Vec<SystemField>,
    /// Relations whose key is on this entity.
    pub relations: Vec<Relation>,
    /// Relations of other entities (or of this one) that point here.
    pub incoming: Vec<Incoming>,
    pub unique: Vec<UniqueSet>,
    pub operations: Vec<Operation>,
    pub machine: Option<Machine>,
    pub overlaps: Vec<Overlap>,
    pub limits: Vec<Limit>,
    /// Records that point here are no more than a field of this entity says.
    pub rooms: Vec<Room>,
    /// The same rules from the other side: keys to records that have so much room.
    pub capacities: Vec<Capacity>,
    pub orders: Vec<Order>,
    pub differing: Vec<Differ>,
    /// What holds between a record and the one that its key points to: at the former, and at the latter.
    pub compares: Vec<Compare>,
    pub compared: Vec<Compared>,
    pub times: Vec<Time>,
    pub deadlines: Vec<Deadline>,
    pub requires: Vec<Requires>,
    /// Moments behind which something is not done any more: examples of them lie in the future.
    pub closing: Vec<String>,
    /// Fields of this entity with the values that records which point here require.
    pub required: Vec<(String, Vec<serde_json::Value>)>,
    pub immutables: Vec<Immutable>,
    pub settled: Vec<Settled>,
    /// How a row belongs to an account, where a permission says `own`.
    pub owner: Option<Owner>,
    /// Whose a row is to accounts of some roles, where that is not who made it.
    pub holders: Vec<Holder>,
    /// The key whose target's owner is the row's owner, whoever makes the row.
    pub follows: Option<Follows>,
}

/// Rows that are somebody's because a key of theirs says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holder {
    /// `student`; `user` is every account.
    pub roles: Vec<String>,
    /// `student_id`, given by whoever makes the row; or the key to a row that is theirs.
    pub key: String,
    pub parent: Option<Parent>,
    /// Whatever their role: what other holders do not say.
    pub all: bool,
}

/// The row that a key points to, and its own key to the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parent {
    pub to: String,
    pub owner: String,
}

/// Whom a row belongs to, where it belongs to the account of another row.
#[derive(Debug, Clone, Serialize)]
pub struct Follows {
    /// `album_id`
    pub key: String,
    /// Name of the target entity, and its key to the account.
    pub to: String,
    pub owner: String,
}

/// Made by the system, never accepted in bodies.
#[derive(Debug, Clone, Serialize)]
pub struct SystemField {
    /// `id`, `created_at`, `updated_at`
    pub name: String,
    /// Where the spec states it; then its requirement is this pointer's.
    pub pointer: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Field {
    pub name: String,
    /// SQL column: the name, `<name>_hash` for passwords.
    pub column: String,
    /// `/entities/Book/fields/title`; none for fields that accounts add to `User`.
    pub pointer: Option<String>,
    pub ql_type: FieldType,
    /// Its value may be null, and is when absent: neither required nor with a default.
    pub nullable: bool,
    /// Must be given on create and PUT.
    pub required: bool,
    /// Not accepted in bodies.
    pub read_only: bool,
    /// Never answered.
    pub write_only: bool,
    pub unique: bool,
    /// All keywords as stated.
    pub keywords: domain::spec::Field,
    /// For decimals: digits behind the point (from multipleOf, else 6).
    pub scale: u32,
}

#[derive(Debug, Clone, Serialize)]
pub struct Relation {
    /// `/relations/0`
    pub pointer: String,
    pub index: usize,
    /// Name of the target entity; `User` are the accounts.
    pub to: String,
    pub to_table: String,
    /// `book_id`, or `tag_ids`
    pub field: String,
    pub kind: RelationKind,
    pub required: bool,
    pub on_delete: OnDelete,
    /// Whether the spec states what happens on delete (a requirement then).
    pub on_delete_stated: bool,
    /// For many-to-many: the table with the two key columns `near` and `far`.
    pub link: Option<Link>,
    /// The target's table is made later (a cycle): the foreign key is added afterwards.
    pub late: bool,
    /// Set from the token: the key is not accepted in bodies.
    pub owner: bool,
    /// Where some accounts read only their own targets: they may point at no others either.
    pub reach: Option<Reach>,
}

/// Which targets a caller may point at.
#[derive(Debug, Clone, Serialize)]
pub struct Reach {
    /// The target's key to the account that made it.
    pub owner: String,
    /// Roles that read every target.
    pub anywhere: Vec<String>,
    /// Roles that read only their own, and can make some; `user` is every account.
    pub own: Vec<String>,
}

impl Reach {
    /// Whether an account of the role is held to its own targets.
    pub fn holds(&self, role: &str) -> bool {
        let named = |roles: &[String]| roles.iter().any(|known| known == role || known == "user");
        named(&self.own) && !named(&self.anywhere)
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct Link {
    pub table: String,
    pub near: String,
    pub far: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Incoming {
    /// The entity that holds the key.
    pub from: String,
    pub relation: Relation,
}

#[derive(Debug, Clone, Serialize)]
pub struct UniqueSet {
    pub pointer: String,
    /// Fields or relation keys.
    pub fields: Vec<String>,
    /// The same as SQL columns.
    pub columns: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verb {
    Create,
    List,
    Read,
    /// PATCH
    Update,
    /// PUT
    Replace,
    Delete,
    Action,
    /// A route of its own.
    Route,
}

#[derive(Debug, Clone, Serialize)]
pub struct Operation {
    pub verb: Verb,
    /// `/operations/3`; none where the operation is offered by default.
    pub pointer: Option<String>,
    pub id: String,
    pub method: String,
    /// The only parameter is called `id`, or as the field of a route that looks records up by it.
    pub path: String,
    pub access: Access,
    pub filters: Vec<Filter>,
    /// Fields `q` looks into, and the requirement's pointer.
    pub search: Vec<String>,
    pub search_pointer: Option<String>,
    /// Default order before `id`.
    pub sort: Vec<SortKey>,
    pub sort_pointer: Option<String>,
    pub page_default: u32,
    pub page_max: u32,
    pub page_pointer: Option<String>,
    pub action: Option<Action>,
    pub route: Option<routes::Route>,
}

#[derive(Debug, Clone, Serialize)]
pub struct SortKey {
    pub field: String,
    pub descending: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FilterKind {
    Equal,
    From,
    To,
    /// The field is a list that has the value among its items.
    Holds,
}

#[derive(Debug, Clone, Serialize)]
pub struct Filter {
    /// The query parameter.
    pub name: String,
    pub pointer: String,
    /// Field, relation key or system field it compares with.
    pub field: String,
    pub kind: FilterKind,
}

/// A state change by `POST <path>`.
#[derive(Debug, Clone, Serialize)]
pub struct Action {
    /// Path segment: `approve`, `in-progress`.
    pub verb: String,
    /// As an identifier: `in_progress`.
    pub name: String,
    pub field: String,
    pub from: Vec<String>,
    pub to: String,
    /// The machine's rule, or the operation itself where there is none.
    pub pointer: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Machine {
    pub field: String,
    pub initial: String,
    /// The rule; none where only operations state the transitions.
    pub pointer: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Overlap {
    pub pointer: String,
    pub scope: Vec<String>,
    pub start: String,
    pub end: String,
    /// The end belongs to the span.
    pub inclusive: bool,
    pub filter: Option<RowFilter>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Limit {
    pub pointer: String,
    pub scope: Vec<String>,
    pub max: u64,
    pub per: Option<CalendarUnit>,
    pub at: Option<String>,
    pub filter: Option<RowFilter>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Capacity {
    pub pointer: String,
    pub key: String,
    /// The entity that the key points to, and its field.
    pub to: String,
    pub field: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Room {
    pub pointer: String,
    pub field: String,
    /// The entity whose records take the room, and their key; the name of its table.
    pub from: String,
    pub key: String,
    pub table: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Compare {
    pub pointer: String,
    pub field: String,
    pub op: Comparison,
    pub key: String,
    /// The entity that the key points to, and its field.
    pub to: String,
    pub other: String,
    /// Which of the two is a moment held against a date: of it the day counts.
    pub day: Option<DaySide>,
}

/// Which of two values that are held against each other is a moment, where the other one is a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DaySide {
    /// The rule's first one: `before` of an order, the record's own of a comparison.
    One,
    /// Its second one: `after`, or that of the record that the key points to.
    Other,
}

#[derive(Debug, Clone, Serialize)]
pub struct Compared {
    pub pointer: String,
    pub field: String,
    /// As seen from the records that point here.
    pub op: Comparison,
    /// Their entity, its key and the compared field; the name of its table.
    pub from: String,
    pub key: String,
    pub theirs: String,
    pub table: String,
    /// As in [`Compare`], seen from the records that point here.
    pub day: Option<DaySide>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Order {
    pub pointer: String,
    pub before: String,
    pub after: String,
    pub strict: bool,
    /// Which of the two is a moment held against a date: of it the day counts.
    pub day: Option<DaySide>,
}

/// Two keys to the same entity, or two texts, that never say the same.
#[derive(Debug, Clone, Serialize)]
pub struct Differ {
    pub pointer: String,
    pub one: String,
    pub other: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Time {
    pub pointer: String,
    pub field: String,
    pub direction: Direction,
}

/// What is done only before a moment of the row itself, or of the one that its key points to.
#[derive(Debug, Clone, Serialize)]
pub struct Deadline {
    pub pointer: String,
    /// Where it is the moment of another record: the key and its entity.
    pub key: Option<String>,
    pub to: String,
    pub field: String,
    /// Whether it is a whole day.
    pub day: bool,
    pub ops: Vec<RowOp>,
}

/// What the record that a key points to must be when a row is made that points there.
#[derive(Debug, Clone, Serialize)]
pub struct Requires {
    pub pointer: String,
    pub key: String,
    pub to: String,
    pub field: String,
    pub allowed: Vec<serde_json::Value>,
    /// Whether the field is a flag.
    pub flag: bool,
}

/// Fields that keep their first value; with no fields the entity offers no update at all.
#[derive(Debug, Clone, Serialize)]
pub struct Immutable {
    pub pointer: String,
    pub fields: Vec<String>,
}

/// Rows whose field has one of the values are not changed, or not deleted.
#[derive(Debug, Clone, Serialize)]
pub struct Settled {
    pub pointer: String,
    pub filter: RowFilter,
    pub ops: Vec<RowOp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "field", rename_all = "lowercase")]
pub enum Owner {
    /// A relation key to `User`.
    Key(String),
    /// The row is the account itself.
    Itself,
}

/// Who may do one operation. Deny wins over allow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Access {
    /// No token needed (always true without accounts).
    pub public: bool,
    /// Any account may, whatever its role.
    pub any: bool,
    /// Roles that may do it to any row.
    pub roles: Vec<String>,
    /// Roles that may do it to their own rows; `user` is every account.
    pub own: Vec<String>,
    /// Roles that may not; `user` is every account.
    pub denied: Vec<String>,
    /// Roles that may not do it to their own rows.
    pub denied_own: Vec<String>,
    /// Permissions (`/auth/permissions/0`) this comes from; empty where it is the default.
    pub pointers: Vec<String>,
}

impl Model {
    /// The view of a spec; what cannot be generated honestly is an error.
    pub fn of(spec: &domain::Spec) -> Result<Model, crate::Error> {
        build::model(spec, None)
    }

    /// The same with one permission taken out, for mutants.
    pub(crate) fn without_permission(spec: &domain::Spec, index: usize) -> Result<Model, crate::Error> {
        build::model(spec, Some(index))
    }

    pub fn entity(&self, name: &str) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.name == name)
    }

    pub fn requirement_id(&self, pointer: &str) -> Option<&str> {
        self.requirement_ids.get(pointer).map(String::as_str)
    }
}

impl Field {
    /// Of a list: the values that its items are limited to.
    pub fn item_choices(&self) -> Option<&Vec<serde_json::Value>> {
        self.keywords.items.as_ref()?.get("enum")?.as_array()
    }
}

impl Entity {
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    pub fn relation(&self, key: &str) -> Option<&Relation> {
        self.relations.iter().find(|relation| relation.field == key)
    }

    pub fn operation(&self, verb: Verb) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.verb == verb)
    }
}
