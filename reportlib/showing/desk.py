"""The desk of a notebook: the dataset that is at hand, and tables that sort, filter and turn pages without a network."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

from reportlib.dataset import Dataset, load
from reportlib.showing.spoken import phrase

_VARIABLE, _USUAL = "REPORTLIB_PROCESSED", Path("data/processed")
_WORDS = ("search", "info", "infoEmpty", "infoFiltered", "lengthMenu", "zeroRecords", "emptyTable")


def desk(processed: str | Path | None = None, language: str = "zh") -> Dataset:
    """The dataset of a notebook, whose frames are shown as tables that sort and filter, in Chinese or English.

    `processed` is what `build` wrote; without it that of the variable REPORTLIB_PROCESSED, or the nearest data/processed in this folder
    or one above. Raises UsageError where no tables are there.

    >>> import reportlib
    >>> ds = reportlib.desk()  # doctest: +SKIP
    """
    if "IPython" in sys.modules and find_spec("itables"):
        _let_tables_sort(language)
    return load(processed or os.environ.get(_VARIABLE) or _nearest())


def _nearest() -> Path:
    """The usual place of the tables in this folder or the nearest one above that has it."""
    here = Path.cwd()
    return next((folder / _USUAL for folder in (here, *here.parents) if (folder / _USUAL).is_dir()), _USUAL)


def _let_tables_sort(language: str) -> None:
    import itables

    if sys.modules["IPython"].get_ipython() is None:
        return  # not in a notebook
    itables.init_notebook_mode(all_interactive=True, connected=False)
    itables.options.language = {name: phrase(f"table_{name}", language) for name in _WORDS}
    itables.options.maxBytes = 0  # every row, however many; a page shows ten
    itables.options.classes = "display compact"
    itables.options.style = "table-layout:auto;width:auto;word-break:keep-all"  # names and words stay whole
    itables.options.scrollX = True
