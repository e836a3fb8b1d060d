//! A clause whose words all name what is kept may still say more: it is in the spec, or somebody is asked.

use crate::reading::read;

#[test]
fn what_only_some_rows_need_is_asked_about() {
    let given = "An API. A defect has a severity (low, high) and an optional due date.";
    for said in [
        "A high severity defect needs a due date",
        "High severity defects must have a due date",
        "Defects of high severity need a due date",
        "Defects with a high severity need a due date",
        "A high defect has a due date",
    ] {
        let spec = read(&format!("{given} {said}."));
        assert_eq!(
            spec.entities["Defect"].fields.keys().collect::<Vec<_>>(),
            ["severity", "due_date"],
            "{said}"
        );
        assert!(!spec.entities["Defect"].fields["due_date"].required, "{said}");
        let asked: Vec<_> = spec.open_questions.iter().map(|q| q.text.as_str()).collect();
        assert!(asked.iter().any(|text| text.contains("due date")), "{said}: {asked:?}");
    }
}

#[test]
fn a_condition_is_asked_about_to_its_end() {
    let given = "An API. A car has a plate, a clean flag and an in service flag. A trip has a day, a car and a status (planned, begun, ended).";
    for (said, part) in [
        ("A trip can only be begun if its car is clean", "is clean"),
        ("A trip can only be begun if it has a car, and the car must be in service", "must be in service"),
        ("The car must be in service", "in service"),
    ] {
        let spec = read(&format!("{given} {said}."));
        let asked: Vec<_> = spec.open_questions.iter().map(|q| q.text.as_str()).collect();
        assert!(asked.iter().any(|text| text.contains(part)), "{said}: {asked:?}");
    }
}

#[test]
fn a_deed_beside_a_right_is_asked_about() {
    for (said, part) in [
        ("Nurses can read visits and advance them", "advance"),
        ("Nurses can read visits and photograph them", "photograph"),
        ("Nurses can read visits and paint them or wash them", "paint"),
    ] {
        let spec = read(&format!("An API. A visit has a date. {said}."));
        let asked: Vec<_> = spec.open_questions.iter().map(|q| q.text.as_str()).collect();
        assert!(asked.iter().any(|text| text.contains(part)), "{said}: {asked:?}");
    }
}

#[test]
fn a_number_of_no_field_is_asked_about_whatever_a_page_holds() {
    for number in ["20", "99", "100"] {
        let spec =
            read(&format!("An API. A person has a name and an age. A person can be at most {number}."));
        let asked: Vec<_> = spec.open_questions.iter().map(|q| q.text.as_str()).collect();
        assert!(asked.iter().any(|text| text.contains(number)), "{number}: {asked:?}");
    }
}

#[test]
fn one_of_a_pair_is_told_once_for_each_other() {
    let given = "An API. A sample has a code. A parameter has a name. A measurement has a sample, a parameter and a value.";
    for said in [
        "For one sample each parameter may be measured only once",
        "Each parameter may only be measured once per sample",
        "Per sample, a parameter may be measured only once",
    ] {
        let spec = read(&format!("{given} {said}."));
        assert_eq!(spec.entities["Measurement"].unique, [["parameter_id", "sample_id"]], "{said}");
        assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
    }
    let given =
        "An API. An idea has a title. A member has a name. A vote has an idea, a member and a weight.";
    for said in ["Everyone can vote only once per idea", "Everybody may vote just once for an idea"] {
        let spec = read(&format!("{given} {said}."));
        assert_eq!(spec.entities["Vote"].unique, [["idea_id", "member_id"]], "{said}");
        assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
    }
    // Who votes is no key of a vote here: one of an idea is no rule of everybody.
    let spec = read(
        "An API. An idea has a title. A vote has an idea and a weight. Members can vote. Everyone can vote only once per idea.",
    );
    assert!(
        spec.rules.iter().all(|rule| rule.status == domain::spec::RuleStatus::TextOnly),
        "{:?}",
        spec.rules
    );
}
