/* NumPy source: names, numbers, lines, and the functions that every module
 * may need. */
#include <string.h>

#include "program/numpy.h"

#define WIDTH 88u

void ttri_numpy_number(struct ttri_writer *writer, double number)
{
    char text[TTRI_NUMBER_SIZE];

    ttri_format_number(number, text);
    if (text[strspn(text, "-")] == 'i' || text[0] == 'n')
        ttri_writef(writer, "float(\"%s\")", text);
    else
        ttri_writef(writer, "%s%s", text,
                    strpbrk(text, ".e") == NULL ? ".0" : "");
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_';
}

/* Letters, digits and '_' of a name; all else becomes '_'. */
static void sanitise(const char *name, char *to, size_t size)
{
    size_t n = 0;

    if (*name >= '0' && *name <= '9')
        to[n++] = '_';
    while (*name != '\0' && n + 1 < size) {
        size_t bytes = ttri_character(name);

        to[n++] = *name;
        if (!is_word(*name))
            to[n - 1] = '_';
        name += bytes > 0 ? bytes : 1;
    }
    to[n] = '\0';
}

char *ttri_numpy_identifier(struct ttri_numpy *numpy, const char *name)
{
    /* Python's words, and what the module itself calls things. */
    static const char *const reserved =
        " False None True and as assert async await break class continue def "
        "del elif else except finally for from global if import in is lambda "
        "nonlocal not or pass raise return try while with yield "
        "np t ratio odds lag convolve convolve_at quantile normal table draws "
        "width paths equations simulate draw main range len float "
        "PERIODS DRAWS VARIABLES ";
    char base[300], text[320], spaced[310];
    uint32_t count;

    sanitise(name, base, sizeof base);
    TTRI_JOIN(spaced, " ", base, " ");
    TTRI_JOIN(text, base, strstr(reserved, spaced) != NULL ? "_" : "");
    count = ttri_map_find(&numpy->taken, text);
    /* A base keeps the number that was given last. */
    if (count != TTRI_NONE) {
        TTRI_JOIN(base, text);
        while (ttri_map_find(&numpy->taken, text) != TTRI_NONE) {
            char digits[TTRI_NUMBER_SIZE];

            ttri_format_number(1.0 + ++count, digits);
            TTRI_JOIN(text, base, "_", digits);
        }
        if (!ttri_map_put(&numpy->memory, &numpy->taken, base, count))
            return NULL;
    }
    if (!ttri_map_put(&numpy->memory, &numpy->taken, text, 0))
        return NULL;
    return ttri_copy_text(&numpy->memory, text);
}

static void write_indent(struct ttri_writer *writer, uint32_t indent)
{
    for (uint32_t i = 0; i < indent; i++)
        ttri_write(writer, " ");
}

static int opens(char c)
{
    return c == '(' || c == '[' || c == '{'   ? 1
           : c == ')' || c == ']' || c == '}' ? -1
                                              : 0;
}

/* May a line end at this space? Behind a comma or in front of a sign. */
static bool is_break(const char *text, size_t i)
{
    if (text[i] != ' ' || i == 0)
        return false;
    return text[i - 1] == ',' ||
           (strchr("+-*/>", text[i + 1]) != NULL && text[i + 2] == ' ');
}

/* Where a line of `text` ends: the last break among those of the least depth
 * that leave at most `room` bytes and at least half of them; else the first
 * break at all. `depth`, of brackets, becomes that at the end. */
static size_t line_end(const char *text, size_t room, int *depth)
{
    size_t best = 0;
    int now = *depth, least = 0;
    bool quoted = false;

    for (size_t i = 0; text[i] != '\0' && (i <= room || best == 0); i++) {
        quoted = quoted != (text[i] == '"');
        now += quoted ? 0 : opens(text[i]);
        if (quoted || !is_break(text, i))
            continue;
        if (best == 0 || now <= least || best < room / 2) {
            best = i;
            least = now;
        }
    }
    *depth = best > 0 ? least : 0;
    return best > 0 ? best : strlen(text);
}

/* Deeper lines stand further to the right. */
static void write_broken(struct ttri_writer *writer, uint32_t indent,
                         const char *text)
{
    int depth = 0;

    while (*text != '\0') {
        uint32_t left = indent + 4 * (uint32_t)(depth < 6 ? depth : 6);
        size_t end = strlen(text) <= WIDTH - left
                         ? strlen(text)
                         : line_end(text, WIDTH - left, &depth);

        write_indent(writer, left);
        ttri_write_bytes(writer, text, end);
        ttri_write(writer, "\n");
        text += end;
        text += *text == ' ';
    }
}

/* A comment ends with its line, whatever a name holds. */
static void write_comment(struct ttri_writer *writer, const char *text)
{
    for (ttri_write(writer, "# "); *text != '\0'; text++)
        ttri_write_bytes(writer, (unsigned char)*text < 0x20 ? " " : text, 1);
}

void ttri_numpy_statement(struct ttri_writer *writer, uint32_t indent,
                          const char *text, const char *comment)
{
    size_t length = strlen(text) + indent;
    const char *sign = strstr(text, " = ");

    if (comment != NULL &&
        (length > WIDTH || length + strlen(comment) + 4 > WIDTH)) {
        write_indent(writer, indent);
        write_comment(writer, comment);
        ttri_write(writer, "\n");
        comment = NULL;
    }
    if (length <= WIDTH) {
        write_indent(writer, indent);
        ttri_write(writer, text);
        if (comment != NULL) {
            ttri_write(writer, "  ");
            write_comment(writer, comment);
        }
        ttri_write(writer, "\n");
    } else if (sign != NULL) {
        write_indent(writer, indent);
        ttri_write_bytes(writer, text, (size_t)(sign - text));
        ttri_write(writer, " = (\n");
        write_broken(writer, indent + 4, sign + 3);
        write_indent(writer, indent);
        ttri_write(writer, ")\n");
    } else {
        write_broken(writer, indent, text);
    }
}

static const char ratio_text[] =
    "\n"
    "\n"
    "def ratio(a, b):\n"
    "    \"\"\"a / b; 0 where b is 0.\"\"\"\n"
    "    none = b == 0.0\n"
    "    return np.where(none, 0.0, a / np.where(none, 1.0, b))\n";

static const char odds_text[] =
    "\n"
    "\n"
    "def odds(share, k):\n"
    "    \"\"\"The share whose odds are k times those of `share`.\"\"\"\n"
    "    rest = 1.0 + share * (k - 1.0)\n"
    "    return np.where(rest == 0.0, 1.0, share * k / rest)\n";

static const char width_text[] =
    "\n"
    "\n"
    "def width(*values):\n"
    "    \"\"\"How many paths these hold; 1 if they are the same on "
    "all.\"\"\"\n"
    "    return max(np.shape(x)[-1] if np.ndim(x) else 1 for x in values)\n";

static const char lag_text[] =
    "\n"
    "\n"
    "def lag(a, periods, before):\n"
    "    \"\"\"a, that many periods ago; until then what `before` is "
    "now.\"\"\"\n"
    "    past = np.empty((PERIODS, width(a, before)))\n"
    "    past[:periods] = before[:periods] if np.ndim(before) == 2 else "
    "before\n"
    "    past[periods:] = a[: PERIODS - periods] if np.ndim(a) == 2 else a\n"
    "    return past\n";

static const char convolve_text[] =
    "\n"
    "\n"
    "def convolve(flow, by_age):\n"
    "    \"\"\"In each period, the sum over ages of the flow then times "
    "by_age.\"\"\"\n"
    "    flow = np.broadcast_to(flow, (PERIODS, width(flow)))\n"
    "    by_age = np.broadcast_to(by_age, (PERIODS, width(by_age)))\n"
    "    total = flow * by_age[0]\n"
    "    for age in range(1, PERIODS):\n"
    "        total[age:] += flow[: PERIODS - age] * by_age[age]\n"
    "    return total\n";

static const char convolved_text[] =
    "\n"
    "\n"
    "def convolve_at(t, flow, by_age):\n"
    "    \"\"\"Period t of what convolve() gives.\"\"\"\n"
    "    flow = np.broadcast_to(flow, (PERIODS, width(flow)))\n"
    "    by_age = np.broadcast_to(by_age, (PERIODS, width(by_age)))\n"
    "    return (flow[t::-1] * by_age[: t + 1]).sum(axis=0)\n";

static const char quantile_text[] =
    "\n"
    "\n"
    "def quantile(p):\n"
    "    \"\"\"Standard normal quantile: Wichura, Algorithm AS 241 "
    "(1988).\"\"\"\n"
    "    p = np.clip(p, 1e-12, 1.0 - 1e-12)\n"
    "    q = p - 0.5\n"
    "    r = 0.180625 - q * q\n"
    "    centre = q * np.polyval(\n"
    "        [2.5090809287301226727e3, 3.3430575583588128105e4,\n"
    "         6.7265770927008700853e4, 4.5921953931549871457e4,\n"
    "         1.3731693765509461125e4, 1.9715909503065514427e3,\n"
    "         1.3314166789178437745e2, 3.3871328727963666080e0], r\n"
    "    ) / np.polyval(\n"
    "        [5.2264952788528545610e3, 2.8729085735721942674e4,\n"
    "         3.9307895800092710610e4, 2.1213794301586595867e4,\n"
    "         5.3941960214247511077e3, 6.8718700749205790830e2,\n"
    "         4.2313330701600911252e1, 1.0], r\n"
    "    )\n"
    "    r = np.sqrt(-np.log(np.minimum(p, 1.0 - p)))\n"
    "    middle = np.polyval(\n"
    "        [7.74545014278341407640e-4, 2.27238449892691845833e-2,\n"
    "         2.41780725177450611770e-1, 1.27045825245236838258e0,\n"
    "         3.64784832476320460504e0, 5.76949722146069140550e0,\n"
    "         4.63033784615654529590e0, 1.42343711074968357734e0], r - 1.6\n"
    "    ) / np.polyval(\n"
    "        [1.05075007164441684324e-9, 5.47593808499534494600e-4,\n"
    "         1.51986665636164571966e-2, 1.48103976427480074590e-1,\n"
    "         6.89767334985100004550e-1, 1.67638483018380384940e0,\n"
    "         2.05319162663775882187e0, 1.0], r - 1.6\n"
    "    )\n";

static const char quantile_tail_text[] =
    "    tail = np.polyval(\n"
    "        [2.01033439929228813265e-7, 2.71155556874348757815e-5,\n"
    "         1.24266094738807843860e-3, 2.65321895265761230930e-2,\n"
    "         2.96560571828504891230e-1, 1.78482653991729133580e0,\n"
    "         5.46378491116411436990e0, 6.65790464350110377720e0], r - 5.0\n"
    "    ) / np.polyval(\n"
    "        [2.04426310338993978564e-15, 1.42151175831644588870e-7,\n"
    "         1.84631831751005468180e-5, 7.86869131145613259100e-4,\n"
    "         1.48753612908506148525e-2, 1.36929880922735805310e-1,\n"
    "         5.99832206555887937690e-1, 1.0], r - 5.0\n"
    "    )\n"
    "    outside = np.copysign(np.where(r <= 5.0, middle, tail), q)\n"
    "    return np.where(np.abs(q) <= 0.425, centre, outside)\n";

static const char normal_text[] =
    "\n"
    "\n"
    "def normal(x):\n"
    "    \"\"\"Standard normal distribution function: Cody, Mathematics of "
    "Computation\n"
    "    23 (1969).\"\"\"\n"
    "    x = np.asarray(x)\n"
    "    y = np.abs(x)\n"
    "    s = np.minimum(y, 0.67448975) ** 2\n"
    "    centre = 0.5 + x * np.polyval(\n"
    "        [0.065682337918207449113, 2.2352520354606839287,\n"
    "         161.02823106855587881, 1067.6894854603709582,\n"
    "         18154.981253343561249], s\n"
    "    ) / np.polyval(\n"
    "        [1.0, 47.20258190468824187, 976.09855173777669322,\n"
    "         10260.932208618978205, 45507.789335026729956], s\n"
    "    )\n"
    "    m = np.minimum(y, 6.0)\n"
    "    middle = np.polyval(\n"
    "        [1.0765576773720192317e-8, 0.39894151208813466764,\n"
    "         8.8831497943883759412, 93.506656132177855979,\n"
    "         597.27027639480026226, 2494.5375852903726711,\n"
    "         6848.1904505362823326, 11602.651437647350124,\n"
    "         9842.7148383839780218], m\n"
    "    ) / np.polyval(\n"
    "        [1.0, 22.266688044328115691, 235.38790178262499861,\n"
    "         1519.377599407554805, 6485.558298266760755,\n"
    "         18615.571640885098091, 34900.952721145977266,\n"
    "         38912.003286093271411, 19685.429676859990727], m\n"
    "    )\n"
    "    s = 1.0 / np.maximum(y, 5.0) ** 2\n"
    "    tail = s * np.polyval(\n"
    "        [0.02307344176494017303, 0.21589853405795699,\n"
    "         0.1274011611602473639, 0.022235277649012823,\n"
    "         0.001421619193227893466, 2.9112874951168792e-5], s\n"
    "    ) / np.polyval(\n"
    "        [1.0, 1.28426009614491121, 0.468238212480865118,\n"
    "         0.0659881378689285515, 0.00378239633202758244,\n"
    "         7.29751555083966205e-5], s\n"
    "    )\n"
    "    tail = (0.398942280401432677939946 - tail) * np.sqrt(s)\n"
    "    part = np.trunc(16.0 * y) / 16.0\n"
    "    size = np.exp(-0.5 * part * part) * np.exp(-0.5 * (y - part) * (y + "
    "part))\n"
    "    beyond = size * np.where(y <= 5.656854249492380195, middle, tail)\n"
    "    beyond = np.where(x > 0.0, 1.0 - beyond, beyond)\n"
    "    return np.where(y <= 0.67448975, centre, beyond)\n";

static const char table_text[] =
    "\n"
    "\n"
    "def table(x, low, high, points, slopes=None):\n"
    "    \"\"\"A function on a grid, flat outside: cubics, or without slopes "
    "steps.\"\"\"\n"
    "    intervals = len(points) - (slopes is not None)\n"
    "    step = (high - low) / intervals\n"
    "    place = (np.clip(x, low, high) - low) / step\n"
    "    i = np.minimum(place.astype(int), intervals - 1)\n"
    "    if slopes is None:\n"
    "        return points[i]\n"
    "    part = place - i\n"
    "    rest = 1.0 - part\n"
    "    rise = points[i + 1] - points[i]\n"
    "    a = slopes[i] * step - rise\n"
    "    b = rise - slopes[i + 1] * step\n"
    "    straight = rest * points[i] + part * points[i + 1]\n"
    "    return straight + part * rest * (rest * a + part * b)\n";

void ttri_numpy_helpers(struct ttri_writer *writer, uint32_t helpers)
{
    static const struct {
        uint32_t helper;
        const char *text, *rest;
    } all[] = {{TTRI_HELPER_WIDTH, width_text, ""},
               {TTRI_HELPER_RATIO, ratio_text, ""},
               {TTRI_HELPER_ODDS, odds_text, ""},
               {TTRI_HELPER_LAG, lag_text, ""},
               {TTRI_HELPER_CONVOLVE, convolve_text, ""},
               {TTRI_HELPER_CONVOLVED, convolved_text, ""},
               {TTRI_HELPER_QUANTILE, quantile_text, quantile_tail_text},
               {TTRI_HELPER_NORMAL, normal_text, ""},
               {TTRI_HELPER_TABLE, table_text, ""}};

    for (uint32_t i = 0; i < TTRI_COUNT(all); i++)
        if ((helpers & all[i].helper) != 0) {
            ttri_write(writer, all[i].text);
            ttri_write(writer, all[i].rest);
        }
}
