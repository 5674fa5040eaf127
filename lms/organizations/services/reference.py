"""The 22 counties and cities with their regions (ORG-3)."""

from pathlib import Path

from lms.core import reference
from lms.organizations.enums import Region
from lms.organizations.models import County

REGIONS = Path(__file__).parent.parent / "data" / "regions.csv"
COLUMNS = ("region_zh", "region_en", "county_code", "county_zh", "county_en")
_REGION = {"北": Region.NORTH, "中": Region.CENTRAL, "南": Region.SOUTH, "東": Region.EAST}


def load() -> None:
    """Write the counties in the order of the official list; repeating it changes nothing."""
    counties = [
        County(
            code=row["county_code"],
            region=_REGION[row["region_zh"]],
            name_zh=row["county_zh"],
            name_en=row["county_en"],
            position=position,
        )
        for position, row in enumerate(reference.rows(REGIONS, COLUMNS), start=1)
    ]
    reference.upsert(County, counties, key=["code"])
