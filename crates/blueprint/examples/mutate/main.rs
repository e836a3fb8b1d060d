//! Renders a project and each of its mutants: `cargo run -p blueprint --example mutate -- spec.json folder`.
//!
//! `run.py` beside this file then runs, for each mutant, the tests that name its
//! requirement, and counts the mutants by kind and layer as `proof.toml` wants them.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use domain::project::{Part, Tree};
use domain::roles::Blueprints;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(spec), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("usage: mutate SPEC.json FOLDER".into());
    };
    let spec: domain::Spec = serde_json::from_str(&std::fs::read_to_string(spec)?)?;
    let out = Path::new(&out);
    let library = blueprint::Library::new()?;
    let code = library.render(&spec, Part::Code)?;
    for part in [Part::Dependencies, Part::Tests, Part::Documentation] {
        write(&out.join("base"), &library.render(&spec, part)?)?;
    }
    write(&out.join("base"), &code)?;

    let mut tests: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for case in library.test_plan(&spec)? {
        for requirement in case.requirements {
            tests.entry(requirement).or_default().push(case.id.clone());
        }
    }
    let mut plan = Vec::new();
    for mutant in library.mutants(&spec)? {
        let changed = library.render_mutant(&spec, &mutant.id)?;
        let differs = |path: &domain::ProjectPath| code.get(path) != changed.get(path);
        let files: Tree =
            changed.iter().filter(|(path, _)| differs(path)).map(|(p, f)| (p.clone(), f.clone())).collect();
        let gone: Vec<&str> =
            code.keys().filter(|path| !changed.contains_key(*path)).map(|path| path.as_str()).collect();
        write(&out.join("mutants").join(&mutant.id), &files)?;
        plan.push(serde_json::json!({
            "id": mutant.id,
            "kind": mutant.kind,
            "layer": mutant.layer,
            "title": mutant.title,
            "gone": gone,
            "tests": tests.get(&mutant.requirement).cloned().unwrap_or_default(),
        }));
    }
    std::fs::write(out.join("plan.json"), serde_json::to_string_pretty(&plan)?)?;
    Ok(())
}

fn write(folder: &Path, tree: &Tree) -> std::io::Result<()> {
    for (path, file) in tree {
        let path = folder.join(path.as_str());
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, &file.content)?;
    }
    Ok(())
}
