//! Facts go to what the words name: the one that a clause begins with, the heading above a list, the guests who own
//! something, and every member that is unique together.

use domain::{Spec, rule::FormalRule, spec::RelationKind};

use crate::reading::read;

fn fields(spec: &Spec, entity: &str) -> Vec<String> {
    spec.entities.get(entity).map(|e| e.fields.keys().cloned().collect()).unwrap_or_default()
}

#[test]
fn a_clause_that_begins_with_each_of_them_is_about_them() {
    for (text, part, wanted) in [
        (
            "A team has many matches and each match has a referee and a score.",
            "Match",
            vec!["referee", "score"],
        ),
        ("A tour has many stops and each stop has a place and a time.", "Stop", vec!["place", "time"]),
        ("A tour has many stops, and each stop has a place.", "Stop", vec!["place"]),
        ("A kennel has dogs and each dog has a tag and a breed.", "Dog", vec!["tag", "breed"]),
        ("A shelf has several boxes; each box has a label and a price.", "Box", vec!["label", "price"]),
    ] {
        let spec = read(&format!("FastAPI. {text}"));
        assert_eq!(fields(&spec, part), wanted, "{text}");
        assert!(spec.relations.iter().any(|r| r.from == part), "{text}");
    }
    let spec = read(
        "FastAPI. A colony has a name. A hive has many frames, and each frame belongs to a hive and a colony.",
    );
    let of: Vec<(&str, &str)> = spec.relations.iter().map(|r| (r.from.as_str(), r.to.as_str())).collect();
    assert_eq!(of, [("Frame", "Hive"), ("Frame", "Colony")]);
}

#[test]
fn a_heading_in_words_is_no_part_of_the_first_thing_under_it() {
    for head in [
        "Our objects:",
        "Our data:",
        "The things:",
        "We store:",
        "What we store:",
        "Data we need:",
        "Things we keep:",
        "It must store:",
        "The system should manage:",
        "Entities:",
    ] {
        for items in [
            "- Buses - plate, seats\n- Drivers - name, phone",
            "* Buses (plate, seats)\n* Drivers (name, phone)",
            "1. Buses - plate, seats\n2. Drivers - name, phone",
            "- bus (plate, seats)\n- driver (name, phone)",
        ] {
            let spec = read(&format!("FastAPI.\n{head}\n{items}\n"));
            assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Bus", "Driver"], "{head}\n{items}");
            assert_eq!(fields(&spec, "Bus"), ["plate", "seats"], "{head}\n{items}");
            assert_eq!(fields(&spec, "Driver"), ["name", "phone"], "{head}\n{items}");
        }
    }
}

#[test]
fn guests_who_have_records_of_their_own_have_accounts() {
    for (who, deed) in [
        ("Guests", "cancel their own bookings"),
        ("Guests", "change their own bookings"),
        ("Guests", "see their own bookings"),
        ("Visitors", "delete their own bookings"),
        ("A guest", "edit the bookings they made"),
    ] {
        let spec =
            read(&format!("FastAPI. A booking has a date. {who} can {deed}. Clerks may edit bookings."));
        let role = who.trim_start_matches("A ").trim_end_matches('s').to_lowercase();
        let auth = spec.auth.as_ref().unwrap();
        assert!(auth.roles.contains(&role), "{who} {deed}: {:?}", auth.roles);
        let of = |role: &str| -> Vec<Option<&str>> {
            let told = auth.permissions.iter().filter(|p| p.roles.iter().any(|r| r == role));
            told.map(|p| p.condition.as_deref()).collect()
        };
        assert!(of(&role).iter().flatten().any(|how| how.starts_with("own")), "{who} {deed}");
        assert!(of("clerk").iter().all(Option::is_none), "{who} {deed}");
        assert!(of("public").is_empty(), "{who} {deed}");
    }
}

#[test]
fn whoever_may_look_without_an_account_is_still_anybody() {
    let spec = read("FastAPI. A room has a name. Guests can see rooms. Clerks manage rooms.");
    assert_eq!(spec.auth.as_ref().unwrap().roles, ["clerk"]);
}

#[test]
fn no_member_is_lost_from_what_is_unique_per_something() {
    for said in [
        "Row and number are unique per room.",
        "Row plus number is unique per room.",
        "Row and number must be unique in the room.",
        "The row and number have to be unique within a room.",
        "The combination of row and number is unique per room.",
        "The same row and number can be booked only once per room.",
    ] {
        let spec = read(&format!(
            "FastAPI. A room has a name. A seat belongs to a room and has a row and a number. {said}"
        ));
        assert_eq!(spec.entities["Seat"].unique, [["row", "number", "room_id"]], "{said}");
    }
}

#[test]
fn a_report_is_a_list_of_numbers_and_no_thing() {
    for said in [
        "A report shows the number of orders and the sum of the totals for each city.",
        "An overview displays the number of orders and the average total per city.",
        "A dashboard shows the number of orders and the sum of the totals per city.",
        "A small summary should list the number of orders and the average total per city.",
    ] {
        let spec = read(&format!("FastAPI. An order has a total and a city. {said}"));
        assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Order"], "{said}");
        assert!(spec.operations.iter().any(|op| op.path.as_deref() == Some("/orders/by-city")), "{said}");
    }
}

#[test]
fn what_is_started_is_running_where_the_text_says_so() {
    for (one, going) in [("session", "running"), ("job", "ongoing"), ("tour", "running")] {
        let spec = read(&format!(
            "FastAPI. A {one} has a room. A {one} is planned at first, a nurse can start it, and a {going} {one} can be \
             finished or aborted. Doctors delete {one}s."
        ));
        let Some(FormalRule::StateMachine { initial, transitions, .. }) =
            spec.rules.iter().find_map(FormalRule::of)
        else {
            panic!("{one}: {:?}", spec.rules)
        };
        let mut steps: Vec<String> = transitions
            .iter()
            .map(|step| format!("{}: {}>{}", step.verb, step.from.join(","), step.to))
            .collect();
        steps.sort();
        assert_eq!(initial, "planned");
        assert_eq!(
            steps,
            [
                format!("abort: {going}>aborted"),
                format!("finish: {going}>finished"),
                format!("start: planned>{going}")
            ]
        );
    }
}

#[test]
fn which_of_them_took_part_are_many() {
    for said in [
        "For each lesson we note which pupils were absent.",
        "For every lesson we store which pupils took part.",
        "For each lesson we record which pupils came.",
    ] {
        let spec = read(&format!("FastAPI. A lesson has a date. A pupil has a name. {said}"));
        let [only] = spec.relations.as_slice() else { panic!("{said}: {:?}", spec.relations) };
        assert_eq!(
            (only.kind, only.from.as_str(), only.to.as_str()),
            (RelationKind::ManyToMany, "Lesson", "Pupil"),
            "{said}"
        );
    }
    let spec = read(
        "FastAPI. A lesson has a date. A pupil has a name. For each lesson we note which pupil was late.",
    );
    assert_eq!(spec.relations[0].kind, RelationKind::ManyToOne);
}

#[test]
fn a_default_keeps_its_capitals_and_a_choice_its_own() {
    let spec = read(
        "FastAPI. A shop has a city (default Lyon), a motto (default Hello World) and a size: small, big (default Small).",
    );
    let shop = &spec.entities["Shop"].fields;
    assert_eq!(shop["city"].default, Some("Lyon".into()));
    assert_eq!(shop["motto"].default, Some("Hello World".into()));
}

#[test]
fn a_performance_is_kept_like_any_other_thing() {
    let spec = read("FastAPI. A performance has a date. A ticket belongs to a performance and has a price.");
    assert_eq!(fields(&spec, "Performance"), ["date"]);
    assert_eq!(spec.relations[0].to, "Performance");
}

#[test]
fn who_looks_something_up_in_a_story_may_see_it() {
    for said in [
        "As a reader I can filter books by year.",
        "As a reader, I want to search books by title.",
        "As a reader I want to look up books by year.",
        "As a reader I can sort books by title.",
        "As a reader I'd like to find books by title.",
    ] {
        let spec =
            read(&format!("FastAPI. A book has a title and a year. {said} Librarians can delete books."));
        let auth = spec.auth.as_ref().unwrap();
        assert!(auth.roles.iter().any(|role| role == "reader"), "{said}");
        let sees =
            |p: &domain::spec::Permission| p.roles == ["reader"] && p.ops.iter().any(|op| op == "list");
        assert!(auth.permissions.iter().any(sees), "{said}");
    }
}

#[test]
fn of_two_opposites_each_has_a_name() {
    for (said, names) in [
        ("a lower and an upper limit", ["lower_limit", "upper_limit"]),
        ("lower and upper limits", ["lower_limit", "upper_limit"]),
        ("a first and a second weight", ["first_weight", "second_weight"]),
        ("a left and a right margin", ["left_margin", "right_margin"]),
        ("a gross and a net weight", ["gross_weight", "net_weight"]),
    ] {
        let spec = read(&format!("FastAPI. A test has a code and {said}."));
        assert_eq!(fields(&spec, "Test")[1..], names, "{said}");
    }
    for said in [
        "a lower and an upper limit, the second is optional.",
        "lower and upper limits. The limits are optional.",
    ] {
        let spec = read(&format!("FastAPI. A test has a code, {said}"));
        assert_eq!(fields(&spec, "Test"), ["code", "lower_limit", "upper_limit"], "{said}");
        let test = &spec.entities["Test"].fields;
        assert_eq!((test["code"].required, test["upper_limit"].required), (true, false), "{said}");
        assert_eq!(test["lower_limit"].required, said.contains("second"), "{said}");
    }
}

#[test]
fn people_who_are_kept_have_the_rights_that_are_told_of_them() {
    for (one, deed) in [("nurse", "create and delete"), ("keeper", "manage"), ("teacher", "edit and delete")]
    {
        let spec = read(&format!(
            "FastAPI. A {one} has a name and a phone. A room has a name. {one}s may {deed} rooms."
        ));
        let auth = spec.auth.as_ref().unwrap();
        assert_eq!(auth.roles, [one], "{deed}");
        let deletes = auth
            .permissions
            .iter()
            .filter(|p| p.entity.as_deref() == Some("Room") && p.ops.iter().any(|op| op == "delete"));
        assert!(deletes.into_iter().all(|p| p.roles == [one]), "{deed}");
    }
}

#[test]
fn a_step_on_a_condition_is_no_free_step() {
    for said in [
        "A sample can only be reported if it has at least one result.",
        "A sample may be reported only once it has a result.",
        "Samples can only be reported after somebody has looked at them.",
    ] {
        let spec = read(&format!(
            "FastAPI. A sample has a code and a status: new, reported. A result has a sample and a value. {said}"
        ));
        assert!(!spec.rules.iter().any(|rule| rule.kind == "state_machine"), "{said}");
        assert!(spec.open_questions.iter().any(|q| q.text.contains("reported")), "{said}");
    }
    let spec = read(
        "FastAPI. A sample has a code and a status: new, reported. A sample can only be reported when it is new.",
    );
    assert!(spec.rules.iter().any(|rule| rule.kind == "state_machine"));
}
