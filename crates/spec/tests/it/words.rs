//! Number and spelling of names, and which tokens carry content.

use spec::words::{case, is_content, is_plural, kebab, pascal, plural, singular, snake, stop, tokens};

/// One noun per word, in the singular; `one/many` where the plural is worth pinning.
const NOUNS: &str = include_str!("nouns.txt");

fn nouns() -> Vec<(&'static str, Option<&'static str>)> {
    let pair = |word: &'static str| match word.split_once('/') {
        Some((one, many)) => (one, Some(many)),
        None => (word, None),
    };
    NOUNS.split_whitespace().map(pair).collect()
}

#[test]
fn every_noun_survives_the_round_trip_between_one_and_many() {
    let nouns = nouns();
    assert!(nouns.len() >= 600, "only {} nouns", nouns.len());
    let mut wrong = Vec::new();
    for (one, many) in nouns {
        let made = plural(one);
        if many.is_some_and(|many| many != made) {
            wrong.push(format!("plural({one}) = {made}"));
        }
        for (asked, got, want) in [
            ("singular of its plural", singular(&made), one),
            ("singular of itself", singular(one), one),
            ("plural of its plural", plural(&made), made.as_str()),
        ] {
            if got != want {
                wrong.push(format!("{one}: {asked} = {got}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_the_last_word_of_a_name_changes_and_its_spelling_is_kept() {
    for (one, many) in [
        ("order_item", "order_items"),
        ("OrderItem", "OrderItems"),
        ("order status", "order statuses"),
        ("SalesPerson", "SalesPeople"),
        ("Category", "Categories"),
        ("API", "APIs"),
        ("ISBN", "ISBNs"),
        ("api-key", "api-keys"),
        ("CHILD", "CHILDREN"),
        ("sales person", "sales people"),
    ] {
        assert_eq!(plural(one), many);
        assert_eq!(singular(many), one);
    }
}

#[test]
fn other_plurals_in_use_are_read() {
    for (many, one) in
        [("indexes", "index"), ("schemata", "schema"), ("persons", "person"), ("formulae", "formula")]
    {
        assert_eq!(singular(many), one);
    }
}

#[test]
fn a_plural_is_told_from_a_singular() {
    for many in ["books", "people", "Categories", "order items", "data", "analyses", "APIs"] {
        assert!(is_plural(many), "{many}");
    }
    for one in ["book", "status", "address", "Analysis", "bus", "canvas", "lens", "order status", ""] {
        assert!(!is_plural(one), "{one}");
    }
}

#[test]
fn one_name_in_any_spelling_is_one_name() {
    for spelling in [
        "published year",
        "publishedYear",
        "PublishedYear",
        "published-year",
        "PUBLISHED_YEAR",
        "`published_year`",
    ] {
        assert_eq!(snake(spelling).as_deref(), Some("published_year"), "{spelling}");
        assert_eq!(pascal(spelling).as_deref(), Some("PublishedYear"), "{spelling}");
        assert_eq!(kebab(spelling).as_deref(), Some("published-year"), "{spelling}");
    }
}

#[test]
fn acronyms_are_words() {
    for (name, snaked, pascaled) in [
        ("ISBN", "isbn", "Isbn"),
        ("ISBNs", "isbns", "Isbns"),
        ("ISBNNumber", "isbn_number", "IsbnNumber"),
        ("userID", "user_id", "UserId"),
        ("IPv4 address", "ipv4_address", "Ipv4Address"),
        ("OAuth token", "oauth_token", "OauthToken"),
        ("line2Text", "line2_text", "Line2Text"),
        ("author's name", "author_name", "AuthorName"),
    ] {
        assert_eq!(snake(name).as_deref(), Some(snaked));
        assert_eq!(pascal(name).as_deref(), Some(pascaled));
    }
}

#[test]
fn a_name_that_cannot_be_spelled_is_refused_instead_of_guessed() {
    for name in
        ["", "  ", "Größe", "名前", "price €", "2nd", "a;b", "naïve name", "x'); DROP", &"long ".repeat(40)]
    {
        assert_eq!(snake(name), None, "{name}");
        assert_eq!(pascal(name), None, "{name}");
        assert_eq!(case::parts(name), None, "{name}");
    }
}

#[test]
fn tokens_say_where_they_stand() {
    let text = "It's the readers' well-known published_year, größer — 42 «X1»";
    let seen: Vec<_> = tokens(text).iter().map(|token| token.text).collect();
    assert_eq!(seen, ["It's", "the", "readers", "well", "known", "published_year", "größer", "42", "X1"]);
    for token in tokens(text) {
        assert_eq!(&text[token.start..token.end], token.text);
    }
}

#[test]
fn content_words_have_a_letter_and_two_characters_and_are_no_stop_words() {
    for word in ["book", "ISBN", "x1", "größe", "bücher", "名前", "wouldn't", "p95"] {
        assert!(is_content(word), "{word}");
    }
    for word in ["a", "The", "42", "x", "", "It's", "it\u{2019}s", "once", "__", "ü"] {
        assert!(!is_content(word), "{word}");
    }
    assert!(stop::is_stop("Please"));
}
