//! What a box costs, printed when asked for: `cargo test -p jail -- --ignored --nocapture cost`.

use std::time::{Duration, Instant};

use crate::support::{plan, run};

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

#[test]
#[ignore = "a measurement, not a check"]
fn cost_of_a_box_against_the_bare_program() {
    for program in [&["/bin/true"][..], &["/usr/bin/python3", "-I", "-c", "print(1)"]] {
        let (mut bare, mut boxed) = (Vec::new(), Vec::new());
        for _ in 0..30 {
            let begun = Instant::now();
            std::process::Command::new(program[0])
                .args(&program[1..])
                .stdout(std::process::Stdio::null())
                .status()
                .unwrap();
            bare.push(begun.elapsed());
            let begun = Instant::now();
            run(&plan(program));
            boxed.push(begun.elapsed());
        }
        println!("{program:?}: bare {:?}, boxed {:?}", median(bare), median(boxed));
    }
}
