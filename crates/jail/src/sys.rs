//! The kernel, as functions. Every `unsafe` line of the product is in this file.
//!
//! JUSTIFICATION: namespaces, detached mounts and pidfds have no safe wrapper in `std` or `nix`.
//! Each function takes owned or borrowed descriptors and checked strings, so that its callers need no `unsafe`.

#![expect(unsafe_code, reason = "the one place that speaks to the kernel directly")]

use std::ffi::{CStr, CString};
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

/// Result of a raw call: negative means `errno`.
fn check(result: libc::c_long) -> io::Result<libc::c_long> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(result) }
}

fn owned(result: libc::c_long) -> io::Result<OwnedFd> {
    let fd = check(result)? as RawFd;
    // SAFETY: the kernel just returned this descriptor to us and nobody else knows it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Which side of a fork we are on.
pub enum Forked {
    Child,
    /// Of the child with this process id.
    Parent(i32),
}

/// Like `fork`, with new namespaces and a pidfd for the parent.
///
/// The caller is single-threaded (it is the re-executed helper), so the child may allocate.
pub fn clone_into(flags: u64, group: Option<BorrowedFd<'_>>) -> io::Result<Option<(i32, OwnedFd)>> {
    let mut pidfd: RawFd = -1;
    let args = CloneArgs {
        flags: flags | libc::CLONE_PIDFD as u64 | group.map_or(0, |_| CLONE_INTO_CGROUP),
        pidfd: (&raw mut pidfd) as u64,
        exit_signal: libc::SIGCHLD as u64,
        cgroup: group.map_or(0, |group| group.as_raw_fd() as u64),
        ..CloneArgs::default()
    };
    // SAFETY: no stack is given, so this is a fork: the child continues with a copy of our memory.
    let pid = check(unsafe { libc::syscall(libc::SYS_clone3, &raw const args, size_of_val(&args)) });
    let pid = match pid {
        // Filters that cannot look into its argument, as those of containers, take this call away: the older one is there.
        Err(error) if error.raw_os_error() == Some(libc::ENOSYS) => {
            let flags = flags | libc::CLONE_PIDFD as u64 | libc::SIGCHLD as u64;
            // SAFETY: as above; the pidfd goes where the parent's thread id would.
            check(unsafe { libc::syscall(libc::SYS_clone, flags, 0, &raw mut pidfd, 0, 0) })?
        }
        // Not allowed in there, or an older kernel: whoever asked moves it afterwards, or notices.
        Err(_) if group.is_some() => return clone_into(flags, None),
        other => other?,
    };
    if pid == 0 {
        return Ok(None);
    }
    // SAFETY: CLONE_PIDFD made the kernel write a fresh descriptor here.
    Ok(Some((pid as i32, unsafe { OwnedFd::from_raw_fd(pidfd) })))
}

/// `struct clone_args` up to the field of Linux 5.7.
#[repr(C)]
#[derive(Default)]
struct CloneArgs {
    flags: u64,
    pidfd: u64,
    child_tid: u64,
    parent_tid: u64,
    exit_signal: u64,
    stack: u64,
    stack_size: u64,
    tls: u64,
    set_tid: u64,
    set_tid_size: u64,
    cgroup: u64,
}

const CLONE_INTO_CGROUP: u64 = 0x2_0000_0000;

/// Threads share two heaps. With one each, what short-lived threads leave half empty adds up: ten thousand
/// boxes grew their host by ten MiB.
pub fn share_heaps() {
    #[cfg(target_env = "gnu")]
    // SAFETY: sets a number of the allocator, before this program has a second thread.
    // Where the number is refused, the program only takes more memory.
    let _ = unsafe { libc::mallopt(libc::M_ARENA_MAX, 2) };
}

/// Gives the kernel what was freed and is kept for later.
pub fn give_back_memory() {
    #[cfg(target_env = "gnu")]
    // SAFETY: touches nothing but the allocator's own free blocks, in a process of one thread.
    let _ = unsafe { libc::malloc_trim(0) };
}

/// Makes the program that this command starts one that we trace: it stands still before its first instruction.
pub fn traced(command: &mut std::process::Command) {
    use std::os::unix::process::CommandExt;
    let ask = || nix::sys::ptrace::traceme().map_err(io::Error::from);
    // SAFETY: between fork and exec only a system call is made.
    unsafe { command.pre_exec(ask) };
}

/// A plain fork of a single-threaded process.
pub fn fork() -> io::Result<Forked> {
    // SAFETY: the helper has one thread, so no lock can be held by another one.
    let pid = check(libc::c_long::from(unsafe { libc::fork() }))?;
    Ok(if pid == 0 { Forked::Child } else { Forked::Parent(pid as i32) })
}

/// A child that becomes another program, made without copying our memory: we wait until it has, or has ended.
///
/// `become_it` runs in the child, on a stack of its own and in memory that is ours; what it gives back is the
/// child's exit code.
pub fn spawn(become_it: &mut dyn FnMut() -> i32) -> io::Result<i32> {
    const STACK: usize = 256 << 10;
    extern "C" fn run(argument: *mut libc::c_void) -> libc::c_int {
        // SAFETY: the pointer below, whose owner waits until this process has another memory or is gone.
        let become_it = unsafe { &mut *argument.cast::<&mut dyn FnMut() -> i32>() };
        exit_now(become_it())
    }
    // Room only: writing to all of it would take longer than the child does.
    let mut stack: Vec<u128> = Vec::with_capacity(STACK / size_of::<u128>());
    let mut argument = become_it;
    let flags = libc::CLONE_VM | libc::CLONE_VFORK | libc::SIGCHLD;
    // SAFETY: the stack grows down from its aligned end and outlives the child's use of it; the caller has one
    // thread, which the kernel holds until then.
    let pid = unsafe {
        let top = stack.as_mut_ptr().add(STACK / size_of::<u128>()).cast();
        libc::clone(run, top, flags, (&raw mut argument).cast())
    };
    check(libc::c_long::from(pid)).map(|pid| pid as i32)
}

/// Does something as another user where files are concerned, and stays whoever we are in everything else. The id
/// must mean something in this namespace; who we are need not.
pub fn as_owner(id: u32, work: &mut dyn FnMut()) -> io::Result<()> {
    const SAME: u32 = u32::MAX;
    // SAFETY: the numbers alone decide; one that means nobody changes nothing and tells the present one.
    let owner = || unsafe { (libc::setfsuid(SAME), libc::setfsgid(SAME)) };
    let ours = owner();
    // SAFETY: as above; what they give back is the one before, whether they were refused or not.
    unsafe {
        libc::setfsgid(id);
        libc::setfsuid(id);
    }
    let theirs = id as libc::c_int;
    let became = owner() == (theirs, theirs);
    if became {
        work();
    }
    // SAFETY: changes neither the real nor the effective one, after which that of files follows again.
    unsafe {
        check(libc::c_long::from(libc::setregid(SAME, SAME)))?;
        check(libc::c_long::from(libc::setreuid(SAME, SAME)))?;
    }
    if became && owner() == ours { Ok(()) } else { Err(io::Error::from_raw_os_error(libc::EPERM)) }
}

/// A child that is dead now, and how it died.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dead {
    pub pid: i32,
    pub code: Option<i32>,
    /// Any of the 64: the real-time ones have no names.
    pub signal: Option<i32>,
}

/// Waits for this child alone: for the audit, which wants to see what the others do then.
pub fn reap_this(pid: i32) -> io::Result<Option<Dead>> {
    reap(pid, 0)
}

/// Reaps one child; none when all live, where it need not wait.
pub fn reap_one(waits: bool) -> io::Result<Option<Dead>> {
    reap(-1, if waits { 0 } else { libc::WNOHANG })
}

fn reap(which: i32, flags: i32) -> io::Result<Option<Dead>> {
    let mut status = 0;
    // SAFETY: the status is a valid place for the kernel to write to.
    let pid = check(libc::c_long::from(unsafe { libc::waitpid(which, &raw mut status, flags) }))? as i32;
    if pid == 0 {
        return Ok(None);
    }
    let code = libc::WIFEXITED(status).then(|| libc::WEXITSTATUS(status));
    let signal = libc::WIFSIGNALED(status).then(|| libc::WTERMSIG(status));
    Ok(Some(Dead { pid, code, signal }))
}

/// Lets every descriptor from `first` on pass over `execve`: for the audit alone.
pub fn keep_from(first: u32) -> io::Result<()> {
    for number in first..256 {
        // SAFETY: a flag of a descriptor, or an error where there is none.
        let _ = unsafe { libc::fcntl(number as i32, libc::F_SETFD, 0) };
    }
    Ok(())
}

/// Ends this process without running anything of ours on the way.
pub fn exit_now(code: i32) -> ! {
    // SAFETY: no preconditions; used in forked children, where destructors belong to the parent.
    unsafe { libc::_exit(code) }
}

pub fn pidfd_kill(pidfd: BorrowedFd<'_>, signal: i32) -> io::Result<()> {
    // SAFETY: a valid descriptor and no siginfo.
    check(unsafe {
        libc::syscall(
            libc::SYS_pidfd_send_signal,
            pidfd.as_raw_fd(),
            signal,
            std::ptr::null::<libc::siginfo_t>(),
            0,
        )
    })
    .map(drop)
}

/// A detached copy of the mount tree at `path`, submounts included where asked.
pub fn open_tree(at: BorrowedFd<'_>, path: &CStr, recursive: bool) -> io::Result<OwnedFd> {
    let mut flags = OPEN_TREE_CLONE | libc::O_CLOEXEC as libc::c_uint | libc::AT_EMPTY_PATH as libc::c_uint;
    if recursive {
        flags |= libc::AT_RECURSIVE as libc::c_uint;
    }
    // SAFETY: valid descriptor and a NUL-terminated path that outlives the call.
    owned(unsafe { libc::syscall(libc::SYS_open_tree, at.as_raw_fd(), path.as_ptr(), flags) })
}

/// Attaches a detached tree at `target` below `at`.
pub fn attach(tree: BorrowedFd<'_>, at: BorrowedFd<'_>, target: &CStr) -> io::Result<()> {
    // SAFETY: valid descriptors and NUL-terminated paths that outlive the call.
    check(unsafe {
        libc::syscall(
            libc::SYS_move_mount,
            tree.as_raw_fd(),
            c"".as_ptr(),
            at.as_raw_fd(),
            target.as_ptr(),
            MOVE_MOUNT_F_EMPTY_PATH,
        )
    })
    .map(drop)
}

const OPEN_TREE_CLONE: libc::c_uint = 1;
const MOVE_MOUNT_F_EMPTY_PATH: libc::c_uint = 0x4;
const FSOPEN_CLOEXEC: libc::c_uint = 1;
const FSMOUNT_CLOEXEC: libc::c_uint = 1;
const FSCONFIG_SET_STRING: libc::c_uint = 1;
const FSCONFIG_CMD_CREATE: libc::c_uint = 6;

/// Mount attributes of `fsmount` and `mount_setattr`.
pub const RDONLY: u64 = 0x1;
pub const NOSUID: u64 = 0x2;
pub const NODEV: u64 = 0x4;
pub const NOEXEC: u64 = 0x8;

/// A new detached file system such as `tmpfs`, with its options.
pub fn new_filesystem(kind: &CStr, options: &[(&CStr, CString)], attributes: u64) -> io::Result<OwnedFd> {
    // SAFETY: NUL-terminated name.
    let context = owned(unsafe { libc::syscall(libc::SYS_fsopen, kind.as_ptr(), FSOPEN_CLOEXEC) })?;
    for (key, value) in options {
        // SAFETY: valid descriptor, NUL-terminated key and value that outlive the call.
        check(unsafe {
            libc::syscall(
                libc::SYS_fsconfig,
                context.as_raw_fd(),
                FSCONFIG_SET_STRING,
                key.as_ptr(),
                value.as_ptr(),
                0,
            )
        })?;
    }
    // SAFETY: the create command takes no key and no value.
    check(unsafe {
        libc::syscall(
            libc::SYS_fsconfig,
            context.as_raw_fd(),
            FSCONFIG_CMD_CREATE,
            std::ptr::null::<libc::c_char>(),
            std::ptr::null::<libc::c_char>(),
            0,
        )
    })?;
    // SAFETY: a configured context.
    owned(unsafe { libc::syscall(libc::SYS_fsmount, context.as_raw_fd(), FSMOUNT_CLOEXEC, attributes) })
}

/// Adds attributes such as read-only to a mount, and to all below it where asked.
pub fn set_attributes(mount: BorrowedFd<'_>, attributes: u64, recursive: bool) -> io::Result<()> {
    #[repr(C)]
    struct MountAttr {
        attr_set: u64,
        attr_clr: u64,
        propagation: u64,
        userns_fd: u64,
    }
    let attr = MountAttr { attr_set: attributes, attr_clr: 0, propagation: 0, userns_fd: 0 };
    let mut flags = libc::AT_EMPTY_PATH as libc::c_uint;
    if recursive {
        flags |= libc::AT_RECURSIVE as libc::c_uint;
    }
    // SAFETY: valid descriptor; the struct is what the given size says.
    check(unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            mount.as_raw_fd(),
            c"".as_ptr(),
            flags,
            &raw const attr,
            size_of::<MountAttr>(),
        )
    })
    .map(drop)
}

/// Makes `.` the root and drops the old one.
pub fn pivot_here() -> io::Result<()> {
    // SAFETY: NUL-terminated constants.
    check(unsafe { libc::syscall(libc::SYS_pivot_root, c".".as_ptr(), c".".as_ptr()) })?;
    // SAFETY: as above; the old root is stacked under the new one at this point.
    check(libc::c_long::from(unsafe { libc::umount2(c".".as_ptr(), libc::MNT_DETACH) })).map(drop)
}

/// Makes `.` the root where the call for that is not to be had: lays it over the old one and confines us to it.
/// Only who has lost the right to do the same again stays inside.
pub fn cover_root_here() -> io::Result<()> {
    let none = std::ptr::null();
    // SAFETY: NUL-terminated constants, and no data.
    let moved = unsafe { libc::mount(c".".as_ptr(), c"/".as_ptr(), none, libc::MS_MOVE, none.cast()) };
    check(libc::c_long::from(moved))?;
    // SAFETY: NUL-terminated constants.
    check(libc::c_long::from(unsafe { libc::chroot(c".".as_ptr()) }))?;
    // SAFETY: as above.
    check(libc::c_long::from(unsafe { libc::chdir(c"/".as_ptr()) })).map(drop)
}

/// Opens below `at` without following any link and without leaving it.
pub fn open_beneath(at: BorrowedFd<'_>, path: &CStr, flags: i32) -> io::Result<OwnedFd> {
    // SAFETY: all-zero is a valid `open_how`.
    let mut how: libc::open_how = unsafe { std::mem::zeroed() };
    how.flags = (flags | libc::O_CLOEXEC) as u64;
    how.resolve = libc::RESOLVE_BENEATH | libc::RESOLVE_NO_SYMLINKS | libc::RESOLVE_NO_MAGICLINKS;
    // SAFETY: valid descriptor, NUL-terminated path, and a struct of the given size.
    owned(unsafe {
        libc::syscall(
            libc::SYS_openat2,
            at.as_raw_fd(),
            path.as_ptr(),
            &raw const how,
            size_of::<libc::open_how>(),
        )
    })
}

/// Closes every descriptor from `first` on.
pub fn close_from(first: u32) -> io::Result<()> {
    // SAFETY: only called right before `execve`, and as a helper's first act: no owner will use them again.
    // Descriptors are never negative; kernels that are no Linux refuse a last one that would be.
    check(unsafe { libc::syscall(libc::SYS_close_range, first, i32::MAX, 0) }).map(drop)
}

/// Puts `fd` at a fixed number, kept over `execve`.
pub fn place_at(fd: BorrowedFd<'_>, number: RawFd) -> io::Result<()> {
    // SAFETY: `number` is one of the three standard streams, which no owner in this process holds.
    check(libc::c_long::from(unsafe { libc::dup2(fd.as_raw_fd(), number) })).map(drop)
}

pub fn prctl(option: i32, argument: u64) -> io::Result<i32> {
    // SAFETY: only called with options whose argument is a number.
    check(libc::c_long::from(unsafe { libc::prctl(option, argument, 0, 0, 0) })).map(|value| value as i32)
}

/// Gives this process another name, of at most 15 bytes; gives the one it had.
pub fn rename(name: &str) -> io::Result<String> {
    let mut old = [0u8; 16];
    let new = CString::new(name)?;
    // SAFETY: the kernel writes at most 16 bytes there, the last of them NUL.
    check(libc::c_long::from(unsafe { libc::prctl(libc::PR_GET_NAME, old.as_mut_ptr(), 0, 0, 0) }))?;
    // SAFETY: a NUL-terminated name that outlives the call.
    check(libc::c_long::from(unsafe { libc::prctl(libc::PR_SET_NAME, new.as_ptr(), 0, 0, 0) }))?;
    Ok(String::from_utf8_lossy(&old).trim_end_matches('\0').to_owned())
}

/// Lets no program started later have any: the superuser's to do.
pub fn bound_capabilities() -> io::Result<()> {
    for capability in 0..64u64 {
        match prctl(libc::PR_CAPBSET_DROP, capability) {
            Ok(_) => {}
            // Past the last one this kernel knows.
            Err(error) if error.raw_os_error() == Some(libc::EINVAL) => break,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Gives up those of this process.
pub fn clear_capabilities() -> io::Result<()> {
    match prctl(libc::PR_CAP_AMBIENT, libc::PR_CAP_AMBIENT_CLEAR_ALL as u64) {
        // A kernel that has none: every Linux of these ten years has.
        Err(error) if error.raw_os_error() == Some(libc::EINVAL) => {}
        cleared => drop(cleared?),
    }
    let header = CapabilityHeader { version: CAPABILITY_VERSION_3, pid: 0 };
    let none = [0u32; 6];
    // SAFETY: version 3 reads two triples of 32-bit words.
    check(unsafe { libc::syscall(libc::SYS_capset, &raw const header, none.as_ptr()) }).map(drop)
}

#[repr(C)]
struct CapabilityHeader {
    version: u32,
    pid: i32,
}
const CAPABILITY_VERSION_3: u32 = 0x2008_0522;

/// Puts to use again what `PR_SET_KEEPCAPS` kept over a change of user.
pub fn use_kept_capabilities() -> io::Result<()> {
    let header = CapabilityHeader { version: CAPABILITY_VERSION_3, pid: 0 };
    let mut sets = [0u32; 6];
    // SAFETY: version 3 fills two triples of 32-bit words: effective, permitted, inheritable.
    check(unsafe { libc::syscall(libc::SYS_capget, &raw const header, sets.as_mut_ptr()) })?;
    let [_, low, _, _, high, _] = sets;
    let raised = [low, low, 0, high, high, 0];
    // SAFETY: as above, read this time.
    check(unsafe { libc::syscall(libc::SYS_capset, &raw const header, raised.as_ptr()) }).map(drop)
}

/// Whether the kernel reaps our children by itself, or we wait for them.
pub fn reap_by_kernel(by_kernel: bool) -> io::Result<()> {
    let disposition = if by_kernel { libc::SIG_IGN } else { libc::SIG_DFL };
    // SAFETY: both are always valid dispositions.
    if unsafe { libc::signal(libc::SIGCHLD, disposition) } == libc::SIG_ERR {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// Our and the program's end of a new terminal, from the multiplexer of a mount of its own.
pub fn open_terminal(multiplexer: BorrowedFd<'_>) -> io::Result<OwnedFd> {
    let unlocked: libc::c_int = 0;
    // SAFETY: TIOCSPTLCK reads an int.
    check(libc::c_long::from(unsafe {
        libc::ioctl(multiplexer.as_raw_fd(), libc::TIOCSPTLCK, &raw const unlocked)
    }))?;
    const TIOCGPTPEER: libc::Ioctl = 0x5441;
    // SAFETY: TIOCGPTPEER takes open flags and gives a new descriptor.
    owned(libc::c_long::from(unsafe {
        libc::ioctl(multiplexer.as_raw_fd(), TIOCGPTPEER, libc::O_RDWR | libc::O_NOCTTY | libc::O_CLOEXEC)
    }))
}

pub fn set_terminal_size(terminal: BorrowedFd<'_>, rows: u16, columns: u16) -> io::Result<()> {
    let size = libc::winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: TIOCSWINSZ reads a `winsize`.
    check(libc::c_long::from(unsafe { libc::ioctl(terminal.as_raw_fd(), libc::TIOCSWINSZ, &raw const size) }))
        .map(drop)
}

/// The size of a terminal; none where it is not one.
pub fn terminal_size(terminal: BorrowedFd<'_>) -> Option<(u16, u16)> {
    // SAFETY: all-zero is a valid `winsize`.
    let mut size: libc::winsize = unsafe { std::mem::zeroed() };
    // SAFETY: TIOCGWINSZ fills a `winsize`.
    let asked = unsafe { libc::ioctl(terminal.as_raw_fd(), libc::TIOCGWINSZ, &raw mut size) };
    (asked == 0).then_some((size.ws_row, size.ws_col))
}

/// Makes a terminal the one that controls this session, which is new and has none.
pub fn take_terminal(terminal: BorrowedFd<'_>) -> io::Result<()> {
    // SAFETY: TIOCSCTTY takes a number.
    check(libc::c_long::from(unsafe { libc::ioctl(terminal.as_raw_fd(), libc::TIOCSCTTY, 0) })).map(drop)
}

/// Closes one descriptor by number, where its owner lives on in another process only.
pub fn close_copy(fd: BorrowedFd<'_>) {
    // SAFETY: called in a forked child that never uses or drops the owner of this descriptor again.
    unsafe { libc::close(fd.as_raw_fd()) };
}

/// Brings the loopback interface of this network namespace up.
pub fn loopback_up() -> io::Result<()> {
    // SAFETY: creating a socket has no preconditions.
    let socket = owned(libc::c_long::from(unsafe {
        libc::socket(libc::AF_INET, libc::SOCK_DGRAM | libc::SOCK_CLOEXEC, 0)
    }))?;
    // SAFETY: all-zero is a valid `ifreq`.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    for (slot, byte) in request.ifr_name.iter_mut().zip(b"lo") {
        *slot = *byte as libc::c_char;
    }
    request.ifr_ifru.ifru_flags = (libc::IFF_UP | libc::IFF_RUNNING) as libc::c_short;
    // SAFETY: SIOCSIFFLAGS reads an `ifreq`.
    check(libc::c_long::from(unsafe {
        libc::ioctl(socket.as_raw_fd(), libc::SIOCSIFFLAGS, &raw const request)
    }))
    .map(drop)
}

/// `(file system size, free bytes, inodes, free inodes)`.
pub fn space(fd: BorrowedFd<'_>) -> io::Result<(u64, u64, u64, u64)> {
    // SAFETY: all-zero is a valid `statfs`.
    let mut stat: libc::statfs = unsafe { std::mem::zeroed() };
    // SAFETY: valid descriptor and a struct to fill.
    check(libc::c_long::from(unsafe { libc::fstatfs(fd.as_raw_fd(), &raw mut stat) }))?;
    let block = stat.f_bsize.unsigned_abs();
    Ok((stat.f_blocks * block, stat.f_bfree * block, stat.f_files, stat.f_ffree))
}

/// Ticks per second of the times in `/proc/<pid>/stat`, and the page size.
pub fn clock_and_page() -> (u64, u64) {
    // SAFETY: no preconditions.
    let (ticks, page) = unsafe { (libc::sysconf(libc::_SC_CLK_TCK), libc::sysconf(libc::_SC_PAGESIZE)) };
    (u64::try_from(ticks).unwrap_or(100).max(1), u64::try_from(page).unwrap_or(4096).max(1))
}

/// Takes a descriptor that the kernel just installed for us, such as one received over a socket.
pub fn adopt(fd: RawFd) -> OwnedFd {
    // SAFETY: received descriptors are new and have no other owner.
    unsafe { OwnedFd::from_raw_fd(fd) }
}

/// Whether writing where nobody reads ends this process, as programs expect, or is an error like others.
pub fn heed_broken_pipes(heed: bool) -> io::Result<()> {
    let disposition = if heed { libc::SIG_DFL } else { libc::SIG_IGN };
    // SAFETY: both are always valid dispositions.
    if unsafe { libc::signal(libc::SIGPIPE, disposition) } == libc::SIG_ERR {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// Gives every signal its default meaning again: Rust's start-up ignores SIGPIPE, and whoever started us in
/// the background, or to outlive a terminal, ignores more.
pub fn reset_signals() -> io::Result<()> {
    // SAFETY: all-zero is an empty set.
    let mut none: libc::sigset_t = unsafe { std::mem::zeroed() };
    // SAFETY: a valid set to fill, then to install; SIG_DFL is always a valid disposition.
    unsafe {
        libc::sigemptyset(&raw mut none);
        check(libc::c_long::from(libc::sigprocmask(
            libc::SIG_SETMASK,
            &raw const none,
            std::ptr::null_mut(),
        )))?;
        // All-zero is the kernel's own default action; the C library would keep two signals to itself.
        let default = [0u64; 4];
        for number in 1..=64 as libc::c_long {
            // Refused for the two that nobody can ignore.
            libc::syscall(libc::SYS_rt_sigaction, number, default.as_ptr(), std::ptr::null::<u64>(), 8usize);
        }
    }
    Ok(())
}
