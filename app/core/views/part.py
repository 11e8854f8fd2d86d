"""What the parts of ``AppModelView`` may take for granted of each other."""

from typing import TYPE_CHECKING, Any

#: The class of a view has a method ``list``; inside it the builtin goes by these names.
Strings = list[str]
Rows = list[Any]


class ViewPart:
    """A mixin of ``AppModelView``; the class that joins the parts has what each of them uses."""

    datamodel: Any
    endpoint: str
    class_permission_name: str
    actions: dict[str, Any]
    request_limits: Any

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Stand for FAB's attributes and the other parts', which are untyped."""
