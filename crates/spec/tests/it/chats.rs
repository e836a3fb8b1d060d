//! Messages between people: who speaks is no thing, a short question is about what was spoken of, and its answer says more.

use domain::{
    Spec,
    spec::{FieldType, OnDelete},
};

use crate::reading::read;

fn chat(lines: &[&str]) -> Spec {
    let spec = read(&lines.join("\n"));
    assert_eq!(spec.coverage.silent, 0, "{lines:?}");
    spec
}

fn things(spec: &Spec) -> Vec<&str> {
    spec.entities.keys().map(String::as_str).collect()
}

#[test]
fn who_speaks_is_no_thing() {
    for [one, other] in
        [["anna", "ben"], ["Tom", "Jule"], ["**Mia**", "**Leo**"], ["[10:32] Eva", "[10:33] Max"]]
    {
        let spec = chat(&[
            &format!("{one}: we need an api for our boats"),
            &format!("{other}: sure, what goes in"),
            &format!("{one}: boats: name, length, registration number (unique)"),
            &format!("{other}: anything else?"),
            &format!("{one}: skippers: first name, last name, email"),
        ]);
        assert_eq!(things(&spec), ["Boat", "Skipper"], "{one}");
        let names: Vec<&str> = spec.entities["Skipper"].fields.keys().map(String::as_str).collect();
        assert_eq!(names, ["first_name", "last_name", "email"], "{one}");
    }
}

#[test]
fn an_answer_says_more_of_what_the_question_names() {
    let spec = chat(&[
        "Tom: a rails app for our choir",
        "Jule: what do you want to have in it?",
        "Tom: singers first. name, email (unique) and the year they joined",
        "Jule: phone?",
        "Tom: optional",
        "Jule: and the rooms?",
        "Tom: yes, rooms! title max 120 chars, floor",
    ]);
    assert_eq!(things(&spec), ["Singer", "Room"]);
    let phone = &spec.entities["Singer"].fields["phone"];
    assert_eq!((phone.ql_type, phone.required), (FieldType::Phone, false));
    assert_eq!(spec.entities["Room"].fields["title"].max_length, Some(120));
}

#[test]
fn what_if_asks_for_what_the_answer_says() {
    for (question, answer) in [
        ("what if an owner gets deleted?", "then the pets go too"),
        ("what if I delete an owner", "then its pets are gone too"),
        ("what happens if an owner is deleted?", "the pets are deleted as well"),
    ] {
        let spec = chat(&[
            "anna: an api for a vet. owners: name, email",
            "ben: ok. and the pets?",
            "anna: a pet has a name and belongs to an owner",
            &format!("ben: {question}"),
            &format!("anna: {answer}"),
        ]);
        assert_eq!(things(&spec), ["Owner", "Pet"], "{question}");
        assert_eq!(spec.relations[0].on_delete, Some(OnDelete::Cascade), "{question}");
    }
}

#[test]
fn lists_of_things_are_no_chat() {
    for text in [
        "An API for a shop.\nBooks: title, price\nAuthors: name, email\nOrders: date, amount\nIs that enough?",
        "Entity: Book\nFields: title, price\nEntity: Author\nFields: name\nIs that enough?",
    ] {
        let spec = read(text);
        assert!(spec.entities.contains_key("Book"), "{text}: {:?}", spec.entities.keys());
        assert!(spec.entities.contains_key("Author"), "{text}: {:?}", spec.entities.keys());
    }
}
