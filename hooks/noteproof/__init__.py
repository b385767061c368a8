"""noteproof reads the YAML of notes as the programs that it is for would read it.

`FLOORS` says which module stands on which floor. A module imports from floors below its own, and from its own
package; a package's modules count as the package does.
"""

FLOORS: dict[str, int] = {
    "text": 0,
    "comparison": 1,
    "finding": 1,
    "yamltree": 2,
    "directives": 2,
    "schema": 3,
    "language": 3,
    "expectations": 3,
    "reading": 3,
    "languages": 4,
    "page": 4,
    "jsonlines": 4,
    "cases": 4,
    "engine": 5,
    "fixes": 5,
    "homing": 5,
    "hardening": 6,
    "pages": 6,
    "catalogue": 6,
    "render": 6,
    "config": 7,
    "disk": 7,
    "arguments": 8,
    "project": 8,
    "site": 9,
    "weighing": 9,
    "cli": 10,
}
