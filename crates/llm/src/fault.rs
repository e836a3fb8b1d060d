//! Why a target did not answer: one enum decides what happens next.

use std::time::Duration;

use domain::Explain;

/// What kind of failure it was. The comments say what the router does about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// 401, 403: the next key at once; this one is set aside.
    Auth,
    /// 402, exhausted quota: as `Auth`.
    Billing,
    /// 429 and its kin: a short wait is waited out, a long one means another key or target.
    RateLimited,
    /// 503, 529, not ready: once more, then the next.
    Overloaded,
    /// 5xx, and answers that are none: HTML, broken JSON, a wrong content type.
    Server,
    /// The connection broke before an answer: again at once.
    Transport,
    /// Nothing came in time: the next target, never the same one.
    FirstToken,
    /// The whole call took too long: the caller hears of it.
    Deadline,
    /// The stream was cut, stalled or broke its format.
    Stream,
    /// Only a target with a larger or unknown context may be asked.
    ContextTooLong,
    /// The model is not there: the next target.
    NotFound,
    /// The target cannot express what was asked: the next target.
    Unable,
    /// The answer does not have the form that was asked for: once more, then the next target.
    Unfit,
    /// The caller hears of it at once.
    ContentFilter,
    /// As `ContentFilter`.
    BadRequest,
    /// The body is larger than this server takes.
    TooLarge,
    /// The caller's own key is missing or wrong.
    Unauthorized,
    /// The caller's key may not do this.
    Forbidden,
    /// The caller's money is spent.
    OverBudget,
    /// The caller asks more often than agreed.
    CallerLimited,
    /// No target may be asked at present.
    Unavailable,
    /// No route or provider has that name.
    UnknownModel,
}

impl Class {
    pub fn name(self) -> &'static str {
        match self {
            Class::Auth => "auth",
            Class::Billing => "billing",
            Class::RateLimited => "rate_limited",
            Class::Overloaded => "overloaded",
            Class::Server => "server",
            Class::Transport => "transport",
            Class::FirstToken => "first_token_timeout",
            Class::Deadline => "deadline",
            Class::Stream => "stream",
            Class::ContextTooLong => "context_too_long",
            Class::NotFound => "not_found",
            Class::Unable => "unable",
            Class::Unfit => "unfit",
            Class::ContentFilter => "content_filter",
            Class::BadRequest => "bad_request",
            Class::TooLarge => "too_large",
            Class::Unauthorized => "unauthorized",
            Class::Forbidden => "forbidden",
            Class::OverBudget => "over_budget",
            Class::CallerLimited => "caller_limited",
            Class::Unavailable => "unavailable",
            Class::UnknownModel => "unknown_model",
        }
    }

    /// The status that our caller sees. A provider's refusal of *our* key is no fault of the caller.
    pub fn status(self) -> u16 {
        match self {
            Class::Auth
            | Class::Billing
            | Class::Server
            | Class::Transport
            | Class::Stream
            | Class::Unfit => 502,
            Class::RateLimited | Class::CallerLimited => 429,
            Class::Overloaded | Class::Unavailable => 503,
            Class::FirstToken | Class::Deadline => 504,
            Class::ContextTooLong | Class::ContentFilter | Class::BadRequest | Class::Unable => 400,
            Class::NotFound | Class::UnknownModel => 404,
            Class::Unauthorized => 401,
            Class::Forbidden => 403,
            Class::OverBudget => 402,
            Class::TooLarge => 413,
        }
    }

    /// Whether asking another target may help.
    pub fn moves_on(self) -> bool {
        match self {
            Class::Auth
            | Class::Billing
            | Class::RateLimited
            | Class::Overloaded
            | Class::Server
            | Class::Transport
            | Class::FirstToken
            | Class::Stream
            | Class::ContextTooLong
            | Class::NotFound
            | Class::Unable
            | Class::Unfit => true,
            Class::Deadline
            | Class::ContentFilter
            | Class::BadRequest
            | Class::TooLarge
            | Class::Unauthorized
            | Class::Forbidden
            | Class::OverBudget
            | Class::CallerLimited
            | Class::Unavailable
            | Class::UnknownModel => false,
        }
    }

    /// Whether the caller's client may try the same call again.
    pub fn may_be_retried(self) -> bool {
        matches!(
            self,
            Class::RateLimited
                | Class::CallerLimited
                | Class::Overloaded
                | Class::Unavailable
                | Class::Server
                | Class::Transport
                | Class::Stream
                | Class::Unfit
                | Class::FirstToken
        )
    }
}

/// A failure with its class: of a target, or of the call as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub class: Class,
    /// For people; never holds a key.
    pub message: String,
    /// The provider's own word for it.
    pub code: Option<String>,
    pub retry_after: Option<Duration>,
    /// The status that the provider sent, if one came.
    pub upstream_status: Option<u16>,
    pub hint: Option<String>,
}

impl Fault {
    pub fn new(class: Class, message: impl Into<String>) -> Self {
        Self {
            class,
            message: message.into(),
            code: None,
            retry_after: None,
            upstream_status: None,
            hint: None,
        }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub fn after(mut self, wait: Option<Duration>) -> Self {
        self.retry_after = wait;
        self
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl Explain for Fault {
    fn code(&self) -> &'static str {
        match self.class {
            Class::Auth => "QL-M001",
            Class::Billing => "QL-M002",
            Class::RateLimited => "QL-M003",
            Class::Overloaded => "QL-M004",
            Class::Server => "QL-M005",
            Class::Transport => "QL-M006",
            Class::FirstToken => "QL-M007",
            Class::Deadline => "QL-M008",
            Class::Stream => "QL-M009",
            Class::ContextTooLong => "QL-M010",
            Class::NotFound => "QL-M011",
            Class::Unable => "QL-M012",
            Class::ContentFilter => "QL-M013",
            Class::BadRequest => "QL-M014",
            Class::Unauthorized => "QL-M015",
            Class::Forbidden => "QL-M016",
            Class::OverBudget => "QL-M017",
            Class::CallerLimited => "QL-M018",
            Class::Unavailable => "QL-M019",
            Class::UnknownModel => "QL-M020",
            Class::TooLarge => "QL-M021",
            Class::Unfit => "QL-M022",
        }
    }

    fn hint(&self) -> Option<String> {
        if let Some(hint) = &self.hint {
            return Some(hint.clone());
        }
        let hint = match self.class {
            Class::Auth => {
                "check the provider's key: `keys list`, or `api_key_env`, `api_key_file` or `api_key` of that provider"
            }
            Class::Billing => "the provider's account has no credit left: top it up, or add another target",
            Class::RateLimited => "wait as long as Retry-After says, or add a key or a target to the route",
            Class::Overloaded | Class::Server | Class::Stream => "try again, or add a target to the route",
            Class::Transport => "check that the provider's address can be reached from this machine",
            Class::FirstToken | Class::Deadline => "raise llm.timeouts, or add a faster target to the route",
            Class::ContextTooLong => "shorten the prompt, or add a target with a larger context",
            Class::NotFound => "check the model's name at the provider",
            Class::Unable => "ask a target that can express this",
            Class::Unfit => "simplify the schema, or add a target that keeps to schemas",
            Class::ContentFilter => "the provider refuses this content",
            Class::BadRequest => "correct the request",
            Class::TooLarge => "send less, or raise server.max_body_bytes",
            Class::Unauthorized => "send a key that `llm.keys` knows",
            Class::Forbidden => "ask the operator for access",
            Class::OverBudget => "ask the operator for a larger budget",
            Class::CallerLimited => "wait as long as Retry-After says",
            Class::Unavailable => "look at /v1/router/state, or try again later",
            Class::UnknownModel => "name a route or `provider/model`; /v1/models lists them",
        };
        Some(hint.to_owned())
    }
}
