"""MkDocs hook: checks every YAML block of a page as the page is built."""

from noteproof import site

on_config = site.check_blocks
on_files = site.prepare_files
on_page_markdown = site.begin_page
on_page_content = site.finish_page
on_env = site.finish_notes
