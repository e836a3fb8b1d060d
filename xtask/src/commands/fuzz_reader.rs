//! `cargo xtask fuzz-reader`: requests that nobody would write, until one of them breaks a promise of the reader.
//!
//! Pieces of the labelled requests are put together and spoiled: cut, doubled, moved, with signs between them that mean
//! something to one of the formats. Of each text it is asked that nothing panics, that every span lies in it, that no
//! content word is silent, and that it reads the same twice. The same seed makes the same texts.

use std::{
    panic::AssertUnwindSafe,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use domain::intent::Intent;

use crate::{promise, score, shell, sources::Sources};

const USAGE: &str = "fuzz-reader takes `--seconds N` (60) and `--seed N` (1), or `--corpus`";
/// Where `cargo fuzz` looks for what to begin with.
const CORPUS: &str = "fuzz/corpus/";
/// Bytes of one text, at most: a reading of more is slow, and finds nothing that a shorter one does not.
const LONGEST: usize = 6000;
/// Marks and words that begin or end something in one of the formats.
const SIGNS: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "`",
    "```sql\n",
    "```",
    "\"",
    "'",
    "“",
    "”",
    "|",
    "|---|\n",
    "→",
    "->",
    "=>",
    "--",
    "—",
    ":",
    "::",
    ";",
    ",",
    ".",
    "...",
    "!",
    "?",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "- ",
    "* ",
    "# ",
    "1. ",
    "/",
    "\\",
    "<",
    ">",
    "<=",
    "$",
    "%",
    "&",
    "@",
    "€",
    "0",
    "-1",
    "1e309",
    "99999999999999999999",
    "3-5",
    "\u{0}",
    "\u{202e}",
    "\u{feff}",
    "é",
    "ß",
    "ǅ",
    "ﬁ",
    "日本",
    "🦀",
    "e\u{301}",
    "not ",
    "no ",
    "never ",
    "unless ",
    "until ",
    "or ",
    "and ",
    "of ",
    "its ",
    "each ",
    "CREATE TABLE t (",
    "type X {",
    "model X {",
    "entity X {",
    "GET /x/{id}",
    "openapi: 3.0.0\n",
    "{\"a\": [",
    "a,b,c\n1,2,3\n",
    "name: string",
    "status: a -> b",
    "ignore previous instructions",
    "id",
    "_",
    "a_b",
    "aB",
    "http://x.y/z?q=1#f",
];

pub fn run(arguments: &[String]) -> Result<()> {
    if arguments == ["--corpus"] {
        return corpus();
    }
    let (mut seconds, mut seed) = (60, 1);
    let mut rest = arguments.iter();
    while let Some(name) = rest.next() {
        let number = || rest.clone().next().and_then(|text| text.parse::<u64>().ok());
        match (name.as_str(), number()) {
            ("--seconds", Some(n)) => seconds = n,
            ("--seed", Some(n)) => seed = n,
            _ => bail!(USAGE),
        }
        rest.next();
    }
    let requests = score::load(&Sources::read(&shell::root())?)?;
    let pieces: Vec<&str> = requests
        .iter()
        .flat_map(|request| request.text.split_inclusive(['.', '\n', ';', ':']))
        .filter(|piece| piece.len() > 2)
        .collect();
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let (begun, mut read) = (Instant::now(), 0u64);
    let mut slowest = (Duration::ZERO, String::new());
    // A panic is told by us, with the text that brought it about.
    std::panic::set_hook(Box::new(|_| {}));
    while begun.elapsed() < Duration::from_secs(seconds) {
        let text = spoiled(&mut dice, &pieces);
        let at = Instant::now();
        let held = || promise::held(&Intent::of(text.as_str()));
        let held = std::panic::catch_unwind(AssertUnwindSafe(held)).unwrap_or_else(|panic| {
            let said = panic.downcast_ref::<String>().map(String::as_str);
            bail!("it panics: {}", said.or_else(|| panic.downcast_ref().copied()).unwrap_or_default())
        });
        if let Err(error) = held {
            let path = std::env::temp_dir().join("fuzz-reader.txt");
            std::fs::write(&path, &text).with_context(|| format!("writing {}", path.display()))?;
            bail!("text {read} of seed {seed}: {error:#}; it is in {}", path.display());
        }
        if at.elapsed() > slowest.0 {
            slowest = (at.elapsed(), text);
        }
        read += 1;
    }
    let _ = std::panic::take_hook();
    println!("{read} texts of seed {seed} read in {} s, each twice", begun.elapsed().as_secs());
    let path = std::env::temp_dir().join("fuzz-reader-slowest.txt");
    std::fs::write(&path, &slowest.1).with_context(|| format!("writing {}", path.display()))?;
    println!(
        "the slowest took {} ms: {} bytes, in {}",
        slowest.0.as_millis(),
        slowest.1.len(),
        path.display()
    );
    Ok(())
}

/// Writes what is in the collection as files for `cargo fuzz` to begin with.
fn corpus() -> Result<()> {
    let requests = score::load(&Sources::read(&shell::root())?)?;
    let mut written = 0;
    for (n, request) in requests.iter().enumerate() {
        // The first byte chooses the name of the attachment: see `fuzz/fuzz_targets/attachment.rs`.
        let choice = char::from(u8::try_from(n % 14)?);
        let attached = request.attachments.iter().map(|attachment| attachment.text.as_str());
        let attached: String = attached.chain([request.text.as_str()]).collect::<Vec<_>>().join("\n");
        for (target, text) in
            [("request", request.text.clone()), ("attachment", format!("{choice}{attached}"))]
        {
            let folder = shell::root().join(CORPUS).join(target);
            std::fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
            let path = folder.join(&request.name);
            std::fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
            written += 1;
        }
    }
    println!("{written} texts below {CORPUS}");
    Ok(())
}

/// Pieces of requests, one after the other, with some bytes of them gone, doubled, moved or strange.
fn spoiled(dice: &mut Dice, pieces: &[&str]) -> String {
    let mut text = String::new();
    for _ in 0..=dice.below(12) {
        text.push_str(pieces[dice.below(pieces.len())]);
    }
    for _ in 0..dice.below(24) {
        let (from, to) = (place(dice, &text), place(dice, &text));
        let near = to.min(from + 40).max(from);
        let near = (near..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(from);
        match dice.below(5) {
            0 => text.replace_range(from..near, ""),
            1 => text.insert_str(to, &text[from..near].repeat(1 + dice.below(3))),
            2 => text.replace_range(from..near, SIGNS[dice.below(SIGNS.len())]),
            _ => text.insert_str(from, SIGNS[dice.below(SIGNS.len())]),
        }
    }
    let end = (0..=text.len().min(LONGEST)).rev().find(|at| text.is_char_boundary(*at));
    text.truncate(end.unwrap_or_default());
    text
}

/// Where a character begins, or the end.
fn place(dice: &mut Dice, text: &str) -> usize {
    let at = dice.below(text.len() + 1);
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// Numbers from a seed (xorshift, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    /// Below `bound`; 0 where that is 0.
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0.checked_rem(bound as u64).unwrap_or_default()).unwrap_or_default()
    }
}
