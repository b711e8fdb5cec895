"""Everything an account remembers: objects by id, and the orders they are listed in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Object = dict[str, Any]
"""A Stripe object as it is kept: a plain dict with Stripe's keys, references as ids."""


class Sequence:
    """Ids in the order in which they arrived.

    Adding and removing cost the same however long it is, and walking from an id costs only the
    steps walked: that is why a page of a long list costs what a page of a short one does.
    """

    __slots__ = ("_ids", "_places")

    def __init__(self) -> None:
        self._ids: list[str | None] = []
        self._places: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, id: str) -> bool:
        return id in self._places

    def append(self, id: str) -> None:
        self._places[id] = len(self._ids)
        self._ids.append(id)

    def remove(self, id: str) -> None:
        self._ids[self._places.pop(id)] = None
        if len(self._ids) > 2 * len(self._places) + 16:
            self._ids = list(self._places)
            self._places = {id: place for place, id in enumerate(self._ids) if id is not None}

    def older(self, than: str | None = None) -> Iterator[str]:
        """From the newest (or from just before ``than``) back to the first."""
        start = len(self._ids) if than is None else self._places[than]
        for place in range(start - 1, -1, -1):
            id = self._ids[place]
            if id is not None:
                yield id

    def newer(self, than: str) -> Iterator[str]:
        """From just after ``than`` on to the newest."""
        for place in range(self._places[than] + 1, len(self._ids)):
            id = self._ids[place]
            if id is not None:
                yield id


EMPTY = Sequence()


class Store:
    """Objects by kind and id, and sequences by key.

    A kind is the value of the object's ``object`` key ("customer", "source", ...). A sequence's
    key is a tuple: ``("charge",)`` for all charges, ``("charge", "cus_x")`` for a customer's.
    ``secrets`` holds what is shown only once (the signing secrets of webhook endpoints); ``born``
    when each card was made, which a card itself does not tell; ``spent`` the PaymentMethods that
    cannot be used again.
    """

    def __init__(self) -> None:
        self.objects: dict[str, dict[str, Object]] = {}
        self.sequences: dict[tuple[str, ...], Sequence] = {}
        self.secrets: dict[str, str] = {}
        self.born: dict[str, int] = {}
        self.spent: set[str] = set()

    def put(self, object: Object, *keys: tuple[str, ...]) -> None:
        """Keep a new object and append its id to each sequence named."""
        self.objects.setdefault(object["object"], {})[object["id"]] = object
        for key in keys:
            self.append(key, object["id"])

    def get(self, kind: str, id: str) -> Object | None:
        objects = self.objects.get(kind)
        return None if objects is None else objects.get(id)

    def delete(self, kind: str, id: str) -> None:
        del self.objects[kind][id]

    def append(self, key: tuple[str, ...], id: str) -> None:
        sequence = self.sequences.get(key)
        if sequence is None:
            sequence = self.sequences[key] = Sequence()
        sequence.append(id)

    def remove(self, key: tuple[str, ...], id: str) -> None:
        self.sequences[key].remove(id)
        if not len(self.sequences[key]):
            del self.sequences[key]

    def sequence(self, *key: str) -> Sequence:
        """The sequence under ``key``; an empty one, not to be written to, if there is none."""
        return self.sequences.get(key, EMPTY)
