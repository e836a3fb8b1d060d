//! A capsule is checked byte by byte and claim by claim.

use crate::support::{Home, NOTES, text};

#[test]
fn a_flipped_byte_anywhere_and_missing_evidence_are_found() {
    let home = Home::new();
    let run = home.run(&["generate", NOTES, "--json", "--out", "out"]).code(0).json();
    let path = text(&run, "/capsule/path");
    let good = std::fs::read(path).unwrap();
    // A spread over the whole file; the capsule crate's own test flips every byte of a small one.
    for at in (0..good.len()).step_by(good.len() / 24) {
        let mut bad = good.clone();
        bad[at] ^= 0x20;
        let file = home.write("bad.tar.gz", &bad);
        let ended = home.run(&["capsule", "verify", file.to_str().unwrap(), "--json"]).code(1);
        assert_eq!(ended.json()["valid"], false, "byte {at}");
    }
    let beside = std::fs::read_dir(home.path().join("out")).unwrap();
    let evidence =
        beside.map(|e| e.unwrap().path()).find(|p| p.to_string_lossy().ends_with(".evidence.json")).unwrap();
    let kept = std::fs::read_to_string(&evidence).unwrap();
    std::fs::write(&evidence, kept.replacen("\"pass\"", "\"fail\"", 1)).unwrap();
    home.run(&["capsule", "verify", path]).code(1);
    std::fs::write(&evidence, kept).unwrap();
    home.run(&["capsule", "verify", path]).code(0);
}

#[test]
fn a_capsule_unpacks_into_a_new_folder_only() {
    let home = Home::new();
    let run = home.run(&["generate", NOTES, "--json"]).code(0).json();
    let path = text(&run, "/capsule/path");
    home.run(&["capsule", "unpack", path, "here"]).code(0);
    assert!(home.path().join("here/app/main.py").is_file());
    home.run(&["capsule", "unpack", path, "here"]).code(1);
    let inspected = home.run(&["capsule", "inspect", path, "--json"]).code(0).json();
    assert_eq!(inspected["capsule"]["proven"], true);
}

#[test]
fn what_is_no_capsule_is_refused_in_plain_words() {
    let home = Home::new();
    for bytes in [&b""[..], b"not a gzip", &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]] {
        let file = home.write("x.tar.gz", bytes);
        home.run(&["capsule", "inspect", file.to_str().unwrap()]).code(1);
        home.run(&["capsule", "verify", file.to_str().unwrap()]).code(1);
    }
}
