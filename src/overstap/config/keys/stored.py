"""Where the database keeps what was made with the lookup key. A test holds the models to it."""

from dataclasses import dataclass

from overstap.access.sign_in import TOTP_USE
from overstap.exchange.sealing import MESSAGE_USE
from overstap.people.services import NUMBER_USE


@dataclass(frozen=True)
class Stored:
    """One table: columns with keyed hashes, and encrypted columns with the use of their key."""

    table: str
    hashed: tuple[str, ...] = ()
    encrypted: tuple[tuple[str, bytes], ...] = ()
    where: str = "true"


STORED = (
    Stored("access_user", ("username",)),
    Stored("access_activationcode", ("code_hash",)),
    Stored("access_invitation", ("token_hash",)),
    Stored("people_nationalnumber", ("lookup_hash",), (("ciphertext", NUMBER_USE),)),
    Stored("people_formernumber", ("lookup_hash",), (("ciphertext", NUMBER_USE),)),
    # Once answered it keeps no number.
    Stored(
        "people_numberchange",
        ("lookup_hash",),
        (("ciphertext", NUMBER_USE),),
        where="closed_at is null",
    ),
    Stored("exchange_importfile", (), (("ciphertext", MESSAGE_USE),)),
    Stored("exchange_importrow", ("number_hash",), (("number_cipher", NUMBER_USE),)),
    Stored("exchange_waitingmessage", ("number_hash", "digest"), (("ciphertext", MESSAGE_USE),)),
    Stored("exchange_setaside", ("number_hash", "reference_hash"), (("ciphertext", MESSAGE_USE),)),
    Stored("exchange_sourcestate", ("reference_hash",)),
    # What came without a reference of its own has a keyed hash in its place.
    Stored("dossier_entry", ("source_reference",), where="source_reference ~ '^[0-9a-f]{64}$'"),
    # Of a JSON document, the texts under these names.
    Stored("mfa_authenticator", (), (("data", TOTP_USE),)),
)
# In `data` of mfa_authenticator; the last is a list.
SECRETS = ("secret", "seed", "migrated_codes")
