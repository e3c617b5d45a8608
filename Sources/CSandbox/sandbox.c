#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "CSandbox.h"

static int limit(int resource, uint64_t value) {
    const struct rlimit both = {value, value};
    return setrlimit(resource, &both);
}

int burhan_sandbox_limit(uint64_t memory, uint64_t file, uint64_t processor_seconds) {
    const int failed = limit(RLIMIT_DATA, memory) | limit(RLIMIT_FSIZE, file) | limit(RLIMIT_CPU, processor_seconds) | limit(RLIMIT_CORE, 0);
    return failed == 0 ? BURHAN_SANDBOX_OK : BURHAN_SANDBOX_NO_LIMITS;
}

void burhan_sandbox_die_with_parent(void) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
// Calls of the x32 convention have this bit set; they are refused.
#define FOREIGN_CALLS 0x40000000u
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#define FOREIGN_CALLS 0xffffffffu
#endif

int burhan_sandbox_enter(void) {
#if !defined(ARCHITECTURE)
    return BURHAN_SANDBOX_NO_FILTER;
#else
#define ALLOW(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, FOREIGN_CALLS, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        // Memory: the runtime reserves, maps code and protects guard pages.
        ALLOW(mmap), ALLOW(munmap), ALLOW(mprotect), ALLOW(mremap), ALLOW(madvise), ALLOW(brk),
        // Open descriptors: the answer goes out through one of them.
        ALLOW(read), ALLOW(write), ALLOW(close),
        // Signals: traps of the module arrive as signals.
        ALLOW(rt_sigaction), ALLOW(rt_sigprocmask), ALLOW(rt_sigreturn), ALLOW(sigaltstack),
        // Locks, clocks, randomness of hash tables, ends.
        ALLOW(futex), ALLOW(sched_yield), ALLOW(clock_gettime), ALLOW(getrandom), ALLOW(getpid), ALLOW(gettid), ALLOW(exit),
        ALLOW(exit_group),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (EPERM & SECCOMP_RET_DATA)),
    };
    const struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return BURHAN_SANDBOX_NO_FILTER;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0 ? BURHAN_SANDBOX_OK : BURHAN_SANDBOX_NO_FILTER;
#endif
}
