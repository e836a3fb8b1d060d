//! Diffs of drops, as people read them.

use store::diff::diff;

fn check(old: &str, new: &str, expected: &str) {
    assert_eq!(diff(old.as_bytes(), new.as_bytes()), expected);
}

#[test]
fn equal_contents_have_no_difference() {
    check("a\n", "a\n", "");
    assert_eq!(diff(b"\xff", b"\xff"), "");
}

#[test]
fn texts_are_compared_by_line() {
    let expected = "--- a/content\n+++ b/content\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n";
    check("one\ntwo\nthree\n", "one\n2\nthree\n", expected);
}

#[test]
fn a_changed_value_is_a_changed_line() {
    let expected =
        "--- a/content\n+++ b/content\n@@ -1,4 +1,4 @@\n {\n   \"a\": 1,\n-  \"b\": 2\n+  \"b\": 3\n }\n";
    check(r#"{"a":1,"b":2}"#, r#"{"a":1,"b":3}"#, expected);
    check(r#"{"a":1}"#, r#"{ "a": 1 }"#, "the contents differ in layout only\n");
    check("[1]", "[2]", "--- a/content\n+++ b/content\n@@ -1,3 +1,3 @@\n [\n-  1\n+  2\n ]\n");
}

const OLD: &str = r#"{
    "app/a.py": {"content": "a = 1\nb = 2\n", "kind": "source"},
    "gone.py": {"content": "x\n", "kind": "source"},
    "run.sh": {"content": "same\n", "kind": "source"},
    "same.py": {"content": "same\n", "kind": "source"}
}"#;
const NEW: &str = r#"{
    "app/a.py": {"content": "a = 1\nb = 3\n", "kind": "source"},
    "new.py": {"content": "y\n", "kind": "source"},
    "run.sh": {"content": "same\n", "kind": "source", "executable": true},
    "same.py": {"content": "same\n", "kind": "source"}
}"#;
const FILES: &str = "--- a/app/a.py\n+++ b/app/a.py\n@@ -1,2 +1,2 @@\n a = 1\n-b = 2\n+b = 3\n\
    gone.py: removed\n--- a/gone.py\n+++ b/gone.py\n@@ -1 +0,0 @@\n-x\n\
    new.py: added, mode 0644\n--- a/new.py\n+++ b/new.py\n@@ -0,0 +1 @@\n+y\n\
    run.sh: mode 0644 is now 0755\n";

#[test]
fn trees_are_compared_file_by_file() {
    check(OLD, NEW, FILES);
}

#[test]
fn trees_inside_documents_are_compared_file_by_file_too() {
    let wrap = |tree: &str, n: u32| format!(r#"{{"files": {tree}, "n": {n}}}"#);
    let rest = "--- a/content\n+++ b/content\n@@ -1,3 +1,3 @@\n {\n-  \"n\": 1\n+  \"n\": 2\n }\n";
    check(&wrap(OLD, 1), &wrap(NEW, 2), &format!("{rest}{FILES}"));
    check(&wrap(OLD, 1), &wrap(NEW, 1), FILES);
}

#[test]
fn what_is_not_text_is_said_to_differ() {
    assert_eq!(diff(b"\xff\x00", b"text"), "binary contents differ: 2 and 4 bytes\n");
    assert_eq!(diff(b"a\0b", b"text"), "binary contents differ: 3 and 4 bytes\n");
}

#[test]
fn large_and_wholly_different_texts_are_not_compared_by_line() {
    let text = |word: &str| (0..30_000).map(|n| format!("{word} {n}\n")).collect::<String>();
    check(&text("a"), &text("b"), "content: 30000 lines became 30000, too many to compare\n");
    // The same size with one changed line is no effort.
    let changed = text("a").replace("a 15000\n", "b\n");
    assert!(diff(text("a").as_bytes(), changed.as_bytes()).contains("\n-a 15000\n+b\n"));
}
