//! Spelling of names: `published year`, `publishedYear` and `Published-Year` are one name.
//!
//! Names are ASCII. A name with other letters gives `None`: the caller asks instead of
//! transliterating, because a guessed spelling would be a word that nobody wrote.

/// Names longer than this are sentences that slipped in.
const MAX_CHARS: usize = 80;

/// Words whose inner capitals do not divide them.
const MIXED: &[&str] = &[
    "GitHub",
    "GitLab",
    "IPv4",
    "IPv6",
    "JavaScript",
    "LinkedIn",
    "MySQL",
    "NoSQL",
    "OAuth",
    "PayPal",
    "PostgreSQL",
    "TypeScript",
    "WhatsApp",
    "YouTube",
    "iOS",
    "kWh",
    "kWp",
    "mAh",
    "MWh",
    "GWh",
    "pH",
];

/// `published_year`
pub fn snake(name: &str) -> Option<String> {
    Some(parts(name)?.join("_"))
}

/// `published-year`
pub fn kebab(name: &str) -> Option<String> {
    Some(parts(name)?.join("-"))
}

/// `PublishedYear`
pub fn pascal(name: &str) -> Option<String> {
    Some(parts(name)?.iter().map(|part| capitalised(part)).collect())
}

/// The words of a name in lower case; `None` where the name is empty, begins with a digit, is far
/// too long, or has a character that no name of ours may have.
pub fn parts(name: &str) -> Option<Vec<String>> {
    let name = name.trim().trim_matches(['`', '"', '\'', '*']);
    if name.len() > MAX_CHARS || !name.is_ascii() {
        return None;
    }
    let mut found = Vec::new();
    for piece in name.split([' ', '\t', '_', '-', '.', '/']).filter(|piece| !piece.is_empty()) {
        let piece = without_possessive(piece);
        if !piece.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        divide(piece, &mut found);
    }
    let first = found.first()?;
    first.starts_with(|c: char| c.is_ascii_lowercase()).then_some(found)
}

fn without_possessive(piece: &str) -> &str {
    piece.strip_suffix("'s").or_else(|| piece.strip_suffix('\'')).unwrap_or(piece)
}

/// Divides at capitals: `dueDate` → due, date; `ISBNNumber` → isbn, number; `ISBNs` → isbns.
fn divide(piece: &str, found: &mut Vec<String>) {
    if MIXED.contains(&piece) {
        found.push(piece.to_ascii_lowercase());
        return;
    }
    let bytes = piece.as_bytes();
    let mut start = 0;
    for at in 1..bytes.len() {
        let (before, here) = (bytes[at - 1], bytes[at]);
        if !here.is_ascii_uppercase() {
            continue;
        }
        let hump = before.is_ascii_lowercase() || before.is_ascii_digit();
        let rest = &bytes[at + 1..];
        let plural_of_acronym = rest == b"s";
        let next_is_lower = rest.first().is_some_and(u8::is_ascii_lowercase);
        let end_of_acronym = before.is_ascii_uppercase() && next_is_lower && !plural_of_acronym;
        if hump || end_of_acronym {
            found.push(piece[start..at].to_ascii_lowercase());
            start = at;
        }
    }
    found.push(piece[start..].to_ascii_lowercase());
}

fn capitalised(part: &str) -> String {
    let mut chars = part.chars();
    chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
}
