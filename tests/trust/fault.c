/* A library to be preloaded, in which system calls and the allocator fail, fall short or end the
 * program at a chosen moment.
 *
 *     CS_FAULT=CLASS:AT:KIND   the AT-th call of the class (from 1), of all threads, does KIND;
 *                              with a + behind it, every call from then on
 *     CS_FAULT_COUNTS=FILE     how often each class was called, written at the exit
 *
 * CLASS is read, write, sync, name, open, ask (what a file is and who may use it, its locks, its
 * end), memory, own (memory that the program itself asks for, not a library), or io: each of the
 * first five. KIND is an errno value's number, "short" (a read or write of half of what is asked
 * for) or "signal" and its number: the program sends itself that signal before the call. What stdio
 * writes is not seen, nor what is done before main() and after it. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    READ,
    WRITE,
    SYNC,
    NAME,
    OPEN,
    ASK,
    MEMORY,
    OWN,
    IO,
    CLASSES
};

static const char *const class_names[CLASSES] = {"read", "write",  "sync", "name", "open",
                                                 "ask",  "memory", "own",  "io"};

static atomic_long counts[CLASSES];
static bool active; /* in main() */
static int fault_class = -1;
static long fault_at;
static bool fault_for_ever;
static int fault_errno, fault_signal;
static bool fault_short;
static uintptr_t program_begin, program_end; /* where the program's own code is */

/* ---- What is to happen ---- */

static void read_kind(const char *kind)
{
    size_t n = strlen(kind);

    fault_for_ever = n > 0 && kind[n - 1] == '+';
    fault_short = strncmp(kind, "short", 5) == 0;
    if (strncmp(kind, "signal", 6) == 0)
        fault_signal = atoi(kind + 6);
    else if (!fault_short)
        fault_errno = atoi(kind);
}

/* Finds the code of the first object that is loaded: the program. */
static int find_program(struct dl_phdr_info *object, size_t size, void *unused)
{
    (void)size;
    (void)unused;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];

        if (part->p_type == PT_LOAD && (part->p_flags & PF_X) != 0) {
            program_begin = object->dlpi_addr + part->p_vaddr;
            program_end = program_begin + part->p_memsz;
        }
    }
    return 1;
}

static void __attribute__((constructor)) begin(void)
{
    const char *fault = getenv("CS_FAULT");
    const char *colon = fault ? strchr(fault, ':') : NULL;
    const char *kind = colon ? strchr(colon + 1, ':') : NULL;

    if (kind) {
        for (int i = 0; i < CLASSES; i++)
            if (strncmp(fault, class_names[i], (size_t)(colon - fault)) == 0)
                fault_class = i;
        fault_at = atol(colon + 1);
        read_kind(kind + 1);
    }
    dl_iterate_phdr(find_program, NULL);
}

static void __attribute__((destructor)) end(void)
{
    const char *path = getenv("CS_FAULT_COUNTS");
    char text[256];
    int n = 0;

    if (!path)
        return;
    for (int i = 0; i < CLASSES; i++)
        n += snprintf(text + n, sizeof text - (size_t)n, "%s %ld\n", class_names[i], counts[i]);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    syscall(SYS_write, fd, text, (size_t)n);
    syscall(SYS_close, fd);
}

typedef int main_function(int, char **, char **);
typedef int start_function(main_function *, int, char **, void (*)(void), void (*)(void),
                           void (*)(void), void *);

static main_function *real_main;

static int watched_main(int argc, char **argv, char **environment)
{
    active = true;
    int status = real_main(argc, argv, environment);
    active = false;
    return status;
}

/* The C library's, which a program begins with. */
start_function __libc_start_main;

int __libc_start_main(main_function *program, int argc, char **argv, void (*before)(void),
                      void (*after)(void), void (*unload)(void), void *stack)
{
    void *symbol = dlsym(RTLD_NEXT, "__libc_start_main");
    start_function *start;

    memcpy(&start, &symbol, sizeof start);
    real_main = program;
    return start(watched_main, argc, argv, before, after, unload, stack);
}

/* True where this call of `class` is the one. */
static bool is_struck(int class)
{
    long now = atomic_fetch_add(&counts[class], 1) + 1;

    return fault_class == class && (now == fault_at || (fault_for_ever && now > fault_at));
}

/* Counts a system call. True where it is to fail, with errno. */
static bool fails(int class)
{
    if (!active)
        return false;
    bool struck = is_struck(class);
    struck = is_struck(IO) || struck;
    if (struck && fault_signal)
        syscall(SYS_kill, getpid(), fault_signal);
    if (struck && fault_errno)
        errno = fault_errno;
    return struck && fault_errno;
}

/* How much of `n` bytes the next call is to move: half where it is to fall short. Sets `*failed`
 * where it is to fail. */
static size_t portion(int class, size_t n, bool *failed)
{
    *failed = fails(class);
    bool struck = active && fault_short && fault_class == class &&
                  (counts[class] == fault_at || (fault_for_ever && counts[class] > fault_at));
    return struck && n > 1 ? n / 2 : n;
}

/* ---- Reading and writing ---- */

ssize_t read(int fd, void *to, size_t n)
{
    bool failed;
    size_t wanted = portion(READ, n, &failed);

    return failed ? -1 : syscall(SYS_read, fd, to, wanted);
}

ssize_t pread64(int fd, void *to, size_t n, off64_t offset)
{
    bool failed;
    size_t wanted = portion(READ, n, &failed);

    return failed ? -1 : syscall(SYS_pread64, fd, to, wanted, offset);
}

ssize_t pread(int fd, void *to, size_t n, off_t offset)
{
    return pread64(fd, to, n, offset);
}

ssize_t write(int fd, const void *from, size_t n)
{
    bool failed;
    size_t wanted = portion(WRITE, n, &failed);

    return failed ? -1 : syscall(SYS_write, fd, from, wanted);
}

ssize_t pwrite64(int fd, const void *from, size_t n, off64_t offset)
{
    bool failed;
    size_t wanted = portion(WRITE, n, &failed);

    return failed ? -1 : syscall(SYS_pwrite64, fd, from, wanted, offset);
}

ssize_t pwrite(int fd, const void *from, size_t n, off_t offset)
{
    return pwrite64(fd, from, n, offset);
}

/* The same where the compiler knows the buffer's size (_FORTIFY_SOURCE). */
ssize_t __read_chk(int fd, void *to, size_t n, size_t size);
ssize_t __pread_chk(int fd, void *to, size_t n, off_t offset, size_t size);
ssize_t __pread64_chk(int fd, void *to, size_t n, off64_t offset, size_t size);

ssize_t __read_chk(int fd, void *to, size_t n, size_t size)
{
    return read(fd, to, n < size ? n : size);
}

ssize_t __pread_chk(int fd, void *to, size_t n, off_t offset, size_t size)
{
    return pread(fd, to, n < size ? n : size, offset);
}

ssize_t __pread64_chk(int fd, void *to, size_t n, off64_t offset, size_t size)
{
    return pread64(fd, to, n < size ? n : size, offset);
}

/* ---- To the disk, and names ---- */

int fsync(int fd)
{
    return fails(SYNC) ? -1 : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    return fails(SYNC) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int ftruncate64(int fd, off64_t n)
{
    return fails(WRITE) ? -1 : (int)syscall(SYS_ftruncate, fd, n);
}

int ftruncate(int fd, off_t n)
{
    return ftruncate64(fd, n);
}

int renameat2(int from, const char *old, int to, const char *new, unsigned flags)
{
    return fails(NAME) ? -1 : (int)syscall(SYS_renameat2, from, old, to, new, flags);
}

int rename(const char *old, const char *new)
{
    return renameat2(AT_FDCWD, old, AT_FDCWD, new, 0);
}

int linkat(int from, const char *old, int to, const char *new, int flags)
{
    return fails(NAME) ? -1 : (int)syscall(SYS_linkat, from, old, to, new, flags);
}

int link(const char *old, const char *new)
{
    return linkat(AT_FDCWD, old, AT_FDCWD, new, 0);
}

/* ---- Opening ---- */

static int open_really(int directory, const char *path, int flags, mode_t mode)
{
    return fails(OPEN) ? -1 : (int)syscall(SYS_openat, directory, path, flags, mode);
}

/* The mode, where the flags say that there is one. */
static mode_t mode_of(int flags, va_list rest)
{
    bool made = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;

    return made ? va_arg(rest, mode_t) : 0;
}

#define OPEN_AS(name, before, directory)                                                           \
    int name(before const char *path, int flags, ...)                                              \
    {                                                                                              \
        va_list rest;                                                                              \
                                                                                                   \
        va_start(rest, flags);                                                                     \
        mode_t mode = mode_of(flags, rest);                                                        \
        va_end(rest);                                                                              \
        return open_really(directory, path, flags, mode);                                          \
    }
#define AT int at,

OPEN_AS(open, , AT_FDCWD)
OPEN_AS(open64, , AT_FDCWD)
OPEN_AS(openat, AT, at)
OPEN_AS(openat64, AT, at)

int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);

int __open_2(const char *path, int flags)
{
    return open_really(AT_FDCWD, path, flags, 0);
}

int __open64_2(const char *path, int flags)
{
    return open_really(AT_FDCWD, path, flags, 0);
}

/* ---- What a file is, who may use it, its end ---- */

static int ask(int at, const char *path, void *to, int flags)
{
    return fails(ASK) ? -1 : (int)syscall(SYS_newfstatat, at, path, to, flags);
}

/* `type` is the structure that the kernel fills under either name. */
#define ASK_AS(suffix, type)                                                                       \
    int fstatat##suffix(int at, const char *restrict path, type *restrict to, int flags)           \
    {                                                                                              \
        return ask(at, path, to, flags);                                                           \
    }                                                                                              \
    int stat##suffix(const char *restrict path, type *restrict to)                                 \
    {                                                                                              \
        return ask(AT_FDCWD, path, to, 0);                                                         \
    }                                                                                              \
    int lstat##suffix(const char *restrict path, type *restrict to)                                \
    {                                                                                              \
        return ask(AT_FDCWD, path, to, AT_SYMLINK_NOFOLLOW);                                       \
    }                                                                                              \
    int fstat##suffix(int fd, type *to)                                                            \
    {                                                                                              \
        return ask(fd, "", to, AT_EMPTY_PATH);                                                     \
    }

ASK_AS(, struct stat)
ASK_AS(64, struct stat64)

int access(const char *path, int mode)
{
    return fails(ASK) ? -1 : (int)syscall(SYS_faccessat, AT_FDCWD, path, mode);
}

int fchmod(int fd, mode_t mode)
{
    return fails(ASK) ? -1 : (int)syscall(SYS_fchmod, fd, mode);
}

int fchown(int fd, uid_t user, gid_t group)
{
    return fails(ASK) ? -1 : (int)syscall(SYS_fchown, fd, user, group);
}

/* Closes the file in any case, as the kernel does. */
int close(int fd)
{
    bool failed = fails(ASK);
    int reason = errno;
    int closed = (int)syscall(SYS_close, fd);

    if (failed)
        errno = reason;
    return failed ? -1 : closed;
}

#define FCNTL_AS(name)                                                                             \
    int name(int fd, int what, ...)                                                                \
    {                                                                                              \
        va_list rest;                                                                              \
                                                                                                   \
        va_start(rest, what);                                                                      \
        long argument = va_arg(rest, long);                                                        \
        va_end(rest);                                                                              \
        return fails(ASK) ? -1 : (int)syscall(SYS_fcntl, fd, what, argument);                      \
    }

FCNTL_AS(fcntl)
FCNTL_AS(fcntl64)

ssize_t getrandom(void *to, size_t n, unsigned flags)
{
    return fails(ASK) ? -1 : syscall(SYS_getrandom, to, n, flags);
}

/* ---- Memory ---- */

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t count, size_t n);
void *__libc_realloc(void *old, size_t n);

/* True where the allocation that returns to `caller` is to fail. */
static bool lacks_memory(const void *caller)
{
    uintptr_t at = (uintptr_t)caller;
    bool struck = active && is_struck(MEMORY);

    if (active && at >= program_begin && at < program_end)
        struck = is_struck(OWN) || struck;
    if (struck)
        errno = ENOMEM;
    return struck;
}

void *malloc(size_t n)
{
    return lacks_memory(__builtin_return_address(0)) ? NULL : __libc_malloc(n);
}

void *calloc(size_t count, size_t n)
{
    return lacks_memory(__builtin_return_address(0)) ? NULL : __libc_calloc(count, n);
}

void *realloc(void *old, size_t n)
{
    return lacks_memory(__builtin_return_address(0)) ? NULL : __libc_realloc(old, n);
}
