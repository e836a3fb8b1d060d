//! Invariant 3: `unsafe` only in `jail`, and there each with its reasons.

use super::Problem;
use crate::sources::{Keep, Sources, crate_of, stripped};

/// How far above a block its `SAFETY:` may stand.
const REASON_LINES: usize = 12;

pub fn check(sources: &Sources) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in sources.rust() {
        let code = stripped(text, Keep::Code);
        for (index, line) in code.lines().enumerate() {
            let found = line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "unsafe");
            if !found {
                continue;
            }
            if crate_of(path) != "jail" {
                problems.push(Problem::new(path, index + 1, "`unsafe` only in `jail`"));
                continue;
            }
            let above = text.lines().skip(index.saturating_sub(REASON_LINES)).take(REASON_LINES + 1);
            if !above.into_iter().any(|line| line.contains("SAFETY:")) {
                problems.push(Problem::new(path, index + 1, "`unsafe` without `SAFETY:` above it"));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use crate::tidy::places;

    #[test]
    fn unsafe_outside_of_jail_is_found() {
        let text = "// unsafe\nlet s = \"unsafe\";\nunsafe { f() }\n#![deny(unsafe_code)]\n";
        assert_eq!(places(super::check, &[("crates/store/src/a.rs", text)]), ["crates/store/src/a.rs:3"]);
        assert_eq!(places(super::check, &[("crates/store/tests/it/a.rs", text)]).len(), 1);
    }

    #[test]
    fn in_jail_it_needs_its_reason() {
        let with = "// SAFETY: f has no conditions.\nunsafe { f() }\n";
        assert_eq!(places(super::check, &[("crates/jail/src/a.rs", with)]).len(), 0);
        assert_eq!(
            places(super::check, &[("crates/jail/src/a.rs", "unsafe { f() }\n")]),
            ["crates/jail/src/a.rs:1"]
        );
    }
}
