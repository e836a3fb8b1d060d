//! `attack.md`: each case of the abuse catalogue, and the mechanisms without which it escapes.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::Made;
use crate::sources::Sources;

const FOLDER: &str = "crates/sandbox/attacks/";

#[derive(Deserialize)]
struct Group {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    tries: String,
    #[serde(default)]
    walls: Vec<String>,
    guard: Option<String>,
}

pub fn make(sources: &Sources) -> Result<Made> {
    let mut cases = Vec::new();
    let groups = sources.files.iter().filter(|(path, _)| path.starts_with(FOLDER) && path.ends_with(".toml"));
    for (path, text) in groups {
        let group: Group = toml::from_str(text).with_context(|| format!("reading {path}"))?;
        cases.extend(group.case);
    }
    if cases.is_empty() {
        return Ok(Made::NotYet(format!("there is nothing in {FOLDER}")));
    }
    cases.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(Made::Text(page(&cases)))
}

fn page(cases: &[Case]) -> String {
    let mut out = String::from(
        "# The abuse catalogue\n\nMade by `cargo xtask codegen`. `quantumlayer attack` tries these on a machine, each in a real box. \
         What stands under *escapes without* is shown by a test: with that mechanism, or all of that sum, turned off in a test build, \
         the case is seen to escape. The others are kept by something that cannot be turned off.\n\n\
         | case | what it tries | escapes without | else kept by |\n|---|---|---|---|\n",
    );
    let mut by_mechanism: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for case in cases {
        let walls: Vec<String> =
            case.walls.iter().map(|wall| format!("`{}`", wall.replace('+', "` + `"))).collect();
        let kept = case.guard.clone().unwrap_or_default();
        out.push_str(&format!("| {} | {} | {} | {kept} |\n", case.id, case.tries, walls.join(", or ")));
        for name in case.walls.iter().flat_map(|wall| wall.split('+')) {
            by_mechanism.entry(name).or_default().push(&case.id);
        }
    }
    out.push_str("\n| mechanism | cases that show what it is for |\n|---|---|\n");
    for (name, mut ids) in by_mechanism {
        ids.dedup();
        out.push_str(&format!("| `{name}` | {} |\n", ids.join(" ")));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_stands_with_its_walls_and_each_mechanism_with_its_cases() {
        let text = "[[case]]\nid = \"001\"\ntries = \"x\"\nwalls = [\"a+b\", \"c\"]\n[[case]]\nid = \"002\"\ntries = \"y\"\nguard = \"z\"\n";
        let Made::Text(page) = make(&Sources::of(&[("crates/sandbox/attacks/1.toml", text)])).unwrap() else {
            panic!("no page");
        };
        assert!(page.contains("| 001 | x | `a` + `b`, or `c` |  |\n| 002 | y |  | z |\n"), "{page}");
        assert!(page.contains("| `b` | 001 |"), "{page}");
    }
}
