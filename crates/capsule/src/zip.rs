//! Reads zip archives of sources within the limits: whole, or not at all.
//!
//! A zip says everything twice, in its directory and beside each file, and readers differ on which
//! of the two they believe. Only an archive whose two halves agree is read: its files lie one after
//! the other from the first byte, nothing lies between them, and none is used twice.

use std::io::Read;

use crate::{CapsuleError, Limits, Sources, error::shown, names::Names, read::entered};

const END: &[u8] = b"PK\x05\x06";
const END_BYTES: usize = 22;
const MAIN: &[u8] = b"PK\x01\x02";
const MAIN_BYTES: usize = 46;
const LOCAL: &[u8] = b"PK\x03\x04";
const LOCAL_BYTES: usize = 30;
/// A descriptor behind a file whose size was not known when it was begun, in its longest form.
const DESCRIPTOR_BYTES: usize = 24;
/// Flags: sizes and checksum follow the content; the name is UTF-8.
const STREAMED: u16 = 1 << 3;
const UTF8: u16 = 1 << 11;
/// Flags that change what the bytes mean: encryption (weak, strong, of the directory) and patches.
const OTHER_BYTES: u16 = 1 | 1 << 5 | 1 << 6 | 1 << 13;
/// An extra field with a second name for the same file.
const SECOND_NAME: u16 = 0x7075;

/// Whether these bytes begin as a zip archive does.
pub fn is_zip(archive: &[u8]) -> bool {
    archive.starts_with(LOCAL) || archive.starts_with(END)
}

/// The files of a zip archive.
///
/// Errors: whatever is not a plain tree of files, or would be another tree for another reader.
pub fn read(archive: &[u8], limits: &Limits) -> Result<Sources, CapsuleError> {
    let (start, entries) = directory(archive, limits)?;
    let mut files = Sources::new();
    let mut names = Names::default();
    let (mut total, mut end) = (0_u64, 0_usize);
    // In the order in which they lie, so that each must begin where the one before ended.
    for entry in entries {
        let content = entry.content(archive, start, end)?;
        end = content.end;
        if entry.size > limits.file_bytes {
            return Err(CapsuleError::FileTooLarge { entry: entry.place, limit_bytes: limits.file_bytes });
        }
        total = total.saturating_add(entry.size);
        let bound = limits.unpacked(archive.len() as u64);
        if total > limits.total_bytes {
            return Err(CapsuleError::TooLarge { limit_bytes: limits.total_bytes });
        }
        if total > bound {
            return Err(CapsuleError::Ratio { limit: limits.ratio });
        }
        let is_folder = entry.is_folder()?;
        let Some(path) = entered(entry.name, is_folder)? else { continue };
        if is_folder {
            names.folder(path.as_str())?;
            continue;
        }
        names.file(path.as_str())?;
        let bytes = entry.unpack(archive.get(content.start..content.data_end).unwrap_or_default())?;
        files.insert(path, (bytes, entry.is_executable()));
    }
    if start.saturating_sub(end) > 0 {
        return Err(CapsuleError::Trailing { what: "files", bytes: start - end });
    }
    Ok(files)
}

fn malformed(place: &str, cause: &str) -> CapsuleError {
    CapsuleError::Malformed { place: place.to_owned(), cause: cause.to_owned() }
}

/// One file or folder, as the directory has it.
struct Entry<'a> {
    name: &'a [u8],
    /// The name for people.
    place: String,
    flags: u16,
    method: u16,
    crc: u32,
    packed: u64,
    size: u64,
    /// Of the one who packed it: three is Unix.
    system: u8,
    attributes: u32,
    at: usize,
}

/// Where a file's bytes lie.
struct Content {
    start: usize,
    data_end: usize,
    /// Behind its descriptor, where it has one.
    end: usize,
}

/// Where the directory begins, and what it holds by its place in the archive.
fn directory<'a>(archive: &'a [u8], limits: &Limits) -> Result<(usize, Vec<Entry<'a>>), CapsuleError> {
    let end = end_mark(archive)?;
    let mark = archive.get(end..).unwrap_or_default();
    let (disk, other_disk) = (word(mark, 4)?, word(mark, 6)?);
    let (here, all) = (word(mark, 8)?, word(mark, 10)?);
    let (bytes, start) = (long(mark, 12)?, long(mark, 16)?);
    if (disk, other_disk) != (0, 0) || here != all {
        return Err(malformed("its end", "it is one part of several"));
    }
    if usize::from(all) > limits.entries || all == u16::MAX {
        return Err(CapsuleError::TooMany { limit: limits.entries });
    }
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    if start.checked_add(bytes as usize) != Some(end) {
        return Err(malformed("its end", "its directory does not lie in front of its end"));
    }
    let mut at = start;
    let mut entries = Vec::new();
    for _ in 0..all {
        let head = archive.get(at..end).unwrap_or_default();
        let entry = Entry::read(head)?;
        let lengths = [word(head, 28)?, word(head, 30)?, word(head, 32)?].map(usize::from);
        at += MAIN_BYTES + lengths.iter().sum::<usize>();
        entries.push(entry);
    }
    if at != end {
        return Err(malformed("its end", "its directory holds more than it says"));
    }
    entries.sort_by_key(|entry| entry.at);
    Ok((start, entries))
}

/// The end mark is found from behind: only its comment, whose length it tells, may follow.
fn end_mark(archive: &[u8]) -> Result<usize, CapsuleError> {
    let last = archive.len().checked_sub(END_BYTES);
    let last = last.ok_or_else(|| malformed("its end", "it is cut off"))?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    let fits = |at: &usize| {
        let mark = archive.get(*at..).unwrap_or_default();
        mark.starts_with(END) && word(mark, 20).is_ok_and(|comment| usize::from(comment) == last - at)
    };
    let mut marks = (first..=last).filter(fits);
    let mark = marks.next().ok_or_else(|| malformed("its end", "it is cut off: its end mark is missing"))?;
    // A comment may hold a whole second archive, which other readers would take for this one.
    if marks.next().is_some() {
        return Err(malformed("its end", "it has two ends"));
    }
    Ok(mark)
}

impl<'a> Entry<'a> {
    fn read(head: &'a [u8]) -> Result<Self, CapsuleError> {
        if !head.starts_with(MAIN) {
            return Err(malformed("its directory", "an entry begins with something else"));
        }
        let lengths = [word(head, 28)?, word(head, 30)?].map(usize::from);
        let [name_bytes, extra_bytes] = lengths;
        let name = part(head, MAIN_BYTES, name_bytes)?;
        let extra = part(head, MAIN_BYTES + name_bytes, extra_bytes)?;
        let place = shown(name);
        let (packed, size, at) = (long(head, 20)?, long(head, 24)?, long(head, 42)?);
        if [packed, size, at].contains(&u32::MAX) {
            return Err(CapsuleError::FileTooLarge { entry: place, limit_bytes: u64::from(u32::MAX) - 1 });
        }
        let entry = Self {
            name,
            flags: word(head, 8)?,
            method: word(head, 10)?,
            crc: long(head, 16)?,
            packed: u64::from(packed),
            size: u64::from(size),
            system: part(head, 5, 1)?.first().copied().unwrap_or(0),
            attributes: long(head, 38)?,
            at: usize::try_from(at).unwrap_or(usize::MAX),
            place,
        };
        entry.check(extra)?;
        Ok(entry)
    }

    fn check(&self, extra: &[u8]) -> Result<(), CapsuleError> {
        let refused = |what| Err(CapsuleError::EntryType { entry: self.place.clone(), what });
        if self.flags & OTHER_BYTES != 0 {
            return refused("encrypted or a patch");
        }
        if self.method != 0 && self.method != 8 {
            return refused("packed by a method other than deflate");
        }
        if !self.name.is_ascii() && self.flags & UTF8 == 0 {
            return Err(malformed(&self.place, "its name is not marked as UTF-8"));
        }
        let mut rest = extra;
        while let (Ok(kind), Ok(bytes)) = (word(rest, 0), word(rest, 2)) {
            let field = part(rest, 4, usize::from(bytes))?;
            // A byte of version, four of a checksum, then the name.
            if kind == SECOND_NAME && field.get(5..) != Some(self.name) {
                return Err(malformed(&self.place, "it has two names"));
            }
            rest = rest.get(4 + usize::from(bytes)..).unwrap_or_default();
        }
        Ok(())
    }

    /// Whether it is a folder, by its name and by what its attributes say.
    fn is_folder(&self) -> Result<bool, CapsuleError> {
        let by_name = self.name.ends_with(b"/");
        let refused = |what| Err(CapsuleError::EntryType { entry: self.place.clone(), what });
        let is_folder = match self.attributes >> 16 & 0o170_000 {
            0 => by_name || self.attributes & 0x10 != 0,
            0o100_000 => false,
            0o040_000 => true,
            0o120_000 => return refused("a symbolic link"),
            0o020_000 => return refused("a character device"),
            0o060_000 => return refused("a block device"),
            0o010_000 => return refused("a named pipe"),
            _ => return refused("of an unknown type"),
        };
        if is_folder != by_name {
            return refused("a file by its name and a folder by its type, or the reverse");
        }
        if is_folder && self.size > 0 {
            return Err(malformed(&self.place, "a folder with content"));
        }
        Ok(is_folder)
    }

    fn is_executable(&self) -> bool {
        self.system == 3 && self.attributes >> 16 & 0o100 != 0
    }

    /// Its place, by the header in front of it, which must say what the directory says.
    fn content(&self, archive: &[u8], directory: usize, before: usize) -> Result<Content, CapsuleError> {
        let wrong = |cause: &str| malformed(&self.place, cause);
        if self.at != before {
            return Err(wrong("it does not begin where the file before it ends"));
        }
        let head = archive.get(self.at..directory).unwrap_or_default();
        if !head.starts_with(LOCAL) {
            return Err(wrong("there is no file where the directory has one"));
        }
        let [name_bytes, extra_bytes] = [word(head, 26)?, word(head, 28)?].map(usize::from);
        let same = part(head, LOCAL_BYTES, name_bytes)? == self.name
            && (word(head, 6)?, word(head, 8)?) == (self.flags, self.method);
        // What was not known yet stands as zero, what stands elsewhere as all ones.
        let vague = |found: u32| found == u32::MAX || (found == 0 && self.flags & STREAMED != 0);
        let sizes = [(long(head, 18)?, self.packed), (long(head, 22)?, self.size)];
        let sizes = sizes.iter().all(|(found, told)| u64::from(*found) == *told || vague(*found));
        if !same || !sizes {
            return Err(wrong("its own header and the directory differ"));
        }
        let start = self.at + LOCAL_BYTES + name_bytes + extra_bytes;
        let data_end = usize::try_from(self.packed).ok().and_then(|packed| start.checked_add(packed));
        let data_end =
            data_end.filter(|end| *end <= directory).ok_or_else(|| wrong("it ends before its size"))?;
        let behind = archive.get(data_end..directory).unwrap_or_default();
        let end = data_end + if self.flags & STREAMED == 0 { 0 } else { self.descriptor(behind) };
        Ok(Content { start, data_end, end })
    }

    /// Length of the descriptor: with or without a signature, with sizes of four bytes or of eight.
    fn descriptor(&self, behind: &[u8]) -> usize {
        let next = |at: usize| {
            let rest = behind.get(at..).unwrap_or_default();
            rest.is_empty() || rest.starts_with(LOCAL)
        };
        let lengths = [12, 16, 20, DESCRIPTOR_BYTES];
        lengths.into_iter().find(|length| *length <= behind.len() && next(*length)).unwrap_or(0)
    }

    fn unpack(&self, packed: &[u8]) -> Result<Vec<u8>, CapsuleError> {
        let wrong = |cause: &str| malformed(&self.place, cause);
        let mut bytes = Vec::new();
        if self.method == 0 {
            bytes.extend_from_slice(packed);
        } else {
            let mut decoder = flate2::bufread::DeflateDecoder::new(packed);
            let read = (&mut decoder).take(self.size + 1).read_to_end(&mut bytes);
            read.map_err(|e| wrong(&shown(e.to_string().as_bytes())))?;
            let left = decoder.into_inner().len();
            if left > 0 && bytes.len() as u64 <= self.size {
                return Err(CapsuleError::Trailing { what: "compressed data", bytes: left });
            }
        }
        if bytes.len() as u64 != self.size {
            return Err(wrong("it does not have the size that it claims"));
        }
        let mut crc = flate2::Crc::new();
        crc.update(&bytes);
        if crc.sum() != self.crc { Err(wrong("its checksum is another")) } else { Ok(bytes) }
    }
}

fn part(bytes: &[u8], at: usize, length: usize) -> Result<&[u8], CapsuleError> {
    let found = at.checked_add(length).and_then(|end| bytes.get(at..end));
    found.ok_or_else(|| malformed("its directory", "it is cut off"))
}

fn word(bytes: &[u8], at: usize) -> Result<u16, CapsuleError> {
    Ok(part(bytes, at, 2)?.iter().rev().fold(0, |value, byte| value << 8 | u16::from(*byte)))
}

fn long(bytes: &[u8], at: usize) -> Result<u32, CapsuleError> {
    Ok(part(bytes, at, 4)?.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte)))
}
