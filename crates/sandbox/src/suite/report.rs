//! Reports as runners write them: what each says of each test.

use quick_xml::{Reader, events::BytesRef, events::BytesStart, events::Event};
use serde::Deserialize;

use super::{Test, TestResult};

/// Longest message kept, in characters.
const MESSAGE: usize = 4000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Junit,
    /// The Test Anything Protocol, nested as Node writes it.
    Tap,
    /// One JSON object per line, of `go test -json`.
    Go,
    /// Jest's JSON, which Vitest writes too.
    Jest,
    /// RSpec's JSON.
    Rspec,
    /// Lines of Rust's test harness.
    Libtest,
}

/// Whatever of the report can be read: what is cut names fewer tests.
pub fn read(format: Format, text: &str) -> Vec<Test> {
    match format {
        Format::Junit => junit(text),
        Format::Tap => text.lines().filter_map(tap).collect(),
        Format::Go => text.lines().filter_map(go).collect(),
        Format::Jest => jest(text),
        Format::Rspec => rspec(text),
        Format::Libtest => text.lines().filter_map(libtest).collect(),
    }
}

fn test(name: &str, result: TestResult) -> Test {
    Test { name: name.to_owned(), result, ms: 0, message: None }
}

fn millis(seconds: f64) -> u64 {
    (seconds * 1000.0).round().clamp(0.0, 1e12) as u64
}

fn tap(line: &str) -> Option<Test> {
    let line = line.trim_start();
    let (good, rest) = match line.strip_prefix("not ok ") {
        Some(rest) => (false, rest),
        None => (true, line.strip_prefix("ok ")?),
    };
    let (_, name) = rest.split_once(" - ")?;
    let (name, directive) = name.split_once(" # ").unwrap_or((name, ""));
    let directive = directive.to_ascii_uppercase();
    let result = match (directive.starts_with("SKIP") || directive.starts_with("TODO"), good) {
        (true, _) => TestResult::Skipped,
        (false, true) => TestResult::Pass,
        (false, false) => TestResult::Fail,
    };
    Some(test(name, result))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GoEvent {
    action: String,
    #[serde(default)]
    test: Option<String>,
    #[serde(default)]
    elapsed: f64,
}

fn go(line: &str) -> Option<Test> {
    let event: GoEvent = serde_json::from_str(line).ok()?;
    let result = match event.action.as_str() {
        "pass" => TestResult::Pass,
        "fail" => TestResult::Fail,
        "skip" => TestResult::Skipped,
        _ => return None,
    };
    Some(Test { ms: millis(event.elapsed), ..test(&event.test?, result) })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Runs {
    test_results: Vec<RunFile>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RunFile {
    #[serde(default)]
    name: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    assertion_results: Vec<Assertion>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Assertion {
    title: String,
    status: String,
    #[serde(default)]
    duration: Option<f64>,
    #[serde(default)]
    failure_messages: Vec<String>,
}

fn jest(text: &str) -> Vec<Test> {
    let Ok(found) = serde_json::from_str::<Runs>(text) else { return Vec::new() };
    let mut tests = Vec::new();
    for file in found.test_results {
        // A file that could not even be read has no tests to fail by.
        if file.assertion_results.is_empty() && file.status == "failed" {
            let name = file.name.strip_prefix("/box/project/").unwrap_or(&file.name);
            let message = Some(file.message.chars().take(MESSAGE).collect());
            tests.push(Test { message, ..test(name, TestResult::Fail) });
        }
        for one in file.assertion_results {
            let result = match one.status.as_str() {
                "passed" => TestResult::Pass,
                "pending" | "skipped" | "todo" | "disabled" => TestResult::Skipped,
                _ => TestResult::Fail,
            };
            let message = one.failure_messages.first().map(|text| text.chars().take(MESSAGE).collect());
            let ms = millis(one.duration.unwrap_or(0.0) / 1000.0);
            tests.push(Test { ms, message, ..test(&one.title, result) });
        }
    }
    tests
}

#[derive(Deserialize)]
struct Examples {
    examples: Vec<Example>,
}

#[derive(Deserialize)]
struct Example {
    description: String,
    status: String,
    #[serde(default)]
    run_time: f64,
    #[serde(default)]
    exception: Option<Exception>,
}

#[derive(Deserialize)]
struct Exception {
    #[serde(default)]
    message: String,
}

fn rspec(text: &str) -> Vec<Test> {
    let Ok(found) = serde_json::from_str::<Examples>(text) else { return Vec::new() };
    let read = |example: Example| {
        let result = match example.status.as_str() {
            "passed" => TestResult::Pass,
            "pending" => TestResult::Skipped,
            _ => TestResult::Fail,
        };
        let message = example.exception.map(|one| one.message.chars().take(MESSAGE).collect());
        Test { ms: millis(example.run_time), message, ..test(&example.description, result) }
    };
    found.examples.into_iter().map(read).collect()
}

fn libtest(line: &str) -> Option<Test> {
    let (name, result) = line.strip_prefix("test ")?.rsplit_once(" ... ")?;
    let result = match result {
        "ok" => TestResult::Pass,
        _ if result.starts_with("ignored") => TestResult::Skipped,
        _ => TestResult::Fail,
    };
    Some(test(name.trim_end_matches(" - should panic"), result))
}

fn junit(text: &str) -> Vec<Test> {
    let mut reader = Reader::from_str(text);
    let mut tests: Vec<Test> = Vec::new();
    let mut inside = false;
    // Of a failure whose message is no attribute, as PHPUnit writes it.
    let mut told: Option<String> = None;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) if tag.name().as_ref() == b"testcase" => {
                tests.push(case(&tag));
                inside = true;
            }
            Ok(Event::Empty(tag)) if tag.name().as_ref() == b"testcase" => tests.push(case(&tag)),
            Ok(Event::End(tag)) if tag.name().as_ref() == b"testcase" => inside = false,
            Ok(Event::End(tag)) if matches!(tag.name().as_ref(), b"failure" | b"error") => {
                if let Some((last, text)) = tests.last_mut().zip(told.take()) {
                    last.message = reason(&text, &last.name);
                }
            }
            Ok(Event::Text(text)) => {
                told.iter_mut().for_each(|told| told.push_str(&text.xml10_content().unwrap_or_default()));
            }
            Ok(Event::CData(text)) => {
                told.iter_mut().for_each(|told| told.push_str(&text.xml10_content().unwrap_or_default()));
            }
            Ok(Event::GeneralRef(one)) => {
                told.iter_mut().for_each(|told| told.extend(meant(&one)));
            }
            Ok(Event::Start(tag) | Event::Empty(tag)) if inside => {
                let result = match tag.name().as_ref() {
                    b"failure" | b"error" => TestResult::Fail,
                    b"skipped" => TestResult::Skipped,
                    _ => continue,
                };
                if let Some(last) = tests.last_mut() {
                    last.result = result;
                    last.message =
                        attribute(&tag, b"message").map(|message| message.chars().take(MESSAGE).collect());
                    told = (result == TestResult::Fail && last.message.is_none()).then(String::new);
                }
            }
            // What follows a fault cannot be trusted; what came before stands.
            Ok(Event::Eof) | Err(_) => return tests,
            Ok(_) => {}
        }
    }
}

/// What `&lt;` and its like stand for.
fn meant(reference: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(one)) = reference.resolve_char_ref() {
        return Some(one);
    }
    Some(match &**reference {
        b"lt" => '<',
        b"gt" => '>',
        b"amp" => '&',
        b"apos" => '\'',
        b"quot" => '"',
        _ => return None,
    })
}

/// What went wrong, without the test's own name above it and the places in the sources below.
fn reason(text: &str, name: &str) -> Option<String> {
    let lines = text.trim().lines().skip_while(|line| name.starts_with(line.trim()) || line.trim() == name);
    let is_place = |line: &str| {
        let number = line.rsplit_once(':').map(|(_, number)| number.trim());
        line.starts_with('/') && number.is_some_and(|number| number.parse::<u32>().is_ok())
    };
    let said: Vec<&str> = lines.filter(|line| !is_place(line)).collect();
    let said = said.join("\n").trim().chars().take(MESSAGE).collect::<String>();
    (!said.is_empty()).then_some(said)
}

fn case(tag: &BytesStart<'_>) -> Test {
    let name = attribute(tag, b"name").unwrap_or_default();
    let name = match attribute(tag, b"classname").filter(|class| !class.is_empty()) {
        Some(class) => format!("{class}::{name}"),
        None => name,
    };
    let seconds = attribute(tag, b"time").and_then(|time| time.parse().ok()).unwrap_or(0.0);
    Test { ms: millis(seconds), ..test(&name, TestResult::Pass) }
}

fn attribute(tag: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok()??;
    Some(attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(format: Format, text: &str) -> Vec<(String, TestResult)> {
        read(format, text).into_iter().map(|test| (test.name, test.result)).collect()
    }

    #[test]
    fn each_format_names_its_tests() {
        use TestResult::{Fail, Pass, Skipped};
        let wanted = |names: [&str; 3]| {
            names.map(str::to_owned).into_iter().zip([Pass, Fail, Skipped]).collect::<Vec<_>>()
        };
        let tap = "TAP version 13\n# Subtest: a\nok 1 - a\n    not ok 1 - b\nok 3 - c # SKIP\n1..3\n";
        assert_eq!(seen(Format::Tap, tap), wanted(["a", "b", "c"]));
        let go = "{\"Action\":\"run\",\"Test\":\"A\"}\n{\"Action\":\"pass\",\"Test\":\"A\",\"Elapsed\":0.1}\n\
                  {\"Action\":\"fail\",\"Test\":\"B\"}\n{\"Action\":\"skip\",\"Test\":\"C\"}\n{\"Action\":\"fail\",\"Package\":\"p\"}\nnoise";
        assert_eq!(seen(Format::Go, go), wanted(["A", "B", "C"]));
        let rspec = r#"{"examples":[{"description":"a","status":"passed"},{"description":"b","status":"failed"},{"description":"c","status":"pending"}]}"#;
        assert_eq!(seen(Format::Rspec, rspec), wanted(["a", "b", "c"]));
        let jest = r#"{"testResults":[{"name":"/box/project/a.test.js","status":"failed","assertionResults":[{"title":"a","status":"passed","duration":3},{"title":"b","status":"failed","failureMessages":["x"]},{"title":"c","status":"todo"}]}]}"#;
        assert_eq!(seen(Format::Jest, jest), wanted(["a", "b", "c"]));
        let unread = r#"{"testResults":[{"name":"/box/project/a.test.js","status":"failed","message":"no such module","assertionResults":[]}]}"#;
        assert_eq!(seen(Format::Jest, unread), [("a.test.js".to_owned(), Fail)]);
        let lines = "running 3 tests\ntest m::a ... ok\ntest m::b ... FAILED\ntest m::c ... ignored, slow\n";
        assert_eq!(seen(Format::Libtest, lines), wanted(["m::a", "m::b", "m::c"]));
        let xml = r#"<testsuite><testcase classname="t.K" name="a"/><testcase name="b"><failure message="x">y</failure></testcase><testcase name="c"><skipped/></testcase></testsuite>"#;
        assert_eq!(seen(Format::Junit, xml), wanted(["t.K::a", "b", "c"]));
    }

    #[test]
    fn what_went_wrong_is_told_without_the_places_it_came_by() {
        let xml = "<testsuite><testcase name=\"testBad\" classname=\"XTest\"><failure type=\"X\">XTest::testBad\nsums &amp; sizes differ\n\
                   Failed asserting that 2 &lt; 1.\n\n/box/project/tests/XTest.php:6\n/box/project/tests/XTest.php:5</failure></testcase>\
                   <testcase name=\"testGood\" classname=\"XTest\"/></testsuite>";
        let tests = read(Format::Junit, xml);
        let message = tests[0].message.as_deref();
        assert_eq!(message, Some("sums & sizes differ\nFailed asserting that 2 < 1."));
        assert_eq!((tests[0].result, tests[1].result), (TestResult::Fail, TestResult::Pass));
        assert_eq!(tests[1].message, None);
    }
}
