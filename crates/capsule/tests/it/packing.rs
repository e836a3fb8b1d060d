//! What goes in comes out, and the bytes follow from the content alone.

use std::collections::BTreeMap;

use capsule::{CapsuleError, Limits, Packer};
use domain::{
    ProjectPath, Sha256,
    capsule::CapsuleContent,
    project::{FileKind, ProjectFile, Tree},
    roles::Capsules,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fixture::{beside, gunzip, members, object, pack, proven, tree, verify};

#[test]
fn a_proven_capsule_is_valid() {
    let content = proven();
    let packed = pack(&content);
    let document = serde_json::to_vec(&beside(&packed, &content)).unwrap();
    let verification = Packer::default().verify(&packed.bytes, Some(&document));
    assert_eq!(verification.problems, Vec::<String>::new());
    assert!(verification.valid);
    assert_eq!(verification.id.as_deref(), Some(packed.id.as_str()));
    assert_eq!(verification.name.as_deref(), Some("bookstore"));
    assert_eq!(verification.proven, Some(true));
    assert_eq!(verification.sha256, Sha256::of(&packed.bytes));
    assert_eq!((verification.files, packed.files), (7, 7));
    assert_eq!(packed.file_name, format!("bookstore-{}.tar.gz", packed.id));
    assert_eq!(packed.id.len(), 16);
}

#[test]
fn an_unproven_capsule_says_so_in_its_name_and_is_valid() {
    let mut content = CapsuleContent { proven: false, ..proven() };
    content.record["gate"]["proven"] = json!(false);
    content.record.shift_remove("evidence");
    let packed = pack(&content);
    assert_eq!(packed.file_name, format!("bookstore-{}.unproven.tar.gz", packed.id));
    let verification = verify(&packed.bytes);
    assert_eq!((verification.valid, verification.proven), (true, Some(false)), "{:?}", verification.problems);
}

#[test]
fn the_archive_is_what_it_always_was() {
    // A change here changes every capsule's bytes: raise the packer's version with it.
    let packed = pack(&proven());
    assert_eq!(
        (packed.id.as_str(), packed.sha256.as_str()),
        ("b9cd5b1e73fa7d21", "d6ce3b9d4e3f289ab4358afa60d0bb3efbe7dc877e325520c4f7512d9e15554d")
    );
}

#[test]
fn the_order_in_which_members_were_made_is_no_part_of_the_bytes() {
    let content = proven();
    let mut reversed = content.clone();
    reversed.record = content.record.clone().into_iter().rev().collect();
    reversed.manifest = content.manifest.clone().into_iter().rev().collect();
    assert_eq!(pack(&content).bytes, pack(&reversed).bytes);
}

#[test]
fn everything_given_is_part_of_the_id() {
    let base = proven();
    let mut changed = vec![base.clone(); 8];
    changed[0].name = "other".to_owned();
    changed[1].created_unix = 1;
    changed[2].proven = false;
    changed[3].record.insert("more".to_owned(), Value::Null);
    changed[4].manifest.insert("more".to_owned(), Value::Null);
    changed[5].quantum_capsule.insert("more".to_owned(), Value::Null);
    changed[6].files.values_mut().next().unwrap().content.push('x');
    changed[7].files.values_mut().next().unwrap().executable = true;
    let mut ids: Vec<String> = changed.iter().map(|content| pack(content).id).collect();
    ids.push(pack(&base).id);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 9);
}

#[test]
fn entries_are_sorted_plain_files_in_one_folder_without_owner_or_time() {
    let content = CapsuleContent { created_unix: 1_000_000_000, ..proven() };
    let packed = pack(&content);
    assert_eq!(packed.bytes[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
    let tar = gunzip(&packed.bytes);
    let mut paths = Vec::new();
    for entry in tar::Archive::new(&tar[..]).entries().unwrap() {
        let entry = entry.unwrap();
        let header = entry.header();
        assert_eq!(header.entry_type(), tar::EntryType::Regular);
        assert_eq!((header.uid().unwrap(), header.gid().unwrap()), (0, 0));
        assert_eq!((header.username().unwrap(), header.groupname().unwrap()), (Some(""), Some("")));
        assert_eq!(header.mtime().unwrap(), 1_000_000_000);
        let path = entry.path().unwrap().display().to_string();
        assert_eq!(header.mode().unwrap(), if path.ends_with(".sh") { 0o755 } else { 0o644 });
        paths.push(path);
    }
    assert!(paths.is_sorted());
    assert!(paths.iter().all(|path| path.starts_with("bookstore/")));
}

#[test]
fn the_documents_tell_of_each_file() {
    let content = CapsuleContent { created_unix: 1_000_000_000, ..proven() };
    let packed = pack(&content);
    let members = members(&packed.bytes);
    let document =
        |name: &str| -> Value { serde_json::from_slice(&members[&format!("bookstore/{name}")]).unwrap() };
    let record = document("capsule.json");
    assert_eq!(record["format"], "quantumcapsule/1");
    assert_eq!(record["id"], json!(packed.id));
    assert_eq!(record["created"], "2001-09-09T01:46:40Z");
    let run = content.files.iter().find(|(path, _)| path.as_str() == "run.sh").unwrap().1;
    let row = record["files"].as_array().unwrap().iter().find(|row| row["path"] == "run.sh").unwrap();
    let sha256 = Sha256::of(run.content.as_bytes());
    let expected = json!({"path": "run.sh", "sha256": sha256, "size_bytes": run.content.len(), "mode": "0755", "kind": "source"});
    assert_eq!(*row, expected);
    let quantum = document("QUANTUM_CAPSULE.json");
    assert_eq!(quantum["id"], json!(packed.id));
    assert_eq!(quantum["language"], "python");
    let mut hashes: Vec<String> =
        content.files.values().map(|file| Sha256::of(file.content.as_bytes()).to_string() + "\n").collect();
    hashes.sort();
    assert_eq!(quantum["checksum"], json!(Sha256::of(hashes.concat().as_bytes())));
    assert_eq!(quantum["files"][0]["hash"], record["files"][0]["sha256"]);
    let mut manifest = content.manifest.clone();
    manifest.insert("created".to_owned(), json!("2001-09-09T01:46:40Z"));
    assert_eq!(document("QUANTUM_MANIFEST.json"), Value::Object(manifest));
    // Text that looks like a template is text.
    assert!(members["bookstore/app/main.py"].starts_with(b"print('{{7*7}} ${{ x }} <%= y %>')"));
}

fn refusal(content: &CapsuleContent) -> CapsuleError {
    Packer::default().pack_capsule(content).expect_err("it was packed")
}

#[test]
fn names_that_are_no_portable_word_are_refused() {
    for name in ["", ".", "..", "a/b", "a b", "-rf", ".hidden", "con", "a\n", "é", "a.", &"a".repeat(65)] {
        let refused = refusal(&CapsuleContent { name: name.to_owned(), ..proven() });
        assert!(matches!(refused, CapsuleError::Name { .. }), "{name:?}: {refused:?}");
    }
}

#[test]
fn trees_that_could_not_be_unpacked_everywhere_are_refused() {
    let with = |files: &[(&str, &str)]| refusal(&CapsuleContent { files: tree(files), ..proven() });
    assert_eq!(with(&[]), CapsuleError::NoFiles);
    assert!(matches!(with(&[("README", ""), ("readme", "")]), CapsuleError::Duplicate { .. }));
    assert!(matches!(with(&[("a", ""), ("a/b", "")]), CapsuleError::Duplicate { .. }));
    for reserved in ["capsule.json", "QUANTUM_MANIFEST.json", "quantum_capsule.json", "Proof.md"] {
        let refused = with(&[(reserved, "{}")]);
        assert!(
            matches!(refused, CapsuleError::Reserved { .. } | CapsuleError::Duplicate { .. }),
            "{refused:?}"
        );
    }
    assert!(matches!(with(&[(&"n".repeat(120), "")]), CapsuleError::PathFit { .. }));
    let long = format!("{}/{}", "f".repeat(150), "n".repeat(99));
    assert!(matches!(with(&[(&long, "")]), CapsuleError::BadPath { .. }));
}

#[test]
fn members_that_packing_writes_are_refused() {
    for member in ["id", "files", "proven", "documents", "format"] {
        let mut content = proven();
        content.record.insert(member.to_owned(), Value::Null);
        assert!(matches!(refusal(&content), CapsuleError::ReservedMember { document: "capsule.json", .. }));
    }
    let mut content = proven();
    content.quantum_capsule.insert("checksum".to_owned(), Value::Null);
    assert!(matches!(
        refusal(&content),
        CapsuleError::ReservedMember { document: "QUANTUM_CAPSULE.json", .. }
    ));
}

#[test]
fn what_is_too_much_to_open_is_not_packed() {
    let small = Limits { entries: 5, ..Limits::default() };
    assert_eq!(Packer::new(small).pack_capsule(&proven()), Err(CapsuleError::TooMany { limit: 5 }));
    let small = Limits { file_bytes: 10, ..Limits::default() };
    assert!(matches!(Packer::new(small).pack_capsule(&proven()), Err(CapsuleError::FileTooLarge { .. })));
    let small = Limits { total_bytes: 4096, ..Limits::default() };
    assert_eq!(Packer::new(small).pack_capsule(&proven()), Err(CapsuleError::TooLarge { limit_bytes: 4096 }));
    let zeros = "0".repeat(20 << 20);
    let refused = refusal(&CapsuleContent { files: tree(&[("zeros", &zeros)]), ..proven() });
    assert_eq!(refused, CapsuleError::Ratio { limit: 200 });
    let refused = refusal(&CapsuleContent { created_unix: 1 << 40, ..proven() });
    assert_eq!(refused, CapsuleError::Time { unix: 1 << 40 });
}

fn a_path() -> impl Strategy<Value = ProjectPath> {
    let name = "[a-zA-Z0-9_éß][a-zA-Z0-9_ .éß-]{0,20}[a-zA-Z0-9_]";
    proptest::collection::vec(name, 1..5)
        .prop_filter_map("portable", |names| ProjectPath::parse(&names.join("/")).ok())
}

fn a_file() -> impl Strategy<Value = ProjectFile> {
    let kind = prop_oneof![Just(FileKind::Source), Just(FileKind::Doc), Just(FileKind::Asset)];
    ("(?s).{0,700}", kind, any::<bool>()).prop_map(|(content, kind, executable)| ProjectFile {
        content,
        kind,
        executable,
    })
}

fn a_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "(?s).{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-z]{0,4}", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn opening_and_packing_again_gives_the_same_archive(
        files in proptest::collection::btree_map(a_path(), a_file(), 1..8),
        more in a_value(),
        created_unix in 0..8_000_000_000u64,
    ) {
        let files: Tree = files;
        let record = object(json!({ "gate": { "proven": false }, "more": more, "evidence": [] }));
        let content = CapsuleContent { files, record, proven: false, created_unix, ..proven() };
        let packer = Packer::default();
        // Two random names may meet on some system; then the refusal is right.
        let Ok(packed) = packer.pack_capsule(&content) else { return Ok(()) };
        let verification = packer.verify(&packed.bytes, None);
        prop_assert!(verification.valid, "{:?}", verification.problems);

        let opened = packer.open_capsule(&packed.bytes).unwrap();
        prop_assert_eq!(&opened.name, &content.name);
        prop_assert_eq!(&opened.sha256, &packed.sha256);
        let mut read: Tree = BTreeMap::new();
        for (path, file) in &content.files {
            let (bytes, executable) = &opened.files[path];
            let content = String::from_utf8(bytes.clone()).unwrap();
            read.insert(path.clone(), ProjectFile { content, kind: file.kind, executable: *executable });
        }
        let again = packer.pack_capsule(&CapsuleContent { files: read, ..content }).unwrap();
        prop_assert_eq!(again, packed);
    }
}
