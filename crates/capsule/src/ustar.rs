//! The tar layer: ustar headers with every field decided by us (POSIX.1-1988, "ustar").

use crate::CapsuleError;

pub const BLOCK: usize = 512;
/// Largest number in the eleven octal digits of a size or time.
pub const MAX_NUMBER: u64 = 0o77_777_777_777;

/// One regular file.
pub struct File<'a> {
    pub path: String,
    pub bytes: &'a [u8],
    pub executable: bool,
}

/// The archive of these files, in this order, and where each begins.
pub fn write(files: &[File<'_>], mtime: u64) -> Result<Vec<u8>, CapsuleError> {
    let size = files.iter().map(|f| BLOCK + f.bytes.len().next_multiple_of(BLOCK)).sum::<usize>() + 2 * BLOCK;
    let mut archive = Vec::with_capacity(size);
    for file in files {
        archive.extend(header(file, mtime)?);
        archive.extend(file.bytes);
        archive.resize(archive.len().next_multiple_of(BLOCK), 0);
    }
    archive.resize(archive.len() + 2 * BLOCK, 0);
    Ok(archive)
}

/// The place of a byte in words, such as `header of x/README.md`.
pub fn place(files: &[File<'_>], at: usize) -> String {
    let mut start = 0;
    for file in files {
        let content = start + BLOCK;
        let padding = content + file.bytes.len();
        let end = padding.next_multiple_of(BLOCK);
        if at < content {
            return format!("{}: header, byte {}", file.path, at - start);
        } else if at < padding {
            return format!("{}: content, byte {}", file.path, at - content);
        } else if at < end {
            return format!("{}: padding, byte {}", file.path, at - padding);
        }
        start = end;
    }
    format!("end of the archive, byte {}", at - start)
}

fn header(file: &File<'_>, mtime: u64) -> Result<[u8; BLOCK], CapsuleError> {
    let too_long = || CapsuleError::PathFit { path: file.path.clone() };
    let (prefix, name) = split(&file.path).ok_or_else(too_long)?;
    let size = file.bytes.len() as u64;
    if mtime > MAX_NUMBER {
        return Err(CapsuleError::Time { unix: mtime });
    }
    if size > MAX_NUMBER {
        return Err(CapsuleError::FileTooLarge { entry: file.path.clone(), limit_bytes: MAX_NUMBER });
    }
    let mode = if file.executable { "0000755\0" } else { "0000644\0" };
    let mut header = [0; BLOCK];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, name.as_bytes());
    put(100, mode.as_bytes());
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{size:011o}\0").as_bytes());
    put(136, format!("{mtime:011o}\0").as_bytes());
    // The checksum is taken over the header with blanks in its place.
    put(148, b"        ");
    put(156, b"0");
    put(257, b"ustar\x0000");
    put(329, b"0000000\0");
    put(337, b"0000000\0");
    put(345, prefix.as_bytes());
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    Ok(header)
}

/// Folders and name of a path that is longer than a name may be: split at the last `/` that fits.
fn split(path: &str) -> Option<(&str, &str)> {
    if path.len() <= 100 {
        return Some(("", path));
    }
    path.match_indices('/')
        .map(|(at, _)| (&path[..at], &path[at + 1..]))
        .rfind(|(prefix, name)| (1..=155).contains(&prefix.len()) && (1..=100).contains(&name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_reader_reads_the_same_files() {
        let long = format!("{}/{}", "f".repeat(150), "n".repeat(99));
        let paths = ["a", "p/b.sh", "p/\u{e9}.txt", &long];
        let files = paths.map(|path| File {
            path: path.to_owned(),
            bytes: path.as_bytes(),
            executable: path.ends_with("sh"),
        });
        let archive = write(&files, 1_000_000_000).unwrap();
        assert_eq!(archive.len() % BLOCK, 0);
        let mut found = Vec::new();
        for entry in tar::Archive::new(&archive[..]).entries().unwrap() {
            let mut entry = entry.unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
            let header = entry.header();
            assert!(header.as_ustar().is_some());
            assert_eq!(
                (header.uid().unwrap(), header.gid().unwrap(), header.mtime().unwrap()),
                (0, 0, 1_000_000_000)
            );
            found.push((entry.path().unwrap().display().to_string(), bytes, header.mode().unwrap()));
        }
        let mode = |path: &str| if path.ends_with("sh") { 0o755 } else { 0o644 };
        let expected = paths.map(|path| (path.to_owned(), path.as_bytes().to_vec(), mode(path)));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_name_that_does_not_fit_is_refused() {
        for path in ["n".repeat(101), format!("{}/a/{}", "f".repeat(156), "n".repeat(99)), "f/".repeat(200)] {
            let file = File { path, bytes: b"", executable: false };
            assert!(matches!(write(&[file], 0), Err(CapsuleError::PathFit { .. })));
        }
    }

    #[test]
    fn every_byte_has_a_place() {
        let file =
            |path: &str, bytes: &'static [u8]| File { path: path.to_owned(), bytes, executable: false };
        let files = [file("p/a", b"xyz"), file("p/b", b"")];
        for (at, expected) in [
            (0, "p/a: header, byte 0"),
            (513, "p/a: content, byte 1"),
            (515, "p/a: padding, byte 0"),
            (1024, "p/b: header, byte 0"),
            (1536, "end of the archive, byte 0"),
        ] {
            assert_eq!(place(&files, at), expected);
        }
    }
}
