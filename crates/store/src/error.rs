//! What can go wrong when something is stored or read.

use domain::Explain;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    #[error("there is no {what} `{id}`")]
    NotFound { what: &'static str, id: String },
    #[error("there is already a {what} `{id}`")]
    Exists { what: &'static str, id: String },
    #[error("step {seq} of run {run_id} was already written by another process")]
    Conflict { run_id: String, seq: u64 },
    #[error("run {run_id} is driven by {owner}")]
    Leased { run_id: String, owner: String },
    #[error("another process has taken over run {run_id}")]
    Fenced { run_id: String },
    #[error("{what} `{id}` is damaged: its bytes do not match its hash")]
    Damaged { what: &'static str, id: String },
    #[error("{what} is larger than {limit_bytes} bytes")]
    TooLarge { what: &'static str, limit_bytes: u64 },
    #[error("the store at {place} cannot be used: {cause}")]
    Unusable { place: String, cause: String },
    #[error("the disk is full: {cause}")]
    Full { cause: String },
    #[error("`{id}` is not the start of a drop id: at least 4 hexadecimal digits")]
    BadId { id: String },
    #[error("the store failed: {cause}")]
    Failed { cause: String },
}

impl Explain for StoreError {
    fn code(&self) -> &'static str {
        match self {
            StoreError::NotFound { .. } => "QL-D001",
            StoreError::Exists { .. } => "QL-D002",
            StoreError::Conflict { .. } => "QL-D003",
            StoreError::Leased { .. } => "QL-D004",
            StoreError::Fenced { .. } => "QL-D005",
            StoreError::Damaged { .. } => "QL-D006",
            StoreError::TooLarge { .. } => "QL-D007",
            StoreError::Unusable { .. } => "QL-D008",
            StoreError::Full { .. } => "QL-D009",
            StoreError::Failed { .. } => "QL-D010",
            StoreError::BadId { .. } => "QL-D011",
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            StoreError::NotFound { what: "run", .. } => {
                "`quantumlayer runs list` shows the runs of this data directory".into()
            }
            StoreError::NotFound { .. } => "check the id, and --data-dir".into(),
            StoreError::Exists { .. } => return None,
            StoreError::Conflict { .. } | StoreError::Fenced { .. } => {
                "let the other process finish, then look with `quantumlayer runs show`".into()
            }
            StoreError::Leased { run_id, .. } => {
                format!("wait for it, or stop it with `quantumlayer runs cancel {run_id}`")
            }
            StoreError::Damaged { .. } => {
                "restore the data directory from a backup; the disk may be failing".into()
            }
            StoreError::TooLarge { .. } => return None,
            StoreError::BadId { .. } => "`quantumlayer drops list` shows the ids".into(),
            StoreError::Unusable { .. } => {
                "check that the folder exists and is yours, or restore it from a backup".into()
            }
            StoreError::Full { .. } => {
                "free some space (`quantumlayer gc`), then `quantumlayer runs resume`".into()
            }
            StoreError::Failed { .. } => "try again; if it stays, run `quantumlayer doctor`".into(),
        })
    }
}
