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


PORTAL = Plan("NEW", "New customer portal", PRODUCT, 0, 30, 2600, (
    Phase("Find out what customers need", 0, 5, """
        Interview twelve customers about the old portal          | P | 80
        Map the journey from quote to invoice                    | P | 56
        Count what the old portal is used for                    | P | 44
        Write down the three promises of the new portal          | P | 28
        Check the findings with the support desk                 | P | 24
    """),
    Phase("Shape the portal", 3, 6, """
        Draw the navigation and the start page                   | P | 92
        Build a clickable prototype of the order flow            | P | 112
        Test the prototype with eight customers                  | P | 62
        Agree on the words for orders, quotes and contracts      | P | 34
        Set up the component library                             | E | 124
        Decide how customers sign in                             | E | 48
    """),
    Phase("Orders and invoices", 7, 8, """
        Read orders from the ERP system                          | E | 130
        Show the list of orders with search and filters          | E | 116
        Show an order with all its documents                     | E | 100
        Let customers download invoices                          | E | 76
        Keep invoices for ten years, unalterably                 | E | 82
        Write the help texts for orders and invoices             | P | 46
    """),
    Phase("Accounts and permissions", 12, 6, """
        Sign in with the company account                         | E | 118
        Let customers invite colleagues                          | E | 86
        Three roles: may look, may order, may pay                | E | 96
        Design the page of an account                            | P | 58
        Describe roles so that nobody needs to ask               | P | 28
    """),
    Phase("Quotes and contracts", 16, 7, """
        Turn a quote into an order with one click                | E | 124
        Sign contracts electronically                            | E | 146
        Compare two versions of a contract                       | E | 88
        Design the timeline of a contract                        | P | 84
        Review the wording of contracts with legal               | P | 52
        Remind customers before a contract ends                  | E | 58
    """),
    Phase("Open the doors", 22, 6, """
        Move the pilot customers over                            | O | 70
        Write the announcement                                   | P | 38
        Record four short introduction films                     | P | 78
        Load-test with a thousand customers at once              | E | 88
        Fix what the pilot customers found                       | E | 164
        Train the support desk                                   | P | 62
        Switch off the old portal                                | O | 46
    """),
    Phase("After the launch", 26, 5, """
        Ask customers how they like it                           | P | 52
        Make the order list twice as fast                        | E | 102
        Show open orders on a map                                | E | 70
        Let customers choose their language                      | P | 50
        Find out why some customers never came back              | P | 42
        Look back: what would we do otherwise?                   | P | 22
        Write the handbook for operations                        | O | 48
    """),
))  # fmt: skip

MOBILE = Plan("MOB", "Mobile app", ENGINEERING, 4, 33, 2300, (
    Phase("Try three ways", 4, 4, """
        Try the app with one code base                           | E | 82
        Try the app with two code bases                          | E | 88
        Compare both on old phones                               | E | 36
        Ask twenty customers what they would open it for         | P | 56
    """),
    Phase("First steps", 8, 7, """
        Sign in with a fingerprint                               | E | 100
        Show orders without a connection                         | E | 136
        Design for one thumb                                     | P | 106
        Draw the icon and the splash screen                      | P | 38
        Build and sign the app on every change                   | O | 60
    """),
    Phase("Notifications", 14, 5, """
        Tell customers when an order ships                       | E | 96
        Let customers choose what they hear about                | E | 62
        Write twenty friendly notifications                      | P | 34
        Run the notification service                             | O | 56
    """),
    Phase("Scan and order", 18, 7, """
        Scan the label of a spare part                           | E | 144
        Order spare parts from a photo                           | E | 160
        Design the shopping basket                               | P | 74
        Test scanning in bad light                               | P | 46
        Handle parts that are no longer made                     | E | 78
    """),
    Phase("Into the stores", 24, 7, """
        Answer the questions of the store reviews                | P | 44
        Check the app with a screen reader                       | P | 66
        Measure crashes without measuring people                 | E | 76
        Translate the app into five languages                    | P | 92
        Use less battery in the background                       | E | 100
        Rehearse the roll-back                                   | O | 42
    """),
    Phase("Second edition", 27, 5, """
        Find spare parts by asking for them                      | E | 78
        Show the warehouse's stock as it is now                  | E | 62
        Plan visits of the service technicians                   | P | 48
        Design for tablets                                       | P | 38
        Move the notification service to the new cluster         | O | 32
    """),
))  # fmt: skip

MOVE = Plan("MIG", "Move to the new data centre", OPERATIONS, 0, 15, 800, (
    Phase("Know what we have", 0, 4, """
        List every server and who needs it                       | O | 62
        Draw the map of who talks to whom                        | O | 54
        Find the services nobody owns                            | O | 28
        Measure a normal week of traffic                         | O | 24
    """),
    Phase("Prepare the new rooms", 3, 5, """
        Order racks, switches and cables                         | O | 34
        Put up the network                                       | O | 100
        Set up monitoring before anything else                   | O | 66
        Describe every server as code                            | E | 130
    """),
    Phase("Move", 7, 6, """
        Move the test systems                                    | O | 78
        Copy the archive                                         | O | 54
        Move the databases in one night                          | E | 106
        Move the mail                                            | O | 60
        Move the old portal                                      | O | 70
    """),
    Phase("Leave the old rooms", 12, 3, """
        Erase and recycle the disks                              | O | 42
        Cancel the old contracts                                 | O | 18
        Hand back the keys                                       | O | 8
        Update the emergency handbook                            | O | 32
    """),
))  # fmt: skip

AUDIT = Plan("AUD", "Security audit", OPERATIONS, 9, 31, 760, (
    Phase("Get ready", 9, 4, """
        Choose the auditor                                       | O | 28
        Collect the policies we have                             | O | 42
        Write the policies we lack                               | P | 84
        Classify all data                                        | P | 74
    """),
    Phase("Close the gaps", 13, 7, """
        Second factor for everybody                              | O | 74
        Rotate all keys and passwords                            | O | 62
        Encrypt the laptops                                      | O | 48
        Log who reads customer data                              | E | 124
        Review the rights of every account                       | O | 56
        Practise an incident on a Friday afternoon               | O | 34
    """),
    Phase("The audit", 19, 5, """
        Answer the auditor's questions                           | O | 70
        Show the evidence                                        | O | 54
        Fix what the auditor found                               | E | 112
        Tell customers about the certificate                     | P | 28
    """),
    Phase("Keep the certificate", 25, 6, """
        Practise an incident at night                            | O | 26
        Teach everybody to spot a phishing mail                  | P | 34
        Check the suppliers as we were checked                   | O | 44
        Watch for leaked passwords                               | E | 38
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
