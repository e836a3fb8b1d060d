//! Prices by five kinds of tokens, in whole numbers: millionths of a billionth would be lost by floats.

use domain::llm::TokenUsage;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::config::Kind;

const BUILT_IN: &str = include_str!("prices.toml");

/// Trillionths of a US dollar per token; a dollar per million tokens is a million of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    pub input: u64,
    pub cached: u64,
    pub cache_write: u64,
    /// For what is kept an hour instead of minutes.
    pub cache_write_hour: u64,
    pub output: u64,
    pub reasoning: u64,
}

impl Price {
    pub const FREE: Price =
        Price { input: 0, cached: 0, cache_write: 0, cache_write_hour: 0, output: 0, reasoning: 0 };

    /// Billionths of a dollar, rounded up: what was spent is never less than what is shown.
    pub fn cost_nano(&self, usage: &TokenUsage) -> u64 {
        let hour = usage.cache_write_hour.min(usage.cache_write);
        let parts = [
            (self.input, usage.input),
            (self.cached, usage.cached),
            (self.cache_write, usage.cache_write - hour),
            (self.cache_write_hour, hour),
            (self.output, usage.output),
            (self.reasoning, usage.reasoning),
        ];
        let pico: u128 = parts.iter().map(|(price, tokens)| u128::from(*price) * u128::from(*tokens)).sum();
        u64::try_from(pico.div_ceil(1000)).unwrap_or(u64::MAX)
    }

    /// Dollars per million tokens.
    pub fn shown(&self) -> Value {
        let usd = |pico: u64| pico as f64 / 1e6;
        json!({
            "input": usd(self.input), "cached": usd(self.cached), "cache_write": usd(self.cache_write),
            "cache_write_hour": usd(self.cache_write_hour),
            "output": usd(self.output), "reasoning": usd(self.reasoning),
        })
    }

    /// The most that a call can cost: all input at its dearest, all output as either kind.
    pub fn most_nano(&self, input: u64, output: u64) -> u64 {
        let dearest_in = self.input.max(self.cache_write).max(self.cache_write_hour);
        let dearest_out = self.output.max(self.reasoning);
        let pico = u128::from(dearest_in) * u128::from(input) + u128::from(dearest_out) * u128::from(output);
        u64::try_from(pico.div_ceil(1000)).unwrap_or(u64::MAX)
    }
}

/// `0.001234567` for 1,234,567 billionths.
pub fn usd(nano: u64) -> String {
    format!("{}.{:09}", nano / 1_000_000_000, nano % 1_000_000_000)
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    #[serde(default)]
    kinds: Vec<Kind>,
    model: String,
    input: f64,
    cached: Option<f64>,
    cache_write: Option<f64>,
    cache_write_hour: Option<f64>,
    output: f64,
    reasoning: Option<f64>,
    context: Option<u64>,
    max_output: Option<u64>,
    #[serde(default)]
    reasoning_model: bool,
    #[allow(dead_code, reason = "for readers of the file")]
    source: String,
    date: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    price: Vec<Row>,
}

/// What is known of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub price: Price,
    pub context: Option<u64>,
    pub max_output: Option<u64>,
    pub reasoning_model: bool,
}

#[derive(Debug, Clone, Default)]
pub struct Prices {
    rows: Vec<Row>,
}

impl Prices {
    /// The built-in table, with the operator's rows before it. Errors: what is wrong with them.
    pub fn with(own: Option<&str>) -> Result<Self, String> {
        let mut rows = Vec::new();
        for text in own.into_iter().chain([BUILT_IN]) {
            let table: Table =
                toml::from_str(text).map_err(|e| format!("the price table: {}", e.message()))?;
            rows.extend(table.price);
        }
        for row in &rows {
            let all = [Some(row.input), row.cached, row.cache_write, row.cache_write_hour];
            let all = all.into_iter().chain([Some(row.output), row.reasoning]);
            if all.flatten().any(|price| !(0.0..=1e6).contains(&price)) {
                return Err(format!("the price table: `{}` has an impossible price", row.model));
            }
        }
        Ok(Self { rows })
    }

    /// Exactly this model, or this model with a date or version behind it; the longest name wins.
    pub fn of(&self, kind: Kind, model: &str) -> Option<Known> {
        self.best(kind, model, "").map(known)
    }

    /// The row of that name, or the model's own row of that date (`2026-11`).
    pub fn named(&self, name: &str, kind: Kind, model: &str) -> Option<Price> {
        let by_name = self.rows.iter().find(|row| row.model == name);
        by_name.or_else(|| self.best(kind, model, name)).map(|row| known(row).price)
    }

    /// `date`: the beginning of it; empty for any.
    fn best(&self, kind: Kind, model: &str, date: &str) -> Option<&Row> {
        // Bedrock's names carry region and maker: `eu.anthropic.claude-…`.
        let bare = if kind == Kind::Bedrock { model.rsplit('.').next().unwrap_or(model) } else { model };
        let fits = |row: &&Row| {
            row.date.starts_with(date)
                && (row.kinds.is_empty() || row.kinds.contains(&kind))
                && [model, bare].iter().any(|name| {
                    name.strip_prefix(row.model.as_str()).is_some_and(|rest| {
                        rest.is_empty()
                            || (rest.starts_with(['-', '@'])
                                && rest[1..].starts_with(|c: char| c.is_ascii_digit())
                                && rest[1..].len() >= 4)
                    })
                })
        };
        // Of equally long names the operator's own stands first.
        let mut best: Option<&Row> = None;
        for row in self.rows.iter().filter(fits) {
            if best.is_none_or(|known| row.model.len() > known.model.len()) {
                best = Some(row);
            }
        }
        best
    }
}

fn known(row: &Row) -> Known {
    let pico = |usd_per_million: f64| (usd_per_million * 1e6).round() as u64;
    Known {
        price: Price {
            input: pico(row.input),
            cached: pico(row.cached.unwrap_or(row.input)),
            cache_write: pico(row.cache_write.unwrap_or(row.input)),
            cache_write_hour: pico(row.cache_write_hour.or(row.cache_write).unwrap_or(row.input)),
            output: pico(row.output),
            reasoning: pico(row.reasoning.unwrap_or(row.output)),
        },
        context: row.context,
        max_output: row.max_output,
        reasoning_model: row.reasoning_model,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_token_has_its_own_price() {
        let known = Prices::with(None).unwrap().of(Kind::Anthropic, "claude-sonnet-4-20250514").unwrap();
        let usage =
            TokenUsage { input: 1000, cached: 2000, cache_write: 400, output: 300, ..TokenUsage::default() };
        // 1000 x 3 + 2000 x 0.30 + 400 x 3.75 + 300 x 15 dollars per million.
        assert_eq!(known.price.cost_nano(&usage), 9_600_000);
        // 150 of the 400 for an hour, at 6 dollars.
        assert_eq!(known.price.cost_nano(&TokenUsage { cache_write_hour: 150, ..usage }), 9_937_500);
        assert_eq!(usd(9_600_000), "0.009600000");
    }

    #[test]
    fn a_longer_name_is_another_model() {
        let prices = Prices::with(None).unwrap();
        let input = |model| prices.of(Kind::Openai, model).map(|known| known.price.input);
        assert_eq!(input("gpt-4o-mini-2024-07-18"), Some(150_000));
        assert_eq!(input("gpt-4o-2024-08-06"), Some(2_500_000));
        assert_eq!(input("gpt-4o-audio-preview"), None);
        assert!(prices.of(Kind::Bedrock, "eu.anthropic.claude-3-haiku-20240307-v1:0").is_some());
    }

    #[test]
    fn the_operators_row_comes_first() {
        let own = "[[price]]\nmodel = \"gpt-4o\"\ninput = 1\noutput = 2\nsource = \"contract\"\ndate = \"2026-01\"\n";
        assert_eq!(
            Prices::with(Some(own)).unwrap().of(Kind::Openai, "gpt-4o").unwrap().price.input,
            1_000_000
        );
        assert!(Prices::with(Some("[[price]]\nmodel = \"x\"")).is_err());
    }
}
