/* tests/unit: one Check program per subject, printing TAP. They link the
 * library's own objects, so that ttri_ names are seen. */
#ifndef TTRI_UNIT_H
#define TTRI_UNIT_H

#include <check.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include <tiktokrev/status.h>

/* Elements of an array, for loops over its tests. */
#define TTRI_LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

/* The whole main() of a test program. The locale is the caller's, so that the
 * same programs serve the test with a comma for a decimal point. */
static inline int ttri_unit_main(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    int failed;

    setlocale(LC_ALL, "");
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* The same of a program that is told one path. */
static inline int ttri_unit_main_at(int count, char **arguments,
                                    const char **path, Suite *suite)
{
    if (count != 2) {
        fprintf(stderr, "usage: %s PATH\n", arguments[0]);
        return EXIT_FAILURE;
    }
    *path = arguments[1];
    return ttri_unit_main(suite);
}

/* Orders doubles, for qsort(). */
static inline int ttri_by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* A prepared error block. */
static inline struct ttr_error ttri_unit_error(void)
{
    struct ttr_error error;

    ttr_error_init(&error, sizeof error);
    return error;
}

/* A call that must succeed; shows the message if it does not. */
#define ttri_assert_ok(call, error)                                            \
    do {                                                                       \
        ttr_status status_ = (call);                                           \
        ck_assert_msg(status_ == TTR_OK, "%s: %s: %s", #call,                  \
                      ttr_status_name(status_), (error)->message);             \
    } while (0)

/* A call that must fail with this status and, unless NULL, this message. */
#define ttri_assert_fails(call, expected, error, text)                         \
    do {                                                                       \
        const char *text_ = (text);                                            \
        ttr_status status_ = (call);                                           \
        ck_assert_msg(status_ == (expected), "%s: %s instead of %s (%s)",      \
                      #call, ttr_status_name(status_),                         \
                      ttr_status_name(expected), (error)->message);            \
        ck_assert_int_eq((error)->status, status_);                            \
        if (text_ != NULL)                                                     \
            ck_assert_str_eq((error)->message, text_);                         \
    } while (0)

#endif
