//! Turning one mechanism off, to see that something then escapes: the audit of the audit.
//!
//! The choice is made by a binary's `main`, before anything else runs, and cannot be made from outside:
//! neither a plan nor an argument nor the environment reaches it. The product's `main` calls
//! [`crate::enter_if_asked`], which leaves everything on; only the tests' own helpers call
//! [`crate::enter_without`], and `cargo xtask tidy` sees to that.

use std::sync::atomic::{AtomicU64, Ordering};

/// One thing that keeps a program inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    /// The program's user: without it, it stays whoever started the helper.
    Users,
    /// Off means tier B, which must hold just as well.
    UserNamespace,
    PidNamespace,
    NetworkNamespace,
    IpcNamespace,
    UtsNamespace,
    CgroupNamespace,
    /// The root built from nothing: without it, the machine's own stays in sight.
    Root,
    /// Read-only system folders and root.
    ReadOnly,
    /// `nosuid` and `nodev` on what is mounted.
    MountFlags,
    /// What covers the kernel's own files in `/proc`.
    Masks,
    Capabilities,
    NewPrivileges,
    SystemCalls,
    Sockets,
    Landlock,
    /// Process 1 closed to the programs that share its user.
    Closed,
    Descriptors,
    /// Reading results without following links.
    Collection,
    Memory,
    CpuTime,
    CpuShare,
    WallTime,
    Processes,
    Disk,
    Files,
    FileSize,
    OpenFiles,
    Output,
    /// Killing what is left when the program has ended.
    Killing,
    /// The box dies with its helper.
    DeathSignal,
    /// The helper notices that its caller is gone.
    HangUp,
    /// Removing control groups.
    Sweeping,
    /// A stack of fixed size, and with it a bound on arguments.
    Stack,
    /// A share of the watches that the kernel counts for whoever started the helper.
    Watches,
    /// Files enter beneath the working folder, each of them new.
    Entry,
    /// The helper reads every limit before it makes a box.
    Bounds,
    /// What cannot be put into the box is a reason not to make it.
    FailClosed,
    /// Its own loopback works.
    Loopback,
    /// Process 1 waits for orphans.
    Reaping,
    /// Input never blocks the helper.
    Input,
    /// A caller that does not read makes the program wait.
    Backpressure,
    /// What is still in the pipes at the end is delivered.
    Draining,
    /// Nothing but regular files is given back.
    RegularFiles,
    /// What ends a program first is its ending.
    Settled,
    /// Of files, two names that are one on some system are refused.
    Names,
    /// Streams pass as they are: nothing reads them as text.
    Bytes,
    /// What reaches beyond a terminal's screen is taken out of what a program shows there.
    Display,
    /// The program's end is its own, not that of an orphan.
    Witness,
    /// Time is measured by the clock that nobody can set.
    Clock,
}

impl Mechanism {
    pub const ALL: [Self; 50] = [
        Self::Users,
        Self::UserNamespace,
        Self::PidNamespace,
        Self::NetworkNamespace,
        Self::IpcNamespace,
        Self::UtsNamespace,
        Self::CgroupNamespace,
        Self::Root,
        Self::ReadOnly,
        Self::MountFlags,
        Self::Masks,
        Self::Capabilities,
        Self::NewPrivileges,
        Self::SystemCalls,
        Self::Sockets,
        Self::Landlock,
        Self::Closed,
        Self::Descriptors,
        Self::Collection,
        Self::Memory,
        Self::CpuTime,
        Self::CpuShare,
        Self::WallTime,
        Self::Processes,
        Self::Disk,
        Self::Files,
        Self::FileSize,
        Self::OpenFiles,
        Self::Output,
        Self::Killing,
        Self::DeathSignal,
        Self::HangUp,
        Self::Sweeping,
        Self::Stack,
        Self::Watches,
        Self::Entry,
        Self::Bounds,
        Self::FailClosed,
        Self::Loopback,
        Self::Reaping,
        Self::Input,
        Self::Backpressure,
        Self::Draining,
        Self::RegularFiles,
        Self::Settled,
        Self::Names,
        Self::Bytes,
        Self::Display,
        Self::Witness,
        Self::Clock,
    ];

    /// As written in the catalogue: `pid_namespace`.
    pub fn name(self) -> String {
        let mut name = String::new();
        for letter in format!("{self:?}").chars() {
            if letter.is_uppercase() && !name.is_empty() {
                name.push('_');
            }
            name.extend(letter.to_lowercase());
        }
        name
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

static OFF: AtomicU64 = AtomicU64::new(0);

pub(crate) fn turn_off(mechanisms: &[Mechanism]) {
    let bits = mechanisms.iter().fold(0, |bits, one| bits | 1 << *one as u64);
    OFF.store(bits, Ordering::Relaxed);
}

pub(crate) fn on(mechanism: Mechanism) -> bool {
    OFF.load(Ordering::Relaxed) & (1 << mechanism as u64) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mechanism_has_a_name_that_leads_back_to_it() {
        for (index, one) in Mechanism::ALL.into_iter().enumerate() {
            assert_eq!(Mechanism::parse(&one.name()), Some(one));
            assert_eq!(one as usize, index);
            assert!(on(one), "everything is on unless a binary says otherwise");
        }
        assert_eq!(Mechanism::parse("pid_namespace"), Some(Mechanism::PidNamespace));
    }
}
