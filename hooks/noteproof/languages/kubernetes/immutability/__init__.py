"""Whether the containers of a pod can change while they run, check by check."""

from noteproof.languages.kubernetes.immutability.grades import (
    ContainerGrade,
    Grade,
    Kind,
    Line,
    Mount,
    PodGrade,
    State,
    worst,
)
from noteproof.languages.kubernetes.immutability.grading import grade

__all__ = ["ContainerGrade", "Grade", "Kind", "Line", "Mount", "PodGrade", "State", "grade", "worst"]
