// The filter lists what is allowed. Everything else fails with EACCES, so new system calls are
// refused too. Allowed is what an interpreter needs to compute, wait and use its open descriptors.
// It cannot open or examine files, make sockets, start processes, threads or programs, send
// signals, trace, or make memory executable. Documentation/userspace-api/seccomp_filter.rst of the
// kernel.
#include "python_filter.h"
#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#elif defined(__arm__)
#define MACHINE AUDIT_ARCH_ARM
#elif defined(__i386__)
#define MACHINE AUDIT_ARCH_I386
#elif defined(__riscv) && __riscv_xlen == 64
#define MACHINE AUDIT_ARCH_RISCV64
#endif

static const uint16_t allowed[] = {
    SYS_read,
    SYS_write,
    SYS_readv,
    SYS_writev,
    SYS_close,
    SYS_lseek,
    SYS_dup,
    SYS_munmap,
    SYS_mremap,
    SYS_brk,
    SYS_madvise,
    SYS_futex,
    SYS_sched_yield,
    SYS_nanosleep,
    SYS_clock_gettime,
    SYS_clock_getres,
    SYS_gettimeofday,
    SYS_clock_nanosleep,
    SYS_getrandom,
    SYS_getpid,
    SYS_gettid,
    SYS_getuid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getegid,
    SYS_getrusage,
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_sigaltstack,
    SYS_ppoll,
    SYS_restart_syscall,
    SYS_set_robust_list,
    SYS_exit,
    SYS_exit_group,
    SYS_membarrier,
#ifdef SYS_poll
    SYS_poll,
#endif
#ifdef SYS_select
    SYS_select,
#endif
#ifdef SYS_pselect6
    SYS_pselect6,
#endif
#ifdef SYS_time
    SYS_time,
#endif
#ifdef SYS_clock_gettime64
    SYS_clock_gettime64,
    SYS_clock_nanosleep_time64,
    SYS_futex_time64,
#endif
#ifdef SYS_rseq
    SYS_rseq,
#endif
#ifdef SYS__llseek
    SYS__llseek,
#endif
#ifdef SYS_sigreturn
    SYS_sigreturn,
#endif
};

// Allowed without PROT_EXEC, which would be in the third argument.
static const uint16_t mapping[] = {
    SYS_mprotect,
#ifdef SYS_mmap
    SYS_mmap,
#endif
#ifdef SYS_mmap2
    SYS_mmap2,
#endif
};

enum { LOW_HALF = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0 };

static void python_filter_load(struct sock_filter **f, size_t offset)
{
    *(*f)++ = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset);
}

static void end(struct sock_filter **f, uint32_t verdict)
{
    *(*f)++ = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, verdict);
}

// Skips `skip` instructions unless the loaded value is `value`.
static void unless(struct sock_filter **f, uint32_t value, uint8_t skip)
{
    *(*f)++ = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip);
}

size_t python_filter(struct sock_filter filter[PYTHON_FILTER_MAX])
{
    struct sock_filter *f = filter;
    uint32_t refused = SECCOMP_RET_ERRNO | EACCES;

#ifndef MACHINE
    return 0;
#else
    python_filter_load(&f, offsetof(struct seccomp_data, arch));
    *f++ = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0);
    end(&f, SECCOMP_RET_KILL_PROCESS);
    python_filter_load(&f, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < sizeof mapping / sizeof *mapping; i++) {
        unless(&f, mapping[i], 4);
        python_filter_load(&f,
                           offsetof(struct seccomp_data, args) + 2 * sizeof(uint64_t) + LOW_HALF);
        *f++ = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1);
        end(&f, refused);
        end(&f, SECCOMP_RET_ALLOW);
    }
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
        unless(&f, allowed[i], 1);
        end(&f, SECCOMP_RET_ALLOW);
    }
    end(&f, refused);
    return (size_t)(f - filter);
#endif
}
