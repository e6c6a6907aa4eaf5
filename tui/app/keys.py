"""The keys as the user wants them: ids of rows of the key table to keys, checked against the rows that there are."""

from __future__ import annotations

from collections.abc import Mapping

from ...engine.text.suggest import unknown
from .key_table import BY_ID


class Keys:
    """What was changed, as far as there is such a key."""

    def __init__(self, wanted: Mapping[str, str]) -> None:
        self.known = {name: keys for name, keys in wanted.items() if name in BY_ID}
        strange = [name for name in wanted if name not in BY_ID]
        self.problem = f"In the settings: {unknown('key', strange[-1], BY_ID)}" if strange else ""
        """'' or one sentence: which of them there is not."""

    def of(self, name: str) -> str:
        """The keys of an id, as they are."""
        return self.known.get(name, BY_ID[name].keys)
