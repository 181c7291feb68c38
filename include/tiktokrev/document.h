/** @file
 * @brief Model documents: a whole combiner as JSON text, in and out.
 *
 * The format is described in `doc/documents.md` and, for machines, in
 * `doc/model.schema.json`. A document is at most 8 MiB, 32 levels deep and
 * 200,000 values long, and has at most 1,000 regions, streams, deals, links and
 * so on in a list; what exceeds a limit is refused before it is parsed.
 * An error names the document, the line, the path, the rule and the value.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_DOCUMENT_H
#define TIKTOKREV_DOCUMENT_H

#include <stddef.h>

#include <tiktokrev/combiner.h>
#include <tiktokrev/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Largest document, in bytes. @since 0.1 */
#define TTR_MAX_DOCUMENT 8388608

/** Reads a model document.
 * @param allocator memory functions for the combiner, its components and the
 * reading, or NULL
 * @param bytes UTF-8 text, not necessarily terminated
 * @param size number of bytes
 * @param name what errors call the document, e.g. a file name; NULL: `document`
 * @param[out] combiner the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_SYNTAX, ::TTR_E_VERSION,
 * ::TTR_E_LIMIT, ::TTR_E_UNKNOWN, ::TTR_E_RANGE, ::TTR_E_DUPLICATE,
 * ::TTR_E_MISSING, ::TTR_E_CONFLICT, ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_document_load(const struct ttr_allocator *allocator,
                                     const char *bytes, size_t size,
                                     const char *name, ttr_combiner **combiner,
                                     struct ttr_error *error);

/** Reads a model document from a file.
 * @param allocator as in ttr_document_load()
 * @param path name of a file; no more than ::TTR_MAX_DOCUMENT bytes are read
 * @param[out] combiner the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return as ttr_document_load(), and ::TTR_E_IO
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_document_open(const struct ttr_allocator *allocator,
                                     const char *path, ttr_combiner **combiner,
                                     struct ttr_error *error);

/** Writes a combiner as a document. Reading it back gives the same combiner,
 * and saving that the same text.
 * @param combiner the combiner
 * @param[out] text owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_CONFLICT (a custom stream whose
 * equations were built by operations has no formula to save), ::TTR_E_UNKNOWN
 * (a component names a region that the combiner does not have), ::TTR_E_LIMIT
 * (more than a document may hold), ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_document_save(const ttr_combiner *combiner,
                                     ttr_text **text, struct ttr_error *error);

#ifdef __cplusplus
}
#endif

#endif
