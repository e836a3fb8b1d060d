//! Texts: free ones built from the field's own name, and those with a fixed form.

use domain::spec::FieldType;

use crate::suite::scenario::MomentForm;

/// `A` … `Z`, then `ZA` …: ascending in every collation.
pub fn letters(n: u64) -> String {
    let letter = |k: u64| char::from(b'A' + u8::try_from(k % 26).unwrap_or(0));
    let tail = letter(n).to_string();
    "Z".repeat(usize::try_from(n / 26).unwrap_or(0)) + &tail
}

/// The `n`-th free text between the lengths: `Title A`, `Title B`, …
pub fn nth(words: &str, n: u64, min: u64, max: Option<u64>) -> Option<String> {
    let tail = letters(n);
    let fits = |text: &str| max.is_none_or(|max| text.chars().count() as u64 <= max);
    let full = format!("{words} {tail}");
    let text = if fits(&full) { full } else { tail };
    if !fits(&text) {
        return None;
    }
    let missing = min.saturating_sub(text.chars().count() as u64);
    Some(if missing == 0 { text } else { "x".repeat(usize::try_from(missing.min(100_000)).ok()?) + &text })
}

/// Text before a counter, and the counter's width, so that the whole stays between the lengths.
pub fn counter(words: &str, min: u64, max: Option<u64>) -> Option<(String, usize)> {
    let width = 3;
    let before = format!("{words} ");
    let length = before.chars().count() as u64 + width;
    let before = if max.is_none_or(|max| length <= max) { before } else { String::new() };
    let length = before.chars().count() as u64 + width;
    if max.is_some_and(|max| length > max) {
        return None;
    }
    let fill = "x".repeat(usize::try_from(min.saturating_sub(length).min(100_000)).ok()?);
    // A counter alone is padded; behind words it reads better without zeros, where no length needs them.
    Some((fill + &before, if min > 1 || before.is_empty() { 3 } else { 1 }))
}

/// Seconds of the day at which moments lie: nine in the morning.
const MORNING: i64 = 9 * 3_600;

/// `2030-01-01T09:00:00Z` and so many days and seconds.
pub fn fixed_moment(days: i64, seconds: i64, form: MomentForm) -> String {
    let total = days * 86_400 + seconds + if form == MomentForm::DateTime { MORNING } else { 0 };
    let (day, second) = (total.div_euclid(86_400), total.rem_euclid(86_400));
    let (year, month, day) = civil(21_915 + day);
    match form {
        MomentForm::Date => format!("{year:04}-{month:02}-{day:02}"),
        MomentForm::DateTime => {
            format!(
                "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
                second / 3_600,
                second / 60 % 60,
                second % 60
            )
        }
    }
}

/// Year, month and day of a day counted from 1970-01-01 (proleptic Gregorian calendar).
fn civil(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// A type of text with a form of its own.
#[derive(Debug)]
pub struct Form {
    pub nth: fn(u64) -> Option<String>,
    /// Text before a counter, its width, text behind.
    pub counted: (&'static str, usize, &'static str),
    pub of_length: fn(u64) -> Option<String>,
    pub bad: &'static [&'static str],
}

static EMAIL: Form = Form {
    nth: |n| Some(format!("{}@example.com", letters(n).to_ascii_lowercase())),
    counted: ("person", 1, "@example.com"),
    of_length: |length| {
        // 64 before the sign, labels of at most 63 behind: the longest that the standard allows.
        let length = usize::try_from(length).ok()?;
        if length <= 64 + 12 {
            return (length > 12).then(|| format!("{}@example.com", "a".repeat(length - 12)));
        }
        let mut domain = String::from(".com");
        let mut left = length.checked_sub(64 + 1 + 4)?;
        while left > 63 {
            let label = 62.min(left - 2);
            domain = format!(".{}{domain}", "b".repeat(label));
            left -= label + 1;
        }
        Some(format!("{}@{}{domain}", "a".repeat(64), "b".repeat(left)))
    },
    bad: &["not-an-email", "a@", "@example.com", "a b@example.com"],
};

static URL: Form = Form {
    nth: |n| Some(format!("https://example.com/{}", letters(n).to_ascii_lowercase())),
    counted: ("https://example.com/", 1, ""),
    of_length: |length| {
        let more = usize::try_from(length).ok()?.checked_sub("https://example.com/".len())?;
        Some(format!("https://example.com/{}", "a".repeat(more)))
    },
    bad: &["not a url", "ftp://example.com/a", "javascript:alert(1)", "https://"],
};

static UUID: Form = Form {
    nth: |n| Some(format!("00000000-0000-4000-8000-{:012}", n + 1)),
    counted: ("10000000-0000-4000-8000-", 12, ""),
    of_length: |_| None,
    bad: &["00000000-0000-4000-8000-00000000000", "no-uuid"],
};

static SLUG: Form = Form {
    nth: |n| Some(format!("slug-{}", letters(n).to_ascii_lowercase())),
    counted: ("slug-", 1, ""),
    of_length: |length| {
        (length > 0).then(|| usize::try_from(length).ok().map(|length| "a".repeat(length)))?
    },
    bad: &["Not A Slug", "-a", "a--b", "ä"],
};

static PHONE: Form = Form {
    nth: |n| Some(format!("+4930123{:04}", n + 1)),
    counted: ("+4930124", 4, ""),
    of_length: |_| None,
    bad: &["call me", "12"],
};

static IP: Form = Form {
    nth: |n| (n < 250).then(|| format!("192.0.2.{}", n + 1)),
    counted: ("2001:db8::", 1, ""),
    of_length: |_| None,
    bad: &["999.1.1.1", "192.0.2", "here"],
};

pub fn form(ty: FieldType) -> Option<&'static Form> {
    Some(match ty {
        FieldType::Email => &EMAIL,
        FieldType::Url => &URL,
        FieldType::Uuid => &UUID,
        FieldType::Slug => &SLUG,
        FieldType::Phone => &PHONE,
        FieldType::Ip => &IP,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(fixed_moment(0, 0, MomentForm::DateTime), "2030-01-01T09:00:00Z");
        assert_eq!(fixed_moment(59, 0, MomentForm::Date), "2030-03-01");
        assert_eq!(fixed_moment(-1, 0, MomentForm::Date), "2029-12-31");
        assert_eq!(fixed_moment(789, 60, MomentForm::DateTime), "2032-02-29T09:01:00Z");
    }

    #[test]
    fn emails_can_be_long() {
        for length in [20, 76, 77, 130, 254, 255] {
            let email = (EMAIL.of_length)(length).unwrap();
            assert_eq!(email.len() as u64, length, "{email}");
            let domain = email.split_once('@').unwrap().1;
            assert!(domain.split('.').all(|label| (1..=63).contains(&label.len())), "{email}");
        }
    }
}
