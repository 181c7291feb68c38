/* A distribution as an Arrow record batch. Whoever takes it may keep single
 * columns and release the rest: each owns its memory. */
#include "engine/arrow.h"

#include <string.h>

#include "engine/distribution_table.h"

/* What a structure owns beside what its children own themselves. */
struct owned {
    struct ttri_memory memory;
    void *block, *list, *children;
};

enum {
    TEXT_COLUMNS = 4
};

/* ---- release ---- */

static void drop(struct owned *owned)
{
    struct ttri_memory memory;

    if (owned == NULL)
        return;
    memory = owned->memory;
    ttri_release(&memory, owned->block);
    ttri_release(&memory, owned->list);
    ttri_release(&memory, owned->children);
    ttri_release(&memory, owned);
}

/* A child that was moved away has no release. */
static void release_schema(struct ArrowSchema *schema)
{
    for (int64_t i = 0; i < schema->n_children; i++)
        if (schema->children[i]->release != NULL)
            schema->children[i]->release(schema->children[i]);
    drop(schema->private_data);
    schema->release = NULL;
}

static void release_array(struct ArrowArray *array)
{
    for (int64_t i = 0; i < array->n_children; i++)
        if (array->children[i]->release != NULL)
            array->children[i]->release(array->children[i]);
    drop(array->private_data);
    array->release = NULL;
}

/* ---- making ---- */

/* With `size` bytes, at the address that is returned; NULL on failure. */
static void *own(const struct ttri_memory *memory, size_t size,
                 void **private_data)
{
    struct owned *owned = ttri_clear(memory, 1, sizeof *owned);
    void *block = ttri_clear(memory, 1, size);

    if (owned == NULL || block == NULL) {
        ttri_release(memory, owned);
        ttri_release(memory, block);
        return NULL;
    }
    owned->memory = *memory;
    owned->block = block;
    *private_data = owned;
    return block;
}

static bool make_schema(const struct ttri_memory *memory, const char *format,
                        const char *name, struct ArrowSchema *schema)
{
    char *copy;

    *schema = (struct ArrowSchema){.format = format};
    copy = own(memory, strlen(name) + 1, &schema->private_data);
    if (copy == NULL)
        return false;
    schema->name = memcpy(copy, name, strlen(name) + 1);
    schema->release = release_schema;
    return true;
}

static bool add_schema_children(uint32_t count, struct ArrowSchema *schema)
{
    struct owned *owned = schema->private_data;
    struct ArrowSchema *child =
        ttri_clear(&owned->memory, count, sizeof *child);

    owned->children = child;
    owned->list = ttri_clear(&owned->memory, count, sizeof child);
    if (child == NULL || owned->list == NULL)
        return false;
    schema->children = owned->list;
    for (uint32_t i = 0; i < count; i++)
        schema->children[i] = child + i;
    schema->n_children = count;
    return true;
}

static bool add_array_children(uint32_t count, struct ArrowArray *array)
{
    struct owned *owned = array->private_data;
    struct ArrowArray *child = ttri_clear(&owned->memory, count, sizeof *child);

    owned->children = child;
    owned->list = ttri_clear(&owned->memory, count, sizeof child);
    if (child == NULL || owned->list == NULL)
        return false;
    array->children = owned->list;
    for (uint32_t i = 0; i < count; i++)
        array->children[i] = child + i;
    array->n_children = count;
    return true;
}

/* `buffers` addresses, and at the next multiple of 64 `size` bytes, whose
 * address is returned. No number is missing: the first buffer, which would say
 * so, is none. */
static unsigned char *make_array(const struct ttri_memory *memory,
                                 uint32_t length, uint32_t buffers, size_t size,
                                 struct ArrowArray *array)
{
    unsigned char *block;

    *array = (struct ArrowArray){.length = length, .n_buffers = buffers};
    block =
        own(memory, buffers * sizeof(void *) + 64 + size, &array->private_data);
    if (block == NULL)
        return NULL;
    array->buffers = (const void **)(void *)block;
    array->release = release_array;
    block += buffers * sizeof(void *);
    return block + (64 - (uintptr_t)block % 64) % 64;
}

static bool make_numbers(const struct ttri_table *table, uint32_t column,
                         struct ArrowArray *array)
{
    const struct ttr_distribution *distribution = table->distribution;
    uint32_t length = distribution->summary->plan.variables;
    unsigned char *numbers = make_array(&distribution->memory, length, 2,
                                        length * sizeof(double), array);

    if (numbers == NULL)
        return false;
    memcpy(numbers, ttri_table_column(table, column), length * sizeof(double));
    array->buffers[1] = numbers;
    return true;
}

static const char *text_in(const struct ttri_variable_text *text,
                           uint32_t column)
{
    const char *const texts[TEXT_COLUMNS] = {text->name, text->region,
                                             text->step, text->unit};

    return texts[column];
}

/* Offsets of 64 bits: a table has no longest text. */
static bool make_texts(const struct ttr_distribution *distribution,
                       uint32_t column, struct ArrowArray *array)
{
    uint32_t length = distribution->summary->plan.variables;
    size_t letters = 0, head = (length + (size_t)1) * sizeof(int64_t);
    unsigned char *block;
    int64_t at = 0;

    for (uint32_t v = 0; v < length; v++)
        letters += strlen(text_in(&distribution->text[v], column));
    block = make_array(&distribution->memory, length, 3, head + letters, array);
    if (block == NULL)
        return false;
    array->buffers[1] = block;
    array->buffers[2] = block + head;
    for (uint32_t v = 0; v < length; v++) {
        const char *text = text_in(&distribution->text[v], column);
        size_t size = strlen(text);

        memcpy(block + head + at, text, size);
        at += (int64_t)size;
        memcpy(block + (v + (size_t)1) * sizeof at, &at, sizeof at);
    }
    return true;
}

static bool fill_schema(const struct ttri_table *table,
                        struct ArrowSchema *schema)
{
    static const char *const names[TEXT_COLUMNS] = {"name", "region", "step",
                                                    "unit"};
    const struct ttri_memory *memory = &table->distribution->memory;
    uint32_t columns = TEXT_COLUMNS + table->columns;

    if (!make_schema(memory, "+s", "", schema) ||
        !add_schema_children(columns, schema))
        return false;
    for (uint32_t c = 0; c < columns; c++) {
        char name[TTRI_COLUMN_NAME_SIZE];

        if (c >= TEXT_COLUMNS)
            ttri_table_name(table, c - TEXT_COLUMNS, name);
        if (!make_schema(memory, c < TEXT_COLUMNS ? "U" : "g",
                         c < TEXT_COLUMNS ? names[c] : name,
                         schema->children[c]))
            return false;
    }
    return true;
}

static bool fill_array(const struct ttri_table *table, struct ArrowArray *array)
{
    const struct ttr_distribution *distribution = table->distribution;
    uint32_t columns = TEXT_COLUMNS + table->columns;

    if (make_array(&distribution->memory, distribution->summary->plan.variables,
                   1, 0, array) == NULL ||
        !add_array_children(columns, array))
        return false;
    for (uint32_t c = 0; c < columns; c++)
        if (c < TEXT_COLUMNS
                ? !make_texts(distribution, c, array->children[c])
                : !make_numbers(table, c - TEXT_COLUMNS, array->children[c]))
            return false;
    return true;
}

ttr_status ttr_distribution_arrow(const ttr_distribution *distribution,
                                  const double *probabilities, uint32_t levels,
                                  struct ArrowSchema *schema,
                                  struct ArrowArray *array,
                                  struct ttr_error *error)
{
    const char *function = "ttr_distribution_arrow";
    struct ArrowSchema made_schema = {0};
    struct ArrowArray made_array = {0};
    struct ttri_table table;
    ttr_status status;
    bool made;

    if (schema == NULL || array == NULL)
        return ttri_null_argument(error, function,
                                  schema == NULL ? "schema" : "array");
    status = ttri_table_init(&table, function, distribution, probabilities,
                             levels, error);
    if (status != TTR_OK)
        return status;
    made = fill_schema(&table, &made_schema) && fill_array(&table, &made_array);
    ttri_table_clear(&table);
    if (made) {
        *schema = made_schema;
        *array = made_array;
        return TTR_OK;
    }
    if (made_schema.release != NULL)
        made_schema.release(&made_schema);
    if (made_array.release != NULL)
        made_array.release(&made_array);
    return ttri_no_memory(error, function);
}
