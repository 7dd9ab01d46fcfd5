"""The folder of a study: what was asked for (`study.json`), and the runs that are kept (`runs/`)."""

from __future__ import annotations

import json
import os
from pathlib import Path

from calibration.runs import Store
from calibration.runs.job import version
from experiments.study.design import Study, study_of
from sim.errors import CreditSimError, ResultError, UsageError

STUDY, RUNS = "study.json", "runs"


def begun_study(folder: Path) -> Study:
    """The study that was begun in a folder. Raises ResultError where there is none, it is damaged, or another version
    of the program began it: its runs would not go together with those of this one."""
    file = folder / STUDY
    if not file.is_file():
        raise ResultError("there is no study here.", file=folder, remedy="Give the folder that `study run` made.")
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        study = study_of(document["study"])
        made = document["code"], document["data"]
    except OSError as problem:
        what = f"the file cannot be read ({problem.strerror})."
        raise ResultError(what, file=file, remedy="Ask its owner for access.") from None
    except (ValueError, LookupError, TypeError, AttributeError, CreditSimError):
        remedy = "Run the study again with its file, into another folder."
        raise ResultError("the file is no study, or it is damaged.", file=file, remedy=remedy) from None
    for name, then, now in zip(("code", "data"), made, version(), strict=True):
        if then != now:
            what = f"the study was begun with another version of the {name}, and its runs do not go with those of this."
            raise ResultError(what, file=file, remedy="Run it again into another folder (-o).")
    return study


def keep_study(study: Study, folder: Path) -> None:
    """Write down what is asked for, whole or not at all. Raises UsageError where the folder holds other things and
    OSError where the disk refuses."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file.", remedy="Give -o another folder.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / STUDY).is_file():
        raise UsageError(f"{folder} holds other files, and nothing is overwritten.", remedy="Give -o another folder.")
    folder.mkdir(parents=True, exist_ok=True)
    document = {"study": study.document(), "code": version().code, "data": version().data}
    temporary = folder / f".{STUDY}.{os.getpid()}.partial"
    try:
        with temporary.open("w", encoding="utf-8") as stream:
            stream.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(folder / STUDY)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def kept_runs(folder: Path) -> Store:
    """The runs of a study's folder."""
    return Store(folder / RUNS)
