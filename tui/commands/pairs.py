"""`-o NAME=VALUE`, as commands and the app take it."""

from __future__ import annotations

from ...engine.plan import PlanError


def texts_of(pairs: tuple[str, ...], inputs: str | None = None) -> dict[str, str]:
    """Options by name, each as it was typed; `--inputs` is one of them.

    Raises:
        PlanError: one has no `=`.
    """
    texts = dict(parse_pair(pair) for pair in pairs)
    return texts if inputs is None else {**texts, "inputs": inputs}


def parse_pair(pair: str) -> tuple[str, str]:
    """`latency-ms=40` as ("latency_ms", "40").

    Raises:
        PlanError: there is no `=`.
    """
    name, equals, text = pair.partition("=")
    if not equals:
        raise PlanError(f"--option takes NAME=VALUE, not {pair!r}")
    return name.strip().replace("-", "_"), text
