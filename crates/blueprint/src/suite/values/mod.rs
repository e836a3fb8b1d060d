//! Values for one field: valid examples that differ, values at the edges, values beyond them.
//!
//! Everything is read from the field's type and keywords. Where nothing can be found
//! (a pattern beyond the generator, bounds that leave nothing) the answer is `None`
//! and the requirement is reported as untestable: never a test that says nothing.

mod number;
mod pattern;
mod text;

use domain::spec::{Field, FieldType};
use serde_json::{Value, json};

pub use number::NumberRange;
pub use pattern::Pattern;

use super::scenario::{Clock, MomentForm, Operand, Recipe};

/// The values of one field.
#[derive(Debug, Clone)]
pub struct FieldValues {
    pub field: Field,
    words: String,
    shape: Shape,
    /// How far examples are moved up: keeps stated orders (`start` before `end`).
    pub offset: u64,
    /// What a factory gives where that is no example, in units of its range: a number that leaves others room.
    pub usual: Option<i128>,
    /// Values that examples come to last: records that have them are not changed any more.
    pub settled: Vec<Value>,
    /// Where a rule wants the value in the future or the past of the writing.
    pub when: When,
}

/// Where the moments of a field lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// In 2030 and later: readable, and the same on every day the tests run.
    Fixed,
    Future,
    Past,
}

/// Days between the records of one factory: rules that count per day, week, month or year never meet.
const EVERY_DAYS: i64 = 400;

/// Days between a field's example and now, where a rule looks at the clock.
const AWAY: i64 = 30;

#[derive(Debug, Clone)]
enum Shape {
    Text { min: u64, max: Option<u64>, pattern: Option<Pattern> },
    Number(NumberRange),
    Truth,
    Choice(Vec<Value>),
    Date,
    Moment,
    TimeOfDay,
    Form(&'static text::Form),
    Document,
    Attachment,
    Place,
    List { item: ListItem, min: u64 },
    Impossible(String),
}

#[derive(Debug, Clone)]
enum ListItem {
    Text { min: u64, max: Option<u64> },
    Integer(NumberRange),
    Decimal,
    Choice(Vec<Value>),
}

impl FieldValues {
    pub fn of(name: &str, field: &Field) -> Self {
        let words = capitalised(&name.replace('_', " "));
        let shape = Shape::of(field);
        Self {
            field: field.clone(),
            words,
            shape,
            offset: 0,
            usual: None,
            settled: Vec::new(),
            when: When::Fixed,
        }
    }

    /// Why there is no valid value, where there is none.
    pub fn impossible(&self) -> Option<&str> {
        match &self.shape {
            Shape::Impossible(reason) => Some(reason),
            _ => None,
        }
    }

    /// The `n`-th valid value, as it is sent and answered. Values differ, and ascend where they have an order.
    pub fn nth(&self, n: u64) -> Option<Operand> {
        let n = if self.has_order() { n.checked_add(self.offset)? } else { n };
        let value = match &self.shape {
            Shape::Text { min, max, pattern: None } => {
                let text = if self.field.ql_type == FieldType::Password {
                    // A pin code of four characters is as long as it may be.
                    let usual = max.map_or(12, |max| max.min(12));
                    text::nth("Correct horse", n, (*min).max(usual), *max)?
                } else {
                    text::nth(&self.words, n, *min, *max)?
                };
                Value::from(text)
            }
            Shape::Text { min, max, pattern: Some(pattern) } => Value::from(pattern.nth(n, *min, *max)?),
            Shape::Number(range) => range.json(range.nth(n)?),
            Shape::Truth => self.settled_last(&[json!(true), json!(false)], n)?,
            Shape::Choice(values) => self.settled_last(values, n)?,
            Shape::Date | Shape::Moment => return Some(self.at(i64::try_from(n).ok()?, 0)),
            Shape::TimeOfDay => {
                let minutes = 9 * 60 + 10 * u32::try_from(n).ok()?;
                (minutes < 24 * 60).then(|| json!(format!("{:02}:{:02}:00", minutes / 60, minutes % 60)))?
            }
            Shape::Form(form) => Value::from((form.nth)(n)?),
            Shape::Document => json!({ "note": text::letters(n) }),
            Shape::Attachment => json!({
                "name": format!("{}.txt", text::letters(n).to_ascii_lowercase()),
                "content_type": "text/plain",
                "content_base64": "aGVsbG8="
            }),
            Shape::Place => {
                json!({ "lat": 50.5, "lng": 10.0 + f64::from(u32::try_from(n).ok().filter(|n| *n < 100)?) })
            }
            Shape::List { item, min } => {
                let one = item.nth(n)?;
                Value::Array((0..(*min).max(1)).map(|_| one.clone()).collect())
            }
            Shape::Impossible(_) => return None,
        };
        Some(Operand::Json { value })
    }

    /// A moment `day` days (and seconds) behind the field's example.
    /// The `n`-th of the values, those behind the others that settle a record.
    fn settled_last(&self, values: &[Value], n: u64) -> Option<Value> {
        let (last, first): (Vec<&Value>, Vec<&Value>) =
            values.iter().partition(|value| self.settled.contains(value));
        first.into_iter().chain(last).nth(usize::try_from(n).ok()?).cloned()
    }

    pub fn moment(&self, day: i64, seconds: i64) -> Operand {
        self.at(day + i64::try_from(self.offset).unwrap_or(0), seconds)
    }

    fn at(&self, days: i64, seconds: i64) -> Operand {
        let form = self.moment_form();
        match self.when {
            When::Fixed => Operand::json(text::fixed_moment(days, seconds, form)),
            When::Future => Operand::FromNow { seconds: (AWAY + days) * 86_400 + seconds, form },
            When::Past => Operand::FromNow { seconds: (days - AWAY) * 86_400 + seconds, form },
        }
    }

    /// Whether its moments are the same at every run.
    pub fn is_fixed(&self) -> bool {
        matches!(self.when, When::Fixed)
    }

    /// Whether examples ascend and can be moved up.
    pub fn has_order(&self) -> bool {
        matches!(self.shape, Shape::Number(_) | Shape::Date | Shape::Moment | Shape::TimeOfDay)
    }

    /// The first examples from the lowest to the highest: those of a bounded number turn round at its bound.
    pub fn ascending(&self, count: usize) -> Vec<Operand> {
        let mut examples: Vec<Operand> = (0..).map_while(|n| self.nth(n)).take(count).collect();
        if let Some(range) = self.number() {
            examples.sort_by_key(|example| range.read(example));
        }
        examples
    }

    fn moment_form(&self) -> MomentForm {
        if matches!(self.shape, Shape::Date) { MomentForm::Date } else { MomentForm::DateTime }
    }

    /// A value that every call of the factory may use.
    pub fn constant(&self) -> Option<Recipe> {
        if let (Some(range), Some(units)) = (self.number(), self.usual) {
            return Some(Recipe::Same { value: range.json(units) });
        }
        match self.nth(0)? {
            Operand::Json { value } => Some(Recipe::Same { value }),
            Operand::FromNow { .. } => Some(self.moments(0)),
            _ => None,
        }
    }

    fn moments(&self, every_days: i64) -> Recipe {
        let (from, away, every_days) = match self.when {
            When::Fixed => (Clock::Fixed, 0, every_days),
            When::Future => (Clock::Now, AWAY, every_days),
            When::Past => (Clock::Now, -AWAY, -every_days),
        };
        let days = i64::try_from(self.offset).unwrap_or(0) + away;
        Recipe::Moment { from, every_days, plus_days: days, form: self.moment_form() }
    }

    /// A value that differs from call to call.
    pub fn varying(&self) -> Option<Recipe> {
        match &self.shape {
            Shape::Text { pattern: Some(pattern), min, max } => {
                if let Some((before, width, after)) = pattern.counter(*min, *max) {
                    return Some(Recipe::Counted { before, width, after });
                }
            }
            Shape::Text { pattern: None, min, max } => {
                let words =
                    if self.field.ql_type == FieldType::Password { "Correct horse" } else { &self.words };
                if let Some((before, width)) = text::counter(words, *min, *max) {
                    return Some(Recipe::Counted { before, width, after: String::new() });
                }
            }
            Shape::Number(range)
                if range.kind != FieldType::Float && range.count().is_none_or(|count| count > 500) =>
            {
                let (start, step) = range.start_and_step();
                // Far above the examples, so that no explicit value meets a counted one.
                let start = start + (i128::from(self.offset) + 100) * step;
                let decimal = range.kind == FieldType::Decimal;
                let unit = if decimal { 1 } else { 10_i128.pow(range.scale) };
                if range.contains(start + 400 * step) {
                    return Some(Recipe::Number {
                        start: i64::try_from(start / unit).ok()?,
                        step: i64::try_from(step / unit).ok()?,
                        scale: decimal.then_some(range.scale),
                    });
                }
            }
            Shape::Date | Shape::Moment => return Some(self.moments(EVERY_DAYS)),
            Shape::Form(form) => {
                let (before, width, after) = form.counted;
                return Some(Recipe::Counted { before: before.to_owned(), width, after: after.to_owned() });
            }
            _ => {}
        }
        let values: Vec<Value> = (0..60).map_while(|n| as_json(self.nth(n)?)).collect();
        (values.len() > 1).then_some(Recipe::Listed { values })
    }

    pub fn is_moment(&self) -> bool {
        matches!(self.shape, Shape::Date | Shape::Moment)
    }

    pub fn is_date(&self) -> bool {
        matches!(self.shape, Shape::Date)
    }

    pub fn number(&self) -> Option<&NumberRange> {
        match &self.shape {
            Shape::Number(range) => Some(range),
            _ => None,
        }
    }

    /// Whether values have an order in which they can be listed the same in every database.
    pub fn sortable(&self) -> bool {
        match &self.shape {
            Shape::Number(_) | Shape::Date | Shape::Moment | Shape::TimeOfDay => true,
            Shape::Text { .. } | Shape::Form(_) => self.field.ql_type != FieldType::Password,
            _ => false,
        }
    }

    /// A text of that many characters, valid or not.
    pub fn any_text(length: u64) -> Operand {
        match length {
            0 => Operand::json(""),
            1..=12 => Operand::json("abcdefghijkl".chars().take(length as usize).collect::<String>()),
            _ => Operand::Repeated { text: "x".to_owned(), times: length },
        }
    }

    /// A valid text of exactly that many characters.
    pub fn of_length(&self, length: u64) -> Option<Operand> {
        match &self.shape {
            Shape::Text { pattern: Some(pattern), .. } => pattern.of_length(length).map(Operand::json),
            Shape::Text { pattern: None, .. } => Some(Self::any_text(length)),
            Shape::Form(form) => (form.of_length)(length).map(Operand::json),
            _ => None,
        }
    }

    /// Text that only the pattern refuses.
    pub fn off_pattern(&self) -> Option<Operand> {
        match &self.shape {
            Shape::Text { pattern: Some(pattern), min, max } => {
                pattern.refused(*min, *max).map(Operand::json)
            }
            _ => None,
        }
    }

    /// Texts of the right JSON type that are not of the field's form.
    pub fn malformed(&self) -> Vec<Value> {
        match &self.shape {
            Shape::Date => vec![json!("2030-02-30"), json!("tomorrow")],
            Shape::Moment => {
                vec![json!("2030-02-30T09:00:00Z"), json!("2030-01-01T09:00:00"), json!("tomorrow")]
            }
            Shape::TimeOfDay => vec![json!("25:00:00"), json!("noon")],
            Shape::Form(form) => form.bad.iter().map(|text| json!(text)).collect(),
            _ => Vec::new(),
        }
    }

    /// Values of another JSON type.
    pub fn wrong_types(&self) -> Vec<Value> {
        match &self.shape {
            Shape::Text { .. } | Shape::Form(_) => vec![json!(12345), json!(["x"])],
            Shape::Number(range) => match range.kind {
                FieldType::Integer | FieldType::Duration => vec![json!("12"), json!(10.5), json!(true)],
                FieldType::Decimal => vec![json!("many"), json!(true)],
                _ => vec![json!("many"), json!(true)],
            },
            Shape::Truth => vec![json!("yes"), json!(1)],
            Shape::Choice(values) if values.iter().all(Value::is_string) => vec![json!(1)],
            Shape::Choice(_) => vec![json!([])],
            Shape::Date | Shape::Moment | Shape::TimeOfDay => vec![json!(true), json!(["x"])],
            Shape::Document => vec![],
            Shape::Attachment => vec![json!("a.txt"), json!({ "name": "a.txt" })],
            Shape::Place => vec![json!("here"), json!({ "lat": 91, "lng": 0 })],
            Shape::List { item, .. } => vec![json!("x"), json!([item.wrong()])],
            Shape::Impossible(_) => vec![],
        }
    }

    /// A value outside the list of allowed ones, of the same JSON type.
    pub fn off_list(&self) -> Option<Value> {
        let Shape::Choice(values) = &self.shape else { return None };
        if values.iter().all(Value::is_string) {
            return Some(json!("no-such-value"));
        }
        let most = values.iter().filter_map(Value::as_i64).max()?;
        Some(json!(most.checked_add(1)?))
    }

    pub fn choices(&self) -> &[Value] {
        match &self.shape {
            Shape::Choice(values) => values,
            _ => &[],
        }
    }

    /// A list of that many items.
    pub fn of_items(&self, count: u64) -> Option<Operand> {
        let Shape::List { item, .. } = &self.shape else { return None };
        Some(if count == 0 {
            Operand::json(json!([]))
        } else {
            Operand::RepeatedItem { item: item.nth(0)?, times: count }
        })
    }

    /// Items of a list that differ.
    pub fn item(&self, n: u64) -> Option<Value> {
        match &self.shape {
            Shape::List { item, .. } => item.nth(n),
            _ => None,
        }
    }

    /// A list of just these items, the first of them as often as the list needs; None where it is too long.
    pub fn list_of(&self, items: &[Value]) -> Option<Operand> {
        let Shape::List { min, .. } = &self.shape else { return None };
        let fits = self.field.max_items.is_none_or(|most| items.len() as u64 <= most);
        let first = items.first().filter(|_| fits)?;
        let more = usize::try_from(*min).ok()?.saturating_sub(items.len());
        let all = std::iter::repeat_n(first, more).chain(items).cloned().collect();
        Some(Operand::Json { value: Value::Array(all) })
    }
}

impl Shape {
    fn of(field: &Field) -> Shape {
        if let Some(values) = &field.values {
            return if values.is_empty() {
                Shape::Impossible("no value is allowed".to_owned())
            } else {
                Shape::Choice(values.clone())
            };
        }
        match field.ql_type {
            FieldType::String | FieldType::Text | FieldType::Password | FieldType::Enum => Shape::text(field),
            FieldType::Integer | FieldType::Decimal | FieldType::Float | FieldType::Duration => {
                NumberRange::of(field)
                    .map_or_else(|| Shape::Impossible("its bounds leave no value".to_owned()), Shape::Number)
            }
            FieldType::Boolean => Shape::Truth,
            FieldType::Date => Shape::Date,
            FieldType::DateTime => Shape::Moment,
            FieldType::Time => Shape::TimeOfDay,
            FieldType::Email
            | FieldType::Url
            | FieldType::Uuid
            | FieldType::Slug
            | FieldType::Phone
            | FieldType::Ip => match text::form(field.ql_type) {
                Some(form) if field.pattern.is_none() => Shape::Form(form),
                _ => Shape::text(field),
            },
            FieldType::File => Shape::Attachment,
            FieldType::Json => Shape::Document,
            FieldType::Geo => Shape::Place,
            FieldType::StringArray | FieldType::IntegerArray | FieldType::DecimalArray => Shape::list(field),
        }
    }

    fn text(field: &Field) -> Shape {
        let (min, max) = (field.min_length.unwrap_or(0), field.max_length);
        if max.is_some_and(|max| max < min) {
            return Shape::Impossible("its lengths leave no value".to_owned());
        }
        let Some(source) = &field.pattern else { return Shape::Text { min, max, pattern: None } };
        match Pattern::parse(source) {
            Some(pattern) if pattern.nth(0, min, max).is_some() => {
                Shape::Text { min, max, pattern: Some(pattern) }
            }
            _ => Shape::Impossible(format!("no example was found for the pattern {source}")),
        }
    }

    fn list(field: &Field) -> Shape {
        let (min, max) = (field.min_items.unwrap_or(0), field.max_items);
        if max.is_some_and(|max| max < min) || max == Some(0) {
            return Shape::Impossible("its item counts leave no value".to_owned());
        }
        match ListItem::of(field) {
            Some(item) if item.nth(0).is_some() => Shape::List { item, min },
            _ => Shape::Impossible("its items leave no value".to_owned()),
        }
    }
}

impl ListItem {
    /// None where the items' own bounds leave nothing.
    fn of(field: &Field) -> Option<Self> {
        let said = |keyword: &str| field.items.as_ref().and_then(|items| items.get(keyword));
        if let Some(values) = said("enum").and_then(Value::as_array) {
            return Some(ListItem::Choice(values.clone()));
        }
        Some(match field.ql_type {
            FieldType::StringArray => ListItem::Text {
                min: said("minLength").and_then(Value::as_u64).unwrap_or(0),
                max: said("maxLength").and_then(Value::as_u64),
            },
            FieldType::IntegerArray => {
                let mut item = Field::of(FieldType::Integer);
                item.minimum = said("minimum").and_then(Value::as_number).cloned();
                item.maximum = said("maximum").and_then(Value::as_number).cloned();
                ListItem::Integer(NumberRange::of(&item)?)
            }
            _ => ListItem::Decimal,
        })
    }

    fn nth(&self, n: u64) -> Option<Value> {
        match self {
            ListItem::Text { min, max } => text::nth("item", n, *min, *max).map(Value::from),
            ListItem::Integer(range) => Some(range.json(range.nth(n)?)),
            ListItem::Decimal => Some(json!(format!("{}.5", 10 + n))),
            ListItem::Choice(values) => values.get(usize::try_from(n).ok()?).cloned(),
        }
    }

    fn wrong(&self) -> Value {
        match self {
            ListItem::Text { .. } | ListItem::Choice(_) => json!(7),
            ListItem::Integer(_) | ListItem::Decimal => json!("many"),
        }
    }
}

fn as_json(operand: Operand) -> Option<Value> {
    match operand {
        Operand::Json { value } => Some(value),
        _ => None,
    }
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}
