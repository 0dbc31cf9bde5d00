"""What a person does after `smm init --ci`, where no file can do it."""

from __future__ import annotations

from collections.abc import Iterator

from smmgen import ci
from smmgen.config import Config, token_variables


def next_steps(kind: str, place: ci.Place, config: Config) -> list[str]:
    """One sentence each, in the order in which they are done."""
    return [*_ledger(kind, config), *_STEPS[kind](place, ", ".join(sorted(token_variables(config))) or "none")]


def _ledger(kind: str, config: Config) -> Iterator[str]:
    if kind != "cron" and config.publish.ledger.startswith(("sqlite:", "git:./")):
        yield f'write `ledger = "{ci.LEDGER}"` under [publish] in smm.toml: the disk of a job is lost with the job'


def _github(place: ci.Place, secrets: str) -> Iterator[str]:
    yield "put smmgen's wheel into tools/: `pip wheel --no-deps -w tools CHECKOUT_OF_SMMGEN`"
    yield (
        f"Settings, Environments: make `publishing`, allow only the branch {place.branch}, without reviewers; "
        f"its secrets: {secrets}"
    )
    yield f"Settings, Rules: {place.branch} takes only pull requests that were approved and passed `Check and preview`"
    yield "Settings, Rules: nobody deletes or force-pushes smm-ledger"
    yield "Settings, Actions: forks need approval to run workflows; the token may read only"
    yield "commit and push to the main branch, then run `smm publish` under Actions with `rehearse`"


def _gitlab(place: ci.Place, secrets: str) -> Iterator[str]:
    yield "put smmgen's wheel into tools/: `pip wheel --no-deps -w tools CHECKOUT_OF_SMMGEN`"
    yield "Settings, Access tokens: make one with the role Maintainer and the scope write_repository"
    yield f"Settings, CI/CD, Variables, protected and masked: LEDGER_PUSH_TOKEN with that token; {secrets}"
    yield f"Settings, Repository: protect {place.branch}; nobody deletes or force-pushes smm-ledger"
    yield "Build, Pipeline schedules: `7,22,37,52 * * * *`, and `41 */3 * * *` with the variable SMM_JOB=heartbeat"


def _cron(place: ci.Place, secrets: str) -> Iterator[str]:
    yield f"write the tokens into /etc/smm/tokens, lines NAME=value, mode 600: {secrets}"
    yield "make .venv in the project and install smmgen into it"
    yield "systemd: read deploy/systemd/smm-publish.service, set User=, copy the files, enable the two timers"
    yield "or cron: add the lines of deploy/crontab with `crontab -e`"


_STEPS = {"github": _github, "gitlab": _gitlab, "cron": _cron}
