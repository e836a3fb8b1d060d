//! Lines of a block that only the grammar reads wholly.
//!
//! ```text
//! - a remark that may be left empty        - size, one of small, medium, large
//! - a price of at least 5 euros            - positive fee
//! - when it arrived and when it left       - temperature in °C
//! ```
//! Marks are read exactly and first. Where words of a sentence stand in what would be a name, or the grammar needs
//! fewer words for it, the grammar has understood more.

use super::{
    lines::Line,
    phrase::{self, Phrase},
};
use crate::{
    english::{
        declare::tells_a_field,
        evidence::{Item, Mod},
        list,
    },
    words::snake,
};

/// Words of a sentence that are in no name, unless it is told by them: "date of birth" is.
const LOOSE: &[&str] = &[
    "in",
    "of",
    "as",
    "like",
    "between",
    "or",
    "and",
    "either",
    "if",
    "such",
    "to",
    "not",
    "no",
    "maybe",
    "possibly",
    "optionally",
];

/// Whether what was read as a name holds words of a sentence.
pub(super) fn loosely(field: &Phrase) -> bool {
    let led = ["at_", "by_", "for_", "with_"].iter().any(|lead| field.name.starts_with(lead));
    led || field.name.split('_').any(|part| LOOSE.contains(&part))
}

/// What makes one word of "in" behind it.
const ENTERING: &[&str] = &[
    "check", "sign", "log", "opt", "plug", "built", "move", "tie", "trade", "clock", "fill", "hand", "turn",
    "phone", "drop", "break", "stand", "walk", "live", "buy", "write", "time",
];

/// Whether no name is spelled so, however little the grammar makes of it: the line is asked about.
pub(super) fn no_name(field: &Phrase) -> bool {
    const NEVER: &[&str] =
        &["as", "like", "between", "or", "either", "such", "if", "automatically", "whether"];
    const LEADS: &[&str] =
        &["up_to_", "at_least_", "at_most_", "at_first_", "yes_no_", "true_false_", "maybe_", "not_"];
    // "held by one trainer", "of a wall": whose it is, said of one of them.
    let one = field.name.split('_').skip(1).any(|part| matches!(part, "one" | "a" | "an" | "exactly"));
    // "depth in pounds sterling": in what, and no word of the name, unless "check in" is one.
    let parts: Vec<&str> = field.name.split('_').collect();
    let within = parts.windows(3).any(|near| near[1] == "in" && !ENTERING.contains(&near[0]));
    one || within
        || field.name.split('_').any(|part| NEVER.contains(&part))
        || LEADS.iter().any(|lead| field.name.starts_with(lead))
}

/// Whether a line begins like a clause about what stands above it, so that it is no name, however little is made of it.
pub(super) fn says_of_it(words: &str) -> bool {
    const BEGIN: &[&str] = &[
        "can", "can't", "cannot", "may", "must", "mustn't", "should", "shall", "will", "is", "are", "has",
        "have", "starts", "begins", "ends", "becomes", "gets", "belongs", "stays", "goes", "it", "they",
        "each", "every", "always", "only", "never", "once", "no", "for", "of", "by", "about", "on", "in",
        "at",
    ];
    let lower = words.to_lowercase();
    let mut parts = lower.split([' ', ',']);
    let first = parts.next().unwrap_or_default();
    let second = parts.next().unwrap_or_default();
    let prepositions = ["for", "of", "by", "about", "on", "in", "at"];
    let one = matches!(second, "one" | "a" | "an" | "exactly" | "the" | "every" | "each");
    match prepositions.contains(&first) {
        true => one,
        false => BEGIN.contains(&first) || crate::english::is_past(first) && prepositions.contains(&second),
    }
}

/// How many members the line has where it is left to the grammar: it knows all of it, and the marks do not or only seem to.
pub(super) fn in_words(text: &str, line: &Line, field: Option<&Phrase>) -> Option<usize> {
    const LEADS: &[&str] = &[
        "a ",
        "an ",
        "the ",
        "its ",
        "whether ",
        "when ",
        "how many ",
        "how ",
        "optional ",
        "maybe ",
        "possibly ",
    ];
    let words = text.get(line.words()).filter(|_| line.is_bullet())?;
    let odd = field.and_then(|field| field.odd_type.as_deref());
    let exact = field.is_some_and(|field| (field.is_whole || odd.is_some_and(names)) && !loosely(field));
    let items = list::members_of(words)?;
    if exact {
        return matches!((items.as_slice(), field), ([item], Some(field)) if shorter(item, field))
            .then_some(1);
    }
    let lower = words.to_lowercase();
    let led = LEADS.iter().any(|lead| lower.starts_with(lead));
    let measured = |item: &Item| item.mods.iter().any(|said| matches!(said, Mod::In(_)));
    let told = items
        .iter()
        .all(|item| led || measured(item) || tells_a_field(item) || phrase::names_a_field(&item.np.name));
    told.then_some(items.len())
}

/// One or two words that may name another record: `owner (User)`, `hive (a hive)`.
fn names(odd: &str) -> bool {
    odd.split(' ').count() <= 2 && !odd.starts_with("not ") && odd != "obligatory"
}

/// `positive fee`, `several nicknames`: words that the grammar knows to say something of the name.
fn shorter(item: &Item, field: &Phrase) -> bool {
    let name = snake(&item.np.key()).unwrap_or_default();
    let says = item.mods.iter().any(|said| !matches!(said, Mod::Note)) || item.np.plural;
    !field.is_described && says && name.len() < field.name.len() && field.name.ends_with(&name)
}

/// `- Course: title, provider` under `Training records`: bullets that say what things of their own are made of, and no
/// fields of what stands above them.
pub(super) fn holds_things(text: &str, lines: &[Line]) -> bool {
    let bullets: Vec<&str> =
        lines.iter().filter(|line| line.is_bullet()).filter_map(|line| text.get(line.words())).collect();
    let thing = |words: &&&str| {
        let marks = [": ", " — ", " – ", " - "];
        let Some((head, body)) =
            marks.iter().filter_map(|mark| words.split_once(mark)).min_by_key(|(head, _)| head.len())
        else {
            return false;
        };
        let head = head.trim_matches(phrase::MARKS);
        let pieces = phrase::pieces(body, &[',']);
        let first = pieces.first().and_then(|piece| piece.split([' ', '(']).next()).unwrap_or_default();
        let typed = crate::types::of_type_word(first).is_some() && !phrase::names_a_field(first)
            || pieces.first().is_some_and(|piece| phrase::is_modifier(piece));
        let field = |piece: &&&str| {
            let name = piece.split('(').next().unwrap_or_default().trim();
            snake(name).is_some_and(|name| phrase::names_a_field(&name)) || piece.contains(" (")
        };
        let told = pieces.iter().filter(field).count();
        head.split(' ').count() <= 3
            && !snake(head).is_some_and(|name| phrase::names_a_field(&name))
            && !typed
            && pieces.len() >= 2
            && told * 2 >= pieces.len()
    };
    let things = bullets.iter().filter(thing).count();
    things >= 2 && things * 2 > bullets.len()
}
