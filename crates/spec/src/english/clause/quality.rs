//! Qualities with a number, and qualities that a build cannot show.

use super::{
    super::{
        cursor::{any, eat, eat_first, low, number},
        evidence::Fact,
        token::Tok,
    },
    Read,
};

pub fn read(toks: &[Tok], at: usize) -> Read {
    latency(toks, at)
        .or_else(|| load(toks, at))
        .or_else(|| availability(toks, at))
        .or_else(|| promise(toks, at))
}

fn latency(toks: &[Tok], at: usize) -> Read {
    let metric = eat_first(
        toks,
        at,
        &[
            "p50|p90|p95|p99 latency|response|latencies? time|times?",
            "latency|latencies",
            "response time|times",
            "responses",
            "respond|responds|answer|answers",
            "requests",
        ],
    )?;
    let name = match low(toks, at) {
        "p50" => "latency_p50",
        "p90" => "latency_p90",
        "p99" => "latency_p99",
        _ => "latency_p95",
    };
    let next = eat_first(
        toks,
        metric,
        &["must|should|shall|has|have to? be|stay|remain", "is|are", "of", "take", "must|should take"],
    )
    .unwrap_or(metric);
    let next = eat_first(toks, next, &["always"]).unwrap_or(next);
    let next = eat_first(
        toks,
        next,
        &[
            "in? under|below|less|within|<|≤ than?",
            "within",
            "at most",
            "no|not more than",
            "in less than",
            "in",
        ],
    )?;
    let (value, next) = number(toks, next)?;
    let (factor, end) = match low(toks, next) {
        "ms" | "milliseconds" | "millisecond" => (1.0, next + 1),
        "s" | "seconds" | "second" | "sec" => (1000.0, next + 1),
        _ => return None,
    };
    let end = eat_first(toks, end, &["at|for|on"]).and_then(|n| load(toks, n)).map_or(end, |(_, n)| n);
    Some((
        vec![Fact::Quality {
            metric: name,
            op: "<=",
            value: value * factor,
            unit: "ms".to_owned(),
            measurable: true,
            toks: at..end,
        }],
        end,
    ))
}

fn load(toks: &[Tok], at: usize) -> Read {
    let start = eat_first(
        toks,
        at,
        &["handle|support|serve|sustain|handles|supports at? least?", "up to", "at least"],
    )
    .unwrap_or(at);
    let start = eat_first(toks, start, &["up to", "at least"]).unwrap_or(start);
    let (value, next) = number(toks, start)?;
    let (metric, unit, end): (&'static str, &str, usize) = if let Some(end) =
        eat_first(toks, next, &["concurrent|simultaneous users|requests|connections|clients"])
    {
        ("concurrency", "clients", end)
    } else if let Some(end) = eat_first(
        toks,
        next,
        &["requests per|a second", "rps", "req / s", "requests / s", "requests / second"],
    ) {
        ("throughput", "requests/s", end)
    } else {
        return None;
    };
    Some((
        vec![Fact::Quality {
            metric,
            op: ">=",
            value,
            unit: unit.to_owned(),
            measurable: true,
            toks: at..end,
        }],
        end,
    ))
}

fn availability(toks: &[Tok], at: usize) -> Read {
    let (value, next) = number(toks, at)?;
    let next = eat_first(toks, next, &["%", "percent"])?;
    let end = eat_first(toks, next, &["uptime|availability|available|sla"])?;
    Some((
        vec![Fact::Quality {
            metric: "availability",
            op: ">=",
            value,
            unit: "%".to_owned(),
            measurable: false,
            toks: at..end,
        }],
        end,
    ))
}

/// Promises of law and operation.
fn promise(toks: &[Tok], at: usize) -> Read {
    const PROMISES: &[(&str, &[&str])] = &[
        ("gdpr", &["gdpr compliant|compliance?", "gdpr - compliant", "comply with gdpr"]),
        ("hipaa", &["hipaa compliant|compliance?", "hipaa - compliant", "comply with hipaa"]),
        ("pci_dss", &["pci dss? compliant|compliance?"]),
        ("encryption_at_rest", &["data? encrypted|encryption at rest", "encrypted"]),
        ("audit_log", &["audit log|logs|trail", "audited"]),
    ];
    let start = eat(toks, at, "must|should|shall be").unwrap_or(at);
    let _ = any(toks, start, &[]);
    for (metric, phrases) in PROMISES {
        if let Some(end) = eat_first(toks, start, phrases) {
            return Some((
                vec![Fact::Quality {
                    metric,
                    op: ">=",
                    value: 1.0,
                    unit: "stated".to_owned(),
                    measurable: false,
                    toks: at..end,
                }],
                end,
            ));
        }
    }
    None
}
