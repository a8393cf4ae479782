"""Whose data stands in tables without a model of ours: of libraries, of the cache, and those that
only database functions read. Each says it as a model does (kernel/whose.py)."""

from overstap.kernel.whose import (
    ACCOUNT,
    FILE,
    GUIDANCE,
    UNKNOWN,
    Emptied,
    Nobody,
    Unnamed,
    nobody,
    unnamed,
)

TABLES: dict[str, Nobody | Unnamed] = {
    "account_emailaddress": nobody("stays empty: no e-mail address is kept for signing in"),
    "account_emailconfirmation": nobody("stays empty: no e-mail address is kept for signing in"),
    "auth_group": nobody("stays empty: roles are memberships"),
    "auth_group_permissions": nobody("stays empty: roles are memberships"),
    "auth_permission": nobody("names of Django's permissions"),
    "config_cache": unnamed(
        "prints of what was tried and how often; what was typed is encrypted, for an hour",
        ACCOUNT,
        "",
        Emptied("value", "every line has an end of its own, an hour at most"),
    ),
    "django_content_type": nobody("names of models"),
    "django_migrations": nobody("names of migrations"),
    "django_session": unnamed(
        "who is signed in now, sealed; the copy is read through it",
        ACCOUNT,
        "",
        Emptied("session_data", "it ends by itself within hours, and at forgetting"),
    ),
    "mfa_authenticator": unnamed(
        "the secret of a second step: it opens the account; that there is one stands there",
        ACCOUNT,
        FILE,
        Emptied("data", "goes with the account"),
    ),
    "procrastinate_events": nobody("times of jobs"),
    "procrastinate_jobs": unnamed(
        "references of what a job is to do",
        GUIDANCE,
        "",
        Emptied("args", "jobs that name the person are deleted, done or not; others when done"),
    ),
    "procrastinate_periodic_defers": nobody("times of jobs"),
    "procrastinate_workers": nobody("signs of life of workers"),
    "rights.link_match": unnamed(
        "whom a question for a link matched; the question is in the copy",
        GUIDANCE,
        UNKNOWN,
        Emptied("person_id", "the questions that matched somebody go with the person"),
    ),
    "rights.known_question": unnamed(
        "how often an account asked whether somebody is known, this hour",
        ACCOUNT,
        "",
        Emptied("actor", "of an account that is deleted"),
    ),
}
