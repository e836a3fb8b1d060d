//! What every reading has to hold, whatever the text: for `fuzz-reader` and for the targets in `fuzz/`.

use anyhow::{Result, ensure};
use domain::{Spec, intent::Intent, roles::Reader};
use serde_json::Value;
use spec::RulesReader;

/// Every span lies in its text, no content word is silent, and the same is read the same twice. What is refused holds
/// all of it: too long, or no text.
pub fn held(intent: &Intent) -> Result<()> {
    let read = || RulesReader::default().read(intent);
    let Ok(spec) = read() else { return Ok(()) };
    ensure!(spec.coverage.silent == 0, "{} words are silent", spec.coverage.silent);
    let json = serde_json::to_value(&spec)?;
    let texts: Vec<&str> = std::iter::once(&intent.text)
        .chain(intent.attachments.iter().map(|a| &a.text))
        .map(String::as_str)
        .collect();
    spans_lie_in(&json, &texts)?;
    let again: Spec = read().map_err(|error| anyhow::anyhow!("it is refused the second time: {error}"))?;
    ensure!(serde_json::to_value(&again)? == json, "it reads otherwise the second time");
    Ok(())
}

/// Whether all that names a place in one of the texts names one that is there.
fn spans_lie_in(json: &Value, texts: &[&str]) -> Result<()> {
    match json {
        Value::Array(all) => all.iter().try_for_each(|one| spans_lie_in(one, texts)),
        Value::Object(all) => {
            let number = |name: &str| all.get(name).and_then(Value::as_u64).map(|n| n as usize);
            if let (Some(start), Some(end)) = (number("start"), number("end")) {
                let text = texts.get(number("attachment").unwrap_or_default());
                ensure!(
                    text.is_some_and(|text| text.get(start..end).is_some()),
                    "the span {start}..{end} is none of it"
                );
            }
            all.values().try_for_each(|one| spans_lie_in(one, texts))
        }
        _ => Ok(()),
    }
}
