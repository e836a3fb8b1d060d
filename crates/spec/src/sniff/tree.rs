//! Values with positions: what JSON or YAML says, and where each key and value stands.

use std::ops::Range;

use serde_json::Value;

/// Deeper than any described data: an API document reaches some twenty levels.
pub const MAX_DEPTH: usize = 64;

#[derive(Debug, Clone)]
pub struct Node {
    pub range: Range<usize>,
    pub kind: Kind,
}

#[derive(Debug, Clone)]
pub enum Kind {
    Object(Vec<Member>),
    Array(Vec<Node>),
    Scalar(Value),
}

#[derive(Debug, Clone)]
pub struct Member {
    pub key: String,
    /// With its quotes.
    pub key_range: Range<usize>,
    pub value: Node,
}

impl Member {
    /// Key and value.
    pub fn range(&self) -> Range<usize> {
        self.key_range.start..self.value.range.end.max(self.key_range.end)
    }
}

impl Node {
    pub fn member(&self, key: &str) -> Option<&Member> {
        self.members().iter().find(|member| member.key == key)
    }

    pub fn get(&self, key: &str) -> Option<&Node> {
        self.member(key).map(|member| &member.value)
    }

    /// None where the value is no object.
    pub fn members(&self) -> &[Member] {
        match &self.kind {
            Kind::Object(members) => members,
            Kind::Array(_) | Kind::Scalar(_) => &[],
        }
    }

    /// None where the value is no list.
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::Array(items) => items,
            Kind::Object(_) | Kind::Scalar(_) => &[],
        }
    }

    pub fn scalar(&self) -> Option<&Value> {
        match &self.kind {
            Kind::Scalar(value) => Some(value),
            Kind::Object(_) | Kind::Array(_) => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        self.scalar()?.as_str()
    }

    pub fn is_true(&self) -> bool {
        self.scalar() == Some(&Value::Bool(true))
    }
}

/// The value that begins at `at`, read up to `end`; the error is how far the reading came.
pub fn read(text: &str, at: usize, end: usize) -> Result<Node, usize> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at, end };
    reader.value(0).ok_or(reader.at)
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    end: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        if self.at < self.end { self.bytes.get(self.at).copied() } else { None }
    }

    fn blank(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        self.blank();
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        self.blank();
        let start = self.at;
        let kind = match self.peek()? {
            _ if depth > MAX_DEPTH => return None,
            b'{' => self.object(depth)?,
            b'[' => self.array(depth)?,
            b'"' => {
                let range = self.string()?;
                Kind::Scalar(serde_json::from_str(self.text.get(range)?).ok()?)
            }
            _ => self.bare()?,
        };
        Some(Node { range: start..self.at, kind })
    }

    fn object(&mut self, depth: usize) -> Option<Kind> {
        self.eat(b'{')?;
        let mut members = Vec::new();
        if self.eat(b'}').is_some() {
            return Some(Kind::Object(members));
        }
        loop {
            self.blank();
            let key_range = self.string()?;
            let key = serde_json::from_str(self.text.get(key_range.clone())?).ok()?;
            self.eat(b':')?;
            let value = self.value(depth + 1)?;
            members.push(Member { key, key_range, value });
            if self.eat(b',').is_none() {
                self.eat(b'}')?;
                return Some(Kind::Object(members));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Option<Kind> {
        self.eat(b'[')?;
        let mut items = Vec::new();
        if self.eat(b']').is_some() {
            return Some(Kind::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.eat(b',').is_none() {
                self.eat(b']')?;
                return Some(Kind::Array(items));
            }
        }
    }

    fn string(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        self.eat(b'"')?;
        loop {
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(start..self.at);
                }
                b'\\' => self.at += 2,
                b'\n' => return None,
                _ => self.at += 1,
            }
        }
    }

    /// A number, `true`, `false` or `null`.
    fn bare(&mut self) -> Option<Kind> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)) {
            self.at += 1;
        }
        Some(Kind::Scalar(serde_json::from_str(self.text.get(start..self.at)?).ok()?))
    }
}
