//! Rights in words that name the deed first, the person last, or nobody else at all.

use crate::{reading::read, rights::rights};

fn check(said: &str, expected: &[&str]) {
    let spec = read(&format!("API in Express. {said}"));
    let mut expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
    expected.sort();
    assert_eq!(rights(&spec), expected, "{said}");
    assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
}

const THINGS: &str = "An apiary has a name. A hive has a code.";

#[test]
fn what_is_reserved_for_somebody_is_theirs_alone() {
    let all = [
        "chair create Apiary",
        "chair create Hive",
        "chair delete Apiary",
        "chair delete Hive",
        "chair update Apiary",
        "chair update Hive",
    ];
    for said in [
        "Creating, changing and deleting apiaries and hives is reserved for the chair.",
        "Creating, changing and deleting apiaries and hives is up to the chair.",
        "Creating, changing and deleting apiaries and hives is left to the chair.",
        "Only chairs create, change and delete apiaries and hives.",
    ] {
        check(&format!("{THINGS} {said}"), &all);
    }
    for said in [
        "Apiaries and hives are created and edited by the conductor.",
        "Hives and apiaries are added and changed by the conductor.",
    ] {
        check(
            &format!("{THINGS} {said}"),
            &[
                "conductor create Apiary",
                "conductor create Hive",
                "conductor update Apiary",
                "conductor update Hive",
            ],
        );
    }
}

#[test]
fn granting_and_refusing_may_be_up_to_one() {
    check(
        "A claim has a title. The status of a claim moves from draft to submitted and then to either granted or refused. \
         Granting and refusing is up to the director.",
        &["director grant Claim", "director refuse Claim"],
    );
}

#[test]
fn no_others_are_nothing_that_is_kept() {
    for said in [
        "Keepers can edit and delete their own hives and no others.",
        "Keepers can edit and delete their own hives, but nobody else's.",
        "Keepers can edit and delete their own hives, nobody else's.",
        "Keepers can edit and delete their own hives, not others.",
    ] {
        let spec = read(&format!("API in Express. {THINGS} {said}"));
        assert_eq!(rights(&spec), ["keeper delete Hive own", "keeper update Hive own"], "{said}");
        assert_eq!(spec.entities.len(), 2, "{said}");
    }
}

#[test]
fn whoever_reads_logged_in_or_not_is_everybody() {
    for said in ["Anyone, logged in or not, can read the hives.", "Anybody can look through the hives."] {
        check(
            &format!("{THINGS} Keepers may create hives. {said}"),
            &["keeper create Hive", "public read Hive"],
        );
    }
}
