//! The score: a sum of parts, each with its reason and its evidence.
//!
//! Points are half points, rounded down: sums of halves are exact in binary, so `overall`
//! equals the sum of its parts to the last bit in every language, and one failing test
//! among hundreds still costs something that can be seen. A part that was not run has no
//! points and no possible points; it is named in `not_run` instead.

mod function;
mod quality;
mod security;

use domain::score::{Score, ScorePart};

use crate::{Facts, recommendations};

/// One part of the score.
pub struct Part {
    pub id: &'static str,
    /// `function security quality`
    pub group: &'static str,
    /// A whole number of points.
    pub possible: f64,
    pub measure: fn(&Facts<'_>) -> Measured,
}

pub enum Measured {
    /// `share` of the possible points, between 0 and 1.
    Share { share: f64, reason: String, evidence: Vec<String> },
    /// Nothing was recorded that could be counted: why.
    NotRun(&'static str),
    /// The part means nothing for this kind of project.
    NotApplicable,
}

/// A hundred points where everything was run.
pub const ALL: &[Part] = &[
    Part { id: "built", group: "function", possible: 5.0, measure: function::built },
    Part { id: "tests_passed", group: "function", possible: 25.0, measure: function::tests_passed },
    Part {
        id: "requirements_tested",
        group: "function",
        possible: 15.0,
        measure: function::requirements_tested,
    },
    Part {
        id: "tests_known_to_fail",
        group: "function",
        possible: 10.0,
        measure: function::tests_known_to_fail,
    },
    Part {
        id: "started_and_stopped",
        group: "function",
        possible: 5.0,
        measure: function::started_and_stopped,
    },
    Part { id: "security_findings", group: "security", possible: 20.0, measure: security::findings },
    Part { id: "syntax", group: "quality", possible: 5.0, measure: quality::syntax },
    Part { id: "complexity", group: "quality", possible: 5.0, measure: quality::complexity },
    Part { id: "smells", group: "quality", possible: 5.0, measure: quality::smells },
    Part { id: "documents", group: "quality", possible: 5.0, measure: quality::documents },
];

pub fn of(facts: &Facts<'_>) -> Score {
    let mut score = Score::default();
    for part in ALL {
        match (part.measure)(facts) {
            Measured::Share { share, reason, evidence } => score.parts.push(ScorePart {
                id: part.id.to_owned(),
                group: part.group.to_owned(),
                points: halves(share, part.possible),
                possible: part.possible,
                reason,
                evidence,
            }),
            Measured::NotRun(why) => score.not_run.push(format!("{}: {why}", part.id)),
            Measured::NotApplicable => {}
        }
    }
    let sum = |of: fn(&ScorePart) -> f64, group: Option<&str>| -> f64 {
        score.parts.iter().filter(|part| group.is_none_or(|group| part.group == group)).map(of).sum()
    };
    let (overall, possible) = (sum(|part| part.points, None), sum(|part| part.possible, None));
    let (security, quality) = (sum(|p| p.points, Some("security")), sum(|p| p.points, Some("quality")));
    score.overall = overall;
    score.possible = possible;
    score.security = security;
    score.quality = quality;
    score.recommendations = recommendations::of(facts);
    score
}

/// Down to the next half point; only a full share gets full points.
fn halves(share: f64, possible: f64) -> f64 {
    // The small amount makes up for shares such as 0.3 that binary cannot hold.
    ((share.clamp(0.0, 1.0) * possible * 2.0 + 1e-9).floor() / 2.0).clamp(0.0, possible)
}

/// `part` of `whole` as a share; nothing of nothing is all of it.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_rounded_down_to_halves() {
        assert_eq!(halves(399.0 / 400.0, 25.0), 24.5);
        assert_eq!(halves(1.0, 25.0), 25.0);
        assert_eq!(halves(0.3, 5.0), 1.5);
        assert_eq!(halves(0.0, 5.0), 0.0);
        assert_eq!(halves(2.0, 5.0), 5.0);
    }

    #[test]
    fn the_possible_points_are_a_hundred_and_whole() {
        assert_eq!(ALL.iter().map(|part| part.possible).sum::<f64>(), 100.0);
        assert!(ALL.iter().all(|part| part.possible.fract() == 0.0));
    }
}
