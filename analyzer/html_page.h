/*
 * The page of the HTML report without its data: analyzer/html/, put together by html/embed.cmake.
 */
#ifndef PARIBUS_HTML_PAGE_H
#define PARIBUS_HTML_PAGE_H

#include <stddef.h>

extern const unsigned char html_page_before[], html_page_after[];
extern const size_t html_page_before_size, html_page_after_size;

#endif
