"""MkDocs hook: repairs the image links of a page as the page is built."""

from noteproof import site

on_config = site.check_images
on_page_markdown = site.repair_page
