//! What a remark says that a route answers: numbers, which rows, in which order, and how many.
//!
//! Every word has to go somewhere. What is left over is what the person is asked about.

use domain::route::{Comparison, Condition, Figure, Measure, Term};
use serde_json::{Value, json};

use super::words::{
    Trait, Word, children, eat, eat_any, entity, field, fields, happened_at, is_flag, is_moment, is_number,
    many, named_field, number, only, stated, trait_of, value,
};
use crate::{
    assemble::draft::Draft,
    words::{singular, snake, stop},
};

/// What is known before a remark is read.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Whose rows they are, where the path says so.
    pub rows: Option<String>,
    /// The record that the path names.
    pub parent: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// Each with the entity whose rows it is about.
    pub figures: Vec<(Option<String>, Figure)>,
    pub per: Option<(String, String)>,
    /// Things whose rows are named.
    pub named: Vec<String>,
    /// One row is spoken of, not several.
    pub one: bool,
    pub take: Option<u32>,
    pub newest: Option<bool>,
    pub order: Vec<(String, bool)>,
    pub conditions: Vec<Condition>,
    pub filters: Vec<String>,
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
    draft: &'a Draft,
    words: &'a [Word],
    context: &'a Context,
    said: Said,
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

impl Reader<'_> {
    fn step(&mut self, at: usize) -> usize {
        let found = self
            .figures(at)
            .or_else(|| self.first_few(at))
            .or_else(|| self.ordered(at))
            .or_else(|| self.paged(at))
            .or_else(|| self.csv(at))
            .or_else(|| self.filtered(at))
            .or_else(|| self.told(at))
            .or_else(|| self.per(at))
            .or_else(|| self.adjective(at))
            .or_else(|| self.thing(at));
        if let Some(next) = found.filter(|next| *next > at) {
            return next;
        }
        if let Some(word) = self.words.get(at) {
            let filler = !word.is_name()
                || FILLERS.contains(&word.low.as_str())
                || !stop::is_content(&word.low) && !matches!(word.low.as_str(), "not" | "no" | "never");
            if !filler {
                self.said.left.push(word.clone());
            }
        }
        at + 1
    }

    /// The entity that an adjective or a condition speaks of.
    fn about(&self) -> Option<String> {
        self.said.named.last().cloned().or_else(|| self.context.rows.clone()).or_else(|| {
            let parent = self.context.parent.as_ref()?;
            let mut below: Vec<String> =
                children(self.draft, parent).into_iter().map(|(name, _)| name).collect();
            below.dedup();
            only(below)
        })
    }

    /// The entity that stands behind, before the clause ends; else the one spoken of.
    fn ahead(&self, at: usize) -> Option<String> {
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
        Some(next)
    }

    /// `number of open tickets`, `min, max and average temperature`, `total amount`.
    fn figures(&mut self, at: usize) -> Option<usize> {
        let at = eat_any(self.words, at, &["the", "its", "their", "a", "an"]).unwrap_or(at);
        if let Some(next) = eat_any(
            self.words,
            at,
            &[
                "total? overall? number|numbers|count|counts|amount of",
                "how many",
                "count|counts|counting|counted all? the?",
                "totals of",
            ],
        ) {
            return self.counts(next);
        }
        let (measures, next) = self.measures(at)?;
        let skipped = eat_any(self.words, next, &["value|values of", "of", "value|values"]).unwrap_or(next);
        let skipped = eat_any(self.words, skipped, &["all? the|its|their|every", "all"]).unwrap_or(skipped);
        // "the average value" is that of the field `value`, where there is one.
        let named = |n: usize| {
            self.draft
                .entities
                .keys()
                .any(|e| field(self.draft, e, self.words.get(..n + 1).unwrap_or_default(), n).is_some())
        };
        let values = self.words.get(next).is_some_and(|w| w.is("value") || w.is("values")) && named(next);
        let next = if self.measured(next).is_some() || values { next } else { skipped };
        let mut at = next;
        let mut found = Vec::new();
        loop {
            let Some((entity, name, next)) = self.measured(at) else { break };
            found.push((entity, name));
            at = next;
            let after = eat_any(self.words, at, &[", and", "and", ",", "&"]);
            match after.filter(|n| self.measured(*n).is_some() && self.measures(*n).is_none()) {
                Some(next) => at = next,
                None => break,
            }
        }
        if found.is_empty() && values {
            return None;
        }
        if found.is_empty() {
            // "the total per customer": a field of that name.
            let word = self.words.get(next - 1).filter(|w| w.is("total"));
            // "total books" are counted; the sum of the orders, and "the average", are of the one number there is.
            let counted = word.is_some() && self.words.get(next - 1).is_some_and(|w| w.is("total"));
            if counted
                && measures == [Measure::Sum]
                && let Some(next) = self.counts(next)
            {
                return Some(next);
            }
            let thing = entity(self.draft, self.words, next);
            let (rows, name, end) = match (thing, word) {
                (None, Some(_)) if self.measured(next - 1).is_some() => {
                    let (rows, name, _) = self.measured(next - 1)?;
                    (rows, name, next)
                }
                (thing, _) => {
                    let (rows, end) = match thing {
                        Some((rows, end)) => (rows, end),
                        None => (self.about()?, next),
                    };
                    let number = |name: &str| is_number(self.draft, &rows, name);
                    let money = |name: &str, f: &domain::spec::Field| {
                        number(name) && f.ql_type == domain::spec::FieldType::Decimal
                    };
                    let name = only(fields(self.draft, &rows, |name, _| number(name)))
                        .or_else(|| only(fields(self.draft, &rows, money)))?;
                    (rows, name, end)
                }
            };
            found.push((rows, name));
            at = end;
        }
        for (entity, name) in found {
            for measure in &measures {
                let label = match measure {
                    Measure::Sum if name.starts_with("total") => name.clone(),
                    Measure::Sum => format!("total_{name}"),
                    Measure::Average => format!("average_{name}"),
                    Measure::Minimum => format!("min_{name}"),
                    Measure::Maximum => format!("max_{name}"),
                    Measure::Count => format!("{name}_count"),
                };
                self.figure(Some(entity.clone()), label, *measure, Some(name.clone()), vec![]);
            }
        }
        // "of the reviews", "of its readings"
        let of = eat_any(
            self.words,
            at,
            &["of|over|across|from|for|in all|the|its|their|all? the|its|their?", "of|over"],
        );
        let behind = of.and_then(|n| entity(self.draft, self.words, n));
        match behind.filter(|(name, _)| self.said.figures.iter().any(|(e, _)| e.as_ref() == Some(name))) {
            Some((_, next)) => Some(next),
            None => Some(at),
        }
    }

    fn measure(&self, at: usize) -> Option<Measure> {
        match self.words.get(at)?.low.as_str() {
            "total" | "sum" | "sums" | "summed" => Some(Measure::Sum),
            "average" | "mean" | "avg" | "averages" => Some(Measure::Average),
            "min" | "minimum" | "lowest" | "smallest" => Some(Measure::Minimum),
            "max" | "maximum" | "highest" | "largest" | "biggest" => Some(Measure::Maximum),
            _ => None,
        }
    }

    fn measures(&self, at: usize) -> Option<(Vec<Measure>, usize)> {
        let mut found = vec![self.measure(at)?];
        let mut at = at + 1;
        while let Some(next) = eat_any(self.words, at, &[", and", "and", ",", "/", "&"])
            && let Some(measure) = self.measure(next)
        {
            found.push(measure);
            at = next + 1;
        }
        Some((found, at))
    }

    /// A number field, of the rows spoken of or of what can only be meant.
    fn measured(&self, at: usize) -> Option<(String, String, usize)> {
        let numeric = |entity: &str| {
            field(self.draft, entity, self.words, at).filter(|(name, _)| is_number(self.draft, entity, name))
        };
        let mut candidates: Vec<String> = Vec::new();
        candidates.extend(self.ahead(at));
        candidates.extend(self.context.rows.clone());
        if let Some(parent) = &self.context.parent {
            candidates.extend(children(self.draft, parent).into_iter().map(|(child, _)| child));
        }
        if let Some((entity, (name, next))) = candidates.iter().find_map(|e| Some((e.clone(), numeric(e)?))) {
            return Some((entity, name, next));
        }
        if self.context.parent.is_some() {
            return None;
        }
        let all: Vec<(String, (String, usize))> =
            self.draft.entities.keys().filter_map(|e| Some((e.clone(), numeric(e)?))).collect();
        match all.as_slice() {
            [(entity, (name, next))] => Some((entity.clone(), name.clone(), *next)),
            _ => None,
        }
    }

    /// `open and closed tickets`, `books, members and open loans`.
    fn counts(&mut self, at: usize) -> Option<usize> {
        let at = eat_any(self.words, at, &["all? the|its|their", "all", "registered"]).unwrap_or(at);
        // Parts up to where the list ends.
        let mut parts: Vec<std::ops::Range<usize>> = Vec::new();
        let mut n = at;
        let mut start = at;
        while n <= self.words.len() {
            let ends = self.words.get(n).is_none_or(|word| {
                word.is("per")
                    || word.is("by")
                    || word.is("grouped")
                    || word.is("for")
                    || word.is("of")
                    || word.is("with")
                    || word.is("in")
                    || word.is("that")
                    || word.is("whose")
                    || word.is("which")
                    || word.is("who")
                    || word.is("on")
                    || word.is("where")
                    || word.is("from")
                    || word.is("and")
                    || word.is("or")
                    || word.is("vs")
                    || word.is("versus")
                    || word.is("have")
                    || word.is("has")
                    || word.is("are")
                    || word.is("there")
                    || !word.is_name()
            });
            if !ends {
                n += 1;
                continue;
            }
            if n > start {
                parts.push(start..n);
            }
            let Some(next) =
                eat_any(self.words, n, &[", and", "and", ",", "or", "vs .?", "versus", "&", "/"])
            else {
                break;
            };
            // "… and the average rating" is another number.
            let again = eat_any(self.words, next, &["the", "their", "its"]).unwrap_or(next);
            let other = self.measures(again).is_some()
                || eat_any(self.words, again, &["number|count of", "how many"]).is_some();
            if other
                || self.part(&(next..next + 1), None).is_none()
                    && self.part(&(next..next + 2), None).is_none()
                    && self.part(&(next..next + 3), None).is_none()
            {
                break;
            }
            start = next;
            n = next;
        }
        let heads: Vec<Option<(String, Vec<Condition>, String)>> = {
            let mut behind: Option<String> = None;
            let mut all: Vec<_> = parts
                .iter()
                .rev()
                .map(|part| {
                    let found = self.part(part, behind.clone());
                    behind = found.as_ref().map(|(entity, _, _)| entity.clone()).or(behind.take());
                    found
                })
                .collect();
            all.reverse();
            all
        };
        let heads: Vec<(String, Vec<Condition>, String)> = heads.into_iter().collect::<Option<_>>()?;
        let end = parts.last()?.end;
        for (entity, conditions, label) in heads {
            self.figure(Some(entity), label, Measure::Count, None, conditions);
        }
        Some(end)
    }

    /// `open tickets`, or `open` where the tickets come later.
    fn part(
        &self,
        range: &std::ops::Range<usize>,
        behind: Option<String>,
    ) -> Option<(String, Vec<Condition>, String)> {
        let words = self.words.get(range.clone())?;
        let (head, adjectives) = (0..words.len())
            .find_map(|n| {
                entity(self.draft, words, n)
                    .filter(|(_, next)| *next == words.len())
                    .map(|(name, _)| (name, n))
            })
            .map_or((None, words.len()), |(name, n)| (Some(name), n));
        let named = head.is_some();
        let entity = head.or(behind).or_else(|| if words.is_empty() { None } else { self.about() })?;
        let mut conditions = Vec::new();
        let mut at = 0;
        while at < adjectives {
            if matches!(
                words[at].low.as_str(),
                "the"
                    | "all"
                    | "total"
                    | "different"
                    | "current"
                    | "currently"
                    | "existing"
                    | "registered"
                    | "its"
                    | "their"
            ) {
                at += 1;
                continue;
            }
            let (found, next) = (1..=2).rev().find_map(|count| {
                let part = words.get(at..(at + count).min(adjectives))?;
                (part.len() == count).then(|| {
                    adjective(self.draft, &entity, &super::words::joined(part)).map(|c| (c, at + count))
                })?
            })?;
            conditions.extend(found);
            at = next;
        }
        if !named && conditions.is_empty() {
            return None;
        }
        let label = if conditions.is_empty() {
            many(&entity)
        } else {
            snake(&super::words::joined(words.get(..adjectives)?)).unwrap_or_else(|| many(&entity))
        };
        Some((entity, conditions, label))
    }

    fn figure(
        &mut self,
        entity: Option<String>,
        name: String,
        measure: Measure,
        field: Option<String>,
        conditions: Vec<Condition>,
    ) {
        let taken = |name: &str, said: &Said| said.figures.iter().any(|(_, f)| f.name == name);
        let mut label = name.clone();
        let mut n = 2;
        while taken(&label, &self.said) {
            label = format!("{name}_{n}");
            n += 1;
        }
        self.said.figures.push((entity, Figure { name: label, measure, field, entity: None, conditions }));
    }

    /// `per customer`, `by status`, `for each category`.
    fn per(&mut self, at: usize) -> Option<usize> {
        if self.said.figures.is_empty() || self.said.per.is_some() {
            return None;
        }
        let each = eat_any(self.words, at, &["each|every"]).and_then(|n| {
            let rows = self.said.figures.first().and_then(|(entity, _)| entity.clone())?;
            let (name, end) = field(self.draft, &rows, self.words, n)?;
            let end =
                eat_any(self.words, end, &["has|have|had|holds|wrote|made|placed|got|contains|received"])?;
            Some(((rows, name), end))
        });
        if let Some((per, end)) = each {
            self.said.per = Some(per);
            return Some(end);
        }
        let next = eat_any(
            self.words,
            at,
            &[
                "grouped|group|broken|split down? by|per the?",
                "per|by the?|each?",
                "for|in|of each|every",
                "for|in|of the different",
            ],
        )?;
        let rows =
            self.said.figures.first().and_then(|(entity, _)| entity.clone()).or_else(|| self.about())?;
        let (name, next) = field(self.draft, &rows, self.words, next)?;
        let moment = is_moment(self.draft, &rows, &name);
        if moment
            || !super::words::stated(self.draft, &rows, &name).is_none_or(|f| {
                !matches!(
                    f.ql_type,
                    domain::spec::FieldType::Json
                        | domain::spec::FieldType::File
                        | domain::spec::FieldType::Geo
                )
            })
        {
            return None;
        }
        self.said.per = Some((rows, name));
        Some(next)
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
        let oldest = eat_any(self.words, next, &["oldest|earliest"]);
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
        let top = eat_any(self.words, start, &["top|best|highest"])?;
        let (count, end) = match number(self.words, top) {
            Some(n) if n.fract() == 0.0 && n >= 1.0 => (Some(n as u32), top + 1),
            _ => (count, top),
        };
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
            None => (named_field(self.draft, &rows, "rating").filter(|_| thing.is_none())?, end),
        };
        self.said.named.extend(thing);
        self.said.take = count.or(self.said.take);
        self.said.order.push((key.0, true));
        Some(key.1)
    }

    /// `sorted by title`, `newest first`.
    fn ordered(&mut self, at: usize) -> Option<usize> {
        if let Some(end) = eat_any(self.words, at, &[",? newest|latest first", ",? most recent first"]) {
            self.said.newest = Some(true);
            return Some(end);
        }
        if let Some(end) = eat_any(self.words, at, &[",? oldest|earliest first"]) {
            self.said.newest = Some(false);
            return Some(end);
        }
        let by = eat_any(self.words, at, &[",? sorted|ordered|sort|ranked|order by"])?;
        let rows = self.about().or_else(|| self.ahead(at))?;
        let (name, next) = field(self.draft, &rows, self.words, by)?;
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
        self.said.order.push((name, down.is_some()));
        Some(down.or(up).unwrap_or(next))
    }

    fn paged(&mut self, at: usize) -> Option<usize> {
        if let Some(n) = number(self.words, at).filter(|n| n.fract() == 0.0 && (1.0..=100.0).contains(n))
            && let Some(end) = eat(self.words, at + 1, "per|a page")
        {
            self.said.page = Some(n as u32);
            return Some(end);
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
        let rows = self.about().or_else(|| self.ahead(at))?;
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

    /// `overdue`, `open`, `low stock`: said of the rows behind.
    fn adjective(&mut self, at: usize) -> Option<usize> {
        let rows = self.ahead(at)?;
        let not = eat_any(self.words, at, &["not yet?", "never"]);
        let start = not.unwrap_or(at);
        let (found, next) = (1..=3).rev().find_map(|count| {
            let part = self.words.get(start..start + count).filter(|p| p.iter().all(Word::is_name))?;
            adjective(self.draft, &rows, &super::words::joined(part)).map(|found| (found, start + count))
        })?;
        let found =
            if not.is_some() { found.into_iter().map(opposite).collect::<Option<Vec<_>>>()? } else { found };
        self.add(found);
        Some(eat(self.words, next, "yet|already|now").unwrap_or(next))
    }

    fn add(&mut self, found: Vec<Condition>) {
        for condition in found {
            // Conditions behind a number are the number's own.
            match self.said.figures.last_mut() {
                Some((_, figure)) if self.said.per.is_none() => figure.conditions.push(condition),
                _ if self.said.conditions.contains(&condition) => {}
                _ => self.said.conditions.push(condition),
            }
        }
    }

    /// `whose due date is in the past`, `with stock below 5`, `where status is open`.
    fn told(&mut self, at: usize) -> Option<usize> {
        let lead = eat_any(
            self.words,
            at,
            &[
                "that|which|who|they? still? have|has a|an|the?",
                "whose|where|with|having|when|if the|a|an?",
                "without a|an|any?",
                "and whose|with|the|where",
                "( whose|where|with|the?",
                "and",
            ],
        );
        let without = eat(self.words, at, "without");
        let rows = self.about().or_else(|| self.ahead(at))?;
        let start = lead.unwrap_or(at);
        let (name, next) = field(self.draft, &rows, self.words, start)?;
        if without.is_some() {
            let nothing =
                Condition { field: name, is: Comparison::OneOf, than: Term::Values(vec![Value::Null]) };
            self.add(vec![nothing]);
            return Some(next);
        }
        let (condition, next) = self.comparison(&rows, &name, next)?;
        self.add(condition);
        Some(eat(self.words, next, ")").unwrap_or(next))
    }

    fn comparison(&self, rows: &str, name: &str, at: usize) -> Option<(Vec<Condition>, usize)> {
        let words = self.words;
        let one = |is: Comparison, than: Term| Condition { field: name.to_owned(), is, than };
        let at = eat_any(words, at, &["is|are|was|has|have|does|lies|falls|being|been already|still?"])
            .unwrap_or(at);
        if is_moment(self.draft, rows, name) {
            let now = Term::DaysFromNow(0);
            if let Some(end) = eat_any(
                words,
                at,
                &[
                    "in the past",
                    "passed|over|past|gone",
                    "already passed",
                    "before today|now",
                    "earlier than today|now",
                    "< now|today",
                ],
            ) {
                return Some((vec![one(Comparison::Below, now)], end));
            }
            if let Some(end) = eat_any(
                words,
                at,
                &[
                    "in the future",
                    "after today|now",
                    "later than today|now",
                    "> now|today",
                    "still? ahead|to come",
                ],
            ) {
                return Some((vec![one(Comparison::Above, now)], end));
            }
            if let Some((days, end)) = self.days(at, &["within|in the? next", "within"]) {
                return Some((
                    vec![one(Comparison::AtLeast, now), one(Comparison::AtMost, Term::DaysFromNow(days))],
                    end,
                ));
            }
            if let Some((days, end)) = self.days(at, &["within|in|from|during the? last|past"]) {
                return Some((
                    vec![one(Comparison::AtLeast, Term::DaysFromNow(-days)), one(Comparison::AtMost, now)],
                    end,
                ));
            }
            if let Some((days, end)) = self.days(at, &["more than", "older than", "over"]) {
                let end = eat(words, end, "ago|old").unwrap_or(end);
                return Some((vec![one(Comparison::Below, Term::DaysFromNow(-days))], end));
            }
        }
        let nothing = Term::Values(vec![Value::Null]);
        if let Some(end) =
            eat_any(words, at, &["null|missing|empty|unset|absent|blank", "not set|given|known|filled"])
        {
            return Some((vec![one(Comparison::OneOf, nothing)], end));
        }
        if let Some(end) = eat_any(words, at, &["set|given|present", "not null|empty|missing"]) {
            return Some((vec![one(Comparison::NotOneOf, nothing)], end));
        }
        if is_number(self.draft, rows, name) {
            const WAYS: &[(&str, Comparison)] = &[
                ("at or below", Comparison::AtMost),
                ("at least", Comparison::AtLeast),
                ("at most", Comparison::AtMost),
                ("up to", Comparison::AtMost),
                ("no|not more than", Comparison::AtMost),
                ("no|not less|fewer than", Comparison::AtLeast),
                ("less|lower|smaller|fewer than", Comparison::Below),
                ("more|greater|higher|larger|bigger than", Comparison::Above),
                ("below|under|beneath", Comparison::Below),
                ("above|over|exceeding|exceeds|beyond", Comparison::Above),
                ("falls|drops|dropped|fell below|under", Comparison::Below),
                ("<", Comparison::Below),
                ("<=", Comparison::AtMost),
                ("≤", Comparison::AtMost),
                (">", Comparison::Above),
                (">=", Comparison::AtLeast),
                ("≥", Comparison::AtLeast),
            ];
            let way = WAYS.iter().find_map(|(pattern, is)| Some((eat(words, at, pattern)?, *is)));
            if let Some((next, is)) = way {
                let next = eat_any(words, next, &["the|its|their|a"]).unwrap_or(next);
                if let Some((value, end)) = value(self.draft, rows, name, words, next) {
                    return Some((vec![one(is, Term::Value(value))], end));
                }
                let (other, end) = field(self.draft, rows, words, next)?;
                return is_number(self.draft, rows, &other).then(|| (vec![one(is, Term::Field(other))], end));
            }
        }
        let not = eat_any(words, at, &["not", "!=", "isn't|aren't", "other than"]);
        let next = not.or_else(|| eat_any(words, at, &["=", "==", "equals|equal to?", "of"])).unwrap_or(at);
        let (first, mut end) = value(self.draft, rows, name, words, next)?;
        let mut values = vec![first];
        while let Some((more, after)) = eat_any(words, end, &[", or", "or", "nor", ","])
            .and_then(|n| value(self.draft, rows, name, words, n))
        {
            values.push(more);
            end = after;
        }
        let is = if not.is_some() { Comparison::NotOneOf } else { Comparison::OneOf };
        if is_number(self.draft, rows, name)
            && not.is_none()
            && next == at
            && eat(words, at.saturating_sub(1), "is|are").is_none()
        {
            return None;
        }
        Some((vec![one(is, Term::Values(values))], end))
    }

    /// `the next 7 days`: how many days, and where the words end.
    fn days(&self, at: usize, leads: &[&str]) -> Option<(i32, usize)> {
        let next = eat_any(self.words, at, leads)?;
        let (count, next) = match number(self.words, next) {
            Some(n) if n.fract() == 0.0 && (1.0..=3650.0).contains(&n) => (n as i32, next + 1),
            _ => (1, next),
        };
        let unit = match self.words.get(next)?.low.as_str() {
            "day" | "days" => 1,
            "week" | "weeks" => 7,
            _ => return None,
        };
        Some((count * unit, next + 1))
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

/// The conditions that a word stands for: `overdue`, `open`, `unpaid`, `low stock`, `upcoming`.
pub fn adjective(draft: &Draft, rows: &str, word: &str) -> Option<Vec<Condition>> {
    let word = word.replace(['-', '_'], " ");
    let one = |field: &str, is: Comparison, than: Term| Condition { field: field.to_owned(), is, than };
    if let Some(found) = trait_of(draft, rows, &word) {
        return Some(vec![condition_of(found)]);
    }
    let now = || Term::DaysFromNow(0);
    let moments = |parts: &[&str]| {
        only(fields(draft, rows, |name, _| {
            is_moment(draft, rows, name) && parts.iter().any(|part| name.contains(part))
        }))
    };
    match word.as_str() {
        "overdue" | "late" | "past due" => {
            let due = moments(&["due", "deadline", "return_by", "expected"])?;
            let mut found = vec![one(&due, Comparison::Below, now())];
            found.extend(unfinished(draft, rows));
            Some(found)
        }
        "expired" | "outdated" => Some(vec![one(
            &moments(&["expir", "valid_until", "valid_to", "best_before"])?,
            Comparison::Below,
            now(),
        )]),
        "upcoming" | "future" | "coming" => Some(vec![one(&starts(draft, rows)?, Comparison::Above, now())]),
        "past" | "previous" => Some(vec![one(&starts(draft, rows)?, Comparison::Below, now())]),
        "low stock" | "low on stock" | "running low" | "low" | "low in stock" => {
            let (stock, level) = (stock(draft, rows)?, level(draft, rows)?);
            Some(vec![one(&stock, Comparison::Below, Term::Field(level))])
        }
        "out of stock" | "sold out" | "unavailable" => {
            Some(vec![one(&stock(draft, rows)?, Comparison::AtMost, Term::Value(json!(0)))])
        }
        "in stock" => Some(vec![one(&stock(draft, rows)?, Comparison::Above, Term::Value(json!(0)))]),
        "pending" | "open" | "todo" | "incomplete" | "unfinished" | "outstanding" | "remaining"
        | "undone" => {
            let flag = done_flag(draft, rows)?;
            Some(vec![one(&flag, Comparison::NotOneOf, Term::Values(vec![json!(true)]))])
        }
        "closed" | "finished" => {
            let flag = done_flag(draft, rows)?;
            Some(vec![one(&flag, Comparison::OneOf, Term::Values(vec![json!(true)]))])
        }
        _ => None,
    }
}

pub fn condition_of(found: Trait) -> Condition {
    let (field, is, value) = match found {
        Trait::Flag(field, true) => (field, Comparison::OneOf, json!(true)),
        Trait::Flag(field, false) => (field, Comparison::NotOneOf, json!(true)),
        Trait::Value(field, value) => (field, Comparison::OneOf, value),
        Trait::Happened(field, true) => (field, Comparison::NotOneOf, Value::Null),
        Trait::Happened(field, false) => (field, Comparison::OneOf, Value::Null),
    };
    Condition { field, is, than: Term::Values(vec![value]) }
}

fn opposite(condition: Condition) -> Option<Condition> {
    let is = match condition.is {
        Comparison::OneOf => Comparison::NotOneOf,
        Comparison::NotOneOf => Comparison::OneOf,
        Comparison::Below | Comparison::AtMost | Comparison::Above | Comparison::AtLeast => return None,
    };
    Some(Condition { is, ..condition })
}

/// What is done is not late any more.
fn unfinished(draft: &Draft, rows: &str) -> Option<Condition> {
    if let Some(flag) = done_flag(draft, rows) {
        return Some(Condition {
            field: flag,
            is: Comparison::NotOneOf,
            than: Term::Values(vec![json!(true)]),
        });
    }
    const OVER: &[&str] = &[
        "done",
        "completed",
        "complete",
        "closed",
        "paid",
        "returned",
        "resolved",
        "finished",
        "cancelled",
        "canceled",
        "archived",
        "delivered",
        "void",
        "shipped",
    ];
    let found = draft.entities.get(rows)?.fields.iter().find_map(|(name, field)| {
        let over: Vec<Value> = field
            .values
            .as_ref()?
            .iter()
            .filter(|v| v.as_str().is_some_and(|v| OVER.contains(&v.to_lowercase().as_str())))
            .cloned()
            .collect();
        (!over.is_empty()).then(|| (name.clone(), over))
    });
    if let Some((field, over)) = found {
        return Some(Condition { field, is: Comparison::NotOneOf, than: Term::Values(over) });
    }
    let ended = ["returned", "paid", "completed", "closed", "resolved", "finished", "done"];
    let name = only(fields(draft, rows, |name, f| {
        is_moment(draft, rows, name) && !f.required && ended.iter().any(|word| name.starts_with(word))
    }))?;
    Some(Condition { field: name, is: Comparison::OneOf, than: Term::Values(vec![Value::Null]) })
}

pub fn done_flag(draft: &Draft, rows: &str) -> Option<String> {
    let names =
        ["done", "completed", "complete", "finished", "closed", "resolved", "paid", "returned", "checked"];
    only(fields(draft, rows, |name, _| {
        is_flag(draft, rows, name)
            && names.contains(&name.trim_start_matches("is_").trim_start_matches("has_"))
    }))
}

fn starts(draft: &Draft, rows: &str) -> Option<String> {
    let moment = |name: &str| is_moment(draft, rows, name);
    only(fields(draft, rows, |name, _| moment(name) && name.starts_with("start")))
        .or_else(|| {
            let part = ["start", "begin", "scheduled", "event", "departure", "held", "takes_place", "kick"];
            only(fields(draft, rows, |name, _| moment(name) && part.iter().any(|p| name.contains(p))))
        })
        .or_else(|| only(fields(draft, rows, |name, _| moment(name))))
}

fn stock(draft: &Draft, rows: &str) -> Option<String> {
    let parts = ["stock", "quantity", "on_hand", "in_stock", "amount", "count"];
    parts.iter().find_map(|part| {
        only(fields(draft, rows, |name, _| {
            is_number(draft, rows, name) && name.contains(part) && !is_level(name)
        }))
    })
}

fn is_level(name: &str) -> bool {
    ["reorder", "min", "threshold", "level", "limit", "alert"].iter().any(|part| name.contains(part))
}

fn level(draft: &Draft, rows: &str) -> Option<String> {
    only(fields(draft, rows, |name, _| is_number(draft, rows, name) && is_level(name)))
}

/// What "latest" goes by, with the words that say so in an assumption.
pub fn newest_order(draft: &Draft, rows: &str, newest: bool) -> String {
    let field = happened_at(draft, rows);
    if newest { format!("-{field}") } else { field }
}

/// Whether records have moments of their own, so that "latest" could go by another.
pub fn happens(draft: &Draft, rows: &str) -> bool {
    !fields(draft, rows, |name, _| is_moment(draft, rows, name) && name != "created_at").is_empty()
}

/// Whether the field may be grouped by, filtered and sorted.
pub fn is_plain(draft: &Draft, rows: &str, name: &str) -> bool {
    use domain::spec::FieldType::{DecimalArray, File, Geo, IntegerArray, Json, Password, StringArray};
    stated(draft, rows, name).is_none_or(|f| {
        !matches!(f.ql_type, Json | File | Geo | Password | StringArray | IntegerArray | DecimalArray)
    })
}
