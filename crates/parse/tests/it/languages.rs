//! A file's language is told by its name, then by its first line, then by its shape.

use domain::ProjectPath;
use parse::language::detect;

fn check(path: &str, text: &str, expected: Option<&str>) {
    assert_eq!(detect(&ProjectPath::parse(path).unwrap(), text), expected, "{path}: {text:?}");
}

#[test]
fn names_decide_first() {
    check("app/main.py", "", Some("python"));
    check("Dockerfile", "", Some("dockerfile"));
    check("docker/Dockerfile.prod", "", Some("dockerfile"));
    check(".env.example", "", Some("dotenv"));
    check("a/Makefile", "", Some("makefile"));
    check("pyproject.toml", "", Some("toml"));
    check("uv.lock", "", Some("toml"));
    check("x.PY", "", Some("python"));
    check("index.d.ts", "", Some("typescript"));
    check("requirements.txt", "", Some("text"));
}

#[test]
fn one_ending_with_several_languages_is_told_by_content() {
    check("a.h", "int f(void);", Some("c"));
    check("a.h", "namespace a {\nclass B;\n}", Some("cpp"));
    check("a.m", "#import <X.h>", Some("objective-c"));
    check("a.m", "x = [1 2 3];", Some("matlab"));
    check("strings.ts", "<?xml version=\"1.0\"?><TS/>", Some("xml"));
}

#[test]
fn without_an_ending_the_first_line_decides() {
    check("bin/run", "#!/usr/bin/env python3\nprint(1)", Some("python"));
    check("bin/run", "#!/usr/bin/env -S PYTHONUNBUFFERED=1 python3.12 -u", Some("python"));
    check("bin/run", "#!/bin/sh", Some("shell"));
    check("bin/run", "#!/usr/local/bin/node", Some("javascript"));
    check("page", "<!DOCTYPE html><p>", Some("html"));
    check("bin/run", "#!", None);
    check("bin/run", "#!/opt/unheard-of", None);
}

#[test]
fn a_shape_that_hardly_means_anything_else_decides_last() {
    check("data", "{\"a\": [1, 2]}", Some("json"));
    check("script", "# a comment\nimport os\nprint(os)", Some("python"));
    check("notes", "import duties rise from two to three", None);
    check("notes", "", None);
    check("notes", "Dear all,", None);
}
