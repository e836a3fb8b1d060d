//! What a model's name stands for: targets in the order in which they are asked.

use std::{collections::HashMap, sync::Arc};

use super::shape::Form;
use crate::{
    config::{CacheMode, Delivery, Llm, PartialTimeouts, Provider, Route, TargetEntry, Waits},
    economy::price::{Price, Prices},
};

/// A model at a provider.
pub struct Target {
    /// `provider/model`
    pub name: String,
    pub provider: String,
    pub settings: Arc<Provider>,
    pub model: String,
    pub weight: f64,
    /// Lower ones first.
    pub tier: u32,
    pub context: Option<u64>,
    pub max_output: Option<u64>,
    pub price: Option<Price>,
    pub is_reasoning: bool,
    /// How it is asked for an answer of a form, before it has refused one.
    pub structured: Form,
}

pub struct Plan {
    pub name: String,
    pub targets: Vec<Arc<Target>>,
    pub delivery: Delivery,
    pub cache: CacheMode,
    pub timeouts: PartialTimeouts,
    /// What its configuration names and this table does not know.
    pub warnings: Vec<String>,
}

/// All that was configured, checked and resolved; replaced as a whole.
pub struct Snapshot {
    pub settings: Llm,
    pub providers: HashMap<String, Arc<Provider>>,
    pub plans: HashMap<String, Arc<Plan>>,
    pub prices: Prices,
}

/// Below it different questions look alike.
const LOOSEST: f64 = 0.9;

impl Snapshot {
    /// Errors: one sentence that names the wrong key.
    pub fn of(mut settings: Llm, prices: Prices) -> Result<Self, String> {
        let mut providers = HashMap::new();
        for (name, provider) in &mut settings.providers {
            if name.contains('/') || name.is_empty() {
                return Err(format!("llm.providers.`{name}`: a name has no slash"));
            }
            provider.settle().map_err(|e| format!("llm.providers.{name}: {e}"))?;
            providers.insert(name.clone(), Arc::new(provider.clone()));
        }
        let mut hashes: HashMap<String, &String> = HashMap::new();
        for (name, key) in &settings.keys {
            if let Some(other) = hashes.insert(key.hash.to_ascii_lowercase(), name) {
                return Err(format!("llm.keys.{name} is the same key as llm.keys.{other}"));
            }
            if key.hash.len() != 64 || !key.hash.bytes().all(|b| b.is_ascii_hexdigit()) {
                return Err(format!("llm.keys.{name}.hash is no SHA-256 in hexadecimal"));
            }
            if key.budget.is_some_and(|budget| !budget.usd.is_finite() || budget.usd < 0.0) {
                return Err(format!("llm.keys.{name}.budget.usd has to be at least 0"));
            }
        }
        if !settings.traces.is_off() {
            let uri: Option<http::Uri> = settings.traces.endpoint.parse().ok();
            let is_http =
                |uri: &http::Uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some();
            if !uri.as_ref().is_some_and(is_http) {
                return Err("llm.traces.endpoint does not begin with http:// or https://".into());
            }
        }
        let mut snapshot = Snapshot { providers, plans: HashMap::new(), prices, settings };
        let mut plans = HashMap::new();
        for (name, route) in &snapshot.settings.routes {
            let plan = snapshot.plan(name, route).map_err(|e| format!("llm.routes.{name}: {e}"))?;
            plans.insert(name.clone(), Arc::new(plan));
        }
        snapshot.plans = plans;
        Ok(snapshot)
    }

    fn plan(&self, name: &str, route: &Route) -> Result<Plan, String> {
        let mut plan = Plan {
            name: name.to_owned(),
            targets: Vec::new(),
            delivery: Delivery::Live,
            cache: CacheMode::Off,
            timeouts: PartialTimeouts::default(),
            warnings: Vec::new(),
        };
        let entries: Vec<TargetEntry> = match route {
            Route::List(names) => names.iter().cloned().map(TargetEntry::Name).collect(),
            Route::Full(full) => {
                plan.delivery = full.delivery;
                plan.cache = full.cache;
                plan.timeouts = full.timeouts;
                full.targets.clone()
            }
        };
        if entries.is_empty() {
            return Err("has no targets".into());
        }
        if plan.cache == CacheMode::Semantic {
            self.check_semantic()?;
        }
        let mut tier = 0;
        let mut before_had_weight = false;
        for (position, entry) in entries.iter().enumerate() {
            let mut target = match entry {
                TargetEntry::Name(name) => self.target(name)?,
                TargetEntry::Full(full) => {
                    let mut target = self.target(&full.target)?;
                    target.weight = full.weight.unwrap_or(1.0);
                    if !(target.weight.is_finite() && target.weight > 0.0) {
                        return Err(format!("the weight of `{}` has to be above 0", full.target));
                    }
                    target.structured = full.structured.unwrap_or(target.structured);
                    target.context = full.context.or(target.context);
                    target.max_output = full.max_output.or(target.max_output);
                    if let Some(row) = &full.price {
                        match self.prices.named(row, target.settings.kind, &target.model) {
                            Some(price) => target.price = Some(price),
                            None => plan.warnings.push(format!(
                                "llm.routes.{name}: there is no price row `{row}`; `{}` {}",
                                target.name,
                                match target.price {
                                    Some(_) => "is counted at the price of its own row",
                                    None => "has no price, and keys with a budget may not use it",
                                }
                            )),
                        }
                    }
                    target
                }
            };
            let (weight, priority) = match entry {
                TargetEntry::Full(full) => (full.weight.is_some(), full.priority),
                TargetEntry::Name(_) => (false, None),
            };
            if position > 0 && !(weight && before_had_weight) {
                tier += 1;
            }
            before_had_weight = weight;
            target.tier = priority.unwrap_or(tier);
            plan.targets.push(Arc::new(target));
        }
        plan.targets.sort_by_key(|target| target.tier);
        Ok(plan)
    }

    /// Meanings are compared only where an operator said by what, and not loosely.
    fn check_semantic(&self) -> Result<(), String> {
        let semantic = &self.settings.semantic;
        let embed = semantic.embed.as_str();
        if embed.is_empty() {
            return Err(
                "cache = \"semantic\" needs llm.semantic.embed, a target or route that gives vectors".into(),
            );
        }
        if !self.settings.routes.contains_key(embed) {
            self.target(embed).map_err(|e| format!("llm.semantic.embed: {e}"))?;
        }
        if !(LOOSEST..=1.0).contains(&semantic.threshold) {
            return Err(format!("llm.semantic.threshold has to be between {LOOSEST} and 1"));
        }
        Ok(())
    }

    fn target(&self, name: &str) -> Result<Target, String> {
        let Some((provider, model)) = name.split_once('/') else {
            return Err(format!("`{name}` is not of the form provider/model"));
        };
        let Some(settings) = self.providers.get(provider) else {
            return Err(format!("there is no provider `{provider}`"));
        };
        let row = self.prices.of(settings.kind, model);
        let is_free = settings.is_local() || settings.kind == crate::config::Kind::Cassette;
        Ok(Target {
            name: name.to_owned(),
            provider: provider.to_owned(),
            settings: settings.clone(),
            model: model.to_owned(),
            weight: 1.0,
            tier: 0,
            context: row.as_ref().and_then(|row| row.context),
            max_output: row.as_ref().and_then(|row| row.max_output),
            price: if is_free { Some(Price::FREE) } else { row.as_ref().map(|row| row.price) },
            structured: settings.structured.unwrap_or_default(),
            is_reasoning: row.is_some_and(|row| row.reasoning_model),
        })
    }

    /// A route, `provider/model`, or a model that a route already knows by its bare name.
    pub fn find(&self, model: &str) -> Option<Arc<Plan>> {
        let asked = if model.is_empty() { "default" } else { model };
        if let Some(plan) = self.plans.get(asked) {
            return Some(plan.clone());
        }
        let single = |target: Target| {
            Arc::new(Plan {
                name: target.name.clone(),
                targets: vec![Arc::new(target)],
                delivery: Delivery::Live,
                cache: CacheMode::Off,
                timeouts: PartialTimeouts::default(),
                warnings: Vec::new(),
            })
        };
        if let Ok(target) = self.target(asked) {
            return Some(single(target));
        }
        let known = self.settings.routes.keys().filter_map(|name| self.plans.get(name));
        let target = known.flat_map(|plan| &plan.targets).find(|target| target.model == asked)?;
        self.target(&target.name).ok().map(single)
    }
}

impl Plan {
    pub fn waits(&self, settings: &Llm, target: &Target) -> Waits {
        Waits::of(&settings.timeouts, &target.settings, &self.timeouts, target.is_reasoning)
    }
}
