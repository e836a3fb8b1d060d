//! Speaking with a running program: what is typed goes in, what it shows comes out without its tricks.

use std::{fs::File, io::Read, os::fd::AsFd, path::PathBuf};

use nix::sys::termios::{SetArg, Termios, cfmakeraw, tcgetattr, tcsetattr};
use sandbox::Speaker;
use tokio::task::JoinSet;

use crate::exit::{Failure, Result};

/// Gives the terminal back as it was.
pub struct Typing {
    before: Option<Termios>,
    /// Ends with us.
    resizes: JoinSet<()>,
}

impl Drop for Typing {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            // A terminal that is gone needs nothing back.
            let _ = tcsetattr(std::io::stdin().as_fd(), SetArg::TCSADRAIN, before);
        }
    }
}

/// Feeds the program from a file, or from our own standard input for as long as it lives.
pub fn begin(from: &Option<PathBuf>, in_terminal: bool, speaker: Speaker) -> Result<Typing> {
    let source: Box<dyn Read + Send> = match from {
        Some(path) => Box::new(File::open(path).map_err(|e| Failure::io(path.display(), e))?),
        None if !in_terminal && std::io::IsTerminal::is_terminal(&std::io::stdin()) => {
            Box::new(std::io::empty())
        }
        None => Box::new(std::io::stdin()),
    };
    let mut typing = Typing { before: None, resizes: JoinSet::new() };
    if in_terminal {
        let stdin = std::io::stdin();
        let terminal = |e: nix::Error| Failure::io("the terminal", e.into());
        let before = tcgetattr(stdin.as_fd()).map_err(terminal)?;
        let mut raw = before.clone();
        cfmakeraw(&mut raw);
        tcsetattr(stdin.as_fd(), SetArg::TCSADRAIN, &raw).map_err(terminal)?;
        typing.before = Some(before);
        typing.resizes.spawn(follow_size(speaker.clone()));
    }
    // It may wait for a key long after the program's end; the process does not wait for it.
    std::thread::spawn(move || feed(source, &speaker));
    Ok(typing)
}

fn feed(mut source: Box<dyn Read + Send>, speaker: &Speaker) {
    let input = speaker.wait();
    let mut buffer = vec![0u8; 16 << 10];
    loop {
        match source.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                if input.send(buffer.get(..count).unwrap_or_default()).is_err() {
                    return;
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    // The program may be over already.
    let _ = input.end();
}

async fn follow_size(speaker: Speaker) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut changes) = signal(SignalKind::window_change()) else { return };
    while changes.recv().await.is_some() {
        let size = sandbox::Size::of(std::io::stdout().as_fd());
        if let Some((input, size)) = speaker.now().zip(size) {
            let _ = input.resize(size);
        }
    }
}
