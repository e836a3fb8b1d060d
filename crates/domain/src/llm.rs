//! Words for asking models: a question and its answer, and a call as it arrives on the wire.

use bytes::Bytes;
use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};

/// What our own parts ask a model. Delivered whole: a failed answer is begun anew elsewhere.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Question {
    /// A route's name, or `provider/model`.
    pub model: String,
    pub system: String,
    pub messages: Vec<Said>,
    pub max_output_tokens: Option<u64>,
    pub temperature: Option<f64>,
    pub seed: Option<i64>,
    /// The answer has to be JSON that fits this schema.
    pub json_schema: Option<serde_json::Value>,
    /// Travels with the call: `stage`, `agent`, `task`, `attempt`.
    pub metadata: serde_json::Map<String, serde_json::Value>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    pub by: Speaker,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    User,
    Assistant,
}

/// An answer that is complete; a cut one is an error.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    pub text: String,
    /// The target that answered, as `provider/model`.
    pub target: String,
    /// `stop length tool_use content_filter …`
    pub finish: String,
    pub attempts: u32,
    pub usage: TokenUsage,
    /// Billionths of a US dollar; none where the model has no price.
    pub cost_nano_usd: Option<u64>,
    /// `hit` or `miss` where a cache was asked.
    pub cache: Option<String>,
}

/// Tokens by the five kinds that are priced apart; no token counts in two of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenUsage {
    pub input: u64,
    pub cached: u64,
    pub cache_write: u64,
    pub output: u64,
    pub reasoning: u64,
    /// So many of `cache_write` are kept for an hour and cost more; they are no kind of their own.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cache_write_hour: u64,
    /// Counted by us, because the provider did not say.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub estimated: bool,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl TokenUsage {
    pub fn total(&self) -> u64 {
        self.input + self.cached + self.cache_write + self.output + self.reasoning
    }

    pub fn add(&mut self, other: &TokenUsage) {
        self.input += other.input;
        self.cached += other.cached;
        self.cache_write += other.cache_write;
        self.output += other.output;
        self.reasoning += other.reasoning;
        self.cache_write_hour += other.cache_write_hour;
        self.estimated |= other.estimated;
    }
}

/// A call as it arrived: the wire formats of models are told apart by path and header.
#[derive(Debug, Clone)]
pub struct WireCall {
    pub method: String,
    pub path: String,
    pub query: Option<String>,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
    /// The caller sits on this machine.
    pub is_local: bool,
    pub request_id: String,
}

impl WireCall {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What goes back, in the caller's own wire format.
pub struct WireReply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: WireBody,
}

pub enum WireBody {
    Whole(Bytes),
    /// Dropping it ends the upstream call.
    Live(BoxStream<'static, Bytes>),
}
