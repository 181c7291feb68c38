/* block.h: how every `_init` function fills a caller's parameter block. */
#ifndef TTRI_BLOCK_H
#define TTRI_BLOCK_H

#include <stdint.h>
#include <string.h>

/* Writes the defaults into as much of the block as the caller compiled, and
 * zeros beyond what this library knows. Both begin with `struct_size`. A size
 * that can not hold it leaves the block alone. */
static inline void ttri_block_init(void *block, uint32_t given,
                                   const void *defaults, size_t known)
{
    if (block == NULL || given < sizeof given)
        return;
    memset(block, 0, given);
    memcpy(block, defaults, given < known ? given : known);
    memcpy(block, &given, sizeof given);
}

#endif
