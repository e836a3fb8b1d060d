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

/// Notes that hold topics and pages, filtered by an item of one of them.
fn notes_of(topics: &serde_json::Value, filter: &str, storage: &str) -> Spec {
    let list = |items: &serde_json::Value, ty: &str| json!({ "x-ql-type": ty, "x-ql-required": false, "x-ql-origin": "stated", "type": "array", "items": items });
    let fields = json!({
        "topics": list(topics, "array<string>"),
        "pages": list(&json!({ "type": "integer", "minimum": 3 }), "array<integer>"),
        "rates": list(&json!({ "type": "string" }), "array<decimal>")
    });
    let mut spec = notes_with(&fields, &[]);
    spec.project.storage = Some(storage.into());
    let list = json!({ "id": "listNotes", "entity": "Note", "kind": "list", "method": "GET", "path": "/notes",
        "filters": [filter], "origin": "stated" });
    let create = json!({ "id": "createNote", "entity": "Note", "kind": "create", "method": "POST", "path": "/notes",
        "origin": "stated" });
    spec.operations =
        [list, create].into_iter().map(|op| serde_json::from_value::<Operation>(op).unwrap()).collect();
    spec
}

#[test]
fn lists_are_narrowed_by_an_item_of_a_list_field() {
    let any = json!({ "type": "string" });
    for (storage, call) in [("sqlite", "json_each(items)"), ("postgres", "json_array_elements_text(items)")] {
        let spec = notes_of(&any, "topics", storage);
        let service = file(&spec, "app/services/notes.py");
        let filter = "\"topics\": Filter(str, lambda value: listing.holds(models.Note.topics, value))";
        assert!(service.contains(filter), "{service}");
        assert!(file(&spec, "app/listing.py").contains(call), "{storage}");
    }
    let pages = file(&notes_of(&any, "pages", "sqlite"), "app/services/notes.py");
    assert!(pages.contains("Filter(listing.integer, lambda value: listing.holds("), "{pages}");
    let document: serde_json::Value =
        serde_json::from_str(&file(&notes_of(&any, "topics", "sqlite"), "openapi.json")).unwrap();
    let parameters = document["paths"]["/notes"]["get"]["parameters"].as_array().unwrap();
    let topics = parameters.iter().find(|parameter| parameter["name"] == "topics").unwrap();
    assert_eq!(topics["description"], "notes that have it among their topics");
    assert_eq!(topics["schema"]["type"], "string");
}

#[test]
fn the_suite_asks_for_shared_items_for_own_ones_and_for_parts_of_them() {
    let test = |topics: &serde_json::Value, filter: &str| {
        let all = tests(&notes_of(topics, filter, "sqlite"));
        let (_, test) = all.split_once("notes_are_filtered_by_one_of_their_").unwrap();
        test.split_once("\n\n\n").unwrap_or((test, "")).0.to_owned()
    };
    let free = test(&json!({ "type": "string" }), "topics");
    for line in [
        "first = make_note(topics=[\"item A\", \"item B\"])",
        "second = make_note(topics=[\"item B\"])",
        "params={\"topics\": \"item A\"}",
        "params={\"topics\": \"tem A\"}",
    ] {
        assert!(free.contains(line), "no {line} in {free}");
    }
    // Items come from those that the list allows, and another one is refused.
    let few = test(&json!({ "type": "string", "enum": ["rock", "jazz"] }), "topics");
    assert!(few.contains("topics=[\"rock\", \"jazz\"]"), "{few}");
    assert!(few.contains("422, \"?topics\""), "{few}");
    assert!(test(&json!({ "type": "string" }), "pages").contains("pages=[10, 11]"));
}

#[test]
fn a_mutant_takes_the_filter_by_an_item_out() {
    let spec = notes_of(&json!({ "type": "string" }), "topics", "sqlite");
    let mutants = library().mutants(&spec).unwrap();
    let mutant = mutants.iter().find(|m| m.title.contains("filters by topics")).unwrap();
    let tree = library().render_mutant(&spec, &mutant.id).unwrap();
    let service = tree.get(&"app/services/notes.py".to_owned().try_into().unwrap()).unwrap();
    assert!(
        service.content.contains("\"topics\": Filter(str, lambda value: sa.true())"),
        "{}",
        service.content
    );
}

#[test]
fn what_is_written_in_several_ways_is_no_item_to_ask_for() {
    let spec = notes_of(&json!({ "type": "string" }), "rates", "sqlite");
    let error = library().render(&spec, Part::Code).unwrap_err();
    assert_eq!(error.code, "QL-T003", "{}", error.message);
}
