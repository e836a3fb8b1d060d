//! Records that are somebody's though somebody else makes them: by a key that names them, or by what they hang on.

use domain::{Spec, project::Part, roles::Blueprints};

use crate::{file, library, spec};

/// All of the suite, and the test whose name ends so.
fn test(spec: &Spec, name: &str) -> String {
    let tree = library().render(spec, Part::Tests).unwrap();
    let all: String = tree.values().map(|file| file.content.clone()).collect();
    let (_, found) = all.split_once(name).unwrap_or_else(|| panic!("no {name}"));
    found.split_once("\n\n\n").unwrap().0.to_owned()
}

#[test]
fn a_key_that_names_somebody_is_given_by_the_maker_and_decides_who_sees_the_record() {
    let spec = spec("grades-api");
    let service = file(&spec, "app/services/grades.py");
    assert!(service.contains("return models.Grade.student_id == owner_id"), "{service}");
    // Who made it still owns it in their own way.
    assert!(service.contains("return models.Grade.owner_id == owner_id"), "{service}");
    let schemas = file(&spec, "app/schemas.py");
    let body = schemas.split_once("class GradeBody").unwrap().1.split_once("\n\n\n").unwrap().0;
    assert!(body.contains("student_id:") && !body.contains("owner_id:"), "{body}");
    let routes = file(&spec, "app/routes.py");
    assert!(routes.contains("caller.check_owner(grades.owner_of(session, found, caller.role))"), "{routes}");
    let seen = test(&spec, "student_sees_only_own_grades_in_the_list");
    assert!(seen.contains("make_grade(student_id=as_student.id)"), "{seen}");
    assert!(seen.contains("make_grade(student_id=as_other_student.id)"), "{seen}");
    let read = test(&spec, "student_may_not_read_the_grade_of_another");
    assert!(read.contains("as_other_student.get"), "{read}");
}

#[test]
fn what_hangs_on_a_record_of_somebody_is_theirs_to_decide_about() {
    let spec = spec("adoption-api");
    let service = file(&spec, "app/services/applications.py");
    assert!(service.contains("sa.select(models.Animal.shelter_id)"), "{service}");
    assert!(service.contains("return application.adopter_id"), "{service}");
    let own = test(&spec, "shelter_may_approve_an_own_application");
    assert!(own.contains("make_animal(as_shelter)") && own.contains("as_shelter.post("), "{own}");
    let other = test(&spec, "shelter_may_not_approve_the_application_of_another");
    assert!(other.contains("as_other_shelter.post(") && other.contains("403"), "{other}");
}

#[test]
fn whoever_owns_by_what_a_record_hangs_on_hangs_it_on_nothing_of_others() {
    let mut spec = spec("adoption-api");
    assert!(!file(&spec, "app/routes.py").contains("check_reach"), "nobody who is bound so attaches any");
    let more = serde_json::json!({ "effect": "allow", "roles": ["shelter"], "ops": ["create"], "entity": "Application" });
    spec.auth.as_mut().unwrap().permissions.push(serde_json::from_value(more).unwrap());
    let routes = file(&spec, "app/routes.py");
    assert!(routes.contains("session, models.Animal.shelter_id, body.animal_id"), "{routes}");
    test(&spec, "shelter_cannot_attach_an_application_to_the_animal_of_another");
}

#[test]
fn accounts_begin_with_the_role_that_the_text_names() {
    let spec = spec("grades-api");
    assert!(file(&spec, "app/services/users.py").contains("role: str = \"student\""));
    let test = test(&spec, "registered_account_can_log_in_and_use_its_token");
    assert!(test.contains("\"student\""), "{test}");
    let readme = file(&spec, "README.md");
    assert!(readme.contains("opens an account with the role `student`"), "{readme}");
}

#[test]
fn the_readme_names_all_that_an_account_is_opened_with() {
    let mut spec = spec("grades-api");
    let user = serde_json::json!({ "fields": {
        "display_name": { "type": "string", "x-ql-type": "string", "x-ql-required": true, "maxLength": 80 },
        "bio": { "type": "string", "x-ql-type": "text" } } });
    spec.entities.insert("User".to_owned(), serde_json::from_value(user).unwrap());
    let readme = file(&spec, "README.md");
    let said = "`POST /auth/register` with `email`, `password` and `display_name` opens an account";
    assert!(readme.contains(said), "{readme}");
}

#[test]
fn a_condition_about_a_key_that_is_not_there_is_refused() {
    for (condition, code) in
        [("own:nobody_id", "QL-T003"), ("own:course_id", "QL-T003"), ("mine", "QL-T002"), ("own:", "QL-T002")]
    {
        let mut spec = spec("grades-api");
        let permission =
            spec.auth.as_mut().unwrap().permissions.iter_mut().find(|p| p.condition.is_some()).unwrap();
        permission.condition = Some(condition.to_owned());
        let refused = library().render(&spec, Part::Code).unwrap_err();
        assert_eq!(refused.code, code, "{condition}: {refused:?}");
    }
    // One role owns records of a kind in one way.
    let mut spec = spec("adoption-api");
    let twice = serde_json::json!({ "effect": "allow", "roles": ["shelter"], "ops": ["update"],
        "entity": "Application", "condition": "own:adopter_id" });
    spec.auth.as_mut().unwrap().permissions.push(serde_json::from_value(twice).unwrap());
    assert!(library().render(&spec, Part::Code).is_err());
}

#[test]
fn what_hangs_on_a_record_that_names_an_account_hangs_on_one_that_names_the_caller() {
    let mut spec = spec("grades-api");
    let appeal = serde_json::json!({ "fields": {
        "reason": { "type": "string", "x-ql-type": "string", "x-ql-required": true, "maxLength": 80 } } });
    spec.entities.insert("Appeal".to_owned(), serde_json::from_value(appeal).unwrap());
    let key = serde_json::json!({ "from": "Appeal", "to": "Grade", "kind": "many_to_one", "field": "grade_id",
        "required": true, "on_delete": "cascade" });
    spec.relations.push(serde_json::from_value(key).unwrap());
    for (kind, method, path) in
        [("create", "POST", "/appeals"), ("list", "GET", "/appeals"), ("read", "GET", "/appeals/{id}")]
    {
        let operation = serde_json::json!({ "id": format!("{kind}Appeals"), "entity": "Appeal", "kind": kind,
            "method": method, "path": path });
        spec.operations.push(serde_json::from_value(operation).unwrap());
    }
    // Nobody but the student that it names has a grade.
    spec.relations.retain(|relation| relation.field.as_deref() != Some("owner_id"));
    let auth = spec.auth.as_mut().unwrap();
    auth.permissions
        .iter_mut()
        .filter(|p| p.condition.as_deref() == Some("own"))
        .for_each(|p| p.condition = None);
    let right = serde_json::json!({ "effect": "allow", "roles": ["student"], "ops": ["create", "read", "list"],
        "entity": "Appeal", "condition": "own:grade_id.student_id" });
    auth.permissions.push(serde_json::from_value(right).unwrap());
    let makers = test(&spec, "def appeal_body");
    // No student may make a grade: whoever does names the student.
    assert!(
        makers.contains("theirs = {\"student_id\": caller.id} if caller.role in [\"student\"] else {}"),
        "{makers}"
    );
    assert!(makers.contains("make_grade(**theirs)"), "{makers}");
    // The same where a test makes the grade itself.
    let gone = test(&spec, "appeal_goes_with_its_grade");
    assert!(gone.contains("make_grade(student_id=as_student.id)"), "{gone}");
    let seen = test(&spec, "student_sees_only_own_appeals_in_the_list");
    assert!(seen.contains("make_appeal(as_other_student, grade_id="), "{seen}");
}
