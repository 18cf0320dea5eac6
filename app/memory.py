"""Keeps the answers to costly questions, as many as there is room for; those not asked for longest go first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["Memory"]

T = TypeVar("T")


class Memory(Generic[T]):
    """Answers by their key, for all threads; two who ask the same at once wait for one answer.

    Parameters
    ----------
    room : how much all answers together may weigh; the newest is kept even if it alone weighs more
    weight : what one answer weighs
    """

    def __init__(self, room: int, weight: Callable[[T], int]) -> None:
        self._room, self._weigh = room, weight
        self._answers: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._weight = 0
        self._lock = Lock()
        self._making: dict[Hashable, Lock] = {}

    def __call__(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer of that key; made if it is not there."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key][0]
            making = self._making.setdefault(key, Lock())
        with making:
            with self._lock:
                if key in self._answers:
                    return self._answers[key][0]
            try:
                answer = make()
                self._put(key, answer)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return answer

    def held(self, key: Hashable) -> T | None:
        """The answer of that key if it is there."""
        with self._lock:
            if key not in self._answers:
                return None
            self._answers.move_to_end(key)
            return self._answers[key][0]

    def _put(self, key: Hashable, answer: T) -> None:
        weight = self._weigh(answer)
        with self._lock:
            self._answers[key] = (answer, weight)
            self._weight += weight
            while self._weight > self._room and len(self._answers) > 1:
                self._weight -= self._answers.popitem(last=False)[1][1]
