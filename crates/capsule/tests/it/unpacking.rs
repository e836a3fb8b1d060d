//! On disk: whole or not at all.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use capsule::{CapsuleError, Packer, unpack};
use domain::roles::OpenedCapsule;

use crate::fixture::{pack, proven};

fn opened() -> OpenedCapsule {
    Packer::default().open_capsule(&pack(&proven()).bytes).expect("opened")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn files_get_their_content_and_one_of_two_modes() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("out");
    unpack(&opened(), &folder).unwrap();
    let expected = [
        "PROOF.md",
        "QUANTUM_CAPSULE.json",
        "QUANTUM_MANIFEST.json",
        "README.md",
        "app",
        "capsule.json",
        "run.sh",
    ];
    assert_eq!(names(&folder), expected);
    assert_eq!(fs::read_to_string(folder.join("README.md")).unwrap(), "# Bookstore\n");
    let mode = |name: &str| fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o7777;
    assert_eq!((mode("run.sh"), mode("app/main.py"), mode("capsule.json")), (0o755, 0o644, 0o644));
    assert_eq!(names(parent.path()), ["out"]);
}

#[test]
fn an_empty_folder_is_taken_and_a_used_one_is_left_alone() {
    let parent = tempfile::tempdir().unwrap();
    unpack(&opened(), parent.path()).unwrap();
    let before = names(parent.path());
    let refused = unpack(&opened(), parent.path());
    assert!(matches!(refused, Err(CapsuleError::NotEmpty { .. })));
    assert_eq!(names(parent.path()), before);
}

#[test]
fn a_file_or_a_link_in_the_way_is_left_alone() {
    let parent = tempfile::tempdir().unwrap();
    let file = parent.path().join("file");
    fs::write(&file, "mine").unwrap();
    let link = parent.path().join("link");
    std::os::unix::fs::symlink("nowhere", &link).unwrap();
    for path in [&file, &link, &parent.path().join("missing/folder")] {
        assert!(matches!(unpack(&opened(), path), Err(CapsuleError::Write { .. })), "{}", path.display());
    }
    assert_eq!(names(parent.path()), ["file", "link"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn a_failure_in_the_middle_leaves_nothing() {
    let parent = tempfile::tempdir().unwrap();
    let mut capsule = opened();
    // A name longer than file systems take: the files before it are already written.
    let long = domain::ProjectPath::parse(&"z".repeat(255)).unwrap();
    capsule.files.insert(long, (Vec::new(), false));
    let deep = domain::ProjectPath::parse("run.sh/below").unwrap();
    capsule.files.insert(deep, (Vec::new(), false));
    let folder = parent.path().join("out");
    assert!(matches!(unpack(&capsule, &folder), Err(CapsuleError::Write { .. })));
    assert_eq!(names(parent.path()), Vec::<String>::new());
}
