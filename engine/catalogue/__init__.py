"""What can be run: tasks, models, their options, and the user's own code."""

from __future__ import annotations

from .describe import ModelInfo, TaskInfo
from .lookup import model, models, source, task, tasks

__all__ = ["ModelInfo", "TaskInfo", "model", "models", "source", "task", "tasks"]
