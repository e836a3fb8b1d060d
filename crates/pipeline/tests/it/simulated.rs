//! Lives of runs under a seeded simulator. A failing seed replays: call `live` with it alone.

use domain::run::RunStatus;
use testkit::sim::{Commits, live, problems, script::Trouble};

const SEEDS: u64 = 100;

#[test]
fn no_acknowledged_stage_is_lost_or_doubled_whatever_the_seed() {
    let mut crashes = 0;
    for seed in 0..SEEDS {
        let life = live(seed, Commits::Whole, Trouble { fail: 9, panic: 31, longest_ms: 40 }, 6);
        crashes += life.crashes;
        assert_eq!(problems(&life), Vec::<String>::new(), "seed {seed}");
        assert_eq!(life.state.status, RunStatus::Proven, "seed {seed}");
    }
    assert!(crashes > 3 * SEEDS, "the seeds must really crash the driver: {crashes}");
}

#[test]
fn a_crashed_run_ends_in_the_same_bytes_as_one_left_alone() {
    let calm = live(1, Commits::Whole, Trouble::default(), 0);
    let capsule = |life: &testkit::sim::Life| life.state.capsule.as_ref().unwrap().archive.content.clone();
    for seed in 0..SEEDS {
        let life = live(seed, Commits::Whole, Trouble { longest_ms: 25, ..Trouble::default() }, 4);
        assert_eq!(capsule(&life), capsule(&calm), "seed {seed}");
    }
}

#[test]
fn two_separate_commits_are_seen_to_lose_drops() {
    let caught = (0..SEEDS).filter(|seed| {
        let life = live(*seed, Commits::Two, Trouble { longest_ms: 40, ..Trouble::default() }, 6);
        !problems(&life).is_empty()
    });
    assert!(caught.count() > 0, "a checker that never objects checks nothing");
}

#[test]
fn the_same_seed_gives_the_same_life() {
    let trouble = Trouble { fail: 9, panic: 31, longest_ms: 40 };
    let lives = [live(7, Commits::Whole, trouble, 5), live(7, Commits::Whole, trouble, 5)];
    assert_eq!(lives[0].crashes, lives[1].crashes);
    assert_eq!(lives[0].acknowledged, lives[1].acknowledged);
}

#[test]
fn a_stage_that_always_fails_ends_the_run_after_its_attempts() {
    let life = live(3, Commits::Whole, Trouble { fail: 1, ..Trouble::default() }, 0);
    assert_eq!(life.state.status, RunStatus::Failed);
    let attempts: Vec<u32> = life.state.tasks.iter().map(|t| t.attempt).filter(|n| *n > 0).collect();
    assert_eq!(attempts, [50], "the policy's attempts, then no more");
    assert_eq!(life.state.error.as_ref().unwrap().message, "scripted failure");
}
