//! HTTP routes: `POST /books/{id}/borrow`, at the start of a line or between words.

use std::{ops::Range, sync::LazyLock};

use domain::{
    Origin,
    spec::{Operation, OperationKind},
};
use regex::Regex;

use super::{pattern::Pattern, sheet::Sheet};
use crate::words::{is_plural, pascal, plural, singular, snake, stop, tokens};

/// `GET /books`, `**GET** /books`, `` `POST` `/books` ``, `DELETE: /books/{id}`, `| GET | /books |`.
static ROUTE: Pattern = Pattern::new(
    r"\b(?P<method>GET|POST|PUT|PATCH|DELETE)(?:[ \t]+`?|[*_`]{1,3}[ \t]*|[*_`]{0,3}(?::[ \t]|[ \t]*\|)[ \t]*)[*_`]{0,3}(?P<path>/[A-Za-z0-9_{}:<>./~-]{0,200})(?P<query>\?[A-Za-z0-9_=&{}\[\]<>:,.…-]{0,200})?",
    &[&["GET", "POST", "PUT", "PATCH", "DELETE"], &["/"]],
);

/// A row of a table with the path first: `| /books | GET |`.
static TURNED: Pattern = Pattern::new(
    r"\|[ \t]*[*_`]{0,3}(?P<path>/[A-Za-z0-9_{}:<>./~-]{0,200})(?P<query>\?[A-Za-z0-9_=&{}\[\]<>:,.…-]{0,200})?[*_`]{0,3}[ \t]*\|[ \t]*[*_`]{0,3}(?P<method>GET|POST|PUT|PATCH|DELETE)\b[*_`]{0,3}",
    &[&["|"], &["/"]],
);

/// A call as people paste it: `curl -X POST http://localhost:8000/books -d '{…}'`.
static CURL: Pattern = Pattern::new(
    r#"(?m)^[ \t$]*(?P<call>curl\b(?:\\\r?\n|[^\n]){0,600}?["']?https?://[A-Za-z0-9_.${}-]+(?::[0-9]+)?(?P<path>/[A-Za-z0-9_{}:<>./~-]{0,200})(?P<query>\?[A-Za-z0-9_=&{}<>:,-]{0,200})?(?:\\\r?\n|[^\n]){0,2000})"#,
    &[&["curl"], &["://"]],
);
static CURL_METHOD: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?:-X|--request)[ =]?["']?(?P<method>GET|POST|PUT|PATCH|DELETE)\b"#).ok());

/// `, /deny`, ` and /revoke`, ` | /fail`: behind a route, another last step of it.
static TAIL: Pattern = Pattern::new(
    r"^[`*]{0,2}(?:[ \t]*,(?:[ \t]*(?:and|or))?|[ \t]*\||[ \t]+(?:and|or|&|resp\.))[ \t]*[`*]{0,2}(?P<step>/[a-z][a-z-]{1,40})",
    &[&["/"]],
);

const MAX_ROUTES: usize = 500;

pub fn read(sheet: &mut Sheet<'_>) {
    calls(sheet);
    let text = sheet.text;
    let mut count = 0;
    let written = [&ROUTE, &TURNED].into_iter().filter_map(|pattern| pattern.within(text));
    for captures in written.flat_map(|regex| regex.captures_iter(text)) {
        let (Some(all), Some(method), Some(path)) =
            (captures.get(0), captures.name("method"), captures.name("path"))
        else {
            continue;
        };
        // A full stop behind a path ends the sentence.
        let path_text = path.as_str().trim_end_matches(['.', ':', '-']);
        let end = captures.name("query").map_or(path.start() + path_text.len(), |query| {
            query.start() + query.as_str().trim_end_matches(['.', ',', ':']).len()
        });
        let is_turned = captures.name("method").is_some_and(|method| method.start() > path.start());
        let range = all.start()..if is_turned { all.end() } else { end };
        if !sheet.is_free(&range) {
            continue;
        }
        count += 1;
        if count > MAX_ROUTES {
            sheet.unread(range, "there are more than 500 routes");
            return;
        }
        let query = captures.name("query").map_or("", |query| query.as_str());
        let pointer = route(sheet, method.as_str(), path_text, query, range.clone());
        row(sheet, &range, &pointer);
        if query.is_empty() && !is_turned {
            along(sheet, method.as_str(), path_text, end);
        }
    }
}

/// `POST /keys/{id}/approve, /deny and /revoke`: the last step of the path again and again, by another name.
fn along(sheet: &mut Sheet<'_>, method: &str, path: &str, end: usize) {
    let text = sheet.text;
    let keyed = |trunk: &str| trunk.rsplit('/').next().is_some_and(|key| key.starts_with(['{', '<', ':']));
    let Some((trunk, _)) = path.rsplit_once('/').filter(|(trunk, _)| keyed(trunk)) else { return };
    let Some(regex) = TAIL.within(text) else { return };
    let mut at = end;
    while let Some(found) =
        text.get(at..).and_then(|rest| regex.captures(rest)).and_then(|found| found.name("step"))
    {
        let step = found.as_str().trim_end_matches('-');
        let start = at + found.start();
        let range = start..start + step.len();
        let behind = text.get(range.end..).unwrap_or_default();
        let whole = !behind.starts_with(['/', '_', '.']) || ends_a_sentence(behind);
        // "/orders/{id}/pay and /customers": things of their own.
        if !whole || !sheet.is_free(&range) || is_plural(step.trim_start_matches('/')) {
            return;
        }
        route(sheet, method, &format!("{trunk}{step}"), "", range.clone());
        at = range.end;
    }
}

/// A full stop, and nothing of the path behind it.
fn ends_a_sentence(rest: &str) -> bool {
    rest.strip_prefix('.').is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

/// Pasted calls say which routes there are; what is sent along says no more.
fn calls(sheet: &mut Sheet<'_>) {
    let text = sheet.text;
    let Some(regex) = CURL.within(text) else { return };
    for captures in regex.captures_iter(text).take(MAX_ROUTES) {
        let (Some(call), Some(path)) = (captures.name("call"), captures.name("path")) else { continue };
        let stated = CURL_METHOD.as_ref().and_then(|regex| regex.captures(call.as_str()));
        let sends = [" -d ", " --data", " --json", " -F "].iter().any(|flag| call.as_str().contains(flag));
        let method = stated.as_ref().map_or(if sends { "POST" } else { "GET" }, |found| &found["method"]);
        let (Some(method), true) = (
            ["GET", "POST", "PUT", "PATCH", "DELETE"].iter().find(|known| **known == method),
            sheet.is_free(&call.range()),
        ) else {
            continue;
        };
        // `/books/1` is the book that is asked for.
        let path: Vec<&str> =
            path.as_str().split('/').map(|step| if is_sample(step) { "{id}" } else { step }).collect();
        let query = captures.name("query").map_or("", |query| query.as_str());
        route(sheet, method, &path.join("/"), query, call.range());
    }
}

/// A number or a long hexadecimal one in a path stands for a parameter.
fn is_sample(step: &str) -> bool {
    let digits = !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
    let made = step.len() >= 12 && step.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    digits || made || step.starts_with('<')
}

/// The entity of the route that was named last before `at`.
pub fn entity_before(text: &str, at: usize) -> Option<String> {
    let mut from = at.saturating_sub(600);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let lead = text.get(from..at)?;
    let last = |pattern: &'static Pattern| pattern.within(lead)?.captures_iter(lead).last();
    let found = [last(&ROUTE), last(&CURL)]
        .into_iter()
        .flatten()
        .max_by_key(|found| found.get(0).map_or(0, |all| all.start()))?;
    collection(found.name("path")?.as_str())
}

/// The other cells of a table's row describe its route, and the header above says what the cells are;
/// words that limit who may call it are left to be read.
fn row(sheet: &mut Sheet<'_>, route: &Range<usize>, pointer: &str) {
    let text = sheet.text;
    let start = text.get(..route.start).and_then(|lead| lead.rfind('\n')).map_or(0, |at| at + 1);
    let end = text.get(route.end..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| route.end + at);
    let Some(line) =
        text.get(start..end).filter(|line| line.trim_start().starts_with('|') && line.len() < 500)
    else {
        return;
    };
    const LIMITS: &[&str] = &[
        "only", "must", "not", "no", "admin", "admins", "auth", "required", "without", "unless", "owner",
        "role", "token",
    ];
    // So are words on how it lists.
    const LISTS: &[&str] = &[
        "filter",
        "filters",
        "filtered",
        "filterable",
        "search",
        "searchable",
        "sort",
        "sorted",
        "ordered",
        "newest",
        "latest",
        "oldest",
        "paginated",
        "page",
        "pages",
    ];
    let said =
        |words: &[&str]| tokens(line).iter().any(|token| words.contains(&token.text.to_lowercase().as_str()));
    if !said(LISTS) && !tokens(line).iter().any(|token| LIMITS.contains(&token.text.to_lowercase().as_str()))
    {
        for rest in [start..route.start, route.end..end] {
            if !text.get(rest.clone()).unwrap_or_default().trim().is_empty() && sheet.is_free(&rest) {
                sheet.take(rest.clone());
                sheet.cover(rest, pointer);
            }
        }
    }
    let above: Vec<Range<usize>> = lines_above(text, start);
    if let [rule, head] = above.as_slice() {
        let words = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default().trim();
        let is_rule =
            words(rule).contains("--") && words(rule).chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
        if is_rule && words(head).starts_with('|') && sheet.is_free(head) {
            sheet.take(head.clone());
            sheet.cover(head.clone(), pointer);
        }
    }
}

/// The two lines above, nearest first.
fn lines_above(text: &str, start: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut end = start;
    while found.len() < 2 && end > 0 {
        let from = text.get(..end - 1).and_then(|lead| lead.rfind('\n')).map_or(0, |at| at + 1);
        found.push(from..end - 1);
        end = from;
    }
    found
}

/// Adds one route and gives the pointer to what it became.
pub fn route(sheet: &mut Sheet<'_>, method: &str, path: &str, query: &str, range: Range<usize>) -> String {
    let steps = steps(path);
    let names: Vec<&str> = steps.iter().map(Step::name).collect();
    sheet.take(range.clone());
    match (method, names.as_slice()) {
        // Every generated server answers these.
        ("GET", ["health" | "healthz" | "openapi.json"]) => {
            sheet.cover(range, "/project/type");
            return "/project/type".to_owned();
        }
        ("POST", ["auth" | "users", "login" | "register" | "signup"] | ["login" | "register" | "signup"]) => {
            let span = sheet.span(&range);
            sheet.out.accounts.get_or_insert(span);
            sheet.cover(range, "/auth/scheme");
            return "/auth/scheme".to_owned();
        }
        // Code that whoever calls sends along is never run.
        (_, [.., "eval" | "exec" | "shell" | "run-code" | "execute-code"]) => {
            sheet.refuse(range, "asks for code that runs whatever it is sent");
            return "/source/intent".to_owned();
        }
        _ => {}
    }
    let operation = operation(method, &steps, query);
    let known = sheet
        .out
        .operations
        .iter()
        .position(|known| known.method == operation.method && known.path == operation.path);
    let entity = operation.entity.clone();
    let at = known.unwrap_or(sheet.out.operations.len());
    let pointer = format!("/operations/{at}");
    let same = remark(sheet.text, &range, entity.as_deref());
    let remark = same.or_else(|| purpose(sheet, &operation, &range));
    if known.is_none() {
        let span = sheet.span(&range);
        sheet.out.operations.push(Operation { src: Some(span), ..operation });
    }
    sheet.cover(range, pointer.clone());
    if let Some(remark) = remark {
        sheet.take(remark.clone());
        sheet.cover(remark, pointer.clone());
    }
    pointer
}

/// What a route of its own is for, in words that are read once every field is known.
fn purpose(sheet: &Sheet<'_>, operation: &Operation, route: &Range<usize>) -> Option<Range<usize>> {
    let behind = super::remark::of(sheet.text, route.end);
    let found = behind.or_else(|| super::remark::before(sheet.text, route.start))?;
    let text = sheet.text.get(found.clone())?;
    const DEEDS: &[&str] = &[
        "toggle",
        "flip",
        "add",
        "increment",
        "increase",
        "decrease",
        "decrement",
        "reduce",
        "set",
        "mark",
        "turn",
    ];
    const LEADS: &[&str] = &["to", "which", "that", "should", "must", "will", "for"];
    let all = tokens(text);
    let first = all
        .iter()
        .map(|token| token.text.to_lowercase())
        .find(|word| !LEADS.contains(&word.as_str()))
        .unwrap_or_default();
    let own = match operation.kind {
        OperationKind::Custom => true,
        OperationKind::Action => DEEDS
            .iter()
            .any(|deed| first.strip_prefix(deed).is_some_and(|tail| tail.is_empty() || tail == "s")),
        _ => false,
    };
    // Who may call it is said to the reader of permissions.
    const LIMITS: &[&str] =
        &["only", "admin", "admins", "role", "unless", "owner", "logged", "authenticated", "token"];
    let limited = tokens(text).iter().any(|token| LIMITS.contains(&token.text.to_lowercase().as_str()));
    (own && !limited && sheet.is_free(&found)).then_some(found)
}

/// A part of a path: a word, or a parameter.
enum Step {
    Word(String),
    Parameter,
    /// A parameter that is called like a value of the record: `slug` in `/shows/{slug}`.
    Value(String),
}

impl Step {
    fn name(&self) -> &str {
        match self {
            Step::Word(word) => word,
            Step::Parameter | Step::Value(_) => "{id}",
        }
    }
}

/// The parts of a path without `/api` and `/v1` in front.
fn steps(path: &str) -> Vec<Step> {
    let step = |part: &str| {
        if !part.starts_with(['{', ':', '<']) {
            return Step::Word(part.to_lowercase().replace('_', "-"));
        }
        value_name(part).map_or(Step::Parameter, Step::Value)
    };
    let version = |part: &&str| {
        part.len() <= 3 && part.starts_with('v') && part[1..].bytes().all(|b| b.is_ascii_digit())
    };
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let prefix = parts.iter().take_while(|part| **part == "api" || version(part)).count();
    parts.iter().skip(prefix).map(|part| step(part)).collect()
}

/// `slug` of `{slug}`, `:slug` or `<str:slug>`; none for what names a record by its id.
fn value_name(part: &str) -> Option<String> {
    let inner = part.trim_matches(|c| matches!(c, '{' | '}' | '<' | '>' | ':'));
    let name = if part.starts_with('<') { inner.rsplit(':').next() } else { inner.split(':').next() }?;
    let name = snake(name)?;
    let is_id = name == "uuid" || name == "pk" || name == "n" || name.ends_with("id") && name.len() != 4;
    (!is_id).then_some(name)
}

/// The entity whose records stand at the path: `/api/books/{id}` → `Book`.
pub fn collection(path: &str) -> Option<String> {
    let steps = steps(path);
    steps.first().map(Step::name).filter(|first| is_plural(first)).and_then(Sheet::entity_name)
}

fn operation(method: &str, steps: &[Step], query: &str) -> Operation {
    use OperationKind as K;
    let names: Vec<&str> = steps.iter().map(Step::name).collect();
    // Numbers are no records.
    const NUMBERS: &[&str] = &["stats", "statistics", "metrics", "analytics", "totals", "insights"];
    let collection = names.first().copied().filter(|first| is_plural(first) && !NUMBERS.contains(first));
    let entity = collection.and_then(Sheet::entity_name);
    // `/shows/{slug}`: which field that is, is known when all are.
    let by_value = match steps {
        [Step::Word(things), Step::Value(name)] if entity.is_some() && singular(things) != *name => {
            Some(name)
        }
        _ => None,
    };
    let (kind, verb) = match (method, names.as_slice(), &entity) {
        _ if by_value.is_some() => (K::Custom, ""),
        ("GET", [_], Some(_)) => (K::List, "list"),
        ("POST", [_], Some(_)) => (K::Create, "create"),
        ("GET", [_, "{id}"], Some(_)) => (K::Read, "read"),
        ("PATCH", [_, "{id}"], Some(_)) => (K::Update, "update"),
        ("PUT", [_, "{id}"], Some(_)) => (K::Update, "replace"),
        ("DELETE", [_, "{id}"], Some(_)) => (K::Delete, "delete"),
        ("POST" | "PUT" | "PATCH", [_, "{id}", verb], Some(_)) if *verb != "{id}" && !is_plural(verb) => {
            (K::Action, *verb)
        }
        _ => (K::Custom, ""),
    };
    let id = match (&entity, kind) {
        (Some(entity), K::List) => format!("list{}", plural(entity)),
        (Some(entity), K::Custom) => {
            let id = custom_id(method, &names, Some(entity));
            by_value.map_or(id.clone(), |name| format!("{}{}", id, pascal(name).unwrap_or_default()))
        }
        (Some(entity), _) => format!("{}{entity}", lower_first(&pascal(verb).unwrap_or_default())),
        (None, _) => custom_id(method, &names, None),
    };
    let filters = query.trim_start_matches('?').split('&').filter_map(|pair| {
        let name = snake(pair.split('=').next()?)?;
        // Pages and order are there anyway.
        (!["limit", "offset", "page", "q", "per_page", "page_size"].contains(&name.as_str())
            && !SORTS.contains(&name.as_str()))
        .then_some(name)
    });
    let rows = method == "GET" && kind != K::Read;
    let asks = |pair: &str| matches!(pair.split('=').next(), Some("q" | "search" | "query"));
    let search = rows && query.trim_start_matches('?').split('&').any(asks);
    Operation {
        id,
        kind,
        method: Some(method.to_owned()),
        path: Some(match by_value {
            Some(name) => format!("/{}/{{{name}}}", names.first().copied().unwrap_or_default()),
            None => format!("/{}", names.join("/")),
        }),
        input: None,
        output: None,
        filters: if rows { filters.collect() } else { Vec::new() },
        // Which fields it looks into is known when all are.
        search: if search { vec!["q".to_owned()] } else { Vec::new() },
        sort: if rows { order(query) } else { Vec::new() },
        page: None,
        transition: None,
        route: None,
        origin: Some(Origin::Stated),
        src: None,
        rule: Some("route.line".into()),
        entity,
    }
}

/// The parameters that say in which order rows are listed.
const SORTS: &[&str] = &["sort", "sort_by", "order_by", "ordering", "orderby", "sortby"];

/// `?sort=-day,name`: the keys that are named, `-` before what descends. A mere place for one names none.
fn order(query: &str) -> Vec<String> {
    const PLACES: &[&str] = &["field", "fieldname", "field_name", "column", "key", "asc", "desc"];
    let mut keys = Vec::new();
    for (name, value) in query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('=')) {
        if !snake(name).is_some_and(|name| SORTS.contains(&name.as_str())) {
            continue;
        }
        for key in value.split([',', '|']) {
            let key = key.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | ':'));
            let (key, down) = match key.split_once(':') {
                Some((key, way)) => (key, way.eq_ignore_ascii_case("desc")),
                None => (key.trim_start_matches('-'), key.starts_with('-')),
            };
            if let Some(key) = snake(key).filter(|key| !PLACES.contains(&key.as_str())) {
                keys.push(format!("{}{key}", if down { "-" } else { "" }));
            }
        }
    }
    keys
}

/// `GET /stats/daily` → `getStatsDaily`.
fn custom_id(method: &str, names: &[&str], entity: Option<&String>) -> String {
    let words = names.iter().filter_map(|name| match *name {
        "{id}" => Some("ById".to_owned()),
        name => pascal(name),
    });
    let tail: String = words.collect();
    match (tail.is_empty(), entity) {
        (true, Some(entity)) => format!("{}{entity}", method.to_lowercase()),
        (true, None) => format!("{}Root", method.to_lowercase()),
        (false, _) => format!("{}{tail}", method.to_lowercase()),
    }
}

fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_ascii_lowercase().to_string() + chars.as_str()).unwrap_or_default()
}

/// What stands behind a route on its line, where it only says the same again (`- list all books`).
fn remark(text: &str, route: &Range<usize>, entity: Option<&str>) -> Option<Range<usize>> {
    const SAME: &[&str] = &[
        "create",
        "creates",
        "add",
        "adds",
        "list",
        "lists",
        "get",
        "gets",
        "fetch",
        "fetches",
        "return",
        "returns",
        "retrieve",
        "retrieves",
        "read",
        "show",
        "shows",
        "view",
        "update",
        "updates",
        "edit",
        "change",
        "changes",
        "delete",
        "deletes",
        "remove",
        "removes",
        "new",
        "existing",
        "single",
        "id",
        "details",
        "detail",
        "specific",
        "replace",
        "replaces",
        "partially",
        "fully",
        "full",
        "record",
        "records",
        "given",
    ];
    let start = route.end;
    let rest = text.get(start..)?.lines().next()?;
    let rest = rest.get(..rest.len().min(200)).unwrap_or_default();
    let lead = rest.trim_start_matches(['`', ' ', '\t']);
    if !lead.starts_with(['-', '–', '—', ':', '→', '#', '(', '|']) && !lead.starts_with("=>") {
        return None;
    }
    let same = |word: &str| {
        let lower = word.to_lowercase();
        SAME.contains(&lower.as_str())
            || entity.is_some_and(|entity| singular(&lower).eq_ignore_ascii_case(entity))
    };
    let all = tokens(rest);
    let content = || all.iter().filter(|token| stop::is_content(token.text));
    // "no", "not" and "only" are stop words, yet they change what is said.
    let limited = all
        .iter()
        .any(|token| ["no", "not", "only", "without", "must"].contains(&token.text.to_lowercase().as_str()));
    let (first, last) = (content().next()?, content().next_back()?);
    (!limited && content().all(|token| same(token.text))).then(|| start + first.start..start + last.end)
}
