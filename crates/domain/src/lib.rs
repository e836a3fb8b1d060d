//! The vocabulary: every word that two crates share, as a type.
//!
//! No I/O and no runtime in here. A crate that offers a role implements a trait
//! of [`roles`]; a crate that needs one asks for the trait, never for the crate.

pub mod capsule;
pub mod drops;
pub mod error;
pub mod evidence;
pub mod finding;
pub mod hash;
pub mod intent;
pub mod kept;
pub mod llm;
pub mod ownership;
pub mod path;
pub mod project;
pub mod requirement;
pub mod roles;
pub mod route;
pub mod rule;
pub mod run;
pub mod sandbox;
pub mod score;
pub mod spec;
pub mod spending;
pub mod stage;
mod unasked;

pub use drops::{DropId, DropKind, DropRecord};
pub use error::{Explain, Explained};
pub use hash::{Blake3, Sha256};
pub use path::{ProjectPath, folded};
pub use spec::{Origin, Span, Spec};
pub use stage::{Stage, StageStatus};
