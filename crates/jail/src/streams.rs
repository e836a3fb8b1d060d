//! The program's streams, moved with bounded memory and never blocking.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

use nix::fcntl::{FcntlArg, OFlag, fcntl};

use crate::display::Display;
use crate::plan::Plan;
use crate::switch::{self, Mechanism};
use crate::{sys, wire};

/// Frames waiting for a slow caller. Above this the program's pipes are left full, so it waits too.
const ENOUGH: usize = 1 << 20;

fn unblock(fd: BorrowedFd<'_>) -> io::Result<()> {
    fcntl(fd, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
    Ok(())
}

/// Frames on their way to the caller.
#[derive(Default)]
pub struct Outbox {
    bytes: Vec<u8>,
    sent: usize,
}

impl Outbox {
    fn push(&mut self, kind: u8, payload: &[u8]) {
        self.bytes.extend(wire::frame(kind, payload));
    }

    pub fn is_empty(&self) -> bool {
        self.sent == self.bytes.len()
    }

    pub fn has_room(&self) -> bool {
        self.bytes.len() - self.sent < ENOUGH || !switch::on(Mechanism::Backpressure)
    }

    /// Sends what the caller takes now.
    pub fn flush(&mut self, mut caller: &UnixStream) -> io::Result<()> {
        while let Some(rest) = self.bytes.get(self.sent..).filter(|rest| !rest.is_empty()) {
            match caller.write(rest) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => self.sent += count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.bytes.clear();
        self.sent = 0;
        Ok(())
    }

    pub fn rest(mut self) -> Vec<u8> {
        self.bytes.split_off(self.sent)
    }
}

struct Stream {
    kind: u8,
    from: Option<File>,
    left: u64,
    cut: bool,
    /// A terminal's output is for somebody's screen.
    display: Option<Display>,
}

impl Stream {
    /// Reads what is there; past the cap it is counted as cut and thrown away.
    fn read(&mut self, buffer: &mut [u8], outbox: &mut Outbox, all: bool) {
        while let Some(from) = self.from.as_mut().filter(|_| all || outbox.has_room()) {
            match from.read(buffer) {
                Ok(0) => self.from = None,
                Ok(count) => {
                    let keep = usize::try_from(self.left).unwrap_or(usize::MAX).min(count);
                    self.cut |= keep < count && switch::on(Mechanism::Output);
                    self.left -= keep as u64;
                    if let Some(kept) = buffer.get(..keep).filter(|kept| !kept.is_empty()) {
                        match &mut self.display {
                            Some(display) => outbox.push(self.kind, &display.pass(kept)),
                            None if switch::on(Mechanism::Bytes) => outbox.push(self.kind, kept),
                            None => outbox.push(self.kind, String::from_utf8_lossy(kept).as_bytes()),
                        }
                    }
                    // One look at a time, so that an endless stream cannot keep us from the others.
                    if self.cut {
                        return;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(_) => self.from = None,
            }
        }
    }
}

/// Standard output and standard error.
pub struct Inflow {
    stdout: Stream,
    stderr: Stream,
    /// As large as a pipe.
    buffer: Vec<u8>,
}

impl Inflow {
    /// A terminal is one stream: then there is no standard error of its own.
    pub fn new(stdout: File, stderr: Option<File>, plan: &Plan) -> Self {
        let shown = plan.terminal.is_some() && switch::on(Mechanism::Display);
        let stream = |kind, from| Stream {
            kind,
            from,
            left: plan.limits.output_bytes,
            cut: false,
            display: shown.then(Display::default),
        };
        let (stdout, stderr) = (stream(wire::STDOUT, Some(stdout)), stream(wire::STDERR, stderr));
        Self { stdout, stderr, buffer: vec![0; 64 << 10] }
    }

    pub fn unblock(&self) -> io::Result<()> {
        for stream in [&self.stdout, &self.stderr] {
            if let Some(from) = &stream.from {
                unblock(from.as_fd())?;
            }
        }
        Ok(())
    }

    pub fn read(&mut self, outbox: &mut Outbox) {
        self.stdout.read(&mut self.buffer, outbox, false);
        self.stderr.read(&mut self.buffer, outbox, false);
    }

    /// What is left in the pipes when every writer is dead: at most a pipe's size each.
    pub fn drain(&mut self, outbox: &mut Outbox) {
        if switch::on(Mechanism::Draining) {
            self.stdout.read(&mut self.buffer, outbox, true);
            self.stderr.read(&mut self.buffer, outbox, true);
        }
    }

    pub fn over(&self) -> bool {
        self.stdout.cut || self.stderr.cut
    }

    pub fn stdout_cut(&self) -> bool {
        self.stdout.cut
    }

    pub fn stderr_cut(&self) -> bool {
        self.stderr.cut
    }

    pub fn stdout_fd(&self) -> Option<BorrowedFd<'_>> {
        self.stdout.from.as_ref().map(AsFd::as_fd)
    }

    pub fn stderr_fd(&self) -> Option<BorrowedFd<'_>> {
        self.stderr.from.as_ref().map(AsFd::as_fd)
    }
}

/// Standard input: fed as fast as the program reads, closed at its end.
pub struct Source {
    to: Option<File>,
    rest: Vec<u8>,
    at: usize,
    /// More may come.
    open: bool,
    /// A terminal has no end to close: its program reads a character that says so.
    terminal: bool,
}

/// What a terminal's reader takes for the end, at the beginning of a line.
const END_OF_INPUT: u8 = 4;

impl Source {
    pub fn new(to: File, input: Vec<u8>, plan: &Plan) -> io::Result<Self> {
        if switch::on(Mechanism::Input) {
            unblock(to.as_fd())?;
        }
        let terminal = plan.terminal.is_some();
        let mut source = Self { to: Some(to), rest: input, at: 0, open: true, terminal };
        if !plan.live {
            source.end();
        }
        Ok(source)
    }

    pub fn has_room(&self) -> bool {
        self.rest.len() - self.at < ENOUGH
    }

    pub fn push(&mut self, bytes: &[u8]) {
        if self.to.is_some() && self.open {
            self.rest.extend_from_slice(bytes);
        }
    }

    pub fn end(&mut self) {
        if self.open && self.terminal {
            self.rest.push(END_OF_INPUT);
        }
        self.open = false;
        self.close_when_done();
    }

    pub fn resize(&self, rows: u16, columns: u16) {
        if let Some(to) = self.to.as_ref().filter(|_| self.terminal) {
            // A terminal that is gone has no size.
            let _ = sys::set_terminal_size(to.as_fd(), rows, columns);
        }
    }

    pub fn feed(&mut self) {
        while let Some(to) = self.to.as_mut().filter(|_| self.at < self.rest.len()) {
            match to.write(self.rest.get(self.at..).unwrap_or_default()) {
                Ok(count) => self.at += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // The program closed its end: the rest has no reader.
                Err(_) => {
                    self.at = self.rest.len();
                    self.to = None;
                }
            }
        }
        self.rest.clear();
        self.at = 0;
        self.close_when_done();
    }

    fn close_when_done(&mut self) {
        // A terminal stays open: closing our only way to it would hang it up.
        if !self.open && !self.terminal && self.at == self.rest.len() {
            self.to = None;
        }
    }

    pub fn fd(&self) -> Option<BorrowedFd<'_>> {
        self.to.as_ref().filter(|_| self.at < self.rest.len()).map(AsFd::as_fd)
    }
}
