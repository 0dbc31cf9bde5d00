"""Sockets that fail on purpose: resets and answers cut short."""

from __future__ import annotations

import socket
import struct
from http.server import BaseHTTPRequestHandler

_NO_LINGER = struct.pack("ii", 1, 0)


def reset(handler: BaseHTTPRequestHandler) -> None:
    """Close the connection with a TCP reset, without an answer."""
    handler.close_connection = True
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    handler.rfile.close()
    handler.connection.close()


def send(handler: BaseHTTPRequestHandler, status: int, content_type: str, body: bytes, headers: dict[str, str]) -> None:
    """Answer whole."""
    _head(handler, status, content_type, len(body), headers)
    handler.wfile.write(body)


def send_half(
    handler: BaseHTTPRequestHandler, status: int, content_type: str, body: bytes, headers: dict[str, str]
) -> None:
    """Promise the whole body, send half of it and close."""
    handler.close_connection = True
    _head(handler, status, content_type, max(len(body), 2), headers)
    handler.wfile.write(body[: len(body) // 2])


def _head(
    handler: BaseHTTPRequestHandler, status: int, content_type: str, length: int, headers: dict[str, str]
) -> None:
    handler.send_response(status)
    for name, value in {"Content-Type": content_type, "Content-Length": str(length), **headers}.items():
        handler.send_header(name, value)
    if handler.close_connection:
        handler.send_header("Connection", "close")
    handler.end_headers()
