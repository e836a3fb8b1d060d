//! Packs and verifies a project of many files: `cargo run --release -p capsule --example large_project [files]`.

use std::{io::Write, time::Instant};

use capsule::Packer;
use domain::{
    ProjectPath,
    capsule::CapsuleContent,
    project::{FileKind, ProjectFile, Tree},
    roles::Capsules,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count: usize = std::env::args().nth(1).map_or(Ok(10_000), |n| n.parse())?;
    let mut files = Tree::new();
    for n in 0..count {
        let path = ProjectPath::parse(&format!("src/module_{}/part_{}/file_{n}.py", n / 500, n / 50))?;
        let content: String =
            (0..60).map(|k| format!("def f_{n}_{k}(x):\n    return x + {}\n", n * k * 7919 % 9973)).collect();
        files.insert(path, ProjectFile { content, kind: FileKind::Source, executable: n % 100 == 0 });
    }
    let plain: usize = files.values().map(|f| f.content.len()).sum();
    let record = serde_json::json!({ "gate": { "proven": false } }).as_object().cloned().unwrap_or_default();
    let content = CapsuleContent {
        name: "large".to_owned(),
        proven: false,
        files,
        record,
        manifest: Default::default(),
        quantum_capsule: Default::default(),
        created_unix: 0,
    };
    let packer = Packer::default();
    let started = Instant::now();
    let packed = packer.pack_capsule(&content)?;
    let pack = started.elapsed();
    let started = Instant::now();
    let verification = packer.verify(&packed.bytes, None);
    let verify = started.elapsed();
    let folder = std::env::current_dir()?.join("target/large_project");
    let started = Instant::now();
    capsule::unpack(&packer.open_capsule(&packed.bytes)?, &folder)?;
    let unpack = started.elapsed();
    std::fs::remove_dir_all(&folder)?;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{count} files, {plain} bytes, packed {} bytes, valid {}",
        packed.bytes.len(),
        verification.valid
    )?;
    writeln!(out, "pack {pack:.2?}, verify {verify:.2?}, open and unpack {unpack:.2?}")?;
    Ok(())
}
