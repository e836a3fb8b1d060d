//! Which patterns mean the same everywhere: in JSON Schema, where they are ECMAScript's, and in programs.
//!
//! A pattern outside this common part would stop a program at its start, or quietly
//! accept other texts than the document says.

/// Repetitions beyond this are a mistake rather than a wish.
const MOST: u32 = 10_000;

/// Why the pattern does not mean the same everywhere.
pub(super) fn portable(pattern: &str) -> Result<(), String> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut plain = String::new();
    let (mut at, mut class, mut groups) = (0, false, 0_u32);
    while let Some(&c) = chars.get(at) {
        let rest: String = chars.iter().skip(at).take(16).collect();
        let mut step = 1;
        match c {
            '\\' => step = escape(&rest, class, groups, &mut plain)?,
            '[' if class => return Err("`[` inside a class must be written \\[".into()),
            ']' if class => {
                class = false;
                plain.push(c);
            }
            _ if class && ["&&", "--", "~~", "||"].iter().any(|set| rest.starts_with(set)) => {
                return Err("a class must not hold && -- ~~ or ||".into());
            }
            _ if class => plain.push(c),
            '[' => {
                if rest.starts_with("[]") || rest.starts_with("[^]") {
                    return Err("a class must hold something".into());
                }
                class = true;
                plain.push(c);
            }
            '(' => {
                groups += u32::from(!rest.starts_with("(?"));
                step = group(&rest)?;
                plain.push_str(if step == 1 { "(" } else { "(?:" });
            }
            '{' => {
                step = repetition(&rest)?;
                quantifier(&mut plain, chars.get(at + step))?;
            }
            '*' | '+' | '?' => quantifier(&mut plain, chars.get(at + 1))?,
            '}' => return Err("`}` must be written \\}".into()),
            c => plain.push(c),
        }
        // A lazy repetition finds the same texts.
        let repeats = !class && matches!(c, '*' | '+' | '?' | '{');
        at += step + usize::from(repeats && chars.get(at + step) == Some(&'?'));
    }
    match regex_syntax::parse(&plain) {
        Ok(_) => Ok(()),
        Err(_) => Err(format!("`{pattern}` is no regular expression")),
    }
}

/// How many characters the escape has; what it matches goes to `plain`.
fn escape(rest: &str, class: bool, groups: u32, plain: &mut String) -> Result<usize, String> {
    let mut chars = rest.chars().skip(1);
    let Some(c) = chars.next() else { return Err("it ends with a backslash".into()) };
    let hex = |count: usize| -> Option<u32> {
        let digits: String = rest.chars().skip(2).take(count).collect();
        (digits.len() == count).then(|| u32::from_str_radix(&digits, 16).ok()).flatten()
    };
    let known = match c {
        'd' | 'D' | 'w' | 'W' | 's' | 'S' | 'n' | 'r' | 't' | 'f' | 'v' => Some(2),
        'b' | 'B' if !class => Some(2),
        '1'..='9' if !class => {
            let next = rest.chars().nth(2).is_some_and(|c| c.is_ascii_digit());
            if next || c.to_digit(10).is_none_or(|n| n > groups) {
                return Err(format!("\\{c} refers to no group before it"));
            }
            plain.push('x');
            return Ok(2);
        }
        'x' => hex(2).and(Some(4)),
        'u' => hex(4).filter(|code| char::from_u32(*code).is_some()).and(Some(6)),
        c if c.is_ascii_punctuation() || c == ' ' => {
            plain.push_str(&regex_syntax::escape(&c.to_string()));
            return Ok(2);
        }
        _ => None,
    };
    let Some(length) = known else { return Err(format!("\\{c} does not mean the same everywhere")) };
    plain.extend(rest.chars().take(length));
    Ok(length)
}

/// How many characters open the group.
fn group(rest: &str) -> Result<usize, String> {
    match () {
        () if !rest.starts_with("(?") => Ok(1),
        () if ["(?:", "(?=", "(?!"].iter().any(|open| rest.starts_with(open)) => Ok(3),
        () if rest.starts_with("(?<=") || rest.starts_with("(?<!") => {
            Err("looking back is not offered".into())
        }
        () => Err("groups with names or flags are not offered: use (…) or (?:…)".into()),
    }
}

/// How many characters `{2,3}` has.
fn repetition(rest: &str) -> Result<usize, String> {
    let wrong = || "`{` must begin a repetition like {2}, {2,} or {2,3}, or be written \\{".to_owned();
    let (inner, _) = rest.strip_prefix('{').and_then(|r| r.split_once('}')).ok_or_else(wrong)?;
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
    let (least, most) = inner.split_once(',').unwrap_or((inner, inner));
    let least = number(least).ok_or_else(wrong)?;
    let most = if most.is_empty() { least } else { number(most).ok_or_else(wrong)? };
    if least > most || most > MOST {
        return Err(format!("{{{inner}}} is no sensible repetition"));
    }
    Ok(inner.chars().count() + 2)
}

/// Repeats what is before, once.
fn quantifier(plain: &mut String, after: Option<&char>) -> Result<(), String> {
    if plain.is_empty() || (plain.ends_with(['(', '|', '^']) && !plain.ends_with("\\(")) {
        let escaped = ["\\|", "\\^"].iter().any(|end| plain.ends_with(end));
        if !escaped {
            return Err("a repetition must stand behind something".into());
        }
    }
    if matches!(after, Some('*' | '+' | '{')) {
        return Err("a repetition must not be repeated: put a group around it".into());
    }
    plain.push('*');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::portable;

    #[test]
    fn what_means_the_same_everywhere_is_taken() {
        let patterns = [
            "^[A-Z]{2}-[0-9]{3,}$",
            r"\d+",
            r"^\$[0-9]+\.\d\d$",
            "a(?=b)",
            "^(a|b)+?c*$",
            r"^(.)\1$",
            r"^[\w.+\-]+@[^\s@]+$",
            r"\/x\/",
            r"^\x41\u00e9$",
            "^#[0-9a-f]{6}$",
            r"[\[\]]",
            "^$",
            "ü?",
            r"^\+?[0-9 ()./-]{4,30}$",
            r"\(*\|+\^?",
        ];
        for pattern in patterns {
            assert_eq!(portable(pattern), Ok(()), "{pattern}");
        }
    }

    #[test]
    fn what_does_not_is_refused() {
        let patterns = [
            "(",
            "a)",
            r"^(?<year>\d{4})$",
            r"^\p{L}+$",
            r"\u{42}",
            r"\cA",
            "^(?i)abc$",
            "a++",
            r"\k<x>",
            "[]",
            "[^]",
            "[a-z&&[b]]",
            "(?P<n>a)",
            "x{,3}",
            "a{99999999999}",
            "a{3,2}",
            "[z-a]",
            "*a",
            "a**",
            "(?<=a)b",
            r"\1(a)",
            "a{",
            r"\Aa\Z",
            "\\",
            "[a",
            r"\ud83d\ude00",
            "(?>a)",
            "a{2}{3}",
            "(*)",
        ];
        for pattern in patterns {
            assert!(portable(pattern).is_err(), "{pattern}");
        }
    }
}
