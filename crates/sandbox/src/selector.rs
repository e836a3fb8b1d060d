//! Version selectors: `3.11`, `>=3.11`, `>=3.10,<3.13`, `==3.11.*`, `~=3.11`.

use crate::error::SandboxError;

/// A version as numbers; what follows them (`rc1`, `+local`) counts as older only by being ignored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(Vec<u64>);

impl Version {
    pub fn parse(text: &str) -> Option<Self> {
        let numbers: Option<Vec<u64>> = text
            .split('.')
            .map(|part| {
                let digits: &str = part.split(|c: char| !c.is_ascii_digit()).next()?;
                digits.parse().ok()
            })
            .collect();
        numbers.filter(|numbers| numbers.len() <= 8).map(Self)
    }

    fn starts_with(&self, prefix: &[u64]) -> bool {
        self.0.starts_with(prefix)
    }

    /// Compared as if both had the same number of parts.
    fn compare(&self, other: &Self) -> std::cmp::Ordering {
        let longest = self.0.len().max(other.0.len());
        let padded = |version: &Self| {
            let mut numbers = version.0.clone();
            numbers.resize(longest, 0);
            numbers
        };
        padded(self).cmp(&padded(other))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Rule {
    Prefix(Vec<u64>),
    NotPrefix(Vec<u64>),
    AtLeast(Version),
    Above(Version),
    AtMost(Version),
    Below(Version),
}

/// All rules must hold; none at all takes every version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selector(Vec<Rule>);

impl Selector {
    pub fn parse(text: Option<&str>) -> Result<Self, SandboxError> {
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty() && *text != "*") else {
            return Ok(Self::default());
        };
        let bad = || SandboxError::BadSelector { selector: text.escape_debug().take(60).collect() };
        let mut rules = Vec::new();
        for part in text.split(',').map(str::trim) {
            let operators = [">=", "<=", "==", "!=", "~=", ">", "<", "="];
            let (operator, rest) = operators
                .iter()
                .find_map(|operator| part.strip_prefix(operator).map(|rest| (*operator, rest.trim())))
                .unwrap_or(("=", part));
            let version = Version::parse(rest.trim_end_matches(".*")).ok_or_else(bad)?;
            rules.extend(match operator {
                ">=" => vec![Rule::AtLeast(version)],
                ">" => vec![Rule::Above(version)],
                "<=" => vec![Rule::AtMost(version)],
                "<" => vec![Rule::Below(version)],
                "!=" => vec![Rule::NotPrefix(version.0)],
                "~=" => {
                    let mut prefix = version.0.clone();
                    prefix.pop();
                    vec![Rule::AtLeast(version), Rule::Prefix(prefix)]
                }
                _ => vec![Rule::Prefix(version.0)],
            });
        }
        Ok(Self(rules))
    }

    pub fn takes(&self, version: &Version) -> bool {
        self.0.iter().all(|rule| match rule {
            Rule::Prefix(prefix) => version.starts_with(prefix),
            Rule::NotPrefix(prefix) => !version.starts_with(prefix),
            Rule::AtLeast(bound) => version.compare(bound).is_ge(),
            Rule::Above(bound) => version.compare(bound).is_gt(),
            Rule::AtMost(bound) => version.compare(bound).is_le(),
            Rule::Below(bound) => version.compare(bound).is_lt(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_take_and_refuse() {
        for (selector, takes, refuses) in [
            ("3.11", "3.11.7", "3.12.1"),
            (">=3.11", "3.13.0rc2", "3.10.13"),
            (">=3.10,<3.13", "3.12.9", "3.13.0"),
            ("==3.11.*", "3.11.0", "3.1.1"),
            ("~=3.11", "3.12.0", "4.0.0"),
            (">3.11.2", "3.11.7", "3.11.2"),
            ("!=3.11.7", "3.11.2", "3.11.7"),
            ("<=3.11.0", "3.11", "3.11.1"),
        ] {
            let parsed = Selector::parse(Some(selector)).unwrap();
            assert!(parsed.takes(&Version::parse(takes).unwrap()), "{selector} refused {takes}");
            assert!(!parsed.takes(&Version::parse(refuses).unwrap()), "{selector} took {refuses}");
        }
        assert!(Selector::parse(None).unwrap().takes(&Version::parse("1").unwrap()));
        for bad in ["latest", ">=", "3.x;rm", ">=3.11,,"] {
            assert!(Selector::parse(Some(bad)).is_err(), "{bad}");
        }
    }
}
