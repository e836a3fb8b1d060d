//! Counters of the router in the Prometheus text format, named after OpenTelemetry's conventions for
//! generative models.

use std::{collections::BTreeMap, fmt::Write, sync::Mutex, time::Duration};

use domain::llm::TokenUsage;

#[derive(Default)]
pub struct Metrics {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    attempts: BTreeMap<(String, &'static str), u64>,
    tokens: BTreeMap<(String, &'static str), u64>,
    first_token: BTreeMap<String, Histogram>,
    duration: BTreeMap<String, Histogram>,
    cost_nano: BTreeMap<String, u64>,
    cache: BTreeMap<&'static str, u64>,
    spliced: u64,
}

const BOUNDS: [f64; 12] = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];

#[derive(Default)]
struct Histogram {
    counts: [u64; 13],
    sum: f64,
}

/// Names of targets that are told apart; the rest is `other`.
const MOST_TARGETS: usize = 500;

fn known<V>(map: &BTreeMap<(String, &'static str), V>, target: &str) -> String {
    let is_new = !map.keys().any(|(name, _)| name == target);
    if is_new && map.len() >= MOST_TARGETS * 8 { "other".into() } else { target.to_owned() }
}

impl Histogram {
    fn add(&mut self, value: Duration) {
        let seconds = value.as_secs_f64();
        let at = BOUNDS.iter().position(|bound| seconds <= *bound).unwrap_or(BOUNDS.len());
        self.counts[at] += 1;
        self.sum += seconds;
    }
}

impl Metrics {
    /// `class` is `ok` for an answer.
    pub fn attempt(&self, target: &str, class: &'static str, first_token: Option<Duration>) {
        let mut state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        let target = known(&state.attempts, target);
        if let Some(first) = first_token {
            state.first_token.entry(target.clone()).or_default().add(first);
        }
        *state.attempts.entry((target, class)).or_default() += 1;
    }

    pub fn call(&self, target: &str, usage: &TokenUsage, cost_nano: u64, took: Duration) {
        let mut state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        let target = known(&state.attempts, target);
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
        *state.cost_nano.entry(target.clone()).or_default() += cost_nano;
        state.duration.entry(target).or_default().add(took);
    }

    pub fn cache(&self, word: &'static str) {
        *self.state.lock().unwrap_or_else(|e| e.into_inner()).cache.entry(word).or_default() += 1;
    }

    pub fn spliced(&self) {
        self.state.lock().unwrap_or_else(|e| e.into_inner()).spliced += 1;
    }

    pub fn text(&self) -> String {
        let state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        let mut out = String::new();
        let mut line = |text: std::fmt::Arguments<'_>| {
            let _ = out.write_fmt(text);
            out.push('\n');
        };
        line(format_args!("# TYPE ql_llm_attempts_total counter"));
        for ((target, class), count) in &state.attempts {
            line(format_args!("ql_llm_attempts_total{{target={target:?},class={class:?}}} {count}"));
        }
        line(format_args!("# TYPE gen_ai_client_token_usage_total counter"));
        for ((target, kind), count) in &state.tokens {
            line(format_args!(
                "gen_ai_client_token_usage_total{{gen_ai_request_model={target:?},gen_ai_token_type={kind:?}}} {count}"
            ));
        }
        line(format_args!("# TYPE ql_llm_cost_usd_total counter"));
        for (target, nano) in &state.cost_nano {
            line(format_args!(
                "ql_llm_cost_usd_total{{target={target:?}}} {}",
                crate::economy::price::usd(*nano)
            ));
        }
        line(format_args!("# TYPE ql_llm_cache_total counter"));
        for (word, count) in &state.cache {
            line(format_args!("ql_llm_cache_total{{result={word:?}}} {count}"));
        }
        line(format_args!("# TYPE ql_llm_spliced_total counter\nql_llm_spliced_total {}", state.spliced));
        for (name, map) in [
            ("gen_ai_server_time_to_first_token_seconds", &state.first_token),
            ("gen_ai_client_operation_duration_seconds", &state.duration),
        ] {
            line(format_args!("# TYPE {name} histogram"));
            for (target, histogram) in map {
                let mut sum = 0;
                for (bound, count) in BOUNDS.iter().zip(histogram.counts) {
                    sum += count;
                    line(format_args!(
                        "{name}_bucket{{gen_ai_request_model={target:?},le=\"{bound}\"}} {sum}"
                    ));
                }
                sum += histogram.counts[BOUNDS.len()];
                line(format_args!("{name}_bucket{{gen_ai_request_model={target:?},le=\"+Inf\"}} {sum}"));
                line(format_args!("{name}_sum{{gen_ai_request_model={target:?}}} {}", histogram.sum));
                line(format_args!("{name}_count{{gen_ai_request_model={target:?}}} {sum}"));
            }
        }
        out
    }
}
