"""The centre and the clients of the tests of the desk."""

from tests.desk.conftest import centre, signed_in

__all__ = ["centre", "signed_in"]
