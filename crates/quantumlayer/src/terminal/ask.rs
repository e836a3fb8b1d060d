//! Open questions, asked there and then.

use std::io::{BufRead, Write};

use domain::spec::Question;
use serde_json::Value;

use super::{clean, style};
use crate::exit::{Failure, Result};

/// Asks one question; Enter takes the proposal where there is one. `None` leaves it open (end of input,
/// or Enter where nothing is proposed).
pub fn ask(question: &Question, intent: &str) -> Result<Option<Value>> {
    let mut err = anstream::stderr().lock();
    let mut show = || -> std::io::Result<()> {
        let urgent = if question.blocking { "" } else { " (may stay open)" };
        writeln!(err, "\n{}? {}{}{urgent}", style::BOLD, clean(&question.text), style::RESET)?;
        for span in question.src.iter().filter(|s| s.attachment == 0) {
            if let Some(words) = intent.get(span.start..span.end) {
                writeln!(err, "  {}you wrote: “{}”{}", style::DIM, clean(words.trim()), style::RESET)?;
            }
        }
        for (i, option) in question.options.iter().enumerate() {
            writeln!(err, "  {}) {}", i + 1, clean(&plain(option)))?;
        }
        match &question.proposal {
            Value::Null => write!(err, "  number or text: ")?,
            proposal => write!(err, "  number or text [{}]: ", clean(&plain(proposal)))?,
        }
        err.flush()
    };
    show().map_err(|e| Failure::io("the terminal", e))?;
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line).map_err(|e| Failure::io("standard input", e))?;
    if read == 0 {
        return Ok(None);
    }
    let line = line.trim();
    if line.is_empty() {
        return Ok((!question.proposal.is_null()).then(|| question.proposal.clone()));
    }
    if let Some(option) = line.parse::<usize>().ok().and_then(|n| question.options.get(n.checked_sub(1)?)) {
        return Ok(Some(option.clone()));
    }
    Ok(Some(Value::String(line.to_owned())))
}

/// A value as people write it.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Null => "nothing".into(),
        other => other.to_string(),
    }
}
