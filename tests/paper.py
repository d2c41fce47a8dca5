"""What leaves on paper can be read by everybody: PDF/UA-1, judged by a program of its own."""

from page import validate_pdf_bytes

# Of a profile that looks at less, all would be well.
RULES = 100


def assert_accessible(content: bytes) -> None:
    """Fail with the rules of PDF/UA-1 (ISO 14289-1) that a document breaks."""
    report = validate_pdf_bytes(content, profile="ua1")
    assert [f"{each.rule_id}: {each.message}" for each in report.failures] == []
    assert report.is_compliant
    assert report.rules.total > RULES
