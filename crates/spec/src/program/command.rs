//! Programs for the terminal: their subcommands and flags.
//!
//! ```text
//! `todo add "buy milk" --due 2024-06-01` adds a task, `todo list` shows the open ones (`--all` …)
//! Flags: `--lines`, `--words`.            passgen --length 20 prints …
//! ```

use domain::{Origin, spec::Command};
use serde_json::{Map, Value, json};

use crate::{
    assemble::draft::{Draft, Sentence, Target},
    english::{
        cursor::{any, eat_first, low},
        evidence::Fact,
        token::Tok,
    },
};

/// More than any program has.
const MAX_COMMANDS: usize = 100;
const MAX_FLAGS: usize = 200;

#[derive(Default)]
struct Found {
    /// Empty for the program itself.
    name: String,
    args: Vec<String>,
    flags: Vec<Map<String, Value>>,
    src: Option<domain::Span>,
}

pub fn read(draft: &mut Draft, sentences: &[Sentence]) {
    let program = program_name(sentences);
    let mut found: Vec<Found> = Vec::new();
    let mut words: Vec<(usize, usize, String)> = Vec::new();
    let mut names: Vec<(usize, usize)> = Vec::new();
    // The subcommand that flags without one belong to: the last that was named.
    let mut current = String::new();
    for (index, sentence) in sentences.iter().enumerate() {
        let mut at = 0;
        while at < sentence.toks.len() {
            if let Some((name, end)) = subcommand(sentence, at, program.as_deref()) {
                current.clone_from(&name);
                let args = placeholders(&sentence.toks, end);
                let command = entry(&mut found, &name, sentence.span(&(at..end)));
                if let Some(command) = command {
                    command.args.extend(
                        args.iter().filter(|arg| !command.args.contains(arg)).cloned().collect::<Vec<_>>(),
                    );
                    words.extend((at..end).map(|n| (index, n, name.clone())));
                }
                at = end;
                continue;
            }
            if let Some((flag, end)) = flag(sentence, at) {
                let command = entry(&mut found, &current, sentence.span(&(at..end)));
                if let Some(command) = command {
                    let known = command.flags.iter().any(|known| known.get("name") == flag.get("name"));
                    if !known && command.flags.len() < MAX_FLAGS {
                        command.flags.push(flag);
                    }
                    words.extend((at..end).map(|n| (index, n, current.clone())));
                }
                at = end;
                continue;
            }
            // The program's own name, and the label over its flags.
            let label = at + 1 < sentence.toks.len()
                && low(&sentence.toks, at + 1) == ":"
                && any(&sentence.toks, at, &["flags", "options", "commands", "subcommands", "usage"]);
            if label || program.as_deref().is_some_and(|name| low(&sentence.toks, at) == name) {
                names.push((index, at));
            }
            at += 1;
        }
    }
    if let Some(first) = found.first() {
        words.extend(names.into_iter().map(|(index, at)| (index, at, first.name.clone())));
    }
    let shown = program.unwrap_or_else(|| "program".to_owned());
    for (index, at, name) in words {
        let Some(position) = found.iter().position(|command| command.name == name) else { continue };
        if let Some(sentence) = sentences.get(index) {
            draft.cover(sentence, &(at..at + 1), &Target::Pointer(format!("/commands/{position}")));
        }
    }
    draft.commands.extend(found.into_iter().map(|command| written(command, &shown)));
}

fn entry<'a>(found: &'a mut Vec<Found>, name: &str, src: Option<domain::Span>) -> Option<&'a mut Found> {
    if let Some(at) = found.iter().position(|known| known.name == name) {
        return found.get_mut(at);
    }
    if found.len() >= MAX_COMMANDS {
        return None;
    }
    found.push(Found { name: name.to_owned(), src, ..Found::default() });
    found.last_mut()
}

fn written(command: Found, program: &str) -> Command {
    let mut usage = program.to_owned();
    for word in std::iter::once(&command.name).chain(&command.args).filter(|word| !word.is_empty()) {
        usage.push(' ');
        usage.push_str(word);
    }
    for flag in &command.flags {
        let name = flag.get("name").and_then(Value::as_str).unwrap_or_default();
        let value = if flag.get("value") == Some(&json!(true)) { " VALUE" } else { "" };
        usage.push_str(&format!(" [{name}{value}]"));
    }
    let mut more = Map::new();
    if !command.flags.is_empty() {
        more.insert("flags".into(), Value::Array(command.flags.into_iter().map(Value::Object).collect()));
    }
    more.insert("origin".into(), json!(Origin::Stated));
    more.insert("src".into(), json!(command.src));
    more.insert("rule".into(), json!("G15.command"));
    Command { usage, more }
}

/// As the text calls it, or the first word that several quoted calls share.
fn program_name(sentences: &[Sentence]) -> Option<String> {
    let called = sentences.iter().flat_map(|s| &s.facts).find_map(|fact| match fact {
        Fact::Frame { called: Some((name, _)), .. } => Some(name.to_lowercase()),
        _ => None,
    });
    if called.is_some() {
        return called;
    }
    let mut seen: Vec<&str> = Vec::new();
    for sentence in sentences {
        for (at, tok) in sentence.toks.iter().enumerate() {
            let opens = tok.quoted
                && (at == 0 || !sentence.toks.get(at - 1).is_some_and(|before| before.quoted && tok.glued));
            if !opens
                || !is_name(tok)
                || !sentence.toks.get(at + 1).is_some_and(|next| next.quoted && is_name(next))
            {
                continue;
            }
            if seen.contains(&tok.low.as_str()) {
                return Some(tok.low.clone());
            }
            seen.push(&tok.low);
        }
    }
    None
}

/// Plain lower case letters: what a program or a subcommand is called.
fn is_name(tok: &Tok) -> bool {
    tok.word
        && tok.raw.len() >= 2
        && tok.raw.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// `todo add`, and `` `add` `` where commands are listed.
fn subcommand(sentence: &Sentence, at: usize, program: Option<&str>) -> Option<(String, usize)> {
    let toks = &sentence.toks;
    let first = toks.get(at)?;
    if program.is_some_and(|program| first.is(program)) && first.quoted {
        let name = toks.get(at + 1).filter(|tok| is_name(tok) && tok.quoted)?;
        return Some((name.low.clone(), at + 2));
    }
    // "Commands: `add`, `list` and `rm`", "subcommands add, list and rm"
    if at == 0 || !is_name(first) || lists_commands(toks, at).is_none() {
        return None;
    }
    Some((first.low.clone(), at + 1))
}

/// Whether the word stands in a list behind `commands:`.
fn lists_commands(toks: &[Tok], at: usize) -> Option<()> {
    let mut n = at;
    while n > 0 {
        n -= 1;
        if any(toks, n, &[",", "and", "or", ":", "are"]) {
            continue;
        }
        if any(toks, n, &["commands", "subcommands"]) {
            return Some(());
        }
        // Other members of the list, each one word.
        if !(toks.get(n).is_some_and(is_name) && any(toks, n + 1, &[",", "and", "or"])) {
            return None;
        }
    }
    None
}

/// `<name>`, `FILE`: what a command is given.
fn placeholders(toks: &[Tok], from: usize) -> Vec<String> {
    let mut found = Vec::new();
    let mut at = from;
    while found.len() < 5 {
        if low(toks, at) == "<" && low(toks, at + 2) == ">" {
            found.push(format!("<{}>", low(toks, at + 1)));
            at += 3;
            continue;
        }
        match toks.get(at).filter(|tok| {
            tok.quoted
                && tok.word
                && tok.raw.len() >= 2
                && tok.raw.chars().all(|c| c.is_ascii_uppercase() || c == '_')
        }) {
            Some(tok) => found.push(format!("<{}>", tok.low)),
            None => break,
        }
        at += 1;
    }
    found
}

/// `--no-symbols`, `--due 2024-06-01`: name and whether a value follows.
fn flag(sentence: &Sentence, at: usize) -> Option<(Map<String, Value>, usize)> {
    let toks = &sentence.toks;
    let start = eat_first(toks, at, &["- -", "— -", "–"])?;
    let first = toks.get(start).filter(|tok| tok.glued && is_flag_word(tok))?;
    let mut name = format!("--{}", first.raw);
    let mut end = start + 1;
    while low(toks, end) == "-"
        && let Some(next) = toks.get(end + 1).filter(|tok| tok.glued && is_flag_word(tok))
        && toks.get(end).is_some_and(|dash| dash.start == toks[end - 1].end)
    {
        name.push('-');
        name.push_str(&next.raw);
        end += 2;
    }
    let mut flag = Map::new();
    flag.insert("name".into(), json!(name));
    let assigned = low(toks, end) == "=";
    let value = toks.get(if assigned { end + 1 } else { end });
    let placeholder = value.is_some_and(|tok| tok.is("<"))
        || value.is_some_and(|tok| {
            tok.word && tok.raw.len() >= 2 && tok.raw.chars().all(|c| c.is_ascii_uppercase())
        });
    if assigned || placeholder || value.is_some_and(Tok::is_number) {
        flag.insert("value".into(), json!(true));
    }
    Some((flag, end))
}

fn is_flag_word(tok: &Tok) -> bool {
    tok.word && tok.raw.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
}
