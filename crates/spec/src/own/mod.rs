//! Routes of one's own: what a route line and the words beside it work out.
//!
//! The path says whose rows they are, the remark behind it says the rest. Only where every word of
//! both has a meaning in the draft does the route become one; else [`super::assemble::apart`] asks.

pub(crate) mod adjective;
pub mod below;
mod deed;
mod fetch;
mod figures;
mod path;
pub mod prose;
mod ranked;
mod said;
mod spans;
mod told;
pub(crate) mod value;
mod wish;
pub(crate) mod words;

pub(crate) use words::{named_entity, named_field};

use domain::{
    Span,
    spec::{Operation, OperationKind},
};

use crate::{
    assemble::draft::{Draft, Target},
    sniff::remark,
};

/// What became of a route.
pub(crate) enum Found {
    /// Understood: the rows' entity and what it works out, with what had to be assumed.
    Route(Box<Own>),
    /// What is unclear, in words.
    Unclear(String),
}

#[derive(Clone)]
pub(crate) struct Own {
    pub entity: String,
    pub route: domain::route::Route,
    pub filters: Vec<String>,
    pub search: Vec<String>,
    pub sort: Vec<String>,
    pub page: Option<u32>,
    pub assumed: Vec<String>,
}

impl Own {
    fn of(entity: &str, gives: domain::route::Gives) -> Self {
        Self {
            entity: entity.to_owned(),
            route: domain::route::Route::giving(gives),
            filters: Vec::new(),
            search: Vec::new(),
            sort: Vec::new(),
            page: None,
            assumed: Vec::new(),
        }
    }
}

/// Gives every route that stands apart its meaning, where it has one.
pub(crate) fn resolve(draft: &mut Draft, texts: &[&str]) {
    for at in 0..draft.operations.len() {
        let Some(op) = draft.operations.get(at).filter(|op| apart(op)).cloned() else { continue };
        match read(draft, &op, texts) {
            Found::Route(mut own) => {
                own.page = own.page.or(op.page.as_ref().map(|page| page.default));
                match along(draft, &mut own, &op.filters).and_then(|()| in_order(draft, &mut own, &op.sort)) {
                    Ok(()) => settle(draft, at, *own),
                    Err(why) => {
                        draft.unclear.insert(op.id.clone(), why);
                        draft.operations.iter_mut().filter(|o| o.id == op.id).for_each(|o| {
                            o.filters.clear();
                            o.sort.clear();
                            o.search.clear();
                        });
                    }
                }
            }
            Found::Unclear(why) => {
                draft.unclear.insert(op.id.clone(), why);
                draft.operations.iter_mut().filter(|o| o.id == op.id).for_each(|o| {
                    o.sort.clear();
                    o.search.clear();
                });
            }
        }
    }
    settle_names(draft);
    for (id, text) in std::mem::take(&mut draft.own_paths) {
        if let Some(at) = draft.operations.iter().position(|op| op.id == id) {
            draft.assume(text, Some(format!("/operations/{at}/path")), &[]);
        }
    }
}

/// Neither a record's operation nor a change of state.
pub(crate) fn apart(op: &Operation) -> bool {
    if op.route.is_some() {
        return false;
    }
    match op.kind {
        OperationKind::Query | OperationKind::Custom | OperationKind::Upsert => true,
        OperationKind::Action => op.transition.is_none(),
        _ => false,
    }
}

fn read(draft: &Draft, op: &Operation, texts: &[&str]) -> Found {
    // Beside a line of a document stands the document.
    let line = op.rule.as_deref() == Some("route.line");
    let mut remark = op.src.filter(|_| line).and_then(|src| beside(texts, src)).unwrap_or_default();
    // "(staff only)" says who, and nothing of what.
    if let Some(src) = op.src {
        let right = |word: &words::Word| draft.cover.get(&(src.attachment, word.start));
        remark.retain(|word| !matches!(right(word), Some(Target::Permission(_))));
    }
    let raw = op.src.and_then(|src| texts.get(src.attachment)?.get(src.start..src.end)).unwrap_or_default();
    let Some(path) = path::of(draft, op.path.as_deref().unwrap_or_default(), raw) else {
        return Found::Unclear("which of the records in its path it is about".to_owned());
    };
    match op.method.as_deref() {
        Some("GET") => fetch::read(draft, &path, &remark),
        Some("POST" | "PATCH" | "PUT") => deed::read(draft, &path, op, &remark),
        _ => Found::Unclear("nothing says what it deletes".to_owned()),
    }
}

/// The words beside a route.
fn beside(texts: &[&str], src: Span) -> Option<Vec<words::Word>> {
    let text = texts.get(src.attachment)?;
    let range = remark::of(text, src.end).or_else(|| remark::before(text, src.start))?;
    Some(words::split(text.get(range.clone())?, range.start))
}

/// The parameters that a route line names: filters of its rows, each by its field's own name.
fn along(draft: &Draft, own: &mut Own, asked: &[String]) -> Result<(), String> {
    for name in asked.iter().filter(|name| !is_of_lists(name)) {
        let Some(found) = parameter(draft, &own.entity, name) else {
            return Err(format!("what its parameter \u{201c}{name}\u{201d} means"));
        };
        if matches!(own.route.gives, domain::route::Gives::Figures(_)) {
            return Err("for which values its numbers are asked".to_owned());
        }
        if found != *name {
            own.assumed.push(format!("the parameter {name} is called {found}"));
        }
        if !own.filters.contains(&found) {
            own.filters.push(found);
        }
    }
    Ok(())
}

/// `?sort=-day` in a route line: in which order its rows come.
fn in_order(draft: &Draft, own: &mut Own, asked: &[String]) -> Result<(), String> {
    let mut keys = Vec::new();
    for key in asked {
        let unknown = || format!("what \u{201c}{key}\u{201d} sorts");
        keys.push(crate::assemble::finish::order_key(draft, &own.entity, key).ok_or_else(unknown)?);
    }
    if own.sort.is_empty() {
        own.sort = keys;
    }
    Ok(())
}

/// Whether every list takes it along anyway.
pub(crate) fn is_of_lists(name: &str) -> bool {
    matches!(
        name,
        "limit"
            | "offset"
            | "page"
            | "per_page"
            | "size"
            | "page_size"
            | "sort"
            | "order"
            | "sort_by"
            | "q"
            | "search"
            | "query"
    )
}

/// The filter that a parameter of a route stands for: a field, or an end of the moment that the rows have.
pub(crate) fn parameter(draft: &Draft, rows: &str, name: &str) -> Option<String> {
    if let Some(field) = words::named_field(draft, rows, name) {
        return Some(field);
    }
    let ends = [("_from", "_from"), ("_min", "_from"), ("_to", "_to"), ("_max", "_to")];
    if let Some((stem, tail)) = ends.iter().find_map(|(end, tail)| Some((name.strip_suffix(end)?, tail))) {
        return words::named_field(draft, rows, stem).map(|field| format!("{field}{tail}"));
    }
    let tail = match name {
        "from" | "since" | "after" | "start" | "start_date" | "from_date" | "date_from" => "_from",
        "to" | "until" | "before" | "end" | "end_date" | "to_date" | "date_to" => "_to",
        _ => return None,
    };
    let moment = spans::moment_of(draft, rows);
    (moment != "created_at").then(|| format!("{moment}{tail}"))
}

fn settle(draft: &mut Draft, at: usize, own: Own) {
    let listed = own.page.map(|size| domain::spec::Page {
        style: "offset".to_owned(),
        default: size,
        max: size.max(100),
    });
    if let Some(op) = draft.operations.get_mut(at) {
        op.entity = Some(own.entity);
        op.kind = match own.route.gives {
            domain::route::Gives::Change(_) => OperationKind::Action,
            domain::route::Gives::Create => OperationKind::Custom,
            _ => OperationKind::Query,
        };
        op.filters = own.filters;
        op.search = own.search;
        op.sort = own.sort;
        op.page = listed;
        if let (Some(by), Some(path)) = (&own.route.by, op.path.as_mut()) {
            *path = path.replace("{id}", &format!("{{{by}}}"));
        }
        op.route = Some(own.route);
    }
    for text in own.assumed {
        draft.assume(text, Some(format!("/operations/{at}/route")), &[]);
    }
}

/// Ids that tell routes apart in code: no two are the same.
fn settle_names(draft: &mut Draft) {
    let mut taken = std::collections::BTreeSet::new();
    for op in &mut draft.operations {
        let (stem, mut n) = (op.id.clone(), 1);
        while !taken.insert(op.id.clone()) {
            n += 1;
            op.id = format!("{stem}{n}");
        }
    }
}

/// The words in quotes, for a question.
fn quoted(words: &[words::Word]) -> String {
    words.iter().map(|word| format!("\u{201c}{}\u{201d}", word.low)).collect::<Vec<_>>().join(", ")
}
