"""Makes the fonts of the PDF documents from the sources, once, by whoever changes them.

    python scripts/fonts.py FOLDER_OF_NOTO_TTFS FOLDER_OF_NPM_MODULES

The first is what Debian's fonts-noto-core 20201225 holds, the second has @fontsource/noto-sans
5.3.0. Wants fonttools, brotli, uharfbuzz. Nothing of this runs when a document is set.

What a font draws from two glyphs a PDF by typst says twice to a screen reader: so whole letters
are made of them here, and `ccmp`, which takes letters apart, is left out.
"""

import re
import sys
from itertools import count
from pathlib import Path

import uharfbuzz as hb
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "src/overstap_paper/typst/fonts"
LETTERS = ROOT / "tests/ui/letters_of_languages.txt"
# The order in which a document looks for a sign (`faces` in house.typ is the same).
FACES = (
    ("Atkinson Hyperlegible Next", "AtkinsonHyperlegibleNext-Regular"),
    ("Noto Sans", "NotoSans-Regular"),
    ("Vazirmatn", "Vazirmatn-Regular"),
    ("Noto Sans Hebrew", "NotoSansHebrew-Regular"),
    ("Noto Sans Armenian", "NotoSansArmenian-Regular"),
    ("Noto Sans Georgian", "NotoSansGeorgian-Regular"),
    ("Noto Sans Tifinagh", "NotoSansTifinagh-Regular"),
    ("Noto Sans Ethiopic", "NotoSansEthiopic-Regular"),
    ("Noto Sans Syriac", "NotoSansSyriac-Regular"),
    ("Noto Sans Coptic", "NotoSansCoptic-Regular"),
    ("Noto Sans Arabic", "NotoSansArabic-Regular"),
    ("Noto Sans Math", "NotoSansMath-Regular"),
    ("Noto Sans Symbols", "NotoSansSymbols-Regular"),
    ("Noto Sans Symbols2", "NotoSansSymbols2-Regular"),
    ("Noto Sans Later", "NotoSansLater-Regular"),
    ("Noto Emoji", "NotoEmoji-Regular"),
)
WHOLE = ("NotoSans", "NotoSansHebrew", "NotoSansArmenian", "NotoSansGeorgian")
REGULAR = {
    "NotoSansTifinagh": ((0x2D30, 0x2D7F),),
    "NotoSansEthiopic": ((0x1200, 0x139F), (0x2D80, 0x2DDF)),
    "NotoSansSyriac": ((0x0700, 0x074F),),
    "NotoSansCoptic": ((0x03E2, 0x03EF), (0x2C80, 0x2CFF), (0x0300, 0x0361)),
    "NotoSansArabic": ((0x0600, 0x06FF), (0x0750, 0x077F)),
    "NotoSansMath": ((0x2016, 0x2057), (0x2190, 0x22FF), (0x27C0, 0x27EF), (0x27F0, 0x27FF)),
    "NotoSansSymbols": ((0x2100, 0x23FF), (0x2460, 0x24FF), (0x2600, 0x27BF), (0x2B00, 0x2BFF)),
    "NotoSansSymbols2": ((0x2190, 0x23FF), (0x2500, 0x27BF), (0x2B00, 0x2BFF)),
}
# Of Latin, Greek and Cyrillic; of Hebrew.
MARKS = "\u0300-\u036f\u0591-\u05c7"
SHAPING = ["init", "medi", "fina", "isol", "rlig", "mark", "mkmk", "kern", "med2", "fin2", "fin3"]


def main(noto: Path, modules: Path) -> None:
    """Writes every made font and the list of what each draws."""
    for name in WHOLE:
        for weight in ("Regular", "Bold"):
            font = TTFont(noto / f"{name}-{weight}.ttf")
            whole_letters(font, noto / f"{name}-{weight}.ttf")
            save(font, f"{name}-{weight}")
    drawn = set().union(*(points(file) for _, file in FACES[:6]))
    for name, ranges in REGULAR.items():
        font = TTFont(noto / f"{name}-Regular.ttf")
        inside = {n for first, last in ranges for n in range(first, last + 1)}
        keeps_words = name in {"NotoSansArabic", "NotoSansSyriac", "NotoSansCoptic"}
        wanted = set(font.getBestCmap()) & inside - (set() if keeps_words else drawn)
        cut(font, wanted, features=SHAPING)
        save(font, f"{name}-Regular")
        drawn |= wanted
    later(modules, drawn)
    list_coverage()


def later(modules: Path, drawn: set[int]) -> None:
    """Letters that were added to Noto Sans after 2020, under a family name of their own."""
    files = modules / "@fontsource/noto-sans/files"
    font = TTFont(files / "noto-sans-latin-ext-400-normal.woff2")
    font.flavor = None
    cut(font, set(font.getBestCmap()) - drawn)
    for record in font["name"].names:
        if record.nameID in {1, 4, 6, 16}:
            record.string = "NotoSansLater" if record.nameID == 6 else "Noto Sans Later"
    save(font, "NotoSansLater-Regular")


def whole_letters(font: TTFont, source: Path) -> None:
    """Leaves letters, kerning and marks; a letter with its marks becomes one glyph."""
    drawn = font.getBestCmap()
    made = {
        letter: shaped(source, letter)
        for letter in letters_with_marks()
        if all(ord(sign) in drawn for sign in letter)
    }
    parts = {part[0] for glyphs in made.values() for part in glyphs}
    # Marks and the letters under them sit still: no kerning between what is now one glyph.
    # Nor the stroke, with which "=" would stand in, in two glyphs, for the whole sign of Math.
    cut(font, set(drawn) - {0x338}, glyphs=parts, features=["kern", "mark", "mkmk"])
    rules = []
    for number, (letter, glyphs) in zip(count(1), made.items(), strict=False):
        if len(glyphs) > 1:
            name = f"whole{number}"
            compose(font, name, glyphs)
            rules.append(f"sub {' '.join(drawn[ord(sign)] for sign in letter)} by {name};")
        elif len(letter) > 1:
            rules.append(f"sub {' '.join(drawn[ord(sign)] for sign in letter)} by {glyphs[0][0]};")
    if rules:
        rules.sort(key=len, reverse=True)
        text = f"feature ccmp {{ lookup whole {{ {' '.join(rules)} }} whole; }} ccmp;"
        systems = "".join(
            f"languagesystem {script} dflt;" for script in ("DFLT", "latn", "cyrl", "grek", "hebr")
        )
        addOpenTypeFeaturesFromString(font, systems + text, tables=["GSUB"])


def compose(font: TTFont, name: str, glyphs: list[tuple[str, int, int, int]]) -> None:
    """Adds one glyph made of others, each where the shaper puts it."""
    pen = TTGlyphPen(font.getGlyphSet())
    pen_x = 0
    for part, dx, dy, advance in glyphs:
        pen.addComponent(part, (1, 0, 0, 1, pen_x + dx, dy))
        pen_x += advance
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = pen.glyph()
    font["glyf"][name].recalcBounds(font["glyf"])
    font["hmtx"][name] = (pen_x, font["glyf"][name].xMin)
    if "GDEF" in font and font["GDEF"].table.GlyphClassDef:
        font["GDEF"].table.GlyphClassDef.classDefs[name] = 1


def shaped(source: Path, letter: str) -> list[tuple[str, int, int, int]]:
    """Glyph name, place and width of each part of `letter`."""
    face = hb.Face(hb.Blob.from_file_path(str(source)))
    font, buffer = hb.Font(face), hb.Buffer()
    buffer.add_str(letter)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    return [
        (font.glyph_to_string(info.codepoint), place.x_offset, place.y_offset, place.x_advance)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]


def letters_with_marks() -> list[str]:
    """The letters that languages write with a mark that has no code point together with it."""
    found: set[str] = set()
    for line in LETTERS.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            found.update(re.findall(rf"\w[{MARKS}]+", line.split("\t")[1]))
    return sorted(found)


def cut(font: TTFont, points: set[int], glyphs: set[str] = frozenset(), features: list[str] = ()):
    """Keeps these code points and features, and no hints."""
    options = Options(hinting=False, layout_features=list(features), notdef_outline=True)
    options.layout_closure = bool(features)
    options.glyph_names = True
    options.drop_tables += ["DSIG", "MATH", "meta"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=points, glyphs=glyphs)
    subsetter.subset(font)


def save(font: TTFont, name: str) -> None:
    """Without names of glyphs, and with the date of the source, so that bytes stay the same."""
    font["post"].formatType = 3.0
    font.recalcTimestamp = False
    font.save(OUT / f"{name}.ttf")


def points(name: str) -> set[int]:
    """The code points of one font that is there."""
    return set(TTFont(OUT / f"{name}.ttf").getBestCmap())


def list_coverage() -> None:
    """Writes coverage.txt: for each face, in order, the code points that it draws."""
    lines = ["# Code points that each font of this folder draws, made by scripts/fonts.py."]
    for face, file in FACES:
        lines.append(f"@{face}")
        run: list[int] = []
        for point in [*sorted(points(file)), -1]:
            if run and point != run[-1] + 1:
                lines.append(f"{run[0]:X}-{run[-1]:X}" if len(run) > 1 else f"{run[0]:X}")
                run = []
            run.append(point)
    (OUT / "coverage.txt").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
