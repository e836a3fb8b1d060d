//! Renders a project for looking at it: `cargo run -p blueprint --example render -- spec.json out [MUTANT]`.

use domain::{project::Part, roles::Blueprints};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (Some(spec), Some(out)) = (arguments.first(), arguments.get(1)) else {
        return Err("usage: render SPEC.json FOLDER [MUTANT]".into());
    };
    let spec: domain::Spec = serde_json::from_str(&std::fs::read_to_string(spec)?)?;
    let library = blueprint::Library::new()?;
    for part in [Part::Code, Part::Dependencies, Part::Tests, Part::Documentation] {
        let tree = match arguments.get(2) {
            Some(mutant) if part == Part::Code => library.render_mutant(&spec, mutant)?,
            _ => library.render(&spec, part)?,
        };
        for (path, file) in tree {
            let path = std::path::Path::new(out).join(path.as_str());
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(path, file.content)?;
        }
    }
    let mutants: Vec<String> =
        library.mutants(&spec)?.into_iter().map(|m| format!("{} {}", m.id, m.title)).collect();
    std::fs::write(std::path::Path::new(out).join("../mutants.txt"), mutants.join("\n"))?;
    Ok(())
}
