//! Standard output and standard error, as people and as machines want them.

pub mod ask;
mod marked;
mod program_page;
pub mod progress;
pub mod report;
pub mod secret;
pub mod spec_page;
pub mod table;

use std::io::{IsTerminal, Write};

use serde::Serialize;

use crate::exit::{Failure, Result};

/// Under `--json` standard output holds one document and nothing else.
pub struct Terminal {
    pub json: bool,
}

impl Terminal {
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// Somebody sits there, reads, and can answer.
    pub fn is_interactive(&self) -> bool {
        !self.json && std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// A line for people on standard output.
    pub fn say(&self, text: impl AsRef<str>) -> Result<()> {
        if self.json {
            return Ok(());
        }
        self.write(text.as_ref())
    }

    /// A line on standard error: progress and remarks.
    pub fn note(&self, text: impl AsRef<str>) {
        let mut err = anstream::stderr().lock();
        // A closed standard error is nobody's loss.
        let _ = writeln!(err, "{}", text.as_ref());
    }

    /// The document of a `--json` command.
    pub fn document(&self, value: &impl Serialize) -> Result<()> {
        let text = serde_json::to_string_pretty(value)
            .map_err(|e| Failure::io("the document", std::io::Error::other(e)))?;
        self.write(&text)
    }

    /// Raw text on standard output, as it is.
    pub fn write(&self, text: &str) -> Result<()> {
        let mut out = anstream::stdout().lock();
        match writeln!(out, "{text}").and_then(|()| out.flush()) {
            // `| head` has read enough: not an error of ours.
            Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            other => other.map_err(|e| Failure::io("standard output", e)),
        }
    }

    /// Says what went wrong, and what to do.
    pub fn failure(&self, failure: &Failure) {
        if self.json {
            let _ = self.document(&serde_json::json!({ "error": failure.error }));
        }
        let error = &failure.error;
        self.note(format!("{}error{}: {} [{}]", style::RED, style::RESET, clean(&error.message), error.code));
        if let Some(hint) = &error.hint {
            self.note(format!("  {}next{}: {}", style::CYAN, style::RESET, clean(hint)));
        }
    }
}

/// Text from outside made harmless for a terminal: control characters are shown, not obeyed.
pub fn clean(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => c.to_string(),
            c if c.is_control()
                || ('\u{202a}'..='\u{202e}').contains(&c)
                || ('\u{2066}'..='\u{2069}').contains(&c) =>
            {
                c.escape_unicode().to_string()
            }
            c => c.to_string(),
        })
        .collect()
}

/// Escape sequences; `anstream` drops them where the stream is no terminal or NO_COLOR is set.
pub mod style {
    pub const RESET: &str = "\u{1b}[0m";
    pub const BOLD: &str = "\u{1b}[1m";
    pub const DIM: &str = "\u{1b}[2m";
    pub const RED: &str = "\u{1b}[31m";
    pub const GREEN: &str = "\u{1b}[32m";
    pub const YELLOW: &str = "\u{1b}[33m";
    pub const CYAN: &str = "\u{1b}[36m";
}
