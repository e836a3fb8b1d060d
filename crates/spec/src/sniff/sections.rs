//! Which headers name an entity, and which name a part of the document.

use std::ops::Range;

use super::lines::Line;
use crate::words::case;

/// Headers of parts of a request. What stands under them is not an entity's fields.
const PARTS: &[&str] = &[
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
    "language",
    "logic",
    "methods",
    "misc",
    "models",
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
    "properties",
    "purpose",
    "queries",
    "relations",
    "relationships",
    "req",
    "requirement",
    "requirements",
    "resources",
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
    pub range: Range<usize>,
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

/// The name in a line that heads an entity's description: `Book:`, `- **Book**:`, `## Book`, `### Book entity`.
pub fn entity_header(text: &str, line: &Line) -> Option<Header> {
    let words = text.get(line.words())?;
    let name = match (line.heading, words.trim_end_matches(['*', '`']).strip_suffix(':')) {
        (_, Some(name)) => name,
        (1.., None) => words,
        (0, None) if words.starts_with("**") && words.ends_with("**") => words,
        (0, None) => return None,
    };
    name_in(text, line.start, name)
}

/// The entity's name in `name`, which begins at `start`.
pub fn name_in(text: &str, start: usize, name: &str) -> Option<Header> {
    let lead = name.len() - name.trim_start_matches(['*', '`', ' ', '"', '_']).len();
    let bare = name.trim_matches(['*', '`', ' ', '"', '_', ':']);
    let bare =
        ["Entity", "entity", "Model", "model", "Table", "table", "Resource", "resource", "fields", "Fields"]
            .iter()
            .find_map(|tail| bare.strip_suffix(tail).filter(|rest| rest.ends_with(' ')))
            .map_or(bare, str::trim_end);
    let parts = case::parts(bare)?;
    let is_part = PARTS.contains(&bare.to_lowercase().as_str())
        || parts.first().is_some_and(|first| PARTS.contains(&first.as_str()))
        || parts.last().is_some_and(|last| {
            ["fields", "attributes", "columns", "rules", "endpoints", "api"].contains(&last.as_str())
        });
    if is_part || parts.len() > 2 || bare.chars().count() > 40 {
        return None;
    }
    let range = start + lead..start + lead + bare.len();
    let is_doubtful = MAYBE_PARTS.contains(&bare.to_lowercase().as_str());
    (text.get(range.clone()) == Some(bare)).then_some(Header { range, is_doubtful })
}

/// `Fields:` between an entity and its fields.
pub fn is_fields_label(text: &str, line: &Line) -> bool {
    let words = text.get(line.words()).unwrap_or_default();
    let label = words.trim_end_matches([':', '*']).trim_start_matches('*').to_lowercase();
    words.trim_end_matches('*').ends_with(':')
        && matches!(label.as_str(), "fields" | "attributes" | "properties" | "columns")
}

/// Whether the line heads a list of entities.
pub fn is_model_part(text: &str, line: &Line) -> bool {
    let words = text.get(line.words()).unwrap_or_default();
    let is_header = line.heading > 0 || words.ends_with(':') || words.starts_with("**");
    let plain = words.trim_matches(['*', ':', '`', ' ', '#']).to_lowercase();
    is_header && MODEL_PARTS.contains(&plain.as_str())
}
