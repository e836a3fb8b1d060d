//! Breaks lines of Python that are too long as its formatters do: inside the outermost brackets that close
//! last, all of it on one line where that fits, else one item a line, and so on inside each item.

/// Blanks that a deeper line begins with.
const INDENT: usize = 4;

/// The text with no code line beyond `width` that brackets allow to break; texts in triple quotes stay.
pub(crate) fn wrapped(text: &str, width: usize) -> String {
    let mut literal = false;
    let mut out = Vec::new();
    for line in text.split('\n') {
        let plain = !literal && !line.contains("\"\"\"") && !line.trim_start().starts_with('#');
        if plain && line.chars().count() > width {
            let code = line.trim_start();
            layout(line.len() - code.len(), code, width, &mut out);
        } else {
            out.push(line.to_owned());
        }
        if line.matches("\"\"\"").count() % 2 == 1 {
            literal = !literal;
        }
    }
    out.join("\n")
}

/// What stands in one pair of brackets.
struct Bracketed<'a> {
    /// Up to and with the opening bracket.
    head: &'a str,
    items: Vec<&'a str>,
    /// The closing bracket and what follows.
    tail: &'a str,
    /// Whether a comma behind the last item changes nothing.
    comma: bool,
}

fn layout(indent: usize, code: &str, width: usize, out: &mut Vec<String>) {
    let blanks = " ".repeat(indent);
    let whole = format!("{blanks}{code}");
    if whole.chars().count() <= width {
        out.push(whole);
        return;
    }
    if let Some((word, parts, end)) = condition(code) {
        out.push(format!("{blanks}{word} ("));
        for part in parts {
            layout(indent + INDENT, part, width, out);
        }
        out.push(format!("{blanks}){end}"));
        return;
    }
    let Some(found) = brackets(code, width.saturating_sub(indent)) else {
        out.push(whole);
        return;
    };
    out.push(format!("{blanks}{}", found.head));
    let inner = indent + INDENT;
    let together = found.items.join(", ");
    if inner + together.chars().count() <= width {
        out.push(format!("{}{together}", " ".repeat(inner)));
    } else if let ([only], false) = (&found.items[..], found.comma) {
        for part in clauses(only) {
            layout(inner, part, width, out);
        }
    } else {
        let last = found.items.len().saturating_sub(1);
        for (i, item) in found.items.iter().enumerate() {
            let comma = if i < last || found.comma { "," } else { "" };
            layout(inner, &format!("{item}{comma}"), width, out);
        }
    }
    out.push(format!("{blanks}{}", found.tail));
}

/// The word that a condition stands behind, its parts with the operators before them, and what ends it.
fn condition(code: &str) -> Option<(&str, Vec<&str>, &str)> {
    let (word, rest) =
        code.split_once(' ').filter(|(word, _)| ["if", "elif", "assert", "return"].contains(word))?;
    let (rest, end) = if word.ends_with("if") { (rest.strip_suffix(':')?, ":") } else { (rest, "") };
    let letters = letters(rest)?;
    let outer = |i: usize| letters.iter().any(|(at, _, depth)| *at == i && *depth == 0);
    let cuts = |operators: &[&str]| {
        let found = operators.iter().flat_map(|operator| rest.match_indices(operator));
        let mut cuts: Vec<usize> = found.map(|(i, _)| i).filter(|i| outer(*i)).collect();
        cuts.sort_unstable();
        cuts
    };
    // What closes with brackets is broken inside them.
    let mut at = cuts(&[" and ", " or "]);
    if at.is_empty() && !rest.ends_with([')', ']', '}']) {
        at = cuts(&[" == "]);
    }
    if at.is_empty() {
        return None;
    }
    let mut parts = Vec::new();
    let mut start = 0;
    for cut in at.into_iter().chain([rest.len()]) {
        parts.push(rest.get(start..cut)?.trim());
        start = cut;
    }
    Some((word, parts, end))
}

/// `(byte, letter, depth of brackets around it)` outside of string literals; None where brackets do not match.
fn letters(code: &str) -> Option<Vec<(usize, char, usize)>> {
    let (mut depth, mut quote, mut escaped) = (0_usize, None, false);
    let mut all = Vec::new();
    for (i, c) in code.char_indices() {
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[' | '{') => {
                all.push((i, c, depth));
                depth += 1;
            }
            (None, ')' | ']' | '}') => {
                depth = depth.checked_sub(1)?;
                all.push((i, c, depth));
            }
            (None, _) => all.push((i, c, depth)),
        }
    }
    (depth == 0 && quote.is_none()).then_some(all)
}

/// The outermost brackets that close last, of those that begin within the width.
fn brackets(code: &str, width: usize) -> Option<Bracketed<'_>> {
    let letters = letters(code)?;
    let outermost = |marks: [char; 3]| {
        let marked =
            letters.iter().enumerate().filter(move |(_, (_, c, depth))| *depth == 0 && marks.contains(c));
        marked.map(|(i, _)| i).collect::<Vec<usize>>()
    };
    let pairs = outermost(['(', '[', '{']).into_iter().zip(outermost([')', ']', '}']));
    let pairs: Vec<(usize, usize)> = pairs.filter(|(open, close)| close - open > 1).collect();
    let near = pairs.iter().rev().find(|(open, _)| letters.get(*open).is_some_and(|(at, ..)| *at < width));
    let (open, close) = *near.or(pairs.last())?;
    let (at, bracket, _) = *letters.get(open)?;
    let (end, ..) = *letters.get(close)?;
    let inside = letters.get(open + 1..close)?;
    let mut items = Vec::new();
    let mut start = at + 1;
    for (comma, ..) in inside.iter().filter(|(_, c, depth)| *c == ',' && *depth == 1) {
        items.push(code.get(start..*comma)?.trim());
        start = comma + 1;
    }
    items.push(code.get(start..end)?.trim());
    items.retain(|item| !item.is_empty());
    if items.is_empty() {
        return None;
    }
    // Brackets behind a name are those of a call or an index; else they hold a value.
    let behind = code.get(..at)?.chars().last();
    let follows = behind.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ')' | ']'));
    let many = items.len() > 1;
    let comma = match bracket {
        '(' => many || follows,
        '[' => many || !follows,
        _ => true,
    };
    let comma = comma && items.last().is_none_or(|item| clauses(item).len() <= 1);
    Some(Bracketed { head: code.get(..=at)?, items, tail: code.get(end..)?, comma })
}

/// `value`, `for name in values`, `if condition` of a comprehension; anything else is whole.
fn clauses(item: &str) -> Vec<&str> {
    let Some(letters) = letters(item) else { return vec![item] };
    let outer = |i: usize| letters.iter().any(|(at, _, depth)| *at == i && *depth == 0);
    let Some(first) = item.match_indices(" for ").map(|(i, _)| i).find(|i| outer(*i)) else {
        return vec![item];
    };
    let mut cuts = vec![first];
    let later = ["for ", "if "].into_iter().flat_map(|word| {
        let word = format!(" {word}");
        item.match_indices(&word).map(|(i, _)| i).collect::<Vec<_>>()
    });
    cuts.extend(later.filter(|i| *i > first && outer(*i)));
    cuts.sort_unstable();
    let mut parts = Vec::new();
    let mut start = 0;
    for cut in cuts {
        parts.extend(item.get(start..cut).map(str::trim));
        start = cut;
    }
    parts.extend(item.get(start..).map(str::trim));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_it_stands_on_one_line_where_that_fits() {
        let line = "    assert database.refuses(\"UPDATE (\", id=1, name=None)";
        assert_eq!(
            wrapped(line, 48),
            "    assert database.refuses(\n        \"UPDATE (\", id=1, name=None\n    )"
        );
        assert_eq!(wrapped("short(1)", 10), "short(1)");
    }

    #[test]
    fn items_get_lines_of_their_own_and_are_broken_again() {
        let line = "x = answered(anyone.patch(\"/things\", json={\"a\": 1, \"b\": 2}), 200)";
        let expected = "x = answered(\n    anyone.patch(\n        \"/things\",\n        json={\"a\": 1, \"b\": 2},\n    ),\n    200,\n)";
        assert_eq!(wrapped(line, 36), expected);
    }

    #[test]
    fn a_comma_is_added_only_where_it_changes_nothing() {
        assert_eq!(wrapped("x = (first_part + second_part)", 20), "x = (\n    first_part + second_part\n)");
        let sum = "total = sum(value for value in values if value)";
        assert_eq!(wrapped(sum, 24), "total = sum(\n    value\n    for value in values\n    if value\n)");
        assert_eq!(wrapped("name_of_it[some_long_index]", 20), "name_of_it[\n    some_long_index\n]");
    }

    #[test]
    fn conditions_are_put_in_brackets_and_broken_at_their_operators() {
        let line = "if first.value(1) is not None and second:";
        let expected = "if (\n    first.value(1) is not None\n    and second\n):";
        assert_eq!(wrapped(line, 30), expected);
        let line = "assert record[\"email\"] == \"somebody\"";
        assert_eq!(wrapped(line, 30), "assert (\n    record[\"email\"]\n    == \"somebody\"\n)");
    }

    #[test]
    fn texts_stay_as_they_are() {
        let text =
            "\"\"\"A text (that is long, and has brackets).\nAnd another line (that is long, too).\n\"\"\"";
        assert_eq!(wrapped(text, 20), text);
        let comment = "# A comment (that is long, too).";
        assert_eq!(wrapped(comment, 20), comment);
    }
}
