"""The dataset that analysts load: the tables as pandas frames, and SQL over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache, cached_property, reduce
from operator import and_
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.fs as fs

from reportlib.dataset.parquet import located, table_at
from reportlib.dataset.schema import OF_REPORT, SCHEMAS
from reportlib.dataset.series import series_query
from reportlib.dataset.versions import HASHED_UP_TO, Version, require_dataset, verify
from reportlib.errors import UsageError
from reportlib.forms import AXES, load_forms
from reportlib.forms.rules.wording import terms

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


_OF_REPORTS = frozenset(name for name in SCHEMAS if name not in ("sources", "labels"))
_VOUCHED = frozenset(name for name, schema in SCHEMAS.items() if "evidence" in schema.names)


def load(processed: str | Path) -> Dataset:
    """The dataset that `build` wrote: a folder, or a URL of any file system that fsspec knows (s3://…, memory://…).

    It stays the version that was current now, whatever is built meanwhile. Raises UsageError where no tables are there, and
    DamagedDataset where they are not whole.
    """
    return Dataset(processed, require_dataset(str(processed)))


class Dataset:
    """The tables as pandas frames with nullable types, read when first asked for, and SQL over them.

    Codes are ordered categoricals in the order of the form. A table is a Parquet file or a directory of them. Without a
    version, the tables are read as they lie at the location, unchecked.
    """

    def __init__(
        self,
        processed: str | Path,
        version: Version | None = None,
        only: Mapping[str, Sequence[object]] | None = None,
        *,
        confirmed: bool = False,
    ) -> None:
        self.location = str(processed)
        self.version = version
        self._only = dict(only or {})
        self._confirmed = confirmed
        self._seen: set[str] = set()

    def where(self, **wanted: object) -> Dataset:
        """The same dataset with only the reports that fit: a value, or a list of values, of columns of the table reports.

        Only those rows are read. Raises UsageError for a column that there is not, and for a value of another type.

        >>> import reportlib
        >>> reportlib.load("data/processed").where(year=2023, level=["county", "prefecture"])  # doctest: +SKIP
        """
        unknown = [name for name in wanted if name not in SCHEMAS["reports"].names]
        if unknown:
            raise UsageError("tables cannot be chosen by this", found=unknown[0], expected=f"one of {', '.join(SCHEMAS['reports'].names)}")
        chosen = {name: _values(name, value if isinstance(value, list | tuple | set) else [value]) for name, value in wanted.items()}
        in_all = {name: values for name, values in chosen.items() if name in OF_REPORT}
        told = Dataset(self.location, self.version, {**self._only, **in_all}, confirmed=self._confirmed)
        if len(in_all) == len(chosen):
            return told
        fitting = told.reports
        for name in chosen.keys() - in_all.keys():
            fitting = fitting[fitting[name].isin(chosen[name])]
        return Dataset(self.location, self.version, {**told._only, "report_id": fitting["report_id"].tolist()}, confirmed=self._confirmed)

    def confirmed(self) -> Dataset:
        """The same dataset in which a figure of the statutory tables counts only where something beside its own cell confirms it.

        The value of every other is null, in frames and in SQL alike, so that comparisons and charts leave it out and say that it lacks;
        its status, raw text and place stay. What confirms a figure stands in `evidence`: a sum, the prose, another year, another file.

        >>> import reportlib
        >>> reportlib.compare.volumes(reportlib.load("data/processed").confirmed(), "received")  # doctest: +SKIP
        """
        return Dataset(self.location, self.version, self._only, confirmed=True)

    def within(self, place: str) -> Dataset:
        """The same dataset with only the reports of one province, prefecture or county, by its whole name.

        Raises UsageError, with names that are there, where no report is of such a place.
        """
        for column in ("province", "prefecture", "region"):
            if (self.reports[column] == place).any():
                return self.where(**{column: place})
        there = sorted({str(name) for column in ("province", "prefecture", "region") for name in self.reports[column].dropna().unique()})
        near = get_close_matches(place, there, 3, 0.2) or there[:3]
        raise UsageError("no report of such a place", expected=f"a name such as {', '.join(near)}", found=place)

    def __repr__(self) -> str:
        return f"Dataset of {len(self.reports)} reports by {self.reports['agency'].nunique()} bodies: {', '.join(SCHEMAS)}"

    def _repr_html_(self) -> str:
        """The tables with their rows, for Jupyter, in both languages."""
        named = terms("tables")
        rows = "".join(
            f"<tr><td><code>{name}</code></td><td>{' · '.join(named[name])}</td><td>{len(getattr(self, name)):,}</td></tr>"
            for name in SCHEMAS
        )
        bodies = self.reports["agency"].nunique()
        head = f"{len(self.reports):,} 份报告，{bodies:,} 个机关 · {len(self.reports):,} reports by {bodies:,} bodies"
        return f"<p>{head}</p><table><tr><th></th><th></th><th>行 · rows</th></tr>{rows}</table>"

    reports = cached_property(lambda self: self._frame("reports"))
    disclosures = cached_property(lambda self: self._frame("disclosures"))
    requests = cached_property(lambda self: self._frame("requests"))
    proceedings = cached_property(lambda self: self._frame("proceedings"))
    statistics = cached_property(lambda self: self._frame("statistics"))
    mentions = cached_property(lambda self: self._frame("mentions"))
    sections = cached_property(lambda self: self._frame("sections"))
    findings = cached_property(lambda self: self._frame("findings"))
    sources = cached_property(lambda self: self._frame("sources"))
    labels = cached_property(lambda self: self._frame("labels"))

    @cached_property
    def bodies(self) -> pd.DataFrame:
        """Who has filed for which year: a row a body, a column a year, the grade or nothing where no report is held."""
        known = self.reports.dropna(subset=["year"]).assign(body=lambda frame: frame["body_id"].fillna(frame["agency"]))
        latest = (
            known.sort_values(["year", "report_id"])
            .groupby("body")
            .last()[["agency", "province", "prefecture", "region", "level", "scope"]]
        )
        grades = known.pivot_table(index="body", columns="year", values="grade", aggfunc="first")
        years = range(int(known["year"].min()), int(known["year"].max()) + 1) if len(known) else []
        return latest.join(grades.reindex(columns=years)).reset_index(names="body_id")

    def _at(self, name: str) -> tuple[fs.FileSystem, str]:
        """Where a table lies: on a local disk, or behind a URL."""
        return located(self._place(name))

    def _place(self, name: str) -> str:
        return self.version.path(name) if self.version else f"{self.location}/{name}.parquet"

    def _whole(self, name: str) -> None:
        """Raises DamagedDataset unless a table is what was written; looked at once."""
        if self.version and name not in self._seen:
            small = sum(file.bytes for file in self.version.files[name]) <= HASHED_UP_TO
            verify(self.location, self.version, name, hashes=small)
            self._seen.add(name)

    def _arrow(self, name: str) -> pa.Table:
        self._whole(name)
        only = self._only if name in _OF_REPORTS else {}
        conditions = [pc.field(column).isin(pa.array(values, SCHEMAS["reports"].field(column).type)) for column, values in only.items()]
        table = table_at(self._place(name), filters=reduce(and_, conditions) if conditions else None)
        return _with_confirmed_values(table) if self._confirmed and name in _VOUCHED else table

    def _frame(self, name: str) -> pd.DataFrame:
        import pandas as pd

        nullable = {pa.int64(): pd.Int64Dtype(), pa.float64(): pd.Float64Dtype(), pa.string(): pd.StringDtype()}
        frame = self._arrow(name).to_pandas(types_mapper=nullable.get)
        for column, codes in _codes(name).items():
            frame[column] = pd.Categorical(frame[column], categories=codes, ordered=True)
        return frame

    def sql(self, query: str) -> pd.DataFrame:
        """The answer to a query in which the tables go by their names, and `series` is what may be followed over all forms.

        >>> import reportlib
        >>> reportlib.load("data/processed").sql("select count(*) as n from reports")  # doctest: +SKIP
        """
        import duckdb

        with duckdb.connect() as connection:
            for name in self._named_in(query):
                self._whole(name)
                columns = _CONFIRMED_ONLY if self._confirmed and name in _VOUCHED else "*"
                connection.execute(f"create view {name} as select {columns} from {self._scan(connection, name)}{self._condition(name)}")
            if "series" in query.lower():  # a view over four tables, and only looked at where it is asked for
                connection.execute(f"create view series as {series_query()}")
            return connection.execute(query).df()

    def _named_in(self, query: str) -> list[str]:
        """The tables that a query may speak of: those whose names stand in it; all where none does, or where it follows `series`."""
        asked = query.lower()
        named = [name for name in SCHEMAS if name in asked]
        return list(SCHEMAS) if "series" in asked or not named else named

    def _condition(self, name: str) -> str:
        """What `where` asks of a table, in SQL."""
        only = self._only if name in _OF_REPORTS else {}
        asked = [f"{column} in ({', '.join(map(_literal, values))})" if values else "false" for column, values in only.items()]
        return f" where {' and '.join(asked)}" if asked else ""

    def _scan(self, connection: duckdb.DuckDBPyConnection, name: str) -> str:
        """How DuckDB reads a table: local files itself, others through Arrow."""
        filesystem, path = self._at(name)
        if isinstance(filesystem, fs.LocalFileSystem):
            quoted = path.replace("'", "''")
            return f"read_parquet('{quoted}/*.parquet')" if Path(path).is_dir() else f"read_parquet('{quoted}')"
        connection.register(f"arrow_{name}", self._arrow(name))
        return f"arrow_{name}"


_CONFIRMED_ONLY = "* replace (case when evidence is not null then value end as value)"


def _with_confirmed_values(table: pa.Table) -> pa.Table:
    """The cells with the value of those null that nothing beside the cell confirms."""
    at = table.column_names.index("value")
    values = pc.if_else(pc.is_valid(table["evidence"]), table["value"], pa.scalar(None, table.schema.field(at).type))
    return table.set_column(at, table.schema.field(at), values)


def _values(column: str, wanted: Iterable[object]) -> list[object]:
    """Values that are asked for, as the column has them."""
    kind = SCHEMAS["reports"].field(column).type
    values = list(wanted)
    try:
        return list(pa.array(values, kind).to_pylist())
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        found = ", ".join(map(repr, values))
        raise UsageError("tables cannot be chosen by this value", place=column, expected=str(kind), found=found) from error


def _literal(value: object) -> str:
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


@cache
def _codes(table: str) -> Mapping[str, Sequence[str]]:
    """The codes of a table's columns in the order of the form."""
    newest_first = reversed(list(load_forms().values()))
    cells = [(row, column) for form in newest_first for code, row, column in form.cells() if code == table]
    if not cells:
        return {}
    row_axis, column_axis = AXES[table]
    rows = dict.fromkeys(row.code.split("/")[-1] for row, _ in cells)
    return {row_axis: list(rows), column_axis: list(dict.fromkeys(column.code for _, column in cells))}
