//! Empty networks made ahead of time, each for one box.
//!
//! Making one takes half a millisecond and taking it down occupies a kernel thread; entering one is
//! nearly free. Only the superuser may enter one that it made: an ordinary user's boxes make their own.

use std::fs::File;
use std::os::fd::{AsFd, OwnedFd};

use nix::sched::{CloneFlags, setns, unshare};

use crate::switch::{self, Mechanism};
use crate::sys;

/// As many as are likely to be asked for in one breath.
const MOST: usize = 8;

#[derive(Default)]
pub struct Networks {
    ready: Vec<OwnedFd>,
    /// This machine or this user has no way to make one.
    refused: bool,
}

impl Networks {
    pub fn is_full(&self) -> bool {
        self.refused || self.ready.len() >= MOST || !switch::on(Mechanism::NetworkNamespace)
    }

    /// Whether one can be made and none is there.
    pub fn is_needed(&self) -> bool {
        self.ready.is_empty() && !self.is_full()
    }

    pub fn add(&mut self) {
        match make() {
            Ok(network) => self.ready.push(network),
            Err(_) => self.refused = true,
        }
    }

    /// In the forked child: one for its box, the others are not its own.
    pub fn take_only(&mut self) -> Option<OwnedFd> {
        let one = self.ready.pop();
        self.ready.clear();
        one
    }

    /// In the parent: the one that the child took.
    pub fn forget_one(&mut self) {
        self.ready.pop();
    }
}

fn make() -> std::io::Result<OwnedFd> {
    if !nix::unistd::geteuid().is_root() {
        return Err(std::io::ErrorKind::PermissionDenied.into());
    }
    let own = File::open("/proc/self/ns/net")?;
    unshare(CloneFlags::CLONE_NEWNET)?;
    let up = if switch::on(Mechanism::Loopback) { sys::loopback_up() } else { Ok(()) };
    let made = up.and_then(|()| File::open("/proc/self/ns/net"));
    // Never stay in a box's network.
    setns(own.as_fd(), CloneFlags::CLONE_NEWNET)?;
    made.map(OwnedFd::from)
}
