"""Captions and citations: what they say is what the data says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from geo.caption import caption
from geo.citation import citation
from geo.snapshot import file_of, take
from geo.spec import MapSpec
from tests.relations import dataset, row

DATA = dataset(
    row("AZE", "RUS", "tension", 2, start="2024-01-01"),
    row("RUS", "AZE", "tension", 3, start="2025-03-10"),
    row("TUR", "AZE", "support", 4, start="2020-01-01"),
    row("IRN", "AZE", "support", 1, start="2020-01-01", end="2025-02-01"),
    title="Three neighbours",
    version="7",
)


@pytest.mark.parametrize(
    ("query", "start"),
    [
        ("focus=AZE", "In July 2025 Azerbaijan has the support of Türkiye"),
        ("focus=RUS", "In July 2025 Russia is at odds with Azerbaijan; tension with Azerbaijan rose since March 2025."),
        ("focus=TUR&dir=out", "In July 2025 Türkiye supports Azerbaijan. "),
        (
            "focus=IRN&dir=out&from=2025-01-01",
            "In July 2025 Iran supports Azerbaijan; support for Azerbaijan fell since",
        ),
        ("focus=AZE&at=2025-01-15", "On 15 January 2025 Azerbaijan has the support of Türkiye and Iran and is at odds"),
        ("focus=FJI", "In July 2025 Fiji has no relations with anybody in these data. The map is empty. "),
        ("focus=TUR&dir=in&kind=support", "In July 2025 Türkiye has no support from anybody in these data. The map"),
        ("domain=x", "In July 2025 there are no relations to show. The map is empty. "),
        ("since=2025-01-01&at=2025-07-31&focus=AZE", "From 1 January 2025 to 31 July 2025 Azerbaijan lost the support"),
        ("since=2025-05-01&at=2025-06-01", "From 1 May 2025 to 1 June 2025 nothing changed. "),
    ],
)
def test_a_caption_says_what_is_seen_and_what_changed(query: str, start: str) -> None:
    said = caption(take(query, dataset=DATA).spec)
    assert said.startswith(start)
    assert said.endswith("Data: Three neighbours, version 7.")


def test_tension_that_rose_and_fell_again_did_not_rise() -> None:
    data = dataset(row("AZE", "RUS", "tension", 2, start="2025-02-01", end="2025-03-01"))
    assert "rose" not in caption(take("focus=AZE", dataset=data).spec)


def test_a_caption_that_somebody_wrote_is_what_every_format_says() -> None:
    shot = take("focus=AZE&at=2025-01-15", dataset=DATA)
    own = replace(shot, spec=replace(shot.spec, caption="Three\nneighbours \0 <at odds>"))
    assert caption(own.spec) == "Three neighbours <at odds>"
    said = {form: file_of(own, form) for form in ("svg", "png", "html")}
    assert b'<desc id="map-text">Three neighbours &lt;at odds&gt;' in said["svg"]
    assert b"iTXtDescription\0\0\0\0\0Three neighbours <at odds>" in said["png"]
    assert b'<meta name="description" content="Three neighbours &lt;at odds&gt;">' in said["html"]
    assert MapSpec.from_json(own.spec.to_json()) == own.spec
    assert "caption" not in shot.spec.to_dict()


def test_a_citation_has_version_digest_and_date_of_the_data() -> None:
    spec = take("focus=AZE", dataset=DATA).spec
    made = citation(spec, "https://maps.example/s/abc")
    for text in (made.plain, made.bibtex):
        assert "version 7" in text
        assert spec.provenance.digest[:16] in text
        assert "31 July 2025" in text
        assert "https://maps.example/s/abc" in text
    assert "year = {2025}" in made.bibtex
    assert citation(spec, "https://maps.example/s/abc") == made
    assert "read on 2 May 2026" in citation(spec, read=date(2026, 5, 2)).plain


def test_titles_can_not_break_out_of_bibtex() -> None:
    spec = replace(take("focus=AZE", dataset=DATA).spec, headline="}\n@evil{ 100 % of a_b & \\c")
    entry = citation(spec, "javascript:alert(1)").bibtex
    assert entry.count("@misc{") == 1
    assert r"\} @evil\{ 100 \% of a\_b \& \textbackslash{}c" in entry
    assert "javascript" not in entry
