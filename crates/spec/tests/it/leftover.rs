//! What nothing took is weighed: talk is set aside by an assumption, what may be a wish is asked about.

use domain::Spec;

use crate::reading::read;

const KENNEL: &str = "Hello Sam,\n\nhere are my two pages on the kennel thing, Wednesday's draft. It is an API in Python. A dog has a \
                      name, a breed and a chip number, which is unique. Owners have a name and a phone. Each dog belongs to an owner. A \
                      stay is of one dog, with an arrival date, a departure date and the price per night in euros. ";

fn assumed(spec: &Spec) -> Vec<&str> {
    spec.assumptions.iter().map(|a| a.text.as_str()).filter(|text| text.starts_with("taken ")).collect()
}

fn asked(spec: &Spec, words: &str) -> bool {
    spec.open_questions.iter().any(|question| question.text.contains(words))
}

#[test]
fn words_that_ask_for_nothing_are_set_aside_by_an_assumption_that_names_them() {
    for (said, words) in [
        ("My cousin does the design.", "cousin"),
        ("Sketches exist somewhere.", "Sketches"),
        ("Ask Tom, he was on the call.", "Tom"),
    ] {
        let spec = read(&format!("{KENNEL}{said}"));
        assert!(!asked(&spec, words), "{said}: {:?}", spec.open_questions);
        assert_eq!(spec.coverage.silent, 0);
        let told = assumed(&spec).iter().any(|text| text.contains(words));
        assert!(told, "{said}: {:?}", assumed(&spec));
    }
}

#[test]
fn what_may_be_a_wish_is_asked_about_however_much_talk_stands_around_it() {
    for (said, words) in [
        ("No deletion of stays, ever, says the tax man.", "deletion"),
        ("Owners get a text message the evening before.", "text message"),
        ("Keep it all in Redis if that is any good.", "Redis"),
        ("Dogs are vaccinated against kennel cough.", "vaccinated"),
        ("A chart of the stays per month would be grand.", "chart"),
    ] {
        let spec = read(&format!("{KENNEL}{said}"));
        let kept = asked(&spec, words) || !assumed(&spec).iter().any(|text| text.contains(words));
        assert!(kept, "{said}: {:?}", assumed(&spec));
    }
}

#[test]
fn in_a_text_of_few_words_each_is_there_for_something() {
    let spec = read("API for dogs: name, breed. Bert wanted to come along but his car broke down.");
    assert!(
        assumed(&spec).iter().all(|text| !text.starts_with("taken to ask for nothing")),
        "{:?}",
        assumed(&spec)
    );
}
