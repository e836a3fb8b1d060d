//! What a `CHECK` says, where it says something that a field or a rule can hold.

use domain::spec::{Field, FieldType};
use serde_json::{Number, Value as Json, json};
use sqlparser::ast::{
    BinaryOperator as Op, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, UnaryOperator, Value,
};

/// One thing that a check demands of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Demand {
    Bound { column: String, bound: Bound, value: Number },
    Length { column: String, bound: Bound, value: u64 },
    Values { column: String, values: Vec<Json> },
    Pattern { column: String, pattern: String },
    Order { before: String, after: String, strict: bool },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
}

impl Bound {
    fn of(op: &Op) -> Option<Bound> {
        match op {
            Op::GtEq => Some(Bound::AtLeast),
            Op::Gt => Some(Bound::MoreThan),
            Op::LtEq => Some(Bound::AtMost),
            Op::Lt => Some(Bound::LessThan),
            _ => None,
        }
    }

    fn mirrored(self) -> Bound {
        match self {
            Bound::AtLeast => Bound::AtMost,
            Bound::MoreThan => Bound::LessThan,
            Bound::AtMost => Bound::AtLeast,
            Bound::LessThan => Bound::MoreThan,
        }
    }
}

/// All that the expression demands, or nothing: half a check would be another check.
pub fn demands(expr: &Expr) -> Option<Vec<Demand>> {
    match expr {
        Expr::Nested(inner) => demands(inner),
        Expr::BinaryOp { left, op: Op::And, right } => {
            let mut all = demands(left)?;
            all.extend(demands(right)?);
            Some(all)
        }
        Expr::BinaryOp { left, op: Op::Or, right } => or_null(left, right),
        Expr::BinaryOp { left, op, right } => comparison(left, op, right),
        Expr::Between { expr, negated: false, low, high } => {
            let mut all = comparison(expr, &Op::GtEq, low)?;
            all.extend(comparison(expr, &Op::LtEq, high)?);
            Some(all)
        }
        Expr::InList { expr, list, negated: false } => {
            let values: Option<Vec<Json>> = list.iter().map(literal).collect();
            Some(vec![Demand::Values { column: column(expr)?, values: values? }])
        }
        Expr::RLike { negated: false, expr, pattern, .. } => pattern_demand(expr, pattern),
        // `status = ANY (ARRAY['a', 'b'])` is how PostgreSQL prints an IN list.
        Expr::AnyOp { left, compare_op: Op::Eq, right, .. } => any_of(left, right),
        _ => None,
    }
}

/// `x IS NULL OR …`: an absent value passes anyway.
fn or_null(left: &Expr, right: &Expr) -> Option<Vec<Demand>> {
    match (strip(left), strip(right)) {
        (Expr::IsNull(absent), rest) | (rest, Expr::IsNull(absent)) => {
            let absent = column(absent)?;
            let all = demands(rest)?;
            all.iter().all(|demand| demand.names(&absent)).then_some(all)
        }
        _ => None,
    }
}

fn any_of(left: &Expr, right: &Expr) -> Option<Vec<Demand>> {
    let Expr::Array(array) = strip(right) else { return None };
    let values: Option<Vec<Json>> = array.elem.iter().map(literal).collect();
    Some(vec![Demand::Values { column: column(left)?, values: values? }])
}

fn comparison(left: &Expr, op: &Op, right: &Expr) -> Option<Vec<Demand>> {
    let (left, right) = (strip(left), strip(right));
    if matches!(op, Op::PGRegexMatch | Op::Regexp) {
        return pattern_demand(left, right);
    }
    if let (Op::NotEq, Some(Json::String(text))) = (op, literal(right))
        && text.is_empty()
    {
        let column = column(left).or_else(|| trimmed_column(left))?;
        return Some(vec![Demand::Length { column, bound: Bound::AtLeast, value: 1 }]);
    }
    if let (Op::Eq, Some(value)) = (op, literal(right)) {
        return equal_length(left, &value);
    }
    let bound = Bound::of(op)?;
    if let Some(value) = literal(right) {
        return one_sided(left, bound, value).map(|demand| vec![demand]);
    }
    if let Some(value) = literal(left) {
        return one_sided(right, bound.mirrored(), value).map(|demand| vec![demand]);
    }
    let (left, right) = (column(left)?, column(right)?);
    let (before, after, strict) = match bound {
        Bound::LessThan => (left, right, true),
        Bound::AtMost => (left, right, false),
        Bound::MoreThan => (right, left, true),
        Bound::AtLeast => (right, left, false),
    };
    Some(vec![Demand::Order { before, after, strict }])
}

fn one_sided(side: &Expr, bound: Bound, value: Json) -> Option<Demand> {
    let Json::Number(value) = value else { return None };
    if let Some(column) = column(side) {
        return Some(Demand::Bound { column, bound, value });
    }
    Some(Demand::Length { column: measured_column(side)?, bound, value: value.as_u64()? })
}

fn equal_length(side: &Expr, value: &Json) -> Option<Vec<Demand>> {
    let (column, value) = (measured_column(side)?, value.as_u64()?);
    let length = |bound| Demand::Length { column: column.clone(), bound, value };
    Some(vec![length(Bound::AtLeast), length(Bound::AtMost)])
}

fn pattern_demand(expr: &Expr, pattern: &Expr) -> Option<Vec<Demand>> {
    let Json::String(pattern) = literal(pattern)? else { return None };
    // Only what Python, JavaScript and RE2 read alike.
    let portable = pattern.starts_with('^')
        && pattern.ends_with('$')
        && !pattern.contains("(?")
        && !pattern.contains("[:")
        && regex::Regex::new(&pattern).is_ok();
    portable.then_some(())?;
    Some(vec![Demand::Pattern { column: column(expr)?, pattern }])
}

fn strip(expr: &Expr) -> &Expr {
    match expr {
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => strip(inner),
        _ => expr,
    }
}

fn column(expr: &Expr) -> Option<String> {
    match strip(expr) {
        Expr::Identifier(name) => Some(name.value.to_lowercase()),
        Expr::CompoundIdentifier(parts) => Some(parts.last()?.value.to_lowercase()),
        _ => None,
    }
}

/// The column in `length(column)`.
fn measured_column(expr: &Expr) -> Option<String> {
    let (name, argument) = call(expr)?;
    let measures = ["length", "char_length", "character_length", "len"].contains(&name.as_str());
    if !measures {
        return None;
    }
    column(argument)
}

fn trimmed_column(expr: &Expr) -> Option<String> {
    match strip(expr) {
        Expr::Trim { expr, trim_where: None, trim_what: None, .. } => column(expr),
        _ => None,
    }
}

fn call(expr: &Expr) -> Option<(String, &Expr)> {
    let Expr::Function(function) = strip(expr) else { return None };
    let FunctionArguments::List(list) = &function.args else { return None };
    let [FunctionArg::Unnamed(FunctionArgExpr::Expr(argument))] = list.args.as_slice() else { return None };
    Some((function.name.to_string().to_lowercase(), argument))
}

/// A literal as JSON; `NULL` and calls such as `now()` are none.
pub fn literal(expr: &Expr) -> Option<Json> {
    match strip(expr) {
        Expr::Value(value) => match &value.value {
            Value::Number(text, _) => text.parse::<Number>().ok().map(Json::Number),
            Value::SingleQuotedString(text) | Value::DoubleQuotedString(text) => Some(json!(text)),
            Value::Boolean(value) => Some(json!(value)),
            _ => None,
        },
        Expr::UnaryOp { op: UnaryOperator::Minus, expr } => match literal(expr)? {
            Json::Number(number) => format!("-{number}").parse::<Number>().ok().map(Json::Number),
            _ => None,
        },
        _ => None,
    }
}

impl Demand {
    fn names(&self, name: &str) -> bool {
        match self {
            Demand::Bound { column, .. }
            | Demand::Length { column, .. }
            | Demand::Values { column, .. }
            | Demand::Pattern { column, .. } => column == name,
            Demand::Order { before, after, .. } => before == name || after == name,
        }
    }

    /// The column whose field holds the demand; an order of two columns is a rule.
    pub fn column(&self) -> Option<&str> {
        match self {
            Demand::Bound { column, .. }
            | Demand::Length { column, .. }
            | Demand::Values { column, .. }
            | Demand::Pattern { column, .. } => Some(column),
            Demand::Order { .. } => None,
        }
    }

    /// Writes the demand into the field; `false` where the field's type cannot hold it.
    pub fn apply(&self, field: &mut Field) -> bool {
        let textual = crate::types::is_text(field.ql_type);
        let numeric = crate::types::is_number(field.ql_type);
        match self {
            Demand::Bound { bound, value, .. } if numeric => {
                let place = match bound {
                    Bound::AtLeast => &mut field.minimum,
                    Bound::MoreThan => &mut field.exclusive_minimum,
                    Bound::AtMost => &mut field.maximum,
                    Bound::LessThan => &mut field.exclusive_maximum,
                };
                *place = Some(value.clone());
                self.replace_wider(field);
                true
            }
            Demand::Length { bound, value, .. } if textual => {
                match bound {
                    Bound::AtLeast => field.min_length = Some(*value),
                    Bound::MoreThan => field.min_length = value.checked_add(1),
                    Bound::AtMost => field.max_length = Some(*value),
                    Bound::LessThan => field.max_length = Some(value.saturating_sub(1)),
                }
                true
            }
            Demand::Values { values, .. } if textual && values.iter().all(Json::is_string) => {
                let chosen = crate::types::of(FieldType::Enum);
                *field = Field {
                    required: field.required,
                    unique: field.unique,
                    default: field.default.take(),
                    values: Some(values.clone()),
                    ..chosen
                };
                true
            }
            Demand::Values { values, .. } if numeric && values.iter().all(Json::is_number) => {
                field.values = Some(values.clone());
                true
            }
            Demand::Pattern { pattern, .. } if textual => {
                field.pattern = Some(pattern.clone());
                true
            }
            Demand::Bound { .. }
            | Demand::Length { .. }
            | Demand::Values { .. }
            | Demand::Pattern { .. }
            | Demand::Order { .. } => false,
        }
    }

    /// A bound from `NUMERIC(10,2)` gives way to a strict one on the same side.
    fn replace_wider(&self, field: &mut Field) {
        match self {
            Demand::Bound { bound: Bound::MoreThan, .. } => field.minimum = None,
            Demand::Bound { bound: Bound::LessThan, .. } => field.maximum = None,
            _ => {}
        }
    }
}
