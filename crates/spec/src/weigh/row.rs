//! Rules between rows and within one, where no clause shape read one: which members are unique together, which comes
//! before which, which things never change, and which must not overlap.

use linear::{Feature, feature};

use super::{
    features::digit,
    key::ones,
    owner::{Names, tenth},
    text::{Line, Text},
};
use crate::english::evidence::Fact;

/// What a rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The members are there once.
    Unique,
    /// The first member is less than the second.
    Less,
    /// The first member is at most the second.
    AtMost,
    /// Rows never change.
    Immutable,
    /// Rows must not overlap in time.
    Overlap,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Unique, Self::Less, Self::AtMost, Self::Immutable, Self::Overlap];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unique => "unique",
            Self::Less => "less",
            Self::AtMost => "at-most",
            Self::Immutable => "immutable",
            Self::Overlap => "overlap",
        }
    }

    /// Words without which nobody says so.
    fn gate(self) -> &'static [&'static str] {
        match self {
            Self::Unique => &[
                "unique",
                "once",
                "twice",
                "same",
                "one",
                "two",
                "per",
                "each",
                "only",
                "duplicate",
                "distinct",
                "again",
                "every",
                "single",
                "repeat",
                "second",
            ],
            Self::Less | Self::AtMost => &[
                "before", "after", "later", "earlier", "less", "more", "exceed", "exceeds", "greater",
                "than", "higher", "lower", "precede", "follow", "past", "beyond", "smaller", "larger",
                "bigger", "above", "below", "behind", "<", ">", "≤", "≥",
            ],
            Self::Immutable => &[
                "never",
                "not",
                "cannot",
                "immutable",
                "append",
                "only",
                "change",
                "changed",
                "edit",
                "edited",
                "fixed",
                "final",
                "nobody",
                "read-only",
                "touch",
                "touched",
                "alter",
                "altered",
                "no",
            ],
            Self::Overlap => &[
                "overlap",
                "overlapping",
                "overlapped",
                "twice",
                "double-booked",
                "double-booking",
                "booked",
                "clash",
                "clashing",
                "conflict",
                "time",
                "once",
                "two",
                "already",
                "collide",
                "simultaneously",
                "free",
                "taken",
            ],
        }
    }
}

/// A name in a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub key: String,
    pub line: usize,
    pub from: usize,
    pub to: usize,
    /// A thing, not a member.
    pub thing: bool,
    likely: f32,
}

/// A rule that may be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub kind: Kind,
    /// The thing of which it is said; `None` for the one that has the members.
    pub on: Option<Part>,
    pub parts: Vec<Part>,
    pub line: usize,
    /// The words that say so.
    pub from: usize,
    pub to: usize,
    /// The first reading took a rule from the line.
    pub read: bool,
    pub features: Vec<Feature>,
}

/// Names of a line that are looked at, and things that a rule may be said of.
const MOST_PARTS: usize = 7;
const MOST_ON: usize = 4;
/// Names further apart than this are in no rule together.
const APART: usize = 18;
/// Words of a line that are looked at.
const MOST_WORDS: usize = 60;
/// More than a page has.
const MOST: usize = 6_000;

/// All rules that may be meant.
pub fn candidates(text: &Text<'_>, names: &Names) -> Vec<Row> {
    let mut all = Vec::new();
    let mut spoken: Option<Part> = None;
    for (n, line) in text.sentences.iter().enumerate() {
        let parts = parts(line, names, n);
        let mut start = 0;
        while start < line.ones.len() {
            let begins = line.begins.get(start).copied();
            let end = line.begins.iter().skip(start).position(|other| Some(*other) != begins);
            let end = end.map_or(line.ones.len(), |by| start + by);
            let here: Vec<&Part> = parts.iter().filter(|part| start <= part.from && part.to <= end).collect();
            if all.len() < MOST {
                let view = View { line, n, start, end, here: &here, spoken: spoken.as_ref() };
                view.read(&mut all);
            }
            if let Some(first) = here.iter().find(|part| part.thing && part.likely > 0.4) {
                spoken = Some((*first).clone());
            }
            start = end.max(start + 1);
        }
    }
    all
}

fn parts(line: &Line<'_>, names: &Names, n: usize) -> Vec<Part> {
    let things = names.named(n).iter().filter_map(|(thing, from, to)| {
        let thing = names.things.get(*thing)?;
        let likely = if thing.known { 1.0 } else { thing.sure };
        Some(Part { key: thing.key.clone(), line: n, from: *from, to: *to, thing: true, likely })
    });
    let mut parts: Vec<Part> = things.collect();
    for member in names.members.iter().filter(|member| member.line == n && member.to <= line.ones.len()) {
        let (from, to) = (member.from, member.to);
        if parts.iter().all(|part| to <= part.from || part.to <= from) {
            parts.push(Part {
                key: line.key(from, to),
                line: n,
                from,
                to,
                thing: false,
                likely: member.likely,
            });
        }
    }
    parts.sort_by_key(|part| (part.from, part.to));
    parts
}

struct View<'a> {
    line: &'a Line<'a>,
    n: usize,
    start: usize,
    end: usize,
    here: &'a [&'a Part],
    spoken: Option<&'a Part>,
}

impl View<'_> {
    fn word(&self, at: usize) -> &str {
        self.line.ones.get(at).filter(|_| self.start <= at && at < self.end).map_or("<edge>", String::as_str)
    }

    /// Where the words stand without which nobody says so.
    fn gates(&self, kind: Kind) -> Vec<usize> {
        let end = self.end.min(self.start + MOST_WORDS);
        let said = |at: &usize| {
            let low = self.line.sentence.toks.get(*at).map_or("", |tok| tok.low.as_str());
            kind.gate().contains(&low) || kind.gate().contains(&self.word(*at))
        };
        (self.start..end).filter(said).collect()
    }

    fn read(&self, all: &mut Vec<Row>) {
        let on: Vec<&Part> = self.on();
        for kind in [Kind::Immutable, Kind::Overlap] {
            let gates = self.gates(kind);
            if !gates.is_empty() {
                all.extend(on.iter().map(|on| self.row(kind, Some(on), &[], &gates)));
            }
        }
        let near = |set: &[&Part]| match set {
            [first, .., last] => last.from.saturating_sub(first.to) <= APART && first.key != last.key,
            _ => false,
        };
        let gates = self.gates(Kind::Unique);
        let parts: Vec<&Part> = self.here.iter().copied().take(MOST_PARTS).collect();
        let mut pairs: Vec<Vec<&Part>> = Vec::new();
        for (n, one) in parts.iter().enumerate() {
            pairs.extend(parts.iter().skip(n + 1).map(|other| vec![*one, *other]));
        }
        pairs.retain(|pair| near(pair));
        if !gates.is_empty() {
            let threes = parts.windows(3).map(<[&Part]>::to_vec).filter(|set| near(set));
            for set in pairs.iter().cloned().chain(threes) {
                for on in on.iter().filter(|on| set.iter().all(|part| part.key != on.key)) {
                    all.push(self.row(Kind::Unique, Some(on), &set, &gates));
                }
            }
        }
        let gates = self.gates(Kind::Less);
        if !gates.is_empty() {
            for pair in pairs.iter().filter(|pair| pair.iter().all(|part| !part.thing)) {
                let back: Vec<&Part> = pair.iter().rev().copied().collect();
                for kind in [Kind::Less, Kind::AtMost] {
                    all.push(self.row(kind, None, pair, &gates));
                    all.push(self.row(kind, None, &back, &gates));
                }
            }
        }
    }

    /// The things of the line, and what was spoken of.
    fn on(&self) -> Vec<&Part> {
        let mut on: Vec<&Part> = Vec::new();
        for part in self.here.iter().copied().filter(|part| part.thing).chain(self.spoken) {
            if on.len() < MOST_ON && on.iter().all(|other| other.key != part.key) {
                on.push(part);
            }
        }
        on
    }

    /// Whether the first reading took such a rule from the line.
    fn is_read(&self, kind: Kind) -> bool {
        self.line.sentence.facts.iter().any(|fact| {
            let inside = fact.toks().start < self.end && self.start < fact.toks().end;
            inside
                && match kind {
                    Kind::Unique => matches!(
                        fact,
                        Fact::UniqueTogether { .. } | Fact::Limit { .. } | Fact::Overlap { .. }
                    ),
                    Kind::Less | Kind::AtMost => matches!(fact, Fact::Order { .. } | Fact::Deadline { .. }),
                    Kind::Immutable => matches!(fact, Fact::Settled { .. } | Fact::Deny { .. }),
                    Kind::Overlap => matches!(fact, Fact::Overlap { .. } | Fact::UniqueTogether { .. }),
                }
        })
    }

    /// Up to the end of what is said: "readings are never **changed or deleted**".
    fn whole(&self, to: usize) -> usize {
        let toks = self.line.sentence.toks.get(to..self.end.min(to + 5)).unwrap_or_default();
        let named = |at: usize| self.here.iter().any(|part| part.from == at);
        let len = toks.iter().enumerate().take_while(|(n, tok)| tok.word && !named(to + n)).count();
        to + len
    }

    fn row(&self, kind: Kind, on: Option<&Part>, parts: &[&Part], gates: &[usize]) -> Row {
        let mut f = Vec::with_capacity(120);
        let name = kind.as_str();
        let mut put = |parts: &[&str]| {
            let mut whole = vec![name];
            whole.extend(parts);
            f.push(feature(&whole));
        };
        let flag = |yes: bool| digit(usize::from(yes));
        let far = on.is_some_and(|on| on.line != self.n || on.from < self.start || self.end < on.to);
        let on_here = on.filter(|_| !far);
        let mut hull: Vec<usize> = parts.iter().flat_map(|part| [part.from, part.to]).collect();
        if let (true, Some(on)) = (hull.is_empty(), on_here) {
            hull.extend([on.from, on.to]);
        }
        let from = hull.iter().min().copied().unwrap_or(self.start);
        let to = hull.iter().max().copied().unwrap_or(from);
        let side = |at: usize| match () {
            () if at < from => "before",
            () if at >= to => "behind",
            () => "inside",
        };
        put(&["any"]);
        put(&["read", flag(self.is_read(kind))]);
        put(&["on", flag(far), flag(on.is_none())]);
        put(&["here", digit(self.here.len())]);
        put(&[
            "all",
            flag(self.here.len() == parts.len() + usize::from(on_here.is_some())),
            digit(parts.len()),
        ]);
        put(&["length", digit((self.end - self.start).div_ceil(5))]);
        put(&["parts", digit(parts.len())]);
        put(&["order", flag(parts.windows(2).all(|two| two[0].from < two[1].from))]);
        let forward = flag(parts.windows(2).all(|two| two[0].from < two[1].from));
        // The words of the line by where they stand.
        let end = self.end.min(self.start + MOST_WORDS);
        for at in self.start..end {
            if self.here.iter().any(|part| part.from <= at && at < part.to) {
                continue;
            }
            let (one, next) = (self.word(at), self.word(at + 1));
            if at.abs_diff(from) > 14 && at.abs_diff(to) > 14 {
                continue;
            }
            put(&["word", one, side(at), forward]);
            put(&["words", one, next, forward]);
            put(&["word-any", one]);
        }
        for at in gates.iter().take(6) {
            put(&["gate", self.word(*at), side(*at), forward, digit(parts.len()), flag(far)]);
            put(&[
                "gate-near",
                self.word(*at),
                digit(at.abs_diff(from).min(at.abs_diff(to)).div_ceil(2)),
                forward,
            ]);
        }
        let head = |key: &str| key.rsplit(' ').next().unwrap_or_default().to_owned();
        if let Some(on) = on {
            put(&["on-head", &head(&on.key)]);
            put(&["on-likely", tenth(on.likely), flag(far)]);
            put(&["on-side", if far { "far" } else { side(on.from) }]);
            if !far {
                put(&["on-lead", self.word(on.from.wrapping_sub(1)), side(on.from)]);
                put(&["on-next", self.word(on.to), side(on.from)]);
                put(&["on-next2", self.word(on.to), self.word(on.to + 1)]);
                put(&["on-rank", digit(self.here.iter().filter(|part| part.from < on.from).count().min(4))]);
                let bare = gates.iter().map(|at| at.abs_diff(on.from)).min().unwrap_or(9);
                put(&["on-gate", digit(bare.div_ceil(2))]);
            }
        }
        for (n, part) in parts.iter().enumerate() {
            let n = digit(n);
            put(&["part", &head(&part.key), if kind == Kind::Unique { "" } else { n }]);
            put(&["part-thing", n, flag(part.thing), tenth(part.likely)]);
            put(&["lead", n, self.word(part.from.wrapping_sub(1)), forward]);
            put(&[
                "lead2",
                n,
                self.word(part.from.wrapping_sub(2)),
                self.word(part.from.wrapping_sub(1)),
                forward,
            ]);
            put(&["next", n, self.word(part.to), forward]);
            put(&["next2", n, self.word(part.to), self.word(part.to + 1), forward]);
        }
        if let [one, .., other] = parts {
            put(&["heads", &head(&one.key), &head(&other.key)]);
            put(&["things", flag(one.thing), flag(other.thing), digit(parts.len())]);
            let (first, last) = if one.from < other.from { (one, other) } else { (other, one) };
            let gap = self.line.ones.get(first.to..last.from).unwrap_or_default();
            let words: Vec<&str> = gap.iter().map(String::as_str).collect();
            put(&["gap", digit(gap.len().div_ceil(2)), forward]);
            if gap.len() <= 5 {
                put(&["gap-words", &words.join(" "), forward]);
            }
            let outside =
                self.here.iter().filter(|part| first.to <= part.from && part.to <= last.from).count();
            put(&["others", digit((outside + 2).saturating_sub(parts.len())), forward]);
            let compared: Vec<&str> =
                words.iter().copied().filter(|word| kind.gate().contains(word)).collect();
            put(&["compared", &compared.join(" "), forward]);
            let no = words.iter().any(|word| matches!(*word, "not" | "never" | "no" | "cannot"));
            put(&["compared-no", &compared.join(" "), flag(no), forward]);
            put(&[
                "compared-equal",
                &compared.join(" "),
                flag(no),
                flag(words.contains(&"equal") || words.contains(&"least")),
                forward,
            ]);
        }
        f.sort_unstable();
        f.dedup();
        let away = |at: &&usize| from.saturating_sub(**at) + (**at + 1).saturating_sub(to);
        let near = gates.iter().min_by_key(away).copied().unwrap_or(from);
        Row {
            kind,
            on: on.cloned(),
            parts: parts.iter().map(|part| (*part).clone()).collect(),
            line: self.n,
            from: from.min(near),
            to: if parts.is_empty() { self.whole(to.max(near + 1)) } else { to.max(near + 1) },
            read: self.is_read(kind),
            features: f,
        }
    }
}

/// Whether a name that somebody gave is meant by the words: "date" is the `check_date`.
pub fn means(words: &str, name: &str) -> bool {
    let name = ones(name);
    let name = name.strip_suffix(" id").unwrap_or(&name);
    let tail = |long: &str, short: &str| {
        long.strip_suffix(short).is_some_and(|rest| rest.ends_with(' '))
            || long.strip_prefix(short).is_some_and(|rest| rest.starts_with(' '))
    };
    words == name || tail(name, words) || tail(words, name)
}
