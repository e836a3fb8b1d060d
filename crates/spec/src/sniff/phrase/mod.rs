//! One described field: `title: string(200), required`, `isbn:string:unique`, `price (decimal, min 0)`,
//! `name String required`, or a name alone.

mod modifier;
mod spoken;

use std::ops::Range;

use domain::spec::{Field, FieldType, OnDelete};
use serde_json::{Value, json};

use crate::{
    gloss::lexicon::folded,
    types::{self, Doubt},
    words::{case, singular, snake},
};
use modifier::Modifier;
pub use spoken::names_a_field;

/// Longer descriptions are prose.
const MAX_BYTES: usize = 600;

#[derive(Debug, Clone)]
pub struct Phrase {
    /// As the spec spells it.
    pub name: String,
    pub field: Field,
    /// The word of another entity that the field points to.
    pub target: Option<Target>,
    /// What becomes of the row when the one that it points to goes.
    pub on_delete: Option<OnDelete>,
    /// Among which records it is unique.
    pub unique_in: Option<String>,
    /// The stated type is no type; it may be an entity's name.
    pub odd_type: Option<String>,
    pub range: Range<usize>,
    /// A type or a modifier was stated: the words are a description, not just words.
    pub is_described: bool,
    /// All words were understood.
    pub is_whole: bool,
    /// Nothing says what its values are: it may stand for another record.
    pub is_bare: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    pub word: String,
    pub is_many: bool,
}

/// How the words of a description are divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `title: string, required` or `title (required)`
    Lines,
    /// `title String required`, as inside the braces of a model
    Braces,
}

/// Reads the field in `text[range]`; `None` where the words are no field.
pub fn read(text: &str, range: Range<usize>, style: Style) -> Option<Phrase> {
    let range = without_marks(text, range)?;
    let words = text.get(range.clone())?;
    if words.len() > MAX_BYTES {
        return None;
    }
    let words: &str = &spoken::plain(words);
    let (name, rest) = divide(words, style)?;
    let optional_mark = name.trim_end().ends_with('?');
    let required_mark = name.trim_end().ends_with('!');
    let name = name.trim().trim_end_matches(['?', '!']).trim_matches(['*', '`', '"', '\'', ' ']);
    // "one instructor": how many of them is no word of the name.
    let name =
        ["exactly one ", "a single ", "one "].iter().find_map(|lead| name.strip_prefix(lead)).unwrap_or(name);
    let turned = of_the(name);
    let name = turned.as_deref().unwrap_or(name);
    let parts = case::parts(name)?;
    // `from_date` and "from" are names, "from the shop" is none.
    let edge = name.contains('_')
        || parts.len() == 1
        || matches!(parts.last().map(String::as_str), Some("date" | "time"));
    let spoken = |part: &String| {
        NO_NAME.contains(&part.as_str()) && !(edge && matches!(part.as_str(), "from" | "for"))
    };
    if parts.len() > 4 || parts.iter().any(spoken) {
        return None;
    }
    let mut draft = Draft { name: snake(name)?, ..Draft::default() };
    // "weight kg": the unit is no word of the name.
    if let Some((bare, unit)) = name.rsplit_once(' ')
        && style == Style::Lines
    {
        // "running time in minutes"
        let told = bare.strip_suffix(" in").filter(|_| UNITS.contains(&unit) || SPELLED.contains(&unit));
        if let Some(bare) = told.or(UNITS.contains(&unit).then_some(bare)) {
            draft.name = snake(bare)?;
            draft.measured = true;
            draft.long = LENGTHS.contains(&unit);
        }
    }
    // "active flag"
    if let Some(bare) = [" flag", " Flag"].iter().find_map(|tail| name.strip_suffix(tail))
        && style == Style::Lines
    {
        draft.name = snake(bare)?;
        draft.type_word = Some("boolean".to_owned());
    }
    // "archived yes/no"
    if let Some(bare) = YES_OR_NO.iter().find_map(|tail| name.strip_suffix(tail)) {
        draft.name = snake(bare)?;
        draft.type_word = Some("boolean".to_owned());
    }
    // "active flag"
    if let Some(bare) = name.strip_suffix(" flag").filter(|_| style == Style::Lines) {
        draft.name = snake(bare)?;
        draft.type_word = Some("boolean".to_owned());
    }
    // "email unique"
    for (word, said) in
        [(" unique", Modifier::Unique), (" optional", Modifier::Optional), (" required", Modifier::Required)]
    {
        if let Some(bare) = name.strip_suffix(word).filter(|_| style == Style::Lines) {
            draft.name = snake(bare)?;
            draft.modifiers.push(said);
        }
    }
    let (rest, description) = described(rest);
    draft.read(rest);
    if optional_mark {
        draft.modifiers.push(Modifier::Optional);
    }
    if required_mark {
        draft.modifiers.push(Modifier::Required);
    }
    let mut phrase = draft.finish(range)?;
    if let Some(description) = description {
        phrase.field.description = Some(description.to_owned());
    }
    Some(phrase)
}

/// "name of the customer" is the customer's name.
fn of_the(name: &str) -> Option<String> {
    let (what, whose) = [" of the ", " of a ", " of an "].iter().find_map(|of| name.split_once(of))?;
    let plain =
        |words: &str| words.split(' ').count() <= 2 && words.chars().all(|c| c.is_alphabetic() || c == ' ');
    (plain(what) && plain(whose)).then(|| format!("{} {}", whose.to_lowercase(), what.to_lowercase()))
}

/// Units that are never the name of a field.
const UNITS: &[&str] =
    &["kg", "km", "cm", "mm", "ml", "m2", "kwh", "eur", "usd", "gbp", "chf", "kcal", "celsius"];
/// Of those the ones that a length has.
const LENGTHS: &[&str] =
    &["km", "cm", "mm", "m", "metres", "meters", "kilometres", "kilometers", "miles", "feet", "inches"];
/// Units in words, behind "in".
const SPELLED: &[&str] = &[
    "seconds",
    "minutes",
    "hours",
    "days",
    "weeks",
    "months",
    "years",
    "metres",
    "meters",
    "kilometres",
    "kilometers",
    "miles",
    "feet",
    "inches",
    "grams",
    "kilograms",
    "tonnes",
    "tons",
    "litres",
    "liters",
    "hectares",
    "euros",
    "euro",
    "dollars",
    "cents",
    "percent",
    "degrees",
    "g",
    "m",
    "s",
    "min",
    "h",
    "gb",
    "mb",
    "kw",
    "watts",
    "volts",
];
const YES_OR_NO: &[&str] = &[" yes/no", " true/false", " y/n", " Yes/No", " (yes/no)", " (y/n)"];

/// Types that are no word of anybody's name.
const COLUMN_TYPES: &[&str] = &[
    "varchar",
    "nvarchar",
    "bigint",
    "smallint",
    "tinyint",
    "int",
    "integer",
    "decimal",
    "numeric",
    "timestamptz",
    "jsonb",
    "boolean",
    "bool",
];

/// What stands around the name of another record.
pub const MARKS: [char; 4] = ['[', ']', '?', '!'];

/// Whether the words say something of a field and name none.
pub fn is_modifier(words: &str) -> bool {
    modifier::read(words).is_some()
}

/// Whether the words between commas say more of the field before them; "hours" and "index" may be fields themselves.
pub fn says_more(words: &str) -> bool {
    modifier::read(words).is_some_and(|said| said != Modifier::Silent)
}

/// Words that no field's name contains; they are what sentences are made of.
const NO_NAME: &[&str] = &[
    "the", "a", "an", "is", "are", "can", "must", "should", "will", "shall", "may", "when", "if", "then",
    "only", "not", "has", "have", "with", "who", "which", "that", "every", "all", "each", "any", "users",
    "for", "from", "their", "it", "they", "belongs", "belong", "this", "these", "we", "you", "be", "been",
    "was", "were", "what", "how", "so", "but", "because", "than", "exactly", "least",
];

/// Cuts bullets, blanks and closing marks off both ends.
fn without_marks(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let words = text.get(range.clone())?;
    let lead = words.len() - words.trim_start_matches([' ', '\t', '-', '*', '+', '•', '`', '"', '[']).len();
    let tail = words.trim_end_matches([' ', '\t', '\r', '\n', ',', ';', '.', '`', '"', ']', '*']).len();
    // Brackets and quotes that belong to a value stay: `string[]`, `default "x"`.
    let tail = words[tail..].find([']', '"', '`']).map_or(tail, |at| tail + at + 1).min(words.len());
    (lead < tail).then(|| range.start + lead..range.start + tail)
}

/// The name and what is said about it.
fn divide(words: &str, style: Style) -> Option<(&str, &str)> {
    if style == Style::Braces {
        let at = words.find(|c: char| c.is_whitespace() || c == ':')?;
        let (name, rest) = words.split_at(at);
        return Some((name, rest.trim_start_matches([' ', '\t', ':'])));
    }
    let at = words.find([':', '(', '=', '–', '—', '{']).or_else(|| words.find(" - ")).unwrap_or(words.len());
    let at = words.find(" - ").map_or(at, |dash| dash.min(at));
    // `priority 1-5`: a number begins what is said about the name.
    let said = |(at, _): &(usize, &str)| {
        let said = words[at + 1..].strip_prefix('-').unwrap_or(&words[at + 1..]);
        said.starts_with(|c: char| c.is_ascii_digit()) || words[at + 1..].starts_with(['<', '>', '=', '@'])
    };
    let at = words[..at].match_indices(' ').find(said).map_or(at, |(blank, _)| blank);
    // `longitude from -180 to 180`: the small word is of what is said.
    let at =
        [" from", " between"].iter().find_map(|small| words[..at].strip_suffix(small)).map_or(at, str::len);
    // `serial_no varchar(32) unique`: a column's type ends the name.
    let typed = |(blank, _): &(usize, &str)| {
        let word: &str =
            words[blank + 1..].split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        COLUMN_TYPES.contains(&word.to_ascii_lowercase().as_str())
    };
    let end = words[..at].len();
    let at = words[..end].match_indices(' ').find(typed).map_or(at, |(blank, _)| blank);
    // `insured value, never negative`, `brood_frames, int, 0..12`: nothing but what is said of it behind the comma.
    let at = words[..at].find(',').filter(|comma| column(words, *comma)).unwrap_or(at);
    // `hive_id -> hives`
    let arrow = [" -> ", " → "].iter().find_map(|arrow| words.find(arrow));
    let at = arrow.filter(|arrow| words[..*arrow].ends_with("_id")).map_or(at, |arrow| arrow.min(at));
    let (name, rest) = words.split_at(at);
    let rest = rest.trim_start_matches(',');
    // "kind = bakery, farm or shop": more than one is no default.
    let rest = rest
        .strip_prefix('=')
        .filter(|listed| listed.contains(" or ") && listed.contains(','))
        .unwrap_or(rest);
    let rest = rest.strip_prefix(" - ").or_else(|| rest.strip_prefix(['–', '—', ':'])).unwrap_or(rest);
    Some((name, rest.trim_start_matches(['*', '`']).trim()))
}

/// Whether nothing but modifiers stands behind the comma, and before them perhaps the type of a column: `weight_kg,
/// numeric(5,2)`. "Name, date, required" may be two fields.
fn column(words: &str, comma: usize) -> bool {
    let pieces = pieces(&words[comma..], &[',', ';']);
    let modifiers = |pieces: &[&str]| pieces.iter().all(|piece| modifier::read(piece).is_some());
    let Some((first, rest)) = pieces.split_first() else { return false };
    if modifiers(&pieces) {
        return true;
    }
    let name = words[..comma].trim();
    let word = first.split('(').next().unwrap_or_default().trim().to_ascii_lowercase();
    let said_so = || rest.iter().any(|piece| matches!(piece.trim(), "not null" | "null" | "nullable"));
    let sure = COLUMN_TYPES.contains(&word.as_str()) || name.contains('_') || said_so();
    sure && !name.contains(' ') && types::of_type_word(first.trim()).is_some() && modifiers(rest)
}

/// A remark behind a dash or a comment sign is the field's description.
fn described(rest: &str) -> (&str, Option<&str>) {
    let at = [" - ", " – ", " — ", " // ", " # ", " -- "]
        .iter()
        .filter_map(|sign| Some((rest.find(sign)?, sign.len())))
        .min();
    match at {
        Some((at, length)) => {
            let description = rest[at + length..].trim();
            (rest[..at].trim(), (!description.is_empty()).then_some(description))
        }
        None => (rest, None),
    }
}

/// Names whose values are counted in steps where a range of whole numbers is stated.
const COUNTED: &[&str] = &["rating", "score", "grade", "stars", "rank"];

#[derive(Debug, Default)]
struct Draft {
    name: String,
    /// The stated type with its arguments.
    type_word: Option<String>,
    modifiers: Vec<Modifier>,
    target: Option<Target>,
    values: Vec<String>,
    odd: Vec<String>,
    /// A unit stood behind the name.
    measured: bool,
    /// It was one of length, so that the value is no time.
    long: bool,
}

impl Draft {
    fn read(&mut self, rest: &str) {
        let rest = unwrapped(rest);
        // `string:unique` has no blanks; `default: 5` has.
        let compact = !rest.contains(char::is_whitespace);
        let mut pieces = pieces(rest, if compact { &[',', ';', ':'] } else { &[',', ';'] }).into_iter();
        while let Some(piece) = pieces.next() {
            let lower = piece.to_lowercase();
            if let Some(first) =
                strip_any(&lower, &["one of", "values:", "values", "options:", "any of", "enum:", "either"])
            {
                let offset = piece.len() - first.len();
                let first = piece.get(offset..).unwrap_or_default().trim_start_matches([':', ' ']);
                // "one of red, blue, optional": what can be nothing but said of the field ends the values.
                let (more, listed): (Vec<&str>, Vec<&str>) =
                    pieces.by_ref().partition(|piece| says_more(piece));
                let listed = std::iter::once(first).chain(listed);
                self.values = listed.flat_map(values_in).collect();
                for piece in more {
                    self.piece(piece);
                }
                return;
            }
            self.piece(piece);
        }
    }

    /// One piece between commas; where it is not known as a whole, word by word.
    fn piece(&mut self, piece: &str) {
        let piece = unwrapped(piece.trim());
        if piece.is_empty() || self.known(piece) {
            return;
        }
        if piece.contains('|') {
            // `gas | diesel = gas`: what stands behind the sign is where it begins.
            let (piece, first) = match piece.split_once('=') {
                Some((listed, first))
                    if !first.contains(['|', '=']) && !listed.ends_with(['<', '>', '!']) =>
                {
                    (listed, Some(first.trim()))
                }
                _ => (piece, None),
            };
            let values: Vec<String> = piece.split('|').flat_map(values_in).collect();
            if values.len() > 1 {
                if let Some(first) = first {
                    self.known(&format!("= {first}"));
                }
                self.values = values;
                return;
            }
        }
        let mut rest = piece;
        let mut unknown: Vec<&str> = Vec::new();
        while !rest.is_empty() {
            // `int (optional, min 1)`
            if let Some((inner, behind)) = parenthesised(rest) {
                self.read(inner);
                rest = behind.trim_start();
                continue;
            }
            let ends = word_ends(rest);
            let (end, is_known) = match ends.iter().rev().find(|end| self.known(&rest[..**end])) {
                Some(end) => (*end, true),
                None => (ends.first().copied().unwrap_or(rest.len()), false),
            };
            match is_known {
                false => unknown.push(&rest[..end]),
                true if !unknown.is_empty() => self.odd.push(std::mem::take(&mut unknown).join(" ")),
                true => {}
            }
            rest = rest[end..].trim_start();
        }
        if !unknown.is_empty() {
            self.odd.push(unknown.join(" "));
        }
    }

    fn known(&mut self, words: &str) -> bool {
        let marked = words.trim();
        let words = marked.trim_end_matches(['?', '!']).trim_matches('`');
        // `supplier: Supplier!` holds no text with a mark behind it.
        if marked.ends_with('!') && self.type_word.is_none() && types::of_type_word(words).is_some() {
            self.type_word = Some(words.to_owned());
            self.modifiers.push(Modifier::Required);
            return true;
        }
        // "weight at salting (kg)": a unit says that it is a number, whatever the name says.
        let lower = words.to_lowercase();
        let unit = lower.strip_prefix("in ").unwrap_or(&lower);
        let spelled = unit.len() > 1 && unit != "min" && (UNITS.contains(&unit) || SPELLED.contains(&unit));
        if spelled && types::is_untold(&self.name) {
            self.measured = true;
            return true;
        }
        if let Some(target) = target(words, &self.name) {
            self.target = Some(target);
            return true;
        }
        if let Some(modifier) = modifier::read(words) {
            self.modifiers.push(modifier);
            return true;
        }
        if self.type_word.is_none()
            && matches!(
                words.to_lowercase().as_str(),
                "yes or no" | "yes/no" | "true or false" | "true/false" | "y/n"
            )
        {
            self.type_word = Some("boolean".to_owned());
            return true;
        }
        if self.type_word.is_none() && types::of_type_word(words).is_some() {
            self.type_word = Some(words.to_owned());
            if marked.ends_with('?') {
                self.modifiers.push(Modifier::Optional);
            }
            return true;
        }
        false
    }

    fn finish(mut self, range: Range<usize>) -> Option<Phrase> {
        let inferred = types::infer(&self.name);
        // `status: draft, published` lists values.
        let listed: Vec<String> = self.odd.iter().flat_map(|words| values_in(words)).collect();
        // "excellent, good, fair or poor": a last `or` says so of any name.
        let closed = self.odd.len() >= 2
            && self.odd.last().is_some_and(|words| words.contains(" or ") || words.starts_with("or "));
        // "new / good / worn", "`in` or `out`", "G, PG, PG-13, R": nothing but short words.
        let closed = closed
            || matches!(self.odd.as_slice(), [only] if only.contains('/') || only.contains(" or "))
                && listed.len() > 1
                && listed.iter().all(|word| !word.contains(' ') && !spoken::names_a_field(word))
            || self.odd.len() >= 3
                && listed.len() == self.odd.len()
                && listed
                    .iter()
                    .all(|word| word.len() <= 14 && !word.contains(' ') && !spoken::names_a_field(word));
        if (inferred.question == Some(Doubt::Values) || closed)
            && self.type_word.is_none()
            && self.values.is_empty()
            && listed.len() > 1
            && listed.iter().all(|word| case::parts(&folded(word)).is_some_and(|parts| parts.len() <= 2))
        {
            self.values = listed;
            self.odd.clear();
        }
        let is_described = self.type_word.is_some()
            || !self.modifiers.is_empty()
            || !self.values.is_empty()
            || self.target.is_some()
            || self.measured;
        let mut field = match &self.type_word {
            Some(word) => types::stated(&self.name, word)?,
            None if self.measured
                && (!types::is_number(inferred.field.ql_type)
                    || self.long && inferred.field.ql_type == domain::spec::FieldType::Duration) =>
            {
                types::of(FieldType::Decimal)
            }
            None => inferred.field,
        };
        if self.values.len() > 1 {
            field = Field { pii: field.pii, ..types::choice(self.values.iter().cloned()) };
        }
        if field.ql_type == FieldType::Boolean {
            field.required = false;
        }
        // `priority 1-5` and `rating (1 to 5)` are whole numbers.
        let steps = self.type_word.is_none()
            && self.modifiers.iter().any(Modifier::is_whole_range)
            && (inferred.question == Some(Doubt::Values)
                || COUNTED.iter().any(|word| self.name.ends_with(word))
                // `row number (1 to 200)` counts from one; `phone number 8-15` is how long it is.
                // `bib: 1 to 9999`: a name that says nothing of its values, and two numbers that do.
                || types::is_untold(&self.name) && self.modifiers.iter().any(Modifier::counts_from_one)
                || self.name.ends_with("number") && self.modifiers.iter().any(Modifier::counts_from_one));
        if steps {
            field = types::of(FieldType::Integer);
        }
        // A default makes a value optional, however the words are ordered.
        self.modifiers.sort_by_key(Modifier::rank);
        let fits = self.modifiers.iter().all(|modifier| modifier.apply(&mut field));
        let is_bare = self.type_word.is_none()
            && self.values.is_empty()
            && self.target.is_none()
            && self.odd.is_empty();
        let odd_type = match self.odd.as_slice() {
            [only] if self.type_word.is_none() && case::parts(only.trim_matches(MARKS)).is_some() => {
                Some(only.clone())
            }
            _ => None,
        };
        let is_whole = fits && self.odd.is_empty();
        Some(Phrase {
            name: self.name,
            field,
            target: self.target,
            on_delete: self.modifiers.iter().find_map(Modifier::on_delete),
            unique_in: self.modifiers.iter().find_map(Modifier::unique_in),
            odd_type,
            range,
            is_described,
            is_whole,
            is_bare,
        })
    }
}

/// `references Author`, `fk to authors`, `-> Author`; `references` alone points where the name says.
fn target(words: &str, name: &str) -> Option<Target> {
    let lower = words.to_lowercase();
    let is_many = false;
    if matches!(
        lower.as_str(),
        "references" | "belongs_to" | "belongs to" | "fk" | "foreign key" | "reference" | "relation" | "ref"
    ) {
        let word = name.strip_suffix("_id").unwrap_or(name).to_owned();
        return Some(Target { word, is_many });
    }
    let signs = [
        "references ",
        "foreign key to ",
        "foreign key -> ",
        "foreign key ",
        "fk to ",
        "fk -> ",
        "fk ",
        "belongs to ",
        "reference to ",
        "id of the ",
        "id of a ",
        "link to ",
        "link to a ",
        "ref to ",
        "ref ",
        "-> ",
        "→ ",
    ];
    let rest = strip_any(&lower, &signs)?;
    let word = words.get(words.len() - rest.len()..)?.split(['.', '(']).next()?.trim();
    case::parts(word).filter(|parts| parts.len() <= 2)?;
    Some(Target { word: singular(word), is_many })
}

fn strip_any<'a>(words: &'a str, signs: &[&str]) -> Option<&'a str> {
    let rest = signs.iter().find_map(|sign| words.strip_prefix(sign))?;
    (!rest.trim().is_empty()).then(|| rest.trim_start())
}

fn values_in(piece: &str) -> Vec<String> {
    let clean = |value: &str| {
        value.trim().trim_matches(['\'', '"', '`', '(', ')', '[', ']', '{', '}']).trim().to_owned()
    };
    let piece = piece.trim();
    let divided: Vec<&str> =
        if piece.contains('|') { piece.split('|').collect() } else { piece.split(['/', ',']).collect() };
    divided
        .into_iter()
        .flat_map(|value| value.split(" or "))
        .map(|value| clean(value.trim().trim_start_matches("or ").trim_start_matches("and ")))
        .filter(|value| !value.is_empty())
        .collect()
}

/// What stands in the parentheses that the words begin with, if nothing nests, and what follows.
fn parenthesised(words: &str) -> Option<(&str, &str)> {
    let (inner, behind) = words.strip_prefix('(')?.split_once(')')?;
    (!inner.contains('(') && !inner.trim().is_empty()).then_some((inner, behind))
}

/// Without the parentheses around all of it.
fn unwrapped(words: &str) -> &str {
    let words = words.trim();
    match words.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) if !inner.contains(')') || inner.find('(') < inner.find(')') => inner.trim(),
        _ => words,
    }
}

/// The parts between separators outside parentheses and quotes.
pub fn pieces<'a>(words: &'a str, separators: &[char]) -> Vec<&'a str> {
    let mut found = Vec::new();
    let (mut start, mut depth, mut quote) = (0, 0_u32, None);
    for (at, c) in words.char_indices() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '`', None) => quote = Some(c),
            ('(' | '[' | '{' | '<', None) => depth += 1,
            (')' | ']' | '}' | '>', None) => depth = depth.saturating_sub(1),
            (c, None) if depth == 0 && separators.contains(&c) => {
                found.push(words[start..at].trim());
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    found.push(words[start..].trim());
    found.retain(|piece| !piece.is_empty());
    found
}

/// The ends of the first words, at most six, outside parentheses.
fn word_ends(words: &str) -> Vec<usize> {
    let mut depth = 0_u32;
    let mut ends = Vec::new();
    for (at, c) in words.char_indices() {
        match c {
            '(' | '<' | '[' => depth += 1,
            ')' | '>' | ']' => depth = depth.saturating_sub(1),
            c if c.is_whitespace() && depth == 0 => ends.push(at),
            _ => {}
        }
        if ends.len() == 6 {
            return ends;
        }
    }
    ends.push(words.len());
    ends
}

/// A stated default in the JSON type of its field.
pub fn default_value(field: &Field, words: &str) -> Option<Value> {
    let plain = words.trim().trim_matches(['"', '\'', '`']);
    // "default today": no value stands for a moment that is different each time.
    let moment = matches!(field.ql_type, FieldType::Date | FieldType::DateTime | FieldType::Time);
    if moment && !plain.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    match types::json_type(field.ql_type) {
        "integer" => plain.parse::<i64>().ok().map(|n| json!(n)),
        "number" => plain.parse::<f64>().ok().map(|n| json!(n)),
        "boolean" => match plain.to_lowercase().as_str() {
            "true" | "yes" | "on" => Some(json!(true)),
            "false" | "no" | "off" => Some(json!(false)),
            _ => None,
        },
        "array" => (plain == "[]").then(|| json!([])),
        "object" => (plain == "{}").then(|| json!({})),
        _ if field.ql_type == FieldType::Decimal => plain.parse::<f64>().ok().map(|_| json!(plain)),
        _ => match &field.values {
            Some(values) => values
                .iter()
                .find(|value| value.as_str().is_some_and(|v| v.eq_ignore_ascii_case(plain)))
                .cloned(),
            None => Some(json!(plain)),
        },
    }
}
