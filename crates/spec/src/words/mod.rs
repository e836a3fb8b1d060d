//! Words of a text and names made of them: tokens, number (one/many) and spelling.

pub mod case;
pub mod graded;
pub mod heads;
pub mod plural;
pub mod stop;
pub(crate) mod table;

pub use case::{kebab, pascal, snake};
pub use plural::{is_plural, plural, singular};
pub use stop::{Token, content_tokens, is_content, tokens};

/// Days by their names: when something is, and no thing that is kept.
pub const DAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "today",
    "yesterday",
    "tomorrow",
];
