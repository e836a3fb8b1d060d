//! What comes first in a list.
//!
//! ```text
//! show the applicants longest-waiting first     a thing, how long, "first": by its only moment
//! the latest set ones first                     a deed that names one of its moments
//! upcoming meetings should come on top          a thing, what is next
//! ```

use domain::spec::FieldType;

use super::scene::Scene;
use crate::english::{
    cursor::any,
    evidence::{Fact, Np},
    lexicon::{Form, lexicon},
};

const SOON: &[&str] =
    &["upcoming", "next", "soonest", "nearest", "earliest", "oldest", "longest", "longest-waiting"];
const LATE: &[&str] = &["newest", "latest", "recent", "freshest", "youngest", "last"];
const BESIDE: &[&str] = &[
    "see",
    "show",
    "list",
    "get",
    "display",
    "return",
    "want",
    "find",
    "view",
    "put",
    "come",
    "appear",
    "sort",
    "order",
    "give",
    "first",
    "top",
    "great",
    "nice",
    "good",
    "useful",
    "please",
    "always",
    "one",
    "ones",
    "waiting",
    "wait",
    "most",
    "entry",
    "entries",
    "record",
    "records",
    "would",
    "like",
    "able",
    "everyone",
    "everybody",
    "lists",
    "shown",
    "listed",
];
/// They would turn it into another wish.
const ELSE: &[&str] = &[
    "unless", "until", "if", "when", "only", "never", "not", "no", "by", "per", "each", "or", "than",
    "except", "before", "after", "once", "must", "who",
];

pub fn read(scene: &Scene<'_>) -> Option<Fact> {
    let leads = scene.has(&["first"]) || scene.says("on top") || scene.says("at the top");
    if !leads || scene.has(ELSE) || !scene.numbers.is_empty() || scene.refusals() > 0 {
        return None;
    }
    let descending = match (scene.has(SOON), scene.has(LATE)) {
        (true, false) => false,
        (false, true) => true,
        _ => return None,
    };
    let entity = match scene.entities()[..] {
        [one] => one.to_owned(),
        [] => scene.last_record_before()?,
        _ => return None,
    };
    let left: Vec<&str> = scene.open_but(&[], &[BESIDE, SOON, LATE]);
    let moments: Vec<String> = scene
        .draft
        .entities
        .get(&entity)?
        .fields
        .iter()
        .filter(|(_, field)| matches!(field.ql_type, FieldType::Date | FieldType::DateTime))
        .map(|(name, _)| name.clone())
        .collect();
    let name = match left[..] {
        [] => {
            // "newest first", and no moment of its own.
            let fresh = descending && moments.is_empty();
            if fresh { "created_at".to_owned() } else { only(&moments)?.clone() }
        }
        [deed] => {
            let past = lexicon().verb(deed).is_some_and(|(_, form)| matches!(form, Form::Past | Form::Base));
            moments.iter().find(|name| past && name.split('_').next() == Some(deed))?.clone()
        }
        _ => return None,
    };
    let at = scene.range.start..scene.range.start;
    let np = Np {
        low: name.split('_').map(str::to_owned).collect(),
        name: name.replace('_', " "),
        toks: at.clone(),
        name_toks: at,
        ..Np::default()
    };
    // "the first of them" is another wish.
    let of =
        scene.range.clone().any(|n| any(scene.toks(), n, &["first"]) && any(scene.toks(), n + 1, &["of"]));
    (!of).then(|| Fact::Sort {
        on: Some(scene.phrase(&entity)),
        fields: vec![(np, descending)],
        toks: scene.range.clone(),
    })
}

fn only(moments: &[String]) -> Option<&String> {
    match moments {
        [one] => Some(one),
        _ => None,
    }
}
