//! Several texts, one set of facts.

use domain::intent::{Attachment, Intent};
use spec::sniff::sniff_all;

fn intent(text: &str, files: &[(&str, &str)]) -> Intent {
    let attachment =
        |(name, text): &(&str, &str)| Attachment { name: (*name).to_owned(), text: (*text).to_owned() };
    Intent { attachments: files.iter().map(attachment).collect(), ..Intent::of(text) }
}

#[test]
fn facts_of_attachments_join_those_of_the_text_and_their_pointers_lead_home() {
    let all = sniff_all(&intent(
        "GET /books and this:\nBook:\n  title: string, required\n  author_id: int\nAuthor:\n  name: string",
        &[
            ("books.json", r#"[{"title": "Dune", "user_id": 1}]"#),
            ("more.md", "POST /books\n\nLoan:\n- book_id: int\n- due: date"),
        ],
    ));
    let entities: Vec<&String> = all.entities.keys().collect();
    assert_eq!(entities, ["Book", "Author", "Loan"]);
    let relations: Vec<String> = all.relations.iter().map(|r| format!("{} {}", r.from, r.to)).collect();
    assert_eq!(relations, ["Book Author", "Book User", "Loan Book"]);
    for (span, pointer) in &all.covered {
        if let Some(at) = pointer.strip_prefix("/relations/") {
            assert_eq!(all.relations[at.parse::<usize>().unwrap()].src.unwrap(), *span);
        }
        if let Some(at) = pointer.strip_prefix("/operations/") {
            assert_eq!(all.operations[at.parse::<usize>().unwrap()].src.unwrap(), *span);
        }
    }
    assert_eq!(all.operations.len(), 2);
    assert_eq!(all.entities["Loan"].src.unwrap().attachment, 2);
    assert!(all.questions.is_empty(), "{:?}", all.questions);
}

#[test]
fn texts_that_disagree_are_a_conflict_about_the_second() {
    let all = sniff_all(&intent(
        "Book:\n  title: string(10)",
        &[("a.txt", "Book:\n  title: string(20)\n  pages: int")],
    ));
    assert_eq!(all.entities["Book"].fields["title"].max_length, Some(10));
    assert!(all.entities["Book"].fields.contains_key("pages"));
    let [question] = all.questions.as_slice() else { panic!("{:?}", all.questions) };
    assert_eq!(question.src[0].attachment, 1);
    assert!(all.covered.iter().all(|(span, _)| !span.overlaps(question.src[0])));
}
