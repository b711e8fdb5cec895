"""Tools for the people who write the lessons: execute, check and review bilingual notebooks.

Nothing a lesson runs imports this package, and `helpers` itself never does: it needs nbclient and
nbformat, which cost a learner's kernel a second or two. Use it from a shell:

    python -m helpers.authoring execute [NOTEBOOK…]
    python -m helpers.authoring check [NOTEBOOK…]
    python -m helpers.authoring reviewed NOTEBOOK CELL…
    python -m helpers.authoring agenda --minutes N
    python -m helpers.authoring handouts
"""
