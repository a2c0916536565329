# SPDX-License-Identifier: BSD-2-Clause
"""scene.py - the mark that makes a function a scene."""

SCENES = []


def scene(fn=None, *, timeout=30, **start):
    """A function of a Stage.  Its docstring names what it proves; START goes into the INI file.

    @scene                          the daemon runs with the stage's defaults
    @scene(media={"ports": "..."})  with these keys over them
    @scene(daemon=False)            the scene starts it, or has none
    """
    def mark(f):
        f.timeout, f.start = timeout, start
        if not f.__doc__:
            raise TypeError("%s proves nothing: no docstring" % f.__name__)
        SCENES.append(f)
        return f
    return mark(fn) if fn else mark
