//! Tells keys from words: how random a value is, and whether it is only a stand-in.

/// Bits per character by Shannon's formula.
pub fn bits(value: &str) -> f64 {
    let mut counts = std::collections::BTreeMap::<char, f64>::new();
    let mut total = 0.0;
    for c in value.chars() {
        *counts.entry(c).or_default() += 1.0;
        total += 1.0;
    }
    -counts.values().map(|n| n / total * (n / total).log2()).sum::<f64>()
}

/// Parts of values that say "put yours here", in lower case.
const STAND_INS: &[&str] = &[
    "example",
    "changeme",
    "change-me",
    "change_me",
    "change this",
    "changethis",
    "change-this",
    "placeholder",
    "your-",
    "your_",
    "your ",
    "yourse",
    "xxxx",
    "dummy",
    "sample",
    "replace",
    "insert",
    "redacted",
    "todo",
    "fixme",
    "foobar",
    "<",
    "${",
    "{{",
    "{%",
    "%(",
    "$(",
    "***",
    "...",
    "not-a-real",
    "not_a_real",
    "fake",
    "abcdefgh",
    "01234567",
    "12345678",
    "deadbeef",
    "notsecret",
    "not-secret",
    "not_secret",
];

/// Whole values that nobody takes for a secret, in lower case.
const WORDS: &[&str] = &[
    "password",
    "passwd",
    "pass",
    "pwd",
    "secret",
    "token",
    "user",
    "username",
    "root",
    "admin",
    "guest",
    "test",
    "postgres",
    "mysql",
    "redis",
    "rabbitmq",
    "none",
    "null",
    "local",
    "dev",
    "development",
];

/// Whether a value stands for one that somebody has yet to fill in.
pub fn is_stand_in(value: &str) -> bool {
    let lower = value.to_lowercase();
    let mut kinds: Vec<char> = lower.chars().collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.len() <= 2 || WORDS.contains(&lower.as_str()) || STAND_INS.iter().any(|part| lower.contains(part))
}

/// Whether a value looks made by a random generator rather than by a person or a program's grammar.
pub fn is_random(value: &str, least_bits: f64) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let letters = value.chars().filter(char::is_ascii_alphabetic).count();
    // Words joined by marks: `token_url_for_tests`, `app.settings.SECRET`.
    let in_words: usize = value
        .split(|c: char| !c.is_ascii_alphabetic())
        .map(|run| run.get(1..).unwrap_or(""))
        .filter(|rest| rest.chars().all(char::is_lowercase) || rest.chars().all(char::is_uppercase))
        .map(str::len)
        .filter(|length| *length >= 3)
        .sum();
    let hexadecimal = value.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    let wordy = !hexadecimal && in_words > value.len() / 3;
    digits >= 2 && letters >= 2 && !wordy && bits(value) >= least_bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_values_are_told_from_words() {
        assert!(is_random("8f14e45fceea167a5a36dedd4bea2543", 3.0));
        assert!(is_random("q9Xz2Lk7PvT4mWb8RsYd", 3.5));
        assert!(!is_random("access_token_expire_minutes_30", 3.0));
        assert!(!is_random("correct horse battery staple 42", 3.0));
        assert!(!is_random("aaaaaaaaaaaa11111111", 3.0));
        assert!(is_stand_in("your-api-key-here") && is_stand_in("xxxxxxxx") && is_stand_in("${TOKEN}"));
        assert!(is_stand_in("aaaa") && !is_stand_in("q9Xz2Lk7PvT4mWb8RsYd"));
    }
}
