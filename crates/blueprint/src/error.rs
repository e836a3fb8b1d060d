//! Why a spec cannot be turned into a project.

use domain::Explain;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("no blueprint covers {understood}")]
    NoBlueprint { understood: String, available: Vec<String> },
    #[error("{place} cannot be generated: {why}")]
    NotCovered { place: String, why: String },
    #[error("{place} contradicts the rest of the spec: {why}")]
    Contradiction { place: String, why: String },
    #[error("`{name}` at {place} is not a name that code can carry")]
    BadName { place: String, name: String },
    #[error("no mutant `{0}`")]
    UnknownMutant(String),
    #[error("blueprint `{blueprint}` is broken at {place}: {why}")]
    Broken { blueprint: String, place: String, why: String },
}

impl Explain for Error {
    fn code(&self) -> &'static str {
        match self {
            Error::NoBlueprint { .. } => "QL-T001",
            Error::NotCovered { .. } => "QL-T002",
            Error::Contradiction { .. } => "QL-T003",
            Error::BadName { .. } => "QL-T004",
            Error::UnknownMutant(_) => "QL-T005",
            Error::Broken { .. } => "QL-T006",
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Error::NoBlueprint { available, .. } => Some(format!("what exists: {}", available.join("; "))),
            Error::NotCovered { place, .. } => {
                Some(format!("leave {place} out, or say it with records, relations, states and rules"))
            }
            Error::Contradiction { place, .. } => Some(format!("change {place} or what it contradicts")),
            Error::BadName { .. } => Some(
                "use letters, digits and underscores, starting with a letter, at most 50 characters".into(),
            ),
            Error::UnknownMutant(_) => Some("use an id that `mutants` lists, such as FR-007@schema".into()),
            Error::Broken { .. } => {
                Some("this is a fault of the blueprint: please report it with the spec".into())
            }
        }
    }
}
