"""Starts the language server that came with the extension.

    python -I entry.py --stdio

Imports come from the standard library and from the folder libs beside this file, from nowhere else:
no site-packages, no working folder, no PYTHONPATH. What is installed for the interpreter can thus
neither break the server nor be run by it.

The text is kept to what every Python can parse, so that an old one gets a message and no
traceback.
"""

# What follows has to run on Python 2 as well, to say what is needed.
# pyright: reportTypeCommentUsage=false, reportUnusedImport=false

import os
import platform
import sys
import sysconfig

EXIT_NO_LIBRARIES = 3
"""The interpreter is not one that libraries were packed for."""

_HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    # type: () -> int
    """Start the server; return its exit code, or EXIT_NO_LIBRARIES when it cannot run here."""
    libraries = os.path.join(_HERE, "libs")
    own = os.path.join(libraries, "cp%d%d" % sys.version_info[:2])
    if platform.python_implementation() != "CPython" or not os.path.isdir(own):
        return _refuse(
            "needs CPython %s, and this is %s %s"
            % (_packed(libraries), platform.python_implementation(), platform.python_version())
        )
    _leave_site()
    sys.path[:0] = [own, os.path.join(libraries, "common")]
    try:
        import pydantic_core  # noqa: F401
    except ImportError as error:
        return _refuse(
            "comes with libraries for %s, which Python %s on %s cannot load (%s)"
            % (_target(), platform.python_version(), sysconfig.get_platform(), error)
        )

    from floe_lsp.cli import main as commands

    # The extension's tasks run the commands of floe with the same libraries: entry.py check PATH
    is_command = len(sys.argv) > 1 and not sys.argv[1].startswith("-")
    return commands.main() if is_command else commands.language_server_main()


def _leave_site():
    # type: () -> None
    """Forget what ``site`` and ``.pth`` files added: folders to import from, and import hooks."""
    standard = {os.path.normcase(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")}
    archive = "python%d%d.zip" % sys.version_info[:2]

    def is_standard(entry):
        # type: (str) -> bool
        entry = os.path.normcase(os.path.abspath(entry))
        parent, name = os.path.split(entry)
        return (
            entry in standard
            or name == archive
            or (parent in standard and name == "lib-dynload")
            # On Windows: the extension modules of the standard library.
            or (name == "dlls" and os.path.join(parent, "lib") in standard)
        )

    sys.path[:] = [entry for entry in sys.path if entry and is_standard(entry)]
    sys.meta_path[:] = [
        finder
        for finder in sys.meta_path
        if getattr(finder, "__module__", "").startswith(("_frozen_importlib", "importlib."))
    ]


def _packed(libraries):
    # type: (str) -> str
    """Return the versions that libraries were packed for, as in ``3.10 to 3.14``."""
    try:
        names = os.listdir(libraries)
    except OSError:
        names = []
    minors = sorted(int(name[3:]) for name in names if name.startswith("cp3"))
    if not minors:
        return "with libraries, none of which is here"
    return "3.%d to 3.%d" % (minors[0], minors[-1])


def _target():
    # type: () -> str
    try:
        with open(os.path.join(_HERE, "target")) as file:
            return file.read().strip()
    except OSError:
        return "another platform"


def _refuse(why):
    # type: (str) -> int
    sys.stderr.write("floe: the server in the extension %s (%s)\n" % (why, sys.executable))
    return EXIT_NO_LIBRARIES


if __name__ == "__main__":
    sys.exit(main())
