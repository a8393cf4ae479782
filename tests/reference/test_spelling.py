import pytest

from overstap.reference.spelling import Vocabulary

WORDS = Vocabulary(
    [
        *("kapper", "lasser", "metselaar", "magazijnier", "heftruckchauffeur"),
        *("elektricien", "kok", "bakker", "zorgkundige"),
    ]
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kaper", "kapper"),
        ("metsellaar", "metselaar"),
        ("magasijnier", "magazijnier"),
        ("elektrcien", "elektricien"),
        ("heftruk", "heftruckchauffeur"),
        ("zorgkundigge bakkker", "zorgkundige bakker"),
    ],
)
def test_a_typing_error_becomes_the_word_that_is_meant(typed, meant):
    assert WORDS.mended(typed) == meant


def test_a_word_or_part_of_a_word_of_the_list_stays_as_it_is():
    assert WORDS.mended("kok chauffeur") == "kok chauffeur"


def test_what_looks_like_nothing_is_not_forced_into_a_word():
    assert WORDS.mended("zzzzzz") is None
    assert WORDS.mended("bakker qqqqqq") is None


def test_an_empty_list_mends_nothing():
    assert Vocabulary([]).mended("bakker") is None
