//! Lines of a list that say in words what others say in marks.
//!
//! ```text
//! - a name. This column is required.          name (required)
//! - a boolean that indicates if it is done    done (boolean)
//! - agent (who is responsible)                agent
//! - a notes column to add more information    notes
//! ```

use std::{borrow::Cow, sync::LazyLock};

use regex::Regex;

use crate::{english::clause::is_field_word, types, words::snake};

static FLAG: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:a |an |the )?(?:boolean|bool|flag|true/false)(?: value| field| column| flag)? (?:that |which )?(?:indicates?|indicating|says|saying|shows?|showing|tells?|telling|for|specifying|marking|to (?:say|show|indicate|mark)) (?:if|whether) (?:[a-z' ]+ )?(?:is|are|was|were|been|be) (?:already |currently |still )?(?P<name>[a-z]+)",
    )
    .ok()
});
/// A sentence behind the name that speaks of the field again.
static AGAIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:(?:this|the|it|that|they|must|should|cannot)\b ?)(?:(?:column|field|value|attribute|property|one) )?(?:(?:is|are|must be|should be|has to be|needs to be|be) )?(?P<said>.+)$",
    )
    .ok()
});
static DEFAULT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:(?:the|its|a|with a|with) )?default(?: value)? (?:should be|must be|shall be|is|of|being) (?P<value>.+)$").ok()
});
static REMARK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i) (?:of what|of the (?:thing|item)|to (?:add|store|hold|keep|describe|show|record|say|remember|identify|indicate|track)|that (?:describes?|shows?|tells?|holds?|says)|which (?:describes?|shows?|tells?|holds?|says)|describing|explaining|so that|used (?:to|for)|where the|in which)\b.*$").ok()
});

/// The words as the marks would have it; the same words where they are no sentence.
pub fn plain(words: &str) -> Cow<'_, str> {
    if let Some(found) = FLAG.as_ref().and_then(|flag| flag.captures(words)) {
        let (Some(all), Some(name)) = (found.get(0), found.name("name")) else { return Cow::Borrowed(words) };
        return Cow::Owned(with_more(
            &format!("{}: boolean", name.as_str()),
            words.get(all.end()..).unwrap_or_default(),
        ));
    }
    let article = ["a ", "an ", "the ", "its ", "their ", "his ", "which ", "A ", "An ", "The ", "Its "]
        .iter()
        .find_map(|lead| words.strip_prefix(lead))
        .filter(|rest| !rest.is_empty());
    let rest = article.unwrap_or(words);
    // "an optional phone number", "the unique code"
    let (lead, rest) = ["optional ", "required ", "unique ", "mandatory "]
        .iter()
        .find_map(|lead| Some((lead.trim(), rest.strip_prefix(lead)?)))
        .filter(|(_, rest)| rest.split([',', ':', '(']).next().is_some_and(names_a_field))
        .map_or((None, rest), |(lead, rest)| (Some(lead), rest));
    let (first, more) = rest.split_once(". ").map_or((rest, ""), |(first, more)| (first, more));
    if article.is_none() && lead.is_none() && more.is_empty() {
        return Cow::Borrowed(words);
    }
    let cut =
        REMARK.as_ref().and_then(|remark| remark.find(first)).map_or(first.len(), |found| found.start());
    let named = first.get(..cut).unwrap_or(first).trim();
    let named = [" column", " field", " attribute", " property"]
        .iter()
        .find_map(|tail| named.strip_suffix(tail))
        .unwrap_or(named);
    let mut said = named.to_owned();
    if let Some(lead) = lead {
        said.push_str(", ");
        said.push_str(lead);
    }
    Cow::Owned(with_more(&said, more))
}

/// Adds what the sentences behind the name say of it, where they speak of it alone.
fn with_more(named: &str, more: &str) -> String {
    let mut said = named.to_owned();
    for piece in more.split([',', '.']).map(str::trim).filter(|piece| !piece.is_empty()) {
        let again = AGAIN
            .as_ref()
            .and_then(|again| again.captures(piece))
            .and_then(|found| found.name("said"))
            .map_or(piece, |said| said.as_str());
        let default = DEFAULT
            .as_ref()
            .and_then(|default| default.captures(piece).or_else(|| default.captures(again)))
            .and_then(|found| found.name("value"))
            .map(|value| format!("default {}", value.as_str().trim_matches(['`', '"', '\''])));
        said.push_str(", ");
        said.push_str(&default.unwrap_or_else(|| again.to_owned()));
    }
    said
}

/// Whether the words are such as only a field is called.
pub fn names_a_field(words: &str) -> bool {
    let Some(name) = snake(words.trim()) else { return false };
    name.split('_').any(is_field_word)
        || types::infer(&name).field.ql_type != domain::spec::FieldType::String
        || ["name", "title", "id", "number", "code"].iter().any(|tail| name.ends_with(tail))
}
