//! Two sets of facts side by side: what is missing, what is surplus, and the figures of both.

use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Entities,
    Fields,
    Types,
    Constraints,
    Relations,
    Deletions,
    Endpoints,
    Roles,
    Permissions,
    Rules,
    Nfr,
    Functions,
    Commands,
}

impl Kind {
    pub const ALL: [Kind; 13] = [
        Kind::Entities,
        Kind::Fields,
        Kind::Types,
        Kind::Constraints,
        Kind::Relations,
        Kind::Deletions,
        Kind::Endpoints,
        Kind::Roles,
        Kind::Permissions,
        Kind::Rules,
        Kind::Nfr,
        Kind::Functions,
        Kind::Commands,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Entities => "entities",
            Kind::Fields => "fields",
            Kind::Types => "types",
            Kind::Constraints => "constraints",
            Kind::Relations => "relations",
            Kind::Deletions => "deletions",
            Kind::Endpoints => "endpoints",
            Kind::Roles => "roles",
            Kind::Permissions => "permissions",
            Kind::Rules => "rules",
            Kind::Nfr => "nfr",
            Kind::Functions => "functions",
            Kind::Commands => "commands",
        }
    }
}

/// What the labels want: each fact as one or several equally right spellings.
#[derive(Debug, Default)]
pub struct Wanted(BTreeMap<Kind, BTreeSet<Vec<String>>>);

impl Wanted {
    pub fn add(&mut self, kind: Kind, fact: impl Into<String>) {
        self.any_of(kind, vec![fact.into()]);
    }

    pub fn any_of(&mut self, kind: Kind, spellings: Vec<String>) {
        self.0.entry(kind).or_default().insert(spellings);
    }

    /// As if the reader had said it: every spelling of a fact would do, so only one of them may be a claim.
    pub fn as_said(&self, held_against: &Wanted) -> Said {
        let mut said = Said::default();
        for (kind, facts) in &self.0 {
            let labels = held_against.0.get(kind);
            let labelled =
                |spelling: &&String| labels.is_some_and(|of| of.iter().any(|l| l.contains(spelling)));
            for spellings in facts {
                if let Some(fact) = spellings.iter().find(labelled).or_else(|| spellings.first()) {
                    said.claim(*kind, fact);
                }
            }
        }
        said.forget_types_without(held_against);
        said
    }

    /// What both say: of facts that have a spelling in common, what they have in common.
    pub fn both(&self, other: &Wanted) -> Wanted {
        let mut found = Wanted::default();
        for (kind, one) in self.facts() {
            for two in other.0.get(&kind).into_iter().flatten() {
                let common: Vec<String> = one.iter().filter(|fact| two.contains(fact)).cloned().collect();
                if !common.is_empty() {
                    found.any_of(kind, common);
                }
            }
        }
        found
    }

    /// What one of them says, once: of facts that have a spelling in common, every spelling.
    pub fn either(&self, other: &Wanted) -> Wanted {
        let shares = |one: &[String], two: &[String]| one.iter().any(|fact| two.contains(fact));
        let mut found = Wanted::default();
        for (kind, one) in self.facts() {
            let same = other.0.get(&kind).into_iter().flatten().filter(|two| shares(one, two));
            let mut spellings: Vec<String> = one.iter().chain(same.flatten()).cloned().collect();
            spellings.sort();
            spellings.dedup();
            found.any_of(kind, spellings);
        }
        for (kind, two) in other.facts() {
            if !self.0.get(&kind).into_iter().flatten().any(|one| shares(one, two)) {
                found.any_of(kind, two.clone());
            }
        }
        found
    }

    fn facts(&self) -> impl Iterator<Item = (Kind, &Vec<String>)> {
        self.0.iter().flat_map(|(kind, facts)| facts.iter().map(|fact| (*kind, fact)))
    }
}

/// What the reader says. `true` is a claim; `false` is implied or assumed, which is right where
/// a label wants it and no mistake where none does.
#[derive(Debug, Default)]
pub struct Said(BTreeMap<Kind, BTreeMap<String, bool>>);

impl Said {
    pub fn claim(&mut self, kind: Kind, fact: impl Into<String>) {
        self.0.entry(kind).or_default().insert(fact.into(), true);
    }

    pub fn imply(&mut self, kind: Kind, fact: impl Into<String>) {
        self.0.entry(kind).or_default().entry(fact.into()).or_insert(false);
    }

    /// The type of a field that has no label, or whose label leaves it open, is nobody's claim:
    /// a surplus field is counted among the fields, once.
    pub fn forget_types_without(&mut self, wanted: &Wanted) {
        let field = |fact: &str| fact.split(' ').next().unwrap_or_default().to_owned();
        let labels = wanted.0.get(&Kind::Types).into_iter().flatten().flatten();
        let labelled: BTreeSet<String> = labels.map(|fact| field(fact)).collect();
        for (fact, claimed) in self.0.entry(Kind::Types).or_default() {
            *claimed &= labelled.contains(&field(fact));
        }
    }
}

/// Of one kind of fact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    pub right: usize,
    pub missing: Vec<String>,
    pub surplus: Vec<String>,
}

impl Outcome {
    pub fn add(&mut self, other: &Outcome) {
        self.right += other.right;
        self.missing.extend(other.missing.iter().cloned());
        self.surplus.extend(other.surplus.iter().cloned());
    }

    pub fn labelled(&self) -> usize {
        self.right + self.missing.len()
    }

    /// Of what was claimed, the share that is right; `None` where nothing was claimed.
    pub fn precision(&self) -> Option<f64> {
        share(self.right, self.right + self.surplus.len())
    }

    /// Of what is labelled, the share that was found; `None` where nothing is labelled.
    pub fn recall(&self) -> Option<f64> {
        share(self.right, self.labelled())
    }

    pub fn f1(&self) -> Option<f64> {
        share(2 * self.right, 2 * self.right + self.missing.len() + self.surplus.len())
    }
}

pub fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

pub fn compare(wanted: &Wanted, said: &Said) -> BTreeMap<Kind, Outcome> {
    let no_labels = BTreeSet::new();
    let no_facts = BTreeMap::new();
    Kind::ALL
        .into_iter()
        .map(|kind| {
            let labels = wanted.0.get(&kind).unwrap_or(&no_labels);
            let facts = said.0.get(&kind).unwrap_or(&no_facts);
            let mut outcome = Outcome::default();
            let mut met = BTreeSet::new();
            for spellings in labels {
                match spellings.iter().find(|spelling| facts.contains_key(*spelling)) {
                    Some(fact) => {
                        outcome.right += 1;
                        met.insert(fact.as_str());
                    }
                    None => outcome.missing.push(spellings.join(" or ")),
                }
            }
            let claims = facts.iter().filter(|(_, claimed)| **claimed).map(|(fact, _)| fact);
            outcome.surplus = claims.filter(|fact| !met.contains(fact.as_str())).cloned().collect();
            (kind, outcome)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assumption_is_right_where_wanted_and_no_mistake_elsewhere() {
        let mut wanted = Wanted::default();
        wanted.any_of(Kind::Types, vec!["A.b string".to_owned(), "A.b text".to_owned()]);
        wanted.add(Kind::Types, "A.c date");
        let mut said = Said::default();
        said.claim(Kind::Types, "A.b text");
        said.claim(Kind::Types, "A.d string");
        said.imply(Kind::Types, "A.c date");
        said.imply(Kind::Types, "A.e date");
        let seen = compare(&wanted, &said).remove(&Kind::Types).unwrap_or_default();
        assert_eq!((seen.right, seen.labelled()), (2, 2));
        assert_eq!(seen.surplus, ["A.d string"]);
        assert_eq!(seen.precision(), Some(2.0 / 3.0));
    }

    #[test]
    fn nothing_claimed_has_no_precision() {
        let mut wanted = Wanted::default();
        wanted.add(Kind::Roles, "clerk");
        let seen = compare(&wanted, &Said::default()).remove(&Kind::Roles).unwrap_or_default();
        assert_eq!((seen.precision(), seen.recall(), seen.f1()), (None, Some(0.0), Some(0.0)));
    }
}
