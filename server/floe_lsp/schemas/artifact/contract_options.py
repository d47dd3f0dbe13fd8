"""Where data contracts hold options, whose names anybody may choose: servers, custom properties."""

from collections.abc import Iterator, Mapping

from floe_lsp.schemas.types.errors import Loc
from floe_lsp.schemas.types.raw import children, field, is_list, is_mapping, items


def contract_options(data: Mapping[str, object]) -> Iterator[tuple[Loc, object]]:
    """Yield each map of such options of an artifact, with its path.

    A custom property says its name and its value side by side.
    """
    # A stack instead of recursion: the depth of the data is not ours.
    contracts = items(field(data, "data_contracts"))
    stack: list[tuple[Loc, object]] = [
        (("data_contracts", index), each) for index, each in contracts
    ]
    while stack:
        path, value = stack.pop()
        is_server = path[-2:-1] == ("servers",)
        if is_mapping(value) and (is_server or isinstance(value.get("property"), str)):
            yield path, value
        elif is_mapping(value) or is_list(value):
            stack.extend(((*path, step), each) for step, each in children(value))
