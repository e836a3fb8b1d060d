//! Counters of the router in the Prometheus text format. What OpenTelemetry's conventions for generative
//! models name has their names, buckets and attributes; the rest begins with `ql_llm_`.

use std::{collections::BTreeMap, fmt::Write, sync::Mutex, time::Duration};

use domain::llm::TokenUsage;

use crate::router::plan::Target;

#[derive(Default)]
pub struct Metrics {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Targets that are told apart, with their labels.
    names: BTreeMap<String, String>,
    attempts: BTreeMap<(String, &'static str), u64>,
    tokens: BTreeMap<(String, &'static str), u64>,
    usage: BTreeMap<Series, Histogram>,
    first_chunk: BTreeMap<Series, Histogram>,
    duration: BTreeMap<Series, Histogram>,
    cost_nano: BTreeMap<String, u64>,
    cache: BTreeMap<&'static str, u64>,
    spliced: u64,
}

/// Labels of one line beside those of its target.
type Series = (String, String);

/// The buckets that the conventions state.
const SECONDS: &[f64] =
    &[0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const FIRST_CHUNK: &[f64] =
    &[0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];
const TOKENS: &[f64] = &[
    1.0, 4.0, 16.0, 64.0, 256.0, 1024.0, 4096.0, 16384.0, 65536.0, 262144.0, 1048576.0, 4194304.0,
    16777216.0, 67108864.0,
];

struct Histogram {
    bounds: &'static [f64],
    counts: Vec<u64>,
    sum: f64,
}

/// Targets that are told apart; the rest is `other`: callers may name any model of a provider.
const MOST_TARGETS: usize = 500;

impl Histogram {
    fn new(bounds: &'static [f64]) -> Self {
        Self { bounds, counts: vec![0; bounds.len() + 1], sum: 0.0 }
    }

    fn add(&mut self, value: f64) {
        let at = self.bounds.iter().position(|bound| value <= *bound).unwrap_or(self.bounds.len());
        self.counts[at] += 1;
        self.sum += value;
    }
}

impl State {
    fn known(&mut self, target: &Target) -> String {
        if self.names.contains_key(&target.name) {
            return target.name.clone();
        }
        let (name, provider, model) = match self.names.len() < MOST_TARGETS {
            true => (target.name.as_str(), target.settings.kind.otel_name(), target.model.as_str()),
            false => ("other", "other", "other"),
        };
        let labels = format!(
            "gen_ai_provider_name={provider:?},gen_ai_request_model={model:?},gen_ai_response_model={model:?},ql_target={name:?}"
        );
        self.names.insert(name.to_owned(), labels);
        name.to_owned()
    }
}

impl Metrics {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// `class` is `ok` for an answer.
    pub fn attempt(&self, target: &Target, class: &'static str, first_token: Option<Duration>) {
        let mut state = self.state();
        let target = state.known(target);
        if let Some(first) = first_token {
            let series = (target.clone(), operation_label("chat"));
            let histogram = state.first_chunk.entry(series).or_insert_with(|| Histogram::new(FIRST_CHUNK));
            histogram.add(first.as_secs_f64());
        }
        *state.attempts.entry((target, class)).or_default() += 1;
    }

    /// A call that is over; `error` is the class of its failure.
    pub fn call(
        &self,
        operation: &'static str,
        target: &Target,
        usage: &TokenUsage,
        cost_nano: u64,
        took: Duration,
        error: Option<&'static str>,
    ) {
        let mut state = self.state();
        let target = state.known(target);
        let kinds = [
            ("input", usage.input),
            ("cached", usage.cached),
            ("cache_write", usage.cache_write),
            ("output", usage.output),
            ("reasoning", usage.reasoning),
        ];
        for (kind, count) in kinds.into_iter().filter(|(_, count)| *count > 0) {
            *state.tokens.entry((target.clone(), kind)).or_default() += count;
        }
        let operation = operation_label(operation);
        let input = usage.input + usage.cached + usage.cache_write;
        for (kind, count) in [("input", input), ("output", usage.output + usage.reasoning)] {
            if count > 0 {
                let series = (target.clone(), format!("{operation},gen_ai_token_type={kind:?}"));
                let histogram = state.usage.entry(series).or_insert_with(|| Histogram::new(TOKENS));
                histogram.add(count as f64);
            }
        }
        *state.cost_nano.entry(target.clone()).or_default() += cost_nano;
        let error = error.map(|class| format!(",error_type={class:?}")).unwrap_or_default();
        let series = (target, operation + &error);
        state.duration.entry(series).or_insert_with(|| Histogram::new(SECONDS)).add(took.as_secs_f64());
    }

    pub fn cache(&self, word: &'static str) {
        *self.state().cache.entry(word).or_default() += 1;
    }

    pub fn spliced(&self) {
        self.state().spliced += 1;
    }

    pub fn text(&self) -> String {
        let state = self.state();
        let mut out = String::new();
        let mut line = |text: std::fmt::Arguments<'_>| {
            let _ = out.write_fmt(text);
            out.push('\n');
        };
        line(format_args!("# TYPE ql_llm_attempts_total counter"));
        for ((target, class), count) in &state.attempts {
            line(format_args!("ql_llm_attempts_total{{target={target:?},class={class:?}}} {count}"));
        }
        line(format_args!("# TYPE ql_llm_tokens_total counter"));
        for ((target, kind), count) in &state.tokens {
            line(format_args!("ql_llm_tokens_total{{target={target:?},kind={kind:?}}} {count}"));
        }
        line(format_args!("# TYPE ql_llm_cost_usd_total counter"));
        for (target, nano) in &state.cost_nano {
            let usd = crate::economy::price::usd(*nano);
            line(format_args!("ql_llm_cost_usd_total{{target={target:?}}} {usd}"));
        }
        line(format_args!("# TYPE ql_llm_cache_total counter"));
        for (word, count) in &state.cache {
            line(format_args!("ql_llm_cache_total{{result={word:?}}} {count}"));
        }
        line(format_args!("# TYPE ql_llm_spliced_total counter\nql_llm_spliced_total {}", state.spliced));
        for (name, map) in [
            ("gen_ai_client_token_usage", &state.usage),
            ("gen_ai_client_operation_duration_seconds", &state.duration),
            ("gen_ai_client_operation_time_to_first_chunk_seconds", &state.first_chunk),
        ] {
            line(format_args!("# TYPE {name} histogram"));
            for ((target, own), histogram) in map {
                let empty = String::new();
                let labels = format!("{own},{}", state.names.get(target).unwrap_or(&empty));
                let mut sum = 0;
                for (bound, count) in histogram.bounds.iter().zip(&histogram.counts) {
                    sum += count;
                    line(format_args!("{name}_bucket{{{labels},le=\"{bound}\"}} {sum}"));
                }
                sum += histogram.counts.last().copied().unwrap_or(0);
                line(format_args!("{name}_bucket{{{labels},le=\"+Inf\"}} {sum}"));
                line(format_args!("{name}_sum{{{labels}}} {}", histogram.sum));
                line(format_args!("{name}_count{{{labels}}} {sum}"));
            }
        }
        out
    }
}

fn operation_label(operation: &str) -> String {
    format!("gen_ai_operation_name={operation:?}")
}
