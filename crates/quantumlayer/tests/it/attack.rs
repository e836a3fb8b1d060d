//! `attack`: cases by number, one document, an exit code that says whether all are contained.

use crate::support::Home;

#[test]
fn chosen_cases_are_tried_and_reported() {
    let home = Home::new();
    let arguments = ["attack", "--case", "080", "--case", "54", "--case", "119", "--json"];
    let document = home.run(&arguments).code(0).json();
    let ids: Vec<&str> =
        document["cases"].as_array().unwrap().iter().map(|case| case["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["054", "080", "119"]);
    let number = |name: &str| document[name].as_u64().unwrap();
    assert_eq!((number("total"), number("contained"), number("not_applicable")), (3, 3, 0), "{document:#}");
    assert_eq!(number("not_contained"), 0);
    let ended = home.run(&["attack", "--case", "54"]).code(0);
    assert!(
        ended.stderr.contains("[1/1] 054") && ended.stdout.contains("1 of 1 contained"),
        "{}",
        ended.stdout
    );
    home.run(&["attack", "--case", "121"]).code(2);
}
