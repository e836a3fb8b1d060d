//! Deletions told in the course of things: what is tried and is in the way, and what is left behind.

use domain::spec::OnDelete;

use crate::reading::read;

const THINGS: &str = "An API for a beekeeper. A box has a number. A hive has a name and belongs to a box.";

fn effect(said: &str) -> Option<OnDelete> {
    let spec = read(&format!("{THINGS} {said}"));
    assert_eq!(spec.coverage.silent, 0, "{said}");
    assert_eq!(spec.rules.len(), 0, "{said}: {:?}", spec.rules);
    assert_eq!(spec.entities.len(), 2, "{said}: {:?}", spec.entities.keys());
    assert!(
        spec.open_questions.iter().all(|one| one.kind != domain::spec::QuestionKind::Unrecognised),
        "{said}"
    );
    let assumed = spec.assumptions.iter().any(|one| one.path.as_deref() == Some("/relations/0/on_delete"));
    spec.relations[0].on_delete.filter(|_| !assumed)
}

#[test]
fn what_is_in_the_way_of_a_deletion_is_told_in_many_orders() {
    for said in [
        "When I delete a box and there are still hives in it, it must be refused.",
        "If somebody deletes a box and it still has hives, this must be rejected.",
        "When a box still has hives, deleting it must be refused.",
        "If a box has hives, removing it is not allowed.",
        "If there are hives in a box, it cannot be deleted.",
        "Before deleting a box all hives must be removed.",
        "A box can't be deleted until it has no hives.",
        "No box may be removed while hives stand in it.",
        "You can only throw away a box once it is empty.",
        "Only empty boxes may be deleted.",
        "Boxes that are not empty can't be deleted.",
    ] {
        assert_eq!(effect(said), Some(OnDelete::Restrict), "{said}");
    }
}

#[test]
fn the_others_go_along_in_other_words() {
    for said in [
        "When a box is removed, keep nothing of its hives.",
        "If a box is deleted, nothing of its hives stays.",
        "If a box is torn down its hives go with it.",
        "When a box is scrapped, its hives disappear as well.",
        "Throwing away a box throws away its hives.",
        "The deletion of a box includes its hives.",
        "Its hives go with the box when it is deleted.",
    ] {
        assert_eq!(effect(said), Some(OnDelete::Cascade), "{said}");
    }
}

#[test]
fn the_others_stay_without_what_is_deleted() {
    for said in [
        "If a box breaks and is deleted, the hive stays but without box.",
        "If a box rots and we delete it, the hive stays.",
        "When a box is deleted, its hives stay, only without a box.",
        "When a box is deleted, the box of its hives becomes empty.",
        "Do not delete hives when their box is deleted, just clear the box.",
        "The hives of a deleted box are kept without box.",
    ] {
        assert_eq!(effect(said), Some(OnDelete::SetNull), "{said}");
    }
}

#[test]
fn what_may_be_a_state_is_no_deletion() {
    let spec = read(&format!("{THINGS} When a box is scrapped, its hives are deleted."));
    assert_ne!(spec.relations[0].on_delete, Some(OnDelete::Cascade));
}
