#include <tiktokrev/version.h>

/* Grows whenever the same description may give another number. */
#define MODEL_REVISION 1

#define QUOTED(x) #x
#define TEXT(x)   QUOTED(x)

uint32_t ttr_version(void)
{
    return TTR_VERSION;
}

const char *ttr_version_text(void)
{
    return TEXT(TTR_VERSION_MAJOR) "." TEXT(TTR_VERSION_MINOR) "." TEXT(
        TTR_VERSION_PATCH);
}

uint32_t ttr_model_revision(void)
{
    return MODEL_REVISION;
}
