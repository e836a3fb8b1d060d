//! Keys and rules that no clause shape reads are weighed by how things stand together in labelled requests.

use domain::{Origin, Spec, intent::Intent, roles::Reader, rule::FormalRule};
use spec::RulesReader;

use crate::reading::read;

const KEY: &str = "W4.likely-key";
const RULE: &str = "W5.likely-rule";

const STABLE: &str = "Our stable wants a small service.\n\n\
                      Horse: name, breed, year of birth\n\
                      Box: number, width\n\
                      Rider: name, level\n\
                      Lesson: start, minutes, and with which rider on which horse\n";

const BEES: &str = "I keep bees with my brother and want a backend for it. There are apiaries, which have a place and a \
                    contact. In an apiary stand hives: number, colour, year of the queen. Harvests are noted too, with \
                    day, kilos and kind of honey, by hive. A jar has a label and a size and comes out of one harvest, \
                    so we can trace it. Treatments: product, dose, date, for the hive that got it.";

const PUPPETS: &str = "API for a puppet theatre, any language is fine.\n\n\
                       Puppets (name, maker, weight in kg)\nPlays (title, length in minutes)\n\
                       Parts (puppet, play, name of the figure)\n\
                       Strings: puppet, colour, length, date of change\n\
                       Evenings: play, day, stage, number of guests\n\n\
                       We are four people and have played since we were at school. Guests find us by what others tell \
                       them, so nothing on the outside has to be pretty. ";

fn tied(spec: &Spec, from: &str, to: &str) -> usize {
    spec.relations.iter().filter(|r| r.from == from && r.to == to).count()
}

fn likely(spec: &Spec) -> usize {
    spec.relations.iter().filter(|r| r.rule.as_deref() == Some(KEY)).count()
}

#[test]
fn a_key_that_only_the_words_around_it_tell_is_shown_as_an_assumption() {
    for (said, pairs) in [
        (STABLE, [("Lesson", "Rider"), ("Lesson", "Horse")]),
        (BEES, [("Harvest", "Hive"), ("Treatment", "Hive")]),
    ] {
        let spec = read(said);
        for (from, to) in pairs {
            assert_eq!(tied(&spec, from, to), 1, "{from} to {to}: {:?}", spec.relations);
            assert_eq!(tied(&spec, to, from), 0, "{to} to {from}: {:?}", spec.relations);
        }
        assert!(likely(&spec) > 0, "{:?}", spec.relations);
        for (index, relation) in spec.relations.iter().enumerate() {
            if relation.rule.as_deref() != Some(KEY) {
                continue;
            }
            assert_eq!(relation.origin, Some(Origin::Inferred));
            let path = format!("/relations/{index}");
            let assumed = spec.assumptions.iter().find(|a| a.path.as_deref() == Some(path.as_str()));
            let assumed =
                assumed.unwrap_or_else(|| panic!("{relation:?} is assumed: {:?}", spec.assumptions));
            assert!(assumed.alternatives.len() >= 2, "{assumed:?}");
        }
    }
}

#[test]
fn a_key_that_the_text_says_is_stated() {
    let spec = read("Ferries have a name. Sailings have a date and a price. A sailing belongs to a ferry.");
    let key = spec.relations.iter().find(|r| r.from == "Sailing" && r.to == "Ferry");
    assert_eq!(key.and_then(|r| r.origin), Some(Origin::Stated), "{:?}", spec.relations);
    assert_eq!(spec.relations.len(), 1);
}

#[test]
fn things_that_are_only_listed_together_or_held_by_a_third_are_not_tied() {
    for (said, wanted) in [
        ("An API that keeps ferries, cranes and forklifts. Each of them has a name and a year.", 0),
        ("A colony has a name. A hive has many frames, and each frame belongs to a hive and a colony.", 2),
    ] {
        let spec = read(said);
        assert_eq!(likely(&spec), 0, "{said}: {:?}", spec.relations);
        assert_eq!(spec.relations.len(), wanted, "{said}: {:?}", spec.relations);
    }
}

#[test]
fn rules_that_only_the_words_around_them_tell_are_shown_as_assumptions() {
    let assumed = |spec: &Spec, path: &str| {
        let mut all = spec.assumptions.iter().filter(|a| a.path.as_deref() == Some(path));
        all.any(|a| a.alternatives.len() >= 2 && a.text.contains("suggests"))
    };
    let spec = read(&format!("{BEES} A harvest, once recorded, shall be neither altered nor removed."));
    let rule = spec.rules.iter().find(|rule| rule.rule.as_deref() == Some(RULE));
    let rule = rule.unwrap_or_else(|| panic!("a rule is likely: {:?}", spec.rules));
    assert_eq!((rule.origin, rule.entity.as_deref()), (Some(Origin::Inferred), Some("Harvest")));
    assert!(matches!(FormalRule::of(rule), Some(FormalRule::Immutable { .. })), "{rule:?}");
    assert!(assumed(&spec, "/entities/Harvest"), "{:?}", spec.assumptions);
    let spec = read(&format!("{PUPPETS} Nobody may create a second part for the same puppet and play."));
    assert_eq!(spec.entities["Part"].unique, [["puppet_id", "play_id"]]);
    assert!(assumed(&spec, "/entities/Part"), "{:?}", spec.assumptions);
}

#[test]
fn what_is_said_of_one_moment_or_wished_is_no_rule() {
    for said in [
        "Strings are changed every two years by the workshop.",
        "Tell us before the first evening how long it takes you.",
        "Every evening the same people come twice.",
        "A wumlip, once recorded, shall be neither altered nor removed.",
        "A string, once recorded, shall be neither altered nor removed by guests.",
        "The name of the figure need not be unique per play.",
    ] {
        let spec = read(&format!("{PUPPETS}{said}"));
        let rules: Vec<_> = spec.rules.iter().filter(|rule| rule.rule.as_deref() == Some(RULE)).collect();
        assert!(rules.is_empty(), "{said}: {rules:?}");
    }
}

#[test]
fn many_things_in_one_line_are_weighed_within_a_bound() {
    let many: Vec<String> = (0..300).map(|n| format!("one gadget{n} per holder{n} before slot{n}")).collect();
    let spec = RulesReader::default().read(&Intent::of(many.join(", "))).unwrap();
    assert_eq!(spec.coverage.silent, 0);
}
