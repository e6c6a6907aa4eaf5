"""What a user can do wrong: `UserError`, whose text is one sentence that says what is wrong and what to do.

Commands print it and end with its exit code; screens show it. Everything else that is raised is a fault of the program.
"""

from __future__ import annotations


class UserError(ValueError):
    """Something asked for that can't be done; never a reason for a traceback."""

    exit_code = 2
    """Of a command that ends with it."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows instead of a traceback, whose lines would be concviz's own."""
        return [f"{type(self).__name__}: {self}"]


class PlanError(UserError):
    """A plan that can't be run."""
