//! What a deletion does to the rest: any event with any hold and any end.

use domain::spec::OnDelete;

use crate::reading::read;

const THINGS: &str = "An API for a nursery. A gardener has a name. Each plant has a nickname and belongs to a \
                      gardener. A watering has an amount and belongs to a plant.";

fn effect(said: &str, child: &str) -> Option<OnDelete> {
    let spec = read(&format!("{THINGS} {said}"));
    assert_eq!(spec.coverage.silent, 0, "{said}");
    assert_eq!(spec.rules.len(), 0, "{said}: {:?}", spec.rules);
    assert_eq!(spec.entities.len(), 3, "{said}: {:?}", spec.entities.keys());
    let at = spec.relations.iter().position(|relation| relation.from == child).unwrap();
    let assumed = format!("/relations/{at}/on_delete");
    let assumed = spec.assumptions.iter().any(|one| one.path.as_deref() == Some(assumed.as_str()));
    spec.relations[at].on_delete.filter(|_| !assumed)
}

#[test]
fn what_is_held_is_not_deleted() {
    let events = ["Deleting a plant", "The removal of a plant", "Trying to delete a plant"];
    let holds =
        ["that has waterings", "which still has waterings", "with waterings", "while it has any waterings"];
    let ends = ["is forbidden", "must be refused", "is not allowed", "should not be possible", "fails"];
    for event in events {
        for hold in holds {
            for end in ends {
                let said = format!("{event} {hold} {end}.");
                assert_eq!(effect(&said, "Watering"), Some(OnDelete::Restrict), "{said}");
            }
        }
    }
    for who in [
        "You can't",
        "Nobody may",
        "Users must not",
        "We cannot",
        "It is not possible to",
        "A user is not allowed to",
    ] {
        let said = format!("{who} delete a plant that still has waterings.");
        assert_eq!(effect(&said, "Watering"), Some(OnDelete::Restrict), "{said}");
    }
    for said in
        ["A plant with waterings cannot be deleted.", "Plants that have waterings may not be removed."]
    {
        assert_eq!(effect(said, "Watering"), Some(OnDelete::Restrict), "{said}");
    }
}

#[test]
fn the_others_go_or_stay() {
    let whens = [
        "When a gardener is deleted",
        "If I delete a gardener,",
        "once you remove a gardener",
        "As soon as a gardener gets removed,",
    ];
    let gone = [
        "their plants go too",
        "its plants should also be deleted",
        "all of his plants are removed as well",
        "delete the plants",
    ];
    let kept =
        ["their plants stay", "the plants must not be deleted", "keep the plants", "its plants are kept"];
    for when in whens {
        for (ends, wanted) in [(gone, OnDelete::Cascade), (kept, OnDelete::SetNull)] {
            for end in ends {
                let said = format!("{when} {end}.");
                assert_eq!(effect(&said, "Plant"), Some(wanted), "{said}");
            }
        }
    }
}

#[test]
fn nouns_that_look_like_the_past_of_a_verb_are_nouns() {
    let text = "An API for seeds. A bed has a size. A seed has a name and belongs to a bed. A bed with seeds cannot be deleted.";
    let spec = read(text);
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Seed", "Bed"]);
    assert_eq!(
        (spec.rules.len(), spec.relations[0].on_delete),
        (0, Some(OnDelete::Restrict)),
        "{:?}",
        spec.rules
    );
}

#[test]
fn one_sentence_may_say_both() {
    let said = "Rakes have a size and belong to a gardener. Deleting a gardener removes their rakes but is not possible while they have plants.";
    let spec = read(&format!("{THINGS} {said}"));
    let of = |child: &str| spec.relations.iter().find(|relation| relation.from == child).unwrap().on_delete;
    assert_eq!((of("Rake"), of("Plant")), (Some(OnDelete::Cascade), Some(OnDelete::Restrict)));
}

#[test]
fn what_just_loses_its_parent_is_kept_without_one() {
    let things = "A stop has an address. Students have a name and are assigned to at most one stop.";
    for said in [
        "Removing a stop just leaves its students without a stop.",
        "Deleting a stop simply leaves its students without one.",
        "If a stop is removed its students simply have no stop any more.",
        "When a stop is deleted, its students just stay without a stop.",
    ] {
        let spec = read(&format!("{things} {said}"));
        let kept = spec.relations.iter().find(|r| r.from == "Student").and_then(|r| r.on_delete);
        assert_eq!(kept, Some(domain::spec::OnDelete::SetNull), "{said}");
        assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
    }
}

#[test]
fn what_goes_along_is_told_in_many_ways() {
    for said in [
        "If a gardener is deleted, so are his plants.",
        "When the gardener goes, so do the plants.",
        "Deleting a gardener takes all his plants along.",
        "Removing a gardener takes its plants with it.",
        "When a gardener is deleted it takes its plants with it.",
        "Deleting a gardener wipes out his plants.",
        "Plants are thrown away with the gardener.",
        "If I delete a gardener the plants of it should vanish too.",
        "Plants vanish when their gardener is deleted.",
        "On deletion of a gardener, delete its plants.",
        "On deleting a gardener its plants are deleted.",
        "A deleted gardener takes all plants along.",
        "Plants go down with their gardener.",
        "Plants should not survive the deletion of their gardener.",
    ] {
        assert_eq!(effect(said, "Plant"), Some(OnDelete::Cascade), "{said}");
    }
}

#[test]
fn what_loses_its_parent_is_told_in_many_ways() {
    for said in [
        "When a gardener is deleted, his plants get no gardener.",
        "If a gardener is deleted, her plants lose the gardener.",
        "If the gardener leaves, his plants lose the gardener.",
        "If a gardener is removed, the plant keeps existing and its gardener is simply emptied.",
        "If a gardener is deleted, the plants are left without a gardener.",
        "If a gardener is deleted its plants stay without gardener.",
        "When a gardener is deleted, the plants no longer have a gardener.",
        "Plants stay when their gardener is deleted.",
        "Plants lose their gardener when it is deleted.",
        "Plants survive the deletion of their gardener.",
        "Deleting a gardener should leave the plants alone.",
    ] {
        assert_eq!(effect(said, "Plant"), Some(OnDelete::SetNull), "{said}");
        let spec = read(&format!("{THINGS} {said}"));
        let key = spec.relations.iter().find(|relation| relation.from == "Plant").unwrap();
        assert_eq!(key.required, Some(false), "{said}");
    }
}

#[test]
fn what_is_held_stays_in_many_ways() {
    for said in [
        "A plant can only be deleted when empty.",
        "Plants may only be removed when empty.",
        "Plants can't be deleted while they've got waterings.",
        "A plant with waterings can't go.",
        "A plant with waterings stays.",
        "No plant with waterings may be deleted.",
        "Only plants without waterings can be deleted.",
        "A plant is only deletable without waterings.",
        "A plant cannot be deleted once it has a watering.",
        "A plant cannot be deleted before all its waterings are gone.",
    ] {
        assert_eq!(effect(said, "Watering"), Some(OnDelete::Restrict), "{said}");
        let spec = read(&format!("{THINGS} {said}"));
        assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
    }
}

#[test]
fn one_deletion_may_be_of_several() {
    let things =
        "A singer has a name. A rehearsal has a date. An attendance has a singer, a rehearsal and a note.";
    for (said, wanted) in [
        ("If I delete a singer or a rehearsal the attendance goes too.", OnDelete::Cascade),
        ("Neither a singer nor a rehearsal that has attendances may be deleted.", OnDelete::Restrict),
        ("Singers and rehearsals with attendances can't go.", OnDelete::Restrict),
    ] {
        let spec = read(&format!("An API for a choir. {things} {said}"));
        let keys: Vec<_> = spec.relations.iter().map(|r| (r.from.as_str(), r.on_delete)).collect();
        assert_eq!(keys, [("Attendance", Some(wanted)); 2], "{said}");
        assert!(spec.open_questions.is_empty() && spec.rules.is_empty(), "{said}: {:?}", spec.open_questions);
    }
    let said = "A visit has a gardener and a day. Visits and plants are thrown away with the gardener.";
    let spec = read(&format!("{THINGS} {said}"));
    let of = |child: &str| spec.relations.iter().find(|relation| relation.from == child).unwrap().on_delete;
    assert_eq!((of("Visit"), of("Plant")), (Some(OnDelete::Cascade), Some(OnDelete::Cascade)));
}

#[test]
fn what_protects_one_is_no_thing_of_its_own() {
    for said in [
        "Plants with waterings are protected against removal.",
        "Plants with waterings must be protected from deletion.",
        "Plants that have waterings are safe from being deleted.",
        "A plant's waterings cannot be deleted with the plant.",
    ] {
        assert_eq!(effect(said, "Watering"), Some(OnDelete::Restrict), "{said}");
        let spec = read(&format!("{THINGS} {said}"));
        assert_eq!(spec.relations.len(), 2, "{said}: {:?}", spec.relations);
    }
}

#[test]
fn who_is_deleted_does_nothing_and_has_no_rights() {
    for said in [
        "A deleted gardener takes his plants with him.",
        "A deleted gardener takes their plants along.",
        "Every removed gardener takes her plants with her.",
    ] {
        assert_eq!(effect(said, "Plant"), Some(OnDelete::Cascade), "{said}");
        assert!(
            read(&format!("{THINGS} {said}")).auth.is_none_or(|auth| auth.permissions.is_empty()),
            "{said}"
        );
    }
}

#[test]
fn what_goes_with_one_is_of_that_one_alone() {
    for gone in [
        "When a plan is thrown away, so are its exercises.",
        "When a plan is deleted, its exercises are deleted too.",
        "Deleting a plan deletes its exercises.",
    ] {
        let spec = read(&format!(
            "An API for therapy. A plan has a diagnosis and exercises. An exercise has a title. {gone}"
        ));
        let [key] = spec.relations.as_slice() else { panic!("{gone}: {:?}", spec.relations) };
        assert_eq!((key.from.as_str(), key.to.as_str()), ("Exercise", "Plan"), "{gone}");
        assert_eq!(key.on_delete, Some(OnDelete::Cascade), "{gone}");
    }
}

#[test]
fn what_goes_with_something_may_be_said_in_few_words() {
    for said in [
        "If we delete the plant, also the waterings are deleted.",
        "When somebody deletes a plant, the waterings go too.",
        "Deleting a plant deletes the waterings as well.",
        "Removing a plant removes its waterings too.",
    ] {
        assert_eq!(effect(said, "Watering"), Some(OnDelete::Cascade), "{said}");
    }
}
