//! Which headers name an entity, and which name a part of the document.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::lines::Line;
use crate::words::{self, case};

/// Headers of parts of a request. What stands under them is not an entity's fields.
const PARTS: &[&str] = &[
    // What is worked out is no record.
    "figures",
    "statistics",
    "stats",
    "reports",
    "reporting",
    "analytics",
    "numbers",
    "standings",
    "rankings",
    "ranking",
    "evaluations",
    "dashboard",
    "kpis",
    "totals",
    "insights",
    "exports",
    "access",
    "api",
    "architecture",
    "attributes",
    "auth",
    "authentication",
    "authorization",
    "background",
    "business",
    "columns",
    "constraints",
    "criteria",
    "crud",
    "data",
    "database",
    "definitions",
    "deployment",
    "details",
    "endpoints",
    "entities",
    "entity",
    "environment",
    "examples",
    "features",
    "fields",
    "figures",
    "metrics",
    "rankings",
    "reporting",
    "reports",
    "standings",
    "statistics",
    "stats",
    "totals",
    "filter",
    "filtering",
    "filters",
    "format",
    "framework",
    "functional",
    "functionality",
    "input",
    "intro",
    "introduction",
    "invariants",
    "language",
    "lifecycle",
    "logic",
    "methods",
    "misc",
    "model",
    "models",
    "must",
    "nfr",
    "nonfunctional",
    "objects",
    "operations",
    "other",
    "output",
    "overview",
    "pagination",
    "parameters",
    "performance",
    "permissions",
    "privileges",
    "properties",
    "purpose",
    "queries",
    "relations",
    "relationships",
    "req",
    "requirement",
    "requirements",
    "resources",
    "rights",
    "roles",
    "routes",
    "rules",
    "schema",
    "scope",
    "search",
    "security",
    "sorting",
    "sort",
    "spec",
    "specification",
    "stack",
    "storage",
    "structure",
    "summary",
    "tables",
    "tech",
    "technology",
    "technical",
    "testing",
    "todo",
    "usage",
    "user stories",
    "validation",
    "validations",
    "workflow",
    "data model",
    "use case",
    "use cases",
    "acceptance",
    "acceptance criteria",
    "ac",
    "acs",
    "epic",
    "optional",
    "required",
    "important",
    "remember",
    "metadata",
    "config",
    "configuration",
    "settings",
    "environment variables",
    "headers",
    "body",
    "returns",
    "args",
    "arguments",
    "errors",
    "backend",
    "frontend",
    "ui",
    "docs",
    "documentation",
    "logging",
    "monitoring",
    "sql",
    "json",
    "yaml",
    "http",
    "rest",
    "description",
    "extras",
    "bonus",
    "nice",
    "ps",
    "hint",
    "warning",
    "given",
    "when",
    "then",
    "so",
    "must",
    "should",
    "could",
    "also",
    "and",
    "or",
    "but",
    "please",
    "use",
    "using",
    "create",
    "add",
    "build",
    "make",
    "write",
    "track",
    "manage",
    "store",
    "with",
    "the",
    "each",
    "every",
    "users can",
    "admins can",
];

/// Headers of parts that are common entities too: `Note: title, body`. The fields have to show it.
const MAYBE_PARTS: &[&str] = &[
    "role", "note", "notes", "events", "actions", "command", "commands", "story", "stories", "options",
    "views", "steps", "tools", "type", "types", "status", "states", "example", "tests", "limits", "error",
    "model", "goal", "goals", "title", "name", "feature", "version", "license", "flow", "request",
    "response",
];

/// A name that heads a description.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// The name.
    pub range: Range<usize>,
    /// The name with the words around it: `A book has the following fields`.
    pub phrase: Range<usize>,
    /// It may as well head a part of the document.
    pub is_doubtful: bool,
}

/// Headers under which entities are listed.
const MODEL_PARTS: &[&str] = &[
    "entities",
    "models",
    "data model",
    "data models",
    "resources",
    "tables",
    "schema",
    "domain model",
    "domain",
    "objects",
    "data",
    "database",
    "database schema",
    "database tables",
    "records",
    "data structures",
];

/// `A book has the following fields:`, `For every book we keep:`, `What we store about a book:`.
static SPOKEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let name = r"[a-z]+(?:\x20[a-z]+)??";
    let one = r"(?:an?|the|each|every|all|our|any)";
    let keep = r"(?:keep|store|record|save|need|note|know|track|collect|register|enter|log|hold)";
    let who = r"(?:we|i|you|it|(?:the|our)\x20(?:system|app|application|service))";
    let want = r"(?:(?:want|need|have|would\x20like)\x20to\x20|should\x20|must\x20|shall\x20|will\x20)?(?:also\x20)?";
    let fields = r"(?:fields|attributes|columns|properties|details|data|information|info)";
    let behind = format!(r"(?:\x20the)?(?:\x20following|\x20these)?(?:\x20{fields})?");
    Regex::new(&format!(
        r"(?ix)(?:^|[.!?]\s+)
        (?: (?:the\s+)? {fields} (?:\s+{who}\s+{want}{keep})? \s+(?:of|for|about|on)\s+ (?:{one}\s+)? (?P<a>{name})
          | (?:an?|the|each|every)\s+ (?P<b>{name}) \s+
            (?: (?:(?:shall|should|must|will)\s+)? (?:has|have|contains?|needs?|includes?|stores?|holds?|carries|records?|gets)
              | consists\ of | with | is\ (?:described|defined)\ by | is\ made\ up\ of | comes\ with ) {behind}
          | (?P<c>[a-z]+) \s+ (?:have|with|need|contain|include) {behind}
          | (?:for|about|of|on|per)\s+ (?:{one}\s+)? (?P<d>{name}) (?:,?\s+{who}\s+{want}{keep}(?:\s+down)?)? {behind}
          | {who}\s+{want}{keep} {behind} \s+(?:for|about|of|on|per)\s+(?:{one}\s+)? (?P<e>{name})
          | what\s+{who}\s+{want}{keep} \s+(?:about|of|for|per|on)\s+ (?:{one}\s+)? (?P<f>{name})
        ) \s*:$"
    ))
    .ok()
});

/// The name in a line that heads an entity's description: `Book:`, `- **Book**:`, `## Book`,
/// `A book has the following fields:`; and `- Book` where `has_deeper` lines follow.
pub fn entity_header(text: &str, line: &Line, has_deeper: bool) -> Option<Header> {
    let words = text.get(line.words())?;
    let name = match (line.heading, words.trim_end_matches(['*', '`']).strip_suffix(':')) {
        (_, Some(name)) => name,
        (1.., None) => words,
        (0, None) if words.starts_with("**") && words.ends_with("**") => words,
        (0, None) if has_deeper && (line.is_bullet() || is_plain_name(words)) => words,
        (0, None) => return None,
    };
    spoken_header(text, line.start, words).or_else(|| name_in(text, line.start, name))
}

/// One or two words on a line of their own, as in a sketch of a schema.
fn is_plain_name(words: &str) -> bool {
    words.split_whitespace().count() <= 2
        && words.chars().all(|c| c.is_alphanumeric() || c == '_' || c == ' ')
}

fn spoken_header(text: &str, start: usize, words: &str) -> Option<Header> {
    if words.len() > 200 {
        return None;
    }
    let found = SPOKEN.as_ref()?.captures(words)?;
    let name = ["a", "b", "c", "d", "e", "f"].iter().find_map(|group| found.name(group))?;
    let header = name_in(text, start + name.start(), name.as_str())?;
    let whole = found.get(0)?;
    let phrase = start + whole.start()..start + whole.end();
    Some(Header { phrase, ..header })
}

static VERB: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:\d+[.)]\s*)?(?:Create|Add|Register)\s+(?:a\s+|an\s+|the\s+)?(?:new\s+|New\s+)?").ok()
});

/// The entity's name in `name`, which begins at `start`.
pub fn name_in(text: &str, start: usize, name: &str) -> Option<Header> {
    // `Create Booking` heads what a booking is made of.
    let verb = VERB.as_ref().and_then(|regex| regex.find(name)).map_or(0, |found| found.end());
    // "A crate:" is no "ACrate".
    let article = [
        "A ", "An ", "a ", "an ", "Each ", "Every ", "The ", "each ", "every ", "the ", "my ", "My ", "our ",
        "Our ",
    ]
    .iter()
    .find(|lead| verb == 0 && name.starts_with(**lead))
    .map_or(0, |lead| lead.len());
    // "The things:", "We store:" heads things, and is none.
    let spoken = name.trim_matches(['*', '`', ' ', '"', '_', ':']).to_lowercase();
    if words::heads::heads_things(spoken.split(' ')) {
        return None;
    }
    let verb = verb + article;
    let (start, name) = (start + verb, name.get(verb..).unwrap_or(name));
    // "Table: barrels", "Entity Barrel": what kind of word the name is.
    let marked = name.len() - name.trim_start_matches(['*', '`', ' ', '"', '_']).len();
    let kind = ["Entity", "Table", "Resource", "Collection"]
        .iter()
        .find_map(|kind| name[marked..].strip_prefix(kind))
        .and_then(|rest| rest.strip_prefix(": ").or_else(|| rest.strip_prefix(' ')))
        .filter(|rest| {
            rest.trim_matches(['*', '`', ' ', '"', '_', ':']).chars().all(|c| c.is_alphanumeric() || c == '_')
        })
        .map_or(0, |rest| name.len() - rest.len());
    let (start, name) = (start + kind, name.get(kind..).unwrap_or(name));
    let lead = name.len() - name.trim_start_matches(['*', '`', ' ', '"', '_']).len();
    let bare = name.trim_matches(['*', '`', ' ', '"', '_', ':']);
    let bare =
        ["Entity", "entity", "Model", "model", "Table", "table", "Resource", "resource", "fields", "Fields"]
            .iter()
            .find_map(|tail| bare.strip_suffix(tail).filter(|rest| rest.ends_with(' ')))
            .map_or(bare, str::trim_end);
    let parts = case::parts(bare)?;
    let is_part = PARTS.contains(&bare.to_lowercase().as_str())
        || !bare.contains('_') && parts.first().is_some_and(|first| PARTS.contains(&first.as_str()))
        || parts.last().is_some_and(|last| {
            ["fields", "attributes", "columns", "rules", "endpoints", "api"].contains(&last.as_str())
        });
    if is_part || parts.len() > 2 || bare.chars().count() > 40 {
        return None;
    }
    let range = start + lead..start + lead + bare.len();
    let is_doubtful = MAYBE_PARTS.contains(&bare.to_lowercase().as_str());
    (text.get(range.clone()) == Some(bare)).then(|| Header { phrase: range.clone(), range, is_doubtful })
}

/// `Fields:` between an entity and its fields.
pub fn is_fields_label(text: &str, line: &Line) -> bool {
    let words = text.get(line.words()).unwrap_or_default();
    let label = words.trim_end_matches([':', '*']).trim_start_matches('*').to_lowercase();
    words.trim_end_matches('*').ends_with(':')
        && matches!(label.as_str(), "fields" | "attributes" | "properties" | "columns")
}

/// Headers under which routes are listed.
const ROUTE_PARTS: &[&str] = &[
    "endpoints",
    "routes",
    "api",
    "api endpoints",
    "rest endpoints",
    "api routes",
    "rest api",
    "http api",
    "operations",
    "paths",
    "required endpoints",
];

/// Whether the line heads a list of routes.
pub fn is_route_part(text: &str, line: &Line) -> bool {
    is_part(text, line, ROUTE_PARTS)
}

/// Whether the line heads a list of entities.
pub fn is_model_part(text: &str, line: &Line) -> bool {
    let said = text.get(line.words()).unwrap_or_default().trim_end_matches('*');
    let spoken = said.strip_suffix(':').map(str::to_lowercase);
    is_part(text, line, MODEL_PARTS)
        || spoken.is_some_and(|words| {
            words::heads::heads_things(words.split([' ', '*']).filter(|w| !w.is_empty()))
        })
}

fn is_part(text: &str, line: &Line, parts: &[&str]) -> bool {
    let words = text.get(line.words()).unwrap_or_default();
    let is_header = line.heading > 0 || words.ends_with(':') || words.starts_with("**");
    let plain = words.trim_matches(['*', ':', '`', ' ', '#']).to_lowercase();
    is_header && parts.contains(&plain.as_str())
}
