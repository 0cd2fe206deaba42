"""Ready-made pipelines.yaml files to start from."""

from __future__ import annotations

import os

from tinycrm.errors import Conflict, StorageError, UsageError

_HEAD = """\
# Pipelines: the stages that deals move through. A deal stores the stage's key; rename one with
#   tinycrm pipeline rename-stage OLD NEW
# and check this file with
#   tinycrm pipeline validate
"""

_SALES = """\
pipelines:
  sales:
    default: true
    stages:
      - {key: lead,        name: Lead,        probability: 10%, rot_days: 14}
      - {key: qualified,   name: Qualified,   probability: 30%, rot_days: 14}
      - key: proposal
        name: Proposal
        probability: 60%
        rot_days: 10
        requires: [value]            # must be filled before a deal enters
        on_enter:
          - {task: "Follow up on {{title}}", due: +3d, priority: high}
      - {key: negotiation, name: Negotiation, probability: 80%, rot_days: 14}
      - {key: won,         name: Won,         outcome: won}
      - {key: lost,        name: Lost,        outcome: lost}
    reasons: {lost: [price, timing, competitor, no answer]}
"""

_FREELANCE = """\
pipelines:
  projects:
    default: true
    stages:
      - {key: enquiry,  name: Enquiry,  probability: 20%, rot_days: 7}
      - key: quoted
        name: Quoted
        probability: 50%
        rot_days: 10
        requires: [value]
        on_enter:
          - {task: "Ask about the quote for {{title}}", due: +5d}
      - {key: agreed,   name: Agreed,   probability: 90%, rot_days: 21}
      - {key: won,      name: Won,      outcome: won}
      - {key: declined, name: Declined, outcome: lost}
"""

_RETAINERS = """\
pipelines:
  retainers:
    default: true
    stages:
      - {key: prospect,  name: Prospect,  probability: 20%, rot_days: 14}
      - {key: engaged,   name: Engaged,   probability: 60%, rot_days: 14, requires: [contact]}
      - {key: active,    name: Active,    probability: 90%}
      - {key: completed, name: Completed, outcome: won}
      - {key: churned,   name: Churned,   outcome: lost}
"""

TEMPLATES = {
    "sales": _HEAD + _SALES,
    "freelance": _HEAD + _FREELANCE,
    "retainers": _HEAD + _RETAINERS,
}


def write_pipelines(folder: str, template: str = "sales", *, force: bool = False) -> str:
    """The settings folder holds a pipelines.yaml made from a template, private; its path is returned.

    Args:
        folder: the settings folder; made if absent, open to its owner alone.
        template: "sales", "freelance" or "retainers".
        force: replace the file that is there; that one is kept as pipelines.yaml.old.

    Raises:
        UsageError: no such template, or no folder is known.
        Conflict: the file is there already.
        StorageError: it cannot be written.
    """
    from tinycrm.config.paths import make_folder, read_bytes, write_bytes
    from tinycrm.domain.fields import did_you_mean

    text = TEMPLATES.get(template.strip().lower())
    if text is None:
        hint = f"{did_you_mean(template, TEMPLATES)}one of: {', '.join(TEMPLATES)}"
        raise UsageError(f"there is no template '{template}'", code="unknown_value", hint=hint)
    if not folder:
        raise UsageError("no home folder is known for the settings", hint="set HOME, or give --config DIR")
    path = os.path.join(folder, "pipelines.yaml")
    if os.path.lexists(path) and not force:
        raise Conflict(f"'{path}' is there already", code="exists", hint="--force replaces it and keeps the old one")
    try:
        make_folder(folder)
    except OSError as error:
        raise StorageError(
            f"'{folder}' cannot be made: {error.strerror}", hint="name another with --config DIR"
        ) from error
    if force:
        before = read_bytes(path)
        if before is not None:
            write_bytes(f"{path}.old", before)
    write_bytes(path, text.encode())
    return path
