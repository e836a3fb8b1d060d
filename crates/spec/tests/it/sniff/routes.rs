//! HTTP routes.

use super::{check, sniff};

#[test]
fn routes_become_operations() {
    check(
        "GET /books\nPOST /api/v1/books\nGET /books/:id\nPUT /books/{book_id}\nPATCH /books/<int:id>\nDELETE /books/{id}\nPOST /books/{id}/borrow",
        "
        GET /books: list listBooks Book
        POST /books: create createBook Book
        GET /books/{id}: read readBook Book
        PUT /books/{id}: update replaceBook Book
        PATCH /books/{id}: update updateBook Book
        DELETE /books/{id}: delete deleteBook Book
        POST /books/{id}/borrow: action borrowBook Book
        ",
    );
}

#[test]
fn what_is_not_shaped_like_crud_is_custom() {
    check(
        "It answers GET /stats/daily, `POST /shorten` and GET /books/{id}/reviews. DELETE /order_items/{id}",
        "
        GET /stats/daily: custom getStatsDaily -
        POST /shorten: custom postShorten -
        GET /books/{id}/reviews: custom getBooksByIdReviews Book
        DELETE /order-items/{id}: delete deleteOrderItem OrderItem
        ",
    );
}

#[test]
fn a_query_gives_filters() {
    check("GET /books?author=X&year=&limit=10", "GET /books: list listBooks Book filters=author,year");
}

#[test]
fn routes_that_every_project_has_are_no_operations() {
    let text = "GET /health, POST /auth/login and POST /auth/register";
    check(text, "");
    let sniffed = sniff(text, 0, None);
    assert!(sniffed.accounts.is_some());
    assert_eq!(sniffed.covered.len(), 3);
}

#[test]
fn a_remark_that_says_the_same_again_belongs_to_the_route() {
    for (text, covered) in [
        ("GET /books - list all books", "list all books"),
        ("- `DELETE /books/{id}` – deletes the book", "deletes the book"),
    ] {
        let sniffed = sniff(text, 0, None);
        let spans: Vec<&str> = sniffed.covered.iter().map(|(span, _)| &text[span.start..span.end]).collect();
        assert!(spans.contains(&covered), "{spans:?}");
    }
    for text in ["GET /books - list all books, newest first", "DELETE /books/{id} - only admins delete books"]
    {
        assert_eq!(sniff(text, 0, None).covered.len(), 1, "{text}");
    }
}

#[test]
fn prose_is_no_route() {
    for text in ["GET it done", "POST offices", "get /books", "BUDGET /year", "PUT away / DELETE"] {
        check(text, "");
    }
}
