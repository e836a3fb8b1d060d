//! Specs become projects: one folder of templates per stack, filled from the typed model.

mod abreast;
mod blueprint;
mod dependencies;
pub mod detect;
pub mod error;
mod format;
pub mod library;
pub mod model;
mod mutants;
mod openapi;
mod plan;
mod render;
pub mod suite;
mod tidy;
mod units;
mod wrap;

pub use error::Error;
pub use library::Library;
pub use model::Model;
