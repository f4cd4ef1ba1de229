"""Many projects at once: each arrives at some time, and all share some of their resources.

The classical problem (RCMPSP) is one resource-constrained project, so `rcpsp` solves it: projects
are joined into one problem, and its schedule is split into one of each project. Plain values in,
plain values out. It needs the extra `scheduling`.
"""
