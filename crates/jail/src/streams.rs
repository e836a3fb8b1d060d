//! The program's streams, moved with bounded memory and never blocking.

use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

use nix::fcntl::{FcntlArg, OFlag, fcntl};

use crate::plan::Plan;
use crate::wire;

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
        self.bytes.len() - self.sent < ENOUGH
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
    from: Option<PipeReader>,
    left: u64,
    cut: bool,
}

impl Stream {
    /// Reads what is there; past the cap it is counted as cut and thrown away.
    fn read(&mut self, outbox: &mut Outbox, all: bool) {
        let mut buffer = vec![0u8; 64 << 10];
        while let Some(from) = self.from.as_mut().filter(|_| all || outbox.has_room()) {
            match from.read(&mut buffer) {
                Ok(0) => self.from = None,
                Ok(count) => {
                    let keep = usize::try_from(self.left).unwrap_or(usize::MAX).min(count);
                    self.cut |= keep < count;
                    self.left -= keep as u64;
                    if let Some(kept) = buffer.get(..keep).filter(|kept| !kept.is_empty()) {
                        outbox.push(self.kind, kept);
                    }
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
}

impl Inflow {
    pub fn new(stdout: PipeReader, stderr: PipeReader, plan: &Plan) -> Self {
        let stream =
            |kind, from| Stream { kind, from: Some(from), left: plan.limits.output_bytes, cut: false };
        Self { stdout: stream(wire::STDOUT, stdout), stderr: stream(wire::STDERR, stderr) }
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
        self.stdout.read(outbox, false);
        self.stderr.read(outbox, false);
    }

    /// What is left in the pipes when every writer is dead: at most a pipe's size each.
    pub fn drain(&mut self, outbox: &mut Outbox) {
        self.stdout.read(outbox, true);
        self.stderr.read(outbox, true);
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
pub struct Source<'a> {
    to: Option<PipeWriter>,
    rest: &'a [u8],
}

impl<'a> Source<'a> {
    pub fn new(to: PipeWriter, content: &'a [u8]) -> io::Result<Self> {
        unblock(to.as_fd())?;
        Ok(Self { to: Some(to).filter(|_| !content.is_empty()), rest: content })
    }

    pub fn feed(&mut self) {
        while let Some(to) = &mut self.to {
            match to.write(self.rest) {
                Ok(count) => self.rest = self.rest.get(count..).unwrap_or_default(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // The program closed its end: the rest has no reader.
                Err(_) => self.rest = &[],
            }
            if self.rest.is_empty() {
                self.to = None;
            }
        }
    }

    pub fn fd(&self) -> Option<BorrowedFd<'_>> {
        self.to.as_ref().map(AsFd::as_fd)
    }
}
