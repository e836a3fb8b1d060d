//! Words that nothing understood: asked about, never given to the project's name, never left out unread.

use domain::{Spec, intent::Intent, roles::Reader};
use spec::RulesReader;

use crate::reading::read;

/// The words that went to the project as a whole.
fn of_the_project(spec: &Spec) -> Vec<String> {
    let words = spec.coverage.words.iter();
    words
        .filter(|word| word.by.as_deref().is_some_and(|by| by.starts_with("/project")))
        .map(|word| spec.source.intent[word.src.start..word.src.end].to_lowercase())
        .collect()
}

#[test]
fn a_wish_about_the_data_is_no_name_of_the_project() {
    let wishes =
        ["Give me", "I want", "We need", "I'd like", "Create", "Make", "Build", "Prepare", "Please make me"];
    let things = [
        "the total per month",
        "a chart per year",
        "a report for the boss",
        "a backup",
        "the sum of everything by month",
        "a monthly overview",
        "a history",
        "a weekly mail to the treasurer",
    ];
    for wish in wishes {
        for thing in things {
            for text in [
                format!("An expense has an amount and a date. {wish} {thing}."),
                format!("Expense API. An expense has an amount and a date. {wish} {thing}."),
            ] {
                let spec = read(&text);
                let lost: Vec<String> =
                    of_the_project(&spec).into_iter().filter(|word| thing.contains(word.as_str())).collect();
                assert_eq!(lost, Vec::<String>::new(), "{text}");
                let asked = spec.open_questions.iter().any(|q| q.blocking);
                assert!(asked || spec.operations.iter().any(|op| op.route.is_some()), "{text}");
            }
        }
    }
}

#[test]
fn rows_that_a_word_picks_are_asked_about() {
    for verb in ["List", "Show", "Show me", "Get", "I want to see"] {
        for which in ["free", "booked", "vacant", "expensive", "available"] {
            let text = format!("A spot has a number. {verb} {which} spots please.");
            let spec = read(&text);
            let asked = spec.open_questions.iter().any(|q| q.text.contains(which));
            assert!(asked, "{text}: {:?}", spec.open_questions);
        }
    }
}

#[test]
fn the_first_sentence_still_says_what_is_built() {
    for text in [
        "I need something for my books. A book has a title.",
        "Build me a todo app for my family. A todo has a title.",
        "Please create an API for a bike shop. A bike has a name.",
        "Hello! We run a club. Make us an API for our club. A member has a name.",
    ] {
        let spec = read(text);
        assert_eq!(spec.open_questions.len(), 0, "{text}: {:?}", spec.open_questions);
    }
}

fn accepted(text: &str) -> Spec {
    RulesReader::default().read(&Intent { accept_proposals: true, ..Intent::of(text) }).unwrap()
}

#[test]
fn what_describes_a_thing_is_not_left_out_unread() {
    for text in [
        "We never whirl at the big grommets without care, with a subject, a colour and a weight.",
        "The zindle of a frob has a quux (small, large), and two wibbles, whichever comes first.",
    ] {
        let spec = accepted(text);
        assert!(spec.blocking().next().is_some(), "{text}: {:?}", spec.entities.keys());
    }
}

#[test]
fn nothing_to_store_is_no_project() {
    assert!(accepted("asdf").entities.is_empty(), "nothing is made up");
    for text in ["Blorps wibble flurbs daily.", "It zindles quickly, and frobs never do."] {
        let spec = accepted(text);
        assert!(spec.blocking().next().is_some() || !spec.entities.is_empty(), "{text}");
        let answers = |q: &domain::spec::Question| (q.id.clone(), serde_json::json!("leave it out"));
        let read = RulesReader::default().read(&Intent::of(text)).unwrap();
        let left_out = Intent {
            answers: read
                .open_questions
                .iter()
                .filter(|q| q.pointer.as_deref() != Some("/entities"))
                .map(answers)
                .collect(),
            ..Intent::of(text)
        };
        let spec = RulesReader::default().read(&left_out).unwrap();
        assert!(spec.entities.is_empty() && spec.blocking().next().is_some(), "{text}");
    }
}

#[test]
fn small_words_that_name_a_member_are_asked_about() {
    for member in ["a plus one (yes/no)", "a plus one (none, one)"] {
        let text = format!("Guests have a name, {member}, and a phone.");
        let spec = read(&text);
        assert!(
            spec.open_questions.iter().any(|q| q.text.contains("plus one")),
            "{text}: {:?}",
            spec.open_questions
        );
    }
}

#[test]
fn several_things_of_a_kind_are_no_choice_of_one() {
    for many in ["1 or more connectors", "several connectors", "many connectors"] {
        let text = format!("A station has a name. Each station has {many} of type CCS, CHAdeMO or Type2.");
        let spec = read(&text);
        assert!(!spec.entities["Station"].fields.contains_key("connectors"), "{text}");
        assert!(!spec.open_questions.is_empty() || spec.entities.contains_key("Connector"), "{text}");
    }
}
