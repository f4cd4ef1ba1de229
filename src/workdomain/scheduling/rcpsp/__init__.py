"""Resource-constrained projects: tasks that wait for one another and share limited resources.

The classical problem (RCPSP) with start-to-start distances: find start times that respect every
distance and every capacity, so that the last task ends as early as possible. Plain values in, plain
values out. It needs the extra `scheduling`.
"""
