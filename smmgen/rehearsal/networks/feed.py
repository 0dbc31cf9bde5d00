"""A feed: files of the project, so that there is nothing to call. A rehearsal writes them into a folder of its own."""

from __future__ import annotations

from smmgen.rehearsal.engine.stage import Stage

STAGE = Stage("feed", "Feed", settings={"base_url": "file:{folder}/feed/{account}"}, folder="base_url")
