"""Pages for the tests of the interface: a list, a form, a quick add, two versions of a record."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import RequestContext, Template
from django.urls import path

from config.urls import urlpatterns as site
from focalpoint.ui import samples


def sample_list(request: HttpRequest) -> HttpResponse:
    """Five of eight rows, narrowed by the text of the filter."""
    wanted = request.GET.get("q", "").lower()
    rows = [row for row in samples.sample_rows() if wanted in row.title.lower()]
    table = samples.SampleTable(rows, order_by=request.GET.get("sort", ""))
    table.paginate(page=int(request.GET.get("page", 1)), per_page=5)
    context = {
        "title": "Actions",
        "breadcrumbs": [("Work", "/sample/")],
        "table": table,
        "filter": samples.SampleFilter(request.GET, queryset=ContentType.objects.none()),
    }
    return render(request, "generic/list.html", context)


@login_required
def sample_form(request: HttpRequest) -> HttpResponse:
    form = samples.SampleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return HttpResponseRedirect("/sample/")
    context = {"title": "Change", "form": form, "cancel_url": "/sample/"}
    return render(request, "generic/form.html", context, status=422 if form.errors else 200)


@login_required
def sample_quick_add(request: HttpRequest) -> HttpResponse:
    form = samples.QuickAddForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "url": "/sample/add/"}
    if request.method == "POST" and form.is_valid():
        answer = HttpResponse(status=204)
        answer["HX-Trigger"] = (
            '{"quick-add:saved": null, "toast": {"message": "Saved: XAA-2026-0009"}}'
        )
        return answer
    status = 422 if form.errors else 200
    if request.headers.get("HX-Request"):
        return render(request, "components/quick_add.html", context, status=status)
    page = Template(
        '{% extends "layouts/app.html" %}{% block content %}'
        '{% include "components/quick_add.html" %}{% endblock %}'
    )
    return HttpResponse(page.render(RequestContext(request, {"title": "Work", **context})))


@login_required
def sample_dialog(request: HttpRequest) -> HttpResponse:
    page = Template(
        '{% extends "layouts/app.html" %}{% block page_actions %}'
        '<button type="button" data-bs-toggle="modal" data-bs-target="#quick-add" '
        'data-shortcut="n">Add</button>{% endblock %}{% block content %}'
        '{% include "components/quick_add_dialog.html" with title="Add" url="/sample/add/" %}'
        "{% endblock %}"
    )
    return HttpResponse(page.render(RequestContext(request, {"title": "Work"})))


def sample_conflict(request: HttpRequest) -> HttpResponse:
    context = {"title": "Two versions", **samples.conflict()}
    return render(request, "generic/conflict.html", context, status=409)


def broken(request: HttpRequest) -> HttpResponse:
    return HttpResponse("no", status=500)


urlpatterns = [
    *site,
    path("sample/", sample_list, name="sample-list"),
    path("sample/form/", sample_form, name="sample-form"),
    path("sample/add/", sample_quick_add, name="sample-add"),
    path("sample/dialog/", sample_dialog, name="sample-dialog"),
    path("sample/conflict/", sample_conflict, name="sample-conflict"),
    path("sample/broken/", broken, name="sample-broken"),
]
