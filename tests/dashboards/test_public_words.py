"""What forms say of *Public*: who reads it is another matter where no public page shows it."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

from apps.assessments.consultations import forms as consulted
from apps.assessments.forms import ApproveForm
from apps.assessments.rerating.forms import ReadersForm
from apps.dashboards import public
from apps.engagement.offers.forms import SupportForm
from apps.evidence.forms import EvidenceForm
from apps.recommendations.strategy import forms as strategies
from apps.reports import forms as documents
from apps.treaties.plans.forms import StartForm
from apps.treaties.plans.models import RatificationPlan
from focalpoint.acting import acting
from focalpoint.published import published_kinds
from focalpoint.roles import Role
from focalpoint.scope import required_scope, scope_of
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return f.InstitutionFactory()


SAID = "also without a login"


def test_a_form_says_what_public_means(office):
    who = f.actor(Role.FOCAL_POINT, office)
    with acting(who):
        form = SupportForm(actor=who, instance=SupportForm._meta.model(country=office.country))
        assert SAID in form["visibility"].help_text
        assert "Other States read it once it is approved." in form["visibility"].help_text
        assert SAID in str(ApproveForm()["visibility"].help_text)
        assert "visibility_helptext" in str(ApproveForm()["visibility"])


@pytest.mark.parametrize(
    ("form", "given"),
    [
        (consulted.PublishForm, {}),
        (documents.ApproveForm, {"audience": "public"}),
        (strategies.ApproveForm, {}),
    ],
)
def test_a_form_without_a_model_says_it_too(form, given):
    assert SAID in form(**given)["visibility"].help_text


def test_it_says_nothing_where_public_is_not_offered(office):
    form = ApproveForm()
    form.fields["visibility"].choices = [("government", "My government")]
    assert SAID not in form["visibility"].help_text
    assert SAID not in ApproveForm()["next_review_on"].help_text


def test_of_what_no_public_page_shows_it_says_who_signs_in(office):
    who = f.actor(Role.FOCAL_POINT, office)
    with acting(who):
        plan = RatificationPlan(country=office.country)
        forms = (
            EvidenceForm(actor=who, instance=f.EvidenceFactory(office=office)),
            ReadersForm(),
            # Without a model of its own.
            StartForm(actor=who, plan=plan),
        )
        for form in forms:
            assert "everybody who signs in" in form["visibility"].help_text
            assert SAID not in form["visibility"].help_text


def test_the_kinds_that_are_declared_are_those_that_the_pages_read():
    folder = Path(public.__file__).parent
    read = set()
    for module in ("contents", "parts", "views", "settings_views"):
        names = vars(import_module(f"{public.__name__}.{module}"))
        tree = ast.parse((folder / f"{module}.py").read_text())
        read |= {names[name] for name in models_in(tree)}
    assert {path.stem for path in folder.glob("*.py")} == {
        *("__init__", "contents", "parts", "views", "settings_views", "urls")
    }
    shown = {model for model in read if (scope := scope_of(model)) and scope.visibility}
    assert published_kinds() == {model for model in shown if not required_scope(model).through}


def models_in(tree):
    """The names whose rows a module reads: in ``published(Name, …)`` and in ``Name.objects``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "published":
            yield node.args[0].id
        elif isinstance(node, ast.Attribute) and node.attr == "objects":
            # Of the reader of all kinds, `model` is the name.
            yield from {node.value.id} - {"model"}
