//! Documents made to cost time or memory end in a clear answer.

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use spec::sniff::{Sniffed, sniff};

/// Far more than the reading needs, far less than what grows without bound would take.
#[track_caller]
fn soon(text: &str, file: &str) -> Sniffed {
    let started = Instant::now();
    let sniffed = sniff(text, 0, Some(file));
    assert!(started.elapsed() < Duration::from_secs(30), "{file} took {:?}", started.elapsed());
    super::honest(text, &sniffed);
    sniffed
}

#[track_caller]
fn refused(text: &str, file: &str, why: &str) {
    let sniffed = soon(text, file);
    assert!(sniffed.questions.iter().any(|q| q.blocking && q.text.contains(why)), "{:?}", sniffed.questions);
}

#[test]
fn aliases_that_multiply_are_refused() {
    let mut text = "openapi: 3.0.0\na0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..20 {
        let list = vec![format!("*a{}", n - 1); 9].join(", ");
        writeln!(text, "a{n}: &a{n} [{list}]").unwrap();
    }
    refused(&text, "api.yaml", "aliases grow");
}

#[test]
fn an_alias_inside_its_own_anchor_is_refused() {
    refused("openapi: 3.0.0\npaths: &p\n  /a: *p\n", "api.yaml", "alias");
}

#[test]
fn deep_nesting_is_refused_or_left_alone() {
    refused(
        &format!("openapi: 3.0.0\npaths: {}{}\n", "[".repeat(5000), "]".repeat(5000)),
        "api.yaml",
        "error",
    );
    let deep = format!("{{\"openapi\": \"3.0.0\", \"a\": {}1{}}}", "[".repeat(5000), "]".repeat(5000));
    soon(&deep, "api.json");
    soon(&format!("type A {{ b: {}String{} }}", "[".repeat(50_000), "]".repeat(50_000)), "a.graphql");
}

#[test]
fn references_in_a_circle_end() {
    let sniffed = soon(
        "openapi: 3.0.0
components:
  schemas:
    A: {allOf: [{$ref: '#/components/schemas/B'}]}
    B: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, properties: {name: {type: string}, a: {$ref: '#/components/schemas/A'}}}]}
    C: {$ref: '#/components/schemas/C'}
    D: {type: object, properties: {c: {$ref: '#/components/schemas/C'}, self: {$ref: '#/components/schemas/D'}}}
",
        "api.yaml",
    );
    assert!(sniffed.entities.contains_key("D"));
}

#[test]
fn schemas_that_include_each_other_twice_each_do_not_double_without_end() {
    let mut text = "openapi: 3.0.0\ncomponents:\n  schemas:\n".to_owned();
    for n in 0..60 {
        let next = n + 1;
        writeln!(text, "    S{n}: {{allOf: [{{$ref: '#/components/schemas/S{next}'}}, {{$ref: '#/components/schemas/S{next}'}}, {{type: object, properties: {{p{n}: {{type: string}}}}}}]}}").unwrap();
    }
    text += "    S60: {type: object, properties: {end: {type: string}}}\n";
    soon(&text, "api.yaml");
}

#[test]
fn megabytes_of_each_format_end_in_time() {
    for (piece, file) in [
        (
            "    S@: {type: object, properties: {a: {type: string}, b: {$ref: '#/components/schemas/S1'}}}\n",
            "api.yaml",
        ),
        ("model M@ {\n  id Int @id\n  other M1[]\n}\n", "schema.prisma"),
        ("entity E@ {\n  name String\n}\nrelationship OneToMany { E@{a} to E1{b} }\n", "model.jdl"),
        ("type T@ { id: ID!, other: [T1!]! }\n", "schema.graphql"),
        ("CREATE TABLE t@ (id int, name text);\nINSERT INTO t@ VALUES (1, 'x');\n-- a remark\n", "dump.sql"),
        ("a,b,@\n1,2,3\n", "rows.csv"),
        ("CREATE FUNCTION f@() AS $x$ \n", "open.sql"),
        ("model M@ {\n", "open.prisma"),
        ("entity M@ {\n", "open.jdl"),
        ("-- remark @\n", "remarks.sql"),
        ("openapi: 3.0.@\n", "many.md"),
    ] {
        let mut text = if file == "api.yaml" {
            "openapi: 3.0.0\ncomponents:\n  schemas:\n".to_owned()
        } else {
            String::new()
        };
        if file.ends_with(".sql") {
            text += "CREATE TABLE first (id int, name text);\n";
        }
        for n in 0..(1 << 19) / piece.len() {
            text += &piece.replace('@', &n.to_string());
        }
        let sniffed = soon(&text, file);
        assert!(sniffed.entities.len() <= 300 && sniffed.questions.len() <= 201, "{file}");
    }
}
