"""Reading YAML and CSV against a declared schema, with the line of each fault."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from focalpoint.catalogues.problems import BrokenCatalogueError, Problem, refuse

Step = str | int


class Schema(BaseModel):
    """One mapping of a YAML file or one row of a CSV file; what it does not declare is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Row(Schema):
    """A row of a CSV file; a column whose default is ``None`` may be left empty."""

    COLUMNS: ClassVar[tuple[str, ...]]


S = TypeVar("S", bound=Schema)
R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Document(Generic[S]):
    """A YAML file as its schema reads it, which still knows the line of each entry."""

    file: str
    content: S
    root: yaml.Node

    def line(self, *path: Step) -> int:
        """The line of the entry at ``path``, or of the nearest one around it."""
        return _line(self.root, path)

    def problem(self, reason: str, *path: Step) -> Problem:
        """A fault of the entry at ``path``."""
        return Problem(self.file, self.line(*path), reason)


@dataclass(frozen=True)
class Table(Generic[R]):
    """A CSV file as its schema reads it: rows with their lines, and the bytes they came from."""

    file: str
    rows: list[tuple[int, R]]
    content: bytes


def read_yaml(path: Path, schema: type[S]) -> Document[S]:
    """Read and check a YAML file. Raises ``BrokenCatalogueError`` with every fault found."""
    text = _text(path)
    loader = yaml.CSafeLoader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            raise BrokenCatalogueError([Problem(path.name, 0, "the file is empty")])
        refuse(_doubled_keys(path.name, root))
        data = loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        raise BrokenCatalogueError([_syntax_problem(path.name, error)]) from error
    finally:
        loader.dispose()
    try:
        content = schema.model_validate(data)
    except ValidationError as error:
        raise BrokenCatalogueError(
            Problem(path.name, _line(root, fault["loc"]), _reason(fault, fault["loc"]))
            for fault in error.errors()
        ) from error
    return Document(path.name, content, root)


def read_csv(path: Path, schema: type[R]) -> Table[R]:
    """Read and check a CSV file. Raises ``BrokenCatalogueError`` with every fault found."""
    text = _text(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[int] = []
    cells: list[dict[str, str]] = []
    problems: list[Problem] = []
    try:
        header = tuple(next(reader, []))
        if header != schema.COLUMNS:
            wanted = ",".join(schema.COLUMNS)
            raise BrokenCatalogueError([Problem(path.name, 1, f"the columns must be {wanted}")])
        for values in reader:
            if len(values) != len(header):
                reason = f"{len(values)} cells, but {len(header)} columns"
                problems.append(Problem(path.name, reader.line_num, reason))
                continue
            lines.append(reader.line_num)
            cells.append({k: v for k, v in zip(header, values, strict=True) if v != ""})
    except csv.Error as error:
        raise BrokenCatalogueError([Problem(path.name, reader.line_num, str(error))]) from error
    try:
        rows = TypeAdapter(list[schema]).validate_python(cells)  # type: ignore[valid-type]
    except ValidationError as error:
        problems += [
            Problem(path.name, lines[int(fault["loc"][0])], _reason(fault, fault["loc"][1:]))
            for fault in error.errors()
        ]
    refuse(problems)
    return Table(path.name, list(zip(lines, rows, strict=True)), text.encode())


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise BrokenCatalogueError([Problem(path.name, 0, "the file is missing")]) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BrokenCatalogueError([Problem(path.name, line, "not UTF-8 text")]) from error


def _syntax_problem(file: str, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    return Problem(file, mark.line + 1 if mark else 0, error.problem or "not readable as YAML")


def _doubled_keys(file: str, node: yaml.Node) -> list[Problem]:
    """YAML readers keep the last of two equal keys in silence; here they are a fault."""
    problems: list[Problem] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                line = key.start_mark.line + 1
                problems.append(Problem(file, line, f"{key.value} stands here twice"))
            seen.add(key.value)
            problems += _doubled_keys(file, value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            problems += _doubled_keys(file, value)
    return problems


def _line(node: yaml.Node, path: tuple[Step, ...]) -> int:
    line = node.start_mark.line + 1
    for step in path:
        found = _child(node, step)
        if found is None:
            break
        line, node = found
    return line


def _child(node: yaml.Node, step: Step) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        value = node.value[step]
        return value.start_mark.line + 1, value
    return None


def _reason(fault: Any, path: tuple[Step, ...]) -> str:
    where = ".".join(str(step) for step in path if isinstance(step, str))
    value = fault.get("input")
    given = f" (given: {value!r})" if isinstance(value, str | int | float | bool) else ""
    message = fault["msg"][0].lower() + fault["msg"][1:]
    return f"{where}: {message}{given}" if where else f"{message}{given}"
