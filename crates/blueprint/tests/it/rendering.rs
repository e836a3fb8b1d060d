//! What is printed: complete, repeatable, and safe against what users write.

use domain::{Spec, project::Part, roles::Blueprints};

use crate::{SPECS, file, library, spec};

const PARTS: [Part; 4] = [Part::Code, Part::Dependencies, Part::Tests, Part::Documentation];

#[test]
fn the_structure_is_exactly_what_is_rendered() {
    let library = library();
    for name in SPECS {
        let spec = spec(name);
        let planned: Vec<_> =
            library.structure(&spec).unwrap().into_iter().map(|f| (f.path, f.part)).collect();
        let mut rendered = Vec::new();
        for part in PARTS {
            rendered.extend(library.render(&spec, part).unwrap().into_keys().map(|path| (path, part)));
        }
        rendered.sort();
        assert_eq!(planned, rendered, "{name}");
    }
}

#[test]
fn the_same_spec_gives_the_same_bytes() {
    let spec = spec("booking-api");
    for part in PARTS {
        assert_eq!(library().render(&spec, part).unwrap(), library().render(&spec, part).unwrap());
    }
}

#[test]
fn no_file_keeps_a_mark_of_its_template() {
    for name in SPECS {
        for part in [Part::Code, Part::Documentation] {
            for (path, file) in library().render(&spec(name), part).unwrap() {
                let marks = ["{%", "%}", "{#"].iter().any(|mark| file.content.contains(mark));
                assert!(!marks, "{name}: {path}");
                assert!(
                    path.as_str().ends_with("__init__.py") || file.content.ends_with('\n'),
                    "{name}: {path}"
                );
            }
        }
    }
}

#[test]
fn hostile_words_stay_words() {
    let services = file(&spec("tickets-api"), "app/services/tickets.py");
    assert!(services.contains(r"- agents are 'nice' ''' {{7*7}} \\N{DASH} always"), "{services}");
    let mut hostile = spec("notes-api");
    let note = hostile.entities.get_mut("Note").unwrap();
    note.fields["title"].pattern = Some(r#"^"""[a-z]\n\{\{7*7\}\}$"#.into());
    let schemas = file(&hostile, "app/schemas.py");
    assert!(schemas.contains(r#"fields.matches("^\"\"\"[a-z]\\n\\{\\{7*7\\}\\}\\Z")"#), "{schemas}");
}

#[test]
fn reserved_words_get_other_names_in_code_and_keep_theirs_outside() {
    let spec = spec("booking-api");
    assert!(file(&spec, "app/models.py").contains(r#"__tablename__ = "groups_""#));
    let schemas = file(&spec, "app/schemas.py");
    assert!(
        schemas.contains(r#"class_: GroupClassField | None = Field(default=None, alias="class")"#),
        "{schemas}"
    );
}

#[test]
fn every_locked_package_has_hashes_and_no_index() {
    for name in SPECS {
        let lock = file(&spec(name), "requirements.lock");
        assert!(!lock.contains("://") && !lock.contains("--index"));
        let entries = lock.lines().filter(|line| !line.starts_with(' ')).count();
        let hashed = lock.lines().filter(|line| !line.starts_with(' ') && line.ends_with('\\')).count();
        assert!(entries > 20 && entries == hashed, "{name}: {hashed} of {entries}");
        let plan = library().plan(&spec(name)).unwrap();
        assert_eq!(plan.dependencies.len(), entries);
        assert_eq!(lock.contains("pyjwt=="), name == &"tickets-api" || name == &"booking-api");
    }
}

#[test]
fn images_hold_nothing_that_only_tests_need() {
    let spec = spec("tickets-api");
    let (lock, run) = (file(&spec, "requirements.lock"), file(&spec, "requirements-run.lock"));
    assert!(file(&spec, "Dockerfile").contains("-r requirements-run.lock"));
    assert!(run.contains("fastapi==") && run.contains("pyjwt==") && !run.contains("pytest=="));
    let names = |lock: &str| -> std::collections::BTreeSet<String> {
        lock.lines().filter(|line| !line.starts_with(' ')).map(str::to_owned).collect()
    };
    let plan = library().plan(&spec).unwrap();
    let tests = plan.dependencies.iter().filter(|dependency| dependency.development).count();
    assert_eq!(names(&lock).difference(&names(&run)).count(), tests);
    assert!(names(&run).is_subset(&names(&lock)));
}

#[test]
fn the_document_has_every_route_of_the_model() {
    for name in SPECS {
        let spec = spec(name);
        let document: serde_json::Value = serde_json::from_str(&file(&spec, "openapi.json")).unwrap();
        let model = blueprint::Model::of(&spec).unwrap();
        for operation in model.entities.iter().flat_map(|entity| &entity.operations) {
            let route = &document["paths"][&operation.path][operation.method.to_lowercase()];
            assert_eq!(route["operationId"], operation.id.as_str(), "{name}");
        }
    }
}

#[test]
fn a_route_of_ones_own_stands_before_those_of_records() {
    let spec = spec("shop-routes-api");
    let routes = file(&spec, "app/routes.py");
    let at = |path: &str| routes.find(path).unwrap();
    assert!(at("\"/products/low-stock\"") < at("\"/products/{id}\""));
    assert!(file(&spec, "app/figures.py").contains("def average"));
    assert!(file(&spec, "openapi.json").contains("/products/sku/{sku}"));
}

/// What `app/routes.py` imports and defines for all its lines to see.
fn names_of_routes(spec: &Spec) -> Vec<String> {
    let text = file(spec, "app/routes.py");
    let imported = text.lines().filter_map(|line| line.strip_prefix("from ")?.split_once(" import "));
    let imported = imported.flat_map(|(_, names)| names.split(", ").map(str::to_owned).collect::<Vec<_>>());
    let defined = text.lines().filter_map(|line| line.strip_prefix("def ")?.split_once('('));
    imported.chain(defined.map(|(name, _)| name.to_owned())).collect()
}

#[test]
fn a_thing_named_like_a_part_of_the_program_has_its_own_module() {
    let base = spec("shop-routes-api");
    let thing = base.entities.values().next().unwrap().clone();
    for name in names_of_routes(&base) {
        let Some(one) = name.strip_suffix('s').filter(|one| one.chars().all(|c| c.is_ascii_lowercase()))
        else {
            continue;
        };
        let entity = one[..1].to_uppercase() + &one[1..];
        if base.entities.contains_key(&entity) || entity == "User" {
            continue;
        }
        let mut spec = base.clone();
        spec.entities.insert(entity, thing.clone());
        let mut names = names_of_routes(&spec);
        names.sort();
        let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{name}: {twice:?}");
    }
}

#[test]
fn the_document_says_that_the_last_administrator_cannot_step_down() {
    let spec = spec("tickets-api");
    assert!(file(&spec, "app/routes.py").contains("users.check_another_admin(session, account)"));
    let document: serde_json::Value = serde_json::from_str(&file(&spec, "openapi.json")).unwrap();
    assert!(document["paths"]["/auth/users/{id}"]["patch"]["responses"]["409"].is_object());
}

#[test]
fn a_default_is_answered_as_it_is_read_back() {
    let mut spec = spec("booking-api");
    let booking = spec.entities.get_mut("Booking").unwrap();
    let fee = serde_json::json!({ "type": "string", "x-ql-type": "decimal", "multipleOf": 0.01, "minimum": 0, "default": 0 });
    booking.fields.insert("fee".to_owned(), serde_json::from_value(fee).unwrap());
    let schemas = file(&spec, "app/schemas.py");
    assert!(schemas.contains("= Decimal(\"0.00\")"), "{schemas}");
}
