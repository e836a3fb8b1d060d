//! A chat as all wire formats mean it: what every codec reads into and writes from.

use serde_json::{Map, Value};

use crate::wires::Wire;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chat {
    pub system: Vec<Part>,
    pub turns: Vec<Turn>,
    pub tools: Vec<Tool>,
    pub tool_choice: Option<ToolChoice>,
    pub parallel_tools: Option<bool>,
    pub format: Option<Format>,
    pub max_output: Option<u64>,
    pub temperature: Option<f64>,
    pub top_p: Option<f64>,
    pub top_k: Option<u64>,
    pub stop: Vec<String>,
    pub seed: Option<i64>,
    /// Answers asked for at once; 0 and 1 mean one.
    pub choices: u32,
    pub reasoning: Option<Reasoning>,
    pub user: Option<String>,
    /// What the caller's wire says and the others have no word for. Carried to the same wire; a
    /// target of another wire loses it, and the answer says so.
    pub extra: Map<String, Value>,
    pub extra_of: Option<Wire>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    pub role: Role,
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Results of tools are said by the user's side.
    User,
    Assistant,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    Text {
        text: String,
        cache: Option<CacheHint>,
    },
    Image {
        source: ImageSource,
        detail: Option<String>,
        cache: Option<CacheHint>,
    },
    ToolUse {
        id: String,
        name: String,
        input: Value,
        cache: Option<CacheHint>,
    },
    ToolResult {
        id: String,
        parts: Vec<Part>,
        is_error: bool,
        cache: Option<CacheHint>,
    },
    Thinking {
        text: String,
        signature: Option<String>,
    },
    /// Reasoning that only its provider can read.
    Redacted {
        data: String,
    },
    /// A kind of content that only its own wire knows.
    Other {
        wire: Wire,
        value: Value,
    },
}

impl Part {
    pub fn text(text: impl Into<String>) -> Self {
        Part::Text { text: text.into(), cache: None }
    }

    pub fn cache(&self) -> Option<CacheHint> {
        match self {
            Part::Text { cache, .. }
            | Part::Image { cache, .. }
            | Part::ToolUse { cache, .. }
            | Part::ToolResult { cache, .. } => *cache,
            Part::Thinking { .. } | Part::Redacted { .. } | Part::Other { .. } => None,
        }
    }

    pub fn set_cache(&mut self, hint: CacheHint) {
        match self {
            Part::Text { cache, .. }
            | Part::Image { cache, .. }
            | Part::ToolUse { cache, .. }
            | Part::ToolResult { cache, .. } => *cache = Some(hint),
            Part::Thinking { .. } | Part::Redacted { .. } | Part::Other { .. } => {}
        }
    }
}

/// "Up to here the prompt will come again."
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheHint {
    Default,
    Hour,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ImageSource {
    Base64 { media_type: String, data: String },
    Url(String),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Tool {
    pub name: String,
    pub description: Option<String>,
    /// JSON Schema of its input.
    pub schema: Value,
    pub strict: Option<bool>,
    pub cache: Option<CacheHint>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToolChoice {
    Auto,
    None,
    Any,
    Named(String),
}

/// The form of the answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Format {
    /// Some JSON object.
    Json,
    Schema {
        name: String,
        schema: Value,
        strict: Option<bool>,
    },
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reasoning {
    /// `minimal low medium high`
    pub effort: Option<String>,
    pub budget_tokens: Option<u64>,
    pub off: bool,
}
