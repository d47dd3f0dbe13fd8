"""The files of a new product, which the editor creates and shows."""

from __future__ import annotations

from typing import Any

from floe_lsp.ide.new_product import NewProduct, new_files, problem
from floe_lsp.wording.quoting import listed_paths

from .context import CommandContext
from .creating_files import created_by_editor, refused, show


async def create_product(context: CommandContext, new: NewProduct) -> dict[str, Any]:
    """Let the editor create the files and show the product; answer with its text in any case."""
    session = context.session
    refusal = await context.run(lambda _: problem(new, session.files.sources))
    if refusal is not None:
        return refused(context, refusal)
    files = await context.run(lambda _: new_files(new, session.files.sources))
    created = [session.convert.uri(each.path) for each in files]
    made = {
        "uri": created[-1],
        "path": str(new.file),
        "text": files[-1].text,
    }
    failure = await created_by_editor(context, files, "Floe: New Product")
    if failure is not None:
        return refused(context, f"{new.file.name} was not created: {failure}", **made)
    await show(context, new.file)
    message = f"{new.folder.name} has a {new.file.name} now"
    models = [each.path for each in files if each.path.suffix == ".sql"]
    if models:
        shown = listed_paths([each.relative_to(new.folder).as_posix() for each in models])
        message += f"; write next what its models select: {shown}"
    return {"ok": True, **made, "created": created, "message": message}
