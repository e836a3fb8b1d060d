//! SQL DDL.

use super::{check, sniff};

#[test]
fn reads_a_table_with_types_lengths_and_constraints() {
    check(
        "We need an API for this schema:
         CREATE TABLE books (
           id SERIAL PRIMARY KEY,
           title VARCHAR(200) NOT NULL, -- as printed
           isbn CHAR(13) NOT NULL UNIQUE,
           price NUMERIC(8,2) NOT NULL CHECK (price >= 0),
           pages INTEGER CHECK (pages BETWEEN 1 AND 5000),
           status TEXT NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published')),
           contact_email TEXT,
           in_print BOOLEAN NOT NULL DEFAULT TRUE,
           published DATE,
           created_at TIMESTAMPTZ DEFAULT now()
         );
         Only admins may delete.",
        r#"
        Book timestamps
        title: string required max=200
        isbn: string required unique max=13
        price: decimal required >=0 <=999999.99 step=0.01
        pages: integer >=1 <=5000
        status: enum in ["draft","published"] default="draft"
        contact_email: email pii=contact
        in_print: boolean default=true
        published: date
        storage postgres
        "#,
    );
}

#[test]
fn keys_are_relations_with_their_on_delete_rule() {
    check(
        "create table authors (id int primary key, name text not null);
         create table books (
            id int primary key, title text not null,
            author_id int not null references authors(id) on delete cascade,
            editor int references authors,
            publisher_id int,
            series_id int,
            foreign key (publisher_id) references publishers (id) on delete set null
         );
         create table profiles (id int primary key, user_id int not null unique, author_id int unique references authors(id));",
        "
        Author
        name: text required
        Book
        title: text required
        series_id: integer
        Profile
        Book -> Author author_id many_to_one required cascade
        Book -> Author editor_id many_to_one
        Book -> Publisher publisher_id many_to_one set_null
        Profile -> Author author_id one_to_one
        Profile -> User user_id one_to_one required
        ",
    );
}

#[test]
fn a_table_of_two_keys_is_a_many_to_many_relation() {
    check(
        "CREATE TABLE posts (id INT PRIMARY KEY, title VARCHAR(100) NOT NULL);
         CREATE TABLE tags (id INT PRIMARY KEY, name VARCHAR(30) NOT NULL UNIQUE);
         CREATE TABLE post_tags (
           post_id INT NOT NULL REFERENCES posts(id), tag_id INT NOT NULL REFERENCES tags(id),
           PRIMARY KEY (post_id, tag_id)
         );",
        "
        Post
        title: string required max=100
        Tag
        name: string required unique max=30
        Post -> Tag tag_ids many_to_many
        ",
    );
}

#[test]
fn sets_are_unique_together_and_columns_may_be_ordered() {
    check(
        "CREATE TABLE bookings (
           id INT PRIMARY KEY,
           room_id INT NOT NULL REFERENCES rooms(id),
           starts_at TIMESTAMP NOT NULL,
           ends_at TIMESTAMP NOT NULL,
           CONSTRAINT ends_after_start CHECK (ends_at > starts_at),
           UNIQUE (room_id, starts_at)
         );",
        r#"
        Booking unique(room_id, starts_at)
        starts_at: datetime required
        ends_at: datetime required
        Booking -> Room room_id many_to_one required
        R1 order formal {"before":"starts_at","after":"ends_at","strict":true}
        "#,
    );
}

#[test]
fn reads_enum_types_and_lengths_and_patterns() {
    check(
        "CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'happy');
         CREATE TABLE persons (
           name text NOT NULL CHECK (length(name) <= 80 AND name <> ''),
           code text CHECK (code ~ '^[A-Z]{3}$'),
           current_mood mood NOT NULL DEFAULT 'ok'::mood,
           age int CHECK (age > 0 OR age IS NULL),
           UNIQUE (code)
         )",
        r#"
        Person table=persons
        name: text required max=80
        code: text unique matches ^[A-Z]{3}$
        current_mood: enum in ["sad","it's ok","happy"] default="ok"
        age: integer >0
        storage postgres
        "#,
    );
}

#[test]
fn reads_the_dialects_of_mysql_and_sqlite() {
    check(
        "CREATE TABLE `order_items` (
           `id` int unsigned NOT NULL AUTO_INCREMENT,
           `quantity` int unsigned NOT NULL DEFAULT '1' COMMENT 'pieces',
           `size` enum('S','M','L') NOT NULL,
           `is_gift` tinyint(1) DEFAULT 0,
           PRIMARY KEY (`id`),
           KEY `idx_size` (`size`)
         ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;",
        r#"
        OrderItem
        quantity: integer >=0 default=1 # pieces
        size: enum required in ["S","M","L"]
        is_gift: boolean default=false
        storage mysql
        "#,
    );
    check(
        "CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL, due_date)",
        "
        Note
        body: text required
        due_date: date
        storage sqlite
        ",
    );
}

#[test]
fn what_is_not_understood_is_asked_and_the_rest_is_read() {
    check(
        "CREATE TABLE slots (
           id INT PRIMARY KEY,
           label VARCHAR(20) NOT NULL,
           place POLYGON NOT NULL,
           opened_at TIMESTAMP NOT NULL DEFAULT now(),
           CHECK (label <> upper(label)),
           this is ! no column,
           price NUMERIC(6,2) CHECK (price < 2 * 3)
         );",
        r#"
        Slot
        label: string required max=20
        place: string required
        opened_at: datetime
        price: decimal >=-9999.99 <=9999.99 step=0.01
        R1 other text_only {}
        ? ambiguous: place POLYGON NOT NULL
        ? ambiguous: opened_at TIMESTAMP NOT NULL DEFAULT now()
        ? ambiguous: price NUMERIC(6,2) CHECK (price < 2 * 3)
        ? rule_not_formalised: CHECK (label <> upper(label))
        ? unrecognised!: this is ! no column
        "#,
    );
}

#[test]
fn english_that_sounds_like_ddl_is_left_alone() {
    for text in [
        "Create table reservations (guest name, date, time) for a restaurant",
        "create table bookings (guests can cancel)",
        "Please create a table for books (title, isbn)",
        "CREATE TABLE",
        "create table x (",
        "create table x ()",
    ] {
        assert!(sniff(text, 0, None).entities.is_empty(), "{text}");
        assert!(sniff(text, 0, None).covered.is_empty(), "{text}");
    }
}

#[test]
fn a_primary_key_with_a_meaning_stays_a_field() {
    check(
        "create table countries (code char(2) primary key, name varchar(80) not null, country_id int)",
        "
        Country
        code: string required unique max=2
        name: string required max=80
        Country -> Country country_id many_to_one
        ",
    );
}

#[test]
fn statements_around_the_tables_are_read_or_asked_about() {
    check(
        "DROP TABLE IF EXISTS users;
CREATE TABLE users (id SERIAL PRIMARY KEY, email VARCHAR(100) NOT NULL, team VARCHAR(20) NOT NULL);
CREATE INDEX by_team ON users (team);
CREATE UNIQUE INDEX one_email ON users USING btree (email);
create unique index both on users (team, email);
ALTER TABLE users ADD COLUMN age SMALLINT CHECK (age >= 18);
ALTER TABLE ONLY users ADD CONSTRAINT short CHECK (length(team) < 10);
ALTER TABLE users RENAME TO people;
INSERT INTO users (email) VALUES ('a@b.c');",
        "
        User unique(team, email)
        email: email required unique max=100 pii=contact
        team: string required max=9
        age: integer >=18
        storage postgres
        ? unrecognised: ALTER TABLE users RENAME TO people;
        ? unrecognised: INSERT INTO users (email) VALUES ('a@b.c');
        ",
    );
}
