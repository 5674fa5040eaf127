"""How a mock's items are spread over the topics of a subject.

Topic weights are not announced (IPS-2, §17), so every topic gets the same share; what one topic cannot give, the others
give in turn.
"""

from collections.abc import Mapping

ITEMS_OF_A_PAPER = 50
"""Items of a paper, green-collar and iPAS alike (GCT-1, IPS-4)."""


def spread(available: Mapping[str, int], total: int = ITEMS_OF_A_PAPER) -> dict[str, int]:
    """Items per topic, in the given order: even shares, limited by what each topic has.

    Fewer than ``total`` when the bank has fewer; topics that give nothing are left out.
    """
    shares = dict.fromkeys(available, 0)
    left = min(total, sum(available.values()))
    while left:
        for topic, most in available.items():
            if left and shares[topic] < most:
                shares[topic] += 1
                left -= 1
    return {topic: share for topic, share in shares.items() if share}
