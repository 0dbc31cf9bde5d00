"""Signatures by ssh-keygen (OpenSSH 8.2 or newer): `-Y sign` and `-Y verify`, in a namespace of our own.

The format is https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig. ssh-keygen reads every kind of
key that ssh has, and those of hardware; it takes about 10 ms for one signature.
"""

from __future__ import annotations

import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

from smmgen.errors import UserError
from smmgen.inherited import inherited
from smmgen.phrases import Phrase

NAMESPACE = "smmgen-approval"
_LONGEST = 20.0
"""Seconds that a check may take."""
_INSTALL = "install OpenSSH 8.2 or newer"


def problem_of(person: str, keys: tuple[str, ...], message: bytes, signature: str) -> str:
    """Why this is no signature of the message by one of the person's keys; "" if it is one."""
    try:
        return "" if _is_good(person, keys, message, signature) else _BAD
    except subprocess.TimeoutExpired:
        return Phrase("ssh-keygen did not end")
    except UserError as error:
        return error.message


_BAD = Phrase("the signature is not this person's, or of something else")


@lru_cache(maxsize=4096)
def _is_good(person: str, keys: tuple[str, ...], message: bytes, signature: str) -> bool:
    """Found out once for the same words. Raises UserError, TimeoutExpired."""
    with tempfile.TemporaryDirectory(prefix="smm-") as folder:
        allowed, signed = Path(folder) / "allowed", Path(folder) / "signature"
        allowed.write_text("".join(f'{person} namespaces="{NAMESPACE}" {key}\n' for key in keys))
        signed.write_text(signature)
        command = ["-Y", "verify", "-n", NAMESPACE, "-f", str(allowed), "-I", person, "-s", str(signed)]
        return _run(command, message, timeout=_LONGEST, alone=True).returncode == 0


def sign(message: bytes, key: str) -> str:
    """Sign it. `key`: path of a private key, or of a public one whose private half an agent has. ssh-keygen may ask for
    a passphrase or a touch. Raises UserError."""
    done = _run(["-q", "-Y", "sign", "-n", NAMESPACE, "-f", key], message)
    if done.returncode or b"BEGIN SSH SIGNATURE" not in done.stdout:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = f": {said[-1]}" if said else ""
        raise UserError(f"`{key}` cannot sign{why}", "give your private key: `smm approve --key ~/.ssh/id_ed25519`")
    return done.stdout.decode("ascii", "replace")


def _run(
    arguments: list[str], data: bytes, timeout: float | None = None, alone: bool = False
) -> subprocess.CompletedProcess[bytes]:
    """`alone`: without a terminal to ask on."""
    command = ["ssh-keygen", *arguments]
    try:
        return subprocess.run(
            command,
            input=data,
            capture_output=True,
            env=inherited(),
            check=False,
            timeout=timeout,
            start_new_session=alone,
        )
    except FileNotFoundError:
        raise UserError("ssh-keygen is not installed, which signs approvals and checks them", _INSTALL) from None
