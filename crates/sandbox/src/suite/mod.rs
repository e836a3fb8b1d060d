//! A project's own tests: which runner, which tests it must name, and what its report says of each.
//!
//! A program can print "OK" or end early with 0. So what is expected is read from the sources before
//! anything runs, and a suite has passed only if the runner's own report names every expected test.

mod confined;
mod report;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use domain::ProjectPath;
use domain::sandbox::BoxFile;
use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::error::SandboxError;
use crate::runtime::{self, Runtime};
use confined::{Confined, Places};
use report::Format;

/// Where the runner writes its report, in the working folder.
pub const REPORT: &str = ".report";
/// Where it finds the names of the sources that its settings choose, one a line.
pub const CHOSEN: &str = ".chosen";

/// How one runner is known, started and read: data of a runtime.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suite {
    pub name: String,
    /// Found in some source of its projects; none means always.
    #[serde(default)]
    marks: Option<String>,
    /// Found in no source of them.
    #[serde(default)]
    unless: Option<String>,
    /// Begins a line that is a comment.
    comment: String,
    /// Finds a test in a source; its first group that is there is the name.
    test: String,
    /// Finds tests that are run for the sake of a comment in them, likewise.
    #[serde(default)]
    noted: Option<String>,
    /// Finds what may not be compiled or run at all: by its group a `test`, a `block` that ends where `closing`
    /// stands as far in as the group is, or a `module` in a file of its own; without one of them all of a source.
    /// What it has is counted when the report has it, and not missed when it does not.
    #[serde(default)]
    conditional: Option<String>,
    /// None: a block ends before the first line that is no further in.
    #[serde(default)]
    closing: Option<String>,
    /// Likewise, by the names of sources.
    #[serde(default)]
    conditional_names: Option<String>,
    /// Likewise all sources with other names than these.
    #[serde(default)]
    names: Option<String>,
    /// What makes a folder below a project of its own, which its runner does not enter.
    #[serde(default)]
    border: Option<Border>,
    /// Where a project says which of its sources the runner looks into.
    #[serde(default)]
    confined: Option<Confined>,
    /// A shell text that runs the tests and writes the report.
    pub command: String,
    format: Format,
    /// To be installed first.
    #[serde(default)]
    pub packages: Vec<String>,
    /// More of these, where some source has what it marks.
    #[serde(default)]
    further: Vec<Further>,
    /// How to get it, where it is no package that is installed first.
    #[serde(default)]
    pub get: Option<String>,
    /// Its runner takes sources without types alone.
    #[serde(default)]
    pub plain: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Border {
    /// The name of a file.
    file: String,
    /// Found in that file of the project around it; none means always.
    #[serde(default)]
    around: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Further {
    marks: String,
    packages: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TestResult {
    Pass,
    Fail,
    Skipped,
    /// The sources have it, the report does not.
    NotRun,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Test {
    pub name: String,
    pub result: TestResult,
    pub ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What came of a suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tested {
    /// There are tests, each expected one is named, and none failed.
    pub passed: bool,
    pub tests: Vec<Test>,
}

type Files = BTreeMap<ProjectPath, BoxFile>;

/// The runner of these files. Errors: this language has none that fits.
pub fn choose(language: &str, files: &Files) -> Result<Suite, SandboxError> {
    let runtime = runtime::load(language)?;
    let mut texts: Vec<&str> = sources(&runtime, files).into_iter().map(|(_, text)| text).collect();
    let named = |path: &ProjectPath| runtime.manifests.iter().any(|name| name == path.as_str());
    let manifests = files.iter().filter(|(path, _)| named(path));
    texts.extend(manifests.filter_map(|(_, file)| std::str::from_utf8(&file.content).ok()));
    let found = |pattern: &str| -> Result<bool, SandboxError> {
        let pattern = compile(&runtime.name, pattern)?;
        Ok(texts.iter().any(|text| pattern.is_match(text)))
    };
    for suite in &runtime.suites {
        let marked = suite.marks.as_deref().map_or(Ok(true), &found)?;
        if marked && !suite.unless.as_deref().map_or(Ok(false), &found)? {
            let mut suite = suite.clone();
            for Further { marks, packages } in std::mem::take(&mut suite.further) {
                suite.packages.extend(found(&marks)?.then_some(packages).into_iter().flatten());
            }
            return Ok(suite);
        }
    }
    let known: Vec<&str> = runtime.suites.iter().map(|suite| suite.name.as_str()).collect();
    Err(SandboxError::NoSuite { title: runtime.title.clone(), known: known.join(", ") })
}

fn compile(name: &str, pattern: &str) -> Result<Regex, SandboxError> {
    Regex::new(pattern).map_err(|error| SandboxError::Embedded {
        name: format!("runtimes/{name}.toml"),
        reason: error.to_string(),
    })
}

/// What the first group that is there has of each match.
fn named(pattern: &Regex, text: &str) -> Vec<String> {
    let first = |found: regex::Captures<'_>| {
        found.iter().skip(1).flatten().next().map(|name| name.as_str().to_owned())
    };
    pattern.captures_iter(text).filter_map(first).collect()
}

/// From where the block is found to the line that closes it, as formatted sources have it.
fn block<'a>(text: &'a str, found: &regex::Captures<'_>, indent: &str, closing: Option<&str>) -> &'a str {
    let rest = found.get(0).and_then(|whole| text.get(whole.end()..)).unwrap_or_default();
    let is_out = |line: &str| {
        let inner = line.trim_start();
        !inner.is_empty() && line.len() - inner.len() <= indent.len()
    };
    let end = match closing {
        Some(closing) => rest.find(&format!("\n{indent}{closing}")),
        None => rest.match_indices('\n').map(|(at, _)| at).find(|at| {
            let line = rest.get(at + 1..).and_then(|more| more.lines().next());
            line.is_some_and(is_out)
        }),
    };
    rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
}

/// Sources without their endings that hold a module which may not be compiled: beside its parent, or in the
/// folder named after that.
fn modules(conditional: &Regex, sources: &[(&ProjectPath, &str)]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources {
        for name in conditional.captures_iter(text).filter_map(|found| Some(found.name("module")?.as_str())) {
            let own = path.as_str().rsplit_once('.').map_or(path.as_str(), |(own, _)| own);
            let folder = own.rsplit_once('/').map_or("", |(folder, _)| folder);
            for above in [folder, own] {
                found.push(if above.is_empty() { name.to_owned() } else { format!("{above}/{name}") });
            }
        }
    }
    found
}

/// Whether it is the file of one of these modules, or lies in the folder of one.
fn is_of(path: &str, modules: &[String]) -> bool {
    let rest = |module: &String| path.strip_prefix(module.as_str());
    modules.iter().filter_map(rest).any(|rest| rest.starts_with(['.', '/']))
}

/// A language's files and their texts.
fn sources<'a>(runtime: &Runtime, files: &'a Files) -> Vec<(&'a ProjectPath, &'a str)> {
    let is_source = |path: &ProjectPath| {
        let ending = path.as_str().rsplit_once('.').map(|(_, ending)| ending);
        ending.is_some_and(|ending| runtime.endings.iter().any(|known| known == ending))
    };
    let texts = files.iter().filter(|(path, _)| is_source(path));
    texts.filter_map(|(path, file)| Some((path, std::str::from_utf8(&file.content).ok()?))).collect()
}

impl Suite {
    /// Names of the tests that stand in the sources, a name as often as it stands there.
    pub fn expected(&self, language: &str, files: &Files) -> Result<Vec<String>, SandboxError> {
        let runtime = runtime::load(language)?;
        let pattern = compile(language, &self.test)?;
        let noted = self.noted.as_deref().map(|noted| compile(language, noted)).transpose()?;
        let conditional = self.conditional.as_deref().map(|one| compile(language, one)).transpose()?;
        let by_name = self.conditional_names.as_deref().map(|one| compile(language, one)).transpose()?;
        let names = self.names.as_deref().map(|one| compile(language, one)).transpose()?;
        // Only those that begin a line: within one, the same two signs are often a file pattern.
        let blocks = match self.comment.as_str() {
            "//" => Some(compile(language, r"(?m)^\s*/\*[\s\S]*?\*/")?),
            _ => None,
        };
        let outside = self.outside(language, files)?;
        let places = self.places(language, files)?.unwrap_or_default();
        let mut sources = sources(&runtime, files);
        sources.retain(|(path, _)| places.have(path));
        let modules = conditional.as_ref().map(|one| modules(one, &sources)).unwrap_or_default();
        let mut expected = Vec::new();
        for (path, text) in sources {
            let mut unsure = by_name.iter().map(|names| names.is_match(path.as_str()));
            let below = |folder: &String| path.as_str().starts_with(folder.as_str());
            let other = names.as_ref().is_some_and(|names| !names.is_match(path.as_str()));
            if other || unsure.any(|is| is) || outside.iter().any(below) || is_of(path.as_str(), &modules) {
                continue;
            }
            let text = blocks.as_ref().map_or(Cow::Borrowed(text), |blocks| blocks.replace_all(text, ""));
            let lines = text.lines().filter(|line| !line.trim_start().starts_with(&self.comment));
            let code = lines.collect::<Vec<_>>().join("\n");
            let mut here = named(&pattern, &code);
            here.extend(noted.iter().flat_map(|noted| named(noted, &text)));
            for found in conditional.iter().flat_map(|conditional| conditional.captures_iter(&text)) {
                let unsure = match (found.name("test"), found.name("block"), found.name("module")) {
                    (Some(test), ..) => vec![test.as_str().to_owned()],
                    (_, Some(indent), _) => {
                        let closing = self.closing.as_deref();
                        named(&pattern, block(&text, &found, indent.as_str(), closing))
                    }
                    (.., Some(_)) => Vec::new(),
                    _ => std::mem::take(&mut here),
                };
                for test in unsure {
                    here.iter().position(|name| *name == test).map(|at| here.remove(at));
                }
            }
            expected.extend(here);
        }
        Ok(expected)
    }

    /// The sources that the runner is told to look into; none where it reads its project's settings itself.
    pub fn chosen(&self, language: &str, files: &Files) -> Result<Option<Vec<ProjectPath>>, SandboxError> {
        if !self.confined.as_ref().is_some_and(Confined::is_told) {
            return Ok(None);
        }
        let Some(places) = self.places(language, files)? else { return Ok(None) };
        let runtime = runtime::load(language)?;
        let all = sources(&runtime, files).into_iter().map(|(path, _)| path);
        Ok(Some(all.filter(|path| places.have(path)).cloned().collect()))
    }

    fn places(&self, language: &str, files: &Files) -> Result<Option<Places>, SandboxError> {
        self.confined.as_ref().map_or(Ok(None), |confined| confined.places(language, files))
    }

    /// Folders below that are projects of their own, where there is one around them.
    fn outside(&self, language: &str, files: &Files) -> Result<Vec<String>, SandboxError> {
        let Some(Border { file, around }) = &self.border else { return Ok(Vec::new()) };
        let own = files.iter().find(|(path, _)| path.as_str() == file);
        let Some((_, own)) = own else { return Ok(Vec::new()) };
        if let Some(around) = around
            && !compile(language, around)?.is_match(&String::from_utf8_lossy(&own.content))
        {
            return Ok(Vec::new());
        }
        let folder = |path: &ProjectPath| Some(path.as_str().strip_suffix(file)?.to_owned());
        Ok(files.keys().filter_map(folder).filter(|folder| folder.ends_with('/')).collect())
    }

    /// What the report says, and which expected tests it does not name.
    pub fn judge(&self, expected: &[String], report: Option<&[u8]>) -> Tested {
        let text = report.map(String::from_utf8_lossy).unwrap_or_default();
        let mut tests = report::read(self.format, &text);
        let mut reported: BTreeMap<String, usize> = BTreeMap::new();
        let mut families = BTreeSet::new();
        for test in &tests {
            // One test with many parameters is no witness for another of the same name, elsewhere or beside it.
            let family = without_values(&test.name);
            if family != test.name && !families.insert(family.to_owned()) {
                continue;
            }
            *reported.entry(bare(&test.name).to_owned()).or_default() += 1;
        }
        for name in expected {
            match reported.get_mut(bare(name)) {
                Some(left) if *left > 0 => *left -= 1,
                _ => tests.push(Test {
                    name: name.clone(),
                    result: TestResult::NotRun,
                    ms: 0,
                    message: Some("the runner's report does not name it".to_owned()),
                }),
            }
        }
        let good = |test: &Test| matches!(test.result, TestResult::Pass | TestResult::Skipped);
        let passed = tests.iter().any(|test| test.result == TestResult::Pass) && tests.iter().all(good);
        Tested { passed, tests }
    }
}

/// `adds(int, int)[1]`, `test_x[1-2]` and `testX with data set #0` without what differs from one run of them to
/// the next: what is left of two methods of one name still differs.
fn without_values(name: &str) -> &str {
    let name = name.split_once(" with data set").map_or(name, |(name, _)| name);
    let values = name.find('[').filter(|at| *at > 0 && name.ends_with(']'));
    values.and_then(|at| name.get(..at)).filter(|path| !path.contains(") ")).unwrap_or(name)
}

/// `adds(int, int)[1]`, `test_x[1-2]` and `testX with data set #0` without what follows the name.
fn without_parameters(name: &str) -> &str {
    let name = name.split_once(" with data set").map_or(name, |(name, _)| name);
    let end = name.find(['(', '[']).unwrap_or(name.len());
    let (path, rest) = name.split_at(end);
    // What has spaces is a sentence, not a path.
    if path.is_empty() || path.contains(' ') || !(rest.is_empty() || rest.ends_with([')', ']'])) {
        return name;
    }
    path
}

/// The name as it stands in the source: without its module, its class and its parameters.
fn bare(name: &str) -> &str {
    let name = without_parameters(name);
    if name.contains(' ') {
        return name;
    }
    name.rsplit("::").next().and_then(|name| name.rsplit(['.', '#']).next()).unwrap_or(name)
}
