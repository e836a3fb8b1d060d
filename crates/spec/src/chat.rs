//! Messages between people who plan the software: `Anna: owners: name, phone`, `Ben: and the price?`.
//!
//! Who speaks is no thing that is kept. The names in front of the lines are read as ends of what was said before them, a
//! short question becomes the head of its answer, and places stay where they are, so that every span is one of the text.

use std::{collections::HashMap, ops::Range, sync::LazyLock};

use domain::{
    Sha256, Span, Spec,
    spec::{Coverage, CoveredWord},
};
use regex::Regex;

use crate::words;

/// A text with its speakers, and the same as it is read: as many bytes, in the same places.
pub struct Chat {
    pub plain: String,
    /// What is not read: names of speakers, nods, questions that their answers make plain.
    talk: Vec<Range<usize>>,
}

/// `Anna: `, `[10:32] Anna: `, `12/03/2024, 10:32 - Anna: `, `**Anna:** `
static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^\s*(?:\[[\d:./, -]{4,20}(?:[AaPp][Mm])?\]\s*|\d[\d:./, ]{3,19}(?:\s?[AaPp][Mm])?\s*-?\s+)?(?:\*\*|<|@)?(?P<name>\p{L}[\p{L}\d_.'-]{0,19}(?: \p{Lu}[\p{L}.'-]{0,19})?)(?:\*\*:|:\*\*|>:?|:)(?:\s+|$)",
    )
    .ok()
});

/// What heads lines of a description rather than what somebody says.
const NO_SPEAKERS: &[&str] = &[
    "entity",
    "table",
    "model",
    "field",
    "fields",
    "attributes",
    "columns",
    "name",
    "title",
    "type",
    "thing",
    "class",
    "story",
    "rule",
    "role",
    "roles",
    "route",
    "endpoint",
    "given",
    "when",
    "then",
    "and",
    "but",
    "feature",
    "scenario",
    "requirement",
    "note",
    "todo",
    "example",
    "input",
    "output",
    "step",
    "task",
    "status",
    "permission",
    "relation",
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "command",
    "if",
    "id",
    "key",
    "value",
    "description",
    "default",
    "values",
    "unique",
    "required",
    "optional",
    "method",
    "path",
    "returns",
    "body",
    "params",
    "query",
    "goal",
    "actor",
    "precondition",
    "criterion",
    "criteria",
];

/// Nods between two messages, which ask for nothing.
const NODS: &[&str] = &[
    "ok", "okay", "sure", "yes", "yeah", "yep", "yup", "right", "great", "cool", "fine", "nice", "perfect",
    "good", "thanks", "thx", "next", "got", "it", "go", "on", "done", "noted", "alright", "hm", "hmm", "ah",
    "oh", "hi", "hello", "hey", "and", "so", "now", "then",
];

/// What a short question is about where it is about no thing: parts of a description and words of asking.
const ASKING: &[&str] = &[
    "who",
    "what",
    "which",
    "how",
    "does",
    "do",
    "goes",
    "go",
    "in",
    "you",
    "want",
    "to",
    "have",
    "it",
    "any",
    "else",
    "more",
    "about",
    "the",
    "a",
    "an",
    "and",
    "or",
    "is",
    "that",
    "all",
    "there",
    "anything",
    "something",
    "other",
    "for",
    "of",
    "we",
    "need",
    "should",
    "be",
    "can",
    "list",
    "lists",
    "rights",
    "right",
    "permissions",
    "filter",
    "filters",
    "route",
    "routes",
    "endpoints",
    "rules",
    "roles",
    "fields",
    "data",
    "things",
    "queries",
    "search",
    "sorting",
    "next",
    "allowed",
    "may",
    "store",
    "keep",
    "them",
    "themselves",
    "with",
    "then",
    "get",
    "see",
    "know",
    "on",
    "are",
    "like",
];

/// Words of an answer that say more of what the question named.
const MODIFIERS: &[&str] = &[
    "optional",
    "required",
    "mandatory",
    "unique",
    "compulsory",
    "needed",
    "max",
    "min",
    "at",
    "up",
    "between",
    "from",
];

/// So many messages name who speaks.
const SPEAKING: usize = 3;

#[derive(Debug, Clone)]
struct Message {
    /// The name and what stands before it on the line; empty where a message goes on.
    label: Range<usize>,
    words: Range<usize>,
}

/// The messages of `text`; `None` where it is no chat.
pub fn read(text: &str) -> Option<Chat> {
    let messages = messages(text)?;
    let mut plain = text.as_bytes().to_vec();
    let mut talk: Vec<Range<usize>> = Vec::new();
    for message in &messages {
        // What was said before ends here.
        fill(&mut plain, &message.label, b'\n');
        if !message.label.is_empty() {
            talk.push(message.label.clone());
        }
    }
    for (n, message) in messages.iter().enumerate() {
        let answer = messages.get(n + 1).filter(|next| !next.label.is_empty());
        let own = quiet(text, message, answer, &mut plain);
        talk.extend(own);
    }
    let plain = String::from_utf8(plain).ok().filter(|plain| plain.len() == text.len())?;
    Some(Chat { plain, talk })
}

fn messages(text: &str) -> Option<Vec<Message>> {
    // What no chat is without, before the pattern is made.
    if !text.contains('?') || text.lines().filter(|line| line.contains([':', '>'])).count() < SPEAKING {
        return None;
    }
    let (mut found, mut at) = (Vec::new(), 0);
    let mut spoken: HashMap<&str, usize> = HashMap::new();
    let mut said = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let end = start + line.trim_end().len();
        if line.trim().is_empty() {
            continue;
        }
        said += 1;
        let label = LABEL.as_ref()?.captures(&line[..line.trim_end().len()]).filter(|label| {
            let name = label.name("name").map(|name| name.as_str().to_lowercase()).unwrap_or_default();
            !NO_SPEAKERS.contains(&name.as_str())
        });
        let head = label.as_ref().and_then(|label| label.get(0)).map_or(0, |whole| whole.end());
        if let Some(name) = label.and_then(|label| label.name("name")) {
            *spoken.entry(name.as_str()).or_default() += 1;
        }
        found.push(Message { label: start..start + head, words: start + head..end });
    }
    // Things are described once; who speaks does so again, and somebody asks.
    let labelled: usize = spoken.values().sum();
    let again = spoken.values().filter(|count| **count > 1).count();
    let asks = found.iter().any(|one| !one.label.is_empty() && words_of(text, one).contains('?'));
    let chatty =
        labelled >= SPEAKING && labelled * 3 >= said * 2 && labelled >= spoken.len() * 2 && again > 0 && asks;
    chatty.then_some(found)
}

fn words_of<'t>(text: &'t str, message: &Message) -> &'t str {
    text.get(message.words.clone()).unwrap_or_default()
}

fn fill(plain: &mut [u8], range: &Range<usize>, with: u8) {
    if let Some(part) = plain.get_mut(range.clone()) {
        part.fill(with);
    }
}

/// Rewrites one message: nods go, a question heads its answer, `rooms first.` heads what is said of rooms.
fn quiet(text: &str, message: &Message, answer: Option<&Message>, plain: &mut [u8]) -> Vec<Range<usize>> {
    let mut gone = Vec::new();
    let said = words_of(text, message);
    let mut start = message.words.start;
    if said.split_whitespace().all(|word| !is_word(word) || NODS.contains(&bare(word).as_str())) {
        fill(plain, &message.words, b' ');
        return vec![message.words.clone()];
    }
    // "ok. and the price?", "yes, rooms! number, floor"
    loop {
        let rest = text.get(start..message.words.end).unwrap_or_default();
        let word = rest.split_whitespace().next().unwrap_or_default();
        let lead = bare(word);
        let nod = NODS.contains(&lead.as_str()) && !matches!(lead.as_str(), "it" | "on" | "now" | "next");
        let marked = word.ends_with([',', '.', '!']) || matches!(lead.as_str(), "ok" | "okay" | "and" | "so");
        if !nod || !marked || word.len() >= rest.len() {
            break;
        }
        let behind = rest.get(word.len()..).unwrap_or_default();
        let next = start + rest.len() - behind.trim_start().len();
        fill(plain, &(start..next), b' ');
        gone.push(start..next);
        start = next;
    }
    let rest = text.get(start..message.words.end).unwrap_or_default();
    let marked = rest.strip_suffix('?');
    let first = bare(rest.split_whitespace().next().unwrap_or_default());
    // Who types fast leaves the mark out: "what if a room is deleted", "who does what".
    let unmarked = matches!(first.as_str(), "what" | "who" | "which" | "how").then_some(rest);
    if let Some(question) = marked.or(unmarked).filter(|q| !q.contains(['.', '!', ';', ':', '?'])) {
        let whole = start..message.words.end;
        gone.extend(asked(text, question, whole, answer, plain));
        return gone;
    }
    // "rooms first. number, floor", "pieces! title, composer"
    let head = rest.find(['.', '!']).filter(|at| {
        let head = rest[..*at].strip_suffix(" first").unwrap_or(&rest[..*at]);
        let behind = rest[at + 1..].trim_start();
        let first = behind.split([' ', ',']).next().unwrap_or_default();
        words::is_plural(&head.to_lowercase())
            && head.chars().all(char::is_alphabetic)
            && behind.starts_with(|c: char| c.is_lowercase())
            && behind.contains(',')
            && !first.is_empty()
    });
    if let Some(at) = head {
        let name = rest[..at].strip_suffix(" first").unwrap_or(&rest[..at]).len();
        fill(plain, &(start + name..start + at + 1), b' ');
        fill(plain, &(start + name..start + name + 1), b':');
        if at > name {
            gone.push(start + name..start + at);
        }
    }
    gone
}

/// A question that its answer makes whole, and what is not read of it.
fn asked(
    text: &str,
    question: &str,
    whole: Range<usize>,
    answer: Option<&Message>,
    plain: &mut [u8],
) -> Vec<Range<usize>> {
    let spoken: Vec<String> = question.split_whitespace().filter(|word| is_word(word)).map(bare).collect();
    let Some(answer) = answer else { return Vec::new() };
    // What answers is the first sentence.
    let reply = words_of(text, answer).split(". ").next().unwrap_or_default();
    let mark = whole.start + question.len();
    let joined = |plain: &mut [u8], sign: u8| {
        fill(plain, &(mark..answer.words.start), b' ');
        fill(plain, &(mark..mark + 1), sign);
    };
    // "what if an owner is deleted?" "then the pets go too"
    let lower = question.to_lowercase();
    let leads = ["what happens if ", "what happens when ", "what if ", "what about when "];
    if let Some(lead) = leads.iter().find(|lead| lower.starts_with(**lead)) {
        let condition = lead.trim_end().rfind(' ').map_or(0, |at| at + 1);
        fill(plain, &(whole.start..whole.start + condition), b' ');
        joined(plain, b',');
        return std::iter::once(whole.start..whole.start + condition).collect();
    }
    // "vet = just the name?"
    if let Some((name, _)) = question.split_once('=').filter(|(name, _)| is_name(name.trim())) {
        let end = whole.start + name.trim_end().len();
        fill(plain, &(end..answer.words.start), b' ');
        fill(plain, &(end..end + 1), b':');
        return std::iter::once(end + 1..whole.end).collect();
    }
    if spoken.iter().all(|word| ASKING.contains(&word.as_str())) {
        fill(plain, &whole, b' ');
        return vec![whole];
    }
    let np: Vec<&String> = spoken
        .iter()
        .filter(|word| !["the", "a", "an", "themselves", "about", "what", "any"].contains(&word.as_str()))
        .collect();
    let (1 | 2, Some(last)) = (np.len(), np.last()) else { return Vec::new() };
    let first = bare(reply.split_whitespace().next().unwrap_or_default());
    let one = words::singular(last);
    let named =
        reply.split([' ', ',', ':', '!', '.']).any(|word| words::singular(&word.to_lowercase()) == one);
    // The answer says it by its own name, or says yes or no.
    if named || reply.contains(": ") || ["yes", "yeah", "no", "nope", "sure"].contains(&first.as_str()) {
        if named || !first.starts_with('n') {
            fill(plain, &whole, b' ');
            return vec![whole];
        }
        return Vec::new();
    }
    let listed = reply.contains(',') || reply.contains(" or ") || reply.split_whitespace().count() == 1;
    if listed || MODIFIERS.contains(&first.as_str()) {
        joined(plain, b':');
        let name = question.len() - question.trim_start().len();
        let lead = question.trim_start().rfind(last.as_str()).filter(|_| np.len() == 1).unwrap_or(0);
        fill(plain, &(whole.start..whole.start + name + lead), b' ');
        return std::iter::once(whole.start..whole.start + name + lead)
            .filter(|range| !range.is_empty())
            .collect();
    }
    Vec::new()
}

fn is_name(words: &str) -> bool {
    !words.is_empty() && words.split(' ').count() <= 2 && words.chars().all(|c| c.is_alphabetic() || c == ' ')
}

fn is_word(word: &str) -> bool {
    word.chars().any(char::is_alphanumeric)
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

impl Chat {
    /// `spec`, which was read from the plain text, as the spec of `text`: what is talk belongs to the request as a whole.
    pub fn back(&self, mut spec: Spec, text: &str) -> Spec {
        text.clone_into(&mut spec.source.intent);
        spec.source.sha256 = Sha256::of(text.as_bytes());
        let mut covered = std::mem::take(&mut spec.coverage.words);
        let by = Some("/source/intent".to_owned());
        let own = words::content_tokens(text)
            .filter(|word| self.talk.iter().any(|talk| talk.start <= word.start && word.end <= talk.end));
        covered.extend(own.map(|word| CoveredWord { src: Span::new(word.start, word.end), by: by.clone() }));
        covered.sort_by_key(|word| (word.src.attachment, word.src.start));
        spec.coverage = Coverage::counted(covered);
        spec
    }
}
