//! The frame of every HTTP role: listening, limits, errors, health and a graceful end.
//!
//! A resource is one file in `routes`; this crate knows the roles as traits of `domain`.

mod errors;
mod frame;
mod lanes;
mod limits;
mod routes;

pub use errors::ServerError;
pub use frame::{Listening, listen};
pub use limits::Limits;
pub use routes::Roles;
