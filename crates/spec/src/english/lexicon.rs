//! The word lists of `data/*.toml`, read once. What a word may be, never what a text means.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use foldhash::fast::FixedState;
use indexmap::IndexMap;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
struct WordFile {
    verbs: String,
    noun_verbs: String,
    fillers: String,
    wishes: String,
    adjectives: String,
    states: String,
    roles: String,
    holders: String,
    domains: String,
    technical: String,
}

#[derive(Debug, Default, Deserialize)]
pub struct StackFile {
    pub languages: IndexMap<String, Vec<String>>,
    pub ambiguous: Vec<String>,
    pub frameworks: IndexMap<String, Vec<String>>,
    pub defaults: IndexMap<String, String>,
    pub storages: IndexMap<String, Vec<String>>,
    pub types: IndexMap<String, Vec<String>>,
}

type Set = HashSet<String, FixedState>;

/// A language, framework or database as people write it.
#[derive(Debug)]
pub struct StackName {
    pub key: &'static str,
    pub value: String,
    /// `spring`, `boot`
    pub words: Vec<String>,
    /// It is an everyday word as well.
    pub ambiguous: bool,
}

#[derive(Debug, Default)]
pub struct Lexicon {
    pub verbs: Set,
    pub noun_verbs: Set,
    pub fillers: Set,
    pub wishes: Set,
    pub adjectives: Set,
    states: Set,
    pub roles: Set,
    pub holders: Set,
    pub domains: Set,
    pub technical: Set,
    /// Inflected form → base form, of `verbs` and `noun_verbs`.
    forms: HashMap<String, (String, Form), FixedState>,
    pub stack: StackFile,
    /// Names of the stack by their first word.
    stack_names: HashMap<String, Vec<StackName>>,
    pub proposals: HashMap<String, Vec<String>>,
}

/// How a verb is bent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Base,
    /// `creates`
    Third,
    /// `created`: past or passive
    Past,
    /// `creating`
    Gerund,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::load);

pub fn lexicon() -> &'static Lexicon {
    &LEXICON
}

impl Lexicon {
    /// An unreadable file would leave the lists empty; the unit test below keeps that from shipping.
    fn load() -> Self {
        let words: WordFile = toml::from_str(include_str!("../../data/lexicon.toml")).unwrap_or_default();
        let stack: StackFile = toml::from_str(include_str!("../../data/stack.toml")).unwrap_or_default();
        let proposals = toml::from_str(include_str!("../../data/proposals.toml")).unwrap_or_default();
        let verbs = set(&words.verbs);
        let noun_verbs = set(&words.noun_verbs);
        let mut forms = HashMap::default();
        let mut all: Vec<&String> = verbs.iter().chain(noun_verbs.iter()).collect();
        all.sort();
        all.dedup();
        for verb in all {
            for (form, kind) in inflect(verb) {
                forms.entry(form).or_insert((verb.clone(), kind));
            }
        }
        Self {
            verbs,
            noun_verbs,
            fillers: set(&words.fillers),
            wishes: set(&words.wishes),
            adjectives: set(&words.adjectives),
            states: set(&words.states),
            roles: set(&words.roles),
            holders: set(&words.holders),
            domains: set(&words.domains),
            technical: set(&words.technical),
            forms,
            stack_names: stack_names(&stack),
            stack,
            proposals,
        }
    }

    /// Base form and bend of a verb, if it is one we know.
    pub fn verb(&self, word: &str) -> Option<(&str, Form)> {
        self.forms.get(word).map(|(base, form)| (base.as_str(), *form))
    }

    /// Whether a record may stand so: `paid`, `open`, `draft`, `archived`.
    pub fn is_state(&self, word: &str) -> bool {
        self.states.contains(word)
            || self.adjectives.contains(word)
            || self.verb(word).is_some_and(|(_, form)| form == Form::Past)
            || word.len() > 4 && word.ends_with("ed")
    }

    /// Whether the word says where a record stands and not how it is: `draft` and `paid`, not `empty`.
    pub fn names_a_state(&self, word: &str) -> bool {
        self.states.contains(word) || self.verb(word).is_some_and(|(_, form)| form == Form::Past)
    }

    /// `approve` → `approved`, `withdraw` → `withdrawn`.
    pub fn past_of(&self, verb: &str) -> String {
        if let Some((verb, small)) = super::phrasal::parts(verb) {
            return format!("{}_{small}", self.past_of(verb));
        }
        let bent = inflect(verb).into_iter().filter(|(_, form)| *form == Form::Past);
        let irregular = IRREGULAR.iter().find(|(base, _)| *base == verb).map_or(0, |(_, past)| past.len());
        bent.map(|(past, _)| past).nth(irregular.saturating_sub(1)).unwrap_or_else(|| verb.to_owned())
    }

    /// The names of the stack that begin with the word.
    pub fn stack_names(&self, word: &str) -> &[StackName] {
        self.stack_names.get(word).map_or(&[], Vec::as_slice)
    }

    /// The language that a framework is of.
    pub fn language_of(&self, framework: &str) -> Option<&str> {
        self.stack.frameworks.get(framework)?.first().map(String::as_str)
    }

    /// A verb that is never a name here.
    pub fn pure_verb(&self, word: &str) -> bool {
        self.verb(word).is_some_and(|(base, form)| {
            self.verbs.contains(base)
                && !(self.noun_verbs.contains(base) && matches!(form, Form::Base | Form::Third))
        })
    }
}

/// A framework's first word is its language.
fn stack_names(stack: &StackFile) -> HashMap<String, Vec<StackName>> {
    let mut found: HashMap<String, Vec<StackName>> = HashMap::new();
    for (key, names, skipped) in [
        ("storage", &stack.storages, 0),
        ("framework", &stack.frameworks, 1),
        ("language", &stack.languages, 0),
    ] {
        for (value, phrases) in names {
            for phrase in phrases.iter().skip(skipped) {
                let words: Vec<String> =
                    phrase.split([' ', '.', '-']).filter(|w| !w.is_empty()).map(str::to_owned).collect();
                let first =
                    if phrase.starts_with('.') { Some(".".to_owned()) } else { words.first().cloned() };
                let words = if phrase.starts_with('.') {
                    std::iter::once(".".to_owned()).chain(words).collect()
                } else {
                    words
                };
                let Some(first) = first else { continue };
                let ambiguous = stack.ambiguous.iter().any(|word| word == phrase);
                found.entry(first).or_default().push(StackName {
                    key,
                    value: value.clone(),
                    words,
                    ambiguous,
                });
            }
        }
    }
    found
}

fn set(words: &str) -> Set {
    words.split_whitespace().map(str::to_owned).collect()
}

const IRREGULAR: &[(&str, &[&str])] = &[
    ("be", &["been"]),
    ("become", &["became"]),
    ("begin", &["began", "begun"]),
    ("break", &["broke", "broken"]),
    ("bring", &["brought"]),
    ("build", &["built"]),
    ("buy", &["bought"]),
    ("choose", &["chose", "chosen"]),
    ("come", &["came"]),
    ("find", &["found"]),
    ("get", &["got", "gotten"]),
    ("give", &["gave", "given"]),
    ("go", &["went", "gone"]),
    ("have", &["had"]),
    ("hide", &["hid", "hidden"]),
    ("hold", &["held"]),
    ("keep", &["kept"]),
    ("know", &["knew", "known"]),
    ("lend", &["lent"]),
    ("make", &["made"]),
    ("pay", &["paid"]),
    ("put", &["put"]),
    ("read", &["read"]),
    ("run", &["ran", "run"]),
    ("see", &["saw", "seen"]),
    ("sell", &["sold"]),
    ("send", &["sent"]),
    ("set", &["set"]),
    ("show", &["shown"]),
    ("sign", &["signed"]),
    ("take", &["took", "taken"]),
    ("tell", &["told"]),
    ("withdraw", &["withdrew", "withdrawn"]),
    ("write", &["wrote", "written"]),
    ("spend", &["spent"]),
    ("drive", &["driven", "drove"]),
    ("cast", &["cast"]),
    ("teach", &["taught"]),
    ("forbid", &["forbidden"]),
    ("leave", &["left"]),
    ("lose", &["lost"]),
    ("win", &["won"]),
    ("fly", &["flew", "flown"]),
    ("meet", &["met"]),
    ("feed", &["fed"]),
    ("grow", &["grew", "grown"]),
    ("catch", &["caught"]),
    ("lay", &["laid"]),
    ("do", &["did", "done"]),
    ("ride", &["rode", "ridden"]),
    ("sit", &["sat"]),
    ("stand", &["stood"]),
    ("lead", &["led"]),
    ("speak", &["spoke", "spoken"]),
    ("draw", &["drew", "drawn"]),
    ("wear", &["wore", "worn"]),
    ("sing", &["sang", "sung"]),
    ("lie", &["lay", "lain"]),
    ("sleep", &["slept"]),
    ("hang", &["hung"]),
    ("bind", &["bound"]),
    ("breed", &["bred"]),
    ("throw", &["threw", "thrown"]),
    ("freeze", &["froze", "frozen"]),
    ("steal", &["stole", "stolen"]),
];

fn inflect(verb: &str) -> Vec<(String, Form)> {
    let mut found = vec![(verb.to_owned(), Form::Base)];
    let consonant_y =
        verb.ends_with('y') && !verb.ends_with("ay") && !verb.ends_with("ey") && !verb.ends_with("oy");
    let third = if consonant_y {
        format!("{}ies", &verb[..verb.len() - 1])
    } else if verb.ends_with(['s', 'x', 'o']) || verb.ends_with("ch") || verb.ends_with("sh") {
        format!("{verb}es")
    } else {
        format!("{verb}s")
    };
    found.push((if verb == "have" { "has".to_owned() } else { third }, Form::Third));
    let stem = verb.strip_suffix('e').unwrap_or(verb);
    let doubled = doubles(verb);
    let last = verb.chars().last().unwrap_or_default();
    for past in IRREGULAR.iter().filter(|(base, _)| *base == verb).flat_map(|(_, past)| past.iter()) {
        found.push(((*past).to_owned(), Form::Past));
    }
    // No second past beside an irregular one: of "be" and "see" that would be two nouns, "bed" and "seed".
    let irregular = found.iter().any(|(_, form)| *form == Form::Past);
    let past = match (consonant_y, doubled) {
        _ if irregular => vec![],
        (true, _) => vec![format!("{}ied", &verb[..verb.len() - 1])],
        (false, true) => vec![format!("{verb}{last}ed"), format!("{verb}ed")],
        (false, false) => vec![format!("{stem}ed")],
    };
    found.extend(past.into_iter().map(|word| (word, Form::Past)));
    if doubled {
        found.push((format!("{verb}{last}ing"), Form::Gerund));
        found.push((format!("{verb}ing"), Form::Gerund));
    } else if verb.ends_with("ee") {
        found.push((format!("{verb}ing"), Form::Gerund));
    } else {
        found.push((format!("{stem}ing"), Form::Gerund));
    }
    found
}

/// Verbs whose last consonant doubles: stop → stopped, submit → submitted; also British travel → travelled.
fn doubles(verb: &str) -> bool {
    const LISTED: &[&str] = &[
        "stop", "submit", "plan", "ship", "drop", "get", "put", "run", "set", "begin", "bid", "cancel",
        "label", "travel", "refer", "transfer", "permit", "forget", "log", "edit", "enrol", "ban", "tag",
        "flag", "admit", "occur", "begin", "rent_", "model", "total",
    ];
    LISTED.contains(&verb)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_files_load() {
        let lexicon = lexicon();
        assert!(lexicon.verbs.len() > 200 && lexicon.fillers.len() > 100 && lexicon.domains.len() > 80);
        assert!(lexicon.stack.frameworks.contains_key("fastapi") && lexicon.proposals.contains_key("book"));
    }

    #[test]
    fn verbs_are_known_in_every_bend() {
        assert_eq!(lexicon().verb("submitted"), Some(("submit", Form::Past)));
        assert_eq!(lexicon().verb("deleting"), Some(("delete", Form::Gerund)));
        assert_eq!(lexicon().verb("belongs"), Some(("belong", Form::Third)));
        assert!(lexicon().pure_verb("belongs") && !lexicon().pure_verb("orders"));
    }
}
