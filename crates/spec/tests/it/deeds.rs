//! Deeds that tie two things, and when there is no more room for them: any who, any verb, any number of times.

use domain::{Spec, rule::FormalRule};

use crate::reading::read;

const THINGS: &str = "API. A pupil has a name. A course has a title and seats (integer).";

fn unique(spec: &Spec, entity: &str) -> Vec<Vec<String>> {
    spec.entities.get(entity).map(|entity| entity.unique.clone()).unwrap_or_default()
}

fn keys(spec: &Spec, entity: &str) -> Vec<String> {
    let mut found: Vec<String> =
        spec.relations.iter().filter(|r| r.from == entity).filter_map(|r| r.field.clone()).collect();
    found.sort();
    found
}

/// The rules that stay text, and what blocks.
fn open(spec: &Spec) -> Vec<String> {
    let texts = spec.rules.iter().filter(|rule| rule.kind == "other").map(|rule| rule.text.clone());
    texts.chain(spec.open_questions.iter().filter(|q| q.blocking).map(|q| q.text.clone())).collect()
}

#[test]
fn what_may_be_done_only_once_is_kept_with_both_keys() {
    let deeds = [
        ("register", "for", "Registration"),
        ("enrol", "in", "Enrollment"),
        ("apply", "for", "Application"),
        ("vote", "for", "Vote"),
        ("subscribe", "to", "Subscription"),
        ("bid", "on", "Bid"),
    ];
    for (verb, to, noun) in deeds {
        let gerund = match verb {
            "bid" => "bidding".to_owned(),
            "enrol" => "enrolling".to_owned(),
            "subscribe" | "vote" => format!("{}ing", &verb[..verb.len() - 1]),
            "apply" => "applying".to_owned(),
            _ => format!("{verb}ing"),
        };
        let said = [
            format!("A pupil cannot {verb} twice {to} the same course."),
            format!("A pupil can {verb} {to} a course only once."),
            format!("No pupil may {verb} {to} the same course more than once."),
            format!("Pupils must not {verb} {to} the same course again."),
            format!("A pupil may only {verb} once per course."),
            format!("It must not be possible for a pupil to {verb} {to} the same course twice."),
            format!("Prevent pupils from {gerund} {to} the same course a second time."),
            format!("Pupils {verb} {to} courses. Nobody can {verb} twice {to} the same course."),
        ];
        for said in said {
            let spec = read(&format!("{THINGS} {said}"));
            assert_eq!(unique(&spec, noun), [["pupil_id", "course_id"]], "{said}");
            assert_eq!(keys(&spec, noun), ["course_id", "pupil_id"], "{said}");
            assert_eq!(open(&spec), Vec::<String>::new(), "{said}");
            assert_eq!(spec.coverage.silent, 0, "{said}");
        }
    }
}

#[test]
fn a_deed_of_which_no_more_is_said_is_proposed() {
    let spec = read(&format!("{THINGS} Pupils sign up for courses."));
    assert_eq!(keys(&spec, "Signup"), ["course_id", "pupil_id"]);
    let asked = spec.open_questions.iter().find(|q| q.text.contains("is that kept as signups")).unwrap();
    assert!(!asked.blocking && !asked.proposal.is_null(), "{asked:?}");
}

#[test]
fn what_is_brought_along_is_kept_with_it() {
    for with in ["with a motivation and a start date", "giving a motivation and a start date"] {
        let spec = read(&format!("{THINGS} Pupils apply for courses {with}."));
        let fields: Vec<&String> = spec.entities["Application"].fields.keys().collect();
        assert_eq!(fields, ["motivation", "start_date"], "{with}");
        assert_eq!(keys(&spec, "Application"), ["course_id", "pupil_id"], "{with}");
    }
}

#[test]
fn things_that_act_and_mails_do_nothing_of_the_kind() {
    for said in ["Discounts apply to courses.", "The same email cannot register twice for one course."] {
        let spec = read(&format!("{THINGS} Discounts have a code. {said}"));
        assert_eq!(spec.entities.len(), 3, "{said}: {:?}", spec.entities.keys());
    }
}

fn capacity(said: &str) -> Vec<(Option<String>, String, String)> {
    let spec = read(&format!("{THINGS} A booking has a note and belongs to a course. {said}"));
    assert_eq!(spec.coverage.silent, 0, "{said}");
    let capacity = |rule: &domain::spec::Rule| match FormalRule::of(rule)? {
        FormalRule::Capacity { key, field } => Some((rule.entity.clone(), key, field)),
        _ => None,
    };
    spec.rules.iter().filter_map(capacity).collect()
}

#[test]
fn a_full_thing_takes_no_more() {
    let wanted = [(Some("Booking".to_owned()), "course_id".to_owned(), "seats".to_owned())];
    let states = [
        "once a course is full",
        "when a course is fully booked",
        "if all seats of a course are taken",
        "as soon as a course has reached its capacity",
        "when a course is sold out",
    ];
    let effects = [
        "no more bookings are accepted",
        "further bookings are rejected",
        "new bookings must be refused",
        "the system must refuse new bookings",
        "no further bookings are possible",
    ];
    for state in states {
        for effect in effects {
            let mut first = format!("{state}, {effect}.");
            first[..1].make_ascii_uppercase();
            let mut second = format!("{effect} {state}.");
            second[..1].make_ascii_uppercase();
            assert_eq!(capacity(&first), wanted, "{first}");
            assert_eq!(capacity(&second), wanted, "{second}");
        }
    }
    for said in [
        "A course takes at most its seats.",
        "Bookings for a full course are rejected.",
        "A course can't be booked once it is full.",
        "A course can't be overbooked.",
    ] {
        assert_eq!(capacity(said), wanted, "{said}");
    }
}

#[test]
fn a_state_may_be_left_from_everywhere() {
    let flow = "An order has a name. Orders go from new to packed to sent";
    for said in [", and can be cancelled at any stage.", ". They can be cancelled from any state."] {
        let spec = read(&format!("API. {flow}{said}"));
        let steps = spec.rules.iter().find_map(|rule| match FormalRule::of(rule)? {
            FormalRule::StateMachine { transitions, .. } => {
                transitions.into_iter().find(|step| step.to == "cancelled").map(|step| step.from)
            }
            _ => None,
        });
        assert_eq!(steps.unwrap(), ["new", "packed", "sent"], "{said}");
    }
}
