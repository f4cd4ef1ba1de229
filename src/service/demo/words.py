"""What people of the demo say while they work."""

BLOCKERS = (
    "Waiting for the supplier's answer", "No access to the test system yet",
    "The interface of the ERP system is not described", "Legal has not agreed yet",
    "Customer cannot test before next week", "The spare part is on back order",
    "Depends on a decision of the board", "The library has a bug; reported upstream",
    "Test data is missing", "Nobody can reach the vendor",
)  # fmt: skip

BLOCKER_KINDS = dict(zip(BLOCKERS, (
    "external", "technical", "dependency", "decision", "client", "resource", "decision",
    "technical", "resource", "external",
), strict=True))  # fmt: skip
"""What sort of thing each of them is."""

OUTSIDERS = ("Lindholm & Partners", "the ERP vendor", "Baltic Freight", "the city of Aarhus")

RESOLUTIONS = (
    "Answered by phone", "Access was given", "We found a way around it", "Agreed, as proposed",
    "Delivered this morning", "Fixed with the new version",
)  # fmt: skip

CHOICES = (
    ("Keep the old numbers", "Customers know them by heart", "Number everything anew"),
    ("Buy it", "Building it takes longer than the contract runs", "Build it ourselves", "Wait"),
    ("Show three columns only", "More do not fit on a phone", "Show all columns"),
    ("Migrate at night", "Nobody works then, and there is time to go back", "Migrate bit by bit"),
    ("One form for both cases", "Two would have to be kept alike", "A form for each case"),
)
"""What was decided, why, and against what."""

PAGES = (
    ("Notes of the workshop", "https://wiki.kestrel.example/workshop"),
    ("Sketches", "https://draw.kestrel.example/sketches"),
    ("Whom to ask at the vendor", "mailto:support@vendor.example"),
)

COMMENTS = (
    "Half-way there; the hard part is behind me.", "Had a look with {other}: we keep it simple.",
    "This is bigger than it looked.", "Draft is on the shared drive, please have a look.",
    "{other}, can you check the edge cases?", "Works on my machine; testing with real data next.",
    "Talked to the customer. They are happy with the direction.",
    "Found two more cases we had not thought of.", "Waiting for feedback until tomorrow.",
    "Reviewed, two small remarks, otherwise fine.", "Let us not gold-plate this.",
    "The old system did this differently, see the notes.", "Ready for review.",
    "I would like to split this, it mixes two things.", "مراجعة أولى جاهزة، شكرًا {other}.",
    "Zweite Runde mit dem Support: alles klar.", "Gracias {other}, ahora lo entiendo.",
)  # fmt: skip

NOTES = (
    "", "", "", "first version", "review with {other}", "tests", "call with the customer",
    "clean-up", "fixed what the review found", "reading in", "workshop",
)  # fmt: skip

OTHER_WORK = (
    "Mail and meetings", "Stand-up, planning, mail", "All-hands", "Helping colleagues",
    "Training", "One-on-ones",
)  # fmt: skip

CORRECTIONS = (
    "Typed the hours of another day", "Forgot the afternoon", "Lunch break was not taken out",
    "Booked on the wrong item", "Rounded up too far",
)  # fmt: skip
REMOVALS = ("Entered twice", "Was not there that day", "Belongs to a colleague")
REOPENINGS = (
    "Customer found a case that does not work", "Broke again after the update",
    "The review was not done yet", "Closed too early, one part is missing",
)  # fmt: skip
CANCELLATIONS = (
    "Not needed any more: the new version does it", "Merged into other work",
    "The customer withdrew the request", "Too costly for what it brings",
)  # fmt: skip
