"""Every diagnostic there is, whichever room reports it."""

from __future__ import annotations

from smmgen.diagnostics import Code


def all_codes() -> dict[str, Code]:
    """By code, in order."""
    from smmgen import rules
    from smmgen.approvals import codes
    from smmgen.publishing import ledger_codes

    found = [*rules.codes().values(), *ledger_codes.ALL, *codes.ALL]
    return {code.code: code for code in sorted(found, key=lambda code: int(code.code[3:]))}
