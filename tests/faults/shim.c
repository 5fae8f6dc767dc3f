/* Keeps for each file how long it was when it was last truly on the disk: what comes after is what a power cut takes away. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void note(int fd) {
  const char *log = getenv("KARVAN_POWER_LOG");
  char link[64], path[4096], line[4200];
  struct stat st;
  if (!log || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) return;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return;
  path[length] = 0;
  int count = snprintf(line, sizeof line, "%lld %s\n", (long long)st.st_size, path);
  int out = open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (out < 0) return;
  if (write(out, line, (size_t)count) < 0) { /* the log is full: what was synced then counts as lost */ }
  close(out);
}

#define SYNC(name)                                                   \
  int name(int fd) {                                                 \
    static int (*real)(int);                                         \
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, #name);         \
    int result = real(fd);                                           \
    if (result == 0) note(fd);                                       \
    return result;                                                   \
  }
SYNC(fsync)
SYNC(fdatasync)
