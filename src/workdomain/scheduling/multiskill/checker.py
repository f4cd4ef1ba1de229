"""Whether a schedule is one, by the definitions alone; it shares nothing with what makes them."""

from workdomain.scheduling.multiskill.problem import Problem, Schedule


def violations(problem: Problem, schedule: Schedule) -> list[str]:
    """List everything that is wrong with a schedule, in words; nothing if it is sound."""
    starts, tasks = schedule.starts, problem.tasks
    if not len(starts) == len(schedule.people) == len(tasks):
        return [f"{len(starts)} starts and {len(schedule.people)} people, of {len(tasks)} tasks"]
    ends = [start + task.duration for start, task in zip(starts, tasks, strict=True)]
    told = [f"Task {n} starts at {start}" for n, start in enumerate(starts) if start < 0]
    if schedule.makespan != max(ends):
        told.append(f"The last task ends at {max(ends)}, not at {schedule.makespan}")
    for number, task in enumerate(tasks):
        for before, distance in task.waits:
            earliest = starts[before] + distance
            if starts[number] < earliest:
                told.append(
                    f"Task {number} starts at {starts[number]}, and after task {before} it could"
                    f" at {earliest}"
                )
    return told + _unable(problem, schedule.people) + _at_once(schedule, ends)


def _unable(problem: Problem, people: tuple[int, ...]) -> list[str]:
    """Look at each task whether its person exists and has its skill, well enough."""
    told = []
    for number, (task, person) in enumerate(zip(problem.tasks, people, strict=True)):
        skill, least = task.needs
        if not 0 <= person < len(problem.people):
            told.append(f"Task {number} is done by {person}, who is nobody")
        elif not any(
            has == skill and level >= least for has, level in problem.people[person].skills
        ):
            told.append(f"Person {person} cannot do task {number}: {skill} at level {least}")
    return told


def _at_once(schedule: Schedule, ends: list[int]) -> list[str]:
    """Look at each moment at which a task starts: only then can someone get a second thing to do.

    A milestone takes no time, so nobody is kept from anything by it.
    """
    told = []
    for moment in sorted(set(schedule.starts)):
        doing: dict[int, int] = {}
        for number, person in enumerate(schedule.people):
            if not schedule.starts[number] <= moment < ends[number]:
                continue
            if person in doing:
                told.append(f"At {moment}, person {person} does tasks {doing[person]} and {number}")
            doing[person] = number
    return told
