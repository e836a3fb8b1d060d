//! The smallest program that can host a box.
//!
//! Started under the name `without-seccomp+…` it leaves those mechanisms out: for the audit of the audit.
//! `soak FOLDER RUNS` and `drive FOLDER PROGRAMS MARK` are hosts of their own, to be measured and killed
//! from outside.

mod mixed;
mod soak;

use std::path::Path;

fn main() {
    sandbox::enter_if_asked();
    let arguments: Vec<String> = std::env::args().collect();
    let name = arguments.first().map(String::as_str).unwrap_or_default();
    let name = name.rsplit('/').next().unwrap_or_default();
    let off = name.strip_prefix("without-");
    let off =
        off.map_or_else(Vec::new, |names| names.split('+').filter_map(jail::Mechanism::parse).collect());
    jail::enter_without(&off);
    let words: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    match words.as_slice() {
        ["soak", folder, runs] => soak::soak(Path::new(folder), count(runs)),
        ["drive", folder, programs, mark] => soak::drive(Path::new(folder), count(programs), mark),
        _ => {}
    }
}

fn count(word: &str) -> usize {
    word.parse().unwrap_or(1)
}
