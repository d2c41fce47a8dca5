"""The template tags say each state in words, and escape what they are given."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import timezone, translation

from focalpoint.ui.tones import LEVELS, TONES, USUAL, due_state, tone_of
from focalpoint.visibility import Visibility

TODAY = dt.date(2026, 5, 12)


def render(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context)).strip()


class TestDueDate:
    @pytest.mark.parametrize(
        ("days", "state", "words"),
        [
            (-12, "overdue", "12 days overdue"),
            (-1, "overdue", "1 day overdue"),
            (0, "today", "due today"),
            (1, "soon", "due tomorrow"),
            (14, "soon", "in 14 days"),
            (15, "later", "in 15 days"),
        ],
    )
    def test_the_distance_is_told_in_words(self, days: int, state: str, words: str) -> None:
        due = due_state(TODAY + dt.timedelta(days=days), TODAY)
        assert (due.state, due.words) == (state, words)

    def test_what_is_done_is_never_overdue(self) -> None:
        assert due_state(TODAY - dt.timedelta(days=9), TODAY, done=True).state == "done"

    def test_it_shows_the_date_too(self) -> None:
        html = render("{% due_date due today=today %}", due=TODAY, today=TODAY)
        assert '<time datetime="2026-05-12">12 May 2026</time>' in html
        assert "due today" in html

    def test_no_date_is_said(self) -> None:
        assert "no date" in render("{% due_date None %}")


class TestMarks:
    def test_every_usual_tone_is_in_the_style_sheet(self) -> None:
        assert {tone for tone, _icon in USUAL.values()} <= set(TONES)

    def test_an_unknown_status_is_neutral(self) -> None:
        assert tone_of("anything") == ("neutral", "")

    def test_a_page_may_bring_its_own_tones(self) -> None:
        assert tone_of("noted", {"noted": "warning"}) == ("warning", "")
        assert tone_of("noted", {"noted": ("danger", "x")}) == ("danger", "x")

    def test_a_status_speaks_without_a_label(self) -> None:
        assert "In progress" in render('{% status "in_progress" %}')

    def test_texts_are_escaped(self) -> None:
        attack = "<script>alert(1)</script>"
        for source in (
            "{% status value label=value %}",
            "{% person value detail=value %}",
            "{% priority value %}",
            "{% icon value value %}",
        ):
            assert "<script>" not in render(source, value=attack)

    def test_every_visibility_level_is_explained(self) -> None:
        assert set(LEVELS) == set(Visibility.values)
        for level in LEVELS.values():
            assert str(level.explanation) in render(
                "{% visibility level %}", level=level.value
            ).replace("&#x27;", "'")

    def test_only_training_states_are_marked(self) -> None:
        real = SimpleNamespace(is_training=False)
        training = SimpleNamespace(is_training=True)
        assert render("{% training_mark country %}", country=real) == ""
        assert render("{% training_mark country %}", country=None) == ""
        assert "Training" in render("{% training_mark country %}", country=training)

    @pytest.mark.parametrize(
        ("name", "initials"),
        [("Ama Owusu-Darko", "AO"), ("Ama", "A"), ("Jean de la Tour", "JT"), ("نور الحداد", "نا")],
    )
    def test_initials(self, name: str, initials: str) -> None:
        assert f">{initials}<" in render("{% person name %}", name=name)

    def test_nobody_is_said(self) -> None:
        assert "nobody" in render("{% person '' %}")

    def test_an_instant_carries_its_machine_form(self) -> None:
        at = dt.datetime(2026, 5, 12, 8, 30, tzinfo=dt.UTC)
        with timezone.override(dt.UTC):
            html = render("{% moment at %}", at=at)
        assert 'datetime="2026-05-12T08:30:00+00:00"' in html
        assert "data-relative" in html

    def test_a_day_stays_a_date(self) -> None:
        assert (
            render("{% moment at %}", at=TODAY) == '<time datetime="2026-05-12">12 May 2026</time>'
        )

    def test_words_follow_the_language(self) -> None:
        with translation.override("fr"):
            assert "mai" in render("{% moment at %}", at=TODAY)


class TestComponent:
    def test_body_and_parts_reach_the_component(self) -> None:
        html = render(
            '{% component "card" title="Steps" %}<p>{{ value }}</p>'
            '{% part "footer" %}<b>end</b>{% endpart %}{% endcomponent %}',
            value="<i>",
        )
        assert "<p>&lt;i&gt;</p>" in html
        assert '<div class="card-footer"><b>end</b></div>' in html.replace("\n", "")

    def test_the_page_s_context_stays_outside(self) -> None:
        html = render('{% component "card" %}x{% endcomponent %}', title="Page title")
        assert "Page title" not in html

    def test_arguments_must_be_named(self) -> None:
        with pytest.raises(TemplateSyntaxError):
            render('{% component "card" "Steps" %}{% endcomponent %}')

    def test_a_component_needs_a_name(self) -> None:
        with pytest.raises(TemplateSyntaxError):
            render("{% component %}{% endcomponent %}")


class ExampleForm(forms.Form):
    title = forms.CharField(label="Title")
    start = forms.DateField(label="Start", required=False)
    kinds = forms.MultipleChoiceField(
        label="Kinds", choices=[("a", "A"), ("b", "B")], required=False
    )
    late = forms.NullBooleanField(label="Late", required=False)


class TestForms:
    def test_problems_lead_to_their_fields(self) -> None:
        html = render("{% include 'components/form_problems.html' %}", form=ExampleForm(data={}))
        assert 'href="#id_title"' in html
        assert "Nothing was saved" in html

    def test_problems_of_the_whole_form_are_shown(self) -> None:
        form = ExampleForm(data={"title": "x"})
        form.add_error(None, "These two contradict each other.")
        html = render("{% include 'components/form_problems.html' %}", form=form)
        assert "These two contradict each other." in html

    def test_a_new_form_has_no_problems(self) -> None:
        html = render("{% include 'components/form_problems.html' %}", form=ExampleForm())
        assert html == ""

    def test_dates_use_the_browser_s_picker_in_iso(self) -> None:
        form = ExampleForm(initial={"start": TODAY})
        html = render("{{ field|control }}", field=form["start"])
        assert 'type="date"' in html
        assert 'value="2026-05-12"' in html

    def test_yes_or_no_may_be_left_open_in_the_words_of_every_filter(self) -> None:
        html = render("{{ field|control }}", field=ExampleForm(data={"late": "true"})["late"])
        assert '<option value="unknown">Any</option>' in html
        assert '<option value="true" selected>Yes</option>' in html
        assert "Unknown" not in html

    def test_many_choices_become_check_boxes(self) -> None:
        form = ExampleForm(data={"kinds": ["b"]})
        html = render("{% include 'components/filter_field.html' %}", field=form["kinds"])
        assert html.count('type="checkbox"') == 2
        assert html.count(" checked") == 1
        assert "1 chosen" in html


class TestPages:
    def test_the_address_of_another_page_keeps_the_filters(self, rf: RequestFactory) -> None:
        request = rf.get("/", {"status": ["open", "done"], "page": "2"})
        html = render('{% page_address "page" 3 %}', request=request)
        assert html == "?status=open&amp;status=done&amp;page=3"
