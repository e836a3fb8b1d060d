//! Python's logical lines, read from the text alone: strings, brackets and indentation.
//!
//! Around a mistake a tree is a guess that may begin far above it. What CPython's tokenizer
//! would refuse is found here at its own place: an unclosed bracket or text, and blanks that
//! do not line up.

/// The first thing wrong: at which byte, and what.
pub fn mistake(text: &str) -> Option<(usize, String)> {
    let mut reader = Reader { text, at: 0, brackets: Vec::new(), indents: vec![0], opens_block: false };
    if text.starts_with('\u{feff}') {
        reader.at = '\u{feff}'.len_utf8();
    }
    reader.read().err()
}

type Step = Result<(), (usize, String)>;

struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// Open brackets with their places.
    brackets: Vec<(char, usize)>,
    indents: Vec<usize>,
    /// The last logical line ended with a colon.
    opens_block: bool,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn read(&mut self) -> Step {
        while self.at < self.text.len() {
            if !self.blank_line() {
                self.indentation()?;
                self.logical_line()?;
            }
        }
        match self.brackets.first() {
            Some((bracket, place)) => Err((*place, format!("'{bracket}' was never closed"))),
            None => Ok(()),
        }
    }

    /// Steps over a line with nothing but blanks and a comment.
    fn blank_line(&mut self) -> bool {
        let line = self.rest().split('\n').next().unwrap_or("");
        let content = line.trim_start_matches([' ', '\t', '\u{c}']).trim_end_matches('\r');
        let blank = content.is_empty() || content.starts_with('#');
        if blank {
            self.at = (self.at + line.len() + 1).min(self.text.len());
        }
        blank
    }

    fn indentation(&mut self) -> Step {
        let mut width = 0;
        for c in self.rest().chars() {
            match c {
                ' ' => width += 1,
                '\t' => width = (width / 8 + 1) * 8,
                '\u{c}' => width = 0,
                _ => break,
            }
        }
        let blanks = self.rest().len() - self.rest().trim_start_matches([' ', '\t', '\u{c}']).len();
        self.at += blanks;
        let current = self.indents.last().copied().unwrap_or(0);
        let opened = std::mem::take(&mut self.opens_block);
        if width > current {
            if !opened {
                return Err((self.at, "unexpected indent".into()));
            }
            self.indents.push(width);
            return Ok(());
        }
        if opened {
            return Err((self.at, "expected an indented block".into()));
        }
        while self.indents.last().is_some_and(|open| *open > width) {
            self.indents.pop();
        }
        if self.indents.last() != Some(&width) {
            return Err((self.at, "unindent does not match any outer indentation level".into()));
        }
        Ok(())
    }

    fn logical_line(&mut self) -> Step {
        let mut last = ' ';
        while let Some(c) = self.rest().chars().next() {
            match c {
                '\n' if self.brackets.is_empty() => {
                    self.at += 1;
                    break;
                }
                '#' => {
                    self.at += self.rest().find('\n').unwrap_or(self.rest().len());
                    continue;
                }
                '\\' => {
                    let after = self.rest().get(1..).unwrap_or("").trim_start_matches('\r');
                    if !after.starts_with('\n') {
                        return Err((
                            self.at,
                            "unexpected character after line continuation character".into(),
                        ));
                    }
                    self.at = self.text.len() - after.len() + 1;
                    continue;
                }
                '"' | '\'' => {
                    self.string(c)?;
                    last = c;
                    continue;
                }
                '(' | '[' | '{' => self.brackets.push((c, self.at)),
                ')' | ']' | '}' => self.close(c)?,
                _ => {}
            }
            if !c.is_whitespace() {
                last = c;
            }
            self.at += c.len_utf8();
        }
        self.opens_block = last == ':';
        Ok(())
    }

    fn close(&mut self, c: char) -> Step {
        let Some((open, _)) = self.brackets.pop() else {
            return Err((self.at, format!("unmatched '{c}'")));
        };
        if matches!((open, c), ('(', ')') | ('[', ']') | ('{', '}')) {
            return Ok(());
        }
        Err((self.at, format!("closing parenthesis '{c}' does not match opening parenthesis '{open}'")))
    }

    fn string(&mut self, quote: char) -> Step {
        let start = self.at;
        let triple: String = std::iter::repeat_n(quote, 3).collect();
        let is_triple = self.rest().starts_with(&triple);
        self.at += if is_triple { 3 } else { 1 };
        while let Some(c) = self.rest().chars().next() {
            match c {
                '\\' => {
                    let escaped = self.rest().chars().nth(1).map_or(0, char::len_utf8);
                    // A line may end with `\` and `\r\n`.
                    let return_too = usize::from(self.rest().starts_with("\\\r\n"));
                    self.at += 1 + escaped + return_too;
                    continue;
                }
                '\n' if !is_triple => return Err((start, "unterminated string literal".into())),
                c if c == quote && !is_triple => {
                    self.at += 1;
                    return Ok(());
                }
                c if c == quote && self.rest().starts_with(&triple) => {
                    self.at += 3;
                    return Ok(());
                }
                c => self.at += c.len_utf8(),
            }
        }
        let what = if is_triple {
            "unterminated triple-quoted string literal"
        } else {
            "unterminated string literal"
        };
        Err((start, what.into()))
    }
}
