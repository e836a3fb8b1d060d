//! Numbers by the calendar: "per month", "monthly", "for each day of the start date".

use domain::route::Every;

use super::{
    said::Reader,
    words::{eat_any, field, happened_at, is_moment, only},
};
use crate::assemble::draft::Draft;

/// `monthly` → months
pub(super) fn adjective(word: &str) -> Option<Every> {
    Some(match word {
        "daily" => Every::Day,
        "weekly" => Every::Week,
        "monthly" => Every::Month,
        "yearly" | "annual" => Every::Year,
        _ => return None,
    })
}

pub(super) fn noun(word: &str) -> Option<Every> {
    Some(match word {
        "day" | "days" | "date" => Every::Day,
        "week" | "weeks" => Every::Week,
        "month" | "months" => Every::Month,
        "year" | "years" => Every::Year,
        _ => return None,
    })
}

/// The moment that the rows are told by: when they happened, began, or else were made.
pub(super) fn moment_of(draft: &Draft, rows: &str) -> String {
    let happened = happened_at(draft, rows);
    if happened != "created_at" {
        return happened;
    }
    let moments = super::words::fields(draft, rows, |name, _| is_moment(draft, rows, name));
    only(moments).or_else(|| super::adjective::starts(draft, rows)).unwrap_or(happened)
}

impl Reader<'_> {
    /// `calendar month`, `month of the start date`, behind "per" or "by".
    pub(super) fn span(&self, rows: &str, at: usize) -> Option<(Every, String, usize)> {
        // A field of that name is meant itself.
        if field(self.draft, rows, self.words, at)
            .is_some_and(|(name, _)| !is_moment(self.draft, rows, &name))
        {
            return None;
        }
        let start = eat_any(self.words, at, &["calendar", "the"]).unwrap_or(at);
        // "by start month", "per date of the visit" would be fields.
        let every = noun(&self.words.get(start)?.low)?;
        let of = eat_any(self.words, start + 1, &["of|in|by the|its|their?"]);
        let named = of
            .and_then(|n| field(self.draft, rows, self.words, n))
            .filter(|(name, _)| is_moment(self.draft, rows, name));
        let (moment, next) = match named {
            Some((name, next)) => (name, next),
            None => (moment_of(self.draft, rows), start + 1),
        };
        Some((every, moment, next))
    }

    /// The numbers are told by that span of the moment; the day of a date is the date itself.
    pub(super) fn spanned(&mut self, rows: String, moment: String, every: Every) {
        let date = super::words::stated(self.draft, &rows, &moment)
            .is_some_and(|f| f.ql_type == domain::spec::FieldType::Date);
        self.said.every = (every != Every::Day || !date).then_some(every);
        self.said.per = Some((rows, moment));
    }
}
