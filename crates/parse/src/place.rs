//! From byte offsets to lines and columns, both counted from 1; columns are characters.

/// The lines of a text.
pub struct Lines<'a> {
    text: &'a str,
    /// Byte offset of each line's first character.
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub fn of(text: &'a str) -> Self {
        let mut starts = vec![0];
        starts.extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1));
        Self { text, starts }
    }

    /// Number of lines, as an editor counts them: a final line end opens no further line.
    pub fn count(&self) -> u32 {
        let open = usize::from(self.starts.last() == Some(&self.text.len()));
        u32::try_from(self.starts.len() - open).unwrap_or(u32::MAX)
    }

    /// Line and column of a byte offset; offsets behind the text are its end.
    pub fn at(&self, byte: usize) -> (u32, u32) {
        let byte = self.floor(byte);
        let line = self.starts.partition_point(|start| *start <= byte).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let column = self.text.get(start..byte).map_or(0, |before| before.chars().count()) + 1;
        (number(line), number(column))
    }

    /// The text of a line counted from 1, without its line end.
    pub fn line(&self, line: u32) -> &'a str {
        let index = (line as usize).saturating_sub(1);
        let Some(start) = self.starts.get(index).copied() else { return "" };
        let end = self.starts.get(index + 1).map_or(self.text.len(), |next| next - 1);
        self.text.get(start..end).unwrap_or("").trim_end_matches('\r')
    }

    /// Byte offset of line and column, where the column is counted in bytes from 1.
    pub fn offset(&self, line: usize, byte_column: usize) -> usize {
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len());
        self.floor(start + byte_column.saturating_sub(1))
    }

    fn floor(&self, byte: usize) -> usize {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        byte
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let lines = Lines::of("größe = 1\nb\n");
        assert_eq!(lines.at(0), (1, 1));
        assert_eq!(lines.at("größe".len()), (1, 6));
        assert_eq!(lines.at("größe = 1\n".len()), (2, 1));
        assert_eq!(lines.at(999), (3, 1));
        assert_eq!(lines.count(), 2);
        assert_eq!(lines.line(2), "b");
        assert_eq!(Lines::of("a\r\nb").line(1), "a");
        assert_eq!(Lines::of("").count(), 0);
    }
}
