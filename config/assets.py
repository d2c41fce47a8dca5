"""Which files of the browser's packages are collected: those that pages may ask for."""

from django.contrib.staticfiles.apps import StaticFilesConfig

# Every file has its entry in the memory of every web worker, and its copies on the disk.
UNUSED = (
    *("*.map", "*.ts", "*.scss", "*.html", "package.json"),
    *(f"tabler-{part}.*" for part in ("flags", "marketing", "payments", "props")),
    *(f"tabler-{part}.*" for part in ("socials", "themes", "vendors")),
    *(f"tabler-icons-{weight}*" for weight in ("200", "300", "filled")),
)


class Assets(StaticFilesConfig):
    """Django's, without sources, declarations of types and styles that no page has."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, *UNUSED]
