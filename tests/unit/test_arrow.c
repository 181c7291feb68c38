/* A distribution by the Arrow C data interface, as a consumer walks it. */
#include "distributions.h"
#include "failing.h"

#include <tiktokrev/distribution.h>

#include "engine/arrow.h"

enum {
    TEXTS = 4,
    MOMENTS = 4
};

static const double p[] = {0.1, 0.5};
enum {
    LEVELS = 2,
    COLUMNS = TEXTS + MOMENTS + 2 * LEVELS
};

static const char *const names[COLUMNS] = {
    "name",      "region",          "step", "unit",      "mean", "mean_error",
    "deviation", "deviation_error", "p10",  "p10_error", "p50",  "p50_error"};

struct batch {
    struct ArrowSchema schema;
    struct ArrowArray array;
};

static struct batch batch_of(const ttr_distribution *distribution)
{
    struct ttr_error error = ttri_unit_error();
    struct batch batch;

    ttri_assert_ok(ttr_distribution_arrow(distribution, p, LEVELS,
                                          &batch.schema, &batch.array, &error),
                   &error);
    return batch;
}

static void release(struct batch *batch)
{
    batch->schema.release(&batch->schema);
    batch->array.release(&batch->array);
    ck_assert(batch->schema.release == NULL);
    ck_assert(batch->array.release == NULL);
}

static const char *text_at(const struct ArrowArray *column, uint32_t row,
                           size_t *size)
{
    const int64_t *offset = column->buffers[1];
    const char *letters = column->buffers[2];

    ck_assert_int_le(offset[row], offset[row + 1]);
    *size = (size_t)(offset[row + 1] - offset[row]);
    return letters + offset[row];
}

START_TEST(schema_is_a_struct)
{
    ttr_distribution *made = four_whole(2);
    struct batch batch = batch_of(made);

    ck_assert_str_eq(batch.schema.format, "+s");
    ck_assert_int_eq(batch.schema.flags & ARROW_FLAG_NULLABLE, 0);
    ck_assert_int_eq(batch.schema.n_children, COLUMNS);
    ck_assert_ptr_null(batch.schema.dictionary);
    ck_assert_ptr_null(batch.schema.metadata);
    for (uint32_t c = 0; c < COLUMNS; c++) {
        const struct ArrowSchema *child = batch.schema.children[c];

        ck_assert_str_eq(child->name, names[c]);
        ck_assert_str_eq(child->format, c < TEXTS ? "U" : "g");
        ck_assert_int_eq(child->n_children, 0);
        ck_assert_int_eq(child->flags, 0);
        ck_assert(child->release != NULL);
    }
    release(&batch);
    ttr_distribution_unref(made);
}
END_TEST

START_TEST(arrays_hold_the_table)
{
    ttr_distribution *made = four_whole(2);
    struct batch batch = batch_of(made);
    struct ttr_error error = ttri_unit_error();
    double mean[VARIABLES], spread[VARIABLES], quantile[VARIABLES * LEVELS];
    const double *column[COLUMNS] = {NULL};

    /* it owns all it needs */
    ttri_assert_ok(
        ttr_distribution_means(made, 0, VARIABLES, mean, spread, &error),
        &error);
    ttri_assert_ok(ttr_distribution_quantiles(made, 0, VARIABLES, p, LEVELS,
                                              quantile, NULL, &error),
                   &error);
    ttr_distribution_unref(made);
    ck_assert_int_eq(batch.array.length, VARIABLES);
    ck_assert_int_eq(batch.array.null_count, 0);
    ck_assert_int_eq(batch.array.n_buffers, 1);
    ck_assert_ptr_null(batch.array.buffers[0]);
    ck_assert_int_eq(batch.array.n_children, COLUMNS);
    for (uint32_t c = 0; c < COLUMNS; c++) {
        const struct ArrowArray *child = batch.array.children[c];

        ck_assert_int_eq(child->length, VARIABLES);
        ck_assert_int_eq(child->null_count, 0);
        ck_assert_int_eq(child->offset, 0);
        ck_assert_int_eq(child->n_buffers, c < TEXTS ? 3 : 2);
        ck_assert_ptr_null(child->buffers[0]);
        ck_assert_uint_eq((uintptr_t)child->buffers[1] % 64, 0);
        column[c] = child->buffers[1];
    }
    for (uint32_t v = 0; v < VARIABLES; v++) {
        const char *const expected[TEXTS] = {
            four_texts[v].name, four_texts[v].region, four_texts[v].step,
            four_texts[v].unit};

        for (uint32_t c = 0; c < TEXTS; c++) {
            size_t size;
            const char *text = text_at(batch.array.children[c], v, &size);

            ck_assert_uint_eq(size, strlen(expected[c]));
            ck_assert_mem_eq(text, expected[c], size);
        }
        ck_assert(column[4][v] == mean[v] && column[5][v] == spread[v]);
        ck_assert(column[8][v] == quantile[v * LEVELS]);
        ck_assert(column[10][v] == quantile[v * LEVELS + 1]);
    }
    release(&batch);
}
END_TEST

/* A consumer may move children away, release the parents, and keep them. */
START_TEST(children_live_alone)
{
    struct ttri_failing failing = {0};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    struct ttri_memory memory;
    ttr_distribution *made;
    struct ArrowSchema schema;
    struct ArrowArray array;
    struct batch batch;
    size_t size;

    ck_assert_int_eq(ttri_memory_init(&memory, &allocator, NULL), TTR_OK);
    made = four_shard_in(&memory, 0, 2, 2, false);
    batch = batch_of(made);
    ttr_distribution_unref(made);
    array = *batch.array.children[0];
    batch.array.children[0]->release = NULL;
    schema = *batch.schema.children[11];
    batch.schema.children[11]->release = NULL;
    release(&batch);
    ck_assert_str_eq(schema.name, "p50_error");
    ck_assert_mem_eq(text_at(&array, 0, &size), "total/revenue", 13);
    ck_assert_int_gt(failing.blocks, 0);
    array.release(&array);
    schema.release(&schema);
    ck_assert_int_eq(failing.blocks, 0);
}
END_TEST

START_TEST(the_usual_quantiles)
{
    ttr_distribution *made = four_whole(1), *shard = four_shard(0, 1, 2);
    struct ttr_error error = ttri_unit_error();
    struct batch batch = {.schema = {.name = "untouched"}};
    const double bad = 1.0;

    ttri_assert_fails(ttr_distribution_arrow(shard, NULL, 0, &batch.schema,
                                             &batch.array, &error),
                      TTR_E_CONFLICT, &error, NULL);
    ttri_assert_fails(ttr_distribution_arrow(made, &bad, 1, &batch.schema,
                                             &batch.array, &error),
                      TTR_E_RANGE, &error, NULL);
    ck_assert_str_eq(batch.schema.name, "untouched");
    ttri_assert_ok(ttr_distribution_arrow(made, NULL, 0, &batch.schema,
                                          &batch.array, &error),
                   &error);
    ck_assert_int_eq(batch.array.n_children, TEXTS + MOMENTS + 14);
    ck_assert_str_eq(batch.schema.children[8]->name, "p5");
    ck_assert_str_eq(batch.schema.children[21]->name, "p95_error");
    release(&batch);
    ttr_distribution_unref(shard);
    ttr_distribution_unref(made);
}
END_TEST

static ttr_status attempt(const struct ttr_allocator *allocator, void *context)
{
    struct ttr_error *error = context;
    struct ttri_memory memory;
    ttr_distribution *made;
    struct batch batch;
    ttr_status status;

    ck_assert_int_eq(ttri_memory_init(&memory, allocator, error), TTR_OK);
    made = four_shard_in(&memory, 0, 1, 1, false);
    if (made == NULL)
        return TTR_E_NO_MEMORY;
    status = ttr_distribution_arrow(made, p, LEVELS, &batch.schema,
                                    &batch.array, error);
    ttr_distribution_unref(made);
    if (status == TTR_OK)
        release(&batch);
    return status;
}

START_TEST(failing_allocations)
{
    struct ttr_error error = ttri_unit_error();

    /* two for each structure, two for each list of children */
    ck_assert_uint_gt(ttri_fail_each(attempt, &error), 4 * COLUMNS + 4);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("arrow");
    TCase *cases = tcase_create("all");

    tcase_add_test(cases, schema_is_a_struct);
    tcase_add_test(cases, arrays_hold_the_table);
    tcase_add_test(cases, children_live_alone);
    tcase_add_test(cases, the_usual_quantiles);
    tcase_add_test(cases, failing_allocations);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
