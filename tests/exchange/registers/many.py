"""A database with very many people, filled without triggers, and their register."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from psycopg import Connection

from overstap.config.embedded import Cluster
from overstap.kernel.identifiers import TEST_SEQUENCES, keyed_hash, make_test_insz

# As a platform of some years: two enrolments a person; a programme, work or a certificate for some.
ROWS = """
insert into organisations_organisation
  (id, name, sort_key, kind, institution_number, enterprise_number, establishment_number, street, house_number,
   postcode, municipality_nis, municipality_name, phone, serves_nis, is_active)
select md5('o' || n)::uuid, 'Centrum ' || n, 'centrum ' || n, case n % 5 when 0 then 'syntra' else 'cdo' end,
  (900000 + n)::text, '', '', '', '', '', '', '', '', '{{}}', true from generate_series(0, 199) n;
insert into people_person (id, first_name, last_name, sort_key, birth_date, language, channel, created_at)
select md5('p' || n)::uuid, 'Voornaam' || n, 'Familienaam' || n, 'familienaam' || n,
  date '1998-01-01' + n % 4000, (array['nld','nld','nld','fra','ara'])[1 + n % 5], 'centre', now()
from generate_series(0, {people} - 1) n;
insert into people_residence
  (id, person_id, street, house_number, postcode, municipality_nis, municipality_name)
select md5('r' || n)::uuid, md5('p' || n)::uuid, 'Straat', '1', '8400', (11000 + n % 300)::text, 'Ergens'
from generate_series(0, {people} - 1) n;
insert into trajectories_enrolment
  (id, person_id, organisation_id, institution_name, institution_number, programme, pathway, school_year,
   from_on, until_on, source, source_reference, end_reason_code, situation_after_code, detail, recorded_at)
select md5('e' || n || '-' || k)::uuid, md5('p' || n)::uuid, md5('o' || (n + k) % 200)::uuid, 'Centrum',
  (900000 + (n + k) % 200)::text, 'Kok', (array['parttime','dual','fulltime','runup'])[1 + (n + k) % 4],
  '2024-2025', date '2019-09-01' + 365 * (k + n % 4), date '2020-06-30' + 365 * (k + n % 4), 'led', '', '', '', '{{}}', now()
from generate_series(0, {people} - 1) n, generate_series(0, 1) k;
insert into trajectories_station
  (id, person_id, organisation_id, pathway, kind, label, "on", planned, phase_code, recorded_at)
select md5('s' || n || '-' || k)::uuid, md5('p' || n)::uuid, md5('o' || n % 200)::uuid, 'parttime', 'programme',
  case k when 0 then 'Brug 180 u.' when 1 then 'Begeleiding' else 'Klaar' end, date '2020-01-10' + 200 * k + n % 900,
  false, (array['', 'IBAL', 'NEC'])[1 + k], now()
from generate_series(0, {people} - 1) n, generate_series(0, 2) k where n % 10 < 3;
insert into dossier_entry
  (id, person_id, data_group, kind, content, source, author_name, recorded_at, source_reference, contest_text,
   hidden_from_guardians, hidden_reason)
select md5('w' || n)::uuid, md5('p' || n)::uuid, 'experience', 'work',
  jsonb_build_object('title', 'Hulpkok', 'from_on', '2022-0' || 1 + n % 9, 'until_on', '2022-11'),
  'own', '', now(), '', '', false, '' from generate_series(0, {people} - 1) n where n % 2 = 0;
insert into dossier_entry
  (id, person_id, data_group, kind, content, source, author_name, recorded_at, source_reference, contest_text,
   hidden_from_guardians, hidden_reason)
select md5('c' || n)::uuid, md5('p' || n)::uuid, 'studies', 'certificate',
  jsonb_build_object('certificate_type', 'Studiegetuigschrift', 'degree', '3de graad', 'issued_on', '2022-06-30'),
  'led', '', now(), n::text, '', false, '' from generate_series(0, {people} - 1) n where n % 5 < 2;
"""  # noqa: E501


def number(n: int) -> str:
    day = date(1998, 1, 1) + timedelta(days=n // TEST_SEQUENCES)
    return make_test_insz(day, n % TEST_SEQUENCES, female=n % 2 == 0)


@contextmanager
def filled(cluster: Cluster, template: str, name: str, people: int) -> Iterator[Connection]:
    """A database of its own, gone afterwards; what it yields is a superuser's connection to it."""
    cluster.clone(template, name)
    try:
        with cluster.superuser(name) as root:
            root.execute("set session_replication_role = replica")
            root.execute(ROWS.format(people=people))
            _numbers(root, people, bytes.fromhex(cluster.secrets["lookup_key"]))
            root.execute("vacuum analyze")
            yield root
    finally:
        cluster.drop(name)


def _numbers(root: Connection, people: int, key: bytes) -> None:
    with root.cursor() as cursor:
        cursor.execute("create unlogged table numbered (n int, lookup_hash text)")
        with cursor.copy("copy numbered from stdin") as copy:
            for n in range(people):
                copy.write(f"{n}\t{keyed_hash(number(n), key)}\n")
        cursor.execute(
            "insert into people_nationalnumber (person_id, ciphertext, lookup_hash, kind)"
            " select md5('p' || n)::uuid, 'x', lookup_hash, 'test' from numbered"
        )
        cursor.execute("drop table numbered")


def register(path: Path, people: int) -> None:
    """Everybody but one in fifty, in no order, with a tenth more whom nobody here knows."""
    order = [n for n in range(people + people // 10) if n % 50]
    random.Random(1).shuffle(order)
    with path.open("w") as file:
        file.write("insz,gender,mother_education\n")
        for n in order:
            education = ("low", "middle", "high", "")[n % 4]
            file.write(f"{number(n)},{'mf'[n % 2]},{education}\n")
