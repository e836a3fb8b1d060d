//! Wishes with a number, in the words that people have for them.

use crate::reading::read;

fn wish(said: &str) -> (String, String, String) {
    let spec = read(&format!("An API for a depot. A box has a code. {said}"));
    let [nfr] = spec.nfr.as_slice() else { panic!("{said}: {:?}", spec.nfr) };
    (nfr.metric.clone(), nfr.value.to_string(), nfr.unit.clone())
}

fn is(said: &str, metric: &str, value: f64, unit: &str) {
    let (told, number, of) = wish(said);
    assert_eq!((told.as_str(), number.parse::<f64>().unwrap(), of.as_str()), (metric, value, unit), "{said}");
}

#[test]
fn how_fast_how_much_and_how_long() {
    is("Budget: p95 latency at most 150 ms.", "latency_p95", 150.0, "ms");
    is("p95 at or below 100 ms.", "latency_p95", 100.0, "ms");
    is("No answer may take longer than 500 ms.", "latency_p95", 500.0, "ms");
    is("It should handle at least 50 mails per second.", "throughput", 50.0, "mails/s");
    is("It must cope with 200 requests per second.", "throughput", 200.0, "requests/s");
    is("It should handle 50 users at the same time.", "concurrency", 50.0, "clients");
    is("It has to be up 99.9 % of the time.", "availability", 99.9, "%");
}

#[test]
fn what_a_thing_does_in_an_hour_is_no_wish() {
    let spec = read("An API for a plant. A machine has a code. A machine can process 40 parts per hour.");
    assert!(spec.nfr.iter().all(|nfr| nfr.metric != "throughput"), "{:?}", spec.nfr);
}
