//! Prints the generated tests of a spec: `cargo run -p blueprint --example suite -- spec.json out`.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use blueprint::suite::{print::Printer, suite};
use domain::requirement::requirements;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(spec), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("usage: suite SPEC.json FOLDER".into());
    };
    let spec: domain::Spec = serde_json::from_str(&std::fs::read_to_string(spec)?)?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../blueprints/python-fastapi/tests");
    let mut templates = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        templates
            .insert(entry.file_name().to_string_lossy().into_owned(), std::fs::read_to_string(entry.path())?);
    }
    let printer = Printer::new("python-fastapi", templates)?;
    let suite = suite(&spec, &requirements(&spec), printer.database());
    for (path, file) in printer.print(&suite, &spec.project)? {
        let path = Path::new(&out).join(path.as_str());
        std::fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        std::fs::write(path, file.content)?;
    }
    for case in printer.test_cases(&suite) {
        println!("{} {}", case.requirements.join(","), case.id);
    }
    for untestable in &suite.untestable {
        println!("untestable {}: {}", untestable.requirement, untestable.reason);
    }
    Ok(())
}
