"""Publishing a message: one creating call, with the files in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from smmgen.errors import Ambiguous, NotSent
from smmgen.networks import answers
from smmgen.networks.telegram import api
from smmgen.networks.wire import Delivery, File, Flow, Probe, Receipt, Request, Search, filled


def publish(delivery: Delivery) -> Flow:
    return receipt(api.created((yield creating_call(delivery))))


def find(delivery: Delivery) -> Search:
    raise Ambiguous(
        "Telegram shows bots no history, so only you can see whether it was posted",
        "look at the channel, then `smm resolve` with `--sent URL`, `--resend` or `--abandon`",
    )
    yield  # makes this a flow like the others


def probe(delivery: Delivery) -> Probe:
    bot = answers.mapping(api.answer((yield api.call(delivery, "getMe", {}))))
    asked = {"chat_id": api.chat_id(delivery.target)}
    chat = answers.mapping(api.answer((yield api.call(delivery, "getChat", asked))))
    named = (answers.said(chat.get("title")), answers.said(chat.get("username")), answers.identity(chat.get("id")))
    name = next(filter(None, named), "?")
    return f"@{answers.said(bot.get('username'))} sees {answers.said(chat.get('type'))} «{name}»"


def creating_call(delivery: Delivery) -> Request:
    """JSON where there is nothing to upload; else one multipart form that carries the files too."""
    request, media = delivery.part["request"], delivery.part["media"]
    method, params = request["method"], dict(request["params"])
    previous = [_known(delivery.previous)] if "reply_parameters" in params else []
    if not media:
        return api.call(delivery, method, filled(params, (), previous), creates=True)
    fields = [name for name, value in params.items() if value == {"$media": 0}]
    names = [*fields, *(f"file{index}" for index in range(len(fields), len(media)))]
    form = filled(_without(params, fields), [f"attach://{name}" for name in names], previous)
    return Request(
        "POST",
        api.address(delivery, method),
        form={name: api.form_value(value) for name, value in form.items()},
        files={name: File(item["path"], item["type"], item["sha256"]) for name, item in zip(names, media, strict=True)},
        creates=True,
    )


def _known(previous: Sequence[Receipt]) -> Receipt:
    """The message before; where a person gave its address with `smm resolve --sent`, its id is read from that."""
    if not previous:
        raise NotSent("the message this one answers has not been published")
    return known(previous[-1])


def known(receipt: Receipt) -> Receipt:
    """The receipt with `message_id` in its reference."""
    if "message_id" in receipt.reference:
        return receipt
    number = receipt.url.rstrip("/").rpartition("/")[2]
    if not number.isdecimal():
        raise NotSent(f"`{receipt.url}` is not the address of a message", "give one such as https://t.me/channel/17")
    return receipt._replace(reference={"message_id": int(number)})


def _without(params: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: value for name, value in params.items() if name not in names}


def receipt(result: Any) -> Receipt:
    messages = answers.mappings(result if isinstance(result, list) else [result]) or [{}]
    ids = [answers.whole(message.get("message_id")) for message in messages]
    chat = answers.mapping(messages[0].get("chat"))
    where = answers.whole(chat.get("id"))
    if where is None or ids[0] is None or None in ids:
        raise Ambiguous(
            "Telegram reported success but returned no message id", "look at the channel before sending again"
        )
    reference = {"chat_id": where, "message_id": ids[0], "message_ids": ids}
    return Receipt(str(ids[0]), _message_url(answers.text(chat.get("username")), where, ids[0]), reference=reference)


def _message_url(name: str, chat: int, message_id: int) -> str:
    """Public chats by name; supergroups and channels without one by id, which only members can open."""
    if name:
        return f"https://t.me/{name}/{message_id}"
    number = str(chat)
    return f"https://t.me/c/{number[4:]}/{message_id}" if number.startswith("-100") else ""
