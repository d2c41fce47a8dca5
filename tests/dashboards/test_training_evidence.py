"""The evidence of the training States: whole files of the kinds that their names say."""

import pytest
import yaml

from apps.dashboards.management.commands.load_demo import DATA
from apps.dashboards.training.evidence import MARK, training_file
from apps.evidence.contents import recognise


def told():
    states = yaml.safe_load(DATA.read_text(encoding="utf-8"))["states"]
    for state in states:
        for record in (*state["actions"], *state["progress"], *state.get("assessments", ())):
            yield from (entry for entry in record.get("evidence", ()) if "file" in entry)


@pytest.mark.parametrize("entry", list(told()), ids=lambda entry: entry["file"])
def test_each_file_is_what_its_name_says(entry):
    file = training_file(entry["file"], entry["text"])
    assert file.name.endswith(recognise(file, file.name).endings)


@pytest.mark.parametrize("name", ["letter.txt", "law.pdf"])
def test_each_text_says_that_it_is_fictional(name):
    assert MARK.encode() in training_file(name, "A (short) text").read()
