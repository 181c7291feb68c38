/* An allocator that counts, and fails when told: for tests that every
 * allocation failure is survived, and of what is taken. A block that is resized
 * always moves, and what is released is overwritten, so that stale pointers
 * show. */
#ifndef TTRI_FAILING_H
#define TTRI_FAILING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>
#include <tiktokrev/status.h>

struct ttri_failing {
    uint64_t calls;   /* allocations and reallocations asked so far */
    uint64_t fail_at; /* the call that fails, from 1; 0: none */
    bool forever;     /* and all after it */
    uint64_t failed;  /* how many did */
    int64_t blocks;   /* alive */
    size_t bytes;     /* in them */
    size_t most;      /* that there ever were at once */
};

union ttri_failing_head {
    size_t size;
    max_align_t align;
};

static inline bool ttri_failing_now(struct ttri_failing *failing)
{
    bool fails;

    failing->calls++;
    fails = failing->fail_at != 0 &&
            (failing->forever ? failing->calls >= failing->fail_at
                              : failing->calls == failing->fail_at);
    if (fails)
        failing->failed++;
    return fails;
}

static inline void *ttri_failing_allocate(void *user, size_t size)
{
    struct ttri_failing *failing = user;
    union ttri_failing_head *head;

    if (ttri_failing_now(failing) || size > SIZE_MAX - sizeof *head)
        return NULL;
    head = malloc(sizeof *head + size);
    if (head == NULL)
        return NULL;
    head->size = size;
    memset(head + 1, 0xA5, size);
    failing->blocks++;
    failing->bytes += size;
    if (failing->most < failing->bytes)
        failing->most = failing->bytes;
    return head + 1;
}

static inline void ttri_failing_release(void *user, void *block)
{
    struct ttri_failing *failing = user;
    union ttri_failing_head *head = block;

    head--;
    memset(block, 0x5A, head->size);
    failing->blocks--;
    failing->bytes -= head->size;
    free(head);
}

static inline void *ttri_failing_reallocate(void *user, void *block,
                                            size_t size)
{
    union ttri_failing_head *head = block;
    size_t old = head[-1].size;
    void *moved = ttri_failing_allocate(user, size);

    if (moved == NULL)
        return NULL;
    memcpy(moved, block, old < size ? old : size);
    ttri_failing_release(user, block);
    return moved;
}

static inline struct ttr_allocator
ttri_failing_allocator(struct ttri_failing *failing)
{
    return (struct ttr_allocator){.struct_size = sizeof(struct ttr_allocator),
                                  .user = failing,
                                  .allocate = ttri_failing_allocate,
                                  .reallocate = ttri_failing_reallocate,
                                  .release = ttri_failing_release};
}

/* Something that allocates, and releases all it made before it returns. */
typedef ttr_status (*ttri_attempt)(const struct ttr_allocator *allocator,
                                   void *context);

/* Passes on what an attempt returns; a failure must say what it wants. */
static inline ttr_status ttri_wants_memory(ttr_status status,
                                           const struct ttr_error *error)
{
    ck_assert_msg(status == TTR_OK || strstr(error->message, "memory") != NULL,
                  "%s: %s", ttr_status_name(status), error->message);
    return status;
}

/* Runs it once untroubled, then with each allocation failing, alone and with
 * all after it: each run must return TTR_E_NO_MEMORY and leave no block.
 * Returns the number of allocations of the untroubled run. */
static inline uint64_t ttri_fail_each(ttri_attempt attempt, void *context)
{
    struct ttri_failing failing = {0};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    uint64_t calls;

    ck_assert_int_eq(attempt(&allocator, context), TTR_OK);
    ck_assert_msg(failing.blocks == 0, "%lld blocks leak",
                  (long long)failing.blocks);
    calls = failing.calls;
    for (uint64_t at = 1; at <= calls; at++)
        for (int forever = 0; forever < 2; forever++) {
            ttr_status status;

            failing =
                (struct ttri_failing){.fail_at = at, .forever = forever == 1};
            status = attempt(&allocator, context);
            ck_assert_msg(failing.failed > 0, "allocation %llu never came",
                          (unsigned long long)at);
            ck_assert_msg(status == TTR_E_NO_MEMORY,
                          "%s when allocation %llu of %llu fails%s",
                          ttr_status_name(status), (unsigned long long)at,
                          (unsigned long long)calls,
                          forever ? " with all after it" : "");
            ck_assert_msg(failing.blocks == 0,
                          "%lld blocks leak when allocation %llu fails",
                          (long long)failing.blocks, (unsigned long long)at);
        }
    return calls;
}

#endif
