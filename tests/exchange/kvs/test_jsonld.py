"""The handover as JSON-LD: terms that exist, codes from the lists, opaque addresses."""

import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from overstap.exchange.kvs import terms
from overstap.exchange.kvs.jsonld import to_jsonld
from overstap.handover.document import GroupSection
from overstap.kernel.dates import PartialDate

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared" / "data"
KVS, ELM = SHARED / "oslo" / "kvs", SHARED / "elm"
GOLDEN = Path(__file__).parent / "golden" / "handover.jsonld"
needs_kvs = pytest.mark.skipif(
    not KVS.is_dir(), reason="../shared/data/oslo/kvs is not beside this clone"
)
needs_elm = pytest.mark.skipif(
    not ELM.is_dir(), reason="../shared/data/elm is not beside this clone"
)
STATES = ("active", "paused", "stopped", "done", "planned")


def everything(documents):
    """A handover with every kind of entry, every state and every pathway."""
    entry, part = documents.entry, type(documents.PARTS[0])
    private = (
        GroupSection("family", (entry("note", "counsellor", text="Woont met mama."),)),
        GroupSection(
            "attendance", (entry("absence", "school", from_on="2026-09-07", half_days=4),)
        ),
        GroupSection("medical", (entry("something_new", colour="rood"),)),
    )
    unknown = entry(
        "certificate",
        "led",
        title="Attest",
        issued_on="2024-06",
        unknown=[{"path": "A/B", "text": "c"}],
    )
    pathways = ("fulltime", "dual", "runup", "naft", "bkl", "work", "parttime")
    parts = tuple(
        part(f"{way} {state}", way, None, None, state) for way in pathways for state in STATES
    )
    sections = (*documents.SECTIONS, *private, GroupSection("studies", (unknown,)))
    return to_jsonld(documents.handover(sections=sections, parts=(*documents.PARTS, *parts)))


@pytest.fixture(scope="module")
def exported(documents):
    return everything(documents)


def objects(value):
    """Every JSON object inside, itself first."""
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from objects(item)
    elif isinstance(value, list):
        for item in value:
            yield from objects(item)


def types_of(node):
    kinds = node.get("@type", [])
    return kinds if isinstance(kinds, list) else [kinds]


def terms_used(document):
    for node in objects(document["@graph"]):
        yield from (key for key in node if not key.startswith("@"))
        yield from types_of(node)


def test_the_export_is_what_the_golden_file_holds(documents):
    assert to_jsonld(documents.handover()) == json.loads(GOLDEN.read_text("utf-8"))


@pytest.mark.parametrize(
    ("birth", "kind"),
    [
        (PartialDate(2009, 3, 14), "date"),
        (PartialDate(2009, 3), "gYearMonth"),
        (PartialDate(2009), "gYear"),
    ],
)
def test_a_birth_date_is_told_as_far_as_it_is_known(documents, birth, kind):
    document = documents.handover()
    told = to_jsonld(replace(document, person=replace(document.person, birth=birth)))
    found = [
        n["overstap:geboortedatum"]
        for n in objects(told["@graph"])
        if "overstap:geboortedatum" in n
    ]
    assert found == [{"@value": str(birth), "@type": f"xsd:{kind}"}]


def test_every_term_is_named_by_the_context(exported):
    named = exported["@context"]
    for term in terms_used(exported):
        prefix = term.partition(":")[0]
        assert term in named or (":" in term and prefix in named), term


def test_every_term_of_our_own_is_listed_in_code_and_in_the_documentation(exported):
    listed = (ROOT / "docs" / "namespace.md").read_text("utf-8")
    for term in (*terms.OWN_CLASSES, *terms.OWN_PROPERTIES):
        assert f"| `{term}` |" in listed, term
    used = {
        term.removeprefix("overstap:")
        for term in terms_used(exported)
        if term.startswith("overstap:")
    }
    assert used <= terms.OWN_CLASSES.keys() | terms.OWN_PROPERTIES.keys()


def test_every_reference_inside_the_document_points_to_a_node(exported):
    known = {node["@id"] for node in objects(exported["@graph"]) if "@id" in node and len(node) > 1}
    for node in objects(exported["@graph"]):
        if set(node) == {"@id"} and node["@id"].startswith("urn:"):
            assert node["@id"] in known


def test_no_two_nodes_have_the_same_address(exported):
    addresses = [
        node["@id"] for node in objects(exported["@graph"]) if "@id" in node and len(node) > 1
    ]
    assert len(addresses) == len(set(addresses))


def test_identifiers_are_opaque_and_differ_between_two_handovers_of_one_person(documents):
    first = to_jsonld(documents.handover())
    second = to_jsonld(documents.handover(ref="7b1f8a55-0e0f-4f6d-8f0b-0f6d0b3a9c10"))

    def addresses(document):
        return {
            node["@id"]
            for node in objects(document["@graph"])
            if node.get("@id", "").startswith("urn:")
        }

    assert not addresses(first) & addresses(second)
    for address in addresses(first):
        assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", address)


def test_a_reference_that_is_no_uuid_also_gives_opaque_addresses(documents):
    document = to_jsonld(documents.handover(ref="H-2026-0042"))
    assert "H-2026-0042" not in json.dumps(document)


def test_the_namespace_can_be_set(documents):
    document = to_jsonld(documents.handover(), namespace="https://ns.voorbeeld.be/overstap#")
    assert document["@context"]["overstap"] == "https://ns.voorbeeld.be/overstap#"


def test_a_group_that_does_not_travel_leaves_no_trace(documents):
    text = json.dumps(to_jsonld(documents.handover()))
    for word in ("privaat", "family", "attendance", "medical", "psychosocial", "Notitie"):
        assert word not in text


def test_what_was_not_understood_travels_verbatim(exported):
    kept = [
        node for node in objects(exported["@graph"]) if "overstap:NietHerkend" in types_of(node)
    ]
    assert kept == [{"@type": "overstap:NietHerkend", "overstap:pad": "A/B", "overstap:tekst": "c"}]


def test_a_partly_known_date_is_not_made_into_a_day(exported):
    certificate = next(
        n for n in objects(exported["@graph"]) if n.get("overstap:uitgereiktOp") == "2024-06"
    )
    assert "elm:awardingDate" not in json.dumps(certificate)


@needs_kvs
def test_every_flemish_concept_stands_in_its_code_list(exported):
    lists = "".join(
        path.read_text("utf-8") for path in sorted((KVS / "codelijsten").rglob("*.jsonld"))
    )
    concepts = {
        node["@id"]
        for node in objects(exported["@graph"])
        if node.get("@id", "").startswith(terms.CONCEPTS)
    }
    assert len(concepts) >= 13
    for concept in concepts:
        assert f'"@id": "{concept}"' in lists, concept


@needs_kvs
def test_every_kvs_node_conforms_to_the_schema_of_the_openapi(exported):
    api = json.loads((KVS / "swagger" / "R1" / "openapi.json").read_text("utf-8"))
    schemas = api["components"]["schemas"]
    for schema in list(objects(schemas)):
        # A choice by @type, unknown to JSON Schema; each part is checked by its @type below.
        if "discriminator" in schema:
            del schema["oneOf"]
    seen = set()
    for node in objects(exported["@graph"]):
        for kind in set(types_of(node)) & schemas.keys():
            schema = {"components": api["components"], "$ref": f"#/components/schemas/{kind}"}
            jsonschema.validate(node, schema)
            seen.add(kind)
    assert seen == set(terms.KVS_CLASSES)


@needs_kvs
def test_every_kvs_key_is_one_of_the_openapi(exported):
    api = (KVS / "swagger" / "R1" / "openapi.json").read_text("utf-8")
    for term in (*terms.KVS_CLASSES, *terms.KVS_PROPERTIES):
        assert f'"{term}"' in api, term


@needs_elm
def test_every_elm_term_stands_in_the_ontology(exported):
    ontology = (ELM / "rdf" / "ontology" / "ELM.ttl").read_text("utf-8")
    used = {term for term in terms_used(exported) if term.startswith("elm:")}
    assert len(used) >= 10
    for term in used:
        assert re.search(rf"^{re.escape(term)}\s", ontology, re.MULTILINE), term


@needs_elm
def test_terms_borrowed_by_elm_have_the_addresses_of_its_context(exported):
    source = ELM / "rdf" / "ap" / "edc" / "edc-ap-context.jsonld"
    published = json.loads(source.read_text("utf-8"))["@context"]
    for prefix in ("adms", "dc", "elm", "rov", "skos", "xsd"):
        assert exported["@context"][prefix] == published[prefix]
    borrowed = {
        entry["@id"] for entry in published.values() if isinstance(entry, dict) and "@id" in entry
    }
    used = {term for term in terms_used(exported) if term.split(":")[0] in {"adms", "dc", "rov"}}
    assert used <= borrowed
