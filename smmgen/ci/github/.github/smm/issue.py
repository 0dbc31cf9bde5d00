"""Keeps one issue that says what needs a person, and closes it when nothing does.

    issue.py publish|heartbeat CODE NAME... [--publisher WORKFLOW --hours N]

CODE: the exit code of smm, "" if smm was not reached. NAME: what `run.sh NAME` kept; the last one that exists is shown.
Ends with 1 where somebody should look at once, so that the job fails too.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from api import BOT, call, listed

MEANINGS = {
    "": ("The run ended before smm did", "Read the log of the run: fetching or installing has failed."),
    "0": ("", ""),
    "1": ("Posts have mistakes and were left out", "Run `smm check`, mend what it reports, and merge that."),
    "2": (
        "The set-up is wrong, and nothing was sent",
        "Read the message: something is missing or not allowed.",
    ),
    "3": ("Something was not published", "It failed, was missed, or waits for an answer or an approval: `smm status`."),
    "4": (
        "It is unknown whether a post is out",
        "Look at the account, then run `smm resolve`. Nothing is sent again.",
    ),
    "70": ("smm has a bug", "Report it with the text below."),
    "130": ("The run was stopped", "The next run goes on where this one stopped."),
}
"""Exit code -> what happened and what to do."""
PATIENT = ("0", "1", "3", "130")
"""Codes with which the job succeeds: the issue is enough, and the next run goes on."""
TITLES = {"publish": "Publishing needs a person", "heartbeat": "Publishing may have stopped"}
MOST = 20_000
"""Characters of the output that are shown; the last ones."""


def main() -> int:
    try:
        return report(_options())
    except OSError as error:  # urllib's errors are OSErrors
        print(f"error: the issue cannot be kept: {error}", file=sys.stderr)
        return 1


def report(options: argparse.Namespace) -> int:
    """Say it, and return the exit code."""
    headline, advice = MEANINGS.get(options.code, MEANINGS["70"])
    output = printed(options.names)
    if options.publisher and (silent := silence(options.publisher, options.hours)):
        headline, output = silent, f"{headline}\n{output}".strip()
        advice = f"See the runs of {options.publisher} under Actions; GitHub may have switched its schedule off."
    keep(options.kind, headline, f"**{headline}.** {advice}\n\n{fenced(output)}\n\n{link()}")
    return 0 if options.code in PATIENT and not (options.publisher and headline) else 1


def printed(names: list[str]) -> str:
    """The end of what the last command said that was run."""
    folder = Path(os.environ["RUNNER_TEMP"])
    texts = [file.read_text("utf-8", "replace") for name in names if (file := folder / f"{name}.txt").is_file()]
    return texts[-1][-MOST:].strip() if texts else ""


def silence(workflow: str, hours: int) -> str:
    """That the workflow is switched off or has not succeeded by itself for so long; "" if it has."""
    state = call("GET", f"actions/workflows/{workflow}")["state"]
    if state != "active":
        return f"{workflow} is switched off ({state})"
    found = call("GET", f"actions/workflows/{workflow}/runs?status=success&per_page=100")["workflow_runs"]
    runs = [run for run in found if run["event"] != "workflow_dispatch"]  # somebody tries it out
    if not runs:
        return f"{workflow} has never succeeded"
    last = datetime.fromisoformat(runs[0]["updated_at"])
    return (
        f"{workflow} has not succeeded since {last:%Y-%m-%d %H:%M} UTC" if now() - last > timedelta(hours=hours) else ""
    )


def now() -> datetime:
    return datetime.now(UTC)


def keep(kind: str, headline: str, body: str) -> None:
    """Open, change or close the issue of this kind."""
    mark = f"<!-- smmgen: {kind} -->"
    before = _open_issue(mark)
    if not headline:
        if before:
            call("POST", f"issues/{before['number']}/comments", {"body": f"It works again. {link()}"})
            call("PATCH", f"issues/{before['number']}", {"state": "closed"})
        return
    body = f"{mark}\n{body}"
    if before is None:
        call("POST", "issues", {"title": TITLES[kind], "body": body})
        return
    call("PATCH", f"issues/{before['number']}", {"body": body})
    if f"**{headline}.**" not in before["body"]:  # only a comment notifies people
        call("POST", f"issues/{before['number']}/comments", {"body": f"Now: {headline}. {link()}"})


def _open_issue(mark: str) -> Any:
    """Ours; whoever else writes the mark is not the job."""
    issues = listed("issues?state=open&sort=created&direction=desc")
    ours = (one for one in issues if one["user"]["login"] == BOT and (one["body"] or "").startswith(mark))
    return next(ours, None)


def fenced(text: str) -> str:
    """The text as a block of code that nothing in it can end."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}" if text else ""


def link() -> str:
    place = "/".join(os.environ[name] for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY"))
    return f"[The run]({place}/actions/runs/{os.environ['GITHUB_RUN_ID']})"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("kind", choices=TITLES)
    parser.add_argument("code")
    parser.add_argument("names", nargs="+")
    parser.add_argument(
        "--publisher", default="", help="a workflow that must have succeeded lately, such as smm-publish.yml"
    )
    parser.add_argument("--hours", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
