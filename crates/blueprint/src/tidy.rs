//! Lays printed Python out as its formatter would: unused imports go, blank lines are counted.
//!
//! Templates then name every import that any project may need, and stay readable.

use crate::wrap::wrapped;

/// As `pyproject.toml` of the generated project says.
const WIDTH: usize = 120;

pub(crate) fn python(text: &str) -> String {
    blank_lines(&wrapped(&imports(text), WIDTH))
}

/// A statement that only brings names in, over one line or in brackets.
struct Import {
    module: Option<String>,
    names: Vec<String>,
}

fn imports(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let (mut parsed, mut rest, mut i) = (Vec::new(), Vec::new(), 0);
    while let Some(line) = lines.get(i) {
        match import(&lines, i) {
            Some((import, used)) => {
                parsed.push((rest.len(), import));
                rest.push(String::new());
                i += used;
            }
            None => {
                rest.push((*line).to_owned());
                i += 1;
            }
        }
    }
    let code = code(&rest);
    let words: std::collections::HashSet<&str> =
        code.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let mut printed: Vec<(usize, Option<String>)> = Vec::new();
    for (at, import) in parsed {
        let used = |name: &&String| {
            let bound = name.rsplit(" as ").next().unwrap_or(name);
            words.contains(bound.split('.').next().unwrap_or(bound))
        };
        let names: Vec<String> = import.names.iter().filter(used).cloned().collect();
        printed.push((at, (!names.is_empty()).then(|| print(import.module.as_deref(), &names))));
    }
    let mut out = Vec::new();
    let mut printed = printed.into_iter().peekable();
    for (i, line) in rest.into_iter().enumerate() {
        match printed.next_if(|(at, _)| *at == i) {
            Some((_, Some(import))) => out.push(import),
            Some((_, None)) => {}
            None => out.push(line),
        }
    }
    out.join("\n")
}

/// The lines without comments and texts, of which only formatted ones hold names.
fn code(lines: &[String]) -> String {
    let (mut out, mut literal) = (String::new(), false);
    for line in lines {
        let marks = line.matches("\"\"\"").count();
        if !literal && marks == 0 {
            out.push_str(&without_texts(line));
            out.push('\n');
        }
        literal ^= marks % 2 == 1;
    }
    out
}

fn without_texts(line: &str) -> String {
    let (mut out, mut quote, mut escaped, mut formatted) = (String::new(), None, false, false);
    for c in line.chars() {
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) if formatted => out.push(c),
            (Some(_), _) => {}
            (None, '"' | '\'') => {
                formatted = out.ends_with('f');
                quote = Some(c);
                out.push(' ');
            }
            (None, '#') => break,
            (None, _) => out.push(c),
        }
    }
    out
}

/// The import that begins at line `i`, and how many lines it takes.
fn import(lines: &[&str], i: usize) -> Option<(Import, usize)> {
    // What somebody remarked on is left as it stands.
    let line = lines.get(i).filter(|line| !line.contains('#'))?;
    let names = |text: &str| -> Vec<String> {
        text.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
    };
    if let Some(rest) = line.strip_prefix("import ") {
        return Some((Import { module: None, names: names(rest) }, 1));
    }
    let (module, rest) = line.strip_prefix("from ")?.split_once(" import ")?;
    let module = Some(module.to_owned());
    let Some(first) = rest.strip_prefix('(') else {
        return Some((Import { module, names: names(rest) }, 1));
    };
    let mut all = names(first);
    for (used, line) in lines.iter().skip(i + 1).enumerate() {
        if line.trim_end() == ")" {
            return Some((Import { module, names: all }, used + 2));
        }
        all.extend(names(line));
    }
    None
}

fn print(module: Option<&str>, names: &[String]) -> String {
    let Some(module) = module else { return format!("import {}", names.join(", ")) };
    let line = format!("from {module} import {}", names.join(", "));
    if line.len() <= WIDTH {
        return line;
    }
    format!("from {module} import (\n    {},\n)", names.join(",\n    "))
}

/// At most one blank line inside, two around definitions at the top, one behind imports.
fn blank_lines(text: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    let mut blank = 0;
    let mut literal = false;
    for line in text.lines() {
        if line.trim().is_empty() && !literal {
            blank += 1;
            continue;
        }
        let before = out.last().copied().unwrap_or("");
        let top = !line.starts_with([' ', ')', ']', '}']);
        let defines = ["def ", "class ", "@", "async def "].iter().any(|word| line.starts_with(word));
        let imported = before.starts_with("import ") || before.starts_with("from ");
        let wanted = match () {
            () if out.is_empty() || literal => 0,
            () if before.starts_with('@') => 0,
            () if defines => 2,
            () if imported && top && !line.starts_with("import ") && !line.starts_with("from ") => {
                blank.clamp(1, 2)
            }
            // A body of a definition ended.
            () if top && before.starts_with("    ") && blank > 0 => 2,
            () if top => blank.min(1),
            () => blank.min(1),
        };
        out.extend(std::iter::repeat_n("", wanted));
        out.push(line.trim_end());
        if line.matches("\"\"\"").count() % 2 == 1 {
            literal = !literal;
        }
        blank = 0;
    }
    let mut text = out.join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unused_imports_go_and_blank_lines_are_counted() {
        let text = "\"\"\"Doc.\n\nmore\"\"\"\n\nimport re\nimport os\nfrom a import (\n    b,\n    c as d,\n)\nX = d\n\n\n\n\ndef f():\n    os.x\n";
        assert_eq!(
            python(text),
            "\"\"\"Doc.\n\nmore\"\"\"\n\nimport os\nfrom a import c as d\n\nX = d\n\n\ndef f():\n    os.x\n"
        );
    }
}
