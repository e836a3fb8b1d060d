//! Hands scenarios to a blueprint's test templates.
//!
//! A stack describes itself in `tests/suite.toml`: which template gives which file, and
//! how its runner's report names a test. Everything in the stack's own language stands
//! in those templates.

use std::collections::BTreeMap;

use domain::ProjectPath;
use domain::project::{FileKind, ProjectFile, TestCase, Tree};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, context};
use serde::{Deserialize, Serialize};

use super::DatabaseKinds;
use super::scenario::{Scenario, Suite};
use crate::{Error, abreast::abreast};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Layout {
    /// Kinds of facts that the database itself holds too: seen by writing behind the program's back.
    #[serde(default)]
    database: DatabaseKinds,
    /// `tests/test_{file}.py::{name}`
    id: String,
    file: Vec<LayoutFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LayoutFile {
    template: String,
    /// `{file}` stands for the group of scenarios.
    path: String,
    /// One file for each group of scenarios.
    #[serde(default)]
    each: bool,
    /// What the file is for, in the plan of the project.
    purpose: String,
}

#[derive(Serialize)]
struct Group<'a> {
    name: &'a str,
    words: String,
    scenarios: Vec<&'a Scenario>,
}

/// The test templates of one stack.
pub struct Printer {
    blueprint: String,
    layout: Layout,
    environment: Environment<'static>,
}

impl Printer {
    /// `templates` by name, `suite.toml` among them.
    pub fn new(blueprint: &str, templates: BTreeMap<String, String>) -> Result<Self, Error> {
        let broken = |place: &str, why: String| Error::Broken {
            blueprint: blueprint.to_owned(),
            place: format!("tests/{place}"),
            why,
        };
        let source =
            templates.get("suite.toml").ok_or_else(|| broken("suite.toml", "it is missing".into()))?;
        let layout = toml::from_str(source).map_err(|error| broken("suite.toml", error.to_string()))?;
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let syntax =
            SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
        environment.set_syntax(syntax.map_err(|error| broken("suite.toml", error.to_string()))?);
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        environment.add_filter("quoted", quoted);
        for (name, text) in templates.into_iter().filter(|(name, _)| name.ends_with(".jinja")) {
            environment
                .add_template_owned(name.clone(), text)
                .map_err(|error| broken(&name, format!("{error:#}")))?;
        }
        Ok(Self { blueprint: blueprint.to_owned(), layout, environment })
    }

    pub fn database(&self) -> &DatabaseKinds {
        &self.layout.database
    }

    /// The plan of the tests, with ids as the runner's report gives them.
    pub fn test_cases(&self, suite: &Suite) -> Vec<TestCase> {
        let cases = suite.scenarios.iter().map(|scenario| TestCase {
            id: self.layout.id.replace("{file}", &scenario.file).replace("{name}", &scenario.name),
            title: scenario.title.clone(),
            kind: scenario.kind.as_str().to_owned(),
            requirements: scenario.requirements.clone(),
        });
        cases.collect()
    }

    /// Paths and purposes of the files that [`Printer::print`] gives.
    pub fn files(&self, suite: &Suite) -> Vec<(String, String)> {
        let groups = groups(suite);
        let mut files = Vec::new();
        for file in &self.layout.file {
            if file.each {
                files.extend(groups.iter().map(|group| {
                    (file.path.replace("{file}", group.name), file.purpose.replace("{words}", &group.words))
                }));
            } else {
                files.push((file.path.clone(), file.purpose.clone()));
            }
        }
        files
    }

    /// The test files. `project` is what templates may say about the whole.
    pub fn print<S: Serialize>(&self, suite: &Suite, project: S) -> Result<Tree, Error> {
        let whole = context! { suite => Value::from(Serde(suite)), project => Value::from(Serde(project)) };
        let groups = groups(suite);
        let jobs: Vec<(&LayoutFile, Option<&Group<'_>>)> = self
            .layout
            .file
            .iter()
            .flat_map(|file| match file.each {
                true => groups.iter().map(|group| (file, Some(group))).collect(),
                false => vec![(file, None)],
            })
            .collect();
        let printed = abreast(&jobs, |(file, group)| match group {
            None => self.print_file(file, file.path.clone(), whole.clone()),
            Some(group) => {
                let context = context! { group => Value::from(Serde(group)), ..whole.clone() };
                self.print_file(file, file.path.replace("{file}", group.name), context)
            }
        })?;
        Ok(printed.into_iter().collect())
    }

    fn print_file(
        &self,
        file: &LayoutFile,
        path: String,
        context: Value,
    ) -> Result<(ProjectPath, ProjectFile), Error> {
        let template = self.environment.get_template(&file.template);
        let text = template.and_then(|template| template.render(context));
        let text = text.map_err(|error| self.broken(&file.template, format!("{error:#}")))?;
        let content = if path.ends_with(".py") { crate::tidy::python(&text) } else { text };
        let parsed = ProjectPath::parse(&path).map_err(|error| self.broken(&path, error.to_string()))?;
        Ok((parsed, ProjectFile { content, kind: FileKind::Test, executable: false }))
    }

    fn broken(&self, place: &str, why: String) -> Error {
        Error::Broken { blueprint: self.blueprint.clone(), place: format!("tests/{place}"), why }
    }
}

/// Scenarios by file, in the order of their first appearance.
fn groups(suite: &Suite) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for scenario in &suite.scenarios {
        match groups.iter_mut().find(|group| group.name == scenario.file) {
            Some(group) => group.scenarios.push(scenario),
            None => {
                let words = scenario.file.replace('_', " ");
                groups.push(Group { name: &scenario.file, words, scenarios: vec![scenario] });
            }
        }
    }
    groups
}

/// A JSON string literal: also one in Python, JavaScript, Go and Java.
fn quoted(text: &str) -> String {
    let parts = runs(text);
    if parts.len() < 2 && parts.iter().all(|(_, times)| *times == 1) {
        return literal(text);
    }
    let part = |(text, times): &(&str, usize)| {
        if *times == 1 { literal(text) } else { format!("{} * {times}", literal(text)) }
    };
    parts.iter().map(part).collect::<Vec<_>>().join(" + ")
}

/// Parts of the text and how often each stands there: long runs of one letter are told apart.
fn runs(text: &str) -> Vec<(&str, usize)> {
    const LONG: usize = 20;
    let (mut parts, mut plain, mut at) = (Vec::new(), 0, 0);
    while let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let same = text.get(at..).unwrap_or_default().chars().take_while(|c| *c == letter).count();
        let end = at + same * letter.len_utf8();
        if same >= LONG {
            parts.extend(text.get(plain..at).filter(|part| !part.is_empty()).map(|part| (part, 1)));
            parts.extend(text.get(at..at + letter.len_utf8()).map(|one| (one, same)));
            plain = end;
        }
        at = end;
    }
    parts.extend(text.get(plain..).filter(|part| !part.is_empty()).map(|part| (part, 1)));
    parts
}

fn literal(text: &str) -> String {
    let quote = crate::format::quote(text);
    let mut out = String::from(quote);
    for letter in text.chars() {
        match letter {
            '"' if quote == '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Marks that turn or hide text are spelled out: code reads as it runs.
            '\u{0}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            letter => out.push(letter),
        }
    }
    out.push(quote);
    out
}
