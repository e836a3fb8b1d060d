//! What a remark says that a route answers: numbers, which rows, in which order, and how many.
//!
//! Every word has to go somewhere. What is left over is what the person is asked about.

use domain::route::{Condition, Every, Figure, Measure};

use super::words::{Word, children, eat, eat_any, entity, field, many, named_field, number, only};
use crate::{
    assemble::draft::Draft,
    words::{singular, stop},
};

/// What is known before a remark is read.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Whose rows they are, where the path says so.
    pub rows: Option<String>,
    /// The record that the path names.
    pub parent: Option<String>,
    /// Numbers are asked for: "loans per book" are counted.
    pub counting: bool,
    /// So are "loans by book".
    pub counting_by: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// Each with the entity whose rows it is about.
    pub figures: Vec<(Option<String>, Figure)>,
    pub per: Option<(String, String)>,
    /// The moment of `per` is told by its day, week, month or year.
    pub every: Option<Every>,
    /// Only so many lines, the largest first.
    pub top: Option<u32>,
    /// What words were taken to mean.
    pub assumed: Vec<String>,
    /// The words that chose among the rows: `overdue`.
    pub chosen_by: Vec<String>,
    /// Things whose rows are named.
    pub named: Vec<String>,
    /// One row is spoken of, not several.
    pub one: bool,
    pub take: Option<u32>,
    pub newest: Option<bool>,
    pub order: Vec<(String, bool)>,
    pub conditions: Vec<Condition>,
    pub filters: Vec<String>,
    /// Filters with two ends: `between two dates`, `in a given period`.
    pub ranges: Vec<String>,
    /// `actors by voice pitch`: a filter or an order, as the fields are.
    pub by: Vec<String>,
    pub csv: bool,
    pub page: Option<u32>,
    /// Words that nothing read.
    pub left: Vec<Word>,
}

const FILLERS: &[&str] = &[
    "return",
    "returns",
    "returning",
    "give",
    "gives",
    "giving",
    "list",
    "lists",
    "listing",
    "show",
    "shows",
    "showing",
    "report",
    "reports",
    "answer",
    "answers",
    "send",
    "sends",
    "get",
    "gets",
    "fetch",
    "fetches",
    "retrieve",
    "retrieves",
    "compute",
    "computes",
    "calculate",
    "calculates",
    "display",
    "displays",
    "provide",
    "provides",
    "contain",
    "contains",
    "containing",
    "include",
    "includes",
    "including",
    "all",
    "every",
    "each",
    "single",
    "given",
    "specific",
    "particular",
    "endpoint",
    "route",
    "api",
    "json",
    "object",
    "response",
    "data",
    "value",
    "values",
    "record",
    "records",
    "entries",
    "items",
    "item",
    "results",
    "result",
    "should",
    "must",
    "would",
    "will",
    "can",
    "also",
    "just",
    "only",
    "me",
    "us",
    "we",
    "you",
    "see",
    "view",
    "want",
    "need",
    "like",
    "please",
    "back",
    "out",
    "stats",
    "statistics",
    "summary",
    "figures",
    "numbers",
    "overview",
    "totals",
    "currently",
    "current",
    "whole",
    "them",
    "it",
    "its",
    "here",
    "there",
    "belonging",
    "belong",
    "belongs",
    "associated",
    "related",
    "written",
    "made",
    "placed",
    "posted",
    "by",
    "for",
    "of",
    "in",
    "on",
    "from",
    "to",
    "with",
    "the",
    "a",
    "an",
    "that",
    "this",
    "these",
    "those",
    "which",
    "is",
    "are",
    "be",
    "has",
    "have",
    "had",
    "does",
    "do",
    "did",
    "ones",
    "and",
    "as",
    "at",
    "so",
    "plus",
    "along",
    "together",
    "i",
    "plain",
    "simple",
    "id",
    "specified",
    "requested",
    "corresponding",
    "respective",
    "exist",
    "exists",
    "existing",
    "overall",
    "across",
    "download",
    "downloads",
    "file",
    "export",
    "exports",
    "exported",
    "downloaded",
    "exportable",
    "dump",
    "available",
    "via",
    "using",
    "one",
    "let",
    "lets",
    "filed",
    "under",
];

pub struct Reader<'a> {
    pub(super) draft: &'a Draft,
    pub(super) words: &'a [Word],
    pub(super) context: &'a Context,
    pub(super) said: Said,
}

/// Reads a whole remark.
pub fn read(draft: &Draft, words: &[Word], context: &Context) -> Said {
    let mut reader = Reader { draft, words, context, said: Said::default() };
    let mut at = 0;
    while at < words.len() {
        at = reader.step(at);
    }
    reader.settle();
    reader.said
}

/// Reads a remark of which every word has a meaning. Most have not, so the first without one ends it.
pub fn whole(draft: &Draft, words: &[Word], context: &Context) -> Option<Said> {
    let mut reader = Reader { draft, words, context, said: Said::default() };
    let mut at = 0;
    while at < words.len() {
        at = reader.step(at);
        if !reader.said.left.is_empty() {
            return None;
        }
    }
    reader.settle();
    Some(reader.said)
}

impl Reader<'_> {
    fn step(&mut self, at: usize) -> usize {
        let found = self
            .ranked(at)
            .or_else(|| self.extreme_of(at))
            .or_else(|| self.ranked_then(at))
            .or_else(|| self.figures(at))
            .or_else(|| self.first_few(at))
            .or_else(|| self.ordered(at))
            .or_else(|| self.paged(at))
            .or_else(|| self.csv(at))
            .or_else(|| self.filtered(at))
            .or_else(|| self.given(at))
            .or_else(|| self.on_day(at))
            .or_else(|| self.lately(at))
            .or_else(|| self.aged(at))
            .or_else(|| self.graded_than(at))
            .or_else(|| self.soon(at))
            .or_else(|| self.told(at))
            .or_else(|| self.per(at))
            .or_else(|| self.by(at))
            .or_else(|| self.adjective(at))
            .or_else(|| self.thing(at));
        if let Some(next) = found.filter(|next| *next > at) {
            return next;
        }
        if let Some(word) = self.words.get(at) {
            // "the books suggested by a member": who did it is told by what follows.
            let done = crate::english::is_past(&word.low)
                && !self.said.named.is_empty()
                && eat_any(self.words, at + 1, &["by|on|in|at|for|from|to|between"]).is_some();
            // What numbers are told by is no small matter.
            let per = word.is("per") && !self.said.figures.is_empty();
            // "at most 3 open loans" is a rule.
            let amount = word.low.starts_with(|c: char| c.is_ascii_digit())
                || matches!(word.low.as_str(), "most" | "least" | "more" | "less" | "fewer" | "than");
            let filler = !per
                && !amount
                && (done
                    || !word.is_name()
                    || FILLERS.contains(&word.low.as_str())
                    || !stop::is_content(&word.low) && !matches!(word.low.as_str(), "not" | "no" | "never"));
            if !filler {
                self.said.left.push(word.clone());
            }
        }
        at + 1
    }

    /// The entity that an adjective or a condition speaks of.
    pub(super) fn about(&self) -> Option<String> {
        let sole = || only(self.draft.entities.keys().cloned().collect());
        self.about_named().or_else(sole)
    }

    fn about_named(&self) -> Option<String> {
        self.said.named.last().cloned().or_else(|| self.context.rows.clone()).or_else(|| {
            let parent = self.context.parent.as_ref()?;
            let mut below: Vec<String> =
                children(self.draft, parent).into_iter().map(|(name, _)| name).collect();
            below.dedup();
            only(below)
        })
    }

    /// The entity that stands behind, before the clause ends; else the one spoken of.
    pub(super) fn ahead(&self, at: usize) -> Option<String> {
        let behind = (at..self.words.len().min(at + 8))
            .take_while(|n| !self.words[*n].is(";") && !self.words[*n].is("."))
            .find_map(|n| entity(self.draft, self.words, n))
            .map(|(name, _)| name)
            .filter(|name| Some(name) != self.context.parent.as_ref());
        behind.or_else(|| self.about())
    }

    fn thing(&mut self, at: usize) -> Option<usize> {
        let (name, next) = entity(self.draft, self.words, at)?;
        let word = &self.words.get(next - 1)?.low;
        if Some(&name) != self.context.parent.as_ref() || self.context.rows.as_ref() == Some(&name) {
            self.said.one |= singular(word) == *word && self.said.named.is_empty();
            if !self.said.named.contains(&name) {
                self.said.named.push(name);
            }
        }
        // "how many loans a member has"
        let has = eat_any(self.words, next, &["has|have|had|made|placed|got|received|wrote|took so? far?"]);
        Some(has.filter(|_| !self.said.figures.is_empty()).unwrap_or(next))
    }

    /// `the latest reading`, `the 10 most recent orders`, `top 5 books by rating`.
    fn first_few(&mut self, at: usize) -> Option<usize> {
        let start = eat_any(self.words, at, &["the", "a", "its", "their"]).unwrap_or(at);
        let (count, next) = match number(self.words, start) {
            Some(n) if n.fract() == 0.0 && (1.0..=1000.0).contains(&n) => (Some(n as u32), start + 1),
            _ => (None, start),
        };
        let newest = eat_any(
            self.words,
            next,
            &["most recent|recently added?|created?|posted?|placed?|taken?", "newest|latest|last|recent"],
        );
        // "the next upcoming booking": what comes soonest.
        if let Some(end) = eat_any(self.words, next, &["next upcoming|coming?"]).filter(|_| count.is_none())
            && let Some((rows, stop)) = entity(self.draft, self.words, end)
            && self.words.get(stop - 1).is_some_and(|w| singular(&w.low) == w.low)
            && let Some(begins) = super::adjective::starts(self.draft, &rows)
        {
            self.add(super::adjective::adjective(self.draft, &rows, "upcoming")?);
            self.said.order.push((begins, false));
            self.said.take = Some(1);
            self.said.one = true;
            return Some(end);
        }
        // "the first booking of a customer": one of them, and no order.
        let first = eat_any(self.words, next, &["first|very first"]).filter(|n| {
            count.is_none()
                && entity(self.draft, self.words, *n).is_some_and(|(_, end)| {
                    self.words.get(end - 1).is_some_and(|w| singular(&w.low) == w.low)
                        && eat_any(self.words, end, &["of|for|by|per"]).is_some()
                })
        });
        let oldest = eat_any(self.words, next, &["oldest|earliest"]).or(first);
        if let Some(end) = newest.or(oldest) {
            let (count, end) =
                match number(self.words, end).filter(|n| count.is_none() && n.fract() == 0.0 && *n >= 1.0) {
                    Some(n) => (Some(n as u32), end + 1),
                    None => (count, end),
                };
            // "newest first" is an order, "last 7 days" a time.
            if eat_any(self.words, end, &["first", "days|weeks|months|hours|minutes|day|week|month|hour"])
                .is_some()
            {
                return None;
            }
            self.said.newest = Some(newest.is_some());
            self.said.take = count.or(self.said.take);
            return Some(end);
        }
        if let Some(end) = self.superlative(start, count, next) {
            return Some(end);
        }
        // "five boats with the best rating": how many, and what they go by stands behind.
        if let Some(count) = count
            && let Some((rows, end)) = entity(self.draft, self.words, next)
            && let Some(by) = eat_any(self.words, end, &["with|having the?", "that|which|who has|have the"])
            && let Some((word, length)) = crate::words::graded::graded_at(
                self.words.get(by).map_or("", |w| w.low.as_str()),
                self.words.get(by + 1).map_or("", |w| w.low.as_str()),
            )
            && let Some((key, stop)) = field(self.draft, &rows, self.words, by + length)
            && let Some(down) = crate::words::graded::downwards(&word, &key)
        {
            self.said.named.push(rows);
            self.said.take = Some(count);
            self.said.order.push((key, down));
            return Some(stop);
        }
        let top = eat_any(self.words, start, &["top|best|highest"])?;
        let (count, end) = match number(self.words, top) {
            Some(n) if n.fract() == 0.0 && n >= 1.0 => (Some(n as u32), top + 1),
            _ => (count, top),
        };
        if let Some(end) = self.top_of_one(end, count) {
            return Some(end);
        }
        let rows = self.ahead(end)?;
        let (thing, end) = match entity(self.draft, self.words, end) {
            Some((name, next)) => (Some(name), next),
            None => (None, eat(self.words, end, "rated|ranked")?),
        };
        let by = eat_any(
            self.words,
            end,
            &["by|with the? highest|most|best|largest?", "ranked|sorted|ordered by"],
        );
        let key = match by {
            Some(n) => field(self.draft, &rows, self.words, n)?,
            None if thing.is_none() => (named_field(self.draft, &rows, "rating")?, end),
            // "the top 10 scores": by the number that ranks them.
            None => {
                const RANKS: &[&str] = &["points", "score", "rating", "votes", "likes", "rank"];
                let name = RANKS.iter().find_map(|name| {
                    named_field(self.draft, &rows, name)
                        .filter(|name| super::words::is_number(self.draft, &rows, name))
                })?;
                let said = super::words::joined(self.words.get(at..end)?);
                self.said.assumed.push(format!("\u{201c}{said}\u{201d} go by {name}"));
                (name, end)
            }
        };
        self.said.named.extend(thing);
        self.said.take = count.or(self.said.take);
        self.said.order.push((key.0, true));
        Some(key.1)
    }

    /// `top 10 of a race by finish time`: of what hangs on it and has such a number. Of times the shortest is the best.
    fn top_of_one(&mut self, at: usize, count: Option<u32>) -> Option<usize> {
        let of = eat_any(self.words, at, &["of|in|for|per a|an|the|each|every|one|any"])?;
        let (parent, next) = entity(self.draft, self.words, of)?;
        let by = eat_any(self.words, next, &["by|ranked|sorted|ordered by? the?"])?;
        let mut found = children(self.draft, &parent).into_iter().filter_map(|(rows, _)| {
            let (name, end) = field(self.draft, &rows, self.words, by)?;
            super::words::is_number(self.draft, &rows, &name).then_some((rows, name, end))
        });
        let (rows, name, end) = found.next().filter(|_| found.next().is_none())?;
        let short = name.split('_').any(|part| matches!(part, "time" | "duration" | "seconds" | "minutes"));
        let said = super::words::joined(self.words.get(at.checked_sub(1)?..end)?);
        let first = if short { "the smallest" } else { "the largest" };
        self.said.assumed.push(format!("\u{201c}{said}\u{201d} begins with {first} {name}"));
        self.said.named.extend([rows, parent]);
        self.said.take = Some(count.unwrap_or(10));
        self.said.order.push((name, !short));
        Some(end)
    }

    /// `the most expensive rental`, `the three cheapest tools`: by the one amount of money that it has.
    fn superlative(&mut self, at: usize, count: Option<u32>, next: usize) -> Option<usize> {
        let low = |n: usize| self.words.get(n).map_or("", |word| word.low.as_str());
        let (word, length) = crate::words::graded::graded_at(low(next), low(next + 1))?;
        // "the youngest 10 players"
        let behind = number(self.words, next + length)
            .filter(|n| count.is_none() && n.fract() == 0.0 && (1.0..=1000.0).contains(n));
        let end = next + length + usize::from(behind.is_some());
        let count = count.or(behind.map(|n| n as u32));
        let (rows, end) = entity(self.draft, self.words, end)?;
        let money = || {
            let dear = match word.as_str() {
                "most expensive" | "priciest" | "dearest" => true,
                "least expensive" | "cheapest" => false,
                _ => return None,
            };
            let money = super::words::fields(self.draft, &rows, |name, f| {
                f.ql_type == domain::spec::FieldType::Decimal
                    && super::words::is_number(self.draft, &rows, name)
            });
            Some((only(money)?, dear))
        };
        let (key, down) = super::adjective::graded(self.draft, &rows, &word).or_else(money)?;
        let one = self.words.get(end - 1).is_some_and(|w| singular(&w.low) == w.low);
        let most = if one { 1 } else { count.unwrap_or(10) };
        if !one && count.is_none() {
            let said = super::words::joined(self.words.get(at..end)?);
            self.said.assumed.push(format!("\u{201c}{said}\u{201d} are {most}"));
        }
        if !matches!(key.as_str(), "price" | "rating") {
            self.said.assumed.push(format!("\u{201c}{word}\u{201d} goes by {key}"));
        }
        self.said.named.push(rows);
        self.said.take = Some(most);
        self.said.order.push((key, down));
        Some(end)
    }

    /// `sorted by title`, `newest first`.
    fn ordered(&mut self, at: usize) -> Option<usize> {
        if let Some(end) = eat_any(self.words, at, &[",? newest|latest first", ",? most recent first"]) {
            self.said.newest = Some(true);
            self.said.one = false;
            return Some(end);
        }
        // "total points per team, highest first"
        if self.said.per.is_some()
            && self.said.every.is_none()
            && self.said.top.is_none()
            && let Some(end) = eat_any(self.words, at, &[",? the? highest|most|largest|best|biggest first"])
        {
            const LINES: u32 = 100;
            self.said.assumed.push(format!("the lines with the largest numbers come first, {LINES} at most"));
            self.said.top = Some(LINES);
            return Some(end);
        }
        // What comes soonest has not happened yet.
        if let Some(end) = eat_any(self.words, at, &[",? soonest|earliest first"])
            // "the rehearsals of a play": of the rehearsals.
            && let Some(name) = self
                .said
                .named
                .first()
                .cloned()
                .or_else(|| self.ahead(at))
                .and_then(|rows| super::adjective::starts(self.draft, &rows))
        {
            self.said.order.push((name, false));
            return Some(end);
        }
        // "latest arrival first"
        let comma = eat_any(self.words, at, &[","]).unwrap_or(at);
        if let Some(next) =
            eat_any(self.words, comma, &["newest|latest|oldest|earliest", "the? most recently|recent"])
            && let Some(rows) = self.said.named.first().cloned().or_else(|| self.about())
            && let Some((name, next)) = field(self.draft, &rows, self.words, next)
            && super::words::is_moment(self.draft, &rows, &name)
            && let Some(end) = eat_any(self.words, next, &["first"])
        {
            let latest = !self.words[comma].is("oldest") && !self.words[comma].is("earliest");
            self.said.order.push((name, latest));
            return Some(end);
        }
        if let Some(end) = self.graded_first(at) {
            return Some(end);
        }
        if let Some(end) = eat_any(self.words, at, &[",? oldest|earliest|soonest first"]) {
            self.said.newest = Some(false);
            return Some(end);
        }
        let by = eat_any(self.words, at, &[",? sorted|ordered|sort|ranked|order by"])?;
        // "the readings of a batch sorted by time": the readings are sorted.
        let first = self.said.named.first().filter(|_| self.said.named.len() > 1).cloned();
        let first = first
            .filter(|rows| field(self.draft, rows, self.words, by).is_some() || self.timely(by).is_some());
        let rows = first.or_else(|| self.about()).or_else(|| self.ahead(at))?;
        let (name, next) = field(self.draft, &rows, self.words, by).or_else(|| {
            // "sorted by time"
            let end = self.timely(by)?;
            let moment = super::words::happened_at(self.draft, &rows);
            (moment != "created_at").then_some((moment, end))
        })?;
        let down = eat_any(
            self.words,
            next,
            &[
                "in? descending order?",
                "desc",
                ",? highest|largest|newest|latest|biggest|most first",
                "( descending|desc )",
                "descending",
            ],
        );
        let up = eat_any(
            self.words,
            next,
            &[
                "in? ascending order?",
                "asc",
                ",? lowest|smallest|oldest|earliest|soonest first",
                "( ascending|asc )",
                "ascending",
                "alphabetically",
            ],
        );
        // "sorted by rating, best first"
        let low = |n: usize| self.words.get(n).map_or("", |word| word.low.as_str());
        let comma = eat_any(self.words, next, &[","]).unwrap_or(next);
        let graded =
            crate::words::graded::graded_at(low(comma), low(comma + 1)).and_then(|(word, length)| {
                let end = eat_any(self.words, comma + length, &["first"])?;
                Some((crate::words::graded::downwards(&word, &name)?, end))
            });
        let (down, end) = graded.unwrap_or((down.is_some(), down.or(up).unwrap_or(next)));
        self.said.order.push((name, down));
        Some(end)
    }

    /// `highest priority, then oldest`: an order, since more than one number says which comes first.
    fn ranked_then(&mut self, at: usize) -> Option<usize> {
        let low = |n: usize| self.words.get(n).map_or("", |word| word.low.as_str());
        let (word, length) = crate::words::graded::graded_at(low(at), low(at + 1))?;
        let rows = self.about_named()?;
        let (key, next) = field(self.draft, &rows, self.words, at + length)?;
        let then = eat_any(self.words, next, &[",? and? then"])?;
        let down = crate::words::graded::downwards(&word, &key)?;
        self.said.order.push((key, down));
        let newest = eat_any(self.words, then, &["by? the? newest|latest first?"]);
        if let Some(end) = newest.or_else(|| eat_any(self.words, then, &["by? the? oldest|earliest first?"]))
        {
            let moment = super::words::happened_at(self.draft, &rows);
            self.said.order.push((moment, newest.is_some()));
            return Some(end);
        }
        Some(next)
    }

    /// `(the queued job) with the highest priority`: the first of them, and no number.
    fn extreme_of(&mut self, at: usize) -> Option<usize> {
        let next = eat_any(self.words, at, &["with|having the?", "that|which has|have the"])?;
        let low = |n: usize| self.words.get(n).map_or("", |word| word.low.as_str());
        let (word, length) = crate::words::graded::graded_at(low(next), low(next + 1))?;
        let rows = self.said.named.last().cloned()?;
        let (key, end) = field(self.draft, &rows, self.words, next + length)?;
        let down = crate::words::graded::downwards(&word, &key)?;
        self.said.order.push((key, down));
        if self.said.one && self.said.take.is_none() {
            self.said.take = Some(1);
        }
        Some(end)
    }

    /// `heaviest first`, `best points first`, `highest rating first`.
    fn graded_first(&mut self, at: usize) -> Option<usize> {
        let at = eat_any(self.words, at, &[","]).unwrap_or(at);
        let low = |n: usize| self.words.get(n).map_or("", |word| word.low.as_str());
        let (word, length) = crate::words::graded::graded_at(low(at), low(at + 1))?;
        let next = at + length;
        let rows = self.said.named.first().cloned().or_else(|| self.about())?;
        let next = eat_any(self.words, next, &["ones"]).unwrap_or(next);
        if let Some(end) = eat_any(self.words, next, &["first"]) {
            let (key, down) = super::adjective::graded(self.draft, &rows, &word)?;
            self.said.order.push((key, down));
            return Some(end);
        }
        let (key, next) = field(self.draft, &rows, self.words, next)?;
        let end = eat_any(self.words, next, &["first"])?;
        let down = crate::words::graded::downwards(&word, &key)?;
        self.said.order.push((key, down));
        Some(end)
    }

    fn timely(&self, at: usize) -> Option<usize> {
        eat_any(self.words, at, &["the? time|date|day"])
    }

    fn paged(&mut self, at: usize) -> Option<usize> {
        if let Some(n) = number(self.words, at).filter(|n| n.fract() == 0.0 && (1.0..=100.0).contains(n))
            && let Some(end) = eat_any(self.words, at + 1, &["per|a page", "at a time"])
        {
            self.said.page = Some(n as u32);
            return Some(end);
        }
        if let Some(next) = eat_any(self.words, at, &["in? pages of"])
            && let Some(n) =
                number(self.words, next).filter(|n| n.fract() == 0.0 && (1.0..=100.0).contains(n))
        {
            self.said.page = Some(n as u32);
            return Some(eat_any(self.words, next + 1, &["items|entries|each"]).unwrap_or(next + 1));
        }
        eat_any(self.words, at, &["paginated|paged|pagination", "in pages"])
    }

    fn csv(&mut self, at: usize) -> Option<usize> {
        let end = eat_any(
            self.words,
            at,
            &["as|in|to|a? csv|text/csv file|format|download|export?", "text / csv", "csv"],
        )?;
        self.said.csv = true;
        Some(end)
    }

    fn filtered(&mut self, at: usize) -> Option<usize> {
        let by = eat_any(
            self.words,
            at,
            &[
                ",? optionally? filter|filters|filtered|filterable by|on|for the?",
                "honouring|honoring|respecting the? same? filters|filter of? the? list?",
                "with the? same filters",
            ],
        )?;
        if eat_any(self.words, at, &["honouring", "honoring", "respecting", "with"]).is_some() {
            return Some(by);
        }
        let counted = self.said.figures.first().and_then(|(entity, _)| entity.clone());
        let rows = self.about().or(counted).or_else(|| self.ahead(at))?;
        // "filtered by date range"
        if let Some(end) =
            eat_any(self.words, by, &["a|an|the? date|time? range|period|interval|span", "dates"])
        {
            let name = super::adjective::moment_of(self.draft, &rows, None);
            self.said.ranges.push(name);
            return Some(end);
        }
        let mut at = by;
        let mut end = None;
        while let Some((name, next)) = field(self.draft, &rows, self.words, at) {
            self.said.filters.push(name);
            end = Some(next);
            match eat_any(self.words, next, &[", and", "and|or|,"]) {
                Some(after) => at = after,
                None => break,
            }
        }
        end
    }

    /// `in a given period`, `between two dates`, `of a month`, `with a given product`: values that whoever asks
    /// brings along.
    fn given(&mut self, at: usize) -> Option<usize> {
        const SPAN: &[&str] = &[
            "between two|the|any|a|given|certain|chosen given|certain|chosen|stated? dates|days|times|moments|timestamps",
            "between a|the|one start|first|from? date|day|time? and an|a|the|another end|last|to? date|day|time",
            "from|since a|one|some|any date|day to|until|till|and a|another|some|any date|day",
            "in|within|during|over|for|of|from|at|on a|an|the|any|one|some given|certain|specific|particular|chosen|selected|custom period|interval|range|timeframe|span of? time?",
            "in|within|during|over|for|by a|an|the|any|given|certain|chosen? date|time range|period|interval|span|window",
            "in|within|during|for|of|on a|an|the|any|one|some|each given|certain|specific|particular|chosen|selected month|week|year|day|date",
            "in|within|during|of|for|on a|one|any month|week|year|day|date",
        ];
        // "outages started between two dates"
        let done = self.words.get(at).filter(|word| crate::english::is_past(&word.low));
        let from = if done.is_some() { at + 1 } else { at };
        if let Some(end) = eat_any(self.words, from, SPAN) {
            // "the appointments of a vet between two dates": of the appointments.
            let first = self.said.named.first().cloned();
            let counted = self.said.figures.first().and_then(|(entity, _)| entity.clone());
            let rows = first.or(counted).or_else(|| self.about()).or_else(|| self.ahead(at))?;
            let name = super::adjective::moment_of(self.draft, &rows, done.map(|word| word.low.clone()));
            self.said.ranges.push(name);
            return Some(end);
        }
        // "below a given quantity"
        const BOUND: &[&str] = &[
            "below|under|above|over|up a|the|some given|certain|specific|particular",
            "cheaper|older|younger|larger|bigger|smaller|heavier|lighter|longer|shorter|later|earlier|higher|lower than a|the|some given|certain|specific|particular",
            "at|more|less|fewer least|most|than a|the|some given|certain|specific|particular",
        ];
        if let Some(next) = eat_any(self.words, at, BOUND) {
            let rows = self.about().or_else(|| self.ahead(at))?;
            let (name, next) = field(self.draft, &rows, self.words, next)?;
            self.said.ranges.push(name);
            return Some(next);
        }
        const GIVEN: &[&str] = &[
            "with|for|by|of|in|on|from|having|at a|an|the|one|some|any given|certain|specific|particular|chosen|selected",
            "with|having the same",
        ];
        let next = eat_any(self.words, at, GIVEN)?;
        let rows = self.about().or_else(|| self.ahead(at))?;
        let (name, next) = field(self.draft, &rows, self.words, next)?;
        let key = self.draft.relations.iter().any(|r| r.from == rows && r.field.as_deref() == Some(&name));
        if key && self.said.filters.is_empty() && self.said.ranges.is_empty() {
            return None;
        }
        self.said.filters.push(name);
        Some(next)
    }

    /// `by voice pitch`, `by route and by departure date`.
    fn by(&mut self, at: usize) -> Option<usize> {
        let named = self.said.named.len();
        if !self.said.figures.is_empty() || !(1..=2).contains(&named) || !self.said.by.is_empty() {
            return None;
        }
        // "the latest measurement per panel": of one panel.
        if self.said.newest.is_some()
            && let Some((parent, end)) = eat_any(self.words, at, &["per", "for each|every|any"])
                .and_then(|n| entity(self.draft, self.words, n))
        {
            self.said.named.push(parent);
            return Some(end);
        }
        // "the costumes of a play by size": of the costumes.
        let rows = if named == 2 { self.said.named.first().cloned() } else { self.about() }?;
        let mut next = eat_any(self.words, at, &["by the|their|its?", "per"])?;
        let mut end = None;
        while let Some((name, after)) = field(self.draft, &rows, self.words, next) {
            self.said.by.push(name);
            end = Some(after);
            match eat_any(self.words, after, &[", and|or? by?", "and|or|, by?"]) {
                Some(more) => next = more,
                None => break,
            }
        }
        end
    }

    /// What holds together once all is read.
    fn settle(&mut self) {
        // A single count needs no name of its own.
        if let [(_, figure)] = self.said.figures.as_mut_slice()
            && figure.measure == Measure::Count
        {
            figure.name = "count".to_owned();
        }
        // "open" of two things would be the same name.
        let first = self.said.figures.first().and_then(|(entity, _)| entity.clone());
        if self.said.figures.iter().any(|(entity, _)| *entity != first) {
            for (entity, figure) in &mut self.said.figures {
                if let (Some(entity), Measure::Count, false) =
                    (entity, figure.measure, figure.conditions.is_empty())
                {
                    figure.name = format!("{}_{}", figure.name, many(entity));
                }
            }
        }
        self.said.filters.dedup();
    }
}
