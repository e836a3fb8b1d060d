//! The score is the sum of what was really run.

use domain::{evidence::EvidenceKind, evidence::TestOutcome, finding::Severity, project::ProofTable};

use crate::world::World;

#[test]
fn everything_green_is_a_hundred_of_a_hundred() {
    let score = World::proven().score();
    assert_eq!((score.overall, score.possible, score.security, score.quality), (100.0, 100.0, 20.0, 20.0));
    assert!(score.not_run.is_empty() && score.recommendations.is_empty(), "{:?}", score.recommendations);
    assert!(score.parts.iter().all(|part| !part.reason.is_empty() && !part.evidence.is_empty()));
}

#[test]
fn what_was_not_run_has_no_points_and_no_possible_points() {
    let mut world = World::proven();
    world.evidence.clear();
    world.proof = ProofTable::default();
    let score = world.score();
    let parts: Vec<_> = score.parts.iter().map(|part| part.id.as_str()).collect();
    assert_eq!(parts, ["security_findings", "syntax", "complexity", "smells"]);
    assert_eq!((score.overall, score.possible), (35.0, 35.0));
    let not_run: Vec<_> = score.not_run.iter().map(|line| line.split(':').next().unwrap()).collect();
    let expected = [
        "built",
        "tests_passed",
        "requirements_tested",
        "tests_known_to_fail",
        "started_and_stopped",
        "documents",
    ];
    assert_eq!(not_run, expected);
}

#[test]
fn parts_name_their_evidence() {
    let score = World::proven().score();
    let tests = score.parts.iter().find(|part| part.id == "tests_passed").unwrap();
    assert_eq!(
        (tests.evidence.as_slice(), tests.reason.as_str()),
        (&["E2".to_owned()][..], "2 of 2 tests passed")
    );
}

#[test]
fn findings_cost_by_their_severity() {
    for (severity, left) in [
        (Severity::Info, 20.0),
        (Severity::Low, 19.0),
        (Severity::Medium, 17.0),
        (Severity::High, 10.0),
        (Severity::Critical, 0.0),
    ] {
        let mut world = World::proven();
        world.find(severity);
        assert_eq!(world.score().security, left, "{severity:?}");
    }
}

#[test]
fn recommendations_come_from_what_is_missing() {
    let mut world = World::proven();
    world.evidence_mut(EvidenceKind::Test).tests[1].result = TestOutcome::Fail;
    world.evidence_mut(EvidenceKind::Probe).passed = false;
    world.uncovered_imports.push("nosuch (a.py)".into());
    world.find(Severity::Medium);
    let recommendations = world.score().recommendations;
    assert_eq!(
        recommendations,
        [
            "add a dependency for the import nosuch (a.py)",
            "make `make` pass: seen (E3)",
            "make test t::two pass (it proves FR-002, FR-001); it failed",
            "test FR-002: fact 2 holds",
            "app/main.py:3: runs a text as code (CWE-95)",
        ]
    );
}
