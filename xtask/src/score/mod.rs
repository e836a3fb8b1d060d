//! How well the rules reader reads: labelled requests against what it makes of them.
//!
//! The requests and the form of their labels are described in `crates/spec/requests/README.md`.
//! Only facts count: what the reader merely proposes in a question is no claim, and what it
//! assumes by default is none either. Every tolerance is written down in [`table::TOLERANCES`].

pub mod agree;
mod compare;
mod facts;
mod field;
mod label;
mod measure;
mod request;
pub mod table;

pub use compare::Kind;
pub use facts::member;
pub use measure::{Reading, read};
pub use request::{Difficulty, Part, Request, load};
