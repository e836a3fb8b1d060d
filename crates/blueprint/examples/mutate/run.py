"""Runs the mutants that the example `mutate` rendered: `python run.py FOLDER… [--proof proof.toml]`.

Needs the generated project's own dependencies. For each mutant only the tests that name
its requirement run, and the health test, which shows that the mutant still starts.
"""

import json
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree


def judge(job):
    """What became of one mutant: killed, survived, untested, unchanged, broken."""
    folder, mutant = job
    changed = folder / "mutants" / mutant["id"]
    if not mutant["tests"]:
        return mutant, "untested", []
    if not changed.exists() and not mutant["gone"]:
        return mutant, "unchanged", []
    with tempfile.TemporaryDirectory() as place:
        project = Path(place) / "project"
        shutil.copytree(folder / "base", project)
        if changed.exists():
            shutil.copytree(changed, project, dirs_exist_ok=True)
        for path in mutant["gone"]:
            (project / path).unlink()
        health = re.findall(r"def (test_\w+service_and_its_store\w*)", (project / "tests/test_main.py").read_text())
        asked = mutant["tests"] + [f"tests/test_main.py::{name}" for name in health]
        results = run(project, list(dict.fromkeys(asked)))
    started = any(result == "pass" for name, result in results.items() if name in health)
    failed = [name for name, result in results.items() if result == "fail" and name not in health]
    if not started:
        return mutant, "broken", failed
    return mutant, "killed" if failed else "survived", failed


def run(project, tests):
    """Results by function, from pytest's own report, in a process of its own."""
    child = os.fork()
    if child == 0:
        os.chdir(project)
        sys.path.insert(0, str(project))
        quiet = os.open(project / "output.txt", os.O_WRONLY | os.O_CREAT)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        import pytest

        code = 3
        try:
            code = pytest.main(["-q", "-p", "no:cacheprovider", "--junitxml=report.xml", *tests])
        finally:
            os._exit(int(code))
    os.waitpid(child, 0)
    report = project / "report.xml"
    results = {}
    if report.exists():
        for case in ElementTree.parse(report).iter("testcase"):
            bad = case.find("failure") is not None
            odd = case.find("error") is not None
            results[case.get("name")] = "fail" if bad else "error" if odd else "pass"
    return results


def main():
    arguments = sys.argv[1:]
    proof = Path(arguments[arguments.index("--proof") + 1]) if "--proof" in arguments else None
    folders = [Path(name).resolve() for name in arguments[: arguments.index("--proof") if proof else None]]
    jobs = [(folder, mutant) for folder in folders for mutant in json.loads((folder / "plan.json").read_text())]
    # Read once, before the children part: they share it.
    import alembic.command, fastapi.testclient, httpx, pydantic, pytest, sqlalchemy.orm, uvicorn  # noqa: E401, F401

    table, seen = Counter(), Counter()
    context = multiprocessing.get_context("fork")
    with context.Pool(2, maxtasksperchild=20) as pool:
        for mutant, verdict, failed in pool.imap_unordered(judge, jobs):
            seen[verdict] += 1
            table[mutant["kind"], mutant["layer"], "mutants"] += 1
            table[mutant["kind"], mutant["layer"], "killed"] += verdict == "killed"
            if verdict != "killed":
                print(f"{verdict:9} {mutant['id']:18} {mutant['kind']}: {mutant['title']}", flush=True)
    rows = sorted({(kind, layer) for kind, layer, _ in table})
    for kind, layer in rows:
        print(f"{kind:20} {layer:9} {table[kind, layer, 'killed']:4} of {table[kind, layer, 'mutants']:4}")
    print(f"{seen['killed']} of {len(jobs)} killed ({100 * seen['killed'] / max(len(jobs), 1):.1f} %)", dict(seen))
    if proof:
        lines = ["# Mutants of this blueprint by kind and layer, written by `make prove`.", ""]
        for kind, layer in rows:
            lines += [
                "[[rows]]",
                f'kind = "{kind}"',
                f'layer = "{layer}"',
                f"mutants = {table[kind, layer, 'mutants']}",
                f"killed = {table[kind, layer, 'killed']}",
                "",
            ]
        proof.write_text("\n".join(lines))


if __name__ == "__main__":
    main()
