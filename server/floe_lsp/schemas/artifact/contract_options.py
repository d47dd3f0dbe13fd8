"""Where data contracts hold options, whose names anybody may choose: servers, custom properties."""

from collections.abc import Iterator, Mapping

from floe_lsp.schemas.types.errors import Loc
from floe_lsp.schemas.types.raw import children, field, is_list, is_mapping, items


def contract_options(data: Mapping[str, object]) -> Iterator[tuple[Loc, object]]:
    """Yield each map of such options of an artifact, with its path.

    A custom property says its name and its value side by side; here it is an option of that name.
    """
    # A stack instead of recursion: the depth of the data is not ours.
    contracts = items(field(data, "data_contracts"))
    stack: list[tuple[Loc, object]] = [
        (("data_contracts", index), each) for index, each in contracts
    ]
    while stack:
        path, value = stack.pop()
        if is_mapping(value):
            name = value.get("property")
            if isinstance(name, str):
                yield path, {name: value.get("value")}
            elif path[-2:-1] == ("servers",):
                yield path, value
        if is_mapping(value) or is_list(value):
            stack.extend(((*path, step), each) for step, each in children(value))
