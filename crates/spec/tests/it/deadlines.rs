//! What is done only before a moment: of another record, or of its own.

use domain::rule::{FormalRule, RowOp};

use crate::reading::read;

const POLLS: &str =
    "An API for polls. A poll has a question and a closes at. A vote belongs to a poll and has a choice.";

fn deadline(text: &str) -> Option<(Option<String>, String, Vec<RowOp>)> {
    let spec = read(text);
    let [rule] = spec.rules.as_slice() else { panic!("{text}: {:?}", spec.rules) };
    match FormalRule::of(rule)? {
        FormalRule::Deadline { key, field, ops } => Some((key, field, ops)),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn a_deed_ends_with_a_moment_of_another_record() {
    let after = [
        "after the poll has closed",
        "once the poll closes",
        "after the poll's closing time",
        "after the poll is over",
    ];
    let until = ["until the poll closes", "before the poll ends", "as long as the poll has not closed"];
    let refused = [
        "Votes can't be cast",
        "No votes may be cast",
        "Votes must not be submitted",
        "Nobody can vote",
        "Votes are not accepted",
    ];
    let allowed = ["Votes can only be cast", "A vote must be cast", "Votes are accepted"];
    for (deeds, moments) in [(&refused[..], &after[..]), (&allowed[..], &until[..])] {
        for deed in deeds {
            for moment in moments {
                let said = format!("{deed} {moment}.");
                let found = deadline(&format!("{POLLS} {said}"));
                let wanted = (Some("poll_id".to_owned()), "closes_at".to_owned(), vec![RowOp::Create]);
                assert_eq!(found, Some(wanted), "{said}");
            }
        }
    }
    let said = "Once the poll has ended, votes can no longer be changed or deleted.";
    let (_, _, ops) = deadline(&format!("{POLLS} {said}")).unwrap();
    assert_eq!(ops, [RowOp::Update, RowOp::Delete]);
}

#[test]
fn a_deed_may_end_with_a_moment_of_its_own_record() {
    let text = "An API for trips. A booking has a guest name and a starts at. A booking can be changed until it starts.";
    assert_eq!(deadline(text), Some((None, "starts_at".to_owned(), vec![RowOp::Update])));
}

#[test]
fn what_is_done_only_afterwards_stays_text() {
    for said in
        ["A vote can be cast after the poll has closed.", "Votes can be counted when the poll has closed."]
    {
        let spec = read(&format!("{POLLS} {said}"));
        assert!(spec.rules.iter().all(|rule| FormalRule::of(rule).is_none()), "{said}: {:?}", spec.rules);
    }
}
