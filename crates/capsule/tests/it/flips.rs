//! One flipped byte anywhere is found; where it is in a file, the file is named.

use domain::capsule::CapsuleContent;
use serde_json::{Map, Value, json};

use crate::fixture::{gunzip, gzip, object, pack, tree, verify};

/// What a forger does to a document.
type Change = fn(&mut Value);

/// As small as a capsule can be, so that every byte of it can be tried.
fn small() -> CapsuleContent {
    CapsuleContent {
        name: "p".to_owned(),
        proven: false,
        files: tree(&[("a.py", "print(1)\n"), ("b.sh", "")]),
        record: object(json!({ "gate": { "proven": false } })),
        manifest: Map::new(),
        quantum_capsule: Map::new(),
        created_unix: 0,
    }
}

#[test]
fn every_flipped_byte_of_the_archive_is_found() {
    let packed = pack(&small());
    assert!(verify(&packed.bytes).valid);
    let mut bytes = packed.bytes;
    for at in 0..bytes.len() {
        for mask in [0x01, 0x80, 0xff] {
            bytes[at] ^= mask;
            let verification = verify(&bytes);
            assert!(
                !verification.valid && !verification.problems.is_empty(),
                "byte {at} ^ {mask:#x} was not found"
            );
            bytes[at] ^= mask;
        }
    }
    assert!(verify(&bytes).valid);
}

#[test]
fn every_flipped_byte_inside_is_found_also_with_a_right_checksum() {
    let mut tar = gunzip(&pack(&small()).bytes);
    let places = layout(&tar);
    for at in 0..tar.len() {
        tar[at] ^= 0x01;
        let verification = verify(&gzip(&tar));
        assert!(!verification.valid, "byte {at} was not found");
        tar[at] ^= 0x01;
        // A flip in the content of a file names that file.
        if let Some((_, name)) = places.iter().find(|(range, _)| range.contains(&at)) {
            let named = verification.problems.iter().any(|problem| problem.contains(name.as_str()));
            assert!(named, "byte {at} of {name}: {:?}", verification.problems);
        }
    }
    assert!(verify(&gzip(&tar)).valid);
}

/// Where the content of each file lies.
fn layout(tar: &[u8]) -> Vec<(std::ops::Range<usize>, String)> {
    let mut archive = tar::Archive::new(tar);
    let entries = archive.entries().expect("entries").map(|entry| entry.expect("an entry"));
    let place = |entry: tar::Entry<'_, &[u8]>| {
        let start = entry.raw_file_position() as usize;
        let name = entry.path().expect("a path").display().to_string();
        (start..start + entry.size() as usize, name.trim_start_matches("p/").to_owned())
    };
    entries.map(place).collect()
}

#[test]
fn a_cut_or_longer_archive_is_found() {
    let packed = pack(&small());
    for length in 0..packed.bytes.len() {
        assert!(!verify(&packed.bytes[..length]).valid, "cut to {length} bytes");
    }
    for more in [&b"\0"[..], b"x", &packed.bytes] {
        assert!(!verify(&[&packed.bytes, more].concat()).valid);
    }
    let tar = gunzip(&packed.bytes);
    assert!(!verify(&gzip(&[tar.as_slice(), &[0; 512]].concat())).valid, "one more block of zeros");
    assert!(!verify(&gzip(&tar[..tar.len() - 512])).valid, "one block of zeros less");
}

#[test]
fn the_same_files_compressed_in_another_way_are_found() {
    let packed = pack(&small());
    let tar = gunzip(&packed.bytes);
    let mut stored = gzip(&tar)[..10].to_vec();
    let mut crc = flate2::Crc::new();
    crc.update(&tar);
    stored.extend(miniz_oxide::deflate::compress_to_vec(&tar, 1));
    stored.extend(crc.sum().to_le_bytes());
    stored.extend(crc.amount().to_le_bytes());
    assert_ne!(stored, packed.bytes);
    let verification = verify(&stored);
    assert_eq!(verification.problems.len(), 1);
    assert!(verification.problems[0].starts_with("compressed data, byte"), "{:?}", verification.problems);
}

/// The checksum in the packer's form: six digits, NUL, blank.
fn checksum(header: &mut tar::Header) {
    let bytes = header.as_mut_bytes();
    bytes[148..156].fill(b' ');
    let sum: u32 = bytes.iter().map(|byte| u32::from(*byte)).sum();
    bytes[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

/// Changes one member of capsule.json and leaves the rest as it was.
fn with_record(change: impl Fn(&mut Value)) -> Vec<String> {
    let packed = pack(&small());
    let tar = gunzip(&packed.bytes);
    let mut builder = tar::Builder::new(Vec::new());
    for entry in tar::Archive::new(&tar[..]).entries().expect("entries") {
        let mut entry = entry.expect("an entry");
        let mut header = entry.header().clone();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut content).expect("content");
        if entry.path_bytes().ends_with(b"/capsule.json") {
            let mut record = serde_json::from_slice(&content).expect("JSON");
            change(&mut record);
            content = serde_json::to_vec_pretty(&record).expect("JSON");
            content.push(b'\n');
        }
        header.set_size(content.len() as u64);
        checksum(&mut header);
        builder.append(&header, &content[..]).expect("appended");
    }
    verify(&gzip(&builder.into_inner().expect("an archive"))).problems
}

#[test]
fn a_file_that_is_listed_and_not_there_is_named_and_the_other_way_round() {
    let problems = with_record(|record| {
        record["files"].as_array_mut().expect("a list").retain(|row| row["path"] != "a.py");
    });
    assert!(
        problems.contains(&"a.py: in the archive, but not listed in capsule.json".to_owned()),
        "{problems:?}"
    );
    let problems = with_record(|record| {
        let mut ghost = record["files"][0].clone();
        ghost["path"] = json!("ghost.py");
        record["files"].as_array_mut().expect("a list").push(ghost);
    });
    assert!(
        problems.contains(&"ghost.py: listed in capsule.json, but not in the archive".to_owned()),
        "{problems:?}"
    );
}

#[test]
fn each_wrong_member_of_the_record_is_a_problem() {
    let changes: [(&str, Change); 13] = [
        ("unchanged", |_| {}),
        ("its id is", |r| r["id"] = json!("0123456789abcdef")),
        ("its id is", |r| r["packer"] = json!("quantumlayer 9.9.9")),
        ("its id is", |r| r["more"] = json!(1)),
        ("its name is not", |r| r["name"] = json!("q")),
        ("`created` is not", |r| r["created"] = json!("1970-01-01T00:00:01Z")),
        ("`hash` is not", |r| r["hash"] = json!("md5")),
        ("whether it is proven", |r| r["proven"] = json!("yes")),
        ("a.py: content differs", |r| r["files"][0]["sha256"] = r["files"][1]["sha256"].clone()),
        ("a.py: size differs", |r| r["files"][0]["size_bytes"] = json!(8)),
        ("a.py: mode differs", |r| r["files"][0]["mode"] = json!("0755")),
        ("PROOF.md: content differs", |r| r["documents"][2]["size_bytes"] = json!(8)),
        ("QUANTUM_MANIFEST.json: content differs", |r| {
            r["documents"][1]["sha256"] = r["documents"][0]["sha256"].clone()
        }),
    ];
    for (expected, change) in changes {
        let problems = with_record(change);
        if expected == "unchanged" {
            assert_eq!(problems, Vec::<String>::new());
        } else {
            assert!(problems.iter().any(|problem| problem.contains(expected)), "{expected}: {problems:?}");
        }
    }
    for member in ["files", "documents", "id", "gate", "proven", "checksum"] {
        let problems = with_record(|record| {
            record.as_object_mut().expect("an object").shift_remove(member);
        });
        assert!(!problems.is_empty(), "{member} is missing");
    }
}
