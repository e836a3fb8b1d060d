//! Who spent what: money is set aside before a call and settled after it, under one lock, so that a
//! hundred callers at once cannot spend the same dollar.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, OnceLock},
};

use domain::{
    llm::TokenUsage,
    spending::{Past, Reservation, UsageEntry, UsageSum},
};
use serde_json::{Value, json};

use super::{books::Books, price::usd};
use crate::{
    config::{CallerKey, Period},
    fault::{Class, Fault},
};

#[derive(Default)]
pub struct Ledger {
    state: Mutex<State>,
    /// Where spending is kept beyond this process, once it was opened.
    books: OnceLock<(Arc<Books>, String)>,
}

#[derive(Default)]
struct State {
    accounts: HashMap<String, Account>,
    usage: BTreeMap<UsageEntry, UsageSum>,
}

#[derive(Default)]
struct Account {
    /// The last ones, the present one included: budgets may change their period and back.
    spent: Vec<(String, u64)>,
    window: Option<String>,
    set_aside_nano: u64,
    minute: u64,
    requests: u64,
    tokens: u64,
}

/// Windows of one key that are kept in memory.
const MOST_WINDOWS: usize = 8;

/// Money set aside for one call. Whoever drops it unsettled pays all of it: the provider may have been paid.
#[must_use]
pub struct SetAside {
    ledger: Arc<Ledger>,
    key: String,
    route: String,
    nano: u64,
    durable: Option<Reservation>,
    is_settled: bool,
}

impl SetAside {
    /// Writes it down before the call is made. Errors: it cannot be written, or others have spent the rest.
    pub async fn make_durable(&mut self) -> Result<(), Fault> {
        let Some((books, _)) = self.ledger.books.get() else { return Ok(()) };
        match &self.durable {
            Some(wanted) => books.reserve(wanted.clone()).await,
            None => Ok(()),
        }
    }
}

impl Drop for SetAside {
    fn drop(&mut self) {
        if !self.is_settled {
            let ledger = self.ledger.clone();
            let (key, route, nano) = (self.key.clone(), self.route.clone(), self.nano);
            let spent = Spent {
                key: &key,
                route: &route,
                target: "(never settled)",
                cost_nano: Some(nano),
                is_error: true,
                ..Spent::default()
            };
            ledger.settle(Some(self), &spent, now_s());
        }
    }
}

fn now_s() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
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

/// The part of time, in UTC, that a budget holds for.
fn window(period: Period, now_s: u64) -> String {
    match period {
        Period::Hour => format!("hour:{}", now_s / 3600),
        Period::Day => format!("day:{}", now_s / 86_400),
        Period::Month => {
            let time = jiff::Timestamp::from_second(now_s as i64).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
            let date = time.to_zoned(jiff::tz::TimeZone::UTC).date();
            format!("month:{:04}-{:02}", date.year(), date.month())
        }
        Period::Ever => "ever".to_owned(),
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
        Some(limit_nano(budget.usd).saturating_sub(account.spent() + account.set_aside_nano))
    }

    /// Sets money aside. Errors: there is not so much left.
    pub fn reserve(
        self: &Arc<Self>,
        name: &str,
        key: &CallerKey,
        route: &str,
        nano: u64,
        now_s: u64,
    ) -> Result<Option<SetAside>, Fault> {
        let Some(budget) = key.budget else { return Ok(None) };
        let mut state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        let account = state.accounts.entry(name.to_owned()).or_default();
        let window = window(budget.per, now_s);
        account.turn(window.clone());
        let after = account.spent().saturating_add(account.set_aside_nano).saturating_add(nano);
        if after > limit_nano(budget.usd) {
            let text = format!(
                "the budget of the key `{name}` is spent: {} of {} USD, {} set aside for calls under way, and this call may cost {}",
                usd(account.spent()),
                budget.usd,
                usd(account.set_aside_nano),
                usd(nano)
            );
            return Err(Fault::new(Class::OverBudget, text));
        }
        account.set_aside_nano += nano;
        let durable = self.books.get().map(|(_, owner)| Reservation {
            id: ulid::Ulid::generate().to_string(),
            owner: owner.clone(),
            key: name.to_owned(),
            window,
            route: route.to_owned(),
            nano,
            limit_nano: limit_nano(budget.usd),
            at_s: now_s,
        });
        Ok(Some(SetAside {
            ledger: self.clone(),
            key: name.to_owned(),
            route: route.to_owned(),
            nano,
            durable,
            is_settled: false,
        }))
    }

    /// Gives back what was set aside and counts what was really spent.
    pub fn settle(&self, set_aside: Option<&mut SetAside>, spent: &Spent<'_>, now_s: u64) {
        let (mut back, mut id) = (0, None);
        if let Some(set_aside) = set_aside
            && !std::mem::replace(&mut set_aside.is_settled, true)
        {
            back = set_aside.nano;
            id = set_aside.durable.take().map(|durable| durable.id);
        }
        let cost_nano = spent.cost_nano.unwrap_or(0);
        let entry = UsageEntry {
            hour: now_s / 3600,
            key: spent.key.to_owned(),
            tag: spent.tag.to_owned(),
            route: spent.route.to_owned(),
            target: spent.target.to_owned(),
        };
        let sum = UsageSum {
            requests: 1,
            errors: u64::from(spent.is_error),
            usage: spent.usage,
            cost_nano,
            unpriced: u64::from(spent.cost_nano.is_none() && spent.usage.total() > 0),
        };
        let mut state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        let account = state.accounts.entry(spent.key.to_owned()).or_default();
        account.set_aside_nano = account.set_aside_nano.saturating_sub(back);
        account.spend(cost_nano);
        let window = account.window.clone();
        state.keep(entry.clone(), &sum);
        drop(state);
        if let Some((books, _)) = self.books.get() {
            books.settle(id, window, cost_nano, entry, &sum);
        }
    }

    /// Gives back what was set aside for a call that was never made.
    pub fn release(&self, set_aside: &mut SetAside) {
        if std::mem::replace(&mut set_aside.is_settled, true) {
            return;
        }
        let mut state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        let account = state.accounts.entry(set_aside.key.clone()).or_default();
        account.set_aside_nano = account.set_aside_nano.saturating_sub(set_aside.nano);
        drop(state);
        if let (Some((books, _)), Some(durable)) = (self.books.get(), set_aside.durable.take()) {
            books.release(durable.id);
        }
    }

    /// Takes over what was spent before, and from now on writes into `books`.
    pub fn open(&self, past: Past, books: Arc<Books>, owner: String) {
        let mut state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        for spent in past.spent {
            state.accounts.entry(spent.key).or_default().spent.push((spent.window, spent.nano));
        }
        for (entry, sum) in past.usage {
            state.keep(entry, &sum);
        }
        books.open();
        let _ = self.books.set((books, owner));
    }

    /// The budgets of `keys` as they stand: the limit, what is spent, what is set aside for calls under way.
    pub fn budgets<'a>(&self, keys: impl Iterator<Item = (&'a String, &'a CallerKey)>, now_s: u64) -> Value {
        let mut state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        let rows = keys.filter_map(|(name, key)| {
            let budget = key.budget?;
            let account = state.accounts.entry(name.clone()).or_default();
            account.turn(window(budget.per, now_s));
            Some(json!({
                "key": name, "per": budget.per, "limit_usd": usd(limit_nano(budget.usd)),
                "spent_usd": usd(account.spent()), "set_aside_usd": usd(account.set_aside_nano),
            }))
        });
        rows.collect::<Vec<_>>().into()
    }

    /// `by`: key, tag, route or target; only of one key where `only` names it.
    pub fn usage(&self, by: &str, since_s: u64, only: Option<&str>) -> Value {
        let state = self.state.lock().unwrap_or_else(|e| e.into_inner());
        let mut sums: BTreeMap<&str, UsageSum> = BTreeMap::new();
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
            sums.entry(name).or_default().add(row);
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

impl State {
    fn keep(&mut self, entry: UsageEntry, sum: &UsageSum) {
        if self.usage.len() >= MOST_ROWS && !self.usage.contains_key(&entry) {
            self.usage.pop_first();
        }
        self.usage.entry(entry).or_default().add(sum);
    }
}

impl Account {
    fn turn(&mut self, window: String) {
        if self.window.as_ref() == Some(&window) {
            return;
        }
        if !self.spent.iter().any(|(known, _)| *known == window) {
            if self.spent.len() >= MOST_WINDOWS {
                self.spent.remove(0);
            }
            self.spent.push((window.clone(), 0));
        }
        self.window = Some(window);
    }

    fn spent(&self) -> u64 {
        let now = self.spent.iter().find(|(window, _)| Some(window) == self.window.as_ref());
        now.map_or(0, |(_, nano)| *nano)
    }

    fn spend(&mut self, more: u64) {
        let now = self.spent.iter_mut().find(|(window, _)| Some(&**window) == self.window.as_deref());
        if let Some((_, nano)) = now {
            *nano = nano.saturating_add(more);
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
        let ledger = Arc::new(Ledger::default());
        let key = key(0.000_001);
        let mut granted: Vec<SetAside> =
            (0..100).filter_map(|_| ledger.reserve("k", &key, "r", 100, 0).ok().flatten()).collect();
        assert_eq!(granted.len(), 10);
        let spent = Spent { key: "k", cost_nano: Some(40), ..Spent::default() };
        ledger.settle(granted.first_mut(), &spent, 0);
        assert_eq!(ledger.left_nano("k", &key, 0), Some(60));
        assert_eq!(ledger.reserve("k", &key, "r", 61, 0).err().unwrap().class, Class::OverBudget);
        // Given up without a bill: it may have been spent.
        granted.pop();
        assert_eq!(ledger.left_nano("k", &key, 0), Some(60));
        // The next day begins anew; what is still under way stays set aside.
        assert_eq!(ledger.left_nano("k", &key, 86_400), Some(200));
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
