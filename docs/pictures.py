"""A hook of mkdocs: links that lead out of `docs/` are for readers of the repository; on the site they lead there."""

import re

REPOSITORY = "https://github.com/concviz/concviz"


def on_page_markdown(markdown: str, **_: object) -> str:
    """Pictures and files of the repository by their whole address."""
    pictures = re.sub(r"\]\(\.\./(screenshots/[^)]+)\)", rf"]({REPOSITORY}/raw/main/\1)", markdown)
    return re.sub(r"\]\(\.\./([^)]+)\)", rf"]({REPOSITORY}/blob/main/\1)", pictures)
