//! Numbers in a remark: what is counted, summed or averaged, and by what they are told apart.

use domain::route::{Condition, Figure, Measure};

use super::{
    adjective::adjective,
    said::{Reader, Said},
    spans,
    words::{
        Named, children, eat_any, entity, field, fields, is_moment, is_number, joined, keys, many, only,
        stated,
    },
};
use crate::words::snake;

/// Under which name a number is answered.
fn measured_as(measure: Measure, name: &str) -> String {
    match measure {
        Measure::Sum if name.starts_with("total") => name.to_owned(),
        Measure::Sum => format!("total_{name}"),
        Measure::Average => format!("average_{name}"),
        Measure::Minimum => format!("min_{name}"),
        Measure::Maximum => format!("max_{name}"),
        Measure::Count => format!("{name}_count"),
    }
}

impl Reader<'_> {
    /// `number of open tickets`, `min, max and average temperature`, `total amount`.
    pub(super) fn figures(&mut self, at: usize) -> Option<usize> {
        let at = eat_any(self.words, at, &["the", "its", "their", "a", "an"]).unwrap_or(at);
        // "the monthly revenue", "daily number of rides"
        if let Some(every) = self.words.get(at).and_then(|w| spans::adjective(&w.low))
            && self.said.per.is_none()
            && self.said.figures.is_empty()
        {
            let next = self.figures(at + 1)?;
            let rows = self.said.figures.first().and_then(|(entity, _)| entity.clone())?;
            let moment = spans::moment_of(self.draft, &rows);
            self.spanned(rows, moment, every);
            return Some(next);
        }
        if let Some(next) = self
            .how_often(at)
            .or_else(|| self.turnover(at))
            .or_else(|| self.implied(at))
            .or_else(|| self.number_and(at))
            .or_else(|| self.counted_by(at))
        {
            return Some(next);
        }
        let counted = eat_any(
            self.words,
            at,
            &[
                "total? overall? number|numbers|count|counts|amount of",
                "how many",
                "count|counts|counting|counted all? the?",
                "totals of",
            ],
        );
        // "total amount of paid bookings", where a booking has an amount, is added up.
        let sums = counted
            .filter(|next| self.words.get(next.wrapping_sub(2)).is_some_and(|w| w.is("amount")))
            .is_some_and(|next| {
                let held = |rows: String| {
                    field(self.draft, &rows, self.words, next - 2)
                        .is_some_and(|(name, _)| is_number(self.draft, &rows, &name))
                };
                self.measure(at).is_some() && self.ahead(next).is_some_and(held)
            });
        if let Some(next) = counted.filter(|_| !sums) {
            return self.counts(next);
        }
        let (measures, next) = self.measures(at)?;
        // "the sum and number of pledges"
        if let Some(of) = eat_any(self.words, next, &["and|& the? number|count of"]) {
            return self.with_count(&measures, of);
        }
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
        while let Some((entity, name, next)) = self.measured(at) {
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
                        None => (self.about().or_else(|| self.counted_alone(next))?, next),
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
                let label = measured_as(*measure, &name);
                self.figure(Some(entity.clone()), label, *measure, Some(name.clone()), vec![]);
            }
        }
        // "the kilograms harvested per hive"
        let done = |n: usize| {
            self.words
                .get(n)
                .is_some_and(|w| super::words::is_done(&w.low) && entity(self.draft, self.words, n).is_none())
        };
        let ends = |n: usize| {
            self.words.get(n).is_none_or(|w| !w.is_name())
                || eat_any(self.words, n, &["per|by|for|of|in|on|from|between|within|during|and|each"])
                    .is_some()
        };
        if done(at) && ends(at + 1) {
            at += 1;
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

    /// `how often was each tool rented`: how many of what the deed makes each has.
    fn how_often(&mut self, at: usize) -> Option<usize> {
        let next =
            eat_any(self.words, at, &["how often|frequently was|were|is|are|has|have? a|an|each|every|the"])?;
        let (things, next) = entity(self.draft, self.words, next)?;
        let next = eat_any(self.words, next, &["was|were|is|are|has|have? been?"]).unwrap_or(next);
        let base =
            crate::english::lexicon::lexicon().verb(&self.words.get(next)?.low).map(|(base, _)| base)?;
        let rows = crate::assemble::permits::thing_of_verb(self.draft, base)?;
        let key = only(keys(self.draft, &rows, &things)).filter(|key| !key.contains('.'))?;
        self.figure(Some(rows.clone()), many(&rows), Measure::Count, None, vec![]);
        self.said.per = Some((rows, key));
        Some(next + 1)
    }

    /// `the number and total amount of pledges`, `count and average price of the cars`.
    fn number_and(&mut self, at: usize) -> Option<usize> {
        let next = eat_any(self.words, at, &["number|count and|&|plus the?"])?;
        let (measures, next) = self.measures(next)?;
        if let Some(of) = eat_any(self.words, next, &["of the|all|its|their?"]) {
            return self.with_count(&measures, of);
        }
        // "number and total amount of pledges"
        let of = (next + 1..self.words.len().min(next + 5)).find(|n| self.words[*n].is("of"))?;
        let (rows, end) =
            entity(self.draft, self.words, eat_any(self.words, of, &["of the|all|its|their?"])?)?;
        let (name, stop) = field(self.draft, &rows, self.words, next)?;
        if stop != of || !is_number(self.draft, &rows, &name) {
            return None;
        }
        self.count_and_measures(rows, &measures, &name);
        Some(end)
    }

    /// The thing at `at` is counted, and the one number that it has measured.
    fn with_count(&mut self, measures: &[Measure], at: usize) -> Option<usize> {
        let at = eat_any(self.words, at, &["the|all|its|their"]).unwrap_or(at);
        let (rows, end) = entity(self.draft, self.words, at)?;
        let number = |name: &str| is_number(self.draft, &rows, name);
        let name = only(fields(self.draft, &rows, |name, _| number(name))).or_else(|| {
            only(fields(self.draft, &rows, |name, f| {
                number(name) && f.ql_type == domain::spec::FieldType::Decimal
            }))
        })?;
        self.count_and_measures(rows, measures, &name);
        Some(end)
    }

    fn count_and_measures(&mut self, rows: String, measures: &[Measure], name: &str) {
        self.figure(Some(rows.clone()), "count".to_owned(), Measure::Count, None, vec![]);
        for measure in measures {
            let label = measured_as(*measure, name);
            self.figure(Some(rows.clone()), label, *measure, Some(name.to_owned()), vec![]);
        }
    }

    /// `counts per meal`: of the only thing that has one.
    fn counted_by(&mut self, at: usize) -> Option<usize> {
        let next = eat_any(self.words, at, &["counts|count|numbers|number"])?;
        let per = eat_any(self.words, next, &["per|by the?", "for each|every"])?;
        let held = |rows: &&String| field(self.draft, rows, self.words, per).is_some();
        let rows = only(self.draft.entities.keys().filter(held).cloned().collect())?;
        self.figure(Some(rows.clone()), many(&rows), Measure::Count, None, vec![]);
        Some(next)
    }

    /// "the total per category": of the only thing that has a category and a number to add up.
    fn counted_alone(&self, at: usize) -> Option<String> {
        let per = eat_any(self.words, at, &["per|by the?", "for each|every"])?;
        let span = self.words.get(per).is_some_and(|w| spans::noun(&w.low).is_some());
        let held = |rows: &&String| {
            (field(self.draft, rows, self.words, per).is_some()
                || span && spans::moment_of(self.draft, rows) != "created_at")
                && !fields(self.draft, rows, |name, _| is_number(self.draft, rows, name)).is_empty()
        };
        only(self.draft.entities.keys().filter(held).cloned().collect())
    }

    pub(super) fn measure(&self, at: usize) -> Option<Measure> {
        match self.words.get(at)?.low.as_str() {
            "total" | "totals" | "sum" | "sums" | "summed" => Some(Measure::Sum),
            "average" | "mean" | "avg" | "averages" => Some(Measure::Average),
            "min" | "minimum" | "lowest" | "smallest" => Some(Measure::Minimum),
            "max" | "maximum" | "highest" | "largest" | "biggest" => Some(Measure::Maximum),
            _ => None,
        }
    }

    /// `best score`, `fastest time`, where the word ranks by a number of that name.
    fn graded_measure(&self, at: usize) -> Option<Measure> {
        let low = |n: usize| self.words.get(n).map_or("", |word| word.low.as_str());
        let graded = crate::words::graded::graded(low(at))?;
        let (_, name, _) = self.measured(at + 1)?;
        let ranks = name.split('_').any(|part| graded.numbers.contains(&part));
        ranks.then_some(if graded.down { Measure::Maximum } else { Measure::Minimum })
    }

    pub(super) fn measures(&self, at: usize) -> Option<(Vec<Measure>, usize)> {
        let mut found = vec![self.measure(at).or_else(|| self.graded_measure(at))?];
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
    pub(super) fn measured(&self, at: usize) -> Option<(String, String, usize)> {
        if let Some(found) = self.in_units(at) {
            return Some(found);
        }
        let named = Named::at(self.draft, self.words, at);
        let numeric =
            |entity: &str| named.field_of(entity).filter(|(name, _)| is_number(self.draft, entity, name));
        // "the price per tool": a number of what hangs on the tool.
        if let Some(of) = self.per_thing(at) {
            // What another ties to it hangs on it by no key of its own.
            let hangs = |rows: &&String| {
                let key = only(keys(self.draft, rows, &of)).filter(|key| !key.contains('.'));
                **rows != of && key.is_some()
            };
            let named: Vec<(String, (String, usize))> = self
                .draft
                .entities
                .keys()
                .filter(hangs)
                .filter_map(|rows| Some((rows.clone(), numeric(rows)?)))
                .collect();
            if let [(rows, (name, next))] = named.as_slice() {
                return Some((rows.clone(), name.clone(), *next));
            }
        }
        let mut candidates: Vec<String> = Vec::new();
        candidates.extend(self.ahead(at));
        candidates.extend(self.context.rows.clone());
        if let Some(parent) = &self.context.parent {
            candidates.extend(children(self.draft, parent).into_iter().map(|(child, _)| child));
        }
        if let Some((entity, (name, next))) = candidates.iter().find_map(|e| Some((e.clone(), numeric(e)?))) {
            return Some((entity, name, next));
        }
        // "the item prices of an order"
        if let Some((thing, behind)) = entity(self.draft, self.words, at)
            && let Some((name, next)) = field(self.draft, &thing, self.words, behind)
                .filter(|(name, _)| is_number(self.draft, &thing, name))
        {
            return Some((thing, name, next));
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

    /// `average ml per plant`, `mileage per van`: the one number that is told in such a unit.
    fn in_units(&self, at: usize) -> Option<(String, String, usize)> {
        const UNITS: &[(&str, &[&str])] = &[
            ("km", &["distance", "km", "kilometres", "kilometers", "mileage"]),
            ("kilometres", &["distance", "km", "kilometres", "kilometers", "mileage"]),
            ("kilometers", &["distance", "km", "kilometres", "kilometers", "mileage"]),
            ("mileage", &["distance", "km", "kilometres", "kilometers", "miles"]),
            ("miles", &["distance", "miles", "mileage"]),
            ("ml", &["ml", "millilitres", "amount", "volume"]),
            ("litres", &["litres", "liters", "amount", "volume", "quantity"]),
            ("kilos", &["kilos", "kg", "kilograms", "weight"]),
            ("kg", &["kilos", "kg", "kilograms", "weight"]),
            ("minutes", &["minutes", "duration"]),
            ("hours", &["hours"]),
        ];
        let word = self.words.get(at)?;
        let (_, parts) = UNITS.iter().find(|(unit, _)| word.is(unit))?;
        let of = self.per_thing(at).or_else(|| {
            let next = eat_any(self.words, at + 1, &["per the?"])?;
            entity(self.draft, self.words, next).map(|(name, _)| name)
        })?;
        // What another ties to it hangs on it by no key of its own.
        let hangs = |rows: &&String| {
            let key = only(keys(self.draft, rows, &of)).filter(|key| !key.contains('.'));
            **rows != of && key.is_some()
        };
        let told = |rows: &str| {
            let numbers = fields(self.draft, rows, |name, _| is_number(self.draft, rows, name));
            only(numbers.into_iter().filter(|n| n.split('_').any(|part| parts.contains(&part))).collect())
        };
        let found: Vec<(String, String)> = self
            .draft
            .entities
            .keys()
            .filter(hangs)
            .filter_map(|rows| Some((rows.clone(), told(rows)?)))
            .collect();
        let [(rows, name)] = found.as_slice() else { return None };
        Some((rows.clone(), name.clone(), at + 1))
    }

    /// The thing that numbers are told by: `… per tool`, `… for each customer`.
    fn per_thing(&self, at: usize) -> Option<String> {
        (at + 1..self.words.len().min(at + 6)).find_map(|n| {
            let next = eat_any(self.words, n, &["per the?", "for|of|by each|every", "grouped? by the?"])?;
            entity(self.draft, self.words, next).map(|(name, _)| name)
        })
    }

    /// `open and closed tickets`, `books, members and open loans`.
    pub(super) fn counts(&mut self, at: usize) -> Option<usize> {
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
                    || word.is("does")
                    || word.is("do")
                    || word.is("did")
                    || word.is("had")
                    || word.is("it")
                    || word.is("each")
                    || word.is("every")
                    || word.is("are")
                    || word.is("there")
                    || matches!(word.low.as_str(), "a" | "an" | "the" | "our" | "was" | "were" | "made")
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
        // "how many tasks are still open"
        let stands =
            eat_any(self.words, end, &["are|is still|currently?", "that|which are|is still|currently?"]);
        let told = stands.and_then(|n| {
            let [(rows, _, _)] = heads.as_slice() else { return None };
            (1..=3).rev().find_map(|count| {
                let part = self.words.get(n..n + count).filter(|part| part.iter().all(|w| w.is_name()))?;
                Some((adjective(self.draft, rows, &joined(part))?, snake(&joined(part))?, n + count))
            })
        });
        for (entity, mut conditions, label) in heads {
            let label = match &told {
                Some((found, said, _)) => {
                    conditions.extend(found.iter().cloned());
                    said.clone()
                }
                None => label,
            };
            self.figure(Some(entity), label, Measure::Count, None, conditions);
        }
        Some(told.map_or(end, |(_, _, end)| end))
    }

    /// `open tickets`, or `open` where the tickets come later.
    pub(super) fn part(
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
                (part.len() == count)
                    .then(|| adjective(self.draft, &entity, &joined(part)).map(|c| (c, at + count)))?
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
            snake(&joined(words.get(..adjectives)?)).unwrap_or_else(|| many(&entity))
        };
        Some((entity, conditions, label))
    }

    pub(super) fn figure(
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

    /// `number of dogs per course`, where enrolments tie the two: those are counted, one for each dog and course.
    fn tied_by(&mut self, rows: &str, at: usize) -> Option<usize> {
        let (other, next) = entity(self.draft, self.words, at)?;
        let [(_, figure)] = self.said.figures.as_slice() else { return None };
        let counts = figure.measure == Measure::Count && figure.conditions.is_empty();
        let direct = self
            .draft
            .relations
            .iter()
            .any(|r| r.from == rows && r.to == other || r.from == other && r.to == *rows);
        if !counts || other == rows || direct {
            return None;
        }
        let key = |from: &str, to: &str| only(keys(self.draft, from, to)).filter(|key| !key.contains('.'));
        let mut ties = self.draft.entities.iter().filter_map(|(tie, kept)| {
            let (one, many) = (key(tie, &other)?, key(tie, rows)?);
            kept.unique
                .iter()
                .any(|set| set.len() == 2 && set.contains(&one) && set.contains(&many))
                .then(|| (tie.clone(), one))
        });
        let (tie, key) = ties.next().filter(|_| ties.next().is_none())?;
        let spaced = |name: &str| crate::words::plural(&crate::assemble::finish::spaced(name));
        self.said.assumed.push(format!("{} are counted by their {}", spaced(rows), spaced(&tie)));
        self.said.named.retain(|name| name != rows);
        self.said.figures[0].0 = Some(tie.clone());
        self.said.per = Some((tie, key));
        Some(next)
    }

    /// `per customer`, `by status`, `for each category`.
    pub(super) fn per(&mut self, at: usize) -> Option<usize> {
        if self.said.figures.is_empty() || self.said.per.is_some() {
            return None;
        }
        let each = eat_any(self.words, at, &["each|every"]).and_then(|n| {
            let rows = self.said.figures.first().and_then(|(entity, _)| entity.clone())?;
            let (name, end) = field(self.draft, &rows, self.words, n)?;
            let end = eat_any(self.words, end, &["has|have|had", "is|are|was|were"])
                .and_then(|n| {
                    self.words
                        .get(n)
                        .filter(|w| crate::english::lexicon::lexicon().verb(&w.low).is_some())
                        .map(|_| n + 1)
                })
                .or_else(|| {
                    eat_any(self.words, end, &["has|have|had|holds|wrote|made|placed|got|contains|received"])
                })?;
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
        if let Some((every, moment, next)) = self.span(&rows, next) {
            self.spanned(rows, moment, every);
            return Some(next);
        }
        if let Some(next) = self.tied_by(&rows, next) {
            return Some(next);
        }
        let (name, next) = field(self.draft, &rows, self.words, next)?;
        let moment = is_moment(self.draft, &rows, &name);
        if moment
            || !stated(self.draft, &rows, &name).is_none_or(|f| {
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
}
