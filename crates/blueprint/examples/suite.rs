//! Prints the generated tests of a spec: `cargo run -p blueprint --example suite -- spec.json out`.

use std::error::Error;
use std::path::Path;

use blueprint::{Model, suite::Tests};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(spec), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("usage: suite SPEC.json FOLDER".into());
    };
    let spec: domain::Spec = serde_json::from_str(&std::fs::read_to_string(spec)?)?;
    let model = Model::of(&spec)?;
    let tests = Tests::of("python-fastapi")?;
    for (path, file) in tests.render(&spec, &model)? {
        let path = Path::new(&out).join(path.as_str());
        std::fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        std::fs::write(path, file.content)?;
    }
    for case in tests.plan(&spec, &model) {
        println!("{} {}", case.requirements.join(","), case.id);
    }
    for untestable in tests.untestable(&spec, &model) {
        println!("untestable {}: {}", untestable.requirement, untestable.reason);
    }
    Ok(())
}
