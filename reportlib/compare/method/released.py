"""How much is released, by three denominators side by side, because one alone tells of what was asked as much as of who answered."""

from __future__ import annotations

import pandas as pd

from reportlib.compare.figures import rates
from reportlib.compare.keys import Tables, identity

RELEASED = {"of_closed": "disclosure_rate", "of_held": "released_of_held", "of_decided": "released_of_decided"}


def released(tables: Tables, applicant: str = "total") -> pd.DataFrame:
    """One row a report: what was released (granted, whole or in part) of all closed, of what is held, and of what was decided.

    Each with its denominator (`closed`, `held`, `decided`); null, with `note`, where a cell of its formula is no number.
    """
    frame = rates(tables, *RELEASED.values(), applicant=applicant)
    parts = [frame[frame["metric"] == code].set_index("report_id") for code in RELEASED.values()]
    first = parts[0].reset_index()[identity(frame)]
    told = first.assign(released=parts[0]["numerator"].reindex(first["report_id"]).to_numpy())
    for name, part in zip(RELEASED, parts, strict=True):
        aligned = part.reindex(first["report_id"])
        told[name], told[name.removeprefix("of_")] = aligned["value"].array, aligned["denominator"].array
    notes = pd.concat([part["note"].reindex(first["report_id"]).reset_index(drop=True) for part in parts], axis=1)
    return told.assign(note=["; ".join(dict.fromkeys(filter(None, row))) for row in notes.itertuples(index=False)])
