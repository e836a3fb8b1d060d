//! The rows of FAULTS "Archives": each is refused as a whole, with the entry named.

use capsule::{CapsuleError, Limits, Packer};
use domain::{Explain, roles::Capsules};
use proptest::prelude::*;

use crate::fixture::gzip;

/// Builds archives that no honest tool would.
struct Builder(Vec<u8>);

const RECORD: &[u8] = b"{\"format\":\"quantumcapsule/1\"}";

impl Builder {
    /// With a capsule.json, so that only what follows can be at fault.
    fn new() -> Self {
        Self(Vec::new()).file(b"p/capsule.json", RECORD)
    }

    fn entry(
        mut self,
        kind: u8,
        name: &[u8],
        size: u64,
        content: &[u8],
        change: impl Fn(&mut tar::Header),
    ) -> Self {
        let mut header = tar::Header::new_ustar();
        // Written by hand: the library refuses most of these names.
        header.as_mut_bytes()[..name.len()].copy_from_slice(name);
        header.set_mode(0o644);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        header.set_size(size);
        header.as_mut_bytes()[156] = kind;
        change(&mut header);
        header.set_cksum();
        self.0.extend(header.as_bytes());
        self.0.extend(content);
        self.0.resize(self.0.len().next_multiple_of(512), 0);
        self
    }

    fn file(self, name: &[u8], content: &[u8]) -> Self {
        self.entry(b'0', name, content.len() as u64, content, |_| {})
    }

    fn of_kind(self, kind: u8, name: &[u8]) -> Self {
        self.entry(kind, name, 0, b"", |header| {
            let _ = header.set_link_name("/etc/passwd");
        })
    }

    /// An extended header with these records, before what comes next.
    fn pax(self, kind: u8, records: &[(&str, &str)]) -> Self {
        let mut body = String::new();
        for (key, value) in records {
            let rest = format!(" {key}={value}\n");
            let mut length = rest.len() + 1;
            while length != rest.len() + length.to_string().len() {
                length += 1;
            }
            body += &format!("{length}{rest}");
        }
        self.entry(kind, b"pax", body.len() as u64, body.as_bytes(), |_| {})
    }

    fn tar(mut self) -> Vec<u8> {
        self.0.extend([0; 1024]);
        self.0
    }

    fn open(self) -> Result<Vec<String>, CapsuleError> {
        open(&gzip(&self.tar()))
    }
}

fn open(archive: &[u8]) -> Result<Vec<String>, CapsuleError> {
    let opened = Packer::default().open_capsule(archive)?;
    Ok(opened.files.keys().map(ToString::to_string).collect())
}

#[test]
fn archives_of_ordinary_tools_are_read() {
    let long = format!("p/{}/{}", "d".repeat(90), "n".repeat(120));
    let long_name = [long.as_bytes(), b"\0"].concat();
    let plain = Builder(Vec::new())
        .of_kind(b'5', b"./")
        .of_kind(b'5', b"./p/")
        .of_kind(b'5', b"p/app/")
        .file(b"./p/capsule.json", RECORD)
        .pax(b'g', &[("comment", "0123456789")])
        .file(b"p/app/a.py", b"a")
        .pax(b'x', &[("mtime", "1.5"), ("path", &long.replace('n', "m")), ("size", "1")])
        .file(b"p/short", b"b")
        .entry(b'L', b"././@LongLink", long_name.len() as u64, &long_name, |_| {})
        .file(b"p/short", b"c");
    let inside = |path: &str| path.trim_start_matches("p/").to_owned();
    let expected =
        ["app/a.py", "capsule.json", &inside(&long.replace('n', "m")), &inside(&long)].map(str::to_owned);
    let tar = plain.tar();
    let opened = Packer::default().open_capsule(&gzip(&tar)).expect("opened");
    let ours: Vec<(String, Vec<u8>)> =
        opened.files.into_iter().map(|(path, (bytes, _))| (path.to_string(), bytes)).collect();
    assert_eq!(ours.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>(), expected);
    assert_eq!(ours, by_another_reader(&tar));
}

/// The library's own reading, which follows extended headers by itself.
fn by_another_reader(tar: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in tar::Archive::new(tar).entries().expect("entries") {
        let mut entry = entry.expect("an entry");
        if entry.header().entry_type().is_file() {
            let path = entry.path().expect("a path").display().to_string();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut entry, &mut bytes).expect("content");
            files.push((path.trim_start_matches("./").trim_start_matches("p/").to_owned(), bytes));
        }
    }
    files.sort();
    files
}

#[test]
fn paths_that_leave_or_trick_are_refused() {
    let deep = ["p"; 33].join("/");
    for name in [
        "../x",
        "p/../../x",
        "p/../x",
        "p/./x",
        "p//x",
        "/etc/passwd",
        "//p/x",
        "p\\x",
        "C:\\x",
        "p/con",
        "p/x.",
        "p/x\ny",
        "p/x\x1b[0m",
        "p/\u{202e}x",
        "././p/x",
        &deep,
    ] {
        let refused = Builder::new().file(name.as_bytes(), b"x").open().unwrap_err();
        assert!(matches!(refused, CapsuleError::BadPath { .. }), "{name:?}: {refused:?}");
        let shown = refused.to_string();
        assert!(!shown.contains(|c: char| c.is_control() || c == '\u{202e}'), "{shown:?}");
    }
    let refused = Builder::new().file(b"p/\xff", b"x").open().unwrap_err();
    assert!(matches!(refused, CapsuleError::Malformed { .. }));
    let long = "n".repeat(256);
    let refused =
        Builder::new().pax(b'x', &[("path", &format!("p/{long}"))]).file(b"p/x", b"x").open().unwrap_err();
    assert!(matches!(refused, CapsuleError::BadPath { .. }));
}

#[test]
fn extreme_depth_is_refused_at_once() {
    let path = "d/".repeat(7_000) + "f";
    let refused =
        Builder::new().pax(b'x', &[("path", &format!("p/{path}"))]).file(b"p/x", b"x").open().unwrap_err();
    assert!(matches!(refused, CapsuleError::BadPath { .. }));
}

#[test]
fn everything_but_files_and_folders_is_refused() {
    for (kind, what) in [
        (b'1', "a hard link"),
        (b'2', "a symbolic link"),
        (b'3', "a character device"),
        (b'4', "a block device"),
        (b'6', "a named pipe"),
        (b'7', "a contiguous file"),
        (b'K', "a hard link"),
        (b'S', "a sparse file"),
        (b'Z', "of an unknown type"),
    ] {
        let refused = Builder::new().of_kind(kind, b"p/x").open();
        assert_eq!(
            refused,
            Err(CapsuleError::EntryType { entry: "p/x".to_owned(), what }),
            "{}",
            kind as char
        );
    }
    let sparse = Builder::new().pax(b'x', &[("GNU.sparse.major", "1")]).file(b"p/x", b"x").open();
    assert!(matches!(sparse, Err(CapsuleError::EntryType { what: "a sparse file", .. })), "{sparse:?}");
    let folder = Builder::new().entry(b'5', b"p/x/", 1, b"x", |_| {}).open();
    assert!(matches!(folder, Err(CapsuleError::Malformed { .. })), "{folder:?}");
    let named = Builder::new().file(b"p/x/", b"").open();
    assert!(matches!(named, Err(CapsuleError::EntryType { .. })), "{named:?}");
}

#[test]
fn names_that_meet_are_refused() {
    for (first, second) in [
        ("p/a", "p/a"),
        ("p/README", "p/readme"),
        ("p/caf\u{e9}", "p/cafe\u{301}"),
        ("p/a", "p/a/b"),
        ("p/a/b", "p/A/c"),
        ("p/CAPSULE.json", "p/x"),
    ] {
        let refused = Builder::new().file(first.as_bytes(), b"1").file(second.as_bytes(), b"2").open();
        assert!(matches!(refused, Err(CapsuleError::Duplicate { .. })), "{first} {second}: {refused:?}");
    }
}

#[test]
fn everything_lies_in_one_folder() {
    for name in ["x", "q/x", "P/x"] {
        let refused = Builder::new().file(name.as_bytes(), b"1").open();
        assert!(matches!(refused, Err(CapsuleError::NotACapsule { .. })), "{name}: {refused:?}");
    }
}

#[test]
fn two_readers_would_read_the_same() {
    let two = Builder::new().pax(b'x', &[("size", "5")]).file(b"p/x", b"x").open();
    let expected = CapsuleError::TwoSizes { entry: "p/x".to_owned(), header: 1, extended: "5".to_owned() };
    assert_eq!(two, Err(expected));
    for size in ["", "x", "-1", "1.0", "99999999999999999999999"] {
        let refused = Builder::new().pax(b'x', &[("size", size)]).file(b"p/x", b"x").open();
        assert!(matches!(refused, Err(CapsuleError::TwoSizes { .. })), "{size}: {refused:?}");
    }
    let malformed = |builder: Builder, what: &str| {
        let refused = builder.open();
        assert!(matches!(refused, Err(CapsuleError::Malformed { .. })), "{what}: {refused:?}");
    };
    malformed(Builder::new().pax(b'g', &[("path", "p/y")]).file(b"p/x", b"x"), "a global path");
    malformed(Builder::new().pax(b'x', &[("path", "p/y"), ("path", "p/z")]).file(b"p/x", b"x"), "two paths");
    malformed(
        Builder::new().pax(b'x', &[("linkpath", "y")]).file(b"p/x", b"x"),
        "a link in an extended header",
    );
    malformed(Builder::new().pax(b'x', &[("path", "p/y")]), "an extended header at the end");
    malformed(Builder::new().entry(b'x', b"pax", 4, b"9 a=", |_| {}).file(b"p/x", b"x"), "a cut record");
    malformed(
        Builder::new().entry(b'x', b"pax", 6, b"0 a=b\n", |_| {}).file(b"p/x", b"x"),
        "a record of no length",
    );
    let huge = "x".repeat(20_000);
    let refused = Builder::new().pax(b'x', &[("comment", &huge)]).file(b"p/x", b"x").open();
    assert!(matches!(refused, Err(CapsuleError::FileTooLarge { .. })), "{refused:?}");
    let old =
        Builder::new().entry(b'x', b"pax", 0, b"", |header| header.as_mut_bytes()[257..265].fill(0)).open();
    assert!(matches!(old, Err(CapsuleError::EntryType { .. })), "{old:?}");
}

#[test]
fn sizes_that_lie_are_refused_before_they_are_read() {
    let refused = Builder::new().entry(b'0', b"p/x", 0o77_777_777_777, b"x", |_| {}).open();
    assert!(matches!(refused, Err(CapsuleError::Malformed { .. })), "{refused:?}");
    let binary = |header: &mut tar::Header| {
        header.as_mut_bytes()[124..136].fill(0xff);
    };
    let refused = Builder::new().entry(b'0', b"p/x", 0, b"", binary).open();
    assert!(matches!(refused, Err(CapsuleError::Malformed { .. })), "{refused:?}");
    let text =
        |header: &mut tar::Header| header.as_mut_bytes()[124..136].copy_from_slice(b"nonsense\0\0\0\0");
    let refused = Builder::new().entry(b'0', b"p/x", 0, b"", text).open();
    assert!(matches!(refused, Err(CapsuleError::Malformed { .. })), "{refused:?}");
}

#[test]
fn what_follows_the_end_is_refused() {
    let mut tar = Builder::new().tar();
    tar.extend([0; 4096]);
    assert!(open(&gzip(&tar)).is_ok(), "tools pad with zeros");
    tar.extend(Builder::new().file(b"p/hidden", b"x").0);
    let refused = open(&gzip(&tar));
    assert!(matches!(refused, Err(CapsuleError::Trailing { what: "archive", .. })), "{refused:?}");
    let sound = gzip(&Builder::new().tar());
    for more in [&b"x"[..], b"\0", &sound] {
        let refused = open(&[&sound, more].concat());
        assert!(
            matches!(refused, Err(CapsuleError::Trailing { what: "compressed data", .. })),
            "{refused:?}"
        );
    }
    let cut = open(&gzip(&Builder::new().0));
    assert!(matches!(cut, Err(CapsuleError::Malformed { .. })), "no end mark: {cut:?}");
}

#[test]
fn a_wrong_checksum_is_refused() {
    let mut archive = gzip(&Builder::new().tar());
    for from_end in [8, 1] {
        let at = archive.len() - from_end;
        archive[at] ^= 1;
        assert!(matches!(open(&archive), Err(CapsuleError::Gzip { .. })));
        archive[at] ^= 1;
    }
    let mut tar = Builder::new().tar();
    tar[0] ^= 1;
    assert!(matches!(open(&gzip(&tar)), Err(CapsuleError::Malformed { .. })));
}

#[test]
fn bombs_are_stopped_at_their_limit() {
    let zeros = vec![0; 64 << 20];
    let bomb = gzip(&zeros);
    drop(zeros);
    assert!(bomb.len() < 80_000);
    assert_eq!(open(&bomb), Err(CapsuleError::Ratio { limit: 200 }));
    let small = Limits { total_bytes: 1 << 20, ..Limits::default() };
    let refused = Packer::new(small).open_capsule(&bomb).unwrap_err();
    assert_eq!(refused, CapsuleError::TooLarge { limit_bytes: 1 << 20 });

    let small = Limits { file_bytes: 100, ..Limits::default() };
    let archive = gzip(&Builder::new().file(b"p/x", &[1; 101]).tar());
    let refused = Packer::new(small).open_capsule(&archive).unwrap_err();
    assert_eq!(refused, CapsuleError::FileTooLarge { entry: "p/x".to_owned(), limit_bytes: 100 });

    let many = (0..50).fold(Builder::new(), |b, n| b.file(format!("p/{n}").as_bytes(), b""));
    let small = Limits { entries: 50, ..Limits::default() };
    let refused = Packer::new(small).open_capsule(&gzip(&many.tar())).unwrap_err();
    assert_eq!(refused, CapsuleError::TooMany { limit: 50 });
}

#[test]
fn what_is_no_capsule_says_why() {
    let of =
        |record: &[u8]| open(&gzip(&Builder(Vec::new()).file(b"p/capsule.json", record).tar())).unwrap_err();
    let deep = "[".repeat(100_000);
    for record in
        [&b"{"[..], b"\xff", b"[]", b"{}", b"{\"format\":1}", b"{\"format\":\"other/2\"}", deep.as_bytes()]
    {
        let refused = of(record);
        assert!(matches!(refused, CapsuleError::NotACapsule { .. }), "{refused:?}");
        assert_eq!(refused.code(), "QL-C019");
    }
    assert!(matches!(open(&gzip(&Builder(Vec::new()).tar())), Err(CapsuleError::NotACapsule { .. })));
    let without = gzip(&Builder(Vec::new()).file(b"p/x", b"x").tar());
    assert!(matches!(open(&without), Err(CapsuleError::NotACapsule { .. })));
    for archive in [&b""[..], b"x", b"PK\x03\x04", &[0x1f, 0x8b, 8], &[0; 100]] {
        assert!(matches!(open(archive), Err(CapsuleError::Gzip { .. })), "{archive:?}");
    }
}

#[test]
fn words_of_an_archive_reach_nobody_unescaped() {
    let record =
        br#"{"format":"quantumcapsule/1","files":[{"path":"a","sha256":"\u001b[31m\u202e","size_bytes":1}]}"#;
    let archive = gzip(&Builder(Vec::new()).file(b"p/capsule.json", record).tar());
    let problems = Packer::default().verify(&archive, None).problems;
    assert!(problems.iter().any(|problem| problem.contains("\\u{1b}")), "{problems:?}");
    assert!(!problems.concat().contains(['\u{1b}', '\u{202e}']));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_is_read_is_refused_or_read_and_never_a_panic(
        at in 0usize..4096,
        bytes in proptest::collection::vec(any::<u8>(), 1..600),
    ) {
        let mut tar = Builder::new().pax(b'x', &[("path", "p/long"), ("size", "3")]).file(b"p/x", b"abc").tar();
        let at = at.min(tar.len());
        let end = (at + bytes.len()).min(tar.len());
        tar.splice(at..end, bytes.iter().copied());
        let packer = Packer::default();
        prop_assert!(!packer.verify(&gzip(&tar), None).valid);
        prop_assert!(!packer.verify(&bytes, None).valid);
    }
}
