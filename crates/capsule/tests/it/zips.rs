//! Zip archives that no honest tool would make: each is refused as a whole, with the entry named.

use capsule::{CapsuleError, Limits, sources};

/// One file, said once beside its bytes and once in the directory.
#[derive(Clone)]
struct Entry {
    local_name: &'static str,
    name: &'static str,
    flags: u16,
    method: u16,
    content: Vec<u8>,
    size: u32,
    mode: u32,
    crc: Option<u32>,
    extra: Vec<u8>,
}

fn file(name: &'static str, content: &[u8]) -> Entry {
    Entry {
        local_name: name,
        name,
        flags: 0,
        method: 0,
        content: content.to_vec(),
        size: content.len() as u32,
        mode: 0o100_644,
        crc: None,
        extra: Vec::new(),
    }
}

/// What is between the files and the directory, between the directory and the end, and behind it.
fn archive_with(entries: &[Entry], before: &[u8], between: &[u8], comment: &[u8]) -> Vec<u8> {
    let (mut bytes, mut directory) = (before.to_vec(), Vec::new());
    for entry in entries {
        let at = bytes.len() as u32;
        let crc = entry.crc.unwrap_or_else(|| {
            let mut crc = flate2::Crc::new();
            crc.update(&entry.content);
            crc.sum()
        });
        let shared = |name: &str| {
            let mut head = Vec::new();
            head.extend([entry.flags, entry.method, 0, 0x21].map(u16::to_le_bytes).concat());
            head.extend([crc, entry.content.len() as u32, entry.size].map(u32::to_le_bytes).concat());
            head.extend((name.len() as u16).to_le_bytes());
            head
        };
        bytes.extend(b"PK\x03\x04\x14\0");
        bytes.extend(shared(entry.local_name));
        bytes.extend([0, 0]);
        bytes.extend(entry.local_name.as_bytes());
        bytes.extend(&entry.content);
        directory.extend(b"PK\x01\x02\x14\x03\x14\0");
        directory.extend(shared(entry.name));
        directory.extend((entry.extra.len() as u16).to_le_bytes());
        directory.extend([0; 6]);
        directory.extend((entry.mode << 16).to_le_bytes());
        directory.extend(at.to_le_bytes());
        directory.extend(entry.name.as_bytes());
        directory.extend(&entry.extra);
    }
    bytes.extend(between);
    let start = bytes.len() as u32;
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([entries.len() as u16; 2].map(u16::to_le_bytes).concat());
    bytes.extend([directory.len() as u32, start].map(u32::to_le_bytes).concat());
    bytes.extend((comment.len() as u16).to_le_bytes());
    bytes.extend(comment);
    bytes
}

fn archive(entries: &[Entry]) -> Vec<u8> {
    archive_with(entries, b"", b"", b"")
}

#[track_caller]
fn check_refused(archive: &[u8], reason: &str) {
    let error = sources(archive, &Limits::default()).expect_err(reason).to_string();
    assert!(error.contains(reason), "{error}");
}

#[test]
fn a_plain_zip_gives_its_files() {
    let run = Entry { mode: 0o100_755, ..file("p/run", b"#!") };
    let folder = Entry { mode: 0o040_755, ..file("p/lib/", b"") };
    let files =
        sources(&archive(&[folder, file("p/main.py", b"print(1)"), run]), &Limits::default()).unwrap();
    let found: Vec<_> =
        files.iter().map(|(path, (bytes, runs))| (path.as_str(), bytes.len(), *runs)).collect();
    assert_eq!(found, [("main.py", 8, false), ("run", 2, true)]);
    let commented = archive_with(&[file("a", b"x")], b"", b"", b"made by hand");
    assert_eq!(sources(&commented, &Limits::default()).unwrap().len(), 1);
}

#[test]
fn a_zip_that_two_readers_would_read_differently_is_refused() {
    let two = [file("a", b"x"), file("b", b"y")];
    check_refused(
        &archive(&[Entry { local_name: "b", ..file("a", b"x") }]),
        "its own header and the directory differ",
    );
    check_refused(&archive_with(&two, b"MZ stub", b"", b""), "damaged");
    check_refused(&archive_with(&two, b"", b"hidden", b""), "6 bytes follow the end of the files");
    // A second archive in the comment of the first.
    check_refused(&archive_with(&two, b"", b"", &archive(&[file("c", b"z")])), "damaged");
    let mut behind = archive(&two);
    behind.push(0);
    check_refused(&behind, "its end mark is missing");
    let mut second = vec![0x75, 0x70, 8, 0, 1, 0, 0, 0, 0];
    second.extend(b"z.z");
    check_refused(&archive(&[Entry { extra: second, ..file("a.a", b"x") }]), "it has two names");
    check_refused(&archive(&[file("caf\u{e9}", b"x")]), "not marked as UTF-8");
}

#[test]
fn files_that_share_their_bytes_are_refused() {
    // How a zip of 42 KB unpacks to petabytes without being nested: every entry is the same kernel.
    let mut bytes = archive(&[file("a", b"x"), file("b", b"x")]);
    let second = bytes.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    bytes[second + 42..second + 46].copy_from_slice(&0_u32.to_le_bytes());
    check_refused(&bytes, "does not begin where the file before it ends");
}

#[test]
fn entries_that_are_no_plain_files_are_refused() {
    for (mode, reason) in [
        (0o120_777, "a symbolic link"),
        (0o020_644, "a character device"),
        (0o060_644, "a block device"),
        (0o010_644, "a named pipe"),
        (0o140_644, "of an unknown type"),
        (0o040_755, "a folder by its type"),
    ] {
        check_refused(&archive(&[Entry { mode, ..file("x", b"/etc/passwd") }]), reason);
    }
    check_refused(&archive(&[file("x/", b"")]), "a folder by its type");
    check_refused(&archive(&[Entry { mode: 0o040_755, ..file("x/", b"full") }]), "a folder with content");
    check_refused(&archive(&[Entry { flags: 1, ..file("x", b"y") }]), "encrypted");
    check_refused(&archive(&[Entry { method: 12, ..file("x", b"y") }]), "other than deflate");
}

#[test]
fn names_that_reach_out_or_meet_are_refused() {
    for name in ["../evil", "/etc/evil", "a/../../evil", "a\\..\\evil", "C:\\evil"] {
        assert!(
            matches!(
                sources(&archive(&[file(name, b"x")]), &Limits::default()),
                Err(CapsuleError::BadPath { .. })
            ),
            "{name}"
        );
    }
    let utf8 = |name| Entry { flags: 1 << 11, ..file(name, b"x") };
    for pair in [["a", "A"], ["caf\u{e9}", "cafe\u{301}"], ["a", "a/b"], ["a", "a"]] {
        check_refused(&archive(&pair.map(utf8)), "same file on some systems");
    }
}

#[test]
fn bombs_and_false_sizes_are_refused_before_they_are_unpacked() {
    let packed = miniz_oxide::deflate::compress_to_vec(&vec![0; 40 << 20], 6);
    let bomb = |size: u32| Entry { method: 8, size, content: packed.clone(), ..file("bomb", b"") };
    check_refused(&archive(&[bomb(40 << 20)]), "more than 200 times its size");
    // It says that it is small, and is not.
    check_refused(&archive(&[bomb(10)]), "does not have the size that it claims");
    check_refused(&archive(&[Entry { size: 9, ..file("x", b"y") }]), "the size that it claims");
    check_refused(&archive(&[Entry { size: 100 << 20, ..file("x", b"y") }]), "is larger than");
    check_refused(&archive(&[Entry { crc: Some(7), ..file("x", b"y") }]), "its checksum is another");
    let many: Vec<Entry> = (0..20_001).map(|_| file("x", b"")).collect();
    check_refused(&archive(&many), "more than 20000 entries");
}

#[test]
fn a_zip_that_is_cut_or_flipped_anywhere_is_an_error_or_the_same_files() {
    let deflated = miniz_oxide::deflate::compress_to_vec(b"print('hello, hello, hello')", 6);
    let mut packed = Entry { method: 8, size: 28, content: deflated, ..file("p/main.py", b"") };
    let mut crc = flate2::Crc::new();
    crc.update(b"print('hello, hello, hello')");
    packed.crc = Some(crc.sum());
    let whole = archive(&[packed, file("p/a", b"x")]);
    let files = sources(&whole, &Limits::default()).unwrap();
    for at in 0..whole.len() {
        assert!(sources(&whole[..at], &Limits::default()).is_err(), "cut at {at}");
        for bit in 0..8 {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << bit;
            if let Ok(found) = sources(&flipped, &Limits::default()) {
                // Times, versions and modes may differ, the content may not.
                let bytes = |files: &capsule::Sources| {
                    files.values().map(|(bytes, _)| bytes.clone()).collect::<Vec<_>>()
                };
                assert_eq!(bytes(&found), bytes(&files), "byte {at}, bit {bit}");
            }
        }
    }
}
