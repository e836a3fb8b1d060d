//! Descriptions of fields: `name: type` lines, models in braces, Markdown lists and tables.

use super::{check, sniff};

#[test]
fn lines_under_a_header_are_its_fields() {
    check(
        "Book:\n  title: string(200), required\n  price: decimal\n  isbn: string, unique\n  pages: int (optional, min 1)\n  in_stock: bool = true\n  status: enum(draft, published), default draft\n\nUsers can search.",
        r#"
        Book
        title: string required max=200
        price: decimal required >=0 step=0.01
        isbn: string required unique
        pages: integer >=1
        in_stock: boolean default=true
        status: enum in ["draft","published"] default="draft"
        "#,
    );
}

#[test]
fn compact_lines_are_read_as_generators_write_them() {
    check(
        "Book title:string isbn:string:unique author:references price:decimal{10,2}\nrails g model Author name:string",
        "
        Author
        name: string required
        ",
    );
    check(
        "`rails generate scaffold Book title:string isbn:string:unique author:references`",
        "
        Book
        title: string required
        isbn: string required unique
        Book -> Author author_id many_to_one required
        ",
    );
}

#[test]
fn models_in_braces_are_read() {
    check(
        "entity Book {\n  title String required maxlength(100)\n  price BigDecimal min(0)\n}\ninterface Review {\n  rating: number;\n  body?: string;\n  book: Book;\n}\ntype Shelf { label: string, books: Book[] }",
        "
        Book
        title: string required max=100
        price: decimal >=0 step=0.01
        Review
        rating: decimal required >=0
        body: string
        Shelf
        label: string required
        Review -> Book book_id many_to_one required
        Book -> Shelf shelf_id many_to_one required
        ",
    );
}

#[test]
fn a_heading_with_typed_bullets_is_an_entity() {
    check(
        "# Shop\n\n## Product\n\n- **name** (string, required, unique) - what it is called\n- `price`: decimal, > 0\n- status: draft, live or gone\n- category_id: int\n\n## Category\n- name: string\n\n## Rules\n- price: must be paid\n",
        r##"
        Product
        name: string required unique # what it is called
        price: decimal required >0 step=0.01
        status: enum required in ["draft","live","gone"]
        Category
        name: string required
        Product -> Category category_id many_to_one required
        "##,
    );
}

#[test]
fn bullets_that_are_lists_of_fields_are_entities() {
    check(
        "An API for a library.\n- **Book**: title, isbn (unique), published year and price: decimal\n- Loan: borrower, due date, returned (default false)\n- Author (name, bio)\n",
        "
        Book
        title: string required
        isbn: string required unique matches ^(97[89])?[0-9]{9}[0-9Xx]$
        published_year: integer required >=0 <=2100
        price: decimal required >=0 step=0.01
        Loan
        borrower: string required
        due_date: date required
        returned: boolean default=false
        Author
        name: string required
        bio: text required
        ",
    );
}

#[test]
fn under_a_model_heading_names_alone_are_enough() {
    check(
        "## Entities\n- Author (name, bio)\n- book: title, pages\n",
        "
        Author
        name: string required
        bio: text required
        Book
        title: string required
        pages: integer required >=0
        ",
    );
}

#[test]
fn bullets_of_prose_are_left_to_the_reader_of_english() {
    for text in [
        "- Users can add books, edit books and delete books",
        "- Auth: JWT, sessions",
        "- Stack: FastAPI, Postgres, Docker",
        "- Roles: admin, member, guest",
        "- Endpoints: create, list, delete",
        "- Books: create, list, delete",
        "- Note: keep it simple, fast",
        "- Search: by title, by author",
        "Features:\n- login\n- search by title",
        "## Goals\n- fast: very\n- small: yes",
        "Please build: a shop, a blog",
        "Important: the title is required",
        "- Book: each book has a title, and an isbn",
        "- Book: title is required, isbn must be unique",
    ] {
        check(text, "");
        assert!(sniff(text, 0, None).covered.is_empty(), "{text}");
    }
}

#[test]
fn tables_of_fields_are_read() {
    check(
        "### Book\n\n| Field | Type | Required | Unique | Default | Notes |\n|-------|:----:|---|---|---|---|\n| title | string(100) | yes | | | as printed |\n| `isbn` | string | yes | yes | - | |\n| stock | integer | no | no | 0 | |\n\nText after.",
        "
        Book
        title: string required max=100 # as printed
        isbn: string required unique
        stock: integer >=0 default=0
        ",
    );
    check(
        "| Entity | Field | Type |\n|---|---|---|\n| Book | title | string |\n| Book | pages | int |\n| Author | name | string |",
        "
        Book
        title: string required
        pages: integer required >=0
        Author
        name: string required
        ",
    );
    check("| Method | Path |\n|---|---|\n| GET | /books |", "GET /books: list listBooks Book");
    check("| Colour | Mood |\n|---|---|\n| red | /angry |", "");
}

#[test]
fn what_is_said_beside_is_kept_or_asked_about() {
    check(
        "Book:\n  title: string, max 80 characters, wobbly\n  code: string, pattern /^[A-Z]{3}$/\n  rating: integer, 1-5\n  size: string, one of S, M, L\n  weight: decimal, positive\n  due: date, max 5\n  owner: Person",
        r#"
        Book
        title: string required max=80
        code: string required matches ^[A-Z]{3}$
        rating: integer required >=1 <=5
        size: enum required in ["S","M","L"]
        weight: decimal required >0
        due: date required
        owner: string required
        ? ambiguous: title: string, max 80 characters, wobbly
        ? ambiguous: due: date, max 5
        ? ambiguous: owner: Person
        "#,
    );
}

#[test]
fn two_descriptions_that_disagree_are_a_conflict() {
    check(
        "Book:\n  title: string(100)\n\n- **Book**: title: text, pages: int\n",
        "
        Book
        title: string required max=100
        pages: integer required >=0
        ? conflict: title: text
        ",
    );
}

#[test]
fn a_bare_field_named_like_an_entity_is_a_relation() {
    check(
        "Entities:\n- User: name, email\n- Project: name, owner (User), tags\n- Task: title, project, assignee, priority 1-5\n- Tag: label, projects\n",
        "
        User
        name: string required
        email: email required pii=contact
        Project
        name: string required
        Task
        title: string required
        priority: integer required >=1 <=5
        Tag
        label: string required
        Project -> User owner_id many_to_one required
        Task -> Project project_id many_to_one required
        Task -> User assignee_id many_to_one required
        Project -> Tag tag_ids many_to_many
        ",
    );
}

#[test]
fn prisma_models_are_read() {
    check(
        "model Post {\n  id Int @id @default(autoincrement())\n  title String\n  text String?\n  author User @relation(fields: [authorId], references: [id])\n  authorId Int\n  createdAt DateTime @default(now())\n  tags Tag[]\n}\nmodel Tag {\n  id Int @id\n  name String @unique\n  posts Post[]\n}",
        "
        Post timestamps
        title: string required
        text: string
        Tag
        name: string required unique
        Post -> User author_id many_to_one required
        Post -> Tag tag_ids many_to_many
        ",
    );
}

#[test]
fn headers_in_words_and_nested_bullets_are_read() {
    for text in [
        "Fields of a booking:\n  guests: integer between 1 and 8",
        "- Booking\n  - guests: int, 1-8",
        "A booking has the following fields:\n- guests (integer, 1 to 8)",
        "Build it. Every booking has:\n* guests: number, min 1, max 8",
    ] {
        check(text, "Booking\nguests: integer required >=1 <=8");
    }
}

#[test]
fn words_that_announce_a_block_belong_to_it() {
    for text in [
        "## Data model\n\n### Book\n- title: string",
        "```yaml\nBook:\n  title: string\n```",
        "Entities:\n- **Book**: title: string, pages: int",
        "Endpoints:\n- GET /books",
        "Book\n```json\n{\"title\": \"x\"}\n```",
    ] {
        let sniffed = sniff(text, 0, None);
        let covered = |token: &spec::words::Token<'_>| {
            sniffed.covered.iter().any(|(span, _)| span.start <= token.start && token.end <= span.end)
        };
        let left: Vec<&str> =
            spec::words::content_tokens(text).filter(|t| !covered(t)).map(|t| t.text).collect();
        assert!(left.is_empty(), "{text}: {left:?}");
    }
}

#[test]
fn a_line_of_a_list_may_name_one_field_only() {
    for (line, named) in [("- Owner: phone", true), ("- Language: Python", false), ("- Wash: steam", true)] {
        let spec = crate::reading::read(&format!(
            "API for cars.\n- Garage: street, places, opened on\n{line}\n- Car: plate\n"
        ));
        assert!(spec.entities.contains_key("Car"), "{line}");
        let name = line.trim_start_matches("- ").split(':').next().unwrap();
        assert_eq!(spec.entities.contains_key(name), named, "{line}: {:?}", spec.entities.keys());
    }
}

#[test]
fn numbered_headings_name_what_stands_under_them() {
    let spec = crate::reading::read(
        "An API for a food bank.\n\n### 1.1 Donor\n- name: required, max 100 characters\n- kind: shop, bakery or farm; farm by default\n### 1.2 Depot\n- name: required; cold storage: yes or no\n### 1.3 Batch\n- comes from one donor and lies in one depot\n- weight in kg: greater than 0, no more than 2000\n- received on and best before (dates); best before is later than received on\n- status: stored, reserved or issued; stored to begin with\n",
    );
    let fields = |of: &str| spec.entities[of].fields.keys().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(fields("Donor"), ["name", "kind"]);
    assert_eq!(fields("Depot"), ["name", "cold_storage"]);
    assert_eq!(fields("Batch"), ["weight", "received_on", "best_before", "status"]);
    let keys: Vec<&str> = spec.relations.iter().map(|relation| relation.to.as_str()).collect();
    assert_eq!(keys, ["Donor", "Depot"]);
    assert!(spec.rules.iter().any(|rule| rule.kind == "order"));
}

#[test]
fn a_line_may_end_with_a_small_word() {
    let spec = crate::reading::read(
        "An API for a lab.\n\n## Bottle\n- volume: decimal\n- expires on\n- belongs to a chemical\n## Chemical\n- name: required\n",
    );
    assert!(
        spec.entities["Bottle"].fields.contains_key("expires_on"),
        "{:?}",
        spec.entities["Bottle"].fields
    );
}
