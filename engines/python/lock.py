"""Locks the process. From then on, the kernel denies it access to files, sockets, other programs and other processes."""

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
INSTRUCTION_BYTES = 8  # size of struct sock_filter


def shut_in(instructions):
    """Installs the seccomp filter that the node prepared (ports/linux/python_filter.c)."""
    import ctypes

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("first", ctypes.c_void_p)]

    libc = ctypes.CDLL(None, use_errno=True)
    code = ctypes.create_string_buffer(instructions, len(instructions))
    program = Program(len(instructions) // INSTRUCTION_BYTES, ctypes.addressof(code))
    zero = ctypes.c_ulong(0)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), zero, zero, zero) or \
            libc.prctl(PR_SET_SECCOMP, ctypes.c_ulong(SECCOMP_MODE_FILTER), ctypes.byref(program), zero, zero):
        raise OSError(ctypes.get_errno(), "the kernel has no seccomp filter")
