//! What the kernel still does for a box, asked one call at a time.

use std::collections::BTreeMap;

use crate::support::{each, python};

/// Asks each call with arguments that do nothing where the call is allowed.
const ASK: &str = r#"
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
def ask(name, number, *arguments):
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) for a in arguments])
    if name.startswith('clone') and result == 0:
        libc._exit(0)
    code = ctypes.get_errno() if result < 0 else 0
    print(name, errno.errorcode.get(code, code) if result < 0 else 'done')
ask('ptrace', 101, 16, -1, 0, 0)
ask('keyctl', 250, 0, -3, 0)
ask('add_key', 248, 0, 0, 0, 0, 0)
ask('request_key', 249, 0, 0, 0, 0)
ask('io_uring_setup', 425, 0, 0)
ask('bpf', 321, 0, 0, 0)
ask('perf_event_open', 298, 0, 0, 0, 0, 0)
ask('userfaultfd', 323, 1)
ask('open_by_handle_at', 304, -1, 0, 0)
ask('name_to_handle_at', 303, -1, 0, 0, 0, 0)
ask('init_module', 175, 0, 0, 0)
ask('finit_module', 313, -1, 0, 0)
ask('kexec_load', 246, 0, 0, 0, -1)
ask('reboot', 169, 0, 0, 0, 0)
ask('swapon', 167, 0, 0)
ask('mount', 165, 0, 0, 0, 0, 0)
ask('umount2', 166, 0, 0)
ask('pivot_root', 155, 0, 0)
ask('chroot', 161, 0)
ask('open_tree', 428, -1, 0, 0)
ask('move_mount', 429, -1, 0, -1, 0, 0)
ask('fsopen', 430, 0, 0)
ask('mount_setattr', 442, -1, 0, 0, 0, 0)
ask('setns', 308, -1, 0)
ask('unshare', 272, 0x10000000)
ask('clone_newuser', 56, 0x10000011, 0, 0, 0, 0)
ask('clone_newns', 56, 0x00020011, 0, 0, 0, 0)
ask('clone3', 435, 0, 0)
ask('process_vm_readv', 310, 1, 0, 0, 0, 0, 0)
ask('pidfd_getfd', 438, -1, 0, 0)
ask('kcmp', 312, 1, 1, 0, 0, 0)
ask('personality', 135, 0x0040000)
ask('memfd_secret', 447, 0)
ask('seccomp', 317, 2, 0, 0)
ask('fanotify_init', 300, 0, 0)
ask('syslog', 103, 10, 0, 0)
ask('modify_ldt', 154, 0, 0, 0)
ask('io_setup', 206, 0, 0)
ask('future', 9999)
ask('x32_getpid', 0x40000000 + 39)
ask('getpid', 39)
"#;

fn answers(text: &str) -> BTreeMap<&str, &str> {
    text.lines().filter_map(|line| line.split_once(' ')).collect()
}

#[test]
fn dangerous_calls_are_refused_and_unknown_ones_do_not_exist() {
    let absent = [
        "clone3",
        "personality",
        "memfd_secret",
        "seccomp",
        "modify_ldt",
        "io_setup",
        "future",
        "x32_getpid",
    ];
    each(&python(ASK), |seen| {
        let answers = answers(&seen.stdout);
        assert_eq!(answers.len(), 41, "{seen:?}");
        for (name, answer) in answers {
            let expected = match name {
                "getpid" => "done",
                _ if absent.contains(&name) => "ENOSYS",
                _ => "EPERM",
            };
            assert_eq!(answer, expected, "{name}");
        }
    });
}

#[test]
fn the_same_questions_outside_get_other_answers() {
    // The control: were the filters off, the test above would fail.
    let bare = std::process::Command::new("/usr/bin/python3").args(["-I", "-c", ASK]).output().unwrap();
    let text = String::from_utf8(bare.stdout).unwrap();
    let refused =
        answers(&text).into_iter().filter(|(_, answer)| ["EPERM", "ENOSYS"].contains(answer)).count();
    assert!(refused < 35, "{text}");
}

#[test]
fn calls_of_another_architecture_kill_the_program() {
    let code = "import ctypes,mmap\n\
        m=mmap.mmap(-1,4096,prot=7)\n\
        m.write(bytes([0xb8,20,0,0,0,0xcd,0x80,0xc3]))\n\
        f=ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))\n\
        print('before',flush=True)\nprint('alive',f())";
    each(&python(code), |seen| {
        assert_eq!(seen.stdout, "before\n");
        assert_eq!(seen.ending.signal, Some(31), "SIGSYS");
    });
}

#[test]
fn only_local_and_internet_sockets_exist() {
    let code = "import socket,errno\n\
        for family in (16,17,31,38,40,44,15,1,2,10):\n\
        \ttry:\n\t\tsocket.socket(family,socket.SOCK_DGRAM,0);print(family,'open')\n\
        \texcept OSError as e:\n\t\tprint(family,errno.errorcode[e.errno])\n\
        for kind in (socket.SOCK_RAW,):\n\
        \ttry:\n\t\tsocket.socket(socket.AF_INET,kind,1);print('raw open')\n\
        \texcept OSError as e:\n\t\tprint('raw',errno.errorcode[e.errno])";
    each(&python(code), |seen| {
        let families: String =
            [16, 17, 31, 38, 40, 44, 15].map(|family| format!("{family} EAFNOSUPPORT\n")).concat();
        assert_eq!(seen.stdout, format!("{families}1 open\n2 open\n10 open\nraw EPERM\n"), "{}", seen.stderr);
    });
}

#[test]
fn no_socket_makes_the_kernel_look_for_a_protocol() {
    // Of each: family, kind, protocol. The last six are what programs of all sorts ask for.
    let code = "import socket,errno\n\
        for one in ((2,1,132),(2,5,132),(2,1,262),(10,1,262),(2,2,136),(2,6,33),(2,6,0),(2,1,17),(10,2,1),(2,4,0),\
        (2,1,6),(2,2,17),(10,1,0),(10,2,17),(1,5,0),(1,2,0)):\n\
        \ttry:\n\t\tsocket.socket(*one);print('open')\n\
        \texcept OSError as e:\n\t\tprint(errno.errorcode[e.errno])";
    each(&python(code), |seen| {
        let expected = "EPROTONOSUPPORT\n".repeat(10) + &"open\n".repeat(6);
        assert_eq!(seen.stdout, expected, "{}", seen.stderr);
    });
}

#[test]
fn nobody_types_into_a_terminal() {
    let code = "import fcntl,errno\n\
        for request in (0x5412,0x541c,0x5423):\n\
        \ttry:\n\t\tfcntl.ioctl(0,request,b'x')\n\texcept OSError as e:\n\t\tprint(errno.errorcode[e.errno])";
    each(&python(code), |seen| assert_eq!(seen.stdout, "EPERM\nEPERM\nEPERM\n"));
}

#[test]
fn what_the_machine_has_one_of_is_not_given_to_a_box() {
    let code = r#"
import ctypes, errno, fcntl, os, socket
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_long
def ask(name, function, *arguments):
    ctypes.set_errno(0)
    result = function(*arguments)
    print(name, errno.errorcode[ctypes.get_errno()] if result < 0 else 'done')
def asked(name, function, *arguments):
    try: print(name, 'done' if function(*arguments) is not None else '')
    except OSError as error: print(name, errno.errorcode[error.errno])
line = (ctypes.c_uint64 * 1)(0x7fff000000000006)
class Program(ctypes.Structure): _fields_ = [('count', ctypes.c_ushort), ('lines', ctypes.c_void_p)]
filter = Program(1, ctypes.addressof(line))
here = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
ask('filter of calls', libc.prctl, 22, 2, ctypes.byref(filter))
for option in (26, 50, 51, 52):
    ask(f'filter of a socket, {option}', libc.setsockopt, here.fileno(), 1, option, ctypes.byref(filter), ctypes.sizeof(filter))
ask('flow label', libc.setsockopt, here.fileno(), 41, 32, bytes(16) + bytes([0, 0, 0, 9, 0, 1, 1, 0]) + bytes(8), 32)
ask('huge page', libc.mmap, 0, 2 << 20, 3, 0x22 | 0x40000, -1, 0)
ask('shared pages', libc.madvise, ctypes.c_void_p(libc.mmap(0, 4096, 3, 0x22, -1, 0)), ctypes.c_long(4096), 12)
ask('cores of its own', libc.prctl, 62, 1, 0, 0, 0)
asked('folder', fcntl.fcntl, os.open('/usr', os.O_RDONLY), 1026, 0x80000001)
for request in (0x8940, 0x8982, 0x89a0):
    asked(f'module {request:x}', fcntl.ioctl, here.fileno(), request, bytes(64))
# And what programs of all sorts do.
ask('name', libc.prctl, 15, b'own')
ask('memory', libc.mmap, 0, 4096, 3, 0x22, -1, 0)
ask('option', libc.setsockopt, here.fileno(), 1, 2, ctypes.byref(ctypes.c_int(1)), 4)
asked('flags', fcntl.fcntl, here.fileno(), fcntl.F_GETFL)
"#;
    let expected = "filter of calls EINVAL\nfilter of a socket, 26 EPERM\nfilter of a socket, 50 EPERM\n\
                    filter of a socket, 51 EPERM\nfilter of a socket, 52 EPERM\nflow label EPERM\nhuge page ENOMEM\n\
                    shared pages EINVAL\ncores of its own EINVAL\nfolder EINVAL\nmodule 8940 EPERM\n\
                    module 8982 EPERM\nmodule 89a0 EPERM\nname done\nmemory done\noption done\nflags done\n";
    each(&python(code), |seen| assert_eq!(seen.stdout, expected, "{}", seen.stderr));
}
