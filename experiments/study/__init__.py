"""Studies: scenarios x draws x seeds, run and kept, stopped and gone on with, extended, published as one dataset."""

from __future__ import annotations

from experiments.study.design import Study
from experiments.study.estimate import Estimate, estimated
from experiments.study.file import load_study
from experiments.study.folder import begun_study, keep_study, kept_runs
from experiments.study.publish import published

__all__ = ["Estimate", "Study", "begun_study", "estimated", "keep_study", "kept_runs", "load_study", "published"]
"""A study from its file (`load_study`); in its folder (`keep_study`, `begun_study`, `kept_runs`); its results."""
