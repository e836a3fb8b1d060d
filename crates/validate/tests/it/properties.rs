//! What must hold for every case, however strange.

use domain::{
    evidence::{EvidenceKind, TestOutcome},
    finding::Severity,
    project::ProofTable,
    requirement::RequirementKind,
    spec::{Origin, RuleStatus},
};
use proptest::prelude::*;

use crate::world::{World, case, evidence, function, requirement, result};

fn outcomes() -> impl Strategy<Value = TestOutcome> {
    prop_oneof![
        4 => Just(TestOutcome::Pass),
        1 => Just(TestOutcome::Fail),
        1 => Just(TestOutcome::Error),
        1 => Just(TestOutcome::Skipped),
        1 => Just(TestOutcome::NotRun),
    ]
}

fn severities() -> impl Strategy<Value = Severity> {
    prop_oneof![
        Just(Severity::Info),
        Just(Severity::Low),
        Just(Severity::Medium),
        Just(Severity::High),
        Just(Severity::Critical)
    ]
}

prop_compose! {
    /// Any mixture of tests, evidence, facts, findings and rules.
    fn worlds()(
        tests in prop::collection::vec((outcomes(), prop::collection::vec(1usize..8, 0..3)), 0..30),
        stated in prop::collection::vec(prop::bool::ANY, 0..8),
        built in prop::option::of(prop::bool::ANY),
        probed in prop::option::of(prop::bool::ANY),
        tested in prop::bool::ANY,
        known in prop::bool::ANY,
        findings in prop::collection::vec(severities(), 0..4),
        branches in prop::collection::vec(1u32..30, 0..10),
        text_rule in prop::bool::weighted(0.2),
    ) -> World {
        let mut world = World::proven();
        world.requirements = stated.iter().enumerate().map(|(i, stated)| {
            let origin = if *stated { Origin::Stated } else { Origin::Inferred };
            requirement(i + 1, RequirementKind::Unique, origin)
        }).collect();
        world.plan.clear();
        let mut results = Vec::new();
        for (i, (outcome, names)) in tests.iter().enumerate() {
            let names: Vec<String> = names.iter().map(|n| format!("FR-{n:03}")).collect();
            let id = format!("t::{i}");
            let named: Vec<&str> = names.iter().map(String::as_str).collect();
            world.plan.push(case(&id, &named));
            results.push(result(&id, &names, *outcome));
        }
        world.evidence.clear();
        world.evidence.extend(built.map(|passed| evidence("E1", EvidenceKind::Build, passed, Vec::new())));
        if tested {
            let green = !results.is_empty() && results.iter().all(|r| r.result == TestOutcome::Pass);
            world.evidence.push(evidence("E2", EvidenceKind::Test, green, results));
        }
        world.evidence.extend(probed.map(|passed| evidence("E3", EvidenceKind::Probe, passed, Vec::new())));
        if !known {
            world.proof = ProofTable::default();
        }
        findings.into_iter().for_each(|severity| world.find(severity));
        world.complexity.functions = branches.into_iter().map(function).collect();
        if text_rule {
            world.add_text_rule(RuleStatus::TextOnly);
        }
        world
    }
}

proptest! {
    #[test]
    fn parts_add_up_to_the_last_bit(world in worlds()) {
        let score = world.score();
        let group = |name: &str| score.parts.iter().filter(|p| p.group == name).map(|p| p.points).sum::<f64>();
        prop_assert_eq!(score.overall, score.parts.iter().map(|p| p.points).sum::<f64>());
        prop_assert_eq!(score.overall, score.parts.iter().rev().map(|p| p.points).sum::<f64>());
        prop_assert_eq!(score.possible, score.parts.iter().map(|p| p.possible).sum::<f64>());
        prop_assert_eq!(score.security, group("security"));
        prop_assert_eq!(score.quality, group("quality"));
        prop_assert!(score.parts.iter().all(|p| (0.0..=p.possible).contains(&p.points)));
        // One decimal says all of it.
        prop_assert!(score.parts.iter().all(|p| (p.points * 10.0).fract() == 0.0));
    }

    #[test]
    fn a_failing_test_never_raises_the_score(
        mut world in worlds(),
        outcome in outcomes().prop_filter("failing", |outcome| *outcome != TestOutcome::Pass),
        planned in prop::bool::ANY,
        named in 1usize..8,
    ) {
        let before = world.score().overall;
        let names = [format!("FR-{named:03}")];
        if planned {
            world.plan.push(case("t::added", &[names[0].as_str()]));
        }
        let added = result("t::added", &names, outcome);
        match world.evidence.iter_mut().find(|e| e.kind == EvidenceKind::Test) {
            Some(run) => {
                run.tests.push(added);
                run.passed = false;
            }
            None => world.evidence.push(evidence("E9", EvidenceKind::Test, false, vec![added])),
        }
        prop_assert!(world.score().overall <= before);
        prop_assert!(!world.gate().proven);
    }

    #[test]
    fn proven_means_that_every_check_passed(world in worlds()) {
        let gate = world.gate();
        prop_assert_eq!(gate.proven, gate.checks.iter().all(|check| check.passed));
        prop_assert!(gate.checks.iter().all(|check| check.passed == check.missing.is_empty()));
        if gate.proven {
            let all_passed = world.evidence.iter().all(|e| e.passed && e.tests.iter().all(|t| t.result == TestOutcome::Pass));
            prop_assert!(all_passed && !world.plan.is_empty());
        }
    }

    #[test]
    fn the_same_case_gets_the_same_verdict(world in worlds()) {
        prop_assert_eq!(world.gate(), world.gate());
        prop_assert_eq!(world.score(), world.score());
    }
}
