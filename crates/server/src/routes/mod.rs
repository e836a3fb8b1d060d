//! The resources, one file each, and what every role answers.

mod llm;
mod own;

use std::sync::Arc;

use axum::Router;

use crate::Limits;

/// The roles that this process plays.
#[derive(Clone, Default)]
pub struct Roles {
    pub llm: Option<Arc<dyn domain::roles::Llm>>,
    pub version: &'static str,
}

pub fn all(roles: Roles, limits: Limits) -> Router {
    let mut router = own::routes(roles.clone());
    if let Some(role) = roles.llm {
        router = router.merge(llm::routes(role, limits));
    }
    router
}
