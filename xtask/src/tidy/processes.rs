//! Invariant 4: a process is started only in `sandbox` and `jail`, and by this tool.

use super::{Problem, lines_with};
use crate::sources::{Keep, Sources, crate_of, is_development, product_code, stripped};

const WORDS: &[&str] =
    &["process::Command", "tokio::process", "process::{Command", "libc::fork", "libc::exec", "execve("];

pub fn check(sources: &Sources) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in sources.rust() {
        if is_development(path) || matches!(crate_of(path), "sandbox" | "jail") {
            continue;
        }
        let code = stripped(product_code(text), Keep::Code);
        for (line, word) in lines_with(&code, WORDS) {
            problems.push(Problem::new(
                path,
                line,
                format!("`{word}`: processes start in `sandbox` and `jail` only"),
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use crate::tidy::places;

    #[test]
    fn starting_a_process_elsewhere_is_found() {
        let text = "use std::process::ExitCode;\nstd::process::Command::new(\"x\");\n#[cfg(test)]\nuse std::process::Command;\n";
        assert_eq!(
            places(super::check, &[("crates/pipeline/src/a.rs", text)]),
            ["crates/pipeline/src/a.rs:2"]
        );
        assert_eq!(places(super::check, &[("crates/sandbox/src/a.rs", text)]).len(), 0);
        assert_eq!(places(super::check, &[("xtask/src/a.rs", text)]).len(), 0);
    }
}
