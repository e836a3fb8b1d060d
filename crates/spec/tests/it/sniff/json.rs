//! Sample JSON.

use super::{check, check_file};

#[test]
fn a_sample_names_fields_and_their_types() {
    check(
        r#"A book looks like this:
        ```json
        {"id": 7, "title": "Dune", "isbn": "9780441013593", "price": 9.99, "pages": 412, "published_on": "1965-08-01",
         "inPrint": true, "tags": ["sf"], "createdAt": "2024-01-01T10:00:00Z", "cover": "https://x.org/c.png", "subtitle": null}
        ```"#,
        "
        Book timestamps
        title: string required
        isbn: string required matches ^(97[89])?[0-9]{9}[0-9Xx]$
        price: decimal required >=0 step=0.01
        pages: integer required >=0
        published_on: date required
        in_print: boolean
        tags: array<string> required
        cover: url required
        subtitle: string
        ",
    );
}

#[test]
fn the_key_or_the_file_or_the_words_before_give_the_name() {
    let want = "
        Customer
        name: string required
        Order
        total: decimal required >=0 step=0.01
        ";
    check(r#"{"customers": [{"name": "Ann"}], "order": {"total": 3}}"#, want);
    check_file(r#"[{"name": "Ann"}]"#, Some("customers.json"), "Customer\nname: string required");
    for lead in [
        "Customer:",
        "Example customer: ",
        "a customer is",
        "### Customers\n",
        "sample of a customer record =",
    ] {
        check(&format!("{lead} {{\"name\": \"Ann\"}}"), "Customer\nname: string required");
    }
    check(r#"Order item: {"name": "Ann"}"#, "OrderItem\nname: string required");
}

#[test]
fn a_sample_of_nothing_known_is_asked_about() {
    check(r#"{"name": "Ann"}"#, r#"? missing!: {"name": "Ann"}"#);
    check(r#"it returns {"code": "abc"}"#, r#"? missing!: {"code": "abc"}"#);
    check(r#"{"openapi": "3.1.0", "paths": {}}"#, r#"? unrecognised!: {"openapi": "3.1.0", "paths": {}}"#);
}

#[test]
fn records_inside_records_are_entities_of_their_own() {
    check(
        r#"Order: {"number": "A1", "customer": {"name": "Ann"}, "items": [{"sku": "x", "quantity": 2}], "metadata": {"a": 1}, "user_id": 3}"#,
        "
        Order
        number: string required
        metadata: json required
        Customer
        name: string required
        OrderItem
        sku: string required
        quantity: integer required >=0
        Order -> Customer customer_id many_to_one required
        OrderItem -> Order order_id many_to_one required
        Order -> User user_id many_to_one required
        ",
    );
}

#[test]
fn several_records_show_what_is_optional() {
    check(
        r#"{"books": [{"title": "a", "rating": 3, "note": "x"}, {"title": "b", "rating": 3.5}, {"title": 5, "rating": null}]}"#,
        "
        Book
        title: json required
        rating: decimal >=0
        note: text
        ",
    );
}

#[test]
fn what_is_no_json_is_left_alone() {
    for text in
        ["{title, isbn}", "[a, b]", r#"{"a": }"#, r#"{"a": 1"#, "{\"a\n\": 1}", "{", "[{", "f(x) = {x}"]
    {
        check(text, "");
    }
}

#[test]
fn a_key_in_other_letters_is_asked_about() {
    check(
        r#"Buch: {"größe": 3, "titel": "x"}"#,
        r#"
        Buch
        titel: string required
        ? ambiguous!: "größe": 3
        "#,
    );
}

#[test]
fn values_that_name_a_type_are_descriptions() {
    let spec = crate::reading::read(
        r#"An API from this:
{
  "customer": {"name": "string", "vat_id": "string, unique", "joined": "date"},
  "invoice": {"number": "string, unique", "customer": "customer", "due": "date", "state": "draft|sent|paid"},
  "line": {"invoice": "invoice", "text": "string", "quantity": "integer > 0", "share": "decimal"}
}"#,
    );
    use domain::spec::FieldType as T;
    let kinds: Vec<(String, T)> = spec
        .entities
        .iter()
        .flat_map(|(entity, e)| e.fields.iter().map(move |(name, f)| (format!("{entity}.{name}"), f.ql_type)))
        .collect();
    let wanted = [
        ("Customer.name", T::String),
        ("Customer.vat_id", T::String),
        ("Customer.joined", T::Date),
        ("Invoice.number", T::String),
        ("Invoice.due", T::Date),
        ("Invoice.state", T::Enum),
        ("Line.text", T::String),
        ("Line.quantity", T::Integer),
        ("Line.share", T::Decimal),
    ];
    assert_eq!(kinds, wanted.map(|(name, kind)| (name.to_owned(), kind)));
    assert_eq!(spec.entities["Customer"].fields["vat_id"].unique, Some(true));
    let keys: Vec<_> = spec.relations.iter().map(|r| (r.from.as_str(), r.to.as_str())).collect();
    assert_eq!(keys, [("Invoice", "Customer"), ("Line", "Invoice")]);
    // A sample holds values.
    let spec = crate::reading::read(
        r#"A book looks like this: {"title": "date", "isbn": "9783161484100", "pages": 3}"#,
    );
    assert_eq!(spec.entities["Book"].fields["title"].ql_type, T::String);
}
