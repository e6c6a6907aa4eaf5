"""What a function of the user's is to be called with, as he types it: an expression, or a file.

An expression must parse; what it gives is found out in the lab, where it is evaluated.
"""

from __future__ import annotations

import ast
import keyword
import re
from pathlib import Path

from ..model.plan import PlanError

FILE = re.compile(
    r"[^\s()\[\]{}'\",]+\.(csv|tsv|jsonl|ndjson|json|txt|text|log|lst|dat|gz|tsv|xlsx|parquet|yaml|yml)", re.IGNORECASE
)
"""What is meant as a file's name, though some of it would be an expression too."""
PLACES = ("/", "~", "./", "../")


def inputs_of(text: str) -> str:
    """The inputs as a plan has them: an expression as it stands, a file with its whole path.

    Raises:
        PlanError: it is neither.
    """
    text = text.strip()
    if not text:
        raise PlanError("say what to call it with: an expression like range(200), or a file of JSON lines, CSV or text")
    path = Path(text).expanduser()
    try:
        if path.is_file():
            return str(path.absolute())
        folder = path.is_dir()
    except (OSError, ValueError):
        folder = False
    if folder and (not text.isidentifier() or keyword.iskeyword(text)):
        raise PlanError(f"{text} is a folder; --inputs takes an expression, or a file")
    if FILE.fullmatch(text) or text.startswith(PLACES):
        raise PlanError(f"there is no file {text}")
    try:
        ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise PlanError(
            f"{text!r} is no Python expression: {getattr(error, 'msg', error)}, and no file either"
        ) from None
    return text
