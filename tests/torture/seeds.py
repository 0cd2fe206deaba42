"""The files of a settings folder that cases of the torture read."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

_FILES = {
    "templates/hi.md": "---\nsubject: Hello {{name}}\n---\nHi *{{name}}*\n",
    "sequences/course.yaml": "steps: [{after: 1d, then: [{mail: hi, to: contact}]}]\n",
    "rules.yaml": "rules: [{name: greet, when: {birthday: 0d}, then: [{task: 'Greet {{name}}'}]}]\n",
}


def seed_settings(folder: Path) -> None:
    """The settings folder holds a template, a sequence and a rule."""
    for name, text in _FILES.items():
        (folder / name).parent.mkdir(mode=0o700, exist_ok=True)
        (folder / name).write_text(text)
