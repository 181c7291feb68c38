/* Drives a fuzz target without a fuzzing engine: replays its seeds, then
 * changes them at random for some seconds. A child process does the work, so
 * that the input which broke it can be named, written and replayed.
 *
 * usage: fuzz_X [--seconds N] [--seed S] [--end .json] FILE-OR-FOLDER...
 * With --end, only such files of the folders after it are taken. Without
 * --seconds, the environment's TTR_FUZZ_SECONDS tells how long, or 1.
 *
 * Each changed input depends on the seeds, S and its number only. */
#define _DEFAULT_SOURCE /* fork, mmap, scandir */

#include "fuzz.h"
#include "splitmix.h"

#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_SEEDS 4096
#define LONGEST   262144
#define PATIENCE  20 /* seconds for one input */

struct input {
    uint8_t bytes[LONGEST];
    size_t size;
};

static struct {
    uint8_t *bytes;
    size_t size;
    char *name;
} seeds[MAX_SEEDS];
static size_t seed_count;
static const char *ending = "";

/* ---- seeds ---- */

static void take_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(LONGEST);
    size_t size;

    if (file == NULL || bytes == NULL || seed_count == MAX_SEEDS) {
        fprintf(stderr, "%s can not be used\n", path);
        exit(EXIT_FAILURE);
    }
    size = fread(bytes, 1, LONGEST, file);
    fclose(file);
    seeds[seed_count].bytes = bytes;
    seeds[seed_count].size = size;
    seeds[seed_count].name = strdup(path);
    seed_count++;
}

static bool is_wanted(const char *name)
{
    size_t size = strlen(name), tail = strlen(ending);

    return name[0] != '.' && size >= tail &&
           strcmp(name + size - tail, ending) == 0;
}

static void take(const char *path)
{
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);
    char name[4096];

    if (count < 0) {
        take_file(path);
        return;
    }
    for (int i = 0; i < count; i++) {
        if (is_wanted(entries[i]->d_name)) {
            snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
            take_file(name);
        }
        free(entries[i]);
    }
    free(entries);
}

/* ---- changes ---- */

static size_t below(uint64_t *state, size_t bound)
{
    return bound == 0 ? 0 : (size_t)(ttri_splitmix(state) % bound);
}

static void replace(struct input *input, size_t at, size_t old,
                    const uint8_t *bytes, size_t size)
{
    size_t rest = input->size - at - old;

    if (input->size - old + size > LONGEST)
        return;
    memmove(input->bytes + at + size, input->bytes + at + old, rest);
    if (size > 0)
        memcpy(input->bytes + at, bytes, size);
    input->size = at + size + rest;
}

static bool in_word(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || strchr("_.+-/", byte) != NULL;
}

struct token {
    size_t at, size;
    char kind;
};

static bool is_space(uint8_t byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

/* A text in quotes, from its first. */
static size_t text_size(const uint8_t *bytes, size_t size)
{
    size_t end = 1;

    while (end < size && bytes[end] != '"')
        end += bytes[end] == '\\' && end + 1 < size ? 2 : 1;
    return end < size ? end + 1 : size;
}

/* The token that begins here: 'k' a key, 't' another text, 'w' a word or
 * number, else the byte itself. */
static struct token read_token(const uint8_t *bytes, size_t size, size_t at)
{
    struct token token = {at, 1, (char)bytes[at]};
    size_t next;

    if (bytes[at] == '"') {
        token.size = text_size(bytes + at, size - at);
        next = at + token.size;
        token.kind = next < size && bytes[next] == ':' ? 'k' : 't';
    } else if (bytes[at] != 0 && in_word(bytes[at])) {
        while (at + token.size < size && bytes[at + token.size] != 0 &&
               in_word(bytes[at + token.size]))
            token.size++;
        token.kind = 'w';
    }
    return token;
}

/* The token at or after a random place; tokens are counted from the start, so
 * that a quote is known to open or to close. */
static struct token pick_token(const uint8_t *bytes, size_t size,
                               uint64_t *state)
{
    struct token token = {0, 0, 0};
    size_t place = below(state, size);

    for (size_t at = 0; at < size; at += is_space(bytes[at]) ? 1 : token.size) {
        if (is_space(bytes[at]))
            continue;
        token = read_token(bytes, size, at);
        if (at + token.size > place)
            break;
    }
    return token;
}

/* An object or array as a whole, from where it opens. */
static void widen(struct token *token, const uint8_t *bytes, size_t size)
{
    size_t at = token->at, depth = 0;

    if (token->kind != '{' && token->kind != '[')
        return;
    while (at < size) {
        struct token inner = read_token(bytes, size, at);

        depth += inner.kind == '{' || inner.kind == '[';
        depth -= inner.kind == '}' || inner.kind == ']';
        at += inner.size;
        if (depth == 0)
            break;
    }
    token->size = at - token->at;
}

/* Puts something of one kind in the place of another, mostly. */
static void exchange_token(struct input *input, uint64_t *state)
{
    struct token old = pick_token(input->bytes, input->size, state), new = old;
    bool whole = ttri_splitmix(state) % 2 == 0,
         any = ttri_splitmix(state) % 16 == 0;
    size_t other = 0;

    for (int tries = 0; tries < 20; tries++) {
        other = below(state, seed_count);
        new = pick_token(seeds[other].bytes, seeds[other].size, state);
        if (any || new.kind == old.kind)
            break;
    }
    if (!any && new.kind != old.kind)
        return;
    if (whole) {
        widen(&old, input->bytes, input->size);
        widen(&new, seeds[other].bytes, seeds[other].size);
    }
    replace(input, old.at, old.size, seeds[other].bytes + new.at, new.size);
}

/* Numbers at the ends of what is allowed, and what is none. */
static void exchange_number(struct input *input, uint64_t *state)
{
    static const char *const numbers[] = {
        "0",
        "-1",
        "1",
        "2",
        "0.5",
        "1e308",
        "-1e308",
        "5e-324",
        "1e-12",
        "-0",
        "1e999",
        "2147483647",
        "4294967296",
        "12",
        "1200",
        "1201",
        "20240230",
        "0.0",
        "1e6",
        "0.999999999999",
        "null",
        "[]",
        "{}",
        "\"\"",
        "true",
        "1e15",
        "9999999999999999999999",
    };
    const char *number =
        numbers[below(state, sizeof numbers / sizeof *numbers)];
    struct token old = {0, 0, 0};

    for (int tries = 0; tries < 20 && old.kind != 'w'; tries++)
        old = pick_token(input->bytes, input->size, state);
    if (old.kind == 'w')
        replace(input, old.at, old.size, (const uint8_t *)number,
                strlen(number));
}

/* One more or one less: lengths, counts and dates that just do not fit. */
static void nudge(struct input *input, uint64_t *state)
{
    struct token token = {0, 0, 0};
    uint8_t *last;

    for (int tries = 0; tries < 20; tries++) {
        token = pick_token(input->bytes, input->size, state);
        if (token.kind != 'w')
            continue;
        last = input->bytes + token.at + token.size - 1;
        if (*last >= '0' && *last <= '9') {
            *last =
                (uint8_t)(48 + (*last - 48u + 1 + 8 * below(state, 2)) % 10);
            return;
        }
    }
}

/* Takes an element and the comma after it away, or puts it there twice. */
static void change_length(struct input *input, uint64_t *state)
{
    struct token token = pick_token(input->bytes, input->size, state);
    uint8_t bytes[512];

    if (token.size == 0)
        return;
    if (token.kind != 'k')
        widen(&token, input->bytes, input->size);
    while (token.at + token.size < input->size && token.size < sizeof bytes &&
           input->bytes[token.at + token.size - 1] != ',')
        token.size++;
    if (token.size >= sizeof bytes)
        return;
    memcpy(bytes, input->bytes + token.at, token.size);
    if (ttri_splitmix(state) % 2 == 0)
        replace(input, token.at, token.size, NULL, 0);
    else
        replace(input, token.at, 0, bytes, token.size);
}

static void copy_range(struct input *input, uint64_t *state)
{
    uint8_t bytes[256];
    size_t from = below(state, input->size);
    size_t size = below(state, sizeof bytes);

    if (size > input->size - from)
        size = input->size - from;
    memcpy(bytes, input->bytes + from, size);
    replace(input, below(state, input->size), 0, bytes, size);
}

static void erase_range(struct input *input, uint64_t *state)
{
    size_t from = below(state, input->size);
    size_t size = below(state, 1 + below(state, 64));

    if (size > input->size - from)
        size = input->size - from;
    replace(input, from, size, NULL, 0);
}

static void change_once(struct input *input, uint64_t *state)
{
    uint8_t byte = (uint8_t)ttri_splitmix(state);
    size_t at = below(state, input->size);

    switch (ttri_splitmix(state) % 48) {
    case 0:
        replace(input, at, input->size > 0, &byte, 1);
        break;
    case 1:
        replace(input, at, 0, &byte, 1);
        break;
    case 2:
        erase_range(input, state);
        break;
    case 3:
        copy_range(input, state);
        break;
    case 4:
        if (ttri_splitmix(state) % 8 == 0)
            input->size = at;
        break;
    case 5:
    case 6:
    case 7:
    case 8:
        change_length(input, state);
        break;
    case 9:
    case 10:
    case 11:
    case 12:
        nudge(input, state);
        break;
    default:
        if (ttri_splitmix(state) % 2 == 0)
            exchange_number(input, state);
        else
            exchange_token(input, state);
        break;
    }
}

static void make_input(struct input *input, uint64_t seed, uint64_t number)
{
    uint64_t state = seed * UINT64_C(0x2545f4914f6cdd1d) + number;
    size_t from = below(&state, seed_count);
    size_t changes = 1 + below(&state, 4);

    memcpy(input->bytes, seeds[from].bytes, seeds[from].size);
    input->size = seeds[from].size;
    for (size_t i = 0; i < changes; i++)
        change_once(input, &state);
}

/* ---- work ---- */

/* A copy of the exact size, so that a sanitizer sees a read past its end. */
static void feed(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size == 0 ? 1 : size);

    if (copy == NULL)
        return;
    if (size > 0)
        memcpy(copy, bytes, size);
    alarm(PATIENCE);
    LLVMFuzzerTestOneInput(copy, size);
    alarm(0);
    free(copy);
}

static void replay(volatile uint64_t *progress)
{
    for (*progress = 0; *progress < seed_count; ++*progress)
        feed(seeds[*progress].bytes, seeds[*progress].size);
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void change(volatile uint64_t *progress, uint64_t seed, long seconds)
{
    static struct input input;
    double end = now() + (double)seconds;

    for (*progress = 0; now() < end; ++*progress) {
        make_input(&input, seed, *progress);
        feed(input.bytes, input.size);
    }
}

/* Runs one of the two in a child; true if it came to its end. */
static bool survives(volatile uint64_t *progress, bool changing, uint64_t seed,
                     long seconds)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        if (changing)
            change(progress, seed, seconds);
        else
            replay(progress);
        exit(EXIT_SUCCESS); /* not _exit: leaks are looked for */
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return false;
    if (WIFSIGNALED(status))
        printf("# ended by signal %d%s\n", WTERMSIG(status),
               WTERMSIG(status) == SIGALRM ? ": too slow" : "");
    return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
}

static void write_input(uint64_t seed, uint64_t number)
{
    static struct input input;
    char name[64];
    FILE *file;

    make_input(&input, seed, number);
    snprintf(name, sizeof name, "broke-%llu-%llu", (unsigned long long)seed,
             (unsigned long long)number);
    file = fopen(name, "wb");
    if (file == NULL)
        return;
    fwrite(input.bytes, 1, input.size, file);
    fclose(file);
    printf("# written to %s: give it as an argument to see it again\n", name);
}

static int report(bool replayed, bool changed, uint64_t seed,
                  volatile uint64_t *progress)
{
    if (replayed)
        printf("ok 1 - %zu seeds\n", seed_count);
    else
        printf("not ok 1 - seed %s\n",
               *progress < seed_count ? seeds[*progress].name : "(at exit)");
    if (replayed && changed)
        printf("ok 2 - %llu changed inputs\n", (unsigned long long)*progress);
    if (replayed && !changed) {
        printf("not ok 2 - changed input %llu of --seed %llu\n",
               (unsigned long long)*progress, (unsigned long long)seed);
        write_input(seed, *progress);
    }
    printf("1..%d\n", replayed ? 2 : 1);
    return replayed && changed ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int count, char **arguments)
{
    uint64_t seed = 1;
    const char *patience = getenv("TTR_FUZZ_SECONDS");
    long seconds = patience == NULL ? 1 : atol(patience);
    bool replayed, changed = false;
    volatile uint64_t *progress =
        mmap(NULL, sizeof *progress, PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--seconds") == 0 && i + 1 < count)
            seconds = atol(arguments[++i]);
        else if (strcmp(arguments[i], "--seed") == 0 && i + 1 < count)
            seed = strtoull(arguments[++i], NULL, 10);
        else if (strcmp(arguments[i], "--end") == 0 && i + 1 < count)
            ending = arguments[++i];
        else
            take(arguments[i]);
    }
    if (seed_count == 0 || progress == MAP_FAILED) {
        fprintf(stderr, "usage: %s [--seconds N] [--seed S] FILE...\n",
                arguments[0]);
        return EXIT_FAILURE;
    }
    replayed = survives(progress, false, seed, seconds);
    if (replayed)
        changed = survives(progress, true, seed, seconds);
    return report(replayed, changed, seed, progress);
}
