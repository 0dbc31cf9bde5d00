"""`smm publish --dry-run`: what would be sent, shown without sending it, without a token and without the network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from smmgen.ledger.model import Entry
from smmgen.ledger.store import Ledger
from smmgen.networks.base import Network
from smmgen.networks.wire import Delivery, Request
from smmgen.publishing.accounts import AccountSession, without_uploads
from smmgen.publishing.context import Context
from smmgen.publishing.due import Decision, Verdict
from smmgen.publishing.payloads import Media, read_build
from smmgen.publishing.plan import make_plan
from smmgen.publishing.results import Row, posted
from smmgen.transport.tokens import placeholders


@dataclass(frozen=True, slots=True)
class Preview:
    """One part that is due, or `held` until a person answers the question in `reason`, or `waiting for approval`, which
    `reason` explains. `parameters` are those of the
    creating call as the payload holds them, with `{"$media": n}` and `{"$previous": ...}` where only the network's
    answers can tell; `first` is the first call of the flow, which is the creating one unless something must be uploaded
    or looked up before."""

    key: str
    post: str
    account: str
    part: str
    at: str | None
    native: bool
    parameters: Any
    media: list[Media]
    first: dict[str, Any] | None
    state: str = Verdict.DUE
    reason: str = ""
    hint: str = ""

    def as_json(self) -> dict[str, Any]:
        """All fields, for `--json`."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def as_text(self) -> str:
        """The preview as text."""
        how = ", by the network's own scheduler" if self.native else ""
        lines = [f"{self.key}  planned for {self.at}{how}"]
        if self.state in (Verdict.HELD, Verdict.UNAPPROVED):
            lines += [f"  {self.state}: {self.reason}", f"  hint: {self.hint}"]
        if self.state == Verdict.BY_HAND:
            lines.append(f"  by hand: {self.hint}")
        if self.first:
            lines.append(f"  first call: {self.first['method']} {self.first['url']}")
        lines.append(_indented("creating call:", self.parameters))
        lines += [
            f"  media {n}: {m['path']} ({m['type']}, {m['size']} bytes) {m['sha256']}" for n, m in _numbered(self)
        ]
        return "\n".join(lines)


class DryRun(NamedTuple):
    """What would be sent, or held, in the order of `publish`; and what goes out next."""

    parts: list[Preview]
    upcoming: list[Row]


def dry_run(context: Context, ledger: Ledger) -> DryRun:
    """What `publish` would do. Secrets stand as `<VARIABLE>`; none is read."""
    plan = make_plan(context, ledger, read_build(context.project))
    decisions = plan.decide(context.now)
    parts = [
        _preview(decision, plan.session(decision.planned), plan.rows)
        for decision in decisions
        if decision.verdict in (Verdict.DUE, Verdict.HELD, Verdict.BY_HAND, Verdict.UNAPPROVED)
    ]
    return DryRun(parts, plan.upcoming(decisions, context.now))


def _preview(decision: Decision, session: AccountSession, rows: Mapping[str, Entry]) -> Preview:
    planned = decision.planned
    shown = replace(session, tokens=placeholders(session.account))
    return Preview(
        key=planned.key,
        post=planned.post,
        account=planned.account,
        part=planned.name,
        at=planned.iso,
        native=decision.native,
        parameters=planned.request,
        media=list(planned.media),
        first=_first_call(session.network, without_uploads(shown.delivery(planned, rows, decision.native))),
        state=decision.verdict,
        reason=decision.reason,
        hint=posted(planned) if decision.verdict is Verdict.BY_HAND else decision.hint,
    )


def _first_call(network: Network, delivery: Delivery) -> dict[str, Any] | None:
    """The flow's first request; None where it depends on a part that is not out yet."""
    flow = network.publish(delivery)
    try:
        first = next(flow)
        return _shown(first) if isinstance(first, Request) else None
    except Exception:
        return None
    finally:
        flow.close()


def _shown(request: Request) -> dict[str, Any]:
    fields = {
        "json": request.json,
        "form": request.form,
        "query": dict(request.query),
        "headers": dict(request.headers),
    }
    files = {name: file.path for name, file in (request.files or {}).items()}
    body = {name: value for name, value in {**fields, "files": files}.items() if value}
    return {"method": request.method, "url": request.url, "creates": request.creates, **body}


def _indented(title: str, value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return "\n".join([f"  {title}", *(f"    {line}" for line in text.splitlines())])


def _numbered(preview: Preview) -> list[tuple[int, Media]]:
    return list(enumerate(preview.media))
