"""What a map's file carries: it opens again anywhere, says what is not as it was, and does no harm."""

from __future__ import annotations

import base64
import bz2
import io
import json
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from geo import capsule, envelope
from geo.capsule import CARRIERS, seal, unseal
from geo.envelope import letter_in, written
from geo.errors import DataError
from geo.moment import at_moment
from geo.relations import Dataset
from geo.render.page import policy, without_capsule
from geo.snapshot import Snapshot, file_of, take
from tests.relations import datasets

SMALL = (480, 300)
QUERY = "data=own-x&scenario=what if %26 co&status=documented,hypothetical&focus=ARM&at=2021-01-15"
SPOOF = "faultlines-capsule-1:QlpoORdyRThQkAAAAAA=:end"
HEADER = "source,target,kind,intensity,start,summary,status,scenario,place,id\n"
ROWS = (
    "ARM,AZE,tension,5,1988,=1+1,,,Nagorno-Karabakh,war\n"
    f"Fiji,NZL,support,4.25,2016,<faultlines:capsule>{SPOOF}</faultlines:capsule>,,,,\n"
    'TUR,ARM,support,2,2021-02,"two, ""or""",hypothetical,what if & co,,\n'
)
SAID = f'title = "<b>Ours</b> {SPOOF}"\nlicence = "CC0"\n[scenarios]\n"what if & co" = "imagined"\n'


@pytest.fixture(scope="module")
def shot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A map of a data set of one's own, with all that such a one can have."""
    path = tmp_path_factory.mktemp("own") / "ours.csv"
    path.write_text(HEADER + ROWS, encoding="utf-8")
    path.with_suffix(".toml").write_text(SAID, encoding="utf-8")
    return take(QUERY, dataset=replace(Dataset.read(path), skipped=2), base_url="https://maps.example/")


@pytest.fixture(scope="module")
def files(shot: Snapshot) -> dict[str, bytes]:
    return {form: file_of(shot, form, SMALL) for form in CARRIERS}


def holding(text: str) -> bytes:
    """A file with that capsule and nothing else."""
    return f"<svg><metadata><faultlines:capsule>{text}</faultlines:capsule></metadata></svg>".encode()


def forged(shot: Snapshot, change: Callable[[dict[str, Any]], Any], table: Callable[[str], str] = str) -> bytes:
    """A file of whoever knows how they are made."""
    letter = letter_in("map.svg", holding(seal(shot)))
    change(letter.head)
    return holding(written(letter.head, bz2.compress(table(letter.table.decode()).encode())))


def refusal(data: bytes) -> str:
    with pytest.raises(DataError) as raised:
        unseal("map.png", data)
    assert str(raised.value).startswith("map.png: ")
    return str(raised.value)


@pytest.mark.parametrize("form", CARRIERS)
def test_a_map_opens_again_from_its_file(files: dict[str, bytes], shot: Snapshot, form: str) -> None:
    found = unseal(f"map.{form}", files[form])
    assert (found.view, found.query) == (shot.view, f"v=1&{shot.view.to_query()}")
    assert found.remarks == ()
    assert found.whole
    assert found.dataset is not None
    assert found.dataset.table.equals(shot.dataset.table)
    same = ("name", "digest", "title", "licence", "version", "window", "scenarios", "skipped", "sidecar")
    assert all(getattr(found.dataset, name) == getattr(shot.dataset, name) for name in same)
    again = take(found.query, dataset=found.dataset, base_url="https://maps.example/")
    assert again.spec == shot.spec


def test_what_was_said_comes_along_and_data_can_stay_behind(files: dict[str, bytes], shot: Snapshot) -> None:
    found = unseal("x.svg", holding(seal(shot, title="Ours", note="one\n<two>", caption="Three & four")))
    assert (found.title, found.note, found.caption) == ("Ours", "one\n<two>", "Three & four")
    bare = file_of(shot, "svg", SMALL, data=False)
    assert "no map that can be opened again" in refusal(bare)
    assert len(files["svg"]) - len(bare) < 2_000


def test_each_kind_of_file_has_it_where_it_belongs(files: dict[str, bytes], shot: Snapshot) -> None:
    sealed = seal(shot)
    with Image.open(io.BytesIO(files["png"])) as image:
        assert image.text["Faultlines-Capsule"] == sealed
    drawing = ElementTree.fromstring(files["svg"])
    assert [found.text for found in drawing.iter("{urn:faultlines}capsule")] == [sealed]
    page = files["html"].decode()
    block = f'<script type="application/x-faultlines-capsule" id="faultlines-capsule">{sealed}</script>'
    assert page.count(block) == 1
    assert policy(page) == policy(without_capsule(page)) in page.replace("&#39;", "'")
    assert 'faultlines-capsule"' not in without_capsule(page)
    assert without_capsule(page, longer=len(sealed)) == page
    document = pypdfium2.PdfDocument(files["pdf"])
    assert document.get_metadata_dict()["Title"] == at_moment(shot.spec).headline
    assert document[0].get_textpage().get_text_range()
    document.close()
    packets = re.findall(rb"<\?xpacket begin.*?<\?xpacket end", files["pdf"], re.DOTALL)
    assert [sealed.encode() in packet for packet in packets] == [False, True]
    ElementTree.fromstring(packets[1].partition(b"?>")[2].rpartition(b"<?")[0])


def test_programs_that_write_text_chunks_anew_keep_it(files: dict[str, bytes], shot: Snapshot) -> None:
    for packed in (False, True):
        told, out = PngInfo(), io.BytesIO()
        told.add_text("Faultlines-Capsule", seal(shot), zip=packed)
        with Image.open(io.BytesIO(files["png"])) as image:
            image.save(out, "png", pnginfo=told)
        assert unseal("x.png", out.getvalue()).dataset == shot.dataset


def changed(where: str, name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(head: dict[str, Any]) -> None:
        (head[where] if where else head)[name] = value

    return change


KEEP = changed("", "also", "what nobody knows")


@pytest.mark.parametrize(
    ("change", "table", "said"),
    [
        (KEEP, ("", ""), ""),
        (KEEP, (",5,", ",4,"), "changed after it was made"),
        (changed("data", "digest", "0" * 64), ("", ""), "says that its data has the digest 000000000000"),
        (changed("data", "version", "9.9"), ("", ""), "calls its data version 9.9"),
        (changed("data", "facts", {}), ("", ""), "changed after it was made"),
        (changed("map", "headline", "Peace"), ("", ""), ""),
        (changed("map", "look", "0" * 64), ("", ""), "not quite the one"),
        (changed("", "faultlines", "99.1"), ("", ""), "A newer Faultlines made the file, 99.1"),
        (changed("", "view", "v=2&focus=Atlantis"), ("", ""), "focus=Atlantis was ignored"),
    ],
)
def test_what_is_not_as_it_was_is_told(shot: Snapshot, change: Any, table: tuple[str, str], said: str) -> None:
    found = unseal("x", forged(shot, change, lambda text: text.replace(*table) if table[0] else text))
    told = " ".join(found.remarks)
    assert said in told
    assert bool(said) == bool(told)
    assert found.dataset is not None
    assert (found.dataset.digest == shot.dataset.digest) == ("changed after" not in told)


def test_another_map_is_told_in_words(shot: Snapshot) -> None:
    drawn = {"look": "0" * 64, "headline": "Peace", "lines": 7}
    (told,) = unseal("x", forged(shot, lambda head: head.update(map=drawn, faultlines="0.0.1"))).remarks
    assert re.search(
        r"draws this map otherwise than 0\.0\.1, .*“Peace” and is “What if: .*it had 7 lines and has 2\.", told
    )


def test_another_version_of_a_data_set_that_comes_with_faultlines() -> None:
    here = Dataset.load()
    table = here.table[1:].assign(intensity=here.table["intensity"].where(here.table["id"] != "R039", 2.0))
    old = Dataset.from_frame(table, here.name)
    found = unseal("x", holding(seal(take("focus=AZE", dataset=old))))
    assert found.dataset == old
    (told,) = found.remarks
    first = here.rows[0]
    assert f"“{here.title}” is another version here: {here.version} (digest {here.digest[:12]})" in told
    assert f"in the file {old.version} (digest {old.digest[:12]})" in told
    assert f"1 relation was added (Armenia → Azerbaijan, {first.kind} since {first.first})" in told
    assert "1 relation was changed" in told
    assert "intensity “2” is" in told


def test_a_data_set_that_was_edited_since(shot: Snapshot) -> None:
    table = shot.dataset.table
    edited = Dataset.from_frame(table.assign(intensity=2.5), "ours")
    asked = {"ours": edited}
    (told,) = unseal("x", holding(seal(shot)), asked.get).remarks
    assert re.search(
        r"^“Ours” is another version here: .* Compared with the file, here 3 relations were changed ", told
    )
    assert told.endswith("The map keeps those of the file.")


@pytest.mark.parametrize(
    ("change", "table", "said"),
    [
        (changed("data", "digest", 5), None, "'digest' is missing or wrong"),
        (changed("data", "rows", True), None, "'rows' is missing or wrong"),
        (changed("data", "holds", "some"), None, "'holds' is missing or wrong"),
        (changed("data", "facts", {"questions": [["x", "javascript:alert(1)"]]}), None, "is not a query"),
        (changed("", "day", "2025-02-30"), None, "'day' is missing or wrong"),
        (changed("", "title", "x" * 201), None, "'title' is missing or wrong"),
        (changed("", "note", "a\0b"), None, "'note' is missing or wrong"),
        (changed("", "view", None), None, "'view' is missing or wrong"),
        (KEEP, "a,b\n1,2\n", "a column that nobody here knows, 'a'"),
        (KEEP, "source,target\nARM,AZE\n", 'the column "kind" is missing'),
        (KEEP, HEADER + ROWS.replace(",5,", ",6,"), '"6" is outside 1 to 5'),
        (KEEP, HEADER + "Atlantis,AZE,tension,5,1988,,,,,\n" * 9, "; and 6 more"),
        (KEEP, HEADER + "ARM,AZE,tension,high,1988,,,,,\n", '"high" is not a number'),
    ],
)
def test_what_is_not_in_our_schema_is_refused(shot: Snapshot, change: Any, table: str | None, said: str) -> None:
    told = refusal(forged(shot, change, str if table is None else lambda _: table))
    assert said.replace("; and 6", " and 6") in told


def test_what_can_not_be_opened_is_said(shot: Snapshot, files: dict[str, bytes]) -> None:
    sealed = seal(shot)
    assert "no map that can be opened again" in refusal(b"\xff\xd8\xff\xe0 a photograph")
    assert "no map that can be opened again" in refusal(f"<svg><title>{SPOOF} {sealed}</title></svg>".encode())
    assert "a newer Faultlines made it" in refusal(holding(sealed.replace("-1:", "-2:", 1)))
    for form, data in files.items():
        assert "damaged: it is cut off" in refusal(data[: data.find(sealed.encode()) + 900]), form
        assert "cut off" in refusal(data[:500]), form


def test_nothing_is_unpacked_beyond_its_limit(shot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    head = letter_in("x", holding(seal(shot))).head
    monkeypatch.setattr(envelope, "MAX_TABLE", 5_000_000)
    monkeypatch.setattr(envelope, "MAX_HEAD", 100_000)
    assert "too large (at most 5,000,000" in refusal(holding(written(head, bz2.compress(b"\0" * 6_000_000))))
    assert "too large (at most 100,000" in refusal(holding(written({"x": "y" * 200_000}, b"")))
    assert "there is something behind it" in refusal(holding(written(head, bz2.compress(b"a") + b"b")))
    monkeypatch.setattr(envelope, "MAX_TEXT", 100_000)
    squeezed = b"Faultlines-Capsule\0\0" + zlib.compress(b"faultlines-capsule-1:" + b"A" * 200_000)
    chunk = len(squeezed).to_bytes(4, "big") + b"zTXt" + squeezed + b"\0\0\0\0"
    assert "the map in it has 100," in refusal(b"\x89PNG\r\n\x1a\n" + chunk)
    monkeypatch.setattr(envelope, "MAX_FILE", 1_000)
    assert "at most 1,000 bytes" in refusal(b"\0" * 1_001)


QUERIES = (
    "", "focus=AZE&lang=fr", "since=2024-01-01&at=2025-01-01&projection=globe", "measure=territory", "worldview=RUS",
    "scenario=one&top=2", "countries=AZE,RUS&dir=between", "min=3&kind=tension&from=2024&at=2025-02-02",
)  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(datasets, st.sampled_from(QUERIES))
def test_any_map_comes_back_without_a_remark(data: Dataset, query: str) -> None:
    seen = take(query, dataset=replace(data, window=data.extent))
    found = unseal("x", holding(seal(seen)))
    assert (found.view, found.dataset, found.remarks) == (seen.view, data, ())


letters = st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=:<")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_capsule_is_refused_or_says_the_same(shot: Snapshot, data: st.DataObject) -> None:
    sealed = seal(shot)
    place = data.draw(st.integers(len("faultlines-capsule-1:"), len(sealed) - 1))
    other = sealed[:place] + data.draw(letters) + sealed[place + 1 :]
    try:
        found = letter_in("x", holding(other))
    except DataError:
        return
    assert found == letter_in("x", holding(sealed))


def test_of_a_data_set_that_is_too_large_goes_what_is_shown(shot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = shot.dataset.table
    many = Dataset.from_frame(frame.assign(summary=[f"{number:0900}" for number in range(len(frame))]), "many")
    seen = take("focus=FJI", dataset=many)
    room = {"all": 1_000, "shown": 200, "nothing": 20}
    for holds, most in room.items():
        monkeypatch.setattr(capsule, "MAX_SEALED", most)
        capsule._whole.clear()
        found = unseal("x", holding(seal(seen)))
        assert (found.whole, found.digest, found.name) == (holds == "all", many.digest, "many")
        count = {"all": 3, "shown": 1, "nothing": 0}[holds]
        assert (0 if found.dataset is None else len(found.dataset.table)) == count
        told = " ".join(found.remarks)
        if found.dataset is not None:
            again = take(found.query, dataset=found.dataset).spec
            assert (again.lines, again.headline, again.bounds) == (
                seen.spec.lines,
                seen.spec.headline,
                seen.spec.bounds,
            )
    assert "The map needs “Many”" in told
    capsule._whole.clear()


def test_it_can_be_read_without_faultlines(shot: Snapshot) -> None:
    content = bz2.decompress(base64.urlsafe_b64decode(seal(shot).split(":")[1]))
    head, _, table = content.decode().partition("\n")
    assert json.loads(head)["data"]["digest"] == shot.dataset.digest
    assert table == shot.dataset.to_csv()


def test_a_version_in_the_title_is_not_kept(shot: Snapshot) -> None:
    titled = replace(shot.dataset, title=f"{shot.dataset.title} (version {shot.dataset.digest[:12]})")
    found = unseal("x", holding(seal(take(QUERY, dataset=titled))))
    assert found.remarks == ()
    assert found.dataset is not None
    assert (found.dataset.title, found.dataset.said) == (shot.dataset.title, shot.dataset.sidecar)
