/* The report for people: what differs and why, cause by cause; then what was and was not covered.
 */
#include "report.h"

#include <errno.h>
#include "page.h"
#include "report_cause.h"
#include "report_group.h"
#include "report_places.h"
#include "report_summary.h"
#include "util.h"

#define MANY_CAUSES 4 /* causes of a group told in full */

/* `told`, per cause: where a person has to look is said each time, the rest once. */
static void put_group(const struct page *page, const struct report *report,
                      const struct region_group *group, bool *told)
{
    places_block(page, group);
    for (size_t i = 0; i < group->cause_count && i < MANY_CAUSES; i++) {
        size_t cause = group->causes[i];
        (told[cause] ? cause_again : cause_block)(page, &report->causes[cause], report->base);
        told[cause] = true;
    }
    if (group->cause_count > MANY_CAUSES)
        fprintf(page->to, "  and %zu more cause%s\n", group->cause_count - MANY_CAUSES,
                group->cause_count == MANY_CAUSES + 1 ? "" : "s");
    if (group->cause_count == 0)
        page_line(page, 2, "unexplained",
                  group->unexplained ? group->unexplained : "no call was found that caused this");
    fputc('\n', page->to);
}

int report_text(const struct report *report, const struct report_style *style, FILE *to)
{
    struct page page = {.style = style, .to = to};
    size_t count;
    autofree bool *told = xcalloc(report->cause_count + 1, sizeof *told);
    struct region_group *groups = report_groups(report, &count);
    errno = 0;
    for (size_t i = 0; i < count; i++)
        put_group(&page, report, &groups[i], told);
    report_groups_free(groups, count);
    summary_block(&page, report);
    if (fflush(to) == 0 && !ferror(to))
        return 0;
    return errno ? -errno : -EIO;
}
