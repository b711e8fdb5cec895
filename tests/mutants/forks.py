"""Work in forked processes, a few at a time."""

import multiprocessing
import os
import resource
import traceback
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

AT_ONCE = os.cpu_count() or 1

_FORK = multiprocessing.get_context("fork")
_Key = TypeVar("_Key")


def in_forks(work: Mapping[_Key, Callable[[], Any]], limit: int) -> Iterator[tuple[_Key, Any]]:
    """What each piece of work returns, with its key, as they end; each runs in a silent fork.

    None for one that takes more than ``limit`` seconds: of processor time, so that a busy machine
    changes nothing. Raises ``RuntimeError`` if one raises.
    """
    waiting = iter(work.items())
    running: dict[Any, tuple[_Key, multiprocessing.process.BaseProcess]] = {}
    while True:
        for key, piece in islice(waiting, AT_ONCE - len(running)):
            pipe, its_end = _FORK.Pipe(duplex=False)
            process = _FORK.Process(target=_silently, args=(piece, limit, its_end))
            process.start()
            its_end.close()
            running[pipe] = key, process
        if not running:
            return
        for pipe in wait(list(running)):
            key, process = running.pop(pipe)
            result, error = _said(pipe)
            process.join()
            if error:
                raise RuntimeError(error)
            yield key, result


def _silently(piece: Callable[[], Any], limit: int, pipe: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    try:
        answer = piece(), ""
    except Exception:
        answer = None, traceback.format_exc()
    pipe.send(answer)


def _said(pipe: Any) -> tuple[Any, str]:
    with pipe:
        try:
            answer: tuple[Any, str] = pipe.recv()
        except EOFError:  # it was ended
            return None, ""
    return answer
