//! Names: one entity gives a table, a path, a module and words for sentences.

/// Reserved in SQLite, PostgreSQL or MySQL, in the plural form a table may have.
const RESERVED_TABLES: &[&str] = &[
    "columns",
    "constraints",
    "databases",
    "fields",
    "groups",
    "indexes",
    "keys",
    "lines",
    "procedures",
    "rows",
    "schemas",
    "statistics",
    "tables",
    "triggers",
    "values",
    "windows",
    "alembic_version",
    "analyses",
    "references",
];

const IRREGULAR: &[(&str, &str)] = &[
    ("person", "people"),
    ("child", "children"),
    ("man", "men"),
    ("woman", "women"),
    ("foot", "feet"),
    ("tooth", "teeth"),
    ("mouse", "mice"),
    ("goose", "geese"),
    ("ox", "oxen"),
    ("criterion", "criteria"),
    ("phenomenon", "phenomena"),
    ("datum", "data"),
    ("medium", "media"),
    ("analysis", "analyses"),
    ("diagnosis", "diagnoses"),
    ("thesis", "theses"),
    ("basis", "bases"),
    ("crisis", "crises"),
    ("hypothesis", "hypotheses"),
    ("index", "indexes"),
    ("matrix", "matrices"),
    ("leaf", "leaves"),
    ("life", "lives"),
    ("knife", "knives"),
    ("wife", "wives"),
    ("shelf", "shelves"),
    ("half", "halves"),
    ("wolf", "wolves"),
    ("loaf", "loaves"),
    ("thief", "thieves"),
    ("hero", "heroes"),
    ("potato", "potatoes"),
    ("tomato", "tomatoes"),
    ("echo", "echoes"),
    ("quiz", "quizzes"),
    ("staff", "staff"),
];

/// The same in singular and plural.
const UNCOUNTED: &[&str] = &[
    "series",
    "species",
    "news",
    "data",
    "media",
    "people",
    "children",
    "equipment",
    "information",
    "feedback",
    "software",
    "hardware",
    "furniture",
    "money",
    "music",
    "sheep",
    "fish",
    "aircraft",
    "inventory_data",
];

/// `OrderItem` → `order_item`, `HTTPCall` → `http_call`.
pub fn snake(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (i, &c) in chars.iter().enumerate() {
        let after_lower = i > 0 && chars.get(i - 1).is_some_and(|p| p.is_lowercase() || p.is_ascii_digit());
        let ends_acronym = i > 0
            && chars.get(i - 1).is_some_and(|p| p.is_uppercase())
            && chars.get(i + 1).is_some_and(|n| n.is_lowercase());
        if c.is_uppercase() && (after_lower || ends_acronym) {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// Plural of the last word: `order_item` → `order_items`.
pub fn plural(snake: &str) -> String {
    let (head, last) = match snake.rsplit_once('_') {
        Some((head, last)) => (format!("{head}_"), last),
        None => (String::new(), snake),
    };
    format!("{head}{}", plural_word(last))
}

fn plural_word(word: &str) -> String {
    if UNCOUNTED.contains(&word) {
        return word.to_owned();
    }
    if let Some((_, many)) = IRREGULAR.iter().find(|(one, _)| *one == word) {
        return (*many).to_owned();
    }
    let vowel_before_last = word.chars().rev().nth(1).is_some_and(|c| "aeiou".contains(c));
    match word {
        w if w.ends_with('y') && !vowel_before_last => format!("{}ies", &w[..w.len() - 1]),
        w if ["s", "x", "z", "ch", "sh"].iter().any(|end| w.ends_with(end)) => format!("{w}es"),
        w => format!("{w}s"),
    }
}

pub fn table(plural: &str) -> String {
    if RESERVED_TABLES.contains(&plural) { format!("{plural}_") } else { plural.to_owned() }
}

/// `order_items` → `/order-items`
pub fn path(plural: &str) -> String {
    format!("/{}", plural.replace('_', "-"))
}

/// `order_items` → `order items`
pub fn label(snake: &str) -> String {
    snake.replace('_', " ")
}

/// `library-api` → `Library API`
pub fn title(project: &str) -> String {
    let words = project.split('-').filter(|w| !w.is_empty()).map(|word| match word {
        "api" | "http" | "crm" | "erp" | "faq" | "url" | "qr" => word.to_uppercase(),
        _ => {
            let mut chars = word.chars();
            chars.next().map(|c| c.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// `In progress` → `in_progress`; empty when nothing can be kept.
pub fn identifier(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    }
    out.trim_end_matches('_').to_owned()
}

/// Lower case with underscores, starting with a letter: what fields, tables and keys must be.
pub fn is_snake(name: &str) -> bool {
    name.len() <= 50
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// PostgreSQL cuts names at 63 bytes, so that two long ones could become the same.
pub fn bounded(name: &str) -> String {
    const LONGEST: usize = 60;
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let digest = domain::Sha256::of(name.as_bytes());
    format!("{}_{}", name.get(..LONGEST - 9).unwrap_or(name), digest.as_str().get(..8).unwrap_or_default())
}

/// What entity names must be.
pub fn is_pascal(name: &str) -> bool {
    name.len() <= 50
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_has_one_table_whatever_its_plural() {
        let plurals = [
            ("Book", "books"),
            ("OrderItem", "order_items"),
            ("Person", "people"),
            ("Category", "categories"),
            ("Status", "statuses"),
            ("News", "news"),
            ("Series", "series"),
            ("Address", "addresses"),
            ("Criterion", "criteria"),
            ("Day", "days"),
            ("Box", "boxes"),
            ("Quiz", "quizzes"),
            ("Staff", "staff"),
        ];
        for (name, expected) in plurals {
            assert_eq!(plural(&snake(name)), expected);
        }
        assert_eq!(table(&plural(&snake("Group"))), "groups_");
        assert_eq!(table(&plural(&snake("Order"))), "orders");
    }

    #[test]
    fn texts_become_identifiers() {
        assert_eq!(identifier("In progress!"), "in_progress");
        assert_eq!(identifier("  "), "");
        assert_eq!(title("library-api"), "Library API");
        assert_eq!(snake("HTTPCall"), "http_call");
    }
}
