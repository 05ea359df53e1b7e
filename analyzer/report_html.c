#include "report.h"
int report_html(const struct report *report, const struct report_style *style, FILE *to)
{
    return report_json(report, style, to);
}
