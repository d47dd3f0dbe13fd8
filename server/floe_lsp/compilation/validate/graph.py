"""Circles in a directed graph of names."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping

Graph = Mapping[str, Collection[str]]
"""Each name with the names that its edges lead to; all of them are keys."""


def circles(graph: Graph) -> Iterator[list[str]]:
    """Yield one shortest circle of each group of names that reach one another.

    A circle begins and ends with the group's first name in the order of the graph. Groups come in
    that order too.
    """
    order = {name: index for index, name in enumerate(graph)}
    for group in sorted(groups(graph), key=lambda names: min(map(order.__getitem__, names))):
        yield _shortest_circle(graph, min(group, key=order.__getitem__), group)


def groups(graph: Graph) -> list[set[str]]:
    """Return the groups of more than one name that reach one another."""
    return _Tarjan(graph).groups()


def in_order_of_need(graph: Graph) -> list[str]:
    """Return the names, each below those that its edges lead to, else in the order of the graph.

    In a circle the name at which it closes just comes later.
    """
    placed: dict[str, None] = {}
    begun: set[str] = set()
    # A loop and not a recursion: a chain may be longer than Python's stack.
    pending = [(name, False) for name in reversed([*graph])]
    while pending:
        name, is_below_placed = pending.pop()
        if is_below_placed:
            placed[name] = None
        elif name not in begun:
            begun.add(name)
            pending.append((name, True))
            pending.extend((each, False) for each in reversed([*graph[name]]))
    return [*placed]


class _Tarjan:
    """Strongly connected components of more than one name, without recursion."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.index: dict[str, int] = {}
        self.low: dict[str, int] = {}
        self.stack: list[str] = []
        self.on_stack: set[str] = set()

    def groups(self) -> list[set[str]]:
        return [group for root in self.graph for group in self._from(root) if len(group) > 1]

    def _from(self, root: str) -> Iterator[set[str]]:
        work = [] if root in self.index else [self._enter(root)]
        while work:
            name, targets = work[-1]
            target = next((each for each in targets if self._is_new(name, each)), None)
            if target is not None:
                work.append(self._enter(target))
                continue
            work.pop()
            if work:
                above = work[-1][0]
                self.low[above] = min(self.low[above], self.low[name])
            if self.low[name] == self.index[name]:
                yield self._leave(name)

    def _enter(self, name: str) -> tuple[str, Iterator[str]]:
        self.index[name] = self.low[name] = len(self.index)
        self.stack.append(name)
        self.on_stack.add(name)
        return name, iter(self.graph[name])

    def _is_new(self, name: str, target: str) -> bool:
        if target in self.on_stack:
            self.low[name] = min(self.low[name], self.index[target])
        return target not in self.index

    def _leave(self, name: str) -> set[str]:
        group: set[str] = set()
        while name not in group:
            group.add(self.stack.pop())
        self.on_stack -= group
        return group


def _shortest_circle(graph: Graph, start: str, group: set[str]) -> list[str]:
    previous: dict[str, str] = {}
    queue = deque([start])
    while start not in previous:
        name = queue.popleft()
        for target in graph[name]:
            if target in group and target not in previous:
                previous[target] = name
                queue.append(target)
    path = [start, previous[start]]
    while path[-1] != start:
        path.append(previous[path[-1]])
    return path[::-1]
