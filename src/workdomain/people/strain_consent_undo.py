"""How what a person said of their strain is taken back: by the person, as it was said."""

from typing import assert_never

from workdomain.kernel import Command, Undo
from workdomain.people.strain_consent import (
    HideStrain,
    ShowStrain,
    StrainConsent,
    StrainEvent,
    StrainHidden,
    StrainShown,
    strain,
)


def commands(event: StrainEvent, _now: StrainConsent, wanted: StrainConsent) -> list[Command]:
    """Say again what was said before."""
    match event:
        case StrainShown() | StrainHidden():
            if wanted.sharing is None:
                return [HideStrain()]
            return [ShowStrain(sharing=wanted.sharing)]
        case _:
            assert_never(event)


strain_undo: Undo[StrainConsent, StrainEvent] = Undo(strain, commands)
