"""Which addresses go first: lanes of the frontier, lower ones first."""

REPORTED = 0  # links of a new report that cannot have been made for one person
PROTECTED = 1  # where material of protected-age persons was found lately
SPREADING = 2  # where copies were found lately
SEARCHED = 3  # answers to a search
USUAL = 5

URGENT = (REPORTED, PROTECTED, SPREADING, SEARCHED)  # these go on when an agency's budget is used up
AWAITED = (REPORTED, SEARCHED)  # somebody waits for these
ALL = (*URGENT, USUAL)
