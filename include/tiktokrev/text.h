/** @file
 * @brief A text that the library made: a document, a table, an explanation.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_TEXT_H
#define TIKTOKREV_TEXT_H

#include <stddef.h>

#include <tiktokrev/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Immutable UTF-8 text with a reference count. @since 0.1 */
typedef struct ttr_text ttr_text;

/** Adds a reference.
 * @param text a text, or NULL
 * @return `text`
 * Thread-safe. @since 0.1 */
TTR_API ttr_text *ttr_text_ref(ttr_text *text);

/** Drops a reference; the last one frees the text.
 * @param text a text, or NULL
 * Thread-safe. @since 0.1 */
TTR_API void ttr_text_unref(ttr_text *text);

/** The bytes, followed by a zero that does not count.
 * @param text a text
 * @return memory of the text, valid as long as the caller's reference
 * Thread-safe. @since 0.1 */
TTR_API const char *ttr_text_bytes(const ttr_text *text);

/** Number of bytes without the closing zero.
 * @param text a text
 * @return the count
 * Thread-safe. @since 0.1 */
TTR_API size_t ttr_text_size(const ttr_text *text);

#ifdef __cplusplus
}
#endif

#endif
