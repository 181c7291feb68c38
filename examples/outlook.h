/* outlook: prints a model document as a person reads it.
 *
 *   outlook.c          arguments, loading, exports, explanations
 *   outlook_layout.c   numbers, tables and paragraphs at 100 columns
 *   outlook_title.c    what the numbers are
 *   outlook_bands.c    how sure the numbers are
 *   outlook_run.c      the simulation behind them, with its progress
 *   outlook_fit.c      what published figures tell of what is doubtful
 *   outlook_report.c   the sections about money
 *   outlook_users.c    the section about users
 *   outlook_history.c  the comparison with published figures
 *
 * Failure is sticky: after one, every function here does nothing, and main()
 * prints the message once. */
#ifndef OUTLOOK_H
#define OUTLOOK_H

#include <stdbool.h>
#include <tiktokrev/tiktokrev.h>

#define PAGE 100 /* columns */

struct outlook {
    const char *model_path, *history_path; /* history_path may be NULL */
    struct ttr_error error;
    ttr_status status;
    ttr_program *program;
    ttr_forecast *forecast;
    ttr_history *published;       /* or NULL */
    ttr_calibration *calibration; /* or NULL: bands as the document says */
    char unfitted[256];           /* why, if a fit was wanted */
    struct ttr_calendar calendar;
    int32_t step;         /* one of TTR_STEP_ */
    int32_t currency;     /* TTR_REPORTING or TTR_CONSTANT */
    uint32_t steps;       /* of the time axis */
    uint32_t history;     /* of these, complete before the as-of date */
    uint32_t back;        /* steps to the same season a year before */
    uint64_t paths, seed; /* of the simulation */
    uint32_t threads;
};

/* Records what a call of the library returned; true if all is well. */
bool outlook_check(struct outlook *outlook, ttr_status status);
/* Reporting currency. */
const char *money(const struct outlook *outlook);
/* Days of a step, all of a year's where the calendar holds it in part. */
int32_t step_days(const struct outlook *outlook, uint32_t step);
/* Writes a text as it is, and lets go of it. */
void print_text(struct outlook *outlook, ttr_text *text);
/* Records a failure of our own. */
void outlook_fail(struct outlook *outlook, ttr_status status,
                  const char *message);

/* ---- outlook_layout.c ---- */

enum format {
    FORMAT_AMOUNT,   /* 12.3B */
    FORMAT_PERCENT,  /* of a share or a rate: 12.3 */
    FORMAT_CHANGE,   /* the same with its sign: +12.3 */
    FORMAT_ERROR,    /* a small share: 0.012 */
    FORMAT_FRACTION, /* 0.1234 */
    FORMAT_PRICE     /* 1.23 */
};

#define CELL 16 /* bytes of a formatted number */

/* Three significant digits and K, M, B or T; `-` for exactly 0, `~0` for what
 * rounds to it. */
void write_number(char cell[CELL], double value, enum format format);
/* Text that is cut or padded to `width` columns, UTF-8 or not. */
void print_padded(const char *text, int width);
void print_title(const char *title);
void print_heading(const char *title);
/* `label`, if any, in a column of its own, the text wrapped beside it. */
void print_paragraph(const char *label, const char *text);
/* Lines that are indented by their depth; what is too long goes on below,
 * indented further. */
void print_tree(const char *text);

struct row;

/* A table over the time axis: rows are added, then printed at once, in as
 * many blocks of columns as the page needs. */
struct table {
    struct outlook *outlook;
    const char *title, *unit;
    struct row *row;
    uint32_t rows, capacity;
};

void table_begin(struct table *table, struct outlook *outlook,
                 const char *title, const char *unit);
/* `values`: one per step; NAN prints as a dot. */
void table_add(struct table *table, const char *label, enum format format,
               const double *values);
/* A short rule before the next row. */
void table_rule(struct table *table);
void table_end(struct table *table);

/* ---- outlook_title.c ---- */

void report_title(struct outlook *outlook);

/* ---- outlook_report.c ---- */

#define NAME 128 /* bytes of an output's name */

/* One number per step. */
typedef double path[TTR_MAX_PERIODS];

/* Zeros after a failure. */
void read_output(struct outlook *outlook, const char *name, uint32_t region,
                 int32_t currency, path values);
/* NAN where there is nothing to divide by. */
void ratio(const struct outlook *outlook, const path over, const path under,
           path result);

void report_sections(struct outlook *outlook);

/* ---- outlook_run.c ---- */

/* Runs a simulation with a bar on a terminal; an interrupt ends it early as a
 * failure. NULL after a failure. */
ttr_distribution *run_paths(struct outlook *outlook,
                            const ttr_simulation *simulation);

/* ---- outlook_bands.c ---- */

void report_bands(struct outlook *outlook);
/* The same as a table for machines. */
void export_bands(struct outlook *outlook, bool json);

/* ---- outlook_fit.c ---- */

/* Figures that can not be fitted to are no failure: it is told. */
void fit_history(struct outlook *outlook, const ttr_combiner *platform);
void report_fit(struct outlook *outlook);

/* ---- outlook_users.c ---- */

void report_users(struct outlook *outlook);

/* ---- outlook_history.c ---- */

void report_history(struct outlook *outlook);

#endif
