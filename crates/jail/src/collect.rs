//! Reading what a program left, when nothing in the box is alive any more.
//!
//! The content is hostile: links are not followed, nothing but regular files is opened for reading, and
//! sizes are bounded by what the box could hold.

use std::ffi::CString;
use std::io::{self, Read};
use std::os::fd::BorrowedFd;

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
    let file = if switch::on(Mechanism::Collection) {
        std::fs::File::from(sys::open_beneath(folder, &path, flags)?)
    } else {
        let flags = nix::fcntl::OFlag::O_NONBLOCK | nix::fcntl::OFlag::O_CLOEXEC;
        std::fs::File::from(nix::fcntl::openat(
            folder,
            path.as_c_str(),
            flags,
            nix::sys::stat::Mode::empty(),
        )?)
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
