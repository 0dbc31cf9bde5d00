"""MAX: the parameters of its calls, how they are read, and the shape of an error (schema of dev.max.ru, July 2026)."""

from __future__ import annotations

from smmgen.rehearsal.engine.bodies import Form, Malformed, read_json
from smmgen.rehearsal.engine.http import Answer, Call, Refused
from smmgen.rehearsal.engine.kinds import Kind, Spec, integer, of_type
from smmgen.rehearsal.engine.stage import Error, Visit

Params = dict[str, Spec]

KINDS = ("image", "video", "audio", "file")
BODY: Params = {
    "text": "text?", "attachments": "objects?", "link": "object?", "notify": "bool", "format": "format?",
}  # fmt: skip
SEND: Params = {"chat_id": "query int", "user_id": "query int", "disable_link_preview": "query bool", **BODY}
LIST: Params = {
    "chat_id": "query int", "message_ids": "query list", "from": "query int", "to": "query int", "count": "query int",
}  # fmt: skip
ONE: Params = {"message_id": "str"}
COMMENT: Params = {"disable_link_preview": "query bool", "text": "text?", "link": "object?", "format": "format?"}
COMMENTS: Params = {"comment_ids": "query list", "before": "query int", "after": "query int", "count": "query int"}
ONE_COMMENT: Params = {"comment_id": "str"}
PIN: Params = {"message_id": "str", "notify": "bool?"}
UPLOAD: Params = {"type": KINDS}


def read_call(call: Call) -> Form:
    """Parameters of the query, and a JSON object where there is a body. Raises `Malformed`."""
    body = read_json(call.body) if call.body else {}
    if call.body and call.content_type != "application/json":
        raise Malformed(f"a body of type `{call.content_type}` is not accepted")
    if call.method in ("GET", "DELETE") and body:
        raise Malformed(f"{call.method} has no body")
    in_query = {*_QUERY, "message_id"} if call.path == "/messages" else _QUERY
    if misplaced := (set(call.query) - in_query) | (set(body) & in_query):
        raise Malformed(f"{', '.join(sorted(misplaced))} is not a parameter of this place")
    return Form({**call.query, **body}, is_json=True)


_QUERY = {*LIST, *UPLOAD, *COMMENTS, *ONE_COMMENT, "user_id", "disable_link_preview"}


def token(call: Call) -> str:
    """The header `Authorization` is the token, without a scheme; one in the address is no longer accepted."""
    return "" if "access_token" in call.query else call.headers.get("authorization", "").strip()


def error(status: int, code: str, message: str) -> Error:
    return Error(status, {"code": code, "message": message})


ERRORS = {
    "unauthorised": error(401, "verify.token", "Invalid access_token"),
    "unknown_call": error(404, "not.found", "{reason}"),
    "wrong_method": error(405, "method.not.allowed", "{reason}"),
    "not_found": error(404, "not.found", "{reason}"),
    "invalid": error(400, "proto.payload", "{reason}"),
    "missing": error(400, "proto.payload", "Missing required parameter: {name}"),
    "rate_limited": error(429, "too.many.requests", "Too many requests"),
    "broken": error(500, "internal.error", "Internal error"),
}
NOT_READY = Answer(
    400, {"code": "attachment.not.ready", "message": "Key: errors.process.attachment.file.not.processed"}
)
"""Nothing is posted; the same message may be sent again a little later."""


def failed(visit: Visit, status: int, code: str, message: str) -> Refused:
    """A refusal; in its form of before November 2026, without a `code`, where `old_errors` is set."""
    old = Error(status, {"error": message, "message": message})
    return (old if visit.limits["old_errors"] else error(status, code, message))()


def bad(visit: Visit, message: str) -> Refused:
    return failed(visit, 400, "proto.payload", message)


def _or_null(kind: Kind) -> Kind:
    return Kind(kind.name, lambda value: None if value is None else kind.take(value))


def _of_query(name: str, kind: Kind) -> Kind:
    return Kind(name, lambda value: kind.take(kind.read(value)))


_BOOLEAN = of_type("bool", bool, read={"true": True, "false": False}.__getitem__)
OWN_KINDS = {
    "text?": _or_null(of_type("str", str)),
    "objects?": _or_null(of_type("objects", list, check=lambda value: all(isinstance(one, dict) for one in value))),
    "object?": _or_null(of_type("object", dict)),
    "bool?": _or_null(of_type("bool", bool)),
    "format?": _or_null(of_type("format", str, check=lambda value: value in ("markdown", "html"))),
    "query int": _of_query("int", of_type("int", int, read=integer)),
    "query bool": _of_query("bool", _BOOLEAN),
    "query list": _of_query("list", of_type("list", list, read=lambda text: text.split(","))),
}
