//! Tier D, from inside: a helper that stands behind walls that somebody else has built around this one box.
//!
//! An operator's runner (see [`crate::Runner`]) starts it in a container, a virtual machine or a pod that was made for
//! one run: the root holds what the plan brings in and nothing else, and what is outside is the runner's to keep away.
//! It speaks to its caller by its standard streams, as no descriptor can be sent through such walls. What works
//! everywhere is used alone: kernels that are no Linux have neither descriptors of processes nor `openat2`.

use std::fs;
use std::io::{self, Write};
use std::net::Shutdown;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::{DirBuilderExt, chown};
use std::os::unix::net::UnixStream;
use std::path::Path;

use nix::fcntl::{OFlag, open};
use nix::sys::stat::Mode;

use crate::error::Refusal;
use crate::keeper::Consent;
use crate::life::HIGH;
use crate::plan::{Plan, WORKING_FOLDER};
use crate::ready::Ready;
use crate::seccomp::Filters;
use crate::supervise::{self, Means};
use crate::{mounts, sys, wire};

/// The box's user: one that no machine hands out, as its files may be seen from outside.
pub const USER: u32 = HIGH - 1;

/// The first process behind the walls: the one that passes on what the box says.
pub const FIRST: u32 = 1;

/// Where the box's own file system is; the runner has made it, of a fixed size.
const OWN: &str = "/box";

type Done<T> = Result<T, Refusal>;

fn step<T, E: Into<io::Error>>(result: Result<T, E>, name: &str) -> Done<T> {
    result.map_err(|error| Refusal::new(name, &error.into()))
}

/// The whole life of a helper behind a runner's walls; gives its exit code.
pub fn attend(alone: bool) -> i32 {
    match serve(alone) {
        Ok(()) => 0,
        Err(error) => {
            // The runner passes it on.
            let _ = writeln!(io::stderr(), "the helper behind the runner's walls failed: {error}");
            1
        }
    }
}

/// Serves one caller, who speaks by our standard streams. Its end, and ours, is the end of all that is in here.
///
/// `alone`: all that is around us was made for this one box; otherwise a box is made in here as anywhere else.
fn serve(alone: bool) -> io::Result<()> {
    sys::reset_signals()?;
    sys::heed_broken_pipes(false)?;
    // We are the first process in here: orphans come to us, and nobody asks how they ended.
    sys::reap_by_kernel(true)?;
    sys::close_from(3)?;
    let (ours, theirs) = UnixStream::pair()?;
    let listener = match sys::fork()? {
        sys::Forked::Child => {
            drop(theirs);
            // What the caller says; when it hangs up the box hears of it.
            let _ = wire::pass_on(io::stdin().lock(), &ours);
            return ours.shutdown(Shutdown::Write);
        }
        sys::Forked::Parent(id) => id.unsigned_abs(),
    };
    if let sys::Forked::Child = sys::fork()? {
        drop(ours);
        silence()?;
        sys::reap_by_kernel(false)?;
        if !alone {
            // Orphans of a box of its own come to its helper.
            sys::prctl(libc::PR_SET_CHILD_SUBREAPER, 1)?;
        }
        return one_box(theirs, alone.then(|| vec![listener, std::process::id()]));
    }
    drop(theirs);
    // Without a buffer between: what the box says is wanted now.
    let out = fs::File::from(io::stdout().as_fd().try_clone_to_owned()?);
    wire::pass_on(&ours, out)
}

/// The caller's streams are no business of a box.
fn silence() -> io::Result<()> {
    let nothing = fs::File::options().read(true).write(true).open("/dev/null")?;
    (0..=2).try_for_each(|number| sys::place_at(nothing.as_fd(), number))
}

fn one_box(caller: UnixStream, ours: Option<Vec<u32>>) -> io::Result<()> {
    let filters = Filters::compile();
    let (_ends, end) = io::pipe()?;
    let mut means = Means {
        filters: &filters,
        consent: Consent::No,
        network: None,
        ready: Ready::default(),
        end: end.into(),
        guest: ours,
    };
    supervise::serve(caller, &mut means)
}

/// Errors: the plan needs what cannot be had behind somebody else's walls.
pub fn check(plan: &Plan) -> Done<()> {
    let refused = |step: String| Err(Refusal { step, errno: libc::EOPNOTSUPP });
    if plan.terminal.is_some() {
        return refused("run a terminal through a runner (tier D)".to_owned());
    }
    match plan.required.iter().find(|name| NOT_HELD.contains(&name.as_str())) {
        Some(name) => refused(format!("enforce the {name} that was asked for through a runner (tier D)")),
        None => Ok(()),
    }
}

/// The box's file systems beside that of its working folder.
pub fn others() -> impl Iterator<Item = fs::File> {
    ["/tmp", "/dev/shm"].into_iter().filter_map(|path| fs::File::open(path).ok())
}

/// Limits that nothing in here holds.
pub const NOT_HELD: [&str; 2] = ["files", "cpu_share"];

/// What of a box's promises is held by others, or not at all.
pub fn misses() -> Vec<String> {
    [
        "tier D: the host's files, network and kernel are kept from the program by the runner alone, as the operator set it up",
        "tier D: memory is looked at every 60 ms, and bounded for each process",
        "tier D: the number of files is not bounded, and the share of processors by the runner alone; /box, /tmp and /dev/shm may each be as large as the disk",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// In process 1: lays out the working folder and moves in.
pub fn furnish(plan: &Plan, id: u32) -> Done<OwnedFd> {
    const WHAT: &str = "enter the working folder";
    let mut folder = fs::DirBuilder::new();
    folder.mode(0o755).recursive(true);
    for path in [WORKING_FOLDER, "/box/home", OWN] {
        step(folder.create(path), WHAT)?;
        step(chown(Path::new(path), Some(id), Some(id)), WHAT)?;
    }
    // What leads to something that was put below it is the program's own as well.
    for bind in &plan.binds {
        let above = Path::new(&bind.target).ancestors().skip(1);
        for path in above.take_while(|path| path.starts_with(WORKING_FOLDER)) {
            step(chown(path, Some(id), Some(id)), WHAT)?;
        }
    }
    step(std::env::set_current_dir(WORKING_FOLDER), WHAT)?;
    let flags = OFlag::O_DIRECTORY | OFlag::O_RDONLY | OFlag::O_CLOEXEC;
    step(open(WORKING_FOLDER, flags, Mode::empty()), WHAT)
}

/// Writes the files, as the box's user already, so that they are its own.
pub fn write(working: BorrowedFd<'_>, plan: &Plan) -> Done<()> {
    plan.files.iter().try_for_each(|file| step(mounts::put(working, file), &format!("write `{}`", file.path)))
}
