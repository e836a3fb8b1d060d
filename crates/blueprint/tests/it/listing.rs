//! Lists of generated programs: what narrows them, their own order, and that each is tested.

use domain::{Spec, project::Part, roles::Blueprints, spec::Operation};
use serde_json::json;

use crate::{file, library, spec};

fn tests(spec: &Spec) -> String {
    let tree = library().render(spec, Part::Tests).unwrap();
    tree.values().map(|file| file.content.clone()).collect()
}

/// The spec whose list of the entity is in that order by itself.
fn sorted(name: &str, entity: &str, path: &str, key: &str) -> Spec {
    let mut spec = spec(name);
    let list = json!({ "id": "list_them", "kind": "list", "entity": entity, "method": "GET", "path": path,
        "sort": [key], "origin": "stated" });
    let list: Operation = serde_json::from_value(list).unwrap();
    spec.operations.retain(|op| op.entity.as_deref() != Some(entity));
    spec.operations.push(list);
    for kind in ["create", "read", "update", "delete"] {
        let op = json!({ "id": format!("{kind}_it"), "kind": kind, "entity": entity, "origin": "stated" });
        spec.operations.push(serde_json::from_value(op).unwrap());
    }
    spec
}

#[test]
fn a_list_is_narrowed_by_what_its_records_point_at() {
    let spec = spec("library-api");
    let document: serde_json::Value = serde_json::from_str(&file(&spec, "openapi.json")).unwrap();
    let parameters = document["paths"]["/books"]["get"]["parameters"].as_array().unwrap();
    assert!(parameters.iter().any(|parameter| parameter["name"] == "author_id"), "{parameters:?}");
    assert!(tests(&spec).contains("books_are_filtered_by_author_id"));
}

#[test]
fn an_order_by_few_values_has_a_test() {
    let notes = tests(&sorted("notes-api", "Note", "/notes", "-pinned"));
    let (_, test) = notes.split_once("notes_are_listed_by_pinned_by_themselves").unwrap();
    let test = test.split_once("\n\n\n").unwrap().0;
    assert!(test.contains("pinned=True") && test.contains("pinned=False"), "{test}");
    let tickets = tests(&sorted("tickets-api", "Ticket", "/tickets", "status"));
    let (_, test) = tickets.split_once("tickets_are_listed_by_status_by_themselves").unwrap();
    assert!(test.split_once("\n\n\n").unwrap().0.contains(".post(f\"/tickets/"), "{test}");
}

#[test]
fn an_order_by_when_records_were_made_is_told_from_the_order_of_their_ids() {
    let notes = tests(&sorted("notes-api", "Note", "/notes", "created_at"));
    let (_, test) = notes.split_once("notes_are_listed_by_created_at_by_themselves").unwrap();
    let test = test.split_once("\n\n\n").unwrap().0;
    assert!(test.contains("assert not database.refuses("), "{test}");
    assert!(test.contains("[second[\"id\"], third[\"id\"], first[\"id\"]]"), "{test}");
}

#[test]
fn a_span_that_ends_before_it_begins_is_refused_wherever_spans_must_not_overlap() {
    let mut spec = spec("booking-api");
    spec.rules.retain(|rule| rule.kind != "order");
    assert!(spec.rules.iter().any(|rule| rule.kind == "overlap"));
    assert!(file(&spec, "app/services/bookings.py").contains("raise invalid("));
    assert!(tests(&spec).contains("behind_ends_at_is_refused"), "{}", tests(&spec));
}

#[test]
fn numbers_whose_examples_stand_at_their_bound_are_still_made_from_the_lowest_to_the_highest() {
    // Its examples have room for many registrations, so they begin at the highest value.
    let mut spec = spec("event-desk-api");
    spec.entities["Event"].fields["capacity"].maximum = Some(50.into());
    let suite = tests(&spec);
    let (_, sorted) = suite.split_once("events_are_sorted_by_capacity_both_ways(").unwrap();
    let made = sorted.split_once("answered(").unwrap().0;
    let value = |name: &str| -> u32 {
        let (_, call) = made.split_once(&format!(" {name} = make_event(")).unwrap();
        let (_, value) = call.split_once("capacity=").unwrap();
        value.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
    };
    assert!(value("first") < value("second") && value("second") < value("third"), "{made}");
}

#[test]
fn rows_may_be_exported_at_a_path_that_ends_like_a_file() {
    let mut spec = spec("library-api");
    let export = json!({ "id": "getAuthorsBooksCsv", "kind": "query", "entity": "Book", "method": "GET",
        "path": "/authors/{id}/books.csv", "origin": "stated",
        "route": { "scope": "author_id", "gives": "csv" } });
    spec.operations.push(serde_json::from_value(export).unwrap());
    let document: serde_json::Value = serde_json::from_str(&file(&spec, "openapi.json")).unwrap();
    let answer = &document["paths"]["/authors/{id}/books.csv"]["get"]["responses"]["200"];
    assert!(answer["content"].get("text/csv").is_some(), "{answer}");
    assert!(tests(&spec).contains("/books.csv\""), "the export is tested");
    let mut odd = spec.clone();
    odd.operations.last_mut().unwrap().path = Some("/authors/{id}/Books.csv.exe".to_owned());
    assert!(library().render(&odd, Part::Tests).is_err());
}

#[test]
fn an_order_is_tried_with_all_its_records_however_few_a_page_has() {
    let mut spec = sorted("notes-api", "Note", "/notes", "-title");
    let list = spec.operations.iter_mut().find(|op| op.id == "list_them").unwrap();
    list.page = serde_json::from_value(json!({ "style": "offset", "default": 2, "max": 100 })).unwrap();
    let all = tests(&spec);
    for name in ["notes_are_sorted_by_title_both_ways", "notes_are_listed_by_title_by_themselves"] {
        let (_, test) = all.split_once(name).unwrap();
        let test = test.split_once("\n\n\n").unwrap().0;
        assert!(test.contains("\"limit\": 3"), "{test}");
    }
}

#[test]
fn what_stands_behind_two_others_stays_behind_both_when_one_of_them_moves() {
    let mut spec = spec("booking-api");
    // Nothing else moves them from record to record.
    spec.rules.retain(|rule| !matches!(rule.kind.as_str(), "overlap" | "limit"));
    let booking = spec.entities.get_mut("Booking").unwrap();
    let moment =
        json!({ "type": "string", "format": "date-time", "x-ql-type": "datetime", "x-ql-required": true });
    for name in ["queue_at", "doors_at"] {
        booking.fields.insert(name.to_owned(), serde_json::from_value(moment.clone()).unwrap());
    }
    for (before, after) in [("queue_at", "doors_at"), ("doors_at", "ends_at")] {
        let order = json!({ "id": before, "kind": "order", "text": "one before the other", "entity": "Booking",
            "status": "formal", "params": { "before": before, "after": after, "strict": true }, "origin": "stated" });
        spec.rules.push(serde_json::from_value(order).unwrap());
    }
    let all = tests(&spec);
    let (_, body) = all.split_once("def booking_body").unwrap();
    let moment = |text: &str, name: &str| {
        let (_, rest) = text.split_once(name).unwrap_or_else(|| panic!("no {name} in {text}"));
        let at = rest.find("20").unwrap();
        rest[at..at + 20].to_owned()
    };
    let (_, kept) = all.split_once("booking_starts_at_is_kept_and_given_back").unwrap();
    let kept = kept.split_once("\n\n\n").unwrap().0;
    assert!(moment(kept, "ends_at=") > moment(body, "\"doors_at\": "), "{kept}\n{body}");
}

/// Notes with two more fields.
fn notes_with(fields: &serde_json::Value, unique: &[&str]) -> Spec {
    let mut spec = spec("notes-api");
    let note = spec.entities.get_mut("Note").unwrap();
    for (name, field) in fields.as_object().unwrap() {
        note.fields.insert(name.clone(), serde_json::from_value(field.clone()).unwrap());
    }
    if !unique.is_empty() {
        note.unique = vec![unique.iter().map(|name| (*name).to_owned()).collect()];
    }
    spec
}

#[test]
fn what_is_unique_together_differs_by_the_member_that_has_the_most_values() {
    let days = json!(["monday", "tuesday", "wednesday"]);
    let fields = json!({
        "weekday": { "x-ql-type": "enum", "x-ql-required": true, "x-ql-origin": "stated", "type": "string", "enum": days },
        "start_time": { "x-ql-type": "time", "x-ql-required": true, "x-ql-origin": "stated", "type": "string", "format": "time" }
    });
    let body = |spec: &Spec| {
        let fixtures = file(spec, "tests/conftest.py");
        fixtures.split_once("def note_body").unwrap().1.split_once("return body").unwrap().0.to_owned()
    };
    let apart = body(&notes_with(&fields, &["weekday", "start_time"]));
    assert!(apart.contains("\"weekday\": \"monday\"") && apart.contains("% 60]"), "{apart}");
    // Three of a kind are all that there can be.
    let few = notes_with(&fields, &["weekday", "pinned"]);
    assert!(!tests(&few).contains("range(21)"), "{}", body(&few));
}

#[test]
fn a_secret_is_no_longer_than_it_may_be() {
    let pin = json!({ "pin": { "x-ql-type": "password", "x-ql-required": true, "x-ql-origin": "stated", "type": "string",
        "minLength": 4, "maxLength": 4, "writeOnly": true } });
    let fixtures = file(&notes_with(&pin, &[]), "tests/conftest.py");
    assert!(fixtures.contains("\"pin\": \"xxxA\""), "{fixtures}");
}
