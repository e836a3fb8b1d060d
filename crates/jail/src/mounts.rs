//! The box's root, built from nothing: what is not put here does not exist inside.
//!
//! Everything goes through descriptors: sources are cloned as detached trees before the user changes
//! (a folder below somebody's home may only be reachable by its owner), then attached below a new root.

use std::ffi::CString;
use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use nix::errno::Errno;
use nix::fcntl::{AT_FDCWD, AtFlags, OFlag, open, openat};
use nix::sys::stat::{Mode, mkdirat};
use nix::unistd::symlinkat;

use crate::error::Refusal;
use crate::plan::{Bind, File, Plan, Size, WORKING_FOLDER};
use crate::switch::{self, Mechanism};
use crate::sys::{self, NODEV, NOEXEC, NOSUID, RDONLY};

/// The root holds folders, links and small texts only.
const ROOT_BYTES: u64 = 4 << 20;
const ROOT_FILES: u64 = 4096;
pub const DEVICES: [&str; 5] = ["null", "zero", "full", "random", "urandom"];
/// Terminals of a box that has one: all boxes and containers of a machine share one number of them.
const MOST_TERMINALS: u32 = 64;
/// Files of `/proc` that tell about the host or reach beyond the box.
const HIDDEN: [&str; 13] = [
    "kcore",
    "keys",
    "key-users",
    "kallsyms",
    "timer_list",
    "sched_debug",
    "config.gz",
    "interrupts",
    "cmdline",
    "latency_stats",
    "kmsg",
    "vmallocinfo",
    "sysrq-trigger",
];
/// Folders of `/proc` likewise.
const EMPTIED: [&str; 5] = ["acpi", "scsi", "irq", "bus", "driver"];

type Built<T> = Result<T, Refusal>;

fn step<T, E: Into<io::Error>>(result: Result<T, E>, name: &str) -> Built<T> {
    result.map_err(|error| Refusal::new(name, &error.into()))
}

/// Detached trees, taken while we still are who started us.
pub struct Trees {
    binds: Vec<(OwnedFd, Bind)>,
    devices: Devices,
}

/// Devices as detached trees.
pub type Devices = Vec<(OwnedFd, &'static str)>;

/// A root with what every box has in it.
pub struct Begun {
    root: OwnedFd,
    /// Why there is no `/proc`, where there is none.
    refused: Option<Refusal>,
}

/// What the box stands on when it is built.
pub struct Ground {
    pub working: OwnedFd,
    /// Whether it has a `/proc`.
    pub proc: bool,
    /// What this machine did not give, in words.
    pub missing: Vec<String>,
    /// Our end of the program's terminal, and its.
    pub terminal: Option<(OwnedFd, OwnedFd)>,
}

/// `NOSUID | NODEV`, unless the audit takes them away.
fn plain() -> u64 {
    if switch::on(Mechanism::MountFlags) { NOSUID | NODEV } else { 0 }
}

fn read_only() -> u64 {
    if switch::on(Mechanism::ReadOnly) { RDONLY } else { 0 }
}

/// The devices that every box has.
pub fn open_devices() -> Built<Devices> {
    if !switch::on(Mechanism::Root) {
        return Ok(Vec::new());
    }
    let private = nix::mount::MsFlags::MS_REC | nix::mount::MsFlags::MS_PRIVATE;
    step(nix::mount::mount(None::<&str>, "/", None::<&str>, private, None::<&str>), "make mounts private")?;
    DEVICES.into_iter().map(device).collect()
}

fn device(name: &'static str) -> Built<(OwnedFd, &'static str)> {
    let what = format!("bind `/dev/{name}`");
    let source = step(CString::new(format!("/dev/{name}")), &what)?;
    Ok((step(sys::open_tree(AT_FDCWD, &source, false), &what)?, name))
}

/// What the plan brings in.
pub fn open_sources(plan: &Plan) -> Built<Trees> {
    if !switch::on(Mechanism::Root) {
        return Ok(Trees { binds: Vec::new(), devices: Vec::new() });
    }
    let mut binds: Vec<(OwnedFd, Bind)> = Vec::new();
    for bind in &plan.binds {
        if !bind.writable && binds.iter().any(|(_, outer)| bind.lies_within(outer)) {
            continue;
        }
        let name = format!("bind `{}`", bind.source);
        let source = step(CString::new(bind.source.as_str()), &name)?;
        match sys::open_tree(AT_FDCWD, &source, true) {
            Ok(tree) => {
                let attributes = if bind.writable { plain() } else { read_only() | plain() };
                step(sys::set_attributes(tree.as_fd(), attributes, true), &name)?;
                binds.push((tree, bind.clone()));
            }
            Err(error) if bind.optional && error.kind() == io::ErrorKind::NotFound => {}
            Err(_) if !switch::on(Mechanism::FailClosed) => {}
            Err(error) => return Err(Refusal::new(name, &error)),
        }
    }
    // `/dev/tty` leads to the terminal of whoever opens it.
    let devices = plan.terminal.map(|_| device("tty")).transpose()?.into_iter().collect();
    Ok(Trees { binds, devices })
}

/// A folder of the machine to hang a root up at before the plan's sources are opened: none of them is below it.
pub const NO_SOURCE: &str = "/sys";
/// Any folder serves when they are.
pub const ANY: &str = "/usr";

/// Begins a root with what does not depend on the plan; none where the box has the machine's. What the place
/// covers is out of sight until the root changes.
pub fn begin(given: &Devices, place: &str) -> Built<Option<Begun>> {
    if !switch::on(Mechanism::Root) {
        return Ok(None);
    }
    let root = new_root(place)?;
    let at = root.as_fd();
    for name in ["proc", "dev", "etc", "box", "tmp", "run", "var", "dev/shm"] {
        step(folder(at, name), "lay out the root")?;
    }
    devices(at, given)?;
    let refused = proc(at)?;
    Ok(Some(Begun { root, refused }))
}

/// Completes the root, writes the files, moves in.
pub fn complete(plan: &Plan, trees: Trees, id: u32, begun: Option<Begun>) -> Built<Ground> {
    let Some(Begun { root, refused }) = begun else { return in_sight(plan) };
    let mut missing = Vec::new();
    let at = root.as_fd();
    let (working, late) = {
        // What lies in the writable places is attached when those exist.
        let is_late =
            |bind: &Bind| ["/box/", "/tmp/", "/dev/shm/"].iter().any(|top| bind.target.starts_with(top));
        let (late, early): (Vec<_>, Vec<_>) = trees.binds.into_iter().partition(|(_, bind)| is_late(bind));
        for (tree, bind) in &early {
            place(at, tree, bind)?;
        }
        (scratch(at, plan)?, late)
    };
    for (tree, name) in &trees.devices {
        place(at, tree, &Bind::same(format!("/dev/{name}")))?;
    }
    for (path, target) in &plan.links {
        step(link(at, path, target), &format!("link `{path}`"))?;
    }
    for (path, text) in &plan.texts {
        let text = if id == 1000 { text.clone() } else { renamed(path, text, id) };
        step(
            write_new(at, path.trim_start_matches('/'), text.as_bytes(), false),
            &format!("write `{path}`"),
        )?;
    }
    let proc = refused.is_none();
    if let Some(refusal) = refused {
        missing.push(format!("no /proc in the box: {refusal}"));
    }
    for file in &plan.files {
        step(put(working.as_fd(), file), &format!("write `{}`", file.path))?;
    }
    for (tree, bind) in &late {
        place(at, tree, bind)?;
    }
    let terminal = plan.terminal.map(|size| terminal(at, size)).transpose()?;
    step(nix::unistd::fchdir(at), "enter the root")?;
    let changed = sys::pivot_here().or_else(|error| match error.raw_os_error() {
        Some(libc::EPERM | libc::ENOSYS) if switch::on(Mechanism::Capabilities) => sys::cover_root_here(),
        _ => Err(error),
    });
    step(changed, "change the root")?;
    let top = step(open("/", OFlag::O_PATH | OFlag::O_CLOEXEC, Mode::empty()), "enter the root")?;
    step(sys::set_attributes(top.as_fd(), read_only() | NOSUID, false), "make the root read-only")?;
    step(nix::unistd::chdir(WORKING_FOLDER), "enter the working folder")?;
    Ok(Ground { working, proc, missing, terminal })
}

/// For the audit alone: no root of its own, a folder of the machine as working folder.
fn in_sight(plan: &Plan) -> Built<Ground> {
    const WHAT: &str = "enter the working folder";
    step(nix::unistd::chdir("/tmp"), WHAT)?;
    let flags = OFlag::O_DIRECTORY | OFlag::O_RDONLY | OFlag::O_CLOEXEC;
    let working = step(open(".", flags, Mode::empty()), WHAT)?;
    let missing = plan.terminal.map(|_| "no terminal".to_owned()).into_iter().collect();
    Ok(Ground { working, proc: true, missing, terminal: None })
}

/// Without a user namespace the box's user is not 1000.
fn renamed(path: &str, text: &str, id: u32) -> String {
    match path {
        "/etc/passwd" | "/etc/group" => text.replace(":1000", &format!(":{id}")),
        _ => text.to_owned(),
    }
}

/// A terminal of the box's own: on a multiplexer that nobody else has.
fn terminal(at: BorrowedFd<'_>, size: Size) -> Built<(OwnedFd, OwnedFd)> {
    const WHAT: &str = "make a terminal";
    step(folder(at, "dev/pts"), WHAT)?;
    let mode = |text: &str| CString::new(text).unwrap_or_default();
    let most = CString::new(MOST_TERMINALS.to_string()).unwrap_or_default();
    let options = [(c"ptmxmode", mode("0666")), (c"mode", mode("0600")), (c"max", most)];
    let tree = step(sys::new_filesystem(c"devpts", &options, NOSUID | NOEXEC), WHAT)?;
    step(sys::attach(tree.as_fd(), at, c"dev/pts"), WHAT)?;
    step(link(at, "dev/ptmx", "pts/ptmx"), WHAT)?;
    let flags = OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC;
    let ours = step(openat(at, "dev/pts/ptmx", flags, Mode::empty()), WHAT)?;
    let theirs = step(sys::open_terminal(ours.as_fd()), WHAT)?;
    step(sys::set_terminal_size(ours.as_fd(), size.rows, size.columns), WHAT)?;
    Ok((ours, theirs))
}

fn number(value: u64) -> CString {
    CString::new(value.to_string()).unwrap_or_default()
}

fn tmpfs(bytes: u64, files: u64, attributes: u64) -> io::Result<OwnedFd> {
    let mode = CString::new("0755").unwrap_or_default();
    sys::new_filesystem(
        c"tmpfs",
        &[(c"size", number(bytes)), (c"nr_inodes", number(files)), (c"mode", mode)],
        attributes,
    )
}

fn new_root(place: &str) -> Built<OwnedFd> {
    let root = step(tmpfs(ROOT_BYTES, ROOT_FILES, NOSUID), "mount the root")?;
    let name = step(CString::new(place), "mount the root")?;
    step(sys::attach(root.as_fd(), AT_FDCWD, &name), "mount the root")?;
    step(open(place, OFlag::O_PATH | OFlag::O_DIRECTORY | OFlag::O_CLOEXEC, Mode::empty()), "mount the root")
}

/// Makes a folder and those above it.
fn folder(at: BorrowedFd<'_>, path: &str) -> io::Result<()> {
    let mut made = String::new();
    for name in path.split('/').filter(|name| !name.is_empty()) {
        if !made.is_empty() {
            made.push('/');
        }
        made.push_str(name);
        match mkdirat(at, made.as_str(), Mode::from_bits_truncate(0o755)) {
            Ok(()) | Err(Errno::EEXIST) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn link(at: BorrowedFd<'_>, path: &str, target: &str) -> io::Result<()> {
    let path = path.trim_start_matches('/');
    folder(at, parent(path))?;
    Ok(symlinkat(target, at, path)?)
}

fn write_new(at: BorrowedFd<'_>, path: &str, content: &[u8], executable: bool) -> io::Result<()> {
    folder(at, parent(path))?;
    let flags = OFlag::O_WRONLY | OFlag::O_CREAT | OFlag::O_EXCL | OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC;
    let mode = Mode::from_bits_truncate(if executable { 0o755 } else { 0o644 });
    let file = openat(at, path, flags, mode)?;
    std::fs::File::from(file).write_all(content)
}

pub fn put(working: BorrowedFd<'_>, file: &File) -> io::Result<()> {
    if !switch::on(Mechanism::Entry) {
        let flags = OFlag::O_WRONLY | OFlag::O_CREAT | OFlag::O_CLOEXEC;
        let any = openat(working, file.path.as_str(), flags, Mode::from_bits_truncate(0o755))?;
        return std::fs::File::from(any).write_all(&file.content);
    }
    let bad = file.path.split('/').any(|name| name.is_empty() || name == "." || name == "..");
    if bad {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    write_new(working, &file.path, &file.content, file.executable)
}

/// Attaches a tree at its target, which is made to fit: a folder for a folder, a file for anything else.
fn place(at: BorrowedFd<'_>, tree: &OwnedFd, bind: &Bind) -> Built<()> {
    let name = format!("bind `{}`", bind.source);
    let target = bind.target.trim_start_matches('/');
    let kind = step(nix::sys::stat::fstat(tree), &name)?.st_mode & libc::S_IFMT;
    if kind == libc::S_IFDIR {
        step(folder(at, target), &name)?;
    } else {
        match write_new(at, target, b"", false) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(Refusal::new(name, &error));
            }
            _ => {}
        }
    }
    let target = step(CString::new(target), &name)?;
    step(sys::attach(tree.as_fd(), at, &target), &name)
}

/// The only writable place: one file system for the working folder, the home, `/tmp` and `/dev/shm`,
/// so that one size bounds them all.
fn scratch(at: BorrowedFd<'_>, plan: &Plan) -> Built<OwnedFd> {
    const WHAT: &str = "mount the working folder";
    // The few of our own making do not count.
    let files = if switch::on(Mechanism::Files) { plan.limits.files + 8 } else { 0 };
    let bytes = if switch::on(Mechanism::Disk) { plan.limits.disk_bytes } else { plan.limits.disk_bytes * 4 };
    let tree = step(tmpfs(bytes, files, plain()), WHAT)?;
    step(sys::attach(tree.as_fd(), at, c"box"), WHAT)?;
    for name in ["box/project", "box/home", "box/tmp", "box/shm"] {
        step(mkdirat(at, name, Mode::from_bits_truncate(0o755)), WHAT)?;
    }
    for (name, target) in [(c"box/tmp", c"tmp"), (c"box/shm", c"dev/shm")] {
        let part = step(sys::open_tree(at, name, false), WHAT)?;
        step(sys::attach(part.as_fd(), at, target), WHAT)?;
    }
    let flags = OFlag::O_DIRECTORY | OFlag::O_RDONLY | OFlag::O_CLOEXEC;
    step(openat(at, "box/project", flags, Mode::empty()), WHAT)
}

fn devices(at: BorrowedFd<'_>, devices: &Devices) -> Built<()> {
    for (tree, name) in devices {
        let bind = Bind::same(format!("/dev/{name}"));
        place(at, tree, &bind)?;
    }
    for (path, target) in [
        ("dev/fd", "/proc/self/fd"),
        ("dev/stdin", "/proc/self/fd/0"),
        ("dev/stdout", "/proc/self/fd/1"),
        ("dev/stderr", "/proc/self/fd/2"),
    ] {
        step(link(at, path, target), "link the standard streams")?;
    }
    Ok(())
}

/// A fresh `/proc` for this process namespace, with what concerns the host covered.
///
/// Says why when the kernel refuses a new one: containers that cover parts of theirs make it do so. A
/// `/proc` that cannot be covered, however, is no box.
fn proc(at: BorrowedFd<'_>) -> Built<Option<Refusal>> {
    let fresh = sys::new_filesystem(c"proc", &[], NOSUID | NODEV | NOEXEC)
        .and_then(|tree| sys::attach(tree.as_fd(), at, c"proc"));
    match fresh {
        Ok(()) => {}
        // What fails for want of something that is there at other times is no property of this machine.
        Err(error) if error.raw_os_error() == Some(libc::EPERM) || !switch::on(Mechanism::FailClosed) => {
            return Ok(Some(Refusal::new("mount /proc", &error)));
        }
        Err(error) => return Err(Refusal::new("mount /proc", &error)),
    }
    match protect(at) {
        Err(_) if !switch::on(Mechanism::FailClosed) => {}
        done => done?,
    }
    Ok(None)
}

/// Covers what concerns the host.
fn protect(at: BorrowedFd<'_>) -> Built<()> {
    const WHAT: &str = "protect /proc";
    if !switch::on(Mechanism::Masks) {
        return Ok(());
    }
    // A plain bind goes by paths, and takes half as long as a tree that is first taken and then attached.
    step(nix::unistd::fchdir(at), WHAT)?;
    let tree = step(sys::open_tree(at, c"proc/sys", false), WHAT)?;
    step(sys::set_attributes(tree.as_fd(), RDONLY | NOSUID | NODEV | NOEXEC, false), WHAT)?;
    step(sys::attach(tree.as_fd(), at, c"proc/sys"), WHAT)?;
    for name in HIDDEN {
        cover(at, name, "dev/null")?;
    }
    // `run` is empty and has no other use.
    let empty = step(tmpfs(4096, 2, RDONLY | NOSUID | NODEV | NOEXEC), WHAT)?;
    step(sys::attach(empty.as_fd(), at, c"run"), WHAT)?;
    for name in EMPTIED {
        cover(at, name, "run")?;
    }
    Ok(())
}

/// Puts a copy of `with` over something in `/proc`, if this kernel has it. Both are below the folder we are in.
fn cover(at: BorrowedFd<'_>, name: &str, with: &str) -> Built<()> {
    let what = format!("cover /proc/{name}");
    let path = format!("proc/{name}");
    match nix::sys::stat::fstatat(at, path.as_str(), AtFlags::AT_SYMLINK_NOFOLLOW) {
        Err(Errno::ENOENT) => return Ok(()),
        other => step(other, &what)?,
    };
    let bind = nix::mount::MsFlags::MS_BIND;
    step(nix::mount::mount(Some(with), path.as_str(), None::<&str>, bind, None::<&str>), &what)
}
