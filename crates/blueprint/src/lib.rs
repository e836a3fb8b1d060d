//! Specs become projects: one folder of templates per stack, filled from the typed model.

pub mod error;
pub mod model;
pub mod suite;

pub use error::Error;
pub use model::Model;
