//! Rules in the few words in which people really put them: without a verb, with names that are verbs elsewhere, for
//! several things at once.

use domain::{Spec, spec::RuleStatus};

use crate::reading::read;

const THINGS: &str = "API for a sports hall. Courts: name, seats. Members: name, email. Plays: court, member, starts at, ends at, left at \
                      (optional), players, status (planned, started, finished, cancelled). Feeds: court, fed at, grams.";

fn hall(said: &str) -> Spec {
    let spec = read(&format!("{THINGS}\n{said}"));
    assert_eq!(spec.coverage.silent, 0, "{said}");
    spec
}

/// `kind params`, of what can be built.
fn rules(said: &str) -> Vec<String> {
    let rules = hall(said).rules;
    let formal = rules
        .iter()
        .filter(|rule| rule.status == RuleStatus::Formal && rule.origin != Some(domain::Origin::Default));
    formal.map(|rule| format!("{} {}", rule.kind, serde_json::Value::Object(rule.params.clone()))).collect()
}

fn holds(said: &str, kind: &str, parts: &[&str]) {
    let found = rules(said);
    let fits = |rule: &String| rule.starts_with(kind) && parts.iter().all(|part| rule.contains(part));
    assert!(found.iter().any(fits), "{said}: {found:?}");
}

#[test]
fn so_many_times_in_a_span_are_counted_whatever_the_verb() {
    for said in [
        "A court should not be fed more than 4 times a day.",
        "A court may be fed at most 4 times per day.",
        "A court is fed only 4 times a day.",
    ] {
        holds(said, "limit", &["\"max\":4", "\"per\":\"day\"", "court_id", "fed_at"]);
    }
    for said in [
        "A member can only have 2 plays in a week.",
        "A member does at most 2 plays per week.",
        "Max 2 plays per member and week.",
    ] {
        holds(said, "limit", &["\"max\":2", "\"per\":\"week\"", "member_id"]);
    }
}

#[test]
fn two_at_once_are_forbidden_in_many_words() {
    for said in [
        "On one court only one play at a time.",
        "A court cannot be in two plays simultaneously.",
        "A court can only hold one member at a time.",
    ] {
        holds(said, "overlap", &["court_id", "starts_at", "ends_at"]);
    }
    let both = rules("Neither the court nor the member can be double booked.");
    assert_eq!(both.len(), 2, "{both:?}");
}

#[test]
fn states_go_on_from_what_was_said_of_others() {
    let moves = |said: &str| rules(said).join(" ");
    let both = moves("Planned plays can be started or cancelled; started ones only finished.");
    assert!(both.contains("\"from\":[\"started\"],\"to\":\"finished\""), "{both}");
    let either =
        moves("Plays go from planned to started, then from started either to finished or to cancelled.");
    assert!(either.contains("\"from\":[\"started\"],\"to\":\"cancelled\""), "{either}");
    assert!(!either.contains("either"), "{either}");
}

#[test]
fn a_moment_that_is_set_moves_through_no_states() {
    assert!(
        rules("Leaving a play sets the left date to today.")
            .iter()
            .all(|rule| !rule.starts_with("state_machine"))
    );
}

#[test]
fn what_is_over_or_settled_stays() {
    holds("Past plays may not be changed.", "deadline", &["starts_at", "update"]);
    holds("Finished and cancelled plays are final.", "immutable", &["finished", "cancelled"]);
    holds("Finished plays stay as they are.", "immutable", &["finished"]);
}

#[test]
fn orders_need_no_verb_between_two_moments() {
    holds("left_at later than starts_at", "order", &["\"before\":\"starts_at\"", "\"after\":\"left_at\""]);
    assert!(rules("Players after seats.").is_empty());
}

#[test]
fn nobody_is_whoever_has_two_keys_to_one_thing() {
    let spec = read(
        "API for a chess club. Players have a name and a rating. Games: white player, black player, played on.\nNobody plays against himself.",
    );
    assert!(spec.rules.iter().any(|rule| rule.kind == "differ"), "{:?}", spec.rules);
}
