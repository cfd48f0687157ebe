#include "table/workbook.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "report/columns.h"
#include "table/workbook_sheets.h"

enum {
    MOST_SHEETS = 1000,
    HEAD_SIZE = 200 /* a sheet's XML around its rows is longer than this */
};

/* ---- The file ---- */

static const char *temporary_directory(void)
{
    const char *directory = getenv("TMPDIR");

    return directory && directory[0] == '/' ? directory : "/tmp";
}

/* A file without a name, so that nothing remains of it whatever happens. */
static int open_nameless(const char *directory)
{
    char path[PATH_MAX];
    int fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    if (fd != -1 || snprintf(path, sizeof path, "%s/cstools.XXXXXX", directory) >= PATH_MAX)
        return fd;
    fd = mkostemp(path, O_CLOEXEC); /* a file system that has no such files */
    if (fd != -1)
        unlink(path);
    return fd;
}

/* The library wants a name to open: that of the open file, as Linux has it. */
static bool open_file(cs_workbook *w, cs_error *error)
{
    const char *directory = temporary_directory();
    char path[64];

    w->fd = open_nameless(directory);
    if (w->fd == -1)
        return cs_fail_errno(error, errno, "cannot create a temporary file in \"%s\"", directory);
    snprintf(path, sizeof path, "/proc/self/fd/%d", w->fd);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = (char *)directory};
    w->book = workbook_new_opt(path, &options);
    return w->book || cs_fail_memory(error);
}

/* The same input makes the same bytes: a workbook does not say when it was made. The date is the
 * one that the library gives to the files inside the archive. */
static void fix_date(cs_workbook *w)
{
    enum {
        FIRST_OF_JANUARY_1980 = 315532800 /* seconds */
    };
    lxw_doc_properties properties = {.created = FIRST_OF_JANUARY_1980};

    workbook_set_properties(w->book, &properties);
}

/* ---- Sheets ---- */

static lxw_worksheet *new_sheet(cs_workbook *w, const char *title, unsigned number, cs_error *error)
{
    char name[32];

    snprintf(name, sizeof name, number > 1 ? "%s %u" : "%s", title, number);
    lxw_worksheet *sheet = workbook_add_worksheet(w->book, name);
    if (!sheet)
        cs_fail(error, "cannot add a sheet to the workbook");
    return sheet;
}

/* Begins the next sheet of a series with the header, which stays in sight, and a filter. */
static bool begin_sheet(cs_workbook *w, workbook_series *s, cs_error *error)
{
    if (s->sheets == MOST_SHEETS)
        return cs_fail(error, "more rows than a workbook can hold");
    s->sheet = new_sheet(w, s->title, ++s->sheets, error);
    if (!s->sheet)
        return false;
    for (size_t i = 0; i < w->columns; i++) {
        errno = 0;
        if (!cs_workbook_worked(worksheet_set_column(s->sheet, (lxw_col_t)i, (lxw_col_t)i,
                                                     cs_column_width(w->header[i]), w->text),
                                error) ||
            !cs_workbook_put(w, s->sheet, 0, i, w->header[i], w->bold, error))
            return false;
    }
    worksheet_freeze_panes(s->sheet, 1, 0);
    s->row = 1;
    return true;
}

static void end_sheet(const cs_workbook *w, const workbook_series *s)
{
    worksheet_autofilter(s->sheet, 0, 0, s->row - 1, (lxw_col_t)(w->columns - 1));
}

/* ---- Rows ---- */

cs_workbook *cs_workbook_new(cs_error *error)
{
    cs_workbook *w = calloc(1, sizeof *w);

    if (!w) {
        cs_fail_memory(error);
        return NULL;
    }
    w->series[ADDS].title = "Adds";
    w->series[UPDATES].title = "Updates";
    w->series[DELETES].title = "Deletes";
    w->fd = -1;
    if (!open_file(w, error)) {
        cs_workbook_free(w);
        return NULL;
    }
    fix_date(w);
    w->bold = workbook_add_format(w->book);
    w->text = workbook_add_format(w->book);
    if (w->bold && w->text) {
        format_set_bold(w->bold);
        format_set_num_format(w->bold, "@");
        format_set_num_format(w->text, "@");
        w->summary = new_sheet(w, "Summary", 1, error);
    }
    if (w->summary)
        return w;
    cs_fail_memory(error);
    cs_workbook_free(w);
    return NULL;
}

/* Keeps the header for the sheets that follow. */
static bool keep_header(cs_workbook *w, const cs_text *header, size_t count)
{
    size_t at = 0;

    w->header = calloc(count, sizeof *w->header);
    for (size_t i = 0; i < count; i++)
        cs_buffer_add(&w->names, header[i]);
    if (!w->header || w->names.failed)
        return false;
    for (size_t i = 0; i < count; at += header[i++].n)
        w->header[i] = (cs_text){cs_buffer_text(&w->names).s + at, header[i].n};
    w->columns = count;
    return true;
}

bool cs_workbook_header(cs_workbook *w, const cs_text *header, size_t count, cs_error *error)
{
    if (count > LXW_COL_MAX)
        return cs_fail(error, "%zu columns, more than a workbook can hold (%d)", count,
                       LXW_COL_MAX);
    if (!keep_header(w, header, count))
        return cs_fail_memory(error);
    for (int i = 0; i < SERIES; i++)
        if (!begin_sheet(w, &w->series[i], error))
            return false;
    return true;
}

static workbook_series *series_of(cs_workbook *w, cs_omodt omodt)
{
    if (cs_omodt_is_delete(omodt))
        return &w->series[DELETES];
    return &w->series[omodt == CS_OMODT_ADD ? ADDS : UPDATES];
}

/* A row is on its way to the temporary file once the next is begun; the library does not look
 * whether it got there. */
static bool check_written(const lxw_worksheet *sheet, cs_error *error)
{
    return !ferror(sheet->optimize_tmpfile) ||
           cs_fail(error, "cannot write a temporary file in \"%s\"", temporary_directory());
}

bool cs_workbook_row(cs_workbook *w, cs_omodt omodt, const cs_text *fields, cs_error *error)
{
    workbook_series *s = series_of(w, omodt);

    if (s->row == LXW_ROW_MAX) {
        end_sheet(w, s);
        if (!begin_sheet(w, s, error))
            return false;
    }
    for (size_t i = 0; i < w->columns; i++)
        if (!cs_workbook_put(w, s->sheet, s->row, i, fields[i], w->text, error))
            return false;
    s->row++;
    return check_written(s->sheet, error);
}

uint64_t cs_workbook_cut(const cs_workbook *w)
{
    return w->cut;
}

/* ---- The end ---- */

/* Notes how many bytes the rows of each sheet take; false where some could not be written. */
static bool measure_sheets(const cs_workbook *w, uint64_t *sizes, size_t *count, cs_error *error)
{
    lxw_worksheet *sheet;

    STAILQ_FOREACH(sheet, w->book->worksheets, list_pointers)
    {
        fflush(sheet->optimize_tmpfile);
        if (!check_written(sheet, error))
            return false;
        long size = ftell(sheet->optimize_tmpfile);
        if (size > (long)(UINT32_MAX - (1u << 30))) /* what comes around it is far less */
            w->book->options.use_zip64 = LXW_TRUE;
        sizes[(*count)++] = (uint64_t)size + HEAD_SIZE;
    }
    return true;
}

/* Copies the finished file. */
static bool copy_file(const cs_workbook *w, cs_output *out, cs_error *error)
{
    char block[1 << 16];
    off_t at = 0;
    ssize_t got;

    while ((got = pread(w->fd, block, sizeof block, at)) > 0) {
        if (!cs_output_write(out, (cs_text){block, (size_t)got}, error))
            return false;
        at += got;
    }
    return got == 0 || cs_fail_errno(error, errno, "cannot read a temporary file");
}

/* Makes the file, and notes what the sheets take. */
static bool finish(cs_workbook *w, const cs_facts *facts, uint64_t *sizes, size_t *count,
                   cs_error *error)
{
    if (!cs_workbook_put_summary(w, facts, error))
        return false;
    for (int i = 0; i < SERIES; i++)
        end_sheet(w, &w->series[i]);
    if (!measure_sheets(w, sizes, count, error))
        return false;
    errno = 0;
    lxw_error code = workbook_close(w->book);
    w->book = NULL; /* freed, whatever came of it */
    return cs_workbook_worked(code, error);
}

/* The same, with a buffer as standard error, which glibc lets a program set. Where memory is gone,
 * the library leaves something out of the file's small parts, says so there, and nowhere else: it
 * returns success, and has set errno back to zero. */
static bool finish_and_listen(cs_workbook *w, const cs_facts *facts, uint64_t *sizes, size_t *count,
                              cs_error *error)
{
    char said[1024] = "";
    FILE *buffer = fmemopen(said, sizeof said, "w"), *real = stderr;

    if (!buffer)
        return cs_fail_memory(error);
    setbuf(buffer, NULL);
    stderr = buffer;
    bool ok = finish(w, facts, sizes, count, error);
    stderr = real;
    fclose(buffer);
    return ok && (said[0] == '\0' || cs_fail(error, "the workbook is incomplete: out of memory"));
}

bool cs_workbook_write(cs_workbook *w, const cs_facts *facts, cs_output *out, cs_error *error)
{
    uint64_t sizes[1 + SERIES * MOST_SHEETS];
    size_t count = 0;

    return finish_and_listen(w, facts, sizes, &count, error) &&
           cs_workbook_check(w->fd, sizes, count, error) && copy_file(w, out, error);
}

void cs_workbook_free(cs_workbook *w)
{
    if (!w)
        return;
    if (w->book)
        lxw_workbook_free(w->book);
    if (w->fd != -1)
        close(w->fd);
    free(w->header);
    cs_buffer_free(&w->names);
    cs_buffer_free(&w->cell);
    free(w);
}
