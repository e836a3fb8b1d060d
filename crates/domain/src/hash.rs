//! Content addresses: BLAKE3 inside (drops, layers), SHA-256 where the world reads it (capsules).

use std::fmt;

use serde::{Deserialize, Serialize};

/// A BLAKE3 digest as 64 lower-case hexadecimal digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Blake3(String);

/// A SHA-256 digest as 64 lower-case hexadecimal digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a digest of 64 hexadecimal digits")]
pub struct NotADigest(pub String);

macro_rules! digest {
    ($name:ident) => {
        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
            /// The first twelve digits: enough for people, never for look-ups that decide.
            pub fn short(&self) -> &str {
                &self.0[..12]
            }
            pub fn parse(text: &str) -> Result<Self, NotADigest> {
                let hex = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
                if hex { Ok(Self(text.to_owned())) } else { Err(NotADigest(text.to_owned())) }
            }
        }
        impl TryFrom<String> for $name {
            type Error = NotADigest;
            fn try_from(text: String) -> Result<Self, NotADigest> {
                Self::parse(&text)
            }
        }
        impl From<$name> for String {
            fn from(digest: $name) -> String {
                digest.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), &self.0[..12])
            }
        }
    };
}
digest!(Blake3);
digest!(Sha256);

impl Blake3 {
    pub fn of(bytes: &[u8]) -> Self {
        Self(blake3::hash(bytes).to_hex().to_string())
    }
}

impl Sha256 {
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest;
        Self(hex::encode(sha2::Sha256::digest(bytes)))
    }
}
