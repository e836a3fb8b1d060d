//! What a box costs, printed when asked for: `cargo test --release -p jail -- --ignored --nocapture cost`.
//!
//! Interleaved: bare, box, and bubblewrap where it is installed, one after the other in every round, so
//! that what else the machine does falls on all of them alike.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jail::{Event, Keeper, Plan};

use crate::support::{helper, helper_without, plan};

const ROUNDS: usize = 60;

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn boxed(keeper: &Keeper, plan: &Plan) -> Duration {
    let begun = Instant::now();
    let mut running = jail::start_by(keeper, plan).unwrap();
    while let Some(event) = running.next_event().unwrap() {
        if let Event::Ended(ending) = event {
            assert_eq!(ending.exit_code, Some(0), "{ending:?}");
        }
    }
    drop(running);
    begun.elapsed()
}

fn bare(program: &[&str]) -> Duration {
    let begun = Instant::now();
    let status = Command::new(program[0])
        .args(&program[1..])
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status();
    assert!(status.unwrap().success());
    begun.elapsed()
}

#[test]
#[ignore = "a measurement, not a check"]
fn cost_of_a_box_against_the_bare_program() {
    let keeper = Keeper::new(helper());
    let bwrap = std::path::Path::new("/usr/bin/bwrap").exists();
    let around = "/usr/bin/bwrap --unshare-all --ro-bind /usr /usr --symlink usr/bin /bin --symlink usr/lib /lib \
                  --symlink usr/lib64 /lib64 --proc /proc --dev /dev --tmpfs /tmp --die-with-parent";
    for program in [
        &["/bin/true"][..],
        &["/usr/bin/python3", "-I", "-c", "print(1)"],
        &["/usr/bin/node", "-e", "console.log(1)"],
    ] {
        if !std::path::Path::new(program[0]).exists() {
            continue;
        }
        let plan = plan(program);
        let in_bwrap: Vec<&str> = around.split_whitespace().chain(program.iter().copied()).collect();
        boxed(&keeper, &plan);
        let (mut alone, mut ours, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            alone.push(bare(program).as_secs_f64() * 1000.0);
            ours.push(boxed(&keeper, &plan).as_secs_f64() * 1000.0);
            if bwrap {
                theirs.push(bare(&in_bwrap).as_secs_f64() * 1000.0);
            }
        }
        let ratio =
            |of: &[f64]| median(&mut of.iter().zip(&alone).map(|(one, bare)| one / bare).collect::<Vec<_>>());
        let (by_ours, by_theirs) = (ratio(&ours), if bwrap { ratio(&theirs) } else { f64::NAN });
        let theirs = if bwrap { median(&mut theirs) } else { f64::NAN };
        println!(
            "{:<18} bare {:.2} ms, box {:.2} ms ({by_ours:.2} x), bubblewrap {theirs:.2} ms ({by_theirs:.2} x)",
            program[0],
            median(&mut alone),
            median(&mut ours)
        );
    }
}

/// Each mechanism's share of the cost: the same box without it, interleaved.
#[test]
#[ignore = "a measurement, not a check"]
fn cost_of_each_mechanism() {
    let names = [
        "",
        "system_calls+sockets",
        "landlock",
        "root",
        "masks",
        "pid_namespace",
        "network_namespace",
        "ipc_namespace",
        "capabilities",
        "user_namespace",
        "cgroup_namespace",
    ];
    let keepers =
        names.map(|name| Keeper::new(if name.is_empty() { helper() } else { helper_without(name) }));
    let plan = plan(&["/bin/true"]);
    let mut times = names.map(|_| Vec::new());
    for _ in 0..ROUNDS {
        for (keeper, times) in keepers.iter().zip(&mut times) {
            times.push(boxed(keeper, &plan).as_secs_f64() * 1000.0);
        }
    }
    for (name, times) in names.iter().zip(&mut times) {
        println!("without {name:<22} {:.2} ms", median(times));
    }
}
