"""What `pyproject.toml` can't say.

The README for an index's page, where a link must lead into the repository, not beside the page; and the manual's pages,
where `docs/manual.py` has made them (it needs the installed program, which a build doesn't have).
"""

import re
from pathlib import Path

from setuptools import setup

REPOSITORY = "https://github.com/concviz/concviz"
HERE = Path(__file__).parent
README = (HERE / "README.md").read_text(encoding="utf-8")
LOCAL = r"\]\((?!https?://|#|mailto:)([^)\s]+)\)"


def whole(link: re.Match[str]) -> str:
    """The same link from anywhere; pictures as they are, pages as the repository shows them."""
    kind = "raw" if Path(link[1]).suffix in {".gif", ".png", ".svg"} else "blob"
    return f"]({REPOSITORY}/{kind}/main/{link[1]})"


setup(
    long_description=re.sub(LOCAL, whole, README),
    long_description_content_type="text/markdown",
    data_files=[("share/man/man1", sorted(str(page.relative_to(HERE)) for page in HERE.glob("docs/man/*.1")))],
)
