//! CSV with a header.

use super::{check, check_file};

const BOOKS: &str = "id,Title,isbn,price,in_print,published,note\n1,Dune,0441013593,9.50,true,1965-08-01,\n2,\"Emma, a novel\",0141439580,7.99,false,1815-12-23,\"old \"\"but\"\" good\"";

#[test]
fn a_header_names_the_fields_and_the_rows_their_types() {
    check_file(
        BOOKS,
        Some("books.csv"),
        "
        Book
        title: string required
        isbn: string required matches ^(97[89])?[0-9]{9}[0-9Xx]$
        price: decimal required >=0 step=0.01
        in_print: boolean
        published: date required
        note: text
        ? ambiguous: 1,Dune,0441013593,9.50,true,1965-08-01,
        ",
    );
}

#[test]
fn rows_without_a_name_are_asked_about() {
    check("```csv\ncolour;weight\nred;3\n```", "? missing!: colour;weight red;3");
}

#[test]
fn rows_after_a_sentence_take_their_name_from_it() {
    check(
        "The trees look like this:\n\nkind,height,planted\noak,12,2001-02-03\nfir,9,2010-05-06\n",
        "
        Tree
        kind: string required
        height: decimal required >=0
        planted: date required
        ? ambiguous: oak,12,2001-02-03
        ",
    );
}

#[test]
fn a_list_in_a_sentence_is_no_csv() {
    check("apples, pears, plums\nbread, 2 eggs, milk", "");
    check("one,two,three\nfour,five,six", "");
}
