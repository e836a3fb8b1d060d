//! Rules between rows and fields in the forms that a blueprint can enforce.
//!
//! In the spec a rule is `kind` + `params` (JSON); here it is typed. A rule whose
//! `status` is `formal` must read as one of these, or the reader has erred.

use serde::{Deserialize, Serialize};

use crate::spec::{Rule, RuleStatus};

/// `fields` and scopes name fields or relation keys (`room_id`) of the rule's entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "params", rename_all = "snake_case")]
pub enum FormalRule {
    /// No two rows have equal values in all of `fields`.
    UniqueTogether { fields: Vec<String> },
    /// Two rows with the same `scope` never overlap in `[start, end)`, or in `[start, end]` where it is
    /// `inclusive` (the last day belongs to it). An empty scope means all rows.
    /// `where` limits the rule to rows whose field has one of the values.
    Overlap {
        scope: Vec<String>,
        start: String,
        end: String,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        inclusive: bool,
        #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
        filter: Option<RowFilter>,
    },
    /// At most `max` rows with the same `scope` (all rows when empty), counted over `per`
    /// calendar unit (UTC) of field `at` where given.
    Limit {
        scope: Vec<String>,
        max: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        per: Option<CalendarUnit>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<String>,
        #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
        filter: Option<RowFilter>,
    },
    /// Never more rows with the same `key` than the row that it points to says in `field` (an integer
    /// of that entity); where that is absent, there is no limit.
    Capacity { key: String, field: String },
    /// `field` stands in this order to `other` of the row that `key` points to; rows with either value
    /// absent pass. Numbers are compared with numbers, dates and moments with each other: of a moment that is held
    /// against a date its day (UTC) counts.
    Compare { field: String, op: Comparison, key: String, other: String },
    /// `before` < `after` (or ≤ when not strict); rows with either value absent pass. Of a moment that is held
    /// against a date its day (UTC) counts.
    Order { before: String, after: String, strict: bool },
    /// `one` and `other`, two keys to the same entity or two texts, never say the same; rows with either
    /// value absent pass.
    Differ { one: String, other: String },
    /// The field's values form a machine: rows start in `initial`; only `transitions` change it.
    StateMachine { field: String, initial: String, transitions: Vec<StateChange> },
    /// The fields never change after creation; an empty list means the whole row (no update at all).
    /// With `where` the rule holds while the row's field has one of the values: the whole row is then not
    /// changed, or not deleted, as `ops` say (a change where they say nothing).
    Immutable {
        fields: Vec<String>,
        #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
        filter: Option<RowFilter>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ops: Vec<RowOp>,
    },
    /// Rows are made (changed, deleted), as `ops` say, only before the moment `field`: of the row that `key`
    /// points to, else of the row itself. A date is over when its day is; where it is absent, nothing ends.
    Deadline {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
        field: String,
        ops: Vec<RowOp>,
    },
    /// Rows are made, and come to point elsewhere, only while `field` of the row that `key` points to has one of
    /// `values`; a row that points nowhere passes.
    Requires { key: String, field: String, values: Vec<serde_json::Value> },
    /// The field's value lies in the future (past), or not in the past (future), of the moment it is written.
    Time { field: String, direction: Direction },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowFilter {
    pub field: String,
    pub values: Vec<serde_json::Value>,
}

/// What a rule forbids to do to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowOp {
    Create,
    Update,
    Delete,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarUnit {
    Day,
    Week,
    Month,
    Year,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Future,
    Past,
    /// Today, for a date, and later.
    NotPast,
    /// Today, for a date, and before.
    NotFuture,
}

impl Direction {
    /// Whether what lies ahead is good.
    pub fn is_ahead(self) -> bool {
        matches!(self, Direction::Future | Direction::NotPast)
    }

    /// Whether a date may be today's.
    pub fn holds_today(self) -> bool {
        matches!(self, Direction::NotPast | Direction::NotFuture)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    #[serde(rename = "<")]
    Less,
    #[serde(rename = "<=")]
    AtMost,
    #[serde(rename = ">")]
    More,
    #[serde(rename = ">=")]
    AtLeast,
}

impl Comparison {
    pub fn as_str(self) -> &'static str {
        match self {
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
            Comparison::More => ">",
            Comparison::AtLeast => ">=",
        }
    }
    /// Whether equal values break the rule.
    pub fn is_strict(self) -> bool {
        matches!(self, Comparison::Less | Comparison::More)
    }
    /// Whether larger values than the other one break the rule.
    pub fn is_upper(self) -> bool {
        matches!(self, Comparison::Less | Comparison::AtMost)
    }
}

/// `POST /<entities>/{id}/<verb>` moves the field from one of `from` to `to`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StateChange {
    /// As stated (`approve`), or the target state (`in_progress` → `in-progress` in the path).
    pub verb: String,
    pub from: Vec<String>,
    pub to: String,
}

impl FormalRule {
    /// The typed form of a formal rule; `None` for text-only rules and for kinds that live elsewhere
    /// in the spec (`authorization` in `auth.permissions`, field keywords in the field).
    pub fn of(rule: &Rule) -> Option<FormalRule> {
        if rule.status != RuleStatus::Formal {
            return None;
        }
        let mut params = rule.params.clone();
        if matches!(rule.kind.as_str(), "unique_together" | "immutable") && !params.contains_key("fields") {
            params.insert("fields".into(), serde_json::json!(rule.fields));
        }
        serde_json::from_value(serde_json::json!({ "kind": rule.kind, "params": params })).ok()
    }
}
