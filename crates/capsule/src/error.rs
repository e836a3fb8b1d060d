//! What can be wrong with a capsule, or with what should become one.

use domain::{Explain, path::BadPath};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CapsuleError {
    #[error("`{name}` cannot be the name of a capsule")]
    Name { name: String },
    #[error("the project holds no files")]
    NoFiles,
    #[error("the project holds `{path}`, which the capsule writes itself")]
    Reserved { path: String },
    #[error("the record holds `{member}` of {document}, which packing writes")]
    ReservedMember { document: &'static str, member: String },
    #[error("{document} is nested too deeply")]
    Nested { document: &'static str },
    #[error("`{path}` does not fit into an archive: one of its names is too long")]
    PathFit { path: String },
    #[error("the time {unix} does not fit into an archive")]
    Time { unix: u64 },
    #[error("`{entry}`: {cause}")]
    BadPath { entry: String, cause: BadPath },
    #[error("`{entry}` and `{other}` are the same file on some systems")]
    Duplicate { entry: String, other: String },
    #[error("`{entry}` is {what}; only regular files and folders are read")]
    EntryType { entry: String, what: &'static str },
    #[error("`{entry}` is larger than {limit_bytes} bytes")]
    FileTooLarge { entry: String, limit_bytes: u64 },
    #[error("the archive holds more than {limit} entries")]
    TooMany { limit: usize },
    #[error("the archive unpacks to more than {limit_bytes} bytes")]
    TooLarge { limit_bytes: u64 },
    #[error("the archive unpacks to more than {limit} times its size")]
    Ratio { limit: u64 },
    #[error("`{entry}` has two sizes: {header} in its header and {extended} in its extended header")]
    TwoSizes { entry: String, header: u64, extended: String },
    #[error("{bytes} bytes cannot be compressed: {cause}")]
    Deflate { bytes: usize, cause: String },
    #[error("not a gzip archive: {cause}")]
    Gzip { cause: String },
    #[error("{bytes} bytes follow the end of the {what}")]
    Trailing { what: &'static str, bytes: usize },
    #[error("the archive is damaged at {place}: {cause}")]
    Malformed { place: String, cause: String },
    #[error("not a capsule: {cause}")]
    NotACapsule { cause: String },
    #[error("the folder {folder} is not empty")]
    NotEmpty { folder: String },
    #[error("{path} cannot be written: {cause}")]
    Write { path: String, cause: String },
}

impl Explain for CapsuleError {
    fn code(&self) -> &'static str {
        match self {
            CapsuleError::Name { .. } => "QL-C001",
            CapsuleError::NoFiles => "QL-C002",
            CapsuleError::Reserved { .. } => "QL-C003",
            CapsuleError::ReservedMember { .. } => "QL-C004",
            CapsuleError::Nested { .. } => "QL-C005",
            CapsuleError::PathFit { .. } => "QL-C006",
            CapsuleError::Time { .. } => "QL-C007",
            CapsuleError::BadPath { .. } => "QL-C008",
            CapsuleError::Duplicate { .. } => "QL-C009",
            CapsuleError::EntryType { .. } => "QL-C010",
            CapsuleError::FileTooLarge { .. } => "QL-C011",
            CapsuleError::TooMany { .. } => "QL-C012",
            CapsuleError::TooLarge { .. } => "QL-C013",
            CapsuleError::Ratio { .. } => "QL-C014",
            CapsuleError::TwoSizes { .. } => "QL-C015",
            CapsuleError::Gzip { .. } => "QL-C016",
            CapsuleError::Trailing { .. } => "QL-C017",
            CapsuleError::Malformed { .. } => "QL-C018",
            CapsuleError::NotACapsule { .. } => "QL-C019",
            CapsuleError::NotEmpty { .. } => "QL-C020",
            CapsuleError::Write { .. } => "QL-C021",
            CapsuleError::Deflate { .. } => "QL-C022",
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            CapsuleError::Name { .. } => "use letters, digits, `-` and `_`".to_owned(),
            CapsuleError::PathFit { .. } => {
                "shorten it: 100 bytes for a file's name, 155 for its folders".to_owned()
            }
            CapsuleError::Time { .. } => "set SOURCE_DATE_EPOCH to a time before the year 2242".to_owned(),
            CapsuleError::Duplicate { .. } => {
                "rename one of them: names may not differ in case alone".to_owned()
            }
            CapsuleError::EntryType { .. }
            | CapsuleError::FileTooLarge { .. }
            | CapsuleError::TooMany { .. }
            | CapsuleError::TooLarge { .. }
            | CapsuleError::Ratio { .. }
            | CapsuleError::TwoSizes { .. } => {
                "the archive was refused as a whole, nothing was written; do not trust its sender".to_owned()
            }
            CapsuleError::Gzip { .. }
            | CapsuleError::Trailing { .. }
            | CapsuleError::Malformed { .. }
            | CapsuleError::NotACapsule { .. } => "get the file again from where it was made".to_owned(),
            CapsuleError::Deflate { .. } => {
                "this is a defect of ours: please report it with the intent".to_owned()
            }
            CapsuleError::NotEmpty { .. } => "name a new folder".to_owned(),
            CapsuleError::Write { .. } => "check that the folder exists, is yours and has space".to_owned(),
            CapsuleError::NoFiles
            | CapsuleError::Reserved { .. }
            | CapsuleError::ReservedMember { .. }
            | CapsuleError::Nested { .. }
            | CapsuleError::BadPath { .. } => return None,
        })
    }
}

/// An entry's name for people: control characters cannot reach a terminal or a log.
pub fn shown(name: &[u8]) -> String {
    let text = String::from_utf8_lossy(name);
    let mut cut: String = text.chars().take(120).flat_map(char::escape_debug).collect();
    if text.chars().nth(120).is_some() {
        cut.push('…');
    }
    cut
}
