from __future__ import annotations

import click


@click.command()
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Explain a diagnostic. CODE is SMM301 or a name such as missing-alt; without it, list them all."""
    from smmgen.cli.codes import all_codes
    from smmgen.errors import UserError
    from smmgen.suggest import did_you_mean

    known = all_codes()
    if code is None:
        for entry in known.values():
            click.echo(f"{entry.code}  {entry.severity:7}  {entry.name}")
        return
    found = next((entry for entry in known.values() if code.upper() == entry.code or code.lower() == entry.name), None)
    if found is None:
        names = [*known, *(entry.name for entry in known.values())]
        raise UserError(f"there is no diagnostic `{code}`", did_you_mean(code, names, "`smm explain` lists them all"))
    kind = "a fact: it cannot be silenced" if found.fact else "an opinion: see `ignore` and `[rules.severity]`"
    click.echo(f"{found.code} {found.name} ({found.severity}, {kind})\n\n{found.docs}")
