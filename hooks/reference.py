"""MkDocs hook: adds the generated pages, one for each rule."""

from noteproof import site

on_config = site.check_reference
on_files = site.add_reference
on_env = site.link_reference
