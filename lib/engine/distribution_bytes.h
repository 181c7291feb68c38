/* distribution_bytes.h: the bytes of a distribution. Numbers are little-endian;
 * whole ones that may be long or short have 7 bits to a byte, lowest first, and
 * the top bit says that more follow. In this order:
 *
 * - `ttr-dist`, the version (4 bytes);
 * - the run: its digest, seed (8 bytes each), paths, mode;
 * - stretches of paths: their number; each as the gap before it and its length;
 * - variables, replicates, joint variables, are there pairs?; which variables
 *   are joint; blocks of each replicate, and blocks of pairs if there are;
 * - each variable: kind and four texts with their lengths, its map, its least
 *   and its greatest value, sums, counts;
 * - sums of products of joint variables;
 * - a digest of all bytes before (8 bytes).
 *
 * Sums are integers of 0 to 32 bytes after their length, without bytes that
 * tell nothing. Counts are given without those that are 0: how many there are,
 * then each after the number of zeros before it. Whatever is loaded gives the
 * same bytes when it is saved, or is refused. */
#ifndef TTRI_DISTRIBUTION_BYTES_H
#define TTRI_DISTRIBUTION_BYTES_H

#include "engine/distribution_parts.h"

#define TTRI_BYTES_MAGIC   "ttr-dist"
#define TTRI_BYTES_VERSION 1
/* More paths than sums and counts have room for. */
#define TTRI_MOST_PATHS ((uint64_t)1 << 46)

uint64_t ttri_bytes_digest(const void *bytes, size_t size);

#endif
