//! Rules in the words people use for them: lives, what is there once, how many there may be, orders in brackets, and
//! records that stay as they were written.

use domain::{Spec, rule::FormalRule, spec::RuleStatus};

use crate::{courses::course, reading::read};

const CLUB: &str = "An API for a club. A coach has a name. A class has a title, a date and a capacity. A booking belongs \
                    to a coach and a class and has a start, an end and a price.";

fn steps(said: &str) -> (Vec<String>, Option<String>) {
    let spec = read(&format!("{CLUB}\n\n{said}"));
    let (_, steps) = course(&spec);
    let rule = spec.rules.iter().find(|rule| rule.kind == "state_machine");
    (steps, rule.and_then(|rule| rule.entity.clone()))
}

fn lives(said: &str, expected: &[&str]) {
    let mut expected: Vec<String> = expected.iter().map(|step| (*step).to_owned()).collect();
    expected.sort();
    assert_eq!(steps(said), (expected, Some("Booking".to_owned())), "{said}");
}

fn formal(spec: &Spec, kind: &str) -> Option<FormalRule> {
    let rule = spec.rules.iter().find(|rule| rule.status == RuleStatus::Formal && rule.kind == kind);
    rule.and_then(FormalRule::of)
}

#[test]
fn a_life_may_part_after_its_first_state() {
    let parted = ["requested>granted", "requested>refused"];
    for said in [
        "A booking is requested, then granted or refused.",
        "Bookings are requested, then granted or refused by the coach.",
        "A booking starts requested and ends granted or refused.",
        "Bookings: requested, then granted or refused by a coach.",
        "The coach grants or refuses a booking, before that it is requested.",
        "The coach grants or refuses a booking; until then it's just requested.",
        "Let bookings go from requested to granted, or from requested to refused.",
    ] {
        lives(said, &parted);
    }
    lives(
        "A booking is applied for, registered by a coach, and later completed or dissolved.",
        &["applied_for>registered", "registered>completed", "registered>dissolved"],
    );
    lives(
        "Bookings start as draft. A draft gets published, a published one gets wrapped.",
        &["draft>published", "published>wrapped"],
    );
    lives(
        "Bookings are announced, then the coach opens them, then closes them or withdraws them.",
        &["announced>open", "open>closed", "open>withdrawn"],
    );
}

#[test]
fn what_a_thing_is_and_then_is_parts_no_life() {
    for said in ["A class is big, then small or medium.", "The end > start and the price > fee."] {
        assert_eq!(steps(said).0, Vec::<String>::new(), "{said}");
    }
}

#[test]
fn rows_of_states_are_drawn_with_other_signs() {
    let rows = ["planned>held", "planned>dropped"];
    for said in [
        "Bookings go planned > held, or planned > dropped.",
        "A booking goes planned - held, or planned - dropped.",
        "Bookings are planned -> held, plus planned -> dropped.",
        "booking: planned → held; planned → dropped",
        "## 2. Lifecycle of a booking\nplanned → held; planned → dropped",
    ] {
        lives(said, &rows);
    }
    lives("Bookings are draft > lodged > paid.", &["draft>lodged", "lodged>paid"]);
}

/// What belongs together only once, of bookings.
fn once(said: &str) -> Vec<Vec<String>> {
    let spec = read(&format!("{CLUB} {said}"));
    let sets = spec.entities["Booking"].unique.iter().filter(|set| set.len() > 1).cloned();
    let mut sets: Vec<Vec<String>> = sets.collect();
    sets.iter_mut().for_each(|set| set.sort());
    sets
}

#[test]
fn what_is_there_once_has_many_words() {
    for said in [
        "No coach twice on the same class.",
        "A coach isn't on the same class twice.",
        "One coach can't have the same class twice.",
        "A coach can only be on a class once.",
        "Coach plus class is only there once.",
        "Coach + class only once.",
        "Each coach once per class.",
        "A coach can't be in twice for the same class.",
        "Per class there is one booking for a given coach.",
        "The same coach twice on the same class is refused.",
    ] {
        assert_eq!(once(said), [["class_id", "coach_id"]], "{said}");
    }
    // Once a day is no once for ever, and what nobody may do elsewhere says nothing of bookings.
    for said in ["A coach is on a class twice.", "Each coach comes once."] {
        assert_eq!(once(said), Vec::<Vec<String>>::new(), "{said}");
    }
}

#[test]
fn how_many_there_may_be_has_many_words() {
    for said in [
        "I don't want coaches with more than 5 bookings each.",
        "We can't cope with more than 5 bookings per coach.",
        "A coach can hold 5 bookings, that's it.",
        "Nobody has more than 5 bookings.",
    ] {
        let spec = read(&format!("{CLUB} {said}"));
        let Some(FormalRule::Limit { scope, max, .. }) = formal(&spec, "limit") else { panic!("{said}") };
        assert_eq!((scope, max), (vec!["coach_id".to_owned()], 5), "{said}");
    }
    for said in [
        "Bookings stop at the capacity of the class.",
        "A class never takes more bookings than its capacity.",
    ] {
        let spec = read(&format!("{CLUB} {said}"));
        assert!(formal(&spec, "capacity").is_some(), "{said}: {:?}", spec.rules);
    }
    // How many there are is no limit.
    let spec = read(&format!("{CLUB} A coach can hold 5 bookings."));
    assert!(formal(&spec, "limit").is_none());
}

#[test]
fn an_order_may_stand_in_brackets_and_in_short_names() {
    for (said, entity, pair) in [
        ("Rehearsals: title, start, end (end after start).", "Rehearsal", ("start", "end")),
        (
            "Tariff: name, valid from, valid to (valid to after valid from)",
            "Tariff",
            ("valid_from", "valid_to"),
        ),
        (
            "Permits have a valid from, a valid to (to after from) and a fee.",
            "Permit",
            ("valid_from", "valid_to"),
        ),
        (
            "Stays: check in date, check out date. Check out after check in.",
            "Stay",
            ("check_in_date", "check_out_date"),
        ),
        ("Scan: scanner, started, finished. Finished after started.", "Scan", ("started", "finished")),
    ] {
        let spec = read(&format!("An API. {said}"));
        let Some(FormalRule::Order { before, after, .. }) = formal(&spec, "order") else { panic!("{said}") };
        assert_eq!((before.as_str(), after.as_str()), pair, "{said}");
        assert!(spec.entities.contains_key(entity), "{said}");
        assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    }
    let spec = read("An API. Rehearsals: title, start, end (in the evening).");
    assert!(formal(&spec, "order").is_none());
}

#[test]
fn what_is_written_may_stay_so_in_many_words() {
    for said in [
        "Readings aren't edited afterwards.",
        "Readings are never changed after saving.",
        "Readings stay as written.",
        "Readings must remain exactly as they were entered.",
        "We don't correct readings.",
        "Once a reading is in, nobody changes or deletes it.",
    ] {
        let spec = read(&format!("An API. A reading has a value. {said}"));
        assert!(formal(&spec, "immutable").is_some(), "{said}: {:?}", spec.rules);
    }
    for said in ["Readings are not edited by guests.", "We don't delete readings."] {
        let spec = read(&format!("An API. A reading has a value. {said}"));
        assert!(formal(&spec, "immutable").is_none(), "{said}");
    }
}
