"""Settings, pipelines and rules at the price of one small file: YAML is read only when it changed."""

from __future__ import annotations

import os
import sys

from tinycrm import __version__
from tinycrm.config.paths import make_folder, platform_folder, read_bytes, write_bytes
from tinycrm.domain.pipelines import Pipelines
from tinycrm.domain.settings import Settings, as_list, as_text, as_texts, is_plain
from tinycrm.errors import TinyCRMError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tinycrm.domain.pipeline import Pipeline
    from tinycrm.domain.settings import Plain

    # what a write is watched for, the rules of rules.yaml in their plain form, and what is told of broken ones
    Rules = tuple[frozenset[str], list[Plain], str]
    Loaded = tuple[Settings, Pipelines, Rules]

# Raise when the shape of what is cached, or what a file may say, changes.
FORMAT = 5
# A Mersenne prime: the remainder of the bytes by it tells damage, and costs no import.
_PRIME = 2**61 - 1
_SUM_BYTES = 8
_FILES = ("config.yaml", "pipelines.yaml")


def load(folder: str, environ: Mapping[str, str] | None = None) -> tuple[Settings, Pipelines]:
    """Gives the settings and pipelines of a folder; the defaults for files that are absent.

    Args:
        folder: the settings folder, "" for none.
        environ: the environment that says where caches go; the process's own unless given.

    Raises:
        UsageError: a file cannot be read, or one that is not the rules' is broken; of broken rules the result tells.
            Trouble with the cache is never an error.
    """
    return load_all(folder, environ)[:2]


def load_all(folder: str, environ: Mapping[str, str] | None = None) -> Loaded:
    """Gives the settings, the pipelines and the rules of a folder. Args and raises as `load`."""
    if not folder:
        return _nothing()
    raw = tuple(read_bytes(os.path.join(folder, name)) for name in _FILES)
    try:
        raw += (read_bytes(os.path.join(folder, "rules.yaml")),)
    except UsageError as error:
        # what cannot be read stops no more than what cannot be understood
        return _compile(folder, (*raw, None), error)
    if not any(part is not None for part in raw):
        return _nothing()
    prefix = _prefix(*raw)
    path = _cache_path(folder, os.environ if environ is None else environ)
    cached = _read(path, prefix) if path else None
    if cached is not None:
        return cached
    fresh = _compile(folder, raw)
    if path:
        _write(path, prefix, fresh)
    return fresh


def _nothing() -> Loaded:
    # what the rules that are built in are watched for, without a look at them
    return Settings(), Pipelines(_default), (frozenset(("bought",)), [], "")


def _default() -> Iterable[Pipeline]:
    from tinycrm.domain.pipeline import default_pipelines

    return default_pipelines()


def _compile(folder: str, raw: tuple[bytes | None, ...], unread: UsageError | None = None) -> Loaded:
    from tinycrm.config.pipelines import deal_names, read_pipelines
    from tinycrm.config.settings import read_settings
    from tinycrm.domain.rule import built_in, watched_by

    config, pipelines, rules = raw
    settings, lines = Settings(), Pipelines(_default)
    if config is not None:
        settings = read_settings(config, os.path.join(folder, "config.yaml"))
    if pipelines is not None:
        lines = read_pipelines(pipelines, os.path.join(folder, "pipelines.yaml"), deal_names(settings))
    watched = watched_by(built_in(settings, lines))
    if rules is None and unread is None:
        return settings, lines, (watched, [], "")
    from tinycrm.config.rules import read_rules, told_of, unreadable

    if unread is None:
        made = read_rules(rules or b"", os.path.join(folder, "rules.yaml"), settings, lines)
    else:
        made = [unreadable(unread)]
    return settings, lines, (watched | watched_by(made), [rule.to_plain() for rule in made], told_of(made))


def _prefix(*raw: bytes | None) -> bytes:
    """Everything the result depends on: only a cache that begins with exactly this is looked into."""
    sizes = [-1 if part is None else len(part) for part in raw]
    head = f"tinycrm {FORMAT} {__version__} {sys.version_info[:3]} {sys.implementation.cache_tag} {sizes}\n"
    return head.encode() + b"".join(part or b"" for part in raw)


def _cache_path(folder: str, environ: Mapping[str, str]) -> str:
    base = platform_folder("cache", environ)
    if not base:
        return ""
    try:
        # the end of the path names the folder well enough: what is in the file decides
        name = os.fsencode(os.path.abspath(folder)).hex()[-160:]
    except OSError:  # the working directory was deleted
        return ""
    return os.path.join(base, f"settings-{name}")


def _read(path: str, prefix: bytes) -> Loaded | None:
    raw = _own_bytes(path, len(prefix))
    if raw is None or not raw.startswith(prefix):
        return None
    start = len(prefix) + _SUM_BYTES
    body = raw[start:]
    # marshal trusts its input, so damage has to be seen before it looks
    if int.from_bytes(raw[len(prefix) : start]) != int.from_bytes(body) % _PRIME:
        return None
    try:
        import marshal

        data: object = marshal.loads(body)  # noqa: S302 -- a private file of our own, checked above
        if not is_plain(data) or not isinstance(data, list):
            return None
        settings, pipelines, watched, rules, told = data
        found = frozenset(as_texts(watched)), as_list(rules), as_text(told)
        return Settings.from_plain(settings), Pipelines(lambda: _pipelines(pipelines)), found
    except (EOFError, ValueError, TypeError, KeyError, MemoryError, RecursionError):
        return None


def _pipelines(plain: Plain) -> list[Pipeline]:
    from tinycrm.domain.pipeline import pipelines_from_plain

    return pipelines_from_plain(plain)


def _own_bytes(path: str, at_least: int) -> bytes | None:
    """Gives the bytes of a file that nobody but this user can have written, else None."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            stat = os.fstat(handle)
            ours = stat.st_uid == os.geteuid() and stat.st_mode & 0o170022 == 0o100000
            if not ours or not at_least < stat.st_size < 16 * 1024 * 1024:
                return None
            raw = os.read(handle, stat.st_size)
            return raw if len(raw) == stat.st_size else None
        finally:
            os.close(handle)
    except (OSError, ValueError):
        return None


def _write(path: str, prefix: bytes, made: Loaded) -> None:
    settings, pipelines, (watched, rules, told) = made
    try:
        import marshal

        body = marshal.dumps([settings.to_plain(), pipelines.to_plain(), sorted(watched), rules, told])
        total = (int.from_bytes(body) % _PRIME).to_bytes(_SUM_BYTES)
        make_folder(os.path.dirname(path))
        # losing it costs one slower start, so nobody waits for the disk
        write_bytes(path, prefix + total + body, durable=False)
    except (OSError, ValueError, TinyCRMError):
        return
