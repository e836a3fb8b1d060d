//! `attack`: the abuse catalogue against this machine's own boxes.
//!
//! It has a helper, a data folder and boxes of its own: nothing that runs here otherwise is touched.

use clap::Args;
use domain::Explain;
use sandbox::attack::{Attack, Case, Judged, Judgement, catalogue};

use crate::{
    config::Config,
    exit::{Code, Failure, Result},
    terminal::{Terminal, style, table::table},
    wiring,
};

#[derive(Args, Debug)]
pub struct Arguments {
    /// Only this case, such as 025 (may be given several times)
    #[arg(long = "case", value_name = "ID")]
    cases: Vec<String>,
    /// Print one JSON document on standard output
    #[arg(long)]
    pub json: bool,
}

pub async fn run(arguments: Arguments, config: &Config, terminal: &Terminal) -> Result<Code> {
    let cases = wanted(&arguments.cases)?;
    if !config.sandbox.runner.is_empty() {
        return Err(Failure::usage(
            "the catalogue is played with boxes of this machine's own, and `sandbox.runner` has others make them",
            "leave `sandbox.runner` out to try this machine; an external runner's walls are its maker's to prove",
        ));
    }
    let folder = tempfile::Builder::new()
        .prefix("quantumlayer-attack-")
        .tempdir()
        .map_err(|e| Failure::io("a folder for the audit", e))?;
    let settings = wiring::sandbox_settings(config, folder.path())?;
    let (sender, mut judged) = tokio::sync::mpsc::channel(1);
    let total = cases.len();
    let work = tokio::task::spawn_blocking(move || {
        let attack = Attack::new(settings).map_err(|e| e.explained())?.with_archives(unpack);
        let tier = attack.tier()?;
        for case in cases {
            // Nobody listens any more: the rest need not be tried.
            if sender.blocking_send(attack.attempt(&case)).is_err() {
                break;
            }
        }
        Ok::<_, domain::Explained>(tier)
    });
    let mut all = Vec::new();
    while let Some(one) = judged.recv().await {
        terminal.note(progress(&one, all.len() + 1, total));
        all.push(one);
    }
    let tier = work.await.map_err(|e| Failure::io("the audit", std::io::Error::other(e)))?;
    let tier = tier.map_err(|e| Failure::new(Code(125), e))?;
    report(&tier, &all, terminal)?;
    Ok(if count(&all, Judgement::NotContained) == 0 { Code::DONE } else { Code::FAILED })
}

/// As `run` reads them.
fn unpack(
    archive: &[u8],
) -> std::result::Result<std::collections::BTreeMap<domain::ProjectPath, domain::sandbox::BoxFile>, String> {
    super::upload::unpack(archive).map_err(|error| error.to_string())
}

fn wanted(ids: &[String]) -> Result<Vec<Case>> {
    let all = catalogue().map_err(|e| Failure::new(Code::FAILED, domain::Explain::explained(&e)))?;
    let is_meant = |case: &Case, id: &String| case.id == format!("{id:0>3}");
    if let Some(id) = ids.iter().find(|id| !all.iter().any(|case| is_meant(case, id))) {
        return Err(Failure::usage(format!("there is no case `{id}`"), "give a number between 001 and 120"));
    }
    Ok(all.into_iter().filter(|case| ids.is_empty() || ids.iter().any(|id| is_meant(case, id))).collect())
}

fn count(all: &[Judged], result: Judgement) -> usize {
    all.iter().filter(|one| one.result == result).count()
}

fn word(one: &Judged) -> &'static str {
    match one.result {
        Judgement::Contained => "contained",
        Judgement::NotContained => "NOT CONTAINED",
        Judgement::NotApplicable => "not applicable",
    }
}

fn progress(one: &Judged, number: usize, total: usize) -> String {
    let colour = match one.result {
        Judgement::Contained => style::GREEN,
        Judgement::NotContained => style::RED,
        Judgement::NotApplicable => style::CYAN,
    };
    let reason = one.reason.as_ref().map(|reason| format!(": {}", crate::terminal::clean(reason)));
    let reason = reason.unwrap_or_default();
    format!("[{number}/{total}] {} {}  {colour}{}{}{reason}", one.id, one.tries, word(one), style::RESET)
}

/// A weaker tier is known for what it does not hold, by name.
fn misses(tier: &str, all: &[Judged]) -> String {
    let missed: Vec<String> = all
        .iter()
        .filter(|one| one.result == Judgement::NotContained)
        .map(|one| format!("  {} {}", one.id, one.tries))
        .collect();
    if tier != "C" || missed.is_empty() {
        String::new()
    } else {
        format!("\nTier C misses:\n{}\n", missed.join("\n"))
    }
}

fn report(tier: &str, all: &[Judged], terminal: &Terminal) -> Result<()> {
    let [contained, not_contained, not_applicable] =
        [Judgement::Contained, Judgement::NotContained, Judgement::NotApplicable].map(|one| count(all, one));
    if terminal.json {
        return terminal.document(&serde_json::json!({
            "tier": tier, "total": all.len(), "contained": contained, "not_contained": not_contained,
            "not_applicable": not_applicable, "cases": all,
        }));
    }
    let rows = all.iter().map(|one| {
        let expected = one.reason.clone().unwrap_or_else(|| one.seen.clone());
        [one.id.clone(), one.tries.clone(), word(one).to_owned(), expected, format!("{} ms", one.duration_ms)]
    });
    terminal.say(table(["case", "tries", "result", "seen", "took"], rows))?;
    terminal.say(format!(
        "{}\ntier {tier}: {contained} of {} contained, {not_contained} not contained, {not_applicable} not applicable",
        misses(tier, all),
        all.len()
    ))
}
