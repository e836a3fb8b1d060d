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
        .or_else(|| answered_in(toks, at))
        .or_else(|| memory(toks, at))
        .or_else(|| load(toks, at))
        .or_else(|| availability(toks, at))
        .or_else(|| promise(toks, at))
        .or_else(|| pledge(toks, at))
}

/// A quality with a number, before any shape takes "p95 latency at most 250" for a field.
pub fn bounded(toks: &[Tok], at: usize) -> Read {
    // "1 p95 latency …": the number of the requirement.
    let named = at
        + usize::from(at == 0 && toks.first().is_some_and(Tok::is_number) && low(toks, 1).starts_with('p'));
    latency(toks, named)
        .or_else(|| memory(toks, at))
        .or_else(|| availability(toks, at))
        .or_else(|| load(toks, at))
        .or_else(|| pledge(toks, at))
}

fn latency(toks: &[Tok], at: usize) -> Read {
    // "No answer may take longer than 500 ms"
    const NONE: &[&str] = &[
        "no answer|response|request|call may|must|should|can|shall ever? take longer|more than",
        "no answer|response|request|call takes longer|more than",
    ];
    if let Some(next) = eat_first(toks, at, NONE) {
        let (value, end) = milliseconds(toks, next, true)?;
        let (metric, op, unit) = ("latency_p95", "<=", "ms".to_owned());
        let fact = Fact::Quality { metric, op, value, unit, measurable: true, toks: at..end };
        return Some(with_load(toks, at, end, fact));
    }
    if let Some(found) = share(toks, at) {
        return Some(found);
    }
    // "answer reads with a p95 latency of at most 150 ms"
    if any(toks, at, &["answer", "serve", "handle", "process", "return"])
        && let Some(start) = (at + 1..at + 5).find_map(|n| eat_first(toks, n, &["with|at a|an?"]))
        && let Some((mut facts, end)) = latency_at(toks, start)
    {
        if let Some(Fact::Quality { toks, .. }) = facts.first_mut() {
            toks.start = at;
        }
        return Some((facts, end));
    }
    // "Budget: p95 latency at most 150 ms"
    let start = eat_first(toks, at, &["budget|target|targets|performance|speed|goal|slo|latency :|—"])
        .filter(|n| low(toks, *n).starts_with('p') || any(toks, *n, &["latency", "response"]))
        .unwrap_or(at);
    let (begun, at) = (at, start);
    let (mut facts, end) = latency_at(toks, at)?;
    if let Some(Fact::Quality { toks, .. }) = facts.first_mut() {
        toks.start = begun;
    }
    Some((facts, end))
}

/// The metric of a share of all answers.
fn metric_of(percent: &str) -> Option<&'static str> {
    Some(match percent {
        "50" | "p50" | "50th" => "latency_p50",
        "90" | "p90" | "90th" => "latency_p90",
        "95" | "p95" | "95th" => "latency_p95",
        "99" | "p99" | "99th" => "latency_p99",
        _ => return None,
    })
}

/// `95 % of all requests shall be answered within 300 ms`
fn share(toks: &[Tok], at: usize) -> Read {
    let metric = metric_of(low(toks, at).trim_end_matches('%'))?;
    let of = eat_first(
        toks,
        at + 1,
        &["%|percent? of all? the? requests|calls|responses|answers|queries|reads|replies"],
    )?;
    const DONE: &[&str] = &[
        "must|should|shall|has|have|need|needs|will to? be answered|served|handled|completed|finished|done|returned|processed",
        "are|is|get answered|served|handled|completed|finished|done|returned|processed",
        "must|should|shall|will? return|complete|finish|take|come|respond back?",
        "must|should|shall|are be?",
    ];
    let next = eat_first(toks, of, DONE).unwrap_or(of);
    let (op, next) = upper(toks, next)?;
    let (value, end) = milliseconds(toks, next, true)?;
    let unit = "ms".to_owned();
    let fact = Fact::Quality { metric, op, value, unit, measurable: true, toks: at..end };
    Some(with_load(toks, at, end, fact))
}

fn latency_at(toks: &[Tok], at: usize) -> Read {
    let metric = eat_first(
        toks,
        at,
        &[
            "p50|p90|p95|p99 latency|response|latencies? time|times?",
            "p50|p90|p95|p99",
            "the? 50th|90th|95th|99th percentile of? the? latency|response|answer|latencies? time|times?",
            "latency|latencies",
            "response time|times",
            "responses",
            "respond|responds|answer|answers",
            "requests",
        ],
    )?;
    let name = metric_of(low(toks, at)).or_else(|| metric_of(low(toks, at + 1))).unwrap_or("latency_p95");
    let next = eat_first(
        toks,
        metric,
        &["must|should|shall|has|have to? be|stay|remain", "is|are", "of", "take", "must|should take"],
    )
    .unwrap_or(metric);
    let next = eat_first(toks, next, &["always"]).unwrap_or(next);
    let next = eat_first(toks, next, &["is|are|stays? always?"]).unwrap_or(next);
    let (op, next) = upper(toks, next)?;
    let (value, end) = milliseconds(toks, next, true)?;
    let percentile = percentile(toks, end);
    let (name, end) = percentile.unwrap_or((name, end));
    Some(with_load(
        toks,
        at,
        end,
        Fact::Quality { metric: name, op, value, unit: "ms".to_owned(), measurable: true, toks: at..end },
    ))
}

/// `must stay under 50 ms p95`, `should take less than 50 ms (p95)`: what answers is named before.
fn answered_in(toks: &[Tok], at: usize) -> Read {
    let next = eat_first(
        toks,
        at,
        &[
            "must|should|shall|has|have|needs|need to? always? be? stay|remain|take|answer|answered|respond|finish|return|complete",
            "takes|answers|responds|stays",
        ],
    )?;
    let (op, next) = upper(toks, next)?;
    let (value, end) = milliseconds(toks, next, false)?;
    let (metric, end) = percentile(toks, end).unwrap_or(("latency_p95", end));
    Some(with_load(
        toks,
        at,
        end,
        Fact::Quality { metric, op, value, unit: "ms".to_owned(), measurable: true, toks: at..end },
    ))
}

/// What bounds from above: strictly, or not.
fn upper(toks: &[Tok], at: usize) -> Option<(&'static str, usize)> {
    if let Some(next) = eat_first(toks, at, &["in? under|below|<", "in? less|fewer than"]) {
        return Some(("<", next));
    }
    eat_first(
        toks,
        at,
        &[
            "within",
            "at most",
            "at or below|under",
            "up to",
            "≤",
            "no|not more|longer|slower than",
            "not above|over",
            "max",
            "in",
            "of at most",
            "of",
        ],
    )
    .map(|next| ("<=", next))
}

/// A time in milliseconds; whole seconds only where the words before speak of answering.
fn milliseconds(toks: &[Tok], at: usize, seconds: bool) -> Option<(f64, usize)> {
    // "200ms"
    if let Some((value, unit)) = glued(toks, at) {
        return match unit {
            "ms" => Some((value, at + 1)),
            "s" | "sec" if seconds => Some((value * 1000.0, at + 1)),
            _ => None,
        };
    }
    if let Some(end) = eat_first(toks, at, &["half a second"]).filter(|_| seconds) {
        return Some((500.0, end));
    }
    let (value, next) = number(toks, at)?;
    match low(toks, next) {
        "ms" | "milliseconds" | "millisecond" => Some((value, next + 1)),
        "s" | "seconds" | "second" | "sec" if seconds => Some((value * 1000.0, next + 1)),
        _ => None,
    }
}

/// `200ms`, `512MB`: a number and its unit in one word.
fn glued(toks: &[Tok], at: usize) -> Option<(f64, &str)> {
    let word = toks.get(at).filter(|tok| tok.word)?.low.as_str();
    let end = word.find(|c: char| !c.is_ascii_digit()).filter(|end| (1..=9).contains(end))?;
    let (digits, unit) = word.split_at(end);
    Some((digits.parse().ok()?, unit))
}

/// `p95`, `(p99)`, `at p95`, `for 95 % of requests`
fn percentile(toks: &[Tok], at: usize) -> Option<(&'static str, usize)> {
    let name = |word: &str| match word {
        "p50" | "50" => Some("latency_p50"),
        "p90" | "90" => Some("latency_p90"),
        "p95" | "95" => Some("latency_p95"),
        "p99" | "99" => Some("latency_p99"),
        _ => None,
    };
    let start = eat_first(toks, at, &["(", "at|in the?", ","]).unwrap_or(at);
    let start = eat_first(toks, start, &["at"]).unwrap_or(start);
    if low(toks, start).starts_with('p') {
        let metric = name(low(toks, start))?;
        let closed = low(toks, at) == "(" && low(toks, start + 1) == ")";
        return Some((metric, start + if closed { 2 } else { 1 }));
    }
    let of = eat_first(toks, at, &["for|in"])?;
    let end = eat_first(toks, of + 1, &["% of the? all? requests|calls|cases|responses|reads"])?;
    Some((name(low(toks, of))?, end))
}

/// `… at 200 rps`: a load beside a latency is a fact of the latency.
fn with_load(toks: &[Tok], at: usize, end: usize, fact: Fact) -> (Vec<Fact>, usize) {
    let after =
        eat_first(toks, end, &["at|for|on|with|under"]).and_then(|n| load(toks, n)).map_or(end, |(_, n)| n);
    match fact {
        Fact::Quality { metric, op, value, unit, measurable, .. } => {
            (vec![Fact::Quality { metric, op, value, unit, measurable, toks: at..after }], after)
        }
        fact => (vec![fact], after),
    }
}

/// `Memory has to stay below 256 MB`, `at most 1 GB of memory`
fn memory(toks: &[Tok], at: usize) -> Read {
    let (start, named) = match eat_first(toks, at, &["memory|ram usage|use|consumption|footprint?"]) {
        Some(next) => (next, true),
        None => (at, false),
    };
    let next = eat_first(
        toks,
        start,
        &[
            "must|should|shall|has|have|needs to? always? be? stay|remain",
            "is|stays|remains|must|should be?",
            "use|uses|using|with|within",
        ],
    )
    .unwrap_or(start);
    let (op, next) = upper(toks, next)?;
    let (value, next, unit) = match glued(toks, next) {
        Some((value, unit)) => (value, next, unit),
        None => number(toks, next).map(|(value, next)| (value, next, low(toks, next)))?,
    };
    let (unit, next) = match unit {
        "mb" | "mib" => ("MB", next + 1),
        "gb" | "gib" => ("GB", next + 1),
        _ => return None,
    };
    let of = eat_first(toks, next, &["of? memory|ram"]);
    (named || of.is_some()).then(|| {
        let end = of.unwrap_or(next);
        let fact = Fact::Quality {
            metric: "memory",
            op,
            value,
            unit: unit.to_owned(),
            measurable: true,
            toks: at..end,
        };
        (vec![fact], end)
    })
}

fn load(toks: &[Tok], at: usize) -> Read {
    const BEARS: &[&str] = &[
        "handle|support|serve|sustain|handles|supports|process|manage|manages|withstand|survive at? least?",
        "cope|copes|deal|deals with at? least?",
        "keep up with at? least?",
    ];
    let bears = eat_first(toks, at, BEARS);
    let start = bears.or_else(|| eat_first(toks, at, &["up to", "at least"])).unwrap_or(at);
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
    } else if let Some(found) = bears.and_then(|_| a_second(toks, at, value, next)) {
        return Some(found);
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

/// `(handle) 50 mails per second`, `200 uploads a minute`, `50 users at the same time`
fn a_second(toks: &[Tok], at: usize, value: f64, next: usize) -> Read {
    let things = toks.get(next).filter(|tok| tok.word && crate::words::is_plural(&tok.low))?;
    let people = matches!(things.low.as_str(), "users" | "people" | "clients" | "visitors" | "connections");
    let told = |metric, unit: String, end: usize| {
        let fact = Fact::Quality { metric, op: ">=", value, unit, measurable: true, toks: at..end };
        Some((vec![fact], end))
    };
    if let Some(end) = eat_first(toks, next + 1, &["at the same time", "at once", "at a time", "in parallel"])
        .filter(|_| people)
    {
        return told("concurrency", "clients".to_owned(), end);
    }
    let per = eat_first(toks, next + 1, &["per|a|each|every", "/"])?;
    let span = match low(toks, per) {
        "second" | "s" => "s",
        "minute" => "min",
        "hour" => "h",
        _ => return None,
    };
    told("throughput", format!("{}/{span}", things.low), per + 1)
}

fn availability(toks: &[Tok], at: usize) -> Read {
    // "It has to be up 99.9 % of the time"
    let up = eat_first(
        toks,
        at,
        &["be? up|available|reachable|online at? least? for?", "be? up|available|reachable|online"],
    );
    if let Some((value, next)) = up.and_then(|n| number(toks, n))
        && let Some(end) = eat_first(toks, next, &["%|percent of the|all time", "%|percent"])
    {
        let (metric, op, unit) = ("availability", ">=", "%".to_owned());
        let fact = Fact::Quality { metric, op, value, unit, measurable: false, toks: at..end };
        return Some((vec![fact], end));
    }
    let named = eat_first(toks, at, &["availability|uptime must|should|shall? be? at|of|≥|is|:? least?"]);
    let (value, next) = number(toks, named.unwrap_or(at))?;
    let next = eat_first(toks, next, &["%", "percent"])?;
    let end = match named {
        Some(_) => next,
        None => eat_first(toks, next, &["of? the? time? uptime|availability|available|sla"])?,
    };
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

/// Promises in several words, which nobody means as the name of a field.
fn pledge(toks: &[Tok], at: usize) -> Read {
    const PLEDGES: &[(&str, &[&str])] = &[
        ("zero_downtime", &["zero|no|without downtime", "highly available", "high availability"]),
        ("horizontal_scaling", &["horizontally scalable", "scale|scales horizontally", "horizontal scaling"]),
        (
            "code_quality",
            &[
                "clean architecture|code",
                "readable code",
                "well|fully documented",
                "100 % documented",
                "best practices",
                "production - ready|grade|quality",
                "production ready|grade|quality|level",
                "ready for production",
            ],
        ),
        (
            "ease_of_use",
            &["easy to use|maintain|extend|understand|operate", "state of the art", "user friendly"],
        ),
    ];
    let start = eat_first(
        toks,
        at,
        &[
            "it|everything must|should|shall|has|have|needs to? be|have|provide|follow?",
            "the|our|this code|system|service|api|app|application must|should|shall|has|have|needs to? be|have|provide|follow?",
            "we value|want|expect",
            "must|should|shall be|have",
            "be|have",
        ],
    )
    .unwrap_or(at);
    PLEDGES.iter().find_map(|(metric, phrases)| {
        let end = eat_first(toks, start, phrases)?;
        Some((vec![stated(metric, at..end)], end))
    })
}

/// Something that was promised and that no run can show.
fn stated(metric: &'static str, toks: std::ops::Range<usize>) -> Fact {
    Fact::Quality { metric, op: ">=", value: 1.0, unit: "stated".to_owned(), measurable: false, toks }
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
            return Some((vec![stated(metric, at..end)], end));
        }
    }
    None
}
