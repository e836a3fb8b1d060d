//! A disk without room: what was acknowledged stays, and the run goes on when there is room again.

use std::process::Command;

use crate::support::{Ended, Home, NOTES, shared_layers, text};

/// Runs shell lines in a mount namespace of their own, where `$DATA` is a disk of `size`.
fn on_a_disk_of(home: &Home, size: &str, lines: &str) -> Ended {
    let script = format!(
        "set -e\nmount -t tmpfs -o size={size} none \"$DATA\"\nln -s \"$LAYERS\" \"$DATA/layers\"\n{lines}"
    );
    let mut command = Command::new("unshare");
    // Who may mount does; everybody else may in a namespace of users.
    if Command::new("unshare").args(["--mount", "true"]).status().is_ok_and(|status| !status.success()) {
        command.args(["--user", "--map-root-user"]);
    }
    command.args(["--mount", "sh", "-c", &script]);
    command.env("DATA", home.data()).env("LAYERS", shared_layers()).env("NOTES", NOTES);
    command.env("QL", env!("CARGO_BIN_EXE_quantumlayer")).env_remove("SOURCE_DATE_EPOCH");
    Ended::of(command.current_dir(home.path()).output().expect("unshare is part of every Debian"))
}

#[test]
fn a_run_that_finds_the_disk_full_says_so_and_goes_on_when_there_is_room() {
    let calm = Home::new().run(&["generate", NOTES, "--json"]).code(0).json();
    let home = Home::new();
    // As small as leaves room to begin and not to end.
    let ended = on_a_disk_of(
        &home,
        "400k",
        r#"
        "$QL" --data-dir "$DATA" generate "$NOTES" --json >first.json 2>first.err && exit 9
        "$QL" --data-dir "$DATA" runs list --json >list.json
        mount -o remount,size=100m "$DATA"
        "$QL" --data-dir "$DATA" runs resume --json 2>second.err
        "#,
    )
    .code(0);
    let read = |name: &str| std::fs::read_to_string(home.path().join(name)).unwrap();
    let (first, second) = (read("first.err"), read("second.err"));
    assert!(first.contains("the disk is full") && first.contains("QL-D009"), "{first}");
    let list: serde_json::Value = serde_json::from_str(&read("list.json")).unwrap();
    assert_eq!(text(&list, "/runs/0/status"), "interrupted", "{list:#}");
    let resumed = ended.json();
    assert_eq!(text(&resumed, "/status"), "proven", "{second}");
    assert_eq!(text(&resumed, "/capsule/sha256"), text(&calm, "/capsule/sha256"), "resumed to other bytes");
    let done = |text: &str| -> Vec<String> {
        text.lines().filter_map(|l| Some(l.split_once(" done in ")?.0.trim().to_owned())).collect()
    };
    let (before, after) = (done(&first), done(&second));
    assert!(!before.is_empty(), "{first}");
    assert!(before.iter().all(|stage| !after.contains(stage)), "done twice: {before:?} {after:?}");
}
