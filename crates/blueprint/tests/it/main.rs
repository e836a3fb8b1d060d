//! The blueprints as others see them: through the role, from specs.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its input has failed")]

mod choosing;
mod comparing;
mod holding;
mod listing;
mod mutants;
mod reaching;
mod refusing;
mod rendering;

use domain::{Spec, project::Part, roles::Blueprints};

pub const SPECS: &[&str] = &["notes-api", "library-api", "tickets-api", "booking-api", "shop-routes-api"];

pub fn spec(name: &str) -> Spec {
    let path = format!("{}/tests/specs/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

pub fn library() -> blueprint::Library {
    blueprint::Library::new().unwrap()
}

/// One rendered file.
pub fn file(spec: &Spec, path: &str) -> String {
    let library = library();
    [Part::Code, Part::Dependencies, Part::Tests, Part::Documentation]
        .into_iter()
        .find_map(|part| {
            library.render(spec, part).unwrap().get(&path.to_owned().try_into().unwrap()).cloned()
        })
        .unwrap_or_else(|| panic!("no {path}"))
        .content
}
