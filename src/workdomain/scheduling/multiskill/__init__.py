"""Multi-skill projects: tasks that wait for one another, each done by one person who is able to.

The classical problem (MS-RCPSP): give each task a start and a person, so that nobody does two
things at once and the last task ends as early as possible. Plain values in, plain values out. It
needs the extra `scheduling`.
"""
