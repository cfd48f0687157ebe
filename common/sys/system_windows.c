#include <errno.h>
#include <io.h>
#include <windows.h>

#include <bcrypt.h>

#include "sys/system.h"

/* _isatty() is true for NUL too; only a console has a mode. */
bool cs_is_terminal(int fd)
{
    HANDLE handle = (HANDLE)_get_osfhandle(fd);
    DWORD mode;

    return handle != INVALID_HANDLE_VALUE && GetConsoleMode(handle, &mode);
}

bool cs_exists(const char *path)
{
    wchar_t wide[32768]; /* the longest path */

    return MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, wide, 32768) > 0 &&
           GetFileAttributesW(wide) != INVALID_FILE_ATTRIBUTES;
}

unsigned cs_processors(void)
{
    DWORD_PTR process, system;
    unsigned count = 0;

    if (!GetProcessAffinityMask(GetCurrentProcess(), &process, &system))
        return 1;
    for (; process != 0; process &= process - 1)
        count++;
    return count > 0 ? count : 1;
}

bool cs_random(void *to, size_t n)
{
    if (BCryptGenRandom(NULL, to, (ULONG)n, BCRYPT_USE_SYSTEM_PREFERRED_RNG) == 0)
        return true;
    errno = EIO;
    return false;
}
