"""Fetches the reviews of the pull requests that were merged since the publisher last succeeded.

    reviews.py FOLDER BRANCH

Writes FOLDER/NUMBER-BASE.json for each that has reviews; BASE is the commit it was made from.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from api import call, listed

OVERLAP = timedelta(hours=1)
"""The run that succeeded may have begun before a merge that it did not see."""
LONGEST = timedelta(days=14)


def main() -> int:
    folder, branch = Path(sys.argv[1]), sys.argv[2]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for pull in merged(branch, since()):
            if reviews := list(listed(f"pulls/{int(pull['number'])}/reviews")):
                name = f"{int(pull['number'])}-{_commit(pull['base']['sha'])}.json"
                (folder / name).write_text(json.dumps(reviews), encoding="utf-8")
    except OSError as error:  # urllib's errors are OSErrors
        print(f"error: the reviews cannot be fetched: {error}", file=sys.stderr)
        return 1
    return 0


def since() -> datetime:
    """Before this time, every merge was seen. A run that somebody started may have been a rehearsal."""
    runs = call("GET", "actions/workflows/smm-publish.yml/runs?status=success&per_page=100")["workflow_runs"]
    seen = [datetime.fromisoformat(run["created_at"]) for run in runs if run["event"] != "workflow_dispatch"]
    return max([*(at - OVERLAP for at in seen), datetime.now(UTC) - LONGEST])


def merged(branch: str, since: datetime) -> Iterator[Any]:
    """Pull requests into the branch, those merged last first."""
    for pull in listed(f"pulls?state=closed&base={branch}&sort=updated&direction=desc"):
        if datetime.fromisoformat(pull["updated_at"]) < since:
            return
        if pull["merged_at"] and datetime.fromisoformat(pull["merged_at"]) >= since:
            yield pull


def _commit(sha: str) -> str:
    if not re.fullmatch("[0-9a-f]{40}|[0-9a-f]{64}", sha):
        raise OSError(f"{sha} is no commit")
    return sha


if __name__ == "__main__":
    sys.exit(main())
