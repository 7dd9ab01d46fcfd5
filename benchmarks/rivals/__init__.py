"""Rivals: the same sub-workload in three ways, the model's own compiled blocks, whole numpy arrays, Mesa objects."""
