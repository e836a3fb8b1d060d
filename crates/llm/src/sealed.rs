//! Keys at rest: sealed with ChaCha20-Poly1305, so that a copy of the file alone gives nothing away.
//!
//! Each text has a key of its own, derived from the operator's by HKDF with a fresh salt of 256 bits:
//! no nonce is ever used twice. The name it is kept under is sealed along, so that one provider's key
//! cannot be put in the place of another's. Pure: files are the caller's.

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey},
    hkdf::{HKDF_SHA256, KeyType, Salt},
    rand::{SecureRandom, SystemRandom},
};

use crate::secret::Secret;

const FORM: &str = "ql1.";
const SALT_BYTES: usize = 32;
const TAG_BYTES: usize = 16;

/// Why a text could not be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("this machine gives no random numbers")]
    NoChance,
    #[error("it is not in the form that `keys add` writes")]
    Form,
    #[error("it was sealed with another key, under another name, or was changed since")]
    Refused,
}

/// The operator's key: 256 bits, kept apart from what it seals.
pub struct Seal(Secret);

impl Seal {
    /// Errors: this machine gives no random numbers.
    pub fn fresh() -> Result<Self, SealError> {
        let mut bytes = [0; 32];
        SystemRandom::new().fill(&mut bytes).map_err(|_| SealError::NoChance)?;
        Ok(Self(Secret::new(hex::encode(bytes))))
    }

    /// Errors: it is not 64 hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, SealError> {
        let text = text.trim();
        let is_key = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        if is_key { Ok(Self(Secret::new(text.to_lowercase()))) } else { Err(SealError::Form) }
    }

    /// For the one file that holds it.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// `ql1.` and, in base64, the salt and what was sealed.
    pub fn seal(&self, name: &str, secret: &Secret) -> Result<String, SealError> {
        let mut salt = [0; SALT_BYTES];
        SystemRandom::new().fill(&mut salt).map_err(|_| SealError::NoChance)?;
        let mut text = secret.reveal().as_bytes().to_vec();
        let key = self.key(&salt)?;
        let tag = key
            .seal_in_place_separate_tag(once(), Aad::from(name.as_bytes()), &mut text)
            .map_err(|_| SealError::Refused)?;
        let whole = [&salt[..], &text, tag.as_ref()].concat();
        Ok(format!("{FORM}{}", STANDARD.encode(whole)))
    }

    pub fn open(&self, name: &str, sealed: &str) -> Result<Secret, SealError> {
        let coded = sealed.trim().strip_prefix(FORM).ok_or(SealError::Form)?;
        let bytes = STANDARD.decode(coded).map_err(|_| SealError::Form)?;
        if bytes.len() < SALT_BYTES + TAG_BYTES {
            return Err(SealError::Form);
        }
        let (salt, rest) = bytes.split_at(SALT_BYTES);
        let mut rest = rest.to_vec();
        let key = self.key(salt)?;
        let opened = key
            .open_in_place(once(), Aad::from(name.as_bytes()), &mut rest)
            .map_err(|_| SealError::Refused)?;
        let text = std::str::from_utf8(opened).map_err(|_| SealError::Form)?;
        let secret = Secret::new(text);
        rest.fill(0);
        Ok(secret)
    }

    fn key(&self, salt: &[u8]) -> Result<LessSafeKey, SealError> {
        let own = hex::decode(self.0.reveal()).map_err(|_| SealError::Form)?;
        let derived = Salt::new(HKDF_SHA256, salt).extract(&own);
        let mut bytes = [0; 32];
        derived
            .expand(&[b"quantumlayer provider key 1"], Length)
            .and_then(|okm| okm.fill(&mut bytes))
            .map_err(|_| SealError::Refused)?;
        let key = UnboundKey::new(&CHACHA20_POLY1305, &bytes).map_err(|_| SealError::Refused)?;
        Ok(LessSafeKey::new(key))
    }
}

/// Each key seals one text, so its only nonce may be zero.
fn once() -> Nonce {
    Nonce::assume_unique_for_key([0; 12])
}

struct Length;

impl KeyType for Length {
    fn len(&self) -> usize {
        32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_under_its_own_name_and_key_only() {
        let (seal, other) = (Seal::fresh().unwrap(), Seal::fresh().unwrap());
        let secret = Secret::new("sk-canary-äöü");
        let sealed = seal.seal("openai", &secret).unwrap();
        assert!(!sealed.contains("canary"));
        assert_ne!(sealed, seal.seal("openai", &secret).unwrap(), "each time under a fresh salt");
        assert_eq!(seal.open("openai", &sealed).unwrap().reveal(), "sk-canary-äöü");
        assert_eq!(seal.open("groq", &sealed).err(), Some(SealError::Refused));
        assert_eq!(other.open("openai", &sealed).err(), Some(SealError::Refused));
    }

    #[test]
    fn any_changed_bit_and_any_cut_is_refused() {
        let seal = Seal::fresh().unwrap();
        let sealed = seal.seal("openai", &Secret::new("sk-1234")).unwrap();
        let bytes = STANDARD.decode(&sealed[FORM.len()..]).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let text = format!("{FORM}{}", STANDARD.encode(changed));
            assert!(seal.open("openai", &text).is_err(), "bit {bit}");
        }
        for end in 0..bytes.len() {
            let text = format!("{FORM}{}", STANDARD.encode(&bytes[..end]));
            assert!(seal.open("openai", &text).is_err(), "cut at {end}");
        }
        for odd in ["", "ql1.", "ql1.%%%", "ql2.AAAA", "sk-plain"] {
            assert_eq!(seal.open("openai", odd).err(), Some(SealError::Form), "{odd}");
        }
    }
}
