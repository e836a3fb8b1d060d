//! Proven only when nothing at all is missing.

use domain::{
    evidence::{EvidenceKind, TestOutcome},
    finding::{Place, Severity, SyntaxIssue},
    project::ProofTable,
    requirement::RequirementKind,
    spec::{CoveredWord, LEFT_OUT, Origin, ProjectType, Question, QuestionKind, RuleStatus, SET_ASIDE, Span},
};

use crate::world::{World, case, path, requirement, result};

/// What was done to the world makes exactly this check fail, and names `missing`.
fn check_fails(change: impl FnOnce(&mut World), check: &str, missing: &str) {
    let mut world = World::proven();
    change(&mut world);
    let gate = world.gate();
    let failed: Vec<_> = gate.checks.iter().filter(|c| !c.passed).collect();
    let ids: Vec<&str> = failed.iter().map(|c| c.id.as_str()).collect();
    assert!(!gate.proven && ids == [check], "expected {check}, got {ids:?}");
    assert!(
        failed[0].missing.iter().any(|m| m.contains(missing)),
        "{missing:?} is not in {:?}",
        failed[0].missing
    );
}

fn question(pointer: &str, blocking: bool, answer: Option<&str>) -> Question {
    Question {
        id: "q-00000001".into(),
        kind: QuestionKind::RuleNotFormalised,
        text: "what is meant?".into(),
        pointer: Some(pointer.into()),
        src: Vec::new(),
        proposal: serde_json::Value::Null,
        options: Vec::new(),
        blocking,
        answer: answer.map(Into::into),
        by_proposal: false,
    }
}

#[test]
fn a_case_with_nothing_missing_is_proven() {
    let gate = World::proven().gate();
    assert!(gate.proven, "{:#?}", gate.checks);
    assert_eq!(gate.checks.len(), 12);
    assert!(gate.set_aside.is_empty());
}

#[test]
fn a_failed_or_missing_build_is_not_proven() {
    check_fails(|w| w.evidence_mut(EvidenceKind::Build).passed = false, "built", "E1");
    check_fails(|w| w.evidence.retain(|e| e.kind != EvidenceKind::Build), "built", "build");
}

#[test]
fn every_planned_test_must_have_passed() {
    // The other test still names both facts.
    let outcomes = [TestOutcome::Fail, TestOutcome::Error, TestOutcome::Skipped, TestOutcome::NotRun];
    for outcome in outcomes {
        check_fails(
            |w| w.evidence_mut(EvidenceKind::Test).tests[0].result = outcome,
            "tests_passed",
            "t::one",
        );
    }
    check_fails(|w| w.plan.push(case("t::three", &[])), "tests_passed", "t::three (not run)");
    check_fails(|w| w.evidence_mut(EvidenceKind::Test).passed = false, "tests_passed", "E2");
    check_fails(
        |w| {
            let again = w.evidence[1].clone();
            w.evidence.push(again);
            w.evidence_mut(EvidenceKind::Test).tests[0].result = TestOutcome::Fail;
        },
        "tests_passed",
        "t::one (failed)",
    );
}

#[test]
fn without_a_test_run_neither_tests_nor_facts_are_proven() {
    let mut world = World::proven();
    world.evidence.retain(|e| e.kind != EvidenceKind::Test);
    let gate = world.gate();
    let failed: Vec<_> = gate.checks.iter().filter(|c| !c.passed).map(|c| c.id.as_str()).collect();
    assert_eq!(failed, ["tests_passed", "facts_tested"]);
}

#[test]
fn a_server_must_start_and_stop() {
    check_fails(|w| w.evidence_mut(EvidenceKind::Probe).passed = false, "started_and_stopped", "E3");
    check_fails(|w| w.evidence.retain(|e| e.kind != EvidenceKind::Probe), "started_and_stopped", "probe");
    let mut library = World::proven();
    library.spec.project.kind = ProjectType::Library;
    library.evidence.retain(|e| e.kind != EvidenceKind::Probe);
    let gate = library.gate();
    assert!(gate.proven && gate.checks.iter().all(|check| check.id != "started_and_stopped"));
}

#[test]
fn every_stated_fact_is_named_by_a_passing_test() {
    check_fails(
        |w| w.requirements.push(requirement(3, RequirementKind::Unique, Origin::Confirmed)),
        "facts_tested",
        "FR-003",
    );
    let mut world = World::proven();
    world.requirements.push(requirement(3, RequirementKind::Overlap, Origin::Inferred));
    world.requirements.push(requirement(4, RequirementKind::Overlap, Origin::Default));
    assert!(world.gate().proven, "what nobody stated needs no proof");
}

#[test]
fn a_test_that_is_not_planned_or_names_more_than_planned_proves_nothing() {
    check_fails(
        |w| {
            w.requirements.push(requirement(3, RequirementKind::Unique, Origin::Stated));
            let named = ["FR-003".to_owned()];
            w.evidence_mut(EvidenceKind::Test).tests.push(result("t::new", &named, TestOutcome::Pass));
            w.evidence_mut(EvidenceKind::Test).tests[0].requirements.push("FR-003".into());
        },
        "facts_tested",
        "FR-003",
    );
}

#[test]
fn a_fact_whose_tests_were_never_seen_to_fail_is_not_proven() {
    check_fails(|w| w.proof = ProofTable::default(), "facts_mutation_known", "FR-002 (unique)");
    check_fails(|w| w.proof.rows[1].killed = 0, "facts_mutation_known", "FR-002 (unique)");
}

#[test]
fn a_rule_that_is_only_text_is_not_proven_unless_set_aside() {
    for status in [RuleStatus::TextOnly, RuleStatus::Conflict] {
        let mut world = World::proven();
        world.add_text_rule(status);
        let failed: Vec<_> = world.gate().checks.into_iter().filter(|c| !c.passed).map(|c| c.id).collect();
        assert_eq!(failed, ["no_text_rules", "facts_tested", "facts_mutation_known"]);
        world.spec.open_questions.push(question("/rules/0", false, None));
        assert!(!world.gate().proven, "a question that nobody answered sets nothing aside");
        world.spec.open_questions[0].answer = Some("keep it".into());
        assert!(!world.gate().proven, "another answer sets nothing aside");
        world.spec.open_questions[0].answer = Some(SET_ASIDE.into());
        let gate = world.gate();
        assert!(gate.proven, "{:#?}", gate.checks);
        assert_eq!(gate.set_aside, ["R1: books smell nice"]);
        world.spec.open_questions[0].by_proposal = true;
        assert!(!world.gate().proven, "to accept a proposal sets nothing aside");
        world.spec.open_questions[0].by_proposal = false;
        world.spec.open_questions[0].pointer = Some("/rules/10".into());
        assert!(!world.gate().proven, "an answer about another rule sets nothing aside");
    }
}

#[test]
fn a_statement_that_was_left_out_is_not_proven_unless_a_person_said_so() {
    let mut world = World::proven();
    let mut asked = question("/spans/3", true, Some(LEFT_OUT));
    (asked.id, asked.by_proposal) = ("q-1".into(), true);
    world.spec.open_questions.push(asked);
    let failed: Vec<_> = world.gate().checks.into_iter().filter(|c| !c.passed).map(|c| c.id).collect();
    assert_eq!(failed, ["nothing_left_out"], "to accept a proposal is not to say so");
    assert!(world.score().recommendations.iter().any(|r| r.contains("q-1")));
    world.spec.open_questions[0].by_proposal = false;
    let gate = world.gate();
    assert!(gate.proven, "{:#?}", gate.checks);
    assert!(gate.set_aside.iter().any(|aside| aside.starts_with("q-1: ")), "{:?}", gate.set_aside);
}

#[test]
fn a_word_that_was_not_understood_is_left_out_as_much_as_a_sentence() {
    let mut world = World::proven();
    let mut asked = question("/spans/3", false, None);
    (asked.id, asked.kind) = ("q-1".into(), QuestionKind::Unrecognised);
    world.spec.open_questions.push(asked);
    let failed: Vec<_> = world.gate().checks.into_iter().filter(|c| !c.passed).map(|c| c.id).collect();
    assert_eq!(failed, ["nothing_left_out"], "nobody has to answer, and nobody did");
    let asked = &mut world.spec.open_questions[0];
    (asked.answer, asked.by_proposal) = (Some(LEFT_OUT.into()), true);
    assert!(!world.gate().proven, "to accept a proposal is not to say so");
    world.spec.open_questions[0].by_proposal = false;
    assert!(world.gate().proven);
    // A wish that no build can prove is a note, and no word that was lost.
    world.spec.open_questions[0].by_proposal = true;
    world.spec.open_questions[0].kind = QuestionKind::NotProvable;
    assert!(world.gate().proven);
}

#[test]
fn a_formal_rule_is_not_held_against_the_run() {
    let mut world = World::proven();
    world.add_text_rule(RuleStatus::Formal);
    world.requirements.pop();
    assert!(world.gate().proven);
}

#[test]
fn syntax_imports_and_findings_count() {
    let issue = SyntaxIssue {
        place: Place { path: path("app/main.py"), line: 2, column: 7 },
        message: "invalid syntax".into(),
    };
    check_fails(|w| w.syntax.issues.push(issue), "syntax_clean", "app/main.py:2:7");
    check_fails(|w| w.syntax.files.clear(), "syntax_clean", "syntax");
    check_fails(|w| w.uncovered_imports.push("nosuch (a.py)".into()), "imports_covered", "nosuch");
    check_fails(|w| w.find(Severity::High), "no_high_findings", "app/main.py:3:1 python.eval");
    check_fails(|w| w.find(Severity::Critical), "no_high_findings", "python.eval");
    check_fails(|w| w.security.files_scanned = 0, "no_high_findings", "scan");
    let mut world = World::proven();
    world.find(Severity::Medium);
    assert!(world.gate().proven);
}

#[test]
fn silence_is_counted_from_the_words_never_from_the_print() {
    check_fails(
        |w| w.spec.coverage.words.push(CoveredWord { src: Span::new(6, 9), by: None }),
        "nothing_silent",
        "bytes 6 to 9",
    );
    check_fails(|w| w.spec.coverage.silent = 3, "nothing_silent", "prints 3");
    check_fails(
        |w| {
            w.spec.coverage.words[0].by = Some("q-ffffffff".into());
            w.spec.coverage = domain::spec::Coverage::counted(w.spec.coverage.words.clone());
        },
        "nothing_silent",
        "q-ffffffff",
    );
}

#[test]
fn open_blocking_questions_stop_everything() {
    let mut world = World::proven();
    world.spec.open_questions.push(question("/entities", true, None));
    assert!(!world.gate().proven);
    world.spec.open_questions[0].answer = Some("yes".into());
    assert!(world.gate().proven);
}
