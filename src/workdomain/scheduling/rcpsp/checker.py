"""Whether a schedule is one, by the definitions alone; it shares nothing with what makes them."""

from workdomain.scheduling.rcpsp.problem import Problem, Schedule


def violations(problem: Problem, schedule: Schedule) -> list[str]:
    """List everything that is wrong with a schedule, in words; nothing if it is sound."""
    starts = schedule.starts
    if len(starts) != len(problem.tasks):
        return [f"{len(starts)} tasks have a start, of {len(problem.tasks)}"]
    ends = [start + task.duration for start, task in zip(starts, problem.tasks, strict=True)]
    told = [f"Task {n} starts at {start}" for n, start in enumerate(starts) if start < 0]
    if schedule.makespan != max(ends):
        told.append(f"The last task ends at {max(ends)}, not at {schedule.makespan}")
    for number, task in enumerate(problem.tasks):
        for before, distance in task.waits:
            earliest = starts[before] + distance
            if starts[number] < earliest:
                told.append(
                    f"Task {number} starts at {starts[number]}, and after task {before} it could"
                    f" at {earliest}"
                )
    return told + _too_much(problem, starts, ends)


def _too_much(problem: Problem, starts: tuple[int, ...], ends: list[int]) -> list[str]:
    """Look at each moment at which a task starts: only then can more be taken than before."""
    told = []
    for moment in sorted(set(starts)):
        for resource, there in enumerate(problem.capacities):
            taken = sum(
                task.needs[resource]
                for number, task in enumerate(problem.tasks)
                if resource < len(task.needs) and starts[number] <= moment < ends[number]
            )
            if taken > there:
                told.append(f"At {moment}, {taken} of resource {resource} are taken of {there}")
    return told
