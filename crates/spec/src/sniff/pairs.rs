//! How described records hang together, one pair on a line:
//!
//! ```text
//! Animal -> Enclosure (n:1)      Author 1:n Book
//! Keeper <-> Enclosure (n:m)     Post has many Comment
//! ```
//! Both names have to be those of records that are described: an arrow between other words may be
//! a change of state.

use std::sync::LazyLock;

use domain::spec::RelationKind;
use regex::Regex;

use super::{
    lines::Line,
    sheet::{Sheet, many_to_one},
};
use crate::words::snake;

static PAIR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^ (?P<a>[A-Za-z][A-Za-z0-9_]*) (?:\s+\(?(?P<mid>1:1|1:n|1:m|n:1|m:1|n:m|m:n|n:n|1-n|n-1|n-m|m-n|1-1)\)?\s+ | \s*(?P<sign><->|<-->|->|-->|↔|→|<-|←|--|—>)\s*)
        (?P<b>[A-Za-z][A-Za-z0-9_]*) \s*[:,]?\s*
        (?:\(?(?P<kind>1:1|1:n|1:m|n:1|m:1|n:m|m:n|n:n|1-n|n-1|n-m|m-n|1-1|many[- ]to[- ]many|many[- ]to[- ]one|one[- ]to[- ]many|one[- ]to[- ]one|m2m)\)?)? [.;]?$",
    )
    .ok()
});

pub fn read(sheet: &mut Sheet<'_>, lines: &[Line]) {
    let text = sheet.text;
    for line in lines.iter().filter(|line| !line.is_blank() && line.heading == 0) {
        let words = line.words();
        let Some(found) = PAIR.as_ref().and_then(|pair| pair.captures(text.get(words.clone())?)) else {
            continue;
        };
        if !sheet.is_free(&line.range) {
            continue;
        }
        let name = |group: &str| {
            let name = Sheet::entity_name(found.name(group)?.as_str())?;
            sheet.out.entities.contains_key(&name).then_some(name)
        };
        let (Some(a), Some(b)) = (name("a"), name("b")) else { continue };
        let sign = found.name("sign").map_or("", |sign| sign.as_str());
        let kind = found.name("kind").or_else(|| found.name("mid")).map_or("", |kind| kind.as_str());
        let kind = kind.to_lowercase().replace(['-', ' '], ":").replace("to:", "").replace(":to", "");
        let (from, to, kind) = match kind.as_str() {
            "n:m" | "m:n" | "n:n" | "m2m" | "many:many" => (a, b, RelationKind::ManyToMany),
            "1:1" | "one:one" => (a, b, RelationKind::OneToOne),
            "1:n" | "1:m" | "one:many" => (b, a, RelationKind::ManyToOne),
            "n:1" | "m:1" | "many:one" => (a, b, RelationKind::ManyToOne),
            _ if matches!(sign, "<->" | "<-->" | "↔") => (a, b, RelationKind::ManyToMany),
            _ if matches!(sign, "<-" | "←") => (b, a, RelationKind::ManyToOne),
            // A plain line between two says nothing of how many.
            _ if sign == "--" => continue,
            _ => (a, b, RelationKind::ManyToOne),
        };
        let many = kind == RelationKind::ManyToMany;
        let key = format!("{}_{}", snake(&to).unwrap_or_default(), if many { "ids" } else { "id" });
        let mut relation = many_to_one(&from, &to, key, !many, None);
        relation.kind = kind;
        sheet.take(line.range.clone());
        sheet.relation(relation, line.range.clone(), "lines.pair");
    }
}
