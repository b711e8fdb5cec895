"""The ways in which a module is broken, one place at a time."""

import ast
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
}


@dataclass(frozen=True)
class Change:
    """Put ``new`` in the place of node number ``at`` (in the order of ``ast.walk``).

    ``function`` is the qualified name of the outermost function whose body the node is in; empty
    for what runs when the module is loaded. ``lines`` are those of the statement it belongs to.
    ``what`` is unique in its function.
    """

    at: int
    line: int
    what: str
    new: ast.AST = field(compare=False)
    function: str
    lines: range

    def applied_to(self, tree: ast.Module) -> ast.Module:
        """The tree with the change made; the tree itself is used up."""
        old = list(ast.walk(tree))[self.at]
        _Replace(old, deepcopy(self.new)).visit(tree)
        return ast.fix_missing_locations(tree)


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old = old
        self.new = new

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.old:
            return ast.copy_location(self.new, node)
        return self.generic_visit(node)


def changes(tree: ast.Module) -> list[Change]:
    """Every change of a module, from its top to its end; see :func:`_without_effect`."""
    numbers = {node: at for at, node in enumerate(ast.walk(tree))}
    skipped = set(_without_effect(tree))
    found: list[Change] = []
    names: Counter[tuple[str, str]] = Counter()
    for node, function, lines in _places(tree):
        for new in () if node in skipped else _broken(node):
            was, becomes = (ast.unparse(one).split("\n")[0] for one in (node, new))
            what = f"{was} -> {becomes}"
            names[function, what] += 1
            if names[function, what] > 1:
                what += f" ({names[function, what]})"
            line = getattr(node, "lineno", 0)
            found.append(Change(numbers[node], line, what, new, function, lines))
    return found


def _places(
    node: ast.AST, function: str = "", lines: range = range(0), classes: str = ""
) -> Iterator[tuple[ast.AST, str, range]]:
    """A node and all below it: each with the function that it is in, the lines of its statement."""
    if isinstance(node, ast.stmt):
        body = getattr(node, "body", None)
        last = body[0].lineno - 1 if body else node.end_lineno or 0
        lines = range(node.lineno, max(last, node.lineno) + 1)
    yield node, function, lines
    if isinstance(node, ast.ClassDef):
        classes += f"{node.name}."
    for name, value in ast.iter_fields(node):
        inside = function
        if isinstance(node, ast.FunctionDef) and name == "body":
            inside = function or classes + node.name
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _places(child, inside, lines, classes)


def _without_effect(tree: ast.Module) -> Iterator[ast.AST]:
    """Nodes whose change could not be noticed: docstrings, imports, annotations, decorators."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield from ast.walk(node)
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from ast.walk(node)
        if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation:
            yield from ast.walk(node.annotation)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            for part in [*node.decorator_list, getattr(node, "returns", None)]:
                yield from ast.walk(part) if part else ()


def _broken(node: ast.AST) -> Iterator[ast.AST]:
    """What a node may become."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        other = _COMPARISONS[type(node.ops[0])]
        yield ast.Compare(node.left, [other()], node.comparators)
    elif isinstance(node, ast.BoolOp):
        other_word = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield ast.BoolOp(other_word, node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        yield ast.BinOp(node.left, _ARITHMETIC[type(node.op)](), node.right)
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield ast.Constant(not node.value)
        elif isinstance(node.value, int):
            yield ast.Constant(node.value + 1)
        elif isinstance(node.value, str):
            yield ast.Constant(f"broken {node.value}")
        elif node.value is None:
            yield ast.Constant("broken")
    elif isinstance(node, ast.If | ast.While):
        yield type(node)(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    elif isinstance(node, ast.Raise | ast.Expr | ast.Assign | ast.AugAssign | ast.Delete):
        yield ast.Pass()
    elif isinstance(node, ast.Return) and _says_something(node.value):
        yield ast.Return(ast.Constant(None))


def _says_something(value: ast.expr | None) -> bool:
    return value is not None and not (isinstance(value, ast.Constant) and value.value is None)
