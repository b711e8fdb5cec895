"""The ways in which a module is broken, one place at a time."""

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

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
    """Put ``new`` in the place of node number ``at`` (in the order of ``ast.walk``)."""

    at: int
    line: int
    what: str
    new: ast.AST

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
    """Every change of a module; docstrings, imports and annotations are left alone."""
    skipped = set(map(id, _without_effect(tree)))
    found = []
    for at, node in enumerate(ast.walk(tree)):
        if id(node) in skipped:
            continue
        for new in _broken(node):
            was, becomes = ast.unparse(node).split("\n")[0], ast.unparse(new).split("\n")[0]
            found.append(Change(at, getattr(node, "lineno", 0), f"{was} -> {becomes}", new))
    return found


def _without_effect(tree: ast.Module) -> Iterator[ast.AST]:
    """Nodes whose change could not be noticed: docstrings, imports, annotations, decorators."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield from ast.walk(node)
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from ast.walk(node)
        if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation:
            yield from ast.walk(node.annotation)
        if isinstance(node, ast.FunctionDef):
            for part in [*node.decorator_list, *filter(None, [node.returns])]:
                yield from ast.walk(part)
        if isinstance(node, ast.JoinedStr | ast.FormattedValue):
            yield from (part for part in ast.iter_child_nodes(node))


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
    elif isinstance(node, ast.Return) and node.value is not None:
        yield ast.Return(ast.Constant(None))
