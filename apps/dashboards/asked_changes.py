"""Which changes a reader asks for: the same question from the page and from a program."""

import datetime as dt
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.countries.models import Country, Kind
from apps.dashboards.changes import Beginning, Changes, beginnings, changes_between
from focalpoint.actors import Actor
from focalpoint.days import DayField
from focalpoint.roles import GOVERNMENT_READERS, NETWORK_READERS

READERS = GOVERNMENT_READERS | NETWORK_READERS


class _StateField(forms.ChoiceField):
    """Shows whose changes the page is of where no choice was sent; an empty choice is one."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial if data is None else data


class ChangesForm(forms.Form):
    """Two days, and the State for those who read the network."""

    since = DayField(
        label=gettext_lazy("After"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = DayField(
        label=gettext_lazy("Until (today if empty)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    country = _StateField(label=gettext_lazy("State"), required=False)

    def __init__(self, *args: Any, chooses_state: bool, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if chooses_state:
            self.fields["country"].choices = self.offered  # type: ignore[attr-defined]
        else:
            del self.fields["country"]

    @cached_property
    def states(self) -> dict[str, Country]:
        """Those to choose from by their codes, read once for the choice and for its list."""
        rows = Country.objects.filter(kind__in=(Kind.MEMBER, Kind.TRAINING))
        return {state.code: state for state in rows}

    def offered(self) -> list[tuple[str, str]]:
        states = [(code, str(state)) for code, state in self.states.items()]
        return [("", _("All Member States")), *states]

    def clean_country(self) -> Country | None:
        code = self.cleaned_data["country"]
        return self.states[code] if code else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until") or self.today
        if since and since >= until:
            self.add_error("until", _("The second date must come after the first."))
        return data


class AskedChanges:
    """The reader's own State by default; who reads the network may ask for one or all."""

    def __init__(self, actor: Actor, sent: QueryDict) -> None:
        self.actor = actor
        self.sent = sent

    @cached_property
    def today(self) -> dt.date:
        home: Country | None = self.actor.country
        now = timezone.now()
        return home.local_date(now) if home else now.date()

    @cached_property
    def form(self) -> ChangesForm:
        home: Country | None = self.actor.country
        return ChangesForm(
            self.sent,
            initial={"country": home.code if home else ""},
            chooses_state=self.actor.reads_network,
            today=self.today,
        )

    @cached_property
    def valid(self) -> dict[str, Any]:
        """What was asked for, as far as it is valid."""
        self.form.is_valid()
        return self.form.cleaned_data

    @cached_property
    def until(self) -> dt.date:
        return self.valid.get("until") or self.today

    @cached_property
    def beginnings(self) -> list[Beginning]:
        return beginnings(self.actor, self.until, self.state)

    @cached_property
    def since(self) -> dt.date:
        """As asked, else the last meeting or report, else a year before."""
        since: dt.date | None = self.valid.get("since")
        if since is None and self.beginnings:
            since = self.beginnings[0].on
        return since if since and since < self.until else self.until - dt.timedelta(days=365)

    @cached_property
    def state(self) -> Country | None:
        chosen: Country | None = self.valid.get("country")
        # An empty choice is a choice too: a focal point may look at all States.
        if chosen is None and "country" in self.sent and self.actor.reads_network:
            return None
        return chosen or self.actor.country

    @cached_property
    def found(self) -> Changes:
        # Who chooses no State reads what the form offers.
        offered = self.form.states.values() if self.state is None else None
        return changes_between(
            self.since, self.until, self.actor, country=self.state, states=offered
        )
