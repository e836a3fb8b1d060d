//! A score is a sum of listed evidence; a gate is a decision with its inputs.

use serde::{Deserialize, Serialize};

/// `overall` is the sum of `parts[].points`; `possible` the sum of `parts[].possible`.
/// What was not run has no points and no possible points, and says so in `not_run`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    pub overall: f64,
    pub possible: f64,
    pub security: f64,
    pub quality: f64,
    pub parts: Vec<ScorePart>,
    pub not_run: Vec<String>,
    pub recommendations: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScorePart {
    /// Such as `tests_passed`.
    pub id: String,
    /// `function security quality`
    pub group: String,
    pub points: f64,
    pub possible: f64,
    /// How the points follow from the evidence, in words with numbers.
    pub reason: String,
    /// Ids of evidence, or names of stages whose drop holds it.
    pub evidence: Vec<String>,
}

/// Proven or not, and if not, what is missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gate {
    pub proven: bool,
    pub checks: Vec<GateCheck>,
    /// Rules that the user set aside by an answer: listed, never hidden.
    pub set_aside: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GateCheck {
    pub id: String,
    pub passed: bool,
    pub detail: String,
    /// What fails it, such as requirement ids or test ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
}
