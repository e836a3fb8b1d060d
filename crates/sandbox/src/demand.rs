//! Which version a project's own files ask for.

use std::collections::BTreeMap;

use domain::ProjectPath;
use domain::sandbox::BoxFile;
use regex::Regex;
use serde::Deserialize;

use crate::error::SandboxError;
use crate::runtime;
use crate::selector::Selector;

/// A file that may say so: data of a runtime.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    /// In the project's folder.
    file: String,
    /// Its first group is a version or a selector.
    version: String,
    /// What it names is the least version that will do.
    #[serde(default)]
    at_least: bool,
}

/// What the first file that says so asks for, and its name. What is no selector here asks for nothing.
pub fn demanded(
    language: &str,
    files: &BTreeMap<ProjectPath, BoxFile>,
) -> Result<Option<(String, String)>, SandboxError> {
    let runtime = runtime::load(language)?;
    for Demand { file, version, at_least } in &runtime.demands {
        let Some((_, found)) = files.iter().find(|(path, _)| path.as_str() == file) else { continue };
        let pattern = Regex::new(version).map_err(|error| SandboxError::Embedded {
            name: format!("runtimes/{language}.toml"),
            reason: error.to_string(),
        })?;
        let text = String::from_utf8_lossy(&found.content);
        let Some(named) = pattern.captures(&text).and_then(|found| found.get(1)) else { continue };
        let selector = format!("{}{}", if *at_least { ">=" } else { "" }, named.as_str().trim());
        if Selector::parse(Some(&selector)).is_ok() {
            return Ok(Some((file.clone(), selector)));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_file_that_names_a_version_is_heeded() {
        let asked = |language: &str, name: &str, text: &str| {
            let file = BoxFile { content: text.as_bytes().to_vec(), executable: false };
            let files = BTreeMap::from([(ProjectPath::parse(name).unwrap(), file)]);
            demanded(language, &files).unwrap().map_or_else(String::new, |(_, selector)| selector)
        };
        assert_eq!(
            asked("python", "pyproject.toml", "[project]\nrequires-python = \">=3.10,<3.13\"\n"),
            ">=3.10,<3.13"
        );
        assert_eq!(asked("python", ".python-version", "3.12.1\n"), "3.12.1");
        assert_eq!(asked("python", "setup.py", "setup(\n    python_requires='>= 3.8',\n)"), ">= 3.8");
        assert_eq!(asked("go", "go.mod", "module m\n\ngo 1.21\n"), ">=1.21");
        assert_eq!(asked("java", "pom.xml", "<maven.compiler.release>21</maven.compiler.release>"), ">=21");
        assert_eq!(asked("java", "pom.xml", "<configuration><release>${java}</release></configuration>"), "");
        assert_eq!(asked("javascript", ".nvmrc", "v20\n"), "20");
        assert_eq!(
            asked("javascript", "package.json", "{\"engines\": {\"npm\": \">=9\", \"node\": \">=18.0\"}}"),
            ">=18.0"
        );
        assert_eq!(asked("typescript", "package.json", "{\"engines\": {\"node\": \"^18 || >=20\"}}"), "");
        assert_eq!(asked("ruby", "Gemfile", "source 'x'\nruby '3.1.2'\n"), "3.1.2");
        assert_eq!(asked("php", "composer.json", "{\"require\": {\"php\": \">=8.1\"}}"), ">=8.1");
        assert_eq!(asked("rust", "Cargo.toml", "[package]\nrust-version = \"1.70\"\n"), ">=1.70");
        // Only the project's own folder counts.
        assert_eq!(asked("go", "tools/go.mod", "go 1.21\n"), "");
    }
}
