//! `reader.md`: how well the rules reader reads the labelled requests.

use anyhow::Result;

use super::Made;
use crate::{
    score::{self, Part, table},
    sources::Sources,
};

pub const FILE: &str = "reader.md";

pub fn make(sources: &Sources) -> Result<Made> {
    let requests = score::load(sources)?;
    let mut text = table::head();
    for part in Part::SCORED {
        text.push_str(&table::part(&requests, part)?);
    }
    text.push_str(&table::foot());
    Ok(Made::Text(text))
}
