//! `PROOF.md`: what a capsule claims, as a page for people.
//!
//! It follows from `capsule.json` alone and is made again by every check, so that it cannot say anything
//! that the record does not. Words of intents and of programs may be in it: they reach it as text only.

use std::fmt::Write;

use serde_json::{Map, Value};

/// The page of a record with its `id`, `name` and `proven`. What the record does not hold is left out.
pub fn render(capsule: &Map<String, Value>) -> Vec<u8> {
    let mut page = Page(format!("# Proof of {}\n", text(member(capsule, "name"))));
    page.verdict(capsule);
    page.ran(capsule);
    page.requirements(capsule);
    page.list("Assumed", "Nobody said so; it was decided.", capsule, "assumptions");
    page.list("Questions", "What the request left open.", capsule, "open_questions");
    page.check(capsule);
    page.0.into_bytes()
}

struct Page(String);

impl Page {
    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    fn heading(&mut self, title: &str) {
        self.line(&format!("\n## {title}\n"));
    }

    fn verdict(&mut self, capsule: &Map<String, Value>) {
        let proven = capsule.get("proven").and_then(Value::as_bool).unwrap_or(false);
        let gate = capsule.get("gate").unwrap_or(&Value::Null);
        if proven {
            self.line("\n**Proven.** All that is required was run, and passed.");
        } else {
            self.line("\n**Not proven.** Missing:\n");
            for check in items(gate, "checks").filter(|check| check["passed"] != true) {
                self.line(&format!("- {}", text(&check["detail"])));
                for one in items(check, "missing") {
                    self.line(&format!("  - {}", text(one)));
                }
            }
        }
        let aside: Vec<String> = items(gate, "set_aside").map(text).collect();
        if !aside.is_empty() {
            self.line("\nSet aside by an answer, so not part of it:\n");
            aside.iter().for_each(|rule| self.line(&format!("- {rule}")));
        }
    }

    fn ran(&mut self, capsule: &Map<String, Value>) {
        let evidence = list(capsule, "evidence");
        let commands = member(capsule, "commands");
        let not_run: Vec<&Value> =
            items(commands, "documented").filter(|command| command["executed"] == false).collect();
        if evidence.is_empty() && not_run.is_empty() {
            return;
        }
        self.heading("What was run");
        for run in evidence {
            let passed = if run["passed"] == true { "passed" } else { "**failed**" };
            let code =
                run["exit_code"].as_i64().map(|code| format!(", exit code {code}")).unwrap_or_default();
            let tests: Vec<&Value> = items(run, "tests").collect();
            let good = tests.iter().filter(|test| test["result"] == "pass").count();
            let counts =
                if tests.is_empty() { String::new() } else { format!(", {good} of {} tests", tests.len()) };
            self.line(&format!("- {}: {passed}{code}{counts}", code_span(&run["command"])));
            for test in tests.iter().filter(|test| test["result"] != "pass") {
                self.line(&format!("  - {}: {}", code_span(&test["id"]), text(&test["result"])));
            }
        }
        for command in not_run {
            self.line(&format!("- {}: {}", code_span(&command["command"]), text(&command["note"])));
        }
    }

    /// What the request says first, what follows from no word of it last.
    fn requirements(&mut self, capsule: &Map<String, Value>) {
        let requirements = list(capsule, "requirements");
        let is_assumed = |requirement: &Value| requirement["origin"] == "default";
        let tests = Tests::of(capsule);
        for (title, assumed) in [("What was asked", false), ("What was added", true)] {
            let mut rows = requirements.iter().filter(|one| is_assumed(one) == assumed).peekable();
            if rows.peek().is_none() {
                continue;
            }
            self.heading(title);
            self.line(if assumed {
                "| | requirement | tests |"
            } else {
                "| | requirement | words | tests |"
            });
            self.line(if assumed { "|---|---|---|" } else { "|---|---|---|---|" });
            for row in rows {
                let (id, what) = (text(&row["id"]), text(&row["text"]));
                let words = if assumed { String::new() } else { format!(" {} |", words(capsule, row)) };
                self.line(&format!("| {id} | {what} |{words} {} |", tests.shown(&row["id"])));
            }
        }
    }

    fn list(&mut self, title: &str, about: &str, capsule: &Map<String, Value>, name: &str) {
        let rows = list(capsule, name);
        if rows.is_empty() {
            return;
        }
        self.heading(title);
        self.line(&format!("{about}\n"));
        for row in rows {
            let how = match (&row["answer"], &row["proposal"]) {
                (Value::Null, Value::Null) => String::new(),
                (Value::Null, proposal) => format!(" Assumed: {}.", text(proposal)),
                (answer, _) if row["by_proposal"] == true => {
                    format!(" Nobody answered; taken as proposed: {}.", text(answer))
                }
                (answer, _) => format!(" Answered: {}.", text(answer)),
            };
            self.line(&format!("- {}{how}", text(&row["text"])));
        }
    }

    fn check(&mut self, capsule: &Map<String, Value>) {
        self.heading("Check it");
        let id = text(member(capsule, "id"));
        self.line(&format!(
            "This page repeats `capsule.json` of capsule `{id}`. `quantumlayer capsule verify ARCHIVE` packs it \
             again and compares every byte, this page's too."
        ));
        let test = member(capsule, "commands")["test_command"]["command"].clone();
        if test.is_string() {
            self.line(&format!("The tests run without it: {}.", code_span(&test)));
        }
    }
}

/// How often each requirement's tests passed.
struct Tests<'a>(Vec<(&'a Value, &'a Value, bool)>);

impl<'a> Tests<'a> {
    fn of(capsule: &'a Map<String, Value>) -> Self {
        let runs = list(capsule, "evidence").iter().flat_map(|run| items(run, "tests"));
        let named = runs.flat_map(|test| {
            items(test, "requirements").map(move |id| (id, &test["id"], test["result"] == "pass"))
        });
        Self(named.collect())
    }

    fn shown(&self, id: &Value) -> String {
        let of: Vec<bool> = self
            .0
            .iter()
            .filter(|(requirement, ..)| *requirement == id)
            .map(|(.., passed)| *passed)
            .collect();
        match (of.iter().filter(|passed| **passed).count(), of.len()) {
            (_, 0) => "none".to_owned(),
            (passed, all) if passed == all => format!("{all} passed"),
            (passed, all) => format!("**{} of {all} not passed**", all - passed),
        }
    }
}

/// The words of the request that a requirement came from; of an attachment, its number.
fn words(capsule: &Map<String, Value>, requirement: &Value) -> String {
    let src: Vec<usize> = items(requirement, "src")
        .filter_map(Value::as_u64)
        .filter_map(|at| usize::try_from(at).ok())
        .collect();
    match src[..] {
        [start, end] => {
            let intent = member(capsule, "intent")["text"].as_str().unwrap_or_default();
            intent.get(start..end).map(|words| code_span(&Value::from(words))).unwrap_or_default()
        }
        [_, _, attachment] => format!("attachment {attachment}"),
        _ => String::new(),
    }
}

fn member<'a>(map: &'a Map<String, Value>, name: &str) -> &'a Value {
    map.get(name).unwrap_or(&Value::Null)
}

fn list<'a>(map: &'a Map<String, Value>, name: &str) -> &'a [Value] {
    map.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn items<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// One line of plain text: nothing in it makes a link, a picture, a tag or a cell.
fn text(value: &Value) -> String {
    let mut shown = String::new();
    for c in one_line(value).chars() {
        if matches!(c, '\\' | '`' | '<' | '[' | '|' | '*' | '&') {
            shown.push('\\');
        }
        shown.push(c);
    }
    shown
}

/// Text as it is typed; a backtick would end it, and a bar the cell that it stands in.
fn code_span(value: &Value) -> String {
    let words = one_line(value).replace('`', "'").replace('|', "\\|");
    if words.is_empty() { words } else { format!("`{words}`") }
}

fn one_line(value: &Value) -> String {
    let words = match value {
        Value::String(words) => words.as_str(),
        Value::Null => "",
        other => return other.to_string(),
    };
    let mut shown = String::new();
    for word in words.split_whitespace() {
        if !shown.is_empty() {
            shown.push(' ');
        }
        for c in word.chars() {
            // Control and bidirectional characters are named, letters of any script stay.
            if c.is_control()
                || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            {
                let _ = write!(shown, "{}", c.escape_unicode());
            } else {
                shown.push(c);
            }
        }
    }
    shown
}
