//! `cargo xtask train-reader`: the weights of the second reading, from the labelled requests of `training`.
//!
//! Writes `crates/spec/data/reader.weights`, the same bytes for the same requests and the same first reading.
//! `--measure` says how well weights do that were learned from four fifths of them, on the rest.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};

use crate::{
    score::{self, Part},
    shell,
    sources::Sources,
    train::{self, Example},
};

const USAGE: &str = "train-reader takes nothing, `--rest`, `--measure` or one part of it: `--measure-names`, `--measure-project`, \
                     `--measure-lives`, `--measure-lists`, `--measure-keys`, `--measure-rows`, \
                     `--measure-rest`";
const FILE: &str = "crates/spec/data/reader.weights";
const REST: &str = "crates/spec/data/rest.weights";

pub fn run(arguments: &[String]) -> Result<()> {
    let root = shell::root();
    let requests = score::load(&Sources::read(&root)?)?;
    let training = requests.iter().filter(|request| request.part == Part::Training);
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--rest"] => {
            let bytes = train::learn_rest(&train::rests(&training.collect::<Vec<_>>())?);
            println!("{} bytes", bytes.len());
            return std::fs::write(root.join(REST), bytes).with_context(|| format!("writing {REST}"));
        }
        ["--measure-rest"] => {
            measure_rest(&train::rests(&training.collect::<Vec<_>>())?);
            return Ok(());
        }
        _ => {}
    }
    let examples: Vec<Example> = training.map(Example::of).collect::<Result<_>>()?;
    println!("{} requests", examples.len());
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            let bytes = train::learn(&examples).to_bytes();
            println!("{} bytes", bytes.len());
            std::fs::write(root.join(FILE), bytes).with_context(|| format!("writing {FILE}"))
        }
        ["--measure-project"] => {
            measure_project(&examples);
            Ok(())
        }
        ["--measure-lives"] => {
            measure_lives(&examples);
            Ok(())
        }
        ["--measure-lists"] => {
            measure_lists(&examples);
            Ok(())
        }
        ["--measure-keys"] => {
            measure_keys(&examples);
            Ok(())
        }
        ["--measure-rows"] => {
            measure_rows(&examples);
            Ok(())
        }
        ["--measure-names"] => {
            print_names(&train::measure_names(&examples));
            Ok(())
        }
        ["--measure"] => {
            measure(&examples);
            Ok(())
        }
        _ => bail!(USAGE),
    }
}

fn measure_lives(examples: &[Example]) {
    let (steps, deeds) = train::measure_lives(examples);
    let wanted = [
        examples.iter().map(|example| example.steps.len()).sum::<usize>(),
        examples.iter().map(|example| example.deeds.len()).sum::<usize>(),
    ];
    for ((name, all), wanted) in [("steps", steps), ("deeds", deeds)].iter().zip(wanted) {
        let count = |of: &[&(f32, bool, bool)]| of.iter().filter(|(_, right, _)| *right).count();
        let read: Vec<_> = all.iter().filter(|(.., read)| *read).collect();
        let rest: Vec<_> = all.iter().filter(|(.., read)| !*read).collect();
        println!(
            "{name}: {wanted} wanted; read {} of which right {}; others {} of which right {}",
            read.len(),
            count(&read),
            rest.len(),
            count(&rest)
        );
        for bound in [0.05, 0.1, 0.15, 0.2, 0.3] {
            let below: Vec<_> = read.iter().filter(|(likely, ..)| *likely < bound).copied().collect();
            println!("  read below {bound}: {} of which right {}", below.len(), count(&below));
        }
        for bound in [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] {
            let above: Vec<_> = rest.iter().filter(|(likely, ..)| *likely >= bound).copied().collect();
            println!("  others above {bound}: {} of which right {}", above.len(), count(&above));
        }
    }
}

fn measure_project(examples: &[Example]) {
    let (stack, kind) = train::measure_project(examples);
    for read in [true, false] {
        let of: Vec<_> = stack.iter().filter(|(.., taken)| *taken == read).collect();
        let right = of.iter().filter(|(_, right, _)| *right).count();
        println!(
            "names of the stack, {}: {} of which right {right}",
            if read { "read" } else { "not read" },
            of.len()
        );
        for bound in [0.05, 0.1, 0.2, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9] {
            let above: Vec<_> = of.iter().filter(|(likely, ..)| (*likely >= bound) != read).collect();
            let right = above.iter().filter(|(_, right, _)| *right).count();
            println!(
                "  {} {bound}: {} of which right {right}",
                if read { "below" } else { "above" },
                above.len()
            );
        }
    }
    for stated in [true, false] {
        let none = |read: &str| matches!(read, "generic" | "nothing");
        let of: Vec<_> = kind.iter().filter(|(_, _, read, _)| none(read) != stated).collect();
        let right = of.iter().filter(|(.., read)| *read).count();
        println!("kinds, stated {stated}: {} of which read right {right}", of.len());
        for bound in [0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99] {
            let above: Vec<_> = of.iter().filter(|(likely, ..)| *likely >= bound).collect();
            let ours = above.iter().filter(|(_, right, ..)| *right).count();
            let theirs = above.iter().filter(|(.., right)| *right).count();
            println!(
                "  above {bound}: {} right by weights {ours}, by the first reading {theirs}",
                above.len()
            );
        }
    }
}

fn measure_lists(examples: &[Example]) {
    let (found, reach) = train::measure_lists(examples);
    for (usage, wanted, there, read) in reach {
        println!("{usage:?}: {wanted} wanted, {there} may be said, {read} read");
        for bound in [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] {
            let above = found.iter().filter(|one| one.usage == usage && !one.read && one.likely >= bound);
            let above: Vec<&train::Listed> = above.collect();
            let right = above.iter().filter(|one| one.right).count();
            println!("  above {bound}: {} of which right {right}", above.len());
        }
    }
}

fn measure_keys(examples: &[Example]) {
    let all = train::measure_keys(examples);
    let wanted: usize = examples.iter().map(|example| example.many_to_one.len()).sum();
    let read: usize = all.iter().filter(|(_, keyed)| keyed.way == "forward" && keyed.right).count();
    println!(
        "{wanted} keys wanted, of which {} candidates, {read} read",
        all.iter().filter(|(_, k)| k.right).count()
    );
    for way in ["none", "shared", "back", "forward"] {
        let of: Vec<_> = all.iter().filter(|(_, keyed)| keyed.way == way).collect();
        println!("{way}: {} of which right {}", of.len(), of.iter().filter(|(_, keyed)| keyed.right).count());
        for bound in [0.03, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] {
            let above: Vec<_> =
                of.iter().filter(|(likely, _)| (*likely >= bound) == (way == "none")).collect();
            let right = above.iter().filter(|(_, keyed)| keyed.right).count();
            let side = if way == "none" { "above" } else { "below" };
            println!("  {side} {bound}: {} of which right {right}", above.len());
        }
    }
}

fn measure_rows(examples: &[Example]) {
    let all = train::measure_rows(examples);
    for kind in spec::weigh::row::Kind::ALL {
        let of: Vec<_> = all.iter().filter(|(_, _, row, _)| row.kind == kind).collect();
        let met: BTreeSet<_> = of.iter().filter_map(|(name, _, _, label)| Some((name, (*label)?))).collect();
        println!(
            "{}: {} of which right {}, labels met {}",
            kind.as_str(),
            of.len(),
            of.iter().filter(|(.., l)| l.is_some()).count(),
            met.len()
        );
        for read in [true, false] {
            for bound in [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] {
                let above = of.iter().filter(|(_, likely, row, _)| *likely >= bound && row.read == read);
                // The same is said once, and met once.
                let said: BTreeSet<_> = above
                    .map(|(name, _, row, label)| {
                        let mut keys: Vec<_> = row.parts.iter().map(|part| part.key.clone()).collect();
                        if kind == spec::weigh::row::Kind::Unique {
                            keys.sort();
                        }
                        (name, row.on.as_ref().map(|on| on.key.clone()), keys, *label)
                    })
                    .collect();
                let right = said.iter().filter(|(.., label)| label.is_some()).count();
                println!("  read {read} above {bound}: {} of which right {right}", said.len());
            }
        }
    }
}

fn measure_rest(all: &[Vec<train::Rest>]) {
    let weighed = train::measure_rest(all);
    let talks = weighed.iter().filter(|(_, rest)| !rest.asks).count();
    println!("{} runs of words are left, of which {talks} lose nothing", weighed.len());
    for bound in [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97] {
        let above: Vec<_> = weighed.iter().filter(|(likely, _)| *likely >= bound).collect();
        let right = above.iter().filter(|(_, rest)| !rest.asks).count();
        println!("  above {bound}: {} of which right {right}", above.len());
    }
    let mut lost: Vec<_> = weighed.iter().filter(|(_, rest)| rest.asks).collect();
    lost.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("the likeliest that may ask for something after all:");
    for (likely, rest) in lost.iter().take(40) {
        println!(
            "  {likely:.2} {}: {}",
            rest.request,
            rest.words.split_whitespace().collect::<Vec<_>>().join(" ")
        );
    }
}

fn print_names(counts: &[train::Tally]) {
    for (name, hit, given, wanted) in counts {
        let part = |of: &usize| *hit as f64 / (*of).max(1) as f64;
        println!("{name:?}: P {:.3} R {:.3} of {wanted}", part(given), part(wanted));
    }
}

fn measure(examples: &[Example]) {
    let train::Measured { found, counts, allowed, nouns } = train::measure(examples);
    print_names(&counts);
    let wanted: usize = examples.iter().map(|example| example.things.len()).sum();
    let (taken, others): (Vec<_>, Vec<_>) = nouns.iter().partition(|(.., taken)| *taken);
    let things = |of: &[&(f32, bool, bool)]| of.iter().filter(|(_, is, _)| *is).count();
    println!("things taken: {} of which right {} ({wanted} wanted)", taken.len(), things(&taken));
    for bound in [0.05, 0.1, 0.2, 0.3, 0.4] {
        let below: Vec<_> = taken.iter().filter(|(likely, ..)| *likely < bound).copied().collect();
        println!("things taken below {bound}: {} of which right {}", below.len(), things(&below));
    }
    println!("other nouns: {} of which things {}", others.len(), things(&others));
    for bound in [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] {
        let above: Vec<_> = others.iter().filter(|(likely, ..)| *likely >= bound).copied().collect();
        println!("other nouns above {bound}: {} of which things {}", above.len(), things(&above));
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
