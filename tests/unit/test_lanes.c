/* Kernels of every instruction set against one number at a time: all forms, on
 * numbers of all sorts, also where the result overwrites an operand. */
#include <math.h>
#include <string.h>

#include "lanes/lanes.h"
#include "lanes/levels.h"
#include "math/elementary.h"
#include "program/graph.h"
#include "unit.h"

enum {
    OPERANDS = 24,
    MEMORY = (OPERANDS + 1) * TTRI_LANES
};

static const double special[] = {
    0.0,      -0.0,      1.0,       -1.0,   0.5,     -0.5,
    1e-320,   -1e-320,   0x1p-1022, 1e300,  -1e300,  0x1.fffffffffffffp1023,
    INFINITY, -INFINITY, NAN,       1020.0, -1020.0, 1020.5,
    -1020.5,  746.0,     -745.5,    -708.5, 709.9,   2.0,
    0x1p-54,  3.0,       0x1p52,    1e-12,  -1e-12,  1.0 - 0x1p-53};

static uint64_t state;

static double next_number(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    switch (state >> 62) {
    case 0:
        return special[(state >> 32) % (sizeof special / sizeof *special)];
    case 1:
        return ttri_from_bits(state ^ (state << 31));
    default:
        return (double)(int64_t)state * 0x1p-61;
    }
}

/* Operand 0 is the result. `letters`: r for a row, n for a number. */
struct block {
    double number[MEMORY] __attribute__((aligned(64)));
    struct ttri_lane_operand operand[OPERANDS + 1];
    double *base[2];
    uint32_t count;
    const char *letters;
};

/* Every operand has a row; a number is the first of one. Bases and offsets
 * differ so that both count. */
static void fill_block(struct block *block, const char *letters)
{
    block->letters = letters;
    block->count = (uint32_t)strlen(letters);
    for (uint32_t i = 0; i < MEMORY; i++)
        block->number[i] = next_number();
    block->base[0] = block->number;
    block->base[1] = block->number + 3 * TTRI_LANES;
    for (uint32_t i = 0; i <= OPERANDS; i++)
        block->operand[i] = (struct ttri_lane_operand){
            i >= 3, (i >= 3 ? i - 3 : i) * TTRI_LANES};
}

/* Operand i, from 1, in a lane. */
static double at(const struct block *block, uint32_t i, uint32_t lane)
{
    return block
        ->number[i * TTRI_LANES + (block->letters[i - 1] == 'r' ? lane : 0)];
}

/* ---- what a form means, one lane at a time ---- */

typedef double meaning(const struct block *block, uint32_t lane, uint8_t op);

static double one_operation(const struct block *block, uint32_t lane,
                            uint8_t op)
{
    uint32_t count = block->count;

    return ttri_apply(op, at(block, 1, lane),
                      count > 1 ? at(block, 2, lane) : 0.0,
                      count > 2 ? at(block, 3, lane) : 0.0);
}

static double itself(const struct block *block, uint32_t lane, uint8_t op)
{
    (void)op;
    return at(block, 1, lane);
}

/* Operands from `first` on, from left to right. */
static double chain_from(const struct block *block, uint32_t lane, uint8_t op,
                         uint32_t first)
{
    double result = at(block, first, lane);

    for (uint32_t i = first + 1; i <= block->count; i++)
        result = ttri_apply(op, result, at(block, i, lane), 0.0);
    return result;
}

static double chain(const struct block *block, uint32_t lane, uint8_t op)
{
    return chain_from(block, lane, op, 1);
}

/* The first operand is the last factor. */
static double scaled(const struct block *block, uint32_t lane, uint8_t op)
{
    return chain_from(block, lane, op, 2) * at(block, 1, lane);
}

static double plus_product(const struct block *block, uint32_t lane, uint8_t op)
{
    return at(block, 1, lane) + chain_from(block, lane, op, 2);
}

static double plus_scaled(const struct block *block, uint32_t lane, uint8_t op)
{
    return at(block, 1, lane) +
           chain_from(block, lane, op, 3) * at(block, 2, lane);
}

/* Products of pairs added up, after one operand if their number is odd. */
static double pairs(const struct block *block, uint32_t lane, uint8_t op)
{
    uint32_t i = block->count % 2 + 1;
    double result = at(block, 1, lane);

    for (; i < block->count; i += 2) {
        double product = at(block, i, lane) * at(block, i + 1, lane);

        result = i == 1 ? product : result + product;
    }
    return op == TTRI_OP_EXP_TWO ? ttri_apply(op, result, 0.0, 0.0) : result;
}

/* 2 to the power of such a sum and then the first operand. */
static double before_number(const struct block *block, uint32_t lane,
                            uint8_t op)
{
    double sum = at(block, 2, lane) * at(block, 3, lane);

    for (uint32_t i = 4; i < block->count; i += 2)
        sum += at(block, i, lane) * at(block, i + 1, lane);
    return ttri_apply(op, sum + at(block, 1, lane), 0.0, 0.0);
}

/* Products of pairs, or one operation, written down. */
#define PAIRS(letters, form, op)                                               \
    {                                                                          \
        letters, form, op, pairs                                               \
    }
#define BEFORE(letters, variant)                                               \
    {                                                                          \
        letters, TTRI_FORM_TWO_BEFORE + variant, TTRI_OP_EXP_TWO,              \
            before_number                                                      \
    }
#define ONE(letters, name, variant)                                            \
    {                                                                          \
        letters, TTRI_FORM_##name + variant, TTRI_OP_##name, one_operation     \
    }

/* One to four products of a number and a row have forms of their own; five and
 * more, the last. */
#define SUMS(first, form, op)                                                  \
    PAIRS(first "nr", form, op), PAIRS(first "nrnr", (form) + 1, op),          \
        PAIRS(first "nrnrnr", (form) + 2, op),                                 \
        PAIRS(first "nrnrnrnr", (form) + 3, op),                               \
        PAIRS(first "nrnrnrnrnr", (form) + 4, op),                             \
        PAIRS(first "nrnrnrnrnrnr", (form) + 4, op),                           \
        PAIRS(first "nrnrnrnrnrnrnrnrnr", (form) + 4, op)

/* Two rows, or a number for one of them. */
#define OF_TWO(name) ONE("rr", name, 0), ONE("rn", name, 1), ONE("nr", name, 2)

static const struct form {
    const char *letters;
    uint32_t form;
    uint8_t op;
    meaning *meaning;
} forms[] = {
    {"r", TTRI_FORM_COPY, 0, itself},
    {"n", TTRI_FORM_FILL, 0, itself},
    {"rr", TTRI_FORM_ADD, TTRI_OP_ADD, chain},
    {"nr", TTRI_FORM_SHIFT, TTRI_OP_ADD, chain},
    {"rrr", TTRI_FORM_SUM, TTRI_OP_ADD, chain},
    {"rrrrrrr", TTRI_FORM_SUM, TTRI_OP_ADD, chain},
    {"rr", TTRI_FORM_SUB, TTRI_OP_SUB, chain},
    {"nr", TTRI_FORM_SUB_FROM, TTRI_OP_SUB, chain},
    {"rr", TTRI_FORM_MUL, TTRI_OP_MUL, chain},
    {"nr", TTRI_FORM_SCALE, TTRI_OP_MUL, chain},
    {"rrr", TTRI_FORM_PRODUCT, TTRI_OP_MUL, chain},
    {"rrrrrr", TTRI_FORM_PRODUCT, TTRI_OP_MUL, chain},
    {"nrr", TTRI_FORM_MULTIPLE, TTRI_OP_MUL, chain},
    {"nrrrr", TTRI_FORM_MULTIPLE, TTRI_OP_MUL, chain},
    {"nrr", TTRI_FORM_SCALED, TTRI_OP_MUL, scaled},
    {"nrrrrr", TTRI_FORM_SCALED, TTRI_OP_MUL, scaled},
    {"rrr", TTRI_FORM_PLUS_PRODUCT, TTRI_OP_MUL, plus_product},
    {"rrrrrr", TTRI_FORM_PLUS_PRODUCT, TTRI_OP_MUL, plus_product},
    {"rnr", TTRI_FORM_PLUS_MULTIPLE, TTRI_OP_MUL, plus_product},
    {"rnrrrr", TTRI_FORM_PLUS_MULTIPLE, TTRI_OP_MUL, plus_product},
    {"rnr", TTRI_FORM_PLUS_SCALED, TTRI_OP_MUL, plus_scaled},
    {"rnrrrr", TTRI_FORM_PLUS_SCALED, TTRI_OP_MUL, plus_scaled},
    PAIRS("rr", TTRI_FORM_DOT, 0),
    PAIRS("rrrrrr", TTRI_FORM_DOT, 0),
    PAIRS("rrr", TTRI_FORM_DOT_ROW, 0),
    PAIRS("rrrrrrr", TTRI_FORM_DOT_ROW, 0),
    PAIRS("nrr", TTRI_FORM_DOT_SHIFT, 0),
    PAIRS("nrrrr", TTRI_FORM_DOT_SHIFT, 0),
    SUMS("", TTRI_FORM_LINEAR, 0),
    SUMS("n", TTRI_FORM_AFFINE, 0),
    SUMS("", TTRI_FORM_TWO_LINEAR, TTRI_OP_EXP_TWO),
    SUMS("n", TTRI_FORM_TWO_AFFINE, TTRI_OP_EXP_TWO),
    BEFORE("nnr", 0),
    BEFORE("nnrnr", 1),
    BEFORE("nnrnrnr", 2),
    BEFORE("nnrnrnrnr", 3),
    BEFORE("nnrnrnrnrnr", 4),
    BEFORE("nnrnrnrnrnrnrnr", 4),
    OF_TWO(DIV),
    OF_TWO(MIN),
    OF_TWO(MAX),
    OF_TWO(ODDS),
    OF_TWO(STEP),
    ONE("rrr", SELECT, 0),
    ONE("rrn", SELECT, 1),
    ONE("rnr", SELECT, 2),
    ONE("rnn", SELECT, 3),
    ONE("r", EXP, 0),
    ONE("r", LOG, 0),
    ONE("r", EXP_TWO, 0),
};

/* Which of several numbers that are none comes out is not said. */
static bool same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b);
}

/* Runs a form with the result at operand `to`. */
static void check_form(const struct form *form, const struct ttri_level *level,
                       uint32_t to)
{
    static struct block block, before;

    fill_block(&block, form->letters);
    block.operand[0] = block.operand[to];
    before = block;
    level->operations->form[form->form](block.base, block.operand, block.count);
    for (uint32_t i = 0; i < MEMORY; i++) {
        uint32_t row = i / TTRI_LANES, lane = i % TTRI_LANES;
        double expected = row == to ? form->meaning(&before, lane, form->op)
                                    : before.number[i];

        if (!same(block.number[i], expected))
            ck_abort_msg("%s: form %u of %s into operand %u, row %u lane %u: "
                         "%a instead of %a",
                         level->name, form->form, form->letters, to, row, lane,
                         block.number[i], expected);
    }
}

START_TEST(forms_do_what_they_mean)
{
    const struct form *form = &forms[_i];
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);
    uint32_t count = (uint32_t)strlen(form->letters);

    for (uint32_t i = 0; i < levels; i++)
        for (uint32_t turn = 0; turn < 20; turn++) {
            state = turn * 7919u + (uint64_t)_i;
            for (uint32_t to = 0; to <= count; to++)
                if (to == 0 || form->letters[to - 1] == 'r')
                    check_form(form, &level[i], to);
        }
}
END_TEST

/* No form is left out of a level, or of the table above. */
START_TEST(forms_are_complete)
{
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);
    bool known[TTRI_FORMS] = {false};

    for (uint32_t i = 0; i < sizeof forms / sizeof *forms; i++)
        known[forms[i].form] = true;
    for (uint32_t i = 0; i < TTRI_FORMS; i++) {
        ck_assert_msg(known[i], "form %u is not tested", i);
        for (uint32_t j = 0; j < levels; j++)
            ck_assert(level[j].operations->form[i] != NULL);
    }
}
END_TEST

START_TEST(levels_have_names)
{
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);

    ck_assert_uint_ge(levels, 2);
    ck_assert_str_eq(level[0].name, "scalar");
    ck_assert_str_eq(level[1].name, "baseline");
    for (uint32_t i = 0; i < levels; i++)
        for (uint32_t j = 0; j < i; j++)
            ck_assert_str_ne(level[i].name, level[j].name);
}
END_TEST

/* exp, log and powers of two along their whole ranges. */
START_TEST(functions_have_the_bits_of_one_number)
{
    static const struct {
        uint32_t form;
        uint8_t op;
        double low, high;
    } function[] = {{TTRI_FORM_EXP, TTRI_OP_EXP, -760.0, 730.0},
                    {TTRI_FORM_EXP_TWO, TTRI_OP_EXP_TWO, -1100.0, 1100.0},
                    {TTRI_FORM_LOG, TTRI_OP_LOG, 0.0, 5.0}};
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);
    static struct block block;

    for (uint32_t i = 0; i < 100000 / TTRI_LANES; i++) {
        fill_block(&block, "r");
        for (uint32_t lane = 0; lane < TTRI_LANES; lane++)
            block.number[TTRI_LANES + lane] =
                function[_i].low + (function[_i].high - function[_i].low) *
                                       (i * TTRI_LANES + lane) / 100000.0;
        for (uint32_t j = 0; j < levels; j++) {
            level[j].operations->form[function[_i].form](block.base,
                                                         block.operand, 1);
            for (uint32_t lane = 0; lane < TTRI_LANES; lane++)
                if (!same(block.number[lane],
                          one_operation(&block, lane, function[_i].op)))
                    ck_abort_msg("%s: %a", level[j].name,
                                 block.number[TTRI_LANES + lane]);
        }
    }
}
END_TEST

/* Whatever the bits of what is no number: nothing that depends on it is one.
 * Alone on a lane, so that its neighbours would show it too. */
START_TEST(none_stays_none)
{
    static const char *const letters[] = {"r", "nr", "nnr"};
    static const uint32_t form[][3] = {
        {TTRI_FORM_EXP, TTRI_FORM_LOG, TTRI_FORM_EXP_TWO},
        {TTRI_FORM_TWO_LINEAR, TTRI_FORM_LINEAR, TTRI_FORM_SCALE},
        {TTRI_FORM_TWO_AFFINE, TTRI_FORM_AFFINE, TTRI_FORM_AFFINE}};
    const uint64_t bits = (uint64_t)_i / 52 % 2 << 63 |
                          (uint64_t)_i / 104 % 2 << 51 | 0x7ff0000000000000u |
                          (uint64_t)1 << _i % 52 | (uint64_t)(_i % 7) << 4;
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);
    static struct block block;

    for (uint32_t i = 0; i < levels * 9; i++) {
        uint32_t count = i / 3 % 3 + 1, lane = (i * 37 + 5) % TTRI_LANES;
        double *row;

        fill_block(&block, letters[count - 1]);
        for (uint32_t k = 0; k < MEMORY; k++)
            block.number[k] = 0.75;
        row = block.number + count * TTRI_LANES;
        row[lane] = ttri_from_bits(bits);
        level[i / 9].operations->form[form[count - 1][i % 3]](
            block.base, block.operand, count);
        for (uint32_t k = 0; k < TTRI_LANES; k++)
            ck_assert_msg(isnan(block.number[k]) == (k == lane),
                          "%s: form %u makes %a of %llx in lane %u",
                          level[i / 9].name, form[count - 1][i % 3],
                          block.number[k], (unsigned long long)bits, k);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lanes");
    TCase *tests = tcase_create("lanes");

    tcase_add_loop_test(tests, forms_do_what_they_mean, 0,
                        (int)(sizeof forms / sizeof *forms));
    tcase_add_test(tests, forms_are_complete);
    tcase_add_test(tests, levels_have_names);
    tcase_add_loop_test(tests, functions_have_the_bits_of_one_number, 0, 3);
    tcase_add_loop_test(tests, none_stays_none, 0, 208);
    suite_add_tcase(suite, tests);
    return ttri_unit_main(suite);
}
