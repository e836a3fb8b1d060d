//! The catalogue as data: one entry, one thing that hostile programs try.

use std::collections::BTreeMap;

use domain::sandbox::{Limits, Verdict};
use rust_embed::RustEmbed;
use serde::Deserialize;

use crate::attack::scenarios::Scenario;
use crate::error::SandboxError;

#[derive(RustEmbed)]
#[folder = "attacks/"]
struct Files;

/// Put before every Python program.
const PRELUDE: &str = "prelude.py";

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub id: String,
    /// What the program does, in words.
    pub tries: String,
    /// Controls: each is a set of mechanisms (`a+b`) without which the case is seen to escape.
    #[serde(default)]
    pub walls: Vec<String>,
    /// What keeps it where no mechanism of the box can be turned off to see it escape.
    #[serde(default)]
    pub guard: Option<String>,
    #[serde(default = "python")]
    pub runtime: String,
    #[serde(default)]
    pub program: String,
    /// In place of a program: what only the host's side can play.
    #[serde(default)]
    pub scenario: Option<Scenario>,
    #[serde(default)]
    pub limits: Bounds,
    /// Any of these; without a word, the program ends well and says so.
    #[serde(default = "ends_well")]
    pub verdict: Vec<Verdict>,
    /// Files asked for afterwards.
    #[serde(default)]
    pub outputs: Vec<String>,
    /// None of them is given back: what it left there is no file.
    #[serde(default)]
    pub gives_nothing: bool,
    /// The result must be there by then.
    #[serde(default)]
    pub within_ms: Option<u64>,
    /// Processor architectures whose call numbers or instructions it uses; none means any.
    #[serde(default)]
    pub only_on: Option<String>,
}

fn python() -> String {
    "python".to_owned()
}

fn ends_well() -> Vec<Verdict> {
    vec![Verdict::Ok]
}

/// What differs from the catalogue's own limits.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Bounds {
    wall_ms: Option<u64>,
    cpu_ms: Option<u64>,
    memory_mib: Option<u64>,
    disk_mib: Option<u64>,
    files: Option<u64>,
    processes: Option<u64>,
    cpus: Option<f64>,
    output_kib: Option<u64>,
}

impl Bounds {
    pub fn limits(&self) -> Limits {
        Limits {
            wall_ms: self.wall_ms.unwrap_or(10_000),
            cpu_ms: self.cpu_ms.unwrap_or(10_000),
            memory_bytes: self.memory_mib.unwrap_or(96) << 20,
            disk_bytes: self.disk_mib.unwrap_or(16) << 20,
            files: self.files.unwrap_or(200),
            processes: self.processes.unwrap_or(24),
            cpus: self.cpus.unwrap_or(2.0),
            output_bytes: self.output_kib.unwrap_or(1024) << 10,
        }
    }

    /// A share that was asked for must be held.
    pub fn asks_for_share(&self) -> bool {
        self.cpus.is_some()
    }
}

impl Case {
    /// The file that holds a program which must stand in one.
    pub fn file(&self) -> Option<&'static str> {
        match self.runtime.as_str() {
            "java" => Some("Main.java"),
            "rust" => Some("Main.rs"),
            _ => None,
        }
    }

    /// The last line by which a program says that it went through to its end.
    pub const HELD: &str = "held";
    /// Begins a line that tells what the program got.
    pub const ESCAPED: &str = "ESCAPED";

    pub fn must_end_well(&self) -> bool {
        self.verdict == [Verdict::Ok]
    }

    /// The command that runs it; `facts` become variables of a Python program.
    pub fn command(&self, facts: &BTreeMap<&'static str, String>) -> Result<Vec<String>, SandboxError> {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Ok(match self.runtime.as_str() {
            "python" => {
                let facts = facts.iter().map(|(name, value)| format!("{name} = {value:?}\n"));
                let facts: String = facts.collect();
                let text =
                    format!("{facts}{}\n{}\nprint({:?})\n", text_of(PRELUDE)?, self.program, Self::HELD);
                words(&["python3", "-I", "-c", text.as_str()])
            }
            "javascript" => words(&["node", "-e", self.program.as_str()]),
            "java" => words(&["java", "-Xmx4g", "Main.java"]),
            "rust" => words(&["rustc", "--edition", "2021", "Main.rs"]),
            other => return Err(SandboxError::BadJob(format!("no attack is written in {other}"))),
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    case: Vec<Case>,
}

/// All of them, in the order of their numbers.
pub fn catalogue() -> Result<Vec<Case>, SandboxError> {
    let mut cases = Vec::new();
    for name in Files::iter().filter(|name| name.ends_with(".toml")) {
        let group: Group =
            toml::from_str(&text_of(&name)?).map_err(|error| wrong(&name, &error.to_string()))?;
        cases.extend(group.case);
    }
    cases.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(cases)
}

fn wrong(name: &str, reason: &str) -> SandboxError {
    SandboxError::Embedded { name: format!("attacks/{name}"), reason: reason.to_owned() }
}

fn text_of(name: &str) -> Result<String, SandboxError> {
    let file = Files::get(name).ok_or_else(|| wrong(name, "it is missing"))?;
    String::from_utf8(file.data.into_owned()).map_err(|error| wrong(name, &error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_120_and_each_says_what_keeps_it() {
        let cases = catalogue().unwrap();
        let ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
        let numbers: Vec<String> = (1..=120).map(|number| format!("{number:03}")).collect();
        assert_eq!(ids, numbers);
        for case in &cases {
            let kept = !case.walls.is_empty() || case.guard.is_some();
            assert!(kept, "{}: nothing is said to keep it", case.id);
            let played = !case.program.is_empty() || case.scenario.is_some();
            assert!(played, "{}: it does nothing", case.id);
            for name in case.walls.iter().flat_map(|wall| wall.split('+')) {
                let known = jail::Mechanism::parse(name).is_some() || crate::Around::parse(name).is_some();
                assert!(known, "{}: no mechanism `{name}`", case.id);
            }
        }
    }

    #[test]
    fn every_mechanism_of_the_box_is_in_some_control() {
        let cases = catalogue().unwrap();
        let named: Vec<&str> =
            cases.iter().flat_map(|case| &case.walls).flat_map(|wall| wall.split('+')).collect();
        for mechanism in jail::Mechanism::ALL {
            assert!(named.contains(&mechanism.name().as_str()), "{} is never turned off", mechanism.name());
        }
        for around in crate::Around::ALL {
            let name = format!("{around:?}").to_lowercase();
            assert!(named.contains(&name.as_str()), "{name} is never left out");
        }
    }
}
