/* tests/fuzz: each target takes any bytes and must neither crash nor break a
 * promise. standalone.c drives them without a fuzzing engine; with clang's,
 * compile a target alone with -fsanitize=fuzzer. */
#ifndef TTRI_FUZZ_H
#define TTRI_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A promise that holds for every input. */
#define TTRI_PROMISE(condition, message)                                       \
    do {                                                                       \
        if (!(condition)) {                                                    \
            fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #condition, \
                    message);                                                  \
            abort();                                                           \
        }                                                                      \
    } while (0)

#endif
