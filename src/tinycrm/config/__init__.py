"""Where settings live, how they are read, checked, cached and changed."""

from __future__ import annotations

# The ready files that `pipeline init` and `init` offer, by name.
TEMPLATES = ("sales", "freelance", "retainers")


def template(name: str) -> str:
    """Gives the text of a ready file: one of TEMPLATES for pipelines.yaml, or "config" for config.yaml.

    Raises:
        UsageError: no such template; the hint names them.
    """
    if name not in (*TEMPLATES, "config"):
        from tinycrm.domain.fields import did_you_mean
        from tinycrm.errors import UsageError

        raise UsageError(
            f"there is no template '{name}'",
            hint=f"{did_you_mean(name, TEMPLATES)}one of: {', '.join(TEMPLATES)}",
        )
    from importlib.resources import files

    return files("tinycrm.config").joinpath("templates", f"{name}.yaml").read_text(encoding="utf-8")
