//! Whose a record is, as the condition of a permission says it.

/// What makes a record somebody's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ownership {
    /// `own`: they made it.
    Maker,
    /// `own:student_id`: its key names them, whoever made it.
    Named { key: String },
    /// `own:animal_id.shelter_id`: it belongs to a record that is theirs.
    Through { key: String, owner: String },
}

impl Ownership {
    /// The condition of a permission as an ownership; None where it is none.
    pub fn of(condition: &str) -> Option<Self> {
        if condition == "own" {
            return Some(Self::Maker);
        }
        let told = condition.strip_prefix("own:")?;
        let plain = |name: &str| {
            !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        };
        match told.split_once('.') {
            None if plain(told) => Some(Self::Named { key: told.to_owned() }),
            Some((key, owner)) if plain(key) && plain(owner) => {
                Some(Self::Through { key: key.to_owned(), owner: owner.to_owned() })
            }
            _ => None,
        }
    }

    /// As a permission keeps it.
    pub fn condition(&self) -> String {
        match self {
            Self::Maker => "own".to_owned(),
            Self::Named { key } => format!("own:{key}"),
            Self::Through { key, owner } => format!("own:{key}.{owner}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Ownership;

    #[test]
    fn a_condition_is_read_as_it_is_written() {
        for said in ["own", "own:student_id", "own:animal_id.shelter_id"] {
            assert_eq!(Ownership::of(said).map(|o| o.condition()).as_deref(), Some(said));
        }
        for odd in ["", "mine", "own:", "own:a.", "own:.b", "own:a.b.c", "own:A", "own:a b"] {
            assert_eq!(Ownership::of(odd), None, "{odd}");
        }
    }
}
