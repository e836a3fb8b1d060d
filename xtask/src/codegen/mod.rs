//! Documents that are made from the source, so that they cannot drift from it.

mod attack;
mod cli;
mod configuration;
mod errors;
pub mod reader;
mod spec_schema;

use anyhow::Result;

use crate::sources::Sources;

pub struct Document {
    /// Below `docs/generated`.
    pub file: &'static str,
    pub make: fn(&Sources) -> Result<Made>,
}

pub enum Made {
    Text(String),
    /// What it is made from does not exist yet.
    NotYet(String),
}

pub const DOCUMENTS: &[Document] = &[
    Document { file: "errors.md", make: errors::make },
    Document { file: "attack.md", make: attack::make },
    Document { file: "cli.md", make: cli::make },
    Document { file: "configuration.md", make: configuration::make },
    Document { file: "spec.schema.json", make: spec_schema::make },
    Document { file: reader::FILE, make: reader::make },
];
