//! Words that rank things without naming what they go by: `heaviest`, `youngest`, `most expensive`, `best`.

/// What a superlative goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Graded {
    /// Parts of the names of numbers that it may go by, the likelier first.
    pub numbers: &'static [&'static str],
    /// Whether the largest number comes first.
    pub down: bool,
    /// Parts of the names of moments that it may go by, and whether the latest comes first.
    pub moments: Option<(&'static [&'static str], bool)>,
}

const LENGTH: &[&str] = &["length", "distance", "duration", "minutes", "hours", "km"];
const WEIGHT: &[&str] = &["weight", "mass", "kg", "kilos", "kilograms", "grams"];
const SIZE: &[&str] = &["size", "area", "capacity", "volume", "population", "seats", "amount", "quantity"];
const HEIGHT: &[&str] =
    &["height", "altitude", "elevation", "score", "points", "rating", "amount", "price", "bid"];
const PRICE: &[&str] = &["price", "cost", "fee", "rate", "fare", "rent", "total", "amount"];
const MARK: &[&str] = &["rating", "score", "points", "stars", "grade", "marks"];
const BORN: &[&str] = &["born", "birth", "dob", "built", "founded", "planted"];
const AGE: &[&str] = &["age"];

const fn by(numbers: &'static [&'static str], down: bool) -> Graded {
    Graded { numbers, down, moments: None }
}

const fn by_age(down: bool) -> Graded {
    Graded { numbers: AGE, down, moments: Some((BORN, !down)) }
}

const GRADED: &[(&str, Graded)] = &[
    ("longest", by(LENGTH, true)),
    ("shortest", by(LENGTH, false)),
    ("heaviest", by(WEIGHT, true)),
    ("lightest", by(WEIGHT, false)),
    ("largest", by(SIZE, true)),
    ("biggest", by(SIZE, true)),
    ("smallest", by(SIZE, false)),
    ("tallest", by(&["height"], true)),
    ("highest", by(HEIGHT, true)),
    ("lowest", by(HEIGHT, false)),
    ("deepest", by(&["depth", "draught", "draft"], true)),
    ("widest", by(&["width", "beam"], true)),
    ("narrowest", by(&["width", "beam"], false)),
    ("fastest", by(&["time", "duration", "seconds", "minutes"], false)),
    ("quickest", by(&["time", "duration", "seconds", "minutes"], false)),
    ("slowest", by(&["time", "duration", "seconds", "minutes"], true)),
    ("cheapest", by(PRICE, false)),
    ("dearest", by(PRICE, true)),
    ("priciest", by(PRICE, true)),
    ("most expensive", by(PRICE, true)),
    ("least expensive", by(PRICE, false)),
    ("best", by(MARK, true)),
    ("worst", by(MARK, false)),
    ("hottest", by(&["temperature"], true)),
    ("warmest", by(&["temperature"], true)),
    ("coldest", by(&["temperature"], false)),
    ("strongest", by(&["strength", "abv", "alcohol"], true)),
    ("youngest", by_age(false)),
    ("oldest", by_age(true)),
];

/// What the word goes by, where it ranks anything.
pub fn graded(word: &str) -> Option<Graded> {
    GRADED.iter().find(|(known, _)| *known == word).map(|(_, graded)| *graded)
}

/// Whether the words at the beginning are such a word, and how many they are.
pub fn graded_at(first: &str, second: &str) -> Option<(String, usize)> {
    if graded(first).is_some() {
        return Some((first.to_owned(), 1));
    }
    let two = format!("{first} {second}");
    graded(&two).is_some().then_some((two, 2))
}

/// In which direction `sorted by FIELD, WORD first` goes: downwards for what begins with the most, and where a moment
/// is meant for what begins with the latest.
pub fn downwards(word: &str, field: &str) -> Option<bool> {
    let graded = graded(word)?;
    let part = |parts: &[&str]| field.split(['_', ' ']).any(|word| parts.contains(&word));
    match graded.moments {
        Some((_, latest)) if !part(graded.numbers) => Some(latest),
        _ if part(&["speed", "velocity"]) => Some(!graded.down),
        _ => Some(graded.down),
    }
}
