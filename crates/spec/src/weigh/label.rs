//! What a word may be a part of.

/// How many labels there are: nothing, and the first and any later word of each kind of name.
pub const LABELS: usize = 9;

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// A thing whose data is kept.
    Thing,
    /// A member of a thing.
    Member,
    /// People, by what they do.
    Role,
    /// One of the values of a choice.
    Value,
}

impl Name {
    pub const ALL: [Self; 4] = [Self::Thing, Self::Member, Self::Role, Self::Value];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Thing => "thing",
            Self::Member => "member",
            Self::Role => "role",
            Self::Value => "value",
        }
    }

    /// The label of its first word.
    pub fn first(self) -> u8 {
        match self {
            Self::Thing => 1,
            Self::Member => 3,
            Self::Role => 5,
            Self::Value => 7,
        }
    }

    /// The label of the words behind it.
    pub fn later(self) -> u8 {
        self.first() + 1
    }
}

/// A name in a sentence: words `from` to before `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    pub name: Name,
    pub from: usize,
    pub to: usize,
}

/// The names that labels tell. A later word without a first one begins a name.
pub fn mentions(labels: &[u8]) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for (at, label) in labels.iter().enumerate() {
        let Some(name) = Name::ALL.into_iter().find(|n| *label == n.first() || *label == n.later()) else {
            continue;
        };
        match found.last_mut() {
            Some(last) if last.to == at && last.name == name && *label == name.later() => last.to = at + 1,
            _ => found.push(Mention { name, from: at, to: at + 1 }),
        }
    }
    found
}
