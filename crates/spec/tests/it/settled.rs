//! Records that stay as they are in some states, said in any way that the parts allow.

use domain::rule::{FormalRule, RowOp};

use crate::reading::read;

const THINGS: &str = "An API for a shop. A customer has a name. A repair order belongs to a customer and has a note and \
                      a status (open, in repair, done, void). A post has a title and a published flag.";

/// The values and deeds of the one rule that the sentence adds.
fn settled(said: &str) -> (String, Vec<String>, Vec<RowOp>) {
    let plain = read(THINGS);
    let spec = read(&format!("{THINGS} {said}"));
    let fields = |spec: &domain::Spec| -> Vec<(String, Vec<String>)> {
        spec.entities.iter().map(|(name, e)| (name.clone(), e.fields.keys().cloned().collect())).collect()
    };
    assert_eq!(fields(&spec), fields(&plain), "{said}");
    assert_eq!(spec.coverage.silent, 0, "{said}");
    assert_eq!(spec.open_questions.len(), plain.open_questions.len(), "{said}: {:?}", spec.open_questions);
    let mut rules = spec.rules.iter().filter(|rule| !plain.rules.iter().any(|known| known.text == rule.text));
    let rule = rules.next().unwrap_or_else(|| panic!("{said}: no rule"));
    assert!(rules.next().is_none(), "{said}: {:?}", spec.rules);
    match FormalRule::of(rule) {
        Some(FormalRule::Immutable { filter: Some(filter), ops, .. }) => {
            let values = filter.values.iter().map(|v| v.as_str().map_or(v.to_string(), str::to_owned));
            (rule.entity.clone().unwrap_or_default(), values.collect(), ops)
        }
        other => panic!("{said}: {other:?} {rule:?}"),
    }
}

fn order(said: &str, values: &[&str], ops: &[RowOp]) {
    let (entity, found, deeds) = settled(said);
    assert_eq!(entity, "RepairOrder", "{said}");
    assert_eq!((found, deeds), (values.iter().map(|v| (*v).to_owned()).collect(), ops.to_vec()), "{said}");
}

#[test]
fn states_before_or_behind_a_thing_keep_it_from_deeds() {
    let subjects = [
        "Done repair orders",
        "A done repair order",
        "Repair orders that are done",
        "A repair order which is done",
        "Repair orders with the status done",
    ];
    for subject in subjects {
        let many = subject.contains("orders");
        for (refused, ops) in [
            ("cannot be changed", vec![RowOp::Update]),
            ("can't be edited anymore", vec![RowOp::Update]),
            ("must not be deleted", vec![RowOp::Delete]),
            ("can no longer be edited or deleted", vec![RowOp::Update, RowOp::Delete]),
            (if many { "are never removed" } else { "is never removed" }, vec![RowOp::Delete]),
            (if many { "are read-only" } else { "is read-only" }, vec![RowOp::Update]),
        ] {
            order(&format!("{subject} {refused}."), &["done"], &ops);
        }
    }
    order("Done or void repair orders must not be edited.", &["done", "void"], &[RowOp::Update]);
    order("Nobody may delete a done repair order.", &["done"], &[RowOp::Delete]);
    order("You cannot modify done or void repair orders.", &["done", "void"], &[RowOp::Update]);
    order("Do not allow editing done repair orders.", &["done"], &[RowOp::Update]);
}

#[test]
fn what_is_allowed_only_in_some_states_is_refused_in_all_others() {
    let rest = ["in_repair", "done", "void"];
    for said in [
        "Only open repair orders can be deleted.",
        "Repair orders can only be deleted while they are open.",
        "A repair order may only be deleted when it is open.",
        "Repair orders can be deleted as long as they are open.",
        "A repair order cannot be deleted unless it is open.",
        "A repair order can't be deleted when it is not open.",
    ] {
        order(said, &rest, &[RowOp::Delete]);
    }
    order(
        "Repair orders cannot be deleted until they are void.",
        &["open", "in_repair", "done"],
        &[RowOp::Delete],
    );
}

#[test]
fn what_is_refused_from_a_state_on_is_refused_behind_it_too() {
    let flow = "Repair orders go from open to in repair to done.";
    for said in [
        "A repair order cannot be changed once it is in repair.",
        "Repair orders can be changed until they are in repair.",
        "Once a repair order is in repair, it cannot be changed.",
        "After it is in repair, a repair order can no longer be changed.",
    ] {
        order(said, &["in_repair"], &[RowOp::Update]);
        let spec = read(&format!("{THINGS} {flow} {said}"));
        let rule = spec.rules.iter().filter_map(FormalRule::of).find_map(|rule| match rule {
            FormalRule::Immutable { filter, .. } => filter,
            _ => None,
        });
        let values = rule.map(|filter| filter.values).unwrap_or_default();
        assert_eq!(values, ["in_repair", "done"], "{said}");
    }
}

#[test]
fn a_flag_settles_too() {
    for said in ["Published posts cannot be deleted.", "A post cannot be deleted once it is published."] {
        assert_eq!(
            settled(said),
            ("Post".to_owned(), vec!["true".to_owned()], vec![RowOp::Delete]),
            "{said}"
        );
    }
    let drafts = settled("Only published posts can be deleted.");
    assert_eq!(drafts.1, ["false"]);
}

#[test]
fn what_is_merely_possible_is_no_rule() {
    let spec = read(&format!("{THINGS} Open repair orders can be deleted."));
    assert!(!spec.rules.iter().any(|rule| rule.kind == "immutable"), "{:?}", spec.rules);
}
