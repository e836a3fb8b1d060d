//! Numbers that need no word of counting: "the five most rented tools", "revenue", "loans per book".

use domain::{route::Measure, spec::FieldType};

use super::{
    said::Reader,
    words::{Word, eat_any, entity, fields, keys, many, number, only},
};
use crate::assemble::permits;

/// Lines of a ranking that names no number.
const RANKED: u32 = 10;

/// What comes in or goes out, where one amount of money is kept.
const TURNOVER: &[&str] =
    &["revenue|revenues|turnover|income|earnings|sales|takings|spending|spend|expenditure"];

/// Whether so much of it and so much more are that much together: amounts and hours, no temperatures.
fn adds_up(name: &str) -> bool {
    const PARTS: &[&str] = &[
        "amount",
        "amounts",
        "cost",
        "costs",
        "total",
        "quantity",
        "hours",
        "minutes",
        "seconds",
        "points",
        "distance",
        "km",
        "kilometres",
        "fee",
        "fees",
        "kilos",
        "kilograms",
        "grams",
        "litres",
        "volume",
        "pieces",
        "units",
        "kwh",
        "energy",
        "duration",
        "copies",
        "revenue",
        "income",
        "turnover",
        "salt",
        "miles",
        "pages",
        "calories",
        "donation",
    ];
    name.split('_').any(|part| PARTS.contains(&part))
}

fn is_people(entity: &str) -> bool {
    let word = crate::words::snake(entity).unwrap_or_default().replace('_', " ");
    crate::assemble::rules::person(&word)
}

impl Reader<'_> {
    /// `top 5 customers by number of rentals`, `the five most rented tools`, `customers with the most orders`.
    pub(super) fn ranked(&mut self, at: usize) -> Option<usize> {
        if !self.said.figures.is_empty() {
            return None;
        }
        let start = eat_any(self.words, at, &["the", "a", "our"]).unwrap_or(at);
        let (count, next) = self.count_at(start);
        // "the 3 best customers by number of orders", "top 5 …"
        let led = eat_any(
            self.words,
            next,
            &["top|best|leading", "most|highest ranked|rated", "leaderboard|ranking of the?"],
        );
        let (count, next) = match led {
            Some(n) if count.is_none() => self.count_at(n),
            Some(n) => (count, n),
            None => (count, next),
        };
        let lines = |n: Option<u32>| n.unwrap_or(RANKED);
        // "ranking of active players by rating"
        let chosen = (1..=2).find_map(|count| {
            let (things, _) = entity(self.draft, self.words, next + count)?;
            let said = super::words::joined(self.words.get(next..next + count)?);
            super::adjective::adjective(self.draft, &things, &said).map(|found| (found, next + count))
        });
        let chosen = chosen.filter(|_| led.is_some() && entity(self.draft, self.words, next).is_none());
        let (chosen, next) = chosen.map_or((Vec::new(), next), |(found, next)| (found, next));
        if let Some((things, end)) = entity(self.draft, self.words, next) {
            let by = eat_any(self.words, end, &["by|for|with the? highest|largest|biggest|greatest?"])
                .filter(|_| led.is_some())
                .or_else(|| {
                    eat_any(self.words, end, &["ranked|ordered|sorted by|after the?"])
                        .filter(|n| super::words::field(self.draft, &things, self.words, *n).is_none())
                });
            if let Some(by) = by.filter(|_| chosen.is_empty())
                && let Some(end) = self.counted_or_summed(by, &things)
            {
                return Some(self.rank(things, lines(count), count.is_none(), end));
            }
            // "a ranking of players by rating": a number of their own.
            if let Some((name, next)) =
                by.and_then(|by| super::words::field(self.draft, &things, self.words, by))
                && super::words::is_number(self.draft, &things, &name)
            {
                let many = crate::words::plural(&crate::assemble::finish::spaced(&things));
                self.said.conditions.extend(chosen);
                if count.is_none() {
                    self.said.assumed.push(format!("the ranking of {many} has {RANKED} lines"));
                }
                self.said.take = Some(lines(count));
                self.said.order.push((name, true));
                self.said.named.push(things);
                return Some(next);
            }
            // "which tool was rented most often?"
            let done = eat_any(self.words, end, &["was|were|is|are|has|have|gets|get been?"]).and_then(|n| {
                let base =
                    crate::english::lexicon::lexicon().verb(&self.words.get(n)?.low).map(|(base, _)| base)?;
                let stop =
                    eat_any(self.words, n + 1, &["most|the often|frequently|most?", "the most often?"])?;
                let rows = permits::thing_of_verb(self.draft, base)?;
                let key = only(keys(self.draft, &rows, &things)).filter(|key| !key.contains('.'))?;
                Some((rows, key, stop))
            });
            if let Some((rows, key, stop)) = done {
                self.counts_of(&rows, &key);
                return Some(self.rank(things, lines(count), count.is_none(), stop));
            }
            let most = eat_any(
                self.words,
                end,
                &["with|having|that|who have|has|had? the? most", "have|has|had the? most"],
            )?;
            let (rows, end) = entity(self.draft, self.words, most)?;
            let key = only(keys(self.draft, &rows, &things)).filter(|key| !key.contains('.'))?;
            self.counts_of(&rows, &key);
            return Some(self.rank(things, lines(count), count.is_none(), end));
        }
        // "who has the most bookings": whoever they belong to, where that is one kind of people only.
        if let Some(most) =
            eat_any(self.words, next, &["who has|have|had|made|placed|got|did|took the? most"])
            && let Some((rows, end)) = entity(self.draft, self.words, most)
        {
            let mut people = self.draft.relations.iter().filter(|r| {
                r.from == rows && r.kind == domain::spec::RelationKind::ManyToOne && is_people(&r.to)
            });
            let (key, things) = people.next().and_then(|r| Some((r.field.clone()?, r.to.clone())))?;
            if people.next().is_some() {
                return None;
            }
            self.counts_of(&rows, &key);
            return Some(self.rank(things, lines(count), count.is_none(), end));
        }
        // "most rented tools", "best-selling products", "most popular books", "busiest rooms"
        let most = eat_any(self.words, next, &["most often|frequently?"]);
        let verb_at = most.unwrap_or(next);
        let word = self.words.get(verb_at)?.low.clone();
        let busy = most.is_none() && matches!(word.as_str(), "busiest");
        let selling = most.is_none()
            && eat_any(self.words, verb_at, &["selling", "- selling"]).is_some()
            && led.is_some();
        if most.is_none() && !busy && !selling {
            return None;
        }
        let after = if selling { eat_any(self.words, verb_at, &["-? selling"])? } else { verb_at + 1 };
        let (things, end) = entity(self.draft, self.words, after)?;
        let vague = matches!(word.as_str(), "popular" | "active" | "busy" | "busiest" | "used" | "frequent");
        let rows = if vague || selling {
            // What hangs on it, where that is one thing only.
            let mut below: Vec<String> =
                super::words::children(self.draft, &things).into_iter().map(|(name, _)| name).collect();
            below.dedup();
            only(below)?
        } else {
            let base = crate::english::lexicon::lexicon().verb(&word).map(|(base, _)| base)?;
            permits::thing_of_verb(self.draft, base)?
        };
        let key = only(keys(self.draft, &rows, &things)).filter(|key| !key.contains('.'))?;
        let said = super::words::joined(self.words.get(at..end)?);
        self.said.assumed.push(format!(
            "\u{201c}{said}\u{201d} goes by how many {} each has",
            crate::words::plural(&crate::assemble::finish::spaced(&rows))
        ));
        self.counts_of(&rows, &key);
        Some(self.rank(things, lines(count), count.is_none(), end))
    }

    fn count_at(&self, at: usize) -> (Option<u32>, usize) {
        match number(self.words, at) {
            Some(n) if n.fract() == 0.0 && (1.0..=1000.0).contains(&n) => (Some(n as u32), at + 1),
            _ => (None, at),
        }
    }

    /// `number of rentals`, `total price of their rentals`, `revenue`: what the things are ranked by.
    fn counted_or_summed(&mut self, at: usize, things: &str) -> Option<usize> {
        let before = self.said.clone();
        let next = self.figures(at);
        let rows = match (next, self.said.figures.as_slice()) {
            (Some(_), [(Some(rows), _)]) if rows != things => rows.clone(),
            _ => {
                self.said = before;
                return self.summed(at, things);
            }
        };
        let Some(key) = only(keys(self.draft, &rows, things)).filter(|key| !key.contains('.')) else {
            self.said = before;
            return None;
        };
        self.said.per = Some((rows, key));
        next
    }

    /// `(top 10 members by) amount paid`: a number of the one thing that hangs on them, added up.
    fn summed(&mut self, at: usize, things: &str) -> Option<usize> {
        let at = eat_any(self.words, at, &["the"]).unwrap_or(at);
        let own = super::words::field(self.draft, things, self.words, at);
        let mut found = super::words::children(self.draft, things).into_iter().filter_map(|(rows, key)| {
            let (name, next) = super::words::field(self.draft, &rows, self.words, at)?;
            let number = super::words::is_number(self.draft, &rows, &name);
            let done = self.words.get(next).is_some_and(|w| super::words::is_done(&w.low));
            (number && (done || adds_up(&name))).then_some((rows, key, name, next))
        });
        let (rows, key, name, next) = found.next().filter(|_| own.is_none())?;
        if found.next().is_some() {
            return None;
        }
        let done = self.words.get(next).is_some_and(|w| super::words::is_done(&w.low));
        self.figure(Some(rows.clone()), format!("total_{name}"), Measure::Sum, Some(name), vec![]);
        self.said.per = Some((rows, key));
        Some(if done { next + 1 } else { next })
    }

    fn counts_of(&mut self, rows: &str, key: &str) {
        self.figure(Some(rows.to_owned()), many(rows), Measure::Count, None, vec![]);
        self.said.per = Some((rows.to_owned(), key.to_owned()));
    }

    fn rank(&mut self, things: String, lines: u32, assumed: bool, end: usize) -> usize {
        // "…, highest first": as every ranking is.
        let end =
            eat_any(self.words, end, &[",? the? highest|most|best|largest|biggest|top first"]).unwrap_or(end);
        if assumed {
            let things = crate::words::plural(&crate::assemble::finish::spaced(&things));
            self.said.assumed.push(format!("the ranking of {things} has {lines} lines"));
        }
        self.said.top = Some(lines);
        end
    }

    /// `revenue`, `total sales`: the sum of the one amount of money that is kept of what happens.
    pub(super) fn turnover(&mut self, at: usize) -> Option<usize> {
        let start = eat_any(self.words, at, &["total|overall|sum|gross of? the?"]).unwrap_or(at);
        let end = eat_any(self.words, start, TURNOVER)?;
        let word = self.words.get(end - 1)?.low.clone();
        // A thing or a field of that name is meant itself.
        if entity(self.draft, self.words, start).is_some() || self.measured(start).is_some() {
            return None;
        }
        let money = |rows: &str| {
            only(fields(self.draft, rows, |name, f| {
                f.ql_type == FieldType::Decimal
                    && super::words::is_number(self.draft, rows, name)
                    && !is_rate(name)
            }))
        };
        let happens = |rows: &&String| self.draft.relations.iter().any(|r| r.from == **rows);
        let found: Vec<String> = self
            .draft
            .entities
            .keys()
            .filter(happens)
            .filter(|rows| money(rows).is_some())
            .cloned()
            .collect();
        // "Yearly income", where one thing only has an amount of money, and hangs on nothing.
        let alone =
            || only(self.draft.entities.keys().filter(|rows| money(rows).is_some()).cloned().collect());
        let rows = if found.is_empty() { alone()? } else { only(found)? };
        let name = money(&rows)?;
        let of = crate::words::plural(&crate::assemble::finish::spaced(&rows));
        self.said.assumed.push(format!("{word} is the sum of {} over {of}", name.replace('_', " ")));
        self.figure(Some(rows), word, Measure::Sum, Some(name), vec![]);
        Some(end)
    }

    /// "Statistics: loans per book": where numbers are asked for, rows are counted.
    pub(super) fn implied(&mut self, at: usize) -> Option<usize> {
        if !self.context.counting || !self.said.figures.is_empty() {
            return None;
        }
        let by = self.context.counting_by;
        let per = |n: usize| {
            eat_any(self.words, n, &["per|each"])
                .or_else(|| eat_any(self.words, n, &["by"]).filter(|_| by))
                .is_some()
        };
        let Some((rows, end)) = entity(self.draft, self.words, at) else {
            // "salt used per route", "grams per tank": what there is of it, added up.
            let (rows, name, next) = self.measured(at)?;
            let done = self.words.get(next).is_some_and(|w| super::words::is_done(&w.low));
            let end = if done { next + 1 } else { next };
            eat_any(self.words, end, &["per"]).filter(|_| done || adds_up(&name))?;
            let word = name.replace('_', " ");
            self.said.assumed.push(format!("{word} per \u{2026} is the sum of {word}"));
            self.figure(Some(rows), format!("total_{name}"), Measure::Sum, Some(name), vec![]);
            return Some(end);
        };
        let plural = self.words.get(end - 1).is_some_and(|w: &Word| crate::words::is_plural(&w.low));
        if !plural || !per(end) {
            return None;
        }
        self.figure(Some(rows.clone()), many(&rows), Measure::Count, None, vec![]);
        Some(end)
    }
}

/// `price_per_night`, `daily_rate`: what one unit costs, which nobody earns by itself.
fn is_rate(name: &str) -> bool {
    const RATES: &[&str] = &["per", "rate", "hourly", "daily", "nightly", "weekly", "monthly"];
    name.split('_').any(|part| RATES.contains(&part))
}
