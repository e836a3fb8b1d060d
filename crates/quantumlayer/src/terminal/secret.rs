//! A secret read without showing it.

use std::io::{IsTerminal, Read};

use nix::sys::termios::{LocalFlags, SetArg, Termios, tcgetattr, tcsetattr};

use super::Terminal;
use crate::exit::{Code, Failure, Result};

/// No key of any provider comes near it.
const MOST_BYTES: u64 = 16 << 10;

/// Puts the terminal back as it was, whatever happens in between.
struct Silent {
    before: Termios,
}

impl Silent {
    fn begin() -> nix::Result<Self> {
        let before = tcgetattr(std::io::stdin())?;
        let mut silent = before.clone();
        // Without signals Ctrl-C is a byte: ended by one, the terminal would stay silent.
        silent.local_flags.remove(LocalFlags::ECHO | LocalFlags::ICANON | LocalFlags::ISIG);
        tcsetattr(std::io::stdin(), SetArg::TCSAFLUSH, &silent)?;
        Ok(Self { before })
    }
}

impl Drop for Silent {
    fn drop(&mut self) {
        let _ = tcsetattr(std::io::stdin(), SetArg::TCSAFLUSH, &self.before);
    }
}

/// From standard input: a line that is typed unseen, or all that is piped in. Errors: it is empty,
/// no text, too long, or the person gave up.
pub fn read(what: &str, terminal: &Terminal) -> Result<llm::Secret> {
    let stdin = std::io::stdin();
    let failed = |e: std::io::Error| Failure::io("standard input", e);
    let text = if stdin.is_terminal() {
        terminal.note(format!("{what} (it is not shown; Enter ends it):"));
        let _silent = Silent::begin().map_err(|e| failed(e.into()))?;
        typed(stdin.lock()).map_err(failed)?
    } else {
        let mut text = String::new();
        stdin.lock().take(MOST_BYTES + 1).read_to_string(&mut text).map_err(failed)?;
        Some(text)
    };
    let Some(text) = text else {
        return Err(Failure { code: Code(130), ..Failure::usage("no key was given", "nothing was changed") });
    };
    let usage = |message: &str| Err(Failure::usage(message, "pipe the key in: `printf %s \"$KEY\" | …`"));
    let key = text.trim();
    if key.is_empty() {
        return usage("the key is empty");
    }
    if key.len() as u64 > MOST_BYTES {
        return usage("what was given is too long for a key");
    }
    if !key.bytes().all(|b| b.is_ascii_graphic()) {
        return usage("a key is one word of plain characters");
    }
    Ok(llm::Secret::new(key))
}

/// None: Ctrl-C or Ctrl-D.
fn typed(mut keyboard: impl Read) -> std::io::Result<Option<String>> {
    let mut typed = Vec::new();
    let mut byte = [0];
    while keyboard.read(&mut byte)? == 1 {
        match byte[0] {
            b'\n' | b'\r' => return Ok(Some(String::from_utf8_lossy(&typed).into_owned())),
            3 | 4 => return Ok(None),
            8 | 127 => drop(typed.pop()),
            other if (typed.len() as u64) <= MOST_BYTES => typed.push(other),
            _ => {}
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_ends_with_enter_and_can_be_given_up_or_mended() {
        assert_eq!(typed(&b"sk-1x\x7f2\nrest"[..]).unwrap().as_deref(), Some("sk-12"));
        assert_eq!(typed(&b"sk-1\x03\n"[..]).unwrap(), None);
        assert_eq!(typed(&b"sk-1"[..]).unwrap(), None);
    }
}
