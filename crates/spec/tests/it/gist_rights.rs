//! Who may do what, in whatever order it is said.

use domain::{Spec, spec::Effect};

use crate::reading::read;

/// The stated rights of a reading: who, what, to which, and whether to their own.
fn rights(spec: &Spec) -> Vec<String> {
    let told = spec.auth.as_ref().map(|auth| auth.permissions.as_slice()).unwrap_or_default();
    let mut found: Vec<String> = told
        .iter()
        .filter(|right| right.origin == Some(domain::Origin::Stated))
        .flat_map(|right| {
            let deny = if right.effect == Effect::Deny { "!" } else { "" };
            let own = if right.condition.is_some() { " own" } else { "" };
            let entity = right.entity.clone().unwrap_or_else(|| "*".to_owned());
            right.roles.iter().flat_map(move |role| {
                let (entity, role) = (entity.clone(), role.clone());
                right.ops.iter().map(move |op| format!("{deny}{role} {op} {entity}{own}"))
            })
        })
        .collect();
    found.sort();
    found
}

fn check(said: &str, expected: &[&str]) {
    let spec = read(&format!("An API in FastAPI. A course has a title. A lesson has a date. {said}"));
    assert_eq!(rights(&spec), expected, "{said}");
    let asked: Vec<&str> = spec
        .open_questions
        .iter()
        .filter(|question| question.pointer.as_deref().is_some_and(|at| at.contains("unrecognised")))
        .map(|question| question.text.as_str())
        .collect();
    assert_eq!(asked, Vec::<&str>::new(), "{said}");
    assert_eq!(spec.coverage.silent, 0, "{said}");
}

#[test]
fn deeds_may_stand_before_the_people() {
    check(
        "Course creation is restricted to teachers. Deletion of courses is up to the head teacher.",
        &["head_teacher delete Course", "teacher create Course"],
    );
    check(
        "Courses: read by anyone, write by teachers, delete by the head only. Teachers log in.",
        &[
            "head delete Course",
            "public list Course",
            "public read Course",
            "teacher create Course",
            "teacher update Course",
        ],
    );
}

#[test]
fn people_and_their_deeds_may_be_a_list() {
    check(
        "Students – read; teachers – read, create, update. Only teachers may delete lessons.",
        &[
            "student list *",
            "student read *",
            "teacher create *",
            "teacher delete Lesson",
            "teacher list *",
            "teacher read *",
            "teacher update *",
        ],
    );
}

#[test]
fn what_is_excepted_is_no_right() {
    check(
        "Teachers may delete lessons. Assistants can do everything except deleting.",
        &[
            "assistant create *",
            "assistant list *",
            "assistant read *",
            "assistant update *",
            "teacher delete Lesson",
        ],
    );
}

#[test]
fn what_is_theirs_is_told_by_what_they_did() {
    check(
        "Teachers see and change only lessons they created themselves. Heads see all lessons.",
        &[
            "head list Lesson",
            "head read Lesson",
            "teacher list Lesson own",
            "teacher read Lesson own",
            "teacher update Lesson own",
        ],
    );
}

#[test]
fn whoever_was_spoken_of_goes_on() {
    check("Staff sign in with email and password and can change lessons.", &["staff update Lesson"]);
}

#[test]
fn what_is_denied_is_denied_of_all_that_follows() {
    let spec = read(
        "An API in FastAPI. A course has a title. A lesson has a date. Staff log in. Students cannot, of course, edit courses \
         and delete lessons.",
    );
    let granted: Vec<String> =
        rights(&spec).into_iter().filter(|right| right.starts_with("student")).collect();
    assert_eq!(granted, Vec::<String>::new());
}

#[test]
fn all_of_a_thing_is_not_everything() {
    check("Editing all courses is a matter for teachers only. Teachers log in.", &["teacher update Course"]);
}

#[test]
fn none_and_nobody_deny() {
    check(
        "Guides can see all lessons but edit none.",
        &["!guide update Lesson", "guide list Lesson", "guide read Lesson"],
    );
    let spec = read(
        "An API. Lessons have a title. Teachers log in. Teachers can add lessons but nobody can delete them.",
    );
    assert!(spec.operations.iter().all(|op| op.id != "deleteLesson"), "{:?}", spec.operations);
    assert_eq!(rights(&spec), ["teacher create Lesson"]);
}

#[test]
fn half_of_a_right_is_none() {
    for said in [
        // A condition beside it makes it another one.
        "Teachers log in. The head may, once approved, see lessons.",
        // Who "I" is, no role says.
        "Teachers log in. Only I can add lessons.",
        // Where something is, is not what a right is to.
        "Teachers log in. Teachers find it in the store and issue it for a lesson.",
        // Nothing is said of what they create.
        "Teachers log in. The head, who creates, is busy.",
    ] {
        let spec = read(&format!("An API in FastAPI. A course has a title. A lesson has a date. {said}"));
        assert_eq!(rights(&spec), Vec::<String>::new(), "{said}");
    }
}
