/* Calls that are timed where they wait, without the GIL: what getting it back afterwards takes is not in them. */
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

/* How long this thread has waited for a core. */
static double waited_for_core(void) {
    char text[96] = "";
    long long cpu = 0, wait = 0;
    int file = open("/proc/thread-self/schedstat", O_RDONLY);
    if (file >= 0) {
        if (read(file, text, sizeof text - 1) > 0) sscanf(text, "%lld %lld", &cpu, &wait);
        close(file);
    }
    return wait / 1e9;
}

/* Writes a file from its beginning, and through to the disk; the seconds in which that was neither on a core nor waiting for one. */
double off_core_write_through(int file, const void *data, size_t size) {
    double core = waited_for_core(), cpu = seconds(CLOCK_THREAD_CPUTIME_ID), begun = seconds(CLOCK_MONOTONIC);
    if (pwrite(file, data, size, 0) != (ssize_t)size || fsync(file)) return -1;
    double wall = seconds(CLOCK_MONOTONIC) - begun;
    return wall - (seconds(CLOCK_THREAD_CPUTIME_ID) - cpu) - (waited_for_core() - core);
}
