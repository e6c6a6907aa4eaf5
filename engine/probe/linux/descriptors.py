"""What a descriptor of a process leads to, in words: `file data.db`, `pipe → process 71`, `socket → 10.0.0.5:5432`.

All of it is read from /proc, as far as it may be: the link of the descriptor itself, for sockets the tables of the network, and for
who is at the other end the links of the processes that are watched too. What costs more than a link is read at most once a second.
"""

from __future__ import annotations

import os
import re
import socket
import struct
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from pathlib import PurePath

AGAIN_S = 1.0
"""How often tables of the network and links of other processes are read at most."""
MOST_LINKS = 4_000
"""Of processes that are looked through for the other end."""
FEW = 3
"""So many descriptors of an event loop are named one by one."""
LISTENS = "0A"


class Descriptors:
    """Names them.

    Args:
        root: `/proc`.
        clock: seconds; only to read dear things rarely.
        again_s: how rarely.
    """

    def __init__(
        self, root: str = "/proc", clock: Callable[[], float] = time.monotonic, *, again_s: float = AGAIN_S
    ) -> None:
        self._root, self._clock, self._again_s = root, clock, again_s
        self._sockets: dict[str, tuple[str, str, str]] = {}
        """Inode to (own address, the other's, state)."""
        self._holders: dict[str, list[tuple[int, int]]] = {}
        """`pipe:[7]` or `socket:[7]` to the (process, access) that have it: 0 reads, 1 writes, 2 both, as fdinfo's flags end."""
        self._sockets_at = self._holders_at = float("-inf")

    def words(self, pid: int, fd: int, among: Collection[int] = (), link: str = "") -> str:
        """What descriptor `fd` of process `pid` leads to; '' where that isn't to be had.

        Args:
            pid: the process.
            fd: its descriptor.
            among: processes in which the other end is looked for.
            link: what it led to when it was waited for, where that was read then.
        """
        try:
            link = link or os.readlink(f"{self._root}/{pid}/fd/{fd}")
        except OSError:
            return ""
        if link.startswith("pipe:"):
            return self._pipe(pid, fd, link, among)
        if link.startswith("socket:"):
            return self._socket(pid, link, among)
        if link == "anon_inode:[eventpoll]":
            return self._event_loop(pid, fd, among)
        return link_words(link)

    def _pipe(self, pid: int, fd: int, link: str, among: Collection[int]) -> str:
        own = access(self._info(pid, fd))
        ends = {other for other, how in self._holding(link, among) if other != pid and how != own}
        return f"pipe → {named(ends)}" if ends else "pipe"

    def _socket(self, pid: int, link: str, among: Collection[int]) -> str:
        inode = link[8:-1]
        if inode not in self._sockets:
            self._read_sockets(pid)
        if inode not in self._sockets:
            return "socket"
        own, other, state = self._sockets[inode]
        if state == LISTENS:
            return f"listens on {own}"
        if not other:
            return own if own.startswith("unix") else f"socket {own}".rstrip()
        ends = self._owners(own, other, among)
        return f"socket → {other}" + (f" ({named(ends)})" if ends else "")

    def _owners(self, own: str, other: str, among: Collection[int]) -> set[int]:
        """The watched processes that have the other end of a connection on this machine."""
        there = [inode for inode, ends in self._sockets.items() if ends[:2] == (other, own)]
        return {pid for inode in there for pid, _ in self._holding(f"socket:[{inode}]", among)}

    def _event_loop(self, pid: int, fd: int, among: Collection[int]) -> str:
        waits = [int(each) for each in re.findall(r"^tfd:\s*(\d+)", self._info(pid, fd), re.MULTILINE)]
        if not waits:
            return "events of no descriptor"
        if len(waits) <= FEW:
            told = [words for each in waits if (words := self.words(pid, each, among))]
            kinds = [words for words in told if not words.startswith("pipe") and words != "socket"]
            if kinds:
                return " or ".join(dict.fromkeys(kinds))
        links: Counter[str] = Counter()
        for each in waits:
            try:
                links[link_words(os.readlink(f"{self._root}/{pid}/fd/{each}")).split(" ")[0]] += 1
            except OSError:
                continue
        return "events of " + ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in links.items())

    def _info(self, pid: int, fd: int) -> str:
        try:
            with open(f"{self._root}/{pid}/fdinfo/{fd}", encoding="ascii", errors="replace") as file:
                return file.read(1 << 16)
        except OSError:
            return ""

    def _read_sockets(self, pid: int) -> None:
        if self._clock() - self._sockets_at < self._again_s:
            return
        self._sockets_at = self._clock()
        self._sockets = {}
        for table in ("tcp", "tcp6", "udp", "udp6"):
            self._sockets.update(internet(_lines(f"{self._root}/{pid}/net/{table}")))
        self._sockets.update(unix(_lines(f"{self._root}/{pid}/net/unix")))

    def _holding(self, link: str, among: Collection[int]) -> list[tuple[int, int]]:
        if link not in self._holders and self._clock() - self._holders_at >= self._again_s:
            self._holders_at = self._clock()
            self._holders = {}
            for left, (pid, fd, found) in enumerate(self._links(among)):
                if left >= MOST_LINKS:
                    break
                how = access(self._info(pid, fd)) if found.startswith("pipe:") else 2
                self._holders.setdefault(found, []).append((pid, how))
        return self._holders.get(link, [])

    def _links(self, among: Collection[int]) -> Iterator[tuple[int, int, str]]:
        for pid in among:
            try:
                numbers = os.listdir(f"{self._root}/{pid}/fd")
            except OSError:
                continue
            for number in numbers:
                try:
                    link = os.readlink(f"{self._root}/{pid}/fd/{number}")
                except OSError:
                    continue
                if link.startswith(("pipe:", "socket:")):
                    yield pid, int(number), link


def link_words(link: str) -> str:
    """What a link says that is enough by itself. Of a file its name alone: folders can name people."""
    if link.startswith(("pipe:", "socket:")):
        return link.partition(":")[0]
    if link.startswith("anon_inode:"):
        return link.removeprefix("anon_inode:").strip("[]")
    if link.startswith(("/dev/pts/", "/dev/tty", "/dev/console")):
        return "terminal"
    if link.startswith("/dev/"):
        return link.removeprefix("/dev/")
    return f"file {PurePath(link.removesuffix(' (deleted)')).name}" if link.startswith("/") else ""


def access(info: str) -> int:
    """0 for a descriptor that reads, 1 for one that writes, 2 for both; from its `fdinfo`."""
    found = re.search(r"^flags:\s*(\d+)", info, re.MULTILINE)
    return int(found[1], 8) & 3 if found else 2


def named(pids: set[int]) -> str:
    """`process 71`, `4 processes`."""
    return f"process {next(iter(pids))}" if len(pids) == 1 else f"{len(pids)} processes"


def internet(lines: list[str]) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Inode to (own address, the other's, state), from the lines of `net/tcp` and its likes."""
    for line in lines[1:]:
        words = line.split()
        if len(words) > 9 and words[9] != "0":
            own, other = address(words[1]), address(words[2])
            yield words[9], (own, "" if other.endswith(":0") else other, words[3] if words[3] != "07" else "")


def unix(lines: list[str]) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """The same from the lines of `net/unix`; of a socket with a path its name."""
    for line in lines[1:]:
        words = line.split(None, 7)
        if len(words) > 6:
            name = PurePath(words[7].strip()).name if len(words) > 7 else ""
            yield words[6], (f"unix socket {name}".rstrip(), "", "")


def address(text: str) -> str:
    """`127.0.0.1:8000` from `0100007F:1F40`; one that means every address is a port alone: `:8000`."""
    host, _, port = text.partition(":")
    raw = b"".join(struct.pack("=I", int(host[at : at + 8], 16)) for at in range(0, len(host), 8))
    if not any(raw):
        return f":{int(port, 16)}"
    if len(raw) == 4:
        return f"{socket.inet_ntop(socket.AF_INET, raw)}:{int(port, 16)}"
    if raw[:12] == b"\0" * 10 + b"\xff\xff":
        return f"{socket.inet_ntop(socket.AF_INET, raw[12:])}:{int(port, 16)}"
    return f"[{socket.inet_ntop(socket.AF_INET6, raw)}]:{int(port, 16)}"


def _lines(path: str) -> list[str]:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(1 << 20).splitlines()
    except OSError:
        return []
