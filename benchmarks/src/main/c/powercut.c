/*
 * Preloaded into a server by bin/crash-test --power-cut: writes down, for every file below POWERCUT_DIR, what was
 * written and what was synced, so that io.posthorn.benchmarks.crash.PowerCut can cut off the rest after a kill.
 *
 * POWERCUT_TRACE receives one line an event, each by one append:
 *   O ino size new path     opened (new = 1: made by this open; size: after it)
 *   W ino size              a write returned; the file's size then
 *   T ino size              a truncation returned
 *   B ino                   a sync of the file or directory begins
 *   E ino                   it succeeded
 *   R ino target path saved renamed; saved = a hard link to what the target was before, or "-"
 *   U path                  unlinked
 * Paths have no blanks. A sync covers the writes whose line stands above its B.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAX_FD 65536

static char dir[PATH_MAX];
static size_t dir_length;
static int trace = -1;
static atomic_long saved;
/* Inode behind each descriptor below the directory; 0 = some other file. */
static _Atomic(ino_t) inodes[MAX_FD];

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void start(void) {
  const char *wanted = getenv("POWERCUT_DIR");
  const char *file = getenv("POWERCUT_TRACE");
  if (wanted == NULL || file == NULL || realpath(wanted, dir) == NULL) {
    return;
  }
  dir_length = strlen(dir);
  trace = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void line(const char *format, ...) {
  char text[3 * PATH_MAX];
  va_list arguments;
  va_start(arguments, format);
  int n = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  int error = errno;
  if (syscall(SYS_write, trace, text, (size_t)n) != n) {
    abort(); /* A trace with holes would accuse the innocent. */
  }
  errno = error;
}

static int below(int at, const char *path, char *absolute) {
  char joined[2 * PATH_MAX];
  if (trace < 0 || path == NULL) {
    return 0;
  }
  if (path[0] == '/') {
    snprintf(joined, sizeof joined, "%s", path);
  } else {
    char base[PATH_MAX];
    if (at == AT_FDCWD) {
      if (getcwd(base, sizeof base) == NULL) {
        return 0;
      }
    } else {
      char link[64];
      snprintf(link, sizeof link, "/proc/self/fd/%d", at);
      ssize_t n = readlink(link, base, sizeof base - 1);
      if (n < 0) {
        return 0;
      }
      base[n] = 0;
    }
    snprintf(joined, sizeof joined, "%s/%s", base, path);
  }
  /* The name itself may not exist yet; its directory does. */
  char *name = strrchr(joined, '/');
  char parent[PATH_MAX];
  *name = 0;
  if (realpath(joined[0] ? joined : "/", parent) == NULL) {
    return 0;
  }
  if (snprintf(absolute, PATH_MAX, "%s/%s", parent, name + 1) >= PATH_MAX) {
    return 0;
  }
  size_t length = strlen(absolute);
  if (length > 1 && absolute[length - 1] == '/') {
    absolute[length - 1] = 0;
  }
  return strncmp(absolute, dir, dir_length) == 0 && (absolute[dir_length] == '/' || absolute[dir_length] == 0);
}

static long size_of(int fd, ino_t *inode) {
  struct stat status;
  if (syscall(SYS_fstat, fd, &status) != 0) {
    return -1;
  }
  *inode = status.st_ino;
  return (long)status.st_size;
}

static int open_at(int at, const char *path, int flags, mode_t mode) {
  char absolute[PATH_MAX];
  int error = errno;
  int mine = below(at, path, absolute);
  struct stat status;
  int existed = mine && syscall(SYS_newfstatat, at, path, &status, 0) == 0;
  errno = error;
  int fd = (int)syscall(SYS_openat, at, path, flags, mode);
  if (fd >= 0 && fd < MAX_FD) {
    inodes[fd] = 0;
    ino_t inode;
    long size;
    if (mine && (size = size_of(fd, &inode)) >= 0) {
      inodes[fd] = inode;
      line("O %lu %ld %d %s\n", (unsigned long)inode, size, (flags & O_CREAT) && !existed, absolute);
    }
  }
  return fd;
}

static mode_t mode_of(int flags, va_list arguments) {
  return flags & (O_CREAT | __O_TMPFILE) ? (mode_t)va_arg(arguments, int) : 0;
}

#define OPEN(name)                            \
  int name(const char *path, int flags, ...) { \
    va_list arguments;                         \
    va_start(arguments, flags);                \
    mode_t mode = mode_of(flags, arguments);   \
    va_end(arguments);                         \
    return open_at(AT_FDCWD, path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                  \
  int name(int at, const char *path, int flags, ...) { \
    va_list arguments;                                 \
    va_start(arguments, flags);                        \
    mode_t mode = mode_of(flags, arguments);           \
    va_end(arguments);                                 \
    return open_at(at, path, flags, mode);             \
  }
OPENAT(openat)
OPENAT(openat64)

int __open_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __openat_2(int at, const char *path, int flags) { return open_at(at, path, flags, 0); }
int __openat64_2(int at, const char *path, int flags) { return open_at(at, path, flags, 0); }
int creat(const char *path, mode_t mode) { return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

static ino_t inode_of(int fd) { return trace >= 0 && fd >= 0 && fd < MAX_FD ? inodes[fd] : 0; }

int close(int fd) {
  if (fd >= 0 && fd < MAX_FD) {
    inodes[fd] = 0;
  }
  return (int)syscall(SYS_close, fd);
}

static void sized(char event, int fd) {
  ino_t inode = inode_of(fd);
  if (inode != 0) {
    ino_t now;
    long size = size_of(fd, &now);
    if (size < 0 || now != inode) {
      inodes[fd] = 0; /* Closed behind our back, and used again. */
      return;
    }
    line("%c %lu %ld\n", event, (unsigned long)inode, size);
  }
}

#define WRITES(name, parameters, arguments)   \
  ssize_t name parameters {                   \
    ssize_t n = NEXT(name) arguments;         \
    if (n > 0) {                              \
      sized('W', fd);                         \
    }                                         \
    return n;                                 \
  }
WRITES(write, (int fd, const void *data, size_t size), (fd, data, size))
WRITES(pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at))
WRITES(pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at))
WRITES(writev, (int fd, const struct iovec *data, int count), (fd, data, count))
WRITES(pwritev, (int fd, const struct iovec *data, int count, off_t at), (fd, data, count, at))
WRITES(pwritev64, (int fd, const struct iovec *data, int count, off64_t at), (fd, data, count, at))

#define RESIZES(name, parameters, arguments) \
  int name parameters {                      \
    int result = NEXT(name) arguments;       \
    if (result == 0) {                       \
      sized('T', fd);                        \
    }                                        \
    return result;                           \
  }
RESIZES(ftruncate, (int fd, off_t size), (fd, size))
RESIZES(ftruncate64, (int fd, off64_t size), (fd, size))

#define SYNCS(name)                              \
  int name(int fd) {                             \
    ino_t inode = inode_of(fd);                  \
    if (inode != 0) {                            \
      line("B %lu\n", (unsigned long)inode);     \
    }                                            \
    int result = NEXT(name)(fd);                 \
    if (inode != 0 && result == 0) {             \
      line("E %lu\n", (unsigned long)inode);     \
    }                                            \
    return result;                               \
  }
SYNCS(fsync)
SYNCS(fdatasync)

static int rename_at(int from_at, const char *from, int to_at, const char *to, unsigned int flags) {
  char absolute_from[PATH_MAX];
  char absolute_to[PATH_MAX];
  char kept[PATH_MAX + 64] = "-";
  struct stat status;
  int mine = below(from_at, from, absolute_from) && below(to_at, to, absolute_to)
      && syscall(SYS_newfstatat, from_at, from, &status, 0) == 0;
  if (mine && access(absolute_to, F_OK) == 0) {
    snprintf(kept, sizeof kept, "%s.saved-%ld-%ld", getenv("POWERCUT_TRACE"), (long)getpid(), (long)saved++);
    if (syscall(SYS_linkat, AT_FDCWD, absolute_to, AT_FDCWD, kept, 0) != 0) {
      abort();
    }
  }
  int result = (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags);
  if (mine && result == 0) {
    line("R %lu %s %s %s\n", (unsigned long)status.st_ino, absolute_to, absolute_from, kept);
  }
  return result;
}

int rename(const char *from, const char *to) { return rename_at(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int from_at, const char *from, int to_at, const char *to) {
  return rename_at(from_at, from, to_at, to, 0);
}
int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned int flags) {
  return rename_at(from_at, from, to_at, to, flags);
}

static int unlink_at(int at, const char *path, int flags) {
  char absolute[PATH_MAX];
  int mine = below(at, path, absolute);
  int result = (int)syscall(SYS_unlinkat, at, path, flags);
  if (mine && result == 0) {
    line("U %s\n", absolute);
  }
  return result;
}

int unlink(const char *path) { return unlink_at(AT_FDCWD, path, 0); }
int unlinkat(int at, const char *path, int flags) { return unlink_at(at, path, flags); }
