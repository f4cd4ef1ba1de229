"""What the company of the demo plans to do: projects, their phases, and the work in them.

A line of work reads `title | team | hours`; its team is the first letter of the team's name.
"""

from dataclasses import dataclass

from service.demo.company import ENGINEERING, OPERATIONS, PRODUCT

TEAMS = {"P": PRODUCT, "E": ENGINEERING, "O": OPERATIONS}


@dataclass(frozen=True)
class Phase:
    """A stretch of a project: one heading, and the work under it."""

    title: str
    begins: int
    """Week of the demo, from 0."""
    weeks: int
    work: str

    def lines(self) -> list[tuple[str, str, float]]:
        """List title, team and hours."""
        cells = [line.split("|") for line in self.work.strip().splitlines()]
        return [(title.strip(), TEAMS[team.strip()], float(h)) for title, team, h in cells]


@dataclass(frozen=True)
class Plan:
    """A project as it was meant to be."""

    key: str
    name: str
    lead: str
    """The team whose lead runs it."""
    begins: int
    ends: int | None
    """Weeks of the demo; a project without an end goes on and on."""
    budget_h: float | None
    phases: tuple[Phase, ...] = ()


PORTAL = Plan("NEW", "New customer portal", PRODUCT, 0, 28, 3600, (
    Phase("Find out what customers need", 0, 5, """
        Interview twelve customers about the old portal          | P | 74
        Map the journey from quote to invoice                    | P | 52
        Count what the old portal is used for                    | P | 40
        Write down the three promises of the new portal          | P | 26
        Check the findings with the support desk                 | P | 22
    """),
    Phase("Shape the portal", 3, 6, """
        Draw the navigation and the start page                   | P | 86
        Build a clickable prototype of the order flow            | P | 104
        Test the prototype with eight customers                  | P | 58
        Agree on the words for orders, quotes and contracts      | P | 32
        Set up the component library                             | E | 114
        Decide how customers sign in                             | E | 44
    """),
    Phase("Orders and invoices", 7, 8, """
        Read orders from the ERP system                          | E | 120
        Show the list of orders with search and filters          | E | 108
        Show an order with all its documents                     | E | 92
        Let customers download invoices                          | E | 70
        Keep invoices for ten years, unalterably                 | E | 76
        Write the help texts for orders and invoices             | P | 42
    """),
    Phase("Accounts and permissions", 12, 6, """
        Sign in with the company account                         | E | 110
        Let customers invite colleagues                          | E | 80
        Three roles: may look, may order, may pay                | E | 88
        Design the page of an account                            | P | 54
        Describe roles so that nobody needs to ask               | P | 26
    """),
    Phase("Quotes and contracts", 16, 7, """
        Turn a quote into an order with one click                | E | 114
        Sign contracts electronically                            | E | 136
        Compare two versions of a contract                       | E | 82
        Design the timeline of a contract                        | P | 78
        Review the wording of contracts with legal               | P | 48
        Remind customers before a contract ends                  | E | 54
    """),
    Phase("Open the doors", 22, 6, """
        Move the pilot customers over                            | O | 64
        Write the announcement                                   | P | 36
        Record four short introduction films                     | P | 72
        Load-test with a thousand customers at once              | E | 82
        Fix what the pilot customers found                       | E | 152
        Train the support desk                                   | P | 58
        Switch off the old portal                                | O | 42
    """),
    Phase("After the launch", 26, 5, """
        Ask customers how they like it                           | P | 48
        Make the order list twice as fast                        | E | 94
        Look back: what would we do otherwise?                   | P | 20
        Write the handbook for operations                        | O | 44
    """),
))  # fmt: skip

MOBILE = Plan("MOB", "Mobile app", ENGINEERING, 4, 32, 2600, (
    Phase("Try three ways", 4, 4, """
        Try the app with one code base                           | E | 76
        Try the app with two code bases                          | E | 82
        Compare both on old phones                               | E | 34
        Ask twenty customers what they would open it for         | P | 52
    """),
    Phase("First steps", 8, 7, """
        Sign in with a fingerprint                               | E | 92
        Show orders without a connection                         | E | 126
        Design for one thumb                                     | P | 98
        Draw the icon and the splash screen                      | P | 36
        Build and sign the app on every change                   | O | 56
    """),
    Phase("Notifications", 14, 5, """
        Tell customers when an order ships                       | E | 88
        Let customers choose what they hear about                | E | 58
        Write twenty friendly notifications                      | P | 32
        Run the notification service                             | O | 52
    """),
    Phase("Scan and order", 18, 7, """
        Scan the label of a spare part                           | E | 134
        Order spare parts from a photo                           | E | 148
        Design the shopping basket                               | P | 68
        Test scanning in bad light                               | P | 42
        Handle parts that are no longer made                     | E | 72
    """),
    Phase("Into the stores", 24, 7, """
        Answer the questions of the store reviews                | P | 40
        Check the app with a screen reader                       | P | 62
        Measure crashes without measuring people                 | E | 70
        Translate the app into five languages                    | P | 86
        Use less battery in the background                       | E | 92
        Rehearse the roll-back                                   | O | 38
    """),
))  # fmt: skip

MOVE = Plan("MIG", "Move to the new data centre", OPERATIONS, 0, 15, 800, (
    Phase("Know what we have", 0, 4, """
        List every server and who needs it                       | O | 58
        Draw the map of who talks to whom                        | O | 50
        Find the services nobody owns                            | O | 26
        Measure a normal week of traffic                         | O | 22
    """),
    Phase("Prepare the new rooms", 3, 5, """
        Order racks, switches and cables                         | O | 32
        Put up the network                                       | O | 92
        Set up monitoring before anything else                   | O | 62
        Describe every server as code                            | E | 120
    """),
    Phase("Move", 7, 6, """
        Move the test systems                                    | O | 72
        Copy the archive                                         | O | 50
        Move the databases in one night                          | E | 98
        Move the mail                                            | O | 56
        Move the old portal                                      | O | 64
    """),
    Phase("Leave the old rooms", 12, 3, """
        Erase and recycle the disks                              | O | 38
        Cancel the old contracts                                 | O | 16
        Hand back the keys                                       | O | 8
        Update the emergency handbook                            | O | 30
    """),
))  # fmt: skip

AUDIT = Plan("AUD", "Security audit", OPERATIONS, 9, 24, 760, (
    Phase("Get ready", 9, 4, """
        Choose the auditor                                       | O | 26
        Collect the policies we have                             | O | 38
        Write the policies we lack                               | P | 78
        Classify all data                                        | P | 68
    """),
    Phase("Close the gaps", 13, 7, """
        Second factor for everybody                              | O | 68
        Rotate all keys and passwords                            | O | 58
        Encrypt the laptops                                      | O | 44
        Log who reads customer data                              | E | 114
        Review the rights of every account                       | O | 52
        Practise an incident on a Friday afternoon               | O | 32
    """),
    Phase("The audit", 19, 5, """
        Answer the auditor's questions                           | O | 64
        Show the evidence                                        | O | 50
        Fix what the auditor found                               | E | 104
        Tell customers about the certificate                     | P | 26
    """),
))  # fmt: skip

RUN = Plan("OPS", "Keep things running", OPERATIONS, 0, None, None)

PROJECTS = (PORTAL, MOVE, RUN, MOBILE, AUDIT)

TICKETS = (
    "Renew the certificate of {system}",
    "Slow answers from {system}",
    "Restore a file from {system}",
    "Add a user to {system}",
    "Update {system} to the newest version",
    "Disk of {system} is nearly full",
    "Alarm at night: {system} did not answer",
    "Clean up old accounts in {system}",
    "Explain the bill of {system}",
    "Test the backup of {system}",
)
SYSTEMS = (
    "the wiki", "the mail server", "the build server", "the ERP system", "the telephone system",
    "the file server", "the time clock", "the booking calendar", "the alarm system", "the VPN",
    "the printer in the hall", "the old portal", "the test database",
)  # fmt: skip

AD_HOC = (
    "Prepare the summer party", "Interview a candidate", "Translate the brochure into Polish",
    "Answer the survey of the chamber of commerce", "Help sales with a demo for Baumann AG",
    "Order new chairs", "Write a reference for a trainee", "Photos for the team page",
    "Look into the complaint of Ferrari & Figli", "Numbers for the board",
    "Repair the coffee machine", "Plan the workshop with Ōta Seiki", "Proofread the annual report",
    "Show the visitors from Accra around", "Sort out the archive in the cellar",
    "Find a date for the offsite", "Update the onboarding list", "Quote for Hansen Ltd",
    "Review the lease of the printer", "Talk about apprentices at the school",
    "Fill in the tax questionnaire", "Draft the reply to the data protection request",
)  # fmt: skip
