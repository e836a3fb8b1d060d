//! What comes first in a list, however it is said.

use domain::spec::OperationKind;

use crate::reading::read;

fn order(said: &str) -> Vec<String> {
    let spec = read(&format!(
        "An API. A meeting has a topic, a date and a note. A route has a grade, set on and climbed on. {said}"
    ));
    let sorts =
        spec.operations.iter().filter(|op| op.kind == OperationKind::List).flat_map(|op| op.sort.clone());
    sorts.collect()
}

#[test]
fn the_only_moment_is_meant() {
    assert_eq!(order("It would be great to see upcoming meetings first."), ["date"]);
    assert_eq!(order("The most recent meetings should come on top."), ["-date"]);
}

#[test]
fn a_deed_names_one_of_several_moments() {
    assert_eq!(order("Show routes, the latest set ones first."), ["-set_on"]);
}

#[test]
fn what_is_first_in_another_way_is_no_order() {
    for said in ["The first meeting is free.", "Upcoming meetings come first unless they are private."] {
        assert_eq!(order(said), Vec::<String>::new(), "{said}");
    }
}

#[test]
fn what_it_is_for_may_stand_first() {
    let spec = read("For our school trips we need a small web service. A trip has a destination and a date.");
    assert!(spec.open_questions.is_empty(), "{:?}", spec.open_questions);
    assert!(spec.rules.is_empty(), "{:?}", spec.rules);
}
