"""The columns of each view that a table shows, as far as there is room for them."""

COMPARED = (
    "level",
    "project_key",
    "title",
    "finish_before",
    "finish_after",
    "days",
    "mean_days",
    "late_before",
    "late_after",
    "moved",
    "people_before",
    "people_after",
)
PLAN = (
    "kind",
    "title",
    "project_key",
    "people",
    "start",
    "finish",
    "slack_h",
    "late_days",
    "critical",
    "waits",
    "waits_for_title",
    "waits_with",
    "problem",
    "due",
    "done",
    "pinned",
)
COLUMNS: dict[str, tuple[str, ...]] = {
    "work-items": (
        "id", "key", "title", "project_key", "state", "assignees", "due", "remaining_h", "spent_h",
        "work_h", "priority", "start",
    ),
    "board": (
        "column", "state", "title", "project_key", "assignees", "due", "days", "remaining_h",
        "reason", "priority",
    ),
    "workload": (
        "name", "group", "project_key", "kind", "period", "people", "capacity_h", "load_h",
        "billable_h", "not_billable_h", "allocated_h", "utilisation", "band", "overload_h",
        "free_h", "hours", "count", "over_by_h", "model", "first", "last",
    ),
    "overbooking": (
        "name", "kind", "first", "last", "over_by_h", "forced_h", "capacity_h", "weeks", "since",
        "late", "cleared_at", "why", "team", "now", "load_h", "utilisation", "work",
    ),
    "capacity": (
        "group", "kind", "period", "capacity_h", "demand_h", "gap_h", "left_h", "extend_weeks",
        "add_people", "cut_h", "utilisation", "overload_h", "people", "nobodys", "unassigned_h",
        "requested_h", "deals_h", "undated_h", "unestimated", "first", "last", "model",
    ),
    "plan-preview": PLAN,
    "timeline": PLAN,
    "schedules": (
        "name", "version", "standing", "begins", "finish", "bars", "rule", "proposed_by",
        "published_at", "project_key", "position", "note", "schedule",
    ),
    "forecast": (
        "of", "project_key", "title", "planned", "p50", "p80", "p95", "on_plan", "due", "on_time",
        "critical",
    ),
    "forecast-backtest": (
        "at", "foretold", "done", "by_p50", "by_p80", "by_p95", "judged_p80", "days_off",
        "deadlines", "met", "brier", "skill", "why_not",
    ),
    "fever": (
        "project_key", "at", "done", "used", "zone", "burn_rate", "planned", "projected",
        "promised", "buffer_h", "version",
    ),
    "explain": ("number", "words", "hours"),
    "ways-out": (
        "rank", "words", "days", "late_days", "meets", "price", "moved", "late_others", "title",
        "finish_after", "change",
    ),
    "plan-conflicts": ("number", "wish", "title", "words", "item"),
    "what-if": COMPARED,
    "replan": COMPARED,
    "progress": (
        "project_key", "outline", "title", "state", "percent_complete", "remaining_h", "spent_h",
        "work_h", "due", "items_open", "items_done", "behind_schedule", "budget_used", "coverage",
    ),
    "follow-up": ("kind", "title", "project_key", "reason", "who", "severity"),
    "blockers": (
        "title", "reason", "kind", "waiting", "needed_from", "needed_by", "age_days",
        "acknowledged_by", "ended_at", "resolution", "item_blocked_h", "blocker", "project_key",
    ),
    "decisions": ("at", "title", "what", "why", "alternatives", "decided_by", "decision"),
    "inbox": ("position", "at", "title", "by", "text", "why", "rhythm", "due"),
    "goals": (
        "outline", "title", "progress", "expected", "status", "why", "owner", "current", "target",
        "score", "due", "confidence", "phase",
    ),
    "check-ins": (
        "at", "title", "name", "value", "progress", "target", "projected", "status", "confidence",
        "timing", "author", "note", "stage", "day", "acknowledged_by", "corrections",
    ),
    "intake": (
        "rank", "title", "answer", "wsjf", "value_over_effort", "asked_by", "client",
        "waiting_days", "age_days", "urgent_by", "until", "serves", "became", "merged_into",
        "reason", "cost_of_delay", "job_size", "value", "effort_h", "missing",
    ),
    "recurrences": (
        "title", "state", "next", "made", "project_key", "rule", "zone", "why", "due", "skipped",
        "pauses", "next_made_at", "ends", "makes", "lead_days",
    ),
    "occurrences": (
        "starts", "title", "state", "item_state", "why", "zone", "occurrence", "moved", "made_at",
    ),
    "workflow": (
        "workflow", "version", "kind", "name", "category", "from_states", "to", "otherwise", "who",
        "takes", "conditions", "percent", "most", "most_each", "on_breach",
    ),
    "processes": (
        "process", "kind", "project", "version", "from_day", "reason", "metric", "direction", "by",
        "unit", "until", "workflow", "to_day", "told_by", "cadences", "templates", "rules",
    ),
    "budgets": (
        "name", "state", "period", "share", "planned_h", "used_h", "left_h", "planned_amount",
        "used_amount", "left_amount", "currency", "over", "lasts_until", "burn_h_per_month",
        "coverage", "project_key", "client", "activity", "counted_h", "unknown_h",
    ),
    "baselines": ("name", "scope", "moment", "position", "by", "note", "retired"),
    "variance": (
        "project_key", "level", "title", "change", "finish_then", "finish_now",
        "finish_variance_days", "finish_variance_working_days", "work_then_h", "work_now_h",
        "work_variance_h", "start_then", "start_now", "start_variance_days", "state_then",
        "state_now", "items_then", "items_now", "added", "removed", "changed", "kind",
    ),
    "history": ("position", "at", "recorded_at", "by", "subject", "text"),
}  # fmt: skip
