//! At most so many, whatever the verb and wherever the number stands.

use domain::rule::FormalRule;

use crate::reading::read;

const STREET: &str = "An API for a street. A neighbour has a name. A tool has a name. A loan belongs to a neighbour and \
                      a tool and has a taken on date and an optional returned on date.";

fn limit(said: &str) -> (Vec<String>, u64, bool) {
    let spec = read(&format!("{STREET} {said}"));
    assert_eq!(spec.relations.len(), 2, "{said}: {:?}", spec.relations);
    let [rule] = spec.rules.as_slice() else { panic!("{said}: {:?}", spec.rules) };
    assert_eq!(rule.entity.as_deref(), Some("Loan"), "{said}");
    match FormalRule::of(rule) {
        Some(FormalRule::Limit { scope, max, filter, .. }) => (scope, max, filter.is_some()),
        other => panic!("{said}: {other:?}"),
    }
}

#[test]
fn any_words_say_how_many() {
    for said in [
        "A neighbour takes at most 3 loans.",
        "A neighbour can request at most 3 loans.",
        "The number of loans per neighbour is limited to 3.",
        "The number of loans per neighbour must not exceed 3.",
        "3 loans per neighbour is the maximum.",
        "Limit: 3 loans per neighbour.",
        "A fourth loan of a neighbour is refused.",
    ] {
        assert_eq!(limit(said), (vec!["neighbour_id".to_owned()], 3, false), "{said}");
    }
    let said = "No tool may get more than 8 loans per neighbour.";
    assert_eq!(limit(said).0, ["tool_id", "neighbour_id"], "{said}");
}

#[test]
fn what_ties_the_two_is_counted_while_it_lasts() {
    for said in [
        "Neighbours may borrow up to 3 tools.",
        "A neighbour borrows at most three tools at once.",
        "A neighbour may have no more than 3 loans at a time.",
    ] {
        assert_eq!(limit(said), (vec!["neighbour_id".to_owned()], 3, true), "{said}");
    }
    let said = "No neighbour may have two loans open at the same time.";
    assert_eq!(limit(said), (vec!["neighbour_id".to_owned()], 1, true), "{said}");
}
