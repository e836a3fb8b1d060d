//! How far two values lie apart, and what several come to together: no form has either, and so nothing is bounded by half
//! of what was said.

use domain::spec::RuleStatus;

use crate::reading::read;

/// The clause is asked about, and no field and no rule holds a part of it.
fn is_asked(given: &str, sentence: &str) {
    let plain = read(&format!("An API for a club. {given}"));
    let spec = read(&format!("An API for a club. {given} {sentence}"));
    assert!(!spec.open_questions.is_empty(), "{sentence} is asked about");
    assert!(
        spec.rules.iter().all(|rule| rule.status == RuleStatus::TextOnly),
        "{sentence}: {:?}",
        spec.rules
    );
    for (name, entity) in &spec.entities {
        for (field, told) in &entity.fields {
            let before = &plain.entities[name].fields[field];
            assert_eq!(
                (&told.minimum, &told.maximum, told.max_length, &told.values),
                (&before.minimum, &before.maximum, before.max_length, &before.values),
                "{sentence}: {field}"
            );
        }
    }
}

#[test]
fn a_distance_bounds_neither_end() {
    let given = "A trip has a start, an end and a name.";
    for sentence in [
        "The end must be at least 3 months after the start.",
        "The end is at most 14 days after the start.",
        "The end must be at least one hour after the start.",
        "The end has to be 2 hours or more after the start.",
        "The start may be no more than 5 days before the end.",
        "The end should be between 2 and 5 days later than the start.",
        "The end is exactly 14 days after the start.",
    ] {
        is_asked(given, sentence);
    }
    let given = "A sale has a price, a discount and a fee.";
    for sentence in [
        "The price must be at least 5 more than the fee.",
        "The discount is at most 10 less than the price.",
        "The fee must stay at least 5 below the price.",
        "The discount may be at most 90% of the price.",
    ] {
        is_asked(given, sentence);
    }
}

#[test]
fn a_bound_with_a_remark_behind_it_is_one() {
    let spec = read(
        "An API for a club. A person has an age of at least 18 and a name. A trip has a price from 5 to 90 and an end after its start.",
    );
    assert_eq!(spec.entities["Person"].fields["age"].minimum, Some(18.into()));
    assert_eq!(spec.entities["Trip"].fields["price"].maximum, Some(90.into()));
}

#[test]
fn a_sum_is_held_against_something_as_a_whole() {
    let given = "A flat has a rent, a fee, a budget and a city.";
    for sentence in [
        "The rent plus the fee must not exceed the budget.",
        "Rent plus fee is at most the budget.",
        "Rent + fee <= budget.",
        "The rent plus the fee may not be more than the budget.",
        "The rent minus the fee must be at least 20.",
        "Rent times fee must be below the budget.",
        "The budget must be at least the rent plus the fee.",
        "The sum of rent and fee must not exceed the budget.",
        "Rent and fee together must not exceed the budget.",
        "Make sure the rent plus the fee never exceeds the budget.",
    ] {
        is_asked(given, sentence);
    }
}

#[test]
fn what_is_unique_together_is_no_sum() {
    for said in ["name and city together must be unique", "name + city must be unique together"] {
        let spec = read(&format!("An API for a club. A flat has a name and a city. {said}."));
        assert_eq!(spec.entities["Flat"].unique, [["name", "city"]], "{said}");
    }
}
