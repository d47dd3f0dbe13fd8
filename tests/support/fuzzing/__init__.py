"""A fuzzer of the compiler and of the server: ``python -m fuzzing``, and ``make fuzz``.

It keeps inputs that reach new ground (``coverage``), changes them (``mutations``), runs them
(``driver``) and holds what must be true of every input (the targets). What breaks that is made
small and written to a folder, from which it can be run again (``failures``).

Two targets: ``documents`` parses and analyses texts, ``server`` is an editor that does anything at
the server's door.
"""
