"""A made-up /proc, in memory, that answers the witness in place of the operating system."""

import struct
from itertools import count

import pytest

RUNTIME = (0x700000, 0x720000)
LOCK = 0x7F0000001000


class MadeUpProc:
    """Files by path (bytes, or an OSError to raise), links, owners, and the memory of processes by address."""

    def __init__(self):
        self.files: dict[str, bytes | OSError] = {"/proc/self": b""}
        self.links: dict[str, str | OSError] = {}
        self.owners: dict[str, int] = {}
        self.memory: dict[int, dict[int, bytes]] = {}
        self.opened: dict[int, str] = {}
        self.reads: list[str] = []
        self._handles = count(100)

    def thread(self, pid, tid, *, cpu=0, wait=0, turns=1, syscall="running", letter="S"):
        """Lays out one thread, or changes it."""
        folder = f"/proc/{pid}/task/{tid}"
        self.files[f"/proc/{pid}"] = self.files[folder] = b""
        self.files[folder + "/schedstat"] = f"{cpu} {wait} {turns}\n".encode()
        self.files[folder + "/syscall"] = (syscall + "\n").encode()
        self.files[folder + "/stat"] = f"{tid} (a (b) c) {letter} 1 1 1".encode()

    def end(self, pid, tid=None):
        """A thread ends, or a whole process."""
        prefix = f"/proc/{pid}" if tid is None else f"/proc/{pid}/task/{tid}"
        for path in [path for path in self.files if path == prefix or path.startswith(prefix + "/")]:
            del self.files[path]
        if tid is None:
            self.memory.pop(pid, None)

    def open(self, path):
        self._content(path)
        handle = next(self._handles)
        self.opened[handle] = path
        return handle

    def read(self, handle, size, offset=0):
        path = self.opened[handle]
        self.reads.append(path)
        if path.endswith("/mem"):
            return self._remembered(int(path.split("/")[2]), offset, size)
        return self._content(path)[offset : offset + size]

    def close(self, handle):
        del self.opened[handle]

    def names(self, path):
        self._content(path.removesuffix("/task"))
        start = path + "/"
        return sorted({other[len(start) :].split("/")[0] for other in self.files if other.startswith(start)})

    def count(self, path):
        return len(self.names(path)) + 2

    def link(self, path):
        found = self.links.get(path, FileNotFoundError(2, "none", path))
        if isinstance(found, OSError):
            raise found
        return found

    def identity(self, handle):
        path = self.opened[handle]
        return 1, hash(path), hash(self._content(path))

    def owner(self, path):
        self._content(path)
        return self.owners.get(path, 0)

    def _content(self, path):
        found = b"" if path.endswith("/mem") else self.files.get(path, FileNotFoundError(2, "none", path))
        if isinstance(found, OSError):
            raise found
        return found

    def _remembered(self, pid, address, size):
        if pid not in self.memory:
            return b""  # as of an open file of memory that was given up
        for begin, content in self.memory[pid].items():
            if begin <= address < begin + len(content):
                return content[address - begin : address - begin + size]
        raise OSError(5, "no memory there")


def elf(*, runtime=RUNTIME, name=b".PyRuntime", symbol=None, loads=((0, 0x400000, 0x800000),), kind=2):
    """The bytes of a small ELF file: program headers, sections of these names, perhaps a table of one symbol."""
    names = b"\0" + name + b"\0.shstrtab\0"
    strings = b"\0" + (symbol or b"") + b"\0"
    entry = struct.pack("<IBBHQQ", 1, 17, 0, 1, runtime[0], runtime[1] - runtime[0])
    table = 64 + 56 * len(loads)
    where = table + 64 * 5
    places = [where, where + len(names), where + len(names) + len(strings)]
    sections = [
        (0, 0, 0, 0, 0, 0, 0),
        (1, 1, runtime[0], 0x300000, runtime[1] - runtime[0], 0, 0),
        (len(name) + 2, 3, 0, places[0], len(names), 0, 0),
        (0, 3, 0, places[1], len(strings), 0, 0),
        (0, 11 if symbol else 1, 0, places[2], len(entry), 3, 24),
    ]
    header = b"\x7fELF\x02\x01\x01".ljust(16, b"\0") + struct.pack(
        "<HHIQQQIHHHHHH", kind, 62, 1, 0, 64, table, 0, 64, 56, len(loads), 64, 5, 2
    )
    programs = b"".join(struct.pack("<IIQQQQQQ", 1, 6, off, addr, addr, size, size, 4096) for off, addr, size in loads)
    headers = b"".join(
        struct.pack("<IIQQQQIIQQ", n, k, 0, a, o, s, link, 0, 1, e) for n, k, a, o, s, link, e in sections
    )
    return header + programs + headers + names + strings + entry


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.now = 1_000_000_000

    def __call__(self):
        return self.now


@pytest.fixture
def proc():
    return MadeUpProc()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def made_elf():
    return elf
