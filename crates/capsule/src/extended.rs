//! Headers that describe the entry behind them: pax records and GNU's long names.
//!
//! Readers differ in what they follow here, and archives have been made that look different to
//! each. So little is followed, and what would change more than a name is refused.

use crate::CapsuleError;

/// Extended headers carry a path; nothing we accept needs more.
pub const EXTENDED_BYTES: u64 = 16 << 10;

/// What an extended header says about the entry behind it.
#[derive(Default)]
pub struct Extended {
    pub path: Option<Vec<u8>>,
    pub size: Option<String>,
}

/// Headers that describe the entry behind them.
pub enum ExtendedKind {
    Pax,
    /// For the whole archive, such as the commit that `git archive` notes.
    PaxGlobal,
    GnuLongName,
}

impl ExtendedKind {
    pub fn of(kind: tar::EntryType) -> Option<Self> {
        match kind {
            tar::EntryType::XHeader => Some(ExtendedKind::Pax),
            tar::EntryType::XGlobalHeader => Some(ExtendedKind::PaxGlobal),
            tar::EntryType::GNULongName => Some(ExtendedKind::GnuLongName),
            _ => None,
        }
    }

    pub fn read(
        &self,
        bytes: &[u8],
        place: &str,
        extended: &mut Option<Extended>,
    ) -> Result<(), CapsuleError> {
        let malformed =
            |cause: &str| CapsuleError::Malformed { place: place.to_owned(), cause: cause.to_owned() };
        let records = match self {
            ExtendedKind::GnuLongName => {
                let path = bytes.strip_suffix(b"\0").unwrap_or(bytes).to_vec();
                vec![("path".to_owned(), path)]
            }
            ExtendedKind::Pax | ExtendedKind::PaxGlobal => {
                pax_records(bytes).ok_or_else(|| malformed("its extended header cannot be read"))?
            }
        };
        for (key, value) in records {
            if key.starts_with("GNU.sparse") {
                return Err(CapsuleError::EntryType { entry: place.to_owned(), what: "a sparse file" });
            }
            if matches!(self, ExtendedKind::PaxGlobal) {
                // Readers disagree on what a global header changes, so it may only tell, not change.
                if matches!(key.as_str(), "path" | "size" | "linkpath" | "hdrcharset") {
                    return Err(malformed("its global header changes entries"));
                }
                continue;
            }
            let extended = extended.get_or_insert_default();
            let twice = match key.as_str() {
                "path" => extended.path.replace(value).is_some(),
                "size" => extended.size.replace(String::from_utf8_lossy(&value).into_owned()).is_some(),
                "linkpath" | "hdrcharset" => {
                    return Err(malformed("its extended header holds what files have not"));
                }
                _ => false,
            };
            if twice {
                return Err(malformed("its extended headers contradict each other"));
            }
        }
        Ok(())
    }
}

/// `length key=value\n` records (POSIX.1-2001, pax).
fn pax_records(mut bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut records = Vec::new();
    while !bytes.is_empty() {
        let space = bytes.iter().take(8).position(|b| *b == b' ')?;
        let length: usize = std::str::from_utf8(&bytes[..space]).ok()?.parse().ok()?;
        let record = bytes.get(space + 1..length)?.strip_suffix(b"\n")?;
        let equals = record.iter().position(|b| *b == b'=')?;
        let key = std::str::from_utf8(&record[..equals]).ok()?.to_owned();
        records.push((key, record[equals + 1..].to_vec()));
        bytes = &bytes[length..];
    }
    Some(records)
}
