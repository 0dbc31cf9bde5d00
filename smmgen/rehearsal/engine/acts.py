"""Ready-made actions: the `does` of an endpoint. Each returns the values that fill its answer.

What is kept has `id`, `owner` (the account), `seconds` and `at` (when it was made: Unix seconds, ISO 8601), `url` and
`params` (typed). What is not the caller's own is not found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from smmgen.rehearsal.engine import uploads
from smmgen.rehearsal.engine.http import Upload
from smmgen.rehearsal.engine.memory import iso
from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.engine.template import fill

Kept = dict[str, Any]


@dataclass(frozen=True)
class Create:
    """Make something public. Answers with what is kept of it.

    `ids` and `url` are templates: `{number}` counts from 1, `{id}`, `{account}`, `{base}`, `{params.name}`. `key` is
    where the de-duplication key is, `header:name` or a parameter: what the same key made within `key_seconds` (None:
    ever) is answered again, and nothing is made. `refers`: parameter -> the kind of what it names, one id or a list of
    them, each of which must be there; the files among them are the post's. `shown_as`: post, comment or record.
    """

    kind: str
    ids: str = "{number}"
    url: str = ""
    key: str = ""
    key_seconds: float | None = None
    refers: Mapping[str, str] = field(default_factory=dict)
    shown_as: str = "post"

    def __call__(self, visit: Visit) -> Kept:
        key = _key(visit, self.key)
        since = 0 if self.key_seconds is None else visit.now - self.key_seconds
        if (made := visit.state.known(self.kind, key, since)) and (known := visit.state.get(self.kind, made)):
            return dict(known)
        named = list(_named(visit, self.refers))
        values = {**_values(visit), "number": visit.state.next(self.kind)}
        identity = str(fill(self.ids, values))
        kept: Kept = {
            "id": identity, "owner": visit.account.account, "seconds": visit.now, "at": iso(visit.now),
            "url": fill(self.url, {**values, "id": identity}) or None, "params": dict(visit.params),
        }  # fmt: skip
        visit.state.put(self.kind, identity, kept)
        visit.state.note(self.kind, key, identity, visit.now)
        visit.state.add_post(
            visit.account.account, f"{visit.method} {visit.path}", identity, visit.received,
            now=visit.now, media=_files(named), url=kept["url"], kind=self.shown_as,
        )  # fmt: skip
        return kept


@dataclass(frozen=True)
class Read:
    """Show what is kept. `by`: the part of the path or the parameter that holds its id."""

    kind: str
    by: str = "id"

    def __call__(self, visit: Visit) -> Kept:
        return kept(visit, self.kind, visit.named(self.by))


@dataclass(frozen=True)
class List:
    """Show the caller's own, newest first, as `{items}` (each filled into `item`) and `{count}`.

    `where` are parameters that must equal those of what is kept; `most` are shown, or as many as the parameter `limit`
    says.
    """

    kind: str
    item: Any
    where: Sequence[str] = ()
    most: int = 100

    def __call__(self, visit: Visit) -> dict[str, Any]:
        found = [one for one in visit.state.find(self.kind).values() if self._fits(visit, one)]
        newest = sorted(found, key=lambda one: (one["seconds"], len(one["id"]), one["id"]), reverse=True)
        chosen = newest[: min(self.most, visit.params.get("limit", self.most))]
        return {"items": [fill(self.item, {**_values(visit), **one}) for one in chosen], "count": len(found)}

    def _fits(self, visit: Visit, one: Kept) -> bool:
        asked = {name: visit.params[name] for name in self.where if name in visit.params}
        return bool(one["owner"] == visit.account.account and asked.items() <= one["params"].items())


@dataclass(frozen=True)
class Change:
    """Lay the parameters of the call over those that are kept. `refers` as in `Create`."""

    kind: str
    by: str = "id"
    refers: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, visit: Visit) -> Kept:
        old = kept(visit, self.kind, visit.named(self.by))
        named = list(_named(visit, self.refers))
        params = {name: value for name, value in visit.params.items() if name != self.by}
        new = {**old, "params": {**old["params"], **params}}
        visit.state.put(self.kind, old["id"], new)
        media = _files(named) if any(name in params for name in self.refers) else None
        visit.state.change_post(old["id"], "published", edit=dict(visit.received), media=media)
        return new


@dataclass(frozen=True)
class Delete:
    """Delete it. Answers with what it was."""

    kind: str
    by: str = "id"

    def __call__(self, visit: Visit) -> Kept:
        old = kept(visit, self.kind, visit.named(self.by))
        visit.state.drop(self.kind, old["id"])
        visit.state.change_post(old["id"], "deleted")
        return old


@dataclass(frozen=True)
class Receive:
    """Take a file: the part `part` of a multipart body, or the whole body where it is "" (`reads=read_raw`).

    `types` are the MIME types its bytes may show, any where there are none; pictures and MP4 files that are cut short
    are refused. Answers also with `sha256`, `size` and `type`. `alt`: the parameter that holds its alt text.
    """

    kind: str
    part: str = "file"
    types: Sequence[str] = ()
    most: int | None = None
    ids: str = "{number}"
    alt: str = ""

    def __call__(self, visit: Visit) -> Kept:
        upload = self._upload(visit)
        problem = uploads.problem(upload.data, self.types, self.most)
        if problem:
            raise visit.refused("invalid", problem, name=self.part)
        about = {"sha256": upload.sha256, "size": len(upload.data), "type": uploads.sniff(upload.data)}
        values = {**_values(visit), **about, "number": visit.state.next(self.kind)}
        one: Kept = {
            "id": str(fill(self.ids, values)), "owner": visit.account.account, "seconds": visit.now,
            "at": iso(visit.now), "params": dict(visit.params), **about,
        }  # fmt: skip
        visit.state.put(self.kind, one["id"], one)
        uploads.keep(visit.state, upload, str(visit.params.get(self.alt, "")))
        return one

    def _upload(self, visit: Visit) -> Upload:
        if not self.part:
            return Upload("", visit.content_type, visit.body)
        if self.part not in visit.files:
            raise visit.refused("missing", f"the file {self.part} is required", name=self.part)
        return visit.files[self.part]


def kept(visit: Visit, kind: str, identity: Any) -> Kept:
    """What the caller has of this kind under this id. Raises the network's "not found"."""
    found: Kept | None = visit.state.get(kind, str(identity))
    if found is None or found["owner"] != visit.account.account:
        raise visit.refused("not_found", f"there is no {kind} {identity}", kind=kind, id=identity)
    return found


def _named(visit: Visit, refers: Mapping[str, str]) -> Iterator[Kept]:
    """Everything that the parameters refer to, in their order. Raises the network's "invalid" for what is not there."""
    for name, kind in refers.items():
        given = visit.params.get(name) or []
        for identity in given if isinstance(given, list) else [given]:
            found = visit.state.get(kind, str(identity))
            if found is None or found["owner"] != visit.account.account:
                raise visit.refused("invalid", f"{name}: there is no {kind} {identity}", name=name)
            yield found


def _files(named: Sequence[Kept]) -> list[str]:
    return [one["sha256"] for one in named if "sha256" in one]


def _key(visit: Visit, place: str) -> str:
    """The de-duplication key of a call with its account, "" for none."""
    kind, _, header = place.partition(":")
    key = visit.headers.get(header.lower(), "") if header and kind == "header" else visit.params.get(place, "")
    return f"{visit.account.account} {key}" if key else ""


def _values(visit: Visit) -> dict[str, Any]:
    return {
        "account": visit.account.account,
        "target": visit.account.target,
        "base": visit.base,
        "params": visit.params,
    }
