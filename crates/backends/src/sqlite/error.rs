//! What SQLite's result codes mean to our users.

use sqlx::Error;
use store::StoreError;

// Primary result codes: https://www.sqlite.org/rescode.html
const BUSY: u32 = 5;
const LOCKED: u32 = 6;
const READONLY: u32 = 8;
const CORRUPT: u32 = 11;
const FULL: u32 = 13;
const CANTOPEN: u32 = 14;
const NOTADB: u32 = 26;
/// The shared index of the log could not grow: in practice a full disk.
const IOERR_SHMSIZE: u32 = 10 | (19 << 8);

pub fn explain(place: &str, error: Error) -> StoreError {
    let unusable = |cause: String| StoreError::Unusable { place: place.to_owned(), cause };
    let Some(extended) = code(&error) else {
        return match error {
            Error::PoolTimedOut => StoreError::Failed { cause: format!("{place} was busy for too long") },
            error => StoreError::Failed { cause: error.to_string() },
        };
    };
    let message = text(&error);
    match extended & 0xff {
        FULL => StoreError::Full { cause: format!("{place} cannot grow: {message}") },
        _ if extended == IOERR_SHMSIZE => {
            StoreError::Full { cause: format!("{place}-shm cannot grow: {message}") }
        }
        CORRUPT => unusable(format!("the file is damaged ({message})")),
        NOTADB => unusable(format!("it is not a SQLite file, or its first page is damaged ({message})")),
        CANTOPEN | READONLY => unusable(message),
        BUSY | LOCKED => {
            StoreError::Failed { cause: format!("another process is holding {place} ({message})") }
        }
        _ => StoreError::Failed { cause: format!("{place}: {message}") },
    }
}

/// Another process writes: nothing of ours was written, so trying again is safe.
pub fn is_busy(error: &Error) -> bool {
    code(error).is_some_and(|c| matches!(c & 0xff, BUSY | LOCKED))
}

/// The extended result code.
fn code(error: &Error) -> Option<u32> {
    error.as_database_error()?.code()?.parse().ok()
}

fn text(error: &Error) -> String {
    error.as_database_error().map_or_else(|| error.to_string(), |e| e.message().to_owned())
}
