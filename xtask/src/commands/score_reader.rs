//! `cargo xtask score-reader`: what the rules reader makes of the labelled requests.
//!
//! Prints and writes `docs/generated/reader.md`; `--check` fails where it would change.
//! `--request NAME` and `--misses KIND` (or `--misses all`) show where it errs, over the tuning part alone: whoever
//! sees the mistakes of a held-out request has begun to tune on it.

use anyhow::{Context, Result, bail};

use crate::{
    codegen::{Made, reader},
    score::{self, Kind, Part, Reading, Request, table},
    shell,
    sources::Sources,
};

const USAGE: &str =
    "score-reader takes nothing, `--check`, `--only tuning|held-out`, `--request NAME` or `--misses KIND`";

/// Beside the kinds of facts.
const OTHER_KINDS: &[&str] = &["type", "language", "framework", "storage", "asked", "silent", "questions"];

pub fn run(arguments: &[String]) -> Result<()> {
    let root = shell::root();
    let sources = Sources::read(&root)?;
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] => whole(&sources, false),
        ["--check"] => whole(&sources, true),
        ["--only", name] => {
            let part = Part::ALL.into_iter().find(|part| part.as_str() == name).context(USAGE)?;
            print!("{}", table::part(&score::load(&sources)?, part)?);
            Ok(())
        }
        ["--request", name] => request(&score::load(&sources)?, name),
        ["--misses", kind] => misses(&score::load(&sources)?, kind),
        _ => bail!(USAGE),
    }
}

fn whole(sources: &Sources, check: bool) -> Result<()> {
    let path = format!("docs/generated/{}", reader::FILE);
    let Made::Text(text) = reader::make(sources)? else { return Ok(()) };
    print!("{text}");
    if sources.files.get(&path) == Some(&text) {
        return Ok(());
    }
    if check {
        bail!("run `cargo xtask score-reader`: {path} would change");
    }
    std::fs::write(shell::root().join(&path), text).with_context(|| format!("writing {path}"))?;
    println!("\nwrote {path}");
    Ok(())
}

fn request(requests: &[Request], name: &str) -> Result<()> {
    let request = tuning(requests, name)?;
    let reading = score::read(request)?;
    println!("{}\n{}", request.name, request.text.trim_end());
    for attachment in &request.attachments {
        println!("\n[{}]\n{}", attachment.name, attachment.text.trim_end());
    }
    println!();
    for line in OTHER_KINDS.iter().flat_map(|kind| other(&reading, kind)) {
        println!("{line}");
    }
    for (kind, of) in &reading.facts {
        of.missing.iter().for_each(|fact| println!("- {}: {fact}", kind.as_str()));
        of.surplus.iter().for_each(|fact| println!("+ {}: {fact}", kind.as_str()));
    }
    Ok(())
}

/// The one tuning request whose name begins so.
fn tuning<'a>(requests: &'a [Request], name: &str) -> Result<&'a Request> {
    let named = |part: Part| {
        let mut found: Vec<&Request> = requests.iter().filter(|r| r.part == part && r.name == name).collect();
        if found.is_empty() {
            found = requests.iter().filter(|r| r.part == part && r.name.starts_with(name)).collect();
        }
        found
    };
    match named(Part::Tuning)[..] {
        [request] => Ok(request),
        [] if !named(Part::HeldOut).is_empty() => {
            bail!("held-out requests are only scored: nobody looks at how one of them is read")
        }
        [] => bail!("no tuning request is called `{name}`"),
        ref several => {
            let names: Vec<&str> = several.iter().map(|request| request.name.as_str()).collect();
            bail!("`{name}` is the beginning of {}", names.join(", "))
        }
    }
}

fn misses(requests: &[Request], kind: &str) -> Result<()> {
    let fact = Kind::ALL.into_iter().find(|known| known.as_str() == kind);
    let all = kind == "all";
    if !all && fact.is_none() && !OTHER_KINDS.contains(&kind) {
        let known: Vec<&str> = Kind::ALL
            .iter()
            .map(|kind| kind.as_str())
            .chain(OTHER_KINDS.iter().copied())
            .chain(["all"])
            .collect();
        bail!("there is no kind `{kind}`; there are: {}", known.join(" "));
    }
    for request in requests.iter().filter(|request| request.part == Part::Tuning) {
        let reading = score::read(request)?;
        let name = &request.name;
        for (kind, of) in reading.facts.iter().filter(|_| all) {
            of.missing.iter().for_each(|fact| println!("{}: {name} - {fact}", kind.as_str()));
            of.surplus.iter().for_each(|fact| println!("{}: {name} + {fact}", kind.as_str()));
        }
        match fact.and_then(|fact| reading.facts.get(&fact)) {
            Some(of) => {
                of.missing.iter().for_each(|fact| println!("{name} - {fact}"));
                of.surplus.iter().for_each(|fact| println!("{name} + {fact}"));
            }
            None => other(&reading, kind).iter().for_each(|line| println!("{name} {line}")),
        }
    }
    Ok(())
}

/// The lines of a kind that is not a set of facts.
fn other(reading: &Reading, kind: &str) -> Vec<String> {
    match kind {
        "asked" => {
            let open = reading.asked.iter().filter(|(_, met)| !met);
            open.map(|(label, _)| format!("- asked: {label}")).collect()
        }
        "silent" if reading.words.silent > 0 => vec![format!("+ silent: {} words", reading.words.silent)],
        "questions" => {
            let questions = reading.spec.open_questions.iter();
            questions.map(|q| format!("? {}{}", if q.blocking { "blocking: " } else { "" }, q.text)).collect()
        }
        _ => reading
            .project
            .iter()
            .filter(|line| line.key == kind && (line.wanted.is_some() && !line.right() || line.invented()))
            .map(|line| {
                let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
                let assumed = if line.claimed { "" } else { " (assumed)" };
                format!("- {kind}: {} wanted, {}{assumed} read", shown(&line.wanted), shown(&line.read))
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &str = "style = \"note\"\ndifficulty = \"hard\"\ntext = \"books\"\n[expect]\n";

    fn requests() -> Vec<Request> {
        let files = [
            ("crates/spec/requests/tuning/001-books.toml", REQUEST),
            ("crates/spec/requests/tuning/004-bikes.toml", REQUEST),
            ("crates/spec/requests/tuning/004-boats.toml", REQUEST),
            ("crates/spec/requests/held-out/003-songs.toml", REQUEST),
        ];
        score::load(&Sources::of(&files)).unwrap_or_default()
    }

    #[test]
    fn a_tuning_request_is_found_by_how_its_name_begins() {
        let requests = requests();
        assert_eq!(tuning(&requests, "001").map(|r| r.name.as_str()).ok(), Some("001-books"));
        assert_eq!(tuning(&requests, "004-boats").map(|r| r.name.as_str()).ok(), Some("004-boats"));
        assert!(tuning(&requests, "004").is_err());
    }

    #[test]
    fn how_a_held_out_request_is_read_is_never_shown() {
        let refused = tuning(&requests(), "003").map(|r| r.name.clone()).map_err(|error| error.to_string());
        assert!(refused.is_err_and(|why| why.contains("only scored")));
    }

    #[test]
    fn a_kind_that_is_none_is_an_error() {
        assert!(misses(&requests(), "beauty").is_err());
        assert!(misses(&requests(), "fields").is_ok());
        assert!(misses(&requests(), "all").is_ok());
    }
}
