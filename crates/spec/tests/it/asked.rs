//! What the parameters of a route line ask for beside filters: an order, and words to look for.

use crate::reading::read;

const TOURS: &str = "A tour API. Guides have a name. Tours have a title, a day and a guide.";

#[test]
fn the_order_of_a_route_line_is_the_order_of_its_list() {
    for (line, order) in [
        ("GET /tours?sort=-day", "-day"),
        ("GET /tours?sort=day:desc", "-day"),
        ("GET /tours?order_by=title", "title"),
        ("GET /guides/{id}/tours?sort=-day", "-day"),
    ] {
        let spec = read(&format!("{TOURS}\n- {line}"));
        assert_eq!(spec.open_questions.len(), 0, "{line}: {:?}", spec.open_questions);
        let list = spec.operations.iter().find(|op| op.src.is_some() && op.entity.as_deref() == Some("Tour"));
        assert_eq!(list.map(|op| op.sort.as_slice()), Some(&[order.to_owned()][..]), "{line}");
    }
    let spec = read(&format!("{TOURS}\n- GET /tours?sort=-price"));
    assert_eq!(spec.open_questions.len(), 1, "{:?}", spec.open_questions);
}

#[test]
fn words_to_look_for_are_sought_in_the_texts() {
    let spec = read(&format!("{TOURS}\n- GET /tours?q=alps"));
    let list = spec.operations.iter().find(|op| op.id == "listTours").unwrap();
    assert_eq!(list.search, ["title"]);
    assert!(spec.assumptions.iter().any(|a| a.text.contains("looks into title")), "{:?}", spec.assumptions);
}
