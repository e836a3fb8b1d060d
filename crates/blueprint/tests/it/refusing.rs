//! What is refused at once, with the place, instead of becoming a program that does not start.

use domain::{
    Spec,
    spec::{Entity, Field, FieldType},
};
use serde_json::json;

use crate::{file, spec};

fn refusal(spec: &Spec) -> String {
    match blueprint::Model::of(spec) {
        Ok(_) => panic!("it was taken"),
        Err(error) => error.to_string(),
    }
}

fn relation(from: &str, to: &str, field: &str, more: serde_json::Value) -> domain::spec::Relation {
    let mut relation = json!({ "from": from, "to": to, "kind": "many_to_one", "field": field });
    relation.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(relation).unwrap()
}

#[test]
fn patterns_that_mean_something_else_in_python_are_refused_with_their_place() {
    for pattern in ["(", r"^\p{L}+$", "^(?<year>[0-9]{4})$", r"^\u{41}$", "a{2,1}"] {
        let mut spec = spec("notes-api");
        spec.entities["Note"].fields["title"].pattern = Some(pattern.into());
        assert!(refusal(&spec).starts_with("/entities/Note/fields/title/pattern cannot be"), "{pattern}");
    }
}

#[test]
fn a_record_that_needs_itself_first_is_refused() {
    let mut spec = spec("notes-api");
    spec.relations = vec![relation("Note", "Note", "parent_id", json!({ "required": true }))];
    assert!(refusal(&spec).contains("/relations/0 contradicts"));
    spec.relations[0].required = Some(false);
    assert!(blueprint::Model::of(&spec).is_ok());
}

#[test]
fn records_that_need_each_other_are_refused_unless_one_may_do_without() {
    let mut spec = spec("notes-api");
    spec.entities.insert("Folder".into(), Entity::default());
    spec.relations = vec![
        relation("Note", "Folder", "folder_id", json!({ "required": true })),
        relation("Folder", "Note", "cover_id", json!({ "required": true })),
    ];
    assert!(refusal(&spec).contains("Note and Folder need each other"));
    spec.relations[1].required = Some(false);
    assert!(blueprint::Model::of(&spec).is_ok());
}

#[test]
fn accounts_cannot_need_a_record_before_they_are_opened() {
    let mut spec = spec("tickets-api");
    let at = spec.relations.len();
    spec.entities.insert("Office".into(), Entity::default());
    spec.relations.push(relation("User", "Office", "office_id", json!({ "required": true })));
    assert!(refusal(&spec).contains(&format!("/relations/{at}/required")), "{}", refusal(&spec));
}

#[test]
fn values_that_contradict_themselves_are_refused() {
    let of = |change: fn(&mut Field)| {
        let mut spec = spec("notes-api");
        let mut field = Field::of(FieldType::Date);
        change(&mut field);
        spec.entities["Note"].fields.insert("odd".into(), field);
        refusal(&spec)
    };
    assert!(of(|f| f.default = Some("today".into())).contains("/entities/Note/fields/odd/default"));
    assert!(of(|f| f.default = Some("2026-02-30".into())).contains("/odd/default"));
    let bounds = of(|f| {
        (f.ql_type, f.min_length, f.max_length) = (FieldType::String, Some(5), Some(2));
    });
    assert!(bounds.contains("/odd/minLength"), "{bounds}");
    let choice = of(|f| {
        f.ql_type = FieldType::Enum;
        f.values = Some(vec!["a".into(), "a".into()]);
    });
    assert!(choice.contains("/odd/enum"), "{choice}");
}

#[test]
fn a_hash_and_a_field_of_its_name_do_not_share_a_column() {
    let mut spec = spec("notes-api");
    let fields = &mut spec.entities["Note"].fields;
    fields.insert("pin".into(), Field::of(FieldType::Password));
    fields.insert("pin_hash".into(), Field::of(FieldType::String));
    assert!(refusal(&spec).contains("two columns `pin_hash`"));
}

#[test]
fn keys_named_like_words_of_the_language_keep_their_names_outside() {
    let mut spec = spec("notes-api");
    spec.entities.insert("Row".into(), Entity::default());
    spec.entities.insert("NoteList".into(), Entity::default());
    spec.relations = vec![relation("Note", "Row", "class", json!({ "required": true }))];
    let schemas = file(&spec, "app/schemas.py");
    assert!(schemas.contains(r#"class_: fields.Key = Field(alias="class")"#), "{schemas}");
    assert!(schemas.contains(r#"class_: Annotated[fields.Key, Field(alias="class")]"#), "{schemas}");
    // A module that is called like one of the program's own.
    assert!(file(&spec, "app/services/rows_.py").contains("models.Row"));
    let document: serde_json::Value = serde_json::from_str(&file(&spec, "openapi.json")).unwrap();
    let schemas = &document["components"]["schemas"];
    assert!(schemas["NoteList"]["properties"].get("items").is_none());
    assert!(schemas["NoteList.Shape"]["properties"].get("items").is_some());
}

#[test]
fn helpers_that_no_field_asks_for_are_not_printed() {
    let notes = file(&spec("notes-api"), "app/fields.py");
    assert!(notes.contains("def length("), "{notes}");
    assert!(!notes.contains("def matches(") && !notes.contains("def one_of("), "{notes}");
    assert!(file(&spec("booking-api"), "app/fields.py").contains("def matches("));
}

#[test]
fn routes_that_do_not_fit_the_fields_they_name_are_refused_with_their_place() {
    let refused = |route: serde_json::Value, path: &str, method: &str| {
        let mut spec = spec("shop-routes-api");
        spec.operations.retain(|op| op.route.is_none());
        let operation = json!({
            "id": "own", "entity": "Product", "kind": "query", "method": method, "path": path, "route": route,
        });
        spec.operations.push(serde_json::from_value(operation).unwrap());
        refusal(&spec)
    };
    let change =
        |field: &str, to: serde_json::Value| json!({ "gives": { "change": [{ "field": field, "to": to }] } });
    let deed = "/products/{id}/own";
    assert!(
        refused(change("title", json!("flip")), deed, "POST").contains("/route/gives/change/0 contradicts")
    );
    assert!(refused(change("title", json!({ "add": 1 })), deed, "POST").contains("cannot hold"));
    assert!(refused(change("active", json!({ "value": "yes" })), deed, "POST").contains("cannot hold"));
    assert!(refused(change("active", json!("flip")), deed, "GET").contains("is the method for this"));
    assert!(refused(change("active", json!("flip")), "/products/own", "POST").contains("names no record"));
    let sum =
        json!({ "gives": { "figures": { "list": [{ "name": "x", "measure": "sum", "field": "title" }] } } });
    assert!(refused(sum, "/products/own", "GET").contains("`title` is no number"));
    let below =
        json!({ "where": [{ "field": "title", "is": "below", "than": { "value": 5 } }], "gives": "page" });
    assert!(refused(below, "/products/own", "GET").contains("cannot be compared so"));
    assert!(
        refused(json!({ "by": "title", "gives": "record" }), "/products/own/{id}", "GET")
            .contains("no unique field")
    );
    assert!(
        refused(json!({ "scope": "shop_id", "gives": "page" }), "/shops/{id}/products", "GET")
            .contains("no key")
    );
    let two = json!({ "scope": "Tag.x_id", "gives": "page" });
    assert!(refused(two, "/a/{id}/b/{id}", "GET").contains("more than one parameter"));
}

#[test]
fn an_order_between_values_that_have_none_is_refused() {
    let order = |before: FieldType, after: FieldType| {
        let mut spec = spec("notes-api");
        let fields = &mut spec.entities["Note"].fields;
        fields.insert("issued".into(), Field::of(before));
        fields.insert("due".into(), Field::of(after));
        let rule = json!({ "id": "R1", "kind": "order", "text": "due is not before issued", "entity": "Note",
            "status": "formal", "origin": "stated",
            "params": { "before": "issued", "after": "due", "strict": false } });
        spec.rules.push(serde_json::from_value(rule).unwrap());
        spec
    };
    for (before, after) in [
        (FieldType::String, FieldType::String),
        (FieldType::String, FieldType::Date),
        (FieldType::Date, FieldType::Time),
        (FieldType::Time, FieldType::DateTime),
        (FieldType::Integer, FieldType::Date),
    ] {
        let refused = refusal(&order(before, after));
        assert!(refused.contains("cannot be compared") && refused.contains("`issued`"), "{refused}");
    }
    for kind in
        [FieldType::Integer, FieldType::Decimal, FieldType::Date, FieldType::DateTime, FieldType::Time]
    {
        assert!(blueprint::Model::of(&order(kind, kind)).is_ok());
    }
    assert!(blueprint::Model::of(&order(FieldType::Integer, FieldType::Decimal)).is_ok());
}
