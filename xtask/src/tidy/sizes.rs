//! A file is one idea. Beyond a length it usually holds two; this only warns.

use super::Problem;
use crate::sources::Sources;

const LINES: usize = 600;

pub fn check(sources: &Sources) -> Vec<Problem> {
    let long = sources.rust().filter(|(_, text)| text.lines().count() > LINES);
    long.map(|(path, text)| {
        let lines = text.lines().count();
        Problem::warning(path, 0, format!("{lines} lines: look for the second idea in it"))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use crate::sources::Sources;

    #[test]
    fn a_long_file_is_pointed_at() {
        let text = "// x\n".repeat(601);
        let problems = super::check(&Sources::of(&[("crates/a/src/a.rs", &text), ("crates/a/src/b.rs", "")]));
        assert!(problems.len() == 1 && problems[0].only_warns && problems[0].path == "crates/a/src/a.rs");
    }
}
