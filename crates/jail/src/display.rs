//! What a program with a terminal may show: it may colour and move, and no more than that.

/// Lets colours and movements through and takes out what reaches beyond the screen: titles, clipboard
/// and whatever else travels in strings (OSC, DCS, APC, PM, SOS), also when cut into pieces.
#[derive(Debug, Default)]
pub struct Display {
    state: State,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    Escape,
    String,
    StringEscape,
    /// Behind the first byte of a control character of eight bits, as UTF-8 writes it.
    Eight,
    StringEight,
}

const ESCAPE: u8 = 0x1b;
const BELL: u8 = 0x07;
const CANCEL: u8 = 0x18;
const EIGHT: u8 = 0xc2;

impl Display {
    pub fn pass(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len());
        for byte in bytes {
            self.state = match (self.state, *byte) {
                (State::Text, ESCAPE) => State::Escape,
                (State::Text, EIGHT) => State::Eight,
                (State::Eight, EIGHT) => {
                    out.push(EIGHT);
                    State::Eight
                }
                (State::Eight, 0x90 | 0x98 | 0x9d | 0x9e | 0x9f) => State::String,
                (State::Eight, ESCAPE) => {
                    out.push(EIGHT);
                    State::Escape
                }
                (State::Eight, other) => {
                    out.extend([EIGHT, other]);
                    State::Text
                }
                (State::Text, other) => {
                    out.push(other);
                    State::Text
                }
                (State::Escape, b']' | b'P' | b'X' | b'^' | b'_') => State::String,
                (State::Escape, ESCAPE) => State::Escape,
                (State::Escape, EIGHT) => {
                    out.push(ESCAPE);
                    State::Eight
                }
                (State::Escape, other) => {
                    out.extend([ESCAPE, other]);
                    State::Text
                }
                (State::String | State::StringEight, BELL | CANCEL) | (State::StringEscape, b'\\') => {
                    State::Text
                }
                (State::StringEight, 0x9c) => State::Text,
                (State::String | State::StringEscape | State::StringEight, ESCAPE) => State::StringEscape,
                (State::String | State::StringEscape | State::StringEight, EIGHT) => State::StringEight,
                (State::String | State::StringEscape | State::StringEight, _) => State::String,
            };
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::Display;

    #[test]
    fn colours_pass_and_titles_and_clipboards_do_not_however_they_are_cut() {
        let shown = b"a\x1b[31mred\x1b[0m\x1b]0;title\x07b\x1b]52;c;aGk=\x1b\\c\x1bP1$r\x1b\\d\xc3\xa9\xc2\x9d0;title\xc2\x9c\xc2\xa0";
        let expected = b"a\x1b[31mred\x1b[0mbcd\xc3\xa9\xc2\xa0".to_vec();
        assert_eq!(Display::default().pass(shown), expected);
        let mut display = Display::default();
        let cut: Vec<u8> = shown.iter().flat_map(|byte| display.pass(&[*byte])).collect();
        assert_eq!(cut, expected);
    }
}
