#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "CSandbox.h"

int burhan_sandbox_memory_file(void) {
    return memfd_create("burhan-witness", MFD_CLOEXEC);
}

int burhan_sandbox_spawn(const char *path, const char *word, int input, int output, int *process) {
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0) return error;
    if (error == 0) error = posix_spawn_file_actions_adddup2(&actions, input, 0);
    if (error == 0) error = posix_spawn_file_actions_adddup2(&actions, output, 1);
    if (error == 0) error = posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    if (error == 0) error = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    char *const words[] = {(char *)path, (char *)word, NULL};
    char *const environment[] = {NULL};
    pid_t child = 0;
    if (error == 0) error = posix_spawn(&child, path, &actions, NULL, words, environment);
    posix_spawn_file_actions_destroy(&actions);
    *process = child;
    return error;
}

int burhan_sandbox_wait(int process, int milliseconds, int *status) {
    // The child is ours and not yet collected, so its number cannot be another process's.
    const int descriptor = (int)syscall(SYS_pidfd_open, process, 0);
    if (descriptor < 0) return -1;
    struct pollfd events = {descriptor, POLLIN, 0};
    int ready;
    do ready = poll(&events, 1, milliseconds);
    while (ready < 0 && errno == EINTR);
    close(descriptor);
    if (ready <= 0) return ready;
    return waitpid(process, status, 0) == process ? 1 : -1;
}

void burhan_sandbox_kill(int process) {
    kill(process, SIGKILL);
    while (waitpid(process, NULL, 0) < 0 && errno == EINTR) {}
}
