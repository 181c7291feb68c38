#include "base.h"

#include <stdlib.h>
#include <string.h>

static void *host_allocate(void *user, size_t size)
{
    (void)user;
    return malloc(size);
}

static void *host_reallocate(void *user, void *block, size_t size)
{
    (void)user;
    return realloc(block, size);
}

static void host_release(void *user, void *block)
{
    (void)user;
    free(block);
}

static ttr_status check_allocator(const struct ttr_allocator *allocator,
                                  struct ttr_error *error)
{
    ttr_status status =
        ttri_check_size(error, "ttr_allocator", allocator->struct_size,
                        sizeof *allocator, sizeof *allocator);

    if (status != TTR_OK)
        return status;
    if (allocator->reserved != 0)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "ttr_allocator",
                                "reserved must be 0", allocator->reserved);
    if (allocator->allocate == NULL)
        return ttri_null_argument(error, "ttr_allocator", "allocate");
    if (allocator->reallocate == NULL)
        return ttri_null_argument(error, "ttr_allocator", "reallocate");
    if (allocator->release == NULL)
        return ttri_null_argument(error, "ttr_allocator", "release");
    return TTR_OK;
}

ttr_status ttri_memory_init(struct ttri_memory *memory,
                            const struct ttr_allocator *allocator,
                            struct ttr_error *error)
{
    ttr_status status;

    if (allocator == NULL) {
        *memory = (struct ttri_memory){NULL, host_allocate, host_reallocate,
                                       host_release};
        return TTR_OK;
    }
    status = check_allocator(allocator, error);
    if (status != TTR_OK)
        return status;
    *memory = (struct ttri_memory){allocator->user, allocator->allocate,
                                   allocator->reallocate, allocator->release};
    return TTR_OK;
}

void *ttri_allocate(const struct ttri_memory *memory, size_t size)
{
    return memory->allocate(memory->user, size == 0 ? 1 : size);
}

void *ttri_clear(const struct ttri_memory *memory, size_t count, size_t size)
{
    void *block;

    if (size != 0 && count > SIZE_MAX / size)
        return NULL;
    /* It knows which of its pages are zero already. */
    if (memory->allocate == host_allocate)
        return calloc(count * size == 0 ? 1 : count * size, 1);
    block = ttri_allocate(memory, count * size);
    if (block != NULL)
        memset(block, 0, count * size);
    return block;
}

char *ttri_copy_text(const struct ttri_memory *memory, const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = ttri_allocate(memory, size);

    if (copy != NULL)
        memcpy(copy, text, size);
    return copy;
}

struct ttri_texts_block {
    struct ttri_texts_block *before;
    size_t size, used;
    char text[];
};

static struct ttri_texts_block *add_block(const struct ttri_memory *memory,
                                          struct ttri_texts *texts,
                                          size_t needed)
{
    struct ttri_texts_block *before = texts->last, *block;
    size_t size = before == NULL ? 240 : 2 * before->size;

    size = size < 16384 ? size : 16384;
    size = size < needed ? needed : size;
    block = ttri_allocate(memory, sizeof *block + size);
    if (block == NULL)
        return NULL;
    block->before = before;
    block->size = size;
    block->used = 0;
    texts->last = block;
    return block;
}

char *ttri_texts_copy(const struct ttri_memory *memory,
                      struct ttri_texts *texts, const char *text)
{
    size_t size = strlen(text) + 1;
    struct ttri_texts_block *block = texts->last;
    char *copy;

    if (block == NULL || block->size - block->used < size)
        block = add_block(memory, texts, size);
    if (block == NULL)
        return NULL;
    copy = block->text + block->used;
    memcpy(copy, text, size);
    block->used += size;
    return copy;
}

void ttri_texts_clear(const struct ttri_memory *memory,
                      struct ttri_texts *texts)
{
    while (texts->last != NULL) {
        struct ttri_texts_block *before = texts->last->before;

        ttri_release(memory, texts->last);
        texts->last = before;
    }
}

void ttri_release(const struct ttri_memory *memory, void *block)
{
    if (block != NULL)
        memory->release(memory->user, block);
}

bool ttri_grow(const struct ttri_memory *memory, void *array_pointer,
               uint32_t count, uint32_t *capacity, size_t element_size)
{
    uint32_t wanted = *capacity == 0 ? 8 : 2 * *capacity;
    void *old, *grown;

    if (count < *capacity)
        return true;
    if (*capacity > UINT32_MAX / 2 || wanted > SIZE_MAX / element_size)
        return false;
    /* array_pointer is the address of a pointer of any type */
    memcpy(&old, array_pointer, sizeof old);
    if (old == NULL)
        grown = ttri_allocate(memory, wanted * element_size);
    else
        grown = memory->reallocate(memory->user, old, wanted * element_size);
    if (grown == NULL)
        return false;
    memcpy(array_pointer, &grown, sizeof grown);
    *capacity = wanted;
    return true;
}

void ttri_reference(ttri_references *references)
{
    atomic_fetch_add_explicit(references, 1, memory_order_relaxed);
}

bool ttri_unreference(ttri_references *references)
{
    return atomic_fetch_sub_explicit(references, 1, memory_order_acq_rel) == 1;
}
