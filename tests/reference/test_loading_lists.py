from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from overstap.kernel.search_keys import search_key
from overstap.reference import services
from overstap.reference.models import Country, Municipality, Occupation, Postcode

SHARED = Path(__file__).resolve().parents[3] / "shared"
MODELS = (Municipality, Postcode, Country, Occupation)


def as_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local role overstap_owner")


def contents() -> dict[str, list[tuple]]:
    return {model.__name__: sorted(model.objects.order_by("pk").values_list()) for model in MODELS}


def test_the_shipped_lists_are_in_the_database(lists):
    assert lists == services.Loaded(
        municipalities=565,
        former_municipalities=55,
        postcodes=1152,
        countries=249,
        occupations=281,
    )
    assert Municipality.objects.count() == 565 + 55
    assert Postcode.objects.count() == 1152
    assert Country.objects.count() == 249
    assert Occupation.objects.count() == 281


def test_loading_twice_changes_nothing(lists):
    before = contents()
    as_owner()
    assert services.load() == lists
    assert contents() == before


def test_loading_again_mends_what_was_wrong(lists):
    as_owner()
    Municipality.objects.filter(nis="37022").update(name_nl="Thielt")
    services.load()
    assert Municipality.objects.get(nis="37022").name_nl == "Tielt"


def test_brussels_has_no_province(lists):
    brussels = Municipality.objects.get(nis="21004")
    assert (brussels.name_nl, brussels.name_fr) == ("Brussel", "Bruxelles")
    assert (brussels.province_nis, brussels.province_nl) == ("", "")
    assert brussels.region_nl == "Brussels Hoofdstedelijk Gewest"


def test_a_merged_municipality_lies_where_its_successor_lies(lists):
    zwijndrecht = Municipality.objects.get(nis="11056")
    assert zwijndrecht.until_on == date(2025, 1, 1)
    assert zwijndrecht.successor.name_nl == "Beveren-Kruibeke-Zwijndrecht"
    assert zwijndrecht.province_nl == zwijndrecht.successor.province_nl


def test_a_former_municipality_without_successor_cannot_exist(lists):
    as_owner()
    with pytest.raises(IntegrityError), transaction.atomic():
        Municipality.objects.filter(nis="37015").update(successor=None)


@pytest.mark.parametrize("model", MODELS)
def test_the_running_roles_read_the_lists_and_cannot_write_them(lists, model):
    assert model.objects.order_by("pk").first() is not None
    table = model._meta.db_table
    for statement in (
        f"delete from {table}",
        f"update {table} set {model._meta.pk.column} = null",
        f"insert into {table} select * from {table}",
        f"truncate {table} cascade",
    ):
        denied = pytest.raises(ProgrammingError, match="permission denied")
        with denied, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_missing_shared_folder_gives_the_shipped_lists(lists, tmp_path):
    as_owner()
    assert services.load(shared=tmp_path / "nowhere") == lists


@pytest.mark.shared
def test_all_3007_occupations_load_with_our_flemish_words(lists):
    if not (SHARED / services.ALL_OCCUPATIONS).is_file():
        pytest.skip("../shared/data/esco is missing: only the shipped occupations were tested")
    as_owner()
    assert services.load(shared=SHARED).occupations == 3007
    assert Occupation.objects.count() == 3007
    baker = Occupation.objects.get(label="bakker")
    assert "\nbakkersgast\n" in baker.other_keys
    assert "broodbakker" in baker.alt_labels.splitlines()
    assert Postcode.objects.get(postcode="1020").locality == "Laken"


@pytest.mark.shared
def test_the_shipped_occupations_are_the_same_as_in_the_full_list(lists):
    if not (SHARED / services.ALL_OCCUPATIONS).is_file():
        pytest.skip("../shared/data/esco is missing: the shipped occupations were not compared")
    uris = list(Occupation.objects.values_list("uri", flat=True))
    shipped = sorted(Occupation.objects.values_list())
    as_owner()
    services.load(shared=SHARED)
    assert sorted(Occupation.objects.filter(uri__in=uris).values_list()) == shipped


def test_keys_are_search_keys(lists):
    for municipality in Municipality.objects.all():
        assert municipality.search_key == search_key(municipality.name_nl)
