//! Every outside system, one file or folder each, chosen by URL.

pub mod redis;
pub mod sqlite;

use std::sync::Arc;

use store::{Store, StoreError};

/// Opens the store behind a URL, creating it where it is new: `sqlite:/path/file.db`,
/// `sqlite::memory:`.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, StoreError> {
    let (scheme, rest) = url.split_once(':').unwrap_or(("", url));
    match scheme {
        "sqlite" => {
            // `sqlite:///path` is how other tools write it.
            let path = rest.strip_prefix("//").unwrap_or(rest);
            Ok(Arc::new(sqlite::Sqlite::open(path, sqlite::Options::default()).await?))
        }
        // Only the scheme is shown: a URL may hold a password.
        other => Err(StoreError::Unusable {
            place: format!("{}:…", other.escape_debug().take(40).collect::<String>()),
            cause: "this build has `sqlite:/path/file.db` and `sqlite::memory:`".to_owned(),
        }),
    }
}
