//! Responses as OpenAI defined them: spoken by callers; targets are asked in their own wires.

pub mod encode;
pub mod request;
