//! Which crate may depend on which: arrows only downward, siblings never on each other.
//!
//! Invariants 1, 2 and 7: `pipeline` and `validate` know the other services as traits of
//! `domain`; outside systems are spoken to in `backends`; HTTP is shaped in `server`.

use std::collections::BTreeSet;

use super::Problem;
use crate::sources::Sources;

/// A crate, and the crates of ours that it may use in the product.
const ALLOWED: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("store", &["domain"]),
    ("jail", &["domain"]),
    ("linear", &[]),
    ("spec", &["domain", "linear"]),
    ("blueprint", &["domain"]),
    ("parse", &["domain"]),
    ("validate", &["domain"]),
    ("capsule", &["domain"]),
    ("llm", &["domain"]),
    ("preview", &["domain"]),
    ("deploy", &["domain"]),
    ("auth", &["domain"]),
    ("client", &["domain"]),
    ("sandbox", &["domain", "jail"]),
    ("pipeline", &["domain", "store"]),
    ("backends", &["domain", "store"]),
    ("server", &["domain", "store", "auth"]),
    ("testkit", &["domain", "store", "pipeline"]),
    (
        "quantumlayer",
        &[
            "domain",
            "store",
            "jail",
            "spec",
            "blueprint",
            "parse",
            "validate",
            "capsule",
            "llm",
            "preview",
            "deploy",
            "auth",
            "client",
            "sandbox",
            "pipeline",
            "backends",
            "server",
        ],
    ),
    // Development only: it may look at everything.
    (
        "xtask",
        &[
            "domain",
            "store",
            "spec",
            "blueprint",
            "parse",
            "validate",
            "capsule",
            "sandbox",
            "pipeline",
            "backends",
            "jail",
            "linear",
            "testkit",
            "quantumlayer",
        ],
    ),
];

/// Packages that speak to outside systems, and the one crate that may use them.
const OUTSIDE: &[(&str, &str)] = &[
    ("sqlx", "backends"),
    ("rusqlite", "backends"),
    ("redis", "backends"),
    ("async-nats", "backends"),
    ("tonic", "backends"),
    ("qdrant-client", "backends"),
    ("kube", "backends"),
    ("aws-sdk-s3", "backends"),
    ("axum", "server"),
    ("utoipa", "server"),
];

pub fn check(sources: &Sources) -> Vec<Problem> {
    let mut problems = Vec::new();
    let manifests = sources.files.iter().filter_map(|(path, text)| {
        let folder = path.strip_suffix("/Cargo.toml")?;
        let name = folder.strip_prefix("crates/").or((folder == "xtask").then_some(folder))?;
        (!name.contains('/')).then_some((path.as_str(), name, text))
    });
    let manifests: Vec<_> = manifests.collect();
    let ours: BTreeSet<&str> = manifests.iter().map(|(_, name, _)| *name).collect();
    for (path, name, text) in &manifests {
        let manifest: toml::Table = match toml::from_str(text) {
            Ok(manifest) => manifest,
            Err(error) => {
                problems.push(Problem::new(path, 0, format!("cannot be read: {}", error.message())));
                continue;
            }
        };
        let package = manifest.get("package").and_then(|p| p.get("name")).and_then(|n| n.as_str());
        if package != Some(name) {
            problems.push(Problem::new(path, 0, format!("a crate is called as its folder: `{name}`")));
        }
        let Some((_, allowed)) = ALLOWED.iter().find(|(known, _)| known == name) else {
            problems.push(Problem::new(
                path,
                0,
                "has no row in xtask/src/tidy/edges.rs: decide what it may use",
            ));
            continue;
        };
        for dependency in product_dependencies(&manifest) {
            if ours.contains(dependency.as_str()) && !allowed.contains(&dependency.as_str()) {
                problems.push(Problem::new(
                    path,
                    line_of(text, &dependency),
                    format!("`{name}` may not depend on `{dependency}`: ask for a trait of `domain` instead"),
                ));
            }
            if let Some((_, owner)) =
                OUTSIDE.iter().find(|(package, owner)| *package == dependency && owner != name)
            {
                problems.push(Problem::new(
                    path,
                    line_of(text, &dependency),
                    format!("`{dependency}` belongs to `{owner}` alone"),
                ));
            }
        }
    }
    problems
}

/// Packages that end up in the product, by their real names; not those of tests.
fn product_dependencies(manifest: &toml::Table) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut tables = vec![manifest];
    if let Some(targets) = manifest.get("target").and_then(|t| t.as_table()) {
        tables.extend(targets.values().filter_map(|target| target.as_table()));
    }
    for table in tables {
        for kind in ["dependencies", "build-dependencies"] {
            let Some(dependencies) = table.get(kind).and_then(|d| d.as_table()) else { continue };
            for (key, value) in dependencies {
                let package = value.get("package").and_then(|p| p.as_str()).unwrap_or(key);
                names.insert(package.to_owned());
            }
        }
    }
    names
}

fn line_of(text: &str, dependency: &str) -> usize {
    text.lines().position(|line| line.trim_start().starts_with(dependency)).map_or(0, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use crate::tidy::places;

    fn manifest(name: &str, rest: &str) -> String {
        format!("[package]\nname = \"{name}\"\n{rest}")
    }

    fn check(crates: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<(String, String)> = crates
            .iter()
            .map(|(name, rest)| (format!("crates/{name}/Cargo.toml"), manifest(name, rest)))
            .collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
        places(super::check, &files)
    }

    #[test]
    fn a_sibling_is_out_of_reach() {
        let deps = "[dependencies]\ndomain.workspace = true\nparse.workspace = true\n";
        assert_eq!(check(&[("domain", ""), ("parse", ""), ("spec", deps)]), ["crates/spec/Cargo.toml:5"]);
        assert_eq!(
            check(&[("pipeline", "[dependencies]\nspec = { path = \"x\" }\n"), ("spec", "")]).len(),
            1
        );
        assert_eq!(
            check(&[("validate", "[target.'cfg(unix)'.dependencies]\nspec = \"1\"\n"), ("spec", "")]).len(),
            1
        );
        assert_eq!(
            check(&[("validate", "[dependencies]\nx = { package = \"spec\" }\n"), ("spec", "")]).len(),
            1
        );
    }

    #[test]
    fn downward_and_for_tests_is_fine() {
        let deps = "[dependencies]\ndomain.workspace = true\n[dev-dependencies]\nspec.workspace = true\n";
        assert_eq!(check(&[("domain", ""), ("spec", ""), ("blueprint", deps)]), Vec::<String>::new());
    }

    #[test]
    fn outside_systems_have_one_home() {
        assert_eq!(check(&[("store", "[dependencies]\nsqlx = \"1\"\n")]), ["crates/store/Cargo.toml:4"]);
        assert_eq!(check(&[("backends", "[dependencies]\nsqlx = \"1\"\n")]), Vec::<String>::new());
    }

    #[test]
    fn a_crate_without_a_row_is_asked_about() {
        assert_eq!(check(&[("manager", "")]), ["crates/manager/Cargo.toml:0"]);
        assert_eq!(
            places(super::check, &[("crates/spec/Cargo.toml", "[package]\nname = \"reader\"\n")]).len(),
            1
        );
    }
}
