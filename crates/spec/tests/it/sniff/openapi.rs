//! OpenAPI documents.

use super::{check, check_file};

/// A document with these schemas and no path.
fn schemas(body: &str) -> String {
    format!("openapi: 3.1.0\ninfo: {{title: Shop, version: '1'}}\ncomponents:\n  schemas:\n{body}")
}

#[test]
fn a_schema_is_an_entity_with_types_bounds_and_what_is_required() {
    check(
        &schemas(
            "    Book:
      type: object
      required: [title, isbn, price]
      properties:
        id: {type: integer, readOnly: true}
        title: {type: string, minLength: 2, maxLength: 80, description: As printed}
        isbn: {type: string, pattern: '^[0-9]{13}$'}
        price: {type: number, minimum: 0, exclusiveMinimum: true}
        pages: {type: integer, minimum: 1, maximum: 5000}
        status: {type: string, enum: [draft, out], default: draft}
        released: {type: string, format: date}
        contact: {type: string, format: email}
        in_print: {type: boolean, default: true}
        labels: {type: array, items: {type: string}}
        subtitle: {type: [string, 'null'], maxLength: 90}
        created_at: {type: string, format: date-time}
",
        ),
        r##"
        Book timestamps
        title: string required min=2 max=80 # As printed
        isbn: string required matches ^[0-9]{13}$
        price: decimal required >0 step=0.01
        pages: integer >=1 <=5000
        status: enum in ["draft","out"] default="draft"
        released: date
        contact: email pii=contact
        in_print: boolean default=true
        labels: array<string>
        subtitle: string max=90
        "##,
    );
}

#[test]
fn references_are_relations_and_both_sides_of_one_are_one() {
    check(
        &schemas(
            "    Author: {type: object, required: [name], properties: {name: {type: string}, books: {type: array, items: {$ref: '#/components/schemas/Book'}}}}
    Book:
      type: object
      required: [title, author]
      properties:
        title: {type: string}
        author: {$ref: '#/components/schemas/Author'}
        tags: {type: array, items: {$ref: '#/components/schemas/Tag'}}
        parent: {anyOf: [{$ref: '#/components/schemas/Book'}, {type: 'null'}]}
    Tag: {type: object, required: [name], properties: {name: {type: string}}}
",
        ),
        "
        Author
        name: string required
        Book
        title: string required
        Tag
        name: string required
        Book -> Author author_id many_to_one required
        Book -> Book parent_id many_to_one
        Book -> Tag tag_ids many_to_many
        ",
    );
}

#[test]
fn what_travels_folds_into_its_entity() {
    check(
        "openapi: 3.0.3
paths:
  /books:
    get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/PaginatedBooks'}}}}}}
    post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/BookCreate'}}}}}
components:
  schemas:
    BookBase: {type: object, required: [title], properties: {title: {type: string}}}
    BookCreate: {allOf: [{$ref: '#/components/schemas/BookBase'}, {type: object, required: [code], properties: {code: {type: string}}}]}
    BookUpdate: {type: object, properties: {title: {type: string}}}
    Book: {allOf: [{$ref: '#/components/schemas/BookBase'}, {type: object, properties: {id: {type: integer}, total: {type: integer, readOnly: true}}}]}
    PaginatedBooks: {type: object, properties: {items: {type: array, items: {$ref: '#/components/schemas/Book'}}, total: {type: integer}}}
    HTTPValidationError: {type: object, properties: {detail: {type: string}}}
    LoginRequest: {type: object, properties: {email: {type: string}, password: {type: string}}}
",
        "
        Book
        title: string required
        code: string required
        total: integer
        GET /books: list listBooks Book
        POST /books: create createBook Book
        ? unrecognised: HTTPValidationError: {type: object, properties: {detail: {type: string}}}
        ",
    );
}

#[test]
fn a_schema_that_only_sounds_like_a_variant_is_its_own_entity() {
    check(
        &schemas(
            "    Order: {type: object, required: [number], properties: {number: {type: integer}}}
    OrderDetail: {type: object, required: [quantity, order], properties: {quantity: {type: integer}, order: {$ref: '#/components/schemas/Order'}}}
    PriceList: {type: object, required: [title], properties: {title: {type: string}}}
",
        ),
        "
        Order
        number: integer required
        OrderDetail
        quantity: integer required
        PriceList
        title: string required
        OrderDetail -> Order order_id many_to_one required
        ",
    );
}

#[test]
fn paths_are_operations_and_a_parameter_without_a_field_is_asked_about() {
    check(
        "openapi: 3.0.3
paths:
  /api/v1/books:
    get:
      parameters:
        - {name: title, in: query, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer}}
        - {name: mood, in: query, schema: {type: string}}
    post:
      requestBody:
        content:
          application/json:
            schema: {type: object, required: [title], properties: {title: {type: string}}}
  /api/v1/books/{bookId}/lend:
    post: {summary: Lend it}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
",
        "
        Book
        title: string required
        GET /books: list listBooks Book filters=title
        POST /books: create createBook Book
        POST /books/{id}/lend: action lendBook Book
        scheme jwt
        ? ambiguous: {name: mood, in: query, schema: {type: string}}
        ",
    );
}

#[test]
fn the_same_document_as_json_says_the_same() {
    check_file(
        r##"{"openapi": "3.0.0", "paths": {"/pets": {"get": {"summary": "All"}}},
            "components": {"schemas": {"Pet": {"type": "object", "required": ["name"],
              "properties": {"name": {"type": "string"}, "age": {"type": "integer", "minimum": 0}}}}}}"##,
        Some("api.json"),
        "
        Pet
        name: string required
        age: integer >=0
        GET /pets: list listPets Pet
        ",
    );
}

#[test]
fn keywords_that_no_field_holds_are_asked_about_and_prose_is_a_note() {
    check(
        "openapi: 3.0.3
info:
  description: Only members may write.
components:
  schemas:
    Pet:
      type: object
      properties:
        name: {type: string, not: {enum: [rex]}}
        code: {type: string, pattern: '[a-z]+'}
        friend: {oneOf: [{type: string}, {type: integer}]}
",
        r#"
        Pet
        name: string
        code: string
        friend: json
        ? ambiguous: name: {type: string, not: {enum: [rex]}}
        ? ambiguous: code: {type: string, pattern: '[a-z]+'}
        ? ambiguous: friend: {oneOf: [{type: string}, {type: integer}]}
        ? unrecognised: Only members may write.
        "#,
    );
}

#[test]
fn swagger_two_is_read_too() {
    check(
        "swagger: '2.0'
paths:
  /cars:
    get: {responses: {200: {description: ok}}}
definitions:
  Car: {type: object, required: [plate], properties: {plate: {type: string}, built: {type: integer, format: int32}}}
securityDefinitions:
  key: {type: apiKey, in: header, name: X-Key}
",
        "
        Car
        plate: string required
        built: integer
        GET /cars: list listCars Car
        scheme api_key
        ",
    );
}

#[test]
fn a_document_in_a_fence_leaves_the_sentences_around_it_alone() {
    check(
        "Build this:\n\n```yaml\nopenapi: 3.0.0\ncomponents:\n  schemas:\n    Pet: {type: object, properties: {name: {type: string}}}\n```\n\nOnly admins may delete pets.",
        "
        Pet
        name: string
        ",
    );
}

#[test]
fn a_part_of_a_document_between_paragraphs_is_read_like_a_whole_one() {
    check(
        "We agreed on this much of the spec:\n\ncomponents:\n  schemas:\n    Permit:\n      type: object\n      required: [plate]\n      properties:\n        plate: { type: string, maxLength: 10 }\n        status: { type: string, enum: [applied, approved], default: applied }\npaths:\n  /permits/{id}/approve:\n    post: { summary: Approve a permit }\n\nRights: clerks approve permits.",
        r#"
        Permit
        plate: string required max=10
        status: enum in ["applied","approved"] default="applied"
        POST /permits/{id}/approve: action approvePermit Permit
        "#,
    );
}
