"""The one spelling of a cell.

A table is handled as text, cell by cell as it stands in its file: nothing is guessed, `NA` stays `NA` and `1e5` stays
`1e5`. Typed cells get one spelling whatever the format: dates are ISO, booleans `true` or `false`, whole numbers have
no decimals, what is missing is an empty text.

Programs that open CSV and Excel files take a cell that starts with `=`, `+`, `-` or `@` for a formula, some also behind
a tab or a line end, or in full width. Such cells are written with an apostrophe in front (`defused`), which reading
takes off again (`undefused`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

__all__ = [
    "arrow_text",
    "cell_text",
    "column_text",
    "defused",
    "excel_escaped",
    "excel_unescaped",
    "text_frame",
    "texts",
    "undefused",
]

FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
EXCEL_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
EXCEL_ESCAPED = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)")
DEFUSED = re.compile(r"'+[=+\-@＝＋－＠\t\r\n]")


def cell_text(value: Any) -> str:
    """A typed cell as text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, float | np.floating):
        return _number_text(float(str(value)))  # through text, so that a 32-bit 2.3 is 2.3
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _number_text(value: float) -> str:
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def texts(values: Iterable[Any]) -> list[str]:
    """Typed cells as texts."""
    values = list(values)
    if set(map(type, values)) <= {str}:
        return values
    return [value if type(value) is str else cell_text(value) for value in values]


def arrow_text(column: Any) -> Any:
    """One column of Arrow data as an Arrow array of texts; raises ArrowException for types that have no text."""
    if pa.types.is_dictionary(column.type):
        column = pc.cast(column, column.type.value_type)
    kind = column.type
    if pa.types.is_floating(kind):
        distinct, places = np.unique(column.to_numpy(zero_copy_only=False), return_inverse=True)
        return pa.array(texts(distinct), pa.string()).take(pa.array(places))
    if pa.types.is_timestamp(kind):
        column = pc.cast(pc.local_timestamp(column) if kind.tz else column, pa.date32(), safe=False)
    elif pa.types.is_date(kind):
        column = pc.cast(column, pa.date32())
    return pc.fill_null(pc.cast(column, pa.string()), "")


def column_text(column: pd.Series) -> Any:
    """One column of a data frame, of any type, as an Arrow array of texts."""
    if column.dtype == object or isinstance(column.dtype, pd.CategoricalDtype):
        return pa.array(texts(column.astype(object).where(column.notna(), None)), pa.string())
    return arrow_text(pa.array(column, from_pandas=True))


def text_frame(columns: Mapping[str, Any], index: Any = None) -> pd.DataFrame:
    """A data frame of text columns from Arrow arrays of texts."""
    frame = pa.table(dict(columns)).to_pandas()
    if index is not None:
        frame.index = index
    return frame


def defused(cell: str) -> str:
    """The cell as it goes into a file that a spreadsheet may open."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def undefused(cell: str) -> str:
    """The cell as it was before `defused`."""
    return cell[1:] if DEFUSED.match(cell) else cell


def excel_escaped(cell: str) -> str:
    """Excel takes `_x000D_` for a line end; a text that looks like such a code gets its underscore written as one."""
    return EXCEL_CODE.sub("_x005F_", cell)


def excel_unescaped(cell: str) -> str:
    """The cell as it was before `excel_escaped`."""
    return EXCEL_ESCAPED.sub("_", cell)
