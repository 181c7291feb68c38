#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define PIECE 65536

struct file {
    int descriptor;
    const char *path;
    size_t limit;
    struct ttr_error *error;
    size_t size; /* when it was opened */
};

static ttr_status refuse(const struct file *file, int number)
{
    const char *rule = "can not be read";
    char value[32];

    if (number == ENOENT || number == ENOTDIR)
        rule = "must exist";
    else if (number == EACCES || number == EPERM)
        rule = "must be readable";
    snprintf(value, sizeof value, "errno %d", number);
    if (number == ENOENT)
        TTRI_JOIN(value, "no such file");
    return ttri_fail(file->error, TTR_E_IO, file->path, rule, value);
}

static ttr_status too_large(const struct file *file, double size)
{
    char rule[64];
    snprintf(rule, sizeof rule, "must be at most %zu bytes long", file->limit);
    return ttri_fail_number(file->error, TTR_E_LIMIT, file->path, rule, size);
}

/* O_NONBLOCK: opening a pipe without a writer must not wait. */
static ttr_status open_file(struct file *file)
{
    struct stat status;
    do
        file->descriptor =
            open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    while (file->descriptor < 0 && errno == EINTR);
    if (file->descriptor < 0 || fstat(file->descriptor, &status) < 0)
        return refuse(file, errno);
    if (!S_ISREG(status.st_mode))
        return ttri_fail(
            file->error, TTR_E_IO, file->path, "must be a plain file",
            S_ISDIR(status.st_mode) ? "a directory" : "a device or a pipe");
    if ((uintmax_t)status.st_size > file->limit)
        return too_large(file, (double)status.st_size);
    file->size = (size_t)status.st_size;
    return TTR_OK;
}

/* Room for the file or one more piece, and for the byte that shows that there
 * is more. */
static bool reserve(const struct ttri_memory *memory, const struct file *file,
                    char **bytes, size_t *capacity, size_t size)
{
    size_t first = file->size < PIECE ? PIECE : file->size + 1;
    size_t wanted = *capacity ? *capacity * 2 : first;
    if (size < *capacity)
        return true;
    char *wider = *bytes ? memory->reallocate(memory->user, *bytes, wanted)
                         : ttri_allocate(memory, wanted);
    if (!wider)
        return false;
    *bytes = wider;
    *capacity = wanted;
    return true;
}

/* Until the end, or beyond the limit: the file may grow while it is read. */
static ttr_status read_all(const struct ttri_memory *memory,
                           const struct file *file, char **bytes, size_t *size)
{
    size_t capacity = 0;
    ssize_t count = 1;
    *bytes = NULL;
    *size = 0;
    while (count != 0) {
        if (!reserve(memory, file, bytes, &capacity, *size))
            return ttri_no_memory(file->error, file->path);
        count = read(file->descriptor, *bytes + *size, capacity - *size);
        if (count < 0 && errno != EINTR)
            return refuse(file, errno);
        if (count > 0)
            *size += (size_t)count;
        if (*size > file->limit)
            return too_large(file, (double)*size);
    }
    return TTR_OK;
}

ttr_status ttri_read_file(const struct ttri_memory *memory, const char *path,
                          size_t limit, char **bytes, size_t *size,
                          struct ttr_error *error)
{
    struct file file = {-1, path, limit, error, 0};
    char *read = NULL;
    size_t length = 0;
    ttr_status status = open_file(&file);
    if (!status)
        status = read_all(memory, &file, &read, &length);
    if (file.descriptor >= 0)
        close(file.descriptor);
    if (status) {
        ttri_release(memory, read);
        return status;
    }
    *bytes = read;
    *size = length;
    return TTR_OK;
}
