//! As many as a field of another thing says: any way to count them with any way to name the field.

use domain::rule::FormalRule;

use crate::reading::read;

const THINGS: &str = "An API for a school. Courses have a title and max students. Students have a name. An enrollment \
                      has a date and belongs to a course and a student.";

fn capacity(said: &str) {
    let spec = read(&format!("{THINGS} {said}"));
    assert_eq!(spec.entities.len(), 3, "{said}: {:?}", spec.entities.keys());
    assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    let [rule] = spec.rules.as_slice() else { panic!("{said}: {:?}", spec.rules) };
    assert_eq!(rule.entity.as_deref(), Some("Enrollment"), "{said}");
    let wanted = FormalRule::Capacity { key: "course_id".into(), field: "max_students".into() };
    assert_eq!(FormalRule::of(rule), Some(wanted), "{said}");
}

#[test]
fn there_are_never_more_than_a_field_says() {
    let limits = [
        "its max students",
        "the max students of the course",
        "max students allows",
        "the course's max students",
    ];
    for limit in limits {
        for holder in [
            "A course cannot have more enrollments than",
            "A course never has more enrollments than",
            "No course may have more enrollments than",
            "There can't be more enrollments for a course than",
            "Don't allow more enrollments in a course than",
            "No more enrollments per course than",
            "The number of enrollments per course is limited to",
            "The number of enrollments of a course must not exceed",
            "Enrollments per course may not exceed",
            "A course can never take more students than",
        ] {
            capacity(&format!("{holder} {limit}."));
        }
    }
}

#[test]
fn the_field_may_come_first_or_stand_in_the_middle() {
    for said in [
        "Max students limits how many enrollments a course can have.",
        "The max students of a course caps the number of enrollments.",
        "A course can have at most max students enrollments.",
        "Each course takes up to max students enrollments.",
        "When a course has reached its max students, further enrollments are rejected.",
        "Once the max students of a course are reached, no further enrollments are accepted.",
        "No further enrollments are accepted once a course has reached its max students.",
    ] {
        capacity(said);
    }
}

#[test]
fn a_number_of_things_that_a_record_says_is_held_against_the_room_and_not_its_records() {
    for said in [
        "The number of guests may not exceed the room's max guests.",
        "The number of guests must not exceed the max guests of the room.",
    ] {
        let spec = read(&format!(
            "A room has a name and max guests. A guest has a name. A stay belongs to a room and to a guest and has a \
             day and a number of guests. {said}"
        ));
        let rules: Vec<&str> = spec.rules.iter().map(|rule| rule.kind.as_str()).collect();
        assert_eq!(rules, ["compare"], "{said}: {:?}", spec.rules);
    }
}
