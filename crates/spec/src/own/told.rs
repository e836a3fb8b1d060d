//! Conditions in a remark: "whose due date is in the past", "with a stock below 5", "open".

use domain::route::{Comparison, Condition, Term};
use serde_json::Value;

use super::{
    adjective::{adjective, opposite},
    said::Reader,
    words::{Word, eat, eat_any, field, is_moment, is_number, joined, number, value},
};
use crate::english::phrases::List;

/// Behind a number, and no more than it says.
const UNITS: &[&str] = &[
    "degrees|degree|celsius|percent|%|kg|g|km|m|cm|mm|l|ml|w|kw|kwh|euros|euro|eur|dollars|usd|points|litres|liters|grams|kilos|metres|meters|watts|volts|stars|hours|minutes|pages|miles|tons|tonnes|°",
];

impl Reader<'_> {
    /// `overdue`, `open`, `low stock`: said of the rows behind.
    pub(super) fn adjective(&mut self, at: usize) -> Option<usize> {
        let rows = self.ahead(at)?;
        let not = eat_any(self.words, at, &["not yet?", "never"]);
        let start = not.or_else(|| eat(self.words, at, "still|currently")).unwrap_or(at);
        // "the current stock" chooses nothing.
        if self.words.get(start).is_some_and(|w| w.is("current"))
            && super::words::entity(self.draft, self.words, start + 1).is_none()
        {
            return None;
        }
        let (found, next) = (1..=3).rev().find_map(|count| {
            let part = self.words.get(start..start + count).filter(|p| p.iter().all(Word::is_name))?;
            adjective(self.draft, &rows, &joined(part)).map(|found| (found, start + count))
        })?;
        let found =
            if not.is_some() { found.into_iter().map(opposite).collect::<Option<Vec<_>>>()? } else { found };
        self.said.chosen_by.push(joined(self.words.get(at..next).unwrap_or_default()));
        self.add(found);
        Some(eat(self.words, next, "yet|already|now").unwrap_or(next))
    }

    pub(super) fn add(&mut self, found: Vec<Condition>) {
        for condition in found {
            // "paid and unpaid bookings" are no rows at all: two numbers, and not one.
            let against = |known: &Condition| {
                known.field == condition.field && opposite(known.clone()).as_ref() == Some(&condition)
            };
            if self.said.conditions.iter().any(against) {
                self.said.left.extend(self.words.first().cloned());
            }
            // Conditions behind a number are the number's own.
            match self.said.figures.last_mut() {
                Some((_, figure)) if self.said.per.is_none() => figure.conditions.push(condition),
                _ if self.said.conditions.contains(&condition) => {}
                _ => self.said.conditions.push(condition),
            }
        }
    }

    /// `whose due date is in the past`, `with stock below 5`, `where status is open`.
    pub(super) fn told(&mut self, at: usize) -> Option<usize> {
        let lead = eat_any(
            self.words,
            at,
            &[
                "that|which|who|they? still? have|has a|an|the?",
                "whose|where|with|having|when|if the|a|an?",
                "without a|an|any?",
                "that|which|who|they still? has|have|had no",
                "with no",
                "and whose|with|the|where",
                "( whose|where|with|the?",
                "and",
            ],
        );
        // "items past their best before date"
        if let Some(start) = eat_any(self.words, at, &["that|which? is|are? past the|their|its?"])
            && let Some(rows) = self.about()
            && let Some((name, end)) = field(self.draft, &rows, self.words, start)
            && is_moment(self.draft, &rows, &name)
        {
            self.said.chosen_by.push(joined(self.words.get(at..end).unwrap_or_default()));
            let over = Condition { field: name, is: Comparison::Below, than: Term::DaysFromNow(0) };
            self.add(vec![over]);
            return Some(end);
        }
        // "products below minimum stock": what is there is held against the least that should be.
        if let Some(start) = eat_any(self.words, at, &["that|which? is|are? below|under the|their|its?"])
            && let Some(rows) = self.about().or_else(|| self.ahead(at))
            && let Some((name, end)) = field(self.draft, &rows, self.words, start)
            && super::adjective::is_level(&name)
            && let Some(stock) = super::adjective::stock(self.draft, &rows)
        {
            let low = Condition { field: stock, is: Comparison::Below, than: Term::Field(name) };
            self.add(vec![low]);
            return Some(end);
        }
        let without =
            eat_any(self.words, at, &["without", "with no", "that|which|who|they still? has|have|had no"]);
        let rows = self.about().or_else(|| self.ahead(at))?;
        if let Some(end) = self.above(&rows, at) {
            return Some(end);
        }
        // "with at least 4 beds": how many comes first.
        if let Some(lead) = lead.filter(|_| without.is_none()) {
            const MANY: &[(&str, Comparison)] = &[
                ("at least", Comparison::AtLeast),
                ("at most", Comparison::AtMost),
                ("up to", Comparison::AtMost),
                ("more than", Comparison::Above),
                ("over", Comparison::Above),
                ("less|fewer than", Comparison::Below),
            ];
            let told = MANY.iter().find_map(|(way, is)| Some((*is, eat(self.words, lead, way)?)));
            if let Some((is, n)) = told
                && number(self.words, n).is_some()
                && let Some((name, end)) = field(self.draft, &rows, self.words, n + 1)
                && is_number(self.draft, &rows, &name)
                && let Some((than, _)) = value(self.draft, &rows, &name, self.words, n)
            {
                self.said.chosen_by.push(joined(self.words.get(lead..end).unwrap_or_default()));
                self.add(vec![Condition { field: name, is, than: Term::Value(than) }]);
                return Some(end);
            }
        }
        let start = lead.or_else(|| self.among(&rows, at)).unwrap_or(at);
        let (name, next) = field(self.draft, &rows, self.words, start)?;
        if without.is_some() {
            self.said.chosen_by.push(joined(self.words.get(at..next).unwrap_or_default()));
            let nothing =
                Condition { field: name, is: Comparison::OneOf, than: Term::Values(vec![Value::Null]) };
            self.add(vec![nothing]);
            return Some(next);
        }
        let (condition, next) = self.comparison(&rows, &name, next)?;
        self.said.chosen_by.push(joined(self.words.get(start..next).unwrap_or_default()));
        self.add(condition);
        Some(eat(self.words, next, ")").unwrap_or(next))
    }

    /// `due today`, `that start tomorrow`, `expiring this week`.
    pub(super) fn soon(&mut self, at: usize) -> Option<usize> {
        const VERBS: &[(&str, &[&str])] = &[
            ("falling? due", &["due", "deadline"]),
            ("close|closes|closing", &["clos", "deadline"]),
            ("depart|departs|departing|leave|leaves|leaving", &["depart", "leave"]),
            ("arrive|arrives|arriving", &["arriv"]),
            ("start|starts|starting|begin|begins|beginning", &["start", "begin"]),
            ("end|ends|ending|finish|finishes|finishing", &["end", "finish", "until"]),
            ("expire|expires|expiring|running out", &["expir", "valid_until", "valid_to", "best_before"]),
        ];
        let start = eat_any(self.words, at, &["that|which is|are", "that|which"]).unwrap_or(at);
        let (next, parts) =
            VERBS.iter().find_map(|(verb, parts)| Some((eat(self.words, start, verb)?, *parts)))?;
        let told = |rows: &str| {
            let named = super::words::fields(self.draft, rows, |name, _| {
                is_moment(self.draft, rows, name) && parts.iter().any(|part| name.contains(part))
            });
            // "first day" and "last day" are where a span starts and ends.
            let ends = || {
                let (start, end) = crate::assemble::rules::range_fields(self.draft, rows)?;
                let name = match parts.first().copied() {
                    Some("start") => start,
                    Some("end") => end,
                    _ => return None,
                };
                is_moment(self.draft, rows, &name).then_some(name)
            };
            super::words::only(named).or_else(ends)
        };
        // "expiring within 30 days": of the only thing that expires.
        let alone = || {
            let found = self.draft.entities.keys().filter(|rows| told(rows).is_some()).cloned().collect();
            super::words::only(found).filter(|_| self.said.named.is_empty())
        };
        let (rows, fresh) = match self.about().or_else(|| self.ahead(at)) {
            Some(rows) => (rows, None),
            None => alone().map(|rows| (rows.clone(), Some(rows)))?,
        };
        let name = told(&rows)?;
        // A moment has no day of its own here: where days begin is a question of zones.
        let date = super::words::stated(self.draft, &rows, &name)
            .is_some_and(|f| f.ql_type == domain::spec::FieldType::Date);
        let (from, to, end) = match self.of_day(next).filter(|_| date) {
            Some((day, end)) => (day, day, end),
            None => match self.days(next, &["within|in|during the? next|coming", "within|in"]) {
                Some((days, end)) => (0, days, end),
                None => {
                    let end = eat_any(self.words, next, &["this|the week", "within|during this|the week"])?;
                    self.said
                        .assumed
                        .push("\u{201c}this week\u{201d} is the seven days from today".to_owned());
                    (0, 6, end)
                }
            },
        };
        self.said.named.extend(fresh);
        let one =
            |is: Comparison, days: i32| Condition { field: name.clone(), is, than: Term::DaysFromNow(days) };
        self.said.chosen_by.push(joined(self.words.get(start..end).unwrap_or_default()));
        let conditions = vec![one(Comparison::AtLeast, from), one(Comparison::AtMost, to)];
        self.add(conditions);
        Some(end)
    }

    /// `today`, `tomorrow`: how many days from now.
    fn of_day(&self, at: usize) -> Option<(i32, usize)> {
        let day = match self.words.get(at)?.low.as_str() {
            "today" | "todays" => 0,
            "tomorrow" | "tomorrows" => 1,
            "yesterday" | "yesterdays" => -1,
            _ => return None,
        };
        Some((day, at + 1))
    }

    /// `today's stops`, `deliveries of tomorrow`: by the one date of the rows. A moment has no day of its own here.
    pub(super) fn on_day(&mut self, at: usize) -> Option<usize> {
        let lead = eat_any(self.words, at, &["of|for|on|from"]).unwrap_or(at);
        let (day, end) = self.of_day(lead)?;
        // "today's arrivals": of what arrives, by the date that says when.
        if let Some((rows, name)) = self.words.get(end).and_then(|word| self.dated_by(&word.low)) {
            self.said.chosen_by.push(joined(self.words.get(lead..end + 1)?));
            let one = |is: Comparison| Condition { field: name.clone(), is, than: Term::DaysFromNow(day) };
            self.said.named.push(rows);
            self.add(vec![one(Comparison::AtLeast), one(Comparison::AtMost)]);
            return Some(end + 1);
        }
        let rows = self.said.named.first().cloned().or_else(|| self.ahead(at))?;
        let date = |name: &str, f: &domain::spec::Field| {
            f.ql_type == domain::spec::FieldType::Date && !name.contains("birth")
        };
        let name = super::words::only(super::words::fields(self.draft, &rows, date))?;
        self.said.chosen_by.push(joined(self.words.get(lead..end)?));
        let one = |is: Comparison| Condition { field: name.clone(), is, than: Term::DaysFromNow(day) };
        self.add(vec![one(Comparison::AtLeast), one(Comparison::AtMost)]);
        Some(end)
    }

    /// `arrivals`, where only one thing has a date of arrival and none is called so.
    fn dated_by(&self, word: &str) -> Option<(String, String)> {
        let one = crate::words::singular(word);
        if one == word || super::words::named_entity(self.draft, &one).is_some() {
            return None;
        }
        let names = [format!("{one}_date"), format!("{one}_day"), one];
        let mut found = self.draft.entities.iter().flat_map(|(rows, record)| {
            let dated = record
                .fields
                .iter()
                .filter(|(name, f)| f.ql_type == domain::spec::FieldType::Date && names.contains(name));
            dated.map(move |(name, _)| (rows.clone(), name.clone()))
        });
        found.next().filter(|_| found.next().is_none())
    }

    /// `in the last 30 days`, `of the next two weeks`: by the moment that the rows are told by.
    pub(super) fn lately(&mut self, at: usize) -> Option<usize> {
        const PAST: &[&str] =
            &["in|within|during|over|of|from|for the? last|past|previous", "last|past|previous"];
        const AHEAD: &[&str] = &["in|within|during|over|of|for the? next|coming|following", "next|coming"];
        let past = self.days(at, PAST);
        let (days, end) = past.or_else(|| self.days(at, AHEAD))?;
        let counted = self.said.figures.first().and_then(|(entity, _)| entity.clone());
        let rows = counted.or_else(|| self.said.named.first().cloned()).or_else(|| self.ahead(at))?;
        let name = match past {
            Some(_) => super::spans::moment_of(self.draft, &rows),
            None => super::adjective::starts(self.draft, &rows)
                .or_else(|| super::adjective::due(self.draft, &rows))?,
        };
        let (from, to) = if past.is_some() { (-days, 0) } else { (0, days) };
        let said = joined(self.words.get(at..end)?);
        self.said.assumed.push(format!("\u{201c}{said}\u{201d} goes by {name}"));
        self.said.chosen_by.push(said);
        let one =
            |is: Comparison, days: i32| Condition { field: name.clone(), is, than: Term::DaysFromNow(days) };
        self.add(vec![one(Comparison::AtLeast, from), one(Comparison::AtMost, to)]);
        Some(end)
    }

    /// `older than 30 days`, `made more than two weeks ago`: by the moment that the rows are told by.
    pub(super) fn aged(&mut self, at: usize) -> Option<usize> {
        const OLD: &[&str] =
            &["that|which? are|is? older than", "from|made|created|placed|dated more|longer than"];
        let younger =
            self.days(at, &["that|which? are|is? newer|younger than", "that|which? are|is? not older than"]);
        let (days, end) = younger.or_else(|| self.days(at, OLD))?;
        let end = match eat_any(self.words, at, &["from|made|created|placed|dated"]) {
            Some(_) => eat(self.words, end, "ago")?,
            None => end,
        };
        let rows = self.said.named.first().cloned().or_else(|| self.ahead(at))?;
        let name = super::spans::moment_of(self.draft, &rows);
        let said = joined(self.words.get(at..end)?);
        self.said.assumed.push(format!("\u{201c}{said}\u{201d} goes by {name}"));
        self.said.chosen_by.push(said);
        let is = if younger.is_some() { Comparison::AtLeast } else { Comparison::Below };
        self.add(vec![Condition { field: name, is, than: Term::DaysFromNow(-days) }]);
        Some(end)
    }

    /// `boats longer than 10 metres`, `tools cheaper than 20`: by the number that the word goes by.
    pub(super) fn graded_than(&mut self, at: usize) -> Option<usize> {
        let at_word = eat_any(self.words, at, &["that|which are|is"]).unwrap_or(at);
        let word = self.words.get(at_word)?.low.clone();
        let (most, next) = match word.as_str() {
            "more" | "less" if self.words.get(at_word + 1)?.is("expensive") => {
                (if word == "more" { "most expensive" } else { "least expensive" }.to_owned(), at_word + 2)
            }
            "better" => ("best".to_owned(), at_word + 1),
            "worse" => ("worst".to_owned(), at_word + 1),
            _ => (format!("{}est", word.strip_suffix("er")?), at_word + 1),
        };
        let next = eat(self.words, next, "than")?;
        number(self.words, next)?;
        let rows = self.said.named.last().cloned()?;
        let (name, down) = super::adjective::graded(self.draft, &rows, &most)?;
        if !is_number(self.draft, &rows, &name) {
            return None;
        }
        let (than, end) = value(self.draft, &rows, &name, self.words, next)?;
        let end = eat_any(self.words, end, UNITS).unwrap_or(end);
        self.said.assumed.push(format!("\u{201c}{word}\u{201d} goes by {name}"));
        self.said.chosen_by.push(joined(self.words.get(at_word..end)?));
        let is = if down { Comparison::Above } else { Comparison::Below };
        self.add(vec![Condition { field: name, is, than: Term::Value(than) }]);
        Some(end)
    }

    /// `readings above 8 degrees`: of the one number that the rows have.
    fn above(&mut self, rows: &str, at: usize) -> Option<usize> {
        const WAYS: &[(&str, Comparison)] = &[
            ("above|over|exceeding", Comparison::Above),
            ("below|under", Comparison::Below),
            ("of? more|higher|greater than", Comparison::Above),
            ("of? less|lower|fewer than", Comparison::Below),
            ("of? at least", Comparison::AtLeast),
            ("of? at most", Comparison::AtMost),
        ];
        let (next, is) = WAYS.iter().find_map(|(way, is)| Some((eat(self.words, at, way)?, *is)))?;
        number(self.words, next)?;
        self.said.named.last().filter(|last| last.as_str() == rows)?;
        let numbers = super::words::fields(self.draft, rows, |name, _| is_number(self.draft, rows, name));
        let name = super::words::only(numbers)?;
        let (than, end) = value(self.draft, rows, &name, self.words, next)?;
        let end = eat_any(self.words, end, UNITS).unwrap_or(end);
        let end = eat_any(self.words, end, &["celsius|c"]).unwrap_or(end);
        self.said.chosen_by.push(joined(self.words.get(at..end)?));
        self.add(vec![Condition { field: name, is, than: Term::Value(than) }]);
        Some(end)
    }

    /// `in the category power`, `of kind large`: where a choice and one of its values follow.
    fn among(&self, rows: &str, at: usize) -> Option<usize> {
        let next = eat_any(self.words, at, &["in|of|from|at the|a?"])?;
        let (name, after) = field(self.draft, rows, self.words, next)?;
        let choice = super::words::stated(self.draft, rows, &name)?.values.is_some();
        (choice && value(self.draft, rows, &name, self.words, after).is_some()).then_some(next)
    }

    pub(super) fn comparison(&self, rows: &str, name: &str, at: usize) -> Option<(Vec<Condition>, usize)> {
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
        // "a rating of 4 or more"
        let bound = [
            ("stars|points|percent|%? or|and more|higher|above|better|greater|up|over", Comparison::AtLeast),
            ("stars|points|percent|%? or|and less|lower|below|fewer|smaller|under", Comparison::AtMost),
        ];
        if let [only] = values.as_slice()
            && not.is_none()
            && is_number(self.draft, rows, name)
            && let Some((is, end)) = bound.iter().find_map(|(way, is)| Some((*is, eat(words, end, way)?)))
        {
            return Some((vec![one(is, Term::Value(only.clone()))], end));
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
    pub(super) fn days(&self, at: usize, leads: List) -> Option<(i32, usize)> {
        let next = eat_any(self.words, at, leads)?;
        let (count, next) = match number(self.words, next) {
            Some(n) if n.fract() == 0.0 && (1.0..=3650.0).contains(&n) => (n as i32, next + 1),
            _ => (1, next),
        };
        let days = match self.words.get(next)?.low.as_str() {
            "day" | "days" => count,
            "week" | "weeks" => count * 7,
            "hours" if count % 24 == 0 => count / 24,
            _ => return None,
        };
        Some((days, next + 1))
    }
}
