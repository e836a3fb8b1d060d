//! What is covered, and what is refused with a reason.

use domain::{Explained, roles::Blueprints, spec::ProjectType};
use serde_json::json;

use crate::{library, spec};

fn refusal(change: impl FnOnce(&mut domain::Spec)) -> Explained {
    let mut spec = spec("library-api");
    change(&mut spec);
    library().choose(&spec).expect_err("it was accepted")
}

#[test]
fn an_api_with_records_is_covered_whatever_is_left_open() {
    let mut spec = spec("notes-api");
    (spec.project.language, spec.project.framework, spec.project.storage) = (None, None, None);
    assert_eq!(library().choose(&spec).unwrap().id, "python-fastapi");
}

#[test]
fn another_stack_is_understood_and_refused() {
    let refused = refusal(|spec| {
        spec.project.language = Some("go".into());
        spec.project.framework = Some("gin".into());
    });
    assert_eq!(refused.code, "QL-T001");
    assert_eq!(refused.message, "no blueprint covers a project of type api in go with gin");
    assert!(refused.hint.unwrap().contains("FastAPI"));
}

#[test]
fn another_kind_of_project_or_storage_is_refused() {
    assert_eq!(refusal(|spec| spec.project.kind = ProjectType::Cli).code, "QL-T001");
    assert_eq!(refusal(|spec| spec.project.storage = Some("mongodb".into())).code, "QL-T001");
    assert_eq!(refusal(|spec| spec.entities.clear()).code, "QL-T001");
}

#[test]
fn a_custom_operation_never_becomes_an_invented_handler() {
    let refused = refusal(|spec| {
        let custom =
            json!({"id": "recommend", "kind": "custom", "method": "GET", "path": "/recommendations"});
        spec.operations.push(serde_json::from_value(custom).unwrap());
    });
    assert_eq!(refused.code, "QL-T002");
    assert!(refused.message.contains("GET /recommendations"), "{}", refused.message);
}

#[test]
fn contradictions_are_named_by_their_place() {
    let refused = refusal(|spec| spec.relations[0].to = "Publisher".into());
    assert_eq!((refused.code.as_str(), refused.message.contains("/relations/0")), ("QL-T003", true));
    let refused = refusal(|spec| spec.operations[0].filters.push("colour".into()));
    assert_eq!((refused.code.as_str(), refused.message.contains("colour")), ("QL-T003", true));
}

#[test]
fn names_that_code_cannot_carry_are_refused() {
    let refused = refusal(|spec| {
        let book = spec.entities.get_mut("Book").unwrap();
        let title = book.fields["title"].clone();
        book.fields.insert("x; import os".into(), title);
    });
    assert_eq!(refused.code, "QL-T004");
}

#[test]
fn flat_code_is_recognised_with_the_reason() {
    let file = |content: &str| domain::project::ProjectFile {
        content: content.into(),
        kind: domain::project::FileKind::Source,
        executable: false,
    };
    let detect = |path: &str, content: &str| {
        let tree = [(path.to_owned().try_into().unwrap(), file(content))].into();
        blueprint::detect::detect(&tree).unwrap().map(|d| d.reason)
    };
    assert_eq!(detect("requirements.txt", "FastAPI==1.0\n").unwrap(), "requirements.txt names fastapi");
    assert_eq!(detect("src/x.py", "app = FastAPI()\n").unwrap(), "src/x.py says `FastAPI(`");
    assert_eq!(detect("requirements.txt", "# fastapi\nmy-fastapi-notes\nflask\n"), None);
}
