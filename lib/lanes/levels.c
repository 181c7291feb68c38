#include "lanes/levels.h"

#define DECLARE(level)                                                         \
    extern const struct ttri_operation_kernels ttri_operation_kernels_##level; \
    extern const struct ttri_draw_kernels ttri_draw_kernels_##level;           \
    extern const struct ttri_summary_kernels ttri_summary_kernels_##level;     \
    extern const struct ttri_matrix_kernels ttri_matrix_kernels_##level;

#define LEVEL(text, level)                                                     \
    {                                                                          \
        text, &ttri_operation_kernels_##level, &ttri_draw_kernels_##level,     \
            &ttri_summary_kernels_##level, &ttri_matrix_kernels_##level        \
    }

DECLARE(scalar)
DECLARE(baseline)
#ifdef TTRI_HAS_X86_LEVELS
DECLARE(v2)
DECLARE(v3)
DECLARE(v4)
#endif

static const struct ttri_level levels[] = {
    LEVEL("scalar", scalar), LEVEL("baseline", baseline),
#ifdef TTRI_HAS_X86_LEVELS
    LEVEL("x86-64-v2", v2),  LEVEL("x86-64-v3", v3),
    LEVEL("x86-64-v4", v4),
#endif
};

#ifdef TTRI_HAS_X86_LEVELS
/* The machine's own registers count only if the system keeps them: the
 * compiler's builtins ask for both. */
static uint32_t count_levels(void)
{
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("sse4.2") || !__builtin_cpu_supports("popcnt"))
        return 2;
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi2"))
        return 3;
    if (!__builtin_cpu_supports("avx512f") ||
        !__builtin_cpu_supports("avx512dq") ||
        !__builtin_cpu_supports("avx512vl") ||
        !__builtin_cpu_supports("avx512bw"))
        return 4;
    return 5;
}
#else
static uint32_t count_levels(void)
{
    return 2;
}
#endif

uint32_t ttri_levels(const struct ttri_level **level)
{
    *level = levels;
    return count_levels();
}

const struct ttri_level *ttri_widest_level(void)
{
    return &levels[count_levels() - 1];
}
