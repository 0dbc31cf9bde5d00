"""Command lines in forks of a process that has imported all of smmgen: a process for each, without a second of imports.

Run as a program, this module is that process: requests come as lines of JSON, `{"arguments": […], "cwd": "…"}`, and
each is answered with a line, `{"code": 0, "out": "…", "err": "…"}`.
"""

from __future__ import annotations

import atexit
import json
import os
import pkgutil
import runpy
import subprocess
import sys
import tempfile
from functools import cache
from importlib import import_module
from pathlib import Path

from small_project import ROOT, Result, child_environment


def run_preloaded(*arguments: str | Path, cwd: Path = ROOT, program: Path | None = None) -> Result:
    """`smm ARGUMENTS`, or those of another program that adds to smmgen, in a process of its own."""
    given = [str(argument) for argument in arguments]
    if not hasattr(os, "fork"):
        return _started(given, cwd, program)
    process = _preloaded(program)
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps({"arguments": given, "cwd": str(cwd)}).encode() + b"\n")
    process.stdin.flush()
    return Result(**json.loads(process.stdout.readline()))


def _started(arguments: list[str], cwd: Path, program: Path | None) -> Result:
    command = [sys.executable, *([str(program)] if program else ["-m", "smmgen"]), *arguments]
    done = subprocess.run(command, cwd=cwd, env=child_environment(), capture_output=True, timeout=120, check=False)
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


@cache
def _preloaded(program: Path | None) -> subprocess.Popen[bytes]:
    command = [sys.executable, __file__, *([str(program)] if program else [])]
    environment = child_environment(PYTHONPATH=os.pathsep.join([str(ROOT), str(ROOT / "tests")]))
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    atexit.register(process.communicate)
    return process


def _import_all(program: Path | None) -> None:
    """The program first: it may change what later imports see."""
    if program:
        sys.path.insert(0, str(program.parent))
        runpy.run_path(str(program), run_name="preloaded")
    smmgen = import_module("smmgen")
    for module in pkgutil.walk_packages(smmgen.__path__, "smmgen."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


def _answer(arguments: list[str], cwd: str) -> Result:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            os._exit(_run(arguments, cwd))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return Result(code, *(os.pread(file.fileno(), 1 << 30, 0).decode() for file in (out, err)))


def _run(arguments: list[str], cwd: str) -> int:
    from smmgen.cli import main

    code = 70
    try:
        os.chdir(cwd)
        sys.argv = ["smm", *arguments]
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else bool(end.code)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return code


def _serve() -> None:
    _import_all(Path(sys.argv[1]) if sys.argv[1:] else None)
    for line in sys.stdin.buffer:
        answer = json.dumps(_answer(**json.loads(line))._asdict())
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
