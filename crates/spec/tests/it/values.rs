//! A parameter with the name of a value never becomes the id without a word.

use domain::{intent::Intent, roles::Reader, spec::OperationKind};
use spec::RulesReader;

use crate::reading::read;

#[test]
fn a_record_is_looked_up_by_its_value() {
    for (thing, things, value, key) in [
        ("show", "shows", "slug", "slug"),
        ("book", "books", "isbn", "isbn"),
        ("shipment", "shipments", "tracking number", "tracking_number"),
    ] {
        for parameter in ["{KEY}", ":KEY", "<KEY>", "<str:KEY>"] {
            for said in
                ["", " should return a THING by VALUE", " - one THING by its VALUE", " returns the THING"]
            {
                let route = format!("GET /{things}/{}", parameter.replace("KEY", key));
                let said = said.replace("THING", thing).replace("VALUE", value);
                let text = format!("A {thing} has a title and a {value} (unique).\n{route}{said}");
                let spec = read(&text);
                let found: Vec<_> =
                    spec.operations.iter().filter(|op| op.kind == OperationKind::Query).collect();
                let [op] = found.as_slice() else { panic!("{text}: {:?}", spec.operations) };
                assert_eq!(op.route.as_ref().and_then(|route| route.by.as_deref()), Some(key), "{text}");
                let asked = spec.open_questions.iter().filter(|q| q.blocking).count();
                assert_eq!(asked, 1, "{text}: {:?}", spec.open_questions);
                let accepted = RulesReader::default()
                    .read(&Intent { accept_proposals: true, ..Intent::of(&text) })
                    .unwrap();
                assert!(accepted.blocking().next().is_none(), "{text}");
            }
        }
    }
}

#[test]
fn a_change_by_a_value_is_asked_about() {
    for method in ["PATCH", "PUT", "DELETE"] {
        let text = format!("A show has a title and a slug (unique).\n{method} /shows/{{slug}}");
        let spec = read(&text);
        assert!(spec.blocking().any(|q| q.text.contains("slug")), "{text}");
    }
    let text = "A show has a title.\nGET /shows/{title}";
    assert!(read(text).blocking().next().is_some(), "two shows may have one title");
}

#[test]
fn what_names_the_id_is_the_id() {
    for name in ["id", "show_id", "showId", "uuid", "show"] {
        let spec = read(&format!("A show has a title and a slug (unique).\nGET /shows/{{{name}}}"));
        assert_eq!(spec.open_questions.len(), 0, "{name}: {:?}", spec.open_questions);
        assert_eq!(spec.operations.iter().filter(|op| op.kind == OperationKind::Query).count(), 0, "{name}");
    }
}

#[test]
fn a_value_names_its_record_below_any_word() {
    let spec =
        read("A shipment has a tracking number (unique).\nGET /track/{tracking_number} gives the shipment");
    let op = spec.operations.iter().find(|op| op.kind == OperationKind::Query).unwrap();
    assert_eq!(
        (op.entity.as_deref(), op.path.as_deref()),
        (Some("Shipment"), Some("/track/{tracking_number}"))
    );
}
