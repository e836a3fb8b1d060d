//! The system calls a box may make: a list of what ordinary programs need; all others do not exist.
//!
//! Known but refused calls answer "not permitted", as programs and people expect; foreign sockets "no
//! such family"; everything unknown "no such call". The call that installs filters is among the unknown.

use std::collections::BTreeMap;

use seccompiler::BpfProgram;

use crate::bpf::{self, Action, Row, Test};
use crate::error::Refusal;
use crate::switch::{self, Mechanism};

/// Whether the kernel itself bounds the box's memory. Where it does not, memory that belongs to no
/// process would escape the watch, so the calls that make such memory are cut down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Memory {
    Bounded,
    Watched,
}

/// Whether files may be watched. The kernel counts watches for whoever started the box: where the box's
/// share of them cannot be bounded, there are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watches {
    Bounded,
    None,
}

/// Largest System V segment where memory is only watched: PostgreSQL asks for 56 bytes.
const SMALL_SEGMENT: u32 = 64 << 10;
/// Most semaphores of a System V set there: each takes the kernel a line of its cache.
const SMALL_SET: u32 = 8;

/// The filters, translated once for all boxes of a helper.
pub struct Filters {
    all: Vec<((Memory, Watches), BpfProgram)>,
}

impl Filters {
    pub fn compile() -> Self {
        let kinds = [Memory::Bounded, Memory::Watched]
            .into_iter()
            .flat_map(|memory| [(memory, Watches::Bounded), (memory, Watches::None)]);
        Self { all: kinds.map(|kind| (kind, compile(kind.0, kind.1))).collect() }
    }

    /// Puts one on this process and all it starts.
    pub fn install(&self, memory: Memory, watches: Watches) -> Result<(), Refusal> {
        if !switch::on(Mechanism::SystemCalls) && !switch::on(Mechanism::Sockets) {
            return Ok(());
        }
        let Some((_, program)) = self.all.iter().find(|(kind, _)| *kind == (memory, watches)) else {
            return Err(Refusal { step: "filter system calls".to_owned(), errno: libc::ENOENT });
        };
        apply(program)
    }
}

fn apply(program: &BpfProgram) -> Result<(), Refusal> {
    seccompiler::apply_filter(program)
        .map_err(|error| Refusal { step: format!("filter system calls ({error})"), errno: 0 })
}

/// Puts the filter of tier C on this process: what namespaces would keep apart does not exist there.
/// `other_user`: the box is a user of its own.
pub fn install_weak(memory: Memory, other_user: bool) -> Result<(), Refusal> {
    let mut actions = actions(memory, if other_user { Watches::Bounded } else { Watches::None });
    let mut set = |call: i64, action: Action| actions.insert(u32::try_from(call).unwrap_or(u32::MAX), action);
    set(libc::SYS_socket, Action::Errno(NO_SUCH_FAMILY));
    let local = vec![libc::AF_UNIX.unsigned_abs()];
    set(libc::SYS_socketpair, Action::OneOf { argument: 0, values: local, otherwise: NO_SUCH_FAMILY });
    for call in communication() {
        set(call, Action::Errno(NO_SUCH_CALL));
    }
    // Of itself alone, never of a process of the same user outside.
    for (call, argument) in [
        (libc::SYS_sched_setaffinity, 0),
        (libc::SYS_sched_setscheduler, 0),
        (libc::SYS_sched_setparam, 0),
        (libc::SYS_sched_setattr, 0),
        (libc::SYS_setpriority, 1),
        (libc::SYS_ioprio_set, 1),
    ] {
        set(call, Action::OneOf { argument, values: vec![0], otherwise: NOT_PERMITTED });
    }
    let mut own = limits_but_core(1, 2);
    own.iter_mut().for_each(|row| row.tests.insert(0, Test { argument: 0, mask: u32::MAX, value: 0 }));
    set(libc::SYS_prlimit64, Action::FirstOf { rows: own, otherwise: NOT_PERMITTED });
    if !other_user {
        // Landlock does not keep it from changing modes, owners and dates of files that are its user's.
        for call in attributes() {
            set(call, Action::Errno(NOT_PERMITTED));
        }
    }
    apply(&bpf::program(&actions, &Action::Errno(NO_SUCH_CALL)))
}

/// System V and POSIX communication: nothing else separates it from the machine's.
fn communication() -> [i64; 12] {
    [
        libc::SYS_shmget,
        libc::SYS_shmat,
        libc::SYS_shmctl,
        libc::SYS_semget,
        libc::SYS_semop,
        libc::SYS_semtimedop,
        libc::SYS_semctl,
        libc::SYS_msgget,
        libc::SYS_msgsnd,
        libc::SYS_msgrcv,
        libc::SYS_msgctl,
        libc::SYS_mq_open,
    ]
}

/// Calls that change what a file is said to be.
fn attributes() -> Vec<i64> {
    let mut calls = vec![
        libc::SYS_fchmod,
        libc::SYS_fchmodat,
        libc::SYS_fchmodat2,
        libc::SYS_fchown,
        libc::SYS_fchownat,
        libc::SYS_utimensat,
        libc::SYS_setxattr,
        libc::SYS_lsetxattr,
        libc::SYS_fsetxattr,
        libc::SYS_removexattr,
        libc::SYS_lremovexattr,
        libc::SYS_fremovexattr,
    ];
    #[cfg(target_arch = "x86_64")]
    calls.extend([
        libc::SYS_chmod,
        libc::SYS_chown,
        libc::SYS_lchown,
        libc::SYS_utime,
        libc::SYS_utimes,
        libc::SYS_futimesat,
    ]);
    calls
}

const NOT_PERMITTED: u16 = libc::EPERM as u16;
const NO_SUCH_CALL: u16 = libc::ENOSYS as u16;
const NO_SUCH_FAMILY: u16 = libc::EAFNOSUPPORT as u16;
const NO_SUCH_PROTOCOL: u16 = libc::EPROTONOSUPPORT as u16;
const NO_MEMORY: u16 = libc::ENOMEM as u16;
const INVALID: u16 = libc::EINVAL as u16;
/// Answers a call with success.
const DONE: u16 = 0;

fn compile(memory: Memory, watches: Watches) -> BpfProgram {
    let filters = switch::on(Mechanism::SystemCalls);
    let otherwise = if filters { Action::Errno(NO_SUCH_CALL) } else { Action::Allow };
    bpf::program(&actions(memory, watches), &otherwise)
}

fn actions(memory: Memory, watches: Watches) -> BTreeMap<u32, Action> {
    let filters = switch::on(Mechanism::SystemCalls);
    let mut actions = BTreeMap::new();
    let mut set = |call: i64, action: Action| actions.insert(u32::try_from(call).unwrap_or(u32::MAX), action);
    if filters {
        plain().into_iter().for_each(|call| drop(set(call, Action::Allow)));
        forbidden().into_iter().for_each(|call| drop(set(call, Action::Errno(NOT_PERMITTED))));
        // What waits in a box's memory has no disk: the machine's are left alone.
        for call in [libc::SYS_sync, libc::SYS_syncfs] {
            set(call, Action::Errno(DONE));
        }
        set(libc::SYS_prlimit64, Action::FirstOf { rows: limits_but_core(1, 2), otherwise: NOT_PERMITTED });
        set(libc::SYS_setrlimit, Action::FirstOf { rows: limits_but_core(0, 1), otherwise: NOT_PERMITTED });
        // New namespaces by `clone`; typing into somebody's terminal, and what the kernel would load a module for
        // whoever asks: other readers of a terminal's lines, bridges and virtual networks.
        set(libc::SYS_clone, Action::NoBits { argument: 0, bits: NAMESPACES, otherwise: NOT_PERMITTED });
        let typing = [libc::TIOCSTI, libc::TIOCLINUX, libc::TIOCSETD].map(|request| request as u32);
        let refused = typing.into_iter().chain(BRIDGES).collect();
        set(libc::SYS_ioctl, Action::NoneOf { argument: 1, values: refused, otherwise: NOT_PERMITTED });
        // The machine's reserve of huge pages is nobody's share of memory: here there is none. Nor are pages
        // offered to be shared with others that look the same.
        let huge = libc::MAP_HUGETLB.unsigned_abs();
        set(libc::SYS_mmap, Action::NoBits { argument: 3, bits: huge, otherwise: NO_MEMORY });
        set(
            libc::SYS_memfd_create,
            Action::NoBits { argument: 1, bits: libc::MFD_HUGETLB, otherwise: INVALID },
        );
        let shared = vec![libc::MADV_MERGEABLE.unsigned_abs()];
        set(libc::SYS_madvise, Action::NoneOf { argument: 2, values: shared, otherwise: INVALID });
        // The older way to watch folders, which nothing counts.
        let watch = vec![libc::F_NOTIFY.unsigned_abs()];
        set(libc::SYS_fcntl, Action::NoneOf { argument: 1, values: watch, otherwise: INVALID });
        set(libc::SYS_prctl, Action::OneOf { argument: 0, values: own_settings(), otherwise: INVALID });
        let mut options = options();
        // Reading the personality and the default one; others switch off address randomisation.
        let ordinary = vec![0, u32::MAX];
        set(libc::SYS_personality, Action::OneOf { argument: 0, values: ordinary, otherwise: NO_SUCH_CALL });
        if memory == Memory::Watched {
            set(libc::SYS_memfd_create, Action::Errno(NO_SUCH_CALL));
            let small = Action::AtMost { argument: 1, most: SMALL_SEGMENT, otherwise: NO_SUCH_CALL };
            set(libc::SYS_shmget, small);
            let small = Action::AtMost { argument: 1, most: SMALL_SET, otherwise: NO_SUCH_CALL };
            set(libc::SYS_semget, small);
            set(libc::SYS_msgget, Action::Errno(NO_SUCH_CALL));
            // The usual size is kept, as if the kernel took that for the most.
            let size = |name| Row::new(&[(1, libc::SOL_SOCKET), (2, name)], Some(DONE));
            options.extend([libc::SO_SNDBUF, libc::SO_RCVBUF].map(size));
        }
        options.push(Row::new(&[], None));
        set(libc::SYS_setsockopt, Action::FirstOf { rows: options, otherwise: NOT_PERMITTED });
        if watches == Watches::None {
            for call in watching() {
                set(call, Action::Errno(NO_SUCH_CALL));
            }
        }
    }
    for call in [libc::SYS_socket, libc::SYS_socketpair] {
        let known = Action::FirstOf { rows: sockets(), otherwise: NO_SUCH_FAMILY };
        set(call, if switch::on(Mechanism::Sockets) { known } else { Action::Allow });
    }
    actions
}

/// Options of sockets that do not exist here. Filters take code from a store that the whole machine has one of and
/// memory that is nobody's; labels of flows are counted for the whole machine.
fn options() -> Vec<Row> {
    const FILTER_BY_PROGRAM: i32 = 50;
    const FILTER_OF_GROUP: i32 = 51;
    const FILTER_OF_GROUP_BY_PROGRAM: i32 = 52;
    const FLOW_LABELS: i32 = 32;
    let filters = [libc::SO_ATTACH_FILTER, FILTER_BY_PROGRAM, FILTER_OF_GROUP, FILTER_OF_GROUP_BY_PROGRAM];
    let filters = filters.map(|name| Row::new(&[(1, libc::SOL_SOCKET), (2, name)], Some(NOT_PERMITTED)));
    let labels = Row::new(&[(1, libc::IPPROTO_IPV6), (2, FLOW_LABELS)], Some(NOT_PERMITTED));
    filters.into_iter().chain([labels]).collect()
}

/// What a process may ask and set of itself. Not filters of system calls, of which each takes code from the machine's
/// one store; not cores that it would have for itself; not memory that is shared with whoever has the same.
#[rustfmt::skip]
fn own_settings() -> Vec<u32> {
    // The last three are not in every `libc`: names of memory, the vector that a program began with, and who may trace it.
    let plain = [
        libc::PR_SET_PDEATHSIG, libc::PR_GET_PDEATHSIG, libc::PR_GET_DUMPABLE, libc::PR_SET_DUMPABLE,
        libc::PR_GET_UNALIGN, libc::PR_SET_UNALIGN, libc::PR_GET_KEEPCAPS, libc::PR_SET_KEEPCAPS, libc::PR_SET_NAME,
        libc::PR_GET_NAME, libc::PR_GET_SECCOMP, libc::PR_CAPBSET_READ, libc::PR_GET_TSC, libc::PR_SET_TSC,
        libc::PR_GET_SECUREBITS, libc::PR_SET_TIMERSLACK, libc::PR_GET_TIMERSLACK, libc::PR_MCE_KILL,
        libc::PR_MCE_KILL_GET, libc::PR_SET_CHILD_SUBREAPER, libc::PR_GET_CHILD_SUBREAPER, libc::PR_SET_NO_NEW_PRIVS,
        libc::PR_GET_NO_NEW_PRIVS, libc::PR_GET_TID_ADDRESS, libc::PR_SET_THP_DISABLE, libc::PR_GET_THP_DISABLE,
        libc::PR_SET_FP_MODE, libc::PR_GET_FP_MODE, libc::PR_CAP_AMBIENT,
    ];
    // SVE, speculation, pointer keys, tagged addresses, SME, memory that is not written and run.
    let newer = [50, 51, 52, 53, 54, 55, 56, 60, 61, 63, 64, 65, 66];
    plain.map(i32::unsigned_abs).into_iter().chain(newer).chain([0x5356_4d41, 0x4155_5856, 0x5961_6d61]).collect()
}

/// `SIOCGIFBR`, `SIOCSIFBR`, `SIOCGIFVLAN`, `SIOCSIFVLAN` and the four that change bridges.
const BRIDGES: [u32; 8] = [0x8940, 0x8941, 0x8982, 0x8983, 0x89a0, 0x89a1, 0x89a2, 0x89a3];

/// Calls that begin to watch files.
fn watching() -> Vec<i64> {
    let mut calls = vec![libc::SYS_inotify_init1];
    #[cfg(target_arch = "x86_64")]
    calls.push(libc::SYS_inotify_init);
    calls
}

const NAMESPACES: u32 = (libc::CLONE_NEWNS
    | libc::CLONE_NEWUSER
    | libc::CLONE_NEWPID
    | libc::CLONE_NEWNET
    | libc::CLONE_NEWIPC
    | libc::CLONE_NEWUTS
    | libc::CLONE_NEWCGROUP) as u32;

/// The sockets that exist here: local ones, TCP, UDP and echo requests over IPv4 and IPv6. Not vsock, packet,
/// netlink, keys, crypto. For every other protocol of the internet the kernel would start a program of the host
/// that looks for it: SCTP, DCCP and their like are loaded for whoever asks.
fn sockets() -> Vec<Row> {
    const KIND: u32 = 0xf;
    let kind = |kind: i32| Test { argument: 1, mask: KIND, value: kind.unsigned_abs() };
    let with = |mut row: Row, test: Test| {
        row.tests.insert(1, test);
        row
    };
    let mut rows = vec![Row::new(&[(0, libc::AF_UNIX)], None)];
    for (domain, echo) in [(libc::AF_INET, libc::IPPROTO_ICMP), (libc::AF_INET6, libc::IPPROTO_ICMPV6)] {
        let one = |of: i32, protocol: i32| with(Row::new(&[(0, domain), (2, protocol)], None), kind(of));
        rows.extend([0, libc::IPPROTO_TCP].map(|protocol| one(libc::SOCK_STREAM, protocol)));
        rows.extend([0, libc::IPPROTO_UDP, echo].map(|protocol| one(libc::SOCK_DGRAM, protocol)));
        rows.push(with(Row::new(&[(0, domain)], Some(NOT_PERMITTED)), kind(libc::SOCK_RAW)));
        rows.push(Row::new(&[(0, domain)], Some(NO_SUCH_PROTOCOL)));
    }
    rows
}

/// Limits may be read and set, all but that of a core dump, which stays at its one byte: the kernel takes that
/// as "none", where at 0 it would still hand the dump to a program of the host that asks for dumps. Programs
/// that set it to 0 against dumps have what they want.
fn limits_but_core(resource: u8, new: u8) -> Vec<Row> {
    let core = libc::RLIMIT_CORE as i32;
    let mut rows = Vec::new();
    // Reading passes no new limit.
    if resource == 1 {
        rows.push(Row::new(&[(resource, core), (new, 0)], None));
    }
    rows.extend([Row::new(&[(resource, core)], Some(DONE)), Row::new(&[], None)]);
    rows
}

/// Known and refused: answered with "not permitted".
fn forbidden() -> Vec<i64> {
    vec![
        libc::SYS_mount,
        libc::SYS_umount2,
        libc::SYS_pivot_root,
        libc::SYS_chroot,
        libc::SYS_open_tree,
        libc::SYS_move_mount,
        libc::SYS_fsopen,
        libc::SYS_fsconfig,
        libc::SYS_fsmount,
        libc::SYS_fspick,
        libc::SYS_mount_setattr,
        libc::SYS_unshare,
        libc::SYS_setns,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_pidfd_getfd,
        libc::SYS_kcmp,
        libc::SYS_bpf,
        libc::SYS_perf_event_open,
        libc::SYS_userfaultfd,
        libc::SYS_open_by_handle_at,
        libc::SYS_name_to_handle_at,
        libc::SYS_init_module,
        libc::SYS_finit_module,
        libc::SYS_delete_module,
        libc::SYS_kexec_load,
        libc::SYS_reboot,
        libc::SYS_swapon,
        libc::SYS_swapoff,
        libc::SYS_acct,
        libc::SYS_quotactl,
        libc::SYS_settimeofday,
        libc::SYS_clock_settime,
        libc::SYS_adjtimex,
        libc::SYS_clock_adjtime,
        libc::SYS_sethostname,
        libc::SYS_setdomainname,
        libc::SYS_syslog,
        libc::SYS_add_key,
        libc::SYS_request_key,
        libc::SYS_keyctl,
        libc::SYS_io_uring_setup,
        libc::SYS_io_uring_enter,
        libc::SYS_io_uring_register,
        libc::SYS_fanotify_init,
        libc::SYS_vhangup,
        libc::SYS_migrate_pages,
        libc::SYS_move_pages,
        libc::SYS_mbind,
        libc::SYS_set_mempolicy,
    ]
}

/// What programs of every runtime need, with any arguments.
#[rustfmt::skip]
fn plain() -> Vec<i64> {
    let mut calls = vec![
        // Files.
        libc::SYS_read, libc::SYS_write, libc::SYS_readv, libc::SYS_writev, libc::SYS_pread64, libc::SYS_pwrite64,
        libc::SYS_preadv, libc::SYS_pwritev, libc::SYS_preadv2, libc::SYS_pwritev2, libc::SYS_openat,
        libc::SYS_openat2, libc::SYS_close, libc::SYS_close_range, libc::SYS_lseek, libc::SYS_fstat,
        libc::SYS_newfstatat, libc::SYS_statx, libc::SYS_statfs, libc::SYS_fstatfs, libc::SYS_faccessat,
        libc::SYS_faccessat2, libc::SYS_readlinkat, libc::SYS_getdents64, libc::SYS_getcwd, libc::SYS_chdir,
        libc::SYS_fchdir, libc::SYS_mkdirat, libc::SYS_mknodat, libc::SYS_unlinkat, libc::SYS_linkat,
        libc::SYS_symlinkat, libc::SYS_renameat2, libc::SYS_fchmod, libc::SYS_fchmodat, libc::SYS_fchmodat2,
        libc::SYS_fchown, libc::SYS_fchownat, libc::SYS_umask, libc::SYS_utimensat, libc::SYS_truncate,
        libc::SYS_ftruncate, libc::SYS_fallocate, libc::SYS_fadvise64, libc::SYS_fsync, libc::SYS_fdatasync,
        libc::SYS_sync_file_range, libc::SYS_readahead, libc::SYS_flock,
        libc::SYS_fcntl, libc::SYS_ioctl, libc::SYS_dup, libc::SYS_dup3, libc::SYS_pipe2, libc::SYS_splice,
        libc::SYS_tee, libc::SYS_vmsplice, libc::SYS_sendfile, libc::SYS_copy_file_range, libc::SYS_getxattr,
        libc::SYS_lgetxattr, libc::SYS_fgetxattr, libc::SYS_listxattr, libc::SYS_llistxattr,
        libc::SYS_flistxattr, libc::SYS_setxattr, libc::SYS_lsetxattr, libc::SYS_fsetxattr,
        libc::SYS_removexattr, libc::SYS_lremovexattr, libc::SYS_fremovexattr, libc::SYS_memfd_create,
        libc::SYS_inotify_init1, libc::SYS_inotify_add_watch, libc::SYS_inotify_rm_watch,
        // Memory.
        libc::SYS_mmap, libc::SYS_munmap, libc::SYS_mprotect, libc::SYS_mremap, libc::SYS_madvise, libc::SYS_brk,
        libc::SYS_msync, libc::SYS_mincore, libc::SYS_mlock, libc::SYS_mlock2, libc::SYS_munlock,
        libc::SYS_mlockall, libc::SYS_munlockall, libc::SYS_membarrier, libc::SYS_pkey_alloc,
        libc::SYS_pkey_free, libc::SYS_pkey_mprotect, libc::SYS_get_mempolicy, libc::SYS_mseal,
        // Waiting and events.
        libc::SYS_ppoll, libc::SYS_pselect6, libc::SYS_epoll_create1, libc::SYS_epoll_ctl,
        libc::SYS_epoll_pwait, libc::SYS_epoll_pwait2, libc::SYS_eventfd2, libc::SYS_timerfd_create,
        libc::SYS_timerfd_settime, libc::SYS_timerfd_gettime, libc::SYS_signalfd4, libc::SYS_futex,
        libc::SYS_futex_waitv, libc::SYS_get_robust_list, libc::SYS_set_robust_list, libc::SYS_rseq,
        // No asynchronous files of the older kind: the whole machine has one number of them.
        // Processes. `clone` without new namespaces; `clone3` hides its flags from us and does not exist.
        libc::SYS_clone, libc::SYS_execve, libc::SYS_execveat, libc::SYS_exit, libc::SYS_exit_group, libc::SYS_wait4,
        libc::SYS_waitid, libc::SYS_kill, libc::SYS_tkill, libc::SYS_tgkill, libc::SYS_pidfd_open,
        libc::SYS_pidfd_send_signal, libc::SYS_getpid, libc::SYS_getppid, libc::SYS_gettid, libc::SYS_getpgid,
        libc::SYS_setpgid, libc::SYS_getsid, libc::SYS_setsid, libc::SYS_set_tid_address,
        libc::SYS_restart_syscall, libc::SYS_prctl, libc::SYS_getrlimit,
        libc::SYS_getrusage, libc::SYS_getpriority, libc::SYS_setpriority,
        libc::SYS_ioprio_get, libc::SYS_ioprio_set, libc::SYS_sched_yield, libc::SYS_sched_getaffinity,
        libc::SYS_sched_setaffinity, libc::SYS_sched_getscheduler, libc::SYS_sched_setscheduler,
        libc::SYS_sched_getparam, libc::SYS_sched_setparam, libc::SYS_sched_getattr, libc::SYS_sched_setattr,
        libc::SYS_sched_get_priority_max, libc::SYS_sched_get_priority_min, libc::SYS_sched_rr_get_interval,
        libc::SYS_getcpu,
        // Who am I: changes fail by themselves, since nothing but this one user is mapped.
        libc::SYS_getuid, libc::SYS_geteuid, libc::SYS_getgid, libc::SYS_getegid, libc::SYS_getresuid,
        libc::SYS_getresgid, libc::SYS_getgroups, libc::SYS_setuid, libc::SYS_setgid, libc::SYS_setreuid,
        libc::SYS_setregid, libc::SYS_setresuid, libc::SYS_setresgid, libc::SYS_setgroups,
        libc::SYS_setfsuid, libc::SYS_setfsgid, libc::SYS_capget, libc::SYS_capset,
        // Signals.
        libc::SYS_rt_sigaction, libc::SYS_rt_sigprocmask, libc::SYS_rt_sigreturn, libc::SYS_rt_sigsuspend,
        libc::SYS_rt_sigpending, libc::SYS_rt_sigtimedwait, libc::SYS_rt_sigqueueinfo,
        libc::SYS_rt_tgsigqueueinfo, libc::SYS_sigaltstack,
        // Time.
        libc::SYS_clock_gettime, libc::SYS_clock_getres, libc::SYS_clock_nanosleep, libc::SYS_nanosleep,
        libc::SYS_gettimeofday, libc::SYS_times, libc::SYS_getitimer, libc::SYS_setitimer,
        libc::SYS_timer_create, libc::SYS_timer_settime, libc::SYS_timer_gettime, libc::SYS_timer_getoverrun,
        libc::SYS_timer_delete,
        // Sockets: which domains exist is decided by the second filter.
        libc::SYS_socket, libc::SYS_socketpair, libc::SYS_bind, libc::SYS_listen, libc::SYS_accept,
        libc::SYS_accept4, libc::SYS_connect, libc::SYS_shutdown, libc::SYS_getsockname,
        libc::SYS_getpeername, libc::SYS_getsockopt, libc::SYS_setsockopt, libc::SYS_sendto,
        libc::SYS_recvfrom, libc::SYS_sendmsg, libc::SYS_recvmsg, libc::SYS_sendmmsg, libc::SYS_recvmmsg,
        // System V and POSIX communication, in a namespace of its own.
        libc::SYS_shmget, libc::SYS_shmat, libc::SYS_shmdt, libc::SYS_shmctl, libc::SYS_semget,
        libc::SYS_semop, libc::SYS_semtimedop, libc::SYS_semctl, libc::SYS_msgget, libc::SYS_msgsnd,
        libc::SYS_msgrcv, libc::SYS_msgctl, libc::SYS_mq_open, libc::SYS_mq_unlink, libc::SYS_mq_timedsend,
        libc::SYS_mq_timedreceive, libc::SYS_mq_notify, libc::SYS_mq_getsetattr,
        // The rest.
        libc::SYS_uname, libc::SYS_sysinfo, libc::SYS_getrandom,
    ];
    calls.extend(legacy());
    calls
}

/// Calls that only older architectures carry; newer ones have the `…at` forms alone.
#[cfg(target_arch = "x86_64")]
#[rustfmt::skip]
fn legacy() -> Vec<i64> {
    vec![
        libc::SYS_open, libc::SYS_creat, libc::SYS_stat, libc::SYS_lstat, libc::SYS_access, libc::SYS_readlink,
        libc::SYS_getdents, libc::SYS_mkdir, libc::SYS_rmdir, libc::SYS_mknod, libc::SYS_unlink, libc::SYS_link,
        libc::SYS_symlink, libc::SYS_rename, libc::SYS_renameat, libc::SYS_chmod, libc::SYS_chown,
        libc::SYS_lchown, libc::SYS_utime, libc::SYS_utimes, libc::SYS_futimesat, libc::SYS_dup2,
        libc::SYS_pipe, libc::SYS_poll, libc::SYS_select, libc::SYS_epoll_create, libc::SYS_epoll_wait,
        libc::SYS_eventfd, libc::SYS_signalfd, libc::SYS_inotify_init, libc::SYS_fork, libc::SYS_vfork,
        libc::SYS_getpgrp, libc::SYS_time, libc::SYS_alarm, libc::SYS_pause, libc::SYS_arch_prctl,
        libc::SYS_getrlimit,
    ]
}

#[cfg(not(target_arch = "x86_64"))]
fn legacy() -> Vec<i64> {
    Vec::new()
}
