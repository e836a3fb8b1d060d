//! "The five longest films", "cheapest first": which number of a record a superlative goes by.

use domain::spec::{Field, FieldType};
use indexmap::IndexMap;

/// A superlative, the names of the numbers that it goes by (the likeliest first), and whether much comes first.
struct Superlative {
    said: &'static [&'static str],
    by: &'static [&'static str],
    descending: bool,
}

const LENGTHS: &[&str] =
    &["duration", "length", "runtime", "minutes", "hours", "seconds", "days", "distance", "pages"];
const MONEY: &[&str] = &["price", "cost", "fee", "rent", "value", "amount", "total"];
const WEIGHTS: &[&str] = &["weight", "mass", "kg", "kilos", "kilograms", "grams"];
const HEIGHTS: &[&str] = &["height", "altitude", "elevation"];
const SIZES: &[&str] =
    &["size", "area", "capacity", "volume", "population", "seats", "places", "amount", "quantity"];
const TIMES: &[&str] = &["time", "duration", "seconds", "minutes"];
const SPEEDS: &[&str] = &["speed", "velocity", "pace"];
const HEAT: &[&str] = &["temperature", "celsius", "degrees"];
const RATINGS: &[&str] = &["rating", "score", "stars", "grade", "points", "votes"];
const STRENGTHS: &[&str] = &["strength", "abv", "alcohol", "power", "force"];

const fn row(said: &'static [&'static str], by: &'static [&'static str], descending: bool) -> Superlative {
    Superlative { said, by, descending }
}

const ALL: &[Superlative] = &[
    row(&["longest"], LENGTHS, true),
    row(&["shortest"], LENGTHS, false),
    row(&["shortest"], HEIGHTS, false),
    row(&["most expensive", "most costly", "priciest", "dearest", "costliest"], MONEY, true),
    row(&["least expensive", "cheapest"], MONEY, false),
    row(&["most valuable"], &["value", "worth", "price"], true),
    row(&["heaviest"], WEIGHTS, true),
    row(&["lightest"], WEIGHTS, false),
    row(&["tallest", "highest"], HEIGHTS, true),
    row(&["lowest"], HEIGHTS, false),
    row(&["deepest"], &["depth"], true),
    row(&["shallowest"], &["depth"], false),
    row(&["widest"], &["width"], true),
    row(&["narrowest"], &["width"], false),
    row(&["biggest", "largest"], SIZES, true),
    row(&["smallest"], SIZES, false),
    row(&["fastest", "quickest"], SPEEDS, true),
    row(&["fastest", "quickest"], TIMES, false),
    row(&["slowest"], SPEEDS, false),
    row(&["slowest"], TIMES, true),
    row(&["hottest", "warmest"], HEAT, true),
    row(&["coldest", "coolest"], HEAT, false),
    row(&["best rated", "highest rated", "top rated", "best reviewed", "best"], RATINGS, true),
    row(&["worst rated", "lowest rated", "worst reviewed", "worst"], RATINGS, false),
    row(&["strongest"], STRENGTHS, true),
    row(&["weakest"], STRENGTHS, false),
    row(&["hardest", "most difficult", "toughest"], &["difficulty"], true),
    row(&["easiest", "least difficult"], &["difficulty"], false),
    row(&["nearest", "closest"], &["distance"], false),
    row(&["farthest", "furthest"], &["distance"], true),
    row(&["best paid", "highest paid"], &["salary", "wage", "pay"], true),
    row(&["youngest"], &["age"], false),
];

/// What may stand for one, as patterns of words.
pub fn all() -> impl Iterator<Item = &'static str> {
    ALL.iter().flat_map(|one| one.said).copied()
}

/// The number that it goes by among these fields, and whether much of it comes first; none where none or several
/// of them could be meant.
pub fn field(fields: &IndexMap<String, Field>, said: &str) -> Option<(String, bool)> {
    use FieldType::{Decimal, Duration, Float, Integer};
    let is_number = |field: &Field| matches!(field.ql_type, Integer | Decimal | Float | Duration);
    let rows: Vec<&Superlative> = ALL.iter().filter(|one| one.said.contains(&said)).collect();
    for one in &rows {
        for part in one.by {
            let named = |(name, field): &(&String, &Field)| {
                is_number(field) && name.split('_').any(|word| word == *part)
            };
            let mut found = fields.iter().filter(named);
            match (found.next(), found.next()) {
                (Some((name, _)), None) => return Some((name.clone(), one.descending)),
                (Some(_), Some(_)) => return None,
                _ => {}
            }
        }
    }
    // Money by another name, where one amount is kept.
    let money = rows.first().filter(|one| one.by == MONEY)?;
    let mut amounts = fields.iter().filter(|(_, field)| field.ql_type == Decimal);
    match (amounts.next(), amounts.next()) {
        (Some((name, _)), None) => Some((name.clone(), money.descending)),
        _ => None,
    }
}
