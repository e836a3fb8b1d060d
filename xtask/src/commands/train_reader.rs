//! `cargo xtask train-reader`: the weights of the second reading, from the labelled requests of `training`.
//!
//! Writes `crates/spec/data/reader.weights`, the same bytes for the same requests and the same first reading.
//! `--measure` says how well weights do that were learned from four fifths of them, on the rest.

use anyhow::{Context, Result, bail};

use crate::{
    score::{self, Part},
    shell,
    sources::Sources,
    train::{self, Example},
};

const USAGE: &str = "train-reader takes nothing or `--measure`";
const FILE: &str = "crates/spec/data/reader.weights";

pub fn run(arguments: &[String]) -> Result<()> {
    let root = shell::root();
    let requests = score::load(&Sources::read(&root)?)?;
    let training = requests.iter().filter(|request| request.part == Part::Training);
    let examples: Vec<Example> = training.map(Example::of).collect::<Result<_>>()?;
    println!("{} requests", examples.len());
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            let bytes = train::learn(&examples).to_bytes();
            println!("{} bytes", bytes.len());
            std::fs::write(root.join(FILE), bytes).with_context(|| format!("writing {FILE}"))
        }
        ["--measure"] => {
            measure(&examples);
            Ok(())
        }
        _ => bail!(USAGE),
    }
}

fn measure(examples: &[Example]) {
    let (found, counts, allowed) = train::measure(examples);
    for (name, hit, given, wanted) in counts {
        let part = |of: usize| hit as f64 / of.max(1) as f64;
        println!("{name:?}: P {:.3} R {:.3} of {wanted}", part(given), part(wanted));
    }
    let all = allowed.iter().filter(|(_, said)| *said).count();
    for bound in [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] {
        let above: Vec<_> = allowed.iter().filter(|(likely, _)| *likely >= bound).collect();
        let right = above.iter().filter(|(_, said)| *said).count();
        println!(
            "rights above {bound}: {} of which right {right} ({all} of {} are)",
            above.len(),
            allowed.len()
        );
    }
    let wanted: usize = examples.iter().map(|example| example.members.len() + example.keys.len()).sum();
    let mut read = found.iter().filter(|found| found.read).collect::<Vec<_>>();
    let right = read.iter().filter(|found| found.right).count();
    println!("read: P {:.3} of {}", right as f64 / read.len().max(1) as f64, read.len());
    read.sort_by(|a, b| a.likely.total_cmp(&b.likely));
    let mut rest: Vec<_> = found.iter().filter(|found| !found.read).collect();
    for bound in [0.1, 0.2, 0.3, 0.4, 0.5] {
        let below: Vec<_> = read.iter().filter(|found| found.likely < bound).collect();
        let wrong = below.iter().filter(|found| !found.right).count();
        println!("read below {bound}: {} of which wrong {wrong}", below.len());
    }
    rest.retain(|found| {
        !read.iter().any(|r| r.request == found.request && r.owner == found.owner && r.member == found.member)
    });
    for bound in [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] {
        let mut names: Vec<_> = rest
            .iter()
            .filter(|found| found.likely >= bound)
            .map(|found| (&found.request, &found.owner, &found.member, found.right))
            .collect();
        names.sort();
        names.dedup();
        let right = names.iter().filter(|name| name.3).count();
        println!("not read, above {bound}: {} of which right {right} ({wanted} wanted)", names.len());
    }
}
