"""Hostile and broken XML gives one exception type, in Dutch, within a bound on memory."""

import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from overstap.exchange.magda.xml import Limits, UnreadableMessage, parse, read_file

MEGABYTE = 1_000_000
LAUGHS = b"""<?xml version="1.0"?>
<!-- first --><!DOCTYPE lolz [
 <!ENTITY lol "lol">
 <!ENTITY a "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
 <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
 <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
]><Repliek>&c;</Repliek>"""
EXTERNAL = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
PARAMETER = b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]><a/>'

HOSTILE = {
    "billion laughs": (LAUGHS, "dtd"),
    "external entity": (EXTERNAL, "dtd"),
    "parameter entity": (PARAMETER, "dtd"),
    "dtd in utf-16": (EXTERNAL.decode().encode("utf-16"), "dtd"),
    "doctype without entities": (b"<!DOCTYPE a><a/>", "dtd"),
    "undeclared entity": (b"<a>&x;</a>", "not_xml"),
    "undeclared entity between elements": (b"<a><b/>1&x;2<c/></a>", "not_xml"),
    "too big": (b'<a b="' + b"x" * 50 * MEGABYTE + b'"/>', "too_big"),
    "deep": (b"<a>" * 100_000 + b"</a>" * 100_000, "too_deep"),
    "somewhat deep": (b"<a>" * 70 + b"</a>" * 70, "too_deep"),
    "many elements": (b"<a>" + b"<b/>" * 2_400_000 + b"</a>", "too_many"),
    "many attributes": (
        b"<a " + b" ".join(b'a%d=""' % n for n in range(800_000)) + b"/>",
        "too_many",
    ),
    "nul": (b"<a>\n<b>\x00</b></a>", "nul"),
    "utf-16 without mark": ("<a/>".encode("utf-16-le"), "nul"),
    "utf-32": ("<a/>".encode("utf-32"), "unknown_encoding"),
    "utf-7": (b'<?xml version="1.0" encoding="utf-7"?><a/>', "unknown_encoding"),
    "ebcdic": (b'<?xml version="1.0" encoding="cp037"?><a/>', "unknown_encoding"),
    "latin in utf-8": (b"<a>\nBelgi\xeb</a>", "wrong_encoding"),
    "odd utf-16": (b"\xff\xfe<\x00a\x00/", "wrong_encoding"),
    "empty": (b"", "empty"),
    "blank": (b" \n\t ", "empty"),
    "truncated": (b"<Repliek><Context><Naam>GeefB", "truncated"),
    "truncated tag": (b"<Repliek><Con", "truncated"),
    "truncated comment": (b"<!-- half", "truncated"),
    "not xml": (b"naam;voornaam\nJanssens;An", "not_xml"),
    "zip": (b"PK\x03\x04zzz", "not_xml"),
    "wrong end tag": (b"<a>\n<INSZ>97611012345</b></a>", "not_xml"),
    "two roots": (b"<a/><b/>", "not_xml"),
    "character zero": (b"<a>&#0;</a>", "not_xml"),
    "control character": (b"<a>\x01</a>", "not_xml"),
    "mismatch at the end": (b"<a></b>", "not_xml"),
    "only a declaration": (b'<?xml version="1.0"?>', "not_xml"),
}


@pytest.mark.parametrize(("data", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_and_broken_xml_is_refused_with_its_own_code(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableMessage) as refused:
        parse(data)
    assert refused.value.code == code
    assert refused.value.text.endswith(".")


def test_a_refusal_says_where_and_never_repeats_what_the_message_holds() -> None:
    with pytest.raises(UnreadableMessage) as refused:
        parse(b"<a>\n<INSZ>97611012345</Naam></a>")
    assert "regel 2" in refused.value.text
    assert "97611012345" not in str(refused.value)
    assert "INSZ" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_lines_are_counted_true_behind_a_declaration_of_two_lines() -> None:
    with pytest.raises(UnreadableMessage) as refused:
        parse(b'<?xml version="1.0"\n encoding="utf-8"?>\n<a>\n<b></a>')
    assert refused.value.line == 4


@pytest.mark.parametrize(
    "data",
    [
        "<a>Chloë</a>".encode("utf-8-sig"),
        "<a>Chloë</a>".encode("utf-16"),
        b"\xfe\xff" + "<a>Chloë</a>".encode("utf-16-be"),
        '<?xml version="1.0" encoding="ISO-8859-1"?><a>Chloë</a>'.encode("latin-1"),
        '<?xml version="1.0" encoding="windows-1252"?>\n<a>Chloë</a>'.encode("cp1252"),
        '\n<?xml version="1.0" encoding="UTF-8"?><a><!-- note -->Chl<![CDATA[oë]]></a>'.encode(),
    ],
)
def test_every_encoding_that_sources_use_gives_the_same_text(data: bytes) -> None:
    assert parse(data).text == "Chloë"


def test_a_long_value_with_many_equal_signs_in_one_place_is_no_flood() -> None:
    assert len(parse(b"<a>" + b"= " * 900 + b"x" * 2 * MEGABYTE + b"</a>").text) > 2 * MEGABYTE


@pytest.mark.parametrize("name", ["billion laughs", "too big", "deep", "many elements"])
def test_python_memory_stays_bounded_while_a_message_is_refused(name: str) -> None:
    data, _code = HOSTILE[name]
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableMessage):
            parse(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 120 * MEGABYTE


# VmHWM: the peak of this program alone; ru_maxrss would start at the size of the parent.
PROBE = """
import sys
from pathlib import Path
from overstap.exchange.magda.xml import Limits, parse, UnreadableMessage
def peak():
    line = next(x for x in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in x)
    return int(line.split()[1])
data = Path(sys.argv[1]).read_bytes()
before = peak()
try:
    parse(data)
except UnreadableMessage:
    print(peak() - before)
"""


@pytest.mark.parametrize(
    "name", ["billion laughs", "too big", "deep", "many elements", "many attributes"]
)
def test_the_whole_process_grows_at_most_100_megabytes_on_a_hostile_message(
    name: str, tmp_path: Path
) -> None:
    """tracemalloc does not see the memory of the C parser; the process size does."""
    message = tmp_path / "hostile.xml"
    message.write_bytes(HOSTILE[name][0])
    done = subprocess.run(
        [sys.executable, "-c", PROBE, message], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 100_000  # kB


def test_a_file_is_read_whole_up_to_its_limit(tmp_path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(b"x" * 100)
    assert len(read_file(path, limits=Limits(max_bytes=100))) == 100
    with pytest.raises(UnreadableMessage) as refused:
        read_file(path, limits=Limits(max_bytes=99))
    assert refused.value.code == "too_big"


def test_symlinks_pipes_folders_and_missing_files_are_refused(tmp_path) -> None:
    (tmp_path / "real.xml").write_bytes(b"<a/>")
    (tmp_path / "link.xml").symlink_to(tmp_path / "real.xml")
    os.mkfifo(tmp_path / "pipe.xml")
    codes = {}
    for name in ("link.xml", "pipe.xml", ".", "none.xml"):
        with pytest.raises(UnreadableMessage) as refused:
            read_file(tmp_path / name)
        codes[name] = refused.value.code
    assert codes == {
        "link.xml": "not_a_file",
        "pipe.xml": "not_a_file",
        ".": "not_a_file",
        "none.xml": "unopened",
    }
