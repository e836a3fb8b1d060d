//! Reads a runner's JUnit XML report: the only source of a test's result.

use std::collections::BTreeMap;

use domain::evidence::TestOutcome;
use quick_xml::{Reader, events::Event};

/// What the report says of one test.
#[derive(Debug, Clone, PartialEq)]
pub struct Reported {
    pub outcome: TestOutcome,
    pub ms: u64,
    pub message: Option<String>,
}

/// Longest message kept, in characters.
const MESSAGE: usize = 4000;

/// Results by `classname::name`, such as `tests.test_books::test_fr003_…`. A test reported twice keeps
/// its worse result. Errors: the report is not XML.
pub fn parse(report: &[u8]) -> Result<BTreeMap<String, Reported>, String> {
    let text = std::str::from_utf8(report).map_err(|e| e.to_string())?;
    let mut reader = Reader::from_str(text);
    let mut results: BTreeMap<String, Reported> = BTreeMap::new();
    let mut current: Option<(String, Reported)> = None;
    loop {
        match reader.read_event().map_err(|e| e.to_string())? {
            Event::Start(tag) if tag.name().as_ref() == b"testcase" => current = Some(begin(&tag)),
            Event::Empty(tag) if tag.name().as_ref() == b"testcase" => insert(&mut results, begin(&tag)),
            Event::Start(tag) | Event::Empty(tag) => {
                if let (Some((_, reported)), Some(outcome)) = (&mut current, outcome_of(tag.name().as_ref()))
                {
                    reported.outcome = outcome;
                    reported.message = attribute(&tag, b"message");
                }
            }
            Event::Text(body) => {
                if let Some((_, reported)) = &mut current
                    && reported.outcome != TestOutcome::Pass
                    && let Ok(body) = body.xml_content(quick_xml::XmlVersion::Implicit1_0)
                {
                    let whole = format!("{}\n{}", reported.message.take().unwrap_or_default(), body);
                    reported.message = Some(whole.trim().chars().take(MESSAGE).collect());
                }
            }
            Event::End(tag) if tag.name().as_ref() == b"testcase" => {
                if let Some(done) = current.take() {
                    insert(&mut results, done);
                }
            }
            Event::Eof => return Ok(results),
            _ => {}
        }
    }
}

fn begin(tag: &quick_xml::events::BytesStart<'_>) -> (String, Reported) {
    let class = attribute(tag, b"classname").unwrap_or_default();
    let name = attribute(tag, b"name").unwrap_or_default();
    let seconds: f64 = attribute(tag, b"time").and_then(|t| t.parse().ok()).unwrap_or(0.0);
    let ms = (seconds * 1000.0).round().clamp(0.0, 1e12) as u64;
    (format!("{class}::{name}"), Reported { outcome: TestOutcome::Pass, ms, message: None })
}

fn outcome_of(tag: &[u8]) -> Option<TestOutcome> {
    match tag {
        b"failure" => Some(TestOutcome::Fail),
        b"error" => Some(TestOutcome::Error),
        b"skipped" => Some(TestOutcome::Skipped),
        _ => None,
    }
}

fn insert(results: &mut BTreeMap<String, Reported>, (id, reported): (String, Reported)) {
    let worse = results.get(&id).is_none_or(|old| old.outcome == TestOutcome::Pass);
    if worse {
        results.insert(id, reported);
    }
}

fn attribute(tag: &quick_xml::events::BytesStart<'_>, name: &[u8]) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok()??;
    Some(attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// The key under which a planned test stands in the report.
pub fn key(test_id: &str) -> String {
    match test_id.split_once("::") {
        Some((file, name)) => format!("{}::{name}", file.trim_end_matches(".py").replace('/', ".")),
        None => test_id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = r#"<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest" tests="3">
<testcase classname="tests.test_books" name="test_fr001_kept" time="0.012" />
<testcase classname="tests.test_books" name="test_fr002_refused" time="0.2"><failure message="assert 201 == 422">def test():
&gt;  assert</failure></testcase>
<testcase classname="tests.test_main" name="test_x" time="0"><skipped message="no" /></testcase>
</testsuite></testsuites>"#;

    #[test]
    fn a_pytest_report_is_read() {
        let results = parse(REPORT.as_bytes()).unwrap();
        let get = |id| results.get(&key(id)).unwrap();
        assert_eq!(get("tests/test_books.py::test_fr001_kept").outcome, TestOutcome::Pass);
        assert_eq!(get("tests/test_books.py::test_fr001_kept").ms, 12);
        let failed = get("tests/test_books.py::test_fr002_refused");
        assert_eq!(failed.outcome, TestOutcome::Fail);
        let message = failed.message.as_deref().unwrap();
        assert!(message.starts_with("assert 201 == 422") && message.contains("def test()"), "{message}");
        assert_eq!(get("tests/test_main.py::test_x").outcome, TestOutcome::Skipped);
    }

    #[test]
    fn a_report_that_is_not_xml_is_an_error() {
        assert!(parse(b"<testsuites><testcase").is_err());
        assert!(parse(&[0xff, 0xfe]).is_err());
    }
}
