//! What `generate` and `spec` take: text, attachments, choices, answers.

use std::{io::Read, path::PathBuf};

use clap::{Args, ValueHint};
use domain::intent::{Attachment, Intent};
use indexmap::IndexMap;
use serde_json::Value;
use store::Store;

use crate::{
    config::Config,
    exit::{Failure, Result},
    terminal::{Terminal, ask},
};

#[derive(Args, Debug, Clone)]
pub struct Intake {
    /// What you want, in plain words; `-` reads it from standard input
    #[arg(required_unless_present = "spec_file", conflicts_with = "spec_file")]
    pub intent: Option<String>,
    /// Start from an edited spec (as `quantumlayer spec --json` prints it)
    #[arg(long = "spec", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub spec_file: Option<PathBuf>,
    /// A file the intent refers to: SQL, sample JSON, notes (may be given several times)
    #[arg(long = "attach", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub attach: Vec<PathBuf>,
    /// Programming language, such as python
    #[arg(long, value_name = "LANGUAGE")]
    pub language: Option<String>,
    /// Framework, such as fastapi
    #[arg(long, value_name = "FRAMEWORK")]
    pub framework: Option<String>,
    /// Answer an open question: its id, `=`, and text or JSON (may be given several times)
    #[arg(long = "answer", value_name = "QUESTION=VALUE", value_parser = parse_answer)]
    pub answer: Vec<(String, Value)>,
    /// Take the proposal of every question that nobody answered
    #[arg(long)]
    pub accept_proposals: bool,
    /// Ignore answers remembered from earlier runs of the same text
    #[arg(long)]
    pub no_remembered: bool,
}

fn parse_answer(text: &str) -> std::result::Result<(String, Value), String> {
    let (question, value) = text.split_once('=').ok_or("write QUESTION=VALUE, such as q-1f3a09c2=yes")?;
    let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
    Ok((question.trim().to_owned(), value))
}

impl Intake {
    /// Reads everything the arguments name. `store` is where answers are remembered.
    pub async fn intent(&self, config: &Config, store: Option<&dyn Store>) -> Result<Intent> {
        let limit = config.reader.max_bytes;
        let mut intent = Intent {
            language: self.language.as_ref().map(|l| l.to_lowercase()),
            framework: self.framework.as_ref().map(|f| f.to_lowercase()),
            accept_proposals: self.accept_proposals,
            answers: self.answer.iter().cloned().collect::<IndexMap<_, _>>(),
            ..Intent::default()
        };
        match (&self.spec_file, self.intent.as_deref()) {
            (Some(path), _) => {
                let text = read_text(path, limit)?;
                let spec: domain::Spec = serde_json::from_str(&text).map_err(|e| {
                    Failure::usage(
                        format!("{} is not a spec: {e}", path.display()),
                        "start from what `quantumlayer spec … --json` prints",
                    )
                })?;
                intent.text = spec.source.intent.clone();
                intent.spec = Some(Box::new(spec));
            }
            (None, Some("-")) => intent.text = read_standard_input(limit)?,
            (None, Some(text)) => intent.text = text.to_owned(),
            (None, None) => {}
        }
        for path in &self.attach {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            intent.attachments.push(Attachment { name, text: read_text(path, limit)? });
        }
        if intent.text.trim().is_empty() && intent.attachments.is_empty() && intent.spec.is_none() {
            return Err(Failure::usage(
                "the intent is empty",
                "say what you want, such as: quantumlayer generate \"an API for books with title and author\"",
            ));
        }
        if let (Some(store), false) = (store, self.no_remembered) {
            for (question, answer) in store.remembered(intent.sha256().as_str()).await? {
                if let Ok(value) = serde_json::from_slice(&answer) {
                    intent.remembered.insert(question, value);
                }
            }
        }
        Ok(intent)
    }
}

/// Asks what is open, as long as the answers bring new questions; answers go into the intent.
pub fn ask_open_questions(
    intent: &mut Intent,
    reader: &dyn domain::roles::Reader,
    terminal: &Terminal,
) -> Result<()> {
    if !terminal.is_interactive() || intent.accept_proposals {
        return Ok(());
    }
    let mut left_open = std::collections::BTreeSet::new();
    loop {
        let spec = reader.read(intent)?;
        let next = spec.open_questions.iter().find(|q| q.answer.is_none() && !left_open.contains(&q.id));
        let Some(question) = next else { return Ok(()) };
        match ask::ask(question, &spec.source.intent)? {
            // A kept proposal of a question that does not block is the assumption it was: nothing to confirm.
            Some(answer) if question.blocking || answer != question.proposal => {
                intent.answers.insert(question.id.clone(), answer);
                match reader.read(intent) {
                    // Asked again: the reason stands above the question.
                    Err(unfit) if spec::error::is_unfit_answer(&unfit) => {
                        intent.answers.shift_remove(&question.id);
                        terminal.note(&unfit.message);
                    }
                    _ => {
                        left_open.insert(question.id.clone());
                    }
                }
            }
            _ => {
                left_open.insert(question.id.clone());
            }
        }
    }
}

/// Keeps the answers of this run for the next one with the same text.
pub async fn remember(intent: &Intent, store: &dyn Store) -> Result<()> {
    for (question, answer) in &intent.answers {
        let bytes =
            serde_json::to_vec(answer).map_err(|e| Failure::io("an answer", std::io::Error::other(e)))?;
        store.remember(intent.sha256().as_str(), question, bytes).await?;
    }
    Ok(())
}

fn read_text(path: &std::path::Path, limit: usize) -> Result<String> {
    let file = std::fs::File::open(path).map_err(|e| Failure::io(path.display(), e))?;
    bounded(file, &path.display().to_string(), limit)
}

fn read_standard_input(limit: usize) -> Result<String> {
    bounded(std::io::stdin().lock(), "standard input", limit)
}

/// At most `limit` bytes of UTF-8; more is refused, never cut.
fn bounded(source: impl Read, name: &str, limit: usize) -> Result<String> {
    let mut bytes = Vec::new();
    source.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|e| Failure::io(name, e))?;
    if bytes.len() > limit {
        return Err(Failure::usage(
            format!("{name} is larger than {limit} bytes"),
            "give the part that matters, or raise reader.max_bytes",
        ));
    }
    String::from_utf8(bytes)
        .map_err(|_| Failure::usage(format!("{name} is not UTF-8 text"), "convert it to UTF-8"))
}
