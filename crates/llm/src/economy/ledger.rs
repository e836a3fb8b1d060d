//! Who spent what: money is set aside before a call and settled after it, under one lock, so that a
//! hundred callers at once cannot spend the same dollar.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Mutex,
};

use domain::llm::TokenUsage;
use serde_json::{Value, json};

use super::price::usd;
use crate::{
    config::{CallerKey, Period},
    fault::{Class, Fault},
};

#[derive(Default)]
pub struct Ledger {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    accounts: HashMap<String, Account>,
    usage: BTreeMap<Entry, Row>,
}

#[derive(Default)]
struct Account {
    window: i64,
    spent_nano: u64,
    set_aside_nano: u64,
    minute: u64,
    requests: u64,
    tokens: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    hour: u64,
    key: String,
    tag: String,
    route: String,
    target: String,
}

#[derive(Debug, Clone, Copy, Default)]
struct Row {
    requests: u64,
    errors: u64,
    usage: TokenUsage,
    cost_nano: u64,
    unpriced: u64,
}

/// Rows that are kept; the oldest hours go first.
const MOST_ROWS: usize = 50_000;

/// What a call was, when it is over.
#[derive(Debug, Clone, Default)]
pub struct Spent<'a> {
    pub key: &'a str,
    pub tag: &'a str,
    pub route: &'a str,
    pub target: &'a str,
    pub usage: TokenUsage,
    /// None: the model has no price.
    pub cost_nano: Option<u64>,
    pub is_error: bool,
}

fn window(period: Period, now_s: u64) -> i64 {
    match period {
        Period::Hour => (now_s / 3600) as i64,
        Period::Day => (now_s / 86_400) as i64,
        Period::Month => {
            let time = jiff::Timestamp::from_second(now_s as i64).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
            let date = time.to_zoned(jiff::tz::TimeZone::UTC).date();
            i64::from(date.year()) * 12 + i64::from(date.month())
        }
        Period::Ever => 0,
    }
}

impl Ledger {
    /// Counts the call against the caller's limits. Errors: they are reached; when to come back.
    pub fn admit(&self, name: &str, key: &CallerKey, tokens: u64, now_s: u64) -> Result<(), Fault> {
        let mut state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        let account = state.accounts.entry(name.to_owned()).or_default();
        let minute = now_s / 60;
        if account.minute != minute {
            account.minute = minute;
            account.requests = 0;
            account.tokens = 0;
        }
        let rest = std::time::Duration::from_secs(60 - now_s % 60);
        let limited = |what: &str| {
            let text = format!("the key `{name}` has used its {what} of this minute");
            Fault::new(Class::CallerLimited, text).after(Some(rest))
        };
        if key.limits.requests_per_minute.is_some_and(|most| account.requests >= most) {
            return Err(limited("requests"));
        }
        if key.limits.tokens_per_minute.is_some_and(|most| account.tokens + tokens > most) {
            return Err(limited("tokens"));
        }
        account.requests += 1;
        account.tokens += tokens;
        Ok(())
    }

    /// Money that is neither spent nor set aside; none without a budget.
    pub fn left_nano(&self, name: &str, key: &CallerKey, now_s: u64) -> Option<u64> {
        let budget = key.budget?;
        let mut state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        let account = state.accounts.entry(name.to_owned()).or_default();
        account.turn(window(budget.per, now_s));
        Some(limit_nano(budget.usd).saturating_sub(account.spent_nano + account.set_aside_nano))
    }

    /// Sets money aside. Errors: there is not so much left.
    pub fn reserve(&self, name: &str, key: &CallerKey, nano: u64, now_s: u64) -> Result<(), Fault> {
        let Some(budget) = key.budget else { return Ok(()) };
        let mut state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        let account = state.accounts.entry(name.to_owned()).or_default();
        account.turn(window(budget.per, now_s));
        let after = account.spent_nano.saturating_add(account.set_aside_nano).saturating_add(nano);
        if after > limit_nano(budget.usd) {
            let text = format!(
                "the budget of the key `{name}` is spent: {} of {} USD, {} set aside for calls under way, and this call may cost {}",
                usd(account.spent_nano),
                budget.usd,
                usd(account.set_aside_nano),
                usd(nano)
            );
            return Err(Fault::new(Class::OverBudget, text));
        }
        account.set_aside_nano += nano;
        Ok(())
    }

    /// Gives back what was set aside and counts what was really spent.
    pub fn settle(&self, set_aside_nano: u64, spent: &Spent<'_>, now_s: u64) {
        let mut state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        let account = state.accounts.entry(spent.key.to_owned()).or_default();
        account.set_aside_nano = account.set_aside_nano.saturating_sub(set_aside_nano);
        account.spent_nano = account.spent_nano.saturating_add(spent.cost_nano.unwrap_or(0));
        let entry = Entry {
            hour: now_s / 3600,
            key: spent.key.to_owned(),
            tag: spent.tag.to_owned(),
            route: spent.route.to_owned(),
            target: spent.target.to_owned(),
        };
        if state.usage.len() >= MOST_ROWS && !state.usage.contains_key(&entry) {
            state.usage.pop_first();
        }
        let row = state.usage.entry(entry).or_default();
        row.requests += 1;
        row.errors += u64::from(spent.is_error);
        row.usage.add(&spent.usage);
        row.cost_nano = row.cost_nano.saturating_add(spent.cost_nano.unwrap_or(0));
        row.unpriced += u64::from(spent.cost_nano.is_none() && spent.usage.total() > 0);
    }

    /// `by`: key, tag, route or target; only of one key where `only` names it.
    pub fn usage(&self, by: &str, since_s: u64, only: Option<&str>) -> Value {
        let state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        let mut sums: BTreeMap<&str, Row> = BTreeMap::new();
        for (entry, row) in &state.usage {
            if (entry.hour + 1) * 3600 <= since_s || only.is_some_and(|only| only != entry.key) {
                continue;
            }
            let name = match by {
                "tag" => &entry.tag,
                "route" => &entry.route,
                "target" => &entry.target,
                _ => &entry.key,
            };
            let sum = sums.entry(name).or_default();
            sum.requests += row.requests;
            sum.errors += row.errors;
            sum.usage.add(&row.usage);
            sum.cost_nano += row.cost_nano;
            sum.unpriced += row.unpriced;
        }
        let rows: Vec<Value> = sums
            .iter()
            .map(|(name, row)| {
                json!({
                    by: name, "requests": row.requests, "errors": row.errors, "tokens": row.usage,
                    "cost_usd": usd(row.cost_nano), "requests_without_price": row.unpriced,
                })
            })
            .collect();
        let total: u64 = sums.values().map(|row| row.cost_nano).sum();
        json!({ "by": by, "usage": rows, "total_cost_usd": usd(total) })
    }
}

impl Account {
    fn turn(&mut self, window: i64) {
        if self.window != window {
            self.window = window;
            self.spent_nano = 0;
        }
    }
}

fn limit_nano(usd: f64) -> u64 {
    (usd * 1e9).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Budget, Limits};

    fn key(usd: f64) -> CallerKey {
        CallerKey {
            hash: String::new(),
            tenant: "t".into(),
            budget: Some(Budget { usd, per: Period::Day }),
            limits: Limits { requests_per_minute: Some(3), tokens_per_minute: None },
            tags: Vec::new(),
            routes: Vec::new(),
            admin: false,
        }
    }

    #[test]
    fn what_is_set_aside_cannot_be_spent_twice() {
        let ledger = Ledger::default();
        let key = key(0.000_001);
        let granted = (0..100).filter(|_| ledger.reserve("k", &key, 100, 0).is_ok()).count();
        assert_eq!(granted, 10);
        let spent = Spent { key: "k", cost_nano: Some(40), ..Spent::default() };
        ledger.settle(100, &spent, 0);
        assert_eq!(ledger.left_nano("k", &key, 0), Some(60));
        assert_eq!(ledger.reserve("k", &key, 61, 0).unwrap_err().class, Class::OverBudget);
        // The next day begins anew; what is still under way stays set aside.
        assert_eq!(ledger.left_nano("k", &key, 86_400), Some(100));
    }

    #[test]
    fn a_minute_has_so_many_requests() {
        let ledger = Ledger::default();
        let granted = (0..9).filter(|_| ledger.admit("k", &key(1.0), 1, 59).is_ok()).count();
        assert_eq!(granted, 3);
        let refused = ledger.admit("k", &key(1.0), 1, 59).unwrap_err();
        assert_eq!(refused.retry_after, Some(std::time::Duration::from_secs(1)));
        assert!(ledger.admit("k", &key(1.0), 1, 60).is_ok());
    }
}
