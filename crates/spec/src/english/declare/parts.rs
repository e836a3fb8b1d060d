//! Names that head a part of a document rather than a thing.

use super::{
    super::{
        evidence::{Np, Quant},
        lexicon::lexicon,
    },
    Piece, tells_a_field,
};

/// Names that head a part of a document, never a thing.
const PARTS: &[&str] = &[
    "api",
    "app",
    "application",
    "architecture",
    "assumption",
    "attribute",
    "auth",
    "authentication",
    "authorization",
    "background",
    "backend",
    "bonus",
    "budget",
    "business rule",
    "column",
    "constraint",
    "context",
    "data",
    "data model",
    "database",
    "deadline",
    "default",
    "deliverable",
    "detail",
    "document",
    "endpoint",
    "entity",
    "epic",
    "ac",
    "acceptance criterion",
    "acceptance criteria",
    "prd",
    "rfc",
    "brief",
    "decision",
    "invariant",
    "error",
    "example",
    "extra",
    "extra route",
    "feature",
    "field",
    "access",
    "constraint",
    "figure",
    "metric",
    "ranking",
    "report",
    "standing",
    "statistic",
    "total",
    "field name",
    "column name",
    "attribute name",
    "property name",
    "filter",
    "filtering",
    "format",
    "framework",
    "frontend",
    "function",
    "functional requirement",
    "goal",
    "hint",
    "idea",
    "important",
    "input",
    "interface",
    "introduction",
    "language",
    "limit",
    "list",
    "listing",
    "logic",
    "method",
    "model",
    "must",
    "nfr",
    "non functional requirement",
    "note",
    "object",
    "operation",
    "option",
    "order",
    "out of scope",
    "output",
    "overview",
    "page",
    "pagination",
    "parameter",
    "performance",
    "permission",
    "platform",
    "priority",
    "problem",
    "product",
    "project",
    "property",
    "purpose",
    "query",
    "question",
    "relation",
    "relationship",
    "requirement",
    "resource",
    "response",
    "right",
    "role",
    "route",
    "rule",
    "schema",
    "scope",
    "search",
    "searching",
    "security",
    "service",
    "site",
    "software",
    "sorting",
    "stack",
    "state",
    "status",
    "step",
    "storage",
    "story",
    "summary",
    "system",
    "table",
    "task",
    "tech",
    "tech stack",
    "technical requirement",
    "test",
    "testing",
    "tip",
    "todo",
    "type",
    "ui",
    "usage",
    "use case",
    "user story",
    "validation",
    "website",
    "workflow",
    "wish",
];

/// Parts that are common things too; their fields have to show it.
const MAYBE_THINGS: &[&str] = &[
    "access",
    "figure",
    "metric",
    "ranking",
    "report",
    "standing",
    "statistic",
    "total",
    "document",
    "example",
    "feature",
    "goal",
    "limit",
    "list",
    "model",
    "note",
    "option",
    "order",
    "page",
    "platform",
    "product",
    "project",
    "property",
    "question",
    "resource",
    "response",
    "role",
    "rule",
    "service",
    "site",
    "step",
    "story",
    "table",
    "application",
    "task",
    "test",
    "query",
    "problem",
    "wish",
    "input",
    "permission",
    "route",
    "website",
    "state",
    "error",
    "field",
    "todo",
    "usage",
    "budget",
    "object",
];

/// Whether the name heads a part of a document and never a thing: "Roles", "Business rules".
pub fn heads_a_part(np: &Np) -> bool {
    let key = super::super::super::assemble::draft::key_of(np);
    let last = crate::words::singular(np.last());
    let is_part = PARTS.contains(&key.as_str())
        || np.low.len() > 1 && PARTS.contains(&last.as_str()) && !MAYBE_THINGS.contains(&last.as_str());
    is_part && !MAYBE_THINGS.contains(&key.as_str())
}

/// Whether the pieces are members of a thing of that name, rather than values, roles or prose; `sure` where the name is
/// marked as one or stands in a row of things.
pub(super) fn declares(np: &Np, pieces: &[Piece], keys: usize, sure: bool) -> bool {
    let key = super::super::super::assemble::draft::key_of(np);
    let last = crate::words::singular(np.last());
    let is_part = PARTS.contains(&key.as_str()) && !(sure && MAYBE_THINGS.contains(&key.as_str()));
    if heads_a_part(np) {
        return false;
    }
    let software = [
        "api",
        "app",
        "application",
        "backend",
        "platform",
        "service",
        "site",
        "software",
        "system",
        "website",
    ];
    if np.low.len() > 1 && software.contains(&last.as_str()) {
        return false;
    }
    let whole = pieces.iter().filter(|piece| piece.whole).count();
    let nested = pieces.iter().filter(|piece| !piece.item.members.is_empty()).count();
    if pieces.is_empty() || whole * 3 < pieces.len() * 2 || nested * 2 >= pieces.len().max(2) {
        return false;
    }
    // "brass band: instruments (…), players (…), loans = …": whom the software is for, and the things.
    if nested > 0 && !np.plural && lexicon().domains.contains(&last) {
        return false;
    }
    // "a museum: visitors leave entries with a name": a clause follows, no list.
    if keys == 0
        && pieces
            .first()
            .is_some_and(|piece| !piece.whole && piece.item.unread.iter().any(|range| range.len() > 3))
    {
        return false;
    }
    if keys > 0 && whole > 0 {
        return true;
    }
    let told = pieces.iter().filter(|piece| tells_a_field(&piece.item)).count();
    let modified = pieces.iter().filter(|piece| !piece.item.mods.is_empty()).count();
    // "Priority: low, medium or high" are values; "Members: singers, guests" are things.
    if super::super::clause::is_choice_name(np.last()) && modified == 0 {
        return false;
    }
    if super::super::clause::is_field_word(np.last()) && np.quant == Quant::Bare && !np.plural && told < 2 {
        return false;
    }
    if pieces.len() == 1 {
        let word = pieces.iter().all(|piece| super::super::clause::is_field_word(piece.item.np.last()));
        let plain = pieces.iter().all(|piece| matches!(piece.item.np.key().as_str(), "name" | "title"));
        if word && !is_part && !super::super::clause::is_field_word(np.last()) && (modified == 1 || plain) {
            return true;
        }
        return told == 1
            && (np.plural || np.capitalised)
            && (modified == 1 || np.plural || word)
            && !is_part;
    }
    let needed = if is_part || !sure && lexicon().technical.contains(np.last()) { 2 } else { 1 };
    // "voyage — ship, from port, to port, departed at": keys are told by no name of theirs.
    let surely = whole == pieces.len() && pieces.len() > 3;
    told >= needed && told * (if surely { 4 } else { 3 }) >= pieces.len()
}
