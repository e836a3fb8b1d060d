//! Words aimed at the machine that reads, or that ask for a hole: quoted as refused, never obeyed.

use super::{
    cursor::{any, eat_first},
    token::Tok,
};

/// Each pattern with the reason that is told.
const PATTERNS: &[(&str, &[&str])] = &[
    (
        "speaks to the reader, not about the software",
        &[
            "ignore|disregard|forget|override|bypass all|any|the|your|every? of? the|your|my|these? previous|prior|above|earlier|preceding|other|system|existing instructions|instruction|rules|prompts|prompt|text|guidelines|directions",
            "ignore|disregard everything|anything above|before|else",
            "you are now|actually",
            "pretend to be|that you",
            "act as if|though",
            "system prompt",
            "developer mode",
            "jailbreak",
            "reveal|show|print|output|leak|repeat your|the system|initial|hidden? prompt|instructions",
            "ignore|disregard your|all|the? instructions|rules",
            "mark everything|it|this|all tests? as passed|proven",
            "skip the|all tests|checks",
            "pretend the|all tests",
            "say it passed",
        ],
    ),
    (
        "asks for secrets of this machine",
        &[
            "print|dump|show|output|send|read|leak|list|return|expose|upload|exfiltrate all|the|your|my|its|every? of? the? environment|env|process variables|variable|vars|secrets",
            "/ etc / passwd|shadow",
            "etc / passwd|shadow",
            "api keys of the|this host|machine|server",
            "ssh|private keys|key of|from the|this|your host|machine|server",
            "your|the environment variables",
            "aws credentials|keys",
        ],
    ),
    (
        "asks for code that runs whatever it is sent",
        &[
            "eval|evals|exec|execs|execute|executes|run|runs|evaluate|evaluates|evaluating|running|executing arbitrary|any|user|raw|submitted|given|sent|supplied? code|python|javascript|shell|sql|commands|command|scripts_",
            "that|to evals|eval|exec|execs code|input|strings|the?",
            "run|runs|execute|executes|evaluate|evaluates|pass|passes|feed|feeds it|them|this|that|input|code with|through|to|in|via|using eval|exec",
            "takes|accepts|receives|gets any|arbitrary javascript|python|code|sql|shell|ruby|php",
            "eval|exec ( )",
            "remote code execution",
            "run|execute|executes|runs shell|system|os commands|command",
            "rm - rf",
            "drop table|tables|database",
            "raw sql from|of the? user|request|client",
            "pass|passes it to the shell",
        ],
    ),
    (
        "asks for a hole in the software",
        &[
            "a|any|hidden|secret? backdoor|backdoors",
            "back - door",
            "back door",
            "master password",
            "put|keep|store|write|commit|embed|include|leave the|a|an|our|your|all? admin|database|root|master? password|passwords|secret|secrets|api? key|keys|token|credentials in|into|inside the? source|code|repo|repository|git",
            "no|without|skip|don't password hashing",
            "no|without|skip hashing of? the? passwords",
            "don't|not hash the? passwords|password",
            "write|log|print|dump every|all|each|the login|user? password|passwords to|in|into the|a|our? log|logs|logfile",
            "log|logs the|all|every|each|users'? password|passwords",
            "store|save|keep|log|record the|a|all? full|complete|entire|whole|raw? credit? card number|numbers",
            "store|save|keep|log|record the? cvv|cvc",
            "disable|skip|ignore|turn off|without the? tls|ssl|certificate|certificates|https verification|validation|check|checks|errors",
            "hardcode|hardcodes|hardcoded the|a|an|our|your? admin|default|root|user|users|database|master? password|passwords|secret|secrets|credentials|key|keys|token|admin",
            "hard - code|coded|codes the|a|an|our|your? admin|default|root|user|users|database|master? password|passwords|secret|secrets|credentials|key|keys|token|admin",
            "hard code|coded the|a|an|our|your? admin|default|root|user|users|database|master? password|passwords|secret|secrets|credentials|key|keys|token|admin",
            "store|save|keep passwords|password in|as plain|clear text?",
            "plaintext|cleartext passwords",
            "disable|skip|turn off all|any|the? security|authentication|validation|checks|sandbox",
            "keylogger",
            "ransomware",
            "malware",
            "virus",
            "botnet",
            "phishing",
            "ddos",
            "steal|steals|stealing",
            "exfiltrate|exfiltrates",
            "hidden|secret admin|endpoint|account|route|user",
            "cryptominer",
            "mine|mines bitcoin|crypto|monero",
            "delete|wipe|erase all? the? files on|from the? disk|server|machine|system",
            "without anyone|anybody|users knowing|noticing",
        ],
    ),
];

/// The reason and the range of each part that is refused: from the clause's start to its end.
pub fn refused(toks: &[Tok]) -> Vec<(&'static str, std::ops::Range<usize>)> {
    let mut found: Vec<(&'static str, std::ops::Range<usize>)> = Vec::new();
    let mut at = 0;
    while at < toks.len() {
        let hit =
            PATTERNS.iter().find_map(|(why, phrases)| eat_first(toks, at, phrases).map(|end| (*why, end)));
        let Some((why, end)) = hit.filter(|(_, end)| *end > at) else {
            at += 1;
            continue;
        };
        let start = begin(toks, at);
        let stop = finish(toks, end);
        let start = found.last().map_or(start, |(_, last)| start.max(last.end));
        found.push((why, start..stop));
        at = stop.max(at + 1);
    }
    found
}

fn begin(toks: &[Tok], at: usize) -> usize {
    (0..at)
        .rev()
        .find(|n| {
            any(toks, *n, &[",", ";", ":", ".", "—", "but", "("])
                || any(toks, *n, &["and"]) && boundary(toks, *n)
        })
        .map_or(0, |n| n + 1)
}

fn finish(toks: &[Tok], at: usize) -> usize {
    (at..toks.len())
        .find(|n| any(toks, *n, &[";", ".", "—"]) || any(toks, *n, &["but"]))
        .unwrap_or(toks.len())
}

/// An `and` that divides clauses rather than words: a verb follows.
fn boundary(toks: &[Tok], at: usize) -> bool {
    toks.get(at + 1).is_some_and(|tok| {
        super::lexicon::lexicon().verb(&tok.low).is_some()
            || matches!(tok.low.as_str(), "then" | "also" | "hard" | "a")
    })
}
