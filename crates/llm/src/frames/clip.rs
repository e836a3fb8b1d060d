//! JSON whose long texts are cut while it is read: providers repeat a prompt of megabytes in an error,
//! and say behind it what was wrong.

/// So much of each text is kept.
const MOST_OF_A_TEXT: usize = 4 << 10;

#[derive(Default)]
pub struct Clip {
    out: Vec<u8>,
    /// Openings that wait for their ends.
    open: Vec<u8>,
    in_text: bool,
    is_clipped: bool,
    /// Bytes of the text so far, and bytes that its last escape still wants.
    length: usize,
    wanted: u8,
}

impl Clip {
    pub fn take(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if !self.in_text {
                match byte {
                    b'"' => (self.in_text, self.is_clipped, self.length) = (true, false, 0),
                    b'{' => self.open.push(b'}'),
                    b'[' => self.open.push(b']'),
                    b'}' | b']' => drop(self.open.pop()),
                    _ => {}
                }
                self.out.push(byte);
                continue;
            }
            self.length += 1;
            if self.wanted > 0 {
                self.wanted = if byte == b'u' && self.wanted == 1 { 4 } else { self.wanted - 1 };
            } else {
                let is_begin = byte & 0xc0 != 0x80;
                self.is_clipped |= self.length > MOST_OF_A_TEXT && is_begin && !self.is_half();
                if byte == b'\\' {
                    self.wanted = 1;
                } else if byte == b'"' {
                    self.in_text = false;
                }
            }
            if !self.is_clipped || !self.in_text {
                self.out.push(byte);
            }
        }
    }

    /// The first of two escapes that make one character was kept last.
    fn is_half(&self) -> bool {
        let [.., b'\\', b'u', b'd' | b'D', third, _, _] = self.out[..] else { return false };
        matches!(third, b'8' | b'9' | b'a' | b'b' | b'A' | b'B')
    }

    /// Bytes kept so far.
    pub fn kept(&self) -> usize {
        self.out.len()
    }

    /// What was kept; of a document that was not read to its end, the part that can be read.
    pub fn document(mut self) -> Vec<u8> {
        if self.open.is_empty() && !self.in_text {
            return self.out;
        }
        if self.in_text {
            if (self.wanted > 0 || self.is_half()) && !self.is_clipped {
                // Half a character.
                self.out.truncate(self.out.iter().rposition(|byte| *byte == b'\\').unwrap_or(0));
            }
            let whole = std::str::from_utf8(&self.out).map_or_else(|e| e.valid_up_to(), str::len);
            self.out.truncate(whole);
            self.out.push(b'"');
        }
        self.open.reverse();
        // A name without its value, or a value that is half there, goes with the comma before it. What
        // cannot be read then is no JSON.
        for _ in 0..3 {
            let closed = [self.out.as_slice(), &self.open].concat();
            if serde_json::from_slice::<serde::de::IgnoredAny>(&closed).is_ok() {
                return closed;
            }
            match self.out.iter().rposition(|byte| matches!(byte, b',' | b'{' | b'[')) {
                Some(place) if self.out[place] == b',' => self.out.truncate(place),
                Some(place) if place + 1 < self.out.len() => self.out.truncate(place + 1),
                _ => break,
            }
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn clipped(bytes: &[u8], size: usize) -> Vec<u8> {
        let mut clip = Clip::default();
        bytes.chunks(size).for_each(|piece| clip.take(piece));
        clip.document()
    }

    #[test]
    fn what_is_short_stays_as_it_is() {
        let text =
            json!({"error":{"message":"é \"quoted\" \\ {[,]}","code":null},"list":[1,{"a":[]}]}).to_string();
        for size in [1, 7, text.len()] {
            assert_eq!(clipped(text.as_bytes(), size), text.as_bytes());
        }
    }

    #[test]
    fn what_stands_behind_a_long_text_is_kept_whatever_the_text_is_made_of() {
        for part in ["a", "é", "\\\"", "\\ud83d\\ude00", "😀", "x\\\\", "a\\u00e9", "}", "\\n,"] {
            let text =
                format!("{{\"error\":{{\"message\":\"{}\",\"code\":\"last\"}}}}", part.repeat(200_000));
            for size in [1000, text.len()] {
                let kept = clipped(text.as_bytes(), size);
                let value: Value = serde_json::from_slice(&kept).unwrap_or_else(|e| panic!("{part}: {e}"));
                assert_eq!(value["error"]["code"], "last", "{part}");
                let said = value["error"]["message"].as_str().unwrap().len();
                assert!(said > 300 && kept.len() < 3 * MOST_OF_A_TEXT, "{part}: {said}, {}", kept.len());
            }
        }
    }

    #[test]
    fn of_a_document_that_breaks_off_what_came_can_be_read() {
        let text = r#"{"error": {"type": "a\u00e9\n", "codes": [1, 22, {"x": true}], "message": "maximum 😀"}, "b": 1}"#;
        for cut in 1..text.len() {
            let kept = clipped(&text.as_bytes()[..cut], cut);
            let value: Value = serde_json::from_slice(&kept)
                .unwrap_or_else(|e| panic!("{cut}: {e}: {}", String::from_utf8_lossy(&kept)));
            if cut > 40 {
                assert_eq!(value["error"]["type"], "aé\n", "{cut}");
            }
        }
    }
}
