//! Invariant 6: `cfg(feature)` stands in `backends/src/lib.rs` alone, so that no call site carries one.

use super::{Problem, lines_with};
use crate::sources::{Keep, Sources, stripped};

const WORDS: &[&str] = &[
    "cfg(feature",
    "cfg!(feature",
    "cfg_attr(feature",
    "cfg(not(feature",
    "cfg(all(feature",
    "cfg(any(feature",
];

pub fn check(sources: &Sources) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in sources.rust().filter(|(path, _)| *path != "crates/backends/src/lib.rs") {
        let code = stripped(text, Keep::Code);
        for (line, _) in lines_with(&code, WORDS) {
            problems.push(Problem::new(
                path,
                line,
                "features are told apart in crates/backends/src/lib.rs alone",
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use crate::tidy::places;

    #[test]
    fn a_feature_at_a_call_site_is_found() {
        let text = "#[cfg(feature = \"scale\")]\nmod a;\n";
        assert_eq!(
            places(super::check, &[("crates/backends/src/redis.rs", text)]),
            ["crates/backends/src/redis.rs:1"]
        );
        assert_eq!(places(super::check, &[("crates/backends/src/lib.rs", text)]).len(), 0);
        assert_eq!(places(super::check, &[("crates/store/src/a.rs", "#[cfg(test)]\nmod a;\n")]).len(), 0);
    }
}
