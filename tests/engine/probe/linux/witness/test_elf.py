"""Where the runtime lies in an ELF file: made-up ones, and those of every interpreter here."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from concviz.engine.probe.linux.witness.elf import Image, Load, NotElf64Error, read_image
from concviz.engine.probe.linux.witness.runtime import Mapping, load_bias, parse_maps


def image_of(content: bytes) -> Image:
    return read_image(lambda size, offset: content[offset : offset + size])


def test_the_section(made_elf):
    image = image_of(made_elf(runtime=(0x5000, 0x5400), loads=((0, 0, 0x6000), (0x7000, 0x17010, 64))))
    assert image.runtime == (0x5000, 0x5400)
    assert image.loads == (Load(0, 0, 0x6000), Load(0x7000, 0x17010, 64))


def test_the_symbol_where_there_is_no_section(made_elf):
    assert image_of(made_elf(name=b".data", symbol=b"_PyRuntime")).runtime == (0x700000, 0x720000)


@pytest.mark.parametrize("symbol", [None, b"_PyRuntimeX", b"my_PyRuntime"])
def test_neither(made_elf, symbol):
    assert image_of(made_elf(name=b".data", symbol=symbol)).runtime is None
    assert image_of(made_elf(name=b".PyRuntimeX")).runtime is None


def test_what_is_no_such_file(made_elf):
    whole = made_elf()
    for content in (b"", b"#!/bin/sh\n", b"\x7fELF\x01\x01" + whole[6:], b"\x7fELF\x02\x02" + whole[6:], whole[:70]):
        with pytest.raises(NotElf64Error):
            image_of(content)


def test_no_damage_does_more_than_be_refused(made_elf):
    whole = made_elf(symbol=b"_PyRuntime", name=b".data")
    refused = 0
    for place in range(len(whole)):
        for value in (0, 0xFF):
            damaged = whole[:place] + bytes([value]) + whole[place + 1 :]
            try:
                image_of(damaged)
            except NotElf64Error:
                refused += 1
    assert refused > 50


def test_a_file_is_where_its_first_mapping_says():
    image = Image((Load(0, 0, 0x1800), Load(0x2010, 0x5010, 0x900)), (0x5100, 0x5200))
    at = [Mapping(0x7000_0000, 0x7000_2000, 0, "/x"), Mapping(0x7000_5000, 0x7000_6000, 0x2000, "/x")]
    assert load_bias(image, at) == 0x7000_0000
    assert load_bias(image, at[1:]) == 0x7000_0000
    assert load_bias(image, [Mapping(0x9000, 0xA000, 0x40_0000, "/x")]) is None
    assert load_bias(image, []) is None


def test_a_program_that_is_not_moved_has_no_bias():
    image = Image((Load(0, 0x400000, 0x1000), Load(0x1E00, 0x402E00, 0x300)), (0x402F00, 0x403000))
    assert load_bias(image, [Mapping(0x400000, 0x401000, 0, "/x")]) == 0
    assert load_bias(image, [Mapping(0x402000, 0x403000, 0x1000, "/x")]) == 0


def test_maps_with_all_that_can_be_in_them():
    text = (
        b"55e0-55f0 r--p 00000000 08:01 42                 /opt/a b/python3.13 (deleted)\n"
        b"55f0-5600 rw-p 00001000 08:01 42                 /opt/a b/python3.13 (deleted)\n"
        b"7f00-7f10 rw-p 00000000 00:00 0 \n"
        b"7ffc-7ffd rw-p 00000000 00:00 0                  [stack]\n"
    )
    path = "/opt/a b/python3.13"
    assert parse_maps(text) == [Mapping(0x55E0, 0x55F0, 0, path), Mapping(0x55F0, 0x5600, 0x1000, path)]


def test_this_interpreter_has_a_runtime_and_so_say_the_tools_of_the_system():
    tool = shutil.which("readelf")
    if not tool or not sys.platform.startswith("linux"):
        pytest.skip("no readelf here")
    paths = {line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines()}
    paths = {path for path in paths if os.path.basename(path).startswith(("python", "libpython"))}
    found = 0
    for path in paths:
        with open(path, "rb") as file:
            descriptor = file.fileno()
            image = read_image(lambda size, offset, at=descriptor: os.pread(at, size, offset))
        said = subprocess.run([tool, "-SW", path], capture_output=True, text=True, check=True).stdout
        for line in said.splitlines():
            if ".PyRuntime" in line:
                words = line.split(".PyRuntime", 1)[1].split()
                begin, size = int(words[1], 16), int(words[3], 16)
                assert image.runtime == (begin, begin + size)
                found += 1
    assert found >= 1
