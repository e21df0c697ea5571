/*
 * LD_PRELOAD: writes down what a process does to the files of POWERCUT_DIR, in order, into POWERCUT_LOG. Each record is a
 * head of 24 bytes and its data; writes are recorded once they are made, syncs once they have returned. One thing at a
 * time: what another thread writes while a file is synced may or may not be synced with it, and nobody could tell.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OPENED = 1, CREATED, CLOSED, WROTE, CUT, SYNCED, UNLINKED, RENAMED };
struct head { uint32_t kind; uint32_t fd; uint64_t offset; uint32_t length; uint32_t spare; };

static const char *dir;
static size_t dir_length;
static int journal = -1;
static unsigned char watched[65536];
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void start(void) {
  const char *path = getenv("POWERCUT_LOG");
  dir = getenv("POWERCUT_DIR");
  if (!path || !dir) return;
  dir_length = strlen(dir);
  journal = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void note(uint32_t kind, int fd, uint64_t offset, const void *data, size_t length) {
  struct head head = { kind, (uint32_t)fd, offset, (uint32_t)length, 0 };
  struct iovec parts[2] = { { &head, sizeof head }, { (void *)data, length } };
  if (syscall(SYS_writev, journal, parts, 2) != (long)(sizeof head + length)) abort();
}

/* The folder itself, or a file in it. */
static int ours(const char *path) {
  return journal >= 0 && path && strncmp(path, dir, dir_length) == 0 && (path[dir_length] == '/' || path[dir_length] == 0);
}
static int is_watched(int fd) { return fd >= 0 && fd < (int)sizeof watched && watched[fd]; }

static int take(int concerns_us) {
  if (concerns_us) pthread_mutex_lock(&turn);
  return concerns_us;
}
static void give(int taken) {
  if (taken) pthread_mutex_unlock(&turn);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int opened(const char *path, int existed, int flags, int fd) {
  if (fd < 0 || fd >= (int)sizeof watched) return fd;
  watched[fd] = (unsigned char)ours(path);
  if (!watched[fd]) return fd;
  note(existed ? OPENED : CREATED, fd, 0, path, strlen(path));
  if (existed && (flags & O_TRUNC)) note(CUT, fd, 0, "", 0);
  return fd;
}

#define OPEN(name)                                                                  \
  int name(const char *path, int flags, ...) {                                      \
    va_list rest;                                                                   \
    va_start(rest, flags);                                                          \
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;                       \
    va_end(rest);                                                                   \
    int taken = take(ours(path));                                                   \
    int existed = !taken || !(flags & O_CREAT) || access(path, F_OK) == 0;          \
    int fd = opened(path, existed, flags, REAL(name)(path, flags, mode));           \
    give(taken);                                                                    \
    return fd;                                                                      \
  }
OPEN(open)
OPEN(open64)

int close(int fd) {
  int taken = take(is_watched(fd));
  if (taken) {
    watched[fd] = 0;
    note(CLOSED, fd, 0, "", 0);
  }
  int failed = REAL(close)(fd);
  give(taken);
  return failed;
}

#define PWRITE(name, at)                                                            \
  ssize_t name(int fd, const void *data, size_t length, at offset) {                \
    int taken = take(is_watched(fd));                                               \
    ssize_t made = REAL(name)(fd, data, length, offset);                            \
    if (made > 0 && taken) note(WROTE, fd, (uint64_t)offset, data, (size_t)made);   \
    give(taken);                                                                    \
    return made;                                                                    \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *data, size_t length) {
  if (!is_watched(fd)) return REAL(write)(fd, data, length);
  int taken = take(1);
  off_t offset = lseek(fd, 0, SEEK_CUR);
  ssize_t made = REAL(write)(fd, data, length);
  if (made > 0) note(WROTE, fd, (uint64_t)offset, data, (size_t)made);
  give(taken);
  return made;
}

#define TRUNCATE(name, at)                                                          \
  int name(int fd, at length) {                                                     \
    int taken = take(is_watched(fd));                                               \
    int failed = REAL(name)(fd, length);                                            \
    if (!failed && taken) note(CUT, fd, (uint64_t)length, "", 0);                   \
    give(taken);                                                                    \
    return failed;                                                                  \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name)                                                                  \
  int name(int fd) {                                                                \
    int taken = take(is_watched(fd));                                               \
    int failed = REAL(name)(fd);                                                    \
    if (!failed && taken) note(SYNCED, fd, 0, "", 0);                               \
    give(taken);                                                                    \
    return failed;                                                                  \
  }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
  int taken = take(ours(path));
  int failed = REAL(unlink)(path);
  if (!failed && taken) note(UNLINKED, -1, 0, path, strlen(path));
  give(taken);
  return failed;
}

int rename(const char *from, const char *to) {
  int taken = take(ours(from) || ours(to));
  int failed = REAL(rename)(from, to);
  if (!failed && taken) note(RENAMED, -1, 0, from, strlen(from));
  give(taken);
  return failed;
}
