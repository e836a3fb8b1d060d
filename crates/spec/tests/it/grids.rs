//! Tables whose columns are a thing, its member and what is noted of it in plain words.

use domain::spec::FieldType;

use crate::reading::read;

#[test]
fn a_table_of_members_with_notes_says_what_sentences_would() {
    let spec = read(
        "Kiln register.\n\n\
         | table | column | notes |\n|---|---|---|\n\
         | kiln | name | required, unique, max 30 |\n\
         | kiln | heat | °C, never above 1300 |\n\
         | firing | kiln | |\n\
         | firing | started_on | date |\n\
         | firing | ended_on | date, later than started_on |\n\
         | firing | kind | bisque, glaze or raku |\n\
         | firing | status | planned (when new), running, done |\n\
         | firing | remarks | free text, may be empty |\n",
    );
    assert_eq!(spec.coverage.silent, 0);
    assert!(spec.open_questions.is_empty(), "{:?}", spec.open_questions);
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Kiln", "Firing"]);
    let kiln = &spec.entities["Kiln"].fields;
    assert_eq!((kiln["name"].unique, kiln["name"].max_length), (Some(true), Some(30)));
    let firing = &spec.entities["Firing"].fields;
    assert_eq!(firing["started_on"].ql_type, FieldType::Date);
    assert_eq!(firing["kind"].values.as_ref().map(Vec::len), Some(3));
    assert_eq!(firing["status"].default, Some(serde_json::json!("planned")));
    assert!(!firing["remarks"].required);
    assert!(spec.relations.iter().any(|one| one.from == "Firing" && one.to == "Kiln"));
    assert!(spec.rules.iter().any(|rule| rule.kind == "order"));
}

#[test]
fn a_heading_names_the_thing_of_a_table_of_notes() {
    let spec = read(
        "API for ships.\n\n### Ship\n\n| Field | Remarks |\n|---|---|\n| name | at most 40 characters |\n\
         | flag | two letters |\n| kind | cargo, ferry or tug |\n",
    );
    assert_eq!(spec.coverage.silent, 0);
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Ship"]);
    let ship = &spec.entities["Ship"].fields;
    assert_eq!(ship.keys().collect::<Vec<_>>(), ["name", "flag", "kind"]);
    assert_eq!((ship["flag"].min_length, ship["flag"].max_length), (Some(2), Some(2)));
}

#[test]
fn the_value_of_a_choice_that_is_first_is_marked_in_many_ways() {
    for choice in [
        "stored (when new), loaned, discarded",
        "stored (by default), loaned, discarded",
        "stored by default, loaned, discarded",
        "stored (at the start), loaned, discarded",
        "stored (to begin with), loaned, discarded",
        "stored (initial state), loaned, discarded",
    ] {
        let spec = read(&format!("An API for a lab. A sample has a code and a status ({choice})."));
        let status = &spec.entities["Sample"].fields["status"];
        let values = status.values.iter().flatten().filter_map(|value| value.as_str());
        assert_eq!(values.collect::<Vec<_>>(), ["stored", "loaned", "discarded"], "{choice}");
        assert_eq!(status.default, Some(serde_json::json!("stored")), "{choice}");
    }
}
