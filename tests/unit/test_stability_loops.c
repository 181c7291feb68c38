/* Which loop is judged in which region, and which is named. */
#include "link_loops.h"

/* ---- regions ---- */

static void link_places(struct platform *p, const char *name,
                        const char *source, const char *from,
                        const char *target, const char *to, double elasticity)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_link link = link_of(name, source, target, elasticity, 1);

    link.source_region = from;
    link.target_region = to;
    ttri_assert_ok(ttr_combiner_add_link(p->combiner, &link, &error), &error);
}

static void begin_two_regions(struct platform *p)
{
    platform_begin(p, TTR_QUARTER, 8);
    platform_region(p, "EU", "USD");
    platform_stream(p, "a", 2);
    platform_stream(p, "b", 3);
}

START_TEST(a_loop_between_regions)
{
    double back[] = {0.495, 0.505};
    struct platform p;

    for (int i = 0; i < 2; i++) {
        begin_two_regions(&p);
        link_places(&p, "out", "a/revenue", "US", "a/x", "EU", 2);
        link_places(&p, "home", "a/revenue", "EU", "a/x", "US", back[i]);
        assert_judged(&p, i == 0 ? NULL : "1.005 on the loop out <- home");
        platform_end(&p);
    }
}
END_TEST

/* One link, from US to every region, is a loop in US only. */
START_TEST(a_loop_in_the_source_region)
{
    struct platform p;

    begin_two_regions(&p);
    link_places(&p, "lead", "a/revenue", "US", "a/x", NULL, 1.25);
    assert_unstable(&p, "1.25 on the loop lead");
    platform_end(&p);
    begin_two_regions(&p);
    link_places(&p, "lead", "a/revenue", "US", "a/x", "EU", 1.25);
    assert_stable(&p);
    platform_end(&p);
}
END_TEST

/* There in one region and back in another is no loop. */
START_TEST(links_of_different_regions_do_not_meet)
{
    struct platform p;

    begin_two_regions(&p);
    link_places(&p, "there", "a/revenue", NULL, "b/x", "US", 4);
    link_places(&p, "back", "b/revenue", NULL, "a/x", "EU", 4);
    assert_stable(&p);
    platform_end(&p);
    begin_two_regions(&p);
    link_places(&p, "there", "a/revenue", NULL, "b/x", "EU", 4);
    link_places(&p, "back", "b/revenue", NULL, "a/x", "EU", 4);
    assert_unstable(&p, "4 on the loop there <- back");
    platform_end(&p);
}
END_TEST

/* A region's own path decides, not another's: a is 0 in EU. */
START_TEST(each_region_is_judged)
{
    struct platform p;
    ttr_stream *stream;

    platform_begin(&p, TTR_QUARTER, 8);
    platform_region(&p, "EU", "USD");
    stream = platform_formula(&p, "a", 0, "8 + x");
    set_number(stream, "EU", "x", 2);
    platform_link(&p, "self", "a/revenue", "a/x", 4.5, 1); /* d = 2 / 10 */
    assert_stable(&p);
    set_number(stream, "EU", "x", 8);
    assert_unstable(&p, "2.25 on the loop self"); /* d = 8 / 16 */
    platform_end(&p);
}
END_TEST

/* ---- which loop is named ---- */

static void begin_four(struct platform *p)
{
    platform_begin(p, TTR_QUARTER, 8);
    for (int i = 0; i < 4; i++)
        platform_stream(p, (const char *const[]){"a", "b", "c", "d"}[i], 2);
}

/* a and b are on a loop, c and d come before it. */
static void begin_fed_pair(struct platform *p)
{
    begin_four(p);
    platform_link(p, "first", "d/revenue", "c/x", 1, 1);
    platform_link(p, "one", "a/revenue", "b/x", 1.1, 1);
    platform_link(p, "two", "b/revenue", "a/x", 1.1, 1);
    platform_link(p, "strong", "c/revenue", "a/x", 10, 1);
}

START_TEST(what_only_feeds_a_loop_is_not_named)
{
    struct platform p;

    begin_fed_pair(&p);
    assert_unstable_pair(&p, "1.1 on the loop ", "one", "two");
    platform_end(&p);
}
END_TEST

START_TEST(the_longer_loop_is_named)
{
    struct platform p;

    begin_fed_pair(&p);
    platform_link(&p, "stronger", "b/revenue", "d/x", 100, 1);
    /* c and d are on a loop by way of a; z^4 = 1.21 z^2 + 1100 */
    assert_unstable(&p,
                    "5.8118 on the loop strong <- first <- stronger <- one");
    platform_end(&p);
}
END_TEST

START_TEST(the_loop_that_grows_is_named)
{
    struct platform p;

    begin_four(&p);
    /* more gain on one link, but a product of 0.5 */
    platform_link(&p, "big", "a/revenue", "b/x", 10, 1);
    platform_link(&p, "tiny", "b/revenue", "a/x", 0.05, 1);
    platform_link(&p, "feed", "a/revenue", "c/x", 50, 1);
    platform_link(&p, "three", "c/revenue", "d/x", 1.2, 1);
    platform_link(&p, "four", "d/revenue", "c/x", 1.2, 1);
    platform_link(&p, "leave", "d/revenue", "a/x", 0, 1);
    assert_unstable_pair(&p, "1.2 on the loop ", "three", "four");
    platform_end(&p);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stability_loops");
    TCase *loops = tcase_create("loops");

    tcase_add_test(loops, a_loop_between_regions);
    tcase_add_test(loops, a_loop_in_the_source_region);
    tcase_add_test(loops, links_of_different_regions_do_not_meet);
    tcase_add_test(loops, each_region_is_judged);
    tcase_add_test(loops, what_only_feeds_a_loop_is_not_named);
    tcase_add_test(loops, the_longer_loop_is_named);
    tcase_add_test(loops, the_loop_that_grows_is_named);
    suite_add_tcase(suite, loops);
    return ttri_unit_main(suite);
}
