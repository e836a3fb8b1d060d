//! What is said behind several members of one kind is said of each.

use crate::reading::read;

#[test]
fn a_bound_behind_a_pair_is_of_both() {
    for said in [
        "home goals and away goals, 0 to 20",
        "home goals and away goals between 0 and 20",
        "home goals and away goals, each between 0 and 20",
        "home goals and away goals, each from 0 to 20",
        "home goals and away goals, 0 to 20 each",
        "home goals and away goals, both 0 to 20",
        "a count of home goals and a count of away goals, 0 to 20",
    ] {
        let spec = read(&format!("An API for a league. A match has a place, {said}."));
        let fields = &spec.entities["Match"].fields;
        let bounded = |name: &str| fields[name].maximum == Some(20.into());
        let names: Vec<_> = fields.keys().filter(|name| name.contains("goals")).collect();
        assert_eq!(names.len(), 2, "{said}: {names:?}");
        assert!(names.iter().all(|name| bounded(name)), "{said}: {fields:?}");
        assert_eq!(fields["place"].maximum, None, "{said}");
        assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
    }
}

#[test]
fn a_bound_behind_two_of_different_kinds_is_of_the_last() {
    let spec = read("An API for a shop. A box has a weight and a price, 0 to 8.");
    let fields = &spec.entities["Box"].fields;
    assert_eq!((&fields["weight"].maximum, &fields["price"].maximum), (&None, &Some(8.into())));
    let spec = read("An API for a shop. A guest has a first name and a last name of at most 40 characters.");
    let fields = &spec.entities["Guest"].fields;
    assert_eq!((fields["first_name"].max_length, fields["last_name"].max_length), (Some(255), Some(40)));
}
