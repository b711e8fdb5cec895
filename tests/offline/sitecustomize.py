"""Keeps Python processes, and above all the kernels of lessons, from leaving this machine.

Python runs this file at its start when this folder is on PYTHONPATH; the project's conftest.py puts
it there. An audit hook then raises *before* a socket connects or sends, or a name is looked up, to
anything but loopback. In a kernel it also refuses to start other programs: what they send cannot
be seen from here. A kernel notes each refusal in the file that OFFLINE_REFUSALS names, so that a
lesson that swallows the error is found all the same.

The hook sees Python's own sockets; a library that brings its own (as pyzmq does for the kernel's
channels) does not pass through it.
"""

import importlib.machinery
import importlib.util
import ipaddress
import os
import sys
from typing import Any

_IS_KERNEL = "ipykernel_launcher" in sys.orig_argv
_HERE = os.path.dirname(os.path.abspath(__file__))

_ADDRESS = {"socket.connect", "socket.sendto", "socket.sendmsg"}  # (socket, address)
_LOOK_UP = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}  # (host, …)
_PROGRAM = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "pty.spawn"}


def _is_local(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    if host in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _target(event: str, arguments: tuple[Any, ...]) -> object:
    """What the call would reach, or None when that is on this machine."""
    if event in _ADDRESS:
        address = arguments[1]
        if address is None or isinstance(address, str | bytes):  # connected before, or AF_UNIX
            return None
        return None if isinstance(address, tuple) and _is_local(address[0]) else address
    if event in _LOOK_UP:
        return None if _is_local(arguments[0]) else arguments[0]
    if event == "socket.getnameinfo":
        return None if _is_local(arguments[0][0]) else arguments[0]
    if _IS_KERNEL and event in _PROGRAM:
        # platform.platform(), which the stripe package may call, asks this of the system.
        harmless = event == "subprocess.Popen" and arguments[1] == ["uname", "-p"]
        return None if harmless else arguments
    return None


def _refuse_outside(event: str, arguments: tuple[Any, ...]) -> None:
    target = _target(event, arguments)
    if target is None:
        return
    message = (
        f"テスト中はこのマシンの外に出られません: {event} {target!r} / "
        f"A test never leaves this machine: {event} {target!r}"
    )
    if _IS_KERNEL and (log := os.environ.get("OFFLINE_REFUSALS")):
        with open(log, "a", encoding="utf-8") as file:
            file.write(message + "\n")
    raise PermissionError(message)


def _run_the_environments_own() -> None:
    """Runs the sitecustomize that this one stands before, if there is one."""
    elsewhere = [entry for entry in sys.path if os.path.abspath(entry) != _HERE]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", elsewhere)
    if spec and spec.loader:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


sys.addaudithook(_refuse_outside)
_run_the_environments_own()
