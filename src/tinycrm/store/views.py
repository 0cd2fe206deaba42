"""Records as the contract shows them: rows of columns become JSON-shaped rows, in chunks."""

from __future__ import annotations

from tinycrm.domain.results import Number
from tinycrm.store.cells import whole
from tinycrm.store.expressions import scalar
from tinycrm.store.tables import LINKS, ORDERED_LINKS, title_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from tinycrm.domain.fields import Field, Noun
    from tinycrm.domain.results import Json, Row
    from tinycrm.store import Store
    from tinycrm.store.sqlite.connect import Cell, Tuple

CHUNK = 500


class View:
    """Rows of one noun with some of its fields."""

    def __init__(self, store: Store, noun: Noun, fields: Sequence[Field]) -> None:
        """A view of the records of a noun with these fields."""
        self._store = store
        self._db = store.db
        self._noun = noun
        self._fields = list(fields)
        self._settings = store.reading.settings
        # how a derived field's cell becomes a value
        self._shapes: dict[str, Callable[[Cell], Json]] = {}
        self._columns: list[str] = [f"{noun.name}.id"]
        self._places: dict[str, int] = {}
        for field in self._fields:
            if field.place == "column":
                self._need(field.key, scalar(noun, field, store.pipelines))
            elif field.place == "ref":
                self._need(field.key, f"{noun.name}.{field.column}")
            elif field.place in ("custom", "custom_all"):
                self._need("fields", f"{noun.name}.fields")
            elif field.place == "computed":
                self._derive(field)
        if any(field.type == "money" and field.place == "column" for field in self._fields):
            self._need("currency", f"{noun.name}.currency")

    def _derive(self, field: Field) -> None:
        if self._noun.name == "segment" and field.key == "members":
            # its filter is run for each that is shown
            return
        from tinycrm.domain.derived import is_own_money
        from tinycrm.store.shapes import shape_of

        reading = self._store.reading
        self._need(field.key, scalar(self._noun, field, self._store.pipelines, reading))
        if is_own_money(self._noun.name, field):
            self._need("currency", f"{self._noun.name}.currency")
        else:
            self._shapes[field.key] = shape_of(self._noun.name, field, reading)

    def _need(self, key: str, sql: str) -> None:
        if key not in self._places:
            self._places[key] = len(self._columns)
            self._columns.append(sql)

    def rows(
        self,
        where: str = "",
        params: Mapping[str, Cell] | None = None,
        order: str = "",
        *,
        limit: int | None = None,
        offset: int = 0,
    ) -> Iterator[Row]:
        """Yields the records in order, never holding more than a chunk of them."""
        sql = f"SELECT {', '.join(self._columns)} FROM {self._noun.name}"
        values: dict[str, Cell] = dict(params or {})
        if where:
            sql += f" WHERE {where}"
        if order:
            sql += f" ORDER BY {order}"
        if limit is not None or offset:
            sql += " LIMIT :row_limit OFFSET :row_offset"
            values["row_limit"] = -1 if limit is None else limit
            values["row_offset"] = offset
        for chunk in self._db.stream(sql, {**self._store.moment(sql), **values}, size=CHUNK):
            yield from self._shaped(chunk)

    def of_ids(self, ids: Sequence[int]) -> list[Row]:
        """Gives the records with these ids, in their order; those that are gone are left out."""
        found: dict[int, Row] = {}
        for start in range(0, len(ids), CHUNK):
            marks = {f"i{at}": id for at, id in enumerate(ids[start : start + CHUNK])}
            where = f"{self._noun.name}.id IN ({', '.join(':' + mark for mark in marks)})"
            sql = f"SELECT {', '.join(self._columns)} FROM {self._noun.name} WHERE {where}"
            for row in self._shaped(self._db.rows(sql, {**self._store.moment(sql), **marks})):
                found[whole(row["id"])] = row
        return [found[id] for id in ids if id in found]

    def _shaped(self, chunk: list[Tuple]) -> list[Row]:
        rows: list[Row] = []
        attached = self._attached([whole(cells[0]) for cells in chunk], chunk)
        for cells in chunk:
            row: Row = {"id": cells[0] if isinstance(cells[0], int) else 0}
            for field in self._fields:
                more = attached.get(field.key)
                row[field.key] = self._value(field, cells) if more is None else more.get(whole(cells[0]), _none(field))
            rows.append(row)
        return rows

    def _value(self, field: Field, cells: Tuple) -> Json:
        if field.place == "custom_all":
            return self._custom(cells[self._places["fields"]])
        if field.place == "custom":
            return self._custom(cells[self._places["fields"]]).get(field.key)
        cell = cells[self._places[field.key]]
        if cell is None:
            return None
        if field.key in self._shapes:
            return self._shapes[field.key](cell)
        if field.type == "money":
            from tinycrm.domain.money import to_decimal_text

            return Number(to_decimal_text(whole(cell), str(cells[self._places["currency"]])))
        if field.type == "ratio":
            from tinycrm.domain.money import probability_text

            return Number(probability_text(whole(cell)))
        return cell

    def _custom(self, cell: Cell) -> dict[str, Json]:
        if not isinstance(cell, str) or cell == "{}":
            return {}
        from tinycrm.store.encode import decode_row

        values = decode_row(cell)
        declared = self._settings.custom(self._noun.name)
        shown: dict[str, Json] = {}
        for key, value in values.items():
            kind = declared[key].type if key in declared else "text"
            shown[key] = bool(value) if kind == "boolean" and value is not None else value
        return shown

    def _attached(self, ids: list[int], chunk: list[Tuple]) -> dict[str, dict[int, Json]]:
        """What other tables hold of these records: one query a family for the whole chunk."""
        found: dict[str, dict[int, Json]] = {}
        points = self._points(ids)
        links: dict[str, dict[int, list[Json]]] = {}
        for field in self._fields:
            if field.place == "point":
                found[field.key] = _first_or_all(field, points[field.type], "value")
            elif field.place == "link":
                if field.noun not in links:
                    links[field.noun] = self._links(field.noun, ids)
                found[field.key] = _first_or_all(field, links[field.noun], "")
            elif field.place == "tag":
                found[field.key] = self._tags(ids)
            elif field.place == "computed" and field.key not in self._places:
                from tinycrm.store.segments import members_of

                found[field.key] = {id: members_of(self._store, id) for id in ids}
            elif field.place == "ref":
                place = self._places[field.key]
                found[field.key] = self._refs(field.noun, {whole(c[0]): c[place] for c in chunk})
        return found

    def _points(self, ids: list[int]) -> dict[str, dict[int, list[Json]]]:
        """The contact points of each kind that a field shows, by record."""
        found: dict[str, dict[int, list[Json]]] = {field.type: {} for field in self._fields if field.place == "point"}
        if not found:
            return {}
        sql = (
            f"SELECT kind, record, typed, label FROM contact_point WHERE record IN ({_marks(ids)})"
            f" AND kind IN ({_marks(found)}) ORDER BY record, kind, is_primary DESC, position, key"
        )
        for kind, record, typed, label in self._db.rows(sql, (*ids, *found)):
            point: dict[str, Json] = {"value": str(typed), "label": None if label is None else str(label)}
            found[str(kind)].setdefault(whole(record), []).append(point)
        return found

    def _links(self, noun: str, ids: list[int]) -> dict[int, list[Json]]:
        link, owner, other = LINKS[(self._noun.name, noun)]
        order = "l.is_primary DESC, l.position, r.id" if link in ORDERED_LINKS else "r.id"
        sql = (
            f"SELECT l.{owner}, r.id, r.name FROM {link} AS l JOIN {noun} AS r ON r.id = l.{other}"
            f" WHERE l.{owner} IN ({_marks(ids)}) ORDER BY l.{owner}, {order}"
        )
        found: dict[int, list[Json]] = {}
        for record, id, name in self._db.rows(sql, tuple(ids)):
            found.setdefault(whole(record), []).append({"id": whole(id), "name": str(name)})
        return found

    def _tags(self, ids: list[int]) -> dict[int, Json]:
        sql = f"SELECT record, name FROM tagging WHERE record IN ({_marks(ids)}) ORDER BY record, key"
        found: dict[int, list[Json]] = {}
        for record, name in self._db.rows(sql, tuple(ids)):
            found.setdefault(whole(record), []).append(str(name))
        return dict(found)

    def _refs(self, noun: str, ids: Mapping[int, Cell]) -> dict[int, Json]:
        wanted = sorted({whole(id) for id in ids.values() if id is not None})
        if not wanted:
            return {}
        key = title_of(noun)
        sql = f"SELECT id, {key} FROM {noun} WHERE id IN ({_marks(wanted)})"
        names = {whole(row[0]): str(row[1] or "") for row in self._db.rows(sql, tuple(wanted))}
        found: dict[int, Json] = {}
        for record, id in ids.items():
            if id is not None:
                found[record] = {"id": whole(id), "name": names.get(whole(id), "")}
        return found


def _first_or_all(field: Field, lists: dict[int, list[Json]], part: str) -> dict[int, Json]:
    if field.many:
        return dict(lists)
    firsts: dict[int, Json] = {}
    for record, values in lists.items():
        first = values[0]
        firsts[record] = first.get(part) if part and isinstance(first, dict) else first
    return firsts


def _none(field: Field) -> Json:
    return [] if field.many else None


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))
