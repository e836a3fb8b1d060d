//! A spec never contradicts itself, whatever the text says twice, leaves out or mixes.

use domain::{
    Spec,
    spec::{FieldType, OperationKind},
};

use crate::reading::read;

fn kind(spec: &Spec, entity: &str, field: &str) -> FieldType {
    spec.entities[entity].fields[field].ql_type
}

#[test]
fn what_is_held_against_each_other_is_of_one_kind() {
    let spec = read(
        "API for a magazine. An issue has a title, a publication date and a copy deadline. The copy deadline is always \
         before the publication date.",
    );
    assert_eq!(kind(&spec, "Issue", "copy_deadline"), FieldType::Date);
    let spec = read("API for tools. An issue has issued at and due back. Due back must be after issued at.");
    assert_eq!(kind(&spec, "Issue", "due_back"), FieldType::DateTime);
    let spec = read(
        "API for rentals. A pair has a size. A rental is for one pair, with from, to date and a deposit. One pair can't be \
         rented twice at the same time.",
    );
    assert_eq!(kind(&spec, "Rental", "from"), kind(&spec, "Rental", "to_date"));
}

#[test]
fn a_moment_is_held_against_a_date_that_is_certain() {
    let spec = read(
        "API for records. A record has a title, released on and bought at. Bought at must not be before released on.",
    );
    assert_eq!(kind(&spec, "Record", "released_on"), FieldType::Date);
    assert_eq!(kind(&spec, "Record", "bought_at"), FieldType::DateTime);
    let order = spec.rules.iter().find(|rule| rule.kind == "order").unwrap();
    assert_eq!(
        (&order.params["before"], &order.params["after"]),
        (&"released_on".into(), &"bought_at".into())
    );
    assert!(spec.open_questions.is_empty(), "{:?}", spec.open_questions);
}

#[test]
fn two_keys_have_two_names() {
    let spec = read(
        "Vet practice API: owners (name, phone, email unique), pets (name, species, born on) and visits (visited at, \
         diagnosis). A pet has one owner, a visit is for one pet. Owners may see their own pets only, receptionists may \
         create owners and pets.",
    );
    let mut keys: Vec<(&str, &str)> = spec
        .relations
        .iter()
        .filter_map(|relation| Some((relation.from.as_str(), relation.field.as_deref()?)))
        .collect();
    let all = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), all, "{:?}", spec.relations);
}

#[test]
fn a_list_is_filtered_by_an_item_of_what_its_rows_hold() {
    for text in [
        "A tiny REST API (records: title, artist, genres as a list), filter by artist & genres.",
        "API for records. A record has a title, an artist and a list of genres. Filter records by artist or genre.",
    ] {
        let spec = read(text);
        let list = spec.operations.iter().find(|op| op.kind == OperationKind::List).unwrap();
        assert_eq!(list.filters, ["artist", "genres"], "{text}");
        assert!(spec.open_questions.is_empty(), "{:?}", spec.open_questions);
    }
}

#[test]
fn no_list_is_filtered_by_what_its_rows_cannot_be_told_by() {
    let spec = read(
        "API for records. Record: title, prices (list of decimals), played_at. Records can be filtered by prices and title.",
    );
    let list = spec.operations.iter().find(|op| op.kind == OperationKind::List).unwrap();
    assert_eq!(list.filters, ["title"]);
    assert!(spec.open_questions.iter().any(|question| question.text.contains("prices")));
}

#[test]
fn whoever_enters_what_others_see_of_their_own_sees_it_too() {
    let spec = read(
        "API. Patient: name, date of birth. Measurement: value, taken at. Each measurement is of a patient; patients read \
         only their own.",
    );
    let auth = spec.auth.as_ref().unwrap();
    let sees = |role: &str| {
        auth.permissions.iter().any(|right| {
            right.entity.as_deref() == Some("Measurement")
                && right.roles.iter().any(|named| named == role)
                && right.ops.iter().any(|op| op == "list")
                && right.condition.is_none()
        })
    };
    assert!(sees("admin") && !sees("patient"), "{:?}", auth.permissions);
}
