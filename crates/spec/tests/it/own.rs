//! Routes of one's own: what a line, its remark or a sentence works out, and what is asked instead of guessed.

use domain::Spec;
use serde_json::{Value, json};

use crate::reading::read;

const SHOP: &str = "Build a REST API with FastAPI for a bookshop. An author has a name and a country. A book has a \
title, an isbn (unique), a price (decimal), a stock (integer), a reorder level (integer), likes (integer, default 0), \
a published flag, a published at (datetime, optional) and belongs to an author. A review belongs to a book and has a \
rating (1 to 5) and a text. A customer has a name and an email (unique). An order belongs to a customer and has a \
total (decimal), a status (open, paid, shipped; default open) and a due date (date). A task has a title, a due date \
and a done flag. A sensor has a name. A reading belongs to a sensor and has a temperature (float) and a measured at \
(datetime).\n";

fn shop(words: &str) -> Spec {
    read(&format!("{SHOP}{words}"))
}

/// The one route of its own that the words ask for, with its entity and order.
fn route(words: &str) -> (String, Value) {
    let spec = shop(words);
    let own: Vec<_> = spec.operations.iter().filter(|op| op.route.is_some()).collect();
    let [op] = own.as_slice() else { panic!("{words}: {} routes; {:?}", own.len(), spec.open_questions) };
    let mut route = serde_json::to_value(&op.route).unwrap();
    if !op.sort.is_empty() {
        route["sort"] = json!(op.sort);
    }
    if !op.filters.is_empty() {
        route["filters"] = json!(op.filters);
    }
    let path = op.path.clone().unwrap_or_default();
    (
        format!("{} {path} {}", op.method.clone().unwrap_or_default(), op.entity.clone().unwrap_or_default()),
        route,
    )
}

fn check(words: &str, head: &str, expected: Value) {
    assert_eq!(route(words), (head.to_owned(), expected), "{words}");
}

fn asked(words: &str) -> String {
    let spec = shop(words);
    assert!(spec.operations.iter().all(|op| op.route.is_none()), "{words} was understood");
    spec.blocking().map(|question| question.text.clone()).collect::<Vec<_>>().join("\n")
}

#[test]
fn lists_hang_on_the_record_of_the_path() {
    let below = json!({ "scope": "author_id", "gives": "page" });
    check("GET /authors/{id}/books", "GET /authors/{id}/books Book", below.clone());
    check(
        "- `GET /authors/{id}/books` returns the books of that author",
        "GET /authors/{id}/books Book",
        below,
    );
    check(
        "GET /authors/{id}/books lists all books of an author, sorted by title descending",
        "GET /authors/{id}/books Book",
        json!({ "scope": "author_id", "gives": "page", "sort": ["-title"] }),
    );
    check(
        "GET /customers/{id}/orders?status=open",
        "GET /customers/{id}/orders Order",
        json!({ "scope": "customer_id", "gives": "page", "filters": ["status"] }),
    );
    check(
        "GET /books/{id}/author",
        "GET /books/{id}/author Author",
        json!({ "scope": "Book.author_id", "gives": "first" }),
    );
    check(
        "POST /books/{id}/reviews",
        "POST /books/{id}/reviews Review",
        json!({ "scope": "book_id", "gives": "create" }),
    );
}

#[test]
fn the_latest_goes_by_when_it_happened() {
    let latest = json!({ "scope": "sensor_id", "gives": "first", "sort": ["-measured_at"] });
    check("GET /sensors/{id}/readings/latest", "GET /sensors/{id}/readings/latest Reading", latest.clone());
    check(
        "GET /sensors/{id}/latest gives the last reading",
        "GET /sensors/{id}/latest Reading",
        latest.clone(),
    );
    check(
        "I want to see the latest reading of a sensor.",
        "GET /sensors/{id}/readings/latest Reading",
        latest,
    );
    check(
        "GET /books/top returns the top 5 books by likes",
        "GET /books/top Book",
        json!({ "gives": { "top": 5 }, "sort": ["-likes"] }),
    );
    check(
        "Show the 10 most recent orders.",
        "GET /orders/recent Order",
        json!({ "gives": { "top": 10 }, "sort": ["-created_at"] }),
    );
}

fn count(name: &str, more: Value) -> Value {
    let mut figure = json!({ "name": name, "measure": "count" });
    if let (Value::Object(figure), Value::Object(more)) = (&mut figure, more) {
        figure.extend(more);
    }
    figure
}

fn is(field: &str, value: Value) -> Value {
    json!([{ "field": field, "is": "one_of", "than": { "values": [value] } }])
}

#[test]
fn numbers_are_counted_where_their_words_name_rows() {
    check(
        "GET /stats returns the number of open and paid orders",
        "GET /stats Order",
        json!({ "gives": { "figures": { "list": [
            count("open", json!({ "where": is("status", json!("open")) })),
            count("paid", json!({ "where": is("status", json!("paid")) })),
        ] } } }),
    );
    check(
        "GET /stats with the number of books, authors and open orders",
        "GET /stats Book",
        json!({ "gives": { "figures": { "list": [
            count("books", json!({})),
            count("authors", json!({ "entity": "Author" })),
            count("open_orders", json!({ "entity": "Order", "where": is("status", json!("open")) })),
        ] } } }),
    );
    check(
        "Also show the number of orders per status.",
        "GET /orders/count-by-status Order",
        json!({ "gives": { "figures": { "per": "status", "list": [count("count", json!({}))] } } }),
    );
}

#[test]
fn numbers_are_worked_out_over_the_field_that_is_meant() {
    let measured =
        |name: &str, measure: &str, field: &str| json!({ "name": name, "measure": measure, "field": field });
    check(
        "GET /books/{id}/summary returns the min, max and average rating",
        "GET /books/{id}/summary Review",
        json!({ "scope": "book_id", "gives": { "figures": { "list": [
            measured("min_rating", "minimum", "rating"),
            measured("max_rating", "maximum", "rating"),
            measured("average_rating", "average", "rating"),
        ] } } }),
    );
    check(
        "GET /customers/{id}/total returns the sum of all orders of the customer",
        "GET /customers/{id}/total Order",
        json!({ "scope": "customer_id", "gives": { "figures": { "list": [measured("total", "sum", "total")] } } }),
    );
    check(
        "We want to see the average rating per book.",
        "GET /reviews/average-rating-by-book Review",
        json!({ "gives": { "figures": { "per": "book_id", "list": [measured("average_rating", "average", "rating")] } } }),
    );
}

#[test]
fn conditions_are_read_from_the_remark_and_else_from_what_a_word_can_only_mean() {
    let late = json!([
        { "field": "due_date", "is": "below", "than": { "days_from_now": 0 } },
        { "field": "done", "is": "not_one_of", "than": { "values": [true] } },
    ]);
    check("GET /tasks/overdue", "GET /tasks/overdue Task", json!({ "where": late, "gives": "page" }));
    assert!(
        shop("GET /tasks/overdue").assumptions.iter().any(|a| a.text.contains("due_date is before now")),
        "what overdue means is said"
    );
    check(
        "GET /tasks/late lists tasks whose due date is in the past and that are not done",
        "GET /tasks/late Task",
        json!({ "where": late, "gives": "page" }),
    );
    check(
        "GET /books/low-stock",
        "GET /books/low-stock Book",
        json!({ "where": [{ "field": "stock", "is": "below", "than": { "field": "reorder_level" } }], "gives": "page" }),
    );
    check(
        "GET /books/low-stock lists books with a stock below 5",
        "GET /books/low-stock Book",
        json!({ "where": [{ "field": "stock", "is": "below", "than": { "value": 5 } }], "gives": "page" }),
    );
}

#[test]
fn exports_and_look_ups_are_read() {
    check(
        "GET /orders/export - CSV export, filterable by status",
        "GET /orders/export Order",
        json!({ "gives": "csv", "filters": ["status"] }),
    );
    let by = json!({ "by": "isbn", "gives": "record" });
    check("GET /books/isbn/{isbn}", "GET /books/isbn/{isbn} Book", by.clone());
    check("GET /books/by-isbn/{isbn}", "GET /books/by-isbn/{isbn} Book", by);
}

#[test]
fn deeds_are_read_from_their_remark_and_else_from_their_verb() {
    let change = |field: &str, to: Value| json!({ "gives": { "change": [{ "field": field, "to": to }] } });
    check("POST /tasks/{id}/toggle", "POST /tasks/{id}/toggle Task", change("done", json!("flip")));
    check("PATCH /tasks/{id}/done", "PATCH /tasks/{id}/done Task", change("done", json!({ "value": true })));
    check(
        "POST /books/{id}/like adds one to likes",
        "POST /books/{id}/like Book",
        change("likes", json!({ "add": 1 })),
    );
    check(
        "POST /books/{id}/sell decreases the stock by 2",
        "POST /books/{id}/sell Book",
        change("stock", json!({ "add": -2 })),
    );
    check(
        "POST /books/{id}/publish sets published to true and published at to now",
        "POST /books/{id}/publish Book",
        json!({ "gives": { "change": [
            { "field": "published", "to": { "value": true } },
            { "field": "published_at", "to": "now" },
        ] } }),
    );
}

#[test]
fn what_is_not_clear_is_asked_with_the_words_that_are_not() {
    for (words, unclear) in [
        ("GET /books/{id}/similar", "similar"),
        ("GET /stats returns the number of orders and the revenue", "revenue"),
        ("GET /orders/stats", "which numbers"),
        ("POST /books/{id}/reprint", "reprint"),
        ("GET /customers/{id}/books", "belongs to"),
    ] {
        let text = asked(words);
        assert!(text.contains(unclear), "{words}: {text}");
    }
    // A machine says from which states it may change; a route does not.
    let machine = "The status of an order goes from open to paid to shipped. POST /orders/{id}/send sets the status to shipped";
    assert!(asked(machine).contains("from which states"));
}

#[test]
fn what_belongs_to_the_one_who_asks_is_not_opened_to_all() {
    assert!(shop("Users can export their orders as CSV.").operations.iter().all(|op| op.route.is_none()));
}

#[test]
fn every_word_of_a_remark_goes_somewhere() {
    for words in [
        "GET /stats returns the number of open and paid orders",
        "GET /books/{id}/similar returns books of a similar taste",
        "Also show the average rating per book.",
    ] {
        assert_eq!(shop(words).coverage.silent, 0, "{words}");
    }
}

#[test]
fn long_remarks_end() {
    let begun = std::time::Instant::now();
    shop(&format!("GET /books/{{id}}/x with {}rating", "min, ".repeat(40)));
    shop(&format!("GET /stats returns the number of {}", "open, paid, ".repeat(15)));
    shop(&format!("Show {}rating.", "the min and max and ".repeat(12)));
    shop(&"GET /books/top ".repeat(60));
    assert!(begun.elapsed().as_secs() < 20, "the work grows with the words, not with their combinations");
}

#[test]
fn the_newest_go_by_the_field_that_is_named_and_pages_by_the_list_that_is_spoken_of() {
    let base = "API for jobs. A company has a name. A job belongs to a company and has a title, a remote flag and a \
                published at (datetime).";
    for words in [
        "Search jobs by title, newest published_at first, 15 per page.",
        "Filter jobs by remote, newest first by published_at, 15 per page.",
        "Make jobs filterable by remote, with the newest published_at first, 15 per page.",
    ] {
        let spec = read(&format!("{base} {words}"));
        let list =
            |path: &str| spec.operations.iter().find(|op| op.path.as_deref() == Some(path)).unwrap().clone();
        assert_eq!(list("/jobs").sort, ["-published_at"], "{words}");
        assert_eq!(list("/jobs").page.unwrap().default, 15, "{words}");
        assert_eq!(list("/companies").page.unwrap().default, 20, "{words}");
    }
}

#[test]
fn the_order_and_the_pages_of_a_list_below_a_record_are_of_that_list() {
    const RECORDS: &str = "A station has a name. A sensor belongs to a station and has a kind (wind, rain). A reading \
                           belongs to a sensor and has a value and a measured at time.";
    for (wish, sort, page) in [
        (
            "The service shall return the readings of a sensor, newest first, 100 per page.",
            "-measured_at",
            100,
        ),
        ("All readings of a sensor, newest first", "-measured_at", 20),
        (
            "Lists: sensors by kind, 10 per page; readings of a sensor, latest measured at first",
            "-measured_at",
            20,
        ),
        ("GET  /sensors/:id/readings      the calendar, ordered by value", "value", 20),
        ("Anna wants GET /sensors/{id}/readings, latest first.", "-measured_at", 20),
        ("- `GET /sensors/{id}/readings` sorted by value, 40 per page", "value", 40),
    ] {
        let spec = read(&format!("{RECORDS}\n{wish}"));
        let at = |path: &str| {
            spec.operations
                .iter()
                .find(|op| op.method.as_deref() == Some("GET") && op.path.as_deref() == Some(path))
        };
        let below = at("/sensors/{id}/readings").unwrap_or_else(|| panic!("{wish}"));
        assert_eq!(below.sort, [sort], "{wish}");
        assert_eq!(below.page.as_ref().map_or(20, |page| page.default), page, "{wish}");
        let all = at("/readings").unwrap_or_else(|| panic!("{wish}"));
        assert_eq!(all.sort, Vec::<String>::new(), "{wish}: nothing is said of the list of all");
    }
}

#[test]
fn rows_are_chosen_and_counted_by_the_page_in_short_words() {
    for (wish, filters, search, page) in [
        ("Repairs filtered by status, 30 of them per page.", vec!["status"], vec![], 30),
        ("We list the repairs filtered by status, 100 in each page.", vec!["status"], vec![], 100),
        ("filter repairs by status pls", vec!["status"], vec![], 20),
        ("repairs by status and place (filter), 40 per page", vec!["status", "place"], vec![], 40),
        ("and repairs by title search", vec![], vec!["title"], 20),
    ] {
        let spec = read(&format!("A repair has a title, a place and a status (new, done).\n{wish}"));
        let list = spec
            .operations
            .iter()
            .find(|op| op.path.as_deref() == Some("/repairs") && op.method.as_deref() == Some("GET"))
            .unwrap();
        assert_eq!(list.filters, filters, "{wish}");
        assert_eq!(list.search, search, "{wish}");
        assert_eq!(list.page.as_ref().map(|page| page.default), Some(page), "{wish}");
    }
}
