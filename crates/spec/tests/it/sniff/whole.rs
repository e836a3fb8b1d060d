//! Documents through the whole reader, beside a sentence.

use domain::{
    intent::{Attachment, Intent},
    roles::Reader,
    spec::{QuestionKind, Spec},
};
use spec::RulesReader;

const API: &str = "openapi: 3.0.3\npaths:\n  /books: {get: {summary: All}, post: {summary: One more}}\ncomponents:\n  schemas:\n    Book: {type: object, required: [title], properties: {title: {type: string, maxLength: 80}}}\n";
const SQL: &str = "CREATE TABLE books (id SERIAL PRIMARY KEY, title VARCHAR(200) NOT NULL);\nGRANT SELECT ON books TO reader;\n";

fn read(files: &[(&str, &str)]) -> Spec {
    let attachments =
        files.iter().map(|(name, text)| Attachment { name: (*name).to_owned(), text: (*text).to_owned() });
    let intent = Intent { attachments: attachments.collect(), ..Intent::of("A library API in Go.") };
    RulesReader::default().read(&intent).unwrap()
}

#[test]
fn every_word_of_a_document_is_a_facts_or_a_questions() {
    for (name, text) in [("api.yaml", API), ("schema.sql", SQL)] {
        let spec = read(&[(name, text)]);
        assert_eq!(spec.coverage.silent, 0, "{name}");
        assert!(spec.coverage.words.iter().any(|word| word.src.attachment == 1), "{name}");
        assert!(spec.entities["Book"].fields["title"].required, "{name}");
    }
}

#[test]
fn two_documents_that_disagree_are_a_question_with_both_options() {
    let spec = read(&[("api.yaml", API), ("schema.sql", SQL)]);
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Book"]);
    assert_eq!(spec.entities["Book"].fields["title"].max_length, Some(80));
    let conflict =
        spec.open_questions.iter().find(|question| question.kind == QuestionKind::Conflict).unwrap();
    assert!(conflict.options.len() >= 2 && conflict.src.iter().all(|span| span.attachment == 2));
    assert_eq!(spec.project.storage.as_deref(), Some("postgres"));
}

#[test]
fn the_block_of_a_choice_went_into_the_field_that_uses_it() {
    for (file, text) in [
        ("schema.prisma", "enum Grade {\n  LOW\n  HIGH\n}\nmodel Gem {\n  id Int @id\n  grade Grade\n}\n"),
        ("gems.jdl", "enum Grade {\n  LOW, HIGH\n}\nentity Gem {\n  grade Grade\n}\n"),
        ("schema.graphql", "enum Grade { LOW HIGH }\ntype Gem {\n  id: ID!\n  grade: Grade\n}\n"),
    ] {
        let sniffed = super::sniff(text, 0, Some(file));
        let block = text.find("LOW").unwrap();
        let pointers: Vec<&str> = (sniffed.covered.iter())
            .filter(|(span, _)| span.start <= block && block < span.end)
            .map(|(_, pointer)| pointer.as_str())
            .collect();
        assert!(pointers.contains(&"/entities/Gem/fields/grade"), "{file}: {pointers:?}");
    }
}
