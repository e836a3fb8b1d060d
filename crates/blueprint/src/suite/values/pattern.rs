//! Texts that match a pattern, and texts that do not.
//!
//! The pattern's own syntax tree is walked once into a row of slots (a fixed letter, or a
//! class to choose from); examples are then read off in mixed radix, last slot fastest.
//! What the walk cannot promise (look-around, word edges) is checked by the matcher.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Longest text tried; a pattern that wants more has no example here.
const LONGEST: usize = 2_000;

#[derive(Debug, Clone)]
pub struct Pattern {
    matcher: regex::Regex,
    tree: Hir,
}

#[derive(Debug, Clone)]
struct Slot {
    choices: Vec<char>,
}

impl Pattern {
    /// None where the pattern is beyond this syntax (look-ahead, back references).
    pub fn parse(pattern: &str) -> Option<Self> {
        let matcher = regex::RegexBuilder::new(pattern).size_limit(1 << 20).build().ok()?;
        let tree = regex_syntax::parse(pattern).ok()?;
        Some(Self { matcher, tree })
    }

    pub fn matches(&self, text: &str) -> bool {
        self.matcher.is_match(text)
    }

    /// The `n`-th of the distinct matching texts with `min..=max` characters.
    pub fn nth(&self, n: u64, min: u64, max: Option<u64>) -> Option<String> {
        let slots = self.slots(min)?;
        if max.is_some_and(|max| slots.len() as u64 > max) {
            return None;
        }
        self.read(&slots, n)
    }

    /// A matching text of exactly that many characters.
    pub fn of_length(&self, length: u64) -> Option<String> {
        let text = self.read(&self.slots(length)?, 0)?;
        (text.chars().count() as u64 == length).then_some(text)
    }

    /// A run of digits in the middle of fixed text that may be counted up: text before, width, text after.
    pub fn counter(&self, min: u64, max: Option<u64>) -> Option<(String, usize, String)> {
        let slots = self.slots(min)?;
        if max.is_some_and(|max| slots.len() as u64 > max) {
            return None;
        }
        let free = |slot: &Slot| ('0'..='9').all(|digit| slot.choices.contains(&digit));
        let (mut best, mut start) = (0..0, 0);
        for at in 0..=slots.len() {
            if slots.get(at).is_some_and(free) {
                continue;
            }
            if at - start > best.len() {
                best = start..at;
            }
            start = at + 1;
        }
        if best.len() < 2 {
            return None;
        }
        let text: Vec<char> = self.read(&slots, 0)?.chars().collect();
        let before: String = text.get(..best.start)?.iter().collect();
        let after: String = text.get(best.end..)?.iter().collect();
        // The counter replaces the middle: make sure that the matcher agrees with the walk.
        let width = best.len().min(9);
        let zeros = "0".repeat(best.len() - width);
        let before = before + &zeros;
        let sample = |n: u64| format!("{before}{n:0width$}{after}");
        [1, 27, 98].iter().all(|n| self.matches(&sample(*n))).then_some((before, width, after))
    }

    /// A text with `min..=max` characters that the pattern does not match.
    pub fn refused(&self, min: u64, max: Option<u64>) -> Option<String> {
        let good: Vec<char> = self.nth(0, min, max).unwrap_or_default().chars().collect();
        let mut candidates = Vec::new();
        for odd in ['!', '~', ' ', 'a', '0', 'Z'] {
            for at in [0, good.len().saturating_sub(1), good.len() / 2] {
                let mut text = good.clone();
                if let Some(place) = text.get_mut(at) {
                    *place = odd;
                }
                candidates.push(text.into_iter().collect::<String>());
            }
            candidates.push(odd.to_string().repeat(usize::try_from(min.max(1)).unwrap_or(1).min(LONGEST)));
            candidates.push(good.iter().collect::<String>() + &odd.to_string());
        }
        candidates.into_iter().find(|text| {
            let length = text.chars().count() as u64;
            !text.trim().is_empty()
                && text.trim() == text
                && length >= min
                && max.is_none_or(|max| length <= max)
                && !self.matches(text)
        })
    }

    fn slots(&self, min: u64) -> Option<Vec<Slot>> {
        let mut slots = Vec::new();
        let mut spare = 0;
        walk(&self.tree, &mut slots, &mut spare)?;
        let wanted = usize::try_from(min).ok()?;
        if slots.len() < wanted {
            spare = wanted - slots.len();
            slots.clear();
            walk(&self.tree, &mut slots, &mut spare)?;
        }
        (slots.len() >= wanted && slots.len() <= LONGEST).then_some(slots)
    }

    fn read(&self, slots: &[Slot], n: u64) -> Option<String> {
        let mut left = n;
        let mut text = Vec::with_capacity(slots.len());
        for slot in slots.iter().rev() {
            let radix = slot.choices.len() as u64;
            text.push(*slot.choices.get(usize::try_from(left % radix.max(1)).ok()?)?);
            left /= radix.max(1);
        }
        let text: String = text.into_iter().rev().collect();
        (left == 0 && self.matches(&text)).then_some(text)
    }
}

/// Appends the slots of the shortest text; `spare` more repetitions are spent as soon as they can be.
fn walk(hir: &Hir, slots: &mut Vec<Slot>, spare: &mut usize) -> Option<()> {
    if slots.len() > LONGEST {
        return None;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            slots.extend(text.chars().map(|c| Slot { choices: vec![c] }));
        }
        HirKind::Class(class) => slots.push(Slot { choices: choices(class)? }),
        HirKind::Repetition(repetition) => {
            for _ in 0..repetition.min {
                walk(&repetition.sub, slots, spare)?;
            }
            let most = repetition.max.map_or(usize::MAX, |max| (max - repetition.min) as usize);
            for _ in 0..most {
                if *spare == 0 {
                    break;
                }
                let before = slots.len();
                walk(&repetition.sub, slots, &mut 0)?;
                let grown = slots.len() - before;
                if grown == 0 {
                    break;
                }
                *spare = spare.saturating_sub(grown);
            }
        }
        HirKind::Capture(capture) => walk(&capture.sub, slots, spare)?,
        HirKind::Concat(parts) => {
            for part in parts {
                walk(part, slots, spare)?;
            }
        }
        HirKind::Alternation(branches) => walk(branches.first()?, slots, spare)?,
    }
    Some(())
}

/// Letters and digits where the class has any; else what can be printed; else its first character.
fn choices(class: &Class) -> Option<Vec<char>> {
    let Class::Unicode(class) = class else { return None };
    let has = |c: &char| class.ranges().iter().any(|range| range.start() <= *c && *c <= range.end());
    let plain: Vec<char> = ('0'..='9').chain('a'..='z').chain('A'..='Z').filter(has).collect();
    // A text of zeros only is a poor example (and falsy in some languages): start from one.
    let start = usize::from(plain.first() == Some(&'0') && plain.len() > 1);
    let mut choices = plain.clone();
    choices.rotate_left(start);
    if plain.len() < 10 {
        let others = ('!'..='~').filter(has).filter(|c| !plain.contains(c));
        choices.extend(others.collect::<Vec<char>>());
    }
    if !choices.is_empty() {
        return Some(choices);
    }
    class.ranges().first().map(|range| vec![range.start()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_match_and_differ() {
        for source in [
            "^(97[89])?[0-9]{9}[0-9Xx]$",
            "^[A-Z]{2}-\\d{4}$",
            "^#[0-9a-fA-F]{6}$",
            "^[a-z0-9]+(-[a-z0-9]+)*$",
            "^\\+[1-9]\\d{6,14}$",
            "^(red|green)$",
            "[A-Z]{3}",
        ] {
            let pattern = Pattern::parse(source).unwrap();
            let first = pattern.nth(0, 0, None).unwrap();
            assert!(pattern.matches(&first), "{source}: {first}");
            if source != "^(red|green)$" {
                assert_ne!(pattern.nth(1, 0, None).unwrap(), first, "{source}");
            }
            let bad = pattern.refused(0, None).unwrap();
            assert!(!pattern.matches(&bad), "{source}: {bad}");
        }
    }

    #[test]
    fn digits_can_be_counted_up() {
        let pattern = Pattern::parse("^(97[89])?[0-9]{9}[0-9Xx]$").unwrap();
        let (before, width, after) = pattern.counter(0, None).unwrap();
        assert!(pattern.matches(&format!("{before}{:0width$}{after}", 7)));
    }

    #[test]
    fn a_length_can_be_asked_for() {
        let pattern = Pattern::parse("^[a-z]+$").unwrap();
        assert_eq!(pattern.of_length(7).unwrap().len(), 7);
        assert_eq!(Pattern::parse("^[a-z]{3}$").unwrap().of_length(7), None);
    }

    #[test]
    fn patterns_beyond_the_syntax_have_no_example() {
        assert!(Pattern::parse("^(?=.*[0-9]).+$").is_none());
        assert!(Pattern::parse("(").is_none());
    }
}
