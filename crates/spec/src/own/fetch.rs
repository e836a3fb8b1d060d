//! GET: rows, the first of them, numbers over them, or all of them as CSV.

use domain::route::{Figure, Figures, Gives, Measure};

use super::{
    Found, Own,
    path::Path,
    quoted,
    said::{self, Context, Said},
    words::{Word, children, fields, only, split},
};
use crate::assemble::draft::Draft;

/// How many "recent" ones are, where nobody says.
const RECENT: u32 = 10;

pub fn read(draft: &Draft, path: &Path, remark: &[Word]) -> Found {
    match meaning(draft, path, remark) {
        Ok(own) => Found::Route(Box::new(own)),
        Err(why) => Found::Unclear(why),
    }
}

fn meaning(draft: &Draft, path: &Path, remark: &[Word]) -> Result<Own, String> {
    if let (Some(things), Some(by), None) = (&path.things, &path.by, &path.parent) {
        let context = Context { rows: Some(things.clone()), ..Context::default() };
        // "returns a show by slug": the value is in the path already.
        let again = |word: &&Word| word.is("by") || word.is("its") || by.split('_').any(|part| word.is(part));
        let remark: Vec<Word> = remark.iter().filter(|word| !again(word)).cloned().collect();
        let said = said::read(draft, &remark, &context);
        return understood(&said).map(|()| {
            let mut own = Own::of(things, Gives::Record);
            own.route.by = Some(by.clone());
            own.route.conditions = said.conditions;
            own
        });
    }
    if path.by.is_some() {
        return Err("how a record is found by another value than its id".to_owned());
    }
    if path.named && path.parent.is_none() {
        return Err("which record its path names".to_owned());
    }
    let rows = path.below.as_ref().map(|(name, _)| name.clone());
    let rows = rows.or_else(|| if path.parent.is_none() { path.things.clone() } else { None });
    let context = Context { rows, parent: path.parent.clone(), ..Context::default() };
    let mut said = said::read(draft, remark, &context);
    // Words of the path count where the remark does not say the same.
    let tail = split(&path.tail.join(" "), 0);
    let kind = tail_kind(&path.tail);
    let told = !said.figures.is_empty()
        || !said.conditions.is_empty()
        || said.csv
        || said.newest.is_some()
        || !said.order.is_empty();
    if !tail.is_empty() && kind.is_none() {
        let by_path = said::read(draft, &tail, &context);
        if by_path.left.is_empty() && by_path != Said::default() {
            if said.figures.is_empty() && said.conditions.is_empty() {
                said.figures = by_path.figures;
            }
            if said.conditions.is_empty() && said.figures.is_empty() {
                said.conditions = by_path.conditions;
            }
            if context.rows.is_none() && said.named.is_empty() {
                said.named = by_path.named;
            }
            said.per = said.per.or(by_path.per);
            if said.take.is_none() {
                said.take = by_path.take;
            }
            if said.order.is_empty() && said.newest.is_none() {
                said.order = by_path.order;
                said.newest = by_path.newest;
            }
        } else if !told {
            return Err(format!("what {} means", quoted(&tail)));
        }
    }
    understood(&said)?;
    if kind == Some(Kind::Count) && said.figures.is_empty() {
        let rows = context.rows.clone().ok_or("what it counts")?;
        let count = Figure {
            name: "count".into(),
            measure: Measure::Count,
            field: None,
            entity: None,
            conditions: vec![],
        };
        said.figures.push((Some(rows), count));
    }
    if kind == Some(Kind::Numbers) && said.figures.is_empty() {
        return Err("which numbers it answers".to_owned());
    }
    if !said.figures.is_empty() {
        return numbers(draft, path, said);
    }
    rows_of(draft, path, &context, said, kind)
}

/// The same for words without a route; the path's tail is any word.
pub(super) fn placed(draft: &Draft, path: &Path, said: Said) -> Result<Own, String> {
    understood(&said)?;
    if !said.figures.is_empty() {
        return numbers(draft, path, said);
    }
    let rows = path.below.as_ref().map(|(name, _)| name.clone()).or_else(|| path.things.clone());
    let context = Context { rows, parent: path.parent.clone(), ..Context::default() };
    rows_of(draft, path, &context, said, None)
}

fn understood(said: &Said) -> Result<(), String> {
    if said.left.is_empty() { Ok(()) } else { Err(format!("what {} means for it", quoted(&said.left))) }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One row.
    Latest,
    First,
    Recent,
    Csv,
    Numbers,
    Count,
    Search,
}

fn tail_kind(tail: &[String]) -> Option<Kind> {
    let text = tail.join(" ");
    match text.as_str() {
        "latest" | "newest" | "last" | "current" | "most recent" => Some(Kind::Latest),
        "first" | "oldest" | "earliest" => Some(Kind::First),
        "recent" => Some(Kind::Recent),
        "export" | "csv" | "export csv" | "download" | "export.csv" => Some(Kind::Csv),
        "stats" | "statistics" | "summary" | "metrics" | "dashboard" | "overview" | "report" | "reports"
        | "figures" | "totals" | "usage" | "results" | "balance" | "analytics" | "insights" => {
            Some(Kind::Numbers)
        }
        "search" => Some(Kind::Search),
        "count" | "counts" => Some(Kind::Count),
        _ => None,
    }
}

/// The key by which rows hang on the record of the path.
fn scope(draft: &Draft, path: &Path, rows: &str) -> Result<Option<String>, String> {
    let Some(parent) = &path.parent else { return Ok(None) };
    let keys = match &path.below {
        Some((name, keys)) if name == rows => keys.clone(),
        _ => super::words::keys(draft, rows, parent),
    };
    match keys.as_slice() {
        [key] => Ok(Some(key.clone())),
        [] => Err(format!("how a {} belongs to a {}", spaced(rows), spaced(parent))),
        _ => Err(format!("which of {} it goes by", keys.join(", "))),
    }
}

fn spaced(entity: &str) -> String {
    crate::assemble::finish::spaced(entity)
}

/// Numbers over rows.
fn numbers(draft: &Draft, path: &Path, said: Said) -> Result<Own, String> {
    let first = said.figures.first().and_then(|(entity, _)| entity.clone());
    let rows =
        first.or_else(|| path.below.as_ref().map(|(name, _)| name.clone())).or_else(|| path.things.clone());
    let rows = rows.ok_or("whose numbers it answers")?;
    let mut own = Own::of(&rows, Gives::Page);
    own.route.scope = scope(draft, path, &rows)?;
    own.route.conditions = said.conditions.clone();
    // Numbers are worked out over all rows that the route's own conditions leave.
    if !said.filters.is_empty() || !said.ranges.is_empty() {
        return Err("for which values its numbers are asked".to_owned());
    }
    // "… and the most expensive one" is a wish of its own.
    if !said.order.is_empty() || said.take.is_some() || said.newest.is_some() || said.csv {
        return Err("which of its rows are meant beside its numbers".to_owned());
    }
    let mut list = Vec::new();
    for (entity, mut figure) in said.figures {
        let other = entity.filter(|entity| *entity != rows);
        if other.is_some() && (path.parent.is_some() || said.per.is_some()) {
            return Err("whose numbers it answers".to_owned());
        }
        figure.entity = other;
        list.push(figure);
    }
    let per = match said.per {
        Some((entity, name)) if entity == rows && super::adjective::is_plain(draft, &rows, &name) => {
            // A route below a record has that record's rows alone.
            let parents = own.route.scope.as_deref() == Some(name.as_str());
            (!parents).then_some(name)
        }
        Some(_) => return Err("by what its numbers are told apart".to_owned()),
        None => None,
    };
    if per.is_some() && list.iter().any(|figure| Some(&figure.name) == per.as_ref()) {
        return Err("by what its numbers are told apart".to_owned());
    }
    if (said.every.is_some() || said.top.is_some()) && per.is_none() || said.top.is_some() && list.len() != 1
    {
        return Err("by what its numbers are told apart".to_owned());
    }
    if said.every.is_some()
        && let Some(moment) = &per
    {
        let every = said.every.map_or("", domain::route::Every::as_str);
        own.assumed.push(format!("the {every} of {} goes by {moment}, in UTC", plural(&rows)));
    }
    own.assumed.extend(said.assumed);
    own.route.gives = Gives::Figures(Figures { per, every: said.every, list, top: said.top });
    Ok(own)
}

fn rows_of(
    draft: &Draft,
    path: &Path,
    context: &Context,
    said: Said,
    kind: Option<Kind>,
) -> Result<Own, String> {
    let rows = context.rows.clone().or_else(|| said.named.first().cloned()).or_else(|| {
        // `/devices/{id}/latest`: what hangs on a device, where that is one thing only.
        let mut below: Vec<String> =
            children(draft, path.parent.as_ref()?).into_iter().map(|(name, _)| name).collect();
        below.dedup();
        match kind {
            Some(Kind::Latest | Kind::First | Kind::Recent | Kind::Csv) => only(below),
            _ => None,
        }
    });
    let rows = rows.ok_or("which records it answers")?;
    if said.named.iter().any(|name| *name != rows && Some(name) != context.parent.as_ref()) {
        return Err("which records it answers".to_owned());
    }
    if !said.ranges.is_empty() && !said.csv || !said.by.is_empty() {
        return Err("which values it takes along".to_owned());
    }
    let nested = path.below.is_some() && path.tail.is_empty();
    let mut own = Own::of(&rows, Gives::Page);
    own.route.scope = scope(draft, path, &rows)?;
    own.route.conditions = said.conditions.clone();
    own.filters = said.filters.clone();
    own.filters.extend(said.ranges.iter().flat_map(|name| [format!("{name}_from"), format!("{name}_to")]));
    own.page = said.page;
    own.assumed.extend(said.assumed.clone());
    own.sort =
        said.order.iter().map(|(name, down)| format!("{}{name}", if *down { "-" } else { "" })).collect();
    let latest = matches!(kind, Some(Kind::Latest | Kind::First | Kind::Recent));
    let newest = said.newest.or(latest.then_some(kind != Some(Kind::First)));
    if let Some(newest) = newest.filter(|_| own.sort.is_empty()) {
        own.sort = vec![super::adjective::newest_order(draft, &rows, newest)];
        if own.sort[0].ends_with("created_at") && super::adjective::happens(draft, &rows) {
            own.assumed.push(format!(
                "the {} {} are told by when each was made",
                word(newest),
                plural(&rows)
            ));
        }
    }
    let held = own.route.scope.as_ref().is_some_and(|key| key.contains('.') && key.matches('.').count() == 1);
    let single = held && nested && holds_one(draft, own.route.scope.as_deref().unwrap_or_default());
    own.route.gives = match (kind, said.take, said.csv) {
        (_, _, true) | (Some(Kind::Csv), _, _) => {
            if !said.csv {
                own.assumed.push(format!("the export of {} is CSV", plural(&rows)));
            }
            own.page = None;
            Gives::Csv
        }
        (Some(Kind::Search), _, _) => {
            own.search = searched(draft, &rows).ok_or("which fields it looks into")?;
            Gives::Page
        }
        (_, Some(1), _) => Gives::First,
        (_, Some(n), _) => Gives::Top(n),
        (Some(Kind::Recent), None, _) => {
            own.assumed.push(format!("the recent {} are the last {RECENT}", plural(&rows)));
            Gives::Top(RECENT)
        }
        (Some(Kind::Latest | Kind::First), None, _) => Gives::First,
        _ if single => Gives::First,
        (None, None, _) if said.newest.is_some() && said.one && !nested => Gives::First,
        (None, None, _)
            if !said.order.is_empty() && !path.tail.is_empty() && own.route.conditions.is_empty() =>
        {
            own.assumed.push(format!("there are {RECENT} in {}", path.tail.join(" ")));
            Gives::Top(RECENT)
        }
        _ => Gives::Page,
    };
    if own.route.gives == Gives::Page && !nested && own.route.conditions.is_empty() && own.search.is_empty() {
        return Err("which records it answers".to_owned());
    }
    if matches!(own.route.gives, Gives::First) && !own.filters.is_empty() {
        return Err("what is filtered of one record".to_owned());
    }
    if own.route.conditions.iter().any(|c| c.than == domain::route::Term::DaysFromNow(0)) && remarkless(&said)
    {
        let words: Vec<String> = own.route.conditions.iter().map(domain::route::Condition::words).collect();
        own.assumed.push(format!(
            "{} {} are those whose {}",
            path.tail.join(" "),
            plural(&rows),
            words.join(" and ")
        ));
    }
    Ok(own)
}

/// Nothing but the path said so.
fn remarkless(said: &Said) -> bool {
    said.named.is_empty()
}

fn word(newest: bool) -> &'static str {
    if newest { "latest" } else { "first" }
}

fn plural(entity: &str) -> String {
    crate::words::plural(&spaced(entity))
}

/// A key on the record of the path that points at one thing.
fn holds_one(draft: &Draft, scope: &str) -> bool {
    let Some((parent, key)) = scope.split_once('.') else { return false };
    draft.relations.iter().any(|r| {
        r.from == parent
            && r.field.as_deref() == Some(key)
            && r.kind != domain::spec::RelationKind::ManyToMany
    })
}

/// What the entity's list is searched by, else its one name.
fn searched(draft: &Draft, rows: &str) -> Option<Vec<String>> {
    let listed = draft.listings.get(rows).map(|l| l.search.clone()).filter(|s| !s.is_empty());
    listed.or_else(|| {
        let names = ["title", "name"];
        let found = only(fields(draft, rows, |name, _| names.contains(&name)))?;
        Some(vec![found])
    })
}
