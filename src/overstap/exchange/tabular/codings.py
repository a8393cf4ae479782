"""In which coding a text file is, by what its names look like in each.

Libraries that guess the coding of any text do badly on a list of names: charset-normalizer reads
'Lefčvre', chardet is right with a confidence of 0.03. A list says more than free text: nearly each
strange byte stands in a name. So each coding is tried on those words alone. It is certain when its
words look like names and those of every other coding do not; else the person is asked.
"""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from overstap.kernel.refusals import Refusal

from .letters import repair, well_shaped

CODINGS: dict[str, str] = {
    "cp1252": "Windows",
    "cp850": "DOS",
    "mac_roman": "Mac",
    "cp1254": "Windows, Turks",
    "cp1250": "Windows, Midden-Europa",
}
_SAMPLE_WORDS = 2_000
_SHOWN_WORDS = 3
_MARGIN = 0.25
_MOST_ODD = 0.02
_UNLIKE = 0.1
"""Words of another coding that weigh no more than this are no names at all."""
_ENOUGH_WORDS = 2
# Of what Windows writes here, nearly all is in its coding for Western Europe.
_COUSINS = frozenset({"cp1254", "cp1250"})
_WORD = re.compile(rb"[A-Za-z'\-\x80-\xff]*[\x80-\xff][A-Za-z'\-\x80-\xff]*")
# Letters as they come in the names of Belgian schools: the first kind in most lists.
_USUAL = frozenset("éèëêïîöôüûùúçàâñÉÈËÊÏÖÜÇÔ")
_KNOWN = frozenset("áäåíìóòøÿœæšžčćłńśźżąęğışőűřěůđ" + "ÁÄÅÍÓØÚÀÂÎÑŠŽČĆŁŃŚŻĞİŞŘĐÛÙÆŒŐŰ")
_SIGNS = frozenset("’‘–\u00a0")


@dataclass(frozen=True, slots=True)
class Coding:
    """`sure`: nothing needs to be asked. `options`: codings that may be meant, with some words."""

    encoding: str
    sure: bool = True
    asked: bool = False
    """Several codings are possible, so that an answer of a person counts."""
    options: tuple[tuple[str, str], ...] = ()


def find_coding(data: bytes) -> Coding:
    """The coding of a text file: a mark, else UTF-8 where it is valid, else by its words."""
    if data.startswith(codecs.BOM_UTF8):
        return Coding("utf-8-sig")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Coding("utf-16")
    if _decodes(data, "utf-8"):
        return Coding("utf-8")
    return _by_words(data)


def check_coding(name: str) -> str:
    """One of `CODINGS`. Raises Refusal."""
    if name not in CODINGS:
        raise Refusal(f"Kies een van deze coderingen: {', '.join(CODINGS)}.", code="coding")
    return name


def _by_words(data: bytes) -> Coding:
    words = _words(data)
    possible = [name for name in CODINGS if _decodes(data, name)]
    read = {name: [repair(word.decode(name, "replace")) for word in words] for name in possible}
    score = {name: [_weight(word) for word in found] for name, found in read.items()}
    # The order of CODINGS decides between equals: `max` takes the first.
    best = max(possible, key=lambda name: sum(score[name]))
    odd = sum(weight == 0 for weight in score[best])
    sure = odd <= _MOST_ODD * len(words) and all(
        _clearly_better(
            list(zip(read[best], score[best], read[name], score[name], strict=True)),
            enough=1 if best == "cp1252" and name in _COUSINS else _ENOUGH_WORDS,
        )
        for name in possible
    )
    ranked = sorted((n for n in possible if any(score[n])), key=lambda n: -sum(score[n]))
    return Coding(best, sure, True, _options(ranked, read, best))


def _options(
    ranked: list[str], read: dict[str, list[str]], best: str
) -> tuple[tuple[str, str], ...]:
    """Codings that read differently, with words that show the difference."""
    shown: dict[tuple[str, ...], str] = {}
    telling = [
        index
        for index in range(len(read[best]))
        if len({found[index] for found in read.values()}) > 1
    ][:_SHOWN_WORDS]
    for name in ranked:
        shown.setdefault(tuple(read[name][index] for index in telling), name)
    return tuple((name, ", ".join(words)) for words, name in shown.items() if words)


def _words(data: bytes) -> list[bytes]:
    found: dict[bytes, None] = {}
    for match in _WORD.finditer(data):
        found[match[0][:60]] = None
        if len(found) == _SAMPLE_WORDS:
            break
    return list(found)


def _clearly_better(words: list[tuple[str, float, str, float]], *, enough: int) -> bool:
    """On the words that read differently: mine look like names, the others not, or clearly less.

    One word in which both could be a name says too little: 'Tomás' of a Mac is 'Tomçs' in DOS.
    """
    differing = [(mine, other) for one, mine, two, other in words if one != two]
    if not differing:
        return True
    mine = sum(mine for mine, _ in differing) / len(differing)
    other = sum(other for _, other in differing) / len(differing)
    if other <= _UNLIKE:
        return mine > other
    return len(differing) >= enough and mine - other >= _MARGIN


@lru_cache(maxsize=8_192)
def _weight(word: str) -> float:
    """How much a word looks like (a part of) a name here: 0 to 1."""
    strange = [char for char in word if not char.isascii()]
    if not strange:
        return 1.0
    if not all(char in _SIGNS or char.isalpha() for char in strange) or not well_shaped(word):
        return 0.0
    if word[-1] in "èÈ":
        return 0.3  # no name here ends so; a Slavic one ends in č, which is the same byte
    return min(_letter(char) for char in strange)


def _letter(char: str) -> float:
    if unicodedata.normalize("NFKC", char) != char:
        return 0.3 if char == "\u00a0" else 0.0  # a ligature or a raised letter
    if char in _USUAL:
        return 1.0
    if char in _SIGNS:
        return 0.8
    return 0.6 if char in _KNOWN else 0.3


def _decodes(data: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(data)
    try:
        for start in range(0, len(view), 1 << 20):
            decoder.decode(view[start : start + (1 << 20)])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
