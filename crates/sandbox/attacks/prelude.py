import ctypes, errno, mmap, os, signal, socket, stat, struct, subprocess, sys, threading, time
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
PORT, NAME_PORT, HOST_PID, KEEPER_PID = int(PORT), int(NAME_PORT), int(HOST_PID), int(KEEPER_PID)
MIB = 1 << 20
# In a container the audit may have the very numbers that a box gives out: those say nothing.
OTHERS = [pid for pid in (HOST_PID, KEEPER_PID) if pid > 2 or os.getpid() > 2]
# Some containers let a box have none.
PROC = os.path.exists('/proc/self')

def escaped(what):
    print('ESCAPED', what, flush=True)

def call(number, *arguments):
    """The result, or the name of the error."""
    ctypes.set_errno(0)
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = libc.syscall(ctypes.c_long(number), *words)
    return errno.errorcode.get(ctypes.get_errno(), '?') if result < 0 else result

def refused(what, *answers):
    """Each answer must be a refusal by the filter."""
    for answer in answers:
        if answer not in ('EPERM', 'ENOSYS', 'EACCES'):
            escaped(f'{what}: {answer}')

def attempt(what, action, *arguments):
    """Must fail."""
    try:
        result = action(*arguments)
    except (OSError, ValueError, MemoryError, RuntimeError):
        return
    escaped(f'{what}: {result}')
