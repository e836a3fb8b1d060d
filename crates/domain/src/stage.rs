//! The names of the stages, in the order people read them.

use serde::{Deserialize, Serialize};

macro_rules! stages {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        /// A step of the standard plan. What needs what is a table in `pipeline::plan`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Stage { $($variant),+ }

        impl Stage {
            pub const ALL: &'static [Stage] = &[$(Stage::$variant),+];
            pub fn as_str(self) -> &'static str {
                match self { $(Stage::$variant => $name),+ }
            }
            pub fn parse(name: &str) -> Option<Stage> {
                match name { $($name => Some(Stage::$variant),)+ _ => None }
            }
        }
    };
}

stages! {
    PromptEnhancement = "prompt_enhancement",
    Frd = "frd",
    Requirements = "requirements",
    ProjectStructure = "project_structure",
    Code = "code",
    SemanticValidation = "semantic_validation",
    Dependencies = "dependencies",
    TestPlan = "test_plan",
    Tests = "tests",
    SecurityScan = "security_scan",
    PerformanceAnalysis = "performance_analysis",
    Documentation = "documentation",
    Trial = "trial",
    Score = "score",
    Gate = "gate",
    Capsule = "capsule",
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageStatus {
    Waiting,
    Running,
    Done,
    Failed,
    Skipped,
}
