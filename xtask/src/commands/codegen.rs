//! `cargo xtask codegen`: writes `docs/generated`, or with `--check` fails where it would change.

use anyhow::{Context, Result, bail};

use crate::{
    codegen::{DOCUMENTS, Made},
    shell,
    sources::Sources,
};

pub fn run(arguments: &[String]) -> Result<()> {
    let check = match arguments {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => bail!("codegen takes nothing or `--check`"),
    };
    let root = shell::root();
    let sources = Sources::read(&root)?;
    let mut drifted = Vec::new();
    for document in DOCUMENTS {
        let path = format!("docs/generated/{}", document.file);
        let text = match (document.make)(&sources).with_context(|| format!("making {path}"))? {
            Made::Text(text) => text,
            Made::NotYet(why) => {
                println!("{path}: not made: {why}");
                continue;
            }
        };
        if sources.files.get(&path) == Some(&text) {
            continue;
        }
        drifted.push(path.clone());
        if !check {
            let file = root.join(&path);
            std::fs::create_dir_all(file.parent().unwrap_or(&root))?;
            std::fs::write(&file, text).with_context(|| format!("writing {path}"))?;
            println!("wrote {path}");
        }
    }
    if check && !drifted.is_empty() {
        bail!("run `cargo xtask codegen`: {} would change", drifted.join(", "));
    }
    Ok(())
}
