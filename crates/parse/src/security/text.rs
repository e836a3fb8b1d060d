//! Rules that read texts as texts: mostly secrets.

use super::{Hit, Library, entropy, rule::Rule};
use crate::{file::Source, limits};

pub fn hits(library: &Library, source: &Source<'_>, language: Option<&str>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for position in library.filter.matches(source.text).into_iter() {
        let Some((index, regex)) = library.expressions.get(position) else { continue };
        let Some(rule) = library.rule(*index) else { continue };
        let applies = rule.language == "any" || Some(rule.language.as_str()) == language;
        if !applies || (!rule.in_lock_files && is_lock_file(source)) {
            continue;
        }
        let found = regex.captures_iter(source.text).filter_map(|captures| {
            let whole = captures.get(0)?;
            let secret = captures.name("secret");
            if secret.is_some_and(|secret| !is_secret(rule, secret.as_str())) {
                return None;
            }
            let start = secret.map_or(whole.start(), |secret| secret.start());
            Some(Hit { rule: *index, start, secret: secret.map(|secret| secret.range()) })
        });
        hits.extend(found.take(limits::FINDINGS_PER_RULE));
    }
    hits
}

fn is_secret(rule: &Rule, value: &str) -> bool {
    (rule.stand_ins || !entropy::is_stand_in(value))
        && rule.entropy.is_none_or(|least| entropy::is_random(value, least))
}

/// Files whose long random values are checksums that everybody may read.
fn is_lock_file(source: &Source<'_>) -> bool {
    let name = source.path.file_name().to_ascii_lowercase();
    name.ends_with(".lock")
        || name.ends_with("-lock.json")
        || name.ends_with("-lock.yaml")
        || name.ends_with(".sum")
        || name.ends_with(".sha256")
        || name == "npm-shrinkwrap.json"
        || (name.contains("requirements") && name.ends_with(".txt"))
        || source.text.contains("--hash=sha256:")
}
