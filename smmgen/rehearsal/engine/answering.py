"""Answer a call by its network's table: find the row, authenticate, read the parameters, act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smmgen.rehearsal.engine.bodies import Form, Malformed
from smmgen.rehearsal.engine.http import NOBODY, Answer, Call
from smmgen.rehearsal.engine.kinds import kind_of
from smmgen.rehearsal.engine.stage import ANY, Endpoint, Signed, Stage, Visit
from smmgen.rehearsal.engine.template import fill

NOT_SIGNED = Signed(NOBODY, "")


def answer(stage: Stage, call: Call) -> Answer:
    """What the network answers. Raises `Refused`."""
    try:
        call = stage.route(call)
        endpoint, parts = _endpoint(stage, call)
        signed = NOT_SIGNED if endpoint.open else _signed(stage, endpoint, call, parts)
        visit = _visit(stage, endpoint, call, parts, signed)
    except Malformed as error:
        raise stage.refused("unreadable", str(error)) from error
    if not endpoint.open:
        stage.before(visit)
    found = endpoint.does(visit)
    if isinstance(found, Answer):
        return found
    template = stage.answer if endpoint.answer is None else endpoint.answer
    return Answer(endpoint.status, fill(template, {**_about(visit), **_values(found), "result": found}))


def _endpoint(stage: Stage, call: Call) -> tuple[Endpoint, Mapping[str, str]]:
    """The row of the table that this call is, and the parts of its path."""
    others: list[str] = []
    for endpoint in stage.endpoints:
        match = endpoint.pattern.fullmatch(call.path) if endpoint.host == call.host else None
        if match and call.method in endpoint.method.split("|"):
            return endpoint, match.groupdict()
        others += [endpoint.method] if match else []
    if others:
        raise stage.refused("wrong_method", f"{call.path} takes {' or '.join(others)}, not {call.method}")
    raise stage.refused("unknown_call", f"there is no call {call.method} {call.path}")


def _signed(stage: Stage, endpoint: Endpoint, call: Call, parts: Mapping[str, str]) -> Signed:
    signed = stage.signs(call, endpoint, parts) if stage.signs else _by_secret(stage, call, parts)
    if signed is None:
        raise stage.refused("unauthorised", "the token is not one of an account")
    if signed.secret not in endpoint.secrets:
        raise stage.refused("forbidden", f"this call is not for the secret `{signed.secret}`")
    return signed


def _by_secret(stage: Stage, call: Call, parts: Mapping[str, str]) -> Signed | None:
    token = stage.token(call, parts)
    if not token:
        raise stage.refused("no_token", "the call comes without a token")
    own = ((account, name) for account in call.accounts for name, value in account.secrets.items() if value == token)
    return next((Signed(account, name, token) for account, name in own), None)


def _visit(stage: Stage, endpoint: Endpoint, call: Call, parts: Mapping[str, str], signed: Signed) -> Visit:
    form = (endpoint.reads or stage.reads)(call)
    received = {name: value for name, value in form.values.items() if name not in stage.ignores}
    params = {name: _typed(stage, endpoint, name, value, form) for name, value in received.items()}
    for name in form.files:
        if name not in endpoint.files and endpoint.files != ANY:
            raise stage.refused("invalid", f"{name} is not a file of this call", name=name)
    for name in endpoint.required:
        if name not in params and name not in form.files:
            raise stage.refused("missing", f"{name} is required", name=name)
    return Visit(
        **vars(call), account=signed.account, secret=signed.secret, token=signed.token, parts=parts, params=params,
        received=received, files=form.files, stage=stage,
    )  # fmt: skip


def _typed(stage: Stage, endpoint: Endpoint, name: str, value: Any, form: Form) -> Any:
    if name not in endpoint.params:
        raise stage.refused("unknown", f"{name} is not a parameter of this call", name=name)
    kind = kind_of(endpoint.params[name], stage.kinds)
    try:
        return kind.take(value if form.is_json else kind.read(value))
    except ValueError as error:
        raise stage.refused("wrong", f"{name} {error}", name=name, problem=error) from error


def _about(visit: Visit) -> dict[str, Any]:
    return {
        "account": visit.account.account, "target": visit.account.target, "base": visit.base, "now": visit.now,
        "params": visit.params,
    }  # fmt: skip


def _values(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else {}
