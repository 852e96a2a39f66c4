"""The templates of every report: how all of them are read."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"


def template(path: Path) -> Template:
    """Return the template in a file; it may include others of its folder."""
    environment = Environment(
        # Titles and questions come from scenarios and sweeps, which may be strangers'.
        autoescape=True,
        loader=FileSystemLoader(path.parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(path.name)


def style() -> Markup:
    """Return the style sheet that every report carries in itself."""
    return Markup((TEMPLATES / "style.css").read_text(encoding="utf-8"))
