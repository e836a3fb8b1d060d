//! Sentences that ask for a number or some rows without a route: "also show the average rating per book".
//!
//! Only what no other shape of the grammar took is read here, and only where every word has a meaning.
//! The path is ours then, and said to be.

use domain::{
    Origin,
    route::Gives,
    spec::{Operation, OperationKind, Page},
};

use super::{
    Own, fetch,
    said::{self, Context, Said},
    words::{Word, eat_any, keys},
};
use crate::{
    assemble::{
        draft::{Draft, Sentence, Target},
        finish,
    },
    words::kebab,
};

/// A wish of more words tells of more than one thing.
const LONGEST: usize = 60;

/// What leads to a wish to see something.
const LEADS: &[&str] = &[
    "there is|should|must be? an|a|one? endpoint|route|call that|which|to|for|with",
    "i|we|users|people|clients|everyone|everybody|one also? want|need|wants|needs|like an|a|one? endpoint|route that|which|to|for|with",
    "i|we|users|people|clients|customers|managers|staff also? want|need|wants|needs to also? see|know|have|get|list|view",
    "i|we also? would like to see|know|have|get",
    "i'd like to see|know|have|get",
    "an|a|one|another|the endpoint|route|call that|which|to|for|with",
    "add|provide|include|offer|build|make an|a|one? endpoint|route that|which|to|for|with",
    "the? api|service|backend|system|app should|must|shall|will|can also? return|report|show|list|give|compute|offer|provide|export",
    "the? api|service|backend|system|app also? returns|reports|shows|lists|gives|computes|offers|provides|exports",
    "users|people|clients|everyone|everybody|customers|anyone|it can|should|may|must also? see|get|list|view|fetch|show|query|ask|export",
    "return|show|report|list|compute|calculate|give|provide|display|get|fetch|see|export|offer",
    "as a|an user|manager|owner|customer|admin i want to see|know|get",
];

/// Reads what is left of every sentence.
pub(crate) fn read(draft: &mut Draft, sentences: &[Sentence]) {
    for sentence in sentences {
        let words: Vec<Word> =
            sentence.toks.iter().map(|t| Word { low: plain(&t.low), start: t.start, end: t.end }).collect();
        let mut at = 0;
        while at < words.len() {
            let end = (at..words.len())
                .find(|n| words[*n].is(";") || words[*n].is(".") || words[*n].is("!"))
                .unwrap_or(words.len());
            clause(draft, sentence, &words, at..end);
            at = end + 1;
        }
    }
}

fn plain(low: &str) -> String {
    low.strip_suffix("'s").unwrap_or(low).to_owned()
}

fn clause(draft: &mut Draft, sentence: &Sentence, words: &[Word], range: std::ops::Range<usize>) {
    let start = eat_any(
        words,
        range.start,
        &["and? also", "please", "and", "then", "additionally ,?", "finally ,?", "also ,?"],
    )
    .unwrap_or(range.start);
    let Some(lead) = eat_any(words, start, LEADS).filter(|end| *end < range.end) else { return };
    let Some(wish) = words.get(lead..range.end).filter(|wish| wish.len() <= LONGEST) else { return };
    let open = |n: usize| sentence.toks.get(n).is_some_and(|t| t.content && !draft.covered(sentence, t));
    let content = (lead..range.end).filter(|n| sentence.toks.get(*n).is_some_and(|t| t.content)).count();
    let left = (lead..range.end).filter(|n| open(*n)).count();
    // Whose they are is said to the reader of permissions.
    let owned = wish.iter().any(|w| matches!(w.low.as_str(), "their" | "my" | "own" | "his" | "her"));
    if left == 0 || owned {
        return;
    }
    let said = said::read(draft, wish, &Context::default());
    if !said.left.is_empty() {
        return;
    }
    // What another shape took for the most part says something else, unless it asks for numbers.
    if left * 2 < content && said.figures.is_empty() {
        return;
    }
    let Some((own, path)) = placed(draft, said, wish) else { return };
    let Some(span) = sentence.span(&(range.start..range.end)) else { return };
    let id = identifier(&path);
    let shown = super::words::joined(wish);
    let known = draft
        .operations
        .iter()
        .any(|op| op.method.as_deref() == Some("GET") && op.path.as_deref() == Some(&path));
    if !known {
        draft.own_paths.push((id.clone(), format!("\u{201c}{shown}\u{201d} is answered at GET {path}")));
        draft.operations.push(Operation {
            id: id.clone(),
            entity: Some(own.entity),
            kind: OperationKind::Query,
            method: Some("GET".to_owned()),
            path: Some(path),
            input: None,
            output: None,
            filters: own.filters,
            search: own.search,
            sort: own.sort,
            page: own.page.map(|size| Page { style: "offset".to_owned(), default: size, max: size.max(100) }),
            transition: None,
            route: Some(own.route),
            origin: Some(Origin::Stated),
            src: Some(span),
            rule: Some("own.prose".to_owned()),
        });
        for text in own.assumed {
            draft.assume(text, None, &[]);
        }
    }
    draft.cover(sentence, &range, &Target::Operation(id));
}

/// What is worked out, and the path that it gets.
fn placed(draft: &Draft, said: Said, wish: &[Word]) -> Option<(Own, String)> {
    let asks = !said.figures.is_empty()
        || said.newest.is_some() && (said.take.is_some() || said.one)
        || !said.order.is_empty() && said.take.is_some()
        || said.csv
        || !said.conditions.is_empty()
            && wish.iter().any(|w| w.is("overdue") || w.is("upcoming") || w.is("low"));
    if !asks {
        return None;
    }
    let rows = match said.figures.first() {
        Some((entity, _)) => entity.clone()?,
        None => said.named.first()?.clone(),
    };
    // "of a sensor": the record whose rows they are.
    let others: Vec<&String> = said.named.iter().filter(|name| **name != rows).collect();
    let counted = |name: &String| said.figures.iter().any(|(entity, _)| entity.as_ref() == Some(name));
    let parents: Vec<&&String> = others.iter().filter(|name| !counted(name)).collect();
    let parent = match parents.as_slice() {
        [] => None,
        [one] if said.per.is_none() && keys(draft, &rows, one).len() == 1 => Some((**one).clone()),
        _ => return None,
    };
    let mut path = super::path::Path {
        things: Some(rows.clone()),
        parent: parent.clone(),
        named: parent.is_some(),
        tail: vec!["own".to_owned()],
        ..Default::default()
    };
    if let Some(parent) = &parent {
        path.below = Some((rows.clone(), keys(draft, &rows, parent)));
    }
    let said = Said { named: vec![rows.clone()], ..said };
    let lead = match &parent {
        Some(parent) => format!("{}/{{id}}", finish::path_of(parent)),
        None => String::new(),
    };
    let below = format!("{lead}{}", finish::path_of(&rows));
    let own = fetch::placed(draft, &path, said.clone()).ok()?;
    let path = match &own.route.gives {
        Gives::Figures(figures) => {
            let several = figures.list.iter().any(|figure| figure.entity.is_some());
            let name = match (&figures.per, figures.list.as_slice()) {
                _ if several => return Some((own, "/stats".to_owned())),
                (Some(per), [figure]) if figure.name != "count" => {
                    format!("{}-by-{}", kebab(&figure.name)?, kebab(per.trim_end_matches("_id"))?)
                }
                (Some(per), _) => format!("by-{}", kebab(per.trim_end_matches("_id"))?),
                (None, [figure]) => kebab(&figure.name)?,
                (None, _) => "stats".to_owned(),
            };
            format!("{below}/{name}")
        }
        Gives::First => format!("{below}/{}", if said.newest == Some(false) { "first" } else { "latest" }),
        Gives::Top(_) => format!("{below}/{}", if said.newest.is_some() { "recent" } else { "top" }),
        Gives::Csv => format!("{below}/export"),
        Gives::Page => {
            let word = ["overdue", "upcoming", "low"].iter().find(|word| wish.iter().any(|w| w.is(word)))?;
            format!("{below}/{}", if *word == "low" { "low-stock" } else { word })
        }
        Gives::Record | Gives::Change(_) | Gives::Create => return None,
    };
    Some((own, path))
}

/// `GET /sensors/{id}/readings/latest` → `getSensorsReadingsLatest`
fn identifier(path: &str) -> String {
    let words = path.split('/').filter(|step| !step.is_empty() && !step.starts_with('{'));
    let tail: String = words.filter_map(crate::words::pascal).collect();
    format!("get{tail}")
}
