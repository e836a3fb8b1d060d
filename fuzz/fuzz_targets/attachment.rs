//! Any text as an attachment, under a name that says what it is or none.

#![no_main]

use domain::intent::{Attachment, Intent};
use libfuzzer_sys::fuzz_target;

#[path = "../../xtask/src/promise.rs"]
mod promise;

/// The first byte chooses.
const NAMES: &[&str] = &[
    "schema.sql",
    "openapi.yaml",
    "openapi.json",
    "data.json",
    "data.csv",
    "model.jdl",
    "schema.prisma",
    "schema.graphql",
    "notes.md",
    "notes.txt",
    "code.py",
    "code.go",
    "schema.json",
    "any",
];

fuzz_target!(|data: (u8, &str)| {
    let (choice, text) = data;
    let mut intent = Intent::of("An API for these.");
    let name = NAMES[usize::from(choice) % NAMES.len()].to_owned();
    intent.attachments = vec![Attachment { name, text: text.to_owned() }];
    if let Err(broken) = promise::held(&intent) {
        panic!("{broken:#}");
    }
});
