"""Verbs of the handover: each is one transaction, one step in the story, one event in the log."""

from overstap.handover.services.asking import ask_parent
from overstap.handover.services.choosing import (
    answered,
    choose,
    confirm,
    difference,
    marks_for_guardian,
    marks_for_young,
)
from overstap.handover.services.copies import (
    asker_of,
    download,
    expire_document,
    fail_document,
    make_pdf,
    report_deleted,
    request_document,
    store,
)
from overstap.handover.services.following import follow_up
from overstap.handover.services.receiving import (
    accept,
    ask,
    close,
    decline,
    open_received,
    record_contact,
)
from overstap.handover.services.reminding import remind
from overstap.handover.services.sending import (
    answer,
    ask_about,
    cancel,
    choose_office,
    plan_meeting,
    revise,
    send,
    show,
    start,
    start_anew,
    take_back,
)
from overstap.handover.services.telling import mail, print_letter, tick, write_letter

__all__ = [
    "accept",
    "answer",
    "answered",
    "ask",
    "ask_about",
    "ask_parent",
    "asker_of",
    "cancel",
    "choose",
    "choose_office",
    "close",
    "confirm",
    "decline",
    "difference",
    "download",
    "expire_document",
    "fail_document",
    "follow_up",
    "mail",
    "make_pdf",
    "marks_for_guardian",
    "marks_for_young",
    "open_received",
    "plan_meeting",
    "print_letter",
    "record_contact",
    "remind",
    "report_deleted",
    "request_document",
    "revise",
    "send",
    "show",
    "start",
    "start_anew",
    "store",
    "take_back",
    "tick",
    "write_letter",
]
