//! Numbers as whole units of a power of ten, so that bounds are exact for decimals too.

use domain::spec::{Field, FieldType};
use serde_json::{Number, Value};

use crate::{
    suite::scenario::Operand,
    units::{places, read, text},
};

/// The values a number field may take: `low`, `low + step`, … up to `high`, in units of 10^-scale.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberRange {
    pub kind: FieldType,
    pub scale: u32,
    pub low: Option<i128>,
    pub high: Option<i128>,
    pub step: i128,
}

/// Digits behind the point that a decimal keeps where nothing finer is stated: `NUMERIC(12,2)`.
const USUAL_SCALE: u32 = 2;

impl NumberRange {
    /// None when a bound cannot be read or nothing fits between the bounds.
    pub fn of(field: &Field) -> Option<Self> {
        let bounds = [&field.minimum, &field.maximum, &field.exclusive_minimum, &field.exclusive_maximum];
        let least = if field.ql_type == FieldType::Decimal || field.ql_type == FieldType::Float {
            USUAL_SCALE
        } else {
            0
        };
        let mut scale = least;
        for number in bounds.into_iter().chain([&field.multiple_of]).flatten() {
            scale = scale.max(places(number)?);
        }
        let units = |number: &Option<Number>| match number {
            Some(number) => read(number, scale).map(Some),
            None => Some(None),
        };
        let unit = 10_i128.checked_pow(scale)?;
        let whole = matches!(field.ql_type, FieldType::Integer | FieldType::Duration);
        let mut step = if whole { unit } else { unit / 10_i128.pow(least) };
        if let Some(multiple) = units(&field.multiple_of)?.filter(|multiple| *multiple > 0) {
            step = if whole { lowest_common(multiple, unit)? } else { multiple };
        }
        let up = |value: i128| {
            value.div_euclid(step).checked_add(i128::from(value.rem_euclid(step) != 0))?.checked_mul(step)
        };
        let down = |value: i128| value.div_euclid(step).checked_mul(step);
        let mut low = units(&field.minimum)?.map(up).flatten_some()?;
        let mut high = units(&field.maximum)?.map(down).flatten_some()?;
        if let Some(edge) = units(&field.exclusive_minimum)? {
            let next = down(edge)?.checked_add(step)?;
            low = Some(low.map_or(next, |low| low.max(next)));
        }
        if let Some(edge) = units(&field.exclusive_maximum)? {
            let next = up(edge)?.checked_sub(step)?;
            high = Some(high.map_or(next, |high| high.min(next)));
        }
        if matches!(field.ql_type, FieldType::Duration) && low.is_none() {
            low = Some(0);
        }
        if low.zip(high).is_some_and(|(low, high)| low > high) {
            return None;
        }
        Some(Self { kind: field.ql_type, scale, low, high, step })
    }

    /// Where examples begin: ten, if that is allowed and leaves room above; it reads better than a bound.
    fn start(&self) -> i128 {
        let ten = 10 * 10_i128.pow(self.scale);
        let ten = (ten + self.step - 1).div_euclid(self.step) * self.step;
        let room = |value: i128| self.high.is_none_or(|high| value + 30 * self.step <= high);
        match (self.low, self.high) {
            (low, _) if low.is_none_or(|low| low <= ten) && room(ten) => ten,
            (Some(low), Some(high)) => low.max(high - 3 * self.step).min(low + self.step).min(high),
            (Some(low), None) => low,
            (None, Some(high)) => high - 1_000 * self.step,
            (None, None) => ten,
        }
    }

    /// `count` ascending values, in units of this range, that lie in both: whole ones where they fit.
    pub fn shared(&self, other: &Self, count: usize) -> Option<Vec<i128>> {
        let scale = self.scale.max(other.scale);
        let (own, its) =
            (10_i128.checked_pow(scale - self.scale)?, 10_i128.checked_pow(scale - other.scale)?);
        let lift = |bound: Option<i128>, by: i128| bound.and_then(|bound| bound.checked_mul(by));
        let step = lowest_common(self.step.checked_mul(own)?, other.step.checked_mul(its)?)?;
        let low = lift(self.low, own).max(lift(other.low, its));
        let highs = [lift(self.high, own), lift(other.high, its)];
        let high = highs.into_iter().flatten().min();
        let strides = [lowest_common(step, 10_i128.checked_pow(scale)?)?, step];
        strides.into_iter().find_map(|stride| {
            let span = stride.checked_mul(i128::try_from(count).ok()?.checked_sub(1)?)?;
            let from = low.or_else(|| high?.checked_sub(span.checked_add(stride)?)).unwrap_or(stride);
            let first = from.div_euclid(stride).checked_add(i128::from(from.rem_euclid(stride) != 0))?;
            let first = first.checked_mul(stride)?;
            let last = first.checked_add(span)?;
            let fits = high.is_none_or(|high| last <= high);
            fits.then(|| (0..count as i128).map(|n| (first + n * stride) / own).collect())
        })
    }

    /// How many different values there are, where that is less than a million.
    pub fn count(&self) -> Option<u64> {
        let (low, high) = self.low.zip(self.high)?;
        let count = (high - low) / self.step + 1;
        u64::try_from(count).ok().filter(|count| *count < 1_000_000)
    }

    /// The `n`-th example in units: upwards from a readable start; the values below it come last.
    pub fn nth(&self, n: u64) -> Option<i128> {
        let start = self.start();
        let value = start.checked_add(i128::from(n).checked_mul(self.step)?)?;
        let Some(high) = self.high else { return Some(value) };
        if value <= high {
            return Some(value);
        }
        let above = (high - start) / self.step + 1;
        let below = start - (i128::from(n) - above + 1) * self.step;
        self.low.is_none_or(|low| below >= low).then_some(below)
    }

    /// As it is sent and answered: a JSON integer, a decimal string, a JSON number.
    pub fn json(&self, units: i128) -> Value {
        match self.kind {
            FieldType::Decimal | FieldType::DecimalArray => Value::from(text(units, self.scale)),
            FieldType::Float => text(units, self.scale).parse::<f64>().map_or(Value::Null, Value::from),
            _ => {
                let whole = units / 10_i128.pow(self.scale);
                i64::try_from(whole).map_or(Value::Null, Value::from)
            }
        }
    }

    /// As a JSON number, for decimals too.
    pub fn number(&self, units: i128) -> Value {
        match text(units, self.scale).parse::<f64>() {
            Ok(value) if self.scale > 0 => Value::from(value),
            _ => i64::try_from(units / 10_i128.pow(self.scale)).map_or(Value::Null, Value::from),
        }
    }

    /// The units of a value as it is sent.
    pub fn read(&self, value: &Operand) -> Option<i128> {
        let Operand::Json { value } = value else { return None };
        match value {
            Value::Number(number) => read(number, self.scale),
            Value::String(text) => read(&text.parse().ok()?, self.scale),
            _ => None,
        }
    }

    pub fn contains(&self, units: i128) -> bool {
        units % self.step == 0
            && self.low.is_none_or(|low| units >= low)
            && self.high.is_none_or(|high| units <= high)
    }

    pub fn start_and_step(&self) -> (i128, i128) {
        (self.start(), self.step)
    }
}

/// `Some(None)` for an absent bound, `None` for one that overflows.
trait FlattenSome {
    fn flatten_some(self) -> Option<Option<i128>>;
}

impl FlattenSome for Option<Option<i128>> {
    fn flatten_some(self) -> Option<Option<i128>> {
        match self {
            None => Some(None),
            Some(inner) => inner.map(Some),
        }
    }
}

fn lowest_common(a: i128, b: i128) -> Option<i128> {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    (a / x).checked_mul(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: FieldType, change: impl FnOnce(&mut Field)) -> Field {
        let mut field = Field::of(kind);
        change(&mut field);
        field
    }

    #[test]
    fn examples_lie_between_the_bounds_and_differ() {
        let year = field(FieldType::Integer, |f| {
            f.minimum = Some(1.into());
            f.maximum = Some(5.into());
        });
        let range = NumberRange::of(&year).unwrap();
        let mut all: Vec<i128> = (0..5).map(|n| range.nth(n).unwrap()).collect();
        assert!(all.iter().all(|value| range.contains(*value)));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 5);
        assert_eq!(range.nth(5), None);
    }

    #[test]
    fn decimals_are_exact() {
        let price = field(FieldType::Decimal, |f| {
            f.exclusive_minimum = Some(0.into());
            f.multiple_of = Number::from_f64(0.05);
            f.maximum = Number::from_f64(99.95);
        });
        let range = NumberRange::of(&price).unwrap();
        assert_eq!((range.low, range.high, range.step), (Some(5), Some(9995), 5));
        assert_eq!(range.json(9995), Value::from("99.95"));
    }

    #[test]
    fn ranges_that_overlap_share_ascending_values_and_others_none() {
        let between = |kind, low: u32, high: u32| {
            let bounded = field(kind, |f| {
                f.minimum = Some(low.into());
                f.maximum = Some(high.into());
            });
            NumberRange::of(&bounded).unwrap()
        };
        let low = between(FieldType::Decimal, 30, 160);
        assert_eq!(low.shared(&between(FieldType::Decimal, 50, 260), 3), Some(vec![5000, 5100, 5200]));
        assert_eq!(low.shared(&between(FieldType::Integer, 159, 260), 2), Some(vec![15_900, 16_000]));
        assert_eq!(low.shared(&between(FieldType::Decimal, 159, 260), 3), Some(vec![15_900, 15_901, 15_902]));
        assert_eq!(low.shared(&between(FieldType::Integer, 159, 260), 3), None);
        let open = NumberRange::of(&Field::of(FieldType::Integer)).unwrap();
        assert_eq!(between(FieldType::Integer, 7, 20).shared(&open, 3), Some(vec![7, 8, 9]));
    }

    #[test]
    fn an_empty_range_has_no_example() {
        let none = field(FieldType::Integer, |f| {
            f.exclusive_minimum = Some(1.into());
            f.exclusive_maximum = Some(2.into());
        });
        assert_eq!(NumberRange::of(&none), None);
    }
}
