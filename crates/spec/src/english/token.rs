//! Tokens for the grammar: the words of [`crate::words::tokens`] with the punctuation between them.
//!
//! Quotation and emphasis marks are dropped (the word keeps a note of them), arrows and
//! comparisons become one token, line ends and list markers are tokens because they divide clauses.

use super::lexicon::lexicon;
use crate::words;

/// One word, number or mark. `low` is what the grammar compares with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tok {
    pub start: usize,
    pub end: usize,
    pub raw: String,
    pub low: String,
    pub word: bool,
    pub quoted: bool,
    /// No space before it.
    pub glued: bool,
    /// It ended in `'s` or `s'`.
    pub possessive: bool,
    pub content: bool,
    /// The last word of what the text calls people that use the software: see [`super::people`].
    pub person: bool,
}

impl Tok {
    /// A small word that the text leaves out, put in at a place of it.
    pub fn added(low: &str, at: usize) -> Self {
        Self {
            start: at,
            end: at,
            raw: low.to_owned(),
            low: low.to_owned(),
            word: true,
            quoted: false,
            glued: false,
            possessive: false,
            content: false,
            person: false,
        }
    }

    pub fn is(&self, low: &str) -> bool {
        self.low == low
    }
    pub fn is_number(&self) -> bool {
        self.word && self.low.bytes().all(|b| b.is_ascii_digit())
    }
    pub fn capitalised(&self) -> bool {
        self.raw.starts_with(|c: char| c.is_uppercase())
    }
}

/// A line end, and the marker of a list item (`-`, `*`, `1.`) at the start of a line.
pub const LINE: &str = "\n";
pub const BULLET: &str = "•";
/// The marks of a heading, `#` or `###`, at the start of a line.
pub const HEADING: &str = "#";

/// The tokens of `text`, leaving out the parts in `masked` (sorted), each of which ends a clause.
/// `None` when there are more than `limit`.
pub fn scan(text: &str, masked: &[(usize, usize)], limit: usize) -> Option<Vec<Tok>> {
    let mut toks = Vec::new();
    let mut masked = masked.iter().peekable();
    let mut at = 0;
    let mut quote_open = false;
    for token in words::tokens(text) {
        if toks.len() > limit {
            return None;
        }
        while masked.next_if(|(_, to)| *to <= token.start).is_some() {}
        if let Some(&&(from, to)) = masked.peek().filter(|(from, _)| *from < token.end) {
            if at < from {
                marks(&text[at..from], at, &mut toks, &mut quote_open);
            }
            if !toks.last().is_some_and(|last: &Tok| last.is(".")) {
                toks.push(mark(".", from, from));
            }
            at = at.max(to.max(token.end).min(text.len()));
            while !text.is_char_boundary(at) {
                at += 1;
            }
            continue;
        }
        if token.start < at {
            continue;
        }
        let gap = &text[at..token.start];
        marks(gap, at, &mut toks, &mut quote_open);
        // Emphasis and quotation marks are no part of what stands between two words.
        let between = gap.trim_end_matches(['*', '_', '`', '"', '\'', '“', '‘', '«']);
        let spaced = between.ends_with(char::is_whitespace) || between.is_empty() && !gap.is_empty();
        toks.push(word(&token, !spaced && (at > 0 || !gap.is_empty()), quote_open));
        at = token.end;
        // "C#" and "C++"
        if token.text.eq_ignore_ascii_case("c")
            && let Some(tail) = ["#", "++"].iter().find(|tail| text[at..].starts_with(**tail))
            && let Some(last) = toks.last_mut()
        {
            last.low = format!("c{tail}");
            last.raw = format!("C{tail}");
            at += tail.len();
        }
        // "°C": the sign says what the letter measures.
        if matches!(token.text, "C" | "F" | "c" | "f")
            && text[..token.start].ends_with('°')
            && let Some(letter) = toks.pop()
        {
            toks.pop_if(|sign| sign.is("°"));
            toks.push(Tok { low: format!("°{}", letter.low), glued: false, ..letter });
        }
        // "w/" and "w/o"
        let in_letters = toks.len() >= 2 && toks.get(toks.len() - 2).is_some_and(|tok: &Tok| tok.is("/"));
        if let Some((low, len)) = shorthand(token.text, &text[at..]).filter(|_| !in_letters)
            && let Some(last) = toks.last_mut()
        {
            last.low = low.to_owned();
            last.raw = low.to_owned();
            last.content = false;
            at += len;
        }
    }
    if at < text.len() {
        marks(&text[at..], at, &mut toks, &mut quote_open);
    }
    letters(&mut toks);
    ampersands(&mut toks);
    dotted(&mut toks);
    signed(&mut toks);
    lone_signs(&mut toks);
    list_numbers(&mut toks);
    optional_marks(&mut toks);
    strung(&mut toks);
    dashed(&mut toks);
    (toks.len() <= limit).then_some(toks)
}

fn word(token: &words::Token<'_>, glued: bool, quoted: bool) -> Tok {
    let plain = token.text.replace(['\u{2019}', '\u{02bc}'], "'");
    let low = plain.to_lowercase();
    let stem = low
        .strip_suffix("'s")
        .filter(|stem| !matches!(*stem, "it" | "that" | "there" | "let" | "what" | "here"));
    let possessive = stem.is_some();
    let low = stem.map(str::to_owned).unwrap_or(low);
    let low = contraction(&low).filter(|_| !possessive).map_or(low, str::to_owned);
    let raw = if possessive { plain.get(..low.len()).unwrap_or(&plain).to_owned() } else { plain };
    Tok {
        start: token.start,
        end: token.end,
        raw,
        word: true,
        quoted,
        glued,
        possessive,
        content: words::is_content(token.text),
        person: false,
        low,
    }
}

/// `w/` for "with"; answers with the word and how many bytes behind the letter belong to it.
fn shorthand(word: &str, rest: &str) -> Option<(&'static str, usize)> {
    if !word.eq_ignore_ascii_case("w") || !rest.starts_with('/') {
        return None;
    }
    let without = rest.get(1..2).is_some_and(|o| o.eq_ignore_ascii_case("o"))
        && !rest.get(2..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric);
    Some(if without { ("without", 2) } else { ("with", 1) })
}

/// Sloppy spelling: the apostrophe that was left out, the word that was cut.
fn contraction(low: &str) -> Option<&'static str> {
    Some(match low {
        "cant" => "can't",
        "dont" => "don't",
        "doesnt" => "doesn't",
        "isnt" => "isn't",
        "arent" => "aren't",
        "mustnt" => "mustn't",
        "shouldnt" => "shouldn't",
        "uniq" => "unique",
        "findable" => "searchable",
        "couldnt" => "couldn't",
        "wont" => "won't",
        "hasnt" => "hasn't",
        "havent" => "haven't",
        "wouldnt" => "wouldn't",
        "didnt" => "didn't",
        "wasnt" => "wasn't",
        "werent" => "weren't",
        "neednt" => "needn't",
        "theres" => "there's",
        "thats" => "that's",
        "theyre" => "they're",
        _ => return None,
    })
}

fn mark(low: &str, start: usize, end: usize) -> Tok {
    Tok {
        start,
        end,
        raw: low.to_owned(),
        low: low.to_owned(),
        word: false,
        quoted: false,
        glued: true,
        possessive: false,
        content: false,
        person: false,
    }
}

/// Two-character marks first, so that `->` is not read as a dash.
const MARKS: &[(&str, &str)] = &[
    ("<-->", "↔"),
    ("<->", "↔"),
    ("<=>", "↔"),
    ("↔", "↔"),
    ("-->", "→"),
    ("->", "→"),
    ("=>", "→"),
    ("→", "→"),
    ("⇒", "→"),
    ("➔", "→"),
    ("<=", "≤"),
    ("!=", "≠"),
    ("≠", "≠"),
    (">=", "≥"),
    ("≤", "≤"),
    ("≥", "≥"),
    ("..", ".."),
    ("…", ".."),
    ("—", "—"),
    ("–", "–"),
];

/// Between two words of one line no more marks than this say anything: what follows is a drawing or noise.
const MARKS_IN_A_ROW: usize = 32;

fn marks(gap: &str, offset: usize, toks: &mut Vec<Tok>, quote_open: &mut bool) {
    let mut rest = gap;
    let mut in_a_row = 0;
    while let Some(c) = rest.chars().next() {
        let at = offset + gap.len() - rest.len();
        if let Some((written, low)) = MARKS.iter().find(|(written, _)| rest.starts_with(written)) {
            let spaced = *low == "–" && rest.len() < gap.len() && rest[written.len()..].starts_with(' ');
            toks.push(mark(if spaced { "—" } else { low }, at, at + written.len()));
            rest = &rest[written.len()..];
            continue;
        }
        let after = &rest[c.len_utf8()..];
        let line_start = toks.last().is_none_or(|last| last.is(LINE));
        // "- [ ] a thing to do"
        if c == '[' && toks.last().is_some_and(|last| last.is(BULLET)) && after.starts_with(" ]") {
            rest = after.get(2..).unwrap_or_default();
            continue;
        }
        match c {
            '#' if line_start => {
                toks.push(mark(HEADING, at, at + 1));
                rest = after.trim_start_matches('#');
                continue;
            }
            // A mark that was left open closes with its line.
            '\n' => {
                in_a_row = 0;
                toks.push(mark(LINE, at, at + 1));
                *quote_open = false;
            }
            '-' | '*' | '+' | '•' | '‣' | '◦' | '·'
                if line_start && (after.starts_with([' ', '\t']) || c == '•') =>
            {
                toks.push(mark(BULLET, at, at + c.len_utf8()));
            }
            '"' | '“' | '”' | '`' | '«' | '»' => *quote_open = !*quote_open,
            '\'' | '‘' | '’' | '*' | '#' | '_' => {}
            '-' if rest.len() < gap.len() || gap.starts_with([' ', '-']) => {
                // A dash between spaces divides clauses, a glued one joins words.
                // "**Book** - title": the emphasis closes before the space.
                let before = gap.get(..gap.len() - rest.len()).and_then(|lead| lead.chars().next_back());
                let apart = gap.starts_with(char::is_whitespace) || before.is_some_and(char::is_whitespace);
                let spaced = apart && after.starts_with([' ', '-', '\n']);
                toks.push(mark(if spaced { "—" } else { "-" }, at, at + 1));
            }
            c if c.is_whitespace() || c.is_control() => {}
            _ if in_a_row >= MARKS_IN_A_ROW => {}
            c => {
                let mut buffer = [0; 4];
                let glued = at > 0 && rest.len() == gap.len();
                let mut tok = mark(c.encode_utf8(&mut buffer), at, at + c.len_utf8());
                tok.glued = glued;
                in_a_row += 1;
                if tok.low == "[" {
                    tok.low = "(".to_owned()
                }
                if tok.low == "]" {
                    tok.low = ")".to_owned()
                }
                toks.push(tok);
            }
        }
        rest = after;
    }
    if gap.contains(char::is_whitespace) && gap.chars().all(|c| c != '"') && gap.len() > 200 {
        *quote_open = false;
    }
}

/// "e-mail" is one word.
fn letters(toks: &mut Vec<Tok>) {
    let mut at = 0;
    while at + 2 < toks.len() {
        let [first, dash, last, ..] = &toks[at..] else { break };
        let mail = matches!(last.low.as_str(), "mail" | "mails") && dash.is("-") && last.glued;
        if first.is("e") && mail {
            let capital = if first.capitalised() { "E" } else { "e" };
            let raw = format!("{capital}{}", last.raw.to_lowercase());
            let glued = first.glued;
            toks.drain(at..at + 2);
            if let Some(tok) = toks.get_mut(at) {
                tok.low = raw.to_lowercase();
                tok.raw = raw;
                tok.glued = glued;
            }
        }
        at += 1;
    }
}

/// `Job.state`, `trip.departure`: the member of a thing, as "the job's state". Names of files and of places in the net
/// are written so as well.
fn dotted(toks: &mut Vec<Tok>) {
    const ENDS: &[&str] = &[
        "com", "org", "net", "html", "htm", "json", "csv", "xml", "txt", "pdf", "yaml", "yml", "toml", "php",
        "png", "jpg", "sql", "exe", "zip", "xlsx", "docx", "md", "js", "py", "ts", "rs", "go", "env",
    ];
    let mut at = 0;
    while at + 2 < toks.len() {
        let (thing, dot, member) = (&toks[at], &toks[at + 1], &toks[at + 2]);
        let close = dot.is(".") && dot.start == thing.end && member.start == dot.end;
        let named = |tok: &Tok| {
            tok.word
                && tok.low.len() > 2
                && tok.low.starts_with(|c: char| c.is_ascii_alphabetic())
                && !tok.possessive
        };
        let behind = toks.get(at + 3).is_some_and(|next| {
            next.is(".") && next.start == member.end && {
                toks.get(at + 4).is_some_and(|more| more.word && more.start == next.end)
            }
        });
        let chained = at > 0
            && toks[at - 1].end == thing.start
            && matches!(toks[at - 1].low.as_str(), "." | "/" | "@" | "-");
        let small = member.raw.starts_with(|c: char| c.is_ascii_lowercase());
        if close
            && named(thing)
            && named(member)
            && small
            && !behind
            && !chained
            && !words::stop::is_stop(&member.low)
            && !ENDS.contains(&member.low.as_str())
        {
            toks.remove(at + 1);
            toks[at].possessive = true;
            toks[at + 1].glued = false;
        }
        at += 1;
    }
}

/// `D&D`, `Q&A`, `R&D`: two capitals and what joins them are one word.
fn ampersands(toks: &mut Vec<Tok>) {
    let capital =
        |tok: &Tok| tok.word && tok.raw.len() <= 2 && tok.raw.bytes().all(|b| b.is_ascii_uppercase());
    let mut at = 0;
    while at + 2 < toks.len() {
        let (one, sign, two) = (&toks[at], &toks[at + 1], &toks[at + 2]);
        let close = sign.is("&") && sign.start == one.end && two.start == sign.end;
        if close && capital(one) && capital(two) {
            let (raw, low, end) =
                (format!("{}&{}", one.raw, two.raw), format!("{}n{}", one.low, two.low), two.end);
            toks.drain(at + 1..at + 3);
            toks[at] = Tok { raw, low, end, content: true, ..toks[at].clone() };
        }
        at += 1;
    }
}

/// `A+`, `AB-`, `0-` between commas: a mark or a blood group, and its sign is a part of it.
fn signed(toks: &mut Vec<Tok>) {
    let mut at = 0;
    while at + 1 < toks.len() {
        let (name, sign) = (&toks[at], &toks[at + 1]);
        let short = name.word
            && !name.quoted
            && (name.raw.len() <= 3 && name.raw.bytes().all(|b| b.is_ascii_uppercase()) || name.raw == "0");
        let signs = matches!(sign.low.as_str(), "+" | "-" | "–" | "—") && sign.start == name.end;
        let begins = at == 0
            || matches!(
                toks[at - 1].low.as_str(),
                "," | "(" | ":" | "/" | "|" | "or" | "and" | "of" | "default" | ";"
            )
            || toks[at - 1].word;
        let ends = toks.get(at + 2).is_none_or(|next| {
            matches!(
                next.low.as_str(),
                "," | ")" | "/" | "|" | "or" | "and" | ";" | "." | "(" | "default" | LINE
            )
        });
        if short && signs && begins && ends {
            let (low, end) = (if sign.is("+") { "+" } else { "-" }, sign.end);
            toks.remove(at + 1);
            let name = &mut toks[at];
            name.raw.push_str(low);
            name.low.push_str(low);
            name.end = end;
        }
        at += 1;
    }
}

/// `+/-`, `(+, -)`, `+ or -`: two signs with nothing to count are what is chosen between. "+/- 5 mm" is an amount.
fn lone_signs(toks: &mut [Tok]) {
    let sign = |at: usize| {
        toks.get(at).and_then(|tok| match tok.low.as_str() {
            "+" => Some("+"),
            "-" | "–" | "—" => Some("-"),
            _ => None,
        })
    };
    let ends = |at: usize| {
        toks.get(at).is_none_or(|tok| {
            matches!(
                tok.low.as_str(),
                "," | ")" | ";" | "." | "and" | "optional" | "required" | "default" | LINE
            )
        })
    };
    let pairs: Vec<usize> = (0..toks.len())
        .filter(|at| {
            let two = sign(*at).zip(sign(at + 2)).is_some_and(|(one, other)| one != other);
            let between =
                toks.get(at + 1).is_some_and(|tok| matches!(tok.low.as_str(), "," | "/" | "|" | "or"));
            two && between && ends(at + 3)
        })
        .collect();
    for at in pairs.into_iter().flat_map(|at| [at, at + 2]) {
        let tok = &mut toks[at];
        tok.word = true;
        tok.low = if tok.is("+") { "+" } else { "-" }.to_owned();
        tok.raw.clone_from(&tok.low);
    }
}

/// `published_at?` in a list says that the value may be missing.
fn optional_marks(toks: &mut [Tok]) {
    for at in 1..toks.len() {
        let [before @ .., here] = &toks[..=at] else { continue };
        let Some(name) = before.last().filter(|name| here.is("?") && here.glued && name.word) else {
            continue;
        };
        // "…, delivered? customers: name, phone": a sentence ends, and another list begins.
        let headed = (at + 2..=at + 3).any(|n| toks.get(n).is_some_and(|t| t.is(":")))
            && toks.get(at + 1).is_some_and(|t| t.word);
        // "How many games ended in a draw? Games of a player."
        let start =
            before.iter().rposition(|tok| matches!(tok.low.as_str(), "." | "!" | LINE)).map_or(0, |n| n + 1);
        const ASKS: &[&str] = &["how", "which", "what", "who", "when", "where", "whose"];
        let asked = before.get(start).is_some_and(|tok| ASKS.contains(&tok.low.as_str()));
        if headed || asked {
            continue;
        }
        let listed = before.len() >= 2
            && matches!(
                before[before.len() - 2].low.as_str(),
                "," | "(" | ":" | "a" | "an" | "and" | LINE | BULLET
            );
        let inside = toks.get(at + 1).is_some_and(|next| matches!(next.low.as_str(), "," | ")" | ":" | ";"));
        // `read_on date?`
        let typed = crate::types::of_type_word(&name.low).is_some()
            && before.len() >= 2
            && before[before.len() - 2].raw.contains('_');
        if name.raw.contains('_') || listed || inside || typed {
            let word = &mut toks[at];
            word.word = true;
            word.glued = false;
            "optional".clone_into(&mut word.low);
            "optional".clone_into(&mut word.raw);
        }
    }
}

/// `1.` and `2)` at the start of a line are list markers.
fn list_numbers(toks: &mut Vec<Tok>) {
    let mut kept: Vec<Tok> = Vec::with_capacity(toks.len());
    let mut input = std::mem::take(toks).into_iter().peekable();
    while let Some(tok) = input.next() {
        let line_start = kept.last().is_none_or(|last| last.is(LINE));
        let short = tok.low.len() <= 2;
        if line_start
            && tok.is_number()
            && short
            && input.peek().is_some_and(|next| next.is(".") || next.is(")"))
        {
            input.next();
            kept.push(mark(BULLET, tok.start, tok.end));
            continue;
        }
        kept.push(tok);
    }
    *toks = kept;
}

/// `queued > running > done or failed`, `lessons go planned > held, or planned > dropped`: signs between nothing but
/// states are arrows; the verb of going and whose states they are may stand before the first.
fn strung(toks: &mut [Tok]) {
    let sign = |tok: &Tok| tok.is(">");
    if !toks.iter().any(sign) {
        return;
    }
    let part =
        |tok: &Tok| tok.word && !tok.quoted && !tok.is_number() || sign(tok) || tok.is("-") || tok.is("/");
    let run_at = |toks: &[Tok], at: usize| (at..toks.len()).find(|n| !part(&toks[*n])).unwrap_or(toks.len());
    let (mut at, mut goes_on) = (0, false);
    while at < toks.len() {
        let end = run_at(toks, at);
        let (begin, led) = if goes_on { (joint(toks, at, end), false) } else { lead(toks, at, end) };
        let run = toks.get(begin..end).unwrap_or_default();
        let signs = run.iter().filter(|tok| sign(tok)).count();
        // "planned > held, or planned > dropped"
        let more = || {
            let comma = toks.get(end).is_some_and(|tok| tok.is(",") || tok.is(";"));
            comma && toks.get(end + 1..run_at(toks, end + 1)).is_some_and(|next| next.iter().any(sign))
        };
        let enough = signs >= 2 || signs == 1 && (goes_on || led && more());
        let drawn = enough && run.split(|tok| sign(tok)).all(are_states);
        if drawn {
            toks[begin..end].iter_mut().filter(|tok| sign(tok)).for_each(|tok| tok.low = "→".to_owned());
        }
        goes_on = drawn && toks.get(end).is_some_and(|tok| tok.is(",") || tok.is(";"));
        at = end + 1;
    }
}

/// Words that no state has, wherever they stand in one.
const SMALL: &[&str] = &[
    "must", "should", "is", "are", "be", "has", "have", "and", "the", "than", "if", "a", "always", "can",
    "click", "go",
];

fn are_states(part: &[Tok]) -> bool {
    (1..=5).contains(&part.len()) && !part.iter().any(|tok| SMALL.contains(&tok.low.as_str()))
}

/// `Lessons go`, `the status is`, `claims are`: where the states begin behind it, and whether it is there.
fn lead(toks: &[Tok], at: usize, end: usize) -> (usize, bool) {
    const GOES: &[&str] =
        &["go", "goes", "move", "moves", "pass", "passes", "run", "runs", "follow", "follows", "is", "are"];
    let first = (at..end).find(|n| toks[*n].is(">")).unwrap_or(at);
    let verb = (at + 1..first).rev().find(|n| GOES.contains(&toks[*n].low.as_str()));
    let behind = |verb: usize| {
        let small =
            toks.get(verb + 1).is_some_and(|tok| tok.is("from") || tok.is("through") || tok.is("like"));
        verb + 1 + usize::from(small)
    };
    verb.map(behind).filter(|begin| *begin < first).map_or((at, false), |begin| (begin, true))
}

/// Behind the words that lead from one row of states to the next: `, or planned > dropped`.
fn joint(toks: &[Tok], at: usize, end: usize) -> usize {
    const JOINTS: &[&str] = &["and", "or", "plus", "also", "then", "else"];
    (at..end).find(|n| !JOINTS.contains(&toks[*n].low.as_str())).unwrap_or(end)
}

/// `an order goes placed - cut - netted, or placed - cancelled`: dashes behind a verb of going are arrows.
fn dashed(toks: &mut [Tok]) {
    const GOES: &[&str] = &["go", "goes", "move", "moves", "pass", "passes", "run", "runs"];
    let mut at = 0;
    while let Some(verb) = (at..toks.len()).find(|n| GOES.contains(&toks[*n].low.as_str())) {
        at = verb + 1;
        // No course of a person has more words, and one without an end must not cost its square.
        let most = toks.len().min(at + 60);
        let stop = (at..most)
            .find(|n| !toks[*n].word && !matches!(toks[*n].low.as_str(), "—" | "," | "-" | "/"))
            .unwrap_or(most);
        let mut begin = at;
        let mut signs = Vec::new();
        while begin < stop {
            let end = (begin..stop).find(|n| toks[*n].is(",")).unwrap_or(stop);
            let row = toks.get(begin..end).unwrap_or_default();
            let found: Vec<usize> = (begin..end).filter(|n| toks[*n].is("—")).collect();
            let told = |part: &[Tok]| {
                part.last().is_some_and(|tok| tok.low.ends_with("ed") || lexicon().is_state(&tok.low))
            };
            let states = row.split(|tok| tok.is("—")).all(are_states);
            if found.is_empty() || !states || !row.split(|tok| tok.is("—")).any(told) {
                break;
            }
            signs.extend(found);
            begin = joint(toks, end + 1, stop);
        }
        if signs.len() >= 2 {
            signs.iter().for_each(|n| toks[*n].low = "→".to_owned());
        }
    }
}
