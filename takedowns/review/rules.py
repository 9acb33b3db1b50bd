"""When a decision needs a second person, and who may not be it. Pure: what the agency decided comes in as values."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from takedowns.review.states import SENDING, Verdict, Why


@dataclass(frozen=True, slots=True)
class Rule:
    """What the agency decided: `two_person` is off, protected or all; the days count from a person's first membership, and
    from the opening of the agency itself."""

    two_person: str = "off"
    supervised_days: int = 0
    training_until: datetime | None = None

    def training(self, now: datetime) -> bool:
        """Whether the whole agency is supervised."""
        return self.training_until is not None and now < self.training_until

    def new(self, joined: datetime | None, now: datetime) -> bool:
        """Whether a person who joined then is supervised."""
        return joined is not None and now < joined + timedelta(days=self.supervised_days)


def why_second(rule: Rule, verdict: Verdict, *, protected: bool, new: bool, training: bool) -> list[Why]:
    """Why this decision needs a second person; empty when it does not.

    The two-person rule is about what leaves the house; supervision is about a person's decisions, so rejections are looked
    at too.
    """
    sent = verdict in SENDING
    reasons = {
        Why.TWO_PERSONS: sent and rule.two_person == "all",
        Why.PROTECTED: sent and rule.two_person in {"all", "protected"} and protected,
        Why.NEW_COLLEAGUE: new,
        Why.TRAINING: training,
    }
    return [why for why, holds in reasons.items() if holds]
