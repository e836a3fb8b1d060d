//! Words that rank without a name: `heaviest first`, `the youngest 10`, `best points first`.

use domain::Spec;

use crate::reading::read;

const STABLE: &str = "An API for a stable. A horse has a name, a birth date, a weight (decimal) and a price (decimal). A race has a \
                      title and a distance (integer). A run has a horse, a race, points (integer), a time in seconds \
                      (integer) and a state (planned, done). ";

fn sorts(words: &str) -> Vec<(String, Vec<String>)> {
    let spec: Spec = read(&format!("{STABLE}{words}"));
    assert!(spec.open_questions.is_empty(), "{words}: {:?}", spec.open_questions);
    let sorted = spec.operations.iter().filter(|op| !op.sort.is_empty());
    sorted.map(|op| (op.path.clone().unwrap_or_default(), op.sort.clone())).collect()
}

#[test]
fn what_comes_first_is_found_among_the_numbers_and_moments() {
    for (words, path, sort) in [
        ("Horses are listed heaviest first.", "/horses", "-weight"),
        ("List the horses sorted by weight, heaviest first.", "/horses", "-weight"),
        ("Horses are listed with the cheapest first.", "/horses", "price"),
        ("GET /races/{id}/runs lists the runs of a race, best points first.", "/races/{id}/runs", "-points"),
        ("GET /races/{id}/runs returns the runs of a race, fastest first.", "/races/{id}/runs", "time"),
        ("GET /races/{id}/runs sorted by points, best first.", "/races/{id}/runs", "-points"),
        ("GET /horses/young lists the horses, youngest first.", "/horses/young", "-birth_date"),
        ("GET /runs/next returns the planned run with the highest points.", "/runs/next", "-points"),
    ] {
        assert_eq!(sorts(words), [(path.to_owned(), vec![sort.to_owned()])], "{words}");
    }
    let both = vec!["-points".to_owned(), "created_at".to_owned()];
    assert_eq!(sorts("GET /runs/next = highest points, then oldest"), [("/runs/next".to_owned(), both)]);
}

#[test]
fn the_first_few_are_ranked() {
    for (words, sort, take) in [
        ("The youngest 10 horses.", "-birth_date", 10),
        ("The 3 heaviest horses.", "-weight", 3),
        ("Show the 5 most expensive horses.", "-price", 5),
    ] {
        let spec = read(&format!("{STABLE}{words}"));
        let route = spec.operations.iter().find(|op| op.route.is_some()).unwrap_or_else(|| panic!("{words}"));
        assert_eq!(route.sort, [sort], "{words}");
        let gives = serde_json::to_value(&route.route.as_ref().unwrap().gives).unwrap();
        assert_eq!(gives, serde_json::json!({ "top": take }), "{words}");
    }
}

#[test]
fn a_word_that_nothing_goes_by_names_no_field() {
    let spec = read(&format!("{STABLE}List the races, hottest first."));
    assert!(!spec.entities["Race"].fields.contains_key("hottest"));
    assert!(!spec.open_questions.is_empty());
}

#[test]
fn what_is_done_is_held_against_the_moments_of_others() {
    let spec = read(
        "An API for a stable. A horse has a name and a birth date. A vaccination has a horse and a given on date. \
         A vaccination can't be given before the horse was born.",
    );
    let rule = spec.rules.first().unwrap();
    assert_eq!(rule.kind, "compare");
    assert_eq!(
        serde_json::to_value(&rule.params).unwrap(),
        serde_json::json!({"field": "given_on", "op": ">=", "key": "horse_id", "other": "birth_date"})
    );
}
