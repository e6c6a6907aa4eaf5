"""Single changes: which there are in a file, and a fair sample of them.

Cosmic Ray knows how to make one. A sample takes as many of each kind as of any other, however many there are. Four kinds are added, of
what went by unnoticed here: a dropped filter, `max` for `min`, a sentence without words, a small number that is one off.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import parso.python.tree as tree
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator
from parso.tree import NodeOrLeaf

Position = tuple[tuple[int, int], tuple[int, int]]
"""From and to: line from 1, column from 0."""

COMPARED = ("Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt", "Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is")
COMPUTED = ("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Div", "Mod_Mul")


class SwapMinMax(Operator):
    """`max(` for `min(` and back, of numpy's too."""

    OTHER: ClassVar = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum"}

    def mutation_positions(self, node):
        if isinstance(node, tree.Name) and node.value in self.OTHER and _is_called(node):
            yield node.start_pos, node.end_pos

    def mutate(self, node, index):
        node.value = self.OTHER[node.value]
        return node

    @classmethod
    def examples(cls):
        return ()


class DropFilter(Operator):
    """A comprehension takes everything."""

    def mutation_positions(self, node):
        if node.type == "comp_if":
            yield node.start_pos, node.end_pos

    def mutate(self, node, index):
        node.children[1] = tree.Keyword("True", (0, 0), prefix=" ")
        return node

    @classmethod
    def examples(cls):
        return ()


class LoseWords(Operator):
    """A sentence is empty: a string with a space in it that isn't a docstring."""

    def mutation_positions(self, node):
        if isinstance(node, tree.String) and " " in node.value.strip() and node.parent.type != "simple_stmt":
            yield node.start_pos, node.end_pos

    def mutate(self, node, index):
        node.value = '""'
        return node

    @classmethod
    def examples(cls):
        return ()


class OffByOne(Operator):
    """A small whole number is one more or one less; of a million one more is the same."""

    def mutation_positions(self, node):
        if isinstance(node, tree.Number) and node.value.isdecimal() and int(node.value) < 100:
            yield from [(node.start_pos, node.end_pos)] * 2

    def mutate(self, node, index):
        node.value = str(int(node.value) + (1, -1)[index])
        return node

    @classmethod
    def examples(cls):
        return ()


def _is_called(node: tree.Name) -> bool:
    after = node.get_next_leaf()
    return after is not None and after.value == "("


KINDS: dict[str, list[Operator]] = {
    "boundary": [get_operator(f"core/ReplaceComparisonOperator_{name}")() for name in COMPARED],
    "arithmetic": [get_operator(f"core/ReplaceBinaryOperator_{name}")() for name in COMPUTED],
    "condition": [get_operator(f"core/{name}")() for name in ("AddNot", "ReplaceAndWithOr", "ReplaceOrWithAnd")],
    "off by one": [OffByOne()],
    "flag": [get_operator(f"core/Replace{name}")() for name in ("TrueWithFalse", "FalseWithTrue")],
    "loop": [get_operator("core/ZeroIterationForLoop")()],
    "max for min": [SwapMinMax()],
    "filter": [DropFilter()],
    "words": [LoseWords()],
}


@dataclass(frozen=True)
class Change:
    """One change of one file."""

    path: str
    kind: str
    operator: Operator
    occurrence: int
    start: tuple[int, int]
    end: tuple[int, int]

    def apply(self, code: str) -> str | None:
        """The file's text with the change; None where there is nothing to change."""
        return mutate_code(code, self.operator, self.occurrence)


def changes_of(path: str, code: str) -> Iterator[Change]:
    """Every change of a file that can matter: none in annotations, decorators, docstrings, `strict=` and what only a type checker runs."""
    silent = list(_silent(code))
    nodes = list(ast_nodes(get_ast(code)))
    bare = {node.start_pos for node in nodes if _is_the_star_of_a_signature(node)}
    for kind, operators in KINDS.items():
        for operator in operators:
            positions = (position for node in nodes for position in operator.mutation_positions(node))
            for occurrence, (start, end) in enumerate(positions):
                if start not in bare and not any(first <= start and end <= last for first, last in silent):
                    yield Change(path, kind, operator, occurrence, start, end)


def _is_the_star_of_a_signature(node: NodeOrLeaf) -> bool:
    """`*` before what is passed by name, which is no product."""
    above = node.parent
    return (
        isinstance(node, tree.Operator)
        and node.value == "*"
        and above is not None
        and above.type in ("param", "parameters")
    )


def _silent(code: str) -> Iterator[Position]:
    for node in ast.walk(ast.parse(code)):
        found: list[ast.AST | None] = []
        if isinstance(node, ast.arg | ast.AnnAssign):
            found.append(node.annotation)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found += [node.returns, *node.decorator_list]
        elif isinstance(node, ast.ClassDef):
            found += node.decorator_list
        elif isinstance(node, ast.keyword) and node.arg == "strict":
            found.append(node)  # of `zip`: a guard against whoever writes the next line
        elif _is_for_the_type_checker(node) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            found.append(node)
        for each in found:
            if each is not None:
                yield (each.lineno, each.col_offset), (each.end_lineno, each.end_col_offset)


def _is_for_the_type_checker(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def sample(root: Path, folders: list[str], count: int, seed: int) -> list[Change]:
    """`count` changes of these Python files and those in these folders, of each kind as many as of any other where there are as many."""
    chance = random.Random(seed)
    by_kind: dict[str, list[Change]] = {kind: [] for kind in KINDS}
    files = [
        path for name in folders for path in ([root / name] if name.endswith(".py") else (root / name).rglob("*.py"))
    ]
    for path in sorted(files):
        for change in changes_of(str(path.relative_to(root)), path.read_text()):
            by_kind[change.kind].append(change)
    for changes in by_kind.values():
        chance.shuffle(changes)
    taken: list[Change] = []
    while len(taken) < count and any(by_kind.values()):
        taken += [changes.pop() for changes in by_kind.values() if changes]
    return taken[:count]
