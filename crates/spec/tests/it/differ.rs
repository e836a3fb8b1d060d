//! Two members of one record that never say the same.

use domain::rule::FormalRule;

use crate::reading::read;

fn differ(text: &str) -> Option<(String, String)> {
    let spec = read(text);
    let [rule] = spec.rules.as_slice() else { panic!("{text}: {:?}", spec.rules) };
    match FormalRule::of(rule)? {
        FormalRule::Differ { one, other } => Some((one, other)),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn keys_to_one_thing_are_held_apart() {
    let league =
        "An API for a league. A team has a name. A match has a home team, an away team and a kickoff.";
    for said in [
        "Home and away team must be different.",
        "Home team and away team cannot be the same.",
        "The home team must differ from the away team.",
        "A match's home team cannot be its away team.",
        "The home team must not equal the away team.",
        "A team cannot play against itself.",
        "A match is between two different teams.",
        "The two teams of a match must not be the same.",
        "Both teams must be different.",
    ] {
        let found = differ(&format!("{league} {said}"));
        assert_eq!(found, Some(("home_team_id".to_owned(), "away_team_id".to_owned())), "{said}");
    }
}

#[test]
fn texts_are_held_apart_and_unlike_things_are_not() {
    let route = "An API for routes. A route has an origin, a destination and a length.";
    let found = differ(&format!("{route} Origin and destination must differ."));
    assert_eq!(found, Some(("origin".to_owned(), "destination".to_owned())));
    assert_eq!(differ(&format!("{route} Origin and length must differ.")), None);
}
