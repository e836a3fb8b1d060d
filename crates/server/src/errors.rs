//! Why a server cannot begin. What a running one refuses is said in the caller's own wire, by its role.

use domain::Explain;

#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error("cannot listen on {address}: {source}")]
    Listen { address: String, source: std::io::Error },
}

impl Explain for ServerError {
    fn code(&self) -> &'static str {
        match self {
            Self::Listen { .. } => "QL-H001",
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Listen { .. } => {
                "choose another address with --listen, or stop what listens there".to_owned()
            }
        })
    }
}
