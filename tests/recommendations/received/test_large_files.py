"""Files of any size, from disk: read as a stream, put together by State, brought in in portions."""

import io
import json
import tracemalloc
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.recommendations.received import portions
from apps.recommendations.received.streams import LONGEST_ENTRY, EntryStream
from apps.recommendations.received_import_models import RecommendationImport
from apps.recommendations.received_models import ReceivedRecommendation
from apps.treaties.import_models import ParticipantAlias
from apps.treaties.participants import key_of
from apps.treaties.sources import lists
from apps.treaties.sources.lists import SourceFileError
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests import factories as f

ENTRIES = [
    {"text": 'é ü 🕊 "quoted" \\ back [1, 2] {x}', "nested": {"list": [1, [2, {"a": None}]]}},
    {"text": "😀 ]}, {", "number": -12.5e3, "empty": {}, "none": []},
    {},
    12345,
    "only words",
    {"text": "]" * 50, "true": True},
]


def read(content, piece=1 << 20):
    return list(EntryStream(io.BytesIO(content), piece=piece))


class TestStream:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
    @pytest.mark.parametrize("piece", [1, 2, 3, 7, 64, 1 << 20])
    def test_it_reads_what_json_reads_wherever_a_piece_ends(self, piece, encoding):
        text = json.dumps(ENTRIES, ensure_ascii=encoding == "utf-8-sig", indent=1)
        mark = "\ufeff" if encoding == "utf-16-be" else ""
        content = f"{mark} \r\n\t{text}\n\n".encode(encoding)
        assert read(content, piece) == json.loads(text)

    def test_an_empty_list_has_no_entries(self):
        assert read(b" [ \n ] ") == []

    @pytest.mark.parametrize("piece", [5, 1 << 20])
    def test_wherever_it_is_cut_off_it_says_what_was_read(self, piece):
        whole = json.dumps([{"text": f"Entry {n} [a, b]"} for n in range(3)]).encode()
        for end in range(1, len(whole)):
            stream = EntryStream(io.BytesIO(whole[:end]), piece=piece)
            found = []
            with pytest.raises(SourceFileError) as refused:
                found.extend(stream)
            assert refused.value.code == "damaged"
            assert f"after {stream.entries} entries" in str(refused.value)
            assert stream.entries <= 3

    @pytest.mark.parametrize(
        "content",
        [
            b'[{"a": 1} {"b": 2}]',
            b'[{"a": 1},]',
            b'[{"a": 1}] x',
            b"[{'a': 1}]",
            b"[" * 100_000,
            b'[{"a": "\xff\xfe"}]',
            b'[{"a": 1}, nonsense]',
        ],
    )
    def test_what_is_no_json_is_damaged(self, content):
        with pytest.raises(SourceFileError) as refused:
            read(content)
        assert refused.value.code == "damaged"

    @pytest.mark.parametrize("content", [b"", b"  ", b'{"results": []}', b"<html>", b"a,b\n1,2"])
    def test_what_is_no_list_is_refused(self, content):
        with pytest.raises(SourceFileError) as refused:
            read(content)
        assert refused.value.code == "no_list"

    def test_an_entry_that_never_ends_fills_no_memory(self):
        class Endless(io.RawIOBase):
            given = 0

            def read(self, size=-1):
                self.given += size
                return b'[{"a": "' if self.given == size else b"x" * size

        file = Endless()
        with pytest.raises(SourceFileError):
            list(EntryStream(file))
        assert file.given < 2 * LONGEST_ENTRY

    def test_memory_is_that_of_an_entry_and_not_of_the_file(self):
        entry = json.dumps({"text": "x" * 2_000, "countries": ["Ghana"]}).encode()

        class Many(io.RawIOBase):
            left = 20_000

            def read(self, size=-1):
                count, self.left = min(500, self.left), self.left - min(500, self.left)
                opening = b"[" if self.left == 19_500 else b","
                return opening + b",".join([entry] * count) if count else b"]"[: self._close()]

            closed_once = False

            def _close(self):
                first, self.closed_once = not self.closed_once, True
                return int(first)

        tracemalloc.start()
        assert sum(1 for _entry in EntryStream(Many())) == 20_000
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        # 40 MB of text.
        assert most < 12_000_000


def entry(number, *countries, symbol="CAT/C/GHA/CO/2", **more):
    return {
        "AnnotationId": f"id-{number}",
        "Symbol": symbol,
        "PublicationDate": "2026-03-01",
        "Body": "- CAT",
        "AnnotationType": "- Recommendations",
        "Countries": list(countries),
        "Regions": ["- Africa"],
        "Themes": ["- Prevention of genocide"],
        "AffectedPersons": [],
        "Sdgs": ["- 16"],
        "Text": f"{number}. The Committee recommends measure number {number}.",
        **more,
    }


@pytest.fixture
def export(tmp_path):
    def write(*entries, name="export-full-en.json") -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(list(entries)), encoding="utf-8")
        return path

    return write


def run(*args, **options):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_recommendations", *args, stdout=out, stderr=err, **options)
    except CommandError as error:
        return out.getvalue(), f"{err.getvalue()}{error}"
    return out.getvalue(), err.getvalue()


def texts(state):
    with acting(SYSTEM):
        rows = ReceivedRecommendation.objects.filter(country=state).order_by("source_id")
        return [row.source_id for row in rows]


@pytest.mark.django_db
class TestCommand:
    def test_it_takes_one_state_by_any_of_its_names(self, states, export):
        path = export(
            entry(1, "- Ghana"),
            entry(2, "- Türkiye", symbol="CAT/C/TUR/CO/1"),
            entry(3, "Turkey", symbol="CAT/C/TUR/CO/1"),
            entry(4, states["Türkiye"].code, symbol="CAT/C/TUR/CO/1"),
            entry(5, "- Ghana", "- Türkiye", symbol="A/HRC/1"),
        )
        for name in ("Turkey", states["Türkiye"].code):
            out, err = run(path, only=[name])
            assert err == ""
            assert texts(states["Türkiye"]) == ["id-2", "id-3", "id-4", "id-5"]
            assert texts(states["Ghana"]) == []
        assert "imported before, nothing changed" in out
        assert "5 entries" in out
        assert "4 of them about 1 of 1 States asked for" in out

    def test_it_takes_the_states_whose_office_works_here(self, states, export):
        for name, role in (("Ghana", Role.FOCAL_POINT), ("Togo", Role.MINISTRY_OFFICER)):
            f.person(role, f.InstitutionFactory(country=states[name]))
        path = export(entry(1, "Ghana"), entry(2, "Togo"), entry(3, "Ghana"))
        out, err = run(path, only_offices=True)
        assert (err, texts(states["Ghana"])) == ("", ["id-1", "id-3"])
        assert texts(states["Togo"]) == []
        assert f"export-full-en.json ({states['Ghana'].code}): uhri" in out
        # A newer export finds what stands.
        out, err = run(
            export(entry(1, "Ghana"), entry(3, "Ghana"), entry(4, "Ghana")), only_offices=True
        )
        assert "1 created" in out
        assert "2 unchanged" in out
        assert texts(states["Ghana"]) == ["id-1", "id-3", "id-4"]

    def test_it_says_the_same_as_an_upload_of_the_whole(self, states, export):
        entries = [
            entry(
                1, "Ghana", symbol="A/HRC/52/4", Body="- UPR", Text="120.1 Ratify (France, Togo)"
            ),
            entry(2, "Ghana"),
        ]
        run(export(*entries), only=["Ghana"])

        def said():
            with acting(SYSTEM):
                rows = ReceivedRecommendation.objects.filter(country=states["Ghana"])
                return [
                    (
                        *(r.text, r.document, r.paragraph, r.position, r.themes, r.date, r.body),
                        *r.states.order_by("order").values_list("country", flat=True),
                    )
                    for r in rows.order_by("source_id")
                ]

        by_portion = said()
        out, _err = run(export(*entries, name="whole.json"))
        assert "2 unchanged" in out
        assert said() == by_portion
        assert by_portion[0][-2:] == (states["France"].pk, states["Togo"].pk)

    def test_a_preview_writes_nothing(self, states, export):
        out, err = run(export(entry(1, "Ghana")), only=["Ghana"], preview=True)
        assert "1 created" in out
        assert (err, texts(states["Ghana"])) == ("", [])

    def test_it_names_what_it_leaves_out(self, states, export):
        with acting(SYSTEM, reason="test"):
            ParticipantAlias.objects.create(key=key_of("Nowhere at all"), name="Nowhere at all")
        path = export(
            entry(1, "Atlantis"),
            entry(2, "Atlantis"),
            entry(3, "Nowhere at all"),
            entry(4),
            "words",
        )
        out, err = run(path, only=["Ghana"])
        assert "1 names that nobody knows, left out: Atlantis (2)" in out
        assert "2 name no State" in out
        assert err == ""
        assert not RecommendationImport.objects.exists()

    def test_a_portion_is_divided_by_documents(self, states, export, monkeypatch):
        monkeypatch.setattr(portions, "MOST_ROWS", 4)
        entries = [entry(n, "Ghana", symbol=f"CAT/C/GHA/CO/{n % 5}") for n in range(20)]
        _out, err = run(export(*entries), only=["Ghana"])
        assert err == ""
        batches = RecommendationImport.objects.all()
        assert 1 < len(batches) <= 5
        assert (
            sum(batch.counts["created"] for batch in batches) == len(texts(states["Ghana"])) == 20
        )
        documents = {}
        with acting(SYSTEM):
            for row in ReceivedRecommendation.objects.all():
                documents.setdefault(row.symbol, set()).add(row.batch_id)
        assert all(len(found) == 1 for found in documents.values())

    def test_a_file_that_is_cut_off_imports_nothing(self, states, export):
        path = export(entry(1, "Ghana"), entry(2, "Ghana"))
        path.write_bytes(path.read_bytes()[:-40])
        _out, err = run(path, only=["Ghana"])
        assert "damaged: The JSON is damaged or cut off after 1 entries" in err
        assert "Not imported: export-full-en.json" in err
        assert texts(states["Ghana"]) == []

    def test_one_portion_that_is_refused_stops_no_other(self, states, export):
        bad = [{"Countries": ["France"]}]
        _out, err = run(export(*bad, entry(9, "Ghana")), only=["France", "Ghana"])
        assert "Not imported: export-full-en.json (" in err
        assert texts(states["Ghana"]) == ["id-9"]

    def test_a_name_that_nobody_has_is_refused_at_once(self, states, export):
        assert "Nobody is known by this name: Atlantis" in run(export(), only=["Atlantis"])[1]
        assert "No State has an office here" in run(export(), only_offices=True)[1]

    def test_a_large_file_without_states_is_told_how(self, states, export, monkeypatch):
        path = export(
            entry(1, "Ghana", Text="x" * 15_000_000), entry(2, "Togo", Text="x" * 11_000_000)
        )
        assert path.stat().st_size > lists.MOST_BYTES
        assert "choose States by --only" in run(path)[1]

    def test_a_file_that_is_not_there_is_told(self, tmp_path):
        f.MemberStateFactory(name="Ghana")
        assert "unreadable: No such file" in run(tmp_path / "x.json", only=["Ghana"])[1]
        assert "unreadable: No such file" in run(tmp_path / "x.json")[1]

    def test_halves_of_letters_stop_nothing(self, states, export, tmp_path):
        path = tmp_path / "halves.json"
        path.write_text(json.dumps([entry(1, "Ghana", Text="Half \ud83d a letter")]))
        _out, err = run(path, only=["Ghana"])
        assert (err, texts(states["Ghana"])) == ("", ["id-1"])
