//! Reading what a program left, when nothing in the box is alive any more.
//!
//! The content is hostile: links are not followed, nothing but regular files is opened for reading, and
//! sizes are bounded by what the box could hold.

use std::ffi::{CStr, CString};
use std::io::{self, Read};
use std::os::fd::{BorrowedFd, OwnedFd};

use nix::fcntl::{OFlag, openat};
use nix::sys::stat::Mode;

use crate::switch::{self, Mechanism};
use crate::sys;

/// All outputs of one box together: they pass through memory.
pub const MOST: u64 = 256 << 20;

/// The named files that exist, as frames: four bytes of path length, the path, the content.
pub fn collect(folder: BorrowedFd<'_>, paths: &[String], most: u64) -> Vec<Vec<u8>> {
    let mut left = most;
    let mut found = Vec::new();
    for path in paths {
        let Ok(content) = read(folder, path, left) else { continue };
        left = left.saturating_sub(content.len() as u64);
        let mut frame = u32::try_from(path.len()).unwrap_or(0).to_le_bytes().to_vec();
        frame.extend_from_slice(path.as_bytes());
        frame.extend_from_slice(&content);
        found.push(frame);
    }
    found
}

fn read(folder: BorrowedFd<'_>, path: &str, most: u64) -> io::Result<Vec<u8>> {
    let path = CString::new(path)?;
    // O_NONBLOCK: opening a FIFO without a writer would hang.
    let flags = libc::O_RDONLY | libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_NOCTTY;
    let file: std::fs::File = if switch::on(Mechanism::Collection) {
        match sys::open_beneath(folder, &path, flags) {
            // Nobody is alive any more who could change a folder on the way.
            Err(error) if error.raw_os_error() == Some(libc::ENOSYS) => open_stepwise(folder, &path)?,
            other => other?,
        }
        .into()
    } else {
        let flags = OFlag::O_NONBLOCK | OFlag::O_CLOEXEC;
        std::fs::File::from(openat(folder, path.as_c_str(), flags, Mode::empty())?)
    };
    let meta = file.metadata()?;
    let regular = meta.is_file() || !switch::on(Mechanism::RegularFiles);
    if !regular || meta.len() > most {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut content = Vec::new();
    file.take(meta.len()).read_to_end(&mut content)?;
    Ok(content)
}

/// The same where the kernel cannot resolve a path below a folder: one name after the other.
fn open_stepwise(folder: BorrowedFd<'_>, path: &CStr) -> io::Result<OwnedFd> {
    let text = path.to_str().map_err(|_| io::ErrorKind::InvalidInput)?;
    let (folders, name) = text.rsplit_once('/').unwrap_or(("", text));
    let safe = OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC | OFlag::O_RDONLY;
    let mut at = folder.try_clone_to_owned()?;
    let named = |name: &str| !matches!(name, "" | "." | "..");
    for part in folders.split('/').filter(|_| !folders.is_empty()).chain([name]) {
        if !named(part) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let last = std::ptr::eq(part, name);
        let more = if last { OFlag::O_NONBLOCK | OFlag::O_NOCTTY } else { OFlag::O_DIRECTORY };
        at = openat(&at, part, safe | more, Mode::empty())?;
    }
    Ok(at)
}
