//! What a person asked for, with everything that may change the result.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Sha256, Spec};

/// One request. All of it is an input of the run; nothing else is (CONTRACT "Determinism").
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    pub text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// `--language` and `--framework`: they win over the text, as `confirmed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub framework: Option<String>,
    /// Answers by question id, given now.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub answers: IndexMap<String, Value>,
    /// Answers by question id, remembered from earlier runs of the same text.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub remembered: IndexMap<String, Value>,
    /// Take every proposal of a question that nobody answered.
    #[serde(default)]
    pub accept_proposals: bool,
    /// `--spec FILE`: an edited spec; what differs from a reading of its text is `confirmed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spec: Option<Box<Spec>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// The file's own name, without folders.
    pub name: String,
    pub text: String,
}

impl Intent {
    pub fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    pub fn sha256(&self) -> Sha256 {
        Sha256::of(self.text.as_bytes())
    }
}
