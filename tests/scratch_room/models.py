"""A room that exists in tests alone: the shapes that no room of the site has yet.

A talk that named counsellors follow, an agreement with an enterprise, a project of partners, and a
form for a mentor who has no account. Visits of young people to enterprises stand on the pages that
combine rooms (`room.py`).
"""

import uuid

from django.apps.registry import Apps
from django.db import models

from overstap.kernel.conditions import By, HasPart, leads, readers, where
from overstap.kernel.shapes import assigned, held, of_organisation, part_of, party_of
from overstap.kernel.whose import FILE, GUIDANCE, Answers, Waits, about, met, stays

# Of its own: nothing of the site sees these models.
REGISTRY = Apps()


class Scratch(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation_id = models.UUIDField()

    class Meta:
        abstract = True
        app_label = "scratch"
        apps = REGISTRY


class Assignment(Scratch):
    access = of_organisation(By("user_id") | leads(), insert=leads())

    talk_id = models.UUIDField()
    user_id = models.UUIDField()
    from_on = models.DateField()
    until_on = models.DateField(null=True)


class Talk(Scratch):
    access = assigned("scratch_assignment", "talk_id", change=leads(), columns="note")

    note = models.CharField(max_length=100)


class Agreement(Scratch):
    access = party_of("enterprise_id", "id starts_on")

    enterprise_id = models.UUIDField()
    starts_on = models.DateField()
    note = models.CharField(max_length=100)


class Project(Scratch):
    access = of_organisation(readers() | HasPart("scratch_share", "project_id", "partner_id"))

    title = models.CharField(max_length=100)


class Share(Scratch):
    access = part_of("scratch_project", "project_id", "partner_id")

    project_id = models.UUIDField()
    partner_id = models.UUIDField()
    amount = models.IntegerField()


class Form(Scratch):
    access = held("mentor_form", readers(), change=readers(), columns="answer")

    answer = models.CharField(max_length=100)


class Visit(Scratch):
    access = of_organisation(everything=readers())

    person_id = models.UUIDField()
    on = models.DateField()
    place = models.CharField(max_length=100)


class Placement(Scratch):
    """Rooms below ask of it: whether it ties, who has met, what waits, what was answered."""

    access = of_organisation(everything=readers())
    whose = about(
        "Je werkplek",
        GUIDANCE,
        FILE,
        merged=stays("agreed for the record that it names"),
        ties=True,
        met=met("enterprise_id", where(state="agreed") | where(state="running")),
        waits=Waits(
            "organisation_id",
            "merged_has_placement",
            "Er loopt een werkplek.",
            where(state="running"),
        ),
        answers=Answers("enterprise_id", at="stopped_at said_at", topics="medical family"),
    )

    person_id = models.UUIDField()
    enterprise_id = models.UUIDField()
    state = models.CharField(max_length=10)
    said_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)


# Each after those that its policies ask.
MODELS = (Assignment, Talk, Agreement, Project, Share, Form, Visit, Placement)
