"""The list of introductions, and how their statuses look."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from apps.engagement.introductions.models import Introduction
from focalpoint.ui.columns import StatusColumn, Table, TitleColumn, row_link
from focalpoint.ui.tones import ToneMap

INTRODUCTION_TONES: ToneMap = {
    "proposed": ("warning", "hourglass"),
    "accepted": ("success", "check"),
    "declined": ("neutral", "x"),
    "withdrawn": ("neutral", "ban"),
    "concluded": ("success", "flag-check"),
}
ANSWER_TONES: ToneMap = {
    "": ("warning", "hourglass"),
    "yes": ("success", "check"),
    "no": ("neutral", "x"),
}


class IntroductionTable(Table):
    """Who was introduced to whom, and how far it is."""

    caption = _("Introductions")
    pair = TitleColumn(verbose_name=_("Offer and need"), linkify=True, orderable=False)
    country = tables.Column(verbose_name=_("Offers"))
    needing = tables.Column(verbose_name=_("Needs"))
    topic = tables.Column()
    status = StatusColumn(tones=INTRODUCTION_TONES)
    result = tables.Column()
    outcome_on = tables.DateColumn()

    class Meta(Table.Meta):
        model = Introduction
        fields = ("pair", "country", "needing", "topic", "status", "result", "outcome_on")
        row_attrs: Any = {"data-href": row_link}
