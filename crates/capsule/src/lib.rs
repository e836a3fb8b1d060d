//! Packs, reads and checks capsules.
//!
//! A capsule is a project and the claims about it, in one archive whose bytes follow from its
//! content alone. So a check is simple and whole: read it, pack it again, compare every byte.
//! Pure, but for `unpack`, which writes the files of an opened capsule to disk.

mod documents;
mod error;
mod extended;
mod gzip;
mod json;
mod limits;
mod names;
mod pack;
mod page;
mod read;
mod time;
mod unpack;
mod ustar;
mod verify;
mod zip;

use domain::{
    Explain, Explained,
    capsule::{CapsuleContent, Packed, Verification},
    roles::{Capsules, OpenedCapsule},
};

pub use error::CapsuleError;
pub use limits::Limits;
pub use read::{Sources, sources};
pub use unpack::unpack;

/// Refuses paths that are the same file, or a file and a folder, on some system.
pub fn one_meaning<'a>(paths: impl IntoIterator<Item = &'a str>) -> Result<(), CapsuleError> {
    let mut names = names::Names::default();
    paths.into_iter().try_for_each(|path| names.file(path))
}

/// The one implementation of [`Capsules`].
#[derive(Debug, Clone, Default)]
pub struct Packer {
    limits: Limits,
}

impl Packer {
    pub fn new(limits: Limits) -> Self {
        Self { limits }
    }

    /// As [`Capsules::pack`], with our own error.
    pub fn pack_capsule(&self, content: &CapsuleContent) -> Result<Packed, CapsuleError> {
        pack::pack(content, &self.limits)
    }

    /// As [`Capsules::open`], with our own error.
    pub fn open_capsule(&self, archive: &[u8]) -> Result<OpenedCapsule, CapsuleError> {
        read::open(archive, &self.limits).map(read::Archive::into_opened)
    }
}

impl Capsules for Packer {
    fn pack(&self, content: &CapsuleContent) -> Result<Packed, Explained> {
        self.pack_capsule(content).map_err(|e| e.explained())
    }

    fn verify(&self, archive: &[u8], evidence: Option<&[u8]>) -> Verification {
        verify::verify(archive, evidence, &self.limits)
    }

    fn open(&self, archive: &[u8]) -> Result<OpenedCapsule, Explained> {
        self.open_capsule(archive).map_err(|e| e.explained())
    }
}
