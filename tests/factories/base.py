"""Factories write in the system's name; tests then read and write in the name of people."""

from typing import TYPE_CHECKING, Any, TypeVar

from factory.django import DjangoModelFactory

from focalpoint.acting import acting
from focalpoint.actors import SYSTEM

T = TypeVar("T")


class RecordFactory(DjangoModelFactory[T]):
    """Creates records as the system, so that history and row-level security stay in force."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    if TYPE_CHECKING:
        # Calling a factory gives a record, which its metaclass hides from the type checker.
        def __new__(cls, *args: Any, **kwargs: Any) -> Any: ...

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        with acting(SYSTEM, reason="test set-up"):
            return super()._create(model_class, *args, **kwargs)
