//! What a route of its own works out: a small closed algebra over the records of the spec.
//!
//! An operation that is neither a record's create, read, list, update or delete nor a change of
//! state says here what it answers or changes. The operation's `entity` are the rows, its
//! `filters`, `search`, `sort` and `page` mean what they mean for a list. What this algebra cannot
//! say is a question to a person, never a guess.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A route of its own, under the key `route` of an operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// The rows hang on the record that the path names, by this relation key of theirs (`author_id`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The unique field that the path's parameter holds; the id where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Only rows for which all of these hold.
    #[serde(default, rename = "where", skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    pub gives: Gives,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gives {
    /// The rows, in pages.
    Page,
    /// The first so many rows.
    Top(u32),
    /// The first row; 404 where there is none.
    First,
    /// The rows as `text/csv`, all of them.
    Csv,
    /// Numbers worked out over the rows.
    Figures(Figures),
    /// The one row whose unique field `by` has the path's value.
    Record,
    /// The row that the path names is changed, and answered.
    Change(Vec<Change>),
    /// A row is made that hangs on the record that the path names.
    Create,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// One line for each value of this field or key of the rows; one document where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<String>,
    /// Moments of one such span are one line; only beside a moment in `per`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Every>,
    /// At least one.
    pub list: Vec<Figure>,
    /// Only so many lines, those whose first number is the largest, first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top: Option<u32>,
}

/// A span of the calendar, in UTC; weeks begin on Monday (ISO 8601).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    Day,
    Week,
    Month,
    Year,
}

impl Every {
    /// The word, and the name of the member that tells the span.
    pub fn as_str(self) -> &'static str {
        match self {
            Every::Day => "day",
            Every::Week => "week",
            Every::Month => "month",
            Every::Year => "year",
        }
    }
}

impl Figures {
    /// What tells the lines apart, in words: `status`, `month of due_date`.
    pub fn apart(&self) -> Option<String> {
        let per = self.per.as_ref()?;
        Some(self.every.map_or_else(|| per.clone(), |every| format!("{} of {per}", every.as_str())))
    }
}

/// One number: `{"name": "open", "measure": "count", "where": […]}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Under which name it is answered.
    pub name: String,
    pub measure: Measure,
    /// The field that is summed, averaged, …; none for a count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Rows of another entity than the operation's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// Beside the route's own conditions.
    #[serde(default, rename = "where", skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// The count and the sum of nothing are 0; the others of nothing are null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    Count,
    Sum,
    Average,
    Minimum,
    Maximum,
}

impl Measure {
    pub fn as_str(self) -> &'static str {
        match self {
            Measure::Count => "count",
            Measure::Sum => "sum",
            Measure::Average => "average",
            Measure::Minimum => "minimum",
            Measure::Maximum => "maximum",
        }
    }
}

/// What holds for a row: `{"field": "due_date", "is": "before", "than": "now"}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub field: String,
    pub is: Comparison,
    pub than: Term,
}

/// A row whose value is absent fulfils only `not_one_of`, and `one_of` with null among the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    OneOf,
    NotOneOf,
    Below,
    AtMost,
    Above,
    AtLeast,
}

/// What a value is compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    Values(Vec<Value>),
    Value(Value),
    /// Another field of the same row.
    Field(String),
    /// So many days from now: the day in UTC for dates, the moment for times.
    DaysFromNow(i32),
}

/// What happens to one field of the row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    pub field: String,
    pub to: NewValue,
}

/// What a field holds afterwards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NewValue {
    Value(Value),
    /// The moment (or day) of the request, in UTC.
    Now,
    /// true becomes false, and false or nothing becomes true.
    Flip,
    /// So much more; less where it is negative. Past the field's bounds it is refused (409).
    Add(i64),
}

impl Route {
    /// A route with nothing but its answer.
    pub fn giving(gives: Gives) -> Self {
        Self { scope: None, by: None, conditions: Vec::new(), gives }
    }

    /// For people: `Book: the first 5`, `Task: only where due_date is before now`.
    pub fn words(&self, entity: &str) -> String {
        let gives = match &self.gives {
            Gives::Page => "a page".to_owned(),
            Gives::Top(n) => format!("the first {n}"),
            Gives::First => "the first".to_owned(),
            Gives::Csv => "as CSV".to_owned(),
            Gives::Record => format!("by {}", self.by.as_deref().unwrap_or("id")),
            Gives::Create => "a new one".to_owned(),
            Gives::Change(changes) => changes.iter().map(Change::words).collect::<Vec<_>>().join(" and "),
            Gives::Figures(figures) => {
                let names: Vec<String> = figures.list.iter().map(Figure::label).collect();
                let per = figures.apart().map(|apart| format!(" per {apart}")).unwrap_or_default();
                let top = figures.top.map(|n| format!(", the {n} largest")).unwrap_or_default();
                format!("{}{per}{top}", names.join(", "))
            }
        };
        let scope = self.scope.as_ref().map(|key| format!(" by {key}")).unwrap_or_default();
        let only = all(&self.conditions);
        let only = if only.is_empty() { only } else { format!(", only where {only}") };
        format!("{entity}: {gives}{scope}{only}")
    }
}

impl Condition {
    /// For people: `due_date is before now`.
    pub fn words(&self) -> String {
        let moment = matches!(self.than, Term::DaysFromNow(_));
        let is = match (self.is, moment) {
            (Comparison::OneOf, _) => "is",
            (Comparison::NotOneOf, _) => "is not",
            (Comparison::Below, true) => "is before",
            (Comparison::Below, false) => "is below",
            (Comparison::AtMost, true) => "is not after",
            (Comparison::AtMost, false) => "is at most",
            (Comparison::Above, true) => "is after",
            (Comparison::Above, false) => "is above",
            (Comparison::AtLeast, true) => "is not before",
            (Comparison::AtLeast, false) => "is at least",
        };
        format!("{} {is} {}", self.field, self.than.words())
    }
}

impl Term {
    fn words(&self) -> String {
        match self {
            Term::Values(values) => values.iter().map(plain).collect::<Vec<_>>().join(" or "),
            Term::Value(value) => plain(value),
            Term::Field(field) => field.clone(),
            Term::DaysFromNow(0) => "now".to_owned(),
            Term::DaysFromNow(days) if *days < 0 => format!("{} days ago", -days),
            Term::DaysFromNow(days) => format!("{days} days from now"),
        }
    }
}

impl Figure {
    /// Its name, and of which rows it is: `count (status is open)`.
    fn label(&self) -> String {
        match self.conditions.as_slice() {
            [] => self.name.clone(),
            conditions => format!("{} ({})", self.name, all(conditions)),
        }
    }

    /// For people: `the average of temperature`, `how many have status open`.
    pub fn words(&self) -> String {
        let what = match (&self.field, self.measure) {
            (Some(field), measure) => format!("the {} of {field}", measure.as_str()),
            (None, _) => "how many there are".to_owned(),
        };
        if self.conditions.is_empty() { what } else { format!("{what} whose {}", all(&self.conditions)) }
    }
}

impl Change {
    pub fn words(&self) -> String {
        match &self.to {
            NewValue::Value(value) => format!("sets {} to {}", self.field, plain(value)),
            NewValue::Now => format!("sets {} to now", self.field),
            NewValue::Flip => format!("turns {} over", self.field),
            NewValue::Add(n) if *n < 0 => format!("takes {} from {}", n.unsigned_abs(), self.field),
            NewValue::Add(n) => format!("adds {n} to {}", self.field),
        }
    }
}

/// `a and b`
fn all(conditions: &[Condition]) -> String {
    conditions.iter().map(Condition::words).collect::<Vec<_>>().join(" and ")
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "absent".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
